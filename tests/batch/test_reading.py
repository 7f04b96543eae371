"""Wishes are read one by one from each kind of file; what is wrong with one is told of it alone."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from planner.batch import rows_of
from planner.batch.lines import MOST_BYTES
from planner.batch.reading import Row
from planner.errors import DataError, DataProblem, RequestError
from planner.wording.words import request_of
from tests.builders.paths import DOCS
from tests.builders.shipped import shipped

JSON = '{"id": "a", "days": 2}\n\n{"days": 3, "must": ["x", "y"]}\n'
YAML = (
    "# wishes\nid: a\ndays: 2\n--- {days: 3, must: [x, y]}\n---\ndays：４\nmust: x、y\n...\n---\n# no more\n"
)
TABLE = "id,days,must,max-transit\na,2,,\n\nb,3,x; y,60\n"


def rows(tmp_path: Path, name: str, text: str | bytes) -> list[Row]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(rows_of(path))


def told(found: list[Row]) -> list[tuple[int, Any, dict[str, Any]]]:
    return [(row.line, row.id, dict(row.words)) for row in found]


def test_a_line_of_json_each(tmp_path: Path) -> None:
    found = rows(tmp_path, "w.jsonl", JSON)
    assert told(found) == [(1, "a", {"days": 2}), (3, None, {"days": 3, "must": ["x", "y"]})]


def test_a_document_of_yaml_each_as_people_type_it(tmp_path: Path) -> None:
    assert told(rows(tmp_path, "w.yaml", YAML)) == [
        (1, "a", {"days": "2"}),
        (4, None, {"days": "3", "must": ["x", "y"]}),
        (5, None, {"days": "４", "must": ["x", "y"]}),
    ]


@pytest.mark.parametrize(("name", "sign"), [("w.csv", ","), ("w.csv", ";"), ("w.tsv", "\t")])
def test_a_column_for_each_word(tmp_path: Path, name: str, sign: str) -> None:
    text = TABLE.replace("x; y", "x、y").replace(",", sign)
    wishes = [
        (2, "a", {"days": "2"}),
        (4, "b", {"days": "3", "must": ["x", "y"], "max_transit": "60"}),
    ]
    assert told(rows(tmp_path, name, "\ufeff" + text)) == wishes


def test_several_values_in_a_cell(tmp_path: Path) -> None:
    text = 'cover,theme,"budget"\n2 of tag:a; zone:b | max 1 of tag:c,"heritage=1; City, food",3000; tickets=500\n'
    ((_, _, words),) = told(rows(tmp_path, "w.csv", text))
    assert words == {
        "cover": ["2 of tag:a; zone:b", "max 1 of tag:c"],
        "themes": ["heritage=1", "City, food"],
        "budget": ["3000", "tickets=500"],
    }


@pytest.mark.parametrize(
    ("name", "text", "line", "where"),
    [
        ("w.jsonl", JSON + "no\n" + JSON, 4, (4, 1)),
        ("w.jsonl", JSON + '{"a": 1, "a": 2}\n' + JSON, 4, (4, 1)),
        ("w.jsonl", JSON + "[1]\n" + JSON, 4, (4, 1)),
        ("w.jsonl", JSON.encode() + b'{"from": "\xd6\xd8"}\n' + JSON.encode(), 4, (4, 11)),
        ("w.jsonl", JSON + '{"a": "' + "x" * MOST_BYTES + '"}\n' + JSON, 4, (4, 1)),
        ("w.yaml", "days: 1\n---\ndays: [\n---\ndays: 2\n", 2, (4, 1)),
        ("w.yaml", "days: 1\n---\n\njust text\n---\ndays: 2\n", 2, (2, 1)),
        ("w.csv", TABLE + "c,1,,,what\n" + "d,1,,\n", 5, (5, 1)),
        ("w.csv", TABLE.encode() + b"c,\xd6\xd8,,\nd,1,,\n", 5, (5, 3)),
        ("w.csv", TABLE.encode() + b'c,1,"x\n\xd6\xd8",\nd,1,,\n', 5, (6, 1)),
        ("w.jsonl", JSON + '{"days": 2\n' + JSON, 4, (4, 11)),
        ("w.jsonl", JSON + '{"days": 2\r\n' + JSON, 4, (4, 11)),
        ("w.csv", TABLE + f"c,1,{'x' * 140_000},\nd,1,,\n", 5, (5, 1)),
    ],
)
def test_what_is_wrong_has_its_place_and_the_rest_goes_on(
    tmp_path: Path, name: str, text: str | bytes, line: int, where: tuple[int, int]
) -> None:
    found = rows(tmp_path, name, text)
    (wrong,) = [row for row in found if row.error]
    assert wrong.line == line
    assert isinstance(wrong.error, DataError)
    (problem,) = wrong.error.problems
    assert (problem.file, problem.line, problem.column) == (name, *where)
    assert found[0].words
    assert found[-1].words


@pytest.mark.parametrize("id_", ["[1]", "true", "1.5", '"' + "x" * 201 + '"'])
def test_what_is_no_id(tmp_path: Path, id_: str) -> None:
    (row,) = rows(tmp_path, "w.jsonl", f'{{"id": {id_}, "days": 2}}\n')
    assert isinstance(row.error, RequestError)
    assert row.error.message.code == "batch.no-id"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("w.csv", "id,dayz\na,2\n", "request.word-unknown"),
        ("w.csv", "days,days\n1,2\n", "request.word-twice"),
        ("w.txt", "", "batch.no-kind"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_refused(
    tmp_path: Path, name: str, text: str, code: str
) -> None:
    with pytest.raises(RequestError) as caught:
        rows(tmp_path, name, text)
    assert caught.value.message.code == code


def test_a_file_is_not_read_ahead(tmp_path: Path) -> None:
    path = tmp_path / "w.jsonl"
    path.write_text('{"days": 1}\n' * 1000)
    first = next(itertools.islice(rows_of(path), 1))
    assert first.line == 1


def test_the_table_of_the_docs_has_wishes_that_can_be() -> None:
    corridor = shipped()
    found = list(rows_of(DOCS / "wishes.csv"))
    assert [row.error for row in found] == [None] * len(found)
    asked = {row.id: request_of(corridor, row.words) for row in found}
    assert asked["smith"].must == ("sanxingdui", "jinsha")
    assert asked["lee-family"].child_ages == (6, 9)


LONG = "x" * (MOST_BYTES + 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w.jsonl", f'{{"days": 1}}\n{LONG}\n{{"days": 2}}\n'),
        ("w.jsonl", f'{{"days": 1}}\n{{"days": 3}}{" " * MOST_BYTES}\n{{"days": 2}}\n'),
        ("w.jsonl", f'{{"days": 1}}\n{LONG}{{"days": 3}}\n{{"days": 2}}\n'),
        ("w.jsonl", f'{{"days": 1}}\n{" " * MOST_BYTES}{{"days": 3}}\n{{"days": 2}}\n'),
        ("w.csv", f"days,must\n{LONG},3\n2,\n"),
        ("w.csv", f"days,must\n{',' * MOST_BYTES}3\n2,\n"),
    ],
)
def test_a_line_that_is_too_long_is_a_problem_and_no_other_wish(tmp_path: Path, name: str, text: str) -> None:
    found = rows(tmp_path, name, text)
    (wrong,) = [row for row in found if row.error]
    assert isinstance(wrong.error, DataError)
    (problem,) = wrong.error.problems
    assert (wrong.line, problem.line, problem.told.code) == (2, 2, "batch.line-too-long")
    assert str(found[-1].words["days"]) == "2"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w.jsonl", '{"id": "a", "days": 1, "days": 2}\n'),
        ("w.jsonl", '{"id": "a", "days": NaN}\n'),
        ("w.jsonl", b'{"id": "a", "from": "\xd6\xd8"}\n'),
        ("w.yaml", "id: a\ndays: 1\ndays: 2\n"),
        ("w.csv", "id,days\na,2,what\n"),
        ("w.csv", b"id,from\na,\xd6\xd8\n"),
    ],
)
def test_a_wish_that_is_refused_keeps_its_id(tmp_path: Path, name: str, text: str | bytes) -> None:
    (row,) = rows(tmp_path, name, text)
    assert (row.id, isinstance(row.error, DataError)) == ("a", True)


@pytest.mark.parametrize(
    "text", [b'{"id": "\xd6\xd8"}\n', b'{"id": "\\ud800"}\n', b'{"id": [1], "a": NaN}\n', b"[" * 9999]
)
def test_an_id_that_no_answer_can_hold_is_left_out(tmp_path: Path, text: bytes) -> None:
    (row,) = rows(tmp_path, "w.jsonl", text)
    assert (row.id, isinstance(row.error, DataError)) == (None, True)


def refused(tmp_path: Path, name: str, text: bytes) -> DataProblem:
    with pytest.raises(DataError) as caught:
        rows(tmp_path, name, text)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("name", "text"), [("w.csv", TABLE), ("w.jsonl", JSON), ("w.yaml", YAML)])
def test_what_is_in_utf_16_is_refused_at_once(tmp_path: Path, name: str, text: str, code: str) -> None:
    problem = refused(tmp_path, name, text.encode(code))
    assert (problem.code, problem.message) == ("encoding", "not UTF-8: UTF-16")
    assert ("CSV UTF-8" in problem.hint, "UTF-8" in problem.say("zh")) == (name == "w.csv", True)


def test_a_table_as_a_chinese_spreadsheet_saves_it_is_told_how_to_be_saved(tmp_path: Path) -> None:
    text = "编号,days\na,2\n".encode("gbk")
    assert refused(tmp_path, "w.csv", text).say() == (
        'w.csv:1:1: encoding: not UTF-8: 0xB1 (save the table as "CSV UTF-8")'
    )
    first, second = rows(tmp_path, "w.csv", "id,from\na,重庆\nb,chengdu\n".encode("gbk"))
    assert isinstance(first.error, DataError)
    assert "请把表格另存为“CSV UTF-8”" in first.error.say("zh")
    assert second.words == {"from": "chengdu"}


@pytest.mark.parametrize(("name", "text"), [("w.csv", TABLE), ("w.jsonl", JSON), ("w.yaml", YAML)])
def test_a_mark_of_utf_8_is_no_part_of_a_wish(tmp_path: Path, name: str, text: str) -> None:
    assert told(rows(tmp_path, name, "\ufeff" + text)) == told(rows(tmp_path, name, text))


@pytest.mark.parametrize(
    ("opened", "last"),
    [
        ('b,3,"x\n', 8),  # to the end of the file
        ('b,3,"x\n', 6),  # to another cell with quotes
        ('b,3,"x"y\n', 3),
    ],
)
def test_a_quote_that_is_not_closed_takes_no_other_row(tmp_path: Path, opened: str, last: int) -> None:
    after = ["c,3,x\n", "\n", "d,3,x\n", "e,3,\n", "f,3,\n"]
    if last == 6:
        after[2] = 'd,3,"x"\n'
    found = rows(tmp_path, "w.csv", "id,days,must\na,2,\n" + opened + "".join(after))
    assert [(row.line, row.id) for row in found if not row.error] == [
        *((2, "a"), (4, "c"), (6, "d"), (7, "e"), (8, "f"))
    ]
    (wrong,) = [row for row in found if row.error]
    assert isinstance(wrong.error, DataError)
    (problem,) = wrong.error.problems
    assert (wrong.line, problem.line, problem.told.code) == (3, 3, "batch.quotes")
    assert problem.told.params.items() >= {"first": 3, "last": last}.items()
    begins = [row.line for row in found]
    assert begins == sorted(set(begins))


def test_a_quoted_cell_may_have_lines(tmp_path: Path) -> None:
    text = 'id,must,days\r\na,"x\r\n""y"", z\r\n",2\r\nb,x,3\r\n'
    assert told(rows(tmp_path, "w.csv", text)) == [
        (2, "a", {"must": ["x", '"y", z'], "days": "2"}),
        (5, "b", {"must": "x", "days": "3"}),
    ]


def test_a_quote_that_swallows_much_is_given_up_and_nothing_lost(tmp_path: Path) -> None:
    after = "c,3,x\n" * 50_000
    found = rows(tmp_path, "w.csv", 'id,days,must\nb,3,"x\n' + after)
    assert [row.line for row in found if row.error] == [2]
    assert len(found) == 50_001


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_line_of_just_the_most_bytes_is_taken(tmp_path: Path, end: str, mark: str) -> None:
    line = '{"days": 1}'.ljust(MOST_BYTES)
    (row,) = rows(tmp_path, "w.jsonl", mark + line + end)
    assert row.words == {"days": 1}
    (row,) = rows(tmp_path, "w.jsonl", mark + line + " " + end)
    assert row.error


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (f"days,{'x' * 140_000}\n", "batch.cell-too-long"),
        ('days,"must\n', "batch.quotes"),
        ("days,must\r2,x\r", "batch.no-table"),
        (f"days,{'x' * MOST_BYTES}\n", "batch.line-too-long"),
    ],
)
def test_names_of_columns_that_cannot_be_read_are_a_problem(tmp_path: Path, head: str, code: str) -> None:
    assert refused(tmp_path, "w.csv", head.encode() + b"2,\n").told.code == code


def test_a_table_may_begin_with_empty_rows(tmp_path: Path) -> None:
    assert told(rows(tmp_path, "w.csv", "\n;;\nid;days\n;;\na;2\n")) == [(5, "a", {"days": "2"})]


@pytest.mark.parametrize("text", ["2026/12/5", "2026/12/05", " 2026-12-05"])
def test_a_date_as_a_spreadsheet_writes_it_again(tmp_path: Path, text: str) -> None:
    assert told(rows(tmp_path, "w.csv", f"date\n{text}\n")) == [(2, None, {"date": "2026-12-05"})]
