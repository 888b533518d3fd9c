"""By what people and bodies are moved: where ties run, what treatment rules leave open, who gets what."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang
from casestudy.coding.messages import say

REVERSED = {"higher": "lower", "lower": "higher"}


def section_reach(case: Case, sections: Iterable[str]) -> pd.DataFrame:
    """Say whom the ties reach that a section tells of, in which direction, as design or as practice.

    The idea: if an article gives each mechanism a section of its own, the
    ties of that section show whom it says to be moved, and from where.
    A direction that does not occur is unsaid there; it may be told in another
    section. Denied ties and proposals do not count.

    Returns
    -------
    DataFrame
        One line for each combination that occurs: ``section`` (as asked for, its
        subsections included), ``direction``, ``target`` (id) with its ``side`` and
        ``level``, ``realm``, and ``rows``, the tuple of ids behind it.

    Examples
    --------
    >>> from casestudy import load_case
    >>> frame = section_reach(load_case("group_council"), ["三(一)"])
    >>> sorted(set(frame["direction"]))
    ['down', 'lateral', 'up']

    """
    ties = case["ties"].query("polarity == 'affirmed' and realm != 'proposed'")
    actors = case["actors"].set_index("id")
    ties = ties.assign(side=ties["target"].map(actors["side"]), level=ties["target"].map(actors["level"]))
    keys = ["section", "direction", "target", "side", "level", "realm"]
    inside = {section: case.sections_within(section) for section in sections}
    parts = [ties[ties["section"].isin(ids)].assign(section=section) for section, ids in inside.items()]
    frame = pd.concat(parts) if parts else ties.head(0)
    return frame.groupby(keys, sort=False)["id"].agg(tuple).rename("rows").reset_index()


def mixtures(contrasts: pd.DataFrame) -> pd.DataFrame:
    """List every combination of the conditions that treatment rules join, and what is ruled for it.

    The idea: a rule for all first ends of some conditions, and one for all
    second ends, are two lines of a truth table. The other lines are
    combinations of which the article rules nothing. Each condition is read as having
    two ends; where its two ends are not the ends of one scale, still
    more is open than this table shows.

    Parameters
    ----------
    contrasts
        Rows of the table ``contrasts``.

    Returns
    -------
    DataFrame
        One line a combination: ``conditions`` (tuple of contrast ids), ``ends``
        (tuple of ``first`` or ``second``), ``ruled`` (a code of direction; empty where it is left open).

    References
    ----------
    C. C. Ragin (1987). *The Comparative Method*, ch. 6 (truth tables).

    Examples
    --------
    >>> from casestudy import load_case
    >>> frame = mixtures(load_case("group_council")["contrasts"])
    >>> [(line.ends, line.ruled) for line in frame.itertuples()][:2]
    [(('first', 'first'), 'higher'), (('first', 'second'), '')]

    """
    joint = contrasts[(contrasts["kind"] == "treatment") & (contrasts["joint_with"].map(len) > 0)]
    groups = dict.fromkeys(tuple(sorted({row.id, *row.joint_with})) for row in joint.itertuples())
    lines = []
    for group in groups:
        way = str(contrasts.loc[group[0], "direction"])
        ruled = {("first",) * len(group): way, ("second",) * len(group): REVERSED.get(way, way)}
        lines += [(group, ends, ruled.get(ends, "")) for ends in product(("first", "second"), repeat=len(group))]
    return pd.DataFrame(lines, columns=["conditions", "ends", "ruled"])


def received(case: Case) -> pd.DataFrame:
    """Say what each kind of receiver is told to get, by which means, and whether it can also punish.

    Existence counts, never the number of rows. *Either* stands for reward
    or punishment by conduct, and also where the article does not say which;
    only the rows can tell the two apart. Denied rows and proposals do not count.

    Returns
    -------
    DataFrame
        One line for each combination that occurs: ``receiver`` (id) and its ``side``,
        ``instrument``, ``sign``, ``realm``, ``rows``.

    References
    ----------
    A. Etzioni (1961). *A Comparative Analysis of Complex Organizations*
    (coercive, remunerative and normative means).

    Examples
    --------
    >>> from casestudy import load_case
    >>> frame = received(load_case("group_council"))
    >>> frame.columns.tolist()
    ['receiver', 'side', 'instrument', 'sign', 'realm', 'rows']

    """
    given = case["incentives"].query("polarity == 'affirmed' and realm != 'proposed'")
    side = dict(zip(case["actors"]["id"], case["actors"]["side"], strict=True))
    given = given.assign(side=given["receiver"].map(side))
    keys = ["receiver", "side", "instrument", "sign", "realm"]
    return given.groupby(keys, sort=False)["id"].agg(tuple).rename("rows").reset_index()


def section_ways(reach: pd.DataFrame) -> pd.Series:
    """Say in which directions the ties of each section run: down, up, or both.

    Parameters
    ----------
    reach
        From :func:`section_reach`.

    Returns
    -------
    Series
        Section → ``both``, ``down`` or ``up``; a section of which neither is told has no entry.

    Examples
    --------
    >>> from casestudy import load_case
    >>> section_ways(section_reach(load_case("group_council"), ["三(一)"])).to_dict()
    {'三(一)': 'both'}

    """
    told = reach[reach["direction"].isin(["down", "up"])].groupby("section", sort=False)["direction"]
    return told.agg(lambda found: "both" if found.nunique() == 2 else found.iloc[0]).astype(object)


def contexts(contrasts: pd.DataFrame, lang: Lang = "en") -> pd.DataFrame:
    """Take the two contexts of each comparison apart, and say in which of them there is more.

    Parameters
    ----------
    contrasts
        Rows of the table ``contrasts``.

    Returns
    -------
    DataFrame
        Indexed by id: ``outcome``, ``kind``, ``first`` and ``second`` (the contexts as printed in the cell), ``more``
        and ``less`` (the same by direction; empty where they are but different).

    Examples
    --------
    >>> from casestudy import load_case
    >>> contexts(load_case("group_council")["contrasts"]).loc["contrast_005", ["more", "less"]].tolist()
    ['countryside', 'city']

    """
    lines = {}
    for row in contrasts.itertuples():
        first, _, second = str(getattr(row, f"context_{lang}")).partition(say("pressure_against", lang))
        ordered = {"higher": (first, second), "lower": (second, first)}.get(row.direction, ("", ""))
        lines[row.id] = (getattr(row, f"outcome_{lang}"), row.kind, first, second, *ordered)
    columns = ["outcome", "kind", "first", "second", "more", "less"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns)


def receivers(got: pd.DataFrame) -> pd.Series:
    """Sort the kinds of receiver by whether only rewards are told of, rewards and more, or no reward alone.

    Parameters
    ----------
    got
        From :func:`received`.

    Returns
    -------
    Series
        Receiver → ``soft`` (rewards alone), ``mixed`` (rewards, and what may punish) or ``hard``, in this order.

    Examples
    --------
    >>> got = pd.DataFrame({"receiver": ["a", "b", "b", "c"], "sign": ["punishment", "reward", "either", "reward"]})
    >>> receivers(got).to_dict()
    {'c': 'soft', 'b': 'mixed', 'a': 'hard'}

    """
    signs = {receiver: set(part["sign"]) for receiver, part in got.groupby("receiver", sort=False)}
    kinds = {r: "soft" if s == {"reward"} else "mixed" if "reward" in s else "hard" for r, s in signs.items()}
    order = sorted(kinds, key=lambda receiver: ("soft", "mixed", "hard").index(kinds[receiver]))
    return pd.Series({receiver: kinds[receiver] for receiver in order}, dtype=object)
