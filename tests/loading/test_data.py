"""The shipped data against what it promises: complete, inside its counties, open, honest."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from math import cos, hypot, radians

import pytest

from planner.corridor import Attraction, Line, Pass, Source, Station, Town
from planner.geo import great_circle_km
from planner.hours import holds_on, opening_intervals, start_window
from planner.loading.summary import summary
from planner.network.roads import Roads
from tests.builders.paths import DATA
from tests.builders.shipped import shipped

SITES = """
hongyadong jiefangbei chaotianmen yangtze-cableway liziba great-hall three-gorges-museum huguang
luohan-temple shibati eling-park eling-erchang hongyan zhougongguan guiyuan teyuan planning-hall zhazidong
baigongguan geleshan-cemetery ciqikou wwii-site nanshan-garden yikeshu danzishi longmenhao guanyinqiao
cq-science cq-zoo cq-jianchuan huayan yuanbo tongjing liangjiang-film beiquan jinyunshan jindaoxia
cq-natural-history nanwenquan dongwenquan fengsheng dazu-baodingshan dazu-beishan dazu-museum wanling
chashan-zhuhai yongchuan-zoo anju tongnan-dafosi shuangjiang diaoyucheng laitan simianshan zhongshan
nie-rongzhen heishangu ordovician gujianshan jinfoshan shanwangping baiheliang project-816 wuling-rift
damu-flower wulong-three-bridges xiannushan furong-cave longshui-gorge baimashan fengdu-mingshan xueyudong
nantianhu shibaozhai baigongci xituo huangshui wanzhou-falls three-gorges-migration longgang
zhangfei-temple baidicheng tiankeng-difeng wushan-small-gorges shennv hongchiba hanfenghu liu-bocheng
zhuoshui puhua xiaonanhai taohuayuan gongtan longtan die-shi ayihe moweishan hongan changshouhu putishan
jinsha wuhouci jinli kuanzhai dufu qingyang wenshu daci taikooli renmin-park cd-museum sc-museum
panda-base dongjiao yongling dujiangyan qingchengshan qingcheng-back xiling jianchuan anren tiantaishan
pingle jiezi huanglongxi luodai sanxingdui deyang-wenmiao qingxiu-jiannanchun leshan-buddha emeishan
emei-baoguo luocheng jiayang sansuci liujiang wawushan bifengxia mengdingshan shangli langzhong zhude
xishan-nanchong dengxiaoping huayingshan jianmenguan cuiyunlang zhaohua huangzesi qianfoya qiqushan libai
douchuanshan beichuan zigong-dinosaur zigong-salt shenhai xianshi shunan xingwen lizhuang wuliangye
laojiao huangjing taiping yaoba anyue-yuanjue anyue-pilu chenyi longchang zizhong suining-lingquan
daying-deadsea bashan-canyon batai guangwushan chuanshan-museum enyang jiuzhaigou huanglong siguniangshan
wolong yingxiu hailuogou yading
scu-museum luzhou-museum yibin-museum earthquake-memorial dujiangyan-panda-garden panda-valley
mianyang-panda-garden guanghan-palace-cave cd-natural-history meixin-wine-town songgai lanying-canyon
shuanggui bizika hanhai-ocean-park huilongzhuang sanxia-summit dazu-nanshan dazu-shimenshan
dazu-shizhuanshan anyue-huayan anyue-wofoyuan anyue-mingshan
"""
THEMES = "heritage ancient-shu red landscape wellness study sports three-kingdoms intangible all"
FOUND_BY = {  # a site that a traveller with this interest would miss first
    "heritage": "dazu-baodingshan leshan-buddha dujiangyan anyue-yuanjue qianfoya",
    "ancient-shu": "sanxingdui jinsha dujiangyan",
    "red": "hongyan zhazidong dengxiaoping zhude chenyi nie-rongzhen liu-bocheng chuanshan-museum",
    "landscape": "wulong-three-bridges jinfoshan jiuzhaigou wushan-small-gorges tiankeng-difeng shunan",
    "wellness": "beiquan nanwenquan tongjing huangshui daying-deadsea mengdingshan",
    "study": "zigong-dinosaur panda-base cq-natural-history cq-science jiayang sanxingdui",
    "sports": "xiling ayihe siguniangshan ordovician heishangu",
    "three-kingdoms": "wuhouci baidicheng jianmenguan langzhong zhangfei-temple zhaohua",
    "intangible": "huguang ciqikou qingxiu-jiannanchun zigong-salt luodai zhuoshui wuliangye",
}
IMPORTANT = (
    "location level heritage tags belt zone opening_hours best_hours last_entry visit_minutes rounds ticket_cny "
    "conditions"
)
NAMES_ITS_ORIGIN = re.compile(
    r"https?://|github|[a-z0-9]\.(com|cn|org)\b|\b(UNESCO|Wikipedia|GeoNames|Lonely Planet|list of)\b"
)
NOT_A_SOURCE = re.compile(
    r"general knowledge|unsourced|estimate|default|own reading|approximate|taken as", re.I
)
HOURS_IN_ENGLISH = re.compile(
    r"\d\d:\d\d|\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\bclos(e|es|ed|ing)\b|\b(no|last) entry\b"
    r"|\bopen (all|at|daily|from|in|longer|on|only|until)\b|\buntil\b",
    re.I,
)
MONTHS = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)\b|\d月"
)
MONTHS_OF_ELSE = {
    "liziba": "building works",
    "teyuan": "when it reopened",
    "xiling": "snow",
    "guangwushan": "when rooms are booked",
    "anyue-huayan": "prices",
    "anyue-wofoyuan": "prices",
}
SHUT = re.compile(r"(?<!may be )\b(shut|closed)\b|(?<!可能)(?<!可能临时)(关闭|封闭|暂停开放)")
HOURS_IN_CHINESE = re.compile(r"\d[:：]\d\d|周[一二三四五六日]|闭馆|关闭|停止入|不再入|延时|全天")
YEAR = [date(2026, 1, 1) + timedelta(days) for days in range(365)]
COUNTIES = json.loads((DATA / "counties.json").read_text("utf-8"))
FAR_STATIONS = {
    "dazu-south",
    "luzhou-east",
    "tianfu-airport",
}  # known to lie more than 20 km from the town they serve


@cache
def roads() -> Roads:
    return Roads(shipped())


def interest(theme_id: str, site: Attraction) -> float:
    tags = shipped().theme_by_id[theme_id].tags
    return max(tags.get(tag, 0.0) for tag in (*site.tags, *site.heritage, "*"))


def km_outside(place: Attraction | Town) -> float:
    """Return how far a place lies outside its county, 0 inside."""
    lat, lon = place.location.lat, place.location.lon
    scale = cos(radians(lat)) * 111.2
    nearest, inside = float("inf"), False
    for ring in COUNTIES[place.adcode]["rings"]:
        points = [((x - lon) * scale, (y - lat) * 111.2) for x, y in ring]
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            dx, dy = bx - ax, by - ay
            along = min(1.0, max(0.0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
            nearest = min(nearest, hypot(ax + along * dx, ay + along * dy))
            if (ay > 0) != (by > 0) and ax - ay * dx / dy > 0:
                inside = not inside
    return 0.0 if inside else nearest


def all_sources() -> list[tuple[str, Source]]:
    c = shipped()
    owners: list[Attraction | Town | Station | Line | Pass]
    owners = [*c.attractions, *c.towns, *c.stations, *c.lines, *c.passes]
    return [(owner.id, source) for owner in owners for source in owner.sources]


def test_no_site_of_the_first_list_is_lost() -> None:
    assert len(SITES.split()) == 207
    assert set(SITES.split()) <= set(shipped().attraction_by_id)


def test_there_are_towns_to_sleep_in_and_two_cores() -> None:
    assert len(shipped().towns) >= 28
    assert {town.id for town in shipped().towns if town.core} == {"chongqing", "chengdu"}


def test_everything_is_named_in_both_languages_with_pinyin() -> None:
    wrong = [
        place.id
        for place in (*shipped().attractions, *shipped().towns)
        if not re.search(r"[\u4e00-\u9fff]", place.name.zh)
        or not re.fullmatch(r"[ -~\u00c0-\u017f]+", place.name.en)
        or not re.fullmatch(r"[A-Za-zü0-9' ()]+", place.name.pinyin or "")
    ]
    assert wrong == []


def test_every_position_lies_in_its_county() -> None:
    places: list[Attraction | Town] = [*shipped().attractions, *shipped().towns]
    assert {place.id: km for place in places if (km := km_outside(place)) > 2} == {}


def test_the_county_test_sees_a_wrong_county() -> None:
    site = shipped().attraction_by_id["dazu-baodingshan"]
    assert km_outside(site.model_copy(update={"adcode": "500156"})) > 100  # Wulong is far from Dazu


def test_the_stated_county_is_that_of_its_code() -> None:
    sites = shipped().attractions
    renamed = {"500156": "武隆区", "511083": "隆昌市"}  # since 2016 and 2017
    wrong = [
        site.id
        for site in sites
        if site.county != renamed.get(site.adcode, COUNTIES[site.adcode]["county"])
        or (site.prefecture == "重庆市") != site.adcode.startswith("50")
    ]
    assert wrong == []


@pytest.mark.parametrize("site", shipped().attractions, ids=lambda site: site.id)
def test_a_typical_visit_fits_on_every_open_day(site: Attraction) -> None:
    open_days = [day for day in YEAR if opening_intervals(site.opening_hours, day, site.location)]
    assert len(open_days) >= 30
    assert [
        day for day in open_days if not start_window(site, day, site.visit_minutes.typical, (510, 1140))
    ] == []


def test_no_note_says_what_the_hours_deny() -> None:
    """Clock times, weekdays and closures belong into hours, best hours or conditions, which plans go by."""
    notes = [(site.id, site.note.en, site.note.zh) for site in shipped().attractions if site.note]
    assert len(notes) > 50
    assert [(site, en) for site, en, _ in notes if HOURS_IN_ENGLISH.search(en)] == []
    assert [(site, zh) for site, _, zh in notes if HOURS_IN_CHINESE.search(zh)] == []
    for told in ("No entry after 14:00", "Open until late in summer", "May close on Mondays"):
        assert HOURS_IN_ENGLISH.search(told)
    of_months = {site for site, en, zh in notes if MONTHS.search(en) or MONTHS.search(zh)}
    assert of_months == set(MONTHS_OF_ELSE)


def test_what_a_note_says_to_book_is_on_the_list_of_what_to_book() -> None:
    notes = ((site, site.note.zh) for site in shipped().attractions if site.note and not site.booking)
    assert [site.id for site, note in notes if re.search("预约|预订|订票|订座", note)] == []


def test_no_condition_says_that_a_site_is_shut_when_it_is_planned() -> None:
    """What is shut for sure is closed by its hours or by its round; what may be shut is planned when asked for."""
    shut = [
        (site, condition)
        for site in shipped().attractions
        for condition in site.conditions
        if SHUT.search(condition.text.en) or SHUT.search(condition.text.zh)
    ]
    assert {site.id for site, _ in shut} >= {"yading", "dazu-nanshan", "dazu-shimenshan", "dazu-shizhuanshan"}
    for site, condition in shut:
        days = [day for day in YEAR if holds_on(condition.when, day)]
        whole = [day for day in days if opening_intervals(site.opening_hours, day, site.location)]
        assert site.doubtful or all(
            any(not holds_on(each.when, day) for each in site.rounds) for day in whole
        ), site.id


def test_best_hours_lie_within_the_opening_hours() -> None:
    wrong = []
    for site in shipped().attractions:
        for best in site.best_hours:
            days = [
                any(
                    max(start, first) < min(end, last)
                    for start, end in opening_intervals(best.hours, day, site.location)
                    for first, last in opening_intervals(site.opening_hours, day, site.location)
                )
                for day in YEAR
                if holds_on(best.hours, day) and opening_intervals(site.opening_hours, day, site.location)
            ]
            if not days or not all(days):
                wrong.append(site.id)
    assert wrong == []


def test_conditions_hold_on_some_day_and_rounds_fit_the_visit() -> None:
    for site in shipped().attractions:
        for condition in site.conditions:
            assert any(holds_on(condition.when, day) for day in YEAR), site.id
        for each in site.rounds:
            assert any(holds_on(each.when, day) for day in YEAR), site.id
            assert site.visit_minutes.short <= each.minutes <= site.visit_minutes.long, site.id


def test_passes_cover_sites_with_a_price_of_their_own() -> None:
    """And together they cost more than the pass: that it never pays is refused when the data are read."""
    assert len(shipped().passes) >= 2
    for each in shipped().passes:
        tickets = [shipped().attraction_by_id[site].ticket_cny for site in each.sites]
        assert all(ticket and ticket.price > 0 for ticket in tickets), each.id
        assert {"sites", "price", "days"} <= {field for source in each.sources for field in source.fields}


def test_visits_grow_from_short_to_long() -> None:
    wrong = [
        site.id
        for site in shipped().attractions
        if not site.visit_minutes.short <= site.visit_minutes.typical <= site.visit_minutes.long
    ]
    assert wrong == []


def test_every_important_field_has_exactly_one_source() -> None:
    wrong = []
    for site in shipped().attractions:
        count = Counter(field for source in site.sources for field in source.fields)
        for field in IMPORTANT.split():
            is_given = getattr(site, field) not in (None, (), 0)
            if count[field] != is_given:
                wrong.append((site.id, field, count[field]))
    assert wrong == []


def test_what_is_called_sourced_names_a_page_or_list_and_a_date() -> None:
    wrong = [
        (owner, source.source)
        for owner, source in all_sources()
        if source.confidence == "sourced"
        and (not NAMES_ITS_ORIGIN.search(source.source) or NOT_A_SOURCE.search(source.source))
    ]
    assert wrong == []
    assert [owner for owner, source in all_sources() if not re.match(r"(n\.d\.$|\d{4})", source.as_of)] == []


def test_the_summary_counts_sourced_facts() -> None:
    assert 0.2 < summary(shipped())["share_sourced"] < 0.5  # most of the data is an estimate, and says so


def test_world_heritage_of_the_first_rank_outweighs_any_five_minor_sites() -> None:
    sites = shipped().attractions
    main = [s.score for s in sites if "world" in s.heritage and s.level == "5A" and not s.score_reason]
    minor = sorted(
        s.score for s in sites if s.level in (None, "3A") and not s.heritage and not s.score_reason
    )
    assert len(main) >= 8
    assert min(main) > sum(minor[-5:])


def test_scores_that_break_the_rule_give_a_reason() -> None:
    reasons = [site.score_reason for site in shipped().attractions if site.score_reason]
    assert len(reasons) == len(set(reasons)) > 20
    assert [reason for reason in reasons if len(reason) < 30] == []


@pytest.mark.parametrize("theme", THEMES.split())
def test_every_theme_has_sites(theme: str) -> None:
    loved = [site.id for site in shipped().attractions if interest(theme, site) >= 0.6]
    assert len(loved) >= 8
    assert set(FOUND_BY.get(theme, "").split()) <= set(loved)


def test_every_belt_and_zone_has_sites() -> None:
    sites = shipped().attractions
    assert {site.belt for site in sites} == {None, *(belt.id for belt in shipped().belts)}
    assert {site.zone for site in sites} == {None, *(zone.id for zone in shipped().zones)}
    assert (len(shipped().belts), len(shipped().zones)) == (3, 7)


def test_roads_between_towns_wind_and_flow_as_roads_do() -> None:
    nodes = {node.id: node.location for node in (*shipped().towns, *shipped().junctions)}
    wrong = []
    for link in shipped().links:
        if link.start in nodes and link.end in nodes:
            a, b = nodes[link.start], nodes[link.end]
            detour = link.km / great_circle_km(a.lat, a.lon, b.lat, b.lon)
            if not 1.05 <= detour <= 2.2 or (link.km > 5 and not 25 <= link.km / link.minutes * 60 <= 110):
                wrong.append((link.start, link.end, round(detour, 2), link.minutes))
    assert wrong == []


def test_neighbours_in_the_city_are_a_short_drive_apart() -> None:
    south_bank = {"danzishi", "longmenhao", "planning-hall"}  # the bridges over the Yangtze make it farther
    wrong = []
    for a, b in combinations(sorted(shipped().attractions, key=lambda site: site.id), 2):
        km = great_circle_km(a.location.lat, a.location.lon, b.location.lat, b.location.lon)
        if km <= 1.2 and (a.id in south_bank) == (b.id in south_bank):
            minutes = roads().reach(a.id, to=b.id)[b.id][0]
            if minutes > 12:
                wrong.append((a.id, b.id, minutes))
    assert wrong == []


def test_no_road_crosses_the_yangtze_at_shibaozhai() -> None:
    # opposite banks, no bridge between them: the way is round by Zhongxian
    assert roads().reach("shibaozhai", to="xituo")["xituo"][0] > 60


def test_stations_lie_near_the_town_they_serve() -> None:
    wrong = []
    for station in shipped().stations:
        if station.town is not None and station.id not in FAR_STATIONS:
            a, b = station.location, shipped().town_by_id[station.town].location
            if great_circle_km(a.lat, a.lon, b.lat, b.lon) > 20:
                wrong.append(station.id)
    assert wrong == []


def test_only_trains_of_a_timetable_count_as_sourced() -> None:
    assert [line.id for line in shipped().lines if line.patterns and line.confidence == "sourced"] == []
    trains = [departure for line in shipped().lines for departure in line.departures]
    assert len(trains) > 1000


@pytest.mark.parametrize(
    ("line", "code", "calls"),
    [
        ("chengdu-chongqing", "G8609", "chengdu-east 09:25, shapingba 10:27"),
        ("chengdu-chongqing-2025", "D3058", "chengdu-east 06:10, chongqing-north 08:33"),
        (
            "chengdu-leshan-yibin",
            "C6005",
            "chengdu-east 21:18, meishan-east, leshan-station, emeishan-station 22:29",
        ),
        (
            "chengdu-huanglong-jiuzhai",
            "C6376/C6377",
            "shuangliu-airport 14:11, chengdu-east, mianzhu-south, anzhou-station, maoxian-station, songpan-station,"
            " huanglong-jiuzhai 16:58",
        ),
        (
            "chengdu-dujiangyan",
            "S5041",
            "xipu 15:43, pixian-station, dujiangyan-station, qingchengshan-station 16:17",
        ),
        ("chengdu-yaan", "S5261/S5264", "chengdu-south 20:15, chongzhou-station, qionglai-station 20:55"),
        (
            "chongqing-lichuan",
            "D5157",
            "huangshui-station 12:46, shizhu-station, fengdu-station, fuling-north, chongqing-north 14:28",
        ),
        (
            "chongqing-wushan",
            "G3487/G3490",
            "fengjie-station 17:53, yunyang-station, wanzhou-north, chongqing-north, chongqing-west, yongchuan-south,"
            " luzhou-station, yibin-station 21:40",
        ),
        (
            "conventional-chengdu-chongqing",
            "K502/K503",
            "yichang-east 22:48, chongqing-north, hechuan-station, tongnan-station, chengdu-west 34:52",
        ),
    ],
)
def test_trains_of_the_timetable(line: str, code: str, calls: str) -> None:
    (train,) = (d for one in shipped().lines if one.id == line for d in one.departures if d.code == code)
    stations = [call.split()[0] for call in calls.split(",")]
    assert [call.station for call in train.calls] == stations
    start, end = train.calls[0], train.calls[-1]
    assert (start.depart, end.arrive) == (_last_time(calls.split(",")[0]), _last_time(calls))


def _last_time(text: str) -> int:
    hours, minutes = text.split()[-1].split(":")
    return int(hours) * 60 + int(minutes)


def trains_between(starts: str, ends: str) -> set[str]:
    """Return the codes of the trains of September 2026 that go from a place of one town to one of another."""
    found = set()
    for line in shipped().lines:
        for train in line.departures if line.as_of == "2026-09" else ():
            calls = [call.station for call in train.calls]
            at = [k for k, station in enumerate(calls) if station in starts.split()]
            if at and any(station in ends.split() for station in calls[min(at) + 1 :]):
                found.add(train.code)
    return found


def test_so_many_trains_a_day() -> None:
    chengdu = "chengdu-east chengdu-south chengdu-west"
    chongqing = "chongqing-north chongqing-west chongqing-east shapingba"
    assert len(trains_between(chengdu, chongqing)) >= 60
    assert len(trains_between(chongqing, chengdu)) >= 60
    assert len(trains_between(chengdu, "huanglong-jiuzhai")) == 12
    assert len(trains_between("huanglong-jiuzhai", chengdu)) == 12
    assert len(trains_between(chongqing, "wulong-south")) == 16
    assert len(trains_between("wulong-south", chongqing)) == 13


def test_no_code_is_that_of_two_trains() -> None:
    trains = [
        (code, line.as_of)
        for line in shipped().lines
        if line.mode == "rail"
        for departure in line.departures
        for code in departure.code.split("/")
    ]
    by_code = Counter(code for code, _ in trains)
    assert [code for code, count in by_code.items() if count > 1] == []
    assert {as_of for _, as_of in trains} == {"2026-09", "2025-08"}


def test_trains_go_as_far_and_as_fast_as_trains_do() -> None:
    wrong = []
    for line in shipped().lines:
        for train in line.departures:
            for a, b in pairwise(train.calls):
                hours = ((b.arrive or 0) - (a.depart or 0)) / 60
                spots = [shipped().places[call.station].location for call in (a, b)]
                straight = great_circle_km(spots[0].lat, spots[0].lon, spots[1].lat, spots[1].lon)
                km = straight if a.km is None or b.km is None else b.km - a.km
                if km > 330 * hours or km < straight * 0.93 - 1 or km > straight * 2.2 + 10:
                    wrong.append(tuple(sorted((a.station, b.station))))
    # where Pingshan is, is a guess; the table's way between the two in Chongqing goes round the city
    assert set(wrong) == {("nixi-station", "pingshan-station"), ("chongqing-east", "chongqing-west")}


def test_every_station_of_a_train_has_its_railway_code() -> None:
    called = {
        c.station for line in shipped().lines if line.mode == "rail" for d in line.departures for c in d.calls
    }
    codes = {station.id: station.telecode for station in shipped().stations}
    assert sorted(place for place in called if not codes[place]) == ["dushi-station", "sanhuizhen-station"]
    assert len(set(filter(None, codes.values()))) == sum(code is not None for code in codes.values())
    assert (codes["chengdu-east"], codes["chongqing-north"]) == ("ICW", "CUW")
