"""An article's own frame: its elements in layers, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, PathPatch
from matplotlib.path import Path

from casestudy.coding.codebook import Lang
from casestudy.coding.messages import listing, say
from casestudy.figures.style import (
    BLACK,
    BLUE,
    DASHED,
    GREY,
    ORANGE,
    bare,
    canvas,
    chosen,
    figure,
    finish,
    key,
    legend,
    nothing,
    wrap,
)

STYLES: dict[str, tuple[str, Any]] = {"stated": (BLUE, "-"), "derived": (BLUE, "-"), "inferred": (ORANGE, DASHED)}
# In inches: the whole width, a line of text, the room around it, between layers, and for the name of a frame.
SPAN, LINE, PAD, GAP, HEADING = 4.6, 0.165, 0.13, 0.42, 0.3
Box = tuple[float, float, float, float]  # left, bottom, width, height


@figure
def plot_frame(
    elements: pd.DataFrame,
    frames: Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw frames of an article as layered graphs, one below the other.

    Solid boxes and arrows are said by the article. Dashed is what we infer: an element
    whose place is our reading, and the arrows that leave it.

    Parameters
    ----------
    elements
        Rows of the table ``framework``.
    frames
        Short names of the frames to draw, from top to bottom; by default all.

    Examples
    --------
    >>> from casestudy import load_case
    >>> ax = plot_frame(load_case("pairing")["framework"], ["two_way_path"])
    >>> ax.texts[0].get_text()
    'Two-way path of empowerment on three lists'

    """
    frames = chosen("frame", dict.fromkeys(elements["frame"]) if frames is None else frames, elements["frame"])
    rows = elements[elements["frame"].isin(frames)]
    titles = {f: str(rows.loc[rows["frame"] == f, f"frame_{lang}"].iloc[0]) for f in frames}
    heads, tops, y = {f: wrap(name, 60) for f, name in titles.items()}, {}, 0.0
    texts: dict[str, str] = {}
    at: dict[str, Box] = {}
    for frame in frames:
        tops[frame], below = y, y - HEADING - LINE * heads[frame].count("\n")
        y = _place_layers(rows[rows["frame"] == frame], below, lang, texts, at)
    ax = canvas(ax, 1.0 - y)
    if rows.empty:
        return nothing(ax, title, lang)
    for frame, top in tops.items():
        ax.text(0, top, heads[frame], ha="left", va="top", fontsize=10, color=GREY)
    basis = dict(zip(rows["id"], rows["basis"], strict=True))
    arrows = [
        (i, target) for i, feeds in zip(rows["id"], rows["feeds"], strict=True) for target in feeds if target in at
    ]
    for i, box in at.items():
        _draw_box(ax, box, texts[i], basis[i])
    for source, target in arrows:
        _draw_arrow(ax, source, target, arrows, at, basis[source])
    ax.set(xlim=(0, SPAN), ylim=(y + GAP - 0.02, 0.02))
    bare(ax)
    looks = {b: STYLES[b] for b in ("stated", "inferred")}
    legend(ax, [key(say(f"frame_{b}", lang), color=c, linestyle=style) for b, (c, style) in looks.items()], 2)
    inferred = sum(basis[source] == "inferred" for source, _ in arrows)
    values = {"elements": len(rows), "arrows": len(arrows), "inferred": inferred}
    layers = rows.groupby(["frame", "layer"])[f"element_{lang}"].agg(list)
    parts = [
        say("frame_layer", lang, layer=n, names=listing(names, lang)) for f in frames for n, names in layers[f].items()
    ]
    alt = say("frame_alt", lang, frames=listing([*titles.values()], lang), parts="; ".join(parts), **values)
    return finish(ax, title, say("frame_title", lang, **values), alt)


def _place_layers(rows: pd.DataFrame, y: float, lang: Lang, texts: dict[str, str], at: dict[str, Box]) -> float:
    """Break the texts of a frame into lines and place its boxes below a height; return the height below them."""
    for _, row in rows.groupby("layer"):
        ids = list(row["id"])
        texts |= {i: wrap(t, 74 // len(ids) - 2) for i, t in zip(ids, row[f"element_{lang}"], strict=True)}
        height = LINE * max(texts[i].count("\n") + 1 for i in ids) + PAD
        width = SPAN / len(ids)
        at |= {i: (k * width + 0.06, y - height, width - 0.12, height) for k, i in enumerate(ids)}
        y -= height + GAP
    return y


def _draw_box(ax: Axes, box: Box, text: str, basis: str) -> None:
    x, y, width, height = box
    colour, style = STYLES[basis]
    ax.add_patch(
        FancyBboxPatch(
            (x, y), width, height, boxstyle="round,pad=0,rounding_size=0.06", facecolor="white",
            edgecolor=colour, linestyle=style, linewidth=1.3,
        )
    )  # fmt: skip
    ax.text(x + width / 2, y + height / 2, text, ha="center", va="center", fontsize=8, color=BLACK, linespacing=1.1)


def _draw_arrow(
    ax: Axes, source: str, target: str, arrows: Sequence[tuple[str, str]], at: dict[str, Box], basis: str
) -> None:
    """Draw an arrow to a lower layer, to the next box of its layer, or back beneath its layer."""
    (x0, y0, w0, h0), (x1, y1, w1, h1) = at[source], at[target]
    colour, style = STYLES[basis]
    level = y0 + h0 == y1 + h1
    if not level:
        ends = (_port(source, target, arrows, at, 0), _port(target, source, arrows, at, 1))
    elif x1 > x0:
        ends = ((x0 + w0, y0 + h0 / 2), (x1, y1 + h1 / 2))
    else:
        left, right, low = x1 + w1 / 2, x0 + w0 * 0.12, min(y0, y1) - 0.13
        ax.add_patch(
            PathPatch(Path([(right, y0), (right, low), (left, low)]), fill=False, color=colour, linestyle=style, lw=1.3)
        )
        ends = ((left, low), (left, y1))
    ax.add_patch(
        FancyArrowPatch(
            *ends, arrowstyle="-|>", mutation_scale=10, shrinkA=0, shrinkB=0, color=colour, linestyle=style, lw=1.3
        )
    )


def _port(
    node: str, other: str, arrows: Sequence[tuple[str, str]], at: dict[str, Box], end: int
) -> tuple[float, float]:
    """Where on the lower (0) or upper (1) edge of a box an arrow ends: side by side, in the order of the other ends."""
    ends = [a[1 - end] for a in arrows if a[end] == node and at[a[0]][1] + at[a[0]][3] != at[a[1]][1] + at[a[1]][3]]
    ends.sort(key=lambda n: at[n][0] + at[n][2] / 2)
    x, y, width, height = at[node]
    share = (ends.index(other) + 1) / (len(ends) + 1)
    return x + width * (0.2 + 0.6 * share), y + height * end
