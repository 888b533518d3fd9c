"""Put the two editions under one roof: a start page, and what every site has.

The address of the site, if it has one, is given as ``SITE=https://…``; without it links between the editions are
relative, which is enough for reading, from a disk too.
"""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from importlib.metadata import version
from pathlib import Path
from string import Template

from common import ROOT, SITE, git
from polish import polish
from preview import write_preview
from runnable import write_copies

from casestudy.coding.codebook import LANGS, TAGS, Lang

PARTS = ROOT / "book" / "_site"
MADE_WITH = ("jupyter-book", "pandas", "networkx", "seaborn")
# What a reader does not need: the builder's own notes, and styles and scripts that no page asks for.
LEFT_OUT = (
    ".buildinfo*",
    "objects.inv",
    "*.map",
    "locales",
    "fontawesome.js*",
    "webpack-macros.html",
    "sbt-webpack-macros.html",
)


def stamp() -> dict[str, str]:
    """Return version, commit and date of what is built, and the packages that it is built with."""
    commit, date = (git("log", "-1", "--format=%h %cs") or f" {datetime.now(UTC):%Y-%m-%d}").split(" ")
    if git("diff", "--name-only", "HEAD"):
        commit += "+"
    return {
        "version": version("casestudy"),
        "commit": commit or "unknown",
        "date": date,
        "versions": ", ".join(f"{name} {version(name)}" for name in MADE_WITH),
        "site": os.environ.get("SITE", "").rstrip("/"),
    }


def assemble(editions: Mapping[Lang, Path]) -> Path:
    """Gather the editions from their folders under one roof; the old site stays until the new one is whole."""
    new = SITE.with_name("html.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for lang, folder in editions.items():
        shutil.copytree(folder / "_build" / "html", new / lang, ignore=shutil.ignore_patterns(*LEFT_OUT))
        write_copies(new / lang, folder / "book", lang, stamp()["site"])
        polish(new / lang, lang)
        write_preview(new / lang / "_static" / "preview.png", lang)
    for lang in set(LANGS) - set(editions):  # an edition that was not asked for stays as it was
        if (SITE / lang).is_dir():
            shutil.copytree(SITE / lang, new / lang)
    write_roof(new)
    shutil.rmtree(SITE, ignore_errors=True)
    new.rename(SITE)
    return SITE


def write_roof(site: Path) -> None:
    """Write the start page, the page for addresses that do not exist, the map of the site and its sign."""
    build = stamp()
    words = {key: escape(value) for key, value in build.items()} | {
        "root": f"{build['site']}/" if build["site"] else ""
    }
    for page in ("index.html", "404.html"):
        (site / page).write_text(Template((PARTS / page).read_text("utf-8")).substitute(words), "utf-8", newline="\n")
    shutil.copy(ROOT / "book" / "_static" / "favicon.svg", site / "favicon.svg")
    (site / "sitemap.xml").write_text(sitemap(site, build["site"], build["date"]), "utf-8", newline="\n")
    (site / "version.json").write_text(json.dumps(build, indent=2) + "\n", "utf-8", newline="\n")


def sitemap(site: Path, address: str, date: str) -> str:
    """List every page with its twin. Search engines want whole addresses: build with ``SITE=https://…``."""
    entries = []
    for lang in TAGS:
        for page in sorted((site / lang).rglob("*.html")):
            name = page.relative_to(site / lang).as_posix()
            twins = "".join(
                f'<xhtml:link rel="alternate" hreflang="{tag}" href="{address}/{other}/{name}"/>'
                for other, tag in TAGS.items()
                if (site / other / name).exists()
            )
            entries.append(f"<url><loc>{address}/{lang}/{name}</loc><lastmod>{date}</lastmod>{twins}</url>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(entries) + "\n</urlset>\n"
    )
