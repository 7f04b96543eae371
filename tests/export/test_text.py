from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, datetime
from io import StringIO
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from planner.cleaning import LONGEST_TEXT
from planner.clock import at
from planner.corridor import CoverRule, Location, Names, VehicleKind
from planner.export.leftout import AS_ITS_REASON
from planner.export.speaker import in_brackets
from planner.export.text import NAMED, print_itinerary, render
from planner.export.viewing import view_of
from planner.itinerary import (
    REASON_OF,
    Certificate,
    CorridorRef,
    Coverage,
    Day,
    DayTotals,
    Event,
    Hire,
    Itinerary,
    Leg,
    Meal,
    Moment,
    Money,
    Notice,
    Overnight,
    PlaceRef,
    Reason,
    Totals,
    Unvisited,
    Vehicles,
    Visit,
    Wait,
)
from planner.request import Asked
from planner.texts import CLOSING, LANGUAGES, say
from planner.texts.units import format_dates, format_length
from tests.builders.hostile import hostile_plans

AMONG = "these sites, times and prices, many of them estimates"
SATURDAY, SUNDAY, MONDAY = date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 7)
HERE = Location(lat=30, lon=105)
NAMES = {
    "chongqing": ("town", "重庆", "Chongqing"),
    "bishan": ("town", "璧山", "Bishan"),
    "dazu": ("town", "大足", "Dazu"),
    "chengdu": ("town", "成都", "Chengdu"),
    "dazu-baodingshan": ("attraction", "大足石刻(宝顶山)", "Dazu Rock Carvings - Baodingshan"),
    "sanxingdui": ("attraction", "三星堆博物馆", "Sanxingdui Museum"),
    "jinsha": ("attraction", "金沙遗址博物馆", "Jinsha Site Museum"),
    "panda-base": ("attraction", "成都大熊猫繁育研究基地", "Chengdu Panda Base"),
    "wenshu": ("attraction", "文殊院", "Wenshu Monastery"),
}
REQUEST = Asked.model_validate(
    {
        "days": 2,
        "date": "2026-12-05",
        "from": "chongqing",
        "to": "chengdu",
        "mode": "car",
        "pace": "normal",
        "adults": 2,
        "children": 0,
        "themes": {"heritage": 1.0},
    }
)


def clock(text: str, day: date) -> datetime:
    hours, minutes = text.split(":")
    return at(day, int(hours) * 60 + int(minutes))


def names(place: str) -> Names:
    return Names(zh=NAMES[place][1], en=NAMES[place][2])


def visit(
    place: str, start: str, end: str, day: date, price: int | None, *estimated: str, lunch: bool = False
) -> Visit:
    return Visit(
        attraction=place,
        name=names(place),
        arrive=clock(start, day),
        start=clock(start, day),
        end=clock(end, day),
        score=90,
        prize=90,
        ticket_cny=price,
        includes_lunch=lunch,
        confidence="estimated" if estimated else "sourced",
        estimated=estimated,
    )


def leg(start: str, end: str, depart: str, arrive: str, day: date, **changes: object) -> Leg:
    minutes = (clock(arrive, day) - clock(depart, day)).seconds // 60
    defaults: dict[str, object] = {
        "mode": "road",
        "from": start,
        "to": end,
        "depart": clock(depart, day),
        "arrive": clock(arrive, day),
        "minutes": minutes,
        "km": minutes,
        "cost_cny": minutes,
        "confidence": "sourced",
    }
    return Leg.model_validate(defaults | changes)


def a_day(number: int, on: date, events: list[Event], minutes: tuple[int, int, int], cost: int) -> Day:
    (start, begin), (end, finish) = events[0].begins, events[-1].finishes
    return Day(
        day=number,
        date=on,
        start=Moment(place=start, time=begin),
        end=Moment(place=end, time=finish),
        events=tuple(events),
        totals=DayTotals(
            visit_minutes=minutes[0], transit_minutes=minutes[1], wait_minutes=minutes[2], cost_cny=cost
        ),
    )


def two_days() -> Itinerary:
    first: list[Event] = [
        leg(
            "chongqing",
            "dazu-baodingshan",
            "08:30",
            "10:20",
            SATURDAY,
            via=("bishan", "dazu"),
            confidence="estimated",
        ),
        visit("dazu-baodingshan", "10:20", "14:20", SATURDAY, 230, "visit_minutes", lunch=True),
        leg("dazu-baodingshan", "dazu", "14:20", "14:45", SATURDAY),
        Overnight(place="dazu", start=clock("14:45", SATURDAY), end=clock("32:30", SATURDAY), cost_cny=280),
    ]
    second: list[Event] = [
        leg("dazu", "chengdu", "08:30", "11:00", SUNDAY),
        leg("chengdu", "sanxingdui", "11:00", "11:45", SUNDAY),
        Meal(place="sanxingdui", start=clock("11:45", SUNDAY), end=clock("12:45", SUNDAY)),
        Wait(place="sanxingdui", start=clock("12:45", SUNDAY), end=clock("13:00", SUNDAY)),
        visit("sanxingdui", "13:00", "16:00", SUNDAY, None, "opening_hours", "ticket_cny"),
        leg("sanxingdui", "chengdu", "16:00", "16:45", SUNDAY, mode="rail", service="C6001", km=0.4),
        Wait(place="chengdu", start=clock("16:45", SUNDAY), end=clock("16:50", SUNDAY)),
        visit("wenshu", "16:50", "17:50", SUNDAY, 0),
        leg("wenshu", "chengdu", "17:50", "18:00", SUNDAY, mode="walk", km=0.6, cost_cny=0),
    ]
    return Itinerary(
        corridor=CorridorRef(name="Bashu corridor", data_hash="0" * 64),
        request=REQUEST,
        status="feasible",
        certificate=Certificate(engine="routing", objective=950, bound=1000, gap=0.0501, seconds=1, note=""),
        days=(
            a_day(1, SATURDAY, first, (240, 135, 0), 645),
            a_day(2, SUNDAY, second, (240, 250, 20), 240),
        ),
        unvisited=(
            Unvisited(attraction="panda-base", reason="lower-prize", detail="", regret=3),
            Unvisited(attraction="jinsha", reason="closed", detail="closed on Mondays", regret=80),
        ),
        totals=Totals(
            score=270,
            visits=3,
            visit_minutes=480,
            transit_minutes=385,
            cost_cny=885,
            nights=1,
            per_person_cny=443,
            money=Money(cost_cny=885, sourced=495, estimated=390, unknown=1),
            rides=Money(cost_cny=375, sourced=265, estimated=110),
            tickets=Money(cost_cny=230, sourced=230, unknown=1),
            rooms=Money(cost_cny=280, estimated=280),
        ),
        warnings=(Notice(code="holiday", message="Book Sanxingdui seven days ahead."),),
        places={
            place: PlaceRef(name=names(place), location=Location(lat=30, lon=105 + number), kind=kind)
            for number, (place, (kind, _, _)) in enumerate(NAMES.items())
        },
        themes={"heritage": Names(zh="遗产", en="Heritage")},
    )


ENGLISH = """\
Bashu corridor: 2 days from Chongqing to Chengdu
Sat 5 December - Sun 6 December 2026 · 2 adults · by car · normal pace · themes: Heritage
At most 5.3 % better is possible with these sites, times and prices, many of them estimates

Day 1 · Sat 5 December 2026 · Chongqing → Dazu
  08:30-10:20  Drive to Dazu Rock Carvings - Baodingshan (110 km)           ~1 h 50         ~CNY 110
               via Bishan, Dazu
  10:20-14:20  Dazu Rock Carvings - Baodingshan 大足石刻(宝顶山) (with      ~4 h             CNY 230
               lunch)
  14:20-14:45  Drive to Dazu (25 km)                                        25 min            CNY 25
  14:45        Night in Dazu 大足                                                           ~CNY 280
               visits 4 h · travel 2 h 15 · CNY 645

Day 2 · Sun 6 December 2026 · Dazu → Chengdu
  08:30-11:45  Drive to Sanxingdui Museum (195 km)                          3 h 15           CNY 195
               via Chengdu
  11:45-12:45  Lunch                                                        1 h
  12:45-13:00  Free time                                                    15 min
  13:00-16:00  Sanxingdui Museum 三星堆博物馆 (check hours)                 3 h              price ?
  16:00-16:45  Train to Chengdu (C6001, 0.4 km)                             45 min            CNY 45
               三星堆博物馆 → 成都
  16:50-17:50  Wenshu Monastery 文殊院                                      1 h                 free
  17:50-18:00  Walk to Chengdu (0.6 km)                                     10 min
               visits 4 h · travel 4 h 10 · free time 15 min · CNY 240

In all  3 visits, 8 h · travel 6 h 25 · 1 night
Money  at least ~CNY 885 for the party, ~CNY 443 a person
  rides ~CNY 375 · tickets at least CNY 230 · nights ~CNY 280
  cited CNY 495 · estimated CNY 390 · 1 price not known

What to book by when
  - On Sun 22 November 2026, when sale opens: train C6001 from Sanxingdui Museum to Chengdu on Sun 6
    December 2026
  - By Sat 28 November 2026: a bed in Dazu for the night of Sat 5 December 2026

The best places left out
  Jinsha Site Museum                    closed on Mondays
  Chengdu Panda Base                    others were chosen

Please note
  ! Book Sanxingdui seven days ahead.

Prices are for the whole party. ~ is an estimate. 'check hours': the opening hours are an estimate,
ask before you go. 'price ?': not known, and not in the sums.
"""

CHINESE = """\
重庆至成都2日行程
2026年12月5日（周六）至12月6日（周日） · 2位成人 · 汽车出行 · 节奏适中 · 主题：遗产
已证明：在这些景点、时间和价格（其中许多是估计）之下，没有行程能比它好5.3%以上

第1天 · 2026年12月5日（周六） · 重庆 → 大足
  08:30-10:20  驾车至大足石刻(宝顶山)（110公里）                            ~1小时50分        ~110元
               途经璧山、大足
  10:20-14:20  大足石刻(宝顶山)（含午餐）                                   ~4小时             230元
  14:20-14:45  驾车至大足（25公里）                                         25分钟              25元
  14:45        夜宿大足                                                                       ~280元
               游览4小时 · 路途2小时15分 · 645元

第2天 · 2026年12月6日（周日） · 大足 → 成都
  08:30-11:45  驾车至三星堆博物馆（195公里）                                3小时15分          195元
               途经成都
  11:45-12:45  午餐                                                         1小时
  12:45-13:00  自由活动                                                     15分钟
  13:00-16:00  三星堆博物馆（时间待核实）                                   3小时           价格不详
  16:00-16:45  乘火车至成都（C6001、0.4公里）                               45分钟              45元
  16:50-17:50  文殊院                                                       1小时               免费
  17:50-18:00  步行至成都（0.6公里）                                        10分钟
               游览4小时 · 路途4小时10分 · 自由活动15分钟 · 240元

合计  游览3处、8小时 · 路途6小时25分 · 住宿1晚
费用  全员至少~885元，人均~443元
  交通~375元 · 门票至少230元 · 住宿~280元
  有出处495元 · 估计390元 · 1项价格不详

预订清单
  - 2026年11月22日（周日）起售：2026年12月6日（周日）C6001次，三星堆博物馆至成都
  - 最迟2026年11月28日（周六）：2026年12月5日（周六）晚大足住宿

未安排的主要景点
  金沙遗址博物馆                        这几天不开放
  成都大熊猫繁育研究基地                选了别的

请注意
  ! Book Sanxingdui seven days ahead.

价格为全员合计。“~”为估计值。“时间待核实”：开放时间为估计，请行前核实。“价格不详”：未计入合计。
"""


def test_the_english_page() -> None:
    assert render(two_days()) == ENGLISH


def test_the_chinese_page() -> None:
    assert render(two_days(), "zh") == CHINESE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_plain_text_is_100_columns_wide_without_trailing_spaces(language: Literal["en", "zh"]) -> None:
    lines = render(two_days(), language).splitlines()
    assert max(cell_len(line) for line in lines) <= 100
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_prices_end_in_the_same_column(language: Literal["en", "zh"]) -> None:
    rows = [line for line in render(two_days(), language).splitlines() if line.startswith("  ")]
    priced = [
        line for line in rows if line.endswith((" CNY 25", "CNY 195", "CNY 110", "25元", "195元", "~110元"))
    ]
    assert [cell_len(line) for line in priced] == [100, 100, 100]


def test_what_is_piped_is_plain_and_a_terminal_gets_colour() -> None:
    pipe, terminal = StringIO(), StringIO()
    print_itinerary(two_days(), Console(file=pipe, width=40))
    print_itinerary(
        two_days(), Console(file=terminal, width=120, force_terminal=True, color_system="standard")
    )
    assert pipe.getvalue() == ENGLISH
    assert "\x1b[" in terminal.getvalue()
    assert "Night in Dazu" in terminal.getvalue()


def test_a_plan_of_before_the_parts_were_told_says_the_sum_alone() -> None:
    plan = two_days()
    before = plan.totals.model_copy(update={"money": None})
    lines = render(plan.model_copy(update={"totals": before})).splitlines()
    place = lines.index("Money  about CNY 885 for the party")
    assert not lines[place + 1]


def test_ages_and_rooms_are_said() -> None:
    plan = two_days()
    party = {"adults": 3, "seniors": 1, "senior_ages": (66,), "children": 2, "child_ages": (5, 9)}
    night = plan.days[0].events[-1].model_copy(update={"rooms": 2})
    first = plan.days[0].model_copy(update={"events": (*plan.days[0].events[:-1], night)})
    told = {"request": plan.request.model_copy(update=party), "days": (first, plan.days[1])}
    text = render(plan.model_copy(update=told), width=140)
    assert "3 adults, 1 of them senior (aged 66), 2 children (aged 5, 9)" in text
    assert "Night in Dazu 大足 (2 rooms of 2 beds each)" in text
    assert "usual rule" in text.splitlines()[-1]


@pytest.mark.parametrize("width", [40, 53, 75, 76, 77, 78, 100])
def test_no_line_begins_with_a_sign_that_closes(width: int) -> None:
    lines = render(two_days(), "zh", width).splitlines()
    assert [line for line in lines if line.lstrip()[:1] in (*CLOSING,)] == []
    assert all(cell_len(line) <= width for line in lines)


def test_a_narrow_terminal_wraps_the_names() -> None:
    lines = render(two_days(), width=75).splitlines()
    assert max(cell_len(line) for line in lines) <= 75
    row = lines.index(next(line for line in lines if line.startswith("  10:20-14:20")))
    assert lines[row].startswith("  10:20-14:20  Dazu Rock Carvings - Baodingshan  ")
    assert lines[row].endswith("CNY 230")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60])
def test_on_a_narrow_page_length_and_price_stand_under_the_whole_text(
    language: Literal["en", "zh"], width: int
) -> None:
    page = render(two_days(), language, width)
    assert max(cell_len(line) for line in page.splitlines()) <= width
    running = "".join(page.split())
    view = view_of(two_days(), language)
    for row in (row for day in view.days for row in day.rows):
        zh = row.places[0].zh if language == "en" and row.kind in NAMED else ""
        text = row.time + row.what + zh + "".join(in_brackets(language, note.text) for note in row.notes)
        under = " · ".join(filter(None, (row.length, row.price)))
        rides = (row.local,) if language == "en" and row.ride else ()
        assert "".join((text + "".join((*rides, *row.details)) + under).split()) in running
    for left in view.left_out:
        assert "".join((left.place.text + left.why).split()) in running
    assert all("".join(notice.split()) in running for notice in view.notices)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 72, 100])
def test_nothing_of_a_text_is_cut_off_at_any_width(language: Literal["en", "zh"], width: int) -> None:
    """Chinese has no blanks to break a line at, and a table would rather cut than break."""
    plan = two_days()
    long = Notice(code="x", message="word " * 40 + "end", message_zh="长" * 200 + "尾")
    last = plan.days[0].events[1].model_copy(update={"name": Names(zh="很长的名字" * 9, en="Long name " * 7)})
    day = plan.days[0].model_copy(update={"events": (plan.days[0].events[0], last, *plan.days[0].events[2:])})
    plan = plan.model_copy(update={"warnings": (long,), "days": (day, plan.days[1])})
    narrow, wide = (
        Counter("".join(render(plan, language, columns).split()).replace("·", "")) for columns in (width, 400)
    )
    assert narrow == wide


@pytest.mark.parametrize(
    ("columns", "width"),
    [("40", 40), ("80", 80), ("200", 100), ("5", 20), ("wide", 100), ("", 100)],
)
def test_columns_count_in_pipes(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    pipe = StringIO()
    print_itinerary(two_days(), Console(file=pipe))
    assert pipe.getvalue() == render(two_days(), width=width)


def test_the_header_names_all_travellers() -> None:
    plan = two_days()
    party = {"adults": 4, "seniors": 1, "students": 2, "children": 1}
    told = plan.model_copy(update={"request": plan.request.model_copy(update=party)})
    assert "4 adults, 1 of them senior, 2 of them students, 1 child" in render(told, width=140)
    assert "4位成人、其中老人1位、其中学生2位、1名儿童" in render(told, "zh", 140)


def a_ride() -> list[Event]:
    """Walk, 4 minutes to board, metro, 6 to change, metro, 2 to leave, walk; 15 to board, a train, 10 to leave."""
    metro = {
        "mode": "metro",
        "line_name": Names(zh="2号线", en="Line 2"),
        "towards": Names(zh="西", en="West"),
    }

    def pause(place: str, start: str, end: str) -> Wait:
        return Wait(place=place, start=clock(start, SATURDAY), end=clock(end, SATURDAY), purpose="journey")

    return [
        leg("chongqing", "s1", "08:00", "08:06", SATURDAY, mode="walk"),
        pause("s1", "08:06", "08:10"),
        leg("s1", "s2", "08:10", "08:20", SATURDAY, service="L2", **metro),
        pause("s2", "08:20", "08:26"),
        leg("s2", "s3", "08:26", "08:40", SATURDAY, service="L2", **metro),
        pause("s3", "08:40", "08:42"),
        leg("s3", "s4", "08:42", "08:50", SATURDAY, mode="walk"),
        pause("s4", "08:50", "09:05"),
        leg("s4", "s5", "09:05", "09:35", SATURDAY, mode="rail", service="G1"),
        pause("s5", "09:35", "09:45"),
        visit("jinsha", "09:45", "10:45", SATURDAY, 0),
    ]


def test_the_minutes_printed_add_up_to_the_travel_printed_and_changes_are_named() -> None:
    plan = two_days()
    day = a_day(1, SATURDAY, a_ride(), (60, 105, 0), 0)
    stations = {
        f"s{k}": PlaceRef(name=Names(zh=f"{k}号", en=name), location=HERE, kind="station")
        for k, name in enumerate(
            ("Linjiangmen", "People's Park", "Xipu", "Dazu South Railway Station", "Zigong"), 1
        )
    }
    places = {**plan.places, **stations}
    told = plan.model_copy(update={"days": (day,), "places": places})
    rows = view_of(told).days[0].rows
    assert [(row.time, row.what, row.length) for row in rows] == [
        ("08:00-08:06", "Walk to Linjiangmen Station", "6 min"),
        ("08:06-08:20", "Metro from Linjiangmen Station to People's Park Station", "14 min"),
        ("08:20-08:40", "Metro from People's Park Station to Xipu Station", "20 min"),
        ("08:40-08:50", "Walk to Dazu South Railway Station", "10 min"),
        ("08:50-09:05", "Boarding at Dazu South Railway Station", "15 min"),
        ("09:05-09:35", "Train to Zigong Station", "30 min"),
        ("09:35-09:45", "Leaving Zigong Station", "10 min"),
        ("09:45-10:45", "Jinsha Site Museum", "1 h"),
    ]
    assert sum(row.end - row.start for row in rows if row.kind != "visit") == 105
    notes = [note.text for row in rows for note in row.notes if " of it " in note.text]
    assert [note.rpartition(", ")[2] for note in notes] == [
        "4 min of it boarding", "6 min of it changing", "2 min of it leaving the station",
    ]  # fmt: skip
    chinese = [row.what for row in view_of(told, "zh").days[0].rows]
    assert chinese[1] == "乘地铁从1号站至2号站"


@pytest.mark.parametrize(
    ("status", "bound", "line"),
    [
        ("optimal", 950, f"Proven best of {AMONG}"),
        (
            "feasible",
            1000,
            f"At most 5.3 % better is possible with {AMONG}",
        ),  # 50 / 950 is 5.26 %, rounded up
        ("feasible", 1045, f"At most 10 % better is possible with {AMONG}"),
        ("feasible", 1092, f"At most 15 % better is possible with {AMONG}"),
        ("feasible", 1093, "Not proven good: a longer search would help"),
        ("feasible", 14203, "Not proven good: a longer search would help"),
        ("feasible", None, "Best plan found; how much better one could be is not proven"),
    ],
)
def test_how_good_the_plan_is(status: str, bound: int | None, line: str) -> None:
    plan = two_days()
    certificate = plan.certificate.model_copy(update={"bound": bound})
    text = render(plan.model_copy(update={"status": status, "certificate": certificate}))
    assert text.splitlines()[2] == line


def left_out(plan: Itinerary, *entries: Unvisited) -> str:
    """Return what the page says of what was left out, as one line."""
    text = render(plan.model_copy(update={"unvisited": entries}))
    return " ".join(text.partition("left out")[2].partition("Please note")[0].split())


def far_off(name: str, prize: int, hours: int) -> Unvisited:
    params = {"worth": prize / 10, "minutes": 60 * hours}
    return Unvisited(
        attraction=name, reason="lower-prize", cause="detour", detail="", params=params, regret=prize
    )


def test_six_left_out_are_told_and_the_rest_counted() -> None:
    told = left_out(two_days(), *(far_off(f"site-{number:02}", 900 - number, number) for number in range(10)))
    assert [f"site-{number:02}" in told for number in range(10)] == [True] * 6 + [False] * 4
    assert "site-05 5 h more of travel, too much for its worth to you (90 of 100)" in told
    assert told.endswith("and 4 more: not worth their way to you (4)")


def test_of_many_reasons_none_is_cut_short() -> None:
    """There were 500 characters of them, in English alone."""
    causes = [cause for cause in REASON_OF if cause not in ("detour", "rule")]
    some = (
        Unvisited(attraction=f"site-{n:02}", reason=REASON_OF[cause], cause=cause, detail="", regret=9)
        for n, cause in enumerate(causes)
    )
    told = left_out(two_days(), *(far_off(f"far-{n}", 900, n) for n in range(6)), *some)
    groups = told.partition(" more: ")[2]
    assert len(groups) > LONGEST_TEXT
    assert groups.endswith("(1)")
    assert "…" not in told


def test_no_two_lines_say_the_same() -> None:
    some: list[Reason] = ["lower-prize"]
    reasons: list[Reason] = [*some * 10, "closed", "no-time"]
    told = left_out(
        two_days(),
        *(
            Unvisited(attraction=f"site-{index:02}", reason=reason, detail="", regret=100 - index)
            for index, reason in enumerate(reasons)
        ),
    )
    assert [name for name in told.split() if name.startswith("site")] == ["site-00", "site-10", "site-11"]
    assert told.endswith("and 9 more: others were chosen (9)")


def test_after_the_worthiest_come_those_near_the_trip() -> None:
    plan = two_days()
    stop = plan.places[plan.days[0].end.place].location
    away = {
        name: PlaceRef(
            name=Names(zh=name, en=name),
            location=Location(lat=stop.lat + (10 - number) / 2, lon=stop.lon),
            kind="attraction",
        )
        for number, name in enumerate(f"site-{number:02}" for number in range(10))
    }
    plan = plan.model_copy(update={"places": plan.places | away})
    told = left_out(plan, *(far_off(f"site-{number:02}", 900 - number, number) for number in range(10)))
    lines = [word for word in told.split() if word.startswith("site")]
    assert lines == ["site-00", "site-01", "site-02", "site-09", "site-08", "site-07"]


def test_of_what_is_too_far_from_slow_beds_the_worthiest_are_told_beside_others() -> None:
    """Two that are worth most and one more; they were one line, as all had the same words."""
    town = {"en": "Dazu", "zh": "大足"}
    far = (
        Unvisited(
            attraction=f"far-{number}",
            reason="outside-area",
            cause="slow-away",
            detail="",
            params={"away": 60 + number, "town": town, "minutes": 40},
            regret=2000 - number,
        )
        for number in range(6)
    )
    told = left_out(
        two_days(), *far, *(far_off(f"site-{number}", 900 - number, number) for number in range(4))
    )
    lines = [word for word in told.split() if word.startswith(("far-", "site-"))]
    assert lines == ["far-0", "far-1", "site-0", "far-2", "site-1", "site-2"]
    assert "far-1 1 h 01 by road from Dazu, the nearest bed" in told
    assert "too far by road from the beds of a slow trip (3)" in told


def test_the_rest_is_counted_by_the_wish_that_keeps_it_out() -> None:
    limits = {"metres": 4000, "limit": 3000}
    high = Unvisited(
        attraction="peak", reason="avoided", cause="altitude", detail="", params=limits, regret=1
    )
    worthier = (far_off(f"site-{number}", 900, number) for number in range(6))
    peaks = (high.model_copy(update={"attraction": f"peak-{number}"}) for number in range(3))
    told = left_out(two_days(), *worthier, *peaks)
    assert told.endswith("and 3 more: above your limit of altitude (3)")


def test_a_traveller_by_train_takes_a_taxi_and_does_not_drive() -> None:
    text = render(two_days().model_copy(update={"request": REQUEST.model_copy(update={"mode": "transit"})}))
    assert "Taxi to Dazu (25 km)" in text
    assert "Drive" not in text
    nine = REQUEST.model_copy(update={"mode": "transit", "adults": 9})
    assert "Taxi to Dazu (25 km, 3 taxis)" in render(two_days().model_copy(update={"request": nine}))


def test_a_chinese_station_is_called_a_station() -> None:
    plan = two_days()
    stations = {"a": "乐山", "b": "朝天门码头"}
    places = {
        place: PlaceRef(name=Names(zh=zh, en=zh), location=HERE, kind="station")
        for place, zh in stations.items()
    }
    train = leg("chengdu", "a", "08:30", "09:30", SUNDAY, mode="rail", service="C1")
    ship = leg("a", "b", "09:30", "19:30", SUNDAY, mode="cruise")
    day = plan.days[1].model_copy(update={"events": (train, ship)})
    text = render(plan.model_copy(update={"days": (day,), "places": plan.places | places}), "zh")
    assert "乘火车至乐山站（C1、60公里）" in text
    assert "乘船至朝天门码头（时刻不详，可能要等候、600公里）" in text


def test_a_family_and_a_round_trip_of_one_day() -> None:
    plan = two_days()
    home = plan.days[0].start.model_copy(update={"time": clock("14:45", SATURDAY)})
    day = plan.days[0].model_copy(update={"end": home})
    request = REQUEST.model_copy(
        update={"days": 1, "adults": 1, "children": 2, "themes": {"heritage": 1.0, "red": 0.5}}
    )
    lines = render(plan.model_copy(update={"days": (day,), "request": request})).splitlines()
    assert lines[0] == "Bashu corridor: 1 day from Chongqing and back"
    assert lines[1].startswith("Sat 5 December 2026 · 1 adult, 2 children · by car")
    assert lines[1].endswith("themes: Heritage, red")
    assert lines[4] == "Day 1 · Sat 5 December 2026 · Chongqing"


def test_themes_with_commas_have_semicolons_between_and_a_day_of_unknown_prices_has_no_sum() -> None:
    plan = two_days()
    request = REQUEST.model_copy(update={"themes": {"heritage": 1.0, "food": 0.5}})
    names = {"heritage": Names(zh="遗产", en="Carvings, caves"), "food": Names(zh="美食", en="Food")}
    totals = plan.days[0].totals.model_copy(update={"cost_cny": 0, "money": Money(unknown=1)})
    day = plan.days[0].model_copy(update={"totals": totals})
    sums = plan.totals.model_copy(update={"tickets": Money(unknown=1), "money": Money(unknown=1)})
    text = render(
        plan.model_copy(update={"days": (day,), "request": request, "themes": names, "totals": sums})
    )
    assert "tickets price ?" in text
    assert "themes: Carvings, caves; Food" in " ".join(text.split())
    assert "· price ?\n" in text
    assert "CNY 0\n" not in text


def test_a_visit_after_midnight_shows_the_clock_on_the_wall() -> None:
    plan = two_days()
    for start, end, shown in (("23:30", "25:00", "23:30-01:00+1"), ("24:21", "25:00", "00:21+1-01:00+1")):
        late = plan.days[1].model_copy(update={"events": (visit("jinsha", start, end, SUNDAY, 0),)})
        assert f"  {shown}  Jinsha Site Museum" in render(plan.model_copy(update={"days": (late,)}))


def test_a_long_drive_names_three_towns_on_the_way() -> None:
    plan = two_days()
    towns = [f"town-{index}" for index in range(7)]
    away, near = (
        Location(lat=31, lon=105),
        Location(lat=30.01, lon=105),
    )  # a kilometre: that is where one stands
    places = {
        town: PlaceRef(name=Names(zh=town, en=town.title()), location=away, kind="town") for town in towns
    }
    places["town-1"] = PlaceRef(name=Names(zh="town-1", en="Town-1"), location=near, kind="town")
    drive = leg("chongqing", "chengdu", "08:30", "11:00", SUNDAY, via=("jinsha", *towns))
    day = plan.days[1].model_copy(update={"events": (drive,)})
    text = render(plan.model_copy(update={"days": (day,), "places": plan.places | places}))
    assert "via Town-0, Town-4, Town-6\n" in text  # the middle one of six


def test_coverage_is_told_kept_or_not() -> None:
    rules = [
        Coverage(name=Names(zh="石刻", en="carvings"), at_least=1, at_most=None, sites=("a", "b")),
        Coverage(name=Names(zh="博物馆", en="museums"), at_least=0, at_most=1, sites=("a", "b")),
        Coverage(name=Names(zh="古镇", en="old towns"), at_least=1, at_most=None, sites=()),
    ]
    plan = two_days()

    def told(number: int, language: Literal["zh", "en"] = "en") -> list[str]:
        lines = render(plan.model_copy(update={"coverage": tuple(rules[:number])}), language).splitlines()
        begun = ("Wishes", "Rules", "Not covered", "规则共", "要求共", "未满足")
        return [line for line in lines if line.startswith(begun)]

    assert told(0) == []
    assert told(1) == ["Wishes met, 1 of 1: carvings"]
    assert told(3) == ["Rules kept, 1 of 3: carvings", "Rules not kept: at most 1 of museums (2), old towns"]
    assert told(3, "zh") == ["规则共3项，满足1项：石刻", "未满足规则：博物馆最多1处（2处）、古镇"]
    rules[0] = rules[0].model_copy(update={"at_least": 2})  # of one rule on two sites it said "Covers 1 of 1"
    assert told(1) == ["Wishes met, 1 of 1: carvings (2, at least 2 asked for)"]
    assert told(1, "zh") == ["要求共1项，满足1项：石刻（2处，要求至少2处）"]


@pytest.mark.parametrize(
    ("seen", "most", "asks", "is_told"), [(1, 2, False, False), (1, 2, True, True), (2, 2, False, True)]
)
def test_a_limit_of_a_theme_that_the_plan_stays_below_is_not_told(
    seen: int, most: int, asks: bool, is_told: bool
) -> None:
    """Every trip without a theme told that one panda centre at most was kept."""
    plan, name = two_days(), Names(zh="博物馆", en="museums")
    limit = Coverage(name=name, at_least=0, at_most=most, sites=("a", "b")[:seen])
    own = CoverRule(name=name, at_most=most, tags=("museum",))
    wish = plan.request.model_copy(update={"cover": (own,) if asks else ()})
    text = render(plan.model_copy(update={"coverage": (limit,), "request": wish}))
    assert (f"Rules kept, 1 of 1: at most {most} of museums ({seen})" in text, "Rules" in text) == (
        is_told,
        is_told,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_is_counted_in_words(language: Literal["zh", "en"]) -> None:
    causes = sorted(REASON_OF.keys() - AS_ITS_REASON - {"seen"})  # which is no loss
    words = {cause: say(language, f"export.cause-{cause}") for cause in causes}
    assert len(set(words.values())) == len(causes)


def test_a_rule_that_wants_none_or_all_reads_right() -> None:
    name, plan = Names(zh="博物馆", en="museums"), two_days()
    none = Coverage(name=name, at_least=0, at_most=0, sites=())
    every = Coverage(name=name, at_least=0, at_most=None, sites=("a",), as_many=True, missed=("b", "c"))
    text = render(plan.model_copy(update={"coverage": (none, every)}))
    assert "Rules kept, 2 of 2: none of museums, 1 of 3 of museums (missed: b, c)" in text
    text = render(plan.model_copy(update={"coverage": (none, every)}), "zh")
    assert "规则共2项，满足2项：不含博物馆、博物馆（3处中的1处）（未去：b、c）" in text


def test_what_was_missed_of_all_that_was_asked_for_says_why_and_comes_first() -> None:
    name = Names(zh="博物馆", en="museums")
    missed = ("far", "poor", "shut")
    every = Coverage(name=name, at_least=0, at_most=None, sites=("a",), as_many=True, missed=missed)
    shut = Unvisited(attraction="shut", reason="closed", cause="closed", detail="", regret=1)
    entries = (
        *(far_off(f"site-{number}", 900 - number, number) for number in range(6)),
        *(far_off(site, 2, 9) for site in ("poor", "far")),
        shut,
    )
    plan = two_days().model_copy(update={"coverage": (every,)})
    told = left_out(plan, *entries)
    assert [name for name in told.split() if name in missed] == ["far", "poor", "shut"]
    assert told.index("shut") < told.index("site-0") < told.index("site-2")
    assert "site-3" not in told
    text = " ".join(render(plan.model_copy(update={"unvisited": entries})).split())
    assert "(missed: far, poor - not worth their way to you; shut - closed on these dates)" in text


def test_what_lies_outside_the_area_comes_behind_what_lies_inside() -> None:
    outside = Unvisited(attraction="outside", reason="outside-area", cause="area", detail="", regret=999)
    told = left_out(
        two_days(), outside, *(far_off(f"site-{number}", 9 - number, number) for number in range(4))
    )
    assert told.index("site-3") < told.index("outside")
    told = left_out(
        two_days(), outside, *(far_off(f"site-{number}", 9 - number, number) for number in range(6))
    )
    assert told.endswith("and 1 more: outside the area allowed (1)")


def test_a_slow_trip_tells_the_share_of_travel() -> None:
    plan = two_days()
    totals = plan.totals.model_copy(update={"visit_minutes": 300, "transit_minutes": 100})
    plan = plan.model_copy(update={"totals": totals})
    assert "of the time" not in render(plan)
    slow = plan.model_copy(update={"request": plan.request.model_copy(update={"slow": True})})
    assert "travel 1 h 40 (25 % of the time) · " in render(slow)
    assert "路途1小时40分（占时间的25%） · " in render(slow, "zh")


def test_warnings_in_chinese_where_there_are_some() -> None:
    notices = (Notice(code="a", message="book", message_zh="请预订"), Notice(code="b", message="look"))
    text = render(two_days().model_copy(update={"warnings": notices}), "zh")
    assert "! 请预订\n" in text
    assert "! look\n" in text


@pytest.mark.parametrize(
    ("kinds", "adults", "words", "mode"),
    [
        ((), 2, "Taxi to Chengdu", "by train and hired car"),
        (("car",), 2, "Hired car to Chengdu", "by train and hired car"),
        (("car", "minibus"), 20, "Hired vehicles to Chengdu", ""),
        (("coach",), 44, "Hired coach to Chengdu", "by train and hired car (1 coach of 4 seats for 44)"),
    ],
)
def test_a_day_with_a_driver_says_what_is_paid_for(
    kinds: tuple[VehicleKind, ...], adults: int, words: str, mode: str
) -> None:
    plan = two_days()
    ride = leg("chongqing", "chengdu", "09:00", "11:30", SUNDAY)
    hire = Hire(km=143.7, km_included=100, cost_cny=487, cost_basis="estimated") if kinds else None
    days = (plan.days[1].model_copy(update={"events": (ride,), "hire": hire}),)
    request = plan.request.model_copy(update={"mode": "mixed", "adults": adults})
    vehicles = tuple(Vehicles(kind=kind, seats=4, num=1, charter="some") for kind in kinds)
    trip = plan.model_copy(update={"days": days, "request": request, "vehicles": vehicles})
    text = " ".join(render(trip).split())
    assert words in text
    assert mode in text
    told = "100 km included, 144 km of drives" in text.replace("~CNY 487 ", "") and "~CNY 487" in text
    assert told == bool(kinds)
    assert ("全天包车" in render(trip, "zh")) == bool(kinds)


def test_dates_name_the_year_once_unless_it_changes() -> None:
    assert format_dates(SATURDAY, MONDAY, "zh") == "2026年12月5日（周六）至12月7日（周一）"
    new_year = (date(2026, 12, 31), date(2027, 1, 2))
    assert format_dates(*new_year, "en") == "Thu 31 December 2026 - Sat 2 January 2027"
    assert format_dates(*new_year, "zh") == "2026年12月31日（周四）至2027年1月2日（周六）"


def test_lengths_of_time() -> None:
    assert [format_length(minutes, "en") for minutes in (45, 60, 65)] == ["45 min", "1 h", "1 h 05"]
    assert [format_length(minutes, "zh") for minutes in (45, 60, 65)] == ["45分钟", "1小时", "1小时5分"]


@given(hostile_plans(), st.sampled_from(["en", "zh"]))
@settings(max_examples=25, deadline=None)
def test_hostile_names_do_not_break_a_line(itinerary: Itinerary, language: Literal["zh", "en"]) -> None:
    text = render(itinerary, language)
    lines = text.split("\n")
    assert max(map(cell_len, lines)) <= 100
    assert not any(unicodedata.category(char)[0] == "C" for line in lines for char in line)
    num_rows = sum(len(day.rows) for day in view_of(itinerary, language).days)
    assert sum(re.match(r"  \d\d:\d\d(-\d\d:\d\d)?  ", line) is not None for line in lines) == num_rows
