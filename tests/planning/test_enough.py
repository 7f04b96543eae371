"""Days that are left without a visit: told first, at the end where that is worth as much, with other wishes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from planner import Corridor, Itinerary, check, load_corridor, plan
from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.corridor import Attraction
from planner.errors import Relaxation
from planner.export import export
from planner.itinerary import Leg, Notice, Visit
from planner.planning.order import with_days_balanced, with_days_moved_up, with_fewer_returns
from planner.planning.relax import relaxed
from planner.problem import Node, Site, Solution, Tour, objective_of
from planner.request import Asked
from planner.rules import EMPTY_DAY
from planner.texts import Message
from tests.builders.lines import EAST, MINUTES, WEST, A, B, C, on_a_line
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)
D, E = Site(Node(3)), Site(Node(4))


def planned(corridor: Corridor = CORRIDOR, /, **words: object) -> Itinerary:
    """Stones in Mid Town: the grotto is all there is for this theme within the hills."""
    usual = {
        "days": 3,
        "date": "2026-12-08",
        "from": "mid-town",
        "themes": {"stone": 1},
        "within": ["500111"],
    }
    request = Asked.model_validate({**usual, "work": 300, "ignore_money": True, **words})
    itinerary = plan(request, atlas=Atlas(corridor, use_cache=False))
    assert check(itinerary, corridor) == []
    return itinerary


def visits_a_day(itinerary: Itinerary) -> list[int]:
    return [sum(isinstance(event, Visit) for event in day.events) for day in itinerary.days]


def test_free_days_come_last_and_are_told_first() -> None:
    itinerary = planned()
    assert itinerary.status == "optimal"
    assert visits_a_day(itinerary) == [1, 0, 0]
    assert (
        itinerary.warnings[0].say("en").startswith("full after 1 day: on the other 2 days there is no visit")
    )
    for name in ("text", "markdown"):
        english, chinese = export(itinerary, name), export(itinerary, name, "zh")
        assert str(english).index("Full after 1 day") < str(english).index("Day 1")
        assert "Not tried, but you could: take 1 day instead of 3" in str(english).replace("\n", " ")
        assert "1天即可看完：其余2天没有游览" in str(chinese).replace("\n", "")


def in_disorder(*sites: tuple[int, ...]) -> Solution:
    """Return a plan with these sites each day, and nights at home, as a search may find it."""
    tours = tuple(Tour(WEST, tuple(map(Site, map(Node, of_day))), WEST, 0, 1000) for of_day in sites)
    return Solution(tours, -5000, None, "exact", 0.0)


@pytest.mark.parametrize(
    ("shut", "days", "moved"),
    [
        ((), [(), (A, B), ()], [(A, B), (), ()]),
        ((), [(), (A,), (), (B,)], [(A,), (B,), (), ()]),
        ((0, A), [(), (A,), (B,)], [(B,), (A,), ()]),  # A is shut on the first day
        ((0, slice(None)), [(), (A,), ()], [(), (A,), ()]),  # nothing is open on it
        ((slice(2), A), [(), (), (A,)], [(), (), (A,)]),  # A is shut on the first two
    ],
)
def test_days_found_in_another_order_are_moved_up(
    shut: Any, days: list[tuple[int, ...]], moved: list[tuple[int, ...]]
) -> None:
    problem = on_a_line(MINUTES, 3, len(days), ends=(WEST,))
    if shut:
        problem.windows[shut] = (INFINITY, -1)
    tours = with_days_moved_up(problem, in_disorder(*days)).tours
    assert [tour.sites for tour in tours] == moved


def test_a_free_night_in_a_cheaper_town_does_not_keep_a_free_day_among_others() -> None:
    """Two nights in the east, dear, need not be spent once all is seen; one before them, cheap, would have to."""
    nights = np.array([0, 0, 0, 100, 300])
    problem = on_a_line(MINUTES, 3, 3, max_transit=150, night_cost=nights, money_price=1.0)
    west, east = Tour(WEST, (), WEST, 0), Tour(WEST, (B, C), EAST, 120, 120)
    after = Tour(EAST, (), EAST, 0)
    found = Solution((west, west, east), objective_of(problem, (west, west, east)), None, "exact", 0.0)
    moved = with_days_moved_up(problem, found)
    assert moved.tours == (east, after, after)
    assert moved.objective == found.objective - 400
    assert moved.notes[0].params == {"worth": 400}


@pytest.mark.parametrize("twice", [False, True])
def test_stays_change_places_where_one_would_come_back_to_a_bed(twice: bool) -> None:
    """East, west, east becomes west, east; also where first and later nights of a town are nodes of their own."""
    later = len(MINUTES) if twice else EAST
    places = (*range(len(MINUTES)), EAST)
    at, nodes = (*MINUTES, MINUTES[EAST]) if twice else MINUTES, len(places) if twice else len(MINUTES)
    stays = np.ones((nodes, nodes), dtype=bool)
    if twice:
        stays[[WEST, EAST], later] = [False, True]
        stays[[EAST, later], EAST] = False
    problem = on_a_line(
        at,
        3,
        4,
        starts=(WEST,),
        ends=tuple(dict.fromkeys((EAST, later))),
        nights=((WEST, EAST), (WEST, EAST, later), (WEST, EAST, later)),
        return_price=150,
        stays=stays,
        places=np.array(places[:nodes]),
    )
    found = ((WEST, (C,), EAST), (EAST, (A,), WEST), (WEST, (B,), EAST), (EAST, (), EAST))
    tours = tuple(Tour(start, sites, end, 0, 1000) for start, sites, end in found)
    swept = with_fewer_returns(problem, tours)
    assert problem.num_returns(swept) == 0
    assert {site for tour in swept for site in tour.sites} == {A, B, C}
    assert problem.broken_limits(swept) == []
    assert with_fewer_returns(problem, swept) is swept


@pytest.mark.parametrize(
    ("price", "found", "days"),
    [
        (1, [(A,), (), (B, C)], [(A,), (B,), (C,)]),
        (
            10,
            [(A,), (), (B, C)],
            [(A,), (), (B, C)],
        ),  # another way out and back takes more than filling the day may
        (0, [(A, B), (C,), ()], [(A, B), (C,), ()]),  # who has seen all may leave
        (0, [(A,), (B, C, D), (E,)], [(A, B), (C, D), (E,)]),  # the first is over at noon
        (0, [(A,), (B, C), (D,)], [(A,), (B, C), (D,)]),  # the second would be then
    ],
)
def test_a_day_without_a_visit_or_over_at_noon_has_one_of_another_where_that_takes_little(
    price: int, found: list[tuple[int, ...]], days: list[tuple[int, ...]]
) -> None:
    problem = on_a_line((20, 60, 105, 105, 105, 0, 120), 5, 3, ends=(5,), starts=(5,), travel_price=price)
    home = Node(5)
    tours = [Tour(home, tuple(map(Site, map(Node, of_day))), home, 0, 1000) for of_day in found]
    balanced = with_days_balanced(problem, tuple(tours))
    assert [sorted(tour.sites) for tour in balanced] == [list(of_day) for of_day in days]


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ((20, 65, 75, 35, 0, 0), [(A, D), (B, C)]),  # B is beside C, and far from all of the first day
        ((180, 60, 65, 35, 100, 100), [(B, D), (A, C)]),  # which passes there on its way
    ],
)
def test_of_two_sights_beside_each_other_none_is_moved_to_a_day_that_is_elsewhere(
    at: tuple[int, ...], days: list[tuple[int, ...]]
) -> None:
    problem = on_a_line(at, 4, 2, ends=(4,))
    start = Node(4)
    tours = tuple(Tour(start, sites, start, 0, 1000) for sites in ((D,), (A, B, C)))
    assert [tuple(sorted(tour.sites)) for tour in with_days_balanced(problem, tours)] == days


@pytest.mark.parametrize(
    ("shut", "code"), [("Tu-Su 09:00-17:00", "free-before-shut"), ("09:00-17:00", "free-before")]
)
def test_a_day_that_is_free_before_others_says_why(shut: str, code: str) -> None:
    """A visit of the second day, a Tuesday, is booked; on the first the grotto may be shut."""
    sites = (
        site.model_copy(update={"opening_hours": shut}) if site.id == "mid-grotto" else site
        for site in CORRIDOR.attractions
    )
    corridor = CORRIDOR.model_copy(update={"attractions": tuple(sites)})
    itinerary = planned(corridor, days=2, date="2026-12-07", visits=["mid-grotto@2026-12-08T10:00"])
    assert [notice.code for notice in itinerary.warnings[:2]] == ["full", code]
    without = itinerary.model_copy(update={"warnings": itinerary.warnings[:1] + itinerary.warnings[2:]})
    assert [broken.text for broken in check(without, corridor)] == ["checker.notice"]


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ({}, ["days", "outside_weight", "themes"]),
        ({"ignore_money": False, "value_of_time": 6, "within": []}, ["days", "themes", "value_of_time"]),
        ({"visits": ["mid-grotto@2026-12-08T10:00"]}, ["outside_weight", "themes"]),  # the days are fixed
    ],
)
def test_offers_are_other_wishes(words: dict[str, object], fields: list[str]) -> None:
    itinerary = planned(**words)
    assert [offer.field for offer in itinerary.offers] == fields
    for offer in itinerary.offers:
        change = Relaxation(offer.field, offer.value, Message(f"request.{offer.code}", offer.params))
        assert relaxed(itinerary.request.wish, change) != itinerary.request.wish
        assert offer.say("en")
        assert offer.say("zh")


def test_who_needs_what_few_are_known_to_have_is_offered_whom_to_ask() -> None:
    """Of all sites only the museum is known to be accessible: a wider area would bring nothing."""
    strict = {
        "themes": {"all": 1},
        "needs": ["wheelchair"],
        "needs_strict": True,
        "days": 2,
        "from": "east-city",
        "within": ["500103"],
    }
    itinerary = planned(**strict)
    asked = next(offer for offer in itinerary.offers if offer.field == "needs_strict")
    assert asked.say("en").startswith("ask East Tower, of which it is not known")
    assert "outside_weight" not in {offer.field for offer in itinerary.offers}


def test_where_days_are_free_evening_sessions_are_offered() -> None:
    sites = (
        site.model_copy(update={"evening": True, "opening_hours": "19:00-21:00"})
        if site.id == "mid-temple"
        else site
        for site in CORRIDOR.attractions
    )
    corridor = CORRIDOR.model_copy(update={"attractions": tuple(sites)})
    assert "evenings" in {offer.field for offer in planned(corridor, days=2, themes={"all": 1}).offers}


@pytest.mark.parametrize("words", [{"days": 1}, {"free": {2: ["day"], 3: ["day"]}}, {"cheapest": True}])
def test_nothing_is_said_where_all_days_are_full_or_meant_to_be_free(words: dict[str, object]) -> None:
    itinerary = planned(**words)
    assert itinerary.offers == ()
    assert "full" not in {notice.code for notice in itinerary.warnings}


def test_the_checker_holds_both() -> None:
    document = json.loads(planned().to_json())
    document["offers"][0]["value"] = 2
    document["warnings"] = document["warnings"][1:]
    found = check(Itinerary.model_validate(document), CORRIDOR)
    assert sorted(broken.text for broken in found) == ["checker.notice", "checker.offer"]


def test_what_a_free_day_has_room_for_is_not_said_to_displace_anything() -> None:
    """The temple is 10 minutes from the grotto, whose day is full, and 3 h 30 on the day that is free."""
    first_day = {"visits": ["mid-grotto@2026-12-08T10:15"], "day_hours": {1: "08:30-15:30"}, "meals": False}
    away = {"days": 2, "from": "east-city", "stays": ["east-city@2026-12-08..09"], "within": []}
    words = {**first_day, **away, "must": ["mid-grotto"], "avoid": ["east-museum", "east-tower"]}
    itinerary = planned(**words, themes={"all": 0.5})
    assert visits_a_day(itinerary) == [1, 0]
    temple = next(entry for entry in itinerary.unvisited if entry.attraction == "mid-temple")
    assert (temple.cause, temple.params) == ("detour", {"worth": 5.0, "minutes": 210})


@pytest.mark.parametrize("night", ["mid-town", "east-city"])
def test_a_day_with_but_a_drive_is_empty_too(night: str) -> None:
    """The second night is where the trip ends, or an hour and a half away, from where the last day drives back."""
    alone = {
        "within": [],
        "themes": {"stone": 1},
        "must": ["mid-grotto"],
        "avoid": ["east-museum", "mid-temple"],
    }
    itinerary = planned(stays=[f"{night}@2026-12-09..10"], work=3000, **alone)
    assert itinerary.warnings[0].code == "full"
    drives = [sum(isinstance(event, Leg) for event in day.events) for day in itinerary.days[1:]]
    assert (sum(drives) > 0) == (night == "east-city")
    assert itinerary.warnings[0].params["n"] == len(itinerary.days) - sum(map(bool, visits_a_day(itinerary)))


def test_a_trip_whose_time_is_mostly_free_says_so_first_and_offers_fewer_days() -> None:
    itinerary = planned(too_far(), **{**SHORT_DAYS, "avoid": []})
    fewer, told = itinerary.warnings[:2]
    assert fewer.say("en") == "full after about 2 days, which may hold what 3 days of this plan have"
    assert (told.code, told.params) == ("thin-free", {"free": 840, "busy": 880})
    assert itinerary.offers[0].say("en") == "take 2 days instead of 3"
    text = str(export(itinerary, "text")).replace("\n", " ")
    assert text.index("Full after about 2 days") < text.index("14 h of the days are free")
    assert text.index("14 h of the days are free") < text.index("Day 1")


DRIVE = {  # the second day is over before the museum could be seen
    "days": 2,
    "from": "mid-town",
    "to": "east-city",
    "within": [],
    "themes": {"all": 1},
    "visits": ["mid-grotto@2026-12-08T10:00"],
    "stays": ["mid-town@2026-12-08..09"],
    "day_hours": {2: "08:30-11:00"},
}


@pytest.mark.parametrize(("avoid", "code"), [(["east-tower"], "transfer"), ([], "transfer-by")])
def test_a_day_that_is_filled_by_its_drive_says_so_first_and_what_it_comes_by(
    avoid: list[str], code: str
) -> None:
    itinerary = planned(**DRIVE, avoid=avoid)
    told = itinerary.warnings[0]
    assert (told.code, told.params["minutes"]) == (code, 90)
    assert told.say("en").startswith("day 2 has no visit: it is for the way from Mid Town to East City")
    assert ("East Tower" in told.say("en")) == (code == "transfer-by")
    text = str(export(itinerary, "text"))
    assert text.index("Day 2 has no visit") < text.index("Day 1 ")
    silent = itinerary.model_copy(update={"warnings": itinerary.warnings[1:]})
    assert [broken.text for broken in check(silent, CORRIDOR)] == ["checker.notice"]


@pytest.mark.parametrize("site", ["mid-grotto", "west-park", "east-museum"])  # visited, far, closed by then
def test_no_other_site_may_be_told_to_lie_by_the_way(site: str) -> None:
    itinerary = planned(**DRIVE)
    params = {
        **itinerary.warnings[0].params,
        "sites": [CORRIDOR.attraction_by_id[site].name.both],
    }
    wrong = itinerary.model_copy(
        update={"warnings": (Notice.of("transfer-by", **params), *itinerary.warnings[1:])}
    )
    assert {broken.text for broken in check(wrong, CORRIDOR)} == {
        "checker.notice",
        "checker.notice-unfounded",
    }


def test_a_slow_trip_names_what_its_drives_come_by_far_from_the_beds() -> None:
    """From west to east one drives by the grotto, an hour and three quarters from the bed."""
    avoid = ["west-park", "west-ruins", "east-tower", "mid-temple"]
    words: dict[str, object] = {
        "days": 2,
        "from": "west-city",
        "to": "east-city",
        "slow": True,
        "pace": "packed",
        "stays": ["east-city@2026-12-08..09"],
        "visits": ["east-museum@2026-12-09T10:00"],
    }
    itinerary = planned(**words, within=[], themes={"all": 1}, avoid=avoid)
    told = next(notice for notice in itinerary.warnings if notice.code == "transfer-by")
    assert [name["en"] for name in told.params["sites"]] == ["Mid Grotto"]


def test_of_what_is_too_far_from_the_beds_it_is_told_how_far() -> None:
    """The temple and the grotto, each with minutes of its own, so that none hides behind the other."""
    words = {"days": 2, "from": "east-city", "slow": True, "within": [], "themes": {"all": 1}}
    itinerary = planned(**words, stays=["east-city@2026-12-08..09"])
    told = {left.attraction: left for left in itinerary.unvisited if left.cause == "slow-away"}
    east = CORRIDOR.places["east-city"].name.both
    assert told["mid-grotto"].params == {"away": 105, "town": east, "minutes": 40}
    assert told["mid-grotto"].say("en").startswith("1 h 45 by road from East City, the nearest bed")
    other = told["mid-grotto"].model_copy(update={"params": {**told["mid-grotto"].params, "away": 100}})
    left = tuple(other if each.attraction == "mid-grotto" else each for each in itinerary.unvisited)
    found = check(itinerary.model_copy(update={"unvisited": left}), CORRIDOR)
    assert "checker.reason" in {broken.text for broken in found}


def test_much_free_time_is_told_first_though_visits_and_travel_take_more() -> None:
    """11 h 15 of three days are free on the way back; on the way there 8 h 35 of them, with a visit more."""
    words = {"within": [], "themes": {"all": 1}, "from": "east-city", "to": "west-city"}
    told = planned(**words, avoid=["mid-temple"]).warnings[0]
    assert (told.code, told.params) == ("thin-free", {"free": 675, "busy": 1080})
    others = planned(**words, avoid=["mid-temple"], pace="relaxed").warnings
    assert "thin-free" not in {notice.code for notice in others}


THIN = {"within": ["500103"], "themes": {"all": 1}, "from": "east-city"}


def test_what_does_not_fill_its_mornings_is_seen_at_once_and_the_days_after_are_free() -> None:
    """The museum and the tower do not fill three mornings: both are seen on the first day."""
    itinerary = planned(**THIN)
    assert visits_a_day(itinerary) == [2, 0, 0]
    told = itinerary.warnings[0]
    assert (told.code, told.params["n"]) == ("full", 2)
    assert told.say("en").startswith("full after 1 day: on the other 2 days there is no visit")
    assert itinerary.certificate.empty_price == 0


def test_an_empty_day_takes_nothing_only_where_the_visits_leave_it_empty() -> None:
    itinerary = planned(days=1)
    assert (visits_a_day(itinerary), itinerary.certificate.empty_price) == ([1], 0)
    full = planned(days=1, within=[], themes={"all": 1})
    assert full.certificate.empty_price == EMPTY_DAY
    wrong = full.certificate.model_copy(update={"empty_price": 0})
    assert "checker.empty-price" in {
        broken.text for broken in check(full.model_copy(update={"certificate": wrong}), CORRIDOR)
    }


SHORT_DAYS = {"within": [], "themes": {"all": 1}, "from": "mid-town", "avoid": ["east-museum"]}


ONE_DAY_EACH = {
    "mid-grotto": "Tu 09:00-17:00",
    "mid-temple": "We 09:00-17:00",
    "east-museum": "Th 09:00-17:00",
    "east-tower": "Th 09:00-17:00",
}


def too_far() -> Corridor:
    """What is in the west takes a day each, but is not worth its way; the others are open on one day each."""

    def slowly(site: Attraction) -> Attraction:
        hours = site.visit_minutes.model_copy(update={"typical": 480, "long": 480})
        return site.model_copy(update={"score": 1, "visit_minutes": hours})

    sites = (
        slowly(site)
        if site.id.startswith("west")
        else site.model_copy(update={"opening_hours": ONE_DAY_EACH[site.id]})
        for site in CORRIDOR.attractions
    )
    return CORRIDOR.model_copy(update={"attractions": tuple(sites)})


def test_what_a_plan_spreads_is_gathered_where_it_does_not_fill_the_days() -> None:
    """The grotto and the temple had a day each: an empty day takes points, as more would suit, though it is too far."""
    west = {site.id: site for site in too_far().attractions if site.id.startswith("west")}
    sites = (west.get(site.id, site) for site in CORRIDOR.attractions)
    corridor = CORRIDOR.model_copy(update={"attractions": tuple(sites)})
    itinerary = planned(corridor, **SHORT_DAYS)
    assert (visits_a_day(itinerary), itinerary.certificate.empty_price) == ([2, 0, 0], 0)
    assert itinerary.warnings[0].code in ("full", "full-found")


def test_days_over_at_noon_beside_free_ones_are_told_to_make_fewer() -> None:
    """The grotto and the temple have a day each, over at noon, and the third has nothing: one day might hold both.

    That they are open on one day each is not looked at.
    """
    itinerary = planned(too_far(), **SHORT_DAYS)
    assert visits_a_day(itinerary) == [1, 1, 0]
    told = itinerary.warnings[0]
    assert (told.code, told.params["n"]) == ("full-spread", 1)
    assert told.say("en").startswith("full after about 1 day, which may hold what 2 days of this plan have")
    assert (itinerary.offers[0].field, itinerary.offers[0].value) == ("days", 1)
    silent = itinerary.model_copy(update={"warnings": itinerary.warnings[1:]})
    assert [broken.text for broken in check(silent, too_far())] == ["checker.notice"]


@pytest.mark.parametrize("limit", [{"max_transit": 30}, {"visits": ["mid-grotto@2026-12-08T10:00"]}])
def test_days_make_none_together_beyond_what_the_wish_allows_or_where_it_fixes_them(
    limit: dict[str, object],
) -> None:
    itinerary = planned(too_far(), **SHORT_DAYS, **limit)
    assert visits_a_day(itinerary)[:2] == [1, 1]
    assert "full-spread" not in {notice.code for notice in itinerary.warnings}
    assert 1 not in {offer.value for offer in itinerary.offers if offer.field == "days"}
