"""Numbers of the scenario lab: assumptions, and how far conclusions held over the box of assumptions."""

from __future__ import annotations

import math
from typing import Annotated

import pandas as pd

from casestudy.findings.arguments import InColumn, OneOf
from casestudy.findings.counts import whole_or_not
from casestudy.findings.registry import Number, finding
from casestudy.scenarios.assumptions import Model, held

Conclusion = Annotated[str, InColumn("conclusions", "name")]
Verdict = Annotated[str, OneOf(("holds", "open", "false"))]
Box = Annotated[str, OneOf(("declared", "doubled"))]


@finding(("assumptions",))
def assumed(model: Model, /, name: Annotated[str, InColumn("assumptions", "name")]) -> Number:
    """Return the value of an assumption, by its name."""
    row = model.named("assumptions").loc[name]
    return Number(whole_or_not(float(row["value"])), (row["id"],))


@finding(("conclusions",))
def share_of_box(model: Model, /, conclusion: Conclusion, verdict: Verdict = "holds", box: Box = "declared") -> Number:
    """Say in how many of a hundred points of the box a conclusion holds, is open, or is false."""
    return _of(model, conclusion, round(100 * float(_line(model, conclusion, box)[verdict])))


@finding(("conclusions",))
def majority(model: Model, /, verdict: Verdict = "holds", box: Box = "declared") -> Number:
    """Count the conclusions that hold (or are open, or false) in more than half of the points of the box."""
    rows = held(model.name).query("box == @box")
    names = rows["conclusion"][rows[verdict] > 0.5]
    return Number(len(names), tuple(model.named("conclusions").loc[list(names), "id"]))


@finding(("conclusions", "assumptions"))
def points(model: Model, /, conclusion: Conclusion, box: Box = "declared") -> Number:
    """Count the points of the box at which a conclusion was tried, spread evenly over it."""
    return _of(model, conclusion, int(_line(model, conclusion, box)["points"]))


@finding(("conclusions", "assumptions"))
def left_out(model: Model, /, conclusion: Conclusion, box: Box = "declared") -> Number:
    """Count the points that were left out, as both designs are overloaded there on ordinary days already."""
    return _of(model, conclusion, int(_line(model, conclusion, box)["overloaded"]))


@finding(("conclusions", "assumptions"))
def largest_error(model: Model, /, box: Box = "declared") -> Number:
    """Say how large the standard error of a share is at most, in points of a hundred, rounded up."""
    rows = held(model.name).query("box == @box")
    return Number(math.ceil(100 * float(rows["error"].max())), tuple(model["conclusions"]["id"]))


def _line(model: Model, conclusion: str, box: str) -> pd.Series:
    """Return the line of a conclusion and a box in what ``make lab`` stored."""
    return held(model.name).query("conclusion == @conclusion and box == @box").iloc[0]


def _of(model: Model, conclusion: str, value: int) -> Number:
    """Return a value with the row of the conclusion that it belongs to."""
    return Number(value, (model.named("conclusions").at[conclusion, "id"],))
