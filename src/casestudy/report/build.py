"""Render a report: have Jupyter Book make a site of the chapters of a case, one edition a language."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import yaml

from casestudy.coding.cases import Case
from casestudy.coding.codebook import TAGS, Lang
from casestudy.coding.messages import say
from casestudy.report.pages import ReportError, notebooks, shown

NOT_PAGES = (".buildinfo", "objects.inv")
SPHINX = {"en": "en", "zh": "zh_CN"}


def report(case: Case, tell: Callable[[str], None] = print) -> dict[str, bytes]:
    """Make a small illustrated book of a case, in the languages of its card.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`.
    tell
        What is told how far it has come.

    Returns
    -------
    dict
        The files of the site by name, ``index.html`` among them, and the notebooks under
        ``<language>/notebooks``.

    Raises
    ------
    ReportError
        Jupyter Book could not make it, or a cell failed.

    """
    langs: list[Lang] = list(case.card["languages"])
    with tempfile.TemporaryDirectory() as space:
        folders = {lang: Path(space) / lang for lang in langs}
        for lang, folder in folders.items():
            _lay_out(case, lang, folder, tell)
        tell("building …")
        running = {lang: _jupyter_book(folder) for lang, folder in folders.items()}
        for lang, process in running.items():
            _, said = process.communicate()
            if process.returncode:
                raise ReportError(f"{case.name}: Jupyter Book could not build the {lang} edition:\n{said}")
        files = {f"{lang}/{name}": text for lang, folder in folders.items() for name, text in _site(folder).items()}
    return files | {"index.html": _front(case, langs)}


def _lay_out(case: Case, lang: Lang, folder: Path, tell: Callable[[str], None]) -> None:
    book = folder / "book"
    book.mkdir(parents=True)
    names = [chapter["name"] for chapter in shown(case)]
    for number, (name, content) in enumerate(notebooks(case, lang), start=1):
        (book / name).write_bytes(content)
        tell(f"[{number}/{len(names)}] {lang} {name}")
    toc = {"format": "jb-book", "root": names[0], "chapters": [{"file": name} for name in names[1:]]}
    (book / "_toc.yml").write_text(yaml.safe_dump(toc, allow_unicode=True), encoding="utf-8")
    config = yaml.safe_dump(_configuration(case, lang), allow_unicode=True)
    (folder / "_config.yml").write_text(config, encoding="utf-8")


def _configuration(case: Case, lang: Lang) -> dict[str, object]:
    return {
        "title": case.title(lang),
        "author": case.card.get("coded_by", ""),
        "copyright": "",
        "only_build_toc_files": True,
        "execute": {"execute_notebooks": "off"},
        "html": {"use_issues_button": False, "use_repository_button": False},
        "sphinx": {
            "recursive_update": True,
            "extra_extensions": ["casestudy.report.plain"],
            "config": {
                "language": SPHINX[lang],
                "html_show_sourcelink": False,
                "html_copy_source": False,
                "html_context": {"default_mode": "auto"},
                "nb_code_prompt_show": say("code_show", lang),
                "nb_code_prompt_hide": say("code_hide", lang),
                "nb_merge_streams": True,
                "html_theme_options": {"use_download_button": False, "navbar_persistent": []},
            },
        },
    }


def _jupyter_book(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(folder / "book")]
    command += ["--config", str(folder / "_config.yml"), "--path-output", str(folder), "-q"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")


def _site(folder: Path) -> dict[str, bytes]:
    """Return the pages of an edition and the notebooks that they are made of."""
    html, book = folder / "_build" / "html", folder / "book"
    kept = [
        path for path in sorted(html.rglob("*")) if path.is_file() and path.name not in (".buildinfo", "objects.inv")
    ]
    pages = {path.relative_to(html).as_posix(): path.read_bytes() for path in kept}
    return pages | {f"notebooks/{path.name}": path.read_bytes() for path in sorted(book.glob("*.ipynb"))}


def _front(case: Case, langs: list[Lang]) -> bytes:
    """Return the page that leads to the editions; to the only one, at once."""
    names = {"en": "English", "zh": "中文"}
    links = "".join(f'<li><a lang="{TAGS[x]}" href="{x}/index.html">{names[x]}</a></li>' for x in langs)
    at_once = f'<meta http-equiv="refresh" content="0; url={langs[0]}/index.html">' if len(langs) == 1 else ""
    title = escape(" · ".join(dict.fromkeys(case.title(lang) for lang in langs)))
    return (
        f'<!doctype html><html lang="{TAGS[langs[0]]}"><head><meta charset="utf-8">{at_once}'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>'
        f'<body style="font: 1.2rem/1.6 sans-serif; margin: 3rem"><h1>{title}</h1><ul>{links}</ul></body></html>\n'
    ).encode()
