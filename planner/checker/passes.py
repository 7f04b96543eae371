"""Rules on passes: they open the gate of that day, are paid once, and no other way to pay is cheaper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from planner.checker.case import Case, is_near
from planner.checker.report import said
from planner.corridor import Pass
from planner.hours import ticket_on
from planner.itinerary import Day, Visit

Stop = tuple[Day, int, Visit]


def judge(case: Case) -> None:
    """Check each pass used, and that the gates are paid the cheapest way."""
    stops = [(day, index, event) for day, index, event in case.events() if isinstance(event, Visit)]
    for used in dict.fromkeys(visit.pass_id for _, _, visit in stops if visit.pass_id is not None):
        bought = case.corridor.pass_by_id.get(used)
        if case.book.fact(bought is not None, "pass", said("no-pass", bought=used)) and bought:
            _use(case, bought, [stop for stop in stops if stop[2].pass_id == used])
    _cheapest(case, [stop for stop in stops if stop[2].attraction in case.corridor.attraction_by_id])


def _use(case: Case, bought: Pass, stops: list[Stop]) -> None:
    """Check that the first visit pays the pass, and that it opens all of its gates on their days."""
    first = stops[0][0].date
    is_guess = bought.confidence == "estimated" or case.ticket_shares() != case.request.adults
    doubt = said("unsure-pass", bought=bought.id) if is_guess else None
    for number, (day, index, visit) in enumerate(stops):
        opens = visit.attraction in bought.sites and bought.holds_on(day.date, first)
        message = said("pass-day", bought=bought.id, site=visit.attraction, date=str(day.date))
        case.book.fact(opens, "pass", message, day.day, index)
        exact = 0.0 if number else bought.price * case.ticket_shares()
        right = visit.ticket_cny is not None and is_near(visit.ticket_cny, exact)
        message = said("pass-price", bought=bought.id, exact=exact, told=visit.ticket_cny)
        case.book.fact(right, "pass", message, day.day, index, unsure=doubt)


def _cheapest(case: Case, stops: list[Stop]) -> None:
    """Try every pass begun at every site, all passes against each other; wrong prices have rules of their own."""
    of_passes = {site for each in case.corridor.passes for site in each.sites}
    once = {stop[2].attraction: stop for stop in reversed(stops) if stop[2].attraction in of_passes}
    if once:
        stops = list(reversed(once.values()))
        paid, least = _paid(case, stops), min(_costs(case, stops))
        rounded = 0.5 * (len(stops) + len(case.corridor.passes))
        case.book.fact(paid <= least + rounded, "cheapest", said("cheapest", paid=paid, least=least))


def _paid(case: Case, stops: list[Stop]) -> float:
    """Return what the gates cost with the passes that the plan names."""
    passes = case.corridor.pass_by_id
    used = {visit.pass_id for _, _, visit in stops if visit.pass_id in passes}
    single = sum(_ticket(case, stop) for stop in stops if stop[2].pass_id not in passes)
    return single + sum(passes[each].price * case.ticket_shares() for each in used if each)


def _ticket(case: Case, stop: Stop) -> float:
    day, _, visit = stop
    site = case.corridor.attraction_by_id[visit.attraction]
    return (ticket_on(site, day.date) or 0) * case.ticket_shares(site)


def _costs(case: Case, stops: list[Stop]) -> Iterator[float]:
    """Yield what the gates cost with each pass not bought, or bought at each of its sites."""
    options: list[list[tuple[Pass, int] | None]] = [
        [None, *((each, n) for n, (_, _, visit) in enumerate(stops) if visit.attraction in each.sites)]
        for each in case.corridor.passes
    ]
    for choice in product(*options):
        bought = [use for use in choice if use is not None]
        closed = (
            stop
            for number, stop in enumerate(stops)
            if not any(_opens(each, stops, first, number) for each, first in bought)
        )
        passes = sum(each.price * case.ticket_shares() for each, _ in bought)
        yield passes + sum(_ticket(case, stop) for stop in closed)


def _opens(each: Pass, stops: list[Stop], first: int, number: int) -> bool:
    day, _, visit = stops[number]
    return (
        number >= first and visit.attraction in each.sites and each.holds_on(day.date, stops[first][0].date)
    )
