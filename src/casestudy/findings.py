"""Numbers and findings with names: what the prose of the book may cite.

A finding is a pure function of a case that returns a :class:`Number`: a value
together with the rows that it comes from. Prose, exercises and tests call the
same function, so no number in the book is typed. A citation is written

    pairing.quantity(quantity_003)
    group_council.count(statements, sensitive=yes)

that is: the case, a name of :data:`FINDINGS`, and arguments in parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from casestudy.cases import Case, list_cases, load_case
from casestudy.codebook import Lang, codebook


@dataclass(frozen=True)
class Number:
    """A value and the ids of the rows that it rests on."""

    value: int | float | str
    rows: tuple[str, ...]

    def text(self, lang: Lang = "en") -> str:
        """Write the value for readers of a language.

        Examples
        --------
        >>> Number(4915, ()).text("en"), Number(4915, ()).text("zh"), Number(55.08, ()).text()
        ('4,915', '4915', '55.08')
        """
        if isinstance(self.value, str):
            return self.value
        return f"{self.value:,}" if lang == "en" else str(self.value)


Function = Callable[..., Number]
FINDINGS: dict[str, Function] = {}
CITATION = re.compile(r"(?P<case>\w+)\.(?P<name>\w+)(?:\((?P<arguments>[^()]*)\))?")


def finding(function: Function) -> Function:
    """Register a function of a case as citable under its name."""
    FINDINGS[function.__name__] = function
    return function


def cite(citation: str) -> Number:
    """Compute the number that a citation names.

    Raises
    ------
    KeyError, ValueError
        The citation is malformed, or names an unknown case, finding or row.

    Examples
    --------
    >>> cite("pairing.count(testimony)").value
    11
    """
    match = CITATION.fullmatch(citation.strip())
    if match is None:
        raise ValueError(f"{citation!r} is no citation of a number: write case.finding or case.finding(argument, key=value)")
    if match["case"] not in list_cases():
        raise KeyError(f"{citation!r}: there is no case {match['case']!r}; the cases are {', '.join(list_cases())}")
    if match["name"] not in FINDINGS:
        raise KeyError(f"{citation!r}: there is no finding {match['name']!r}; they are {', '.join(sorted(FINDINGS))}")
    parts = [part.strip() for part in (match["arguments"] or "").split(",") if part.strip()]
    plain = [part for part in parts if "=" not in part]
    named = dict(part.split("=", 1) for part in parts if "=" in part)
    return FINDINGS[match["name"]](load_case(match["case"]), *plain, **named)


@finding
def count(case: Case, table: str, **codes: str) -> Number:
    """Count the rows of a table that bear some codes (``key=value``, several joined by ``|``).

    A count of rows says how finely the article describes a thing, never how
    much of it there is.

    Raises
    ------
    KeyError
        The codebook does not know the table, the column or the code.
    """
    frame = case[table]
    variables = {v.name: v for v in codebook().variables[table]}
    for column, wanted in codes.items():
        if column not in variables:
            raise KeyError(f"table {table!r} has no column {column!r}")
        values = wanted.split("|")
        known = codebook().codes.get(variables[column].codes)
        if known is not None and (unknown := [x for x in values if x not in known]):
            raise KeyError(f"{column} knows no code {', '.join(unknown)}; its codes are {', '.join(known)}")
        frame = frame[frame[column].isin(values)]
    return Number(len(frame), tuple(frame["id"]))


@finding
def rows(case: Case, **codes: str) -> Number:
    """Count the rows of all tables that bear some codes, e.g. ``basis=stated``."""
    found = [count(case, table, **codes) for table in case.tables if set(codes) <= set(codebook().columns(table))]
    return Number(sum(int(n.value) for n in found), tuple(i for n in found for i in n.rows))


@finding
def quantity(case: Case, row: str, end: str = "value") -> Number:
    """Give a number that the article prints, from its row in ``quantities``.

    ``end`` is ``value``, ``low`` or ``high``; the qualifier (at least, about …) is for the prose.

    Raises
    ------
    ValueError
        The row holds no such number.
    """
    cell = case.row(row)[end]
    if cell != cell or cell is None:
        raise ValueError(f"{case.name}: {row} has no {end}")
    number = float(cell)
    return Number(int(number) if number.is_integer() else number, (row,))


@finding
def difference(case: Case, first: str, second: str) -> Number:
    """Subtract one printed quantity from another: arithmetic of ours, from two rows."""
    a, b = quantity(case, first), quantity(case, second)
    return Number(float(a.value) - float(b.value) if isinstance(a.value, float) else int(a.value) - int(b.value), (first, second))


@finding
def distinct(case: Case, table: str, column: str, **codes: str) -> Number:
    """Count the different values that a column takes in the rows that bear some codes."""
    chosen = count(case, table, **codes)
    frame = case[table]
    values = frame.loc[frame["id"].isin(chosen.rows) & (frame[column] != ""), column]
    return Number(int(values.nunique()), chosen.rows)
