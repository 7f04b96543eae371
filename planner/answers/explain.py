"""Why an attraction is not in a plan: what the best plan with it is worth less, or why there is none."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from planner.answers.difference import difference_of
from planner.answers.known import Known
from planner.answers.placing import best_place, others
from planner.atlas import Atlas
from planner.corridor import Corridor, Names
from planner.difference import Difference
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Itinerary, Part, Unvisited
from planner.options import SolveOptions
from planner.planning import Change, unchanged
from planner.planning.leftout import sites_that_fit
from planner.planning.model import TripModel
from planner.planning.requiring import requiring
from planner.planning.search import Start
from planner.request import TripRequest
from planner.service import make_sure
from planner.solver import Lesson, NoSolution
from planner.stopping import StoppedError, StopToken
from planner.texts import Message, say


class Priced(Part):
    """What a change takes from the worth of the best plan, or gives to it, by a solve."""

    loss: int | None = Field(
        description="What the best plan found under the condition is worth less; null: none was found"
    )
    at_least: int | None = Field(description="The true loss is no less; null where nothing fits")
    at_most: int | None = Field(description="The true loss is no more; null: nothing proven")
    proven: bool = Field(description="Whether the loss is exact, or it is certain that nothing fits")


class WhyNot(Priced):
    """Why an attraction is not in a plan."""

    model_config = ConfigDict(title="WhyNot")

    attraction: str
    name: Names
    cause: str | None = Field(
        description="As `unvisited` of the plan has it; no-plan: beside what the wish demands nothing has it"
    )
    detail: str = Field(description="The cause in English")
    params: dict[str, Any] = Field({}, description="What the text of the cause is made of")
    plan: Itinerary | None = Field(None, description="The best plan found with it")
    difference: Difference | None = Field(None, description="From the plan to the one with it")

    @property
    def is_impossible(self) -> bool:
        """Whether no plan of the wish has it."""
        return self.proven and self.plan is None

    def say(self, language: str) -> str:
        """Return the cause in a language."""
        if self.cause == "no-plan":
            return say(language, "answers.no-plan", **self.params)
        left = Unvisited(
            attraction=self.attraction,
            reason="no-time",
            cause=self.cause,
            detail=self.detail,
            params=self.params,
            regret=0,
        )
        return left.say(language)


def why_not(
    plan: Itinerary,
    site: str,
    corridor: Corridor | None = None,
    *,
    atlas: Atlas | None = None,
    options: SolveOptions | None = None,
    stop: StopToken | None = None,
) -> WhyNot:
    """Return what the best plan with an attraction is worth less than a plan, or why there is none.

    Parameters
    ----------
    plan
        The plan; its certificate says what is proven of it.
    site
        Id of an attraction that it leaves out.
    corridor
        The data that the plan was made from; the shipped corridor when neither it nor an atlas is given.
    options
        How to look for the plan with it; those of the plan when None.
    atlas, stop
        As in `planner.plan`.

    Raises
    ------
    RequestError
        When there is no such attraction, the plan has it, or was made from other data.
    """
    known = Known.of(plan, corridor, atlas, options, stop)
    if site in known.day_of:
        raise RequestError(
            Message("answers.is-in-plan", {"day": known.day_of[site]}), field="site", value=site
        )
    if site not in known.atlas.corridor.attraction_by_id:
        raise RequestError(Message("answers.no-site", {"site": site}), field="site", value=site)
    return _why_not(known, site)


def _why_not(known: Known, site: str) -> WhyNot:
    left = next((left for left in known.plan.unvisited if left.attraction == site), None)
    why: dict[str, Any] = {
        "attraction": site,
        "name": known.atlas.corridor.attraction_by_id[site].name,
        "cause": left.cause if left else None,
        "detail": left.detail if left else "",
        "params": left.params if left else {},
    }
    if site in known.request.avoid or _has_no_day(known, site):
        return WhyNot(**why, loss=None, at_least=None, at_most=None, proven=True)
    wish = known.wish(must=[*known.request.must, site])
    model = requiring(known.model, known.spared(wish), site)
    found = best_under(known, wish, _start_with(known, site), model, known.lesson if model else None)
    if isinstance(found, Itinerary):
        return WhyNot(**why, **loss_of(known, found), plan=found, difference=difference_of(known.plan, found))
    if found is None:
        return WhyNot(**why, loss=None, at_least=0, at_most=None, proven=False)
    if left is None or left.reason == "lower-prize":
        why |= {"cause": "no-plan", "params": {}, "detail": say("en", "answers.no-plan")}
    return WhyNot(**why, loss=None, at_least=None, at_most=None, proven=True)


def _has_no_day(known: Known, site: str) -> bool:
    """Tell whether no day has room for a site alone, so that nothing has to be solved to know it."""
    sites = [each.id for each in known.model.sites]
    return site in sites and not sites_that_fit(known.model.problem)[sites.index(site)]


def _start_with(known: Known, site: str) -> Start | None:
    """Return the plan with the site at its best place, if it has one."""
    for index in others(known):
        if known.model.sites[index].id == site:
            place = best_place(known, index, range(len(known.tours)))
            return known.start(place.tours) if place else None
    return None


class Impossible:
    """Nothing fits, and that is certain."""


def best_under(
    known: Known,
    wish: TripRequest,
    start: Start | None = None,
    model: TripModel | None = None,
    lesson: Lesson | None = None,
    changed: Change = unchanged,
) -> Itinerary | Impossible | None:
    """Return the best plan of another wish or of a changed problem, checked; None where none was found in time."""
    try:
        found = known.going_on(known.planned(wish, start, model=model, lesson=lesson, changed=changed))
    except (RequestError, NoPlanError):
        return Impossible()
    except NoSolution as error:
        return Impossible() if error.proven else None
    except StoppedError:
        return None
    make_sure(found, known.atlas.corridor, wish)
    return found


def loss_of(known: Known, other: Itinerary) -> dict[str, Any]:
    """Return what another plan, of a narrower wish, is worth less, and between what the true loss is proven to lie."""
    now, then, most = known.plan.certificate, other.certificate, known.most
    at_least = 0 if then.bound is None else max(0, now.objective - then.bound)
    at_most = None if most is None else most - then.objective
    loss = now.objective - then.objective
    return {"loss": loss, "at_least": at_least, "at_most": at_most, "proven": at_least == at_most}
