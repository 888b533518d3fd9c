"""The Sphinx extension of the book: numbers, rows and reference pages from the data.

Roles
    ``{num}`pairing.count(testimony)` `` computes a number when the page is
    read, writes it as the language does, and links to its entry on the page
    of numbers. It keeps no state, so it also works in translated paragraphs,
    which are parsed apart from their page.

    ``{row}`pairing.tie_001` `` links to a row of data.

    ``{reading-time}`page` `` is the time that the text of its page takes.

Directives
    ``numbers``, ``rows``, ``codebook``, ``glossary-terms`` and ``commands``
    make the reference pages from their sources.
"""

from __future__ import annotations

import csv
import re
from argparse import HelpFormatter
from functools import partial
from html import escape
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from casestudy.cases import Case
from casestudy.cli import parser as command_parser
from casestudy.codebook import Lang, codebook, data_folder
from casestudy.compare import Comparison
from casestudy.findings import FINDINGS, cite, load
from casestudy.messages import say

NUMBERS_PAGE = "reference/numbers"
ROWS_PAGE = "reference/rows-{case}"
NUMBER, ROW = "casestudy-number:", "casestudy-row:"


def language(env: BuildEnvironment) -> Lang:
    return "zh" if str(env.config.language).startswith("zh") else "en"


def slug(citation: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", citation.casefold()).strip("-")


class NumberRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            number = cite(self.text)
        except (KeyError, TypeError, ValueError) as fault:
            message = self.inliner.reporter.error(f"{{num}}: {fault}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        cited: dict[str, list[str]] = self.env.casestudy_cited  # type: ignore[attr-defined]
        cited.setdefault(self.env.docname, []).append(self.text)
        text = number.text(language(self.env))
        return [nodes.reference(self.rawtext, text, refuri=NUMBER + self.text, classes=["number"])], []


class RowRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name, _, row_id = self.text.partition(".")
        try:
            text = load(name).text(row_id, language(self.env))
        except (KeyError, OSError) as fault:
            message = self.inliner.reporter.error(f"{{row}}: {fault}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        return [nodes.reference(self.rawtext, row_id, refuri=ROW + self.text, reftitle=text, classes=["row-link"])], []


class ReadingTimeRole(SphinxRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.inline(self.rawtext, "", classes=["reading-time"])], []


class Numbers(SphinxDirective):
    """Every number that the book cites, with its function and its rows."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", "", format="html", casestudy="numbers")]


class Rows(SphinxDirective):
    """Every row of a case, or of a comparison of two, each with an address."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        case, lang = load(self.arguments[0]), language(self.env)
        made: list[nodes.Node] = []
        for name, frame in case.tables.items():
            entry = codebook().table(name)
            section = nodes.section(ids=[f"table-{name}"])
            label = f"rows-{case.name}-{name}"
            self.env.get_domain("std").note_hyperlink_target(
                label, self.env.docname, f"table-{name}", entry.label(lang)
            )
            section += nodes.title("", f"{entry.label(lang)} ({len(frame)})")
            section += nodes.paragraph("", entry.definition(lang))
            body = "".join(_row_html(case, row, name, lang) for row in frame.itertuples())
            section += nodes.raw("", f'<div class="rows">{body}</div>', format="html")
            made.append(section)
        return made


def _row_html(case: Case | Comparison, row: Any, table: str, lang: Lang) -> str:
    cells = []
    for v in codebook().variables[table]:
        value = getattr(row, v.name)
        other = "zh" if lang == "en" else "en"
        if v.name in ("id", "section", "anchor") or v.name.endswith(f"_{other}"):
            continue
        if value is pd.NA or (isinstance(value, str | tuple) and not value):
            continue
        cells.append(f"<dt>{escape(v.label(lang))}</dt><dd>{_cell(v, value, lang, _page_of(v, row))}</dd>")
    where = ""
    if isinstance(case, Case):
        place = case.place(row.id)
        where = say("place", lang, section=place.section, anchor=place.anchor)
    return (
        f'<details id="{row.id}"><summary><code>{row.id}</code> {escape(case.text(row.id, lang))}'
        f' <span class="place">{escape(where)}</span></summary><dl>{"".join(cells)}</dl></details>'
    )


def _page_of(v: Any, row: Any) -> str:
    """Where the rows that a cell names stand: on this page, or on that of the case that another cell names."""
    return f"rows-{getattr(row, v.references[1:])}.html" if v.references.startswith("@") else ""


def _cell(v: Any, value: Any, lang: Lang, page: str) -> str:
    if v.type == "code":
        return escape(codebook().label(v.codes, value, lang))
    if v.type in ("key", "keys"):
        keys = [value] if isinstance(value, str) else value
        return ", ".join(f'<a href="{page}#{key}">{key}</a>' for key in keys)
    if v.type == "number":
        return f"{float(value):g}" if abs(float(value)) < 1e6 else f"{float(value):,.0f}"
    return escape(str(value))


class CodebookPage(SphinxDirective):
    """Every table, variable and code."""

    def run(self) -> list[nodes.Node]:
        lang, book = language(self.env), codebook()
        text: list[str] = []
        head = [say(k, lang) for k in ("codebook_column", "codebook_type", "codebook_meaning")]
        for table in (book.tables | book.comparisons).values():
            text += [f"## {table.label(lang)} (`{table.name}`)", "", table.definition(lang), ""]
            text += [f"| {' | '.join(head)} |", "|---|---|---|"]
            for v in book.variables[table.name]:
                if v.table == table.name:
                    text.append(f"| `{v.name}` | {self._type(v)} | **{v.label(lang)}.** {v.definition(lang)} |")
            text.append("")
        for name in ("common", "qualified"):
            text += [f"## {say(f'codebook_{name}', lang)}", "", f"| {' | '.join(head)} |", "|---|---|---|"]
            seen = {v.name: v for vs in book.variables.values() for v in vs if v.table == name}
            text += [
                f"| `{v.name}` | {self._type(v)} | **{v.label(lang)}.** {v.definition(lang)} |" for v in seen.values()
            ]
            text.append("")
        text += [f"## {say('codebook_codes', lang)}", ""]
        for codes, entries in book.codes.items():
            text += [f"(codes-{codes})=", f"### `{codes}`", "", f"| {head[0]} | {head[2]} |", "|---|---|"]
            text += [f"| `{code}` | **{e.label(lang)}.** {e.definition(lang)} |" for code, e in entries.items()]
            text.append("")
        return _parse(self, text)

    @staticmethod
    def _type(v: Any) -> str:
        if v.codes:
            return f"[{v.codes}](codes-{v.codes})"
        return v.type + (f" → {v.references}" if v.references else "")


class GlossaryTerms(SphinxDirective):
    """The glossary from ``data/glossary.csv``."""

    def run(self) -> list[nodes.Node]:
        lang = language(self.env)
        with (data_folder() / "glossary.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        rows.sort(key=lambda r: r["term_en"].casefold())
        text = ["```{glossary}"]
        for r in rows:
            first, second = (r["term_en"], r["term_zh"]) if lang == "en" else (r["term_zh"], r["term_en"])
            text += [
                first,
                f"  {'; '.join([second, *filter(None, r['variants_zh'].split(';'))])}. {r[f'definition_{lang}']}",
                "",
            ]
        return _parse(self, [*text, "```"])


class Commands(SphinxDirective):
    """The help of every command."""

    def run(self) -> list[nodes.Node]:
        top = command_parser()
        actions = next(a for a in top._actions if a.dest == "command")
        text: list[str] = []
        for name, sub in actions.choices.items():  # type: ignore[union-attr]
            sub.formatter_class = partial(HelpFormatter, width=78)
            text += [f"## `casestudy {name}`", "", "```text", *sub.format_help().splitlines(), "```", ""]
        return _parse(self, text)


def _parse(directive: Directive, lines: list[str]) -> list[nodes.Node]:
    """Parse MyST lines, sections included."""
    holder = nodes.section()
    holder.document = directive.state.document
    directive.state.nested_parse(StringList(lines, "generated"), 0, holder, match_titles=True)
    return holder.children


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the links to numbers and rows their addresses, and fill the page of numbers."""
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
    for raw in list(doctree.findall(nodes.raw)):
        if raw.get("casestudy") == "numbers":
            raw.children = [nodes.Text(_numbers_html(app, docname))]


def reading_minutes(doctree: nodes.document) -> int:
    """Minutes for the prose of a page: 180 English words or 350 Chinese characters each."""
    text = " ".join(p.astext() for p in doctree.findall(nodes.paragraph))
    chinese = len(re.findall(r"[\u3400-\u9fff]", text))
    return max(1, round(len(re.findall(r"[A-Za-z]+", text)) / 180 + chinese / 350))


def _targets(uri: str) -> list[tuple[str, str]]:
    if uri.startswith(NUMBER):
        return [(NUMBERS_PAGE, "#" + slug(uri.removeprefix(NUMBER)))]
    if uri.startswith(ROW):
        case, _, row = uri.removeprefix(ROW).partition(".")
        return [(ROWS_PAGE.format(case=case), "#" + row)]
    return []


def _numbers_html(app: Sphinx, docname: str) -> str:
    lang = language(app.env)
    pages: dict[str, list[str]] = {}
    for page, citations in app.env.casestudy_cited.items():  # type: ignore[attr-defined]
        for citation in citations:
            pages.setdefault(citation, []).append(page)
    parts = []
    for citation in sorted(pages):
        number, name = cite(citation), citation.split("(")[0].split(".")[1]
        case = citation.split(".")[0]
        rows_page = app.builder.get_relative_uri(docname, ROWS_PAGE.format(case=case))
        links = ", ".join(f'<a href="{rows_page}#{row}">{row}</a>' for row in number.rows)
        used = ", ".join(
            f'<a href="{app.builder.get_relative_uri(docname, page)}">{escape(app.env.titles[page].astext())}</a>'
            for page in sorted(set(pages[citation]))
        )
        doc = (FINDINGS[name].compute.__doc__ or "").strip().splitlines()[0].replace("``", "")
        parts.append(
            f'<details id="{slug(citation)}"><summary><strong>{escape(number.text(lang))}</strong> '
            f"<code>{escape(citation)}</code></summary><dl>"
            f"<dt>{say('numbers_function', lang)}</dt><dd>{escape(doc)}</dd>"
            f"<dt>{say('numbers_used', lang)}</dt><dd>{used}</dd>"
            f"<dt>{say('numbers_rows', lang)} ({len(number.rows)})</dt><dd>{links}</dd></dl></details>"
        )
    return f'<div class="rows">{"".join(parts)}</div>'


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what a page cited before it is read again."""
    if not hasattr(env, "casestudy_cited"):
        env.casestudy_cited = {}  # type: ignore[attr-defined]
    env.casestudy_cited.pop(docname, None)  # type: ignore[attr-defined]


def rewrite(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write the page of numbers anew in every build, since any page may have changed it."""
    return [NUMBERS_PAGE] if NUMBERS_PAGE in env.found_docs else []


def without_thebe(app: Sphinx, *_: Any) -> None:
    """Unhook sphinx-thebe, which would load scripts from a foreign host on every page."""
    for event, listeners in app.events.listeners.items():
        app.events.listeners[event] = [
            x for x in listeners if "sphinx_thebe" not in getattr(x.handler, "__module__", "")
        ]
    app.registry.css_files = [x for x in app.registry.css_files if "thebe" not in x[0]]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("num", NumberRole())
    app.add_role("row", RowRole())
    app.add_role("reading-time", ReadingTimeRole())
    for name, directive in {
        "numbers": Numbers,
        "rows": Rows,
        "codebook": CodebookPage,
        "glossary-terms": GlossaryTerms,
        "commands": Commands,
    }.items():
        app.add_directive(name, directive)
    app.connect("config-inited", without_thebe)
    app.connect("env-purge-doc", forget)
    app.connect("env-before-read-docs", lambda app, env, docs: forget(app, env, ""))
    app.connect("env-updated", rewrite)
    app.connect("doctree-resolved", resolve)
    return {"parallel_read_safe": False, "parallel_write_safe": False}
