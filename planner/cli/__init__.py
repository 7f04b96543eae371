"""The command line. Nothing heavy is imported before somebody who ends it then is told so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from planner.cli.starting import ended_at_once
from planner.texts import say

if TYPE_CHECKING:
    from planner.cli.root import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    is_chinese = {"zh", "--language=zh"} & set(sys.argv)
    with ended_at_once(say("zh" if is_chinese else "en", "lists.stopped")):
        from planner.cli.root import run

        run()


def __getattr__(name: str) -> Any:
    """Import the commands when somebody asks for them."""
    if name != "app":
        raise AttributeError(f"module 'planner.cli' has no attribute '{name}'")
    from planner.cli.root import app

    return app
