"""Every kind of network, on the small case and on the shipped ones."""

import networkx as nx
import pytest

from casestudy import list_cases, load_case, network, network_kinds
from casestudy.networks import KINDS

DESIGNED = [
    "actors", "empowerment", "hierarchy", "lists", "process", "prescribed",
    "composition", "argument", "remedies", "evidence", "framework",
]  # fmt: skip
EVERY = [(name, kind) for name in list_cases() for kind in DESIGNED]


def test_every_kind_of_the_design_is_registered():
    assert list(KINDS) == DESIGNED


def test_empowerment_has_the_two_ties_of_the_small_case_and_not_the_denied_authority(mini):
    G = network(load_case(mini), "empowerment")
    assert sorted(G.edges(keys=True)) == [("actor_001", "actor_002", "tie_001"), ("actor_002", "actor_001", "tie_002")]


def test_a_case_without_rows_for_a_kind_says_so(mini):
    case = load_case(mini)
    assert network_kinds(case) == ["actors", "empowerment", "hierarchy", "evidence"]
    with pytest.raises(ValueError, match="has no rows in listed_items"):
        network(case, "lists")
    with pytest.raises(KeyError, match="there is no kind of network 'friends'"):
        network(case, "friends")


@pytest.mark.parametrize(("name", "kind"), EVERY)
def test_every_node_and_edge_leads_to_a_row_and_its_place(name, kind):
    case = load_case(name)
    if kind not in network_kinds(case):
        pytest.skip(f"{name} has no {kind}")
    G = network(case, kind)
    assert isinstance(G, nx.MultiDiGraph)
    assert all(n == data["row"] for n, data in G.nodes(data=True))
    assert all(k == data["row"] for _, _, k, data in G.edges(keys=True, data=True))
    for _, _, data in [*((n, n, d) for n, d in G.nodes(data=True)), *G.edges(data=True)]:
        assert case.place(data["row"]).anchor
        assert {"basis", "label_en", "label_zh"} <= set(data)
