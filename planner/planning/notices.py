"""What the traveller must know, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clock import minutes_of
from planner.corridor import Station
from planner.hours import day_kind, holds_on, is_rush
from planner.itinerary import Day, Leg, Notice, Visit
from planner.planning.charters import is_driven
from planner.planning.demands import stay
from planner.planning.frame import margins
from planner.planning.model import TripModel
from planner.planning.returns import returns
from planner.request import FREE_TIMES, minute_of
from planner.rules import (
    ONE_WAY_CNY_PER_KM,
    QUEUES_FROM,
    RENTAL_CNY_A_DAY,
    SHORT_WAY,
    WHEEL_A_DAY,
    WHEEL_BREAK,
    WHEEL_STRETCH,
)
from planner.texts.units import UNDATED

SEATED = ("rail", "coach", "cruise")  # where one needs a seat, and may find none left


def notices(model: TripModel, days: tuple[Day, ...]) -> Iterator[Notice]:
    """Yield what to know about the stay, the trip as a whole, and each site visited."""
    yield from _on_scenarios(model)
    yield from _on_the_stay(model)
    yield from _on_the_frame(model)
    yield from returns(model, days)
    yield from _on_hours_kept_free(model, days)
    yield from _on_timetables(model, days)
    yield from _on_travel(days)
    yield from _on_driving(model)
    yield from _on_the_calendar(days)
    yield from _on_sites(model, days)


def _on_scenarios(model: TripModel) -> Iterator[Notice]:
    """Yield what is not so yet, and the plan stands on all the same."""
    for each in model.corridor.assumed:
        scenario, what = each.scenario, {"does": list(each.does), "lines": each.lines}
        called = {"name": scenario.name.both, "status": scenario.status}
        if scenario.status == "what-if":
            yield Notice.of("what-if", **what)
        elif scenario.expected is None:
            yield Notice.of("not-open-undated", **called, **what)
        else:
            yield Notice.of("not-open", **called, **what, expected=scenario.expected)


def _on_the_stay(model: TripModel) -> Iterator[Notice]:
    visa, request = model.corridor.visa, model.request
    if visa and request.visa_port and request.entry:
        _, until = stay(visa, request.entry)
        yield Notice.of(
            "visa-free-transit", until=f"{until:%Y-%m-%d %H:%M}", as_of=visa.as_of, note=visa.note.both
        )


def _on_the_frame(model: TripModel) -> Iterator[Notice]:
    """Yield from which station or airport one comes and leaves, where a moment is told."""
    request, places = model.request, model.corridor.places
    start, end = places[request.start], places[request.end]
    (board, _), (_, get_out) = margins(model.corridor, end.id), margins(model.corridor, start.id)
    if request.arrival and isinstance(start, Station) and minute_of(request.arrival, request.dates[0]) >= 0:
        yield Notice.of("arrives-at", place=start.name.both, time=f"{request.arrival:%H:%M}", n=get_out)
    if request.leave_by and isinstance(end, Station):
        yield Notice.of("leaves-from", place=end.name.both, time=f"{request.leave_by:%H:%M}", n=board)


def _on_hours_kept_free(model: TripModel, days: tuple[Day, ...]) -> Iterator[Notice]:
    """Yield which hours that are to be free are spent in rides, more than to a hotel that is near."""
    for day in days:
        number = model.request.number_of(day.date)
        legs = [event for event in day.events if isinstance(event, Leg)]
        spans = [(minutes_of(leg.depart, day.date), minutes_of(leg.arrive, day.date)) for leg in legs]
        for part in model.request.free.get(number, ()):
            first, last = FREE_TIMES[part]
            minutes = sum(max(0, min(end, last) - max(start, first)) for start, end in spans)
            if minutes > SHORT_WAY:
                yield Notice.of("free-rides", day=number, part=part, minutes=minutes)


def _on_timetables(model: TripModel, days: tuple[Day, ...]) -> Iterator[Notice]:
    """Yield of when the timetables are: together those of the newest year, by name those that are older or undated."""
    names = {line.id: line.name.both for line in model.corridor.lines}
    rides: dict[str, list[Leg]] = {}
    for leg in (event for day in days for event in day.events if isinstance(event, Leg)):
        if leg.as_of:
            rides.setdefault(leg.as_of, []).append(leg)
    undated = rides.pop(UNDATED, [])
    unchecked = {as_of for as_of, legs in rides.items() if any(leg.running_days == "unknown" for leg in legs)}
    newest = max(rides, default="")[: len("YYYY")]
    older = [as_of for as_of in sorted(rides) if not as_of.startswith(newest)]
    if others := sorted({*rides} - unchecked - {*older}):
        yield Notice.of("timetable-date", dates=[newest] if newest in others else others)
    for as_of in older:
        yield Notice.of("timetable-older", lines=_called(rides[as_of], names), date=as_of)
    if undated:
        yield Notice.of("timetable-undated", lines=_called(undated, names))
    if unchecked:
        yield Notice.of("running-days", months=sorted(unchecked))


def _called(rides: list[Leg], names: dict[str, dict[str, str]]) -> list[str | dict[str, str]]:
    """Return what rides are called, each once: a train by its code, anything else by its line."""
    called: list[str | dict[str, str]] = []
    for leg in rides:
        of_line = leg.line_name.both if leg.line_name else names.get(leg.line or "")
        name = leg.service if leg.mode == "rail" or of_line is None else of_line
        if name and name not in called:
            called.append(name)
    return called


def _on_travel(days: tuple[Day, ...]) -> Iterator[Notice]:
    legs = [event for day in days for event in day.events if isinstance(event, Leg)]
    if any(leg.mode in SEATED and not leg.booked for leg in legs):
        yield Notice.of("seats")
    if any(leg.confidence == "estimated" and leg.mode == "road" for leg in legs):
        yield Notice.of("estimated-roads")


def _on_driving(model: TripModel) -> Iterator[Notice]:
    request, start = model.request, model.corridor.places[model.request.start]
    if request.mode == "car" and request.arrival and isinstance(start, Station):
        if is_driven(request, model.corridor):
            yield Notice.of("driver-waits", place=start.name.both)
        elif request.self_drive == "rental":
            yield Notice.of("rental-waits", place=start.name.both)
        elif request.self_drive is None:
            yield Notice.of("car-waits", place=start.name.both)
    if model.request.self_drive:
        yield Notice.of("self-drive", stretch=WHEEL_STRETCH // 60, hours=WHEEL_A_DAY // 60, n=WHEEL_BREAK)
    if model.rental:
        yield Notice.of("rental", cny=RENTAL_CNY_A_DAY)
        if model.rental.one_way_cny:
            yield Notice.of("rental-return", cny=round(ONE_WAY_CNY_PER_KM))


def _on_the_calendar(days: tuple[Day, ...]) -> Iterator[Notice]:
    kinds = [day_kind(day.date) for day in days]
    if any(kind.provisional for kind in kinds):
        yield Notice.of("provisional-calendar")
    if any(kind.is_holiday for kind in kinds):
        yield Notice.of("public-holiday")
    if queues := [str(day.date) for day in days if is_rush(day.date) and _drives_far(day)]:
        yield Notice.of("holiday-roads", dates=queues)


def _drives_far(day: Day) -> bool:
    """Tell whether a day has a drive that is long enough for the queues of a holiday."""
    drives = (event for event in day.events if isinstance(event, Leg) and event.mode == "road")
    return any(event.minutes >= QUEUES_FROM for event in drives)


def _on_sites(model: TripModel, days: tuple[Day, ...]) -> Iterator[Notice]:
    visits = [(day.date, event) for day in days for event in day.events if isinstance(event, Visit)]
    for day, visit in visits:
        site = model.corridor.attraction_by_id[visit.attraction]
        if site.note:
            yield Notice.of("site-note", site=visit.name.both, note=site.note.both)
        for condition in site.conditions:
            if holds_on(condition.when, day):
                yield Notice.of("condition", site=visit.name.both, note=condition.text.both)
