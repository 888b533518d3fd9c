"""Serialise: write the tables of a case as the CSV files that they are read from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook

# What XML 1.0 cannot hold, and the carriage return, which its readers turn into a line end.
FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def table_csv(case: Case, table: str) -> bytes:
    """Write a table of a case, perhaps with rows taken away, as CSV: UTF-8, LF, a header, an empty cell for unsaid.

    Examples
    --------
    >>> from casestudy import load_case
    >>> case = load_case("pairing")
    >>> table_csv(case, "ties") == (case.folder / "ties.csv").read_bytes()
    True

    """
    columns = codebook().columns(table)
    return csv_text(columns, ([cell(row[c]) for c in columns] for row in case[table].to_dict("records"))).encode()


def csv_text(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a header and rows as CSV with LF line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def cell(value: Any) -> str:
    """Write a typed value as it stands in a CSV file: keys joined, whole numbers without a point, missing as nothing.

    Examples
    --------
    >>> cell(("tie_001", "tie_002")), cell(12.0), cell(0.5), cell(pd.NA)
    ('tie_001;tie_002', '12', '0.5', '')

    """
    if isinstance(value, tuple):
        return ";".join(value)
    if not isinstance(value, str) and pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def case_tables(case: Case) -> dict[str, bytes]:
    """Write every table of a case, by the names of their files."""
    return {f"{table}.csv": table_csv(case, table) for table in codebook().tables}
