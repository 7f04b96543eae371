"""A page of the trip in one file: timeline, map, money and notices, for a screen or for paper, without any network."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from planner.export.agency import NONE, Agency, offer
from planner.export.paper import is_dense
from planner.export.sayings import done_of
from planner.export.shared import narrowed, without_bookings
from planner.export.sketch import (
    LAYERS,
    DayMap,
    day_colours,
    day_maps,
    drawn,
    ground_of,
    marks_of,
    page_text,
)
from planner.export.sources import cited_in, pages_of, sources_of
from planner.export.view import Language
from planner.export.viewing import DOT
from planner.itinerary import Itinerary
from planner.texts.further import name_of

OVERVIEW, SKETCH = 420, 230  # heights of the drawings of the trip and of a day
COUNTED = re.compile("([0-9]+)(時間|[年月日時分元人泊点室])")  # no line ends in one
JOINER = "\u2060"
WORDS = ("whole-trip", "zoom-in", "zoom-out", "map")  # that the page's script says


def render(
    itinerary: Itinerary,
    language: Language = "en",
    agency: Agency = NONE,
    is_picture: bool = False,
    has_map: bool = True,
    has_bookings: bool = True,
) -> str:
    """Return the page; what may run or colour in it is only what stands here, by its hashes.

    ``is_picture``: with drawings for the map, in light colours, as ``png`` takes it. Without a map it has no place's
    position either; without bookings neither what is booked nor what is to book.
    """
    parts = parts_of(itinerary, language, agency, is_picture, has_map, has_bookings)
    page = template("page.html").render(parts)
    return (
        COUNTED.sub(r"\1" + JOINER + r"\2", page).replace("時間", f"時{JOINER}間")
        if language == "ja"
        else page
    )


def parts_of(
    itinerary: Itinerary,
    language: Language = "en",
    agency: Agency = NONE,
    is_picture: bool = False,
    has_map: bool = True,
    has_bookings: bool = True,
) -> dict[str, Any]:
    """Return what the template of the page, or one that extends it, is filled with."""
    if not has_bookings:
        itinerary = without_bookings(itinerary)
    view, speaker = offer(itinerary, language, agency)
    view = narrowed(view, has_map=has_map, has_bookings=has_bookings)
    maps, corridor = day_maps(view.days), itinerary.corridor.name
    if not has_map:
        maps = tuple(DayMap(each.colour, (), ()) for each in maps)
    ground = ground_of(corridor)
    return {
        "view": view,
        "done": done_of(view),
        "logo": agency.logo,
        "is_picture": is_picture,
        "has_map": has_map,
        "say": speaker.say,
        "styles": styles(),
        "scripts": (leaflet(), script()),
        "policy": policy(),
        "maps": maps,
        "layers": LAYERS,
        "overview": drawn(maps, corridor, language, OVERVIEW),
        "sketches": [drawn([each], corridor, language, SKETCH) for each in maps],
        "is_dense": is_dense,
        "pins": {pin.row: pin for each in maps for pin in each.pins},
        "modes": sorted({way.mode for each in maps for way in each.ways}),
        "trip": {
            "days": [asdict(each) for each in maps],
            "ground": {layer: ground[layer] for layer in LAYERS if layer in ground},
            "names": [(lat, lon, name_of(name, language)) for lat, lon, name in ground.get("names", ())],
            "marks": marks_of(maps, language),
            "words": {word: speaker.say(f"page-{word}") for word in WORDS},
        },
        "sources": tuple(sources_of(speaker)),
        "cited": tuple(cited_in(speaker)),
        "pages": pages_of(speaker),
        "dot": DOT,
        "colours": len(day_colours()),
        "moment": lambda day, minute: day.moment(minute).isoformat(timespec="minutes"),
        "bracket": lambda text: speaker.say("brackets", text=text),
    }


@cache
def templates(*packages: str) -> Environment:
    """Return the templates of this page, and of the folders ``page`` of packages whose templates extend it."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(name, "page") for name in (*packages, "planner.export")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def template(name: str) -> Template:
    """Return what a page or a part of one is made of."""
    return templates().get_template(name)


@cache
def styles() -> Markup:
    """Return Leaflet's styles, without its pictures of things that the map does not have, and the page's."""
    return Markup(
        re.sub(r"url\([^)]*\)", "none", page_text("leaflet/leaflet.css"))
        + page_text("sketch.css")
        + page_text("page.css")
    )


@cache
def leaflet() -> Markup:
    """Return Leaflet with its licence."""
    script = page_text("leaflet/leaflet.js").partition("//# sourceMappingURL")[0]
    notice = page_text("leaflet/LICENSE").replace("*/", "")
    return Markup(f"/*\n{notice}*/\n{script}")


@cache
def script() -> Markup:
    """Return the script of the page, which draws its map."""
    return Markup(page_text("page.js"))


@cache
def policy() -> str:
    """Return what may run and colour in a page, as a content security policy."""
    scripts, colours = " ".join(map(_hash, (leaflet(), script()))), _hash(styles())
    none = "default-src 'none'; base-uri 'none'; form-action 'none'"
    return f"{none}; img-src data:; script-src {scripts}; style-src {colours}"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
