"""Data folders: the good one is read as meant, every kind of bad one is a problem with its place."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.corridor import Corridor
from planner.errors import DataError, DataProblem
from planner.loading import load_corridor
from planner.loading.summary import summary, validate_corridor
from tests.builders.examples import large
from tests.builders.paths import DATA

INVALID = sorted(path for path in (DATA / "invalid").iterdir() if path.is_dir())
REQUIRED_CODES = {
    "unknown-key",
    "missing-key",
    "wrong-type",
    "duplicate-key",
    "duplicate-id",
    "unknown-reference",
    "bad-hours",
    "bad-clock",
    "outside-corridor",
    "closed-all-year",
    "unreachable",
    "one-way-trap",
}
Edit = Callable[[str, str, str], Path]


def problems_in(folder: Path) -> list[DataProblem]:
    with pytest.raises(DataError) as caught:
        load_corridor(folder, thorough=True)
    return caught.value.problems


def marked(folder: Path) -> list[tuple[str, int, int, str]]:
    """Return what the comments ``# ^ code`` below wrong lines announce; the caret is under the column."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines()):
            mark = re.fullmatch(r"# *\^ ([a-z-]+)", text)
            if mark:
                found.append((path.name, number, text.index("^") + 1, mark[1]))
    return found


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Copy the small corridor and replace a text in one of its files."""

    def change(name: str, old: str, new: str) -> Path:
        folder = tmp_path / "data"
        if not folder.exists():
            shutil.copytree(DATA / "small", folder)
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def write(folder: Path, attractions: bytes) -> Path:
    shutil.copy(DATA / "small" / "routes.yaml", folder)
    (folder / "attractions.yaml").write_bytes(attractions)
    return folder


def test_small_corridor_is_read_as_written() -> None:
    corridor, notes = validate_corridor(DATA / "small")
    assert notes == []
    assert {site.id: site.score for site in corridor.attractions} == {
        "mid-grotto": 90,
        "west-ruins": 25,
        "east-museum": 23,
        "west-park": 18,
        "mid-temple": 10,
        "east-tower": 8,
    }
    assert corridor.attraction_by_id["east-museum"].services.wheelchair == "yes"
    assert corridor.town_by_id["east-city"].core is True
    night_train = corridor.lines[0].departures[-1]
    assert (night_train.calls[0].depart, night_train.calls[1].arrive) == (23 * 60, 24 * 60 + 30)


def test_summary_counts() -> None:
    # 2 of 3 fields of east-museum, both of mid-grotto and the one of west-ruins are sourced, and the line;
    # of east-tower, mid-temple and west-park one field each is estimated.
    assert summary(load_corridor(DATA / "small")) == {
        "sites": 6,
        "towns": 3,
        "stations": 2,
        "links": 11,
        "lines": 1,
        "share_sourced": 0.6,
    }


def test_shipped_data_is_valid_and_is_the_default() -> None:
    corridor, notes = validate_corridor()
    assert notes == []
    assert len(corridor.attractions) >= 150
    assert len(corridor.towns) >= 28


def test_data_hash_follows_the_bytes(edit: Edit) -> None:
    before = load_corridor(DATA / "small").data_hash
    folder = edit("routes.yaml", "km: 100", "km: 100")
    assert load_corridor(folder).data_hash == before
    edit("routes.yaml", "km: 100", "km: 101")
    assert load_corridor(folder).data_hash != before


def test_every_required_code_has_a_fixture() -> None:
    assert {code for folder in INVALID for *_, code in marked(folder)} >= REQUIRED_CODES


@pytest.mark.parametrize("folder", INVALID, ids=lambda folder: folder.name)
def test_problems_are_where_the_fixture_marks_them(folder: Path) -> None:
    expected = marked(folder)
    assert folder.name in {code for *_, code in expected}
    found = [(Path(p.file).name, p.line, p.column, p.code) for p in problems_in(folder)]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("folder", sorted((DATA / "invalid").iterdir()), ids=lambda folder: folder.name)
def test_problems_are_told_in_chinese_too(folder: Path) -> None:
    for problem in problems_in(folder):
        english, chinese = str(problem), problem.say("zh")
        place = f"{problem.file}:{problem.line}:{problem.column}: {problem.code}: "
        assert english.startswith(place)
        assert chinese.startswith(place)
        assert re.search("[\u4e00-\u9fff]", chinese.removeprefix(place)), chinese
        told = problem.as_dict()
        assert (told["message_zh"], told["hint_zh"]) != (told["message"], told["hint"])


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("a: b: c\n", "mapping values are not allowed", "此处不应有冒号"),
        ("a: [1, 2\nb: 3\n", "expected ',' or ']'", "方括号或花括号内缺少逗号"),
        ("a: 'x\n", "unexpected end of stream", "引号没有闭合"),
        ("a: *b\n", "undefined alias", "没有定义过这个别名"),
        ("a: 1\na: 2\n", "'a' is given twice", "'a'给了两次"),
        (
            "- 1\n",
            "the file must be keys with values like 'towns: ...'",
            "文件须由“towns: ……”这样的键和值组成",
        ),
        ("", "the file is empty", "文件是空的"),
    ],
)
def test_what_yaml_finds_is_told_in_chinese_too(edit: Edit, text: str, english: str, chinese: str) -> None:
    folder = edit("routes.yaml", "links:\n", "links:\n")
    (folder / "routes.yaml").write_text(text, encoding="utf-8")
    found = problems_in(folder)
    assert [problem for problem in found if english in problem.message and chinese in problem.say("zh")]


@pytest.mark.parametrize(
    ("name", "old", "new", "chinese"),
    [
        ("routes.yaml", "depart: 08:00", "depart: 8h", "“8h”不是08:30这样的钟点"),
        ("attractions.yaml", "level: 3A", "level: 9A", "应为其中之一：5A、4A"),
        ("attractions.yaml", "price: 100", "price: much", "ticket_cny.price：应为整数，而不是“much”"),
        ("attractions.yaml", "price: 100", "price: -1", "应大于或等于0，而不是“-1”"),
        ("attractions.yaml", "lat: 29.", "lat: x29.", "应为数字，而不是“x29."),
        ("attractions.yaml", "level: 3A", "levle: 3A", "没有“levle”这个键（您是不是想写level"),
    ],
)
def test_wrong_values_are_told_in_chinese_too(
    edit: Edit, name: str, old: str, new: str, chinese: str
) -> None:
    told = [problem.say("zh") for problem in problems_in(edit(name, old, new))]
    assert any(chinese in text for text in told), told


def test_problems_print_with_place_and_hint() -> None:
    lines = str(DataError(problems_in(DATA / "invalid" / "unknown-key"))).splitlines()
    expected = ": unknown-key: unknown key 'opening_hour' (did you mean opening_hours?)"
    assert lines[1].endswith(f"attractions.yaml:24:3{expected}")


def test_a_score_needs_its_reason(edit: Edit) -> None:
    folder = edit("attractions.yaml", "  level: 3A\n", "  level: 3A\n  score: 50\n")
    assert [p.code for p in problems_in(folder)] == ["missing-key"]
    edit("attractions.yaml", "  score: 50\n", "  score: 50\n  score_reason: loved by all\n")
    assert load_corridor(folder).attraction_by_id["mid-temple"].score == 50


def test_links_without_numbers_follow_the_road_rule(edit: Edit) -> None:
    # mid-grotto and mid-temple: 0.05 degrees of longitude = 0.05 * 111.195 * cos(29.75) = 4.827 km;
    # local road: times 1.4 = 6.8 km; at 40 km/h 10.2 min, rounded up, plus 5 = 16 min
    folder = edit("routes.yaml", "road_class: local, km: 5, minutes: 10", "road_class: local")
    link = next(link for link in load_corridor(folder).links if link.start == "mid-grotto")
    assert (link.km, link.minutes, link.confidence) == (6.8, 16, "estimated")


def test_known_kilometres_are_kept(edit: Edit) -> None:
    folder = edit("routes.yaml", "km: 5, minutes: 10}\n- {start: west-city", "km: 8}\n- {start: west-city")
    link = next(link for link in load_corridor(folder).links if link.start == "mid-grotto")
    assert (link.km, link.minutes) == (8, 17)  # 8 km at 40 km/h = 12 min, plus 5


def test_included_files_are_appended(edit: Edit) -> None:
    folder = edit("routes.yaml", "lines:\n", "include: [more/lines.yaml]\nlines:\n")
    (folder / "more").mkdir()
    text = (folder / "routes.yaml").read_text(encoding="utf-8")
    lines = text[text.index("lines:") :].replace("id: east-west", "id: west-east")
    (folder / "more" / "lines.yaml").write_text(lines, encoding="utf-8")
    assert [line.id for line in load_corridor(folder).lines] == ["east-west", "west-east"]
    (folder / "more" / "lines.yaml").write_text(lines.replace("depart: 08:00", "depart: 8"), encoding="utf-8")
    (problem,) = problems_in(folder)
    assert (Path(problem.file).name, problem.line, problem.code) == ("lines.yaml", 9, "bad-clock")


@pytest.mark.parametrize("name", ["../attractions.yaml", "/etc/hostname", '"\\0"', "no-such.yaml", "{a: b}"])
def test_included_files_must_lie_in_the_folder(edit: Edit, name: str) -> None:
    folder = edit("routes.yaml", "lines:\n", f"include: [{name}]\nlines:\n")
    assert {p.code for p in problems_in(folder)} <= {"bad-value", "missing-file", "wrong-type"}


def test_text_that_looks_like_a_bool_or_number_stays_text(edit: Edit) -> None:
    folder = edit("attractions.yaml", 'wheelchair: "yes"', "wheelchair: no")
    edit("attractions.yaml", "en: East Tower", "en: 600")
    edit("attractions.yaml", "core: true", "core: no")
    corridor = load_corridor(folder)
    assert corridor.attraction_by_id["east-museum"].services.wheelchair == "no"
    assert corridor.attraction_by_id["east-tower"].name.en == "600"
    assert corridor.town_by_id["east-city"].core is False


def test_a_corridor_needs_a_core(edit: Edit) -> None:
    folder = edit("attractions.yaml", "core: true", "core: no")
    edit("attractions.yaml", "core: true", "core: no")
    assert [p.code for p in problems_in(folder)] == ["missing-key"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("lat: 29.52", "lat: .nan", "wrong-type"),
        ("lat: 29.52", "lat: nan", "bad-value"),
        ("lat: 29.52", "lat: inf", "bad-value"),
        ("north: 31", "north: inf", "bad-value"),
        ("lat: 29.52", "lat: 1e999", "bad-value"),
        ("last_entry: 60", f"last_entry: {'9' * 10_000}", "bad-value"),
        ("last_entry: 60", "last_entry: !!python/object/apply:os.getcwd []", "syntax"),
        ("last_entry: 60", "last_entry: !mine 60", "syntax"),
        ("last_entry: 60", "last_entry: {60: 60}", "wrong-type"),
        ("last_entry: 60", "? [a, b]\n  : c", "syntax"),
        ("last_entry: 60", "<<: {last_entry: 60}", "unknown-key"),
        ("typical: 120", "typical: 20", "bad-value"),
        ("tags: [museum]", "tags: []", "bad-value"),
        ("first-class-museum", "first-class-musem", "bad-value"),
        ('code: "51"', 'code: "50"', "duplicate-id"),
        ('code: "51"', 'code: "63"', "bad-value"),
        ('code: "51"', 'code: "51010"', "bad-value"),
        ("corridor:\n", "corridor: x\nzone:\n", "unknown-key"),
    ],
)
def test_wrong_values(edit: Edit, old: str, new: str, code: str) -> None:
    assert code in {p.code for p in problems_in(edit("attractions.yaml", old, new))}


PATTERN = """  patterns:
  - code: Bus 1
    first: 08:00
    last: 20:00
    every: 30
    calls: [{station: east-station, arrive: 0, depart: 0}, {station: west-station, arrive: 90, depart: 90}]
"""
SCENARIO = """scenarios:
- id: faster
  name: {zh: 提速, en: Faster}
  status: planned
  expected: 2028-06
  closes: [east-west]
  closes_sites: [east-tower]
  run_times: [new@80%]
  opens:
  - {id: new, name: {zh: 新, en: New}, mode: rail, as_of: n.d., confidence: estimated,
     sources: [SOURCE],
     departures: [{code: N1, calls: [{station: east-city, depart: 08:00},
                                     {station: west-city, arrive: 09:00}]}]}
  sources: [SOURCE]
""".replace("SOURCE", "{fields: [opens], source: made up, as_of: n.d., confidence: estimated}")


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("", "", []),
        ("first: 08:00", "first: 21:00", ["bad-clock"]),
        ("arrive: 90, depart: 90", "arrive: 90, depart: 80", ["bad-clock"]),
        ("code: Bus 1", "code: Bus 1\n    days: Mon", ["bad-value"]),
        ("closes: [east-west]", "closes: [east-wset]", ["unknown-reference"]),
        ("closes_sites: [east-tower]", "closes_sites: [east-city]", ["unknown-reference"]),
        ("run_times: [new@80%]", "run_times: [enw@80%]", ["unknown-reference"]),
        ("run_times: [new@80%]", "run_times: [new@80]", ["bad-value"]),
        ("run_times: [new@80%]", "run_times: [{line: new, percent: 5}]", ["bad-value"]),
        ("run_times: [new@80%]", "thins: [new@1]", ["bad-value"]),
        ("run_times: [new@80%]", "closes_stops: [mid-town]", ["bad-value"]),
        ("run_times: [new@80%]", "closes_stops: [mid-twon]", ["unknown-reference"]),
        ("run_times: [new@80%]", "slows_roads: [east-city/west-city@120%]", ["bad-value"]),
        ("run_times: [new@80%]", "opens_roads: [east-city/west-ctiy@trunk]", ["unknown-reference"]),
        ("run_times: [new@80%]", "opens_roads: [east-city/west-city@lane]", ["bad-value"]),
        ("east-tower]", "east-tower@2027-05..2027-03]", ["bad-value"]),
        ("status: planned", "status: opening", ["bad-value"]),
        ("expected: 2028-06", "expected: soon", ["bad-value"]),
        ("station: east-city, depart", "station: east-ctiy, depart", ["unknown-reference"]),
        ("east-station west-station: 120", "east-station west-sation: 120", ["unknown-reference"]),
        ("departures: [{code: N1", "patterns: [], departures: [{code: N1, dayz: daily", ["unknown-key"]),
        ("arrive: 09:00}]}]}", "arrive: 07:00}]}]}", ["bad-clock"]),
        ("arrive: 09:30", "arrive: 09:30, depart: 09:20", ["bad-clock"]),
        ("town: west-city", "town: west-station", ["unknown-reference"]),
        ("links:\n", "links: 1\nlink:\n", ["unknown-key", "unreachable", "wrong-type"]),
        ("lines:\n", "include: lines.yaml\nlines:\n", ["wrong-type"]),
        ("lines:\n", "include: [routes.yaml, routes.yaml]\nlines:\n", ["bad-value"]),
    ],
)
def test_lines_and_scenarios(edit: Edit, old: str, new: str, codes: list[str]) -> None:
    edit("routes.yaml", "  departures:\n", PATTERN + "  departures:\n")
    edit("routes.yaml", "lines:\n", SCENARIO + "lines:\n")
    folder = edit("routes.yaml", old, new)
    if codes:
        assert set(codes) <= {p.code for p in problems_in(folder)}
    else:
        assert load_corridor(folder).scenarios[0].opens[0].departures[0].calls[0].depart == 480


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (
            "run_times: [new@80%]",
            "closes_stops: [east-city, mid-town]",
            "closes_stops: [east-city, |mid-town",
        ),
        ("closes: [east-west]", "closes: [east-west, east-wset]", "closes: [east-west, |east-wset"),
        ("closes: [east-west]\n", "closes: []\n", None),
        ("id: new", "id: slow, x: 1", "id: slow, |x: 1"),
    ],
)
def test_what_is_wrong_with_a_scenario_has_its_place(
    edit: Edit, old: str, new: str, where: str | None
) -> None:
    edit("routes.yaml", "lines:\n", SCENARIO + "lines:\n")
    folder = edit("routes.yaml", old, new)
    if where is None:
        assert load_corridor(folder).scenarios[0].closes == ()
        return
    text = (folder / "routes.yaml").read_text(encoding="utf-8")
    before = text[: text.index(where.replace("|", "")) + where.index("|")]
    (problem,) = problems_in(folder)
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


JUNCTION = "junctions:\n- {id: fork, name: {zh: 岔口, en: Fork}, location: {lat: 30, lon: 106}}\n"
TO_THE_FORK = "{start: east-city, end: fork, road_class: local, km: 9, minutes: 9}"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("station: west-station, arrive: 09:30", "station: fork, arrive: 09:30", "the junction 'fork'"),
        ("{code: G1,", '{code: G1, fares: "east-station fork 9",', "the junction 'fork'"),
        ("{code: G1,", '{code: G1, fares: "east-station wset-station 9",', "no 'wset-station' among"),
    ],
)
def test_a_line_calls_at_no_junction(edit: Edit, old: str, new: str, what: str) -> None:
    edit("routes.yaml", "links:\n", f"{JUNCTION}links:\n- {TO_THE_FORK}\n")
    (problem,) = problems_in(edit("routes.yaml", old, new))
    assert (problem.code, problem.line) == ("unknown-reference", 36)
    assert what in problem.message


def test_a_line_needs_services(edit: Edit) -> None:
    source = "{fields: [as_of], source: made up, as_of: n.d., confidence: estimated}"
    empty = "id: empty, name: {zh: 空, en: E}, mode: rail, as_of: n.d., confidence: estimated"
    (problem,) = problems_in(edit("routes.yaml", "lines:\n", f"lines:\n- {{{empty}, sources: [{source}]}}\n"))
    assert (problem.code, problem.line, problem.column) == ("missing-key", 26, 3)


def test_hint_of_a_nested_key_knows_its_siblings(edit: Edit) -> None:
    (problem,) = problems_in(edit("attractions.yaml", "price: 100", "price: 100\n    saisons: []"))
    assert (problem.code, problem.hint) == ("unknown-key", "did you mean seasons?")


def test_notes_name_tags_without_sites(edit: Edit) -> None:
    _, notes = validate_corridor(edit("attractions.yaml", "grotto: 1,", "grotto: 1, grotta: 1,"))
    assert [note.say() for note in notes] == ["theme 'stone': no attraction carries the tag 'grotta'"]
    assert [note.say("zh") for note in notes] == ["主题“stone”：没有景点带有标签“grotta”"]


def test_nonsense_kilometres(edit: Edit) -> None:
    for old, new in (("km: 100", "km: nan"), ("km: nan", f"km: {'9' * 5000}"), ("minutes: 90, ", "")):
        folder = edit("routes.yaml", old, new)
        assert {p.code for p in problems_in(folder)} == {"bad-value"}


BOMB = b"a: &a [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n + 1, n + 1, b", ".join([b"*%c" % n] * 10)) for n in range(ord("a"), ord("l"))
)
TOWER = b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d]\n" % (n, n, n - 1) for n in range(1, 80))


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"", "syntax", 1, 1),
        (b"# nothing\n", "syntax", 1, 1),
        (b"a: 1\n---\nb: 1\n", "syntax", 2, 1),
        (b"a: [1\nb: 2", "syntax", 2, 2),
        (b"\xff\xfea\x00", "encoding", 1, 1),
        ("a: 1\nb: 重庆".encode("gb18030"), "encoding", 2, 4),
        ("b: 重庆\0".encode(), "encoding", 1, 6),
        (b"[\n" * 100_000, "syntax", 50, 1),
        (b"- " * 100_000, "syntax", 1, 99),
        (b"{a: " * 100_000, "syntax", 1, 197),
        (b"a: &a [*a]", "syntax", 1, 4),
        (b"a: *b", "syntax", 1, 4),
        (BOMB, "syntax", 6, 4),
        (TOWER, "syntax", 51, 6),
        (b"- a\n- b\n", "wrong-type", 1, 1),
        (b"text", "wrong-type", 1, 1),
        (b"~", "wrong-type", 1, 1),
    ],
)
def test_files_that_are_no_data(tmp_path: Path, data: bytes, code: str, line: int, column: int) -> None:
    problem = problems_in(write(tmp_path, data))[0]
    assert (problem.code, problem.line, problem.column) == (code, line, column)


@pytest.mark.parametrize(("lines", "code"), [(49, "wrong-type"), (50, "syntax")])
def test_too_many_values(lines: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.loading.tree.MAX_NODES", 50)  # the list is a value too
    assert problems_in(write(tmp_path, b"- \n" * lines))[0].code == code


def test_too_large_a_file(tmp_path: Path) -> None:
    assert "20 MB" in str(problems_in(write(tmp_path, b"#" * 20_000_001))[0])


def test_byte_order_mark_is_no_problem(edit: Edit) -> None:
    assert load_corridor(edit("attractions.yaml", "# A", "\ufeff# A")).towns


def test_missing_folder_and_file_are_named(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere" / "routes.yaml") in str(DataError(problems_in(tmp_path / "nowhere")))
    shutil.copy(DATA / "small" / "attractions.yaml", tmp_path)
    (problem,) = problems_in(tmp_path)
    assert (problem.file, problem.code) == (str(tmp_path / "routes.yaml"), "missing-file")


def test_all_problems_at_once_and_sorted(edit: Edit) -> None:
    edit("routes.yaml", "start: mid-town", "start: mid-twon")
    edit("attractions.yaml", "opening_hours: 24/7", "opening_hours: always")
    folder = edit("attractions.yaml", "hospital: true", "hopsital: true")
    problems = problems_in(folder)
    assert [p.code for p in problems] == ["unknown-key", "bad-hours", "unknown-reference"]
    places = [(problem.file, problem.line, problem.column) for problem in problems]
    assert places == sorted(places)


def test_the_pure_loader_reads_the_same() -> None:
    code = (
        "import yaml; del yaml.CSafeLoader\n"
        "from planner.loading import load_corridor\n"
        f"print(load_corridor({str(DATA / 'small')!r}).model_dump_json())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == load_corridor(DATA / "small").model_dump_json()


WORDS = """corridor attractions towns id lat : - [ ] { } , ? &a *a !!int | > ' " # --- % 1 nan 重庆"""
TOKENS = st.sampled_from([*(word + " " for word in WORDS.split()), "\n", "  ", "\t"])


def load_or_list_problems(folder: Path) -> Corridor | list[DataProblem]:
    try:
        return load_corridor(folder)
    except DataError as error:
        return error.problems


@large(sample=75, full=5000)
@given(text=st.one_of(st.lists(TOKENS, max_size=30).map("".join), st.text(max_size=60)))
def test_any_text_gives_a_corridor_or_problems(tmp_path: Path, text: str) -> None:
    assert load_or_list_problems(write(tmp_path, text.encode("utf-8", "surrogatepass")))


SMALL = (DATA / "small" / "attractions.yaml").read_text(encoding="utf-8")


@large(sample=50, full=5000)
@given(
    start=st.integers(0, len(SMALL)), length=st.integers(0, 40), new=st.lists(TOKENS, max_size=3).map("".join)
)
def test_any_change_gives_a_corridor_or_problems(tmp_path: Path, start: int, length: int, new: str) -> None:
    assert load_or_list_problems(write(tmp_path, (SMALL[:start] + new + SMALL[start + length :]).encode()))
