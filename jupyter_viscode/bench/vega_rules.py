"""Rules for Vega-Lite pictures: a specification and what a program drew go in; whether the type is right and text F1 come out.

The gallery has no scorer of its own. Expected texts are those of the compiled picture without tick labels, as in ChartMimic's
rules; the type is right when the same families of marks are drawn, rules and texts on top of them left aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from jupyter_viscode.bench.drawn import Drawn
from jupyter_viscode.bench.image_rules import shared

_FAMILIES = {
    "bar": "bar", "line": "line", "trail": "line", "area": "area", "point": "point", "circle": "point", "square": "point",
    "arc": "pie", "rect": "heatmap", "boxplot": "box", "errorbar": "error", "errorband": "area", "rule": "rule", "tick": "tick",
    "text": "text", "geoshape": "map", "image": "image",
}  # fmt: skip
_DRAWN = {
    "bar": "bar", "barh": "bar", "hist": "bar", "broken_barh": "bar", "line": "line", "stackplot": "area",
    "fill_between": "area", "fill": "area", "scatter": "point", "pie": "pie", "imshow": "heatmap", "pcolormesh": "heatmap",
    "hist2d": "heatmap", "boxplot": "box", "errorbar": "error", "hlines": "rule", "vlines": "rule", "axhline": "rule",
    "axvline": "rule", "eventplot": "tick", "stem": "error",
}  # fmt: skip
_DECORATION = {"rule", "text", "image"}
_ALIKE = {"tick": {"tick", "point"}, "error": {"error", "rule", "line"}}
"""Families that matplotlib draws in several ways."""


def marks(spec: Mapping[str, Any]) -> Iterator[str]:
    """The mark of each unit, in order."""
    mark = spec.get("mark")
    if mark is not None:
        kind = mark["type"] if isinstance(mark, dict) else mark
        yield str(kind)
        if isinstance(mark, dict) and kind in ("line", "area", "trail") and mark.get("point"):
            yield "point"
    for name in ("layer", "hconcat", "vconcat", "concat"):
        for part in spec.get(name) or ():
            yield from marks(part)
    if isinstance(spec.get("spec"), dict):
        yield from marks(spec["spec"])


def families(spec: Mapping[str, Any]) -> set[str]:
    """Families of marks; decorations only where there is nothing else."""
    found = {_FAMILIES.get(mark, mark) for mark in marks(spec)}
    if {"line", "area"} & found:
        found -= {"point"}  # markers of a line
    return found - _DECORATION or found


def family(spec: Mapping[str, Any]) -> str:
    """What the picture is counted as."""
    return "+".join(sorted(families(spec))) or "other"


def type_right(drawn: Drawn, spec: Mapping[str, Any]) -> bool:
    """Whether the same families of marks were drawn."""
    wanted = families(spec)
    found = {_DRAWN.get(kind, "other") for kind in drawn.calls}
    if {"line", "area"} & wanted:
        found -= {"point"}
    for name, others in _ALIKE.items():
        if name in wanted and found & others:
            found = (found - others) | {name}
    return wanted == (found - (_DECORATION - wanted) or found)


def scores(drawn: Drawn, spec: Mapping[str, Any]) -> dict[str, float]:
    """``type`` (0 or 100) and ``text`` (F1)."""
    return {"type": 100.0 * type_right(drawn, spec), "text": round(100 * shared(drawn.texts, texts(spec)), 2)}


def texts(spec: Mapping[str, Any]) -> list[str]:
    """What the compiled picture says; the labels of axes and of colour bars are left out."""
    import vl_convert

    picture = ElementTree.fromstring(vl_convert.vegalite_to_svg(dict(spec)))
    return list(_said(picture, frozenset()))


def _said(part: ElementTree.Element, inside: frozenset[str]) -> Iterator[str]:
    """Texts below an element; `inside` are the roles of the groups around it."""
    inside = inside | _roles(part)
    if "role-legend" in inside and any("role-legend-gradient" in _roles(p) for p in part.iter()):
        inside = inside | {"gradient"}
    if "role-axis-label" in inside or {"role-legend-label", "gradient"} <= inside:
        return
    if part.tag.endswith("}text"):
        lines = [span.text or "" for span in part if span.tag.endswith("}tspan")] or [part.text or ""]
        text = "\n".join(lines).strip()
        if text:
            yield text
        return
    for child in part:
        yield from _said(child, inside)


def _roles(part: ElementTree.Element) -> frozenset[str]:
    return frozenset(part.get("class", "").split())
