"""What is in reach, worked out by hand on a small corridor."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from planner.atlas import Atlas
from planner.clock import at
from planner.errors import RequestError
from planner.reaching.model import Around, Question, Reach, Reached, Ring
from planner.reaching.reach import matrix, reach
from planner.reaching.weak import weak_links
from planner.stopping import StoppedError, StopToken
from planner.texts import LANGUAGES
from tests.builders.networks import link
from tests.builders.reaches import far_temple

FRIDAY, SATURDAY = date(2026, 12, 4), date(2026, 12, 5)


@cache
def atlas() -> Atlas:
    return Atlas(far_temple(), use_cache=False)


def asked(**changes: Any) -> Question:
    return Question(**{"date": FRIDAY, "first": 420, "last": 480, **changes})


def around(*places: str, within: tuple[int, ...] = (60, 90), **changes: Any) -> Around:
    found: Reach = reach(places or ("home",), asked(**changes), within=within, atlas=atlas())
    return found.origins[0]


def times(found: Around, place: str) -> tuple[int | None, ...]:
    each = of(found, place)
    return each.p10, each.p50, each.p90, each.minutes("best")


def of(found: Around, place: str) -> Reached:
    return next(each for each in found.places if each.place == place)


def told(ring: Ring) -> list[str]:
    return [reason.code for reason in ring.reasons]


def test_each_minute_of_the_window_counts_with_its_wait() -> None:
    """One leaves by 07:20, and is there at 08:19, or by 08:20, and is there at 09:19.

    So of 61 departures those of 07:00 to 07:20 take 79 to 59 minutes, those of 07:21 to 08:00 118 to 79. In order the
    7th takes 65, the 31st, of which 21 are below 80, 79 + 9, the 55th 79 + 33.
    """
    found = around()
    assert times(found, "temple") == (65, 88, 112, 59)
    best = of(found, "temple").best
    assert best is not None
    assert (best.depart, best.arrive) == (at(FRIDAY, 440), at(FRIDAY, 499))
    assert times(found, "garden") == (25, 25, 25, 25)  # a taxi at any minute, 5 until it is there
    assert times(found, "village") == (None,) * 4  # 16 km are too far for it
    assert times(around(taxi_km=16), "village") == (27,) * 4


def test_rings_hold_what_their_measure_says() -> None:
    hour, longer = around().rings
    assert (hour.sites, hour.towns, longer.sites) == (("garden",), (), ("garden", "temple"))
    by_median, at_best = hour.tally("p50"), hour.tally("best")
    assert (by_median.num_sites, by_median.score, by_median.num_world_heritage) == (1, 20, 0)
    assert (at_best.num_sites, at_best.score, at_best.num_world_heritage, at_best.num_5a) == (2, 70, 1, 1)
    assert [of(around(), place).within for place in ("garden", "temple", "village")] == [60, 90, None]


def test_by_car_times_are_the_same_at_all_hours_and_mixed_takes_what_is_there_first() -> None:
    by_car = around(mode="car")
    assert times(by_car, "village") == (22,) * 4
    assert times(by_car, "temple") == (None,) * 4
    mixed = around(mode="mixed")
    assert times(mixed, "garden") == (20,) * 4
    assert times(mixed, "temple") == (65, 88, 112, 59)
    assert times(around(mode="car", money_cny=15), "village") == (None,) * 4  # 16 km at CNY 1


def test_money_rules_out_what_it_is_not_enough_for() -> None:
    """The train takes CNY 30, the taxi to the garden 10 + 2.8 x 12 = 43.6."""
    assert times(around(money_cny=43.6), "garden") == (25,) * 4
    cheap = around(money_cny=30)
    assert times(cheap, "garden") == (None,) * 4
    assert times(cheap, "temple") == (65, 88, 112, 59)
    hour, longer = cheap.rings
    assert (told(hour), told(longer)) == (["nearest", "money"], [])
    assert hour.reasons[1].params["n"] == 1
    poor = around(money_cny=29).rings[1]
    assert told(poor) == ["money"]
    assert poor.reasons[0].params["n"] == 2
    nobody = around(money_cny=29, within=(20,)).rings[0]
    assert told(nobody) == ["money-for-none", "nearest"]
    assert nobody.reasons[1].params["minutes"] == 25


def test_money_counts_the_taxi_before_a_train() -> None:
    """From the garden the taxi takes 10 + 2.8 x 12 = 43.6, the train CNY 30."""
    roads = [link("garden", end, 20) | {"km": 12.0} for end in ("home", "home-station")]
    data = Atlas(far_temple(links=roads), use_cache=False)

    def to_the_temple(cny: float) -> tuple[int | None, ...]:
        return times(reach(["garden"], asked(money_cny=cny), within=[60], atlas=data).origins[0], "temple")

    assert to_the_temple(73.5) == (None,) * 4
    assert to_the_temple(73.6) == (90, 114, 138, 84)


def test_a_day_without_trains_is_told_by_its_date() -> None:
    found = reach(["far-station"], asked(date=SATURDAY), within=[1], atlas=atlas())
    (ring,) = found.origins[0].rings
    assert told(ring) == ["nearest", "no-line"]  # the temple is 4 minutes away on foot
    assert "Sat 5 December 2026" in ring.reasons[1].message
    assert "no-line" in [each.code for each in found.told]
    assert "no-line" not in [each.code for each in reach(["home"], asked(), atlas=atlas()).told]


def test_on_a_day_without_trains_nothing_hangs_on_one() -> None:
    links = weak_links(asked(date=SATURDAY), atlas=atlas())
    assert (links.losses, links.extras) == ((), ())
    assert "no-line" in [each.code for each in links.told]


def test_a_ring_is_empty_because_nothing_leaves_any_more() -> None:
    """From Far nothing goes to a site but on foot to the temple, and from the village no taxi drives so far."""
    (ring,) = around("village", within=(60,)).rings
    assert told(ring) == ["no-way"]
    (ring,) = around("far-station", within=(3,), mode="car").rings
    assert told(ring) == ["no-road"]


def test_where_half_of_the_departures_come_too_late_the_quickest_is_told() -> None:
    """From 08:10 to 08:20 it takes 69 to 59 minutes, later there is no train: the 6th of 51 departures takes 64."""
    found = reach(["home"], asked(first=490, last=540, taxi_km=0), within=[60], atlas=atlas())
    (ring,) = found.origins[0].rings
    assert told(ring) == ["nearest-best"]
    assert ring.reasons[0].params["best"] == 59
    assert [times(found.origins[0], "temple")] == [(64, None, None, 59)]


def test_the_area_is_what_can_be_walked_to() -> None:
    """25 minutes to the garden leave more than the 43 that 2.5 km take: a circle there as at home, 19.6 km2 each."""
    (ring,) = around(within=(80,)).rings
    assert ring.sites == ("garden",)
    assert ring.area_km2 == pytest.approx(2 * 19.6, abs=1)


def test_the_matrix_has_all_pairs_of_towns() -> None:
    found = matrix(asked(mode="mixed"), atlas=atlas())
    assert [(pair.start, pair.end, pair.p50) for pair in found.pairs] == [
        ("home", "village", 22),
        ("village", "home", 22),
    ]
    assert [pair.best for pair in matrix(asked(), atlas=atlas()).pairs] == [None, None]


NOON = "open-line:rail@07:30-09:30/30@home-station 0, far-station 20"


def test_what_is_assumed_is_told_first_and_counts() -> None:
    """20 minutes by train every half hour from 07:30, 10 to board, 5 to leave the station, 4 on foot."""
    question = asked(scenarios=(NOON,))
    found = reach(["home"], question, within=[60], atlas=atlas())
    (each,) = (each for each in found.origins[0].places if each.place == "temple")
    assert each.minutes("best") == 39
    assert found.question.scenarios == (NOON,)
    assert found.told[0].code == "assumed-what-if"
    assert found.told[0].is_assumed
    assert found.corridor == reach(["home"], asked(), within=[60], atlas=atlas()).corridor
    assert matrix(question, atlas=atlas()).told[0].is_assumed
    assert not any(each.is_assumed for each in reach(["home"], asked(), atlas=atlas()).told)


def test_who_waits_is_told_how_far_it_is() -> None:
    seen: list[tuple[int, int]] = []
    reach(["home"], asked(), atlas=atlas(), progress=lambda *step: seen.append(step))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    stop = StopToken()
    stop.set()
    with pytest.raises(StoppedError):
        reach(["home"], asked(), atlas=atlas(), stop=stop)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(RequestError):
        reach(["nowhere"], asked(), atlas=atlas())
    with pytest.raises(ValidationError, match="ends before it begins"):
        asked(first=500)


def test_texts_are_there_in_all_languages() -> None:
    found = reach(["home"], asked(mode="mixed", money_cny=30), within=[60], atlas=atlas())
    every = [*found.told, *found.origins[0].rings[0].reasons]
    assert [each.code for each in found.told] == ["median", "roads", "money-by-car", "taxis", "whose-money"]
    for each in every:
        assert {each.message, each.message_zh} == {each.say(language) for language in LANGUAGES}
