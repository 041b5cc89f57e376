"""SVG files from anywhere: bytes go in; a tree without links to the outside and its size come out."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from jupyter_viscode.errors import InputError

_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "pc": 16.0}
_FOREIGN = ("script", "foreignObject", "image", "feImage", "use", "textPath", "a")
"""Elements that can point outside; they stay where they point inside the file or hold their data."""


def parse(data: bytes) -> ElementTree.Element:
    """The tree of an SVG, without scripts and without anything that is fetched from elsewhere.

    Raises
    ------
    InputError
        It is not well formed, or it defines entities.
    """
    if b"<!ENTITY" in data[:100_000].upper():
        raise InputError("The drawing defines entities, which no chart needs.", hint="Save it again as PNG or plain SVG.")
    try:
        # Comments stay: matplotlib puts the words of its outlined texts there.
        parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
        root = ElementTree.fromstring(data, parser)
    except (ElementTree.ParseError, ValueError):
        raise InputError("The drawing is damaged: it is no well-formed SVG.", hint="Save it again, or give a PNG.") from None
    _clean(root)
    return root


def _clean(part: ElementTree.Element) -> None:
    for child in list(part):
        name = str(child.tag).rpartition("}")[2]
        outside = any(not target.strip().startswith(("#", "data:")) for h in _HREFS if (target := child.get(h)) is not None)
        if name in ("script", "foreignObject") or (outside and name in _FOREIGN and name != "a"):
            part.remove(child)
            continue
        if name == "style" and child.text:
            child.text = re.sub(r"@import[^;]*;?|url\([^)#]*\)", "", child.text)
        _clean(child)


def size_of(root: ElementTree.Element) -> tuple[float, float]:
    """Width and height in pixels; (0, 0) when the file tells neither them nor a view box."""
    sides = [_length(root.get(name, "")) for name in ("width", "height")]
    box = [_number(v) for v in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if v]
    if len(box) == 4 and not all(sides):
        sides = [side or box[2 + i] for i, side in enumerate(sides)]
    return (sides[0], sides[1])


def to_bytes(root: ElementTree.Element) -> bytes:
    """The tree as a file again."""
    return bytes(ElementTree.tostring(root, encoding="utf-8"))


def _length(text: str) -> float:
    match = re.fullmatch(r"\s*([0-9.eE+-]+)\s*([a-z]*)\s*", text)
    return _number(match.group(1)) * _UNITS.get(match.group(2), 0.0) if match else 0.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
