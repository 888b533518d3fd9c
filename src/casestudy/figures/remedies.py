"""Problems and recommendations: which meet, who would act, what is told elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

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

LEFT, RIGHT = 0.39, 0.67


def plot_remedies(
    links: pd.DataFrame,
    bands: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "remedies_title",
) -> Axes:
    """Draw the stated causes of each dilemma, the measures of the dimension beside it, and the links between them.

    What no line reaches is open. A line that leaves its band crosses the parallel of the article.

    Parameters
    ----------
    links
        From :func:`casestudy.measures.remedies.measure_links`.
    bands
        From :func:`casestudy.measures.remedies.parallel`.
    labels
        Row id → a few words, for every heading, dimension, cause and measure.
    title
        Key of the message that says the finding; with ``{n}``, ``{left}``, ``{names}``, ``{lines}``, ``{reading}``.

    """
    at: dict[str, float] = {}
    y = 0.0
    for k, band in enumerate(bands.itertuples()):
        height = max(len(band.causes), len(band.measures))
        ax.add_patch(Rectangle((0, y - height - 1.1), 1.06, height + 0.95, facecolor=PALE, alpha=0.45, linewidth=0))
        for x, head, side in ((LEFT, band.heading, "right"), (RIGHT, band.dimension, "left")):
            words = say("remedies_band", lang, n=k + 1, name=labels[head])
            ax.text(x, y - 0.57, words, ha=side, va="center", fontsize=10.5)
        for rows in (band.causes, band.measures):
            at |= dict(zip(rows, y - 1.1 - (np.arange(len(rows)) + 0.5) * height / len(rows), strict=True))
        y -= height + 1.25
    causes = [c for band in bands["causes"] for c in band]
    measures = [m for band in bands["measures"] for m in band]
    drawn = links[links["problem"].isin(causes) & links["measure"].isin(measures)]
    for link in drawn.itertuples():
        ax.plot(
            [LEFT + 0.035, RIGHT - 0.035],
            [at[link.problem], at[link.measure]],
            color=RED if link.crosses else BLUE,
            linewidth=2.4 if link.crosses else 1.5,
            linestyle="-" if link.directness == "direct" else (0, (3, 1.6)),
            zorder=2,
        )
    met = set(drawn["problem"]) | set(drawn["measure"])
    for rows, x, shape, side in ((causes, LEFT, "o", "right"), (measures, RIGHT, "s", "left")):
        _parts(ax, {row: at[row] for row in rows}, labels, met, x, shape, side)
    for x, key, side in ((LEFT, "remedies_causes", "right"), (RIGHT, "remedies_measures", "left")):
        ax.text(x, 0.45, say(key, lang), ha=side, va="center", fontsize=9.5, color=GREY)
    ax.set_xlim(0, 1.06)
    ax.set_ylim(y + 0.2, 0.95)
    bare(ax)
    handles = [
        Line2D([], [], color=BLUE, linewidth=1.5, label=codebook().label("directness", "direct", lang)),
        Line2D(
            [],
            [],
            color=BLUE,
            linewidth=1.5,
            linestyle=(0, (3, 1.6)),
            label=codebook().label("directness", "indirect", lang),
        ),
        Line2D([], [], color=RED, linewidth=2.4, label=say("remedies_crosses", lang)),
        Line2D(
            [], [], marker="o", color=BLACK, markerfacecolor="white", linestyle="", label=say("remedies_open", lang)
        ),
    ]
    legend(ax, handles, 2)
    left = [c for c in causes if c not in met]
    quoted = [say("remedies_quoted", lang, name=labels[c]) for c in left]
    values = {
        "n": len(causes),
        "left": len(left),
        "names": listing(quoted, lang) or say("none", lang),
        "lines": len(drawn),
        "reading": say(f"remedies_{'all' if drawn['ours'].all() else 'some'}_ours", lang, n=int(drawn["ours"].sum())),
        "crossing": int(drawn["crosses"].sum()),
        "measures": len(measures),
        "idle": listing([labels[m] for m in measures if m not in met], lang) or say("none", lang),
    }
    return finish(ax, say(title, lang, **values), say("remedies_alt", lang, **values), lang)


def _parts(
    ax: Axes, at: Mapping[str, float], labels: Mapping[str, str], met: set[str], x: float, shape: str, side: str
) -> None:
    """Draw the marks and labels of one column; what nothing meets is open, its label boxed."""
    way = -1 if side == "right" else 1
    box = {"boxstyle": "round,pad=0.18", "facecolor": "white", "edgecolor": BLACK, "linewidth": 1}
    for row, y in at.items():
        face = BLACK if row in met else "white"
        ax.plot(x - way * 0.025, y, shape, color=BLACK, markerfacecolor=face, markersize=7, markeredgewidth=1.5)
        boxed = None if row in met else box
        ax.text(x + way * 0.01, y, labels[row], ha=side, va="center", fontsize=8.5, bbox=boxed)


def _tiles(n: int, per_row: int, x: float, y: float) -> list[tuple[float, float]]:
    """Places of n marks in rows of ``per_row``, the block centred on a height, from the left."""
    rows = -(-n // per_row)
    return [(x + k % per_row, y + (rows - 1) / 2 - k // per_row) for k in range(n)]


def plot_who_acts(
    acts: pd.DataFrame, *, ax: Axes, lang: Lang = "en", sides: Sequence[str], title: str = "remedies_who_title"
) -> Axes:
    """Draw each recommended action by the side of the actors that it names and by its force.

    Parameters
    ----------
    acts
        From :func:`casestudy.measures.remedies.who_would_act`.
    sides
        Codes of ``side`` from top to bottom, also those of which no action is told; what names nobody comes last.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{unnamed}`` and, for each side, ``{<code>}``.

    """
    forces = list(codebook().codes["rec_force"])
    rows = [*sides, ""]
    counts = {(s, f): int(((acts["side"] == s) & (acts["force"] == f)).sum()) for s in rows for f in forces}
    per_row = 5
    y = 0.0
    ticks = []
    for side in rows:
        height = max(1, *(-(-counts[side, f] // per_row) for f in forces))
        y -= height / 2 + 0.45
        ticks.append(y)
        colour = SIDES[side or "unsaid"]
        for k, force in enumerate(forces):
            for px, py in _tiles(counts[side, force], per_row, k * (per_row + 1.6), y):
                open_mark = side in ("", "unsaid")
                ax.plot(
                    px, py, "s" if side == "unsaid" else "o", color=GREY if open_mark else colour, markersize=7.5,
                    markerfacecolor="white" if open_mark else colour, markeredgewidth=1.4,
                )  # fmt: skip
        if not any(counts[side, f] for f in forces):
            ax.text(-0.4, y, say("remedies_no_action", lang), va="center", fontsize=9, color=RED)
        y -= height / 2 + 0.45
        ax.axhline(y, color=PALE, linewidth=0.8)
    names = {s: say(f"remedies_side_{s or 'unnamed'}", lang) for s in rows}
    ax.set_yticks(ticks, [wrap(names[s], lang, 17) for s in rows], fontsize=9)
    ax.set_xticks(
        [k * (per_row + 1.6) + (per_row - 1) / 2 for k in range(len(forces))],
        [say(f"remedies_force_{f}", lang) for f in forces],
        fontsize=9,
    )
    ax.xaxis.tick_top()
    ax.tick_params(left=False, top=False)
    ax.set_xlim(-1, len(forces) * (per_row + 1.6) - 1.4)
    ax.set_ylim(y - 0.1, 0.1)
    for spine in ax.spines.values():
        spine.set_visible(False)
    totals = {s: sum(counts[s, f] for f in forces) for s in rows}
    values = {"n": len(acts), "unnamed": totals[""], **{s: totals[s] for s in sides}}
    parts = listing([f"{names[s]} {totals[s]}" for s in rows], lang)
    return finish(ax, say(title, lang, **values), say("remedies_who_alt", lang, parts=parts, **values), lang)


def plot_precedents(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "remedies_precedents_title",
) -> Axes:
    """Draw one tile for each recommendation, by dimension and by the closest practice told in the other case.

    A cross says that the opposite is told, too.

    Parameters
    ----------
    frame
        From :func:`casestudy.measures.remedies.closest_practice`.
    labels
        Dimension → a few words; what stands under none of them is not drawn.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{close}``, ``{partial}``, ``{loose}``,
        ``{nothing}`` and ``{contrary}``.

    """
    frame = frame[frame["dimension"].isin(list(labels))]
    fits = [fit for fit in codebook().codes["precedent_fit"] if fit != "contrary"] + [""]
    looks = dict(zip(fits, ((BLUE, ""), (SKY, "//"), ("white", "...."), ("white", "")), strict=False))
    per_row, y, ticks = 4, 0.0, []
    for dimension in labels:
        cells = [frame[(frame["dimension"] == dimension) & (frame["closest"] == fit)] for fit in fits]
        height = max(1, *(-(-len(cell) // per_row) for cell in cells))
        y -= height / 2 + 0.35
        ticks.append(y)
        for k, (fit, cell) in enumerate(zip(fits, cells, strict=True)):
            places = _tiles(len(cell), per_row, k * (per_row + 1), y)
            for (px, py), contrary in zip(places, sorted(cell["contrary"], reverse=True), strict=True):
                colour, hatch = looks[fit]
                ax.add_patch(
                    Rectangle(
                        (px - 0.42, py - 0.42),
                        0.84,
                        0.84,
                        facecolor=colour,
                        hatch=hatch,
                        edgecolor=BLUE if fit else GREY,
                    )
                )
                if contrary:
                    ax.plot(px, py, "X", color=RED, markeredgecolor="white", markersize=10, markeredgewidth=0.9)
        y -= height / 2 + 0.35
        ax.axhline(y, color=PALE, linewidth=0.8)
    ax.set_yticks(ticks, [wrap(words, lang, 16) for words in labels.values()], fontsize=9)
    ax.set_xticks(
        [k * (per_row + 1) + (per_row - 1) / 2 for k in range(len(fits))],
        [codebook().label("precedent_fit", f, lang) if f else say("remedies_nothing", lang) for f in fits],
        fontsize=9,
    )
    ax.xaxis.tick_top()
    ax.tick_params(left=False, top=False)
    ax.set_xlim(-0.8, len(fits) * (per_row + 1) - 1.2)
    ax.set_ylim(y - 0.1, 0.1)
    ax.set_aspect("equal")
    for spine in ax.spines.values():
        spine.set_visible(False)
    legend(
        ax, [Line2D([], [], marker="X", color=RED, linestyle="", markersize=9, label=say("remedies_contrary", lang))], 1
    )
    totals = frame["closest"].value_counts()
    values = {fit or "nothing": int(totals.get(fit, 0)) for fit in fits}
    values |= {"n": len(frame), "contrary": int(frame["contrary"].sum())}
    return finish(ax, say(title, lang, **values), say("remedies_precedents_alt", lang, **values), lang)
