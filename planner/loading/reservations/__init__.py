"""What was booked elsewhere, from a calendar (.ics) or from schema.org reservations in JSON."""

from __future__ import annotations

from pathlib import Path

from planner.loading.reservations.reservation import Reservation, fail
from planner.loading.tree import told

__all__ = ["Reservation", "read_reservations"]


def read_reservations(path: Path) -> list[Reservation]:
    """Read the bookings of a file: a calendar or JSON, by its name or by what it begins with.

    Raises
    ------
    DataError
        When the file cannot be read, is neither, holds no booking or too many.
    RequestError
        When it is a calendar and the library that reads it is not installed.
    """
    kind, beginning = path.suffix.lower(), _beginning(path)
    if kind in (".ics", ".ical", ".ifb") or beginning.upper().startswith(b"BEGIN:VCALENDAR"):
        from planner.loading.reservations.calendars import read_calendar

        return read_calendar(path)
    if kind not in (".json", ".jsonld") and beginning and not beginning.startswith((b"{", b"[")):
        fail(str(path), told("no-bookings"), hint=told("export-bookings"))
    from planner.loading.reservations.jsonld import read_jsonld

    return read_jsonld(path)


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(100).lstrip(b"\xef\xbb\xbf \r\n\t")
    except OSError:
        return b""  # whoever reads it tells why
