"""The command line: what people type, what they read, and the exit codes."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from planner import request as wishes
from planner.asking import schemas
from planner.asking.schemas import schema_of
from planner.atlas import Atlas
from planner.cli import app, main, options
from planner.cli.data import DOCUMENTS
from planner.cli.watch import Watch
from planner.clock import at
from planner.corridor import Corridor, HotelClass
from planner.errors import DataError, NoPlanError, Relaxation, RequestError
from planner.itinerary import (
    Certificate,
    CorridorRef,
    Day,
    DayTotals,
    Itinerary,
    Moment,
    Totals,
    Wait,
)
from planner.loading import load_corridor
from planner.options import Engine, SolveOptions
from planner.request import Asked, TripRequest
from planner.stopping import StopToken
from planner.texts import Message
from planner.wording.faults import message_of
from planner.wording.words import read_words, request_of
from tests.builders.pages import REWRITE
from tests.builders.paths import DATA, INVALID, ROOT, SMALL
from tests.builders.shipped import shipped

COMMANDS = (
    *("", "plan", "check", "show", "card", "export", "explain", "suggest", "pareto", "risk", "replan"),
    *("batch", "precompute", "edit", "sites", "themes", "products", "corridor", "towns"),
    *("lines", "journeys", "reach", "weak-links", "compare", "claims", "scenarios"),
    *("import-bookings", "import-gtfs", "export-gtfs", "mcp", "serve", "validate", "schema"),
)
TRIP = ("plan", "--data", str(SMALL), "--days", "1", "--date", "2026-12-05", "--from", "east-city")
QUICK = ("--no-cache", "--time-limit", "2", "--engine", "routing")

LOOK_AT_HELP = """
import contextlib, io, json, sys
from planner.cli import app
texts = {}
for command in json.loads(sys.argv[1]):
    arguments = [*command.split(), "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as text, contextlib.suppress(SystemExit):
        app(arguments, prog_name="planner")
    texts[command] = text.getvalue()
heavy = "ortools networkx numpy fastapi yaml rapidfuzz holidays opening_hours"
found = [name for name in heavy.split() if name in sys.modules]
print(json.dumps({"texts": texts, "heavy": found}))
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="planner")


def run_apart(
    *arguments: str, code: str = "from planner.cli import main; main()"
) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "FORCE_", "PY_"))
    }
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment | {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"},
        cwd=ROOT,
        check=False,
    )


@pytest.fixture(scope="module")
def corridor() -> Corridor:
    return load_corridor(SMALL)


@pytest.fixture(scope="module")
def help_pages() -> dict[str, Any]:
    pages: dict[str, Any] = json.loads(run_apart(json.dumps(COMMANDS), code=LOOK_AT_HELP).stdout)
    return pages


def a_day_of_rest(request: TripRequest) -> Itinerary:
    day = request.date
    place = request.start
    return Itinerary(
        corridor=CorridorRef(name="Small corridor", data_hash="0"),
        request=Asked.of(request, SolveOptions()),
        status="feasible",
        certificate=Certificate(engine="routing", objective=7, bound=None, gap=None, seconds=0, note=""),
        days=(
            Day(
                day=1,
                date=day,
                start=Moment(place=place, time=at(day, 540)),
                end=Moment(place=place, time=at(day, 600)),
                events=(Wait(place=place, start=at(day, 540), end=at(day, 600)),),
                totals=DayTotals(visit_minutes=0, transit_minutes=0, wait_minutes=60, cost_cny=0),
            ),
        ),
        totals=Totals(score=0, visits=0, visit_minutes=0, transit_minutes=0, cost_cny=0, nights=0),
    )


@pytest.fixture
def plan_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let ``planner plan`` take its plan, and the verdict on it, from the test."""

    def put(make: Callable[..., Itinerary], *violations: object) -> None:
        monkeypatch.setattr("planner.service.unchecked", make)
        monkeypatch.setattr("planner.service.faults", lambda *_: list(violations))

    return put


# Help and documentation


def test_help_imports_nothing_heavy(help_pages: dict[str, Any]) -> None:
    assert help_pages["heavy"] == []


def test_documented_help_is_the_real_one(help_pages: dict[str, Any]) -> None:
    page = ROOT / "docs" / "cli.md"
    text = page.read_text(encoding="utf-8")
    call = "$ planner --help"
    lines = help_pages["texts"][""].strip("\n").splitlines()
    block = "\n".join([f"```text\n{call}", *(line.rstrip() for line in lines), "```"])
    if REWRITE:
        page.write_text(
            re.sub(f"```text\n{re.escape(call)}\n.*?```", lambda _: block, text, flags=re.DOTALL), "utf-8"
        )
    else:
        assert block in text


def test_the_page_has_a_section_for_each_command_and_repeats_no_help() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## (\S+)$", text, re.MULTILINE)) == set(COMMANDS) - {""}
    assert re.findall(r"\$ planner.* --help", text) == ["$ planner --help"]
    assert len(text.encode()) < 32_000


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_no_type_where_there_is_nothing_to_write(command: str, help_pages: dict[str, Any]) -> None:
    assert not re.findall(r"<(?:bool|str|file|path|dir\w*)>", help_pages["texts"][command])


def test_help_is_not_cut_off_at_40_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    text = run("plan", "--help").stdout
    assert "…" not in text
    assert "--max-bed-changes" in text
    assert max(map(len, text.splitlines())) <= 46  # a long option stands alone on its line


WITH_DEV_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")


@WITH_DEV_FULL
@pytest.mark.parametrize(
    "arguments", [("towns",), ("--help",), ("--version",), ("towns", "--format", "json")]
)
def test_a_full_disk_is_an_error_of_output(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from planner.cli import main; main()", *arguments],
            stdout=full, stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT, check=False,
        )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr, "report it" in done.stderr) == (7, False, False)
    assert "the result could not be written" in done.stderr
    if "json" in arguments:
        assert json.loads(done.stderr)["error"] == "output"


@WITH_DEV_FULL
@pytest.mark.parametrize(("output", "reason"), [(">/dev/full", "设备上没有剩余空间"), (">&-", "输出已关闭")])
def test_what_takes_no_output_is_told_in_chinese(output: str, reason: str) -> None:
    main = f"{sys.executable} -c 'from planner.cli import main; main()' towns --language zh"
    done = subprocess.run(
        ["sh", "-c", f"{main} {output}"],
        stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (7, f"错误：无法写出结果：{reason}\n")


def test_stdout_that_is_closed_is_an_error_of_output() -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -c 'from planner.cli import main; main()' towns >&-"],
        stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        7,
        "Error: the result could not be written: the output is closed\n",
    )


def test_completion_installs_and_completes(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "SHELL": "/bin/bash"}
    command = [sys.executable, "-c", "from planner.cli import main; main()"]
    in_a_shell = ["bash", "-c", '"$@"; exit $?', "bash"]  # the shell is looked for among the parents
    done = subprocess.run(
        [*in_a_shell, *command, "--install-completion", "bash"],
        env=environment,
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "planner.sh" in (tmp_path / ".bashrc").read_text()
    asked = {"_PLANNER_COMPLETE": "complete_bash", "COMP_WORDS": "planner plan --mo", "COMP_CWORD": "2"}
    done = subprocess.run(command, env=environment | asked, cwd=ROOT, check=False, capture_output=True)
    assert done.stdout.split() == [b"--mode"]


def test_every_command_is_documented() -> None:
    called = (command.callback.__name__ for command in app.registered_commands if command.callback)
    names = {name.replace("_", "-") for name in called}
    assert names == set(COMMANDS) - {""}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_schemas_are_current(document: Any) -> None:
    page = ROOT / "docs" / f"{document}.schema.json"
    printed = run("schema", document).stdout
    if REWRITE:
        page.write_text(printed, "utf-8")
    assert page.read_text(encoding="utf-8") == printed


def test_schema_of_all() -> None:
    assert DOCUMENTS == schemas.DOCUMENTS
    assert json.loads(run("schema").stdout) == {name: schema_of(name) for name in DOCUMENTS}


def test_a_request_and_a_plan_fit_their_schemas() -> None:
    request = TripRequest.model_validate(
        {"days": 1, "date": "2026-12-05", "from": "east-city", "start_time": "08:30"}
    )
    jsonschema.validate(request.model_dump(mode="json", by_alias=True), schema_of("request"))
    jsonschema.validate(json.loads(a_day_of_rest(request).to_json()), schema_of("itinerary"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"days": 15, "date": "2026-12-05", "from": "east-city"}, schema_of("request"))


def test_choices_are_those_of_the_request() -> None:
    pairs = [
        (options.Mode, wishes.TravelMode),
        (options.SelfDrive, wishes.SelfDrive),
        (options.Pace, wishes.Pace),
        (options.Engine, Engine),
        (options.Hotel, HotelClass),
    ]
    assert all(get_args(ours) == get_args(theirs) for ours, theirs in pairs)


def test_version() -> None:
    import planner

    assert run("--version").stdout == f"planner {planner.__version__}\n"


# Lists


def test_sites_best_first() -> None:
    sites = json.loads(run("sites", "--data", str(SMALL), "--format", "json").stdout)
    assert [site["id"] for site in sites][:2] == ["mid-grotto", "west-ruins"]
    assert sites[0]["opening_hours"] == "09:00-17:00"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["mid"], ["mid-grotto", "mid-temple"]),
        (["石窟"], ["mid-grotto"]),
        (["锦江区"], ["west-ruins", "west-park"]),
        (["--tag", "museum"], ["west-ruins", "east-museum"]),
        (["--tag", "world"], ["mid-grotto"]),
        (["--theme", "stone"], ["mid-grotto", "west-ruins", "east-museum"]),  # 90, 25 / 2, 23 / 2
        (["--theme", "石刻", "--near", "西城"], ["west-ruins", "mid-grotto", "east-museum"]),
        (["mid", "--near", "mid-grotto"], ["mid-grotto", "mid-temple"]),
    ],
)
def test_sites_found(arguments: list[str], expected: list[str]) -> None:
    found = json.loads(run("sites", *arguments, "--data", str(SMALL), "--format", "json").stdout)
    assert [site["id"] for site in found] == expected


def test_sites_as_a_table() -> None:
    lines = run(
        "sites", "mid", "--near", "mid-grotto", "--data", str(SMALL), "--language", "zh"
    ).stdout.splitlines()
    assert lines[0].split() == ["代号", "名称", "区县", "等级", "评分", "元", "公里"]
    assert lines[1].split() == ["mid-grotto", "中镇石窟", "大足区", "5A", "90", "100", "0"]
    assert lines[2].split() == ["mid-temple", "中镇寺", "大足区", "3A", "10", "20", "5"]


def test_sites_of_a_county_by_its_english_name() -> None:
    yubei = run("sites", "Yubei").stdout.splitlines()
    assert {line.split()[-4] for line in yubei[1:]} == {"Yubei"}
    assert len(yubei) == len(run("sites", "渝北区").stdout.splitlines()) > 2
    english = [run("sites"), run("corridor", "upper-yangtze")]
    assert not re.search("[市县区](?= )", "".join(result.stdout for result in english))
    assert "渝北区" in run("sites", "Yubei", "--language", "zh").stdout


def test_nothing_found() -> None:
    result = run("sites", "qqqqqqqq", "--data", str(SMALL))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "Nothing is called 'qqqqqqqq'.\n")


def test_a_place_that_is_no_site_is_told() -> None:
    result = run("sites", "east-station", "--data", str(SMALL))
    name, hint = result.stderr.split(" is a place, and no site; ask for the sites near ")
    assert (result.exit_code, result.stdout, hint) == (0, "", "east-station\n")
    assert name
    assert run("sites", "--near", hint.strip(), "--data", str(SMALL)).stdout


def test_all_places_of_one_name_that_are_no_sites_are_told() -> None:
    told = run("sites", "Chengdu airport").stderr.splitlines()
    assert {line.rpartition(" ")[2] for line in told} == {"shuangliu-airport", "tianfu-airport"}


def test_themes() -> None:
    lines = run("themes", "--data", str(SMALL)).stdout.splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["all", "Everything", "6", "See", "it", "all"],
        ["stone", "Stone", "3", "See", "stones"],
    ]
    themes = json.loads(run("themes", "--data", str(SMALL), "--format", "json").stdout)
    assert themes[1]["tags"] == {"grotto": 1.0, "museum": 0.5}


def test_towns() -> None:
    lines = run("towns", "--data", str(SMALL), "--language", "zh").stdout.splitlines()
    assert lines[2].split() == ["mid-town", "中镇", "重庆市", "100", "200", "400"]
    towns = json.loads(run("towns", "--data", str(SMALL), "--format", "json").stdout)
    assert [town["id"] for town in towns] == ["east-city", "mid-town", "west-city"]


def test_lines() -> None:
    arguments = ("lines", "东城", "west-station", "--data", str(SMALL), "--date")
    rows = run(*arguments, "2026-12-05").stdout.splitlines()  # a Saturday; G5 runs at weekends only
    assert [row.split()[0] for row in rows] == ["service", "G1", "G3", "G5"]
    assert "East Station  West Station  08:00   09:30   1 h 30  120  daily" in rows[1]
    services = json.loads(run(*arguments, "2026-12-07", "--format", "json").stdout)
    assert [(service["code"], service["depart"], service["minutes"]) for service in services] == [
        ("G1", "08:00", 90),
        ("G3", "12:00", 90),
    ]


def test_lines_say_what_nobody_knows() -> None:
    rows = run("lines", "xipu", "lidui-park", "--date", "2026-12-05").stdout.splitlines()
    assert rows[1].split()[-3:] == [
        "13.6",
        "unchecked",
        "2026-09",
    ]  # 44 km at 0.3086 CNY, by a published rule
    *rows, note = run("lines", "chongqing-east", "wulong-south", "--date", "2026-12-05").stdout.splitlines()
    assert all(row.split()[-3].startswith("~") for row in rows[1:])  # a fast line, whose rate is an estimate
    assert note == "~ is an estimate."


def test_journeys() -> None:
    arguments = ("journeys", "xipu", "lidui-park", "--date", "2026-12-05", "--depart", "08:00..09:00")
    rows = run(*arguments).stdout.splitlines()
    assert [row.split() for row in rows[1:2]] == [
        [
            "*",
            "08:00",
            "08:59",
            "59",
            "min",
            "~133.2",
            "0",
            "08:05-08:59",
            "taxi:",
            "Xipu",
            "-",
            "Lidui",
            "Park",
        ]
    ]
    assert "*  08:50   09:44   54 min    13.6        0  09:10-09:34 S5141: Xipu - Lidui Park" in rows
    found = json.loads(run(*arguments, "--format", "json").stdout)
    keys = ["depart", "arrive", "minutes", "cost_cny", "changes", "undominated", "legs"]
    assert [list(each) for each in found] == [keys] * len(found)
    train = next(each for each in found if each["depart"] == "08:50")
    assert (train["cost_cny"], train["changes"], train["undominated"]) == (13.6, 0, True)
    assert [(leg["mode"], leg["from"], leg["service"]) for leg in train["legs"]] == [
        ("rail", "xipu", "S5141")
    ]


def test_journeys_in_chinese() -> None:
    arguments = ("journeys", "east-city", "west-city", "--data", str(SMALL), "--date", "2026-12-05")
    assert "出租车: 东城 - 西城" in run(*arguments, "--depart", "07:00..08:00", "--language", "zh").stdout


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("--depart", "08:00-09:00"), "--depart: '08:00-09:00' is not a window of time like 08:00..12:00."),
        (("--depart", "09:00..08:00"), "--depart: '09:00..08:00' is not a window of time like 08:00..12:00."),
        (("--date", "soon"), "--date: 'soon' is not a date like 2026-12-05."),
    ],
)
def test_journeys_of_no_time(change: tuple[str, str], text: str) -> None:
    answer = run("journeys", "xipu", "lidui-park", "--date", "2026-12-05", *change)
    assert answer.exit_code == 4
    assert text in " ".join(answer.stderr.split())


def test_no_journey_to_where_one_is() -> None:
    answer = run("journeys", "xipu", "xipu", "--date", "2026-12-05")
    assert answer.exit_code == 4
    assert "both ends are xipu" in answer.stderr


def test_parts_of_the_corridor() -> None:
    lines = run("corridor").stdout.splitlines()
    kinds = [line.split()[0] for line in lines]
    assert kinds == ["part", "core", "core", "belt", "belt", "belt", *["zone"] * 7]
    parts = json.loads(run("corridor", "--format", "json").stdout)
    sizes = [len(part["sites"]) for part in parts]
    assert [int(line.split()[-1]) for line in lines[1:]] == sizes
    for (kind, region), sites in {("belt", "ancient-road"): "belt", ("zone", "folk-river"): "zone"}.items():
        (part,) = (part for part in parts if (part["part"], part["id"]) == (kind, region))
        known = {site.id for site in shipped().attractions if getattr(site, sites) == region}
        assert {site["id"] for site in part["sites"]} == known
    core = next(part for part in parts if part["id"] == "chengdu")
    assert {"jinsha", "wuhouci"} <= {site["id"] for site in core["sites"]}
    assert "sanxingdui" not in {site["id"] for site in core["sites"]}


def test_one_part_of_the_corridor() -> None:
    lines = run("corridor", "武陵山", "--language", "zh").stdout.splitlines()
    assert lines[0].split() == ["代号", "名称", "区县", "等级", "评分"]
    scores = [int(line.split()[-1]) for line in lines[1:]]
    assert scores == sorted(scores, reverse=True)
    result = run("corridor", "nowhere")
    assert result.exit_code == 4
    assert "Error: part: no core, belt or zone is called 'nowhere'." in result.stderr


def test_products() -> None:
    products = shipped().products
    lines = run("products").stdout.splitlines()
    assert [line.split()[0] for line in lines if line[0] != " "] == [
        "id",
        *(product.id for product in products),
    ]
    assert json.loads(run("products", "--format", "json").stdout)[0]["id"] == products[0].id


def test_one_product() -> None:
    text = run("products", "hot spring").stdout
    assert text.startswith(
        "name          Hot spring, forest, diet (hot-spring-forest-diet)\nstory         A hot"
    )
    assert "pace          relaxed\n" in text
    assert "from          Chongqing (Jiefangbei)\n" in text
    assert "cover         diet (at least 1)\n" in text
    assert "within       Central Chongqing, Chengdu, Zigong\n" in run("products", "living heritage").stdout
    assert "重庆主城区、成都市、自贡市\n" in run("products", "活态", "--language", "zh").stdout
    assert "伟人故里（至少1个）" in run("products", "红色", "--language", "zh").stdout
    assert json.loads(run("products", "红色", "--format", "json").stdout)["id"] == "red-gene-heritage"
    assert run("products", "moon").exit_code == 4


def test_no_line() -> None:
    result = run("lines", "east-city", "mid-town", "--data", str(SMALL), "--date", "2026-12-05")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Nothing goes there on that day without a change.\n"
    assert run("lines", "east-city", "mid-town", "--data", str(SMALL), "--date", "tomorrow").exit_code == 4


def test_piped_tables_are_at_most_100_columns_wide() -> None:
    lines = run("sites", "--near", "chongqing").stdout.splitlines()
    assert len(lines) > 150
    assert max(map(len, lines)) <= 100
    assert not any(line.endswith(" ") for line in lines)


# Validate


def test_validate_good_data() -> None:
    result = run("validate", str(SMALL))
    assert result.exit_code == 0
    counts, stated = result.stdout.splitlines()[-2:]
    assert counts.startswith("No problems: 6 sites, 3 towns, 2 stations, 11 links, 1 lines;")
    assert "opening hours 50.0%, prices 16.7%" in stated  # 3 and 1 of the 6
    assert stated.endswith("the median page is of 2026-01.")
    found = json.loads(run("validate", str(SMALL), "--format", "json").stdout)
    assert (found["problems"], found["summary"]["sites"]) == ([], 6)


def test_validate_bad_data() -> None:
    folder = INVALID / "bad-hours"
    result = run("validate", str(folder))
    assert result.exit_code == 3
    assert re.match(re.escape(str(folder / "attractions.yaml")) + r":\d+:\d+: bad-hours: ", result.stdout)
    assert result.stdout.endswith("\n1 problem\n")
    found = json.loads(run("validate", str(folder), "--format", "json").stdout)
    assert [problem["code"] for problem in found["problems"]] == ["bad-hours"]


def test_bad_data_stops_other_commands() -> None:
    result = run("sites", "--data", str(INVALID / "bad-hours"))
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.endswith("\nError: 1 problem in the data\n")


# Requests


def words_of(tmp_path: Path, text: str) -> dict[str, Any]:
    path = tmp_path / "trip.yaml"
    path.write_text(text, encoding="utf-8")
    return read_words(path)


@pytest.mark.parametrize("command", ["plan", "check"])
def test_a_wrong_value_in_a_request_file_is_told_at_its_place(command: str, tmp_path: Path) -> None:
    path = tmp_path / "trip.yaml"
    path.write_text(
        "days: 1\ndate: 2026-12-05\nfrom: east-city\nstart-time：25：99\nadults: 2.5\n", encoding="utf-8"
    )
    given = (
        [str(path)] if command == "plan" else [str(DATA / "plans" / "slow-car.json"), "--request", str(path)]
    )
    result = run(command, *given, "--data", str(SMALL))
    assert result.exit_code == 4
    assert f"Error: {path}:4:12: start_time: " in result.stderr
    assert f"{path}:5:9: adults: " in result.stderr
    if command == "plan":
        assert "--start-time: " in run(command, *given, "--data", str(SMALL), "--start-time", "26:99").stderr


def test_request_file(tmp_path: Path, corridor: Corridor) -> None:
    text = """
        days: 2
        date: 2026-12-05
        from: 东城
        to: West Station
        themes: {stone: 1, 全部: 0.5}
        must: [shiku, mid-grotto]
        avoid: West Park
        start-time: 09:00
        end_time: 18:30
        max-transit: 200
        meals: no
        budget:
        hotel: ""
    """
    assert request_of(corridor, words_of(tmp_path, text)) == Asked(
        days=2,
        date=date(2026, 12, 5),
        start="east-city",
        end="west-station",
        themes={"stone": 1, "all": 0.5},
        must=("mid-grotto",),
        avoid=("west-park",),
        start_time=540,
        end_time=1110,
        max_transit=200,
        meals=False,
    )


@pytest.mark.parametrize("themes", ["stone", "[stone]", "[stone=1]", "{stone: }", "{Stone: 1.0}"])
def test_ways_to_write_themes(themes: str, tmp_path: Path, corridor: Corridor) -> None:
    words = words_of(tmp_path, f"{{days: 1, date: 2026-12-05, from: east-city, theme: {themes}}}")
    assert request_of(corridor, words).themes == {"stone": 1.0}


def test_a_plans_own_request_is_a_request_file(tmp_path: Path, corridor: Corridor) -> None:
    request = Asked(days=1, date=date(2026, 12, 5), start="east-city", must=("mid-grotto",), start_time=500)
    text = json.dumps(request.model_dump(mode="json", by_alias=True))
    assert request_of(corridor, words_of(tmp_path, text)) == request


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("days: [1", 2),
        ("- days", 1),
        ("days: 1\ndays: 2", 2),
        ("", 1),
        ("days: !!python/name:os.system 1", 1),
    ],
)
def test_a_request_file_that_is_no_mapping(text: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        words_of(tmp_path, text)
    assert caught.value.problems[0].line == line


@pytest.mark.parametrize(
    ("text", "message", "candidates"),
    [
        ("days: 1\ntheems: a", "trip.yaml:2:1: 'theems' is no word of a request.", ("themes",)),
        ("theme: a\nthemes: b", "trip.yaml:2:1: 'themes' is given twice.", ()),
    ],
)
def test_words_of_a_request_file(
    text: str, message: str, candidates: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises(RequestError) as caught:
        words_of(tmp_path, text)
    assert message in str(caught.value)
    assert caught.value.candidates[:1] == candidates


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"days": "15"}, "days", "days: should be less than or equal to 14 days, not '15'."),
        ({"date": None}, "date", "date: is missing."),
        ({"date": "5 May"}, "date", "date: should be a valid date"),
        ({"from": "nowhere"}, "from", "'nowhere'"),
        ({"from": "x" * 10**7}, "from", "from: should be one name."),
        ({"from": ["east-city"]}, "from", "from: should be one name."),
        ({"must": "mid-town"}, "must", "'mid-town'"),
        ({"must": [["mid-grotto"]]}, "must", "must: should be one name."),
        ({"themes": "stones"}, "themes", "themes: no theme is called 'stones'. Did you mean: stone?"),
        ({"themes": "food"}, "themes", "themes: no theme is called 'food'. There are: all, stone."),
        ({"themes": ["stone=2"]}, "themes", "themes: the weight of 'stone' should be above 0 and at most 1."),
        ({"themes": {"stone": "nan"}}, "themes", "themes: the weight of 'stone'"),
        ({"themes": {"stone": ["1"]}}, "themes", "themes: the weight of 'stone'"),
        ({"start_time": "25h"}, "start_time", "start_time: should be a clock time like 08:30, not '25h'."),
        ({"time_limit": "inf"}, "time_limit", "time_limit: "),
        ({"adults": "9" * 5000}, "adults", "adults: "),
        ({"days": "0", "adults": "0"}, "days", "adults: should be greater than or equal to 1, not '0'."),
    ],
)
def test_impossible_requests(change: dict[str, Any], field: str, message: str, corridor: Corridor) -> None:
    words = {"days": "1", "date": "2026-12-05", "from": "east-city"} | change
    with pytest.raises(RequestError) as caught:
        request_of(corridor, words)
    assert caught.value.field == field
    assert message in str(caught.value)


def test_options_win_over_the_file(tmp_path: Path, plan_with: Callable[..., None]) -> None:
    asked: list[TripRequest] = []

    def plan(request: TripRequest, *_: object, **__: object) -> Itinerary:
        asked.append(request)
        return a_day_of_rest(request)

    plan_with(plan)
    path = tmp_path / "trip.yaml"
    path.write_text("{days: 3, date: 2026-12-05, from: west-city, theme: stone, meals: false, adults: 5}")
    assert (
        run("plan", str(path), "--data", str(SMALL), "--days", "1", "--from", "东城", "--meals").exit_code
        == 0
    )
    assert run("plan", str(path), "--data", str(SMALL), "--days", "1", "--theme", "all=0.5").exit_code == 0
    first, second = asked
    assert (first.days, first.start, first.themes, first.meals, first.adults) == (
        1,
        "east-city",
        {"stone": 1},
        True,
        5,
    )
    assert (second.start, second.themes, second.meals) == ("west-city", {"all": 0.5}, False)


# Plan, check, and check again what was written


def test_a_plan_from_first_to_last(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    result = run(*TRIP, *QUICK, "--format", "json", "--output", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    itinerary = Itinerary.model_validate_json(path.read_text(encoding="utf-8"))
    assert "mid-grotto" in {
        visit.attraction for day in itinerary.days for visit in day.events if visit.kind == "visit"
    }
    checked = run("check", str(path), "--data", str(SMALL), "--verbose")
    assert checked.exit_code == 0
    assert ", 0 errors, " in checked.stdout


def test_a_plan_as_text() -> None:
    result = run(*TRIP, *QUICK)
    assert result.exit_code == 0
    assert "Mid Grotto" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "\x1b" not in result.stdout
    assert "中镇石窟" in run(*TRIP, *QUICK, "--language", "zh").stdout


def test_same_seed_same_plan() -> None:
    first, second = (json.loads(run(*TRIP, *QUICK, "--format", "json").stdout) for _ in range(2))
    assert first["days"] == second["days"]


def test_a_trip_that_cannot_be() -> None:
    result = run(*TRIP, *QUICK, "--must", "west-ruins")  # 240 min there and 240 back pass the 360 of a day
    assert result.exit_code in {4, 5}
    assert result.stdout == ""


def a_plan_file(folder: Path) -> Path:
    path = folder / "plan.json"
    request = TripRequest(days=1, date=date(2026, 12, 5), start="east-city")
    path.write_text(a_day_of_rest(request).to_json(), encoding="utf-8")
    return path


def test_check_of_a_bad_plan(tmp_path: Path) -> None:
    path = a_plan_file(tmp_path)  # it visits nothing, and does not say why
    result = run("check", str(path), "--data", str(SMALL))
    assert result.exit_code == 6
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["verdict", "where", "code", "message"]
    assert any(line.split()[:3] == ["error", "trip", "unvisited"] for line in lines)
    assert re.match(r"\d+ facts right, \d+ errors, \d+ warnings?, \d+ unchecked", lines[-1])
    chinese = run("check", str(path), "--data", str(SMALL), "--language", "zh").stdout.splitlines()
    assert chinese[0].split() == ["结论", "位置", "代码", "说明"]
    assert ["错误", "全程", "unvisited", "east-museum在未安排的清单中出现0次"] in [x.split() for x in chinese]
    assert re.match(r"\d+项无误、\d+项错误、\d+项警告、\d+项未核实", chinese[-1])
    found = run("check", str(path), "--data", str(SMALL), "--format", "json")
    assert found.exit_code == 6
    assert "unvisited" in {violation["code"] for violation in json.loads(found.stdout)["violations"]}


def test_check_against_another_request(tmp_path: Path) -> None:
    wish = tmp_path / "trip.yaml"
    wish.write_text("{days: 1, date: 2026-12-05, from: 东城, must: [石窟]}", encoding="utf-8")
    arguments = ("check", str(a_plan_file(tmp_path)), "--data", str(SMALL), "--format", "json")
    codes = [
        {violation["code"] for violation in json.loads(run(*arguments, *more).stdout)["violations"]}
        for more in ((), ("--request", str(wish)))
    ]
    assert codes[1] - codes[0] == {"must", "request"}


def test_check_of_what_is_no_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"days": 1')
    result = run("check", str(path), "--data", str(SMALL))
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"{path}:1:11: syntax: ")


# Errors of `planner plan`


def test_unknown_name() -> None:
    result = run("plan", "--data", str(SMALL), "--days", "1", "--date", "2026-12-05", "--from", "mid twn")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "Did you mean: mid-town (Mid Town)" in result.stderr


def test_errors_as_json() -> None:
    result = run(*TRIP, "--must", "grotte", "--format", "json")
    assert (result.exit_code, result.stdout) == (4, "")
    error = json.loads(result.stderr)
    assert (error["error"], error["field"]) == ("request", "must")
    assert error["candidates"][0] == "mid-grotto (Mid Grotto)"
    assert (error["code"], error["pointer"], error["value"]) == ("request.unknown", "/must", "grotte")
    assert error["params"] == {"text": "grotte", "kind": {"en": "attraction", "zh": "景点"}}
    assert error["message_zh"].startswith("must：没有叫“grotte”的景点。")


@pytest.mark.parametrize(
    "arguments", [("--days", "two"), ("--mode", "horse"), ("--data", "/nowhere/at/all"), ("--wat",)]
)
def test_usage(arguments: tuple[str, ...]) -> None:
    assert run("plan", *arguments).exit_code == 2


def test_numbers_out_of_range_are_told_as_those_of_other_options_are() -> None:
    """Nothing of the wish is left to the library behind the options, which words it in its own way."""
    for option, value in (("--days", "0"), ("--days", "15"), ("--adults", "0"), ("--confidence", "0.3")):
        result = run(*TRIP, option, value)
        assert (result.exit_code, result.stdout) == (4, "")
        assert result.stderr.startswith(f"Error: {option}: should be ")


def test_no_plan(plan_with: Callable[..., None]) -> None:
    def plan(*_: object, **__: object) -> Itinerary:
        changes = (
            Relaxation("days", 2, Message("request.take-days", {"n": 2, "before": 1})),
            Relaxation("max_transit", 420, Message("request.travel-more", {"n": 7})),
        )
        raise NoPlanError(Message("request.nothing-fits"), changes)

    plan_with(plan)
    result = run(*TRIP)
    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr.splitlines() == [
        "Error: no plan fits this wish",
        "Any one of these gives a plan:",
        "  --days 2           take 2 days instead of 1",
        "  --max-transit 420  travel up to 7 hours a day",
        "To copy:",
        f"  planner {shlex.join(TRIP).replace(' --days 1', '')} --days 2",
        f"  planner {shlex.join(TRIP)} --max-transit 420",
    ]
    error = json.loads(run(*TRIP, "--format", "json").stderr)
    assert error["relaxations"][0] == {
        "change": "take 2 days instead of 1",
        "change_zh": "用2天，而不是1天",
        "field": "days",
        "value": 2,
        "also": {},
        "code": "request.take-days",
        "params": {"n": 2, "before": 1},
        "pointer": "/days",
        "option": "--days 2",
        "verified": True,
        "command": error["relaxations"][0]["command"],
    }


def test_a_plan_that_fails_the_check_is_not_shown(tmp_path: Path, plan_with: Callable[..., None]) -> None:
    from planner.checker import Violation

    plan_with(
        lambda request, *_, **__: a_day_of_rest(request),
        Violation("lunch", "checker.no-lunch", {}, 1, 0),
    )
    output = tmp_path / "plan.json"
    result = run(*TRIP, "--output", str(output))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "please report" in result.stderr
    assert "day 1, event 1: lunch: no lunch" in result.stderr
    assert not output.exists()


def test_a_bug_is_told_without_a_traceback(plan_with: Callable[..., None]) -> None:
    def plan(*_: object, **__: object) -> Itinerary:
        raise ZeroDivisionError("by zero")

    plan_with(plan)
    result = run(*TRIP)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: internal error, please report it: ZeroDivisionError: by zero")
    assert "Traceback" not in result.stderr
    assert run(*TRIP, "--language", "zh").stderr.startswith(
        "错误：程序内部出错，请报告：ZeroDivisionError：by zero"
    )
    assert isinstance(run(*TRIP, "--debug").exception, ZeroDivisionError)
    assert isinstance(run("--debug", *TRIP).exception, ZeroDivisionError)


# Ctrl-C


def test_first_interrupt_gives_the_best_plan_so_far(plan_with: Callable[..., None]) -> None:
    def plan(
        request: TripRequest, _atlas: Atlas, _options: SolveOptions, stop: StopToken, _: object, **__: object
    ) -> Itinerary:
        assert not stop.is_set
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set
        return a_day_of_rest(request)

    plan_with(plan)
    before = signal.getsignal(signal.SIGINT)
    result = run(*TRIP, "--format", "json")
    assert result.exit_code == 130
    assert json.loads(result.stdout)["certificate"]["objective"] == 7
    assert signal.getsignal(signal.SIGINT) is before


def test_interrupt_before_there_is_a_plan(plan_with: Callable[..., None]) -> None:
    def plan(*_: object, **__: object) -> Itinerary:
        signal.raise_signal(signal.SIGINT)
        raise NoPlanError(Message("request.none-found"))

    plan_with(plan)
    result = run(*TRIP)
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Stopped.\n")


def test_second_interrupt_ends_at_once(plan_with: Callable[..., None]) -> None:
    def plan(request: TripRequest, *_: object, **__: object) -> Itinerary:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        return a_day_of_rest(request)

    plan_with(plan)
    result = run(*TRIP)
    assert (result.exit_code, result.stdout) == (130, "")


def test_status_line() -> None:
    watch = Watch()
    assert watch.status().plain == "Getting travel tables ready · 0 s"
    watch(None, None)
    assert watch.status().plain == "Looking for the best plan · 0 s"
    watch(1500, None)
    assert watch.status().plain == "Looking for the best plan · best so far 1,500 · 0 s"
    watch(1500, 2000)
    line = "Looking for the best plan · best so far 1,500 · none above 2,000 · gap 25.0% · 0 s"
    assert watch.status().plain == line


# Output


def test_output_is_written_and_named(tmp_path: Path, plan_with: Callable[..., None]) -> None:
    plan_with(lambda request, *_, **__: a_day_of_rest(request))
    output = tmp_path / "plan.json"
    output.write_text("old")
    result = run(*TRIP, "--format", "json", "--output", str(output))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"Written to {output}\n")
    assert Itinerary.model_validate_json(output.read_text(encoding="utf-8")).days[0].date == date(2026, 12, 5)


def test_bad_output_is_noticed_before_the_work(tmp_path: Path, plan_with: Callable[..., None]) -> None:
    def plan(*_: object, **__: object) -> Itinerary:
        raise AssertionError("should not be asked")

    plan_with(plan)
    for path, message in (
        (tmp_path / "no" / "plan.txt", "there is no folder"),
        (tmp_path, "is a folder, not a file"),
    ):
        result = run(*TRIP, "--output", str(path))
        assert result.exit_code == 4
        assert message in result.stderr


def test_a_plan_that_cannot_be_written_is_not_lost(
    tmp_path: Path, plan_with: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    plan_with(lambda request, *_, **__: a_day_of_rest(request))
    monkeypatch.setattr("planner.cli.show.write_atomically", full)
    result = run(*TRIP, "--format", "json", "--output", str(tmp_path / "plan.json"))
    assert result.exit_code == 4
    assert json.loads(result.stdout)["days"]
    assert "no space left" in result.stderr


def test_main_speaks_utf8_whatever_the_locale() -> None:
    code = "import sys; sys.stdout.reconfigure(encoding='ascii'); from planner.cli import main; main()"
    result = run_apart("sites", "石窟", "--data", str(SMALL), "--language", "zh", code=code)
    assert "中镇石窟" in result.stdout
    assert callable(main)


@pytest.mark.parametrize("command", ["themes", "schema"])  # less than a buffer, and more
def test_a_closed_pipe_is_no_error(command: str) -> None:
    code = "from planner.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


# Dates


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        ("2027-02-30", "February 2027 has no day 30, its last is 28.", "2027年2月没有30日，最后一天是28日。"),
        ("2028/2/30", "February 2028 has no day 30, its last is 29.", "2028年2月没有30日，最后一天是29日。"),
        ("2027-04-31", "April 2027 has no day 31, its last is 30.", "2027年4月没有31日，最后一天是30日。"),
        ("2027年6月31日", "June 2027 has no day 31, its last is 30.", "2027年6月没有31日，最后一天是30日。"),
        ("2027-13-01", "a year has no month 13.", "一年没有13月。"),
    ],
)
def test_a_day_that_is_in_no_calendar_is_told_for_people(day: str, english: str, chinese: str) -> None:
    for language, text in (("en", f"Error: --date: {english}"), ("zh", f"错误：--date：{chinese}")):
        for command in (TRIP, ("lines", "east-city", "west-city", "--data", str(SMALL))):
            result = run(*command, "--date", day, "--language", language)
            assert (result.exit_code, result.stderr.strip()) == (4, text)


def test_the_arrival_and_a_request_file_are_told_so_too(tmp_path: Path) -> None:
    file = tmp_path / "trip.yaml"
    file.write_text("days: 1\ndate: 2027-02-29\nfrom: east-city\n")
    result = run("plan", str(file), "--data", str(SMALL))
    assert "trip.yaml:2:7: date: February 2027 has no day 29, its last is 28." in result.stderr
    message = message_of(
        {"type": "datetime_from_date_parsing", "loc": ("arrival",), "msg": "", "input": "2027-11-31 10:00"}
    )
    assert str(message) == "November 2027 has no day 31, its last is 30."


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_date_that_is_past_is_warned_of(language: str) -> None:
    told = {"en": "Warning: Sun 31 May 2026 is past;", "zh": "提醒：2026年5月31日（周日）已经过去；"}[
        language
    ]
    lines = ("lines", "east-city", "west-city", "--data", str(SMALL), "--language", language)
    for command in ((*TRIP, *QUICK, "--language", language), lines):
        past, today = (run(*command, "--date", day) for day in ("2026-05-31", "2026-06-01"))
        assert told in past.stderr
        assert told[:4] not in today.stderr
        assert past.exit_code == today.exit_code == 0
