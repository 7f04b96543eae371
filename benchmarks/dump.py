"""The problems of the benchmark's requests as pickles in a folder, a file each.

``python -P benchmarks/dump.py FOLDER [--only PATTERN]``, with the checkout whose problems they are on the PYTHONPATH:
this one, or an older one (``-P`` keeps this folder off the path).
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import requests as rows
from planner.corridor import Corridor
from planner.loading import load_corridor
from planner.planning.model import build_model
from planner.problem import Problem
from planner.request import TripRequest


def ways_finder(corridor: Corridor) -> Any:
    """Return what knows the ways of a corridor: until 2026-11-26 another class did."""
    try:
        return import_module("planner.atlas").Atlas(corridor)
    except ModuleNotFoundError:
        return import_module("planner.planning.ways").WayFinder(corridor)


def problems(
    corridor: Corridor, wishes: Iterable[tuple[str, dict[str, object]]]
) -> Iterator[tuple[str, Problem]]:
    """Yield the problems of named wishes."""
    finder = ways_finder(corridor)
    for name, wish in wishes:
        request = TripRequest.model_validate(wish)
        yield name, build_model(corridor, request, finder.ways(request)).problem


def write(corridor: Corridor, wishes: Iterable[tuple[str, dict[str, object]]], folder: Path) -> None:
    """Write the problems of named wishes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, problem in problems(corridor, wishes):
        with (folder / f"{name.replace(' ', '_')}.pkl").open("wb") as file:
            pickle.dump(problem, file)
        print(f"{name}: {problem.num_sites} sites, {len(problem.node_ids)} places", flush=True)


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    hard = getattr(rows, "hard", list)  # the older ones have none
    named = [(name, wish) for name, wish in (*rows.requests(), *hard()) if options.only in name]
    write(load_corridor(), named, options.folder)


if __name__ == "__main__":
    main()
