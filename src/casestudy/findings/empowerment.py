"""Who strengthens whom between two groups of sides, under which reading; and who stands in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook
from casestudy.findings.arguments import InCodes, InTable, OneOf, YesNo
from casestudy.findings.conclusions import Currency, Ties, directions, kept
from casestudy.findings.registry import Number, finding
from casestudy.findings.robustness import passages
from casestudy.measures import brokerage
from casestudy.measures.structure import ROLES
from casestudy.networks import network

Sides = Annotated[str, InCodes("side")]


@finding(("ties",), ("relation", "direction", "currency", "realm", "teller"))
def ways_between(case: Case, /, currency: Currency, left: Sides, right: Sides, **codes: Ties) -> Number:
    """Say in which directions empowerment in a currency is affirmed across two groups of sides.

    Like ``ways``, but a tie counts only if one end is of a side of ``left`` and the other of a
    side of ``right`` (several joined by ``|``).
    """
    ties = case["ties"]
    side = dict(zip(case["actors"]["id"], case["actors"]["side"], strict=True))
    groups = [frozenset(left.split("|")), frozenset(right.split("|"))]
    if both := sorted(groups[0] & groups[1]):
        raise ValueError(f"{', '.join(both)} is in both groups; a tie across runs from one to the other")
    across = np.array(
        [
            (side[source] in groups[0] and side[target] in groups[1])
            or (side[source] in groups[1] and side[target] in groups[0])
            for source, target in zip(ties["source"], ties["target"], strict=True)
        ],
        dtype=bool,
    )
    return directions(ties, across & kept(ties, relation="empowerment", currency=currency, **codes))


def readings(case: Case, ways: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Say under several readings in which directions each currency is told to strengthen somebody.

    The idea: who counts only what was reported, or only what somebody quoted said, or does not count
    residents as the community, reads the same account more strictly. What is told both
    ways under every reading is firmer than what is told so under one; and a direction
    that one single passage tells of is gone with that passage. How many rows
    tell of it is no matter.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`.
    ways
        Reading → what :func:`ways_between` takes beside the currency.

    Returns
    -------
    DataFrame
        One line a currency (``none`` left out) and reading: ``currency``, ``reading``,
        ``value`` (both, down, up, none), ``rows`` (tuple of ids), ``thin`` (tuple of
        the directions whose rows all stand in one passage).

    Examples
    --------
    >>> from casestudy import load_case
    >>> frame = readings(load_case("pairing"), {"told": {"left": "agency", "right": "community"}})
    >>> frame.set_index("currency")["value"].to_dict()["authority"]
    'down'

    """
    where, direction = passages(case), case["ties"]["direction"]
    lines = []
    for currency in codebook().codes["currency"]:
        for reading, codes in ways.items():
            if currency != "none":
                found = ways_between(case, currency, **codes)
                told = {way: {where[i] for i in found.rows if direction[i] == way} for way in ("down", "up")}
                thin = tuple(way for way, places in told.items() if len(places) == 1)
                lines.append((currency, reading, found.value, found.rows, thin))
    return pd.DataFrame(lines, columns=["currency", "reading", "value", "rows", "thin"])


def over_readings(frame: pd.DataFrame) -> pd.Series:
    """Say of each currency whether it is told both ways under every reading, under some, or under none.

    Parameters
    ----------
    frame
        From :func:`readings`.

    Returns
    -------
    Series
        Currency → ``always``, ``sometimes`` or ``never``.

    Examples
    --------
    >>> lines = [("a", "x", "both"), ("a", "y", "up"), ("b", "x", "both"), ("b", "y", "both")]
    >>> over_readings(pd.DataFrame(lines, columns=["currency", "reading", "value"])).to_dict()
    {'a': 'sometimes', 'b': 'always'}

    """
    share = (frame["value"] == "both").groupby(frame["currency"], sort=False).mean()
    return share.map(lambda part: "always" if part == 1 else "sometimes" if part else "never").astype(object)


@finding(("ties",), ("realm",))
def brokered(
    case: Case,
    /,
    actor: Annotated[str, InTable("actors")],
    role: Annotated[str, OneOf(ROLES)],
    sides: Sides,
    sure: YesNo = "no",
) -> Number:
    """Count the two-paths of others in which an actor stands in the middle, in a role of Gould and Fernandez.

    Groups are the ``sides`` (several joined by ``|``); all told ties count. ``sure=yes`` counts only
    the paths whose ends are said not to be tied directly.
    """
    G = network(case, "actors")
    groups = {n: d["side"] for n, d in G.nodes(data=True) if d["side"] in sides.split("|")}
    found = brokerage(G, groups).query("node == @actor and role == @role")
    number = int(found["sure" if sure == "yes" else "told"].sum())
    through = [d["row"] for u, v, d in G.edges(data=True) if actor in (u, v) and u in groups and v in groups]
    return Number(number, (actor, *dict.fromkeys(through)) if number else (actor,))
