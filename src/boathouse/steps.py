"""Progress in the terminal: one line for each finished step, live while it runs, plain in a pipe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.status import Status

_NAME = 40  # columns
_DONE = "[green]✓[/]"


class Step:
    """A step under way: what its line will say, and whether that is something to look at."""

    def __init__(self) -> None:
        self.detail, self.doubtful = "", False
        self.began = time.monotonic()


class Steps:
    """Writes the lines of a run's steps."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def say(self, text: str) -> None:
        """A line that is no step."""
        self._print(escape(text))

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Show `name` as running inside the block, then its line: done, or failed if the block raises."""
        step = Step()
        try:
            with self.running(name):
                yield step
        except BaseException:
            self.failed(name, "", time.monotonic() - step.began)
            raise
        sign = "[yellow]![/]" if step.doubtful else _DONE
        self._line(sign, name, step.detail, time.monotonic() - step.began)

    @contextmanager
    def running(self, text: str) -> Iterator[Status | None]:
        """A live line on a terminal (None elsewhere), gone at the end of the block."""
        if not self.console.is_terminal:
            yield None
            return
        with self.console.status(escape(text)) as status:
            yield status

    def done(self, name: str, detail: str, seconds: float) -> None:
        """The line of a step that succeeded."""
        self._line(_DONE, name, detail, seconds)

    def failed(self, name: str, detail: str, seconds: float) -> None:
        """The line of a step that failed."""
        self._line("[red]✗[/]", name, f"[red]{escape(detail)}[/]" if detail else "", seconds, markup=True)

    def skipped(self, name: str, detail: str) -> None:
        """The line of a step that did not happen."""
        self._print(f"[yellow]-[/] {escape(name):<{_NAME}} {'':8}  {escape(detail)}")

    def _line(self, sign: str, name: str, detail: str, seconds: float, *, markup: bool = False) -> None:
        words = detail if markup else escape(detail)
        self._print(f"{sign} {escape(name):<{_NAME}} {seconds:6.1f} s  {words}")

    def _print(self, line: str) -> None:
        self.console.print(line, highlight=False, soft_wrap=True)
