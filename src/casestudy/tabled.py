"""What a case, a comparison and a scenario model have in common: named tables, rows with ids."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from casestudy.codebook import Lang, codebook


class Tabled:
    """Tables by name, and rows that are found by their ids."""

    name: str
    tables: Mapping[str, pd.DataFrame]

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return a table, e.g. ``case["ties"]``."""
        try:
            return self.tables[table]
        except KeyError:
            raise KeyError(f"there is no table {table!r}; the tables are {', '.join(self.tables)}") from None

    def row(self, row_id: str) -> pd.Series:
        """Return a row by its id.

        Raises
        ------
        KeyError
            There is no such row.

        """
        table = codebook().table_of(row_id)
        if table not in self.tables or row_id not in self.tables[table].index:
            raise KeyError(f"{row_id!r} is not in {self.name}")
        return self.tables[table].loc[row_id]

    def text(self, row_id: str, lang: Lang = "en") -> str:
        """Return what a row says: the text by which the codebook titles its table."""
        stem = codebook().table(codebook().table_of(row_id)).title.strip("{}")
        return str(self.row(row_id)[f"{stem}_{lang}"])
