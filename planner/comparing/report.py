"""A comparison as a Markdown report with its pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from planner.comparing.model import Comparison
from planner.comparing.picture import PICTURES
from planner.comparing.sections import Section, Sections
from planner.export.view import Language

Written = Literal["en", "zh"]  # the languages of reports
SIGNS = str.maketrans({"|": r"\|", "*": r"\*", "_": r"\_", "<": "&lt;", ">": "&gt;", "[": r"\[", "]": r"\]"})


def files_of(found: Comparison) -> dict[str, str]:
    """Return the files of the report by name: Markdown and pictures in both languages, and the comparison as JSON."""
    files = {"comparison.json": found.model_dump_json(by_alias=True, indent=1) + "\n"}
    for language in get_args(Written):
        files[f"report.{language}.md"] = render(found, language)
        for name, draw in PICTURES.items():
            files[f"{name}.{language}.svg"] = draw(found, language)
    return files


def render(found: Comparison, language: Language) -> str:
    """Return the Markdown; pictures are files beside it, `map.en.svg` and the like."""
    sections = Sections(found, language)
    lines = [f"# {sections.title().translate(SIGNS)}", "", sections.when().translate(SIGNS), ""]
    for section in sections.all():
        lines += [f"## {section.title.translate(SIGNS)}", "", *_body(section, language)]
    lines.append(sections.say("made", hash=found.corridor.data_hash))
    return "\n".join([*lines, ""])


def _body(section: Section, language: Language) -> Iterator[str]:
    if section.rows:
        yield _row(section.heads)
        yield _row(
            "---:" if number in section.numbers else "---" for number in range(len(section.heads))
        ).replace(" ", "")
        yield from map(_row, (tuple(cell.translate(SIGNS) for cell in row) for row in section.rows))
        yield ""
    if section.picture:
        yield f"![{section.title}]({section.picture}.{language}.svg)"
        yield ""
    yield from (line for note in section.notes for line in (note.translate(SIGNS), ""))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
