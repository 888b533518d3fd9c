"""Make the slides for one class, in each language, from ``tools/deck.toml``.

``_build/deck/casestudy-deck-<language>.pptx``: wide slides with large type, every figure with
its alternative text, notes for the speaker with the rows behind the numbers. What does not
fit is not made smaller than can be read, but said.

Usage: python tools/deck.py      (after tools/book.py)
"""

import io
import re
import tomllib
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from common import BUILD, ROOT, run
from fonts import chinese_font
from pack import freeze, said, when
from pictures import Picture, executed, picture
from PIL import ImageFont
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from casestudy import load_case
from casestudy.book.exercises import exercise
from casestudy.coding.codebook import LANGS, TAGS, Lang
from casestudy.coding.messages import say
from casestudy.coding.references import reference
from casestudy.findings import cite

WIDE = (Inches(13.333), Inches(7.5))
LATIN = {"en": "Arial", "zh": "Microsoft YaHei"}
EAST_ASIAN = "Microsoft YaHei"
SLIDES = ROOT / "tools" / "deck.toml"
INK, BLUE = RGBColor(0x1B, 0x1F, 0x24), RGBColor(0x00, 0x5A, 0x94)
# Type that the last row can read; text that does not fit at the smallest is a fault.
SIZES = (28, 26, 24, 22, 20, 18)
SMALL = 12
LAYOUTS = {"title": 0, "points": 1, "columns": 4, "figure": 3}
FILLED = re.compile(r"\{([^{}]+)\}")
MOST_ROWS = 8

Box = tuple[float, float, float, float]  # left, top, width, height in inches
TITLE: Box = (0.7, 0.4, 11.93, 1.0)
WHOLE: Box = (0.7, 1.75, 11.93, 5.0)
# A figure takes the height of the slide, so that its own letters are as large as can be; the words stand beside it.
SIDE_TITLE: Box = (0.7, 0.45, 4.75, 1.5)
LEFT: Box = (0.7, 2.25, 4.75, 4.7)
RIGHT: Box = (5.65, 0.35, 7.3, 6.65)
NUMBER: Box = (11.93, 7.03, 0.9, 0.36)
HEADS: tuple[Box, Box] = ((0.7, 1.6, 5.75, 0.75), (6.88, 1.6, 5.75, 0.75))
COLUMNS: tuple[Box, Box] = ((0.7, 2.4, 5.75, 4.4), (6.88, 2.4, 5.75, 4.4))


def slides(path: Path = SLIDES) -> list[dict[str, Any]]:
    """Read the slides."""
    return list(tomllib.loads(path.read_text("utf-8"))["slide"])


def fill(text: str, lang: Lang) -> str:
    """Fill in what stands in braces: numbers, titles, references, exercises, messages."""
    return FILLED.sub(lambda match: _filling(match[1], lang), text)


def _filling(asked: str, lang: Lang) -> str:
    word, _, name = asked.partition(" ")
    fillings = {
        "title": lambda: load_case(name).title(lang),
        "article": lambda: reference(load_case(name), lang),
        "exercise": lambda: exercise(name).prompt(lang),
        "message": lambda: say(name, lang),
        "version": lambda: version("casestudy"),
    }
    return fillings[word]() if word in fillings else cite(asked).text(lang)


def citations(slide: dict[str, Any], lang: Lang) -> list[str]:
    """Return the numbers that a slide cites, in order, each once."""
    texts = [*slide.get(f"points_{lang}", ())]
    for column in slide.get("column", ()):
        texts += column[f"points_{lang}"]
    found = (match for text in texts for match in FILLED.findall(text))
    return list(dict.fromkeys(c for c in found if re.match(r"[\w-]+\.\w", c)))


def notes(slide: dict[str, Any], lang: Lang) -> str:
    """Return what the speaker may say, and the rows to which the slide goes back."""
    lines = [fill(slide[f"notes_{lang}"], lang)]
    for citation in citations(slide, lang):
        number = cite(citation)
        if number.rows:
            case = citation.partition(".")[0]
            rows = [f"{case}.{row}" for row in number.rows[:MOST_ROWS]]
            if len(number.rows) > MOST_ROWS:
                rows.append(say("robustness_more", lang, n=len(number.rows) - MOST_ROWS))
            lines.append(say("deck_number", lang, text=number.text(lang), rows=", ".join(rows)))
    if slide.get("rows"):
        lines.append(say("deck_rows", lang, rows=", ".join(slide["rows"])))
    return "\n".join(lines)


def deck(lang: Lang, sources: Path, path: Path = SLIDES) -> bytes:
    """Make the slides in a language, with the figures of the chapters that were executed in it."""
    made = Presentation()
    _widen(made)
    _set_theme_fonts(made, lang)
    for number, slide in enumerate(slides(path), 1):
        try:
            _add(made, slide, lang, sources)
        except (KeyError, ValueError) as fault:
            raise RuntimeError(f"tools/deck.toml, slide {number} ({lang}): {fault}") from None
    properties, now = made.core_properties, when()
    properties.title = say("book_title", lang)
    properties.author = properties.last_modified_by = "The casestudy maintainers"
    properties.language, properties.revision = TAGS[lang], 1
    properties.subject = say("book_description", lang)
    properties.comments = say("book_licence", lang)
    properties.created = properties.modified = now.replace(tzinfo=None)
    file = io.BytesIO()
    made.save(file)
    return freeze(file.getvalue(), now)


def _add(made: Any, slide: dict[str, Any], lang: Lang, sources: Path) -> None:
    layout = slide["layout"]
    if layout not in LAYOUTS:
        raise ValueError(f"layout {layout!r} is none of {', '.join(LAYOUTS)}")
    new = made.slides.add_slide(made.slide_layouts[LAYOUTS[layout]])
    title = fill(slide[f"title_{lang}"], lang)
    points = [fill(point, lang) for point in slide.get(f"points_{lang}", ())]
    if layout == "title":
        _opening(new, title, points, lang)
    else:
        box, size = (SIDE_TITLE, 28) if layout == "figure" else (TITLE, 32)
        _write(new.shapes.title, box, [title], lang, size, bold=True, anchor=MSO_ANCHOR.BOTTOM)
        _rule(new, box)
        bodies = [shape for shape in new.placeholders if shape.placeholder_format.idx > 0]
        if layout == "points":
            _write_points(bodies[0], WHOLE, points, lang)
        elif layout == "figure":
            _write_points(bodies[0], LEFT, points, lang, most=24)
            bodies[1]._element.getparent().remove(bodies[1]._element)
            _place(new, picture(sources, slide["figure"]))
        else:
            _columns(bodies, slide["column"], lang)
        _number(new)
    new.notes_slide.notes_text_frame.text = notes(slide, lang)


def _opening(new: Any, title: str, points: Sequence[str], lang: Lang) -> None:
    """The first slide: the title on a blue ground, below it what the slides are, and the tone."""
    new.background.fill.solid()
    new.background.fill.fore_color.rgb = BLUE
    white = RGBColor(0xFF, 0xFF, 0xFF)
    _write(
        new.shapes.title, (0.9, 1.3, 11.5, 1.7), [title], lang, 44, bold=True, colour=white, anchor=MSO_ANCHOR.BOTTOM
    )
    _write(new.placeholders[1], (0.9, 3.3, 11.5, 2.9), points, lang, 22, colour=white, gap=14)


def _columns(bodies: Sequence[Any], columns: Sequence[dict[str, Any]], lang: Lang) -> None:
    texts = [[fill(point, lang) for point in column[f"points_{lang}"]] for column in columns]
    size = min(22, *(_fitting(text, box) for text, box in zip(texts, COLUMNS, strict=True)))
    for n, column in enumerate(columns):
        heading = fill(column[f"heading_{lang}"], lang)
        _write(bodies[2 * n], HEADS[n], [heading], lang, 22, bold=True, colour=BLUE, anchor=MSO_ANCHOR.BOTTOM)
        _write(bodies[2 * n + 1], COLUMNS[n], texts[n], lang, size, gap=9)


def _write_points(shape: Any, box: Box, points: Sequence[str], lang: Lang, most: int = SIZES[0]) -> None:
    _write(shape, box, points, lang, min(most, _fitting(points, box)), gap=14)


def _write(
    shape: Any,
    box: Box,
    lines: Sequence[str],
    lang: Lang,
    size: int,
    bold: bool = False,
    colour: RGBColor = INK,
    gap: int = 0,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> None:
    """Write paragraphs into a shape, with the fonts of the language named in every run."""
    shape.left, shape.top, shape.width, shape.height = map(Inches, box)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, anchor
    frame.auto_size = None
    for n, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.space_after, paragraph.alignment = Pt(gap), 1
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.color.rgb, run.font.name = Pt(size), bold, colour, LATIN[lang]
        properties = run._r.get_or_add_rPr()
        properties.set("lang", TAGS[lang])
        properties.append(properties.makeelement(qn("a:ea"), {"typeface": EAST_ASIAN}))


def _rule(new: Any, box: Box) -> None:
    """Draw a line below the title; it says nothing, and readers of the screen are told so by an empty text."""
    left, top, width, height = box
    line = new.shapes.add_shape(1, Inches(left), Inches(top + height + 0.04), Inches(width), Emu(19050))
    line.fill.solid()
    line.fill.fore_color.rgb = BLUE
    line.line.fill.background()
    line.name = "Line"
    line._element.nvSpPr.cNvPr.set("descr", "")


def _place(new: Any, found: Picture) -> None:
    """Place a figure as large as its room allows, with its alternative text."""
    left, top, width, height = map(Inches, RIGHT)
    shape = new.shapes.add_picture(io.BytesIO(found.png), left, top)
    scale = min(width / shape.width, height / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape.left, shape.top = left + (width - shape.width) // 2, top + (height - shape.height) // 2
    shape.name = found.name
    shape._element.nvPicPr.cNvPr.set("descr", found.alt)


def _number(new: Any) -> None:
    """Copy the number of the slide from its layout, where it stays ready for slides that are added."""
    for shape in new.slide_layout.placeholders:
        if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
            new.shapes._spTree.append(deepcopy(shape._element))
            placed = new.shapes[-1]
            placed.left, placed.top, placed.width, placed.height = map(Inches, NUMBER)
            for run in placed._element.iter(qn("a:rPr")):
                run.set("sz", str(SMALL * 100))


def _widen(made: Any) -> None:
    """Make slides wide, and move what the template places on narrow ones."""
    scale = WIDE[0] / made.slide_width
    made.slide_width, made.slide_height = WIDE
    for page in (*made.slide_layouts, made.slide_master):  # layouts first, as they look up what they inherit
        places = [(shape, shape.left, shape.top, shape.width, shape.height) for shape in page.shapes]
        for shape, left, top, width, height in places:  # all four: one alone would forget what a shape inherits
            shape.left, shape.top, shape.width, shape.height = int(left * scale), top, int(width * scale), height


def _set_theme_fonts(made: Any, lang: Lang) -> None:
    """Name the fonts in the theme, so that slides which a teacher adds look the same."""
    theme = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode("utf-8")
    for family in ("majorFont", "minorFont"):
        fonts = f'<a:{family}><a:latin typeface="{LATIN[lang]}"/><a:ea typeface="{EAST_ASIAN}"/>'
        text = re.sub(rf"<a:{family}>\s*<a:latin [^>]*/>\s*<a:ea [^>]*/>", fonts, text)
    theme._blob = text.encode("utf-8")


def _fitting(lines: Sequence[str], box: Box) -> int:
    """Return the largest size at which paragraphs fit a box."""
    for size in SIZES:
        if _height(lines, box[2], size) <= box[3] * 72:
            return size
    raise ValueError(f"the text does not fit at {SIZES[-1]} points: shorten {max(lines, key=len)!r}")


def _height(lines: Sequence[str], width: float, size: int) -> float:
    """Estimate the height of paragraphs in points, set in a font that is rather wider than those named."""
    room = width * 72 - 14.4 - 1.5 * size  # the margins of a shape, and the bullet
    return sum(_rows(line, room, size) * size * 1.25 + 14 for line in lines) + 7.2


def _rows(line: str, room: float, size: int) -> int:
    rows, used = 1, 0.0
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", line):
        width = _font(size).getlength(piece)
        if used + width > room and used:
            rows, used = rows + 1, 0.0
        used += width
    return rows


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(chinese_font()), size)


def main(target: Path = BUILD / "deck") -> int:
    target.mkdir(parents=True, exist_ok=True)
    for lang in LANGS:
        path = target / f"casestudy-deck-{lang}.pptx"
        path.write_bytes(deck(lang, executed(lang)))
        print(f"{said(path)}, {len(slides())} slides", flush=True)
    return 0


if __name__ == "__main__":
    run(main)
