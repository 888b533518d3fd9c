"""Render a network as SVG: as a piece of a web page: drawn, in words, and as tables.

It can be read and printed as it is. ``explorer.js`` of the book makes it
answer to pointer, finger and keys; all that it shows stands here already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

import networkx as nx

from casestudy.coding.codebook import LANGS, Lang, codebook
from casestudy.coding.messages import listing, say
from casestudy.figures.explorer.boxes import LINE, TWO, Layout, Sign
from casestudy.figures.explorer.edges import FIRMNESS, Edge, by_pair, drawn_as, edges
from casestudy.figures.explorer.layers import Pair
from casestudy.figures.explorer.layout import layout
from casestudy.figures.explorer.lettering import fit
from casestudy.figures.explorer.routes import Line, routes
from casestudy.figures.explorer.tables import Href, edge_sheet, filters, label, node_sheet
from casestudy.figures.style import BLACK, BLUE, GREY, RED, SIDES

COLOURS = {"blue": BLUE, "red": RED, "grey": GREY, "black": BLACK}
DASHES = {"derived": "9 3", "inferred": "5 3", "denied": "1.5 3.5"}
ARROW, BAR = "M0 0L8 4L0 8z", "M5 0H8V8H5z"
SIZE, PAD, CROSS = 11.5, 7.0, 3.5
FONTS = "Helvetica Neue,Arial,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif"
WORDS = ("shown", "nothing", "leave", "help")


def diagram(G: nx.MultiDiGraph, lang: Lang, rows_href: Href) -> str:
    """Write a network as HTML: a figure, the same as tables, and the controls that a script brings to life.

    Parameters
    ----------
    G
        From :func:`casestudy.networks.network`.
    lang
        The language of every word in it; nodes can be found in either.
    rows_href
        The address of a row, or nothing where it has no page.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> html = diagram(network(load_case("pairing"), "composition"), "en", lambda row: f"rows.html#{row}")
    >>> '<a href="rows.html#seat_001">seat_001</a>' in html
    True

    """
    name = "-".join(["nv", *(str(G.graph[k]) for k in ("case", "kind") if k in G.graph)])
    of = edges(G)
    words = json.dumps({k: say(f"diagram_{k}", lang, n="{n}", m="{m}") for k in WORDS}, ensure_ascii=False)
    sheets = edge_sheet(G, of, lang, rows_href) + node_sheet(G, lang, rows_href)
    about = f'<p id="{name}-about">{escape(_about(G, of, lang))}</p>'
    return (
        f'<div class="nv" id="{name}" data-words="{escape(words)}">{_tools(name, of, lang)}'
        f'<figure><div class="nv-view">{_svg(G, name, of, lang)}</div>'
        f"<figcaption>{about}{_key(G, name, of, lang)}</figcaption></figure>"
        f'<div class="nv-card" role="group" aria-label="{say("diagram_card", lang)}" hidden></div>'
        f'<div class="nv-sheets" id="{name}-sheets">{sheets}</div></div>'
    )


def _title(G: nx.MultiDiGraph, of: Sequence[Edge], lang: Lang) -> str:
    kind = G.graph.get("kind", "")
    known = codebook().codes["network_kind"]
    return say(
        "diagram_alt",
        lang,
        kind=known[kind].label(lang) if kind in known else kind,
        nodes=len(G),
        lines=len(by_pair(of)),
    )


def _about(G: nx.MultiDiGraph, of: Sequence[Edge], lang: Lang) -> str:
    """Say what the figure shows: how much, how sure, and where most lines meet."""
    ours = [e.codes.get("basis") == "inferred" for e in of]
    denied = [e.look == "denied" for e in of]
    counts = {"inferred": sum(ours), "denied": sum(denied), "both": sum(map(min, ours, denied))}
    values = {"nodes": len(G), "lines": len(by_pair(of)), "rows": len(of), "alone": sum(not G.degree(n) for n in G)}
    text = say("diagram_about", lang, **values, **counts)
    meet = {n: len({p for p in by_pair(of) if n in p}) for n in G}
    most = [label(G, n, lang).rstrip(".。") for n in sorted(meet, key=lambda n: (-meet[n], str(n)))[:3] if meet[n] > 2]
    meeting = say("diagram_most", lang, names=listing(most, lang)) if most else ""
    return f"{text}{' ' * (lang == 'en')}{meeting}".strip()


def _svg(G: nx.MultiDiGraph, name: str, of: Sequence[Edge], lang: Lang) -> str:
    drawn, pairs = layout(G), by_pair(of)
    wide, high = drawn.extent
    bar = any(e.means == "lowers" for e in of)
    lines = routes(drawn, pairs)
    parts = [
        f'<svg width="{wide:.0f}" height="{high:.0f}" viewBox="0 0 {wide:.0f} {high:.0f}"'
        f' font-family="{FONTS}" font-size="{SIZE}" role="img"'
        f' aria-label="{escape(_title(G, of, lang))}" aria-describedby="{name}-about">',
        f"<defs>{''.join(_tip(name, colour, bar) for colour in COLOURS)}</defs>",
        *(_sign(sign, k, wide, lang) for k, sign in enumerate(drawn.signs)),
        '<g fill="none" stroke-width="1.4">',
        *(_line(name, pair, pairs[pair], lines[pair]) for pair in pairs),
        f'</g><g fill="#fff" stroke="{GREY}">',
        *(_box(G, n, drawn, lang) for n in _reading_order(drawn)),
        "</g></svg>",
    ]
    return "".join(parts)


def _reading_order(drawn: Layout) -> list[str]:
    """Sort boxes as one reads: by column, then downwards; where ties run down by line, then sideways."""
    return sorted(drawn.at, key=lambda n: (drawn.at[n] if drawn.axis == 0 else drawn.at[n][::-1], n))


def _tip(name: str, colour: str, bar: bool) -> str:
    shape = BAR if bar and colour == "red" else ARROW
    return (
        f'<marker id="{name}-{colour}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7"'
        f' markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="{shape}" fill="{COLOURS[colour]}" data-colour="{colour}"/></marker>'
    )


def _sign(sign: Sign, k: int, wide: float, lang: Lang) -> str:
    """Write a heading; one that names a strip stands at its left, on a ground that alternates."""
    text = _says(sign.says, lang)
    if not sign.height:
        return f'<text class="nv-sign" x="{sign.x:g}" y="{sign.top + 15:g}" font-weight="600">{escape(text)}</text>'
    ground = f'<rect class="nv-strip" y="{sign.top:g}" width="{wide:.0f}" height="{sign.height:g}" fill="{GREY}"'
    lines = fit(text, 76, 2, SIZE * 1.07)
    return f'{ground} fill-opacity="{0.1 if k % 2 else 0.03}"/>' + "".join(
        f'<text class="nv-sign" x="10" y="{sign.top + 20 + i * LINE:g}" font-weight="600">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )


def _says(what: str, lang: Lang) -> str:
    """Resolve what a heading says: a message, a table, a layer, or a code of a list."""
    of, _, name = what.partition(":")
    if of == "message":
        return say(name, lang)
    if of == "table":
        return codebook().table(name).label(lang) if name else ""
    return say("diagram_layer", lang, n=name) if of == "layer" else codebook().label(of, name, lang)


def _line(name: str, pair: Pair, of: Sequence[Edge], route: Line) -> str:
    colour, look, denied = drawn_as(of)
    (path, (x, y)), c = route, CROSS
    cross = f'<path class="nv-cross" d="M{x - c:g} {y - c:g}l{2 * c:g} {2 * c:g}m0-{2 * c:g}l-{2 * c:g} {2 * c:g}"/>'
    return (
        f'<g class="nv-line" data-u="{escape(pair[0])}" data-v="{escape(pair[1])}" data-colour="{colour}"'
        f' data-look="{look}"{" data-denied" * denied} stroke="{COLOURS[colour]}">'
        f'<path d="{path}"{_dash(look)} marker-end="url(#{name}-{colour})"/>{cross if denied else ""}</g>'
    )


def _dash(look: str) -> str:
    return f' stroke-dasharray="{DASHES[look]}"' if look in DASHES else ""


def _box(G: nx.MultiDiGraph, n: str, drawn: Layout, lang: Lang) -> str:
    (x, y), (w, h), data = drawn.at[n], drawn.size[n], G.nodes[n]
    lines = fit(label(G, n, lang), w - 2 * PAD, 1 if h < TWO else 2, SIZE)
    first = h / 2 - (len(lines) - 1) * LINE / 2 + SIZE * 0.36
    spans = (f'<tspan x="{PAD:g}" y="{first + k * LINE:.1f}">{escape(t)}</tspan>' for k, t in enumerate(lines))
    text = f'<text fill="{BLACK}" stroke="none">{"".join(spans)}</text>'
    side = SIDES.get(str(data.get("side"))) if data.get("table") == "actors" else None
    bar = f'<rect class="nv-side" width="4" height="{h:g}" fill="{side}" stroke="none"/>' if side else ""
    other = next(language for language in LANGS if language != lang)
    return (
        f'<g class="nv-box{" nv-small" * (h < TWO)}" data-n="{escape(n)}" data-{other}="{escape(label(G, n, other))}"'
        f' transform="translate({x - w / 2:g} {y - h / 2:g})"><title>{escape(label(G, n, lang))}</title>'
        f'<rect width="{w:g}" height="{h:g}" rx="3"/>{bar}{text}</g>'
    )


def _key(G: nx.MultiDiGraph, name: str, of: Sequence[Edge], lang: Lang) -> str:
    """Explain what lines, their ends and the bars of boxes stand for, as far as the figure has them."""
    drawn = [drawn_as(group) for group in by_pair(of).values()]
    looks = [look for look in (*FIRMNESS, "denied") if look in {look for _, look, _ in drawn}]
    items = [_sample(name, colour, "stated", text) for colour, text in _meanings(of, drawn, lang).items()]
    if looks != ["stated"]:
        items += [_sample(name, "black", look, say(f"diagram_{look}", lang)) for look in looks]
    if any(denied and look != "denied" for _, look, denied in drawn):
        items.append(_sample(name, "black", "crossed", say("diagram_some_denied", lang)))
    actors = {str(d.get("side")) for _, d in G.nodes(data=True) if d.get("table") == "actors"}
    sides = [
        f"<li>{_swatch(colour)}{codebook().label('side', s, lang)}</li>" for s, colour in SIDES.items() if s in actors
    ]
    bars = (
        f'<p class="nv-keyname">{say("diagram_sides", lang)}</p><ul class="nv-key">{"".join(sides)}</ul>'
        if sides
        else ""
    )
    return (f'<ul class="nv-key">{"".join(items)}</ul>' if items else "") + bars


def _meanings(of: Sequence[Edge], drawn: Sequence[tuple[str, str, bool]], lang: Lang) -> Mapping[str, str]:
    """Return what each colour that occurs means here; one colour alone needs no explanation."""
    lists = {"down": "direction", "up": "direction", "lateral": "direction", "raises": "sign", "lowers": "sign"}
    found: dict[str, list[str]] = {}
    for means in dict.fromkeys(e.means for e in of if e.means):
        text = codebook().label(lists[means], means, lang) if means in lists else say(f"diagram_{means}", lang)
        colour = next(e.colour for e in of if e.means == means)
        found.setdefault(colour, []).append(text)
    made = {colour: listing(texts, lang) for colour, texts in found.items() if colour in {c for c, _, _ in drawn}}
    if any(colour == "black" for colour, _, _ in drawn):
        made["black"] = say("diagram_several", lang)
    return made


def _sample(name: str, colour: str, look: str, text: str) -> str:
    cross = '<path class="nv-cross" d="M14 3.5l7 7m0-7l-7 7"/>' if look in ("denied", "crossed") else ""
    return (
        f'<li><svg width="42" height="14" aria-hidden="true" fill="none" stroke="{COLOURS[colour]}" stroke-width="1.4"'
        f' data-colour="{colour}"><path d="M1 7H40"{_dash(look)} marker-end="url(#{name}-{colour})"/>{cross}</svg>'
        f"{escape(text)}</li>"
    )


def _swatch(colour: str) -> str:
    return (
        '<svg width="12" height="14" aria-hidden="true">'
        f'<rect x="1" y="1" width="6" height="12" fill="{colour}" stroke="{GREY}" stroke-width=".5"/></svg>'
    )


def _tools(name: str, of: Sequence[Edge], lang: Lang) -> str:
    """Write the controls, which stay hidden without the script that they are for."""
    word = {k: escape(say(f"diagram_{k}", lang)) for k in ("find", "zoom", "filter", "reset", "to_table")}
    names = {do: escape(say(f"diagram_{do}", lang)) for do in ("smaller", "larger", "whole", "full")}
    zoom = "".join(
        f'<button type="button" data-do="{do}" aria-label="{names[do]}">{sign or names[do]}</button>'
        for do, sign in (("smaller", "−"), ("larger", "+"), ("whole", ""), ("full", ""))
    )
    boxes = filters(list(of), lang)
    filtering = (
        f'<details class="nv-filters"><summary>{word["filter"]}</summary><div>{boxes}</div></details>'
        f'<button type="button" data-do="reset">{word["reset"]}</button>'
    )
    shown = escape(say("diagram_shown", lang, n=len(of), m=len(of)))
    return (
        f'<div class="nv-tools" hidden><div class="nv-find"><label for="{name}-find">{word["find"]}</label>'
        f'<input id="{name}-find" type="text" role="combobox" aria-expanded="false" aria-autocomplete="list"'
        f' aria-controls="{name}-found" autocomplete="off"><ul id="{name}-found" role="listbox"'
        f' aria-label="{word["find"]}" hidden></ul></div>'
        f'<div class="nv-zoom" role="group" aria-label="{word["zoom"]}">{zoom}</div>{filtering if boxes else ""}'
        f'<a href="#{name}-sheets">{word["to_table"]}</a><p class="nv-shown" role="status">{shown}</p></div>'
    )
