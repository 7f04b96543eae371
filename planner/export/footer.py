"""The end of a printed itinerary: sums, coverage, what was left out, notes, and what the marks mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from planner.export.speaker import Speaker, grid, hours_unsure
from planner.itinerary import Coverage, Unvisited, Visit

MAX_LEFT_OUT = 8


class Footer(Speaker):
    """What stands below the days."""

    def parts(self) -> Iterator[RenderableType]:
        """Yield it from top to bottom."""
        yield ""
        yield self.totals()
        yield from self.covered()
        if self.itinerary.unvisited:
            yield ""
            yield from self.left_out()
        if self.itinerary.warnings:
            yield ""
            yield from self.warnings()
        yield ""
        yield Text(self.legend(), style="dim")

    def totals(self) -> RenderableType:
        totals = self.itinerary.totals
        visits = self.count("num_visit", "num_visits", totals.visits)
        sums = [f"{visits}{self.words['list']}{self.length(totals.visit_minutes)}"]
        sums.append(self.say("travel", time=self.length(totals.transit_minutes)) + self.share())
        if totals.nights:
            sums.append(self.count("num_night", "num_nights", totals.nights))
        sums.append(self.say("about", money=self.money(totals.cost_cny)))
        return Text.assemble((f"{self.words['total']}  ", "bold"), " · ".join(sums))

    def share(self) -> str:
        """Return how much of the time goes into travel, where the traveller wants it slow."""
        totals = self.itinerary.totals
        busy = totals.visit_minutes + totals.transit_minutes
        if not self.itinerary.request.get("slow") or not busy:
            return ""
        return self.brackets(self.say("share", percent=round(100 * totals.transit_minutes / busy)))

    def covered(self) -> Iterator[RenderableType]:
        """Yield which coverage rules the trip keeps, and which not."""
        rules = self.itinerary.coverage
        kept = [rule.name.get(self.language) for rule in rules if _is_kept(rule)]
        broken = [rule.name.get(self.language) for rule in rules if not _is_kept(rule)]
        if rules:
            names = self.words["list"].join(kept) or self.words["nothing"]
            count = self.say("covers", n=len(kept), all=len(rules))
            yield Text.assemble((count, "bold"), names)
        if broken:
            yield Text.assemble((self.words["not_covered"], "bold yellow"), self.words["list"].join(broken))

    def left_out(self) -> Iterator[RenderableType]:
        ranked = sorted(self.itinerary.unvisited, key=lambda left: (-left.prize, left.attraction))
        table = grid(36, None)
        for left in ranked[:MAX_LEFT_OUT]:
            table.add_row(self.name(left.attraction), self.reason(left))
        yield Text(self.words["left_out"], style="bold")
        yield Padding(table, (0, 0, 0, 2))
        rest = Counter(left.reason for left in ranked[MAX_LEFT_OUT:])
        if rest:
            reasons = (
                self.words[f"reason.{reason}"] + self.brackets(str(number))
                for reason, number in rest.most_common()
            )
            more = self.say("more", n=rest.total(), reasons=self.words["list"].join(reasons))
            yield Padding(Text(more, style="dim"), (0, 0, 0, 2))

    def reason(self, left: Unvisited) -> str:
        """Return why a place was left out."""
        return left.say(self.language) or self.words[f"reason.{left.reason}"]

    def legend(self) -> str:
        visits = [event for day in self.itinerary.days for event in day.events if isinstance(event, Visit)]
        notes = [self.words["legend.sums"], self.words["legend.estimate"]]
        if any(hours_unsure(visit) for visit in visits):
            notes.append(self.words["legend.hours"])
        if any(visit.ticket_cny is None for visit in visits):
            notes.append(self.words["legend.price"])
        return (" " if self.language == "en" else "").join(notes)

    def warnings(self) -> Iterator[RenderableType]:
        yield Text(self.words["warnings"], style="bold yellow")
        for warning in self.itinerary.warnings:
            yield Padding(Text(f"! {warning.say(self.language)}"), (0, 0, 0, 2))


def _is_kept(rule: Coverage) -> bool:
    count = len(rule.sites)
    return rule.at_least <= count and (rule.at_most is None or count <= rule.at_most)
