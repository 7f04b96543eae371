"""Files for calendars, maps, tables and programs, each read back by a parser that is not ours."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import eviltransform
import gpxpy
import icalendar
import pytest
import vobject
from fastkml import KML
from fastkml.validator import validate
from geojson_pydantic import FeatureCollection
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyld import jsonld

from planner.clock import at
from planner.export import csv as csv_format
from planner.export import geojson, gpx, ics, kml, kmz
from planner.export import jsonld as jsonld_format
from planner.export.entries import continued
from planner.export.sayings import STAYS, headline, positions
from planner.export.view import DayView, Language, Row, View
from planner.export.viewing import view_of
from planner.geo import great_circle_km, in_datum
from planner.itinerary import Closed, Day, Itinerary, Leg, Meal, Overnight, Visit
from tests.builders.drawn_plans import drawn_plans
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.small_plans import good_plan

LANGUAGES: tuple[Language, ...] = ("en", "zh")
KINDS = ("car", "rental", "transit")
SCHEMA_ORG = "https://schema.org/"


def plan_of(kind: str) -> Itinerary:
    return Itinerary.model_validate(good_plan(kind))


def rows_of(view: View) -> Iterator[tuple[DayView, Row]]:
    return ((day, row) for day in view.days for row in day.rows)


CHECKS: list[Callable[[Itinerary], None]] = []


def on_plans(check: Callable[[Itinerary], None]) -> Callable[[Itinerary], None]:
    """Make a check a test on the plans written by hand, and one of those on drawn plans."""
    CHECKS.append(check)
    return pytest.mark.parametrize("plan", [plan_of(kind) for kind in KINDS], ids=KINDS)(check)


@on_plans
def test_the_view_has_places_order_minutes_and_money_of_the_plan(plan: Itinerary) -> None:
    """What all files are made from says what the plan does; legs by road in a row are one."""
    for day, shown in zip(plan.days, view_of(plan).days, strict=True):
        told = [
            (row.kind, row.places[0].id, shown.moment(row.start), shown.moment(row.end), row.cost_cny)
            for row in shown.rows
            if row.kind in STAYS
        ]
        asked = [
            (event.kind, *event.begins, event.finishes[1], getattr(event, "ticket_cny", None))
            if isinstance(event, Visit)
            else (event.kind, event.place, _begins(event, day), event.end, getattr(event, "cost_cny", 0))
            for event in day.events
            if isinstance(event, Visit | Meal | Overnight)
        ]
        assert told == asked
        legs = [event for event in day.events if isinstance(event, Leg)]
        rides = [row for row in shown.rows if row.mode]
        assert sum(row.cost_cny or 0 for row in rides) == sum(leg.cost_cny for leg in legs)
        assert [
            (
                row.places[0].id,
                row.places[-1].id,
                shown.moment(row.ride.depart),
                shown.moment(row.ride.arrive),
            )
            for row in rides
            if row.ride
        ] == [(leg.start, leg.end, leg.depart, leg.arrive) for leg in legs if leg.service]
        way = [place.id for row in rides for place in row.way]
        assert [*dict.fromkeys(way)] == [
            *dict.fromkeys(place for leg in legs for place in (leg.start, *leg.via, leg.end))
        ]


def _begins(event: Meal | Overnight, day: Day) -> datetime:
    """Return when an event begins; the night after the free time that the plan tells before it."""
    return next((free.end for free in day.free if free.start == event.start), event.start)


# Calendars


def calendar_of(plan: Itinerary, language: Language = "en") -> Any:
    return icalendar.Calendar.from_ical(ics.render(plan, language))


def calendar_rows(view: View) -> list[tuple[Any, ...]]:
    """Return what a calendar has of each row: when, what, the costs, and where."""
    return [
        (
            (day.date if ics.is_of_day(row) else day.moment(row.start)),
            (None if ics.is_of_day(row) else day.moment(row.end)),
            headline(row, view.language),
            None if row.cost_cny is None else str(row.cost_cny),
            tuple((place.lat, place.lon) for place in [row.places[0].location] if place),
        )
        for day, row in rows_of(view)
        if row.kind != "wait"
    ]


def _when(start: date, end: date) -> tuple[date, date | None]:
    return (start, end) if isinstance(start, datetime) else (start, None)


@on_plans
def test_icalendar_finds_the_plan(plan: Itinerary) -> None:
    for language in LANGUAGES:
        calendar = calendar_of(plan, language)
        events = [each for each in calendar.walk("VEVENT") if each["categories"].cats != ["booking"]]
        found = [
            (
                *_when(event["dtstart"].dt, event["dtend"].dt),
                str(event["summary"]),
                str(event["x-cost-cny"]) if "x-cost-cny" in event else None,
                ((event["geo"].latitude, event["geo"].longitude),) if "geo" in event else (),
            )
            for event in events
        ]
        assert found == calendar_rows(view_of(plan, language))
        assert not [error for component in calendar.walk() for error in component.errors]
        assert len({event["uid"] for event in events}) == len(events)


@on_plans
def test_a_second_reader_of_calendars_finds_the_plan(plan: Itinerary) -> None:
    every = vobject.readOne(ics.render(plan)).vevent_list
    events = [event for event in every if event.categories.value != ["booking"]]
    found = [
        (
            *_when(event.dtstart.value, event.dtend.value),
            event.summary.value,
            event.x_cost_cny.value if hasattr(event, "x_cost_cny") else None,
            (tuple(map(float, event.geo.value.split(";"))),) if hasattr(event, "geo") else (),
        )
        for event in events
    ]
    assert found == calendar_rows(view_of(plan))


def test_a_new_version_updates_what_a_calendar_has() -> None:
    first = plan_of("transit").model_copy(update={"id": "one"})
    later = first.days[1].model_copy(
        update={
            "events": tuple(
                event.model_copy(update={"end": at(first.days[1].date, 900)})
                if isinstance(event, Visit)
                else event
                for event in first.days[1].events
            )
        }
    )
    versions = {"id": "three", "replaces": "two", "trip": "one", "version": 3, "days": (first.days[0], later)}
    third = first.model_copy(update=versions)
    old, new = (
        {str(event["uid"]): event for event in calendar_of(plan).walk("VEVENT")} for plan in (first, third)
    )
    assert set(old) == set(new)
    assert {event["sequence"] for event in old.values()} == {0}
    assert {event["sequence"] for event in new.values()} == {2}
    assert all(old[uid]["last-modified"].dt < new[uid]["last-modified"].dt for uid in old)
    changed = [uid for uid in old if old[uid]["dtend"].dt != new[uid]["dtend"].dt]
    assert [str(old[uid]["summary"]) for uid in changed] == ["East City Museum (with lunch)"]


def test_another_trip_has_other_uids() -> None:
    plans = [plan_of("car").model_copy(update={"id": name}) for name in ("one", "two")]
    uids = [{str(event["uid"]) for event in calendar_of(plan).walk("VEVENT")} for plan in plans]
    assert not uids[0] & uids[1]


def test_an_alarm_rings_an_hour_before_each_train() -> None:
    calendar = calendar_of(plan_of("transit"), "zh")
    alarms = [
        (alarm["trigger"].dt.astimezone(ics.ZONE).strftime("%d %H:%M"), str(alarm["description"]))
        for alarm in calendar.walk("VALARM")
    ]
    assert alarms == [
        ("06 07:00", "D7将于一小时后从东城站出发"),
        ("06 08:10", "D8将于一小时后从中镇站出发"),
        ("07 08:00", "G2将于一小时后从西城站出发"),
    ]
    (zone,) = calendar.walk("VTIMEZONE")
    assert (str(zone["tzid"]), str(calendar["refresh-interval"].dt)) == ("Asia/Shanghai", "12:00:00")


def closing_at(minutes: int, *, is_sure: bool) -> Itinerary:
    """A trip whose first visit ends so long before the site closes."""
    plan = good_plan("car")
    visit = next(event for event in plan["days"][0]["events"] if event["kind"] == "visit")
    visit["open_until"] = (datetime.fromisoformat(visit["end"]) + timedelta(minutes=minutes)).isoformat()
    visit.update({} if is_sure else {"estimated": ["opening_hours"], "confidence": "estimated"})
    return Itinerary.model_validate(plan)


@pytest.mark.parametrize(
    ("minutes", "is_sure", "told"), [(60, True, "12:00"), (0, False, "~11:00"), (61, True, None)]
)
def test_an_alarm_rings_half_an_hour_before_a_site_closes(
    minutes: int, is_sure: bool, told: str | None
) -> None:
    alarms = calendar_of(closing_at(minutes, is_sure=is_sure)).walk("VALARM")
    found = [
        (f"{alarm['trigger'].dt.astimezone(ics.ZONE):%H:%M}", str(alarm["description"])) for alarm in alarms
    ]
    rings = {"12:00": "11:30", "~11:00": "10:30"}
    assert found == ([(rings[told], f"East City Museum closes at {told}")] if told else [])


def without(plan: Itinerary, *kinds: str) -> Itinerary:
    """Return the next version of a plan, whose first day has no more events of some kinds."""
    first = plan.days[0]
    events = tuple(event for event in first.events if event.kind not in kinds)
    changes = {
        "id": "later",
        "trip": plan.trip or plan.id,
        "version": plan.version + 1,
        "days": (first.model_copy(update={"events": events}), *plan.days[1:]),
    }
    return continued(plan, plan.model_copy(update=changes))


def events_by_uid(plan: Itinerary) -> dict[str, Any]:
    return {str(event["uid"]): event for event in calendar_of(plan).walk("VEVENT")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("left", ["visit", "leg", "meal", "overnight"])
def test_what_a_new_version_has_no_more_is_cancelled_in_calendars(kind: str, left: str) -> None:
    first = plan_of(kind).model_copy(update={"id": "one"})
    old, new = events_by_uid(first), events_by_uid(without(first, left))
    gone = {uid for uid, event in new.items() if event.get("status") == "CANCELLED"}
    assert set(old) <= set(new), "what a calendar took in stays there for good"
    assert gone <= set(old)
    lost = [event for event in first.days[0].events if event.kind == left]
    assert {str(new[uid]["categories"].cats[0]) for uid in gone} >= {event.kind for event in lost}
    assert {new[uid]["sequence"] for uid in gone} <= {1}


def test_what_was_cancelled_stays_so_until_it_comes_back() -> None:
    first = plan_of("transit").model_copy(update={"id": "one"})
    second = without(first, "leg")
    third = without(second, "meal")
    fourth = continued(third, first.model_copy(update={"id": "four", "trip": "one", "version": 4}))
    cancelled = [
        {uid for uid, event in events_by_uid(plan).items() if event.get("status") == "CANCELLED"}
        for plan in (second, third, fourth)
    ]
    assert cancelled[0]
    assert cancelled[0] <= cancelled[1]
    assert not cancelled[2] & set(events_by_uid(first))
    assert set(events_by_uid(fourth)) >= set(events_by_uid(first))


def test_what_is_past_stays_in_a_calendar_and_keeps_its_number() -> None:
    first = plan_of("transit").model_copy(update={"id": "one"})
    again = first.days[0].model_copy(update={"day": 3, "date": first.days[-1].date + timedelta(days=1)})
    whole = first.model_copy(update={"days": (*first.days, again)})
    rest = whole.model_copy(
        update={"trip": "one", "version": 2, "past": whole.days[:1], "days": whole.days[1:]}
    )
    old, new = events_by_uid(whole), events_by_uid(continued(whole, rest))
    assert {event.get("status") for event in new.values()} == {None}
    moments = {uid for uid, event in old.items() if isinstance(event["dtstart"].dt, datetime)}
    assert moments <= new.keys(), "who subscribes keeps the days that are past"
    assert all(old[uid]["summary"] == event["summary"] for uid, event in new.items())
    assert all(old[uid]["dtstart"].dt == event["dtstart"].dt for uid, event in new.items())


def test_luggage_takes_few_words_and_no_moment_of_a_calendar() -> None:
    plan = good_plan("transit")
    plan["days"][0]["luggage"] = {"waits": "with-you", "along": ["east-museum"]}
    events = calendar_of(Itinerary.model_validate(plan)).walk("VEVENT")
    (event,) = [event for event in events if event["categories"].cats == ["luggage"]]
    assert str(event["summary"]) == "Luggage"
    assert "with you at East City Museum" in str(event["description"])
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
    assert all(event["dtend"].dt > event["dtstart"].dt for event in events)


def test_closing_days_stand_with_the_visit_in_calendars_and_tables() -> None:
    closed = (Closed(attraction="east-museum", dates=(date(2026, 6, 8),)),)
    plan = plan_of("transit").model_copy(update={"closed": closed})
    told = "East City Museum is closed on Mon 8 June 2026"
    texts = [str(event.get("description", "")) for event in calendar_of(plan).walk("VEVENT")]
    assert [told in text for text in texts].count(True) == 1
    lines = csv.DictReader(StringIO(csv_format.render(plan).removeprefix(csv_format.BOM), newline=""))
    assert [line["place"] for line in lines if line["closed"] == "2026-06-08"] == ["east-museum"]


# Maps


def stay_points(view: View) -> list[tuple[float, float, datetime, str, str]]:
    return [
        (where.lat, where.lon, day.moment(row.start), row.places[0].text, day.title[0])
        for day, row in rows_of(view)
        if row.kind in STAYS
        for where in positions(row)
    ]


@on_plans
def test_gpxpy_finds_the_plan(plan: Itinerary) -> None:
    for language in LANGUAGES:
        view = view_of(plan, language)
        found = gpxpy.parse(gpx.render(plan, language))
        points = [(p.latitude, p.longitude, p.time, p.name, p.type) for p in found.waypoints]
        assert points == stay_points(view)
        titles = [" · ".join(day.title) for day in view.days]
        assert [route.name for route in found.routes] == [track.name for track in found.tracks] == titles
        for day, route, track in zip(view.days, found.routes, found.tracks, strict=True):
            ends = [place.location for row in day.rows for place in row.places if place.location]
            way = [(where.lat, where.lon) for row in day.rows for where in positions(row)]
            (segment,) = track.segments
            assert [(p.latitude, p.longitude) for p in route.points] == _once(
                [(where.lat, where.lon) for where in ends]
            )
            assert [(p.latitude, p.longitude) for p in segment.points] == _once(way)


def test_a_waypoint_tells_time_length_and_price() -> None:
    found = gpxpy.parse(gpx.render(plan_of("car")))
    assert found.creator == "bashu-planner"
    assert found.waypoints[2].description == "13:55-16:55 Mid Grotto · ~3 h · CNY 250"


def _once(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [point for point, before in zip(points, [None, *points], strict=False) if point != before]


@on_plans
def test_fastkml_finds_the_plan(plan: Itinerary) -> None:
    for language in LANGUAGES:
        view = view_of(plan, language)
        text = kml.render(plan, language)
        assert validate(element=etree.fromstring(text.encode()))
        page: Any = KML.from_string(text.split("\n", 1)[1]).features[0]
        assert [folder.name for folder in page.features] == [" · ".join(day.title) for day in view.days]
        for day, folder in zip(view.days, page.features, strict=True):
            rows = [row for row in day.rows if row.mode or row.kind in STAYS]
            assert [_placemark(mark) for mark in folder.features] == [
                (
                    headline(row, language),
                    day.moment(row.start),
                    day.moment(row.end),
                    None if row.cost_cny is None else str(row.cost_cny),
                    [(where.lon, where.lat) for where in positions(row)],
                )
                for row in rows
            ]


def _placemark(mark: Any) -> tuple[Any, ...]:
    data = mark.extended_data.elements[0].value if mark.extended_data else None
    coords = [tuple(point[:2]) for point in mark.geometry.coords]
    return mark.name, mark.times.begin.dt, mark.times.end.dt, data, coords


def test_kmz_holds_the_kml() -> None:
    plan = plan_of("car")
    with ZipFile(BytesIO(kmz.render(plan, "zh"))) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml").decode() == kml.render(plan, "zh")
    assert kmz.render(plan) == kmz.render(plan)


@on_plans
def test_geojson_is_valid_and_has_the_plan(plan: Itinerary) -> None:
    for language in LANGUAGES:
        found: FeatureCollection[Any] = FeatureCollection.model_validate_json(geojson.render(plan, language))
        assert [_feature(feature) for feature in found.features] == [
            (
                day.number,
                row.kind,
                day.moment(row.start),
                day.moment(row.end),
                row.cost_cny,
                headline(row, language),
                [(place.id, place.zh, place.en) for place in row.places],
                [(where.lon, where.lat) for where in positions(row)],
            )
            for day, row in rows_of(view_of(plan, language))
        ]


def _feature(feature: Any) -> tuple[Any, ...]:
    values = feature.properties
    at_points = feature.geometry.coordinates if feature.geometry else []
    points = at_points if isinstance(at_points, list) else [at_points]
    return (
        values["day"],
        values["kind"],
        datetime.fromisoformat(values["start"]),
        datetime.fromisoformat(values["end"]),
        values["cost_cny"],
        values["text"],
        [(place["id"], place["name"]["zh"], place["name"]["en"]) for place in values["places"]],
        [tuple(point) for point in points],
    )


def test_geojson_names_its_datum_and_shifts_positions_by_it() -> None:
    plain, shifted = (json.loads(geojson.render(plan_of("car"), datum=datum)) for datum in ("wgs84", "gcj02"))
    assert (plain["datum"], shifted["datum"]) == ("wgs84", "gcj02")
    lon, lat = plain["features"][1]["geometry"]["coordinates"]
    assert shifted["features"][1]["geometry"]["coordinates"] == list(in_datum("gcj02", lat, lon))[::-1]


@given(st.floats(18, 53), st.floats(74, 134))
@settings(deadline=None)
def test_gcj02_is_within_a_metre_of_another_conversion(lat: float, lon: float) -> None:
    assert great_circle_km(*in_datum("gcj02", lat, lon), *eviltransform.wgs2gcj(lat, lon)) < 0.001


def test_positions_outside_china_are_not_shifted() -> None:
    assert in_datum("gcj02", 48.85, 2.35) == (48.85, 2.35)


# Tables and programs


@on_plans
def test_a_table_has_the_plan(plan: Itinerary) -> None:
    for language in LANGUAGES:
        text = csv_format.render(plan, language)
        every = list(csv.DictReader(StringIO(text.removeprefix(csv_format.BOM), newline="")))
        lines = [line for line in every if line["kind"] != "booking"]
        booked = [
            (line["start"], line["end"], line["what"].removeprefix("'"))
            for line in every
            if line not in lines
        ]
        tasks = view_of(plan, language).tasks
        assert booked == [(str(task.by), str(task.entry.on), task.text.removeprefix("'")) for task in tasks]
        assert [
            (line["day"], line["start"], line["end"], line["cost_cny"], line["lat"], line["lon"])
            for line in lines
        ] == [
            (
                str(day.number),
                day.moment(row.start).isoformat(),
                day.moment(row.end).isoformat(),
                "" if row.cost_cny is None else str(row.cost_cny),
                *((str(where.lat), str(where.lon)) if (where := row.places[0].location) else ("", "")),
            )
            for day, row in rows_of(view_of(plan, language))
        ]
        assert not [cell for line in every for cell in line.values() if cell.startswith(("=", "+", "-", "@"))]
        names = [(row.places[0].zh, row.places[0].en) for _, row in rows_of(view_of(plan, language))]
        told = [(line["place_zh"].removeprefix("'"), line["place_en"].removeprefix("'")) for line in lines]
        assert told == [(zh.removeprefix("'"), en.removeprefix("'")) for zh, en in names]


def _loader(url: str, options: object) -> dict[str, Any]:  # noqa: ARG001
    """Return schema.org's context as far as it matters: every word is one of its own."""
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": {"@vocab": SCHEMA_ORG}}}


def value(node: dict[str, Any], word: str) -> Any:
    (found,) = node[SCHEMA_ORG + word]
    return found.get("@value", found)


def kind_of(node: dict[str, Any]) -> str:
    return str(node["@type"][0]).removeprefix(SCHEMA_ORG)


@on_plans
def test_json_ld_has_the_plan(plan: Itinerary) -> None:
    view = view_of(plan)
    trip, *booked = jsonld.expand(json.loads(jsonld_format.render(plan)), {"documentLoader": _loader})
    days = trip[SCHEMA_ORG + "subTrip"]
    found = [
        value(step, "item")
        for day in days
        for step in value(day, "itinerary")[SCHEMA_ORG + "itemListElement"]
    ]
    assert [
        (
            value(item, "name"),
            value(item, "startDate"),
            value(item, "endDate"),
            value(value(item, "offers"), "price") if SCHEMA_ORG + "offers" in item else None,
        )
        for item in found
    ] == [
        (
            headline(row, "en"),
            day.moment(row.start).isoformat(),
            day.moment(row.end).isoformat(),
            row.cost_cny,
        )
        for day, row in rows_of(view)
    ]
    rides = [row for _, row in rows_of(view) if row.mode == "rail"]
    trains = [value(node, "reservationFor") for node in booked if kind_of(node) == "TrainReservation"]
    assert [value(train, "trainNumber") for train in trains] == [
        row.ride.service for row in rides if row.ride
    ]
    nights = [node for node in booked if kind_of(node) == "LodgingReservation"]
    assert len(nights) == sum(row.kind == "overnight" for _, row in rows_of(view))


def test_a_train_is_a_reservation_to_be_made() -> None:
    documents = json.loads(jsonld_format.render(plan_of("transit"), "zh"))
    train = next(each for each in documents if each["@type"] == "TrainReservation")
    assert train["reservationStatus"] == "https://schema.org/ReservationPending"
    ride = train["reservationFor"]
    assert (ride["trainNumber"], ride["departureStation"]["name"], ride["departureTime"]) == (
        "D7",
        "东城站",
        "2026-06-06T08:00:00+08:00",
    )


@pytest.mark.parametrize("module", [gpx, kml])
def test_a_place_without_a_position_is_in_no_map(module: Any) -> None:
    plan = plan_of("car").model_copy(update={"places": {}})
    assert "lat" not in module.render(plan)
    assert "<Point" not in module.render(plan)


def test_the_moments_of_gpx_are_universal_time() -> None:
    (first, *_) = gpxpy.parse(gpx.render(plan_of("car"))).waypoints
    assert first.time == datetime(2026, 6, 6, 1, tzinfo=UTC)


@large(1, 300, NO_SHRINKING)
@given(drawn_plans())
def test_all_files_have_what_drawn_plans_have(plan: Itinerary) -> None:
    for check in CHECKS:
        check(plan)
