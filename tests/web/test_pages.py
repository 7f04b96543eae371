"""The web page without a browser: what it shows, takes and refuses."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from planner.asking.tokens import digest
from planner.export.view import DayView, Row
from planner.itinerary import Itinerary, Visit
from planner.texts.further import LOCALE
from planner.web.changes import CHANGES, Change, Changing
from planner.web.forms import filled_by, words_of
from planner.web.strips import Scale, bars_of
from tests.builders.paths import ROOT
from tests.builders.servers import server, small_desk

PAGE = ROOT / "planner" / "web" / "page"
OURS = {"Sec-Fetch-Site": "same-origin"}
ALSO = json.dumps({"work": 50, "threads": 1})
FILLED = {"days": "2", "date": "2026-12-05", "from": "East City", "to": "西城", "mode": "car", "also": ALSO}


def sent(client: TestClient, path: str, fields: dict[str, str], **headers: str) -> Any:
    return client.post(path, data=fields, headers=OURS | headers, follow_redirects=False)


@pytest.mark.parametrize(("asked", "language"), [("zh-CN,zh;q=0.9", "zh-Hans"), ("en", "en"), ("fr", "en")])
def test_the_form_is_in_the_language_of_the_browser(client: TestClient, asked: str, language: str) -> None:
    page = client.get("/", headers={"Accept-Language": asked})
    assert f'<html lang="{language}">' in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]


def test_a_filled_form_leads_to_the_plan(client: TestClient) -> None:
    asked = sent(client, "/plans?language=zh", FILLED | {"must": "Mid Grotto、", "theme-stone": "0.6"})
    assert asked.status_code == 303
    address = asked.headers["location"]
    with client.stream("GET", f"/v1{address.partition('?')[0]}/events") as events:
        assert "event: done" in "".join(events.iter_text())
    page = client.get(address).text
    assert "中镇石窟" in page
    assert page.count('class="strip"') == 2
    assert not re.findall(r"<style|<script>|\sstyle=|\son\w+=|https?://[^\"]*\.(?:js|css)", page)
    again = client.get(f"/?plan={address.partition('?')[0].split('/')[-1]}").text
    assert 'value="Mid Grotto"' in again
    assert '<option value="0.6" selected>' in again


def test_what_is_wrong_stands_above_the_form_as_it_was_filled(client: TestClient) -> None:
    page = sent(client, "/plans?language=en", FILLED | {"from": "Nowhere <b>"})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert 'value="Nowhere &lt;b&gt;"' in page.text
    assert re.search(r'id="from"[^>]*aria-invalid="true"', page.text)


@pytest.mark.parametrize(("language", "label"), [("en", "Days: should be"), ("zh", "天数：")])
def test_what_is_wrong_with_a_form_is_told_by_its_labels(
    client: TestClient, language: str, label: str
) -> None:
    page = sent(client, f"/plans?language={language}", FILLED | {"days": "99", "adults": "x"}).text
    said = re.search(r'id="wrong"[^>]*>([^<]*)<', page)
    assert said
    assert label in said[1]
    assert not re.search(r"\b(days|adults):", said[1])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"from": "city"}, "您是不是想说：东城（east-city）、西城（west-city）、"),
        ({"must": "xi"}, "您是不是想说：西城遗址（west-ruins）、"),
        ({"theme-stones": "1"}, "您是不是想说：石刻（stone）？"),
    ],
)
def test_what_may_have_been_meant_is_named_in_chinese(
    client: TestClient, words: dict[str, str], says: str
) -> None:
    said = re.search(r'id="wrong"[^>]*>([^<]*)<', sent(client, "/plans?language=zh", FILLED | words).text)
    assert said
    assert says in said[1]


def test_a_form_shows_nothing_where_nothing_is_wished_and_keeps_what_it_has_no_field_for() -> None:
    filled = filled_by({"budget": None, "children": 2, "days": 3})
    assert "budget" not in filled
    assert words_of([("also", filled["also"])]) == {"children": 2}


def test_one_of_the_changes_that_would_do_is_asked_for_by_a_button(client: TestClient) -> None:
    tight = FILLED | {"also": json.dumps({"work": 50, "threads": 1, "max_transit": 1})}
    address = sent(client, "/plans", tight).headers["location"].partition("?")[0]
    with client.stream("GET", f"/v1{address}/events") as events:
        assert "event: failed" in "".join(events.iter_text())
    page = client.get(f"{address}?language=en").text
    assert 'name="number" value="0"' in page
    other = sent(client, f"{address}/change", {"number": "0"})
    assert other.status_code == 303
    assert other.headers["location"].partition("?")[0] != address
    assert sent(client, f"{address}/change", {"number": "99"}).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver"}, 303),
    ],
)
def test_only_our_own_pages_send_forms(client: TestClient, headers: dict[str, str], status: int) -> None:
    response = client.post("/plans", data=FILLED, headers=headers, follow_redirects=False)
    assert response.status_code == status


def test_with_tokens_the_page_asks_for_one_and_keeps_it_from_scripts(tmp_path: Path) -> None:
    token = "a-token-of-the-tests"
    with server(tmp_path / "plans.sqlite", tokens=frozenset({digest(token)})) as client:
        assert client.get("/").status_code == 401
        assert sent(client, "/login", {"token": "another"}).status_code == 401
        cookie = sent(client, "/login", {"token": token}).headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/").status_code == 200
        assert client.get("/v1/themes").status_code == 200


def test_a_page_that_is_not_there_is_told_as_a_page(client: TestClient) -> None:
    for path in ("/plans/nothing", "/plans/nothing/progress", "/page/../app.py", "/page/app.py"):
        response = client.get(path)
        assert response.status_code == 404, path


@pytest.mark.parametrize("path", ["/nope", "/s/withdrawn"])
def test_a_browser_is_told_by_a_page_what_is_not_there(client: TestClient, path: str) -> None:
    kinds = {accept: client.get(path, headers={"Accept": accept}) for accept in ("text/html,*/*", "*/*")}
    assert {answer.status_code for answer in kinds.values()} == {404}
    assert "<html" in kinds["text/html,*/*"].text
    assert kinds["*/*"].headers["content-type"] == "application/problem+json"


def test_answers_are_parts_of_the_page(client: TestClient, plan: str) -> None:
    at = f"{plan.removeprefix('/v1')}/ask"
    why = sent(client, f"{at}/explain", {"site": "east-tower"}).text
    assert "/by-hand/add?" in why
    assert "east-tower" in why
    assert "/by-hand/" in sent(client, f"{at}/suggest", {}).text
    assert sent(client, f"{at}/risk", {}).status_code == 404


def test_it_is_said_of_what_an_alternative_is_proven(client: TestClient, plan: str) -> None:
    """Side by side of those that differ as it does; opened by itself, how it compares with all plans of the wish."""
    part = sent(client, f"{plan.removeprefix('/v1')}/ask/alternatives?language=en", {}).text
    assert "<td>proven</td>" in part
    assert "<p>At most: of plans that differ so." in part


def test_an_alternative_is_opened_as_a_plan_of_its_own(client: TestClient, plan: str) -> None:
    part = sent(client, f"{plan.removeprefix('/v1')}/ask/alternatives", {}).text
    at = re.search(r'action="(/answers/[\w-]+/open)', part)
    assert at, part
    opened = sent(client, at[1], {"number": "1"}).headers["location"].partition("?")[0]
    assert sent(client, at[1], {"number": "1"}).headers["location"].partition("?")[0] == opened
    job = client.get(f"/v1{opened}").json()
    assert job["kind"] == "alternative"
    assert job["answer"]["id"] != client.get(plan).json()["answer"]["id"]
    assert client.post(f"/v1{opened}/suggest", json={"most": 1}).status_code == 200
    assert 'class="strip"' in client.get(opened).text
    assert client.get(f"/?plan={opened.split('/')[-1]}").status_code == 200
    by_app = client.post(f"/v1{at[1].removesuffix('/open')}/plans/1")
    assert (by_app.status_code, by_app.headers["location"]) == (201, f"/v1{opened}")
    for number in ("0", "99", "x"):
        assert sent(client, at[1], {"number": number}).status_code == 404


def changed(client: TestClient, plan: str, how: str, **fields: str) -> Any:
    return sent(
        client, f"{plan.removeprefix('/v1')}/by-hand/{how}?language=en", fields, **{"HX-Request": "true"}
    )


def visits_of(page: str) -> list[str]:
    return re.findall(r'class="tools scripted"[^>]*data-site="([\w-]+)"', page)


def test_a_plan_is_changed_by_hand(client: TestClient, plan: str) -> None:
    first, second, *_ = visits_of(client.get(plan.removeprefix("/v1")).text)
    for how, fields, has in (
        ("drop", {"site": first}, [second]),
        ("swap", {"out": first, "site": "east-tower"}, []),
        ("order", {"site": first, "day": "1", "sites": f"{first},{second}"}, [first, second]),
        ("improve", {}, [first]),
        ("add", {"site": "east-tower"}, ["east-tower"]),
    ):
        answer = changed(client, plan, how, **fields)
        assert {*visits_of(answer.text)} >= {*has}, how
        assert (answer.headers["hx-push-url"] or "").startswith("/plans/")
        assert re.search(r'id="said"[^>]*>[^<]+The plan is worth', answer.text)


@pytest.mark.parametrize(
    ("how", "fields", "outcome"),
    [
        ("move", {"site": "east-museum", "day": "2"}, "more than 6 h. Nothing changes."),
        ("move", {"site": "east-museum", "day": "1"}, ">Nothing changes."),
        ("swap", {"site": "east-tower", "out": "west-park"}, "more than 6 h. Nothing changes."),
    ],
)
def test_it_is_said_what_is_done_where_a_change_does_not_fit(
    client: TestClient, plan: str, how: str, fields: dict[str, str], outcome: str
) -> None:
    answer = changed(client, plan, how, **fields)
    said = re.search(r'id="said"[^>]*(>[^<]*)', answer.text)
    assert said
    assert outcome in said[1]
    assert {*visits_of(answer.text)} == {*visits_of(client.get(plan.removeprefix("/v1")).text)}
    is_new = answer.headers["hx-push-url"].partition("?")[0] != plan.removeprefix("/v1")
    assert is_new == ("Nothing changes." not in outcome)


def test_downloads_include_what_is_printed(client: TestClient, plan: str) -> None:
    page = client.get(plan.removeprefix("/v1")).text
    assert f"{plan}.pdf?" in page
    assert f"{plan}.png?" in page


def test_what_a_button_asks_for(client: TestClient, plan: str) -> None:
    itinerary, corridor = (
        Itinerary.model_validate(client.get(f"{plan}.json").json()),
        small_desk().atlas.corridor,
    )
    first, second, *others = [e.attraction for e in itinerary.days[0].events if isinstance(e, Visit)]
    turned = {"order": [f"1={','.join([second, first, *others])}"]}
    for how, fields, words in (
        ("later", {"site": first}, turned),
        ("earlier", {"site": second}, turned),
        ("move", {"site": first, "day": "2"}, {"move": [f"{first}=2"]}),
        ("drop", {"site": first}, {"drop": [first]}),
        (
            "take",
            {"site": "east-tower", "out": first, "day": "1"},
            {"move": ["east-tower=1"], "drop": [first]},
        ),
        ("add", {"site": "east-tower", "day": "1"}, {"move": ["east-tower=1"]}),
        ("add", {"site": "east-tower", "day": ""}, {"move": ["east-tower=any"]}),
    ):
        change = CHANGES[how](Changing(itinerary, corridor, fields))
        assert isinstance(change, Change)
        assert change.words == words
    added = CHANGES["add"](Changing(itinerary, corridor, {"site": "east-tower"}, (first,)))
    assert isinstance(added, Change)
    assert added.words == {"move": ["east-tower=any"], "pin": [first]}
    dropped = CHANGES["drop"](Changing(itinerary, corridor, {"site": first}, (first,)))
    assert isinstance(dropped, Change)
    assert dropped.words == {"drop": [first]}
    improved = CHANGES["improve"](Changing(itinerary, corridor, {}, (first, "elsewhere")))
    assert isinstance(improved, Change)
    assert improved.words["pin"] == [first]


def test_what_was_to_be_booked_by_now_is_so_on_the_page(
    client: TestClient, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = plan.removeprefix("/v1")
    assert "By Sat 28 November 2026: a bed" in client.get(f"{page}?language=en").text
    monkeypatch.setattr("planner.clock.today", lambda: date(2026, 12, 1))
    later = client.get(f"{page}?language=en").text
    assert "28 November" not in later
    assert "Now, unless it is booked: a bed" in later


def test_what_cannot_be_changed_is_said_and_the_plan_stays(client: TestClient, plan: str) -> None:
    first, *_ = visits_of(client.get(plan.removeprefix("/v1")).text)
    at_end = changed(client, plan, "earlier", site=first)
    assert (at_end.status_code, at_end.headers["hx-retarget"]) == (200, "#said")
    assert "It is the first of its day." in at_end.text
    there = changed(client, plan, "swap", site=first, out=first)
    assert "is on day 1 already. Nothing changes." in there.text
    others = visits_of(client.get(plan.removeprefix("/v1")).text)[1:]
    elsewhere = changed(client, plan, "swap", site=others[-1], out=first)
    assert re.search(r"is on day \d already. Nothing changes.", elsewhere.text)
    no_day = changed(client, plan, "move", site=first, day="9")
    assert "There is no day 9" in no_day.text or "no day 9" in no_day.text
    for how, fields in (("drop", {"site": "nowhere"}), ("fly", {}), ("swap", {"out": "x", "site": first})):
        answer = changed(client, plan, how, **fields)
        assert answer.status_code == 404
        assert "<html" not in answer.text


def test_sites_are_found_by_the_last_name_of_a_field(client: TestClient) -> None:
    page = client.get("/found/must", params={"must": "East Tower, shiku", "language": "zh"}).text
    assert re.findall(r'id="(must-list-\d+)"[^>]*data-name="中镇石窟"', page) == ["must-list-1"]
    assert "aria-disabled" in client.get("/found/must", params={"must": "xyzzy<"}).text
    assert client.get("/found/must", params={"must": "East Tower, "}).text.strip() == ""


def test_links_are_made_listed_and_withdrawn_on_the_page(client: TestClient, plan: str) -> None:
    at = f"{plan.removeprefix('/v1')}/shares"
    made = sent(client, at, {"map": "on"}).text
    link = re.search(r'href="http://testserver(/s/[\w-]+)', made)
    assert link
    assert client.get(link[1]).status_code == 200
    ours = made.partition(link[1])[2].partition("</li>")[0]
    assert "with map <button" in ours
    out = re.search(r'hx-delete="([^"]+)"', ours)
    assert out
    assert out[1] in client.get(at).text
    assert out[1] not in client.delete(out[1]).text
    assert client.get(link[1]).status_code == 404
    assert client.delete(out[1]).status_code == 404


def test_a_form_that_says_nothing_plans_a_trip_from_the_first_town(client: TestClient) -> None:
    page = client.get("/?language=en").text
    town = re.search(r'id="from"[^>]*placeholder="([^"]+)"', page)
    assert town
    asked = sent(client, "/plans", {"days": "1", "date": "2026-12-05", "also": ALSO})
    assert asked.status_code == 303
    job = asked.headers["location"].partition("?")[0].split("/")[-1]
    assert re.search(r'id="from"[^>]*value="east-city"', client.get(f"/?plan={job}").text)


@pytest.mark.parametrize(("scheme", "asked"), [("dark", "(min-width: 0)"), ("light", "(max-width: 0)")])
def test_pages_are_dark_or_light_as_one_likes(client: TestClient, scheme: str, asked: str) -> None:
    chosen = sent(client, "/scheme?language=zh", {"scheme": scheme, "path": "/plans/x"})
    assert chosen.headers["location"] == "/plans/x?language=zh"
    page = client.get("/").text
    styles = re.findall(r'href="(/page/\w+\.css[^"]*)"', page)
    assert len(styles) == 2
    for each in styles:
        text = client.get(each).text
        assert asked in text
        assert "prefers-color-scheme" not in text
        assert f"color-scheme: {scheme};" in text
    client.cookies.clear()
    assert "prefers-color-scheme" in client.get("/page/page.css?scheme=system").text


def test_choosing_colours_leads_to_no_other_site(client: TestClient) -> None:
    for path in ("//evil.example", "/\\evil.example", "https://evil.example", "/plans/../../x"):
        answer = sent(client, "/scheme", {"scheme": "other", "path": path})
        assert answer.headers["location"] == "/?language=en"
        assert "set-cookie" not in answer.headers


def test_an_edited_plan_says_what_changed_and_can_be_the_wish_of_another(
    client: TestClient, plan: str
) -> None:
    edited = (
        client.post(f"{plan}/edit", json={"drop": ["mid-grotto"]}).headers["location"].removeprefix("/v1")
    )
    assert "Falls out: Mid Grotto" in client.get(f"{edited}?language=en").text
    form = client.get(f"/?plan={edited.split('/')[-1]}&language=en")
    assert form.status_code == 200
    assert re.search(r'id="avoid"[^>]*value="mid-grotto"', form.text)


def test_the_words_of_a_form_are_those_that_were_filled_in() -> None:
    fields = [("days", "3"), ("must", "a，b、 c"), ("theme-stone", "0.6"), ("budget", " "), ("date", "soon")]
    words = words_of([*fields, ("also", '{"work": 7}'), ("unknown", "x")])
    assert words == {
        "work": 7,
        "days": 3,
        "date": "soon",
        "must": ["a", "b", "c"],
        "themes": {"stone": "0.6"},
    }
    themes = {"stone": "0.6"}
    assert filled_by(words) == {
        "days": 3,
        "date": "soon",
        "must": "a, b, c",
        "avoid": "",
        "themes": themes,
        "also": '{"work": 7}',
    }


def test_bars_stand_where_their_hours_are() -> None:
    def row(kind: Any, start: int, end: int) -> Row:
        return Row(kind, start, end, "", "x", "", "", None)

    rows = (row("visit", 540, 600), row("leg", 600, 660), row("overnight", 1140, 1920))
    scale = Scale.of([DayView(1, None, (), rows, ())])  # type: ignore[arg-type]
    assert (scale.begin, scale.end) == (540, 1140)
    bars = bars_of(0, rows, scale)
    assert [(bar.row, bar.begin, bar.length) for bar in bars] == [("d0r0", 0, 10), ("d0r1", 10, 10)]


def test_the_page_uses_all_its_texts_and_no_other() -> None:
    written = set(
        re.findall(r'^msgid "([a-z_0-9-]+)"', (LOCALE / "en/LC_MESSAGES/page.po").read_text(), re.M)
    )
    source = "".join(path.read_text() for path in sorted(PAGE.glob("*.html")))
    code = "".join(path.read_text() for path in sorted(PAGE.parent.glob("*.py")))
    used = set(re.findall(r"\bt\('([a-z_0-9-]+)'[,)]", source))
    used |= set(re.findall(r"""["']page\.([a-z-]+)["']""", code)) - {"css"}
    begun = (
        *re.findall(r"\bt\('([a-z_0-9-]+-)' ~", source),
        "weight-",
        "mode-",
        "pace-",
        "did-",
        "is-",
        "worth-",
        "share-",
    )
    assert used <= written
    assert [each for each in written - used if not each.startswith(begun)] == []


def test_scripts_are_small(client: TestClient) -> None:
    sizes = {name: len(client.get(f"/page/{name}").content) for name in SCRIPTS}
    assert sum(sizes.values()) < 150_000


SCRIPTS = ("map.js", "htmx.js", "sortable.js", "search.js", "form.js", "plan.js")
