"""Calm and urgent times: what is tied to them, who decides, what is drawn upon."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import listing, say
from casestudy.figures.style import (
    BLACK,
    BLUE,
    GREY,
    LIGHT,
    ORANGE,
    PALE,
    PURPLE,
    RED,
    SIDES,
    bare,
    canvas,
    chosen,
    figure,
    finish,
    joined,
    key,
    legend,
    nothing,
    wrap,
)
from casestudy.measures.times import last_word_sides

REGIMES = {"calm": ("o", BLUE), "urgent": ("^", RED), "any": ("D", PURPLE), "unsaid": ("s", PALE)}
ORDER = ("party", "joint", "society", "community", "government", "unsaid")


def _mark(regime: str, size: float) -> dict[str, Any]:
    marker, colour = REGIMES[regime]
    edge = GREY if regime == "unsaid" else colour
    return {
        "marker": marker,
        "color": colour,
        "markeredgecolor": edge,
        "markeredgewidth": 0.6,
        "markersize": size,
        "linestyle": "",
    }


@figure
def plot_tied(rows: Mapping[str, int], *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None) -> Axes:
    """Draw one mark a row, by the time to which the article ties it.

    Parameters
    ----------
    rows
        Code of ``regime`` → number of rows.

    Examples
    --------
    >>> ax = plot_tied({"calm": 2, "urgent": 1})
    >>> ax.texts[0].get_text()
    'Calm: 2'

    """
    chosen("regime", rows, REGIMES)
    rows = {regime: int(rows.get(regime, 0)) for regime in REGIMES}
    across, y = 34, 0.0
    ax = canvas(ax, 1.6 + 0.09 * sum(n // across for n in rows.values()))
    if not any(rows.values()):
        return nothing(ax, title, lang)
    for regime, n in rows.items():
        places = [divmod(k, across) for k in range(n)]
        size = 3.4 if regime == "unsaid" else 4.8
        ax.plot([x for _, x in places], [-y - line for line, _ in places], **_mark(regime, size))
        ax.text(-1.2, -y, f"{codebook().label('regime', regime, lang)}: {n}", ha="right", va="center", fontsize=9.5)
        y += 1.5 + max(n - 1, 0) // across
    ax.set(xlim=(-10.5, across - 0.4), ylim=(-y + 0.4, 0.8))
    bare(ax)
    values = {"n": sum(rows.values()), **rows}
    return finish(
        ax,
        title,
        say("regimes_tied_title", lang, **values),
        say("regimes_tied_alt", lang, **values),
    )


@figure
def plot_rights_by_regime(
    rights: pd.DataFrame,
    last: pd.DataFrame,
    actors: pd.DataFrame,
    groups: Mapping[str, Mapping[str, str]] | None = None,
    inferred: Collection[str] = (),
    apart: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw who does what in each process, one column a process, and mark who has the last word.

    Parameters
    ----------
    rights
        From :func:`casestudy.measures.institutions.decision_rights`.
    last
        From :func:`casestudy.measures.times.last_words`.
    actors
        Rows of the table ``actors``, for names and sides.
    groups
        What the processes decide on → process → its name, from left to right; by default all, by their codes.
    inferred
        Ids of the steps that are our reading.
    apart
        Process → its name, of those that are not drawn; the title says who has their last word.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures import decision_rights
    >>> from casestudy.measures.times import last_words
    >>> case = load_case("group_council")
    >>> processes = {"": {"recruiting": "Recruiting"}}
    >>> ax = plot_rights_by_regime(decision_rights(case), last_words(case), case["actors"], processes)
    >>> "Recruiting" in [text.get_text() for text in ax.texts]
    True

    """
    groups = {"": {p: p for p in rights["process"]}} if groups is None else groups
    names = {process: name for group in groups.values() for process, name in group.items()}
    chosen("process", names, rights["process"])
    rights = rights[rights["process"].isin(list(names))]
    cast = actors.set_index("id")
    side = {a: str(cast.loc[a, "side"]) if a else "unsaid" for a in dict.fromkeys(rights["actor"])}
    rows = sorted(side, key=lambda a: (ORDER.index(side[a]) if side[a] in ORDER else 3, list(side).index(a)))
    ax = canvas(ax, 2.2 + 0.4 * len(rows))
    if rights.empty:
        return nothing(ax, title, lang)
    _column_heads(ax, rights, groups, lang)
    y, edge = 0.0, -0.45 - 0.32 * len(names)
    for actor in rows:
        label = wrap(cast.loc[actor, f"name_{lang}"] if actor else say("regimes_nobody", lang), 16)
        mine = {p: list(_chips(rights, p, actor, lang, 56 // len(names))) for p in names}
        height = max(label.count("\n") + 1.3, *(sum(lines for *_, lines in chips) for chips in mine.values()))
        ax.add_patch(Rectangle((edge, y - height), 0.02 * len(names), height, color=SIDES[side[actor]]))
        ax.text(edge + 0.04 * len(names), y - height / 2, label, va="center", fontsize=8.5, linespacing=1.05)
        for x, process in enumerate(names):
            top = y - (height - sum(lines for *_, lines in mine[process])) / 2
            for part, text, lines in mine[process]:
                decides = part.right == "decides"
                colour = SIDES[side[actor]] if decides else PALE
                final = decides and actor in last["actors"].get(process, ())
                ours = set(part.rows) <= set(inferred)
                _chip(ax, (x, top, lines), text, colour, part.realm == "enacted", "--" if ours else "-", final)
                top -= lines
        y -= height + 0.35
        ax.axhline(y + 0.17, color=PALE, linewidth=0.7, zorder=0)
    ax.set_xlim(edge - 0.01, len(names) - 0.45)
    ax.set_ylim(bottom=y)
    bare(ax)
    box: dict[str, Any] = {"marker": "s", "linestyle": "", "markersize": 9, "markeredgecolor": GREY}
    deciding = next((side[a] for a in rights.loc[rights["right"] == "decides", "actor"]), "party")
    looks: dict[str, dict[str, Any]] = {
        codebook().label("realm", "enacted", lang): {"color": PALE},
        codebook().label("realm", "designed", lang): {"color": "white"},
        say("regimes_decides", lang): {"color": SIDES[deciding]},
        say("regimes_last", lang): {"color": "white", "markeredgecolor": BLACK, "markeredgewidth": 2.4},
    }
    handles: list[Any] = [key(label, **box | style) for label, style in looks.items()]
    if set(inferred) & {i for ids in rights["rows"] for i in ids}:
        handles.append(
            Rectangle((0, 0), 1, 1, fill=False, edgecolor=GREY, linestyle="--", label=say("regimes_inferred", lang))
        )
    legend(ax, handles, 3)
    values = {"n": len(names), "parts": _last_words(last, actors, names, lang)}
    beside = say("regimes_beside", lang, parts=_last_words(last, actors, apart, lang)) if apart else ""
    words = (say(f"regimes_rights_{kind}", lang, **values) + beside for kind in ("title", "alt"))
    drawn, alt = words
    return finish(ax, title, drawn, alt)


def _last_words(last: pd.DataFrame, actors: pd.DataFrame, names: Mapping[str, str], lang: Lang) -> str:
    """Say with which sides the last word of some processes lies."""
    found: dict[tuple[str, ...], list[str]] = {}
    for process, sides in last_word_sides(last, actors).reindex(list(names)).items():
        found.setdefault(sides if isinstance(sides, tuple) else (), []).append(names[process])
    said = {
        sides: listing([codebook().label("side", s, lang) for s in sides], lang)
        if sides
        else say("rules_unnamed", lang)
        for sides in sorted(found, key=lambda sides: sides == ())
    }
    parts = [
        say("regimes_rights_part", lang, who=who, names=listing(found[sides], lang)) for sides, who in said.items()
    ]
    return ("；" if lang == "zh" else "; ").join(parts)


def _column_heads(ax: Axes, rights: pd.DataFrame, groups: Mapping[str, Mapping[str, str]], lang: Lang) -> None:
    """Write what is decided, the names of the processes, and the time to which each is tied."""
    many = sum(map(len, groups.values()))
    names = {p: wrap(name, max(52 // many, 6)) for group in groups.values() for p, name in group.items()}
    line, x = 1.5 + 1.15 * (1 + max(name.count("\n") for name in names.values())), 0
    for group, processes in groups.items():
        ax.plot([x - 0.42, x + len(processes) - 0.58], [line, line], color=GREY, linewidth=1)
        ax.text(x + (len(processes) - 1) / 2, line + 0.15, group, ha="center", va="bottom", fontsize=8.5, color=GREY)
        for process in processes:
            tied = list(dict.fromkeys(rights.loc[rights["process"] == process, "regime"]))
            time = say(f"regimes_time_{tied[0]}" if len(tied) == 1 else "regimes_time_mixed", lang)
            ax.text(x, line - 0.3, names[process], ha="center", va="top", linespacing=1.05)
            colour = RED if tied == ["urgent"] else GREY
            ax.text(x, 0.35, wrap(time, max(52 // many, 6)), ha="center", va="bottom", fontsize=8, color=colour)
            x += 1
    ax.set_ylim(top=line + 1.2)
    ax.axhline(0.15, color=GREY, linewidth=0.8, zorder=0)


def _chips(rights: pd.DataFrame, process: str, actor: str, lang: Lang, wide: int) -> Iterator[tuple[Any, str, float]]:
    """Give the rights of an actor in a process: the line, its text, and how many lines of text it takes."""
    mine = rights[rights["process"] == process]
    mixed = mine["regime"].nunique() > 1
    for part in mine[mine["actor"] == actor].itertuples():
        text = wrap(codebook().label("right", part.right, lang).lower(), wide)
        if mixed and part.regime != "unsaid":
            text += f"\n({codebook().label('regime', part.regime, lang).lower()})"
        yield part, text, 1.25 + 0.9 * text.count("\n")


def _chip(
    ax: Axes, at: tuple[float, float, float], text: str, colour: str, filled: bool, outline: str, final: bool
) -> None:
    x, top, lines = at
    ax.add_patch(
        FancyBboxPatch(
            (x - 0.4, top - lines + 0.12), 0.8, lines - 0.24, boxstyle="round,pad=0,rounding_size=0.08",
            facecolor=colour if filled else "white", edgecolor=BLACK if final else GREY if colour == PALE else colour,
            linestyle=outline, linewidth=2.4 if final else 1.0,
        )
    )  # fmt: skip
    ink = "white" if filled and colour not in LIGHT else BLACK
    ax.text(x, top - lines / 2, text, ha="center", va="center", fontsize=8, color=ink)


@figure
def plot_drawn(
    drawn: pd.DataFrame,
    sorts: Mapping[str, str] | None = None,
    things: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw what an account tells of as drawn upon, sorted, in urgent days and otherwise.

    Parameters
    ----------
    drawn
        From :func:`casestudy.measures.times.drawn_upon`.
    sorts, things
        Their names in the language; by default as the frame has them.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.times import drawn_upon
    >>> frame = drawn_upon(load_case("group_council"), {"lent": {"volunteers": ["contribution_019"]}})
    >>> [text.get_text() for text in plot_drawn(frame).texts][-2:]
    ['lent', 'volunteers']

    """
    sorts = sorts or {sort: sort for sort in drawn["sort"]}
    things = things or {thing: thing for thing in drawn["thing"]}
    ax = canvas(ax, 1.6 + 0.25 * len(drawn))
    if drawn.empty:
        return nothing(ax, title, lang)
    urgent = drawn["regime"] == "urgent"
    columns = ((0.0, "regimes_not_urgent", BLACK, ~urgent), (1.36, "regimes_urgent", RED, urgent))
    for x, head, colour, _ in columns:
        ax.text(x, 1.1, say(head, lang), fontsize=9.5, va="bottom", color=colour)
    y = 0.0
    for sort, name in sorts.items():
        label = wrap(name, 16)
        ax.axhline(y + 0.3, color=PALE, linewidth=0.9, zorder=0)
        ax.text(-0.86, y - 0.15, label, va="top", fontsize=9, linespacing=1.1)
        deep = [y - label.count("\n") - 1.6]
        for x, *_, half in columns:
            mine = drawn[half & (drawn["sort"] == sort)]
            deep.append(_marked(ax, (x, y), [wrap(things[t], 24) for t in mine["thing"]], list(mine["regime"])))
        y = min(deep) - 0.5
    ax.axvspan(1.26, 2.58, color=ORANGE, alpha=0.09, linewidth=0, zorder=-1)
    ax.set(xlim=(-0.88, 2.58), ylim=(y, 2.6))
    bare(ax)
    used = [r for r in REGIMES if r in set(drawn["regime"])]
    legend(ax, [key(codebook().label("regime", r, lang), **_mark(r, 6)) for r in used], 3)
    values = {"n": len(drawn), "urgent": joined([str(int(urgent.sum()))] if urgent.any() else [], lang)}
    lists = {name: [things[t] for t in drawn.loc[drawn["sort"] == sort, "thing"]] for sort, name in sorts.items()}
    parts = [say("regimes_drawn_part", lang, sort=name, things=listing(found, lang)) for name, found in lists.items()]
    alt = say("regimes_drawn_alt", lang, parts="".join(parts), **values)
    return finish(ax, title, say("regimes_drawn_title", lang, **values), alt)


def _marked(ax: Axes, at: tuple[float, float], texts: Sequence[str], regimes: Sequence[str]) -> float:
    """Write things one below the other, each behind the mark of its time; return the height below them."""
    x, y = at
    for text, regime in zip(texts, regimes, strict=True):
        ax.plot(x, y - 0.55, **_mark(regime, 5))
        ax.text(x + 0.07, y - 0.15, text, va="top", fontsize=8.5, linespacing=1.05)
        y -= text.count("\n") + 1.35
    return y
