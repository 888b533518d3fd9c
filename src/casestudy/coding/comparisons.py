"""Two cases side by side: the same questions, each other's frames, comparable practice.

A case knows nothing of another. What relates two of them is judgement of ours
and stands in ``data/comparisons/<a>--<b>/``: every row there is inferred, and cites
rows of the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from casestudy.coding.cases import Case, load_case
from casestudy.coding.checks import check_form, split_keys, typed
from casestudy.coding.codebook import Lang, Variable, codebook, data_folder, list_shipped
from casestudy.coding.reading import CodingError, Fault, Raw, read_table
from casestudy.coding.records import Records

# Columns that name a row of one table of a case, and which; other columns may name any row of it.
HOMES = {"element": "framework", "recommendation": "recommendations"}


@dataclass(frozen=True, eq=False)
class Comparison(Records):
    """What relates two cases.

    Attributes
    ----------
    name
        The name of its folder.
    cases
        The two cases by name.
    tables
        ``questions``, ``answers``, ``readings``, ``precedents``: one frame each, indexed by row id.

    """

    name: str
    cases: Mapping[str, Case]
    tables: Mapping[str, pd.DataFrame]

    def cited(self, *tables: str) -> list[tuple[Case, tuple[str, ...]]]:
        """Return, case by case, the rows that these tables cite (all of them by default)."""
        found: dict[str, dict[str, None]] = {case: {} for case in self.cases}
        for table in tables or self.tables:
            for v in codebook().variables[table]:
                if v.references.startswith("@"):
                    for case, cell in zip(self[table][v.references[1:]], self[table][v.name], strict=True):
                        found[case].update(dict.fromkeys((cell,) if isinstance(cell, str) else cell))
        return [(self.cases[case], tuple(rows)) for case, rows in found.items()]


def list_comparisons() -> list[str]:
    """Return the names of the shipped comparisons.

    Examples
    --------
    >>> list_comparisons()
    ['group_council--pairing']

    """
    return list_shipped("comparisons")


def load_comparison(name_or_path: str | Path) -> Comparison:
    """Load a comparison of two shipped cases by its name, or from a folder of your own, and check it.

    The folder is named after its two cases, joined by ``--``.

    Raises
    ------
    CodingError
        It breaks the codebook; every fault is listed.
    FileNotFoundError
        There is no such comparison.

    Examples
    --------
    >>> len(load_comparison("group_council--pairing")["questions"])
    10

    """
    if str(name_or_path) in list_comparisons():
        return _load(data_folder() / "comparisons" / str(name_or_path))
    folder = Path(name_or_path)
    if not folder.is_dir() or "--" not in folder.name:
        raise FileNotFoundError(f"{name_or_path}: is no comparison; there are {', '.join(list_comparisons())}")
    return _load(folder.resolve())


@cache
def _load(folder: Path) -> Comparison:
    cases = {case: load_case(case) for case in folder.name.split("--")}
    raws, faults = _read(folder)
    for raw in raws.values():
        faults += check_form(raw, ("en", "zh"))
        faults += _check_rows(raw, raws, cases)
    faults += _check_answers(raws, cases)
    if faults:
        raise CodingError(faults)
    return Comparison(folder.name, cases, {table: typed(raw) for table, raw in raws.items()})


def _read(folder: Path) -> tuple[dict[str, Raw], list[Fault]]:
    raws, faults = {}, []
    for table in codebook().comparisons:
        raw, found = read_table(folder / f"{table}.csv", table)
        faults += found
        if raw is not None:
            raws[table] = raw
    return raws, faults


def _check_rows(raw: Raw, raws: Mapping[str, Raw], cases: Mapping[str, Case]) -> Iterator[Fault]:
    """Check that cells name cases of the comparison, its own rows, or rows of the case that another column names."""
    for v in codebook().variables[raw.table]:
        for n, cell in enumerate(raw.frame[v.name]):
            for key in split_keys(cell) if v.references else ():
                where, ids = _home(v, raw, n, raws, cases)
                if ids is not None and key not in ids:
                    yield raw.fault(n, v.name, f"{key!r} is not in {where}")


def _home(
    v: Variable, raw: Raw, n: int, raws: Mapping[str, Raw], cases: Mapping[str, Case]
) -> tuple[str, set[str] | None]:
    """Say where the rows stand that a cell may name, and which; ``None`` where that is a fault of its own."""
    if v.references == "cases":
        return "the two cases", set(cases)
    if v.references.startswith("@"):
        case = cases.get(str(raw.frame[v.references[1:]].iloc[n]))
        if case is None:
            return "", None
        tables = [HOMES[v.name]] if v.name in HOMES else list(case.tables)
        return " ".join([case.name, *(tables if v.name in HOMES else ())]), {i for t in tables for i in case[t]["id"]}
    table = raws.get(v.references)
    return f"{v.references}.csv", set(table.frame["id"]) if table is not None else None


def _check_answers(raws: Mapping[str, Raw], cases: Mapping[str, Case]) -> Iterator[Fault]:
    """Check that every case answers every question: that an article does not say is an answer, no answer is none."""
    if {"questions", "answers"} <= set(raws):
        asked = raws["questions"]
        given = set(zip(raws["answers"].frame["question"], raws["answers"].frame["case"], strict=True))
        for n, question in enumerate(asked.frame["id"]):
            for case in cases:
                if (question, case) not in given:
                    yield asked.fault(n, "id", f"has no answer of {case}; if the article does not say, say so")


def side_by_side(comparison: Comparison, lang: Lang = "en") -> pd.DataFrame:
    """Put the answers of both cases to each question beside each other.

    The idea: structured, focused comparison asks every case the same
    questions; that an article does not say is an answer too.

    Returns
    -------
    DataFrame
        Indexed by question id; for each case the columns ``(case, said)`` (the codes, in
        order), ``(case, answer)`` (texts joined) and ``(case, rows)`` (tuple of ids).

    References
    ----------
    A. L. George and A. Bennett (2005). *Case Studies and Theory Development in the Social Sciences*, ch. 3.

    Examples
    --------
    >>> frame = side_by_side(load_comparison("group_council--pairing"))
    >>> frame.shape
    (10, 6)

    """
    lines: dict[str, dict[tuple[str, str], object]] = {q: {} for q in comparison["questions"]["id"]}
    for case in comparison.cases:
        answers = comparison["answers"].query("case == @case")
        for question, cells in lines.items():
            mine = answers[answers["question"] == question]
            cells[case, "said"] = tuple(mine["said"])
            cells[case, "answer"] = ("" if lang == "zh" else " ").join(mine[f"answer_{lang}"])
            cells[case, "rows"] = tuple(dict.fromkeys(row for rows in mine["rows"] for row in rows))
    return pd.DataFrame.from_dict(lines, orient="index")


def read_across(comparison: Comparison, lang: Lang = "en") -> pd.DataFrame:
    """Put beside each element of a case's frames how far the other case fills it.

    Returns
    -------
    DataFrame
        Indexed by reading id, frame by frame and within each as the elements follow each other;
        columns ``frame_case``, ``case``, ``frame`` (short name), ``frame_label``, ``element_label``,
        ``layer``, ``fit`` and ``reading``.

    Examples
    --------
    >>> read_across(load_comparison("group_council--pairing"))["fit"].value_counts().index.tolist()
    ['partly', 'empty', 'fits']

    """
    lines = []
    for row in comparison["readings"].itertuples():
        element = comparison.cases[row.frame_case].row(row.element)
        line = {"frame_case": row.frame_case, "case": row.case, "frame": element["frame"]}
        line |= {f"{name}_label": element[f"{name}_{lang}"] for name in ("frame", "element")}
        lines.append(line | {"layer": element["layer"], "fit": row.fit, "reading": getattr(row, f"reading_{lang}")})
    frame = pd.DataFrame(lines, index=comparison["readings"]["id"].tolist())
    first = {name: k for k, name in enumerate(dict.fromkeys(zip(frame["frame_case"], frame["frame"], strict=True)))}
    order = [first[name] for name in zip(frame["frame_case"], frame["frame"], strict=True)]
    return frame.assign(order=order).sort_values(["order", "layer"], kind="stable").drop(columns="order")


def shared_expressions(comparison: Comparison, lang: Lang = "en") -> pd.DataFrame:
    """List the expressions that both articles print in the same characters, and what each uses them for.

    The idea: a word travels, what it stands for need not. What a table says in brackets
    after a word, to tell several uses apart, is no part of the word. Words that only
    resemble each other are left out, and so is what is coded as no expression.

    Returns
    -------
    DataFrame
        One line a word and use in each case: ``word`` (as printed), ``name`` (in the language),
        ``case``, ``row`` and ``stands_for``.

    References
    ----------
    G. Sartori (1970). Concept misformation in comparative politics.
    *American Political Science Review* 64(4), 1033-1053.

    Examples
    --------
    >>> frame = shared_expressions(load_comparison("group_council--pairing"))
    >>> frame.groupby("word")["case"].nunique().eq(2).all()
    np.True_

    """
    columns = ["name_zh", f"name_{lang}", "id", f"stands_for_{lang}"]
    lines = [
        (_word(word), _word(label), name, row, stands_for)
        for name, case in comparison.cases.items()
        for word, label, row, stands_for in zip(*(case["expressions"][c] for c in columns), strict=True)
    ]
    frame = pd.DataFrame(lines, columns=["word", "name", "case", "row", "stands_for"])
    both = frame.groupby("word")["case"].transform("nunique") == len(comparison.cases)
    return frame[both].sort_values("word", kind="stable").reset_index(drop=True)


def _word(name: str) -> str:
    return re.sub(r"（.*?）|\(.*?\)|[“”]", "", name).strip()


def precedents_of(comparison: Comparison, case: str) -> pd.DataFrame:
    """Say of each recommendation of a case how close the other case tells of comparable practice.

    Existence, never effect: that something comparable is laid down or
    reported elsewhere does not say that it works there, or would here.

    Returns
    -------
    DataFrame
        Indexed by the ids of the recommendations above which or at which something can be done
        (measures and actions): columns ``close``, ``partial``, ``loose``, ``contrary``: tuples of
        precedent ids.

    Examples
    --------
    >>> frame = precedents_of(load_comparison("group_council--pairing"), "pairing")
    >>> "contrary" in frame
    True

    """
    recommendations = comparison.cases[case]["recommendations"].query("level != 'dimension'")
    found = comparison["precedents"].query("case == @case")
    return pd.DataFrame(
        {
            fit: [
                tuple(found.loc[(found["recommendation"] == rec) & (found["fit"] == fit), "id"])
                for rec in recommendations["id"]
            ]
            for fit in codebook().codes["precedent_fit"]
        },
        index=recommendations.index,
    )
