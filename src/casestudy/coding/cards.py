"""Read and validate the card of a case, ``case.toml``, with every fault in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from casestudy.coding.checks import HIDDEN
from casestudy.coding.codebook import LANGS
from casestudy.coding.reading import BOM, TIDY, CodingError, Fault, read_text

# Footnotes and the matter at the foot of a page are a section that every card has.
NOTES = "注"
LARGEST_CARD = 1_000_000
# Of what sort the things in a card are, whatever language their names end in.
TEXT, TEXTS, NUMBER, TABLE, TABLES = "text", "a list of texts", "a whole number", "a table", "a list of tables"
QUOTED = {TEXT: ", in quotation marks", TEXTS: ", each in quotation marks"}
CARD = (
    {"languages": TEXTS, "article": TABLE, "sections": TABLES, "limits": TEXTS}
    | dict.fromkeys(("name", "title", "place", "period"), TEXT)
    | dict.fromkeys(("data_version", "licence", "coded_on", "coded_by"), TEXT)
)
ARTICLE = {"authors": TEXTS, "year": NUMBER, "reading": NUMBER} | dict.fromkeys(
    ("title", "subtitle", "journal", "volume", "issue", "pages", "issn", "number", "doi", "sha256"), TEXT
)
UNPARTED = (
    'does not say which is the family name: write "Family, Given", as in "Qin, Jie"; of an organisation with a comma '
    'behind it, as in "World Bank,"'
)
CHECKSUM = re.compile("([0-9a-f]{64})?")


def read_card(folder: Path) -> dict[str, Any]:
    """Read and check the card of a case.

    Raises
    ------
    CodingError
        With every fault found.

    """
    file = f"{folder.name}/case.toml"
    text, problem = read_text(folder / "case.toml", LARGEST_CARD)
    card: dict[str, Any] = {}
    try:
        card = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        problem = problem or f"is no well-formed TOML: {fault}"
    if text.startswith(BOM):
        problem = f"begins with a byte order mark; {TIDY}"
    if problem:
        raise CodingError([Fault(file, 0, "", "", problem)])
    try:
        found = list(_shape_faults(card)) or list(_content_faults(card))
    except (ValueError, RecursionError) as fault:  # a value that cannot even be shown
        found = [("", "", f"holds a value that no card has ({fault})")]
    if found:
        raise CodingError([Fault(file, 0, *one) for one in found])
    return card


CardFaults = Iterator[tuple[str, str, str]]  # where, the value, the problem


def _shape_faults(card: Mapping[str, Any]) -> CardFaults:
    for key in ("languages", "article", "sections"):
        if not card.get(key, "missing"):
            yield key, "", "is empty"
        elif key not in card:
            yield key, "", "is missing"
    yield from _sort_faults(card, CARD)


def _sort_faults(record: Mapping[str, Any], sorts: Mapping[str, str]) -> CardFaults:
    for key, value in record.items():
        sort = sorts.get(re.sub(f"_({'|'.join(LANGS)})$", "", key))
        if sort is None:
            near = get_close_matches(key, sorts, 1)
            meant = f"did you mean {near[0]}? " if near else ""
            yield key, "", f"is nothing that is read; {meant}known are {', '.join(sorts)}, perhaps with _en or _zh"
        elif not _is(value, sort):
            yield key, str(value), f"must be {sort}{QUOTED.get(sort, '')}"


def _is(value: Any, sort: str) -> bool:
    if sort in (TEXTS, TABLES):
        return isinstance(value, list) and all(isinstance(item, str if sort == TEXTS else dict) for item in value)
    return isinstance(value, {TEXT: str, NUMBER: int, TABLE: dict}[sort]) and not isinstance(value, bool)


def _content_faults(card: Mapping[str, Any]) -> CardFaults:
    if not re.fullmatch(r"[\w-]+", card.get("name", "name")):
        yield "name", card["name"], "is no plain name: letters, digits, _ and - alone"
    for lang in card["languages"]:
        if lang not in LANGS:
            yield "languages", lang, f"is not one of {list(LANGS)}"
        elif not card.get(f"title_{lang}", "").strip():
            yield f"title_{lang}", "", "is missing"
    if len(set(card["languages"])) < len(card["languages"]):
        yield "languages", str(card["languages"]), "names a language twice"
    yield from _article_faults(card["article"], card["languages"])
    yield from _section_faults(card["sections"])


def _article_faults(article: Mapping[str, Any], languages: Iterable[str]) -> CardFaults:
    wrong = list(_sort_faults(article, ARTICLE))
    yield from ((f"article.{key}", value, problem) for key, value, problem in wrong)
    if "sha256" not in article:
        yield "article.sha256", "", 'is missing; write sha256 = "" until casestudy verify has told it'
    elif not wrong and not CHECKSUM.fullmatch(article["sha256"]):
        yield "article.sha256", article["sha256"], "is no SHA-256: 64 of 0-9 and a-f, or nothing"
    if not wrong and len({len(article[key]) for lang in languages if (key := f"authors_{lang}") in article}) > 1:
        yield "article.authors", "", "are not the same number in every language"
    for name in article.get("authors_en", []) if not wrong else []:
        if "," not in name and len(name.split()) > 1:
            yield "article.authors_en", name, UNPARTED


def _section_faults(sections: Iterable[Mapping[str, Any]]) -> CardFaults:
    seen = {NOTES}
    for n, section in enumerate(sections, start=1):
        problem = _section_problem(section, seen)
        if problem:
            yield "sections", str(n), problem
        else:
            seen.add(section["id"])


def _section_problem(section: Mapping[str, Any], seen: set[str]) -> str:
    begin = {"heading", "starts"} & set(section)
    if "id" not in section or not begin:
        return "needs an id, and a heading or starts"
    if not all(isinstance(value, str) for value in section.values()):
        return "holds a value that is no text; put it in quotation marks"
    if not all(section[key].strip() for key in {"id", *begin}):
        return "has an id, a heading or starts that is empty"
    if (name := section["id"]) != name.strip() or HIDDEN.search(name) or {"/", "\\"} & set(name):
        return f"has the id {name!r}: no slash, no line break and no white space at its ends may be in it"
    return f"has the id {name!r}, which another has or which is kept for footnotes" if name in seen else ""
