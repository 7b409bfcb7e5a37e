"""A failed script in AWS's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.errors import PythonException

from boathouse.engine.spark import failures


class Py4JJavaError(Exception):
    """Stands for py4j's, whose text needs a JVM to be made."""


def failed(source: str, script: Path) -> BaseException:
    try:
        exec(compile(source, str(script), "exec"), {"Py4JJavaError": Py4JJavaError})
    except BaseException as error:
        return error
    raise AssertionError("the source did not fail")


def test_the_message_is_type_and_text_then_the_scripts_own_frames(tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    script.write_text("def f():\n    raise ValueError('no rows')\nf()\n")
    assert failures.message_of(failed(script.read_text(), script), script) == (
        "ValueError: no rows\n"
        '  File "job.py", line 3, in <module>\n    f()\n'
        "  File \"job.py\", line 2, in f\n    raise ValueError('no rows')"
    )


def test_what_is_known_of_the_cause_besides_stands_behind_it(tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    script.write_text("error = OSError('no rows')\nerror.add_note('f.gz is broken')\nraise error\n")
    assert failures.message_of(failed(script.read_text(), script), script) == (
        'OSError: no rows\nf.gz is broken\n  File "job.py", line 3, in <module>\n    raise error'
    )


def test_frames_of_libraries_are_left_out(tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    script.write_text("import json\njson.loads('{')\n")
    lines = failures.message_of(failed(script.read_text(), script), script).splitlines()
    assert lines[1:] == ['  File "job.py", line 2, in <module>', "    json.loads('{')"]


def test_a_script_that_does_not_compile_names_its_file_and_line(tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    assert failures.message_of(failed("a = 1\nb = = 2\n", script), script) == (
        "SyntaxError: invalid syntax (job.py, line 2)"
    )


def test_an_error_without_words_is_told_by_its_type(tmp_path: Path) -> None:
    assert failures.first_line(KeyError(), tmp_path / "job.py") == "KeyError"


def test_a_java_error_is_told_by_its_call_and_cause_without_java_frames(tmp_path: Path) -> None:
    text = (
        "An error occurred while calling o103.json.\n: java.lang.IllegalStateException: broken\n"
        "\tat org.apache.X.f(X.scala:1)\n\tat org.apache.Y.g(Y.scala:2)\n"
        "Caused by: java.io.EOFException: end\n\t... 12 more\n"
    )
    assert failures.first_line(Py4JJavaError(text), tmp_path / "job.py") == (
        "An error occurred while calling o103.json. java.lang.IllegalStateException: broken\n"
        "Caused by: java.io.EOFException: end"
    )


def test_an_unknown_bucket_is_told_without_java_s_class() -> None:
    words = (
        "The specified bucket does not exist "
        "(Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Bucket: no-such)"
    )
    assert failures.translated(f"java.io.IOException: {words}") == words


def test_a_table_without_a_place_gets_a_hint() -> None:
    assert failures.translated("IllegalArgumentException: Can not create a Path from an empty string") == (
        "IllegalArgumentException: Can not create a Path from an empty string "
        "(the database has no LocationUri; give the table a path, or the database a location; "
        "or Spark was to overwrite a bucket's root: give it a folder)"
    )


@pytest.mark.parametrize(
    ("module", "package"), [("sklearn", "scikit-learn"), ("no_such_module", "no_such_module")]
)
def test_a_module_that_is_missing_is_told_with_the_way_to_bring_it(
    tmp_path: Path, module: str, package: str
) -> None:
    error = ModuleNotFoundError(f"No module named '{module}'", name=module)
    assert failures.first_line(error, tmp_path / "job.py") == (
        f"ModuleNotFoundError: No module named '{module}' (bring a package along by "
        f"--additional-python-modules {package}, a file by --extra-py-files)"
    )


def test_an_error_of_a_python_function_is_told_first(tmp_path: Path) -> None:
    error = PythonException(
        "\n  An exception was thrown from the Python worker.\nTraceback (most recent call last):\n"
        '  File "job.py", line 3, in to_day\nValueError: no day\n'
    )
    assert failures.first_line(error, tmp_path / "job.py").splitlines() == [
        "PythonException: ValueError: no day",
        "  An exception was thrown from the Python worker.",
        "Traceback (most recent call last):",
        '  File "job.py", line 3, in to_day',
        "ValueError: no day",
    ]
