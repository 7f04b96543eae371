"""Named changes of the network, and a corridor as it is after one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from planner.corridor.base import Id, Model, Names, Source
from planner.corridor.ways import Line

if TYPE_CHECKING:
    from planner.corridor.whole import Corridor

NEVER_OPEN = "off"  # in the syntax of opening hours


class Scenario(Model):
    """A named change to the network: lines that open or close, sites that close."""

    id: Id
    name: Names
    expected: str = Field(description="Expected opening, or 'proposed'")
    opens: tuple[Line, ...] = Field((), description="A line that gets faster closes and opens")
    closes: tuple[Id, ...] = Field((), description="Ids of lines")
    closes_sites: tuple[Id, ...] = Field((), description="Ids of attractions")
    sources: tuple[Source, ...] = Field(min_length=1)


def apply_scenario(corridor: Corridor, scenario: Scenario) -> Corridor:
    """Return the corridor as the scenario makes it; a closed site stays in it and is never open.

    Raises
    ------
    ValueError
        When it closes what is not there, or opens a line that is, or one that calls where no station is.
    """
    lines = {line.id for line in corridor.lines}
    unknown = [line for line in scenario.closes if line not in lines]
    unknown += [site for site in scenario.closes_sites if site not in corridor.attraction_by_id]
    if unknown:
        raise ValueError(f"scenario '{scenario.id}' closes '{unknown[0]}', which the corridor has not")
    kept = [line for line in corridor.lines if line.id not in scenario.closes]
    ids = [line.id for line in (*kept, *scenario.opens)]
    twice = next((line for line in ids if ids.count(line) > 1), None)
    if twice is not None:
        raise ValueError(f"scenario '{scenario.id}' opens '{twice}', which is there already")
    stations = {station.id for station in corridor.stations}
    for line in scenario.opens:
        calls = [call.station for service in line.services for call in service.calls]
        nowhere = next((station for station in calls if station not in stations), None)
        if nowhere is not None:
            raise ValueError(
                f"scenario '{scenario.id}': '{line.id}' calls at '{nowhere}', which is no station"
            )
    sites = (
        site.model_copy(update={"opening_hours": NEVER_OPEN}) if site.id in scenario.closes_sites else site
        for site in corridor.attractions
    )
    return corridor.model_copy(update={"lines": (*kept, *scenario.opens), "attractions": tuple(sites)})
