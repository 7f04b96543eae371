"""Why there is no solution."""

from __future__ import annotations


class NoSolution(Exception):  # noqa: N818
    """No choice of tours keeps all limits; ``proven`` tells whether that is certain, found out in ``seconds``."""

    def __init__(self, proven: bool, seconds: float = 0.0) -> None:
        super().__init__("no plan fits")
        self.proven = proven
        self.seconds = seconds
