"""The figures of the chapters, as each edition drew them, with their alternative texts."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from common import BUILD

from casestudy.coding.codebook import Lang


@dataclass(frozen=True)
class Picture:
    """A figure: the chapter and the cell that drew it, its file, and what it shows in words."""

    chapter: str
    cell: str
    png: bytes
    alt: str

    @property
    def name(self) -> str:
        """The name of its file in a package."""
        return f"{self.chapter.rpartition('/')[2]}-{self.cell}.png"


def executed(lang: Lang, build: Path = BUILD) -> Path:
    """Return the sources of an edition, with every chapter executed in its language (tools/book.py)."""
    found = sorted((build / lang).glob("*/book"), key=lambda folder: folder.stat().st_mtime)
    if not found:
        raise RuntimeError(f"no executed chapters below {build / lang}: run make book first")
    return found[-1]


@cache
def pictures(sources: Path) -> list[Picture]:
    """Return every figure of the executed chapters; a second one of the same cell is numbered."""
    found: list[Picture] = []
    for path in sorted(sources.rglob("*.ipynb")):
        chapter = path.relative_to(sources).with_suffix("").as_posix()
        seen: dict[str, int] = {}
        for cell, data, alt in _drawn(path):
            seen[cell] = seen.get(cell, 0) + 1
            name = cell if seen[cell] == 1 else f"{cell}-{seen[cell]}"
            found.append(Picture(chapter, name, base64.b64decode(data), alt))
    return found


def picture(sources: Path, address: str) -> Picture:
    """Return the figure at ``chapter#cell``."""
    for found in pictures(sources):
        if f"{found.chapter}#{found.cell}" == address:
            return found
    known = ", ".join(f"{found.chapter}#{found.cell}" for found in pictures(sources))
    raise RuntimeError(f"there is no figure {address!r}; there are {known}. Run make book, or correct the address")


def _drawn(path: Path) -> Iterator[tuple[str, str, str]]:
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                yield cell.id, output.data["image/png"], output.metadata["image/png"]["alt"]
