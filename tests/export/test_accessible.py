"""Axe finds nothing serious in a page as a phone or a desk shows it; where there is a browser."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import sync_playwright

from planner.errors import RequestError
from planner.export import html
from planner.export.png import browser_found
from planner.export.view import Language
from planner.itinerary import Itinerary
from tests.builders.small_plans import good_plan

LOOKS: tuple[tuple[Language, int, Literal["light", "dark"]], ...] = (
    ("en", 360, "light"),
    ("zh", 1280, "dark"),
)
FOUND = "axe.run().then(found => found.violations.map(each => [each.impact, each.id, each.nodes[0].html]))"
IS_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_axe_finds_nothing_serious(tmp_path: Path) -> None:
    try:
        program = browser_found()
    except RequestError:
        pytest.skip("no browser")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    file = tmp_path / "trip.html"
    with sync_playwright() as programs:
        browser = programs.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for language, width, scheme in LOOKS:
            file.write_text(html.render(Itinerary.model_validate(good_plan("transit")), language), "utf-8")
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            page.goto(file.as_uri())
            page.evaluate(axe)
            assert [each for each in page.evaluate(FOUND) if each[0] in ("serious", "critical")] == []
            assert not page.evaluate(IS_WIDE)
