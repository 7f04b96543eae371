"""Signs as Chinese keyboards give them, where YAML and numbers want plain ones: ``days：２``, ``[三星堆，金沙]``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from planner.cleaning import plain
from planner.errors import DataProblem
from planner.loading.tree import Item, Tree, parse, read_text, told

MAX_LENGTH = 100_000  # characters of a request; what is longer is read as it is

_COLONS = "：∶﹕︰"
_BLANKS = "\u3000\u00a0\u2002\u2003\u2009\u202f"
_SIGNS = _COLONS + "，、；。［］｛｝【】（）“”‘’「」＂＇＃－"
_QUOTED = re.compile(
    r"""(?P<plain>"(?:\\.|[^"\\])*"|'(?:''|[^'])*')|[“”＂](?P<double>[^“”＂\n]*)[“”＂]"""
    r"""|[‘’＇](?P<single>[^‘’＇\n]*)[‘’＇]|「(?P<corner>[^「」\n]*)」""",
    re.DOTALL,
)
_COMMENT = re.compile(r"(?<!\S)[#＃].*")
_WORD = re.compile(r"[^\W\d][\w-]*")
_KEY = re.compile(
    r"\s*(?:[^\s:：-][^\s:：]*|(?:- +)+[A-Za-z_－-]+)\s*"
)  # a list's entry may be a rule with a name
_CLOSER = {"[": "]", "［": "]", "【": "]", "{": "}", "｛": "}"}
_TITLE = re.compile(r"【[^】\n]*】[ \t]*[^\s,，、\]］}｝】#]")  # brackets that are a part of a name
_QUOTES = ("'", '"')  # styles of a scalar
_IN_VALUES = re.compile(r"[\w:.+ -]*", re.ASCII)  # of what is no name


def is_odd(sign: str) -> bool:
    """Tell whether a sign is not plain and has no plain one that a number, a date or a word of a request holds."""
    return not sign.isascii() and _IN_VALUES.fullmatch(plain(sign)) is None


def read_typed(path: Path) -> tuple[Tree, Typed]:
    """Read a YAML file that a person typed; its problems stand where that person sees them."""
    tree, text = read_text(path)
    typed = Typed(text or "")
    if text is not None:
        parse(tree, typed.text)
    tree.problems = [typed.explained(problem) for problem in tree.problems]
    return tree, typed


@dataclass(frozen=True)
class _Sign:
    """A sign of full width and its place; ``is_taken`` for a plain one."""

    line: int
    column: int
    text: str
    is_taken: bool

    def may_explain(self, line: int, column: int) -> bool:
        """Tell whether the sign can be why a place is not understood; a blank harms its line and the next."""
        if self.is_taken and self.text not in _BLANKS:
            return (self.line, self.column) == (line, column)
        return (self.line, self.column) <= (line, column) and (not self.is_taken or self.line >= line - 1)


class Typed:
    """YAML as a person typed it: ``text`` has plain signs where they shape it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines: list[str] = []
        self._line = ""
        self._open: list[str] = []  # closing brackets to come
        self._starts = True  # whether a key or value may begin here
        self._added: list[tuple[int, int]] = []  # places of blanks that were not typed
        self._signs: list[_Sign] = []  # what may be wrong where YAML is
        if len(source) <= MAX_LENGTH:
            self._read()
        self.text = "\n".join([*self._lines, self._line]) if self._lines or self._line else source

    def placed(self, line: int, column: int) -> tuple[int, int]:
        """Return where a place of the text is in what was typed."""
        return line, column - sum(row == line and before < column for row, before in self._added)

    def explained(self, problem: DataProblem) -> DataProblem:
        """Return a problem at its place; where a sign of full width can be its cause, it names the sign there."""
        line, column = self.placed(problem.line, problem.column)
        before = [sign for sign in self._signs if sign.may_explain(line, column)]
        signs = before or [sign for sign in self._signs if not sign.is_taken][:1]
        if problem.code not in ("syntax", "wrong-type") or not signs:
            return replace(problem, line=line, column=column)
        return odd_sign(problem.file, signs[-1].line, signs[-1].column, signs[-1].text)

    def odd_in(self, item: Item, is_odd: Callable[[str], bool]) -> DataProblem | None:
        """Return the problem with the first odd sign of a text, if there is one."""
        if not isinstance(item.node, yaml.ScalarNode) or item.node.value.isascii():
            return None
        for offset, sign in enumerate(item.node.value):
            if is_odd(sign):
                mark = item.node.start_mark
                offset += item.node.style in _QUOTES
                return odd_sign(item.file, *self.placed(mark.line + 1, mark.column + 1 + offset), sign)
        return None

    def _read(self) -> None:
        position = 0
        while position < len(self._source):
            position = self._quoted(position) or self._comment(position) or self._char(position)

    def _quoted(self, position: int) -> int:
        match = _QUOTED.match(self._source, position) if self._starts else None
        if match is None:
            return 0
        inside = match["double"] or match["single"] or match["corner"] or ""
        is_plain = match["plain"] is not None
        self._write(match[0] if is_plain else "'" + inside.replace("'", "’") + "'")
        self._starts = False
        return match.end()

    def _comment(self, position: int) -> int:
        match = _COMMENT.match(self._source, position)
        if match is None:
            return 0
        self._write(match[0].replace("＃", "#", 1))
        return match.end()

    def _char(self, position: int) -> int:
        char, after = self._source[position], self._source[position + 1 : position + 2]
        is_first = not self._line.strip()
        if char in _CLOSER and self._starts and not _TITLE.match(self._source, position):
            self._open.append(_CLOSER[char])
            self._write("[" if _CLOSER[char] == "]" else "{")
        elif char in "]］】}｝" and self._open:
            self._write(self._open.pop())
            self._starts = False
        elif char in ",，、" and self._open:
            self._note(char, is_taken=True)
            self._write(",")
            self._starts = True
        elif char in _COLONS and self._is_key():
            self._colon(after)
        elif char == ":" and after.strip() and not self._open and _WORD.fullmatch(self._line):
            self._colon(after)  # "days:2" can be nothing else
        elif char in _BLANKS and (is_first or self._starts or after in "#＃"):
            self._note(char, is_taken=True)
            self._write(" ")
        elif char == "－" and is_first and after in (" ", *_BLANKS):
            self._write("-")
        else:
            self._other(char, after)
        return position + 1

    def _is_key(self) -> bool:
        return self._open[-1] == "}" if self._open else bool(_KEY.fullmatch(self._line))

    def _colon(self, after: str) -> None:
        self._write(":")
        self._starts = True
        if after.strip():
            self._write(" ")
            self._added.append((len(self._lines) + 1, len(self._line)))

    def _other(self, char: str, after: str) -> None:
        is_mark = not self._line.strip() and not char.isascii() and not char.isalnum()
        if char in _SIGNS or is_mark:
            self._note(char, is_taken=False)
        self._write(char)
        is_shape = char in ":-" and not after.strip()
        self._starts = char == "\n" or is_shape or (self._starts and char.isspace())

    def _note(self, sign: str, *, is_taken: bool) -> None:
        """Keep a sign and its place."""
        place = self.placed(len(self._lines) + 1, len(self._line) + 1)
        if not sign.isascii():
            self._signs.append(_Sign(*place, sign, is_taken))

    def _write(self, text: str) -> None:
        *before, self._line = (self._line + text).split("\n")
        self._lines += before


def split(node: yaml.Node, value: Any) -> Any:
    """Return a list of names, of which several may stand in one text with Chinese commas; quotes keep it whole."""
    if isinstance(node, yaml.SequenceNode):
        parts = [split(*pair) for pair in zip(node.value, value, strict=True)]
        return [name for part in parts for name in (part if isinstance(part, list) else [part])]
    if not isinstance(node, yaml.ScalarNode) or node.style in _QUOTES or not isinstance(value, str):
        return value
    names = [name for name in re.split("[，、；]", value) if name.strip()]
    return names if len(names) > 1 else value


def odd_sign(file: str, line: int, column: int, sign: str) -> DataProblem:
    """Return that a sign is not understood where it stands."""
    hint = told("type-a-colon") if sign in "：∶" else told("type-plainly")
    message = told("odd-sign", sign=sign, number=f"U+{ord(sign):04X}")
    return DataProblem(file, line, column, "syntax", message, hint)
