"""Read the tables of a case, check every cell against the codebook, type them.

Checking never stops at the first fault: all faults of all files are gathered
and raised together as one :class:`~casestudy.tables.CodingError`, each with its file, line,
column, value and remedy. Nothing on disk is changed.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from math import isfinite
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

import pandas as pd

from casestudy.codebook import LANGS, Variable, codebook

if TYPE_CHECKING:
    import pandera.pandas as pa

ANCHOR_LENGTH = 16
LARGEST_FILE = 50_000_000
LARGEST_CELL = 100_000
NOT_TABLES = {"case.toml", "README.md"}
# Line breaks, control characters and marks without width: nobody sees them, and no anchor with one is ever found.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u2060\ufeff\ufffe\uffff]")
WHOLE = re.compile("-?[0-9]{1,15}")  # more would not fit, or be rounded
# Columns that must not fall from left to right, in whatever table has them.
ASCENDING = (("low", "value", "high"), ("date", "date_end"))
# Columns by which a row may not be, through others, its own ancestor.
ACYCLIC = ("parent", "part_of", "from_rows")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, where, and what to do about it."""

    file: str
    line: int
    column: str
    value: str
    problem: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        cell = f" {self.column}={_short(self.value)!r}" if self.column else ""
        return f"{place}{cell}: {self.problem}"


def _short(value: str) -> str:
    return value if len(value) <= 60 else value[:57] + "…"


class CodingError(ValueError):
    """The files of a case break the codebook; ``faults`` holds every place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        n = len(self.faults)
        head = "1 place breaks" if n == 1 else f"{n} places break"
        super().__init__("\n  ".join([f"{head} the codebook:", *map(str, self.faults)]))


@dataclass(frozen=True)
class Raw:
    """A table as read: all cells text, with the line of each row in its file.

    ``lost`` are the cells of lines that are no rows: keys to them are not dangling.
    """

    table: str
    file: str
    frame: pd.DataFrame
    lines: tuple[int, ...]
    lost: frozenset[str] = frozenset()

    def fault(self, row: int, column: str, problem: str) -> Fault:
        """Return the fault of one cell."""
        value = str(self.frame[column].iloc[row])
        return Fault(self.file, self.lines[row], column, value, problem)


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
    faults: list[Fault] = list(_unknown_files(folder))
    raws: dict[str, Raw] = {}
    for table in codebook().tables:
        raw, found = read_table(folder / f"{table}.csv", table)
        faults += found
        if raw is not None:
            raws[table] = raw
    for raw in raws.values():
        faults += check_cells(raw, languages, set(sections))
    faults += check_keys(raws)
    if faults:
        raise CodingError(faults)
    lines = {row: line for raw in raws.values() for row, line in zip(raw.frame["id"], raw.lines, strict=True)}
    return {name: typed(raw) for name, raw in raws.items()}, lines


def _unknown_files(folder: Path) -> Iterator[Fault]:
    known = NOT_TABLES | {f"{table}.csv" for table in codebook().tables}
    for path in sorted(folder.iterdir()):
        if path.name not in known and not path.name.startswith("."):
            yield Fault(
                f"{folder.name}/{path.name}", 0, "", "", "is no file of a case; remove it, or name it after a table"
            )


def read_table(path: Path, table: str) -> tuple[Raw | None, list[Fault]]:
    """Read one CSV file as text; return it with the faults of its form."""
    file = f"{path.parent.name}/{path.name}"

    def whole(problem: str, line: int = 0) -> tuple[None, list[Fault]]:
        return None, [Fault(file, line, "", "", problem)]

    columns = codebook().columns(table)
    header_line = f"its header line is {','.join(columns)}"
    try:
        text, problem = read_text(path, LARGEST_FILE)
    except FileNotFoundError:
        return whole(f"is missing; where the article has nothing for it, the header alone is enough: {header_line}")
    if problem := problem or _line_ends_problem(text):
        return whole(problem)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: dict[int, list[str]] = {}
    faults: list[Fault] = []
    lost: set[str] = set()
    line = 1  # where a record begins; the reader knows only where it ends
    try:
        header = next(reader, [])
        if problem := _header_problem(header, columns):
            return whole(f"{problem}; {header_line}", 1)
        line = reader.line_num + 1
        for record in reader:
            if max(map(len, record), default=0) > LARGEST_CELL:  # csv has a limit of its own, which others may raise
                raise csv.Error(f"a cell of more than {LARGEST_CELL} characters")
            if len(record) == len(columns):
                rows[line] = record
            else:
                lost.update(record)
                faults.append(Fault(file, line, "", "", f"has {len(record)} cells where the header has {len(columns)}"))
            line = reader.line_num + 1
    except csv.Error as fault:
        return whole(f"is no well-formed CSV ({fault}); is a quotation mark open, or the file cut off?", line)
    # Kept as Python strings: where pyarrow is installed pandas would keep them there, and single cells cost more.
    with pd.option_context("mode.string_storage", "python"):
        frame = pd.DataFrame(list(rows.values()), columns=list(columns), dtype=str)
    return Raw(table, file, frame, tuple(rows), frozenset(lost)), faults


def read_text(path: Path, largest: int) -> tuple[str, str]:
    """Return the text of a file of UTF-8, or else what is wrong with it.

    What is no plain file is never opened: a pipe would wait for ever.

    Raises
    ------
    FileNotFoundError
        There is no such file.

    """
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):
            return "", "is a folder, a pipe or a device; put a plain file there"
        if found.st_size > largest:
            return "", f"is larger than {largest // 1_000_000} MB, as nothing done by hand is; look at what wrote it"
        return _decode(path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as fault:
        return "", f"cannot be read ({fault.strerror}); look at its permissions"


def _decode(raw: bytes) -> tuple[str, str]:
    if raw.startswith(b"\xef\xbb\xbf"):
        return "", "begins with a byte order mark; save it as UTF-8 without BOM"
    if b"\0" in raw:
        return "", "holds NUL bytes; save it as UTF-8 text"
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        return "", f"is not UTF-8 from line {line} on (perhaps GBK, as some spreadsheets save); save it as UTF-8"


def _line_ends_problem(text: str) -> str:
    if not text.strip():
        return "is empty; it needs at least its header line"
    if "\r" in text:
        return "has Windows line ends (CRLF); save it with LF"
    return "" if text.endswith("\n") else "does not end with a line end; is it cut off?"


def _header_problem(header: list[str], columns: Sequence[str]) -> str:
    if header == list(columns):
        return ""
    twice = [c for c, n in Counter(header).items() if n > 1]
    missing = [c for c in columns if c not in header]
    extra = [c for c in header if c not in columns]
    parts = [
        f"{word} {', '.join(map(repr, cells))}"
        for word, cells in (("lacks the columns", missing), ("has unknown columns", extra), ("repeats", twice))
        if cells
    ]
    return "; ".join(parts) or "has its columns in another order"


def check_cells(raw: Raw, languages: Sequence[str], sections: set[str]) -> list[Fault]:
    """Check each cell of a table of a case by itself, and the pairs of one row."""
    faults = check_form(raw, languages)
    for n, section in enumerate(raw.frame["section"]):
        if section and section not in sections:
            faults.append(raw.fault(n, "section", "is no section of case.toml"))
    faults += [
        raw.fault(n, "from_rows", f"is empty, but the row is {basis}: name the rows that it rests on")
        for n, (basis, rows) in enumerate(zip(raw.frame["basis"], raw.frame["from_rows"], strict=True))
        if basis in ("derived", "inferred") and not rows
    ]
    return faults


def check_form(raw: Raw, languages: Sequence[str]) -> list[Fault]:
    """Check what any table must be: its types and codes, no cell or row twice, both languages or neither."""
    import pandera.errors

    if raw.frame.empty:
        return []
    faults = list(_white_space(raw))
    try:
        schema(raw.table, tuple(languages)).validate(raw.frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        for column, problem, row in zip(cases["column"], cases["check"], cases["index"], strict=True):
            faults.append(raw.fault(int(row), str(column), str(problem)))
    faults += _duplicates(raw)
    faults += _language_pairs(raw, languages)
    faults += _ascending(raw)
    return faults


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
    content = raw.frame.drop(columns=["id", "note"])
    for n, again in enumerate(content.duplicated()):
        if again:
            yield raw.fault(n, "id", "repeats another row in everything but its id; remove one")


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
            if key not in ids.get(v.references, ()):
                where = "any table" if v.references == "*" else f"{v.references}.csv"
                faults.append(raw.fault(n, v.name, f"{key!r} is not in {where}"))
            elif key == own:
                faults.append(raw.fault(n, v.name, "points to its own row"))
    for column in ACYCLIC:
        faults += _cycles(raws, column)
    return faults


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
def schema(table: str, languages: tuple[str, ...]) -> pa.DataFrameSchema:
    """Build the validation schema of a table from the codebook."""
    import pandera.pandas as pa

    checks = {v.name: list(_checks(v, codebook().table(table).prefix, languages)) for v in codebook().variables[table]}
    return pa.DataFrameSchema({name: pa.Column(None, found) for name, found in checks.items() if found})


def _checks(v: Variable, prefix: str, languages: Sequence[str]) -> Iterator[pa.Check]:
    import pandera.pandas as pa

    def check(test: Callable[[str], bool], problem: str) -> pa.Check:
        return pa.Check(lambda cell: cell == "" or test(cell), element_wise=True, error=problem)

    lang = v.name.rpartition("_")[2]
    if v.required and (lang not in LANGS or lang in languages):
        choice = f": one of {list(codebook().codes[v.codes])}" if v.codes else ""
        yield pa.Check(lambda cell: cell != "", element_wise=True, error=f"is empty, but required{choice}")
    if v.name in ("anchor", "until"):
        yield check(lambda cell: len(cell) <= ANCHOR_LENGTH, f"is longer than {ANCHOR_LENGTH} characters")
    if v.type == "id":
        yield check(lambda cell: _is_id(cell, prefix), f"is no id: {prefix}, underscore, at least three digits")
    if v.type == "code":
        codes = list(codebook().codes[v.codes])
        yield check(lambda cell: cell in codes, f"is not one of {codes}")
    if v.type == "key":
        yield check(lambda cell: ";" not in cell, "names several rows where one is meant")
    if v.type == "keys":
        yield check(
            lambda cell: cell == ";".join(dict.fromkeys(split_keys(cell))),
            "is no list of ids with one semicolon between two, each of them once",
        )
    if v.type == "integer":
        yield check(lambda cell: WHOLE.fullmatch(cell) is not None, "is not a whole number of at most 15 digits")
    if v.type == "number":
        yield check(_is_number, "is not a number")
    if v.type == "date":
        yield check(_is_date, "is not a date of the form 2019, 2019-05 or 2019-05-31")


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
        if v.type in ("integer", "number"):
            dtype = "Int64" if v.type == "integer" else "Float64"
            frame[v.name] = pd.to_numeric(frame[v.name].replace("", None)).astype(dtype)
        elif v.type == "keys":
            frame[v.name] = pd.Series([split_keys(cell) for cell in frame[v.name]], index=frame.index, dtype=object)
    return frame.set_index(pd.Index(frame["id"].array, name=None))
