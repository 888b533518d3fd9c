"""Figures are tested by what they show: labels, counts, colours, and the alternative text."""

import matplotlib as mpl
import pytest

from casestudy import figures as f
from casestudy import list_cases, load_case, network
from casestudy.agreement import column_agreement, load_recoding
from casestudy.codebook import LANGS
from casestudy.figures.style import TELLERS
from casestudy.measures import basis_by_table, cross_pairs, presence

mpl.use("Agg")


def texts(ax):
    return [t.get_text() for t in ax.texts] + [t.get_text() for t in ax.get_yticklabels()]


def test_the_timeline_has_a_line_for_each_event_and_the_oldest_on_top(ax):
    events = load_case("pairing")["events"]
    f.plot_timeline(events, ax=ax)
    dates = [t for t in ax.texts if t.get_text()[:2] == "20"]
    assert len(dates) == len(events)
    assert max(dates, key=lambda t: t.get_position()[1]).get_text() == "2016"


def test_the_bars_of_actors_add_up_to_all_actors(ax):
    actors = load_case("group_council")["actors"]
    f.plot_actors(actors, ax=ax)
    assert sum(p.get_width() for p in ax.patches) == len(actors)


def test_the_bars_of_rows_add_up_to_all_rows(ax):
    case = load_case("pairing")
    f.plot_basis(basis_by_table(case), ax=ax)
    assert sum(p.get_width() for p in ax.patches) == sum(map(len, case.tables.values()))


def test_a_filled_mark_is_reported_and_an_open_one_designed(ax):
    frame = presence(network(load_case("pairing"), "empowerment"))
    f.plot_presence(frame, ax=ax)
    marks = [line for line in ax.lines if line.get_marker() in TELLERS.values()]
    told = frame[
        (frame["polarity"] == "affirmed") & (frame["currency"] != "none") & frame["realm"].isin(["designed", "enacted"])
    ]
    told = told[told["direction"].isin(["down", "up"])]
    assert len(marks) == len(told)
    assert sum(m.get_markerfacecolor() == "white" for m in marks) == (told["realm"] == "designed").sum()


def test_one_arrow_for_each_pair_and_direction(ax):
    G = network(load_case("pairing"), "empowerment")
    pairs = cross_pairs(G, ["agency"], ["community", "society"])
    f.plot_flows(pairs, G, ax=ax, left=["agency"], right=["community", "society"])
    assert len(ax.patches) == len(pairs)


def test_known_and_unknown_squares(ax):
    f.plot_known({"Resources": (43, ["a", "b", "c"]), "Demands": (None, ["d"])}, ax=ax, title="known_title_pairing")
    filled = [p for p in ax.patches if p.get_facecolor()[:3] != (1.0, 1.0, 1.0)]
    assert (len(ax.patches), len(filled)) == (44, 4)
    assert "Resources: 3 named of 43" in ax.get_label()


def test_tiers_print_the_numbers_of_the_article(ax):
    f.plot_tiers(
        load_case("group_council")["quantities"],
        ax=ax,
        tiers=[["quantity_003"], ["quantity_005"]],
        title="tiers_title_group_council",
    )
    assert {"913", "4,915"} <= set(texts(ax))


def test_composition_has_a_mark_for_each_kind_body_and_setting(ax):
    case = load_case("group_council")
    seats = case["composition"].query("polarity == 'affirmed' and body in ['actor_007', 'actor_008']")
    names = dict(zip(case["actors"]["id"], case["actors"]["name_en"], strict=True))
    f.plot_composition(seats, names, ["actor_007", "actor_008"], ax=ax, title="composition_title")
    marks = [line for line in ax.lines if line.get_marker() not in ("None", None, "")]
    assert len(marks) == len(seats[["member", "body", "setting"]].drop_duplicates())


def test_agreement_shows_each_column_with_an_alpha(ax):
    columns = column_agreement(load_recoding("pairing"))[0]
    f.plot_agreement(columns, ax=ax, name="A case")
    shown = columns[columns["alpha"].notna() & (columns["pairs"] >= 10)]
    assert len(ax.get_yticks()) == len(shown)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", list_cases())
def test_every_figure_of_a_case_has_its_title_and_alternative_text_in_the_language(ax, name, lang):
    case = load_case(name)
    f.plot_actors(case["actors"], ax=ax, lang=lang)
    title = ax.figure.get_suptitle()
    assert any("\u4e00" <= c <= "\u9fff" for c in title + ax.get_label()) == (lang == "zh")
    assert "{" not in title + ax.get_label()
