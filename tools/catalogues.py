"""Write the catalogues of traditional Chinese anew from those of simplified: ``python -m tools.catalogues``.

Compile them with ``UPDATE_DOCS=1 pytest tests/texts``.
"""

from __future__ import annotations

import re
from pathlib import Path

from planner.texts.further import LOCALE, traditional

_FORM = re.compile(r'^(msgstr(?:\[\d+\])? )(".*")$', re.MULTILINE)


def converted(text: str) -> str:
    """Return a catalogue of simplified Chinese in traditional characters."""
    text = _FORM.sub(lambda form: form[1] + traditional(form[2]), text)
    return text.replace('"Language: zh\\n"', '"Language: zh_Hant\\n"', 1)


def main() -> None:
    """Write them."""
    for path in sorted((LOCALE / "zh" / "LC_MESSAGES").glob("*.po")):
        target = Path(LOCALE / "zh_Hant" / "LC_MESSAGES", path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(converted(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
