"""The data of a command."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planner.texts import say

if TYPE_CHECKING:
    from planner.corridor import Corridor
    from planner.itinerary import Itinerary


def load(data: Path | None, *, without: Path | None = None, use_cache: bool = True) -> Corridor:
    """Load a corridor, from the user's cache folder where it was read before.

    The garbage collector, which rests since the command line began, takes up work behind what was loaded.

    Raises
    ------
    DataError
        With every problem found.
    """
    from planner.loading import load_corridor

    corridor = load_corridor(data, without=without, use_cache=use_cache)
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    return corridor


def load_assuming(
    data: Path | None, scenarios: list[str] | None, language: str, *, use_cache: bool = True
) -> Corridor:
    """Load a corridor as scenarios make it, and say on stderr what of it is not so yet.

    Raises
    ------
    DataError
        With every problem found.
    RequestError
        When a scenario is unknown, cannot be, or not after another one.
    """
    from planner.wording.scenarios import assuming

    corridor = assuming(load(data, use_cache=use_cache), scenarios or [])
    say_assumed(corridor, language)
    return corridor


def say_assumed(corridor: Corridor, language: str) -> None:
    """Say on stderr what of a corridor is not so yet."""
    for each in corridor.assumed:
        status, name = each.scenario.status, each.scenario.name.both
        code = "lists.assumed-what-if" if status == "what-if" else "lists.assumed"
        print(say(language, code, name=name, status=status, does=list(each.does)), file=sys.stderr)


def read_plan(path: Path, data: Path | None) -> Itinerary:
    """Read a plan or the compact form of one, for which the data are loaded.

    Raises
    ------
    DataError
        With every problem found.
    """
    from planner.loading.plans import read_itinerary

    return read_itinerary(path, lambda: load(data))
