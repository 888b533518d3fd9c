"""Everything that can be checked in a minute: lint, format, types, generated files, data, anchors.

Usage: python tools/check.py [FOLDER OF ARTICLES]

The articles are no part of the project: where the folder does not have them,
it is said that the anchors were skipped.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from common import ROOT, STRICT

ENVIRONMENT = os.environ | STRICT
# The longest first, since as many run at once as there are cores.
STEPS = {
    "types": ["-m", "mypy", "--no-error-summary"],
    "Chinese messages": ["tools/translate.py", "--check"],
    "generated files": ["tools/generate.py", "--check"],
    "anchors": ["tools/trace.py", "{articles}", "--check"],
    "data": ["-m", "casestudy.cli", "check"],
    "lint": ["-m", "ruff", "check", "--quiet", "."],
    "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
}


def passed(name: str, articles: str) -> bool:
    """Run a step and say how it went; of the anchors also which were skipped."""
    start, command = time.perf_counter(), [part.format(articles=articles) for part in STEPS[name]]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False
    )
    good = done.returncode == 0
    said = done.stdout + done.stderr if name == "anchors" or not good else ""
    print(f"{'ok    ' if good else 'FAILED'} {name} ({time.perf_counter() - start:.1f} s)\n{said}", end="", flush=True)
    return good


def main(articles: str = "../shared/seeds") -> int:
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return 0 if all(list(pool.map(lambda name: passed(name, articles), STEPS))) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
