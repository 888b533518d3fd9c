"""Time the import, loading, checking, tracing and building, side by side in one run.

Every command runs as a process of its own, after one run that is not counted;
the median of five is printed. Building is timed once from nothing and once
again unchanged.

Usage: python tools/bench.py
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5


def seconds(arguments: list[str], runs: int = RUNS) -> float:
    def once() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
        return time.perf_counter() - start

    if runs > 1:
        once()
    return statistics.median(once() for _ in range(runs))


def main() -> int:
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; medians of {RUNS} runs, in seconds")
    code = {
        "python alone": "pass",
        "import casestudy": "import casestudy",
        "import its dependencies": "import pandas, networkx, seaborn, matplotlib.pyplot",
        "load both cases": "import casestudy; [casestudy.load_case(c) for c in casestudy.list_cases()]",
    }
    for name, line in code.items():
        print(f"{name:32}{seconds(['-c', line]):8.2f}", flush=True)
    print(f"{'casestudy check':32}{seconds(['-m', 'casestudy.cli', 'check']):8.2f}", flush=True)
    shutil.rmtree(ROOT / "_build" / "en", ignore_errors=True)
    print(f"{'build the book, from nothing':32}{seconds(['tools/book.py'], 1):8.1f}", flush=True)
    print(f"{'build the book, unchanged':32}{seconds(['tools/book.py'], 1):8.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
