"""The one place that turns exceptions into messages on stderr and exit codes."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import date
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from planner import clock
from planner.cli.refused import reason_of
from planner.cli.starting import INTERRUPTED, take_over
from planner.cli.usage import told_in_chinese
from planner.errors import InternalError, OutputError, PlannerError
from planner.texts import Message, say

TYPED = "planner.typed"  # the words after the command, as they were typed
ROOM = 60  # columns that boxes around the help need


class Helped:
    """Help without the types of flags and arguments, and without boxes where there is no room for them."""

    rich_markup_mode: Any

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters; the type of one is said where it is a value to choose or to write."""
        found = super().get_params(ctx)  # type: ignore[misc]
        for parameter in found:
            if isinstance(parameter, TyperArgument) or (
                isinstance(parameter, TyperOption) and parameter.is_flag
            ):
                parameter.display_type_rich = _no_type  # type: ignore[method-assign]
        return found

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        columns = shutil.get_terminal_size().columns
        if columns < ROOM:
            self.rich_markup_mode = None
            formatter.width = columns
        super().format_help(ctx, formatter)  # type: ignore[misc]


def _no_type(ctx: Any) -> None:  # noqa: ARG001
    return None


class PlannerGroup(Helped, TyperGroup):
    """The command line as a whole."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that the first argument names."""
        with told_in_chinese(args):
            return super().resolve_command(ctx, args)


class PlannerCommand(Helped, TyperCommand):
    """A command whose failures are told in plain words."""

    takes_over_itself = False  # so that Ctrl-C and SIGTERM end it at once until there is something to save

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the arguments."""
        typed = list(args)
        with told_in_chinese(list(args)):
            ctx = super().make_context(info_name, args, parent, **extra)
        ctx.meta[TYPED] = typed
        return ctx

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises
        ------
        typer.Exit
            With the exit code of whatever went wrong.
        """
        if not self.takes_over_itself:
            take_over()
        try:
            with told_in_chinese(ctx.meta.get(TYPED, [])):
                result = super().invoke(ctx)
            sys.stdout.flush()  # a closed pipe shows here, not in the interpreter's last moments
            return result
        except PlannerError as error:
            if isinstance(error, InternalError) and _wants_traceback(ctx):
                raise
            _report(error, ctx)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            print(say(_language(ctx), "lists.stopped"), file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from error
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if is_of_output(error):
                _report(not_put_out(error), ctx)
                raise typer.Exit(OutputError.exit_code) from error
            if _wants_traceback(ctx) or _is_usage(error):
                raise
            _report(_internal(error), ctx)
            raise typer.Exit(InternalError.exit_code) from error


class BatchCommand(PlannerCommand):
    """A command of `planner.cli.batch.ending`."""

    takes_over_itself = True


def is_of_output(error: BaseException) -> bool:
    """Tell whether an error is that stdout takes no more; one of a file has the file's name."""
    return isinstance(error, OSError) and error.errno is not None and error.filename is None


def not_put_out(error: BaseException) -> OutputError:
    """Return the error for people; what is left in stdout's buffer goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    reason = reason_of(error) if isinstance(error, OSError) else str(error)
    return OutputError(Message("request.no-output", {"problem": reason}))


def _wants_traceback(ctx: Any) -> bool:
    return bool(ctx.params.get("debug") or ctx.find_root().params.get("debug"))


def _is_usage(error: Exception) -> bool:
    return hasattr(error, "exit_code")  # typer's own usage errors, whose class is not public


def _internal(error: Exception) -> InternalError:
    params = {"kind": type(error).__name__, "text": str(error), "debug": "--debug"}
    return InternalError(Message("request.internal", params))


def _report(error: PlannerError, ctx: Any) -> None:
    from planner.cli.failures import as_json, as_text, tell

    command, typed = ctx.command, ctx.meta.get(TYPED, [])
    is_json = _wants_json(ctx)
    if is_json:
        print(as_json(error, command, typed), file=sys.stderr)
    else:
        tell(as_text(error, command, _language(ctx), typed))


def _wants_json(ctx: Any) -> bool:
    return bool(ctx.params.get("format_") == "json")


def _language(ctx: Any) -> str:
    """Return the language of texts for people; messages in JSON are English."""
    return "en" if _wants_json(ctx) else ctx.params.get("language", "en")


def warn_if_past(day: date, language: str) -> None:
    """Say on stderr that a date is past: hours, fares and timetables of the data are not those of then."""
    if day < clock.today():
        text = say(language, "request.past", date=day.isoformat())
        print(text, file=sys.stderr)


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "site"), count(1200, "site")
    ('1 site', '1,200 sites')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
