"""Warn of rows that are well formed and may yet be wrong: what a second reader of a coding would ask about.

None of it is a fault. A rule may be laid down and carried out in one sentence, so that one passage has two realms;
but as a rule one passage has one, whatever the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from casestudy.coding.cases import Case

# What a note says that takes back a cell: then the row is inferred, or the cell empty.
CONCEDES = re.compile(
    r"\b(our reading|we read|read as|not named|not said (?:who|whom)|probably|presumably|may be meant)\b"
)
OF_A_PASSAGE = ("realm", "regime")


def doubts(case: Case) -> list[tuple[str, str]]:
    """Return the rows that a second reader should look at, each with what is to be asked.

    Examples
    --------
    >>> from casestudy.coding.tutorial import tutorial_case
    >>> doubts(tutorial_case())[0][0]
    'factor_012'

    """
    return [*_conceding(case), *_at_odds(case)]


def _conceding(case: Case) -> Iterator[tuple[str, str]]:
    for frame in case.tables.values():
        if "note" in frame:
            stated = frame[frame["basis"] == "stated"]
            for row, note in zip(stated["id"], stated["note"], strict=True):
                if found := CONCEDES.search(note):
                    yield row, f"is stated, and its note says {found[0]!r}: is it inferred, or a cell to be left empty?"


def _at_odds(case: Case) -> Iterator[tuple[str, str]]:
    """Yield rows of two tables that stand at one passage and differ in what a passage has once."""
    for column in OF_A_PASSAGE:
        at: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
        for table, frame in case.tables.items():
            if column in frame:
                for row, section, anchor, code in frame[["id", "section", "anchor", column]].itertuples(index=False):
                    at.setdefault((section, anchor), {}).setdefault(table, (row, code))
        for rows in at.values():
            for (one, code), (other, another) in combinations(rows.values(), 2):
                if code != another:
                    yield other, f"has the {column} {another}, and {one}, of the same passage, {code}: is it both?"
