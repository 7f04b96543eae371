"""Rules on rides: the data has none that is no later, no dearer and has no more changes, nor a better one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from math import floor

from planner.checker.case import Case
from planner.checker.grounds import NOON, Ground, Grounds
from planner.checker.journeys import Journey, at_the_ends, journeys, margins, needed, travel_minutes
from planner.checker.limits import cost_of
from planner.checker.report import said
from planner.checker.runs import Hop, Run, fare_of, length_of, runs_of
from planner.checker.worth import as_changes, price_of_money
from planner.clock import DAY_MINUTES, minutes_of
from planner.corridor import Line, Mode
from planner.itinerary import Day, Leg
from planner.request import minute_of
from planner.rules import (
    CHANGE_PRICE,
    LAST_RESORT_SHARE,
    LATE_ARRIVAL,
    LEAST_VALUE_OF_TIME,
    LUGGAGE_ON_FOOT,
    TRAVEL_PRICE,
)


@dataclass(frozen=True)
class Way:
    """A ride, or the beginning of one: from door to door, or to where one gets off."""

    leave: int
    arrive: int
    cny: float = 0.0
    vehicles: int = 0
    modes: tuple[Mode, ...] = ()
    taxi_cny: float = 0.0  # of it all

    @property
    def changes(self) -> int:
        """How often one gets from one vehicle into another."""
        return max(0, self.vehicles - 1)

    def dominates(self, other: Way) -> bool:
        """Tell whether it is as good in all, and better in something."""
        mine, others = ((-way.leave, way.arrive, floor(way.cny + 0.5), way.changes) for way in (self, other))
        return mine != others and all(a <= b for a, b in zip(mine, others, strict=True))


@dataclass(frozen=True)
class Boarding:
    """A train that can be boarded: at its stop ``at``, ``zero`` being when its run began."""

    line: Line
    run: Run
    at: int
    zero: int

    @property
    def minute(self) -> int:
        """When it leaves."""
        return self.zero + (self.run.stops[self.at].depart or 0)


@dataclass(frozen=True)
class Goal:
    """Where a ride has to lead and by when, from which stations, and what it may take from the objective."""

    until: int
    exits: dict[str, list[Ground]]
    before: set[str]  # stations from which something goes to one of those
    most: int


def judge(case: Case) -> None:
    """Warn of rides by public transport beside which the data has a better one."""
    if case.request.mode != "transit" or case.itinerary.certificate.change_price != CHANGE_PRICE:
        return  # plans of before changes had a price chose by time alone
    search = Search(case)
    for day in case.itinerary.days:
        for journey in journeys(day):
            legs = [event for _, event in journey.moving if isinstance(event, Leg)]
            wanted = legs and not legs[0].booked
            if wanted and all(case.is_known(leg) and not leg.includes_lunch for leg in legs):
                _judge(case, search, day, journey, legs)


def _judge(case: Case, search: Search, day: Day, journey: Journey, legs: list[Leg]) -> None:
    told = told_way(case, day, journey, legs)
    gap = _gap(case, day, journey)
    limits = _limits(case, day, told)
    found = search.better(legs[0].start, legs[-1].end, day.date.weekday(), gap, told, limits)
    params = {f"told_{name}": value for name, value in _params(told).items()}
    message = said("better-ride", start=legs[0].start, end=legs[-1].end, **_params(found or told), **params)
    case.book.fact(found is None, "better-ride", message, day.day, journey.moving[0][0], severity="warning")


def _gap(case: Case, day: Day, journey: Journey) -> tuple[int, int]:
    """Return from when to when there is time for a journey, beside the margins of booked trains around it."""
    every = [*journey.before, *journey.moving, *journey.after]
    begin, end = (minutes_of(m, day.date) for m in (every[0][1].begins[1], every[-1][1].finishes[1]))
    if journey.previous:
        begin += needed(case, day, journey.previous, None)
    if journey.following:
        end = minutes_of(journey.following.depart, day.date) - needed(case, day, None, journey.following)
    return begin, end


def _params(way: Way) -> dict[str, object]:
    cny, modes = floor(way.cny + 0.5), list(way.modes)
    return {"leave": way.leave, "arrive": way.arrive, "cny": cny, "changes": way.changes, "modes": modes}


def told_way(case: Case, day: Day, journey: Journey, legs: list[Leg]) -> Way:
    """Return a journey of the plan from door to door."""
    before, after = at_the_ends(case, day, journey)
    leave = minutes_of(legs[0].depart, day.date) - before
    arrive = minutes_of(legs[-1].arrive, day.date) + after
    vehicles = sum(leg.mode != "walk" for leg in legs)
    taxis = sum(leg.cost_cny for leg in legs if leg.mode == "road")
    modes = tuple(leg.mode for leg in legs)
    return Way(leave, arrive, sum(leg.cost_cny for leg in legs), vehicles, modes, taxis)


def _limits(case: Case, day: Day, told: Way) -> tuple[int, float]:
    """Return the minutes and the CNY that another way may take where the trip is to keep its limits."""
    request = case.request
    minutes = request.transit_cap - travel_minutes(case, day) + told.arrive - told.leave
    spent = sum(cost_of(each) for each in case.itinerary.days)
    rides = sum(event.cost_cny for _, _, event in case.events() if isinstance(event, Leg))
    left = [float("inf")]
    if request.budget is not None:
        left.append(request.budget - spent)
    if "rides" in request.purses:
        left.append(request.purses["rides"] - rides)
    return minutes, min(left) + told.cny


class Search:
    """Ways between places: on foot, by taxi, by metro, and by a train, coach or ship or two with these at the ends."""

    def __init__(self, case: Case, money_price: float | None = None) -> None:
        """Take the data of a case, and what a CNY takes, by default the price that its plan was made by."""
        self.case = case
        self.money_price = price_of_money(case) if money_price is None else money_price
        self.grounds = Grounds(case)
        self._fares: dict[tuple[int, int, int], float | None] = {}

    def loss(self, way: Way) -> int:
        """Return what a way takes from the objective."""
        money = round(self.money_price * floor(way.cny + 0.5))
        changes = way.changes + as_changes(self.case, way.taxi_cny)
        return TRAVEL_PRICE * (way.arrive - way.leave) + money + CHANGE_PRICE * changes

    def better(
        self,
        start: str,
        end: str,
        weekday: int,
        gap: tuple[int, int],
        told: Way,
        limits: tuple[int, float] = (DAY_MINUTES, float("inf")),
    ) -> Way | None:
        """Return the best way that dominates another, or by which less is lost, None where there is none."""
        most = self.loss(told)
        minds_money = not self.case.request.cheapest
        taxi = self.grounds.last_resort(start, end)

        def is_better(way: Way) -> bool:
            has_room = way.arrive - way.leave <= limits[0] and floor(way.cny + 0.5) <= limits[1]
            is_same = (way.leave, way.arrive, way.modes) == (told.leave, told.arrive, told.modes)
            if is_same and told.cny - way.cny < 1:  # the fare told is rounded
                return False
            is_wanted = way.dominates(told) or (minds_money and has_room and self.loss(way) < most)
            is_left_out = taxi and way.modes != taxi.modes and self._beats(taxi, way)
            return is_wanted and not is_left_out

        every = self.ways(start, end, weekday, gap, most)
        if taxi and told.modes != taxi.modes and self._is_mostly(taxi, told):
            every = chain(every, self._at_the_ends(taxi, gap))  # with none beside it that is public
        found = filter(is_better, every)
        return min(found, key=lambda way: (self.loss(way), way.cny), default=None)

    def _beats(self, taxi: Ground, way: Way) -> bool:
        """Tell whether a taxi all the way, a last resort, is as good, for whom an hour is worth least, or nearly it."""
        request, minutes = self.case.request, way.arrive - way.leave - taxi.minutes
        worth = LEAST_VALUE_OF_TIME * (request.adults + request.children) / 60
        is_as_good = minutes >= 0 and self.grounds.price(taxi, way.leave) <= way.cny + worth * minutes
        return is_as_good or self._is_mostly(taxi, way)

    def _is_mostly(self, taxi: Ground, way: Way) -> bool:
        """Tell whether a way is no quicker than a taxi all the way, for taxis of more than a share of its price."""
        most = LAST_RESORT_SHARE * self.grounds.price(taxi, NOON)
        return way.arrive - way.leave >= taxi.minutes and way.taxi_cny > most

    def ways(self, start: str, end: str, weekday: int, gap: tuple[int, int], most: int) -> Iterator[Way]:
        """Yield ways that leave no earlier and arrive no later than two minutes, and lose no more than so much.

        None with a taxi that is a last resort: whether it has a public way beside it is not asked here.
        """
        for ground in self._near(start, end):
            if not (self._is_late(start) and ground.longest_walk > LUGGAGE_ON_FOOT):
                yield from self._at_the_ends(ground, gap)
        exits = {station: self._near(station, end, from_end=True) for station in self._calls}
        exits = {station: grounds for station, grounds in exits.items() if grounds}
        goal = Goal(gap[1], exits, set(chain.from_iterable(self._before[at] for at in exits)), most)
        for station in self._calls:
            grounds = self._near(start, station)
            for boarding in self._boardings(station, weekday, gap) if grounds else ():
                board = margins(self.case, station, boarding.line.mode).board
                for ground in grounds:
                    leave = ground.leave_by(boarding.minute - board)
                    if leave is not None and leave >= gap[0]:
                        way = self._on(Way(leave, leave), ground, leave)
                        yield from self._ride(way, boarding, weekday, goal, may_change=True)

    def _is_late(self, start: str) -> bool:
        """Tell whether one comes there late in the evening, with luggage."""
        request = self.case.request
        if request.arrival is None or start != request.start:
            return False
        return minute_of(request.arrival, request.dates[0]) >= LATE_ARRIVAL

    def _near(self, start: str, end: str, *, from_end: bool = False) -> list[Ground]:
        """Return the ways without a timetable but for taxis that are a last resort."""
        every = self.grounds.between(start, end, from_end=from_end)
        return [ground for ground in every if not self.grounds.is_last_resort(ground)]

    def _at_the_ends(self, ground: Ground, gap: tuple[int, int]) -> Iterator[Way]:
        """Yield a way without a timetable at once, and as late as there is time for."""
        for leave in {gap[0], ground.leave_by(gap[1])}:
            arrive = None if leave is None else ground.arrive(leave)
            if leave is not None and arrive is not None and gap[0] <= leave and arrive <= gap[1]:
                yield self._on(Way(leave, arrive), ground, leave)

    def _on(self, way: Way, ground: Ground, leave: int) -> Way:
        """Return a way with another at one of its ends, which is set out on at a minute."""
        cny = self.grounds.price(ground, leave)
        return replace(
            way,
            cny=way.cny + cny,
            taxi_cny=way.taxi_cny + (cny if "road" in ground.modes else 0.0),
            vehicles=way.vehicles + ground.vehicles,
            modes=(*way.modes, *ground.modes),
        )

    def _ride(
        self, way: Way, boarding: Boarding, weekday: int, goal: Goal, *, may_change: bool
    ) -> Iterator[Way]:
        stops, mode = boarding.run.stops, boarding.line.mode
        for at in range(boarding.at + 1, len(stops)):
            stop = stops[at]
            arrive = boarding.zero + (stop.arrive or 0)
            is_way = stop.station in goal.exits or (may_change and stop.station in goal.before)
            if stop.arrive is None or not is_way:
                continue
            ridden = replace(way, arrive=arrive, vehicles=way.vehicles + 1, modes=(*way.modes, mode))
            if arrive > goal.until or self.loss(ridden) > goal.most + 1:
                return
            fare = self._fare(boarding, at)
            if fare is None:
                continue
            ridden = replace(ridden, cny=way.cny + fare)
            if self.loss(ridden) <= goal.most + 1:
                yield from self._leave(ridden, stop.station, mode, goal)
                if may_change and stop.station in goal.before:
                    yield from self._change(ridden, stop.station, boarding, weekday, goal)

    def _leave(self, way: Way, station: str, mode: Mode, goal: Goal) -> Iterator[Way]:
        off = way.arrive + margins(self.case, station, mode).leave
        for ground in goal.exits.get(station, ()):
            arrive = ground.arrive(off)
            if arrive is not None and arrive <= goal.until:
                yield self._on(replace(way, arrive=arrive), ground, off)

    def _change(self, way: Way, station: str, off: Boarding, weekday: int, goal: Goal) -> Iterator[Way]:
        until = min(goal.until, way.leave + goal.most)
        for boarding in self._boardings(station, weekday, (way.arrive + 1, until)):
            here, there = (margins(self.case, station, each.line.mode) for each in (off, boarding))
            same = off.line.mode == boarding.line.mode
            pause = there.change if same else here.leave + there.board
            if boarding.run is not off.run and boarding.minute >= way.arrive + pause:
                yield from self._ride(way, boarding, weekday, goal, may_change=False)

    def _boardings(self, station: str, weekday: int, within: tuple[int, int]) -> Iterator[Boarding]:
        """Yield the trains that leave a station within two minutes, those that started the day before too."""
        for line, run, at in self._calls[station]:
            depart = run.stops[at].depart
            for back in (0, 1) if depart is not None else ():
                if run.runs_on((weekday - back) % 7):
                    zeros = (start - back * DAY_MINUTES for start in run.starts)
                    for zero in zeros:
                        if within[0] <= zero + (depart or 0) <= within[1]:
                            yield Boarding(line, run, at, zero)

    def _fare(self, boarding: Boarding, at: int) -> float | None:
        """Return what the party pays for a ride, None where nobody knows."""
        key = id(boarding.run), boarding.at, at
        if key not in self._fares:
            run, line = boarding.run, boarding.line
            stops = run.stops[boarding.at], run.stops[at]
            hop = Hop(run, (boarding.at, at), stops[0].depart or 0, stops[1].arrive or 0)
            km = round(length_of(self.case, line, hop), 1)
            cny, basis = fare_of(self.case, line, hop, km)
            self._fares[key] = None if basis == "unknown" else cny * self.case.fare_shares(line)
        return self._fares[key]

    @cached_property
    def _calls(self) -> dict[str, list[tuple[Line, Run, int]]]:
        """What calls at each station, with the number of the stop."""
        found: dict[str, list[tuple[Line, Run, int]]] = defaultdict(list)
        for line in self.case.corridor.lines:
            for run in runs_of(line):
                for at, stop in enumerate(run.stops):
                    found[stop.station].append((line, run, at))
        return dict(found)

    @cached_property
    def _before(self) -> dict[str, set[str]]:
        """The stations from which something goes to each station."""
        return {
            station: {stop.station for _, run, at in calls for stop in run.stops[:at]}
            for station, calls in self._calls.items()
        }
