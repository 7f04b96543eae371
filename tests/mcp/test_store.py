"""Ids of plans: valid for a stated time, after a restart too, and nothing but ids."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planner.errors import RequestError
from planner.mcp import store
from planner.mcp.store import Store
from tests.builders.assistants import NOW


def test_a_plan_outlives_the_server() -> None:
    id_, until = Store(now=lambda: NOW).put("{}")
    assert Store(now=lambda: NOW).get(id_) == ("{}", until)


def test_without_a_disk_it_does_not() -> None:
    one = Store(on_disk=False, now=lambda: NOW)
    id_, _ = one.put("{}")
    assert one.get(id_)[0] == "{}"
    with pytest.raises(RequestError, match="no plan has this id"):
        Store(on_disk=False, now=lambda: NOW).get(id_)


def test_an_id_is_valid_until_the_time_it_says() -> None:
    moment = NOW
    one = Store(on_disk=False, now=lambda: moment)
    id_, until = one.put("{}")
    moment = until - timedelta(seconds=1)
    assert one.get(id_)[1] == until
    moment = until
    with pytest.raises(RequestError) as error:
        one.get(id_)
    assert error.value.field == "plan"


def test_the_latest_plans_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 2)
    one = Store(on_disk=False, now=lambda: NOW)
    ids = [one.put(str(number))[0] for number in range(3)]
    assert [one.get(id_)[0] for id_ in ids[1:]] == ["1", "2"]
    with pytest.raises(RequestError):
        one.get(ids[0])
