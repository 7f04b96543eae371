"""Random spellings of names and request files as Chinese keyboards give them, over the shipped corridor.

A name in another spelling means the same place. A request file with signs of full width is the same request, or the
error names such a sign at its place. Hostile text never breaks a line.

Run from the project's root: ``python -m benchmarks.words [--count 2000] [--seed 1]``.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path
from typing import Any

from planner import load_corridor
from planner.corridor import Attraction, Corridor
from planner.errors import PlannerError, RequestError
from planner.names import resolve
from planner.spelling import simplified
from planner.wording.words import read_words, request_of

TRADITIONAL = {
    simplified(char): char for char in "樂閬慶廣漢寶頂門爾縣鎮鄉龍鳳國園館觀島灣鄧車馬鳥魚麗華東長江溫"
}
WIDE = {ord(char): ord(char) + 0xFEE0 for char in map(chr, range(0x21, 0x7F))}
MARKS = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "v": "ǖǘǚǜüvu"}
SIGNS = {":": "：", ",": "，", "[": "［【", "]": "］】", '"': "“”＂", "-": "－", "#": "＃"}
HOSTILE = ("\x1b[31m", "\u202e", "\n", "\x07", "[/bold]", "\udcff", "\u200f", "long " * 100)


def respelt(rng: random.Random, name: str) -> str:
    """Return a name in another spelling."""
    text = "".join(rng.choice(char + TRADITIONAL.get(char, char)) for char in name)
    text = "".join(rng.choice(MARKS.get(char, char) + char) for char in text)
    text = text.translate(WIDE) if rng.random() < 0.3 else text
    text = rng.choice((str.upper, str.title, str))(text)
    return (
        rng.choice(("", " ", "\u3000", "《"))
        + text.replace(" ", rng.choice((" ", "", "-", "\u3000")))
        + "\u200b"
    )


def of_name(rng: random.Random, corridor: Corridor) -> str:
    """Return what is wrong with how a spelling of a site's name is understood; empty for nothing."""
    site = rng.choice(corridor.attractions)
    name = rng.choice([site.name.zh, site.name.en, site.name.pinyin or site.name.zh])
    text = respelt(rng, name)
    plain, other = _resolved(corridor, name), _resolved(corridor, text)
    return "" if plain == other else f"{name!r} is {plain}, {text!r} is {other}"


def _resolved(corridor: Corridor, text: str) -> object:
    try:
        return resolve(corridor, text, ("attraction",))
    except RequestError as error:
        return error.message.code, error.candidates


def of_file(rng: random.Random, corridor: Corridor, path: Path) -> str:
    """Return what is wrong with how a request with signs of full width is read; empty for nothing."""
    sites: list[Attraction] = rng.sample(corridor.attractions, 2)
    text = f'days: {rng.randint(1, 9)}\ndate: 2026-12-05\nfrom: "chongqing" # 说明: 无\nstart-time: 09:30\n'
    text += f'must: [{sites[0].id}, "{sites[1].id}"]\nbudget: 4000\n'
    chance = rng.choice((0.1, 0.3, 1))
    typed = "".join(
        rng.choice(SIGNS.get(char) or chr(WIDE.get(ord(char), ord(char)))) if rng.random() < chance else char
        for char in text
    )
    path.write_text(text, encoding="utf-8")
    plain = request_of(corridor, read_words(path))
    path.write_text(typed, encoding="utf-8")
    try:
        return "" if request_of(corridor, read_words(path)) == plain else f"{typed!r} is another request"
    except PlannerError as error:
        is_placed = str(path) in str(error)
        return "" if is_placed else f"{typed!r}: {error}"


def of_hostile(rng: random.Random, corridor: Corridor) -> str:
    """Return what is wrong with the error about a hostile text; empty for nothing."""
    text = "".join(rng.choice((*HOSTILE, "x", "山")) for _ in range(rng.randint(1, 6)))
    field = rng.choice(
        ("from", "must", "within", "themes", "cover", "needs", "date", "days", "arrival", "pace")
    )
    words: dict[str, Any] = {"days": 1, "date": "2026-12-05", "from": "chongqing", field: text}
    try:
        request_of(corridor, words)
    except RequestError as error:
        said = error.say("en") + error.say("zh")
        lines = 2 * (1 + len(error.more)) - 1
        is_clean = said.replace("\n", "").isprintable() and len(said.split("\n")) <= lines
        return "" if is_clean else f"{field} {text!r}: {said!r}"
    return ""


def main() -> None:
    """Draw and try; exit with 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, corridor = random.Random(options.seed), load_corridor()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trip.yaml"
        wrong = [
            fault
            for _ in range(options.count)
            for fault in (of_name(rng, corridor), of_file(rng, corridor, path), of_hostile(rng, corridor))
            if fault
        ]
    print("\n".join(wrong[:20]))
    print(f"{options.count} of each kind, seed {options.seed}: {len(wrong)} wrong")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
