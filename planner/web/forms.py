"""The form of the web page: what was filled in, as the words of a request, and the other way round."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request

from planner.loading.plans import parse_json
from planner.request import Asked
from planner.texts import Message
from planner.web.problems import WebError
from planner.wording.fields import canonical

MOST_FIELDS = 100
NUMBERS = ("days", "adults", "budget", "time_limit")
TEXTS = ("date", "from", "to", "product", "pace", "mode")
LISTS = ("must", "avoid")
SEPARATORS = re.compile("[,，、;；\n]")
THEME = "theme-"  # begins the fields of themes, each with a weight
SHOWN = (*NUMBERS, *TEXTS, *LISTS, "themes")  # fields of the form, each with a label


async def form_of(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form that was sent from one of our own pages.

    Raises
    ------
    WebError
        When another page sent it, or it is none.
    """
    origin, site = request.headers.get("origin", ""), request.headers.get("sec-fetch-site")
    if site != "same-origin" and urlsplit(origin).netloc != request.headers.get("host"):
        raise WebError(403, "http", Message("web.other-page"))
    try:
        return parse_qsl((await request.body()).decode(), max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise WebError(400, "http", Message("web.no-form")) from error


def words_of(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the words of a request; ``also`` has those that no field of the form is for, as JSON."""
    filled = {name: text.strip() for name, text in fields if text.strip()}
    words = _object(filled.pop("also", "{}"))
    for name in (*NUMBERS, *TEXTS, *LISTS):
        if name in filled:
            words[name] = _value(name, filled[name])
    if themes := {name.removeprefix(THEME): filled[name] for name in filled if name.startswith(THEME)}:
        words["themes"] = themes
    return words


def filled_by(words: Mapping[str, Any], asked: Asked | None = None) -> dict[str, Any]:
    """Return what the form shows of the words of a request; ``asked`` is what they mean, where they mean something."""
    words = {canonical(name): value for name, value in words.items()}
    if asked is not None:
        words["date"] = asked.date.isoformat()
        if "themes" in words:
            words["themes"] = dict(asked.themes)
    shown = {name: words[name] for name in SHOWN if words.get(name) is not None}
    for name in LISTS:
        value = shown.get(name)
        shown[name] = ", ".join(value) if isinstance(value, list | tuple) else value or ""
    others = {name: value for name, value in words.items() if name not in SHOWN}
    return shown | {"also": json.dumps(others, ensure_ascii=False) if others else ""}


def last_of(text: str) -> str:
    """Return the last of the names in a field."""
    return SEPARATORS.split(text)[-1].strip()


def _object(text: str) -> dict[str, Any]:
    try:
        found = parse_json(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WebError(422, "request", Message("web.no-object"))
    return found


def _value(name: str, text: str) -> Any:
    if name in NUMBERS and text.isascii() and text.isdecimal():
        return int(text)
    if name in LISTS:
        return [part.strip() for part in SEPARATORS.split(text) if part.strip()]
    return text
