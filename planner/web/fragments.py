"""Answers to questions about a plan, as what the template of a part of its page is filled with."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from planner.answers.alternatives import Alternatives
from planner.answers.explain import WhyNot
from planner.answers.others import OF_ALTERNATIVES, about_alternatives, alternatives_rows, columns, days_told
from planner.answers.suggest import Suggestion
from planner.answers.telling import suggestion_told, suggestions_told, why_told
from planner.itinerary import Itinerary
from planner.store import Job, State
from planner.texts import Message
from planner.web.problems import WebError, not_found

SUGGESTIONS: TypeAdapter[tuple[Suggestion, ...]] = TypeAdapter(tuple[Suggestion, ...])


def told_answer(job: Job, language: str) -> dict[str, Any]:
    """Return the answer of a job for the template.

    Raises
    ------
    WebError
        When it is not there, or of a kind that the page does not show.
    """
    if job.state is not State.DONE or job.answer is None or job.about is None:
        raise WebError(409, "not-ready", Message("web.not-ready"))
    plan = Itinerary.model_validate_json(job.about)
    match job.kind:
        case "explain" if "site" in job.body:
            why = WhyNot.model_validate_json(job.answer)
            return {"kind": "why", "lines": why_told(why, plan, language), "site": why.attraction}
        case "suggest":
            found = SUGGESTIONS.validate_json(job.answer)
            told = [suggestion_told(k, each, plan, language) for k, each in enumerate(found, 1)]
            lines = [] if found else suggestions_told((), (), plan, language)
            return {"kind": "suggest", "suggestions": list(zip(found, told, strict=True)), "lines": lines}
        case "alternatives":
            others = Alternatives.model_validate_json(job.answer)
            rows = list(alternatives_rows(others, language))
            return {
                "kind": "alternatives",
                "heads": columns(OF_ALTERNATIVES, language),
                "rows": [list(column) for column in zip(*rows, strict=True)],
                "days": [list(days_told(each, language)) for each in others.plans],
                "lines": about_alternatives(others, language),
            }
    raise not_found("nothing-here")
