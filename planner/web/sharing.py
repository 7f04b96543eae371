"""Links by which others see a plan, and calendars to subscribe to; who has the token of one needs no other."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from planner import clock
from planner.export import export
from planner.export.agency import Agency
from planner.export.html import policy
from planner.export.tasks import seen_on
from planner.itinerary import Itinerary
from planner.store import Share
from planner.texts.further import ViewLanguage
from planner.web.answering import job_of, plan_text, rendered
from planner.web.described import UNCHANGED, body, formats, problems
from planner.web.documents import FeedDocument, ShareDocument, share_document
from planner.web.exact import check_kinds
from planner.web.plans import Language
from planner.web.problems import not_found
from planner.web.reading import Body, Client, anybody
from planner.web.state import state_of
from planner.wording.faults import request_error
from planner.wording.inside import found_in

router = APIRouter(tags=["links"])


class Shown(BaseModel):
    """What a link shows of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    map: bool = True
    money: bool = True
    bookings: bool = True


@router.post(
    "/v1/plans/{id}/shares",
    status_code=201,
    response_model=ShareDocument,
    responses=problems(404, 409, 413, 415),
    openapi_extra=body(Shown.model_json_schema(), {"map": True, "money": False, "bookings": False}),
)
async def share(request: Request, client: Client, id: str, words: Body) -> ShareDocument:
    """Make a link that shows a plan to whoever has it, with or without map, money and what is booked or to book."""
    check_kinds(words, Shown)
    try:
        shown = Shown.model_validate(words)
    except ValidationError as error:
        raise found_in(request_error(error), words) from error
    plan_text(await job_of(request, id, client, of_plans=True))
    has = {"has_map": shown.map, "has_money": shown.money, "has_bookings": shown.bookings}
    made, token = await run_sync(partial(state_of(request).links.share, id, **has))
    return share_document(made, f"/s/{token}")


@router.get("/v1/plans/{id}/shares", response_model=list[ShareDocument], responses=problems(404))
async def shares(request: Request, client: Client, id: str) -> list[ShareDocument]:
    """List the links to a plan."""
    await job_of(request, id, client, of_plans=True)
    return [share_document(each) for each in await run_sync(state_of(request).links.of, id)]


@router.delete("/v1/plans/{id}/shares/{share}", status_code=204, responses=problems(404))
async def withdraw(request: Request, client: Client, id: str, share: str) -> None:
    """Withdraw a link: it leads nowhere from now on."""
    await job_of(request, id, client, of_plans=True)
    if not await run_sync(state_of(request).links.withdraw, id, share):
        raise not_found("no-link")


@router.get(
    "/s/{token}",
    dependencies=[Depends(anybody)],
    response_class=Response,
    response_model=None,
    responses={
        200: {"description": "A page", "content": formats("text/html")},
        **UNCHANGED,
        **problems(404),
    },
)
async def shared(request: Request, token: str, language: Language = "en") -> Response:
    """Show a plan to who has a link to it."""
    server = state_of(request)
    found = await run_sync(server.links.shared, token)
    if found is None:
        raise not_found("no-link")
    job, client, shown = found
    text = plan_text(await job_of(request, job, client, of_plans=True))
    headers = {"Content-Security-Policy": policy(), "X-Robots-Tag": "noindex, nofollow"}
    return await rendered(request, partial(_page, text, shown, language), "text/html", headers)


def _page(text: str, shown: Share, language: ViewLanguage) -> str | bytes:
    plan = seen_on(Itinerary.model_validate_json(text), clock.today())
    agency = Agency(has_prices=shown.has_money)
    options = {"has_map": shown.has_map, "has_bookings": shown.has_bookings}
    return export(plan, "html", language, agency=agency, **options)


@router.post(
    "/v1/plans/{id}/feed", status_code=201, response_model=FeedDocument, responses=problems(404, 409)
)
async def turn_feed(request: Request, client: Client, id: str) -> FeedDocument:
    """Give a plan a calendar to subscribe to, under a new token: the address before leads nowhere from now on."""
    plan_text(await job_of(request, id, client, of_plans=True))
    token = await run_sync(state_of(request).links.turn_feed, id)
    return FeedDocument(url=f"/feeds/{token}.ics")


@router.put("/v1/plans/{id}/feed", status_code=204, responses=problems(404, 409))
async def move_feed(
    request: Request,
    client: Client,
    id: str,
    of: Annotated[str, Query(max_length=100, description="The plan whose calendar it was")],
) -> None:
    """Let the calendar of another plan, of which this is a new version, show this one; its address stays."""
    await job_of(request, of, client, of_plans=True)
    plan_text(await job_of(request, id, client, of_plans=True))
    if not await run_sync(state_of(request).links.move_feed, of, id):
        raise not_found("no-feed")


@router.delete("/v1/plans/{id}/feed", status_code=204, responses=problems(404))
async def end_feed(request: Request, client: Client, id: str) -> None:
    """End the calendar of a plan."""
    await job_of(request, id, client, of_plans=True)
    if not await run_sync(state_of(request).links.end_feed, id):
        raise not_found("no-feed")


@router.get(
    "/feeds/{token}.ics",
    dependencies=[Depends(anybody)],
    response_class=Response,
    response_model=None,
    responses={
        200: {"description": "The calendar", "content": formats("text/calendar")},
        **UNCHANGED,
        **problems(404),
    },
)
async def feed(request: Request, token: str, language: Language = "en") -> Response:
    """Give a calendar to who has its token."""
    server = state_of(request)
    found = await run_sync(server.links.fed, token)
    if found is None:
        raise not_found("no-feed")
    text = plan_text(await job_of(request, *found, of_plans=True))
    return await rendered(
        request, lambda: export(Itinerary.model_validate_json(text), "ics", language), "text/calendar"
    )
