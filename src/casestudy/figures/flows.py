"""What passes between actors: directions, currencies, tellers."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say
from casestudy.figures.style import (
    BLUE,
    DASHED,
    GREY,
    RED,
    TELLERS,
    bare,
    canvas,
    chosen,
    figure,
    finish,
    grid,
    key,
    legend,
    look,
    marks,
    named,
    nothing,
    realms,
    wrap,
)
from casestudy.findings.empowerment import over_readings
from casestudy.measures.presence import affirmed, told_ways, two_columns

WAYS = {"down": BLUE, "up": RED}


@figure
def plot_presence(frame: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None) -> Axes:
    """Draw in which currency the article tells of ties downwards and upwards, and who tells.

    One mark is one combination of realm and teller for which there is at
    least one row; their number is no quantity of anything. What is denied,
    proposed, or neither down nor up is not drawn.

    Parameters
    ----------
    frame
        From :func:`casestudy.measures.presence.presence`.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> from casestudy.measures import presence
    >>> ax = plot_presence(presence(network(load_case("pairing"), "empowerment")))
    >>> [label.get_text() for label in ax.get_yticklabels()][:2]
    ['Authority', 'Resource']

    """
    ax = canvas(ax, 3.4)
    told = affirmed(frame)
    if told.empty:
        return nothing(ax, title, lang)
    currencies = [c for c in codebook().codes["currency"] if c != "none"]
    tellers = [t for t in TELLERS if t in set(told["teller"])]
    columns = [(r, t) for r in ("designed", "enacted") for t in tellers]
    columns = [c for c in columns if ((told["realm"] == c[0]) & (told["teller"] == c[1])).any()]
    labels = [codebook().label("currency", c, lang) for c in currencies]
    heights = dict(zip(currencies, grid(ax, labels, [""] * (2 * len(columns) + 1)), strict=True))
    left = {"down": 0, "up": len(columns) + 1}
    for line in told.itertuples():
        x = left[line.direction] + columns.index((line.realm, line.teller))
        marks(
            ax,
            x,
            heights[line.currency],
            [look(TELLERS[line.teller], WAYS[line.direction], line.realm == "enacted", 9)],
        )
    for way, x in left.items():
        _heading(ax, x + (len(columns) - 1) / 2, 0.75, way, lang)
    ax.set_ylim(top=1.4)
    handles = [key(say(f"told_by_{t}", lang), **look(TELLERS[t], GREY)) for t in tellers]
    legend(ax, [*handles, *realms(lang)], 2)
    ways = told_ways(frame)
    values = {way: named("currency", ways.index[ways == way], lang) for way in ("both", "down", "up", "none")}
    values["unsaid"] = values.pop("none")
    return finish(ax, title, say("presence_title", lang, **values), say("presence_alt", lang, **values))


def _heading(ax: Axes, x: float, y: float, way: str, lang: Lang) -> None:
    """Write a direction beside an arrow that runs that way."""
    _fat_arrow(ax, x, y, way)
    label = codebook().label("direction", way, lang)
    ax.annotate(label, (x, y), (9, 0), textcoords="offset points", va="center", color=WAYS[way])


def _fat_arrow(ax: Axes, x: float, y: float, way: str, filled: bool = True) -> None:
    """Draw a short upright arrow about a place."""
    up = 0.33 if way == "up" else -0.33
    ax.add_patch(
        FancyArrowPatch(
            (x, y - up), (x, y + up), arrowstyle="simple,head_length=7,head_width=11,tail_width=4.5", shrinkA=0,
            shrinkB=0, edgecolor=WAYS[way], facecolor=WAYS[way] if filled else "white", linewidth=1.3,
        )
    )  # fmt: skip


@figure
def plot_flows(
    pairs: pd.DataFrame, G: nx.MultiDiGraph, *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None
) -> Axes:
    """Draw a network of ties between two groups of sides, one arrow for each pair of actors and direction.

    Solid arrows are told by someone interviewed, dashed ones by the authors only.

    Parameters
    ----------
    pairs
        From :func:`casestudy.measures.presence.cross_pairs`.
    G
        The network that they are taken from, for sides and names.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> from casestudy.measures import cross_pairs
    >>> G = network(load_case("pairing"), "empowerment")
    >>> pairs = cross_pairs(G, ["agency"], ["community", "society"])
    >>> len(plot_flows(pairs, G).patches) == len(pairs)
    True

    """
    ax = canvas(ax, 4.2)
    if pairs.empty:
        return nothing(ax, title, lang)
    at = two_columns(pairs, G)
    tellers = {(p.source, p.target): set(p.tellers) for p in pairs.itertuples()}
    for edge, who in tellers.items():
        ends = [(at.loc[n, "column"], at.loc[n, "height"] + _port(n, edge, tellers, at["height"])) for n in edge]
        colour = RED if at.loc[edge[0], "column"] else BLUE
        style = "-" if who - {"author"} else DASHED
        ax.add_patch(
            FancyArrowPatch(
                *ends, arrowstyle="-|>", mutation_scale=11, shrinkA=3, shrinkB=3, color=colour, linestyle=style, lw=1.5
            )
        )
    for n, column, y in at[["column", "height"]].itertuples():
        x, side, colour = (1.03, "left", RED) if column else (-0.03, "right", BLUE)
        ax.text(x, y, wrap(G.nodes[n][f"label_{lang}"], 20), ha=side, va="center", fontsize=8.5, color=colour)
    ax.set(xlim=(-0.72, 1.72), ylim=(-0.04, 1.04))
    bare(ax)
    sides = [named("side", dict.fromkeys(at.loc[at["column"] == c, "side"]), lang) for c in (0, 1)]
    handles = [key(say("flows_from", lang, side=s), color=c) for c, s in zip((BLUE, RED), sides, strict=True)]
    handles += [
        key(say("flows_spoken", lang), color=GREY),
        key(say("flows_authors", lang), color=GREY, linestyle=DASHED),
    ]
    legend(ax, handles, 2)
    both = int(pairs["mutual"].sum()) // 2
    values = {"pairs": len(pairs) - both, "mutual": both, "actors": len(at)}
    return finish(ax, title, say("flows_title", lang, **values), say("flows_alt", lang, **values))


def _port(node: str, edge: tuple[str, str], edges: Mapping[tuple[str, str], object], at: pd.Series) -> float:
    """How far from the height of a node an edge leaves it: in the order of the other ends, so that none cross there."""
    mine = [e for _, e in sorted((at[v if u == node else u], (u, v)) for u, v in edges if node in (u, v))]
    last = len(mine) - 1
    return 0.05 * min(1, last / 3) * (2 * mine.index(edge) / last - 1) if last else 0.0


@figure
def plot_readings(
    frame: pd.DataFrame,
    names: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw under which reading each currency is told to flow down, up or both ways.

    A hollow arrow hangs on one passage.

    Parameters
    ----------
    frame
        From :func:`casestudy.findings.empowerment.readings`.
    names
        Reading → its name in the language; from left to right. By default, as the frame names them.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.findings.empowerment import readings
    >>> frame = readings(load_case("pairing"), {"all": {"left": "agency", "right": "community"}})
    >>> [label.get_text() for label in plot_readings(frame).get_xticklabels()]
    ['all']

    """
    ax = canvas(ax, 3.4)
    if frame.empty:
        return nothing(ax, title, lang)
    names = names or {reading: reading for reading in frame["reading"]}
    frame = frame[frame["reading"].isin(chosen("reading", names, frame["reading"]))]
    currencies = list(dict.fromkeys(frame["currency"]))
    labels = [codebook().label("currency", c, lang) for c in currencies]
    heights = dict(zip(currencies, grid(ax, labels, list(names.values())), strict=True))
    for line in frame.itertuples():
        x, y = list(names).index(line.reading), heights[line.currency]
        for way, dx in (("down", -0.17), ("up", 0.17)):
            if line.value in (way, "both"):
                _fat_arrow(ax, x + dx, y, way, way not in line.thin)
        if line.value == "none":
            ax.text(x, y, "–", ha="center", va="center", color=GREY, fontsize=11)
    faces = ((True, "readings_several"), (False, "readings_one"))
    legend(ax, [key(say(words, lang), **look("s", GREY, filled)) for filled, words in faces], 2)
    over = over_readings(frame)
    values = {how: named("currency", over.index[over == how], lang) for how in ("always", "sometimes", "never")}
    counts = {"thin": int(frame["thin"].map(len).sum()), "arrows": len(ax.patches)}
    return finish(
        ax,
        title,
        say("readings_title", lang, **values),
        say("readings_alt", lang, **counts, **values),
    )
