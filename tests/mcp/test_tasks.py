"""Thirty tasks as people give them to an assistant: four calls to us do, and partners take our output as it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from itertools import cycle
from typing import Any

import pytest
from mcp import Client

from tests.builders.assistants import Assistant, Mode, office, run, with_codes
from tests.conftest import TODAY

Script = Callable[[Assistant], Awaitable[None]]
TASKS: list[Script] = []
MODES: tuple[Mode, Mode] = ("auto", "legacy")
EAST_WEST = {"days": 2, "date": "2026-12-05", "from": "东城", "to": "West City"}
BY_CAR = {**EAST_WEST, "mode": "car"}
BY_TRAIN = {**EAST_WEST, "mode": "transit"}


def task(script: Script) -> Script:
    TASKS.append(script)
    return script


def stops(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for day in plan["days"]:
        yield from day["stops"]


def visits(plan: dict[str, Any]) -> list[str]:
    return [stop["id"] for stop in stops(plan) if "visit" in stop]


def rides(plan: dict[str, Any], mode: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for day in plan["days"]:
        for before, stop in zip(day["stops"], day["stops"][1:], strict=False):
            if stop["by"] == mode:
                yield before, stop


def trains(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [train for day in plan["days"] for train in day.get("trains", [])]


@task
async def seats_of_every_train(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_TRAIN)
    for train in trains(plan):
        a.rail.get_tickets(**train["query"])
    assert a.rail.asked == [{"date": "2026-12-05", "fromStation": "EAW", "toStation": "WEW"}]


@task
async def seats_by_the_stops(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_TRAIN)
    ways = list(rides(plan, "rail"))
    for start, end in ways:
        a.rail.get_tickets(start["date"], start["telecode"], end["telecode"])
    assert len(a.rail.asked) == len(ways) == 1


@task
async def traffic_of_every_drive(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    drives = [
        a.amap.maps_direction_driving(start["gcj02"], end["gcj02"]) for start, end in rides(plan, "road")
    ]
    assert drives[0][0] == "east-city"
    assert drives[-1][1] == "west-city"


@task
async def hotels_around_the_night(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    (night,) = (stop for stop in stops(plan) if stop.get("night"))
    assert a.amap.maps_around_search(night["gcj02"], "1000", "酒店") == night["id"]


@task
async def food_where_lunch_is(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR, meals=True)
    lunch = next(stop for stop in stops(plan) if "lunch" in stop.get("meal", ""))
    assert a.amap.maps_around_search(lunch["gcj02"], "500", "餐厅") == lunch["id"]


@task
async def a_site_by_its_chinese_name(a: Assistant) -> None:
    assert "west-ruins" in visits(await a.call("plan_trip", **BY_CAR, must=["西城遗址"]))


@task
async def a_name_that_is_spelt_wrong(a: Assistant) -> None:
    wrong = await a.refused("plan_trip", **BY_CAR, must=["mid-grotta"])
    assert wrong["field"] == "must"
    known = wrong["candidates"][0].split()[0]
    assert "mid-grotto" in visits(await a.call("plan_trip", **BY_CAR, must=[known]))


@task
async def a_word_that_is_none(a: Assistant) -> None:
    wrong = await a.refused("plan_trip", **BY_CAR, budgets=5000)
    word, *_ = wrong["candidates"]
    plan = await a.call("plan_trip", **BY_CAR, **{word: 5000})
    assert plan["cost_cny"] <= 5000


@task
async def a_date_that_is_none(a: Assistant) -> None:
    wrong = await a.refused("plan_trip", **{**BY_CAR, "date": "2026-11-31"})
    assert wrong["field"] == "date"
    plan = await a.call("plan_trip", **{**BY_CAR, "date": "2026-11-30"})
    assert plan["days"][0]["date"] == "2026-11-30"


@task
async def a_wish_that_cannot_be(a: Assistant) -> None:
    wish = {**BY_CAR, "must": ["west-ruins"], "max_transit": 30}
    refused = await a.refused("plan_trip", **wish)
    change = refused["changes"][0]
    fields = {key: value for key, value in change.items() if key not in ("change", "tried")}
    assert "west-ruins" in visits(await a.call("plan_trip", **{**wish, **fields}))


@task
async def a_trip_on_a_theme(a: Assistant) -> None:
    themes = (await a.call("list_products"))["themes"]
    stone = next(theme for theme in themes if theme["zh"] == "石刻")
    plan = await a.call("plan_trip", **BY_CAR, themes=[stone["id"]])
    assert "mid-grotto" in visits(plan)
    assert "west-park" not in visits(plan)


@task
async def what_there_is_and_then_there(a: Assistant) -> None:
    found = await a.call("find_sites", query="grotto")
    plan = await a.call("plan_trip", **BY_CAR, must=[found["sites"][0]["id"]])
    assert "mid-grotto" in visits(plan)


@task
async def the_way_to_the_nearest_site(a: Assistant) -> None:
    found = await a.call("find_sites", near="west-city", most=1)
    (site,) = found["sites"]
    trip = await a.call("journeys", **{"from": "west-city", "to": site["id"], "date": "2026-12-05"})
    ends = a.amap.maps_direction_driving(trip["origin"]["gcj02"], trip["target"]["gcj02"])
    assert ends == ("west-city", "west-park")


@task
async def a_ticket_for_a_way(a: Assistant) -> None:
    trip = await a.call("journeys", **{"from": "东城", "to": "西城", "date": "2026-12-05", "after": "07:00"})
    queries = [query for way in trip["journeys"] for query in way.get("tickets", [])]
    a.rail.get_tickets(**queries[0])
    assert any("G1" in leg for way in trip["journeys"] for leg in way["legs"])


@task
async def the_last_train_of_a_weekday(a: Assistant) -> None:
    ways = {"from": "east-station", "to": "west-station", "after": "11:00", "most": 12}
    weekday = await a.call("journeys", **ways, date="2026-12-07")
    weekend = await a.call("journeys", **ways, date="2026-12-05")
    runs = [
        {leg for way in day["journeys"] for leg in way["legs"] if "G5" in leg} for day in (weekday, weekend)
    ]
    assert not runs[0]
    assert runs[1]


@task
async def why_not_there(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR, avoid=["east-tower"])
    why = await a.call("explain", plan=plan["plan"], site="东城塔")
    assert any("East Tower" in line for line in why["told"])


@task
async def and_with_it(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR, max_transit=200)
    left = next(
        site for site in ("east-tower", "mid-temple", "west-park", "west-ruins") if site not in visits(plan)
    )
    why = await a.call("explain", plan=plan["plan"], site=left)
    other = await a.call("show_plan", plan=why["plan_with_it"])
    assert left in visits(other)


@task
async def what_each_visit_is_worth(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    told = (await a.call("explain", plan=plan["plan"]))["told"]
    assert any("Mid Grotto" in line for line in told)


@task
async def one_more_visit(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR, pace="relaxed")
    found = (await a.call("suggest", plan=plan["plan"], most=1))["suggestions"]
    other = await a.call("show_plan", plan=found[0]["plan"])
    assert found[0]["site"] in visits(other)
    assert found[0]["site"] not in visits(plan)


@task
async def one_visit_less(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    edited = await a.call("edit_plan", plan=plan["plan"], drop=["中镇石窟"])
    assert "mid-grotto" not in visits(edited)
    assert any("Mid Grotto" in change for change in edited["changes"])


@task
async def a_visit_on_another_day(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR, avoid=["mid-grotto", "west-ruins"])
    before, _ = [visits({"days": [day]}) for day in plan["days"]]
    site, number = (before[-1], 2) if "mid-temple" in before else ("mid-temple", 1)
    edited = await a.call("edit_plan", plan=plan["plan"], move=[f"{site}={number}"])
    assert site in visits({"days": [edited["days"][number - 1]]})


@task
async def an_edit_that_is_checked(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    edited = await a.call("edit_plan", plan=plan["plan"], drop=["west-park"])
    checked = await a.call("check_plan", plan=edited["plan"])
    assert checked["good"]
    assert checked["right"] > 50


@task
async def late_on_the_way(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    rest = await a.call("replan", plan=plan["plan"], now="2026-12-05T10:00", late=45)
    first = next(stops(rest))
    assert first["leave"] >= "10:00"
    a.amap.maps_regeocode(first["gcj02"])


@task
async def closed_today(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    rest = await a.call("replan", plan=plan["plan"], now="2026-12-05T08:00", closed=["mid-grotto@2026-12-05"])
    assert "mid-grotto" not in visits({"days": [day for day in rest["days"] if day["date"] == "2026-12-05"]})


@task
async def the_train_is_cancelled(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_TRAIN)
    (train,) = trains(plan)
    cancelled = f"{train['train']}@{train['query']['date']}"
    rest = await a.call("replan", plan=plan["plan"], now="2026-12-05T06:00", cancelled=[cancelled])
    (other,) = trains(rest)
    a.rail.get_tickets(**other["query"])
    assert (other["train"], other["query"]["date"]) != (train["train"], train["query"]["date"])


@task
async def tired_of_it(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    site = visits(plan)[-1]
    rest = await a.call("replan", plan=plan["plan"], now="2026-12-05T08:00", skip=[site])
    assert site not in visits(rest)


@task
async def there_and_back(a: Assistant) -> None:
    plan = await a.call("plan_trip", **{**BY_CAR, "to": "east-city"})
    ends = [plan["days"][0]["stops"][0], plan["days"][-1]["stops"][-1]]
    assert {a.amap.maps_regeocode(end["gcj02"]) for end in ends} == {"east-city"}


@task
async def a_week_read_to_the_end(a: Assistant) -> None:
    plan = await a.call("plan_trip", **{**BY_CAR, "days": 7, "to": "east-city"})
    days = plan["days"]
    while "next_day" in plan:
        plan = await a.call("show_plan", plan=plan["plan"], from_day=plan["next_day"])
        days += plan["days"]
    assert [day["day"] for day in days] == list(range(1, 8))


@task
async def with_grandmother(a: Assistant) -> None:
    wish = {**BY_CAR, "senior_ages": [72], "needs": ["wheelchair"], "pace": "relaxed"}
    plan = await a.call("plan_trip", **wish, needs_strict=True)
    assert set(visits(plan)) <= {"east-museum"}


@task
async def into_the_calendar(a: Assistant) -> None:
    plan = await a.call("plan_trip", **BY_CAR)
    calendar = await a.read(f"bashu://plans/{plan['plan']}/ics")
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert calendar.count("BEGIN:VEVENT") >= len(visits(plan))


@pytest.mark.parametrize(
    ("script", "mode"),
    list(zip(TASKS, cycle(MODES), strict=False)),
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_task_is_done(script: Script, mode: Mode) -> None:
    async def go(client: Client) -> None:
        await script(Assistant(client, with_codes(), TODAY))

    run(go, office(), mode)


def test_there_are_thirty() -> None:
    assert len(TASKS) == 30
