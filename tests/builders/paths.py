"""Where the tests find the project and their own data."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DATA = ROOT / "tests" / "data"
SMALL = DATA / "small"
INVALID = DATA / "invalid"
