"""How a slow trip ranks against the trip that the same wish gives without it."""

from __future__ import annotations

from planner.itinerary import Itinerary, Notice, Totals


def against_default(slow: Itinerary, default: Itinerary) -> Itinerary:
    """Return the slow plan with a notice that compares travel, visits and worth."""
    here, there = _share(slow.totals), _share(default.totals)
    ours, theirs = slow.certificate.objective, default.certificate.objective
    notice = Notice(
        code="slow-travel",
        message=f"travel takes {here} % of this trip and {there} % of the default one, which visits "
        f"{default.totals.visits} sites instead of {slow.totals.visits} and is worth {theirs} points to {ours}",
        message_zh=f"本行程路途占{here}%，默认行程占{there}%；默认行程游{default.totals.visits}处（本行程{slow.totals.visits}处），"
        f"价值{theirs}分（本行程{ours}分）",
    )
    return slow.model_copy(update={"warnings": (notice, *slow.warnings)})


def _share(totals: Totals) -> int:
    busy = totals.transit_minutes + totals.visit_minutes
    return round(100 * totals.transit_minutes / busy) if busy else 0
