"""A long picture of the page, to share in a chat; a browser that is on the machine draws it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.errors import RequestError
from planner.export import html
from planner.export.agency import NONE, Agency
from planner.export.view import Language
from planner.itinerary import Itinerary
from planner.texts import Message

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
WIDTH = 560  # of the page, in its own pixels
SHARPEST, MOST_PIXELS = 2.0, 16_000  # pixels for one of the page; of a side that the browser can draw
PATIENCE = 120  # seconds
QUIET = ("--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--virtual-time-budget=2000")


def render(itinerary: Itinerary, language: Language = "en", agency: Agency = NONE) -> bytes:
    """Return the picture, light and as on paper: drawings instead of a map to move.

    Raises
    ------
    RequestError
        When there is no browser, or it does not draw.
    """
    browser = browser_found()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page, picture = Path(folder, "trip.html"), Path(folder, "trip.png")
        page.write_text(html.render(itinerary, language, agency, is_picture=True), encoding="utf-8")
        measured = run_browser(browser, folder, *_look(800), "--dump-dom", page.as_uri())
        if height := re.search(r'data-height="(\d+)"', measured):
            run_browser(browser, folder, *_look(int(height[1])), f"--screenshot={picture}", page.as_uri())
        if not picture.exists():
            raise RequestError(Message("export.no-picture", {"browser": browser}))
        return picture.read_bytes()


def browser_found() -> str:
    """Return the browser that is on the machine.

    Raises
    ------
    RequestError
        When there is none.
    """
    if browser := next(filter(None, map(shutil.which, BROWSERS)), None):
        return browser
    raise RequestError(Message("export.no-browser", {"names": list(BROWSERS)}))


def _look(height: int) -> tuple[str, str]:
    """Return how large and how sharp a page of a height is drawn."""
    scale = min(SHARPEST, MOST_PIXELS / height)
    return f"--window-size={WIDTH},{height}", f"--force-device-scale-factor={scale:.3f}"


def run_browser(browser: str, folder: str, *arguments: str) -> str:
    """Return what the browser says; its profile is thrown away with the folder."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # browsers do not start as root with their sandbox
    fixed = (*QUIET, f"--user-data-dir={folder}/profile", *(["--no-sandbox"] if is_root else []))
    try:
        done = subprocess.run(
            [browser, *fixed, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
