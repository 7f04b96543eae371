"""A server under four times the load that it can take: what it answers, how fast, and that it loses no job.

``python -m benchmarks.serve [--write]``; everything on loopback, for half a minute.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.common import machine, update_page

SECONDS = 30
WORKERS, WAITING = 2, 8
CLIENTS = 4 * WORKERS
WORK = 200
EVERY = 0.1  # seconds between looks at /healthz
HEALTHY = 0.05
CODE = """
from pathlib import Path
from planner.web import Settings, serve
if __name__ == "__main__":
    serve(Settings(port=0, database={database!r}, workers={workers}, most_waiting={waiting}, rate="1000000/second"),
          lambda url: print(url, flush=True))
"""
WISH = {"days": 3, "date": "2026-12-05", "from": "chongqing", "to": "chengdu", "work": WORK, "threads": 1}


@dataclass
class Seen:
    """What clients saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    taken: list[str] = field(default_factory=list)
    to_take: list[float] = field(default_factory=list)
    healthy: list[float] = field(default_factory=list)


def ask(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any, float]:
    """Return status, answer and seconds."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Content-Type": "application/json", "Prefer": "respond-async"}
    begun = time.perf_counter()
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    content = response.read()
    took = time.perf_counter() - begun
    connection.close()
    return response.status, json.loads(content), took


def load(port: int, first_seed: int, until: float, seen: Seen) -> None:
    """Ask for one plan after the other; who is told to wait waits a little."""
    seed = first_seed
    while time.monotonic() < until:
        status, answer, took = ask(port, "POST", "/v1/plans", WISH | {"seed": seed})
        seen.statuses[status] += 1
        seed += 1
        if status == 202:
            seen.to_take.append(took)
            seen.taken.append(answer["id"])
        else:
            time.sleep(0.2)


def watch(port: int, until: float, seen: Seen) -> None:
    """Look at /healthz all the while."""
    while time.monotonic() < until:
        status, _, took = ask(port, "GET", "/healthz")
        seen.statuses[status] += 1
        seen.healthy.append(took)
        time.sleep(EVERY)


def percentiles(values: list[float]) -> str:
    """Return the 50th, 95th and 99th percentile in milliseconds."""
    cuts = statistics.quantiles(values, n=100)
    return " | ".join(f"{1000 * cuts[at - 1]:.0f}" for at in (50, 95, 99))


def measured(port: int) -> tuple[Seen, Counter[str]]:
    """Return what clients saw, and how the jobs ended."""
    seen, until = Seen(), time.monotonic() + SECONDS
    watching = threading.Thread(target=watch, args=(port, until, seen))
    watching.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda number: load(port, number * 10_000, until, seen), range(CLIENTS)))
    watching.join()
    states = Counter[str]()
    states.update(end_of(port, id_) for id_ in seen.taken)
    return seen, states


def end_of(port: int, id_: str) -> str:
    """Return how a job ended, which its events tell; "lost" where it is gone."""
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", f"/v1/plans/{id_}/events")
    connection.getresponse().read()  # which ends with the job
    connection.close()
    status, job, _ = ask(port, "GET", f"/v1/plans/{id_}")
    return str(job["state"]) if status == 200 else "lost"


@contextmanager
def warm_server(workers: int) -> Iterator[tuple[int, str]]:
    """Serve until the block is over; give the port, and the id of a plan whose travel tables are made."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "server.py")
        script.write_text(CODE.format(database=f"{folder}/a.sqlite", workers=workers, waiting=WAITING))
        process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, encoding="utf-8")
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
        try:
            while ask(port, "GET", "/readyz")[0] != 200:
                time.sleep(0.2)
            _, job, _ = ask(port, "POST", "/v1/plans", WISH | {"seed": 1})
            end_of(port, job["id"])
            yield port, job["id"]
        finally:
            process.terminate()
            process.wait()


def main() -> None:
    """Serve, load and tell."""
    with warm_server(WORKERS) as (port, _):
        text = told(*measured(port))
    print(text)
    if "--write" in sys.argv:
        update_page("serve", text)


def told(seen: Seen, states: Counter[str]) -> str:
    """Return the section of the page."""
    worse = {status: n for status, n in seen.statuses.items() if status >= 500 and status != 503}
    slow = sum(took > HEALTHY for took in seen.healthy)
    answers = ", ".join(f"{n} x {status}" for status, n in sorted(seen.statuses.items()))
    ends = ", ".join(f"{state}: {n}" for state, n in sorted(states.items()))
    return f"""## The server under load

{machine()}; {WORKERS} processes, {WAITING} may wait, {CLIENTS} clients (four for each process)
that ask without a pause for {SECONDS} s, plans of three days with `work` {WORK}; `python -m benchmarks.serve --write`.
Other programs were at work on the machine.

- answers: {answers}; 5xx but 503: {sum(worse.values())} (target: 0)
- jobs taken: {len(seen.taken)}; {ends}; lost: {states["lost"]} (target: 0)
- `/healthz` slower than {HEALTHY * 1000:.0f} ms: {slow} of {len(seen.healthy)} (target: 0)

| ms | p50 | p95 | p99 |
|---|---|---|---|
| 202 for a job | {percentiles(seen.to_take)} |
| `/healthz` | {percentiles(seen.healthy)} |
"""


if __name__ == "__main__":
    main()
