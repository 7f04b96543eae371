"""What `planner sites QUERY` finds."""

from __future__ import annotations

import pytest

from planner.corridor import Attraction
from planner.errors import RequestError
from planner.wording.naming import tag_of, theme_of
from planner.wording.searching import search
from tests.builders.shipped import shipped


def found(text: str) -> list[Attraction]:
    return search(shipped(), text)


def carrying(tag: str) -> set[str]:
    return {site.id for site in shipped().attractions if tag in (*site.tags, *site.heritage)}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("石窟", "grotto"),
        ("rock carvings", "grotto"),
        ("food", "food"),
        ("小吃", "food"),
        ("溫泉", "hot-spring"),
        ("hot spring", "hot-spring"),
        ("temples", "buddhism"),
        ("古鎮", "ancient-town"),
        ("UNESCO", "world-heritage"),
        ("川劇", "opera"),
        ("国家一级博物馆", "first-class-museum"),
        ("kids", "family"),
    ],
)
def test_a_kind_of_site_by_any_of_its_names(text: str, tag: str) -> None:
    assert carrying(tag) <= {site.id for site in found(text)}
    assert tag_of(shipped(), text) == tag


def test_the_best_known_come_first() -> None:
    assert [site.id for site in found("石窟")][:3] == ["dazu-baodingshan", "leshan-buddha", "dazu-beishan"]
    scores = [site.score for site in found("food")]
    assert scores == sorted(scores, reverse=True)


def test_a_whole_name_comes_before_a_kind_and_a_place() -> None:
    assert found("Chengdu Museum")[0].id == "cd-museum"
    assert found("成都博物馆")[0].id == "cd-museum"


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("夜市", {"jiaochangkou-night-market"}),
        ("night market", {"jiaochangkou-night-market"}),
        ("重庆夜市", {"jiaochangkou-night-market"}),
        ("温泉", {"dongwenquan", "nanwenquan", "tongjing", "huashuiwan", "beiquan"}),
    ],
)
def test_what_is_called_so_comes_before_what_is_of_that_kind(text: str, called: set[str]) -> None:
    sites = [site.id for site in found(text)]
    assert set(sites[: len(called)]) == called
    assert len(sites) > len(called)


@pytest.mark.parametrize("text", ["museums in Chengdu", "成都 博物館", "博物馆 成都", "成都市 museum"])
def test_several_words_each_in_their_own_way(text: str) -> None:
    sites = found(text)
    assert {"jinsha", "cd-museum"} <= {site.id for site in sites}
    assert {site.prefecture for site in sites} == {"成都市"}
    assert all("museum" in site.tags for site in sites)


def test_chinese_words_need_no_space() -> None:
    assert found("重庆石窟") == found("重庆 石窟") != []


@pytest.mark.parametrize(
    ("text", "county"),
    [("Yubei", "渝北区"), ("渝北", "渝北区"), ("阆中", "阆中市"), ("乐山市 市中区", "市中区")],
)
def test_counties(text: str, county: str) -> None:
    assert {site.id for site in shipped().attractions if site.county == county} <= {
        site.id for site in found(text)
    }


def test_places_give_the_most_famous_first() -> None:
    assert [site.id for site in found("Chongqing")][:2] == ["dazu-baodingshan", "jinfoshan"]
    assert {site.prefecture for site in found("central Chongqing")} == {"重庆市"}
    assert len(found("central Chongqing")) < len(found("Chongqing"))


def test_a_theme_where_nothing_else_is_called_so() -> None:
    by_theme = [site.id for site in found("heritage")]
    assert {"dazu-baodingshan", "sanxingdui"} <= set(by_theme[:6])
    assert len(found("Everything")) == len(shipped().attractions)
    for part, theme in (("康养", "康养度假"), ("研学", "研学亲子"), ("outdoors", "户外运动")):
        assert found(part) == found(theme) != []


@pytest.mark.parametrize("text", ["", " ", "ctu", "useum", "qqqq", "的"])
def test_what_nothing_answers_to(text: str) -> None:
    assert found(text) == []


def test_every_tag_and_class_has_a_name_in_both_languages() -> None:
    corridor = shipped()
    carried = {tag for site in corridor.attractions for tag in (*site.tags, *site.heritage)}
    assert set(corridor.name_by_tag) == carried
    assert all(name.en.isascii() and not name.zh.isascii() for name in corridor.name_by_tag.values())


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("food", "food"),
        ("美食", "food"),
        ("museum", "museums"),
        ("博物館", "museums"),
        ("three kingdoms", "three-kingdoms"),
    ],
)
def test_themes_by_their_names(text: str, theme: str) -> None:
    assert theme_of(shipped(), text) == theme


def test_a_theme_that_is_spelt_wrong_is_guessed() -> None:
    with pytest.raises(RequestError) as caught:
        theme_of(shipped(), "fod")
    assert caught.value.candidates == ("food",)


@pytest.mark.parametrize("text", ["panda", "Pandas", "大熊猫"])
def test_a_tag_taken_for_a_theme_says_how_to_ask_for_it(text: str) -> None:
    with pytest.raises(RequestError, match="cover 'all of tag:panda'") as caught:
        theme_of(shipped(), text)
    assert caught.value.candidates == ("study",)
    assert "“all of tag:panda”" in caught.value.say("zh")


@pytest.mark.parametrize("text", ["eum", "erit", "ity"])
def test_the_inside_of_a_word_is_no_theme(text: str) -> None:
    with pytest.raises(RequestError, match="no theme is called"):
        theme_of(shipped(), text)
