"""Links by which others see a plan, and calendar feeds. Only digests of their tokens are kept."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from planner.store.jobs import digest
from planner.store.opening import Store
from planner.store.tables import feeds, jobs, shares


@dataclass(frozen=True)
class Share:
    """A link to a plan, and what it shows of it."""

    id: str
    has_map: bool
    has_money: bool
    has_bookings: bool
    created: float


@dataclass(frozen=True)
class Feed:
    """A calendar of a plan."""

    created: float


class Links:
    """The links and feeds of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def share(self, job: str, *, has_map: bool, has_money: bool, has_bookings: bool) -> tuple[Share, str]:
        """Make a link to a plan; return it with its token, which is told this once."""
        share = Share(token_urlsafe(16), has_map, has_money, has_bookings, self._store.now())
        token = token_urlsafe(32)
        with self._store.writing() as connection:
            connection.execute(insert(shares).values(**vars(share), token=digest(token), job=job))
        return share, token

    def of(self, job: str) -> list[Share]:
        """Return the links to a plan, the oldest first."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(shares).where(shares.c.job == job).order_by(shares.c.created, shares.c.id)
            )
            return [_share(row) for row in rows.all()]

    def withdraw(self, job: str, share: str) -> bool:
        """Let a link lead nowhere; False where there is none."""
        of_it = (shares.c.job == job, shares.c.id == share)
        with self._store.writing() as connection:
            return bool(connection.execute(delete(shares).where(*of_it)).rowcount)

    def shared(self, token: str) -> tuple[str, str, Share] | None:
        """Return the plan that a link leads to, whose it is, and what it shows."""
        is_it = (shares.c.token == digest(token), jobs.c.expires > self._store.now())
        search = select(shares, jobs.c.client).join(jobs).where(*is_it)
        with self._store.reading() as connection:
            row = connection.execute(search).first()
        return None if row is None else (row.job, row.client, _share(row))

    def turn_feed(self, job: str) -> str:
        """Give a plan a calendar under a new token, which is told this once; an earlier one leads nowhere any more."""
        token = token_urlsafe(32)
        values = {"token": digest(token), "created": self._store.now()}
        with self._store.writing() as connection:
            if not connection.execute(update(feeds).where(feeds.c.job == job).values(values)).rowcount:
                connection.execute(insert(feeds).values({**values, "job": job}))
        return token

    def move_feed(self, job: str, to: str) -> bool:
        """Let the calendar of a plan show another one under the same token; False where there is no calendar."""
        with self._store.writing() as connection:
            of_it = feeds.c.job == job
            if connection.execute(select(feeds.c.job).where(of_it)).first() is None:
                return False
            if job != to:
                connection.execute(delete(feeds).where(feeds.c.job == to))
                connection.execute(update(feeds).where(of_it).values(job=to))
        return True

    def end_feed(self, job: str) -> bool:
        """Let the calendar of a plan lead nowhere; False where there is none."""
        with self._store.writing() as connection:
            return bool(connection.execute(delete(feeds).where(feeds.c.job == job)).rowcount)

    def fed(self, token: str) -> tuple[str, str] | None:
        """Return the plan of a calendar, and whose it is."""
        is_it = (feeds.c.token == digest(token), jobs.c.expires > self._store.now())
        with self._store.reading() as connection:
            row = connection.execute(select(feeds.c.job, jobs.c.client).join(jobs).where(*is_it)).first()
        return None if row is None else (row.job, row.client)


def _share(row: Row[Any]) -> Share:
    return Share(row.id, row.has_map, row.has_money, row.has_bookings, row.created)
