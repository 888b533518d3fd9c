"""A case: its card, its tables, and every row's way back to the article."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casestudy.coding.cards import NOTES, read_card
from casestudy.coding.checks import check_tables, load_tables
from casestudy.coding.codebook import LANGS, Lang, Variable, codebook, data_folder, list_shipped
from casestudy.coding.lookup import UnknownNameError, look_up
from casestudy.coding.reading import CodingError
from casestudy.coding.records import Records

# What belongs to a place where a judgement is made, and not to the judgement.
PLACED = ("section", "anchor", "basis", "voice", "teller")
# What is named once for all that follows: such a row does not vanish with the sentence that first names it.
REGISTERS = ("actors", "activities", "factors", "problems", "framework")


class Place(NamedTuple):
    """Where a row stands: in the article, and in the data."""

    section: str
    anchor: str
    file: str
    line: int


@dataclass(frozen=True, eq=False)
class Case(Records):
    """A coded article.

    Attributes
    ----------
    name
        The name of its folder.
    card
        ``case.toml`` as read.
    tables
        One frame a table of the codebook, indexed by row id; empty where the
        article has nothing.
    lines
        Row id → its line in its CSV file.
    dropped
        Ids of the rows that ``only`` or ``without`` took away, first
        those asked for, then those that rested on them.

    """

    name: str
    folder: Path
    card: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    lines: Mapping[str, int]
    dropped: tuple[str, ...] = ()

    def __repr__(self) -> str:
        rows = sum(map(len, self.tables.values()))
        return f"<Case {self.name}: {rows} rows in {sum(len(t) > 0 for t in self.tables.values())} tables>"

    def title(self, lang: Lang = "en") -> str:
        """Return the title under which the case is shown to readers, in a language that it has."""
        look_up("language", lang, LANGS)
        return str(self.card.get(f"title_{lang}") or self.card[f"title_{self.card['languages'][0]}"])

    def place(self, row_id: str) -> Place:
        """Return where a row stands in the article and in the data.

        Examples
        --------
        >>> load_case("pairing").place("actor_001")
        Place(section='一(二)', anchor='A机关党组织与B', file='actors.csv', line=2)

        """
        row = self.row(row_id)
        return Place(row["section"], row["anchor"], f"{codebook().table_of(row_id)}.csv", self.lines[row_id])

    def places(self, table: str) -> pd.DataFrame:
        """Return every place at which the rows of a table are said: their own, and the further ones.

        Returns
        -------
        DataFrame
            ``id`` (of the row, or of the row of ``places``), ``row``, and those of ``section``,
            ``anchor``, ``basis``, ``voice`` and ``teller`` that the table has; a row's own place comes first.

        Examples
        --------
        >>> load_case("pairing").places("ties").columns.tolist()
        ['id', 'row', 'section', 'anchor', 'basis', 'voice', 'teller']

        """
        frame = self[table]
        columns = [column for column in PLACED if column in frame]
        own = frame.assign(row=frame["id"])[["id", "row", *columns]]
        if table == "places" or "places" not in self.tables:
            return own.reset_index(drop=True)
        more = self["places"]
        further = more.loc[more["row"].isin(frame.index), own.columns]
        if further.empty:
            return own.reset_index(drop=True)
        return pd.concat([own, further], ignore_index=True).sort_values(
            "row", key=lambda rows: rows.map({row: n for n, row in enumerate(frame.index)}), kind="stable"
        ).reset_index(drop=True)  # fmt: skip

    def bearing(self, table: str, column: str, values: Collection[str]) -> NDArray[np.bool_]:
        """Mark the rows whose cell of a column is one of some values; of what belongs to a place, at any place."""
        if column not in PLACED or table == "places":
            return super().bearing(table, column, values)
        places = self.places(table)
        wanted = {part for value in values for part in self.sections_within(value)} if column == "section" else values
        return np.isin(self[table].index, places.loc[places[column].isin(list(wanted)), "row"])

    def section_title(self, section: str, lang: Lang = "en") -> str:
        """Return what a section of the article is called: its heading, or a title in English; of notes, nothing.

        Examples
        --------
        >>> load_case("pairing").section_title("一(一)")
        'I(1) Theoretical basis'

        """
        key = "title_en" if look_up("language", lang, LANGS) == "en" else "heading"
        look_up(f"section of {self.name}", section, [*(s["id"] for s in self.card["sections"]), NOTES])
        return next((str(s.get(key, "")) for s in self.card["sections"] if s["id"] == section), "")

    def text(self, row_id: str, lang: Lang = "en") -> str:
        """Return what a row says in a few words, as the codebook titles its table.

        Examples
        --------
        >>> load_case("pairing").text("quantity_012")
        'Resources that Agency A could offer'

        """
        look_up("language", lang, LANGS)
        row, table = self.row(row_id), codebook().table_of(row_id)
        variables = {v.name: v for v in codebook().variables[table]}
        title = codebook().tables[table].title
        stems = [stem for _, stem, _, _ in Formatter().parse(title) if stem]
        names = {stem: stem if stem in variables else f"{stem}_{lang}" for stem in stems}
        return title.format_map({s: self._shown(variables[n], row[n], lang) for s, n in names.items()}).strip()

    def _shown(self, v: Variable, cell: Any, lang: Lang) -> str:
        if v.type == "key" and cell:
            return self.text(cell, lang)
        return codebook().label(v.codes, cell, lang) if v.codes and cell else str(cell)

    def without(self, ids: str | Iterable[str]) -> Case:
        """Return the case without some rows and without what rests on them.

        A row goes along when a required key of it, or a row that it was
        derived or inferred from, is gone; an optional key is emptied. The
        result's ``dropped`` names all of them.

        Raises
        ------
        UnknownNameError
            One of the ids is not in the case.

        """
        asked = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids))
        for row_id in asked:
            self.row(row_id)
        gone, new = dict.fromkeys(asked), asked
        while new:
            found = {i for row_id in new for i in self._rests_on.get(row_id, ()) if i not in gone}
            new = [i for frame in self.tables.values() for i in frame["id"] if i in found] if found else []
            gone.update(dict.fromkeys(new))
        touched = {codebook().table_of(i) for i in gone} | {t for i in gone for t in self._points_to.get(i, ())}
        tables = {name: _prune(f, name, gone) if name in touched else f for name, f in self.tables.items()}
        return replace(self, tables=tables, dropped=self.dropped + tuple(gone))

    def without_places(self, ids: Iterable[str]) -> Case:
        """Return the case without some places; a row goes only with its last place, and else the next becomes its own.

        Parameters
        ----------
        ids
            Of places as :meth:`places` gives them: that of a row is its own place.

        """
        return self._unsaid(set(ids), ())

    def _unsaid(self, lost: set[str], registers: tuple[str, ...]) -> Case:
        """Take places away; a row of a register that has lost its last stays as long as a row that is left names it."""
        more = self["places"] if "places" in self.tables else pd.DataFrame(columns=["id", "row"])
        left = more[~more["id"].isin(lost)].drop_duplicates("row").set_index("row")
        promoted = [row for row in left.index if row in lost]
        tables = dict(self.tables)
        for table in {codebook().table_of(row) for row in promoted}:
            frame = tables[table] = self[table].copy()
            mine = [row for row in promoted if row in frame.index]
            for column in (column for column in PLACED if column in frame):
                frame.loc[mine, column] = left.loc[mine, column].to_numpy()
        gone = {*(lost - set(promoted)), *left.loc[promoted, "id"]}
        named = {i for i in gone if codebook().table_of(i) in registers}
        result = replace(self, tables=tables).without([i for i in self.ids if i in gone - named])
        return result.without([i for i in result.ids if i in named and not set(result.used_by.get(i, ())) - named])

    def without_section(self, section: str) -> Case:
        """Return the case without what is said in one section (and its subsections).

        Actors, activities, factors, problems and elements of frames that are first named there stay as long as a row
        that is left names them.

        Raises
        ------
        UnknownNameError
            The article has no such section.

        """
        within = self.sections_within(section)
        inside = {i for t in self.tables for i in self[t].loc[self[t]["section"].isin(within), "id"]}
        return self._unsaid(inside, REGISTERS)

    def only(self, **codes: str | float | Iterable[str]) -> Case:
        """Return the case with only the rows that bear the given codes.

        Tables without such a column stay whole, and so do those whose column knows none of the
        codes; ``case.only(basis="stated")`` keeps what the article says in so many words. Of a row that is
        said at several places, those stay that bear the code; actors, activities, factors, problems and elements
        of frames stay as long as a row that is left names them.

        Raises
        ------
        UnknownNameError
            No table has a column of that name, or no such column could hold the value.

        Examples
        --------
        >>> set(load_case("pairing").only(basis="stated")["ties"]["basis"])
        {'stated'}

        """
        result = self
        for column, allowed in codes.items():
            keep = [str(value) for value in ([allowed] if isinstance(allowed, (str, int, float)) else allowed)]
            tables = [name for name in self.tables if column in self.tables[name]]
            look_up("column", column, {c: None for name in self.tables for c in self.tables[name]})
            mine = self._knowing(tables, column, keep) if keep else tables
            off = [i for t in mine for i in result[t].loc[~Records.bearing(result, t, column, keep), "id"]]
            if column in PLACED:
                other = set().union(*(result[t].index for t in result.tables if t not in mine))
                result = result._unsaid({i for i in off if result.said_at(i) not in other}, REGISTERS)
            else:
                result = result.without(off)
        return result

    def said_at(self, place: str) -> str:
        """Return the row that is said at a place, itself where it is its own place."""
        more = self.tables.get("places")
        return str(more.loc[place, "row"]) if more is not None and place in more.index else place

    def _knowing(self, tables: list[str], column: str, values: list[str]) -> list[str]:
        """Return the tables whose column could hold one of some values; every value must find one."""
        found: dict[str, None] = {}
        for value in values:
            faults = {}
            for table in tables:
                try:
                    self.check_cell(table, column, value)
                    found[table] = None
                except UnknownNameError as fault:
                    faults[table] = str(fault)
            if len(faults) == len(tables):
                told = dict.fromkeys(faults.values())
                raise UnknownNameError("; or, in another table, ".join(told))
        return list(found)

    def sections_within(self, section: str) -> list[str]:
        """Return the ids of a section of the article and of its subsections, whose ids begin with its own.

        Raises
        ------
        UnknownNameError
            The article has no such section.

        Examples
        --------
        >>> load_case("pairing").sections_within("三")[:2]
        ['三', '三(一)']

        """
        known, section = [str(s["id"]) for s in self.card["sections"]] + [NOTES], str(section)
        found = [s for s in known if s == section or (s.startswith(section) and not s[len(section)].isalnum())]
        if not section or not found:
            look_up(f"section of {self.name}", section, known)
        return found

    @property
    def whole(self) -> Case:
        """The case before any rows were taken away."""
        return load_case(self.folder) if self.dropped else self

    @cached_property
    def _rests_on(self) -> dict[str, list[str]]:
        """Row id → the rows that cannot stand without it."""
        found: dict[str, list[str]] = {}
        for row_id, v, key in self._keys():
            if v.name == "from_rows" or (v.type == "key" and v.required):
                found.setdefault(key, []).append(row_id)
        return found

    @cached_property
    def _points_to(self) -> dict[str, set[str]]:
        """Row id → the tables in which some cell names it."""
        found: dict[str, set[str]] = {}
        for row_id, _, key in self._keys():
            found.setdefault(key, set()).add(codebook().table_of(row_id))
        return found

    @cached_property
    def used_by(self) -> dict[str, tuple[str, ...]]:
        """Row id → the rows of which some cell names it.

        Examples
        --------
        >>> "tie_001" in load_case("pairing").used_by["actor_001"]
        True

        """
        found: dict[str, dict[str, None]] = {}
        for row_id, _, key in self._keys():
            found.setdefault(key, {})[row_id] = None
        return {key: tuple(rows) for key, rows in found.items()}

    def _keys(self) -> Iterator[tuple[str, Variable, str]]:
        for name, frame in self.tables.items():
            for v in codebook().variables[name]:
                if v.type in ("key", "keys"):
                    for row_id, cell in zip(frame["id"], frame[v.name], strict=True):
                        for key in (cell,) if isinstance(cell, str) else cell:
                            if key:
                                yield row_id, v, key


def _prune(frame: pd.DataFrame, table: str, gone: Mapping[str, None]) -> pd.DataFrame:
    kept = frame[~frame["id"].isin(gone.keys())].copy()
    for v in codebook().variables[table]:
        if v.type == "key":
            kept.loc[kept[v.name].isin(gone.keys()), v.name] = ""
        elif v.type == "keys":
            cells = [tuple(k for k in keys if k not in gone) for keys in kept[v.name]]
            kept[v.name] = pd.Series(cells, index=kept.index, dtype=object)
    return kept


def list_cases() -> list[str]:
    """Return the names of the shipped cases.

    Examples
    --------
    >>> list_cases()
    ['group_council', 'pairing']

    """
    return list_shipped("cases")


def load_case(name_or_path: str | Path) -> Case:
    """Load a case by its name, or from a folder of your own, and check it.

    Parameters
    ----------
    name_or_path
        A name of :func:`~casestudy.coding.cases.list_cases`, or the path of a folder with a
        ``case.toml`` and one CSV file a table.

    Raises
    ------
    CodingError
        The case breaks the codebook; every fault is listed.
    FileNotFoundError
        There is no such case.

    Examples
    --------
    >>> load_case("pairing").title()
    'Paired Party organisations (Z City)'

    """
    folder = case_folder(name_or_path)
    return _load(folder, _stamp(folder))


def case_folder(name_or_path: str | Path) -> Path:
    """Return the folder of a case, shipped or one's own."""
    if str(name_or_path) in list_cases():
        return data_folder() / "cases" / str(name_or_path)
    folder = Path(name_or_path)
    if (folder / "case.toml").is_file():
        return folder.resolve()
    known = ", ".join(list_cases())
    raise FileNotFoundError(f"{name_or_path}: is neither a shipped case ({known}) nor a folder with a case.toml in it")


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells one state of a folder from another, so that a case is read again once it has changed."""
    with os.scandir(folder) as entries:
        seen = sorted((entry.name, entry.stat(follow_symlinks=not _leads_nowhere(entry))) for entry in entries)
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in seen)


def _leads_nowhere(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and not os.path.exists(entry.path)


@lru_cache(maxsize=32)
def _load(folder: Path, stamp: tuple[tuple[str, int, int], ...]) -> Case:
    try:
        card = read_card(folder)
    except CodingError as wrong:  # what can be said of the tables without it is said at once
        raise CodingError([*wrong.faults, *check_tables(folder, (), None)[1]]) from None
    sections = [section["id"] for section in card["sections"]] + [NOTES]
    return Case(folder.name, folder, card, *load_tables(folder, card["languages"], sections))
