"""Turn pages of the built site into one document for paper.

The articles of the pages are taken from the site and joined in the order of its own
contents. Another build by Sphinx (``singlehtml``) would take minutes, would need a
table of contents and traps of its own, and could say something else than the pages
that are read; what is printed here is what is published.

On paper nothing can be unfolded: whatever the site folds is open, except code, which
is left out. A link to another printed page leads to it; one to a page that is not
printed leads to the site if its address is known, and is plain text otherwise.
"""

import base64
import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup, Tag

from casestudy.coding.codebook import TAGS, Lang

ROOT = Path(__file__).resolve().parents[1]
# How the book's own things look (such as the sheets of a role play), and after it how they look on paper.
STYLES = (ROOT / "book" / "_static" / "casestudy.css", Path(__file__).with_name("print.css"))
# What paper does not need: code, what asks for a click, and the marks that lead to headings.
DROPPED = (
    "script, style, details.hide, .headerlink, button, input, textarea, .report-form, .toctree-wrapper, iframe, .reply"
)
# Attributes that only serve a screen; data-… holds what scripts show later, solutions among it.
FORGOTTEN = {"title", "tabindex", "for", "headers", "aria-labelledby", "aria-describedby"}
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
MIME = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg"}

Picture = Callable[[Path], str]


@dataclass(frozen=True)
class Entry:
    """A page in the contents: its name, title, part of the book, and how deep it stands."""

    name: str
    title: str
    part: str
    depth: int

    @property
    def anchor(self) -> str:
        """Where the page begins in the document."""
        return self.name.replace("/", "-")


@dataclass
class Paper:
    """What is needed to settle a page into a document: where the edition is, and which pages are in the document.

    ``address`` is that of the edition on the web, if it is known; ``picture`` says how a picture is named.
    """

    edition: Path
    entries: list[Entry]
    address: str = ""
    picture: Picture = Path.as_uri
    solutions: bool = True
    names: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {entry.name for entry in self.entries}


def contents(edition: Path) -> list[Entry]:
    """Read the contents of an edition from the list of pages that its front page shows."""
    front = _soup(edition / "index.html")
    nav = front.select_one("nav.bd-links")
    if nav is None:
        raise RuntimeError(f"{edition / 'index.html'} has no list of pages (nav.bd-links): run make book")
    part, entries = "", [Entry("index", _words(front.select_one("article h1")), "", 1)]
    for tag in nav.find_all(["p", "a"]):
        if tag.name == "p" and "caption" in _classes(tag):
            part = tag.get_text(" ", strip=True)
        elif tag.name == "a" and not tag["href"].startswith(("#", "http")):
            depth = 2 if tag.find_parent("li", class_="toctree-l2") else 1
            entries.append(Entry(tag["href"].removesuffix(".html"), _words(tag), part, depth))
    return entries


def join(paper: Paper) -> str:
    """Join the pages of a document, each part with its heading."""
    pieces, part = [], ""
    for entry in paper.entries:
        if entry.part != part:
            part = entry.part
            pieces.append(f'<h1 class="part" id="{part_anchor(part)}">{escape(part)}</h1>')
        pieces.append(str(article(paper, entry)))
    body = BeautifulSoup("\n".join(pieces), "lxml")
    known = {tag["id"] for tag in body.find_all(id=True)}
    for link in body.select('a[href^="#"]'):
        if link["href"][1:] not in known:  # a place that paper does not have, such as a folded row: lead to its page
            link["href"] = link["href"].partition("--")[0]
    return body.body.decode_contents()


def part_anchor(part: str) -> str:
    """Return an anchor of plain letters, which also a PDF can name."""
    return "part-" + part.encode().hex()[:40]


def article(paper: Paper, entry: Entry) -> Tag:
    """Return the article of a page, settled for paper."""
    found = _soup(paper.edition / f"{entry.name}.html").select_one("article")
    if found is None:
        raise RuntimeError(f"{paper.edition / entry.name}.html has no article: run make book")
    for tag in found.select(DROPPED):
        tag.decompose()
    if not paper.solutions:
        for tag in found.select(".exercise details"):
            tag.decompose()
    _unfold(found)
    _settle_ids(found, entry)
    _settle_links(paper, found, entry)
    _settle_pictures(paper, found, entry)
    _settle_headings(found, entry)
    found.name, found["class"], found["id"] = "section", f"page depth-{entry.depth}", entry.anchor
    return found


def _unfold(found: Tag) -> None:
    """Open what is folded, and say so in tags that a reader of the PDF understands."""
    for tag in found.find_all("details"):
        tag.name, tag["class"] = "div", [*_classes(tag), "unfolded"]
    for tag in found.find_all("summary"):
        tag.name, tag["class"] = "p", "summary"


def _settle_ids(found: Tag, entry: Entry) -> None:
    for tag in found.find_all(True):
        if tag.get("id"):
            tag["id"] = f"{entry.anchor}--{tag['id']}"
        for name in [name for name in tag.attrs if name in FORGOTTEN or name.startswith("data-")]:
            del tag[name]


def _settle_links(paper: Paper, found: Tag, entry: Entry) -> None:
    for link in found.find_all("a"):
        address = str(link.get("href", ""))
        if address.startswith(("http:", "https:", "mailto:")):
            continue
        path, anchor = urldefrag(address)
        name = posixpath.normpath(posixpath.join(posixpath.dirname(entry.name), path)) if path else entry.name
        name = name.removesuffix(".html")
        if not link.find("img") and name in paper.names:
            link["href"] = "#" + name.replace("/", "-") + (f"--{anchor}" if anchor else "")
        elif not link.find("img") and paper.address and address:
            link["href"] = f"{paper.address}/{name}.html" + (f"#{anchor}" if anchor else "")
        else:
            link.unwrap()


def _settle_pictures(paper: Paper, found: Tag, entry: Entry) -> None:
    for image in found.find_all("img"):
        source = paper.edition / posixpath.dirname(entry.name) / unquote(str(image["src"]))
        if not source.exists():
            raise RuntimeError(f"{entry.name} shows {image['src']}, which is not there: run make book")
        image["src"] = paper.picture(source.resolve())


def _settle_headings(found: Tag, entry: Entry) -> None:
    """Move headings below the part that the page stands in, and keep how they look."""
    shift = entry.depth if entry.part else 0
    for tag in found.find_all(HEADINGS):
        level = int(tag.name[1])
        tag["class"] = f"level-{level}"
        tag.name = f"h{min(6, level + shift)}"


def document(lang: Lang, title: str, body: str) -> str:
    """Return a whole document in a language, with its style inside."""
    style = "".join(path.read_text("utf-8") for path in STYLES)
    style = re.sub(r"@font-face\s*\{[^}]*\}", "", style)  # the font of the site is not beside the document
    return (
        f'<!doctype html>\n<html lang="{TAGS[lang]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f'<body class="{lang}">\n{body}\n</body>\n</html>\n'
    )


def inline(picture: Path) -> str:
    """Return a picture as part of a document."""
    return f"data:{MIME[picture.suffix]};base64,{base64.b64encode(picture.read_bytes()).decode()}"


def only(entries: Iterable[Entry], *names: str) -> list[Entry]:
    """Return the entries of some pages, as a document of their own without parts."""
    wanted = [entry for entry in entries if entry.name in names]
    return [Entry(entry.name, entry.title, "", 1) for entry in wanted]


def _soup(path: Path) -> BeautifulSoup:
    try:
        return BeautifulSoup(path.read_text("utf-8"), "lxml")
    except FileNotFoundError:
        raise RuntimeError(f"{path} is not there: run make book first") from None


def _words(tag: Tag | None) -> str:
    """Return the words of a heading or a link, without the mark that leads to it."""
    return " ".join(tag.get_text().split()).removesuffix("#") if tag else ""


def _classes(tag: Tag) -> list[str]:
    return list(tag.get("class") or [])
