"""Schema: the codebook, every table, variable and code, with label and definition.

Three small tables under ``data/codebook/`` drive all checking and labelling:
``tables.csv``, ``variables.csv`` and ``codes.csv``. Change them, and what is
allowed, documented and displayed changes with them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from casestudy.coding.lookup import UnknownNameError, look_up

if TYPE_CHECKING:
    import pandas as pd

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")
TAGS: dict[Lang, str] = {"en": "en", "zh": "zh-CN"}  # as documents name them (BCP 47)


def data_folder() -> Path:
    """Return the folder of the shipped data: inside the wheel, or the repository's."""
    inside = Path(__file__).parents[1] / "data"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "data"


def list_shipped(kind: str) -> list[str]:
    """Return the names of what is shipped of a kind: ``cases``, ``comparisons`` or ``scenarios``, a folder each.

    Examples
    --------
    >>> list_shipped("scenarios")
    ['handling', 'lists']

    """
    return sorted(path.name for path in (data_folder() / kind).iterdir() if any(path.glob("*.csv")))


@dataclass(frozen=True)
class Entry:
    """What a code, variable or table is called and what it means."""

    name: str
    label_en: str
    label_zh: str
    definition_en: str
    definition_zh: str

    def label(self, lang: Lang = "en") -> str:
        """Return the short label in a language."""
        return self.label_zh if lang == "zh" else self.label_en

    def definition(self, lang: Lang = "en") -> str:
        """Return the definition in a language."""
        return self.definition_zh if lang == "zh" else self.definition_en


@dataclass(frozen=True)
class Table(Entry):
    """A table.

    ``prefix`` begins its row ids; ``qualified`` tables have realm, regime,
    polarity …, ``bare`` ones no more than their place in the article; ``title`` says
    in which words a row is shown, from its columns.
    """

    prefix: str
    qualified: bool
    bare: bool
    title: str


@dataclass(frozen=True)
class Code(Entry):
    """A code; ``near`` are the codes of its list for which it is most easily taken."""

    near: tuple[str, ...]


@dataclass(frozen=True)
class Variable(Entry):
    """A column: its type, and the code list or table that its cells point to."""

    table: str
    type: str
    required: bool
    codes: str
    references: str


@dataclass(frozen=True)
class Codebook:
    """All tables, the variables of each, and all code lists.

    ``tables`` are those of a case, ``comparisons`` those that relate two cases,
    ``scenarios`` those of a scenario model.
    """

    tables: dict[str, Table]
    comparisons: dict[str, Table]
    scenarios: dict[str, Table]
    variables: dict[str, tuple[Variable, ...]]
    codes: dict[str, dict[str, Code]]

    def table(self, name: str) -> Table:
        """Return a table of any scope."""
        return self.all_tables[look_up("table", name, self.all_tables)]

    @property
    def all_tables(self) -> dict[str, Table]:
        """The tables of every scope."""
        return self.tables | self.comparisons | self.scenarios

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the column names of a table, in the order of its file."""
        return tuple(v.name for v in self.variables[table])

    def column(self, table: str, name: str) -> Variable:
        """Return a column of a table.

        Raises
        ------
        UnknownNameError
            The codebook has no such table, or the table no such column.

        Examples
        --------
        >>> codebook().column("ties", "currency").codes
        'currency'

        """
        look_up("table", table, self.all_tables)
        look_up(f"column of {table}", name, self.columns(table))
        return next(v for v in self.variables[table] if v.name == name)

    def label(self, codes: str, code: str, lang: Lang = "en") -> str:
        """Return the label of a code, e.g. ``label("direction", "up", "zh")``."""
        known = self.codes[look_up("list of codes", codes, self.codes)]
        return known[look_up(codes, code, known)].label(lang)

    def table_of(self, row_id: str) -> str:
        """Return the table to which a row id belongs, by its prefix.

        Raises
        ------
        UnknownNameError
            No table has that prefix.

        """
        prefix = row_id.rpartition("_")[0]
        tables = self.all_tables.values()
        for table in tables:
            if table.prefix == prefix:
                return table.name
        known = ", ".join(sorted(t.prefix for t in tables))
        raise UnknownNameError(f"{row_id!r} is no row id: ids begin with one of {known}")


def _read(name: str) -> list[dict[str, str]]:
    with (data_folder() / "codebook" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _entry(row: dict[str, str], name: str) -> dict[str, str]:
    return {"name": row[name]} | {k: row[k] for k in ("label_en", "label_zh", "definition_en", "definition_zh")}


@cache
def codebook() -> Codebook:
    """Load the codebook (once).

    Examples
    --------
    >>> codebook().columns("tensions")[:4]
    ('id', 'row_a', 'row_b', 'kind')
    >>> codebook().label("basis", "inferred")
    'Inferred'

    """
    scopes: dict[str, dict[str, Table]] = {"case": {}, "comparison": {}, "scenario": {}}
    for r in _read("tables.csv"):
        scopes[r["scope"]][r["table"]] = Table(
            **_entry(r, "table"),
            prefix=r["prefix"],
            qualified=r["qualified"] == "yes",
            bare=r["qualified"] == "bare",
            title=r["title"],
        )
    tables, comparisons, scenarios = scopes["case"], scopes["comparison"], scopes["scenario"]
    rows = [
        Variable(
            **_entry(r, "variable"),
            table=r["table"],
            type=r["type"],
            required=r["required"] == "yes",
            codes=r["codes"],
            references=r["references"],
        )
        for r in _read("variables.csv")
    ]
    common = tuple(v for v in rows if v.table == "common")
    qualified = tuple(v for v in rows if v.table == "qualified")
    variables = {
        t.name: (
            *common[:1],
            *(v for v in rows if v.table == t.name),
            *(qualified if t.qualified else ()),
            *(v for v in common[1:] if v.required or not t.bare),
        )
        for t in tables.values()
    } | {t.name: (*common[:1], *(v for v in rows if v.table == t.name)) for t in (comparisons | scenarios).values()}
    codes: dict[str, dict[str, Code]] = {}
    for r in _read("codes.csv"):
        codes.setdefault(r["list"], {})[r["code"]] = Code(
            **_entry(r, "code"), near=tuple(code for code in r["near"].split(";") if code)
        )
    return Codebook(tables, comparisons, scenarios, variables, codes)


def describe(name: str | None = None, lang: Lang = "en") -> pd.DataFrame:
    """Ask the codebook what a table, a variable or a code list means.

    Parameters
    ----------
    name
        A table (``"ties"``: its variables), a variable or code list
        (``"basis"``: its codes), or a single code (``"inferred"``); where
        a table and a code, or two columns, bear the name, both. Nothing gives the tables of a case.
    lang
        ``"en"`` or ``"zh"``.

    Returns
    -------
    DataFrame
        Indexed by name; columns ``in`` (table or list), ``label``, ``definition``.

    Raises
    ------
    UnknownNameError
        The codebook does not know the name; near misses are suggested.

    Examples
    --------
    >>> describe("basis")["label"].tolist()
    ['Stated', 'Derived', 'Inferred']

    """
    import pandas as pd

    look_up("language", lang, LANGS)
    book = codebook()
    columns = ["name", "in", "label", "definition"]
    if name is None:
        rows = [(t.name, "case", t.label(lang), t.definition(lang)) for t in book.tables.values()]
        return pd.DataFrame(rows, columns=columns).set_index("name")
    columns_of: dict[tuple[str, str], tuple[str, Variable]] = {}
    for scope, variables in book.variables.items():
        for v in variables:
            columns_of.setdefault((v.table, v.name), (scope, v))
    named = [(scope, v) for scope, v in columns_of.values() if v.name == name]
    of_cases = [v for scope, v in named if scope in book.tables] or [v for _, v in named]
    lists = dict.fromkeys([*([name] if name in book.codes else []), *(v.codes for v in of_cases if v.codes)])
    found: list[tuple[str, Entry]] = [(name, v) for v in book.variables.get(name, ())]
    found += [] if name in book.codes else [(v.table, v) for _, v in named]
    found += [(codes, e) for codes in lists for e in book.codes[codes].values()]
    found += [(codes, e[name]) for codes, e in book.codes.items() if name in e and name not in book.codes]
    if not found:
        from difflib import get_close_matches

        every = {code for entries in book.codes.values() for code in entries}
        known = every | {*book.variables, *book.codes, *(column for _, column in columns_of)}
        near = ", ".join(get_close_matches(name, sorted(known), cutoff=0.5)) or "the tables: " + ", ".join(book.tables)
        raise UnknownNameError(f"the codebook does not know {name!r}; did you mean one of {near}?")
    rows = [(e.name, where, e.label(lang), e.definition(lang)) for where, e in dict.fromkeys(found)]
    return pd.DataFrame(rows, columns=columns).set_index("name")
