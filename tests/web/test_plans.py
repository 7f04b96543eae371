"""Plans over HTTP: at once or as jobs, in every format, and what is asked of them."""

from __future__ import annotations

import json
import threading
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from planner.asking import Answer, Ask
from planner.asking.schemas import DOCUMENTS, schema_of
from planner.compact import expand
from planner.export import FORMATS
from planner.itinerary import Itinerary
from planner.service import check
from planner.stopping import Report, StopToken
from tests.builders.paths import ROOT
from tests.builders.servers import QUESTIONS, WISH, server, small_desk

ASYNC = {"Prefer": "respond-async"}
DRAWN = {"png", "pdf"}  # by programs that take seconds


def test_the_words_of_a_request_become_a_plan_that_checks(client: TestClient, plan: str) -> None:
    itinerary = Itinerary.model_validate(client.get(f"{plan}.json").json())
    assert itinerary.request.start == "east-city"
    assert check(itinerary, small_desk().atlas.corridor, itinerary.request.wish) == []


def test_a_job_is_answered_later(client: TestClient) -> None:
    response = client.post("/v1/plans", json=WISH | {"seed": 1}, headers=ASYNC)
    assert response.status_code == 202
    assert response.headers["preference-applied"] == "respond-async"
    job = response.headers["location"]
    with client.stream("GET", f"{job}/events") as events:
        text = "".join(events.iter_text())
    assert "event: done" in text
    told = client.get(job).json()
    assert (told["state"], told["on_these_data"]) == ("done", True)
    assert told["answer"]["certificate"]["objective"] == told["objective"] <= told["bound"]
    assert client.get(told["links"]["itinerary"]).json() == told["answer"]


@pytest.mark.parametrize("format_", [name for name in FORMATS if name not in DRAWN])
def test_a_plan_is_told_in_every_format(client: TestClient, plan: str, format_: str) -> None:
    response = client.get(f"{plan}.{format_}?language=zh")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(FORMATS[format_].media_type)
    tag = response.headers["etag"]
    assert client.get(f"{plan}.{format_}?language=zh", headers={"If-None-Match": tag}).status_code == 304
    assert response.content


@pytest.mark.parametrize("kind", QUESTIONS)
def test_every_question_has_an_answer(client: TestClient, plan: str, kind: str) -> None:
    response = client.post(f"{plan}/{kind}", json=QUESTIONS[kind])
    assert response.status_code == 200, response.text
    kept = client.get(response.headers["location"]).json()
    assert (kept["kind"], kept["answer"]) == (kind, response.json())


def test_the_answer_to_an_edit_is_a_plan_of_its_own(client: TestClient, plan: str) -> None:
    response = client.post(f"{plan}/edit", json=QUESTIONS["edit"], headers=ASYNC)
    edited = response.headers["location"]
    assert edited.startswith("/v1/plans/")
    with client.stream("GET", f"{edited}/events") as events:
        assert "event: done" in "".join(events.iter_text())
    assert "mid-grotto" not in client.get(f"{edited}.csv").text
    assert client.post(f"{edited}/suggest", json={"most": 1}).status_code == 200


def test_a_plan_and_its_answers_are_found_by_their_own_names_only(client: TestClient, plan: str) -> None:
    answer = client.post(f"{plan}/suggest", json={"most": 2}).headers["location"]
    assert client.get(answer.replace("answers", "plans")).status_code == 404
    assert client.get(plan.replace("plans", "answers")).status_code == 404


def test_some_fields_and_the_compact_form(client: TestClient, plan: str) -> None:
    assert client.get(f"{plan}.json?fields=totals,status").json().keys() == {"totals", "status"}
    short = client.post("/v1/plans?compact=true", json=WISH).json()
    assert (
        expand(short, small_desk().atlas.corridor).to_json()
        == Itinerary.model_validate(client.get(f"{plan}.json").json()).to_json()
    )
    problem = client.get(f"{plan}.json?fields=nothing").json()
    assert (problem["status"], problem["pointer"]) == (422, "/fields")


@pytest.mark.parametrize(
    ("words", "code", "pointer", "exit_code"),
    [
        ({"from": "nowhere-at-all"}, "request", "/from", 4),
        ({"days": 15}, "request", "/days", 4),
        ({"dayz": 2}, "request", "/dayz", 4),
        ({"work": 10**8}, "request", "/work", 4),
        ({"work": None, "time_limit": 61}, "request", "/time_limit", 4),
        ({"max_transit": 1}, "no-plan", None, 5),
        ({"themes": {"stone": 1, "food": 1}}, "request", "/themes/food", 4),
        ({"theme": {"stone": 7}}, "request", "/theme/stone", 4),
        ({"must": ["mid-grotto", "nowhere"]}, "request", "/must/1", 4),
        ({"visits": ["mid-grotto@2026-12-05T10:00", "nowhere@2026-12-05T14:00"]}, "request", "/visits/1", 4),
        ({"purses": {"rides": 9, "tickets": -1}}, "request", "/purses/tickets", 4),
        ({"child_ages": [3, 99]}, "request", "/child_ages/1", 4),
        ({"free": {"2": ["evening", "z/z"]}}, "request", "/free/2/1", 4),
    ],
)
def test_what_is_wrong_is_problem_json(
    client: TestClient, words: dict[str, Any], code: str, pointer: str | None, exit_code: int
) -> None:
    response = client.post("/v1/plans", json=WISH | words)
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert (told["error"], told.get("pointer"), told["exit_code"]) == (code, pointer, exit_code)
    assert (response.status_code, told["status"], told["type"]) == (
        422,
        422,
        f"urn:bashu-planner:problem:{code}",
    )
    assert told["message_zh"]


@pytest.mark.parametrize(
    ("words", "pointer", "says"),
    [
        ({"days": True}, "/days", "should be a whole number, not 'true'"),
        ({"days": "2"}, "/days", 'without quotes around it, not "2"'),
        ({"time-limit": "2"}, "/time-limit", "without quotes"),
        ({"meals": "false"}, "/meals", "should be true or false, not 'false'"),
        ({"meals": 1}, "/meals", "should be true or false, not '1'"),
        ({"days": 1e308}, "/days", "1e+308 is no number that can be meant here"),
        ({"free": {"2": [10**20]}}, "/free/2/0", "is no number that can be meant"),
    ],
)
def test_numbers_and_flags_are_those_of_json(
    client: TestClient, words: dict[str, Any], pointer: str, says: str
) -> None:
    """Texts are for forms and tables, and a flag is no number."""
    answer = client.post("/v1/plans", json=WISH | words)
    told = answer.json()
    assert (answer.status_code, told["pointer"]) == (422, pointer)
    assert says in told["message"]


def test_all_numbers_that_are_none_are_told_of_questions_too(client: TestClient, plan: str) -> None:
    told = client.post(f"{plan}/risk", json={"samples": "100", "seed": True}).json()
    assert [each["pointer"] for each in (told, *told["more"])] == ["/samples", "/seed"]
    whole = client.get(f"{plan}.json").json()
    told = client.post("/v1/check", json={"plan": whole, "request": WISH | {"days": "2"}}).json()
    assert told["pointer"] == "/request/days"


def test_a_body_that_is_nested_too_deeply_is_told_in_words(client: TestClient) -> None:
    body = '{"days": ' + "[" * 100_000 + "]" * 100_000 + "}"
    answer = client.post("/v1/plans", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert "nested too deeply" in answer.json()["message"]


@pytest.mark.parametrize("path", ["/v1/sites", "{plan}", "{plan}.json", "{plan}/shares", "/v1/schema"])
def test_a_parameter_that_a_path_has_not_is_told(client: TestClient, plan: str, path: str) -> None:
    """With those it has; pages, which scripts and links add to, take any."""
    answer = client.get(path.format(plan=plan) + "?bogus=1")
    told = answer.json()
    assert (answer.status_code, told["pointer"]) == (422, "/bogus")
    if path == "/v1/sites":
        assert told["message"].endswith("there are query, theme, tag, near, fields.")
    assert client.get("/?bogus=1").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/v1/nothing", 404, "此地址没有内容；/docs列出了可以查询的内容。"),
        ("GET", "/v1/plans/nothing", 404, "这里没有该方案：它可能已过期、已删除，或属于他人。"),
        ("DELETE", "/v1/sites", 405, "此地址不支持DELETE，支持：GET、HEAD。"),
    ],
)
def test_what_is_not_there_is_told_in_chinese_too(
    client: TestClient, method: str, path: str, status: int, says: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["message_zh"]) == (status, says)


@pytest.mark.parametrize(
    ("body", "says", "chinese"),
    [
        (
            '{"days": 2,\n x}',
            "line 2, column 2: the name of a field in double",
            "第2行第2列：此处应为用双引号括",
        ),
        ('{"days": 2', "line 1, column 11: a comma was expected", "第1行第11列：此处应为逗号。"),
        ('{"days" 2}', "line 1, column 9: a colon was expected", "第1行第9列：此处应为冒号。"),
        ('{"days": }', "line 1, column 10: a value was expected", "第1行第10列：此处应为一个值。"),
        (
            '{"from": "x}',
            "line 1, column 10: a text that begins here does not",
            "第1行第10列：从此处开始的文本",
        ),
        ("{} {}", "line 1, column 4: there is more behind the end", "第1行第4列：结尾之后还有多余内容。"),
        (
            '{"a": "\t"}',
            "line 1, column 8: a sign that has to be escaped",
            "第1行第8列：文本中有须转义的字符。",
        ),
        (
            '{"a": "\\x"}',
            "line 1, column 8: an escape that JSON does not",
            "第1行第8列：有JSON不认识的转义。",
        ),
        ('{"a": 1, "a": 2}', "the key 'a' is given twice", "键“a”给了两次"),
        (b'{"a": "\xff"}', "it is not UTF-8", "不是UTF-8编码。"),
    ],
)
def test_what_is_no_json_is_told_where_and_why(
    client: TestClient, body: str | bytes, says: str, chinese: str
) -> None:
    answer = client.post("/v1/plans", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert says in answer.json()["message"]
    assert chinese in answer.json()["message_zh"]


@pytest.mark.parametrize(
    ("words", "says", "chinese"),
    [
        ({"work": None, "time_limit": 61}, "takes 60 seconds at most", "最多为60秒"),
        ({"work": 10**8}, "units of work at most", "个计算量单位"),
        ({"work": None, "time_limit": 9999}, "equal to 3600 seconds", "等于3600秒"),
        ({"days": 0}, "equal to 1 day, not '0'", "等于1天"),
        ({"max_transit": 9999}, "equal to 1440 minutes", "等于1440分钟"),
        ({"adults": 0}, "equal to 1, not '0'", "等于1，"),
    ],
)
def test_numbers_have_their_units(client: TestClient, words: dict[str, Any], says: str, chinese: str) -> None:
    told = client.post("/v1/plans", json=WISH | words).json()
    assert says in told["message"]
    assert chinese in told["message_zh"]


def test_a_parameter_that_is_given_twice_says_two_things(client: TestClient, plan: str) -> None:
    answer = client.get(f"{plan}.json?compact=true&compact=false")
    assert (answer.status_code, answer.json()["pointer"]) == (422, "/compact")
    assert answer.json()["message"] == "compact: This parameter is given 2 times; give it once."
    assert client.get("/?language=en&language=zh").status_code == 200


def test_a_question_that_is_wrong_names_its_field(client: TestClient, plan: str) -> None:
    told = client.post(f"{plan}/suggest", json={"most": 99}).json()
    assert (told["status"], told["pointer"]) == (422, "/most")
    visited = json.loads(client.get(f"{plan}.json?fields=days").text)["days"][0]["events"]
    site = next(event["attraction"] for event in visited if event["kind"] == "visit")
    for kind, words, pointer in (
        ("edit", {"drop": [site, "nothing of the kind"]}, "/drop/1"),
        ("edit", {"move": [f"{site}=1", "nothing of the kind=1"]}, "/move/1"),
        ("edit", {"move": [site, 3]}, "/move/1"),
        ("replan", {"now": "2026-12-05T00:00", "add": ["nothing of the kind"]}, "/add/0"),
    ):
        told = client.post(f"{plan}/{kind}", json=words).json()
        assert (told["status"], told["pointer"]) == (422, pointer)
    whole = client.get(f"{plan}.json").json()
    told = client.post("/v1/check", json={"plan": whole, "request": WISH | {"themes": {"food": 1}}}).json()
    assert told["pointer"] == "/request/themes/food"
    whole["days"][0]["events"][0] = {"kind": "visit"}
    told = client.post("/v1/check", json={"plan": whole}).json()
    assert told["pointer"].startswith("/plan/days/0/events/0/")


def test_a_wish_that_contradicts_itself_is_told_before_it_is_a_job(client: TestClient) -> None:
    words = WISH | {"must": ["mid-grotto"], "avoid": ["mid-grotto"]}
    response = client.post("/v1/plans", json=words, headers=ASYNC)
    assert (response.status_code, response.json()["field"]) == (422, "avoid")
    assert "'Mid Grotto' cannot be both visited and avoided" in response.json()["detail"]


def test_a_failed_job_says_why(client: TestClient) -> None:
    job = client.post("/v1/plans", json=WISH | {"max_transit": 2}, headers=ASYNC).headers["location"]
    with client.stream("GET", f"{job}/events") as events:
        assert "event: failed" in "".join(events.iter_text())
    told = client.get(job).json()
    assert (told["state"], told["problem"]["error"]) == ("failed", "no-plan")
    assert client.get(f"{job}.text").json()["status"] == 409


def test_check_finds_what_is_wrong(client: TestClient, plan: str) -> None:
    itinerary = client.get(f"{plan}.json").json()
    assert client.post("/v1/check", json={"plan": itinerary}).json()["violations"] == []
    another = client.post("/v1/check", json={"plan": itinerary, "request": WISH | {"days": 3}}).json()
    assert another["violations"]
    short = client.get(f"{plan}.json?compact=true").json()
    assert client.post("/v1/check", json={"plan": short}).json()["violations"] == []
    assert client.post("/v1/check", json={"plan": short | {"data_hash": "x"}}).status_code == 409
    assert client.post("/v1/check", json={"plan": {}}).status_code == 422


@pytest.mark.parametrize(
    ("path", "has"),
    [
        ("sites?query=grotto", "mid-grotto"),
        ("sites?near=west-city&fields=id,km", "km"),
        ("themes", "story"),
        ("products", ""),
        ("towns", "east-city"),
        ("lines?from=east-city&to=west-city&date=2026-12-05", "G1"),
        ("journeys?from=east-city&to=west-city&date=2026-12-05&depart=06:00..08:00", "rail"),
        ("schema", "/v1/schema/request"),
    ],
)
def test_lists(client: TestClient, path: str, has: str) -> None:
    response = client.get(f"/v1/{path}")
    assert response.status_code == 200, response.text
    assert isinstance(response.json(), list)
    assert has in response.text


def test_every_document_has_its_schema(client: TestClient) -> None:
    assert {each["document"] for each in client.get("/v1/schema").json()} == set(DOCUMENTS)
    assert client.get("/v1/schema/itinerary").json() == json.loads(json.dumps(schema_of("itinerary")))
    assert client.get("/v1/schema/nothing").status_code == 404


def test_a_whole_answer_is_what_its_schema_says(client: TestClient, plan: str) -> None:
    jsonschema.validate(client.get(f"{plan}.json").json(), schema_of("itinerary"))


class Slow:
    """Answers when it is let go or stopped, and counts."""

    def __init__(self) -> None:
        self.go, self.begun, self.answered = threading.Event(), threading.Semaphore(0), 0

    def __call__(self, ask: Ask, stop: StopToken, report: Report) -> Answer:
        self.begun.release()
        report(5, 9)
        while not (self.go.is_set() or stop.is_set):
            self.go.wait(0.01)
        self.answered += 1
        gap = 0.5 if stop.is_set else ask.body.get("budget", 0) / 1000
        certificate = {"gap": gap, "objective": 5, "bound": 9}
        return Answer(json.dumps({"certificate": certificate, "corridor": {"data_hash": "x"}}))


def test_the_incumbent_shows_while_it_runs_and_an_end_keeps_the_best(tmp_path: Path) -> None:
    slow = Slow()
    with server(tmp_path / "a.sqlite", slow) as client:
        job = client.post("/v1/plans", json=WISH, headers=ASYNC).headers["location"]
        assert slow.begun.acquire(timeout=60)
        with client.stream("GET", f"{job}/events") as events:
            told = iter(events.iter_lines())
            seen = ""
            while '"bound":9' not in seen:
                seen = next(told)
            assert '"objective":5' in seen
            ended = client.delete(job)
            assert ended.status_code == 202
            assert any(line == "event: done" for line in told)
        kept = client.get(job).json()
        assert (kept["state"], kept["is_stopped"], kept["on_these_data"]) == ("done", True, False)
        assert client.delete(job).status_code == 204
        assert client.get(job).status_code == 404


def test_beyond_the_queue_one_is_told_to_come_again(tmp_path: Path) -> None:
    slow = Slow()
    with server(tmp_path / "a.sqlite", slow, most_waiting=1) as client:
        wishes = [WISH | {"seed": number} for number in range(3)]
        answers = [client.post("/v1/plans", json=wish, headers=ASYNC) for wish in wishes]
        assert [each.status_code for each in answers] == [202, 202, 503]
        assert int(answers[2].headers["retry-after"]) > 0
        assert (answers[2].json()["error"], answers[2].json()["exit_code"]) == ("busy", 10)
        assert client.get("/healthz").status_code == 200
        slow.go.set()


def test_an_idempotency_key_is_honoured(tmp_path: Path) -> None:
    slow = Slow()
    slow.go.set()
    with server(tmp_path / "a.sqlite", slow) as client:
        once = {"Idempotency-Key": "once"}
        found = {client.post("/v1/plans", json=WISH, headers=once).headers["location"] for _ in range(3)}
        assert len(found) == 1
        taken = client.post("/v1/plans", json=WISH | {"seed": 4}, headers=once)
        assert (taken.status_code, taken.json()["error"]) == (422, "key-taken")
        assert client.post("/v1/plans", json=WISH, headers={"Idempotency-Key": "x" * 201}).status_code == 422
        assert slow.answered == 1


def test_what_is_known_is_the_answer_and_a_smaller_gap_replaces(tmp_path: Path) -> None:
    slow = Slow()
    slow.go.set()
    fresh = {"Cache-Control": "no-cache"}
    with server(tmp_path / "a.sqlite", slow) as client:
        first, again = (client.post("/v1/plans", json=WISH) for _ in range(2))
        assert first.headers["location"] != again.headers["location"]
        assert slow.answered == 1
        client.post("/v1/plans", json=WISH, headers=fresh)
        client.post("/v1/plans", json=WISH | {"from": "east-city"})  # the same by another name
        assert slow.answered == 2


def test_a_plan_outlives_its_server_and_says_that_its_data_are_others(tmp_path: Path) -> None:
    slow = Slow()
    slow.go.set()
    with server(tmp_path / "a.sqlite", slow) as client:
        job = client.post("/v1/plans", json=WISH).headers["location"]
    with server(tmp_path / "a.sqlite", slow) as client:
        assert client.get(job).json()["on_these_data"] is False
        assert slow.answered == 1


def test_servers_beside_each_other_share_jobs(tmp_path: Path) -> None:
    slow = Slow()
    with server(tmp_path / "a.sqlite", slow, lease=0.5) as one, server(tmp_path / "a.sqlite", slow) as two:
        job = one.post("/v1/plans", json=WISH, headers=ASYNC).headers["location"]
        assert slow.begun.acquire(timeout=60)
        assert two.get(job).json()["state"] == "working"
        assert two.delete(job).status_code == 202
        with two.stream("GET", f"{job}/events") as events:
            assert "event: done" in "".join(events.iter_text())
        assert slow.answered == 1


def test_what_a_server_leaves_the_next_one_answers(tmp_path: Path) -> None:
    slow, next_ = Slow(), Slow()
    next_.go.set()
    with server(tmp_path / "a.sqlite", slow) as client:
        jobs = [
            client.post("/v1/plans", json=WISH | {"seed": n}, headers=ASYNC).headers["location"]
            for n in range(3)
        ]
    with server(tmp_path / "a.sqlite", next_, lease=0.5) as client:
        for job in jobs:
            with client.stream("GET", f"{job}/events") as events:
                assert "event: done" in "".join(events.iter_text())
        assert next_.answered == 3


LISTS = {
    "/v1/sites?near=west-city": "km",
    "/v1/themes?": "cover",
    "/v1/products?": "request",
    "/v1/towns?": "hospital",
    "/v1/lines?from=east-city&to=west-city&date=2026-12-05": "minutes",
    "/v1/journeys?from=east-city&to=west-city&date=2026-12-05": "legs",
}


@pytest.mark.parametrize("path", LISTS)
def test_a_field_that_a_list_has_not_is_told_with_those_it_has(client: TestClient, path: str) -> None:
    response = client.get(f"{path}&fields=id,zzz")
    told = response.json()
    assert (response.status_code, told["pointer"]) == (422, "/fields")
    assert f"{LISTS[path]}" in told["message"]
    for record in client.get(path).json():
        assert client.get(f"{path}&fields={','.join(record)}").status_code == 200
    assert client.get(f"{path}&fields={LISTS[path]}").status_code == 200


def test_headers_alone_are_those_of_the_whole_answer(client: TestClient, plan: str) -> None:
    paths = (
        "/",
        "/healthz",
        "/openapi.json",
        "/v1/themes",
        plan,
        f"{plan}.text",
        f"{plan}/events",
        "/v1/nothing",
    )
    for path in paths:
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        for name in ("content-type", "content-length", "etag"):
            assert head.headers.get(name) == whole.headers.get(name), (path, name)
    assert client.head("/v1/check").status_code == 405


def test_a_path_says_which_methods_it_answers_to(client: TestClient, plan: str) -> None:
    for path, methods in ((plan, "DELETE, GET, HEAD"), ("/v1/check", "POST"), ("/v1/plans", "POST")):
        refused = client.put(path)
        assert (refused.status_code, refused.headers["allow"]) == (405, methods)


def test_a_server_that_is_not_ready_says_so_for_people(tmp_path: Path) -> None:
    with server(tmp_path / "a.sqlite") as client:
        client.app.state.planner.board.workers.num_ready = 0  # type: ignore[attr-defined]
        response = client.get("/readyz")
        assert (response.status_code, response.json()["error"]) == (503, "busy")
        assert "has not loaded its data yet" in response.json()["message"]


def test_a_server_is_installed_with_what_every_format_takes() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert {*extras["calendar"], *extras["pdf"]} <= {*extras["web"]}
