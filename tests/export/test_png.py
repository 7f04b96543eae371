"""The long picture: what the browser is asked, and what is said where there is none."""

from __future__ import annotations

import re
import shutil
import struct
from itertools import combinations
from pathlib import Path

import pytest

from planner.errors import RequestError
from planner.export.html import render as page_of
from planner.export.png import BROWSERS, MOST_PIXELS, WIDTH, browser_found, render, run_browser
from planner.itinerary import Itinerary
from tests.builders.browsers import PICTURE, browser
from tests.builders.small_plans import good_plan

PLAN = Itinerary.model_validate(good_plan("car"))


def test_the_picture_is_as_high_as_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(browser(tmp_path, 4000)))
    assert render(PLAN) == PICTURE
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert [each for each in asked if "-size=" in each] == [
        f"--window-size={WIDTH},800",
        f"--window-size={WIDTH},4000",
    ]


def test_a_very_long_page_is_drawn_less_sharply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(browser(tmp_path, 2 * MOST_PIXELS)))
    render(PLAN)
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert [each for each in asked if "-scale-" in each][-1] == "--force-device-scale-factor=0.500"


def test_without_a_browser_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RequestError, match="chromium"):
        render(PLAN)


def test_a_browser_that_does_not_draw_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(browser(tmp_path, None)))
    with pytest.raises(RequestError, match="did not draw"):
        render(PLAN)


def test_a_page_for_a_picture_has_drawings_in_place_of_the_map() -> None:
    assert '<html lang="en" class="picture">' in page_of(PLAN, is_picture=True)
    assert '<html lang="en">' in page_of(PLAN)


@pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no browser on this machine")
def test_a_browser_draws_it() -> None:
    picture = render(PLAN, "zh")
    assert picture.startswith(PICTURE)
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 2 * WIDTH
    assert height > width


@pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no browser on this machine")
def test_each_pin_of_a_page_can_be_tapped_where_all_are_in_one_place(tmp_path: Path) -> None:
    plan = good_plan("car")
    for place in plan["places"].values():
        place["location"] = {"lat": 30.0, "lon": 104.0}
    page = tmp_path / "trip.html"
    page.write_text(page_of(Itinerary.model_validate(plan)), encoding="utf-8")
    told = run_browser(browser_found(), str(tmp_path), "--window-size=360,800", "--dump-dom", page.as_uri())
    spots = re.findall(
        r'class="[^"]*leaflet-marker-icon pin[^"]*"[^>]*translate3d\((-?\d+)px, (-?\d+)px', told
    )
    points = [complex(int(x), int(y)) for x, y in spots]
    assert len(points) > 2
    assert min(abs(a - b) for a, b in combinations(points, 2)) >= 24
