"""Presence and two-wayness of ties: what is told to pass, in which direction, by whom."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook
from casestudy.coding.lookup import look_up

FACETS = ("currency", "direction", "realm", "teller", "polarity")


def basis_by_table(case: Case) -> pd.DataFrame:
    """Count the rows of each table by basis.

    What the count says: how finely the article, and we, describe a thing;
    never how much of it there is.

    Returns
    -------
    DataFrame
        Indexed by table, in the order of the codebook; columns ``stated``,
        ``derived``, ``inferred``, in rows.

    Examples
    --------
    >>> from casestudy import load_case
    >>> int(basis_by_table(load_case("pairing")).loc["testimony", "stated"])
    7

    """
    bases = list(codebook().codes["basis"])
    counts = {
        name: frame["basis"].value_counts() for name, frame in case.tables.items() if not codebook().tables[name].bare
    }
    return pd.DataFrame(counts).T.reindex(columns=bases).fillna(0).astype(int)


def presence(G: nx.MultiDiGraph) -> pd.DataFrame:
    """Say in which currency and direction the article affirms or denies a tie.

    The idea: two-wayness is a question of presence. Whether something is
    told to pass in a currency and direction at all, by whom, and as design
    or as practice, can be read from an article; how often it passes cannot,
    and a number of rows is no measure of it. A pair that is missing from the
    frame is *unsaid*, which is not the same as denied.

    Parameters
    ----------
    G
        A network of ties, e.g. ``network(case, "empowerment")``.

    Returns
    -------
    DataFrame
        One line for each combination that occurs: ``currency``,
        ``direction``, ``realm``, ``teller``, ``polarity``, and ``rows``, the
        tuple of ids behind it.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> frame = presence(network(load_case("pairing"), "empowerment"))
    >>> bool(((frame["currency"] == "resource") & (frame["direction"] == "down")).any())
    True

    """
    keys = list(FACETS)
    edges = pd.DataFrame(
        [(row, *(data[k] for k in keys)) for _, _, row, data in G.edges(keys=True, data=True)], columns=["row", *keys]
    )
    found = edges.groupby(keys, sort=False)["row"].agg(lambda rows: tuple(sorted(rows))).rename("rows").reset_index()
    order = {k: {code: n for n, code in enumerate(codebook().codes[k])} for k in keys}
    return found.sort_values(keys, key=lambda column: column.map(order[str(column.name)])).reset_index(drop=True)


def rows_of(frame: pd.DataFrame) -> list[str]:
    """Return the ids behind a frame of :func:`~casestudy.measures.presence.presence` or of pairs, each once."""
    return list(dict.fromkeys(i for rows in frame["rows"] for i in rows))


def affirmed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that affirm something downwards or upwards in a currency, as laid down or reported.

    Parameters
    ----------
    frame
        From :func:`presence`.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> set(affirmed(presence(network(load_case("pairing"), "empowerment")))["direction"]) == {"down", "up"}
    True

    """
    return frame[
        (frame["polarity"] == "affirmed")
        & frame["realm"].isin(["designed", "enacted"])
        & frame["direction"].isin(["down", "up"])
        & (frame["currency"] != "none")
    ]


def told_ways(frame: pd.DataFrame) -> pd.Series:
    """Say of each currency of the codebook in which directions it is affirmed.

    Parameters
    ----------
    frame
        From :func:`presence`.

    Returns
    -------
    Series
        Currency → ``both``, ``down``, ``up`` or ``none``.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> told_ways(presence(network(load_case("pairing"), "empowerment")))["authority"]
    'down'

    """
    told = affirmed(frame)
    ways = {c: set(told.loc[told["currency"] == c, "direction"]) for c in codebook().codes["currency"] if c != "none"}
    return pd.Series({c: "both" if len(found) == 2 else "".join(found) or "none" for c, found in ways.items()})


def two_way(G: nx.MultiDiGraph, **codes: str) -> pd.DataFrame:
    """Say for each currency whether it is affirmed downwards, upwards, or both ways.

    Parameters
    ----------
    G
        A network of ties.
    **codes
        Only ties with these codes count, e.g. ``realm="enacted"``,
        ``teller="receiver"``. Without a ``realm``, proposals do not count.

    Returns
    -------
    DataFrame
        Indexed by the currencies of the codebook except ``none``; boolean
        columns ``down`` and ``up`` (affirmed at least once), and the rows behind
        each, ``down_rows`` and ``up_rows``: what hangs on one row is thin.

    Raises
    ------
    UnknownNameError
        There is no such column of a tie, or no such code.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> bool(two_way(network(load_case("pairing"), "empowerment")).loc["information", "up"])
    True

    """
    frame = presence(G)
    if "realm" not in codes:
        frame = frame[frame["realm"] != "proposed"]
    for column, code in {"polarity": "affirmed", **codes}.items():
        look_up("column", column, FACETS)
        frame = frame[frame[column] == look_up(column, code, codebook().codes[column])]
    lines = {}
    for currency in codebook().codes["currency"]:
        if currency != "none":
            part = frame[frame["currency"] == currency]
            rows = {way: tuple(rows_of(part[part["direction"] == way])) for way in ("down", "up")}
            lines[currency] = {way: bool(found) for way, found in rows.items()} | {
                f"{way}_rows": found for way, found in rows.items()
            }
    return pd.DataFrame(lines).T


def cross_pairs(G: nx.MultiDiGraph, left: Sequence[str], right: Sequence[str]) -> pd.DataFrame:
    """List the ordered pairs of actors that are tied across two groups of sides.

    Denied and proposed ties do not count: the frame holds what the article
    affirms as laid down or reported.

    Parameters
    ----------
    G
        A network of ties.
    left, right
        Codes of ``side``.

    Returns
    -------
    DataFrame
        ``source``, ``target``, ``tellers`` (tuple of codes), ``mutual`` (the
        reverse pair is there too), ``rows``.

    """
    for side in (*left, *right):
        look_up("side", side, codebook().codes["side"])
    if both := sorted({*left} & {*right}):
        raise ValueError(f"{', '.join(both)} is in both groups; a tie across runs from one to the other")
    group = {n: 0 if d["side"] in left else 1 for n, d in G.nodes(data=True) if d["side"] in (*left, *right)}
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for u, v, row, data in G.edges(keys=True, data=True):
        told = data["polarity"] == "affirmed" and data["realm"] != "proposed"
        if told and u in group and v in group and group[u] != group[v]:
            found.setdefault((u, v), []).append((data["teller"], row))
    lines = [
        (u, v, tuple(sorted({t for t, _ in ties})), (v, u) in found, tuple(sorted(r for _, r in ties)))
        for (u, v), ties in sorted(found.items())
    ]
    return pd.DataFrame(lines, columns=["source", "target", "tellers", "mutual", "rows"])


def two_columns(pairs: pd.DataFrame, G: nx.MultiDiGraph) -> pd.DataFrame:
    """Set the actors of pairs across two groups of sides in two columns, those tied to each other near each other.

    The column of the side that the codebook names first is the left one. On top stands who is tied to
    most; then each at the mean height of those to whom it is tied.

    Parameters
    ----------
    pairs
        From :func:`cross_pairs`.
    G
        The network that they are taken from.

    Returns
    -------
    DataFrame
        Indexed by actor: ``side``, ``column`` (0 or 1) and ``height`` (0 to 1).

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> G = network(load_case("pairing"), "empowerment")
    >>> frame = two_columns(cross_pairs(G, ["community", "society"], ["agency"]), G)
    >>> set(frame.loc[frame["column"] == 0, "side"])
    {'agency'}

    """
    near = nx.Graph(zip(pairs["source"], pairs["target"], strict=True))
    nodes = sorted(near)
    side = {n: str(G.nodes[n]["side"]) for n in nodes}
    between = nx.Graph((side[u], side[v]) for u, v in near.edges)
    column: dict[str, int] = {}
    for first in codebook().codes["side"]:
        if first in between and first not in column:
            column |= {s: n % 2 for s, n in nx.single_source_shortest_path_length(between, first).items()}
    order = [sorted((n for n in nodes if column[side[n]] == c), key=lambda n: (-near.degree(n), n)) for c in (0, 1)]
    height: dict[str, float] = {}
    for c in (0, 1, 0, 1):
        if len(height) == len(nodes):
            order[c].sort(key=lambda n: (-sum(height[m] for m in near[n]) / near.degree(n), n))
        height |= {n: 1 - (k + 0.5) / len(order[c]) for k, n in enumerate(order[c])}
    lines = [(side[n], column[side[n]], height[n]) for n in nodes]
    return pd.DataFrame(lines, index=nodes, columns=["side", "column", "height"])


def bodies_of(seats: pd.DataFrame) -> pd.Series:
    """Say for which bodies each kind of member is named.

    Parameters
    ----------
    seats
        Rows of the table ``composition``.

    Returns
    -------
    Series
        Member → tuple of bodies, in the order of the table.

    Examples
    --------
    >>> seats = pd.DataFrame({"member": ["a", "b", "a"], "body": ["x", "x", "y"]})
    >>> bodies_of(seats).to_dict()
    {'a': ('x', 'y'), 'b': ('x',)}

    """
    return seats.groupby("member", sort=False)["body"].agg(lambda found: tuple(dict.fromkeys(found))).astype(object)
