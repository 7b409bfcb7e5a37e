"""Make .venv, or bring it up to date: `python tools/bootstrap.py LOCK...` (what `make` calls first).

Any Python from 3.6 on can read this file, so that the wrong one gets a sentence instead of a
SyntaxError: nothing newer than 3.6 in its syntax, and only the standard library.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

NEEDED = (3, 11)
PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(PROJECT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
# Holds the fingerprint of what is installed. While an installation runs it says so instead, and a
# .venv found in that state was interrupted.
STAMP = os.path.join(VENV, "boathouse.stamp")
UNFINISHED = "unfinished"
WORTH_A_LINE = 20  # megabytes; smaller downloads are not announced


def main(locks):
    """Install `locks` unless exactly that is installed; exit status 0 or 1."""
    if sys.version_info[:2] != NEEDED:
        return fail(wrong_python())
    wanted = [fingerprint(lock) for lock in locks]
    if is_current(wanted):
        return 0
    with open(os.path.abspath(__file__)) as me:
        wait_for_turn(me)
        if is_current(wanted):
            return 0
        return install(locks, wanted)


def wrong_python():
    """Say in one sentence which Python is needed and where it comes from."""
    needed = ".".join(map(str, NEEDED))
    found = ".".join(map(str, sys.version_info[:2]))
    return (
        f"Boathouse needs Python {needed}, the one that AWS Glue 5.1 runs, but {sys.executable} is {found}: "
        "install it (Debian, Ubuntu: apt install python3.11 python3.11-venv; macOS: brew install "
        "python@3.11; anywhere: pyenv install 3.11, or uv python install 3.11) and say "
        "`make PYTHON=/path/to/python3.11`."
    )


def fingerprint(lock):
    """Identify one installed state: the lock, the project's metadata, and where .venv stands."""
    digest = hashlib.sha256()
    for name in (lock, "pyproject.toml"):
        with open(os.path.join(PROJECT, name), "rb") as file:
            digest.update(file.read())
    digest.update(VENV.encode())  # a moved checkout has scripts that point at the old place
    return f"{lock} {digest.hexdigest()}"


def is_current(wanted):
    """Tell whether the stamp names everything in `wanted`."""
    return set(wanted) <= set(stamped()) and os.path.exists(PYTHON)


def stamped():
    """Read the stamp's lines; none if there is no .venv yet."""
    try:
        with open(STAMP) as file:
            return file.read().splitlines()
    except OSError:
        return []


def stamp(lines):
    """Replace the stamp as one step."""
    with open(STAMP + ".new", "w") as file:
        file.write("\n".join(lines) + "\n")
    os.replace(STAMP + ".new", STAMP)


def wait_for_turn(file):
    """Let a second `make` wait for the first one instead of installing into the same folder."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say("another make is installing into .venv; waiting for it")
        fcntl.flock(file, fcntl.LOCK_EX)


def install(locks, wanted):
    """Do what is missing, in an order in which an interruption at any point can be told."""
    began = time.time()
    known = stamped()
    if UNFINISHED in known or not usable():
        # pip cannot mend a half-written package; what it downloaded is in its cache, so this is quick
        message = make_venv()
        if message:
            return fail(message)
        known = []
    stamp([*known, UNFINISHED])
    for lock, mark in zip(locks, wanted, strict=True):
        if mark not in known and not install_lock(lock):
            return 1
    if not pip("install", "--no-deps", "--no-build-isolation", "--editable", PROJECT):
        return 1
    names = {mark.split()[0] for mark in wanted}
    stamp([mark for mark in known if mark.split()[0] not in names] + wanted)
    say(f"ready in {time.time() - began:.0f} s")
    return 0


def usable():
    """Tell whether .venv's interpreter starts and has pip."""
    if not os.path.exists(PYTHON):
        return False
    done = subprocess.run(
        [PYTHON, "-c", "import pip"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return done.returncode == 0


def make_venv():
    """Create .venv afresh; returns what went wrong, if something did."""
    say(f"making .venv with {sys.executable}")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", VENV],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        remedy = ".venv could not be made (on Debian and Ubuntu: apt install python3.11-venv)."
        return f"{done.stdout.strip()}\n{remedy}"
    return ""


def install_lock(lock):
    """Install one lock file, every package checked against its hash."""
    with open(os.path.join(PROJECT, lock)) as file:
        count = sum(1 for line in file if re.match(r"[A-Za-z0-9]", line))
    say(f"installing {count} packages of {lock}")
    return pip("install", "--require-hashes", "--requirement", os.path.join(PROJECT, lock))


def pip(*arguments):
    """Run pip; its own words are kept back, but for big downloads, unless it fails."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    command += ["--progress-bar=off"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=PROJECT
    )
    output = []
    for line in process.stdout:
        output.append(line)
        announce(line.strip())
    if process.wait() == 0:
        return True
    sys.stderr.write("".join(output[-40:]))
    fail("pip could not install this (its last words are above); `make` again goes on from here.")
    return False


def announce(line):
    """Turn the few lines of pip that mean waiting into ours."""
    download = re.match(r"(?:Downloading|Using cached) (\S+) \(([\d.]+) MB\)", line)
    if download and float(download.group(2)) >= WORTH_A_LINE:
        name = re.split(r"-\d", download.group(1).rsplit("/", 1)[-1])[0]
        verb = "downloading" if line.startswith("Downloading") else "have"
        say(f"{verb} {name}, {float(download.group(2)):.0f} MB")
    elif re.match(r"Building wheel for pyspark .*started", line):
        say("unpacking pyspark")
    elif line.startswith("Installing collected packages") and "," in line:
        say("writing them into .venv")


def say(text):
    """Print one line of progress at once."""
    print("set-up: " + text, flush=True)


def fail(text):
    """Print what stops the set-up; returns the exit status."""
    print("set-up: " + text, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
