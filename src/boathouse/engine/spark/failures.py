"""What AWS says of a failed script: the ErrorMessage of a job run."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

_LIMIT = 20_000
_UNKNOWN_BUCKET = re.compile(r"[\w.$]*IOException: (?=The specified bucket does not exist )")
_JAVA_CALL = re.compile(r"An error occurred while calling (?P<call>\S+?)\.\n: (?P<cause>.*)", re.DOTALL)
_JAVA_FRAME = re.compile(r"\n(\s+at .*|\s*\.\.\. \d+ more)")
_EMPTY_PATH = "Can not create a Path from an empty string"
_EMPTY_PATH_HINT = (
    " (the database has no LocationUri; give the table a path, or the database a location; "
    "or Spark was to overwrite a bucket's root: give it a folder)"
)
_NO_MODULE = re.compile(r"No module named '(\w+)'")
_PACKAGES = {
    "Crypto": "pycryptodome",
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "dotenv": "python-dotenv",
    "psycopg2": "psycopg2-binary",
    "sklearn": "scikit-learn",
    "snowflake": "snowflake-connector-python",
}
"""Packages whose module has another name."""


def message_of(error: BaseException, script: Path) -> str:
    """Return the run's ErrorMessage: AWS's line, then the frames of the script's own file.

    Between them stand the error's notes: what is known of the cause besides, such as which file is broken.
    """
    notes: list[str] = getattr(error, "__notes__", [])
    return "\n".join([first_line(error, script), *notes, *script_frames(error, script)])[:_LIMIT]


def first_line(error: BaseException, script: Path) -> str:
    """Return `Type: message`, as AWS words it.

    A failed call into Java is told by the call and its cause, without Java's stack.
    """
    told = translated(_told(error)).replace(str(script), script.name)
    name = type(error).__name__
    if isinstance(error, ModuleNotFoundError) and (missing := _NO_MODULE.fullmatch(told)):
        package = _PACKAGES.get(missing[1], missing[1])
        told += (
            f" (bring a package along by --additional-python-modules {package}, a file by --extra-py-files)"
        )
    if name == "Py4JJavaError":
        return told
    if name == "PythonException":
        told = _from_worker(told)
    return f"{name}: {told}" if told else name


def _from_worker(told: str) -> str:
    """Put what a Python function raised, the last line of its trace, before Spark's words."""
    lines = [line for line in told.splitlines() if line.strip()]
    return "\n".join([*lines[-1:], *lines])


def translated(text: str) -> str:
    """Put AWS's words in place of those of the local file system and of Hive."""
    text = _UNKNOWN_BUCKET.sub("", text)
    if _EMPTY_PATH in text and _EMPTY_PATH_HINT not in text:
        text = text.replace(_EMPTY_PATH, _EMPTY_PATH + _EMPTY_PATH_HINT)
    return text


def script_frames(error: BaseException, script: Path) -> list[str]:
    """Return the lines of the traceback that lie in the script, innermost last."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == str(script)]
    return [f'  File "{script.name}", line {f.lineno}, in {f.name}\n    {f.line}' for f in frames]


def own_traceback(error: BaseException, script: Path) -> str:
    """Return Python's traceback as the script would have printed it, without the frames of the engine."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != str(script):
        trace = trace.tb_next
    return translated("".join(traceback.format_exception(type(error), error, trace)))


def _told(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg} ({Path(error.filename or '?').name}, line {error.lineno})"
    text = str(error)
    call = _JAVA_CALL.match(text)
    if not call:
        return text
    return f"An error occurred while calling {call['call']}. {_JAVA_FRAME.sub('', call['cause'])}".strip()
