"""What is published: built twice alike, with the data in it, and working without the repository."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

import casestudy
from casestudy import list_cases, load_case
from casestudy.coding.codebook import codebook
from casestudy.coding.project import project

pytest.importorskip("hatchling", reason="hatchling is not installed: it builds what is published")
ROOT = Path(__file__).resolve().parents[1]


def build(folder):
    """Build wheel and source distribution from the tracked files into a folder."""
    env = os.environ | {"SOURCE_DATE_EPOCH": "1577836800"}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=env)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return [build(tmp_path_factory.mktemp(name)) for name in ("one", "two")]


def test_both_are_built_alike_twice(built):
    one, two = ([(p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in made] for made in built)
    assert [name for name, _ in one] == [
        f"casestudy-{casestudy.__version__}-py3-none-any.whl",
        f"casestudy-{casestudy.__version__}.tar.gz",
    ]
    assert one == two


def test_the_wheel_holds_every_table_of_every_case(built):
    names = set(zipfile.ZipFile(built[0][0]).namelist())
    for case in list_cases():
        assert {f"casestudy/data/cases/{case}/{table}.csv" for table in codebook().tables} <= names
    assert {"casestudy/coding/words/book.csv", "casestudy/report/chapters.toml", "casestudy/py.typed"} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/")]


def test_the_source_distribution_holds_what_it_takes_to_test_and_to_build(built):
    with tarfile.open(built[0][1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "Makefile", "README.md", "book/_toc.yml", "tests/conftest.py", "tools/book.py"} <= names
    assert not [name for name in names if name.startswith((".venv", "_build"))]


def test_the_wheel_works_without_the_repository(built, tmp_path):
    zipfile.ZipFile(built[0][0]).extractall(tmp_path / "site")
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONPATH": str(tmp_path / "site")}
    code = "import casestudy, casestudy.coding.codebook as c; print(casestudy.__file__); print(c.data_folder())"
    where = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=True
    )
    assert all(line.startswith(str(tmp_path / "site")) for line in where.stdout.splitlines())
    for arguments in (
        ["check"],
        ["new", "mine"],
        ["check", "mine"],
        ["export", "pairing", "--to", "xlsx"],
        ["diff", "mine", "mine"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "casestudy.cli", *arguments],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), arguments


def test_what_the_project_says_of_itself_is_the_same_everywhere():
    made, declared = project(), tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    deposit = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))
    package = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    assert {declared["version"], cff["version"], deposit["version"], casestudy.__version__} == {casestudy.__version__}
    assert {made["title_en"], cff["title"], deposit["title"], package["title"]} == {made["title_en"]}
    assert declared["description"] == made["description_en"] == deposit["description"]
    assert declared["name"] == made["name"] == package["name"]
    assert declared["license"] == f"{made['code_licence']} AND {made['data_licence']}"
    assert declared["keywords"] == made["keywords"] == cff["keywords"] == deposit["keywords"]
    assert declared["authors"] == [{"name": made["author_en"]}] == cff["authors"] == deposit["creators"]
    assert {package["version"], *(load_case(name).card["data_version"] for name in list_cases())} == {
        made["data_version"]
    }


def test_every_article_that_was_coded_is_cited_beside_the_project():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert [r["title"] for r in cff["references"]] == [load_case(n).card["article"]["title_zh"] for n in list_cases()]


def test_the_changelog_has_the_version_of_the_data():
    assert f"### Data {project()['data_version']}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")
