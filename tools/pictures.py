"""Make README's pictures of its first command's plan, a terminal and the page: ``python -m tools.pictures``."""

from __future__ import annotations

import re
import shlex
import subprocess
from html import unescape
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.cells import cell_len
from rich.console import Console

from planner.cli.loading import read_plan
from planner.export import html
from planner.export.png import browser_found, run_browser
from planner.export.text import print_itinerary
from planner.itinerary import Itinerary

FOLDER = Path("docs/pictures")
WIDTH_OF_TEXT = re.compile(r'textLength="([\d.]+)"([^>]*)>([^<]*)</text>')
COLUMNS, WINDOW = 100, "--window-size=1280,1000"


def readme_command() -> str:
    """Return README's first command without its installation."""
    found = re.search(r"^pip install \. && (planner plan .*)$", Path("README.md").read_text("utf-8"), re.M)
    assert found
    return found[1]


def planned(command: str, folder: Path) -> Itinerary:
    """Return the plan that a command makes."""
    path = folder / "plan.json"
    subprocess.run([*shlex.split(command), "--format", "json", "--output", path], check=True)
    return read_plan(path, None)


def capture(itinerary: Itinerary, command: str) -> None:
    """Write what a terminal shows of a plan."""
    console = Console(record=True, file=StringIO(), force_terminal=True, width=COLUMNS, legacy_windows=False)
    console.print(f"$ {command}\n", highlight=False, markup=False)
    print_itinerary(itinerary, console, "en")
    picture = console.export_svg(title="planner", unique_id="terminal")
    (FOLDER / "terminal.svg").write_text(WIDTH_OF_TEXT.sub(_as_wide_as_cells, picture), "utf-8")


def _as_wide_as_cells(found: re.Match[str]) -> str:
    """Return a text of the picture, which rich takes for as wide as its letters: Chinese ones take two cells."""
    width, attributes, text = found.groups()
    said = unescape(text)
    wider = float(width) * cell_len(said) / max(len(said), 1)
    return f'textLength="{wider:g}"{attributes}>{text}</text>'


def screenshot(itinerary: Itinerary, folder: Path) -> None:
    """Write what a browser shows of the page at first, light and 1280 pixels wide."""
    page = folder / "trip.html"
    page.write_text(html.render(itinerary), encoding="utf-8")
    run_browser(
        browser_found(), str(folder), WINDOW, f"--screenshot={FOLDER.resolve() / 'page.png'}", page.as_uri()
    )


def main() -> None:
    """Make both."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as name:
        command = readme_command()
        itinerary = planned(command, Path(name))
        capture(itinerary, command)
        screenshot(itinerary, Path(name))


if __name__ == "__main__":
    main()
