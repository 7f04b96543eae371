"""Which sites answer to what people look for: a name, a kind of site, a theme, a place, or several of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from planner.corridor import Attraction, Corridor, Place, Theme
from planner.errors import RequestError
from planner.geo import great_circle_km
from planner.names import matches
from planner.spelling import Fit, fit, words_of
from planner.wording.areas import areas_of
from planner.wording.naming import is_called, named, tag_of, theme_of

_SMALL = {"in", "of", "at", "near", "the", "and", "site", "sites"}
Rank = tuple[Fit, bool]  # how well a site answers, and whether by what it is rather than by a name
Ranks = dict[str, Rank]  # by site; the smaller the better
_BY_PLACE: Rank = (Fit.WORDS, False)
_BY_TAG: Rank = (Fit.WORDS, True)


def search(corridor: Corridor, text: str) -> list[Attraction]:
    """Return the sites that answer to a text, the best answers first, then those of the highest score.

    A site answers by its name, by a tag or heritage class, and by its county, prefecture, province or city, under all
    that people call them; to several words by each in its own way. The best answers are its code or an alias, then its
    whole name, then whole words of its name or where it is, then a tag or class, then parts of words of its name. What
    answers to the whole text comes before what answers to each word of it. To what names a theme, or a part of its
    name, and is none of these, the sites answer that the theme wants.
    """
    found = _best_first(corridor, _ranks(corridor, text))
    for by_words in _by_each_word(corridor, text):
        found += _best_first(corridor, by_words)
    sites = [corridor.attraction_by_id[site] for site in dict.fromkeys(found)]
    return sites or _by_theme(corridor, text)


def sites_of(
    corridor: Corridor,
    query: str | None = None,
    theme: str | None = None,
    tag: str | None = None,
    near: Place | None = None,
) -> list[Attraction]:
    """Return the sites that answer to all that is asked, of all sites the best first; near a place the nearest first.

    Raises
    ------
    RequestError
        When a theme or a tag is unknown.
    """
    found = (
        sorted(corridor.attractions, key=lambda site: (-site.score, site.id))
        if query is None
        else search(corridor, query)
    )
    if tag is not None:
        spelt = tag_of(corridor, tag)
        found = [site for site in found if spelt in (*site.tags, *site.heritage)]
    if theme is not None:
        found = of_theme(found, corridor.theme_by_id[theme_of(corridor, theme, "theme")])
    return found if near is None else sorted(found, key=lambda site: km_between(site, near))


SITE_FIELDS = (*Attraction.model_fields, "km")  # of a site as JSON; distances where they are asked for


def site_as_json(site: Attraction, near: Place | None = None) -> dict[str, object]:
    """Return a site as JSON-ready data, with its distance from a place."""
    km = {} if near is None else {"km": round(km_between(site, near), 1)}
    return site.model_dump(mode="json") | km


def km_between(site: Attraction, place: Place) -> float:
    """Return how far a site is from a place in a straight line."""
    here, there = site.location, place.location
    return great_circle_km(here.lat, here.lon, there.lat, there.lon)


def of_theme(sites: Iterable[Attraction], theme: Theme) -> list[Attraction]:
    """Return the sites of any interest to a theme, the most wanted first."""
    wanted = [site for site in sites if _worth(site, theme) > 0]
    return sorted(wanted, key=lambda site: -_worth(site, theme))


def _worth(site: Attraction, theme: Theme) -> float:
    return site.score * max(theme.tags.get(tag, 0.0) for tag in (*site.tags, "*"))


def _ranks(corridor: Corridor, text: str) -> Ranks:
    """Return how well each site answers to a text as a whole."""
    ranks: dict[str, Rank] = {}
    for match in matches(corridor, text, ("attraction",)):
        ranks[match.place.id] = match.fit, False
    for site in _by_place(corridor, text):
        ranks[site] = min(ranks.get(site, _BY_PLACE), _BY_PLACE)
    for site in _by_tag(corridor, text):
        ranks[site] = min(ranks.get(site, _BY_TAG), _BY_TAG)
    return ranks


def _best_first(corridor: Corridor, ranks: Ranks) -> list[str]:
    return sorted(ranks, key=lambda site: (ranks[site], -corridor.attraction_by_id[site].score, site))


def _by_tag(corridor: Corridor, text: str) -> Iterator[str]:
    called = {tag.id for tag in corridor.tags if is_called(text, tag)}
    for site in corridor.attractions:
        if any(tag in called or fit(text, tag) == Fit.NAME for tag in (*site.tags, *site.heritage)):
            yield site.id


def _by_place(corridor: Corridor, text: str) -> Iterator[str]:
    with suppress(RequestError):
        codes = areas_of(corridor, text)
        yield from (site.id for site in corridor.attractions if site.adcode.startswith(codes))


def _by_theme(corridor: Corridor, text: str) -> list[Attraction]:
    with suppress(RequestError):
        return of_theme(corridor.attractions, corridor.theme_by_id[named(corridor.themes, text, "theme")])
    return []


def _by_each_word(corridor: Corridor, text: str) -> Iterator[Ranks]:
    """Yield how well sites answer to all words of a text, each by itself, for each way to part it."""
    for words in _ways_to_part(text):
        each = [_ranks(corridor, word) for word in words]
        common = set(each[0]).intersection(*each[1:])
        yield {site: max(ranks[site] for ranks in each) for site in common}


def _ways_to_part(text: str) -> Iterator[tuple[str, ...]]:
    """Yield words of which a text is made; one in Chinese may be two: 重庆石窟."""
    words = tuple(word for word in words_of(text) if word not in _SMALL)
    if len(words) > 1:
        yield words
    elif words and not words[0].isascii():
        (word,) = words
        yield from ((word[:place], word[place:]) for place in range(len(word) - 2, 1, -1))
