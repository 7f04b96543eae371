"""The options that commands share, and those of ``planner plan``.

The choices repeat those of `planner.request`, whose import would make ``--help`` slow.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from planner.cli.listing import LIST_FORMATS
from planner.export import FORMATS
from planner.texts.further import ViewLanguage

WISHES, WHERE, DAY = "What to see", "Where", "The day"
PARTY, NEEDS, ENTRY = "Party and money", "Needs", "Visa-free transit"
BOOKED = "Booked, and where you sleep"
SOLVER, OUTPUT = "Solver", "Data and output"

Mode = Literal["car", "transit", "mixed"]
SelfDrive = Literal["own", "rental"]
Pace = Literal["relaxed", "normal", "packed"]
VisitLength = Literal["short", "typical", "long"]
RailClass = Literal["second", "first", "lowest"]
Hotel = Literal["budget", "comfort", "premium"]
Engine = Literal["auto", "exact", "routing"]
Format = Literal["text", "json"]
Language = Literal["zh", "en"]

if TYPE_CHECKING:
    PlanFormat = str
    ListFormat = str
else:  # typer knows the choices, and names them to whoever asks for another
    PlanFormat, ListFormat = Literal[tuple(FORMATS)], Literal[tuple(LIST_FORMATS)]
FORMAT_HELP = "Text for people or JSON for programs."

FormatOption = Annotated[Format, Option("--format", help=FORMAT_HELP, rich_help_panel=OUTPUT)]
ListFormatOption = Annotated[ListFormat, Option("--format", help=FORMAT_HELP, rich_help_panel=OUTPUT)]
PlanFormatOption = Annotated[
    PlanFormat,
    Option("--format", metavar="FORMAT", help=f"One of: {', '.join(FORMATS)}.", rich_help_panel=OUTPUT),
]
CompactOption = Annotated[
    bool,
    Option(
        "--compact",
        help="JSON without what the data or the plan's rest say; every command reads it.",
        rich_help_panel=OUTPUT,
    ),
]
FieldsOption = Annotated[
    str | None,
    Option(
        metavar="A,B,..", help="Only these fields of the JSON, such as 'days,totals'.", rich_help_panel=OUTPUT
    ),
]
DatumOption = Annotated[
    Literal["wgs84", "gcj02"],
    Option(help="What GeoJSON has positions in; gcj02: for Chinese map apps.", rich_help_panel=OUTPUT),
]
ViewLanguageOption = Annotated[
    ViewLanguage,
    Option(
        help="Language of names and words; in ja and ko names are English, with Chinese beside.",
        rich_help_panel=OUTPUT,
    ),
]
LanguageOption = Annotated[Language, Option(help="Language of names and words.", rich_help_panel=OUTPUT)]
DataOption = Annotated[
    Path | None,
    Option(
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Folder of another corridor's YAML files.",
        rich_help_panel=OUTPUT,
    ),
]
DebugOption = Annotated[bool, Option("--debug", help="Show tracebacks of bugs.", rich_help_panel=OUTPUT)]
OutputOption = Annotated[
    Path | None,
    Option(metavar="FILE", help="Write there, whole or not at all.", rich_help_panel=OUTPUT),
]

PlanFileArgument = Annotated[
    Path,
    Argument(metavar="PLAN.json", exists=True, dir_okay=False, help="A plan as 'planner plan' writes it."),
]
RequestFile = Annotated[
    Path | None,
    Argument(
        metavar="REQUEST.yaml",
        exists=True,
        dir_okay=False,
        show_default=False,
        help="A file with the same words as the options; options win.",
    ),
]
DaysOption = Annotated[
    int | None,
    Option(metavar="NUMBER", help="How many days; a product has its own."),
]
DateOption = Annotated[str | None, Option(metavar="YYYY-MM-DD", help="The first day.")]
FromOption = Annotated[
    str | None,
    Option("--from", metavar="PLACE", help="Town, station or site where the trip begins."),
]
ToOption = Annotated[
    str | None,
    Option("--to", metavar="PLACE", help="Where it ends; without it, where it began."),
]
ThemeOption = Annotated[
    list[str] | None,
    Option(
        metavar="NAME[=WEIGHT]",
        help="A theme, with a weight up to 1; may be repeated. See 'planner themes'.",
        rich_help_panel=WISHES,
    ),
]
MustOption = Annotated[
    list[str] | None,
    Option(metavar="SITE", help="A site that must be visited; may be repeated.", rich_help_panel=WISHES),
]
AvoidOption = Annotated[
    list[str] | None,
    Option(metavar="SITE", help="A site to leave out; may be repeated.", rich_help_panel=WISHES),
]
ProductOption = Annotated[
    str | None,
    Option(
        metavar="NAME",
        help="A ready trip to start from; whatever else is given wins. See 'planner products'.",
        rich_help_panel=WISHES,
    ),
]
CoverOption = Annotated[
    list[str] | None,
    Option(
        metavar="RULE",
        help="How many sites of a set: '2 of tag:grotto', 'max 1 of zone:emei-panda; tag:museum', 'all of"
        " tag:grotto' for as many as fit; may be repeated.",
        rich_help_panel=WISHES,
    ),
]
ThemeRulesOption = Annotated[
    bool | None,
    Option(
        "--theme-rules/--no-theme-rules",
        show_default=False,
        help="Keep the coverage rules of the themes too. Default: keep.",
        rich_help_panel=WISHES,
    ),
]
BeltOption = Annotated[
    list[str] | None,
    Option(
        metavar="BELT",
        help="Only sites of a belt; may be repeated. See 'planner corridor'.",
        rich_help_panel=WHERE,
    ),
]
ZoneOption = Annotated[
    list[str] | None, Option(metavar="ZONE", help="Likewise for a zone.", rich_help_panel=WHERE)
]
WithinOption = Annotated[
    list[str] | None,
    Option(
        metavar="AREA",
        help="Only sites and nights in a province, prefecture, county or city; may be repeated.",
        rich_help_panel=WHERE,
    ),
]
OutsideOption = Annotated[
    float | None,
    Option(
        metavar="SHARE",
        help="Sites outside belts, zones and areas keep this share of their worth, 0-1, instead of being left"
        " out. Default: 0.",
        rich_help_panel=WHERE,
    ),
]
LineOption = Annotated[
    str | None,
    Option(
        metavar="BELT",
        help="Follow a belt in one direction, without doubling back.",
        rich_help_panel=WHERE,
    ),
]
ModeOption = Annotated[
    Mode | None,
    Option(
        help="By car; by train, coach, metro and taxi; or mixed: also days by hired car with driver. Default: car."
    ),
]
SelfDriveOption = Annotated[
    SelfDrive | None,
    Option(
        help="You drive yourselves, with breaks: your own car, or one rented by the day. Without it nothing is"
        " said of who drives."
    ),
]
PaceOption = Annotated[
    Pace | None,
    Option(
        help="Hours a day, visits a day, travel a day, length of visits. Default: normal.",
        rich_help_panel=DAY,
    ),
]
StartTimeOption = Annotated[
    str | None,
    Option(metavar="HH:MM", help="When each day starts; else the pace says.", rich_help_panel=DAY),
]
EndTimeOption = Annotated[
    str | None,
    Option(metavar="HH:MM", help="When each day ends; else the pace says.", rich_help_panel=DAY),
]
DayHoursOption = Annotated[
    list[str] | None,
    Option(
        "--day",
        metavar="N=HH:MM-HH:MM",
        help="Hours of one day, such as 2=10:00-16:00; may be repeated.",
        rich_help_panel=DAY,
    ),
]
VisitsOption = Annotated[
    list[str] | None,
    Option(
        "--visit",
        metavar="SITE@DATETHH:MM",
        help="A booked visit, such as sanxingdui@2027-03-11T10:00; may be repeated.",
        rich_help_panel=BOOKED,
    ),
]
StaysOption = Annotated[
    list[str] | None,
    Option(
        "--stay",
        metavar="TOWN@DATE..DATE",
        help="Booked nights, such as dazu@2027-03-11..13, from an evening to the morning you leave; may be repeated.",
        rich_help_panel=BOOKED,
    ),
]
TrainsOption = Annotated[
    list[str] | None,
    Option(
        "--train",
        metavar="TRAIN@DATE:FROM-TO",
        help="A booked train, such as G8522@2027-03-12:chengdu-chongqing; may be repeated.",
        rich_help_panel=BOOKED,
    ),
]
BaseOption = Annotated[
    str | None,
    Option(metavar="TOWN", help="Sleep there every night that is not booked.", rich_help_panel=BOOKED),
]
AtHomeOption = Annotated[
    bool | None,
    Option(
        "--at-home",
        show_default=False,
        help="You live where the trip starts: no bed is paid in that town.",
        rich_help_panel=BOOKED,
    ),
]
FreeOption = Annotated[
    list[str] | None,
    Option(
        metavar="N=PART",
        help="Keep a part of a day without visits: 2=forenoon, afternoon, evening or day; may be repeated.",
        rich_help_panel=DAY,
    ),
]
PauseOption = Annotated[
    list[str] | None,
    Option(
        metavar="HH:MM-HH:MM",
        help="Hours of every day without rides, visits or meals, for a nap or a prayer; may be repeated.",
        rich_help_panel=DAY,
    ),
]
LeaveByOption = Annotated[
    str | None,
    Option(
        metavar="'YYYY-MM-DD HH:MM'",
        help="When your train or flight leaves on the last day, in China's time. There is time to board.",
        rich_help_panel=DAY,
    ),
]
MaxTransitOption = Annotated[
    int | None,
    Option(metavar="MINUTES", help="Travel a day at most; else the pace says.", rich_help_panel=DAY),
]
VisitLengthOption = Annotated[
    VisitLength | None,
    Option(help="How long visits are, where the hours allow it; else the pace says.", rich_help_panel=DAY),
]
MealsOption = Annotated[
    bool | None,
    Option(
        "--meals/--no-meals",
        show_default=False,
        help="Keep an hour for lunch, begun 11:00-13:30, and for dinner on days not over by 20:00. Default: meals.",
        rich_help_panel=DAY,
    ),
]
SlowOption = Annotated[
    bool | None,
    Option(
        "--slow/--no-slow",
        show_default=False,
        help="Two nights a town at least, sites near the bed, long visits.",
        rich_help_panel=DAY,
    ),
]
MaxBedChangesOption = Annotated[
    int | None,
    Option(metavar="NUMBER", help="How often to sleep in another town at most.", rich_help_panel=DAY),
]
EveningsOption = Annotated[
    bool | None,
    Option(
        "--evenings/--no-evenings",
        show_default=False,
        help="Shows, and what is best in the evening, after the day's end too.",
        rich_help_panel=DAY,
    ),
]
SunriseOption = Annotated[
    list[str] | None,
    Option(metavar="SITE", help="Be there when the sun rises; may be repeated.", rich_help_panel=DAY),
]
BlueHourOption = Annotated[
    list[str] | None,
    Option(
        metavar="SITE",
        help="Be there in the blue hour of an evening; may be repeated.",
        rich_help_panel=DAY,
    ),
]
AvoidCrowdsOption = Annotated[
    bool | None,
    Option(
        "--avoid-crowds/--no-avoid-crowds",
        show_default=False,
        help="No crowded site on weekends and holidays; at the ends of long holidays no drive between the cores.",
        rich_help_panel=DAY,
    ),
]
BudgetOption = Annotated[
    list[str] | None,
    Option(
        metavar="[KIND=]CNY",
        help="For the whole party and trip at most; with rides=, tickets= or nights= for these. May be repeated.",
        rich_help_panel=PARTY,
    ),
]
ValueOfTimeOption = Annotated[
    float | None,
    Option(
        metavar="CNY",
        help="What an hour is worth to each of you: how much dearer a ride may be that saves time. Default: 50.",
        rich_help_panel=PARTY,
    ),
]
CheapestOption = Annotated[
    bool | None,
    Option(
        "--cheapest/--no-cheapest",
        show_default=False,
        help="The cheapest of the plans that are worth nine tenths of the best one.",
        rich_help_panel=PARTY,
    ),
]
IgnoreMoneyOption = Annotated[
    bool | None,
    Option(
        "--ignore-money/--mind-money",
        show_default=False,
        help="Money does not count in what a plan is worth. Default: it does.",
        rich_help_panel=PARTY,
    ),
]
AdultsOption = Annotated[int | None, Option(help="Default: 2.", metavar="NUMBER", rich_help_panel=PARTY)]
ChildrenOption = Annotated[
    int | None,
    Option(help="Default: 0. They pay half and share a room.", metavar="NUMBER", rich_help_panel=PARTY),
]
ChildOption = Annotated[
    list[str] | None,
    Option(
        metavar="AGE,...",
        help="Ages of children, up to 17: gates and trains let in free or for half by age.",
        rich_help_panel=PARTY,
    ),
]
SeniorOption = Annotated[
    list[str] | None,
    Option(metavar="AGE,...", help="Ages of those adults who pay senior fares.", rich_help_panel=PARTY),
]
ClassOption = Annotated[
    RailClass | None,
    Option(
        "--class",
        help="Class of seats on trains; what is used where a train lacks it is said. Default: second.",
        rich_help_panel=PARTY,
    ),
]
RoomsOption = Annotated[
    int | None,
    Option(
        metavar="NUMBER", help="Rooms a night. Default: as few as the party fits into.", rich_help_panel=PARTY
    ),
]
SeniorsOption = Annotated[
    int | None,
    Option(metavar="NUMBER", help="How many of the adults pay senior fares.", rich_help_panel=PARTY),
]
StudentsOption = Annotated[
    int | None,
    Option(metavar="NUMBER", help="How many of the adults pay student fares.", rich_help_panel=PARTY),
]
NeedsOption = Annotated[
    list[str] | None,
    Option(
        metavar="SERVICE,...",
        help="wheelchair, signs, guides (both in English), exchange, card, medical: no site known to lack"
        " one; where nothing is known, a site counts less.",
        rich_help_panel=NEEDS,
    ),
]
NeedsStrictOption = Annotated[
    bool | None,
    Option(
        "--needs-strict/--no-needs-strict",
        show_default=False,
        help="Only sites known to offer all that --needs names.",
        rich_help_panel=NEEDS,
    ),
]
PreferOption = Annotated[
    list[str] | None,
    Option(
        metavar="SERVICE,...",
        help="The same services as wishes: what is known to lack one counts less, and is not left out.",
        rich_help_panel=NEEDS,
    ),
]
NearHospitalOption = Annotated[
    int | None,
    Option(metavar="MINUTES", help="Every stop within so many of a hospital town.", rich_help_panel=NEEDS),
]
MaxAltitudeOption = Annotated[
    int | None,
    Option(metavar="METRES", help="No site known to be higher.", rich_help_panel=NEEDS),
]
MaxStepsOption = Annotated[
    int | None,
    Option(metavar="NUMBER", help="No site known to have more steps to climb.", rich_help_panel=NEEDS),
]
FreeOnlyOption = Annotated[
    bool | None,
    Option(
        "--free-only/--no-free-only",
        show_default=False,
        help="Only sites known to ask for no ticket.",
        rich_help_panel=PARTY,
    ),
]
VisaFreeTransitOption = Annotated[
    bool | None,
    Option(
        "--visa-free-transit",
        show_default=False,
        help="Stay in the area and the time that visa-free transit allows; needs --arrive and --arrival.",
        rich_help_panel=ENTRY,
    ),
]
ArriveOption = Annotated[
    str | None,
    Option(
        metavar="AIRPORT",
        help="Airport of entry, by code, name or city: CKG, CTU or TFU. Without --from the trip begins there.",
        rich_help_panel=ENTRY,
    ),
]
ArrivalOption = Annotated[
    str | None,
    Option(
        metavar="'YYYY-MM-DD HH:MM'",
        help="When you arrive at the start, in China's time. On the evening before the first day the trip has one "
        "night more. Without --date the trip begins then, after noon on the next day.",
        rich_help_panel=DAY,
    ),
]
HotelOption = Annotated[
    Hotel | None, Option(help="Class of the rooms. Default: comfort.", rich_help_panel=PARTY)
]
TimeLimitOption = Annotated[
    float | None,
    Option(metavar="SECONDS", help="How long to look for better plans. Default: 10.", rich_help_panel=SOLVER),
]
DepartOption = Annotated[str, Option(metavar="HH:MM..HH:MM", help="The departures, one each minute.")]
MoneyOfOneOption = Annotated[
    int | None,
    Option(
        min=0,
        max=1_000_000,
        metavar="CNY",
        help="What one adult alone may spend. Default: it does not matter.",
    ),
]
TaxiOption = Annotated[int, Option(min=0, max=200, metavar="KM", help="How far one taxi drives at most.")]
WorkOption = Annotated[
    int | None,
    Option(
        metavar="NUMBER",
        help="Look so long instead, in about milliseconds: the same plan on every machine, however busy.",
        rich_help_panel=SOLVER,
    ),
]
SeedOption = Annotated[
    int | None,
    Option(
        metavar="NUMBER",
        help="For all that is random in the search. Default: 0.",
        rich_help_panel=SOLVER,
    ),
]
ThreadsOption = Annotated[
    int | None,
    Option(
        metavar="NUMBER",
        help="Search and bound work side by side on 2; the plan is the same on 1. Default: 2.",
        rich_help_panel=SOLVER,
    ),
]
EngineOption = Annotated[
    Engine | None,
    Option(
        help="'exact' proves how good the plan is, 'routing' only searches. Default: auto.",
        rich_help_panel=SOLVER,
    ),
]
ConfidenceOption = Annotated[
    float | None,
    Option(
        metavar="CHANCE",
        help="Plan so that each visit and ride holds with this chance, such as 0.9, and tell what that costs.",
        rich_help_panel=SOLVER,
    ),
]
AlternativesOption = Annotated[
    int | None,
    Option(
        min=1,
        max=10,
        metavar="NUMBER",
        help="So many other plans too, nearly as good, that differ from this one and from each other.",
        rich_help_panel=SOLVER,
    ),
]
DifferOption = Annotated[
    Literal["visits", "direction", "nights"] | None,
    Option(
        help="In what alternatives differ. Default: in visits; where no more do, in direction, then in nights.",
        rich_help_panel=SOLVER,
    ),
]
ShareOption = Annotated[
    float,
    Option(
        min=0,
        max=1,
        metavar="SHARE",
        help="Of the best plan's worth, that alternatives are worth at least.",
        rich_help_panel=SOLVER,
    ),
]
ScenarioOption = Annotated[
    list[str] | None,
    Option(
        "--scenario",
        metavar="NAME|CHANGE",
        help="What to assume: a scenario of 'planner scenarios', or a change such as 'close-line:LINE'; may be"
        " repeated. See docs/scenarios.md.",
        rich_help_panel=OUTPUT,
    ),
]
NoCacheOption = Annotated[
    bool,
    Option(
        "--no-cache", help="Neither read nor keep data and travel tables on disk.", rich_help_panel=SOLVER
    ),
]
