"""Rules on what the plan says about itself: totals, budget, certificate, names."""

from __future__ import annotations

from collections import Counter

from planner.checker import worth
from planner.checker.case import Case, minutes
from planner.checker.journeys import idle_minutes, travel_minutes
from planner.checker.limits import cost_of
from planner.checker.report import said
from planner.corridor import Attraction, Junction, MetroStation, Place, Station, Town
from planner.itinerary import Day, Leg, Overnight, Visit
from planner.rules import (
    BED_PRICE,
    CHANGE_PRICE,
    EMPTY_DAY,
    LONG_TAXI_CNY,
    NIGHT_SHARE,
    RETURN_PRICE,
    SHORT_DAY,
)

GAP_ROUNDING = 1e-6
MAX_NAMED = 10
KINDS: dict[type, str] = {
    Attraction: "attraction",
    Town: "town",
    Station: "station",
    MetroStation: "station",
    Junction: "junction",
}


def judge(case: Case) -> None:
    """Check sums, budget, certificate and the glossary."""
    _hotels(case)
    for day in case.itinerary.days:
        _sums(case, "day-totals", day.totals.model_dump(), _day_totals(case, day), day.day)
    _sums(case, "trip-totals", case.itinerary.totals.model_dump(), _trip_totals(case), None)
    _budget(case)
    _purses(case)
    _certificate(case)
    _glossary(case)


def _hotels(case: Case) -> None:
    for day, index, event in case.events():
        town = case.corridor.town_by_id.get(event.place) if isinstance(event, Overnight) else None
        if isinstance(event, Overnight) and town:
            rooms_taken = None if case.sleeps_at_home(event) else case.num_rooms
            cost = (rooms_taken or 0) * int(getattr(town.hotel_cny, case.request.hotel))
            unsure = said("unsure-room", town=town.id) if rooms_taken and _is_estimate(town) else None
            rooms = said("rooms", exact=rooms_taken or 0, told=event.rooms)
            case.book.fact(event.rooms in (None, rooms_taken), "hotel", rooms, day.day, index)
            message = said("hotel", exact=cost, told=event.cost_cny)
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
    summed["cost_cny"] += case.rental_cny
    return {
        "score": sum(scores[v.attraction].score for v in case.visits if v.attraction in scores),
        "visits": len(case.visits),
        "nights": len(days) - 1,
        **summed,
    }


def _sums(case: Case, code: str, told: dict[str, int], is_so: dict[str, int], day: int | None) -> None:
    for key, value in is_so.items():
        message = said("sum", field=key, exact=value, told=told[key])
        case.book.fact(told[key] == value, code, message, day)


def _budget(case: Case) -> None:
    most = case.request.budget
    if most is not None:
        cost = sum(cost_of(day) for day in case.itinerary.days) + case.rental_cny
        is_guess = case.book.doubts("ticket", "pass", "fare", "hotel")
        unsure = said("unsure-sum") if is_guess else None
        case.book.fact(cost <= most, "budget", said("budget", cost=cost, most=most), unsure=unsure)


def _purses(case: Case) -> None:
    """Check what each kind of cost may come to."""
    hires = sum(day.hire.cost_cny for day in case.itinerary.days if day.hire)
    spent = Counter[str](rides=case.rental_cny + hires)
    for _, _, event in case.events():
        if isinstance(event, Visit):
            spent["tickets"] += event.ticket_cny or 0
        elif isinstance(event, Leg | Overnight):
            spent["rides" if isinstance(event, Leg) else "nights"] += event.cost_cny
    unsure = said("unsure-sum") if case.book.doubts("ticket", "pass", "fare", "hotel") else None
    for kind, most in case.request.purses.items():
        message = said("purse", kind=kind, cost=spent[kind], most=most)
        case.book.fact(spent[kind] <= most, "budget", message, unsure=unsure)


def _certificate(case: Case) -> None:
    certificate, book = case.itinerary.certificate, case.book
    objective = worth.objective(case)
    value, asked = (
        certificate.value_of_time,
        case.request.value_of_time if case.request.minds_money else None,
    )
    if value is not None:
        book.fact(value == asked, "value-of-time", said("value-of-time", told=value, asked=asked))
    change = 0 if case.request.mode == "car" else CHANGE_PRICE
    changed = said("change-price", told=certificate.change_price, exact=change)
    # older plans know no such price
    book.fact(certificate.change_price in (0, change), "objective", changed)
    back = said("return-price", told=certificate.return_price, exact=RETURN_PRICE)
    book.fact(certificate.return_price in (0, RETURN_PRICE), "objective", back)
    empty = said("empty-price", told=certificate.empty_price, exact=EMPTY_DAY)
    free = {0} if "empty_price" not in certificate.model_fields_set or _is_thin(case) else set()
    book.fact(certificate.empty_price in {EMPTY_DAY, *free}, "objective", empty)
    beds = said("bed-price", told=certificate.bed_price, exact=BED_PRICE)
    book.fact(certificate.bed_price in (worth.UNTOLD_BED_PRICE, BED_PRICE), "objective", beds)
    nights = said("night-share", told=certificate.night_share, exact=NIGHT_SHARE)
    book.fact(certificate.night_share in (1.0, NIGHT_SHARE), "objective", nights)
    taxi = None if case.request.mode == "car" else LONG_TAXI_CNY
    priced = said("long-taxi", told=certificate.long_taxi_cny, exact=taxi)
    book.fact(certificate.long_taxi_cny in (None, taxi), "objective", priced)
    told, bound, gap = certificate.objective, certificate.bound, certificate.gap
    book.fact(told == objective, "objective", said("objective", exact=objective, told=told))
    unsure = said("unsure-bound") if bound is not None else None
    below = said("bound", bound=bound, objective=objective)
    book.fact(bound is None or bound >= objective, "bound", below, unsure=unsure)
    if bound is None or bound <= 0 < bound - told:
        book.fact(gap is None, "gap-value", said("gap-of-nothing", gap=gap))
    else:
        exact = max(0.0, (bound - told) / bound) if bound > 0 else 0.0
        right = gap is not None and abs(gap - exact) <= GAP_ROUNDING
        book.fact(right, "gap-value", said("gap-value", exact=exact, told=gap))
    status = case.itinerary.status
    book.fact((status == "optimal") == (bound == objective), "status", said("status", status=status))


def _is_thin(case: Case) -> bool:
    """Tell whether no day is to have a visit, or what is visited does not fill their mornings."""
    sites = {visit.attraction for visit in case.visits} & case.corridor.attraction_by_id.keys()
    minutes = sum(case.corridor.attraction_by_id[site].visit_minutes.typical for site in sites)
    days = len(case.request.days_for_visits)
    return not days or minutes < SHORT_DAY * days


def _glossary(case: Case) -> None:
    plan, corridor, book = case.itinerary, case.corridor, case.book
    named = {day.start.place for day in plan.days} | {day.end.place for day in plan.days}
    for _, _, event in case.events():
        named |= {event.begins[0], event.finishes[0], *(event.via if isinstance(event, Leg) else ())}
    named |= {entry.attraction for entry in plan.unvisited} | {case.request.start, case.request.end}
    missing = sorted(named - plan.places.keys())
    book.fact(not missing, "glossary", said("not-explained", places=missing[:MAX_NAMED]))
    for identity, ref in plan.places.items():
        place = corridor.places.get(identity)
        if book.fact(place is not None, "place", said("no-place", site=identity)) and place:
            is_kind = ref.kind == _kind(place)
            message = said("kind", place=identity, kind=_kind(place), told=ref.kind)
            book.fact(is_kind, "glossary", message)
            same = ref.name == place.name and ref.location == place.location
            same = same and ref.area in (None, _area(place))
            same = same and ref.telecode in (None, getattr(place, "telecode", None))
            book.fact(same, "name", said("place-name", place=identity))
    themes = {theme: corridor.theme_by_id[theme].name for theme in case.request.themes}
    book.fact(plan.themes == themes, "glossary", said("theme-names"))
    stories = {theme: corridor.theme_by_id[theme].story for theme in case.request.themes}
    book.fact(plan.stories in ({}, stories), "glossary", said("theme-names"))
    lines = {line: case.lines[line].name for line in plan.lines if line in case.lines}
    book.fact(plan.lines == lines, "glossary", said("line-names"))
    passes = {each.id: each.name for each in corridor.passes if each.id in plan.passes}
    book.fact(plan.passes == passes, "glossary", said("pass-names"))


def _area(place: Place) -> str | None:
    """Return prefecture and county, by which one finds it in China."""
    prefecture = getattr(place, "prefecture", None)
    return f"{prefecture}{getattr(place, 'county', '')}" if prefecture else None


def _kind(place: Place) -> str:
    return KINDS[type(place)]
