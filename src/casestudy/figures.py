"""Figures: a frame or a network in, an ``Axes`` out. They compute nothing but layout.

Every figure takes ``ax`` and ``lang``, has the finding as its title, labels
things directly, and tells them apart by position and shape as well as by
colour (Okabe and Ito 2008). Its alternative text, made from the same data, is
left in the label of the axes (``finish``), where a page finds it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from casestudy.codebook import Lang, codebook
from casestudy.messages import listing, say

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
TELLERS = {"giver": "^", "receiver": "v", "both": "D", "author": "o", "other": "s"}


def finish(ax: Axes, title: str, alt: str, lang: Lang, width: int = 62) -> Axes:
    """Give a figure its title (the finding) and leave its alternative text in the label of the axes."""
    ax.figure.suptitle(wrap(title, lang, width), x=0.01, ha="left", fontsize=11)
    ax.set_label(alt)
    return ax


def wrap(text: str, lang: Lang, width: int) -> str:
    """Break a text into lines; a Chinese character is as wide as two others."""
    if lang == "zh":
        return "\n".join(text[i : i + width // 2] for i in range(0, len(text), width // 2))
    return "\n".join(textwrap.wrap(text, width))


def _bare(ax: Axes) -> None:
    ax.set_axis_off()


def _legend(ax: Axes, handles: Sequence[Any], columns: int) -> None:
    """Put the legend under the axes, where it can cover nothing."""
    ax.figure.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False, fontsize=8.5, columnspacing=1.2)


def plot_timeline(events: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "timeline_title") -> Axes:
    """Draw dated events one below the other, the earliest first.

    Parameters
    ----------
    events
        Rows of the table ``events``.
    title
        Key of the message that says the finding; it may use ``{n}``,
        ``{policies}``, ``{first}`` and ``{last}``.
    """
    # A bare year comes after the dated days of that year, since it may be any of them.
    frame = events.assign(when=events["date"].str.cat(["~"] * len(events))).sort_values(["when", "id"]).reset_index(drop=True)
    kinds = {"policy": ("s", BLUE), "practice": ("o", RED), "study": ("D", GREEN), "context": ("v", GREY), "statistic": ("^", ORANGE)}
    for y, event in enumerate(frame.itertuples()):
        marker, colour = kinds[event.kind]
        ax.plot(0, -y, marker, color=colour, markersize=7)
        when = event.date + (f"–{event.date_end}" if event.date_end else "")
        ax.text(-0.035, -y, when, ha="right", va="center", fontsize=8.5, color=GREY)
        text = wrap(getattr(event, f"title_{lang}"), lang, 58).split("\n")
        ax.text(0.04, -y, "\n".join(text[:2]) + ("…" if len(text) > 2 else ""), ha="left", va="center", fontsize=8.5)
    ax.plot([0, 0], [0.5, -len(frame) + 0.5], color=PALE, zorder=0)
    used = [k for k in kinds if k in set(frame["kind"])]
    handles = [Line2D([], [], marker=kinds[k][0], color=kinds[k][1], linestyle="", label=codebook().label("event_kind", k, lang)) for k in used]
    _legend(ax, handles, 5)
    ax.set_xlim(-0.3, 1)
    ax.set_ylim(-len(frame) + 0.4, 0.7)
    _bare(ax)
    values = {
        "n": len(frame),
        "policies": int((frame["kind"] == "policy").sum()),
        "first": frame["date"].min()[:4],
        "last": frame["date"].max()[:4],
    }
    return finish(ax, say(title, lang, **values), say("timeline_alt", lang, **values), lang)


def plot_actors(actors: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "actors_title") -> Axes:
    """Draw how many actors the article names at each level, by side.

    Parameters
    ----------
    actors
        Rows of the table ``actors``.
    title
        Key of the message that says the finding; it may use ``{n}`` and
        ``{households}``, the actors at the level of households.
    """
    levels = [x for x in codebook().codes["level"] if x in set(actors["level"])]
    counts = pd.crosstab(actors["level"], actors["side"]).reindex(levels)
    sides = [s for s in SIDES if s in counts]
    for y, level in enumerate(reversed(levels)):
        left = 0
        for side in sides:
            n = int(counts.loc[level, side])
            if n:
                ax.barh(y, n, left=left, color=SIDES[side], edgecolor="white", height=0.72)
                light = side in ("unsaid", "market", "government", "society")
                ax.text(left + n / 2, y, str(n), ha="center", va="center", color=BLACK if light else "white", fontsize=8.5)
                left += n
    ax.set_yticks(range(len(levels)), [codebook().label("level", x, lang) for x in reversed(levels)])
    ax.set_xlabel(say("actors_x", lang))
    ax.tick_params(left=False)
    handles = [Rectangle((0, 0), 1, 1, color=SIDES[s], label=codebook().label("side", s, lang)) for s in sides]
    _legend(ax, handles, 4)
    totals = counts.sum(axis=1)
    values = {"n": len(actors), "households": int(totals.get("household", 0))}
    parts = [f"{codebook().label('level', x, lang)} {int(totals[x])}" for x in levels]
    return finish(ax, say(title, lang, **values), say("actors_alt", lang, parts=listing(parts, lang), **values), lang)


def plot_basis(counts: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "basis_title") -> Axes:
    """Draw the rows of each table by basis.

    Parameters
    ----------
    counts
        From :func:`casestudy.measures.basis_by_table`.
    title
        Key of the message that says the finding; it may use ``{total}``,
        ``{stated}`` (per cent) and ``{inferred}`` (per cent).
    """
    tables = list(reversed(counts.index))
    left = np.zeros(len(tables))
    for basis, (colour, hatch) in BASES.items():
        values = counts.loc[tables, basis].to_numpy()
        ax.barh(range(len(tables)), values, left=left, color=colour, hatch=hatch, edgecolor="white", label=codebook().label("basis", basis, lang))
        left += values
    for y, total in enumerate(left):
        ax.text(total + left.max() * 0.01, y, f"{total:.0f}", va="center", fontsize=8, color=GREY)
    ax.set_yticks(range(len(tables)), [codebook().tables[t].label(lang) for t in tables], fontsize=8.5)
    ax.set_xlabel(say("basis_x", lang))
    ax.tick_params(left=False)
    ax.legend(frameon=False, loc="lower right")
    total = counts.to_numpy().sum()
    share = {b: round(100 * counts[b].sum() / total) for b in BASES}
    return finish(ax, say(title, lang, total=f"{total:,}", **share), say("basis_alt", lang, total=f"{total:,}", **share), lang)


def plot_presence(frame: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "presence_title") -> Axes:
    """Draw in which currency the article tells of ties downwards and upwards, and who tells.

    One mark is one combination of realm and teller for which there is at
    least one row; their number is no quantity of anything.

    Parameters
    ----------
    frame
        From :func:`casestudy.measures.presence`.
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
                hit = frame[(frame["currency"] == currency) & (frame["direction"] == way) & (frame["realm"] == realm) & (frame["teller"] == teller)]
                if len(hit):
                    reached[currency].add(way)
                    face = colour[way] if realm == "enacted" else "white"
                    ax.plot(x0 + x, y, TELLERS[teller], markersize=10, color=colour[way], markerfacecolor=face, markeredgewidth=1.6)
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
        x = x0 + (width - 1) / 2
        ax.add_patch(FancyArrowPatch((x, tail), (x, tip), arrowstyle="-|>", mutation_scale=18, color=colour[way], linewidth=3))
    ax.set_yticks(range(len(currencies)), [codebook().label("currency", c, lang) for c in reversed(currencies)])
    ax.set_xticks([])
    ax.set_xlim(-0.8, 2 * width + 1)
    ax.set_ylim(-0.6, top + 0.95)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(left=False)
    handles = [Line2D([], [], marker=TELLERS[t], color=GREY, linestyle="", markersize=8, label=say(f"told_by_{t}", lang)) for t in tellers]
    handles += [
        Line2D([], [], marker="o", color=GREY, markerfacecolor=GREY if r == "enacted" else "white", linestyle="", markersize=8, label=codebook().label("realm", r, lang))
        for r in realms
    ]
    _legend(ax, handles, 3)
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
        From :func:`casestudy.measures.cross_pairs`.
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
    ports = {n: sorted((e for e in tellers if n in e), key=lambda e, n=n: (at[e[0] if e[1] == n else e[1]], e)) for n in at}
    for edge, who in tellers.items():
        ends = []
        for n in edge:
            k, last = ports[n].index(edge), len(ports[n]) - 1
            ends.append((column[n], at[n] + (0.05 * min(1, last / 3) * (2 * k / last - 1) if last else 0)))
        colour = BLUE if column[edge[0]] == 0 else RED
        style = "-" if who - {"author"} else (0, (4, 2))
        arrow = FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=11, shrinkA=3, shrinkB=3, color=colour, linestyle=style)
        arrow.set_linewidth(1.5)
        ax.add_patch(arrow)
    for n, y in at.items():
        x, side = (-0.03, "right") if column[n] == 0 else (1.03, "left")
        colour = BLUE if column[n] == 0 else RED
        ax.text(x, y, wrap(G.nodes[n][f"label_{lang}"], lang, 19), ha=side, va="center", fontsize=8.5, color=colour)
    ax.set_xlim(-0.72, 1.72)
    ax.set_ylim(-0.04, 1.04)
    _bare(ax)
    names = [listing([codebook().label("side", s, lang).lower() for s in sides], lang) for sides in (left, right)]
    handles = [Line2D([], [], color=c, label=say("flows_from", lang, side=name)) for c, name in zip((BLUE, RED), names, strict=True)]
    handles.append(Line2D([], [], color=GREY, label=say("flows_spoken", lang)))
    handles.append(Line2D([], [], color=GREY, linestyle=(0, (4, 2)), label=say("flows_authors", lang)))
    _legend(ax, handles, 2)
    values = {
        "pairs": len({frozenset(edge) for edge in tellers}),
        "mutual": int(pairs["mutual"].sum()) // 2,
        "actors": len(at),
    }
    return finish(ax, say(title, lang, **values), say("flows_alt", lang, **values), lang)


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


def plot_tiers(quantities: pd.DataFrame, *, ax: Axes, lang: Lang = "en", tiers: Sequence[Sequence[str]], title: str) -> Axes:
    """Draw printed numbers as tiers from top to bottom, side by side within a tier.

    Parameters
    ----------
    quantities
        Rows of the table ``quantities``.
    tiers
        From the top: the ids of the quantities that stand on each tier.
    title
        Key of the message that says the finding.
    """
    frame = quantities.set_index("id")
    parts = []
    for k, ids in enumerate(tiers):
        y, width = len(tiers) - k, 1 / len(ids)
        for j, row in enumerate(ids):
            number = frame.loc[row]
            text = f"{number['value']:,.0f}" if lang == "en" else f"{number['value']:.0f}"
            what = str(number[f"what_{lang}"])
            parts.append(f"{text} {what}")
            box = Rectangle((j * width + 0.01, y - 0.4), width - 0.02, 0.8, facecolor="white", edgecolor=BLUE if k < len(tiers) - 1 else RED, linewidth=1.5)
            ax.add_patch(box)
            x = (j + 0.5) * width
            ax.text(x, y + 0.1, text, ha="center", va="center", fontsize=13)
            ax.text(x, y - 0.21, wrap(what, lang, int(56 / len(ids))), ha="center", va="center", fontsize=8, color=GREY)
        if k:
            ax.annotate("", (0.5, y + 0.42), (0.5, y + 0.58), arrowprops={"arrowstyle": "-", "color": GREY})
    ax.set_xlim(0, 1)
    ax.set_ylim(0.5, len(tiers) + 0.5)
    _bare(ax)
    return finish(ax, say(title, lang), say("tiers_alt", lang, parts=listing(parts, lang)), lang)


def plot_composition(seats: pd.DataFrame, names: Mapping[str, str], bodies: Sequence[str], *, ax: Axes, lang: Lang = "en", title: str) -> Axes:
    """Draw which kinds of people sit in which body, in town, in the countryside, or in both.

    Parameters
    ----------
    seats
        Rows of the table ``composition``, denied ones excluded.
    names
        Actor id → name in the language.
    bodies
        The bodies to compare, from left to right.
    title
        Key of the message that says the finding; it may use ``{n}`` and ``{shared}``.
    """
    seats = seats[seats["body"].isin(bodies)]
    marks = {"rural": ("^", GREEN), "urban": ("s", BLUE), "both": ("D", BLACK), "named_unit": ("x", GREY), "unsaid": ("o", PURPLE)}
    members = list(dict.fromkeys(seats["member"]))
    bodies_of = {m: [b for b in bodies if ((seats["member"] == m) & (seats["body"] == b)).any()] for m in members}
    members.sort(key=lambda m: (-len(bodies_of[m]), bodies.index(bodies_of[m][0])))
    for y, member in enumerate(reversed(members)):
        ax.axhline(y, color=PALE, zorder=0, linewidth=0.7)
        for x, body in enumerate(bodies):
            settings = [s for s in marks if ((seats["member"] == member) & (seats["body"] == body) & (seats["setting"] == s)).any()]
            for k, s in enumerate(settings):
                ax.plot(x + (k - (len(settings) - 1) / 2) * 0.2, y, marks[s][0], color=marks[s][1], markersize=7)
    ax.set_yticks(range(len(members)), [wrap(names[m], lang, 44) for m in reversed(members)], fontsize=8)
    ax.set_xticks(range(len(bodies)), [names[b] for b in bodies], fontsize=9.5)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.6, len(bodies) - 0.4)
    ax.set_ylim(-0.7, len(members) - 0.3)
    ax.tick_params(left=False, top=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    used = [s for s in marks if s in set(seats["setting"])]
    handles = [Line2D([], [], marker=marks[s][0], color=marks[s][1], linestyle="", label=codebook().label("setting", s, lang)) for s in used]
    _legend(ax, handles, 3)
    shared = [m for m in members if len(bodies_of[m]) > 1]
    values = {"n": len(members), "shared": len(shared)}
    alt = say("composition_alt", lang, shared_names=listing([names[m] for m in shared], lang) or say("none", lang), **values)
    return finish(ax, say(title, lang, **values), alt, lang)


def plot_known(groups: Mapping[str, tuple[int | None, Sequence[str]]], *, ax: Axes, lang: Lang = "en", title: str) -> Axes:
    """Draw how many things an article counts, and which of them it names.

    Parameters
    ----------
    groups
        Heading → (the printed count, or ``None`` where none is printed; the names).
    title
        Key of the message that says the finding.
    """
    per_row, y = 22, 0.0
    parts = []
    for heading, (total, names) in groups.items():
        count = say("known_count", lang, named=len(names), total=say("not_counted", lang) if total is None else total)
        ax.text(0, y, f"{heading}: {count}", fontsize=9.5, va="bottom")
        parts.append(f"{heading}: {count} ({listing(list(names), lang) or say('none', lang)})")
        shown = len(names) if total is None else total
        for k in range(shown):
            x, row = k % per_row, k // per_row
            known = k < len(names)
            ax.add_patch(Rectangle((x, y - 1.1 - row), 0.82, 0.82, facecolor=BLUE if known else "white", edgecolor=BLUE if known else GREY, linewidth=1))
        if total is None:
            ax.text(shown + 0.2, y - 0.7, say("known_open", lang), fontsize=9, va="center", color=GREY)
        y -= 1.5 + max(1, -(-shown // per_row))
        lines = wrap(listing(list(names), lang), lang, 84)
        ax.text(0, y + 0.42, lines, fontsize=8, va="top", color=GREY)
        y -= 0.75 * (lines.count("\n") + 1) + 0.9
    ax.set_xlim(-0.3, per_row + 0.3)
    ax.set_ylim(y + 1, 1.2)
    _bare(ax)
    return finish(ax, say(title, lang), say("known_alt", lang, parts="; ".join(parts)), lang)


def plot_agreement(columns: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "agreement_title") -> Axes:
    """Draw Krippendorff's alpha of each code column, with the number of pairs behind it.

    Parameters
    ----------
    columns
        From :func:`casestudy.agreement.column_agreement`; columns of which
        alpha is undefined, or with fewer than five pairs, are left out.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{good}`` and ``{least}``.
    """
    frame = columns[columns["alpha"].notna() & (columns["pairs"] >= 5)].sort_values(["alpha", "table", "column"]).reset_index(drop=True)
    good = frame["alpha"] >= 0.8
    ax.axvline(0.8, color=GREY, linewidth=0.8, linestyle=(0, (4, 2)))
    ax.axvline(0, color=PALE, linewidth=0.8)
    for y, row in enumerate(frame.itertuples()):
        shape, colour = ("o", BLUE) if row.alpha >= 0.8 else ("v", RED)
        ax.plot([0, row.alpha], [y, y], color=PALE, zorder=0)
        ax.plot(row.alpha, y, shape, color=colour, markersize=6)
        ax.text(1.04, y, say("pairs", lang, n=row.pairs), va="center", fontsize=7, color=GREY)
    table = codebook().tables
    names = {(t, v.name): v.label(lang) for t in table for v in codebook().variables[t]}
    labels = [f"{table[r.table].label(lang)}: {names[r.table, r.column]}" for r in frame.itertuples()]
    ax.set_yticks(range(len(frame)), labels, fontsize=7.5)
    ax.set_xlim(min(-0.1, frame["alpha"].min() - 0.05), 1.22)
    ax.set_xticks([0, 0.5, 0.8, 1])
    ax.set_xlabel(say("alpha", lang))
    ax.tick_params(left=False)
    values = {"n": len(frame), "good": int(good.sum()), "least": labels[0], "lowest": f"{frame['alpha'].iloc[0]:.2f}"}
    return finish(ax, say(title, lang, **values), say("agreement_alt", lang, **values), lang)
