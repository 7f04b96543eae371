"""The independent checker: it believes nothing of a plan and looks everything up for itself."""

from __future__ import annotations

from types import ModuleType

from planner.checker import (
    beds,
    beside,
    better,
    bookings,
    cars,
    evenings,
    frame,
    freetime,
    hires,
    legs,
    lights,
    limits,
    luggage,
    meals,
    metro,
    money,
    nightrides,
    notices,
    offers,
    passes,
    past,
    pauses,
    reasons,
    rental,
    services,
    slow,
    sums,
    visits,
    wheel,
    wishes,
)
from planner.checker.case import Case
from planner.checker.frame import request_of
from planner.checker.report import CODES, Book, Report, Violation
from planner.corridor import Corridor, disrupted, in_scenarios
from planner.itinerary import Itinerary
from planner.request import TripRequest

__all__ = ["CODES", "Report", "Violation", "check", "examine", "faults"]

RULES = (
    frame,
    past,
    visits,
    passes,
    legs,
    beds,
    nightrides,
    cars,
    hires,
    wheel,
    rental,
    services,
    metro,
    pauses,
    better,
    limits,
    meals,
    wishes,
    slow,
    bookings,
    freetime,
    luggage,
    lights,
    sums,
    money,
    reasons,
    notices,
    offers,
    beside,
    evenings,
)
WARNING_ONLY = (better,)  # and long to judge


def faults(itinerary: Itinerary, corridor: Corridor, request: TripRequest | None = None) -> list[Violation]:
    """Return the rules that a plan breaks and may not; what is only warned of is not looked for."""
    rules = tuple(rules for rules in RULES if rules not in WARNING_ONLY)
    violations = _examined(itinerary, corridor, request, rules).violations
    return [broken for broken in violations if broken.severity == "error"]


def check(itinerary: Itinerary, corridor: Corridor, request: TripRequest | None = None) -> list[Violation]:
    """Return the rules that a plan breaks; without a request the plan's own one is taken.

    Facts that the data cannot settle are not among them: see `examine`.
    """
    return list(examine(itinerary, corridor, request).violations)


def examine(itinerary: Itinerary, corridor: Corridor, request: TripRequest | None = None) -> Report:
    """Return the verdicts on all facts of a plan: right, wrong, or not to be settled by the data.

    Where the request or the dates are impossible, only that is reported.
    """
    return _examined(itinerary, corridor, request, RULES)


def _examined(
    itinerary: Itinerary, corridor: Corridor, request: TripRequest | None, every: tuple[ModuleType, ...]
) -> Report:
    book = Book()
    wanted = request_of(itinerary, corridor, request, book)
    if wanted is not None:
        corridor = in_scenarios(corridor, wanted.scenarios)
        if under_way := wanted.under_way:
            corridor = disrupted(corridor, under_way.closed, under_way.cancelled)
        case = Case(itinerary, corridor, wanted, book)
        for rules in every:
            rules.judge(case)
    return book.report()
