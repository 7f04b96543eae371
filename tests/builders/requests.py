"""Random requests over a corridor, in which every word of a request is used."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from planner.corridor import Corridor
from planner.errors import RequestError
from planner.planning.bookings import check_bookings
from planner.planning.frame import check_frame
from planner.planning.lights import check_lights
from planner.request import Asked, Need, Pace, SelfDrive, TravelMode, VisitLength

SELDOM = 5  # one request in so many has a word that narrows the choice much


@st.composite
def requests(draw: st.DrawFn, corridor: Corridor, max_days: int) -> Asked:
    """Draw a request that names only what there is, and contradicts itself in nothing that can be seen in it."""

    def seldom(strategy: st.SearchStrategy[Any], otherwise: Any) -> Any:
        return draw(strategy) if draw(st.integers(1, SELDOM)) == SELDOM else otherwise

    def some(ids: list[str], most: int = 1) -> list[str]:
        return seldom(st.lists(st.sampled_from(ids), max_size=most, unique=True), []) if ids else []

    sites = [site.id for site in corridor.attractions]
    places = [place.id for group in (corridor.towns, corridor.stations) for place in group] + sites
    towns = [town.id for town in corridor.towns]
    start = draw(st.sampled_from(places))
    adults = draw(st.integers(1, 6))
    needs = seldom(st.lists(st.sampled_from(get_args(Need)), max_size=2, unique=True), [])
    seniors = seldom(st.integers(0, adults), 0)
    children = draw(st.integers(0, 3))
    must = some(sites)
    days, first = draw(st.integers(1, max_days)), draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    belts, zones = [[region.id for region in regions] for regions in (corridor.belts, corridor.zones)]
    areas: dict[str, Any] = {
        "belts": some(belts),
        "zones": some(zones),
        "within": some(sorted({site.adcode[:4] for site in corridor.attractions}), 2),
        "follow": next(iter(some([belt.id for belt in corridor.belts if belt.axis])), None),
    }
    values: dict[str, Any] = {
        "days": days,
        "date": first,
        "from": start,
        "to": draw(st.one_of(st.just(""), st.sampled_from(places))),
        "themes": draw(
            st.dictionaries(
                st.sampled_from(list(corridor.theme_by_id)), st.floats(0.1, 1), min_size=1, max_size=2
            )
        ),
        "must": must,
        "avoid": [site for site in some(sites) if site not in must],
        "mode": draw(st.sampled_from(get_args(TravelMode))),
        "pace": draw(st.sampled_from(get_args(Pace))),
        "start_time": draw(st.sampled_from([None, "06:30", "10:00"])),
        "end_time": draw(st.sampled_from([None, "16:00", "25:00"])),
        "day_hours": seldom(
            st.dictionaries(st.integers(1, days), st.sampled_from(["10:00-16:00", "11:00-", "-17:30"])), {}
        ),
        "free": seldom(
            st.dictionaries(st.integers(1, days), st.sampled_from([["afternoon"], ["forenoon", "evening"]])),
            {},
        ),
        "pauses": seldom(st.just(["13:00-14:30"]), []),
        "visits": seldom(st.builds(visits, st.sampled_from(sites), st.just(first), st.integers(9, 15)), []),
        "sunrise": seldom(st.lists(st.sampled_from(sites), min_size=1, max_size=1), []),
        "blue_hour": seldom(st.lists(st.sampled_from(sites), min_size=1, max_size=1), []),
        "stays": seldom(st.builds(stays, st.sampled_from(towns), st.just(first)), []) if days > 1 else [],
        "trains": seldom(trains(corridor, first), []),
        "base": seldom(st.sampled_from(towns), None),
        "at_home": seldom(st.booleans(), False),
        **seldom(st.builds(ends_of_stay, st.just(first), st.just(days), st.booleans()), {}),
        "max_transit": draw(st.sampled_from([None, 60, 200])),
        "visit_length": draw(st.sampled_from([None, *get_args(VisitLength)])),
        "budget": draw(st.sampled_from([None, None, 500, 3000])),
        "purses": seldom(
            st.dictionaries(st.sampled_from(["rides", "tickets", "nights"]), st.integers(0, 2000)), {}
        ),
        "value_of_time": draw(st.sampled_from([6, 12.5, 25, 100])),
        "cheapest": seldom(st.just(True), False),
        "ignore_money": draw(st.booleans()),
        "adults": adults,
        "children": children,
        "child_ages": seldom(st.lists(st.integers(0, 17), max_size=children), []),
        "seniors": seniors,
        "senior_ages": draw(st.lists(st.integers(50, 120), max_size=seniors)),
        "students": seldom(st.integers(0, adults - seniors), 0),
        "hotel": draw(st.sampled_from(["budget", "comfort", "premium"])),
        "rail_class": draw(st.sampled_from(["second", "first", "lowest"])),
        "rooms": seldom(st.integers(adults + children, 10), None),
        "meals": draw(st.booleans()),
        "cover": seldom(rules(corridor), []),
        "theme_rules": draw(st.booleans()),
        **areas,
        "outside_weight": draw(st.sampled_from([0, 0.3, 0.9])) if any(areas.values()) else 0,
        "slow": seldom(st.just(True), False),
        "max_bed_changes": seldom(st.integers(0, max_days), None),
        "evenings": draw(st.booleans()),
        "needs": needs,
        "needs_strict": bool(needs) and draw(st.booleans()),
        "prefers": seldom(st.lists(st.sampled_from(get_args(Need)), max_size=2, unique=True), []),
        "near_hospital": seldom(st.sampled_from([30, 120]), None),
        "max_altitude": seldom(st.sampled_from([500, 3000]), None),
        "free_only": seldom(st.just(True), False),
        "max_steps": seldom(st.sampled_from([0, 800]), None),
        "avoid_crowds": seldom(st.just(True), False),
        **seldom(st.builds(visa_free, st.just(corridor), st.just(first)), {}),
        "engine": draw(st.sampled_from(["auto", "auto", "exact", "routing"])),
        "time_limit": 0.5,
        "work": seldom(st.integers(100, 500), None),
        "seed": draw(st.integers(0, 3)),
        "threads": draw(st.integers(1, 2)),
    }
    if values["mode"] == "car" and adults + children <= 4 * adults:
        values["self_drive"] = draw(st.sampled_from([None, *get_args(SelfDrive)]))
    return _possible(corridor, Asked.model_validate(values))


def _possible(corridor: Corridor, request: Asked) -> Asked:
    """Return a request without the bookings that no trip can keep, and without hours that are none."""
    try:
        check_bookings(corridor, request)
        check_frame(request, corridor)
        check_lights(corridor, request)
    except RequestError as error:
        usual = {error.field: Asked.model_fields[error.field].default}
        fixed = {"sunrise": request.sunrise, "blue_hour": request.blue_hour}
        fixed["visits"] = tuple(visit.site for visit in request.visits)
        if error.field in fixed:
            booked = fixed[error.field]
            usual["must"] = tuple(site for site in request.must if site not in booked)
        return _possible(corridor, request.model_copy(update=usual))
    return request


def visits(site: str, day: date, hour: int) -> list[str]:
    """Return a booked visit on the first day."""
    return [f"{site}@{day}T{hour:02}:00"]


def stays(town: str, day: date) -> list[str]:
    """Return a booked first night."""
    return [f"{town}@{day}..{day + timedelta(days=1)}"]


def trains(corridor: Corridor, day: date) -> st.SearchStrategy[list[str]]:
    """Draw a train of the first day, booked from its first station to its last one."""
    runs = [train for line in corridor.lines if line.mode == "rail" for train in line.departures]
    ends = [(train.code.split("/")[-1], train.calls[0].station, train.calls[-1].station) for train in runs]
    texts = [[f"{number}@{day}:{start}..{end}"] for number, start, end in ends]
    return st.sampled_from(texts) if texts else st.just([])


def ends_of_stay(first: date, days: int, on_the_eve: bool) -> dict[str, Any]:
    """Return an arrival late on the eve or on the first day, and a departure on the last."""
    day = datetime.combine(first, time())
    arrival = day - timedelta(minutes=90) if on_the_eve else day + timedelta(hours=9, minutes=40)
    return {"arrival": arrival, "leave_by": day + timedelta(days=days - 1, hours=18, minutes=15)}


def visa_free(corridor: Corridor, first: date) -> dict[str, Any]:
    """Return an entry on the eve of the trip, where the corridor has a port."""
    if corridor.visa is None:
        return {}
    eve = datetime.combine(first - timedelta(days=1), datetime.min.time()) + timedelta(hours=15)
    return {"visa_port": corridor.visa.ports[0].code, "arrival": eve}


def rules(corridor: Corridor) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Draw a coverage rule that some plans keep."""
    tags = st.sampled_from(sorted({tag for site in corridor.attractions for tag in site.tags}))
    counts = st.sampled_from([{"at_least": 1}, {"at_most": 1}, {"at_least": 1, "at_most": 2}])
    name = {"zh": "规则", "en": "rule"}
    return st.builds(lambda tag, count: [{"name": name, "tags": [tag], **count}], tags, counts)
