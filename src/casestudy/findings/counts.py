"""Findings that count, add up or look up rows."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook
from casestudy.coding.records import Records
from casestudy.findings.arguments import CellsOf, Column, InCodes, InTable, OneOf, TableName, YesNo
from casestudy.findings.registry import NOTHING, Number, finding
from casestudy.measures import cross_pairs, two_way
from casestudy.networks import network

OfTable = Annotated[str, CellsOf("table")]
Sides = Annotated[str, InCodes("side")]
Quantity = Annotated[str, InTable("quantities")]


@finding()
def count(records: Records, /, table: TableName, **codes: OfTable) -> Number:
    """Count the rows of a table that bear some codes (``key=value``, several joined by ``|``).

    A count of rows says how finely the article describes a thing, never how
    much of it there is; so an empty table has no rows, and 0 is right. A section holds its subsections.
    """
    keep = np.ones(len(records[table]), dtype=bool)
    for column, wanted in codes.items():
        keep &= records.bearing(table, column, wanted.split("|"))
    found = records[table].loc[keep, "id"]
    return Number(len(found), tuple(found))


@finding()
def rows(case: Case, /, **codes: Annotated[str, CellsOf()]) -> Number:
    """Count the rows of all tables that bear some codes, e.g. ``basis=stated``."""
    found = [count(case, table, **codes) for table, frame in case.tables.items() if set(codes) <= set(frame)]
    return Number(sum(int(n.value) for n in found), tuple(i for n in found for i in n.rows))


@finding(("quantities",))
def quantity(case: Case, /, row: Quantity, end: Annotated[str, OneOf(("value", "low", "high"))] = "value") -> Number:
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
    return Number(whole_or_not(float(cell)), (row,))


def whole_or_not(number: float) -> int | float:
    """Return a whole number as one, so that it is written without a point."""
    return int(number) if number.is_integer() else number


@finding()
def distinct(case: Case, /, table: TableName, column: Column, **codes: OfTable) -> Number:
    """Count the different values that a column takes in the rows that bear some codes."""
    chosen = count(case, table, **codes)
    frame = case[table]
    values = frame.loc[frame["id"].isin(chosen.rows) & (frame[column] != ""), column]
    return Number(int(values.nunique()), chosen.rows) if len(frame) else NOTHING


@finding(("events",))
def year(
    case: Case, /, event: Annotated[str, InTable("events")], end: Annotated[str, OneOf(("date", "date_end"))] = "date"
) -> Number:
    """Give the year of an event, or with ``end=date_end`` the year in which it ends."""
    if not case.row(event)[end]:
        raise ValueError(f"{case.name}: {event} has no {end}")
    return Number(case.row(event)[end][:4], (event,))


@finding(("expressions",))
def expression(
    case: Case, /, row: Annotated[str, InTable("expressions")], end: Annotated[str, OneOf(("named", "listed"))]
) -> Number:
    """Give the number in an expression (``end=named``), or of the parts that the text lists (``end=listed``)."""
    return Number(int(case.row(row)[end]), (row,))


def is_filled(cell: Any) -> bool:
    """Whether a cell says anything, as a text, keys or a number."""
    return bool(cell) if isinstance(cell, str | tuple) else not pd.isna(cell)


@finding()
def empty(case: Case, /, table: TableName, column: Column, **codes: OfTable) -> Number:
    """Count the rows of a table, perhaps of some codes, for which the article does not say what belongs in a column."""
    frame = case[table].loc[list(count(case, table, **codes).rows)]
    silent = frame[[not is_filled(cell) for cell in frame[column]]]
    return Number(len(silent), tuple(silent["id"])) if len(frame) else NOTHING


@finding()
def tables(case: Case, /) -> Number:
    """Count the tables of a case."""
    return Number(len(case.tables), ())


@finding(("ties",))
def two_way_currencies(case: Case, /) -> Number:
    """Count the currencies in which empowerment is affirmed both downwards and upwards."""
    G = network(case, "empowerment")
    if not G.edges:
        return NOTHING
    frame = two_way(G)
    both = frame[frame["down"] & frame["up"]]
    return Number(len(both), tuple(i for line in (both["down_rows"] + both["up_rows"]) for i in line))


@finding(("ties",))
def cross_ties(case: Case, /, left: Sides, right: Sides, mutual: YesNo = "no") -> Number:
    """Count the pairs of actors tied by empowerment across two groups of sides (``mutual=yes``: tied both ways)."""
    G = network(case, "empowerment")
    if not G.edges:
        return NOTHING
    frame = cross_pairs(G, left.split("|"), right.split("|"))
    chosen = frame[frame["mutual"]] if mutual == "yes" else frame
    pairs = {frozenset(pair) for pair in zip(chosen["source"], chosen["target"], strict=True)}
    return Number(len(pairs), tuple(i for found in chosen["rows"] for i in found))


@finding()
def filled(case: Case, /, table: TableName, column: Column) -> Number:
    """Count the rows of a table for which the article does say what belongs in a column."""
    frame = case[table]
    told = frame[[is_filled(cell) for cell in frame[column]]]
    return Number(len(told), tuple(told["id"])) if len(frame) else NOTHING


@finding()
def total(case: Case, /, table: TableName, column: Column) -> Number:
    """Add up a column of numbers, over the rows that have one.

    Raises
    ------
    ValueError
        The column holds no numbers, or numbers of several units.

    """
    if codebook().column(table, column).type not in ("integer", "number"):
        raise ValueError(f"{column} of {table} holds no numbers")
    if "unit" in case[table] and case[table]["unit"].nunique() > 1:
        raise ValueError(f"{table} has several units ({', '.join(case[table]['unit'].unique())}), which do not add up")
    given = case[table][case[table][column].notna()]
    return Number(whole_or_not(float(given[column].sum())), tuple(given["id"])) if len(given) else NOTHING


@finding(("quantities",))
def unnamed(case: Case, /, quantity_row: Quantity, **codes: Annotated[str, CellsOf("listed_items")]) -> Number:
    """Subtract from a printed count the listed items that bear some codes: what is counted but not named."""
    counted, named = quantity(case, quantity_row), count(case, "listed_items", **codes)
    if int(named.value) > int(counted.value):
        raise ValueError(f"{quantity_row} counts {counted.value}, {named.value} items are named: say which, as list=…")
    return Number(int(counted.value) - int(named.value), counted.rows + named.rows)
