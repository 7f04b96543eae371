"""YAML as a tree whose scalars all stay text and whose nodes keep their place.

PyYAML reads an unquoted 10:00 as 600, keeps the last of two equal keys, and recurses without limit.
None of that happens here. Whatever is odd is a `DataProblem`, never a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import Reader

from planner.errors import DataProblem
from planner.loading.folder import MAX_BYTES
from planner.texts import Message

try:
    from yaml import CSafeLoader as BaseLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as BaseLoader  # type: ignore[assignment]

MAX_NODES = 500_000
MAX_DEPTH = 50

_CORE = "tag:yaml.org,2002:"
_STR, _NULL = _CORE + "str", _CORE + "null"
_CORE_TAGS = {_CORE + kind for kind in ("str", "int", "float", "bool", "null", "map", "seq")}
_NULLS = {"", "~", "null", "Null", "NULL"}

YAML_SAYS = {  # part of what a reader of YAML finds -> code of its text
    "mapping values are not allowed": "yaml-colon",
    "found expected ':'": "yaml-no-colon",
    "find expected ':'": "yaml-no-colon",
    "expected ',' or": "yaml-no-comma",
    "expected <block end>": "yaml-indent",
    "did not find expected": "yaml-indent",
    "block sequence entries are not allowed": "yaml-dash",
    "cannot start any token": "yaml-sign",
    "unexpected end of stream": "yaml-quote",
    "undefined alias": "yaml-alias",
    "unknown escape character": "yaml-escape",
}

Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Item:
    """A piece of a data file: its value and the node it was read from."""

    file: str
    node: yaml.Node
    value: Any

    def at(self, key: str) -> Item:
        """Return the piece below a key of a mapping that has it."""
        assert isinstance(self.node, yaml.MappingNode)
        _, node = _index(self.node)[key]
        return Item(self.file, node, self.value[key])

    def problem(self, code: str, message: Message, loc: Loc = (), hint: Message | None = None) -> DataProblem:
        """Return a problem at the deepest node that lies on the path ``loc``."""
        return DataProblem(self.file, *position(self.node, loc), code, message, hint)


@dataclass
class Tree:
    """One file: its bytes, its content (None when it cannot be read as YAML), and what is wrong with it."""

    file: str
    data: bytes = b""
    root: Item | None = None
    problems: list[DataProblem] = field(default_factory=list)


def told(name: str, /, **params: object) -> Message:
    """Return a text on data."""
    return Message(f"data.{name}", params)


def position(node: yaml.Node, loc: Iterable[str | int]) -> tuple[int, int]:
    """Return line and column, from 1, of a path below a node; a last step ``[key]`` means the key itself."""
    mark = node.start_mark
    key_mark = mark
    for step in loc:
        if step == "[key]":
            mark = key_mark
            break
        below = _child(node, step)
        if below is None:
            break
        key_mark, node = below
        mark = node.start_mark
    return mark.line + 1, mark.column + 1


def read_text(path: Path) -> tuple[Tree, str | None]:
    """Read one file as text; every failure becomes a problem of the tree, which has no root yet."""
    tree = Tree(str(path))
    try:
        if not path.is_file():
            return _failed(tree, "missing-file", told("no-such-file")), None
        if path.stat().st_size > MAX_BYTES:
            return _failed(tree, "syntax", told("file-too-large", mb=MAX_BYTES // 1_000_000)), None
        tree.data = path.read_bytes()
    except (OSError, ValueError) as error:
        return _failed(tree, "missing-file", told("cannot-be-read", problem=str(error))), None
    return tree, _decode(tree)


def read_tree(path: Path) -> Tree:
    """Read one YAML file; every failure becomes a problem of the tree."""
    tree, text = read_text(path)
    if text is not None:
        parse(tree, text)
    return tree


class _RefusedError(Exception):
    """A node that ends the reading of its file."""

    def __init__(self, node: yaml.Node, message: Message) -> None:
        self.node, self.message = node, message
        super().__init__(str(message))


class _Loader(BaseLoader):
    """Composes nodes without implicit types, and stops at too many or too deep ones."""

    depth = 0
    num_nodes = 0

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        if kind is yaml.ScalarNode:
            return _NULL if implicit[0] and value in _NULLS else _STR
        return _CORE + ("map" if kind is yaml.MappingNode else "seq")

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:  # noqa: ARG002
        self.depth += 1
        self.num_nodes += 1
        if self.depth > MAX_DEPTH:
            raise _RefusedError(current_node, told("nested-deeper", most=MAX_DEPTH))
        if self.num_nodes > MAX_NODES:
            raise _RefusedError(current_node, told("more-values", most=MAX_NODES))

    def ascend_resolver(self) -> None:
        self.depth -= 1


class _Builder:
    """Turns nodes into dicts, lists, texts and None; each aliased node only once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.values: dict[int, Any] = {}
        self.sizes: dict[int, tuple[int, int]] = {}
        self.open: set[int] = set()

    def build(self, node: yaml.Node) -> Any:
        if node.tag not in _CORE_TAGS:
            self._report(node, "syntax", told("no-tag", tag=_shorten(node.tag)))
        if isinstance(node, yaml.ScalarNode):
            return None if node.tag == _NULL else node.value
        key = id(node)
        if key in self.open:
            raise _RefusedError(node, told("alias-in-itself"))
        if key not in self.values:
            self.open.add(key)
            is_mapping = isinstance(node, yaml.MappingNode)
            self.values[key] = self._mapping(node) if is_mapping else [self.build(n) for n in node.value]
            self.open.discard(key)
            self._measure(node)
        return self.values[key]

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key_node, value_node in node.value:
            content = self.build(value_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(key_node, "syntax", told("key-is-no-text"))
            elif key_node.value in value:
                self._report(key_node, "duplicate-key", told("key-twice", key=_shorten(key_node.value)))
            else:
                value[key_node.value] = content
        return value

    def _measure(self, node: yaml.Node) -> None:
        """Keep size and height with all aliases written out: a small file must not unfold to a huge one."""
        is_mapping = isinstance(node, yaml.MappingNode)
        children = [value for _, value in node.value] if is_mapping else node.value
        sizes = [self.sizes.get(id(child), (1, 0)) for child in children]
        size, height = 1 + sum(s for s, _ in sizes), 1 + max((h for _, h in sizes), default=0)
        if size > MAX_NODES or height > MAX_DEPTH:
            raise _RefusedError(node, told("aliases-unfold", values=MAX_NODES, levels=MAX_DEPTH))
        self.sizes[id(node)] = size, height

    def _report(self, node: yaml.Node, code: str, message: Message) -> None:
        self.tree.problems.append(Item(self.tree.file, node, None).problem(code, message))


def _child(node: yaml.Node, step: str | int) -> tuple[Any, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return _index(node).get(step)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None


@lru_cache(maxsize=1024)
def _index(node: yaml.MappingNode) -> dict[Any, tuple[Any, yaml.Node]]:
    """Return the mark of each key and its value; remembered, for very many keys of a mapping may be wrong."""
    pairs = ((key, value) for key, value in reversed(node.value) if isinstance(key, yaml.ScalarNode))
    return {key.value: (key.start_mark, value) for key, value in pairs}


def _decode(tree: Tree) -> str | None:
    try:
        text = tree.data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = tree.data[: error.start].decode("utf-8")
        _failed(tree, "encoding", told("not-utf-8", problem=error.reason), before, told("save-as-utf-8"))
        return None
    odd = Reader.NON_PRINTABLE.search(text)
    if odd:
        sign = f"U+{ord(odd[0]):04X}"
        _failed(tree, "encoding", told("no-character", sign=sign), text[: odd.start()])
        return None
    return text


def parse(tree: Tree, text: str) -> None:
    """Give a tree its root from a text; every failure becomes a problem of the tree."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            _failed(tree, "syntax", told("file-empty"))
        else:
            tree.root = Item(tree.file, node, _Builder(tree).build(node))
    except _RefusedError as error:
        tree.problems.append(Item(tree.file, error.node, None).problem("syntax", error.message))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        code = next((code for part, code in YAML_SAYS.items() if part in problem), "yaml")
        tree.problems.append(DataProblem(tree.file, *place, "syntax", told(code, problem=problem)))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        _failed(tree, "syntax", told("yaml", problem=_shorten(str(error))))
    finally:
        loader.dispose()


def _failed(tree: Tree, code: str, message: Message, before: str = "", hint: Message | None = None) -> Tree:
    """Report a problem just behind the text ``before``."""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    tree.problems.append(DataProblem(tree.file, line, column, code, message, hint))
    return tree


def _shorten(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
