"""Itinerary -> View."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from math import ceil

from planner.cleaning import clean
from planner.clock import CHINA
from planner.export.freetime import events_of, late_start
from planner.export.leftout import group_of, told
from planner.export.rows import is_free, rows_of
from planner.export.speaker import Speaker, estimate, shown
from planner.export.tasks import closed_lines, closed_of, notes_of, tasks_of, to_be_booked
from planner.export.view import DayView, Header, Labelled, Language, Mark, Row, View, Withdrawn
from planner.itinerary import NOT_OPEN, Certificate, Coverage, Day, Itinerary, Money, Notice, Visit
from planner.rules import PEOPLE_A_CAR
from planner.texts.further import name_of
from planner.texts.units import format_date, format_dates

MOST_TOLD = 1.15  # times the objective; a plan whose bound lies beyond is not proven good
EMPTY_DAYS = (  # notices
    *("thin", "thin-free", "full", "full-found", "full-about", "full-spread"),
    *("free-before", "free-before-shut", "transfer", "transfer-by"),
)
SAID_FIRST = (*NOT_OPEN, *EMPTY_DAYS)
DOT = " · "
GUESSES = {Mark.ESTIMATED_LENGTH, Mark.ESTIMATED_PRICE, Mark.UNKNOWN_PRICE, Mark.CHECK_HOURS}


def view_of(itinerary: Itinerary, language: Language = "en") -> View:
    """Return an itinerary as people read it."""
    return view_by(Speaker(itinerary, language))


def view_by(speaker: Speaker) -> View:
    """Return the itinerary of a speaker as people read it."""
    itinerary, language = speaker.itinerary, speaker.language
    done = tuple(_day(day, speaker, is_done=True) for day in itinerary.past)
    days = tuple(_day(day, speaker) for day in itinerary.days)
    rows = [row for day in days for row in day.rows]
    rules = [rule for rule in itinerary.coverage if _weighs(rule, speaker)]
    kept = [rule for rule in rules if _is_kept(rule)]
    left_out, more = told(speaker)
    closed = tuple(closed_of(speaker))
    return View(
        language=language,
        trip=_trip(itinerary),
        version=itinerary.version,
        header=_header(speaker, rows),
        done_label=speaker.say("done"),
        done=done,
        days=days,
        withdrawn=tuple(_withdrawn(speaker)),
        tasks_label=speaker.say("tasks"),
        tasks=tasks_of(speaker),
        closed=closed,
        closed_lines=tuple(closed_lines(closed, speaker)),
        total_label=speaker.say("total-rest" if done else "total"),
        totals=tuple(_totals(speaker)),
        money_label=speaker.say("money-label-rest" if done else "money-label"),
        money=tuple(_money(speaker)),
        covered=_covered(kept, rules, speaker) if rules else None,
        not_covered=_not_covered([rule for rule in rules if rule not in kept], speaker),
        left_out_label=speaker.say("left-out"),
        left_out=left_out,
        more_left_out=more,
        notices_label=speaker.say("warnings"),
        notices=tuple(_notices(speaker)),
        legend=tuple(_legend(rows, itinerary.certificate.value_of_time, speaker)),
    )


def _withdrawn(speaker: Speaker) -> Iterator[Withdrawn]:
    for entry in speaker.itinerary.withdrawn:
        yield Withdrawn(entry, " → ".join(map(speaker.name, entry.places)))


def _trip(itinerary: Itinerary) -> str:
    """Return what all versions of a trip are known by; plans of before there were ids, by their days."""
    content = itinerary.model_dump_json(include={"corridor", "days"})
    return itinerary.trip or itinerary.id or sha256(content.encode()).hexdigest()[:16]


def _header(speaker: Speaker, rows: list[Row]) -> Header:
    itinerary, request = speaker.itinerary, speaker.request
    days = (*itinerary.past, *itinerary.days)
    start, end = speaker.name(days[0].start.place), speaker.name(days[-1].end.place)
    before = request.wish.first_day - 1 if itinerary.past else 0
    title = speaker.say(
        "title-round" if start == end else "title",
        corridor=speaker.corridor(),
        days=speaker.say("num-days", n=before + request.days),
        start=start,
        end=end,
    )
    names = (
        speaker.named(itinerary.themes[theme]) if theme in itinerary.themes else shown(theme)
        for theme in request.themes
    )
    facts = (
        format_dates(days[0].date, days[-1].date, speaker.language),
        _party(speaker),
        _mode(speaker),
        speaker.say(f"pace-{request.pace}"),
        speaker.say("themes", names=speaker.join_names(names)),
    )
    return Header(
        title,
        facts,
        _proof(speaker, rows),
        tuple(_first(speaker)),
        story=_story(speaker),
        assumed=tuple(_told(speaker, NOT_OPEN)),
        rest=_rest(speaker),
    )


def _rest(speaker: Speaker) -> str:
    """Return of a trip under way from where and when it goes on, and what is done."""
    past, begins = speaker.itinerary.past, speaker.itinerary.days[0].start
    if not past:
        return ""
    visits = sum(isinstance(event, Visit) for day in past for event in day.events)
    nums = {"visits": visits, "nights": sum(day.night is not None for day in past)}
    return speaker.say(
        "rest",
        place=speaker.name(begins.place),
        date=format_date(begins.time.astimezone(CHINA).date(), speaker.language),
        time=f"{begins.time.astimezone(CHINA):%H:%M}",
        done=speaker.join(speaker.say(f"num-{what}", n=n) for what, n in nums.items() if n)
        or speaker.say("nothing-seen"),
    )


def _story(speaker: Speaker) -> tuple[Labelled, ...]:
    """Return what the themes of the trip tell."""
    itinerary, colon = speaker.itinerary, speaker.say("colon")
    return tuple(
        Labelled(speaker.named(itinerary.themes[theme]) + colon, clean(name_of(story.both, speaker.language)))
        for theme, story in itinerary.stories.items()
        if theme in itinerary.themes
    )


def _first(speaker: Speaker) -> Iterator[str]:
    """Yield that this is a rest, what is assumed, that days have no visit, and what could be asked for instead."""
    yield from filter(None, [_rest(speaker)])
    yield from _told(speaker, NOT_OPEN)
    yield from _told(speaker, EMPTY_DAYS)
    if offers := [clean(offer.say(speaker.language)) for offer in speaker.itinerary.offers]:
        yield speaker.say("offers", offers=speaker.join(filter(None, offers)))


def _told(speaker: Speaker, codes: tuple[str, ...]) -> Iterator[str]:
    """Yield the notices of some codes, as sentences begin."""
    for notice in speaker.itinerary.warnings:
        if notice.code in codes:
            text = _notice(notice, speaker.language)
            yield text[:1].upper() + text[1:]


def _mode(speaker: Speaker) -> str:
    """Return how the party travels, with its vehicles where they are not just a car."""
    itinerary, request = speaker.itinerary, speaker.request
    is_driven = request.mode == "car" and any(day.hire for day in itinerary.days)
    mode = speaker.say("mode-driven" if is_driven else f"mode-{request.self_drive or request.mode}")
    people = request.people
    if people <= PEOPLE_A_CAR or not itinerary.vehicles:
        return mode
    return mode + speaker.brackets(speaker.say("fleet", vehicles=speaker.fleet(), n=people))


def _party(speaker: Speaker) -> str:
    request = speaker.request
    people = [speaker.say("num-adults", n=request.adults)]
    if request.seniors:
        people.append(speaker.say("num-seniors", n=request.seniors) + _ages(request.senior_ages, speaker))
    if request.students:
        people.append(speaker.say("num-students", n=request.students))
    if request.children:
        people.append(speaker.say("num-children", n=request.children) + _ages(request.child_ages, speaker))
    return speaker.join(people)


def _ages(ages: tuple[int, ...], speaker: Speaker) -> str:
    return speaker.brackets(speaker.say("ages", ages=speaker.join(map(str, ages)))) if ages else ""


def _proof(speaker: Speaker, rows: list[Row]) -> str:
    """Return how good the plan is proven to be, and among what; rounded so that it never promises too much."""
    certificate = speaker.itinerary.certificate
    if saving := [note for note in certificate.notes if note.code.startswith("cheapest")]:
        text = Certificate.text_of(tuple(saving), speaker.language)
        return text[:1].upper() + text[1:]
    among = speaker.say("among-estimates" if any(row.marks & GUESSES for row in rows) else "among")
    if speaker.itinerary.status == "optimal":
        return speaker.say("optimal", among=among)
    bound, objective = speaker.itinerary.certificate.bound, speaker.itinerary.certificate.objective
    if bound is None:
        is_edited = any(note.code == "edited" for note in certificate.notes)
        return speaker.say("edited" if is_edited else "unproven")
    if bound > MOST_TOLD * objective:
        return speaker.say("not-good")
    percent = ceil(1000 * (bound - objective) / objective - 1e-9) / 10
    return speaker.say("feasible", among=among, percent=percent)


def _day(day: Day, speaker: Speaker, *, is_done: bool = False) -> DayView:
    ends = dict.fromkeys((speaker.name(day.start.place), speaker.name(day.end.place)))
    number = speaker.say("day", n=day.day) if day.day else speaker.say("eve")
    if is_done:
        number = speaker.say("done-day", day=number)
    title = (number, format_date(day.date, speaker.language), " → ".join(ends))
    totals = day.totals
    sums = [
        speaker.say("visits", time=speaker.length(totals.visit_minutes)),
        speaker.say("travel", time=speaker.length(totals.transit_minutes)),
    ]
    if free := [event for event in events_of(day) if is_free(event)]:
        minutes = sum((event.finishes[1] - event.begins[1]).total_seconds() for event in free) / 60
        sums.append(speaker.say("waits", time=speaker.length(round(minutes))))
    sums += late_start(day, speaker)
    cost = speaker.sum_of_part(totals.money) if totals.money else speaker.money(totals.cost_cny)
    return DayView(day.day, day.date, title, tuple(rows_of(day, speaker)), (*sums, cost), is_done)


def _totals(speaker: Speaker) -> list[str]:
    totals = speaker.itinerary.totals
    visits = speaker.say("num-visits", n=totals.visits)
    sums = [
        speaker.join((visits, speaker.length(totals.visit_minutes))),
        speaker.say("travel", time=speaker.length(totals.transit_minutes)) + _share(speaker),
    ]
    if totals.nights:
        sums.append(speaker.say("num-nights", n=totals.nights))
    return sums


def _money(speaker: Speaker) -> Iterator[str]:
    """Yield what the trip costs, by kind, rent, what is done, what it stands on; older plans say the first only."""
    totals = speaker.itinerary.totals
    if totals.money is None:
        yield speaker.say("about", money=speaker.money(totals.cost_cny))
        return
    each = estimate(speaker.money(totals.per_person_cny or 0), totals.money.estimated > 0)
    yield speaker.say("for-the-party", money=speaker.sum_of(totals.money), each=each)
    kinds = {"rides": totals.rides, "tickets": totals.tickets, "rooms": totals.rooms}
    yield DOT.join(
        speaker.say(f"sum-{kind}", money=speaker.sum_of_part(money))
        for kind, money in kinds.items()
        if money and (money.cost_cny or money.unknown)
    )
    yield DOT.join(_rental(speaker))
    yield DOT.join(_done(speaker, totals.money))
    bases = {basis: getattr(totals.money, basis) for basis in ("sourced", "formula", "estimated")}
    parts = [speaker.say(f"sum-{name}", money=speaker.money(cny)) for name, cny in bases.items() if cny]
    if totals.money.unknown:
        parts.append(speaker.say("sum-unknown", n=totals.money.unknown))
    yield DOT.join(parts)


def _rental(speaker: Speaker) -> Iterator[str]:
    """Yield what a rented car costs by the day, and to return it in another town."""
    if rental := speaker.itinerary.rental:
        how_many = {
            "cars": speaker.say("num-cars", n=rental.cars),
            "days": speaker.say("num-days", n=rental.days),
        }
        yield speaker.say("sum-rental", **how_many, money=estimate(speaker.money(rental.days_cny), True))
        if rental.one_way_cny:
            yield speaker.say("sum-one-way", money=estimate(speaker.money(rental.one_way_cny), True))


def _done(speaker: Speaker, left: Money) -> Iterator[str]:
    """Yield what the done part of a trip cost, and with the rest; the rent of a car is not of days."""
    itinerary = speaker.itinerary
    if not itinerary.past:
        return
    done = [day.totals.money or Money(cost_cny=day.totals.cost_cny) for day in itinerary.past]
    yield speaker.say("sum-done", money=speaker.sum_of(_sum(done)))
    if itinerary.rental is None:
        yield speaker.say("sum-whole", money=speaker.sum_of(_sum([*done, left])))


def _sum(parts: Iterable[Money]) -> Money:
    parts = list(parts)
    return Money(**{name: sum(getattr(part, name) for part in parts) for name in Money.model_fields})


def _share(speaker: Speaker) -> str:
    """Return how much of the time goes into travel, where the traveller wants it slow."""
    totals = speaker.itinerary.totals
    busy = totals.visit_minutes + totals.transit_minutes
    if not speaker.request.slow or not busy:
        return ""
    return speaker.brackets(speaker.say("share", percent=round(100 * totals.transit_minutes / busy)))


def _weighs(rule: Coverage, speaker: Speaker) -> bool:
    """Tell whether a rule is to be told: not the limit of a theme that the plan stays below."""
    is_asked = rule.name in (own.name for own in speaker.request.cover)
    return is_asked or rule.at_most is None or rule.at_least > 0 or len(rule.sites) >= rule.at_most


def _covered(kept: list[Coverage], every: list[Coverage], speaker: Speaker) -> Labelled:
    label = speaker.say("rules-kept" if _limit(every) else "covers", n=len(kept), all=len(every))
    names = speaker.join(_rule(rule, speaker) for rule in kept)
    return Labelled(label, names or speaker.say("nothing"))


def _limit(rules: Iterable[Coverage]) -> bool:
    """Tell whether there are rules that no visit covers: they want few or none of a set, or as many as fit."""
    return any(rule.at_least == 0 for rule in rules)


def _rule(rule: Coverage, speaker: Speaker) -> str:
    """Return a rule's name; where it asks for none, few or all of its set, that and what came of it."""
    name, count = speaker.named(rule.name), len(rule.sites)
    if rule.as_many:
        text = speaker.say("rule-all", name=name, count=count, all=count + len(rule.missed))
        return text + (speaker.brackets(_missed(rule, speaker)) if rule.missed else "")
    if rule.at_least > 1:
        return speaker.say("rule-least", name=name, n=count, least=rule.at_least)
    if rule.at_least:
        return name
    return speaker.say("rule-most" if rule.at_most else "rule-none", name=name, n=count, most=rule.at_most)


def _missed(rule: Coverage, speaker: Speaker) -> str:
    """Return what of a set was missed, by why."""
    why = {left.attraction: group_of(left, speaker) for left in speaker.itinerary.unvisited}
    sites: dict[str, list[str]] = {}
    for site in rule.missed:
        sites.setdefault(why.get(site, ""), []).append(speaker.name(site))
    parts = [
        speaker.say("missed-as", names=speaker.join(names), cause=cause) if cause else speaker.join(names)
        for cause, names in sites.items()
    ]
    return speaker.say("missed", names=speaker.say("luggage-join").join(parts))


def _not_covered(broken: list[Coverage], speaker: Speaker) -> Labelled | None:
    names = speaker.join(_rule(rule, speaker) for rule in broken)
    return (
        Labelled(speaker.say("rules-broken" if _limit(broken) else "not-covered"), names) if broken else None
    )


def _is_kept(rule: Coverage) -> bool:
    count = len(rule.sites)
    return rule.at_least <= count and (rule.at_most is None or count <= rule.at_most)


def _notices(speaker: Speaker) -> Iterator[str]:
    """Yield the notices that are told nowhere else."""
    told = [notice for task in to_be_booked(speaker) for notice in notes_of(task, speaker)]
    for notice in speaker.itinerary.warnings:
        if notice.code not in SAID_FIRST and notice not in told:
            yield _notice(notice, speaker.language)


def _notice(notice: Notice, language: Language) -> str:
    """Return what a notice says; its code, where nothing of its text can be shown."""
    return clean(notice.say(language)) or clean(notice.code)


def _legend(rows: list[Row], value_of_time: float | None, speaker: Speaker) -> list[str]:
    marks = {mark for row in rows for mark in row.marks}
    request, words = speaker.request, ["legend-sums", "legend-estimate"]
    if Mark.CHECK_HOURS in marks:
        words.append("legend-hours")
    if Mark.UNKNOWN_PRICE in marks:
        words.append("legend-price")
    if request.child_ages or request.senior_ages:
        words.append("legend-ages")
    if request.ignore_money:
        words.append("legend-no-money")
    legend = [speaker.say(word) for word in words]
    if value_of_time is None:
        return legend
    return [*legend, speaker.say("legend-money", cny=f"{value_of_time:g}")]
