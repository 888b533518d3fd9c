"""Every exercise has a right answer, and every misconception its own hint."""

import re

import pytest

from casestudy import check
from casestudy.book.exercises import exercise, exercises, same
from casestudy.coding.codebook import LANGS
from casestudy.coding.messages import say
from casestudy.findings import cite


@pytest.mark.parametrize("number", list(exercises()))
def test_the_right_answer_is_right_and_each_misconception_gets_its_own_hint(number):
    found = exercise(number)
    assert check(number, found.answer) == say("exercise_right")
    wrong = [cite(m["answer"]).value for m in found.record["misconception"]]
    assert not any(same(found.answer, w) for w in wrong)
    hints = [check(number, w) for w in wrong]
    assert len({*hints, say("exercise_wrong"), say("exercise_right")}) == len(hints) + 2


@pytest.mark.parametrize("number", list(exercises()))
@pytest.mark.parametrize("lang", LANGS)
def test_prompt_and_solution_are_there_in_each_language(number, lang):
    found = exercise(number)
    assert found.prompt(lang)
    assert str(cite(found.record["answer"]).text(lang)) in found.solution(lang)
    chinese = len(re.findall(r"[\u4e00-\u9fff]", found.prompt(lang)))
    assert (chinese > len(found.prompt(lang)) / 2) == (lang == "zh")


def test_an_unknown_wrong_answer_and_an_unknown_exercise():
    assert check("1.1", -1) == say("exercise_wrong")
    with pytest.raises(KeyError, match=r"there is no exercise '9.9'"):
        check("9.9", 0)


def test_every_chapter_has_four_exercises_or_more():
    chapters = {}
    for number in exercises():
        chapters.setdefault(number.split(".")[0], []).append(number)
    assert set(chapters) >= {*map(str, range(1, 11)), "L", "M"}
    assert {chapter: len(found) for chapter, found in chapters.items() if len(found) < 4} == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("number", list(exercises()))
def test_the_options_hold_the_answer_once_and_at_least_one_misconception(number, lang):
    replies = [reply for _, reply in exercise(number).options(lang)]
    assert replies.count(say("exercise_right", lang)) == 1
    assert len(set(replies)) == len(replies) > 1
