"""From the bytes of a table to text: encodings, byte order marks, blanks around quotes, control characters."""

from __future__ import annotations

import re

_MARK = "\ufeff".encode()
_BLANK = "(?:[ \t]|\u00a0|\u3000)".encode()
_BLANK_AT_QUOTE = re.compile(rb'"%b|%b"' % (_BLANK, _BLANK))
_QUOTED = re.compile(rb'(^|[,\r\n])%b*+("(?:[^"]++|"")*+")%b*+(?=[,\r\n]|\Z)' % (_BLANK, _BLANK))


def encoding_of(data: bytes) -> str:
    """Return UTF-8 unless a byte order mark, or most lines that are not ASCII, say otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if _is(data, "utf-8"):
        return "utf-8"
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    num_utf8 = sum(_is(line, "utf-8") for line in lines)
    return "gb18030" if 2 * num_utf8 < len(lines) and _is(data, "gb18030") else "utf-8"


def tidied(data: bytes, encoding: str) -> bytes:
    """Return a table as UTF-8, without byte order marks and without the blanks around values in quotes."""
    if encoding != "utf-8":
        data = data.decode(encoding, errors="replace").encode()
    while data.startswith(_MARK):
        data = data[len(_MARK) :]
    return _QUOTED.sub(rb"\1\2", data) if _BLANK_AT_QUOTE.search(data) else data


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def cleaned(value: str) -> str:
    """Return a value without control characters and superfluous spaces."""
    if not value.isprintable():
        value = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(value.split())
