"""Normalise text, fold what typesetters vary, split sentences: widths, spaces, quotes, where a sentence ends.

Chinese is written without spaces, and 。！？ end a sentence. Where words stand apart
a full stop also ends an abbreviation: there the rules are those of *sentencex*.
"""

from __future__ import annotations

import re
import unicodedata

CIRCLED = "[\u2460-\u2473]"
WHITE = re.compile(r"\s+")
# Soft hyphens, and marks without width.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
# What one typesetter writes so and another so: quotation marks, dashes and hyphens, dots in the middle of a line.
ALIKE = {c: like for marks, like in (
    ("“”„‟«»「」『』〝〞〟″", '"'), ("‘’‚‛‹›′`´", "'"), ("‐‑‒–—―−﹘﹣－─━", "-"), ("•・‧∙⋅", "·"),
) for c in marks}  # fmt: skip
REFERENCE_MARK = re.compile(rf"\^\[[^\]]*\]|\^?{CIRCLED}|\*")
# A note that is called behind a stop, and not a square or a power.
SUPERSCRIPT = re.compile("(?<=[.,;:!?)\"'”’])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+")
# What is written without spaces, and words of letters that are not.
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\U00020000-\U0003ffff"
IDEOGRAPH = re.compile(f"[{UNSPACED}]")
WORD = re.compile(rf"[^\W\d_{UNSPACED}]+")
SENTENCE = re.compile(r"[^。!?]+(?:[。!?]+[\"”’)】]*(?:(?<=”)\([^()]*\))?)?|[。!?]+")
# A clause ends at a comma, a semicolon, a colon or a dash, but not within a number.
CLAUSE = re.compile(r".+?(?:[,;:](?!\d)[\"”’)】]*|—+|$)", re.DOTALL)
# What does not end a sentence either: the number of an item or a table, and abbreviations that sentencex does not know.
SHORT = re.compile(r"^(?:Table |Figure |Fig\. )?\d{1,2}\.$|(?:^|[\s(])(?:[Vv]ols?|[Cc]hs?|Ms|resp|approx)\.$")
# Where a quotation is from stands behind it, and belongs to its sentence.
CITED = re.compile(r"(?<=[.!?][\"'”’])\s*\([^()]*\)\.?(?=\s+[A-Z\"'“‘]|\s*$)")


def normalise(text: str, *, spaced: bool = False) -> str:
    """Fold widths, drop reference marks and all white space, or all but one space between words.

    Examples
    --------
    >>> normalise("共 12 名（注）^[3]，见①")
    '共12名(注),见'
    >>> normalise("twelve  members ^[3]", spaced=True)
    'twelve members'

    """
    return traced(text, spaced=spaced)[0]


def fold(text: str) -> tuple[str, list[int]]:
    """Fold what a typesetter varies in a normalised text, and say at which of its characters each that is left stands.

    Quotation marks, dashes, dots and, in Latin, case; several dashes in a row are one.

    Examples
    --------
    >>> fold("“App”——甲")
    ('"app"-甲', [0, 1, 2, 3, 4, 5, 7])

    """
    left: list[str] = []
    places: list[int] = []
    for n, character in enumerate(text):
        like = ALIKE.get(character) or (character.lower() if len(character.lower()) == 1 else character)
        if like != "-" or left[-1:] != ["-"]:
            left.append(like)
            places.append(n)
    return "".join(left), places


Spans = list[tuple[int, int]]


def traced(text: str, *, spaced: bool = False) -> tuple[str, Spans]:
    """Normalise a text, and say of each character that is left where what it comes from begins and ends in it.

    Examples
    --------
    >>> traced("共 12 名^[3]。")
    ('共12名。', [(0, 1), (2, 3), (3, 4), (5, 6), (10, 11)])

    """
    spans = [(n, n + 1) for n in range(len(text))]
    if spaced:
        text, spans = _replaced(SUPERSCRIPT, "", text, spans)
    before = None
    while text != before:  # folding can make a mark of what was none
        before = text
        text, spans = _replaced(UNSEEN, "", text, spans)
        text, spans = _composed(*_replaced(REFERENCE_MARK, "", text, spans))
        text, spans = _replaced(WHITE, " " if spaced else "", text, spans)
        first = len(text) - len(text.lstrip())
        text = text.strip()
        spans = spans[first : first + len(text)]
    return text, spans


def _replaced(pattern: re.Pattern[str], by: str, text: str, spans: Spans) -> tuple[str, Spans]:
    kept: Spans = []
    at = 0
    for match in pattern.finditer(text):
        kept += spans[at : match.start()]
        kept += [(spans[match.start()][0], spans[match.end() - 1][1])] * len(by)
        at = match.end()
    return pattern.sub(by, text), kept + spans[at:]


def _composed(text: str, spans: Spans) -> tuple[str, Spans]:
    """Fold widths, and what several characters write into one, piece by piece."""
    if unicodedata.is_normalized("NFKC", text):
        return text, spans
    made: list[str] = []
    places: Spans = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or _stands_apart(text[start:end], text[end]):
            made.append(unicodedata.normalize("NFKC", text[start:end]))
            places += [(spans[start][0], spans[end - 1][1])] * len(made[-1])
            start = end
    return "".join(made), places


def _stands_apart(before: str, character: str) -> bool:
    """Say whether a character makes no other one together with what stands before it."""
    if character < "\u0300" or "\u3400" <= character <= "\u9fff":
        return True
    folded = [unicodedata.normalize("NFKC", part) for part in (before, character, before + character)]
    starts = unicodedata.normalize("NFKD", character)[:1]
    return folded[0] + folded[1] == folded[2] and not unicodedata.combining(starts)


def is_spaced(text: str) -> bool:
    """Say whether a text is mostly written in words that stand apart.

    Examples
    --------
    >>> is_spaced("共建 (joint building)"), is_spaced("Joint building (共建) is told.")
    (False, True)

    """
    return len(WORD.findall(text)) > len(IDEOGRAPH.findall(text))


def sentence_spans(paragraph: str, *, spaced: bool) -> list[tuple[int, int]]:
    """Return where each sentence of a normalised paragraph begins and ends.

    Examples
    --------
    >>> sentence_spans("甲站有12名。乙站呢?", spaced=False)
    [(0, 7), (7, 11)]
    >>> sentence_spans("Dr. Li met 12, i.e. all. Who pays?", spaced=True)
    [(0, 24), (25, 34)]

    """
    if not spaced:
        return [m.span() for m in SENTENCE.finditer(paragraph)]
    from sentencex import segment

    spans: list[tuple[int, int]] = []
    at = 0
    for cited in [*CITED.finditer(paragraph), None]:
        for part in segment("en", paragraph[at : cited.start() if cited else None]):
            if spans and SHORT.search(paragraph[slice(*spans[-1])]):
                spans[-1] = spans[-1][0], at + len(part.rstrip())
            elif part.strip():
                spans.append((at + len(part) - len(part.lstrip()), at + len(part.rstrip())))
            at += len(part)
        if cited:
            at = cited.end()
            spans[-1] = spans[-1][0], at
    return spans


def clause_spans(sentence: str) -> list[tuple[int, int]]:
    """Return where each clause of a normalised sentence begins and ends.

    Examples
    --------
    >>> clause_spans("站里有4,915人,都要开会;乙站没有。")
    [(0, 10), (10, 15), (15, 20)]

    """
    return [m.span() for m in CLAUSE.finditer(sentence)]
