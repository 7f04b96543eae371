"""Rules on special wishes: areas, coverage, evenings, needs, crowds, beds, belts, visa-free transit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from planner.checker.case import Case
from planner.checker.report import said
from planner.clock import at
from planner.corridor import Attraction, CoverRule, Town
from planner.geo import great_circle_km
from planner.hours import day_kind, is_rush, ticket_on
from planner.itinerary import Day, Overnight, Visit
from planner.rules import CROWD_SCORE, DOUBLE_BACK_KM
from planner.texts import Message

Params = dict[str, Any]


def judge(case: Case) -> None:
    """Check each special wish."""
    for day, index, event in case.events():
        site = _site(case, event)
        town = case.corridor.town_by_id.get(event.place) if isinstance(event, Overnight) else None
        if place := site or town:
            cause = outside(case, place)
            message = said("outside", place=place.id, cause=cause)
            case.book.fact(not cause, "area", message, day.day, index)
            _hospital(case, place.id, day.day, index)
        if site:
            lacks, unsure = unsuited(case, site), _unknown(case, site)
            name, params = lacks or ("lacks", {})
            message = said(f"unsuited-{name}", site=site.id, **params)
            case.book.fact(not lacks, "needs", message, day.day, index, unsure=unsure)
            _services(case, site, event, day.day, index)
            if case.request.avoid_crowds:
                _crowds(case, site, day, index)
            allowed = case.request.evenings or not site.evening or site.id in case.request.blue_hour
            case.book.fact(allowed, "evening", said("evening", site=site.id), day.day, index)
    _off_the_road(case)
    _cover(case)
    _same_place(case)
    _beds(case)
    _follow(case)
    _visa(case)


def _site(case: Case, event: object) -> Attraction | None:
    return case.corridor.attraction_by_id.get(event.attraction) if isinstance(event, Visit) else None


def outside(case: Case, place: Attraction | Town) -> str:
    """Return the cause by which a place lies where the traveller must not be, or nothing."""
    visa = case.corridor.visa
    if case.request.visa_port and visa and place.prefecture not in visa.prefectures:
        return "visa-area"
    return "" if case.request.outside_weight else case.beside(place)


def unsuited(case: Case, site: Attraction) -> tuple[str, Params] | None:
    """Return the cause by which a site is known not to suit the traveller, and its numbers, or None."""
    request = case.request
    if site.doubtful and site.id not in request.must:
        return "doubtful", {}
    if request.free_only and (priced := _priced(case, site)):
        return priced
    if request.max_altitude is not None and (site.altitude_m or 0) > request.max_altitude:
        return "altitude", {"metres": site.altitude_m, "limit": request.max_altitude}
    if request.max_steps is not None and (site.steps or 0) > request.max_steps:
        return "steps", {"steps": site.steps, "limit": request.max_steps}
    if "wheelchair" in request.needs and site.is_too_steep:
        return "wheelchair-steps", {"steps": site.steps}
    if lacks := [need for need in request.needs if site.answer_to(need) == "no"]:
        return "lacks", {"needs": lacks}
    if unknown := [need for need in request.needs if site.answer_to(need) != "yes"]:
        return ("needs-unknown", {"needs": unknown}) if request.needs_strict else None
    return None


def _priced(case: Case, site: Attraction) -> tuple[str, Params] | None:
    """Return that a site takes money on a day of the trip, and how much at most, or that nobody knows."""
    start = case.request.date
    told = {ticket_on(site, start + timedelta(days=day)) for day in range(case.request.days)}
    if None in told:
        return "price-unknown", {}
    return ("not-free", {"cny": max(filter(None, told))}) if told != {0} else None


def _unknown(case: Case, site: Attraction) -> Message | None:
    """Return what the traveller needs to know of a site and the data does not say, or None."""
    request = case.request
    unknown: list[str] = [need for need in request.needs if site.answer_to(need) == "unknown"]
    unknown += ["altitude"] if request.max_altitude is not None and site.altitude_m is None else []
    unknown += ["steps"] if request.max_steps is not None and site.steps is None else []
    return said("unsure-needs", site=site.id, needs=unknown) if unknown else None


def _services(case: Case, site: Attraction, visit: object, day: int, index: int) -> None:
    """Check what a visit says of the services asked for; plans of before say nothing."""
    if isinstance(visit, Visit) and visit.needs:
        exact = {need: site.answer_to(need) for need in (*case.request.needs, *case.request.prefers)}
        case.book.fact(visit.needs == exact, "needs", said("services", site=site.id), day, index)
    if isinstance(visit, Visit) and visit.unknown:
        limits = {"altitude_m": case.request.max_altitude, "steps": case.request.max_steps}
        unknown = {name for name, most in limits.items() if most is not None and getattr(site, name) is None}
        case.book.fact(set(visit.unknown) == unknown, "needs", said("services", site=site.id), day, index)


def _crowds(case: Case, site: Attraction, day: Day, index: int) -> None:
    may_be = site.score >= CROWD_SCORE if site.crowded is None else bool(site.crowded)
    is_guess = may_be and day_kind(day.date).provisional
    unsure = said("unsure-holidays", site=site.id, year=day.date.year) if is_guess else None
    crowded = said("crowds", site=site.id, date=str(day.date))
    calm = not is_crowded(site, day.date)
    case.book.fact(calm, "crowds", crowded, day.day, index, unsure=unsure)


def _off_the_road(case: Case) -> None:
    """Check that no day on which everybody drives goes from the side of one core to that of the other."""
    cores = [town for town in case.corridor.towns if town.core]
    if not case.request.avoid_crowds or case.request.mode != "car" or not cores:
        return

    def side(place: str) -> str:
        here = case.corridor.places[place].location
        km = {t.id: great_circle_km(here.lat, here.lon, t.location.lat, t.location.lon) for t in cores}
        return min(km, key=lambda core: km[core])

    for day in case.itinerary.days:
        visits = [event.attraction for event in day.events if isinstance(event, Visit)]
        stops = (day.start.place, *visits, day.end.place)
        sides = {side(place) for place in stops if place in case.corridor.places}
        kept = len(sides) == 1 or not is_rush(day.date)
        case.book.fact(kept, "crowds", said("rush", date=str(day.date)), day.day)


def is_crowded(site: Attraction, day: date) -> bool:
    """Tell whether a site, famous or crowded by its data, meets a holiday, or a free weekend day in the season."""
    kind = day_kind(day)
    is_weekend = day.month in range(4, 11) and day.isoweekday() > 5 and not kind.is_makeup_workday
    known = ("weekend", "holiday") if site.score >= CROWD_SCORE else ()
    told = known if site.crowded is None else site.crowded
    return "holiday" in told if kind.is_holiday else is_weekend and "weekend" in told


def rules_of(case: Case) -> list[CoverRule]:
    """Return the coverage rules of the request and, unless it gives them up or asks for more, of its themes."""
    rules = list(case.request.cover)
    for theme in case.request.themes if case.request.theme_rules else ():
        for rule in case.corridor.theme_by_id[theme].cover:
            if rule not in rules and not _is_overruled(case, rule):
                rules.append(rule)
    return rules


def _is_overruled(case: Case, rule: CoverRule) -> bool:
    """Tell whether the wish names more sites of a set than the rule of a theme allows, or wants some of its kind."""
    request, sites = case.request, case.corridor.attraction_by_id
    named = {*request.must, *request.sunrise, *request.blue_hour, *(visit.site for visit in request.visits)}
    count = len([site for site in named if site in sites and rule.holds(sites[site])])
    wants = [own for own in request.cover if (own.at_least or own.as_many) and {*own.tags} & {*rule.tags}]
    return rule.at_most is not None and (count > rule.at_most or bool(wants))


def _cover(case: Case) -> None:
    sites = [site for visit in case.visits if (site := _site(case, visit))]
    told = []
    for rule in rules_of(case):
        held = tuple(site.id for site in sites if rule.holds(site))
        missed = _missed(case, rule, held) if rule.as_many else []
        told.append((rule.name, rule.at_least, rule.at_most, held, rule.as_many, sorted(missed)))
        params = {"sites": len(held), "name": rule.name.both}
        few = said("cover-few", least=rule.at_least, **params)
        case.book.fact(len(held) >= rule.at_least, "cover", few)
        if rule.at_most is not None:
            many = said("cover-many", most=rule.at_most, **params)
            case.book.fact(len(held) <= rule.at_most, "cover", many)
    listed = [
        (entry.name, entry.at_least, entry.at_most, entry.sites, entry.as_many, sorted(entry.missed))
        for entry in case.itinerary.coverage
    ]
    case.book.fact(listed == told, "coverage", said("coverage"))


def _missed(case: Case, rule: CoverRule, held: tuple[str, ...]) -> list[str]:
    """Return the sites that a rule wants and the plan has not; a place counts as often as it is asked for."""
    names: dict[str, list[Attraction]] = {}
    for site in filter(rule.holds, case.corridor.attractions):
        names.setdefault(site.same_as or site.id, []).append(site)
    missed = []
    for same in names.values():
        wanted = names_asked(case, same) - sum(site.id in held for site in same)
        missed += [site.id for site in same if site.id not in held][: max(0, wanted)]
    return missed


def names_asked(case: Case, names: list[Attraction]) -> int:
    """Return how many names of one place a trip may have: those asked for, and in any case one."""
    asked = set(case.request.must)
    for rule in case.request.cover:
        asked |= set(rule.sites) if rule.at_least or rule.as_many else set()
    return max(1, sum(site.id in asked for site in names))


def _same_place(case: Case) -> None:
    """Check that no place is visited twice under two names."""
    visited: dict[str, list[Attraction]] = {}
    for key in dict.fromkeys(visit.attraction for visit in case.visits):
        if site := case.corridor.attraction_by_id.get(key):
            visited.setdefault(site.same_as or site.id, []).append(site)
    for names in visited.values():
        message = said("same-place", sites=[site.id for site in names])
        case.book.fact(len(names) <= names_asked(case, names), "same-place", message)


def _beds(case: Case) -> None:
    most = case.request.max_bed_changes
    if most is not None:
        beds = [event.place for _, _, event in case.events() if isinstance(event, Overnight)]
        changes = sum(a != b for a, b in pairwise(beds))
        case.book.fact(changes <= most, "bed-changes", said("bed-changes", changes=changes, most=most))


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
    can_be_followed = belt is not None and len(belt.axis) > 1
    if not case.book.fact(can_be_followed, "follow", said("no-follow")) or not belt:
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
        message = said("follow", start=here, end=there, km=back)
        case.book.fact(back <= DOUBLE_BACK_KM, "follow", message, day)


def _hospital(case: Case, place: str, day: int, index: int) -> None:
    most = case.request.near_hospital
    if most is None:
        return
    if case.request.mode != "car":
        unsure = said("unsure-hospital", place=place)
        case.book.fact(True, "hospital", unsure, day, index, unsure=unsure)
        return
    minutes = case.to_hospital.get(place)
    far = said("hospital" if minutes is not None else "no-hospital", place=place, minutes=minutes, most=most)
    near = minutes is not None and minutes <= most
    doubt = said("unsure-hospital-drive", place=place) if minutes else None
    case.book.fact(near, "hospital", far, day, index, unsure=doubt)


def _visa(case: Case) -> None:
    request, visa, days = case.request, case.corridor.visa, case.itinerary.days
    if request.visa_port is None or not days:
        return
    known = visa is not None and request.visa_port in {port.code for port in visa.ports}
    if not case.book.fact(known, "visa", said("visa-port", port=request.visa_port)) or not visa:
        return
    told = case.book.fact(request.entry is not None, "visa", said("visa-entry"))
    if told and request.entry is not None:
        entry = at(request.entry.date(), request.entry.hour * 60 + request.entry.minute)
        until = at(request.entry.date() + timedelta(days=1), visa.hours * 60)
        first, last = days[0].start.time, days[-1].end.time
        early = said("visa-early", entry=f"{entry:%Y-%m-%d %H:%M}")
        case.book.fact(first >= entry, "visa", early, 1)
        message = said("visa-late", hours=visa.hours, until=f"{until:%Y-%m-%d %H:%M}")
        case.book.fact(last <= until, "visa", message, len(days))
