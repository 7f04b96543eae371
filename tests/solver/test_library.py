"""The compiled kernels: built where that can be done, loaded where they fit, and done without where not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import hatch_build
from hatch_build import NotCompiledError, compile_kernels
from planner.solver import library as kernels
from planner.solver.library import PLAIN, library, load

needs_compiler = pytest.mark.skipif(
    not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="there is no C compiler"
)


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where the kernels are looked for, before there are any."""
    path = tmp_path / "_kernels.so"
    monkeypatch.setattr(kernels, "COMPILED", path)
    monkeypatch.delenv(PLAIN, raising=False)
    monkeypatch.delenv("CC", raising=False)
    library.cache_clear()
    yield path
    library.cache_clear()


@needs_compiler
def test_compiled_kernels_are_loaded_once(compiled: Path) -> None:
    compile_kernels(compiled)
    found = library()
    assert found is not None
    assert found.kernels_version() == kernels.version().encode()
    assert library() is found


def test_there_may_be_none(compiled: Path) -> None:
    assert not compiled.exists()
    assert library() is None


@pytest.mark.parametrize("content", [b"", b"no library"])
def test_what_is_no_library_is_not_loaded(compiled: Path, content: bytes) -> None:
    compiled.write_bytes(content)
    assert library() is None


@needs_compiler
def test_a_switch_keeps_to_the_plain_path(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_kernels(compiled)
    monkeypatch.setenv(PLAIN, "1")
    assert library() is None
    library.cache_clear()
    monkeypatch.setenv(PLAIN, "0")
    assert library() is not None


@needs_compiler
def test_kernels_of_another_source_are_not_loaded(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_kernels(compiled)
    assert load(compiled) is not None
    changed = compiled.with_name("kernels.c")
    changed.write_bytes(kernels.SOURCE.read_bytes() + b"\n")
    monkeypatch.setattr(kernels, "SOURCE", changed)
    assert load(compiled) is None


@needs_compiler
def test_a_library_that_tells_no_version_is_not_loaded(compiled: Path) -> None:
    source = compiled.with_name("other.c")
    source.write_text("int other(void) { return 0; }\n")
    with pytest.raises(NotCompiledError, match="can't be loaded"):
        compile_kernels(compiled, source)
    assert list(compiled.parent.glob("*.so")) == []


@needs_compiler
def test_the_compiler_may_have_arguments(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))))
    monkeypatch.setenv("CC", f"{found} -Wall")
    compile_kernels(compiled)
    assert library() is not None


def test_without_a_compiler_none_are_left(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.write_bytes(b"of an earlier time")
    monkeypatch.setenv("PATH", os.fspath(compiled.parent))
    with pytest.raises(NotCompiledError, match=r"no C compiler \(cc, gcc or clang\)"):
        compile_kernels(compiled)
    assert not compiled.exists()


def test_a_compiler_that_fails_says_why(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = compiled.with_name("failing-cc")
    failing.write_text("#!/bin/sh\necho kernels.c: no memory >&2\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setenv("CC", os.fspath(failing))
    with pytest.raises(NotCompiledError, match=r"failing-cc fails: kernels\.c: no memory"):
        compile_kernels(compiled)
    assert not compiled.exists()


def test_a_folder_that_cannot_be_written_is_no_traceback(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hatch_build, "compiler", lambda: ["cc"])
    with pytest.raises(NotCompiledError, match="nowhere"):
        compile_kernels(compiled.parent / "nowhere" / "_kernels.so")


def test_windows_takes_the_plain_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(NotCompiledError, match="on Windows"):
        hatch_build.compiler()


def test_a_wheel_is_named_after_the_platform() -> None:
    assert not hatch_build.platform().startswith(("manylinux", "musllinux", "any"))
