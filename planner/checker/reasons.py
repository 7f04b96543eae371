"""Rules on what was left out: every other site, and a reason that is true as far as the data can tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from planner.checker.case import Case
from planner.checker.report import said
from planner.checker.visits import joined, open_around
from planner.checker.wishes import is_crowded, outside, rules_of, unsuited
from planner.checker.worth import dearest, price_of_money
from planner.clock import DAY_MINUTES
from planner.corridor import Attraction
from planner.hours import Interval, ticket_on
from planner.itinerary import REASON_OF, Unvisited
from planner.rules import EVENING_END, PRIZE_SCALE

Params = dict[str, Any]
NEVER: Params = {"": ""}  # the numbers of no cause


def judge(case: Case) -> None:
    """Check the list of what was left out."""
    left_out = Counter(entry.attraction for entry in case.itinerary.unvisited)
    visited = {visit.attraction for visit in case.visits}
    for key in case.corridor.attraction_by_id:
        message = said("listed-and-visited" if key in visited else "listed", site=key, times=left_out[key])
        case.book.fact(left_out[key] + (key in visited) == 1, "unvisited", message)
    linked = _linked(case)
    for entry in case.itinerary.unvisited:
        site = case.corridor.attraction_by_id.get(entry.attraction)
        known = case.book.fact(site is not None, "place", said("no-attraction", site=entry.attraction))
        if known and site:
            _prizes(case, entry, site)
            _reason(case, entry, site, linked)
            _words(case, entry)


def _prizes(case: Case, entry: Unvisited, site: Attraction) -> None:
    regret = vars(entry)["regret"]  # to read the attribute, which is deprecated, warns
    message = said("regret", site=site.id, told=regret)
    case.book.fact(case.is_prize(regret, site), "regret", message)
    message = said("left-prize", site=site.id, told=entry.prize, regret=regret)
    case.book.fact(entry.prize == regret, "prize", message)


def _words(case: Case, entry: Unvisited) -> None:
    """The detail is what the cause says; plans written before there were causes have words of their own."""
    if entry.cause in REASON_OF:
        message = said("detail", site=entry.attraction, cause=entry.cause)
        case.book.fact(entry.detail == entry.say("en"), "reason", message)


def _reason(case: Case, entry: Unvisited, site: Attraction, linked: set[str]) -> None:
    known = _known_cause(case, site, linked)
    certain, possible = ({known[0]: known[1]}, {}) if known else ({}, _possible_causes(case, site, entry))
    if not known or REASON_OF[known[0]] not in ("avoided", "outside-area"):
        if case.is_prize(0, site) and not _is_wanted(case, site):
            certain["worth-nothing" if case.interest(site) > 0 else "off-theme"] = {}
        if _asks_for_timetable_hospital(case):
            possible["hospital"] = {}
    sure = entry.reason in {REASON_OF[cause] for cause in certain}
    holds = sure or entry.reason in {REASON_OF[cause] for cause in possible}
    if entry.cause is not None:
        params = (certain | possible).get(entry.cause, NEVER)
        sure = entry.cause in certain
        holds = REASON_OF.get(entry.cause) == entry.reason and params in (None, entry.params)
    told = entry.cause or entry.reason
    unsure = None if sure else said("unsure-reason", site=site.id, reason=told)
    case.book.fact(holds, "reason", said("reason", site=site.id, reason=told), unsure=unsure)


def _known_cause(case: Case, site: Attraction, linked: set[str]) -> tuple[str, Params] | None:
    """Return the cause, with its numbers, that follows from the data and the request alone, or None."""
    request, most = case.request, case.request.near_hospital
    if site.id in request.avoid:
        return "asked", {}
    if cause := unsuited(case, site):
        return cause
    if name := outside(case, site):
        return name, {}
    if request.mode == "car" and most is not None and case.to_hospital.get(site.id, most + 1) > most:
        return "hospital", {}
    if site.evening and not request.evenings:
        return "evening", {}
    if not _can_be_visited(case, site, avoid_crowds=request.avoid_crowds):
        if _can_be_visited(case, site, avoid_crowds=request.avoid_crowds, or_unknown=True):
            return "hours-unknown", {}
        return ("crowded" if _can_be_visited(case, site, avoid_crowds=False) else "closed"), {}
    return ("no-way", {}) if request.mode == "car" and site.id not in linked else None


def _possible_causes(case: Case, site: Attraction, entry: Unvisited) -> dict[str, Params | None]:
    """Return the causes that only a solver can give, with None for numbers that only it knows.

    What costs nothing is over no budget.
    """
    share, beside = case.request.outside_weight, case.beside(site)
    worth = {"worth": entry.prize / PRIZE_SCALE}
    causes: dict[str, Params | None] = {"far": None, "no-room": {}}
    if beside and share < 1:
        causes["displaced-outside"] = {**worth, "percent": 100 * share, "beside": beside}
    else:
        causes["displaced"] = worth
    if round((cny := dearest(case, site)) * price_of_money(case)) >= entry.prize:
        causes["dear"] = {"worth": entry.prize / PRIZE_SCALE, "cny": cny}
    if case.request.budget is not None and ticket_on(site, case.request.date):
        causes["ticket"] = {}
    if case.request.cheapest:
        causes["not-needed"] = {}
    if case.request.mode != "car":
        causes["no-way"] = {}
    return causes


def _asks_for_timetable_hospital(case: Case) -> bool:
    return case.request.near_hospital is not None and case.request.mode != "car"


def _is_wanted(case: Case, site: Attraction) -> bool:
    """Tell whether a site counts for more than its prize."""
    return site.id in case.request.must or any(rule.holds(site) for rule in rules_of(case))


def _linked(case: Case) -> set[str]:
    """Return the places to which links lead from the start, and from there to the end."""
    there: dict[str, list[str]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for start, end in case.links:
        there[start].append(end)
        back[end].append(start)
    return _spread(there, case.request.start) & _spread(back, case.request.end)


def _spread(following: dict[str, list[str]], start: str) -> set[str]:
    seen, queue = {start}, [start]
    while queue:
        new = [place for place in following.get(queue.pop(), ()) if place not in seen]
        seen.update(new)
        queue += new
    return seen


def _can_be_visited(case: Case, site: Attraction, *, avoid_crowds: bool, or_unknown: bool = False) -> bool:
    """Tell whether a visit of the length asked for or of the pace fits into the hours of a day of the trip.

    These are the hours it is open for sure, and with ``or_unknown`` those it may be open.
    """
    by_pace = case.request.pace_rule.visit_length
    lengths = {by_pace, case.request.visit_length or by_pace}
    length = min(getattr(site.visit_minutes, name) for name in lengths)
    dates = [case.request.date + timedelta(days=day) for day in range(case.request.days)]
    if avoid_crowds:
        dates = [date for date in dates if not is_crowded(site, date)]
    spans = (span for date in dates for span in _open_while_out(case, site, date, or_unknown=or_unknown))
    return any(close - start >= max(length, site.last_entry) for start, close in spans)


def _open_while_out(case: Case, site: Attraction, day: date, *, or_unknown: bool) -> list[Interval]:
    """Return when a site opens on a day, with what the traveller's hours reach of the nights around it."""
    request = case.request
    leave, back = request.day_start, max(request.day_end, EVENING_END if request.evenings else 0)
    spans = open_around(site, day, or_unknown=or_unknown)
    return joined((a, b) for a, b in spans if 0 <= a < DAY_MINUTES or (a < back and leave < b))
