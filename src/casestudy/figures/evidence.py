"""Who is quoted, how an argument runs, what carries conclusions, what would test them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say
from casestudy.figures.style import (
    BLACK,
    BLUE,
    DASHED,
    GREY,
    LIGHT,
    ORANGE,
    PALE,
    RED,
    SIDES,
    bare,
    canvas,
    figure,
    finish,
    grid,
    joined,
    key,
    legend,
    look,
    marks,
    nothing,
    wrap,
)
from casestudy.measures.evidence import factor_places, shared_factors

NEWS = {"good": "o", "mixed": "D", "neutral": "s", "bad": "X"}
OUTCOMES = {"found": ("o", BLUE), "partly": ("D", BLUE), "contrary": ("X", RED), "not_sought": ("o", GREY)}
STATES = {"low": ("v", BLUE), "high": ("^", RED)}
COLUMN, GAP = 0.29, 0.065


@figure
def plot_quoted(
    talks: Mapping[str, pd.DataFrame],
    parts: Mapping[str, Mapping[str, str]] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw in which part of an article people are quoted, and what sort of news they bring.

    One mark is one passage; its letter is the first of the side that speaks, in the colour of the side.

    Parameters
    ----------
    talks
        Name of a case → its passages, from :func:`casestudy.measures.evidence.quoted_by_part`.
    parts
        Name of a case → part → its name, in the order of the article; by default those with a passage, by number.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.evidence import quoted_by_part
    >>> talks = {"Pairing": quoted_by_part(load_case("pairing"), ["二", "三"])}
    >>> ax = plot_quoted(talks, {"Pairing": {"二": "The case", "三": "Dilemmas"}})
    >>> ax.texts[-1].get_text()
    'nobody is quoted here'

    """
    parts = {case: {part: part for part in frame["part"]} for case, frame in talks.items()} if parts is None else parts
    lines = [(case, part) for case in talks for part in ("", *parts[case])]
    ax = canvas(ax, 1.6 + 0.33 * len(lines))
    every = pd.concat(list(talks.values())) if talks else pd.DataFrame()
    if every.empty:
        return nothing(ax, title, lang)
    news = [v for v in NEWS if v != "neutral" or v in set(every["valence"])]
    heads = [k for k, (_, part) in enumerate(lines) if not part]
    words = [parts[case][part] if part else case for case, part in lines]
    heights = grid(ax, words, [say(f"evidence_{v}", lang) for v in news], heads=heads, tall=[1.3] * len(lines))
    empty = []
    for y, (case, part), label in zip(heights, lines, words, strict=True):
        here = talks[case][talks[case]["part"] == part]
        for x, valence in enumerate(news):
            _passages(ax, x, y, here[here["valence"] == valence], lang)
        if part and here.empty:
            silent = say("evidence_nobody", lang)
            ax.text((len(news) - 1) / 2, y, silent, ha="center", va="center", color=GREY, backgroundcolor="white")
            empty.append(f"{case}: {label}")
    sides = {s: codebook().label("side", s, lang) for s in SIDES if s in set(every["side"])}
    legend(ax, [key(f"{label[0]}: {label}", **look("o", SIDES[s], size=8)) for s, label in sides.items()], 3)
    values = {v: int((every["valence"] == v).sum()) or say("none", lang) for v in NEWS} | {"n": len(every)}
    alt = say("evidence_quoted_alt", lang, empty=joined(empty, lang), **values)
    return finish(ax, title, say("evidence_quoted_title", lang, **values), alt)


def _passages(ax: Axes, x: float, y: float, talks: pd.DataFrame, lang: Lang) -> None:
    """Set the marks of one cell side by side, each with the letter of its side."""
    looks = [look(NEWS[t.valence], SIDES[t.side], size=10 if t.valence == "mixed" else 12) for t in talks.itertuples()]
    marks(ax, x, y, looks, 0.23)
    for k, side in enumerate(talks["side"]):
        ink = BLACK if SIDES[side] in LIGHT else "white"
        at = x + 0.23 * (k - (len(talks) - 1) / 2)
        ax.text(at, y - 0.02, codebook().label("side", side, lang)[0], ha="center", va="center", fontsize=8, color=ink)


@figure
def plot_argument(
    causes: Mapping[str, pd.DataFrame],
    places: Mapping[str, pd.DataFrame] | None = None,
    names: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw how an article argues that things go wrong: what starts it, what it passes through, where it ends.

    Triangles say whether a thing is said to be low or high; a dashed arrow is hedged.

    Parameters
    ----------
    causes
        Heading of a problem → its causal claims, from :func:`casestudy.measures.evidence.argued`.
    places
        Heading → its factors, by default from :func:`casestudy.measures.evidence.factor_places`.
    names
        Factor id → name in the language; by default the ids.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.evidence import argued
    >>> case = load_case("pairing")
    >>> names = {factor: case.text(factor) for factor in case["factors"]["id"]}
    >>> ax = plot_argument({"Feedback": argued(case, "problem_065")}, names=names)
    >>> ax.texts[0].get_text()
    'Feedback'

    """
    causes = {heading: frame for heading, frame in causes.items() if len(frame)}
    places = places or {heading: factor_places(frame) for heading, frame in causes.items()}
    ax = canvas(ax, 1.6 + 0.24 * sum(len(places[heading]) for heading in causes))
    if not causes:
        return nothing(ax, title, lang)
    called = {f: (names or {}).get(f, f) for heading in causes for f in places[heading].index}
    line, y = 0.14, 0.0
    for k, heading in enumerate(causes):
        text = wrap(heading, 54)
        ax.text(0, y, text, fontsize=10, va="top", linespacing=1.05)
        y -= 0.19 * (1 + text.count("\n")) + 0.06
        for _, group in places[heading].groupby("group", sort=False):
            y = _component(ax, group, causes[heading], called, y, line) - 0.05
        y -= 0.12
        if k < len(causes) - 1:
            ax.axhline(y + 0.08, color=PALE, linewidth=1)
    for x, head in enumerate(("start", "passage", "end")):
        at = x * (COLUMN + GAP) + COLUMN / 2
        ax.text(at, 0.16, say(f"evidence_{head}", lang), ha="center", va="bottom", color=GREY)
    ax.set(xlim=(-0.005, 1.005), ylim=(y, 0.36))
    bare(ax)
    handles = [key(say(f"evidence_{state}", lang), **look(*STATES[state], size=6)) for state in STATES]
    styles = {"plain": "-", "hedged": DASHED}
    handles += [key(say(f"evidence_{how}", lang), color=BLACK, linestyle=style) for how, style in styles.items()]
    legend(ax, handles, 2)
    every = pd.concat(list(causes.values()))
    values = {
        "n": len(causes),
        "starts": sum(int((places[heading]["place"] == "start").sum()) for heading in causes),
        "links": len(every),
        "hedged": int((every["hedge"] != "none").sum()),
        "shared": joined([called[f] for f in shared_factors(causes)], lang),
    }
    chains = "; ".join(f"{called[c]} → {called[e]}" for c, e in zip(every["cause"], every["effect"], strict=True))
    alt = say("evidence_argument_alt", lang, chains=chains, **values)
    return finish(ax, title, say("evidence_argument_title", lang, **values), alt)


def _component(
    ax: Axes,
    places: pd.DataFrame,
    causes: pd.DataFrame,
    names: Mapping[str, str],
    top: float,
    line: float,
) -> float:
    """Draw one connected part of an argument in three columns below ``top``; return where it ends."""
    words = {f: wrap(names[f], 19) for f in places.index}
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
    style = "-" if claim.hedge == "none" else DASHED
    arrow = FancyArrowPatch(
        *ends, arrowstyle="-|>", mutation_scale=8, shrinkA=0, shrinkB=0, color=BLACK, linestyle=style
    )
    arrow.set_linewidth(1.1)
    ax.add_patch(arrow)


@figure
def plot_carried(
    evidence: Mapping[str, pd.DataFrame], *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None
) -> Axes:
    """Draw which kinds of evidence carry each conclusion of an article, directly or only through another step.

    Parameters
    ----------
    evidence
        Name of a case → its conclusions by kind of evidence, from :func:`casestudy.measures.evidence.evidence_of`.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures.evidence import evidence_of
    >>> frame = evidence_of(load_case("pairing"), "conclusion")
    >>> plot_carried({"Pairing": frame}).get_yticklabels()[0].get_text()
    'Pairing: 13 conclusions'

    """
    kinds = [k for k in codebook().codes["evidence"] if any(f[k].astype(bool).any() for f in evidence.values())]
    lines = [(name, kind) for name in evidence for kind in ("", *kinds, "nothing")]
    ax = canvas(ax, 1.4 + 0.22 * len(lines))
    wide = max(map(len, evidence.values()), default=0)
    if not wide:
        return nothing(ax, title, lang)
    heads = [k for k, (_, kind) in enumerate(lines) if not kind]
    words = [_carrier(kind, lang) or f"{name}: {_conclusions(evidence[name], lang)}" for name, kind in lines]
    heights = grid(ax, words, [""] * wide, heads=heads)
    looks = {
        "direct": look("s", BLUE, size=6),
        "indirect": look("o", ORANGE, size=4),
        "nothing": look("x", GREY, size=6),
    }
    parts = []
    for y, (name, kind), label in zip(heights, lines, words, strict=True):
        if kind:
            told = evidence[name].sort_values(kinds, key=lambda column: column == "", kind="stable")
            none = ~told[kinds].astype(bool).any(axis=1)
            cells = none.map({True: "nothing", False: ""}) if kind == "nothing" else told[kind]
            for x, cell in enumerate(cells):
                marks(ax, x, y, [looks[cell]] if cell else [])
            count = int(cells.astype(bool).sum())
            ax.annotate(str(count), (wide - 0.4, y), (4, 0), textcoords="offset points", va="center", color=GREY)
            parts.append(f"{name}, {label}: {count}/{len(told)}")
    legend(ax, [key(say(f"evidence_{how}", lang), **style) for how, style in looks.items()], 2)
    every = pd.concat(list(evidence.values()))
    values = {k: int(every[k].astype(bool).sum()) or say("none", lang) for k in codebook().codes["evidence"]}
    values |= {"n": len(every), "direct": int((every["interview"] == "direct").sum()) or say("none", lang)}
    alt = say("evidence_carried_alt", lang, parts=joined(parts, lang))
    return finish(ax, title, say("evidence_carried_title", lang, **values), alt)


def _carrier(kind: str, lang: Lang) -> str:
    return kind and say("evidence_nothing" if kind == "nothing" else f"evidence_by_{kind}", lang)


def _conclusions(frame: pd.DataFrame, lang: Lang) -> str:
    return say("evidence_conclusions", lang, n=len(frame))


@figure
def plot_tests(
    traces: Mapping[str, pd.DataFrame], *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None
) -> Axes:
    """Draw for the steps of claimed mechanisms what test a trace would be, and whether the article reports it.

    One mark is one step.

    Parameters
    ----------
    traces
        Name of a case → test by outcome, from :func:`casestudy.measures.evidence.traces_by_test`.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures import traces_by_test
    >>> plot_tests({"Pairing": traces_by_test(load_case("pairing"))}).get_xticklabels()[0].get_text()
    'Reported'

    """
    across, lines = 5, [(name, test) for name, frame in traces.items() for test in ("", *frame.index)]
    counts = {o: sum(len(cell) for frame in traces.values() for cell in frame[o]) for o in OUTCOMES}
    deep = [max((len(traces[name].loc[test, o]) for o in OUTCOMES), default=0) if test else 0 for name, test in lines]
    tall = [1 + 0.45 * max(0, (n - 1) // across) for n in deep]
    ax = canvas(ax, 1.4 + 0.34 * sum(tall))
    if not any(counts.values()):
        return nothing(ax, title, lang)
    label = {o: codebook().label("trace_outcome", o, lang) for o in OUTCOMES}
    words = [codebook().label("trace_test", test, lang) if test else name for name, test in lines]
    heads = [k for k, (_, test) in enumerate(lines) if not test]
    heights = grid(ax, words, [label[o] for o in OUTCOMES], heads=heads, tall=tall)
    parts = []
    for y, (name, test), word in zip(heights, lines, words, strict=True):
        for x, (outcome, shape) in enumerate(OUTCOMES.items()):
            steps = traces[name].loc[test, outcome] if test else ()
            marks(ax, x, y, [look(*shape, outcome != "not_sought", 7)] * len(steps), 0.17, across)
            if steps:
                parts.append(f"{name}, {word}, {label[outcome]}: {len(steps)}")
    alt = say("evidence_tests_alt", lang, parts="; ".join(parts))
    return finish(ax, title, say("evidence_tests_title", lang, n=sum(counts.values()), **counts), alt)
