"""Localisation: the words of everything drawn, tabled or asked, in both languages.

They stand in the files of ``words`` (key, en, zh), one a room of the house, so
that no figure, table or exercise holds a word of its own.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from casestudy.coding.codebook import Lang
from casestudy.coding.lookup import look_up


@cache
def messages() -> dict[str, dict[str, str]]:
    """Return all messages by key, then language."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((Path(__file__).parent / "words").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row.pop("key"): row for row in csv.DictReader(file)}
    return found


def say(key: str, lang: Lang = "en", **values: object) -> str:
    """Return a message in a language, its ``{placeholders}`` filled.

    Raises
    ------
    UnknownNameError
        There is no such key.

    Examples
    --------
    >>> say("place", "en", section="II", anchor="…")
    'section II, “…”'

    """
    found = messages()[look_up("message", key, messages())]
    return found[look_up("language", lang, found)].format(**values)


def listing(items: list[str], lang: Lang = "en") -> str:
    """Join words as a language does.

    Examples
    --------
    >>> listing(["a", "b", "c"]), listing(["甲", "乙"], "zh")
    ('a, b and c', '甲、乙')

    """
    if lang == "zh":
        return "、".join(items)
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
