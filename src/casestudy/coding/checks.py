"""Validate tables: check every cell of the tables of a case against the codebook, and type them.

Checking never stops at the first fault: all faults of all files are gathered
and raised together as one :class:`~casestudy.coding.reading.CodingError`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import combinations, pairwise
from math import isfinite
from pathlib import Path

import pandas as pd

from casestudy.coding.codebook import LANGS, Variable, codebook
from casestudy.coding.reading import CodingError, Fault, Raw, read_table
from casestudy.coding.text import is_spaced

ANCHOR_LENGTH, ANCHOR_WORDS = 16, 8
# Line breaks, control characters, soft hyphens and marks without width: nobody sees them.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028\u2029\u2060\ufeff\ufffe\uffff]")
WHOLE = re.compile("-?[0-9]{1,15}")  # more would not fit, or be rounded
# Columns that must not fall from left to right, in whatever table has them.
ASCENDING = (("low", "value", "high"), ("date", "date_end"))
# How long a date must be that is as exact as this.
EXACT = {"day": 10, "month": 7}
# Columns by which a row may not be, through others, its own ancestor.
ACYCLIC = ("parent", "part_of", "from_rows")


def load_tables(
    folder: Path, languages: Sequence[str], sections: Iterable[str]
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Read and check all tables of a case.

    Parameters
    ----------
    folder
        The folder of the case.
    languages
        The languages that its card names; text in others may stay empty.
    sections
        The section names that its card knows.

    Returns
    -------
    tables : dict of DataFrame
        One typed frame a table of the codebook (see ``typed``).
    lines : dict of int
        Row id → its line in the CSV file.

    Raises
    ------
    CodingError
        With every fault found.

    """
    raws, faults = check_tables(folder, languages, set(sections))
    if faults:
        raise CodingError(faults)
    lines = {row: line for raw in raws.values() for row, line in zip(raw.frame["id"], raw.lines, strict=True)}
    return {name: typed(raw) for name, raw in raws.items()}, lines


def check_tables(
    folder: Path, languages: Sequence[str], sections: set[str] | None
) -> tuple[dict[str, Raw], list[Fault]]:
    """Read all tables of a case as text, with every fault; sections that nobody knows are not looked at."""
    faults: list[Fault] = list(_unknown_tables(folder))
    raws: dict[str, Raw] = {}
    for table in codebook().tables:
        raw, found = read_table(folder / f"{table}.csv", table)
        faults += found
        if raw is not None:
            raws[table] = raw
    for raw in raws.values():
        faults += check_cells(raw, languages, sections)
    return raws, faults + check_keys(raws) + list(_place_faults(raws))


def _unknown_tables(folder: Path) -> Iterator[Fault]:
    """Yield what looks like a table and is none, such as ``evnets.csv``; a folder, an export, a note may stand by."""
    for path in sorted(folder.iterdir()):
        known = path.is_dir() or path.suffix.lower() != ".csv" or path.name.startswith((".", "~$"))
        if not known and path.name not in {f"{table}.csv" for table in codebook().tables}:
            problem = "is no table of a case; remove it, or name it after a table"
            yield Fault(f"{folder.name}/{path.name}", 0, "", "", problem)


def check_cells(raw: Raw, languages: Sequence[str], sections: set[str] | None) -> list[Fault]:
    """Check each cell of a table of a case by itself, and the pairs of one row."""
    faults = check_form(raw, languages)
    for n, section in enumerate(raw.frame["section"]):
        if section and sections is not None and section not in sections:
            faults.append(raw.fault(n, "section", "is no section of case.toml"))
    faults += [
        raw.fault(n, "from_rows", f"is empty, but the row is {basis}: name the rows that it rests on")
        for n, (basis, rows) in enumerate(zip(raw.frame["basis"], raw.frame.get("from_rows", []), strict=False))
        if basis in ("derived", "inferred") and not rows
    ]
    return faults


def check_form(raw: Raw, languages: Sequence[str]) -> list[Fault]:
    """Check what any table must be: its types and codes, no cell or row twice, both languages or neither."""
    faults = [*_white_space(raw), *_broken(raw, languages)]
    faults += _duplicates(raw)
    faults += _language_pairs(raw, languages)
    faults += _ascending(raw)
    faults += _dated(raw)
    return faults


def _broken(raw: Raw, languages: Sequence[str]) -> Iterator[Fault]:
    for column, tests in _rules(raw.table, tuple(languages)).items():
        for n, cell in enumerate(raw.frame[column]):
            for test, problem in tests:
                if (cell or test is bool) and not test(cell):
                    yield raw.fault(n, column, problem)


def _white_space(raw: Raw) -> Iterator[Fault]:
    for column in raw.frame:
        for n, cell in enumerate(raw.frame[column]):
            if cell != cell.strip():
                yield raw.fault(n, str(column), "has white space at its ends")
            if HIDDEN.search(cell):
                yield raw.fault(n, str(column), "holds a line break or a character that nobody sees; type it anew")


def _duplicates(raw: Raw) -> Iterator[Fault]:
    for n, again in enumerate(raw.frame["id"].duplicated()):
        if again:
            yield raw.fault(n, "id", "stands here a second time; ids are unique and never reused")
    content = raw.frame.drop(columns=["id", "note"], errors="ignore")
    for n, again in enumerate(content.duplicated()):
        if again:
            yield raw.fault(n, "id", "repeats another row in everything but its id; remove one")
    yield from _judged_twice(raw)


def _judged_twice(raw: Raw) -> Iterator[Fault]:
    """Yield a judgement that is made twice at one place, in other words, and one whose two ends are one row."""
    variables = codebook().variables[raw.table]
    ends = [v for v in variables if v.type == "key" and v.required]
    for one, other in ((a, b) for a, b in combinations(ends, 2) if a.references == b.references):
        for n, (cell, twin) in enumerate(zip(raw.frame[one.name], raw.frame[other.name], strict=True)):
            if cell and cell == twin:
                yield raw.fault(n, other.name, f"is {one.name} too; a row joins two")
    if raw.table in codebook().tables and ends:
        judged = [v.name for v in variables if v.type != "text" and v.name not in ("id", "basis", "voice", "teller")]
        texts = raw.frame.drop(columns=["id", "note"], errors="ignore").duplicated()
        again = raw.frame[[*judged, "section", "anchor"]].duplicated()
        for n in [n for n, twice in enumerate(again & ~texts) if twice]:
            yield raw.fault(n, "anchor", "makes a judgement at a place where another row makes it in other words")


def _language_pairs(raw: Raw, languages: Sequence[str]) -> Iterator[Fault]:
    optional = [v.name for v in codebook().variables[raw.table] if not v.required]
    for column in optional:
        stem, _, lang = column.rpartition("_")
        for other in (f"{stem}_{x}" for x in languages if lang in languages and x != lang):
            for n, (cell, twin) in enumerate(zip(raw.frame[column], raw.frame.get(other, []), strict=False)):
                if twin and not cell:
                    yield raw.fault(n, column, f"is empty, but {other} is not; give both languages or neither")


def _ascending(raw: Raw) -> Iterator[Fault]:
    for group in ASCENDING:
        present = [c for c in group if c in raw.frame]
        for n in range(len(raw.frame)):
            cells = [(c, raw.frame[c].iloc[n]) for c in present]
            given = [(c, x) for c, x in cells if (_is_date if c.startswith("date") else _is_number)(x)]
            for (a, x), (b, y) in pairwise(given):
                if _falls(a, x, y):
                    yield raw.fault(n, b, f"is below {a}={x!r}")


def _dated(raw: Raw) -> Iterator[Fault]:
    """Yield the precision of dates that are not that exact."""
    if not {"date", "precision"} <= set(raw.frame):
        return
    for n, (day, precision) in enumerate(zip(raw.frame["date"], raw.frame["precision"], strict=True)):
        if _is_date(day) and len(day) < EXACT.get(precision, 0):
            yield raw.fault(n, "precision", f"is more exact than date={day!r}")


def _falls(column: str, first: str, second: str) -> bool:
    if column.startswith("date"):  # as far as both are known: a year that holds a month is not before it
        return first[: len(second)] > second[: len(first)]
    return float(first) > float(second)


def check_keys(raws: Mapping[str, Raw]) -> list[Fault]:
    """Check that every key names a row that exists, and that nothing contains itself.

    A key to a table or a line that could not be read is passed over: that is a fault of its own, told elsewhere.
    """
    ids = {name: set(raw.frame["id"]) for name, raw in raws.items()}
    ids["*"] = set().union(*ids.values())
    lost = set().union(*(raw.lost for raw in raws.values()))
    prefixes = {t.prefix for t in codebook().tables.values() if t.name not in raws}
    faults: list[Fault] = []
    for raw in raws.values():
        for n, v, own, key in _keys(raw):
            if key in lost or key.rpartition("_")[0] in prefixes:
                continue
            tables = v.references.split("|")
            if not any(key in ids.get(table, ()) for table in tables):
                where = "any table" if v.references == "*" else " or ".join(f"{table}.csv" for table in tables)
                faults.append(raw.fault(n, v.name, f"{key!r} is not in {where}"))
            elif key == own:
                faults.append(raw.fault(n, v.name, "points to its own row"))
    for column in ACYCLIC:
        faults += _cycles(raws, column)
    return faults


def _place_faults(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Yield further places of a place, and tellers that are missing or have nothing to tell."""
    if "places" not in raws:
        return
    raw = raws["places"]
    for n, (own, row, teller) in enumerate(raw.frame[["id", "row", "teller"]].itertuples(index=False)):
        owner = next((table for table, other in raws.items() if row in set(other.frame["id"])), "")
        if owner == "places" and row != own:
            yield raw.fault(n, "row", "is itself a further place; name the row that both of them state")
        elif owner and bool(teller) != ("teller" in raws[owner].frame):
            yield raw.fault(n, "teller", f"is {'no matter' if teller else 'empty, but required'} for a row of {owner}")


def _keys(raw: Raw) -> Iterator[tuple[int, Variable, str, str]]:
    """Yield every key of a table: the number and the id of its row, its column, and the key."""
    for v in codebook().variables[raw.table]:
        if v.references:
            for n, (own, cell) in enumerate(zip(raw.frame["id"], raw.frame[v.name], strict=True)):
                for key in split_keys(cell):
                    yield n, v, own, key


def _cycles(raws: Mapping[str, Raw], column: str) -> Iterator[Fault]:
    up: dict[str, tuple[str, ...]] = {}
    places: dict[str, tuple[Raw, int]] = {}
    for raw in raws.values():
        if column in raw.frame:
            for n, (row, cell) in enumerate(zip(raw.frame["id"], raw.frame[column], strict=True)):
                up[row] = split_keys(cell)
                places[row] = raw, n
    for row, keys in up.items():
        seen, stack = set(), [k for k in keys if k != row]
        while stack:
            key = stack.pop()
            if key not in seen:
                seen.add(key)
                stack += up.get(key, ())
        if row in seen:
            raw, n = places[row]
            yield raw.fault(n, column, "leads back to its own row through others")


def split_keys(cell: str) -> tuple[str, ...]:
    """Split a cell of several ids.

    Examples
    --------
    >>> split_keys("tie_001;tie_004")
    ('tie_001', 'tie_004')

    """
    return tuple(key for key in cell.split(";") if key)


def _is_number(cell: str) -> bool:
    """A finite number in plain digits; Python would also take 1_000, １２ and nan."""
    try:
        return cell.isascii() and "_" not in cell and isfinite(float(cell))
    except ValueError:
        return False


def _is_date(cell: str) -> bool:
    """A year, a month or a day of the calendar, in ISO form."""
    parts = cell.split("-")
    widths = [len(p) for p in parts]
    if widths not in ([4], [4, 2], [4, 2, 2]) or not all(p.isascii() and p.isdigit() for p in parts):
        return False
    try:
        date(*(int(p) for p in [*parts, "1", "1"][:3]))
    except ValueError:
        return False
    return True


@cache
def _rules(table: str, languages: tuple[str, ...]) -> dict[str, list[tuple[Callable[[str], bool], str]]]:
    """Return, by column, the tests that each cell must pass, each with what is wrong where it does not."""
    prefix = codebook().table(table).prefix
    return {v.name: [*_required(v, languages), *_wanted(v, prefix)] for v in codebook().variables[table]}


def _required(v: Variable, languages: Sequence[str]) -> Iterator[tuple[Callable[[str], bool], str]]:
    lang = v.name.rpartition("_")[2]
    if v.required and (lang not in LANGS or lang in languages):
        choice = f": one of {list(codebook().codes[v.codes])}" if v.codes else ""
        yield bool, f"is empty, but required{choice}"


def _wanted(v: Variable, prefix: str) -> Iterator[tuple[Callable[[str], bool], str]]:
    """Yield the tests of a cell that is not empty."""
    if v.name in ("anchor", "until"):
        yield (
            _is_short,
            f"is longer than {ANCHOR_LENGTH} characters, or than {ANCHOR_WORDS} words where words stand apart",
        )
    if v.type == "id":
        yield lambda cell: _is_id(cell, prefix), f"is no id: {prefix}, underscore, at least three digits"
    if v.type == "code":
        codes = list(codebook().codes[v.codes])
        yield codes.__contains__, f"is not one of {codes}"
    if v.type == "key":
        yield lambda cell: ";" not in cell, "names several rows where one is meant"
    if v.type == "keys":
        yield (
            lambda cell: cell == ";".join(dict.fromkeys(split_keys(cell))),
            "is no list of ids with one semicolon between two, each of them once",
        )
    if v.type == "integer":
        yield lambda cell: WHOLE.fullmatch(cell) is not None, "is not a whole number of at most 15 digits"
    if v.type == "number":
        yield _is_number, "is not a number"
    if v.type == "date":
        yield _is_date, "is not a date of the form 2019, 2019-05 or 2019-05-31"


def _is_short(anchor: str) -> bool:
    if not is_spaced(anchor):
        return len(anchor) <= ANCHOR_LENGTH
    words = anchor.split()
    return len(words) <= ANCHOR_WORDS and max(map(len, words)) <= 2 * ANCHOR_LENGTH


def _is_id(cell: str, prefix: str) -> bool:
    head, _, digits = cell.rpartition("_")
    return head == prefix and len(digits) >= 3 and digits.isascii() and digits.isdigit()


def typed(raw: Raw) -> pd.DataFrame:
    """Give the columns their types, and index the rows by their ids.

    Text, codes, keys and dates stay text, and the empty string says that the
    article does not say; numbers become nullable ``Int64`` or ``Float64``;
    several keys become a tuple, perhaps an empty one.
    """
    frame = raw.frame.copy()
    for v in codebook().variables[raw.table]:
        if v.type in ("integer", "number"):  # cell by cell: older versions of pandas cannot read all that is a number
            read, dtype = (int, "Int64") if v.type == "integer" else (float, "Float64")
            frame[v.name] = pd.Series([read(cell) if cell else pd.NA for cell in frame[v.name]], frame.index, dtype)
        elif v.type == "keys":
            frame[v.name] = pd.Series([split_keys(cell) for cell in frame[v.name]], index=frame.index, dtype=object)
    return frame.set_index(pd.Index(frame["id"].array, name=None))
