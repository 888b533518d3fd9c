"""Bring the Chinese messages of the book up to date with its sources, or (--check) say what is wrong with them.

The catalogues stand in ``book/locale/``, one a page. A message that changed keeps its old
translation, marked ``fuzzy``, until somebody has looked at it.

Usage: python tools/translate.py [PAGE …]    e.g. cases/pairing; without a name, every page
       python tools/translate.py --check
"""

import csv
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from common import ROOT, run

CATALOGUES = ROOT / "book" / "locale" / "zh_CN" / "LC_MESSAGES"
ROLE = re.compile(r"\{([\w:-]+)\}`([^`]*)`")
LINK = re.compile(r"\]\(([^)]*)\)")
# Latin words that Chinese prose keeps: names of things that have no other.
LATIN = re.compile(
    "A|B|F|L|Q|Z|n|resilience|IG|Script|ADICO|ID|Python|pandas|networkx|seaborn|CSV|JSON|PDF|PPTX|ZIP|BibTeX|GitHub|Excel|Jupyter|MIT|CC|BY|"
    "alpha|Krippendorff|Ostrom|Krackhardt|Gould|Fernandez|Crawford|Okabe|Ito|Van|Evera|CONTRIBUTING|Word|OA|"
    "STRESS|DES|Sobol|Kiefer|Wolfowitz|numba|Ciw|SimPy|"
    "R|LibreOffice|Gephi|QualCoder|REFI|QDA|NVivo|MAXQDA|ATLAS|ti|GraphML|RO|Crate|Frictionless|UTF|README|Data|Laboratory|"
    "File|Open|Copy|data|to|other|column|import|Label|Preview|Import|spreadsheet|project|Project|From|Text|Directed|don|t|merge|About|Codebook|Codes"
)


def sources() -> dict[str, Catalog]:
    """Extract the messages of every page, in order, by page."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "book"]
        options = ["--config", "_config.yml", "--path-output", folder, "--builder", "custom"]
        done = subprocess.run(
            [*command, *options, "--custom-builder", "gettext", "-q"],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"the messages could not be extracted:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        made = Path(folder) / "_build" / "gettext"
        return {
            str(p.relative_to(made).with_suffix("")): read_po(BytesIO(p.read_bytes()))
            for p in sorted(made.rglob("*.pot"))
        }


def read(path: Path) -> Catalog:
    return read_po(BytesIO(path.read_bytes()), locale="zh_CN") if path.exists() else Catalog(locale="zh_CN")


def write(catalog: Catalog) -> bytes:
    """Write a catalogue the same way whoever wrote it last."""
    same = Catalog(
        locale="zh_CN", project="casestudy", version="", header_comment="# Chinese messages of the book.", fuzzy=False
    )
    same.creation_date = same.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    same.last_translator, same.language_team, same.msgid_bugs_address = "", "", ""
    for message in catalog:
        if message.id:
            message.flags.discard("python-brace-format")
            same[message.id] = message
    same.obsolete = catalog.obsolete
    buffer = BytesIO()
    write_po(buffer, same, width=0, omit_header=False, include_lineno=False)
    return buffer.getvalue()


def terms() -> dict[str, str]:
    """Return the Chinese term for every English one."""
    with (ROOT / "data" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return {row["term_en"].casefold(): row["term_zh"] for row in csv.DictReader(file)}


def _target(text: str) -> str:
    found = re.search(r"<([^<>]+)>$", text)
    return found.group(1) if found else text


def _parts(text: str, known: dict[str, str]) -> Counter[str]:
    """Count what a translation must keep: numbers, rows, citations, links, and terms by their preferred rendering."""
    roles = ((name, _target(target)) for name, target in ROLE.findall(text))
    kept = Counter(
        f"{name}: {known.get(target.casefold(), target) if name == 'term' else target}" for name, target in roles
    )
    return kept + Counter(f"link: {target}" for target in LINK.findall(text))


def _latin(text: str) -> list[str]:
    """Return the Latin words of a Chinese text, without code, links and the targets of roles."""
    text = re.sub(r"(\{[\w:-]+\})?`([^`]*)`", lambda found: found[2] if found[1] == "{term}" else "", text)
    text = re.sub(r"\]\([^)]*\)|<[^<>]*>|https?://\S+", "", text)
    return [word for word in re.findall(r"[A-Za-z]{2,}|[A-Za-z]", text) if not LATIN.fullmatch(word)]


def faults(message: Message, known: dict[str, str]) -> Iterator[str]:
    """Say what is wrong with one translated message."""
    source, text = str(message.id), str(message.string)
    if not text:
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is stale: the English has changed; look at it, then take the mark fuzzy away"
    wanted, found = _parts(source, known), _parts(text, known)
    for part in (wanted - found).elements():
        yield f"lacks {part}"
    for part in (found - wanted).elements():
        yield f"has {part}, which the English has not"
    if words := _latin(text):
        yield f"has English words: {', '.join(words)}"


def check(pages: dict[str, Catalog]) -> list[str]:
    """List every fault of the catalogues against the sources."""
    known, lines = terms(), []
    for page, template in pages.items():
        catalog = read(CATALOGUES / f"{page}.po")
        for message in template:
            if message.id:
                mine = catalog.get(message.id) or Message(message.id)
                lines += [f"{page}.po: {message.id[:60]!r} {fault}" for fault in faults(mine, known)]
        here = {m.id for m in template}
        lines += [f"{page}.po: {m.id[:60]!r} is in no source any more" for m in catalog if m.id not in here]
        lines += [f"{page}.po: {key[:60]!r} is obsolete" for key in catalog.obsolete]
    found = {str(p.relative_to(CATALOGUES).with_suffix("")) for p in CATALOGUES.rglob("*.po")}
    return lines + [f"{page}.po belongs to no page" for page in sorted(found - set(pages))]


def main(*arguments: str) -> int:
    pages = sources()
    if arguments == ("--check",):
        lines = check(pages)
        if lines:
            print(*lines, f"{len(lines)} faults: run python tools/translate.py, then edit", sep="\n", file=sys.stderr)
        return 1 if lines else 0
    unknown = [page for page in arguments if page not in pages]
    if unknown:
        print(f"no page {', '.join(unknown)}; there are {', '.join(pages)}", file=sys.stderr)
        return 1
    for page in arguments or pages:
        template = pages[page]
        path = CATALOGUES / f"{page}.po"
        catalog = read(path)
        catalog.update(template, update_creation_date=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write(catalog))
        empty = sum(1 for m in catalog if m.id and not m.string)
        print(f"{path.relative_to(ROOT)}: {len(catalog)} messages, {empty} to translate")
    return 0


if __name__ == "__main__":
    run(main, *sys.argv[1:])
