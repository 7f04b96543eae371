"""What is wrong with the values of a request, in both languages."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from planner.asking import QUESTIONS
from planner.errors import RequestError
from planner.wording.faults import request_error
from planner.wording.words import request_of
from tests.builders.shipped import shipped
from tests.builders.small_plans import corridor

WORDS = {"days": "1", "date": "2026-12-05", "from": "east-city"}


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (
            {"adults": "60"},
            "60 are more than the 50 that one plan holds, by car, coach and train alike: plan 2 parties of 30 or fewer",
            "60人超过一份行程的上限50人，汽车、包车、火车都一样：请分成2组、每组不超过30人",
        ),
        ({"adults": "101"}, "plan 3 parties of 34 or fewer", "请分成3组、每组不超过34人"),
        ({"children": "51"}, "plan 2 parties of 26 or fewer", "请分成2组、每组不超过26人"),
        (
            {"pauses": ["14:30-13:00"]},
            "no pause like 13:00-14:30",
            "“14:30-13:00”不是13:00-14:30这样的休息时段",
        ),
        ({"pauses": ["25:00-26:00"]}, "which ends after it begins and by 24:00", "不晚于24:00"),
        ({"pauses": ["23:00-24:30"]}, "which ends after it begins and by 24:00", "不晚于24:00"),
        (
            {"day_hours": ["1=25:00-27:00"]},
            "day_hours: a day starts before 24:00, not at 25:00",
            "day_hours：一天应在24:00之前开始，而不是25:00",
        ),
        (
            {"start_time": "24:00"},
            "a day starts before 24:00, not at 24:00",
            "一天应在24:00之前开始，而不是24:00",
        ),
        ({"start_time": "25:99"}, "should be a clock time like 08:30", "应是时刻，如 08:30"),
        ({"end_time": "48:00"}, "should be a clock time like 08:30", "应是时刻，如 08:30"),
        ({"arrival": "2026-12-05 25:00"}, "should be a valid date and time", "应是有效的日期和时间"),
        ({"leave_by": "2026-12-05 24:61"}, "should be a valid date and time", "应是有效的日期和时间"),
        ({"pauses": ["noon"]}, "no hours like 10:00-16:00", "“noon”不是10:00-16:00这样的时段"),
        (
            {"stays": ["mid-town@2026-12-05..05"]},
            "comes after the first evening, Sat 5 December 2026",
            "离开的早晨应晚于首晚：前者为2026年12月5日（周六），后者为2026年12月5日（周六）",
        ),
    ],
)
def test_values_that_cannot_be(words: dict[str, object], english: str, chinese: str) -> None:
    with pytest.raises(RequestError) as caught:
        request_of(corridor(), {**WORDS, **words})
    assert english in str(caught.value)
    assert chinese in caught.value.say("zh")


def test_a_kind_of_place_is_no_start_and_its_sites_are_named() -> None:
    for field, text in (("from", "石窟"), ("to", "石窟")):
        with pytest.raises(RequestError) as caught:
            request_of(shipped(), {"days": "1", "date": "2026-12-05", "from": "chongqing", field: text})
        assert "a kind of place" in str(caught.value)
        assert len(caught.value.candidates) == 5
        assert caught.value.candidates[0].startswith("dazu-baodingshan (Dazu")
        assert "大足石刻·宝顶山（dazu-baodingshan）" in caught.value.say("zh")
        sites = [shipped().attraction_by_id[each.split()[0]] for each in caught.value.candidates]
        assert all("grotto" in site.tags for site in sites)


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (
            {"date": "30 February"},
            "February has no day 30, its last is 28, in a leap year 29.",
            "2月没有30日，最后一天是28日，闰年为29日。",
        ),
        ({"date": "2月30日"}, "February has no day 30", "2月没有30日"),
        (
            {"visits": ["west-ruins@2027-02-30T10:00"]},
            "visits: February 2027 has no day 30",
            "visits：2027年2月没有30日",
        ),
        ({"visits": ["west-ruins@30 February"]}, "February has no day 30", "2月没有30日"),
        (
            {"stays": ["mid-town@2027-02-28..31"]},
            "stays: February 2027 has no day 31",
            "stays：2027年2月没有31日",
        ),
        ({"free": ["2=noon"]}, "free: should be one of", "free：应是"),
        ({"pauses": ["25:99-26:00"]}, "should be a clock time like 08:30", "应是时刻，如 08:30"),
        ({"adults": ["1"]}, "should be a whole number, not '[1]'", "应是整数，而不是“[1]”"),
    ],
)
def test_errors_name_the_value_and_no_inner_part(
    words: dict[str, object], english: str, chinese: str
) -> None:
    with pytest.raises(RequestError) as caught:
        request_of(corridor(), {**WORDS, **words})
    assert english in str(caught.value)
    assert chinese in caught.value.say("zh")


def test_what_is_wrong_comes_before_what_is_missing() -> None:
    words = {"days": "1", "from": "east-city", "arrival": "30 February 2027 10:00"}
    with pytest.raises(RequestError) as caught:
        request_of(corridor(), words)
    assert str(caught.value).splitlines() == [
        "arrival: February 2027 has no day 30, its last is 28.",
        "date: is missing.",
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"add": ["a"]}, "add: is no word of a request. There are: time_limit, work, threads, move, drop"),
        ({"move": {"a": 1}}, "move: should be a list of texts such as SITE=DAY; not '{a: 1}'."),
    ],
)
def test_a_question_is_told_its_words_and_what_their_texts_are_like(
    body: dict[str, object], said: str
) -> None:
    question = QUESTIONS["edit"]
    with pytest.raises(ValidationError) as caught:
        question.model_validate(body)
    assert str(request_error(caught.value, question)).startswith(said)
