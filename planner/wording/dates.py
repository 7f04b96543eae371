"""What is wrong with a text that should be a date, for people."""

from __future__ import annotations

import re
from calendar import monthrange

from planner.texts import Message

MONTHS = 12
_DATE = re.compile(r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", re.ASCII)


def no_such_day(text: object) -> Message | None:
    """Return that a month has no such day, or a year no such month; None where something else is wrong.

    Examples
    --------
    >>> print(no_such_day("2027-02-30"))
    February 2027 has no day 30, its last is 28.
    >>> print(no_such_day("2027-13-01"))
    a year has no month 13.
    """
    match = _DATE.match(str(text))
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    if not 1 <= month <= MONTHS:
        return Message("request.no-month", {"month": month})
    if not year:
        return None
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Message("request.no-day-of-month", {"month": f"{year}-{month:02d}", "day": day, "last": last})
    return None
