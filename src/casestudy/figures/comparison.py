"""Two cases beside each other: the answers of both, how far each fills the other's frames, blocks of text to unfold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from casestudy.codebook import Lang, codebook
from casestudy.compare import Comparison, read_across, shared_expressions
from casestudy.figures.style import BLACK, BLUE, PALE, RED, bare, finish, legend, wrap
from casestudy.messages import say

# Said, partly said, not said: full, half and empty, and the empty one in another colour.
SAID = {"said": ("full", BLUE), "partly": ("left", BLUE), "not_said": ("none", RED)}
COMPARABLE = {"full": "=", "partly": "≈", "no": "≠"}
FIT: dict[str, dict[str, Any]] = {
    "fits": {"facecolor": BLUE, "edgecolor": BLUE},
    "partly": {"facecolor": "white", "edgecolor": BLUE, "hatch": "////"},
    "empty": {"facecolor": "white", "edgecolor": RED},
}


def plot_answers(
    questions: pd.DataFrame,
    answers: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "comparison_answers_title",
) -> Axes:
    """Draw for each question what each article says of it, and whether the answers can be compared.

    One mark is one answer; that a case has two means that one part of the
    question is answered and another is not.

    Parameters
    ----------
    questions, answers
        Tables of a comparison.
    titles
        Case → its title in the language, in the order of the columns.
    title
        Key of the message that says the finding; it may use ``{n}`` (questions), ``{open}`` (those
        of which every article leaves something unsaid) and ``{full}`` (fully comparable).

    """
    labels = [wrap(text, lang, 31) for text in questions[f"question_{lang}"]]
    y, heights = 0.0, []
    for label in labels:
        heights.append(y - label.count("\n") / 2)
        y -= 1.55 + label.count("\n")
    said = answers.groupby(["question", "case"])["said"].agg(list)
    columns = [1.15 * k for k in range(len(titles) + 1)]
    for question, comparable, label, at in zip(questions["id"], questions["comparable"], labels, heights, strict=True):
        ax.text(-0.55, at, label, ha="right", va="center", fontsize=8, linespacing=1.05)
        ax.axhline(at - 0.78 - label.count("\n") / 2, color=PALE, linewidth=0.7, zorder=0)
        for x, case in zip(columns, titles, strict=False):
            codes = said.get((question, case), [])
            for k, code in enumerate(codes):
                _mark(ax, x + 0.26 * (k - (len(codes) - 1) / 2), at, code)
        ax.text(columns[-1], at, COMPARABLE[comparable], ha="center", va="center", fontsize=13, color=BLACK)
    for x, name in zip(columns, [*titles.values(), say("comparison_comparable", lang)], strict=True):
        lines = [wrap(part, lang, 13) for part in re.split(r"\s*(?=[（(])", name) if part]
        ax.text(x, 1.1, "\n".join(lines), ha="center", va="bottom", fontsize=8)
    ax.set_xlim(-3.5, columns[-1] + 0.6)
    ax.set_ylim(y + 0.75, 4.2)
    bare(ax)
    handles = [
        Line2D([], [], marker="o", linestyle="", label=codebook().label("said", code, lang), **_style(code, 8))
        for code in SAID
    ]
    for code, sign in COMPARABLE.items():
        label = codebook().label("comparable", code, lang)
        handles.append(Line2D([], [], marker=f"${sign}$", color=BLACK, linestyle="", markersize=8, label=label))
    legend(ax, handles, 2)
    silent = [
        question
        for question in questions["id"]
        if all(set(said.get((question, case), [])) & {"partly", "not_said"} for case in titles)
    ]
    full = int((questions["comparable"] == "full").sum())
    values = {"n": len(questions), "open": len(silent), "full": full, "closed": len(questions) - len(silent)}
    return finish(ax, say(title, lang, **values), say("comparison_answers_alt", lang, **values), lang)


def _style(code: str, size: float) -> dict[str, Any]:
    fill, colour = SAID[code]
    half = {"markerfacecoloralt": "white"} if fill == "left" else {}
    return {"color": colour, "fillstyle": fill, "markersize": size, "markeredgewidth": 1.5, **half}


def _mark(ax: Axes, x: float, y: float, code: str) -> None:
    ax.plot(x, y, "o", gid=code, **_style(code, 9))


def plot_fits(
    readings: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "comparison_fits_title",
) -> Axes:
    """Draw each element of each frame as a tile that says how far the other case fills it.

    Elements with a full counterpart and elements with none are named; their
    number is that of our splitting of the frame.

    Parameters
    ----------
    readings
        From :func:`casestudy.compare.read_across`.
    titles
        Case → its title in the language.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{fits}``, ``{partly}`` and ``{empty}``.

    """
    widest = int(readings.groupby("frame").size().max())
    parts: list[str] = []
    y, owner = 0.0, ""
    for (case, _), frame in readings.groupby(["frame_case", "frame"], sort=False):
        if case != owner:
            owner = str(case)
            y -= 0.4 * bool(parts)
            y = _write(ax, y, say("comparison_owner", lang, title=titles[owner]), lang, 62, fontsize=10) - 0.2
        y = _write(ax, y, str(frame["frame_label"].iloc[0]), lang, 76, fontsize=8.5) - 0.1
        tiles = [fit for fit in FIT for _ in range(int((frame["fit"] == fit).sum()))]
        for k, fit in enumerate(tiles):
            ax.add_patch(Rectangle((k, y - 0.8), 0.8, 0.8, linewidth=1.2, gid=fit, **FIT[fit]))
        part = {"n": len(tiles)} | {fit: tiles.count(fit) for fit in FIT}
        ax.text(len(tiles) + 0.3, y - 0.4, say("comparison_share", lang, **part), fontsize=9, va="center")
        y -= 1.0
        for fit in ("fits", "empty"):
            names = frame.loc[frame["fit"] == fit, "element_label"].tolist()
            if names:
                label = codebook().label("reading_fit", fit, lang)
                text = say("comparison_named", lang, label=label, names=say("comparison_semicolon", lang).join(names))
                y = _write(ax, y, text, lang, 78, fontsize=8, color=BLUE if fit == "fits" else RED)
        parts.append(say("comparison_part", lang, frame=frame["frame_label"].iloc[0], **part))
        y -= 0.4
    ax.set_xlim(-0.2, widest + 5)
    ax.set_ylim(y + 0.3, 0.1)
    bare(ax)
    handles = [Rectangle((0, 0), 1, 1, label=codebook().label("reading_fit", fit, lang), **FIT[fit]) for fit in FIT]
    legend(ax, handles, 3)
    values: dict[str, Any] = {fit: int((readings["fit"] == fit).sum()) for fit in FIT}
    values["n"] = len(readings)
    alt = say("comparison_fits_alt", lang, parts=say("comparison_semicolon", lang).join(parts), **values)
    return finish(ax, say(title, lang, **values), alt, lang)


def _write(ax: Axes, y: float, text: str, lang: Lang, width: int, **style: Any) -> float:
    """Write a text downwards from a height, and return the height below it."""
    lines = wrap(text, lang, width)
    ax.text(0, y, lines, ha="left", va="top", linespacing=1.1, **({"color": BLACK} | style))
    return y - 0.62 * (lines.count("\n") + 1)


def question_blocks(comparison: Comparison, lang: Lang = "en") -> pd.DataFrame:
    """Write the questions with all their answers as blocks for ``Page.side_by_side``.

    Returns
    -------
    DataFrame
        One line an answer, and one on whether the answers can be compared: ``heading``,
        ``term``, ``text`` and ``rows`` (tuple of citations, such as ``pairing.tie_001``).

    """
    label, lines = codebook().label, []
    for question in comparison["questions"].itertuples():
        comparable = label("comparable", question.comparable, lang)
        asked = getattr(question, f"question_{lang}")
        heading = say("comparison_term", lang, term=asked, label=comparable)
        answers = comparison["answers"]
        for row in answers[answers["question"] == question.id].itertuples():
            title = comparison.cases[row.case].title(lang)
            term = say("comparison_term", lang, term=title, label=label("said", row.said, lang))
            lines.append((heading, term, getattr(row, f"answer_{lang}"), (f"{comparison.name}.{row.id}",)))
        why = say("comparison_why", lang, label=comparable)
        lines.append((heading, why, getattr(question, f"why_{lang}"), (f"{comparison.name}.{question.id}",)))
    return pd.DataFrame(lines, columns=["heading", "term", "text", "rows"])


def frame_blocks(comparison: Comparison, lang: Lang = "en") -> pd.DataFrame:
    """Write the cross-readings, frame by frame, as blocks like those of :func:`question_blocks`."""
    lines = []
    for line in read_across(comparison, lang).itertuples():
        title = comparison.cases[line.case].title(lang)
        heading = say("comparison_read_in", lang, frame=line.frame_label, title=title)
        fit = codebook().label("reading_fit", line.fit, lang)
        term = say("comparison_term", lang, term=line.element_label, label=fit)
        lines.append((heading, term, line.reading, (f"{comparison.name}.{line.Index}",)))
    return pd.DataFrame(lines, columns=["heading", "term", "text", "rows"])


def word_blocks(comparison: Comparison, lang: Lang = "en") -> pd.DataFrame:
    """Write the expressions that both articles print as blocks like those of :func:`question_blocks`."""
    lines, order = [], dict.fromkeys(comparison["answers"]["case"])
    for word, found in shared_expressions(comparison, lang).groupby("word", sort=False):
        uses = pd.concat([found[found["case"] == case] for case in order])
        names = say("comparison_semicolon", lang).join(dict.fromkeys(name.casefold() for name in uses["name"]))
        heading = say("comparison_word", lang, word=word, names=names)
        for use in uses.itertuples():
            title = comparison.cases[use.case].title(lang)
            lines.append((heading, title, use.stands_for, (f"{use.case}.{use.row}",)))
    return pd.DataFrame(lines, columns=["heading", "term", "text", "rows"])
