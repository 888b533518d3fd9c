"""Run every test, and beside it compare every cell of every chapter with its stored output.

The two take about the same time and run at once, on a core each. What looks
at the built site in a browser is left to ``make browser``.

Usage: python tools/test.py
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = {
    "tests": ["-q", "-m", "not site", "tests", "src/casestudy", "--doctest-modules"],
    "chapters": ["-q", "-p", "no:cacheprovider", "-W", "default", "--nbval", "--nbval-current-env", "book"],
}


def main() -> int:
    start = time.perf_counter()
    running = {
        name: subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name, arguments in RUNS.items()
    }
    failed = []
    for name, process in running.items():
        print(f"== {name}", flush=True)
        output, _ = process.communicate()
        print(output, end="", flush=True)
        print(f"== {name}: {'passed' if process.returncode == 0 else 'FAILED'}", flush=True)
        if process.returncode:
            failed.append(name)
    print(f"{' and '.join(failed) + ' failed' if failed else 'all passed'} ({time.perf_counter() - start:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
