"""A tiny case, written for the tests, with the text that it was coded from."""

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from casestudy.coding.codebook import codebook

TEXT = """合成短文：甲站与乙站

一、背景
甲站有 12 名志愿者，乙站约有 30
名居民代表。甲站向乙站送去图书^[1]，乙站

收稿日期:2020-01-01

把意见告诉甲站！两站并不互相领导。

二、问题
没有人记录意见。
"""

ENGLISH = """Two stations: a study

1  Background
In 2019 Dr. Moss found that Station A had 12 volunteers, i.e.
one a street, and Station B about 30. “Who
sends books?” he asked. “Station A sends books to Station B.” (A-01).¹
* Station B sends its views to Station A [3].

2 Problems
Nobody writes the views down! Why, the text does not say.
"""

CARD = """title_en = "Two stations"
title_zh = "两站"
languages = ["en", "zh"]

[article]
title_zh = "合成短文"
sha256 = ""

[[sections]]
id = "题"
starts = "合成短文"

[[sections]]
id = "一"
heading = "一、背景"

[[sections]]
id = "二"
heading = "二、问题"
"""

ACTOR = {"kind": "volunteers", "side": "community", "level": "community"}
TIE = {"relation": "empowerment", "author_label": "none", "teller": "author"}
QUALIFIED = {"realm": "enacted", "regime": "unsaid", "polarity": "affirmed", "prevalence": "unsaid"}
STATED = {"basis": "stated", "voice": "author"}
ROWS = {
    "actors": [
        {"id": "actor_001", "name_en": "Station A", "name_zh": "甲站", **ACTOR, "section": "一", "anchor": "甲站有12名", **STATED},
        {"id": "actor_002", "name_en": "Station B", "name_zh": "乙站", **ACTOR, "section": "一", "anchor": "乙站约有", **STATED},
    ],
    "ties": [
        {
            "id": "tie_001", "source": "actor_001", "target": "actor_002", **TIE, "direction": "down", "currency": "resource",
            "flow_en": "books", "flow_zh": "图书", **QUALIFIED, "section": "一", "anchor": "送去图书", **STATED,
        },
        {
            "id": "tie_002", "source": "actor_002", "target": "actor_001", **TIE, "direction": "up", "currency": "information",
            "flow_en": "views", "flow_zh": "意见", **QUALIFIED, "section": "一", "anchor": "意见告诉甲站", **STATED,
        },
        {
            "id": "tie_003", "source": "actor_001", "target": "actor_002", **TIE, "relation": "authority", "direction": "down",
            "currency": "none", "flow_en": "leadership", "flow_zh": "领导", **QUALIFIED, "polarity": "denied", "section": "一",
            "anchor": "不互相领导", **STATED,
        },
    ],
    "quantities": [
        {
            "id": "quantity_001", "what_en": "volunteers", "what_zh": "志愿者", "subject": "actor_001", "value": "12", "unit": "person",
            "qualifier": "exact", "population_en": "Station A", "population_zh": "甲站", "section": "一", "anchor": "12名", **STATED,
        },
    ],
    "factors": [
        {"id": "factor_001", "name_en": "records", "name_zh": "记录", "kind": "process", "section": "二", "anchor": "记录", **STATED},
    ],
    "claims": [
        {"id": "claim_001", "text_en": "Both gain.", "text_zh": "双方受益。", "kind": "conclusion", "section": "二", "anchor": "没有人", **STATED},
    ],
    "support": [
        {
            "id": "support_001", "claim": "claim_001", "row": "tie_001", "directness": "direct", "evidence": "account", "section": "一",
            "anchor": "送去图书", "basis": "inferred", "voice": "coder", "from_rows": "claim_001;tie_001",
        },
    ],
}  # fmt: skip


def write_case(folder: Path, rows: dict[str, list[dict[str, str]]]) -> Path:
    """Write a case folder with every table of the codebook."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(CARD, encoding="utf-8")
    for table in codebook().tables:
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, codebook().columns(table), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(table, []))
    return folder


def title_of(ax):
    """The title of a figure, in one line."""
    return ax.get_title(loc="left").replace("\n", " ")


def checksums(code: str, *arguments: str) -> set[str]:
    """The checksums of what some code prints in two processes that order sets differently."""
    command = [sys.executable, "-c", code, *arguments]
    printed = [
        subprocess.run(command, capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    ]
    assert all(printed)
    return {hashlib.sha256(text).hexdigest() for text in printed}


def pytest_addoption(parser):
    parser.addoption("--night", action="store_true", help="run what is slow and rarely broken, too")


def pytest_collection_modifyitems(config, items):
    """Leave what is slow to the night, with its reason in the summary."""
    for item in items:
        if (slow := item.get_closest_marker("night")) and not config.getoption("--night"):
            item.add_marker(pytest.mark.skip(reason=f"left to make night: {slow.args[0]}"))


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """The folder of a clean small case."""
    return write_case(tmp_path / "mini", ROWS)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """The text that the small case was coded from, with a page break and a footnote in it."""
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def ax():
    """Axes as a page of the book gives them to a figure."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    from casestudy.book.page import open_page

    open_page()
    _, axes = plt.subplots(figsize=(4.8, 4.8), layout="constrained")
    yield axes
    plt.close("all")


@pytest.fixture
def english(tmp_path: Path) -> tuple[Path, Path]:
    """The small case, coded from a text in English, and that text."""
    anchors = {
        "甲站有12名": "Station A had 12 volunteers",
        "送去图书": "A sends books to Station B",
        "意见告诉甲站": "sends its views",
    }
    anchors |= {
        "乙站约有": "B about 30",
        "不互相领导": "Who sends books",
        "12名": "12 volunteers",
        "记录": "views down",
        "没有人": "Nobody",
    }
    rows = {
        t: [r | {"section": {"一": "1", "二": "2"}[r["section"]], "anchor": anchors[r["anchor"]]} for r in x]
        for t, x in ROWS.items()
    }
    folder, text = write_case(tmp_path / "english", rows), tmp_path / "english.txt"
    card = (
        CARD.replace("合成短文", "Two stations: a study")
        .replace("一、背景", "1 Background")
        .replace("二、问题", "2 Problems")
    )
    (folder / "case.toml").write_text(card.replace('"一"', '"1"').replace('"二"', '"2"'), encoding="utf-8")
    text.write_text(ENGLISH, encoding="utf-8")
    return folder, text
