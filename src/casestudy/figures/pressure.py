"""What moves people and bodies: mechanisms by direction, treatment rules, incentives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from casestudy.codebook import Lang, codebook
from casestudy.figures.style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    RED,
    SIDES,
    SKY,
    bare,
    finish,
    legend,
    wrap,
)
from casestudy.messages import listing, say

WAYS = {"down": "v", "up": "^"}
SIGNS = {"reward": ("o", BLUE), "either": ("D", RED), "punishment": ("X", BLACK)}
LADDER = ("superior", "agency", "party", "government", "joint", "community", "society", "market", "outside", "unsaid")
FACES = {"higher": (BLUE, "white"), "lower": (SKY, BLACK), "different": (PALE, BLACK)}


def _colour(side: str) -> str:
    """The colour of a side for a mark by itself, where pale would be lost."""
    return GREY if side == "unsaid" else SIDES[side]


def plot_ways(
    reach: pd.DataFrame,
    sections: Mapping[str, str],
    names: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "pressure_ways_title",
) -> Axes:
    """Draw whom the ties of each section reach, from above and from below.

    One mark is one combination of receiver, direction and realm for which there
    is at least one row; their number is no quantity of anything.

    Parameters
    ----------
    reach
        From :func:`casestudy.measures.pressure.section_reach`.
    sections
        Section → what it is about, from left to right.
    names
        Actor id → name in the language.
    title
        Key of the message that says the finding; it may use ``{both}`` and ``{one}``.

    """
    reach = reach[reach["direction"].isin(list(WAYS))]
    side = dict(zip(reach["target"], reach["side"], strict=True))
    level = dict(zip(reach["target"], reach["level"], strict=True))
    levels = list(codebook().codes["level"])
    targets = sorted(side, key=lambda a: (LADDER.index(side[a]), levels.index(level[a]), a), reverse=True)
    place = {(s, way): 2.7 * n + k for n, s in enumerate(sections) for k, way in enumerate(WAYS)}
    for y, target in enumerate(targets):
        ax.axhline(y, color=PALE, zorder=0, linewidth=0.8)
        for (section, way), x in place.items():
            cell = reach[(reach["section"] == section) & (reach["direction"] == way) & (reach["target"] == target)]
            realms = [r for r in ("designed", "enacted") if r in set(cell["realm"])]
            for k, realm in enumerate(realms):
                ax.plot(
                    x + 0.36 * (k - (len(realms) - 1) / 2),
                    y,
                    WAYS[way],
                    markersize=9.5,
                    color=_colour(side[target]),
                    markerfacecolor=_colour(side[target]) if realm == "enacted" else "white",
                    markeredgewidth=1.7,
                )
    _headings(ax, sections, place, len(targets), lang)
    ax.annotate(
        say("pressure_reached", lang),
        (-0.02, len(targets) - 0.05),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="center",
        fontsize=8.5,
        color=GREY,
    )
    ax.set_yticks(range(len(targets)), [wrap(names[t], lang, 28) for t in targets], fontsize=8.5)
    ax.set_xticks([])
    ax.set_xlim(-0.7, max(place.values()) + 0.7)
    ax.set_ylim(-0.6, len(targets) + 1.5)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(left=False)
    used = [s for s in LADDER if s in side.values()]
    handles = [
        Line2D([], [], marker="s", color=_colour(s), linestyle="", label=codebook().label("side", s, lang))
        for s in used
    ]
    handles += _realms(lang)
    legend(ax, handles, 3)
    told = {s: {w for w in WAYS if ((reach["section"] == s) & (reach["direction"] == w)).any()} for s in sections}
    lower = {s: name.lower() if lang == "en" else name for s, name in sections.items()}
    values = {
        "both": listing([lower[s] for s in sections if len(told[s]) == 2], lang) or say("none", lang),
        "one": listing([lower[s] for s in sections if len(told[s]) == 1], lang) or say("none", lang),
    }
    parts = [
        say(
            "pressure_ways_part",
            lang,
            section=lower[s],
            way=codebook().label("direction", w, lang).lower(),
            names=found,
        )
        for s, w in place
        if (
            found := listing(
                [names[t] for t in reversed(targets) if t in set(_cell(reach, s, w)["target"])],
                lang,
            )
        )
    ]
    alt = say("pressure_ways_alt", lang, parts=" ".join(parts), **values)
    return finish(ax, say(title, lang, **values), alt, lang)


def _cell(reach: pd.DataFrame, section: str, way: str) -> pd.DataFrame:
    return reach[(reach["section"] == section) & (reach["direction"] == way)]


def _headings(
    ax: Axes, sections: Mapping[str, str], place: Mapping[tuple[str, str], float], top: int, lang: Lang
) -> None:
    for section, name in sections.items():
        xs = [x for (s, _), x in place.items() if s == section]
        ax.text(sum(xs) / len(xs), top + 1.05, wrap(name, lang, 16), ha="center", va="center", fontsize=10)
    for (_, way), x in place.items():
        tail, tip = (0.35, -0.45) if way == "down" else (-0.45, 0.35)
        ax.add_patch(
            FancyArrowPatch(
                (x - 0.28, top + tail),
                (x - 0.28, top + tip),
                arrowstyle="-|>",
                mutation_scale=13,
                color=GREY,
                linewidth=2,
            )
        )
        label = codebook().label("direction", way, lang)
        ax.text(x - 0.12, top - 0.05, label, ha="left", va="center", fontsize=8.5, color=GREY)


def _realms(lang: Lang) -> list[Line2D]:
    return [
        Line2D(
            [],
            [],
            marker="o",
            color=GREY,
            markerfacecolor=GREY if realm == "enacted" else "white",
            linestyle="",
            markersize=8,
            label=codebook().label("realm", realm, lang),
        )
        for realm in ("designed", "enacted")
    ]


def plot_treatment(
    observed: pd.DataFrame,
    cells: pd.DataFrame,
    contrasts: pd.DataFrame,
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "pressure_treatment_title",
) -> Axes:
    """Draw what is observed one comparison at a time above what a rule joins two at a time.

    Parameters
    ----------
    observed
        Rows of the table ``contrasts`` that compare one outcome, *higher* or *lower* in the first context.
    cells
        From :func:`casestudy.measures.pressure.mixtures`, for two joined conditions.
    contrasts
        The table ``contrasts``, for the words of the conditions.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{open}`` and ``{cells}``.

    """
    ends = {row.id: dict(zip(("first", "second"), _ends(row, lang), strict=True)) for row in contrasts.itertuples()}
    y = _observed(observed, ends, ax, lang)
    down, across = cells["conditions"].iloc[0]
    ax.text(0, y - 0.1, say("pressure_ruled_heading", lang), fontsize=10, va="top")
    y -= 0.95
    for k, end in enumerate(("first", "second")):
        ax.text(0.515 + 0.33 * k, y, wrap(ends[across][end], lang, 21), ha="center", va="center", fontsize=8.5)
        ax.text(0.33, y - 1.1 - 1.1 * k, wrap(ends[down][end], lang, 23), ha="right", va="center", fontsize=8.5)
    for cell in cells.itertuples():
        row, column = (("first", "second").index(end) for end in cell.ends)
        corner = (0.355 + 0.33 * column, y - 1.6 - 1.1 * row)
        face, ink = FACES.get(cell.ruled, ("white", BLACK))
        ax.add_patch(
            Rectangle(
                corner,
                0.32,
                1.0,
                facecolor=face,
                edgecolor=face if cell.ruled else GREY,
                linestyle="-" if cell.ruled else (0, (3, 2)),
            )
        )
        key = f"pressure_ruled_{cell.ruled}" if cell.ruled else "pressure_ruled_open"
        ax.text(corner[0] + 0.16, corner[1] + 0.5, wrap(say(key, lang), lang, 18), ha="center", va="center", color=ink)
    ax.set_xlim(0, 1.02)
    ax.set_ylim(y - 2.8, 0.1)
    bare(ax)
    values = {"n": len(observed), "open": int((cells["ruled"] == "").sum()), "cells": len(cells)}
    compared = [say("pressure_compared", lang, **ends[row]) for row in observed["id"]]
    lines = [
        say(
            "pressure_cell",
            lang,
            conditions=listing([ends[c][e] for c, e in zip(cell.conditions, cell.ends, strict=True)], lang),
            ruled=say(f"pressure_ruled_{cell.ruled or 'open'}", lang),
        )
        for cell in cells.itertuples()
    ]
    alt = say("pressure_treatment_alt", lang, observed=listing(compared, lang), lines=" ".join(lines), **values)
    return finish(ax, say(title, lang, **values), alt, lang)


def _ends(contrast: object, lang: Lang) -> Sequence[str]:
    """Take the two contexts of a comparison apart."""
    first, _, second = str(getattr(contrast, f"context_{lang}")).partition(say("pressure_against", lang))
    return first, second


def _observed(observed: pd.DataFrame, ends: Mapping[str, Mapping[str, str]], ax: Axes, lang: Lang) -> float:
    """Draw the observed comparisons from the top, and return the height below them."""
    ax.text(0, 0, say("pressure_observed_heading", lang), fontsize=10, va="top")
    y = -0.62
    ax.text(0.42, y, say("pressure_deeper", lang), ha="right", va="center", fontsize=8.5, color=GREY)
    ax.text(0.62, y, say("pressure_shallower", lang), ha="left", va="center", fontsize=8.5, color=GREY)
    y += 0.2
    for row in observed.itertuples():
        y -= 0.8
        order = ("first", "second") if row.direction == "higher" else ("second", "first")
        left, right = (wrap(ends[row.id][end], lang, 27) for end in order)
        ax.plot([0.46, 0.58], [y, y], color=GREY, linewidth=1.5, zorder=1)
        ax.plot(0.46, y, "o", color=BLUE, markersize=10)
        ax.plot(0.58, y, "o", color=BLUE, markerfacecolor="white", markersize=6, markeredgewidth=1.5)
        ax.text(0.42, y, left, ha="right", va="center", fontsize=8.5)
        ax.text(0.62, y, right, ha="left", va="center", fontsize=8.5)
    return y - 0.55


def plot_incentives(
    got: pd.DataFrame,
    names: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "pressure_incentives_title",
) -> Axes:
    """Draw who is told to get what, by means and sign.

    Parameters
    ----------
    got
        From :func:`casestudy.measures.pressure.received`.
    names
        Actor id → name in the language.
    title
        Key of the message that says the finding; it may use ``{soft}``,
        ``{hard}`` and ``{mixed}``, numbers of kinds of receiver.

    """
    means = [i for i in codebook().codes["instrument"] if i in set(got["instrument"])]
    signs = {r: set(part["sign"]) for r, part in got.groupby("receiver", sort=False)}
    soft = [r for r in signs if signs[r] == {"reward"}]
    mixed = [r for r in signs if "reward" in signs[r] and r not in soft]
    hard = [r for r in signs if r not in soft and r not in mixed]
    order = [*soft, *mixed, *hard]
    labels = [wrap(names[r], lang, 27) for r in order]
    heights, y = [], 0.0
    for n, label in enumerate(labels):
        if n and (order[n] in soft) != (order[n - 1] in soft):
            ax.axhline(y - 0.1, color=GREY, linewidth=0.8, linestyle=(0, (4, 2)))
            y += 0.5
        heights.append(y + 0.3 * label.count("\n"))
        y += 1 + 0.5 * label.count("\n")
    for y, receiver in zip(heights, order, strict=True):
        ax.axhline(y, color=PALE, zorder=0, linewidth=0.8)
        mine = got[got["receiver"] == receiver]
        for x, instrument in enumerate(means):
            cell = mine[mine["instrument"] == instrument].drop_duplicates(["sign", "realm"])
            for k, mark in enumerate(cell.itertuples()):
                shape, colour = SIGNS[mark.sign]
                face = colour if mark.realm == "enacted" else "white"
                x0 = x + 0.4 * (k - (len(cell) - 1) / 2)
                ax.plot(x0, y, shape, color=colour, markerfacecolor=face, markersize=7.5, markeredgewidth=1.7)
    ax.set_yticks(heights, labels, fontsize=8.5, linespacing=1.1)
    words = [codebook().label("instrument", i, lang) for i in means]
    if lang == "zh":  # Chinese stands upright when it is set downwards
        ax.set_xticks(range(len(means)), ["\n".join(word) for word in words], fontsize=8.5)
    else:
        ax.set_xticks(range(len(means)), words, rotation=90, fontsize=8.5)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.6, len(means) - 0.4)
    ax.set_ylim(heights[0] - 0.8, heights[-1] + 0.8)
    ax.tick_params(left=False, top=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    used = [s for s in SIGNS if s in set(got["sign"])]
    handles = [
        Line2D(
            [],
            [],
            marker=SIGNS[s][0],
            color=SIGNS[s][1],
            markerfacecolor="white",
            markeredgewidth=1.7,
            linestyle="",
            label=say(f"pressure_sign_{s}", lang),
        )
        for s in used
    ]
    legend(ax, handles + _realms(lang), 2)
    values = {"soft": len(soft), "hard": len(hard), "mixed": len(mixed)}
    told = {
        k: listing([names[r] for r in group], lang) or say("none", lang)
        for k, group in (("soft", soft), ("hard", hard), ("mixed", mixed))
    }
    alt = say("pressure_incentives_alt", lang, **{f"{k}_names": v for k, v in told.items()}, **values)
    return finish(ax, say(title, lang, **values), alt, lang)
