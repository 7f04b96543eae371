"""Well-known drives over the shipped roads, against what a driver of the region would say."""

from __future__ import annotations

from functools import cache

import networkx as nx
import pytest

from planner.geo import great_circle_km
from planner.network.roads import Roads
from planner.roadrule import estimate
from tests.builders.shipped import shipped

DRIVES = [
    ("chongqing", "chengdu", 210, 270),
    ("chongqing", "dazu", 80, 105),
    ("chongqing", "dazu-baodingshan", 90, 120),
    ("chongqing", "wulong", 140, 180),
    ("chongqing", "wulong-three-bridges", 170, 225),
    ("chongqing", "fuling", 75, 105),
    ("chongqing", "wanzhou", 175, 225),
    ("chongqing", "fengjie", 240, 300),
    ("chongqing", "wushan", 300, 370),
    ("chongqing", "qianjiang", 210, 240),
    ("chongqing", "xiushan", 310, 390),
    ("chongqing", "luzhou", 115, 160),
    ("chongqing", "nanchong", 110, 150),
    ("chongqing", "dazhou", 165, 215),
    ("chongqing", "jinfoshan", 100, 150),
    ("chongqing", "simianshan", 130, 180),
    ("chengdu", "dujiangyan-city", 60, 78),
    ("chengdu", "leshan", 105, 140),
    ("chengdu", "emeishan-city", 120, 150),
    ("chengdu", "sanxingdui", 50, 75),
    ("chengdu", "mianyang", 90, 120),
    ("chengdu", "guangyuan", 210, 260),
    ("chengdu", "langzhong-city", 205, 240),
    ("chengdu", "yaan", 95, 130),
    ("chengdu", "yibin", 190, 240),
    ("chengdu", "kangding", 240, 310),
    ("chengdu", "siguniangshan", 240, 330),
    ("chengdu", "jiuzhaigou", 420, 540),
    ("chengdu", "yading", 780, 1020),
    ("dazu", "sanxingdui", 180, 235),
    ("wulong", "wulong-three-bridges", 35, 60),
    ("leshan-buddha", "emei-baoguo", 35, 60),
    ("jiuzhaigou", "huanglong", 130, 190),
    ("jiefangbei", "ciqikou", 25, 45),
    ("nanchuan", "nanwenquan", 50, 85),  # not by way of Jiefangbei
    ("nanwenquan", "dongwenquan", 45, 75),
    ("jinsha", "wuhouci", 12, 30),
]


@cache
def roads() -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for link in shipped().links:
        ends = [(link.start, link.end)] if link.one_way else [(link.start, link.end), (link.end, link.start)]
        graph.add_edges_from(ends, minutes=link.minutes)
    return graph


@pytest.mark.parametrize("origin", ["chongqing", "chengdu", "jiuzhaigou", "xiushan"])
def test_the_roads_are_those_of_a_library(origin: str) -> None:
    expected = nx.single_source_dijkstra_path_length(roads(), origin, weight="minutes")
    found = Roads(shipped())
    reached = found.reach(origin)
    assert {place: minutes for place, (minutes, _) in reached.items()} == expected
    near = {place: minutes for place, minutes in expected.items() if minutes <= 120}
    assert {place: minutes for place, (minutes, _) in found.reach(origin, within=120).items()} == near
    assert found.reach(origin, to="dazu")["dazu"] == reached["dazu"]


@pytest.mark.parametrize(("start", "end", "low", "high"), DRIVES)
def test_well_known_drive(start: str, end: str, low: int, high: int) -> None:
    assert low <= nx.dijkstra_path_length(roads(), start, end, weight="minutes") <= high


def test_every_place_with_a_road_is_reachable_from_both_cores_and_back() -> None:
    assert nx.is_strongly_connected(roads())
    assert {"chongqing", "chengdu"} <= set(roads())


def test_no_town_attraction_or_junction_is_off_the_road() -> None:
    places = [*shipped().towns, *shipped().attractions, *shipped().junctions]
    assert [place.id for place in places if place.id not in roads()] == []


def test_no_link_is_shorter_than_the_straight_line_or_faster_than_the_law() -> None:
    places = shipped().places
    wrong = []
    for link in shipped().links:
        a, b = places[link.start].location, places[link.end].location
        straight = great_circle_km(a.lat, a.lon, b.lat, b.lon)
        # 0.1 km of slack: km are rounded to one decimal
        if link.km + 0.1 < straight or (link.mode == "road" and link.km / link.minutes * 60 > 120):
            wrong.append((link.start, link.end))
    assert wrong == []


def test_no_road_link_is_longer_than_a_driver_goes_without_a_break() -> None:
    assert [link for link in shipped().links if link.mode == "road" and link.minutes > 150] == []


def test_sourced_links_name_their_page() -> None:
    sourced = [link for link in shipped().links if link.confidence == "sourced"]
    assert sourced
    assert all(link.source for link in sourced)


@pytest.mark.parametrize(
    ("road_class", "straight", "km", "expected"),
    [
        ("expressway", 68.0, None, (85.0, 70)),  # 68 x 1.25 km; 85 km at 85 km/h and 10 minutes
        ("trunk", 10.0, None, (13.0, 21)),  # 15.6 minutes at 50 km/h, rounded up, and 5
        ("mountain", 10.0, 35.0, (35.0, 65)),  # a known length is kept
        ("city", 0.0, None, (0.1, 6)),  # two doors of one house still make a link
    ],
)
def test_rule(road_class: str, straight: float, km: float | None, expected: tuple[float, int]) -> None:
    assert estimate(road_class, straight, km) == expected


def test_rule_refuses_an_unknown_class() -> None:
    with pytest.raises(KeyError):
        estimate("goat-track", 1.0)
