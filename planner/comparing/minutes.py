"""The minutes from towns and other places to all sites and towns in one case, by each measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.comparing.inequality import gini
from planner.comparing.model import BY, Case, County, Crossing, Level, Measure, Moved
from planner.corridor import Corridor
from planner.network.cache import Minutes
from planner.reaching.arrivals import minutes_between
from planner.reaching.model import Question
from planner.stopping import StopToken

Cells = npt.NDArray[Any]  # numbers of origins and of ends


@dataclass(frozen=True, eq=False)
class Places:
    """Who leaves (towns, then the other places asked for) and where to (sites, then towns)."""

    corridor: Corridor
    origins: tuple[str, ...]

    @staticmethod
    def of(corridor: Corridor, more: Sequence[str]) -> Places:
        """Return the places of a corridor."""
        towns = [town.id for town in corridor.towns]
        return Places(corridor, tuple(dict.fromkeys((*towns, *more))))

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """Where to."""
        return tuple(each.id for each in (*self.corridor.attractions, *self.corridor.towns))

    @cached_property
    def scores(self) -> npt.NDArray[np.int64]:
        """What the sites are worth."""
        return np.array([site.score for site in self.corridor.attractions], dtype=np.int64)

    @cached_property
    def counties(self) -> dict[str, list[int]]:
        """The numbers of the towns of each county."""
        found: dict[str, list[int]] = {}
        for number, town in enumerate(self.corridor.towns):
            found.setdefault(town.adcode, []).append(number)
        return found

    @property
    def num_towns(self) -> int:
        """How many of the origins are towns."""
        return len(self.corridor.towns)


@dataclass(frozen=True, eq=False)
class Measured:
    """``[origin, end]``: the minutes by each measure, `INFINITY` where there is no way on that day."""

    places: Places
    by: dict[Measure, Minutes]

    @staticmethod
    def of(atlas: Atlas, question: Question, places: Places, stop: StopToken) -> Measured:
        """Return the minutes in a case.

        Raises
        ------
        StoppedError
            When somebody asked to stop before they were there.
        """
        minutes = minutes_between(atlas, question, places.origins, places.ends, stop)
        middle = ceil(0.5 * question.num_departures) - 1
        median = np.partition(minutes, middle, axis=2)[:, :, middle]
        return Measured(places, {"p50": median, "best": minutes.min(axis=2)})

    def pairs(self, measure: Measure) -> Minutes:
        """Return the minutes from town to town; a town is no pair with itself."""
        num = self.places.num_towns
        found = self.by[measure][:num, -num:].copy()
        np.fill_diagonal(found, INFINITY)
        return found

    def by_county(self, within: int, measure: Measure) -> npt.NDArray[np.bool_]:
        """Return ``[county, site]``: whether a town of the county has the site within some minutes."""
        reached = self.by[measure][:, : len(self.places.scores)] <= within
        return np.array([reached[towns].any(axis=0) for towns in self.places.counties.values()])

    def case(self, scenarios: tuple[str, ...], rings: Sequence[int]) -> Case:
        """Return what is within rings of minutes."""
        levels = (self._level(within, measure) for within in rings for measure in BY)
        return Case(scenarios=scenarios, levels=tuple(levels))

    def _level(self, within: int, measure: Measure) -> Level:
        scores = (self.by_county(within, measure) @ self.places.scores).tolist()
        num_pairs = int((self.pairs(measure) <= within).sum())
        return Level(
            within=within, measure=measure, num_pairs=num_pairs, score=sum(scores), gini=gini(scores)
        )


def pairs_between(before: Measured, after: Measured, rings: Sequence[int]) -> Iterator[Crossing]:
    """Yield the pairs of towns that come within rings of minutes, and those that leave them."""
    towns = before.places.origins[: before.places.num_towns]
    for within in rings:
        for measure in BY:
            yield _crossing((towns, towns), before.pairs(measure), after.pairs(measure), within, measure)


def reach_of(
    before: Measured, after: Measured, origins: Sequence[str], rings: Sequence[int]
) -> Iterator[Crossing]:
    """Yield the same for the ways from some places to all sites and towns."""
    places = before.places
    rows = [places.origins.index(origin) for origin in origins]
    for within in rings:
        for measure in BY:
            old, new = before.by[measure][rows], after.by[measure][rows]
            yield _crossing((origins, places.ends), old, new, within, measure)


def _crossing(
    names: tuple[Sequence[str], Sequence[str]],
    before: Minutes,
    after: Minutes,
    within: int,
    measure: Measure,
) -> Crossing:
    was, is_ = before <= within, after <= within

    def moved(cells: Cells) -> tuple[Moved, ...]:
        rows = np.argwhere(cells).tolist()
        ways = [
            Moved(
                start=names[0][row],
                end=names[1][column],
                before=_or_none(before[row, column]),
                after=_or_none(after[row, column]),
            )
            for row, column in rows
        ]
        return tuple(sorted(ways, key=lambda way: (way.after or INFINITY, way.start, way.end)))

    return Crossing(within=within, measure=measure, entering=moved(is_ & ~was), leaving=moved(was & ~is_))


def _or_none(minutes: int) -> int | None:
    return int(minutes) if minutes < INFINITY else None


def changed_counties(before: Measured, after: Measured, rings: Sequence[int]) -> Iterator[County]:
    """Yield the counties that reach other sites than before, the largest gain of a ring and measure first."""
    for within in rings:
        for measure in BY:
            yield from sorted(
                _counties(before, after, within, measure), key=lambda each: (-each.gain, each.adcode)
            )


def _counties(before: Measured, after: Measured, within: int, measure: Measure) -> Iterator[County]:
    places, was, is_ = before.places, before.by_county(within, measure), after.by_county(within, measure)
    for (adcode, towns), old, new in zip(places.counties.items(), was, is_, strict=True):
        if (old != new).any():
            yield County(
                adcode=adcode,
                towns=tuple(places.origins[town] for town in towns),
                within=within,
                measure=measure,
                before=int(places.scores[old].sum()),
                after=int(places.scores[new].sum()),
                entering=tuple(places.ends[site] for site in np.flatnonzero(new & ~old)),
                leaving=tuple(places.ends[site] for site in np.flatnonzero(old & ~new)),
            )
