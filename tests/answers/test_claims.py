"""Claims of a plan for the corridor, worked out by hand: each kind, and each verdict."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from planner.answers import claimcases
from planner.answers.claimmodel import Claims, Judged
from planner.answers.claims import claims
from planner.answers.claimtexts import markdown
from planner.atlas import Atlas
from planner.cli import app
from planner.corridor import Corridor
from planner.errors import DataError, NoPlanError, RequestError
from planner.itinerary import Itinerary
from planner.loading import load_corridor
from planner.options import SolveOptions
from planner.request import TripRequest
from planner.service import plan
from planner.texts import LANGUAGES, Message
from tests.builders.networks import SOURCE, line
from tests.builders.paths import SMALL
from tests.builders.reaches import far_temple

FRIDAY, SATURDAY = date(2026, 12, 4), date(2026, 12, 5)
OPTIONS = SolveOptions(work=200, threads=1)
MADE_UP = {"fields": ["reading"], "source": "a test", "as_of": "2026", "confidence": "estimated"}
NAMES = {"zh": "说法", "en": "A claim"}


def claim(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "it", "kind": kind, "name": NAMES, "reading": NAMES, "sources": [MADE_UP], **more}


def reached(*ids: str, **more: Any) -> dict[str, Any]:
    return claim("reach", **{"from": ["home"], "to": {"ids": ids}, "first": 420, "last": 480, **more})


def opening(name: str, mode: Any, calls: str) -> dict[str, Any]:
    """Return a scenario that opens a line, every ten minutes from 07:10."""
    pattern = {"code": name, "first": "07:10", "last": "12:10", "every": 10, "calls": calls}
    names = {"zh": name, "en": name}
    opened = line(f"{name}-line", mode, patterns=[pattern]) | {"fare": {"flag": 1}}
    return {"id": name, "name": names, "status": "planned", "opens": [opened], "sources": [SOURCE]}


MORE = opening("more", "rail", "home-station 0, far-station 40")
BUS = opening("bus", "coach", "home 0, village 15")
SHUT = {"id": "shut", "name": NAMES, "status": "what-if", "closes": ["rail"], "sources": [SOURCE]}


def judged(written: dict[str, Any], *scenarios: dict[str, Any], **asked: Any) -> Judged:
    corridor = far_temple(claims=[written], scenarios=list(scenarios))
    found = claims(FRIDAY, atlas=Atlas(corridor, use_cache=False), **asked)
    return found.claims[0]


def test_a_claim_holds_where_as_many_are_reached_as_it_needs() -> None:
    """At best it takes 59 minutes to the temple and 25 to the garden; by the median 88 and 25."""
    found = judged(reached("temple", "garden", minutes=60, measure="best"), MORE)
    assert (found.verdict, found.num_met, found.needed, found.holds_with) == ("holds", 2, 2, ())
    assert [case.minutes for case in found.cases] == [59, 25]
    assert len(found.trials) == 1  # no scenario is tried
    assert judged(reached("temple", "garden", minutes=60, share=0.5)).verdict == "holds"
    missed = judged(reached("temple", "garden", "village", minutes=60))
    assert (missed.verdict, missed.num_met, missed.needed) == ("fails", 1, 3)
    assert [case.too_many for case in missed.cases] == [28, None, None]
    assert missed.cases[2].minutes is None  # 16 km are too far for a taxi


def test_each_place_counts_from_the_nearest_start() -> None:
    """From Far the temple is 4 minutes on foot."""
    found = judged(reached("temple", "garden", minutes=30, **{"from": ["home", "far-station"]}))
    assert (found.verdict, [case.places[0] for case in found.cases]) == ("holds", ["far-station", "home"])
    assert found.cases[0].minutes == 4


def test_a_claim_holds_only_with_a_scenario() -> None:
    """A train every ten minutes: 59 and a wait of 0 in 7 departures, of 1 to 9 in 6 each; the 31st waits 4."""
    found = judged(reached("temple", minutes=65), BUS, MORE)
    assert (found.verdict, found.holds_with, found.helps_most) == ("holds-with", (("more",),), "more")
    assert found.trial(("more",)).gained == (found.cases[0].name,)
    assert found.trial(("bus",)).num_met == 0
    assert judged(reached("temple", minutes=63), MORE).verdict == "holds-with"
    assert judged(reached("temple", minutes=62), MORE).verdict == "fails"


def test_pairs_are_tried_where_none_does_alone() -> None:
    found = judged(reached("temple", "village", minutes=65), MORE, BUS, SHUT)
    assert (found.verdict, found.holds_with) == ("holds-with", (("more", "bus"),))
    assert {len(trial.scenarios) for trial in found.trials} == {0, 1, 2}
    assert found.num_met == 0


def test_what_only_adds_ways_is_tried_together_before_some_of_it() -> None:
    third = opening("third", "coach", "home 0, village 30")
    found = judged(reached("temple", minutes=10), MORE, BUS, third)
    assert found.verdict == "fails"
    assert [trial.scenarios for trial in found.trials] == [(), ("more", "bus", "third")]  # which gain nothing
    assert found.helps_most is None
    some = judged(reached("temple", "village", minutes=40), MORE, BUS, third)
    assert [trial.scenarios for trial in some.trials][1:] == [
        ("more", "bus", "third"),
        ("more",),
        ("bus",),
        ("third",),
    ]
    assert some.helps_most == "bus"


def test_what_is_assumed_is_so_throughout() -> None:
    found = judged(reached("temple", minutes=65), MORE, scenarios=["more"])
    assert found.verdict == "holds"
    assert judged(reached("temple", minutes=100), SHUT, scenarios=["shut"]).cases[0].minutes is None


def test_scenarios_that_cannot_be_together_are_no_set() -> None:
    again = {**MORE, "id": "again", "closes": ["rail"]}
    found = judged(reached("village", minutes=10), MORE, again)
    assert [trial.scenarios for trial in found.trials] == [(), ("more",), ("again",)]


def test_pairs_count_both_ways() -> None:
    """By car it is 22 minutes between home and the village; trains do not matter then."""
    between = {"between": {"all": "towns"}, "mode": "car"}
    found = judged(claim("pairs", minutes=22, **between), MORE)
    assert (found.verdict, found.num_met, found.needed) == ("holds", 2, 2)
    assert found.cases[0].places == ("home", "village")
    late = judged(claim("pairs", minutes=21, **between), MORE)
    assert (late.verdict, [case.too_many for case in late.cases], len(late.trials)) == ("fails", [1, 1], 1)


def test_places_by_rank_and_area() -> None:
    everywhere = {"all": "sites", "heritage": ["world"], "levels": ["5A"]}
    found = judged(reached(minutes=60, measure="best", to=everywhere))
    assert [case.places for case in found.cases] == [("home", "temple")]
    corridor = far_temple(claims=[reached(minutes=60, to={"all": "sites", "without": ["50"]})])
    assert corridor.claims[0].to.of(corridor) == ()  # type: ignore[union-attr]


@cache
def small(*scenarios: str) -> Atlas:
    roads = [
        {
            "id": each,
            "name": {"zh": each, "en": each},
            "status": "planned",
            "opens_roads": [f"east-city/mid-town@expressway 60km {each.removeprefix('in-')}min"],
            "sources": [SOURCE],
        }
        for each in scenarios
    ]
    whole = load_corridor(SMALL).model_dump(by_alias=True) | {"scenarios": roads}
    return Atlas(Corridor.model_validate(whole), use_cache=False)


def trips(travel_share: float | None = None, *, days: int = 1, must: tuple[str, ...]) -> dict[str, Any]:
    wish = {"from": "east-city", "must": list(must), "mode": "car"}
    trip = {"name": {"zh": "行程", "en": "A trip"}, "days": days, "request": wish}
    return claim("trips", trips=[trip], travel_share=travel_share)


def of_trips(written: dict[str, Any], *scenarios: str) -> Judged:
    atlas = small(*scenarios)
    whole = atlas.corridor.model_dump(by_alias=True) | {"claims": [written]}
    found = claims(SATURDAY, atlas=Atlas(Corridor.model_validate(whole), use_cache=False), options=OPTIONS)
    return found.claims[0]


def test_a_trip_that_can_be_made_has_a_certificate() -> None:
    found = of_trips(trips(must=("mid-grotto",)))
    assert found.verdict == "holds"
    (case,) = found.cases
    assert case.certificate is not None
    assert (case.met, case.limit) == (True, None)
    assert case.certificate.bound is not None
    assert case.certificate.bound >= case.certificate.objective


def test_a_trip_with_too_much_travel_fails_and_tells_by_how_much() -> None:
    """To the grotto and back it is 2 x 105 = 210 minutes, and 0.3 of 630 are 189; the best plan travels 230."""
    found = of_trips(trips(0.3, must=("mid-grotto",)))
    (case,) = found.cases
    assert (found.verdict, case.met, case.limit) == ("fails", False, 189)
    assert (case.minutes, case.too_many) == (210, 21)
    assert case.why is not None
    assert of_trips(trips(0.35, must=("mid-grotto",))).verdict == "holds"  # 220


def test_a_trip_holds_only_with_a_road() -> None:
    """By a road of 60 minutes the grotto is 2 x 75 = 150 minutes away and back, by one of 85 it is 200."""
    found = of_trips(trips(0.3, must=("mid-grotto",)), "in-85", "in-60")
    assert (found.verdict, found.holds_with) == ("holds-with", (("in-60",),))


def test_a_trip_is_looked_for_among_the_sites_that_it_demands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is one looked for again that is there without a scenario, or cannot be even with all of them."""
    asked = list[tuple[str, ...]]()

    def watched(wish: TripRequest, **known: Any) -> Itinerary:
        asked.append(wish.scenarios)
        assert [site.id for site in known["atlas"].corridor.attractions] == list(wish.must)
        return plan(wish, **known)

    monkeypatch.setattr(claimcases, "plan", watched)
    written = trips(0.3, must=("mid-grotto",))
    near = {**written["trips"][0], "request": {"from": "east-city", "must": ["east-museum"], "mode": "car"}}
    found = of_trips({**written, "trips": [*written["trips"], near]}, "in-85", "in-90")
    assert (found.verdict, found.num_met) == ("fails", 1)
    assert asked.count(("in-85", "in-90")) == 1


def test_a_trip_that_is_proven_impossible_names_the_days_that_do() -> None:
    """Grotto and ruins are 105 + 165 + 240 = 510 minutes of driving, 360 a day are the most."""
    found = of_trips(trips(must=("mid-grotto", "west-ruins")))
    assert (found.verdict, found.cases[0].met, found.cases[0].days) == ("fails", False, 2)


def test_what_is_not_proven_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: object, **__: object) -> None:
        raise NoPlanError(Message("request.none-found"))

    monkeypatch.setattr(claimcases, "plan", gives_up)
    found = of_trips(trips(must=("mid-grotto",)))
    assert (found.verdict, found.num_open, found.cases[0].met) == ("undecided", 1, None)


WRITTEN = """claims:
- id: near
  name: {zh: 近, en: Near}
  reading: {zh: 开车一刻钟, en: a quarter of an hour by car}
  kind: reach
  from: [east-city]
  to: {ids: [east-museum, mid-town]}
  minutes: 15
  mode: car
  sources: &made [{fields: [reading], source: made up, as_of: "2026-01", confidence: estimated}]
- id: day-out
  name: {zh: 一日游, en: A day out}
  reading: {zh: 一天看石窟, en: the grotto in a day}
  kind: trips
  trips:
  - {name: {zh: 石窟, en: Grotto}, days: 1, product: stones, request: {mode: car}}
  sources: *made
"""
PRODUCTS = """products:
- id: stones
  name: {zh: 石, en: Stones}
  story: {zh: 石, en: Stones}
  ideal_days: [2]
  seasons: {zh: 四季, en: All year}
  months: [5]
  request: {from: east-city, must: [mid-grotto]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("attractions.yaml", "routes.yaml"):
        (tmp_path / name).write_bytes((SMALL / name).read_bytes())
    (tmp_path / "products.yaml").write_text(PRODUCTS, encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(WRITTEN, encoding="utf-8")
    return tmp_path


def test_claims_are_read_and_kept(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache_dir = tmp_path_factory.mktemp("cache")
    first, again = (load_corridor(folder, use_cache=True, cache_dir=cache_dir) for _ in range(2))
    assert first.claims == again.claims
    assert [each.kind for each in again.claims] == ["reach", "trips"]
    trip = again.claims[1].trips[0]  # type: ignore[union-attr]
    assert trip.request["must"] == ["mid-grotto"]
    (folder / "claims.yaml").unlink()
    assert load_corridor(folder, use_cache=True, cache_dir=cache_dir).claims == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("kind: reach", "kind: circle", "5:9: bad-value"),
        ("minutes: 15", "minute: 15", "8:3: unknown-key"),
        ("from: [east-city]", "from: [east-town]", "6:10: unknown-reference"),
        ("mid-town]}", "mid-city]}", "7:27: unknown-reference"),
        ("{ids: [east-museum, mid-town]}", "{all: towns, within: ['11']}", "7:7: bad-value"),
        ("{ids: [east-museum, mid-town]}", "{within: ['50']}", "7:7: bad-value"),
        ("product: stones", "product: stone", "16:52: unknown-reference"),
        ("{mode: car}", "{mode: cart}", "16:76: bad-value"),
        ("{mode: car}", "{avoid: [mid-cave]}", "16:78: unknown-reference"),
        ("{mode: car}", "{days: 2}", "16:70: unknown-key"),
    ],
)
def test_what_is_wrong_with_a_claim_has_its_place(folder: Path, old: str, new: str, problem: str) -> None:
    assert old in WRITTEN
    (folder / "claims.yaml").write_text(WRITTEN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_corridor(folder)
    problems = [each.say().partition("claims.yaml:")[2] for each in caught.value.problems]
    assert any(each.startswith(problem) for each in problems), problems


def run(folder: Path, *arguments: str) -> str:
    asked = ["claims", "--data", str(folder), "--no-cache", "--date", "2026-12-05", "--work", "200"]
    done = CliRunner().invoke(app, [*asked, *arguments], prog_name="planner", env={"COLUMNS": "150"})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_tells_verdicts_and_misses(folder: Path) -> None:
    told = run(folder)
    assert "Near       1 of 2       2  fails" in told
    assert "Too far (1), the nearest first: Mid Town 1 h 30 (1 h 15 too long)" in told
    assert "A day out: holds" in told
    assert "Grotto: can be made; the plan is worth" in told
    assert "说法" in run(folder, "near", "--language", "zh")
    assert Claims.model_validate_json(run(folder, "--format", "json")).claims[0].verdict == "fails"
    assert "## A day out" in run(folder, "--format", "markdown")


def test_what_cannot_be_asked_is_said(folder: Path) -> None:
    done = CliRunner().invoke(app, ["claims", "far", "--data", str(folder), "--date", "2026-12-05"])
    assert done.exit_code == 4
    done = CliRunner().invoke(app, ["claims", "--output", "claims.txt", "--date", "2026-12-05"])
    assert done.exit_code == 4


def test_every_verdict_is_said_in_all_languages() -> None:
    written = [
        reached("temple", "garden", minutes=60, measure="best") | {"id": "a"},
        reached("temple", minutes=65) | {"id": "b"},
        reached("temple", "village", minutes=10) | {"id": "c"},
    ]
    corridor = far_temple(claims=written, scenarios=[MORE, BUS])
    found = claims(FRIDAY, atlas=Atlas(corridor, use_cache=False))
    assert [each.verdict for each in found.claims] == ["holds", "holds-with", "fails"]
    for language in LANGUAGES:
        assert markdown(found, language).count("\n## ") == 3
    with pytest.raises(RequestError):
        claims(FRIDAY, corridor, only=["nothing"])
