"""What a running server holds."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from anyio import CapacityLimiter
from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from planner.asking import Desk
from planner.errors import RequestError
from planner.store import Links, Store
from planner.texts import Message
from planner.web.board import Board
from planner.web.settings import Settings

THREADS = 4  # that render and check at once


class Limits:
    """How often each may ask."""

    def __init__(self, rate: str) -> None:
        try:
            self._rate: RateLimitItem = parse(rate)
        except ValueError as error:
            raise RequestError(Message("web.no-rate", {"text": rate[:60]}), field="rate") from error
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def seconds_to_wait(self, who: str) -> int:
        """Count a request, and return how long its sender has to wait; 0 where it may be."""
        if self._limiter.hit(self._rate, who):
            return 0
        reset = self._limiter.get_window_stats(self._rate, who).reset_time
        return max(1, math.ceil(reset - time.time()))


@dataclass
class State:
    """All of it."""

    settings: Settings
    limits: Limits
    store: Store
    board: Board
    links: Links
    desk: Desk
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(THREADS))
    browsers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))


def state_of(request: Request) -> State:
    """Return what the server of a request holds."""
    state: State = request.app.state.planner
    return state
