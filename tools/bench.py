"""Time what users wait for, and the scenario model against two other libraries, side by side in one run.

Commands are timed by pyperf, which runs each again and again as a process of its own, the first time not counted,
and warns where the machine is too restless to say. Building is timed once from nothing, chapter by chapter in each
edition, and once again unchanged. Of the scenario model, services a second on one core, on the same matters and with
identical results; then a year of the whole city, ten and a hundred of it, with the memory at its highest.

Usage: python tools/bench.py [commands | scenarios | book …]      (all of them, unless some are named)
"""

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

from common import BUILD, ROOT, run

RUNS = "5"
SCALES = (1, 10, 100, 1)  # the smallest once more, since machines drift
# What a process of its own prints: services a second, and the memory at its highest in MiB. From /proc, as the
# number that a process is told of itself begins with that of the process that started it.
YEAR = """
import re, time
from pathlib import Path
from casestudy.scenarios.assumptions import settings
from casestudy.scenarios.handling import means
p = settings("handling")
means(p, "plus")
start = time.perf_counter()
services = means(p, "plus", towns={towns})["services"]
took = time.perf_counter() - start
print(services / took, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Return how long some work takes, and what comes of it."""
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def commands() -> None:
    """Time the import, loading and checking."""
    code = {
        "python alone": "pass",
        "import casestudy": "import casestudy",
        "import its dependencies": "import pandas, networkx, seaborn, matplotlib.pyplot",
        "load both cases": "import casestudy; [casestudy.load_case(c) for c in casestudy.list_cases()]",
    }
    for name, line in code.items():
        measure(name, "-c", line)
    measure("casestudy check", "-m", "casestudy.cli", "check")


def measure(name: str, *arguments: str) -> None:
    """Let pyperf time a command of this Python, and say its mean and spread."""
    once = ["--values", "1", "--warmups", "1", "--loops", "1", "--copy-env", "--name", name]
    command = [sys.executable, "-m", "pyperf", "command", "--processes", RUNS, *once, "--", sys.executable, *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


def city(towns: int) -> tuple[object, object]:
    """Return the matters and hands of some towns as one system."""
    import numpy as np

    from casestudy.scenarios.assumptions import settings
    from casestudy.scenarios.handling import designs, run
    from casestudy.scenarios.queues import NOWHERE, Hands, Matters

    p = settings("handling")
    places = int(p["units"] + p["villages"]) + 1
    runs = [run(p, designs()["plus"], 1, number) for number in range(towns)]
    queue = [np.where(r.made.queue == NOWHERE, NOWHERE, r.made.queue + n * places) for n, r in enumerate(runs)]
    parts = [[r.made.arrival for r in runs], queue, [r.made.work for r in runs], [r.made.delay for r in runs]]
    columns = [np.concatenate(part) for part in parts]
    order = np.argsort(columns[0], kind="stable")
    hands = [[r.hands.queue + n * places for n, r in enumerate(runs)], [r.hands.joins for r in runs]]
    hands += [[r.hands.leaves for r in runs], [r.hands.speed for r in runs]]
    return Matters(*(column[order] for column in columns)), Hands(*map(np.concatenate, hands))


def scenarios() -> None:
    """Time the scenario model against Ciw at one unit, SimPy at the size of the city; then at 1, 10, 100 times that."""
    import numpy as np
    from rivals import replay_ciw, replay_simpy

    from casestudy.coding.cases import load_case
    from casestudy.scenarios.assumptions import settings
    from casestudy.scenarios.queues import Hands, Matters, serve

    chance = np.random.default_rng(1)
    n = 50_000
    one = Matters(
        np.cumsum(chance.exponential(1 / 1.6, n)),
        np.zeros((n, 1), np.int64),
        chance.exponential(1.0, (n, 1)),
        np.zeros((n, 1)),
    )
    two = Hands(np.zeros(2, np.int64), np.zeros(2), np.full(2, np.inf), np.ones(2))
    serve(one, two)
    took, ours = timed(lambda: serve(one, two)[0][:, 0])
    other, theirs = timed(lambda: replay_ciw(one, 2))
    assert np.allclose(ours, theirs, atol=1e-6)  # type: ignore[arg-type]
    print(f"{'one unit: Ciw':40}{n / other:14,.0f} services/s")
    print(f"{'one unit: casestudy':40}{n / took:14,.0f} services/s   × {other / took:,.0f}", flush=True)
    city_units = load_case("group_council").row("quantity_005")["value"]
    towns = round(float(city_units) / settings("handling")["units"])
    all_, who = city(towns)
    took, ours = timed(lambda: serve(all_, who)[0])  # type: ignore[arg-type]
    other, theirs = timed(lambda: replay_simpy(all_, who)[0])  # type: ignore[arg-type]
    assert np.allclose(ours, theirs, atol=1e-9, equal_nan=True)  # type: ignore[arg-type]
    services = int(np.isfinite(ours).sum())  # type: ignore[call-overload]
    print(f"{f'city, {towns} towns, a year: SimPy':40}{services / other:14,.0f} services/s")
    print(f"{'the same: casestudy':40}{services / took:14,.0f} services/s   × {other / took:,.0f}", flush=True)
    for scale in SCALES:
        code = YEAR.format(towns=towns * scale)
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
        rate, memory = map(float, done.stdout.split())
        name = f"city × {scale}, with draws and outcomes"
        print(f"{name:40}{rate:14,.0f} services/s{memory:10,.0f} MiB", flush=True)


def book() -> None:
    """Time the book: each chapter in each edition (two run at once), all from nothing, and unchanged."""
    for folder in ("chapters", "en", "zh"):
        shutil.rmtree(BUILD / folder, ignore_errors=True)
    built = ""

    def build() -> None:
        nonlocal built
        command = [sys.executable, "tools/book.py"]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
        built = built or done.stdout

    took, _ = timed(build)
    for line in sorted(line.partition("] ")[2] for line in built.splitlines() if line.startswith("[")):
        chapter, _, took = line.partition(": ")
        print(f"  {chapter:38}{took:>12}")
    print(f"{'build the book, from nothing':40}{took:10.1f} s", flush=True)
    took, _ = timed(build)
    print(f"{'build the book, unchanged':40}{took:10.1f} s", flush=True)


PARTS: dict[str, Callable[[], None]] = {"commands": commands, "scenarios": scenarios, "book": book}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in PARTS]:
        raise RuntimeError(f"nothing to time is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores", flush=True)
    for name in names or PARTS:
        PARTS[name]()
    return 0


if __name__ == "__main__":
    run(main, sys.argv[1:])
