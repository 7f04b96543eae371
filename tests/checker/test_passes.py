"""The rules of passes.py, and what else the data tells of sites: rounds and conditions."""

from __future__ import annotations

from planner.checker import check
from planner.corridor import Condition, Names
from planner.itinerary import Itinerary
from tests.builders.small_plans import Plan, corridor, corridor_with, good_plan, hills_pass
from tests.checker.damages import Broken, Damages, first

DAMAGES = Damages()


def use_the_pass(plan: Plan, price: int = 325) -> None:
    """Pay 130 for 2.5 adults at the grotto and nothing at the temple, instead of 250 and 50."""
    grotto, temple = first(plan, "visit", attraction="mid-grotto"), first(plan, "visit", 1)
    more = {"pass": "hills", "estimated": ["location", "visit_minutes"]}
    grotto.update(more, ticket_cny=price)
    temple.update(more, ticket_cny=0, estimated=[*more["estimated"], "opening_hours"])
    for day, saved in zip(plan["days"], (250 - price, 50), strict=True):
        day["totals"]["cost_cny"] -= saved
    plan["totals"]["cost_cny"] -= 300 - price
    plan["passes"] = {"hills": {"zh": "丘陵联票", "en": "Hills pass"}}


@DAMAGES.breaks("cheapest", "car")
def use_a_dear_pass(plan: Plan) -> None:
    use_the_pass(plan)


@DAMAGES.breaks("pass", car="cheapest day-totals trip-totals")
def use_a_pass_twice(plan: Plan) -> None:
    use_the_pass(plan)
    first(plan, "visit", 1)["ticket_cny"] = 325


@DAMAGES.breaks("pass", "car")
def use_a_pass_elsewhere(plan: Plan) -> None:
    first(plan, "visit").update({"pass": "hills", "estimated": ["visit_minutes"]})


@DAMAGES.breaks("pass", "car")
def use_a_pass_of_atlantis(plan: Plan) -> None:
    first(plan, "visit")["pass"] = "atlantis"


@DAMAGES.breaks("glossary", car="cheapest")
def rename_a_pass(plan: Plan) -> None:
    use_the_pass(plan)
    plan["passes"]["hills"]["en"] = "Valley pass"


@DAMAGES.breaks("glossary", "transit")
def rename_a_line(plan: Plan) -> None:
    plan["lines"] = {"metro-1": {"zh": "一号线", "en": "Metro 2"}}


@DAMAGES.breaks("round", "car")
def invent_a_round(plan: Plan) -> None:
    first(plan, "visit")["round"] = {"zh": "短线", "en": "short route"}


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def test_the_cheaper_way_to_pay_is_asked_for() -> None:
    """Single tickets of 100 and 20 beat a pass of 130 and lose to one of 110, on the days it holds for."""
    cheap = corridor_with(passes=(hills_pass(price=110),))
    plan = good_plan("car")
    codes = {violation.code for violation in check(Itinerary.model_validate(plan), cheap)}
    assert codes == {"cheapest"}
    for brief in ({"days": 1}, {"start": "06-07"}, {"end": "06-05"}):
        short = corridor_with(passes=(hills_pass(price=110, **brief),))
        assert check(Itinerary.model_validate(plan), short) == []
    use_the_pass(plan, 275)
    assert check(Itinerary.model_validate(plan), cheap) == []
    late = corridor_with(passes=(hills_pass(price=110, days=1),))
    codes = {violation.code for violation in check(Itinerary.model_validate(plan), late)}
    assert "pass" in codes


def test_conditions_are_told_on_their_days() -> None:
    sites = {site.id: site for site in corridor().attractions}
    flood = Condition(when="Jun-Aug", text=Names(zh="汛期", en="Floods"))
    frost = Condition(when="Dec-Feb", text=Names(zh="结冰", en="Ice"))
    sites["mid-temple"] = sites["mid-temple"].model_copy(update={"conditions": (flood, frost)})
    wild = corridor_with(attractions=tuple(sites.values()))
    plan = good_plan("car")
    assert [v.code for v in check(Itinerary.model_validate(plan), wild)] == ["notice"]
    told = {"code": "condition", "message": "Mid Temple: Floods", "message_zh": "中镇寺：汛期"}
    plan["warnings"].append(told)
    assert check(Itinerary.model_validate(plan), wild) == []
    plan["warnings"].append({"code": "condition", "message": "Mid Temple: Ice", "message_zh": "中镇寺：结冰"})
    assert [v.code for v in check(Itinerary.model_validate(plan), wild)] == ["notice"]
