"""The words of a failed script, for the agent that waits for its end."""

import importlib.util
import json
import sys
import types
from pathlib import Path


def report_failures(script: str, outcome: str) -> None:
    """Write the exception that ends `script` into the file `outcome`, as AWS words it."""
    original = sys.excepthook

    def hook(kind: type, error: BaseException, trace: types.TracebackType | None) -> None:
        # The processes of Python workers load this too; only the script's own process speaks for the run.
        main = getattr(sys.modules.get("__main__"), "__file__", "")
        if main == script or sys.argv[:1] == [script]:
            Path(outcome).write_text(json.dumps({"error": _wording().message_of(error, Path(script))}))
        original(kind, error, trace)

    sys.excepthook = hook


def _wording() -> types.ModuleType:
    """The emulator's own module, which is not on a script's path."""
    place = Path(__file__).parents[3] / "lib/boathouse/engine/spark/failures.py"
    spec = importlib.util.spec_from_file_location("boathouse_failures", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
