"""What `planner validate` tells about data that is right."""

from __future__ import annotations

from pathlib import Path

from planner.corridor import Corridor
from planner.loading.reading import load_corridor


def validate_corridor(data_dir: Path | str | None = None) -> tuple[Corridor, list[str]]:
    """Load a data folder thoroughly; return it and notes on what is allowed but looks like a slip.

    Raises
    ------
    DataError
        With every problem found.
    """
    corridor = load_corridor(data_dir, thorough=True)
    carried = {tag for site in corridor.attractions for tag in (*site.tags, *site.heritage)} | {"*"}
    notes = [
        f"theme '{theme.id}': no attraction carries the tag '{tag}'"
        for theme in corridor.themes
        for tag in theme.tags
        if tag not in carried
    ]
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
