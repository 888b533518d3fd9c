"""Robustness (sensitivity analysis): whether a finding survives another coding, other passages, another teller.

A finding is recomputed again and again, each time with one thing changed: a
passage left out, a voice off, inferences or proposals off, a merge of
wordings undone, one code of one row moved to its neighbour. If its value stays, it
stands against that change. The share of changes against which it stands is
no probability: the changes are not drawn from anything, and they are not
equally likely. What matters is which change turns it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, NamedTuple

import pandas as pd

from casestudy.coding.cases import Case, load_case
from casestudy.coding.codebook import Lang, codebook, data_folder
from casestudy.findings import registry
from casestudy.findings.arguments import OneOf
from casestudy.findings.registry import Bound, Number, bind

CHANGES = ("passage", "voice", "inferred", "proposed", "merge", "code")


class Change(NamedTuple):
    """One thing changed: its kind, what it was, the rows it touched, and the case as it is then.

    ``column`` is the one in which a code was moved, and empty otherwise.
    """

    kind: str
    what: str
    rows: tuple[str, ...]
    case: Case
    column: str = ""


def robustness(case: Case, finding: str) -> pd.DataFrame:
    """Recompute a finding with one thing changed at a time.

    What is changed are rows of the tables that decide the finding, and what
    rests on them; actors and other registers stay, since an actor does not
    vanish with the sentence that first names it.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`.
    finding
        A finding with its arguments, as prose cites it, e.g. ``"ways(resource)"``.

    Returns
    -------
    DataFrame
        One line a change: ``change`` (passage, voice, inferred, proposed,
        merge, code), ``what`` (which), ``rows`` (tuple of ids that were taken
        away or recoded), ``value`` (the finding then), ``stands`` (whether
        it is what it was).

    Raises
    ------
    UnknownNameError, ValueError
        There is no such finding, or it does not rest on rows of a case.

    Examples
    --------
    >>> from casestudy import load_case
    >>> tried = robustness(load_case("pairing"), "ways(authority)")
    >>> sorted(set(tried["change"]))
    ['code', 'inferred', 'passage', 'proposed', 'voice']

    """
    return try_all(case, [finding]).drop(columns="finding")


def try_all(case: Case, findings: Sequence[str]) -> pd.DataFrame:
    """Recompute several findings of a case, which is quicker than one by one.

    Returns
    -------
    DataFrame
        As :func:`robustness` returns it, with ``finding`` as the first column.

    Raises
    ------
    UnknownNameError, ValueError
        There is no such finding, or it does not rest on rows of a case.

    """
    alike: dict[tuple[str, ...], dict[str, Bound]] = {}
    for finding in findings:
        bound = bind(case, finding)
        if not set(bound.tables) & set(case.tables):
            raise ValueError(f"{finding} does not rest on rows of {case.name}, so that none can be taken away")
        alike.setdefault(bound.tables, {})[finding] = bound
    lines = []
    for tables, group in alike.items():
        whole = {finding: bound(case).value for finding, bound in group.items()}
        codes = {code for bound in group.values() for code in bound.codes}
        for change in changes(case, tables, tuple(sorted(codes))):
            for finding, bound in group.items():
                if not change.column or change.column in bound.codes:
                    value = bound(change.case).value
                    lines.append((finding, change.kind, change.what, change.rows, value, value == whole[finding]))
    columns = ["finding", "change", "what", "rows", "value", "stands"]
    frame = pd.DataFrame(lines, columns=columns)
    order = {finding: n for n, finding in enumerate(findings)}
    return frame.sort_values("finding", key=lambda f: f.map(order), kind="stable").reset_index(drop=True)


def survival(tried: pd.DataFrame) -> pd.DataFrame:
    """Count, kind by kind, against how many changes a finding stood.

    Returns
    -------
    DataFrame
        Indexed by the kinds of change that were tried: ``tried``, ``stood`` (changes).

    Examples
    --------
    >>> frame = pd.DataFrame({"change": ["voice", "voice"], "stands": [True, False]})
    >>> survival(frame).loc["voice"].tolist()
    [2, 1]

    """
    counts = tried.groupby("change")["stands"].agg(["size", "sum"]).astype(int)
    counts.columns = pd.Index(["tried", "stood"])
    return counts.reindex([kind for kind in CHANGES if kind in counts.index])


def changes(case: Case, tables: tuple[str, ...], codes: tuple[str, ...]) -> Iterator[Change]:
    """Make the changed cases, one after the other."""
    places = pd.concat([case.places(t) for t in tables], ignore_index=True)
    proposed = {i for t in tables if "realm" in case[t] for i in case[t].query("realm == 'proposed'").index}
    where = passages(case)
    for passage, part in places.groupby(places["id"].map(where), sort=False):
        yield _without(case, "passage", str(passage), part)
    for voice, part in places.groupby("voice", sort=False):
        yield _without(case, "voice", str(voice), part)
    for kind, off in (("inferred", places["basis"] == "inferred"), ("proposed", places["row"].isin(proposed))):
        if off.any():
            yield _without(case, kind, "", places[off])
    if "factors" in tables:
        yield from _unmerged(case, where)
    for table in tables:
        yield from _recoded(case, table, codes)


def _without(case: Case, kind: str, what: str, places: pd.DataFrame) -> Change:
    return Change(kind, what, tuple(dict.fromkeys(places["row"])), case.without_places(places["id"]))


def _unmerged(case: Case, where: dict[str, str]) -> Iterator[Change]:
    """Undo each merge of wordings: the factor becomes one factor for each passage that speaks of it.

    Which printed wording a claim used is not in the data; its passage is. So
    this is the finest that the factor could have been cut.
    """
    factors, causes = case["factors"], case["causes"]
    for factor in factors.loc[factors["merged_from"] != "", "id"]:
        cut, born = causes.copy(), dict[str, None]()
        for end in ("cause", "effect"):
            hit = cut[end] == factor
            names = {row: f"{factor}@{where[row]}" for row in cut.loc[hit, "id"]}
            cut.loc[hit, end] = cut.loc[hit, "id"].map(names)
            born |= dict.fromkeys(names.values())
        if len(born) > 1:
            copies = [factors.loc[factor].to_dict() | {"id": name} for name in born]
            more = pd.DataFrame(copies, index=list(born)).astype(factors.dtypes.to_dict())
            rows = tuple(causes.loc[(causes["cause"] == factor) | (causes["effect"] == factor), "id"])
            tables = dict(case.tables) | {"causes": cut, "factors": pd.concat([factors.drop(index=factor), more])}
            yield Change("merge", factor, rows, replace(case, tables=tables))


def _recoded(case: Case, table: str, codes: tuple[str, ...]) -> Iterator[Change]:
    """Move one code of one row to each of its neighbours."""
    frame = case[table]
    for v in codebook().variables[table]:
        if v.name in codes and v.codes:
            known, cells = codebook().codes[v.codes], frame[v.name].to_numpy()
            for n, (row, code) in enumerate(zip(frame["id"], cells, strict=True)):
                for near in known[code].near if code else ():
                    moved, changed = frame.copy(deep=False), cells.copy()
                    changed[n] = near
                    moved[v.name] = changed
                    what = f"{row}: {v.name} {code} → {near}"
                    changed_case = replace(case, tables=dict(case.tables) | {table: moved})
                    yield Change("code", what, (row,), changed_case, v.name)


def passages(case: Case) -> dict[str, str]:
    """Say in which passage each row stands, so that a list that was cut into rows goes as one.

    A passage is a sentence, written ``section#number``. The sentences of the
    shipped cases are numbered in ``data/passages.csv``; elsewhere rows of one
    section with one anchor count as one passage.

    Examples
    --------
    >>> from casestudy import load_case
    >>> case = load_case("pairing")
    >>> passages(case)["tie_001"] == passages(case)["tie_002"]
    True

    """
    known = _passages().get(case.name, {})
    return {
        row.id: known.get(row.id, f"{row.section}#{row.anchor}")
        for frame in case.tables.values()
        for row in frame[["id", "section", "anchor"]].itertuples()
    }


@cache
def _passages() -> dict[str, dict[str, str]]:
    frame = pd.read_csv(data_folder() / "passages.csv", dtype=str)
    place: Any = frame["section"] + "#" + frame["sentence"]
    return {str(case): dict(zip(part["id"], place[part.index], strict=True)) for case, part in frame.groupby("case")}


@dataclass(frozen=True)
class Headline:
    """A conclusion of the book: the finding that computes it, the value it claims, and what would settle it."""

    name: str
    record: dict[str, Any]

    @property
    def case(self) -> str:
        """The name of its case."""
        return str(self.record["finding"]).partition(".")[0]

    @property
    def finding(self) -> str:
        """The finding, without its case."""
        return str(self.record["finding"]).partition(".")[2]

    def statement(self, lang: Lang = "en") -> str:
        """What the book says, in one sentence."""
        return str(self.record[f"statement_{lang}"])

    def short(self, lang: Lang = "en") -> str:
        """What the book says, in a few words."""
        return str(self.record[f"short_{lang}"])

    def settles(self, lang: Lang = "en") -> str:
        """What new evidence would settle it."""
        return str(self.record[f"settles_{lang}"])


@cache
def headlines() -> dict[str, Headline]:
    """Return the headline findings of the book by name, in the order of its chapters.

    Examples
    --------
    >>> headlines()["information"].finding
    'ways(information)'

    """
    with (data_folder() / "headlines.toml").open("rb") as file:
        records = tomllib.load(file)["headline"]
    return {record["name"]: Headline(record["name"], record) for record in records}


def try_headlines() -> pd.DataFrame:
    """Recompute every headline finding with one thing changed at a time.

    Returns
    -------
    DataFrame
        As :func:`robustness` returns it, with ``headline`` (its name) as the first column.

    """
    parts = []
    for name in dict.fromkeys(headline.case for headline in headlines().values()):
        mine = {h.finding: h.name for h in headlines().values() if h.case == name}
        tried = try_all(load_case(name), list(mine))
        parts.append(tried.assign(headline=tried["finding"].map(mine)))
    frame = pd.concat(parts)[["headline", "change", "what", "rows", "value", "stands"]]
    order = {name: n for n, name in enumerate(headlines())}
    return frame.sort_values("headline", key=lambda h: h.map(order), kind="stable").reset_index(drop=True)


def tally(tried: pd.DataFrame) -> pd.DataFrame:
    """Count for each headline and kind of change how many were tried and how many it stood.

    Parameters
    ----------
    tried
        From :func:`try_headlines`.

    Returns
    -------
    DataFrame
        ``headline``, ``change``, ``tried``, ``stood``.

    """
    parts = [
        survival(part).reset_index(names="change").assign(headline=h)
        for h, part in tried.groupby("headline", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)[["headline", "change", "tried", "stood"]]


def standing(counts: pd.DataFrame) -> pd.DataFrame:
    """Say of each headline whether no single change turns it, and whether the loss of one passage does.

    Parameters
    ----------
    counts
        From :func:`tally`.

    Returns
    -------
    DataFrame
        Indexed by headline: ``firm`` and ``thin`` (booleans).

    Examples
    --------
    >>> lines = [("a", "passage", 5, 4), ("a", "voice", 2, 2), ("b", "voice", 1, 1)]
    >>> standing(pd.DataFrame(lines, columns=["headline", "change", "tried", "stood"])).values.tolist()
    [[False, True], [True, False]]

    """
    turned = counts.assign(turned=counts["tried"] > counts["stood"])
    thin = turned["turned"] & (turned["change"] == "passage")
    lines = pd.DataFrame({"firm": ~turned["turned"], "thin": thin}).groupby(counts["headline"], sort=False)
    return lines.agg({"firm": "all", "thin": "any"}).rename_axis(None)


Name = Annotated[str, OneOf(lambda case: [h.name for h in headlines().values() if h.case == case.name])]
Kind = Annotated[str, OneOf(CHANGES)]


@cache
def _tried(case: Case, headline: str) -> pd.DataFrame:
    return robustness(case, headlines()[headline].finding)


@registry.finding()
def turning(case: Case, /, headline: Name, change: Kind = "") -> Number:
    """Count the single changes (of a kind, if one is named) that turn a headline finding."""
    frame = _tried(case, headline)
    turned = frame[~frame["stands"] & ((frame["change"] == change) | (change == ""))]
    return Number(len(turned), tuple(dict.fromkeys(row for rows in turned["rows"] for row in rows)))


@registry.finding()
def changes_tried(case: Case, /, headline: Name, change: Kind = "") -> Number:
    """Count the single changes (of a kind, if one is named) that were tried on a headline finding."""
    frame = _tried(case, headline)
    return Number(int(((frame["change"] == change) | (change == "")).sum()), ())
