"""What changes the meaning of a row, and the words in which a report shows a row, a cell and a place."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang, Variable, codebook
from casestudy.coding.csvtext import cell
from casestudy.coding.messages import listing, say
from casestudy.findings import compute

ROWS_PAGE = "rows"
# The columns that change what a row says, in any table, with what a reader takes for granted and need not be told.
GRANTED: dict[str, tuple[str, ...]] = {
    "polarity": ("affirmed",),
    "deontic": ("none",),
    "realm": ("enacted",),
    "prevalence": ("unsaid",),
    "regime": ("unsaid",),
    "condition": (),
    "hedge": ("none",),
    "form": ("monotone",),
    "force": ("is", "none"),
    "qualifier": ("exact",),
    "low": (),
    "high": (),
    "unit": (),
    "as_of": (),
    "date_end": (),
    "precision": (),
    "closure": ("complete",),
    "voice": ("author", "coder"),
}


class Cell(str):
    """What a cell of a table says; ``html`` says the same with links to rows."""

    __slots__ = ("html",)
    html: str

    def __new__(cls, text: str, html: str) -> Cell:
        """Make a cell of a text and its HTML."""
        made = super().__new__(cls, text)
        made.html = html
        return made


def has(case: Case, need: str) -> bool:
    """Say whether a case has rows: of a table, of some codes (``regime=calm|urgent``), or any (``*``).

    Examples
    --------
    >>> from casestudy.coding.tutorial import tutorial_case
    >>> has(tutorial_case(), "framework"), has(tutorial_case(), "regime=urgent"), has(tutorial_case(), "*")
    (False, True, True)

    """
    if "=" in need:
        return bool(compute(case, f"rows({need})").rows)
    return any(len(frame) for table, frame in case.tables.items() if need in ("*", table))


def brief(case: Case, lang: Lang) -> str:
    """Return the title of a case as far as a figure has room for it.

    Examples
    --------
    >>> from casestudy import load_case
    >>> brief(load_case("pairing"), "en")
    'Paired Party organisations (Z City)'

    """
    title, room = case.title(lang), 48 if lang == "en" else 24
    return title if len(title) <= room else f"{title[: room - 1]}…"


def link(row_id: str, text: str = "") -> Cell:
    """Return words that lead to the place where a row stands whole.

    Examples
    --------
    >>> link("tie_001").html
    '<a href="rows.html#tie_001">tie_001</a>'

    """
    words = text or row_id
    return Cell(words, f'<a href="{ROWS_PAGE}.html#{row_id}">{escape(words)}</a>')


def join(cells: Iterable[Cell], lang: Lang) -> Cell:
    """Join cells as a language joins words."""
    made = list(cells)
    return Cell(listing([str(one) for one in made], lang), listing([one.html for one in made], lang))


def variables_of(table: str, lang: Lang) -> dict[str, Variable]:
    """Return the columns of a table by name; a text in two languages stands once, under its bare name."""
    found = {}
    for v in codebook().variables[table]:
        if not v.name.endswith("_zh" if lang == "en" else "_en"):
            found[v.name.removesuffix(f"_{lang}")] = v
    return found


def said(case: Case, v: Variable, value: Any, lang: Lang) -> str:
    """Return a cell in words: a code by its label, a key by what its row says and a link to it."""
    if v.type in ("key", "keys"):
        keys = (value,) if isinstance(value, str) else value
        return join((link(key, named(case, key, lang)) for key in keys if key), lang)
    return codebook().label(v.codes, value, lang) if v.codes and value else cell(value)


def named(case: Case, row_id: str, lang: Lang) -> str:
    """Return what a row says in a few words, and behind it what changes their meaning.

    Examples
    --------
    >>> from casestudy.coding.tutorial import tutorial_case
    >>> named(tutorial_case(), "rule_003", "en")
    'take part in deciding (Polarity: Denied; Realm: Designed; Voice: Rule text)'

    """
    text, told = case.text(row_id, lang), marks(case, row_id, lang)
    return say("report_named", lang, text=text, marks=told) if told else text


def marks(case: Case, row_id: str, lang: Lang, without: Iterable[str] = ()) -> str:
    """Return the cells of a row that change its meaning, as far as they are not taken for granted.

    Examples
    --------
    >>> from casestudy.coding.tutorial import tutorial_case
    >>> marks(tutorial_case(), "quantity_001", "en")
    'Qualifier: About; Unit: Places'

    """
    row, variables = case.row(row_id), variables_of(codebook().table_of(row_id), lang)
    told = []
    for column in (name for name in GRANTED if name in variables and name not in set(without)):
        v = variables[column]
        if cell(row[v.name]) not in ("", *GRANTED[column]):
            told.append(say("report_mark", lang, column=heading(v, lang), said=said(case, v, row[v.name], lang)))
    return ("；" if lang == "zh" else "; ").join(told)


def heading(v: Variable, lang: Lang) -> str:
    """Return the label of a column without the language that it may bear, which a page in one language need not say.

    Examples
    --------
    >>> heading(variables_of("ties", "en")["flow"], "en")
    'What flows'

    """
    label = v.label(lang)
    return label[: max(label.rfind("("), label.rfind("（"))].strip() if v.name.endswith(f"_{lang}") else label


def placed(case: Case, row_id: str, lang: Lang) -> str:
    """Return on what a row rests and where it stands: its basis, section and anchor.

    Examples
    --------
    >>> from casestudy import load_case
    >>> placed(load_case("pairing"), "actor_001", "en")
    'Stated, section 一(二) (I(2) Design and frame), “A机关党组织与B”'

    """
    place, basis = case.place(row_id), codebook().label("basis", case.row(row_id)["basis"], lang)
    title = case.section_title(place.section, lang)
    where = say("place_titled" if title else "place", lang, section=place.section, title=title, anchor=place.anchor)
    return say("report_placed", lang, basis=basis, place=where)
