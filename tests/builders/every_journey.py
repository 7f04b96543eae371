"""All undominated journeys of a small corridor: every ride after every other, forwards, with the money of each."""

from __future__ import annotations

from datetime import date
from itertools import product

from planner import rules
from planner.corridor import Corridor
from planner.geo import great_circle_km
from tests.builders.networks import NEVER, Hop, SlowSearch

Ground = tuple[int, float, float, int]  # minutes, CNY of a car by day and by night, vehicles
State = tuple[int, int, float, float]  # leaves the door, vehicles, fares, cars
Journey = tuple[int, int, int, float, float]  # leaves, arrives, vehicles, fares of an adult, cars


class EveryJourney:
    """Journeys by line and taxi with prices: lines take a flag of their own, taxis those of ``taxis[0]``."""

    def __init__(self, corridor: Corridor, day: date) -> None:
        self.corridor, self.slow = corridor, SlowSearch(corridor, day)
        self.driven = self._driven()
        self.hops = [(hop, self.fare(hop)) for hop in self.slow.hops]

    def fare(self, hop: Hop) -> float:
        return next(line.fare.flag for line in self.corridor.lines if hop.code.startswith(f"{line.id} "))

    def _driven(self) -> dict[tuple[str, str], int]:
        """Return the minutes of driving between all places, however many."""
        names = list(self.corridor.places)
        minutes = {(a, b): 0 if a == b else NEVER for a in names for b in names}
        for each in self.corridor.links:
            for pair in ((each.start, each.end), (each.end, each.start)):
                minutes[pair] = min(minutes[pair], each.minutes)
        for via, a, b in product(names, repeat=3):
            minutes[a, b] = min(minutes[a, b], minutes[a, via] + minutes[via, b])
        return minutes

    def grounds(self, a: str, b: str, *, is_whole: bool = False) -> list[Ground]:
        """Return the ways without a ride; a taxi drives as far as it likes only where that is the whole way."""
        if a == b:
            return [(0, 0, 0, 0)]
        here, there = self.corridor.places[a].location, self.corridor.places[b].location
        km = great_circle_km(here.lat, here.lon, there.lat, there.lon)
        on_foot = -(-km * rules.WALK_DETOUR / rules.WALK_KM_H * 60 // 1) if km <= rules.WALK_MAX_KM else NEVER
        found: list[Ground] = [(int(on_foot), 0, 0, 0)] if on_foot < NEVER else []
        is_far = self.driven[a, b] > rules.TAXI_MAX_MINUTES and not is_whole
        driven = NEVER if is_far else self.driven[a, b] + rules.TAXI_WAIT
        if driven < min(on_foot, NEVER):
            (tariff,) = self.corridor.taxis
            night = tariff.night or tariff.day
            km = driven - rules.TAXI_WAIT  # of the links here, as many as minutes
            prices = (rate.flag + rate.per_km * max(0, km - rate.flag_km) for rate in (tariff.day, night))
            by_day, by_night = (round(price, 1) for price in prices)
            found.append((driven, by_day, by_night, 1))
        return found

    def car(self, ground: Ground, minute: int) -> float:
        """Return what a taxi costs that is called at a minute."""
        (tariff,) = self.corridor.taxis
        assert tariff.night is not None
        clock = (minute + rules.TAXI_WAIT) % 1440
        return ground[1] if tariff.night.end <= clock < tariff.night.start else ground[2]

    def between(self, a: str, b: str, first: int) -> set[Journey]:
        """Return the undominated journeys by service whose traveller leaves the door at a minute or later."""
        states: list[tuple[Hop, set[State]]] = []
        found: set[Journey] = set()
        for hop, fare in self.hops:
            known = set(self._begun(a, hop, fare, first))
            for before, reached in states:
                for state in reached:
                    known |= set(self._changed(state, before, hop, fare))
            kept = {k for k in known if not any(_beats(_sign(o), _sign(k)) for o in known)}
            if kept:
                states.append((hop, kept))
                found |= set(self._ended(kept, hop, b))
        direct = {
            (leave, leave + ground[0], ground[3], 0.0, self.car(ground, leave))
            for ground in self.grounds(a, b, is_whole=True)
            for leave in range(first, 2880)
        }
        return _undominated(found, direct)

    def _begun(self, a: str, hop: Hop, fare: float, first: int) -> list[State]:
        board = self.slow.margins(hop.start, hop.mode)[0]
        begun = []
        for ground in self.grounds(a, hop.start):
            leave = hop.depart - board - ground[0]
            if leave >= first:
                begun.append((leave, ground[3] + 1, fare, self.car(ground, leave)))
        return begun

    def _changed(self, state: State, before: Hop, hop: Hop, fare: float) -> list[State]:
        leave, vehicles, fares, cars = state
        _, change, exit_ = self.slow.margins(before.end, before.mode)
        if (before.end, before.mode) == (hop.start, hop.mode):
            ways = [(max(1, change), 0.0, 0)]
        else:
            board = self.slow.margins(hop.start, hop.mode)[0]
            ways = [
                (max(1, exit_ + g[0] + board), self.car(g, before.arrive + exit_), g[3])
                for g in self.grounds(before.end, hop.start)
            ]
        return [
            (leave, vehicles + more + 1, fares + fare, cars + car)
            for minutes, car, more in ways
            if before.arrive + minutes <= hop.depart
        ]

    def _ended(self, states: set[State], hop: Hop, b: str) -> list[Journey]:
        off = hop.arrive + self.slow.margins(hop.end, hop.mode)[2]
        return [
            (leave, off + ground[0], vehicles + ground[3], fares, cars + self.car(ground, off))
            for leave, vehicles, fares, cars in states
            for ground in self.grounds(hop.end, b)
        ]


Signs = tuple[float, ...]  # the less, the better


def _sign(state: State) -> Signs:
    leave, vehicles, fares, cars = state
    return -leave, vehicles, *_money(fares, cars, -leave)


def _money(fares: float, cars: float, minutes: int) -> tuple[float, float]:
    """Return the price for each of four with a car, and for one, with what minutes are worth at least."""
    worth = rules.LEAST_VALUE_OF_TIME * minutes / 60
    return round(fares + cars / 4 + worth, 4), round(fares + cars + worth, 4)


def _beats(one: Signs, other: Signs) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def _undominated(found: set[Journey], direct: set[Journey]) -> set[Journey]:
    def sign(journey: Journey) -> Signs:
        leave, arrive, vehicles, fares, cars = journey
        return -leave, arrive, max(1, vehicles), *_money(fares, cars, arrive - leave)

    rivals = {sign(journey) for journey in found}
    alone = {sign(journey) for journey in direct}
    return {
        journey
        for journey in found
        if not any(_beats(other, sign(journey)) for other in rivals)
        and not any(_beats(other, sign(journey)) or other == sign(journey) for other in alone)
    }
