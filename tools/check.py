"""Everything that can be checked in a minute: lint, format, types, generated files, data, anchors.

Usage: python tools/check.py [FOLDER OF ARTICLES]

The articles are no part of the project: where the folder does not have them,
it is said that the anchors were skipped.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable

STEPS = {
    "lint": ["-m", "ruff", "check", "--quiet", "."],
    "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "types": ["-m", "mypy", "--no-error-summary"],
    "generated files": ["tools/generate.py", "--check"],
    "Chinese messages": ["tools/translate.py", "--check"],
    "data": ["-m", "casestudy.cli", "check"],
}


def run(name: str, arguments: list[str], show: bool = False) -> bool:
    start = time.perf_counter()
    done = subprocess.run([PYTHON, *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.perf_counter() - start:.1f} s)", flush=True)
    if done.returncode or show:
        print(done.stdout + done.stderr, end="", flush=True)
    return done.returncode == 0


def main(folder: str = "../shared/seeds") -> int:
    good = all([run(name, arguments) for name, arguments in STEPS.items()])
    good &= run("anchors", ["tools/trace.py", folder, "--check"], show=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
