"""Questions that can come out otherwise, by hand; and what turns them, against trying every loss of places."""

import random
from itertools import combinations

import pytest
from conftest import QUALIFIED, ROWS, STATED, TIE, write_case

from casestudy import load_case
from casestudy.coding.lookup import UnknownNameError
from casestudy.findings.questions import Question, ask, turning

CURRENCIES = ("authority", "resource", "information")


def tie(n, currency, direction, source="actor_001", **more):
    ends = {"source": source, "target": "actor_002" if source == "actor_001" else "actor_001"}
    texts = {"flow_en": f"flow {n}", "flow_zh": f"流{n}", "section": "一", "anchor": f"送去图书{n}"}
    return {
        "id": f"tie_{n:03d}",
        **ends,
        **TIE,
        "direction": direction,
        "currency": currency,
        **texts,
        **QUALIFIED,
        **STATED,
        **more,
    }


def place(n, row, **more):
    return {
        "id": f"place_{n:03d}",
        "row": row,
        "section": "一",
        "anchor": ("乙站把意见", "甲站向乙站", "不互相领导")[n - 1],
        **STATED,
        "teller": "author",
        **more,
    }


def case_of(folder, ties, places=(), **tables):
    return load_case(
        write_case(folder / "mini", {"actors": ROWS["actors"], "ties": ties, "places": list(places), **tables})
    )


@pytest.fixture
def told(tmp_path):
    """Two ties of resources go down, one of information up; one of authority is denied, one proposed."""
    return case_of(
        tmp_path,
        [
            tie(1, "resource", "down"), tie(2, "resource", "down"), tie(3, "information", "up", "actor_002", teller="receiver"),
            tie(4, "authority", "up", "actor_002", polarity="denied"), tie(5, "authority", "down", realm="proposed"),
        ],
        [place(1, "tie_002"), place(2, "tie_003", voice="interviewee", teller="giver")],
    )  # fmt: skip


DOWN, UP = {"direction": "down"}, {"direction": "up"}
ASKED = [
    # question, answer, ids of a smallest set of places that turns it
    (Question("ties", "any", {}, UP), "yes", {"tie_003", "place_002"}),
    (
        Question("ties", "any", {}, {"direction": "lateral"}),
        "no",
        {"tie_001", "tie_002", "tie_003", "place_001", "place_002"},
    ),
    (Question("ties", "none", {}, UP), "no", {"tie_003", "place_002"}),
    (Question("ties", "none", {"polarity": "denied"}, UP), "no", {"tie_004"}),
    (Question("ties", "any", {"realm": "proposed"}, DOWN), "yes", {"tie_005"}),
    (Question("ties", "all", {"currency": "resource"}, DOWN), "yes", {"tie_001", "tie_002", "place_001"}),
    (Question("ties", "all", {}, DOWN), "no", {"tie_003", "place_002"}),
    (Question("ties", "most", {}, DOWN), "yes", {"tie_001"}),  # of two that are left, one is no more than half
    (Question("ties", "most", {}, DOWN, share=0.7), "no", {"tie_003", "place_002"}),
    (Question("ties", "more", {}, DOWN, UP), "yes", {"tie_001"}),
    (Question("ties", "more", {}, UP, DOWN), "no", {"tie_001", "tie_002", "place_001"}),
    (Question("ties", "which", DOWN, of="currency", values="resource"), "yes", {"tie_001", "tie_002", "place_001"}),
    (Question("ties", "which", {}, of="currency", values="resource"), "no", {"tie_003", "place_002"}),
    (Question("ties", "which", {}, of="currency", values="resource|information"), "yes", {"tie_003", "place_002"}),
    (Question("ties", "apart", {}, DOWN, UP, of="currency"), "yes", {"tie_003", "place_002"}),
    (Question("ties", "any", {"source.level": "community", "channel_en": ""}, UP), "yes", {"tie_003", "place_002"}),
    (Question("ties", "any", {"channel_en": "*"}), "nothing_coded", set()),
    # What is asked of a place counts place by place: who received tells it in one sentence, who gave in another.
    (Question("ties", "any", {}, {"teller": "receiver"}), "yes", {"tie_003"}),
    (Question("ties", "any", {"voice": "interviewee"}, UP), "yes", {"place_002"}),
]


@pytest.mark.parametrize(("question", "answer", "lost"), ASKED)
def test_questions_by_hand(told, question, answer, lost):
    assert ask(told, question).value == answer
    assert set(turning(told, question)["id"]) == lost
    if lost:
        assert ask(told.without_places(lost), question).value != answer


def test_an_answer_names_the_rows_that_make_it(told):
    assert ask(told, Question("ties", "all", {}, DOWN)).rows == ("tie_003",)
    assert ask(told, Question("ties", "any", {}, DOWN)).rows == ("tie_001", "tie_002")


FACTORS = [
    {"id": f"factor_{n:03d}", "name_en": f"factor {n}", "name_zh": f"因素{n}", "kind": "process", "section": "一", "anchor": "甲站有12名", **STATED}
    for n in range(1, 6)
]  # fmt: skip


def argued(folder, *pairs, places=()):
    causes = [
        {"id": f"cause_{n:03d}", "cause": f"factor_{a:03d}", "effect": f"factor_{b:03d}", "sign": "raises", "form": "monotone", "hedge": "none",
         "section": "一", "anchor": "送去图书", **STATED}
        for n, (a, b) in enumerate(pairs, start=1)
    ]  # fmt: skip
    return case_of(folder, [], places, factors=FACTORS, causes=causes)


def path(a, b, **more):
    return Question("causes", "path", start=f"factor_{a:03d}", end=f"factor_{b:03d}", **more)


def test_a_path_falls_with_its_narrowest_cut(tmp_path):
    # Two ways from 1 to 4, and one way on to 5 that is told at three places.
    told = argued(
        tmp_path, (1, 2), (2, 4), (1, 3), (3, 4), (4, 5),
        places=[place(1, "cause_005", teller=""), place(2, "cause_005", teller=""), place(3, "cause_001", teller="")],
    )  # fmt: skip
    assert ask(told, path(1, 5)).value == "yes"
    assert set(turning(told, path(1, 5))["row"]) in ({"cause_002", "cause_003"}, {"cause_002", "cause_004"})
    assert ask(told, path(5, 1)).value == "no"
    assert len(turning(told, path(5, 1))) == 8
    # Through what is left when one link is looked at alone.
    assert ask(told, path(1, 5, where={"cause": "factor_001|factor_002|factor_003"})).value == "no"


def test_a_loop_leads_back_to_where_it_starts(tmp_path):
    told = argued(tmp_path, (1, 2), (2, 3), (3, 1), (3, 4))
    loop = Question("causes", "loop", start="factor_002")
    assert (ask(told, loop).value, ask(told, Question("causes", "loop", start="factor_004")).value) == ("yes", "no")
    assert set(ask(told, loop).rows) == {"cause_001", "cause_002", "cause_003"}
    assert len(turning(told, loop)) == 1


def random_question(draw):
    filters = [{"direction": "down"}, {"direction": "up"}, {"currency": draw.choice(CURRENCIES)}, {}]
    where = draw.choice(filters)
    such, than = (
        ({"direction": "down"}, {"direction": "up"})
        if draw.random() < 0.5
        else ({"source": "actor_001"}, {"source": "actor_002"})
    )
    quantifier = draw.choice(["any", "none", "all", "most", "more", "which", "apart"])
    values = "|".join(draw.sample(CURRENCIES, draw.choice([1, 2])))
    return Question("ties", quantifier, where, such, than, "currency", values, draw.choice([0.3, 0.5, 0.7]))


def expected(ties, q):
    """The answer from plain rows, without the library."""

    def bears(row, filters):
        return all(row[c] in v.split("|") for c, v in filters.items())

    rows = [r for r in ties if bears(r, q.where)]
    such, than = [r for r in rows if bears(r, q.such)], [r for r in rows if bears(r, q.than)]
    values, sides = {r["currency"] for r in rows}, [{r["currency"] for r in side} for side in (such, than)]
    nothing = {"more": not such and not than, "apart": not such or not than}.get(q.quantifier, not rows)
    answers = {
        "any": len(such) > 0, "none": len(such) == 0, "all": len(such) == len(rows), "most": len(such) > q.share * len(rows),
        "more": len(such) > len(than), "which": values == set(q.values.split("|")), "apart": sides[0].isdisjoint(sides[1]),
    }  # fmt: skip
    return "nothing_coded" if nothing else "yes" if answers[q.quantifier] else "no"


@pytest.mark.parametrize("seed", range(12))
def test_no_smaller_loss_turns_an_answer(tmp_path, seed):
    draw = random.Random(seed)
    ties = [
        tie(n, draw.choice(CURRENCIES), draw.choice(["down", "up"]), draw.choice(["actor_001", "actor_002"]))
        for n in range(1, draw.choice([3, 4, 5]))
    ]
    told = case_of(tmp_path, ties, [place(n, draw.choice(ties)["id"]) for n in (1, 2)])
    for _ in range(3):
        q = random_question(draw)
        value, lost = ask(told, q).value, list(turning(told, q)["id"])
        assert value == expected(ties, q)
        if value == "nothing_coded":
            continue
        assert ask(told.without_places(lost), q).value != value
        ids = list(told.places("ties")["id"])
        smaller = (some for k in range(1, len(lost)) for some in combinations(ids, k))
        assert all(ask(told.without_places(some), q).value == value for some in smaller)


@pytest.mark.parametrize("seed", range(5))
def test_no_smaller_loss_closes_a_path(tmp_path, seed):
    draw = random.Random(seed)
    pairs = [pair for pair in combinations(range(1, 6), 2) if draw.random() < 0.6]
    told = argued(tmp_path, *pairs, places=[place(1, f"cause_{draw.randint(1, len(pairs)):03d}", teller="")])
    value, lost = ask(told, path(1, 5)).value, list(turning(told, path(1, 5))["id"])
    if value == "yes":
        assert ask(told.without_places(lost), path(1, 5)).value == "no"
    smaller = (some for k in range(1, min(len(lost), 3)) for some in combinations(told.places("causes")["id"], k))
    assert all(ask(told.without_places(some), path(1, 5)).value == value for some in smaller)


@pytest.mark.parametrize(
    ("question", "told_of"),
    [
        (Question("tise", "any"), "no table 'tise'; did you mean ties"),
        (Question("ties", "some"), "no quantifier 'some'"),
        (Question("ties", "any", {"curency": "resource"}), "no column of ties 'curency'; did you mean currency"),
        (Question("ties", "any", {"currency": "resuorce"}), "no currency 'resuorce'; did you mean resource"),
        (Question("ties", "any", {"source.sied": "agency"}), "no column of actors 'sied'; did you mean side"),
        (Question("ties", "any", {"from_rows.side": "agency"}), "from_rows of ties leads to no one table"),
        (Question("ties", "which", of="currency", values="resuorce"), "no currency 'resuorce'"),
        (Question("causes", "path", start="factor_009", end="factor_001"), "either end 'factor_009'"),
    ],
)
def test_what_is_mistyped_is_answered_with_what_there_is(tmp_path, question, told_of):
    with pytest.raises(UnknownNameError, match=told_of):
        ask(
            argued(tmp_path, (1, 2)) if question.table == "causes" else case_of(tmp_path, [tie(1, "resource", "down")]),
            question,
        )


@pytest.mark.parametrize(
    ("question", "told_of"),
    [
        (Question("ties", "most", {}, {"voice": "interviewee"}), "voice belongs to their places"),
        (Question("ties", "more", {}, DOWN, {"currency": "resource"}), "tie_001 are of both"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path, question, told_of):
    with pytest.raises(ValueError, match=told_of):
        ask(case_of(tmp_path, [tie(1, "resource", "down")]), question)
