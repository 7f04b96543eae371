"""Wrong usage of a command, in Chinese where that was asked for.

In English the library behind the options tells it, but for numbers, which it tells as a programmer would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from planner.texts import say

_SAYS = (  # what the library says, and the code of its text
    (r"No such option: (?P<name>\S+) \(Possible options: (?P<names>.*)\)", "no-option-but"),
    (r"No such option: (?P<name>\S+)", "no-option"),
    (r"Option '(?P<name>.*)' requires an argument\.", "no-value"),
    (r"Option '(?P<name>.*)' does not take a value\.", "takes-no-value"),
    (r"Missing (?:option|argument|parameter) (?P<name>'.*?')\.?.*", "is-missing"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<names>.*)\)", "more-arguments"),
    (r"No such command (?P<name>'.*?')\..*", "no-command"),
    (r"Missing command\.", "no-command-given"),
    (r"Invalid value for (?P<name>.*?): (?P<problem>.*)", "wrong-value"),
)
_NUMBERS = (
    (r".*should be a valid integer.*", "no-whole-number"),
    (r".*should be a valid number.*", "no-number"),
)
_PROBLEMS = (  # what it says of a value
    *_NUMBERS,
    (r".*should be greater than or equal to (?P<bound>\S+?)\.?", "not-least"),
    (r".*should be less than or equal to (?P<bound>\S+?)\.?", "not-most"),
    (r"at least one of them is needed\.", "none-given"),
    (r"not together with (?P<other>\S+)", "not-together"),
    (r".*?(?P<given>'.*?') is not one of (?P<choices>.*?)\.?", "no-choice"),
    (r"\w+ (?P<path>'.*') does not exist\.", "no-path"),
    (r"\w+ (?P<path>'.*') is a file\.", "path-is-file"),
    (r"\w+ (?P<path>'.*') is a directory\.", "path-is-folder"),
    (r"\w+ (?P<path>'.*') is not readable\.", "path-not-readable"),
)


@contextmanager
def told_in_chinese(args: Sequence[str]) -> Iterator[None]:
    """Tell wrong usage within the block in Chinese where the arguments ask for that.

    Raises
    ------
    typer.Exit
        With the exit code of wrong usage.
    """
    language = "zh" if asks_for_chinese(args) else "en"
    try:
        yield
    except Exception as error:  # what options raise has no public name in common; all else goes on
        if not hasattr(error, "format_message"):
            raise
        if language == "en":
            _say_plainly(error)
            raise
        from planner.cli.failures import tell

        tell(say(language, "request.error", text=worded(error, language)))
        raise typer.Exit(getattr(error, "exit_code", 2)) from error


def _say_plainly(error: Any) -> None:
    """Put a number's problem into plain words."""
    code, _ = _found(_NUMBERS, " ".join(str(error.message).split()))
    if code != "other":
        error.message = say("en", f"usage.{code}")


def asks_for_chinese(args: Sequence[str]) -> bool:
    """Tell whether the language is Chinese, the option's name written out or not."""
    text = " ".join(args)
    return re.search(r"(?<!\S)--lang\w*[ =]zh(?!\S)", text) is not None


def worded(error: Any, language: str) -> str:
    """Return what is wrong with the usage; what is not known stands as the library says it."""
    text = " ".join(error.format_message().split())
    code, params = _found(_SAYS, text)
    if "problem" in params:
        code_of_value, of_value = _found(_PROBLEMS, params["problem"])
        params["problem"] = say(language, f"usage.{code_of_value}", **of_value)
    said, context = say(language, f"usage.{code}", **params), getattr(error, "ctx", None)
    if context is None:
        return said
    return said + say(language, "usage.see-help", help=f"{context.command_path} --help")


def _found(known: Sequence[tuple[str, str]], text: str) -> tuple[str, dict[str, Any]]:
    for pattern, code in known:
        if match := re.fullmatch(pattern, text):
            named = {
                key: value.replace("'", "") for key, value in match.groupdict().items() if key != "problem"
            }
            lists: dict[str, Any] = {
                key: named[key].split(", ") for key in ("names", "choices") if key in named
            }
            return code, {**match.groupdict(), **named, **lists}
    return "other", {"text": text}
