"""Numbers of the scenario lab: assumptions, and how far conclusions held over the box of assumptions."""

from __future__ import annotations

import math

import pandas as pd

from casestudy.findings.registry import Number, finding
from casestudy.lab import Model, held


@finding(("assumptions",))
def assumptions(model: Model, /, basis: str = "stated|assumed") -> Number:
    """Count the numbers that a model takes, stated in an article or assumed."""
    rows = model["assumptions"]
    mine = rows[rows["basis"].isin(basis.split("|"))]
    return Number(len(mine), tuple(mine["id"]))


@finding(("assumptions",))
def assumed(model: Model, /, name: str) -> Number:
    """Return the value of an assumption, by its name."""
    row = model.named("assumptions").loc[name]
    value = float(row["value"])
    return Number(int(value) if value.is_integer() else value, (row["id"],))


@finding(("conclusions",))
def tried(model: Model, /, alone: str = "yes|no") -> Number:
    """Count the conclusions that were tried, or those that follow from the equations alone (``alone=yes``)."""
    rows = model["conclusions"]
    mine = rows[rows["alone"].isin(alone.split("|"))]
    return Number(len(mine), tuple(mine["id"]))


@finding(("conclusions",))
def share_of_box(model: Model, /, conclusion: str, verdict: str = "holds", box: str = "declared") -> Number:
    """Say in how many of a hundred points of the box a conclusion holds, is open, or is false."""
    return _of(model, conclusion, round(100 * float(_line(model, conclusion, box)[verdict])))


@finding(("conclusions",))
def majority(model: Model, /, verdict: str = "holds", box: str = "declared") -> Number:
    """Count the conclusions that hold (or are open, or false) in more than half of the points of the box."""
    rows = held(model.name).query("box == @box")
    names = rows["conclusion"][rows[verdict] > 0.5]
    return Number(len(names), tuple(model.named("conclusions").loc[list(names), "id"]))


@finding(("conclusions", "assumptions"))
def points(model: Model, /, conclusion: str, box: str = "declared") -> Number:
    """Count the points of the box at which a conclusion was tried, spread evenly over it."""
    return _of(model, conclusion, int(_line(model, conclusion, box)["points"]))


@finding(("conclusions", "assumptions"))
def left_out(model: Model, /, conclusion: str, box: str = "declared") -> Number:
    """Count the points that were left out, as both designs are overloaded there on ordinary days already."""
    return _of(model, conclusion, int(_line(model, conclusion, box)["overloaded"]))


@finding(("conclusions", "assumptions"))
def largest_error(model: Model, /, box: str = "declared") -> Number:
    """Say how large the standard error of a share is at most, in points of a hundred, rounded up."""
    rows = held(model.name).query("box == @box")
    return Number(math.ceil(100 * float(rows["error"].max())), tuple(model["conclusions"]["id"]))


def _line(model: Model, conclusion: str, box: str) -> pd.Series:
    """Return the line of a conclusion and a box in what ``make lab`` stored."""
    return held(model.name).query("conclusion == @conclusion and box == @box").iloc[0]


def _of(model: Model, conclusion: str, value: int) -> Number:
    """Return a value with the row of the conclusion that it belongs to."""
    return Number(value, (model.named("conclusions").at[conclusion, "id"],))
