"""The whole data set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, Self

from pydantic import Field

from planner.corridor.areas import Area, City
from planner.corridor.base import Bounds, Model, Names, Place
from planner.corridor.charters import Charter
from planner.corridor.claims import AnyClaim
from planner.corridor.interests import Product, Region, Tag, Theme
from planner.corridor.metro import Metro
from planner.corridor.passes import Pass
from planner.corridor.rivers import River
from planner.corridor.scenarios import Assumed, Scenario
from planner.corridor.sites import Attraction, Town
from planner.corridor.taxis import Taxis
from planner.corridor.visa import VisaRules
from planner.corridor.ways import Junction, Line, Link, Station


class Corridor(Model):
    """The whole data set."""

    name: Names
    bounds: Bounds
    themes: tuple[Theme, ...]
    tags: tuple[Tag, ...] = ()
    belts: tuple[Region, ...] = ()
    zones: tuple[Region, ...] = ()
    towns: tuple[Town, ...]
    attractions: tuple[Attraction, ...]
    passes: tuple[Pass, ...] = ()
    stations: tuple[Station, ...] = ()
    junctions: tuple[Junction, ...] = ()
    links: tuple[Link, ...]
    lines: tuple[Line, ...] = ()
    metros: tuple[Metro, ...] = ()
    rivers: tuple[River, ...] = ()
    taxis: tuple[Taxis, ...] = ()
    charters: tuple[Charter, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    areas: tuple[Area, ...] = ()
    cities: tuple[City, ...] = ()
    visa: VisaRules | None = None
    products: tuple[Product, ...] = ()
    claims: tuple[AnyClaim, ...] = ()
    data_hash: str = Field(
        "", description="SHA-256 of the files it was read from, and of what was changed since"
    )
    assumed: tuple[Assumed, ...] = Field((), description="Scenarios of a request that are made in it")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed, a hash of its own, and indexes of what it holds."""
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[name]  # indexes of the old fields
        if update and "data_hash" not in update:
            changed = copy.model_dump_json(include=set(update))
            copy.__dict__["data_hash"] = sha256(f"{self.data_hash} {changed}".encode()).hexdigest()[:16]
        return copy

    @property
    def assumes(self) -> tuple[str, ...]:
        """What a request calls the scenarios that are made in it."""
        return tuple(each.asked for each in self.assumed)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every place by id: towns, attractions, stations, junctions, stations of metros."""
        metros = (metro.stations for metro in self.metros)
        groups = (self.towns, self.attractions, self.stations, self.junctions, *metros)
        return {place.id: place for group in groups for place in group}

    def town_of(self, place: str) -> str | None:
        """Return the town that a place is or serves; None for a site, and for a station that serves none."""
        found = self.places[place]
        return found.id if isinstance(found, Town) else found.town if isinstance(found, Station) else None

    @cached_property
    def county_by_place(self) -> dict[str, str]:
        """County codes of sites, towns, and the stations that serve a town."""
        codes = {site.id: site.adcode for site in self.attractions}
        codes |= {town.id: town.adcode for town in self.towns}
        return codes | {each.id: codes[each.town] for each in self.stations if each.town in codes}

    @cached_property
    def attraction_by_id(self) -> dict[str, Attraction]:
        """Attractions by id."""
        return {attraction.id: attraction for attraction in self.attractions}

    @cached_property
    def pass_by_id(self) -> dict[str, Pass]:
        """Passes by id."""
        return {each.id: each for each in self.passes}

    @cached_property
    def town_by_id(self) -> dict[str, Town]:
        """Towns by id."""
        return {town.id: town for town in self.towns}

    @cached_property
    def product_by_id(self) -> dict[str, Product]:
        """Products by id."""
        return {product.id: product for product in self.products}

    @cached_property
    def name_by_tag(self) -> dict[str, Names]:
        """Names of the tags and heritage classes that have one."""
        return {tag.id: tag.name for tag in self.tags}

    @cached_property
    def theme_by_id(self) -> dict[str, Theme]:
        """Themes by id."""
        return {theme.id: theme for theme in self.themes}
