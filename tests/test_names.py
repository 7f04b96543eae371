from __future__ import annotations

import subprocess
import sys

import pytest

from planner.corridor import (
    Attraction,
    Bounds,
    Corridor,
    HotelPrices,
    Location,
    Names,
    Source,
    Station,
    Town,
    VisitMinutes,
)
from planner.errors import RequestError
from planner.names import KINDS, alike, normalised, resolve, search, simplified
from tests.builders.paths import ROOT
from tests.builders.shipped import shipped

TABLE = ROOT / "planner" / "hanzi.txt"
SOURCES = (Source(fields=("name",), source="test", as_of="2026", confidence="estimated"),)
HERE = Location(lat=30, lon=104)


def attraction(
    place_id: str, zh: str, en: str, pinyin: str = "", county: str = "市中区", score: int = 50
) -> Attraction:
    return Attraction(
        id=place_id,
        name=Names(zh=zh, en=en, pinyin=pinyin),
        location=HERE,
        prefecture="乐山市",
        county=county,
        adcode="511102",
        tags=("nature",),
        score=score,
        opening_hours="24/7",
        visit_minutes=VisitMinutes(short=60, typical=60, long=60),
        sources=SOURCES,
    )


def town(place_id: str, zh: str, en: str) -> Town:
    prices = HotelPrices(budget=100, comfort=200, premium=300)
    return Town(
        id=place_id,
        name=Names(zh=zh, en=en, pinyin=en),
        location=HERE,
        prefecture="乐山市",
        adcode="511102",
        hotel_cny=prices,
        sources=SOURCES,
    )


def station(place_id: str, zh: str, en: str) -> Station:
    return Station(id=place_id, name=Names(zh=zh, en=en), location=HERE, sources=SOURCES)


CORRIDOR = Corridor(
    name=Names(zh="测试", en="Test"),
    bounds=Bounds(south=25, north=35, west=100, east=110),
    themes=(),
    towns=(
        town("leshan", "乐山", "Leshan"),
        town("dujiangyan-city", "都江堰市", "Dujiangyan City"),
        town("chongqing", "重庆主城(解放碑)", "Chongqing (Jiefangbei)"),
    ),
    attractions=(
        attraction("leshan-buddha", "乐山大佛", "Leshan Giant Buddha", "Leshan Dafo", score=95),
        attraction("dujiangyan-irrigation", "都江堰", "Dujiangyan Irrigation System", county="都江堰市"),
        attraction("sanxingdui", "三星堆博物馆", "Sanxingdui Museum", "Sānxīngduī Bówùguǎn"),
        attraction("dazu-baodingshan", "大足石刻（宝顶山）", "Baodingshan Rock Carvings", "Baodingshan"),
        attraction("dazu-beishan", "大足石刻（北山）", "Beishan Rock Carvings", "Beishan"),
        attraction("green-lake", "绿湖", "Green Lake Village", "Lvhu Cun"),
        attraction("wuyou-temple", "乌尤寺", "Wuyou Temple", score=40),
    ),
    stations=(
        station("leshan-station", "乐山", "Leshan Railway Station"),
        station("wuyou-station", "乌尤寺", "Wuyou Temple Station"),
        station("chongqing-station", "重庆", "Chongqing Railway Station"),
        station("chongqing-north", "重庆北", "Chongqing North Railway Station"),
    ),
    links=(),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("leshan-buddha", "leshan-buddha"),
        ("乐山大佛", "leshan-buddha"),
        ("Leshan Giant Buddha", "leshan-buddha"),
        ("LESHAN-GIANT-BUDDHA", "leshan-buddha"),
        ("leshan dafo", "leshan-buddha"),
        ("LeshanDafo", "leshan-buddha"),
        ("sanxingdui bowuguan", "sanxingdui"),
        ("三星堆", "sanxingdui"),
        ("baoding", "dazu-baodingshan"),
        ("leshan bud", "leshan-buddha"),
        ("宝顶山", "dazu-baodingshan"),
        ("大足 北山", "dazu-beishan"),
        ("大足·北山", "dazu-beishan"),
        ("大足・北山", "dazu-beishan"),
        ("dazu - bei shan", "dazu-beishan"),
        ("乐山市", "leshan"),
        ("乐山站", "leshan-station"),
        ("Chongqing", "chongqing"),
        ("重庆", "chongqing"),
        ("重庆市", "chongqing"),
        ("重庆站", "chongqing-station"),
        ("重庆北", "chongqing-north"),
        ("chongqing north", "chongqing-north"),
        ("樂山大佛", "leshan-buddha"),
        ("重慶市", "chongqing"),
        ("都江堰縣", "dujiangyan-city"),
        ("重慶北站", "chongqing-north"),
        ("烏尤寺", "wuyou-temple"),
        ("《大足石刻（寶頂山）》", "dazu-baodingshan"),
        ("Ｌｅｓｈａｎ　Ｄａｆｏ", "leshan-buddha"),
        ("Lüh\u00fa Cun", "green-lake"),
        ("Lu\u0308\u0301 hú", "green-lake"),
        ("LV-HU", "green-lake"),
        ("luhu cun", "green-lake"),
        ("lǜhu", "green-lake"),
        ("Green Lake village", "green-lake"),
        ("lake village", "green-lake"),
        ("leˋshɑnˇ dafo", "leshan-buddha"),
        ("乐\u200b山\u202e大佛", "leshan-buddha"),
    ],
)
def test_people_may_type_names_in_many_ways(text: str, expected: str) -> None:
    assert resolve(CORRIDOR, text) == expected


def test_an_exact_name_wins_over_a_part() -> None:
    assert resolve(CORRIDOR, "乐山") == "leshan"
    assert resolve(CORRIDOR, "Leshan") == "leshan"


def test_a_town_wins_over_an_attraction_and_that_over_a_station_of_its_name() -> None:
    assert resolve(CORRIDOR, "都江堰") == "dujiangyan-city"
    assert resolve(CORRIDOR, "乌尤寺") == "wuyou-temple"
    assert resolve(CORRIDOR, "都江堰", ("attraction",)) == "dujiangyan-irrigation"


def test_only_the_kinds_asked_for_are_found() -> None:
    with pytest.raises(RequestError, match="no town is called 'sanxingdui'"):
        resolve(CORRIDOR, "sanxingdui", ("town",))


def test_an_ambiguous_part_names_what_it_could_be() -> None:
    with pytest.raises(RequestError, match="more than one attraction") as caught:
        resolve(CORRIDOR, "rock carvings", ("attraction",), field="must")
    assert caught.value.field == "must"
    assert caught.value.candidates == (
        "dazu-baodingshan (Baodingshan Rock Carvings)",
        "dazu-beishan (Beishan Rock Carvings)",
    )


@pytest.mark.parametrize(
    ("typo", "candidate"),
    [
        ("sanxindui", "sanxingdui (Sanxingdui Museum)"),
        ("乐山大弗", "leshan-buddha (Leshan Giant Buddha)"),
        ("dujiangyn", "dujiangyan-city (Dujiangyan City)"),
    ],
)
def test_a_typo_gives_the_nearest_candidates(typo: str, candidate: str) -> None:
    with pytest.raises(RequestError) as caught:
        resolve(CORRIDOR, typo)
    assert candidate in caught.value.candidates
    assert len(caught.value.candidates) <= 5


@pytest.mark.parametrize("text", ["", " ", "-", "zzzz"])
def test_nonsense_has_no_candidates(text: str) -> None:
    with pytest.raises(RequestError) as caught:
        resolve(CORRIDOR, text)
    assert caught.value.candidates == ()


def test_search_ranks_names_before_regions() -> None:
    assert [match.place.id for match in search(CORRIDOR, "都江堰")] == [
        "dujiangyan-city",
        "dujiangyan-irrigation",
    ]
    by_part = search(CORRIDOR, "leshan", KINDS)
    assert [match.place.id for match in by_part] == ["leshan", "leshan-station", "leshan-buddha"]
    assert [match.closeness for match in by_part] == [100, 100, 90]


def test_search_by_region_gives_the_best_first() -> None:
    ids = [match.place.id for match in search(CORRIDOR, "市中区")]
    assert ids[0] == "leshan-buddha"
    assert ids[-1] == "wuyou-temple"


def test_what_is_only_alike_is_never_found() -> None:
    assert search(CORRIDOR, "sanxindui") == []
    assert [match.place.id for match in alike(CORRIDOR, "sanxindui")] == ["sanxingdui"]
    assert alike(CORRIDOR, "zzzz") == []


def test_regions_go_by_every_spelling_too() -> None:
    ids = [match.place.id for match in search(CORRIDOR, "樂山市 市中區", ("attraction",))]
    assert ids[0] == "leshan-buddha"
    assert "dujiangyan-irrigation" not in ids


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        ("閬中", "阆中"),
        ("廣漢", "广汉"),
        ("峯", "峰"),
        ("臺裏裡", "台里里"),
        ("衞巖嶽羣", "卫岩岳群"),
        ("绿", "绿"),
    ],
)
def test_traditional_characters_and_variants_are_the_simplified_ones(traditional: str, simple: str) -> None:
    assert simplified(traditional) == simple


def test_nothing_in_the_table_needs_it_twice() -> None:
    _, before, after = TABLE.read_text(encoding="utf-8").splitlines()
    assert len(before) == len(set(before)) == len(after) > 4000
    assert not set(before) & set(after)


def test_no_two_places_of_the_shipped_data_become_one_by_folding() -> None:
    corridor = shipped()
    for places in (corridor.attractions, corridor.towns, corridor.stations):
        names = {place.name.zh for place in places}
        assert len({normalised(name) for name in names}) == len(names)


def test_case_marks_and_punctuation_are_ignored() -> None:
    assert normalised("Sānxīngduī Bówù-Guǎn (1)") == "sanxingduibowuguan1"


def test_heavy_packages_are_only_loaded_when_needed() -> None:
    heavy = {"rapidfuzz", "holidays", "chinese_calendar", "opening_hours"}
    check = f"import sys, planner.names, planner.hours; print({heavy} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
