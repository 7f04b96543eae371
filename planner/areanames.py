"""What provinces, prefectures, counties and cities are called, by the first digits of county codes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from planner.corridor import Attraction, Corridor, Names, Town
from planner.names import names_of
from planner.spelling import normalised

# how Chinese names end, ranks with the peoples that autonomous areas of China are named after
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    "|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙"
)
COUNTY = 6  # digits of its code
_RANK = re.compile(rf"(?<=..)((({_PEOPLES})族)*自治[州县]|[市区县])$")


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
    places: tuple[Attraction | Town, ...] = (*corridor.attractions, *corridor.towns)
    place = next((place for place in places if place.adcode.startswith(code)), None)
    if place is None:  # somewhere without a site or a town
        return Names(zh=code, en=code)
    if len(code) < COUNTY:
        return prefecture_names(corridor)[place.prefecture]
    return county_names(corridor)[place.county] if isinstance(place, Attraction) else place.name


def prefecture_names(corridor: Corridor) -> dict[str, Names]:
    """Return what the prefectures are called, by their Chinese names; one that is no area goes by its town."""
    english = {area.code: area.name.en for area in corridor.areas}
    for town in corridor.towns:
        if is_seat(town):
            english.setdefault(prefecture_code(corridor, town), town.name.en.partition(" (")[0])
    places: tuple[Attraction | Town, ...] = (*corridor.attractions, *corridor.towns)
    return {
        place.prefecture: Names(
            zh=place.prefecture, en=english.get(prefecture_code(corridor, place), place.prefecture)
        )
        for place in places
    }


def county_names(corridor: Corridor) -> dict[str, Names]:
    """Return what the counties with sites are called, by their Chinese names; one that is no area goes by its town."""
    english = {area.code: area.name.en for area in corridor.areas}
    found = {}
    for site in corridor.attractions:
        towns = (town for town in corridor.towns if town.adcode == site.adcode)
        own = (town.name.en for town in towns if _bare_name(town.name.zh) in chinese_names(site.county))
        name = english.get(site.adcode) or next(own, site.county)
        found[site.county] = Names(zh=site.county, en=_bare_name(name))
    return found


def _bare_name(name: str) -> str:
    """Return a town's name without what stands in brackets behind it."""
    return name.partition("(")[0].strip()


def is_seat(town: Town) -> bool:
    """Tell whether a town has the name of its prefecture."""
    return not names_of("town", town).isdisjoint(map(normalised, chinese_names(town.prefecture)))


def prefecture_code(corridor: Corridor, place: Attraction | Town) -> str:
    municipalities = tuple(area.code for area in corridor.areas if area.municipality)
    return place.adcode[: 2 if place.adcode.startswith(municipalities) else 4]


def chinese_names(name: str) -> tuple[str, ...]:
    """Return a Chinese name of an area with and without its rank: 大足区 and 大足."""
    bare = _RANK.sub("", name)
    return (name, bare) if len(bare) > 1 else (name,)
