"""Calls about the client itself."""

from __future__ import annotations


class SessionCalls:
    """Answers what a Hive client asks when it connects."""

    def set_ugi(self, user_name: str, group_names: list[str]) -> list[str]:
        """Take note of nobody: there is one user."""
        return [user_name]

    def get_config_value(self, name: str, default: str) -> str:
        """Return the client's own default: the catalog has no settings."""
        return default

    def shutdown(self) -> None:
        """Let the client go; its connection ends by itself."""
