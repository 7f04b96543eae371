"""What a schema cannot say of the tariffs of taxis: counties with one tariff each, nights that end."""

from __future__ import annotations

from collections.abc import Iterator

from planner.corridor import Taxis
from planner.errors import DataProblem
from planner.loading.checks import Checked
from planner.loading.tree import told


def check_taxis(checked: Checked) -> Iterator[DataProblem]:
    """Find counties with two tariffs, fares for rides that nothing makes far, and nights that are days."""
    known: set[str] = set()
    for item, taxis in checked["taxis"]:
        assert isinstance(taxis, Taxis)
        for number, county in enumerate(taxis.counties):
            if county in known:
                yield item.problem("duplicate-id", told("two-tariffs", county=county), ("counties", number))
            known.add(county)
        rates = [taxis.day, *([taxis.night] if taxis.night else [])]
        if (taxis.far_km is None) != all(rate.far_per_km is None for rate in rates):
            yield item.problem("missing-key", told("far-alone"), ())
        elif taxis.far_km is not None and any(rate.flag_km > taxis.far_km for rate in rates):
            yield item.problem("bad-value", told("flag-too-far"), ("far_km",))
        if taxis.night and taxis.night.end >= taxis.night.start:
            yield item.problem("bad-clock", told("night-ends"), ("night", "end"))
