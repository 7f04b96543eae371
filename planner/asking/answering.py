"""The pure function from what is asked to the answer, as JSON; what is wrong is an answer too."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from planner.asking.questions import QUESTIONS
from planner.atlas import Atlas
from planner.cleaning import plain
from planner.errors import InternalError, PlannerError, RequestError
from planner.itinerary import Itinerary
from planner.loading import load_corridor
from planner.request import Asked
from planner.spelling import like
from planner.stopping import Report, StoppedError, StopToken, no_report
from planner.texts import Message
from planner.wording.faults import request_error
from planner.wording.fields import BY_NAME, canonical, error_as_json
from planner.wording.inside import found_in


class NothingYetError(PlannerError):
    """Somebody asked to stop before there was anything to give."""

    exit_code = 130
    code = "stopped"


_JSON: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass(frozen=True)
class Ask:
    """What is asked: a "plan" of the words of a request, or one of `QUESTIONS` about a plan, which is JSON text."""

    kind: str
    body: Mapping[str, Any] = field(default_factory=dict)
    plan: str | None = None


@dataclass(frozen=True)
class Answer:
    """JSON text of what was asked for, or with an exit code of what is wrong (`planner.wording.fields`)."""

    text: str
    exit_code: int = 0

    @property
    def is_problem(self) -> bool:
        """Whether it says what is wrong."""
        return self.exit_code != 0

    @property
    def data(self) -> Any:
        """What it says, as JSON-ready data."""
        return json.loads(self.text)


def problem(error: PlannerError) -> Answer:
    """Return the answer that an error is."""
    return Answer(json.dumps(error_as_json(error), ensure_ascii=False), error.exit_code)


def open_desk(data: Path | None = None, *, use_cache: bool = True) -> Desk:
    """Return a desk over the data of a folder, the shipped ones when None.

    Raises
    ------
    DataError
        With every problem found.
    """
    return Desk(Atlas(load_corridor(data, use_cache=use_cache), use_cache=use_cache))


class Desk:
    """Where asks are answered, with all that was built for those before."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas

    def __call__(self, ask: Ask, stop: StopToken | None = None, report: Report = no_report) -> Answer:
        """Return the answer to an ask, which says what is wrong where something is; when stopped the best so far."""
        stop = stop or StopToken()
        try:
            found = self._plan(ask, stop, report) if ask.kind == "plan" else self._answer(ask, stop)
        except PlannerError as error:
            if stop.is_set:  # before there was anything, which says nothing about the wish
                return stopped()
            return problem(found_in(error, ask.body) if isinstance(error, RequestError) else error)
        except StoppedError:
            return stopped()
        except Exception as error:  # a bug must not end a service, nor tell strangers of files of its machine
            logging.getLogger(__name__).exception("a bug, answering %s", ask.kind)
            return problem(InternalError(Message("request.bug", {"kind": type(error).__name__})))
        return Answer(_JSON.dump_json(found, by_alias=True).decode())

    def wish(self, body: Mapping[str, Any]) -> Asked:
        """Return what the words of a request mean.

        Raises
        ------
        RequestError
            When a word or a name is unknown, a value impossible, or a site to be visited and avoided.
        """
        from planner.planning.demands import check_contradiction
        from planner.wording.words import request_of

        try:
            asked = request_of(self.atlas.corridor, _words(body))
            check_contradiction(asked, self.atlas.corridor)
            return asked
        except RequestError as error:
            raise found_in(error, body) from None

    def _plan(self, ask: Ask, stop: StopToken, report: Report) -> Itinerary:
        from planner.answers.confidence import plan

        return plan(self.wish(ask.body), atlas=self.atlas, stop=stop, progress=report)

    def _answer(self, ask: Ask, stop: StopToken) -> Any:
        try:
            question = QUESTIONS[ask.kind].model_validate(ask.body)
            plan = Itinerary.model_validate_json(ask.plan or "")
        except ValidationError as error:
            raise request_error(error, QUESTIONS[ask.kind]) from error
        return question.answer(plan, self.atlas.assuming(plan.request.scenarios), stop)


def _words(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of a request as the table of fields spells them.

    Raises
    ------
    RequestError
        When there is one that no request knows, or one twice.
    """
    words: dict[str, Any] = {}
    for key, value in body.items():
        word = canonical(plain(key))
        if word not in BY_NAME or word in words:
            code = "request.given-twice" if word in words else "request.no-word"
            others = () if word in words else like(word, BY_NAME)
            raise RequestError(Message(code), field=key[:60], candidates=others)
        words[word] = value
    return words


def stopped() -> Answer:
    """Return the answer of what was stopped before there was anything to give."""
    return problem(NothingYetError(Message("request.nothing-yet")))
