"""What a wish asks for, piece by piece, and the wish without some of the pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from planner.areanames import names_of_areas
from planner.clock import DAY_MINUTES, format_clock
from planner.corridor import Corridor, CoverRule
from planner.errors import Want
from planner.planning.called import called
from planner.request import TripRequest, format_hours
from planner.rules import WHEEL_A_DAY
from planner.texts import Message, in_each

MOST_TRAVEL = 720
EARLY = 300
NOBODY_ASKS: dict[str, Any] = {  # fields that leave sites, hours or nights out; lists are given up whole
    "avoid": [],
    "belts": [],
    "zones": [],
    "within": [],
    "follow": None,
    "needs": [],
    "near_hospital": None,
    "max_altitude": None,
    "max_steps": None,
    "free_only": False,
    "avoid_crowds": False,
    "base": None,
    "max_bed_changes": None,
    "day_hours": {},
    "free": {},
    "leave_by": None,
}
OF_PACE = ("start_time", "end_time", "max_transit")  # the pace says them where the wish does not


def wants_of(request: TripRequest, corridor: Corridor) -> tuple[Want, ...]:
    """Return what a wish asks for and could do without, last what is the likeliest to be in the way."""
    return (
        *_limits(request, corridor),
        *_rules(request, corridor),
        *(want for want in of_days(request) if getattr(request, want.field) is not None),
        *_bookings(request, corridor),
        *_musts(request, corridor),
        *_money(request),
    )


def frame_of(request: TripRequest) -> tuple[Want, ...]:
    """Return what is asked for in any case: days, dates and mode, and what the pace says."""
    return (
        _want("days", request.days, n=request.days),
        *([] if request.under_way else [_want("date", str(request.date), date=str(request.date))]),
        Want("mode", request.mode, Message(f"request.want-mode-{request.mode}")),
        Want("pace", request.pace, Message(f"request.want-pace-{request.pace}")),
        *(want for want in of_days(request) if getattr(request, want.field) is None),
        *([_want("meals", True)] if request.meals else []),
    )


def without(request: TripRequest, wants: Iterable[Want]) -> TripRequest:
    """Return the wish that asks for all but some things."""
    words = request.model_dump(mode="json", by_alias=True)
    for want in wants:
        _drop(words, want, request)
    return TripRequest.model_validate(words)


def fields_without(request: TripRequest, wants: Iterable[Want]) -> dict[str, Any]:
    """Return the fields that change where a wish does without some things, as JSON writes them."""
    rest, words = (each.model_dump(mode="json", by_alias=True) for each in (without(request, wants), request))
    return {name: value for name, value in rest.items() if value != words[name]}


def _drop(words: dict[str, Any], want: Want, request: TripRequest) -> None:
    if want.field in NOBODY_ASKS:
        words[want.field] = NOBODY_ASKS[want.field]
        words["needs_strict"] = words["needs_strict"] and bool(words["needs"])
        if not (words["belts"] or words["zones"] or words["within"] or words["follow"]):
            words["outside_weight"] = 0
    elif want.field in OF_PACE:
        words[want.field] = loosest(request, want.field)
    elif want.field in ("theme_rules", "budget"):
        words[want.field] = None if want.field == "budget" else False
    elif want.field == "purses":
        words["purses"] = {kind: cny for kind, cny in words["purses"].items() if {kind: cny} != want.value}
    else:
        words[want.field].remove(want.value)
        if want.field in ("visits", "sunrise", "blue_hour"):
            site = str(want.value).partition("@")[0]
            words["must"] = [must for must in words["must"] if must != site]


def loosest(request: TripRequest, name: str) -> int | str:
    """Return the start or end of the days, or the minutes of travel, that are hardly a limit."""
    if name == "max_transit":
        return max(request.transit_cap, longest_travel(request))
    if name == "start_time":
        return format_clock(min(EARLY, request.day_start))
    return format_clock(max(DAY_MINUTES, request.day_end))


def longest_travel(request: TripRequest) -> int:
    """Return the minutes of travel a day that a wish may ask for at most when it is loosened."""
    return WHEEL_A_DAY if request.mode == "car" else MOST_TRAVEL


def _want(name: str, value: object, /, **params: object) -> Want:
    return Want(name, value, Message(f"request.want-{name.replace('_', '-')}", params))


def _limits(request: TripRequest, corridor: Corridor) -> Iterator[Want]:
    words = request.model_dump(mode="json")
    for name, nothing in NOBODY_ASKS.items():
        if words[name] != nothing:
            yield _want(name, words[name], **_told(request, corridor, name))


def _told(request: TripRequest, corridor: Corridor, name: str) -> dict[str, object]:
    """Return what the text of a field that leaves sites, hours or nights out needs."""
    value = getattr(request, name)
    if name == "avoid":
        return {"names": [corridor.attraction_by_id[site].name.both for site in value]}
    if name in ("belts", "zones"):
        return {"names": [region.name.both for region in getattr(corridor, name) if region.id in value]}
    if name == "within":
        return {"names": [area.both for area in names_of_areas(corridor, value)]}
    if name == "follow":
        return {"name": next(belt.name.both for belt in corridor.belts if belt.id == value)}
    if name == "needs":
        known = "request.known-needs" if request.needs_strict else "request.some-needs"
        return {"needs": in_each(known, needs=list(value))}
    if name == "base":
        return {"name": corridor.town_by_id[value].name.both}
    if name == "day_hours":
        return {
            "days": [
                in_each("request.hours-of-day", day=day, hours=format_hours(value[day])) for day in value
            ]
        }
    if name == "free":
        return {"parts": [in_each(f"request.free-{part}", day=day) for day in value for part in value[day]]}
    if name == "leave_by":
        return {"moment": value.isoformat()}
    return {"n": value}


def _rules(request: TripRequest, corridor: Corridor) -> Iterator[Want]:
    for pause in map(format_hours, request.pauses):
        yield _want("pauses", pause, pause=pause)
    rules = [rule for theme in request.themes for rule in corridor.theme_by_id[theme].cover]
    if request.theme_rules and any(_may_be_in_the_way(request, corridor, rule) for rule in rules):
        named = [in_each("request.rule-asks", rule=rule.name.both, asks=rule.asks.both) for rule in rules]
        yield _want("theme_rules", True, rules=named)
    for rule in request.cover:
        yield _want("cover", rule.model_dump(mode="json"), rule=rule.name.both, asks=rule.asks.both)


def _may_be_in_the_way(request: TripRequest, corridor: Corridor, rule: CoverRule) -> bool:
    """Tell whether a rule asks for sites, or others that are asked for may be more than it allows.

    Where nothing is, a plan without the rule keeps it too, once it has fewer visits.
    """
    demanded = sum(rule.holds(corridor.attraction_by_id[site]) for site in request.must)
    return bool(rule.at_least or request.cover) or (rule.at_most is not None and demanded > rule.at_most)


def of_days(request: TripRequest) -> tuple[Want, ...]:
    """Return when days start and end, and the minutes of travel, whether the wish says them or the pace."""
    return (
        _want("start_time", format_clock(request.day_start), minute=request.day_start),
        _want("end_time", format_clock(request.day_end), minute=request.day_end),
        _want("max_transit", request.transit_cap, minutes=request.transit_cap),
    )


def _bookings(request: TripRequest, corridor: Corridor) -> Iterator[Want]:
    for name in ("stays", "trains", "visits"):
        for booking in getattr(request, name):
            told = called(corridor, booking)
            yield Want(name, str(booking), Message("request.want-booking", {"booking": told}))
    for name in ("sunrise", "blue_hour"):
        for site in getattr(request, name):
            yield _want(name, site, name=corridor.attraction_by_id[site].name.both)


def _musts(request: TripRequest, corridor: Corridor) -> Iterator[Want]:
    kept_anyway = {*(visit.site for visit in request.visits), *request.sunrise, *request.blue_hour}
    for site in request.must:
        if site not in kept_anyway:
            yield _want("must", site, name=corridor.attraction_by_id[site].name.both)


def _money(request: TripRequest) -> Iterator[Want]:
    for kind, cny in request.purses.items():
        yield Want("purses", {kind: cny}, Message(f"request.want-purse-{kind}", {"cny": cny}))
    if request.budget is not None:
        yield _want("budget", request.budget, cny=request.budget)
