"""Problems and recommendations: which meet, who would act, what is told elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import listing, say
from casestudy.figures.style import (
    BLACK,
    BLUE,
    DASHED,
    GREY,
    PALE,
    RED,
    SIDES,
    SKY,
    bare,
    canvas,
    chosen,
    figure,
    finish,
    grid,
    joined,
    key,
    legend,
    look,
    marks,
    nothing,
)
from casestudy.measures.remedies import met

LEFT, RIGHT = 0.39, 0.67
FITS = {"close": (BLUE, BLUE), "partial": (SKY, BLUE), "loose": ("white", BLUE), "": ("white", GREY)}


@figure
def plot_remedies(
    links: pd.DataFrame,
    bands: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
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
        Row id → a few words, for every heading, dimension, cause and measure; by default the ids.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.remedies import measure_links, parallel
    >>> case = load_case("pairing")
    >>> ax = plot_remedies(measure_links(case), parallel(case))
    >>> "problem_025" in [text.get_text() for text in ax.texts]
    True

    """
    parts = met(links, bands)
    ax = canvas(ax, 1.6 + 0.16 * len(parts))
    if parts.empty:
        return nothing(ax, title, lang)
    rows = {row for column in ("heading", "dimension") for row in bands[column]} | set(parts.index)
    words = {row: (labels or {}).get(row, row) for row in rows}
    at, y = dict[str, float](), 0.0
    for k, band in enumerate(bands.itertuples()):
        height = max(len(band.causes), len(band.measures))
        ax.add_patch(Rectangle((0, y - height - 1.1), 1.06, height + 0.95, facecolor=PALE, alpha=0.45, linewidth=0))
        for x, head, side in ((LEFT, band.heading, "right"), (RIGHT, band.dimension, "left")):
            ax.text(
                x, y - 0.57, say("remedies_band", lang, n=k + 1, name=words[head]), ha=side, va="center", fontsize=10
            )
        for ids in (band.causes, band.measures):
            at |= dict(zip(ids, y - 1.1 - (np.arange(len(ids)) + 0.5) * height / max(len(ids), 1), strict=True))
        y -= height + 1.25
    drawn = links[links["problem"].isin(parts.index) & links["measure"].isin(parts.index)]
    for link in drawn.itertuples():
        colour, width = (RED, 2.4) if link.crosses else (BLUE, 1.5)
        style = "-" if link.directness == "direct" else DASHED
        ends = [at[link.problem], at[link.measure]]
        ax.plot([LEFT + 0.035, RIGHT - 0.035], ends, color=colour, linewidth=width, linestyle=style, zorder=2)
    box = {"boxstyle": "round,pad=0.18", "facecolor": "white", "edgecolor": BLACK, "linewidth": 1}
    for part in parts.itertuples():
        x, shape, side, way = (LEFT, "o", "right", -1) if part.kind == "cause" else (RIGHT, "s", "left", 1)
        ax.plot(x - way * 0.025, at[part.Index], **look(shape, BLACK, part.met, 7))
        text = words[part.Index]
        ax.text(
            x + way * 0.01, at[part.Index], text, ha=side, va="center", fontsize=8.5, bbox=None if part.met else box
        )
    for x, head, side in ((LEFT, "remedies_causes", "right"), (RIGHT, "remedies_measures", "left")):
        ax.text(x, 0.45, say(head, lang), ha=side, va="center", color=GREY)
    ax.set(xlim=(0, 1.06), ylim=(y + 0.2, 0.95))
    bare(ax)
    direct, indirect = (codebook().label("directness", code, lang) for code in ("direct", "indirect"))
    handles = [
        key(direct, color=BLUE),
        key(indirect, color=BLUE, linestyle=DASHED),
        key(say("remedies_crosses", lang), color=RED, linewidth=2.4),
        key(say("remedies_open", lang), **look("o", BLACK, False)),
    ]
    legend(ax, handles, 2)
    causes, measures = (parts[parts["kind"] == kind] for kind in ("cause", "measure"))
    left, idle = ([words[row] for row in kind.index[~kind["met"]]] for kind in (causes, measures))
    ours = int(drawn["ours"].sum())
    values = {
        "n": len(causes),
        "left": len(left),
        "names": joined([say("remedies_quoted", lang, name=name) for name in left], lang),
        "lines": len(drawn),
        "reading": say(f"remedies_{'all' if ours == len(drawn) else 'some'}_ours", lang, n=ours),
        "crossing": int(drawn["crosses"].sum()),
        "measures": len(measures),
        "idle": joined(idle, lang),
    }
    return finish(ax, title, say("remedies_title", lang, **values), say("remedies_alt", lang, **values))


@figure
def plot_who_acts(
    acts: pd.DataFrame,
    sides: Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw each recommended action by the side of the actors that it names and by its force.

    Parameters
    ----------
    acts
        From :func:`casestudy.measures.remedies.who_would_act`.
    sides
        Codes of ``side`` from top to bottom, also those of which no action is told; by default those that
        are named. What names nobody comes last.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.remedies import who_would_act
    >>> ax = plot_who_acts(who_would_act(load_case("pairing")))
    >>> ax.get_yticklabels()[-1].get_text()
    'Not said'

    """
    sides = [s for s in SIDES if s in set(acts["side"])] if sides is None else chosen("side", sides, SIDES)
    forces, rows, across = list(codebook().codes["rec_force"]), [*sides, ""], 5
    counts = pd.crosstab(acts["side"], acts["force"]).reindex(index=rows, columns=forces, fill_value=0)
    tall = [1 + 0.5 * max(0, (n - 1) // across) for n in counts.max(axis=1)]
    ax = canvas(ax, 1.2 + 0.38 * sum(tall))
    if acts.empty:
        return nothing(ax, title, lang)
    names = {s: _side(s, lang) for s in rows}
    heads = [say(f"remedies_force_{force}", lang) for force in forces]
    heights = grid(ax, list(names.values()), heads, tall=tall, wide=20)
    for y, (side, line) in zip(heights, counts.iterrows(), strict=True):
        known = side not in ("", "unsaid")
        style = look("s" if side == "unsaid" else "o", SIDES[side] if known else GREY, known, 7)
        for x, n in enumerate(line):
            marks(ax, x, y, [style] * n, 0.17, across)
        if not line.any():
            ax.text(-0.4, y, say("remedies_no_action", lang), va="center", color=RED)
    totals = counts.sum(axis=1)
    values = {"n": len(acts), "unnamed": int(totals[""])}
    alt = say("remedies_who_alt", lang, parts=listing([f"{names[s]} {totals[s]}" for s in rows], lang), **values)
    return finish(ax, title, say("remedies_who_title", lang, **values), alt)


def _side(side: str, lang: Lang) -> str:
    if side in ("", "joint", "unsaid"):
        return say(f"remedies_side_{side or 'unnamed'}", lang)
    return say("remedies_side_alone", lang, side=codebook().label("side", side, lang))


@figure
def plot_precedents(
    frame: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw one tile for each recommendation, by dimension and by the closest practice told in the other case.

    A cross says that the opposite is told, too.

    Parameters
    ----------
    frame
        From :func:`casestudy.measures.remedies.closest_practice`.
    labels
        Dimension → a few words; what stands under none of them is not drawn. By default all, by their ids.

    Examples
    --------
    >>> from casestudy.coding.comparisons import load_comparison, precedents_of
    >>> from casestudy.measures.remedies import closest_practice
    >>> both = load_comparison("group_council--pairing")
    >>> practice = closest_practice(both.cases["pairing"], precedents_of(both, "pairing"))
    >>> plot_precedents(practice).get_xticklabels()[0].get_text()
    'Close'

    """
    labels = {d: d for d in frame["dimension"]} if labels is None else labels
    frame = frame[frame["dimension"].isin(list(labels))].sort_values("contrary", ascending=False, kind="stable")
    across, fits = 4, list(FITS)
    cells = dict(list(frame.groupby(["dimension", "closest"])))
    deep = {d: max((len(c) for (own, _), c in cells.items() if own == d), default=0) for d in labels}
    tall = [1 + 0.55 * max(0, (n - 1) // across) for n in deep.values()]
    ax = canvas(ax, 1.4 + 0.38 * sum(tall))
    if frame.empty:
        return nothing(ax, title, lang)
    heads = [codebook().label("precedent_fit", f, lang) if f else say("remedies_nothing", lang) for f in fits]
    heights = dict(zip(labels, grid(ax, list(labels.values()), heads, tall=tall, wide=16), strict=True))
    for (dimension, fit), cell in cells.items():
        face, edge = FITS[fit]
        tile = look("s", edge, size=11) | {"markerfacecolor": face}
        cross = look("X", RED, size=9) | {"markeredgecolor": "white", "markeredgewidth": 0.9}
        unmarked = look("", RED)
        x, y = fits.index(fit), heights[dimension]
        marks(ax, x, y, [tile] * len(cell), 0.2, across)
        marks(ax, x, y, [cross if contrary else unmarked for contrary in cell["contrary"]], 0.2, across)
    legend(ax, [key(say("remedies_contrary", lang), **look("X", RED, size=9))], 1)
    totals = frame["closest"].value_counts()
    values = {fit or "nothing": int(totals.get(fit, 0)) for fit in fits}
    values |= {"n": len(frame), "contrary": int(frame["contrary"].sum())}
    return finish(
        ax, title, say("remedies_precedents_title", lang, **values), say("remedies_precedents_alt", lang, **values)
    )
