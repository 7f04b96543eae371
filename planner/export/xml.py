"""XML documents, by the standard library; texts are escaped there."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring


def sub(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element to another one."""
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element


def document(root: Element) -> str:
    """Return a whole document."""
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'
