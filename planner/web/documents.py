"""The documents that only this door has: jobs, links and calendars."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from planner.store import Job, Share, State

PLANS = ("plan", "replan", "edit", "alternative")  # whose answers are plans


class JobDocument(BaseModel):
    """What was asked for, how far it is, and the answer when there is one."""

    id: str
    kind: str = Field(examples=["plan"])
    state: Literal["working", "done", "failed"]
    is_stopped: bool = Field(
        description="Whether somebody ended the search: the answer is the best until then"
    )
    objective: int | None = Field(description="What the best plan so far is worth")
    bound: int | None = Field(description="What no plan can be worth more than, as far as is proven")
    created: datetime
    finished: datetime | None
    age: int | None = Field(
        description="Seconds since its answer was found, for whomever; what is known already is older than the job"
    )
    expires: datetime = Field(description="When it is deleted")
    on_these_data: bool | None = Field(
        description="Of a plan: whether it was made on the data of this server"
    )
    links: dict[str, str] = Field(description="Where it, its events and its formats are")
    answer: Any = Field(None, description="An itinerary, or what the question is answered with")
    problem: dict[str, Any] | None = Field(None, description="Why there is no answer")


class ShareDocument(BaseModel):
    """A link that shows a plan to who has it, as a page."""

    id: str
    map: bool
    money: bool
    bookings: bool
    created: datetime
    url: str | None = Field(None, description="Told once, when the link is made")


class FeedDocument(BaseModel):
    """A calendar to subscribe to."""

    url: str = Field(description="Told once; a new one makes this lead nowhere")


def path_of(job: Job) -> str:
    """Return where a job is."""
    return f"/v1/{'plans' if job.kind in PLANS else 'answers'}/{job.id}"


def age_of(job: Job, now: float) -> int | None:
    """Return how many seconds ago the answer to a job was found."""
    return None if job.found is None else max(0, int(now - job.found))


def document_of(job: Job, data_hash: str, now: float, *, with_answer: bool = True) -> JobDocument:
    """Return a job as a document."""
    path, is_done = path_of(job), job.state is State.DONE
    answer: Any = None if job.answer is None else json.loads(job.answer)
    is_plan = is_done and job.kind in PLANS
    objective, bound = job.objective, job.bound
    if is_plan:
        objective, bound = answer["certificate"]["objective"], answer["certificate"]["bound"]
    return JobDocument(
        id=job.id,
        kind=job.kind,
        state=job.state.value,
        is_stopped=job.is_stopped,
        objective=objective,
        bound=bound,
        created=_moment(job.created),
        finished=None if job.finished is None else _moment(job.finished),
        age=age_of(job, now),
        expires=_moment(job.expires),
        on_these_data=answer["corridor"]["data_hash"] == data_hash if is_plan else None,
        links={
            "self": path,
            "events": f"{path}/events",
            **({"itinerary": f"{path}.json"} if is_plan else {}),
        },
        answer=answer if is_done and with_answer else None,
        problem=answer if job.state is State.FAILED else None,
    )


def share_document(share: Share, url: str | None = None) -> ShareDocument:
    """Return a link as a document."""
    return ShareDocument(
        id=share.id,
        map=share.has_map,
        money=share.has_money,
        bookings=share.has_bookings,
        created=_moment(share.created),
        url=url,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(round(seconds), UTC)
