"""Jobs, links and feeds outlive servers, and nothing is answered twice: on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from planner.store import (
    Asking,
    Job,
    Jobs,
    KeyTakenError,
    Known,
    Links,
    State,
    Store,
    default_database,
    open_store,
)
from planner.store.jobs import KEEP_DAYS, LEASE
from planner.store.opening import StoreError
from planner.store.tables import metadata
from tests.builders.databases import postgres

DAY = 86_400


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    is_file = request.param == "sqlite"
    opened = open_store(
        tmp_path / "a" / "b.sqlite" if is_file else request.getfixturevalue("postgresql"), clock
    )
    with opened.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    yield opened
    opened.close()


def asking(key: str = "key", **more: str) -> Asking:
    return Asking("plan", {"days": 2, "from": "成都"}, key, **more)


def add(jobs: Jobs, asked: Asking) -> Job:
    return jobs.add(asked)[0]


def test_the_schema_is_what_migrations_make(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_opens_again_with_all_it_had(tmp_path: Path) -> None:
    first = open_store(tmp_path / "jobs.sqlite")
    job = add(Jobs(first), asking())
    first.close()
    again = open_store(f"sqlite:///{tmp_path}/jobs.sqlite")
    assert Jobs(again).get(job.id) == job
    again.close()


def test_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    store = open_store(tmp_path / "jobs.sqlite")
    with store.reading() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    store.close()


@pytest.mark.parametrize(
    "address", ["/dev/null/no.sqlite", "nothing://here", "postgresql://u@/x?host=/nowhere"]
)
def test_a_database_that_cannot_be_opened_is_said(address: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(address)
    assert "database" in caught.value.say()


def test_the_default_is_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_database() == tmp_path / "bashu-planner" / "planner.sqlite"


def test_ids_cannot_be_guessed(store: Store) -> None:
    jobs = Jobs(store)
    ids = {add(jobs, asking()).id for _ in range(20)}
    assert len(ids) == 20
    assert min(map(len, ids)) == 43  # 256 bits


def test_an_answer_is_kept_once(store: Store) -> None:
    jobs = Jobs(store)
    job = add(jobs, asking(about="中"))
    assert (job.state, job.about, job.body["from"]) == (State.WORKING, "中", "成都")
    assert jobs.finish(job.id, '"好"')
    assert not jobs.finish(job.id, '"again"')
    found = jobs.get(job.id)
    assert found is not None
    assert (found.state, found.answer) == (State.DONE, '"好"')


def test_a_problem_is_an_answer(store: Store) -> None:
    jobs = Jobs(store)
    job = add(jobs, asking())
    jobs.finish(job.id, "{}", 5)
    found = jobs.get(job.id)
    assert found is not None
    assert (found.state, found.exit_code) == (State.FAILED, 5)
    assert jobs.known("key") is None


def test_what_a_server_left_another_takes_over_once(store: Store, clock: Clock) -> None:
    gone, one, two = (Jobs(store) for _ in range(3))
    job = add(gone, asking())
    assert one.take_over(9) == []
    clock.time += LEASE + 1
    [taken] = one.take_over(9)
    assert (taken.id, taken.tries) == (job.id, 0), "nobody had begun it"
    assert two.take_over(9) == []
    assert not gone.finish(job.id, '"late"')
    assert one.finish(job.id, '"right"')


def test_who_renews_stays_the_owner_and_hears_of_stops(store: Store, clock: Clock) -> None:
    mine, other = Jobs(store), Jobs(store)
    job, gone = add(mine, asking()), add(mine, asking())
    other.stop(job.id)
    other.remove(gone.id)
    clock.time += LEASE - 1
    assert mine.renew({job.id: (5, 9), gone.id: (None, None)}) == {job.id, gone.id}
    clock.time += LEASE - 1
    assert other.take_over(9) == []
    found = other.get(job.id)
    assert found is not None
    assert (found.objective, found.bound, found.is_stopped) == (5, 9, True)


def test_who_is_late_to_renew_does_not_take_its_own_work_a_second_time(store: Store, clock: Clock) -> None:
    jobs = Jobs(store)
    job = add(jobs, asking())
    clock.time += LEASE + 1
    assert jobs.take_over(9) == []
    jobs.release(job.id)
    assert [each.id for each in jobs.take_over(9)] == [job.id]


def test_what_is_released_is_taken_at_once(store: Store) -> None:
    mine, other = Jobs(store), Jobs(store)
    job = add(mine, asking())
    mine.begin(job.id)
    mine.release(job.id, is_begun=True)
    assert [(each.id, each.tries) for each in other.take_over(9)] == [(job.id, 0)]


def test_only_servers_that_went_down_at_work_are_counted(store: Store, clock: Clock) -> None:
    servers = [Jobs(store) for _ in range(3)]
    begun, waiting = add(servers[0], asking()), add(servers[0], asking())
    for server, following in pairwise(servers):
        server.begin(begun.id)
        clock.time += LEASE + 1
        tries = {each.id: each.tries for each in following.take_over(9)}
    assert tries == {begun.id: 2, waiting.id: 0}


def test_servers_beside_each_other_take_each_job_once(store: Store, clock: Clock) -> None:
    first = Jobs(store)
    ids = {add(first, asking()).id for _ in range(20)}
    clock.time += LEASE + 1
    with ThreadPoolExecutor(4) as pool:
        taken = [job.id for found in pool.map(lambda _: Jobs(store).take_over(20), range(4)) for job in found]
    assert sorted(taken) == sorted(ids)


def test_the_smallest_gap_is_known(store: Store) -> None:
    jobs = Jobs(store)
    for answer, gap in (("first", 0.2), ("better", 0.1), ("worse", 0.3)):
        job = add(jobs, asking())
        jobs.finish(job.id, answer, gap=gap)
    assert jobs.known("key") == Known("better", 0.1, store.now())
    found = jobs.get(job.id)
    assert found is not None
    assert found.answer == "better"
    assert jobs.known("another") is None


def test_an_answer_is_as_old_as_when_it_was_found(store: Store, clock: Clock) -> None:
    jobs, begun = Jobs(store), clock()
    jobs.finish(add(jobs, asking()).id, "first", gap=0.1)
    clock.time += DAY
    for answer, gap, found in (("worse", 0.2, None), ("first", 0.1, begun)):
        job = add(jobs, asking())
        jobs.finish(job.id, answer, gap=gap, found=found)
        told = jobs.get(job.id)
        assert told is not None
        assert (told.answer, told.found, told.finished) == ("first", begun, begun + DAY)


def test_what_nobody_asked_yet_is_known_and_goes_with_its_data(store: Store) -> None:
    jobs = Jobs(store)
    job = add(jobs, asking("asked"))
    jobs.finish(job.id, "asked", gap=0.1)
    jobs.foresee(asking("old"), "old", 0.1, "basis of old")
    jobs.foresee(asking("new"), "new", None, "basis of new")
    assert jobs.forget_others("basis of new") == 1
    assert [jobs.known(key) is not None for key in ("asked", "old", "new")] == [True, False, True]


def test_what_was_stopped_is_no_answer_for_others(store: Store) -> None:
    jobs = Jobs(store)
    job = add(jobs, asking())
    jobs.stop(job.id)
    jobs.finish(job.id, "so far", gap=0.5)
    assert jobs.known("key") is None


def test_the_same_idempotency_key_is_the_same_job(store: Store) -> None:
    jobs = Jobs(store)
    first = add(jobs, asking(client="a", idempotency="once"))
    assert add(jobs, asking(client="a", idempotency="once")).id == first.id
    assert add(jobs, asking(client="b", idempotency="once")).id != first.id
    with pytest.raises(KeyTakenError):
        add(jobs, asking("other", client="a", idempotency="once"))
    jobs.remove(first.id)
    assert add(jobs, asking(client="a", idempotency="once")).id != first.id


def test_an_idempotency_key_makes_one_job_from_many_threads(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: add(Jobs(store), asking(idempotency="once")).id, range(12))
    assert len(set(found)) == 1


def test_a_job_is_its_clients(store: Store) -> None:
    jobs = Jobs(store)
    job = add(jobs, asking(client="a"))
    assert jobs.get(job.id, "a") is not None
    assert jobs.get(job.id, "b") is None


def test_what_expires_is_gone(store: Store, clock: Clock) -> None:
    jobs, links = Jobs(store), Links(store)
    job = add(jobs, asking())
    jobs.finish(job.id, "plan", gap=0.0)
    _, token = links.share(job.id, has_map=True, has_money=True, has_bookings=True)
    clock.time += KEEP_DAYS * DAY
    assert (jobs.get(job.id), jobs.known("key"), links.shared(token)) == (None, None, None)
    assert jobs.remove_expired() == 1
    assert jobs.counts() == {}


def test_a_link_shows_what_it_may_until_it_is_withdrawn(store: Store) -> None:
    jobs, links = Jobs(store), Links(store)
    job = add(jobs, asking(client="a"))
    share, token = links.share(job.id, has_map=True, has_money=False, has_bookings=False)
    assert links.shared(token) == (job.id, "a", share)
    assert links.of(job.id) == [share]
    assert links.shared(share.id) is None
    assert links.withdraw(job.id, share.id)
    assert not links.withdraw(job.id, share.id)
    assert links.shared(token) is None


def test_a_feed_turns_moves_and_ends(store: Store) -> None:
    jobs, links = Jobs(store), Links(store)
    one, two = add(jobs, asking()), add(jobs, asking())
    old, new = links.turn_feed(one.id), links.turn_feed(one.id)
    assert links.fed(old) is None
    assert links.fed(new) == (one.id, "")
    assert links.move_feed(one.id, two.id)
    assert not links.move_feed(one.id, two.id)
    assert links.fed(new) == (two.id, "")
    assert links.end_feed(two.id)
    assert links.fed(new) is None


def test_a_deleted_plan_takes_its_links_along(store: Store) -> None:
    jobs, links = Jobs(store), Links(store)
    job = add(jobs, asking())
    _, token = links.share(job.id, has_map=True, has_money=True, has_bookings=True)
    feed = links.turn_feed(job.id)
    jobs.remove(job.id)
    assert (links.shared(token), links.fed(feed)) == (None, None)


def test_no_token_stands_in_the_database(store: Store) -> None:
    jobs, links = Jobs(store), Links(store)
    job = add(jobs, asking())
    tokens = [
        links.share(job.id, has_map=True, has_money=True, has_bookings=True)[1],
        links.turn_feed(job.id),
    ]
    with store.reading() as connection:
        rows = [str(row) for table in metadata.sorted_tables for row in connection.execute(table.select())]
    assert not any(token in row for token in tokens for row in rows)
