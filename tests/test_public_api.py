"""`import planner` gives the public names and imports nothing for them until they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import planner


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_import_is_cheap() -> None:
    heavy = "ortools networkx numpy pydantic yaml opening_hours rapidfuzz"
    code = f"import sys, planner; print([name for name in {heavy.split()} if name in sys.modules])"
    assert run(code) == "[]"


def test_all_names_resolve() -> None:
    assert len(planner.__all__) <= 16
    assert all(getattr(planner, name) is not None for name in planner.__all__)
    assert planner.__version__[0].isdigit()


def test_check_is_the_function_even_after_its_module_was_imported() -> None:
    assert run("import planner.checker; from planner import check; print(type(check).__name__)") == "function"


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = planner.nonsense
