"""Rules on special wishes: areas, coverage, evenings, needs, crowds, beds, belts, visa-free transit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from planner.checker.case import Case
from planner.clock import at
from planner.corridor import Attraction, CoverRule, Town
from planner.geo import great_circle_km
from planner.hours import day_kind
from planner.itinerary import Day, Overnight, Visit
from planner.rules import CROWD_SCORE, DOUBLE_BACK_KM


def judge(case: Case) -> None:
    """Check each special wish."""
    for day, index, event in case.events():
        site = _site(case, event)
        town = case.corridor.town_by_id.get(event.place) if isinstance(event, Overnight) else None
        if place := site or town:
            reason = outside(case, place)
            case.book.fact(not reason, "area", f"{place.id} {reason}", day.day, index)
            _hospital(case, place.id, day.day, index)
        if site:
            lacks, unsure = unsuited(case, site), _unknown(case, site)
            case.book.fact(not lacks, "needs", f"{site.id} {lacks}", day.day, index, unsure=unsure)
            if case.request.avoid_crowds:
                _crowds(case, site, day, index)
            allowed = case.request.evenings or not site.evening
            case.book.fact(allowed, "evening", f"{site.id} is open in the evening only", day.day, index)
    _cover(case)
    _beds(case)
    _follow(case)
    _visa(case)


def _site(case: Case, event: object) -> Attraction | None:
    return case.corridor.attraction_by_id.get(event.attraction) if isinstance(event, Visit) else None


def outside(case: Case, place: Attraction | Town) -> str:
    """Return how a place lies where the traveller must not be, or nothing."""
    visa = case.corridor.visa
    if case.request.visa_port and visa and place.prefecture not in visa.prefectures:
        return "is outside the area of visa-free transit"
    return "" if case.request.outside_weight else case.beside(place)


def unsuited(case: Case, site: Attraction) -> str:
    """Return which need of the traveller a site is known not to meet, or nothing."""
    request = case.request
    if request.max_altitude is not None and (site.altitude_m or 0) > request.max_altitude:
        return f"is {site.altitude_m} m high"
    if request.max_steps is not None and (site.steps or 0) > request.max_steps:
        return f"has {site.steps} steps"
    lacks = [need for need in request.needs if getattr(site.services, need) == "no"]
    return f"lacks {', '.join(lacks)}" if lacks else ""


def _unknown(case: Case, site: Attraction) -> str:
    """Return what the traveller needs to know of a site and the data does not say, or nothing."""
    request = case.request
    unknown: list[str] = [need for need in request.needs if getattr(site.services, need) == "unknown"]
    unknown += ["altitude"] if request.max_altitude is not None and site.altitude_m is None else []
    unknown += ["steps"] if request.max_steps is not None and site.steps is None else []
    return f"{site.id}: not known: {', '.join(unknown)}" if unknown else ""


def _crowds(case: Case, site: Attraction, day: Day, index: int) -> None:
    is_guess = site.score >= CROWD_SCORE and day_kind(day.date).provisional
    unsure = f"{site.id}: the holidays of {day.date.year} are not announced yet" if is_guess else ""
    crowded = f"{site.id} is crowded on {day.date}"
    calm = not is_crowded(site, day.date)
    case.book.fact(calm, "crowds", crowded, day.day, index, unsure=unsure)


def is_crowded(site: Attraction, day: date) -> bool:
    """Tell whether a famous site meets a public holiday, or a free weekend day from April to October."""
    kind = day_kind(day)
    in_season = day.month in range(4, 11)
    is_busy = kind.is_holiday or (in_season and day.isoweekday() > 5 and not kind.is_makeup_workday)
    return site.score >= CROWD_SCORE and is_busy


def rules_of(case: Case) -> list[CoverRule]:
    """Return the coverage rules of the request and, unless it gives them up, of its themes."""
    rules = list(case.request.cover)
    for theme in case.request.themes if case.request.theme_rules else ():
        rules += case.corridor.theme_by_id[theme].cover
    return rules


def _cover(case: Case) -> None:
    sites = [site for visit in case.visits if (site := _site(case, visit))]
    told = []
    for rule in rules_of(case):
        names = tuple(site.id for site in sites if rule.holds(site))
        told.append((rule.name, rule.at_least, rule.at_most, names))
        few = f"{len(names)} of at least {rule.at_least}: {rule.name.en}"
        case.book.fact(len(names) >= rule.at_least, "cover", few)
        if rule.at_most is not None:
            many = f"{len(names)} of at most {rule.at_most}: {rule.name.en}"
            case.book.fact(len(names) <= rule.at_most, "cover", many)
    said = [(entry.name, entry.at_least, entry.at_most, entry.sites) for entry in case.itinerary.coverage]
    case.book.fact(said == told, "coverage", "the list of what is covered is not true")


def _beds(case: Case) -> None:
    most = case.request.bed_changes_cap
    if most is not None:
        beds = [event.place for _, _, event in case.events() if isinstance(event, Overnight)]
        changes = sum(a != b for a, b in pairwise(beds))
        case.book.fact(changes <= most, "bed-changes", f"{changes} changes of bed, {most} at most")


def _stops(case: Case) -> Iterator[tuple[str, int]]:
    """Yield where the traveller stops, with the day."""
    yield case.request.start, 1
    for day, _, event in case.events():
        if isinstance(event, Visit | Overnight):
            yield event.begins[0], day.day
    yield case.request.end, len(case.itinerary.days)


def _follow(case: Case) -> None:
    belt = next((belt for belt in case.corridor.belts if belt.id == case.request.follow), None)
    if case.request.follow is None:
        return
    if (
        not case.book.fact(belt is not None and len(belt.axis) > 1, "follow", "no such belt to follow")
        or not belt
    ):
        return
    towns = [case.corridor.places[town].location for town in belt.axis]
    km = [0.0]
    for a, b in pairwise(towns):
        km.append(km[-1] + great_circle_km(a.lat, a.lon, b.lat, b.lon))

    def along(place: str) -> float:
        here = case.corridor.places[place].location
        return min(
            (great_circle_km(here.lat, here.lon, t.lat, t.lon), k) for t, k in zip(towns, km, strict=True)
        )[1]

    sign = 1 if along(case.request.end) >= along(case.request.start) else -1
    stops = [stop for stop in _stops(case) if stop[0] in case.corridor.places]
    for (here, _), (there, day) in pairwise(stops):
        back = sign * (along(here) - along(there))
        case.book.fact(back <= DOUBLE_BACK_KM, "follow", f"{here} - {there} goes back {back:.0f} km", day)


def _hospital(case: Case, place: str, day: int, index: int) -> None:
    most = case.request.near_hospital
    if most is None:
        return
    if case.request.mode != "car":
        unsure = f"how far {place} is from a hospital by timetable is not worked out here"
        case.book.fact(True, "hospital", "", day, index, unsure=unsure)
        return
    minutes = case.to_hospital.get(place)
    far = f"{place} is {minutes} minutes from a hospital, {most} at most"
    near = minutes is not None and minutes <= most
    unsure = f"{place}: how long the drive to a hospital takes is an estimate" if minutes else ""
    case.book.fact(near, "hospital", far, day, index, unsure=unsure)


def _visa(case: Case) -> None:
    request, visa, days = case.request, case.corridor.visa, case.itinerary.days
    if request.visa_port is None or not days:
        return
    known = visa is not None and request.visa_port in {port.code for port in visa.ports}
    if not case.book.fact(known, "visa", f"no visa-free transit by way of '{request.visa_port}'") or not visa:
        return
    told = case.book.fact(request.arrival is not None, "visa", "the moment of entry is not told")
    if told and request.arrival is not None:
        entry = at(request.arrival.date(), request.arrival.hour * 60 + request.arrival.minute)
        until = at(request.arrival.date() + timedelta(days=1), visa.hours * 60)
        first, last = days[0].start.time, days[-1].end.time
        case.book.fact(first >= entry, "visa", f"begins before the entry at {entry:%Y-%m-%d %H:%M}", 1)
        message = f"ends after the {visa.hours} hours, at {until:%Y-%m-%d %H:%M}"
        case.book.fact(last <= until, "visa", message, len(days))
