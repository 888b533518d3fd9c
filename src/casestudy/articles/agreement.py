"""Inter-coder agreement: how far two codings of the same sentences agree, and how a sample of rows fared in an audit.

Both codings of the sampled sections stand in ``data/recoding/<case>/`` as they
were before they were compared: ``first/`` and ``second/`` (the latter with
names instead of keys), ``sample.csv`` (the sections drawn), and ``sentences.csv``
(in which sentence each row stands, by number: the text itself is no part of
the project). What was mended afterwards changes the data, not the agreement.

References
----------
K. Krippendorff (2019). *Content Analysis*, 4th ed., ch. 12 (alpha).

"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd

from casestudy.articles.article import Article, find_anchors
from casestudy.coding.cards import NOTES
from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook, data_folder

# An alpha that readers of content analyses call good, and as many pairs as it takes for an alpha to be shown.
GOOD, ENOUGH_PAIRS = 0.8, 10
PLACE = ["coder", "table", "id", "section", "sentence", "start"]


@dataclass(frozen=True)
class Recoding:
    """The two codings of the sampled sections of a case."""

    first: dict[str, pd.DataFrame]
    second: dict[str, pd.DataFrame]
    sample: pd.DataFrame
    places: pd.DataFrame


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
    tables = [
        {t: f[f["section"].isin(names)] for t, f in case.tables.items() if not codebook().tables[t].bare}
        for case in (first, second)
    ]
    sizes = [(name, sum(s.section == name for s in article.sentences)) for name in names]
    sample = pd.DataFrame(sizes, columns=["section", "sentences"])
    made = Recoding(tables[0], tables[1], sample, pd.DataFrame(columns=PLACE))
    return replace(made, places=find_places(made, article))


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
    """Say in which sentence each row of either coder stands.

    Returns
    -------
    DataFrame
        ``coder`` (first, second), ``table``, ``id``, ``section``,
        ``sentence`` (its number in the section; 0 is the heading) and
        ``start`` (position of the anchor).

    """
    rows = []
    for coder, tables in (("first", recoding.first), ("second", recoding.second)):
        for table, frame in tables.items():
            for row in frame.itertuples():
                start = next((a for a, _ in article.find(row.section, row.anchor)), -1)
                inside = [s.number for s in article.sentences if s.section == row.section and s.start <= start < s.end]
                rows.append((coder, table, row.id, row.section, inside[0] if inside else 0, start))
    return pd.DataFrame(rows, columns=PLACE)


def alpha(first: list[str], second: list[str]) -> float:
    """Krippendorff's alpha for two coders and nominal codes.

    Undefined (``nan``) where all values are the same: without variation
    there is nothing that could have been got wrong.

    Examples
    --------
    >>> round(alpha(["a", "a", "b", "b"], ["a", "a", "b", "a"]), 3)
    0.533

    """
    domain = sorted({*first, *second})
    if len(domain) < 2:
        return float("nan")
    data = [[float(domain.index(x)) for x in values] for values in (first, second)]
    return float(krippendorff.alpha(np.array(data), level_of_measurement="nominal"))


def presence_agreement(recoding: Recoding) -> pd.DataFrame:
    """Agreement on whether a sentence yields any row of a table.

    Returns
    -------
    DataFrame
        Indexed by table: ``sentences``, ``first`` and ``second`` (sentences
        in which each coder has a row), ``both``, ``alpha``.

    """
    sample = recoding.sample
    units = [(s, n) for s, k in zip(sample["section"], sample["sentences"], strict=True) for n in range(1, k + 1)]
    lines = {}
    for table in recoding.second:
        part = recoding.places[recoding.places["table"] == table]
        hit = {coder: set(zip(rows["section"], rows["sentence"], strict=True)) for coder, rows in part.groupby("coder")}
        a, b = ([u in hit.get(coder, set()) for u in units] for coder in ("first", "second"))
        both = sum(x and y for x, y in zip(a, b, strict=True))
        lines[table] = [len(units), sum(a), sum(b), both, alpha([str(x) for x in a], [str(x) for x in b])]
    return pd.DataFrame.from_dict(lines, orient="index", columns=["sentences", "first", "second", "both", "alpha"])


def matched_rows(recoding: Recoding) -> pd.DataFrame:
    """Pair the rows of both coders that stand nearest to each other in the same sentence.

    The pairing looks at places alone, never at codes, so it cannot flatter.

    Returns
    -------
    DataFrame
        ``table``, ``first``, ``second`` (ids).

    """
    pairs = [
        pair
        for key, part in recoding.places.groupby(["table", "section", "sentence"])
        for pair in _nearest(key[0], part)
    ]
    return pd.DataFrame(pairs, columns=["table", "first", "second"])


def _nearest(table: str, part: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    ours, theirs = (part[part["coder"] == coder] for coder in ("first", "second"))
    candidates = sorted((abs(a.start - b.start), a.id, b.id) for a in ours.itertuples() for b in theirs.itertuples())
    taken: set[tuple[str, str]] = set()
    for _, a, b in candidates:
        if ("first", a) not in taken and ("second", b) not in taken:
            taken |= {("first", a), ("second", b)}
            yield table, a, b


def column_agreement(recoding: Recoding) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Agreement on each code column, over the rows that both coders have.

    Returns
    -------
    agreement : DataFrame
        ``table``, ``column``, ``pairs``, ``agree`` (share, 0 to 1), ``alpha``.
    disagreements : DataFrame
        ``table``, ``column``, ``first`` and ``second`` (ids), and the two
        codes ``first_code``, ``second_code``.

    """
    lines, apart = [], []
    for table, pairs in matched_rows(recoding).groupby("table", sort=False):
        ours = recoding.first[str(table)].set_index("id").loc[list(pairs["first"])]
        theirs = recoding.second[str(table)].set_index("id").loc[list(pairs["second"])]
        for v in codebook().variables[str(table)]:
            if v.type == "code" and v.name in ours and v.name in theirs:  # some columns are younger
                a, b = list(ours[v.name]), list(theirs[v.name])
                agree = sum(x == y for x, y in zip(a, b, strict=True)) / len(a)
                lines.append((table, v.name, len(a), agree, alpha(a, b)))
                apart += [
                    (table, v.name, i, j, x, y)
                    for i, j, x, y in zip(ours.index, theirs.index, a, b, strict=True)
                    if x != y
                ]
    columns = ["table", "column", "pairs", "agree", "alpha"]
    details = ["table", "column", "first", "second", "first_code", "second_code"]
    return pd.DataFrame(lines, columns=columns), pd.DataFrame(apart, columns=details)


def load_audit() -> pd.DataFrame:
    """Load the audit of a seeded sample of rows.

    Returns
    -------
    DataFrame
        ``case``, ``id``, ``verdict`` (agree, doubt, wrong), ``reason``, and
        ``mended`` (what was done).

    """
    return pd.read_csv(data_folder() / "recoding" / "audit.csv", dtype=str, keep_default_na=False)
