"""What the page says of a batch: that fewer requests were measured than asked for, whenever it is so."""

from __future__ import annotations

import re

import pytest

from tests.builders.paths import DOCS


def test_fewer_requests_than_asked_for_are_told_as_missed() -> None:
    verdict = pytest.importorskip("benchmarks.batch").number_verdict
    assert verdict(75).startswith("1,000 requests were asked for and 75 were measured: MISSED")
    assert verdict(1000) == "1,000 requests were measured (asked: 1,000; met)"
    page = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    measured = re.search(r"([\d,]+) mixed requests of seed", page)
    assert measured
    assert f"- {verdict(int(measured[1].replace(',', '')))}\n" in page
