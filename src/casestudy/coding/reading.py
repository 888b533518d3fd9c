"""Read a table as text, with every fault of its form: the encoding, the header, the lines.

A fault names its file, line, column and value, and what would be right. Nothing is changed on disk.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

import pandas as pd

from casestudy.coding.codebook import codebook

LARGEST_FILE = 50_000_000
LARGEST_CELL = 100_000
BOM = "\ufeff"
TIDY = "casestudy tidy puts this right"
QUOTED = "a text with a comma in it stands in quotation marks"


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


def read_table(path: Path, table: str) -> tuple[Raw | None, list[Fault]]:
    """Read one CSV file as text; return it with the faults of its form."""
    file = f"{path.parent.name}/{path.name}"

    def whole(problem: str, line: int = 0) -> tuple[None, list[Fault]]:
        return None, [*faults, Fault(file, line, "", "", problem)]

    faults: list[Fault] = []
    columns = codebook().columns(table)
    header_line = f"its header line is {','.join(columns)}"
    try:
        text, problem = read_text(path, LARGEST_FILE)
    except FileNotFoundError:
        return whole(f"is missing; where the article has nothing for it, the header alone is enough: {header_line}")
    if problem := problem or whole_problem(text):
        return whole(problem)
    if "\r" in text:
        faults.append(Fault(file, 0, "", "", f"has Windows line ends (CRLF); {TIDY}"))
    if text.startswith(BOM):
        faults.append(Fault(file, 0, "", "", f"begins with a byte order mark; {TIDY}"))
    reader = csv.reader(io.StringIO(plain(text), newline=""), strict=True)
    rows: dict[int, list[str]] = {}
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
            if not any(record):
                faults.append(Fault(file, line, "", "", f"is an empty line; remove it, or: {TIDY}"))
            elif len(record) == len(columns):
                rows[line] = record
            else:
                lost.update(record)
                faults.append(
                    Fault(file, line, "", "", f"has {len(record)} cells where the header has {len(columns)}; {QUOTED}")
                )
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
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "", "is UTF-16, as Excel's 'Unicode text' is; save it as UTF-8 (in Excel: CSV UTF-8)"
    if b"\0" in raw:
        return "", "holds NUL bytes; save it as UTF-8 text"
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        return (
            "",
            f"is not UTF-8 from line {line} on (perhaps GBK, as some programs save, or no text file); save it as UTF-8",
        )


def whole_problem(text: str) -> str:
    """Say why a text is no whole table whose lines end in LF or CRLF, or nothing."""
    if not text.strip(BOM).strip():
        return "is empty; it needs at least its header line"
    if "\r" in text.replace("\r\n", ""):
        return "has line ends of old Macs (CR); save it with LF"
    return "" if text.endswith("\n") else "does not end with a line end; is it cut off?"


def plain(text: str) -> str:
    r"""Return a text without byte order mark, its lines ending in LF.

    Examples
    --------
    >>> plain("\ufeffa\r\nb\r\n")
    'a\nb\n'

    """
    return text.lstrip(BOM).replace("\r\n", "\n")


def tidied(text: str, columns: Sequence[str]) -> str:
    r"""Return a table with what spreadsheets do to its form undone; no cell is changed.

    Byte order mark and Windows line ends go; and, where the header shows how
    cells are parted, semicolons or tabs for commas, needless quotation marks,
    empty lines and the empty columns behind the last one.

    Raises
    ------
    csv.Error
        It is no well-formed CSV.

    Examples
    --------
    >>> tidied("\ufeffid;note;\r\nactor_001;a, b;\r\n;;\r\n", ["id", "note"])
    'id,note\nactor_001,"a, b"\n'

    """
    text, width = plain(text), len(columns)
    first = next((line for line in text.split("\n") if line.strip(",;\t")), "")
    for delimiter in ",;\t":
        header = next(csv.reader([first], delimiter=delimiter), [])
        if header[:width] == list(columns) and not any(header[width:]):
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            empty = len(header)  # only cells below an empty one of the header are superfluous
            fit = [row if any(row[width:empty]) else row[:width] + row[empty:] for row in rows if any(row)]
            written = io.StringIO(newline="")
            csv.writer(written, lineterminator="\n").writerows(fit)
            return written.getvalue()
    return text


def _header_problem(header: list[str], columns: Sequence[str]) -> str:
    if header == list(columns):
        return ""
    if len(header) == 1 and re.split("[;\t]", header[0]) == list(columns):
        return f"lacks the columns, as its cells are parted by other marks than commas; {TIDY}"
    twice = [c for c, n in Counter(header).items() if n > 1]
    missing = [c for c in columns if c not in header]
    extra = [c for c in header if c not in columns]
    parts = [
        f"{word} {', '.join(map(repr, cells))}"
        for word, cells in (("lacks the columns", missing), ("has unknown columns", extra), ("repeats", twice))
        if cells
    ]
    return "; ".join(parts) or "has its columns in another order"
