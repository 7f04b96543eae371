"""Whether every product has a plan in every month of 2026: which number of days works, and how fast.

Run from the project's root: ``python -m benchmarks.products [--limit 5] [--only PATTERN] [--write]``.
The search stops at the first plan; ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from benchmarks.common import machine, update_page
from planner.atlas import Atlas
from planner.corridor import Product
from planner.errors import NoPlanError
from planner.loading import load_corridor
from planner.request import Asked
from planner.service import plan
from planner.stopping import StopToken

YEAR, DAY = 2026, 12


@dataclass(frozen=True)
class Walk:
    """The first number of ideal days that has a plan in a month, or None."""

    product: str
    month: int
    days: int | None
    seconds: float


def walk(product: Product, month: int, atlas: Atlas, limit: float) -> Walk:
    """Plan a product on a day of a month, with more of its ideal days until one works."""
    begun = time.monotonic()
    days = next((days for days in product.ideal_days if _works(product, days, month, atlas, limit)), None)
    return Walk(product.id, month, days, time.monotonic() - begun)


def _works(product: Product, days: int, month: int, atlas: Atlas, limit: float) -> bool:
    words = {**product.request_of(days), "date": date(YEAR, month, DAY), "time_limit": limit}
    stop = StopToken()

    def progress(objective: int | None, _bound: int | None) -> None:
        if objective is not None:
            stop.set()

    try:
        plan(Asked.model_validate(words), atlas=atlas, stop=stop, progress=progress)
    except NoPlanError:
        return False
    return True


def table(walks: list[Walk]) -> str:
    """Return the walks as a page section: days that work by product and month, and the slowest."""
    products = list(dict.fromkeys(walk.product for walk in walks))
    rows = [f"| {product} | {_cells(product, walks)} |" for product in products]
    months = " | ".join(str(month) for month in range(1, 13))
    slowest = max((walk.seconds for walk in walks), default=0)
    return "\n".join(
        [
            "## Products",
            "",
            f"Days of the first plan found, from the {DAY}th of each month of {YEAR} ({machine()}).",
            f"The slowest took {slowest:.0f} s to its first plan, data and travel tables included.",
            "",
            f"| product | {months} |",
            "|---|" + "---|" * 12,
            *rows,
        ]
    )


def _cells(product: str, walks: list[Walk]) -> str:
    days = {walk.month: walk.days for walk in walks if walk.product == product}
    return " | ".join(str(days.get(month) or "-") for month in range(1, 13))


def _walks(atlas: Atlas, only: str, limit: float) -> Iterator[Walk]:
    for product in atlas.corridor.products:
        for month in range(1, 13) if only in product.id else ():
            found = walk(product, month, atlas, limit)
            print(
                f"{found.product:28} {found.month:2} {found.days or '-':>3} {found.seconds:6.1f} s",
                flush=True,
            )
            yield found


def main() -> None:
    """Walk all products through the year."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=5, help="seconds for each number of days")
    parser.add_argument("--only", default="", help="part of a product's id")
    parser.add_argument("--write", action="store_true", help="update docs/benchmarks.md")
    options = parser.parse_args()
    walks = list(_walks(Atlas(load_corridor()), options.only, options.limit))
    print(table(walks))
    if options.write:
        update_page("products", table(walks))
    failed = [walk for walk in walks if walk.days is None]
    raise SystemExit(f"{len(failed)} have no plan" if failed else 0)


if __name__ == "__main__":
    main()
