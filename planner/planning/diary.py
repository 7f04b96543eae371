"""What happens on a day, in minutes: a timeline with exact journeys, and the waits between all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from planner.errors import InternalError
from planner.hours import longest_visit
from planner.itinerary import MealName
from planner.network.journeys import Step
from planner.network.roads import rest_within
from planner.planning.meals import LIKED, NAMES
from planner.planning.model import TripModel
from planner.planning.rides import TableRides
from planner.planning.timing import DayClock, Ridden, Stay, Timeline
from planner.problem import Meal, Tour
from planner.rules import WHEEL_BREAK
from planner.texts import Message


@dataclass(frozen=True)
class Waiting:
    """Nothing to do at a place, or within a journey."""

    place: str
    start: int
    end: int
    purpose: Literal["free", "journey"] = "free"


@dataclass(frozen=True)
class Eating:
    """A meal at a place."""

    place: str
    start: int
    end: int
    meal: MealName


@dataclass(frozen=True)
class Visiting:
    """A visit of a site, by its index."""

    place: str
    site: int
    start: int
    end: int
    includes_lunch: bool
    includes_dinner: bool = False


@dataclass(frozen=True)
class Riding:
    """A leg of a journey."""

    step: Step

    @property
    def place(self) -> str:
        """Where it ends."""
        return self.step.end

    @property
    def start(self) -> int:
        """When it leaves."""
        return self.step.depart

    @property
    def end(self) -> int:
        """When it arrives."""
        return self.step.arrive


Entry = Waiting | Eating | Visiting | Riding


class Diary:
    """The entries of one day, gapless, from where the last night was to where the next one is."""

    def __init__(self, model: TripModel, day: int, tour: Tour) -> None:
        """Take a day, counted from 0, and its tour."""
        self.model, self.day, self.tour = model, day, tour
        self.date = model.date_of(day)
        problem = model.problem
        self.ids = problem.node_ids
        start, origin = model.begun(day, tour)
        nodes = (origin, *tour.sites, tour.end)
        hours = start, problem.day_end[day]
        travel = problem.travel_with(tour.hire)[day]
        self.rides = TableRides(travel, nodes, hours, partial(problem.priced, hire=tour.hire))
        self.entries: list[Entry] = []
        self.transit_minutes = 0
        timeline = self._timeline()
        if not tour.sites and self.ids[tour.start] == self.ids[tour.end]:
            if self.date >= model.request.date:
                self._rest_day()
        else:
            for block in timeline.blocks:
                if isinstance(block, Stay):
                    self._stay(block)
                else:
                    self._ride(block)

    @property
    def start(self) -> int:
        """When the day begins."""
        return self.entries[0].start if self.entries else self.model.problem.day_start[self.day]

    @property
    def end(self) -> int:
        """When the day's tour is over."""
        return self.entries[-1].end if self.entries else self.start

    @property
    def idle_minutes(self) -> int:
        """Minutes of waiting outside journeys."""
        waits = (entry for entry in self.entries if isinstance(entry, Waiting) and entry.purpose == "free")
        return sum(wait.end - wait.start for wait in waits)

    def _timeline(self) -> Timeline:
        timeline = DayClock(self.model, self.day, self.tour, self.rides).best()
        if timeline is None:
            raise InternalError(Message("request.untimed", {"day": self.day + 1, "tour": str(self.tour)}))
        return timeline

    def _rest_day(self) -> None:
        problem, place = self.model.problem, self.ids[self.tour.start]
        begin, end = problem.day_start[self.day], problem.day_end[self.day]
        if self.model.request.hours_of(self.date) != (
            hours := self.model.request.hours_for_visits(self.date)
        ):
            begin, end = max(begin, hours[0]), min(end, hours[1])
        for meal in problem.meals:
            liked = max(begin, LIKED[meal])
            over = liked + meal.minutes
            if liked <= meal.latest and over <= end:
                self._wait(place, begin, liked)
                self.entries.append(Eating(place, liked, over, NAMES[meal]))
                begin = over
        self._wait(place, begin, end)

    def _wait(self, place: str, start: int, end: int, purpose: Literal["free", "journey"] = "free") -> None:
        if end > start:
            self.entries.append(Waiting(place, start, end, purpose))

    def _wait_until(self, place: str, minute: int) -> None:
        if self.entries:
            self._wait(place, self.end, minute)

    def _stay(self, stay: Stay) -> None:
        place = self.ids[stay.node]
        self._wait_until(place, stay.start)
        if stay.kind == "visit":
            held = stay.includes_lunch, stay.includes_dinner
            self.entries.append(Visiting(place, stay.node, stay.start, stay.end, *held))
        else:
            self.entries.append(Eating(place, stay.start, stay.end, stay.kind))

    def _ride(self, ride: Ridden) -> None:
        if self.ids[ride.origin] == self.ids[ride.target]:
            return
        hours = ride.depart, ride.arrive
        places = self.ids[ride.origin], self.ids[ride.target]
        steps = self.model.going.steps(self.day, *places, hours, lunch=ride.aboard, hired=self.tour.hire > 0)
        leave, arrive = ride.depart, ride.depart + ride.moving
        self._use_the_wait(leave)
        self._wait_until(steps[0].start, leave)
        self.transit_minutes += arrive - leave
        now = leave
        for step in pause_for(ride.pauses, steps) if ride.pauses else steps:
            if isinstance(step, Meal):
                self.entries.append(Eating(self.entries[-1].place, now, now + step.minutes, NAMES[step]))
            else:
                self._wait(step.start, now, step.depart, "journey")
                self.entries.append(Riding(step))
            now = self.end
        if not ride.pauses:
            self._wait(steps[-1].end, now, arrive, "journey")

    def _use_the_wait(self, depart: int) -> None:
        """Stay longer at a site, up to a long visit and closing time, instead of waiting outside."""
        last = self.entries[-1] if self.entries else None
        if not isinstance(last, Visiting):
            return
        site = self.model.sites[last.site]
        longest = max(longest_visit(site, self.date), last.end - last.start)
        minutes = min(depart - last.start, longest)
        spans = self.model.starts(last.site, self.day, minutes)
        if any(low <= last.start <= high for low, high in spans):
            self.entries[-1] = replace(last, end=last.start + minutes)


def pause_for(meal: Meal, steps: list[Step]) -> list[Step | Meal]:
    """Return a drive with a meal at the road node passed nearest to when one likes it, the rest later.

    No link takes longer than a meal can be begun, but for a break on it: then it may be as much off its hours.
    """
    slack = WHEEL_BREAK if any(step.rest for step in steps) else 0
    passed = [
        (step.depart + minute, index, k)
        for index, step in enumerate(steps)
        for k, minute in enumerate((*step.via_minutes, step.arrive - step.depart))
        if meal.earliest - slack <= step.depart + minute <= meal.latest + slack
    ]
    if not passed:
        raise InternalError(Message("request.no-meal-on-the-way"))
    _, index, k = min(passed, key=lambda item: _off(meal, item[0]))
    later = [_later(step, meal.minutes) for step in steps]
    step = steps[index]
    if k == len(step.via):
        return [*steps[: index + 1], meal, *later[index + 1 :]]
    first, second = _split(step, k)
    return [*steps[:index], first, meal, _later(second, meal.minutes), *later[index + 1 :]]


def _later(step: Step, minutes: int) -> Step:
    return replace(step, depart=step.depart + minutes, arrive=step.arrive + minutes)


def _off(meal: Meal, minute: int) -> tuple[int, int]:
    """Return how far a meal begins off its hours, and off when one likes it."""
    off = max(0, meal.earliest - minute, minute - meal.latest)
    return off, abs(minute - LIKED[meal])


def _split(step: Step, k: int) -> tuple[Step, Step]:
    """Return a drive as two, parted at the k-th place it passes."""
    minutes, km = step.via_minutes[k], round(step.via_km[k], 1)
    rest = rest_within(minutes) if step.rest else 0
    cost = round(step.cost * step.via_km[k] / step.km, 2)
    first = replace(
        step,
        end=step.via[k],
        arrive=step.depart + minutes,
        km=km,
        cost=cost,
        via=step.via[:k],
        via_minutes=step.via_minutes[:k],
        via_km=step.via_km[:k],
        rest=rest,
    )
    second = replace(
        step,
        start=step.via[k],
        depart=step.depart + minutes,
        km=round(step.km - km, 1),
        cost=round(step.cost - cost, 2),
        via=step.via[k + 1 :],
        via_minutes=tuple(m - minutes for m in step.via_minutes[k + 1 :]),
        via_km=tuple(x - step.via_km[k] for x in step.via_km[k + 1 :]),
        rest=step.rest - rest,
    )
    return first, second
