"""A comparison as sections of tables for people: the screen and the report show the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.comparing.model import (
    BY,
    Change,
    Comparison,
    Crossing,
    Measure,
    Moved,
    Outcome,
    Trip,
    TripChange,
)
from planner.texts import say
from planner.texts.units import format_date, format_length

MOST_ROWS, MOST_NAMES = 20, 6
TODAY: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A table with what must be known to read it."""

    title: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()  # columns that go to the right
    notes: tuple[str, ...] = ()
    picture: str = ""  # one of `PICTURES`


class Sections:
    """The sections in a language."""

    def __init__(self, found: Comparison, language: str) -> None:
        self.found, self.language = found, language
        self.names = {each.asked: each.name.get(language) for each in found.scenarios}
        self.largest = found.within[-1]

    def say(self, code: str, **params: object) -> str:
        """Return a text."""
        return say(self.language, f"compare.{code}", **params)

    def title(self) -> str:
        """Return what is compared."""
        return self.say("title", names=list(self.names.values()))

    def when(self) -> str:
        """Return when, and how one travels."""
        question = self.found.question
        mode = say(self.language, f"reach.mode-{question.mode}")
        return say(self.language, "reach.when", date=format_date(question.date, self.language), mode=mode)

    def all(self) -> Iterator[Section]:
        """Yield them in order."""
        yield self._assumed()
        yield self._levels()
        yield self._contributions()
        yield self._pairs()
        yield self._reach()
        yield self._counties()
        if self.found.trips:
            yield self._trips()
            yield self._seen()
        yield Section(
            self.say("section-read"), notes=tuple(each.say(self.language) for each in self.found.told)
        )

    def _heads(self, *words: str) -> tuple[str, ...]:
        return tuple(self.say(f"column-{word}") for word in words)

    def name_of(self, scenarios: Sequence[str]) -> str:
        """Return what a case is called."""
        if not scenarios:
            return self.say("as-it-is")
        if len(scenarios) == len(self.names) > 1:
            return self.say("together")
        return say(self.language, "units.comma").join(self.names[each] for each in scenarios)

    def name_of_change(self, change: Change) -> str:
        """Return what a change is called."""
        if change.scenario is None:
            return self.say("together")
        return self.say(f"added-{change.kind}", name=self.names[change.scenario])

    def place(self, place: str) -> str:
        """Return the name of a place."""
        return self.found.places[place].name.get(self.language)

    def length(self, minutes: int | None) -> str:
        """Return minutes as a length of time."""
        return say(self.language, "reach.never") if minutes is None else format_length(minutes, self.language)

    def _some(self, names: Iterable[str], most: int = MOST_NAMES) -> str:
        """Return the first of some names, and how many more there are."""
        names = list(names)
        shown = say(self.language, "units.comma").join(names[:most])
        return self.say("and-more", names=shown, n=len(names) - most) if len(names) > most else shown

    def _assumed(self) -> Section:
        rows = tuple(
            (
                each.name.get(self.language),
                say(self.language, f"units.status-{each.status}"),
                each.expected or "?",
                say(self.language, "units.comma").join(done[self.language] for done in each.does),
            )
            for each in self.found.scenarios
        )
        heads = self._heads("scenario", "status", "expected", "does")
        return Section(self.say("section-assumed"), heads, rows, notes=(self.say("not-so-yet"),))

    def _levels(self) -> Section:
        heads = [*self._heads("case", "by")]
        for within in self.found.within:
            heads += [self.say(f"column-{word}", within=within) for word in ("pairs", "score", "gini")]
        rows = []
        for case in self.found.cases:
            if case.scenarios != TODAY and not self._is_from_today(case.scenarios):
                continue
            for measure in BY:
                row = [self.name_of(case.scenarios) if measure == BY[0] else "", self._by(measure)]
                for within in self.found.within:
                    level = case.level(within, measure)
                    row += [f"{level.num_pairs:,}", f"{level.score:,}", _share(level.gini)]
                rows.append(tuple(row))
        return Section(
            self.say("section-levels"),
            tuple(heads),
            tuple(rows),
            tuple(range(2, len(heads))),
            (self.say("score-note"), self.say("gini-note", n=self.found.num_counties)),
            "bars",
        )

    def _is_from_today(self, scenarios: tuple[str, ...]) -> bool:
        return any(each.after == scenarios and each.before == TODAY for each in self.found.changes)

    def _by(self, measure: Measure) -> str:
        return say(self.language, f"reach.by-{measure}")

    def _contributions(self) -> Section:
        heads = [*self._heads("adds", "quicker", "slower")]
        limits = [(within, measure) for within in self.found.within for measure in BY]
        heads += [self.say("column-into", within=within, by=self._by(measure)) for within, measure in limits]
        rows = tuple(
            (
                self.name_of_change(change),
                f"{change.num_quicker:,}",
                f"{change.num_slower:,}",
                *(_both(change.crossing(*limit)) for limit in limits),
            )
            for change in self.found.changes
        )
        notes = (self.say("last-note"),) if len(self.found.scenarios) > 1 else ()
        return Section(self.say("section-adds"), tuple(heads), rows, tuple(range(1, len(heads))), notes)

    def _pairs(self) -> Section:
        rows: list[tuple[str, ...]] = []
        notes = []
        for within in self.found.within:
            crossing = self.found.whole.crossing(within, "p50")
            for code, ways in (("enters", crossing.entering), ("leaves", crossing.leaving)):
                what = self.say(code, within=within)
                rows += [self._pair(what, way) for way in ways[:MOST_ROWS]]
                if len(ways) > MOST_ROWS:
                    notes.append(self.say("more-pairs", what=what, n=len(ways) - MOST_ROWS))
        heads = self._heads("what", "from", "to", "before", "after")
        notes = notes if rows else [self.say("no-pairs")]
        return Section(self.say("section-pairs"), heads, tuple(rows), (3, 4), tuple(notes))

    def _pair(self, what: str, way: Moved) -> tuple[str, ...]:
        ends = (self.place(way.start), self.place(way.end))
        return (what, *ends, self.length(way.before), self.length(way.after))

    def _reach(self) -> Section:
        rows = []
        for crossing in self.found.whole.reach:
            for origin in self.found.origins:
                for code, ways in (("enters", crossing.entering), ("leaves", crossing.leaving)):
                    ends = [way for way in ways if way.start == origin]
                    if ends:
                        what = self.say(code, within=crossing.within)
                        names = self._some(
                            f"{self.place(way.end)} ({self.length(way.after)})" for way in ends
                        )
                        number = f"{len(ends):,}"
                        rows.append((self.place(origin), what, self._by(crossing.measure), number, names))
        heads = self._heads("from", "what", "by", "number", "places")
        notes = () if rows else (self.say("no-reach"),)
        return Section(self.say("section-reach"), heads, tuple(rows), (3,), notes)

    def _counties(self) -> Section:
        counties = [
            each for each in self.found.whole.counties if (each.within, each.measure) == (self.largest, "p50")
        ]
        gain, lose = (sum(sign * each.gain > 0 for each in counties) for sign in (1, -1))
        shown = counties if len(counties) <= MOST_ROWS else [*counties[:15], *counties[-5:]]
        rows = tuple(
            (
                self._some(map(self.place, each.towns)),
                f"{each.before:,}",
                f"{each.after:,}",
                f"{each.gain:+,}",
                self._some(map(self.place, each.entering), 4),
                self._some(map(self.place, each.leaving), 4),
            )
            for each in shown
        )
        before, after = (
            self.found.case(case).level(self.largest, "p50") for case in (TODAY, self.found.whole.after)
        )
        told = {"n": self.found.num_counties, "within": self.largest, "gain": gain, "lose": lose}
        shares = {"before": _share(before.gini), "after": _share(after.gini)}
        notes = [self.say("gainers", **told), self.say("gini-change", **shares)]
        if len(shown) < len(counties):
            notes.append(self.say("some-counties", n=len(counties) - len(shown)))
        heads = self._heads("county", "before", "after", "gain", "new-sites", "lost-sites")
        return Section(self.say("section-counties"), heads, rows, (1, 2, 3), tuple(notes), "map")

    def _trips(self) -> Section:
        changes = [change for change in self.found.changes if change.before == TODAY]
        heads = [*self._heads("trip", "days", "today"), *(self.name_of_change(each) for each in changes)]
        rows = []
        for trip in self.found.trips:
            mode = say(self.language, f"compare.by-{trip.mode}")
            name = self.say("trip", name=trip.name.model_dump(), mode=mode)
            verdicts = (each for change in changes for each in change.trips if each.wish == trip.wish)
            cells = (self._verdict(each, trip) for each in verdicts)
            rows.append((name, str(trip.days), self._worth(trip.outcomes[0]), *cells))
        undecided = sum(each.verdict == "undecided" for change in changes for each in change.trips)
        of = len(changes) * len(self.found.trips)
        notes = (
            self.say("trips-note", work=self.found.work),
            self.say("undecided", n=undecided, of=of),
        )
        return Section(self.say("section-trips"), tuple(heads), tuple(rows), (1,), notes)

    def _worth(self, outcome: Outcome) -> str:
        if outcome.objective is None:
            return self.say("unproven" if outcome.sites else "no-trip")
        most = self.say("unbounded") if outcome.bound is None else f"{outcome.bound:,}"
        return self.say("between", least=f"{outcome.objective:,}", most=most)

    def _verdict(self, change: TripChange, trip: Trip) -> str:
        verdict = self.say(f"verdict-{change.verdict}")
        if all(each.is_todays for each in trip.outcomes[1:]):
            return self.say("proven-same")
        if change.at_least is None or change.at_most is None or change.verdict == "same":
            return verdict
        return self.say(
            "verdict-between", verdict=verdict, least=f"{change.at_least:+,}", most=f"{change.at_most:+,}"
        )

    def _seen(self) -> Section:
        """Return what the best trips that were found see under all scenarios, and not today."""
        rows = []
        for trip in self.found.trips:
            old, new = (
                trip.outcomes[0],
                next(each for each in trip.outcomes if each.scenarios == self.found.whole.after),
            )
            if old.sites == new.sites:
                continue
            more = self._some(self.place(site) for site in new.sites if site not in old.sites)
            less = self._some(self.place(site) for site in old.sites if site not in new.sites)
            minutes = (self.length(each.transit_minutes) for each in (old, new))
            rows.append((trip.name.get(self.language), more, less, *minutes))
        heads = self._heads("trip", "more-sites", "fewer-sites", "travel-before", "travel-after")
        return Section(self.say("section-seen"), heads, tuple(rows), (3, 4), (self.say("seen-note"),))


def _share(gini: float | None) -> str:
    return "-" if gini is None else f"{gini:.3f}"


def _both(crossing: Crossing) -> str:
    """Return how many come in, and how many go."""
    entering = f"+{len(crossing.entering):,}"
    return f"{entering} -{len(crossing.leaving):,}" if crossing.leaving else entering
