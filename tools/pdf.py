"""Print each edition as one PDF, and each summary of a case as a sheet of its own.

``_build/pdf/casestudy-<language>.pdf`` holds the whole edition, without the pages that
only make sense on a screen; ``_build/pdf/<case>-summary-<language>.pdf`` is two sides
of A4, to be handed on. Both are made from the site; without a Chromium nothing is
made, and it is said.

Usage: python tools/pdf.py      (after tools/book.py)
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from itertools import groupby
from pathlib import Path

from bs4 import BeautifulSoup
from chromium import MISSING, Printer, count_pages, find, page_numbers, printer
from common import BUILD, SITE, run
from fonts import CHINESE, write_chinese
from pack import built, said, when
from paper import Entry, Paper, Picture, contents, document, join, only, part_anchor

from casestudy import list_cases, load_case
from casestudy.coding.cases import Case
from casestudy.coding.codebook import LANGS, TAGS, Lang
from casestudy.coding.messages import say
from casestudy.coding.references import address, page_reference, reference

# Pages that lead from one to the other and are of little use on paper: rows, networks, numbers, programming.
SCREEN_ONLY = ("reference/rows-", "networks/", "reference/numbers", "reference/api")
SUMMARY = "-summary"
FONT = '@font-face {{ font-family: "Book Chinese"; src: url("chinese.ttf"); unicode-range: {range}; }}\n'
# Chinese characters, and the marks that both languages write, each in its own width.
RANGE, MARKS = "U+2E80-9FFF, U+FF00-FFEF", "U+2014, U+2018-201D, U+2026"
# From large to small, in points: the first size at which a summary has two pages is the one to read.
SIZES = [size / 4 for size in range(50, 33, -1)]
SIDES = 2


def edition_html(site: Path, lang: Lang) -> str:
    """Return the whole edition as one document, the pages in the contents still to be filled in."""
    made, edition = built(site), site / lang
    entries = [entry for entry in contents(edition) if not entry.name.startswith(SCREEN_ONLY)]
    body = join(Paper(edition, entries, address(made, lang)))
    title = say("book_title", lang)
    return document(lang, title, cover(made, lang) + contents_html(entries, lang) + body)


def cover(made: Mapping[str, str], lang: Lang) -> str:
    """Return the cover: what it is, by whom, in which tone, of which version, under which licence."""
    where = say("print_where", lang, site=address(made, lang)) if made["site"] else ""
    lines = (
        say("book_author", lang),
        say("cite_version", lang, **made),
        say("print_without", lang, where=where),
        say("book_licence", lang),
    )
    return (
        f'<section class="cover"><p class="name">{escape(say("book_title", lang))}</p>'
        f'<p class="about">{escape(say("book_description", lang))}</p><p class="tone">{escape(say("tone", lang))}</p>'
        + "".join(f'<p class="small">{escape(line)}</p>' for line in lines)
        + "</section>\n"
    )


def contents_html(entries: Iterable[Entry], lang: Lang) -> str:
    """Return the list of pages; ``PAGE-OF-…`` stands where the number of a page will."""
    lines = []
    for part, pages in groupby(entries, key=lambda entry: entry.part):
        if part:
            lines.append(f'<p class="entry of-part"><a href="#{part_anchor(part)}">{escape(part)}</a></p>')
        for page in pages:
            lines.append(
                f'<p class="entry{" deeper" if page.depth > 1 else ""}"><a href="#{page.anchor}">{escape(page.title)}'
                f'</a><span class="dots"></span><span class="at">PAGE-OF-{page.anchor}.</span></p>'
            )
    heading = escape(say("print_contents", lang))
    return f'<nav class="contents"><h1 class="level-1">{heading}</h1>{"".join(lines)}</nav>\n'


def fill_pages(html: str, numbers: Mapping[str, int]) -> str:
    """Write the numbers of pages into the contents (the longest names first, as one may begin another)."""
    for anchor in sorted(numbers, key=len, reverse=True):
        html = html.replace(f"PAGE-OF-{anchor}.", str(numbers[anchor]))
    return html


def print_edition(html: str, print_file: Printer) -> bytes:
    """Print the whole edition: once to learn where each page begins, and once with that in the contents."""
    with laid_out(html) as path:
        laid = path.read_text("utf-8")
        path.write_text(fill_pages(laid, page_numbers(print_file(path))), "utf-8")
        return print_file(path)


def summaries(edition: Path) -> Iterator[tuple[Entry, Entry, Case]]:
    """Yield each summary with the chapter above it and the case that both are about."""
    entries = {entry.name: entry for entry in contents(edition)}
    cases = {name.replace("_", "-"): name for name in list_cases()}
    for name, entry in entries.items():
        chapter = entries.get(name.removesuffix(SUMMARY))
        case = cases.get(Path(name).name.removesuffix(SUMMARY))
        if name.endswith(SUMMARY) and chapter and case:
            yield entry, chapter, load_case(case)


def summary_html(
    site: Path, lang: Lang, summary: Entry, chapter: Entry, case: Case, picture: Picture = Path.as_uri
) -> str:
    """Return the sheet on a case: summary, main figure of its chapter, limits, how to cite, where the rows are."""
    made = built(site)
    paper = Paper(site / lang, only([summary], summary.name), address(made, lang), picture)
    body = join(paper)
    figure = _main_figure(replace(paper, entries=[chapter]), chapter, lang)
    opening, mark, rest = body.partition("</p>")
    tone = f'<p class="tone">{escape(say("print_tone", lang))}</p>'
    return document(
        lang,
        summary.title,
        f'<main class="sheet"><p class="kicker">{escape(say("book_title", lang))}</p>'
        f"{opening}{mark}{tone}{_after_first_paragraph(rest, figure)}{_back(made, lang, summary, case)}</main>",
    )


def _main_figure(paper: Paper, chapter: Entry, lang: Lang) -> str:
    image = BeautifulSoup(join(paper), "lxml").find("img")
    if image is None:
        return ""
    image.attrs.pop("style", None)
    words = escape(say("print_figure", lang, title=chapter.title))
    return f'<div class="figure">{image}<p>{words}</p></div>'


def _after_first_paragraph(body: str, figure: str) -> str:
    first, mark, rest = body.partition("</p>")
    return first + mark + figure + rest


def _back(made: Mapping[str, str], lang: Lang, summary: Entry, case: Case) -> str:
    path = f"{lang}/reference/rows-{case.name}.html"
    where = f"{made['site']}/{path}" if made["site"] else say("print_rows_inside", lang, path=path)
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in case.card[f"limits_{lang}"])
    cite = (
        page_reference(made, lang, summary.name, summary.title),
        say("print_article", lang, reference=reference(case, lang)),
    )
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in (*cite, say("book_licence", lang)))
    return (
        f'<section class="back"><h2>{escape(say("print_limits", lang))}</h2><ul>{limits}</ul>'
        f"<h2>{escape(say('print_rows', lang))}</h2><p>{escape(say('print_rows_at', lang, address=where))}</p>"
        f"<h2>{escape(say('print_cite', lang))}</h2>{paragraphs}</section>"
    )


def print_summary(html: str, print_file: Printer) -> bytes:
    """Print a summary on exactly two sides, as large as they allow."""
    with laid_out(html) as path:
        laid = path.read_text("utf-8")
        for size in SIZES:
            path.write_text(laid.replace("</style>", f":root {{ --size: {size}pt; }}\n</style>", 1), "utf-8")
            made = print_file(path)
            if count_pages(made) <= SIDES:
                break
    if count_pages(made) != SIDES:
        raise RuntimeError(
            f"a summary fills {count_pages(made)} sides, not {SIDES}: shorten or lengthen its page in book/cases"
        )
    return made


def print_html(html: str, print_file: Printer) -> bytes:
    """Print a document."""
    with laid_out(html) as path:
        return print_file(path)


@contextmanager
def laid_out(html: str) -> Iterator[Path]:
    """Write a document into a folder of its own, beside a font with the Chinese characters that it holds.

    A font of the system would do for the eye, but one that also names the radicals of old dictionaries makes a
    PDF in which a search for common characters finds nothing.
    """
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "print.html"
        if re.search(CHINESE, html):
            chinese = f'<html lang="{TAGS["zh"]}"' in html
            write_chinese(path.with_name("chinese.ttf"), html)
            face = FONT.format(range=f"{RANGE}, {MARKS}" if chinese else RANGE)
            html = html.replace("<style>\n", f"<style>\n{face}", 1)
        path.write_text(html, "utf-8")
        yield path


def main(site: Path = SITE, target: Path = BUILD / "pdf") -> int:
    executable = find()
    if executable is None:
        print(f"Skipped the PDF: {MISSING}")
        return 0
    target.mkdir(parents=True, exist_ok=True)
    with printer(executable, f"{when():%Y%m%d%H%M%S}") as print_file:
        for lang in LANGS:
            for summary, chapter, case in summaries(site / lang):
                path = target / f"{Path(summary.name).name}-{lang}.pdf"
                path.write_bytes(print_summary(summary_html(site, lang, summary, chapter, case), print_file))
                print(said(path), flush=True)
            path = target / f"casestudy-{lang}.pdf"
            path.write_bytes(print_edition(edition_html(site, lang), print_file))
            print(f"{said(path)}, {count_pages(path.read_bytes())} pages", flush=True)
    return 0


if __name__ == "__main__":
    run(main)
