"""``planner sites``, ``themes``, ``towns``: what the corridor holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.listing import Listing, show_list
from planner.cli.loading import load
from planner.texts import say

if TYPE_CHECKING:
    from planner.corridor import Attraction, Corridor, Place, Theme

SITES_EXAMPLES = """Examples:

planner sites 大足

planner sites 重庆 石窟

planner sites "museums in Chengdu"

planner sites --theme red --near chongqing"""


def sites(
    query: Annotated[
        str | None,
        Argument(
            metavar="QUERY",
            show_default=False,
            help="Names, kinds (food, 石窟), themes, counties, prefectures or cities; or several of these.",
        ),
    ] = None,
    theme: Annotated[str | None, Option(metavar="NAME", help="Only sites of a theme, best first.")] = None,
    tag: Annotated[str | None, Option(metavar="TAG", help="Only sites with a tag or heritage class.")] = None,
    near: Annotated[str | None, Option(metavar="PLACE", help="Nearest first, in a straight line.")] = None,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.ListFormatOption = "text",
) -> None:
    """List and search the sites: their ids, where they are, rank, score and ticket."""
    from planner.areanames import county_names
    from planner.names import resolve
    from planner.wording.searching import site_as_json, sites_of

    corridor = load(data)
    centre = corridor.places[resolve(corridor, near, field="near")] if near is not None else None
    found = sites_of(corridor, query, theme, tag, centre)
    is_known = query is None or found or sites_of(corridor, query)
    nothing = say(language, "lists.no-site") if is_known else _alike(corridor, query or "", language)
    counties = county_names(corridor)
    listing = Listing(
        columns=["id", "name", "county", "level", "score", "CNY", *(["km"] if centre else [])],
        rows=(_site_row(site, counties[site.county].get(language), language, centre) for site in found),
        records=[site_as_json(site, centre) for site in found],
        numbers=("score", "CNY", "km"),
        language=language,
        nothing=nothing,
    )
    show_list(listing, format_)


def _alike(corridor: Corridor, query: str, language: o.Language) -> str:
    """Return that no site answers to a query: it is another place, or sites are spelt like it."""
    from planner.cleaning import LONGEST_NAME, clean
    from planner.names import alike, matches
    from planner.spelling import Fit

    found = [match for match in matches(corridor, query, ("town", "station")) if match.fit <= Fit.NAME]
    if places := [match.place for match in found if match.fit == found[0].fit]:
        return "\n".join(
            say(
                language,
                "lists.no-site-but-place",
                name=clean(place.name.get(language), LONGEST_NAME),
                id=place.id,
            )
            for place in places
        )
    near = alike(corridor, query, ("attraction",))
    names = [clean(f"{place.id} ({place.name.get(language)})", LONGEST_NAME) for place in near]
    return say(
        language,
        "lists.alike" if names else "lists.nothing-called",
        query=clean(query, LONGEST_NAME),
        names=names,
    )


def themes(
    data: o.DataOption = None, language: o.LanguageOption = "en", format_: o.ListFormatOption = "text"
) -> None:
    """List the themes: what a trip can be about."""
    from planner.wording.searching import of_theme

    corridor = load(data)
    rows = (
        (
            theme.id,
            theme.name.get(language),
            len(of_theme(corridor.attractions, theme)),
            theme.story.get(language) + _rules(theme, language),
        )
        for theme in corridor.themes
    )
    records = [theme.model_dump(mode="json") for theme in corridor.themes]
    show_list(
        Listing(("id", "name", "sites", "story"), rows, records, numbers=("sites",), language=language),
        format_,
    )


def _rules(theme: Theme, language: o.Language) -> str:
    """Return the names of the coverage rules that every plan of a theme keeps, in brackets."""
    names = [rule.name.get(language) for rule in theme.cover]
    if not names:
        return ""
    return f"（{'、'.join(names)}）" if language == "zh" else f" ({', '.join(names)})"


def towns(
    data: o.DataOption = None, language: o.LanguageOption = "en", format_: o.ListFormatOption = "text"
) -> None:
    """List the towns where a night can be spent, with what a double room costs (estimates)."""
    from planner.areanames import prefecture_names

    corridor = load(data)
    prefectures = prefecture_names(corridor)
    prices = ("budget", "comfort", "premium")
    rows = (
        (
            town.id,
            town.name.get(language),
            prefectures[town.prefecture].get(language),
            *(getattr(town.hotel_cny, name) for name in prices),
        )
        for town in corridor.towns
    )
    records = [town.model_dump(mode="json") for town in corridor.towns]
    show_list(
        Listing(("id", "name", "prefecture", *prices), rows, records, numbers=prices, language=language),
        format_,
    )


def _site_row(site: Attraction, county: str, language: o.Language, centre: Place | None) -> list[object]:
    from planner.wording.searching import km_between

    price = site.ticket_cny.price if site.ticket_cny else "?"
    km = [f"{km_between(site, centre):.0f}"] if centre else []
    return [site.id, site.name.get(language), county, site.level, site.score, price, *km]
