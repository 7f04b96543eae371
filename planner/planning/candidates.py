"""Which attractions have a chance, what they are worth to this traveller, and why the others have none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.corridor import Attraction, Corridor, CoverRule, Town
from planner.hours import Interval, best_intervals, longest_visit, opening_intervals, start_window, ticket_on
from planner.planning.causes import Cause
from planner.planning.crowds import crowd_factor, is_crowded
from planner.planning.lights import goes_late, in_light, late_end, late_if_lit, lights_of
from planner.planning.limits import most_travel, widest_hours
from planner.planning.resting import LATEST_JOINED
from planner.request import TripRequest
from planner.rules import (
    LACKING_SERVICE_WEIGHT,
    PRIZE_SCALE,
    SHORT_WAY,
    UNKNOWN_SERVICE_WEIGHT,
)
from planner.travel import Travel, chained

Windows = list[list[Interval]]  # for each day


class Around(NamedTuple):
    """Minutes of the shortest way to a site and from it."""

    there: int
    back: int


NO_WAY = Around(0, 0)
NOT_OF_HOURS: dict[str, Any] = {
    "must": (),
    "avoid": (),
    "stays": (),
}  # words that leave the hours of sites as they are
MOST_WISHES = 4  # whose hours are remembered


@dataclass(frozen=True, eq=False)
class Reach:
    """The tables of all days, by place id: the quickest of them counts."""

    tables: tuple[Travel, ...]
    start_time: int

    @cached_property
    def _row(self) -> dict[str, int]:
        return {place: row for row, place in enumerate(self.tables[0].ids)}

    def minutes(self, origins: list[str], destinations: list[str]) -> IntArray:
        """Return minutes of travel in the morning, ``[origin, destination]``."""
        rows = np.array([self._row[place] for place in origins], dtype=np.int64)[:, None]
        columns = np.array([self._row[place] for place in destinations], dtype=np.int64)[None, :]
        begin = np.array(self.start_time)
        return np.asarray(np.min([table.moving(rows, columns, begin) for table in self.tables], axis=0))

    @cached_property
    def _quickest(self) -> IntArray:
        """``[from, to]``: the fewest minutes of travel of any ride."""
        every = np.arange(len(self._row))
        least = [table.quickest(every[:, None], every[None, :]) for table in self.tables]
        return np.asarray(np.minimum(np.min(least, axis=0), INFINITY))

    def least_from(self, origin: str, places: list[str]) -> IntArray:
        """Return the fewest minutes of travel to places by any chain of rides: no trip has less on its way there."""
        return self._least(origin, places, self._quickest)

    def least_to(self, destination: str, places: list[str]) -> IntArray:
        """Return the fewest minutes of travel from places by any chain of rides."""
        return self._least(destination, places, self._quickest.T)

    def _least(self, place: str, places: list[str], quickest: IntArray) -> IntArray:
        least = quickest[self._row[place]].copy()
        least[self._row[place]] = 0
        return np.asarray(chained(least, quickest)[[self._row[other] for other in places]])


def interest_in(corridor: Corridor, request: TripRequest, attraction: Attraction) -> float:
    """Return the interest in a site, 0-1: the best over themes and tags, less by its services and where it lies."""
    best = 0.0
    for theme_id, weight in request.themes.items():
        tags = corridor.theme_by_id[theme_id].tags
        best = max(best, *(weight * tags.get(tag, 0.0) for tag in (*attraction.tags, "*")))
    share = request.outside_weight if beside_area(attraction, request) else 0
    return min(best, 1.0) * service_weight(attraction, request) * (share or 1.0)  # at 0 it is left out


def service_weight(attraction: Attraction, request: TripRequest) -> float:
    """Return what services that are needed or preferred leave of the interest in a site."""
    known = [attraction.answer_to(service) for service in request.services]
    lacking = [attraction.answer_to(service) for service in request.prefers].count("no")
    return float(UNKNOWN_SERVICE_WEIGHT ** known.count("unknown") * LACKING_SERVICE_WEIGHT**lacking)


def season_factor(attraction: Attraction, request: TripRequest) -> float:
    """Return what the time of year makes of a site's score, on the day in the middle of the trip."""
    if not attraction.seasons:
        return 1.0
    middle = (request.date + timedelta(days=(request.days - 1) // 2)).strftime("%m-%d")
    return next((season.factor for season in attraction.seasons if season.holds_on(middle)), 1.0)


def prize(corridor: Corridor, request: TripRequest, attraction: Attraction) -> int:
    """Return the whole-number prize of a site."""
    worth = attraction.score * season_factor(attraction, request)
    return round(worth * interest_in(corridor, request, attraction) * PRIZE_SCALE)


def visit_length(
    attraction: Attraction,
    request: TripRequest,
    day: date,
    ways: Around = NO_WAY,
    has_time: Callable[[int], bool] | None = None,
) -> int:
    """Return the minutes planned for a visit on a day: as asked for, long on a slow trip and among crowds.

    Short where the rest of a trip lacks time for more. What no day of the trip has time for, between the ways there
    and back, gives way to what is next: the length of the pace, then the shorter rounds of the site. Where the hours
    of a crowded day do not allow the visit among crowds, the shorter one is planned. One that is at its best only
    before a pause may be shorter by a short way, so that lunch fits in between. ``has_time`` is `has_time_for` of this
    visit, where it is asked about many days.
    """
    has_time = has_time or has_time_for(attraction, request, ways)
    lengths, pace = attraction.visit_minutes, request.pace_rule.visit_length
    if attraction.id in request.hurried:
        return min(lengths.short, longest_visit(attraction, day))
    asked = int(getattr(lengths, request.visit_length or ("long" if request.slow else pace)))
    wanted = min(asked, longest_visit(attraction, day))
    usual = min(wanted, int(getattr(lengths, pace)))
    rounds = [each.minutes for each in reversed(attraction.rounds) if each.minutes < usual]
    if request.booked(attraction.id):
        rounds.append(min(usual, lengths.short))
    planned = next(filter(has_time, (wanted, usual, *rounds)), usual)
    crowded = min(round(planned * crowd_factor(attraction, day) / 5) * 5, max(planned, lengths.long))
    if crowded > planned and starts(attraction, request, day, crowded):
        planned = crowded
    if (
        attraction.rounds
        or request.booked(attraction.id)
        or not _is_best_before_pause(attraction, request, day)
    ):
        return planned
    return max(min(planned, lengths.short), planned - SHORT_WAY)


def _is_best_before_pause(site: Attraction, request: TripRequest, day: date) -> bool:
    """Tell whether all best hours are over before one pause, that has lunch right before it."""
    ends = [end for (_, end), best in best_intervals(site, day) if best.weighs]
    pauses = [start for start, _ in request.pauses_on(day) if start <= LATEST_JOINED]
    return bool(ends) and any(max(ends) <= start for start in pauses)


def has_time_for(attraction: Attraction, request: TripRequest, ways: Around) -> Callable[[int], bool]:
    """Return what tells, once for each length, whether some day has time for a visit and the ways to it and from it."""
    return cache(partial(_has_time, attraction, request, ways))


def _has_time(attraction: Attraction, request: TripRequest, ways: Around, minutes: int) -> bool:
    is_late = goes_late(request, attraction)
    for day in _dates(request):
        start, end = request.hours_of(day)
        earliest = start + ways.there
        late = late_end(request, day) if is_late else 0
        latest = max(end, late) - ways.back - minutes
        if attraction.id in request.sunrise and request.own_hours(day)[0] is None:
            earliest = 0
        spans = in_hours(starts(attraction, request, day, minutes), request, day, minutes, attraction.id)
        if any(max(first, earliest) <= min(last, latest) for first, last in spans):
            return True
    return False


def ways_around(corridor: Corridor, request: TripRequest, reach: Reach) -> dict[str, Around]:
    """Return the shortest ways to and from each site not avoided: from a bed or the start, to a bed or the end."""
    beds = [town.id for town in corridor.towns] if len(request.dates) > 1 else []
    sites = [site.id for site in corridor.attractions if site.id not in request.avoid]
    if not sites:
        return {}
    there = reach.minutes([*beds, request.start], sites).min(axis=0).tolist()
    back = reach.minutes(sites, [*beds, request.end]).min(axis=1).tolist()
    return {site: Around(*ways) for site, *ways in zip(sites, there, back, strict=True)}


def starts(
    attraction: Attraction, request: TripRequest, day: date, minutes: int, *, or_unknown: bool = False
) -> list[Interval]:
    """Return when a visit of so many minutes may start on a day of the trip."""
    spans = start_window(attraction, day, minutes, widest_hours(request), or_unknown=or_unknown)
    spans = in_light(spans, request, attraction, day, minutes)
    spans = late_if_lit(spans, request, attraction, day, minutes)
    if not request.booked(attraction.id):
        return spans
    booked = [visit.minute_on(day) for visit in request.booked(attraction.id)]
    return [(at, at) for at in booked if at is not None and any(first <= at <= last for first, last in spans)]


def in_hours(
    spans: list[Interval], request: TripRequest, day: date, minutes: int, site: str
) -> list[Interval]:
    """Return those starts of a visit of so many minutes that leave it within the hours for visits.

    On days with an arrival, a departure or a booked train one may be out for longer than one sees things, and there is
    no visit in a pause.
    """
    start, end = request.hours_for_visits(day)
    if (start, end) != request.hours_of(day) or any(train.day == day for train in request.trains):
        out = 0 if site in request.sunrise else start
        spans = _between(spans, out, max(end, late_end(request, day)) - minutes)
    for begins, ends in request.without_visits(day):
        spans = [*_between(spans, 0, begins - minutes), *_between(spans, ends, INFINITY)]
    return spans


def _between(spans: list[Interval], earliest: int, latest: int) -> list[Interval]:
    return [(max(a, earliest), min(b, latest)) for a, b in spans if max(a, earliest) <= min(b, latest)]


def visit_lengths(attraction: Attraction, request: TripRequest, ways: Around = NO_WAY) -> list[int]:
    """Return the minutes planned for a visit on each day."""
    has_time = has_time_for(attraction, request, ways)
    return [visit_length(attraction, request, day, ways, has_time) for day in _dates(request)]


def visit_windows(attraction: Attraction, request: TripRequest, lengths: list[int]) -> Windows:
    """Return when visits of some lengths may start, for each day; none on crowded days that are to be avoided."""
    return [
        [] if _is_avoided(attraction, request, day) else starts(attraction, request, day, minutes)
        for day, minutes in zip(_dates(request), lengths, strict=True)
    ]


class Opening:
    """When a site can be visited on the days of a trip, and for how long."""

    def __init__(self, site: Attraction, request: TripRequest, ways: Around) -> None:
        """Find out, for who has these ways around it."""
        self.site, self._request = site, request
        self.lengths = visit_lengths(site, request, ways)
        self.windows = visit_windows(site, request, self.lengths)

    @cached_property
    def closed(self) -> Cause | None:
        """Why there is no visit, where its hours and those of the traveller say so."""
        return _closed(self.site, self._request, self.windows)


class Openings:
    """The openings of sites, shared by wishes that differ only in `NOT_OF_HOURS`, as a plan's changes by hand do."""

    def __init__(self, request: TripRequest) -> None:
        """Take the wish."""
        self._request = request
        self._known = _known(request.model_copy(update=NOT_OF_HOURS).model_dump_json())

    def of(self, site: Attraction, ways: Around) -> Opening:
        """Return when a site can be visited by who has these ways around it."""
        known = self._known.get((site.id, ways))
        if known is None or known.site is not site:  # of other data
            known = self._known[site.id, ways] = Opening(site, self._request, ways)
        return known


@lru_cache(MOST_WISHES)
def _known(words: str) -> dict[tuple[str, Around], Opening]:  # noqa: ARG001 (what it is known of)
    return {}


def _is_avoided(site: Attraction, request: TripRequest, day: date) -> bool:
    return request.avoid_crowds and is_crowded(site, day)


def _dates(request: TripRequest) -> list[date]:
    return [request.date + timedelta(days=day) for day in range(request.days)]


def left_out(
    corridor: Corridor, request: TripRequest, openings: dict[str, Opening], reach: Reach
) -> dict[str, Cause]:
    """Return the attractions that cannot be part of any plan, with the cause; what is avoided has no opening."""
    ids = [attraction.id for attraction in corridor.attractions]
    there = reach.least_from(request.start, ids).tolist()
    back = reach.least_to(request.end, ids).tolist()
    far = too_far_from_hospital(corridor, request, ids, reach)
    result: dict[str, Cause] = {}
    for attraction, out, home in zip(corridor.attractions, there, back, strict=True):
        cause = (
            _asked(attraction, request)
            or outside_area(attraction, corridor, request)
            or unsuited(attraction, request)
            or _ruled_out(corridor, request, attraction)
            or (Cause("hospital") if attraction.id in far else None)
            or _worthless(corridor, request, attraction)
            or openings[attraction.id].closed
            or _too_far(request, out, home)
        )
        if cause is not None:
            result[attraction.id] = cause
    return result


def _asked(site: Attraction, request: TripRequest) -> Cause | None:
    if site.id in request.avoid:
        return Cause("asked")
    return Cause("seen") if request.under_way and site.id in request.under_way.seen else None


def unsuited(site: Attraction, request: TripRequest) -> Cause | None:
    """Tell why a site does not suit the traveller wherever it lies, or None."""
    if site.doubtful and site.id not in request.must:
        return Cause("doubtful")
    if request.free_only and (priced := _priced(site, request)):
        return priced
    if request.max_altitude is not None and (site.altitude_m or 0) > request.max_altitude:
        return Cause("altitude", {"metres": site.altitude_m, "limit": request.max_altitude})
    if request.max_steps is not None and (site.steps or 0) > request.max_steps:
        return Cause("steps", {"steps": site.steps, "limit": request.max_steps})
    if "wheelchair" in request.needs and site.is_too_steep:
        return Cause("wheelchair-steps", {"steps": site.steps})
    known = {need: site.answer_to(need) for need in request.needs}
    for answer, name in (("no", "lacks"), ("unknown", "needs-unknown")):
        needs = [need for need in known if known[need] == answer]
        if needs and (answer == "no" or request.needs_strict):
            return Cause(name, {"needs": needs})
    return None


def _ruled_out(corridor: Corridor, request: TripRequest, site: Attraction) -> Cause | None:
    """Tell which rule wants none of a set that the site is in, or None."""
    for rule in rules_of(corridor, request):
        if rule.at_most == 0 and rule.holds(site):
            return Cause("rule-none", {"rule": rule.name.both})
    return None


def _priced(site: Attraction, request: TripRequest) -> Cause | None:
    """Tell why a site is not for who wants free ones: it has a price on a day of the trip, or nobody knows it."""
    prices = [ticket_on(site, day) for day in _dates(request)]
    if None in prices:
        return Cause("price-unknown")
    dearest = max(price for price in prices if price is not None)
    return Cause("not-free", {"cny": dearest}) if dearest else None


def outside_area(place: Attraction | Town, corridor: Corridor, request: TripRequest) -> Cause | None:
    """Tell why where a site or town lies rules it out, or None."""
    if request.visa_port and corridor.visa and place.prefecture not in corridor.visa.prefectures:
        return Cause("visa-area")
    beside = beside_area(place, request)
    return beside if not request.outside_weight else None


def beside_area(place: Attraction | Town, request: TripRequest) -> Cause | None:
    """Tell how a site or town lies outside the areas asked for, or None."""
    if request.within and not place.adcode.startswith(request.within):
        return Cause("area")
    if not isinstance(place, Attraction) or place.id in request.must:
        return None
    belts = {*request.belts, *([request.follow] if request.follow else [])}
    if belts and place.belt not in belts:
        return Cause("belt")
    return Cause("zone") if request.zones and place.zone not in request.zones else None


def too_far_from_hospital(
    corridor: Corridor, request: TripRequest, ids: list[str], reach: Reach
) -> frozenset[str]:
    """Return the places further from every hospital town than the request allows."""
    if request.near_hospital is None:
        return frozenset()
    hospitals = [town.id for town in corridor.towns if town.hospital]
    nearest = reach.minutes(ids, hospitals).min(axis=1)
    return frozenset(
        place for place, minutes in zip(ids, nearest, strict=True) if minutes > request.near_hospital
    )


def _worthless(corridor: Corridor, request: TripRequest, site: Attraction) -> Cause | None:
    if site.id in request.must or any(rule.holds(site) for rule in rules_of(corridor, request)):
        return None
    if prize(corridor, request, site) > 0:
        return None
    return Cause("worth-nothing" if interest_in(corridor, request, site) > 0 else "off-theme")


def _closed(site: Attraction, request: TripRequest, windows: Windows) -> Cause | None:
    if site.evening and not goes_late(request, site) and _is_on(site, request):
        return Cause("evening")
    if any(windows):  # a booking may be shorter, and is looked at for itself
        return (
            None
            if request.booked(site.id) or lights_of(request, site.id)
            else _outside_hours(site, request, windows)
        )
    if _may_be_open(site, request):
        return Cause("hours-unknown")
    whenever = request.model_copy(update={"avoid_crowds": False})
    return Cause("crowded" if any(visit_windows(site, whenever, visit_lengths(site, whenever))) else "closed")


def _is_on(site: Attraction, request: TripRequest) -> bool:
    """Tell whether a session is held on some evening of the trip."""
    return any(opening_intervals(site.opening_hours, day, site.location) for day in _dates(request))


def _outside_hours(site: Attraction, request: TripRequest, windows: Windows) -> Cause | None:
    """Tell whether the site is open for its shortest visit only while the traveller is not out, or None."""
    shortest = _shortest_visit(site, request)
    days = [day for day, spans in zip(_dates(request), windows, strict=True) if spans]
    start, end = widest_hours(request)
    spans = [span for day in days for span in starts(site, request, day, shortest)]
    if any(max(first, start) <= min(last, end - shortest) for first, last in spans):
        return None
    return Cause("hours", {"start": start, "end": end})


def _may_be_open(site: Attraction, request: TripRequest) -> bool:
    """Tell whether a visit would fit on a day of the trip if the site were open whenever its hours are unknown."""
    shortest = _shortest_visit(site, request)
    days = [day for day in _dates(request) if not _is_avoided(site, request, day)]
    return any(starts(site, request, day, shortest, or_unknown=True) for day in days)


def _shortest_visit(site: Attraction, request: TripRequest) -> int:
    """Return the minutes of the shortest visit or round that may be planned."""
    by_pace = request.pace_rule.visit_length
    lengths = [getattr(site.visit_minutes, length) for length in (by_pace, request.visit_length or by_pace)]
    return int(min(lengths + [each.minutes for each in site.rounds]))


def _too_far(request: TripRequest, out: int, home: int) -> Cause | None:
    if out >= INFINITY or home >= INFINITY:
        return Cause("no-way")
    most = len(request.dates) * most_travel(request)
    if out + home > most:
        return Cause("far", {"minutes": out + home, "most": most})
    return None


def rules_of(corridor: Corridor, request: TripRequest) -> tuple[CoverRule, ...]:
    """Return the coverage rules of the request and, unless it gives them up or asks for more, of its themes."""
    asked = request.themes if request.theme_rules else ()
    themes = [corridor.theme_by_id[theme].cover for theme in asked]
    of_themes = dict.fromkeys(rule for cover in themes for rule in cover)
    return (*request.cover, *(rule for rule in of_themes if not _asks_for_more(corridor, request, rule)))


def _asks_for_more(corridor: Corridor, request: TripRequest, rule: CoverRule) -> bool:
    """Tell whether the wish itself names more of a set than a theme lets it have: sites, or the kind of them."""
    if rule.at_most is None:
        return False
    fixed = {*request.must, *(visit.site for visit in request.visits), *request.sunrise, *request.blue_hour}
    named = sum(rule.holds(corridor.attraction_by_id[site]) for site in fixed)
    kinds = [set(own.tags) & set(rule.tags) for own in request.cover if own.at_least or own.as_many]
    return named > rule.at_most or any(kinds)
