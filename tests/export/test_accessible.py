"""Axe finds nothing serious in a page as a phone shows it; where there is a browser, and axe."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from planner.errors import RequestError
from planner.export import html
from planner.export.png import browser_found
from planner.export.view import Language
from planner.itinerary import Itinerary
from tests.builders.small_plans import good_plan

LANGUAGES: tuple[Language, ...] = ("en", "zh")
PHONE = {"width": 360, "height": 800}
FOUND = "axe.run().then(found => found.violations.map(each => [each.impact, each.id]))"
IS_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_axe_finds_nothing_serious(tmp_path: Path) -> None:
    pytest.importorskip("axe_playwright_python")
    browsers = pytest.importorskip("playwright.sync_api")
    try:
        browser = browser_found()
    except RequestError:
        pytest.skip("no browser")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    with browsers.sync_playwright() as programs:
        page = programs.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page(
            viewport=PHONE
        )
        for language in LANGUAGES:
            file = tmp_path / f"{language}.html"
            file.write_text(html.render(Itinerary.model_validate(good_plan("transit")), language), "utf-8")
            page.goto(file.as_uri())
            page.evaluate(axe)
            assert [each for each in page.evaluate(FOUND) if each[0] in ("serious", "critical")] == []
            assert not page.evaluate(IS_WIDE)
