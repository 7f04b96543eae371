"""What people call provinces, prefectures and counties, turned into the first digits of county codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from planner.areanames import area_name, chinese_names, is_seat, prefecture_code
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.names import names_of, unnamed
from planner.spelling import like, normalised


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


def codes_of_areas(corridor: Corridor) -> dict[str, set[str]]:
    """Return the codes of the areas that have sites or towns, by everything they are called."""
    areas: dict[str, set[str]] = defaultdict(set)

    def add(code: str, names: Iterable[str]) -> None:
        for name in names:
            areas[normalised(name)].add(code)

    for area in corridor.areas:
        add(area.code, (area.name.zh, area.name.en, *area.also))
    for site in corridor.attractions:
        add(prefecture_code(corridor, site), chinese_names(site.prefecture))
        add(site.adcode, (*chinese_names(site.county), site.prefecture + site.county))
    for town in corridor.towns:
        prefecture = prefecture_code(corridor, town)
        add(prefecture, chinese_names(town.prefecture))
        add(prefecture if is_seat(town) else town.adcode, names_of("town", town))
    return areas
