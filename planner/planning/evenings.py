"""Evenings that were asked for and stay empty: why a day is over before them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.clock import minutes_of
from planner.itinerary import Day, Itinerary, Notice, Visit
from planner.planning.freetime import Gap, open_around
from planner.planning.lights import late_end, most_visits
from planner.planning.model import TripModel
from planner.rules import EVENING_END, NIGHT_FALL


def with_early_ends_told(model: TripModel, plan: Itinerary) -> Itinerary:
    """Return the plan with a notice of the days that are over before the evening, by what keeps them so."""
    if not model.request.evenings:
        return plan
    days, around = defaultdict[str, list[int]](list), dict[str, dict[str, str]]()
    for number, day in enumerate(plan.days):
        if _ends_early(model, day):
            sites = _sessions(model, number, day, plan)
            why = "pace" if _is_full(model, day) else "less" if sites else "none"
            days[why].append(day.day)
            around |= sites if why == "less" else {}
    return plan.model_copy(update={"warnings": (*plan.warnings, *_notices(days, list(around.values())))})


def _notices(days: dict[str, list[int]], sites: list[dict[str, str]]) -> Iterator[Notice]:
    if on := days.get("pace"):
        yield Notice.of("evening-pace", days=on, n=len(on))
    if on := days.get("none"):
        yield Notice.of("evening-none", days=on, n=len(on))
    if on := days.get("less"):
        yield Notice.of("evening-less", days=on, n=len(on), sites=sites)


def _ends_early(model: TripModel, day: Day) -> bool:
    """Tell whether a day might have had an evening where one sleeps, and is over before."""
    request = model.request
    may_be_late = late_end(request, day.date) and day.date >= request.date and day.day not in request.free
    return bool(may_be_late) and day.night is not None and minutes_of(day.end.time, day.date) < NIGHT_FALL


def _is_full(model: TripModel, day: Day) -> bool:
    """Tell whether a day has as many visits as one with an evening may have."""
    visits = sum(isinstance(event, Visit) for event in day.events)
    return visits >= most_visits(model.request, EVENING_END)


def _sessions(model: TripModel, number: int, day: Day, plan: Itinerary) -> dict[str, dict[str, str]]:
    """Return the names of evening sessions near the end of a day that the wish counts and the trip has not."""
    sites = model.corridor.attraction_by_id
    worth = {
        left.attraction: left.prize
        for left in plan.unvisited
        if left.prize and left.reason == "lower-prize" and sites[left.attraction].evening
    }
    gap = Gap(day.end.place, minutes_of(day.end.time, day.date), EVENING_END)
    near = open_around(model, number, day, worth, gap)
    return {each.attraction: each.name.both for each in near}
