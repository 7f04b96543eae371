"""Rules on what was left out: every other site, and a reason that is true as far as the data can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial

from planner.checker.case import Case
from planner.checker.causes import Claim, Once, exactly, known_cause, possible_causes
from planner.checker.report import said
from planner.checker.slow import far_from_beds, far_on_a_day, is_away
from planner.checker.wishes import rules_of
from planner.corridor import Attraction
from planner.itinerary import FORMER_REASONS, REASON_OF, Unvisited
from planner.rules import SLOW_MINUTES


def judge(case: Case) -> None:
    """Check the list of what was left out."""
    left_out = Counter(entry.attraction for entry in case.itinerary.unvisited)
    visited = {visit.attraction for visit in case.visits}
    for key in case.corridor.attraction_by_id:
        message = said("listed-and-visited" if key in visited else "listed", site=key, times=left_out[key])
        case.book.fact(left_out[key] + (key in visited) == 1, "unvisited", message)
    once = Once.of(case)
    far, far_sometimes = far_from_beds(case), far_on_a_day(case)
    for entry in case.itinerary.unvisited:
        site = case.corridor.attraction_by_id.get(entry.attraction)
        known = case.book.fact(site is not None, "place", said("no-attraction", site=entry.attraction))
        if known and site:
            _prizes(case, entry, site)
            told = exactly({"minutes": SLOW_MINUTES})
            slow: dict[str, Claim] = {"slow": told} if site.id in far else {}
            if site.id in far:
                slow["slow-away"] = partial(is_away, case, site.id)
            if site.id in far_sometimes:
                slow["slow-days"] = told
            _reason(case, entry, site, once, slow)
            _words(case, entry)


def _prizes(case: Case, entry: Unvisited, site: Attraction) -> None:
    regret = vars(entry)["regret"]  # to read the attribute, which is deprecated, warns
    message = said("regret", site=site.id, told=regret)
    case.book.fact(case.is_prize(regret, site), "regret", message)
    message = said("left-prize", site=site.id, told=entry.prize, regret=regret)
    case.book.fact(entry.prize == regret, "prize", message)


def _words(case: Case, entry: Unvisited) -> None:
    """The detail is what the cause says; plans written before there were causes have words of their own."""
    if entry.cause in REASON_OF:
        message = said("detail", site=entry.attraction, cause=entry.cause)
        case.book.fact(entry.detail == entry.say("en"), "reason", message)


def _reason(case: Case, entry: Unvisited, site: Attraction, once: Once, slow: dict[str, Claim]) -> None:
    known = known_cause(case, site, once)
    certain: dict[str, Claim] = {known[0]: known[1]} if known else slow
    possible = {} if known else possible_causes(case, site, entry, once)
    if not known or known[0] == "crowded" or REASON_OF[known[0]] not in ("avoided", "outside-area"):
        if case.is_prize(0, site) and not _is_wanted(case, site):
            nothing = "worth-nothing" if case.interest(site) > 0 else "off-theme"
            certain[nothing] = lambda told: not told
        if case.request.near_hospital is not None and case.request.mode != "car":
            possible["hospital"] = lambda told: not told
    if entry.cause is None:
        sure = entry.reason in _reasons(certain)
        holds = sure or entry.reason in _reasons(possible)
    else:
        sure = entry.cause in certain
        claim = (certain | possible).get(entry.cause)
        reasons = _reasons([entry.cause]) if entry.cause in REASON_OF else set()
        holds = entry.reason in reasons and claim is not None and claim(entry.params)
    told = entry.cause or entry.reason
    unsure = None if sure else said("unsure-reason", site=site.id, reason=told)
    case.book.fact(holds, "reason", said("reason", site=site.id, reason=told), unsure=unsure)


def _reasons(causes: Iterable[str]) -> set[str]:
    """Return the reasons of causes, those of before too."""
    known = [(REASON_OF[cause], FORMER_REASONS.get(cause)) for cause in causes]
    return {reason for pair in known for reason in pair if reason}


def _is_wanted(case: Case, site: Attraction) -> bool:
    """Tell whether a site counts for more than its prize."""
    return site.id in case.request.must or any(rule.holds(site) for rule in rules_of(case))
