"""What was asked and what came of it. A job has one owner at a time, and is answered once."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, Row, Update, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from planner.store.opening import Store
from planner.store.tables import jobs, keys

LEASE = 10.0  # seconds; who does not renew it by then is taken to be gone
KEEP_DAYS = 30
MOST_TRIES = 3  # servers that went down while they were at work on it
DAY = 86_400.0
RELEASED = 0.0  # lease of what nobody works on


class State(StrEnum):
    """How far a job is."""

    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class KeyTakenError(Exception):
    """Something else was asked with the same idempotency key."""


@dataclass(frozen=True)
class Asking:
    """What is asked; ``key`` is a digest of all that the answer depends on."""

    kind: str
    body: Mapping[str, Any]
    key: str
    about: str | None = None
    client: str = ""
    idempotency: str | None = None


@dataclass(frozen=True)
class Job:
    """What is known of a job; what it is about and its answer are JSON text."""

    id: str
    kind: str
    body: Mapping[str, Any]
    about: str | None
    state: State
    objective: int | None
    bound: int | None
    is_stopped: bool
    tries: int
    created: float
    finished: float | None
    found: float | None
    expires: float
    answer: str | None
    exit_code: int | None


@dataclass(frozen=True)
class Known:
    """An answer, the gap of a plan, and when it was found."""

    answer: str
    gap: float | None
    found: float


def digest(*parts: str) -> str:
    """Return what stands for some texts."""
    return sha256(json.dumps(parts).encode()).hexdigest()


class Jobs:
    """The jobs of a store, for one of the servers on it."""

    def __init__(self, store: Store, *, lease: float = LEASE, keep_days: float = KEEP_DAYS) -> None:
        self.owner = token_urlsafe(32)
        self.lease, self._keep, self._store = lease, keep_days * DAY, store

    def add(self, asking: Asking) -> tuple[Job, bool]:
        """Keep what is asked, as work of this server, and tell that it is new.

        What was asked with the same idempotency key is that again.

        Raises
        ------
        KeyTakenError
            When that was something else.
        """
        values = self._new(asking, self._store.now())
        try:
            with self._store.writing() as connection:
                if before := self._asked_before(connection, asking):
                    return before, False
                connection.execute(insert(jobs).values(values))
                self._keep_key(connection, asking, values["id"])
                return _found(connection, values["id"]), True
        except IntegrityError:  # another one came first with the same key, on another connection
            with self._store.reading() as connection:
                before = self._asked_before(connection, asking)
            if before is None:
                raise
            return before, False

    def _new(self, asking: Asking, now: float) -> dict[str, Any]:
        return {
            "id": token_urlsafe(32),
            "client": asking.client,
            "kind": asking.kind,
            "body": _packed(json.dumps(dict(asking.body), ensure_ascii=False, default=str)),
            "about": _packed(asking.about),
            "key": asking.key,
            "state": State.WORKING,
            "is_stopped": False,
            "tries": 0,
            "owner": self.owner,
            "lease": now + self.lease,
            "created": now,
            "expires": now + self._keep,
        }

    def _asked_before(self, connection: Connection, asking: Asking) -> Job | None:
        if asking.idempotency is None:
            return None
        of_key = keys.c.key == digest(asking.client, asking.idempotency)
        row = connection.execute(select(keys.c.asked, keys.c.job).where(of_key)).first()
        if row is None:
            return None
        if row.asked != asking.key:
            raise KeyTakenError
        return _found(connection, row.job)

    def _keep_key(self, connection: Connection, asking: Asking, job: Any) -> None:
        if asking.idempotency is not None:
            key = digest(asking.client, asking.idempotency)
            connection.execute(insert(keys).values(key=key, asked=asking.key, job=job))

    def get(self, id_: str, client: str = "") -> Job | None:
        """Return a job of a client."""
        is_it = (jobs.c.id == id_, jobs.c.client == client, jobs.c.expires > self._store.now())
        with self._store.reading() as connection:
            row = connection.execute(select(jobs).where(*is_it)).first()
        return None if row is None else _job(row)

    def known(self, key: str) -> Known | None:
        """Return the best answer to the same thing, if one was found with nobody stopping it."""
        with self._store.reading() as connection:
            row = connection.execute(_best(key, self._store.now())).first()
        return None if row is None else Known(_unpacked(row.answer), row.gap, row.found)

    def foresee(self, asking: Asking, answer: str, gap: float | None, basis: str) -> None:
        """Keep the answer to what nobody has asked yet; ``basis`` stands for the data and the version it holds for."""
        with self._store.writing() as connection:
            connection.execute(insert(jobs).values({**self._done(asking, answer, gap), "basis": basis}))

    def keep(self, asking: Asking, answer: str, gap: float | None) -> Job:
        """Keep what is answered already, and return its job; with the same idempotency key it is the one before."""
        values = self._done(asking, answer, gap)
        with self._store.writing() as connection:
            if before := self._asked_before(connection, asking):
                return before
            connection.execute(insert(jobs).values(values))
            self._keep_key(connection, asking, values["id"])
            return _found(connection, values["id"])

    def _done(self, asking: Asking, answer: str, gap: float | None) -> dict[str, Any]:
        now = self._store.now()
        return {
            **self._new(asking, now),
            "state": State.DONE,
            "lease": RELEASED,
            "answer": _packed(answer),
            "exit_code": 0,
            "gap": gap,
            "finished": now,
            "found": now,
        }

    def forget_others(self, basis: str) -> int:
        """Delete what was answered before anybody asked on other data or by another version."""
        with self._store.writing() as connection:
            return connection.execute(delete(jobs).where(jobs.c.basis != basis)).rowcount

    def finish(
        self,
        id_: str,
        answer: str,
        exit_code: int = 0,
        gap: float | None = None,
        found: float | None = None,
    ) -> bool:
        """Keep the answer to a job of this server, or a better one that is known; False where it is not its any more.

        A gap of None is that of an answer that has none; it was ``found`` now where nothing else is said.
        """
        now = self._store.now()
        of_mine = (jobs.c.id == id_, jobs.c.owner == self.owner, jobs.c.state == State.WORKING)
        with self._store.writing() as connection:
            row = connection.execute(select(jobs.c.key).where(*of_mine)).first()
            if row is None:
                return False
            if gap is not None and exit_code == 0:
                best = connection.execute(_best(row.key, now)).first()
                if best is not None and best.gap is not None and best.gap < gap:
                    answer, gap, found = _unpacked(best.answer), best.gap, best.found
            values = {"answer": _packed(answer), "exit_code": exit_code, "gap": gap, "finished": now}
            values["found"] = now if found is None else found
            state = State.FAILED if exit_code else State.DONE
            connection.execute(
                update(jobs).where(*of_mine).values(**values, state=state, expires=now + self._keep)
            )
        return True

    def renew(self, progress: Mapping[str, tuple[int | None, int | None]]) -> set[str]:
        """Stay the owner of jobs, tell how far they are, and return those that somebody asked to stop."""
        until = self._store.now() + self.lease
        stopped = set()
        with self._store.writing() as connection:
            for id_, (objective, bound) in progress.items():
                of_mine = (jobs.c.id == id_, jobs.c.owner == self.owner, jobs.c.state == State.WORKING)
                values = {"lease": until, "objective": objective, "bound": bound}
                connection.execute(update(jobs).where(*of_mine).values(values))
                is_stopped = connection.scalar(select(jobs.c.is_stopped).where(jobs.c.id == id_))
                if is_stopped or is_stopped is None:  # None: it was deleted
                    stopped.add(id_)
        return stopped

    def begin(self, id_: str) -> None:
        """Count a try of a job of this server: a process begins to work on it."""
        with self._store.writing() as connection:
            connection.execute(self._mine(id_).values(tries=jobs.c.tries + 1))

    def release(self, id_: str, *, is_begun: bool = False) -> None:
        """Let others take over a job of this server; what has begun was no try then."""
        with self._store.writing() as connection:
            connection.execute(self._mine(id_).values(lease=RELEASED, tries=jobs.c.tries - int(is_begun)))

    def _mine(self, id_: str) -> Update:
        return update(jobs).where(jobs.c.id == id_, jobs.c.owner == self.owner, jobs.c.state == State.WORKING)

    def take_over(self, most: int) -> list[Job]:
        """Become the owner of so many jobs at most whose owners are gone, those that wait longest first."""
        now = self._store.now()
        taken = []
        with self._store.writing() as connection:
            not_mine = (jobs.c.owner != self.owner) | (jobs.c.lease == RELEASED)
            left = (jobs.c.state == State.WORKING, jobs.c.lease < now, not_mine)
            rows = connection.execute(
                select(jobs.c.id, jobs.c.lease).where(*left).order_by(jobs.c.created).limit(most)
            )
            for row in rows.all():
                mine = update(jobs).where(jobs.c.id == row.id, jobs.c.lease == row.lease, left[0])
                values = {"owner": self.owner, "lease": now + self.lease}
                if connection.execute(mine.values(values)).rowcount:
                    taken.append(_found(connection, row.id))
        return taken

    def stop(self, id_: str) -> None:
        """Ask whoever works on a job to stop."""
        with self._store.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == id_).values(is_stopped=True))

    def remove(self, id_: str) -> None:
        """Delete a job with its answer, links and feed."""
        with self._store.writing() as connection:
            connection.execute(delete(jobs).where(jobs.c.id == id_))

    def remove_expired(self) -> int:
        """Delete what has expired."""
        with self._store.writing() as connection:
            return connection.execute(delete(jobs).where(jobs.c.expires <= self._store.now())).rowcount

    def counts(self) -> dict[str, int]:
        """Return how many jobs there are by state."""
        with self._store.reading() as connection:
            rows = connection.execute(select(jobs.c.state, func.count()).group_by(jobs.c.state))
            return {str(state): number for state, number in rows.all()}


def _best(key: str, now: float) -> Any:
    """Return the search for the best answer to a key."""
    whole = (jobs.c.key == key, jobs.c.state == State.DONE, jobs.c.is_stopped.is_(False))
    return (
        select(jobs.c.answer, jobs.c.gap, jobs.c.found)
        .where(*whole, jobs.c.expires > now)
        .order_by(jobs.c.gap, jobs.c.found)
        .limit(1)
    )


def _found(connection: Connection, id_: Any) -> Job:
    return _job(connection.execute(select(jobs).where(jobs.c.id == id_)).one())


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        body=json.loads(_unpacked(row.body)),
        about=_unpacked_or_none(row.about),
        state=State(row.state),
        objective=row.objective,
        bound=row.bound,
        is_stopped=row.is_stopped,
        tries=row.tries,
        created=row.created,
        finished=row.finished,
        found=row.found,
        expires=row.expires,
        answer=_unpacked_or_none(row.answer),
        exit_code=row.exit_code,
    )


def _packed(text: str | None) -> bytes | None:
    return None if text is None else zlib.compress(text.encode())


def _unpacked(content: bytes) -> str:
    return zlib.decompress(content).decode()


def _unpacked_or_none(content: bytes | None) -> str | None:
    return None if content is None else _unpacked(content)
