"""Write the table that tests/hours/test_reference.py compares with; README.md beside it says how."""

from __future__ import annotations

import json
import lzma
import random
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
NUM_TEXTS, SEED = 2400, 12
DAY = 1440

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NTH = ("[1]", "[2]", "[-1]", "[1,3]", "[2-4]", "[5]", "[-2]", "[1] +1 day", "[-1] +2 days")
DATES = (
    *("Oct 01-07", "Dec 20-Jan 10", "May 01", "Oct 01,Oct 03", "Apr 28-May 05", "Nov 15-Mar 15", "Feb 29"),
    *("Jan 31-Feb 02", "2026 Dec 20-2027 Jan 10", "2026 Oct 10-20", "2027 Feb 01-14", "Oct 01-07,Dec 24-26"),
    *(
        "Mar Su[-1]-Oct Su[-1]",
        "Oct Su[-1]-Mar Su[-1]",
        "May Su[2]",
        "easter",
        "easter -2 days",
        "easter +1 day",
    ),
)
YEARS = ("2026", "2027", "2026-2027", "2027+", "2025-2029/2", "2026,2028")
WEEKS = ("week 10", "week 01-53/2", "week 02-52/2", "week 10-20", "week 5,20,30-32", "week 52-53", "week 1")
CLOCKS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45))


def weekdays(rng: random.Random) -> str:
    """Return a list of weekdays, some with blanks."""
    parts = []
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        first, last = rng.sample(WEEKDAYS, 2)
        parts.append(rng.choice((first, f"{first}-{last}", f"{first}-{last}", first + rng.choice(NTH))))
    return rng.choice((",", ",", ", ")).join(parts)


def months(rng: random.Random) -> str:
    """Return a list of months, some over New Year."""
    pairs = [rng.sample(MONTHS, 2) for _ in range(rng.choice((1, 1, 2)))]
    return rng.choice((",", ", ")).join(rng.choice((a, f"{a}-{b}")) for a, b in pairs)


def days(rng: random.Random) -> str:
    """Return the days of a rule."""
    wide = rng.choice(
        (*[""] * 5, *[months(rng)] * 4, *[rng.choice(DATES)] * 2, rng.choice(YEARS), rng.choice(WEEKS))
    )
    narrow = weekdays(rng) if rng.random() < (0.4 if wide else 0.9) else ""
    return " ".join(filter(None, (wide, narrow)))


def span(rng: random.Random) -> str:
    """Return a span, one in four over midnight."""
    first, last = sorted(rng.sample(CLOCKS, 2))
    kind = rng.random()
    if kind < 0.15:
        return f"{last}-{first}"
    if kind < 0.2:
        return f"{last}-{24 + int(first[:2])}{first[2:]}"
    if kind < 0.25:
        return rng.choice((f"{first}+", f"{first}-{last}+"))
    if kind < 0.4:
        return rng.choice(
            (
                f"sunset-0{rng.randrange(5)}:30",
                "sunrise-sunset",
                "dawn-(dusk+00:30)",
                "sunset-sunrise",
                "(sunrise+01:00)-(sunset-00:30)",
                f"sunrise-{rng.randrange(9, 17):02}:00",
                "10:00-sunset",
            )
        )
    return f"{first} - {last}" if kind < 0.43 else f"{first}-{last}"


def ending(rng: random.Random) -> str:
    """Return the state and the comment of a rule, mostly nothing."""
    return rng.choice(
        (
            *[""] * 12,
            "off",
            "off",
            "closed",
            "open",
            "unknown",
            '"ask"',
            'open "ask"',
            'off "rest"',
            'unknown "ask"',
        )
    )


def rule(rng: random.Random) -> str:
    """Return one rule."""
    when, state = days(rng), ending(rng)
    times = ",".join(span(rng) for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))
    if rng.random() < 0.15:
        times = ""
    return " ".join(filter(None, (when, times, state))) or rng.choice(("24/7", "off", '"ask"'))


def text(rng: random.Random) -> str:
    """Return opening hours."""
    rules = [rule(rng) for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))]
    written = rules[0] if rng.random() < 0.9 else f"24/7; {rules[0]}"
    for following in rules[1:]:
        written += rng.choice(("; ", "; ", "; ", ", ", " || ")) + following
    return written


def packed(text: str, answer: dict[str, object]) -> dict[str, object]:
    """Return a day of hours once, and which of them each day has."""
    if "intervals" not in answer:
        return {"text": text, "error": True}
    lines = bytearray(b"." * (DAY * 730))
    for start, end, state in answer["intervals"]:  # type: ignore[attr-defined]
        lines[start:end] = state.encode() * (min(end, len(lines)) - start)
    kinds: dict[str, int] = {}
    which = [
        kinds.setdefault(spans(bytes(lines[day * DAY : (day + 1) * DAY])), len(kinds)) for day in range(730)
    ]
    return {"text": text, "kinds": list(kinds), "which": "".join(chr(48 + number) for number in which)}


@cache
def spans(line: bytes) -> str:
    """Return the states of a day: ``540-1020o`` is open from 09:00 to 17:00, ``?`` is unknown."""
    ends = [0, *(at for at in range(1, DAY) if line[at] != line[at - 1]), DAY]
    pairs = pairwise(ends)
    return ",".join(f"{a}-{b}{chr(line[a])}" for a, b in pairs if line[a] != ord("."))


def main() -> None:
    """Draw the texts, ask the reference, write the table."""
    rng = random.Random(SEED)
    texts = list(dict.fromkeys(text(rng) for _ in range(NUM_TEXTS)))
    asked = subprocess.run(
        ["node", "oracle.mjs"],
        input=json.dumps(texts),
        cwd=sys.argv[1],
        check=True,
        capture_output=True,
        text=True,
    )
    version, *answers = (json.loads(line) for line in asked.stdout.splitlines())
    rows = [version, *(packed(one, answer) for one, answer in zip(texts, answers, strict=True))]
    with lzma.open(HERE / "reference.jsonl.xz", "wt", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


if __name__ == "__main__":
    main()
