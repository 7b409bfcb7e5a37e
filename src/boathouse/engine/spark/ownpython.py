"""The Python of one run: what a script installs goes there and ends with the run.

On AWS each run begins in a fresh environment, which scripts change by pip. Here the interpreter that a
script calls `sys.executable` is a virtual environment beside the run's folder, which sees all that is
installed here.

AWS: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from types import ModuleType

_VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
_NAMES = ("python", "python3", _VERSION)
_PIP = re.compile(rb"\bpip\._internal\b|\bpip\.main\b|\bfrom\s+pip\s+import\b")
_EASY = re.compile(rb"\beasy_install\b")
_PLACES = ("--install-dir", "-d")
# A virtual environment refuses --user, which on AWS is as good as without.
_NO_USER = (
    "import sys; sys.orig_argv[1:3] == ['-m', 'pip'] and '--user' in sys.argv and sys.argv.remove('--user')"
)


@dataclass(frozen=True)
class OwnPython:
    """A run's virtual environment: its interpreter, and the folder of what is installed in it."""

    executable: Path
    packages: Path

    @classmethod
    def made(cls, home: Path) -> OwnPython:
        """Make one in a folder; without a copy of anything, so that it costs a millisecond."""
        own = cls(home / "bin" / "python", home / "lib" / _VERSION / "site-packages")
        own.executable.parent.mkdir(parents=True, exist_ok=True)
        own.packages.mkdir(parents=True, exist_ok=True)
        base = Path(os.path.realpath(sys.executable))
        for name in _NAMES:
            (own.executable.parent / name).symlink_to(base)
        for name in ("pip", "pip3"):
            command = own.executable.parent / name
            command.write_text(f'#!/bin/sh\nexec "{own.executable}" -m pip "$@"\n')
            command.chmod(0o755)
        told = f"home = {base.parent}\ninclude-system-site-packages = false\n"
        (home / "pyvenv.cfg").write_text(told)
        places = [place for place in sys.path if place.endswith(("site-packages", "dist-packages"))]
        seen = [f"import site; site.addsitedir({place!r})" for place in places]
        (own.packages / "own-python.pth").write_text("\n".join([*seen, _NO_USER, ""]))
        return own

    def environment(self, environ: Mapping[str, str], *, shell: bool) -> dict[str, str]:
        """The variables of a process that is to use it; `environ` are the user's own.

        A Python shell job has its place under AWS's name for it. What configures the user's pip holds here,
        too: their home is not the run's.
        """
        path = environ.get("PATH", os.defpath)
        found = {
            "PATH": f"{self.executable.parent}{os.pathsep}{path}",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
        }
        home = Path(environ.get("HOME") or os.path.expanduser("~"))
        for configuration in (home / ".config" / "pip" / "pip.conf", home / ".pip" / "pip.conf"):
            if configuration.is_file():
                found["PIP_CONFIG_FILE"] = str(configuration)
        return found | ({"GLUE_INSTALLATION": str(self.packages)} if shell else {})


def use(executable: str, source: bytes) -> None:
    """Make it this process's interpreter, and what a script calls of pip in it a process of it."""
    sys.executable = executable
    if _PIP.search(source):
        _stand_in(_pip, "pip", "pip._internal", "pip._internal.main", "pip._internal.cli.main")
        sys.modules["pip"].__dict__["__version__"] = metadata.version("pip")
    if _EASY.search(source):
        _stand_in(_easy_install, "setuptools.command.easy_install")


def _stand_in(main: Callable[[Sequence[str] | None], int], *names: str) -> None:
    for name in names:
        module = ModuleType(name)
        module.__dict__.update(main=main, __path__=[])
        sys.modules[name] = module


def _pip(words: Sequence[str] | None = None) -> int:
    """Run pip, with this process's words if it is given none; returns its exit status."""
    status = subprocess.call([sys.executable, "-m", "pip", *(sys.argv[1:] if words is None else words)])
    importlib.invalidate_caches()
    return status


def _easy_install(words: Sequence[str] | None = None) -> int:
    """Install by pip what setuptools' command, which it has no more, is told to."""
    given = list(sys.argv[1:] if words is None else words)
    for flag in _PLACES:
        while flag in given:
            at = given.index(flag)
            del given[at : at + 2]
    wanted = [word for word in given if not word.startswith(_PLACES)]
    if _pip(["install", *wanted]):
        raise SystemExit(f"error: {' '.join(wanted)} cannot be installed")
    return 0
