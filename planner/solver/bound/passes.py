"""Passes in the master problem: variables beside the tours, for a pass that is bought and each ticket that it saves.

A saved ticket needs a visit on a day on which the pass holds. That is a row of the trip: so the price of the row joins
passes and tours, and the best passes under prices are told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NewType

import numpy as np

from planner.arrays import FloatArray
from planner.problem import Problem

Row = NewType("Row", int)  # of the master problem


@dataclass(frozen=True)
class Offer:
    """A pass: what it takes from the objective and costs, and for each of its sites what it saves and uses."""

    loss: float
    cny: int
    sites: tuple[int, ...]
    saved_loss: tuple[float, ...]
    saved_cny: tuple[int, ...]
    rows: tuple[tuple[Row, ...], ...]  # of each site: its visits, and those on the days of the pass


@dataclass(frozen=True)
class Passes:
    """The passes of a problem; ``money`` are the rows that count tickets, those of passes begin at ``first_row``."""

    offers: tuple[Offer, ...]
    first_row: Row
    money: tuple[Row, ...]

    def best(self, price: FloatArray) -> tuple[float, FloatArray]:
        """Return what the best passes are worth under prices of the rows, and what they use of the rows."""
        value, use = 0.0, np.zeros(len(price))
        money = float(price[list(self.money)].sum())
        for offer in self.offers:
            gains = [
                loss + money * cny - float(price[list(rows)].sum())
                for loss, cny, rows in zip(offer.saved_loss, offer.saved_cny, offer.rows, strict=True)
            ]
            gain = sum(max(0.0, each) for each in gains) - offer.loss - money * offer.cny
            if gain <= 0:
                continue
            value += gain
            taken = [k for k, each in enumerate(gains) if each > 0]
            for k in taken:
                use[list(offer.rows[k])] += 1
            use[list(self.money)] += offer.cny - sum(offer.saved_cny[k] for k in taken)
        return value, use

    @property
    def most_cny(self) -> int:
        """The CNY that passes can save at most."""
        return sum(max(0, sum(offer.saved_cny) - offer.cny) for offer in self.offers)

    @property
    def most(self) -> float:
        """What passes can add to the objective at most."""
        return sum(max(0.0, sum(offer.saved_loss) - offer.loss) for offer in self.offers)


def passes_of(
    problem: Problem, first_row: Row, money: Sequence[Row], add: Callable[[FloatArray, float], Row]
) -> Passes:
    """Return the passes of a problem; ``add`` makes a row of what visits use ``[day, site]`` and a limit."""
    shape, tickets = (problem.num_days, problem.num_sites), problem.money_loss(problem.site_cost)
    visits: dict[int, Row] = {}
    offers = []
    for each in problem.passes:
        sites = tuple(sorted(each.sites))
        rows: list[tuple[Row, ...]] = []
        for site in sites:
            if site not in visits:
                use = np.zeros(shape)
                use[:, site] = -1
                visits[site] = add(use, 0.0)
            if len(each.days) == problem.num_days:
                rows.append((visits[site],))
                continue
            use = np.zeros(shape)
            use[sorted(each.days), site] = -1
            rows.append((visits[site], add(use, 0.0)))
        cny = tuple(int(problem.site_cost[site]) for site in sites)
        loss = float(problem.money_loss(np.array(each.cny)))
        saved = tuple(float(tickets[site]) for site in sites)
        offers.append(Offer(loss, each.cny, sites, saved, cny, tuple(rows)))
    return Passes(tuple(offers), first_row, tuple(money))
