"""How many examples a property test draws: a sample in `pytest`, the full number in `pytest -m soak`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings

FULL = False  # set by conftest.py
NO_SHRINKING = (Phase.explicit, Phase.generate)  # where a smaller example would take minutes to find

Test = Callable[..., Any]
Value = TypeVar("Value")


def large(sample: int, full: int, phases: Collection[Phase] = tuple(Phase)) -> Callable[[Test], Test]:
    """Mark a property test as one that draws few examples every day and many in a soak."""

    def decorate(test: Test) -> Test:
        drawn = settings(
            max_examples=full if FULL else sample,
            deadline=None,
            derandomize=True,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        )
        marked: Test = pytest.mark.soak(drawn(test))
        return marked

    return decorate


def only_in_a_soak(test: Test) -> Test:
    """Mark a dear test of what cheaper ones hold too."""
    skipped: Test = pytest.mark.skipif(not FULL, reason="dear: pytest -m soak")(test)
    marked: Test = pytest.mark.soak(skipped)
    return marked


def every(step: int, values: Iterable[Value]) -> list[Value]:
    """Return each so many-th of the cases of a test marked ``soak``, in a soak all of them."""
    return list(values)[:: 1 if FULL else step]
