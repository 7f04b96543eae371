"""Areas that weigh instead of limiting, and what is offered where areas, rules of themes or numbers are in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from planner import Corridor, Itinerary, TripRequest, check, load_corridor, plan
from planner.atlas import Atlas
from planner.cli.failures import options_of
from planner.corridor import Attraction, CoverRule, Names, Round, VisitMinutes
from planner.errors import NoPlanError, RequestError
from planner.hours import round_in
from planner.itinerary import Visit
from planner.planning import candidates, check_request, relax
from planner.planning.candidates import Around, visit_length
from planner.planning.model import build_model
from planner.request import Asked
from tests.builders import examples
from tests.builders.paths import SMALL
from tests.builders.shipped import shipped
from tests.builders.small_plans import corridor as with_axis
from tests.builders.small_plans import corridor_with

HILLS = {"zones": ["hills"]}  # only mid-grotto lies in them


def wish(**words: object) -> Asked:
    usual = {"days": 1, "date": "2026-12-08", "from": "mid-town", "end_time": "17:00"}
    words = {**usual, "ignore_money": True, **words}
    return Asked.model_validate(words)


def planned(corridor: Corridor, request: TripRequest) -> Itinerary:
    itinerary = plan(request, atlas=Atlas(corridor, use_cache=False))
    assert [broken for broken in check(itinerary, corridor) if broken.severity == "error"] == []
    return itinerary


def visits(itinerary: Itinerary) -> dict[str, int]:
    events = (event for day in itinerary.days for event in day.events)
    return {event.attraction: event.prize for event in events if isinstance(event, Visit)}


@pytest.mark.parametrize(
    ("words", "objective", "prizes"),
    [
        (HILLS, 870, {"mid-grotto": 900}),  # 15 minutes there and 15 back
        (HILLS | {"outside_weight": 0.5}, 910, {"mid-grotto": 900, "mid-temple": 50}),  # 10 minutes more
        (HILLS | {"outside_weight": 1}, 960, {"mid-grotto": 900, "mid-temple": 100}),
        ({}, 960, {"mid-grotto": 900, "mid-temple": 100}),
        ({"within": ["5001"], "outside_weight": 0.5}, 960, {"mid-grotto": 900, "mid-temple": 100}),
    ],
)
def test_sites_outside_keep_a_share(words: dict[str, object], objective: int, prizes: dict[str, int]) -> None:
    itinerary = planned(with_axis(), wish(**words))
    assert (itinerary.certificate.objective, visits(itinerary)) == (objective, prizes)


def test_why_a_site_outside_is_left_out() -> None:
    left_out = {item.attraction: item for item in planned(with_axis(), wish(**HILLS)).unvisited}
    assert (left_out["west-ruins"].reason, left_out["west-ruins"].prize) == ("outside-area", 250)
    weighed = planned(with_axis(), wish(**HILLS, outside_weight=0.5))
    ruins = next(item for item in weighed.unvisited if item.attraction == "west-ruins")
    assert (ruins.reason, ruins.prize) == ("lower-prize", 125)
    assert "worth 12 of 100 to you (counted at 50 %: not in the zone asked for)" in ruins.detail


@pytest.mark.parametrize(("must", "is_visited"), [([], False), (["mid-temple"], True)])
def test_a_site_that_may_be_shut_is_planned_when_asked_for_only(must: list[str], is_visited: bool) -> None:
    sites = tuple(
        site.model_copy(update={"doubtful": site.id == "mid-temple"}) for site in with_axis().attractions
    )
    itinerary = planned(corridor_with(attractions=sites), wish(must=must))
    assert ("mid-temple" in visits(itinerary)) is is_visited
    causes = {item.attraction: (item.reason, item.cause) for item in itinerary.unvisited}
    assert causes.get("mid-temple") == (None if is_visited else ("closed", "doubtful"))


def test_nights_may_lie_outside_where_the_area_weighs() -> None:
    words = {"days": 2, "to": "west-city", "within": ["5001"], "end_time": None, "must": ["mid-grotto"]}
    for weight, places in ((0, {"east-city", "mid-town"}), (0.9, {"east-city", "mid-town", "west-city"})):
        itinerary = planned(with_axis(), wish(**words, outside_weight=weight))
        assert itinerary.days[0].end.place in places
        assert ("west-ruins" in visits(itinerary)) == (weight > 0)


def test_visa_free_transit_is_never_a_matter_of_weight() -> None:
    entry = {"visa_port": "EAS", "arrival": "2026-12-07 08:00", "from": "east-city"}
    itinerary = planned(with_axis(), wish(**entry, zones=["hills"], outside_weight=1))
    reasons = {item.attraction: item.detail for item in itinerary.unvisited}
    assert reasons["west-ruins"] == "outside the area of visa-free transit"


def test_a_weight_needs_an_area() -> None:
    with pytest.raises(RequestError, match="outside_weight: goes with belts"):
        check_request(wish(outside_weight=0.5), with_axis())


def test_a_belt_to_follow_that_nobody_knows_is_refused_by_its_field() -> None:
    with pytest.raises(RequestError, match=r"^follow: 'nope' is no belt") as refused:
        plan(wish(follow="nope"), with_axis())
    assert refused.value.candidates == tuple(belt.id for belt in with_axis().belts)


def test_a_following_trip_weighs_sites_beside_its_belt() -> None:
    words = {"follow": "old-road", "from": "east-city", "to": "mid-town", "end_time": "19:00", "meals": False}
    only = planned(with_axis(), wish(**words))
    assert set(visits(only)) <= {"east-museum", "mid-grotto"}
    more = planned(with_axis(), wish(**words, outside_weight=0.9))
    assert "mid-temple" in visits(more)
    assert visits(more)["mid-temple"] == 90


# Lengths of visits


@pytest.mark.parametrize(
    ("words", "grotto", "temple"),
    [
        ({}, 180, 60),
        ({"visit_length": "short"}, 120, 30),
        ({"visit_length": "long"}, 240, 90),
        ({"pace": "packed"}, 120, 30),
        ({"pace": "packed", "visit_length": "typical"}, 180, 60),
        ({"slow": True}, 240, 90),
        ({"slow": True, "visit_length": "short"}, 120, 30),
    ],
)
def test_planned_lengths(words: dict[str, object], grotto: int, temple: int) -> None:
    sites = with_axis().attraction_by_id
    lengths = [visit_length(sites[site], wish(**words), wish().date) for site in ("mid-grotto", "mid-temple")]
    assert lengths == [grotto, temple]


def test_long_visits_only_where_the_hours_allow_them() -> None:
    temple = with_axis().attraction_by_id["mid-temple"]
    for hours, minutes in (("09:00-10:30", 90), ("09:00-10:20", 60)):
        brief = temple.model_copy(update={"opening_hours": hours})
        assert visit_length(brief, wish(visit_length="long"), wish().date) == minutes


@pytest.mark.parametrize(
    ("rounds", "ways", "minutes"),
    [
        ((), Around(0, 0), 520),  # what fits into no day is left as it was asked for
        ((200, 500), Around(0, 0), 500),  # from 08:30 to 17:00 there are 510 minutes
        ((200, 500), Around(5, 5), 500),
        ((200, 500), Around(5, 10), 200),
        ((200, 300), Around(0, 0), 300),
        ((200, 300), Around(160, 160), 520),
    ],
)
def test_a_shorter_round_where_the_day_has_no_time_for_more(
    rounds: tuple[int, ...], ways: Around, minutes: int
) -> None:
    name = Names(zh="环线", en="loop")
    site = with_axis().attraction_by_id["mid-temple"]
    large = site.model_copy(
        update={
            "visit_minutes": VisitMinutes(short=200, typical=520, long=560),
            "rounds": tuple(Round(name=name, minutes=each) for each in rounds),
        }
    )
    assert visit_length(large, wish(), wish().date, ways) == minutes


def test_a_round_that_is_shut_is_not_planned() -> None:
    """The upper lakes of Yading are closed from 15 November to 1 April; the short route is not."""
    yading = shipped().attraction_by_id["yading"]
    for day, minutes in (("2026-11-14", 450), ("2026-11-15", 180), ("2027-04-01", 180), ("2027-04-02", 450)):
        trip = wish(date=day, start_time="06:30", end_time="18:00")
        assert visit_length(yading, trip, trip.date) == minutes
        longest = {180: yading.rounds[0].name, 450: yading.rounds[1].name}[minutes]
        assert round_in(yading, trip.date, 480) == longest


def test_a_slow_trip_in_winter_does_not_lose_mount_emei() -> None:
    """By bus it lies 145 minutes from the town, and 320 do not fit between 10:55 and 16:00; from the summit they do."""
    emei = shipped().attraction_by_id["emeishan"]
    slow = wish(slow=True, days=3, end_time="18:30")
    assert visit_length(emei, slow, slow.date, Around(145, 150)) == emei.visit_minutes.typical
    assert visit_length(emei, slow, slow.date, Around(1, 150)) == emei.visit_minutes.long


def test_a_plan_of_long_visits() -> None:
    """By 19:00 both long visits fit: 240 and 90 minutes, lunch inside the grotto's."""
    itinerary = planned(with_axis(), wish(visit_length="long", end_time="19:00"))
    times = [e for day in itinerary.days for e in day.events if isinstance(e, Visit)]
    assert {e.attraction: (e.end - e.start).seconds // 60 for e in times} == {
        "mid-grotto": 240,
        "mid-temple": 90,
    }


# What would help


def relaxed(corridor: Corridor, request: TripRequest) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relax, "MAX_DAYS", 3)  # more are tried in vain, one after the other
        for patience in ("SECONDS", "SECONDS_A_TRY"):  # all is tried on a slow machine too
            patch.setattr(relax, patience, 3600.0)
        with pytest.raises(NoPlanError) as caught:
            plan(request, atlas=Atlas(corridor, use_cache=False))
    return {options_of(change): str(change.message) for change in caught.value.relaxations}


def test_an_area_in_the_way_is_offered_to_weigh() -> None:
    offers = relaxed(with_axis(), wish(**HILLS, avoid=["mid-grotto"]))
    assert offers["--outside 0.5"] == "let sites outside the area count half"
    assert "--outside 0.5" not in relaxed(with_axis(), wish(avoid=[s.id for s in with_axis().attractions]))


RELICS = CoverRule(name=Names(zh="博物馆", en="museums"), at_least=2, tags=("museum",))


def test_a_rule_that_cannot_hold_is_offered_lower_or_not_at_all() -> None:
    """The museums are east and west, 105 minutes of driving apart each: a day allows one of them."""
    request = wish(**{"from": "east-city"}, end_time="14:00", cover=[RELICS], meals=False)
    assert relaxed(with_axis(), request)["ask for fewer"] == "at least 1 of 'museums' instead of 2"
    far = request.model_copy(update={"avoid": ("east-museum",), "cover": (RELICS,)})
    assert relaxed(with_axis(), far)["drop this coverage rule"] == "give up 'museums' (at least 2)"


def themed() -> Corridor:
    corridor = load_corridor(SMALL)
    themes = tuple(
        theme.model_copy(update={"cover": (RELICS,) if theme.id == "stone" else ()})
        for theme in corridor.themes
    )
    return corridor.model_copy(update={"themes": themes})


ONE_MUSEUM = CoverRule(name=Names(zh="博物馆", en="museums"), at_most=1, tags=("museum",))


def test_who_names_more_than_a_theme_lets_a_trip_have_gets_them() -> None:
    themes = tuple(theme.model_copy(update={"cover": (ONE_MUSEUM,)}) for theme in with_axis().themes)
    all_of_it = with_axis().model_copy(update={"themes": themes})
    both, usual = ("west-ruins", "east-museum"), wish(days=2)
    assert [rule.at_most for rule in planned(all_of_it, usual).coverage] == [1]
    asked = usual.model_copy(update={"must": both})
    assert {*both} <= visits(planned(all_of_it, asked)).keys()
    assert planned(all_of_it, asked).coverage == ()
    wanted = planned(all_of_it, usual.model_copy(update={"cover": (RELICS,)}))
    assert [rule.at_least for rule in wanted.coverage] == [2]


def test_the_rules_of_a_theme_are_named_and_can_be_given_up() -> None:
    request = wish(**{"from": "east-city"}, end_time="14:00", themes={"stone": 1}, meals=False)
    offers = relaxed(themed(), request)
    assert offers["--no-theme-rules"] == "give up what the themes ask for: 'museums' (at least 2)"
    free = planned(themed(), request.model_copy(update={"theme_rules": False}))
    assert (free.coverage, list(visits(free))) == ((), ["east-museum"])
    assert relaxed(
        themed(), request.model_copy(update={"cover": (RELICS,), "theme_rules": False})
    ).keys() >= {"ask for fewer"}


@pytest.mark.soak
@pytest.mark.skipif(not examples.FULL, reason="takes a minute; a rule of the small data is tested above")
def test_a_shipped_theme_with_a_rule() -> None:
    """Two zoos that must be visited are, whatever the theme says."""
    words = {"days": 2, "from": "chengdu", "end_time": None, "themes": {"study": 1}, "time_limit": 3}
    whole, zoos = shipped(), {"panda-base", "bifengxia"}
    assert zoos <= visits(planned(whole, wish(**words, must=sorted(zoos)))).keys()
    (rule,) = planned(whole, wish(**words)).coverage
    assert (rule.name.en, rule.at_most, len(rule.sites) <= 1) == (
        "zoos and panda centres",
        1,
        True,
    )


def test_how_many_in_words() -> None:
    words = [
        RELICS.model_copy(update=bounds).asks.say()
        for bounds in ({}, {"at_most": 3}, {"at_least": 0, "at_most": 1})
    ]
    assert words == ["at least 2", "at least 2 and at most 3", "at most 1"]


def test_crowds_lengthen_visits_on_their_own_days() -> None:
    grotto = with_axis().attraction_by_id["mid-grotto"]  # of score 90, 180 minutes
    golden_week = wish(date="2026-09-30", days=3)
    days = [golden_week.date + timedelta(days=day) for day in range(3)]
    assert [visit_length(grotto, golden_week, day) for day in days] == [180, 235, 235]
    assert [visit_length(grotto, wish(), date(2026, 6, day)) for day in (5, 6, 7, 8)] == [180, 200, 200, 180]
    closes_early = grotto.model_copy(update={"opening_hours": "09:00-12:10"})
    assert visit_length(closes_early, golden_week, days[1]) == 180  # 235 do not fit


def test_how_long_a_visit_takes_is_asked_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    corridor, request, asked = load_corridor(SMALL), wish(days=3), list[tuple[str, date]]()

    def counting(
        site: Attraction, trip: TripRequest, day: date, ways: Around, has_time: Callable[[int], bool]
    ) -> int:
        asked.append((site.id, day))
        return visit_length(site, trip, day, ways, has_time)

    def once(site: Attraction, _trip: TripRequest, _ways: Around, minutes: int) -> bool:
        lengths.append((site.id, minutes))
        return True

    lengths: list[tuple[str, int]] = []
    monkeypatch.setattr(candidates, "visit_length", counting)
    monkeypatch.setattr(candidates, "_has_time", once)
    problem = build_model(corridor, request, Atlas(corridor, use_cache=False).ways(request)).problem
    assert len(asked) == len(set(asked)) == 3 * len(corridor.attractions)
    assert len(lengths) == len(set(lengths)), "whether there is time for it is asked once a trip"
    assert problem.minutes.shape == (3, problem.num_sites)
    typical = {site.id: site.visit_minutes.typical for site in corridor.attractions}
    assert problem.minutes[0].tolist() == [typical[node] for node in problem.node_ids[: problem.num_sites]]
