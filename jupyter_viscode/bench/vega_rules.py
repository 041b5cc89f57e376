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
    "axvline": "rule", "eventplot": "tick", "stem": "error", "axvspan": "span", "axhspan": "span",
}  # fmt: skip
_DECORATION = {"rule", "text", "image"}
_ALIKE = {"tick": {"tick", "point"}, "error": {"error", "rule", "line"}}
"""Families that matplotlib draws in several ways."""
_SEGMENTS = {"hlines", "vlines"}

Unit = tuple[Mapping[str, Any], Mapping[str, Any]]


def units(spec: Mapping[str, Any], around: Mapping[str, Any] | None = None) -> Iterator[Unit]:
    """The mark, as an object, and the encoding of each unit, in order."""
    encoding = {**(around or {}), **(spec.get("encoding") or {})}
    mark = spec.get("mark")
    if mark is not None:
        yield (mark if isinstance(mark, dict) else {"type": str(mark)}), encoding
    for name in ("layer", "hconcat", "vconcat", "concat"):
        for part in spec.get(name) or ():
            yield from units(part, encoding)
    if isinstance(spec.get("spec"), dict):
        yield from units(spec["spec"], encoding)


def marks(spec: Mapping[str, Any]) -> Iterator[str]:
    """The mark of each unit, in order."""
    for mark, _ in units(spec):
        yield str(mark["type"])
        if mark["type"] in ("line", "area", "trail") and mark.get("point"):
            yield "point"


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
    """Whether the same families of marks were drawn; what comes with a mark unasked may be drawn or not."""
    wanted, free = families(spec), set(_overlays(spec))
    found = _found(drawn, spec, wanted)
    if {"line", "area"} & wanted:
        found -= {"point"}
    found = found - (_DECORATION - wanted) or found
    return wanted - free <= found <= wanted | free


def _overlays(spec: Mapping[str, Any]) -> Iterator[str]:
    """Families that a picture shows as parts of its marks."""
    lined = ((spec.get("config") or {}).get("area") or {}).get("line")
    for mark, _ in units(spec):
        kind = mark["type"]
        if (kind == "area" and mark.get("line", lined)) or (kind == "errorband" and mark.get("borders")):
            yield "line"
        elif kind == "boxplot" and mark.get("extent") != "min-max" and mark.get("outliers") is not False:
            yield "point"


def _found(drawn: Drawn, spec: Mapping[str, Any], wanted: set[str]) -> set[str]:
    """Families of what was drawn; a call that may stand for several marks for those that the picture has."""
    found = {_DRAWN.get(kind, "other") for kind in drawn.calls} | ({"text"} if drawn.texts else set())
    ruled = "rule" in marks(spec)
    if "error" in found and (ruled or "error" in wanted):
        found |= wanted & {"point", "line"} if _has_middles(drawn) else set()
        found = found if "error" in wanted else found - {"error"} | {"rule"}
    if "line" in found - wanted and ruled and _is_straight(drawn):
        found = found - {"line"} | {"rule"}
    if "box" in found - wanted and _is_box_by_hand(spec):
        found = found - {"box"} | wanted & {"bar", "tick", "point"}
    if _SEGMENTS & set(drawn.calls):
        found |= wanted & {"tick"}
    for kind, other in _blocks(spec):
        if kind in wanted and found & other:
            found = found - (other - wanted) | {kind}
    for name, others in _ALIKE.items():
        calls = sum(n for kind, n in drawn.calls.items() if _DRAWN.get(kind) in others)
        if name in wanted and calls > len((others - {name}) & wanted):
            found = found - (others - wanted) | {name}
    return found


def _has_middles(drawn: Drawn) -> bool:
    """Whether error bars have points or a line of their own."""
    return "stem" in drawn.calls or any(name == "x" for name, _ in drawn.numbers)


def _is_straight(drawn: Drawn) -> bool:
    """Whether each line has but two points."""
    return sum(name == "x" and len(values) == 2 for name, values in drawn.numbers) >= drawn.calls.get("line", 0)


def _is_box_by_hand(spec: Mapping[str, Any]) -> bool:
    """Whether ranged bars and rules with a tick between make up box plots."""
    ranged = {mark["type"] for mark, encoding in units(spec) if {"x2", "y2"} & set(encoding)}
    return {"bar", "rule"} <= ranged and "tick" in marks(spec)


def _blocks(spec: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """Bars and rectangles that go across the whole plot, or from one value to another: families with what draws them too."""
    for mark, encoding in units(spec):
        if mark["type"] not in ("bar", "rect"):
            continue
        across = not {"x", "y"} <= set(encoding)
        if mark["type"] == "bar" and across:
            yield "bar", {"span"}
        elif mark["type"] == "rect" and (across or {"x2", "y2"} & set(encoding)):
            yield "heatmap", {"span", "bar"}


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
