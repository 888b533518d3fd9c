"""Run every test, and compare every cell of every chapter with its stored output.

The tests, with the examples of the library, run on all cores; so do the chapters. What is slow and rarely broken is
left to ``make night`` and listed with its reason; what looks at the built site is left to ``make browser``.

When every chapter agrees, ``_build/proved/<hash of what outputs are made of>`` says so, with the checksum of each
chapter: the book can then take the stored outputs instead of executing the chapters once more.

Usage: python tools/test.py [--night]
"""

import hashlib
import shutil
import sys
import time
from pathlib import Path

from common import BUILD, ROOT, pytest, run

from book import CHAPTER_INPUTS, fingerprint

PROVED = BUILD / "proved"


def tests(*options: str) -> bool:
    """Run the tests, and the examples of the library."""
    print("== tests (those of the built site are left to make browser)", flush=True)
    return pytest("--dist", "worksteal", "-m", "not site", "--doctest-modules", *options, "tests", "src/casestudy") == 0


def chapters() -> bool:
    """Compare the chapters with their stored outputs; if all agree, say so where the book finds it."""
    print("== chapters", flush=True)
    proved, text = PROVED / fingerprint(CHAPTER_INPUTS), checksums(sorted((ROOT / "book").rglob("*.ipynb")))
    shutil.rmtree(PROVED, ignore_errors=True)
    # What other people's packages warn of would stand among the outputs of a chapter.
    env = {"PYTHONHASHSEED": "0"}
    good = pytest("--dist", "loadfile", "--nbval", "--nbval-current-env", "book", env=env) == 0
    if good:
        PROVED.mkdir(parents=True)
        proved.write_text(text, encoding="utf-8")
    return good


def checksums(paths: list[Path]) -> str:
    """List files with their SHA-256, as ``sha256sum`` does."""
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT).as_posix()}" for path in paths)
    return "\n".join(lines) + "\n"


def main(*options: str) -> int:
    start = time.perf_counter()
    good = all([tests(*options), chapters()])
    print(f"== {'all passed' if good else 'FAILED'} ({time.perf_counter() - start:.0f} s)", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    run(main, *sys.argv[1:])
