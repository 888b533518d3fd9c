"""How a text is written down: widths, spaces, and where a sentence ends.

Chinese is written without spaces, and 。！？ end a sentence. Where words stand apart
a full stop also ends an abbreviation: there the rules are those of *sentencex*.
"""

from __future__ import annotations

import re
import unicodedata

CIRCLED = "[\u2460-\u2473]"
REFERENCE_MARK = re.compile(rf"\^\[[^\]]*\]|\^?{CIRCLED}|\*")
# A note that is called behind a stop, and not a square or a power.
SUPERSCRIPT = re.compile("(?<=[.,;:!?)\"'”’])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+")
# What is written without spaces, and words of letters that are not.
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\U00020000-\U0003ffff"
IDEOGRAPH = re.compile(f"[{UNSPACED}]")
WORD = re.compile(rf"[^\W\d_{UNSPACED}]+")
SENTENCE = re.compile(r"[^。!?]+(?:[。!?]+[\"”’)】]*(?:(?<=”)\([^()]*\))?)?|[。!?]+")
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
    text = SUPERSCRIPT.sub("", text) if spaced else text
    before = None
    while text != before:  # folding can make a mark of what was none
        before = text
        unmarked = unicodedata.normalize("NFKC", REFERENCE_MARK.sub("", text))
        text = re.sub(r"\s+", " " if spaced else "", unmarked).strip()
    return text


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
