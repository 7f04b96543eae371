"""What the benchmark scripts share: the machine, and a page whose sections are updated in place."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from planner.files import write_atomically

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def machine() -> str:
    """Return the date, processor and versions that the figures hold for."""
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*:\s*(.+)", info)
    cpu = model[1] if model else platform.processor()
    return f"{date.today()}, {os.cpu_count()} cores ({cpu}), Python {platform.python_version()}"


@contextmanager
def processor_time() -> Iterator[None]:
    """Let the solver's limits count this process's time on a processor: the machine may be busy with others."""
    clock, time.monotonic = time.monotonic, time.process_time
    try:
        yield
    finally:
        time.monotonic = clock


def update_page(section: str, text: str, path: Path = PAGE) -> None:
    """Replace a section of a page, docs/benchmarks.md if not another, from its marker to the next one."""
    begin, end = f"<!-- {section} -->", f"<!-- end {section} -->"
    page = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    block = f"{begin}\n\n{text.strip()}\n\n{end}"
    if begin in page:
        before, rest = page.split(begin, 1)
        page = before + block + rest.split(end, 1)[1]
    else:
        page = page.rstrip() + "\n\n" + block + "\n"
    write_atomically(path, page)
