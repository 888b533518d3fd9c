"""The public face: its names, and that importing it is light."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import casestudy


def test_public_names_are_pinned():
    assert sorted(casestudy.__all__) == [
        "Case", "CodingError", "__version__", "check", "describe", "list_cases", "load_case",
        "load_comparison", "network", "network_kinds", "robustness",
    ]  # fmt: skip
    assert all(hasattr(casestudy, name) for name in casestudy.__all__)


def test_importing_loads_nothing_heavy():
    code = "import casestudy, sys; print([m for m in ('pandas', 'numpy', 'networkx', 'matplotlib', 'seaborn') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout == "[]\n"
    )


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(AttributeError, match=r"casestudy has no 'load'; it has .*load_case"):
        casestudy.load  # noqa: B018


def test_describe_explains_a_table_a_column_and_a_code_and_suggests_near_misses():
    assert casestudy.describe("basis").index.tolist() == ["stated", "derived", "inferred"]
    assert casestudy.describe("inferred", "zh").loc["inferred", "label"] == "推断"
    assert "anchor" in casestudy.describe("ties").index
    with pytest.raises(KeyError, match=r"did you mean one of .*basis"):
        casestudy.describe("bassis")


def test_every_message_has_a_key_of_its_own():
    keys = []
    for path in (Path(casestudy.__file__).parent / "coding" / "words").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            keys += [row["key"] for row in csv.DictReader(file)]
    assert len(keys) > 600
    assert [key for key, n in Counter(keys).items() if n > 1] == []


def test_describe_gives_all_that_bear_a_name():
    force = casestudy.describe("force")  # of a causal claim, and of a recommendation
    assert {"usual", "should"} <= set(force.index)
    assert len(set(force["in"])) == 2
    literature = casestudy.describe("literature")  # a table, and a voice
    assert {"literature", "voice"} <= set(literature["in"])
    assert {"claims", "claim_kind"} <= set(casestudy.describe("kind")["in"])
