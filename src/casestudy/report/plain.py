"""A Sphinx extension: the pages of a report ask no other host for anything."""

from __future__ import annotations

from typing import Any

STYLE = """
.table-scroll { overflow-x: auto; }
table.casestudy { font-size: 0.85rem; }
table.casestudy :is(td, th) { padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
p.evidence { font-size: 0.85rem; }
.cell_output img { max-width: 100%; height: auto; }
"""


def without_thebe(app: Any, *_: Any) -> None:
    """Unhook sphinx-thebe, which would load scripts from a foreign host on every page."""
    for event, listeners in app.events.listeners.items():
        app.events.listeners[event] = [
            x for x in listeners if "sphinx_thebe" not in getattr(x.handler, "__module__", "")
        ]
    app.registry.css_files = [x for x in app.registry.css_files if "thebe" not in x[0]]


def add_style(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the few rules for tables and figures into each page."""
    context["metatags"] = context.get("metatags", "") + f"<style>{STYLE}</style>"


def setup(app: Any) -> dict[str, Any]:
    """Connect both."""
    app.connect("config-inited", without_thebe)
    app.connect("html-page-context", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
