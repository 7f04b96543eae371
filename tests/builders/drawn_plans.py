"""Small plans with names that break files, drawn prices and positions, and days that begin at another minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from planner.itinerary import Itinerary
from tests.builders.hostile import hostile_plans

prices = st.integers(0, 3000)


@st.composite
def drawn_plans(draw: st.DrawFn) -> Itinerary:
    """Draw one of the good plans with all of these."""
    plan = draw(hostile_plans()).model_dump(mode="json", by_alias=True)
    for number, place in enumerate(plan["places"].values()):
        lat, lon = draw(st.integers(2000, 4000)), draw(st.integers(9000, 11500))
        place["location"] = {"lat": lat / 100, "lon": lon / 100 + number / 1000}  # no two at one place
    for day in plan["days"]:
        later = draw(st.integers(-300, 400))
        for moment in (day["start"], day["end"]):
            moment["time"] = _moved(moment["time"], later)
        for event in day["events"]:
            event.update(_drawn(draw, event, later))
    return Itinerary.model_validate(plan)


def _drawn(draw: st.DrawFn, event: dict[str, Any], later: int) -> dict[str, Any]:
    times: dict[str, Any] = {
        key: _moved(event[key], later)
        for key in ("start", "end", "arrive", "depart")
        if key in event and not (event["kind"] == "leg" and key in ("start", "end"))
    }
    price = "ticket_cny" if event["kind"] == "visit" else "cost_cny"
    return {**times, **({price: draw(prices)} if price in event else {})}


def _moved(text: str, minutes: int) -> str:
    return (datetime.fromisoformat(text) + timedelta(minutes=minutes)).isoformat()
