"""Build the book: two editions of one set of notebooks, at _build/html/en and _build/html/zh.

Neither Jupyter's cache nor Sphinx sees a change in ``src/`` or ``data/``, and
neither keys on the language; a page could keep an old number, or a Chinese
page an English figure. So a chapter is executed once for every language and
hash of what it is made of, into ``_build/chapters/<language>/<hash>/``, and an
edition is built in ``_build/<language>/<hash of what its pages are made of>/``:
a change makes a new folder. There

1. the sources of ``book/`` are laid out, chapters with their outputs;
2. a page is added for every table of rows and every network;
3. Jupyter Book builds the edition, with warnings as errors;

and at the end ``tools/assemble.py`` puts the two editions under one roof.

Usage: python tools/book.py [LANGUAGE …]      (both, unless one is named)
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml
from assemble import assemble, stamp
from common import BUILD, ROOT, run
from notebooks import execute
from translate import CATALOGUES, read

from casestudy import list_cases, load_case, network_kinds
from casestudy.coding.codebook import LANGS, Lang, codebook
from casestudy.coding.comparisons import list_comparisons
from casestudy.coding.messages import say
from casestudy.findings import load, shipped

# What the outputs of chapters are made of besides the chapters themselves …
CHAPTER_INPUTS = ("src", "data", "requirements.lock", "tools/notebooks.py")
# … and what pages are made of besides their own source, which Sphinx does watch.
PAGE_INPUTS = (*CHAPTER_INPUTS, "book/_ext", "book/references.bib", "_config.yml", "tools/book.py")
LANGUAGE = {"en": "en", "zh": "zh_CN"}


def files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, without what is made from others."""
    found = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    yield from (f for f in found if f.is_file() and f.suffix not in (".pyc", ".mo") and ".egg-info" not in str(f))


def fingerprint(inputs: Iterable[str] = PAGE_INPUTS, root: Path = ROOT) -> str:
    """Hash everything that pages, or the outputs of chapters, are made of besides their own source."""
    digest = hashlib.sha256(sys.version.encode())
    for name in inputs:
        for file in files(root / name):
            digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def write(path: Path, content: bytes) -> None:
    """Write a file unless it is as it should be, so that Sphinx reads again only what changed."""
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class Made(NamedTuple):
    """A page that is made: the page that introduces it, its name, its title in the contents, its Markdown."""

    introduction: str
    name: str
    title: str
    text: str


def made_pages(lang: Lang) -> Iterator[Made]:
    """Yield a page for every table of rows, every network, the numbers of every case."""
    for name in shipped():
        title = say("comparison_title", lang) if name in list_comparisons() else load(name).title(lang)
        heading = say("numbers_title", lang, case=title)
        text = f"# {heading}\n\n```{{numbers}} {name}\n```\n"
        yield Made("reference/numbers", f"reference/numbers-{name}", title, text)
        for table in load(name).tables:
            page, entry = f"reference/rows-{name}-{table}", codebook().table(table)
            heading = say("rows_title", lang, table=entry.label(lang), case=title)
            body = f"{entry.definition(lang)}\n\n```{{rows}} {name} {table}\n```\n"
            text = f"(rows-{name}-{table})=\n# {heading}\n\n{body}"
            yield Made(f"reference/rows-{name}", page, entry.label(lang), text)
    for name in list_cases():
        case = load_case(name)
        for kind in network_kinds(case):
            entry = codebook().codes["network_kind"][kind]
            heading = say("network_title", lang, case=case.title(lang), kind=entry.label(lang))
            yield Made(
                f"networks/{name}",
                f"networks/{name}-{kind}",
                entry.label(lang),
                f"# {heading}\n\n{entry.definition(lang)}\n\n```{{network-view}} {name} {kind}\n```\n",
            )


def contents(pages: Iterable[Made], lang: Lang) -> bytes:
    """Return the table of contents with the made pages below the page that introduces them.

    Its captions are translated here, since no builder of Sphinx does it.
    """
    toc = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text("utf-8"))
    messages = read(CATALOGUES / "index.po")
    below: dict[str, list[dict[str, str]]] = {}
    for page in pages:
        below.setdefault(page.introduction, []).append({"file": page.name, "title": page.title})
    for part in toc["parts"]:
        if lang == "zh" and (message := messages.get(part["caption"])):
            part["caption"] = str(message.string) or part["caption"]
        for chapter in part["chapters"]:
            if chapter["file"] in below:
                chapter["sections"] = below[chapter["file"]]
    return yaml.safe_dump(toc, allow_unicode=True, sort_keys=False).encode()


def configuration(lang: Lang) -> bytes:
    """Return the configuration of an edition."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    config["sphinx"]["config"]["language"] = LANGUAGE[lang]
    config["sphinx"]["config"]["html_context"]["build"] = stamp()
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False).encode()


def lay_out(folder: Path, lang: Lang, chapters: Path) -> None:
    """Lay out the sources of an edition, its chapters from the folder that holds them executed."""
    source, wanted = ROOT / "book", set()
    made = list(made_pages(lang))
    for page in made:
        write(folder / "book" / f"{page.name}.md", page.text.encode())
        wanted.add(folder / "book" / f"{page.name}.md")
    for file in files(source):
        name = file.relative_to(source)
        wanted.add(folder / "book" / name)
        if file.suffix == ".ipynb":
            content = with_outputs(file, chapters / name)
        else:
            content = contents(made, lang) if file.name == "_toc.yml" else file.read_bytes()
        write(folder / "book" / name, content)
    for file in files(folder / "book"):
        if file not in wanted:
            file.unlink()
            page = folder / "_build" / "html" / file.relative_to(folder / "book").with_suffix(".html")
            page.unlink(missing_ok=True)
    write(folder / "_config.yml", configuration(lang))


def with_outputs(source: Path, executed: Path) -> bytes:
    """Return a chapter with the outputs of its executed copy, whose prose may be older."""
    chapter = nbformat.read(source, as_version=4)
    for cell, done in zip(code_cells(chapter), code_cells(nbformat.read(executed, as_version=4)), strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count
    return nbformat.writes(chapter).encode()


def code_cells(chapter: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in chapter.cells if cell.cell_type == "code"]


def stale(chapters: Path) -> list[Path]:
    """Return the chapters of the book whose code a folder does not hold executed, by their names in it."""
    names = [file.relative_to(ROOT / "book") for file in files(ROOT / "book") if file.suffix == ".ipynb"]
    return [name for name in names if code(chapters / name) != code(ROOT / "book" / name)]


def code(path: Path) -> list[str] | None:
    """Return the code of a chapter, cell by cell, or nothing if there is no such chapter."""
    return [cell.source for cell in code_cells(nbformat.read(path, as_version=4))] if path.exists() else None


def take_proved(chapters: Path) -> None:
    """Take the stored outputs of chapters that have not changed since every cell was compared with what is stored."""
    proved = BUILD / "proved" / fingerprint(CHAPTER_INPUTS)
    if proved.exists():
        for name in stale(chapters):
            chapter = ROOT / "book" / name
            if chapter.stat().st_mtime <= proved.stat().st_mtime:
                write(chapters / name, chapter.read_bytes())


def run_chapter(name: Path, chapters: Path, lang: Lang) -> float:
    """Execute a chapter in a language into the folder of executed ones."""
    start = time.perf_counter()
    notebook = execute(ROOT / "book" / name, lang)
    write(chapters / name, nbformat.writes(notebook).encode())
    return time.perf_counter() - start


def run_chapters(jobs: list[tuple[Path, Path, Lang]]) -> None:
    """Execute chapters side by side, saying how far it has come."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        waiting = {pool.submit(run_chapter, *job): job for job in jobs}
        for done, future in enumerate(as_completed(waiting), 1):
            name, _, lang = waiting[future]
            print(f"[{done}/{len(jobs)}] {lang} {name}: {future.result():.1f} s", flush=True)


def sphinx(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start Jupyter Book on the laid-out sources of an edition."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build"]
    command += [str((folder / "book").relative_to(ROOT)), "--config", str((folder / "_config.yml").relative_to(ROOT))]
    command += ["--path-output", str(folder.relative_to(ROOT)), "-W", "-n", "--keep-going", "-q", *options]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "0"})


def together(start: Callable[[Path], "subprocess.Popen[bytes]"], folders: Iterable[Path]) -> bool:
    """Run a build of every edition at the same time; return whether all went well."""
    running = [start(folder) for folder in folders]
    return not any([process.wait() for process in running])


def only(parent: Path, name: str) -> Path:
    """Return a folder below a parent, and remove its older sisters."""
    for old in parent.glob("*"):
        if old.name != name:
            shutil.rmtree(old)
    return parent / name


def prepare(langs: Iterable[Lang]) -> dict[Lang, Path]:
    """Execute the chapters of the editions and lay these out; return their folders."""
    chapters = {lang: only(BUILD / "chapters" / lang, fingerprint(CHAPTER_INPUTS)) for lang in langs}
    if "en" in chapters:
        take_proved(chapters["en"])
    run_chapters([(name, folder, lang) for lang, folder in chapters.items() for name in stale(folder)])
    folders: dict[Lang, Path] = {lang: only(BUILD / lang, fingerprint()) for lang in chapters}
    for lang, folder in folders.items():
        lay_out(folder, lang, chapters[lang])
    return folders


def main(*names: str) -> int:
    unknown = [name for name in names if name not in LANGS]
    if unknown:
        print(f"no edition {', '.join(unknown)}: there are {', '.join(LANGS)}", file=sys.stderr)
        return 1
    folders = prepare([lang for lang in LANGS if lang in names or not names])
    print("Building the editions …", flush=True)
    if not together(sphinx, folders.values()):
        print("The book was not built: the messages above say where.", file=sys.stderr)
        return 1
    site = assemble(folders)
    print(f"The book is at {(site / 'index.html').relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    run(main, *sys.argv[1:])
