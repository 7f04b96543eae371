"""Why there is no solution."""

from __future__ import annotations


class NoSolution(Exception):  # noqa: N818
    """No choice of tours keeps all limits; ``proven`` tells whether that is certain."""

    def __init__(self, proven: bool) -> None:
        super().__init__("no plan fits")
        self.proven = proven


class TooDenseError(Exception):
    """There are more sites, or visits a day, than the engine can list."""

    def __init__(self, most_sites: int, most_visits: int) -> None:
        super().__init__(f"at most {most_sites} sites and {most_visits} visits a day can be listed")
        self.most_sites, self.most_visits = most_sites, most_visits
