"""What happens on a day, in minutes: a timeline with exact journeys, and the waits between all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from planner.errors import InternalError
from planner.hours import longest_visit
from planner.itinerary import MealName
from planner.network.booked import BookedRide
from planner.network.journeys import Step, confidence_of
from planner.network.roads import rest_within
from planner.planning.meals import liked_of, name_of
from planner.planning.model import TripModel
from planner.planning.resting import pauses_of
from planner.planning.rides import TableRides
from planner.planning.timing import DayClock, Ridden, Stay, Timeline
from planner.problem import Meal, Tour
from planner.rules import WHEEL_BREAK
from planner.texts import Message

Purpose = Literal["free", "journey", "pause"]


@dataclass(frozen=True)
class Waiting:
    """Nothing to do at a place, or within a journey; or a pause that was asked for."""

    place: str
    start: int
    end: int
    purpose: Purpose = "free"


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
    booked: bool = False

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
        self.timeline = self._timeline()
        if not tour.sites and self.ids[tour.start] == self.ids[tour.end]:
            if self.date >= model.request.date:
                self._rest_day()
        else:
            for block in self.timeline.blocks:
                if isinstance(block, Stay):
                    self._stay(block)
                else:
                    self._ride(block)
            self._wait_at_first()

    @property
    def start(self) -> int:
        """When the day begins."""
        return self.entries[0].start if self.entries else self._begin

    @property
    def _begin(self) -> int:
        """From when on one is out, unless it is for a sunrise."""
        problem = self.model.problem
        return max(problem.day_start[self.day], int(problem.leaves_from(self.day)[self.tour.end]))

    @property
    def end(self) -> int:
        """When the day's tour is over."""
        return self.entries[-1].end if self.entries else self.start

    @property
    def idle_minutes(self) -> int:
        """Minutes of waiting outside journeys."""
        waits = (entry for entry in self.entries if isinstance(entry, Waiting) and entry.purpose == "free")
        return sum(wait.end - wait.start for wait in waits)

    @property
    def detour(self) -> tuple[int, int]:
        """Minutes and loss of going by the hotel for a rest between two visits, of which the solver does not know."""
        if not self.goes_by_hotel:
            return 0, 0
        return self.timeline.moving - self.tour.travel, self.timeline.loss - self.tour.loss

    def _timeline(self) -> Timeline:
        clock = DayClock(self.model, self.day, self.tour, self.rides)
        timeline = clock.best()
        self.goes_by_hotel = clock.goes_by_hotel
        if timeline is None:
            raise InternalError(Message("request.untimed", {"day": self.day + 1, "tour": str(self.tour)}))
        return timeline

    def _rest_day(self) -> None:
        problem, place = self.model.problem, self.ids[self.tour.start]
        hours = self.model.request.hours_for_visits(self.date)
        begin, end = max(self._begin, hours[0]), min(problem.day_end[self.day], hours[1])
        for meal in problem.meals:
            start = max(begin, liked_of(meal))
            if start > meal.latest or start + (0 if meal.is_rest else meal.minutes) > end:
                continue
            self._wait(place, begin, start)
            begin = min(start + meal.minutes, end)
            if meal.is_rest:
                self._rest(place, start, begin)
            else:
                self.entries.append(Eating(place, start, begin, name_of(meal)))
        self._wait(place, begin, end)

    def _wait_at_first(self) -> None:
        """Wait where the rest of a trip begins: who is under way already has no later start of the day."""
        is_under_way = self.model.request.under_way and self.model.request.arrival and self.day == 0
        if is_under_way and self.entries and self.entries[0].start > self._begin:
            place = self.ids[self.tour.start]
            self.entries.insert(0, Waiting(place, self._begin, self.entries[0].start))

    def _wait(self, place: str, start: int, end: int, purpose: Purpose = "free") -> None:
        if end > start:
            self.entries.append(Waiting(place, start, end, purpose))

    def _wait_until(self, place: str, minute: int) -> None:
        if self.entries:
            self._wait(place, self.end, minute)

    def _stay(self, stay: Stay) -> None:
        place = self.entries[-1].place if self.entries else self.model.comes_to(stay.node)
        ride = self.model.booked(stay.node)
        self._wait_until(place, stay.start)
        if stay.kind == "rest":
            self._rest(place, stay.start, stay.end)
        elif stay.kind == "visit" and ride:
            self._in_train(ride)
        elif stay.kind == "visit":
            held = stay.includes_lunch, stay.includes_dinner
            self.entries.append(Visiting(place, stay.node, stay.start, stay.end, *held))
        else:
            self.entries.append(Eating(place, stay.start, stay.end, stay.kind))

    def _rest(self, place: str, start: int, end: int) -> None:
        """Pause; what of a rest is in no pause is lunch."""
        for first, last in pauses_of(self.model.request):
            if start <= first < end:
                if start < first:
                    self.entries.append(Eating(place, start, first, "lunch"))
                self._wait(place, first, min(last, end), "pause")
                if last < end:
                    self.entries.append(Eating(place, last, end, "lunch"))

    def _in_train(self, ride: BookedRide) -> None:
        """Board a booked train in time, ride in it, and leave the station."""
        step = replace(self.model.going.in_train(ride), includes_lunch=self._eats_in(ride))
        self._wait(ride.start, ride.begin, step.depart, "journey")
        self.entries.append(Riding(step, booked=True))
        self._wait(ride.end, step.arrive, ride.over, "journey")
        self.transit_minutes += ride.minutes

    def _eats_in(self, ride: BookedRide) -> bool:
        """Tell whether lunch is in a booked train: in the first that has time for it, where it is nowhere else."""
        if not self.model.problem.meals or ride != self._feeding:
            return False
        return not any(
            (isinstance(block, Ridden) and (self._stops_for_lunch(block) or self._has_lunch(block)))
            or (isinstance(block, Stay) and self._is_lunch(block))
            for block in self.timeline.blocks
        )

    @property
    def _feeding(self) -> BookedRide | None:
        rides = (self.model.booked(site) for site in self.tour.sites)
        return next((ride for ride in rides if ride and ride.feeds), None)

    def _is_lunch(self, stay: Stay) -> bool:
        return stay.kind == "lunch" or (stay.includes_lunch and not self.model.booked(stay.node))

    def _stops_for_lunch(self, ride: Ridden) -> bool:
        return ride.pauses is not None and name_of(ride.pauses) == "lunch"

    def _has_lunch(self, ride: Ridden) -> bool:
        """Tell whether lunch is aboard on the way to a place, not in the booked train there."""
        train = self.model.booked(ride.target)
        return ride.aboard and not (train and train.feeds)

    def _ride(self, ride: Ridden) -> None:
        places = self.model.leaves_from(ride.origin), self.model.comes_to(ride.target)
        if places[0] == places[1]:
            return
        hours, lunch = (ride.depart, ride.arrive), self._has_lunch(ride)
        steps = self.model.going.steps(self.day, *places, hours, lunch=lunch, hired=self.tour.hire > 0)
        leave, arrive = ride.depart, ride.depart + ride.moving
        self._use_the_wait(leave)
        self._wait_until(steps[0].start, leave)
        self.transit_minutes += arrive - leave
        now = leave
        for step in pause_for(ride.pauses, steps) if ride.pauses else steps:
            if isinstance(step, Meal):
                self.entries.append(Eating(self.entries[-1].place, now, now + step.minutes, name_of(step)))
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
    return off, abs(minute - liked_of(meal))


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
        via_sourced=step.via_sourced[: k + 1],
        confidence=confidence_of(step.via_sourced[: k + 1]),
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
        via_sourced=step.via_sourced[k + 1 :],
        confidence=confidence_of(step.via_sourced[k + 1 :]),
        rest=step.rest - rest,
    )
    return first, second
