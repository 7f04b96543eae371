"""What holds of claims, for people: a table, and lines on each claim; in Markdown too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.answers.claimmodel import Case, Claims, Judged, Trial
from planner.export.markdown import escape
from planner.texts import say
from planner.texts.units import format_date

COLUMNS = ("claim", "so", "needed", "verdict")
NUMBERS = ("so", "needed")
SHOWN = 8  # misses, and gains of a scenario


def heads(columns: Iterable[str], language: str) -> list[str]:
    """Return the heads of columns."""
    return [say(language, f"claims.column-{column}") for column in columns]


def title(found: Claims, language: str) -> str:
    """Return what is asked, and of when."""
    assumed = list(found.assumed)
    code = "title-assuming" if assumed else "title"
    return say(language, f"claims.{code}", date=format_date(found.date, language), assumed=assumed)


def rows(found: Claims, language: str) -> Iterator[list[str]]:
    """Yield a row for each claim."""
    for each in found.claims:
        so = say(language, "claims.so", n=each.num_met, of=len(each.cases))
        yield [each.name.get(language), so, str(each.needed), verdict(each, found, language)]


def verdict(judged: Judged, found: Claims, language: str) -> str:
    """Return whether a claim holds."""
    return say(language, f"claims.verdict-{judged.verdict}", sets=_sets(judged.holds_with, found, language))


def lines(judged: Judged, found: Claims, language: str) -> Iterator[str]:
    """Yield how a claim is read, what of it is not so, and what would have to change."""
    yield say(language, f"claims.read-{judged.confidence}", reading=judged.reading.get(language))
    if judged.kind == "trips":
        yield from (_of_trip(case, language) for case in judged.cases)
    else:
        yield from _misses(judged, language)
    if judged.verdict == "holds":
        return
    alone = [trial for trial in judged.trials if len(trial.scenarios) == 1]
    for trial in [*alone, *(each for each in judged.trials if len(each.scenarios) > 1)]:
        yield _of_trial(trial, judged, found, language)
    if judged.verdict == "undecided" and judged.holds_with:
        yield say(language, "claims.sure-with", sets=_sets(judged.holds_with, found, language))
    if judged.helps_most:
        scenario = found.scenarios[judged.helps_most].get(language)
        more = judged.trial((judged.helps_most,)).num_met - judged.num_met
        yield say(language, "claims.helps-most", scenario=scenario, n=more)
    elif len(judged.trials) > 1:
        yield say(language, "claims.none-helps")


def _misses(judged: Judged, language: str) -> Iterator[str]:
    late = sorted((case.too_many, n) for n, case in enumerate(judged.cases) if case.too_many)
    if late:
        told = [_miss(judged.cases[n], language) for _, n in late]
        yield say(language, "claims.misses", n=len(late), misses=_first(told, language))
    never = [case.name.get(language) for case in judged.cases if not case.met and case.minutes is None]
    if never:
        yield say(language, "claims.never", n=len(never), places=_first(never, language))


def _miss(case: Case, language: str) -> str:
    return say(
        language, "claims.miss", name=case.name.get(language), minutes=case.minutes, too_many=case.too_many
    )


def _first(told: list[str], language: str) -> list[str]:
    """Return the first of many, and how many more there are."""
    more = len(told) - SHOWN
    return [*told[:SHOWN], say(language, "claims.more", n=more)] if more > 0 else told


def _of_trip(case: Case, language: str) -> str:
    name = case.name.get(language)
    state = "made" if case.met else "open" if case.met is None else "impossible"
    why = case.why.get(language) if case.why else ""
    told = [say(language, f"claims.trip-{state}", name=name, why=why)]
    if plan := case.certificate:
        code = "trip-plan" if case.limit is None else "trip-limited" if case.met else "trip-too-far"
        told.append(
            say(
                language,
                f"claims.{code}",
                minutes=case.minutes,
                limit=case.limit,
                too_many=case.too_many,
                worth=plan.objective,
                bound=plan.bound,
            )
        )
    if case.days:
        told.append(say(language, "claims.trip-days", n=case.days))
    return say(language, "claims.join").join(told)


def _of_trial(trial: Trial, judged: Judged, found: Claims, language: str) -> str:
    gained = [name.get(language) for name in trial.gained]
    holds = {True: "does", False: "does-not", None: "may"}[trial.holds]
    told = say(
        language,
        f"claims.with-{holds}",
        scenarios=_sets([trial.scenarios], found, language),
        met=trial.num_met,
        of=len(judged.cases),
    )
    if not gained:
        return told
    new = say(language, "claims.gained", places=_first(gained, language))
    return say(language, "claims.join").join([told, new])


def _sets(sets: Iterable[tuple[str, ...]], found: Claims, language: str) -> str:
    return say(language, "claims.or").join(_together(each, found, language) for each in sets)


def _together(scenarios: tuple[str, ...], found: Claims, language: str) -> str:
    if 2 < len(scenarios) == len(found.scenarios):
        return say(language, "claims.all-scenarios")
    names = (found.scenarios[each].get(language) for each in scenarios)
    return say(language, "claims.and").join(names)


def markdown(found: Claims, language: str) -> str:
    """Return all of it as Markdown: the table, then a section for each claim."""
    table = [heads(COLUMNS, language), ["---"] * len(COLUMNS), *rows(found, language)]
    blocks = [f"# {escape(title(found, language))}", "\n".join(_row(row) for row in table)]
    for each in found.claims:
        blocks.append(f"## {escape(each.name.get(language))}")
        blocks.append(f"**{escape(verdict(each, found, language))}**")
        blocks.append("\n".join(f"- {escape(line)}" for line in lines(each, found, language)))
    return "\n\n".join([*blocks, escape(measured(found, language))]) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell if cell == '---' else escape(cell) for cell in cells)} |"


def measured(found: Claims, language: str) -> str:
    """Return by what it was found out."""
    return say(language, "claims.measured", work=found.work)
