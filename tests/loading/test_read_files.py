"""Whatever is in a plan, request or data file, reading it gives an error for people, and no hang."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.checker import check
from planner.errors import DataError, PlannerError
from planner.itinerary import Itinerary
from planner.loading import load_corridor
from planner.loading.plans import read_itinerary
from planner.wording.words import read_words, request_of
from tests.builders import examples
from tests.builders.examples import large
from tests.builders.paths import SMALL
from tests.builders.small_plans import corridor, good_plan
from tests.builders.work import counted_calls

MANY = 200_000 if examples.FULL else 5_000
MOST_CALLS = 100 * MANY  # of functions; the worst file takes 30 for each of its parts
MEGABYTE = 5 * MANY
NASTY: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "nul": b"\0\0\0",
    "utf-16": '{"schema_version": "1"}'.encode("utf-16"),
    "gbk": "从: 重庆".encode("gbk"),
    "byte order mark and nothing": b"\xef\xbb\xbf",
    "a word": b"hello",
    "a number": b"7",
    "a list": b"[1, 2, 3]",
    "null": b"null",
    "a text": b'"days"',
    "deep lists": b"[" * MANY + b"]" * MANY,
    "deep lists that never end": b"[" * MANY,
    "deep mappings": b'{"a":' * MANY + b"1" + b"}" * MANY,
    "deep yaml": b"- " * MANY + b"1",
    "nan": b'{"certificate": {"gap": NaN}}',
    "infinity": b'{"days": -Infinity}',
    "infinite float": b'{"days": 1e999}',
    "huge integer": b'{"days": ' + b"9" * MANY + b"}",
    "large integer": b'{"days": 12345678901234567890}',
    "equal keys": b'{"days": 1, "days": 2}',
    "half a surrogate pair": b'{"schema_version": "\\ud800"}',
    "an end without a beginning": b"}",
    "no end": b'{"days": [',
    "no end of text": b'{"' + b'\\"' * MANY,
    "many quotes": b'"' * MANY,
    "many backslashes": b'"' + b"\\" * MANY,
    "recursive alias": b"&a [*a]",
    "recursive alias in a mapping": b"days: &a {days: *a}",
    "billion laughs": b"\n".join(
        [b"a0: &a0 [x, x]", *(b"a%d: &a%d [*a%d, *a%d]" % (i, i, i - 1, i - 1) for i in range(1, 40))]
    ),
    "python tag": b"days: !!python/object/apply:os.system ['true']",
    "other tag": b"days: !mine 3",
    "merge key": b"<<: {days: 3}",
    "two documents": b"days: 3\n---\ndays: 4",
    "tab": b"days:\n\t- 3",
    "one long text": b'{"days": "' + b"a" * 10 * MEGABYTE + b'"}',
    "many zeros": b"0" * 10 * MEGABYTE,
    "many lists": b"[" + b"[]," * MANY + b"[]]",
    "many spaces": b" " * 10 * MEGABYTE,
    "many wrong days": b'{"days": [' + b"0," * MANY + b"0]}",
    "many unknown keys": b"{" + b",".join(b'"k%d": 0' % i for i in range(MANY // 2)) + b"}",
    "many unknown keys in yaml": b"".join(b"k%d:\n" % i for i in range(MANY // 2)),
    "many unknown keys of a town": b"towns: [{"
    + b",".join(b'"k%d": 0' % i for i in range(MANY // 2))
    + b"}]",
    "21 MB": b" " * 21_000_000,
}
NASTY_IDS = list(NASTY)


def read_plan(path: Path) -> object:
    return check(read_itinerary(path, corridor), corridor())


def read_request(path: Path) -> object:
    return request_of(corridor(), read_words(path))


def read_data(path: Path) -> object:
    folder = path.parent
    (folder / "attractions.yaml").write_bytes(path.read_bytes())
    (folder / "routes.yaml").write_bytes((SMALL / "routes.yaml").read_bytes())
    return load_corridor(folder)


READERS: dict[str, Callable[[Path], object]] = {"plan": read_plan, "request": read_request, "data": read_data}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", NASTY_IDS)
def test_nasty_files_give_an_error_at_once(name: str, reader: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(NASTY[name])
    with counted_calls() as calls, pytest.raises(PlannerError) as error:
        READERS[reader](path)
    assert calls.number < MOST_CALLS
    assert len(str(error.value).splitlines()[0]) < 1000
    json.dumps(error.value.as_dict()).encode()


@large(sample=50, full=3000)
@given(content=st.one_of(st.text(), st.binary(), st.text(alphabet='{}[]":,\\ \n\t-&*!01eE.NaInfity')))
@pytest.mark.parametrize("reader", READERS)
def test_any_text_gives_an_error(content: str | bytes, reader: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(errors="surrogatepass"))
    with pytest.raises(PlannerError):
        READERS[reader](path)


@large(sample=50, full=3000)
@given(
    where=st.floats(0, 1),
    length=st.integers(1, 40),
    put=st.sampled_from([b"", b"0", b'"', b"null", b"[", b"\xff"]),
)
def test_a_damaged_plan_file_gives_an_error_or_a_plan(
    where: float, length: int, put: bytes, tmp_path: Path
) -> None:
    whole = json.dumps(good_plan("transit"), ensure_ascii=False).encode()
    start = int(where * len(whole))
    path = tmp_path / "plan.json"
    path.write_bytes(whole[:start] + put + whole[start + length :])
    with suppress(DataError):
        read_plan(path)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{"days":\n  [1,, 2]}', "2:6: syntax: not valid JSON: Expecting value"),
        (b'{"a": "NaN",\n "b": NaN}', "2:7: syntax: the number NaN is not allowed"),
        (
            b'{"a": 1.5,\n "b": [-12345678901234567]}',
            "2:8: syntax: the number -12345678901234567 is not allowed",
        ),
        (b'{"a": 1, "a": 2}', "1:1: syntax: the key 'a' is given twice"),
        (b"\xff", "1:1: encoding: not UTF-8: invalid start byte (save the file as UTF-8)"),
    ],
)
def test_errors_of_json_have_a_place(content: bytes, place: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        read_itinerary(path, corridor)
    assert str(error.value) == f"{path}:{place}"


def test_errors_of_the_schema_have_a_place(tmp_path: Path) -> None:
    plan = good_plan("car")
    plan["certificate"]["gapp"] = 0
    del plan["status"]
    plan["days"][0]["events"][2]["score"] = "many"
    path = tmp_path / "plan.json"
    text = json.dumps(plan, indent=1, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_itinerary(path, corridor)
    lines = text.splitlines()
    by_code = {problem.code: problem for problem in error.value.problems}
    assert set(by_code) == {"unknown-key", "missing-key", "wrong-type"}
    assert lines[by_code["unknown-key"].line - 1].strip() == '"gapp": 0'
    assert by_code["unknown-key"].hint == "did you mean gap?"
    assert by_code["missing-key"].message == "'status' is missing"
    assert "days.0.events.2" in by_code["wrong-type"].message


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(DataError, match="missing-file"):
            read_itinerary(path, corridor)


@pytest.mark.parametrize("kind", ["car", "transit"])
def test_a_plan_survives_the_round_trip(kind: str, tmp_path: Path) -> None:
    itinerary = Itinerary.model_validate(good_plan(kind))
    path = tmp_path / "plan.json"
    path.write_text(itinerary.to_json(), encoding="utf-8")
    again = read_itinerary(path, corridor)
    assert again == itinerary
    assert again.to_json() == itinerary.to_json()
