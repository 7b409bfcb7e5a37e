"""What a script installs stays in the run's own environment, however it asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from boathouse.engine.spark.ownpython import OwnPython
from tests.engine.spark.packages import wheel

PIP = "subprocess.check_call([sys.executable, '-m', 'pip', 'install', *told])\n"
IDIOMS = {
    "process": PIP,
    "user": PIP.replace("'install'", "'install', '--user'"),
    "shell": "assert os.system(f'pip install {told[0]} {told[1]}') == 0\n",
    "main": "import pip\nassert pip.main(['install', *told]) == 0 and pip.__version__\n",
    "internal": "from pip._internal import main as pip\nassert pip(['install', *told]) == 0\n",
    "module": "from pip._internal.main import main\nassert main(['install', *told]) == 0\n",
    "easy": "from setuptools.command import easy_install\n"
    "easy_install.main(['--install-dir', os.environ['GLUE_INSTALLATION'], *told])\n",
}


@pytest.fixture
def own(tmp_path: Path) -> OwnPython:
    return OwnPython.made(tmp_path / "run")


def executed(own: OwnPython, script: Path) -> str:
    """What a script prints in a process that has become a run's."""
    code = (
        "import os, sys\nfrom boathouse.engine.spark import ownpython, paths\n"
        f"paths.extend([], [{str(own.packages)!r}])\n"
        f"source = open({str(script)!r}, 'rb').read()\n"
        f"ownpython.use({str(own.executable)!r}, source)\n"
        "exec(source)\n"
    )
    environment = {**os.environ, **own.environment(os.environ, shell=True)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


@pytest.mark.parametrize("idiom", IDIOMS)
def test_a_script_installs_into_its_run_alone(own: OwnPython, tmp_path: Path, idiom: str) -> None:
    made = wheel(tmp_path, "brought", "1.0", "NAME = 'brought'\n", requires="pandas")
    script = tmp_path / "script.py"
    told = f"import os, subprocess, sys\ntold = ['--no-index', {str(made)!r}]\n"
    script.write_text(f"{told}{IDIOMS[idiom]}import brought\nprint(brought.__file__, brought.NAME)\n")
    last = executed(own, script).splitlines()[-1]
    assert last == f"{own.packages / 'brought.py'} brought"
    assert not (own.packages / "pandas").exists()  # it is here already
    assert not list(metadata.distributions(name="brought"))


def test_another_release_of_what_is_here_hides_it_for_the_run(own: OwnPython, tmp_path: Path) -> None:
    here = metadata.version("sqlglot")
    made = wheel(tmp_path, "sqlglot", "99.0", "NAME = 'newer'\n")
    script = tmp_path / "script.py"
    script.write_text(
        f"import subprocess, sys\n{PIP.replace('*told', repr(str(made)))}"
        "import sqlglot\nprint(sqlglot.NAME)\n"
        "subprocess.check_call([sys.executable, '-c', 'import sqlglot, boathouse; print(sqlglot.NAME)'])\n"
    )
    assert executed(own, script).splitlines()[-2:].count("newer") == 2
    assert metadata.version("sqlglot") == here


def test_what_cannot_be_installed_is_an_error(own: OwnPython, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("from setuptools.command.easy_install import main\nmain(['--no-index', 'no-such'])\n")
    with pytest.raises(subprocess.CalledProcessError) as failure:
        executed(own, script)
    assert "error: --no-index no-such cannot be installed" in failure.value.stderr


def test_the_users_pip_stays_configured(own: OwnPython, tmp_path: Path) -> None:
    configuration = tmp_path / ".config" / "pip" / "pip.conf"
    configuration.parent.mkdir(parents=True)
    configuration.write_text("[global]\n")
    found = own.environment({"HOME": str(tmp_path), "PATH": "/bin"}, shell=False)
    assert found["PIP_CONFIG_FILE"] == str(configuration)
    assert found["PATH"] == f"{own.executable.parent}:/bin"
    assert "GLUE_INSTALLATION" not in found
