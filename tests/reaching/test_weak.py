"""Weak links, worked out by hand on a small corridor, and held to searches of changed corridors."""

from __future__ import annotations

import sys
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from planner.atlas import Atlas
from planner.clock import at
from planner.corridor import apply_scenario, scenario_of
from planner.errors import RequestError
from planner.network.services import Halt
from planner.reaching.arrivals import minutes_between
from planner.reaching.model import Question
from planner.reaching.weak import weak_links
from planner.reaching.weakmodel import Change, WeakLink, WeakLinks
from planner.reaching.weakservices import Services
from planner.reaching.weaktables import csv_of
from planner.stopping import StoppedError, StopToken
from tests.builders.reaches import site
from tests.builders.weak import hanging

FRIDAY = date(2026, 12, 4)
TOWNS = ["west", "mid", "east", "island"]


@cache
def atlas() -> Atlas:
    return Atlas(hanging(), use_cache=False)


def asked(**changes: Any) -> Question:
    return Question(**{"date": FRIDAY, "first": 420, "last": 540, "taxi_km": 0, **changes})


def found(
    places: tuple[str, ...] = (), top: int = 10, within: tuple[int, ...] = (60, 180), **changes: Any
) -> WeakLinks:
    return weak_links(asked(**changes), places=places, top=top, within=within, atlas=atlas())


def of(links: WeakLinks, name: str) -> WeakLink:
    return next(each for each in links.losses if each.id == name)


def ways(change: Change) -> list[int]:
    return [level.ways for level in change.levels]


def test_a_line_whose_loss_costs_two_pairs() -> None:
    """Without trains nothing leaves the west: neither the middle, 109 minutes, nor the east, 139, is in reach.

    From the middle to the east the coach of 08:20 is left, and 07:00 to 08:10 are 71 of 121 departures.
    """
    links = found()
    assert [(level.minutes, level.ways) for level in links.today] == [(60, 0), (180, 3)]
    assert (links.ways, links.mean_minutes) == (3, 111.0)  # 109, 139 and 85
    rail = of(links, "rail")
    assert (ways(rail.lost), rail.lost.no_way, rail.assume) == ([0, 2], 2, "close-line:rail")
    assert links.losses[0] == rail
    train = of(links, "rail/G3/09:30")  # 07:20 is too early for more than half
    assert (ways(train.lost), train.lost.no_way) == ([0, 2], 2)


def test_the_departure_that_helps_most() -> None:
    """From 08:05 to 08:45 one waits in the west for 09:30: 105 minutes to the middle by the median, at 10:10 there.

    With a train at 08:35 the 21 departures to 08:25 take 50 to 70, so the median is 70 of 41; one at 08:30 leaves 89.
    To the east it is as much. In the middle 11 departures take the coach; all others 640 - d, 124 by the median, and
    with the train of 08:35 585 - d, 69: later trains bring less. So it is 35 + 35 + 55 minutes. Where it counts what is
    within an hour, the train of 08:25 brings more: 59 minutes from the middle to the east.
    """
    best = found(first=485, last=525, within=(180,)).extras[0]
    assert (best.station, best.towards, best.depart) == ("west-station", "east-station", at(FRIDAY, 515))
    assert (best.gained.minutes, best.gained.slower, best.gained.no_way) == (125, 3, 0)
    within_an_hour = found(first=485, last=525).extras[0]
    assert (within_an_hour.depart, ways(within_an_hour.gained)) == (at(FRIDAY, 505), [1, 0])


def test_a_bridge_whose_loss_cuts_a_town_off() -> None:
    """All six ways to and from the island lead over it; without the road from the middle, west to east is 50."""
    links = found(mode="car")
    island, middle = of(links, "east/island"), of(links, "east/mid")
    assert (island.lost.no_way, ways(island.lost), island.has_detour) == (6, [6, 6], False)
    assert (middle.lost.no_way, middle.has_detour) == (0, True)
    assert middle.lost.minutes == 2 * (
        10 + 10 + 50 + 50
    )  # west to east and island, middle to east and island
    assert ways(middle.lost) == [4, 0]  # from the middle to the east 70, to the island 80
    assert links.extras == ()


def test_sites_count_with_their_scores() -> None:
    """The temple, of score 50, is beside the station of the east: within three hours of the west and of the middle."""
    near = hanging(attractions=[site("temple", 30.0, 106.001)])
    links = weak_links(asked(), places=["mid", "west"], atlas=Atlas(near, use_cache=False))
    assert [level.score for level in links.today] == [0, 100]  # from each
    assert [level.score for level in of(links, "rail").lost.levels] == [
        0,
        50,
    ]  # from the middle the coach is left
    assert list(links.origins) == ["mid", "west"]


@pytest.mark.parametrize("gone", ["close-line:rail", "close-line:coach", "close-road:mid/west"])
def test_losses_are_those_of_the_changed_corridor(gone: str) -> None:
    mode = "car" if "road" in gone else "transit"
    links = found(mode=mode)
    lost = next(each for each in links.losses if each.assume == gone).lost
    changed = apply_scenario(hanging(), scenario_of(hanging(), gone))
    then = weak_links(asked(mode=mode), atlas=Atlas(changed, use_cache=False))
    both = zip(links.today, then.today, lost.levels, strict=True)
    assert all(today.ways - left.ways == less.ways for today, left, less in both)
    assert links.ways - then.ways == lost.no_way


@pytest.mark.parametrize("depart", range(485, 530, 5))
def test_one_departure_more_is_that_of_a_corridor_with_it(depart: int) -> None:
    question, stop = asked(first=485, last=525), StopToken()
    services = Services(atlas(), question, TOWNS, TOWNS, stop)
    more = services.one_more()
    trip = next(trip for trip in services.kinds() if trip.line.id == "rail")
    by = depart - trip.halts[0].depart
    halts = [Halt(halt.place, halt.arrive + by, halt.depart + by) for halt in trip.halts]
    (rows, columns), arrive = more.with_trip(halts, services.stops_of(trip))
    minutes = services.arrive - np.arange(485, 526)
    minutes[rows, columns] = arrive - np.arange(485, 526)
    clock = [f"{minute // 60:02}:{minute % 60:02}" for minute in (depart, depart + 30, depart + 60)]
    calls = f"west-station {clock[0]}, mid-station {clock[1]}-{clock[1]}, east-station {clock[2]}"
    rail = hanging().lines[0]
    extra = type(rail.departures[0]).model_validate({"code": "G5", "calls": calls})
    changed = rail.model_copy(update={"departures": (*rail.departures, extra)})
    corridor = hanging().model_copy(update={"lines": (changed, *hanging().lines[1:])})
    slow = minutes_between(Atlas(corridor, use_cache=False), question, TOWNS, TOWNS, stop)
    reached = slow < 10_000
    assert (minutes[reached] == slow[reached]).all()
    assert (minutes[~reached] > 10_000).all()


def test_fewer_are_the_first_of_more() -> None:
    """What is not tried because it cannot be among the worst is not among them."""
    for mode in ("transit", "car"):
        every = found(mode=mode)
        kinds = {each.kind for each in every.losses}
        first = [next(each for each in every.losses if each.kind == kind) for kind in sorted(kinds)]
        assert list(found(top=1, mode=mode).losses) == first


def test_forms() -> None:
    links = found()
    assert len(csv_of(links).splitlines()) == 1 + len(links.losses) + len(links.extras)


def test_what_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ({"money_cny": 5}, {"mode": "mixed"}):
        with pytest.raises(RequestError):
            found(**wrong)
    stop = StopToken()
    stop.set()
    with pytest.raises(StoppedError):
        weak_links(asked(), atlas=atlas(), stop=stop)
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(RequestError, match=r"pip install.*bashu-planner\[links\]"):
        found(mode="car")
