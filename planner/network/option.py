"""A journey that may be chosen: when, how long, what it costs, and leg by leg."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.network.journeys import Step
from planner.rules import LEAST_VALUE_OF_TIME, PEOPLE_A_CAR


@dataclass(frozen=True)
class Option:
    """One way from door to door at exact minutes.

    ``depart`` is when one leaves the door, for boarding or to call a taxi; ``arrive`` when one is at the other.
    ``person_cny`` is paid by each adult, ``car_cny`` by each four who share taxis; unknown fares are left out, and
    ``is_priced`` tells that there are none.
    """

    depart: int
    arrive: int
    legs: tuple[Step, ...]
    undominated: bool = True

    @property
    def minutes(self) -> int:
        """From door to door."""
        return self.arrive - self.depart

    @property
    def person_cny(self) -> float:
        """What one adult pays for himself."""
        return round(sum(leg.cost for leg in self.legs if not leg.per_car), 2)

    @property
    def car_cny(self) -> float:
        """What one car costs."""
        return round(sum(leg.cost for leg in self.legs if leg.per_car), 2)

    @property
    def is_priced(self) -> bool:
        """Whether all fares are known."""
        return all(leg.fare_basis != "unknown" for leg in self.legs)

    @property
    def changes(self) -> int:
        """How often one gets from one vehicle into another."""
        return max(0, sum(leg.mode != "walk" for leg in self.legs) - 1)

    @property
    def _signs(self) -> tuple[float, ...]:
        """What counts, the less the better: money for four in a car, and for one alone, each with the minutes."""
        shared = self.person_cny + self.car_cny / PEOPLE_A_CAR + LEAST_VALUE_OF_TIME * self.minutes / 60
        alone = self.person_cny + self.car_cny + LEAST_VALUE_OF_TIME * self.minutes / 60
        return -self.depart, self.arrive, self.changes, round(shared, 4), round(alone, 4)

    def is_as_good_as(self, other: Option) -> bool:
        """Tell whether it leaves no earlier, arrives no later, changes no more and costs no more for any adults.

        What is quicker may cost more, by as much as the minutes are worth at least (`LEAST_VALUE_OF_TIME`).
        """
        return all(a <= b for a, b in zip(self._signs, other._signs, strict=True))


def marked(options: Sequence[Option]) -> list[Option]:
    """Return the options with the undominated ones marked, the first to leave first; of equals one is kept."""
    found = list({option._signs: option for option in reversed(options)}.values())
    ordered = sorted(
        found, key=lambda option: (option.depart, option.arrive, option.changes, option.person_cny)
    )
    return [
        replace(one, undominated=not any(other.is_as_good_as(one) for other in found if other is not one))
        for one in ordered
    ]
