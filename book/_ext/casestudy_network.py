"""The networks of the book: ``{network-view} pairing actors`` puts the figure and tables of a network on a page.

It is drawn when all pages are known, since its rows link to theirs.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from casestudy.book import rows_page
from casestudy.cases import load_case
from casestudy.codebook import Lang
from casestudy.figures.diagram import diagram
from casestudy.networks import network


class NetworkView(SphinxDirective):
    """A network of a case, as a figure and as tables."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        case, kind = self.arguments
        try:
            network(load_case(case), kind)
        except (KeyError, OSError, ValueError) as fault:
            raise self.error(f"network-view: {fault}") from fault
        return [nodes.raw("", "", format="html", network=(case, kind))]


def draw(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill the places of a page that wait for a network; a row that has no page is named without a link."""
    lang: Lang = "zh" if str(app.config.language).startswith("zh") else "en"
    for raw in list(doctree.findall(nodes.raw)):
        if not (of := raw.get("network")):
            continue
        case, kind = of

        def href(row: str, case: str = case) -> str | None:
            page = rows_page(case, row)
            if page not in app.env.found_docs:
                return None
            return f"{app.builder.get_relative_uri(docname, page)}#{row}"

        raw.children = [nodes.Text(diagram(network(load_case(case), kind), lang, href))]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("network-view", NetworkView)
    app.connect("doctree-resolved", draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
