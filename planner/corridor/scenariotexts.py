"""What a scenario does, said in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from planner.corridor.retimed import num_runs
from planner.texts import in_each_shown

if TYPE_CHECKING:
    from planner.corridor.scenarios import Scenario
    from planner.corridor.ways import Line
    from planner.corridor.whole import Corridor

Said = dict[str, str]  # a text in each language


def _opens(line: Line, named: Callable[[str], Said | str]) -> Said:
    """Return what a new line is: the ends and the length of its first service, and how many there are a day."""
    service = line.services[0]
    first, last = service.calls[0], service.calls[-1]
    ends = {"start": named(first.station), "end": named(last.station)}
    return in_each_shown(
        "lists.does-open",
        what=line.name.both,
        **ends,
        minutes=(last.arrive or 0) - (first.depart or 0),
        runs=num_runs(line),
    )


def does(corridor: Corridor, scenario: Scenario) -> Iterator[Said]:
    """Yield what a scenario does to a corridor, one change after the other."""
    names = {line.id: line.name.both for line in (*corridor.lines, *scenario.opens)}
    names |= {place.id: place.name.both for place in corridor.places.values()}

    def named(id_: str) -> Said | str:
        return names.get(id_, id_)

    for line in scenario.closes:
        yield in_each_shown("lists.does-close", what=named(line))
    for opened in scenario.opens:
        yield _opens(opened, named)
    for stop in scenario.closes_stops:
        if stop.line is None:
            yield in_each_shown("lists.does-close-stop", what=named(stop.stop))
        else:
            yield in_each_shown("lists.does-close-stop-of", what=named(stop.stop), line=named(stop.line))
    for times in scenario.run_times:
        yield in_each_shown("lists.does-run-times", what=named(times.line), percent=times.percent)
    for thin in scenario.thins:
        yield in_each_shown("lists.does-thin", what=named(thin.line), times=thin.times)
    for thick in scenario.thickens:
        yield in_each_shown("lists.does-thicken", what=named(thick.line), times=thick.times)
    for road in scenario.closes_roads:
        yield in_each_shown("lists.does-close-road", start=named(road.start), end=named(road.end))
    for new in scenario.opens_roads:
        yield in_each_shown("lists.does-open-road", start=named(new.start), end=named(new.end))
    for slow in scenario.slows_roads:
        ends = {"start": named(slow.start), "end": named(slow.end)}
        yield in_each_shown("lists.does-slow-road", **ends, percent=slow.percent)
    for site in scenario.closes_sites:
        if site.first is None or site.last is None:
            yield in_each_shown("lists.does-close-site", what=named(site.site))
        else:
            season = {"first": str(site.first), "last": str(site.last)}
            yield in_each_shown("lists.does-close-site-during", what=named(site.site), **season)
