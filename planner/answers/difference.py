"""What changed between two plans, found and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from planner.clock import CHINA
from planner.corridor import Names
from planner.difference import Because, Difference, Moved, NightChanged, OfSite, Retimed, RideChanged
from planner.export.speaker import service_name
from planner.itinerary import Day, Itinerary, Leg, Visit
from planner.texts import say
from planner.texts.units import format_length

Ride = tuple[str, str]  # from and to a stop: a visit, or where a day starts or ends


def difference_of(before: Itinerary, after: Itinerary) -> Difference:
    """Return what changed from one plan to another of the same days."""
    old, new = visits_of(before), visits_of(after)
    both = [site for site in new if site in old]
    stay = [site for site in both if old[site][0] == new[site][0]]
    same = [site for site in stay if _hours(old[site][1]) == _hours(new[site][1])]
    causes = {left.attraction: left.cause for left in after.unvisited}
    return Difference(
        kept=tuple(same),
        moved=tuple(
            Moved(attraction=site, from_day=old[site][0], day=new[site][0])
            for site in both
            if site not in stay
        ),
        added=tuple(OfSite(attraction=site, day=day) for site, (day, _) in new.items() if site not in old),
        dropped=tuple(
            OfSite(attraction=site, day=day, cause=causes.get(site))
            for site, (day, _) in old.items()
            if site not in new
        ),
        ride_changed=tuple(_rides_changed(before, after)),
        retimed=tuple(
            _retimed(site, new[site][0], old[site][1], new[site][1]) for site in stay if site not in same
        ),
        nights=tuple(_nights_changed(before, after)),
        objective=after.certificate.objective - before.certificate.objective,
        cost_cny=after.totals.cost_cny - before.totals.cost_cny,
        transit=_more_transit(before, after),
    )


def visits_of(plan: Itinerary) -> dict[str, tuple[int, Visit]]:
    """Return the visits of a plan in their order, each with its day."""
    return {
        event.attraction: (day.day, event)
        for day in plan.days
        for event in day.events
        if isinstance(event, Visit)
    }


def _hours(visit: Visit) -> tuple[datetime, datetime]:
    return visit.start, visit.end


def _retimed(site: str, day: int, old: Visit, new: Visit) -> Retimed:
    return Retimed(
        attraction=site,
        day=day,
        before_start=old.start,
        before_end=old.end,
        start=new.start,
        end=new.end,
    )


def _rides_changed(before: Itinerary, after: Itinerary) -> Iterator[RideChanged]:
    old, new = ({day.day: _rides(day) for day in plan.days} for plan in (before, after))
    for day in new.keys() & old.keys():
        for ride in new[day].keys() & old[day].keys():
            if old[day][ride] != new[day][ride]:
                origin, target = ride
                yield RideChanged(
                    day=day, origin=origin, target=target, before=old[day][ride], after=new[day][ride]
                )


def _rides(day: Day) -> dict[Ride, tuple[str, ...]]:
    """Return by which vehicles one goes from each stop of a day to the next."""
    stop, vehicles, rides = day.start.place, list[str](), dict[Ride, tuple[str, ...]]()
    for event in day.events:
        if isinstance(event, Visit):
            rides[stop, event.attraction] = tuple(vehicles)
            stop, vehicles = event.attraction, []
        elif isinstance(event, Leg) and event.mode != "walk":
            vehicles.append(event.service or event.mode)
    rides[stop, day.end.place] = tuple(vehicles)
    return rides


def _nights_changed(before: Itinerary, after: Itinerary) -> Iterator[NightChanged]:
    old, new = (
        {day.day: day.night.place if day.night else None for day in plan.days} for plan in (before, after)
    )
    for day, town in new.items():
        if town != old.get(day):
            yield NightChanged(day=day, before=old.get(day), after=town)


def _more_transit(before: Itinerary, after: Itinerary) -> dict[str, int]:
    more = Counter[str]()
    for plan, sign in ((before, -1), (after, 1)):
        for event in (event for day in plan.days for event in day.events):
            if isinstance(event, Leg):
                more[event.mode] += sign * event.minutes
    return {mode: minutes for mode, minutes in sorted(more.items()) if minutes}


def names_of(*plans: Itinerary) -> dict[str, Names]:
    """Return the names of all places of some plans, and of the services that are ridden."""
    rides = (
        (leg, plan.lines) for plan in plans for day in plan.days for leg in day.events if isinstance(leg, Leg)
    )
    services = {
        leg.service: Names(zh=service_name(leg, lines, "zh"), en=service_name(leg, lines, "en"))
        for leg, lines in rides
        if leg.service
    }
    places = {place: ref.name for plan in plans for place, ref in plan.places.items()}
    return services | places


def told(difference: Difference, names: Mapping[str, Names], language: str) -> list[str]:
    """Return what changed as lines for people, what matters most first."""
    return [*_Telling(names, language).lines(difference)]


class _Telling:
    def __init__(self, names: Mapping[str, Names], language: str) -> None:
        self.names, self.language = names, language

    def lines(self, difference: Difference) -> Iterator[str]:
        if difference.is_empty:
            yield self._say("nothing-changes")
        if difference.changes is not None:
            counted = {"n": difference.changes, "least": difference.at_least or 0}
            code = "fewest-changes" if difference.fewest else "few-changes"
            yield self._say(f"{code}-beyond" if _is_asked(difference) else code, **counted)
        for word, sites in (("dropped", difference.dropped), ("added", difference.added)):
            if sites:
                listed = [
                    self._why(self._say("on-day", site=self._name(s.attraction), day=s.day), s.because)
                    for s in sites
                ]
                yield self._say(word, sites=listed)
        if moved := difference.moved:
            listed = [
                self._why(
                    self._say("moved-one", site=self._name(m.attraction), before=m.from_day, day=m.day),
                    m.because,
                )
                for m in moved
            ]
            yield self._say("moved", sites=listed)
        if retimed := difference.retimed:
            yield self._say("retimed", sites=[self._why(self._retimed(r), r.because) for r in retimed])
        for ride in difference.ride_changed:
            ends = {"start": self._name(ride.origin), "end": self._name(ride.target)}
            ways = {"before": self._way(ride.before), "after": self._way(ride.after)}
            line = self._say("ride-changed", day=ride.day, **ends, **ways)
            yield self._why(line, ride.because)
        for night in difference.nights:
            beds = {"before": self._bed(night.before), "after": self._bed(night.after)}
            yield self._why(self._say("night-changed", day=night.day, **beds), night.because)
        if sums := [*self._sums(difference)]:
            yield self._say("sums", sums=sums)

    def _why(self, change: str, because: Because | None) -> str:
        """Return a change with its reason, where there is one."""
        if because is None:
            return change
        what = because.what and self._name(because.what)
        all_ = because.code == "follows" and what is None
        why = self._say("because-others" if all_ else f"because-{because.code}", what=what)
        return self._say("because", change=change, why=why)

    def _sums(self, difference: Difference) -> Iterator[str]:
        for mode, minutes in difference.transit.items():
            params = {"sign": _sign(minutes), "time": format_length(abs(minutes), self.language)}
            yield self._say(f"more-{mode}", **params)
        if cny := difference.cost_cny:
            yield self._say("more-money", sign=_sign(cny), cny=abs(cny))
        if worth := difference.objective:
            yield self._say("more-worth", sign=_sign(worth), worth=abs(worth))

    def _retimed(self, visit: Retimed) -> str:
        hours = {
            key: time.astimezone(CHINA).strftime("%H:%M")
            for key, time in (
                ("before_start", visit.before_start),
                ("before_end", visit.before_end),
                ("start", visit.start),
                ("end", visit.end),
            )
        }
        params = {"site": self._name(visit.attraction), "day": visit.day, **hours}
        if visit.minutes_shorter > 0:
            return self._say("retimed-shorter", minutes=visit.minutes_shorter, **params)
        return self._say("retimed-one", **params)

    def _way(self, vehicles: tuple[str, ...]) -> list[str]:
        known = ("road", "metro", "rail", "coach", "cruise", "cable")
        words = [self._say(f"by-{each}") if each in known else self._name(each) for each in vehicles]
        return words or [self._say("by-walk")]

    def _bed(self, town: str | None) -> str:
        return self._name(town) if town else self._say("no-night")

    def _name(self, place: str) -> str:
        return self.names[place].get(self.language) if place in self.names else place

    def _say(self, word: str, **params: object) -> str:
        return say(self.language, f"answers.{word}", **params)


def _is_asked(difference: Difference) -> bool:
    """Tell whether any change is one that people asked for."""
    visits = [each.because for each in (*difference.dropped, *difference.added, *difference.moved)]
    nights = [each.because for each in difference.nights]
    return any(because and because.code == "asked" for because in (*visits, *nights))


def _sign(number: int) -> str:
    return "+" if number > 0 else "−"
