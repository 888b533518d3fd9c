"""Find the place of every row in the reader's own copy of an article.

The articles are under copyright and no part of this project, so everything
here takes the path of a text file that the reader supplies. The file is
*normalised* first: page breaks, footnotes, reference marks, stray spaces and
the difference between full and half width disappear, since they cut sentences
at random. An anchor is looked up in the normalised text of its section.

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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

import pandas as pd

from casestudy.cards import NOTES
from casestudy.cases import Case
from casestudy.writing import CIRCLED, is_spaced, normalise, sentence_spans

LARGEST_ARTICLE = 50_000_000
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
    """A sentence of the body: its section, its number there, its span."""

    section: str
    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """A normalised article: the text of each section, its sentences, and whether its words are written apart."""

    path: Path
    sections: dict[str, str]
    sentences: tuple[Sentence, ...]
    spaced: bool = False

    def folded(self, text: str) -> str:
        """Return an anchor as it would stand in this article, normalised like it."""
        return normalise(text, spaced=self.spaced)

    @property
    def sha256(self) -> str:
        """Checksum of the normalised text; the same for any layout of one edition."""
        text = "\n".join(f"{name}\n{body}" for name, body in self.sections.items())
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def load_article(path: str | Path, sections: Iterable[dict[str, str]]) -> Article:
    """Read an article and cut it into the sections that a case card names.

    Parameters
    ----------
    path
        A UTF-8 text file: the reader's own copy.
    sections
        In the order of the article, each with ``id`` and either ``heading``
        (a line of its own) or ``starts`` (how its first line begins).

    Raises
    ------
    ArticleError
        The file cannot be read, or a section does not begin where it should.

    """
    lines = _lines(Path(path))
    spaced = is_spaced("\n".join(lines))
    body: list[str] = []
    notes: list[str] = []
    for line in lines:
        below = not spaced and FOOT.match(line)
        text = normalise(line, spaced=spaced)
        if text or (spaced and not line):
            (notes if below else body).append(text)
    texts: dict[str, str] = {}
    sentences: list[Sentence] = []
    for name, headed, part in _cut(body, list(sections), Path(path), spaced):
        paragraphs = _paragraphs(part, headed, spaced)
        texts[name] = (" " * spaced).join(paragraphs)
        sentences += _sentences(name, paragraphs, headed, spaced)
    if notes:
        texts[NOTES] = "".join(notes)
        sentences += _sentences(NOTES, notes, headed=False, spaced=False)
    return Article(Path(path), texts, tuple(sentences), spaced)


def _lines(path: Path) -> list[str]:
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode) or found.st_size > LARGEST_ARTICLE:
            raise ArticleError(f"{path}: is no plain text file of at most 50 MB; give your own copy of the article")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ArticleError(f"{path}: there is no such file; give the path of your own copy of the article") from None
    except (OSError, UnicodeDecodeError) as fault:
        why = getattr(fault, "strerror", None) or "perhaps it is GBK, or no text file"
        raise ArticleError(f"{path}: cannot be read as UTF-8 text ({why}); save it as UTF-8, as plain text") from None
    if not text.strip():
        raise ArticleError(f"{path}: is empty")
    lines: list[str] = []
    for line in text.splitlines():
        lines += [""] if LISTED.match(line) else []
        lines.append(MARKDOWN.sub("", line).strip())
    return lines


def _cut(
    lines: list[str], sections: list[dict[str, str]], path: Path, spaced: bool
) -> Iterator[tuple[str, bool, list[str]]]:
    starts, at = [], 0
    for section in sections:
        mark = normalise(section.get("heading") or section["starts"], spaced=spaced)
        headed = "heading" in section
        for n in range(at, len(lines)):
            if lines[n] == mark if headed else lines[n].startswith(mark):
                starts.append((n, section["id"], headed))
                at = n + 1
                break
        else:
            raise ArticleError(
                f"{path}: section {section['id']!r} is not found: {section.get('heading') or section['starts']!r} does "
                f"not stand {'on a line of its own' if headed else 'at the beginning of a line'} after line {at}; "
                "where a heading runs over two lines, join them; or is this not the article that the card names?"
            )
    ends = [n for n, *_ in starts[1:]] + [len(lines)]
    for (n, name, headed), end in zip(starts, ends, strict=True):
        yield name, headed, lines[n:end]


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
            text, anchor = article.sections.get(row.section, ""), article.folded(row.anchor)
            start = text.find(anchor)
            end = start + len(anchor)
            times = text.count(anchor)
            if until and start >= 0:
                last = text.find(article.folded(until), start)
                times = times if last >= 0 else 0
                end = last + len(article.folded(until))
            lost = until if until and start >= 0 and times == 0 else row.anchor
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
    state = places["table"].where(places["table"].isin(["literature", "set_aside"]), "coded")
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
