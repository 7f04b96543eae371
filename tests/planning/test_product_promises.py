"""What each ready trip promises, held by the plan that a little work finds: sites, travel a day, nights.

docs/products.md tells why. What others find later may be better, and keeps the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pytest

from planner import Itinerary, check, plan
from planner.itinerary import Day, Leg, Overnight, Visit
from planner.request import Asked
from tests.builders.shipped import shipped, shipped_atlas


@dataclass(frozen=True)
class Promise:
    """What holds on every plan of a product: these sites, so many minutes a day, nights nowhere else."""

    begin: date
    sites: frozenset[str]
    travel: int
    nights: frozenset[str] = frozenset()  # none: anywhere
    without: frozenset[str] = frozenset()
    bed_changes: int = 13
    no_more_travel_than_visits: bool = False  # on each day
    work: int = 150  # for a plan, not the best; long trips want more


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CITIES = names("chongqing beibei chengdu dujiangyan-city dayi qionglai")
IN_CROWDS = names(
    "jiefangbei hongyadong ciqikou three-gorges-museum kuanzhai jinli wuhouci dufu panda-base leshan-buddha"
    " emei-baoguo bifengxia"
)
NO_STARS = names("dujiangyan qingchengshan teyuan planning-hall jiefangbei")
CITY_BETWEEN_BATHS = names("huguang kuanzhai dufu wuhouci")
CITY_BETWEEN_MOUNTAINS = names("chaotianmen yangtze-cableway three-gorges-museum")
OFF_THE_RIVER = names("hongyan teyuan planning-hall great-hall cq-science wulong-three-bridges")
GREAT_MUSEUMS = names("three-gorges-museum sc-museum cd-museum jiefangbei")
IN_THE_CITY = names("sc-museum cd-museum kuanzhai jinli renmin-park qingyang")
PRISONS = names("zhazidong baigongguan geleshan-cemetery")
SPRING, OCTOBER, WINTER = date(2027, 4, 13), date(2027, 10, 1), date(2027, 12, 8)
# walked by test_products: tables of trains are kept
MAY, JUNE, JULY = (date(2026, month, 12) for month in (5, 6, 7))
PROMISES = {
    "one-core-many-stars": Promise(
        SPRING, names("dazu-baodingshan dazu-beishan baiheliang sanxingdui"), 300, without=NO_STARS
    ),
    "red-gene-heritage": Promise(SPRING, names("hongyan dengxiaoping"), 300, names("guangan"), work=400),
    "mountain-and-water": Promise(
        date(2027, 10, 14),
        names("wulong-three-bridges jiuzhaigou"),
        390,
        without=CITY_BETWEEN_MOUNTAINS,
        work=1500,
    ),
    "ancient-road-trip": Promise(SPRING, names("zizhong longchang dazu-baodingshan"), 300, without=PRISONS),
    "upper-yangtze-trip": Promise(
        MAY,
        names("lizhuang baidicheng wushan-small-gorges"),
        370,
        without=OFF_THE_RIVER,
        bed_changes=2,
        work=400,
    ),
    "world-heritage-trip": Promise(
        JUNE,
        names("sanxingdui dujiangyan qingchengshan emeishan leshan-buddha"),
        300,
        bed_changes=1,
        work=1500,
    ),
    "karst-of-wuling": Promise(SPRING, names("wulong-three-bridges longshui-gorge"), 300),
    "rock-carvings-study-camp": Promise(SPRING, names("dazu-baodingshan"), 240),
    "hot-spring-forest-diet": Promise(
        WINTER,
        names("jinyunshan beiquan huashuiwan qingchengshan"),
        300,
        CITIES,
        without=CITY_BETWEEN_BATHS,
    ),
    "sports-and-outdoors": Promise(WINTER, names("xiling"), 360, without=IN_THE_CITY),
    "three-kingdoms-shu-roads": Promise(SPRING, names("wuhouci cuiyunlang jianmenguan langzhong"), 330),
    "living-heritage": Promise(JULY, names(""), 300, CITIES | names("zigong"), without=GREAT_MUSEUMS),
    "silk-road-shopping": Promise(
        JULY, names("jiefangbei taikooli asean-mall railway-port-pavilions"), 330, CITIES
    ),
    "golden-week-without-queues": Promise(
        OCTOBER,
        names(""),
        200,
        without=IN_CROWDS,
        bed_changes=2,
        no_more_travel_than_visits=True,
        work=1500,
    ),
}


def solved(product: str, promise: Promise) -> Itinerary:
    ready = shipped().product_by_id[product]
    words = {**ready.request_of(ready.ideal_days[0]), "date": promise.begin, "work": promise.work}
    return plan(Asked.model_validate(words), atlas=shipped_atlas())


def visited(days: tuple[Day, ...]) -> list[str]:
    return [event.attraction for day in days for event in day.events if isinstance(event, Visit)]


def slept_in(days: tuple[Day, ...]) -> list[str]:
    return [event.place for day in days for event in day.events if isinstance(event, Overnight)]


def test_every_product_promises() -> None:
    assert set(PROMISES) == set(shipped().product_by_id)


@pytest.mark.parametrize("product", PROMISES)
def test_a_product_keeps_its_promises(product: str) -> None:
    promise = PROMISES[product]
    itinerary = solved(product, promise)
    sites = visited(itinerary.days)
    assert [broken for broken in check(itinerary, shipped()) if broken.severity == "error"] == []
    assert promise.sites <= set(sites)
    assert not promise.without & set(sites)
    assert all(day.totals.transit_minutes <= promise.travel for day in itinerary.days)
    nights = slept_in(itinerary.days)
    assert not promise.nights or {*nights} <= promise.nights
    assert sum(before != after for before, after in pairwise(nights)) <= promise.bed_changes
    if promise.no_more_travel_than_visits:
        assert all(day.totals.transit_minutes <= day.totals.visit_minutes for day in itinerary.days)
    assert all(len(rule.sites) >= rule.at_least for rule in itinerary.coverage)


def of_tags(sites: list[str], *tags: str) -> set[str]:
    return {site for site in sites if {*tags} & {*shipped().attraction_by_id[site].tags}}


def test_five_days_of_hot_springs_have_three() -> None:
    sites = visited(solved("hot-spring-forest-diet", PROMISES["hot-spring-forest-diet"]).days)
    assert len(of_tags(sites, "hot-spring")) >= 3


def test_a_sixth_day_of_hot_springs_is_a_day_in_the_woods() -> None:
    ready = shipped().product_by_id["hot-spring-forest-diet"]
    words = {**ready.request_of(6), "date": SPRING, "work": 400}
    assert "qingcheng-back" in visited(plan(Asked.model_validate(words), atlas=shipped_atlas()).days)


def test_crafts_are_seen_by_train_and_before_the_night() -> None:
    """Three hours by night from a night market to a bed in Zigong was a day of this trip by car."""
    days = solved("living-heritage", PROMISES["living-heritage"]).days
    legs = [event for day in days for event in day.events if isinstance(event, Leg)]
    assert "rail" in {leg.mode for leg in legs}
    assert all(leg.minutes <= 75 for leg in legs if leg.mode == "road")


def test_baiheliang_is_a_day_out_from_chongqing() -> None:
    """The way on from Fuling led back through Chongqing, with the luggage."""
    days = solved("upper-yangtze-trip", PROMISES["upper-yangtze-trip"]).days
    assert {*slept_in(days)} <= names("yibin luzhou chongqing fengjie wushan")


def test_a_family_sees_more_than_museums_of_history() -> None:
    """Four days of study for two children were eight museums and shrines, and one forenoon of pandas."""
    wish = {"days": 4, "date": JULY, "from": "chengdu", "themes": {"study": 1.0}, "children": 2, "work": 200}
    sites = visited(plan(Asked.model_validate(wish), atlas=shipped_atlas()).days)
    assert len(of_tags(sites, "history", "archaeology", "poetry")) <= 3
    assert of_tags(sites, "panda")
    assert of_tags(sites, "dinosaur", "workshop", "park", "cave")
