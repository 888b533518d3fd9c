"""The networks as GraphML and CSV, read back by other libraries: every node, edge and attribute in both languages."""

from collections import Counter
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from conftest import CARD, ROWS, checksums, write_case

from casestudy import list_cases, load_case, network, network_kinds
from casestudy.export.graphs import edge_lists, graphml, guard, unguard
from casestudy.networks import KINDS, Kind

etree = pytest.importorskip("lxml.etree", reason="the packages of the tests are not installed")
igraph = pytest.importorskip("igraph", reason="the packages of the tests are not installed")
EVERY = [(name, kind) for name in list_cases() for kind in KINDS]
NS = "{http://graphml.graphdrawing.org/xmlns}"
# What Gephi takes for something else than an attribute: from its importers of GraphML and of spreadsheets.
GEPHI = {
    "id",
    "edgeid",
    "edgelabel",
    "label",
    "weight",
    "edge weight",
    "source",
    "target",
    "type",
    "x",
    "y",
    "z",
    "xpos",
    "ypos",
}
GEPHI |= {"size", "r", "g", "b", "color", "interval", "timeset", "d3", "d7"}


@pytest.fixture(scope="module")
def written():
    return {name: {**graphml(load_case(name)), **edge_lists(load_case(name))} for name in list_cases()}


@cache
def built(name, kind):
    return network(load_case(name), kind)


@pytest.fixture(params=EVERY, ids="-".join)
def network_and_files(request, written):
    name, kind = request.param
    if kind not in network_kinds(load_case(name)):
        pytest.skip(f"{name} has no {kind}")
    return built(name, kind), kind, written[name]


def by_igraph(content, tmp_path):
    path = tmp_path / "network.graphml"
    path.write_bytes(content)
    with path.open("rb") as file:
        return igraph.Graph.Read_GraphML(file)


def by_pandas(content):
    return pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)


def lines(content):
    return content.decode("utf-8-sig").splitlines()


def xml(content):
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def given(data):
    """Return the attributes that a row has: the label to be shown, and no missing numbers."""
    return {"label": data["label_en"], **{k: v for k, v in data.items() if not pd.isna(v)}}


def read(item):
    """Return what igraph read of a node or an edge; it fills what is missing with nothing or NaN.

    Ids are left out: igraph 1.0 gives edges the ids of nodes, whatever the file. Those of edges are read elsewhere.
    """
    return {k: v for k, v in item.attributes().items() if k != "id" and v not in ("", None) and not pd.isna(v)}


def keyed(G):
    """Return the edges of a network by the ids that they should have, with both ends and their data."""
    rows = Counter(k for *_, k in G.edges(keys=True))
    return {
        k if rows[k] == 1 else f"{k}:{u}:{v}": (u, v, given(data)) for u, v, k, data in G.edges(keys=True, data=True)
    }


def test_igraph_reads_every_node_and_edge_with_direction_and_attributes(network_and_files, tmp_path):
    G, kind, files = network_and_files
    g = by_igraph(files[f"{kind}.graphml"], tmp_path)
    assert g.is_directed()
    assert {v["id"]: read(v) for v in g.vs} == {n: given(data) for n, data in G.nodes(data=True)}
    assert [v["id"] for v in g.vs] == list(G)
    assert [(g.vs[e.source]["id"], g.vs[e.target]["id"], read(e)) for e in g.es] == list(keyed(G).values())


def test_networkx_reads_the_same_network(network_and_files):
    G, kind, files = network_and_files
    H = nx.read_graphml(BytesIO(files[f"{kind}.graphml"]), force_multigraph=True)
    assert dict(H.nodes(data=True)) == {n: given(data) for n, data in G.nodes(data=True)}
    assert {k: (u, v, data) for u, v, k, data in H.edges(keys=True, data=True)} == keyed(G)


def test_pandas_reads_every_node_and_edge(network_and_files):
    G, kind, files = network_and_files

    def as_text(data):
        return {k: f"{v:g}" if isinstance(v, int | float | np.integer) else v for k, v in data.items() if k != "label"}

    def as_read(row, first):
        return {k: unguard(v) for k, v in row.items() if k not in first and v}

    nodes = by_pandas(files[f"{kind}-nodes.csv"])
    assert list(nodes.columns[:2]) == ["Id", "Label"]
    assert {r["Id"]: as_read(r, nodes.columns[:2]) for r in nodes.to_dict("records")} == {
        n: as_text(given(data)) for n, data in G.nodes(data=True)
    }
    assert [unguard(x) for x in nodes["Label"]] == [data["label_en"] for _, data in G.nodes(data=True)]
    edges = by_pandas(files[f"{kind}-edges.csv"])
    first = ["Source", "Target", "Type", "Id", "Label"]
    assert list(edges.columns[:5]) == first
    assert set(edges["Type"]) <= {"Directed"}
    assert {r["Id"]: (r["Source"], r["Target"], as_read(r, first)) for r in edges.to_dict("records")} == {
        k: (u, v, as_text(data)) for k, (u, v, data) in keyed(G).items()
    }
    assert len(edges) == G.number_of_edges()
    assert [unguard(x) for x in edges["Label"]] == [data["label"] for _, _, data in keyed(G).values()]


def test_a_case_has_a_file_of_each_form_for_each_of_its_kinds(mini):
    case = load_case(mini)
    assert list(graphml(case)) == ["actors.graphml", "empowerment.graphml", "hierarchy.graphml", "evidence.graphml"]
    names = [
        f"{kind}-{part}.csv"
        for kind in ("actors", "empowerment", "hierarchy", "evidence")
        for part in ("nodes", "edges")
    ]
    assert list(edge_lists(case)) == names


def test_the_two_empowerment_ties_of_the_small_case_are_written_as_gephi_reads_them(mini):
    edges = lines(edge_lists(load_case(mini))["empowerment-edges.csv"])
    assert edges[1].startswith("actor_001,actor_002,Directed,tie_001,books,tie_001,ties,empowerment,down,resource,")
    assert edges[2].startswith("actor_002,actor_001,Directed,tie_002,views,tie_002,ties,empowerment,up,information,")


def test_gephi_finds_nothing_that_it_takes_for_something_else(network_and_files):
    _, kind, files = network_and_files
    keys = xml(files[f"{kind}.graphml"]).findall(f"{NS}key")
    assert {key.get("for") for key in keys} <= {"node", "edge"}
    assert {key.get("id").lower() for key in keys} & GEPHI == set()
    assert {key.get("attr.name") for key in keys} & GEPHI == {"label"}
    for part, first in (("nodes", 2), ("edges", 5)):
        columns = lines(files[f"{kind}-{part}.csv"])[0].lower().split(",")
        assert len(columns) == len(set(columns))
        assert set(columns[first:]) & GEPHI == set()


def test_an_attribute_is_declared_once_with_the_type_of_its_column(network_and_files):
    _, kind, files = network_and_files
    types = {
        "order": "long",
        "layer": "long",
        "value": "double",
        "low": "double",
        "high": "double",
        "yearly_rate": "double",
    }
    declared = [
        (key.get("for"), key.get("attr.name"), key.get("attr.type"))
        for key in xml(files[f"{kind}.graphml"]).iter(f"{NS}key")
    ]
    assert len(declared) == len({(scope, name) for scope, name, _ in declared})
    assert all(type_ == types.get(name, "string") for _, name, type_ in declared)


def test_ids_of_nodes_and_of_edges_occur_once(network_and_files):
    _, kind, files = network_and_files
    for element in ("key", "node", "edge"):
        ids = [x.get("id") for x in xml(files[f"{kind}.graphml"]).iter(f"{NS}{element}")]
        assert len(ids) == len(set(ids))


@pytest.fixture
def odd(mini, monkeypatch):
    """A case with a network of everything that a writer may stumble over."""

    def build(case):
        G = nx.MultiDiGraph()
        both = {"label_en": "<&>\"']]>", "label_zh": "=甲&amp;乙\t𠮷"}
        G.add_node(
            "actor_001", row="actor_001", table="actors", whole=np.int64(-3), part=np.float64(0.5), gap=None, **both
        )
        G.add_node(
            "actor_002", row="actor_002", table="actors", whole=pd.NA, part=2, many=("tie_001", "tie_002"), **both
        )
        for source, target in (("actor_001", "actor_002"), ("actor_001", "actor_001")):
            G.add_edge(source, target, key="tie_001", row="tie_001", table="ties", key_="k", **both)
        G.add_edge("actor_001", "actor_002", key="tie_002", row="tie_002", table="ties", mixed=1, **both)
        G.add_edge("actor_001", "actor_002", key="tie_003", row="tie_003", table="ties", mixed="one", **both)
        return G

    monkeypatch.setitem(KINDS, "odd", Kind("odd", ("actors",), build))
    return load_case(mini)


def test_parallel_edges_loops_and_odd_values_are_read_back(odd, tmp_path):
    content = graphml(odd)["odd.graphml"]
    ids = [edge.get("id") for edge in xml(content).iter(f"{NS}edge")]
    assert ids == ["tie_001:actor_001:actor_002", "tie_002", "tie_003", "tie_001:actor_001:actor_001"]
    g = by_igraph(content, tmp_path)
    assert [(e.source, e.target) for e in g.es] == [(0, 1), (0, 1), (0, 1), (0, 0)]
    assert g.vs["label"] == g.vs["label_en"] == ["<&>\"']]>"] * 2
    assert g.vs["label_zh"] == ["=甲&amp;乙\t𠮷"] * 2
    assert g.vs[0]["whole"] == -3
    assert g.vs[1]["whole"] != g.vs[1]["whole"], "a missing number is NaN"
    assert g.vs["part"] == [0.5, 2.0]
    assert g.vs["many"] == ["", "tie_001;tie_002"]
    assert "gap" not in g.vs.attributes()
    assert g.es["mixed"] == ["", "1", "one", ""]
    assert b"None" not in content


def test_lists_hold_odd_values_and_run_none_of_them(odd):
    files = edge_lists(odd)
    assert lines(files["odd-nodes.csv"]) == [
        "Id,Label,row,table,whole,part,label_en,label_zh,many",
        'actor_001,"<&>""\']]>",actor_001,actors,-3,0.5,"<&>""\']]>",\'=甲&amp;乙\t𠮷,',
        'actor_002,"<&>""\']]>",actor_002,actors,,2,"<&>""\']]>",\'=甲&amp;乙\t𠮷,tie_001;tie_002',
    ]


@pytest.mark.parametrize("first", "=+-@")
def test_a_planted_formula_is_not_run_and_not_lost(mini, first):
    path = mini / "ties.csv"
    path.write_text(path.read_text("utf-8").replace("books,图书", f"books,{first}1+1"), "utf-8")
    edges = by_pandas(edge_lists(load_case(mini))["empowerment-edges.csv"])
    assert edges["label_zh"][0] == f"'{first}1+1"
    assert unguard(edges["label_zh"][0]) == f"{first}1+1"


def test_guarded_text_begins_with_nothing_that_runs_and_comes_back_as_it_was():
    for text in ("".join(x) for n in range(5) for x in product("'=+-@\t\ra", repeat=n)):
        assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))
        assert unguard(guard(text)) == text


def test_lists_are_utf_8_with_lf_and_the_one_mark_by_which_excel_knows_it(written):
    for name, content in ((n, c) for files in written.values() for n, c in files.items() if n.endswith(".csv")):
        assert b"\r" not in content, name
        assert content.endswith(b"\n"), name
        assert content.startswith(b"\xef\xbb\xbf"), name
        assert "\ufeff" not in content.decode("utf-8-sig"), name


@pytest.mark.parametrize(
    ("character", "code"), [("\x0b", "000B"), ("\r", "000D"), ("\ufffe", "FFFE"), ("\ud800", "D800")]
)
@pytest.mark.parametrize("write", [graphml, edge_lists])
def test_a_character_that_xml_forbids_is_refused_at_its_place(mini, character, code, write):
    case = load_case(mini)
    ties = case["ties"].copy()
    ties.loc["tie_002", "flow_zh"] = f"意{character}见"
    with pytest.raises(ValueError, match=rf"mini/ties.csv:3 label_zh: .*U[+]{code}.*take it out"):
        write(replace(case, tables={**case.tables, "ties": ties}))


def test_a_case_in_chinese_alone_is_labelled_in_chinese(tmp_path):
    rows = {
        table: [{k: "" if k.endswith("_en") else v for k, v in row.items()} for row in found]
        for table, found in ROWS.items()
    }
    folder = write_case(tmp_path / "zh", rows)
    (folder / "case.toml").write_text(CARD.replace('["en", "zh"]', '["zh"]'), "utf-8")
    g = by_igraph(graphml(load_case(folder))["empowerment.graphml"], tmp_path)
    assert (g.vs["label"], g.vs["label_en"]) == (["甲站", "乙站"], ["", ""])
    assert g.es["label"] == ["图书", "意见"]


def test_a_file_says_of_which_case_and_kind_it_is_and_names_no_entity(written):
    content = written["pairing"]["empowerment.graphml"]
    card = load_case("pairing").card
    said = f"case: pairing; kind: empowerment; data_version: {card['data_version']}; licence: {card['licence']}"
    assert xml(content).findtext(f"{NS}desc") == said
    assert b"<!" not in content


@pytest.mark.night("the same bytes in other processes")
def test_two_processes_write_the_same_bytes():
    code = (
        "import sys, casestudy; from casestudy.export.graphs import edge_lists, graphml\n"
        "case = casestudy.load_case('pairing')\n"
        "for name, content in (graphml(case) | edge_lists(case)).items():\n"
        "    sys.stdout.buffer.write(name.encode() + content)"
    )
    assert len(checksums(code)) == 1
