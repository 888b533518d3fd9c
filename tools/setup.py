"""Make the virtual environment and install the locked versions and this project, by uv where it is here, else by pip.

Usage: python tools/setup.py VENV [--oldest]      (standard library only)

``--oldest`` then lowers every package that the library itself needs to the oldest version allowed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TRIED = "3.11 to 3.13"


def installer(target: Path) -> list[str]:
    """Make an empty environment; return the command that installs into it.

    It is made anew, so that nothing stays that the lock no longer names. pip compiles what it installs, uv only when
    told, and every chapter imports much.
    """
    from common import uv

    python = str(target / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    fast = uv()
    if fast is None:
        venv.create(target, with_pip=True, clear=True)
        return [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command = [fast, "venv", "--quiet", "--clear", "--seed", "--no-project", "--python", sys.executable, str(target)]
    subprocess.run(command, cwd=ROOT, check=True)
    return [fast, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]


def oldest() -> list[str]:
    """Return the oldest versions allowed of what the library needs."""
    import tomllib

    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    return [line.replace(">=", "==") for line in needed]


def main(folder: str, *options: str) -> int:
    version = sys.version.split()[0]
    if sys.version_info < (3, 11):  # noqa: UP036 (which is said here, before anything that an older one cannot read)
        print(f"casestudy needs Python 3.11 or later; this is {version}. Run: make PYTHON=python3.11", file=sys.stderr)
        return 1
    if sys.version_info >= (3, 14):
        print(f"casestudy was tried on Python {TRIED}; this is {version}: what follows is untested", flush=True)
    print(f"Making {folder} anew …", flush=True)
    install = installer(ROOT / folder)
    print("Installing the locked versions (about a minute the first time) …", flush=True)
    steps = [["-r", "requirements.lock"], ["--no-deps", "-e", "."]]
    if "--oldest" in options:
        steps.append(oldest())
    for arguments in steps:
        if subprocess.run([*install, *arguments], cwd=ROOT, check=False).returncode:
            print("The installation failed: is the package index reachable? Then run it again.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
