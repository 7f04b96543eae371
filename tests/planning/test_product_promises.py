"""What each ready trip promises, held by the plan that a little work finds: sites, travel a day, nights.

docs/products.md tells why. What others find later may be better, and keeps the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from planner import Itinerary, check, plan
from planner.itinerary import Day, Overnight, Visit
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
    work: int = 150  # for a plan, not the best; long trips want more


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CITIES = names("chongqing beibei chengdu dujiangyan-city dayi qionglai")
IN_CROWDS = names(
    "jiefangbei hongyadong ciqikou three-gorges-museum kuanzhai jinli wuhouci dufu panda-base leshan-buddha"
    " emei-baoguo bifengxia"
)
WEST_OF_CHENGDU = names("dujiangyan qingchengshan")
PRISONS = names("zhazidong baigongguan geleshan-cemetery")
SPRING, OCTOBER, WINTER = date(2027, 4, 13), date(2027, 10, 1), date(2027, 12, 8)
# walked by test_products: tables of trains are kept
MAY, JUNE, JULY = (date(2026, month, 12) for month in (5, 6, 7))
PROMISES = {
    "one-core-many-stars": Promise(
        SPRING, names("dazu-baodingshan dazu-beishan baiheliang sanxingdui"), 300, without=WEST_OF_CHENGDU
    ),
    "red-gene-heritage": Promise(SPRING, names("hongyan dengxiaoping"), 300, names("guangan"), work=400),
    "mountain-and-water": Promise(
        date(2027, 10, 14), names("wulong-three-bridges jiuzhaigou"), 420, work=1500
    ),
    "ancient-road-trip": Promise(SPRING, names("zizhong longchang dazu-baodingshan"), 300, without=PRISONS),
    "upper-yangtze-trip": Promise(MAY, names("lizhuang baidicheng wushan-small-gorges"), 420),
    "world-heritage-trip": Promise(
        JUNE, names("sanxingdui dujiangyan qingchengshan emeishan leshan-buddha"), 360, work=1500
    ),
    "karst-of-wuling": Promise(SPRING, names("wulong-three-bridges longshui-gorge"), 300),
    "rock-carvings-study-camp": Promise(SPRING, names("dazu-baodingshan"), 240),
    "hot-spring-forest-diet": Promise(
        WINTER, names("jinyunshan beiquan huashuiwan qingchengshan"), 300, CITIES
    ),
    "sports-and-outdoors": Promise(WINTER, names("xiling"), 360),
    "three-kingdoms-shu-roads": Promise(SPRING, names("wuhouci cuiyunlang jianmenguan langzhong"), 330),
    "living-heritage": Promise(SPRING, names(""), 300, CITIES | names("zigong")),
    "silk-road-shopping": Promise(
        JULY, names("jiefangbei taikooli asean-mall railway-port-pavilions"), 330, CITIES
    ),
    "golden-week-without-queues": Promise(OCTOBER, names(""), 240, without=IN_CROWDS),
}


def solved(product: str, promise: Promise) -> Itinerary:
    ready = shipped().product_by_id[product]
    words = {**ready.request_of(ready.ideal_days[0]), "date": promise.begin, "work": promise.work}
    return plan(Asked.model_validate(words), atlas=shipped_atlas())


def visited(days: tuple[Day, ...]) -> list[str]:
    return [event.attraction for day in days for event in day.events if isinstance(event, Visit)]


def slept_in(days: tuple[Day, ...]) -> set[str]:
    return {event.place for day in days for event in day.events if isinstance(event, Overnight)}


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
    assert not promise.nights or slept_in(itinerary.days) <= promise.nights
    assert all(len(rule.sites) >= rule.at_least for rule in itinerary.coverage)
