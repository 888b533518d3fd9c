"""Who is quoted, how an argument runs, what carries conclusions, what would test them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from casestudy.codebook import Lang, codebook
from casestudy.figures.style import BLACK, BLUE, GREY, ORANGE, PALE, RED, SIDES, bare, finish, legend, wrap
from casestudy.messages import listing, say

NEWS = {"good": "o", "mixed": "D", "neutral": "s", "bad": "X"}
STATES = {"low": ("v", BLUE), "high": ("^", RED)}
COLUMN, GAP = 0.29, 0.065


def plot_quoted(
    talks: Mapping[str, pd.DataFrame],
    parts: Mapping[str, Mapping[str, str]],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "evidence_quoted_title",
) -> Axes:
    """Draw in which part of an article people are quoted, and what sort of news they bring.

    One mark is one passage; its letter is the first of the side that speaks, in the colour of the side.

    Parameters
    ----------
    talks
        Name of a case → its passages, from :func:`casestudy.measures.evidence.quoted_by_part`.
    parts
        Name of a case → part → the key of its name (message ``evidence_part_…``), in the order of the article.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{good}``, ``{mixed}`` and ``{bad}``.

    """
    parts = {c: {p: say(f"evidence_part_{key}", lang) for p, key in ps.items()} for c, ps in parts.items()}
    news = [v for v in codebook().codes["valence"] if v != "neutral" or _any(talks, v)]
    news.sort(key=list(NEWS).index)
    y = 0.0
    for name, frame in talks.items():
        ax.text(-1.68, y, name, fontsize=10, color=BLACK, va="center")
        for part, words in parts[name].items():
            y -= 1
            here = frame[frame["part"] == part]
            ax.axhspan(y - 0.44, y + 0.44, color=PALE, alpha=0.55 if len(here) else 0.2, linewidth=0, zorder=0)
            ax.text(-1.62, y, words, fontsize=8.5, va="center")
            if here.empty:
                ax.text(
                    (len(news) - 1) / 2,
                    y,
                    say("evidence_nobody", lang),
                    ha="center",
                    va="center",
                    fontsize=8.5,
                    color=GREY,
                )
            for x, valence in enumerate(news):
                _passages(ax, x, y, here[here["valence"] == valence], lang)
        y -= 1.3
    for x, valence in enumerate(news):
        words = say(f"evidence_{valence}", lang)
        ax.text(x, 1.35, wrap(words, lang, 13), ha="center", va="center", fontsize=9)
    ax.set_xlim(-1.7, len(news) - 0.5)
    ax.set_ylim(y + 0.7, 1.9)
    bare(ax)
    every = pd.concat(list(talks.values()))
    sides = [s for s in SIDES if s in set(every["side"])]
    handles = [
        Line2D(
            [],
            [],
            marker="o",
            linestyle="",
            color=SIDES[s],
            markersize=8,
            label=_keyed(codebook().label("side", s, lang)),
        )
        for s in sides
    ]
    legend(ax, handles, 3)
    values = {v: int((every["valence"] == v).sum()) or say("none", lang) for v in NEWS} | {"n": len(every)}
    empty = [
        f"{name}: {words}"
        for name in talks
        for part, words in parts[name].items()
        if not (talks[name]["part"] == part).any()
    ]
    alt = say("evidence_quoted_alt", lang, empty=listing(empty, lang), **values)
    return finish(ax, say(title, lang, **values), alt, lang)


def _any(talks: Mapping[str, pd.DataFrame], valence: str) -> bool:
    return any((frame["valence"] == valence).any() for frame in talks.values())


def _keyed(label: str) -> str:
    return f"{label[0]}: {label}"


def _passages(ax: Axes, x: float, y: float, talks: pd.DataFrame, lang: Lang) -> None:
    """Set the marks of one cell side by side, at most four, then a second line would be needed."""
    step = 0.23
    for k, talk in enumerate(talks.itertuples()):
        at = x + (k - (len(talks) - 1) / 2) * step
        size = 11 if NEWS[talk.valence] == "D" else 13
        ax.plot(at, y, NEWS[talk.valence], color=SIDES[talk.side], markersize=size)
        ink = BLACK if talk.side in ("government", "society", "market", "unsaid") else "white"
        letter = codebook().label("side", talk.side, lang)[0]
        ax.text(at, y - 0.02, letter, ha="center", va="center", fontsize=8, color=ink)


def plot_argument(
    causes: Mapping[str, pd.DataFrame],
    places: Mapping[str, pd.DataFrame],
    names: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "evidence_argument_title",
) -> Axes:
    """Draw how an article argues that things go wrong: what starts it, what it passes through, where it ends.

    Triangles say whether a thing is said to be low or high; a dashed arrow is hedged.

    Parameters
    ----------
    causes
        Heading of a problem → its causal claims, from :func:`casestudy.measures.evidence.argued`.
    places
        Heading → its factors, from :func:`casestudy.measures.evidence.factor_places`.
    names
        Factor id → name in the language.
    title
        Key of the message that says the finding; it may use ``{n}`` (headings),
        ``{starts}``, ``{ends}``, ``{links}``, ``{hedged}``, ``{shared}`` (factors under several headings).

    """
    line, y = 0.14, 0.0
    for k, (heading, frame) in enumerate(places.items()):
        ax.text(0, y, wrap(heading, lang, 54), fontsize=10, color=BLACK, va="top", linespacing=1.05)
        y -= 0.19 * (1 + wrap(heading, lang, 54).count("\n")) + 0.06
        for _, group in frame.groupby("group", sort=False):
            y = _component(ax, group, causes[heading], names, lang, y, line) - 0.05
        y -= 0.12
        if k < len(places) - 1:
            ax.axhline(y + 0.08, color=PALE, linewidth=1)
    for x, key in enumerate(("start", "passage", "end")):
        at = x * (COLUMN + GAP) + COLUMN / 2
        ax.text(at, 0.16, say(f"evidence_{key}", lang), ha="center", va="bottom", fontsize=8.5, color=GREY)
    ax.set_xlim(-0.005, 1.005)
    ax.set_ylim(y, 0.36)
    bare(ax)
    handles = [
        Line2D([], [], marker="v", linestyle="", color=BLUE, label=say("evidence_low", lang)),
        Line2D([], [], marker="^", linestyle="", color=RED, label=say("evidence_high", lang)),
        Line2D([], [], color=BLACK, label=say("evidence_plain", lang)),
        Line2D([], [], color=BLACK, linestyle=(0, (3, 2)), label=say("evidence_hedged", lang)),
    ]
    legend(ax, handles, 2)
    every = pd.concat(list(causes.values()))
    values = {
        "n": len(causes),
        "starts": sum(int((f["place"] == "start").sum()) for f in places.values()),
        "ends": sum(int((f["place"] == "end").sum()) for f in places.values()),
        "links": len(every),
        "hedged": int((every["hedge"] != "none").sum()),
        "shared": listing([names[f] for f in _shared(causes)], lang) or say("none", lang),
    }
    chains = [f"{names[c]} → {names[e]}" for c, e in zip(every["cause"], every["effect"], strict=True)]
    return finish(
        ax, say(title, lang, **values), say("evidence_argument_alt", lang, chains="; ".join(chains), **values), lang
    )


def _shared(causes: Mapping[str, pd.DataFrame]) -> list[str]:
    """Factors that stand under more than one heading."""
    ends = [dict.fromkeys([*frame["cause"], *frame["effect"]]) for frame in causes.values()]
    return [f for f in dict.fromkeys(f for group in ends for f in group) if sum(f in group for group in ends) > 1]


def _component(
    ax: Axes,
    places: pd.DataFrame,
    causes: pd.DataFrame,
    names: Mapping[str, str],
    lang: Lang,
    top: float,
    line: float,
) -> float:
    """Draw one connected part of an argument in three columns below ``top``; return where it ends."""
    words = {f: wrap(names[f], lang, 19) for f in places.index}
    high = {f: line * (1 + words[f].count("\n")) + 0.1 for f in places.index}
    columns = {p: [f for f in places.index if places.loc[f, "place"] == p] for p in ("start", "passage", "end")}
    room = {p: 0.05 if p != "passage" else 0.13 for p in columns}
    total = {p: sum(high[f] for f in fs) + room[p] * max(0, len(fs) - 1) for p, fs in columns.items()}
    height, at = max(total.values()), dict[str, tuple[float, float]]()
    for k, (p, fs) in enumerate(columns.items()):
        spare = (height - total[p]) / (len(fs) + 1)
        y = top - spare
        for f in fs:
            at[f] = (k * (COLUMN + GAP), y - high[f] / 2)
            y -= high[f] + room[p] + spare
    for claim in causes[causes["cause"].isin(places.index)].itertuples():
        _link(ax, at, high, claim)
    for f, (x, y) in at.items():
        ax.add_patch(Rectangle((x, y - high[f] / 2), COLUMN, high[f], facecolor="white", edgecolor=GREY, linewidth=0.8))
        if (state := str(places.loc[f, "state"])) in STATES:
            marker, colour = STATES[state]
            ax.plot(x + 0.014, y, marker, color=colour, markersize=5)
        ax.text(x + 0.028, y - 0.005, words[f], ha="left", va="center", fontsize=8, linespacing=1.05)
    return top - height


def _link(ax: Axes, at: Mapping[str, tuple[float, float]], high: Mapping[str, float], claim: Any) -> None:
    (x0, y0), (x1, y1) = at[claim.cause], at[claim.effect]
    if x0 == x1:
        ends = ((x0 + COLUMN / 2, y0 - high[claim.cause] / 2), (x1 + COLUMN / 2, y1 + high[claim.effect] / 2))
    else:
        ends = ((x0 + COLUMN, y0), (x1, y1))
    style = "-" if claim.hedge == "none" else (0, (3, 2))
    arrow = FancyArrowPatch(
        *ends, arrowstyle="-|>", mutation_scale=8, shrinkA=0, shrinkB=0, color=BLACK, linestyle=style
    )
    arrow.set_linewidth(1.1)
    ax.add_patch(arrow)


def plot_carried(
    evidence: Mapping[str, pd.DataFrame], *, ax: Axes, lang: Lang = "en", title: str = "evidence_carried_title"
) -> Axes:
    """Draw which kinds of evidence carry each conclusion of an article, directly or only through another step.

    Parameters
    ----------
    evidence
        Name of a case → its conclusions by kind of evidence, from :func:`casestudy.measures.evidence.evidence_of`.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{direct}`` (of the
        interviews), and each kind of evidence, such as ``{interview}``.

    """
    kinds = [k for k in codebook().codes["evidence"] if any(f[k].astype(bool).any() for f in evidence.values())]
    wide = max(12, *map(len, evidence.values()))  # at least, or the labels would not fit
    left = -0.38 * wide
    parts, y = [], 0.0
    for name, frame in evidence.items():
        told = frame.loc[_sorted(frame, kinds), kinds]
        ax.text(
            left, y, f"{name}: {say('evidence_conclusions', lang, n=len(told))}", fontsize=10, color=BLACK, va="center"
        )
        lines = {say(f"evidence_by_{k}", lang): list(told[k]) for k in kinds}
        lines[say("evidence_nothing", lang)] = ["direct" if not any(line) else "" for line in told.to_numpy()]
        for label, cells in lines.items():
            y -= 1
            ax.axhspan(y - 0.42, y + 0.42, color=PALE, alpha=0.5, linewidth=0, zorder=0)
            ax.text(left + 0.2, y, label, ha="left", va="center", fontsize=8.5)
            _cells(ax, y, cells, label == say("evidence_nothing", lang))
            count = sum(map(bool, cells))
            ax.text(wide + 0.1, y, str(count), va="center", fontsize=8.5, color=GREY)
            parts.append(f"{name}, {label}: {count}/{len(told)}")
        y -= 1.6
    ax.set_xlim(left - 0.1, wide + 1.8)
    ax.set_ylim(y + 0.9, 0.7)
    bare(ax)
    handles = [
        Line2D([], [], marker="s", linestyle="", color=BLUE, markersize=6, label=say("evidence_direct", lang)),
        Line2D([], [], marker="o", linestyle="", color=ORANGE, markersize=4, label=say("evidence_indirect", lang)),
        Line2D([], [], marker="x", linestyle="", color=GREY, markersize=6, label=say("evidence_nothing", lang)),
    ]
    legend(ax, handles, 2)
    every = pd.concat(list(evidence.values()))
    values = {k: int(every[k].astype(bool).sum()) or say("none", lang) for k in codebook().codes["evidence"]}
    values |= {"n": len(every), "direct": int((every["interview"] == "direct").sum()) or say("none", lang)}
    return finish(ax, say(title, lang, **values), say("evidence_carried_alt", lang, parts=listing(parts, lang)), lang)


def _sorted(frame: pd.DataFrame, kinds: Sequence[str]) -> list[str]:
    """Order claims so that those carried alike stand together, those by the first kinds first."""
    return sorted(frame.index, key=lambda i: [not frame.loc[i, k] for k in kinds])


def _cells(ax: Axes, y: float, cells: Sequence[str], nothing: bool) -> None:
    for x, cell in enumerate(cells):
        if nothing and cell:
            ax.plot(x, y, "x", color=GREY, markersize=6, markeredgewidth=1.6)
        elif cell:
            marker, colour, size = ("s", BLUE, 6) if cell == "direct" else ("o", ORANGE, 4)
            ax.plot(x, y, marker, color=colour, markersize=size)


def plot_tests(
    traces: Mapping[str, pd.DataFrame], *, ax: Axes, lang: Lang = "en", title: str = "evidence_tests_title"
) -> Axes:
    """Draw for the steps of claimed mechanisms what test a trace would be, and whether the article reports it.

    One mark is one step.

    Parameters
    ----------
    traces
        Name of a case → test by outcome, from :func:`casestudy.measures.evidence.traces_by_test`.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{found}``,
        ``{partly}``, ``{contrary}`` and ``{not_sought}``.

    """
    outcomes = {"found": ("o", BLUE), "partly": ("D", BLUE), "contrary": ("X", RED), "not_sought": ("o", GREY)}
    across, y = 5, 0.0
    for name, frame in traces.items():
        ax.text(-1.05, y, name, fontsize=10, color=BLACK, va="center")
        y -= 0.25
        for test in frame.index:
            lines = max(-(-max(len(frame.loc[test, o]) for o in outcomes) // across), 1)
            height = 0.28 * lines + 0.2
            y -= height / 2
            ax.axhspan(y - height / 2 + 0.03, y + height / 2 - 0.03, color=PALE, alpha=0.5, linewidth=0, zorder=0)
            ax.text(-1.0, y, wrap(codebook().label("trace_test", test, lang), lang, 14), va="center", fontsize=8.5)
            for x, (outcome, (marker, colour)) in enumerate(outcomes.items()):
                steps = frame.loc[test, outcome]
                for k in range(len(steps)):
                    row, here = divmod(k, across)
                    width = min(across, len(steps) - row * across)
                    face = "white" if outcome == "not_sought" else colour
                    at = (x + (here - (width - 1) / 2) * 0.17, y + (0.28 * ((_lines(steps, across) - 1) / 2 - row)))
                    ax.plot(*at, marker, color=colour, markerfacecolor=face, markersize=7, markeredgewidth=1.3)
            y -= height / 2
        y -= 0.5
    for x, outcome in enumerate(outcomes):
        ax.text(
            x,
            0.62,
            wrap(codebook().label("trace_outcome", outcome, lang), lang, 12),
            ha="center",
            va="center",
            fontsize=9,
        )
    ax.set_xlim(-1.05, len(outcomes) - 0.5)
    ax.set_ylim(y + 0.3, 0.95)
    bare(ax)
    counts = {o: sum(len(cell) for frame in traces.values() for cell in frame[o]) for o in outcomes}
    words = {o: codebook().label("trace_outcome", o, lang) for o in outcomes}
    parts = [
        f"{name}, {codebook().label('trace_test', test, lang)}, {words[o]}: {len(frame.loc[test, o])}"
        for name, frame in traces.items()
        for test in frame.index
        for o in outcomes
        if frame.loc[test, o]
    ]
    values = counts | {"n": sum(counts.values())}
    return finish(ax, say(title, lang, **values), say("evidence_tests_alt", lang, parts="; ".join(parts)), lang)


def _lines(steps: Sequence[str], across: int) -> int:
    """Count the lines that marks take in a cell."""
    return -(-len(steps) // across)
