"""What people call a booking: by the name of its place, its day and its time."""

from __future__ import annotations

from planner.bookings import BookedStay, BookedTrain, BookedVisit
from planner.clock import DAY_MINUTES, format_clock
from planner.corridor import Corridor
from planner.network.booked import ride_of
from planner.texts import in_each


def called(corridor: Corridor, booking: BookedVisit | BookedStay | BookedTrain) -> dict[str, str]:
    """Return what a booking of known places is called in each language."""
    if isinstance(booking, BookedVisit):
        name = corridor.attraction_by_id[booking.site].name.both
        time = f"{booking.start:%H:%M}"
        return in_each("request.called-visit", name=name, date=str(booking.start.date()), time=time)
    if isinstance(booking, BookedStay):
        name = corridor.town_by_id[booking.town].name.both
        return in_each("request.called-stay", name=name, first=str(booking.first), last=str(booking.last))
    ride = ride_of(corridor, booking)
    start, end = (ride.start, ride.end) if ride else (booking.start, booking.end)
    names = {"start": corridor.places[start].name.both, "end": corridor.places[end].name.both}
    told = {"train": booking.train, "date": str(booking.day), **names}
    if ride is None:
        return in_each("request.called-train", **told)
    leave, arrive = ride.halts[0].depart, ride.halts[-1].arrive
    times = f"{format_clock(leave)}-{format_clock(arrive % DAY_MINUTES)}"
    return in_each("request.called-train-at", **told, times=times)
