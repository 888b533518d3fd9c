"""Diff: what changed between two versions of the data: rows, and the findings that rest on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from casestudy.coding.cases import Case, load_case
from casestudy.coding.reading import CodingError
from casestudy.findings.registry import FINDINGS, compute
from casestudy.findings.robustness import headlines

SHOWN = 6


def changed_rows(old: Path, new: Path) -> pd.DataFrame:
    """Compare two versions of a case folder, or of a whole data folder, row by row.

    Rows are known by their ids, which are never used again; tables by the
    place of their file. Cells are compared as they are written, so that
    versions with different columns, or faults, can be compared too.

    Returns
    -------
    DataFrame
        ``table`` (file without its ending), ``id``, ``change`` (``added``, ``removed``,
        ``changed``), and of each changed cell ``column``, ``old`` and ``new``.

    Raises
    ------
    FileNotFoundError
        A folder is not there, or holds no table.

    Examples
    --------
    >>> from casestudy.coding.tutorial import tutorial_case
    >>> folder = tutorial_case().folder
    >>> changed_rows(folder, folder).empty
    True

    """
    tables = [_tables(folder) for folder in (old, new)]
    lines = [line for name in sorted({*tables[0], *tables[1]}) for line in _compared(name, *tables)]
    return pd.DataFrame(lines, columns=["table", "id", "change", "column", "old", "new"])


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read every table of a folder that has ids, as text; what stands in a folder within a case is none of it."""
    found = {}
    inside = [card.parent for card in folder.rglob("case.toml")]
    for path in sorted(file for file in folder.rglob("*.csv") if file.is_file()):
        if any(case in path.parent.parents for case in inside):
            continue
        try:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        except (ValueError, OSError) as fault:
            raise ValueError(f"{path}: cannot be read as a table ({fault}); casestudy check says more") from None
        if "id" in frame.columns and not frame["id"].duplicated().any():
            found[path.relative_to(folder).with_suffix("").as_posix()] = frame.set_index("id")
    if not found:
        raise FileNotFoundError(f"{folder}: holds no table with ids; give the folder of a case, or of data")
    return found


Line = tuple[str, str, str, str, str, str]


def _compared(name: str, before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> Iterator[Line]:
    nothing = pd.DataFrame(index=pd.Index([], dtype=str))
    a, b = before.get(name, nothing), after.get(name, nothing)
    for row in b.index.difference(a.index, sort=False):
        yield name, row, "added", "", "", ""
    for row in a.index.difference(b.index, sort=False):
        yield name, row, "removed", "", "", ""
    both, columns = a.index.intersection(b.index), [c for c in b if c in a]
    for column in columns:
        x, y = a.loc[both, column], b.loc[both, column]
        for row in both[(x != y).to_numpy()]:
            yield name, row, "changed", column, x[row], y[row]


def changed_findings(old: Path, new: Path) -> pd.DataFrame:
    """Say which findings of a case have another value in another version of it.

    Compared are the headlines of a shipped case of that name, or, for a case of one's own,
    every headline that can be asked of it; and every finding that needs no argument.
    A finding that neither version can answer is none of the case.

    Parameters
    ----------
    old, new
        Folders of one case.

    Returns
    -------
    DataFrame
        ``finding``, ``old``, ``new``: only those that differ. Where one of the versions has no
        answer, the reason stands in the place of a value.

    Raises
    ------
    CodingError
        One of the versions breaks the codebook of today.

    Examples
    --------
    >>> from casestudy.coding.tutorial import tutorial_case
    >>> folder = tutorial_case().folder
    >>> changed_findings(folder, folder).empty
    True

    """
    before, after = load_case(old), load_case(new)
    lines = []
    for expression in _expressions(after.name):
        (a, known), (b, still) = (_answer(case, expression) for case in (before, after))
        if a != b and (known or still):
            lines.append((f"{after.name}.{expression}", a, b))
    return pd.DataFrame(lines, columns=["finding", "old", "new"])


def _expressions(name: str) -> list[str]:
    known = list(headlines().values())
    mine = [h for h in known if h.case == name] or known
    return list(dict.fromkeys([*(h.finding for h in mine), *FINDINGS]))


def _answer(case: Case, expression: str) -> tuple[str, bool]:
    """Return what a case answers, in words, and whether it answers at all; what was asked of others may not suit it."""
    try:
        return str(compute(case, expression).value), True
    except (KeyError, ValueError) as fault:
        return f"no answer ({fault.args[0] if fault.args else type(fault).__name__})", False


def changelog(old: Path, new: Path) -> str:
    """Write what changed in the form of the *Data* heading of a changelog, in Markdown.

    Examples
    --------
    >>> from casestudy.coding.tutorial import tutorial_case
    >>> folder = tutorial_case().folder
    >>> print(changelog(folder, folder))
    ### Data
    - nothing changed
    <BLANKLINE>

    """
    rows = changed_rows(old, new)
    fresh = rows["table"].isin(set(_tables(new)) - set(_tables(old)))
    parents = pd.Series([table.rpartition("/")[0] for table in rows["table"]], index=rows.index, dtype=str)
    lines = [
        f"- {parent or new.name}: new, {len(part)} rows in {part['table'].nunique()} tables"
        for parent, part in rows[fresh].groupby(parents, sort=False)
    ]
    kept = rows[~fresh].groupby("table", sort=False)
    lines += [line for table, part in kept for line in _table_lines(str(table), part)]
    for case_old, case_new in _cases(old, new):
        try:
            lines += [
                f"- finding `{f.finding}`: {f.old} → {f.new}" for f in changed_findings(case_old, case_new).itertuples()
            ]
        except CodingError as fault:
            why = f"a version breaks the codebook of today in {len(fault.faults)} place(s)"
            lines.append(f"- findings of {case_new.name} were not compared: {why}")
    return "\n".join(["### Data", *(lines or ["- nothing changed"])]) + "\n"


def _cases(old: Path, new: Path) -> Iterator[tuple[Path, Path]]:
    """Find the case folders that are in both versions."""
    if (new / "case.toml").is_file() and (old / "case.toml").is_file():
        yield old, new
    for card in sorted(new.glob("cases/*/case.toml")):
        before = old / card.relative_to(new)
        if before.is_file():
            yield before.parent, card.parent


def _table_lines(table: str, rows: pd.DataFrame) -> Iterator[str]:
    for change in ("added", "removed"):
        ids = rows.loc[rows["change"] == change, "id"]
        if len(ids):
            yield f"- {table}: {len(ids)} {change} ({_some(list(ids))})"
    cells = rows[rows["change"] == "changed"]
    if len(cells):
        columns = cells["column"].value_counts(sort=False)
        said = [f"{r.id} {r.column}: {_short(r.old)} → {_short(r.new)}" for r in cells.itertuples()]
        many = [f"{column} {n}" for column, n in columns.items()]
        what = _some(said) if len(said) <= SHOWN else ", ".join(many)
        yield f"- {table}: {len(cells)} {'cell' if len(cells) == 1 else 'cells'} changed ({what})"


def _some(items: list[str]) -> str:
    more = len(items) - SHOWN
    return ", ".join(items[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 30 else cell[:29] + "…")
