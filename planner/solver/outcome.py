"""Why there is no solution."""

from __future__ import annotations


class NoSolution(Exception):  # noqa: N818
    """No choice of tours keeps all limits; ``proven`` tells whether that is certain."""

    def __init__(self, proven: bool) -> None:
        super().__init__("no plan fits")
        self.proven = proven
