"""Days joined to chains: by hand, and both kernels alike on random states and tours."""

from __future__ import annotations

import numpy as np
import pytest

from planner.solver.bound.states import Choices, States, TooManyError, follow_day, join_day, undominated
from planner.solver.day.tables import NEVER
from planner.solver.limit import OutOfTimeError
from tests.builders.kernels import needs_kernels, plainly, watch_for

FREE = NEVER, NEVER  # beds, CNY


def states_of(*rows: tuple[int, float, int, int, int]) -> States:
    """Return states from (town, value, mask, beds, CNY), sorted by town and value."""
    states = States.room(len(rows))
    for row, (town, value, mask, beds, cny) in enumerate(
        sorted(rows, key=lambda state: (state[0], -state[1]))
    ):
        states.town[row], states.value[row], states.mask[row] = town, value, mask
        states.beds[row], states.cny[row] = beds, cny
    return states


def choices_of(after: list[float], *rows: tuple[int, int, float, int, int, int]) -> Choices:
    """Return tours from (origin, end, value, mask, beds, CNY), sorted by origin, then by value and what follows."""
    rows = tuple(sorted(rows, key=lambda tour: (tour[0], -(tour[2] + after[tour[1]]))))
    origin, end, value, mask, beds, cny = zip(*rows, strict=True)
    ends, changes, money, origins = (np.array(column, dtype=np.int32) for column in (end, beds, cny, origin))
    return Choices(
        ends,
        changes,
        money,
        np.array(mask, dtype=np.uint64),
        np.array(value, dtype=float),
        np.array(after)[ends],
        origins,
        np.arange(len(rows)),
        np.searchsorted(origins, np.arange(max(origin) + 2)),
    )


def firsts(states: States, towns: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.searchsorted(states.town, np.arange(towns + 1))


def rows_of(states: States) -> list[tuple[float, ...]]:
    """Return the states with where they come from."""
    columns = (states.town, states.value, states.mask, states.beds, states.cny, states.before, states.choice)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def by_hand(least: float, most: tuple[int, int] = FREE) -> list[tuple[float, ...]]:
    """Join a state worth 100 that has seen site 0 with tours worth 50 (site 1), 40 (site 0) and 30 (nothing)."""
    states = states_of((0, 100.0, 0b01, 1, 10))
    choices = choices_of([0.0], (0, 0, 50.0, 0b10, 1, 20), (0, 0, 40.0, 0b01, 0, 0), (0, 0, 30.0, 0, 0, 5))
    return rows_of(
        join_day(states, firsts(states, 1), choices, np.zeros((1, 1)), least, most, 10, watch_for())
    )


TO_SITE_1, TO_NOTHING = (0, 150.0, 0b11, 2, 30, 0, 0), (0, 130.0, 0b01, 1, 15, 0, 2)


@pytest.mark.parametrize(
    ("least", "most", "found"),
    [
        (0.0, FREE, [TO_SITE_1, TO_NOTHING]),
        (131.0, FREE, [TO_SITE_1]),
        (0.0, (1, NEVER), [TO_NOTHING]),
        (0.0, (NEVER, 29), [TO_NOTHING]),
    ],
)
def test_a_tour_follows_where_sites_beds_and_money_allow(
    least: float, most: tuple[int, int], found: list[tuple[float, ...]]
) -> None:
    assert by_hand(least, most) == found
    with plainly():
        assert by_hand(least, most) == found


def random_join(seed: int, room: int, work: int) -> tuple[object, int]:
    """Return what a random join leads to, and the work it took."""
    rng = np.random.default_rng(seed)
    towns, ends = (int(rng.integers(1, 5)) for _ in range(2))
    after = rng.integers(0, 50, size=ends).astype(float)

    def some(num: int, *most: int) -> list[list[int]]:
        columns = [rng.integers(0, size, size=num).tolist() for size in most]
        return list(map(list, zip(*columns, strict=True)))

    masks = 1 << rng.integers(0, 64, size=20, dtype=np.uint64)
    states = states_of(*((t, v, int(masks[m]), b, c) for t, v, m, b, c in some(40, towns, 100, 20, 3, 3)))
    choices = choices_of(
        after.tolist(),
        (towns - 1, 0, 1.0, 0, 0, 0),
        *(
            (o, e, v, int(masks[m] | masks[n]), b, c)
            for o, e, v, m, n, b, c in some(200, towns, ends, 90, 20, 20, 2, 3)
        ),
    )
    watch, least = watch_for(work), float(rng.integers(0, 150))
    follow = after[:, None] - rng.integers(0, 20, size=(ends, 4)).astype(float)
    follow[:, 0] = after
    try:
        return rows_of(
            join_day(states, firsts(states, towns), choices, follow, least, (3, 3), room, watch)
        ), watch.work
    except (TooManyError, OutOfTimeError) as error:
        return type(error), watch.work


@needs_kernels
@pytest.mark.parametrize(("room", "work"), [(10_000, 0), (300, 0), (10_000, 25)])
@pytest.mark.parametrize("seed", range(15))
def test_both_kernels_join_alike(seed: int, room: int, work: int) -> None:
    compiled = random_join(seed, room, work)
    with plainly():
        assert random_join(seed, room, work) == compiled


def test_what_follows_depends_on_what_was_visited() -> None:
    # From the town: 50 for site 0, 40 for site 1, 5 for nothing; in the evening 30 follow, 10 with site 0 behind one.
    tours = choices_of([0.0], (0, 0, 50.0, 0b01, 0, 0), (0, 0, 40.0, 0b10, 0, 0), (0, 0, 5.0, 0, 0, 0))
    after = np.array([[30.0, 10.0, 30.0, 10.0]])
    expected = [[70.0, 50.0, 60.0, 15.0]]  # of nothing, site 0, site 1, both visited before
    assert follow_day(tours, after, watch_for()).tolist() == expected
    with plainly():
        assert follow_day(tours, after, watch_for()).tolist() == expected


@needs_kernels
@pytest.mark.parametrize("seed", range(10))
def test_both_kernels_look_ahead_alike(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = (3, 4, 90, 64, 1, 1)
    tours = choices_of(
        [0.0] * 4, *zip(*(rng.integers(0, most, size=60).tolist() for most in size), strict=True)
    )
    after, watch = rng.integers(0, 100, size=(4, 8)).astype(float), watch_for()
    compiled = follow_day(tours, after, watch)
    with plainly():
        plain_watch = watch_for()
        np.testing.assert_array_equal(follow_day(tours, after, plain_watch), compiled)
    assert plain_watch.work == watch.work


def test_a_state_is_beaten_by_a_better_one_that_has_seen_and_used_no_more() -> None:
    states = states_of(
        (0, 100.0, 0b001, 1, 10),
        (0, 90.0, 0b011, 1, 10),  # beaten
        (0, 80.0, 0b010, 1, 10),  # another site
        (0, 70.0, 0b001, 0, 10),  # less beds
        (0, 60.0, 0b001, 1, 9),  # less money
        (1, 50.0, 0b001, 1, 10),  # another town
    )
    kept = [True, False, True, True, True, True]
    assert undominated(states, firsts(states, 2), 0).tolist() == kept
    assert undominated(states, firsts(states, 2), 0b010).tolist() == [True] * 6  # site 1 has to be visited
    with plainly():
        assert undominated(states, firsts(states, 2), 0).tolist() == kept
        assert undominated(states, firsts(states, 2), 0b010).tolist() == [True] * 6


@needs_kernels
@pytest.mark.parametrize("seed", range(10))
def test_both_kernels_keep_the_same_states(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = (3, 1000, 4096, 3, 20)
    rows = np.stack([rng.integers(0, most, size=2000) for most in size], axis=1).tolist()
    states, exact = states_of(*map(tuple, rows)), int(rng.choice([0, 0b101]))
    compiled = undominated(states, firsts(states, 3), exact)
    with plainly():
        np.testing.assert_array_equal(undominated(states, firsts(states, 3), exact), compiled)
