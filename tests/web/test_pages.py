"""The web page without a browser: what it shows, takes and refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from planner.asking.tokens import digest
from planner.export.view import DayView, Row
from planner.texts.further import LOCALE
from planner.web.forms import filled_by, words_of
from planner.web.strips import Scale, bars_of
from tests.builders.paths import ROOT
from tests.builders.servers import server

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
    for path in ("/plans/nothing", "/answers/nothing", "/page/../app.py", "/page/app.py"):
        response = client.get(path)
        assert response.status_code == 404, path


def test_answers_are_parts_of_the_page(client: TestClient, plan: str) -> None:
    for kind, body, words in (
        ("explain", {"site": "east-tower"}, 'data-add="east-tower"'),
        ("suggest", {"most": 3}, "data-day="),
        ("alternatives", {"number": 1}, "<table>"),
    ):
        at = client.post(f"{plan}/{kind}", json=body).headers["location"]
        assert words in client.get(at.removeprefix("/v1")).text
    story = client.post(f"{plan}/risk", json={"samples": 10}).headers["location"]
    assert client.get(story.removeprefix("/v1")).status_code == 404


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
    used = set(re.findall(r"\bt\('([a-z_0-9-]+)'[,)]", source))
    begun = (*re.findall(r"\bt\('([a-z_0-9-]+-)' ~", source), "weight-", "mode-", "pace-")
    assert used <= written
    assert [each for each in written - used if not each.startswith(begun)] == []


def test_scripts_are_small(client: TestClient) -> None:
    sizes = {name: len(client.get(f"/page/{name}").content) for name in SCRIPTS}
    assert sum(sizes.values()) < 150_000


SCRIPTS = ("map.js", "sortable.js", "search.js", "form.js", "progress.js", "plan.js")
