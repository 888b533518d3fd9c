"""Every format: what it is named, that an independent reader finds what was written, and that nothing is lost."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile

import citeproc
import frictionless
import pytest
from citeproc.formatter import plain
from citeproc.source.bibtex import BibTeX
from pybtex.database import parse_string
from pybtex.richtext import Text
from rocrate.rocrate import ROCrate

from casestudy import list_cases, load_case
from casestudy.articles.article import load_article
from casestudy.cli import main
from casestudy.coding.codebook import codebook
from casestudy.coding.csvtext import cell, table_csv
from casestudy.export.bibliography import bibtex, protected, tex
from casestudy.export.crate import crate
from casestudy.export.datapackage import case_package
from casestudy.export.files import write
from casestudy.export.formats import FORMATS, exported
from casestudy.export.igscript import ig_script, ig_scripts

CASES = list_cases()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("table", codebook().tables)
def test_a_table_is_written_as_the_file_that_it_was_read_from(name, table):
    case = load_case(name)
    assert table_csv(case, table) == (case.folder / f"{table}.csv").read_bytes()


def test_a_case_with_rows_taken_away_is_written_without_them():
    rest = load_case("pairing").without(["tie_001"])
    assert "tie_001," not in table_csv(rest, "ties").decode()
    assert "tie_002," in table_csv(rest, "ties").decode()


def test_numbers_are_written_as_a_person_writes_them():
    assert [cell(x) for x in (3_200_000.0, 55.08, 12, None, "=1+1", ())] == ["3200000", "55.08", "12", "", "=1+1", ""]


def test_every_format_is_written_by_the_command(mini, article, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, known in FORMATS.items():
        more = ["--article", str(article)] if known.needs_article else []
        assert main(["export", str(mini), "--to", name, *more]) == 0
        target = tmp_path / f"mini{known.ending}"
        assert target.is_file() if known.ending.startswith(".") else target.is_dir()
        assert capsys.readouterr().out == f"mini{known.ending}\n"


@pytest.mark.parametrize("to", FORMATS)
def test_what_is_exported_into_the_folder_of_a_case_is_no_part_of_it(mini, article, capsys, monkeypatch, to):
    rows = len(load_case(mini)["ties"])
    monkeypatch.chdir(mini)
    assert main(["export", ".", "--to", to, "--article", str(article)]) == 0
    assert main(["check", "."]) == 0
    assert len(load_case(mini)["ties"]) == rows
    assert main(["tidy", "."]) == 0
    capsys.readouterr()
    assert main(["diff", str(mini), str(mini)]) == 0
    assert capsys.readouterr().out == "### Data\n- nothing changed\n"


def test_what_exists_is_replaced_only_if_forced(mini, tmp_path, capsys):
    target = tmp_path / "mine.bib"
    assert main(["export", str(mini), "--to", "bibtex", "--out", str(target)]) == 0
    old = target.read_bytes()
    target.write_bytes(old + b"@misc{more,}")
    assert main(["export", str(mini), "--to", "bibtex", "--out", str(target)]) == 1
    assert "is there already, and stays as it is; give another place, or --force" in capsys.readouterr().err
    assert target.read_bytes() == old + b"@misc{more,}"
    assert main(["export", str(mini), "--to", "bibtex", "--out", str(target), "--force"]) == 0
    assert target.read_bytes() == old


SINGLE = [name for name, known in FORMATS.items() if known.ending.startswith(".")]


@pytest.mark.parametrize("name", SINGLE)
def test_an_export_knows_its_own_files_again_and_no_other(mini, article, tmp_path, capsys, name):
    target = tmp_path / f"mine{FORMATS[name].ending}"
    command = ["export", str(mini), "--to", name, "--out", str(target), "--force"]
    command += ["--article", str(article)] if FORMATS[name].needs_article else []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("project.qde", "<Project/>")
    told = b"% not made by casestudy export\n@book{mine}"
    for foreign in (told, b"@article{mine, title = {casestudy}}", packed.getvalue(), packed.getvalue()[:-30], b""):
        target.write_bytes(foreign)
        assert main(command) == 1
        assert "was made by nothing here" in capsys.readouterr().err
        assert target.read_bytes() == foreign
    target.unlink()
    assert main(command) == 0
    assert main(command) == 0


def test_a_format_that_holds_the_text_asks_for_the_article(mini, tmp_path, capsys):
    assert main(["export", str(mini), "--to", "qdpx", "--out", str(tmp_path / "a.qdpx")]) == 1
    assert "give your own copy with --article ARTICLE.txt" in capsys.readouterr().err
    assert not (tmp_path / "a.qdpx").exists()


def test_an_unknown_format_is_answered_with_the_known_ones(mini, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["export", str(mini), "--to", "docx"])
    assert stopped.value.code == 2
    assert "graphml" in capsys.readouterr().err
    with pytest.raises(ValueError, match="there is no format 'docx'; there are xlsx, graphml"):
        exported(load_case(mini), "docx")


def test_the_same_case_gives_the_same_bytes_in_every_format(mini, article):
    code = (
        "import sys, hashlib; from casestudy import load_case; from casestudy.articles.article import load_article\n"
        "from casestudy.export.formats import FORMATS, exported\n"
        "case = load_case(sys.argv[1]); article = load_article(sys.argv[2], case.card)\n"
        "for name in FORMATS:\n"
        "    files = exported(case, name, article)[1]\n"
        "    print(name, *(k + ':' + hashlib.sha256(v).hexdigest() for k, v in files.items()))\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(mini), str(article)],
            capture_output=True,
            encoding="utf-8",
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert runs[0].count("\n") == len(FORMATS)


@pytest.mark.filterwarnings("ignore:Unsupported BibTeX field")
@pytest.mark.parametrize(
    ("name", "printed", "parts"),
    [
        ("pairing", "Qin, J. and Li, R.", [("Qin", "Jie"), ("Li", "Ruijie")]),
        ("group_council", "Zhang, C. and Wang, L.", [("Zhang", "Chao"), ("Wang", "Lizhi")]),
    ],
)
def test_bibtex_is_read_back_and_printed_by_others_with_family_names_first(name, printed, parts, tmp_path):
    (content,) = bibtex(load_case(name)).values()
    entries, card = parse_string(content.decode(), "bibtex").entries, load_case(name).card["article"]
    assert list(entries) == [name, f"{name}-en", f"{name}-coding"]
    persons = entries[f"{name}-en"].persons["author"]
    assert [(" ".join(p.last_names), " ".join(p.first_names)) for p in persons] == parts
    assert [str(p) for p in entries[name].persons["author"]] == card["authors_zh"]
    for key, lang in ((name, "zh"), (f"{name}-en", "en")):
        assert str(Text.from_latex(entries[key].fields["title"])) == card[f"title_{lang}"]
        assert entries[key].fields["year"] == str(card["year"])
    assert cited(content, f"{name}-en", tmp_path).startswith(f"{printed} ({card['year']})")


def cited(content, key, folder):
    """What a program that writes bibliographies makes of an entry, in the style that comes with it."""
    (folder / "read.bib").write_bytes(content)
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    book = citeproc.CitationStylesBibliography(style, BibTeX(str(folder / "read.bib"), "utf-8"), plain)
    book.register(citeproc.Citation([citeproc.CitationItem(key)]))
    return str(book.bibliography()[0])


@pytest.mark.filterwarnings("ignore:Unsupported BibTeX field")
def test_an_article_whose_journal_is_known_is_cited_with_volume_issue_and_pages(mini, tmp_path):
    known = (
        'title_en = "Two stations of IG 2.0"\nauthors_en = ["Ostrom, Elinor", "World Bank,"]\nyear = 2026\n'
        'journal_en = "Notes"\nvolume = "7"\nissue = "12"\npages = "37-44"\ndoi = "10.1/x"\nsha256 = ""'
    )
    (mini / "case.toml").write_text((mini / "case.toml").read_text("utf-8").replace('sha256 = ""', known), "utf-8")
    (content,) = bibtex(load_case(mini)).values()
    entry = parse_string(content.decode(), "bibtex").entries["mini-en"]
    assert entry.type == "article"
    assert [str(p) for p in entry.persons["author"]] == ["Ostrom, Elinor", "{World Bank}"]
    printed = cited(content, "mini-en", tmp_path)
    assert printed.startswith("Ostrom, E. and World Bank (2026)")
    assert "7(12), pp. 37–44" in printed


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Two stations", "Two stations"),
        ("Paired Party organisations (Z City)", "Paired {Party} organisations ({Z} {City})"),
        ("The Rules of IG 2.0 in Many Small Villages", "The Rules of {IG} 2.0 in Many Small Villages"),
        ("McAdam & others in China", r"{McAdam} \& others in {China}"),
        ("双向增权：基于Z市", "双向增权：基于{Z}市"),
    ],
)
def test_a_capital_that_matters_is_kept_in_braces(title, written):
    assert protected(title) == written.replace("{McAdam}", "McAdam")


def test_a_style_that_makes_capitals_small_leaves_those_of_names():
    entries = parse_string(bibtex(load_case("pairing"))["pairing.bib"].decode(), "bibtex").entries
    title = Text.from_latex(entries["pairing-coding"].fields["title"])
    assert str(title.lower()) == "paired Party organisations (Z City): a coded case study"


def test_bibtex_leaves_out_what_the_card_does_not_know(mini):
    entries = parse_string(bibtex(load_case(mini))["mini.bib"].decode(), "bibtex").entries
    assert list(entries) == ["mini", "mini-coding"]
    assert not entries["mini-coding"].persons  # nobody is named who has not said so
    assert "year" not in entries["mini"].fields


def test_what_tex_would_run_is_written_as_text():
    assert tex("50 % of A_1 & #2 {x} $y$ ~ \\input") == (
        r"50 \% of A\_1 \& \#2 (x) \$y\$ \textasciitilde  \textbackslash input"
    )


@pytest.mark.parametrize("name", CASES)
def test_a_data_package_of_a_case_is_valid_for_frictionless_and_holds_every_row(name, tmp_path):
    folder = write(tmp_path / name, case_package(load_case(name)))
    report = frictionless.validate(folder / "datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type"])[:3]
    package = frictionless.Package(str(folder / "datapackage.json"))
    read = {r.name: [row["id"] for row in r.read_rows()] for r in package.resources}
    assert read == {table: list(load_case(name)[table]["id"]) for table in codebook().tables}


def test_the_package_of_a_case_in_one_language_asks_for_no_other(english, tmp_path):
    folder, _ = english
    card = (folder / "case.toml").read_text("utf-8")
    (folder / "case.toml").write_text(card.replace('languages = ["en", "zh"]', 'languages = ["en"]'), "utf-8")
    for path in folder.glob("*.csv"):
        header, *rows = csv.reader(path.read_text("utf-8").splitlines())
        left = [["" if column.endswith("_zh") else x for column, x in zip(header, row, strict=True)] for row in rows]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *left])
    made = write(tmp_path / "package", case_package(load_case(folder)))
    report = frictionless.validate(made / "datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type"])[:3]
    assert not (made / "actors.csv").read_text("utf-8").count("甲")


def test_frictionless_sees_a_broken_key_in_the_package(mini, tmp_path):
    files = dict(case_package(load_case(mini)))
    files["ties.csv"] = files["ties.csv"].replace(b"actor_002", b"actor_777", 1)
    folder = write(tmp_path / "package", files)
    assert not frictionless.validate(folder / "datapackage.json").valid


@pytest.mark.parametrize("name", CASES)
def test_a_crate_is_read_back_with_article_authors_and_both_languages(name, tmp_path):
    case = load_case(name)
    folder = write(tmp_path / name, crate(case))
    found = ROCrate(folder)
    article = found.dereference(found.root_dataset["isBasedOn"].id)
    assert article["name"] == [case.card["article"]["title_zh"], case.card["article"]["title_en"]]
    assert [a["name"] for a in article["author"]] == [
        list(pair)
        for pair in zip(
            [name.replace(",", "") for name in case.card["article"]["authors_en"]],
            case.card["article"]["authors_zh"],
            strict=True,
        )
    ]
    assert found.root_dataset["version"] == case.card["data_version"]
    assert sorted(e.id for e in found.data_entities) == sorted(f"{table}.csv" for table in codebook().tables)
    assert all((folder / e.id).is_file() for e in found.data_entities)


def test_a_crate_of_a_case_of_one_language_names_nothing_else(mini):
    card = mini / "case.toml"
    card.write_text(card.read_text("utf-8").replace('["en", "zh"]', '["zh"]'), "utf-8")
    graph = json.loads(crate(load_case(mini))["ro-crate-metadata.json"])["@graph"]
    assert next(e for e in graph if e["@id"] == "./")["inLanguage"] == ["zh"]
    assert {i for e in graph for i in re.findall(r"'@id': '([^']*)'", str(e))} <= {e["@id"] for e in graph} | {
        "https://w3id.org/ro/crate/1.1"
    }


PART = re.compile(r"(A|D|I|Bdir|Bind|Cac|Cex|O)\(([^()]*)\)")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_ig_script_is_read_back_part_by_part(name, lang):
    case = load_case(name)
    lines = [line.split("\t") for line in ig_scripts(case)[f"{name}.{lang}.ig.txt"].decode().splitlines()]
    assert [row for row, _ in lines] == list(case["statements"]["id"])
    for row, script in lines:
        rule, parts = case["statements"].loc[row], PART.findall(script)
        assert " ".join(f"{symbol}({text})" for symbol, text in parts) == script.removesuffix(" [polarity=denied]")
        said = dict(parts)
        assert ("A" in said) is bool(rule["attribute"])
        assert ("O" in said) is bool(rule[f"or_else_{lang}"])
        assert ("D" in said) is (rule["deontic"] != "none")
        assert script == ig_script(case, row, lang)


def test_csv_lists_hold_every_tie(mini):
    files = exported(load_case(mini), "csv")[1]
    rows = list(csv.DictReader(io.StringIO(files["actors-edges.csv"].decode("utf-8-sig"))))
    assert {row["Source"] + ">" + row["Target"] for row in rows} == {"actor_001>actor_002", "actor_002>actor_001"}


def test_the_text_of_a_project_is_the_users_own(mini, article):
    name, files = exported(load_case(mini), "qdpx", load_article(article, load_case(mini).card))
    assert name == "mini.qdpx"
    assert len(files) == 1


def test_what_there_is_nothing_of_is_said_so(mini, tmp_path, capsys):
    for table in ("ties.csv", "support.csv", "claims.csv", "factors.csv", "quantities.csv"):
        (mini / table).write_text((mini / table).read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    for to in ("graphml", "csv"):
        assert main(["export", str(mini), "--to", to, "--out", str(tmp_path / to)]) == 1
        assert "has nothing to write as" in capsys.readouterr().err


def test_a_card_with_marks_of_tex_makes_an_entry_that_is_read_back(mini):
    folder = mini.rename(mini.with_name("my case, v2"))
    card = (folder / "case.toml").read_text("utf-8")
    card = 'coded_by = "M & S } 100%"\ncoded_on = "spring 2026"\n' + card.replace(
        'sha256 = ""', 'sha256 = ""\nauthors_zh = ["A & B} ^1"]'
    )
    (folder / "case.toml").write_text(card, "utf-8")
    entries = parse_string(bibtex(load_case(folder))["my case, v2.bib"].decode(), "bibtex").entries
    assert list(entries) == ["my-case-v2", "my-case-v2-coding"]
    assert "year" not in entries["my-case-v2-coding"].fields
