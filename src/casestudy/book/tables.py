"""Tables to read, in the words of a language: agreement, coverage, tensions, and what turns a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from casestudy.articles.agreement import load_coverage
from casestudy.coding.cases import Case, load_case
from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import listing, say
from casestudy.findings.robustness import headlines


def articles_table(lang: Lang = "en") -> pd.DataFrame:
    """Say in the words of a language what the data do with the sentences of each article.

    Examples
    --------
    >>> articles_table().columns[:2].tolist()
    ['Sentences', 'Coded']

    """
    frame = load_coverage().query("section == 'all'").set_index("case").drop(columns="section")
    return _worded(frame, [load_case(name).title(lang) for name in frame.index], {c: c for c in frame}, lang)


def presence_table(agreement: pd.DataFrame, lang: Lang = "en") -> pd.DataFrame:
    """Say in the words of a language how far two coders agree on where there is a row of a table.

    Parameters
    ----------
    agreement
        From :func:`casestudy.articles.agreement.presence_agreement`.

    Examples
    --------
    >>> from casestudy.articles.agreement import load_recoding, presence_agreement
    >>> presence_table(presence_agreement(load_recoding("pairing"))).columns[0]
    'Alpha'

    """
    frame = agreement[["alpha", "both", "first", "second", "sentences"]].round(2)
    labels = [codebook().tables[name].label(lang) for name in frame.index]
    return _worded(frame, labels, {c: f"agreement_{c}" for c in frame}, lang)


def columns_table(columns: pd.DataFrame, lang: Lang = "en") -> pd.DataFrame:
    """Say in the words of a language how far two coders agree on some columns of one table.

    Parameters
    ----------
    columns
        From :func:`casestudy.articles.agreement.column_agreement`.

    Examples
    --------
    >>> from casestudy.articles.agreement import column_agreement, load_recoding
    >>> columns_table(column_agreement(load_recoding("pairing"))[0].query("table == 'ties'")).columns[0]
    'Alpha'

    """
    labels = {v.name: v.label(lang) for v in codebook().variables[columns["table"].iloc[0]]}
    keys = {"alpha": "agreement_alpha", "agree": "alpha_agree", "pairs": "alpha_pairs"}
    return _worded(columns[list(keys)].round(2), [labels[name] for name in columns["column"]], keys, lang)


def audit_table(audit: pd.DataFrame, lang: Lang = "en") -> pd.DataFrame:
    """Say in the words of a language how many rows of each case were agreed with, doubted, or found wrong.

    Parameters
    ----------
    audit
        From :func:`casestudy.articles.agreement.load_audit`.

    Examples
    --------
    >>> from casestudy.articles.agreement import load_audit
    >>> audit_table(load_audit()).columns[0]
    'Agree'

    """
    verdicts = ["agree", "doubt", "wrong"]
    counts = pd.crosstab(audit["case"], audit["verdict"]).reindex(columns=verdicts, fill_value=0)
    titles = [load_case(name).title(lang) for name in counts.index]
    return _worded(counts, titles, {v: f"audit_{v}" for v in verdicts}, lang)


def tensions_table(cases: Sequence[Case], lang: Lang = "en") -> pd.DataFrame:
    """List the kinds of tension, how many rows of each case are of the kind, and one of each.

    Kinds that occur in none of the cases have no line.

    Returns
    -------
    DataFrame
        In the words of the language: the kind, a number for each case, and an example.

    Examples
    --------
    >>> from casestudy import load_case
    >>> tensions_table([load_case("pairing")]).columns[0]
    'Kind'

    """
    rows = pd.concat([case["tensions"].assign(case=case.title(lang)) for case in cases])
    counts = pd.crosstab(rows["kind"], rows["case"])
    kinds = {kind: code.label(lang) for kind, code in codebook().codes["tension_kind"].items() if kind in counts.index}
    titles = [case.title(lang) for case in cases]
    numbers = counts.reindex(index=list(kinds), columns=titles, fill_value=0)
    shown = rows.drop_duplicates("kind").set_index("kind")[f"text_{lang}"].reindex(list(kinds))
    columns = {say("tensions_kind", lang): list(kinds.values())} | {title: list(numbers[title]) for title in titles}
    return pd.DataFrame(columns | {say("tensions_example", lang): list(shown)})


def turned_table(tried: pd.DataFrame, lang: Lang = "en", most: int = 3) -> pd.DataFrame:
    """List which single changes turn which headline finding, at most so many of a kind.

    Parameters
    ----------
    tried
        From :func:`casestudy.findings.robustness.try_headlines`.

    Returns
    -------
    DataFrame
        In the words of the language: the finding, what turns it, what it becomes.

    """
    lines = []
    for name, part in tried[~tried["stands"]].groupby("headline", sort=False):
        headline = headlines()[str(name)]
        case = load_case(headline.case)
        turns = []
        for kind, mine in part.groupby("change", sort=False):
            what = [_change(str(kind), text, lang) for text in mine["what"].head(most)]
            if len(mine) > most:
                what.append(say("robustness_more", lang, n=len(mine) - most))
            turns.append(say("robustness_turn", lang, kind=say(f"change_{kind}", lang), what=_and_then(what, lang)))
        became = sorted({_value(case, value, lang) for value in part["value"]})
        said = ("" if lang == "zh" else " ").join(turns)
        lines.append((headline.statement(lang), said, _and_then(became, lang)))
    return pd.DataFrame(lines, columns=[say(f"robustness_{name}", lang) for name in ("finding", "what", "becomes")])


def settles_table(lang: Lang = "en") -> pd.DataFrame:
    """List what new evidence would settle each headline finding.

    Examples
    --------
    >>> settles_table().columns[0]
    'Ch.'

    """
    head = [say(f"robustness_{name}", lang) for name in ("chapter", "finding", "settles")]
    lines = [(h.record["chapter"], h.statement(lang), h.settles(lang)) for h in headlines().values()]
    return pd.DataFrame(lines, columns=head)


def _worded(frame: pd.DataFrame, rows: list[str], keys: dict[str, str], lang: Lang) -> pd.DataFrame:
    """Give the rows of a frame labels, and its columns the messages of some keys."""
    return (
        frame.set_axis(pd.Index(rows))
        .rename(columns={c: say(key, lang) for c, key in keys.items()})
        .rename_axis(columns=None)
    )


def _and_then(parts: list[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(parts)


def _change(kind: str, what: str, lang: Lang) -> str:
    if kind == "passage":
        section, _, sentence = what.partition("#")
        return say("passage_place", lang, section=section, sentence=sentence)
    if kind == "code":
        return _moved(what, lang)
    return codebook().label("voice", what, lang) if kind == "voice" else what or say("robustness_all", lang)


def _moved(what: str, lang: Lang) -> str:
    """Say in the words of the codebook what a change such as ``tie_006: currency capability → authority`` does."""
    row, column, code, _, near = what.replace(":", "").split()
    v = next(v for v in codebook().variables[codebook().table_of(row)] if v.name == column)
    moved = " → ".join(codebook().label(v.codes, one, lang) for one in (code, near))
    return say("robustness_moved", lang, row=row, column=v.label(lang), moved=moved)


def _value(case: Case, value: Any, lang: Lang) -> str:
    if isinstance(value, str) and value.startswith("actor_"):
        return listing([case.text(row, lang) for row in value.split(";")], lang)
    for codes in ("flow", "yes_no", "answer"):
        if value in codebook().codes[codes]:
            return codebook().label(codes, value, lang)
    return str(value) or say("none", lang)
