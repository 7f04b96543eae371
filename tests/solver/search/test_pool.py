"""The tours that a search met, as the bound is given them."""

from __future__ import annotations

import numpy as np
import pytest

from planner.solver.search.trip import Pool


@pytest.mark.parametrize("written", [[0], [3, 3], [10, 50], [30, 85], [200]])
def test_each_tour_since_the_last_call_comes_once_and_in_order(written: list[int]) -> None:
    rng = np.random.default_rng(1)
    pool, kept = Pool(np.zeros((50, 5), dtype=np.int32)), list[list[int]]()
    for number in written:
        for _ in range(number):
            row = rng.integers(-1, 2, 5)
            pool.tour[pool.num % pool.room] = row
            pool.num += 1
            kept.append(row.tolist())
        assert pool.fresh().tolist() == sorted(map(list, set(map(tuple, kept[-50:]))))
        kept.clear()
    assert len(pool.fresh()) == 0
