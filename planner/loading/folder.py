"""The files of a data folder: which they are, and the digest of what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from planner.texts import Message

ATTRACTIONS, ROUTES, PRODUCTS, CLAIMS = "attractions.yaml", "routes.yaml", "products.yaml", "claims.yaml"
MAX_BYTES = 20_000_000  # of a file

Contents = list[tuple[str, bytes]]  # names within the folder and contents, in the order of reading


def shipped_data() -> Path:
    """Return the folder of the shipped data: inside the installed package, or beside its source."""
    package = Path(__file__).parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def digest(files: Iterable[tuple[str, bytes]]) -> str:
    """Return the hash of the data that stand in some files."""
    found = sha256()
    for name, content in files:
        found.update(f"{Path(name).name}\0{len(content)}\0".encode(errors="replace") + content)
    return found.hexdigest()[:16]


def include_problem(folder: Path, name: object) -> tuple[str, Message] | None:
    """Return code and text of what is wrong with the name of an included file, which must not lie outside."""
    if not isinstance(name, str):
        return "wrong-type", Message("data.include-no-name")
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            return "bad-value", Message("data.include-outside", {"name": name[:60]})
        return (
            None if path.is_file() else ("missing-file", Message("data.include-missing", {"name": name[:60]}))
        )
    except (OSError, ValueError) as error:
        return "bad-value", Message("data.include-odd", {"name": repr(name[:60]), "problem": str(error)})
