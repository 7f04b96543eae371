"""The one place that turns exceptions into messages on stderr and exit codes."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperCommand

from planner.errors import InternalError, PlannerError

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
            _report(error, ctx)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            print("Stopped.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from error
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if _wants_traceback(ctx) or _is_usage(error):
                raise
            _report(_internal(error, _language(ctx)), ctx)
            raise typer.Exit(InternalError.exit_code) from error


def _wants_traceback(ctx: Any) -> bool:
    return bool(ctx.params.get("debug") or ctx.find_root().params.get("debug"))


def _is_usage(error: Exception) -> bool:
    return hasattr(error, "exit_code")  # typer's own usage errors, whose class is not public


def _internal(error: Exception, language: str) -> InternalError:
    from planner.texts import say

    return InternalError(
        say(language, "request.internal", kind=type(error).__name__, text=str(error), debug="--debug")
    )


def _report(error: PlannerError, ctx: Any) -> None:
    from planner.cli.failures import as_json, as_text

    text = as_json(error) if _wants_json(ctx) else as_text(error, ctx.command, _language(ctx))
    print(text, file=sys.stderr)


def _wants_json(ctx: Any) -> bool:
    return bool(ctx.params.get("format_") == "json")


def _language(ctx: Any) -> str:
    """Return the language of texts for people; messages in JSON are English."""
    return "en" if _wants_json(ctx) else ctx.params.get("language", "en")


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "site"), count(1200, "site")
    ('1 site', '1,200 sites')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
