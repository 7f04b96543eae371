"""A trip under way: what of a plan is past at a moment, and the wish of the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from planner.bookings import BookedStay, BookedTrain, BookedVisit
from planner.clock import CHINA, at, minutes_between
from planner.corridor import Corridor, CoverRule, Outage
from planner.errors import RequestError
from planner.itinerary import (
    Day,
    DayTotals,
    Event,
    Itinerary,
    Leg,
    Meal,
    Moment,
    Overnight,
    Visit,
    Wait,
)
from planner.planning.candidates import rules_of
from planner.planning.sums import money_of
from planner.request import TripRequest, UnderWay
from planner.rules import BED_BY, DINNER_LATEST, FIRST_MORNING, LUNCH_LATEST
from planner.texts import Message
from planner.wording.faults import request_error


@dataclass(frozen=True)
class Progress:
    """How far a trip is: what is past, and from where and when it goes on.

    Parameters
    ----------
    plan
        The plan so far.
    past
        The parts of days that are over, without those that were past already when the plan was made.
    now
        The moment.
    place, time
        Where the rest begins, and when.
    ahead
        The events that the plan has from then on, by day.
    slept
        Whether the rest begins as its day does: after a night, or before all.
    """

    plan: Itinerary
    past: tuple[Day, ...]
    now: datetime
    place: str
    time: datetime
    ahead: tuple[tuple[Day, Event], ...]
    slept: bool

    @property
    def visits_ahead(self) -> dict[str, dt.date]:
        """The dates of the visits that the plan has ahead, in their order."""
        return {event.attraction: day.date for day, event in self.ahead if isinstance(event, Visit)}

    @property
    def lengths_ahead(self) -> dict[str, int]:
        """The minutes of those visits."""
        visits = (event for _, event in self.ahead if isinstance(event, Visit))
        return {visit.attraction: minutes_between(visit.start, visit.end) for visit in visits}

    @property
    def nights_ahead(self) -> dict[dt.date, str]:
        """The towns of the nights that the plan has ahead, by the date of the evening."""
        return {day.date: event.place for day, event in self.ahead if isinstance(event, Overnight)}

    @property
    def can_go_on(self) -> bool:
        """Whether all that is ahead can be as planned: one is in time where a ride, a visit or a night begins.

        Waits and rides that lead there may be over already; a visit, a meal or a night may not.
        """
        for _, event in self.ahead:
            place, begins = event.begins
            if isinstance(event, Overnight):
                return place == self.place and self.time <= at(begins.date(), BED_BY)
            if place == self.place and self.time <= begins:
                return True
            if not isinstance(event, Leg | Wait) or (isinstance(event, Leg) and event.booked):
                return False
        return self.place == self.plan.days[-1].end.place and self.time <= self.plan.days[-1].end.time


def progress_at(plan: Itinerary, now: datetime, place: str | None, late: int) -> Progress:
    """Return how far a trip is at a moment: at a place, or where the plan says, so many minutes late.

    Raises
    ------
    RequestError
        When the trip is over.
    """
    now = now if now.tzinfo else now.replace(tzinfo=CHINA)
    events = [(day, event) for day in plan.days for event in day.events]
    begins, over = plan.days[0].start, plan.days[-1].end
    if now >= over.time or not events:
        raise RequestError(Message("changes.trip-over", {"end": f"{over.time:%F %H:%M}"}), field="now")
    if now < begins.time:
        return _before(plan, now, place or begins.place, late)
    number = next((k for k, (_, event) in enumerate(events) if event.finishes[1] > now), len(events) - 1)
    done, (day, current), after = events[:number], events[number], events[number + 1 :]
    where, ends = current.finishes
    if isinstance(current, Overnight) and place in (None, where):
        return _in_the_morning(plan, now, [*events[: number + 1]], after, late)
    if place is None or (place == where and _goes_on(current)):
        time = ends + timedelta(minutes=late)
        if isinstance(current, Wait) and not late:
            time = max(now, current.start)
        return _going_on(plan, now, [*done, (day, _until(current, time))], after, where, time)
    ahead = [*after] if _goes_on(current) and place == where else [(day, current), *after]
    return _going_on(plan, now, done, ahead, place, now)


def from_a_place(progress: Progress, corridor: Corridor, late: int) -> Progress:
    """Return a progress from a town, a site or a station: a trip begins at no stop of a metro, and at no junction.

    Who has not boarded yet is back where the walk to it began; who has rides on to where the way leads.
    """
    groups = (corridor.towns, corridor.attractions, corridor.stations)
    is_place = frozenset(place.id for group in groups for place in group).__contains__
    if is_place(progress.place):
        return progress
    past = [(day, event) for day in progress.past for event in day.events]
    first = next(k for k in reversed(range(len(past))) if is_place(past[k][1].begins[0]))
    aboard = [event for _, event in past[first + 1 :] if isinstance(event, Leg)]
    return _ridden_on(progress, past, is_place) if aboard else _walked_back(progress, past, first, late)


def _walked_back(progress: Progress, past: Events, first: int, late: int) -> Progress:
    """Return a progress at the place where a walk began, after as many minutes as were walked from there."""
    day, walk = past[first]
    place, begun = walk.begins
    time = progress.now + (min(progress.now, walk.finishes[1]) - begun) + timedelta(minutes=late)
    there = Wait(place=place, start=begun, end=time)
    return replace(progress, past=parts_of([*past[:first], (day, there)]), place=place, time=time)


def _ridden_on(progress: Progress, past: Events, is_place: Callable[[object], bool]) -> Progress:
    """Return a progress at the end of a ride, all of it as much later as its next part is."""
    number = next(k for k, (_, event) in enumerate(progress.ahead) if is_place(event.finishes[0]))
    ride, ahead = progress.ahead[: number + 1], progress.ahead[number + 1 :]
    later = max(timedelta(), progress.time - ride[0][1].begins[1])
    ridden = [(day, _later(event, later)) for day, event in ride]
    place, time = ridden[-1][1].finishes
    return replace(progress, past=parts_of([*past, *ridden]), place=place, time=time, ahead=ahead)


def _later(event: Event, by: timedelta) -> Event:
    names = ("depart", "arrive") if isinstance(event, Leg) else ("start", "end")
    return event.model_copy(update={name: getattr(event, name) + by for name in names})


def _goes_on(event: Event) -> bool:
    """Tell whether who is where an event ends will have had it: a ride or a visit is finished, a wait is not needed."""
    return isinstance(event, Leg | Visit | Meal | Wait)


def _until(event: Event, time: datetime) -> Event:
    """Return an event that is over at another time."""
    if not isinstance(event, Leg):
        return event.model_copy(update={"end": time})
    minutes = round((time - event.depart).total_seconds() / 60)
    return event.model_copy(update={"arrive": time, "minutes": minutes})


Events = list[tuple[Day, Event]]


def _before(plan: Itinerary, now: datetime, place: str, late: int) -> Progress:
    events = tuple((day, event) for day in plan.days for event in day.events)
    start = plan.days[0].start
    if place == start.place:
        return Progress(plan, (), now, place, start.time + timedelta(minutes=late), events, not late)
    return Progress(plan, (), now, place, now, events, slept=False)


def _in_the_morning(plan: Itinerary, now: datetime, done: Events, after: Events, late: int) -> Progress:
    night = done[-1][1]
    time = night.finishes[1] + timedelta(minutes=late)
    return Progress(plan, parts_of(done), now, night.begins[0], time, tuple(after), not late)


def _going_on(
    plan: Itinerary, now: datetime, done: Events, after: Events, place: str, time: datetime
) -> Progress:
    return Progress(plan, parts_of(done), now, place, time, tuple(after), slept=False)


def parts_of(events: Iterable[tuple[Day, Event]]) -> tuple[Day, ...]:
    """Return days with some of their events only."""
    by_day: dict[int, tuple[Day, list[Event]]] = {}
    for day, event in events:
        by_day.setdefault(day.day, (day, []))[1].append(event)
    return tuple(_part(day, found) for day, found in by_day.values())


def _part(day: Day, events: list[Event]) -> Day:
    if len(events) == len(day.events) and events == [*day.events]:
        return day
    last = next(event for event in reversed(events) if not isinstance(event, Overnight) or len(events) == 1)
    place, time = last.finishes
    money, minutes = money_of(events), _minutes(events)
    return day.model_copy(
        update={
            "events": tuple(events),
            "end": Moment(place=place, time=time),
            "totals": DayTotals(**minutes, cost_cny=money.cost_cny, money=money),
            **{"hire": None, "free": (), "luggage": None},
        }
    )


def _minutes(events: Iterable[Event]) -> dict[str, int]:
    sums = {"visit_minutes": 0, "transit_minutes": 0, "wait_minutes": 0}
    for event in events:
        length = round((event.finishes[1] - event.begins[1]).total_seconds() / 60)
        if isinstance(event, Visit):
            sums["visit_minutes"] += length
        elif isinstance(event, Leg) or (isinstance(event, Wait) and event.purpose == "journey"):
            sums["transit_minutes"] += length
        elif isinstance(event, Wait) and event.purpose == "free":
            sums["wait_minutes"] += length
    return sums


def joined(before: tuple[Day, ...], more: tuple[Day, ...]) -> tuple[Day, ...]:
    """Return the past of a plan with more that is past; a day that went on is one."""
    if before and more and before[-1].day == more[0].day:
        both = [*before[-1].events, *more[0].events]
        start = {"start": before[-1].start, "end": more[0].end}
        more = (_part(more[0].model_copy(update={**start, "events": ()}), both), *more[1:])
        before = before[:-1]
    return (*before, *more)


def woken(past: tuple[Day, ...], now: datetime, time: datetime) -> tuple[Day, ...]:
    """Return the past with its last night, where it is not over at the moment, until the rest begins."""
    if not past or past[-1].night is None or past[-1].night.end <= now:
        return past
    events = (*past[-1].events[:-1], past[-1].night.model_copy(update={"end": time}))
    return (*past[:-1], past[-1].model_copy(update={"events": events}))


def rest_of(
    progress: Progress,
    corridor: Corridor,
    *,
    skip: frozenset[str],
    add: tuple[str, ...],
    closed: tuple[Outage, ...],
    cancelled: tuple[Outage, ...],
    changes: Mapping[str, Any] = MappingProxyType({}),
) -> TripRequest:
    """Return the wish of the rest of a trip, some fields of it changed; days are those of the whole trip.

    Raises
    ------
    RequestError
        When nothing is left of the trip, or a changed field is impossible.
    """
    wish, past = _changed(progress.plan.request.wish, changes), progress.past
    events = [event for day in past for event in day.events]
    first = _first_date(progress, wish)
    last = wish.dates[-1]
    if first > last:
        raise RequestError(Message("changes.trip-over", {"end": f"{progress.time:%F %H:%M}"}), field="now")
    seen = [event.attraction for event in events if isinstance(event, Visit)]
    before = wish.under_way
    number = wish.number_of(first)
    gone = {*seen, *skip}
    pinned = before.pinned if before else ()  # which only the pins of now say again
    asked = [site for site in wish.must if site not in pinned]
    begins = _fed(progress).astimezone(CHINA).replace(tzinfo=None)
    unchanged = progress.slept and not past
    of_rest: dict[str, Any] = {
        "date": first,
        "days": (last - first).days + 1,
        "from": progress.place,
        "arrival": wish.arrival if unchanged else None if progress.slept else begins,
        "must": [*dict.fromkeys(site for site in (*asked, *add) if site not in gone)],
        "avoid": [
            *dict.fromkeys((*(s for s in wish.avoid if s not in add and s not in seen), *sorted(skip)))
        ],
        "sunrise": [site for site in wish.sunrise if site not in gone],
        "blue_hour": [site for site in wish.blue_hour if site not in gone],
        "visits": [
            str(visit)
            for visit in wish.visits
            if _is_ahead(visit, begins) and visit.site not in {*gone, *pinned}
        ],
        "stays": [*_stays(wish.stays, _first_evening(progress, first))],
        "trains": [str(train) for train in wish.trains if _rides_on(progress, train)],
        "day_hours": {day: hours for day, hours in wish.day_hours.items() if day >= number},
        "free": {day: parts for day, parts in wish.free.items() if day >= number},
        "cover": [*_rules_left(corridor, wish, seen)],
        "theme_rules": False,
        **_money_left(wish, events),
        **_beds_left(progress, wish),
        "under_way": UnderWay(
            first_day=number,
            origin=wish.origin,
            entry=wish.entry if wish.visa_port else None,
            seen=(*(before.seen if before else ()), *seen),
            luggage=_luggage_of(progress),
            closed=(*(before.closed if before else ()), *closed),
            cancelled=(*(before.cancelled if before else ()), *cancelled),
        ),
    }
    return TripRequest.model_validate({**wish.model_dump(by_alias=True), **of_rest})


def _changed(wish: TripRequest, changes: Mapping[str, Any]) -> TripRequest:
    if "days" in changes:
        changes = {**changes, "days": changes["days"] - wish.first_day + 1}
    try:
        return TripRequest.model_validate({**wish.model_dump(by_alias=True), **changes})
    except ValidationError as error:
        raise request_error(error) from error


def _luggage_of(progress: Progress) -> str | None:
    """Return the town of last night's bed, where the luggage still is: one leaves it there now, or comes back for it.

    Where the plan has it in a car or with the travellers, it is in no bed.
    """
    days = joined(progress.plan.past, progress.past)
    if progress.slept:
        return days[-1].end.place if days and days[-1].night else None
    today = next((day for day in progress.plan.days if days and day.day == days[-1].day), None)
    if today is None:
        return None
    before = progress.plan.request.under_way
    bed = next((day.night.place for day in days if day.day == today.day - 1 and day.night), None)
    bed = bed or (before.luggage if before else None)
    if today.luggage is None:
        return bed
    ahead = {event.finishes[0] for day, event in progress.ahead if day.day == today.day}
    return bed if bed in today.luggage.beds and (bed in ahead or bed == today.luggage.fetch) else None


def _fed(progress: Progress) -> datetime:
    """Return when the rest begins: who has eaten goes on after the hours of that meal, to have no second one."""
    time, today = progress.time.astimezone(CHINA), progress.time.astimezone(CHINA).date()
    days = (day for day in (*progress.plan.past, *progress.past) if day.date == today)
    for event in (event for day in days for event in day.events):
        for meal, latest in (("lunch", LUNCH_LATEST), ("dinner", DINNER_LATEST)):
            is_eaten = isinstance(event, Meal) and event.meal == meal
            if is_eaten or getattr(event, f"includes_{meal}", False):
                time = max(time, at(today, latest + 1))
    return time


def _first_date(progress: Progress, wish: TripRequest) -> dt.date:
    """Return the first date with days left: the next one after a night, or past midnight with a night to come."""
    if progress.slept and not progress.past:
        return wish.date
    return max(wish.date, progress.time.astimezone(CHINA).date())


def _first_evening(progress: Progress, first: dt.date) -> dt.date:
    """Return the date of the first evening that is left: past midnight it is that of the day before."""
    minute = progress.time.astimezone(CHINA).hour * 60
    is_night = not progress.slept and minute < FIRST_MORNING
    return first - timedelta(days=1) if is_night else first


def _is_ahead(visit: BookedVisit, begins: datetime) -> bool:
    return visit.start >= begins


def _stays(stays: Iterable[BookedStay], evening: dt.date) -> Iterator[str]:
    """Yield what is left of booked nights."""
    for stay in stays:
        if stay.last > evening:
            yield str(stay.model_copy(update={"first": max(stay.first, evening)}))


def _rides_on(progress: Progress, train: BookedTrain) -> bool:
    """Tell whether a booked train is still ahead."""
    legs = (event for _, event in progress.ahead if isinstance(event, Leg) and event.booked)
    return any(
        leg.service == train.train and leg.depart.date() == train.day and leg.depart >= progress.time
        for leg in legs
    )


def _rules_left(corridor: Corridor, wish: TripRequest, seen: list[str]) -> Iterator[CoverRule]:
    """Yield the coverage rules, less what counts for them already."""
    for rule in rules_of(corridor, wish):
        met = sum(rule.holds(corridor.attraction_by_id[site]) for site in seen)
        most = None if rule.at_most is None else max(0, rule.at_most - met)
        yield rule.model_copy(update={"at_least": max(0, rule.at_least - met), "at_most": most})


def _money_left(wish: TripRequest, events: list[Event]) -> dict[str, Any]:
    spent = {
        "rides": money_of(event for event in events if isinstance(event, Leg)).cost_cny,
        "tickets": money_of(event for event in events if isinstance(event, Visit)).cost_cny,
        "nights": money_of(event for event in events if isinstance(event, Overnight)).cost_cny,
    }
    budget = None if wish.budget is None else max(0, wish.budget - sum(spent.values()))
    return {
        "budget": budget,
        "purses": {kind: max(0, cny - spent[kind]) for kind, cny in wish.purses.items()},
    }


def _beds_left(progress: Progress, wish: TripRequest) -> dict[str, Any]:
    """Return the changes of bed that are left; that into the first bed counts, for the rest does not know the last."""
    slept = [day.night.place for day in progress.past if day.night]
    if wish.max_bed_changes is None or not slept:
        return {}
    made = sum(a != b for a, b in pairwise(slept))
    left = max(0, wish.max_bed_changes - made)
    if left == 0:
        return {"max_bed_changes": 0, "base": slept[-1]}
    moves = next(iter(progress.nights_ahead.values()), slept[-1]) != slept[-1]
    return {"max_bed_changes": left - moves}
