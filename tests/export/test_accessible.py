"""Axe finds nothing serious in a page as a phone or a desk shows it, and a phone keeps its map; where a browser is."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, sync_playwright

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
PHONE: ViewportSize = {"width": 360, "height": 800}
PATIENT = 0  # however busy the machine is
FOUND = "axe.run().then(found => found.violations.map(each => [each.impact, each.id, each.nodes[0].html]))"
IS_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def browser() -> Iterator[Browser]:
    try:
        program = browser_found()
    except RequestError:
        pytest.skip("no browser")
    with sync_playwright() as programs:
        found = programs.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def phone(browser: Browser, tmp_path: Path) -> Page:
    """The page of a trip in a browser as large as a phone."""
    file = tmp_path / "trip.html"
    file.write_text(html.render(Itinerary.model_validate(good_plan("transit"))), "utf-8")
    page = browser.new_page(viewport=PHONE)
    page.goto(file.as_uri(), timeout=PATIENT)
    return page


def test_axe_finds_nothing_serious(browser: Browser, tmp_path: Path) -> None:
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    file = tmp_path / "trip.html"
    for language, width, scheme in LOOKS:
        file.write_text(html.render(Itinerary.model_validate(good_plan("transit")), language), "utf-8")
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.goto(file.as_uri(), timeout=PATIENT)
        page.evaluate(axe)
        assert [each for each in page.evaluate(FOUND) if each[0] in ("serious", "critical")] == []
        assert not page.evaluate(IS_WIDE)


def test_the_map_stays_above_the_day_that_is_tapped(phone: Page) -> None:
    """On a phone the day begins right below the map, which a jump to it would else leave behind."""
    for day in ("0", "1"):
        tap(phone, day)
        box, title = bounds(phone, "#map"), bounds(phone, f"#title-{day}")
        assert 0 <= box["y"] < box["y"] + box["height"] <= title["y"] < PHONE["height"] / 2 + 100
    before = phone.evaluate("scrollY")
    tap(phone, "")
    assert phone.evaluate("scrollY") == before > 0


def bounds(page: Page, selector: str) -> FloatRect:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box


def tap(phone: Page, day: str) -> None:
    """Tap on a day, without the scrolling by which playwright would look for it first."""
    phone.evaluate(f"document.querySelector('.jumps a[data-day=\"{day}\"]').click()")


def test_the_scale_of_the_map_is_as_long_as_it_says(phone: Page) -> None:
    words = "document.querySelector('.leaflet-control-scale-line')"
    assert phone.evaluate(f"{words}.scrollWidth <= {words}.offsetWidth"), "the text is inside its bracket"
