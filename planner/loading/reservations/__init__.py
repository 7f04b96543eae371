"""What was booked elsewhere, from a calendar (.ics) or from schema.org reservations in JSON."""

from __future__ import annotations

from pathlib import Path

from planner.loading.reservations.reservation import Reservation

__all__ = ["Reservation", "read_reservations"]


def read_reservations(path: Path) -> list[Reservation]:
    """Read the bookings of a file; one that is named .ics or begins like a calendar is one.

    Raises
    ------
    DataError
        When the file cannot be read, is neither, holds no booking or too many.
    RequestError
        When it is a calendar and the library that reads it is not installed.
    """
    if path.suffix.lower() in (".ics", ".ical", ".ifb") or _begins_a_calendar(path):
        from planner.loading.reservations.calendars import read_calendar

        return read_calendar(path)
    from planner.loading.reservations.jsonld import read_jsonld

    return read_jsonld(path)


def _begins_a_calendar(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(100).lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR")
    except OSError:
        return False  # whoever reads it tells why
