"""Lines and trains that may be lost, and departures that there might be: by exact searches of the day's timetable."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from planner.atlas import Atlas
from planner.clock import DAY_MINUTES, at, format_clock
from planner.corridor import Names
from planner.network.cache import Minutes
from planner.network.onemore import OneMore
from planner.network.services import Trip
from planner.network.soonest import Soonest
from planner.reaching.model import Question
from planner.reaching.weakmodel import Change, Extra, WeakLink
from planner.reaching.weakways import Candidate, Cost, Pairs, Ways, medians, pairs_of
from planner.stopping import Progress, StopToken

STEP = 5  # minutes between the departures that are tried
LATEST = DAY_MINUTES + 360  # when one leaves a trip that is tried, at the latest


class Services:
    """The services of a day, with the best journeys of a window."""

    def __init__(
        self, atlas: Atlas, question: Question, origins: Sequence[str], ends: Sequence[str], stop: StopToken
    ) -> None:
        """Find the earliest journeys, and the trips that they ride."""
        options = atlas.soonest(question.date, None, question.taxi_km)
        self._corridor, self._question, self._stop = atlas.corridor, question, stop
        self._soonest = Soonest(options, origins, ends, question.window)
        self._hops = options.hops()
        self._used: dict[int, set[tuple[int, int]]] = {}  # by trip: origins and destinations
        arrivals = []
        for column, (arrive, ridden) in enumerate(self._soonest.ridden()):
            stop.check()
            arrivals.append(arrive)
            for row, trip in ridden.tolist():
                self._used.setdefault(trip, set()).add((row, column))
        shape = (len(origins), 0, question.num_departures)
        self.arrive: Minutes = np.stack(arrivals, axis=1) if arrivals else np.empty(shape, dtype=np.int32)

    @property
    def median(self) -> Minutes:
        """``[origin, destination]``: the medians of today."""
        return self._medians(self.arrive)

    def _medians(self, arrive: Minutes) -> Minutes:
        question = self._question
        return medians(arrive - np.arange(question.first, question.last + 1))

    def lines(self) -> list[Candidate]:
        """Return the lines that a best journey rides."""
        return self._candidates(lambda trip: trip.line.id, _line_link)

    def trains(self) -> list[Candidate]:
        """Return the trains, coaches and ships that a best journey rides, each run of a headway for itself."""
        return self._candidates(_train_id, self._train_link)

    def _candidates(
        self, key: Callable[[Trip], str], link: Callable[[Trip, Change], WeakLink]
    ) -> list[Candidate]:
        trips: dict[str, list[int]] = {}
        for number, trip in enumerate(self._hops.trips):
            trips.setdefault(key(trip), []).append(number)
        found = []
        for name in sorted(trips):
            used = set[tuple[int, int]]().union(*(self._used.get(trip, ()) for trip in trips[name]))
            if used:
                pairs, first = pairs_of(used), self._hops.trips[trips[name][0]]
                found.append(
                    Candidate(partial(link, first), pairs, partial(self._without, trips[name], pairs))
                )
        return found

    def _without(self, trips: Collection[int], pairs: Pairs) -> Minutes:
        """Return the medians of some ways without some trips."""
        ends = np.unique(pairs[1])
        arrive = np.stack(list(self._soonest.arrivals(ends.tolist(), trips)), axis=1)
        return self._medians(arrive[pairs[0], np.searchsorted(ends, pairs[1])])

    def _train_link(self, trip: Trip, lost: Change) -> WeakLink:
        start, end = (self._corridor.places[halt.place].name for halt in (trip.halts[0], trip.halts[-1]))
        clock = format_clock(trip.halts[0].depart)
        names = {
            "zh": f"{trip.code} {clock} {start.zh}→{end.zh}",
            "en": f"{trip.code} {clock} {start.en} - {end.en}",
        }
        return WeakLink(
            kind="train", id=_train_id(trip), name=Names(**names), assume=None, has_detour=None, lost=lost
        )

    def extras(self, ways: Ways, progress: Progress) -> list[tuple[Cost, Extra]]:
        """Return for each line and two of its ends the departure more that brings most.

        All stops and run times that a train of the day has are tried, from its first station at each five minutes of
        the window. Of several that bring as much the earliest counts.
        """
        kinds = self.kinds()
        if not kinds:
            return []
        more = self.one_more()
        best: dict[tuple[str, str, str], tuple[Cost, Extra]] = {}
        for number, trip in enumerate(kinds):
            self._stop.check()
            progress(number, len(kinds))
            ends = trip.line.id, trip.halts[0].place, trip.halts[-1].place
            for depart in self.departures:
                by = depart - trip.halts[0].depart
                halts = [
                    replace(halt, arrive=halt.arrive + by, depart=halt.depart + by) for halt in trip.halts
                ]
                pairs, arrive = more.with_trip(halts, self.stops_of(trip))
                cost, gained = ways.change(pairs, self._medians(arrive))
                if any(cost) and (ends not in best or cost > best[ends][0]):
                    best[ends] = cost, self._extra(trip, depart, gained)
        return list(best.values())

    @property
    def departures(self) -> range:
        """The minutes at which one departure more is tried."""
        first, last = self._question.window
        return range(-(-first // STEP) * STEP, last + 1, STEP)

    @property
    def num_extras(self) -> int:
        """How many departures more are tried."""
        return len(self.kinds()) * len(self.departures)

    def kinds(self) -> list[Trip]:
        """Return of the trips with the same stops of a line the quickest, of several the earliest."""
        found: dict[tuple[str, tuple[str, ...]], Trip] = {}
        for trip in sorted(self._hops.trips, key=lambda trip: (_length(trip), trip.halts[0].depart)):
            found.setdefault((trip.line.id, tuple(halt.place for halt in trip.halts)), trip)
        return [found[each] for each in sorted(found)]

    def one_more(self) -> OneMore:
        """Return what one departure more would change."""
        kinds = self.kinds()
        stops = sorted({stop for trip in kinds for stop in self.stops_of(trip)})
        longest = max(map(_length, kinds), default=0)
        until = min(self._question.last + longest, LATEST)
        return OneMore(self._soonest, self.arrive, stops, until)

    def stops_of(self, trip: Trip) -> list[int]:
        """Return the numbers of the stops of a trip."""
        return [self._hops.stops.index[halt.place, trip.line.mode] for halt in trip.halts]

    def _extra(self, trip: Trip, depart: int, gained: Change) -> Extra:
        places, start, end = self._corridor.places, trip.halts[0].place, trip.halts[-1].place
        return Extra(
            line=trip.line.id,
            line_name=trip.line.name,
            station=start,
            station_name=places[start].name,
            towards=end,
            towards_name=places[end].name,
            depart=at(self._question.date, depart),
            like=trip.code,
            gained=gained,
        )


def _length(trip: Trip) -> int:
    return trip.halts[-1].arrive - trip.halts[0].depart


def _line_link(trip: Trip, lost: Change) -> WeakLink:
    line = trip.line
    return WeakLink(
        kind="line",
        id=line.id,
        name=line.name,
        assume=f"close-line:{line.id}",
        has_detour=None,
        lost=lost,
    )


def _train_id(trip: Trip) -> str:
    return f"{trip.line.id}/{trip.code}/{format_clock(trip.halts[0].depart)}"
