"""Social network analysis: structure of a told network: what it would take, and what hangs on what is not told.

A network coded from an article knows three kinds of ordered pairs: *told*
(some row affirms a tie), *denied* (a row denies it and none affirms it) and
*unsaid*. Whoever computes density, hierarchy or brokerage from the told ties
alone treats the unsaid as absent. Here each such measure has three numbers:
``told`` (the unsaid taken as absent), and ``low`` and ``high``, between which
it must lie whatever the unsaid pairs are. An interval from 0 to 1 says that
the article cannot carry the number. Proposed ties never count.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, permutations
from math import comb, nan

import networkx as nx
import pandas as pd

from casestudy.coding.codebook import codebook
from casestudy.coding.lookup import look_up

Pair = tuple[str, str]
BOUNDS = ["told", "low", "high"]
# The levels that stand one above the other.
LADDER = tuple(code for code in codebook().codes["level"] if code not in ("cross_level", "unsaid"))
ROLES = ("coordinator", "gatekeeper", "representative", "consultant", "liaison")


def connected_pairs(G: nx.MultiDiGraph) -> tuple[nx.DiGraph, set[Pair]]:
    """Reduce a network of ties to its told pairs, and give the unsaid ones.

    Returns
    -------
    told : DiGraph
        All nodes of ``G``; one edge for each told pair, with its ``rows``.
    unsaid : set
        The ordered pairs of which no row says anything.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="tie_001", polarity="affirmed")
    >>> _ = G.add_edge("b", "c", key="tie_002", polarity="denied")
    >>> told, unsaid = connected_pairs(G)
    >>> list(told.edges), sorted(unsaid)
    ([('a', 'b')], [('a', 'c'), ('b', 'a'), ('c', 'a'), ('c', 'b')])

    """
    told = told_pairs(G)
    denied = {(u, v) for u, v, data in G.edges(data=True) if data.get("polarity") == "denied"}
    return told, set(permutations(G.nodes, 2)) - set(told.edges) - denied


def told_pairs(G: nx.MultiDiGraph) -> nx.DiGraph:
    """Reduce a network of ties to its told pairs: one edge each, with its ``rows``, over all nodes."""
    told = nx.DiGraph()
    told.add_nodes_from(G.nodes(data=True))
    for u, v, row, data in G.edges(keys=True, data=True):
        if u != v and data.get("realm") != "proposed" and data.get("polarity") != "denied":
            told.add_edge(u, v, rows=(*told.get_edge_data(u, v, {"rows": ()})["rows"], row))
    return told


def reciprocity(G: nx.MultiDiGraph) -> pd.DataFrame:
    """Share of the tied pairs of actors that are tied both ways.

    The idea: of all pairs between which anything is told to run, in how many
    is it told to run both ways? Undefined (``told`` is nan) where nothing is told; the bounds
    are, where nothing may be.

    Returns
    -------
    DataFrame
        One line, ``reciprocity``; columns ``told``, ``low``, ``high`` (shares,
        0 to 1). The bounds are reached: the lowest by tying every untied pair
        one way, the highest by tying every pair both ways that may be.

    References
    ----------
    S. Wasserman and K. Faust (1994). *Social Network Analysis*, sec. 13.3 (dyad census).

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b"), ("b", "a"), ("b", "c")])
    >>> reciprocity(G).loc["reciprocity"].round(3).tolist()
    [0.5, 0.333, 1.0]

    """
    told, unsaid = connected_pairs(G)
    mutual = oneway = may_be_mutual = may_be_tied = may_be_both = 0
    for u, v in combinations(G.nodes, 2):
        ways, open_ways = told.has_edge(u, v) + told.has_edge(v, u), ((u, v) in unsaid) + ((v, u) in unsaid)
        mutual += ways == 2
        oneway += ways == 1
        may_be_mutual += ways == 1 and open_ways == 1
        may_be_tied += ways == 0 and open_ways > 0
        may_be_both += ways == 0 and open_ways == 2
    low = _share(mutual, mutual + oneway + may_be_tied)
    # Where pairs may be tied but none of them both ways, ties can only be one-way: then the highest is the lowest.
    most = mutual + oneway + may_be_both
    high = (mutual + may_be_mutual + may_be_both) / most if most else low
    line = (_share(mutual, mutual + oneway), low, high)
    return pd.DataFrame([line], index=["reciprocity"], columns=BOUNDS)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else nan


def krackhardt(G: nx.MultiDiGraph) -> pd.DataFrame:
    """Krackhardt's four dimensions of a hierarchy; all are 1 exactly on an out-tree.

    *Connectedness*: share of the pairs that are joined at all. *Hierarchy*:
    share of the pairs joined by a directed path that are not joined by paths
    both ways. *Efficiency*: no more ties than are needed to hold each part
    together. *Least upper bound*: share of the pairs of a part that have a common
    superior below which no other common superior stands. An edge runs from the
    superior. Here it serves to ask how far designed and enacted ties of
    leadership are told as a line of command. A measure is undefined (nan) where
    no pair or part is there to be judged (the last needs a part of three), and its bounds
    where that is so whatever the unsaid pairs are.

    Returns
    -------
    DataFrame
        Indexed by ``connectedness``, ``hierarchy``, ``efficiency``, ``lub``;
        columns ``told``, ``low``, ``high`` (0 to 1). With no tie denied, the bounds of
        the first three are reached; those of the last are the trivial ones
        as soon as a pair is unsaid.

    References
    ----------
    D. Krackhardt (1994). Graph theoretical dimensions of informal
    organizations. In K. Carley and M. Prietula (eds.), *Computational
    Organization Theory*, pp. 89-111.

    Examples
    --------
    >>> krackhardt(nx.MultiDiGraph([("a", "b"), ("a", "c")]))["told"].tolist()
    [1.0, 1.0, 1.0, 1.0]

    """
    told, unsaid = connected_pairs(G)
    full = nx.DiGraph(told)
    full.add_edges_from(unsaid)
    n, pairs = len(told), comb(len(told), 2)
    mutual, joined = _reach(told)
    most_mutual, most_joined = _reach(full)
    parts = [len(part) for part in nx.weakly_connected_components(told)]
    excess = told.number_of_edges() - sum(k - 1 for k in parts)
    room = sum(k * (k - 1) - (k - 1) for k in parts)
    lines = {
        "connectedness": (_joined(told), _joined(told), _joined(full)),
        "hierarchy": (
            1 - _share(mutual, joined),
            (1 - most_mutual / max(joined, most_mutual) if most_mutual else 1.0) if most_joined else nan,
            1 - mutual / pairs if most_joined else nan,
        ),
        "efficiency": (
            1 - _share(excess, room),
            0.0 if unsaid else 1 - _share(excess, room),
            1 - _share(excess, n * (n - 1) - (n - 1)) if unsaid else 1 - _share(excess, room),
        ),
        "lub": (lub := _lub(told), *((0.0, 1.0) if unsaid and _part_of_three(full) else (lub, lub))),
    }
    return pd.DataFrame.from_dict(lines, orient="index", columns=BOUNDS)


def _part_of_three(D: nx.DiGraph) -> bool:
    return any(len(part) > 2 for part in nx.weakly_connected_components(D))


def _joined(D: nx.DiGraph) -> float:
    parts = [len(part) for part in nx.weakly_connected_components(D)]
    return _share(sum(comb(k, 2) for k in parts), comb(len(D), 2))


def _reach(D: nx.DiGraph) -> tuple[int, int]:
    """Count the pairs joined by directed paths both ways, and those joined at least one way."""
    down = {n: nx.descendants(D, n) for n in D}
    pairs = [(v in down[u], u in down[v]) for u, v in combinations(D, 2)]
    return sum(all(p) for p in pairs), sum(any(p) for p in pairs)


def _lub(D: nx.DiGraph) -> float:
    """Krackhardt's least upper bound: violations against the most there can be, over all parts."""
    down = {n: nx.descendants(D, n) | {n} for n in D}
    violations = most = 0
    for part in nx.weakly_connected_components(D):
        most += comb(len(part) - 1, 2)
        for u, v in combinations(part, 2):
            above = [n for n in part if u in down[n] and v in down[n]]
            violations += not any(all(low in down[n] for n in above) for low in above)
    return 1 - _share(violations, most) if most else nan


def brokerage(G: nx.MultiDiGraph, groups: dict[str, str]) -> pd.DataFrame:
    """Count in how many two-paths of others each node stands in the middle, by role.

    The idea: *b* brokers from *a* to *c* if ties run from *a* to *b* and from *b*
    to *c* but none from *a* to *c*. By the groups of the three it is a
    coordinator (all of one group), gatekeeper (lets into its group),
    representative (speaks out of its group), consultant (stands outside a
    group within which it passes on) or liaison (three groups).
    Brokerage rests on an absent tie: ``told`` takes the unsaid tie from *a*
    to *c* as absent, ``sure`` counts only where it is denied.

    Parameters
    ----------
    G
        A network of ties.
    groups
        Node → group, for the nodes that take part.

    Returns
    -------
    DataFrame
        One line a node and role that occurs: ``node``, ``role``, ``told``,
        ``sure`` (two-paths); the roles of a node add up to its open two-paths.

    References
    ----------
    R. V. Gould and R. M. Fernandez (1989). Structures of mediation.
    *Sociological Methodology* 19, 89-126.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b"), ("b", "c")])
    >>> brokerage(G, {"a": "agency", "b": "agency", "c": "community"}).values.tolist()
    [['b', 'representative', 1, 0]]

    """
    told, unsaid = connected_pairs(G.subgraph(groups))
    found: dict[tuple[str, str], list[int]] = {}
    for b in told:
        for a in told.predecessors(b):
            for c in told.successors(b):
                if a != c and not told.has_edge(a, c):
                    tally = found.setdefault((b, _role(groups[a], groups[b], groups[c])), [0, 0])
                    tally[0] += 1
                    tally[1] += (a, c) not in unsaid
    lines = [(node, role, *found[node, role]) for node in told for role in ROLES if (node, role) in found]
    return pd.DataFrame(lines, columns=["node", "role", "told", "sure"])


def _role(a: str, b: str, c: str) -> str:
    if a == c:
        return "coordinator" if a == b else "consultant"
    return {a: "representative", c: "gatekeeper"}.get(b, "liaison")


def steps_from(G: nx.MultiDiGraph, level: str = "household") -> pd.DataFrame:
    """Count the steps from a level to each other level, with and without ties that skip levels.

    The idea: a tie that joins actors two or more levels apart is a short
    cut through the ladder of administration, whose rungs are the levels at
    which the case names anybody. Direction is ignored; actors of
    no single level (``cross_level``, ``unsaid``) do not take part. A level that
    cannot be reached over told ties has no number: that it is out of reach is
    not said. More ties could only shorten the steps, so they are upper bounds.

    Returns
    -------
    DataFrame
        Indexed by level, from the top; columns ``with_skips`` and
        ``without_skips`` (steps, nullable integers).

    Examples
    --------
    >>> G = nx.MultiDiGraph([("h", "c"), ("c", "s"), ("s", "d"), ("d", "h")])
    >>> nx.set_node_attributes(G, {"h": "household", "c": "community", "s": "street", "d": "district"}, "level")
    >>> steps_from(G).loc["district"].tolist()
    [1, 3]

    """
    look_up("level", level, LADDER)
    named = set(nx.get_node_attributes(G, "level").values()) - {"cross_level", "unsaid"}
    ladder = [code for code in codebook().codes["level"] if code in named]
    rank = {n: ladder.index(d["level"]) for n, d in G.nodes(data=True) if d.get("level") in ladder}
    told = nx.Graph(told_pairs(G).edges).subgraph(rank)
    near = told.edge_subgraph([(u, v) for u, v in told.edges if abs(rank[u] - rank[v]) < 2])
    start = [n for n in told if level in named and rank[n] == ladder.index(level)]
    lines = {}
    for name, U in (("with_skips", told), ("without_skips", near)):
        steps = _distances(U, start)
        lines[name] = [min((k for n, k in steps.items() if rank[n] == at), default=None) for at in range(len(ladder))]
    return pd.DataFrame(lines, index=ladder, dtype="Int64").reindex(list(LADDER))


def _distances(U: nx.Graph, start: Iterable[str]) -> dict[str, int]:
    here = [n for n in start if n in U]
    return nx.multi_source_dijkstra_path_length(U, here, weight=None) if here else {}


def cut_points(G: nx.MultiDiGraph) -> pd.DataFrame:
    """Find the actors without whom the told network would fall apart (articulation points).

    The idea: all that is told to pass between two parts passes by such an
    actor. It rests on absent ties: ``bridges`` counts the unsaid pairs any one
    of which would make the actor dispensable for some part.

    Returns
    -------
    DataFrame
        One line a cut point: ``node``, ``parts`` (how many parts would be
        left of its component), ``cut_off`` (actors outside the largest of them),
        ``bridges``; most cut off first.

    References
    ----------
    J. Hopcroft and R. Tarjan (1973). Efficient algorithms for graph manipulation. *CACM* 16, 372-378.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b"), ("b", "c")])
    >>> cut_points(G)[["node", "parts", "cut_off"]].values.tolist()
    [['b', 2, 1]]

    """
    told, unsaid = connected_pairs(G)
    U = told.to_undirected()
    lines = []
    for node in nx.articulation_points(U):
        component = nx.node_connected_component(U, node)
        parts = sorted(nx.connected_components(U.subgraph(component - {node})), key=len, reverse=True)
        part_of = {n: k for k, part in enumerate(parts) for n in part}
        bridges = {
            frozenset(p) for p in unsaid if part_of.get(p[0], -1) != part_of.get(p[1], -1) and set(p) <= set(part_of)
        }
        lines.append((node, len(parts), len(component) - 1 - len(parts[0]), len(bridges)))
    frame = pd.DataFrame(lines, columns=["node", "parts", "cut_off", "bridges"])
    return frame.sort_values(["cut_off", "node"], ascending=[False, True]).reset_index(drop=True)


def loops(G: nx.MultiDiGraph, longest: int = 12) -> pd.DataFrame:
    """Find the loops of a network of steps or of causal claims, with their sign.

    A loop with an even number of *lowers* reinforces itself, with an odd
    number it balances. Where two rows give one edge different signs, the loop is
    ambiguous. Whether a causal map has loops depends on which wordings were
    merged into one factor, so try other merges before believing one
    (:func:`casestudy.findings.robustness.robustness`).

    Returns
    -------
    DataFrame
        One line a loop of at most ``longest`` steps: ``nodes`` (tuple),
        ``rows`` (tuple), ``sign`` (reinforcing, balancing, ambiguous, or none
        where edges have no sign).

    References
    ----------
    F. Maruyama (1963). The second cybernetics. *American Scientist* 51, 164-179;
    R. Axelrod (ed., 1976). *Structure of Decision*.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="cause_001", sign="raises")
    >>> _ = G.add_edge("b", "a", key="cause_002", sign="lowers")
    >>> loops(G)["sign"].tolist()
    ['balancing']

    """
    lines = []
    for nodes in nx.simple_cycles(nx.DiGraph(G), length_bound=longest):
        edges = [G[u][v] for u, v in zip(nodes, [*nodes[1:], nodes[0]], strict=True)]
        signs = [{data.get("sign") for data in edge.values()} for edge in edges]
        rows = tuple(sorted({row for edge in edges for row in edge}))
        lines.append((tuple(nodes), rows, _sign(signs)))
    return pd.DataFrame(lines, columns=["nodes", "rows", "sign"])


def _sign(signs: list[set[str | None]]) -> str:
    if any(None in s for s in signs):
        return "none"
    if any(len(s) > 1 for s in signs):
        return "ambiguous"
    return "balancing" if sum("lowers" in s for s in signs) % 2 else "reinforcing"
