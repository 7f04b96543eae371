"""Which booking nobody can be at in time, and by which ride: the tables know the earliest arrival.

A booking is a visit or a train; the way from one to the next may lead over a night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from planner.arrays import INFINITY
from planner.planning.called import called
from planner.planning.lights import asks_for_late_days, goes_late
from planner.planning.meals import name_of
from planner.planning.model import TripModel
from planner.problem import Node
from planner.rules import NIGHT_FALL, NIGHT_RIDE
from planner.texts import Message


@dataclass(frozen=True)
class _Fixed:
    """A booked visit or train: its node, and from when to when it is on which day."""

    booked: str  # as the wish writes it
    name: dict[str, str]
    node: int
    day: int
    begin: int
    over: int


class Missed(NamedTuple):
    """A word on a booking that cannot be kept, and those it is about as the wish writes them."""

    message: Message
    bookings: tuple[str, ...]

    @property
    def is_dinner(self) -> bool:
        """Whether there would be a plan, as far as the booking goes, without an hour for dinner."""
        return self.message.code == "request.booked-no-dinner"


def missed_booking(model: TripModel) -> Missed | None:
    """Return the first booking that cannot be reached in time, or that leaves no way on."""
    fixed = sorted(_fixed(model), key=lambda each: (each.day, each.begin))
    words = chain(
        (_late_on_its_day(model, each, before) for before, each in pairwise([None, *fixed]) if each),
        (_told(_too_far_to_end(model, each), each) for each in fixed),
        (_told(_without_dinner(model, each), each) for each in fixed),
        (_told(_after_night(model, *two), *two) for two in pairwise(fixed)),
    )
    return next(filter(None, words), None)


def _told(message: Message | None, *fixed: _Fixed) -> Missed | None:
    return Missed(message, tuple(each.booked for each in fixed)) if message else None


def _late_on_its_day(model: TripModel, fixed: _Fixed, before: _Fixed | None) -> Missed | None:
    """Return that one cannot be there in time, from where the day begins or from the booking before on that day."""
    if before and before.day == fixed.day:
        return _told(_late(model, fixed, (Node(before.node),), before.over), before, fixed)
    starts, depart = model.problem.starts_of(fixed.day), model.problem.day_start[fixed.day]
    return _told(_late(model, fixed, starts, depart), fixed)


def _fixed(model: TripModel) -> Iterator[_Fixed]:
    where = {site.id: index for index, site in enumerate(model.sites)}
    for visit in model.request.visits:
        day = model.request.dates.index(visit.start.date())
        site, minute = where[visit.site], visit.start.hour * 60 + visit.start.minute
        over = minute + int(model.problem.minutes[day, site])
        yield _Fixed(str(visit), called(model.corridor, visit), site, day, minute, over)
    for node, ride in enumerate(model.rides, len(model.sites)):
        day = model.request.dates.index(ride.day)
        yield _Fixed(str(ride.booked), called(model.corridor, ride.booked), node, day, ride.begin, ride.over)


def _late(model: TripModel, fixed: _Fixed, origins: Iterable[Node], depart: int) -> Message | None:
    """Return that none of some places is near enough; of several the one is named from which one is there first."""
    reach, origin = min((_reach(model, fixed.day, origin, fixed.node, depart), origin) for origin in origins)
    if reach <= fixed.begin:
        return None
    params = {"booking": fixed.name, "origin": _name(model, origin), "depart": depart}
    if reach >= INFINITY:
        return Message("request.booked-no-way", params)
    return Message("request.booked-late", {**params, "reach": reach, "minutes": reach - depart})


def _too_far_to_end(model: TripModel, fixed: _Fixed) -> Message | None:
    """Return that one is nowhere by the day's end where it may end."""
    problem = model.problem
    ends = problem.ends_of(fixed.day)
    reach, end = min((_reach(model, fixed.day, fixed.node, end, fixed.over), end) for end in ends)
    latest = _home_by(model, fixed)
    if reach <= latest:
        return None
    params = {"booking": fixed.name, "end": _name(model, end), "depart": fixed.over, "latest": latest}
    if reach >= INFINITY:
        return Message("request.booked-no-way-on", params)
    return Message("request.booked-far", {**params, "reach": reach, "minutes": reach - fixed.over})


def _without_dinner(model: TripModel, fixed: _Fixed) -> Message | None:
    """Return that a booked train leaves no hour for dinner, before it or after it."""
    dinner = next(
        (meal for meal in model.problem.meals if not meal.is_rest and name_of(meal) == "dinner"), None
    )
    if model.booked(fixed.node) is None or dinner is None:
        return None
    if fixed.begin >= dinner.earliest + dinner.minutes or fixed.over <= dinner.latest:
        return None
    if dinner.is_held(fixed.node, fixed.over - fixed.begin):
        return None
    times = {"begin": fixed.begin, "depart": fixed.over, "first": dinner.earliest, "last": dinner.latest}
    return Message("request.booked-no-dinner", {"booking": fixed.name, "minutes": dinner.minutes, **times})


def _home_by(model: TripModel, fixed: _Fixed) -> int:
    """Return until when one may be out after it: late where evenings are asked for, after trains and what is lit."""
    end, request = model.problem.day_end[fixed.day], model.request
    is_ride = model.booked(fixed.node) is not None
    if is_ride or asks_for_late_days(request) or goes_late(request, model.sites[fixed.node]):
        return end
    return min(end, request.hours_of(model.date_of(fixed.day))[1])


def _after_night(model: TripModel, before: _Fixed, after: _Fixed) -> Message | None:
    """Return that of the towns that can be reached after one booking, none is near enough to that of the next day."""
    problem = model.problem
    if after.day != before.day + 1:
        return None
    evening, depart = problem.day_end[before.day], problem.day_start[after.day]
    beds = [
        bed
        for bed in problem.ends_of(before.day)
        if _reach(model, before.day, before.node, bed, before.over) <= evening
    ]
    ways = ((_reach(model, after.day, bed, after.node, depart), bed) for bed in beds)
    reach, bed = min(ways, default=(INFINITY, None))
    if reach <= after.begin:
        return None
    params = {
        "booking": after.name,
        "before": before.name,
        "day": model.request.number_of(model.date_of(before.day)),
        "end": evening,
    }
    if bed is None or reach >= INFINITY:
        return Message("request.booked-after-night-no-way", params)
    times = {"depart": depart, "reach": reach, "begin": after.begin}
    return Message("request.booked-after-night", {**params, **times, "origin": _name(model, bed)})


def _reach(model: TripModel, day: int, origin: int, target: int, depart: int) -> int:
    """Return the earliest arrival by whatever goes on a day; by night nobody begins a long ride on the way to a bed."""
    problem, found = model.problem, INFINITY
    is_short = not model.request.has_night_rides(model.date_of(day)) and model.request.pace != "packed"
    is_night = is_short and depart > NIGHT_FALL and model.booked(origin) is None
    for hire in range(len(problem.hires) + 1):
        table = problem.travel_with(hire)[day]
        way = np.array(origin), np.array(target), np.array(depart)
        if not (is_night and table.moving(*way) > NIGHT_RIDE):
            found = min(found, int(table.arrive(*way)))
    return found


def _name(model: TripModel, node: int) -> dict[str, str]:
    return model.corridor.places[model.problem.node_ids[node]].name.both
