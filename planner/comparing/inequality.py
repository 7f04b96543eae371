"""How unequally something is shared."""

from __future__ import annotations

from collections.abc import Sequence


def gini(shares: Sequence[int]) -> float | None:
    """Return the Gini coefficient of shares that are not negative, each counted once; None where none has any.

    It is half of the mean difference between two of them, drawn with replacement, by their mean (Gini, 1912; the sum
    over sorted shares is that of Damgaard and Weiner, 2000).

    Examples
    --------
    >>> gini([5, 5]), gini([0, 10]), gini([1, 2, 3])
    (0.0, 0.5, 0.2222)
    """
    total, num = sum(shares), len(shares)
    if not total:
        return None
    ranked = sum((2 * rank - num - 1) * share for rank, share in enumerate(sorted(shares), 1))
    return round(ranked / (num * total), 4)
