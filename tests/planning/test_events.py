"""From entries in minutes to events with clock times, money and confidence."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from planner.clock import CHINA
from planner.hours import ticket_on
from planner.itinerary import Leg, Meal, Overnight, Visit, Wait
from planner.planning.diary import Diary, Eating, Visiting, Waiting
from planner.planning.events import day_of_trip, event_of
from planner.planning.model import TripModel
from planner.problem import Tour
from tests.planning.test_timing import CITY, TEMPLE, TOWER, model

MONDAY = date(2026, 12, 7)


@pytest.fixture(scope="module")
def trip() -> TripModel:
    return model(adults=2)


def clock(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 7, hour, minute, tzinfo=CHINA)


def test_minutes_become_clock_times(trip: TripModel) -> None:
    meal = event_of(trip, Eating("mid-temple", 705, 765, "lunch"), MONDAY)
    assert meal == Meal(place="mid-temple", start=clock(11, 45), end=clock(12, 45))
    wait = event_of(trip, Waiting("east-city", 510, 540, "journey"), MONDAY)
    assert wait == Wait(place="east-city", purpose="journey", start=clock(8, 30), end=clock(9))


def test_a_visit_is_as_sure_as_its_data_and_costs_what_the_party_pays(trip: TripModel) -> None:
    visit = event_of(trip, Visiting("mid-temple", TEMPLE, 615, 705, includes_lunch=False), MONDAY)
    site = trip.sites[TEMPLE]
    assert isinstance(visit, Visit)
    assert (visit.start, visit.end) == (clock(10, 15), clock(11, 45))
    assert (visit.score, visit.prize) == (site.score, trip.prize_of(site))
    assert visit.ticket_cny == 2 * (ticket_on(site, MONDAY) or 0) > 0
    assert visit.confidence == ("estimated" if visit.estimated else "sourced")
    assert set(visit.estimated) == {
        name
        for name in ("location", "opening_hours", "visit_minutes", "ticket_cny")
        if site.confidence_of(name) == "estimated"
    }


def test_a_day_adds_up(trip: TripModel) -> None:
    diary = Diary(trip, 0, Tour(CITY, (TEMPLE, TOWER), CITY, 230))
    day = day_of_trip(trip, diary, None)
    assert (day.day, day.date, day.start.place, day.end.place) == (1, MONDAY, "east-city", "east-city")
    assert (day.start.time, day.end.time) == (clock(8, 30), clock(16, 20))
    assert (day.totals.visit_minutes, day.totals.transit_minutes, day.totals.wait_minutes) == (180, 230, 0)
    spent = sum(event.cost_cny for event in day.events if isinstance(event, Leg))
    spent += sum(event.ticket_cny or 0 for event in day.events if isinstance(event, Visit))
    assert day.totals.cost_cny == spent


def test_a_night_lasts_until_the_next_day_begins_and_costs_its_rooms(trip: TripModel) -> None:
    diary = Diary(trip, 0, Tour(CITY, (TEMPLE, TOWER), CITY, 230))
    wakes = datetime(2026, 12, 8, 9, tzinfo=CHINA)
    without, day = day_of_trip(trip, diary, None), day_of_trip(trip, diary, wakes)
    night = day.events[-1]
    assert isinstance(night, Overnight)
    assert (night.place, night.start, night.end) == ("east-city", clock(16, 20), wakes)
    room = getattr(trip.corridor.town_by_id["east-city"].hotel_cny, trip.request.hotel)
    assert night.cost_cny == room
    assert day.totals.cost_cny == without.totals.cost_cny + room
