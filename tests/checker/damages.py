"""Damage to good plans, and exactly the codes that the checker must find in each.

Most damage breaks more than one rule: where a time moves, the next event does not join (``gap``) and the sums do not
add up (``day-totals``, ``trip-totals``); where travel, beds or prizes change, ``objective`` does, and what is proven
of it (``bound``, ``status``). The plan by train is proven best, to the point; the one by car has a gap.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from planner.checker import Violation, check, examine
from planner.itinerary import Itinerary
from tests.builders.small_plans import Plan, corridor, good_plan

Damage = Callable[[Plan], Any]


@dataclass(frozen=True)
class Broken:
    """A good plan of a kind, damaged: the rule it is meant to break, and all codes it does break."""

    rule: str
    codes: frozenset[str]
    kind: str
    damage: Damage

    def __str__(self) -> str:
        return f"{self.kind}-{self.damage.__name__}"

    def found(self) -> list[Violation]:
        """Return what the checker finds."""
        plan = good_plan(self.kind)
        self.damage(plan)
        return violations(plan)


class Damages:
    """The damages that prove the rules of one file."""

    def __init__(self) -> None:
        self.broken: list[Broken] = []

    def breaks(self, rule: str, *kinds: str, **besides: str) -> Callable[[Damage], Damage]:
        """Register damage that breaks a rule in the plans of these kinds.

        A kind given by name has the codes of other rules that the damage breaks with it.
        """

        def register(damage: Damage) -> Damage:
            for kind, others in (dict.fromkeys(kinds, "") | besides).items():
                self.broken.append(Broken(rule, frozenset((rule, *others.split())), kind, damage))
            return damage

        return register

    @property
    def each(self) -> pytest.MarkDecorator:
        """The mark of a test that takes each ``broken`` plan registered so far."""
        return pytest.mark.parametrize("broken", self.broken, ids=str)


def violations(plan: Plan) -> list[Violation]:
    return check(Itinerary.model_validate(plan), corridor())


def codes(plan: Plan) -> set[str]:
    return {violation.code for violation in violations(plan)}


def unchecked(plan: Plan) -> set[tuple[str, str]]:
    """Return code and message of what the data cannot settle."""
    verdicts = examine(Itinerary.model_validate(plan), corridor())
    return {(fact.code, fact.message) for fact in verdicts.unchecked}


def events(plan: Plan, day: int = 0) -> list[Plan]:
    found: list[Plan] = plan["days"][day]["events"]
    return found


def first(plan: Plan, kind: str, day: int = 0, **having: Any) -> Plan:
    return next(
        event
        for event in events(plan, day)
        if event["kind"] == kind and all(event.get(key) == value for key, value in having.items())
    )


def shift(plan: Plan, days: int) -> None:
    """Move the whole trip by so many days."""
    text = re.sub(
        r"2026-06-(\d\d)",
        lambda m: str(date(2026, 6, int(m[1])) + timedelta(days=days)),
        json.dumps(plan, ensure_ascii=False),
    )
    plan.clear()
    plan.update(json.loads(text))
