"""What docs/security.md promises."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from planner.asking.tokens import tokens_of
from planner.wording.fields import BY_NAME
from tests.builders.servers import QUESTIONS, WISH, server

TOKEN, OTHER = "a-token-long-enough", "another-token-as-long"
HOSTILE: list[Any] = [
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "!!python/object/apply:os.system [id]",
    "&a [*a, *a]",
    "<script>alert(1)</script>",
    "'; DROP TABLE jobs; --",
    "{{ 7*7 }}",
    "\u202e\u0000\x1b[31m",
    "A" * 100_000,
    -1,
    10**400,
    1e308,
    True,
    [],
    [[[[]]]],
    {"a": {"b": ["c"]}},
    ["x"] * 5000,
]
BODIES = [
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b'{"days": NaN}',
    b'{"days": 1e999}',
    b'{"days": 1, "days": 2}',
    b'{"from": "\\ud800"}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"\xff\xfe",
    b"days: 3\n",
]


@pytest.mark.parametrize("word", BY_NAME)
def test_no_word_of_a_request_does_harm(client: TestClient, word: str) -> None:
    for value in HOSTILE:
        body = json.dumps(WISH | {"work": 1, word: value})
        headers = {"Content-Type": "application/json", "Prefer": "respond-async"}
        response = client.post("/v1/plans", content=body, headers=headers)
        assert response.status_code in (202, 400, 422), (word, str(value)[:40], response.text)
        assert not re.search("root:|Traceback|/planner/|site-packages", response.text)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_no_word_of_a_question_does_harm(client: TestClient, plan: str, kind: str) -> None:
    for word in QUESTIONS[kind]:
        for value in HOSTILE:
            body = json.dumps(QUESTIONS[kind] | {word: value})
            response = client.post(
                f"{plan}/{kind}", content=body, headers={"Content-Type": "application/json"}
            )
            assert response.status_code in (200, 400, 422), (word, str(value)[:40], response.text)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("path", ["/v1/plans", "/v1/check"])
def test_a_body_that_is_none_is_told(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_of_another_kind_is_refused(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/yaml"):
        response = client.post("/v1/plans", content=json.dumps(WISH), headers={"Content-Type": kind})
        assert response.status_code == 415


def test_a_body_has_a_size(client: TestClient) -> None:
    large = b'{"from": "' + b"x" * 2_000_000 + b'"}'
    response = client.post("/v1/check", content=large, headers={"Content-Type": "application/json"})
    assert_too_large(response)

    def parts() -> Any:
        yield from (large[at : at + 65_536] for at in range(0, len(large), 65_536))

    response = client.post("/v1/check", content=parts(), headers={"Content-Type": "application/json"})
    assert_too_large(response)


def assert_too_large(response: Any) -> None:
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "2000000" in response.json()["message"].replace(",", "")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/plans/..%2f..%2fetc%2fpasswd",
        "/v1/plans/x.%2e%2e%2fhtml",
        "/docs/..%2fsettings.py",
        "/docs/LICENSE",
        "/v1/schema/..%2f..%2fx",
        "/s/' OR 1=1 --",
        "/feeds/%00.ics",
        "/v1/plans/" + "x" * 5000,
    ],
)
def test_no_path_leads_to_a_file(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/healthz", "/v1/sites", "/nothing", "/docs", "/openapi.json", "/v1/plans/x"]
)
def test_headers_keep_browsers_from_harm(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"Origin": "https://evil.example"}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")  # pages tell their own forms
    assert "access-control-allow-origin" not in headers


def test_a_page_runs_what_stands_in_it_and_nothing_else(client: TestClient, plan: str) -> None:
    policy = client.get(f"{plan}.html").headers["content-security-policy"]
    assert re.search(r"script-src( 'sha256-[\w+/=]+')+;", policy)
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_of_another_origin_cannot_ask(client: TestClient) -> None:
    response = client.post("/v1/plans", json=WISH, headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, response.json()["message"]) == (
        403,
        "A page of another site cannot change anything here.",
    )
    preflight = client.options(
        "/v1/plans", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert "access-control-allow-origin" not in preflight.headers


def test_only_this_machine_is_asked_by_its_own_names(tmp_path: Path) -> None:
    with server(tmp_path / "a.sqlite", host="127.0.0.1") as client:
        refused = client.get("/healthz", headers={"Host": "evil.example"})
        assert (refused.status_code, "not at evil.example" in refused.json()["message"]) == (421, True)
        for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
            assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_with_tokens_a_plan_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_text(f"# of apps\n{TOKEN}\n{OTHER}\n")
    mine, other = ({"Authorization": f"Bearer {token}"} for token in (TOKEN, OTHER))
    with server(tmp_path / "a.sqlite", tokens=tokens_of(path)) as client:
        for wrong in ({}, {"Authorization": "Bearer nothing"}, {"Authorization": f"Basic {TOKEN}"}):
            response = client.post("/v1/plans", json=WISH, headers=wrong)
            assert response.status_code == 401
            assert response.headers["www-authenticate"] == "Bearer"
        assert client.get("/metrics").status_code == 401
        assert client.get("/healthz").status_code == 200
        plan = client.post("/v1/plans", json=WISH, headers=mine).headers["location"]
        assert client.get(plan, headers=other).status_code == 404
        assert client.delete(plan, headers=other).status_code == 404
        url = client.post(f"{plan}/shares", headers=mine).json()["url"]
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("text", ["", "# nothing\n", "short\n"])
def test_tokens_that_can_be_guessed_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tokens.txt"
    path.write_text(text)
    with pytest.raises(Exception, match="token"):
        tokens_of(path)


def test_who_asks_too_often_waits(tmp_path: Path) -> None:
    with server(tmp_path / "a.sqlite", rate="3/minute") as client:
        statuses = [client.get("/v1/themes").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        late = client.get("/s/nothing")
        assert (late.status_code, late.json()["error"]) == (429, "too-many")
        assert 0 < int(late.headers["retry-after"]) <= 61
        assert client.get("/healthz").status_code == 200


def test_counts_have_nothing_of_a_traveller(client: TestClient, plan: str) -> None:
    client.get(f"{plan}.text")
    text = client.get("/metrics").text
    assert 'route="/v1/plans/{id}.{format}"' in text
    assert plan.rpartition("/")[2] not in text
    assert 'planner_jobs{state="done"}' in text
