"""What makes a wish valid stands in `TripRequest`; files and plans hold it together with the options."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from planner.options import SolveOptions
from planner.request import Asked, TripRequest

TRIP = {"days": 1, "date": "2026-06-06", "from": "east-city"}
RULE = {"name": {"zh": "石刻", "en": "stones"}, "tags": ["grotto"]}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"themes": {"all": 0}}, "greater than 0"),
        ({"themes": {"all": 1.01}}, "less than or equal to 1"),
        ({"themes": {"all": float("nan")}}, "less than or equal to 1"),
        ({"cover": [RULE | {"at_least": 2, "at_most": 1}]}, "at_most is less than at_least"),
        ({"within": ["重庆市"]}, "should match pattern"),
        ({"within": ["500"]}, "should match pattern"),
        ({"within": ["5001011"]}, "should match pattern"),
        ({"time_limit": 3}, "Extra inputs are not permitted"),
    ],
)
def test_no_such_wish(words: dict[str, Any], message: str) -> None:
    TripRequest.model_validate(TRIP)
    with pytest.raises(ValidationError, match=message):
        TripRequest.model_validate(TRIP | words)


@pytest.mark.parametrize(
    "words",
    [
        {"themes": {"all": 0.001, "stone": 1}},
        {"cover": [RULE | {"at_least": 2, "at_most": 2}]},
        {"within": ["50", "5001", "500101"]},
    ],
)
def test_the_edges_are_inside(words: dict[str, Any]) -> None:
    TripRequest.model_validate(TRIP | words)


@pytest.mark.parametrize(
    ("words", "pace"), [({}, "relaxed"), ({"pace": None}, "relaxed"), ({"pace": "normal"}, "normal")]
)
def test_a_slow_trip_is_relaxed_unless_it_says_otherwise(words: dict[str, Any], pace: str) -> None:
    slow = TripRequest.model_validate(TRIP | {"slow": True} | words)
    assert slow.pace == pace
    assert TripRequest.model_validate(slow.model_dump(by_alias=True)) == slow


def test_reading_splits_wish_and_options() -> None:
    more = {"cover": [RULE | {"at_least": 1}], "engine": "routing", "time_limit": 3, "seed": 4}
    asked = Asked.model_validate(TRIP | more)
    assert asked.options == SolveOptions(engine="routing", time_limit=3, seed=4)
    assert asked.wish == TripRequest.model_validate(TRIP | {"cover": more["cover"]})
    assert Asked.of(asked.wish, asked.options) == asked


def test_a_wish_without_options_has_the_defaults() -> None:
    assert Asked.model_validate(TRIP).options == SolveOptions()


@pytest.mark.parametrize(
    "words", [{"time_limit": 0}, {"work": 0}, {"threads": 0}, {"seed": -1}, {"engine": "best"}]
)
def test_no_such_options(words: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SolveOptions.model_validate(words)


@pytest.mark.parametrize("end", [{"to": ""}, {"to": None}, {"end": ""}, {"end": None}, {}])
@pytest.mark.parametrize("start", ["from", "start"])
def test_a_trip_without_an_end_ends_where_it_starts(start: str, end: dict[str, Any]) -> None:
    request = TripRequest.model_validate({"days": 1, "date": "2026-06-06", start: "east-city", **end})
    assert (request.start, request.end) == ("east-city", "east-city")
