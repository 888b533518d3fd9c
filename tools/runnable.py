"""Write a plain copy of every chapter, which runs in any Jupyter, from the built pages.

A chapter is written in MyST: its numbers, terms, citations and links mean nothing to
JupyterLab. What they become stands in the built page; so the prose of a copy is the
article of that page turned back into Markdown, in the language of the edition, and its
code is that of the chapter, with the outputs of the edition.
"""

import posixpath
import re
from base64 import b64encode
from collections.abc import Iterator
from copy import deepcopy
from itertools import zip_longest
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
from bs4 import BeautifulSoup, NavigableString, Tag
from markdownify import ATX, MarkdownConverter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from casestudy.coding.codebook import Lang
from casestudy.coding.messages import say

CELL = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands where a cell of code stood
DROPPED = "script, style, .headerlink, .toctree-wrapper, .sd-hide-link-text"
UNLINKED = "a:has(img), a.footnote-reference, a[role=doc-backlink]"
FOLDED = {"hide-input", "remove-input"}
Pictures = dict[str, dict[str, str]]
MIME = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg"}


class Markdown(MarkdownConverter):
    """Markdown as Jupyter reads it: a dollar would begin a formula, and there are no lists of definitions."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        signs = r"[\\$<|]" if {"td", "th"} & parent_tags else r"[\\$<]"
        return super().escape(re.sub(signs, r"\\\g<0>", text), parent_tags)

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"${formula(el)}$" if "math" in classes(el) else text

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "cell" in classes(el):
            text = CELL
        elif "math" in classes(el):
            text = f"$${formula(el)}$$"
        elif "sd-card-title" in classes(el):
            text = f"**{text.strip()}**"
        elif "admonition" in classes(el):
            return super().convert_blockquote(el, text, parent_tags)
        return f"\n\n{text.strip()}\n\n"

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return super().convert_p(el, f"**{text.strip()}**" if "admonition-title" in classes(el) else text, parent_tags)

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{text.strip()}**\n\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return apart(el, super().convert_strong(el, text, parent_tags))

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return apart(el, super().convert_em(el, text, parent_tags))


def classes(tag: Tag) -> list[str]:
    return list(tag.get("class") or [])


def formula(tag: Tag) -> str:
    """Return a formula without the signs that begin and end it on a page."""
    return tag.get_text().strip()[2:-2].strip()


def apart(tag: Tag, marked: str) -> str:
    """Keep a mark of emphasis between a sign and a letter apart from the letter: else it would be no mark."""
    words, before, after = tag.get_text(), tag.previous_sibling, tag.next_sibling
    opens = not words[:1].isalnum() and isinstance(before, NavigableString) and before[-1:].isalnum()
    closes = not words[-1:].isalnum() and isinstance(after, NavigableString) and after[:1].isalnum()
    return " " * opens + marked + " " * closes


def write_copies(edition: Path, sources: Path, lang: Lang, site: str) -> None:
    """Write a copy of every chapter; links lead to ``site`` if its address is known, else to the pages beside it."""
    base = f"{site}/{lang}/" if site else "../"
    for source in sorted(sources.rglob("*.ipynb")):
        page = edition / source.relative_to(sources).with_suffix(".html")
        html = BeautifulSoup(page.read_text("utf-8"), "lxml")
        target = page.parent / html.select_one("a.notebook-copy")["href"]
        target.parent.mkdir(exist_ok=True)
        pictures = dict(settle(html, page, edition, base))
        origin = say("copy_of", lang, address=base + page.relative_to(edition).as_posix())
        copy = runnable(html.select_one("article"), nbformat.read(source, as_version=4), lang, pictures)
        copy.cells[0].source += f"\n\n*{origin}*"
        target.write_text(nbformat.writes(copy) + "\n", "utf-8", newline="\n")


def settle(html: Tag, page: Path, edition: Path, base: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Leave out what only a page can do, give links their addresses; yield pictures as a notebook holds them."""
    for tag in html.select(DROPPED):
        tag.decompose()
    for tag in html.select(UNLINKED):
        tag.unwrap()
    for label in html.select(".footnote > .label"):
        label.find_next_sibling("p").insert(0, label.extract(), " ")
    here = page.relative_to(edition).as_posix()
    for link in html.select("article a[href]"):
        path, anchor = urldefrag(link["href"])
        if not re.match(r"[a-z]+:", path):
            path = base + (posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here)
        link["href"] = path + (f"#{anchor}" if anchor else "")
        link.attrs.pop("title", None)  # too long for those who read the source
    for image in html.select("article img:not(.cell img)"):
        file = page.parent / unquote(image["src"])
        image["src"] = f"attachment:{file.name}"
        yield file.name, {MIME[file.suffix]: b64encode(file.read_bytes()).decode()}


def runnable(article: Tag, chapter: NotebookNode, lang: Lang, pictures: Pictures) -> NotebookNode:
    """Return the copy of a chapter: prose from its page, code and outputs from the chapter."""
    markdown = Markdown(heading_style=ATX, bullets="-", escape_underscores=False).convert_soup(article)
    prose = [part.strip() for part in markdown.split(CELL)]
    code = [cell for cell in chapter.cells if cell.cell_type == "code"]
    if len(prose) != len(code) + 1:
        raise RuntimeError(f"a chapter has {len(code)} cells of code, and its page {len(prose) - 1}: {prose[0][:60]}")
    copy = new_notebook(metadata=chapter.metadata)
    for n, (text, cell) in enumerate(zip_longest(prose, code)):
        if text:
            shown = {name: found for name, found in pictures.items() if f"](attachment:{name}" in text}
            copy.cells.append(new_markdown_cell(text, id=f"text-{n}", **({"attachments": shown} if shown else {})))
        if cell:
            copy.cells.append(plain(cell, lang))
    return copy


def plain(cell: NotebookNode, lang: Lang) -> NotebookNode:
    """Return a cell of code that opens its page in the language of the copy, folded where the page folds it."""
    folded = FOLDED & set(cell.metadata.get("tags", ()))
    cell = deepcopy(cell)
    cell.source = cell.source.replace("open_page()", f'open_page("{lang}")')
    cell.metadata = nbformat.from_dict({"jupyter": {"source_hidden": True}} if folded else {})
    return cell
