"""Which sites belong to a core: those nearer to it than to any other town."""

from __future__ import annotations

from planner.corridor import Attraction, Corridor, Town
from planner.geo import great_circle_km
from planner.wording.naming import named


def nearest_town(corridor: Corridor, site: Attraction) -> str:
    """Return the id of the town nearest to a site, in a straight line."""

    def km(town: Town) -> float:
        here, there = site.location, town.location
        return great_circle_km(here.lat, here.lon, there.lat, there.lon)

    return min(corridor.towns, key=km).id


def sites_of_core(corridor: Corridor, text: str) -> list[str]:
    """Return the sites of the core a person means.

    Raises
    ------
    RequestError
        When there is no such core; carries those there are.
    """
    core = named((town for town in corridor.towns if town.core), text, "core", "cover")
    return [site.id for site in corridor.attractions if nearest_town(corridor, site) == core]
