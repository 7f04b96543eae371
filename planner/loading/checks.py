"""What a schema cannot say: ids, references, positions, hours, clock order, ways there and back."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from planner import hours
from planner.corridor import (
    CHANGES,
    Area,
    Attraction,
    Bounds,
    Call,
    City,
    Claim,
    Corridor,
    Departure,
    Line,
    Link,
    Model,
    Pass,
    Pattern,
    PatternCall,
    Place,
    Scenario,
    ScenarioError,
    Station,
    Town,
    VisaRules,
    apply_scenario,
    places_of,
)
from planner.errors import DataProblem
from planner.loading import wishes
from planner.loading.tree import Item, Loc, position, told
from planner.loading.wording import nearest

PLACES = ("towns", "attractions", "stations", "junctions")
NAMED_BY_CHANGES = {
    "line": "lines",
    "stop": "stops",
    "site": "attractions",
    "start": "places",
    "end": "places",
}
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(366)]

Items = dict[str, list[Item]]
Checked = dict[str, list[tuple[Item, Model]]]


def id_of(item: Item) -> str | None:
    """Return the id of an item, valid or not."""
    text = item.value.get("id") if isinstance(item.value, dict) else None
    return text if isinstance(text, str) else None


def check_ids(items: Items) -> Iterator[DataProblem]:
    """Find ids given twice: among all places, and within every other list."""
    first: dict[tuple[str, str], Item] = {}
    for section, entries in items.items():
        space = "places" if section in PLACES else section
        for item in entries:
            text = id_of(item)
            if text is None:
                continue
            known = first.setdefault((space, text), item)
            if known is not item:
                line, column = position(known.node, ("id",))
                hint = told("first-used", where=f"{known.file}:{line}:{column}")
                yield item.problem("duplicate-id", told("id-taken", id=text[:60]), ("id",), hint)


def check_references(items: Items, checked: Checked) -> Iterator[DataProblem]:
    """Find ids that nothing has."""
    ids = {section: {text for item in entries if (text := id_of(item))} for section, entries in items.items()}
    ids["places"] = set().union(*(ids[section] for section in PLACES))
    ids["stops"] = ids["places"] - ids["junctions"]
    del ids["tags"]  # which there are the attractions say
    ids |= _vocabulary(items, checked)
    for entries in checked.values():
        for item, model in entries:
            for loc, wanted, section in _references(model):
                if wanted is None or wanted in ids.get(section, {wanted}):
                    continue
                message = told("none-among", id=wanted[:60], section=section.replace(" ", "-"))
                hint = nearest(wanted, ids[section])
                if section == "stops" and wanted in ids["places"]:
                    message, hint = told("calls-at-junction", id=wanted[:60]), told("where-lines-call")
                yield item.problem("unknown-reference", message, loc, hint)


def _vocabulary(items: Items, checked: Checked) -> dict[str, set[str]]:
    """Return the words of rules and requests; none while an entry that cannot be read may hold some."""
    if any(len(checked[section]) < len(items[section]) for section in ("attractions", "visa")):
        return {}
    visa = next((model for _, model in checked["visa"] if isinstance(model, VisaRules)), None)
    cities = [model for _, model in checked["cities"] if isinstance(model, City)]
    return wishes.vocabulary(_sites(checked), visa, cities)


def _sites(checked: Checked) -> list[Attraction]:
    return [model for _, model in checked["attractions"] if isinstance(model, Attraction)]


def check_rules(checked: Checked) -> Iterator[DataProblem]:
    """Find coverage rules that no plan can keep."""
    for section in ("themes", "products"):
        for item, model in checked[section]:
            yield from wishes.check_rules(item, model, _sites(checked))


def check_areas(checked: Checked) -> Iterator[DataProblem]:
    """Find areas given twice, and those without a site or town."""
    codes = [
        model.adcode
        for section in ("attractions", "towns")
        for _, model in checked[section]
        if isinstance(model, (Attraction, Town))
    ]
    known: set[str] = set()
    for item, area in checked["areas"]:
        assert isinstance(area, Area)
        if area.code in known:
            yield item.problem("duplicate-id", told("area-twice", code=area.code), ("code",))
        elif not any(code.startswith(area.code) for code in codes):
            yield item.problem("bad-value", told("area-empty", code=area.code), ("code",))
        known.add(area.code)


def check_attractions(checked: Checked, *, thorough: bool) -> Iterator[DataProblem]:
    """Find bad hours, sites never open (only when thorough), and visit lengths out of order."""
    for item, site in checked["attractions"]:
        assert isinstance(site, Attraction)
        times = site.visit_minutes
        if not times.short <= times.typical <= times.long:
            yield item.problem("bad-value", told("visit-minutes"), ("visit_minutes",))
        minutes = [each.minutes for each in site.rounds]
        if minutes != sorted(minutes):
            yield item.problem("bad-value", told("rounds-order"), ("rounds",))
        yield from _check_spans(item, site)
        reason = hours.parse_problem(site.opening_hours, site.location)
        if reason:
            yield item.problem("bad-hours", reason, ("opening_hours",))
        elif thorough and not any(
            hours.opening_intervals(site.opening_hours, day, site.location) for day in YEAR
        ):
            yield _closed_all_year(item, site)


def _closed_all_year(item: Item, site: Attraction) -> DataProblem:
    maybe = any(
        hours.opening_intervals(site.opening_hours, day, site.location, or_unknown=True) for day in YEAR
    )
    if not maybe:
        return item.problem("closed-all-year", told("never-open", id=site.id), ("opening_hours",))
    message, hint = told("never-open-for-sure", id=site.id), told("comment-is-unknown")
    return item.problem("closed-all-year", message, ("opening_hours",), hint)


def _check_spans(item: Item, site: Attraction) -> Iterator[DataProblem]:
    spans: list[tuple[Loc, str]] = [
        *((("best_hours", number, "hours"), best.hours) for number, best in enumerate(site.best_hours)),
        *((("conditions", number, "when"), each.when) for number, each in enumerate(site.conditions)),
        *((("rounds", number, "when"), each.when) for number, each in enumerate(site.rounds)),
    ]
    for loc, text in spans:
        if reason := hours.parse_problem(text, site.location):
            yield item.problem("bad-hours", reason, loc)


def check_positions(checked: Checked, bounds: Bounds) -> Iterator[DataProblem]:
    """Find places outside the corridor's box."""
    for section in PLACES:
        for item, place in checked[section]:
            assert isinstance(place, Place)
            if not bounds.contains(place.location):
                where = f"{place.location.lat}, {place.location.lon}"
                hint = told("exchanged") if place.location.lat > place.location.lon else None
                message = told("outside", id=place.id, where=where)
                yield item.problem("outside-corridor", message, ("location",), hint)


def check_clocks(checked: Checked) -> Iterator[DataProblem]:
    """Find lines without services, and calls without times or running backwards."""
    for item, line, loc in lines_of(checked):
        if not line.departures and not line.patterns:
            yield item.problem("missing-key", told("line-without-services", id=line.id), loc)
        for number, departure in enumerate(line.departures):
            yield from _check_departure(item, departure, (*loc, "departures", number))
        for number, pattern in enumerate(line.patterns):
            yield from _check_pattern(item, pattern, (*loc, "patterns", number))


def check_ways(items: Items, checked: Checked, core: str) -> Iterator[DataProblem]:
    """Find places that cannot be entered, or not be left, by links and lines from a core town."""
    onward, back = defaultdict(set), defaultdict(set)
    for start, end in _ways(checked):
        onward[start].add(end)
        back[end].add(start)
    entered, left = _reach(core, onward), _reach(core, back)
    for section in PLACES:
        for item in items[section]:
            text = id_of(item)
            if text is not None and text not in entered:
                yield item.problem("unreachable", told("no-way-there", core=core, id=text), ("id",))
            elif text is not None and text not in left:
                yield item.problem("one-way-trap", told("no-way-back", core=core, id=text), ("id",))


def _references(model: Model) -> Iterator[tuple[Loc, str | None, str]]:
    """Yield path, id and list of everything a model refers to."""
    if isinstance(model, Attraction):
        yield ("belt",), model.belt, "belts"
        yield ("zone",), model.zone, "zones"
        yield ("same_as",), model.same_as, "attractions"
    elif isinstance(model, Pass):
        yield from ((("sites", number), site, "attractions") for number, site in enumerate(model.sites))
    elif isinstance(model, Station):
        yield ("town",), model.town, "towns"
    elif isinstance(model, Link):
        yield ("start",), model.start, "places"
        yield ("end",), model.end, "places"
    elif isinstance(model, Line):
        yield from _calls_of(model, ())
    elif isinstance(model, Scenario):
        yield from _changed_by(model)
    else:
        yield from wishes.references(model)


def _changed_by(scenario: Scenario) -> Iterator[tuple[Loc, str | None, str]]:
    yield from ((("closes", number), line, "lines") for number, line in enumerate(scenario.closes))
    for number, line in enumerate(scenario.opens):
        yield from _calls_of(line, ("opens", number))
    own = {line.id for line in scenario.opens}
    for name in CHANGES:
        for number, change in enumerate(getattr(scenario, name)):
            for key, section in NAMED_BY_CHANGES.items():
                text = getattr(change, key, None)
                if section != "lines" or text not in own:
                    yield (name, number, key), text, section


def check_scenarios(checked: Checked, corridor: Corridor) -> Iterator[DataProblem]:
    """Find scenarios that cannot be made in the corridor."""
    for item, scenario in checked["scenarios"]:
        assert isinstance(scenario, Scenario)
        try:
            apply_scenario(corridor, scenario)
        except ScenarioError as error:
            yield item.problem("bad-value", error.message, error.part)


def check_claims(checked: Checked, corridor: Corridor) -> Iterator[DataProblem]:
    """Find claims on places of which there is none, or no pair."""
    for item, claim in checked["claims"]:
        assert isinstance(claim, Claim)
        for key, places in places_of(claim):
            if len(places.of(corridor)) < (2 if key == "between" else 1):
                yield item.problem("bad-value", told("claim-of-nothing"), (key,))


def _calls_of(line: Line, loc: Loc) -> Iterator[tuple[Loc, str, str]]:
    for name, number, calls in _services(line):
        for index, call in enumerate(calls):
            yield (*loc, name, number, "calls", index, "station"), call.station, "stops"
    for number, departure in enumerate(line.departures):
        for index, fare in enumerate(departure.fares):
            for key, station in (("start", fare.start), ("end", fare.end)):
                yield (*loc, "departures", number, "fares", index, key), station, "stops"
    for pair in line.fare.pairs:
        for station in pair.split():
            yield (*loc, "fare", "pairs", pair, "[key]"), station, "places"


def _services(line: Line) -> Iterator[tuple[str, int, tuple[Call | PatternCall, ...]]]:
    yield from (("departures", number, service.calls) for number, service in enumerate(line.departures))
    yield from (("patterns", number, service.calls) for number, service in enumerate(line.patterns))


def lines_of(checked: Checked) -> Iterator[tuple[Item, Line, Loc]]:
    """Yield the lines, those that scenarios open too, with their item and the path to them."""
    for item, model in checked["lines"] + checked["scenarios"]:
        if isinstance(model, Line):
            yield item, model, ()
        elif isinstance(model, Scenario):
            yield from ((item, line, ("opens", number)) for number, line in enumerate(model.opens))


def _check_departure(item: Item, departure: Departure, loc: Loc) -> Iterator[DataProblem]:
    last_index, clock = len(departure.calls) - 1, 0
    for index, call in enumerate(departure.calls):
        for key, skipped in (("arrive", 0), ("depart", last_index)):
            time = getattr(call, key)
            if time is None and index != skipped:
                message = told("call-without", key=key, code=departure.code, station=call.station)
                yield item.problem("missing-key", message, (*loc, "calls", index))
            elif time is not None and time < clock:
                message = told("call-too-early", key=key, time=time, before=clock)
                yield item.problem("bad-clock", message, (*loc, "calls", index, key), told("hours-go-on"))
            clock = max(clock, time or 0)


def _check_pattern(item: Item, pattern: Pattern, loc: Loc) -> Iterator[DataProblem]:
    if pattern.last < pattern.first:
        yield item.problem("bad-clock", told("last-before-first"), (*loc, "last"), told("next-day"))
    clock = 0
    for index, call in enumerate(pattern.calls):
        if not clock <= call.arrive <= call.depart:
            yield item.problem("bad-clock", told("pattern-backwards"), (*loc, "calls", index))
        clock = max(clock, call.depart)


def _ways(checked: Checked) -> Iterator[tuple[str, str]]:
    for _, link in checked["links"]:
        assert isinstance(link, Link)
        yield link.start, link.end
        if not link.one_way:
            yield link.end, link.start
    for _, line in checked["lines"]:
        assert isinstance(line, Line)
        for name, number, calls in _services(line):
            both_ways = name == "patterns" and line.patterns[number].both_ways
            for call, following in pairwise(calls):
                yield call.station, following.station
                if both_ways:
                    yield following.station, call.station


def _reach(start: str, ways: dict[str, set[str]]) -> set[str]:
    seen, queue = {start}, deque([start])
    while queue:
        new: Iterable[str] = ways.get(queue.popleft(), set()) - seen
        seen.update(new)
        queue.extend(new)
    return seen
