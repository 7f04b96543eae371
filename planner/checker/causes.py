"""Causes that a site may be left out for: those that data and wish decide, and what a solver's must keep to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from typing import Any

from planner.checker.case import Case
from planner.checker.detours import Ranges, detours_by_car
from planner.checker.limits import most_visits
from planner.checker.visits import joined, open_around
from planner.checker.wheel import breaks_of
from planner.checker.wishes import is_crowded, names_asked, outside, rules_of, unsuited
from planner.checker.worth import dearest, is_priced, price_of_money
from planner.clock import DAY_MINUTES
from planner.corridor import Attraction
from planner.hours import Interval, opening_intervals, ticket_on
from planner.itinerary import Unvisited, Visit
from planner.request import format_hours
from planner.rules import CROWD_FACTOR, PRIZE_SCALE, TRAVEL_PRICE, WHEEL_A_DAY

Params = dict[str, Any]
Claim = Callable[[Params], bool]  # whether the numbers told with a cause can be true


@dataclass(frozen=True)
class Once:
    """What is worked out once for all sites of a plan."""

    linked: set[str]  # places to which links lead from the start, and from there to the end
    by_car: Ranges | None  # the minutes more of driving, where they are known
    full_days: frozenset[int]  # how many visits the days have that can have no more

    @staticmethod
    def of(case: Case) -> Once:
        """Return it of a plan."""
        return Once(_linked_places(case), detours_by_car(case), frozenset(_full_days(case)))


def exactly(params: Params) -> Claim:
    """Return the claim of a cause whose numbers are all known."""
    return lambda told: told == params


def number(told: Params, name: str) -> float:
    """Return a number that is told with a cause; not a number where there is none."""
    value = told.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else nan


def known_cause(case: Case, site: Attraction, once: Once) -> tuple[str, Claim] | None:
    """Return the cause, with its numbers, that follows from the data and the request alone, or None."""
    request, most = case.request, case.request.near_hospital
    if site.id in request.avoid:
        return "asked", exactly({})
    if request.under_way and site.id in request.under_way.seen:
        return "seen", exactly({})
    if name := outside(case, site):
        return name, exactly({})
    if cause := unsuited(case, site):
        return cause[0], exactly(cause[1])
    if none_of := [r.name.both for r in rules_of(case) if r.at_most == 0 and r.holds(site)]:
        return "rule-none", exactly({"rule": none_of[0]})
    if request.mode == "car" and most is not None and case.to_hospital.get(site.id, most + 1) > most:
        return "hospital", exactly({})
    if shut := _shut(case, site):
        start, end = case.widest_hours
        return shut, exactly({"start": start, "end": end} if shut == "hours" else {})
    return ("no-way", exactly({})) if request.mode == "car" and site.id not in once.linked else None


def _shut(case: Case, site: Attraction) -> str | None:
    """Return the cause that lies in the hours of a site and in the days and hours of the traveller, or None."""
    request = case.request
    if site.evening and not request.evenings and _opens(case, site):
        return "evening"
    if _can_be_visited(case, site, avoid_crowds=request.avoid_crowds):
        return None if _is_open_while_out(case, site) else "hours"
    if _can_be_visited(case, site, avoid_crowds=request.avoid_crowds, or_unknown=True):
        return "hours-unknown"
    return "crowded" if _can_be_visited(case, site, avoid_crowds=False) else "closed"


def _opens(case: Case, site: Attraction) -> bool:
    """Tell whether a site opens on a day of the trip."""
    dates = (case.request.date + timedelta(days=day) for day in range(case.request.days))
    return any(opening_intervals(site.opening_hours, date, site.location) for date in dates)


def possible_causes(case: Case, site: Attraction, entry: Unvisited, once: Once) -> dict[str, Claim]:
    """Return the causes that only a solver can give, with what their numbers must keep to."""
    is_way = _is_way(site.id, once.by_car)
    request, worth = case.request, entry.prize / PRIZE_SCALE
    cap, free = _most_travel(case), exactly({})
    has_price = is_priced(case, site)
    causes: dict[str, Claim] = {
        "far": _is_above("minutes", "most", len(case.itinerary.days) * cap),
        "travel": _is_above("minutes", "limit", cap),
        "no-room": free,
        "other-nights": exactly({"worth": worth}),
        "other-visits": exactly({"worth": worth}),
        "detour": lambda told: _is_loss(case, entry, told, "minutes") and is_way(told),
        "costly" if has_price else "costly-usual": lambda told: (
            _is_loss(case, entry, told, "minutes", "cny") and is_way(told)
        ),
        **_by_worth(case, site, worth, is_way),
        **_by_money(case, site),
    }
    if round((cny := dearest(case, site)) * price_of_money(case)) >= entry.prize:
        causes["dear" if has_price else "dear-usual"] = exactly({"worth": worth, "cny": cny})
    if full := list(_full_rules(case, site)):
        causes["rule"] = lambda told: told in full
    if told := same_place(case, site):
        causes["same-place"] = lambda params: params in told
    if once.full_days:
        causes["pace"] = lambda told: told.keys() == {"visits"} and told["visits"] in once.full_days
    if request.cheapest:
        causes["not-needed"] = free
    if request.pauses:
        ways, pauses = (once.by_car or {}).get(site.id, []), [format_hours(pause) for pause in request.pauses]
        is_near = not ways or any(least <= cap for least, _ in ways)
        causes["pause"] = lambda told: is_near and told == {"pauses": pauses}
    if request.mode != "car":
        causes["no-way"] = free
    if (minutes := case.to_hospital.get(site.id)) is not None and request.self_drive:
        causes["hospital"] = lambda told: not told and _may_be_above(minutes, request.near_hospital)
    return causes


def _most_travel(case: Case) -> int:
    """Return the minutes of travel that a day may have: nobody drives for longer than is allowed at the wheel."""
    cap = case.request.transit_cap
    return min(cap, WHEEL_A_DAY) if case.request.mode == "car" else cap


def _may_be_above(drive: int, most: int | None) -> bool:
    """Tell whether a drive with all breaks it may have is longer than allowed."""
    return most is not None and drive + breaks_of(drive) > most


def _is_above(what: str, limit: str, most: int) -> Claim:
    """Return the claim that a number is above a limit; plans of before do not tell the limit of a far site."""
    return lambda told: told.get(limit, most) == most and number(told, what) > most


def _by_worth(case: Case, site: Attraction, worth: float, is_way: Claim) -> dict[str, Claim]:
    """Return the causes of what lost against others; plans of before tell its worth only.

    That what it would displace is worth no less is known of a plan only of which it is proven that none is better.
    """
    share, beside = case.request.outside_weight, case.beside(site)
    is_best = case.itinerary.status == "optimal"
    params: Params = {"worth": worth}
    beside_area = ""
    if beside and share < 1:
        beside_area, params = "-outside", {**params, "percent": 100 * share, "beside": beside}

    def claim(told: Params) -> bool:
        if not params.items() <= told.items():
            return False
        return told == params or (is_way(told) and _is_stay(site, told))

    causes = ["none-better", "instead", *(["displaced"] if is_best else [])]
    return {cause + beside_area: claim for cause in causes}


def _is_way(site: str, by_car: Ranges | None) -> Claim:
    """Return the claim that a site takes so many minutes more of travel; None where nobody can tell here."""
    if by_car is None:
        return lambda told: number(told, "minutes") >= 0
    ways = by_car.get(site, [])
    return lambda told: any(least <= number(told, "minutes") <= most for least, most in ways)


def _is_stay(site: Attraction, told: Params) -> bool:
    lengths, rounds = site.visit_minutes, [each.minutes for each in site.rounds]
    least, most = min([lengths.short, *rounds]), max([lengths.long, *rounds])
    return least <= number(told, "stay") <= most * max(CROWD_FACTOR.values()) + 5


def _is_loss(case: Case, entry: Unvisited, told: Params, *names: str) -> bool:
    """Tell whether a way, and what is paid where that is told, take what a site is worth or more."""
    prices = {"minutes": float(TRAVEL_PRICE), "cny": price_of_money(case)}
    loss = sum(prices[name] * number(told, name) for name in names)
    is_told = told.keys() == {"worth", *names} and told["worth"] == entry.prize / PRIZE_SCALE
    return is_told and loss + 1 >= entry.prize


def _by_money(case: Case, site: Attraction) -> dict[str, Claim]:
    """Return the causes of a budget; what costs nothing is over none of them."""
    totals, purses, causes = case.itinerary.totals, case.request.purses, dict[str, Claim]()
    spent = {"budget": totals.money, "tickets": totals.tickets, "rides": totals.rides}
    limits: dict[str, int | None] = {"budget": case.request.budget}
    limits |= {str(kind): cny for kind, cny in purses.items()}
    left = {
        kind: most - money.cost_cny
        for kind, money in spent.items()
        if money and (most := limits.get(kind)) is not None
    }
    ticket = dearest(case, site) if ticket_on(site, case.request.date) is not None else 0

    def over(least: int, *kinds: str) -> Claim:
        """Return the claim that so much or more is paid, and more than what is left for one of some kinds."""
        limits = {left[kind] for kind in kinds if kind in left}
        return lambda told: (
            told.get("left") in limits and number(told, "cny") > number(told, "left") and told["cny"] >= least
        )

    if ticket and (left or (case.request.budget is not None and totals.money is None)):
        is_over = over(ticket, "budget", "tickets")
        causes["ticket"] = lambda told: not told or (is_over(told) and told["cny"] == ticket)
    if "budget" in left:
        causes["budget"] = over(ticket, "budget")
    if "rides" in left:
        causes["fares"] = over(0, "rides")
    return causes


def same_place(case: Case, site: Attraction) -> list[Params]:
    """Return what may be told of visited sites that are the same place, where the trip has as many as it may."""
    others = [
        other
        for visit in case.visits
        if (other := case.corridor.attraction_by_id.get(visit.attraction))
        and other.id != site.id
        and (other.same_as or other.id) == (site.same_as or site.id)
    ]
    full = len(others) >= names_asked(case, [site, *others])
    return [{"other": other.name.both} for other in others] if full else []


def _full_days(case: Case) -> Iterator[int]:
    """Yield how many visits the days have that can have no more."""
    for day in case.itinerary.days:
        most = most_visits(case, day)
        if sum(isinstance(event, Visit) for event in day.events) >= most:
            yield most


def _full_rules(case: Case, site: Attraction) -> Iterator[Params]:
    """Yield the rules whose most the plan has, of sets that a site is in."""
    sites = case.corridor.attraction_by_id
    visited = [sites[visit.attraction] for visit in case.visits if visit.attraction in sites]
    for rule in rules_of(case):
        if rule.at_most and rule.holds(site) and sum(map(rule.holds, visited)) >= rule.at_most:
            yield {"rule": rule.name.both, "most": rule.at_most}


def _linked_places(case: Case) -> set[str]:
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
    dates = _calm_days(case, site, avoid_crowds=avoid_crowds)
    spans = (span for date in dates for span in _open_while_out(case, site, date, or_unknown=or_unknown))
    return any(close - start >= max(length, site.last_entry) for start, close in spans)


def _open_while_out(case: Case, site: Attraction, day: date, *, or_unknown: bool) -> list[Interval]:
    """Return when a site opens on a day, with what the traveller's hours reach of the nights around it."""
    leave, back = case.widest_hours
    spans = open_around(site, day, or_unknown=or_unknown)
    return joined((a, b) for a, b in spans if 0 <= a < DAY_MINUTES or (a < back and leave < b))


def _is_open_while_out(case: Case, site: Attraction) -> bool:
    """Tell whether the shortest visit or round fits into the hours of a site that are the traveller's too."""
    (leave, back), by_pace = case.widest_hours, case.request.pace_rule.visit_length
    lengths = [getattr(site.visit_minutes, by_pace)] + [each.minutes for each in site.rounds]
    if case.request.visit_length:
        lengths.append(getattr(site.visit_minutes, case.request.visit_length))
    shortest = min(lengths)
    return any(
        max(start, leave) <= min(close - max(shortest, site.last_entry), back - shortest)
        for date in _calm_days(case, site, avoid_crowds=case.request.avoid_crowds)
        for start, close in _open_while_out(case, site, date, or_unknown=False)
    )


def _calm_days(case: Case, site: Attraction, *, avoid_crowds: bool) -> list[date]:
    """Return the days of the trip, without those on which it is crowded if crowds are to be avoided."""
    dates = [case.request.date + timedelta(days=day) for day in range(case.request.days)]
    return [date for date in dates if not (avoid_crowds and is_crowded(site, date))]
