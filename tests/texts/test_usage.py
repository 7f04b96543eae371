"""Every code in the source has a text, and every text is used: a walk over the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from planner.checker import CODES
from planner.checker.report import Severity
from planner.corridor import Mode, Status
from planner.hours.days import _REFUSED as REFUSED
from planner.itinerary import REASON_OF
from planner.loading.checks import _references
from planner.loading.reading import LISTS
from planner.loading.tree import YAML_SAYS
from planner.loading.wording import KINDS
from planner.problem import KINDS as KINDS_OF_COST
from planner.reaching.model import MEASURES
from planner.reaching.tables import OF_PAIRS, OF_PLACES, OF_RINGS
from planner.reaching.weaktables import KINDS as KINDS_OF_LINKS
from planner.reaching.weaktables import OF_WEAK
from planner.request import FREE_TIMES, Need, TravelMode
from planner.texts.further import LOCALE
from tests.builders.paths import ROOT
from tests.builders.shipped import shipped

DOMAINS = ("checker", "data", "planning", "reach", "units")
# how the source asks for texts: the function, which argument, and what the code begins with
CALLS = {
    "said": (0, "checker."),
    "doubt": (1, "checker."),
    "_frames": (4, "checker."),
    "Due": (0, "planning.notice-"),
    "of": (0, "planning.notice-"),
    "Cause": (0, "planning.out-"),
    "saying": (0, "reach."),
    "say": (1, ""),
    "Message": (0, ""),
    "gettext": (0, "units."),
    "in_each": (0, ""),
    "told": (0, "data."),
    "_tell": (2, "data."),
}
SECTIONS = (
    *("places", "stops", "towns", "attractions", "belts", "zones", "lines", "themes", "tags"),
    *("heritage-classes", "prefectures", "counties", "county-codes", "visa-ports", "products"),
)  # the lists that an id may be missing in
ENDINGS = {  # of codes that are put together from a beginning and a value
    "units.need-": {*get_args(Need), "altitude", "steps"},
    "planning.out-": set(REASON_OF),
    "checker.by-": set(get_args(Mode)),
    "checker.rule-": set(CODES),
    "checker.verdict-": set(get_args(Severity)),
    "request.cost-": {*KINDS_OF_COST},
    "reach.by-": {*MEASURES},
    "reach.kind-": {"site", "town"},
    "reach.mode-": {*get_args(TravelMode)},
    "reach.column-": {*OF_RINGS, *OF_PLACES, *OF_PAIRS, *OF_WEAK},
    "reach.weak-": {*KINDS_OF_LINKS},
    "data.section-": {*SECTIONS},
    "data.days-": {name for _, name in REFUSED},
    "data.no-": {"events", "reservations"},
    "data.many-": {"events", "reservations"},
    "data.num-": {"lines", "services", "stations"},
    "checker.column-": {"verdict", "where", "code", "message"},
    "checker.weekday-": set("0123456"),
    "units.status-": set(get_args(Status)),
    "units.part-": {*FREE_TIMES},
    "checker.unsuited-": {
        "altitude",
        "steps",
        "lacks",
        "wheelchair-steps",
        "needs-unknown",
        "doubtful",
        "not-free",
        "price-unknown",
    },
}
MADE_ELSEWHERE = {
    "planning.notice-",
    "planning.note-",
    "checker.",
    "data.",
    "reach.",
}  # the function that makes them, not a use


def written(domain: str) -> set[str]:
    with (LOCALE / "en" / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    return {f"{domain}.{name if isinstance(name, str) else name[0]}" for name in ids}


def texts_in(node: ast.expr) -> Iterator[str]:
    """Yield the constant texts an argument can be; of one put together its beginning, and a star."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts_in(node.body)
        yield from texts_in(node.orelse)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value) + "*"


def used_in(source: str) -> Iterator[str]:
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
            name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
            place, begin = CALLS.get(name, (len(call.args), ""))
            for text in texts_in(call.args[place]) if place < len(call.args) else ():
                yield begin + text
            if name == "Note":
                yield from (
                    f"planning.note-{text}"
                    for k in call.keywords
                    if k.arg == "code"
                    for text in texts_in(k.value)
                )


def used() -> set[str]:
    source = [path.read_text(encoding="utf-8") for path in (ROOT / "planner").rglob("*.py")]
    codes = {code for text in source for code in used_in(text) if code.partition(".")[0] in DOMAINS}
    assigned = re.findall(r'^NOTE = "(.+)"', "\n".join(source), re.MULTILINE)  # of planning.slow, a code
    local = re.findall(
        r'^ +(?:text|name) = "([a-z-]+)" if .+ else "([a-z-]+)"$', "\n".join(source), re.MULTILINE
    )
    codes |= {f"planning.note-{name}" for name in assigned}
    codes |= {f"checker.{name}" for pair in local for name in pair}
    begun = {code.removesuffix("*") for code in codes if code.endswith("*")} - MADE_ELSEWHERE
    begun.add("checker.rule-")  # docs/checking.md lists them
    for path in LOCALE.glob("en/LC_MESSAGES/*.po"):
        begun |= set(re.findall(r"\{\w+:([a-z]+\.[a-z-]+)\}", path.read_text(encoding="utf-8")))
    assert begun <= ENDINGS.keys()
    return {code for code in codes if not code.endswith("*")} | {
        begin + ending for begin in begun for ending in ENDINGS[begin]
    }


def test_every_problem_of_data_has_a_text_in_every_language() -> None:
    """Codes that stand in tables or in a name are among the constants of the source."""
    seen = {code for code in used() if code.startswith("data.")} | {
        f"data.{name}" for name in (*KINDS.values(), *YAML_SAYS.values())
    }
    assert seen <= written("data")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "planner/loading").rglob("*.py")]
    constants = {
        f"data.{node.value}"
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert written("data") - seen <= constants


@pytest.mark.parametrize("domain", ["checker", "planning"])
def test_every_code_has_a_text_and_every_text_is_used(domain: str) -> None:
    codes = {code for code in used() if code.startswith(f"{domain}.")}
    assert codes == written(domain)


def test_every_list_that_an_id_may_be_missing_in_has_a_name() -> None:
    corridor = shipped()
    models = [model for section in LISTS if section != "visa" for model in getattr(corridor, section)]
    named = {
        section.replace(" ", "-") for model in (*models, corridor.visa) for *_, section in _references(model)
    }
    assert {"visa-ports", "stops", "places"} <= named <= set(SECTIONS)


def test_what_is_used_of_the_units_is_written() -> None:
    assert {code for code in used() if code.startswith("units.")} <= written("units")


def test_the_walk_sees_what_it_should() -> None:
    source = 'said("a" if x else "b", n=1)\nself.said(f"c-{d}")\nNotice.of("e")\nCause("f")\nf("g")\nNote(code="h")'
    seen = ["checker.a", "checker.b", "checker.c-*", "planning.notice-e", "planning.out-f", "planning.note-h"]
    assert list(used_in(source)) == seen
