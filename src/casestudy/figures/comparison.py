"""Two cases beside each other: the answers of both, and how far each fills the other's frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say
from casestudy.figures.style import (
    BLACK,
    BLUE,
    RED,
    bare,
    canvas,
    figure,
    finish,
    grid,
    key,
    legend,
    look,
    marks,
    nothing,
    wrap,
)
from casestudy.measures.comparison import left_open

# Said, partly said, not said: full, half and empty, and the empty one in another colour.
SAID = {"said": ("full", BLUE), "partly": ("left", BLUE), "not_said": ("none", RED)}
COMPARABLE = {"full": "=", "partly": "≈", "no": "≠"}
FIT: dict[str, dict[str, Any]] = {
    "fits": {"facecolor": BLUE, "edgecolor": BLUE},
    "partly": {"facecolor": "white", "edgecolor": BLUE, "hatch": "////"},
    "empty": {"facecolor": "white", "edgecolor": RED},
}


@figure
def plot_answers(
    questions: pd.DataFrame,
    answers: pd.DataFrame,
    titles: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw for each question what each article says of it, and whether the answers can be compared.

    One mark is one answer; that a case has two means that one part of the
    question is answered and another is not.

    Parameters
    ----------
    questions, answers
        Tables of a comparison.
    titles
        Case → its title in the language, in the order of the columns; by default their names.

    Examples
    --------
    >>> from casestudy import load_comparison
    >>> both = load_comparison("group_council--pairing")
    >>> ax = plot_answers(both["questions"], both["answers"])
    >>> ax.get_xticklabels()[-1].get_text()
    'Comparable?'

    """
    titles = {case: case for case in answers["case"]} if titles is None else titles
    ax = canvas(ax, 1.6 + 0.37 * len(questions))
    if questions.empty:
        return nothing(ax, title, lang)
    columns = [*titles.values(), say("comparison_comparable", lang)]
    heights = grid(ax, list(questions[f"question_{lang}"]), columns, wide=27)
    said = answers.groupby(["question", "case"])["said"].agg(list)
    for y, question, comparable in zip(heights, questions["id"], questions["comparable"], strict=True):
        for x, case in enumerate(titles):
            marks(ax, x, y, [_look(code, 9) | {"gid": code} for code in said.get((question, case), [])], 0.26)
        ax.text(len(titles), y, COMPARABLE[comparable], ha="center", va="center", fontsize=13)
    handles = [key(codebook().label("said", code, lang), **_look(code, 8)) for code in SAID]
    for code, sign in COMPARABLE.items():
        handles.append(key(codebook().label("comparable", code, lang), **look(f"${sign}$", BLACK, size=8)))
    legend(ax, handles, 2)
    values = {"n": len(questions), "open": len(left_open(questions, answers, list(titles)))}
    values["full"] = int((questions["comparable"] == "full").sum())
    return finish(
        ax, title, say("comparison_answers_title", lang, **values), say("comparison_answers_alt", lang, **values)
    )


def _look(code: str, size: float) -> dict[str, Any]:
    fill, colour = SAID[code]
    half = {"markerfacecoloralt": "white"} if fill == "left" else {}
    return {
        "marker": "o",
        "linestyle": "",
        "color": colour,
        "fillstyle": fill,
        "markersize": size,
        "markeredgewidth": 1.5,
        **half,
    }


@figure
def plot_fits(
    readings: pd.DataFrame,
    titles: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw each element of each frame as a tile that says how far the other case fills it.

    Elements with a full counterpart and elements with none are named; their
    number is that of our splitting of the frame.

    Parameters
    ----------
    readings
        From :func:`casestudy.coding.comparisons.read_across`.
    titles
        Case → its title in the language; by default their names.

    Examples
    --------
    >>> from casestudy import load_comparison
    >>> from casestudy.coding.comparisons import read_across
    >>> readings = read_across(load_comparison("group_council--pairing"))
    >>> len(plot_fits(readings).patches) == len(readings)
    True

    """
    titles = titles or {case: case for case in readings["frame_case"]}
    groups = list(readings.groupby(["frame_case", "frame"], sort=False))
    widest = max((len(frame) for _, frame in groups), default=0)
    ax = canvas(ax, 1.6 + 0.9 * len(groups))
    if readings.empty:
        return nothing(ax, title, lang)
    parts: list[str] = []
    y, owner = 0.0, ""
    for (case, _), frame in groups:
        if case != owner:
            owner = str(case)
            y -= 0.4 * bool(parts)
            y = _write(ax, y, say("comparison_owner", lang, title=titles[owner]), 56, fontsize=10) - 0.2
        y = _write(ax, y, str(frame["frame_label"].iloc[0]), 68, fontsize=8.5) - 0.1
        tiles = [fit for fit in FIT for _ in range(int((frame["fit"] == fit).sum()))]
        for k, fit in enumerate(tiles):
            ax.add_patch(Rectangle((k, y - 0.8), 0.8, 0.8, linewidth=1.2, gid=fit, **FIT[fit]))
        part = {"n": len(tiles)} | {fit: tiles.count(fit) for fit in FIT}
        ax.text(len(tiles) + 0.3, y - 0.4, say("comparison_share", lang, **part), fontsize=9, va="center")
        y -= 1.0
        for fit, colour in (("fits", BLUE), ("empty", RED)):
            names = say("comparison_semicolon", lang).join(frame.loc[frame["fit"] == fit, "element_label"])
            if names:
                label = codebook().label("reading_fit", fit, lang)
                y = _write(ax, y, say("comparison_named", lang, label=label, names=names), 70, fontsize=8, color=colour)
        parts.append(say("comparison_part", lang, frame=frame["frame_label"].iloc[0], **part))
        y -= 0.4
    ax.set(xlim=(-0.2, widest + 5), ylim=(y + 0.3, 0.1))
    bare(ax)
    legend(
        ax, [Rectangle((0, 0), 1, 1, label=codebook().label("reading_fit", fit, lang), **FIT[fit]) for fit in FIT], 3
    )
    values = {fit: int((readings["fit"] == fit).sum()) for fit in FIT} | {"n": len(readings)}
    alt = say("comparison_fits_alt", lang, parts=say("comparison_semicolon", lang).join(parts), **values)
    return finish(ax, title, say("comparison_fits_title", lang, **values), alt)


def _write(ax: Axes, y: float, text: str, width: int, **style: Any) -> float:
    """Write a text downwards from a height, and return the height below it."""
    lines = wrap(text, width)
    ax.text(0, y, lines, ha="left", va="top", linespacing=1.1, **style)
    return y - 0.62 * (lines.count("\n") + 1)
