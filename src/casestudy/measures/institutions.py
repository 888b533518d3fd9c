"""Institutional grammar and decision rights: what rules ask of whom, and who holds which decision right when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import networkx as nx
import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook

PARTS = ("or_else", "timing", "recipient", "activation", "attribute")


def ask_and_answer(case: Case) -> pd.DataFrame:
    """Say of each institutional statement which parts of a rule it names.

    The idea: whoever wants to hold somebody to a rule needs to know who is
    to act, for whom, when, and what else follows. A part that is not named is not
    said; it may stand in a rule that the article does not quote.

    Returns
    -------
    DataFrame
        Indexed by row id; ``realm``, ``deontic`` and booleans ``attribute``
        (who), ``recipient`` (to or for whom), ``activation`` (when it applies),
        ``timing`` (a rate or an occasion, not *promptly*), ``or_else``.

    References
    ----------
    C. K. Frantz and S. Siddiki (2021). Institutional Grammar 2.0. *Public
    Administration* 99, 222-247; S. E. S. Crawford and E. Ostrom (1995). A
    grammar of institutions. *APSR* 89, 582-600.

    Examples
    --------
    >>> from casestudy import load_case
    >>> bool(ask_and_answer(load_case("group_council"))["or_else"].any())
    False

    """
    rules = case["statements"]
    return pd.DataFrame(
        {
            "realm": rules["realm"],
            "deontic": rules["deontic"],
            "attribute": rules["attribute"] != "",
            "recipient": rules["recipient"] != "",
            "activation": rules["activation_en"] != "",
            "timing": rules["timing"].isin(["rate", "occasion"]),
            "or_else": rules["or_else_en"] != "",
        },
        index=rules.index,
    )


def named_parts(rules: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Count in how many of its statements each case names each part of a rule.

    Parameters
    ----------
    rules
        Name of a case → its statements, from :func:`ask_and_answer`; a case without statements has no line.

    Returns
    -------
    DataFrame
        One line a part and case: ``part``, ``case``, ``named`` and ``total`` (statements), ``share`` (of the
        statements, those that name it) and ``designed`` (those that name it and are laid down), in per cent.

    Examples
    --------
    >>> from casestudy import load_case
    >>> frame = named_parts({"B": ask_and_answer(load_case("group_council"))})
    >>> int(frame.loc[frame["part"] == "or_else", "named"].sum())
    0

    """
    lines = [
        (
            part,
            name,
            int(f[part].sum()),
            len(f),
            *(100 * float(x.mean()) for x in (f[part], f[part] & (f["realm"] == "designed"))),
        )
        for part in PARTS
        for name, f in rules.items()
        if len(f)
    ]
    return pd.DataFrame(lines, columns=["part", "case", "named", "total", "share", "designed"])


class Duty(NamedTuple):
    """One term of a yearly duty: so many times a year for each of an unknown number."""

    row: str
    rate: float
    symbol: str


def duty(case: Case) -> list[Duty]:
    """List the terms of the yearly duty that the rules with a rate add up to.

    The number of times is rate × number of those to whom it is owed. Where the
    article does not say how many there are, the number stays a symbol: the sum
    is a formula, not a figure.

    Examples
    --------
    >>> from casestudy import load_case
    >>> [(term.rate, term.symbol) for term in duty(load_case("group_council"))]
    [(2.0, 'n₁'), (12.0, 'n₂'), (52.0, 'n₃')]

    """
    rules = case["statements"]
    rated = rules[rules["yearly_rate"].notna() & (rules["polarity"] == "affirmed") & (rules["realm"] != "proposed")]
    digits = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    return [
        Duty(row.id, float(row.yearly_rate), f"n{str(n).translate(digits)}")
        for n, row in enumerate(rated.itertuples(), start=1)
    ]


def decision_rights(case: Case) -> pd.DataFrame:
    """Say who holds which part in which process, in calm and in urgent times.

    Returns
    -------
    DataFrame
        One line a process, regime, right and actor: ``process``, ``regime``,
        ``realm``, ``right``, ``actor`` (id; empty where the article does not say who),
        ``rows`` (tuple of step ids); in the order of the steps.

    References
    ----------
    E. F. Fama and M. C. Jensen (1983). Separation of ownership and control.
    *Journal of Law and Economics* 26, 301-325 (initiation, ratification,
    implementation, monitoring).

    Examples
    --------
    >>> from casestudy import load_case
    >>> rights = decision_rights(load_case("group_council"))
    >>> rights.query("process == 'emergency_network'")["right"].tolist()
    ['proposes', 'decides']

    """
    steps = case["processes"]
    steps = steps[steps["polarity"] == "affirmed"].sort_values("order", kind="stable")
    keys = ["process", "regime", "realm", "right", "actor"]
    return steps.groupby(keys, sort=False)["id"].agg(tuple).rename("rows").reset_index()


def regimes(case: Case) -> pd.DataFrame:
    """List the rows that the article ties to calm or to urgent times, table by table.

    Returns
    -------
    DataFrame
        Indexed by table; columns ``calm``, ``urgent``, ``any``: tuples of
        row ids. Most rows are tied to neither, and are not in it.

    """
    lines = {}
    for name, table in codebook().tables.items():
        if table.qualified:
            frame = case[name]
            lines[name] = {r: tuple(frame.loc[frame["regime"] == r, "id"]) for r in ("calm", "urgent", "any")}
    return pd.DataFrame.from_dict(lines, orient="index")


def process_loops(case: Case) -> pd.DataFrame:
    """Find the loops in which steps lead back to an earlier one, within a process or through several.

    Steps of the same order, taken by several actors, count as one, so that
    a loop is a loop of steps and not of combinations of actors. Where a step of a loop
    names nobody, nobody is told to keep it going.

    Returns
    -------
    DataFrame
        One line a loop: ``processes`` (tuple, in the order of the loop),
        ``steps`` (tuple of process and order), ``rows``, ``realms`` (tuple),
        ``unnamed`` (rows of it that name no actor).

    Examples
    --------
    >>> from casestudy import load_case
    >>> ("closed_loop",) in set(process_loops(load_case("group_council"))["processes"])
    True

    """
    steps = case["processes"].query("polarity == 'affirmed'")
    stage = {s.id: (s.process, s.order) for s in steps.itertuples()}
    D = nx.DiGraph()
    for s in steps.itertuples():
        D.add_edges_from((stage[s.id], stage[t]) for t in s.leads_to if t in stage and stage[t] != stage[s.id])
    first = {key: n for n, key in reversed(list(enumerate(stage.values())))}
    lines = []
    for cycle in nx.simple_cycles(D):
        start = min(range(len(cycle)), key=lambda n: first[cycle[n]])
        turned = tuple(cycle[start:] + cycle[:start])
        mine = steps[[stage[i] in cycle for i in steps["id"]]]
        unnamed = tuple(mine.loc[mine["actor"] == "", "id"])
        names = tuple(dict.fromkeys(process for process, _ in turned))
        lines.append((names, turned, tuple(mine["id"]), tuple(dict.fromkeys(mine["realm"])), unnamed))
    lines.sort(key=lambda line: [first[key] for key in line[1]])
    return pd.DataFrame(lines, columns=["processes", "steps", "rows", "realms", "unnamed"])
