"""What makes the site a pair of editions: twin pages, how to cite a page, its head, and nothing loaded without need.

The build tells who and when through ``html_context["build"]``: ``version``,
``commit``, ``date``, ``versions`` (of the packages that the pages were made
with) and ``site`` (the address, if it is known).
"""

from __future__ import annotations

from html import escape
from typing import Any

from casestudy_pages import language
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from casestudy.coding.codebook import TAGS, Lang
from casestudy.coding.messages import say
from casestudy.coding.references import bibtex_entry, page_reference

WORDS = ("edition_switch", "cite_title", "cite_bibtex", "cite_gbt", "copy_get", "copy_hint")
UNKNOWN = {"version": "", "commit": "", "date": "", "versions": "", "site": ""}


def speak(app: Sphinx, config: Config) -> None:
    """Give the edition its title and its footer."""
    lang = "zh" if str(config.language).startswith("zh") else "en"
    config.html_title = config.project = say("book_title", lang)
    config.author = say("book_author", lang)
    config.copyright = f"{str(config.copyright)[:4]}, {config.author}"
    if config.html_theme == "sphinx_book_theme":
        config.html_theme_options["extra_footer"] = f"<p>{escape(say('book_licence', lang))}</p>"
        config.html_theme_options["search_bar_text"] = say("search_hint", lang)
    config.nb_code_prompt_show = say("code_show", lang)
    config.nb_code_prompt_hide = say("code_hide", lang)


def twin(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Give a page its twin, its head and the way to cite it."""
    lang = language(app.env)
    build = UNKNOWN | context.get("build", {})
    title = doctree.next_node(nodes.title).astext() if doctree else say("book_title", lang)
    context["book"] = {
        "twin": _to_root(pagename) + f"{_other(lang)}/{pagename}.html",
        "twin_tag": TAGS[_other(lang)],
        "twin_name": say("edition_name", _other(lang)),
        "made": say("made", lang, **build) if build["commit"] else "",
        "notebook": _notebook(app, pagename),
        "words": {key: say(key, lang) for key in WORDS},
        "route": _route(pagename, context.get("core_route", []), lang),
        "citations": _citations(pagename, title, lang, build) if doctree else {},
    }
    context["metatags"] = context.get("metatags", "") + _head(pagename, title, lang, build["site"])


def _notebook(app: Sphinx, pagename: str) -> str:
    """Return the way to the copy of a chapter that runs in Jupyter; of any other page there is none."""
    chapter = pagename in app.env.found_docs and app.env.doc2path(pagename).endswith(".ipynb")
    return "../" * pagename.count("/") + f"notebooks/{pagename.replace('/', '-')}.ipynb" if chapter else ""


def _citations(pagename: str, title: str, lang: Lang, build: dict[str, str]) -> dict[str, str]:
    return {"bibtex": bibtex_entry(build, lang, pagename, title), "gbt": page_reference(build, lang, pagename, title)}


def _route(pagename: str, core: list[str], lang: Lang) -> str:
    """Say whether a chapter belongs to the core route or is deeper; of pages without a number, nothing."""
    if pagename in core:
        return say("route_core", lang, n=core.index(pagename) + 1, of=len(core))
    return say("route_deeper", lang) if pagename.startswith(("questions/", "sure/")) else ""


def _other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


def _to_root(pagename: str) -> str:
    """Return the way from a page to the folder that holds both editions."""
    return "../" * (pagename.count("/") + 1)


def _head(pagename: str, title: str, lang: Lang, site: str) -> str:
    """Alternates in the other language, and a preview for those who share the page."""
    base = site.rstrip("/") + "/" if site else _to_root(pagename)
    links = "".join(
        f'<link rel="alternate" hreflang="{tag}" href="{base}{edition}/{pagename}.html">\n'
        for edition, tag in TAGS.items()
    )
    properties = {
        "og:title": title,
        "og:site_name": say("book_title", lang),
        "og:description": say("book_description", lang),
        "og:type": "article",
        "og:image": f"{base}{lang}/_static/preview.png",
        "og:locale": TAGS[lang].replace("-", "_"),
    }
    if site:
        links += f'<link rel="canonical" href="{base}{lang}/{pagename}.html">\n'
        properties["og:url"] = f"{base}{lang}/{pagename}.html"
    return links + "".join(f'<meta property="{k}" content="{escape(v, quote=True)}">\n' for k, v in properties.items())


def setup(app: Sphinx) -> None:
    app.connect("config-inited", speak)
    app.connect("html-page-context", twin)
