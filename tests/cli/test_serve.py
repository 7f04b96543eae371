"""`planner serve` says what it lacks."""

from __future__ import annotations

import socket
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app, serve
from planner.errors import OutputError
from planner.web import Settings
from planner.web import serve as serve_app


def test_a_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "EXTRA", (*serve.EXTRA, "no_such_library"))
    result = CliRunner().invoke(app, ["serve"])
    assert result.exit_code == 4
    assert "pip install 'bashu-planner[web]'" in result.stderr


def test_what_the_extra_has_is_what_is_looked_for() -> None:
    assert all(map(find_spec, serve.EXTRA))


def test_a_token_file_without_tokens_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_text("short\n")
    result = CliRunner().invoke(app, ["serve", "--token-file", str(path)])
    assert result.exit_code == 4
    assert "no token" in result.stderr


def test_a_rate_that_is_none_is_told() -> None:
    result = CliRunner().invoke(app, ["serve", "--rate", "often"])
    assert result.exit_code == 4
    assert "120/minute" in result.stderr


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(port=taken.getsockname()[1], database=str(tmp_path / "a.sqlite"))
        with pytest.raises(OutputError, match="listen"):
            serve_app(settings)
