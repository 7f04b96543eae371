"""Scenarios on the small corridor, worked out by hand: what each change makes of it, and several together."""

from __future__ import annotations

import datetime as dt
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from planner import Corridor, Itinerary, TripRequest, check, load_corridor, plan
from planner.atlas import Atlas
from planner.corridor import Line, Scenario, ScenarioError, apply_scenario, in_scenarios, scenario_of
from planner.errors import RequestError
from planner.export import FORMATS, export
from planner.export import html as page
from planner.hours import opening_intervals
from planner.itinerary import Leg, Visit
from planner.network.services import departures_between
from planner.options import SolveOptions
from planner.wording.scenarios import assuming, scenarios_of
from tests.builders.paths import SMALL
from tests.builders.small_plans import corridor as richer_corridor

FRIDAY, SATURDAY = dt.date(2027, 6, 4), dt.date(2027, 6, 5)
SOURCE = {"fields": ["opens"], "source": "made up", "as_of": "2027-01", "confidence": "estimated"}
FAST = {
    "id": "fast-line",
    "name": {"zh": "快线", "en": "Fast line"},
    "status": "under-construction",
    "expected": "2028",
    "sources": [SOURCE],
    "opens": [
        {
            "id": "fast",
            "name": {"zh": "快线", "en": "Fast line"},
            "mode": "rail",
            "as_of": "2027-01",
            "confidence": "estimated",
            "fare": {"per_km": 0.5},
            "patterns": [
                {
                    "code": "F",
                    "first": "07:00",
                    "last": "20:00",
                    "every": "60",
                    "calls": "east-station 0, west-station 30",
                }
            ],
            "sources": [SOURCE],
        }
    ],
}
QUICK = SolveOptions(work=300, threads=1)


@cache
def small() -> Corridor:
    """The small corridor with a scenario in which a line opens."""
    corridor = load_corridor(SMALL)
    return corridor.model_copy(
        update={"scenarios": (Scenario.model_validate(FAST),), "data_hash": corridor.data_hash}
    )


def changed(*changes: str, corridor: Corridor | None = None) -> Corridor:
    return in_scenarios(corridor or small(), changes)


def line_of(corridor: Corridor, id_: str) -> Line:
    return next(line for line in corridor.lines if line.id == id_)


def trains(corridor: Corridor, start: str, end: str, day: dt.date = SATURDAY) -> list[tuple[str, int, int]]:
    """Return the services from one station to another, by minutes after midnight."""
    found = departures_between(corridor, start, end, day)
    return [(each.code, each.depart, each.arrive) for each in found]


def eastward(corridor: Corridor) -> list[tuple[str, int, int]]:
    return trains(corridor, "east-station", "west-station")


def trip(**words: object) -> TripRequest:
    words = {"days": 1, "date": "2027-06-05", "from": "east-city", "ignore_money": True, **words}
    return TripRequest.model_validate(words)


def visited(itinerary: Itinerary) -> set[str]:
    return {e.attraction for day in itinerary.days for e in day.events if isinstance(e, Visit)}


def test_a_line_that_opens_makes_it_30_minutes() -> None:
    """Today the 12:00 train takes 90 minutes; the line runs each hour from 07:00 to 20:00, there and back."""
    opened = changed("fast-line")
    assert [each for each in eastward(small()) if each[1] == 720] == [("G3", 720, 810)]
    assert [each for each in eastward(opened) if each[0] == "F"] == [
        ("F", 60 * hour, 60 * hour + 30) for hour in range(7, 21)
    ]
    assert ("F", 480, 510) in trains(opened, "west-station", "east-station")
    # 20 minutes of boarding, 30 of the train, 10 to the door: nobody is there sooner
    ways = (
        Atlas(opened, use_cache=False)
        .undominated(SATURDAY)
        .between("east-station", "west-station", (700, 730))
    )
    assert min(way.arrive - way.depart for way in ways) == 60


def test_a_plan_that_assumes_a_line_rides_it_and_says_so() -> None:
    request = trip(to="west-city", mode="transit", pace="packed", scenarios=("fast-line",))
    itinerary = plan(request, small(), options=QUICK)
    legs = [e for day in itinerary.days for e in day.events if isinstance(e, Leg)]
    assert "fast" in {leg.line for leg in legs}
    assert itinerary.corridor.data_hash == small().data_hash
    assert itinerary.request.scenarios == ("fast-line",)
    notice = itinerary.warnings[0]
    assert (notice.code, notice.params["expected"]) == ("not-open", "2028")
    assert "Fast line runs (East Station - West Station in 30 min, 28 services a day" in notice.message
    assert "快线（在建，预计2028）" in notice.message_zh
    assert check(itinerary, small()) == []
    assert [each.kind for each in itinerary.to_book] == []  # no ticket is sold for it
    text = str(export(itinerary, "text"))
    assert "not open yet" in " ".join(text.split("Fast line runs")[1].split())
    silent = itinerary.model_copy(update={"warnings": itinerary.warnings[1:]})
    assert {(each.code, each.severity) for each in check(silent, small())} == {("notice", "warning")}
    today = itinerary.model_copy(update={"request": itinerary.request.model_copy(update={"scenarios": ()})})
    assert "line" in {each.code for each in check(today, small()) if each.severity == "error"}


TOLD = "Not open yet: this plan assumes Fast line"


def text_of(format_: str) -> str:
    """Return what a file of a plan says; a picture says what its page does."""
    if format_ == "png":
        return page.render(assumed_plan(), "en", is_picture=True)
    content = export(assumed_plan(), format_, "en")
    if format_ == "pdf":
        return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(bytes(content))).pages)  # type: ignore[arg-type]
    if format_ == "kmz":
        return ZipFile(BytesIO(bytes(content))).read("doc.kml").decode()  # type: ignore[arg-type]
    return str(content)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_says_what_is_not_open(format_: str) -> None:
    text = text_of(format_).replace("\r\n ", "").replace("│", " ")
    assert "".join(TOLD.split()).lower() in "".join(text.split()).lower()  # old readers of PDF break words


@cache
def assumed_plan() -> Itinerary:
    return plan(trip(to="west-city", mode="transit", scenarios=("fast-line",)), small(), options=QUICK)


@pytest.mark.parametrize(
    ("closure", "open_on"),
    [
        ("east-museum@2027-03..2027-05", {"02-28", "06-05"}),
        ("east-museum@2027-03..05", {"02-28", "06-05"}),
        ("east-museum@2027-05-11", {"02-28", "04-01", "06-05"}),
        ("east-museum@2027-04-01..2027-06-05", {"02-28"}),
        ("east-museum@2026-12..2027-02", {"04-01", "05-11", "06-05"}),
        ("east-museum", set()),
    ],
)
def test_a_site_is_closed_for_a_season(closure: str, open_on: set[str]) -> None:
    site = changed(f"close-site:{closure}").attraction_by_id["east-museum"]
    days = ["02-28", "04-01", "05-11", "06-05"]
    found = {
        day for day in days if opening_intervals(site.opening_hours, dt.date.fromisoformat(f"2027-{day}"))
    }
    assert found == open_on


def test_a_closed_site_is_not_visited_in_its_season() -> None:
    """Within a day of East City are the museum and the tower."""
    wish = {"max_transit": 60, "scenarios": ("close-site:east-museum@2027-06",)}
    seen = [
        visited(plan(trip(**wish, date=day), small(), options=QUICK)) for day in ("2027-06-05", "2027-07-03")
    ]
    assert seen == [{"east-tower"}, {"east-museum", "east-tower"}]


def test_every_second_departure() -> None:
    """East to west run G1, G3, G5 and west to east G2, G4, G6: of three in order the second goes."""
    left = line_of(changed("thin-line:east-west@2"), "east-west")
    assert [train.code for train in left.departures] == ["G1", "G5", "G2", "G6"]
    headway = line_of(changed("fast-line", "thin-line:fast@2"), "fast").patterns[0]
    assert (headway.first, headway.every, headway.last) == (420, 120, 1200)


def test_twice_as_many_departures() -> None:
    """Between 08:00, 12:00 and 18:00 come 10:00 and 15:00; after the last train there is nothing to part."""
    thick = changed("thicken-line:east-west@2")
    times = [("G1", 480), ("G1+120min", 600), ("G3", 720), ("G3+180min", 900), ("G5", 1080)]
    assert [(code, depart) for code, depart, _ in eastward(thick)] == times
    assert line_of(thick, "east-west").confidence == "estimated"
    assert line_of(changed("fast-line", "thicken-line:fast@2"), "fast").patterns[0].every == 30


def test_half_the_run_times() -> None:
    """The train takes 45 minutes for 90; run times of 50 and 51 minutes become 25 and 26, the stop stays."""
    assert eastward(changed("run-times:east-west@50%"))[0] == ("G1", 480, 525)
    calls = "east-station 0, mid-station 50-57, west-station 108"
    opened = f"open-line:rail@08:00-08:00/60@{calls}"
    corridor = changed(opened, corridor=richer_corridor())
    faster = apply_scenario(corridor, scenario_of(corridor, f"run-times:{corridor.lines[-1].id}@50%"))
    assert [(call.arrive, call.depart) for call in faster.lines[-1].patterns[0].calls] == [
        (0, 0),
        (25, 32),
        (58, 58),
    ]


@pytest.mark.parametrize(
    ("stop", "there", "back"),
    [
        (
            "mid-station",
            [("east-station", 480), ("west-station", 588)],
            [("west-station", 480), ("east-station", 588)],
        ),
        (
            "east-station",
            [("mid-station", 537), ("west-station", 588)],
            [("west-station", 480), ("mid-station", 531)],
        ),
        (
            "west-station",
            [("east-station", 480), ("mid-station", 530)],
            [("mid-station", 538), ("east-station", 588)],
        ),
    ],
)
def test_a_stop_that_closes(stop: str, there: list[Any], back: list[Any]) -> None:
    """It leaves at 08:00 from both ends, 50 minutes to the middle, 7 of stop, 51 on; whole trains keep their times."""
    calls = "east-station 0, mid-station 50-57, west-station 108"
    corridor = changed(f"open-line:rail@08:00-08:00/60@{calls}", corridor=richer_corridor())
    line = corridor.lines[-1]
    left = line_of(apply_scenario(corridor, scenario_of(corridor, f"close-stop:{stop}@{line.id}")), line.id)
    alone = corridor.model_copy(update={"lines": (left,)})
    for calls_ in (there, back):
        (start, leaves), (end, comes) = calls_
        assert trains(alone, start, end) == [(line.patterns[0].code, leaves, comes)]


def test_a_line_with_one_stop_left_is_none() -> None:
    assert [line.id for line in changed("close-stop:west-station").lines] == []
    corridor = richer_corridor()
    closed = changed("close-stop:mid-station", corridor=corridor)
    assert {line.id for line in corridor.lines} - {line.id for line in closed.lines} == {"slow"}


def test_roads_that_slow_open_and_close() -> None:
    """The road of 90 minutes takes 135; the new expressway of 100 km takes 81 by the rule, or 30 as told."""
    slow, by_rule, told, closed = (
        changed(change).links
        for change in (
            "slow-road:mid-town/east-city@150%",
            "open-road:east-city/west-city@expressway 100km",
            "open-road:east-city/west-city@expressway 100km 30min",
            "close-road:east-city/mid-town",
        )
    )
    assert (slow[0].minutes, slow[0].confidence) == (135, "estimated")
    assert (by_rule[-1].km, by_rule[-1].minutes, told[-1].minutes) == (100, 81, 30)
    assert closed == small().links[1:]


ONCE_A_DAY = "open-line:rail@08:00-08:00/1440@east-station 0, west-station 30"
ONCE = scenario_of(small(), ONCE_A_DAY).opens[0].id
CHANGES = (
    "fast-line",
    "close-line:east-west",
    "run-times:east-west@80%",
    "thin-line:east-west@2",
    "thicken-line:east-west@3",
    "close-stop:east-station",
    "close-site:east-museum@2027-03..2027-05",
    "close-site:west-park",
    "slow-road:east-city/mid-town@150%",
    "open-road:east-city/west-city@expressway",
    "close-road:mid-town/west-city",
    "open-line:coach@08:00-20:00/30@east-city 0, mid-town 100, west-city 240",
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(CHANGES), max_size=5, unique=True))
def test_together_is_one_after_the_other(names: list[str]) -> None:
    """Or none of them, where one cannot be after those before it."""
    one_by_one = small()
    try:
        for name in names:
            one_by_one = apply_scenario(one_by_one, scenario_of(small(), name))
    except ScenarioError:
        with pytest.raises(ScenarioError):
            changed(*names)
        return
    together = changed(*names)
    for part in ("lines", "links", "attractions"):
        assert getattr(together, part) == getattr(one_by_one, part)
    assert (together.assumes, together.data_hash) == (tuple(names), small().data_hash)
    assert in_scenarios(together, tuple(names)) is together


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            [
                ("fast-line", "close-line:fast"),
                (CHANGES[-1], f"close-line:{scenario_of(small(), CHANGES[-1]).opens[0].id}"),
                ("open-road:east-city/west-city@expressway", "close-road:east-city/west-city"),
            ]
        ),
        unique=True,
    )
)
def test_what_was_added_and_is_taken_away_leaves_the_corridor(pairs: list[tuple[str, str]]) -> None:
    corridor = changed(*(added for added, _ in pairs), *(taken for _, taken in reversed(pairs)))
    assert (corridor.lines, corridor.links) == (small().lines, small().links)


@pytest.mark.parametrize("times", [2, 3, 7])
def test_what_is_thickened_and_thinned_is_as_before(times: int) -> None:
    corridor = changed(f"thicken-line:east-west@{times}", f"thin-line:east-west@{times}")
    before = line_of(small(), "east-west")
    assert line_of(corridor, "east-west").departures == before.departures


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("nothing",), "There is no scenario 'nothing', nor a change of that kind"),
        (("close-line:none",), "changes 'none', which the corridor has not"),
        (("close-stop:mid-town",), "closes the stop 'mid-town', where no line calls"),
        (
            ("run-times:east-west@1000%", "run-times:east-west@200%"),
            "a service would go on past the end of the day after",
        ),
        (("thicken-line:fast@7",), "changes 'fast', which the corridor has not"),
        (("fast-line", "thicken-line:fast@7"), "does not part the minutes"),
        ((f"{ONCE_A_DAY}", f"thicken-line:{ONCE}@2"), "runs as often as before"),
        ((f"{ONCE_A_DAY}", f"thin-line:{ONCE}@2"), "runs as often as before"),
        (("slow-road:east-city/west-city@120%",), "changes 'east-city/west-city@120%'"),
        (("run-times:east-west",), "write LINE@80%"),
        (("close-site:east-museum@2027-05..2027-03",), "has no season that ends after it begins"),
        (("open-line:rail@7-8",), "write MODE@07:00-20:00/60@PLACE 0"),
        (
            ("close-line:east-west", "thin-line:east-west@2"),
            "Scenario thin-line:east-west@2 cannot come after close-line:east-west: scenario thin-line:east-west@2"
            " changes 'east-west', which the corridor has not",
        ),
        (("fast-line", "fast-line"), "Scenario Fast line cannot come after Fast line"),
    ],
)
def test_what_cannot_be_is_told_with_its_reason(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(ScenarioError) as told:
        changed(*names)
    assert message in str(told.value)


def test_a_plan_of_an_unknown_scenario_is_refused_and_fails_the_check() -> None:
    with pytest.raises(RequestError, match="no scenario 'none'") as told:
        plan(trip(scenarios=("none",)), small(), options=QUICK)
    assert told.value.field == "scenarios"
    lost = assumed_plan().model_copy(
        update={"request": assumed_plan().request.model_copy(update={"scenarios": ("none",)})}
    )
    assert [each.code for each in check(lost, small())] == ["request"]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("快线", ["fast-line"]),
        ("Fast line, close-line:东西高铁", ["fast-line", "close-line:east-west"]),
        (["fast-line", "fast-line"], ["fast-line"]),
        ("close-site:East Museum@2027-03..05", ["close-site:east-museum@2027-03-01..2027-05-31"]),
        ("close-stop:西城站@东西高铁", ["close-stop:west-station@east-west"]),
        ("slow-road:东城/中镇@120%", ["slow-road:east-city/mid-town@120%"]),
        ("open-road:东城/西城@expressway 30min", ["open-road:east-city/west-city@expressway 30min"]),
        ("fast-line，run-times:快线@50%", ["fast-line", "run-times:fast@50%"]),
        (
            "open-line:rail@07:00-20:00/60@东城站 0, 西城站 30",
            ["open-line:rail@07:00-20:00/60@east-station 0, west-station 30"],
        ),
    ],
)
def test_people_write_names(words: object, ids: list[str]) -> None:
    assert scenarios_of(small(), words) == ids
    assert scenarios_of(small(), ids) == ids
    assert assuming(small(), words).assumes == tuple(ids)


@pytest.mark.parametrize(
    ("words", "message", "candidates"),
    [
        ("slow-line", "no scenario is called 'slow-line'", ("fast-line",)),
        (
            "close-lines:east-west",
            "no change of the kind 'close-lines'",
            ("close-line", "close-site", "open-line"),
        ),
        ("close-line:east-wset", "no line is called 'east-wset'", ("east-west",)),
        ("fast-line,fast-line,close-line:fast,thin-line:fast@2", "@2 cannot come after close-line:fast", ()),
        ("close-line:fast", "no line is called 'fast'", ("east-west",)),
        ("run-times:east-west", "write LINE@80%", ()),
        ("run-times:east-west@5%", "should be greater than or equal to 10", ()),
        ("thin-line:east-west@1", "should be greater than or equal to 2", ()),
        ("close-site:east-museum@2027-13", "a year has no month 13", ()),
        ("close-site:east-museum@2027-05..2027-03", "no season that ends after it begins", ()),
        ("open-road:east-city/west-city@lane", "lane", ()),
        (
            "open-line:plane@07:00-20:00/60@east-station 0, west-station 30",
            "is no change that can be made",
            (),
        ),
        ("open-line:rail@07:00-20:00/60@east-station 30, west-station 10", "go back", ()),
        ("open-line:rail@20:00-07:00/60@east-station 0, west-station 30", "go back", ()),
        ("open-line:rail@07:00-20:00/60@", "write MODE@07:00", ()),
        ("open-line:", "write MODE@07:00", ()),
        ("open-line:rail@07:00-20:00/60@,", "", ()),
    ],
)
def test_what_is_not_known_is_told_with_what_is_like_it(
    words: str, message: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(RequestError) as told:
        scenarios_of(small(), words)
    assert message.lower() in str(told.value).lower()
    assert told.value.candidates == candidates
