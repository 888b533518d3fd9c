"""Fonts with no more characters than are needed."""

import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

# What only Chinese writes, and the dashes, quotation marks and dots that English writes too, in their own width.
CHINESE = "[\u2e80-\u9fff\uff00-\uffef]"
MARKS = set("—‘’“”…")


def write_chinese(target: Path, text: str) -> None:
    """Write a Chinese font with no other characters than those of a text, and the marks."""
    subset(chinese_font(), target, {*re.findall(CHINESE, text), *MARKS})


def chinese_font() -> Path:
    """Return the Chinese font that comes with the package zhplot."""
    spec = find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package zhplot, which brings the Chinese font, is not installed: run make book")
    return Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"


def subset(source: Path, target: Path, characters: Iterable[str]) -> None:
    """Write a font with no other characters than those, packed if the name of the target says so (``.woff2``)."""
    flavor = "woff2" if target.suffix == ".woff2" else None
    options = Options(flavor=flavor, hinting=False, desubroutinize=True, layout_features=[])
    with load_font(str(source), options) as font:
        fewer = Subsetter(options)
        fewer.populate(text="".join(sorted(characters)))
        fewer.subset(font)
        font["head"].modified = font["head"].created  # the same bytes at every build
        save_font(font, str(target), options)
