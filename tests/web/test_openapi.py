"""The OpenAPI document holds for whatever is asked: nothing undocumented, and no fault of the server."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from planner.asking.tokens import digest
from planner.files import write_atomically
from planner.web import Settings, create_app
from tests.builders.pages import REWRITE
from tests.builders.paths import ROOT, SMALL
from tests.builders.servers import OFTEN, QUESTIONS, WISH, Threads, small_desk

EXAMPLES = 3  # of each operation
TOKEN = "a-token-long-enough"
ALLOWED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The document of a server that listens."""
    database = str(tmp_path_factory.mktemp("api") / "plans.sqlite")
    set_up = Settings(database=database, data=SMALL, rate=OFTEN, grace=1, tokens=[digest(TOKEN)])
    app = create_app(set_up, lambda: Threads(small_desk()))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield schemathesis.openapi.from_url(f"http://127.0.0.1:{listening.getsockname()[1]}/openapi.json")
    finally:
        server.should_exit = True
        thread.join()


def asked_at_random(operation: APIOperation[Any, Any, Any, Any]) -> None:
    """Ask for one thing in many ways, and hold the answers to the document."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def holds(case: Case[Any]) -> None:
        # no schema knows all names that are right
        case.call_and_validate(headers=ALLOWED, excluded_checks=[positive_data_acceptance])

    holds()


def test_whatever_is_asked_is_answered_as_documented(api: BaseSchema) -> None:
    operations = list(api.get_all_operations())
    assert len(operations) > 30
    for operation in operations:
        assert isinstance(operation, Ok), operation
        asked_at_random(operation.ok())


def test_the_document_is_of_openapi_3_1_and_has_examples(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    bodies = [
        operation["requestBody"]["content"]["application/json"]
        for path in document["paths"].values()
        for operation in path.values()
        if "requestBody" in operation
    ]
    assert len(bodies) >= 9
    assert all(body["examples"] for body in bodies)


def answers_of(client: TestClient) -> dict[str, Any]:
    """Ask for what the document has examples of: of lists the first."""
    day = {"date": WISH["date"], "from": "east-city", "to": "west-city"}
    made = client.post("/v1/plans", json=WISH | {"days": 1})
    told = made.json()
    found: dict[str, Any] = {
        "post /v1/plans": {name: told[name] for name in ("status", "certificate", "days", "totals")},
        "post /v1/plans/{id}/risk": client.post(
            f"{made.headers['location']}/risk", json={"samples": 100}
        ).json(),
    }
    questions: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
        "explain": ({"site": "east-tower"}, ("attraction", "name", "loss", "proven", "cause", "detail")),
        "alternatives": ({"number": 1}, ("table", "asked", "share", "complete")),
        "edit": ({"drop": ["mid-grotto"]}, ("status", "breaks", "difference", "totals")),
        "replan": ({"now": "2026-12-05T10:00", "late": 5}, ("status", "now", "difference", "totals")),
    }
    for kind, (words, names) in questions.items():
        answer = client.post(f"{made.headers['location']}/{kind}", json=words).json()
        found[f"post /v1/plans/{{id}}/{kind}"] = {name: answer[name] for name in names}
    suggested = client.post(f"{made.headers['location']}/suggest", json={"most": 1}).json()
    found["post /v1/plans/{id}/suggest"] = [
        {name: suggested[0][name] for name in ("attraction", "name", "day", "instead_of", "gain")}
    ]
    prices = client.post(f"{made.headers['location']}/pareto", json={"most": 2}).json()
    points = [{name: told for name, told in point.items() if name != "plan"} for point in prices["points"]]
    found["post /v1/plans/{id}/pareto"] = {**prices, "points": points}
    for name in ("sites", "themes", "towns", "schema"):
        found[f"get /v1/{name}"] = client.get(f"/v1/{name}").json()[:1]
    for name in ("lines", "journeys"):
        found[f"get /v1/{name}"] = client.get(f"/v1/{name}", params=day).json()[:1]
    return found


def test_the_examples_of_answers_are_answers(client: TestClient) -> None:
    """``UPDATE_DOCS=1`` writes them anew; how long a search took is another time."""
    path = ROOT / "planner" / "web" / "examples.json"
    told = {
        "answers": answers_of(client),
        "problem": client.post("/v1/plans", json=WISH | {"days": 99}).json(),
    }
    if REWRITE:
        write_atomically(path, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    kept = json.loads(path.read_text("utf-8"))
    kept["answers"]["post /v1/plans"]["certificate"]["seconds"] = 0
    told["answers"]["post /v1/plans"]["certificate"]["seconds"] = 0
    assert told == kept


def test_main_answers_and_all_problems_have_examples(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    plans, sites = document["paths"]["/v1/plans"]["post"], document["paths"]["/v1/sites"]["get"]
    for operation in (plans, sites):
        (example,) = operation["responses"]["200"]["content"]["application/json"]["examples"].values()
        assert example["value"]
    problem = document["components"]["examples"]["problem"]["value"]
    jsonschema.validate(problem, document["components"]["schemas"]["Problem"])
    told = [
        content["application/problem+json"]
        for path in document["paths"].values()
        for operation in path.values()
        for each in operation["responses"].values()
        if "application/problem+json" in (content := each.get("content", {}))
    ]
    assert len(told) > 100
    assert all(each["examples"]["problem"] == {"$ref": "#/components/examples/problem"} for each in told)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/s/{token}", "text/html"),
        ("/feeds/{token}.ics", "text/calendar"),
        ("/metrics", "text/plain"),
        ("/v1/schema/{document}", "application/schema+json"),
    ],
)
def test_what_is_no_json_is_not_said_to_be(client: TestClient, path: str, kind: str) -> None:
    told = client.get("/openapi.json").json()["paths"][path]["get"]["responses"]["200"]["content"]
    assert [*told] == [kind]


@pytest.mark.parametrize("kind", QUESTIONS)
def test_answers_to_questions_are_as_the_document_says(client: TestClient, plan: str, kind: str) -> None:
    document = client.get("/openapi.json").json()
    answers = document["paths"][f"/v1/plans/{{id}}/{kind}"]["post"]["responses"]["200"]["content"]
    assert answers["application/json"]["examples"]
    schema = {**answers["application/json"]["schema"], "components": document["components"]}
    answer = client.post(f"{plan}/{kind}", json=QUESTIONS[kind])
    assert answer.status_code == 200
    jsonschema.validate(answer.json(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"nothing": "of this"}, schema)


def test_no_search_is_promised_longer_than_the_server_lets_it_be(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    most = []
    for path, methods in document["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        told = content.get("application/json", {}).get("schema", {}).get("properties", {})
        for name in ("time_limit", "work"):
            kinds = [
                kind for kind in told.get(name, {}).get("anyOf", [told.get(name, {})]) if "maximum" in kind
            ]
            most += [(path.rpartition("/")[2], name, kind["maximum"]) for kind in kinds]
    limits = {"time_limit": Settings().most_seconds, "work": Settings().most_seconds * 1000}
    assert {(path, name) for path, name, _ in most} >= {("pareto", "work"), ("plans", "time_limit")}
    assert all(number == limits[name] for _, name, number in most)


def test_problems_that_are_told_before_any_path_are_in_the_document(client: TestClient) -> None:
    for path in client.get("/openapi.json").json()["paths"].values():
        for method, operation in path.items():
            told = {
                status
                for status, each in operation["responses"].items()
                if "problem" in str(each.get("content"))
            }
            assert {"405", "413", "421"} <= told
            assert ("403" in told) is (method != "get")


def test_counts_for_prometheus_may_want_a_token_or_patience(client: TestClient) -> None:
    answers = client.get("/openapi.json").json()["paths"]["/metrics"]["get"]["responses"]
    assert {"200", "401", "429"} <= set(answers)


def test_all_that_can_be_asked_stands_on_a_page_without_network(client: TestClient) -> None:
    document, page = client.get("/openapi.json").json(), client.get("/docs").text
    assert not re.search(r"(src|href)=.?(https?:)?//", page)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            begins = page.index(f'id="{operation["operationId"]}"')
            part = page[begins : page.index("</details>", begins)]
            assert f"<b>{method.upper()}</b> <code>{path}</code>" in part
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in part
            assert all(f"<code>{status}</code>" in part for status in operation["responses"])
            if "requestBody" in operation:
                assert "curl -s -X" in part
                assert "application/json" in part
    assert "HTTP接口一览" in client.get("/docs?language=zh").text
    assert client.get("/docs/swagger-ui.css").status_code == 404
