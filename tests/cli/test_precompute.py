"""`planner precompute` as one calls it, and the server that answers with it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import planner.batch
from planner.asking import Answer, Ask
from planner.cli import app
from planner.stopping import Report, StopToken
from tests.batch.wishes import Here, clerk
from tests.builders.paths import SMALL
from tests.builders.servers import server
from tests.conftest import TODAY

DATE = "2026-12-05"
WISHES = ("--days", "1..2", "--date", DATE, "--from", "East City", "--mode", "car", "--work", "50")


def run(*arguments: str) -> Result:
    call = ["precompute", "--data", str(SMALL), "--no-cache", *arguments]
    return CliRunner().invoke(app, call, prog_name="planner")


def nobody(ask: Ask, stop: StopToken, report: Report) -> Answer:  # noqa: ARG001 (as a desk)
    raise AssertionError("it is known")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    """Answer in this process, and only what is not known."""
    found = Here(clerk())
    monkeypatch.setattr(planner.batch, "LocalRunner", lambda make, number: found)  # noqa: ARG005
    return found


def test_the_server_answers_at_once_and_says_how_old_that_is(tmp_path: Path, here: Here) -> None:
    database = tmp_path / "plans.sqlite"
    done = run(*WISHES, "--database", str(database))
    assert (done.exit_code, len(here.known)) == (0, 2), done.stderr
    assert "2 wishes, of which 0 have an answer" in done.stderr
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE jobs SET found = found - 3600")
    with server(database, nobody) as client:
        wish = {"days": 2, "date": DATE, "from": "east-city", "mode": "car", "adults": 2}  # the default
        answer = client.post("/v1/plans", json=wish)
        assert answer.status_code == 200
        assert int(answer.headers["age"]) >= 3600
        job = client.get(answer.headers["location"]).json()
        assert job["age"] >= 3600
        assert (job["objective"], job["on_these_data"]) == (answer.json()["certificate"]["objective"], True)


def test_without_dates_the_next_week_is_planned(tmp_path: Path, here: Here) -> None:
    done = run(
        "--days", "1", "--from", "East City", "--work", "20", "--database", str(tmp_path / "plans.sqlite")
    )
    assert done.exit_code == 0, done.stderr
    asked = [json.loads(body)["date"] for body in here.known]
    assert asked == [(TODAY + timedelta(days=later)).isoformat() for later in range(1, 8)]


def test_what_is_known_is_not_looked_for_again(tmp_path: Path, here: Here) -> None:
    database = ("--database", str(tmp_path / "plans.sqlite"))
    run(*WISHES, *database)
    more = run(*WISHES, "--to", "west-city,East City", *database)
    assert "4 wishes, of which 2 have an answer" in more.stderr  # those that end where they began
    here.known.clear()
    again = run(*WISHES, *database)
    assert (again.exit_code, len(here.known)) == (0, 0)
    assert "2 wishes, of which 2 have an answer" in again.stderr


def test_the_server_drops_what_stands_on_other_data(tmp_path: Path) -> None:
    database = tmp_path / "plans.sqlite"
    run(*WISHES, "--database", str(database))
    with closing(sqlite3.connect(database)) as connection:
        with connection:
            connection.execute("UPDATE jobs SET basis = 'other' WHERE rowid = 1")
        with server(database):
            assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (1,)


@pytest.mark.parametrize(
    ("option", "text", "says"),
    [
        ("--days", "0..3", "days"),
        ("--days", "13..99", "days"),
        ("--days", "2..1", "days"),
        ("--date", "2026-12-05..tomorrow", "not a date"),
        ("--date", "2026-12-05..2026-12-01", "not a date"),
        ("--from", "nowhere at all", "nowhere"),
        ("--theme", "nothing of the kind", "theme"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_done(
    tmp_path: Path, here: Here, option: str, text: str, says: str
) -> None:
    wrong = run(*WISHES, option, text, "--database", str(tmp_path / "plans.sqlite"))
    assert (wrong.exit_code, here.known) == (4, {})
    assert says in wrong.stderr
    assert option in wrong.stderr
