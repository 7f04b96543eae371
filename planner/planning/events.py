"""From a day's timeline to the events of the itinerary: exact journeys, waits, money, confidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from planner.clock import at, minutes_of
from planner.errors import InternalError
from planner.hours import longest_visit, round_in, ticket_on
from planner.itinerary import Day, DayTotals, Event, Leg, Meal, Moment, Overnight, Visit, Wait
from planner.network.buckets import STEP
from planner.network.journeys import Step
from planner.planning.candidates import starts
from planner.planning.model import TripModel
from planner.planning.party import fare_shares, num_cars, num_rooms, party_ticket
from planner.planning.timing import DayClock, Ride, Stay, Timeline
from planner.problem import Tour
from planner.rules import LUNCH_EARLIEST, LUNCH_LATEST, LUNCH_MINUTES
from planner.solver.retiming import Move, Rides

STANDS_ON = ("location", "opening_hours", "visit_minutes", "ticket_cny")  # a visit is as sure as the weakest


class DayWriter:
    """Writes the events of one day, from where the last night was to where the next one is."""

    def __init__(self, model: TripModel, day: int, tour: Tour) -> None:
        """Take a day, counted from 0, and its tour."""
        self.model, self.day, self.tour = model, day, tour
        self.date = model.date_of(day)
        self.ids = model.problem.node_ids
        self.events: list[Event] = []
        self.rides = Rides(model.problem.travel[day])
        self.transit_minutes = 0
        self.idle_minutes = 0
        timeline = self._timeline()
        if not tour.sites and self.ids[tour.start] == self.ids[tour.end]:
            self._rest_day()
        else:
            for block in timeline.blocks:
                if isinstance(block, Stay):
                    self._stay(block)
                else:
                    self._ride(block)

    @property
    def start(self) -> tuple[str, datetime]:
        """Where and when the day begins."""
        if self.events:
            return self.events[0].begins
        return self.ids[self.tour.start], at(self.date, self.model.problem.day_start[self.day])

    @property
    def end(self) -> tuple[str, datetime]:
        """Where and when the day's tour is over."""
        return self.events[-1].finishes if self.events else self.start

    def _timeline(self) -> Timeline:
        by_table = DayClock(self.model, self.day, self.tour, self._by_table).best()
        exact = by_table and DayClock(self.model, self.day, self.tour, self._exactly).again(by_table)
        if exact is None:
            raise InternalError(f"day {self.day + 1} of the plan cannot be timed: {self.tour}")
        return exact

    def _by_table(self, origin: int, target: int, depart: int, aboard: bool) -> tuple[Move, ...]:
        return self.rides(origin, target, depart, lunch=aboard)

    def _exactly(self, origin: int, target: int, depart: int, aboard: bool) -> Iterator[tuple[int, int, int]]:
        """Yield the rides at exact minutes, among them those of the table, which leave at its buckets.

        Between two buckets with the same journey it is that one; only elsewhere it is looked for, which takes long.
        """
        if self.ids[origin] == self.ids[target]:
            if not aboard:
                yield depart, depart, 0
            return
        by_table = self._by_table(origin, target, depart, aboard)
        before = self._by_table(origin, target, depart - depart % STEP, aboard)
        if not before:
            return
        at_buckets = [(leave + -leave % STEP, arrive, moving) for leave, arrive, moving in by_table]
        if by_table and before[0][1:] == by_table[0][1:] and not self.rides.travel.is_steady:
            at_buckets[0] = depart, *at_buckets[0][1:]
        elif not at_buckets or depart < at_buckets[0][0]:
            yield from self._asked(origin, target, depart, aboard)
        yield from at_buckets

    def _asked(self, origin: int, target: int, depart: int, aboard: bool) -> Iterator[tuple[int, int, int]]:
        if steps := self._journey(origin, target, depart, aboard):
            arrive = self.model.journeys.reaches_door(steps[-1])
            yield depart, arrive, arrive - self.model.journeys.leaves_door(steps[0])

    def _journey(self, origin: int, target: int, depart: int, aboard: bool) -> list[Step] | None:
        ends = self.ids[origin], self.ids[target]
        return self.model.journeys.journey(*ends, depart, self.date, lunch=aboard)

    def _rest_day(self) -> None:
        problem, place = self.model.problem, self.ids[self.tour.start]
        begin, end = problem.day_start[self.day], problem.day_end[self.day]
        noon = max(begin, LUNCH_EARLIEST + LUNCH_MINUTES)
        if problem.lunch is not None and noon <= LUNCH_LATEST and noon + LUNCH_MINUTES <= end:
            self._wait(place, begin, noon)
            self._meal(place, noon)
            begin = noon + LUNCH_MINUTES
        self._wait(place, begin, end)

    def _wait(self, place: str, start: int, end: int, purpose: Literal["free", "journey"] = "free") -> None:
        if end > start:
            times = {"start": at(self.date, start), "end": at(self.date, end)}
            self.events.append(Wait(place=place, purpose=purpose, **times))
            self.idle_minutes += end - start if purpose == "free" else 0

    def _meal(self, place: str, start: int) -> None:
        end = start + LUNCH_MINUTES
        self.events.append(Meal(place=place, start=at(self.date, start), end=at(self.date, end)))

    def _now(self, otherwise: int) -> int:
        return minutes_of(self.events[-1].finishes[1], self.date) if self.events else otherwise

    def _stay(self, block: Stay) -> None:
        place = self.ids[block.node]
        self._wait(place, self._now(block.start), block.start)
        if block.kind == "lunch":
            self._meal(place, block.start)
            return
        site, request = self.model.sites[block.node], self.model.request
        price = ticket_on(site, self.date)
        estimated = tuple(
            field
            for field in STANDS_ON
            if site.confidence_of(field) == "estimated" and not (field == "ticket_cny" and price is None)
        )
        self.events.append(
            Visit(
                attraction=site.id,
                name=site.name,
                arrive=at(self.date, block.start),
                start=at(self.date, block.start),
                end=at(self.date, block.end),
                score=site.score,
                prize=self.model.prize_of(site),
                ticket_cny=None if price is None else party_ticket(request, price),
                round=round_in(site, self.date, block.end - block.start),
                includes_lunch=block.includes_lunch,
                confidence="estimated" if estimated else "sourced",
                estimated=estimated,
            )
        )

    def _ride(self, ride: Ride) -> None:
        if self.ids[ride.origin] == self.ids[ride.target]:
            return
        steps = self._journey(ride.origin, ride.target, ride.depart, ride.aboard)
        if not steps:
            raise InternalError(f"no way from {self.ids[ride.origin]} to {self.ids[ride.target]}")
        leave = self.model.journeys.leaves_door(steps[0])
        arrive = self.model.journeys.reaches_door(steps[-1])
        self._use_the_wait(leave)
        self._wait(steps[0].start, self._now(leave), leave)
        self.transit_minutes += arrive - leave
        now = leave
        for step in pause_for_lunch(steps) if ride.pauses else steps:
            if step is None:
                self._meal(self.events[-1].finishes[0], now)
                now += LUNCH_MINUTES
            else:
                self._wait(step.start, now, step.depart, "journey")
                self.events.append(self._leg(step))
                now = step.arrive
        if not ride.pauses:
            self._wait(steps[-1].end, now, arrive, "journey")

    def _use_the_wait(self, depart: int) -> None:
        """Stay longer at a site, up to a long visit and closing time, instead of waiting outside."""
        last = self.events[-1] if self.events else None
        if not isinstance(last, Visit):
            return
        site = self.model.corridor.attraction_by_id[last.attraction]
        start = minutes_of(last.start, self.date)
        longest = max(longest_visit(site, self.date), minutes_of(last.end, self.date) - start)
        minutes = min(depart - start, longest)
        spans = starts(site, self.model.request, self.date, minutes)
        if any(low <= start <= high for low, high in spans):
            longer = {"end": at(self.date, start + minutes), "round": round_in(site, self.date, minutes)}
            self.events[-1] = last.model_copy(update=longer)

    def _leg(self, step: Step) -> Leg:
        request = self.model.request
        return leg_of(
            step, self.date, num_cars(request) if step.per_car else fare_shares(request, step.student_share)
        )

    def day_of_trip(self, wakes: datetime | None) -> Day:
        """Return the finished day; ``wakes`` is when the next one begins, None on the last day."""
        events = list(self.events)
        end_place, end_time = self.end
        if wakes is not None:
            town = self.model.corridor.town_by_id[end_place]
            price = getattr(town.hotel_cny, self.model.request.hotel) * num_rooms(self.model.request)
            events.append(Overnight(place=end_place, start=end_time, end=wakes, cost_cny=price))
        start_place, start_time = self.start
        visits = [event for event in events if isinstance(event, Visit)]
        cost = sum(visit.ticket_cny or 0 for visit in visits)
        cost += sum(event.cost_cny for event in events if isinstance(event, Leg | Overnight))
        return Day(
            day=self.day + 1,
            date=self.date,
            start=Moment(place=start_place, time=start_time),
            end=Moment(place=end_place, time=end_time),
            events=tuple(events),
            totals=DayTotals(
                visit_minutes=sum(_minutes(visit.start, visit.end) for visit in visits),
                transit_minutes=self.transit_minutes,
                wait_minutes=self.idle_minutes,
                cost_cny=cost,
            ),
        )


def _minutes(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)


def leg_of(step: Step, day: date, payers: float) -> Leg:
    """Return a step on a day as a leg of the itinerary, which so many cars or adults pay."""
    return Leg(
        mode=step.mode,
        start=step.start,
        end=step.end,
        depart=at(day, step.depart),
        arrive=at(day, step.arrive),
        minutes=step.arrive - step.depart,
        km=step.km,
        service=step.service,
        line=step.line,
        line_name=step.line_name,
        towards=step.towards,
        as_of=step.as_of,
        via=step.via,
        cost_cny=round(step.cost * payers),
        fare_basis=step.fare_basis,
        running_days=step.running_days,
        confidence=step.confidence,
        includes_lunch=step.includes_lunch,
    )


def pause_for_lunch(steps: list[Step]) -> list[Step | None]:
    """Return a drive with lunch (None) at the road node passed nearest to noon, the rest an hour later."""
    passed = [
        (step.depart + minute, index, k)
        for index, step in enumerate(steps)
        for k, minute in enumerate((*step.via_minutes, step.arrive - step.depart))
        if LUNCH_EARLIEST <= step.depart + minute <= LUNCH_LATEST
    ]
    if not passed:
        raise InternalError("a drive has no place for lunch on the way")
    _, index, k = min(passed, key=lambda item: abs(item[0] - LUNCH_EARLIEST - LUNCH_MINUTES))
    later = [replace(s, depart=s.depart + LUNCH_MINUTES, arrive=s.arrive + LUNCH_MINUTES) for s in steps]
    step = steps[index]
    if k == len(step.via):
        return [*steps[: index + 1], None, *later[index + 1 :]]
    first, second = _split(step, k)
    second = replace(second, depart=second.depart + LUNCH_MINUTES, arrive=second.arrive + LUNCH_MINUTES)
    return [*steps[:index], first, None, second, *later[index + 1 :]]


def _split(step: Step, k: int) -> tuple[Step, Step]:
    """Return a drive as two, parted at the k-th place it passes."""
    minutes, km = step.via_minutes[k], round(step.via_km[k], 1)
    cost = step.cost * step.via_km[k] / step.km
    first = replace(
        step,
        end=step.via[k],
        arrive=step.depart + minutes,
        km=km,
        cost=cost,
        via=step.via[:k],
        via_minutes=step.via_minutes[:k],
        via_km=step.via_km[:k],
    )
    second = replace(
        step,
        start=step.via[k],
        depart=step.depart + minutes,
        km=round(step.km - km, 1),
        cost=step.cost - cost,
        via=step.via[k + 1 :],
        via_minutes=tuple(m - minutes for m in step.via_minutes[k + 1 :]),
        via_km=tuple(x - step.via_km[k] for x in step.via_km[k + 1 :]),
    )
    return first, second
