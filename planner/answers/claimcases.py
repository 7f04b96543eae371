"""The cases of a claim: which places are in reach, which pairs of places, which trips can be made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planner.answers.claimmodel import Case, Why
from planner.atlas import Atlas
from planner.corridor import Claim, Names, PairsClaim, ReachClaim, TimedClaim, Trip, TripsClaim
from planner.errors import NoPlanError
from planner.itinerary import Itinerary
from planner.options import SolveOptions
from planner.planning.demanded import demanded
from planner.reaching.arrivals import minutes_between
from planner.reaching.model import Question, Times
from planner.reaching.reach import times_of
from planner.request import TripRequest
from planner.service import plan
from planner.stopping import StopToken

MOST_DAYS = 14
STEP = 10  # minutes, to which the least travel of a plan is found


@dataclass(frozen=True)
class Asked:
    """What claims are asked of: a corridor on a date, and how plans are looked for."""

    atlas: Atlas
    date: date
    options: SolveOptions
    stop: StopToken

    def cases(
        self,
        claim: Claim,
        scenarios: tuple[str, ...],
        *,
        known: Sequence[Case | None] = (),
        thorough: bool = False,
    ) -> list[Case]:
        """Return the cases of a claim when scenarios are assumed.

        Of trips those that are ``known`` are not asked again; ``thorough``: what those that cannot be would need.

        Raises
        ------
        RequestError
            When the scenarios cannot be together.
        StoppedError
            When somebody asked to stop meanwhile.
        """
        if isinstance(claim, ReachClaim):
            return list(self._reached(claim, self.atlas.assuming(scenarios)))
        if isinstance(claim, PairsClaim):
            return list(self._paired(claim, self.atlas.assuming(scenarios)))
        assert isinstance(claim, TripsClaim)
        made = (_Made(self, trip, claim.travel_share, scenarios) for trip in claim.trips)
        known = known or [None] * len(claim.trips)
        return [case or trip.case(thorough=thorough) for case, trip in zip(known, made, strict=True)]

    def _reached(self, claim: ReachClaim, atlas: Atlas) -> Iterator[Case]:
        """Yield each place with its minutes from the nearest of those from where one goes."""
        ends = [end for end in claim.to.of(atlas.corridor) if end.id not in claim.start]
        table = self._times(claim, atlas, claim.start, [end.id for end in ends])
        for end, *ways in zip(ends, *table, strict=True):
            minutes, start = min(
                (
                    (_never_last(way.minutes(claim.measure)), start)
                    for way, start in zip(ways, claim.start, strict=True)
                )
            )
            yield _timed(end.name, (start, end.id), minutes, claim)

    def _paired(self, claim: PairsClaim, atlas: Atlas) -> Iterator[Case]:
        places = claim.between.of(atlas.corridor)
        ids = [place.id for place in places]
        for start, row in zip(places, self._times(claim, atlas, ids, ids), strict=True):
            for end, way in zip(places, row, strict=True):
                if start != end:
                    name = Names(zh=f"{start.name.zh}—{end.name.zh}", en=f"{start.name.en} - {end.name.en}")
                    yield _timed(name, (start.id, end.id), _never_last(way.minutes(claim.measure)), claim)

    def _times(
        self, claim: TimedClaim, atlas: Atlas, starts: Sequence[str], ends: Sequence[str]
    ) -> list[list[Times]]:
        question = Question(date=self.date, first=claim.first, last=claim.last, mode=claim.mode)
        table = minutes_between(atlas, question, starts, ends, self.stop)
        return [list(times_of(row, question)) for row in table]


NEVER = float("inf")


def _never_last(minutes: int | None) -> float:
    return NEVER if minutes is None else minutes


def _timed(name: Names, places: tuple[str, ...], minutes: float, claim: TimedClaim) -> Case:
    known = None if minutes == NEVER else int(minutes)
    return Case(name=name, places=places, met=minutes <= claim.minutes, minutes=known, limit=claim.minutes)


@dataclass(frozen=True)
class _Made:
    """A trip that should be possible, with little enough travel each day: of the sites that it demands alone."""

    asked: Asked
    trip: Trip
    travel_share: float | None
    scenarios: tuple[str, ...]

    def case(self, *, thorough: bool) -> Case:
        """Return whether it can be made; ``thorough``: where not, what it would take."""
        found = self._tried(self._limited(self.trip.days))
        if isinstance(found, Itinerary):
            return self._of(found, met=True)
        case = Case(
            name=self.trip.name,
            met=False if found.is_proven else None,
            minutes=None,
            limit=self._limit,
            why=Why(
                code=found.reason.code, message=found.reason.say("en"), message_zh=found.reason.say("zh")
            ),
        )
        return self._with_a_way_out(case) if thorough else case

    def _with_a_way_out(self, case: Case) -> Case:
        """Tell what a plan takes that may travel more, or the fewest days with which one was found."""
        if self._limit is not None and (least := self._least_travel(self._limit)):
            return self._of(least, met=case.met).model_copy(update={"why": case.why})
        for days in range(self.trip.days + 1, MOST_DAYS + 1):
            if isinstance(self._tried(self._limited(days)), Itinerary):
                return case.model_copy(update={"days": days})
        return case

    def _least_travel(self, without: int) -> Itinerary | None:
        """Return the plan that travels least on the day with most of it, to within `STEP` minutes; none has so few."""
        found = self._tried(self._wish(self.trip.days))
        if not isinstance(found, Itinerary):
            return None
        while _most_travel(found) - without > STEP:
            most = (_most_travel(found) + without) // 2
            less = self._tried(self._limited(self.trip.days, most))
            if isinstance(less, Itinerary):
                found = less
            else:
                without = most
        return found

    def _of(self, itinerary: Itinerary, met: bool | None) -> Case:
        return Case(
            name=self.trip.name,
            met=met,
            minutes=_most_travel(itinerary),
            limit=self._limit,
            certificate=itinerary.certificate,
        )

    def _tried(self, wish: TripRequest) -> Itinerary | NoPlanError:
        asked, atlas = self.asked, self.asked.atlas.assuming(self.scenarios)
        asked.stop.check()
        if sites := demanded(atlas.corridor, wish):
            atlas, wish = atlas.among(sites), wish.model_copy(update={"avoid": ()})
        try:
            return plan(wish, atlas=atlas, options=asked.options, stop=asked.stop, relaxing=False)
        except NoPlanError as error:
            asked.stop.check()
            return error

    def _wish(self, days: int) -> TripRequest:
        words = {"days": days, "date": self.asked.date, "scenarios": self.scenarios}
        return TripRequest.model_validate({**self.trip.request, **words})

    @property
    def _limit(self) -> int | None:
        if self.travel_share is None:
            return None
        wish = self._wish(self.trip.days)
        return int(self.travel_share * (wish.day_end - wish.day_start))

    def _limited(self, days: int, most: int | None = None) -> TripRequest:
        wish = self._wish(days)
        limit = self._limit if most is None else most
        if limit is None:
            return wish
        return wish.model_copy(update={"max_transit": min(wish.transit_cap, limit)})


def _most_travel(itinerary: Itinerary) -> int:
    return max(day.totals.transit_minutes for day in itinerary.days)
