"""The document of the JSON contract, or a part or the compact form of it; it is the same in every language."""

from __future__ import annotations

import json
from collections.abc import Iterable

from planner.compact import compact, only
from planner.corridor import Corridor
from planner.export.view import Language
from planner.itinerary import Itinerary


def render(
    itinerary: Itinerary,
    language: Language = "en",  # noqa: ARG001 (every format is given one)
    fields: Iterable[str] = (),
    compact_on: Corridor | None = None,
) -> str:
    """Return the document, or those ``fields`` of it; on one line in compact form, where data are given for that."""
    if compact_on is not None:
        short = only(compact(itinerary, compact_on), fields)
        return json.dumps(short, ensure_ascii=False, separators=(",", ":")) + "\n"
    if not fields:
        return itinerary.to_json() + "\n"
    whole = itinerary.model_dump(mode="json", by_alias=True)
    return json.dumps(only(whole, fields), ensure_ascii=False, indent=2) + "\n"
