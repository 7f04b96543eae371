"""Rules on what the plan says about itself: totals, budget, certificate, names."""

from __future__ import annotations

from itertools import pairwise

from planner.checker.case import Case, minutes
from planner.checker.journeys import idle_minutes, travel_minutes
from planner.checker.limits import cost_of
from planner.corridor import Attraction, Junction, Place, Station, Town
from planner.itinerary import Day, Leg, Overnight, Visit
from planner.rules import BED_PRICE, TRAVEL_PRICE

GAP_ROUNDING = 1e-6
KINDS = {Attraction: "attraction", Town: "town", Station: "station", Junction: "junction"}


def judge(case: Case) -> None:
    """Check sums, budget, certificate and the glossary."""
    _hotels(case)
    for day in case.itinerary.days:
        _sums(case, "day-totals", day.totals.model_dump(), _day_totals(case, day), day.day)
    _sums(case, "trip-totals", case.itinerary.totals.model_dump(), _trip_totals(case), None)
    _budget(case)
    _certificate(case)
    _glossary(case)


def _hotels(case: Case) -> None:
    for day, index, event in case.events():
        town = case.corridor.town_by_id.get(event.place) if isinstance(event, Overnight) else None
        if isinstance(event, Overnight) and town:
            cost = case.num_rooms * int(getattr(town.hotel_cny, case.request.hotel))
            doubt = f"{town.id}: the price of a room is an estimate"
            unsure = doubt if _is_estimate(town) else ""
            message = f"a night costs {cost} CNY, not {event.cost_cny}"
            case.book.fact(event.cost_cny == cost, "hotel", message, day.day, index, unsure=unsure)


def _is_estimate(town: Town) -> bool:
    return not any("hotel_cny" in s.fields and s.confidence == "sourced" for s in town.sources)


def _day_totals(case: Case, day: Day) -> dict[str, int]:
    return {
        "visit_minutes": sum(minutes(event) for event in day.events if isinstance(event, Visit)),
        "transit_minutes": travel_minutes(case, day),
        "wait_minutes": idle_minutes(case, day),
        "cost_cny": cost_of(day),
    }


def _trip_totals(case: Case) -> dict[str, int]:
    days = [_day_totals(case, day) for day in case.itinerary.days]
    scores = case.corridor.attraction_by_id
    summed = {key: sum(day[key] for day in days) for key in ("visit_minutes", "transit_minutes", "cost_cny")}
    return {
        "score": sum(scores[v.attraction].score for v in case.visits if v.attraction in scores),
        "visits": len(case.visits),
        "nights": len(days) - 1,
        **summed,
    }


def _sums(case: Case, code: str, said: dict[str, int], is_so: dict[str, int], day: int | None) -> None:
    for key, value in is_so.items():
        case.book.fact(said[key] == value, code, f"{key} is {value}, not {said[key]}", day)


def _budget(case: Case) -> None:
    most = case.request.budget
    if most is not None:
        cost = sum(cost_of(day) for day in case.itinerary.days)
        is_guess = case.book.doubts("ticket", "fare", "hotel")
        unsure = "the sum has prices in it that are estimates or not known" if is_guess else ""
        case.book.fact(cost <= most, "budget", f"{cost} CNY, {most} at most", unsure=unsure)


def _certificate(case: Case) -> None:
    certificate, book = case.itinerary.certificate, case.book
    beds = [e.place for _, _, e in case.events() if isinstance(e, Overnight)]
    objective = (
        sum(visit.prize for visit in case.visits)
        - TRAVEL_PRICE * sum(travel_minutes(case, day) for day in case.itinerary.days)
        - BED_PRICE * sum(a != b for a, b in pairwise(beds))
    )
    said, bound, gap = certificate.objective, certificate.bound, certificate.gap
    book.fact(said == objective, "objective", f"the objective is {objective}, not {said}")
    unsure = "that no plan is worth more is the solver's proof, which is not repeated here"
    below = f"the bound of {bound} is below the objective of {objective}"
    book.fact(bound is None or bound >= objective, "bound", below, unsure=unsure if bound is not None else "")
    if bound is None:
        book.fact(gap is None, "gap-value", f"a gap of {gap} without a bound")
    else:
        exact = max(0.0, (bound - said) / bound) if bound > 0 else 0.0
        right = gap is not None and abs(gap - exact) <= GAP_ROUNDING
        book.fact(right, "gap-value", f"the gap is {exact:.4f}, not {gap}")
    status = case.itinerary.status
    book.fact((status == "optimal") == (bound == objective), "status", f"'{status}' does not fit the bound")


def _glossary(case: Case) -> None:
    plan, corridor, book = case.itinerary, case.corridor, case.book
    named = {day.start.place for day in plan.days} | {day.end.place for day in plan.days}
    for _, _, event in case.events():
        named |= {event.begins[0], event.finishes[0], *(event.via if isinstance(event, Leg) else ())}
    named |= {entry.attraction for entry in plan.unvisited} | {case.request.start, case.request.end}
    missing = sorted(named - plan.places.keys())
    book.fact(not missing, "glossary", f"not explained: {', '.join(missing)[:200]}")
    for identity, ref in plan.places.items():
        place = corridor.places.get(identity)
        if book.fact(place is not None, "place", f"no place '{identity:.60}'") and place:
            is_kind = ref.kind == _kind(place)
            book.fact(is_kind, "glossary", f"{identity} is of kind {_kind(place)}, not {ref.kind}")
            same = ref.name == place.name and ref.location == place.location
            book.fact(same, "name", f"{identity}: name or position are not those of the data")
    themes = {theme: corridor.theme_by_id[theme].name for theme in case.request.themes}
    book.fact(plan.themes == themes, "glossary", "the names of the themes are not those of the data")


def _kind(place: Place) -> str:
    return KINDS[type(place)]
