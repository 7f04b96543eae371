"""Rivers: nobody walks over one, to a door or to the metro, and those of Chongqing part its districts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from pydantic import ValidationError

from planner.arrays import INFINITY
from planner.corridor import Corridor
from planner.network.footpaths import Footpaths
from planner.network.metro import MetroWays
from planner.network.rivers import Rivers
from tests.builders.metros import metro_corridor
from tests.builders.networks import network, town
from tests.builders.rivers import river
from tests.builders.shipped import shipped

YANGTZE, JIALING = (
    ("500108", "500103"),
    ("500105", "500103"),
)  # banks: Nan'an and Yuzhong, Jiangbei and Yuzhong
BESIDE_MEI = "30.001 104.99, 30.001 105.01"  # between the town and the metro station


def beside(course: str | None) -> Corridor:
    """Return two towns, one 1.1 km north of the other."""
    plain = network([town("south", 30.0, 105.0), town("north", 30.01, 105.0)], [], [])
    return plain.model_copy(update={"rivers": (river(course),)}) if course else plain


@pytest.mark.parametrize(
    ("course", "minutes"),
    [
        (None, 20),  # 1.112 km times 1.3 at 4.5 km/h are 19.3 minutes
        ("30.005 104.99, 30.005 105.01", INFINITY),
        ("30.005 105.01, 30.005 104.99", INFINITY),
        ("30.005 104.97, 30.005 104.99", 20),  # west of both
        ("29.99 104.99, 29.99 105.01", 20),  # south of both
        ("30.003 105.01, 30.003 104.99, 30.007 104.99, 30.007 105.01", INFINITY),  # twice
    ],
)
def test_a_walk_leads_over_no_river(course: str | None, minutes: int) -> None:
    paths, both = Footpaths(beside(course)), np.array([0, 1])
    assert paths.on_foot(both, both).tolist() == [[0, minutes], [minutes, 0]]
    assert paths.minutes[0, 1] == minutes


def test_nobody_walks_over_a_river_to_the_metro() -> None:
    plain = metro_corridor()
    assert ("at-mei", "at-pu") in MetroWays(plain).ways
    parted = plain.model_copy(update={"rivers": (river(BESIDE_MEI),)})
    assert {end for ways in MetroWays(parted).ways for end in ways} == {"at-pu", "ou-railway"}


def test_the_metro_is_taken_where_only_a_river_makes_it_quicker() -> None:
    near = [town("west", 30.0, 105.012), town("east", 30.0, 105.038)]  # 2.5 km: 44 minutes, by metro 55
    plain = network(near, [], []).model_copy(update={"metros": metro_corridor().metros})
    parted = plain.model_copy(update={"rivers": (river("30.01 105.025, 29.99 105.025"),)})
    assert MetroWays(plain).ways == {}
    assert {*MetroWays(parted).ways} == {("west", "east"), ("east", "west")}


@pytest.mark.parametrize("banks", [YANGTZE, JIALING])
def test_the_rivers_of_chongqing_part_its_districts(banks: tuple[str, str]) -> None:
    here, there = ([site for site in shipped().attractions if site.adcode == code] for code in banks)
    pairs = list(product(here, there))
    starts, ends = ([site.location for site in side] for side in zip(*pairs, strict=True))
    assert Rivers(shipped().rivers).part(starts, ends).all()
    inside = list(product(there, there))
    starts, ends = ([site.location for site in side] for side in zip(*inside, strict=True))
    near_jiefangbei = Rivers(shipped().rivers).part(starts, ends)
    assert near_jiefangbei.mean() < 0.2, "the peninsula is whole, but for what lies round a bend"


def test_a_course_is_pairs_of_degrees() -> None:
    with pytest.raises(ValidationError, match="30"):
        river("30, 105")
