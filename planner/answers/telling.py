"""Answers as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from planner.answers.difference import names_of, told
from planner.answers.explain import Priced, WhyNot
from planner.answers.story import LimitWorth, Story, VisitWorth
from planner.answers.suggest import Full, Suggestion
from planner.clock import minutes_of
from planner.itinerary import Itinerary
from planner.texts import say


def why_told(answer: WhyNot, plan: Itinerary, language: str) -> list[str]:
    """Return why a site is not in a plan."""
    name = answer.name.get(language)
    lines = [say(language, "answers.left-out", site=name, why=answer.say(language))]
    if answer.plan is None or answer.difference is None:
        code = "impossible" if answer.is_impossible else "not-found"
        return [*lines, say(language, f"answers.{code}", site=name)]
    worth = {"before": plan.certificate.objective, "after": answer.plan.certificate.objective}
    lines.append(say(language, "answers.loss", site=name, loss=_loss(answer, language), **worth))
    changes = told(answer.difference, names_of(plan, answer.plan), language)
    return [*lines, *(f"  {line}" for line in changes)]


def _loss(priced: Priced, language: str) -> str:
    """Return a loss with what is proven of it."""
    if priced.loss is None:
        return say(language, "answers.nothing-without" if priced.proven else "answers.none-found")
    if priced.loss < 0:
        return say(language, "answers.worth-more", gain=-priced.loss)
    params = {"loss": priced.loss, "least": priced.at_least, "most": priced.at_most}
    if priced.proven:
        return say(language, "answers.loss-proven", **params)
    return say(language, "answers.loss-open" if priced.at_most is None else "answers.loss-between", **params)


def story_told(answer: Story, plan: Itinerary, language: str) -> list[str]:
    """Return what visits are worth to a plan, and what its limits take."""
    lines = [*_unasked(answer, language), say(language, "answers.story-visits", worth=answer.objective)]
    lines += (f"  {_visit(visit, language)}" for visit in answer.visits if visit.asked)
    asked = [limit for limit in answer.limits if limit.asked]
    binding = [limit for limit in asked if limit.gain != 0 or not limit.proven]
    lines += [say(language, "answers.story-limits")] if asked else []
    lines += (f"  {line}" for limit in binding for line in _limit(limit, plan, language))
    if free := [limit for limit in asked if limit not in binding]:
        names = [_limit_name(limit, language) for limit in free]
        lines.append(say(language, "answers.not-binding", limits=names))
    return lines


def _unasked(answer: Story, language: str) -> Iterator[str]:
    """Yield what of a story there was no time or work for."""
    visits = (
        say(language, "answers.on-day", site=visit.name.get(language), day=visit.day)
        for visit in answer.visits
        if not visit.asked
    )
    what = [*visits, *(_limit_name(limit, language) for limit in answer.limits if not limit.asked)]
    if what:
        yield say(language, "answers.unasked", what=what)


def _visit(visit: VisitWorth, language: str) -> str:
    name, loss = visit.name.get(language), _loss(visit, language)
    line = say(language, "answers.visit-worth", site=name, day=visit.day, loss=loss)
    instead = [each.attraction for each in visit.difference.added] if visit.difference else []
    return line if not instead else line + say(language, "answers.instead", n=len(instead))


def _limit_name(limit: LimitWorth, language: str) -> str:
    return say(
        language, f"answers.limit-{limit.limit}", **limit.model_dump(include={"kind", "before", "after"})
    )


def _limit(limit: LimitWorth, plan: Itinerary, language: str) -> Iterator[str]:
    params = {"limit": _limit_name(limit, language), "gain": limit.gain, "most": limit.at_most}
    if limit.gain is None:
        yield say(language, "answers.gain-unknown", **params)
    elif limit.proven:
        yield say(language, "answers.gain", **params)
    else:
        found = "gain" if limit.gain else "no-gain"
        yield say(language, f"answers.{found}-{'open' if limit.at_most is None else 'between'}", **params)
    if limit.attractions:
        places = names_of(plan)
        sites = [places[site].get(language) if site in places else site for site in limit.attractions]
        yield "  " + say(language, "answers.closed-sites", sites=sites)
    for last in limit.services:
        ends = {"start": last.origin.get(language), "end": last.target.get(language)}
        params = {
            "service": last.service.get(language),
            "day": last.day,
            "time": minutes_of(last.depart, last.depart.date()),
        }
        yield "  " + say(language, "answers.last-service", **ends, **params)
    if limit.difference:
        names = names_of(plan) | limit.towns
        yield from (f"  {line}" for line in told(limit.difference, names, language))


def suggestions_told(
    found: Sequence[Suggestion], full: Sequence[Full], plan: Itinerary, language: str
) -> list[str]:
    """Return what else fits, and why visits cannot be added to days that are full."""
    lines = []
    for number, each in enumerate(found, 1):
        first, *rest = suggestion_told(number, each, plan, language)
        lines += [first, *(f"   {line}" for line in rest)]
    if found and all(each.gain < 0 for each in found):
        lines.insert(0, say(language, "answers.nothing-better"))
    lines = lines or [say(language, "answers.nothing-else")]
    for most, group in groupby(sorted(full, key=_pace), _pace):
        days = [day.day for day in group]
        code = "days-full-by-pace" if most else "days-full"
        lines.append(say(language, f"answers.{code}", days=days, n=len(days), most=most))
    return lines


def suggestion_told(number: int, each: Suggestion, plan: Itinerary, language: str) -> list[str]:
    """Return what a suggestion is, and what it changes."""
    names = names_of(plan, each.plan)
    params = {"number": number, "site": each.name.get(language), "day": each.day}
    code = "as-good" if each.gain == 0 else "better" if each.gain > 0 else "worse"
    gain = say(language, f"answers.{code}", worth=abs(each.gain))
    if each.instead_of:
        params |= {"out": names[each.instead_of].get(language)}
    line = say(language, f"answers.{'swap' if each.instead_of else 'add'}", gain=gain, **params)
    return [line, *told(each.difference, names, language)]


def _pace(day: Full) -> int:
    """Return the visits that the pace allows on a day, 0 where it has fewer."""
    return day.most or 0
