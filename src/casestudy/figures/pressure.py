"""What moves people and bodies: mechanisms by direction, treatment rules, incentives."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import listing, say
from casestudy.figures.style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    RED,
    SIDES,
    SKY,
    bare,
    canvas,
    figure,
    finish,
    grid,
    joined,
    key,
    legend,
    look,
    marks,
    nothing,
    realms,
    wrap,
)
from casestudy.measures.pressure import contexts, receivers, section_ways

WAYS = {"down": "v", "up": "^"}
SIGNS = {"reward": ("o", BLUE), "either": ("D", RED), "punishment": ("X", BLACK)}
LADDER = ("superior", "agency", "party", "government", "joint", "community", "society", "market", "outside", "unsaid")
FACES = {"higher": (BLUE, "white"), "lower": (SKY, BLACK), "different": (PALE, BLACK), "": ("white", BLACK)}


def _colour(side: str) -> str:
    """The colour of a side for a mark by itself, where pale would be lost."""
    return GREY if side == "unsaid" else SIDES[side]


@figure
def plot_ways(
    reach: pd.DataFrame,
    sections: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw whom the ties of each section reach, from above and from below.

    One mark is one combination of receiver, direction and realm for which there
    is at least one row; their number is no quantity of anything.

    Parameters
    ----------
    reach
        From :func:`casestudy.measures.pressure.section_reach`.
    sections
        Section → what it is about, from left to right; by default all, by their numbers.
    names
        Actor id → name in the language; by default the ids.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.pressure import section_reach
    >>> case = load_case("group_council")
    >>> ax = plot_ways(section_reach(case, ["三(一)"]), {"三(一)": "Pressure"})
    >>> "Pressure" in [text.get_text() for text in ax.texts]
    True

    """
    reach = reach[reach["direction"].isin(list(WAYS))]
    sections = {s: s for s in reach["section"]} if sections is None else sections
    levels = list(codebook().codes["level"])
    ends = reach.drop_duplicates("target").set_index("target")[["side", "level"]]
    targets = sorted(ends.index, key=lambda a: (LADDER.index(ends.side[a]), levels.index(ends.level[a]), a))
    ax = canvas(ax, 2.2 + 0.24 * len(targets))
    if reach.empty:
        return nothing(ax, title, lang)
    called = {a: (names or {}).get(a, a) for a in targets}
    places = [(section, way) for section in sections for way in WAYS]
    labels = [codebook().label("direction", way, lang) for _, way in places]
    heights = dict(zip(targets, grid(ax, list(called.values()), labels, wide=28), strict=True))
    for (target, section, way), cell in reach.groupby(["target", "section", "direction"], sort=False):
        here = set(cell["realm"])
        looks = [
            look(WAYS[way], _colour(ends.side[target]), r == "enacted", 9) for r in ("designed", "enacted") if r in here
        ]
        marks(ax, places.index((section, way)), heights[target], looks, 0.36)
    top: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
        "ha": "center",
        "va": "bottom",
    }
    for k, name in enumerate(sections.values()):
        ax.annotate(wrap(name, 34 // len(sections)), (2 * k + 0.5, 1), (0, 18), fontsize=10, **top)
    used = [s for s in LADDER if s in set(ends["side"])]
    handles = [key(codebook().label("side", s, lang), **look("s", _colour(s))) for s in used]
    legend(ax, [*handles, *realms(lang)], 3)
    ways = section_ways(reach).reindex(list(sections), fill_value="none")
    lower = {s: name.lower() for s, name in sections.items()}
    values = {
        "both": joined([lower[s] for s in sections if ways[s] == "both"], lang),
        "one": joined([lower[s] for s in sections if ways[s] in WAYS], lang),
    }
    parts = []
    for (section, way), label in zip(places, labels, strict=True):
        cell = reach[(reach["section"] == section) & (reach["direction"] == way)]
        if len(cell):
            found = listing([called[t] for t in targets if t in set(cell["target"])], lang)
            parts.append(say("pressure_ways_part", lang, section=lower[section], way=label.lower(), names=found))
    alt = say("pressure_ways_alt", lang, parts=" ".join(parts), **values)
    return finish(ax, title, say("pressure_ways_title", lang, **values), alt)


@figure
def plot_treatment(
    contrasts: pd.DataFrame,
    cells: pd.DataFrame,
    observed: Collection[str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw what is observed one comparison at a time above what a rule joins.

    Parameters
    ----------
    contrasts
        The table ``contrasts``.
    cells
        From :func:`casestudy.measures.pressure.mixtures`.
    observed
        Ids of the observed comparisons to draw; by default all that say where there is more, and where less.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.pressure import mixtures
    >>> contrasts = load_case("group_council")["contrasts"]
    >>> ax = plot_treatment(contrasts, mixtures(contrasts), ["contrast_005"])
    >>> "countryside" in [text.get_text() for text in ax.texts]
    True

    """
    ends = contexts(contrasts, lang)
    seen = ends[ends["more"] != ""]
    seen = seen[seen["kind"] == "observed"] if observed is None else seen.loc[list(observed)]
    tall = [
        0.4 + 0.32 * max(wrap(text, 27).count("\n") + 1 for text in row)
        for row in zip(seen["more"], seen["less"], strict=True)
    ]
    ax = canvas(ax, 1.0 + 0.42 * (sum(tall) + 1.9 * seen["outcome"].nunique() + 1.1 * len(cells)))
    if seen.empty and cells.empty:
        return nothing(ax, title, lang)
    y = _observed(ax, seen.assign(tall=tall), lang)
    lines = []
    for conditions, ruled in cells.groupby("conditions", sort=False):
        y = _ruled(ax, y, ends, conditions, ruled, lang)
        for cell in ruled.itertuples():
            met = listing([ends.loc[c, e] for c, e in zip(conditions, cell.ends, strict=True)], lang)
            lines.append(say("pressure_cell", lang, conditions=met, ruled=_label(cell.ruled, lang)))
    ax.set(xlim=(0, 1.02), ylim=(y, 0.1))
    bare(ax)
    values = {"n": len(seen), "open": int((cells["ruled"] == "").sum()), "cells": len(cells)}
    compared = []
    for outcome, rows in seen.groupby("outcome", sort=False):
        pairs = [say("pressure_compared", lang, more=row.more, less=row.less) for row in rows.itertuples()]
        compared.append(say("pressure_compared_in", lang, outcome=outcome, parts=listing(pairs, lang)))
    alt = say(
        "pressure_treatment_alt",
        lang,
        observed="; ".join(compared) or say("none", lang),
        lines=" ".join(lines),
        **values,
    )
    return finish(ax, title, say("pressure_treatment_title", lang, **values), alt)


def _label(ruled: str, lang: Lang) -> str:
    return codebook().label("contrast_direction", ruled, lang) if ruled else say("pressure_ruled_open", lang)


def _heading(ax: Axes, y: float, text: str) -> float:
    """Write a heading, and return the height below it."""
    lines = wrap(text, 56)
    ax.text(0, y, lines, fontsize=9.5, va="top")
    return y - 0.3 - 0.3 * (1 + lines.count("\n"))


def _observed(ax: Axes, seen: pd.DataFrame, lang: Lang) -> float:
    """Draw the observed comparisons from the top, outcome by outcome, and return the height below them."""
    y = 0.0
    for outcome, rows in seen.groupby("outcome", sort=False):
        y = _heading(ax, y, say("pressure_observed_heading", lang, outcome=outcome))
        for x, side, direction in ((0.42, "right", "higher"), (0.62, "left", "lower")):
            ax.text(x, y, codebook().label("contrast_direction", direction, lang), ha=side, va="center", color=GREY)
        y -= 0.2
        for row in rows.itertuples():
            y -= row.tall / 2 + 0.05
            ax.plot([0.46, 0.58], [y, y], color=GREY, linewidth=1.5, zorder=1)
            ax.plot(0.46, y, **look("o", BLUE, size=10))
            ax.plot(0.58, y, **look("o", BLUE, False, 6))
            for x, side, text in ((0.42, "right", row.more), (0.62, "left", row.less)):
                ax.text(x, y, wrap(text, 27), ha=side, va="center", fontsize=8.5)
            y -= row.tall / 2
        y -= 0.4
    return y


def _ruled(
    ax: Axes, y: float, ends: pd.DataFrame, conditions: tuple[str, ...], cells: pd.DataFrame, lang: Lang
) -> float:
    """Draw what is ruled for each combination of some conditions as a table, the last condition across."""
    y = _heading(ax, y, say("pressure_ruled_heading", lang, outcome=ends.loc[conditions[0], "outcome"])) - 0.25
    down = list(dict.fromkeys(cell[:-1] for cell in cells["ends"]))
    for k, end in enumerate(("first", "second")):
        ax.text(0.515 + 0.33 * k, y, wrap(ends.loc[conditions[-1], end], 21), ha="center", va="center", fontsize=8.5)
    for k, row in enumerate(down):
        text = listing([ends.loc[c, e] for c, e in zip(conditions, row, strict=False)], lang)
        ax.text(0.33, y - 1.1 - 1.1 * k, wrap(text, 23), ha="right", va="center", fontsize=8.5)
    for cell in cells.itertuples():
        column = ("first", "second").index(cell.ends[-1])
        corner = (0.355 + 0.33 * column, y - 1.6 - 1.1 * down.index(cell.ends[:-1]))
        face, ink = FACES[cell.ruled]
        edge, style = (face, "-") if cell.ruled else (GREY, (0, (3, 2)))
        ax.add_patch(Rectangle(corner, 0.32, 1.0, facecolor=face, edgecolor=edge, linestyle=style))
        words = wrap(_label(cell.ruled, lang), 18)
        ax.text(corner[0] + 0.16, corner[1] + 0.5, words, ha="center", va="center", color=ink)
    return y - 0.9 - 1.1 * len(down)


@figure
def plot_incentives(
    got: pd.DataFrame,
    names: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw who is told to get what, by means and sign.

    Parameters
    ----------
    got
        From :func:`casestudy.measures.pressure.received`.
    names
        Actor id → name in the language; by default the ids.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.pressure import received
    >>> ax = plot_incentives(received(load_case("group_council")))
    >>> "Honour" in [label.get_text() for label in ax.get_xticklabels()]
    True

    """
    kinds = receivers(got)
    ax = canvas(ax, 2.3 + 0.28 * len(kinds))
    if got.empty:
        return nothing(ax, title, lang)
    means = [i for i in codebook().codes["instrument"] if i in set(got["instrument"])]
    called = {r: (names or {}).get(r, r) for r in kinds.index}
    words = [codebook().label("instrument", i, lang) for i in means]
    if lang == "zh":  # Chinese stands upright when it is set downwards
        words = ["\n".join(word) for word in words]
    heights = dict(
        zip(kinds.index, grid(ax, list(called.values()), words, turn=0 if lang == "zh" else 90), strict=True)
    )
    for (receiver, instrument), cell in got.groupby(["receiver", "instrument"], sort=False):
        found = cell.drop_duplicates(["sign", "realm"])
        looks = [look(*SIGNS[mark.sign], mark.realm == "enacted") for mark in found.itertuples()]
        marks(ax, means.index(instrument), heights[receiver], looks)
    groups = {kind: [r for r in kinds.index if kinds[r] == kind] for kind in ("soft", "mixed", "hard")}
    soft = len(groups["soft"])
    if 0 < soft < len(kinds):
        between = list(heights.values())[soft - 1 : soft + 1]
        ax.axhline(sum(between) / 2, color=GREY, linewidth=0.8, linestyle=(0, (4, 2)))
    used = [s for s in SIGNS if s in set(got["sign"])]
    legend(ax, [*(key(say(f"pressure_sign_{s}", lang), **look(*SIGNS[s], False)) for s in used), *realms(lang)], 2)
    values: dict[str, object] = {kind: len(group) for kind, group in groups.items()}
    values |= {f"{kind}_names": joined([called[r] for r in group], lang) for kind, group in groups.items()}
    return finish(
        ax, title, say("pressure_incentives_title", lang, **values), say("pressure_incentives_alt", lang, **values)
    )
