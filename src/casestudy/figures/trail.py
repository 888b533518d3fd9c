"""The way from a number to the article: number, rows, places."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from casestudy.codebook import Lang
from casestudy.figures.style import BLACK, BLUE, GREY, bare, finish
from casestudy.messages import say


def plot_trail(
    number: str, rows: Sequence[str], places: Sequence[str], ax: Axes | None = None, lang: Lang = "en"
) -> Axes:
    """Draw a number, some of the rows that it is counted from, and where they stand in the article.

    Parameters
    ----------
    number
        The number as text.
    rows, places
        Row ids, and the section of the article in which each stands.
    ax, lang
        See :mod:`casestudy.figures`.

    """
    ax = ax if ax is not None else plt.gca()
    middle = (len(rows) - 1) / 2
    ax.text(0, middle, number, fontsize=30, color=BLUE, ha="center", va="center")
    for y, (row, place) in enumerate(zip(rows, places, strict=True)):
        ax.text(1, y, row, ha="center", va="center", family="monospace", fontsize=10)
        ax.text(2, y, place, ha="center", va="center", fontsize=10)
        _arrow(ax, (0.22, middle), (0.6, y))
        _arrow(ax, (1.42, y), (1.72, y))
    for x, head in enumerate(("trail_number", "trail_rows", "trail_places")):
        ax.text(x, -0.95, say(head, lang), ha="center", va="center", color=GREY, fontsize=9)
    ax.set(xlim=(-0.4, 2.4), ylim=(len(rows) - 0.4, -1.3))
    bare(ax)
    alt = say("trail_alt", lang, number=number, rows=", ".join(rows), places=", ".join(dict.fromkeys(places)))
    return finish(ax, say("trail_title", lang), alt, lang, 40)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": BLACK, "lw": 1.1, "shrinkA": 2, "shrinkB": 2})
