"""What all figures share: theme, canvas, title, legend, and marks on a grid."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec
from unicodedata import east_asian_width

import matplotlib as mpl
import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.lookup import UnknownNameError, look_up
from casestudy.coding.messages import listing, say

P = ParamSpec("P")
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
# Kinds of which nobody knows how many there will be: colour and shape come round at different times.
COLOURS = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, BLACK)
SHAPES = ("s", "o", "^", "D", "v", "P")
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
LIGHT = (PALE, YELLOW, SKY, ORANGE, "white")
BASES = {"stated": (BLUE, ""), "derived": (YELLOW, "///"), "inferred": (ORANGE, "...")}
TELLERS = {"giver": "s", "receiver": "D", "both": "P", "author": "o", "other": "*"}
DASHED = (0, (3, 2))
FONTS = ["DejaVu Sans", "Noto Sans SC"]
WIDTH = 4.8  # of a figure by itself, in inches: the column of the book


def set_theme() -> None:
    """Set the look of everything that is drawn: seaborn's plain paper, with a font that has Chinese."""
    _add_chinese_font()
    looks = {
        "font.family": FONTS,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "hatch.linewidth": 1.0,
        "figure.max_open_warning": 0,  # who draws many figures closes them
    }
    sns.set_theme(context="paper", style="white", palette=list(COLOURS), rc=looks)


@cache
def _add_chinese_font() -> None:
    spec = find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise ImportError(
            "the package zhplot, which brings the Chinese font, is not installed: run make book or make test"
        )
    font_manager.fontManager.addfont(Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf")


def figure(plot: Callable[P, Axes]) -> Callable[P, Axes]:
    """Draw in the theme of the project, and leave the settings of the caller as they were.

    Raises
    ------
    TypeError
        What is to be drawn lacks what the figure shows.
    UnknownNameError
        A name that was asked for is not among what is to be drawn.

    """

    @wraps(plot)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Axes:
        with mpl.rc_context():
            set_theme()
            try:
                return plot(*args, **kwargs)
            except UnknownNameError:
                raise
            except (AttributeError, LookupError) as fault:
                says = (
                    f"{plot.__name__} cannot draw this, as it lacks {fault}; help({plot.__name__}) says what it takes"
                )
                raise TypeError(says) from fault

    return drawn


def canvas(ax: Axes | None, height: float) -> Axes:
    """Return the axes to draw on: those given, or those of a figure of their own of so many inches."""
    if ax is None:
        return plt.subplots(figsize=(WIDTH, height), layout="constrained")[1]
    if sheet(ax).get_layout_engine() is None:  # labels beside the axes need room
        sheet(ax).set_layout_engine("constrained")
    for text in ax.findobj(Text):  # those made by the caller, in another theme
        text.set(fontfamily=FONTS)
    return ax


def sheet(ax: Axes) -> Figure:
    """Return the whole figure on which axes stand."""
    return ax.figure.canvas.figure


def finish(ax: Axes, title: str | None, drawn: str, alt: str) -> Axes:
    """Give a figure its title, by default what is drawn, and leave its alternative text in the label of the axes."""
    ax.set_label(alt)
    written = ax.set_title("", loc="left", y=1, pad=0, fontsize=10.5)
    written.set(gid="title", label=drawn if title is None else title)
    _fit_titles(ax)
    return ax


def _fit_titles(ax: Axes) -> None:
    """Break each title of the figure to the width of its axes and labels, which its neighbours share."""
    if (engine := sheet(ax).get_layout_engine()) is not None:
        engine.execute(sheet(ax))
    inch = sheet(ax).dpi
    for one in sheet(ax).axes:
        for text in one.findobj(Text):
            if text.get_gid() == "title":
                text.set_text("")
                box = one.get_tightbbox(for_layout_only=True) or one.bbox
                left, top = (one.bbox.x0 - box.x0) / inch, (box.y1 - one.bbox.y1) / inch
                text.set_text(wrap(str(text.get_label()), int(11.2 * (left + one.bbox.width / inch))))
                text.set_transform(
                    one.transAxes + ScaledTranslation(0.04 - left, top + 0.07, sheet(ax).dpi_scale_trans)
                )


def chosen(what: str, asked: Iterable[str], known: Iterable[Any]) -> list[str]:
    """Return names that a reader asks for, each of them there; where nothing is to be drawn, none is looked up."""
    there = [str(name) for name in dict.fromkeys(known)]
    return [look_up(what, name, there) for name in asked] if there else []


def nothing(ax: Axes, title: str | None, lang: Lang) -> Axes:
    """Say on axes that have nothing to show that nothing of the kind is coded."""
    words = say("nothing_coded", lang)
    ax.text(0.5, 0.5, words, transform=ax.transAxes, ha="center", va="center", color=GREY)
    bare(ax)
    return finish(ax, title, "", words)


def wrap(text: str, width: int) -> str:
    r"""Break a text into lines; a Chinese character is as wide as two others, and ends a line like a space.

    Examples
    --------
    >>> wrap("two words", 5), wrap("双向增权，", 8)
    ('two\nwords', '双向增\n权，')

    """
    lines = [""]
    for piece in re.findall(rf"[⺀-￿][、，。；：？！）”」》]*|[^\s⺀-￿]{{1,{max(width, 4) + 3}}}|\s+", text):
        wide = sum(1 + (east_asian_width(c) in "WF") for c in lines[-1] + piece)
        if wide > max(width, 4) and lines[-1].strip() and not piece.isspace():
            lines.append("")
        lines[-1] += " " if piece.isspace() else piece
    return "\n".join(line.strip() for line in lines)


def bare(ax: Axes) -> None:
    """Take away everything but what is drawn."""
    ax.set_axis_off()


def plain(ax: Axes) -> None:
    """Take away the frame of the axes and the ticks of its lines, not their labels."""
    sns.despine(ax=ax, left=True, bottom=True)
    ax.tick_params(length=0)


def look(marker: str, colour: str, filled: bool = True, size: float = 7.5) -> dict[str, Any]:
    """Return the look of a mark, filled or open."""
    face = colour if filled else "white"
    return {
        "marker": marker, "color": colour, "markerfacecolor": face, "markersize": size, "markeredgewidth": 1.5,
        "linestyle": "",
    }  # fmt: skip


def key(label: str, **style: Any) -> Line2D:
    """Return an entry of a legend."""
    return Line2D([], [], label=label, **style)


def realms(lang: Lang, size: float = 7.5) -> list[Line2D]:
    """Return the entries of a legend in which a mark is open where something is designed, filled where enacted."""
    words = codebook().codes["realm"]
    return [key(words[r].label(lang), **look("o", GREY, r == "enacted", size)) for r in ("designed", "enacted")]


def marks(
    ax: Axes, x: float, y: float, looks: Iterable[Mapping[str, Any]], step: float = 0.4, across: int = 99
) -> None:
    """Set marks side by side about a place on the grid, in lines of at most so many."""
    looks = list(looks)
    lines = [looks[k : k + across] for k in range(0, len(looks), across)]
    for j, line in enumerate(lines):
        for k, style in enumerate(line):
            ax.plot(x + step * (k - (len(line) - 1) / 2), y - step * 1.6 * (j - (len(lines) - 1) / 2), **style)


def grid(
    ax: Axes,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    heads: Collection[int] = (),
    tall: Sequence[float] | None = None,
    wide: int = 27,
    turn: float = 0,
) -> list[float]:
    """Label the rows and columns of a grid from the top left, a thin line a row; return the heights of the rows.

    Parameters
    ----------
    heads
        Which rows, by number, are headings of those below them.
    tall
        How many lines each row needs, where its label needs fewer.
    wide
        Where the label of a row breaks.
    turn
        By how many degrees the labels of the columns are turned.

    """
    labels = [wrap(row, wide) for row in rows]
    room = [max(1 + 0.6 * t.count("\n"), h) for t, h in zip(labels, tall or [1.0] * len(labels), strict=True)]
    heights = [-sum(room[:k]) - room[k] / 2 for k in range(len(room))]
    ax.hlines(
        [y for k, y in enumerate(heights) if k not in heads],
        -0.6,
        len(columns) - 0.4,
        color=PALE,
        linewidth=0.8,
        zorder=0,
    )
    ax.set_yticks(heights, labels, linespacing=1.05)
    side = {"rotation": turn, "ha": "left", "rotation_mode": "anchor"} if 0 < turn < 90 else {"rotation": turn}
    for k in heads:
        ax.get_yticklabels()[k].set(color=GREY, fontsize=9.5)
    each = (62 - max(len(line) for text in labels for line in text.split("\n"))) // len(columns)
    ax.set_xticks(range(len(columns)), [wrap(text, 99 if turn else each) for text in columns], **side)
    ax.xaxis.tick_top()
    ax.set(xlim=(-0.6, len(columns) - 0.4), ylim=(-sum(room), 0))
    plain(ax)
    return heights


def legend(ax: Axes, handles: Sequence[Any], columns: int) -> None:
    """Put the legend under the axes and their labels, where it covers nothing, in fewer columns if need be."""
    labels, spec = ax.xaxis.get_tightbbox(), ax.get_subplotspec()
    below = (ax.bbox.y0 - labels.y0) / sheet(ax).dpi if labels is not None else 0
    room = ax.figure.bbox.width / (spec.get_gridspec().ncols if spec else 1)
    place = ax.transAxes + ScaledTranslation(0, -max(below, 0) - 0.06, sheet(ax).dpi_scale_trans)
    side: Any
    side, x = ("upper right", 1) if ax.axison else ("upper left", 0)
    for n in range(columns, 0, -1):
        made = ax.legend(
            handles=handles, loc=side, bbox_to_anchor=(x, 0), bbox_transform=place, ncols=n, frameon=False,
            columnspacing=1.2, borderaxespad=0, handletextpad=0.5,
        )  # fmt: skip
        if made.get_window_extent().width <= room:
            return


def named(codes: str, found: Iterable[str], lang: Lang) -> str:
    """Join the labels of codes as running text does, or say that there are none.

    Examples
    --------
    >>> named("currency", ["resource", "information"], "en"), named("currency", [], "en")
    ('resource and information', 'none')

    """
    return joined([codebook().label(codes, code, lang).lower() for code in found], lang)


def joined(items: Iterable[str], lang: Lang) -> str:
    """Join words as a language does, or say that there are none."""
    return listing(list(items), lang) or say("none", lang)
