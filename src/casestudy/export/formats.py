"""The formats in which a case can be written, by name.

A writer is a pure function of a case (and of the article, where the format
holds its text) that returns files as bytes, by name: the same case gives the
same bytes. :func:`casestudy.export.files.write` puts them on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casestudy.articles.article import Article
    from casestudy.coding.cases import Case

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Format:
    """A format: what it holds, the function that writes it, and how what is written is named.

    ``writer`` is ``module:function`` in ``casestudy.export``, so that nothing is
    imported that is not used; ``ending`` follows the name of the case, and begins
    with a full stop where a single file is written.
    """

    holds: str
    writer: str
    ending: str
    needs_article: bool = False

    @property
    def write(self) -> Callable[..., Files]:
        """The function that writes it."""
        module, _, function = self.writer.partition(":")
        return getattr(import_module(f"casestudy.export.{module}"), function)  # type: ignore[no-any-return]


FORMATS = {
    "xlsx": Format("an Excel workbook, a sheet a table, with drop-downs and codebook", "workbook:workbook", ".xlsx"),
    "graphml": Format("every network, for Gephi and others", "graphs:graphml", "-graphml"),
    "csv": Format(
        "every network as lists of nodes and edges, for Excel by a double click too", "graphs:edge_lists", "-csv"
    ),
    "qdc": Format("the codes, for QualCoder, NVivo, MAXQDA, ATLAS.ti (REFI-QDA)", "refi:qdc", ".qdc"),
    "qdpx": Format("codes and codings in your own copy of the article (REFI-QDA)", "refi:qdpx", ".qdpx", True),
    "ig": Format("the rules in IG Script, a line each, in both languages", "igscript:ig_scripts", "-ig"),
    "bibtex": Format("the article and its coding, to cite", "bibliography:bibtex", ".bib"),
    "datapackage": Format("the tables with a Frictionless description", "datapackage:case_package", "-datapackage"),
    "rocrate": Format("the tables with the metadata of an RO-Crate", "crate:crate", "-rocrate"),
}


def exported(case: Case, to: str, article: Article | None = None) -> tuple[str, Files]:
    """Write a case in a format; return what it is named and its files.

    Raises
    ------
    ValueError
        There is no such format, or it needs the article.

    Examples
    --------
    >>> from casestudy import load_case
    >>> name, files = exported(load_case("pairing"), "bibtex")
    >>> name, list(files)
    ('pairing.bib', ['pairing.bib'])

    """
    if to not in FORMATS:
        raise ValueError(f"there is no format {to!r}; there are {', '.join(FORMATS)}")
    known = FORMATS[to]
    if known.needs_article and article is None:
        raise ValueError(f"{to} holds the text of the article: give your own copy with --article ARTICLE.txt")
    files = known.write(case, article) if known.needs_article else known.write(case)
    if not files:
        raise ValueError(f"{case.name} has nothing to write as {to}: it has no row of what that holds ({known.holds})")
    return f"{case.name}{known.ending}", files
