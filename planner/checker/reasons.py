"""Rules on what was left out: every other site, and a reason that is true as far as the data can tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

from planner.checker.case import Case
from planner.checker.wishes import is_crowded, outside, rules_of, unsuited
from planner.corridor import Attraction
from planner.hours import opening_intervals, ticket_on
from planner.itinerary import Unvisited


def judge(case: Case) -> None:
    """Check the list of what was left out."""
    left_out = Counter(entry.attraction for entry in case.itinerary.unvisited)
    visited = {visit.attraction for visit in case.visits}
    for key in case.corridor.attraction_by_id:
        message = (
            f"{key} is {'visited and ' if key in visited else ''}listed as left out {left_out[key]} times"
        )
        case.book.fact(left_out[key] + (key in visited) == 1, "unvisited", message)
    linked = _linked(case)
    for entry in case.itinerary.unvisited:
        site = case.corridor.attraction_by_id.get(entry.attraction)
        if case.book.fact(site is not None, "place", f"no attraction '{entry.attraction:.60}'") and site:
            message = f"{site.id}: {entry.regret} is not its prize"
            case.book.fact(case.is_prize(entry.regret, site), "regret", message)
            _reason(case, entry, site, linked)


def _reason(case: Case, entry: Unvisited, site: Attraction, linked: set[str]) -> None:
    known = _known_reason(case, site, linked)
    true, possible = {known}, set() if known else _possible_reasons(case, site)
    if known not in ("avoided", "outside-area"):
        true |= {"lower-prize"} if case.is_prize(0, site) and not _is_wanted(case, site) else set()
        possible |= {"outside-area"} if _asks_for_timetable_hospital(case) else set()
    message = f"{site.id}: '{entry.reason}' is not true"
    unsure = "" if entry.reason in true else f"{site.id}: '{entry.reason}' is the planner's word"
    case.book.fact(entry.reason in true | possible, "reason", message, unsure=unsure)


def _known_reason(case: Case, site: Attraction, linked: set[str]) -> str:
    """Return the reason that follows from the data and the request alone, or nothing."""
    request, most = case.request, case.request.near_hospital
    if site.id in request.avoid or unsuited(case, site):
        return "avoided"
    is_far = request.mode == "car" and most is not None and case.to_hospital.get(site.id, most + 1) > most
    if outside(case, site) or is_far:
        return "outside-area"
    if site.evening and not request.evenings:
        return "no-time"
    if not _can_be_visited(case, site):
        return "closed"
    return "unreachable" if request.mode == "car" and site.id not in linked else ""


def _possible_reasons(case: Case, site: Attraction) -> set[str]:
    """Return the reasons that only a solver can give; what costs nothing is over no budget."""
    costs = bool(ticket_on(site, case.request.date))
    by_request = {
        "over-budget": case.request.budget is not None and costs,
        "unreachable": case.request.mode != "car",
    }
    return {"no-time", "lower-prize"} | {reason for reason, may_be in by_request.items() if may_be}


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


def _can_be_visited(case: Case, site: Attraction) -> bool:
    """Tell whether a visit of the length asked for or of the pace fits into the opening hours of a day of the trip."""
    by_pace = case.request.pace_rule.visit_length
    lengths = {by_pace, case.request.visit_length or by_pace}
    length = min(getattr(site.visit_minutes, name) for name in lengths)
    dates = [case.request.date + timedelta(days=day) for day in range(case.request.days)]
    if case.request.avoid_crowds:
        dates = [date for date in dates if not is_crowded(site, date)]
    spans = (span for date in dates for span in opening_intervals(site.opening_hours, date, site.location))
    return any(close - start >= max(length, site.last_entry) for start, close in spans)
