"""``planner corridor`` and ``planner products``: how the corridor is made up, and ready trips through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument

from planner.cli import options as o
from planner.cli.listing import Listing, head, show_list
from planner.cli.loading import load
from planner.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.corridor import Attraction, Corridor, Names, Product, Region, Town

CORRIDOR_EXAMPLES = """Examples:

planner corridor

planner corridor wuling-wujiang --language zh"""
PRODUCTS_EXAMPLES = """Examples:

planner products

planner products "One Core, Many Stars\""""


def corridor(
    part: Annotated[
        str | None,
        Argument(metavar="PART", show_default=False, help="A core, belt or zone, whose sites to list."),
    ] = None,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.ListFormatOption = "text",
) -> None:
    """List cores, belts and zones; with the name of one, its sites."""
    from planner.areanames import county_names
    from planner.wording.naming import named

    whole = load(data)
    parts = list(_parts(whole))
    if part is not None:
        wanted = named((item for _, item, _ in parts), part, "part", "part")
        parts = [entry for entry in parts if entry[1].id == wanted]
    records = [_json(kind, item, sites) for kind, item, sites in parts]
    if part is None:
        rows = (
            (say(language, f"lists.part-{kind}"), item.id, item.name.get(language), len(sites))
            for kind, item, sites in parts
        )
        listing = Listing(
            ("part", "id", "name", "sites"), rows, records, numbers=("sites",), language=language
        )
    else:
        [(_, _, sites)] = parts
        counties = {zh: name.get(language) for zh, name in county_names(whole).items()}
        cells = ((s.id, s.name.get(language), counties[s.county], s.level, s.score) for s in sites)
        columns = ("id", "name", "county", "level", "score")
        listing = Listing(columns, cells, records, numbers=("score",), language=language)
    show_list(listing, format_)


def _parts(whole: Corridor) -> Iterator[tuple[str, Region | Town, list[Attraction]]]:
    """Yield cores, belts and zones with their sites, best first; those of a core lie nearest to it."""
    from planner.wording.cores import nearest_town

    sites = sorted(whole.attractions, key=lambda site: (-site.score, site.id))
    nearest = {site.id: nearest_town(whole, site) for site in sites}
    for town in whole.towns:
        if town.core:
            yield "core", town, [site for site in sites if nearest[site.id] == town.id]
    for belt in whole.belts:
        yield "belt", belt, [site for site in sites if site.belt == belt.id]
    for zone in whole.zones:
        yield "zone", zone, [site for site in sites if site.zone == zone.id]


def _json(kind: str, item: Region | Town, sites: Iterable[Attraction]) -> dict[str, object]:
    found = [{"id": site.id, "name": site.name.model_dump(), "score": site.score} for site in sites]
    return {"part": kind, **item.model_dump(mode="json"), "sites": found}


def products(
    product: Annotated[
        str | None,
        Argument(metavar="PRODUCT", show_default=False, help="One to tell all about, by id or name."),
    ] = None,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.ListFormatOption = "text",
) -> None:
    """List ready trips, or tell one: its story, days, season, and what it asks of a plan."""

    whole = load(data)
    if product is not None:
        from planner.wording.words import product_of

        one = product_of(whole, product)
        columns = ("name", f"{one.name.get(language)} ({one.id})")
        listing = Listing(
            columns, _lines_of(whole, one, language), one.model_dump(mode="json"), language=language
        )
    else:
        rows = (
            (one.id, one.name.get(language), _numbers(one.ideal_days), one.seasons.get(language))
            for one in whole.products
        )
        records = [one.model_dump(mode="json") for one in whole.products]
        listing = Listing(("id", "name", "days", "season"), rows, records, language=language)
    show_list(listing, format_)


def _lines_of(whole: Corridor, product: Product, language: o.Language) -> Iterator[tuple[str, str]]:
    from planner.areanames import names_of_areas
    from planner.request import Asked

    names = _names(whole)
    request = Asked.model_validate({"days": 1, "date": "2026-06-12", **product.request})
    yield head("story", language), product.story.get(language)
    yield head("days", language), _numbers(product.ideal_days)
    yield head("season", language), product.seasons.get(language)
    for word, value in product.request.items():
        if word == "within":
            areas = names_of_areas(whole, request.within)
            yield (
                head("within", language),
                say(language, "units.comma").join(area.get(language) for area in areas),
            )
        elif word != "cover":
            told = (
                value
                if isinstance(value, (list, dict))
                else [say(language, "lists.is-yes") if value is True else value]
            )
            texts = (names[text].get(language) if text in names else text for text in map(str, told))
            yield head(word.replace("_", " "), language), say(language, "units.comma").join(texts)
    for rule in request.cover:
        yield (
            head("cover", language),
            rule.name.get(language) + say(language, "export.brackets", text=rule.asks.say(language)),
        )
    for more in product.longer:
        sites = say(language, "units.comma").join(names[site].get(language) for site in more.must)
        yield say(language, "lists.from-days", n=more.days), sites
    if product.note:
        yield head("note", language), product.note.get(language)


def _names(whole: Corridor) -> dict[str, Names]:
    groups = (whole.places.values(), whole.themes, whole.belts, whole.zones)
    return {item.id: item.name for group in groups for item in group}


def _numbers(days: Iterable[int]) -> str:
    return ", ".join(map(str, days))
