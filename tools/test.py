"""Run every test, and beside it compare every cell of every chapter with its stored output.

All run at once: the files of tests in two halves, one after the other in the alphabet to each in turn,
and the chapters. What looks at the built site in a browser is left to ``make browser``.

Usage: python tools/test.py
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").glob("test_*.py"))
RUNS = {
    "tests, one half": ["-q", "-m", "not site", *FILES[::2]],
    "tests, the other half, and examples": ["-q", "-m", "not site", *FILES[1::2], "src/casestudy", "--doctest-modules"],
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
