"""Plans that assistants were told the ids of, in memory and in the user's cache folder, where a restart finds them."""

from __future__ import annotations

import secrets
import zlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from planner import kept
from planner.errors import RequestError
from planner.texts import Message

VALID = timedelta(days=7)
MOST = 1000  # plans; beyond them the oldest are gone earlier
STAMP = len("2026-12-05T10:00:00+00:00")


def now() -> datetime:
    """Return the moment, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


class Store:
    """Plans as JSON text by ids that cannot be guessed."""

    def __init__(self, *, on_disk: bool = True, now: Callable[[], datetime] = now) -> None:
        self._on_disk, self._now = on_disk, now
        self._plans: OrderedDict[str, bytes] = OrderedDict()

    def put(self, plan: str) -> tuple[str, datetime]:
        """Keep a plan, and return its id and until when that is valid."""
        id_, until = secrets.token_urlsafe(9), self._now() + VALID
        content = until.isoformat().encode() + zlib.compress(plan.encode())
        self._plans[id_] = content
        while len(self._plans) > MOST:
            self._plans.popitem(last=False)
        if self._on_disk:
            kept.write(kept.path_of("asked", id_), content, MOST)
        return id_, until

    def get(self, id_: str) -> tuple[str, datetime]:
        """Return the plan of an id, and until when the id is valid.

        Raises
        ------
        RequestError
            When there is none, or no more.
        """
        content = self._plans.get(id_) or (kept.read(kept.path_of("asked", id_)) if self._on_disk else None)
        if content is not None:
            until = datetime.fromisoformat(content[:STAMP].decode())
            if until > self._now():
                return zlib.decompress(content[STAMP:]).decode(), until
        raise RequestError(Message("request.no-plan-id", {"days": VALID.days}), field="plan", value=id_)
