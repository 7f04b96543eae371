"""Changes of a plan by hand, as the page asks for them: what to ask of the planner, and what is said once done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planner.answers.difference import visits_of
from planner.corridor import Corridor
from planner.itinerary import Itinerary
from planner.texts import Message
from planner.web.problems import not_found

SECONDS = 0.25  # to look for what fits instead
TO_ADD = 0.4  # where no one visit makes room for what may be on any day
TO_IMPROVE = 5  # seconds, to look for the best again


@dataclass(frozen=True)
class Change:
    """A question whose answer is the changed plan, what is said then, and the site that is looked at.

    Without the site that is ``wanted`` it is no such plan.
    """

    kind: str
    words: Mapping[str, Any]
    said: Message
    site: str | None = None
    seconds: float = SECONDS
    wanted: str | None = None

    def leaves_as_it_is(self, plan: Itinerary) -> bool:
        """Tell whether the plan stays, as the changed one is the same or has no room for what was wanted."""
        is_looked_for = self.kind == "replan" and self.wanted is None  # which says something of its own
        is_same = not is_looked_for and plan.difference is not None and plan.difference.is_empty
        return is_same or (self.wanted is not None and self.wanted not in visits_of(plan))


@dataclass(frozen=True)
class Changing:
    """A plan of a corridor that is changed, with the fields that a button or gesture sends."""

    plan: Itinerary
    corridor: Corridor
    fields: Mapping[str, str]
    pins: tuple[str, ...] = ()
    day_of: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "day_of", {site: day for site, (day, _) in visits_of(self.plan).items()})

    @property
    def _site(self) -> str:
        return self.fields.get("site", "")

    def _visited(self) -> str:
        """Return the site that is sent, which the plan has to have."""
        if self._site not in self.day_of:
            raise not_found("no-plan")
        return self._site

    def _name(self, site: str) -> dict[str, str]:
        if site not in self.corridor.attraction_by_id:
            raise not_found("no-plan")
        return self.corridor.attraction_by_id[site].name.both

    def _on(self, day: int) -> list[str]:
        return [site for site, number in self.day_of.items() if number == day]

    def _ordered(self, day: int, sites: list[str], code: str, **params: Any) -> Change:
        said = Message(f"page.did-{code}", {"site": self._name(self._site), "day": day, **params})
        words = {"order": [f"{day}={','.join(sites)}"], **self._stays}
        return Change("edit", words, said, self._site, wanted=self._site)

    def _shifted(self, step: int, at_end: str) -> Change | Message:
        site = self._visited()
        day = self.day_of[site]
        sites = self._on(day)
        at = sites.index(site)
        if not 0 <= at + step < len(sites):
            return Message(f"page.{at_end}")
        sites[at], sites[at + step] = sites[at + step], sites[at]
        return self._ordered(day, sites, "move")

    def earlier(self) -> Change | Message:
        """Let a visit come before the one before it."""
        return self._shifted(-1, "is-first")

    def later(self) -> Change | Message:
        """Let a visit come after the one after it."""
        return self._shifted(1, "is-last")

    def order(self) -> Change:
        """Take the order of a day, into which a visit was dragged."""
        day, sites = self._day(), self.fields.get("sites", "").split(",")
        if sorted(sites) != sorted({*self._on(day), self._site}):  # a change of order leaves nothing out
            raise not_found("no-plan")
        return self._ordered(day, sites, "move")

    def move(self) -> Change:
        """Let a visit be on another day, at its best place there."""
        return self._moved("move")

    def _moved(self, code: str) -> Change:
        site, day = self._site, self._day()
        said = Message(f"page.did-{code}", {"site": self._name(site), "day": day})
        return Change("edit", {"move": [f"{site}={day}"], **self._stays}, said, site, wanted=site)

    def drop(self) -> Change:
        """Leave a visit out; the next one of its day is looked at then."""
        site = self._visited()
        others = self._on(self.day_of[site])
        at = others.index(site)
        near = next(iter(others[at + 1 :] + others[:at][::-1]), None)
        said = Message("page.did-drop", {"site": self._name(site)})
        return Change("edit", {"drop": [site], **self._stays}, said, near)

    def swap(self) -> Change | Message:
        """Let another site stand in the place of a visit."""
        out = self.fields.get("out", "")
        if out not in self.day_of:
            raise not_found("no-plan")
        day = self.day_of[out]
        if self._site in self.day_of:
            on = self.day_of[self._site]
            return Message("page.is-there", {"site": self._name(self._site), "day": on})
        sites = [self._site if site == out else site for site in self._on(day)]
        return self._ordered(day, sites, "swap", out=self._name(out))

    def take(self) -> Change:
        """Let another site, at its best place on a day, stand for a visit, as was suggested."""
        out, moved = self.fields.get("out", ""), self._moved("swap")
        said = Message(moved.said.code, {**moved.said.params, "out": self._name(out)})
        return replace(moved, words={**moved.words, "drop": [out]}, said=said)

    def add(self) -> Change:
        """Let a site be on a day, or on whichever is best."""
        if self.fields.get("day"):
            return self._moved("add")
        site = self._site
        said = Message("page.did-add", {"site": self._name(site)})
        return Change("edit", {"move": [f"{site}=any"], **self._stays}, said, site, TO_ADD, site)

    def improve(self) -> Change:
        """Look for the best again, around what is pinned."""
        begin = f"{self.plan.days[0].date.isoformat()}T00:00"
        words = {"now": begin, "change": "best", "pin": self._pinned}
        return Change("replan", words, Message("page.did-improve"), seconds=TO_IMPROVE)

    @property
    def _pinned(self) -> list[str]:
        return [site for site in self.pins if site in self.day_of]

    @property
    def _stays(self) -> dict[str, list[str]]:
        """What is pinned, but for what is changed."""
        pins = [site for site in self._pinned if site not in (self._site, self.fields.get("out"))]
        return {"pin": pins} if pins else {}

    def _day(self) -> int:
        day = self.fields.get("day", "")
        return int(day) if day.isascii() and day.isdecimal() else 0


CHANGES: dict[str, Callable[[Changing], Change | Message]] = {
    "earlier": Changing.earlier,
    "later": Changing.later,
    "order": Changing.order,
    "move": Changing.move,
    "drop": Changing.drop,
    "swap": Changing.swap,
    "take": Changing.take,
    "add": Changing.add,
    "improve": Changing.improve,
}
