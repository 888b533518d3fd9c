"""Text measurement: how much text a box holds: widths of letters, line breaks, and where to cut."""

from __future__ import annotations

import re

# Widths in parts of the type size, after the metrics of Helvetica and Arial, which nearly every device
# has or imitates; 1.03 allows for those that imitate. Everything Chinese is one wide.
CLASSES = {
    0.23: "ijl|", 0.29: "ftI .,:;/!()[]-'’‘", 0.35: 'r"', 0.51: "ckszvxyJ", 0.73: "wCDHNRU", 0.8: "mGOQM",
    0.95: "W…→—“”",
}  # fmt: skip
WIDTHS = {letter: width for width, letters in CLASSES.items() for letter in letters}
SLACK = 1.03
# Words with the space after them; of Chinese, one character with the marks that may not be parted from it.
PIECES = re.compile(r"[^\s\u2e80-\uffef“‘]+\s*|[“‘（《「]*[\u2e80-\uffef][，。、；：？！”’）》」]*\s*|\s+|.")


def width(text: str, size: float) -> float:
    """Estimate how wide a text is.

    Examples
    --------
    >>> round(width("ill", 10), 1), round(width("论文", 10), 1)
    (7.1, 20.6)

    """
    return size * SLACK * sum(_letter(letter) for letter in text)


def _letter(letter: str) -> float:
    if letter in WIDTHS:
        return WIDTHS[letter]
    if letter > "\u2e7f":
        return 1.0
    return 0.67 if letter.isupper() else 0.56


def fit(text: str, room: float, lines: int, size: float) -> list[str]:
    """Break a text into at most so many lines of a width, and cut what does not fit.

    Examples
    --------
    >>> fit("Party organisation of the community", 100, 2, 11)
    ['Party organisation', 'of the community']
    >>> fit("Party organisation of the community", 100, 1, 11)
    ['Party organisatio…']

    """
    made = [""]
    for piece in PIECES.findall(text.strip()):
        if not made[-1] or width((made[-1] + piece).rstrip(), size) <= room:
            made[-1] += piece
        elif len(made) < lines:
            made.append(piece)
        else:
            made[-1] = _cut(made[-1] + piece + "…", room, size)
            break
    return [_cut(line.rstrip(), room, size) for line in made]


def _cut(text: str, room: float, size: float) -> str:
    if width(text, size) <= room:
        return text
    text = text.rstrip("…")
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip(" ,;:，、；：") + "…"
