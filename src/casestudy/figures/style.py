"""What all figures share: colours, line breaks, the legend, and how a figure is finished."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from casestudy.codebook import Lang

BLACK, GREY, PALE = "#1a1a1a", "#767676", "#e4e4e4"
ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PURPLE = (
    "#e69f00",
    "#56b4e9",
    "#009e73",
    "#f0e442",
    "#0072b2",
    "#d55e00",
    "#cc79a7",
)
# An actor's side has the same colour everywhere; the names stand beside, so no one depends on it.
SIDES = {
    "agency": BLUE,
    "community": RED,
    "joint": PURPLE,
    "superior": BLACK,
    "party": GREEN,
    "government": SKY,
    "society": ORANGE,
    "market": YELLOW,
    "outside": GREY,
    "unsaid": PALE,
}
BASES = {"stated": (BLUE, ""), "derived": (YELLOW, "///"), "inferred": (ORANGE, "...")}
TELLERS = {"giver": "s", "receiver": "D", "both": "P", "author": "o", "other": "*"}


def finish(ax: Axes, title: str, alt: str, lang: Lang, width: int = 54) -> Axes:
    """Give a figure its title (the finding) and leave its alternative text in the label of the axes."""
    ax.figure.suptitle(wrap(title, lang, width), x=0.01, ha="left", fontsize=11)
    ax.set_label(alt)
    return ax


def wrap(text: str, lang: Lang, width: int) -> str:
    """Break a text into lines; a Chinese character is as wide as two others."""
    if lang == "zh":
        return "\n".join(text[i : i + width // 2] for i in range(0, len(text), width // 2))
    return "\n".join(textwrap.wrap(text, width))


def bare(ax: Axes) -> None:
    """Take away everything but what is drawn."""
    ax.set_axis_off()


def legend(ax: Axes, handles: Sequence[Any], columns: int) -> None:
    """Put the legend under the axes, where it can cover nothing, in fewer columns if these are too wide."""
    for n in range(columns, 0, -1):
        made = ax.figure.legend(
            handles=handles, loc="outside lower center", ncols=n, frameon=False, fontsize=8.5, columnspacing=1.2
        )
        if n == 1 or made.get_window_extent().width <= ax.figure.bbox.width:
            return
        made.remove()
