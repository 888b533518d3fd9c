"""The role plays of the book: ``{role-play} pairing`` makes the scene and a sheet for each role.

Everything is made of nodes, in the language of the edition, so that the roles stand in the contents of the page and the
rows are linked as those of ``{row}`` are. In print each sheet has a page of its own (class ``role-sheet``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casestudy_pages import extracting, language, slug
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from casestudy.book.teaching.roles import Role, RolePlay, load_roles, role_sheet
from casestudy.coding.cases import Case, load_case
from casestudy.coding.codebook import Lang
from casestudy.coding.messages import say

ROW = "casestudy-row:"


class RolePlayDirective(SphinxDirective):
    """The scene of a case, its roles, and the chair that stays empty."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        if extracting(self.env):
            return []
        lang, case = language(self.env), load_case(self.arguments[0])
        play = load_roles(case)
        made = [scene(play, lang), *(sheet(case, role, lang) for role in play.roles)]
        made += [sheet(case, chair, lang, "role_silent") for chair in (play.silent,) if chair]
        shown: list[str] = self.env.casestudy_shown.setdefault(self.env.docname, [])  # type: ignore[attr-defined]
        for section in made:
            self.state.document.note_explicit_target(section)
            shown += [link["refuri"].removeprefix(ROW) for link in section.findall(nodes.reference)]
            for node in section.findall(lambda n: isinstance(n, nodes.paragraph | nodes.title | nodes.term)):
                node["translatable"] = False
        return list(made)


def section(name: str, title: str, *classes: str) -> nodes.section:
    made = nodes.section(ids=[slug(name)], names=[name], classes=list(classes))
    made += nodes.title(title, title)
    return made


def scene(play: RolePlay, lang: Lang) -> nodes.section:
    """What the chair reads aloud, the running order and the questions for afterwards."""
    made = section(f"scene {play.case}", say("role_scene", lang, title=play.title.say(lang)), "role-scene")
    lines = [play.situation, play.decision, play.start]
    made += [paragraph(say(f"role_{key}", lang), words.say(lang)) for key, words in zip(SCENE, lines, strict=True)]
    steps = [say("role_step", lang, what=step.what.say(lang), n=step.minutes) for step in play.order]
    made += paragraph(say("role_order", lang), say("role_minutes", lang, n=play.minutes))
    made += listed(steps, nodes.enumerated_list(enumtype="arabic", prefix="", suffix="."))
    made += paragraph(say("role_end", lang), play.end.say(lang))
    made += paragraph(say("role_debrief", lang))
    made += listed([q.say(lang) for q in play.debrief], nodes.enumerated_list(enumtype="arabic", prefix="", suffix="."))
    return made


SCENE = ("situation", "decision", "start")


def sheet(case: Case, role: Role, lang: Lang, aim: str = "role_aim") -> nodes.section:
    """One role: what it wants, and what the article says of its actor."""
    made = section(f"role {case.name} {role.actor}", role.name.say(lang), "role-sheet")
    made += paragraph(say(aim, lang), role.aim.say(lang))
    if role.secret:
        made += paragraph(say("role_secret", lang), role.secret.say(lang), classes=["role-secret"])
    source = paragraph(say("role_source", lang), case.text(role.actor, lang) + " ")
    source += row_link(case, role.actor, lang)
    made += source
    made += groups(case, role.actor, lang)
    return made


def groups(case: Case, actor: str, lang: Lang) -> nodes.definition_list:
    """The lines of a sheet under the heading of their group."""
    made = nodes.definition_list(classes=["role-lines"])
    for heading, lines in role_sheet(case, actor, lang).groupby("heading", sort=False):
        items = nodes.bullet_list(bullet="-")
        items += [nodes.list_item("", nodes.paragraph("", "", *line(case, row, lang))) for row in lines.itertuples()]
        item = nodes.definition_list_item()
        item += [nodes.term("", str(heading)), nodes.definition("", items)]
        made += item
    return made


def line(case: Case, row: object, lang: Lang) -> Iterator[nodes.Node]:
    """A line, how it is told, and links to its rows; of a count, a link to the first row that is not shown."""
    text, mark, rows, more = (getattr(row, name) for name in ("text", "mark", "rows", "more"))
    if more:
        yield row_link(case, rows[0], lang, text)
        return
    yield nodes.Text(text)
    if mark:
        yield nodes.Text(" ")
        yield nodes.inline("", mark, classes=["role-mark"])
    for one in rows:
        yield nodes.Text(" ")
        yield row_link(case, one, lang)


def row_link(case: Case, row: str, lang: Lang, text: str = "") -> nodes.reference:
    citation = f"{case.name}.{row}"
    return nodes.reference("", text or row, refuri=ROW + citation, reftitle=case.text(row, lang), classes=["row-link"])


def paragraph(head: str, text: str = "", classes: Iterable[str] = ()) -> nodes.paragraph:
    made = nodes.paragraph("", "", nodes.strong("", head), classes=list(classes))
    if text:
        made += nodes.Text(" " + text)
    return made


def listed(items: Iterable[str], made: nodes.Element) -> nodes.Element:
    made += [nodes.list_item("", nodes.paragraph("", text)) for text in items]
    return made


def setup(app: Sphinx) -> None:
    app.add_directive("role-play", RolePlayDirective)
