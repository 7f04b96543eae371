"""Links by which others see a plan, and calendars to subscribe to."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.builders.servers import WISH


def link(client: TestClient, plan: str, **shown: bool) -> tuple[str, str]:
    response = client.post(f"{plan}/shares", json=shown)
    assert response.status_code == 201
    return response.json()["id"], response.json()["url"]


@pytest.mark.parametrize(
    ("switch", "word"),
    [
        ("map", 'id="map"'),
        ("map", "30.1"),
        ("money", "CNY"),
        ("money", "Money"),
        ("bookings", "What to book"),
    ],
)
def test_a_link_shows_what_it_may(client: TestClient, plan: str, switch: str, word: str) -> None:
    _, whole = link(client, plan)
    _, part = link(client, plan, **{switch: False})
    assert word in client.get(whole).text
    page = client.get(part)
    assert page.status_code == 200
    assert word not in page.text
    assert "script-src 'sha256-" in page.headers["content-security-policy"]
    assert page.headers["x-robots-tag"] == "noindex, nofollow"


def test_a_booking_stays_with_who_has_the_plan(client: TestClient) -> None:
    wish = WISH | {"mode": "transit", "trains": ["G1@2026-12-05:east-station..west-station"]}
    response = client.post("/v1/plans", json=wish)
    assert response.status_code == 200, response.text
    plan = response.headers["location"]
    _, whole = link(client, plan)
    _, part = link(client, plan, bookings=False)
    assert "booked" in client.get(whole).text.partition("<script")[0]
    assert "booked" not in client.get(part).text.partition("<script")[0]


def test_a_link_is_listed_and_withdrawn(client: TestClient, plan: str) -> None:
    share, url = link(client, plan)
    listed = client.get(f"{plan}/shares").json()
    assert share in [each["id"] for each in listed]
    assert all(each["url"] is None for each in listed)
    assert client.delete(f"{plan}/shares/{share}").status_code == 204
    assert client.delete(f"{plan}/shares/{share}").status_code == 404
    assert client.get(url).status_code == 404


def test_a_link_is_no_way_to_the_plan_itself(client: TestClient, plan: str) -> None:
    _, url = link(client, plan)
    token = url.removeprefix("/s/")
    assert plan.rpartition("/")[2] not in client.get(url).text
    assert client.get(f"/v1/plans/{token}").status_code == 404


def test_a_calendar_turns_moves_and_ends(client: TestClient, plan: str) -> None:
    old = client.post(f"{plan}/feed").json()["url"]
    first = client.get(old)
    assert first.headers["content-type"].startswith("text/calendar")
    assert client.get(old, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    new = client.post(f"{plan}/feed").json()["url"]
    assert client.get(old).status_code == 404
    edited = client.post(f"{plan}/edit", json={"drop": ["mid-grotto"]}).headers["location"]
    moved = client.put(f"{edited}/feed", params={"of": plan.rpartition("/")[2]})
    assert moved.status_code == 204
    changed = client.get(new, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert "SEQUENCE" in changed.text
    assert client.delete(f"{edited}/feed").status_code == 204
    assert client.get(new).status_code == 404
