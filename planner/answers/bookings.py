"""What of the bookings of other programs a trip can keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.bookings import BookedStay, BookedTrain, BookedVisit
from planner.clock import DAY_MINUTES
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.loading.reservations import Reservation
from planner.planning.bookings import check_bookings, clashes
from planner.planning.trains import found
from planner.request import TripRequest
from planner.wording.reserved import Left, Taken, bookings_of


@dataclass(frozen=True)
class Imported:
    """Bookings for a request, those left, and what keeps some of the former from being kept."""

    taken: list[Taken]
    left: list[Left]
    conflicts: list[RequestError]

    def as_words(self) -> dict[str, list[str]]:
        """Return what a request file says of them."""
        bookings = [each.booking for each in self.taken]
        return {
            "visits": [str(booking) for booking in bookings if isinstance(booking, BookedVisit)],
            "stays": [str(booking) for booking in bookings if isinstance(booking, BookedStay)],
            "trains": [str(booking) for booking in bookings if isinstance(booking, BookedTrain)],
        }


def import_bookings(corridor: Corridor, reservations: list[Reservation]) -> Imported:
    """Find the places of bookings, and what of them no trip can keep."""
    taken, left = bookings_of(corridor, reservations)
    visits = [each.booking for each in taken if isinstance(each.booking, BookedVisit)]
    stays = [each.booking for each in taken if isinstance(each.booking, BookedStay)]
    trains = [each.booking for each in taken if isinstance(each.booking, BookedTrain)]
    conflicts = [*_closed(corridor, visits), *_not_running(corridor, trains)]
    conflicts += clashes(corridor, visits, stays, trains)
    return Imported(taken, left, conflicts)


def _closed(corridor: Corridor, visits: list[BookedVisit]) -> Iterator[RequestError]:
    """Yield an error for each visit that the hours of its site rule out, whatever the day of the traveller."""
    for visit in visits:
        alone = {"days": 1, "date": visit.start.date(), "from": visit.site, "visits": (visit,)}
        request = TripRequest.model_validate({**alone, "start_time": 0, "end_time": 2 * DAY_MINUTES - 1})
        try:
            check_bookings(corridor, request)
        except RequestError as error:
            yield error


def _not_running(corridor: Corridor, trains: list[BookedTrain]) -> Iterator[RequestError]:
    """Yield an error for each train that the timetables do not have so."""
    for booked in trains:
        try:
            found(corridor, booked)
        except RequestError as error:
            yield error
