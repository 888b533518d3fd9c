"""Exercises as records: a prompt, an answer that is computed, and known misconceptions.

The records stand in ``data/exercises/``, a file a chapter. An answer is the citation of a
finding (see :mod:`casestudy.findings`), and so is the wrong value to which a
misconception leads; when the data change, answers and hints follow.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from math import isclose
from typing import Any

from casestudy.coding.codebook import Lang, data_folder
from casestudy.coding.messages import say
from casestudy.findings import cite


@dataclass(frozen=True)
class Exercise:
    """One exercise; ``record`` is its entry in the file."""

    number: str
    record: dict[str, Any]

    @property
    def answer(self) -> int | float | str:
        """The right answer, computed from the data."""
        return cite(self.record["answer"]).value

    def prompt(self, lang: Lang = "en") -> str:
        """What is asked."""
        return str(self.record[f"prompt_{lang}"])

    def solution(self, lang: Lang = "en") -> str:
        """How one gets there."""
        return str(self.record[f"solution_{lang}"]).format(answer=cite(self.record["answer"]).text(lang))

    def options(self, lang: Lang = "en") -> list[tuple[str, str]]:
        """The right answer among the wrong ones that are known, in an order that gives nothing away, with replies."""
        right = cite(self.record["answer"])
        replies = {right.value: (right.text(lang), say("exercise_right", lang))}
        for misconception in self.record.get("misconception", []):
            wrong = cite(misconception["answer"])
            replies.setdefault(wrong.value, (wrong.text(lang), str(misconception[f"hint_{lang}"])))
        return [replies[value] for value in sorted(replies)]

    def hint(self, answer: Any, lang: Lang = "en") -> str | None:
        """Return the hint of the misconception that leads to a wrong answer, if it is known."""
        for misconception in self.record.get("misconception", []):
            if same(cite(misconception["answer"]).value, answer):
                return str(misconception[f"hint_{lang}"])
        return None


def same(right: Any, answer: Any) -> bool:
    """Whether an answer is a value: numbers to nine digits, words without regard to case."""
    if isinstance(right, str) or isinstance(answer, str):
        return str(right).strip().casefold() == str(answer).strip().casefold()
    return isclose(right, answer)


@cache
def exercises() -> dict[str, Exercise]:
    """Return all exercises by number, e.g. ``"3.1"``."""
    files = sorted((data_folder() / "exercises").glob("*.toml"))
    records = [record for file in files for record in tomllib.loads(file.read_text(encoding="utf-8"))["exercise"]]
    return {record["number"]: Exercise(record["number"], record) for record in records}


def exercise(number: str) -> Exercise:
    """Return an exercise.

    Raises
    ------
    KeyError
        There is no exercise of that number.

    """
    try:
        return exercises()[number]
    except KeyError:
        raise KeyError(f"there is no exercise {number!r}; there are {', '.join(exercises())}") from None


def check(number: str, answer: Any, lang: Lang = "en") -> str:
    """Say whether an answer is right, and if a known misconception led to it, which."""
    found = exercise(number)
    if same(found.answer, answer):
        return say("exercise_right", lang)
    return found.hint(answer, lang) or say("exercise_wrong", lang)
