from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from planner.corridor import (
    Attraction,
    Bounds,
    Corridor,
    HotelPrices,
    Location,
    Names,
    Place,
    Source,
    Station,
    Town,
    VisitMinutes,
)
from planner.errors import RequestError
from planner.names import KINDS, Kind, alike, matches, resolve
from planner.spelling import Fit, normalised
from tests.builders.shipped import shipped

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


@pytest.mark.parametrize("text", ["San", "Lang", "lu", "Da"])
def test_a_single_syllable_names_no_place_that_others_begin_with(text: str) -> None:
    with pytest.raises(RequestError) as caught:
        resolve(shipped(), text)
    assert len(caught.value.candidates) > 1


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


def test_matches_come_best_first() -> None:
    assert [match.place.id for match in matches(CORRIDOR, "都江堰")] == [
        "dujiangyan-city",
        "dujiangyan-irrigation",
    ]
    by_part = matches(CORRIDOR, "leshan", KINDS)
    assert [match.place.id for match in by_part] == ["leshan", "leshan-buddha", "leshan-station"]
    assert [match.fit for match in by_part] == [Fit.NAME, Fit.WORDS, Fit.WORDS]


def test_what_is_only_alike_is_never_found() -> None:
    assert matches(CORRIDOR, "sanxindui") == []
    assert [place.id for place in alike(CORRIDOR, "sanxindui")] == ["sanxingdui"]
    assert alike(CORRIDOR, "zzzz") == []


def test_no_two_places_of_the_shipped_data_become_one_by_folding() -> None:
    corridor = shipped()
    for places in (corridor.attractions, corridor.towns, corridor.stations):
        names = {place.name.zh for place in places}
        assert len({normalised(name) for name in names}) == len(names)


def test_heavy_packages_are_only_loaded_when_needed() -> None:
    heavy = {"rapidfuzz", "holidays", "chinese_calendar", "opening_hours"}
    check = f"import sys, planner.names, planner.hours; print({heavy} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


# The shipped data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CKG", "jiangbei-airport"),
        ("ctu", "shuangliu-airport"),
        ("TFU", "tianfu-airport"),
        ("CTU airport", "shuangliu-airport"),
        ("CKG机场", "jiangbei-airport"),
        ("Chongqing airport", "jiangbei-airport"),
        ("天府機場", "tianfu-airport"),
        ("天府机场站", "tianfu-airport-railway"),
        ("成都双流国际机场", "shuangliu-airport"),
        ("cd", "chengdu"),
        ("CUW", "chongqing-north"),
        ("Chengdu East", "chengdu-east"),
        ("Chengdu East Railway Station", "chengdu-east"),
        ("Chengdudong", "chengdu-east"),
        ("成都东站", "chengdu-east"),
        ("成都東", "chengdu-east"),
        ("Chongqing North station", "chongqing-north"),
        ("重庆北火车站", "chongqing-north"),
        ("火车北站", "chengdu-station"),
        ("三星堆", "sanxingdui"),
        ("青城山", "qingchengshan"),
        ("Jiefangbei", "jiefangbei"),
        ("宝顶山", "dazu-baodingshan"),
        ("ghost city", "fengdu-mingshan"),
        ("春熙路", "taikooli"),
        ("picture village", "qingxiu-jiannanchun"),
        ("kuan zhai xiang zi", "kuanzhai"),
        ("kuanzhai xiang", "kuanzhai"),
        ("zhai xiangzi", "kuanzhai"),
    ],
)
def test_places_of_the_shipped_data(text: str, expected: str) -> None:
    assert resolve(shipped(), text) == expected


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("Chengdu airport", ["shuangliu-airport", "tianfu-airport"]),
        ("成都机场", ["shuangliu-airport", "tianfu-airport"]),
        ("Mount Qingcheng", ["qingchengshan", "qingcheng-back"]),
        ("文庙", ["deyang-wenmiao", "zizhong"]),
        ("大足石刻", ["dazu-baodingshan", "dazu-beishan"]),
        ("朝天门", ["chaotianmen", "chaotianmen-pier"]),
        ("Emei", ["emeishan", "emei-station"]),
    ],
)
def test_two_good_answers_are_an_error_with_a_list(text: str, some: list[str]) -> None:
    with pytest.raises(RequestError, match="more than one") as caught:
        resolve(shipped(), text)
    assert [
        candidate.partition(" ")[0]
        for candidate in caught.value.candidates
        if candidate.partition(" ")[0] in some
    ] == some


def test_airports_are_offered_with_their_codes() -> None:
    with pytest.raises(RequestError) as caught:
        resolve(shipped(), "Chengdu airport")
    assert caught.value.candidates == (
        "shuangliu-airport (Shuangliu Airport Railway Station, CTU)",
        "tianfu-airport (Tianfu International Airport, TFU)",
    )


@pytest.mark.parametrize("text", ["ing", "art", "ctur", "useum", "a", "ongq", "engdu"])
def test_the_inside_of_a_word_is_no_name(text: str) -> None:
    with pytest.raises(RequestError, match="is called"):
        resolve(shipped(), text)


def test_where_a_train_is_meant_a_name_without_station_is_its_name() -> None:
    assert resolve(shipped(), "Emei", ("town", "station")) == "emei-station"
    assert resolve(shipped(), "Chengdu", ("town", "station")) == "chengdu"  # which stands for its stations


def test_every_name_of_every_place_fits_it_best() -> None:
    corridor = shipped()
    groups: dict[Kind, Sequence[Place]] = {
        "attraction": corridor.attractions,
        "town": corridor.towns,
        "station": corridor.stations,
    }
    for kind, places in groups.items():
        for place in places:
            for name in (place.name.zh, place.name.en, *place.also):
                found = matches(corridor, name, (kind,))
                assert found[0].fit <= Fit.NAME
                assert any(match.place is place for match in found if match.fit == found[0].fit)


def test_aliases_are_short_of_two_meanings_but_for_a_city_with_two_airports() -> None:
    corridor = shipped()
    seen: dict[str, str] = {}
    for place in (*corridor.attractions, *corridor.towns, *corridor.stations):
        for alias in place.also:
            other = seen.setdefault(normalised(alias), place.id)
            assert other == place.id or alias in ("成都机场", "Chengdu Airport"), alias


@pytest.mark.parametrize("text", ["Bejing", "Paris", "Kunming", "Lhasa", "Forbidden City", "上海", "故宫"])
def test_what_lies_elsewhere_is_like_nothing(text: str) -> None:
    assert alike(shipped(), text) == []


@pytest.mark.parametrize(
    ("typo", "meant"), [("Leshan budda", "leshan-buddha"), ("武候祠", "wuhouci"), ("Chongqin", "chongqing")]
)
def test_a_typo_is_like_what_was_meant(typo: str, meant: str) -> None:
    assert meant in [place.id for place in alike(shipped(), typo)]
