"""Locate anchors: find the place of every row in the reader's own copy of an article.

The articles are under copyright and no part of this project, so everything
here takes the path of a text file that the reader supplies. The file is
*normalised* first: page breaks, footnotes, reference marks, stray spaces and
the difference between full and half width disappear, since they cut sentences
at random. An anchor is looked up in the normalised text of its section, whatever
quotation marks, dashes or capitals the copy has (:func:`casestudy.coding.text.fold`).

Whether an article is written in ideographs or in words with spaces between
them is seen from the file. Of the second kind one space stays between two
words, nothing at the foot of a page is looked for, and sentences end where
English ends them: a full stop after an abbreviation does not. A blank line or
a list ends a paragraph; a word that a hyphen parts at the end of a line stays
parted, and is no good anchor.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from casestudy.coding.cards import NOTES
from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook
from casestudy.coding.reading import BOM, plain, read_text
from casestudy.coding.text import CIRCLED, Spans, clause_spans, fold, is_spaced, normalise, sentence_spans, traced

LARGEST_ARTICLE = 50_000_000
READING = 2  # goes up when another checksum comes out of the same text
# What Chinese journals print at the foot of a page, in the middle of a sentence of the body.
FOOT = re.compile(rf"(?:\^?{CIRCLED}|\*\s|收稿日期|基金项目|作者简介)")
ENDS = re.compile(r"[。!?:][\"”’)】]*$")
LISTED = re.compile(r"\s*[-*•]\s")
MARKDOWN = re.compile(r"^\s*(?:#+\s*|-+(?:\s+|$))*")
LIST_ITEM = re.compile(r"\[\d+\]")


class ArticleError(ValueError):
    """The file is not the article that the case card describes."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the body, or a clause: its section, its number there, its span."""

    section: str
    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """A normalised article: the text of each section, its sentences, and whether its words are written apart.

    ``text`` is the file as it stands, its lines ending in LF; ``places`` says of each character of
    a section where what it comes from begins and ends there. ``sha256`` is the checksum of its letters and
    figures, the same for any layout of one text and for any card.
    """

    path: Path
    sections: dict[str, str]
    sentences: tuple[Sentence, ...]
    spaced: bool = False
    text: str = ""
    places: Mapping[str, Spans] = field(default_factory=dict)
    sha256: str = ""

    def find(self, section: str, anchor: str) -> list[tuple[int, int]]:
        """Return where an anchor begins and ends in the text of a section, each time that it stands there."""
        words = fold(normalise(anchor, spaced=self.spaced))[0]
        text, places = self._folded.get(section, ("", []))
        found, at = [], text.find(words) if words else -1
        while at >= 0:
            found.append((places[at], places[at + len(words) - 1] + 1))
            at = text.find(words, at + len(words))
        return found

    def astray(self, section: str, anchor: str) -> str:
        """Say of an anchor that is not found what may be the cause: another section, other letters, an unseen one."""
        hidden = [c for c in anchor if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn")]
        if hidden:
            return f"it holds the unseen character U+{ord(hidden[0]):04X}"
        elsewhere = [name for name in self.sections if self.find(name, anchor)]
        if elsewhere:
            return f"it stands in section {' and '.join(elsewhere)}"
        words = fold(normalise(anchor, spaced=self.spaced))[0]
        text, places = self._folded.get(section, ("", []))
        part = SequenceMatcher(None, text, words, autojunk=False).find_longest_match()
        if part.size < max(2, len(words) / 4):
            return ""
        first, last = max(part.a - part.b, 0), min(part.a - part.b + len(words), len(text)) - 1
        return f"the nearest there is {self.sections[section][places[first] : places[last] + 1]!r}"

    @cached_property
    def clauses(self) -> tuple[Sentence, ...]:
        """The clauses of the sentences, numbered in each section."""
        cut: list[Sentence] = []
        for s in self.sentences:
            before = cut[-1].number if cut and cut[-1].section == s.section else 0
            spans = clause_spans(self.sections[s.section][s.start : s.end])
            cut += [Sentence(s.section, before + n, s.start + a, s.start + b) for n, (a, b) in enumerate(spans, 1)]
        return tuple(cut)

    @cached_property
    def _folded(self) -> dict[str, tuple[str, list[int]]]:
        return {name: fold(text) for name, text in self.sections.items()}

    def pieces(self, section: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return where a passage stands in the file: whole, or in pieces where something else is printed in its midst.

        That is, in the body what stands at the foot of a page, and between two notes the body.
        """
        found: list[tuple[int, int]] = []
        for a, b in self.places[section][start:end]:
            if found and self._held.find(1, found[-1][1], a) < 0:
                found[-1] = found[-1][0], b
            else:
                found.append((a, b))
        return found

    @cached_property
    def _held(self) -> bytearray:
        """Say of each character of the file whether it went into a section."""
        held = bytearray(len(self.text))
        for a, b in (span for spans in self.places.values() for span in spans):
            if not self.text[a:b].isspace():
                held[a:b] = b"\1" * (b - a)
        return held


def load_article(path: str | Path, card: Mapping[str, Any]) -> Article:
    """Read an article and cut it into the sections that the card of a case names.

    Parameters
    ----------
    path
        A UTF-8 text file: the reader's own copy.
    card
        With ``sections`` in the order of the article, each with ``id`` and either ``heading``
        (a line of its own) or ``starts`` (how its first line begins); perhaps with the checksum of the article.

    Raises
    ------
    ArticleError
        The file cannot be read, or a section does not begin where it should.

    """
    whole = _text(Path(path))
    lines = _lines(whole)
    spaced = is_spaced("\n".join(line for line, _ in lines))
    body: list[_Line] = []
    notes: list[_Line] = []
    for line, at in lines:
        below = not spaced and FOOT.match(line)
        text, spans = traced(line, spaced=spaced)
        if text or (spaced and not line):
            (notes if below else body).append(_Line(text, [(at + a, at + b) for a, b in spans]))
    checksum = _checksum(body + notes)
    texts: dict[str, str] = {}
    places: dict[str, Spans] = {}
    sentences: list[Sentence] = []
    try:
        cut = list(_cut(body, card["sections"], spaced))
    except ArticleError as fault:
        raise ArticleError(f"{path}: {fault}; {_other(card, checksum)}") from None
    for name, headed, part in cut:
        paragraphs = _paragraphs([line.text for line in part], headed, spaced)
        texts[name], places[name] = (" " * spaced).join(paragraphs), _places_of(part, spaced)
        sentences += _sentences(name, paragraphs, headed, spaced)
    if notes:
        told = [line.text for line in notes]
        texts[NOTES], places[NOTES] = "".join(told), _places_of(notes, spaced=False)
        sentences += _sentences(NOTES, told, headed=False, spaced=False)
    return Article(Path(path), texts, tuple(sentences), spaced, whole, places, checksum)


def _checksum(lines: Iterable[_Line]) -> str:
    """Sum up the letters and figures of a text, whatever its layout and however a card cuts it."""
    text = fold("".join(line.text for line in lines))[0]
    return hashlib.sha256("".join(filter(str.isalnum, text)).encode("utf-8")).hexdigest()


def _other(card: Mapping[str, Any], checksum: str) -> str:
    """Say which of the two is another one, the text or the card."""
    expected = card.get("article", {}).get("sha256")
    if not expected:
        return "or is this not the article that the card names?"
    if checksum == expected:
        return "this is the text that was coded, so mend the card"
    return "this is another text than the one that was coded (its checksum differs)"


class _Line(NamedTuple):
    """A line as it is after normalising, and where its characters stand in the file."""

    text: str
    spans: Spans


def _places_of(lines: Iterable[_Line], spaced: bool) -> Spans:
    """Join the places of lines as their texts are joined: a space between two is all that parts them in the file."""
    spans: Spans = []
    for line in lines:
        if spaced and spans and line.text:
            spans.append((spans[-1][1], line.spans[0][0]))
        spans += line.spans
    return spans


def _text(path: Path) -> str:
    """Read a copy of an article as it stands, its lines ending in LF."""
    try:
        text, problem = read_text(path, LARGEST_ARTICLE)
    except FileNotFoundError:
        text, problem = "", "there is no such file; give the path of your own copy of the article"
    if not (problem or text.strip(BOM).strip()):
        problem = "is empty"
    if problem:
        raise ArticleError(f"{path}: {problem}")
    return plain(text).replace("\r", "\n")


def _lines(text: str) -> list[tuple[str, int]]:
    """Cut a text into lines without their marks of Markdown, each with the place where it begins."""
    lines: list[tuple[str, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        lines += [("", at)] if LISTED.match(line) else []
        plainer = MARKDOWN.sub("", line).rstrip()
        bare = plainer.lstrip()
        lines.append((bare, at + len(line.rstrip()) - len(bare)))
        at += len(line)
    return lines


def _cut(
    lines: list[_Line], sections: Iterable[Mapping[str, str]], spaced: bool
) -> Iterator[tuple[str, bool, list[_Line]]]:
    starts, at = [], 0
    begun = [_bare(line.text, spaced) for line in lines]
    for section in sections:
        mark = _bare(section.get("heading") or section["starts"], spaced)
        headed = "heading" in section
        for n in range(at, len(lines)):
            if begun[n] == mark if headed else begun[n].startswith(mark):
                starts.append((n, section["id"], headed))
                at = n + 1
                break
        else:
            raise ArticleError(
                f"section {section['id']!r} is not found: {section.get('heading') or section['starts']!r} does "
                f"not stand {'on a line of its own' if headed else 'at the beginning of a line'} after line {at}; "
                "where a heading runs over two lines, join them"
            )
    ends = [n for n, *_ in starts[1:]] + [len(lines)]
    for (n, name, headed), end in zip(starts, ends, strict=True):
        yield name, headed, lines[n:end]


def _bare(text: str, spaced: bool) -> str:
    return fold(normalise(text, spaced=spaced))[0]


def _paragraphs(lines: list[str], headed: bool, spaced: bool) -> list[str]:
    """Join lines that a page has cut, and of spaced text all between two blank ones; a heading stays by itself."""
    paragraphs: list[str] = []
    blank, alone = False, headed
    for text in lines:
        if not text:
            blank = True
            continue
        if not paragraphs:
            apart = True
        elif spaced:
            apart = alone or (blank and not text[0].islower())
        else:
            apart = alone or bool(ENDS.search(paragraphs[-1]) or LIST_ITEM.match(text))
        alone, blank = alone and not paragraphs, False
        if apart:
            paragraphs.append(text)
        else:
            paragraphs[-1] += " " * spaced + text
    return paragraphs


def _sentences(section: str, paragraphs: list[str], headed: bool, spaced: bool) -> list[Sentence]:
    found, offset = [], 0
    for n, paragraph in enumerate(paragraphs):
        if not (headed and n == 0):
            found += [(offset + a, offset + b) for a, b in sentence_spans(paragraph, spaced=spaced)]
        offset += len(paragraph) + spaced
    return [Sentence(section, n, a, b) for n, (a, b) in enumerate(found, start=1)]


def find_anchors(case: Case, article: Article) -> pd.DataFrame:
    """Look up the anchor of every row of a case in the article.

    Returns
    -------
    DataFrame
        One line a row: ``id``, ``table``, ``line`` (in the CSV file),
        ``section``, ``anchor`` (or, where only that is not found, ``until``),
        ``times`` (how often it stands there: 1 is right), ``start`` (position in the section, -1 if absent) and ``end``
        (of the passage: later than the anchor only where a row is set aside
        ``until`` another anchor).

    """
    return pd.DataFrame(list(_places(case, article)), columns=_PLACE)


_PLACE = ["id", "table", "line", "section", "anchor", "times", "start", "end"]


def _places(case: Case, article: Article) -> Iterator[tuple[Any, ...]]:
    for table, frame in case.tables.items():
        untils = frame["until"] if "until" in frame else [""] * len(frame)
        for row, until in zip(frame.itertuples(), untils, strict=True):
            found = article.find(row.section, row.anchor)
            (start, end), times, lost = (found or [(-1, -1)])[0], len(found), row.anchor
            if until and found:
                ends = [last for first, last in article.find(row.section, until) if first >= start]
                end, times, lost = (ends[0], times, lost) if ends else (-1, 0, until)
            yield row.id, table, case.lines[row.id], row.section, lost, times, start, end


def passage_numbers(case: Case, article: Article) -> pd.DataFrame:
    """Say in which sentence of its section each row stands.

    Returns
    -------
    DataFrame
        ``id``, ``section``, ``sentence`` (its number; 0 is the heading).

    """
    spans: dict[str, list[tuple[int, int, int]]] = {}
    for s in article.sentences:
        spans.setdefault(s.section, []).append((s.start, s.end, s.number))
    lines = [
        (p.id, p.section, next((n for a, b, n in spans.get(p.section, []) if a <= p.start < b), 0))
        for p in find_anchors(case, article).itertuples()
    ]
    return pd.DataFrame(lines, columns=["id", "section", "sentence"])


def coverage(case: Case, article: Article) -> pd.DataFrame:
    """Say of each sentence what the data do with it.

    A sentence is ``coded`` when the anchor of a row of data stands in it, and nowhere else in its section,
    ``literature`` when only a use of literature does, ``set_aside`` when a
    passage that is deliberately not coded runs through it, and otherwise
    ``open``. Headings are no sentences.

    Returns
    -------
    DataFrame
        ``section``, ``number``, ``start``, ``end``, ``state``.

    """
    places = find_anchors(case, article)
    places = places[places["times"] == 1]
    owners = [codebook().table_of(case.said_at(row)) for row in places["id"]]
    state = pd.Series(owners, places.index).where(lambda table: table.isin(["literature", "set_aside"]), "coded")
    rank = {"coded": 0, "literature": 1, "set_aside": 2, "open": 3}
    spans = [(s, a, b, t) for s, a, b, t in zip(places["section"], places["start"], places["end"], state, strict=True)]
    rows = []
    for x in article.sentences:
        states = [t for s, a, b, t in spans if s == x.section and a < x.end and b > x.start]
        rows.append((x.section, x.number, x.start, x.end, min(states, key=rank.__getitem__, default="open")))
    return pd.DataFrame(rows, columns=["section", "number", "start", "end", "state"])


def coverage_table(covered: pd.DataFrame) -> pd.DataFrame:
    """Count the sentences of each section by state, with a total.

    Returns
    -------
    DataFrame
        Indexed by section in the order of the article; ``sentences``,
        ``coded``, ``literature``, ``set_aside``, ``open``.

    """
    states = ["coded", "literature", "set_aside", "open"]
    table = pd.crosstab(covered["section"], covered["state"]).reindex(
        index=covered["section"].unique(), columns=states, fill_value=0
    )
    table.insert(0, "sentences", table.sum(axis=1))
    table.loc["all"] = table.sum()
    table.columns.name = None
    return table
