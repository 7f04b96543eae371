"""The pages of the web: a form, how far its plan is, the plan, and what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, get_args

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Template

from planner import clock
from planner.answers.certified import is_of_all
from planner.answers.difference import names_of, told
from planner.asking import Ask
from planner.asking.tokens import is_known
from planner.clock import CHINA
from planner.errors import PlannerError, RequestError
from planner.export import FORMATS
from planner.export.html import leaflet, parts_of, script, styles, templates
from planner.export.tasks import seen_on
from planner.itinerary import Certificate, Itinerary
from planner.request import Pace, TravelMode
from planner.store import Job, State
from planner.texts import Message, say
from planner.web.answering import job_for, job_of, opened, rendered
from planner.web.changes import Change
from planner.web.forms import SHOWN, filled_by, form_of, words_of
from planner.web.plans import check_limits
from planner.web.problems import STATUS, WebError, not_found
from planner.web.reading import COOKIE, Client, anybody
from planner.web.state import state_of
from planner.web.strips import Scale, bars_of
from planner.wording.fields import canonical

POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
}  # forms tell where they come from
SHOWN_FORMATS = [name for name in FORMATS if name not in ("map", "card", "brief")]
WEIGHTS = (0.3, 0.6, 1.0)
SECONDS = (5, 15, 60)
SCHEMES = ("system", "light", "dark")
SCHEME_COOKIE = "planner_scheme"
IS_DARK = "(prefers-color-scheme: dark)"  # asked in styles, and what answers it whatever the system says
ANSWERED = {"light": "(max-width: 0)", "dark": "(min-width: 0)"}
INSTEAD = (
    "edit-not-visited",
    "edit-added",
    "edit-other-day",
    "edit-other-order",
    "edit-other-night",
)  # of an edit
OUR_PAGES = re.compile(r"/(docs|plans/[\w-]+)?")
YEAR = 365 * 86_400  # seconds
ASSETS: dict[str, tuple[str, Callable[[], str]]] = {
    "page.css": ("text/css", styles),
    "site.css": ("text/css", lambda: _file("site.css")),
    "leaflet.js": ("text/javascript", leaflet),
    "map.js": ("text/javascript", script),
    "htmx.js": ("text/javascript", lambda: _file("htmx", "htmx.js")),
    "sortable.js": ("text/javascript", lambda: _file("sortable", "sortable.js")),
    "search.js": ("text/javascript", lambda: _file("search.js")),
    "form.js": ("text/javascript", lambda: _file("form.js")),
    "plan.js": ("text/javascript", lambda: _file("plan.js")),
}
Form = Annotated[list[tuple[str, str]], Depends(form_of)]


class PageRoute(APIRoute):
    """A route whose problems are pages too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers, with problems as pages."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except PlannerError as error:
                return problem_page(request, error)

        return answered


router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
async def form_page(request: Request, client: Client, plan: str | None = None) -> Response:
    """Show the form, filled as for another plan where one is told."""
    server = state_of(request)
    if plan is None:
        date = (datetime.now(CHINA) + timedelta(days=14)).date().isoformat()
        return _form(request, {"days": 3, "date": date, "adults": 2})
    job = await job_of(request, plan, client, of_plans=True)
    words = _wish_of(job)
    return _form(request, filled_by(words, await run_sync(server.desk.wish, words, limiter=server.threads)))


@router.post("/plans")
async def ask_for_plan(request: Request, client: Client, fields: Form) -> Response:
    """Have a plan looked for, and lead to where it will be; what is wrong stands above the form."""
    words: dict[str, Any] = {}
    try:
        words = words_of(fields)
        if "from" not in words and "product" not in words:
            words["from"] = state_of(request).desk.atlas.corridor.towns[0].id
        return await _asked(request, client, words)
    except PlannerError as error:
        status = error.status if isinstance(error, WebError) else STATUS.get(error.exit_code, 500)
        return _form(request, filled_by(words), error, status)


async def _asked(request: Request, client: str, words: dict[str, Any]) -> Response:
    server = state_of(request)
    asked = await run_sync(server.desk.wish, words, limiter=server.threads)
    check_limits(server, asked.time_limit, asked.work)
    job = await job_for(request, client, Ask("plan", words), asked.model_dump_json(by_alias=True))
    return _redirect(request, f"/plans/{job.id}")


@router.get("/plans/{id}")
async def plan_page(request: Request, client: Client, id: str) -> Response:
    """Show a plan, or how far the search for it is, or why there is none."""
    job = await job_of(request, id, client, of_plans=True)
    if job.state is State.WORKING:
        return _page(request, "progress.html", job=job)
    if job.state is State.FAILED:
        return _page(request, "failed.html", job=job, problem=json.loads(job.answer or "{}"))
    return await plan_page_of(request, job)


async def plan_page_of(request: Request, job: Job, said: str = "", site: str | None = None) -> Response:
    """Return the page of a plan, with what is said of a change and the site that is looked at."""
    language, scheme = language_of(request), scheme_of(request)
    address = {"HX-Push-Url": f"/plans/{job.id}?language={language}"}
    return await rendered(
        request, lambda: _plan(job, language, scheme, said, site), "text/html", {**HEADERS, **address}
    )


@router.post("/plans/{id}/stop")
async def stop(request: Request, client: Client, id: str, fields: Form) -> Response:  # noqa: ARG001 (whence it is)
    """End the search; the best so far is the plan."""
    await job_of(request, id, client, of_plans=True)
    await run_sync(state_of(request).board.stop, id)
    return _redirect(request, f"/plans/{id}")


@router.post("/plans/{id}/change")
async def change(request: Request, client: Client, id: str, fields: Form) -> Response:
    """Ask again with one of the changes of the wish that would do."""
    job = await job_of(request, id, client, of_plans=True)
    changes = json.loads(job.answer or "{}").get("relaxations", [])
    number = dict(fields).get("number", "")
    if not number.isdecimal() or int(number) >= len(changes):
        raise not_found("nothing-here")
    wanted = changes[int(number)]
    words = {canonical(name): value for name, value in _wish_of(job).items()}
    return await _asked(request, client, {**words, wanted["field"]: wanted["value"], **wanted["also"]})


@router.post("/answers/{id}/open")
async def open_alternative(request: Request, client: Client, id: str, fields: Form) -> Response:
    """Open one of the alternatives to a plan as a plan of its own."""
    number = dict(fields).get("number", "")
    job = await opened(request, client, id, int(number) if number.isdecimal() else 0)
    return _redirect(request, f"/plans/{job.id}")


@router.post("/scheme", dependencies=[Depends(anybody)])
async def choose_scheme(request: Request, fields: Form) -> Response:
    """Keep whether pages are light, dark or as the system, and show the page again."""
    given = dict(fields)
    chosen, path = given.get("scheme", ""), given.get("path", "")
    to = path if OUR_PAGES.fullmatch(path) else "/"
    response = (
        Response(status_code=204, headers={"HX-Refresh": "true"})
        if "hx-request" in request.headers
        else _redirect(request, to)
    )
    if chosen in SCHEMES:
        response.set_cookie(SCHEME_COOKIE, chosen, max_age=YEAR, httponly=True, samesite="lax", path="/")
    return response


@router.get("/login", dependencies=[Depends(anybody)])
async def login_page(request: Request) -> Response:
    """Ask for a token."""
    return _page(request, "login.html", is_wrong=False)


@router.post("/login", dependencies=[Depends(anybody)])
async def login(request: Request, fields: Form) -> Response:
    """Keep a token in a cookie that no script and no other site's page can use."""
    token = dict(fields).get("token", "").strip()
    if not is_known(token, state_of(request).settings.tokens):
        return _page(request, "login.html", 401, is_wrong=True)
    response = _redirect(request, "/")
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
    return response


@router.get("/page/{name}")
async def asset(request: Request, name: str) -> Response:
    """Give a script or styles."""
    if name not in ASSETS:
        raise not_found("nothing-here")
    media_type, make = ASSETS[name]
    scheme = request.query_params.get("scheme", "")
    if name.endswith(".css") and scheme in ANSWERED:
        text = make().replace(IS_DARK, ANSWERED[scheme])
        return await rendered(request, lambda: f"{text}\n:root {{ color-scheme: {scheme}; }}\n", media_type)
    return await rendered(request, make, media_type)


def language_of(request: Request) -> str:
    """Return the language of the page: the one asked for, else what the browser likes."""
    asked = request.query_params.get("language", request.headers.get("accept-language", ""))
    return "zh" if asked.lower().startswith("zh") else "en"


def scheme_of(request: Request) -> str:
    """Return which scheme pages have for who asks: light, dark, or as the system."""
    chosen = request.cookies.get(SCHEME_COOKIE, "")
    return chosen if chosen in SCHEMES else "system"


def _form(
    request: Request, filled: dict[str, Any], error: PlannerError | None = None, status: int = 200
) -> Response:
    corridor = state_of(request).desk.atlas.corridor
    return _page(
        request,
        "form.html",
        status,
        filled=filled,
        corridor=corridor,
        usual_from=corridor.towns[0].name.get(language_of(request)),
        paces=get_args(Pace),
        modes=get_args(TravelMode),
        weights=WEIGHTS,
        seconds=SECONDS,
        error=error and _by_labels(error, language_of(request)),
        wrong=getattr(error, "field", None),
    )


def _by_labels(error: PlannerError, language: str) -> str:
    """Return what is wrong with a form, each field by its label."""

    def label(field: str) -> str:
        return say(language, f"page.field-{field}") if field in SHOWN else field

    return error.say(language, label) if isinstance(error, RequestError) else error.say(language)


def problem_page(request: Request, error: PlannerError) -> Response:
    """Return a page that says what is wrong."""
    status = error.status if isinstance(error, WebError) else STATUS.get(error.exit_code, 500)
    headers = error.headers if isinstance(error, WebError) else {}
    if "hx-request" in request.headers:
        language = language_of(request)
        text = filled_in("said.html", language, text=error.say(language))
        return Response(text, status, {**HEADERS, **headers}, "text/html")
    if status == 401:
        return _page(request, "login.html", status, headers, is_wrong=False)
    return _page(request, "problem.html", status, headers, error=error)


def _page(
    request: Request, name: str, status: int = 200, headers: dict[str, str] | None = None, **parts: Any
) -> Response:
    language = language_of(request)
    path = request.url.path if request.method == "GET" else "/"
    text = filled_in(name, language, path=path, scheme=scheme_of(request), **parts)
    return Response(text, status, {**HEADERS, **(headers or {})}, "text/html")


def _plan(job: Job, language: str, scheme: str, said: str, site: str | None) -> str:
    plan = Itinerary.model_validate_json(job.answer or "")
    parts = parts_of(seen_on(plan, clock.today()), "zh" if language == "zh" else "en")
    scale = Scale.of(parts["view"].days)
    return filled_in(
        "plan.html",
        language,
        **parts,
        scheme=scheme,
        job=job,
        path=f"/plans/{job.id}",
        plan=plan,
        scale=scale,
        bars=[bars_of(k, day.rows, scale) for k, day in enumerate(parts["view"].days)],
        changed=_changes(job, plan, language),
        said=said,
        site=site,
        formats=SHOWN_FORMATS,
    )


def said_of(change: Change, before: Itinerary, plan: Itinerary, language: str) -> str:
    """Return what is said of a plan that was changed: what was done, or does not fit, and what it is worth now."""
    done = _outcome(change, before, plan, language).say(language)
    certificate = (before if change.leaves_as_it_is(plan) else plan).certificate
    return f"{done}\n{_worth(certificate, language)}"


def _worth(certificate: Certificate, language: str) -> str:
    """Return what a plan is worth, and what any of its wish could be, or why that is not known."""
    if is_of_all(certificate):
        return say(language, "page.worth-within", objective=certificate.objective, bound=certificate.bound)
    lost = next((note.params["bound"] for note in certificate.notes if note.code == "not-within"), None)
    if lost is None:
        return say(language, "page.worth-now", objective=certificate.objective)
    return say(language, "page.worth-not-within", objective=certificate.objective, bound=lost)


def _outcome(change: Change, before: Itinerary, plan: Itinerary, language: str) -> Message:
    """Return what was done of a change: all, nothing, or something else."""
    told_of = [(each.code, each.say(language)) for each in plan.breaks]
    why = next((text for _, text in told_of), None)
    if change.leaves_as_it_is(plan):
        return Message("page.did-stay", {"why": why}) if why else Message("page.did-nothing")
    if plan.difference is None or why is None:
        return change.said
    differs = (line.strip() for line in told(plan.difference, names_of(before, plan), language))
    instead = [text for code, text in told_of if code in INSTEAD] or differs
    return Message("page.did-instead", {"why": why, "instead": [*instead]})


def _changes(job: Job, plan: Itinerary, language: str) -> list[str]:
    """Return what an edited plan says of what does not fit of it, and how it differs from the one before."""
    broken = [notice.message_zh if language == "zh" else notice.message for notice in plan.breaks]
    if plan.difference is None or job.about is None:
        return broken
    before = Itinerary.model_validate_json(job.about)
    return [*broken, *told(plan.difference, names_of(before, plan), language)]


def _wish_of(job: Job) -> dict[str, Any]:
    """Return the words that a plan was asked for with; of one made from another those it stands for now."""
    if job.kind == "plan":
        return dict(job.body)
    whose = job.answer if job.state is State.DONE else job.about
    found: dict[str, Any] = json.loads(whose or "{}")["request"]
    return {name: value for name, value in found.items() if name != "under_way"}


def _redirect(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(f"{path}?language={language_of(request)}", 303, HEADERS)


def filled_in(template: str, language: str, /, **parts: Any) -> str:
    """Return a page, or a part of one, from its template."""

    def t(code: str, /, **params: Any) -> str:
        return say(language, f"page.{code}", **params)

    lang = "zh-Hans" if language == "zh" else language
    return _template(template).render(t=t, language=language, lang=lang, **parts)


@cache
def _template(name: str) -> Template:
    return templates("planner.web").get_template(name)


def _file(*path: str) -> str:
    return files("planner.web").joinpath("page", *path).read_text("utf-8")
