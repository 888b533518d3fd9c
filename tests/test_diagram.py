"""The pieces of pages that show networks: what they say, where things stand, and that nothing covers anything."""

import math
import re
from functools import cache
from html.parser import HTMLParser
from itertools import combinations, pairwise

import networkx as nx
import pytest
from conftest import checksums

from casestudy import list_cases, load_case, network, network_kinds
from casestudy.coding.codebook import LANGS
from casestudy.figures.explorer.boxes import Layout
from casestudy.figures.explorer.diagram import diagram
from casestudy.figures.explorer.edges import by_pair, drawn_as, edges, facets
from casestudy.figures.explorer.layers import chains, ordered, placed, ranks
from casestudy.figures.explorer.layout import layout
from casestudy.figures.explorer.lettering import fit, width
from casestudy.figures.explorer.routes import routes

NETWORKS = [(case, kind) for case in list_cases() for kind in network_kinds(load_case(case))]
VOID = {"input", "img", "br", "hr", "meta", "link"}


@cache
def graph(case, kind):
    return network(load_case(case), kind)


@cache
def fragment(case, kind, lang):
    return diagram(graph(case, kind), lang, lambda row: f"rows.html#{row}")


class Reader(HTMLParser):
    """What is said, what is linked, and whether tags are closed as they were opened."""

    def __init__(self, html):
        super().__init__()
        self.open, self.faults, self.links, self.said, self.ids, self.titles, self.alias = [], [], [], [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.said += [found[name] for name in ("aria-label", "title", "alt", "placeholder") if name in found]
        self.alias += [found[name] for name in ("data-en", "data-zh") if name in found]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        self.said.append(data)
        if self.open and self.open[-1] == "title":
            self.titles.append(data)


def points(path):
    """Points along an SVG path of moves, lines and cubic curves."""
    found, here, steps = [], (0.0, 0.0), 24
    for letter, numbers in re.findall(r"([MLCHV])([-\d. ]+)", path):
        values = [float(x) for x in numbers.split()]
        if letter == "H":
            values = [values[0], here[1]]
        elif letter == "V":
            values = [here[0], values[0]]
        ends = [here, *zip(values[::2], values[1::2], strict=True)]
        if letter == "M":
            here = ends[1]
            continue
        for t in (k / steps for k in range(steps + 1)):
            level = ends
            while len(level) > 1:
                level = [tuple(a + (b - a) * t for a, b in zip(p, q, strict=True)) for p, q in pairwise(level)]
            found.append(level[0])
        here = ends[-1]
    return found


every_network = pytest.mark.parametrize(("case", "kind"), NETWORKS)
every_language = pytest.mark.parametrize("lang", LANGS)


@every_language
@every_network
def test_every_edge_and_every_node_is_a_link_to_its_row(case, kind, lang):
    links = Reader(fragment(case, kind, lang)).links
    G = graph(case, kind)
    rows = [data["row"] for *_, data in G.edges(data=True)] + [data["row"] for _, data in G.nodes(data=True)]
    wanted = sorted(f"rows.html#{row}" for row in rows)
    assert sorted(link for link in links if link.startswith("rows")) == wanted


@every_language
@every_network
def test_every_name_is_there_in_both_languages(case, kind, lang):
    page, other = Reader(fragment(case, kind, lang)), {"en": "zh", "zh": "en"}[lang]
    nodes = [data for _, data in graph(case, kind).nodes(data=True)]
    assert sorted(page.titles) == sorted(data[f"label_{lang}"] for data in nodes)
    assert sorted(page.alias) == sorted(data[f"label_{other}"] for data in nodes)


@every_language
@every_network
def test_tags_are_closed_ids_are_unique_and_the_piece_is_small(case, kind, lang):
    html = fragment(case, kind, lang)
    page = Reader(html)
    assert (page.faults, page.open) == ([], [])
    assert len(page.ids) == len(set(page.ids))
    assert len(html.encode()) < 400_000


@every_network
def test_the_chinese_piece_says_nothing_in_english(case, kind):
    G = graph(case, kind)
    own = " ".join(d["label_zh"] for d in [*dict(G.nodes(data=True)).values(), *(d for *_, d in G.edges(data=True))])
    said = " ".join(Reader(fragment(case, kind, "zh")).said)
    rows = {data["row"] for *_, data in G.edges(data=True)} | {data["row"] for _, data in G.nodes(data=True)}
    words = set(
        re.findall(r"[A-Za-z]\w*", re.sub(r"\w+_\d+", lambda m: "" if m[0] in rows else m[0], said, flags=re.A), re.A)
    )
    # A name that is cut in the figure may end within a Latin word.
    assert {w for w in words if w not in own} <= {"Tab", "Esc"}


@every_network
def test_places_are_finite_distinct_and_the_same_each_time(case, kind):
    at = layout(graph(case, kind)).at
    assert list(at) == list(graph(case, kind))
    assert all(math.isfinite(x) for place in at.values() for x in place)
    assert len(set(at.values())) == len(at)
    assert layout(network(load_case(case), kind)).at == at


def test_a_layout_does_not_depend_on_the_order_of_sets():
    code = """if True:
        import networkx as nx
        from casestudy.figures.explorer.layout import layout
        G = nx.MultiDiGraph([(f"u{k}", f"v{k}") for k in range(9)])
        G.add_nodes_from(f"alone{k}" for k in range(60))
        print(layout(G).at)"""
    assert len(checksums(code)) == 1


@every_network
def test_no_box_covers_another_and_no_line_runs_behind_a_box(case, kind):
    G = graph(case, kind)
    drawn = layout(G)
    box = {n: (x, y, *drawn.size[n]) for n, (x, y) in drawn.at.items()}
    for (xa, ya, wa, ha), (xb, yb, wb, hb) in combinations(box.values(), 2):
        assert abs(xa - xb) >= (wa + wb) / 2 or abs(ya - yb) >= (ha + hb) / 2
    wide, high = drawn.extent
    for pair, (path, _) in routes(drawn, by_pair(edges(G))).items():
        xs, ys = zip(*points(path), strict=True)
        assert min(*xs, *ys) >= 0
        assert (max(xs) <= wide, max(ys) <= high) == (True, True)
        near = [(x, y, w / 2 - 1, h / 2 - 1) for n, (x, y, w, h) in box.items() if n not in pair]
        near = [
            b
            for b in near
            if min(xs) < b[0] + b[2] and max(xs) > b[0] - b[2] and min(ys) < b[1] + b[3] and max(ys) > b[1] - b[3]
        ]
        assert not [1 for x, y, w, h in near for a, b in zip(xs, ys, strict=True) if abs(a - x) < w and abs(b - y) < h]


@every_network
def test_filters_count_every_edge_once(case, kind):
    of = edges(graph(case, kind))
    for counts in facets(of).values():
        assert sum(counts.values()) == len(of)
        assert len(counts) > 1


@pytest.mark.parametrize("case", list_cases())
def test_tiers_run_from_the_nation_down_to_the_household(case):
    G = graph(case, "hierarchy")
    at = layout(G).at
    levels = ["national", "province", "city", "district", "street", "community", "unit", "household"]
    heights = [[at[n][1] for n, d in G.nodes(data=True) if d["level"] == level] for level in levels]
    heights = [ys for ys in heights if ys]
    assert all(max(upper) < min(lower) for upper, lower in pairwise(heights))


def test_what_is_tied_to_nothing_stands_below_the_rest():
    G = graph("pairing", "lists")
    at = layout(G).at
    tied = [at[n][1] for n in G if G.degree(n)]
    assert max(tied) < min(at[n][1] for n in G if not G.degree(n))


# A graph made by hand: one tie said and one denied between the same two, one read by us only, one with a loop.
def toy():
    G = nx.MultiDiGraph()
    for n, (en, zh) in {"a": ("Ay <1>", "甲"), "b": ("Bee", "乙"), "c": ("Sea", "丙"), "d": ("Dee", "丁")}.items():
        G.add_node(n, row=n, label_en=en, label_zh=zh)
    said = {"table": "ties", "direction": "down", "basis": "stated", "polarity": "affirmed"}
    G.add_edge("a", "b", key="tie_1", row="tie_1", label_en="books & more", label_zh="书", **said)
    G.add_edge("a", "b", key="tie_2", row="tie_2", label_en="orders", label_zh="命令", **said | {"polarity": "denied"})
    G.add_edge("b", "c", key="tie_3", row="tie_3", label_en="views", label_zh="看法", **said | {"basis": "inferred"})
    G.add_edge(
        "c",
        "a",
        key="tie_4",
        row="tie_4",
        label_en="rule",
        label_zh="规矩",
        **said | {"polarity": "denied", "direction": "up"},
    )
    return G


def line(html, u, v):
    return re.search(rf'<g class="nv-line" data-u="{u}" data-v="{v}".*?</g>', html)[0]


def test_one_line_a_pair_and_direction_and_each_look_differs_without_colour():
    html = diagram(toy(), "en", lambda row: None)
    assert html.count('class="nv-line"') == 3
    both, read, denied = line(html, "a", "b"), line(html, "b", "c"), line(html, "c", "a")
    dashes = [re.findall(r'stroke-dasharray="([^"]*)"', part) for part in (both, read, denied)]
    assert dashes[0] == []
    assert dashes[1] != dashes[2]
    assert ["nv-cross" in part for part in (both, read, denied)] == [True, False, True]
    assert 'data-look="denied"' in denied


def test_raising_and_lowering_end_in_different_shapes():
    html = fragment("pairing", "argument", "en")
    tips = dict(re.findall(r'<marker id="nv-pairing-argument-(\w+)".*?<path d="([^"]*)"', html))
    assert tips["red"] != tips["blue"]


def test_text_is_escaped_and_a_row_without_a_page_is_no_link():
    html = diagram(toy(), "en", lambda row: None)
    assert "Ay &lt;1&gt;" in html
    assert "books &amp; more" in html
    assert "tie_1" in html
    assert [link for link in Reader(html).links if not link.startswith("#")] == []


def test_one_edge_gives_no_filter_and_an_edgeless_network_is_drawn_too():
    G = nx.MultiDiGraph()
    G.add_node("a", row="a", label_en="A", label_zh="甲")
    assert "<fieldset" not in diagram(G, "en", str)
    assert Reader(diagram(G, "zh", str)).faults == []


def test_a_line_is_as_firm_as_its_firmest_edge():
    pairs = by_pair(edges(toy()))
    assert [drawn_as(of)[1:] for of in pairs.values()] == [("stated", True), ("inferred", False), ("denied", True)]


def test_a_loop_is_opened_where_it_comes_back_to_its_first_node():
    # a → b → c → a: from a one comes first to b, then to c.
    assert ranks(nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a")])) == {"a": 0, "b": 1, "c": 2}


def test_crossing_ties_are_uncrossed():
    rank = {"a": 0, "b": 0, "x": 1, "y": 1}
    ways = chains([("a", "y"), ("b", "x")], rank)
    upper, lower = ordered(list(rank), ways, rank)
    assert [upper.index("a") < upper.index("b")] == [lower.index("y") < lower.index("x")]


def test_boxes_of_a_rank_keep_their_order_and_distance():
    at = placed([["a", "b", "c"]], [], {"a": 10, "b": 10, "c": 10}, 5)
    assert [at["b"] - at["a"], at["c"] - at["b"]] == [15, 15]


def test_two_opposite_lines_lie_apart():
    two = Layout(at={"a": (10, 10), "b": (90, 10)}, size={"a": (20, 20), "b": (20, 20)})
    there, back = routes(two, [("a", "b"), ("b", "a")]).values()
    assert {y for _, y in points(there[0])}.isdisjoint(y for _, y in points(back[0]))


def test_text_is_cut_to_its_room_and_never_between_a_bracket_and_its_word():
    text = "以走访、开会等方式理清双方资源（机关一方）"
    lines = fit(text, 190, 2, 11.5)
    assert "".join(lines) == text
    assert not lines[0].endswith("（")
    assert all(
        width(part, 11.5) <= 100 for part in fit("a very long name of a body that nobody can pronounce", 100, 2, 11.5)
    )
