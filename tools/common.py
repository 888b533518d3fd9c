"""What the commands of this folder share: where things stand, which programs they start, and how a command ends."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
SITE = BUILD / "html"
# Tests run with an order of sets that can be had again, and where a file is read or written in whatever encoding the
# computer happens to prefer, Python warns of it.
STRICT = {"PYTHONHASHSEED": "0", "PYTHONWARNDEFAULTENCODING": "1"}


def uv() -> str | None:
    """Return uv where it is here and runs: a command on the path may lead nowhere."""
    found = shutil.which("uv")
    works = found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0
    return found if works else None


def pytest(*arguments: str, python: str = sys.executable, env: dict[str, str] = STRICT) -> int:
    """Run pytest on all cores, and return how it ended."""
    command = [python, "-m", "pytest", "-q", "-n", str(os.cpu_count() or 1), *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | env, check=False).returncode


def git(*arguments: str) -> str:
    """Return what git says, or nothing where there is no git or no repository."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def run(main: Callable[..., int], *arguments: object) -> None:
    """Run a command; what it raises as a RuntimeError is a message to whoever gave it, and ends it."""
    try:
        sys.exit(main(*arguments))
    except RuntimeError as fault:
        sys.exit(str(fault))
