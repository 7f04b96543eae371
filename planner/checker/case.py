"""A plan on trial, and what follows from the data and the request alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from heapq import heappop, heappush
from math import ceil
from statistics import median
from typing import ClassVar, TypeGuard

from planner.checker import hours
from planner.checker.report import Book
from planner.clock import minutes_between
from planner.corridor import (
    Attraction,
    Corridor,
    FareBasis,
    Line,
    Link,
    Metro,
    MetroLine,
    Mode,
    TicketAges,
    Town,
)
from planner.geo import great_circle_km
from planner.itinerary import Day, Event, Itinerary, Leg, Overnight, Visit
from planner.request import TripRequest
from planner.rules import (
    ADULTS_A_ROOM,
    BIG_CAR_FACTOR,
    CHILD_SHARE,
    FARE_FREE_UNDER,
    FARE_HALF_UNDER,
    LACKING_SERVICE_WEIGHT,
    OWN_CARS,
    PEOPLE_A_BIG_CAR,
    PEOPLE_A_CAR,
    PEOPLE_A_ROOM,
    PRIZE_SCALE,
    SENIOR_SHARE,
    STUDENT_EMU,
    STUDENT_HARD_SEAT,
    STUDENT_SHARE,
    UNKNOWN_SERVICE_WEIGHT,
)

ROUNDING = 0.5 + 1e-6
NEVER = 1000  # years
SCHEDULED = {"rail", "metro", "coach", "cruise"}


Neighbours = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True)
class LegPrice:
    """What a leg costs the party, not rounded, how far that may be off, and what it stands on."""

    cny: float
    slack: float
    basis: FareBasis | None


@dataclass(frozen=True)
class Case:
    """Everything a rule may look at."""

    itinerary: Itinerary
    corridor: Corridor
    request: TripRequest
    book: Book
    leg_prices: dict[tuple[int, int], LegPrice] = field(default_factory=dict)  # by day and event, as judged

    def events(self) -> Iterator[tuple[Day, int, Event]]:
        """Yield day, index and event, in order."""
        for day in self.itinerary.days:
            for index, event in enumerate(day.events):
                yield day, index, event

    @cached_property
    def visits(self) -> list[Visit]:
        """All visits, in order."""
        return [event for _, _, event in self.events() if isinstance(event, Visit)]

    @cached_property
    def links(self) -> dict[tuple[str, str], list[Link]]:
        """Links by the direction in which they may be used."""
        return self.roads.links

    @cached_property
    def roads(self) -> Roads:
        """The ways over links."""
        return Roads.of(self.corridor)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Lines by id."""
        return {line.id: line for line in self.corridor.lines}

    @cached_property
    def metro_lines(self) -> dict[str, tuple[Metro, MetroLine]]:
        """Lines of metros, with their network, by id."""
        return {line.id: (metro, line) for metro in self.corridor.metros for line in metro.lines}

    @cached_property
    def modes_at(self) -> dict[str, set[Mode]]:
        """The modes of the lines that call at each place."""
        modes: dict[str, set[Mode]] = defaultdict(set)
        for line in self.corridor.lines:
            trains = [call.station for departure in line.departures for call in departure.calls]
            patterns = [call.station for pattern in line.patterns for call in pattern.calls]
            for station in (*trains, *patterns):
                modes[station].add(line.mode)
        return dict(modes)

    @cached_property
    def widest_hours(self) -> tuple[int, int]:
        """The earliest minute at which days of the trip begin, and the latest at which they end."""
        return hours.widest(self.request)

    @cached_property
    def usual_tickets(self) -> dict[str, int]:
        """The median price of a gate by the first tag of sites, and ``""`` for all; where it is known."""
        known: dict[str, list[int]] = defaultdict(list)
        for site in self.corridor.attractions:
            if site.ticket_cny:
                for tag in (site.tags[0], ""):
                    known[tag].append(site.ticket_cny.price)
        return {tag: round(median(prices)) for tag, prices in known.items()}

    @cached_property
    def to_hospital(self) -> dict[str, int]:
        """Minutes over links from each place to the nearest town with a hospital."""
        return least_minutes(self.roads.back, *(town.id for town in self.corridor.towns if town.hospital))

    @cached_property
    def tells_fares(self) -> bool:
        """Whether the plan says what fares stand on and which running days are known; older ones did not."""
        legs = [event for _, _, event in self.events() if isinstance(event, Leg)]
        return any(leg.fare_basis or leg.running_days for leg in legs)

    @cached_property
    def tells_best_hours(self) -> bool:
        """Whether best hours count in the plan; in older ones they did not."""
        return any(visit.best_times or visit.hours_loss for visit in self.visits)

    @cached_property
    def tells_money(self) -> bool:
        """Whether the plan says what the party's prices stand on; older ones did not, and rounded leg by leg."""
        return self.itinerary.totals.money is not None

    @property
    def shares(self) -> float:
        """How many adult fares the party pays; the first small child of each adult goes free."""
        request, free = self.request, self.request.adults
        shares = request.adults + CHILD_SHARE * (request.children - len(request.child_ages))
        for age in request.child_ages:
            if age < FARE_FREE_UNDER and free:
                free -= 1
            else:
                shares += CHILD_SHARE if age < FARE_HALF_UNDER else 1
        return shares

    def fare_shares(self, line: Line) -> float:
        """Adult fares that the party pays on a line; students pay less on trains only."""
        off = 0.0
        if line.mode == "rail":
            emu = 1.0 if self.request.rail_class == "first" else STUDENT_EMU
            off = 1 - (STUDENT_HARD_SEAT if line.fare.hard_seat else emu)
        return self.shares - off * self.request.students

    def ticket_shares(self, site: Attraction | None = None) -> float:
        """Return how many adult tickets the party pays at a site, or for a pass."""
        request = self.request
        rule = (site.ticket_ages if site else None) or TicketAges()
        free_to, half_to = (-1 if age is None else age for age in (rule.free_to, rule.half_to))
        free_from, half_from = (NEVER if age is None else age for age in (rule.free_from, rule.half_from))
        parts = [1.0] * (request.adults - request.seniors - request.students)
        parts += [STUDENT_SHARE] * request.students
        parts += [CHILD_SHARE] * (request.children - len(request.child_ages))
        parts += [SENIOR_SHARE] * (request.seniors - len(request.senior_ages))
        parts += [(age > free_to) * (0.5 if age <= half_to else 1.0) for age in request.child_ages]
        parts += [(age < free_from) * (0.5 if age >= half_from else 1.0) for age in request.senior_ages]
        return sum(parts)

    @property
    def num_taxis(self) -> int:
        """How many taxis the party fills."""
        return ceil((self.request.adults + self.request.children) / PEOPLE_A_CAR)

    @cached_property
    def own_cars(self) -> tuple[int, int]:
        """How many big and small cars of its own the party fills for least; small ones where it is equal."""
        people = self.request.adults + self.request.children
        if self.request.self_drive == "rental":
            return 0, ceil(people / PEOPLE_A_CAR)
        choices = []
        for big in range(ceil(people / PEOPLE_A_BIG_CAR) + 1):
            small = ceil(max(0, people - big * PEOPLE_A_BIG_CAR) / PEOPLE_A_CAR)
            choices.append((round(small + big * BIG_CAR_FACTOR, 3), small + big, big, small))
        return min(choices)[2:]

    @property
    def car_factor(self) -> float:
        """How many times a car's price the party pays for a kilometre in its own cars."""
        big, small = self.own_cars
        return small + big * BIG_CAR_FACTOR

    @property
    def is_driven(self) -> bool:
        """Whether a party by car has drivers: it would need more cars of its own than it drives."""
        most = min(OWN_CARS, self.request.adults)
        if self.request.mode != "car" or self.request.self_drive is not None:
            return False
        return bool(self.corridor.charters) and sum(self.own_cars) > most

    def by_road(self, day: Day) -> bool:
        """Tell whether all drives of a day are with the party's vehicles, its own or those with drivers."""
        return self.request.mode == "car" or day.hire is not None

    @property
    def rental_cny(self) -> int:
        """What the plan says that a rented car costs."""
        return self.itinerary.rental.cost_cny if self.itinerary.rental else 0

    @property
    def num_rooms(self) -> int:
        """How many rooms the party sleeps in."""
        people = self.request.adults + self.request.children
        least = max(ceil(self.request.adults / ADULTS_A_ROOM), ceil(people / PEOPLE_A_ROOM))
        return self.request.rooms or least

    def sleeps_at_home(self, night: Overnight) -> bool:
        """Tell whether a night is in the town of the start, and nobody pays for a bed there."""
        return self.is_home(night.place)

    def is_home(self, town: str) -> bool:
        """Tell whether a town is that of the start, where nobody pays for a bed."""
        return self.request.at_home and town == self.corridor.town_of(self.request.origin)

    def is_leg_price(self, claimed: float, exact: float, slack: float = 0.0) -> bool:
        """Tell whether a leg costs the party what is told; a journey is rounded as a whole, its legs share that."""
        return is_near(claimed, exact, slack + (ROUNDING if self.tells_money else 0.0))

    def is_prize(self, claimed: int, attraction: Attraction) -> bool:
        """Tell whether a prize is that of an attraction for this traveller."""
        worth = attraction.score * self._season(attraction) * min(1.0, self.interest(attraction))
        for service in {*self.request.needs, *self.request.prefers}:
            answer = attraction.answer_to(service)
            if answer == "unknown":
                worth *= UNKNOWN_SERVICE_WEIGHT
            elif answer == "no" and service in self.request.prefers:
                worth *= LACKING_SERVICE_WEIGHT
        if self.request.outside_weight and self.beside(attraction):
            worth *= self.request.outside_weight
        return is_near(claimed, worth * PRIZE_SCALE)

    def interest(self, attraction: Attraction) -> float:
        """Return the greatest weight that a theme asked for gives to an attraction."""
        interest = 0.0
        for theme, weight in self.request.themes.items():
            tags = self.corridor.theme_by_id[theme].tags
            for tag in ("*", *attraction.tags):
                interest = max(interest, weight * tags.get(tag, 0.0))
        return interest

    def beside(self, place: Attraction | Town) -> str:
        """Return the cause by which a place lies outside the areas asked for, or nothing."""
        request = self.request
        inside = any(place.adcode.startswith(area) for area in request.within)
        if request.within and not inside:
            return "area"
        if not isinstance(place, Attraction) or place.id in request.must:
            return ""
        belts = (*request.belts, request.follow) if request.follow else request.belts
        if belts and place.belt not in belts:
            return "belt"
        return "zone" if request.zones and place.zone not in request.zones else ""

    def _season(self, attraction: Attraction) -> float:
        """Return what the season of the middle of the trip makes of a score."""
        middle = self.request.date + timedelta(days=(self.request.days - 1) // 2)
        holding = [s.factor for s in attraction.seasons if s.holds_on(middle.strftime("%m-%d"))]
        return holding[0] if holding else 1.0

    def is_known(self, leg: Leg) -> bool:
        """Tell whether all places of a leg are in the data."""
        return {leg.start, *leg.via, leg.end} <= self.corridor.places.keys()

    def is_ride(self, event: Event | None) -> TypeGuard[Leg]:
        """Tell whether an event must be in a timetable: it names a service, or no link is of its mode."""
        if not isinstance(event, Leg) or not self.is_known(event):
            return False
        if event.service is not None or event.line is not None:
            return True
        by_link = any(link.mode == event.mode for link in self.links.get((event.start, event.end), ()))
        return event.mode in SCHEDULED and not by_link


class Roads:
    """The links of a corridor, and the fewest minutes over them; the last corridor's serve for all plans of it."""

    last: ClassVar[Roads | None] = None

    def __init__(self, every: tuple[Link, ...]) -> None:
        self.every = every
        self.links: dict[tuple[str, str], list[Link]] = defaultdict(list)
        for link in every:
            self.links[link.start, link.end].append(link)
            if not link.one_way:
                self.links[link.end, link.start].append(link)
        self.links = dict(self.links)
        self.on: Neighbours = defaultdict(list)
        self.back: Neighbours = defaultdict(list)
        for (start, end), links in self.links.items():
            minutes = min(link.minutes for link in links)
            self.on[start].append((end, minutes))
            self.back[end].append((start, minutes))
        self._from: dict[str, dict[str, int]] = {}
        self._to: dict[str, dict[str, int]] = {}

    @classmethod
    def of(cls, corridor: Corridor) -> Roads:
        """Return those of a corridor."""
        if cls.last is None or cls.last.every is not corridor.links:
            cls.last = cls(corridor.links)
        return cls.last

    def minutes_from(self, place: str) -> dict[str, int]:
        """Return the fewest minutes from a place to each other one."""
        if place not in self._from:
            self._from[place] = least_minutes(self.on, place)
        return self._from[place]

    def minutes_to(self, place: str) -> dict[str, int]:
        """Return the fewest minutes to a place from each other one."""
        if place not in self._to:
            self._to[place] = least_minutes(self.back, place)
        return self._to[place]


def straight_km(case: Case, start: str, end: str) -> float:
    """Return the great-circle distance between two places."""
    a, b = case.corridor.places[start].location, case.corridor.places[end].location
    return great_circle_km(a.lat, a.lon, b.lat, b.lon)


def least_minutes(ways: Neighbours, *starts: str) -> dict[str, int]:
    """Return the fewest minutes from the nearest of some places to each other one (Dijkstra)."""
    found: dict[str, int] = {}
    queue = [(0, start) for start in starts]
    while queue:
        so_far, place = heappop(queue)
        if place not in found:
            found[place] = so_far
            for other, more in ways.get(place, ()):
                heappush(queue, (so_far + more, other))
    return found


def clock(moment: datetime) -> str:
    """Return the time of day of a moment, as people write it."""
    return f"{moment:%H:%M}"


def minutes(event: Event) -> int:
    """Return how long an event takes."""
    return minutes_between(event.begins[1], event.finishes[1])


def is_near(claimed: float, exact: float, slack: float = 0.0) -> bool:
    """Tell whether a whole number is a value rounded, either way at a half; ``slack`` widens it."""
    return abs(claimed - exact) <= ROUNDING + slack
