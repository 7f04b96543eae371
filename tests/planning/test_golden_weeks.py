"""`--avoid-crowds` holds on all days of a golden week, also in a year whose calendar is not announced yet."""

from __future__ import annotations

from datetime import date

import pytest

from planner import check, plan
from planner.atlas import Atlas
from planner.itinerary import Visit
from planner.request import TripRequest
from tests.builders.small_plans import corridor


def test_who_drives_far_on_the_first_day_is_told_of_queues() -> None:
    wish = {"days": 2, "date": "2026-10-01", "from": "west-city", "to": "mid-town", "must": ["mid-grotto"]}
    told = plan(TripRequest.model_validate(wish), atlas=Atlas(corridor(), use_cache=False))
    (queues,) = (notice for notice in told.warnings if notice.code == "holiday-roads")
    assert queues.params == {"dates": ["2026-10-01"]}
    silent = told.model_copy(update={"warnings": tuple(w for w in told.warnings if w != queues)})
    assert {broken.code for broken in check(silent, corridor())} == {"notice"}


@pytest.mark.parametrize("day", ["2027-10-06", "2027-10-07", "2027-05-05", "2027-02-12"])
def test_no_famous_site_is_visited_in_a_golden_week(day: str) -> None:
    assert date.fromisoformat(day).weekday() < 5  # the week alone makes it crowded
    wish = {"days": 1, "date": day, "from": "mid-town"}
    atlas = Atlas(corridor(), use_cache=False)
    usual, calm = (
        plan(TripRequest.model_validate({**wish, "avoid_crowds": avoid}), atlas=atlas)
        for avoid in (False, True)
    )
    visits = [
        [event.attraction for event in p.days[0].events if isinstance(event, Visit)] for p in (usual, calm)
    ]
    assert ["mid-grotto" in sites for sites in visits] == [True, False]
    assert {left.attraction: left.cause for left in calm.unvisited}["mid-grotto"] == "crowded"
    (told,) = (notice for notice in calm.warnings if notice.code == "provisional-calendar")
    assert "provisional, by the rule of past years" in told.message
    assert "mid-grotto" in {broken.params.get("site") for broken in check(usual, corridor(), calm.request)}
