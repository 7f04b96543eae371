"""What verdicts say, and the table of their codes."""

from __future__ import annotations

import ast
import json
import re

from planner.checker import CODES, examine
from planner.itinerary import Itinerary
from planner.texts import say
from tests.builders.paths import ROOT
from tests.builders.small_plans import corridor, good_plan
from tests.checker.damages import first, violations


def test_rules_use_only_the_codes_of_the_table() -> None:
    texts = {
        node.value
        for path in (ROOT / "planner" / "checker").glob("*.py")
        if path.name != "report.py"
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "fact"
        for node in call.args[1:2]
        if isinstance(node, ast.Constant)
    }
    assert texts
    assert texts <= set(CODES)


def test_the_page_lists_every_code() -> None:
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)
    rules = [(code, *(say(language, f"checker.rule-{code}") for language in ("en", "zh"))) for code in CODES]
    assert sorted(rows) == sorted(rules)


def test_a_violation_says_where() -> None:
    plan = good_plan("car")
    first(plan, "visit")["ticket_cny"] += 1
    [ticket, *_] = [v for v in violations(plan) if v.code == "ticket"]
    assert ticket.as_dict() == {
        "code": "ticket",
        "message": "east-museum: 0 CNY for the party, not 1",
        "text": "checker.ticket",
        "params": {"site": "east-museum", "exact": 0, "told": 1},
        "day": 1,
        "event": 2,
        "severity": "error",
    }


def test_a_report_is_json() -> None:
    plan = good_plan("car")
    first(plan, "visit")["ticket_cny"] += 1
    data = json.loads(json.dumps(examine(Itinerary.model_validate(plan), corridor()).as_dict()))
    assert set(data) == {"ok", "violations", "unchecked"}
    assert {violation["code"] for violation in data["violations"]} == {"ticket", "day-totals", "trip-totals"}


def test_a_slow_drive_and_other_data_are_warnings_only() -> None:
    plan = good_plan("car")
    plan["corridor"]["data_hash"] = "0" * 64
    verdicts = examine(Itinerary.model_validate(plan), corridor())
    assert [v.severity for v in verdicts.violations] == ["warning"]
    assert verdicts.is_good
