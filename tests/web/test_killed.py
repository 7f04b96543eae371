"""A server that is killed in the middle loses nothing that it answered 202, and nothing is answered twice."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests.builders.paths import ROOT, SMALL
from tests.builders.servers import WISH

JOBS = 50
SECONDS = 400  # until the test gives up: machines may be busy
SERVE = """
from planner.web import Settings, serve
serve(Settings(port=0, database={database!r}, data={data!r}, workers=1, most_waiting={jobs}, lease=1, rate={rate!r}),
      lambda url: print(url, flush=True))
"""


@contextmanager
def served(database: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give a server in a process of its own, and its address; at the end it is killed."""
    code = SERVE.format(database=str(database), data=str(SMALL), jobs=JOBS, rate="100000/minute")
    script = database.with_suffix(".py")
    script.write_text(f"if __name__ == '__main__':\n    {code.strip().replace(chr(10), chr(10) + '    ')}\n")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, encoding="utf-8", env=environment
    )
    try:
        assert process.stdout
        address = re.match(r"http://[\d.]+:\d+", process.stdout.readline())
        assert address
        yield process, address[0]
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def ask(address: str, seed: int) -> str:
    body = json.dumps(WISH | {"seed": seed, "work": 20}).encode()
    headers = {"Content-Type": "application/json", "Prefer": "respond-async"}
    with urlopen(Request(f"{address}/v1/plans", body, headers)) as response:
        assert response.status == 202
        return str(json.load(response)["id"])


def states(database: Path) -> dict[str, str]:
    connection = sqlite3.connect(database, timeout=30)
    try:
        return dict(connection.execute("SELECT id, state FROM jobs").fetchall())
    finally:
        connection.close()


def test_nothing_that_was_taken_is_lost(tmp_path: Path) -> None:
    database = tmp_path / "plans.sqlite"
    with served(database) as (_, address):
        taken = {ask(address, seed) for seed in range(JOBS)}
        give_up = time.monotonic() + SECONDS
        while "done" not in states(database).values():
            assert time.monotonic() < give_up
            time.sleep(0.02)
    left = states(database)
    assert left.keys() == taken
    assert "working" in left.values(), "it was killed in the middle"
    answered = {id_ for id_, state in left.items() if state == "done"}
    with served(database) as (_, address):
        give_up = time.monotonic() + SECONDS
        while "working" in states(database).values():
            assert time.monotonic() < give_up
            time.sleep(0.05)
        for id_ in taken:
            with urlopen(f"{address}/v1/plans/{id_}.json") as response:
                assert json.load(response)["days"]
    after = states(database)
    assert after.keys() == taken
    assert set(after.values()) == {"done"}
    assert answered
