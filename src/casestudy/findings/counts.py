"""Findings that count, add up or look up rows."""

from __future__ import annotations

import pandas as pd

from casestudy.cases import Case
from casestudy.codebook import codebook
from casestudy.findings.registry import Number, finding
from casestudy.measures import cross_pairs, two_way
from casestudy.networks import network


@finding()
def count(case: Case, /, table: str, **codes: str) -> Number:
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
        cells = (
            frame[column].map("{:g}".format, na_action="ignore")
            if variables[column].type == "number"
            else frame[column]
        )
        frame = frame[cells.isin(values)]
    return Number(len(frame), tuple(frame["id"]))


@finding()
def rows(case: Case, /, **codes: str) -> Number:
    """Count the rows of all tables that bear some codes, e.g. ``basis=stated``."""
    found = [count(case, table, **codes) for table in case.tables if set(codes) <= set(codebook().columns(table))]
    return Number(sum(int(n.value) for n in found), tuple(i for n in found for i in n.rows))


@finding()
def quantity(case: Case, /, row: str, end: str = "value") -> Number:
    """Give a number that the article prints, from its row in ``quantities``.

    ``end`` is ``value``, ``low`` or ``high``; the qualifier (at least, about …) is for the prose.

    Raises
    ------
    ValueError
        The row holds no such number.

    """
    cell = case.row(row)[end]
    if cell is pd.NA:
        raise ValueError(f"{case.name}: {row} has no {end}")
    number = float(cell)
    return Number(int(number) if number.is_integer() else number, (row,))


@finding()
def distinct(case: Case, /, table: str, column: str, **codes: str) -> Number:
    """Count the different values that a column takes in the rows that bear some codes."""
    chosen = count(case, table, **codes)
    frame = case[table]
    values = frame.loc[frame["id"].isin(chosen.rows) & (frame[column] != ""), column]
    return Number(int(values.nunique()), chosen.rows)


@finding()
def year(case: Case, /, event: str, end: str = "date") -> Number:
    """Give the year of an event, or with ``end=date_end`` the year in which it ends."""
    return Number(case.row(event)[end][:4], (event,))


@finding()
def expression(case: Case, /, row: str, end: str) -> Number:
    """Give the number in an expression (``end=named``), or of the parts that the text lists (``end=listed``)."""
    return Number(int(case.row(row)[end]), (row,))


@finding()
def empty(case: Case, /, table: str, column: str, **codes: str) -> Number:
    """Count the rows of a table, perhaps of some codes, for which the article does not say what belongs in a column."""
    frame = case[table].loc[list(count(case, table, **codes).rows)]
    silent = frame[[not cell for cell in frame[column]]]
    return Number(len(silent), tuple(silent["id"]))


@finding()
def tables(case: Case, /) -> Number:
    """Count the tables of a case."""
    return Number(len(case.tables), ())


@finding()
def two_way_currencies(case: Case, /) -> Number:
    """Count the currencies in which empowerment is affirmed both downwards and upwards."""
    frame = two_way(network(case, "empowerment"))
    both = frame[frame["down"] & frame["up"]]
    return Number(len(both), tuple(i for line in (both["down_rows"] + both["up_rows"]) for i in line))


@finding()
def cross_ties(case: Case, /, left: str, right: str, mutual: str = "no") -> Number:
    """Count the pairs of actors tied by empowerment across two groups of sides (``mutual=yes``: tied both ways)."""
    frame = cross_pairs(network(case, "empowerment"), left.split("|"), right.split("|"))
    chosen = frame[frame["mutual"]] if mutual == "yes" else frame
    pairs = {frozenset(pair) for pair in zip(chosen["source"], chosen["target"], strict=True)}
    return Number(len(pairs), tuple(i for found in chosen["rows"] for i in found))


@finding()
def filled(case: Case, /, table: str, column: str) -> Number:
    """Count the rows of a table for which the article does say what belongs in a column."""
    frame = case[table]
    told = frame[[bool(cell) for cell in frame[column]]]
    return Number(len(told), tuple(told["id"]))


@finding()
def in_section(case: Case, /, table: str, section: str) -> Number:
    """Count the rows of a table that stand in a section or its subsections."""
    frame = case[table]
    here = frame[frame["section"].str.startswith(section)]
    return Number(len(here), tuple(here["id"]))


@finding()
def total(case: Case, /, table: str, column: str) -> Number:
    """Add up a column of numbers, over the rows that have one."""
    frame = case[table]
    given = frame[frame[column].notna()]
    value = float(given[column].sum())
    return Number(int(value) if value.is_integer() else value, tuple(given["id"]))


@finding()
def unnamed(case: Case, /, quantity_row: str, **codes: str) -> Number:
    """Subtract from a printed count the listed items that bear some codes: what is counted but not named."""
    counted, named = quantity(case, quantity_row), count(case, "listed_items", **codes)
    return Number(int(counted.value) - int(named.value), counted.rows + named.rows)
