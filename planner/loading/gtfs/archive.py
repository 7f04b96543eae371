"""Where in a zip file the tables of a feed lie: in one folder, whatever else is packed beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from zipfile import ZipInfo

from planner.loading.gtfs.encoding import cleaned
from planner.texts import in_each

MUST = ("stops.txt", "routes.txt", "trips.txt", "stop_times.txt")
TABLES = {
    *MUST,
    "agency.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "feed_info.txt",
    "frequencies.txt",
    "translations.txt",
}
Folder = dict[str, list[ZipInfo]]  # the entries by table


@dataclass(frozen=True)
class Contents:
    """The folders of a zip file that hold tables, by name; ``own`` are those that may be the feed's."""

    folders: dict[str, Folder]
    own: tuple[str, ...]
    inner_zips: tuple[str, ...]

    @property
    def chosen(self) -> Folder:
        """Return the tables of the feed, none where the choice is not one."""
        return self.folders[self.own[0]] if len(self.own) == 1 else {}

    @property
    def ignored(self) -> dict[str, list[str]]:
        """Return the tables in other folders, by folder."""
        return {name: sorted(tables) for name, tables in self.folders.items() if name not in self.own}


def contents(entries: list[ZipInfo]) -> Contents:
    """Sort out the entries: a feed is the folder with all tables it must have, or with the most of them."""
    folders: dict[str, Folder] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str] = {}  # capitals make no other folder
    inner_zips = []
    for entry in entries:
        *above, name = (part.strip() for part in entry.filename.replace("\\", "/").split("/"))
        above = [part for part in above if part not in ("", ".")]
        if "__macosx" in map(str.lower, above):
            continue
        folder = "/".join(above)
        if name.lower() in TABLES:
            folders[names.setdefault(folder.lower(), folder)][name.lower()].append(entry)
        elif name.lower().endswith(".zip"):
            inner_zips.append(name)
    num_must = Counter({name: sum(table in tables for table in MUST) for name, tables in folders.items()})
    most = max(num_must.values(), default=0)
    own = sorted(name for name, number in num_must.items() if number == most)
    return Contents({name: dict(tables) for name, tables in folders.items()}, tuple(own), tuple(inner_zips))


def folder_name(folder: str) -> dict[str, str]:
    """Return a folder's name for people, in each language."""
    name = cleaned(folder)[:60]
    return in_each("data.feed-folder", name=name) if folder else in_each("data.feed-top-folder")
