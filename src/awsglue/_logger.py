"""The logger of `GlueContext.get_logger`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime


class Logger:
    """Lines with a time and a level on the run's error stream, where Glue's engine logs too."""

    def debug(self, message: object) -> None:
        _line("DEBUG", message)

    def info(self, message: object) -> None:
        _line("INFO", message)

    def warn(self, message: object) -> None:
        _line("WARN", message)

    def error(self, message: object) -> None:
        _line("ERROR", message)


def _line(level: str, message: object) -> None:
    now = datetime.now(UTC).strftime("%y/%m/%d %H:%M:%S")
    print(f"{now} {level} GlueLogger: {message}", file=sys.stderr, flush=True)
