"""Where the questions of assistants are taken: plans by their ids, processes that answer, and how far they are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from planner.answers.difference import names_of, told
from planner.asking import Answer, Ask, Pending
from planner.export.view import Language
from planner.itinerary import Itinerary
from planner.mcp.days import shown
from planner.mcp.results import Plan
from planner.mcp.store import Store
from planner.stopping import Report
from planner.texts import say

Telling = Callable[[int, str], Awaitable[None]]  # how many times something better was found, and what
Value = int | None


class RefusedError(Exception):
    """The answer is what is wrong with the question."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.text)


class Answering(Protocol):
    """What `Workers` are to an office."""

    def submit(self, ask: Ask, report: Report = ..., *, near: str | None = None) -> Pending:
        """Let an ask be answered."""


class Office:
    """Takes questions in the loop of the server; nothing is worked out there."""

    def __init__(self, workers: Answering, store: Store, language: Language = "en") -> None:
        self.workers, self.store, self.language = workers, store, language

    async def data(
        self, kind: str, body: Mapping[str, Any], plan: str | None = None, telling: Telling | None = None
    ) -> Any:
        """Return the answer as JSON-ready data; as `ask`."""
        return json.loads(await self.ask(kind, body, plan, telling))

    async def ask(
        self, kind: str, body: Mapping[str, Any], plan: str | None = None, telling: Telling | None = None
    ) -> str:
        """Return the answer to a question, of the plan of an id where it is about one; cancelled, its search ends.

        Raises
        ------
        RefusedError
            When something is wrong with the question.
        PlannerError
            When the plan is not known, or too many are asking.
        """
        loop, news = asyncio.get_running_loop(), asyncio.Queue[tuple[Value, Value]]()

        def report(objective: Value, bound: Value) -> None:
            with suppress(RuntimeError):  # the server has ended
                loop.call_soon_threadsafe(news.put_nowait, (objective, bound))

        text = self.store.get(plan)[0] if plan else None
        pending = self.workers.submit(Ask(kind, dict(body), text), report, near=plan)
        teller = asyncio.create_task(self._tell(news, telling)) if telling else None
        if teller:
            teller.add_done_callback(_heard)
        try:
            answer = await asyncio.shield(asyncio.wrap_future(pending.answer))
        except asyncio.CancelledError:
            pending.stop()
            raise
        finally:
            if teller:
                teller.cancel()
        if answer.is_problem:
            raise RefusedError(answer)
        return answer.text

    def page(self, text: str, before: str | None = None) -> Plan:
        """Keep a plan, and return the days of it that fit, with what changed from the one before."""
        plan = Itinerary.model_validate_json(text)
        changes: list[str] = []
        if before and plan.difference:
            names = names_of(Itinerary.model_validate_json(before), plan)
            changes = told(plan.difference, names, self.language)
        return shown(plan, *self.store.put(text), self.language, changes=changes)

    async def _tell(self, news: asyncio.Queue[tuple[Value, Value]], telling: Telling) -> None:
        """Tell what is found, the latest where several things are new."""
        number = 0
        while True:
            found = await news.get()
            while not news.empty():
                found = news.get_nowait()
            number += 1
            await telling(number, self._worded(*found))

    def _worded(self, objective: Value, bound: Value) -> str:
        parts = [say(self.language, "lists.best", value=objective)] if objective is not None else []
        parts += [say(self.language, "lists.none-above", value=bound)] if bound is not None else []
        return " · ".join(parts)


def _heard(teller: asyncio.Task[None]) -> None:
    """Take notice that nobody hears any more what is found."""
    if not teller.cancelled():
        teller.exception()
