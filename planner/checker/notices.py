"""Rules on what the plan must tell the traveller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from planner.checker.case import Case
from planner.checker.hours import first_number, in_china, margins
from planner.checker.offers import days_said, empty_days, enough_days, moves, thin_days
from planner.checker.rental import one_way_km
from planner.checker.report import said
from planner.checker.returns import returns
from planner.checker.transfers import transfers
from planner.clock import at
from planner.corridor import Station
from planner.hours import day_kind, is_rush, opening_intervals
from planner.itinerary import Day, Leg, Notice, Visit
from planner.request import FREE_TIMES
from planner.rules import (
    ONE_WAY_CNY_PER_KM,
    QUEUES_FROM,
    RENTAL_CNY_A_DAY,
    SHORT_WAY,
    WHEEL_A_DAY,
    WHEEL_BREAK,
    WHEEL_STRETCH,
)
from planner.texts import LANGUAGES, Message
from planner.texts.units import UNDATED

SHOWN = 60  # characters of a notice


@dataclass(frozen=True)
class Due:
    """A notice the traveller must get."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return it in a language."""
        return Message(f"planning.notice-{self.code}", self.params).say(language)

    def is_met(self, notice: Notice) -> bool:
        """Tell whether a notice is this one, word for word; those written before had no params."""
        if notice.code != self.code or notice.params not in ({}, self.params):
            return False
        words = notice.message, notice.message_zh
        if not notice.params:
            words = notice.message, notice.message_zh.replace(", ", "、")
        return words == (self.say("en"), self.say("zh"))


def judge(case: Case) -> None:
    """Check that each notice that is due is there, once, and no other of its kind."""
    due = [*_on_scenarios(case), *_on_the_trip(case), *_on_the_frame(case), *_on_sites(case)]
    kinds = {"visa-free-transit", "estimated-roads", "provisional-calendar"}
    kinds |= {"timetable-date", "timetable-older", "timetable-undated", "running-days"}
    kinds |= {
        "thin",
        "thin-free",
        "full",
        "full-found",
        "full-about",
        "full-spread",
        "free-before",
        "free-before-shut",
        "transfer",
        "transfer-by",
        "returns",
        "returns-crowded",
        "returns-shut",
        "arrives-at",
        "leaves-from",
    }
    kinds |= {
        "public-holiday",
        "holiday-roads",
        "site-note",
        "condition",
        "self-drive",
        "rental",
        "rental-return",
    }
    kinds |= {"free-rides", "not-open", "not-open-undated", "what-if"}
    kinds |= {"car-waits", "rental-waits", "driver-waits"}
    given = [notice for notice in case.itinerary.warnings if notice.code in kinds]
    for want in due:
        told = sum(want.is_met(notice) for notice in given)
        message = said("notice", notice=want.code, words=_both(want), times=told)
        case.book.fact(told == 1, "notice", message, severity="warning")
    for notice in case.itinerary.warnings:
        is_due = notice.code not in kinds or any(want.is_met(notice) for want in due)
        message = said("notice-unfounded", notice=notice.code, words=_both(notice))
        case.book.fact(is_due, "notice", message, severity="warning")
        if notice.code not in kinds and notice.params:
            as_told = notice.message, notice.message_zh
            message = said("notice-words", notice=notice.code)
            right = as_told == (notice.say("en"), notice.say("zh"))
            case.book.fact(right, "notice", message, severity="warning")


def _both(notice: Due | Notice) -> dict[str, str]:
    return {language: notice.say(language)[:SHOWN] for language in LANGUAGES}


def _on_scenarios(case: Case) -> Iterator[Due]:
    """Yield what is not so yet, and the plan stands on all the same."""
    for each in case.corridor.assumed:
        scenario, params = each.scenario, {"does": list(each.does), "lines": each.lines}
        if scenario.status == "what-if":
            yield Due("what-if", params)
            continue
        params |= {"name": scenario.name.both, "status": scenario.status}
        dated = {} if scenario.expected is None else {"expected": scenario.expected}
        yield Due("not-open" if dated else "not-open-undated", params | dated)


def _on_timetables(case: Case) -> Iterator[Due]:
    """Yield how old the timetables are that the plan rides by, and which of them are old or have no date."""
    legs = (event for _, _, event in case.events() if isinstance(event, Leg) and event.as_of)
    rides = [leg for leg in legs if case.is_ride(leg)]
    dates = sorted({leg.as_of for leg in rides if leg.as_of and leg.as_of != UNDATED})
    this_year = [as_of for as_of in dates if as_of[:4] == dates[-1][:4]]
    guessed = [date for date in dates if any(_is_guessed(leg) and leg.as_of == date for leg in rides)]
    if told := [as_of for as_of in this_year if as_of not in guessed]:
        years = [as_of for as_of in told if len(as_of) == len("YYYY")]
        yield Due("timetable-date", {"dates": years or told})
    for as_of in dates:
        if as_of not in this_year:
            yield Due("timetable-older", {"lines": _called(case, rides, as_of), "date": as_of})
    if undated := _called(case, rides, UNDATED):
        yield Due("timetable-undated", {"lines": undated})
    if guessed:
        yield Due("running-days", {"months": guessed})


def _is_guessed(leg: Leg) -> bool:
    return leg.running_days == "unknown"


def _called(case: Case, rides: list[Leg], as_of: str) -> list[Any]:
    """Return the codes of trains, and the names of other lines, whose timetables are of a date."""
    named = {id(leg): case.lines[leg.line].name.both for leg in rides if leg.line in case.lines}
    named |= {id(leg): leg.line_name.both for leg in rides if leg.line_name}
    told: list[Any] = []
    for leg in rides:
        name = named.get(id(leg), leg.service) if leg.mode != "rail" else leg.service
        if leg.as_of == as_of and name and name not in told:
            told.append(name)
    return told


def _of_empty(case: Case, empty: int) -> Due:
    """Return the notice that days are without a visit; of fewer days where some of the others make one together."""
    seen, enough = case.request.days - empty, enough_days(case)
    if enough < seen:
        return Due("full-spread", {"seen": days_said(enough), "over": days_said(seen), "n": empty})
    code = "full" if case.itinerary.status == "optimal" else "full-found"
    return Due(code, {"seen": days_said(seen), "n": empty})


def _on_fewer_days(case: Case) -> Iterator[Due]:
    enough, days = enough_days(case), case.request.days
    if enough < days:
        yield Due("full-about", {"seen": days_said(enough), "over": days_said(days)})


def _on_the_trip(case: Case) -> Iterator[Due]:
    empty = [] if case.request.cheapest else empty_days(case)
    if empty:
        yield _of_empty(case, len(empty))
    elif (thin := thin_days(case)) and not case.request.cheapest:
        yield from _on_fewer_days(case)
        yield Due(*thin)
    for day in (day for day in empty if not moves(day)):
        yield from _before_others(case, day)
    if not case.request.cheapest:
        yield from (Due(*told) for told in transfers(case))
    yield from (Due(*told) for told in returns(case))
    yield from _on_hours_kept_free(case)
    legs = [event for _, _, event in case.events() if isinstance(event, Leg)]
    yield from _on_timetables(case)
    if any(leg.mode == "road" and leg.confidence == "estimated" for leg in legs):
        yield Due("estimated-roads")
    yield from _on_the_car(case)
    if case.request.self_drive:
        rule = {"stretch": WHEEL_STRETCH // 60, "hours": WHEEL_A_DAY // 60, "n": WHEEL_BREAK}
        yield Due("self-drive", rule)
    if case.request.self_drive == "rental":
        yield Due("rental", {"cny": RENTAL_CNY_A_DAY})
        if one_way_km(case):
            yield Due("rental-return", {"cny": round(ONE_WAY_CNY_PER_KM)})
    kinds = [day_kind(day.date) for day in case.itinerary.days]
    if any(kind.provisional for kind in kinds):
        yield Due("provisional-calendar")
    if any(kind.is_holiday for kind in kinds):
        yield Due("public-holiday")
    drives = ((day.date, event) for day, _, event in case.events() if isinstance(event, Leg))
    queues = {str(on) for on, leg in drives if is_rush(on) and leg.mode == "road" and _is_far(leg)}
    if queues:
        yield Due("holiday-roads", {"dates": sorted(queues)})
    visa, request = case.corridor.visa, case.request
    if visa and request.visa_port and request.entry:
        until = at(request.entry.date() + timedelta(days=1), visa.hours * 60)
        params = {"until": f"{until:%Y-%m-%d %H:%M}", "as_of": visa.as_of, "note": visa.note.both}
        yield Due("visa-free-transit", params)


def _on_hours_kept_free(case: Case) -> Iterator[Due]:
    """Yield the parts of days that are to be free and are spent in rides for longer than a short way takes."""
    for day in case.itinerary.days:
        number = (day.date - case.request.date).days + first_number(case.request)
        for part in case.request.free.get(number, ()):
            begin, over = (at(day.date, minute) for minute in FREE_TIMES[part])
            rides = timedelta()
            for leg in day.events:
                if isinstance(leg, Leg):
                    rides += max(timedelta(), min(leg.arrive, over) - max(leg.depart, begin))
            if rides > timedelta(minutes=SHORT_WAY):
                yield Due(
                    "free-rides", {"day": number, "part": part, "minutes": rides // timedelta(minutes=1)}
                )


def _is_far(leg: Leg) -> bool:
    """Tell whether a drive is long enough for the queues of a holiday."""
    return leg.arrive - leg.depart >= timedelta(minutes=QUEUES_FROM)


def _on_the_car(case: Case) -> Iterator[Due]:
    """Yield whose car it is that waits where one arrives; nobody has to ask that of his own."""
    request, start = case.request, case.corridor.places[case.request.start]
    if request.mode != "car" or not request.arrival or not isinstance(start, Station):
        return
    if case.is_driven or request.self_drive != "own":
        code = "driver-waits" if case.is_driven else "rental-waits" if request.self_drive else "car-waits"
        yield Due(code, {"place": start.name.both})


def _before_others(case: Case, day: Day) -> Iterator[Due]:
    later = {e.attraction for other, _, e in case.events() if isinstance(e, Visit) and other.day > day.day}
    sites = [site for key in later if (site := case.corridor.attraction_by_id.get(key))]
    shut = [site for site in sites if not opening_intervals(site.opening_hours, day.date, site.location)]
    if shut:
        yield Due("free-before-shut", {"day": day.day, "shut": len(shut), "n": len(later)})
    elif later:
        yield Due("free-before", {"day": day.day})


def _on_the_frame(case: Case) -> Iterator[Due]:
    request, places = case.request, case.corridor.places
    moment, begin = request.arrival, at(case.itinerary.days[0].date, 0)
    if moment and in_china(moment) >= begin and isinstance(places[request.start], Station):
        name, (_, minutes) = places[request.start].name.both, margins(case, request.start)
        yield Due("arrives-at", {"place": name, "time": f"{moment:%H:%M}", "n": minutes})
    if request.leave_by and isinstance(places[request.end], Station):
        name, (minutes, _) = places[request.end].name.both, margins(case, request.end)
        yield Due("leaves-from", {"place": name, "time": f"{request.leave_by:%H:%M}", "n": minutes})


def _on_sites(case: Case) -> Iterator[Due]:
    for day, _, event in case.events():
        site = case.corridor.attraction_by_id.get(event.attraction) if isinstance(event, Visit) else None
        if site is None:
            continue
        if site.note:
            yield Due("site-note", {"site": site.name.both, "note": site.note.both})
        for condition in site.conditions:
            if opening_intervals(condition.when, day.date):
                yield Due("condition", {"site": site.name.both, "note": condition.text.both})
