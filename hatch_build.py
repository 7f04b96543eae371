"""Compiles the kernels when the planner is installed; where that can't be done it is installed without.

``python hatch_build.py`` compiles them in a working copy that is used without installation.
"""

from __future__ import annotations

import os
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import sys_tags

ROOT = Path(__file__).parent
KERNELS = runpy.run_path(str(ROOT / "planner" / "kernels.py"))
# No -ffast-math, no -march=native, no fused multiply-add: the twins in Python get the same numbers everywhere.
FLAGS = ("-O3", "-std=gnu99", "-fPIC", "-shared", "-ffp-contract=off")


class NotCompiledError(Exception):
    """There is no library, and why."""


class KernelsHook(BuildHookInterface[Any]):
    """Puts the compiled kernels into the wheel, or, of an editable installation, beside their source."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile, and name the wheel after the platform; or leave it the pure one that it is."""
        try:
            compiled = compile_all()
        except NotCompiledError as error:
            self.app.display_warning(f"The planner is installed without compiled kernels: {error}.")
            return
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform()}"
        build_data["artifacts"] += [f"/{path.relative_to(ROOT).as_posix()}" for path in compiled]


def platform() -> str:
    """Return the tag of this platform; ``linux_x86_64``, since nothing was done to run on older systems too."""
    names = (tag.platform for tag in sys_tags())
    return next(name for name in names if not name.startswith(("manylinux", "musllinux")))


def compile_all() -> list[Path]:
    """Write the libraries beside their sources, and return where they are.

    Raises
    ------
    NotCompiledError
        When one of them can't be had.
    """
    found = [KERNELS["compiled_of"](source) for source in KERNELS["SOURCES"]]
    for target, source in zip(found, KERNELS["SOURCES"], strict=True):
        compile_kernels(target, source)
    return found


def compile_kernels(target: Path, source: Path = KERNELS["SOLVER"]) -> None:
    """Write the library of a source, or take away the one that is there.

    Raises
    ------
    NotCompiledError
        When there is no compiler, when it fails, or when what it wrote can't be loaded.
    """
    try:
        target.unlink(missing_ok=True)
        command = [*compiler(), *FLAGS, f'-DKERNELS_VERSION="{KERNELS["version_of"](source)}"']
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            fresh = Path(folder, target.name)
            subprocess.run([*command, "-o", fresh, source, "-lm"], check=True, capture_output=True)
            if KERNELS["load"](fresh, source) is None:
                raise NotCompiledError(f"what {command[0]} compiles can't be loaded here")
            fresh.replace(target)
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise NotCompiledError(f"{error.cmd[0]} fails: {said}") from error
    except OSError as error:
        raise NotCompiledError(str(error)) from error


def compiler() -> list[str]:
    """Return the command of the C compiler: ``$CC``, which may have arguments, else what is usual."""
    if sys.platform == "win32":
        raise NotCompiledError("on Windows there are none")
    wanted = os.environ.get("CC")
    commands = [shlex.split(wanted)] if wanted else [["cc"], ["gcc"], ["clang"]]
    for name, *arguments in commands:
        if found := shutil.which(name):
            return [found, *arguments]
    raise NotCompiledError(f"there is no C compiler ({wanted or 'cc, gcc or clang'})")


if __name__ == "__main__":
    try:
        compile_all()
    except NotCompiledError as reason:
        sys.exit(f"not compiled: {reason}")
