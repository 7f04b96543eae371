"""From a request to the numbers of a `Problem`: which sites and towns matter, prizes, hours, times, money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NoReturn

import numpy as np

from planner.arrays import INFINITY, BoolArray, IntArray
from planner.atlas import Ways
from planner.corridor import Attraction, Corridor, CoverRule
from planner.errors import NoPlanError, RequestError
from planner.geo import great_circle_km
from planner.hours import Interval
from planner.itinerary import Rental
from planner.network.booked import BookedRide
from planner.planning.beds import away_from_home, places_of
from planner.planning.besthours import StartWindow, windows_of
from planner.planning.bookings import towns_of_nights
from planner.planning.candidates import (
    Opening,
    Openings,
    Reach,
    Windows,
    in_hours,
    left_out,
    outside_area,
    prize,
    rules_of,
    starts,
    too_far_from_hospital,
    ways_around,
)
from planner.planning.causes import Cause
from planner.planning.charters import Fleet, fleet_of, is_driven, nowhere
from planner.planning.fixedrides import stations_of, with_rides
from planner.planning.frame import home_by, hours_of_days, is_late
from planner.planning.going import Going, tables_of
from planner.planning.latebeds import in_bed_early, late_nights, with_late_beds
from planner.planning.lights import late_end, leave_from, most_visits
from planner.planning.limits import limited, most_travel, stays_off_the_road
from planner.planning.meals import name_of
from planner.planning.nightrides import without_night_rides
from planner.planning.outside_hours import OutsideHoursError, outside_hours
from planner.planning.party import car_factor, num_rooms, party_ticket
from planner.planning.prices import dearest_ticket, passes_of, usual_ticket
from planner.planning.rental import rental_of
from planner.planning.resting import Booked, after_pause, meals_of, with_bookings
from planner.planning.sameplace import one_of_each
from planner.problem import Hire, Meal, Node, Problem, Purses, Rule, Tour
from planner.request import Hours, TripRequest
from planner.rules import (
    AS_MANY_PRIZE,
    BED_PRICE,
    CAR_CNY_PER_KM,
    CHANGE_PRICE,
    DINNER_AT,
    EMPTY_DAY,
    LATE_MORNING,
    NEAREST_BED,
    NIGHT_SHARE,
    RETURN_PRICE,
    SHORT_DAY,
    TRAVEL_PRICE,
)
from planner.stopping import StopToken
from planner.texts import Message, in_each
from planner.travel import Travel


@dataclass(frozen=True, eq=False)
class TripModel:
    """A problem, and what its numbers stand for."""

    corridor: Corridor
    request: TripRequest
    problem: Problem
    going: Going
    sites: tuple[Attraction, ...]
    rules: tuple[CoverRule, ...]
    left_out: dict[str, Cause]  # attractions that never had a chance, and why
    usual: dict[str, int]  # CNY of the party that count in the objective where a ticket's price is not known
    fleet: Fleet | None = None  # vehicles with drivers, by the day
    near: BoolArray | None = None  # of a slow trip: [site, node], near which beds a site is
    rental: Rental | None = None  # its CNY are no part of the problem, whose budget is less by them
    rides: tuple[BookedRide, ...] = ()  # booked: sites of the problem behind the others; nor are their CNY
    late_beds: dict[int, int] = field(default_factory=dict)  # the town of each
    earlier: tuple[int, ...] = ()  # sites in the order of an earlier plan, which is kept where it is as good

    @property
    def rental_cny(self) -> int:
        """What a rented car costs by the day, whatever the plan."""
        return self.rental.cost_cny if self.rental else 0

    @property
    def fixed_cny(self) -> int:
        """What all plans cost alike."""
        return self.rental_cny + sum(self.going.fare_of(ride) for ride in self.rides)

    @property
    def fixed_loss(self) -> int:
        """What all plans lose alike: the rented car, and the minutes and fares of booked trains."""
        items = [self.rental_cny, *(self.going.fare_of(ride) for ride in self.rides)]
        minutes = sum(ride.minutes for ride in self.rides)
        return int(self.problem.money_loss(np.array(items)).sum()) + self.problem.travel_price * minutes

    def booked(self, node: int) -> BookedRide | None:
        """Return the booked ride that a node is, None where it is a place."""
        place = node - len(self.sites)
        return self.rides[place] if 0 <= place < len(self.rides) else None

    def comes_to(self, node: int) -> str:
        """Return the place to which one comes at a node."""
        ride = self.booked(node)
        return ride.start if ride else self.problem.node_ids[node]

    def leaves_from(self, node: int) -> str:
        """Return the place from which one goes on at a node."""
        ride = self.booked(node)
        return ride.end if ride else self.problem.node_ids[node]

    def date_of(self, day: int) -> date:
        """Return the date of a day counted from 0."""
        return self.request.dates[day]

    def departs(self, day: int) -> bool:
        """Tell whether a day ends with a train or a flight that is to be caught."""
        return self.request.leave_by is not None and day == self.problem.num_days - 1

    def begun(self, day: int, tour: Tour) -> tuple[int, Node]:
        """Return from when and from which town a day is timed: late, after a late bed."""
        start, town = self.problem.day_start[day], self.late_beds.get(tour.start)
        return (start, tour.start) if town is None else (max(start, LATE_MORNING), Node(town))

    def starts(self, site: int, day: int, minutes: int) -> list[Interval]:
        """Return when a visit of so many minutes may start on a day counted from 0."""
        if ride := self.booked(site):
            return [(ride.begin, ride.begin)]
        date = self.date_of(day)
        spans = starts(self.sites[site], self.request, date, minutes)
        return in_hours(spans, self.request, date, minutes, self.sites[site].id)

    def windows(self, site: int, day: int, minutes: int) -> list[StartWindow]:
        """Return the same, parted at its best hours, with what a visit begun in each part loses."""
        spans = self.starts(site, day, minutes)
        if self.booked(site):
            return [(first, last, 0) for first, last in spans]
        return windows_of(self.corridor, self.request, self.sites[site], self.date_of(day), spans, minutes)

    def prize_of(self, attraction: Attraction) -> int:
        """Return what a visit is worth to this traveller."""
        return self._prizes[attraction.id]

    @cached_property
    def _prizes(self) -> dict[str, int]:
        sites = self.corridor.attractions
        return {site.id: prize(self.corridor, self.request, site) for site in sites}


def build_model(
    corridor: Corridor, request: TripRequest, ways: Ways, stop: StopToken | None = None
) -> TripModel:
    """Return the problem of a request.

    Raises
    ------
    StoppedError
        When somebody asked to stop meanwhile.
    RequestError
        When the request itself rules out a site that must be visited.
    NoPlanError
        When such a site cannot be reached or is closed.
    """
    out_on = hours_of_days(corridor, request)
    named = towns_of_nights(corridor, request)
    towns_by_night = [_beds(corridor, named.get(evening)) for evening in request.dates[:-1]]
    tables = tables_of(request, ways, towns_by_night, out_on)
    fleet = fleet_of(request, corridor)
    hired = [ways.road] if fleet and ways.road else []
    reach = Reach((*dict.fromkeys(tables), *hired), request.day_start)
    _check_end(corridor, request, ways, reach)
    around = ways_around(corridor, request, reach)
    known, openings = Openings(request), dict[str, Opening]()
    for site in corridor.attractions:
        if site.id in around:
            (stop or StopToken()).check()
            openings[site.id] = known.of(site, around[site.id])
    out = left_out(corridor, request, openings, reach)
    lengths = {key: opening.lengths for key, opening in openings.items()}
    windows = {key: opening.windows for key, opening in openings.items()}
    for must in request.must:
        if must in out:
            _refuse(corridor, request, ways, tables[0], must, out[must])
    sites = tuple(site for site in corridor.attractions if site.id not in out)
    if not sites and request.under_way:  # there may be a way to the end still
        sites = tuple(site for site in corridor.attractions if site.id in windows)[:1]
        windows |= {site.id: [[] for _ in request.dates] for site in sites}  # but no visit on it
    if not sites:
        missed = (site for site in corridor.attractions if out[site.id].reason == "unreachable")
        if why := outside_hours(request, ways.journeys, missed):
            raise OutsideHoursError(why)
        raise NoPlanError(_no_site(corridor, request))
    free = _towns(corridor, request, reach) if len(named) < len(request.dates) - 1 else ()
    towns = tuple(dict.fromkeys((*free, *named.values())))
    if len(request.dates) > 1 and not towns:
        raise NoPlanError(Message("request.no-town-in-reach"))
    stops = tuple(dict.fromkeys((*towns, request.start, request.end)))
    nodes = (*(site.id for site in sites), *stops)
    where = {node: len(sites) + i for i, node in enumerate(stops)}
    anywhere = tuple(sorted(where[town] for town in free))
    nights = [(where[named[evening]],) if evening in named else anywhere for evening in request.dates[:-1]]
    if nights and request.dates[0] not in named and is_late(request):
        beds = _beds_after_arrival(corridor, request, tables[0], out_on[0], free)
        nights[0] = tuple(sorted(where[town] for town in beds))
    rules, rental = rules_of(corridor, request), rental_of(corridor, request)
    tickets = [dearest_ticket(site, request) for site in sites]
    usual = {
        site.id: party_ticket(request, usual_ticket(site, corridor))
        for site, ticket in zip(sites, tickets, strict=True)
        if ticket is None
    }
    hours = tuple((after_pause(request, *out), out[1]) for out in out_on)
    num_days = len(hours)
    going = Going(request, ways)
    rides = going.rides()
    places = (*nodes, *stations_of(rides))
    starts_of_visits, hours_lost = _window_arrays(
        corridor, request, hours, [(site, windows[site.id], lengths[site.id]) for site in sites]
    )
    travel = _travel(corridor, request, tables, places)
    hires: tuple[Hire, ...] = ()
    if fleet and ways.road:
        by_road = _travel(corridor, request, (ways.road,) * num_days, places)
        hires = (Hire(by_road, fleet.day_cny, fleet.km_cny / CAR_CNY_PER_KM),)
    if is_driven(request, corridor):
        travel = (nowhere(travel[0]),) * num_days
    problem = Problem(
        node_ids=nodes,
        num_sites=len(sites),
        prize=_prizes(corridor, request, sites, usual),
        minutes=_by_day(request, [lengths[site.id] for site in sites]),
        windows=starts_of_visits,
        window_loss=hours_lost,
        travel=travel,
        day_start=tuple(start for start, _ in hours),
        day_end=tuple(end for _, end in hours),
        starts=(where[request.start],),
        ends=(where[request.end],),
        nights=tuple(nights),
        max_visits=tuple(most_visits(request, end) for _, end in hours),
        max_transit=(most_travel(request),) * num_days,
        site_cost=np.array([ticket or 0 for ticket in tickets], dtype=np.int64),
        night_cost=_night_cost(corridor, request, nodes),
        must=tuple(i for i, site in enumerate(sites) if site.id in request.must),
        rules=(*(_rule(rule, sites) for rule in rules), *one_of_each(request, sites)),
        max_bed_changes=request.max_bed_changes,
        travel_cost_factor=car_factor(request) if request.mode == "car" else 1.0,
        **_limits_of_money(request, (rental.cost_cny if rental else 0) + sum(map(going.fare_of, rides))),
        meals=_at_sites(
            sites,
            with_bookings(meals_of(request, hours), _booked_hours(request, lengths, reach, hours[-1][1])),
        ),
        travel_price=TRAVEL_PRICE,
        bed_price=BED_PRICE,
        return_price=RETURN_PRICE,
        empty_price=_empty_price(request, sites),
        money_price=request.money_price,
        night_share=NIGHT_SHARE,
        change_price=CHANGE_PRICE,
        passes=passes_of(corridor, request, sites),
        hires=hires,
        places=places_of(corridor, request, nodes),
        leave_from=leave_from(corridor, request, nodes, hours),
        day_bonus=_bonus(rules, sites, num_days),
    )
    problem = with_rides(problem, request, rides)
    problem = replace(problem, night_bonus=away_from_home(corridor, request, problem))
    late = late_nights(request, problem)
    if request.slow:  # its towns stand twice for another reason
        problem, late = in_bed_early(problem, late), []
    doubled, late_beds = with_late_beds(problem, late)
    return TripModel(
        corridor, request, doubled, going, sites, rules, out, usual, fleet, None, rental, rides, late_beds
    )


def _at_sites(sites: tuple[Attraction, ...], meals: Iterable[Meal]) -> tuple[Meal, ...]:
    """Return the meals, dinner with the sites where one eats: who is there in its hours has it there."""
    where = frozenset(index for index, site in enumerate(sites) if DINNER_AT in site.tags)
    return tuple(
        replace(meal, at=where) if not meal.is_rest and name_of(meal) == "dinner" else meal for meal in meals
    )


def _limits_of_money(request: TripRequest, spent: int) -> dict[str, Any]:
    """Return the budgets of a problem, when so much of that for rides is spent in any case."""
    less = {kind: cny - spent if kind == "rides" else cny for kind, cny in request.purses.items()}
    budget = None if request.budget is None else request.budget - spent
    return {"budget": budget, "purses": Purses(**less)}


def _check_end(corridor: Corridor, request: TripRequest, ways: Ways, reach: Reach) -> None:
    """Refuse a trip whose end is out of reach, whatever is visited on the way."""
    minutes, most = (
        int(reach.least_from(request.start, [request.end])[0]),
        len(request.dates) * most_travel(request),
    )
    if minutes <= most:
        return
    start, end = (corridor.places[place] for place in (request.start, request.end))
    params: dict[str, object] = {"start": start.name.both, "end": end.name.both, "id": request.end}
    if minutes < INFINITY:
        params |= {"minutes": minutes, "n": request.days, "limit": most_travel(request)}
        raise NoPlanError(Message("request.end-far", params))
    if not outside_hours(request, ways.journeys, corridor.attractions):  # which has words of its own
        raise NoPlanError(Message("request.end-no-way", params))


def _no_site(corridor: Corridor, request: TripRequest) -> Message:
    """Say that no site can be visited; where needs are kept strictly, how many are known to have each."""
    if not request.needs_strict:
        return Message("request.no-site")
    needs = []
    for need in request.needs:
        count = sum(site.answer_to(need) == "yes" for site in corridor.attractions)
        needs.append(in_each("request.need-count", need=in_each(f"units.need-{need}"), count=count))
    return Message("request.no-site-for-needs", {"all": len(corridor.attractions), "needs": needs})


def _refuse(
    corridor: Corridor, request: TripRequest, ways: Ways, table: Travel, must: str, cause: Cause
) -> NoReturn:
    site = corridor.attraction_by_id[must]
    missed = outside_hours(request, ways.journeys, [site]) if cause.reason == "unreachable" else None
    params = {"site": must, "name": site.name.both, "detail": (missed or cause.message).both}
    message = Message("request.must-but", params)
    if missed:
        raise OutsideHoursError(message)
    if cause.reason == "unreachable":
        nearest = nearest_in_reach(corridor, table, request.start, must)
        if nearest:
            place = corridor.places[nearest].name.both
            message = Message("request.must-but-near", {**params, "nearest": nearest, "place": place})
    if cause.reason in ("avoided", "outside-area") and cause.name != "crowded":
        raise RequestError(message, field="must", value=must)
    raise NoPlanError(message)


def nearest_in_reach(corridor: Corridor, table: Travel, start: str, must: str) -> str | None:
    """Return the place nearest to a site, in a straight line, that can be reached; None when stuck."""
    origin, everywhere = np.array(table.ids.index(start)), np.arange(len(table.ids))
    reached = table.quickest(origin, everywhere) < INFINITY
    there = corridor.places[must].location
    found = [corridor.places[table.ids[row]] for row in np.flatnonzero(reached)]
    others = [place for place in found if place.id != start]
    km = [great_circle_km(there.lat, there.lon, other.location.lat, other.location.lon) for other in others]
    return others[int(np.argmin(km))].id if others else None


def _travel(
    corridor: Corridor, request: TripRequest, tables: tuple[Travel, ...], nodes: tuple[str, ...]
) -> tuple[Travel, ...]:
    """Return the tables of the days over the nodes; equal days share one."""
    index = {place: i for i, place in enumerate(tables[0].ids)}
    rows = np.array([index[node] for node in nodes], dtype=np.int64)
    shared: dict[tuple[int, int, bool, bool], Travel] = {}
    days = []
    for day, table in zip(request.dates, tables, strict=True):
        latest, off_the_road = home_by(corridor, request, day), stays_off_the_road(request, day)
        key = id(table), latest, off_the_road, request.has_night_rides(day)
        if key not in shared:
            shared[key] = limited(corridor, request, table.select(rows), latest, off_the_road=off_the_road)
            if not request.has_night_rides(day):
                end = max(latest, late_end(request, day))
                shared[key] = without_night_rides(corridor, request, shared[key], end)
        days.append(shared[key])
    return tuple(days)


def _rule(rule: CoverRule, sites: tuple[Attraction, ...]) -> Rule:
    members = frozenset(i for i, site in enumerate(sites) if rule.holds(site))
    return Rule(rule.name.en, members, rule.at_least, rule.at_most)


def _bonus(rules: tuple[CoverRule, ...], sites: tuple[Attraction, ...], days: int) -> IntArray | None:
    """Return what sites count for more of which as many as fit are wanted, or None."""
    wanted = [any(rule.as_many and rule.holds(site) for rule in rules) for site in sites]
    return np.full((days, len(sites)), AS_MANY_PRIZE * np.array(wanted)) if any(wanted) else None


def _empty_price(request: TripRequest, sites: Iterable[Attraction]) -> tuple[int, ...]:
    """Return what each day takes from the objective if it has no visit.

    Nothing where all that suits does not fill so many mornings: it is seen at once, and what is free is at the end.
    """
    wanted = request.days_for_visits
    is_thin = sum(site.visit_minutes.typical for site in sites) < SHORT_DAY * len(wanted)
    price = 0 if is_thin else EMPTY_DAY
    return tuple(price if request.number_of(day) in wanted else 0 for day in request.dates)


def _by_day(request: TripRequest, lengths: list[list[int]]) -> IntArray:
    """Return ``[day, site]``: the lengths of visits; on the eve there are none."""
    minutes = np.ascontiguousarray(np.array(lengths, dtype=np.int64).T)
    return np.vstack((minutes[:1], minutes)) if request.has_eve else minutes


def _window_arrays(
    corridor: Corridor,
    request: TripRequest,
    hours: tuple[Hours, ...],
    sites: list[tuple[Attraction, Windows, list[int]]],
) -> tuple[IntArray, IntArray | None]:
    """Return the windows of a `Problem` and their losses; on the eve there are none.

    Of hours that best hours part, the parts in which nobody is out are left out.
    """
    eve = len(request.dates) - request.days
    found: dict[tuple[int, int], list[StartWindow]] = {}
    for row, (site, spans, lengths) in enumerate(sites):
        for day, minutes in enumerate(lengths, eve):
            date, (out, home) = request.dates[day], hours[day]
            wanted = in_hours(spans[day - eve], request, date, minutes, site.id)
            parts = windows_of(corridor, request, site, date, wanted, minutes)
            while len(parts) > 1 and parts[0][1] < out:
                parts = parts[1:]
            while len(parts) > 1 and parts[-1][0] > home - minutes:
                parts = parts[:-1]
            found[day, row] = parts
    shape = len(request.dates), len(sites), max(1, *map(len, found.values()))
    windows, losses = np.full((*shape, 2), (INFINITY, -1), dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for place, parts in found.items():
        for k, (first, last, loss) in enumerate(parts):
            windows[(*place, k)], losses[(*place, k)] = (first, last), loss
    return windows, losses if losses.any() else None


def _towns(corridor: Corridor, request: TripRequest, reach: Reach) -> tuple[str, ...]:
    """Return the towns where nights are considered: all that the trip can pass through."""
    if len(request.dates) == 1:
        return ()
    allowed = [town.id for town in corridor.towns if outside_area(town, corridor, request) is None]
    far = too_far_from_hospital(corridor, request, allowed, reach)
    towns = [town for town in allowed if town not in far]
    if not towns:
        raise RequestError(Message("request.no-town-in-area"), field="within", value=request.within)
    over = reach.least_from(request.start, towns) + reach.least_to(request.end, towns)
    limit = len(request.dates) * request.transit_cap
    return tuple(town for town, minutes in zip(towns, over.tolist(), strict=True) if minutes <= limit)


def _booked_hours(
    request: TripRequest, lengths: dict[str, list[int]], reach: Reach, end: int
) -> list[Booked]:
    """Return from when to when booked visits are planned; one of the last day leaves time for the way to the end."""
    found = []
    for visit in request.visits:
        number = (visit.start.date() - request.date).days
        start = visit.minute_on(visit.start.date())
        if start is not None and 0 <= number < request.days:
            is_last = number == request.days - 1
            go_on_by = end - int(reach.least_to(request.end, [visit.site])[0]) if is_last else INFINITY
            found.append(Booked(start, start + lengths[visit.site][number], go_on_by))
    return found


def _beds(corridor: Corridor, named: str | None) -> list[str]:
    """Return the town of a night that is booked, else all towns."""
    return [named] if named else [town.id for town in corridor.towns]


def _beds_after_arrival(
    corridor: Corridor, request: TripRequest, table: Travel, hours: Hours, towns: tuple[str, ...]
) -> list[str]:
    """Return the towns that one reaches first after the arrival: at night nobody goes on for a cheaper bed."""
    row = {place: number for number, place in enumerate(table.ids)}
    there = np.array([row[town] for town in towns], dtype=np.int64)
    arrive = table.arrive(np.array(row[request.start]), there, np.array(hours[0]))
    arrive = np.where(there == row[request.start], hours[0], arrive)
    first = int(arrive.min(initial=INFINITY))
    if first > hours[1]:
        place = corridor.places[request.start].name.both
        raise NoPlanError(
            Message("request.no-bed-after-arrival", {"start": place, "from": hours[0], "by": hours[1]})
        )
    return [town for town, at in zip(towns, arrive.tolist(), strict=True) if at <= first + NEAREST_BED]


def _prizes(
    corridor: Corridor, request: TripRequest, sites: tuple[Attraction, ...], usual: dict[str, int]
) -> IntArray:
    """Return the prizes, less what a usual ticket takes where nobody knows the price: unknown does not beat cheap."""
    worth = [prize(corridor, request, site) for site in sites]
    loss = np.rint(request.money_price * np.array([usual.get(site.id, 0) for site in sites]))
    return np.asarray(np.array(worth) - loss, dtype=np.int64)


def _night_cost(corridor: Corridor, request: TripRequest, nodes: tuple[str, ...]) -> IntArray:
    rooms = num_rooms(request)
    towns = corridor.town_by_id
    home = corridor.town_of(request.origin) if request.at_home else None
    paid = [node in towns and node != home for node in nodes]
    return np.array(
        [
            rooms * getattr(towns[node].hotel_cny, request.hotel) if is_paid else 0
            for node, is_paid in zip(nodes, paid, strict=True)
        ],
        dtype=np.int64,
    )
