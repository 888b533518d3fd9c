"""Run the library's tests with other versions than the locked ones.

These are other Pythons, as far as they are on the machine, and the oldest versions that ``pyproject.toml`` allows of
what the library needs; the newest are those of the lock. What makes the book is left out: it is made with the locked
Python. With ``--night`` what is slow runs too, planted faults, figures and scenario models among it, and every chapter
is executed in both languages. Each environment is kept in ``_build/versions``.

Usage: python tools/versions.py [--night] [3.12 | 3.13 | oldest …]      (all of them, unless some are named)
       python tools/versions.py [--night] --here                        (in the environment that runs this)
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from common import BUILD, ROOT, pytest, run

PYTHONS = ("3.12", "3.13")
KNOWN = (*PYTHONS, "oldest")
# How the names of tests begin that are of the book and what makes it.
NOT_LIBRARY = ("test_book", "test_course", "test_report", "test_site", "test_tools", "test_translations", "test_wheel")
# What hangs on the versions of other packages more than on that of Python, and is slow.
BY_NIGHT = ("test_by_hand", "test_faults", "test_figures", "test_fuzz", "test_scenarios")


def interpreter(version: str) -> str | None:
    """Find a Python of a version: among those of pyenv, whose commands on the path may lead nowhere, or on the path."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = sorted(pyenv.glob(f"{version}.*/bin/python"))
    return str(found[-1]) if found else shutil.which(f"python{version}")


def environment(name: str, python: str) -> str:
    """Make the environment of a name, or find it made for the same lock; return its Python."""
    folder = BUILD / "versions" / name
    made, state = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"), folder / ".lock"
    lock = (ROOT / "requirements.lock").read_text("utf-8") + (ROOT / "pyproject.toml").read_text("utf-8")
    if made.exists() and state.exists() and state.read_text("utf-8") == lock:
        return str(made)
    command = [python, "tools/setup.py", str(folder.relative_to(ROOT)), *(["--oldest"] if name == "oldest" else [])]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise RuntimeError(f"{name}: its environment could not be made")
    state.write_text(lock, encoding="utf-8")
    return str(made)


def tried(python: str, night: bool) -> bool:
    """Run the library's tests, and by night the chapters."""
    left_out = NOT_LIBRARY if night else (*NOT_LIBRARY, *BY_NIGHT)
    files = sorted(path for path in (ROOT / "tests").glob("test_*.py") if not path.name.startswith(left_out))
    if not night:
        print(f"left to make night: {', '.join(BY_NIGHT)}", flush=True)
    library = [str(path.relative_to(ROOT)) for path in files]
    good = pytest("--dist", "worksteal", *(["--night"] if night else []), *library, python=python) == 0
    chapters = [python, "tools/versions.py", "--chapters"]
    return good and (not night or subprocess.run(chapters, cwd=ROOT, check=False).returncode == 0)


def execute_all() -> int:
    """Execute every chapter in both languages, without looking at what it stores."""
    from notebooks import execute

    for path in sorted((ROOT / "book").rglob("*.ipynb")):
        for lang in ("en", "zh"):
            execute(path, lang)
    print("all chapters run in both languages", flush=True)
    return 0


def main(*arguments: str) -> int:
    night, names = "--night" in arguments, [name for name in arguments if name != "--night"]
    if names == ["--chapters"]:
        return execute_all()
    if names == ["--here"]:
        return 0 if tried(sys.executable, night) else 1
    if unknown := [name for name in names if name not in KNOWN]:
        raise RuntimeError(f"there is no version {', '.join(unknown)}; there are {', '.join(KNOWN)}")
    failed = []
    for name in names or KNOWN:
        python = sys.executable if name == "oldest" else interpreter(name)
        if python is None:
            print(f"== {name}: there is no such Python on this machine: untested", flush=True)
            continue
        start = time.perf_counter()
        good = tried(environment(name, python), night)
        print(f"== {name}: {'passed' if good else 'FAILED'} ({time.perf_counter() - start:.0f} s)", flush=True)
        failed += [] if good else [name]
    return 1 if failed else 0


if __name__ == "__main__":
    run(main, *sys.argv[1:])
