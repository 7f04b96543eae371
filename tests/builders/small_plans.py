"""Good plans over the small corridor, written and added up by hand: by car, by a rented one, by train."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any

from planner.corridor import (
    Attraction,
    Corridor,
    Line,
    Link,
    Location,
    Names,
    Pass,
    Season,
    Services,
    Source,
    Station,
    VisaPort,
    VisaRules,
)
from planner.itinerary import Notice
from planner.loading import load_corridor
from tests.builders.paths import SMALL

Plan = dict[str, Any]
MADE_UP = (Source(fields=("all",), source="made up", as_of="2026-01", confidence="estimated"),)


@cache
def corridor() -> Corridor:
    """The small corridor with more in it.

    A note on the grotto, a tea house 0.5 km from the park and a part of it, an evening opera 10 minutes
    from West City, a one-way road, a slow train, a metro, a belt to follow, visa-free transit, 300 steps, 900 m
    and no wheelchair at the temple, flowers at the tower,
    and a pass for grotto and temple that is dearer than single tickets.
    """
    small = load_corridor(SMALL)
    sites = {site.id: site for site in small.attractions}
    sites["west-teahouse"] = _like(
        sites["west-park"], "west-teahouse", 30.1845, 104.62, ticket_cny=None, same_as="west-park"
    )
    sites["west-opera"] = _like(
        sites["west-park"], "west-opera", 30.21, 104.6, evening=True, opening_hours="19:30-21:00"
    )
    lacks = Services(wheelchair="no")
    sites["mid-temple"] = sites["mid-temple"].model_copy(
        update={"altitude_m": 900, "steps": 300, "services": lacks}
    )
    note = Names(zh="请预约", en="Book ahead")
    sites["mid-grotto"] = sites["mid-grotto"].model_copy(update={"note": note})
    flowers = Season(start="06-01", end="06-30", factor=1.5, reason=Names(zh="花季", en="Flowers"))
    sites["east-tower"] = sites["east-tower"].model_copy(update={"seasons": (flowers,)})
    station = Station(
        id="mid-station",
        name=Names(zh="中镇站", en="Mid Station"),
        location=Location(lat=29.72, lon=105.72),
        sources=MADE_UP,
    )
    visa = VisaRules(
        hours=24,
        prefectures=("重庆市",),
        ports=(VisaPort(code="EAS", place="east-city"),),
        as_of="2026-01",
        source="made up",
        note=Names(zh="请核实", en="Please confirm"),
    )
    belt = small.belts[0].model_copy(update={"axis": ("east-city", "mid-town", "west-city")})
    return small.model_copy(
        update={
            "attractions": tuple(sites.values()),
            "stations": (*small.stations, station),
            "links": (
                *small.links,
                Link(
                    start="east-museum", end="east-tower", road_class="city", km=6, minutes=12, one_way=True
                ),
                Link(start="west-city", end="west-opera", road_class="city", km=5, minutes=10),
            ),
            "lines": (*small.lines, _slow_line(), _metro()),
            "belts": (belt,),
            "visa": visa,
            "passes": (hills_pass(),),
        }
    )


def corridor_with(**changes: Any) -> Corridor:
    """The small corridor with other lists, and nothing remembered of those it had."""
    same = {field: getattr(corridor(), field) for field in Corridor.model_fields}
    return Corridor(**{**same, **changes})


def hills_pass(**changes: Any) -> Pass:
    """A ticket for the grotto and the temple on two days."""
    hills = Pass(
        id="hills",
        name=Names(zh="丘陵联票", en="Hills pass"),
        sites=("mid-grotto", "mid-temple"),
        price=130,
        days=2,
        sources=(Source(fields=("price",), source="made up", as_of="2026-01", confidence="sourced"),),
    )
    return hills.model_copy(update=changes)


def _like(site: Attraction, identity: str, lat: float, lon: float, **changes: Any) -> Attraction:
    name = Names(zh="新景点", en=identity.replace("-", " ").title())
    location = Location(lat=lat, lon=lon)
    return site.model_copy(update={"id": identity, "name": name, "location": location, **changes})


def _slow_line() -> Line:
    return Line.model_validate(
        {
            "id": "slow",
            "name": {"zh": "慢车", "en": "Slow line"},
            "mode": "rail",
            "as_of": "2025-12",
            "running_days": "unknown",
            "confidence": "estimated",
            "fare": {"per_km": 0.4},
            "departures": [
                {"code": "D7", "calls": "east-station 08:00, mid-station 08:50"},
                {"code": "D8", "calls": "mid-station 09:10, west-station 10:00"},
                {"code": "D9", "days": "Mo-Fr", "calls": "mid-station 09:10, west-station 10:00"},
            ],
            "sources": MADE_UP,
        }
    )


def _metro() -> Line:
    return Line.model_validate(
        {
            "id": "metro-1",
            "name": {"zh": "一号线", "en": "Metro 1"},
            "mode": "metro",
            "as_of": "2026-01",
            "confidence": "estimated",
            "fare": {"flag": 2},
            "patterns": [
                {
                    "code": "Metro 1",
                    "calls": "west-city 0, west-park 5-6, west-ruins 20",
                    "first": "06:00",
                    "last": "22:00",
                    "every": 10,
                }
            ],
            "sources": MADE_UP,
        }
    )


def moment(text: str) -> str:
    """``"06 08:30"`` is half past eight on 6 June 2026."""
    return f"2026-06-{text[:2]}T{text[3:]}:00+08:00"


def timed(kind: str, place: str, start: str, end: str, **more: Any) -> Plan:
    return {"kind": kind, "place": place, "start": moment(start), "end": moment(end), **more}


def leg(
    mode: str,
    way: str,
    depart: str,
    arrive: str,
    km: float,
    cost: int,
    *via: str,
    confidence: str = "estimated",
    **more: Any,
) -> Plan:
    start, end = way.split()
    if mode == "road" or "line" in more:
        more = {"fare_basis": "estimated" if mode == "road" else confidence, **more}
    if "line" in more:
        more = {"running_days": "unknown" if more["line"] == "slow" else "known", **more}
    length = datetime.fromisoformat(moment(arrive)) - datetime.fromisoformat(moment(depart))
    return {
        "kind": "leg",
        "mode": mode,
        "from": start,
        "to": end,
        "depart": moment(depart),
        "arrive": moment(arrive),
        "minutes": int(length.total_seconds()) // 60,
        "km": km,
        "via": list(via),
        "cost_cny": cost,
        "confidence": confidence,
        **more,
    }


def visit(site: str, start: str, end: str, ticket: int | None, *estimated: str, lunch: bool = False) -> Plan:
    attraction = corridor().attraction_by_id[site]
    return {
        "kind": "visit",
        "attraction": site,
        "name": attraction.name.model_dump(),
        "arrive": moment(start),
        "start": moment(start),
        "end": moment(end),
        "score": attraction.score,
        "prize": attraction.score * 10,
        "ticket_cny": ticket,
        "includes_lunch": lunch,
        "confidence": "estimated",
        "estimated": [*(() if site == "east-museum" else ("location",)), *estimated],
    }


def day(number: int, events: list[Plan], *totals: int) -> Plan:
    first, last = events[0], [event for event in events if event["kind"] != "overnight"][-1]
    keys = ("visit_minutes", "transit_minutes", "wait_minutes", "cost_cny")
    return {
        "day": number,
        "date": f"2026-06-{5 + number:02}",
        "start": {
            "place": first.get("from", first.get("place")),
            "time": first.get("depart", first.get("start")),
        },
        "end": {"place": last.get("to", last.get("place")), "time": last.get("arrive", last.get("end"))},
        "events": events,
        "totals": dict(zip(keys, totals, strict=True)),
    }


def notice(code: str, message: str, message_zh: str) -> Plan:
    """Return a notice as plans had them before there were params."""
    return {"code": code, "message": message, "message_zh": message_zh}


def roads() -> Plan:
    return notice(
        "estimated-roads",
        "driving times are estimates without traffic; allow for queues on holidays",
        "驾车时间为不计拥堵的估计，节假日请留出余量",
    )


def plan(
    request: Plan,
    days: list[Plan],
    totals: list[int],
    left_out: dict[str, int],
    bound: int,
    warnings: list[Plan],
) -> Plan:
    objective = 10 * totals[0] - totals[3]  # both trips sleep in one town only
    ids = {"all", *left_out}
    for event in (event for day in days for event in day["events"]):
        ids |= {event.get(key, "all") for key in ("place", "from", "to", "attraction")} | set(
            event.get("via", ())
        )
    # nobody asked for evenings, and only a walk leads to the tea house
    why = {"west-opera": "no-time"} | ({"west-teahouse": "unreachable"} if request["mode"] == "car" else {})
    kinds = {"towns": "town", "attractions": "attraction", "stations": "station"}
    places = {
        place.id: {"name": place.name.model_dump(), "location": place.location.model_dump(), "kind": kind}
        for group, kind in kinds.items()
        for place in getattr(corridor(), group)
        if place.id in ids
    }
    keys = ("score", "visits", "visit_minutes", "transit_minutes", "cost_cny", "nights")
    return {
        "schema_version": "1",
        "corridor": {"name": "Small corridor", "data_hash": corridor().data_hash},
        "request": {
            "days": 2,
            "date": "2026-06-06",
            "themes": {"all": 1},
            "adults": 2,
            "children": 1,
            **request,
        },
        "status": "optimal" if bound == objective else "feasible",
        "certificate": {
            "engine": "by hand",
            "objective": objective,
            "bound": bound,
            "gap": (bound - objective) / bound,
            "seconds": 0,
            "note": "",
        },
        "days": days,
        "unvisited": [
            {"attraction": site, "reason": why.get(site, "lower-prize"), "detail": "", "regret": regret}
            for site, regret in left_out.items()
        ],
        "totals": dict(zip(keys, totals, strict=True)),
        "warnings": warnings,
        "places": places,
        "themes": {"all": corridor().theme_by_id["all"].name.model_dump()},
    }


@cache
def _by_car() -> Plan:
    # two adults and a child: tickets count 2.5 times, one car at 1 CNY a km, one room
    first = [
        leg("road", "east-city east-museum", "06 08:30", "06 08:40", 5, 5),
        timed("wait", "east-museum", "06 08:40", "06 09:00"),
        visit("east-museum", "06 09:00", "06 11:00", 0, "visit_minutes", "ticket_cny"),
        timed("meal", "east-museum", "06 11:00", "06 12:00"),
        leg("road", "east-museum mid-grotto", "06 12:00", "06 13:55", 115, 115, "east-city", "mid-town"),
        visit("mid-grotto", "06 13:55", "06 16:55", 250, "visit_minutes"),
        leg("road", "mid-grotto mid-town", "06 16:55", "06 17:10", 10, 10),
        timed("overnight", "mid-town", "06 17:10", "07 08:30", cost_cny=200),
    ]
    second = [
        leg("road", "mid-town mid-temple", "07 08:30", "07 08:45", 10, 10),
        visit("mid-temple", "07 08:45", "07 09:45", 50, "opening_hours", "visit_minutes", "ticket_cny"),
        leg("road", "mid-temple west-city", "07 09:45", "07 12:00", 160, 160, "mid-town"),
        timed("meal", "west-city", "07 12:00", "07 13:00"),
        leg("road", "west-city west-ruins", "07 13:00", "07 13:30", 20, 20),
        visit("west-ruins", "07 13:30", "07 15:30", 100, "visit_minutes", "ticket_cny"),
        leg("road", "west-ruins west-city", "07 15:30", "07 16:00", 20, 20),
    ]
    days = [day(1, first, 300, 140, 20, 580), day(2, second, 180, 210, 0, 360)]
    left_out = {"east-tower": 120, "west-opera": 180, "west-park": 180, "west-teahouse": 180}
    request = {"from": "east-city", "to": "west-city", "mode": "car"}
    warnings = [
        roads(),
        notice("site-note", "Mid Grotto: Book ahead", "中镇石窟：请预约"),
    ]
    return plan(request, days, [148, 4, 480, 350, 940, 1], left_out, 1200, warnings)


@cache
def _by_train() -> Plan:
    # a taxi is there after 5 minutes and takes 10 CNY and 2.8 a km; the slow trains take 0.4 CNY a km;
    # rail needs 20 minutes to board and to change, 10 to leave, metro 3 and 2
    slow = {"line": "slow", "as_of": "2025-12"}
    fast = {"service": "G2", "line": "east-west", "as_of": "2026-01", "confidence": "sourced"}
    metro = {"service": "Metro 1", "line": "metro-1", "as_of": "2026-01"}
    always = ("visit_minutes", "opening_hours")
    first = [
        timed("wait", "east-city", "06 07:20", "06 07:25", purpose="journey"),
        leg("road", "east-city east-station", "06 07:25", "06 07:40", 5, 24),
        timed("wait", "east-station", "06 07:40", "06 08:00", purpose="journey"),
        leg("rail", "east-station mid-station", "06 08:00", "06 08:50", 86.8, 87, service="D7", **slow),
        timed("wait", "mid-station", "06 08:50", "06 09:10", purpose="journey"),
        leg("rail", "mid-station west-station", "06 09:10", "06 10:00", 136.6, 136, service="D8", **slow),
        timed("wait", "west-station", "06 10:00", "06 10:15", purpose="journey"),
        leg("road", "west-station west-park", "06 10:15", "06 10:40", 10, 38, "west-city"),
        visit("west-park", "06 10:40", "06 11:40", 0, *always, "ticket_cny"),
        leg("walk", "west-park west-teahouse", "06 11:40", "06 11:49", 0.7, 0),
        timed("meal", "west-teahouse", "06 11:49", "06 12:49"),
        visit("west-teahouse", "06 12:49", "06 13:49", None, *always),
        leg("walk", "west-teahouse west-park", "06 13:49", "06 13:58", 0.7, 0),
        timed("wait", "west-park", "06 13:58", "06 14:05", purpose="journey"),
        leg("metro", "west-park west-city", "06 14:05", "06 14:10", 3.8, 5, **metro),
        timed("wait", "west-city", "06 14:10", "06 14:12", purpose="journey"),
        timed("wait", "west-city", "06 14:12", "06 14:30"),
        timed("overnight", "west-city", "06 14:30", "07 08:15", cost_cny=300),
    ]
    second = [
        timed("wait", "west-city", "07 08:15", "07 08:20", purpose="journey"),
        leg("road", "west-city west-station", "07 08:20", "07 08:35", 5, 24),
        timed("wait", "west-station", "07 08:35", "07 09:00", purpose="journey"),
        leg("rail", "west-station east-station", "07 09:00", "07 10:30", 222.3, 300, **fast),
        timed("wait", "east-station", "07 10:30", "07 10:45", purpose="journey"),
        leg("road", "east-station east-museum", "07 10:45", "07 11:10", 10, 38, "east-city"),
        visit("east-museum", "07 11:10", "07 15:10", 0, "visit_minutes", "ticket_cny", lunch=True),
        timed("wait", "east-museum", "07 15:10", "07 15:15", purpose="journey"),
        leg("road", "east-museum east-city", "07 15:15", "07 15:25", 5, 24),
    ]
    # journeys of day 1: 07:20-10:40, 11:40-11:49, 13:49-14:12; of day 2: 08:15-11:10, 15:10-15:25
    days = [day(1, first, 120, 232, 18, 590), day(2, second, 240, 190, 0, 386)]
    left_out = {"east-tower": 120, "west-opera": 180, "mid-grotto": 900, "mid-temple": 100, "west-ruins": 250}
    request = {
        "from": "east-city",
        "to": "east-city",
        "mode": "transit",
        "pace": "packed",
        "start_time": "07:00",
        "must": ["west-park", "west-teahouse"],
    }
    warnings = [
        roads(),
        notice(
            "timetable-date",
            "timetables as of January 2026; check before you book",
            "时刻表采自2026年1月，购票前请核实",
        ),
        Notice.of("timetable-older", lines=["D7", "D8"], date="2025-12").model_dump(),
        notice(
            "running-days",
            "times of December 2025; running days unchecked: look the train up for your day",
            "车次为2025年12月时刻，开行日期未核实，请查询出行当日车次",
        ),
    ]
    return plan(request, days, [59, 3, 360, 422, 976, 1], left_out, 168, warnings)


@cache
def _self_driven() -> Plan:
    # the plan by car in a rented one: 20 minutes of break in the 135 at the wheel to West City, two days at 250 CNY,
    # and 199.1 km in a straight line to return it there: 249 CNY
    plan = deepcopy(_by_car())
    plan["days"][1]["events"][2:] = [
        leg(
            "road",
            "mid-temple west-city",
            "07 09:45",
            "07 12:20",
            160,
            160,
            "mid-town",
            rest_minutes=20,
        ),
        timed("meal", "west-city", "07 12:20", "07 13:20"),
        leg("road", "west-city west-ruins", "07 13:20", "07 13:50", 20, 20),
        visit("west-ruins", "07 13:50", "07 15:50", 100, "visit_minutes", "ticket_cny"),
        leg("road", "west-ruins west-city", "07 15:50", "07 16:20", 20, 20),
    ]
    plan["days"][1]["end"]["time"] = moment("07 16:20")
    plan["days"][1]["totals"]["transit_minutes"] += 20
    plan["totals"]["transit_minutes"] += 20
    plan["certificate"]["objective"] -= 20
    plan["certificate"]["gap"] = (1200 - plan["certificate"]["objective"]) / 1200
    plan["request"]["self_drive"] = "rental"
    plan["rental"] = {"cars": 1, "days": 2, "days_cny": 500, "one_way_cny": 249, "cost_cny": 749}
    plan["totals"]["cost_cny"] += 749
    rule = {"stretch": 2, "hours": 8, "n": 20}
    plan["warnings"] += [
        Notice.of("self-drive", **rule).model_dump(),
        Notice.of("rental", cny=250).model_dump(),
        Notice.of("rental-return", cny=1).model_dump(),
    ]
    return plan


def good_plan(kind: str) -> Plan:
    """Return a fresh copy of the plan by ``car``, by ``rental`` or by ``transit``."""
    return deepcopy({"car": _by_car, "rental": _self_driven, "transit": _by_train}[kind]())
