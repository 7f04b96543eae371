"""A plan on trial, and what follows from the data and the request alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import ceil

from planner.check.report import Book
from planner.corridor import Attraction, Corridor, Line, Link
from planner.itinerary import Day, Event, Itinerary, Leg, Visit, Wait
from planner.request import TripRequest
from planner.rules import ADULTS_A_ROOM, CHILD_SHARE, PEOPLE_A_CAR, PEOPLE_A_ROOM, PRIZE_SCALE

ROUNDING = 0.5 + 1e-6


@dataclass(frozen=True)
class Case:
    """Everything a rule may look at."""

    itinerary: Itinerary
    corridor: Corridor
    request: TripRequest
    book: Book

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
        links: dict[tuple[str, str], list[Link]] = defaultdict(list)
        for link in self.corridor.links:
            links[link.start, link.end].append(link)
            if not link.one_way:
                links[link.end, link.start].append(link)
        return dict(links)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Lines by id."""
        return {line.id: line for line in self.corridor.lines}

    @property
    def shares(self) -> float:
        """How many adult tickets the party pays."""
        return self.request.adults + CHILD_SHARE * self.request.children

    @property
    def num_cars(self) -> int:
        """How many cars the party fills."""
        return ceil((self.request.adults + self.request.children) / PEOPLE_A_CAR)

    @property
    def num_rooms(self) -> int:
        """How many rooms the party sleeps in."""
        people = self.request.adults + self.request.children
        return max(ceil(self.request.adults / ADULTS_A_ROOM), ceil(people / PEOPLE_A_ROOM))

    def is_prize(self, claimed: int, attraction: Attraction) -> bool:
        """Tell whether a prize is that of an attraction for this traveller."""
        interest = 0.0
        for theme, weight in self.request.themes.items():
            tags = self.corridor.theme_by_id[theme].tags
            for tag in ("*", *attraction.tags):
                interest = max(interest, weight * tags.get(tag, 0.0))
        return is_near(claimed, attraction.score * min(1.0, interest) * PRIZE_SCALE)

    def journeys(self, day: Day) -> list[list[Leg | Wait]]:
        """Return the journeys of a day: legs without a stay in between, with the waits between them."""
        journeys = []
        for moves, group in groupby(day.events, key=lambda event: isinstance(event, Leg | Wait)):
            run = [event for event in group if isinstance(event, Leg | Wait)]
            legs = [i for i, event in enumerate(run) if isinstance(event, Leg)]
            if moves and legs:
                journeys.append(run[legs[0] : legs[-1] + 1])
        return journeys

    def travel_minutes(self, day: Day) -> int:
        """Return the minutes of travel of a day; for a car without the waits."""
        if self.request.mode == "car":
            return sum(minutes(event) for event in day.events if isinstance(event, Leg))
        return sum(sum(minutes(event) for event in journey) for journey in self.journeys(day))


def minutes(event: Event) -> int:
    """Return how long an event takes."""
    return round((event.finishes[1] - event.begins[1]).total_seconds() / 60)


def is_near(claimed: float, exact: float, slack: float = 0.0) -> bool:
    """Tell whether a whole number is a value rounded, either way at a half; ``slack`` widens it."""
    return abs(claimed - exact) <= ROUNDING + slack
