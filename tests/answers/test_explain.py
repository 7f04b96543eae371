"""Why not, what each visit is worth, what else fits: on a morning in the small corridor that one can add up by hand.

From East City until 13:00, money left aside. The museum (230) is 10 minutes away, the tower (120) 10 from the city
and 12 from the museum: 230 + 120 - 32 = 318. The temple (100) is 105 minutes away, one way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from planner.answers.certified import certified
from planner.answers.explain import WhyNot, why_not
from planner.answers.known import Known
from planner.answers.story import Story, story
from planner.answers.suggest import Full, Suggestion, full_days, suggest
from planner.answers.telling import story_told, suggestions_told, why_told
from planner.atlas import Atlas
from planner.checker import Violation, check
from planner.corridor import Line
from planner.corridor.ways import Call
from planner.difference import Difference, OfSite
from planner.errors import RequestError
from planner.itinerary import Itinerary, Visit
from planner.options import SolveOptions
from planner.request import TripRequest
from planner.service import plan
from planner.solver import Limit, NoSolution, solve
from planner.stopping import StopToken
from planner.texts import LANGUAGES
from tests.builders.small_plans import corridor

WORK = SolveOptions(work=20_000, threads=1)
MORNING = {"end_time": "13:00"}
LATER = {"end_time": "13:45", "max_transit": 480}
FAR = ["mid-grotto", "mid-temple", "west-park", "west-ruins"]
MONDAY = {
    **{"date": "2026-06-08", "days": 2, "to": "mid-town", "end_time": "15:00"},
    **{"day_hours": {2: "08:30-10:00"}, "avoid": FAR},
}
BY_TRAIN = {"days": 2, "mode": "transit", "pace": "packed"}


@cache
def atlas() -> Atlas:
    return Atlas(corridor(), use_cache=False)


def atlas_with_later(code: str) -> Atlas:
    """Return the atlas of the corridor in which a train runs again an hour later."""

    def an_hour_later(call: Call) -> Call:
        minutes = {name: getattr(call, name) for name in ("arrive", "depart")}
        return call.model_copy(update={name: at + 60 for name, at in minutes.items() if at is not None})

    def more(line: Line) -> Line:
        again = [
            each.model_copy(update={"code": f"{code}B", "calls": tuple(map(an_hour_later, each.calls))})
            for each in line.departures
            if each.code == code
        ]
        return line.model_copy(update={"departures": (*line.departures, *again)})

    lines = tuple(map(more, corridor().lines))
    return Atlas(corridor().model_copy(update={"lines": lines}), use_cache=False)


def planned(on: Atlas | None = None, /, **words: object) -> Itinerary:
    wish = {"days": 1, "date": "2026-06-06", "from": "east-city", "ignore_money": True, **words}
    return plan(TripRequest.model_validate(wish), atlas=on or atlas(), options=WORK)


@pytest.fixture(scope="module")
def morning() -> Itinerary:
    return planned(**MORNING)


@pytest.fixture(scope="module")
def told(morning: Itinerary) -> Story:
    return story(morning, atlas=atlas())


def visits(itinerary: Itinerary) -> set[str]:
    return {event.attraction for day in itinerary.days for event in day.events if isinstance(event, Visit)}


def errors(itinerary: Itinerary) -> list[Violation]:
    return [broken for broken in check(itinerary, corridor()) if broken.severity == "error"]


def ask(itinerary: Itinerary, site: str) -> WhyNot:
    return why_not(itinerary, site, atlas=atlas())


def test_the_loss_is_that_of_the_best_plan_with_the_site(morning: Itinerary) -> None:
    answer = ask(morning, "mid-temple")  # 100 - 2 x 105 = -110: nothing else fits beside it
    assert (answer.loss, answer.at_least, answer.at_most, answer.proven) == (428, 428, 428, True)
    assert answer.cause == "detour"
    assert answer.plan is not None
    assert answer.difference is not None
    assert visits(answer.plan) == {"mid-temple"}
    assert errors(answer.plan) == []
    assert {out.attraction for out in answer.difference.dropped} == {"east-museum", "east-tower"}
    assert answer.difference.transit == {"road": 2 * 105 - 32}
    assert answer.plan.request.must == ("mid-temple",)


@pytest.mark.parametrize(
    ("site", "cause"), [("mid-grotto", "no-room"), ("west-opera", "evening"), ("west-teahouse", "no-way")]
)
def test_what_no_plan_has_says_why(morning: Itinerary, site: str, cause: str) -> None:
    answer = ask(morning, site)
    assert (answer.loss, answer.at_least, answer.at_most) == (None, None, None)
    assert (answer.is_impossible, answer.cause, answer.plan) == (True, cause, None)


def test_what_the_wish_avoids_is_not_looked_for() -> None:
    answer = ask(planned(**MORNING, avoid=["east-tower"]), "east-tower")
    assert (answer.is_impossible, answer.cause) == (True, "asked")


def test_beside_what_must_be_seen_nothing_has_it() -> None:
    answer = ask(planned(**MORNING, must=["east-museum"]), "mid-temple")
    assert (answer.is_impossible, answer.cause) == (True, "no-plan")
    assert answer.say("en") == "beside what the wish demands no plan of these days has it."


def test_without_time_the_answer_is_an_interval(morning: Itinerary) -> None:
    hasty = SolveOptions(work=1, threads=1)
    answer = why_not(morning, "mid-temple", atlas=atlas(), options=hasty)
    assert answer.at_least is not None
    assert 0 <= answer.at_least <= 428
    assert answer.at_most is None or answer.at_most >= 428
    assert not answer.is_impossible


def test_a_search_begins_from_a_plan_that_fits(morning: Itinerary) -> None:
    known = Known.of(morning, None, atlas(), None, None)
    problem, nothing = known.model.problem, Limit(work=1)
    begun = solve(problem, limit=nothing, start=known.tours)
    assert begun.objective == known.objective == 318
    night = replace(problem, day_start=(0,), day_end=(1,))  # no day for any visit
    with pytest.raises(NoSolution):
        solve(night, limit=nothing, start=known.tours)


@pytest.mark.parametrize(
    ("site", "words"), [("east-museum", "in the plan already, on day 1"), ("atlantis", "no site 'atlantis'")]
)
def test_only_of_sites_that_are_left_out(morning: Itinerary, site: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        ask(morning, site)


def test_a_plan_from_other_data_is_refused(morning: Itinerary) -> None:
    other = morning.corridor.model_copy(update={"data_hash": "0"})
    with pytest.raises(RequestError, match="other data"):
        ask(morning.model_copy(update={"corridor": other}), "mid-temple")


def test_a_visit_is_worth_what_the_best_plan_without_it_is_worth_less(told: Story) -> None:
    # the tower alone is 120 - 20 = 100, the museum alone 230 - 20 = 210
    assert [(visit.attraction, visit.loss, visit.proven) for visit in told.visits] == [
        ("east-museum", 318 - 100, True),
        ("east-tower", 318 - 210, True),
    ]


def test_limits_that_do_not_bind_give_nothing(told: Story) -> None:
    assert {limit.limit for limit in told.limits} == {"day-start", "day-end", "travel-cap", "closing-days"}
    assert all((limit.gain, limit.at_most, limit.proven) == (0, 0, True) for limit in told.limits)


def test_the_questions_of_a_story_share_its_work(morning: Itinerary) -> None:
    # four limits and what they are loosened from come before the two visits
    some = story(morning, atlas=atlas(), options=SolveOptions(work=3))
    assert [(each.limit, each.asked) for each in some.limits] == [
        ("day-start", True),
        ("day-end", True),
        ("travel-cap", False),
        ("closing-days", False),
    ]
    assert {(each.asked, each.loss, each.proven) for each in some.visits} == {(False, None, False)}
    unasked = "East City Museum (day 1), East Tower (day 1), 7 h of travel"
    assert f"for: {unasked} a day" in story_told(some, morning, "en")[0]
    assert "东城博物馆（第1天）" in story_told(some, morning, "zh")[0]


def test_a_story_that_is_stopped_asks_no_more(morning: Itinerary) -> None:
    stop = StopToken()

    def progress(number: int, _of: int) -> None:
        if number == 3:
            stop.set()

    half = story(morning, atlas=atlas(), stop=stop, progress=progress)
    assert [each.asked for each in half.limits] == [True, True, False, False]
    assert not any(each.asked for each in half.visits)
    assert story_told(half, morning, "en")[-2:] == [
        "What a looser limit would give:",
        "Not binding (proven): days that start at 07:30 instead of 08:30, days that end at 14:00 instead of 13:00.",
    ]


def test_a_day_that_ends_later_gives_what_fits_then() -> None:
    # until 10:00 only one of the two fits: the museum opens at nine, and takes an hour at least; 230 - 20 = 210
    early = planned(end_time="10:15", visit_length="short")
    assert visits(early) == {"east-museum"}
    by_limit = {limit.limit: limit for limit in story(early, atlas=atlas()).limits}
    later = by_limit["day-end"]
    assert (later.before, later.after, later.gain, later.proven) == (615, 675, 318 - 210, True)
    assert later.difference is not None
    assert [new.attraction for new in later.difference.added] == ["east-tower"]
    assert by_limit["closing-days"].gain == 0


def test_a_closing_day_takes_what_would_be_visited_on_it() -> None:
    # on Monday the museum is closed, and who has to be in Mid Town by ten on Tuesday can't go there then
    both = planned(**MONDAY)
    assert visits(both) == {"east-tower"}
    closing = next(limit for limit in story(both, atlas=atlas()).limits if limit.limit == "closing-days")
    assert closing.attractions == ("east-museum",)
    # 230 more for two minutes more to the tower than from the city
    assert (closing.gain, closing.proven) == (230 - 12, True)


def test_the_last_train_that_binds_is_named_with_what_a_later_one_gives() -> None:
    wish = {"mode": "transit", "pace": "packed", "end_time": "14:00", "from": "west-city", "to": "east-city"}
    early = planned(**wish)
    last = next(limit for limit in story(early, atlas=atlas()).limits if limit.limit == "last-train")
    (service,) = last.services
    assert (service.service.en, service.origin.en, service.day) == ("G2", "West Station", 1)
    assert f"{service.depart:%H:%M}" == "09:00"
    # the same as where that train does run an hour later, too
    plans = [planned(atlas_with_later("G2"), **wish), early]
    later, now = (each.certificate.objective for each in plans)
    assert (last.gain, last.proven) == (later - now, True)
    assert later > now


def test_a_proposal_is_timed_on_its_day() -> None:
    only = planned(**MORNING, must=["east-tower"], avoid=["east-museum"])
    free = only.model_copy(
        update={"request": only.request.model_copy(update={"avoid": ()})}  # the plan of a wish without that
    )
    (best, *_) = suggest(free, atlas=atlas())
    assert (best.attraction, best.day, best.instead_of, best.gain) == ("east-museum", 1, None, 318 - 100)
    assert visits(best.plan) == {"east-museum", "east-tower"}
    assert errors(best.plan) == []


def test_days_that_are_full_say_why(morning: Itinerary, monkeypatch: pytest.MonkeyPatch) -> None:
    assert full_days(morning, atlas=atlas()) == (Full(1, None),)
    some = planned(**MORNING, must=["east-tower"], avoid=["east-museum"])
    free = some.model_copy(update={"request": some.request.model_copy(update={"avoid": ()})})
    assert full_days(free, atlas=atlas()) == ()
    monkeypatch.setattr("planner.planning.model.most_visits", lambda _request, _end: 1)
    assert full_days(free, atlas=Atlas(corridor(), use_cache=False)) == (Full(1, 1),)


def test_a_site_that_no_day_has_room_for_is_impossible_without_a_solve(
    morning: Itinerary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.answers.known.planned", None)
    answer = ask(morning, "mid-grotto")
    assert (answer.is_impossible, answer.cause) == (True, "no-room")
    assert not any("not proven" in line for line in why_told(answer, morning, "en"))


def test_a_swap_keeps_what_must_be_seen(morning: Itinerary) -> None:
    assert suggest(morning, atlas=atlas()) == ()
    with pytest.raises(RequestError, match="no day 2"):
        suggest(morning, day=2, atlas=atlas())


@pytest.mark.parametrize("words", [LATER, MONDAY, BY_TRAIN], ids=["later", "monday", "train"])
def test_suggestions_are_plans_worth_what_they_say(words: dict[str, object]) -> None:
    before = planned(**words)
    found = suggest(before, atlas=atlas())
    assert [each.gain for each in found] == sorted((each.gain for each in found), reverse=True)
    for each in found:
        assert errors(each.plan) == []
        assert each.attraction in visits(each.plan) - visits(before)
        assert visits(before) - visits(each.plan) == ({each.instead_of} if each.instead_of else set())
        assert each.gain == each.plan.certificate.objective - before.certificate.objective
        most = before.certificate.bound
        assert most is not None
        assert each.plan.certificate.objective <= most


@pytest.mark.parametrize("words", [LATER, MONDAY], ids=["later", "monday"])
def test_losses_lie_between_what_is_proven(words: dict[str, object]) -> None:
    before = planned(**words)
    for site in (left.attraction for left in before.unvisited):
        answer = ask(before, site)
        if answer.plan is None:
            continue
        assert site in visits(answer.plan)
        assert errors(answer.plan) == []
        assert answer.loss is not None
        assert answer.at_least is not None
        assert answer.at_most is not None
        assert 0 <= answer.at_least <= answer.loss <= answer.at_most


def test_days_of_no_room_are_told_together(morning: Itinerary) -> None:
    full = (Full(1, None), Full(2, 4), Full(3, None))
    assert suggestions_told((), full, morning, "en")[1:] == [
        "Days 1, 3 have no time for another visit: others can only take the place of one.",
        "Day 2 has as many visits as the pace allows, 4: others can only take the place of one.",
    ]


@pytest.mark.parametrize(
    ("gains", "leads"), [((-3, -5), True), ((0, -5), False), ((2, -5), False), ((), False)]
)
def test_where_all_proposals_cost_the_plan_that_is_said_first(
    morning: Itinerary, gains: tuple[int, ...], leads: bool
) -> None:
    (one, *_) = suggest(planned(**BY_TRAIN), atlas=atlas())
    found = [one.model_copy(update={"gain": gain}) for gain in gains]
    first, *rest = suggestions_told(found, (), morning, "en")
    assert first.startswith("No visit added or swapped in would make the plan better") == leads
    assert sum(line[:1].isdigit() for line in (first, *rest)) == len(gains)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_told_in_both_languages(morning: Itinerary, told: Story, language: str) -> None:
    def lines() -> Iterator[str]:
        yield from why_told(ask(morning, "mid-temple"), morning, language)
        yield from why_told(ask(morning, "mid-grotto"), morning, language)
        yield from story_told(told, morning, language)
        yield from suggestions_told((), full_days(morning, atlas=atlas()), morning, language)

    assert all(lines())
    assert not any("mid-temple" in line or "east-" in line for line in lines())


def test_only_of_the_best_plan_it_is_said_that_what_a_site_displaces_is_worth_no_less() -> None:
    best = planned()
    (museum,) = (left for left in best.unvisited if left.attraction == "east-museum")
    assert museum.cause == "displaced"
    worth = best.certificate.objective
    unsure = certified(best, worth, worth + 1)
    (told,) = (left for left in unsure.unvisited if left.attraction == "east-museum")
    assert (told.cause, told.params) == ("instead", museum.params)
    assert told.detail.endswith("it would displace others, and no better plan was found")
    assert not errors(unsure)
    assert [each.code for each in errors(unsure.model_copy(update={"unvisited": best.unvisited}))] == [
        "reason"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_better_plan_with_a_site_is_told_as_one(morning: Itinerary, language: str) -> None:
    answer = ask(morning, "mid-temple").model_copy(update={"loss": -17, "at_least": 0, "proven": False})
    line = why_told(answer, morning, language)[1]
    assert line.endswith(
        {"en": ": 17 more, so the plan is not the best one.", "zh": "：多17，可见原方案并非最佳。"}[language]
    )


def test_what_comes_in_instead_follows_without_a_space_in_chinese(morning: Itinerary, told: Story) -> None:
    temple = OfSite(attraction="mid-temple", day=1)
    visit = told.visits[0].model_copy(update={"difference": Difference(added=(temple,))})
    _, line, *_ = story_told(told.model_copy(update={"visits": (visit,)}), morning, "zh")
    assert line.endswith("（换入1个景点）")
    assert " （" not in line


def test_answers_are_json(morning: Itinerary, told: Story) -> None:
    answer = ask(morning, "mid-temple")
    assert WhyNot.model_validate_json(answer.model_dump_json(by_alias=True)) == answer
    assert Story.model_validate_json(told.model_dump_json()) == told
    for each in suggest(planned(**LATER), atlas=atlas()):
        assert Suggestion.model_validate_json(each.model_dump_json(by_alias=True)) == each
