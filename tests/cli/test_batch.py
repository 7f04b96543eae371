"""`planner batch` as one calls it: files, exit codes, how it ends and goes on, and what is told of it."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner, Result

import planner.batch
from planner.batch import Before, Clerk, Form, Line, LocalRunner
from planner.batch.clerk import WHOLE, Told
from planner.batch.lines import num_lines
from planner.batch.reading import Row
from planner.cli import app
from planner.cli.tally import Tally
from tests.batch.wishes import LINES, NUM_WISHES, Here, batch, clerk
from tests.builders.paths import ROOT, SMALL

OPTIONS = ("--data", str(SMALL), "--no-cache", "--work", "50")
ENDS_AFTER_TWO = """
import os, signal, sys
import planner.batch
from planner.cli import main
from planner.cli.tally import Tally
from tests.batch.wishes import Here

planner.batch.LocalRunner = lambda make, number: Here(make(), most=1)
take, sign = Tally.take, int(sys.argv.pop(1))

def take_and_end(tally, line):
    take(tally, line)
    if tally.statuses.total() == 2:
        os.kill(os.getpid(), sign)

Tally.take = take_and_end
main()
"""

ENDS_EARLY = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may not hear it
from planner.cli import main
point, sign = sys.argv.pop(1), int(sys.argv.pop(1))

def end(*_, **__):
    try:
        os.kill(os.getpid(), sign)
        for _ in range(1000):  # it is heard between two steps
            pass
    except BaseException as error:  # as libraries do that let nothing through
        raise ValueError from error

class Finder:
    def find_spec(self, name, *_):
        if name == "typer":
            end()

if point == "imports":
    sys.meta_path.insert(0, Finder())
elif point == "arguments":
    from planner.cli.command import PlannerGroup
    PlannerGroup.resolve_command = end
elif point == "cluster":
    import planner.batch.dask
    from threading import Event
    planner.batch.dask.Client = lambda *_, **__: os.kill(os.getpid(), sign) or Event().wait()
    sys.argv += ["--runner", "dask", "--scheduler", "tcp://127.0.0.1:9"]
elif point == "data":
    import planner.cli.batch
    planner.cli.batch.load = end
else:
    import planner.batch
    from tests.batch.wishes import Here
    planner.batch.LocalRunner = lambda make, number: end() or Here(make())
main()
"""


@pytest.fixture(scope="module")
def here() -> Here:
    return Here(clerk())


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, here: Here) -> None:
    """Answer in this process, each wish once."""

    monkeypatch.setattr(planner.batch, "LocalRunner", lambda make, number: here)  # noqa: ARG005


@pytest.fixture
def wishes(tmp_path: Path) -> Path:
    path = tmp_path / "wishes.jsonl"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["batch", *map(str, arguments)], prog_name="planner")


@pytest.fixture
def plans(wishes: Path, at_once: None) -> Path:  # noqa: ARG001
    path = wishes.with_name("plans.jsonl")
    assert run(wishes, "--output", path, *OPTIONS).exit_code == 9
    return path


def test_all_are_answered_and_the_exit_code_tells_of_failures(wishes: Path, plans: Path) -> None:
    assert len(plans.read_text().splitlines()) == NUM_WISHES
    wishes.write_text(LINES[0] + "\n")
    good = run(wishes, "--output", plans.with_name("good.jsonl"), *OPTIONS)
    assert good.exit_code == 0
    assert "1 answered · " in good.stderr
    assert "written: " in good.stderr


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("sign", "exit_code"), [("SIGKILL", -9), ("SIGTERM", 130), ("SIGINT", 130)])
def test_what_is_ended_goes_on_to_the_same_file(wishes: Path, plans: Path, sign: str, exit_code: int) -> None:
    output = plans.with_name("ended.jsonl")
    arguments = ["batch", str(wishes), "--output", str(output), *OPTIONS]
    ended = subprocess.run(
        [sys.executable, "-c", ENDS_AFTER_TWO, str(int(getattr(signal, sign))), *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert ended.returncode == exit_code, ended.stderr
    assert ("stopped; " in ended.stderr) == (exit_code == 130)
    whole = plans.read_bytes()
    assert whole.startswith(output.read_bytes())
    assert output.read_bytes().count(b"\n") == 2
    assert run(*arguments[1:], "--resume").exit_code == 9
    assert output.read_bytes() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("point", "said"),
    [
        ("imports", "已停止。\n"),
        ("arguments", "已停止。\n"),
        ("data", "已停止。\n"),
        ("cluster", "已答 0 个\n已停止；已得到的答案在 plans.jsonl，再次运行该命令即可续写\n"),
        ("workers", "已答 0 个\n已停止；已得到的答案在 plans.jsonl，再次运行该命令即可续写\n"),
    ],
)
def test_what_is_ended_before_the_first_answer_says_so(
    wishes: Path, point: str, said: str, sign: signal.Signals
) -> None:
    if point == "cluster":
        pytest.importorskip("distributed")
    asked = ["batch", str(wishes), "--output", "plans.jsonl", *OPTIONS, "--language", "zh"]
    ended = subprocess.run(
        [sys.executable, "-c", ENDS_EARLY, point, str(int(sign)), *asked],
        capture_output=True,
        encoding="utf-8",
        cwd=wishes.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )
    assert (ended.returncode, ended.stderr) == (130, said)
    output = wishes.with_name("plans.jsonl")
    assert not (output.exists() and output.read_bytes())


def test_what_is_finished_is_not_done_again(wishes: Path, plans: Path, here: Here) -> None:
    before, here.known = plans.read_bytes(), {}
    assert run(wishes, "--output", plans, *OPTIONS, "--resume").exit_code == 9
    assert (plans.read_bytes(), here.known) == (before, {})


def test_wishes_may_get_another_name(wishes: Path, plans: Path) -> None:
    before = plans.read_bytes()
    renamed = wishes.rename(wishes.with_name("renamed.jsonl"))
    assert run(renamed, "--output", plans, *OPTIONS, "--resume").exit_code == 9
    assert plans.read_bytes() == before


def test_nothing_is_overwritten_and_nothing_mixed(wishes: Path, plans: Path) -> None:
    before = plans.read_bytes()
    again = run(wishes, "--output", plans, *OPTIONS)
    assert (again.exit_code, "holds something already" in again.stderr) == (4, True)
    other = run(wishes, "--output", plans, *OPTIONS[:-1], "60", "--resume")
    assert other.exit_code == 4
    assert "plans.jsonl:1 is not the answer to its wish" in other.stderr
    assert plans.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--output", "plans.jsonl"),
        ("WISHES",),
        ("WISHES", "--output", "plans.jsonl", "--work", "5", "--time-limit", "1"),
        ("WISHES", "--output", "plans.jsonl", "--runner", "dask"),
        ("WISHES", "--output", "plans.jsonl", "--scheduler", "tcp://127.0.0.1:9"),
        *(
            ("WISHES", "--output", "plans.jsonl", "--runner", "dask", "--scheduler", address)
            for address in (
                "foo",
                "foo:8786",
                "tcp://foo",
                "tcp://:8786",
                "tcp://foo:99999",
                "http://foo:8786",
            )
        ),
        (
            *("WISHES", "--output", "plans.jsonl", "--runner", "dask", "--scheduler", "tcp://127.0.0.1:9"),
            *("--workers", "2"),
        ),
        ("WISHES", "--output", "no/folder/plans.jsonl"),
        ("WISHES", "--output", 300 * "x"),
        ("WISHES", "--output", "plans.jsonl", "--fields", "nonsense"),
    ],
)
def test_what_cannot_be_is_said_before_the_work(
    wishes: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(wishes.parent)
    found = run(*(wishes if each == "WISHES" else each for each in arguments), "--data", SMALL)
    assert found.exit_code == 4, found.output
    assert "Error: " in found.stderr


@pytest.mark.usefixtures("at_once")
def test_a_table_that_is_refused_leaves_no_file(tmp_path: Path) -> None:
    table, output = tmp_path / "wishes.csv", tmp_path / "plans.jsonl"
    table.write_text("days,nonsense\n1,2\n")
    found = run(table, "--output", output, *OPTIONS)
    assert (found.exit_code, "nonsense" in found.stderr, output.exists()) == (4, True, False)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="another system has no such folder")
@pytest.mark.usefixtures("at_once")
def test_an_output_that_cannot_be_opened_is_told(wishes: Path) -> None:
    found = run(wishes, "--output", "/proc/no-file-can-be-here", *OPTIONS)
    assert (found.exit_code, "could not be written: " in found.stderr) == (4, True)


def test_processes_answer_as_one_does(wishes: Path, plans: Path) -> None:
    from functools import partial

    from planner.batch import Bell, answered, rows_of
    from tests.batch.wishes import small

    runner = LocalRunner(partial(Clerk, small(), WHOLE, use_cache=False), 2)
    assert runner._workers.patience == 60  # as docs/cli.md says
    try:
        found = "".join(line.text for line in answered(rows_of(wishes), batch(), runner, Bell()))
    finally:
        runner.close()
    assert found.encode() == plans.read_bytes()


def test_a_batch_is_summed_up_in_both_languages(plans: Path) -> None:
    found = json.loads(run("--summary", plans, "--format", "json").stdout)
    assert (found["requests"], found["failed"], found["proven"] + found["feasible"]) == (NUM_WISHES, 3, 4)
    assert found["failures"] == {"request.unknown": 1, "data": 1, "request.no-site": 1}
    money = [
        json.loads(line)["itinerary"]["totals"]["cost_cny"]
        for line in plans.read_text().splitlines()
        if '"itinerary"' in line
    ]
    assert found["spreads"]["cost_cny"]["mean"] == sum(money) / 4
    assert (found["spreads"]["cost_cny"]["least"], found["spreads"]["cost_cny"]["most"]) == (
        min(money),
        max(money),
    )
    english, chinese = (run("--summary", plans, "--language", each).stdout for each in ("en", "zh"))
    assert english.startswith("7 answered: ")
    assert chinese.startswith("共 7 个答案")
    assert "request.unknown" in english
    assert "人均费用" in chinese


def test_a_spreadsheet_has_a_row_a_wish(plans: Path) -> None:
    text = run("--summary", plans, "--format", "csv", "--language", "zh").stdout
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    told = [json.loads(line) for line in plans.read_text().splitlines()]
    assert [row["line"] for row in rows] == [str(each["line"]) for each in told]
    first = told[0]["itinerary"]
    assert rows[0]["cost_cny"] == str(first["totals"]["cost_cny"])
    assert rows[0]["gap"] == str(round(first["certificate"]["gap"], 4))
    assert (rows[0]["nights"], rows[0]["from"], rows[0]["to"]) == ("1", "east-city", "west-city")
    assert (rows[1]["problem"], rows[1]["field"], rows[1]["exit_code"]) == ("request.unknown", "from", "4")
    assert "没有叫" in rows[1]["message"]


@pytest.mark.usefixtures("at_once")
def test_columns_that_are_empty_for_a_field_was_left_out_are_told(
    wishes: Path, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--summary", plans, "--format", "csv").stderr == ""
    form = Form(("status", "totals"))
    monkeypatch.setattr(planner.batch, "LocalRunner", lambda *_, **__: Here(clerk(form)))
    some = plans.with_name("some.jsonl")
    run(wishes, "--output", some, *OPTIONS, "--fields", "status,totals")
    table = run("--summary", some, "--format", "csv")
    assert table.stderr == (
        "empty, for the answers were written without request, certificate: "
        "date, days, from, to, mode, worth, bound, gap\n"
    )
    row = next(csv.DictReader(io.StringIO(table.stdout)))
    assert (row["date"], row["gap"], row["nights"]) == ("", "", "1")
    assert run("--summary", some, "--language", "zh").stderr == (
        "以下为空，因为写答案时略去了 request、certificate：gap\n"
    )


def test_what_is_torn_is_left_out_and_what_is_no_answer_is_said(plans: Path) -> None:
    plans.write_bytes(plans.read_bytes()[:-5])
    assert json.loads(run("--summary", plans, "--format", "json").stdout)["requests"] == NUM_WISHES - 1


@pytest.mark.parametrize("format_", ["text", "csv"])
@pytest.mark.parametrize(
    "damaged",
    [
        '{"a": 1}',
        "[]",
        '{"line": 1, "status": "optimal"}',
        '{"line": 1, "status": "optimal", "itinerary": null}',
        '{"line": 1, "status": "optimal", "itinerary": {"totals": []}}',
        '{"line": 1, "status": "optimal", "itinerary": {"totals": {"cost_cny": "dear"}}}',
        '{"line": 1, "status": ["optimal"], "itinerary": {}}',
        '{"line": 1, "status": "failed", "problem": null}',
        '{"line": 1, "status": "failed", "problem": {"code": [1]}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_answer_is_told_by_its_place(plans: Path, damaged: str, format_: str) -> None:
    with plans.open("a") as file:
        file.write(f"{damaged}\n")
    found = run("--summary", plans, "--format", format_)
    assert (found.exit_code, f"plans.jsonl:{NUM_WISHES + 1}:1: syntax" in found.stderr) == (3, True)


@pytest.mark.parametrize("format_", ["json", "csv"])
def test_answers_may_come_through_a_pipe(plans: Path, format_: str) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with a name")
    expected = run("--summary", plans, "--format", format_).stdout
    pipe = plans.with_name("pipe")
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_bytes(plans.read_bytes()), daemon=True)
    writer.start()
    assert run("--summary", pipe, "--format", format_).stdout == expected


def test_a_log_is_told_now_and_then_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    clock = iter(range(0, 1000, 4))
    tally = Tally(100, Before(line=20), "en", now=lambda: next(clock))
    with tally:
        for number in range(8):
            tally.take(Line(Row(20 + 10 * number), Told("", status="optimal" if number else "failed"), ""))
    lines = capsys.readouterr().err.splitlines()
    assert 1 < len(lines) < 8
    assert lines[-1].startswith("7 answered · 1 without a plan · 100 % of the plans proven best · ")
    assert " a minute · about " in lines[-1]
    assert lines[-1].endswith(" left")


def test_the_time_left_is_told_by_lines_and_not_before_some_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.tally.status_line", lambda _: None)
    path = tmp_path / "wishes.jsonl"
    path.write_text("{}\n" * 10 + f'{{"text": "{"x" * 100_000}"}}\n' + "{}\n" * 25)
    assert num_lines(path) == 37
    now = [0.0]
    tally = Tally(num_lines(path), Before(Counter(optimal=6), line=6), now=lambda: now[0])
    told = []
    for number in range(7, 13):
        now[0] += 60
        tally.take(Line(Row(number), Told("", status="optimal"), ""))
        told.append(tally.status().rpartition(" · ")[2])
    assert told == [*["1 a minute"] * 4, "about 26 min left", "about 25 min left"]
    assert tally.status(goes_on=False).endswith("1 a minute")


@pytest.mark.usefixtures("at_once")
def test_a_file_that_another_batch_writes_is_refused(wishes: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    output = wishes.with_name("busy.jsonl")
    with output.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        found = run(wishes, "--output", output, *OPTIONS)
    assert (found.exit_code, "another batch writes to" in found.stderr) == (4, True)
    assert not output.read_bytes()


def test_a_cluster_without_workers_is_told(wishes: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    dask = pytest.importorskip("planner.batch.dask")
    monkeypatch.setattr(here, "has_workers", False, raising=False)
    monkeypatch.setattr(dask, "DaskRunner", lambda *_: here)
    output, address = wishes.with_name("plans.jsonl"), "tcp://127.0.0.1:9"
    found = run(wishes, "--output", output, *OPTIONS, "--runner", "dask", "--scheduler", address)
    assert found.stderr.startswith(f"no worker has come to {address} yet; ")


@pytest.mark.parametrize("options", [(), ("--resume",)])
def test_the_wishes_are_not_written_over(wishes: Path, options: tuple[str, ...]) -> None:
    wishes.write_text(LINES[0])
    link = wishes.with_name("link.jsonl")
    link.symlink_to(wishes)
    for output in (wishes, link):
        found = run(wishes, "--output", output, *OPTIONS, *options)
        assert (found.exit_code, "is the file that is read" in found.stderr) == (4, True)
    assert wishes.read_text() == LINES[0]


def test_answers_are_not_written_over_by_what_came_of_them(plans: Path) -> None:
    before = plans.read_bytes()
    found = run("--summary", plans, "--format", "csv", "--output", plans)
    assert (found.exit_code, "is the file that is read" in found.stderr) == (4, True)
    assert plans.read_bytes() == before


def test_what_is_no_file_is_refused(wishes: Path) -> None:
    found = run(wishes, "--output", os.devnull, *OPTIONS, "--resume")
    assert (found.exit_code, "no file that a batch can go on with" in found.stderr) == (4, True)
