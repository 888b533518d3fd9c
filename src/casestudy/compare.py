"""Two cases side by side: the same questions, each other's frames, comparable practice.

A case knows nothing of another. What relates two of them is judgement of ours
and stands in ``data/comparisons/<a>--<b>/``: every row there is inferred, and cites
rows of the cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from casestudy.cases import Case, load_case
from casestudy.codebook import Lang, Variable, codebook, data_folder
from casestudy.tables import CodingError, Fault, Raw, check_form, read_table, split_keys, typed


@dataclass(frozen=True)
class Comparison:
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

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return a table, e.g. ``comparison["answers"]``."""
        try:
            return self.tables[table]
        except KeyError:
            raise KeyError(f"there is no table {table!r}; the tables are {', '.join(self.tables)}") from None

    def row(self, row_id: str) -> pd.Series:
        """Return a row by its id.

        Raises
        ------
        KeyError
            The comparison has no such row.

        """
        for frame in self.tables.values():
            if row_id in frame.index:
                return frame.loc[row_id]
        raise KeyError(f"{row_id!r} is not in {self.name}")

    def text(self, row_id: str, lang: Lang = "en") -> str:
        """Return what a row says.

        Examples
        --------
        >>> load_comparison("group_council--pairing").text("question_006")
        'Who decides what is done?'

        """
        table = next(name for name, frame in self.tables.items() if row_id in frame.index)
        return str(self.row(row_id)[codebook().comparisons[table].title.strip("{}") + f"_{lang}"])

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
    return sorted(path.name for path in (data_folder() / "comparisons").iterdir() if path.is_dir())


@cache
def load_comparison(name: str) -> Comparison:
    """Load a comparison of two shipped cases, and check it.

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
    folder = data_folder() / "comparisons" / name
    if not folder.is_dir():
        raise FileNotFoundError(f"{name}: is no comparison; there are {', '.join(list_comparisons())}")
    cases = {case: load_case(case) for case in name.split("--")}
    raws, faults = _read(folder)
    for raw in raws.values():
        faults += check_form(raw, ("en", "zh"))
        faults += _check_rows(raw, raws, cases)
    if faults:
        raise CodingError(faults)
    return Comparison(name, cases, {table: typed(raw) for table, raw in raws.items()})


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
    known = {name: {i for frame in case.tables.values() for i in frame["id"]} for name, case in cases.items()}
    for v in codebook().variables[raw.table]:
        for n, cell in enumerate(raw.frame[v.name]):
            for key in split_keys(cell) if v.references else ():
                where, ids = _home(v, raw, n, raws, known)
                if key not in ids:
                    yield raw.fault(n, v.name, f"{key!r} is not in {where}")


def _home(
    v: Variable, raw: Raw, n: int, raws: Mapping[str, Raw], known: Mapping[str, set[str]]
) -> tuple[str, set[str]]:
    if v.references == "cases":
        return "the two cases", set(known)
    if v.references.startswith("@"):
        case = str(raw.frame[v.references[1:]].iloc[n])
        return case, known.get(case, set())
    table = raws.get(v.references)
    return f"{v.references}.csv", set(table.frame["id"]) if table is not None else set()


def side_by_side(comparison: Comparison, lang: Lang = "en") -> pd.DataFrame:
    """Put the answers of both cases to each question beside each other.

    The idea: structured, focused comparison asks every case the same
    questions; that an article does not say is an answer too.

    Returns
    -------
    DataFrame
        Indexed by question id; for each case the columns ``(case, said)`` (the codes, in
        order), ``(case, answer)`` (texts joined by a blank) and ``(case, rows)`` (tuple of ids).

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
            cells[case, "answer"] = " ".join(mine[f"answer_{lang}"])
            cells[case, "rows"] = tuple(dict.fromkeys(row for rows in mine["rows"] for row in rows))
    return pd.DataFrame.from_dict(lines, orient="index")


def fit_by_frame(comparison: Comparison) -> pd.DataFrame:
    """Count how far each case fills the elements of the other's frames.

    Returns
    -------
    DataFrame
        Indexed by the case whose frame it is and the name of the frame; columns
        ``fits``, ``partly``, ``empty`` (elements).

    Examples
    --------
    >>> frame = fit_by_frame(load_comparison("group_council--pairing"))
    >>> frame.columns.tolist()
    ['fits', 'partly', 'empty']

    """
    readings = comparison["readings"]
    names = [
        comparison.cases[c].row(e)["frame"] for c, e in zip(readings["frame_case"], readings["element"], strict=True)
    ]
    table = readings.assign(frame=names).groupby(["frame_case", "frame", "fit"]).size().unstack(fill_value=0)
    return table.reindex(columns=list(codebook().codes["reading_fit"]), fill_value=0).rename_axis(columns=None)


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
