"""When nothing fits: the smallest changes of the wish that would make it fit, each of them tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.clock import format_clock
from planner.corridor import Corridor
from planner.errors import PlannerError, Relaxation
from planner.planning.bookings import check_bookings
from planner.planning.demands import check_stay
from planner.planning.frame import check_frame
from planner.planning.leftout import sites_that_fit
from planner.planning.model import TripModel
from planner.planning.search import Search
from planner.request import Purse, TripRequest, format_hours
from planner.rules import WHEEL_A_DAY
from planner.solver import NoSolution
from planner.stopping import StoppedError
from planner.texts import Message, in_each

SECONDS = (
    20.0  # for all tries and the price of a kind of cost, beside the time limit of the request (docs/cli.md)
)
SECONDS_A_TRY = 2.0
MAX_DAYS = 14
MOST_TRAVEL = 720
LATEST_END = 1320
LATEST_OF_ALL = 1800  # where services run after midnight

Rebuild = Callable[[TripRequest], TripModel]
Changes = Iterator[Relaxation]


def relaxations(
    request: TripRequest, corridor: Corridor, rebuild: Rebuild, search: Search, *, at_all_hours: bool = False
) -> tuple[Relaxation, ...]:
    """Return, for each limit of the request, its smallest change under which a plan exists.

    ``at_all_hours`` where early and late services may help: days that start and end at any hour are tried first.
    Ends with the search's time, or as soon as somebody asks to stop, with what was found until then.
    """
    found: list[Relaxation] = []
    for ladder in _ladders(request, corridor, at_all_hours=at_all_hours):
        for change in ladder:
            if search.deadline.is_over:
                return tuple(found)
            wish = relaxed(request, change)
            if wish != request and _fits(wish, corridor, rebuild, search):
                found.append(change)
                break
    return tuple(found)


def relaxed(request: TripRequest, change: Relaxation) -> TripRequest:
    """Return the request with a change of its fields."""
    words = request.model_dump(by_alias=True)
    return TripRequest.model_validate({**words, change.field: change.value, **change.also})


def spending(cny: int) -> Relaxation:
    """Return the change to a budget that is known to be enough."""
    return _change("spend-more", "budget", cny, cny=cny)


def spending_on(kind: Purse, cny: int) -> Relaxation:
    """Return the change to the only limit of a kind of cost that is known to be enough."""
    return _change("spend-on-kind", "purses", {kind: cny}, kind=kind, cny=cny)


def _change(code: str, field: str, value: object, **params: object) -> Relaxation:
    return Relaxation(field, value, Message(f"request.{code}", params))


def _ladders(request: TripRequest, corridor: Corridor, *, at_all_hours: bool) -> Iterator[Changes]:
    """Yield for each limit its changes, the smallest first, and those first that are the likeliest to help."""
    yield from _bookings(request)
    yield from (_purse(request, kind) for kind in request.purses)
    yield from (_pause(request, place) for place in range(len(request.pauses)))
    if at_all_hours:
        yield _start_time(request)
        yield _end_time(request, LATEST_OF_ALL)
    for ladder in (_days, _days_otherwise, _transit):
        yield ladder(request)
    if not at_all_hours:
        yield _end_time(request, LATEST_END)
    for ladder in (_outside, _beds, _crowds):
        yield ladder(request)
    yield from (_cover(request, place) for place in range(len(request.cover)))
    yield _theme_rules(request, corridor)
    booked = [visit.site for visit in request.visits]
    yield from (_must(request, corridor, site) for site in request.must if site not in booked)


def _days(request: TripRequest) -> Changes:
    for days in range(request.days + 1, MAX_DAYS + 1):
        yield _change("take-days", "days", days, n=days, before=request.days)


def _days_otherwise(request: TripRequest) -> Changes:
    """Travel by the other mode, in as many days or more, but for those who want to drive."""
    if request.self_drive:
        return
    mode, code = ("transit", "go-by-transit") if request.mode == "car" else ("car", "go-by-car")
    for days in range(request.days, MAX_DAYS + 1):
        also = {"days": days} if days > request.days else {}
        yield Relaxation("mode", mode, Message(f"request.{code}", {"n": days}), also)


def _transit(request: TripRequest) -> Changes:
    most = WHEEL_A_DAY if request.mode == "car" else MOST_TRAVEL
    for minutes in range(-(-(request.transit_cap + 1) // 60) * 60, most + 1, 60):
        yield _change("travel-more", "max_transit", minutes, n=minutes // 60)


def _start_time(request: TripRequest) -> Changes:
    for start in range((request.day_start - 1) // 60 * 60, -1, -60):
        yield _change("start-earlier", "start_time", format_clock(start), start=start)


def _end_time(request: TripRequest, latest: int) -> Changes:
    for end in range(request.day_end + 60, latest + 1, 60):
        yield _change("end-later", "end_time", format_clock(end), end=end)


def _outside(request: TripRequest) -> Changes:
    if request.has_area and not request.outside_weight:
        yield _change("weigh-outside", "outside_weight", 0.5)


def _beds(request: TripRequest) -> Changes:
    cap = request.max_bed_changes
    for changes in range(0 if cap is None else cap + 1, request.days - 1 if cap is not None else 0):
        yield _change("change-beds", "max_bed_changes", changes, n=changes)


def _crowds(request: TripRequest) -> Changes:
    if request.avoid_crowds:
        yield _change("meet-crowds", "avoid_crowds", False)


def _purse(request: TripRequest, kind: Purse) -> Changes:
    """Do without the limit of a kind of cost."""
    others = {other: cny for other, cny in request.purses.items() if other != kind}
    yield _change(f"no-limit-{kind}", "purses", others, limit=f"{kind}={request.purses[kind]}")


def _pause(request: TripRequest, place: int) -> Changes:
    """Do without a pause."""
    texts = [format_hours(pause) for pause in request.pauses]
    yield _change("without-pause", "pauses", texts[:place] + texts[place + 1 :], pause=texts[place])


def _cover(request: TripRequest, place: int) -> Changes:
    """Ask for fewer of a set, at last for none."""
    rule = request.cover[place]
    rules = [other.model_dump(mode="json", exclude_defaults=True) for other in request.cover]
    name = rule.name.both
    for least in range(rule.at_least - 1, 0, -1):
        fewer = [*rules[:place], {**rules[place], "at_least": least}, *rules[place + 1 :]]
        yield _change("cover-fewer", "cover", fewer, rule=name, least=least, before=rule.at_least)
    rest = rules[:place] + rules[place + 1 :]
    yield _change("cover-none", "cover", rest, rule=name, asks=rule.asks.both)


def _theme_rules(request: TripRequest, corridor: Corridor) -> Changes:
    if not request.theme_rules:
        return
    rules = [rule for theme in request.themes for rule in corridor.theme_by_id[theme].cover]
    if rules:
        named = [in_each("request.rule-asks", rule=rule.name.both, asks=rule.asks.both) for rule in rules]
        yield _change("drop-theme-rules", "theme_rules", False, rules=named)


def _must(request: TripRequest, corridor: Corridor, site: str) -> Changes:
    rest = [other for other in request.must if other != site]
    name = corridor.attraction_by_id[site].name.both
    yield _change("leave-out", "must", rest, site=site, name=name)


def _bookings(request: TripRequest) -> Iterator[Changes]:
    """Yield for each booking the trip without it."""
    for visit in request.visits:
        rest = [str(other) for other in request.visits if other != visit]
        also = {"must": [site for site in request.must if site != visit.site]}
        params = {"booking": str(visit), "option": "visits"}
        yield iter([Relaxation("visits", rest, Message("request.leave-out-booking", params), also)])
    for stay in request.stays:
        rest = [str(other) for other in request.stays if other != stay]
        yield iter([_change("leave-out-booking", "stays", rest, booking=str(stay), option="stays")])
    for train in request.trains:
        rest = [str(other) for other in request.trains if other != train]
        yield iter([_change("leave-out-booking", "trains", rest, booking=str(train), option="trains")])


def _fits(request: TripRequest, corridor: Corridor, rebuild: Rebuild, search: Search) -> bool:
    try:
        check_frame(request, corridor)
        check_bookings(corridor, request)
        check_stay(request, corridor)
        problem = rebuild(request).problem
        if not any(sites_that_fit(problem)):
            return False
        search.within(SECONDS_A_TRY).solve(problem.demanded_only(), any_plan=True)
    except (NoSolution, StoppedError, PlannerError):
        return False
    return True
