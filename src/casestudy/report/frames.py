"""The tables of a report: frames of words, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import listing, say
from casestudy.coding.references import authors
from casestudy.export.igscript import ig_script
from casestudy.findings import compute
from casestudy.report.told import Cell, has, heading, join, link, marks, placed, said, variables_of

MOST = 6  # ids that a cell names before it says how many there are besides
# The findings that any case can be asked for, with what must be coded first; labels are messages of the same name.
FINDINGS = {
    "report_information": ("relation=empowerment,currency=information", "ways(information)"),
    "report_resource": ("relation=empowerment,currency=resource", "ways(resource)"),
    "report_authority": ("relation=empowerment,currency=authority", "ways(authority)"),
    "report_or_else": ("statements", "any_rule(or_else)"),
    "report_timing": ("statements", "any_rule(timing)"),
    "report_quoted": ("testimony", "is_quoted"),
    "report_bad": ("testimony", "is_quoted(valence=bad)"),
    "report_reward": ("incentives", "gives(reward)"),
    "report_loops": ("causes", "argument_loops"),
    "report_left": ("role=cause", "left_over(cause)"),
    "report_tensions": ("tensions", "count(tensions)"),
    "report_inferred": ("*", "rows(basis=inferred)"),
    "report_rows": ("*", "rows(basis=stated|derived|inferred)"),
}


def card_table(case: Case, lang: Lang) -> pd.DataFrame:
    """Return what the card of a case says, as far as it does.

    Examples
    --------
    >>> from casestudy import load_case
    >>> card_table(load_case("pairing"), "en").iloc[2].tolist()
    ['Year', '2025']

    """
    card, article = case.card, case.card["article"]
    names = authors(article, lang) or authors(article, "zh") or authors(article, "en")
    lines = {
        "article": article.get(f"title_{lang}") or article.get("title_zh") or article.get("title_en"),
        "authors": "，".join(names) if lang == "zh" else listing(names, lang),
        "year": article.get("year"),
        "place": card.get(f"place_{lang}"),
        "period": card.get(f"period_{lang}"),
        "coded_on": card.get("coded_on"),
        "data_version": card.get("data_version"),
        "licence": card.get("licence"),
        "limits": ("" if lang == "zh" else " ").join(card.get(f"limits_{lang}", [])),
    }
    told = [(say(f"report_{key}", lang), str(value)) for key, value in lines.items() if value]
    told.append((say("report_size", lang), say("report_counted", lang, **_size(case))))
    return pd.DataFrame(told, columns=["", say("report_said", lang)])


def _size(case: Case) -> dict[str, int]:
    filled = [frame for frame in case.tables.values() if len(frame)]
    return {"rows": sum(map(len, filled)), "tables": len(filled)}


def rows_table(case: Case, table: str, columns: Sequence[str], lang: Lang) -> pd.DataFrame:
    """Return rows of a table in words: what changes their meaning, some columns, and where each stands.

    Codes and keys are shown by their labels, texts in the language; ids and keys are
    :class:`~casestudy.report.told.Cell`, which knows the way to the row.

    Examples
    --------
    >>> from casestudy import load_case
    >>> rows_table(load_case("pairing"), "quantities", ("what", "value"), "en").iloc[4, 1:4].tolist()
    ['Qualifier: At least; Low: 4; Unit: Items; As of: 2017', 'City documents of 2017 named', '4']

    """
    variables = variables_of(table, lang)
    chosen = [variables[name] for name in columns]
    head = [say("report_id", lang), say("report_marks", lang), *(heading(v, lang) for v in chosen)]
    lines = [
        (
            link(row["id"]),
            marks(case, row["id"], lang, without=columns),
            *(said(case, v, row[v.name], lang) for v in chosen),
            placed(case, row["id"], lang),
        )
        for row in case[table].to_dict("records")
    ]
    return pd.DataFrame(lines, columns=[*head, say("report_placed_column", lang)], dtype=object)


def scripts_table(case: Case, lang: Lang) -> pd.DataFrame:
    """Return the rules of a case in IG Script.

    Examples
    --------
    >>> from casestudy import load_case
    >>> scripts_table(load_case("pairing"), "en").columns.tolist()
    ['Row', 'How it is told', 'IG Script', 'Basis and place']

    """
    made = rows_table(case, "statements", (), lang)
    made.insert(2, "IG Script", [ig_script(case, row, lang) for row in case["statements"]["id"]])
    return made


def findings_table(cases: Sequence[Case], lang: Lang) -> pd.DataFrame:
    """Return the same findings of several cases beside each other, with links to the rows of the first.

    Examples
    --------
    >>> from casestudy import load_case
    >>> findings_table([load_case("pairing")], "en").shape[1]
    2

    """
    lines = [
        (say(key, lang), *(_value(case, *asked, lang, linked=case is cases[0]) for case in cases))
        for key, asked in FINDINGS.items()
    ]
    head = [say("report_finding", lang), *(case.title(lang) for case in cases)]
    return pd.DataFrame(lines, columns=head, dtype=object)


def _value(case: Case, need: str, finding: str, lang: Lang, linked: bool) -> str:
    if not has(case, need):
        return say("report_nothing", lang)
    found = compute(case, finding)
    words = found.text(lang)
    rows = join((link(row) for row in found.rows[:MOST]), lang).html
    more = say("report_more", lang, n=len(found.rows) - MOST) if len(found.rows) > MOST else ""
    return Cell(words, f"{escape(words)}<br><small>{rows}{more}</small>") if linked and rows else words


def unsaid_table(case: Case, lang: Lang) -> pd.DataFrame:
    """Return the tables of which a case has no row, with what they would hold.

    Examples
    --------
    >>> from casestudy.coding.tutorial import tutorial_case
    >>> unsaid_table(tutorial_case(), "en").iloc[:, 0].tolist()
    ['Frame elements', 'Process-tracing audit', 'Uses of literature']

    """
    empty = [entry for name, entry in codebook().tables.items() if case[name].empty and not entry.bare]
    return pd.DataFrame(
        [(entry.label(lang), entry.definition(lang)) for entry in empty],
        columns=[say("report_table", lang), say("report_would_hold", lang)],
    )
