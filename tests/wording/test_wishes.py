"""The words for coverage, areas, products, needs and visa-free transit, and the examples of docs/wishes.md."""

from __future__ import annotations

import re
import shlex
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from planner.areanames import area_name, county_names, prefecture_names
from planner.cli import app
from planner.corridor import Corridor, CoverRule
from planner.errors import RequestError
from planner.loading import load_corridor
from planner.planning import check_request
from planner.request import Need, TripRequest
from planner.wording.areas import area_of
from planner.wording.cores import nearest_town
from planner.wording.cover import SETS, rules_of
from planner.wording.naming import NEEDS, named, services_of
from planner.wording.words import read_words, request_of
from tests.builders import examples
from tests.builders.paths import DOCS, SMALL
from tests.builders.shipped import shipped

PAGE = (DOCS / "wishes.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^planner (.+)$", PAGE, re.MULTILINE)
DEAR = [each for each in EXAMPLES if "--class" in each or "--train" in each]  # by tables no other test needs
TRIP = {"days": "2", "date": "2026-12-05", "from": "chongqing"}
WHOLE = shipped()
CHENGDU = tuple(site.id for site in WHOLE.attractions if nearest_town(WHOLE, site) == "chengdu")
ENTRY = {"visa_free_transit": True, "arrive": "ckg", "arrival": "2026-12-05 14:30", "days": "3"}


@pytest.fixture(scope="module")
def corridor() -> Corridor:
    return shipped()


def asked(corridor: Corridor, **words: Any) -> TripRequest:
    return request_of(corridor, TRIP | words)


# The examples


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each not in DEAR])
def test_the_examples_run(example: str) -> None:
    arguments = shlex.split(example)
    quick = ("--work", "300") if arguments[0] == "plan" else ()
    result = CliRunner().invoke(app, [*arguments, *quick], prog_name="planner")
    assert result.exit_code == 0, result.stderr
    assert result.stdout


@pytest.mark.soak
@pytest.mark.parametrize("example", DEAR if examples.FULL else ())
def test_the_dear_examples_run(example: str) -> None:
    test_the_examples_run(example)


def options_of_plan() -> dict[str, list[str]]:
    parameters = get_command(app).commands["plan"].params  # type: ignore[attr-defined]
    return {
        str(parameter.name).rstrip("_"): [*parameter.opts, *parameter.secondary_opts]
        for parameter in parameters
    }


def test_every_option_for_a_wish_has_an_example() -> None:
    old = "days date from to mode theme must avoid pace start_time end_time max_transit meals children hotel"
    old += " budget engine time_limit work seed threads no_cache data language format output debug confidence help"
    old += " request_file alternatives differ share compact fields scenario"
    new = [names for name, names in options_of_plan().items() if name not in old.split()]
    assert len(new) > 18
    used = " ".join(EXAMPLES).split()
    assert [names for names in new if not set(names) & set(used)] == []


def test_the_request_file_of_the_page(corridor: Corridor, tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "trip.yaml"
    path.write_text(text, encoding="utf-8")
    first, second, third = request_of(corridor, read_words(path)).cover
    assert (first.name.en, first.at_least, first.tags) == ("rock carvings", 2, ("grotto",))
    assert (second.at_least, second.at_most, second.tags) == (0, 1, ("museum",))
    assert (third.name.zh, third.at_least, third.prefectures) == ("古镇", 1, ("重庆市",))


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("child: 5,9", (5, 9)),
        ("child: 5、9", (5, 9)),
        ("child: [5, 5]", (5, 5)),  # twins are two
        ("child-ages: 5", (5,)),
    ],
)
def test_ages_in_a_file(corridor: Corridor, tmp_path: Path, text: str, ages: tuple[int, ...]) -> None:
    path = tmp_path / "trip.yaml"
    path.write_text(f"days: 1\ndate: 2026-12-05\nfrom: {corridor.towns[0].id}\n{text}\n", encoding="utf-8")
    asked = request_of(corridor, read_words(path))
    assert (asked.child_ages, asked.children) == (ages, len(ages))


def test_a_mapping_is_no_age_and_told_as_it_was_written(corridor: Corridor) -> None:
    words = {"days": 1, "date": "2026-12-05", "from": corridor.towns[0].id, "child_ages": [{"Ann": 5}]}
    with pytest.raises(RequestError) as caught:
        request_of(corridor, words)
    assert "not '{Ann: 5}'" in caught.value.message.say("en")


def test_seniors_of_told_age_and_others(corridor: Corridor) -> None:
    words = {"days": "1", "date": "2026-12-05", "from": corridor.towns[0].id, "adults": "3"}
    asked = request_of(corridor, words | {"seniors": "2", "senior_ages": ["66"]})
    assert (asked.seniors, asked.senior_ages) == (2, (66,))


# Coverage rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 of tag:grotto", {"at_least": 2, "tags": ("grotto",)}),
        ("at least 2 of tags: grotto", {"at_least": 2, "tags": ("grotto",)}),
        ("MAX 1 of belt:upper-yangtze", {"at_most": 1, "belts": ("upper-yangtze",)}),
        ("at most 3 of heritage:world", {"at_most": 3, "heritage": ("world",)}),
        ("1-2 of sites:三星堆, jinsha", {"at_least": 1, "at_most": 2, "sites": ("sanxingdui", "jinsha")}),
        ("1 of tag:lake,river; zone:武陵山", {"at_least": 1, "tags": ("lake", "river"), "zones": ("wuling-wujiang",)}),
        ("1 of prefecture:Leshan,成都", {"at_least": 1, "prefectures": ("乐山市", "成都市")}),
        ("1 of core:成都; tag:museum", {"at_least": 1, "tags": ("museum",), "sites": CHENGDU}),
        ("2 of tag:石窟, rock carvings", {"at_least": 2, "tags": ("grotto", "grotto")}),
        ("1 of heritage:国家一级博物馆", {"at_least": 1, "heritage": ("first-class-museum",)}),
        ("1 of county:Dazu", {"at_least": 1, "counties": ("大足区",)}),
        ("1 of county:Dazu;counties:武隆", {"at_least": 1, "counties": ("大足区", "武隆区")}),
    ],
)  # fmt: skip
def test_coverage_in_short(text: str, expected: dict[str, Any], corridor: Corridor) -> None:
    (rule,) = asked(corridor, cover=[text]).cover
    assert rule == CoverRule.model_validate({"name": rule.name, **expected})


def test_names_of_rules(corridor: Corridor) -> None:
    texts = ["stones: 1 of tag:grotto", "1 of zone:wuling-wujiang;tag:karst", "1 of site:三星堆"]
    names = [rule.name for rule in asked(corridor, cover=texts).cover]
    assert [name.en for name in names] == [
        "stones",
        "Karst, Wuling Mountains and Wujiang River zone",
        "Sanxingdui Museum",
    ]
    assert names[2].zh == corridor.attraction_by_id["sanxingdui"].name.zh


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("grotto", "'grotto' is no rule like 2 of tag:grotto, max 1 of"),
        ("of tag:grotto", "is no rule like"),
        ("200 of tag:grotto", "is no rule like"),
        (
            "2 of grotto",
            "'grotto' is no set like tag:grotto. Did you mean: tag:grotto, zone:grotto-countryside?",
        ),
        ("1 of core:Leshan", "no core is called 'Leshan'. There are: chongqing, chengdu"),
        ("1 of core:chengdu; site:jinsha", "one core or one list of sites, not both"),
        ("1 of site:jinsha; core:chengdu", "one core or one list of sites, not both"),
        ("2 of tog:grotto", "'tog:grotto' is no set like tag:grotto. Did you mean: tag:grotto"),
        ("3 of 自贡", "'自贡' is no set like tag:grotto. Did you mean: prefecture:Zigong?"),
        ("3 of grotto", "Did you mean: tag:grotto, zone:grotto-countryside?"),
        ("3 of Yuzhong", "Did you mean: county:Yuzhong?"),
        ("3 of 熊猫", "Did you mean: tag:panda"),
        ("3 of UNESCO", "Did you mean: tag:world-heritage?"),
        ("1 of 三星堆博物馆", "Did you mean: site:sanxingdui?"),
        ("3 of groto", "Did you mean: tag:grotto"),
        ("3 of Zigon", "Did you mean: prefecture:Zigong"),
        ("3 of qqqq", "Did you mean: sites, tags, heritage,"),
        ("2 of tag:groto", "no site has the tag 'groto'. Did you mean: grotto"),
        ("2 of heritage:unesco", "no site has the heritage class 'unesco'. Did you mean: "),
        ("2 of belt:north", "no belt is called 'north'. There are: ancient-road"),
        ("1 of county:Sichuan", "'Sichuan' is no county with a site"),
        ("1 of site:nowhere at all", "no attraction is called 'nowhere at all'."),
        ("3-2 of tag:grotto", "'Grottoes': at most is less than at least."),
        ("0 of tag:grotto", "'Grottoes' asks for nothing."),
        ("40 of tag:opera", "'Sichuan opera': at least 40 of a set of 3."),
        ({"at_least": "x", "tags": ["grotto"]}, "at_least: should be a whole number, not 'x'."),
        ({"atleast": "1", "tags": ["grotto"]}, "atleast: is no word of a request."),
        ({"at_least": "1", "tags": {"grotto": "1"}}, "should be one name."),
        (["2 of tag:grotto"], "is no rule like"),
    ],
)
def test_coverage_that_cannot_be(rule: object, message: str, corridor: Corridor) -> None:
    with pytest.raises(RequestError) as caught:
        rules_of(corridor, [rule])
    assert str(caught.value).startswith("cover: ")
    assert message in str(caught.value)
    assert caught.value.field == "cover"


def test_every_kind_of_set_is_a_field() -> None:
    assert set(SETS) == set(CoverRule.model_fields) - {"name", "at_least", "at_most", "as_many"}


# Where


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("Sichuan", "51", "四川省"),
        ("四川", "51", "四川省"),
        ("Chongqing", "50", "重庆市"),
        ("重庆", "50", "重庆市"),
        ("成都市", "5101", "成都市"),
        ("Chengdu", "5101", "成都市"),
        ("乐山", "5111", "乐山市"),
        ("Aba", "5132", "阿坝藏族羌族自治州"),
        ("大足", "500111", "重庆市大足区"),
        ("Wulong", "500156", "重庆市武隆区"),
        ("石柱", "500240", "重庆市石柱土家族自治县"),
        ("乐山市市中区", "511102", "乐山市市中区"),
        ("Kangding", "513301", "甘孜藏族自治州康定"),
        ("5101", "5101", "成都市"),
    ],
)
def test_areas(text: str, code: str, name: str, corridor: Corridor) -> None:
    assert area_of(corridor, text) == code
    assert area_name(corridor, code) == name


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("central Chongqing", {"hongyadong", "jinyunshan", "tongjing"}, {"dazu-baodingshan", "diaoyucheng"}),
        ("重慶主城區", {"hongyadong"}, {"dazu-baodingshan"}),
        ("Chongqing", {"hongyadong", "dazu-baodingshan"}, {"jinsha"}),
        ("成都市区", {"jinsha", "panda-base", "luodai"}, {"dujiangyan", "xiling", "jiezi"}),
        ("Chengdu city", {"jinsha"}, {"dujiangyan"}),
        ("成都市", {"jinsha", "dujiangyan", "xiling", "jiezi"}, {"sanxingdui"}),
    ],
)
def test_a_city_by_itself_is_not_its_prefecture(
    text: str, inside: set[str], outside: set[str], corridor: Corridor
) -> None:
    within = asked(corridor, within=text).within
    there = {site.id for site in corridor.attractions if site.adcode.startswith(within)}
    assert inside <= there
    assert not outside & there


def test_cities_are_districts_of_their_prefectures(corridor: Corridor) -> None:
    chongqing, chengdu = (set(city.counties) for city in corridor.cities)
    assert (len(chongqing), len(chengdu)) == (9, 12)
    towns = {town.id for town in corridor.towns if town.adcode in chongqing | chengdu}
    assert towns == {"chongqing", "beibei", "chengdu"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ckg", "CKG"),
        ("Chongqing", "CKG"),
        ("重慶", "CKG"),
        ("Chongqing airport", "CKG"),
        ("天府机场", "TFU"),
        ("shuangliu-airport", "CTU"),
    ],
)
def test_where_a_plane_is_meant_a_city_is_its_airport(text: str, code: str, corridor: Corridor) -> None:
    assert asked(corridor, **{**ENTRY, "arrive": text}).visa_port == code


@pytest.mark.parametrize("text", ["Chengdu", "成都", "Chengdu airport"])
def test_a_city_with_two_airports_is_asked_back(text: str, corridor: Corridor) -> None:
    with pytest.raises(RequestError, match=r"could be more than one.*CTU \(.*TFU \("):
        asked(corridor, **{**ENTRY, "arrive": text})


def test_counties_have_names_in_both_languages(corridor: Corridor) -> None:
    names = county_names(corridor)
    assert {zh: names[zh].en for zh in ("渝中区", "武隆区", "忠县", "九寨沟县", "自流井区")} == {
        "渝中区": "Yuzhong",  # an area of its own
        "武隆区": "Wulong",  # by its town, 武隆(巷口)
        "忠县": "Zhongxian",
        "九寨沟县": "Jiuzhaigou",
        "自流井区": "Ziliujing",
    }
    assert names.keys() == {site.county for site in corridor.attractions}
    assert [name.en for name in names.values() if not name.en.isascii()] == []


def test_a_county_without_a_name_keeps_its_chinese_one(corridor: Corridor) -> None:
    names = county_names(corridor.model_copy(update={"areas": ()}))
    assert (names["渝中区"].en, names["武隆区"].en) == ("渝中区", "Wulong")


def test_a_rule_on_a_county_is_called_in_both_languages(corridor: Corridor) -> None:
    (rule,) = asked(corridor, cover="1 of county:Yuzhong").cover
    assert (rule.name.zh, rule.name.en) == ("渝中区", "Yuzhong")


def test_prefectures_have_names_in_both_languages(corridor: Corridor) -> None:
    names = prefecture_names(corridor)
    assert {zh: names[zh].en for zh in ("重庆市", "成都市", "自贡市", "阿坝藏族羌族自治州")} == {
        "重庆市": "Chongqing",
        "成都市": "Chengdu",
        "自贡市": "Zigong",
        "阿坝藏族羌族自治州": "Aba",
    }
    assert [name.en for name in names.values() if not name.en.isascii()] == []
    (rule,) = asked(corridor, cover="1 of prefecture:自贡").cover
    assert (rule.name.zh, rule.name.en) == ("自贡市", "Zigong")


def test_unknown_and_ambiguous_areas(corridor: Corridor) -> None:
    with pytest.raises(RequestError, match=r"within: no area is called 'chendgu'.*chengdu"):
        asked(corridor, within="chendgu")
    site = corridor.attractions[0]
    twin = site.model_copy(
        update={"id": "twin", "adcode": "511099", "prefecture": "内江市", "county": "市中区"}
    )
    twins = corridor.model_copy(update={"attractions": (*corridor.attractions, twin)})
    with pytest.raises(RequestError, match=r"more than one area.*内江市市中区, 乐山市市中区"):
        area_of(twins, "市中区")


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("三江侗族自治县", "三江"),
        ("峨边彝族自治县", "峨边"),
        ("石柱土家族自治县", "石柱"),
        ("大通回族土族自治县", "大通"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
    ],
)
def test_autonomous_areas_of_any_region(name: str, bare: str) -> None:
    small = load_corridor(SMALL)
    site = small.attractions[0].model_copy(update={"county": name, "adcode": "450226"})
    assert area_of(small.model_copy(update={"attractions": (site,)}), bare) == "450226"


def test_areas_are_data(corridor: Corridor) -> None:
    small = load_corridor(SMALL)
    assert [area_of(small, text) for text in ("Sichuan", "四川", "重庆市", "Chongqing")] == [
        "51",
        "51",
        "50",
        "50",
    ]
    with pytest.raises(RequestError, match="no area is called 'Aba'"):
        area_of(small, "Aba")
    unnamed = corridor.model_copy(update={"areas": ()})
    assert area_of(unnamed, "成都") == "5101"
    with pytest.raises(RequestError, match="more than one area"):
        area_of(unnamed, "重庆")  # 5001 and 5002, as nothing says that it is a municipality


def test_belts_and_zones_by_name(corridor: Corridor) -> None:
    request = asked(
        corridor, belts=["成渝古道", "ancient-road"], zones="Wuling", within=["成都市", "Sichuan"]
    )
    assert (request.belts, request.zones) == (("ancient-road",), ("wuling-wujiang",))
    assert request.within == ("5101", "51")
    assert asked(corridor, follow="Upper Yangtze").follow == "upper-yangtze"


def test_a_name_that_fits_several(corridor: Corridor) -> None:
    with pytest.raises(RequestError) as caught:
        named(corridor.zones, "zone", "zone")
    assert "could be more than one zone" in str(caught.value)
    assert len(caught.value.candidates) == len(corridor.zones)


# Needs and people


def test_needs_by_their_short_names(corridor: Corridor) -> None:
    assert asked(corridor, needs=["exchange, signs", "wheelchair"]).needs == (
        "currency_exchange",
        "english_signs",
        "wheelchair",
    )
    assert services_of(["card-payment", "card"], "needs") == ["card_payment"]
    with pytest.raises(RequestError, match=r"no service is called 'lift'.*wheelchair"):
        asked(corridor, needs="lift")
    assert set(NEEDS.values()) == set(Need.__args__)  # type: ignore[attr-defined]


def test_more_reduced_fares_than_adults(corridor: Corridor) -> None:
    check_request(asked(corridor, seniors="1", students="1"), corridor)
    with pytest.raises(RequestError, match="seniors: seniors and students are more than the 2 adults"):
        check_request(asked(corridor, seniors="2", students="1"), corridor)


@pytest.mark.parametrize("field", ["belts", "zones"])
def test_unknown_regions_are_refused_without_the_command_line_too(field: str, corridor: Corridor) -> None:
    request = TripRequest.model_validate(TRIP | {field: ["nowhere"]})
    with pytest.raises(RequestError, match=f"{field}: 'nowhere' is no {field[:-1]} of the corridor"):
        check_request(request, corridor)


# Visa-free transit


def test_entry_gives_start_and_date(corridor: Corridor) -> None:
    request = request_of(corridor, ENTRY)
    check_request(request, corridor)
    assert (request.visa_port, request.start, f"{request.date}") == ("CKG", "jiangbei-airport", "2026-12-06")
    assert request_of(corridor, ENTRY | TRIP | {"date": "2026-12-07"}).start == "chongqing"


def test_a_plans_own_request_for_visa_free_transit_can_be_asked_again(corridor: Corridor) -> None:
    request = request_of(corridor, ENTRY)
    assert request_of(corridor, request.model_dump(mode="json", by_alias=True)) == request


@pytest.mark.parametrize(
    ("words", "field", "message"),
    [
        ({"arrive": None}, "visa_port", "visa_port: the airport of entry for visa-free transit is missing"),
        ({"arrive": "PEK"}, "visa_port", "visa_port: 'PEK' is no airport of entry"),
        ({"visa_free_transit": False}, "visa_port", "visa_port: goes with visa-free transit only"),
        ({"visa_free_transit": "perhaps"}, "visa_free_transit", "should be true or false, not 'perhaps'"),
        ({"arrival": None, "date": "2026-12-06"}, "arrival", "arrival: the moment of entry is missing"),
        ({"arrival": "noon", "date": "2026-12-06"}, "arrival", "arrival: should be a valid date and time"),
        ({"arrival": "2026-12-05T14:30Z"}, "arrival", "arrival: should be in China's time"),
        (
            {"date": "2026-12-04"},
            "arrival",
            "arrival: lies neither on the first day, Fri 4 December 2026, nor on the day",
        ),
        (
            {"days": "11"},
            "days",
            "days: the trip ends after the stay without a visa, which is until the end of Tue 15 December 2026",
        ),
    ],
)  # fmt: skip
def test_entries_that_cannot_be(words: dict[str, Any], field: str, message: str, corridor: Corridor) -> None:
    with pytest.raises(RequestError) as caught:
        check_request(request_of(corridor, ENTRY | words), corridor)
    assert message in str(caught.value)
    assert caught.value.field == field


def test_entries_at_the_edge_can_be(corridor: Corridor) -> None:
    for words in ({"days": "10"}, {"date": "2026-12-05"}, {"date": "2026-12-08"}):
        check_request(request_of(corridor, ENTRY | words), corridor)
    china = datetime(2026, 12, 5, 8, tzinfo=timezone(timedelta(hours=8)))
    check_request(request_of(corridor, ENTRY | {"arrival": china.isoformat()}), corridor)


# The frame of a trip


def test_a_trip_begins_with_its_arrival_or_after_a_night(corridor: Corridor) -> None:
    place = {"days": "2", "from": "chongqing"}
    for arrival, first, has_eve in (
        ("2026-12-05 11:59", "2026-12-05", False),
        ("2026-12-05 12:00", "2026-12-06", True),
        ("2026-12-05 01:00", "2026-12-05", True),
    ):
        request = request_of(corridor, place | {"arrival": arrival})
        assert (f"{request.date}", request.has_eve) == (first, has_eve)
    on_its_day = request_of(corridor, TRIP | {"arrival": "2026-12-05 22:00"})
    assert (f"{on_its_day.date}", on_its_day.has_eve) == ("2026-12-05", False)


def test_hours_of_days(corridor: Corridor) -> None:
    request = asked(corridor, day_hours=["2 = 10:00-16:00", "1=-15:30"])
    assert request.day_hours == {1: (None, 930), 2: (600, 960)}
    assert request == request_of(corridor, request.model_dump(mode="json", by_alias=True))
    assert [request.hours_of(day) for day in request.dates] == [(510, 930), (600, 960)]


def test_a_request_file_knows_days_and_bookings(corridor: Corridor, tmp_path: Path) -> None:
    path = tmp_path / "trip.yaml"
    path.write_text(
        "days: 3\ndate: 2026-12-05\nfrom: chongqing\nday-hours: {2: 10:00-16:00}\nfree: {3: [afternoon, evening]}\n"
        "pauses: [13:00-14:30]\nvisits: [三星堆@2026-12-06T10:30]\nstays:\n- Dazu@2026-12-05..06\nbase: 成都\n"
        "trains:\n- g8685@2026-12-07：成都东-重庆北\n",
        encoding="utf-8",
    )
    request = request_of(corridor, read_words(path))
    by_options = asked(
        corridor,
        days="3",
        day_hours=["2=10:00-16:00"],
        free=["3=afternoon", "3=evening"],
        pauses=["13:00-14:30"],
        visits=["sanxingdui@2026-12-06 10:30"],
        stays=["dazu@2026-12-05..2026-12-06"],
        trains=["G8685@2026-12-07:chengdu-east-chongqing-north"],
        base="chengdu",
    )
    assert request == by_options
    assert request == request_of(corridor, request.model_dump(mode="json", by_alias=True))
    assert request.must == ("sanxingdui",)
    assert [str(train) for train in request.trains] == ["G8685@2026-12-07:chengdu-east..chongqing-north"]


@pytest.mark.parametrize(
    ("text", "train"),
    [
        ("G8685@2026-12-07:chengdu-chongqing", "chengdu..chongqing"),
        ("G8685@2026-12-07:Chengdu East - Chongqing North", "chengdu-east..chongqing-north"),
        ("G8685@2026-12-07:成都→重庆北站", "chengdu..chongqing-north"),
        ("G8685@2026-12-07:chengdu-east-chongqing", "chengdu-east..chongqing"),
    ],
)
def test_a_booked_train_goes_by_any_names(corridor: Corridor, text: str, train: str) -> None:
    assert [str(each) for each in asked(corridor, trains=[text]).trains] == [f"G8685@2026-12-07:{train}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("G8685", "'G8685' is no booked train like G8522@2027-03-12:FROM-TO"),
        ("G8685@2026-12-07:chengdu-atlantis", "no town or station is called 'atlantis'"),
        ("G8685@2026-02-30:chengdu-chongqing", "February 2026 has no day 30"),
    ],
)
def test_a_booked_train_that_is_none(corridor: Corridor, text: str, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        asked(corridor, trains=[text])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"arrival": "2026-12-06 08:00"},
            "arrival: lies neither on the first day, Sat 5 December 2026, nor on the day before",
        ),
        (
            {"arrival": "2026-12-03 23:00"},
            "arrival: lies neither on the first day, Sat 5 December 2026, nor on the day before",
        ),
        ({"leave_by": "2026-12-05 18:00"}, "leave_by: does not lie on the last day, Sun 6 December 2026"),
        ({"leave_by": "2026-12-07 05:00"}, "leave_by: does not lie on the last day, Sun 6 December 2026"),
        ({"leave_by": "2026-12-06T12:00Z"}, "leave_by: should be in China's time"),
        ({"leave_by": "2026-12-06 00:20"}, "leave_by: day 2 has less than an hour between its start and its end"),
        ({"day_hours": ["3=10:00-16:00"]}, "day_hours: the trip has no day 3, it has 2"),
        ({"day_hours": ["2=16:00-16:30"]}, "day_hours: day 2 has less than an hour"),
        ({"day_hours": ["1=10:00-33:00"]}, "day_hours: day 1 ends after the next one starts"),
        ({"day_hours": ["morning"]}, "day_hours: 'morning' are no hours like 2=10:00-16:00"),
        ({"day_hours": ["2=noon"]}, "'2=noon' are no hours like 2=10:00-16:00"),
        ({"day_hours": {"2": "-"}}, "'2=-' are no hours like 2=10:00-16:00"),
    ],
)  # fmt: skip
def test_frames_that_cannot_be(words: dict[str, Any], message: str, corridor: Corridor) -> None:
    with pytest.raises(RequestError) as caught:
        check_request(asked(corridor, **words), corridor)
    assert message in str(caught.value)


# Products


def test_a_product_gives_way_to_what_is_said(corridor: Corridor) -> None:
    product = corridor.product_by_id["red-gene-heritage"]
    plain = request_of(corridor, {"product": "红色基因传承", "date": "2026-12-05"})
    assert (plain.days, plain.themes, len(plain.cover)) == (product.ideal_days[0], {"red": 1.0}, 2)
    changed = request_of(
        corridor, {"product": "red gene", "date": "2026-12-05", "days": "4", "must": "hongyan", "cover": []}
    )
    assert (changed.days, changed.must, changed.cover) == (4, ("hongyan",), ())


def test_a_longer_product_visits_more(corridor: Corridor) -> None:
    days = {"2": False, "3": True, "4": True}
    for number, has in days.items():
        request = request_of(corridor, {"product": "red gene", "date": "2026-12-05", "days": number})
        assert ("zhude" in request.must) == has
    with pytest.raises(RequestError, match="days: should be a whole number, not 'many'"):
        request_of(corridor, {"product": "red gene", "date": "2026-12-05", "days": "many"})


def test_every_product_is_a_request(corridor: Corridor) -> None:
    for product in corridor.products:
        request = request_of(corridor, {"product": product.name.zh, "date": "2026-06-12"})
        check_request(request, corridor)
        assert request.days == product.ideal_days[0]


def test_unknown_products(corridor: Corridor) -> None:
    with pytest.raises(RequestError) as caught:
        asked(corridor, product="moon")
    assert caught.value.field == "product"
    assert len(caught.value.candidates) == len(corridor.products)
