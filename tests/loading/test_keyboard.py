"""Request files as Chinese keyboards write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.corridor import Corridor
from planner.errors import DataError
from planner.loading.keyboard import MAX_LENGTH, Typed
from planner.wording.words import read_words, request_of
from tests.builders.shipped import shipped

HEAD = "date: 2026-12-05\nfrom: chengdu\n"


@pytest.fixture(scope="module")
def corridor() -> Corridor:
    return shipped()


def words(folder: Path, text: str) -> dict[str, Any]:
    path = folder / "trip.yaml"
    path.write_text(text, encoding="utf-8")
    return read_words(path)


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("days：3", "days", 3),
        ("days： ３ # 三天，：", "days", 3),
        ("ｄａｙｓ：３", "days", 3),
        ("days: 2\nend－time：“１８：３０”", "end_time", "18:30"),
        ("days: 2\nmust：［武侯祠，青城山］", "must", ["wuhouci", "qingchengshan"]),
        ("days: 2\nmust: 武侯祠、“青城山”", "must", ["wuhouci", "qingchengshan"]),
        ("days: 2\nmust: （武侯祠，青城山）", "must", ["wuhouci", "qingchengshan"]),
        ("days: 2\nmust：\n　－　武侯祠\n　－　「青城山」", "must", ["wuhouci", "qingchengshan"]),
        ("days: 2\nthemes：｛red：０．５，heritage：１｝", "themes", {"red": 0.5, "heritage": 1.0}),
        ("days: 2\nthemes: red＝0.5", "themes", {"red": 0.5}),
        ("days: 2\n＃ 说明：没有\nmeals：ｆａｌｓｅ", "meals", False),
        ("days: 2\nwithin: 【樂山市】", "within", ["5111"]),
        ("days﹕4", "days", 4),
        ("days:4", "days", 4),
        ("days:\u00a04", "days", 4),
        ("days: 4\u3000＃ 四天", "days", 4),
        ("days: 4 ＃四天", "days", 4),
        ("\u200bdays\u200b: 4", "days", 4),
        ("days: 2\nend-time: 18︰30", "end_time", "18:30"),
        ("days: 2\nthemes: red：0.5、heritage", "themes", {"red": 0.5, "heritage": 1.0}),
        ("days: 2\nmust:\u00a0武侯祠", "must", ["wuhouci"]),
    ],
)
def test_plain_meanings_are_understood(
    corridor: Corridor, tmp_path: Path, typed: str, field: str, value: object
) -> None:
    request = request_of(corridor, words(tmp_path, HEAD + typed + "\n"))
    assert request.model_dump(mode="json", by_alias=True)[field] == value


def test_rules_of_coverage_too(corridor: Corridor, tmp_path: Path) -> None:
    text = "days: 2\ncover：\n- 石刻：２ of tag：grotto，karst\n- name：溶洞\n  at_least：１\n  tags：［karst］\n"
    (wide,) = request_of(
        corridor, words(tmp_path, HEAD + "days: 2\ncover: ３ ｏｆ ｔａｇ：ｋａｒｓｔ\n")
    ).cover
    assert (wide.at_least, wide.tags) == (3, ("karst",))
    first, second = request_of(corridor, words(tmp_path, HEAD + text)).cover
    assert (first.name.zh, first.at_least, first.tags) == ("石刻", 2, ("grotto", "karst"))
    assert (second.name.zh, second.at_least, second.tags) == ("溶洞", 1, ("karst",))


@pytest.mark.parametrize(
    ("typed", "line", "column", "sign"),
    [
        ("days，3", 3, 5, "，"),
        ("days: 2。", 3, 8, "。"),
        ("budget：￥900", 3, 8, "￥"),
        ("days: “2天”", 3, 9, "天"),
        ("days: 2\nto: 乐山，成都", 4, 7, "，"),
        ("days: 2\nmust：武侯祠：青城山\nadults；2\n", 5, 7, "；"),
        ("days: 2，", 3, 8, "，"),
        ("days: 2\nbudget：4，000", 4, 9, "，"),
        ("\u3000days: 2", 3, 1, "\u3000"),
        ("days: 2\nmust:\n— 武侯祠\nadults: 2", 5, 1, "—"),
        ("days: 2\nmust:\n・ 武侯祠\nadults: 2", 5, 1, "・"),
        ("days: 2\nmust: [武侯祠，，青城山]", 4, 12, "，"),
    ],
)
def test_other_signs_are_named_where_they_stand(
    tmp_path: Path, typed: str, line: int, column: int, sign: str
) -> None:
    with pytest.raises(DataError) as caught:
        words(tmp_path, HEAD + typed + "\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert f"'{sign}' (U+{ord(sign):04X})" in problem.message


def test_quotes_keep_a_name_whole_and_comments_stay() -> None:
    text = 'must: ["甲，乙", \'丙：丁\'] # 说明，［\nproduct: "a\\"，b"\n'
    assert Typed(text).text == text


def test_places_are_those_of_what_was_typed() -> None:
    typed = Typed("themes：｛red：1，heritage：2｝\n")
    assert typed.text == "themes: {red: 1,heritage: 2}\n"
    assert typed.placed(1, typed.text.index("heritage") + 1) == (1, 15)


def test_a_name_may_begin_with_a_bracket() -> None:
    text = "must: 【夜游】洪崖洞\n"
    assert Typed(text).text == text


def test_what_is_very_long_is_read_as_it_is() -> None:
    text = "days：" + "2" * MAX_LENGTH
    assert Typed(text).text == text
