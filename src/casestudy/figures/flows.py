"""What passes between actors: directions, currencies, tellers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import networkx as nx
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from casestudy.codebook import Lang, codebook
from casestudy.figures.style import (
    BLUE,
    GREY,
    PALE,
    RED,
    TELLERS,
    bare,
    finish,
    legend,
    wrap,
)
from casestudy.messages import listing, say


def plot_presence(frame: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "presence_title") -> Axes:
    """Draw in which currency the article tells of ties downwards and upwards, and who tells.

    One mark is one combination of realm and teller for which there is at
    least one row; their number is no quantity of anything.

    Parameters
    ----------
    frame
        From :func:`casestudy.measures.presence.presence`.
    title
        Key of the message that says the finding; it may use ``{both}`` and ``{one}``.

    """
    currencies = [c for c in codebook().codes["currency"] if c != "none"]
    frame = frame[(frame["polarity"] == "affirmed") & frame["direction"].isin(["down", "up"])]
    realms = ("designed", "enacted")
    tellers = [t for t in TELLERS if t in set(frame["teller"])]
    columns = [(r, t) for r in realms for t in tellers if ((frame["realm"] == r) & (frame["teller"] == t)).any()]
    width = len(columns)
    offset = {"down": 0, "up": width + 1.2}
    colour = {"down": BLUE, "up": RED}
    reached: dict[str, set[str]] = {c: set() for c in currencies}
    for y, currency in enumerate(reversed(currencies)):
        ax.axhline(y, color=PALE, zorder=0, linewidth=0.8)
        for way, x0 in offset.items():
            for x, (realm, teller) in enumerate(columns):
                hit = frame[
                    (frame["currency"] == currency)
                    & (frame["direction"] == way)
                    & (frame["realm"] == realm)
                    & (frame["teller"] == teller)
                ]
                if len(hit):
                    reached[currency].add(way)
                    face = colour[way] if realm == "enacted" else "white"
                    ax.plot(
                        x0 + x,
                        y,
                        TELLERS[teller],
                        markersize=10,
                        color=colour[way],
                        markerfacecolor=face,
                        markeredgewidth=1.6,
                    )
    top = len(currencies) - 0.3
    for way, x0 in offset.items():
        ax.annotate(
            codebook().label("direction", way, lang),
            (x0 + (width - 1) / 2 + 0.25, top + 0.3),
            ha="left",
            va="center",
            fontsize=11,
            color=colour[way],
        )
        tip, tail = (top - 0.1, top + 0.7) if way == "down" else (top + 0.7, top - 0.1)
        centre = x0 + (width - 1) / 2
        ax.add_patch(
            FancyArrowPatch(
                (centre, tail), (centre, tip), arrowstyle="-|>", mutation_scale=18, color=colour[way], linewidth=3
            )
        )
    ax.set_yticks(range(len(currencies)), [codebook().label("currency", c, lang) for c in reversed(currencies)])
    ax.set_xticks([])
    ax.set_xlim(-0.8, 2 * width + 1)
    ax.set_ylim(-0.6, top + 0.95)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(left=False)
    handles = [
        Line2D([], [], marker=TELLERS[t], color=GREY, linestyle="", markersize=8, label=say(f"told_by_{t}", lang))
        for t in tellers
    ]
    handles += [
        Line2D(
            [],
            [],
            marker="o",
            color=GREY,
            markerfacecolor=GREY if r == "enacted" else "white",
            linestyle="",
            markersize=8,
            label=codebook().label("realm", r, lang),
        )
        for r in realms
    ]
    legend(ax, handles, 2)
    names = {c: codebook().label("currency", c, lang).lower() for c in currencies}
    values = {
        "both": listing([names[c] for c in currencies if len(reached[c]) == 2], lang) or say("none", lang),
        "down": listing([names[c] for c in currencies if reached[c] == {"down"}], lang) or say("none", lang),
        "up": listing([names[c] for c in currencies if reached[c] == {"up"}], lang) or say("none", lang),
        "unsaid": listing([names[c] for c in currencies if not reached[c]], lang) or say("none", lang),
    }
    return finish(ax, say(title, lang, **values), say("presence_alt", lang, **values), lang)


def plot_flows(
    pairs: pd.DataFrame,
    G: nx.MultiDiGraph,
    *,
    ax: Axes,
    lang: Lang = "en",
    left: Sequence[str],
    right: Sequence[str],
    title: str = "flows_title",
) -> Axes:
    """Draw a network of ties between two sides, one arrow for each pair of actors and direction.

    Solid arrows are told by someone interviewed, dashed ones by the authors only.

    Parameters
    ----------
    pairs
        From :func:`casestudy.measures.presence.cross_pairs`.
    G
        The network that they are taken from, for sides and names.
    left, right
        The sides (codes of ``side``) that stand left and right.
    title
        Key of the message that says the finding; it may use ``{pairs}`` and ``{mutual}``.

    """
    tellers = {(p.source, p.target): set(p.tellers) for p in pairs.itertuples()}
    column = {n: 0 if G.nodes[n]["side"] in left else 1 for edge in tellers for n in edge}
    at = _two_columns(tellers, column)
    ports = {n: _by_other_end(n, tellers, at) for n in at}
    for edge, who in tellers.items():
        ends = []
        for n in edge:
            k, last = ports[n].index(edge), len(ports[n]) - 1
            ends.append((column[n], at[n] + (0.05 * min(1, last / 3) * (2 * k / last - 1) if last else 0)))
        colour = BLUE if column[edge[0]] == 0 else RED
        style = "-" if who - {"author"} else (0, (4, 2))
        arrow = FancyArrowPatch(
            *ends, arrowstyle="-|>", mutation_scale=11, shrinkA=3, shrinkB=3, color=colour, linestyle=style
        )
        arrow.set_linewidth(1.5)
        ax.add_patch(arrow)
    for n, y in at.items():
        x, side = (-0.03, "right") if column[n] == 0 else (1.03, "left")
        colour = BLUE if column[n] == 0 else RED
        ax.text(x, y, wrap(G.nodes[n][f"label_{lang}"], lang, 20), ha=side, va="center", fontsize=8.5, color=colour)
    ax.set_xlim(-0.72, 1.72)
    ax.set_ylim(-0.04, 1.04)
    bare(ax)
    names = [listing([codebook().label("side", s, lang).lower() for s in sides], lang) for sides in (left, right)]
    handles = [
        Line2D([], [], color=c, label=say("flows_from", lang, side=name))
        for c, name in zip((BLUE, RED), names, strict=True)
    ]
    handles.append(Line2D([], [], color=GREY, label=say("flows_spoken", lang)))
    handles.append(Line2D([], [], color=GREY, linestyle=(0, (4, 2)), label=say("flows_authors", lang)))
    legend(ax, handles, 2)
    values = {
        "pairs": len({frozenset(edge) for edge in tellers}),
        "mutual": int(pairs["mutual"].sum()) // 2,
        "actors": len(at),
    }
    return finish(ax, say(title, lang, **values), say("flows_alt", lang, **values), lang)


def plot_readings(
    frame: pd.DataFrame, names: Mapping[str, str], *, ax: Axes, lang: Lang = "en", title: str = "readings_title"
) -> Axes:
    """Draw under which reading each currency is told to flow down, up or both ways.

    A hollow arrow hangs on one passage.

    Parameters
    ----------
    frame
        From :func:`casestudy.findings.empowerment.readings`.
    names
        Reading → its name in the language; from left to right.
    title
        Key of the message that says the finding; it may use ``{always}``, ``{sometimes}`` and ``{never}``.

    """
    currencies = list(dict.fromkeys(frame["currency"]))
    for line in frame.itertuples():
        x, y = list(names).index(line.reading), -currencies.index(line.currency)
        for way, dx, colour in (("down", -0.17, BLUE), ("up", 0.17, RED)):
            if line.value in (way, "both"):
                tail, tip = (0.33, -0.33) if way == "down" else (-0.33, 0.33)
                face = "white" if way in line.thin else colour
                ax.add_patch(_fat_arrow((x + dx, y + tail), (x + dx, y + tip), colour, face))
        if line.value == "none":
            ax.text(x, y, "–", ha="center", va="center", color=GREY, fontsize=11)
    for y in range(1, len(currencies)):
        ax.axhline(0.5 - y, color=PALE, zorder=0, linewidth=0.8)
    ax.set_yticks(range(0, -len(currencies), -1), [codebook().label("currency", c, lang) for c in currencies])
    ax.set_xticks(range(len(names)), [wrap(name, lang, 13) for name in names.values()], fontsize=8.5)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.5, len(names) - 0.5)
    ax.set_ylim(0.5 - len(currencies), 0.5)
    ax.tick_params(left=False, top=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    handles = [
        Line2D(
            [], [], marker="s", color=GREY, markerfacecolor=face, linestyle="", markersize=8, label=say(key, lang)
        )
        for face, key in ((GREY, "readings_several"), ("white", "readings_one"))
    ]  # fmt: skip
    legend(ax, handles, 2)
    label = {c: codebook().label("currency", c, lang).lower() for c in currencies}
    both = (frame["value"] == "both").groupby(frame["currency"], sort=False).sum()
    groups = {
        "always": [label[c] for c in currencies if both[c] == len(names)],
        "sometimes": [label[c] for c in currencies if 0 < both[c] < len(names)],
        "never": [label[c] for c in currencies if not both[c]],
    }
    values = {key: listing(found, lang) or say("none", lang) for key, found in groups.items()}
    thin, arrows = int(frame["thin"].map(len).sum()), len(ax.patches)
    return finish(ax, say(title, lang, **values), say("readings_alt", lang, thin=thin, arrows=arrows, **values), lang)


def _fat_arrow(tail: tuple[float, float], tip: tuple[float, float], colour: str, face: str) -> FancyArrowPatch:
    return FancyArrowPatch(
        tail, tip, arrowstyle="simple,head_length=7,head_width=11,tail_width=4.5", shrinkA=0, shrinkB=0,
        edgecolor=colour, facecolor=face, linewidth=1.3,
    )  # fmt: skip


def _by_other_end(node: str, edges: Mapping[tuple[str, str], object], at: Mapping[str, float]) -> list[tuple[str, str]]:
    """Sort the edges of a node by the height of their other ends, so that they leave it without crossing."""
    mine = [(at[v if u == node else u], (u, v)) for u, v in edges if node in (u, v)]
    return [edge for _, edge in sorted(mine)]


def _two_columns(edges: Mapping[tuple[str, str], object], column: Mapping[str, int]) -> dict[str, float]:
    """Heights of the nodes of two columns: most tied on top, then by the mean height of the neighbours."""
    nodes = sorted({n for e in edges for n in e})
    near = {n: [v if u == n else u for u, v in edges if n in (u, v)] for n in nodes}
    order = [sorted((n for n in nodes if column[n] == c), key=lambda n: (-len(set(near[n])), n)) for c in (0, 1)]
    at: dict[str, float] = {}
    for c in (0, 1, 0, 1):
        if all(n in at for n in nodes):
            order[c].sort(key=lambda n: (-sum(at[m] for m in near[n]) / len(near[n]), n))
        for k, n in enumerate(order[c]):
            at[n] = 1 - (k + 0.5) / len(order[c])
    return at
