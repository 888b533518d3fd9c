"""Run the library's tests and execute the chapters with other versions than the locked ones.

These are other Pythons, as far as they are on the machine, and the oldest pandas and networkx that
``pyproject.toml`` allows; the newest are those of the lock. What belongs to the tools of the book and not to the
library is left out. Each environment is kept in ``_build/versions``.

Usage: python tools/versions.py [3.12 | 3.13 | oldest …]      (all of them, unless some are named)
       python tools/versions.py --here                        (in the environment that runs this)
"""

import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from common import BUILD, ROOT, run

PYTHONS = ("3.12", "3.13")
OLDEST = ("pandas", "networkx")
# Tests of what makes the book, which is made with the locked Python.
NOT_LIBRARY = ("site", "course", "translations", "tools", "book_extension", "report", "wheel")


def interpreter(version: str) -> str | None:
    """Find a Python of a version: among those of pyenv, whose commands on the path may lead nowhere, or on the path."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = sorted(pyenv.glob(f"{version}.*/bin/python"))
    return str(found[-1]) if found else shutil.which(f"python{version}")


def oldest() -> list[str]:
    """Return the oldest versions that the project allows of what every analysis rests on."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    bounds = dict(line.split(">=") for line in wanted)
    return [f"{name}=={bounds[name]}" for name in OLDEST]


def environment(name: str, python: str) -> Path:
    """Make the environment of a name, or find it made for the same lock; return its Python."""
    folder = BUILD / "versions" / name
    made, state = folder / "bin" / "python", folder / ".lock"
    lock = (ROOT / "requirements.lock").read_text("utf-8") + (ROOT / "pyproject.toml").read_text("utf-8")
    if made.exists() and state.exists() and state.read_text("utf-8") == lock:
        return made
    for arguments in ([python, "tools/setup.py", str(folder.relative_to(ROOT))], _older(name, made)):
        if arguments and subprocess.run(arguments, cwd=ROOT, check=False).returncode:
            raise RuntimeError(f"{name}: its environment could not be made")
    state.write_text(lock, encoding="utf-8")
    return made


def _older(name: str, python: Path) -> list[str]:
    return [str(python), "-m", "pip", "install", "--quiet", *oldest()] if name == "oldest" else []


def tried(python: str) -> bool:
    """Run the tests in two halves, and beside them execute every chapter in both languages; say how it went."""
    files = sorted(path for path in (ROOT / "tests").glob("test_*.py") if path.stem[5:] not in NOT_LIBRARY)
    halves = ([str(path.relative_to(ROOT)) for path in files[start::2]] for start in (0, 1))
    tests = [[python, "-m", "pytest", "-q", "-W", "default", "-m", "not site", *half] for half in halves]
    running = [subprocess.Popen(command, cwd=ROOT) for command in (*tests, [python, "tools/versions.py", "--chapters"])]
    return not any([process.wait() for process in running])


def execute_all() -> int:
    """Execute every chapter in both languages, without looking at what it stores."""
    from notebooks import execute

    for path in sorted((ROOT / "book").rglob("*.ipynb")):
        for lang in ("en", "zh"):
            execute(path, lang)
    print("all chapters run in both languages", flush=True)
    return 0


def main(names: list[str]) -> int:
    if names == ["--chapters"]:
        return execute_all()
    if names == ["--here"]:
        return 0 if tried(sys.executable) else 1
    known = (*PYTHONS, "oldest")
    if unknown := [name for name in names if name not in known]:
        raise RuntimeError(f"there is no version {', '.join(unknown)}; there are {', '.join(known)}")
    failed = []
    for name in names or known:
        python = sys.executable if name == "oldest" else interpreter(name)
        if python is None:
            print(f"== {name}: there is no such Python on this machine: untested", flush=True)
            continue
        start = time.perf_counter()
        good = tried(str(environment(name, python)))
        print(f"== {name}: {'passed' if good else 'FAILED'} ({time.perf_counter() - start:.0f} s)", flush=True)
        failed += [] if good else [name]
    return 1 if failed else 0


if __name__ == "__main__":
    run(main, sys.argv[1:])
