"""The scenario models: right by arithmetic, by closed forms, and event for event by two other libraries."""

import math
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from conftest import title_of

pytest.importorskip("numba", reason="the extra lab is not installed")
rivals = pytest.importorskip("rivals", reason="ciw or simpy is not installed")

from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from casestudy.coding.codebook import data_folder
from casestudy.coding.reading import CodingError
from casestudy.scenarios import lists
from casestudy.scenarios.assumptions import (
    box,
    goes_with,
    held,
    list_models,
    load_model,
    precise,
    read_model,
    settings,
    turned,
)
from casestudy.scenarios.boxes import difference, overloaded, problem, sample, survey, verdicts
from casestudy.scenarios.handling import (
    Draws,
    designs,
    hands,
    load,
    matters,
    open_matters,
    outcomes,
    run,
    simulate,
    try_designs,
)
from casestudy.scenarios.lists import pair_up, simulate_lists
from casestudy.scenarios.queues import Hands, Matters, serve
from casestudy.scenarios.sweeps import sweep


def one_queue(arrival, work):
    n = len(arrival)
    return Matters(np.asarray(arrival), np.zeros((n, 1), np.int64), np.asarray(work).reshape(n, 1), np.zeros((n, 1)))


def same_hands(n):
    return Hands(np.zeros(n, np.int64), np.zeros(n), np.full(n, np.inf), np.ones(n))


def poisson(n, rate, seed=7):
    chance = np.random.default_rng(seed)
    return one_queue(np.cumsum(chance.exponential(1 / rate, n)), chance.exponential(1.0, n))


# --- one queue ------------------------------------------------------------------------------------------------------


def test_a_temporary_hand_joins_late_and_leaves_after_its_last_matter():
    # One hand from the start, one from 2 to 3. Four matters come at 0, each a day's work:
    # the first begins at 0, the second at 1, the third and fourth at 2; the fifth, come at 2.5, finds the
    # temporary hand busy until 3, when it leaves; so it is served by the first, at 3.
    who = Hands(np.zeros(2, np.int64), np.array([0.0, 2.0]), np.array([np.inf, 3.0]), np.ones(2))
    began, ended, by = serve(one_queue([0, 0, 0, 0, 2.5], np.ones(5)), who)
    assert began[:, 0].tolist() == [0, 1, 2, 2, 3]
    assert ended[:, 0].tolist() == [1, 2, 3, 3, 4]
    assert by[4, 0] == 0


def test_a_slow_hand_needs_longer():
    who = Hands(np.zeros(1, np.int64), np.zeros(1), np.full(1, np.inf), np.array([0.5]))
    assert serve(one_queue([0.0], [3.0]), who)[1][0, 0] == 6


def test_one_hand_waits_as_long_as_the_closed_form_says():
    # M/M/1 with rates 0.7 and 1: mean wait = 0.7 / (1 - 0.7).
    came = poisson(400_000, 0.7)
    waited = serve(came, same_hands(1))[0][:, 0] - came.arrival
    assert waited.mean() == pytest.approx(0.7 / 0.3, rel=0.05)


def test_four_hands_wait_as_long_as_erlang_says():
    # M/M/4 with load a = 3: the chance to wait is Erlang's C, the mean wait C / (4 - 3).
    a, c = 3.0, 4
    busy = a**c / math.factorial(c) * c / (c - a)
    erlang = busy / (sum(a**k / math.factorial(k) for k in range(c)) + busy)
    came = poisson(400_000, a)
    waited = serve(came, same_hands(c))[0][:, 0] - came.arrival
    assert (waited > 0).mean() == pytest.approx(erlang, rel=0.03)
    assert waited.mean() == pytest.approx(erlang / (c - a), rel=0.06)


def test_littles_law_holds_to_the_last_matter():
    # The mean number present, counted over time, is the rate of coming times the mean time of staying.
    came = poisson(5_000, 0.8)
    ended = serve(came, same_hands(1))[1][:, 0]
    end = ended.max()
    times = np.sort(np.concatenate([came.arrival, ended]))
    change = np.where(np.isin(times, came.arrival), 1, -1)
    present = float((np.cumsum(change)[:-1] * np.diff(times)).sum() / end)
    assert present == pytest.approx(len(ended) / end * (ended - came.arrival).mean())


@pytest.mark.parametrize("n", [1, 3])
def test_one_unit_begins_every_service_when_ciw_does(n):
    came = poisson(3_000, 0.8 * n)
    assert serve(came, same_hands(n))[0][:, 0] == pytest.approx(rivals.replay_ciw(came, n), abs=1e-6)


# --- a town ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", list(designs()))
def test_a_town_begins_and_ends_every_visit_when_simpy_does(design):
    p = settings("handling")
    ran = run(p, designs()[design])
    began, ended = rivals.replay_simpy(ran.made, ran.hands)
    np.testing.assert_allclose(ran.began, began, rtol=0, atol=1e-9)
    np.testing.assert_allclose(ran.ended, ended, rtol=0, atol=1e-9)


@pytest.mark.parametrize("design", list(designs()))
def test_nothing_is_lost_or_made_and_no_hand_does_two_things_at_once(design):
    p = settings("handling")
    ran = run(p, designs()[design])
    asked = ran.made.queue >= 0
    assert np.array_equal(asked, np.isfinite(ran.ended))
    assert np.array_equal(asked, ran.by >= 0)
    assert np.array_equal(ran.hands.queue[ran.by[asked]], ran.made.queue[asked])
    by, began, ended = ran.by[asked], ran.began[asked], ran.ended[asked]
    order = np.lexsort((began, by))
    same = by[order][1:] == by[order][:-1]
    assert (began[order][1:][same] >= ended[order][:-1][same] - 1e-9).all()
    assert (began >= ran.hands.joins[by]).all()
    assert (began < ran.hands.leaves[by]).all()
    assert open_matters(ran)[-1] == (ran.draws.born <= 365).sum() - (ran.closed <= 365).sum()


def given(design, at, p):
    """Return the hours a day that all hands of a design give at a time."""
    who = hands(p, designs()[design])
    return who.speed[(who.joins <= at) & (who.leaves > at)].sum()


def test_all_designs_have_the_same_seats_and_who_sits_in_both_bodies_is_one_person():
    # 4 + 6 seats a unit, of 33: nine persons where one sits in both bodies, ten where nobody does, seven where three do.
    # Each gives 0.6 hours; 13 villages have 5 persons of 2 hours, departments 16 of 4 hours.
    p, others = settings("handling"), 13 * 5 * 2 + 16 * 4
    for design, n in {
        "group_council": 9,
        "reported_up": 9,
        "gaming": 9,
        "borrowed": 9,
        "weak": 10,
        "strong": 7,
    }.items():
        assert given(design, 10, p) == pytest.approx(33 * n * 0.6 + others)
    # More than the group has cannot sit in both: a group of 3 and a council of 6 are six persons.
    wide = settings("handling", group=3, overlap_strong=4)
    assert given("strong", 10, wide) == pytest.approx(33 * 6 * 0.6 + others)


def test_plus_has_the_same_persons_and_gives_their_hours_only_in_the_urgent_time():
    p = settings("handling")
    for design in ("plus", "plus_village"):
        assert given(design, 10, p) == pytest.approx(given("group_council", 10, p) - 33 * 2 * 0.6)
        assert given(design, 182, p) == given(design, 10, p)  # not yet there: they need three days
        assert given(design, 190, p) == pytest.approx(given("group_council", 190, p))
        assert given(design, 211, p) == given(design, 10, p)  # gone: the urgent time is from 180 to 210


def test_those_who_join_work_in_the_units_concerned_or_in_their_villages():
    # 10 of 33 units are hit; they belong to the villages 0 (units 0 to 2), 1 (3 to 5), 2 (6, 7) and 3 (8 to 10).
    p = settings("handling")
    for design, places in {"plus": set(range(10)), "plus_village": {33, 34, 35, 36}}.items():
        who = hands(p, designs()[design])
        late = who.joins == 183
        assert late.sum() == 33 * 2
        assert set(who.queue[late]) == places


def test_members_and_borrowed_persons_are_as_many_heads_where_they_are_needed():
    # Of 33 units 10 are hit. Members: 10 x 7 fixed and 33 x 2 who join. Borrowed: 10 x 9 and 23 x 2 from the others.
    p = settings("handling")
    for design in ("plus", "borrowed"):
        who = hands(p, designs()[design])
        there = (who.queue < 10) & (who.joins <= 190) & (who.leaves > 190)
        assert there.sum() == 136
    assert given("borrowed", 190, p) == pytest.approx(given("group_council", 190, p) - 46 * 0.6 * (1 - 1 / 1.25))


def test_borrowed_persons_work_at_home_until_they_go():
    p = settings("handling", borrowed_days=5)
    assert given("borrowed", 184, p) == pytest.approx(given("group_council", 184, p))
    assert given("borrowed", 186, p) < given("group_council", 186, p)


def test_the_load_is_that_of_arithmetic_by_hand():
    # Matters a unit and day: 120 households, 2 visits that find 0.1 each, and 1.5 brought. Of 100 matters 74 are
    # ordinary and done in the unit; of 20 sudden ones 2 are tried there, for half their 8 hours. A tenth comes back.
    rate = 120 * (2 * 0.1 + 1.5) / 365
    work = 0.25 + 4 * 0.74 * 1.1 + 0.2 * 0.1 * 0.5 * 8
    loads = load(settings("handling"), designs()["group_council"])
    assert loads["unit"] == pytest.approx(rate * work / (9 * 0.6), rel=0.04)
    # The busiest village has 3 units. Sudden matters are done there, ordinary ones tried for half of 4 x 1.3 hours,
    # of 6 long-standing ones a tenth tried for half of 16 hours, the others taken in.
    work = 0.2 * 8 * 1.1 + 0.74 * 0.1 * 0.5 * 4 * 1.3 + 0.06 * (0.1 * 0.5 * 16 + 0.9 * 0.25)
    assert loads["village"] == pytest.approx(3 * rate * work / (5 * 2), rel=0.08)


def one_of_each(misjudged):
    """Return the draws of three matters of the last unit: ordinary, sudden, long-standing; all amounts of work as assumed."""
    return Draws(
        np.arange(3.0),
        np.full(3, 32),
        np.array([1, 2, 3]),
        np.zeros(33, bool),
        np.full(3, 0.0 if misjudged else 1.0),
        np.ones(3),
        np.ones(3),
        np.ones((3, 5)),
    )


ROUTES = {
    # unit 32, village 45, department 46
    ("group_council", False): (
        [[32, -1, -1, 32, -1], [32, -1, -1, 45, -1], [32, -1, 45, 46, -1]],
        [[0.25, 0, 0, 4, 0], [0.25, 0, 0, 8, 0], [0.25, 0, 0.25, 16, 0]],
    ),
    ("group_council", True): (
        [[32, 45, -1, 32, -1], [32, 32, -1, 45, -1], [32, 45, -1, 46, -1]],
        [[0.25, 2.6, 0, 4, 0], [0.25, 4, 0, 8, 0], [0.25, 8, 0, 16, 0]],
    ),
    ("reported_up", False): (
        [[45, -1, -1, 45, -1], [45, -1, -1, 45, -1], [45, -1, -1, 46, -1]],
        [[0.25, 0, 0, 5.2, 0], [0.25, 0, 0, 8, 0], [0.25, 0, 0, 16, 0]],
    ),
    ("reported_up", True): (
        [[45, 46, -1, 45, -1], [45, 46, -1, 45, -1], [45, 45, -1, 46, -1]],
        [[0.25, 2.6, 0, 5.2, 0], [0.25, 4, 0, 8, 0], [0.25, 8, 0, 16, 0]],
    ),
}


@pytest.mark.parametrize(("design", "misjudged"), list(ROUTES))
def test_a_matter_is_tried_at_the_wrong_tier_and_done_at_its_own_in_every_design(design, misjudged):
    queue, work = ROUTES[design, misjudged]
    made, straight = matters(settings("handling"), designs()[design], one_of_each(misjudged))
    assert made.queue.tolist() == queue
    assert made.work == pytest.approx(np.array(work))
    assert straight.tolist() == [not misjudged and design != "reported_up", not misjudged, not misjudged]


def test_times_on_the_way_are_handover_in_the_unit_and_passing_between_tiers():
    # One of four group members sits in the council: 2 x (1 - 1/4) days of handover. Passing up takes a day a tier.
    delays = {k: matters(settings("handling"), designs()[k[0]], one_of_each(k[1]))[0].delay for k in ROUTES}
    assert delays["group_council", False][:, 3].tolist() == [1.5, 1, 1]
    assert delays["group_council", False][2, 2] == 1
    assert delays["group_council", True][:, 1].tolist() == [1, 1.5, 1]
    assert delays["group_council", True][:, 3].tolist() == [1, 1, 1]
    assert delays["reported_up", False][:, 3].tolist() == [0, 0, 1]
    assert delays["reported_up", True][:, 1].tolist() == [1, 1, 0]


def test_chance_is_the_same_for_every_design_and_a_surge_changes_nothing_of_the_calm():
    p = settings("handling")
    calm, urgent = Draws.of(p | {"surge": 1.0}, 1, 0), Draws.of(p, 1, 0)
    assert set(calm.born) < set(urgent.born)
    usual, strong = (matters(p, designs()[name], urgent)[0] for name in ("group_council", "strong"))
    assert np.array_equal(usual.arrival, strong.arrival)
    assert np.array_equal(usual.work, strong.work)


def test_what_is_kept_back_is_closed_later_and_looks_no_later():
    p = settings("handling", hidden=0.5)
    gaming = outcomes(p, run(p, designs()["gaming"]))
    assert gaming["closure_surge"] > gaming["closure_seen"] + 0.3 * p["hidden_days"]


def test_kept_back_and_others_are_the_same_matters_in_every_design():
    p = settings("handling", hidden=0.3)
    drawn = Draws.of(p, 1, 0)
    fair, gaming = (outcomes(p, run(p, designs()[name])) for name in ("group_council", "gaming"))
    part = (drawn.hidden < 0.3).mean()
    for found in (fair, gaming):
        assert part * found["closure_kept"] + (1 - part) * found["closure_others"] == pytest.approx(found["closure"])
    assert gaming["closure_kept"] > p["hidden_days"]
    # Where none is kept back, it makes no difference that reports count against the unit.
    p = settings("handling", hidden=0)
    assert (
        outcomes(p, run(p, designs()["gaming"]))["closure"]
        == outcomes(p, run(p, designs()["group_council"]))["closure"]
    )


def test_a_town_that_is_not_back_before_the_year_ends_has_no_recovery():
    p = settings("handling", surge=10, surge_share=0.7, surge_days=60)
    ran = run(p, designs()["group_council"])
    assert open_matters(ran)[240:].min() > open_matters(ran)[30:180].max()
    assert math.isnan(outcomes(p, ran)["recovery"])
    assert (
        outcomes(settings("handling", surge=1), run(settings("handling", surge=1), designs()["group_council"]))[
            "recovery"
        ]
        >= 0
    )


def test_all_designs_of_a_point_are_run_with_the_same_draws():
    p = settings("handling")
    for name, found in try_designs(p, 4).items():
        assert found == pytest.approx(outcomes(p, run(p, designs()[name], 4)), nan_ok=True)


def test_no_corner_of_either_box_leaves_a_unit_without_hands():
    for doubled in (False, True):
        ranges = box("handling", doubled)
        few = {name: ranges[name][0] for name in ("group", "council")}
        many = {name: ranges[name][1] for name in ("plus", "overlap_strong")}
        p = settings("handling", **few, **many)
        for design in designs().values():
            who = hands(p, design)
            units = who.queue[(who.joins == 0) & (who.queue < 33)]
            assert not design.on_spot or set(units) == set(range(33))


def test_a_town_is_the_same_whoever_runs_the_others():
    p = settings("handling")
    alone = [simulate(p, "plus", 1, seed)["closure"] for seed in (3, 4)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda seed: simulate(p, "plus", 1, seed)["closure"], (3, 4))) == alone


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"brought": 40}, "more comes to the unit on ordinary days than can be handled"),
        ({"plus": 9}, "nobody is left to handle matters in a unit"),
    ],
)
def test_what_cannot_work_is_said_with_its_remedy(changes, message):
    with pytest.raises(ValueError, match=message):
        simulate(settings("handling", **changes), "plus")


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"surges": 2}, "did you mean surge"), ({"found": -1}, "between 0 and 0.95"), ({"surge": math.nan}, "between 1")],
)
def test_an_unknown_or_senseless_number_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        settings("handling", **changes)


# --- lists ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demands", "kinds", "second", "most", "taken"),
    [
        ([0, 1], [1, 0], [0, -1], 2, [1, 0]),  # the one that can do both steps aside
        ([0, 0, 1], [0, 1], [-1, -1], 3, [0, -1, 1]),  # the second of a kind finds none, the third its own
        ([0, 0, 1], [0, 1], [1, 0], 1, [0, -1, -1]),  # only one may begin: the oldest
        ([0], [], [], 3, [-1]),
        ([], [0], [-1], 3, []),
        ([2, 1, 0], [0, 1], [1, 2], 9, [1, 0, -1]),  # two resources, three demands
    ],
)
def test_demands_take_resources_the_oldest_first_as_many_as_can_be(demands, kinds, second, most, taken):
    as_numbers = (np.array(numbers, np.int64) for numbers in (demands, kinds, second))
    assert pair_up(*as_numbers, most).tolist() == taken


def test_as_many_demands_are_taken_as_scipy_can_pair():
    chance = np.random.default_rng(5)
    for _ in range(200):
        demands, kinds = chance.integers(0, 5, chance.integers(1, 12)), chance.integers(0, 5, chance.integers(1, 12))
        second = np.where(chance.random(len(kinds)) < 0.5, chance.integers(0, 5, len(kinds)), -1)
        fits = (demands[:, None] == kinds) | (demands[:, None] == second)
        taken = pair_up(demands, kinds, second, 99)
        used = taken[taken >= 0]
        assert len(used) == len(set(used)) == (maximum_bipartite_matching(csr_array(fits), "column") >= 0).sum()
        assert fits[np.flatnonzero(taken >= 0), used].all()


def test_a_list_made_once_meets_no_demand_that_came_later():
    # Demands that live a year at most cannot have been on the first list, if they arose after the first year.
    assert simulate_lists(settings("lists"), "never", False)["met"] == 0


def test_nothing_is_lost_where_a_handover_takes_no_time_and_keeps_all_projects():
    p = settings("lists", kept_weeks=0, dropped_kept=0)
    assert simulate_lists(p, "yearly", True)["lost"] == 0
    assert simulate_lists(p | {"dropped_kept": 0.9}, "yearly", True, pairings=5)["lost"] > 0


def test_projects_that_take_no_time_serve_only_those_alive():
    p = settings("lists", project_months=0.1, demand_months=200, kept_weeks=0)
    assert simulate_lists(p, "quarterly", True)["unneeded"] < 0.02


def test_a_handover_that_keeps_nothing_is_none():
    p = settings("lists", kept_weeks=6, lost_weeks=6) | {"dropped_kept": 1.0}
    assert simulate_lists(p, "yearly", True) == simulate_lists(p, "yearly", False)


def test_a_pairing_whose_surveys_see_half_settles_on_a_warning_nevertheless():
    # A survey overlooks more than sets off the warning: compared with all demands, it would be on for ever.
    p = settings("lists", overlooked=0.6, warned=0.2, survey_weeks=4)
    found = simulate_lists(p, "warned", False, pairings=5)
    assert found["met"] > 0.05
    assert found["unneeded"] < 1


def pairing(gone, falls, changes=(), n=1):
    """Return the draws of a pairing with demands of one kind that arise in month 12, and as many resources."""
    born = np.full(n, 12.0)
    return lists.Draws(
        lists.Items(born, np.array(gone, float), np.zeros(n, np.int64)),
        lists.Items(np.zeros(n), np.full(n, 99.0), np.zeros(n, np.int64)),
        np.full(n, -1),
        np.ones(n, bool),
        np.array(changes, float),
        np.array(falls, float).reshape(n, len(changes)),
    )


def test_a_survey_delays_the_projects_that_are_settled_from_it_week_by_week():
    # The yearly survey of month 12 sees a demand that goes at 14.4; its project takes 2 months. Begun at once it is done
    # at 14, begun a week later at 14.23, two weeks later at 14.46: too late.
    drawn = pairing([14.4], [])
    for weeks, met in ((0, 1), (1, 1), (1.7, 1), (1.8, 0), (2, 0)):
        p = settings("lists", survey_weeks=weeks, project_months=2)
        assert lists.play(p, "yearly", False, drawn)[0] == met


def test_a_survey_that_takes_longer_costs_more():
    met = [
        simulate_lists(settings("lists", survey_weeks=weeks), "quarterly", False, pairings=40)["met"]
        for weeks in (0, 1, 2, 3, 4)
    ]
    assert met == sorted(met, reverse=True)
    assert met[0] > met[4] + 0.02


def test_a_project_that_is_dropped_keeps_its_place_until_then_and_its_demand_comes_back():
    # One place. Of two demands the first begins at 12, is dropped at the change at 14.5 and begins again at 15, when
    # the next survey is due: done at 21. The second begins then and is done at 27. Lost: 2.5 months in one change.
    p = settings("lists", survey_weeks=0, project_months=6, at_once=1, lost_weeks=0, dropped=0.5)
    fallen = {"falls": [0.4, 0.9], "changes": [14.5], "n": 2}
    assert lists.play(p, "quarterly", False, pairing([50, 27.1], **fallen)) == (1, 0, 0, 2.5)
    assert lists.play(p, "quarterly", False, pairing([50, 26.9], **fallen))[0] == 0.5
    # Not dropped, the first is done at 18, the second at 24.
    kept = {"falls": [0.6, 0.6], "changes": [14.5], "n": 2}
    assert lists.play(p, "quarterly", False, pairing([50, 24.1], **kept)) == (1, 0, 0, 0)


def test_a_project_stands_still_while_a_successor_finds_the_thread():
    # 13 weeks are three months: begun at 12, changed at 13, done at 17 instead of 14.
    p = settings("lists", survey_weeks=0, project_months=2, lost_weeks=13, dropped=0)
    assert lists.play(p, "yearly", False, pairing([17.1], [0.9], [13])) == (1, 0, 0, 3)
    assert lists.play(p, "yearly", False, pairing([16.9], [0.9], [13])) == (0, 0, 1, 3)


def test_without_any_project_nothing_can_be_said_of_those_not_needed():
    drawn = pairing([12.5], [])
    assert math.isnan(lists.play(settings("lists"), "never", False, drawn)[2])


def test_the_mean_of_pairings_is_that_of_the_pairings():
    p = settings("lists")
    both = [simulate_lists(p, "yearly", False, 1, 1)["met"], lists.play(p, "yearly", False, lists.Draws.of(p, 1, 1))[0]]
    assert simulate_lists(p, "yearly", False, 1, 2)["met"] == pytest.approx(sum(both) / 2)


def test_lists_are_revised_only_in_known_ways():
    with pytest.raises(ValueError, match="they are never, yearly, quarterly, warned"):
        simulate_lists(settings("lists"), "weekly", True)


# --- assumptions ----------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(data_folder() / "scenarios" / "handling", tmp_path / "handling")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",33,33,33,count,stated", ",34,34,34,count,stated", "is stated, but quantity_018 has 33"),
        (",120,80,180,", ",120,180,80,", "high='80': is below value='120'"),
        (",120,80,180,", ",12,80,180,", "value='12': is below low='80'"),
        (",0.1,0.05,0.2,share,assumed", ",0.1,-1,0.2,share,assumed", "is not within 0 to 0.95"),
        ("quantity_016", "quantity_999", "'quantity_999' is not in group_council"),
        ("group_council,quantity_016", "pairings,quantity_016", "is not one of group_council, pairing"),
        (",assumed,,,No size of a unit", ",stated,,,No size of a unit", "needs the row that holds it"),
        (",No time of work is given.,文章没有给出工作时间。", ",,", "what is assumed needs its reason"),
        (",day,", ",fortnight,", "fortnight"),
        ("\nassumption_004,group", "\nassumption_004,units", "stands here a second time"),
    ],
)
def test_a_planted_fault_in_the_assumptions_is_found_at_its_place(copy, old, new, message):
    path = copy / "assumptions.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="\n")
    with pytest.raises(CodingError, match=message) as found:
        read_model(copy)
    assert "handling/assumptions.csv:" in str(found.value)


def test_a_doubled_range_holds_the_declared_one_and_makes_sense():
    for model in list_models():
        wide = box(model, doubled=True)
        for name, (low, high) in box(model).items():
            assert wide[name][0] <= low < high <= wide[name][1]
            settings(model, **{name: wide[name][0]})
            settings(model, **{name: wide[name][1]})


def test_every_conclusion_compares_designs_and_an_outcome_that_exist():
    from casestudy.scenarios.sweeps import MODELS

    for model in list_models():
        rows = load_model(model)["conclusions"]
        assert set(rows["outcome"]) <= set(MODELS[model].outcomes)


# --- sweeps ---------------------------------------------------------------------------------------------------------

POINTS = pd.DataFrame({"kinds": [4.0, 6.0, 8.0] * 12, "at_once": np.linspace(3, 20, 36)})


@pytest.fixture(scope="module")
def swept():
    return sweep("lists", POINTS)


def test_a_sweep_is_the_same_for_any_number_of_workers(swept):
    with ProcessPoolExecutor(1) as one, ThreadPoolExecutor(3) as three:
        pd.testing.assert_frame_equal(sweep("lists", POINTS, executor=one), swept)
        pd.testing.assert_frame_equal(sweep("lists", POINTS, executor=three), swept)


def test_a_sweep_goes_on_from_what_is_whole(swept, tmp_path):
    sweep("lists", POINTS, folder=tmp_path)
    kept = sorted(tmp_path.glob("*.parquet"))
    assert len(kept) == 3
    kept[0].write_bytes(kept[0].read_bytes()[:100])  # cut off
    kept[1].unlink()
    before = kept[2].stat().st_mtime_ns
    pd.testing.assert_frame_equal(sweep("lists", POINTS, folder=tmp_path), swept)
    assert kept[2].stat().st_mtime_ns == before
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_with_another_sweep_is_left_as_it_is(tmp_path):
    sweep("lists", POINTS.head(2), folder=tmp_path)
    with pytest.raises(ValueError, match="holds another sweep: name another folder"):
        sweep("lists", POINTS.head(3), folder=tmp_path)


def die(*_):
    os._exit(1)


@pytest.mark.night("a worker that is killed")
def test_a_worker_that_dies_is_said_and_what_was_finished_stays(swept, tmp_path, monkeypatch):
    sweep_module = __import__("casestudy.scenarios.sweeps", fromlist=["sweep"])
    monkeypatch.setattr(sweep_module, "run_points", die)
    with pytest.raises(ValueError, match="a worker of the sweep died"):
        sweep("lists", POINTS, folder=tmp_path)
    monkeypatch.undo()
    pd.testing.assert_frame_equal(sweep("lists", POINTS, folder=tmp_path), swept)


@pytest.mark.night("a worker that is killed")
def test_a_cluster_loses_nothing_when_a_worker_is_killed(swept, tmp_path):
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    import threading
    import time

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, local_directory=str(tmp_path)
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))

        def kill():
            time.sleep(0.5)
            os.kill(victim, 9)

        threading.Thread(target=kill, daemon=True).start()
        found = sweep("lists", POINTS, executor=client.get_executor(retries=3))
    pd.testing.assert_frame_equal(found, swept)


def test_an_unknown_model_or_number_stops_a_sweep_before_it_begins(tmp_path):
    with pytest.raises(ValueError, match="there is no scenario model 'queues'; there are handling, lists"):
        sweep("queues", POINTS)
    with pytest.raises(ValueError, match="lists has no assumption 'kind'; did you mean kinds"):
        sweep("lists", pd.DataFrame({"kind": [3]}), folder=tmp_path / "new")
    assert not (tmp_path / "new").exists()


# --- the box --------------------------------------------------------------------------------------------------------


def test_a_verdict_needs_more_than_a_difference_not_worth_speaking_of():
    # Dead entries, share: quarterly against yearly; two points are no difference, three are.
    made = pd.DataFrame({
        "point": [0, 0, 1, 1, 2, 2],
        "design": ["quarterly", "yearly"] * 3,
        "dead": [0.10, 0.20, 0.20, 0.21, 0.30, 0.20],
    })  # fmt: skip
    assert difference(made, "lists", "quarterly_alive").round(2).tolist() == [-0.10, -0.01, 0.10]
    assert verdicts(made, "lists", "quarterly_alive").tolist() == [1, 0, -1]


def test_what_costs_nothing_holds_unless_it_costs():
    made = pd.DataFrame({
        "point": [0, 0, 1, 1], "design": ["plus", "group_council"] * 2, "closure_calm": [10.2, 10.0, 12.0, 10.0],
    })  # fmt: skip
    assert verdicts(made, "handling", "plus_free").tolist() == [1, -1]


def test_a_time_that_is_not_seen_to_end_is_longer_than_any_that_is():
    gone = float("nan")
    made = pd.DataFrame({
        "point": [0, 0, 1, 1, 2, 2], "design": ["plus", "group_council"] * 3, "recovery": [gone, gone, 9.0, gone, gone, 9.0],
    })  # fmt: skip
    assert verdicts(made, "handling", "plus_recovers").tolist() == [0, 1, -1]


def test_a_share_of_nothing_differs_from_none():
    made = pd.DataFrame({
        "point": [0, 0, 1, 1], "design": ["warned", "quarterly"] * 2, "unneeded": [float("nan"), 0.5, 0.1, 0.5],
    })  # fmt: skip
    assert verdicts(made, "lists", "warned_spares").tolist() == [0, 1]


def test_a_point_is_left_out_only_where_both_designs_are_overloaded():
    made = pd.DataFrame({
        "point": [0, 0, 1, 1, 2, 2, 3, 3], "design": ["plus", "group_council"] * 4,
        "load_most": [1.2, 1.1, 1.2, 0.9, 0.8, 1.1, 0.8, 0.9],
    })  # fmt: skip
    assert overloaded(made, "handling", "plus_faster").tolist() == [True, False, False, False]


@pytest.mark.parametrize("model", list_models())
def test_the_points_of_a_block_share_their_chance_but_for_the_last(model):
    block = problem(model)["num_vars"] + 2
    seeds = sample(model, 4)["seed"].to_numpy().reshape(4, block)
    assert (seeds[:, :-1] == seeds[:, :1]).all()
    assert len({*seeds[:, 0], *seeds[:, -1]}) == 8


@pytest.mark.parametrize("model", list_models())
def test_between_the_first_and_the_last_of_a_block_one_parameter_changes_at_a_time(model):
    names = problem(model)["names"]
    points = sample(model, 4)[names].to_numpy().reshape(4, len(names) + 2, len(names))
    for block in points:
        for k in range(len(names)):
            assert block[k + 1][k] == block[-1][k]
            assert np.array_equal(np.delete(block[k + 1], k), np.delete(block[0], k))


def test_the_points_of_shares_are_many_evenly_spread_and_hardly_go_together():
    from casestudy.scenarios.boxes import BLOCKS, INDICES

    for model in list_models():
        names = problem(model)["names"]
        points = sample(model, BLOCKS)
        assert len(points) == 2 * BLOCKS + INDICES * len(names)
        even = points[~points["seed"].duplicated()][names]
        assert len(even) == 2 * BLOCKS
        for name, (low, high) in box(model).items():
            assert even[name].mean() == pytest.approx((low + high) / 2, abs=(high - low) / 50)
        together = even.corr("spearman").to_numpy()
        assert np.abs(together - np.eye(len(names))).max() < 0.2
        assert len(sample(model, BLOCKS, doubled=True)) == 2 * BLOCKS


def test_the_seed_of_a_point_decides_its_chance():
    made = sweep("lists", pd.DataFrame({"seed": [3, 3, 4]}))
    a, b, c = (made[made["point"] == point].drop(columns="point").reset_index(drop=True) for point in range(3))
    pd.testing.assert_frame_equal(a, b)
    assert (a["met"] != c["met"]).any()
    yearly = simulate_lists(settings("lists"), "yearly", False, 3, lists.PAIRINGS)
    assert a.set_index("design").loc["yearly"].to_dict() == pytest.approx(yearly)


def fake(model, points, **_):
    """Return a model in which quarterly lists are better, or worse, by nothing but the number of kinds."""
    gain = (points["kinds"] - 10) / 12  # evenly from -0.5 to 0.5
    frames = [pd.DataFrame({"point": points.index, "design": d} | dict.fromkeys(("met", "dead", "unneeded", "lost"), 0.5))
              for d in load_model(model).named("designs").index]  # fmt: skip
    made = pd.concat(frames, ignore_index=True)
    mine = made["design"] == "quarterly"
    made.loc[mine, "met"] = 0.5 + made.loc[mine, "point"].map(gain)
    return made


def test_what_goes_with_a_conclusion_is_what_it_is_made_of(monkeypatch):
    from casestudy.scenarios import boxes

    monkeypatch.setattr(boxes, "sweep", fake)
    shares, turns = survey("lists", 256)
    mine = turns.query("conclusion == 'quarterly_meets'").set_index("parameter")
    assert mine["rank"]["kinds"] == pytest.approx(1)
    assert mine["rank"].drop("kinds").abs().max() < 0.1
    # Nothing else turns the verdict, and what is against it counts the other way round.
    assert mine["total"]["kinds"] == pytest.approx(1, abs=0.05)
    assert mine["total"].drop("kinds").abs().max() == 0
    assert turns.query("conclusion == 'handover_first'").set_index("parameter")["rank"]["kinds"] == pytest.approx(-1)
    # The difference is even over -0.5 to 0.5 and counts from 0.02 on, either way.
    found = shares.set_index("conclusion").loc["quarterly_meets"]
    assert found[["holds", "open", "false"]].tolist() == pytest.approx([0.48, 0.04, 0.48], abs=0.01)
    assert found["points"] == 512


def test_the_error_of_a_share_is_never_nothing():
    from casestudy.scenarios.boxes import _shares

    # All of 96: as if 98 of 100, with an error of the root of 0.98 x 0.02 / 100.
    assert _shares(np.ones(96, np.int64)) == pytest.approx(
        {"holds": 1, "open": 0, "false": 0, "error": 0.014, "points": 96}
    )


def test_only_what_is_no_chance_is_said_to_go_with_a_conclusion_and_only_precise_indices_are_printed():
    for model in list_models():
        for name in load_model(model).named("conclusions").index:
            rows = goes_with(model, name)
            assert (rows["rank"].abs() >= 3 * rows["rank_error"]).all()
            assert rows["rank"].abs().is_monotonic_decreasing
    rows = pd.DataFrame({"total": [0.5, 0.5, math.nan, 0.0], "total_error": [0.25, 0.26, math.nan, 0.0]})
    assert [precise(r) for r in rows.itertuples()] == [True, False, False, False]


def test_what_the_chapter_says_of_the_results_is_what_is_stored():
    def ranks(model, conclusion):
        return goes_with(model, conclusion).set_index("parameter")["rank"]

    # Being on the spot pays where few urgent matters are sudden, or those there know much more; not how long passing takes.
    spot = ranks("handling", "spot_faster")
    assert spot.index[0] == "surge_sudden"
    assert spot["surge_sudden"] < 0 < spot["remote"]
    assert "passing" not in spot
    assert (ranks("handling", "plus_village_faster")[["surge_sudden", "hours_unit"]] > 0).all()
    shares = held("handling").query("box == 'declared'").set_index("conclusion")
    assert shares.loc["plus_village_faster", "holds"] > 3 * shares.loc["plus_faster", "holds"]
    assert shares.loc["plus_recovers", "open"] > 0.5
    assert shares.loc["gaming_is", "holds"] > 0.95
    # Short projects, and many at a time, put fresh lists to use; how long contact persons stay matters less.
    for name in ("quarterly_meets", "warned_meets"):
        found = ranks("lists", name)
        assert found["project_months"] < 0 < found["at_once"]
    first = ranks("lists", "handover_first")
    assert list(first.index[:2]) == ["project_months", "at_once"]
    assert abs(first["contact_months"]) < abs(first["at_once"])
    meets = ranks("lists", "handover_meets")
    assert list(meets.index[:2]) == ["lost_weeks", "contact_months"]
    assert meets["contact_months"] < 0 < meets["lost_weeks"]
    keeps = held("lists").query("box == 'declared' and conclusion == 'handover_keeps'").iloc[0]
    assert 0.9 < keeps["holds"] < 1


def test_the_title_of_the_figure_counts_majorities_without_rounding():
    import matplotlib.pyplot as plt

    from casestudy.scenarios.figures import plot_held

    model = load_model("lists")
    names = model["conclusions"]["name"]
    shares = [
        (0.5001, 0.4999, 0),
        (0.5, 0.25, 0.25),
        (0.1, 0.6, 0.3),
        (0.2, 0.2, 0.6),
        (0.9, 0.1, 0),
        (0, 1, 0),
        (0.4, 0.4, 0.2),
    ]
    rows = [(name, box, *share) for box in ("declared", "doubled") for name, share in zip(names, shares, strict=True)]
    table = pd.DataFrame(rows, columns=["conclusion", "box", "holds", "open", "false"])
    ax = plot_held(table, model, ax=plt.figure().subplots())
    title = title_of(ax)
    plt.close(ax.figure)
    assert "2 of 7 conclusions hold in most points" in title
    assert "in 2 most show no difference, mostly false: 1, without majority: 2" in title
    assert title.startswith("Assumed numbers")


@pytest.mark.parametrize("model", list_models())
def test_the_stored_results_are_those_of_this_code(model):
    stored = pd.read_csv(data_folder() / "scenarios" / model / "witness.csv")
    n = stored["point"].nunique()
    from casestudy.scenarios.boxes import BLOCKS

    again = sweep(model, sample(model, BLOCKS).head(n)).round(4)
    pd.testing.assert_frame_equal(again, stored, check_dtype=False)
    shares = held(model)[["holds", "open", "false"]].sum(axis=1)
    assert shares.to_numpy() == pytest.approx(1, abs=1e-3)
    assert set(held(model)["conclusion"]) == set(load_model(model)["conclusions"]["name"])
    assert set(turned(model)["parameter"]) == set(box(model))


@pytest.mark.night("a sweep stopped by its user")
def test_a_sweep_stopped_with_ctrl_c_keeps_what_is_finished_and_goes_on_from_there(tmp_path):
    # What is started in the background of a shell ignores the signal, so that it is set first.
    code = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "from casestudy.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "sweep", "lists", "--points", "8"]
    kept = tmp_path / "kept"
    running = subprocess.Popen(
        [*command, "--folder", str(kept)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    for _ in range(1200):
        if list(kept.glob("points-*.parquet")) or running.poll() is not None:
            break
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate(timeout=60)[1]
    finished = sorted(kept.glob("points-*.parquet"))
    assert (running.returncode, "what was finished and kept in a folder is there" in said) == (130, True), said
    assert 1 <= len(finished) < 9  # 8 x (16 ranges + 2) points, sixteen to a file
    assert not list(kept.glob("*.part"))
    before = {path.name: pd.read_parquet(path) for path in finished}
    again = subprocess.run([*command, "--folder", str(kept)], capture_output=True, encoding="utf-8", check=True)
    whole = subprocess.run(
        [*command, "--folder", str(tmp_path / "whole")], capture_output=True, encoding="utf-8", check=True
    )
    assert again.stdout == whole.stdout
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, pd.read_parquet(tmp_path / "whole" / name))
