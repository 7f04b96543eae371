"""translations.txt -> names in English and Chinese, by the record they belong to or by the text itself."""

from __future__ import annotations

import re

from planner.corridor import Names
from planner.loading.gtfs.tables import Feed, Row
from planner.loading.tree import told

SIMPLIFIED, PLAIN, OTHER = range(3)  # how welcome a Chinese text is: zh-Hans and zh-CN, zh, zh-Hant and zh-TW
_CHINESE, _ENGLISH = {"zh", "zho", "chi", "cmn"}, {"en", "eng"}
_HAN = re.compile("[\u3400-\u9fff]")

Text = tuple[int, int, str]  # how welcome the language is, whether it is only by the text, the translation


class Translations:
    """What the table says, by column and by record id or text."""

    def __init__(self, feed: Feed) -> None:
        """Read the table, if the feed has one."""
        self._texts: dict[tuple[str, str, str, str], Text] = {}
        num_lost = 0

        def add(row: Row) -> None:
            nonlocal num_lost
            column = f"{row.get('table_name')}.{row.get('field_name')}".lower()
            record, text = row.get("record_id"), row.get("field_value")
            language, welcome = _understood(row.get("language"))
            if column == "." or not (record or text):
                num_lost += 1
            elif row.get("translation"):
                key = (column, "" if record else text, record, language)
                self._keep(key, (welcome, not record, row.get("translation")))

        for _ in feed.parsed("translations.txt", "", add):
            pass
        if num_lost:
            feed.note(told("note-translations", number=num_lost))

    def _keep(self, key: tuple[str, str, str, str], text: Text) -> None:
        """Keep the most welcome text, of equal ones the first."""
        if key not in self._texts or text[0] < self._texts[key][0]:
            self._texts[key] = text

    def names(self, column: str, record: str, text: str) -> Names:
        """Return the names of an entry; what has no translation keeps its text."""
        zh, en = (self._best(column, record, text, language) for language in ("zh", "en"))
        if zh and zh[0] == OTHER and _HAN.search(text):
            zh = None  # Chinese already
        return Names(zh=zh[2] if zh else text, en=en[2] if en else text)

    def _best(self, column: str, record: str, text: str, language: str) -> Text | None:
        found = (self._texts.get((column, *key, language)) for key in (("", record), (text, "")))
        return min((each for each in found if each), key=lambda each: each[:2], default=None)


def _understood(tag: str) -> tuple[str, int]:
    """Return the language of a tag like zh-Hant-TW, and how welcome its kind of Chinese is."""
    language, *rest = re.split("[-_]", tag.lower())
    if language in _ENGLISH:
        return "en", PLAIN
    if language not in _CHINESE:
        return language, OTHER
    if "hans" in rest or ("hant" not in rest and {"cn", "sg"} & set(rest)):
        return "zh", SIMPLIFIED
    return "zh", OTHER if rest else PLAIN
