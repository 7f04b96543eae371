"""Named changes of the network, and a corridor as it is after some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError

from planner.corridor.base import Id, Model, Names, Source
from planner.corridor.changes import (
    Change,
    Ends,
    Frequency,
    Road,
    RoadTime,
    RunTimes,
    SiteClosure,
    StopClosure,
)
from planner.corridor.disruptions import MONTHS
from planner.corridor.retimed import num_runs, thickened, thinned, with_run_times, without_stop
from planner.corridor.scenariotexts import does
from planner.corridor.sites import Attraction
from planner.corridor.ways import Line, Link, Pattern
from planner.geo import great_circle_km
from planner.roadrule import estimate
from planner.texts import Message, ToldError

if TYPE_CHECKING:
    from planner.corridor.whole import Corridor

NEVER_OPEN = "off"  # in the syntax of opening hours
Status = Literal["under-construction", "planned", "proposed", "what-if"]


class Scenario(Model):
    """A named change to the network; its parts are made in the order of the fields."""

    id: Id
    name: Names
    status: Status
    expected: str | None = Field(
        None,
        pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
        description="Year, month or day of the opening; None: no date is known",
    )
    closes: tuple[Id, ...] = Field((), description="Ids of lines")
    opens: tuple[Line, ...] = Field((), description="A line that is another one afterwards closes and opens")
    closes_stops: tuple[StopClosure, ...] = ()
    run_times: tuple[RunTimes, ...] = ()
    thins: tuple[Frequency, ...] = Field((), description="Of so many departures the first stays")
    thickens: tuple[Frequency, ...] = Field((), description="So many departures where there was one")
    closes_roads: tuple[Ends, ...] = ()
    opens_roads: tuple[Road, ...] = ()
    slows_roads: tuple[RoadTime, ...] = ()
    closes_sites: tuple[SiteClosure, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def changes_roads(self) -> bool:
        """Whether a drive may be another one when it is so."""
        return bool(self.closes_roads or self.opens_roads or self.slows_roads)

    @property
    def only_adds(self) -> bool:
        """Whether there are only more ways, so that nobody is anywhere later; a faster train may be missed."""
        lines = (*self.closes, *self.closes_stops, *self.run_times, *self.thins)
        slower = [road for road in self.slows_roads if road.percent > 100]
        return not (lines or self.closes_roads or slower or self.closes_sites)


CHANGES: dict[str, type[Change]] = {
    "closes_stops": StopClosure,
    "run_times": RunTimes,
    "thins": Frequency,
    "thickens": Frequency,
    "closes_roads": Ends,
    "opens_roads": Road,
    "slows_roads": RoadTime,
    "closes_sites": SiteClosure,
}
VERBS = {  # of a change that is written where the name of a scenario may stand
    "open-line": "opens",
    "close-line": "closes",
    "close-stop": "closes_stops",
    "run-times": "run_times",
    "thin-line": "thins",
    "thicken-line": "thickens",
    "close-road": "closes_roads",
    "open-road": "opens_roads",
    "slow-road": "slows_roads",
    "close-site": "closes_sites",
}
OPEN_LINE = "MODE@07:00-20:00/60@PLACE 0, PLACE 52-54, PLACE 118"
_LINE = re.compile(r"([a-z]+)\s*@\s*(\d+:\d\d)-(\d+:\d\d)/(\d+)\s*@(.+)", re.ASCII)
WHAT_IF = Source(fields=("all",), source="a what-if of the request", as_of="n.d.", confidence="estimated")


class Assumed(Model):
    """A scenario that is made in a corridor: what the request calls it, and what it does, in each language."""

    asked: str
    scenario: Scenario
    does: tuple[dict[str, str], ...]

    @property
    def lines(self) -> list[str]:
        """Ids of the lines that it opens."""
        return [line.id for line in self.scenario.opens]


class ScenarioError(ToldError):
    """A scenario that cannot be, and which of its parts."""

    def __init__(self, message: Message, part: tuple[str | int, ...] = ()) -> None:
        self.part = part
        super().__init__(message)


def scenario_of(corridor: Corridor, text: str) -> Scenario:
    """Return the scenario of an id, or of a single change such as ``close-line:east-west``.

    Raises
    ------
    ValueError
        When the text is neither.
    """
    known = next((each for each in corridor.scenarios if each.id == text), None)
    if known is not None:
        return known
    verb, change = parted(text)
    if verb is None:
        raise ScenarioError(Message("request.no-scenario", {"text": text[:80]}))
    value = opened_line(change) if verb == "open-line" else change
    values = {"id": "what-if", "name": {"zh": text, "en": text}, "status": "what-if", "sources": [WHAT_IF]}
    try:
        return Scenario.model_validate({**values, VERBS[verb]: (value,)})
    except ValidationError as error:
        told = (problem.get("ctx", {}).get("error") for problem in error.errors())
        first = next((each.message for each in told if isinstance(each, ToldError)), None)
        raise ScenarioError(first or Message("request.no-change", {"text": text[:80]})) from None


def parted(text: str) -> tuple[str | None, str]:
    """Return the verb of a change and what follows it; None and the text where there is none.

    Examples
    --------
    >>> parted("close-line:east-west"), parted("tourist-train")
    (('close-line', 'east-west'), (None, 'tourist-train'))
    """
    verb, colon, change = text.partition(":")
    return (verb.strip(), change.strip()) if colon and verb.strip() in VERBS else (None, text)


def opened_line(text: str) -> dict[str, Any]:
    """Return the line that is written as in ``rail@07:00-20:00/60@chongqing-north 0, yichang-east 118``.

    Raises
    ------
    ValueError
        When the text is no line.
    """
    match = _LINE.fullmatch(text)
    if match is None:
        raise ScenarioError(Message("data.no-change", {"text": text[:80], "form": OPEN_LINE}))
    mode, first, last, every, calls = match.groups()
    name = "what-if-" + sha256(text.encode()).hexdigest()[:8]
    pattern = {"code": name, "first": first, "last": last, "every": every, "calls": calls}
    return {
        "id": name,
        "name": {"zh": f"设想线路 {name[-8:]}", "en": f"What-if line {name[-8:]}"},
        "mode": mode,
        "as_of": WHAT_IF.as_of,
        "confidence": "estimated",
        "patterns": [pattern],
        "sources": [WHAT_IF],
    }


def in_scenarios(corridor: Corridor, names: tuple[str, ...]) -> Corridor:
    """Return the corridor as scenarios make it, one after the other; it knows them, and keeps its hash.

    Raises
    ------
    ValueError
        When a scenario is unknown, cannot be, or not after another one.
    """
    if names == corridor.assumes:
        return corridor
    if corridor.assumed:
        raise ScenarioError(Message("request.scenarios-twice", {"names": list(corridor.assumes)}))
    changed, assumed = corridor, list[Assumed]()
    for number, name in enumerate(names):
        scenario = scenario_of(corridor, name)
        try:
            before, changed = changed, apply_scenario(changed, scenario)
        except ScenarioError as error:
            raise _conflict(corridor, scenario, names[:number], error) from None
        assumed.append(Assumed(asked=name, scenario=scenario, does=tuple(does(before, scenario))))
    return changed.model_copy(update={"assumed": tuple(assumed), "data_hash": corridor.data_hash})


def _conflict(
    corridor: Corridor, scenario: Scenario, before: tuple[str, ...], error: ScenarioError
) -> ScenarioError:
    """Return the error of a scenario with the one before which it could still be, where there is one."""
    for number in range(len(before) - 1, -1, -1):
        try:
            apply_scenario(in_scenarios(corridor, before[:number]), scenario)
        except ScenarioError:
            continue
        names = {"name": scenario.name.both, "other": scenario_of(corridor, before[number]).name.both}
        return ScenarioError(
            Message("request.scenario-conflict", {**names, "why": error.message.both}), error.part
        )
    return error


def apply_scenario(corridor: Corridor, scenario: Scenario) -> Corridor:
    """Return the corridor as the scenario makes it; a closed site stays in it and is never open then.

    Raises
    ------
    ValueError
        When it changes what is not there, or opens a line that is, or one that calls where no station is.
    """
    draft = _Draft(corridor, scenario)
    draft.change_lines()
    draft.change_roads()
    draft.close_sites()
    return corridor.model_copy(update=draft.changed) if draft.changed else corridor


@dataclass
class _Draft:
    """A corridor while a scenario changes it."""

    corridor: Corridor
    scenario: Scenario
    changed: dict[str, Any] = field(default_factory=dict)

    def change_lines(self) -> None:
        lines = {line.id: line for line in self.corridor.lines}
        for part, line in self._parts("closes"):
            self._there(line in lines, part, line)
            del lines[line]
        for part, line in self._parts("opens"):
            self._check_opened(line, lines, part)
            lines[line.id] = line
        for part, closure in self._parts("closes_stops"):
            self._close_stop(closure, lines, part)
        for name, change in (("run_times", self._retime), ("thins", self._thin), ("thickens", self._thicken)):
            for part, each in self._parts(name):
                self._there(each.line in lines, part, each.line)
                lines[each.line] = change(lines[each.line], each, part)
        if tuple(lines.values()) != self.corridor.lines:
            self.changed["lines"] = tuple(lines.values())

    def _check_opened(self, line: Line, lines: dict[str, Line], part: tuple[str | int, ...]) -> None:
        if line.id in lines:
            raise self._wrong("scenario-there", part, what=line.id)
        if not all(map(_runs_on, line.patterns)):
            raise self._wrong("scenario-backwards", part, line=line.id)
        stops = self.corridor.places.keys() - {junction.id for junction in self.corridor.junctions}
        calls = [call.station for service in line.services for call in service.calls]
        nowhere = next((station for station in calls if station not in stops), None)
        if nowhere is not None:
            raise self._wrong("scenario-no-station", part, line=line.id, what=nowhere)

    def _close_stop(self, closure: StopClosure, lines: dict[str, Line], part: tuple[str | int, ...]) -> None:
        if closure.line is not None:
            self._there(closure.line in lines, part, closure.line)
        wanted = [closure.line] if closure.line is not None else list(lines)
        calling = [each for each in wanted if _calls_at(lines[each], closure.stop)]
        if not calling:
            raise self._wrong("scenario-no-call", part, what=str(closure))
        for each in calling:
            left = without_stop(lines[each], closure.stop)
            if left is None:
                del lines[each]
            else:
                lines[each] = left

    def _retime(self, line: Line, change: RunTimes, part: tuple[str | int, ...]) -> Line:
        try:
            return self._supposed(with_run_times(line, change.percent))
        except OverflowError:
            raise self._wrong("scenario-too-slow", part, what=str(change)) from None

    def _thin(self, line: Line, change: Frequency, part: tuple[str | int, ...]) -> Line:
        return self._otherwise(thinned(line, change.times), line, change, part)

    def _thicken(self, line: Line, change: Frequency, part: tuple[str | int, ...]) -> Line:
        try:
            thick = thickened(line, change.times)
        except ArithmeticError:
            raise self._wrong("scenario-uneven", part, what=str(change)) from None
        return self._supposed(self._otherwise(thick, line, change, part))

    def _otherwise(self, changed: Line, line: Line, change: Frequency, part: tuple[str | int, ...]) -> Line:
        """Return a changed line; one that runs as often as before is none."""
        if num_runs(changed) == num_runs(line):
            raise self._wrong("scenario-nothing", part, what=str(change))
        return changed

    def _supposed(self, line: Line) -> Line:
        """Return a line whose times are no longer those of its timetable."""
        sources = tuple(dict.fromkeys((*line.sources, *self.scenario.sources)))
        return line.model_copy(update={"confidence": "estimated", "sources": sources})

    def change_roads(self) -> None:
        links = list(self.corridor.links)
        for part, ends in self._parts("closes_roads"):
            self._there(any(_joins(link, ends) for link in links), part, str(ends))
            links = [link for link in links if not _joins(link, ends)]
        for part, road in self._parts("opens_roads"):
            links.append(self._link(road, part))
        for part, change in self._parts("slows_roads"):
            self._there(any(_joins(link, change) for link in links), part, str(change))
            links = [_slowed(link, change.percent) if _joins(link, change) else link for link in links]
        if tuple(links) != self.corridor.links:
            self.changed["links"] = tuple(links)

    def _link(self, road: Road, part: tuple[str | int, ...]) -> Link:
        places = self.corridor.places
        for end in (road.start, road.end):
            self._there(end in places, part, end)
        here, there = places[road.start].location, places[road.end].location
        straight = great_circle_km(here.lat, here.lon, there.lat, there.lon)
        km, minutes = estimate(road.road_class, straight, road.km)
        return Link(
            start=road.start,
            end=road.end,
            road_class=road.road_class,
            km=km,
            minutes=minutes if road.minutes is None else road.minutes,
        )

    def close_sites(self) -> None:
        closed: dict[str, str] = {}
        sites = self.corridor.attraction_by_id
        for part, closure in self._parts("closes_sites"):
            self._there(closure.site in sites, part, closure.site)
            hours = closed.get(closure.site, sites[closure.site].opening_hours)
            closed[closure.site] = _hours_without(hours, closure)
        if closed:
            self.changed["attractions"] = tuple(
                _with_hours(site, closed[site.id]) if site.id in closed else site
                for site in self.corridor.attractions
            )

    def _parts(self, name: str) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        yield from (((name, number), each) for number, each in enumerate(getattr(self.scenario, name)))

    def _there(self, is_there: bool, part: tuple[str | int, ...], what: str) -> None:
        if not is_there:
            raise self._wrong("scenario-not-there", part, what=what)

    def _wrong(self, code: str, part: tuple[str | int, ...], **params: str) -> ScenarioError:
        return ScenarioError(
            Message(f"request.{code}", {"scenario": self.scenario.name.both, **params}), part
        )


def _runs_on(pattern: Pattern) -> bool:
    """Tell whether the times of a headway never go back; loading says it of those of the data with their place."""
    times = [time for call in pattern.calls for time in (call.arrive, call.depart)]
    return pattern.first <= pattern.last and times == sorted(times)


def _calls_at(line: Line, stop: str) -> bool:
    return any(call.station == stop for service in line.services for call in service.calls)


def _joins(link: Link, ends: Ends) -> bool:
    return link.mode == "road" and {link.start, link.end} == {ends.start, ends.end}


def _slowed(link: Link, percent: int) -> Link:
    minutes = -(-link.minutes * percent // 100)
    return link.model_copy(update={"minutes": minutes, "confidence": "estimated", "source": ""})


def _with_hours(site: Attraction, hours: str) -> Attraction:
    return site.model_copy(update={"opening_hours": hours})


def _hours_without(hours: str, closure: SiteClosure) -> str:
    """Return opening hours without the days of a closure."""
    if closure.first is None or closure.last is None:
        return NEVER_OPEN
    days = [f"{day:%Y} {MONTHS[day.month - 1]} {day.day:02}" for day in (closure.first, closure.last)]
    return f"{hours}; {'-'.join(dict.fromkeys(days))} off"
