"""Two cases side by side: the tables that relate them, what is computed from them, and what is drawn."""

import shutil

import matplotlib as mpl
import pandas as pd
import pytest
from conftest import title_of

from casestudy import CodingError, load_case
from casestudy.book.blocks import frame_blocks, question_blocks, word_blocks
from casestudy.book.page import open_page
from casestudy.coding.codebook import LANGS, data_folder
from casestudy.coding.comparisons import (
    Comparison,
    load_comparison,
    precedents_of,
    read_across,
    shared_expressions,
    side_by_side,
)
from casestudy.figures import plot_answers, plot_fits
from casestudy.findings.comparisons import elements, said_by_both, shared_words, unsaid_by_both
from casestudy.findings.counts import count

mpl.use("Agg")
NAME = "group_council--pairing"


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped comparison, to be spoilt."""
    return shutil.copytree(data_folder() / "comparisons" / NAME, tmp_path / NAME)


@pytest.fixture
def small():
    """Two shipped cases, with judgements about them that are small enough to count by hand."""
    cases = {name: load_case(name) for name in ("group_council", "pairing")}

    def table(columns, *rows):
        frame = pd.DataFrame(rows, columns=columns)
        return frame.set_index("id", drop=False)

    questions = table(
        ["id", "question_en", "question_zh", "comparable", "why_en", "why_zh"],
        ("question_001", "Who?", "谁？", "full", "w1", "理1"),
        ("question_002", "What?", "何事？", "no", "w2", "理2"),
        ("question_003", "When?", "何时？", "partly", "w3", "理3"),
    )
    answers = table(
        ["id", "question", "case", "said", "answer_en", "answer_zh", "rows"],
        ("answer_001", "question_001", "pairing", "said", "A.", "甲。", ("tie_001", "tie_002")),
        ("answer_002", "question_001", "pairing", "not_said", "B.", "乙。", ("tie_002",)),
        ("answer_003", "question_001", "group_council", "partly", "C.", "丙。", ()),
        ("answer_004", "question_002", "pairing", "said", "D.", "丁。", ("tie_003",)),
        ("answer_005", "question_002", "group_council", "said", "E.", "戊。", ("tie_004",)),
        ("answer_006", "question_003", "pairing", "not_said", "F.", "己。", ()),
        ("answer_007", "question_003", "group_council", "said", "G.", "庚。", ()),
    )
    # Frames as the article on B City has them: 022 and 040 belong to the dual mechanism, 049 to the double autonomy;
    # in the paired article 007 is an element of the two-way path.
    readings = table(
        ["id", "frame_case", "element", "case", "fit", "reading_en", "reading_zh", "rows"],
        ("reading_001", "group_council", "frame_040", "pairing", "fits", "r1", "读1", ("tie_001",)),
        ("reading_002", "group_council", "frame_022", "pairing", "fits", "r2", "读2", ()),
        ("reading_003", "group_council", "frame_049", "pairing", "empty", "r3", "读3", ()),
        ("reading_004", "pairing", "frame_007", "group_council", "partly", "r4", "读4", ("tie_009",)),
    )
    precedents = table(
        ["id", "case", "recommendation", "other", "fit", "why_en", "why_zh", "rows"],
        ("precedent_001", "pairing", "rec_003", "group_council", "close", "p1", "说1", ("tie_009",)),
        ("precedent_002", "pairing", "rec_003", "group_council", "contrary", "p2", "说2", ("tie_010",)),
        ("precedent_003", "group_council", "rec_002", "pairing", "loose", "p3", "说3", ("tie_001",)),
    )
    tables = {"questions": questions, "answers": answers, "readings": readings, "precedents": precedents}
    return Comparison(NAME, cases, tables)


def spoil(folder, table, old, new):
    path = folder / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def faults(folder):
    with pytest.raises(CodingError) as raised:
        load_comparison(folder)
    return [(f.file.split("/")[1], f.line, f.column, f.problem) for f in raised.value.faults]


# Reading: the file, and the rows of the cases that it names


def test_a_clean_copy_is_loaded_like_the_shipped_one(folder):
    assert load_comparison(folder)["readings"].equals(load_comparison(NAME)["readings"])


@pytest.mark.parametrize(
    ("table", "old", "new", "line", "column", "problem"),
    [
        ("answers", "problem_022,", "problem_999,", 2, "rows", "'problem_999' is not in pairing"),
        ("answers", "answer_002,question_001", "answer_002,question_099", 3, "question", "is not in questions.csv"),
        ("answers", "question_001,pairing,said", "question_001,pairing,told", 2, "said", "is not one of"),
        ("readings", "frame_001,group_council,partly", "frame_001,group_council,near", 2, "fit", "is not one of"),
        ("readings", "pairing,frame_001", "pairing,frame_099", 2, "element", "'frame_099' is not in pairing framework"),
        ("readings", "pairing,frame_001", "pairing,tie_001", 2, "element", "'tie_001' is not in pairing framework"),
        ("precedents", "pairing,rec_002", "pairing,rec_999", 2, "recommendation", "is not in pairing recommendations"),
        ("precedents", "rule_033;activity_003", "rule_033;rule_999", 2, "rows", "'rule_999' is not in group_council"),
        ("questions", "question_002,", "question_001,", 3, "id", "stands here a second time"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found_at_its_line(folder, table, old, new, line, column, problem):
    spoil(folder, table, old, new)
    found = [f for f in faults(folder) if f[0] == f"{table}.csv" and f[2] == column]
    assert [f[1] for f in found] == [line]
    assert problem in found[0][3]


def test_an_unknown_case_is_one_fault_and_its_rows_are_not_accused(folder):
    spoil(folder, "readings", "frame_001,group_council", "frame_001,elsewhere")
    assert faults(folder) == [("readings.csv", 2, "case", "'elsewhere' is not in the two cases")]


def test_a_question_without_an_answer_of_each_case_is_a_fault(folder):
    # question_008 has one answer of the paired case: moved to another question, none is left.
    spoil(folder, "answers", "question_008,pairing", "question_007,pairing")
    assert [f[:3] for f in faults(folder)] == [("questions.csv", 9, "id")]
    assert "has no answer of pairing" in faults(folder)[0][3]


def test_all_faults_of_all_files_come_at_once(folder):
    spoil(folder, "answers", "question_001,pairing,said", "question_001,pairing,told")
    spoil(folder, "precedents", "rec_002", "rec_999")
    assert {f[0] for f in faults(folder)} == {"answers.csv", "precedents.csv"}


def test_a_missing_table_is_one_fault_and_no_dangling_keys(folder):
    (folder / "questions.csv").unlink()
    assert [f[0] for f in faults(folder)] == ["questions.csv"]


@pytest.mark.parametrize("name", ["nowhere", "pairing--nowhere", "."])
def test_what_is_no_comparison_is_named(name):
    with pytest.raises(FileNotFoundError, match="is no comparison; there are group_council--pairing"):
        load_comparison(name)


def test_an_unknown_row_or_table_is_a_key_error():
    comparison = load_comparison(NAME)
    for ask in (comparison.row, comparison.text):
        with pytest.raises(
            KeyError,
            match=r"there is no row of group_council--pairing 'answer_999'; .* there are 32, from answer_001 to answer_032",
        ):
            ask("answer_999")
    with pytest.raises(KeyError, match=r"there is no table 'tables'.*there are questions"):
        comparison["tables"]


# What the rows of the comparison rest on


def test_cited_names_each_row_once_and_by_its_case(small):
    cited = {case.name: rows for case, rows in small.cited("answers", "precedents")}
    assert all(len(rows) == len(set(rows)) for rows in cited.values())
    assert {name: set(rows) for name, rows in cited.items()} == {
        "group_council": {"tie_004", "rec_002", "tie_009", "tie_010"},
        "pairing": {"tie_001", "tie_002", "tie_003", "rec_003"},
    }


def test_every_row_that_the_shipped_comparison_cites_is_in_its_case():
    cited = list(load_comparison(NAME).cited())
    assert {case.name for case, _ in cited} == set(load_comparison(NAME).cases)
    assert all(rows and all(case.text(row) for row in rows) for case, rows in cited)


# Side by side


def test_side_by_side_joins_the_answers_of_a_case_in_order(small):
    line = side_by_side(small).loc["question_001"]
    assert line["pairing", "said"] == ("said", "not_said")
    assert line["pairing", "answer"] == "A. B."
    assert line["pairing", "rows"] == ("tie_001", "tie_002")
    assert line["group_council", "said"] == ("partly",)


def test_side_by_side_puts_no_blank_between_chinese_sentences(small):
    assert side_by_side(small, "zh").loc["question_001"]["pairing", "answer"] == "甲。乙。"


def test_read_across_goes_frame_by_frame_and_layer_by_layer(small):
    # The pressure mechanism (frame_022) stands on layer 3 of its frame, elasticity (frame_040) on layer 8.
    lines = read_across(small)
    assert lines.index.tolist() == ["reading_002", "reading_001", "reading_003", "reading_004"]
    assert lines.loc["reading_004", "element_label"] == "List of projects"
    assert read_across(small, "zh").loc["reading_004", "element_label"] == "项目清单"


def test_precedents_of_a_case_stand_at_its_own_recommendations(small):
    table = precedents_of(small, "pairing")
    assert table.loc["rec_003", "close"] == ("precedent_001",)
    assert table.loc["rec_003", "contrary"] == ("precedent_002",)
    assert sum(map(len, table.to_numpy().ravel())) == 2
    # rec_001 is a dimension, at which nothing can be done by itself.
    assert "rec_001" not in table.index


def test_shared_expressions_are_printed_in_both_articles(small):
    # 闭环 and 载体 stand in both articles. 悬浮化 and 悬浮 only resemble each other.
    words = shared_expressions(small)
    assert {"闭环", "载体"} <= set(words["word"])
    assert not {"悬浮", "悬浮化"} & set(words["word"])
    for line in words.itertuples():
        assert small.cases[line.case].row(line.row)["name_zh"].startswith(line.word)


# Findings


def test_questions_left_open_and_answered_by_both(small):
    # Question 1: both leave something open. Question 2: neither. Question 3: only the paired case does.
    assert unsaid_by_both(small).rows == ("answer_002", "answer_003")
    assert unsaid_by_both(small).value == 1
    assert unsaid_by_both(small, said="not_said").value == 0
    assert said_by_both(small).rows == ("answer_004", "answer_005")


def test_elements_of_one_frame(small):
    assert elements(small, frame="dual_mechanism", fit="fits").value == 2
    assert elements(small, frame="double_autonomy").rows == ("reading_003",)
    with pytest.raises(KeyError, match=r"there is no frame 'nowhere'; there are .*dual_mechanism"):
        elements(small, frame="nowhere")


def test_counts_and_shared_words_of_the_shipped_comparison():
    comparison = load_comparison(NAME)
    assert count(comparison, "readings", frame_case="pairing", fit="fits").rows == ("reading_009",)
    assert shared_words(comparison).value == shared_expressions(comparison)["word"].nunique()


# What the chapter says of single cells


@pytest.mark.parametrize(
    ("row", "fit"),
    [
        ("reading_026", "partly"),  # the two-way channel, later told as not smooth
        ("reading_005", "partly"),  # slips beside the list of demands
        ("reading_006", "empty"),  # a list of resources
        ("reading_007", "empty"),  # a list of projects
        ("reading_045", "empty"),  # autonomy of government
        ("reading_048", "empty"),  # autonomy of society
        ("reading_021", "partly"),  # guidance, which is not pressure
        ("reading_009", "fits"),  # a Party organisation of the community
        ("reading_040", "fits"),  # responsiveness
        ("reading_041", "fits"),  # precision
        ("reading_018", "partly"),  # governance capacity, full only as the bare thing
        ("reading_034", "partly"),  # resource delivery, full only as the bare thing
    ],
)
def test_the_cells_that_the_chapter_discusses_are_coded_as_it_says(row, fit):
    assert load_comparison(NAME).row(row)["fit"] == fit


def test_neither_article_quotes_a_resident():
    for case in load_comparison(NAME).cases.values():
        assert set(case["testimony"]["side"]) <= {"agency", "community", "government"}


# Figures and blocks


def shown(ax):
    return " ".join(t.get_text() for t in ax.texts).replace("\n", " ")


def titles(comparison, lang="en"):
    return {name: comparison.cases[name].title(lang) for name in ("pairing", "group_council")}


def test_one_mark_an_answer_filled_by_what_is_said(ax, small):
    plot_answers(small["questions"], small["answers"], titles(small), ax=ax)
    marks = [line for line in ax.lines if line.get_gid()]
    assert sorted(m.get_gid() for m in marks) == sorted(small["answers"]["said"])
    assert {m.get_gid(): m.get_fillstyle() for m in marks} == {"said": "full", "partly": "left", "not_said": "none"}
    assert [t.get_text() for t in ax.texts if t.get_text() in "=≈≠"] == ["=", "≠", "≈"]
    assert title_of(ax).startswith("In 1 of 3 questions every article")


def test_the_marks_of_a_case_stand_in_its_column(ax, small):
    plot_answers(small["questions"], small["answers"], titles(small), ax=ax)
    columns = [t.get_text().replace("\n", " ") for t in ax.get_xticklabels()]
    lone = [line.get_xdata()[0] for line in ax.lines if line.get_gid() == "partly"]
    assert [columns[round(x)] for x in lone] == ["Party group + council (B City)"]


def test_one_tile_an_element_and_the_full_and_empty_ones_are_named(ax, small):
    plot_fits(read_across(small), titles(small), ax=ax)
    assert [p.get_gid() for p in ax.patches] == ["fits", "fits", "empty", "partly"]
    text = shown(ax)
    assert "Fits – Pressure transmission mechanism; Elasticity of grassroots governance" in text
    assert "Empty – Autonomy of society" in text
    assert "List of projects" not in text
    assert "2 of 2" in text
    title = title_of(ax)
    assert title.startswith("Of 4 elements of the frames read, 2 fit")
    assert [int(x) for x in title.replace(",", "").split() if x.isdigit()] == [4, 2, 1, 1]  # all, fit, in part, empty


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_speaks_the_language_and_fills_its_placeholders(ax, lang):
    comparison = load_comparison(NAME)
    for plot, data in (
        (plot_answers, (comparison["questions"], comparison["answers"])),
        (plot_fits, (read_across(comparison, lang),)),
    ):
        plot(*data, titles(comparison, lang), ax=ax, lang=lang)
        text = title_of(ax) + ax.get_label()
        assert any("\u4e00" <= c <= "\u9fff" for c in text) == (lang == "zh")
        assert "{" not in text + shown(ax)


@pytest.mark.parametrize("lang", LANGS)
def test_blocks_hold_every_answer_reading_and_word_with_its_row(lang):
    comparison = load_comparison(NAME)
    answers, readings, words = (make(comparison, lang) for make in (question_blocks, frame_blocks, word_blocks))
    cited = [row for rows in answers["rows"] for row in rows]
    assert set(cited) == {f"{NAME}.{i}" for table in ("questions", "answers") for i in comparison[table]["id"]}
    assert len(readings) == len(comparison["readings"])
    assert readings["heading"].nunique() == len(read_across(comparison)["frame"].unique())
    assert words["heading"].nunique() == shared_words(comparison).value
    assert (words.groupby("heading")["term"].nunique() == 2).all()


def test_a_page_shows_blocks_to_unfold_with_links_to_their_rows(monkeypatch, small):
    found = {}
    monkeypatch.setattr("casestudy.book.page.display", lambda data, **_: found.update(data))
    open_page("en").side_by_side(question_blocks(small))
    assert found["text/html"].count("<details>") == 3
    assert f'<a href="../reference/rows-{NAME}-answers.html#answer_003">answer_003</a>' in found["text/html"]
    assert "Who? [Comparable]" in found["text/plain"]
    assert "Party group + council (B City) [Partly said]: C." in found["text/plain"]
