"""The tools that make calls: a change of data or code must lead to pages that are made anew."""

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def tool(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path):
    for name in tool("book").INPUTS:
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
    fingerprint = tool("book").fingerprint
    before = fingerprint(copy)
    assert fingerprint(copy) == before
    with (copy / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert fingerprint(copy) != before
