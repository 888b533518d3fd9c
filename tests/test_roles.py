"""Role plays: complete in both languages, made from the data, and nobody plays whom duties name."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from casestudy import CodingError, list_cases, load_case
from casestudy.book.teaching.readers import READERS
from casestudy.book.teaching.roles import duty_objects, load_roles, role_sheet
from casestudy.book.teaching.sheets import GROUPS
from casestudy.coding.codebook import LANGS, codebook, data_folder

ROOT = Path(__file__).resolve().parents[1]
CASES = {name: load_case(name) for name in list_cases()}
PLAYS = {name: load_roles(case) for name, case in CASES.items()}
PARTS = [(name, role.actor) for name, play in PLAYS.items() for role in (*play.roles, play.silent)]
INVENTED = {"en": "invented)", "zh": "虚构"}
# What a reader of the second article could take for a kind of resident that duties name, in either language.
NAMED_KINDS = re.compile(
    r"pregnan|tenant|landlord|incomer|migrant|floating|special (person|concern|need)|孕|租|外来|流动人口|特殊人员|重点人员|重点帮扶"
)


def texts(play, lang):
    parts = (*play.roles, play.silent)
    words = [play.title, play.situation, play.decision, play.start, play.end, *play.debrief]
    words += [step.what for step in play.order] + [w for p in parts for w in (p.name, p.aim, p.secret) if w]
    return [w.say(lang) for w in words]


def of(case, actor):
    """An actor and, if it is an office, its body: whom the rows of its sheet may name."""
    row = case["actors"].loc[actor]
    return {actor, *(row["part_of"] if row["kind"] == "role" else ())}


def names(case, row_id, actors):
    row, table = case.row(row_id), codebook().table_of(row_id)
    if table == "problems":
        return row["side"] in {case["actors"].loc[a, "side"] for a in actors}
    cells = [row[v.name] for v in codebook().variables[table] if v.references == "actors"]
    return any({cell} & actors if isinstance(cell, str) else set(cell) & actors for cell in cells)


@pytest.mark.parametrize("name", CASES)
def test_a_play_fits_into_a_lesson_and_has_a_seat_for_a_small_group(name):
    play = PLAYS[name]
    assert 30 <= play.minutes <= 40
    assert 6 <= len(play.roles) <= 8
    assert len(play.debrief) >= 4


@pytest.mark.parametrize(("name", "actor"), PARTS)
def test_every_part_is_an_actor_of_its_case(name, actor):
    assert actor in CASES[name]["actors"].index


@pytest.mark.parametrize("name", CASES)
def test_no_part_is_a_kind_of_resident_and_only_the_silent_chair_is_for_residents(name):
    case, play = CASES[name], PLAYS[name]
    levels = case["actors"]["level"]
    assert "household" not in {levels[role.actor] for role in play.roles}
    assert levels[play.silent.actor] == "household"
    sensitive = case["statements"].query("sensitive == 'yes'")
    assert not {role.actor for role in play.roles} & set(sensitive["recipient"])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lang", LANGS)
def test_no_text_of_a_scene_uses_the_words_of_a_sensitive_duty(name, lang):
    for text in texts(PLAYS[name], lang):
        assert not NAMED_KINDS.search(text), text
        assert not [kind for kind in duty_objects(CASES[name]) if kind in text]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lang", LANGS)
def test_what_a_role_wants_and_hides_is_marked_as_invented(name, lang):
    for role in PLAYS[name].roles:
        assert INVENTED[lang] in role.aim.say(lang)
        assert role.secret is None or INVENTED[lang] in role.secret.say(lang)
    assert INVENTED[lang] in PLAYS[name].situation.say(lang)


@pytest.mark.parametrize("name", CASES)
def test_both_languages_say_the_same_number_of_times_that_they_invent(name):
    for role in PLAYS[name].roles:
        for words in filter(None, (role.aim, role.secret)):
            assert words.en.count("(invented)") == words.zh.count("（虚构）"), words.en


@pytest.mark.parametrize("name", CASES)
def test_the_chinese_of_a_scene_has_no_english_left(name):
    for text in texts(PLAYS[name], "zh"):
        assert not re.findall(r"[A-Za-z]{2,}|\b(?![AB]\b)[A-Za-z]\b", text), text


@pytest.mark.parametrize(("name", "actor"), PARTS)
def test_every_row_on_a_sheet_names_its_actor_or_the_body_of_the_office(name, actor):
    case = CASES[name]
    rows = [row for rows in role_sheet(case, actor)["rows"] for row in rows]
    assert rows
    assert [row for row in rows if not names(case, row, of(case, actor))] == []


@pytest.mark.parametrize(("name", "actor"), PARTS)
def test_no_row_that_names_the_actor_is_lost_but_those_left_out(name, actor):
    case = CASES[name]
    told = {row for rows in role_sheet(case, actor)["rows"] for row in rows}
    sensitive = case["statements"].query("sensitive == 'yes'")
    passages = list(zip(sensitive["section"], sensitive["anchor"], strict=True))
    for table in READERS:
        for row in case[table]["id"]:
            place = case.place(row)
            hidden = any(place.section == s and (place.anchor in a or a in place.anchor) for s, a in passages)
            if table != "problems" and names(case, row, {actor}) and not hidden:
                assert row in told


@pytest.mark.parametrize(("name", "actor"), PARTS)
def test_a_sheet_is_the_same_in_both_languages(name, actor):
    en, zh = (role_sheet(CASES[name], actor, lang) for lang in LANGS)
    assert en[["group", "rows", "more"]].equals(zh[["group", "rows", "more"]])
    assert not [text for text in en["text"] if re.search(r"[\u3400-\u9fff]", text)]


@pytest.mark.parametrize(("name", "actor"), PARTS)
def test_a_chinese_sheet_has_no_english_left(name, actor):
    sheet = role_sheet(CASES[name], actor, "zh")
    for text in (*sheet["heading"], *sheet["text"], *sheet["mark"]):
        assert not re.findall(r"[A-Za-z]{2,}|[a-z]", text.replace("OA", "")), text


@pytest.mark.parametrize(("name", "actor"), PARTS)
def test_what_is_not_said_is_every_group_without_a_row(name, actor):
    from casestudy.coding.messages import say

    sheet = role_sheet(CASES[name], actor, "zh")
    empty = {say(f"role_group_{g}", "zh") for g, said in GROUPS.items() if said} - set(sheet["heading"])
    silence = sheet.loc[sheet["group"] == "silence", "text"].str.cat()
    assert all(heading in silence for heading in empty)
    assert not [heading for heading in set(sheet["heading"]) if heading in silence]


@pytest.mark.parametrize(("name", "actor"), PARTS)
def test_no_group_has_more_lines_than_asked_for_and_the_rest_is_counted(name, actor):
    for most in (1, 3):
        sheet = role_sheet(CASES[name], actor, most=most)
        shown = sheet[~sheet["more"] & (sheet["group"] != "silence")]
        assert shown.groupby("group").size().max() <= most + 1
        for line in sheet[sheet["more"]].itertuples():
            assert 1 < int(re.search(r"\d+", line.text)[0]) <= len(line.rows)


def test_an_office_also_speaks_for_its_body_and_says_so():
    sheet = role_sheet(CASES["group_council"], "actor_013")
    texts = sheet.loc[sheet["group"] == "duties", "text"].tolist()
    assert texts[0] == "Meant to: head the council as well (post of head of the council)"
    assert texts[1] == "Must: lead (council) [said of: Party group]"


def test_a_mutual_tie_stands_on_both_sheets_as_together():
    for actor in ("actor_001", "actor_002"):
        sheet = role_sheet(CASES["pairing"], actor)
        assert any("tie_035" in rows for rows in sheet.loc[sheet["group"] == "with", "rows"])


def test_denials_and_proposals_stand_apart():
    for name, actor in PARTS:
        case = CASES[name]
        for line in role_sheet(case, actor).itertuples():
            for row in line.rows:
                cells = case.row(row)
                assert (cells.get("polarity") == "denied" and cells.get("realm") != "proposed") == (
                    line.group == "denied"
                )
                assert line.group == "proposed" or cells.get("realm") != "proposed"


def test_proposals_of_one_passage_are_one_line_unless_they_go_to_different_actors():
    case = CASES["pairing"]
    rows = role_sheet(case, "actor_001", most=100)["rows"].tolist()
    assert {"rec_003", "seat_004", "rule_027", "step_056"} in [set(line) for line in rows]
    liaison = role_sheet(case, "actor_034")
    assert liaison.loc[liaison["group"] == "proposed", "rows"].tolist() == [("tie_190",), ("tie_191",)]


def test_stated_comes_before_what_we_read():
    case = CASES["pairing"]
    sheet = role_sheet(case, "actor_001", most=100)
    bases = [case.row(rows[0])["basis"] for rows in sheet.loc[sheet["group"] == "from", "rows"]]
    assert len(set(bases)) > 1
    assert bases == sorted(bases, key=["stated", "derived", "inferred"].index)


def test_rows_of_duties_that_name_kinds_of_resident_are_left_out_and_counted():
    case = CASES["group_council"]
    sheet = role_sheet(case, "actor_081")
    left_out = set(case["statements"].query("sensitive == 'yes'")["id"])
    assert not left_out & {row for rows in sheet["rows"] for row in rows}
    assert f"Left out: {len(left_out)} of its rows" in sheet["text"].iloc[-1]


def test_a_case_of_ones_own_has_sheets_too(mini):
    case = load_case(mini)
    sheet = role_sheet(case, "actor_001")
    assert sheet.loc[sheet["group"] == "towards", "text"].tolist() == ["To Station B: books (empowerment; resource)"]
    assert sheet.loc[sheet["group"] == "denied", "rows"].tolist() == [("tie_003",)]


def test_an_unknown_actor_is_answered_with_the_known_ones():
    with pytest.raises(KeyError, match=r"'actor_999' is no actor of pairing; its actors are actor_001 to actor_045"):
        role_sheet(CASES["pairing"], "actor_999")


def test_a_case_without_a_play_is_answered_with_those_that_have_one(mini):
    with pytest.raises(FileNotFoundError, match=r"mini.toml: there is no such role play; .* group_council, pairing"):
        load_roles(load_case(mini))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('actor = "actor_034"', 'actor = "actor_999"', r"role 7 actor='actor_999': is not in actors.csv of pairing"),
        ('actor = "actor_034"', 'actor = "actor_001"', r"actor='actor_001': has a role already"),
        ('actor = "actor_034"', 'actor = "actor_039"', r"actor='actor_039': is a kind of resident"),
        ("title_zh", "title_fr", r"title_zh='': is missing; write the text in each of \['en', 'zh'\]"),
        ("secret_zh", "secret_fr", r"secret_fr=.*: is no field here"),
        ("question_zh", "question_fr", r"debrief 1 question_zh='': is missing"),
        ("minutes = 4", "minutes = 0", r"order 1 minutes='0': is not a whole number of minutes above 0"),
        ("[[role]]", "[[rolle]]", r"role='\[\]': is missing; write at least one \[\[role\]\]"),
        ("title_en = ", "title_en ", r"is no well-formed TOML"),
    ],
)
def test_a_planted_fault_goes_red_and_says_what_to_do(tmp_path, old, new, fault):
    text = (data_folder() / "roles" / "pairing.toml").read_text("utf-8")
    assert old in text
    file = tmp_path / "pairing.toml"
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CodingError, match=fault):
        load_roles(CASES["pairing"], file)


def test_words_of_a_sensitive_duty_in_a_scene_go_red(tmp_path):
    case = CASES["group_council"]
    text = (data_folder() / "roles" / "group_council.toml").read_text("utf-8")
    file = tmp_path / "group_council.toml"
    file.write_text(text.replace("Willing people", duty_objects(case)[0]), "utf-8")
    with pytest.raises(CodingError, match=r"is what a sensitive duty names; it is no part of a play"):
        load_roles(case, file)


def test_all_faults_of_a_file_are_listed_at_once(tmp_path):
    text = (data_folder() / "roles" / "pairing.toml").read_text("utf-8")
    file = tmp_path / "pairing.toml"
    file.write_text(text.replace("end_zh", "end_fr").replace('"actor_025"', '"actor_777"'), "utf-8")
    with pytest.raises(CodingError) as error:
        load_roles(CASES["pairing"], file)
    assert {fault.column for fault in error.value.faults} == {"end_zh", "end_fr", "actor"}


def test_every_play_belongs_to_a_case():
    files = sorted(path.stem for path in (data_folder() / "roles").glob("*.toml"))
    assert files == list_cases()
    for path in (data_folder() / "roles").glob("*.toml"):
        assert tomllib.loads(path.read_text("utf-8"))


PAGE = "# Plays\n\n## First\n\n```{role-play} pairing\n```\n"
CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book" / "_ext")!r})
extensions = ["myst_parser", "casestudy_book"]
html_theme = "sphinx_book_theme"
"""


def build(folder, *arguments):
    pytest.importorskip("sphinx", reason="the book's packages are not installed")
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(PAGE, "utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", *arguments, str(folder), str(folder / "out")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(("language", "heading"), [("en", "Scene: A reply"), ("zh_CN", "场景：清单")])
def test_the_directive_makes_a_section_a_role_in_the_language_of_the_edition(tmp_path, language, heading):
    done = build(tmp_path, "-W", "-b", "html", "-D", f"language={language}")
    assert done.returncode == 0, done.stderr
    article = (tmp_path / "out" / "index.html").read_text("utf-8").split("<article", 1)[1]
    titles = re.findall(r"<h(\d)>(.+?)<a", article)
    names = [
        role.name.say("en" if language == "en" else "zh") for role in (*PLAYS["pairing"].roles, PLAYS["pairing"].silent)
    ]
    assert [int(level) for level, _ in titles] == [1, 2, 3, *(3 for _ in names)]
    assert titles[2][1].startswith(heading)
    assert [title.replace("’", "'") for _, title in titles[3:]] == names
    assert len(re.findall(r'<section class="role-sheet"', article)) == len(names)


def test_nothing_of_a_play_is_extracted_for_translators(tmp_path):
    assert build(tmp_path, "-b", "gettext").returncode == 0
    messages = re.findall(r'^msgid "(.+)"', (tmp_path / "out" / "index.pot").read_text("utf-8"), flags=re.M)
    assert messages == ["Plays", "First"]
