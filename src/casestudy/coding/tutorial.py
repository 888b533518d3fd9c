"""Tutorial data: what there is to learn on: an invented text and its finished codings."""

from __future__ import annotations

from pathlib import Path

from casestudy.coding.cases import Case, load_case
from casestudy.coding.codebook import Lang, data_folder

FOLDER = "tutorial"


def tutorial_case(coder: str = "market") -> Case:
    """Return a coding of the short text that was written to learn on: the finished one, or that of a ``second`` coder.

    Examples
    --------
    >>> tutorial_case()["actors"].empty
    False

    """
    return load_case(data_folder() / FOLDER / coder)


def tutorial_path(lang: Lang = "zh") -> Path:
    """Return the file of the text, which is coded in Chinese, or of its English rendering.

    Examples
    --------
    >>> tutorial_path().name
    'market.zh.txt'

    """
    return data_folder() / FOLDER / f"market.{lang}.txt"
