"""A Sphinx extension: the pages of a report ask no other host for anything, and show titles as they are written."""

from __future__ import annotations

from typing import Any

from markupsafe import escape

# What the theme takes for HTML; it leaves alone what is marked as escaped.
SHOWN_RAW = ("author", "docstitle", "pagetitle", "root_title")

# A table takes the room of the empty column beside it; on a phone each row becomes a list of its cells.
STYLE = """
.bd-sidebar-secondary { display: none; }
.bd-main .bd-content .bd-article-container { max-width: 66rem !important; }
.bd-article > section > p, .cell_output p { max-width: 45rem; }
h1 { overflow-wrap: anywhere; }
.table-scroll { overflow-x: auto; }
table.casestudy { font-size: 0.85rem; }
table.casestudy caption { caption-side: top; font-weight: bold; text-align: left; }
table.casestudy :is(td, th) { padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
table.casestudy td { max-width: 28rem; overflow-wrap: break-word; }
p.evidence, .whole { font-size: 0.85rem; }
.whole .row { display: block; margin: 0 0 1rem; overflow-wrap: anywhere; }
.whole .row:target { background: var(--pst-color-target, #fbe54e); }
.whole :is(p, dl) { margin: 0; }
.whole :is(dt, dd) { display: inline; margin: 0; }
.whole dt::after { content: ": "; }
.whole dt:lang(zh)::after { content: "："; }
.whole dd::after { content: " · "; }
.whole dd:last-child::after { content: ""; }
.cell_output img { max-width: 100%; height: auto; }
@media (max-width: 40rem) {
  table.casestudy thead { display: none; }
  table.casestudy, table.casestudy :is(tbody, tr, td, caption) { display: block; width: 100%; }
  table.casestudy tr { padding: 0.4rem 0; border-bottom: 1px solid var(--pst-color-border, #ccc); }
  table.casestudy td { max-width: none; border: 0; padding: 0.1rem 0.6rem; overflow-wrap: anywhere; }
  table.casestudy td:empty { display: none; }
  table.casestudy td:not([data-label=""])::before { content: attr(data-label) ": "; font-weight: bold; }
  table.casestudy td:lang(zh):not([data-label=""])::before { content: attr(data-label) "："; }
}
"""


def without_thebe(app: Any, *_: Any) -> None:
    """Unhook sphinx-thebe, which would load scripts from a foreign host on every page."""
    for event, listeners in app.events.listeners.items():
        app.events.listeners[event] = [
            x for x in listeners if "sphinx_thebe" not in getattr(x.handler, "__module__", "")
        ]
    app.registry.css_files = [x for x in app.registry.css_files if "thebe" not in x[0]]


def dress(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the few rules for tables and figures into each page, and have its titles shown as they are written."""
    context["metatags"] = context.get("metatags", "") + f"<style>{STYLE}</style>"
    context |= {name: escape(context[name]) for name in SHOWN_RAW if context.get(name)}


def setup(app: Any) -> dict[str, Any]:
    """Connect both, the second behind the theme."""
    app.connect("config-inited", without_thebe)
    app.connect("html-page-context", dress, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
