"""Plans edited by hand, over the two days of test_replan: as asked, or what breaks and the smallest repair."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.answers.certified import is_of_all, unpriced
from planner.answers.changing import edits_of
from planner.answers.difference import visits_of as days_of
from planner.answers.edit import Edits, _Draft, edit
from planner.answers.known import Known
from planner.answers.replan import News, replan
from planner.compact import compact, expand
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Itinerary, Note
from planner.options import SolveOptions
from planner.service import plan as plan_of
from tests.answers.test_replan import BEGIN, SHORT, WISHES, atlas, because, begins, errors, trip, visits
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.small_plans import corridor


def edited(before: Itinerary | None = None, **edits: Any) -> Itinerary:
    return edit(before or trip(), Edits(**edits), atlas=atlas(), options=SHORT)


def codes(plan: Itinerary) -> list[str]:
    return [notice.code for notice in plan.breaks]


@pytest.mark.parametrize(
    ("edits", "order"),
    [
        ({"drop": ["mid-temple"]}, ["east-museum", "east-tower", "mid-grotto"]),
        ({"move": {"east-tower": 2}}, ["east-museum", "mid-temple", "mid-grotto", "east-tower"]),
        (
            {"order": {1: ["east-tower", "east-museum"]}},
            ["east-tower", "east-museum", "mid-temple", "mid-grotto"],
        ),
        ({"order": {1: [], 2: ["mid-grotto"]}}, ["mid-grotto"]),
        ({"stay": {1: "east-city"}}, ["east-museum", "east-tower", "mid-temple", "mid-grotto"]),
    ],
)
def test_what_fits_is_as_asked(edits: dict[str, Any], order: list[str]) -> None:
    plan = edited(**edits)
    assert (visits(plan), codes(plan), errors(plan)) == (order, [], [])
    assert (plan.version, plan.replaces) == (2, trip().id)
    assert plan.certificate.bound == trip().certificate.bound
    if town := edits.get("stay"):
        assert plan.days[0].end.place == town[1]


@pytest.mark.parametrize("edits", [{"move": {"east-tower": 2}}, {"order": {2: ["west-ruins", "mid-grotto"]}}])
def test_a_bound_is_kept_where_no_plan_of_the_edited_wish_can_pass_it(edits: dict[str, Any]) -> None:
    """Whether it fits or is repaired, also where a site comes back that was left out by hand."""
    plan, most = edited(**edits), trip().certificate.bound
    assert plan.certificate.bound == most
    assert [note.code for note in plan.certificate.notes if note.code in ("edited", "fewest")] == []
    dropped = edited(drop=["mid-temple"])
    again = edited(dropped, move={"mid-temple": 2})
    assert (dropped.certificate.bound, again.certificate.bound) == (most, most)
    assert errors(again) == []


def proofs(plan: Itinerary) -> list[str]:
    return [note.code for note in plan.certificate.notes if note.code in ("edited-within", "not-within")]


def test_what_was_proven_once_is_known_again_where_a_change_is_taken_back() -> None:
    """A site that had to be is dropped, and demanded again; all that the first wish ruled out still is."""
    first = trip(must=("mid-temple",))
    dropped = edited(first, drop=["mid-temple"])
    assert (dropped.certificate.bound, proofs(dropped)) == (None, ["not-within"])
    assert dropped.certificate.proven is not None
    assert dropped.certificate.proven.wish == first.request.wish
    news = News(add=("mid-temple",))
    again = replan(dropped, BEGIN, news=news, atlas=atlas(), options=SHORT)
    assert (again.certificate.bound, errors(again)) == (first.certificate.bound, [])


def test_what_was_added_can_be_dropped_within_the_bound() -> None:
    news = News(add=("west-park",))
    added = replan(trip(), BEGIN, news=news, atlas=atlas(), options=SHORT)
    dropped = edited(added, drop=["west-park"])
    assert (dropped.certificate.bound, proofs(dropped)) == (trip().certificate.bound, ["edited-within"])


def test_a_site_outside_the_wish_is_taken_as_asked_and_has_no_bound() -> None:
    """As `replan` takes it; what no demand lets in is told."""
    first = trip(belts=("old-road",))
    assert "east-tower" in {left.attraction for left in first.unvisited}
    plan = edited(first, move={"east-tower": 1})
    assert ("east-tower" in visits(plan), codes(plan), errors(plan)) == (True, [], [])
    assert (plan.request.must, proofs(plan)) == (("east-tower",), ["not-within"])
    without = edited(plan, drop=["east-tower"])
    assert (without.certificate.bound, without.request.must) == (first.certificate.bound, ())
    assert codes(edited(trip(free_only=True), move={"mid-grotto": 1}))[:1] == ["edit-left-out"]


def test_no_plan_of_what_is_wished_after_some_changes_passes_the_bound() -> None:
    """Drawn chains of changes, to and fro; what is wished then is solved for itself."""
    draw, kept = random.Random(20), 0
    sites = sorted(each.id for each in corridor().attractions)
    for wish in ({}, {"must": ("mid-temple",)}, {"belts": ("old-road",)}, {"max_bed_changes": 1}):
        found = trip(**wish)
        for _ in range(6):
            site, there = draw.choice(sites), visits(found)
            with suppress(NoPlanError):
                if site in there:
                    found = edited(found, drop=[site])
                elif draw.random() < 0.5:
                    found = edited(found, move={site: draw.choice((1, 2))})
                else:
                    found = replan(found, BEGIN, news=News(add=(site,)), atlas=atlas(), options=SHORT)
            certificate = found.certificate
            if certificate.bound is None or not is_of_all(certificate):
                continue
            best = plan_of(found.request.wish, atlas=atlas(), options=SHORT)
            assert max(best.certificate.objective, certificate.objective) <= certificate.bound, (
                wish,
                there,
                site,
            )
            kept += 1
    assert kept >= 12


def test_a_night_outside_the_area_of_the_wish_is_refused() -> None:
    with pytest.raises(RequestError, match="outside the area asked for"):
        edited(trip(within=("500111",)), stay={1: "east-city"})


def test_what_was_proven_goes_through_files_and_the_compact_form() -> None:
    plan = edited(drop=["mid-temple"])
    assert plan.certificate.proven is not None
    assert Itinerary.model_validate_json(plan.model_dump_json(by_alias=True)) == plan
    assert expand(compact(plan, corridor()), corridor()).certificate.proven == plan.certificate.proven


def test_a_night_that_was_no_choice_before_has_no_bound() -> None:
    """Who arrives late sleeps near by; a night that is asked for by hand further on may let more be seen."""
    first = trip(arrival="2026-06-06T21:00")
    assert proofs(edited(first, stay={1: "mid-town"})) == ["not-within"]


def test_what_did_not_fit_is_not_told_of_the_plan_after() -> None:
    broken = edited(move={"west-opera": 1})
    assert codes(broken)
    same = replan(broken, BEGIN, atlas=atlas(), options=SHORT)
    assert codes(same) == []


def test_an_order_is_timed_exactly() -> None:
    """10 minutes to the tower, 90 there, 10 to the city and 10 to the museum, which the one-way road is none to."""
    plan = edited(order={1: ["east-tower", "east-museum"]})
    assert (begins(plan, "east-tower"), begins(plan, "east-museum")) == ("06 08:40", "06 10:30")


def test_what_is_left_out_of_an_order_goes_as_asked() -> None:
    assert because(edited(order={2: ["mid-grotto"]})) == {
        "mid-temple": ("asked", None),
        "mid-grotto": ("asked", None),
    }


def test_what_is_left_out_of_an_order_does_not_come_back_and_the_bound_stays() -> None:
    swapped = edited(order={2: ["mid-grotto"]})
    assert swapped.request.avoid == ("mid-temple",)
    added = replan(
        swapped,
        BEGIN,
        news=News(add=("east-tower",)),
        atlas=atlas(),
        options=SHORT,
    )
    assert "east-tower" in visits(added)
    assert "mid-temple" not in visits(added)
    assert added.certificate.bound == swapped.certificate.bound == trip().certificate.bound


def test_what_is_dropped_is_avoided_from_then_on() -> None:
    plan = edited(trip(must=("mid-temple",)), drop=["mid-temple"])
    assert (plan.request.must, plan.request.avoid) == ((), ("mid-temple",))


@pytest.mark.parametrize(
    ("edits", "broken"),
    [
        ({"order": {2: ["west-ruins", "mid-grotto"]}}, ["edit-travel", "edit-not-visited"]),
        ({"move": {"west-opera": 1}}, ["edit-left-out", "edit-not-visited", "edit-unchanged", "edit-fewest"]),
        ({"order": {1: ["mid-grotto", "east-museum"]}}, ["edit-end", "edit-hours", "edit-other-day"]),
    ],
)
def test_what_does_not_fit_is_told_and_repaired(edits: dict[str, Any], broken: list[str]) -> None:
    plan = edited(**edits)
    assert (codes(plan), errors(plan)) == (broken, [])


@pytest.mark.parametrize(
    ("edits", "field"),
    [
        ({"drop": ["west-park"]}, "drop"),
        ({"move": {"west-park": 3}}, "move"),
        ({"stay": {2: "mid-town"}}, "stay"),
        ({"stay": {1: "nowhere"}}, "stay"),
        ({"order": {1: ["east-tower", "east-tower"]}}, "order"),
        ({"drop": ["east-tower"], "move": {"east-tower": 2}}, "drop"),
    ],
)
def test_what_is_not_there_is_told(edits: dict[str, Any], field: str) -> None:
    with pytest.raises(RequestError) as caught:
        edited(**edits)
    assert caught.value.field == field


def test_words_of_people() -> None:
    edits = edits_of(corridor(), move=["east-tower=2"], order=["1=east-museum"], stay=["mid-town=1"])
    assert edits == Edits(move={"east-tower": 2}, order={1: ("east-museum",)}, stay={1: "mid-town"})
    with pytest.raises(RequestError):
        edits_of(corridor(), stay=["mid-town"])


QUICK = SolveOptions(work=20, threads=1)  # a repair, whatever it is


def sequence(seed: int) -> str:
    """Edit a plan up to three times at random; each plan is right."""
    chance = random.Random(seed)
    plan = trip(**chance.choice(WISHES))
    sites, towns = ([place.id for place in group] for group in (corridor().attractions, corridor().towns))
    for _ in range(chance.randint(1, 3)):
        days = [day.day for day in plan.days if day.day]
        edits: dict[str, Any] = chance.choice(
            [
                {"move": {chance.choice(sites): chance.choice(days)}},
                {"drop": [chance.choice(visits(plan) or sites)]},
                {"order": {chance.choice(days): chance.sample(sites, chance.randint(0, 4))}},
                {"stay": {chance.choice(days): chance.choice(towns)}},
            ]
        )
        try:
            plan = edit(plan, Edits(**edits), atlas=atlas(), options=QUICK)
        except NoPlanError:
            return "no plan"
        except RequestError:
            return "refused"
    assert errors(plan) == [], (seed, edits)  # those before it have passed the same check in `edit`
    return "repaired" if plan.breaks else "as asked"


@large(sample=12, full=10_000, phases=NO_SHRINKING)
@given(seed=st.integers(0, 10**6))
def test_random_edits_give_good_plans(seed: int) -> None:
    assert sequence(seed) in ("as asked", "repaired", "no plan", "refused")


def test_one_break_has_one_cause() -> None:
    """A night in West City takes 3 h of the 4 h of travel of both days: neither has room, for the one reason."""
    plan = edited(trip(max_transit=240), stay={1: "west-city"})
    assert [code for code in codes(plan) if code in ("edit-travel", "edit-no-way")] == ["edit-travel"]


def test_a_site_named_twice_is_told_so() -> None:
    with pytest.raises(RequestError) as caught:
        edited(order={2: ["mid-temple", "mid-temple"]})
    assert (caught.value.field, caught.value.message.code) == ("order", "changes.twice")


def test_what_does_not_fit_is_told_with_its_times() -> None:
    plan = edited(order={2: ["west-ruins", "mid-grotto"]})
    assert (
        plan.breaks[0].message == "day 2: with West Ruins there are 6 h 30 of travel at least, more than 6 h"
    )
    plan = edited(order={1: ["east-museum", "east-tower", "mid-temple", "mid-grotto"]})
    assert [notice.message for notice in plan.breaks if notice.code in ("edit-hours", "edit-meals")] == [
        "day 1: at Mid Grotto a visit could begin at 16:17 at the earliest; one of 3 h 20 has to begin by 13:40",
    ]


@pytest.mark.parametrize(
    ("wish", "edits", "why"),
    [
        (
            {},
            {"move": {"mid-grotto": 1}},
            [
                "day 1: at Mid Grotto a visit could begin at 15:07 at the earliest; "
                "one of 3 h 20 has to begin by 13:40",
                "day 1: there is room for it without East City Museum",
            ],
        ),
        (
            {"end_time": "15:00"},
            {"stay": {1: "west-city"}},
            [
                "day 2: with East City Museum the day would end at 15:20 at the earliest, after 15:00",
                "day 2: there is room for it without East City Museum",
            ],
        ),
        (
            {},
            {"move": {"west-ruins": 1}},
            [
                "day 1: with West Ruins there are 6 h 30 of travel at least, more than 6 h",
                "day 1: so it is even without the other visits of the day",
            ],
        ),
        (
            {"evenings": True, "days": 3, "to": "west-city"},
            {"move": {"west-opera": 1}},
            [
                "day 1: with West Opera the day would end at 22:40 at the earliest, after 22:30",
                "day 1: with West Opera there is no time for a meal at its hours",
                "day 1: so it is even without the other visits of the day",
            ],
        ),
        (
            {"follow": "old-road", "to": "west-city"},
            {"order": {1: ["mid-grotto", "east-museum"]}},
            [
                "day 1: behind what comes before it there is no way to East City Museum and on that the wish allows"
            ],
        ),
    ],
)
def test_each_limit_is_told_with_what_would_make_room(
    wish: dict[str, Any], edits: dict[str, Any], why: list[str]
) -> None:
    plan = edited(trip(**wish), **edits)
    assert [each.message for each in plan.breaks if not each.message.startswith("instead:")] == why


def test_a_night_out_of_reach_is_told_with_the_way() -> None:
    with pytest.raises(NoPlanError) as caught:
        edited(trip(max_transit=100), stay={1: "west-city"})
    assert "from East City to West City it is 3 h 30 of travel at least, more than 1 h 40" in str(
        caught.value
    )


def test_any_day_is_the_one_that_takes_a_visit_best() -> None:
    short = edited(drop=["mid-grotto"])
    again = edit(short, edits_of(corridor(), move=["mid-grotto=any"]), atlas=atlas(), options=SHORT)
    assert (visits(again), codes(again)) == (visits(trip()), [])
    assert again.certificate.objective == trip().certificate.objective == again.certificate.bound


def test_where_no_day_has_room_one_visit_makes_it() -> None:
    before = edited(drop=["mid-grotto"])
    plan = edit(before, edits_of(corridor(), move=["west-park=any"]), atlas=atlas(), options=SHORT)
    assert visits(plan) == ["east-museum", "east-tower", "west-park"]
    assert codes(plan) == ["edit-travel", "edit-room", "edit-not-visited"]
    assert errors(plan) == []


def nights(plan: Itinerary) -> list[str]:
    return [day.end.place for day in plan.days[:-1]]


def test_where_no_one_visit_makes_room_the_rest_is_planned_around_it() -> None:
    moved = edit(trip(), edits_of(corridor(), move=["west-park=any"]), atlas=atlas(), options=SHORT)
    assert {*visits(moved)} == {*visits(trip()), "west-park"}
    assert (nights(trip()), nights(moved)) == (["mid-town"], ["west-city"])
    assert codes(moved) == ["edit-travel", "edit-end", "edit-room", "edit-other-night"]
    lost = edit(trip(), edits_of(corridor(), move=["west-ruins=any"]), atlas=atlas(), options=SHORT)
    assert {*visits(lost)} == {*visits(trip()), "west-ruins"} - {"east-museum"}  # and nothing else comes in
    assert [errors(moved), errors(lost)] == [[], []]


@pytest.mark.parametrize("pins", [["mid-temple"], ["east-museum", "mid-temple"]])
def test_what_is_pinned_stays_on_its_day_whatever_makes_room(pins: list[str]) -> None:
    before = edited(drop=["mid-grotto"])
    where = edits_of(corridor(), move=["west-park=any"], pin=pins)
    plan = edit(before, where, atlas=atlas(), options=SHORT)
    day_of = {site: day for site, (day, _) in days_of(before).items()}
    assert "west-park" in visits(plan)
    assert all(days_of(plan)[site][0] == day_of[site] for site in pins)
    assert errors(plan) == []
    assert plan.request.wish.must == before.request.wish.must  # a pin is no part of the wish


@pytest.mark.parametrize(
    ("edits", "why"),
    [
        ({"pin": ["west-ruins"]}, "West Ruins"),
        ({"pin": ["mid-temple"], "drop": ["mid-temple"]}, "Mid Temple"),
        ({"pin": ["mid-temple"], "move": {"mid-temple": 1}}, "Mid Temple"),
        ({"pin": ["mid-temple"], "order": {2: ["mid-grotto"]}}, "Mid Temple"),
    ],
)
def test_a_pin_that_cannot_stay_is_told(edits: dict[str, Any], why: str) -> None:
    with pytest.raises(RequestError, match=why) as caught:
        edited(**edits)
    assert caught.value.field == "pin"


def test_what_comes_in_though_nobody_asked_for_it_is_named() -> None:
    known = Known.of(trip(), None, atlas(), SHORT, None)
    draft, *_ = _Draft.of_each(known, Edits(drop=["mid-temple"]))
    told = [each.message for each in draft.broken(trip()) if each.code == "edit-added"]
    assert told == ["instead: Mid Temple on day 2, which was not in the plan"]


def test_what_does_not_fit_leaves_orders_made_by_hand() -> None:
    turned = edited(order={1: ["east-tower", "east-museum"]})
    assert visits(edited(turned, move={"mid-grotto": 1})) == visits(turned)


def test_a_bound_of_few_changes_proves_no_plan_best() -> None:
    kept = Note(code="fewest")
    certificate = trip().certificate.model_copy(update={"notes": (kept,)})
    plan = unpriced(trip().model_copy(update={"certificate": certificate, "status": "optimal"}))
    assert (plan.status, plan.certificate.bound, plan.certificate.gap) == ("feasible", None, None)
    assert unpriced(trip()) == trip()


def test_day_0_is_the_eve_or_none_and_not_any_day() -> None:
    with pytest.raises(RequestError, match="day 0") as caught:
        edit(trip(), edits_of(corridor(), move=["mid-grotto=0"]), atlas=atlas(), options=SHORT)
    assert caught.value.field == "move"
