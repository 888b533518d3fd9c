"""Anchors and coverage, on a text of four sentences and a footnote."""

import os
import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casestudy import load_case
from casestudy.articles.article import ArticleError, coverage, coverage_table, find_anchors, load_article
from casestudy.cli import main
from casestudy.coding.codebook import codebook
from casestudy.coding.text import REFERENCE_MARK, SUPERSCRIPT, fold, is_spaced, normalise, traced
from casestudy.coding.tutorial import tutorial_case, tutorial_path


def test_widths_spaces_and_reference_marks_do_not_count():
    assert normalise("甲站，有 １２ 名^[3]志愿者①。") == "甲站,有12名志愿者。"


# Marks, widths, white space, and characters that are written in several pieces: a letter and its accents in either
# order, narrow kana, the parts of Hangul, ligatures.
PIECES = "a甲＊*^＾[］]1３①² \t\u3000Ａｶﾞ\u0300\u0315\u0327é\u1100\u1161\u11a8가ﬁ…№ ！\u0958\u09c7\u09be"


def at_once(text, spaced):
    """What normalising is, where nobody asks whence a character comes."""
    text = SUPERSCRIPT.sub("", text) if spaced else text
    before = None
    while text != before:
        before = text
        unmarked = unicodedata.normalize("NFKC", REFERENCE_MARK.sub("", text))
        text = re.sub(r"\s+", " " if spaced else "", unmarked).strip()
    return text


@settings(deadline=None, max_examples=1000, derandomize=True, database=None)
@given(text=st.text(PIECES, max_size=12), spaced=st.booleans())
def test_each_character_that_is_left_has_its_place_and_is_what_folding_at_once_makes(text, spaced):
    folded, spans = traced(text, spaced=spaced)
    assert folded == at_once(text, spaced)
    assert len(folded) == len(spans)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(spans))


@settings(deadline=None, max_examples=400, derandomize=True, database=None)
@given(text=st.text("a甲１ﾞｶ！é\u0301\u0315\u1100\u1161ﬁ…", max_size=12))
def test_what_a_character_comes_from_is_folded_to_it(text):
    folded, spans = traced(text)
    pieces = [(unicodedata.normalize("NFKC", text[a:b]), spans.count((a, b))) for a, b in dict.fromkeys(spans)]
    assert "".join(piece for piece, _ in pieces) == folded
    assert all(len(piece) == times for piece, times in pieces)


def test_page_break_and_footnote_do_not_cut_a_sentence(mini, article):
    text = load_article(article, load_case(mini).card)
    assert "乙站把意见告诉甲站!" in text.sections["一"]
    assert text.sections["注"] == "收稿日期:2020-01-01"


def test_every_anchor_of_the_small_case_is_found_once(mini, article):
    case = load_case(mini)
    assert set(find_anchors(case, load_article(article, case.card))["times"]) == {1}


def test_an_anchor_that_is_not_there_or_stands_twice_is_counted(mini, article):
    path = mini / "actors.csv"
    path.write_text(path.read_text("utf-8").replace("乙站约有", "丙站").replace("甲站有12名", "乙站"), "utf-8")
    case = load_case(mini)
    places = find_anchors(case, load_article(article, case.card)).set_index("id")
    assert places.loc["actor_002", "times"] == 0
    assert places.loc["actor_001", "times"] == 3


def test_coverage_says_of_each_sentence_what_the_data_do_with_it(mini, article):
    case = load_case(mini)
    table = coverage_table(coverage(case, load_article(article, case.card)))
    # 一 has three sentences, all coded; 二 has one; title and footnote are touched by no row.
    assert table.loc["一"].tolist() == [3, 3, 0, 0, 0]
    assert table.loc["all"].tolist() == [6, 4, 0, 0, 2]


def test_another_text_is_refused_with_the_section_that_is_missing(mini, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("合成短文\n别的内容。\n", "utf-8")
    with pytest.raises(ArticleError, match="section '一' is not found"):
        load_article(other, load_case(mini).card)


def test_a_missing_file_and_a_gbk_file_are_told_apart(mini, tmp_path):
    card = load_case(mini).card
    with pytest.raises(ArticleError, match="there is no such file"):
        load_article(tmp_path / "none.txt", card)
    (tmp_path / "gbk.txt").write_bytes("合成短文".encode("gbk"))
    with pytest.raises(ArticleError, match="save it as UTF-8"):
        load_article(tmp_path / "gbk.txt", card)


def test_what_folding_makes_a_mark_of_is_dropped_too():
    assert [normalise(text) for text in ("甲＊乙", "甲＾［1］乙", "甲^ [1]乙")] == ["甲乙"] * 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_no_article_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ArticleError, match="is a folder, a pipe or a device"):
        load_article(tmp_path / "pipe.txt", {"sections": [{"id": "一", "heading": "一"}]})


def test_a_file_of_gigabytes_is_no_article(tmp_path):
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(ArticleError, match="larger than 50 MB"):
        load_article(tmp_path / "huge.txt", {"sections": [{"id": "一", "heading": "一"}]})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        ("甲站与乙站".encode("gbk"), "perhaps GBK"),
        ("甲站\n".encode("utf-16"), "is UTF-16"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "or no text file"),
        ("甲站\n".encode(), "'一' does not stand on a line of its own"),
    ],
)
def test_what_is_wrong_with_an_article_is_said_with_the_remedy(tmp_path, content, problem):
    (tmp_path / "article.txt").write_bytes(content)
    with pytest.raises(ArticleError, match=problem):
        load_article(tmp_path / "article.txt", {"sections": [{"id": "一", "heading": "一"}]})


def test_an_english_article_keeps_its_spaces_and_is_cut_where_its_sentences_end(english):
    folder, text = english
    article = load_article(text, load_case(folder).card)
    told = [article.sections[s.section][s.start : s.end] for s in article.sentences if s.section == "1"]
    # A line of the file is no sentence, an abbreviation ends none, and what is cited belongs to the sentence before it.
    assert told == [
        "In 2019 Dr. Moss found that Station A had 12 volunteers, i.e. one a street, and Station B about 30.",
        "“Who sends books?” he asked.",
        "“Station A sends books to Station B.” (A-01).",
        "Station B sends its views to Station A [3].",
    ]


def test_every_anchor_of_an_english_case_is_found_across_lines_and_coverage_knows_its_sentences(english):
    folder, text = english
    case = load_case(folder)
    article = load_article(text, case.card)
    assert set(find_anchors(case, article)["times"]) == {1}
    table = coverage_table(coverage(case, article))
    # In 1 both numbers, the question, the answer and the views are coded; in 2 the second sentence is not.
    assert table.loc["1"].tolist() == [4, 4, 0, 0, 0]
    assert table.loc["2"].tolist() == [2, 1, 0, 0, 1]


@pytest.mark.parametrize("between", ["***", "* * *", "①", "^[3]", ""])
def test_lines_that_hold_no_text_leave_no_gap(tmp_path, between):
    path = tmp_path / "made.txt"
    path.write_text(f"1 Start\nThe first line of\n{between}\nthe report says so.\n", "utf-8")
    article = load_article(path, {"sections": [{"id": "1", "heading": "1 Start"}]})
    assert article.sections["1"] == "1 Start The first line of the report says so."


def test_sentences_do_not_depend_on_where_lines_are_wrapped(tmp_path):
    texts = "1 Start\nAs shown by Smith\n[12] and others.\n", "1 Start\nAs shown by Smith [12]\nand others.\n"
    made = []
    for n, text in enumerate(texts):
        (tmp_path / f"{n}.txt").write_text(text, "utf-8")
        made.append(load_article(tmp_path / f"{n}.txt", {"sections": [{"id": "1", "heading": "1 Start"}]}))
    assert made[0].sha256 == made[1].sha256
    assert made[0].sentences == made[1].sentences


def test_blank_lines_part_sentences_and_a_minus_stays(tmp_path):
    path = tmp_path / "made.txt"
    path.write_text(
        "1 Start\n\nBy A. Hart and J. Osei\n\nPrices fell from 3 to\n-9 percent, as the\n\nreport says. Two rules:\n"
        "- meet often\n- speak up\n\n1. Sit down. See Vol. 3 and ch. 4. Ms. Lee left.\n",
        "utf-8",
    )
    article = load_article(path, {"sections": [{"id": "1", "heading": "1 Start"}]})
    assert [article.sections["1"][s.start : s.end] for s in article.sentences] == [
        "By A. Hart and J. Osei",
        "Prices fell from 3 to -9 percent, as the report says.",
        "Two rules: meet often speak up",
        "1. Sit down.",
        "See Vol. 3 and ch. 4.",
        "Ms. Lee left.",
    ]


def test_rare_characters_and_narrow_kana_are_written_without_spaces():
    assert not is_spaced("𠀀𠀁 甲 ｶﾞｷﾞ a")


def test_where_only_the_end_of_a_passage_is_lost_that_is_named(mini, article, capsys):
    row = {
        "id": "aside_001",
        "reason": "signpost",
        "section": "二",
        "anchor": "没有人",
        "until": "丙站",
        "basis": "stated",
    }
    codes = {v.name: next(iter(codebook().codes[v.codes])) for v in codebook().variables["set_aside"] if v.codes}
    given = [(codes | row).get(column, "") for column in codebook().columns("set_aside")]
    with (mini / "set_aside.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(given) + "\n")
    main(["verify", str(mini), str(article)])
    assert "until='丙站': is not found" in capsys.readouterr().err


def test_the_sentences_of_an_english_text_are_those_that_a_reader_counts():
    titles = {s["id"]: s["title_en"] for s in tutorial_case().card["sections"][1:]}
    sections = [
        {"id": i, "heading": title[title.find("(") :] if "(" in title else title} for i, title in titles.items()
    ]
    article = load_article(tutorial_path("en"), {"sections": sections})
    counted = [sum(s.section == name for s in article.sentences) for name in article.sections]
    assert counted == [7, 1, 7, 11, 5, 0, 4, 2, 3, 4]


MADE = {"sections": [{"id": "一", "heading": "一、组织“起来”"}, {"id": "二", "heading": "二、其他"}]}
LINES = "一、组织“起来”\n甲站——App的“大家庭”·共12名志愿者。乙站说好。\n二、其他\n丙站另有说明。\n"


def made(tmp_path, text=LINES, card=MADE):
    (tmp_path / "made.txt").write_text(text, "utf-8")
    return load_article(tmp_path / "made.txt", card)


@pytest.mark.parametrize(
    "anchor",
    [
        '站——APP的"大家庭"',
        "站-app的「大家庭」",
        "站--Ａｐｐ的\u200b“大家庭”",
        "大家\u00ad庭”•共12\u00a0名",
    ],
)
def test_what_a_typesetter_varies_hides_no_anchor(tmp_path, anchor):
    article = made(tmp_path)
    [(start, end)] = article.find("一", anchor)
    assert fold(article.sections["一"][start:end])[0] == fold(normalise(anchor))[0]


def test_a_copy_with_other_quotes_dashes_and_capitals_has_the_same_sections_places_and_checksum(tmp_path):
    one = made(tmp_path)
    other = made(tmp_path, LINES.replace("“", '"').replace("”", '"').replace("——", "－").replace("App", "APP\u00ad"))
    assert one.sha256 == other.sha256
    assert [s.section for s in one.sentences] == [s.section for s in other.sentences] == ["一", "一", "二"]
    assert len(other.find("一", "——App的“大家")) == 1


def test_the_checksum_is_of_the_text_and_not_of_how_a_card_cuts_it(tmp_path):
    whole = made(tmp_path, card={"sections": [MADE["sections"][0]]})
    assert whole.sha256 == made(tmp_path).sha256 != made(tmp_path, LINES.replace("12", "13")).sha256


@pytest.mark.parametrize(
    ("anchor", "why"),
    [
        ("丙站另有", "it stands in section 二"),
        ("共21名志愿者", "the nearest there is '共12名志愿者'"),
        ("App\ue000的", "it holds the unseen character U+E000"),
        ("没有的事", ""),
    ],
)
def test_of_an_anchor_that_is_not_found_the_likely_cause_is_told(tmp_path, anchor, why):
    assert made(tmp_path).astray("一", anchor) == why


@pytest.mark.parametrize(("text", "said"), [(LINES, "mend the card"), (LINES + "更多。\n", "is another text")])
def test_where_a_section_is_missing_it_is_said_whether_the_text_or_the_card_is_another(tmp_path, text, said):
    card = {"article": {"sha256": made(tmp_path).sha256}, "sections": [{"id": "三", "heading": "三"}]}
    with pytest.raises(ArticleError, match=said):
        made(tmp_path, text, card)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('sha256 = ""', "has no checksum yet"),
        ('sha256 = "{good}"', "another version of casestudy made the checksum"),
        ('sha256 = "{bad}"\nreading = 2', "another text than the one that was coded"),
        ('sha256 = "{good}"\nreading = 2', ""),
    ],
)
def test_a_doubt_about_the_copy_names_its_true_cause(mini, article, capsys, line, said):
    good = load_article(article, load_case(mini).card).sha256
    card = mini / "case.toml"
    text = re.sub(r'sha256 = "[^"]*"', line.format(good=good, bad="0" * 64), card.read_text("utf-8"))
    card.write_text(text, "utf-8")
    assert main(["verify", str(mini), str(article)]) == 0
    told = capsys.readouterr().err
    assert (said in told) if said else told == ""


@pytest.mark.parametrize("screen", [True, False])
def test_words_of_a_sentence_are_shown_on_a_screen_and_written_to_no_file(mini, article, capsys, monkeypatch, screen):
    monkeypatch.setattr("sys.stdout.isatty", lambda: screen, raising=False)
    main(["verify", str(mini), str(article), "--uncovered"])
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("open: section 注")]
    assert [("收稿日期" in line) for line in told] == [screen]


def test_one_long_word_is_an_anchor_where_words_stand_apart(english):
    folder, _ = english
    path = folder / "actors.csv"
    first = load_case(folder)["actors"]["anchor"].iloc[0]
    path.write_text(path.read_text("utf-8").replace(first, "institutionalisation"), "utf-8")
    assert load_case(folder)["actors"]["anchor"].iloc[0] == "institutionalisation"
