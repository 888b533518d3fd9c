"""Numbers of the scenario lab: assumptions, and how far conclusions held over the box of assumptions."""

from __future__ import annotations

from casestudy.findings.registry import Number, finding
from casestudy.lab import Model, held, turned


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
    rows = held(model.name).query("conclusion == @conclusion and box == @box")
    return Number(round(100 * float(rows[verdict].iloc[0])), (model.named("conclusions").at[conclusion, "id"],))


@finding(("conclusions",))
def holding(model: Model, /, least: str, box: str = "declared", most: str = "100") -> Number:
    """Count the conclusions that hold in so many of a hundred points of the box, or more (and at most so many)."""
    rows = held(model.name).query("box == @box")
    percent = (100 * rows["holds"]).round()
    names = rows["conclusion"][(percent >= int(least)) & (percent <= int(most))]
    return Number(len(names), tuple(model.named("conclusions").loc[list(names), "id"]))


@finding(("conclusions", "assumptions"))
def points(model: Model, /, conclusion: str, box: str = "declared") -> Number:
    """Count the points of the box at which a conclusion was tried, each drawn independently of the others."""
    rows = held(model.name).query("conclusion == @conclusion and box == @box")
    return Number(int(rows["points"].iloc[0]), (model.named("conclusions").at[conclusion, "id"],))


@finding(("conclusions", "assumptions"))
def left_out(model: Model, /, conclusion: str, box: str = "declared") -> Number:
    """Count the points that were left out, as a tier is overloaded there on ordinary days already."""
    rows = held(model.name).query("conclusion == @conclusion and box == @box")
    return Number(int(rows["overloaded"].iloc[0]), (model.named("conclusions").at[conclusion, "id"],))


@finding(("conclusions", "assumptions"))
def turned_by(model: Model, /, conclusion: str, box: str = "declared") -> Number:
    """Name the assumption on which a conclusion depends most: the largest total Sobol index of the difference."""
    rows = turned(model.name).query("conclusion == @conclusion and box == @box")
    name = rows.loc[rows["total"].idxmax(), "parameter"]
    assumption = model.named("assumptions").loc[name]
    return Number(name, (model.named("conclusions").at[conclusion, "id"], assumption["id"]))
