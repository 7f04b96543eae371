"""What `planner validate` tells about data that is right."""

from __future__ import annotations

from pathlib import Path

from planner.corridor import Corridor
from planner.loading.folder import shipped_data
from planner.loading.reading import read_corridor
from planner.loading.tree import told
from planner.texts import Message


def validate_corridor(data_dir: Path | str | None = None) -> tuple[Corridor, list[Message]]:
    """Load a data folder thoroughly; return it and notes on what is allowed but looks like a slip.

    Raises
    ------
    DataError
        With every problem found.
    """
    folder = Path(data_dir) if data_dir is not None else shipped_data()
    corridor, _ = read_corridor(folder, thorough=True)
    carried = {tag for site in corridor.attractions for tag in (*site.tags, *site.heritage)} | {"*"}
    notes = [
        told("note-theme-tag", theme=theme.id, tag=tag)
        for theme in corridor.themes
        for tag in theme.tags
        if tag not in carried
    ]
    notes += [told("note-tag", tag=tag.id) for tag in corridor.tags if tag.id not in carried]
    return corridor, notes


def summary(corridor: Corridor) -> dict[str, int | float]:
    """Count what a corridor holds; ``share_sourced`` is over lines and all fields with a source."""
    marks = [
        site.confidence_of(field)
        for site in corridor.attractions
        for field in sorted({field for source in site.sources for field in source.fields})
    ]
    marks += [line.confidence for line in corridor.lines]
    sections = ("towns", "stations", "links", "lines")
    return {
        "sites": len(corridor.attractions),
        **{section: len(getattr(corridor, section)) for section in sections},
        "share_sourced": round(marks.count("sourced") / len(marks), 3) if marks else 0.0,
    }


FACTS = ("location", "level", "opening_hours", "ticket_cny", "visit_minutes")


def shares_stated(corridor: Corridor) -> dict[str, float]:
    """Return for which share of the sites a page states a fact; of the A-levels, of those that have one."""
    shares = {}
    for field in FACTS:
        sites = [s for s in corridor.attractions if field != "level" or s.level is not None]
        stated = sum(site.confidence_of(field) == "sourced" for site in sites)
        shares[field] = round(stated / len(sites), 3) if sites else 0.0
    return shares


def median_date(corridor: Corridor) -> str:
    """Return the month of the median page that states a fact of a site; pages without a date do not count."""
    dates = sorted(
        source.as_of
        for site in corridor.attractions
        for source in site.sources
        for field in source.fields
        if field in FACTS and source.confidence == "sourced" and source.as_of != "n.d."
    )
    return dates[len(dates) // 2][:7] if dates else "n.d."
