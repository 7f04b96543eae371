"""The one place that turns exceptions into messages on stderr and exit codes."""

from __future__ import annotations

import json
import sys
from typing import Any

import typer
from typer.core import TyperCommand

from planner.errors import DataError, InternalError, NoPlanError, PlannerError

INTERRUPTED = 130


class PlannerCommand(TyperCommand):
    """A command whose failures are told in plain words."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises
        ------
        typer.Exit
            With the exit code of whatever went wrong.
        """
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a closed pipe shows here, not in the interpreter's last moments
            return result
        except PlannerError as error:
            if isinstance(error, InternalError) and _wants_traceback(ctx):
                raise
            _report(error, as_json=ctx.params.get("format_") == "json")
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            print("Stopped.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from error
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if _wants_traceback(ctx) or _is_usage(error):
                raise
            text = f"internal error, please report it: {type(error).__name__}: {error} (--debug shows more)"
            _report(InternalError(text), as_json=ctx.params.get("format_") == "json")
            raise typer.Exit(InternalError.exit_code) from error


def _wants_traceback(ctx: Any) -> bool:
    return bool(ctx.params.get("debug") or ctx.find_root().params.get("debug"))


def _is_usage(error: Exception) -> bool:
    return hasattr(error, "exit_code")  # typer's own usage errors, whose class is not public


def _report(error: PlannerError, *, as_json: bool) -> None:
    if as_json:
        text = json.dumps(error.as_dict(), ensure_ascii=False, indent=2)
    elif isinstance(error, DataError):
        text = f"{error}\nError: {count(len(error.problems), 'problem')} in the data"
    else:
        text = f"Error: {error}"
    if isinstance(error, NoPlanError) and not as_json and error.relaxations:
        width = max(len(relaxation.option) for relaxation in error.relaxations)
        lines = [f"  {relaxation.option:{width}}  {relaxation.change}" for relaxation in error.relaxations]
        text = "\n".join([text, "Any one of these gives a plan:", *lines])
    print(text, file=sys.stderr)


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "site"), count(1200, "site")
    ('1 site', '1,200 sites')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
