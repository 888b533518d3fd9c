"""The reference pages of the book, made from their sources: numbers, rows, codebook, glossary, commands.

Directives
    ``{rows} pairing ties`` shows every row of a table, each with an address, its place in the article, its uses,
    and a link to report it. ``{tables} pairing`` and
    ``{networks} pairing`` list the pages of its tables and networks. ``numbers``, ``codebook``, ``glossary-terms`` and
    ``commands`` take no argument.
"""

from __future__ import annotations

import csv
import re
from argparse import HelpFormatter
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from html import escape
from typing import Any

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from casestudy.book.page import rows_page
from casestudy.cli import parser as command_parser
from casestudy.coding.cases import Case, load_case
from casestudy.coding.codebook import Lang, codebook, data_folder
from casestudy.coding.comparisons import Comparison
from casestudy.coding.messages import say
from casestudy.findings import FINDINGS, Number, cite, load
from casestudy.networks import network_kinds
from casestudy.scenarios.assumptions import Model

NUMBERS_PAGE = "reference/numbers-{case}"
REPORT_PAGE = "method/correct"
Uri = Callable[[str], str]


def language(env: BuildEnvironment) -> Lang:
    return "zh" if str(env.config.language).startswith("zh") else "en"


def slug(citation: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", citation.casefold()).strip("-")


def extracting(env: BuildEnvironment) -> bool:
    """Whether messages are being extracted, for which nothing needs to be computed."""
    return bool(env.app.builder.name == "gettext")


@cache
def number(citation: str) -> Number:
    """Compute the number that a citation names, once a build."""
    return cite(citation)


class MadePage(SphinxDirective):
    """A place that is filled when all pages have been read, since it says where things are used."""

    optional_arguments = 2

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", "", format="html", casestudy=(self.name, *self.arguments))]


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill the places of a page that wait for all pages."""

    def uri(page: str) -> str:
        return app.builder.get_relative_uri(docname, page)

    for raw in list(doctree.findall(nodes.raw)):
        if made := raw.get("casestudy"):
            name, *arguments = made
            raw.children = [nodes.Text(MAKERS[name](app, uri, *arguments))]


def numbers_html(app: Sphinx, uri: Uri, case: str) -> str:
    """Every number of a case that the book cites, with its function, its rows, and the pages that cite it."""
    pages = _citing_pages(app.env.casestudy_cited)  # type: ignore[attr-defined]
    mine = sorted(citation for citation in pages if citation.partition(".")[0] == case)
    parts = [_number_html(app, uri, citation, pages[citation]) for citation in mine]
    return f'<div class="rows">{"".join(parts)}</div>'


def _number_html(app: Sphinx, uri: Uri, citation: str, pages: Iterable[str]) -> str:
    lang, found = language(app.env), number(citation)
    case, _, name = citation.partition("(")[0].partition(".")
    return (
        f'<details id="{slug(citation)}"><summary><strong>{escape(found.text(lang))}</strong> '
        f"<code>{escape(citation)}</code></summary><dl>"
        f'<dt>{say("numbers_function", lang)}</dt><dd lang="en">{escape(FINDINGS[name].says)}</dd>'
        f"<dt>{say('numbers_used', lang)}</dt><dd>{_page_links(app, uri, pages)}</dd>"
        f"<dt>{say('numbers_rows', lang)} ({len(found.rows)})</dt>"
        f"<dd>{_links(uri, case, found.rows)}</dd></dl></details>"
    )


def _citing_pages(cited: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Citation → the pages that cite it."""
    pages: dict[str, dict[str, None]] = {}
    for page in sorted(cited):
        for citation in cited[page]:
            pages.setdefault(citation, {})[page] = None
    return {citation: list(found) for citation, found in pages.items()}


def _page_links(app: Sphinx, uri: Uri, pages: Iterable[str]) -> str:
    return ", ".join(f'<a href="{uri(page)}">{escape(app.env.titles[page].astext())}</a>' for page in pages)


def _links(uri: Uri, name: str, rows: Iterable[str]) -> str:
    """Link to rows; a number that compares cases may rest on rows of either, which its page cannot tell."""
    mine = load(name).tables
    return ", ".join(
        f'<a href="{uri(rows_page(name, row))}#{row}">{row}</a>' if codebook().table_of(row) in mine else row
        for row in rows
    )


def tables_html(app: Sphinx, uri: Uri, name: str) -> str:
    """List the tables of a case or a comparison, with what a row of each is, and how many there are."""
    lang, lines = language(app.env), []
    for table, frame in load(name).tables.items():
        entry, page = codebook().table(table), f"reference/rows-{name}-{table}"
        lines.append(
            f'<dt><a href="{uri(page)}">{escape(entry.label(lang))}</a> ({len(frame)})</dt>'
            f"<dd>{escape(entry.definition(lang))}</dd>"
        )
    return f'<dl class="tables">{"".join(lines)}</dl>'


def networks_html(app: Sphinx, uri: Uri, name: str) -> str:
    """List the networks of a case, with the question that each answers."""
    lang, lines = language(app.env), []
    for kind in network_kinds(load_case(name)):
        entry = codebook().codes["network_kind"][kind]
        lines.append(
            f'<dt><a href="{uri(f"networks/{name}-{kind}")}">{escape(entry.label(lang))}</a></dt>'
            f"<dd>{escape(entry.definition(lang))}</dd>"
        )
    return f'<dl class="tables">{"".join(lines)}</dl>'


def report_html(app: Sphinx, uri: Uri) -> str:
    """The text of a report, which a script fills with the row that the reader comes from."""
    lang, version = language(app.env), app.config.html_context.get("build", {}).get("version", "")
    text = say("report_text", lang, row=say("report_row", lang), version=version)
    return (
        f'<div class="report-form" data-row="{escape(say("report_row", lang))}"><label for="report-text">'
        f'{say("report_label", lang)}</label><textarea id="report-text" rows="7">{escape(text)}</textarea>'
        f'<button type="button" hidden data-done="{escape(say("report_copied", lang))}">'
        f'{say("report_copy", lang)}</button><span role="status"></span></div>'
    )


def rows_html(app: Sphinx, uri: Uri, name: str, table: str) -> str:
    """Every row of a table, each with its cells, its place, its uses and a link to report it."""
    case, uses = load(name), _uses(app, name)
    parts = [_row_html(app, uri, case, row, table, uses.get(row.id, {})) for row in case[table].itertuples()]
    return f'<div class="rows">{"".join(parts)}</div>' if parts else f"<p>{say('rows_none', language(app.env))}</p>"


def _uses(app: Sphinx, case: str) -> dict[str, dict[str, list[str]]]:
    """Row id → the pages that cite it, and the numbers that rest on it."""
    made: dict[str, dict[str, dict[str, list[str]]]] = app.env.casestudy_uses  # type: ignore[attr-defined]
    if case not in made:
        made[case] = {}
        for page, rows in sorted(app.env.casestudy_shown.items()):  # type: ignore[attr-defined]
            for citation in dict.fromkeys(rows):
                name, _, row = citation.partition(".")
                if name == case:
                    made[case].setdefault(row, {}).setdefault("pages", []).append(page)
        for citation in sorted(_citing_pages(app.env.casestudy_cited)):  # type: ignore[attr-defined]
            if citation.split(".")[0] == case:
                for row in number(citation).rows:
                    made[case].setdefault(row, {}).setdefault("numbers", []).append(citation)
    return made[case]


def _row_html(
    app: Sphinx, uri: Uri, case: Case | Comparison | Model, row: Any, table: str, uses: Mapping[str, list[str]]
) -> str:
    lang, cells = language(app.env), []
    for v in codebook().variables[table]:
        value = getattr(row, v.name)
        other = "zh" if lang == "en" else "en"
        if v.name in ("id", "section", "anchor") or v.name.endswith(f"_{other}"):
            continue
        if value is pd.NA or (isinstance(value, str | tuple) and not value):
            continue
        of = getattr(row, v.references[1:]) if v.references.startswith("@") else case.name
        cells.append((v.label(lang), _cell(v, value, lang, partial(_links, uri, of))))
    cells += _use_cells(app, uri, case, row.id, uses)
    report = f'<a href="{uri(REPORT_PAGE)}?row={case.name}.{row.id}#report">{say("rows_report", lang)}</a>'
    body = "".join(f"<dt>{escape(label)}</dt><dd>{html}</dd>" for label, html in cells)
    return (
        f'<details id="{row.id}"><summary><code>{row.id}</code> {escape(case.text(row.id, lang))}'
        f' <span class="place">{escape(_place(case, row.id, lang))}</span></summary>'
        f'<dl>{body}</dl><p class="report">{report}</p></details>'
    )


def _place(case: Case | Comparison | Model, row_id: str, lang: Lang) -> str:
    if not isinstance(case, Case):
        return ""
    place = case.place(row_id)
    title = case.section_title(place.section, lang)
    return say("place_titled" if title else "place", lang, section=place.section, title=title, anchor=place.anchor)


def _use_cells(
    app: Sphinx, uri: Uri, case: Case | Comparison | Model, row_id: str, uses: Mapping[str, list[str]]
) -> list[tuple[str, str]]:
    """Say where a row is used: by other rows, by numbers, on pages."""
    lang, found = language(app.env), []
    if isinstance(case, Case) and (rows := case.used_by.get(row_id)):
        found.append((say("rows_named_by", lang), _links(uri, case.name, rows)))
    if numbers := uses.get("numbers"):
        page = NUMBERS_PAGE.format(case=case.name)
        links = (f'<a href="{uri(page)}#{slug(c)}">{escape(c.partition(".")[2])}</a>' for c in numbers)
        found.append((say("rows_numbers", lang), ", ".join(links)))
    if pages := uses.get("pages"):
        found.append((say("rows_pages", lang), _page_links(app, uri, pages)))
    return found


def _cell(v: Any, value: Any, lang: Lang, link: Callable[[Iterable[str]], str]) -> str:
    if v.type == "code":
        return escape(codebook().label(v.codes, value, lang))
    if v.type in ("key", "keys"):
        return link([value] if isinstance(value, str) else value)
    if v.type == "number":
        return f"{float(value):g}" if abs(float(value)) < 1e6 else f"{float(value):,.0f}"
    return escape(str(value))


class CodebookPage(SphinxDirective):
    """Every table, variable and code."""

    def run(self) -> list[nodes.Node]:
        if extracting(self.env):
            return []
        lang, book = language(self.env), codebook()
        text: list[str] = []
        head = [say(k, lang) for k in ("codebook_column", "codebook_type", "codebook_meaning")]
        for table in book.all_tables.values():
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
        if extracting(self.env):
            return []
        lang = language(self.env)
        with (data_folder() / "glossary.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        # The old national encoding of Chinese is in the order of pronunciation, for all but rare characters.
        rows.sort(key=lambda r: r["term_en"].casefold() if lang == "en" else r["term_zh"].encode("gb18030"))
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
    """Parse MyST lines, whose sections may join those of the page."""
    document, holder = directive.state.document, nodes.section()
    holder.document = document
    before = {id(node) for node in document.findall()}
    directive.state.nested_parse(StringList(lines, "generated"), 0, holder, match_titles=True)
    _as_it_is(node for root in (document, holder) for node in root.findall() if id(node) not in before)
    return holder.children


def _as_it_is(made: Iterable[nodes.Node]) -> None:
    """Keep what is made in the language of the page out of the messages to translate."""
    for node in made:
        if isinstance(node, nodes.Element):
            node["translatable"] = False


MAKERS: dict[str, Callable[..., str]] = {
    "numbers": numbers_html,
    "rows": rows_html,
    "tables": tables_html,
    "networks": networks_html,
    "report-form": report_html,
}
DIRECTIVES: dict[str, type[Directive]] = {
    **dict.fromkeys(MAKERS, MadePage),
    "codebook": CodebookPage,
    "glossary-terms": GlossaryTerms,
    "commands": Commands,
}
