"""The Sphinx extension of the book: numbers and rows in prose, pages from data, two editions.

Roles
    ``{num}`pairing.count(testimony)` `` computes a number when the page is
    read, writes it as the language does, and links to its entry on the page
    of numbers. It keeps no state of a page, so it also works in translated
    paragraphs, which are parsed apart from their page.

    ``{row}`pairing.tie_001` `` links to a row of data.

    ``{reading-time}`page` `` is the time that the text of its page takes.

The directives of the reference pages stand in ``casestudy_pages``, what makes
the site a pair of editions in ``casestudy_edition``, its search in ``casestudy_search``.
"""

from __future__ import annotations

import re
from typing import Any

import casestudy_edition
import casestudy_network
import casestudy_pages
import casestudy_roles
import casestudy_search
from casestudy_pages import NUMBERS_PAGE, extracting, language, number, slug
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

from casestudy.book.page import rows_page
from casestudy.findings import load
from casestudy.report.plain import without_thebe

NUMBER, ROW = "casestudy-number:", "casestudy-row:"
ANNOTATED = "~typing.Annotated["


class NumberRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if extracting(self.env):
            return [nodes.literal(self.rawtext, self.text)], []
        try:
            found = number(self.text)
        except (KeyError, TypeError, ValueError) as fault:
            message = self.inliner.reporter.error(f"{{num}}: {fault}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        cited: dict[str, list[str]] = self.env.casestudy_cited  # type: ignore[attr-defined]
        cited.setdefault(self.env.docname, []).append(self.text)
        text = found.text(language(self.env))
        return [nodes.reference(self.rawtext, text, refuri=NUMBER + self.text, classes=["number"])], []


class RowRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name, _, row_id = self.text.partition(".")
        try:
            text = load(name).text(row_id, language(self.env))
        except (KeyError, OSError) as fault:
            message = self.inliner.reporter.error(f"{{row}}: {fault}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        self.env.casestudy_shown.setdefault(self.env.docname, []).append(self.text)  # type: ignore[attr-defined]
        return [nodes.reference(self.rawtext, row_id, refuri=ROW + self.text, reftitle=text, classes=["row-link"])], []


class ReadingTimeRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.inline(self.rawtext, "", classes=["reading-time"])], []


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the links to numbers and rows their addresses, and fill what waits for all pages."""
    for node in list(doctree.findall(nodes.reference)):
        uri = node.get("refuri", "")
        for page, anchor in _targets(uri):
            if page in app.env.found_docs:
                node["refuri"] = app.builder.get_relative_uri(docname, page) + anchor
            else:
                node.replace_self(nodes.inline("", node.astext(), classes=node["classes"]))
    for inline in doctree.findall(nodes.inline):
        if "reading-time" in inline["classes"]:
            inline.children = [nodes.Text(str(reading_minutes(doctree)))]
    casestudy_pages.fill(app, doctree, docname)


def reading_minutes(doctree: nodes.document) -> int:
    """Minutes for the prose of a page: 180 English words or 350 Chinese characters each."""
    text = " ".join(p.astext() for p in doctree.findall(nodes.paragraph))
    chinese = len(re.findall(r"[\u3400-\u9fff]", text))
    return max(1, round(len(re.findall(r"[A-Za-z]+", text)) / 180 + chinese / 350))


def _targets(uri: str) -> list[tuple[str, str]]:
    if uri.startswith(NUMBER):
        citation = uri.removeprefix(NUMBER)
        return [(NUMBERS_PAGE.format(case=citation.partition(".")[0]), "#" + slug(citation))]
    if uri.startswith(ROW):
        case, _, row = uri.removeprefix(ROW).partition(".")
        return [(rows_page(case, row), "#" + row)]
    return []


def only_prose(app: Sphinx, doctree: nodes.document) -> None:
    """Leave to translators the prose: alternative texts are data, and docstrings stay in English."""
    if app.builder.name == "gettext":
        for image in doctree.findall(nodes.image):
            image.attributes.pop("alt", None)
        for text in doctree.findall(nodes.TextElement):
            if "docstring of" in (text.source or "") or isinstance(text, nodes.field_name):
                text["translatable"] = False


def plain_types(app: Sphinx, what: str, name: str, obj: Any, options: Any, sig: str | None, returns: str | None) -> Any:
    """Write of an annotated type the type alone: what an argument may be is said in words."""
    start = (sig or "").find(ANNOTATED)
    if not sig or start < 0:
        return sig, returns
    depth, end = 0, start
    for end in range(start + len(ANNOTATED), len(sig)):
        depth += {"[": 1, "]": -1}.get(sig[end], 0)
        if depth < 0:
            break
    kind = sig[start + len(ANNOTATED) : end].partition(",")[0]
    return plain_types(app, what, name, obj, options, sig[:start] + kind + sig[end + 1 :], returns)


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page cited before it is read again."""
    for kept in ("casestudy_cited", "casestudy_shown"):
        if not hasattr(env, kept):
            setattr(env, kept, {})
        getattr(env, kept).pop(docname, None)


def rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the pages that say where things are used anew when any page cites otherwise than before."""
    cited = (env.casestudy_cited, env.casestudy_shown)  # type: ignore[attr-defined]
    env.casestudy_uses = {}  # type: ignore[attr-defined]
    if getattr(env, "casestudy_written", None) == repr(cited):
        return []
    env.casestudy_written = repr(cited)  # type: ignore[attr-defined]
    return [page for page in env.found_docs if page.startswith(("reference/numbers-", "reference/rows-"))]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("num", NumberRole())
    app.add_role("row", RowRole())
    app.add_role("reading-time", ReadingTimeRole())
    for name, directive in casestudy_pages.DIRECTIVES.items():
        app.add_directive(name, directive)
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-signature", plain_types)
    app.connect("config-inited", without_thebe)
    app.connect("env-purge-doc", forget)
    app.connect("env-before-read-docs", lambda app, env, docs: forget(app, env, ""))
    app.connect("env-updated", rewrite)
    app.connect("doctree-read", only_prose)
    app.connect("doctree-resolved", resolve)
    casestudy_network.setup(app)
    casestudy_edition.setup(app)
    casestudy_search.setup(app)
    casestudy_roles.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": False}
