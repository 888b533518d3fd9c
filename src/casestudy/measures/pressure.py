"""By what people and bodies are moved: where ties run, what treatment rules leave open, who gets what."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pandas as pd

from casestudy.cases import Case

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
    parts = [ties[ties["section"].str.startswith(section)].assign(section=section) for section in sections]
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
