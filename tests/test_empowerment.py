"""The chapter "Who strengthens whom?": structure with unsaid pairs, readings, the frame, and the words of the chapter."""

import random
from itertools import combinations, permutations, product
from math import isnan, nan

import matplotlib as mpl
import networkx as nx
import pytest
from conftest import title_of
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, PathPatch

from casestudy import load_case, network
from casestudy.coding.codebook import LANGS
from casestudy.figures.flows import plot_readings
from casestudy.figures.frame import plot_frame
from casestudy.findings.empowerment import brokered, readings, ways_between
from casestudy.findings.robustness import changes
from casestudy.measures import brokerage, krackhardt, reciprocity

mpl.use("Agg")
TOLD, DENIED = "affirmed", "denied"
FRAMES = ["actors_pathways_objectives", "two_way_path"]
SIDES = {"left": "agency", "right": "community|society"}


def ties(told, denied=(), nodes=()):
    """A network of ties from the pairs that are told and those that are denied; all others are unsaid."""
    G = nx.MultiDiGraph()
    G.add_nodes_from(nodes)
    for polarity, pairs in ((TOLD, told), (DENIED, denied)):
        for k, (u, v) in enumerate(pairs):
            G.add_edge(u, v, key=f"{polarity}_{k}", polarity=polarity)
    return G


def told(frame, measure):
    return frame.loc[measure, "told"]


# Dyads by hand, after the census of Wasserman and Faust (1994, ch. 13): mutual a-b, one-way b>c and d>a, three null
# dyads. Told: 1 of 3. Lowest: the null dyads become one-way, 1 of 6. Highest: every dyad becomes mutual.
def test_reciprocity_of_a_toy_graph():
    G = ties(["ab", "ba", "bc", "da"])
    assert reciprocity(G).loc["reciprocity"].tolist() == pytest.approx([1 / 3, 1 / 6, 1])


# With c>b and a>d denied neither can become mutual; of the null dyads a-c may still be both ways, b-d and c-d not.
def test_denied_ties_narrow_reciprocity():
    G = ties(["ab", "ba", "bc", "da"], denied=["cb", "ad", "bd", "cd", "dc"])
    # Lowest 1 of (3 tied + a-c + b-d); highest (a-b and a-c) of (3 tied + a-c).
    assert reciprocity(G).loc["reciprocity"].tolist() == pytest.approx([1 / 3, 1 / 5, 2 / 4])


def test_where_ties_can_only_be_one_way_the_bounds_are_defined_although_nothing_is_told():
    G = ties([], denied=["ba"], nodes="ab")
    assert reciprocity(G).loc["reciprocity"].tolist() == pytest.approx([nan, 0, 0], nan_ok=True)
    assert krackhardt(G).loc["hierarchy"].tolist() == pytest.approx([nan, 1, 1], nan_ok=True)


def test_what_is_undefined_whatever_is_unsaid_has_no_bounds():
    pair = ties(["ab"], nodes="ab")
    assert krackhardt(pair).loc["lub"].isna().all()  # two actors: nobody could need a common superior
    silent = ties([], denied=["ab", "ba"], nodes="ab")
    assert krackhardt(silent).loc["hierarchy"].isna().all()
    assert reciprocity(silent).isna().all(axis=None)


# Krackhardt's four by hand: connectedness, hierarchy, efficiency, least upper bound.
@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (["ab", "ac", "ad"], (1, 1, 1, 1)),  # one superior
        (["ab", "bc", "ca"], (1, 0, 0.75, 1)),  # a ring: 1 tie in excess of 2, of 4 that there could be
        (["ac", "bc"], (1, 1, 1, 0)),  # two superiors of one, with none above both
        (["ab", "cd"], (1 / 3, 1, 1, nan)),  # two pairs: 2 of 6 pairs joined
        (["ab", "ba", "ac", "ca", "bc", "cb"], (1, 0, 0, 1)),  # everybody to everybody
        (["ab", "ac", "bd", "cd"], (1, 1, 8 / 9, 1)),  # a diamond: 1 in excess of 3, of 9; a is above all
        (["ac", "bc", "ad", "bd"], (1, 1, 8 / 9, 1 / 3)),  # a-b have nobody above, c-d two of whom neither is nearer
    ],
)
def test_krackhardt_of_toy_graphs(pairs, expected):
    assert krackhardt(ties(pairs))["told"].tolist() == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("n", [3, 4])
def test_krackhardts_four_are_one_exactly_on_out_trees(n):
    pairs = list(permutations(range(n), 2))
    for chosen in product((False, True), repeat=len(pairs)):
        edges = [pair for pair, there in zip(pairs, chosen, strict=True) if there]
        D = nx.DiGraph(edges)
        tree = len(D) == n and nx.is_arborescence(D)
        four = krackhardt(ties(edges, nodes=range(n)))["told"]
        assert (four == 1).all() == tree, edges


@pytest.mark.parametrize("seed", range(20))
def test_a_tree_of_command_stops_being_one_with_any_tie_more(seed):
    draw = random.Random(seed)
    n = draw.randint(3, 9)
    tree = [(draw.randrange(k), k) for k in range(1, n)]
    assert (krackhardt(ties(tree))["told"] == 1).all()
    for extra in set(permutations(range(n), 2)) - set(tree):
        assert (krackhardt(ties([*tree, extra]))["told"] < 1).any()


@pytest.fixture(scope="module")
def completions():
    """Every measure of every graph of three actors of which all is known."""
    pairs = list(permutations("abc", 2))
    known = {}
    for state in product((True, False), repeat=6):
        G = ties([p for p, t in zip(pairs, state, strict=True) if t], nodes="abc")
        known[state] = reciprocity(G)["told"].to_dict() | krackhardt(G)["told"].to_dict()
    return pairs, known


def test_intervals_hold_every_completion_of_the_unsaid_pairs(completions):
    pairs, known = completions
    may_be = {TOLD: (True,), DENIED: (False,), "": (True, False)}
    for state in product(may_be, repeat=6):
        said = {p: [pair for pair, s in zip(pairs, state, strict=True) if s == p] for p in (TOLD, DENIED)}
        G = ties(said[TOLD], said[DENIED], "abc")
        bounds = reciprocity(G).to_dict("index") | krackhardt(G).to_dict("index")
        for measure, line in bounds.items():
            values = [known[c][measure] for c in product(*(may_be[s] for s in state))]
            values = [v for v in values if not isnan(v)]
            if not values:
                assert isnan(line["low"]), (measure, state)
                assert isnan(line["high"]), (measure, state)
                continue
            assert line["low"] <= min(values) + 1e-12, (measure, state)
            assert line["high"] >= max(values) - 1e-12, (measure, state)
            # What the docstrings say of bounds that are reached.
            if measure == "reciprocity" or (measure != "lub" and DENIED not in state):
                assert (line["low"], line["high"]) == pytest.approx((min(values), max(values))), (measure, state)


@pytest.mark.parametrize("seed", range(30))
def test_the_roles_of_a_broker_add_up_to_its_open_two_paths(seed):
    draw = random.Random(seed)
    nodes = range(draw.randint(3, 9))
    state = {pair: draw.choice([TOLD, TOLD, DENIED, ""]) for pair in permutations(nodes, 2)}
    G = ties(*([p for p, s in state.items() if s == polarity] for polarity in (TOLD, DENIED)), nodes)
    found = brokerage(G, {n: draw.choice("xyz") for n in nodes}).groupby("node")[["told", "sure"]].sum()
    for b in nodes:
        ends = [p for p in permutations(set(nodes) - {b}, 2) if state[p[0], b] == state[b, p[1]] == TOLD]
        expected = [sum(state[p] != TOLD for p in ends), sum(state[p] == DENIED for p in ends)]
        assert (found.loc[b].tolist() if b in found.index else [0, 0]) == expected


# The five roles of Gould and Fernandez (1989): b stands between a and c.
@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("xxx", "coordinator"),
        ("xyx", "consultant"),
        ("xyy", "gatekeeper"),
        ("xxy", "representative"),
        ("xyz", "liaison"),
    ],
)
def test_each_role_of_a_broker(groups, role):
    found = brokerage(ties(["ab", "bc"], denied=["ac"]), dict(zip("abc", groups, strict=True)))
    assert found.values.tolist() == [["b", role, 1, 1]]


def test_a_direct_tie_leaves_nothing_to_broker():
    assert brokerage(ties(["ab", "bc", "ac"]), dict.fromkeys("abc", "x")).empty


@pytest.fixture
def two_sides(mini):
    """The small case, with Station A on the agency side."""
    path = mini / "actors.csv"
    text = path.read_text("utf-8").replace("Station A,甲站,volunteers,community", "Station A,甲站,volunteers,agency")
    path.write_text(text, "utf-8")
    return load_case(mini)


# tie_001 brings resources down from A to B, tie_002 information up, tie_003 (authority) is denied and no empowerment.
def test_ways_between_counts_only_ties_that_cross(two_sides):
    across = {"left": "agency", "right": "community"}
    assert (
        ways_between(two_sides, "resource", **across).value,
        ways_between(two_sides, "authority", **across).value,
    ) == ("down", "none")
    assert ways_between(two_sides, "information", **across).rows == ("tie_002",)
    assert ways_between(two_sides, "resource", "agency", "society|party").value == "none"
    assert ways_between(two_sides, "resource", **across, realm="designed").value == "none"


def test_a_direction_told_in_one_passage_is_thin(two_sides):
    frame = readings(two_sides, {"told": {"left": "agency", "right": "community"}}).set_index("currency")
    assert frame.loc["resource", ["value", "thin"]].tolist() == ["down", ("down",)]
    assert frame.loc["capability", ["value", "thin"]].tolist() == ["none", ()]


def test_thin_is_what_the_loss_of_a_single_passage_takes_away():
    case = load_case("pairing")
    codes = {"told": SIDES, "enacted": SIDES | {"realm": "enacted"}}
    frame = readings(case, codes)
    lost = {(line.currency, line.reading): set() for line in frame.itertuples()}
    ways = {"both": {"down", "up"}, "none": set()}
    for change in changes(case, ("ties",), ()):
        if change.kind == "passage":
            for line in frame.itertuples():
                left = ways_between(change.case, line.currency, **codes[line.reading]).value
                lost[line.currency, line.reading] |= ways.get(line.value, {line.value}) - ways.get(left, {left})
    assert {(f.currency, f.reading): set(f.thin) for f in frame.itertuples()} == lost


# 二(一): the community passes on the people's opinions; with the row on the information it gives, that is one of the two.
def test_brokered_is_told_but_not_sure():
    case = load_case("pairing")
    sides = "agency|community|society"
    assert brokered(case, "actor_004", "liaison", sides).value == 2
    assert brokered(case, "actor_004", "liaison", sides, sure="yes").value == 0


@pytest.mark.parametrize("lang", LANGS)
def test_an_arrow_for_each_direction_and_hollow_ones_for_single_passages(ax, lang):
    frame = readings(load_case("pairing"), {"told": SIDES, "spoken": SIDES | {"voice": "interviewee"}})
    plot_readings(frame, {"told": "T", "spoken": "S"}, ax=ax, lang=lang)
    arrows = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    assert len(arrows) == sum({"both": 2, "none": 0}.get(v, 1) for v in frame["value"])
    hollow = [p for p in arrows if p.get_facecolor() == to_rgba("white")]
    assert len(hollow) == frame["thin"].map(len).sum()
    # Authority is told only by the authors, so nothing of it is left in the interviews.
    assert [t.get_text() for t in ax.texts] == ["–"]
    title = title_of(ax)
    assert ("information and capability" if lang == "en" else "信息、能力") in title.replace(
        "\n", " " if lang == "en" else ""
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_frame_shows_every_element_and_dashes_what_is_inferred(ax, lang):
    elements = load_case("pairing")["framework"]
    plot_frame(elements, FRAMES, ax=ax, lang=lang)
    mine = elements[elements["frame"].isin(FRAMES)]
    boxes = [p for p in ax.patches if isinstance(p, FancyBboxPatch)]
    arrows = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    assert (len(boxes), len(arrows)) == (len(mine), mine["feeds"].map(len).sum())
    dashed = [p for p in arrows if p.get_linestyle() != "-" and p.get_linestyle() != "solid"]
    assert len(dashed) == mine.loc[mine["basis"] == "inferred", "feeds"].map(len).sum()
    assert [p.get_linestyle() not in ("-", "solid") for p in boxes] == [
        mine.loc[i, "basis"] == "inferred" for i in _order(mine)
    ]
    shown = "".join(t.get_text() for t in ax.texts)
    assert all("".join(t.split()) in "".join(shown.split()) for t in mine[f"element_{lang}"])
    # Only evaluation leads back within its layer, to the survey.
    assert sum(isinstance(p, PathPatch) for p in ax.patches) == 1
    assert f"{len(dashed)}" in title_of(ax)


def _order(elements):
    return [
        i for frame in FRAMES for _, layer in elements[elements["frame"] == frame].groupby("layer") for i in layer["id"]
    ]


def test_boxes_of_a_frame_do_not_overlap(ax):
    plot_frame(load_case("pairing")["framework"], FRAMES, ax=ax)
    boxes = [p.get_bbox() for p in ax.patches if isinstance(p, FancyBboxPatch)]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


# What the chapter says in words, kept true.
def test_resources_go_up_by_the_authors_word_alone():
    case = load_case("pairing")
    found = ways_between(case, "resource", **SIDES)
    up = [i for i in found.rows if case.row(i)["direction"] == "up"]
    assert {case.row(i)["voice"] for i in up} == {"author"}
    assert ways_between(case, "resource", **SIDES, voice="interviewee").value == "down"


def test_nobody_quoted_is_a_resident_and_nobody_is_quoted_on_dilemmas():
    talks = load_case("pairing")["testimony"]
    assert set(talks["side"]) == {"agency", "community"}
    assert not talks["section"].str.startswith("三").any()


def test_every_denied_empowerment_stands_in_the_part_on_dilemmas():
    rows = load_case("pairing")["ties"].query("relation == 'empowerment' and polarity == 'denied'")
    assert rows["section"].str.startswith("三").all()


def test_no_empowerment_is_coded_down_to_residents():
    G = network(load_case("pairing"), "empowerment")
    assert not [v for _, v in G.edges() if G.nodes[v]["side"] == "society"]


def test_quoted_information_goes_up_from_residents_only():
    case = load_case("pairing")
    assert ways_between(case, "information", **SIDES, voice="interviewee").value == "both"
    assert ways_between(case, "information", "agency", "community", voice="interviewee").value == "down"


def test_capability_is_two_way_in_each_reading_shown_but_not_in_the_strictest():
    case = load_case("pairing")
    strict = [
        {"realm": "enacted"},
        {"voice": "interviewee"},
        {"teller": "receiver"},
        {"right": "community", "voice": "interviewee"},
    ]
    assert {ways_between(case, "capability", **(SIDES | codes)).value for codes in strict} == {"both"}
    strictest = {"left": "agency", "right": "community", "teller": "receiver"}
    found = [
        ways_between(case, currency, **strictest).value
        for currency in ("resource", "information", "capability", "authority", "legitimacy")
    ]
    assert found == ["none", "down", "down", "none", "none"]


def test_every_step_of_the_table_is_reported_and_the_denied_ones_are_not_in_a_loop():
    steps = load_case("pairing")["processes"]
    table = [f"step_0{n}" for n in (17, 21, 22, 29, 32, 33, 43, 44, 48)]
    assert set(steps.loc[table, "realm"]) == {"enacted"}
    assert steps.loc[["step_021", "step_043", "step_048"], "actor"].eq("").all()
    assert not any(step in targets for targets in steps["leads_to"] for step in ("step_026", "step_049"))
    # Adjustment leads back to the planning of activities, not to the survey or the lists.
    assert set(steps.loc[list(steps.loc["step_048", "leads_to"]), "process"]) == {"service"}
