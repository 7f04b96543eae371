"""How much a change of the wish asks of a traveller: what changes are ranked by (docs/answers.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from planner.corridor import Corridor
from planner.errors import Relaxation
from planner.request import TripRequest

HOUR = 60
A_DAY, A_MODE, A_PACE, A_BOOKING, A_SITE = 3.0, 3.0, 3.0, 6.0, 4.0
A_DATE, A_WEEK_AWAY = 1.0, 1.0
SCORE_A_POINT = 25  # of a site's score that is as much as an hour more a day
BUDGET_A_POINT = 0.1  # share of a budget that is
A_RULE, A_SMALL_WISH, A_WISH = 4.0, 2.0, 4.0

Measure = Callable[[TripRequest, Relaxation, Corridor], float]


def effort_of(request: TripRequest, change: Relaxation, corridor: Corridor) -> float:
    """Return the effort of a change in points; an hour more a day, of travel or to be out, is one."""
    return _MEASURES.get(change.message.code.removeprefix("request."), _a_wish)(request, change, corridor)


def _a_wish(_request: TripRequest, change: Relaxation, _corridor: Corridor) -> float:
    return A_WISH * max(1, len(change.message.params.get("wants", ())))


def _days(request: TripRequest, change: Relaxation) -> float:
    return A_DAY * abs(int(change.message.params["n"]) - request.days)


def _start(request: TripRequest, change: Relaxation) -> float:
    return (request.day_start - int(change.message.params["start"])) / HOUR


def _start_of_a_day(_request: TripRequest, change: Relaxation) -> float:
    """Return the effort of one early morning, half as much as of all."""
    return (int(change.message.params["before"]) - int(change.message.params["start"])) / HOUR / 2


def _end(request: TripRequest, change: Relaxation) -> float:
    return (int(change.message.params["end"]) - request.day_end) / HOUR


def _date(request: TripRequest, change: Relaxation) -> float:
    away = abs((date.fromisoformat(str(change.value)) - request.date).days)
    return A_DATE + A_WEEK_AWAY * away / 7


def _share(request: TripRequest, change: Relaxation) -> float:
    kind, cny = change.message.params.get("kind"), int(change.message.params["cny"])
    before = request.budget if kind is None else request.purses[kind]
    return (cny / max(1, before or 1) - 1) / BUDGET_A_POINT


def _site(_request: TripRequest, change: Relaxation, corridor: Corridor) -> float:
    return A_SITE + corridor.attraction_by_id[change.message.params["site"]].score / SCORE_A_POINT


def _always(points: float) -> Measure:
    return lambda _request, _change, _corridor: points


def _of_change(measure: Callable[[TripRequest, Relaxation], float]) -> Measure:
    return lambda request, change, _corridor: measure(request, change)


_MEASURES: dict[str, Measure] = {
    "take-days": _of_change(_days),
    "go-by-car": _of_change(lambda request, change: A_MODE + _days(request, change)),
    "go-by-transit": _of_change(lambda request, change: A_MODE + _days(request, change)),
    "go-mixed": _of_change(lambda request, change: A_MODE + _days(request, change)),
    "travel-more": _of_change(
        lambda request, change: change.message.params["n"] - request.transit_cap / HOUR
    ),
    "start-earlier": _of_change(_start),
    "start-day-earlier": _of_change(_start_of_a_day),
    "later-visit": _always(A_SMALL_WISH),
    "end-later": _of_change(_end),
    "begin-on": _of_change(_date),
    "spend-more": _of_change(_share),
    "spend-on-kind": _of_change(_share),
    "leave-out": _site,
    "leave-out-booking": _always(A_BOOKING),
    "pace-packed": _always(A_PACE),
    "no-meals": _always(A_SMALL_WISH),
    "without-pause": _always(A_SMALL_WISH),
    "weigh-outside": _always(A_SMALL_WISH),
    "meet-crowds": _always(A_SMALL_WISH),
    "cover-fewer": _always(A_SMALL_WISH),
    "change-beds": _of_change(
        lambda request, change: change.message.params["n"] - (request.max_bed_changes or 0)
    ),
    "cover-none": _always(A_RULE),
    "drop-theme-rules": _always(A_RULE),
}
