"""A line each in the order of the wishes, whatever happens; a batch that was ended goes on as if it had not been."""

from __future__ import annotations

import json
import random
import re
from concurrent.futures import Future
from pathlib import Path

import pytest

from planner.asking import Answer, Ask
from planner.batch import Bell, Clerk, Form, answered, resume, rows_of
from planner.batch.clerk import megabytes
from planner.batch.running import Batch
from planner.compact import is_compact
from planner.errors import RequestError
from planner.itinerary import Itinerary
from planner.service import check
from tests.batch.wishes import LINES, NUM_WISHES, TRIP, WORK, Here, batch, clerk, small

MOMENTS = 20


@pytest.fixture
def wishes(tmp_path: Path) -> Path:
    path = tmp_path / "wishes.jsonl"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def here() -> Here:
    return Here(clerk())


def written(wishes: Path, runner: Here, asked: Batch | None = None) -> bytes:
    lines = answered(rows_of(wishes), asked or batch(), runner, Bell())
    return "".join(line.text for line in lines).encode()


def test_a_line_each_in_their_order(wishes: Path, here: Here) -> None:
    found = [json.loads(line) for line in written(wishes, here).splitlines()]
    assert [(told["id"], told["line"], told.get("exit_code", 0)) for told in found] == [
        *(("two days", 1, 0), (2, 2, 4), (None, 3, 3), (None, 4, 0)),
        *(("西", 6, 0), ("none", 7, 5), ("last", 8, 0)),
    ]
    assert found[1]["problem"]["pointer"] == "/from"
    assert {told["status"] for told in found} == {"optimal", "feasible", "failed"}
    for told in found:
        assert ("itinerary" in told) == (told["status"] != "failed")
        if "itinerary" in told:
            plan = Itinerary.model_validate(told["itinerary"])
            assert plan.status == told["status"]
            assert (plan.request.options.work, plan.request.options.threads) == (WORK, 1)
            assert check(plan, small(), plan.request.wish) == []


def test_another_clerk_gives_the_same_line(wishes: Path, here: Here) -> None:
    whole = written(wishes, here)
    wishes.write_text(f"{LINES[0]}\n", encoding="utf-8")
    assert whole.startswith(written(wishes, Here(clerk(), most=1)))


def test_a_batch_that_was_ended_at_any_moment_goes_on_to_the_same_file(
    wishes: Path, here: Here, tmp_path: Path
) -> None:
    whole = written(wishes, here)
    picked = random.Random(1)
    ends = [line.end() for line in re.finditer(b"\n", whole)]
    for end in [0, ends[0], ends[1] - 1, *picked.sample(range(len(whole)), MOMENTS)]:
        output = tmp_path / "plans.jsonl"
        output.write_bytes(whole[:end])
        before = resume(output, rows_of(wishes), batch())
        assert before.statuses.total() == sum(line_end <= end for line_end in ends)
        with output.open("ab") as file:
            for line in answered(before.rest, batch(), here, Bell()):
                file.write(line.text.encode())
        assert output.read_bytes() == whole, end


@pytest.mark.parametrize("what", ["wish", "data", "options", "more", "form"])
def test_what_another_batch_wrote_is_not_gone_on_with(
    wishes: Path, here: Here, tmp_path: Path, what: str
) -> None:
    output = tmp_path / "plans.jsonl"
    output.write_bytes(written(wishes, here))
    asked = batch()
    if what == "wish":
        wishes.write_text("\n".join([json.dumps({**TRIP, "days": 3}), *LINES[1:]]))
    elif what == "data":
        asked = Batch("other", work=WORK)
    elif what == "options":
        asked = batch(work=WORK + 1)
    elif what == "form":
        asked = batch(form=Form(("totals",)))
    else:
        wishes.write_text("\n".join(LINES[:-1]))
    before = output.read_bytes()
    with pytest.raises(RequestError) as caught:
        resume(output, rows_of(wishes), asked)
    assert caught.value.message.code == "batch.other"
    assert output.read_bytes() == before


@pytest.mark.parametrize(
    ("num_answers", "torn"),
    [(0, b"notes"), (0, LINES[0].encode()), (1, b"n"), (1, b'{"id": 3'), (NUM_WISHES, b"{")],
)
def test_what_is_no_torn_answer_is_not_cut_off(
    wishes: Path, here: Here, tmp_path: Path, num_answers: int, torn: bytes
) -> None:
    output = tmp_path / "plans.jsonl"
    whole = b"".join(written(wishes, here).splitlines(keepends=True)[:num_answers]) + torn
    output.write_bytes(whole)
    with pytest.raises(RequestError) as caught:
        resume(output, rows_of(wishes), batch())
    assert str(caught.value.message.params["where"]) == f"{output}:{num_answers + 1}"
    assert output.read_bytes() == whole


def test_seconds_are_told_but_where_work_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "wishes.jsonl"
    path.write_text(f"{LINES[1]}\n{LINES[2]}\n{LINES[5]}\n", encoding="utf-8")
    lines = written(path, Here(clerk()), batch(work=None)).splitlines()
    assert ["seconds" in json.loads(line) for line in lines] == [True, False, False]
    limited = written(path, Here(clerk()), batch(work=None, time_limit=0.05)).splitlines()
    assert json.loads(limited[2])["itinerary"]["request"]["work"] is None
    assert json.loads(limited[2])["seconds"] > 0


@pytest.mark.parametrize("form", [Form(("totals", "days")), Form(is_compact=True), Form(("totals",), True)])
def test_small_forms(tmp_path: Path, form: Form) -> None:
    wishes = tmp_path / "wishes.jsonl"
    wishes.write_text(f"{LINES[3]}\n", encoding="utf-8")
    first = json.loads(written(wishes, Here(clerk(form)), batch(form=form)))
    plan = first["itinerary"]
    assert is_compact(plan) == form.is_compact
    assert not form.fields or set(form.fields) <= plan.keys() <= {
        *form.fields,
        "compact",
        "data_hash",
        "excerpt",
    }


class Late:
    """Answers the last wish that may be on its way, and then the batch is stopped."""

    most = 3

    def __init__(self, bell: Bell) -> None:
        self.bell, self.waiting = bell, list[Future[Answer]]()

    def submit(self, ask: Ask) -> Future[Answer]:
        self.waiting.append(Future())
        if len(self.waiting) == self.most:
            self.waiting[-1].set_result(Answer(json.dumps({"error": ask.kind}), 1))
            self.bell.end()
        return self.waiting[-1]

    def close(self) -> None:
        pass


def test_no_more_is_on_its_way_than_may_be_and_after_a_stop_nothing_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "wishes.jsonl"
    path.write_text(f"{LINES[0]}\n" * 9, encoding="utf-8")
    late = Late(Bell())
    assert list(answered(rows_of(path), batch(), late, late.bell)) == []
    assert len(late.waiting) == late.most


def test_a_lost_worker_is_a_problem_of_its_wish(wishes: Path) -> None:
    def lost(_: Ask) -> Answer:
        return Answer('{"error": "internal"}', 1)

    found = [json.loads(line) for line in written(wishes, Here(lost)).splitlines()]
    assert len(found) == NUM_WISHES
    assert (found[0]["status"], found[0]["exit_code"]) == ("failed", 1)


def test_a_clerk_puts_its_tables_away_when_they_take_too_much() -> None:
    small_one = Clerk(small(), Form(), use_cache=False, most=0)
    desk = small_one.desk
    small_one(Ask("plan", {**TRIP, "from": "nowhere"}))
    assert (small_one.desk is desk) == (megabytes() == 0)
