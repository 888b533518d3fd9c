"""Findings on rules: what is tied by rule and what by report, what leads back, what a duty adds up to."""

from __future__ import annotations

from typing import Annotated

import pandas as pd

from casestudy.coding.cases import Case
from casestudy.findings.arguments import Amount, InTable, OneOf, Process
from casestudy.findings.counts import whole_or_not
from casestudy.findings.registry import NOTHING, Number, finding
from casestudy.measures import cut_points, duty
from casestudy.networks import network


def pairs_by_realm(case: Case) -> pd.DataFrame:
    """List the pairs of actors that are tied by design, by report, or by both.

    The idea: a rule or a plan that has one actor act on another ties the two
    on paper; an account of what happens ties them in the telling. A pair of which only
    the one is told says nothing of the other: no gap between rule and practice can
    be read from it. Statements tie who is to act to the recipient. Denied rows
    and proposals do not count; a pair is directed.

    Returns
    -------
    DataFrame
        One line a directed pair: ``source``, ``target``, ``designed`` and
        ``enacted`` (tuples of rows of ties and statements).

    Examples
    --------
    >>> from casestudy import load_case
    >>> frame = pairs_by_realm(load_case("pairing"))
    >>> bool(frame["designed"].map(bool).any())
    True

    """
    columns = ["id", "source", "target", "realm", "polarity"]
    rules = case["statements"].rename(columns={"attribute": "source", "recipient": "target"})
    rows = pd.concat([case["ties"][columns], rules[columns]])
    rows = rows[(rows["polarity"] == "affirmed") & (rows["source"] != "") & (rows["target"] != "")]
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for row, source, target, realm, _ in rows[rows["realm"] != "proposed"].itertuples(index=False):
        if source != target:
            pair = found.setdefault((source, target), {"designed": (), "enacted": ()})
            pair[realm] += (row,)
    lines = [(source, target, p["designed"], p["enacted"]) for (source, target), p in found.items()]
    return pd.DataFrame(lines, columns=["source", "target", "designed", "enacted"])


@finding(("ties", "statements"), ("realm",), needs=())
def tied(case: Case, /, realm: Annotated[str, OneOf(("designed", "enacted", "both"))]) -> Number:
    """Count the pairs of actors tied by design (``realm=designed``), by report (``enacted``) or by ``both``."""
    wanted = ["designed", "enacted"] if realm == "both" else [realm]
    frame = pairs_by_realm(case)
    if frame.empty:
        return NOTHING
    frame = frame[frame[wanted].astype(bool).all(axis=1)]
    return Number(len(frame), tuple(row for column in wanted for rows in frame[column] for row in rows))


@finding(("processes",))
def returns(case: Case, /, process: Process) -> Number:
    """Count the rows of a process that lead back to an earlier step of it: what closes a loop."""
    steps = case["processes"].query("process == @process and polarity == 'affirmed'")
    order = dict(zip(steps["id"], steps["order"], strict=True))
    back = [s.id for s in steps.itertuples() if any(order.get(t, s.order) < s.order for t in s.leads_to)]
    return Number(len(back), tuple(back))


@finding(("statements",))
def assumed_duty(case: Case, /, **numbers: Annotated[str, Amount()]) -> Number:
    """Put numbers that the reader assumes into the yearly duty (``n1=…, n2=…``, as its formula names them).

    Raises
    ------
    ValueError
        A number of the formula is missing, or one is given that it has not.

    """
    terms = duty(case)
    names = [f"n{k}" for k in range(1, len(terms) + 1)]
    if sorted(numbers) != sorted(names):
        raise ValueError(f"the duty of {case.name} needs {', '.join(names) or 'no number'}, not {', '.join(numbers)}")
    total = float(sum(term.rate * float(numbers[name]) for term, name in zip(terms, names, strict=True)))
    return Number(whole_or_not(total), tuple(term.row for term in terms))


@finding(("ties",), ("realm",))
def cut_points_told(case: Case, /) -> Number:
    """Count the actors without whom the network of all told ties would fall apart."""
    nodes = cut_points(network(case, "actors"))["node"]
    return Number(len(nodes), tuple(nodes))


@finding(("ties",), ("realm",))
def cut_point(
    case: Case, /, actor: Annotated[str, InTable("actors")], what: Annotated[str, OneOf(("cut_off", "bridges"))]
) -> Number:
    """Say of a cut point how many actors hang on it (``what=cut_off``), or how many unsaid pairs could bridge it.

    Raises
    ------
    ValueError
        The actor is no cut point.

    """
    frame = cut_points(network(case, "actors")).set_index("node")
    if actor not in frame.index:
        raise ValueError(f"{actor} is no cut point of {case.name}")
    return Number(int(frame.loc[actor, what]), (actor,))
