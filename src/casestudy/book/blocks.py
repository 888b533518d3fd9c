"""A comparison as blocks of text to unfold: questions with all answers, frames read across, words of both articles."""

from __future__ import annotations

import pandas as pd

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.comparisons import Comparison, read_across, shared_expressions
from casestudy.coding.messages import say


def question_blocks(comparison: Comparison, lang: Lang = "en") -> pd.DataFrame:
    """Write the questions with all their answers as blocks for :meth:`~casestudy.book.page.Page.side_by_side`.

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
