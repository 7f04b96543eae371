"""``planner plan``."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.loading import load
from planner.cli.starting import INTERRUPTED
from planner.errors import PlannerError

if TYPE_CHECKING:
    from planner.atlas import Atlas
    from planner.itinerary import Itinerary
    from planner.request import Asked

EXAMPLES = """Examples:

planner plan --days 3 --date 2026-12-05 --from chongqing --to chengdu --theme heritage

planner plan --product red-gene-heritage --date 2026-12-05

planner plan trip.yaml --days 4 --must 三星堆 --format json --output plan.json"""


def plan(
    ctx: typer.Context,
    request_file: o.RequestFile = None,
    days: o.DaysOption = None,
    date: o.DateOption = None,
    from_: o.FromOption = None,
    to: o.ToOption = None,
    mode: o.ModeOption = None,
    self_drive: o.SelfDriveOption = None,
    theme: o.ThemeOption = None,
    must: o.MustOption = None,
    avoid: o.AvoidOption = None,
    product: o.ProductOption = None,
    cover: o.CoverOption = None,
    theme_rules: o.ThemeRulesOption = None,
    belt: o.BeltOption = None,
    zone: o.ZoneOption = None,
    within: o.WithinOption = None,
    outside: o.OutsideOption = None,
    line: o.LineOption = None,
    pace: o.PaceOption = None,
    start_time: o.StartTimeOption = None,
    end_time: o.EndTimeOption = None,
    day: o.DayHoursOption = None,
    arrival: o.ArrivalOption = None,
    leave_by: o.LeaveByOption = None,
    free: o.FreeOption = None,
    pause: o.PauseOption = None,
    visit: o.VisitsOption = None,
    stay: o.StaysOption = None,
    train: o.TrainsOption = None,
    base: o.BaseOption = None,
    at_home: o.AtHomeOption = None,
    max_transit: o.MaxTransitOption = None,
    visit_length: o.VisitLengthOption = None,
    meals: o.MealsOption = None,
    slow: o.SlowOption = None,
    max_bed_changes: o.MaxBedChangesOption = None,
    evenings: o.EveningsOption = None,
    sunrise: o.SunriseOption = None,
    blue_hour: o.BlueHourOption = None,
    avoid_crowds: o.AvoidCrowdsOption = None,
    adults: o.AdultsOption = None,
    children: o.ChildrenOption = None,
    child: o.ChildOption = None,
    seniors: o.SeniorsOption = None,
    senior: o.SeniorOption = None,
    students: o.StudentsOption = None,
    class_: o.ClassOption = None,
    hotel: o.HotelOption = None,
    rooms: o.RoomsOption = None,
    budget: o.BudgetOption = None,
    value_of_time: o.ValueOfTimeOption = None,
    cheapest: o.CheapestOption = None,
    ignore_money: o.IgnoreMoneyOption = None,
    needs: o.NeedsOption = None,
    needs_strict: o.NeedsStrictOption = None,
    prefer: o.PreferOption = None,
    near_hospital: o.NearHospitalOption = None,
    max_altitude: o.MaxAltitudeOption = None,
    max_steps: o.MaxStepsOption = None,
    free_only: o.FreeOnlyOption = None,
    visa_free_transit: o.VisaFreeTransitOption = None,
    arrive: o.ArriveOption = None,
    confidence: o.ConfidenceOption = None,
    scenario: o.ScenarioOption = None,
    alternatives: o.AlternativesOption = None,
    differ: o.DifferOption = None,
    share: o.ShareOption = 0.8,
    engine: o.EngineOption = None,
    time_limit: o.TimeLimitOption = None,
    work: o.WorkOption = None,
    seed: o.SeedOption = None,
    threads: o.ThreadsOption = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.ViewLanguageOption = "en",
    format_: o.PlanFormatOption = "text",
    compact: o.CompactOption = False,
    fields: o.FieldsOption = None,
    output: o.OutputOption = None,
    debug: o.DebugOption = False,
) -> None:
    """Plan a trip: a dated itinerary that can be travelled, and how good it is proven to be.

    Days, date and start are needed, by option, in the request file or from a product.
    Places go by id, by Chinese or English name, by pinyin, or by a part of one.
    Ctrl-C ends the search and gives the best plan so far.
    """
    from planner.atlas import Atlas
    from planner.cli.alternatives import check_asked, look_for, show
    from planner.cli.show import check_can_write, json_options, show_itinerary
    from planner.wording.fields import BY_NAME, canonical
    from planner.wording.words import Words, read_words, request_of

    if output:
        check_can_write(output)
    if alternatives:
        check_asked(format_, is_whole=not compact and fields is None)
    words = read_words(request_file) if request_file else Words()
    flags = {canonical(name.rstrip("_")): value for name, value in ctx.params.items()}
    typed = {word: flags[word] for word in BY_NAME if flags.get(word) not in (None, ())}
    corridor = load(data, use_cache=not no_cache)
    as_json = json_options([format_], fields, (lambda: corridor) if compact else None)
    atlas = Atlas(corridor, use_cache=not no_cache)
    with words.telling_places(but=typed):
        asked = request_of(corridor, words | typed)
        warn_if_past(asked.date, language)
        itinerary, is_stopped = _plan(asked, atlas, language)
    if alternatives and not is_stopped:
        found, is_stopped = look_for(itinerary, alternatives, differ, share, atlas, language)
        show(found, format_, language, output)
    else:
        show_itinerary(itinerary, format_, language, output, as_json)
    if is_stopped:
        raise typer.Exit(INTERRUPTED)


def _plan(asked: Asked, atlas: Atlas, language: str) -> tuple[Itinerary, bool]:
    """Return the plan, and whether Ctrl-C ended the search."""
    from planner.answers.confidence import plan as best_plan
    from planner.cli.watch import Watch

    with Watch(language) as watch:
        try:
            itinerary = best_plan(asked, atlas=atlas, stop=watch.stop, progress=watch)
        except PlannerError as error:
            if watch.stop.is_set:  # before there was any plan, which says nothing about the request
                raise KeyboardInterrupt from error
            raise
        return itinerary, watch.stop.is_set
