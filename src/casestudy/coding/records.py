"""Base of all data: what a case, a comparison and a scenario model have in common: named tables, rows with ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.lookup import UnknownNameError, look_up


class Records:
    """Tables by name, and rows that are found by their ids."""

    name: str
    tables: Mapping[str, pd.DataFrame]

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return a table, e.g. ``case["ties"]``: a frame of your own, whose change changes no answer."""
        return self.tables[look_up("table", table, self.tables)].copy(deep=False)

    def row(self, row_id: str) -> pd.Series:
        """Return a row by its id.

        Raises
        ------
        UnknownNameError
            There is no such row.

        """
        table = self._home(row_id)
        return table.loc[look_up(f"row of {self.name}", row_id, table.index)]

    def text(self, row_id: str, lang: Lang = "en") -> str:
        """Return what a row says: the text by which the codebook titles its table."""
        stem = codebook().table(codebook().table_of(row_id)).title.strip("{}")
        return str(self.row(row_id)[f"{stem}_{lang}"])

    def check_row(self, row_id: str, table: str = "") -> None:
        """Check that there is, or was before rows were taken away, a row of an id, perhaps in a given table.

        Raises
        ------
        UnknownNameError
            There is, and was, none.

        """
        home = self.whole[table] if table else self.whole._home(row_id)
        look_up(f"row of {table or self.name}", row_id, home.index, more=self[table].index if table else self.ids)

    def check_cell(self, table: str, column: str, value: str) -> None:
        """Check that a cell of a column could hold a value: a code, an id, a section, a number, a text that is there.

        Raises
        ------
        UnknownNameError
            It could not, or there is no such column; the message says what there is.

        """
        v = codebook().column(table, column)
        if v.codes:
            look_up(column, value, codebook().codes[v.codes])
        elif column == "section":
            self.sections_within(value)
        elif v.type in ("key", "keys"):
            self.check_row(value, v.references if v.references in self.tables else "")
        elif column == "id":
            self.check_row(value, table)
        elif v.type in ("integer", "number"):
            _check_number(column, value)
        else:
            look_up(f"{column} in {table}", value, self.values(table, column))

    def bearing(self, table: str, column: str, values: Collection[str]) -> NDArray[np.bool_]:
        """Mark the rows whose cell of a column is, or among others holds, one of some values.

        A section holds its subsections. The values are taken as they are: see :meth:`check_cell`.
        """
        wanted = set(values)
        if column == "section":
            wanted = {part for section in values for part in self.sections_within(section)}
        return np.array([_bears(cell, wanted) for cell in self[table][column]], dtype=bool)

    def sections_within(self, section: str) -> list[str]:
        """Return a section of the article and its subsections; only a case has any."""
        raise UnknownNameError(f"{self.name} has no sections")

    def values(self, table: str, column: str) -> list[str]:
        """Return the values that a column takes, before any rows were taken away too, each once, in order."""
        cells = [*self.whole[table][column], *self[table][column]]
        return [str(cell) for cell in dict.fromkeys(cells) if not pd.isna(cell) and cell != ""]

    @property
    def ids(self) -> list[str]:
        """The ids of all rows."""
        return [row for frame in self.tables.values() for row in frame["id"]]

    @property
    def whole(self) -> Records:
        """The records before any rows were taken away."""
        return self

    @classmethod
    def accept(cls, given: Any) -> None:
        """Check that something is loaded records of this kind, and not, say, their name.

        Raises
        ------
        TypeError
            It is not.

        """
        if not isinstance(given, cls):
            raise TypeError(f"{given!r} is a {type(given).__name__}; pass what load_case returns")

    def _home(self, row_id: str) -> pd.DataFrame:
        table = codebook().table_of(str(row_id))
        if table not in self.tables:
            raise UnknownNameError(f"{row_id!r} is a row of {table}, which {self.name} does not have")
        return self.tables[table]


def _check_number(name: str, value: str) -> None:
    try:
        finite = isfinite(float(value))
    except ValueError:
        finite = False
    if not finite:
        raise UnknownNameError(f"{name}={value!r} is no number")


def _bears(cell: Any, wanted: set[str]) -> bool:
    if isinstance(cell, str):
        return cell in wanted
    if isinstance(cell, tuple):
        return not wanted.isdisjoint(cell)
    return not pd.isna(cell) and any(float(value) == cell for value in wanted)
