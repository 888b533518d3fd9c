"""Write the codes, and the codings in one's own copy of the article, for programs of qualitative analysis (REFI-QDA).

QualCoder, NVivo, MAXQDA and ATLAS.ti read it: ``.qdc`` holds codes, ``.qdpx`` codes, texts and codings.

**The code system** follows the codebook. A table is a folder, which cannot be applied
to text. In it stand the codes of the first coded column that every row fills: of
ties the relation, of statements the deontic, of claims the kind (of a table
without a coded column of its own, ``basis``). So a row has one code, and a folder is a
typology to take to another article. Every case has all codes, unused ones too. Names begin
with the table (``关系：增权 Ties: Empowerment``): some programs list codes without
folders, and QualCoder loses the codings of a second code of the same name.

**A row** is one coding of its anchor, with a description: the id, the text in both
languages and every filled cell, shown as the comment of the selection. Rows of one
code at the same words are one selection with the descriptions of all, since a program
may keep a code once at a place: QualCoder does.

**What the format cannot hold.** The other coded cells (basis, voice, realm, polarity …),
numbers, dates and keys to other rows are words in the description: to be read and
searched, not to select by; there is no network. An anchor marks a place, as short as can
be: how much text is coded, or which codes overlap, means nothing. The text is that of the
reader's file; where the end of a page stands in the midst of a row's words, it has a selection on each side.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from casestudy import __version__
from casestudy.articles.article import Article, find_anchors
from casestudy.coding.cases import Case
from casestudy.coding.checks import split_keys
from casestudy.coding.codebook import Entry, Variable, codebook
from casestudy.coding.csvtext import FORBIDDEN, cell
from casestudy.coding.messages import say
from casestudy.export.files import MARK

ORIGIN = f"casestudy {__version__}"
# Never to change: it makes the identifiers by which a program knows codes and codings again.
NAMESPACE = uuid5(NAMESPACE_URL, "urn:casestudy:refi-qda")


class _Place(NamedTuple):
    """A code at some words: its first character and the one after its last."""

    code: str
    start: int
    end: int


class _Piece(NamedTuple):
    """A row, and which of the pieces that its words stand in."""

    row: str
    number: int


def qdc(case: Case) -> dict[str, bytes]:
    """Write the codes as a REFI-QDA codebook, with the set of those that a case uses.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`, perhaps with rows taken away.

    Returns
    -------
    dict of bytes
        ``<case>.qdc``.

    Raises
    ------
    ValueError
        The title of the case holds a character that XML forbids.

    Examples
    --------
    >>> from casestudy import load_case
    >>> "关系：增权 Ties: Empowerment" in qdc(load_case("pairing"))["pairing.qdc"].decode()
    True

    """
    root = ET.Element("CodeBook", {"xmlns": "urn:QDA-XML:codebook:1.0", "origin": ORIGIN})
    root.append(_codes())
    used = _add(_add(root, "Sets"), "Set", guid=_guid("set", case.name), name=_title(case))
    for code in dict.fromkeys(_code_of(table, row) for table, row in _rows(case)):
        _add(used, "MemberCode", guid=code)
    return {f"{case.name}.qdc": _document(root)}


def qdpx(case: Case, article: Article) -> dict[str, bytes]:
    r"""Write a case and its article as a REFI-QDA project: every row a coding of its anchor.

    The project holds the text of the article as it stands, since a coding is a position in
    it: the file is for oneself. Positions count Unicode characters from 0, the end exclusive.
    Identifiers are made from the names of case, rows and codes alone, so a row keeps
    its own when others come or go; a selection of several rows has that of the first.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`, perhaps with rows taken away.
    article
        One's own copy, from :func:`~casestudy.articles.article.load_article`.

    Returns
    -------
    dict of bytes
        ``<case>.qdpx``, a zip with ``project.qde`` and, in ``sources``, the text.

    Raises
    ------
    ValueError
        An anchor does not stand exactly once in its section, or a cell holds a character that XML forbids.

    References
    ----------
    Rotterdam Exchange Format Initiative (2019). REFI-QDA Standard, version 1.5.

    Examples
    --------
    >>> from casestudy import load_case
    >>> case = load_case("pairing")
    >>> empty = case.without(i for table in case.tables.values() for i in table["id"])
    >>> files = qdpx(empty, Article(case.folder, {"题": "共建"}, (), text="共 建\n"))
    >>> with zipfile.ZipFile(io.BytesIO(files["pairing.qdpx"])) as project:
    ...     project.read(project.namelist()[1]).decode()
    '共 建\n'

    """
    _check_characters(case)
    guid, user = _guid("source", case.name), _guid("user")
    root = ET.Element("Project", {"xmlns": "urn:QDA-XML:project:1.0", "name": _title(case), "origin": ORIGIN})
    _add(_add(root, "Users"), "User", guid=user, name="casestudy")
    _add(root, "CodeBook").append(_codes())
    source = _add(_add(root, "Sources"), "TextSource", guid=guid, name=_legal(case.name, str(case.folder)))
    source.attrib |= {"plainTextPath": f"internal://{guid}.txt", "creatingUser": user}
    _add(source, "Description").text = "\n".join(say("refi_text", lang) for lang in ("zh", "en"))
    _add_selections(source, case, _placed(case, article))
    return {f"{case.name}.qdpx": _zip({"project.qde": _document(root), f"sources/{guid}.txt": article.text.encode()})}


def _codes() -> ET.Element:
    """Return the code system: a folder a table, in it the codes of its main column."""
    codes = ET.Element("Codes")
    for table in codebook().tables.values():
        column = _main(table.name)
        folder = _add(codes, "Code", guid=_guid("code", table.name), name=_label(table), isCodable="false")
        _add(folder, "Description").text = f"{_defined(table)}\n{_label(column)} ({column.name}):\n{_defined(column)}"
        for code in codebook().codes[column.codes].values():
            name = f"{table.label_zh}：{code.label_zh} {table.label_en}: {code.label_en}"
            guid = _guid("code", table.name, column.name, code.name)
            _add(_add(folder, "Code", guid=guid, name=name, isCodable="true"), "Description").text = _defined(code)
    return codes


def _main(table: str) -> Variable:
    """Return the first coded column of a table that no row leaves empty; every table has one, if only basis."""
    return next(v for v in codebook().variables[table] if v.type == "code" and v.required)


def _code_of(table: str, row: Mapping[str, Any]) -> str:
    return _guid("code", table, _main(table).name, row[_main(table).name])


def _rows(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    for table, frame in case.tables.items():
        for row in frame.to_dict("records"):
            yield table, {str(column): value for column, value in row.items()}


def _placed(case: Case, article: Article) -> dict[_Place, list[_Piece]]:
    """Return the rows of each code at each place, in the order of the tables."""
    found = find_anchors(case, article)
    astray = [p for p in found.itertuples() if p.times != 1 or p.start == p.end]
    if astray:
        p, more = astray[0], f" ({len(astray) - 1} more rows likewise)" if len(astray) > 1 else ""
        raise ValueError(
            f"{case.name}/{p.table}.csv:{p.line} {p.id}: its anchor {p.anchor!r} does not stand exactly once in "
            f"section {p.section} of the text{more}; to see all, run: casestudy verify {case.folder} {article.path}"
        )
    codes = {row["id"]: _code_of(table, row) for table, row in _rows(case)}
    rows: dict[_Place, list[_Piece]] = {}
    for p in found.itertuples():
        for n, (start, end) in enumerate(article.pieces(p.section, p.start, p.end)):
            rows.setdefault(_Place(codes[p.id], start, end), []).append(_Piece(p.id, n))
    return rows


def _add_selections(source: ET.Element, case: Case, placed: Mapping[_Place, Sequence[_Piece]]) -> None:
    user = _guid("user")
    notes = _notes(case)
    for place, pieces in placed.items():
        rows, first = [piece.row for piece in pieces], (case.name, pieces[0].row, str(pieces[0].number))
        selection = _add(source, "PlainTextSelection", guid=_guid("selection", *first), creatingUser=user)
        selection.attrib |= {"startPosition": str(place.start), "endPosition": str(place.end)}
        selection.set("name", "; ".join(notes[row].partition("\n")[0] for row in rows))
        _add(selection, "Description").text = "\n\n".join(notes[row] for row in rows)
        coding = _add(selection, "Coding", guid=_guid("coding", *first), creatingUser=user)
        _add(coding, "CodeRef", targetGUID=place.code)


def _notes(case: Case) -> dict[str, str]:
    """Row id → all that the row says: its id with its text in both languages, then a line a filled cell."""
    texts = {row["id"]: _both(case.text(row["id"], "zh"), case.text(row["id"], "en")) for _, row in _rows(case)}
    notes = {}
    for table, row in _rows(case):
        filled = [v for v in codebook().variables[table] if v.name != "id" and cell(row[v.name])]
        lines = [f"{_label(v)}: {_shown(v, cell(row[v.name]), texts)}" for v in filled]
        notes[row["id"]] = "\n".join([f"{row['id']} {texts[row['id']]}", *lines])
    return notes


def _shown(v: Variable, value: str, texts: Mapping[str, str]) -> str:
    """Write a cell: a code with its labels, keys with the texts of their rows."""
    if v.codes:
        return f"{value} {_label(codebook().codes[v.codes][value])}"
    return "; ".join(f"{key} {texts[key]}" for key in split_keys(value)) if v.type in ("key", "keys") else value


def _check_characters(case: Case) -> None:
    for table, row in _rows(case):  # files are checked where they are loaded, but a case can be made in Python, too
        for column, value in row.items():
            _legal(cell(value), f"{case.name}/{table}.csv:{case.lines[row['id']]} {row['id']} {column}")


def _legal(text: str, place: str) -> str:
    """Return a text unless XML cannot hold it: that a character is lost without a word would be worse than an error."""
    if found := FORBIDDEN.search(text):
        raise ValueError(f"{place}: holds U+{ord(found[0]):04X}, a character that XML forbids; remove it there")
    return text


def _title(case: Case) -> str:
    titles = (str(case.card.get(f"title_{lang}", "")) for lang in ("zh", "en"))
    return _legal(_both(*titles), f"{case.name}/case.toml title")


def _label(entry: Entry) -> str:
    return _both(entry.label_zh, entry.label_en)


def _defined(entry: Entry) -> str:
    return f"{entry.definition_zh}\n{entry.definition_en}"


def _both(zh: str, en: str) -> str:
    """Join what two languages say; a case may have one only."""
    return " ".join(dict.fromkeys(text for text in (zh, en) if text))


def _guid(*path: str) -> str:
    return str(uuid5(NAMESPACE, "/".join(path)))


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, tag, attributes)


def _document(root: ET.Element) -> bytes:
    root.insert(0, ET.Comment(f" {MARK} "))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _zip(files: Mapping[str, bytes]) -> bytes:
    """Pack files so that the same content gives the same bytes on any day and system."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()
