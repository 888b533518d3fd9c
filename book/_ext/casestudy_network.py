"""The networks of the book: ``{network-view} pairing actors`` puts the figure and tables of a network on a page.

It is drawn when all pages are known, since its rows link to theirs; script
and style come only with pages that show a network.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from casestudy_pages import MAKERS, MadePage, Uri, language
from docutils import nodes
from sphinx.application import Sphinx

from casestudy.book.page import rows_page
from casestudy.coding.cases import load_case
from casestudy.figures.explorer.diagram import diagram
from casestudy.networks import network


class NetworkView(MadePage):
    """A network of a case, as a figure and as tables."""

    required_arguments = 2
    optional_arguments = 0

    def run(self) -> list[nodes.Node]:
        case, kind = self.arguments
        try:
            network(load_case(case), kind)
        except (KeyError, OSError, ValueError) as fault:
            raise self.error(f"network-view: {fault}") from fault
        return super().run()


def view_html(app: Sphinx, uri: Uri, case: str, kind: str) -> str:
    """Draw a network; a row that has no page is named without a link."""
    return diagram(network(load_case(case), kind), language(app.env), partial(_address, app, uri, case))


def _address(app: Sphinx, uri: Uri, case: str, row: str) -> str | None:
    page = rows_page(case, row)
    return f"{uri(page)}#{row}" if page in app.env.found_docs else None


def bring_script(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Bring script and style to a page with a network."""
    if doctree and any("network-view" in raw.get("casestudy", ()) for raw in doctree.findall(nodes.raw)):
        app.add_css_file("explorer.css")
        app.add_js_file("explorer.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    MAKERS["network-view"] = view_html
    app.add_directive("network-view", NetworkView)
    app.connect("html-page-context", bring_script)
