"""Make the course package of each language: what a teacher downloads before a class.

``_build/course/casestudy-course-<language>.zip`` has two folders. ``student/`` holds the
teaching pages for students, a quiz sheet without solutions, the summaries, slides,
figures and data; ``instructor/`` holds the same, and besides it the notes, the coding key,
the samples and the solutions. Pages are HTML files that need nothing else, and PDF where
a Chromium is at hand.

In the contents of the book a page for students stands at the first level of the part
``teach/``, and below it the page for the instructor; ``teach/index`` is for instructors.

Usage: python tools/course.py      (after tools/book.py)
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup
from chromium import MISSING, Printer, find, printer
from common import BUILD, ROOT, SITE, run
from deck import deck
from pack import Content, built, folder_files, said, when, write_zip
from paper import Entry, Paper, contents, document, inline, join, only
from pdf import print_html, print_summary, summaries, summary_html
from pictures import executed, pictures

from casestudy import list_cases, load_case
from casestudy.book.exercises import Exercise, exercise
from casestudy.coding.codebook import LANGS, Lang, data_folder
from casestudy.coding.messages import say
from casestudy.coding.references import page_reference, reference

TEACH, FRONT = "teach/", "teach/index"
NUMBER = re.compile(r"\b(\w+\.\d+)\b")

Files = dict[str, Content]


def for_students(entry: Entry) -> bool:
    """Whether a page of the teaching part is for students."""
    return entry.depth == 1 and entry.name != FRONT


def course(lang: Lang, site: Path, sources: Path, print_file: Printer | None) -> Files:
    """Return the files of a package by name."""
    edition, made = site / lang, built(site)
    entries = contents(edition)
    teaching = [entry for entry in entries if entry.name.startswith(TEACH)]
    chapters = exercises_by_page(edition, entries)
    both: Files = {
        f"casestudy-deck-{lang}.pptx": deck(lang, sources),  # first, as what is missing shows here soonest
        **page_files(site, filter(for_students, teaching), lang, print_file),
        **paper_files("quiz", quiz(chapters, lang, solutions=False), print_file),
        **summary_files(site, lang, print_file),
        **figure_files(sources, entries, lang),
        **data_files(),
    }
    more: Files = {
        **page_files(site, (entry for entry in teaching if not for_students(entry)), lang, print_file),
        **paper_files("solutions", quiz(chapters, lang, solutions=True), print_file),
    }
    return {
        "README.txt": readme(made, lang, print_file is not None).encode(),
        **{f"student/{name}": content for name, content in both.items()},
        **{f"instructor/{name}": content for name, content in (both | more).items()},
    }


def page_files(site: Path, entries: Iterable[Entry], lang: Lang, print_file: Printer | None) -> Files:
    """Return pages as documents that stand alone, none of them with a solution that the site folds away."""
    files: Files = {}
    for entry in entries:
        paper = Paper(site / lang, only([entry], entry.name), picture=inline, solutions=False)
        html = document(lang, entry.title, join(paper) + source(built(site), lang, entry))
        files |= paper_files(Path(entry.name).name, html, print_file)
    return files


def source(made: Mapping[str, str], lang: Lang, entry: Entry) -> str:
    """Return where a page comes from and what may be done with it, for the end of a sheet that goes its own way."""
    words = f"{page_reference(made, lang, entry.name, entry.title)} {say('book_licence', lang)}"
    return f'<p class="source">{escape(words)}</p>'


def paper_files(name: str, html: str, print_file: Printer | None) -> Files:
    """Return a document as HTML, and as PDF where it can be printed."""
    files: Files = {f"{name}.html": html.encode()}
    if print_file:
        files[f"{name}.pdf"] = print_html(html, print_file)
        print(f"  {name}", flush=True)
    return files


def exercises_by_page(edition: Path, entries: Iterable[Entry]) -> list[tuple[str, list[Exercise]]]:
    """Return the exercises below the title of the page on which they stand, in the order of the book."""
    found = []
    for entry in entries:
        path = edition / f"{entry.name}.html"
        if path.exists() and 'class="exercise"' in (text := path.read_text("utf-8")):
            headings = BeautifulSoup(text, "lxml").select(".exercise strong")
            numbers = (NUMBER.search(heading.get_text()) for heading in headings)
            found.append((entry.title, [exercise(match[1]) for match in numbers if match]))
    return found


def quiz(chapters: Iterable[tuple[str, list[Exercise]]], lang: Lang, solutions: bool) -> str:
    """Return every exercise of the book on one sheet: with answers to choose from, or with solutions and hints."""
    title = say("course_solutions" if solutions else "course_quiz", lang)
    parts = [f'<section class="page first"><h1 class="level-1">{escape(title)}</h1>']
    parts.append(f'<p class="tone">{escape(say("tone", lang))}</p>')
    if not solutions:
        parts.append(f"<p>{escape(say('course_quiz_how', lang, number='3.1'))}</p>")
    for chapter, found in chapters:
        parts.append(f'<h2 class="level-2">{escape(chapter)}</h2>')
        parts += [_exercise(one, lang, solutions) for one in found]
    return document(lang, title, "".join(parts) + "</section>")


def _exercise(found: Exercise, lang: Lang, solutions: bool) -> str:
    prompt = f"<p><strong>{found.number}</strong> {escape(found.prompt(lang))}</p>"
    options = found.options(lang)
    if solutions:
        right = say("exercise_right", lang)
        hints = (say("course_hint", lang, value=text, hint=reply) for text, reply in options if reply != right)
        lines = "".join(f"<li>{escape(hint)}</li>" for hint in hints)
        body = f"<p>{escape(found.solution(lang))}</p><ul>{lines}</ul>"
    else:
        body = '<p class="options">' + "".join(f"<span>☐ {escape(text)}</span> " for text, _ in options) + "</p>"
    return f'<div class="exercise">{prompt}{body}</div>'


def summary_files(site: Path, lang: Lang, print_file: Printer | None) -> Files:
    """Return the summary of each case, as the sheet of two sides that tools/pdf.py makes, or as HTML."""
    files: Files = {}
    for summary, chapter, case in summaries(site / lang):
        name = Path(summary.name).name
        if print_file:
            html = summary_html(site, lang, summary, chapter, case)
            files[f"{name}.pdf"] = print_summary(html, print_file)
            print(f"  {name}", flush=True)
        files[f"{name}.html"] = summary_html(site, lang, summary, chapter, case, picture=inline).encode()
    return files


def figure_files(sources: Path, entries: Iterable[Entry], lang: Lang) -> Files:
    """Return every figure, and a table of them with their alternative texts, as spreadsheets like it."""
    titles = {entry.name: entry.title for entry in entries}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow([say(f"course_figure_{column}", lang) for column in ("file", "chapter", "alt")])
    files: Files = {}
    for found in pictures(sources):
        if found.chapter in titles:
            files[f"figures/{found.name}"] = found.png
            writer.writerow([found.name, titles[found.chapter], found.alt])
    return files | {"figures/figures.csv": table.getvalue().encode("utf-8-sig")}


def data_files() -> Files:
    """Return the tables of the cases, the codebook and the glossary, with their licence."""
    data = data_folder()
    return {
        **folder_files(data / "cases", "data/cases/"),
        **folder_files(data / "codebook", "data/codebook/"),
        "data/glossary.csv": data / "glossary.csv",
        "data/LICENSE.txt": ROOT / "LICENSE-DATA",
    }


def readme(made: Mapping[str, str], lang: Lang, has_pdf: bool) -> str:
    """Return what the package is, what may be done with it, and how to cite it."""
    title = say("course_title", lang, book=say("book_title", lang))
    return say(
        "course_readme",
        lang,
        title=title,
        line="=" * len(title),
        tone=say("tone", lang),
        pdf="" if has_pdf else say("course_no_pdf", lang),
        cite=page_reference(made, lang, FRONT, say("course_name", lang)),
        articles="\n".join(reference(load_case(name), lang) for name in list_cases()),
        licence=say("book_licence", lang),
        version=say("cite_version", lang, **made),
    )


def main(site: Path = SITE, target: Path = BUILD / "course") -> int:
    with ExitStack() as stack:
        executable, print_file = find(), None
        if executable is None:
            print(f"Packages without PDF: {MISSING}")
        else:
            print_file = stack.enter_context(printer(executable, f"{when():%Y%m%d%H%M%S}"))
        for lang in LANGS:
            print(f"Making the course package ({lang}) …", flush=True)
            files = course(lang, site, executed(lang), print_file)
            print(said(write_zip(target / f"casestudy-course-{lang}.zip", files)), flush=True)
    return 0


if __name__ == "__main__":
    run(main)
