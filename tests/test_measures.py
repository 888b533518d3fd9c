"""Presence and two-wayness, on graphs small enough to check by eye."""

from casestudy import load_case, network
from casestudy.measures import basis_by_table, cross_pairs, presence, two_way


def test_presence_keeps_the_rows_and_never_counts_them(mini):
    frame = presence(network(load_case(mini), "empowerment"))
    # tie_001 brings resources down, tie_002 information up; both enacted, told by the authors.
    assert frame[["currency", "direction", "rows"]].values.tolist() == [
        ["resource", "down", ("tie_001",)],
        ["information", "up", ("tie_002",)],
    ]


def test_nothing_is_two_way_when_each_currency_has_one_direction(mini):
    frame = two_way(network(load_case(mini), "empowerment"))
    assert frame.loc["resource", ["down", "up"]].tolist() == [True, False]
    assert frame.loc["information", ["down", "up"]].tolist() == [False, True]
    assert not (frame["down"] & frame["up"]).any()


def test_a_denied_tie_makes_nothing_two_way(mini):
    path = mini / "ties.csv"
    path.write_text(
        path.read_text("utf-8").replace(
            "tie_002,actor_002,actor_001,empowerment,up,information",
            "tie_002,actor_002,actor_001,empowerment,up,resource",
        ),
        "utf-8",
    )
    case = load_case(mini)
    assert two_way(network(case, "empowerment")).loc["resource", ["down", "up"]].all()

    path.write_text(
        path.read_text("utf-8").replace("意见,,,,enacted,unsaid,affirmed", "意见,,,,enacted,unsaid,denied"), "utf-8"
    )
    assert not two_way(network(load_case(mini), "empowerment")).loc["resource", "up"]


def test_cross_pairs_are_mutual_when_both_directions_are_told(mini):
    path = mini / "actors.csv"
    path.write_text(
        path.read_text("utf-8").replace("Station A,甲站,volunteers,community", "Station A,甲站,volunteers,agency"),
        "utf-8",
    )
    frame = cross_pairs(network(load_case(mini), "empowerment"), ["agency"], ["community"])
    assert frame[["source", "target", "mutual"]].values.tolist() == [
        ["actor_001", "actor_002", True],
        ["actor_002", "actor_001", True],
    ]


def test_basis_by_table_counts_what_the_small_case_holds(mini):
    frame = basis_by_table(load_case(mini))
    assert frame.loc["ties"].tolist() == [3, 0, 0]
    assert frame.loc["support"].tolist() == [0, 0, 1]
    assert frame.loc["events"].tolist() == [0, 0, 0]


# The answer of the chapter "Who strengthens whom?" is words, not numbers: this keeps them true.
def test_the_answer_of_the_chapter_on_empowerment_holds():
    frame = two_way(network(load_case("pairing"), "empowerment"))
    ways = {currency: (line["down"], line["up"]) for currency, line in frame.iterrows()}
    assert ways["authority"] == (True, False)
    assert ways["legitimacy"] == (False, True)
    assert [c for c, both in ways.items() if all(both)] == ["resource", "information", "capability"]
