"""Axe finds nothing serious in a page as a phone shows it; where there is a browser, and axe."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

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


@pytest.fixture
def phone() -> Iterator[Any]:
    """A page of a browser, as large as a phone."""
    browsers = pytest.importorskip("playwright.sync_api")
    try:
        browser = browser_found()
    except RequestError:
        pytest.skip("no browser")
    with browsers.sync_playwright() as programs:
        yield programs.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page(
            viewport=PHONE
        )


def test_axe_finds_nothing_serious(phone: Any, tmp_path: Path) -> None:
    pytest.importorskip("axe_playwright_python")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    for language in LANGUAGES:
        file = tmp_path / f"{language}.html"
        file.write_text(html.render(Itinerary.model_validate(good_plan("transit")), language), "utf-8")
        phone.goto(file.as_uri())
        phone.evaluate(axe)
        assert [each for each in phone.evaluate(FOUND) if each[0] in ("serious", "critical")] == []
        assert not phone.evaluate(IS_WIDE)


def test_the_map_stays_above_the_day_that_is_tapped(phone: Any, tmp_path: Path) -> None:
    """On a phone the day begins right below the map, which a jump to it would else leave behind."""
    file = tmp_path / "trip.html"
    file.write_text(html.render(Itinerary.model_validate(good_plan("transit"))), "utf-8")
    phone.goto(file.as_uri())
    for day in ("0", "1"):
        tap(phone, day)
        box, title = (phone.locator(each).bounding_box() for each in ("#map", f"#title-{day}"))
        assert 0 <= box["y"] < box["y"] + box["height"] <= title["y"] < PHONE["height"] / 2 + 100
    before = phone.evaluate("scrollY")
    tap(phone, "")
    assert phone.evaluate("scrollY") == before > 0


def tap(phone: Any, day: str) -> None:
    """Tap on a day, without the scrolling by which playwright would look for it first."""
    phone.evaluate(f"document.querySelector('.jumps a[data-day=\"{day}\"]').click()")


def test_the_scale_of_the_map_is_as_long_as_it_says(phone: Any, tmp_path: Path) -> None:
    file = tmp_path / "trip.html"
    file.write_text(html.render(Itinerary.model_validate(good_plan("transit"))), "utf-8")
    phone.goto(file.as_uri())
    words = "document.querySelector('.leaflet-control-scale-line')"
    assert phone.evaluate(f"{words}.scrollWidth <= {words}.offsetWidth"), "the text is inside its bracket"
