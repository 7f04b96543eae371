"""The page, read back by other programs' parsers: what it shows is what the view has, and nothing else runs in it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import combinations
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from planner.export.html import render
from planner.export.paper import is_dense
from planner.export.placing import Box
from planner.export.sketch import WIDTH, Drawing, day_maps, drawn, marks_of, page_text
from planner.export.view import Language, Row
from planner.export.viewing import view_of
from planner.itinerary import Itinerary
from tests.builders.drawn_plans import drawn_plans
from tests.builders.examples import NO_SHRINKING
from tests.builders.hostile import hostile_plans
from tests.builders.small_plans import good_plan

LANGUAGES: tuple[Language, ...] = ("en", "zh")
SHIPPED = "Bashu Culture and Tourism Corridor"
MOST_BYTES = 700_000


def plan_of(kind: str, corridor: str | None = None) -> Itinerary:
    plan = good_plan(kind)
    if corridor:
        plan["corridor"]["name"] = corridor
    return Itinerary.model_validate(plan)


def read(page: str) -> Any:
    """Return the tree that a browser's parser makes of a page."""
    return lxml_html.fromstring(page)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def told(page: str) -> list[tuple[Any, ...]]:
    """Return what the page has of each row: day, kind, ends, moments, costs, text."""
    return [
        (
            day.get("data-date"),
            row.get("data-kind"),
            row.get("data-from"),
            row.get("data-to"),
            [datetime.fromisoformat(time.get("datetime")) for time in row.iter("time")],
            next((price.get("value") for price in row.iter("data")), None),
            words(row.find(".//bdi")),
        )
        for day in read(page).iterfind(".//main/section[@data-date]")
        for row in day.iter("li")
        if row.get("data-kind")
    ]


def asked(plan: Itinerary, language: Language) -> list[tuple[Any, ...]]:
    rows = []
    for day in view_of(plan, language).days:
        for row in day.rows:
            moments = [day.moment(row.start), day.moment(row.end)][: 1 + ("-" in row.time)]
            cost = (
                None
                if not row.price and not row.cost_cny
                else ""
                if row.cost_cny is None
                else str(row.cost_cny)
            )
            ends = (row.places[0].id, row.places[-1].id) if row.places else (None, None)
            rows.append((day.date.isoformat(), row.kind, *ends, moments, cost, " ".join(row.what.split())))
    return rows


@pytest.mark.parametrize("kind", ["car", "rental", "transit"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_places_order_minutes_and_money_of_the_view(kind: str, language: Language) -> None:
    plan = plan_of(kind)
    assert told(render(plan, language)) == asked(plan, language)


@given(plan=drawn_plans())
@settings(deadline=None, phases=NO_SHRINKING, max_examples=3)
def test_so_it_does_for_drawn_plans(plan: Itinerary) -> None:
    assert told(render(plan)) == asked(plan, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_the_view_says_is_there(language: Language) -> None:
    plan = plan_of("transit")
    view, text = view_of(plan, language), words(read(render(plan, language)))
    said = [view.header.title, *view.header.facts, view.header.proof, *view.header.first, *view.totals]
    said += [part for line in view.money for part in line.split(" · ")]
    said += [task.text for task in view.tasks] + [
        part for left in view.left_out for part in (left.place.text, left.why)
    ]
    said += [*view.notices, *view.legend, view.more_left_out]
    rows = [row for day in view.days for row in day.rows]
    said += [
        part
        for row in rows
        for part in (*row.details, *(note.text for note in row.notes), row.length, row.price)
    ]
    said += [f"{plan.corridor.name}", plan.corridor.data_hash]
    assert [part for part in said if " ".join(part.split()) not in text] == []
    links = {link.get("href") for link in read(render(plan, language)).iterfind(".//p[@class='links']/a")}
    assert links == {link.url for row in rows for link in row.links}


@given(plan=hostile_plans(), language=st.sampled_from(LANGUAGES))
@settings(deadline=None, phases=NO_SHRINKING, max_examples=5)
def test_hostile_names_stay_text(plan: Itinerary, language: Language) -> None:
    page = render(plan, language)
    harmless = render(plan_of("car"), language)
    assert told(page) == asked(plan, language)
    names = {element.tag for element in read(page).iter(etree.Element)}
    assert names <= {*(element.tag for element in read(harmless).iter(etree.Element)), "strong"}
    for parsed in (
        read(page),
        html5lib.parse(page, treebuilder="lxml", namespaceHTMLElements=False).getroot(),
    ):
        scripts = [script for script in parsed.iter("script") if script.get("type") is None]
        assert [script.text for script in scripts] == [
            s.text for s in read(harmless).iter("script") if s.get("type") is None
        ]
        assert not [
            name for element in parsed.iter(etree.Element) for name in element.attrib if name.startswith("on")
        ]
        assert {link.get("href").partition(":")[0] for link in parsed.iter("a")} <= {
            *(link.get("href").partition(":")[0] for link in read(harmless).iter("a")),
            *("https", "geo", "om"),
        }


def test_only_what_stands_in_the_page_may_run_and_nothing_is_fetched() -> None:
    page = render(plan_of("car", SHIPPED))
    tree = read(page)
    policy = tree.find(".//meta[@http-equiv]").get("content")
    assert policy.startswith("default-src 'none'")
    for element in (*tree.iter("style"), *(s for s in tree.iter("script") if s.get("type") is None)):
        digest = b64encode(sha256(element.text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not tree.xpath("//link | //img | //iframe | //*[@src] | //*[@style]")
    assert "url(" not in "".join(style.text for style in tree.iter("style"))
    assert "Volodymyr Agafonkin" in page
    assert "THIS SOFTWARE IS PROVIDED" in page


def test_a_page_is_small_and_its_map_has_the_ground_of_the_data() -> None:
    plan = plan_of("car", SHIPPED)
    page = render(plan)
    assert len(page.encode()) < MOST_BYTES
    trip = json.loads(read(page).get_element_by_id("trip").text)
    assert set(trip["ground"]) == {"outer", "inner", "waters", "roads", "rails"}
    assert [name for _, _, name in trip["names"] if name.startswith("Che")] == ["Chengdu"]
    assert json.loads(read(render(plan_of("car"))).get_element_by_id("trip").text)["ground"] == {}


def test_numbers_of_visits_lead_to_the_map_and_back() -> None:
    plan = plan_of("car")
    tree = read(render(plan))
    trip = json.loads(tree.get_element_by_id("trip").text)
    pins = [pin for day in trip["days"] for pin in day["pins"]]
    badges = tree.xpath("//li[@data-kind]/a[@data-row]")
    assert [(pin["row"], pin["label"]) for pin in pins] == [
        (each.get("data-row"), words(each)) for each in badges
    ]
    assert [pin["label"] for pin in pins if pin["label"]] == [str(n + 1) for n in range(plan.totals.visits)]
    for each in badges:
        assert each.getparent().get("id") == each.get("data-row")
    ids = tree.xpath("//@id")
    assert len(set(ids)) == len(ids)


def in_one_city(kind: str) -> Itinerary:
    """Return a plan all of whose places are within a few kilometres, where the ground has the name of a city."""
    plan = good_plan(kind)
    for number, place in enumerate(sorted(plan["places"])):
        plan["places"][place]["location"] = {"lat": 30.65 + number / 5000, "lon": 104.06}
    plan["places"]["east-city"]["location"] = {"lat": 30.9, "lon": 104.9}
    return Itinerary.model_validate(plan)


def boxes(drawing: Drawing) -> list[Box]:
    """Return what stands on a drawing: pins, marks and names, as wide as they are at least."""
    return [
        *(Box(spot.point, 18, 18) for spot in drawing.pins),
        *(Box(mark.point, 7 * len(mark.word), 18) for mark in drawing.marks),
        *(Box(point, 6.5 * len(name), 12) for name, point in drawing.names),
    ]


@pytest.mark.parametrize("plan", [plan_of("car"), in_one_city("car"), in_one_city("transit")])
@pytest.mark.parametrize("height", [230, 420])
def test_pins_names_and_ends_are_inside_a_drawing_and_none_covers_another(
    plan: Itinerary, height: int
) -> None:
    maps = day_maps(view_of(plan).days)
    drawing = drawn(maps, SHIPPED, "en", height)
    assert drawing
    assert len(drawing.pins) == sum(len(each.pins) for each in maps)
    for box in boxes(drawing):
        assert box.width / 2 <= box.middle[0] <= WIDTH - box.width / 2
        assert box.height / 2 <= box.middle[1] <= height - box.height / 2
    assert not [pair for pair in combinations(boxes(drawing), 2) if pair[0].meets(pair[1])]
    for path in drawing.ground.values():
        assert all(-WIDTH < float(number) < 2 * WIDTH for number in re.findall(r"-?[\d.]+", path)[:1])


def test_what_is_moved_has_a_line_to_its_place_and_the_city_keeps_its_name() -> None:
    plan = in_one_city("transit")
    drawing = drawn(day_maps(view_of(plan).days), SHIPPED, "en", 420)
    assert drawing
    assert "Chengdu" in [name for name, _ in drawing.names]
    moved = [spot for spot in drawing.pins if spot.point != spot.home]
    assert len(moved) > 1
    picture = read(render(plan_of("transit", SHIPPED).model_copy(update={"places": plan.places})))
    overview = picture.xpath("//aside//svg[contains(@class, 'sketch')]")[0]
    leads = [path.get("d") for path in overview.iter("path") if "lead" in path.get("class", "").split()]
    assert leads == ["M{} {}L{} {}".format(*spot.home, *spot.point) for spot in moved]


def test_a_drawing_says_where_the_trip_begins_and_ends() -> None:
    plan = plan_of("car")
    maps = day_maps(view_of(plan).days)
    drawing = drawn(maps, SHIPPED, "zh", 420)
    assert drawing
    assert [mark.word for mark in drawing.marks] == ["起点", "终点"]
    ends = [plan.places[each].location for each in (plan.days[0].start.place, plan.days[-1].end.place)]
    assert [point for _, point in marks_of(maps, "zh")] == [(end.lat, end.lon) for end in ends]
    assert [word for word, _ in marks_of(maps[:1], "en")] == ["Start"]  # the night's pin is its end
    there_and_back = day_maps(view_of(plan_of("transit")).days)
    assert [word for word, _ in marks_of(there_and_back, "en")] == ["Start and end"]
    bed = replace(maps[0], start=maps[0].end)
    assert marks_of([bed], "en") == ()
    assert [word for word, _ in marks_of([bed, maps[1]], "en")] == ["Start", "End"]


def test_a_plan_without_positions_has_a_page_without_a_map() -> None:
    plan = plan_of("car").model_copy(update={"places": {}})
    assert drawn(day_maps(view_of(plan).days), SHIPPED, "en", 230) is None
    assert told(render(plan)) == asked(plan, "en")


def test_the_page_has_sources_with_dates_and_marks_estimates() -> None:
    sources = [
        {
            "of": "attraction",
            "id": "east-museum",
            "fields": fields,
            "source": page,
            "as_of": as_of,
            "confidence": sure,
        }
        for fields, page, as_of, sure in (
            (["ticket_cny", "opening_hours"], "https://a.example/<b> (2020); a table", "2026-04", "sourced"),
            (
                ["visit_minutes"],
                "a guess; https://a.example/<b>; github.com/x/y, z (2021)",
                "2026-11",
                "estimated",
            ),
            (["colour"], "a guess", "n.d.", "estimated"),
        )
    ]
    plan = Itinerary.model_validate({**good_plan("car"), "sources": sources})
    page = html5lib.parse(render(plan), namespaceHTMLElements=False)
    section = next(each for each in page.iter("section") if "sources" in each.get("class", ""))
    (facts,) = section.findall(".//dl")
    told = (
        "ticket, opening hours (April 2026) [1] · ~length of a visit (November 2026) [1, 2, 3]"
        " · ~colour (an unknown date) [2]"
    )
    assert ["".join(each.itertext()) for each in facts] == ["East City Museum", told]
    pages = section.findall(".//ul[@class='pages']/li")
    assert ["".join(each.itertext()) for each in pages] == [
        "[1] a.example/<b> (2020); a table",
        "[2] a guess",
        "[3] github.com/x/y, z (2021)",
    ]
    links = [link.get("href") for each in pages for link in each.iter("a")]
    assert links == ["https://a.example/<b>", "https://github.com/x/y"]


@pytest.mark.parametrize(("num_rows", "expected"), [(15, False), (24, True), (60, False)])
def test_a_day_is_set_densely_where_that_saves_a_page(num_rows: int, expected: bool) -> None:
    day = view_of(plan_of("car")).days[0]
    row = Row(kind="wait", start=0, end=0, time="", what="Free time", length="12 min", price="", cost_cny=0)
    assert is_dense(replace(day, rows=(row,) * num_rows), "en") is expected
    wordy = replace(row, what="Walk " * 30, details=("open around",), local="成都")
    assert is_dense(replace(day, rows=(wordy,) * 9), "en") is True
    short = replace(row, local="成都")
    assert [is_dense(replace(day, rows=(short,) * 15), language) for language in ("en", "zh")] == [
        True,
        False,
    ]


def test_a_chinese_page_names_corridor_and_lines_in_chinese() -> None:
    plan = good_plan("transit")
    plan["corridor"]["names"] = {"zh": "小走廊", "en": plan["corridor"]["name"]}
    for event in (event for day in plan["days"] for event in day["events"]):
        if event.get("mode") == "metro":
            event |= {"line_name": {"zh": "地铁1号线", "en": "Metro line 1"}, "as_of": "2026"}
    plan["lines"] = {"slow": {"zh": "慢线", "en": "slow"}, "east-west": {"zh": "东西线", "en": "east-west"}}
    (sources,) = read(render(Itinerary.model_validate(plan), "zh")).xpath(
        "//*[contains(@class, 'sources')]/ul"
    )
    said = [words(each) for each in sources]
    assert said[0].startswith("景点、道路与价格：小走廊的数据")
    assert said[1:4] == ["慢线时刻表：2025年12月", "地铁1号线时刻表：2026年", "东西线时刻表：2026年1月"]


def test_nothing_is_printed_smaller_than_can_be_read() -> None:
    paper = page_text("page.css").partition("@media print")[2]
    assert min(map(float, re.findall(r"font-size: ([\d.]+)pt", paper))) >= 7.5
    assert "zoom" not in paper


def test_no_line_of_a_japanese_page_ends_inside_a_number() -> None:
    page = render(plan_of("car"), "ja")
    assert "2026\u2060年" in page
    assert not re.search("[0-9][年月日時分元人]", page)
