"""The process of one run: a fork of the warm zygote that becomes the script."""

from __future__ import annotations

import atexit
import json
import linecache
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
import types
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, TextIO, cast

from boathouse.engine.spark import endpoints, failures, orphans, ownpython, paths

# Bound now: a script may patch the modules that it imports.
_exit, _write, _getpid, _dumps = os._exit, os.write, os.getpid, json.dumps


def become(order: dict[str, Any], stdout: int, stderr: int, result: int) -> NoReturn:
    """Turn this fresh fork into the run that `order` describes; never returns.

    The outcome goes to `result` as one JSON object, `{"error": text or null}`. A process that ends
    without one was killed, or left by `os._exit`.
    """
    os.setsid()
    orphans.die_with_parent()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    _redirect(stdout, stderr)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    brought = [*order.get("front", ()), *order.get("packages", ())]
    if paths.shadowed(brought):
        _start_afresh(order, result)
    perform(order, result)


def perform(order: dict[str, Any], result: int) -> NoReturn:
    """Execute the script of `order` in this process, and tell how it ended."""
    os.set_inheritable(result, False)
    os.environ.update(order["environment"])
    script = Path(order["script"])
    sys.argv = [str(script), *order["argv"]]
    paths.extend(order.get("front", ()), order.get("packages", ()))
    sys.path[0:0] = [str(script.parent)]
    if order.get("shell"):
        paths.hide_spark()
    endpoints.keep_here()
    ownpython.use(order["executable"], script.read_bytes())
    own = _getpid()
    error = _run(script)
    if _getpid() == own:  # a fork that the script has made may come here too, and speaks for nobody
        _say(result, {"error": error})
    _exit(0 if error is None else 1)


def _start_afresh(order: dict[str, Any], result: int) -> NoReturn:
    """Become a new Python: the run brings modules that this one has imported in another version."""
    with tempfile.TemporaryFile() as told:
        told.write(json.dumps(order).encode())
        told.seek(0)
        for descriptor in (told.fileno(), result):
            os.set_inheritable(descriptor, True)
        os.environ.pop("PYTHONPATH", None)  # the script's: it has no say in how this Python starts
        words = [sys.executable, "-P", "-m", "boathouse.engine.spark.fresh", str(told.fileno()), str(result)]
        os.execv(sys.executable, words)  # noqa: S606 - this very Python, no shell


def _run(script: Path) -> str | None:
    """Execute the script as `__main__` and finish as Python does; return the run's ErrorMessage."""
    error = _execute(script)
    try:
        threading._shutdown()  # type: ignore[attr-defined]  # waits for the script's threads, as at Python's own end
    except BaseException as interrupt:
        error = error or failures.message_of(interrupt, script)
    atexit._run_exitfuncs()
    _flush()
    return error


def _execute(script: Path) -> str | None:
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=str(script), __builtins__=__builtins__)
    sys.modules["__main__"] = module
    try:
        source = script.read_bytes()
        exec(compile(source, str(script), "exec", dont_inherit=True), module.__dict__)  # noqa: S102  # the script itself
    except SystemExit as leaving:
        return _left(leaving, script)
    except BaseException as error:
        linecache.checkcache(str(script))
        _tell(failures.own_traceback(error, script))
        return failures.message_of(error, script)
    return None


def _left(leaving: SystemExit, script: Path) -> str | None:
    """Tell sys.exit() and sys.exit(0) from the others, which AWS reports as `SystemExit: <code>`."""
    if leaving.code in (None, 0):
        return None
    if not isinstance(leaving.code, int):
        _tell(f"{leaving.code}\n")
    return failures.message_of(leaving, script)


def _tell(words: str) -> None:
    """Print to the run's stderr, which the script may have closed or replaced."""
    with suppress(Exception):
        print(words, end="", file=sys.stderr)


def _say(result: int, outcome: dict[str, Any]) -> None:
    told = _dumps(outcome).encode()
    while told:
        told = told[_write(result, told) :]


def _redirect(stdout: int, stderr: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (stdout, 1), (stderr, 2)):
        os.dup2(source, target)
    for spare in {nothing, stdout, stderr} - {0, 1, 2}:
        os.close(spare)
    sys.stdin = _text(0, "r")
    sys.stdout, sys.stderr = _text(1, "w"), _text(2, "w")


def _text(descriptor: int, mode: str) -> TextIO:
    # Line by line, so that the log can be followed and its two halves stay in step.
    stream: Any = os.fdopen(
        descriptor, mode, buffering=1, closefd=False, encoding="utf-8", errors="backslashreplace"
    )
    return cast(TextIO, stream)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            with suppress(OSError):
                _write(2, traceback.format_exc().encode())
