"""The JSON Schema of each document: requests as they are given, plans and answers as they are returned."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from planner import compact
from planner.answers.alternatives import Alternatives
from planner.answers.claimmodel import Claims
from planner.answers.explain import WhyNot
from planner.answers.pareto import Pareto
from planner.answers.risk import Risk
from planner.answers.story import Story
from planner.answers.suggest import Suggestion
from planner.comparing.model import Comparison
from planner.comparing.weakmodel import WeakProducts
from planner.itinerary import Itinerary
from planner.reaching.model import Matrix, Reach
from planner.reaching.weakmodel import WeakLinks
from planner.request import Asked

RETURNED: dict[str, Any] = {
    "itinerary": Itinerary,
    "why-not": WhyNot,
    "story": Story,
    "suggestions": list[Suggestion],
    "alternatives": Alternatives,
    "pareto": Pareto,
    "risk": Risk,
    "reach": Reach,
    "reach-matrix": Matrix,
    "claims": Claims,
    "comparison": Comparison,
    "weak-links": WeakLinks,
    "weak-products": WeakProducts,
}
DOCUMENTS = ("request", "itinerary", "compact", *(name for name in RETURNED if name != "itinerary"))


def schema_of(document: str) -> dict[str, object]:
    """Return the JSON Schema of a request (as it is given), an itinerary or an answer (as it is returned).

    Raises
    ------
    KeyError
        When there is no such document.
    """
    if document == "compact":
        return _with_dialect(compact.schema())
    if document == "request":
        return _with_dialect(Asked.model_json_schema(mode="validation"))
    return _with_dialect(TypeAdapter(RETURNED[document]).json_schema(mode="serialization"))


def _with_dialect(schema: dict[str, object]) -> dict[str, object]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
