"""What was left out, as people read it: what was asked for by name and what matters, the rest counted by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from planner.cleaning import clean
from planner.export.speaker import Speaker
from planner.export.view import LeftOut
from planner.geo import great_circle_km
from planner.itinerary import REASON_OF, Unvisited, Visit

MOST_LINES = 6
WORTHIEST = 3  # lines for what is worth most, wherever it lies; the others lie near the trip
AWAY = "slow-away"  # the cause of which few lines are told: two of the worthiest, and one of those near
AS_ITS_REASON = {  # causes that are counted with others of their reason
    *("displaced", "displaced-outside", "instead", "instead-outside", "none-better", "none-better-outside"),
    *("other-nights", "other-visits", "not-needed", "worth-nothing"),
    *("area", "belt", "zone", "no-room", "closed", "no-way", "ticket", "budget", "fares"),
}
OF_AREA = {"area", "belt", "zone", "visa-area"}  # causes that come behind those of sites inside
PRIZE_A_KM = 3  # there and back at 40 km/h, a minute for a point


def told(speaker: Speaker) -> tuple[tuple[LeftOut, ...], str]:
    """Return the lines on what was left out, and a word on the rest.

    First comes what of a set was asked for and missed; of the others no two lines have the same text.
    """
    new = (left for left in speaker.itinerary.unvisited if left.cause != "seen")
    unvisited = sorted(new, key=lambda left: (left.cause in OF_AREA, -left.prize, left.attraction))
    missed = {site for rule in speaker.itinerary.coverage for site in rule.missed}
    asked = [left for left in unvisited if left.attraction in missed]
    lines: dict[str, Unvisited] = {}
    for left in unvisited:
        if left not in asked:
            lines.setdefault(_why(left, speaker), left)
    chosen = [*asked, *_few_far(lines.values(), WORTHIEST, most_far=2)]
    others = [left for left in lines.values() if left not in chosen]
    near = sorted(others, key=lambda left: (left.cause in OF_AREA, -_worth_near(left, speaker)))
    chosen = [*chosen, *_few_far(near, MOST_LINES, most_far=1)][:MOST_LINES]
    rest = [left for left in unvisited if left not in chosen]
    shown = (LeftOut(speaker.place(left.attraction), left.reason, _told(left, speaker)) for left in chosen)
    return tuple(shown), _counted(rest, speaker)


def _few_far(lines: Iterable[Unvisited], most: int, most_far: int) -> list[Unvisited]:
    """Return the first of some lines, with so many at most of what is too far from the beds."""
    found, far = list[Unvisited](), 0
    for left in lines:
        far += left.cause == AWAY
        if left.cause != AWAY or far <= most_far:
            found.append(left)
    return found[:most]


def _why(left: Unvisited, speaker: Speaker) -> str:
    return clean(left.say(speaker.language)) or speaker.say(f"reason-{left.reason}")


def _told(left: Unvisited, speaker: Speaker) -> str:
    """Return why, in words without a price where those are not to be told."""
    has_price = "cny" in left.params and not speaker.tells_prices
    return group_of(left, speaker) if has_price else _why(left, speaker)


def _worth_near(left: Unvisited, speaker: Speaker) -> float:
    """Return what a site is worth, less what a straight way there from the nearest visit or night and back takes."""
    places = speaker.itinerary.places
    if left.attraction not in places:
        return -float("inf")
    here = places[left.attraction].location
    km = [
        great_circle_km(here.lat, here.lon, places[stop].location.lat, places[stop].location.lon)
        for stop in _stops(speaker)
        if stop in places
    ]
    return left.prize - PRIZE_A_KM * min(km, default=0.0)


def _stops(speaker: Speaker) -> set[str]:
    days = speaker.itinerary.days
    visits = {event.attraction for day in days for event in day.events if isinstance(event, Visit)}
    return visits | {end.place for day in days for end in (day.start, day.end)}


def _counted(rest: list[Unvisited], speaker: Speaker) -> str:
    if not rest:
        return ""
    counts = Counter(group_of(left, speaker) for left in rest).most_common()
    groups = speaker.join(group + speaker.brackets(str(number)) for group, number in counts)
    return (
        speaker.say("more", n=len(rest), reasons="") + groups
    )  # what is put into a text is cut where it is long


def group_of(left: Unvisited, speaker: Speaker) -> str:
    """Return the words for a cause, or for its reason where it has none of its own."""
    has_words = left.cause in REASON_OF and left.cause not in AS_ITS_REASON
    return speaker.say(f"cause-{left.cause}" if has_words else f"reason-{left.reason}")
