"""What a traveller hands over: links to apps, names in Chinese, cards, the list of what to book, the plan in brief."""

from __future__ import annotations

import json
from csv import DictReader
from datetime import date
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import eviltransform
import html5lib
import icalendar
import pytest
from pypdf import PdfReader
from rich.cells import cell_len

from planner.export import brief, card, csv, export, geojson, html, ics, markdown, pdf, text
from planner.export import map as map_format
from planner.export.agency import Agency
from planner.export.view import DayView, Language, Row
from planner.export.viewing import view_of
from planner.geo import great_circle_km
from planner.itinerary import Closed, Itinerary, Money, Notice
from planner.request import UnderWay
from tests.builders.small_plans import good_plan


def plan_with_facts(kind: str = "transit") -> Itinerary:
    plan = good_plan(kind)
    stations = {"east-station": "EAS", "mid-station": "MID", "west-station": "WES"}
    for place, code in stations.items():
        if place in plan["places"]:
            plan["places"][place]["telecode"] = code
    plan["places"]["east-museum"]["area"] = "东市东区"
    for event in (event for day in plan["days"] for event in day["events"]):
        if event.get("attraction") == "east-museum":
            event["booking"] = {"zh": "须预约", "en": "book by name"}
    return Itinerary.model_validate(plan)


def row_of(place: str, kind: str) -> Row:
    days = view_of(plan_with_facts()).days
    return next(row for day in days for row in day.rows if row.kind == kind and row.places[0].id == place)


def test_amap_gets_positions_as_it_takes_them() -> None:
    row = row_of("east-museum", "visit")
    links = {link.app: link.url for link in row.links}
    words = parse_qs(urlsplit(links["amap"]).query)
    lon, lat, name = words["to"][0].split(",")
    assert (name, words["coordinate"]) == ("东城博物馆", ["gaode"])
    where = row.places[0].location
    assert where
    assert great_circle_km(float(lat), float(lon), *eviltransform.wgs2gcj(where.lat, where.lon)) < 0.005
    assert links["geo"] == f"geo:{where.lat},{where.lon}?q={where.lat},{where.lon}(East%20City%20Museum)"
    assert links["organic-maps"] == f"om://map?v=1&ll={where.lat},{where.lon}&n=East%20City%20Museum"


def test_a_train_has_its_telecodes_and_where_it_is_sold() -> None:
    row = row_of("east-station", "leg")
    assert row.local == "东城站 EAS → 中镇站 MID"
    (sold,) = (link.url for link in row.links if link.app == "12306")
    words = parse_qs(urlsplit(sold).query)
    assert (words["fs"], words["ts"], words["date"]) == (["东城,EAS"], ["中镇,MID"], ["2026-06-06"])


def test_a_driver_reads_name_and_area_in_chinese() -> None:
    assert row_of("east-museum", "visit").local == "东市东区 东城博物馆"
    text = markdown.render(plan_with_facts())
    assert "东市东区 东城博物馆" in text
    assert "[Amap](<https://uri.amap.com/navigation?to=" in text
    assert " · 东市东区 东城博物馆 · " in markdown.render(plan_with_facts(), "zh")


def test_a_link_says_the_name_whatever_is_in_it() -> None:
    plan = good_plan("car")
    plan["places"]["east-museum"]["name"] = {"zh": "a&b)=<c>,#馆", "en": "a&b)=<c>,#"}
    rows = [row for day in view_of(Itinerary.model_validate(plan)).days for row in day.rows]
    (row,) = (row for row in rows if row.kind == "visit" and row.places[0].id == "east-museum")
    links = {link.app: link.url for link in row.links}
    assert parse_qs(urlsplit(links["amap"]).query)["to"][0].split(",", 2)[2] == "a&b)=<c>,#馆"
    assert unquote(links["geo"].split("(", 1)[1]) == "a&b)=<c>,#)"
    assert not set(links["amap"] + links["geo"][:-1]) & set("<> ")


def test_what_to_book_stands_in_order_with_its_dates() -> None:
    tasks = view_of(plan_with_facts()).tasks
    assert [(task.by, task.entry.on) for task in tasks] == [
        (date(2026, 5, 23), date(2026, 6, 6)),
        (date(2026, 5, 23), date(2026, 6, 6)),
        (date(2026, 5, 24), date(2026, 6, 7)),
        (date(2026, 5, 30), date(2026, 6, 6)),
        (date(2026, 6, 4), date(2026, 6, 7)),
    ]
    assert tasks[0].text == (
        "On Sat 23 May 2026, when sale opens: train D7 from East Station to Mid Station on Sat 6 June 2026"
    )
    assert tasks[3].text == "By Sat 30 May 2026: a bed in West City for the night of Sat 6 June 2026"
    assert tasks[4].text == "By Thu 4 June 2026: East City Museum on Sun 7 June 2026 at 11:10: book by name"


@pytest.mark.parametrize(
    ("note", "told", "is_notice"),
    [
        ("Free; book ahead; daily cap", "book by name · Free; daily cap", False),
        ("Book ahead", "book by name", False),
        ("Book ahead with your passport", "book by name · Book ahead with your passport", False),
        ("The night tour has its own ticket", "book by name", True),
    ],
)
def test_what_is_to_be_booked_is_said_once(note: str, told: str, *, is_notice: bool) -> None:
    plan = plan_with_facts()
    site = {"zh": "东城博物馆", "en": "East City Museum"}
    notice = Notice.of("site-note", site=site, note={"zh": "免费，需预约", "en": note})
    view = view_of(plan.model_copy(update={"warnings": (notice,)}))
    assert view.tasks[4].text.endswith(f"at 11:10: {told}")
    assert view.notices == ((f"East City Museum: {note}",) if is_notice else ())


@pytest.mark.parametrize(
    ("how", "note", "told"),
    [
        ("free, book online by name", "Free; book ahead; daily cap", "daily cap"),
        ("free, book ahead on its WeChat account", "Free; book ahead on its WeChat account", ""),
        (
            "sailings are few: buy ahead",
            "From a tour boat; sailings are few, so book ahead.",
            "From a tour boat",
        ),
        ("the carefree hall: book ahead", "Free; book ahead", "Free"),
        ("免费，须实名网上预约", "免费，需预约，有每日限额", "有每日限额"),
        ("红岩魂陈列馆免费，须在官方微信号预约", "免费，需预约", ""),
        ("免费，须实名预约", "免费，需提前实名预约", ""),
        ("book ahead to carve (to be checked)", "A working park: book ahead to carve", "A working park"),
    ],
)
def test_a_note_says_nothing_that_the_booking_says(how: str, note: str, told: str) -> None:
    plan = plan_with_facts().model_dump(mode="json", by_alias=True)
    (visit,) = (
        event for day in plan["days"] for event in day["events"] if event.get("attraction") == "east-museum"
    )
    visit["booking"] = {"zh": how, "en": how}
    site = {"zh": "东城博物馆", "en": "East City Museum"}
    plan["warnings"] = [Notice.of("site-note", site=site, note={"zh": note, "en": note})]
    (line,) = (task.text for task in view_of(Itinerary.model_validate(plan)).tasks if how in task.text)
    assert line.partition(how)[2].removeprefix(" · ") == told


def test_calendars_hand_trains_over_to_the_railway() -> None:
    calendar: Any = icalendar.Calendar.from_ical(ics.render(plan_with_facts()))
    hosts = {
        event["categories"].cats[0]: urlsplit(str(event["url"])).hostname
        for event in calendar.walk("VEVENT")
        if "url" in event
    }
    assert hosts == {"visit": "uri.amap.com", "overnight": "uri.amap.com", "rail": "kyfw.12306.cn"}


def test_nights_of_one_stay_are_one_line() -> None:
    plan = plan_with_facts("car")
    first, *rest = plan.days
    again = first.model_copy(update={"date": date(2026, 6, 5)})
    (task,) = (
        task
        for task in view_of(plan.model_copy(update={"days": (again, first, *rest)})).tasks
        if "bed" in task.text
    )
    assert (
        task.text
        == "By Fri 29 May 2026: a bed in Mid Town for 2 nights, from Fri 5 June 2026 to Sun 7 June 2026"
    )


def test_how_to_book_is_told_whole() -> None:
    plan = good_plan("car")
    how = "book by name " * 20
    plan["days"][0]["events"][2]["booking"] = {"zh": how, "en": how}
    tasks = view_of(Itinerary.model_validate(plan)).tasks
    assert any(task.text.endswith(how.strip()) for task in tasks)


def test_what_to_book_is_in_a_calendar_on_its_day() -> None:
    calendar: Any = icalendar.Calendar.from_ical(ics.render(plan_with_facts(), "zh"))
    booked = [event for event in calendar.walk("VEVENT") if event["categories"].cats == ["booking"]]
    assert [event["dtstart"].dt for event in booked] == [
        date(2026, 5, 23),
        date(2026, 5, 23),
        date(2026, 5, 24),
        date(2026, 5, 30),
        date(2026, 6, 4),
    ]
    assert str(booked[0]["summary"]) == "2026年5月23日（周六）起售：2026年6月6日（周六）D7次，东城站至中镇站"


def test_a_booked_train_is_not_to_be_booked() -> None:
    plan = good_plan("transit")
    for event in (event for day in plan["days"] for event in day["events"]):
        if event["kind"] == "leg" and event["mode"] == "rail":
            event["booked"] = True
    tasks = view_of(Itinerary.model_validate(plan)).tasks
    assert tasks
    assert all("train" not in task.text for task in tasks)


def test_cards_are_chinese_and_as_wide_as_their_frame() -> None:
    lines = card.render(plan_with_facts()).splitlines()
    assert {cell_len(line) for line in lines} == {card.WIDTH}
    text = "\n".join(lines)
    for words in (
        "东 城 博 物 馆",
        "东市东区",
        "D7  东城站 EAS → 中镇站 MID",
        "请送我到",
        "East City Museum",
    ):
        assert words in text
    assert sum(line.startswith("╭") for line in lines) == 7  # none for the metro, to which nobody is driven


def by_coach() -> Itinerary:
    """Return a plan whose first train is a coach, of a line with a name."""
    plan = good_plan("transit")
    leg = next(event for event in plan["days"][0]["events"] if event.get("line") == "slow")
    leg |= {"mode": "coach", "line": "hop", "service": "hop-1"}
    plan["lines"] = {"hop": {"zh": "东西专线", "en": "East-West Coach"}}
    return Itinerary.model_validate(plan)


def test_a_card_names_a_coach_in_chinese_and_below_in_the_language() -> None:
    lines = [line.strip(" │") for line in card.render(by_coach()).splitlines()]
    start = lines.index("东西专线  东城站 → 中镇站")
    assert lines[start + 2 : start + 4] == ["East Station", "East-West Coach"]
    assert "East-West Coach" not in card.render(by_coach(), "zh")
    rows = [row for row in view_of(by_coach()).days[0].rows if row.mode == "coach"]
    assert [row.local for row in rows] == ["东西专线 · 东城站 → 中镇站"]


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_names_that_a_language_does_not_have_are_english_with_chinese_beside(language: Language) -> None:
    plan = by_coach()
    view = view_of(plan, language)
    names = {name.both["en"]: name.both["zh"] for name in (place.name for place in plan.places.values())}
    texts = [*(day.title[-1] for day in view.days), view.header.title]
    texts += [row.what for day in view.days for row in day.rows if row.kind in ("leg", "wait")]
    texts += [detail for day in view.days for row in day.rows for detail in row.details]
    texts += [*(task.text for task in view.tasks), *(left.place.text for left in view.left_out)]
    told = [(en, zh, text) for text in texts for en, zh in names.items() if en in text]
    assert len(told) > len(texts) / 2
    assert [(en, text) for en, zh, text in told if zh not in text] == []
    visits = [row for day in view.days for row in day.rows if row.kind == "visit"]
    assert all(row.local.endswith(row.places[0].zh) and row.places[0].zh not in row.what for row in visits)


def test_a_line_a_day() -> None:
    title, first, second = brief.render(plan_with_facts("car")).splitlines()
    assert title == "Small corridor: 2 days from East City to West City"
    assert "09:00 East City Museum, 13:55 Mid Grotto · CNY 580" in first
    assert second.startswith("Day 2 · Sun 7 June 2026 · Mid Town → West City · 08:45 Mid Temple")


def test_the_map_has_each_day_and_its_way_from_east_to_west() -> None:
    lines = map_format.render(plan_with_facts("car")).splitlines()
    drawn, days = lines[:-2], lines[-2:]
    assert [day.split(" · ")[0] for day in days] == ["Day 1", "Day 2"]
    columns = {sign: [line.index(sign) for line in drawn if sign in line] for sign in "12"}
    assert min(columns["2"]) < min(columns["1"])  # the trip goes west
    assert all(len(line) <= map_format.COLUMNS for line in drawn)
    assert any(0x2800 < ord(sign) < 0x2900 for line in drawn for sign in line)


def test_the_map_marks_where_the_trip_begins_and_ends() -> None:
    lines = map_format.render(plan_with_facts("car")).splitlines()
    assert "A: start, East City · B: end, West City" in lines
    drawn = lines[: lines.index("A: start, East City · B: end, West City")]
    columns = {sign: [line.index(sign) for line in drawn if sign in line] for sign in "AB"}
    assert (len(columns["A"]), len(columns["B"])) == (1, 1)
    assert columns["B"] < columns["A"], "the trip goes west"
    assert "A: start and end, East City" in map_format.render(plan_with_facts(), "en")


def test_a_map_without_positions_is_the_days() -> None:
    plan = plan_with_facts("car").model_copy(update={"places": {}})
    assert len(map_format.render(plan).splitlines()) == 2


def test_a_straight_line_has_no_gaps() -> None:
    dots = list(map_format._straight((0, 0), (7, 3)))
    assert (dots[0], dots[-1]) == ((0, 0), (7, 3))
    assert all(max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 1 for a, b in pairwise(dots))


def test_closing_days_stand_with_what_to_book() -> None:
    plan = plan_with_facts().model_copy(
        update={"closed": (Closed(attraction="east-museum", dates=(date(2026, 6, 8),)),)}
    )
    told = "East City Museum is closed on Mon 8 June 2026: the visit cannot move there"
    for content in (text.render(plan), markdown.render(plan)):
        assert told in content
        assert content.index("What to book") < content.index(told)
    monday = (date(2026, 6, 8),)
    both = tuple(Closed(attraction=site, dates=monday) for site in ("east-museum", "mid-grotto"))
    together = text.render(plan.model_copy(update={"closed": both}), "en", 200)
    told = "closed on Mon 8 June 2026: East City Museum, Mid Grotto; their visits cannot move there"
    assert told in together


def test_english_text_has_chinese_names_beside() -> None:
    plan = plan_with_facts()
    english, chinese = (text.render(plan, language) for language in ("en", "zh"))
    assert "East City Museum 东城博物馆" in english
    assert "Night in West City 西城" in english
    assert "东城站" in english
    assert "East City" not in chinese
    narrow = text.render(plan, "en", 40).splitlines()
    assert max(map(cell_len, narrow)) <= 40


def test_outlines_of_provinces_are_on_the_map_of_the_corridor_they_are_of() -> None:
    plan = plan_with_facts()
    ours = plan.corridor.model_copy(update={"name": "Bashu Culture and Tourism Corridor"})
    dots = [
        sum(map(int.bit_count, (ord(sign) - 0x2800 for sign in content if "\u2800" < sign <= "\u28ff")))
        for content in (
            map_format.render(plan),
            map_format.render(plan.model_copy(update={"corridor": ours})),
        )
    ]
    assert dots[0] < dots[1] < 2 * dots[0] + 400


def test_a_train_has_the_telecodes_of_its_stations_for_programs() -> None:
    documents = json.loads(export(plan_with_facts(), "jsonld"))
    ride = next(each["reservationFor"] for each in documents if each["@type"] == "TrainReservation")
    codes = [ride[end].get("identifier") for end in ("departureStation", "arrivalStation")]
    assert codes == [place.telecode for place in first_train(plan_with_facts()).places]


def first_train(plan: Itinerary) -> Row:
    return next(row for day in view_of(plan).days for row in day.rows if row.mode == "rail")


def test_what_the_themes_tell_stands_in_pages_and_chats() -> None:
    names = {"stone": {"zh": "石刻", "en": "Stone"}}
    stories = {"stone": {"zh": "崖壁上的<信仰>。", "en": "Faith <cut> into stone."}}
    plan = Itinerary.model_validate({**good_plan("car"), "themes": names, "stories": stories})
    said: dict[Language, str] = {"en": "Stone: Faith <cut> into stone.", "zh": "石刻：崖壁上的<信仰>。"}
    for language, told in said.items():
        (story,) = view_of(plan, language).header.story
        assert story.label + story.text == told
        page = html5lib.parse(export(plan, "html", language), namespaceHTMLElements=False)
        assert ["".join(each.itertext()) for each in page.iterfind(".//p[@class='story']")] == [told]
        assert told.replace("<", r"\<").replace(">", r"\>") in str(export(plan, "markdown", language))


def test_paper_has_the_sources_of_the_page() -> None:
    source = {
        "fields": ["ticket_cny"],
        "source": "https://a.example",
        "as_of": "2026-04",
        "confidence": "sourced",
    }
    plan = Itinerary.model_validate(
        {**good_plan("car"), "sources": [{"of": "attraction", "id": "east-museum", **source}]}
    )
    content = export(plan, "pdf")
    assert isinstance(content, bytes)
    paper = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)
    assert "EastCityMuseum:ticket(April2026)[1]" in paper
    assert "[1]a.example" in paper


def under_way(kind: str = "transit") -> Itinerary:
    """A trip whose first day is done."""
    plan = plan_with_facts(kind)
    wish = plan.request.model_copy(update={"under_way": UnderWay(first_day=2, origin="east-city"), "days": 1})
    changes = {"past": plan.days[:1], "days": plan.days[1:], "now": plan.days[0].end.time, "request": wish}
    return plan.model_copy(update=changes)


def test_a_rest_says_from_where_and_when_it_is_and_what_is_done() -> None:
    plan = under_way()
    rest = "The rest of a trip, from West City on Sun 7 June 2026 at 08:15. Done so far: 2 visits, 1 night."
    done = "Day 1 (done) · Sat 6 June 2026 · East City → West City · 10:40 West Park, 12:49 West Teahouse · "
    pages = [text.render(plan, width=400), markdown.render(plan), html.render(plan), brief.render(plan)]
    assert all(rest in page for page in pages)
    assert all(done in page for page in pages[:3])
    assert all(rest in each for each in (map_format.render(plan), csv.render(plan), geojson.render(plan)))
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.render(plan))).pages)
    printed = "".join(read.split())  # old readers break words anywhere
    assert "".join(rest.split()) in printed
    assert "Day1(done)" in printed
    assert view_of(plan).header.title == view_of(plan_with_facts()).header.title


def test_all_formats_of_a_rest_have_the_money_of_the_whole_trip() -> None:
    plan = under_way()
    totals = plan.totals.model_copy(update={"money": Money(cost_cny=10)})
    plan = plan.model_copy(update={"totals": totals})
    whole = sum(row.cost_cny or 0 for day in view_of(plan_with_facts()).days for row in day.rows)
    table = [*DictReader(StringIO(csv.render(plan).removeprefix(csv.BOM), newline=""))]
    calendar: Any = icalendar.Calendar.from_ical(ics.render(plan))
    features = json.loads(geojson.render(plan))["features"]
    assert sum(int(line["cost_cny"] or 0) for line in table) == whole
    assert sum(int(event.get("x-cost-cny", 0)) for event in calendar.walk("VEVENT")) == whole
    assert sum(feature["properties"]["cost_cny"] or 0 for feature in features) == whole
    assert [line["done"] for line in table if line["day"]] == [
        "yes" if feature["properties"]["done"] else "" for feature in features
    ]
    done, left = (sum(row.cost_cny or 0 for day in days for row in day.rows) for days in parts_of(plan))
    assert f"done so far CNY {done} · whole trip CNY {done + 10}" in text.render(plan)
    assert (left > 0, done + left) == (True, whole)


def parts_of(plan: Itinerary) -> tuple[tuple[DayView, ...], tuple[DayView, ...]]:
    view = view_of(plan)
    return view.done, view.days


def test_offers_without_prices_have_none_of_what_is_done() -> None:
    plan = under_way()
    assert "CNY" in markdown.render(plan)
    assert "CNY" not in markdown.render(plan, agency=Agency(has_prices=False))
