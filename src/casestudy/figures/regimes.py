"""Calm and urgent times: what is tied to them, who decides, what is drawn upon."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle

from casestudy.codebook import Lang, codebook
from casestudy.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    RED,
    SIDES,
    bare,
    finish,
    legend,
    wrap,
)
from casestudy.messages import listing, say

REGIMES = {"calm": ("o", BLUE), "urgent": ("^", RED), "any": ("D", PURPLE), "unsaid": ("s", PALE)}
LIGHT = ("unsaid", "market", "government", "society")


def plot_tied(rows: Mapping[str, int], *, ax: Axes, lang: Lang = "en", title: str = "regimes_tied_title") -> Axes:
    """Draw one mark a row, by the time to which the article ties it.

    Parameters
    ----------
    rows
        Code of ``regime`` → number of rows.
    title
        Key of the message that says the finding; it may use ``{n}`` (all rows) and each code of ``regime``.

    """
    per_line, y = 34, 0.0
    for regime, (marker, colour) in REGIMES.items():
        edge = GREY if regime == "unsaid" else colour
        places = [divmod(k, per_line) for k in range(rows[regime])]
        style: dict[str, Any] = {"color": colour, "markeredgecolor": edge, "markeredgewidth": 0.6, "linestyle": ""}
        size = 3.4 if regime == "unsaid" else 4.8
        ax.plot([x for _, x in places], [-y - line for line, _ in places], marker, markersize=size, **style)
        text = f"{codebook().label('regime', regime, lang)}: {rows[regime]}"
        ax.text(-1.2, -y, text, ha="right", va="center", fontsize=9.5, color=BLACK)
        y += 1.5 + (rows[regime] - 1) // per_line
    ax.set_xlim(-10.5, per_line - 0.4)
    ax.set_ylim(-y + 0.4, 0.8)
    bare(ax)
    values = {"n": sum(rows.values()), **rows}
    return finish(ax, say(title, lang, **values), say("regimes_tied_alt", lang, **values), lang)


def plot_rights(
    rights: pd.DataFrame,
    last: pd.DataFrame,
    actors: pd.DataFrame,
    groups: Mapping[str, Mapping[str, str]],
    inferred: Collection[str] = (),
    apart: Mapping[str, str] | None = None,
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "regimes_rights_title",
) -> Axes:
    """Draw who does what in each process, one column a process, and mark who has the last word.

    Parameters
    ----------
    rights
        From :func:`casestudy.measures.institutions.decision_rights`.
    last
        From :func:`casestudy.measures.times.last_word`.
    actors
        Rows of the table ``actors``, for names and sides.
    groups
        What the processes decide on → process → its name, from left to right.
    inferred
        Ids of the steps that are our reading.
    apart
        Process → its name, of those with a last word that are not drawn; the title names them.
    title
        Key of the message that says the finding; it may use ``{n}`` (processes shown), ``{party}``,
        ``{others}`` and ``{nobody}``, the names of the processes with a last word so placed.

    """
    names = {process: name for group in groups.values() for process, name in group.items()}
    rights = rights[rights["process"].isin(list(names))]
    order = ("party", "joint", "society", "community", "government", "unsaid")
    side = {a: actors.loc[a, "side"] if a else "unsaid" for a in dict.fromkeys(rights["actor"])}
    rows = sorted(side, key=lambda a: (order.index(side[a]) if side[a] in order else 3, list(side).index(a)))
    _column_heads(ax, rights, groups, lang)
    y = 0.0
    for actor in rows:
        label = actors.loc[actor, f"name_{lang}"] if actor else say("regimes_nobody", lang)
        label = wrap(label, lang, 18 if lang == "zh" else 15)
        mine = {p: list(_chips(rights, p, actor, lang)) for p in names}
        height = max(label.count("\n") + 1.3, *(sum(lines for *_, lines in chips) for chips in mine.values()))
        ax.add_patch(Rectangle((-1.62, y - height), 0.07, height, color=SIDES[side[actor]]))
        ax.text(-1.5, y - height / 2, label, va="center", fontsize=8.5, color=BLACK, linespacing=1.05)
        for x, process in enumerate(names):
            top = y - (height - sum(lines for *_, lines in mine[process])) / 2
            for part, text, lines in mine[process]:
                decides = part.right == "decides"
                colour = SIDES[side[actor]] if decides else PALE
                final = decides and actor in last.loc[process, "actors"]
                ours = set(part.rows) <= set(inferred)
                _chip(ax, (x, top, lines), text, colour, part.realm == "enacted", "--" if ours else "-", final)
                top -= lines
        y -= height + 0.35
        ax.axhline(y + 0.17, color=PALE, linewidth=0.7, zorder=0)
    ax.set_xlim(-1.65, len(names) - 0.45)
    ax.set_ylim(bottom=y)
    bare(ax)
    box: dict[str, Any] = {
        "marker": "s",
        "linestyle": "",
        "markersize": 9,
        "markeredgewidth": 1,
        "markeredgecolor": GREY,
    }
    looks: list[tuple[str, dict[str, Any]]] = [
        (codebook().label("realm", "enacted", lang), {"color": PALE}),
        (codebook().label("realm", "designed", lang), {"color": "white"}),
        (say("regimes_decides", lang), {"color": GREEN, "markeredgecolor": GREEN}),
        (say("regimes_last", lang), {"color": "white", "markeredgecolor": BLACK, "markeredgewidth": 2.4}),
    ]
    handles: list[Any] = [Line2D([], [], label=label, **box | look) for label, look in looks]
    if set(inferred) & {i for rows_ in rights["rows"] for i in rows_}:
        handles.append(
            Rectangle((0, 0), 1, 1, fill=False, edgecolor=GREY, linestyle="--", label=say("regimes_inferred", lang))
        )
    legend(ax, handles, 3)
    who = {p: [side[a] for a in last.loc[p, "actors"]] for p in names}
    sorted_out = {
        "party": [names[p] for p in names if "party" in who[p]],
        "others": [names[p] for p in names if who[p] and "party" not in who[p]],
        "nobody": [names[p] for p in names if not who[p]],
    }
    values = {key: listing(found, lang) or say("none", lang) for key, found in sorted_out.items()}
    beside = _beside(last, actors, apart or {}, lang)
    text = say(title, lang, n=len(names), **values) + beside
    return finish(ax, text, say("regimes_rights_alt", lang, **values) + beside, lang, width=52)


def _beside(last: pd.DataFrame, actors: pd.DataFrame, apart: Mapping[str, str], lang: Lang) -> str:
    """Say of the processes that are not drawn whether a Party body has the last word, alone or with others."""
    sides = {name: {actors.loc[a, "side"] for a in last.loc[p, "actors"]} for p, name in apart.items()}
    party = [name for name, found in sides.items() if found == {"party"}]
    joint = [name for name, found in sides.items() if "party" in found and len(found) > 1]
    return say("regimes_beside", lang, party=listing(party, lang), joint=listing(joint, lang)) if apart else ""


def _column_heads(ax: Axes, rights: pd.DataFrame, groups: Mapping[str, Mapping[str, str]], lang: Lang) -> None:
    """Write what is decided, the names of the processes, and the time to which each is tied."""
    names = {p: wrap(name, lang, 13) for group in groups.values() for p, name in group.items()}
    line = 1.5 + 1.15 * (1 + max(name.count("\n") for name in names.values()))
    x = 0
    for group, processes in groups.items():
        ax.plot([x - 0.42, x + len(processes) - 0.58], [line, line], color=GREY, linewidth=1)
        ax.text(x + (len(processes) - 1) / 2, line + 0.15, group, ha="center", va="bottom", fontsize=8.5, color=GREY)
        for process in processes:
            tied = list(dict.fromkeys(rights.loc[rights["process"] == process, "regime"]))
            time = say(f"regimes_time_{tied[0]}" if len(tied) == 1 else "regimes_time_mixed", lang)
            ax.text(x, line - 0.3, names[process], ha="center", va="top", fontsize=9, linespacing=1.05)
            ax.text(x, 0.35, time, ha="center", va="bottom", fontsize=8, color=RED if tied == ["urgent"] else GREY)
            x += 1
    ax.set_ylim(top=line + 1.2)
    ax.axhline(0.15, color=GREY, linewidth=0.8, zorder=0)


def _chips(rights: pd.DataFrame, process: str, actor: str, lang: Lang) -> Iterator[tuple[Any, str, float]]:
    """Give the rights of an actor in a process: the line, its text, and how many lines of text it takes."""
    mine = rights[rights["process"] == process]
    mixed = mine["regime"].nunique() > 1
    for part in mine[mine["actor"] == actor].itertuples():
        text = codebook().label("right", part.right, lang).lower()
        if mixed and part.regime != "unsaid":
            text += f"\n({codebook().label('regime', part.regime, lang).lower()})"
        yield part, text, 1.25 + 0.9 * text.count("\n")


def _chip(
    ax: Axes, at: tuple[float, float, float], text: str, colour: str, filled: bool, outline: str, final: bool
) -> None:
    x, top, lines = at
    edge = BLACK if final else GREY if colour == PALE else colour
    box = FancyBboxPatch(
        (x - 0.41, top - lines + 0.14),
        0.82,
        lines - 0.28,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=colour if filled else "white",
        edgecolor=edge,
        linestyle=outline,
        linewidth=2.4 if final else 1.0,
    )
    ax.add_patch(box)
    dark = filled and colour not in (PALE, *(SIDES[s] for s in LIGHT))
    ax.text(x, top - lines / 2, text, ha="center", va="center", fontsize=8, color="white" if dark else BLACK)


def plot_drawn(
    drawn: pd.DataFrame,
    sorts: Mapping[str, str],
    things: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "regimes_drawn_title",
) -> Axes:
    """Draw what an account tells of as drawn upon, sorted, in urgent days and otherwise.

    Parameters
    ----------
    drawn
        From :func:`casestudy.measures.times.drawn_upon`.
    sorts, things
        Their names in the language.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{lent}`` (how many things are sorted as
        ``lent``), ``{urgent}`` (how many of these are tied to urgent times) and ``{vague}`` (how
        many urgent things are sorted as ``unsaid``).

    """
    y = 0.0
    columns = (("calm", "any", "unsaid"), ("urgent",))
    left, width = (0.0, 1.36), 26 if lang == "zh" else 22
    for x, head in zip(left, ("regimes_not_urgent", "regimes_urgent"), strict=True):
        ax.text(x, 1.1, say(head, lang), fontsize=9.5, va="bottom", color=RED if x else BLACK)
    for sort, name in sorts.items():
        mine = drawn[drawn["sort"] == sort]
        halves = [mine[mine["regime"].isin(codes)] for codes in columns]
        texts = [[wrap(things[t], lang, width) for t in half["thing"]] for half in halves]
        label = wrap(name, lang, 16)
        tall = [sum(text.count("\n") + 1.35 for text in column) for column in texts]
        height = max(label.count("\n") + 1.6, *tall) + 0.5
        ax.axhline(y + 0.3, color=PALE, linewidth=0.9, zorder=0)
        ax.text(-0.86, y - 0.15, label, va="top", fontsize=9, color=BLACK, linespacing=1.1)
        for x, half, column in zip(left, halves, texts, strict=True):
            _marked(ax, (x, y), column, half["regime"].tolist())
        y -= height
    ax.axvspan(left[1] - 0.1, 2.58, color=ORANGE, alpha=0.09, linewidth=0, zorder=-1)
    ax.set_xlim(-0.88, 2.58)
    ax.set_ylim(y, 2.6)
    bare(ax)
    used = [r for r in REGIMES if r in set(drawn["regime"])]
    handles = [
        Line2D([], [], linestyle="", markersize=6, label=codebook().label("regime", r, lang), **_mark(r)) for r in used
    ]
    legend(ax, handles, 3)
    lent, urgent = drawn[drawn["sort"] == "lent"], drawn[drawn["regime"] == "urgent"]
    both = int((lent["regime"] == "urgent").sum())
    values = {
        "n": len(drawn),
        "lent": len(lent),
        "urgent": both or say("none", lang),
        "vague": int((urgent["sort"] == "unsaid").sum()),
    }
    lists = {name: [things[t] for t in drawn.loc[drawn["sort"] == sort, "thing"]] for sort, name in sorts.items()}
    parts = [say("regimes_drawn_part", lang, sort=name, things=listing(found, lang)) for name, found in lists.items()]
    alt = say("regimes_drawn_alt", lang, parts="".join(parts), **values)
    return finish(ax, say(title, lang, **values), alt, lang)


def _mark(regime: str) -> dict[str, Any]:
    marker, colour = REGIMES[regime]
    return {"marker": marker, "color": colour, "markeredgecolor": GREY if regime == "unsaid" else colour}


def _marked(ax: Axes, at: tuple[float, float], texts: Sequence[str], regimes: Sequence[str]) -> None:
    """Write things one below the other, each behind the mark of its time."""
    x, y = at
    for text, regime in zip(texts, regimes, strict=True):
        ax.plot(x, y - 0.55, linestyle="", markersize=5, **_mark(regime))
        ax.text(x + 0.07, y - 0.15, text, va="top", fontsize=8.5, linespacing=1.05)
        y -= text.count("\n") + 1.35
