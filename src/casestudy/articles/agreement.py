"""Inter-coder agreement: how far two codings of the same sentences agree, and how a sample of rows fared in an audit.

Both codings of the sampled sections stand in ``data/recoding/<case>/`` as they
were before they were compared: ``first/`` and ``second/`` (the latter with
names instead of keys), ``sample.csv`` (the sections drawn), and ``sentences.csv``
(in which sentence each row stands, by number: the text itself is no part of
the project). What was mended afterwards changes the data, not the agreement.

References
----------
K. Krippendorff (2019). *Content Analysis*, 4th ed., ch. 12 (alpha).
R. Passonneau (2006). "Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic Annotation", LREC.

"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from casestudy.articles.article import Article, find_anchors
from casestudy.coding.cards import NOTES
from casestudy.coding.cases import Case
from casestudy.coding.codebook import Variable, codebook, data_folder

# An alpha that readers of content analyses call good, and as many pairs as it takes for an alpha to be shown.
GOOD, ENOUGH_PAIRS = 0.8, 10
PLACE = ["coder", "table", "id", "section", "sentence", "clause", "start"]
CODERS = ("first", "second")
PLACES, MISSING = "places", "(no row)"
# How often the sections are drawn anew for an interval, of which the middle 95 per cent are given.
DRAWS, MIDDLE = 2000, (2.5, 97.5)


@dataclass(frozen=True)
class Recoding:
    """The two codings of some sections of a case.

    ``sample`` says how many sentences and clauses each section has; ``places`` where each row stands, a line a place;
    ``registers`` are the tables of which both have the same rows, since they stood before either began.
    """

    first: dict[str, pd.DataFrame]
    second: dict[str, pd.DataFrame]
    sample: pd.DataFrame
    places: pd.DataFrame
    registers: frozenset[str] = frozenset()

    @property
    def codings(self) -> dict[str, dict[str, pd.DataFrame]]:
        """Both codings by the name that ``places`` gives them."""
        return {"first": self.first, "second": self.second}


def recoding_folder(name: str) -> Path:
    """Return the folder of the second coding of a shipped case."""
    return data_folder() / "recoding" / name


def load_recoding(name: str) -> Recoding:
    """Load both codings of the sampled sections of a shipped case; no places if they are not made yet."""
    folder = recoding_folder(name)
    first, second = (
        {
            path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
            for path in sorted((folder / coder).glob("*.csv"))
        }
        for coder in ("first", "second")
    )
    places = folder / "sentences.csv"
    return Recoding(
        first,
        second,
        pd.read_csv(folder / "sample.csv"),
        pd.read_csv(places) if places.exists() else pd.DataFrame(columns=PLACE),
    )


def shared_card(first: Case, second: Case) -> Case:
    """Return which of two codings cuts the article for both: the one whose card has every section of the other.

    Raises
    ------
    ValueError
        Neither has, so that a sentence has no common name.

    """
    one, other = _cuts(first), _cuts(second)
    if [name for name in one if name in other] == other:
        return first
    if [name for name in other if name in one] == one:
        return second
    apart = ", ".join(sorted({*one} ^ {*other})) or "their order"
    raise ValueError(f"{first.name} and {second.name} differ in their sections ({apart}); use one card for both")


def _cuts(case: Case) -> list[str]:
    return [section["id"] for section in case.card["sections"]]


def recoding_of(first: Case, second: Case, article: Article, sections: Iterable[str] = ()) -> Recoding:
    """Lay two codings of one article beside each other, over the sections that both have coded.

    Whoever coded a part says nothing about the rest: where one coder has no row at all,
    a section is left out, unless it is asked for.

    Parameters
    ----------
    first, second
        The codings; the card of one may have some of the sections of the other.
    article
        Cut by the card that :func:`shared_card` names.
    sections
        Their names; without any, those in which each of both codings has a row.

    Raises
    ------
    ValueError
        The codings cut the article into different sections, there is no such section or none that both have coded,
        or an anchor does not stand once in its section, so that its row has no place.

    """
    fuller, names = shared_card(first, second), _compared(first, second, article, list(sections))
    for case in (first, second):
        places = find_anchors(case, article)
        lost = int(((places["times"] != 1) & places["section"].isin(names)).sum())
        if lost:
            raise ValueError(
                f"{case.folder}: {lost} anchors do not stand once in their section; casestudy verify says which "
                f"(sections as in {fuller.folder / 'case.toml'})"
            )
    frames = [{t: _written(f) for t, f in case.tables.items()} for case in (first, second)]
    registers = frozenset(t for t, f in frames[0].items() if len(f) and _places_of(f).equals(_places_of(frames[1][t])))
    tables = [{t: f[f["section"].isin(names)] for t, f in coding.items()} for coding in frames]
    made = Recoding(tables[0], tables[1], sample_of(article, names), pd.DataFrame(columns=PLACE), registers)
    return replace(made, places=find_places(made, article))


def _written(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its sets of keys as they stand in its file."""
    return frame.reset_index(drop=True).map(lambda cell: ";".join(cell) if isinstance(cell, tuple) else cell)


def _places_of(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[["id", "section", "anchor"]]


def sample_of(article: Article, names: Collection[str]) -> pd.DataFrame:
    """Count the sentences and clauses of some sections of an article, headings aside.

    Returns
    -------
    DataFrame
        ``section``, ``sentences``, ``clauses``.

    """
    return pd.DataFrame(
        [(n, *(sum(s.section == n for s in cut) for cut in (article.sentences, article.clauses))) for n in names],
        columns=["section", "sentences", "clauses"],
    )


def _compared(first: Case, second: Case, article: Article, asked: Sequence[str]) -> list[str]:
    """Return the names of the sections that are compared, in the order of the article."""
    cuts = [{*_cuts(case), NOTES} for case in (first, second)]
    known = [name for name in article.sections if name in cuts[0] & cuts[1]]
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: no such section in both codings; there are {', '.join(known)}")
    touched = [{i for f in case.tables.values() for i in f["section"]} for case in (first, second)]
    names = [name for name in known if (name in asked if asked else name in touched[0] & touched[1])]
    if not names:
        raise ValueError(f"{first.name} and {second.name} have no section in which both have a row; ask for --sections")
    return names


def load_coverage() -> pd.DataFrame:
    """Load what the data do with each sentence of the articles, counted by section.

    Returns
    -------
    DataFrame
        ``case``, ``section`` (``all`` for the whole article), ``sentences``,
        ``coded``, ``literature``, ``set_aside``, ``open``.

    """
    return pd.read_csv(data_folder() / "coverage.csv")


def find_places(recoding: Recoding, article: Article) -> pd.DataFrame:
    """Say in which sentence and clause each row of either coder stands, at each of its places.

    Returns
    -------
    DataFrame
        ``coder`` (first, second), ``table`` and ``id`` of the row, ``section``, ``sentence`` and ``clause`` (their
        numbers in the section; 0 is the heading), and ``start`` (position of the anchor).

    """
    lines = []
    for coder, tables in recoding.codings.items():
        for table, frame in tables.items():
            for row in frame.itertuples():
                start = next((a for a, _ in article.find(row.section, row.anchor)), -1)
                numbers = [
                    next((s.number for s in cut if s.section == row.section and s.start <= start < s.end), 0)
                    for cut in (article.sentences, article.clauses)
                ]
                of = (table, row.id) if table != PLACES else (codebook().table_of(row.row), row.row)
                lines.append((coder, *of, row.section, *numbers, start))
    return pd.DataFrame(lines, columns=PLACE)


def alpha(first: Sequence[str], second: Sequence[str]) -> float:
    """Krippendorff's alpha for two coders and nominal codes.

    Undefined (``nan``) where all values are the same: without variation
    there is nothing that could have been got wrong.

    Examples
    --------
    >>> round(alpha(["a", "a", "b", "b"], ["a", "a", "b", "a"]), 3)
    0.533

    """
    return _interval(*_counted(["all"] * len(first), first, second, _nominal))[0]


def masi(one: str, other: str) -> float:
    """How far two sets differ, 0 to 1: cells of ids with semicolons between them (Passonneau 2006).

    One less Jaccard's share of what both hold, which counts by two thirds where one set holds
    the other, and by a third where neither does.

    Examples
    --------
    >>> masi("a;b", "b;a"), round(masi("a;b", "a"), 3), masi("a", "b")
    (0.0, 0.667, 1.0)

    """
    a, b = ({part for part in cell.split(";") if part} for cell in (one, other))
    if a == b:
        return 0.0
    like = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - like * len(a & b) / len(a | b)


def _nominal(one: str, other: str) -> float:
    return float(one != other)


def _counted(
    sections: Sequence[str], first: Sequence[str], second: Sequence[str], apart: Callable[[str, str], float]
) -> tuple[np.ndarray, np.ndarray]:
    """Count in each section how often each pair of values meets, and say how far any two values are apart."""
    values, names = sorted({*first, *second}), list(dict.fromkeys(sections))
    counts = np.zeros((len(names), len(values), len(values)))
    for section, a, b in zip(sections, first, second, strict=True):
        counts[names.index(section), values.index(a), values.index(b)] += 1
    distance = np.array([[apart(a, b) for b in values] for a in values]).reshape(len(values), len(values))
    return counts, distance


def _alpha(counts: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Alpha of one table of pairs of values, or of several (Krippendorff 2019, ch. 12)."""
    pairs = counts.sum(axis=(-2, -1))
    margins = counts.sum(axis=-1) + counts.sum(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (counts * distance).sum(axis=(-2, -1)) / pairs
        chance = np.einsum("...i,...j,ij->...", margins, margins, distance) / (2 * pairs * (2 * pairs - 1))
        return np.where(chance > 0, 1 - observed / chance, np.nan)


def _interval(counts: np.ndarray, distance: np.ndarray) -> tuple[float, float, float]:
    """Alpha over all sections, and between which values it lies when the sections are drawn anew."""
    whole, n = float(_alpha(counts.sum(axis=0), distance)), len(counts)
    if n < 2:
        return whole, np.nan, np.nan
    drawn = np.random.default_rng(0).multinomial(n, [1 / n] * n, size=DRAWS)
    values = _alpha(np.tensordot(drawn, counts, 1), distance)
    low, high = np.percentile(values[~np.isnan(values)], MIDDLE) if np.isfinite(values).any() else (np.nan, np.nan)
    return whole, float(low), float(high)


def presence_agreement(recoding: Recoding, unit: str = "sentence") -> pd.DataFrame:
    """Agreement on whether a sentence, or a clause, yields any row of a table.

    Parameters
    ----------
    recoding
        Two codings.
    unit
        ``sentence`` or ``clause``.

    Returns
    -------
    DataFrame
        Indexed by table: ``sentences`` or ``clauses``, ``first`` and ``second`` (those in which each coder has a row),
        ``both``, ``alpha``, and ``low`` and ``high``, between which 95 per cent of alphas lie when sections are drawn.

    """
    column = {"sentence": "sentences", "clause": "clauses"}[unit]
    units = [
        (s, n)
        for s, k in zip(recoding.sample["section"], recoding.sample[column], strict=True)
        for n in range(1, k + 1)
    ]
    lines = {}
    for table in recoding.second:
        part = recoding.places[recoding.places["table"] == table]
        hit = {coder: set(zip(rows["section"], rows[unit], strict=True)) for coder, rows in part.groupby("coder")}
        a, b = ([str(u in hit.get(coder, set())) for u in units] for coder in CODERS)
        found = [sum(x == "True" for x in side) for side in (a, b)]
        both = sum(x == y == "True" for x, y in zip(a, b, strict=True))
        lines[table] = [len(units), *found, both, *_interval(*_counted([s for s, _ in units], a, b, _nominal))]
    names = [column, "first", "second", "both", "alpha", "low", "high"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=names).drop(index=PLACES, errors="ignore")


def matched_rows(recoding: Recoding) -> pd.DataFrame:
    """Pair the rows of both coders that stand in the same sentence: first whose keys agree, then who stands nearest.

    Keys are looked at only where they lead to registers that both coders had. Codes are never looked at, so that
    the pairing cannot flatter them.

    Returns
    -------
    DataFrame
        ``table``, ``first``, ``second`` (ids), ``apart`` (by how much their keys differ, summed over the columns).

    """
    pairs = [
        (table, *pair)
        for table, part in recoding.places.groupby("table", sort=False)
        for pair in sorted(_nearest(recoding, str(table), part))
    ]
    return pd.DataFrame(pairs, columns=["table", "first", "second", "apart"])


def _nearest(recoding: Recoding, table: str, part: pd.DataFrame) -> Iterator[tuple[str, str, float]]:
    wanted = [v.name for v in codebook().variables[table] if _into(v) and _into(v) <= recoding.registers]
    cells = [recoding.codings[coder][table].set_index("id").filter(wanted) for coder in CODERS] if wanted else []
    ours, theirs = (part[part["coder"] == coder] for coder in CODERS)
    near: dict[tuple[str, str], int] = {}
    for line in ours.merge(theirs, on=["section", "sentence"]).itertuples():
        pair = line.id_x, line.id_y
        near[pair] = min(abs(line.start_x - line.start_y), near.get(pair, line.start_x + line.start_y))
    apart = {(a, b): sum(map(masi, *(f.loc[i] for f, i in zip(cells, (a, b), strict=True)))) if cells else 0.0
             for a, b in near}  # fmt: skip
    taken: set[tuple[str, str]] = set()
    for a, b in sorted(near, key=lambda pair: (apart[pair], near[pair], pair)):
        if ("first", a) not in taken and ("second", b) not in taken:
            taken |= {("first", a), ("second", b)}
            yield a, b, apart[a, b]


def _into(variable: Variable) -> set[str]:
    """Return the tables to which a column of keys leads; none of a column of another kind."""
    if variable.type not in ("key", "keys"):
        return set()
    return set(codebook().tables) if variable.references == "*" else {*variable.references.split("|")}


def row_agreement(recoding: Recoding) -> pd.DataFrame:
    """Agreement on which rows there are: how many of one coder's the other has too.

    Returns
    -------
    DataFrame
        Indexed by table: ``first`` and ``second`` (rows of each), ``matched``, ``f1`` (twice the matched rows over the
        rows of both, 0 to 1), ``same_keys`` (matched rows whose keys into the registers agree) and ``f1_keys``.

    """
    pairs = matched_rows(recoding)
    lines = {}
    for table, first in recoding.first.items():
        of = pairs[pairs["table"] == table]
        rows = [len(first), len(recoding.second[table])] if table in recoding.second else [len(first), 0]
        if sum(rows) and not codebook().tables[table].bare:
            same = int((of["apart"] == 0).sum())
            lines[table] = [*rows, len(of), 2 * len(of) / sum(rows), same, 2 * same / sum(rows)]
    names = ["first", "second", "matched", "f1", "same_keys", "f1_keys"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=names)


def column_agreement(recoding: Recoding) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Agreement on each column of codes, and of keys where both coders had the same registers.

    Returns
    -------
    agreement : DataFrame
        ``table``, ``column``, ``pairs``, ``agree`` (share, 0 to 1), ``most`` (share of the most frequent value),
        ``alpha`` (of sets of keys by :func:`masi`) with ``low`` and ``high``, between which 95 per cent of alphas lie
        when sections are drawn, and ``with_missing`` (alpha, a row that one coder lacks being a value of its own).
    disagreements : DataFrame
        ``table``, ``column``, ``first`` and ``second`` (ids), and the two
        codes ``first_code``, ``second_code``.

    """
    matches = matched_rows(recoding)
    as_first = dict(zip(matches["second"], matches["first"], strict=True))
    lines, apart = [], []
    for table, pairs in matches.groupby("table", sort=False):
        ours, theirs = (recoding.codings[coder][str(table)].set_index("id") for coder in CODERS)
        both = list(zip(pairs["first"], pairs["second"], strict=True))
        sections = [*ours.loc[pairs["first"], "section"]]
        for v in codebook().variables[str(table)]:
            compared = v.type == "code" or (_into(v) and recoding.registers)
            if not compared or v.name not in ours or v.name not in theirs:  # some columns are younger
                continue
            a, b = ours[v.name].to_dict(), theirs[v.name].to_dict()
            if _into(v) - recoding.registers:
                b = {row: _named(cell, as_first) for row, cell in b.items()}
            if not any((*a.values(), *b.values())):
                continue
            distance = masi if v.type == "keys" else _nominal
            x, y = [a[i] for i, _ in both], [b[j] for _, j in both]
            agree = sum(not distance(*codes) for codes in zip(x, y, strict=True)) / len(both)
            most = max(map([*x, *y].count, {*x, *y})) / (2 * len(both))
            alone = [a[i] for i in a if i not in {*pairs["first"]}], [b[j] for j in b if j not in as_first]
            x_all, y_all = [*x, *alone[0], *[MISSING] * len(alone[1])], [*y, *[MISSING] * len(alone[0]), *alone[1]]
            within = _interval(*_counted(sections, x, y, distance))
            in_all = _interval(*_counted(["all"] * len(x_all), x_all, y_all, distance))[0]
            lines.append((table, v.name, len(both), agree, most, *within, in_all))
            apart += [(table, v.name, i, j, a[i], b[j]) for i, j in both if distance(a[i], b[j])]
    columns = ["table", "column", "pairs", "agree", "most", "alpha", "low", "high", "with_missing"]
    details = ["table", "column", "first", "second", "first_code", "second_code"]
    return pd.DataFrame(lines, columns=columns), pd.DataFrame(apart, columns=details)


def _named(cell: str, as_first: Mapping[str, str]) -> str:
    """Name rows of the second coder as the first coder's that they match."""
    return ";".join(as_first.get(key, f"second:{key}") for key in cell.split(";")) if cell else ""


def load_audit() -> pd.DataFrame:
    """Load the audit of a seeded sample of rows.

    Returns
    -------
    DataFrame
        ``case``, ``id``, ``verdict`` (agree, doubt, wrong), ``reason``, and
        ``mended`` (what was done).

    """
    return pd.read_csv(data_folder() / "recoding" / "audit.csv", dtype=str, keep_default_na=False)
