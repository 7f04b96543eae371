"""Rules on a trip under way: what was before lies before the rest, and is what the wish says was seen."""

from __future__ import annotations

from itertools import pairwise

from planner.checker.case import Case, clock
from planner.checker.report import said
from planner.itinerary import Visit


def judge(case: Case) -> None:
    """Check that the past ends where and before the rest begins; how it went is not for the data to judge."""
    past, under_way, days = case.itinerary.past, case.request.under_way, case.itinerary.days
    seen = {event.attraction for day in past for event in day.events if isinstance(event, Visit)}
    told = set(under_way.seen) if under_way else set()
    case.book.fact(seen == told, "past", said("past-seen", sites=sorted(seen ^ told)))
    if not past or not days:
        return
    events = [event for day in past for event in day.events]
    for before, after in pairwise(events):
        message = said("past-order", time=clock(after.begins[1]))
        case.book.fact(before.finishes[1] <= after.begins[1], "past", message)
    begins = days[0].start.time
    over = max([past[-1].end.time, *(event.finishes[1] for event in events[-1:])])
    case.book.fact(over <= begins, "past", said("past-late", time=clock(begins), end=clock(over)))
