"""Data folder -> Corridor, read anew only where that is needed."""

from __future__ import annotations

from pathlib import Path

from planner.corridor import Corridor
from planner.loading.folder import shipped_data
from planner.loading.remembered import recall, remember


def load_corridor(
    data_dir: Path | str | None = None,
    *,
    thorough: bool = False,
    without: Path | None = None,
    use_cache: bool = False,
    cache_dir: Path | None = None,
) -> Corridor:
    """Read a data folder, by default the shipped one.

    Parameters
    ----------
    data_dir
        The folder.
    thorough
        Whether to look through a whole year for sites that never open.
    without
        An included file to pass over, which is about to be written anew.
    use_cache
        Whether to keep the corridor on disk, and to take it from there while its files are the same.
    cache_dir
        Where it is kept; the user's cache folder when None.

    Raises
    ------
    DataError
        With every problem found, sorted by file, line and column.
    """
    folder = Path(data_dir) if data_dir is not None else shipped_data()
    keeps = use_cache and not thorough and without is None
    known = recall(folder, cache_dir) if keeps else None
    if known is not None:
        return known
    from planner.loading.reading import read_corridor  # with all that reads and checks YAML

    corridor, files = read_corridor(folder, thorough=thorough, without=without)
    if keeps:
        remember(corridor, files, cache_dir)
    return corridor
