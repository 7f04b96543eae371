"""Random feeds with faults in them: each must be imported as valid data, or refused in words.

Run from the project's root: ``python -m benchmarks.feeds [--feeds 2000] [--seed 1]``.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from random import Random

from planner import Corridor, DataError, load_corridor
from planner.loading.gtfs import Imported, import_feed
from tests.builders.feeds import random_feed, zip_feed
from tests.builders.paths import SMALL

MAX_LETTERS = 600  # of a line that is told


def told_badly(texts: list[str]) -> list[str]:
    """Return the lines that would break a terminal."""
    return [text for text in texts if not text.isprintable() or len(text) > MAX_LETTERS]


def wrong_with(result: Imported, data: Path) -> str:
    """Return what is wrong with what was imported, once it is included in a data folder."""
    (data / "feed.yaml").write_text(result.yaml, "utf-8")
    try:
        load_corridor(data, thorough=True)
    except DataError as error:
        return str(error)
    bad = told_badly([*map(str, (*result.notes, *result.problems))])
    return f"not fit to print: {bad[0]!r}" if bad else ""


def run(seed: int, corridor: Corridor, data: Path) -> tuple[str, str]:
    """Import one feed; return what became of it, and a detail."""
    box = corridor.bounds
    ids = [place.id for place in (*corridor.stations, *corridor.attractions)]
    path = data.parent / "feed.zip"
    zip_feed(str(path), random_feed(Random(seed), (box.south, box.north, box.west, box.east), ids))
    try:
        wrong = wrong_with(import_feed(path, corridor), data)
        return ("not valid", wrong) if wrong else ("imported", "")
    except DataError as error:
        bad = told_badly(str(error).splitlines())
        return ("not valid", bad[0]) if bad else ("refused", "")
    except Exception:
        return "error", traceback.format_exc()


def main() -> None:
    """Import the feeds one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(SMALL, Path(folder) / "data"))
        corridor = load_corridor(data)
        routes = data / "routes.yaml"
        routes.write_text("include: [feed.yaml]\n" + routes.read_text("utf-8"), "utf-8")
        for seed in range(options.seed, options.seed + options.feeds):
            kind, detail = run(seed, corridor, data)
            counts[kind] += 1
            if detail:
                print(seed, kind, detail, flush=True)
    print(f"{options.feeds} feeds: {dict(counts)}; errors and what is not valid must be 0")


if __name__ == "__main__":
    main()
