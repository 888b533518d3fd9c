"""Evidence and argument maps: what carries a conclusion, and what would test it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import networkx as nx
import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook
from casestudy.coding.lookup import look_up


def carried_by(case: Case) -> pd.DataFrame:
    """Say by which kinds of evidence each claim is carried.

    The idea: an article's conclusion may rest on somebody quoted, on the
    authors' account, on a rule, a count, a cited work, on another claim of its
    own, or on nothing quoted. Presence counts, not the number of rows.

    Returns
    -------
    DataFrame
        Indexed by claim id: ``kind``; one column a kind of evidence, with the
        tuple of rows of ``support`` behind it; ``direct`` (at least one carries it directly).

    Examples
    --------
    >>> from casestudy import load_case
    >>> "interview" in carried_by(load_case("pairing"))
    True

    """
    kinds = list(codebook().codes["evidence"])
    found: dict[tuple[str, str], list[str]] = {}
    columns = ["claim", "evidence", "id"]
    for claim, evidence, row in case["support"][columns].itertuples(index=False):
        found.setdefault((claim, evidence), []).append(row)
    direct = set(case["support"].loc[case["support"]["directness"] == "direct", "claim"])
    lines = [
        (kind, *(tuple(found.get((claim, evidence), ())) for evidence in kinds), claim in direct)
        for claim, kind in zip(case["claims"]["id"], case["claims"]["kind"], strict=True)
    ]
    return pd.DataFrame(lines, index=list(case["claims"]["id"]), columns=["kind", *kinds, "direct"])


def traces_by_test(case: Case) -> pd.DataFrame:
    """Cross the kind of test with what the article reports, over the steps of its mechanisms.

    The idea: process tracing asks of each step what one should be able
    to observe if it took place. A hoop that was not sought is the most useful
    line: to look for it could rule the step out. All of it is our inference.

    Returns
    -------
    DataFrame
        Indexed by test, from the weakest; columns are the outcomes; cells are tuples of row ids.

    References
    ----------
    S. Van Evera (1997). *Guide to Methods for Students of Political Science*, pp. 31-34;
    D. Collier (2011). Understanding process tracing. *PS* 44, 823-830.

    """
    traces, codes = case["traces"], codebook().codes
    return pd.DataFrame(
        {
            outcome: {
                test: tuple(traces.loc[(traces["test"] == test) & (traces["outcome"] == outcome), "id"])
                for test in codes["trace_test"]
            }
            for outcome in codes["trace_outcome"]
        }
    )


def evidence_of(case: Case, kind: str) -> pd.DataFrame:
    """Say of each claim of a kind whether evidence of each sort carries it directly, only through another step, or not.

    The idea: a conclusion may name the very matter that somebody was quoted
    on, or lie a step away from it. Both are normal; a reader should see which.
    A claim that nothing is coded as carrying keeps its line, with empty cells:
    that is undefined, not unfounded.

    Parameters
    ----------
    kind
        Codes of ``claim_kind``, several joined by ``|``.

    Returns
    -------
    DataFrame
        Indexed by claim id; one column a kind of evidence, in the order of
        the codebook; cells ``direct``, ``indirect`` or empty.

    Examples
    --------
    >>> from casestudy import load_case
    >>> evidence_of(load_case("pairing"), "conclusion").loc["claim_127", "interview"]
    'indirect'

    """
    claims, support = case["claims"], case["support"]
    kinds = [look_up("kind of claim", code, codebook().codes["claim_kind"]) for code in kind.split("|")]
    ids = list(claims.loc[claims["kind"].isin(kinds), "id"])
    frame = pd.DataFrame("", index=ids, columns=list(codebook().codes["evidence"]))
    for directness in ("indirect", "direct"):
        rows = support[(support["directness"] == directness) & support["claim"].isin(ids)]
        for claim, evidence in zip(rows["claim"], rows["evidence"], strict=True):
            frame.loc[claim, evidence] = directness
    return frame


def quoted_by_part(case: Case, parts: Sequence[str]) -> pd.DataFrame:
    """Say in which part of the article each quoted passage stands, and what sort of news it brings.

    The idea: where people are quoted, and where they are not, is a choice of
    the telling. An empty part says that nobody is quoted there, never that
    nobody said anything.

    Parameters
    ----------
    parts
        Sections of the article, such as its main parts; a passage belongs to
        the one that its section is or lies in. Passages elsewhere are left out.

    Returns
    -------
    DataFrame
        One line a passage: ``id``, ``part``, ``side``, ``valence``.

    Examples
    --------
    >>> from casestudy import load_case
    >>> set(quoted_by_part(load_case("pairing"), ["一", "二", "三"])["part"])
    {'二'}

    """
    talks = case["testimony"]
    inside = {part: talks["section"].isin(case.sections_within(part)) for part in parts}
    lines = [talks.loc[here, ["id", "side", "valence"]].assign(part=part) for part, here in inside.items()]
    columns = ["id", "part", "side", "valence"]
    return pd.concat(lines)[columns].reset_index(drop=True) if lines else pd.DataFrame(columns=columns)


def argued(case: Case, problem: str = "") -> pd.DataFrame:
    """Return the causal claims that are argued under a problem or a part of it; all of them without a problem.

    Examples
    --------
    >>> from casestudy import load_case
    >>> set(argued(load_case("pairing"), "problem_065")["section"])
    {'三(四)'}

    """
    causes, problems = case["causes"], case["problems"]
    if not problem:
        return causes
    case.check_row(problem, "problems")
    family, size = {problem}, 0
    while size < len(family):
        size = len(family)
        family |= set(problems.loc[problems["parent"].isin(family), "id"])
    return causes[causes["problem"].isin(family)]


def factor_places(causes: pd.DataFrame) -> pd.DataFrame:
    """Say of each factor of an argument whether it starts there, is passed through, or ends it, and how it stands.

    The idea: an argument that something goes wrong says of some things that
    there is too little of them and of others that there is too much. The state of a
    factor is read from the form of the claims in which it is the cause (``too_little``
    makes it low, ``too_much`` high); else it follows from its own causes and the
    signs; a start of neither form is said to be there, hence high. Where causes
    would make it both, the state is empty.

    Parameters
    ----------
    causes
        Rows of the table ``causes``, as of :func:`argued`.

    Returns
    -------
    DataFrame
        Indexed by factor, causes before effects: ``place`` (start, passage,
        end), ``state`` (low, high or empty), ``group`` (number of the part of the argument that hangs together).

    References
    ----------
    R. Axelrod (ed.) (1976). *Structure of Decision: The Cognitive Maps of Political Elites*, ch. 3.

    Examples
    --------
    >>> rows = [("a", "b", "lowers", "too_little"), ("b", "c", "raises", "monotone")]
    >>> frame = factor_places(pd.DataFrame(rows, columns=["cause", "effect", "sign", "form"]))
    >>> frame["state"].to_dict()
    {'a': 'low', 'b': 'high', 'c': 'high'}

    """
    G = nx.DiGraph(zip(causes["cause"], causes["effect"], strict=True))
    parts = nx.condensation(G)
    order = [n for part in nx.topological_sort(parts) for n in sorted(parts.nodes[part]["members"])]
    groups = {n: k for k, part in enumerate(nx.weakly_connected_components(G)) for n in part}
    state: dict[str, str] = {}
    for factor in order:
        forms = set(causes.loc[causes["cause"] == factor, "form"])
        said = {"low"} if "too_little" in forms else {"high"} if "too_much" in forms else set()
        into = causes[causes["effect"] == factor]
        for cause, sign in zip(into["cause"], into["sign"], strict=True):
            known = state.get(cause, "")
            if known and not forms & {"too_little", "too_much"}:
                said.add(known if sign == "raises" else {"low": "high", "high": "low"}[known])
        state[factor] = "high" if not said else said.pop() if len(said) == 1 else ""
    place = {
        n: "passage" if G.in_degree(n) and G.out_degree(n) else "end" if G.in_degree(n) else "start" for n in order
    }
    lines = [(place[n], state[n], groups[n]) for n in order]
    return pd.DataFrame(lines, index=order, columns=["place", "state", "group"])


def shared_factors(causes: Mapping[str, pd.DataFrame]) -> list[str]:
    """List the factors that stand under more than one heading, in the order in which they come up.

    Parameters
    ----------
    causes
        Heading → its causal claims, from :func:`argued`.

    Examples
    --------
    >>> one, other = (pd.DataFrame([pair], columns=["cause", "effect"]) for pair in (("a", "b"), ("c", "b")))
    >>> shared_factors({"first": one, "second": other})
    ['b']

    """
    ends = [dict.fromkeys([*frame["cause"], *frame["effect"]]) for frame in causes.values()]
    return [f for f in dict.fromkeys(f for group in ends for f in group) if sum(f in group for group in ends) > 1]


def loop_if_one(case: Case, first: str, second: str) -> tuple[str, ...]:
    """Return the causal claims that would close a loop if two factors were one: a shortest chain between them.

    The idea: whether an argument map has loops depends on what counts as one
    factor. To cut factors finer can only take loops away; to cut them coarser can
    make some. This names what one coarser cut would close. Empty where no chain joins
    the two.

    Returns
    -------
    tuple
        Ids of causal claims, in order.

    Examples
    --------
    >>> from casestudy import load_case
    >>> loop_if_one(load_case("pairing"), "factor_183", "factor_190")
    ('cause_172', 'cause_173', 'cause_179')

    """
    for factor in (first, second):
        case.check_row(factor, "factors")
    claims = case["causes"]
    row = {(c, e): i for c, e, i in zip(claims["cause"], claims["effect"], claims["id"], strict=True)}
    G = nx.DiGraph(list(row))
    for start, end in ((first, second), (second, first)):
        if start in G and end in G and nx.has_path(G, start, end):
            chain = nx.shortest_path(G, start, end)
            return tuple(row[pair] for pair in pairwise(chain))
    return ()


def longest_chain(causes: pd.DataFrame) -> tuple[str, ...]:
    """Return a longest chain of causal claims: the ids, from the first cause to the last effect.

    How long a chain is says how finely it is told, and how wordings were
    merged. Undefined where the argument has a loop.

    Raises
    ------
    ValueError
        The argument has a loop.

    Examples
    --------
    >>> rows = [("cause_1", "a", "b"), ("cause_2", "b", "c"), ("cause_3", "a", "c")]
    >>> longest_chain(pd.DataFrame(rows, columns=["id", "cause", "effect"]))
    ('cause_1', 'cause_2')

    """
    row = {(c, e): i for c, e, i in zip(causes["cause"], causes["effect"], causes["id"], strict=True)}
    G = nx.DiGraph(list(row))
    if not nx.is_directed_acyclic_graph(G):
        raise ValueError("the argument has a loop, so no chain in it is the longest")
    chain = nx.dag_longest_path(G)
    return tuple(row[pair] for pair in pairwise(chain))
