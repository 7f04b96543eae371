"""Whether the claims of a plan for the corridor hold: today, or with which scenarios, the smallest sets of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from planner.answers.claimcases import Asked
from planner.answers.claimmodel import Case, Claims, Judged, Trial, Verdict
from planner.atlas import Atlas
from planner.corridor import Claim, Corridor, Scenario, TimedClaim
from planner.errors import RequestError
from planner.itinerary import CorridorRef
from planner.options import SolveOptions
from planner.stopping import Progress, StopToken, no_progress
from planner.wording.naming import named
from planner.wording.scenarios import scenarios_of

WORK = 2000  # of each plan
OPTIONS = SolveOptions(work=WORK)


def claims(
    day: date,
    corridor: Corridor | None = None,
    *,
    only: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    options: SolveOptions = OPTIONS,
    atlas: Atlas | None = None,
    stop: StopToken | None = None,
    progress: Progress = no_progress,
) -> Claims:
    """Return whether the claims of the data hold on a date.

    Parameters
    ----------
    day
        The date on which one travels, or on which trips begin.
    corridor
        The data; the shipped corridor when neither it nor an atlas is given.
    only
        These claims, by their ids or names; all of them when there are none.
    scenarios
        What is assumed throughout; the other scenarios of the data are tried where a claim does not hold.
    options
        How to look for each plan.
    atlas
        A corridor with all that was built of it, for many questions; instead of a corridor.
    progress
        Called before each claim with its number, and of how many it is one.

    Raises
    ------
    RequestError
        When a claim or a scenario is unknown, or scenarios cannot be together.
    StoppedError
        When somebody asked to stop before all was there.
    """
    atlas = Atlas.given(atlas, corridor)
    corridor = atlas.corridor
    wanted = [named(corridor.claims, text, "claim", "claim") for text in only]
    chosen = [claim for claim in corridor.claims if not wanted or claim.id in wanted]
    assumed = tuple(scenarios_of(corridor, list(scenarios)))
    others = [scenario for scenario in corridor.scenarios if scenario.id not in assumed]
    asked = Asked(atlas, day, options, stop or StopToken())
    judged = []
    for number, claim in enumerate(chosen):
        progress(number + 1, len(chosen))
        judged.append(_Judging(asked, claim, assumed, _bearing_on(claim, others)).judged())
    return Claims(
        corridor=CorridorRef.of(corridor),
        date=day,
        assumed=assumed,
        scenarios={scenario.id: scenario.name for scenario in others},
        work=options.work or 0,
        claims=tuple(judged),
    )


@dataclass
class _Judging:
    """A claim while it is looked for what it takes to hold."""

    asked: Asked
    claim: Claim
    assumed: tuple[str, ...]
    others: Sequence[Scenario]
    trials: dict[tuple[str, ...], Trial] = field(default_factory=dict)
    _today: list[Case] = field(default_factory=list)
    _whole: list[Case] = field(default_factory=list)  # with all scenarios

    def judged(self) -> Judged:
        self._today = self.asked.cases(self.claim, self.assumed, thorough=True)
        now = self._trial((), self._today)
        sets = [] if now.holds else list(self._smallest())
        claim, alone = self.claim, [each for each in self.trials.values() if len(each.scenarios) == 1]
        helps = max(alone, key=lambda each: each.num_met, default=now)
        is_estimated = any(source.confidence == "estimated" for source in claim.sources)
        return Judged(
            claim=claim.id,
            name=claim.name,
            reading=claim.reading,
            kind=claim.kind,
            confidence="estimated" if is_estimated else "sourced",
            verdict=_verdict(now.holds, found=bool(sets)),
            needed=claim.needed(len(self._today)),
            num_met=now.num_met,
            num_open=now.num_open,
            cases=tuple(self._today),
            holds_with=tuple(sets),
            helps_most=helps.scenarios[0] if helps.num_met > now.num_met else None,
            trials=tuple(self.trials.values()),
        )

    def _smallest(self) -> Iterator[tuple[str, ...]]:
        """Yield the sets with which the claim holds, all of the smallest size: each alone, then pairs, and so on.

        Where scenarios only add ways, fewer of them do no more than all: with all of them no plan is easier to find.
        """
        names = tuple(scenario.id for scenario in self.others)
        sizes = range(1, len(names) + 1)
        if self._only_add and len(names) > 1 and (everything := self._with(names)) and not everything.holds:
            sizes = range(1, 2 if everything.num_met > self.trials[()].num_met else 1)
        for size in sizes:
            sets = list(combinations(names, size))
            holding = [each for each in sets if (trial := self._with(each)) and trial.holds]
            yield from holding
            if holding:
                return

    @property
    def _only_add(self) -> bool:
        return all(each.only_adds for each in self.others)

    def _with(self, scenarios: tuple[str, ...]) -> Trial | None:
        """Return what is so with some scenarios; None where they cannot be together."""
        if scenarios not in self.trials:
            try:
                cases = self.asked.cases(
                    self.claim,
                    (*self.assumed, *scenarios),
                    known=list(self._known()) if self._only_add else (),
                )
            except RequestError as error:
                if error.field == "scenarios":
                    return None
                raise
            self._trial(scenarios, cases)
            if len(scenarios) == len(self.others):
                self._whole = cases
        return self.trials[scenarios]

    def _known(self) -> Iterator[Case | None]:
        """Yield the cases that are so without scenarios, or not even with all, None for the others."""
        for now, then in zip(self._today, self._whole or self._today, strict=True):
            yield now if now.met else then if self._whole and then.met is False else None

    def _trial(self, scenarios: tuple[str, ...], cases: list[Case]) -> Trial:
        num_met, num_open = (sum(case.met is met for case in cases) for met in (True, None))
        needed = self.claim.needed(len(cases))
        trial = Trial(
            scenarios=scenarios,
            holds=True if num_met >= needed else None if num_met + num_open >= needed else False,
            num_met=num_met,
            num_open=num_open,
            gained=tuple(
                case.name for case, now in zip(cases, self._today, strict=True) if case.met and not now.met
            ),
        )
        self.trials[scenarios] = trial
        return trial


def _bearing_on(claim: Claim, scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return the scenarios that can change whether a claim holds: by car, those that change roads."""
    by_car = isinstance(claim, TimedClaim) and claim.mode == "car"
    return [scenario for scenario in scenarios if scenario.changes_roads or not by_car]


def _verdict(holds: bool | None, *, found: bool) -> Verdict:
    if holds:
        return "holds"
    if holds is None:
        return "undecided"
    return "holds-with" if found else "fails"
