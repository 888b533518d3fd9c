"""A case: its card, its tables, and every row's way back to the article."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pandas as pd

from casestudy.cards import NOTES, read_card
from casestudy.codebook import Lang, Variable, codebook, data_folder
from casestudy.reading import CodingError
from casestudy.tabled import Tabled
from casestudy.tables import check_tables, load_tables


class Place(NamedTuple):
    """Where a row stands: in the article, and in the data."""

    section: str
    anchor: str
    file: str
    line: int


@dataclass(frozen=True, eq=False)
class Case(Tabled):
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

    def section_title(self, section: str, lang: Lang = "en") -> str:
        """Return what a section of the article is called: its heading, or a title in English; of notes, nothing.

        Examples
        --------
        >>> load_case("pairing").section_title("一(一)")
        'I(1) Theoretical basis'

        """
        key = "title_en" if lang == "en" else "heading"
        return next((str(s.get(key, "")) for s in self.card["sections"] if s["id"] == section), "")

    def text(self, row_id: str, lang: Lang = "en") -> str:
        """Return what a row says in a few words, as the codebook titles its table.

        Examples
        --------
        >>> load_case("pairing").text("quantity_012")
        'Resources that Agency A could offer'

        """
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

    def without(self, ids: Iterable[str]) -> Case:
        """Return the case without some rows and without what rests on them.

        A row goes along when a required key of it, or a row that it was
        derived or inferred from, is gone; an optional key is emptied. The
        result's ``dropped`` names all of them.

        Raises
        ------
        KeyError
            One of the ids is not in the case.

        """
        asked = list(dict.fromkeys(ids))
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

    def without_section(self, section: str) -> Case:
        """Return the case without the rows of one section (and its subsections)."""
        return self.without(self._ids(lambda f: f["section"].str.startswith(section)))

    def only(self, **codes: str | Iterable[str]) -> Case:
        """Return the case with only the rows that bear the given codes.

        Tables without such a column stay whole; ``case.only(basis="stated")``
        keeps what the article says in so many words.

        Raises
        ------
        KeyError
            No table has a column of that name.

        """
        result = self
        for column, allowed in codes.items():
            if not any(column in frame for frame in self.tables.values()):
                raise KeyError(f"no table has a column {column!r}")
            keep = {allowed} if isinstance(allowed, str) else set(allowed)
            result = result.without(result._ids(lambda f, c=column, k=keep: ~f[c].isin(k) if c in f else _none(f)))
        return result

    def _ids(self, mask: Any) -> list[str]:
        return [i for frame in self.tables.values() for i in frame.loc[mask(frame), "id"]]

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


def _none(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(False, index=frame.index)


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
    return sorted(path.parent.name for path in (data_folder() / "cases").glob("*/case.toml"))


def load_case(name_or_path: str | Path) -> Case:
    """Load a case by its name, or from a folder of your own, and check it.

    Parameters
    ----------
    name_or_path
        A name of :func:`~casestudy.cases.list_cases`, or the path of a folder with a
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
