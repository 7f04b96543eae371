"""How much of the large property tests is run."""

from __future__ import annotations

import pytest

from tests.builders import examples


def pytest_configure(config: pytest.Config) -> None:
    """Run the full numbers where they are asked for, before any test module is imported."""
    examples.FULL = config.option.markexpr == "soak"
