"""Measures: plain functions of a network or a frame that return a tidy frame."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import pandas as pd

from casestudy.cases import Case
from casestudy.codebook import codebook


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
    counts = {name: frame["basis"].value_counts() for name, frame in case.tables.items()}
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
    keys = ["currency", "direction", "realm", "teller", "polarity"]
    edges = pd.DataFrame(
        [{"row": row, **{k: data[k] for k in keys}} for _, _, row, data in G.edges(keys=True, data=True)]
    )
    found = edges.groupby(keys, sort=False)["row"].agg(lambda rows: tuple(sorted(rows))).rename("rows").reset_index()
    order = {k: {code: n for n, code in enumerate(codebook().codes[k])} for k in keys}
    return found.sort_values(keys, key=lambda column: column.map(order[str(column.name)])).reset_index(drop=True)


def rows_of(frame: pd.DataFrame) -> list[str]:
    """Return the ids behind a frame of :func:`~casestudy.measures.presence.presence` or of pairs, each once."""
    return list(dict.fromkeys(i for rows in frame["rows"] for i in rows))


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
        frame = frame[frame[column] == code]
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
