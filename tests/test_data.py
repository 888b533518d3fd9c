"""The shipped data: clean, traced to the articles where they are at hand, described, and free of names."""

import csv
import re
import tomllib
from pathlib import Path

import frictionless
import pytest

from casestudy import list_cases, load_case
from casestudy.articles.agreement import load_audit, load_coverage
from casestudy.articles.article import ArticleError, coverage, find_anchors, load_article
from casestudy.coding.codebook import codebook, data_folder
from casestudy.export.datapackage import datapackage_text
from casestudy.networks import KINDS

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
CASES = list_cases()


def article(name):
    case = load_case(name)
    for path in sorted(SEEDS.glob("*.txt")):
        try:
            return case, load_article(path, case.card)
        except ArticleError:
            continue
    pytest.skip(f"no copy of the article of {name} in {SEEDS.name}: put your own there to verify the anchors")


def test_both_cases_ship():
    assert CASES == ["group_council", "pairing"]


@pytest.mark.parametrize("name", CASES)
def test_every_anchor_stands_exactly_once_in_its_section(name):
    case, text = article(name)
    places = find_anchors(case, text)
    assert places.loc[places["times"] != 1, "id"].tolist() == []


@pytest.mark.parametrize("name", CASES)
def test_the_edition_is_the_one_that_was_coded(name):
    case, text = article(name)
    assert text.sha256 == case.card["article"]["sha256"]


@pytest.mark.parametrize("name", CASES)
def test_no_sentence_is_left_over(name):
    case, text = article(name)
    covered = coverage(case, text)
    assert covered.loc[covered["state"] == "open", ["section", "number"]].values.tolist() == []


def test_the_stored_coverage_adds_up():
    frame = load_coverage()
    assert (frame["sentences"] == frame[["coded", "literature", "set_aside", "open"]].sum(axis=1)).all()
    for name, part in frame.groupby("case"):
        whole = part.loc[part["section"] == "all", "sentences"].item()
        assert whole == part.loc[part["section"] != "all", "sentences"].sum(), name


@pytest.mark.parametrize("name", CASES)
def test_no_text_repeats_a_long_run_of_the_article(name):
    case, text = article(name)
    whole = "".join(text.sections.values())
    titles = {"events", "literature", "expressions", "actors"}  # titles of documents and names stand as printed
    long = []
    for table, frame in case.tables.items():
        if table not in titles:
            for column in [c for c in frame if c.endswith("_zh")]:
                for row, cell in zip(frame["id"], frame[column], strict=True):
                    runs = (cell[i : i + 20] for i in range(len(cell) - 19))
                    long += [(row, column) for run in runs if run in whole]
    assert long == []


# Of the interview passages only codes may tell who spoke; the article prints surnames before 某 or 叔.
def test_no_surname_of_an_interviewee_is_in_the_data():
    articles = [article(name) for name in CASES]
    named = {
        surname
        for _, text in articles
        for surname in re.findall(r"[\u4e00-\u9fff](?:某(?=表示)|叔(?=讲))", "".join(text.sections.values()))
    }
    assert named
    for path in (path for case, _ in articles for path in case.folder.iterdir()):
        assert not [surname for surname in named if surname in path.read_text("utf-8")], path.name


def test_kinds_of_resident_that_reporting_duties_name_are_no_actors():
    names = " ".join(" ".join(load_case(name)["actors"]["name_zh"]) for name in CASES)
    for kind in ("孕妇", "外来人员", "租户", "特殊人员", "重点帮扶"):
        assert kind not in names


def test_every_definition_and_label_of_the_codebook_is_in_both_languages():
    for name in ("tables", "variables", "codes"):
        with (data_folder() / "codebook" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for field in ("label_en", "label_zh", "definition_en", "definition_zh"):
                    assert row[field].strip(), (name, row)


def test_every_code_is_used_or_at_least_usable():
    lists = {v.codes for variables in codebook().variables.values() for v in variables if v.codes}
    assert lists | {"network_kind", "answer"} == set(codebook().codes)


def test_the_codebook_names_every_kind_of_network_and_no_other():
    assert set(codebook().codes["network_kind"]) == set(KINDS)


def test_the_glossary_has_one_rendering_for_each_term():
    with (data_folder() / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 120
    for field in ("id", "term_zh", "term_en"):
        values = [row[field] for row in rows]
        assert len(values) == len(set(values)), field
    three = {row["term_zh"]: row["term_en"] for row in rows if row["term_zh"] in ("增权", "赋能", "赋权")}
    assert three == {"增权": "empowerment", "赋能": "enabling", "赋权": "authorisation"}


def test_every_cited_work_is_in_the_bibliography():
    bib = (ROOT / "book" / "references.bib").read_text("utf-8")
    keys = set(re.findall(r"^@\w+\{([^,]+),", bib, flags=re.M))
    for name in CASES:
        assert set(load_case(name)["literature"]["reference"]) <= keys
    # The first article prints a list of nineteen references.
    assert {f"pairing{n:02}" for n in range(1, 20)} <= keys


def test_the_data_package_is_current_and_valid_for_an_independent_reader():
    path = data_folder() / "datapackage.json"
    assert path.read_text("utf-8") == datapackage_text()
    report = frictionless.validate(path)
    assert report.valid, report.flatten(["resource", "rowNumber", "fieldName", "message"])[:5]


def test_the_audit_has_sixty_rows_that_exist_or_were_removed_because_of_it():
    audit = load_audit()
    assert len(audit) == 60
    assert set(audit["verdict"]) <= {"agree", "doubt", "wrong"}
    for line in audit.itertuples():
        if line.mended != "removed":
            load_case(line.case).row(line.id)


def test_cards_name_the_article_and_no_person_but_its_authors():
    for name in CASES:
        card = tomllib.loads((data_folder() / "cases" / name / "case.toml").read_text("utf-8"))
        assert card["article"]["authors_zh"]
        assert len(card["article"]["sha256"]) == 64
