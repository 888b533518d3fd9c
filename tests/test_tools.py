"""The tools that make calls: a change of data or code must lead to pages that are made anew."""

import shutil
from pathlib import Path

import pytest

pytest.importorskip("jupyter_book", reason="the book's packages are not installed")
import book

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def copy(tmp_path):
    for name in book.PAGE_INPUTS:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        "data/cases/pairing/ties.csv",
        "data/exercises/01_pairing.toml",
        "src/casestudy/measures.py",
        "src/casestudy/messages.csv",
        "requirements.lock",
    ],
)
def test_any_change_of_data_code_or_versions_leads_to_a_new_folder(copy, changed):

    def both():
        return [book.fingerprint(inputs, copy) for inputs in (book.CHAPTER_INPUTS, book.PAGE_INPUTS)]

    before = both()
    assert both() == before
    with (copy / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert all(old != new for old, new in zip(before, both(), strict=True))
