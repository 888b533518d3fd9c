"""Figures by hand: alone, in given axes, side by side, with any title, of any case, of nothing.

They are tested by what they show: labels, counts, colours, and the alternative text.
"""

import inspect
import pkgutil
from functools import cache

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import title_of
from matplotlib.axes import Axes
from matplotlib.text import Text

import casestudy.figures
import casestudy.scenarios.figures
from casestudy import figures as f
from casestudy import list_cases, load_case, load_comparison, network
from casestudy.articles.agreement import column_agreement, load_recoding, recoding_of
from casestudy.articles.article import load_article
from casestudy.book.page import open_page
from casestudy.coding.comparisons import precedents_of, read_across
from casestudy.coding.lookup import UnknownNameError
from casestudy.coding.tutorial import tutorial_case, tutorial_path
from casestudy.figures.style import FONTS, TELLERS
from casestudy.findings.empowerment import readings
from casestudy.measures import (
    ask_and_answer,
    basis_by_table,
    cross_pairs,
    decision_rights,
    presence,
    regimes,
    steps_from,
    traces_by_test,
)
from casestudy.measures.evidence import argued, evidence_of, quoted_by_part
from casestudy.measures.pressure import mixtures, received, section_reach
from casestudy.measures.remedies import closest_practice, measure_links, parallel, who_would_act
from casestudy.measures.times import drawn_upon, last_words
from casestudy.scenarios.assumptions import held, load_model
from casestudy.scenarios.figures import plot_held, plot_runs

mpl.use("Agg")
COMPARED = "group_council--pairing"


def sections(case):
    """The main parts of the article of a case, by number."""
    return list(dict.fromkeys(section["id"].split("(")[0] for section in case.card["sections"]))


def coded_twice(case):
    if case.name in list_cases():
        return load_recoding(case.name)
    return recoding_of(tutorial_case(), tutorial_case("second"), load_article(tutorial_path(), case.card))


def counted(case):
    items = case["listed_items"]
    return {name: (len(part) + 3, list(part["name_en"])) for name, part in items.groupby("list")}


def tied(case):
    return {regime: int(column.map(len).sum()) for regime, column in regimes(case).items()}


def sides(case):
    """Two groups of the sides of a case: the first that the codebook names, and the others."""
    found = list(dict.fromkeys(case["actors"]["side"]))
    return [found[:1], found[1:]]


@cache
def compared():
    return load_comparison(COMPARED)


def practice():
    both = compared()
    return closest_practice(both.cases["pairing"], precedents_of(both, "pairing"))


def sorted_things(case):
    return drawn_upon(case, {"own": {row: [row] for row in case["contributions"]["id"][:6]}})


def headline_counts():
    lines = [("both_ways", "passage", 5, 4), ("both_ways", "voice", 2, 2), ("no_sanction", "code", 3, 3)]
    return pd.DataFrame(lines, columns=["headline", "change", "tried", "stood"])


# How each figure is fed: plot → a case → what it draws.
FEED = {
    f.plot_actors: lambda case: (case["actors"],),
    f.plot_agreement: lambda case: (column_agreement(coded_twice(case))[0],),
    f.plot_answers: lambda _: (compared()["questions"], compared()["answers"]),
    f.plot_argument: lambda case: ({"All": argued(case)},),
    f.plot_basis: lambda case: (basis_by_table(case),),
    f.plot_carried: lambda case: ({case.name: evidence_of(case, "conclusion")},),
    f.plot_composition: lambda case: (case["composition"].query("polarity == 'affirmed'"),),
    f.plot_drawn: lambda case: (sorted_things(case),),
    f.plot_fits: lambda _: (read_across(compared()),),
    f.plot_flows: lambda case: (
        cross_pairs(network(case, "empowerment"), *sides(case)),
        network(case, "empowerment"),
    ),
    f.plot_frame: lambda case: (case["framework"],),
    f.plot_incentives: lambda case: (received(case),),
    f.plot_known: lambda case: (counted(case),),
    f.plot_ladder: lambda case: (steps_from(network(case, "actors")),),
    f.plot_named_parts: lambda case: ({case.name: ask_and_answer(case)},),
    f.plot_precedents: lambda _: (practice(),),
    f.plot_presence: lambda case: (presence(network(case, "empowerment")),),
    f.plot_quoted: lambda case: ({case.name: quoted_by_part(case, sections(case))},),
    f.plot_readings: lambda case: (
        readings(case, {"all": dict(zip(("left", "right"), map("|".join, sides(case)), strict=True))}),
    ),
    f.plot_remedies: lambda case: (measure_links(case), parallel(case)),
    f.plot_rights: lambda case: (decision_rights(case),),
    f.plot_rights_by_regime: lambda case: (decision_rights(case), last_words(case), case["actors"]),
    f.plot_robustness: lambda _: (headline_counts(),),
    f.plot_tests: lambda case: ({case.name: traces_by_test(case)},),
    f.plot_tied: lambda case: (tied(case),),
    f.plot_tiers: lambda case: (case["quantities"].head(5),),
    f.plot_timeline: lambda case: (case["events"],),
    f.plot_trail: lambda case: ("2", list(case["ties"]["id"][:2]), list(case["ties"]["section"][:2])),
    f.plot_treatment: lambda case: (case["contrasts"], mixtures(case["contrasts"])),
    f.plot_ways: lambda case: (
        section_reach(case, sections(case)),
        {part: str(n) for n, part in enumerate(sections(case))},
    ),
    f.plot_who_acts: lambda case: (who_would_act(case),),
    plot_held: lambda _: (held("lists"), load_model("lists")),
    plot_runs: lambda _: ({"one": np.array([1.0, 2, 9, 5, 1, 0]), "other": np.array([1.0, 2, 8, 9, 9, 9])}, (1, 3)),
}
CASES = {name: load_case(name) for name in list_cases()}
CASES |= {"market": tutorial_case(), "second": tutorial_case("second")}
LANGUAGES = {"pairing": "en", "group_council": "zh", "market": "zh", "second": "en"}
plots = pytest.mark.parametrize("plot", FEED, ids=lambda plot: plot.__name__)


@pytest.fixture(autouse=True)
def closed():
    """No figure outlives its test."""
    yield
    plt.close("all")


def emptied(data):
    """What has the form of the data and holds nothing."""
    if isinstance(data, pd.DataFrame):
        return data.head(0)
    if isinstance(data, dict):
        return {key: emptied(part) for key, part in data.items()} if _frames(data) else {}
    return data[:0] if isinstance(data, list) else data


def _frames(data):
    return any(isinstance(part, pd.DataFrame) for part in data.values())


def texts(ax):
    return [t.get_text() for t in ax.texts] + [t.get_text() for t in ax.get_yticklabels()]


def test_every_public_figure_is_fed_here_and_stands_in_the_public_face():
    made = [
        plot
        for package in (casestudy.figures, casestudy.scenarios)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "figures" in found.name
        for name, plot in vars(__import__(found.name, fromlist=["plot"])).items()
        if name.startswith("plot_")
    ]
    assert set(made) == set(FEED)
    assert {plot.__name__ for plot in made if "scenarios" not in plot.__module__} | {"set_theme"} == set(f.__all__)


@plots
def test_each_has_the_same_three_options_and_an_example(plot):
    options = {name: p for name, p in inspect.signature(plot).parameters.items() if p.kind is p.KEYWORD_ONLY}
    assert [(name, p.default) for name, p in options.items()] == [("ax", None), ("lang", "en"), ("title", None)]
    assert ">>> " in plot.__doc__


@pytest.mark.parametrize(("name", "lang"), LANGUAGES.items())
@plots
def test_a_figure_draws_by_itself_of_any_case_in_either_language(plot, name, lang):
    before = dict(mpl.rcParams)
    ax = plot(*FEED[plot](CASES[name]), lang=lang)
    assert dict(mpl.rcParams) == before
    assert isinstance(ax, Axes)
    assert ax.get_label()
    assert "{" not in ax.get_label() + title_of(ax)
    if title_of(ax):  # of what a small case does not code, a figure has no finding to say
        assert any("\u4e00" <= c <= "\u9fff" for c in title_of(ax)) == (lang == "zh")
    assert min(t.get_fontsize() for t in ax.findobj(Text) if t.get_text() and t.get_visible()) >= 8


@plots
def test_a_figure_draws_in_given_axes_under_any_title_in_a_font_for_it(plot):
    _, given = plt.subplots()
    ax = plot(*FEED[plot](CASES["market"]), ax=given, lang="zh", title="Any text: 任意标题 {not a key}")
    assert ax is given
    assert len(plt.get_fignums()) == 1
    assert "".join(title_of(ax).split()) == "Anytext:任意标题{notakey}"
    assert all(text.get_fontfamily() in (FONTS, ["monospace"]) for text in ax.findobj(Text))


@plots
def test_two_figures_stand_side_by_side_and_neither_takes_the_words_of_the_other(plot):
    fig, (one, other) = plt.subplots(1, 2, figsize=(10, 6))
    data = FEED[plot](CASES["group_council"])
    plot(*data, ax=one, title="The first of two figures")
    plot(*data, ax=other, title="The second of two figures")
    fig.canvas.draw()
    assert [title_of(ax) for ax in (one, other)] == ["The first of two figures", "The second of two figures"]
    assert not fig.get_suptitle()
    assert not fig.legends
    boxes = [ax.get_tightbbox() for ax in (one, other)]
    assert boxes[0].x1 <= boxes[1].x0 + 1
    assert boxes[0].x0 >= -1
    assert boxes[1].x1 <= fig.bbox.x1 + 1


@plots
def test_of_nothing_a_figure_says_that_nothing_is_coded(plot):
    data = FEED[plot](CASES["pairing"])
    ax = plot(*map(emptied, data), title="A title")
    assert [t.get_text() for t in ax.texts] == ["Nothing of the kind is coded."]
    assert ax.get_label() == "Nothing of the kind is coded."
    assert title_of(ax) == "A title"
    assert plot(*map(emptied, data), lang="zh").get_label() == "未编码到此类内容。"


# What single figures show


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
    f.plot_flows(pairs, G, ax=ax)
    assert len(ax.patches) == len(pairs)


def test_known_and_unknown_squares(ax):
    f.plot_known({"Resources": (43, ["a", "b", "c"]), "Demands": (None, ["d"])}, ax=ax)
    filled = [p for p in ax.patches if p.get_facecolor()[:3] != (1.0, 1.0, 1.0)]
    assert (len(ax.patches), len(filled)) == (44, 4)
    assert "Resources: 3 named of 43" in ax.get_label()


def test_tiers_print_the_numbers_of_the_article(ax):
    f.plot_tiers(load_case("group_council")["quantities"], [["quantity_003"], ["quantity_005"]], ax=ax)
    assert {"913", "4,915"} <= set(texts(ax))


def test_composition_has_a_mark_for_each_kind_body_and_setting(ax):
    case = load_case("group_council")
    seats = case["composition"].query("polarity == 'affirmed' and body in ['actor_007', 'actor_008']")
    names = dict(zip(case["actors"]["id"], case["actors"]["name_en"], strict=True))
    f.plot_composition(seats, names, ["actor_007", "actor_008"], ax=ax)
    marks = [line for line in ax.lines if line.get_marker() not in ("None", None, "")]
    assert len(marks) == len(seats[["member", "body", "setting"]].drop_duplicates())


def test_agreement_shows_each_column_with_an_alpha(ax):
    columns = column_agreement(load_recoding("pairing"))[0]
    f.plot_agreement(columns, "A case", ax=ax)
    shown = columns[columns["alpha"].notna() & (columns["pairs"] >= 10)]
    assert len(ax.get_yticks()) == len(shown)


@pytest.mark.parametrize("drawn", [False, True])
def test_a_page_shows_a_plot_or_what_a_plot_returned(monkeypatch, drawn):
    shown = {}
    monkeypatch.setattr("casestudy.book.page.display", lambda data, metadata, raw: shown.update(data))
    with mpl.rc_context():
        page, data = open_page("zh"), {"calm": 2, "urgent": 1}
        page.show(f.plot_tied(data, lang=page.lang)) if drawn else page.show(f.plot_tied, data)
    assert shown["text/plain"].startswith("每行一个标记，共3行")
    assert shown["image/png"]
    assert plt.get_fignums() == []


MISTYPED = {
    f.plot_rights: {"processes": {"closed_lop": "Loop"}},
    f.plot_composition: {"bodies": ["actor_999"]},
    f.plot_tiers: {"tiers": [["quantity_999"]]},
    f.plot_frame: {"frames": ["dual"]},
    f.plot_who_acts: {"sides": ["agencyy"]},
    f.plot_rights_by_regime: {"groups": {"": {"closed_lop": "Loop"}}},
    f.plot_robustness: {"kinds": ["passages"]},
    f.plot_readings: {"names": {"every": "Every"}},
}


@pytest.mark.parametrize("plot", MISTYPED, ids=lambda plot: plot.__name__)
def test_a_mistyped_name_is_an_error_that_lists_what_there_is(plot):
    with pytest.raises(UnknownNameError, match=r"there is no .*there are "):
        plot(*FEED[plot](load_case("group_council" if plot is not f.plot_who_acts else "pairing")), **MISTYPED[plot])


def test_a_mistyped_regime_is_an_error_too():
    with pytest.raises(UnknownNameError, match="did you mean urgent"):
        f.plot_tied({"calm": 1, "urgnt": 2})


def test_a_frame_of_another_kind_is_refused_with_the_way_to_the_right_one():
    with pytest.raises(TypeError, match=r"plot_actors cannot draw this.*help\(plot_actors\)"):
        f.plot_actors(load_case("pairing")["ties"])


def test_an_empty_title_leaves_the_title_to_the_caller():
    ax = f.plot_actors(load_case("pairing")["actors"], title="")
    assert title_of(ax) == ""
