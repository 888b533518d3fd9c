"""Run the scenario models over their boxes of assumptions and store what holds, and what goes with it.

``data/scenarios/<model>/``: ``held.csv`` (a row a conclusion and box), ``turned.csv`` (a row a
conclusion, box and parameter), ``witness.csv`` (the first points of the box, with every outcome:
the tests run them again). Finished points are kept in ``_build/lab``; a run that was broken off
goes on from there.

Usage: python tools/lab.py      (about ten minutes on two cores)
"""

from pathlib import Path

import pandas as pd
from common import BUILD, ROOT, run

from casestudy.scenarios.assumptions import list_models
from casestudy.scenarios.boxes import BLOCKS, sample, survey
from casestudy.scenarios.sweeps import sweep

TARGET = ROOT / "data" / "scenarios"
WITNESSES = 8


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a table the same way on every machine."""
    frame.round(4).to_csv(path, index=False, lineterminator="\n")


def main() -> int:
    for model in list_models():
        held, turned = [], []
        for box, doubled in (("declared", False), ("doubled", True)):
            print(f"{model}, {box} ranges: {len(sample(model, BLOCKS, doubled))} points", flush=True)
            holds, turns = survey(model, BLOCKS, doubled, folder=BUILD / "lab" / f"{model}-{box}")
            holds.insert(1, "box", box)
            turns.insert(1, "box", box)
            held.append(holds)
            turned.append(turns)
        write(pd.concat(held), TARGET / model / "held.csv")
        write(pd.concat(turned), TARGET / model / "turned.csv")
        write(sweep(model, sample(model, BLOCKS).head(WITNESSES)), TARGET / model / "witness.csv")
        print(f"{(TARGET / model).relative_to(ROOT)}", flush=True)
    return 0


if __name__ == "__main__":
    run(main)
