"""The tables of a report: frames of words, ready to print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from casestudy.cases import Case
from casestudy.codebook import Lang, Variable, codebook
from casestudy.export.igscript import ig_script
from casestudy.export.tables import cell
from casestudy.findings import compute
from casestudy.messages import listing, say

LANGUAGE = re.compile(r" ?[(（][^()（）]*[)）]$")  # which a column of texts bears, and a table in one language need not
# The findings that any case can be asked for, with what they need; labels are messages of the same name.
FINDINGS = {
    "report_information": ("ties", "ways(information)"),
    "report_resource": ("ties", "ways(resource)"),
    "report_authority": ("ties", "ways(authority)"),
    "report_or_else": ("statements", "any_rule(or_else)"),
    "report_timing": ("statements", "any_rule(timing)"),
    "report_quoted": ("", "is_quoted"),
    "report_bad": ("", "is_quoted(valence=bad)"),
    "report_reward": ("incentives", "gives(reward)"),
    "report_loops": ("causes", "argument_loops"),
    "report_left": ("problems", "left_over(cause)"),
    "report_tensions": ("", "count(tensions)"),
    "report_inferred": ("", "rows(basis=inferred)"),
    "report_rows": ("", "rows(basis=stated|derived|inferred)"),
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
    authors = article.get(f"authors_{lang}") or article.get("authors_zh") or article.get("authors_en") or []
    lines = {
        "article": article.get(f"title_{lang}") or article.get("title_zh") or article.get("title_en"),
        "authors": "，".join(authors) if lang == "zh" else listing(list(authors), lang),
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
    """Return some columns of a table in words: codes and keys by their labels, texts in the language.

    Examples
    --------
    >>> from casestudy import load_case
    >>> rows_table(load_case("pairing"), "quantities", ("value", "qualifier"), "en").columns.tolist()
    ['Row', 'Value', 'Qualifier']

    """
    variables = {v.name: v for v in codebook().variables[table]}
    chosen = [variables.get(f"{name}_{lang}") or variables[name] for name in columns]
    head = [say("report_id", lang), *(LANGUAGE.sub("", v.label(lang)) for v in chosen)]
    lines = [(r["id"], *(_shown(case, v, r[v.name], lang) for v in chosen)) for r in case[table].to_dict("records")]
    return pd.DataFrame(lines, columns=head)


def _shown(case: Case, v: Variable, value: Any, lang: Lang) -> str:
    if v.type in ("key", "keys"):
        keys = (value,) if isinstance(value, str) else value
        return listing([case.text(key, lang) for key in keys if key], lang)
    return codebook().label(v.codes, value, lang) if v.codes and value else cell(value)


def scripts_table(case: Case, lang: Lang) -> pd.DataFrame:
    """Return the rules of a case in IG Script.

    Examples
    --------
    >>> from casestudy import load_case
    >>> scripts_table(load_case("pairing"), "en").columns.tolist()
    ['Row', 'IG Script']

    """
    lines = [(row, ig_script(case, row, lang)) for row in case["statements"]["id"]]
    return pd.DataFrame(lines, columns=[say("report_id", lang), "IG Script"])


def findings_table(cases: Sequence[Case], lang: Lang) -> pd.DataFrame:
    """Return the same findings of several cases beside each other; where a case has no rows for one, nothing.

    Examples
    --------
    >>> from casestudy import load_case
    >>> findings_table([load_case("pairing")], "en").shape[1]
    2

    """
    lines = [(say(key, lang), *(_value(case, *asked, lang) for case in cases)) for key, asked in FINDINGS.items()]
    return pd.DataFrame(lines, columns=[say("report_finding", lang), *(case.title(lang) for case in cases)])


def _value(case: Case, table: str, finding: str, lang: Lang) -> str:
    if table and case[table].empty:
        return say("report_nothing", lang)
    found = compute(case, finding)
    ways = codebook().codes["flow"]
    return ways[str(found.value)].label(lang) if found.value in ways else found.text(lang)


def unsaid_table(case: Case, lang: Lang) -> pd.DataFrame:
    """Return the tables of which a case has no row, with what they would hold.

    Examples
    --------
    >>> from casestudy.tutorial import tutorial_case
    >>> unsaid_table(tutorial_case(), "en").iloc[:, 0].tolist()
    ['Frame elements', 'Process-tracing audit', 'Uses of literature']

    """
    empty = [entry for name, entry in codebook().tables.items() if case[name].empty]
    return pd.DataFrame(
        [(entry.label(lang), entry.definition(lang)) for entry in empty],
        columns=[say("report_table", lang), say("report_would_hold", lang)],
    )
