"""The Chinese messages: complete, current, by the glossary, with every number; and what it takes to notice that they are not."""

from pathlib import Path

import pytest

pytest.importorskip("babel", reason="the book's packages are not installed")
pytest.importorskip("jupyter_book", reason="the book's packages are not installed")
ROOT = Path(__file__).resolve().parents[1]
import translate
from babel.messages.catalog import Catalog, Message

KNOWN = {"empowerment": "增权", "three lists": "三张清单"}
ENGLISH = "{num}`pairing.count(ties)` ties of {term}`Empowerment`, see [](cases/pairing)."
CHINESE = "{num}`pairing.count(ties)`条{term}`增权`关系，见[](cases/pairing)。"


def faults(english, chinese, **options):
    return list(translate.faults(Message(english, chinese, **options), KNOWN))


@pytest.mark.night("make check asks the same")
def test_no_message_of_the_book_is_missing_stale_or_at_fault():
    assert translate.check(translate.sources()) == []


def test_a_faithful_translation_has_no_fault():
    assert faults(ENGLISH, CHINESE) == []


def test_an_untranslated_message_is_found():
    assert faults(ENGLISH, "") == ["is not translated"]


def test_a_stale_message_is_found():
    assert "is stale" in faults(ENGLISH, CHINESE, flags=["fuzzy"])[0]


def test_a_number_that_is_lost_is_found():
    assert faults(ENGLISH, CHINESE.replace("{num}`pairing.count(ties)`", "")) == ["lacks num: pairing.count(ties)"]


def test_another_number_is_found():
    wrong = faults(ENGLISH, CHINESE.replace("ties", "actors"))
    assert "lacks num: pairing.count(ties)" in wrong
    assert "has num: pairing.count(actors), which the English has not" in wrong


def test_a_term_that_the_glossary_renders_otherwise_is_found():
    assert "lacks term: 增权" in faults(ENGLISH, CHINESE.replace("增权", "赋能"))


def test_a_term_may_be_shown_in_other_words():
    assert faults("{term}`lists <three lists>`", "{term}`清单 <三张清单>`") == []


def test_english_words_are_found_between_roles_too():
    assert faults("{term}`empowerment` and {term}`three lists`", "{term}`增权`and{term}`三张清单`") == [
        "has English words: and"
    ]


def test_a_message_of_no_page_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(translate, "CATALOGUES", tmp_path)
    catalog = Catalog(locale="zh_CN")
    catalog.add("Gone", "已删")
    (tmp_path / "page.po").write_bytes(translate.write(catalog))
    (tmp_path / "other.po").write_bytes(translate.write(catalog))
    source = Catalog()
    source.add("Here")
    assert translate.check({"page": source}) == [
        "page.po: 'Here' is not translated",
        "page.po: 'Gone' is in no source any more",
        "other.po belongs to no page",
    ]


def test_a_catalogue_is_written_the_same_way_twice():
    catalog = Catalog(locale="zh_CN")
    catalog.add(ENGLISH, CHINESE)
    once = translate.write(catalog)
    assert b"{num}`pairing.count(ties)`" in once
    again = translate.read_po(translate.BytesIO(once), locale="zh_CN")
    assert translate.write(again) == once
