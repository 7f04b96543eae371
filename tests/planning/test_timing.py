"""When things happen on a day whose order of visits is given, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.atlas import Atlas
from planner.corridor import Names, Round
from planner.loading import load_corridor
from planner.network.journeys import Step
from planner.planning.diary import Diary, Eating, Riding, Visiting, Waiting, pause_for
from planner.planning.meals import DINNER, LUNCH
from planner.planning.model import TripModel, build_model
from planner.planning.rides import TableRides
from planner.planning.timing import DayClock, Stay, Timeline
from planner.problem import Meal, Node, Site, Tour
from planner.request import TripRequest
from planner.rules import LUNCH_LATEST, LUNCH_MINUTES
from planner.solver import Ride
from tests.builders.paths import SMALL

TOWER, GROTTO, TEMPLE = (Site(Node(site)) for site in range(3))
CITY = Node(3)  # from the city 10 minutes, 105 and 105; tower to temple 115


def model(**words: object) -> TripModel:
    """Return a day by car from East City and back, 8:30 to 19:00: Monday 7 December 2026."""
    corridor = load_corridor(SMALL)
    known = {"date": "2026-12-07", "days": 1, "mode": "car", "themes": {"all": 1}}
    request = TripRequest.model_validate({**known, "from": "east-city", "to": "east-city", **words})
    made = build_model(corridor, request, Atlas(corridor, use_cache=False).ways(request))
    assert [made.problem.node_ids[k] for k in (TOWER, GROTTO, TEMPLE, CITY)] == [
        "east-tower",
        "mid-grotto",
        "mid-temple",
        "east-city",
    ]
    return made


def clock(trip: TripModel, *sites: Site, travel: int = 600) -> DayClock:
    problem = trip.problem
    rides = TableRides(
        problem.travel[0], (CITY, *sites, CITY), (problem.day_start[0], problem.day_end[0]), problem.priced
    )
    return DayClock(trip, 0, Tour(CITY, sites, CITY, travel, travel), rides)


def spans(timeline: Timeline | None) -> list[tuple[str, int, int]]:
    assert timeline is not None
    return [(block.kind, block.start, block.end) for block in timeline.blocks if isinstance(block, Stay)]


def test_visits_grow_into_the_slack_and_lunch_is_eaten_where_it_delays_least() -> None:
    timeline = clock(model(), TEMPLE, TOWER).best()
    # 60 minutes are typical for both, 90 are long; the drives take 105, 115 and 10 minutes.
    assert spans(timeline) == [("visit", 615, 705), ("lunch", 705, 765), ("visit", 880, 970)]
    assert timeline is not None
    assert (timeline.start, timeline.finish, timeline.moving) == (510, 980, 230)


@pytest.mark.parametrize(
    ("rounds", "end_time", "minutes"),
    [
        ((60, 85), "19:00", 90),  # the long round, and what is over
        ((60, 90), "19:00", 90),
        ((60, 90), "13:25", 60),  # 25 minutes are left, and the long round takes 30 more
        ((), "13:25", 75),
    ],
)
def test_a_round_is_drawn_out_to_the_next_or_not_at_all(
    rounds: tuple[int, ...], end_time: str, minutes: int
) -> None:
    trip = model(end_time=end_time, meals=False)
    name = Names(zh="环线", en="loop")
    large = trip.sites[TEMPLE].model_copy(
        update={"rounds": tuple(Round(name=name, minutes=each) for each in rounds)}
    )
    sites = (*trip.sites[:TEMPLE], large, *trip.sites[TEMPLE + 1 :])
    ((_, start, end),) = spans(clock(replace(trip, sites=sites), TEMPLE).best())
    assert end - start == minutes


def test_a_long_visit_holds_lunch() -> None:
    timeline = clock(model(), GROTTO).best()
    assert spans(timeline) == [("visit", 615, 855)]
    assert timeline is not None
    assert [block.includes_lunch for block in timeline.blocks if isinstance(block, Stay)] == [True]


def test_lunch_is_not_at_the_station_of_the_arrival_where_it_can_be_on_the_way() -> None:
    trip = model(day_hours={1: "11:30-19:00"})
    first, second = spans(clock(trip, TEMPLE).best())
    assert (first[0], second[0]) == ("lunch", "visit")  # at 11:30 in the city, rather than at 13:15
    ids = tuple("east-station" if node == "east-city" else node for node in trip.problem.node_ids)
    at_station = replace(trip, problem=replace(trip.problem, node_ids=ids))
    assert spans(clock(at_station, TEMPLE).best())[0] == ("lunch", 795, 855)


def test_without_meals_nobody_eats() -> None:
    assert [kind for kind, _, _ in spans(clock(model(meals=False), TEMPLE, TOWER).best())] == ["visit"] * 2


def test_one_leaves_as_late_as_the_first_gate_allows() -> None:
    timeline = clock(model(start_time="05:00"), TEMPLE).best()
    assert timeline is not None
    assert timeline.start == 480 - 105  # the temple opens at 8:00
    assert spans(timeline)[0][1] == 480


@pytest.mark.parametrize(
    ("loss", "cny", "budget", "moving"),
    [
        (220, 0, None, 60),  # who may lose so much takes the train that is there first
        (160, 0, None, 160),  # else the cheap one, though it takes longer
        (220, 119, None, 60),  # money that has no limit counts by its loss alone
        (220, 119, 500, 110),
        (220, 120, 500, 60),
        (159, 0, None, 60),  # nothing takes so little: what is over first
    ],
)
def test_rides_take_no_more_than_those_of_the_tour(
    loss: int, cny: int, budget: int | None, moving: int
) -> None:
    def rides(_origin: int, _target: int, depart: int, aboard: bool = False) -> list[Ride]:
        fast = Ride(depart, depart + 30, minutes=30, loss=110, cny=60)
        slow = Ride(depart, depart + 80, minutes=80, loss=80, cny=0)
        return [] if aboard else [fast, slow]

    trip = model(meals=False)
    trip = replace(trip, problem=replace(trip.problem, budget=budget))
    clock = DayClock(trip, 0, Tour(CITY, (TEMPLE,), CITY, 0, loss, cny), rides)
    timeline = clock.best()
    assert timeline is not None
    assert timeline.moving == moving


def test_nobody_leaves_so_late_that_lunch_is_over() -> None:
    day = clock(model(), TOWER)
    timeline = day.earliest(LUNCH_LATEST, [60])
    assert spans(timeline)[0] == ("lunch", LUNCH_LATEST, LUNCH_LATEST + LUNCH_MINUTES)
    assert day.earliest(LUNCH_LATEST + 1, [60]) is None


def test_what_does_not_fit_has_no_timeline() -> None:
    trip = model()
    assert clock(trip, GROTTO, TEMPLE, TOWER).best() is not None
    short = replace(trip, problem=replace(trip.problem, day_end=(900,)))
    assert clock(short, GROTTO, TEMPLE, TOWER).best() is None
    capped = replace(trip, problem=replace(trip.problem, max_transit=(229,) * trip.problem.num_days))
    assert clock(capped, TEMPLE, TOWER).best() is None


def entries(trip: TripModel, *sites: Site, travel: int = 600) -> list[tuple[str, str, int, int]]:
    diary = Diary(trip, 0, Tour(CITY, sites, CITY, travel))
    return [(type(entry).__name__, entry.place, entry.start, entry.end) for entry in diary.entries]


def test_a_diary_is_gapless() -> None:
    assert entries(model(), TEMPLE, TOWER) == [
        (Riding.__name__, "mid-temple", 510, 615),
        (Visiting.__name__, "mid-temple", 615, 705),
        (Eating.__name__, "mid-temple", 705, 765),
        (Riding.__name__, "east-tower", 765, 880),
        (Visiting.__name__, "east-tower", 880, 970),
        (Riding.__name__, "east-city", 970, 980),
    ]


def test_a_day_of_rest_has_lunch_at_noon() -> None:
    expected = [("Waiting", 510, 720), ("Eating", 720, 780), ("Waiting", 780, 1140)]
    assert [(kind, start, end) for kind, _, start, end in entries(model())] == expected
    diary = Diary(model(), 0, Tour(CITY, (), CITY, 0))
    assert (diary.start, diary.end, diary.idle_minutes, diary.transit_minutes) == (510, 1140, 570, 0)
    assert isinstance(diary.entries[0], Waiting)
    assert entries(model(meals=False)) == [("Waiting", "east-city", 510, 1140)]


def test_each_part_of_a_drive_is_as_sure_as_its_own_links() -> None:
    steps = model().going.ways.journeys.journey("west-park", "east-city", 600, model().date_of(0))
    assert steps is not None
    (drive,) = steps
    before, _, after = pause_for(LUNCH, steps)
    assert isinstance(before, Step)
    assert isinstance(after, Step)
    assert (drive.confidence, before.confidence, after.confidence) == ("estimated", "estimated", "sourced")


@pytest.mark.parametrize(("meal", "depart"), [(LUNCH, 600), (DINNER, 1000)])
def test_a_drive_pauses_where_it_is_nearest_to_when_one_likes_it(meal: Meal, depart: int) -> None:
    roads = model().going.ways.journeys
    day = model().date_of(0)
    steps = roads.journey("east-tower", "west-park", depart, day)
    assert steps is not None
    paused = pause_for(meal, steps)
    at = paused.index(meal)
    before, after = paused[at - 1], paused[at + 1]
    assert isinstance(before, Step)
    assert isinstance(after, Step)
    assert before.end == after.start == "mid-town"
    assert after.depart == before.arrive + 60
    assert sum(step.km for step in paused if isinstance(step, Step)) == pytest.approx(
        sum(step.km for step in steps)
    )
    assert sum(step.arrive - step.depart for step in paused if isinstance(step, Step)) == sum(
        step.arrive - step.depart for step in steps
    )
    assert np.isclose(
        sum(step.cost for step in paused if isinstance(step, Step)), sum(step.cost for step in steps)
    )
