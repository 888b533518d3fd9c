"""Types of the arguments of findings: what a name in a citation may be, looked up in codebook and case.

A finding annotates its parameters, ``currency: Codes["currency"]``; whoever cites it with a name
that is not there gets an error that lists what is. Values joined by ``|`` are looked up one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from casestudy.coding.codebook import codebook
from casestudy.coding.lookup import UnknownNameError, look_up
from casestudy.coding.records import Records

Given = Mapping[str, str]


@dataclass(frozen=True)
class Argument:
    """What an argument may be; its subclasses say so."""

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Check a value; ``given`` are all arguments of the citation."""
        raise NotImplementedError

    def gone(self, value: str, records: Records) -> bool:
        """Whether what the value names is known, but no longer there, as its rows were taken away."""
        return False

    def tables(self, name: str, value: str, records: Records) -> tuple[str, ...]:
        """Return the tables that the value brings in, whose rows then decide the finding."""
        return ()


@dataclass(frozen=True)
class OneOf(Argument):
    """One of some words, or of those that a function of the records returns; several may be joined by ``|``."""

    known: tuple[str, ...] | Callable[[Any], Iterable[str]]

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Look every part of the value up."""
        known = list(self.known(records)) if callable(self.known) else list(self.known)
        for part in value.split("|"):
            look_up(name, part, known)


@dataclass(frozen=True)
class InCodes(Argument):
    """Codes of a list of the codebook, or one of some more words."""

    codes: str
    more: tuple[str, ...] = ()

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Look every part of the value up."""
        for part in value.split("|"):
            look_up(name, part, [*codebook().codes[self.codes], *self.more])


@dataclass(frozen=True)
class InTable(Argument):
    """The id of a row of a table."""

    table: str

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Look the id up among the rows that are or were there."""
        records.check_row(value, self.table)

    def gone(self, value: str, records: Records) -> bool:
        """Whether the row was taken away."""
        return value not in records[self.table].index


@dataclass(frozen=True)
class InColumn(Argument):
    """A value that a column takes, such as the name of a process."""

    table: str
    column: str

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Look the value up among those that the column takes or took."""
        look_up(name, value, records.values(self.table, self.column))

    def gone(self, value: str, records: Records) -> bool:
        """Whether no row takes the value any more."""
        return not (records[self.table][self.column] == value).any()


@dataclass(frozen=True)
class InArticle(Argument):
    """A section of the article."""

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Look the section up on the card."""
        records.sections_within(value)


@dataclass(frozen=True)
class InCase(Argument):
    """A table."""

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Look the table up."""
        look_up("table", value, records.tables)

    def tables(self, name: str, value: str, records: Records) -> tuple[str, ...]:
        """Return the table itself."""
        return (value,)


@dataclass(frozen=True)
class ColumnOf(Argument):
    """A column of the table that another argument names."""

    table: str = "table"

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Look the column up in the codebook."""
        codebook().column(given[self.table], value)


@dataclass(frozen=True)
class CellsOf(Argument):
    """What rows must bear, as ``column=value``: in a table, in one that another argument names, or in any."""

    table: str = ""

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Look the column up, and the value in it."""
        tables = [given.get(self.table, self.table)] if self.table else [t for t in records.tables if _has(t, name)]
        look_up("column", name, dict.fromkeys(c for t in tables or records.tables for c in codebook().columns(t)))
        for part in value.split("|"):
            faults = [fault for table in tables if (fault := _fault(records, table, name, part))]
            if len(faults) == len(tables):
                raise faults[0]

    def tables(self, name: str, value: str, records: Records) -> tuple[str, ...]:
        """Return, where any table is meant, those that have the column."""
        return () if self.table else tuple(table for table in records.tables if _has(table, name))


def _has(table: str, column: str) -> bool:
    return column in codebook().columns(table)


def _fault(records: Records, table: str, column: str, value: str) -> UnknownNameError | None:
    try:
        records.check_cell(table, column, value)
    except UnknownNameError as fault:
        return fault
    return None


@dataclass(frozen=True)
class Amount(Argument):
    """A number."""

    def check(self, name: str, value: str, records: Records, given: Given) -> None:
        """Read the number."""
        try:
            float(value)
        except ValueError:
            raise UnknownNameError(f"{name}={value!r} is no number") from None


TableName = Annotated[str, InCase()]
Column = Annotated[str, ColumnOf()]
Section = Annotated[str, InArticle()]
YesNo = Annotated[str, InCodes("yes_no")]
Process = Annotated[str, InColumn("processes", "process")]
