"""Codes and codings in REFI-QDA, read back with lxml and checked by the official schemas where they are at hand."""

import csv
import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROWS, STATED, TEXT, write_case
from lxml import etree

from casestudy import list_cases, load_case
from casestudy.articles.article import ArticleError, load_article
from casestudy.coding.cases import Case, _load
from casestudy.coding.codebook import data_folder
from casestudy.coding.text import normalise
from casestudy.export.refi import qdc, qdpx

SHARED = Path(__file__).resolve().parents[2] / "shared"
CODEBOOK = "{urn:QDA-XML:codebook:1.0}"
PROJECT = "{urn:QDA-XML:project:1.0}"


class Selection(NamedTuple):
    """A row as another program reads it from a project; ``note`` is its part of the comment."""

    row: str
    guid: str
    coding: str
    code: str
    words: str
    note: str
    start: int
    end: int


class Project:
    """A project, read without the package."""

    def __init__(self, packed: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            self.entries = archive.infolist()
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.root = read(self.files["project.qde"])
        self.source = self.root.find(f"{PROJECT}Sources/{PROJECT}TextSource")
        self.text = self.files[f"sources/{self.source.get('plainTextPath').removeprefix('internal://')}"].decode()
        self.codes = {code.get("guid"): code for code in self.root.iter(f"{PROJECT}Code")}

    @property
    def selections(self) -> list[Selection]:
        found = self.source.findall(f"{PROJECT}PlainTextSelection")
        return [row for selection in found for row in self._rows(selection)]

    def _rows(self, s: etree._Element) -> list[Selection]:
        (coding,) = s.findall(f"{PROJECT}Coding")
        start, end = int(s.get("startPosition")), int(s.get("endPosition"))
        code = coding.find(f"{PROJECT}CodeRef").get("targetGUID")
        return [
            Selection(note.split()[0], s.get("guid"), coding.get("guid"), code, self.text[start:end], note, start, end)
            for note in s.findtext(f"{PROJECT}Description").split("\n\n")
        ]

    @property
    def codings(self) -> list[tuple[str, str, str, str]]:
        """Code, span and coder of each coding: what QualCoder keeps once."""
        return [
            (
                coding.find(f"{PROJECT}CodeRef").get("targetGUID"),
                s.get("startPosition"),
                s.get("endPosition"),
                coding.get("creatingUser"),
            )
            for s in self.source.findall(f"{PROJECT}PlainTextSelection")
            for coding in s.findall(f"{PROJECT}Coding")
        ]

    def named(self, row: str) -> Selection:
        return next(s for s in self.selections if s.row == row)


def read(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def schema(name: str) -> etree.XMLSchema:
    path = SHARED / "refi" / name
    if not path.is_file():
        pytest.skip(f"the official schema {name} is not in {path.parent}: what is written is not checked by it here")
    return etree.XMLSchema(etree.parse(path))


def project(folder: Path, article: Path) -> Project:
    case = load_case(folder)
    return Project(qdpx(case, load_article(article, case.card))[f"{case.name}.qdpx"])


def changed(folder: Path, **tables: list[dict[str, str]]) -> Path:
    """Write the small case again, with rows added."""
    return write_case(folder, {**ROWS, **{name: ROWS.get(name, []) + rows for name, rows in tables.items()}})


def real(name: str) -> tuple[Case, Path]:
    case = load_case(name)
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        try:
            load_article(path, case.card)
        except ArticleError:
            continue
        return case, path
    pytest.skip(f"no copy of the article of {name} in {SHARED / 'seeds'}: its codings are not checked here")


def anchors(case: Case) -> dict[str, tuple[str, str]]:
    """Row id → how its selection begins and ends, normalised; both are its anchor, unless it runs until another."""
    return {
        row["id"]: (normalise(row["anchor"]), normalise(row.get("until") or row["anchor"]))
        for frame in case.tables.values()
        for row in frame.to_dict("records")
    }


def words_of(project: Project) -> dict[str, str]:
    """Row id → the words that it selects, one selection after another."""
    found: dict[str, str] = {}
    for s in project.selections:
        found[s.row] = found.get(s.row, "") + s.words
    return found


def spread(project: Project, case: Case) -> list[str]:
    """Return the rows whose selections, folded, are not their anchor."""
    wrong, expected = [], anchors(case)
    for row, words in words_of(project).items():
        text, (first, last) = normalise(words), expected[row]
        if not (text == first if first == last else text.startswith(first) and text.endswith(last)):
            wrong.append(row)
    return wrong


@pytest.mark.parametrize("name", ["mini", "pairing", "group_council"])
def test_a_codebook_obeys_the_official_schema(name, mini):
    case = load_case(mini if name == "mini" else name)
    schema("Codebook.xsd").assertValid(read(qdc(case)[f"{name}.qdc"]))


def test_a_project_obeys_the_official_schema(mini, article):
    schema("Project.xsd").assertValid(project(mini, article).root)


def test_a_case_without_rows_obeys_both_schemas(tmp_path, article):
    folder = write_case(tmp_path / "bare", {})
    schema("Codebook.xsd").assertValid(read(qdc(load_case(folder))["bare.qdc"]))
    schema("Project.xsd").assertValid(project(folder, article).root)


def test_a_project_reads_back_every_row_once_at_its_anchor(mini, article):
    found = project(mini, article)
    rows = [row["id"] for table in ROWS.values() for row in table]
    assert sorted(s.row for s in found.selections) == sorted(rows)
    assert spread(found, load_case(mini)) == []


@pytest.mark.parametrize("kept", [lambda raw: raw, lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n")])
def test_the_text_is_that_of_the_readers_file_with_lf_line_ends(mini, article, kept):
    article.write_bytes(kept(article.read_bytes()))
    found = project(mini, article)
    (name,) = set(found.files) - {"project.qde"}
    assert found.files[name] == TEXT.encode("utf-8")
    assert spread(found, load_case(mini)) == []


def test_positions_count_characters_also_behind_one_that_utf_16_needs_two_for(mini, article):
    article.write_text(article.read_text("utf-8").replace("短文：", "短文：𠮷"), "utf-8")
    found = project(mini, article)
    # 合成短文：𠮷甲站与乙站⏎⏎ 13, 一、背景⏎ 5: the first sentence begins at 18; 甲站有 12 名 has 8 characters.
    assert (found.named("actor_001").start, found.named("actor_001").end) == (18, 26)
    assert found.named("actor_001").words == "甲站有 12 名"
    assert spread(found, load_case(mini)) == []


def test_words_with_the_foot_of_a_page_in_their_midst_are_selected_on_both_sides_of_it(tmp_path, article):
    over = {
        **ROWS["factors"][0],
        "id": "factor_002",
        "name_en": "x",
        "name_zh": "某",
        "section": "一",
        "anchor": "乙站把意见",
    }
    found = project(changed(tmp_path / "more", factors=[over]), article)
    assert [s.words for s in found.selections if s.row == "factor_002"] == ["乙站", "把意见"]
    assert spread(found, load_case(tmp_path / "more")) == []


def test_an_anchor_across_two_sentences_and_a_passage_until_another_anchor_are_selected_whole(tmp_path, article):
    across = {
        **ROWS["factors"][0],
        "id": "factor_002",
        "name_en": "reply",
        "name_zh": "回应",
        "section": "一",
        "anchor": "甲站!两站",
    }
    aside = {
        "id": "aside_001",
        "reason": "repetition",
        "until": "互相领导",
        "section": "一",
        "anchor": "乙站约有",
        **STATED,
    }
    found = project(changed(tmp_path / "more", factors=[across], set_aside=[aside]), article)
    assert found.named("factor_002").words == "甲站！两站"
    assert [s.words for s in found.selections if s.row == "aside_001"] == [
        "乙站约有 30\n名居民代表。甲站向乙站送去图书^[1]，乙站",
        "把意见告诉甲站！两站并不互相领导",
    ]


def test_an_english_article_keeps_its_spaces_and_every_row_its_words(english):
    folder, text = english
    made = project(folder, text)
    assert made.text == text.read_text("utf-8")
    assert made.named("tie_001").words == "A sends books to Station B"
    assert made.named("actor_002").words == "B about 30"
    assert {s.row: normalise(s.words, spaced=True) for s in made.selections} == {
        row["id"]: row["anchor"] for frame in load_case(folder).tables.values() for row in frame.to_dict("records")
    }


def test_no_filled_cell_of_a_row_is_lost(mini, article):
    notes = {s.row: s.note for s in project(mini, article).selections}
    lost = []
    for path in mini.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                cells = [part for cell in row.values() for part in cell.split(";") if part]
                lost += [(row["id"], cell) for cell in cells if cell not in notes[row["id"]]]
    assert lost == []


def test_a_description_gives_codes_and_keys_in_both_languages(mini, article):
    lines = project(mini, article).named("tie_001").note.split("\n")
    assert lines[0] == "tie_001 图书 books"
    assert "关系类型 Relation: empowerment 增权 Empowerment" in lines
    assert "来源 Source: actor_001 甲站 Station A" in lines
    assert "依据 Basis: stated 明述 Stated" in lines


def test_a_code_bears_both_languages_and_its_definition(mini, article):
    found = project(mini, article)
    code = found.codes[found.named("tie_003").code]
    assert code.get("name") == "关系：领导 Ties: Authority"
    assert code.getparent().get("name") == "关系 Ties"
    with (data_folder() / "codebook" / "codes.csv").open(encoding="utf-8", newline="") as file:
        (row,) = [r for r in csv.DictReader(file) if (r["list"], r["code"]) == ("relation", "authority")]
    assert code.findtext(f"{PROJECT}Description").split("\n") == [row["definition_zh"], row["definition_en"]]


def test_folders_are_tables_and_hold_the_codes_of_the_first_coded_column_that_is_never_empty(mini):
    """Read from the CSV files of the codebook; the columns of a table come before the common ones."""
    columns, lists = {}, {}
    with (data_folder() / "codebook" / "variables.csv").open(encoding="utf-8", newline="") as file:
        for v in csv.DictReader(file):
            if v["type"] == "code" and v["required"] == "yes":
                columns.setdefault(v["table"], v["codes"])
    with (data_folder() / "codebook" / "codes.csv").open(encoding="utf-8", newline="") as file:
        for c in csv.DictReader(file):
            lists.setdefault(c["list"], []).append(f"：{c['label_zh']} ")
    with (data_folder() / "codebook" / "tables.csv").open(encoding="utf-8", newline="") as file:
        tables = [t for t in csv.DictReader(file) if t["scope"] == "case"]
    folders = list(read(qdc(load_case(mini))["mini.qdc"]).find(f"{CODEBOOK}Codes"))
    assert [f.get("name") for f in folders] == [f"{t['label_zh']} {t['label_en']}" for t in tables]
    for folder, table in zip(folders, tables, strict=True):
        names = [code.get("name") for code in folder.findall(f"{CODEBOOK}Code")]
        expected = lists[columns.get(table["table"], "basis")]
        assert len(names) == len(expected)
        assert all(part in name for part, name in zip(expected, names, strict=True))


def test_only_codes_below_a_folder_can_be_applied_to_text(mini):
    for code in read(qdc(load_case(mini))["mini.qdc"]).iter(f"{CODEBOOK}Code"):
        assert code.get("isCodable") == ("false" if code.getparent().tag == f"{CODEBOOK}Codes" else "true")


def test_no_two_codes_or_folders_have_the_same_name(mini):
    names = Counter(code.get("name") for code in read(qdc(load_case(mini))["mini.qdc"]).iter(f"{CODEBOOK}Code"))
    assert [name for name, n in names.items() if n > 1] == []


def test_the_set_of_a_codebook_holds_the_codes_that_the_case_uses(mini):
    book = read(qdc(load_case(mini))["mini.qdc"])
    names = {code.get("guid"): code.get("name").rpartition(": ")[2] for code in book.iter(f"{CODEBOOK}Code")}
    (used,) = book.iter(f"{CODEBOOK}Set")
    assert used.get("name") == "两站 Two stations"
    assert sorted(names[m.get("guid")] for m in used) == [
        "Authority", "Conclusion", "Direct", "Empowerment", "Persons", "Process", "Volunteers",
    ]  # fmt: skip


def test_identifiers_are_unique_and_point_to_what_is_there(mini, article):
    found = project(mini, article)
    guids = [element.get("guid") for element in found.root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    codable = {guid for guid, code in found.codes.items() if code.get("isCodable") == "true"}
    assert {ref.get("targetGUID") for ref in found.root.iter(f"{PROJECT}CodeRef")} <= codable
    users = {user.get("guid") for user in found.root.iter(f"{PROJECT}User")}
    assert {element.get("creatingUser") for element in found.root.iter() if element.get("creatingUser")} == users
    assert sorted(found.files) == sorted(["project.qde", f"sources/{found.source.get('guid')}.txt"])


def test_identifiers_stay_when_a_row_is_added_before_them_and_the_text_gets_longer(mini, article):
    def identity(found: Project) -> dict[str, tuple[str, ...]]:
        return {s.row: (s.guid, s.coding, s.code, found.source.get("guid")) for s in found.selections}

    before = identity(project(mini, article))
    new = {
        **ROWS["actors"][0],
        "id": "actor_000",
        "name_en": "Title",
        "name_zh": "标题",
        "section": "题",
        "anchor": "与乙站",
    }
    write_case(mini, {**ROWS, "actors": [new, *ROWS["actors"]]})
    article.write_text(article.read_text("utf-8").replace("居民代表。", "居民代表。另有一句。"), "utf-8")
    after = identity(project(mini, article))
    assert set(after) - set(before) == {"actor_000"}
    assert {row: after[row] for row in before} == before


def test_two_cases_share_codes_but_no_selection(mini, tmp_path, article):
    one, two = project(mini, article), project(write_case(tmp_path / "twin", ROWS), article)
    assert set(one.codes) == set(two.codes)
    assert {s.guid for s in one.selections}.isdisjoint(s.guid for s in two.selections)


def test_codebook_and_project_know_the_codes_by_the_same_identifiers(mini, article):
    book = read(qdc(load_case(mini))["mini.qdc"])
    assert {code.get("guid") for code in book.iter(f"{CODEBOOK}Code")} == set(project(mini, article).codes)


def test_the_same_case_gives_the_same_bytes_and_a_zip_that_knows_no_day_and_no_system(mini, article):
    def written() -> tuple[bytes, bytes]:
        _load.cache_clear()
        case = load_case(mini)
        text = load_article(article, case.card)
        return qdpx(case, text)["mini.qdpx"], qdc(case)["mini.qdc"]

    assert written() == written()
    entries = Project(written()[0]).entries
    assert entries[0].filename == "project.qde"
    assert {(e.date_time, e.create_system, e.external_attr >> 16, e.compress_type) for e in entries} == {
        ((1980, 1, 1, 0, 0, 0), 3, 0o644, zipfile.ZIP_DEFLATED)
    }


def test_rows_of_one_code_at_the_same_words_are_one_coding_with_the_descriptions_of_all(tmp_path, article):
    twin = {**ROWS["claims"][0], "id": "claim_002", "text_en": "Both learn.", "text_zh": "双方学习。"}
    found = project(changed(tmp_path / "more", claims=[twin]), article)
    first, second = found.named("claim_001"), found.named("claim_002")
    assert first.guid == second.guid
    assert "Both gain." in first.note
    assert "Both learn." in second.note
    assert len(found.codings) == len(set(found.codings)) == len(found.selections) - 1


@pytest.mark.parametrize("anchor", ["丙站送去", "乙站"], ids=["absent", "three times"])
def test_an_anchor_that_does_not_stand_once_is_one_error_with_row_and_remedy(anchor, mini, article):
    path = mini / "actors.csv"
    path.write_text(path.read_text("utf-8").replace("乙站约有", anchor), "utf-8")
    with pytest.raises(ValueError, match=rf"mini/actors.csv:3 actor_002: its anchor '{anchor}' .* section 一") as fault:
        project(mini, article)
    assert f"run: casestudy verify {mini} {article}" in str(fault.value)


def test_a_character_that_xml_forbids_is_an_error_with_row_and_column(mini, article):
    """Files with one are not even loaded; a case can be made or changed in Python, too."""
    case = load_case(mini)
    ties = case["ties"].assign(flow_en=["books", "vi\x01ews", "leadership"])
    odd = replace(case, tables={**case.tables, "ties": ties})
    with pytest.raises(ValueError, match=r"mini/ties.csv:3 tie_002 flow_en: holds U\+0001, .* remove it"):
        qdpx(odd, load_article(article, case.card))


def test_a_forbidden_character_in_the_title_is_an_error_too(mini):
    path = mini / "case.toml"
    path.write_text(path.read_text("utf-8").replace("Two stations", r"Two\u0007stations"), "utf-8")
    with pytest.raises(ValueError, match=r"mini/case.toml title: holds U\+0007"):
        qdc(load_case(mini))


def test_marks_of_xml_come_back_as_they_were(mini, article):
    odd = "books <&> \"old\" & 'new' and ]]> more"
    cell = '"' + odd.replace('"', '""') + '"'
    path = mini / "ties.csv"
    path.write_text(path.read_text("utf-8").replace("books", cell), "utf-8")
    found = project(mini, article)
    names = [s.get("name") for s in found.source.iter(f"{PROJECT}PlainTextSelection")]
    assert f"tie_001 图书 {odd}" in names
    assert f"流动内容（英文） What flows (English): {odd}" in found.named("tie_001").note.split("\n")


def test_a_case_in_one_language_has_no_holes(mini, article):
    path = mini / "case.toml"
    text = path.read_text("utf-8").replace('title_zh = "两站"\n', "").replace('["en", "zh"]', '["en"]')
    path.write_text(text, "utf-8")
    assert project(mini, article).root.get("name") == "Two stations"


@pytest.fixture(scope="module", params=list_cases())
def shipped(request, tmp_path_factory):
    """A shipped case and its project, from the real article, written to a file and read from there."""
    case, path = real(request.param)
    target = tmp_path_factory.mktemp("refi") / f"{case.name}.qdpx"
    target.write_bytes(qdpx(case, load_article(path, case.card))[target.name])
    return case, Project(target.read_bytes())


def test_every_row_of_a_shipped_case_is_selected_at_its_anchor_in_the_real_article(shipped):
    case, found = shipped
    assert sorted(words_of(found)) == sorted(anchors(case))
    assert spread(found, case) == []


def test_no_coding_of_a_shipped_case_is_dropped_by_a_program_that_keeps_a_code_once_at_a_place(shipped):
    case, found = shipped
    assert len(found.codings) == len(set(found.codings)) < len(found.selections)
    assert len({s.row for s in found.selections}) == sum(map(len, case.tables.values()))


def test_the_project_of_a_shipped_case_obeys_the_official_schema(shipped):
    schema("Project.xsd").assertValid(shipped[1].root)
