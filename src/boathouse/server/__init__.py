"""The emulated cloud as one process on one port of this machine."""

from boathouse.server.process import serve, start

__all__ = ["serve", "start"]
