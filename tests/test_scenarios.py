"""The scenario models: right by arithmetic, by closed forms, and event for event by two other libraries."""

import math
import os
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("numba", reason="the extra lab is not installed")
rivals = pytest.importorskip("rivals", reason="ciw or simpy is not installed")

from casestudy.codebook import data_folder
from casestudy.lab import box, held, list_models, load_model, read_model, settings
from casestudy.scenarios.boxes import difference, sample, survey, verdicts
from casestudy.scenarios.handling import Draws, designs, hands, load, matters, open_matters, outcomes, run, simulate
from casestudy.scenarios.lists import simulate_lists
from casestudy.scenarios.queues import Hands, Matters, serve
from casestudy.scenarios.sweep import sweep
from casestudy.tables import CodingError


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


def test_all_designs_have_the_same_persons_before_anybody_is_held_in_two_bodies():
    p = settings("handling")

    def hours(design, at):
        who = hands(p, designs()[design])
        return who.speed[(who.joins <= at) & (who.leaves > at)].sum()

    # 33 units of 4 + 6 - 1 persons, one of whom sits in both bodies: 8 hands of 0.6 hours; 13 villages of 5 persons
    # of 2 hours; 16 officials of 4 hours.
    assert hours("group_council", 10) == pytest.approx(33 * 8 * 0.6 + 13 * 5 * 2 + 16 * 4)
    assert hours("reported_up", 10) == pytest.approx(hours("group_council", 10))
    # With "+" two of the eight are away in calm times, and all are back when they have joined.
    assert hours("plus", 10) == pytest.approx(33 * 6 * 0.6 + 13 * 5 * 2 + 16 * 4)
    assert hours("plus", 190) == pytest.approx(hours("group_council", 190))
    # Those borrowed give the same hours, but need a quarter more of them for the same work.
    lent = (33 - 10) * 2 * 0.6
    assert hours("borrowed", 190) == pytest.approx(hours("group_council", 190) - lent + lent / 1.25)


def test_the_load_is_that_of_arithmetic_by_hand():
    # Matters a unit and day: 120 households, 2 visits that find 0.1 each, and 1.5 brought. Of 100 matters 74 are
    # ordinary, a tenth of them misjudged; 2 of 20 sudden ones are first tried in the unit. A tenth comes back.
    rate = 120 * (2 * 0.1 + 1.5) / 365
    work = 0.25 + 4 * (0.74 * 0.9 + 0.2 * 0.1) + 0.1 * 4 * 0.74 * 0.9
    assert load(settings("handling"), designs()["group_council"])["unit"] == pytest.approx(
        rate * work / (8 * 0.6), rel=0.04
    )


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


def test_a_list_made_once_meets_no_demand_that_came_later():
    # Demands that live a year at most cannot have been on the first list, if they arose after the first year.
    assert simulate_lists(settings("lists"), "never", False)["met"] == 0


def test_nothing_is_lost_where_a_handover_takes_no_time():
    assert simulate_lists(settings("lists", kept_weeks=0), "yearly", True)["lost"] == 0


def test_projects_that_take_no_time_serve_only_those_alive():
    p = settings("lists", project_months=0.1, demand_months=200, kept_weeks=0)
    assert simulate_lists(p, "quarterly", True)["unneeded"] < 0.02


def test_lists_are_revised_only_in_known_ways():
    with pytest.raises(ValueError, match="they are never, yearly, quarterly, warned"):
        simulate_lists(settings("lists"), "weekly", True)


# --- assumptions ----------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(data_folder() / "scenarios", tmp_path / "scenarios")


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
        ("\nassumption_003,city", "\nassumption_003,units", "stands here a second time"),
    ],
)
def test_a_planted_fault_in_the_assumptions_is_found_at_its_place(copy, old, new, message):
    path = copy / "handling.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8", newline="\n")
    with pytest.raises(CodingError, match=message) as found:
        read_model(copy, "handling")
    assert "handling.csv:" in str(found.value)


def test_a_doubled_range_holds_the_declared_one_and_makes_sense():
    for model in list_models():
        wide = box(model, doubled=True)
        for name, (low, high) in box(model).items():
            assert wide[name][0] <= low < high <= wide[name][1]
            settings(model, **{name: wide[name][0]})
            settings(model, **{name: wide[name][1]})


def test_every_conclusion_compares_designs_and_an_outcome_that_exist():
    from casestudy.scenarios.sweep import MODELS

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


def test_a_worker_that_dies_is_said_and_what_was_finished_stays(swept, tmp_path, monkeypatch):
    sweep_module = __import__("casestudy.scenarios.sweep", fromlist=["sweep"])
    monkeypatch.setattr(sweep_module, "run_points", die)
    with pytest.raises(ValueError, match="a worker of the sweep died"):
        sweep("lists", POINTS, folder=tmp_path)
    monkeypatch.undo()
    pd.testing.assert_frame_equal(sweep("lists", POINTS, folder=tmp_path), swept)


@pytest.mark.filterwarnings("ignore")
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


def test_what_turns_a_conclusion_is_what_it_is_made_of(monkeypatch):
    # A model in which quarterly lists are better by nothing but the number of kinds: its total index is 1, all others 0.
    from casestudy.scenarios import boxes

    def fake(model, points, **_):
        kinds = (points["kinds"] - 4) / 12
        frames = [pd.DataFrame({"point": points.index, "design": d} | dict.fromkeys(("met", "dead", "unneeded", "lost"), 0.5))
                  for d in load_model(model).named("designs").index]  # fmt: skip
        made = pd.concat(frames, ignore_index=True)
        mine = made["design"] == "quarterly"
        made.loc[mine, "met"] = 0.5 + made.loc[mine, "point"].map(kinds)
        return made

    monkeypatch.setattr(boxes, "sweep", fake)
    shares, indices = survey("lists", 64)
    total = indices.query("conclusion == 'quarterly_meets'").set_index("parameter")["total"]
    assert total["kinds"] == pytest.approx(1, abs=0.05)
    assert total.drop("kinds").abs().max() < 0.05
    # The difference is even over 0 to 1 and counts from 0.02 on.
    assert shares.set_index("conclusion").loc["quarterly_meets", "holds"] == pytest.approx(0.98, abs=0.03)


@pytest.mark.parametrize("model", list_models())
def test_the_stored_results_are_those_of_this_code(model):
    stored = pd.read_csv(data_folder() / "scenarios" / "results" / f"{model}-witness.csv")
    n = stored["point"].nunique()
    from casestudy.scenarios.boxes import POINTS as SIZES

    again = sweep(model, sample(model, SIZES[model]).head(n)).round(4)
    pd.testing.assert_frame_equal(again, stored, check_dtype=False)
    shares = held(model)[["holds", "open", "false"]].sum(axis=1)
    assert shares.to_numpy() == pytest.approx(1, abs=1e-3)
    assert set(held(model)["conclusion"]) == set(load_model(model)["conclusions"]["name"])
