"""What people call provinces, prefectures and counties, turned into the first digits of county codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from planner.corridor import Attraction, Corridor, Names, Town
from planner.errors import RequestError
from planner.names import names_of, unnamed
from planner.spelling import like, normalised

# how Chinese names end, ranks with the peoples that autonomous areas of China are named after
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    "|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙"
)
COUNTY = 6  # digits of its code
_RANK = re.compile(rf"(?<=..)((({_PEOPLES})族)*自治[州县]|[市区县])$")


def areas_of(corridor: Corridor, text: str, field: str = "within") -> tuple[str, ...]:
    """Return the first digits of county codes of what a person calls an area: a city by itself is several counties.

    Raises
    ------
    RequestError
        As `area_of`.
    """
    for city in corridor.cities:
        if normalised(text) in map(normalised, (city.name.zh, city.name.en, *city.also)):
            return city.counties
    return (area_of(corridor, text, field),)


def area_of(corridor: Corridor, text: str, field: str = "within") -> str:
    """Return the first digits of the county codes of a province, prefecture or county.

    Of areas with one name the largest is meant: 乐山 is the prefecture, not the city in it.

    Raises
    ------
    RequestError
        When the corridor has no such area, or several; carries what is nearest.
    """
    areas = codes_of_areas(corridor)
    codes = {code for known in areas.values() for code in known}
    codes |= {code for city in corridor.cities for code in city.counties}  # in some of which there is no site
    wanted = normalised(text)
    if wanted in codes:
        return wanted
    found = areas.get(wanted, set())
    largest = sorted(code for code in found if len(code) == min(map(len, found)))
    if len(largest) == 1:
        return largest[0]
    alike = (f"{name} ({area_name(corridor, min(areas[name]))})" for name in like(wanted, areas))
    names = tuple(area_name(corridor, code) for code in largest) or tuple(alike)
    message = unnamed(text, ("area",), is_ambiguous=bool(largest))
    raise RequestError(message, field=field, value=text, candidates=names)


def area_name(corridor: Corridor, code: str) -> str:
    """Return the Chinese name of an area by its code."""
    area = next((area for area in corridor.areas if area.code == code), None)
    if area is not None and len(code) < COUNTY:
        return area.name.zh
    places: tuple[Attraction | Town, ...] = (*corridor.attractions, *corridor.towns)
    site = next(place for place in places if place.adcode.startswith(code))
    if len(code) < COUNTY:
        return site.prefecture
    return site.prefecture + (site.county if isinstance(site, Attraction) else site.name.zh)


def names_of_areas(corridor: Corridor, codes: Iterable[str]) -> tuple[Names, ...]:
    """Return what areas are called by their codes; a city all of whose counties are there by its own name."""
    wanted = tuple(codes)
    cities = [city for city in corridor.cities if set(city.counties) <= set(wanted)]
    others = [code for code in wanted if not any(code in city.counties for city in cities)]
    return (*(city.name for city in cities), *(_names_of_area(corridor, code) for code in others))


def _names_of_area(corridor: Corridor, code: str) -> Names:
    area = next((area for area in corridor.areas if area.code == code), None)
    if area is not None:
        return area.name
    if len(code) < COUNTY:
        return prefecture_names(corridor)[area_name(corridor, code)]
    site = next(site for site in corridor.attractions if site.adcode == code)
    return county_names(corridor)[site.county]


def prefecture_names(corridor: Corridor) -> dict[str, Names]:
    """Return what the prefectures are called, by their Chinese names; one that is no area goes by its town."""
    english = {area.code: area.name.en for area in corridor.areas}
    for town in corridor.towns:
        if _is_seat(town):
            english.setdefault(_prefecture(corridor, town), town.name.en.partition(" (")[0])
    places: tuple[Attraction | Town, ...] = (*corridor.attractions, *corridor.towns)
    return {
        place.prefecture: Names(
            zh=place.prefecture, en=english.get(_prefecture(corridor, place), place.prefecture)
        )
        for place in places
    }


def county_names(corridor: Corridor) -> dict[str, Names]:
    """Return what the counties with sites are called, by their Chinese names; one that is no area goes by its town."""
    english = {area.code: area.name.en for area in corridor.areas}
    found = {}
    for site in corridor.attractions:
        towns = (town for town in corridor.towns if town.adcode == site.adcode)
        own = (town.name.en for town in towns if _bare_name(town.name.zh) in _chinese(site.county))
        name = english.get(site.adcode) or next(own, site.county)
        found[site.county] = Names(zh=site.county, en=_bare_name(name))
    return found


def _bare_name(name: str) -> str:
    """Return a town's name without what stands in brackets behind it."""
    return name.partition("(")[0].strip()


def codes_of_areas(corridor: Corridor) -> dict[str, set[str]]:
    """Return the codes of the areas that have sites or towns, by everything they are called."""
    areas: dict[str, set[str]] = defaultdict(set)

    def add(code: str, names: Iterable[str]) -> None:
        for name in names:
            areas[normalised(name)].add(code)

    for area in corridor.areas:
        add(area.code, (area.name.zh, area.name.en, *area.also))
    for site in corridor.attractions:
        add(_prefecture(corridor, site), _chinese(site.prefecture))
        add(site.adcode, (*_chinese(site.county), site.prefecture + site.county))
    for town in corridor.towns:
        prefecture = _prefecture(corridor, town)
        add(prefecture, _chinese(town.prefecture))
        add(prefecture if _is_seat(town) else town.adcode, names_of("town", town))
    return areas


def _is_seat(town: Town) -> bool:
    """Tell whether a town has the name of its prefecture."""
    return not names_of("town", town).isdisjoint(map(normalised, _chinese(town.prefecture)))


def _prefecture(corridor: Corridor, place: Attraction | Town) -> str:
    municipalities = tuple(area.code for area in corridor.areas if area.municipality)
    return place.adcode[: 2 if place.adcode.startswith(municipalities) else 4]


def _chinese(name: str) -> tuple[str, ...]:
    """Return a Chinese name of an area with and without its rank: 大足区 and 大足."""
    bare = _RANK.sub("", name)
    return (name, bare) if len(bare) > 1 else (name,)
