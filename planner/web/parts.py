"""What a page fetches while one looks at it: changed plans, answers, sites by name, links, how far a search is."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from planner.asking import QUESTIONS, Ask
from planner.itinerary import Itinerary
from planner.store import Job, State
from planner.texts import Message, say
from planner.web.answering import finished, job_of, plan_text, rendered
from planner.web.changes import CHANGES, Changing
from planner.web.forms import last_of
from planner.web.fragments import told_answer
from planner.web.pages import HEADERS, Form, PageRoute, filled_in, language_of, plan_page_of, said_of
from planner.web.problems import not_found
from planner.web.reading import Client
from planner.web.state import state_of
from planner.wording.searching import sites_of

MOST_FOUND = 8
SHOWN = ("map", "money", "bookings")  # by a link, or not
ASKED: dict[str, dict[str, Any]] = {
    "explain": {"time_limit": 5},
    "suggest": {"most": 5},
    "alternatives": {"number": 2, "time_limit": 10},
}
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/plans/{id}/by-hand/{how}")
async def by_hand(request: Request, client: Client, id: str, how: str, fields: Form) -> Response:
    """Change a plan, and show the one that comes of it, which has an address of its own."""
    if how not in CHANGES:
        raise not_found("no-plan")
    before = await job_of(request, id, client, of_plans=True)
    text = plan_text(before)
    plan = Itinerary.model_validate_json(text)
    pins = tuple(value for name, value in fields if name == "pin")
    corridor = state_of(request).desk.atlas.corridor
    change = CHANGES[how](Changing(plan, corridor, dict(fields), pins))
    if isinstance(change, Message):
        return _told(request, change.say(language_of(request)))
    words = {**change.words, "time_limit": change.seconds}
    job = await _answered(request, client, Ask(change.kind, words, text))
    if job.state is State.FAILED:
        return _failed(request, job)
    made = Itinerary.model_validate_json(job.answer or "")
    said = said_of(change, plan, made, language_of(request))
    return await plan_page_of(request, before if change.leaves_as_it_is(made) else job, said, change.site)


@router.post("/plans/{id}/ask/{kind}")
async def ask(request: Request, client: Client, id: str, kind: str, fields: Form) -> Response:
    """Show the answer to a question about a plan, as a part of its page."""
    if kind not in ASKED:
        raise not_found("no-answer")
    text = plan_text(await job_of(request, id, client, of_plans=True))
    given = {name: value for name, value in fields if name == "site" and kind == "explain"}
    job = await _answered(request, client, Ask(kind, {**ASKED[kind], **given}, text))
    if job.state is State.FAILED:
        return _failed(request, job)
    language = language_of(request)

    def made() -> str:
        return filled_in("answer.html", language, plan=id, job=job, **told_answer(job, language))

    return await rendered(request, made, "text/html", HEADERS)


async def _answered(request: Request, client: str, ask: Ask) -> Job:
    meant = QUESTIONS[ask.kind].model_validate(ask.body)
    return await finished(request, client, ask, meant.model_dump_json())


def _failed(request: Request, job: Job) -> Response:
    """Return what is said of a change that cannot be; the plan stays as it is."""
    language, problem = language_of(request), json.loads(job.answer or "{}")
    return _told(
        request,
        f"{say(language, 'page.did-fail')} {problem['message_zh' if language == 'zh' else 'message']}",
    )


def _told(request: Request, text: str) -> Response:
    """Return what is said while the plan stays as it is."""
    only = {"HX-Retarget": "#said", "HX-Reswap": "innerHTML", "HX-Reselect": "*"}
    part = filled_in("said.html", language_of(request), text=text)
    return Response(part, headers={**HEADERS, **only}, media_type="text/html")


@router.get("/plans/{id}/progress")
async def progress(request: Request, client: Client, id: str) -> Response:
    """Tell how far the search is; when it is over the page is to be loaded again."""
    job = await job_of(request, id, client, of_plans=True)
    over = {} if job.state is State.WORKING else {"HX-Refresh": "true"}
    text = filled_in("far.html", language_of(request), job=job)
    return Response(text, headers={**HEADERS, **over}, media_type="text/html")


@router.get("/found/{name}")
async def found(request: Request, client: Client, name: str) -> Response:  # noqa: ARG001 (it may ask)
    """List the sites that answer to the last of the names in a field."""
    server, language = state_of(request), language_of(request)
    text = last_of(request.query_params.get(name, "")[:200])

    def made() -> str:
        sites = sites_of(server.desk.atlas.corridor, text)[:MOST_FOUND] if text else []
        return filled_in("found.html", language, name=name, text=text, sites=sites)

    return await rendered(request, made, "text/html", HEADERS, server.threads)


@router.get("/plans/{id}/shares")
async def shares(request: Request, client: Client, id: str) -> Response:
    """List the links to a plan."""
    await job_of(request, id, client, of_plans=True)
    return await _shares(request, id)


@router.post("/plans/{id}/shares")
async def share(request: Request, client: Client, id: str, fields: Form) -> Response:
    """Make a link to a plan, and show it this once."""
    plan_text(await job_of(request, id, client, of_plans=True))
    shown = {f"has_{name}": name in dict(fields) for name in SHOWN}
    made, token = await run_sync(partial(state_of(request).links.share, id, **shown))
    url = f"{request.base_url}s/{token}?language={language_of(request)}"
    return await _shares(request, id, "share-made", {made.id: url})


@router.delete("/plans/{id}/shares/{share}")
async def withdraw(request: Request, client: Client, id: str, share: str) -> Response:
    """Withdraw a link, and show those that are left."""
    await job_of(request, id, client, of_plans=True)
    if not await run_sync(state_of(request).links.withdraw, id, share):
        raise not_found("no-link")
    return await _shares(request, id, "share-withdrawn")


async def _shares(request: Request, id_: str, said: str = "", urls: dict[str, str] | None = None) -> Response:
    links = await run_sync(state_of(request).links.of, id_)
    text = filled_in(
        "shares.html", language_of(request), id=id_, links=links, urls=urls or {}, said=said, shown=SHOWN
    )
    return Response(text, headers=HEADERS, media_type="text/html")
