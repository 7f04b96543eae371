"""A server that tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.builders.servers import WISH, server


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with server(tmp_path_factory.mktemp("web") / "plans.sqlite") as found:
        yield found


@pytest.fixture(scope="package")
def plan(client: TestClient) -> str:
    """Where a plan is."""
    response = client.post("/v1/plans", json=WISH)
    assert response.status_code == 200, response.text
    return str(response.headers["location"])
