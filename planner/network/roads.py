"""Travel by links alone: a hired or own car, with walks, ferries and cable cars where the data has them."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date
from hashlib import sha256
from heapq import heappop, heappush
from itertools import count, groupby
from math import ceil
from pathlib import Path

import numpy as np

from planner.arrays import INFINITY
from planner.corridor import Corridor, Link, Mode
from planner.geo import great_circle_km
from planner.network.cache import NEVER, Small, cached
from planner.network.journeys import Step, confidence_of
from planner.rules import (
    CAR_CNY_PER_KM,
    PARKED_KM,
    WALK_DETOUR,
    WALK_KM_H,
    WHEEL_BREAK,
    WHEEL_STRETCH,
)
from planner.stopping import StopToken
from planner.travel import ConstantTravel

FORMAT = 1  # of the table on disk
Way = list[tuple[str, str, Link]]  # links with their ends


def rest_before(wheel: int) -> int:
    """Return the minutes of breaks in a drive of so many minutes at the wheel.

    Examples
    --------
    >>> rest_before(120), rest_before(121), rest_before(241)
    (0, 20, 40)
    """
    return WHEEL_BREAK * (max(0, wheel - 1) // WHEEL_STRETCH)


def rest_within(minutes: int) -> int:
    """Return the minutes of breaks among the first so many of a drive.

    Examples
    --------
    >>> rest_within(120), rest_within(141), rest_within(260)
    (0, 20, 20)
    """
    return WHEEL_BREAK * (max(0, minutes - 1) // (WHEEL_STRETCH + WHEEL_BREAK))


class Roads:
    """The links as a graph, with minutes as weights.

    Attributes
    ----------
    links
        By place: the quickest link to each neighbour.
    """

    def __init__(self, corridor: Corridor, *, with_breaks: bool = False) -> None:
        """Build the graph; of two links between the same places the faster one counts.

        ``with_breaks`` is for whoever drives oneself: drives are longer by the breaks within them.
        """
        self.corridor = corridor
        self.with_breaks = with_breaks
        self.links: dict[str, dict[str, Link]] = {place: {} for place in corridor.places}
        for link in corridor.links:
            self._add(link, link.start, link.end)
            if not link.one_way:
                self._add(link, link.end, link.start)

    def _add(self, link: Link, start: str, end: str) -> None:
        known = self.links[start].get(end)
        if known is None or link.minutes < known.minutes:
            self.links[start][end] = link

    def without(self, a: str, b: str) -> Roads:
        """Return the graph without the roads between two places; what else joins them stays."""
        other = copy(self)
        left = {
            place: {end: x for end, x in self.links[place].items() if end not in (a, b)} for place in (a, b)
        }
        other.links = self.links | left
        for link in self.corridor.links:
            if link.mode != "road" and {link.start, link.end} == {a, b}:
                other._add(link, link.start, link.end)
                if not link.one_way:
                    other._add(link, link.end, link.start)
        return other

    def reach(
        self, origin: str, *, to: str | None = None, within: int = INFINITY
    ) -> dict[str, tuple[int, str | None]]:
        """Return the minutes to places and the place before on the way, nearest first (Dijkstra).

        Parameters
        ----------
        origin
            Where all ways begin.
        to
            The only place of interest; what is farther is left out.
        within
            Minutes; what is farther is left out.
        """
        found: dict[str, tuple[int, str | None]] = {}
        best = {origin: 0}
        heap: list[tuple[int, int, str, str | None]] = [(0, 0, origin, None)]
        pushed = count(1)  # of ways as quick, the first found counts
        while heap:
            minutes, _, place, before = heappop(heap)
            if place in found:
                continue
            found[place] = minutes, before
            if place == to:
                break
            for end, link in self.links[place].items():
                there = minutes + link.minutes
                if there < best.get(end, within + 1):
                    best[end] = there
                    heappush(heap, (there, next(pushed), end, place))
        return found

    def kept_table(self, folder: Path | None = None, stop: StopToken | None = None) -> ConstantTravel:
        """Return the table between all places, kept on disk in a folder, by default the user's cache.

        Kept kilometres are rounded to tenths.
        """
        ids = tuple(self.corridor.places)
        links = self.corridor.model_dump_json(include={"links"})
        breaks = f" breaks {WHEEL_STRETCH} {WHEEL_BREAK}" if self.with_breaks else ""
        key = f"{FORMAT} roads {ids} {sha256(links.encode()).hexdigest()}{breaks}"

        def make() -> Small:
            table = self.table(stop)
            tenths = np.round(10 * table.cny / CAR_CNY_PER_KM)
            return np.minimum(np.stack([table.minutes, tenths]), NEVER).astype(np.int16)

        minutes, tenths = cached(key, (2, len(ids), len(ids)), make, folder).astype(np.int64)
        return ConstantTravel(
            ids, np.where(minutes == NEVER, INFINITY, minutes), tenths * (CAR_CNY_PER_KM / 10)
        )

    def table(self, stop: StopToken | None = None) -> ConstantTravel:
        """Return minutes and CNY between all places.

        Raises
        ------
        StoppedError
            When somebody asked to stop before it was there.
        """
        stop = stop or StopToken()
        wanted = tuple(self.corridor.places)
        minutes = np.full((len(wanted), len(wanted)), INFINITY, dtype=np.int64)
        cny = np.zeros((len(wanted), len(wanted)), dtype=np.float64)
        for row, origin in enumerate(wanted):
            stop.check()
            reached = self.minutes_and_km(origin)
            for column, place in enumerate(wanted):
                if place in reached:
                    minutes[row, column], cny[row, column] = reached[place]
        return ConstantTravel(wanted, minutes, cny * CAR_CNY_PER_KM)

    def minutes_and_km(self, origin: str) -> dict[str, tuple[int, float]]:
        """Return (minutes, km) of the fastest way to every place that can be reached."""
        km: dict[str, float] = {}
        rest: dict[str, tuple[int, int]] = {}  # minutes at the wheel since another mode, of breaks in all
        reached = self.reach(origin)
        for place, (_, before) in reached.items():  # nearest first, so the place before is known
            if before is None:
                km[place], rest[place] = 0.0, (0, 0)
                continue
            link = self.links[before][place]
            km[place], rest[place] = km[before] + link.km, self._rested(*rest[before], link)
        return {place: (minutes + rest[place][1], km[place]) for place, (minutes, _) in reached.items()}

    def _rested(self, wheel: int, rest: int, link: Link) -> tuple[int, int]:
        """Return the minutes at the wheel and of breaks after one more link."""
        if not self.with_breaks or link.mode != "road":
            return 0, rest
        longer = wheel + link.minutes
        return longer, rest + rest_before(longer) - rest_before(wheel)

    def journey(
        self,
        origin: str,
        destination: str,
        depart: int,
        day: date,  # noqa: ARG002
    ) -> list[Step] | None:
        """Return the fastest way as legs, each by one mode; empty when both are one place."""
        links = self._fastest(origin, destination)
        return None if links is None else self.steps(links, depart)

    def steps(self, links: Way, depart: int) -> list[Step]:
        """Return a way as legs."""
        steps: list[Step] = []
        for mode, group in groupby(links, key=lambda step: step[2].mode):
            start = steps[-1].arrive if steps else depart
            steps.append(_step(mode, list(group), start, with_breaks=self.with_breaks and mode == "road"))
        return [self._on_foot(step) for step in steps]

    def _fastest(self, origin: str, destination: str) -> Way | None:
        """Return the links of the fastest way, None where there is no way."""
        reached = self.reach(origin, to=destination)
        if destination not in reached:
            return None
        return self.along(destination, lambda place: reached[place][1])

    def along(self, end: str, before: Callable[[str], str | None]) -> Way:
        """Return the links that lead somewhere; ``before`` tells the place before each on the way."""
        links: Way = []
        while (start := before(end)) is not None:
            links.append((start, end, self.links[start][end]))
            end = start
        return links[::-1]

    def _on_foot(self, step: Step) -> Step:
        """Return a drive as a walk where that is as quick, parking included."""
        a, b = (self.corridor.places[place].location for place in (step.start, step.end))
        km = great_circle_km(a.lat, a.lon, b.lat, b.lon) * WALK_DETOUR
        is_near = km <= PARKED_KM and ceil(km / WALK_KM_H * 60) <= step.arrive - step.depart
        if step.mode != "road" or not is_near:
            return step
        km = max(0.1, round(km, 1))
        return Step("walk", step.start, step.end, step.depart, step.arrive, km, 0.0, "estimated")

    def leaves_door(self, first: Step) -> int:
        """Return the departure: a car is at hand."""
        return first.depart

    def reaches_door(self, last: Step) -> int:
        """Return the arrival."""
        return last.arrive


def _step(mode: Mode, parts: list[tuple[str, str, Link]], depart: int, *, with_breaks: bool) -> Step:
    driven = np.cumsum([link.minutes for _, _, link in parts]).tolist()
    rests = [rest_before(wheel) if with_breaks else 0 for wheel in driven]
    passed = [wheel + rest for wheel, rest in zip(driven, rests, strict=True)]
    km = round(sum(link.km for _, _, link in parts), 1)
    sourced = tuple(link.confidence == "sourced" for _, _, link in parts)
    return Step(
        mode=mode,
        start=parts[0][0],
        end=parts[-1][1],
        depart=depart,
        arrive=depart + passed[-1],
        km=km,
        cost=km * CAR_CNY_PER_KM if mode == "road" else 0.0,
        fare_basis="estimated" if mode == "road" else None,
        confidence=confidence_of(sourced),
        via_sourced=sourced,
        via=tuple(end for _, end, _ in parts[:-1]),
        via_minutes=tuple(passed[:-1]),
        rest=rests[-1],
        via_km=tuple(np.cumsum([link.km for _, _, link in parts]).tolist()[:-1]),
        per_car=mode == "road",
    )
