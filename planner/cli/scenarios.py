"""``planner scenarios``: what may be assumed of the corridor that is not so today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli import options as o
from planner.cli.listing import Listing, show_list
from planner.cli.loading import load
from planner.texts import say

if TYPE_CHECKING:
    from planner.corridor import Corridor, Scenario

EXAMPLES = """Examples:

planner scenarios --language zh

planner lines chongqing 万州 --date 2026-12-05 --scenario chongqing-yichang"""


def scenarios(
    data: o.DataOption = None, language: o.LanguageOption = "en", format_: o.ListFormatOption = "text"
) -> None:
    """List the scenarios of the data: lines under construction or proposed, and other changes to assume."""
    corridor = load(data)
    listing = Listing(
        columns=("id", "name", "expected", "status", "confidence", "does"),
        rows=(_row(each, corridor, language) for each in corridor.scenarios),
        records=[_json(each, corridor) for each in corridor.scenarios],
        language=language,
        nothing=say(language, "lists.no-scenarios"),
    )
    show_list(listing, format_)


def _row(scenario: Scenario, corridor: Corridor, language: o.Language) -> list[object]:
    from planner.corridor import does

    done = say(language, "units.comma").join(said[language] for said in does(corridor, scenario))
    expected = scenario.expected or "?"
    status = say(language, f"units.status-{scenario.status}")
    confidence = say(language, f"lists.confidence-{_confidence(scenario)}")
    return [scenario.id, scenario.name.get(language), expected, status, confidence, done]


def _json(scenario: Scenario, corridor: Corridor) -> dict[str, object]:
    from planner.corridor import does

    done = list(does(corridor, scenario))
    return scenario.model_dump(mode="json") | {"does": done, "confidence": _confidence(scenario)}


def _confidence(scenario: Scenario) -> str:
    """Return how far the least trusted of its sources can be trusted."""
    return "estimated" if any(each.confidence == "estimated" for each in scenario.sources) else "sourced"
