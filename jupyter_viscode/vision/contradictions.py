"""What a drawn chart says otherwise than the picture that it should redraw: a Reading and a Chart enter, findings leave.

Only what was read with confidence counts, and only differences that no choice of style explains: a wrong finding costs a
round and may make a right chart worse.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Finding
from jupyter_viscode.vision.reading import Axis, Panel, Reading
from jupyter_viscode.vision.trust import SURE, chance

_SAME = 0.6
"""How alike two texts are that may be the same, one of them read by OCR."""
_APART = 0.3
"""Share of an axis by which the end of a drawn one may lie elsewhere."""
_INK = 0.004
"""Least share of a picture that a colour covers to be missed."""
_LEFT = 0.1
"""Share of it that must be there."""
_NEAR = 40
"""Levels of a channel by which a pixel may differ from its colour."""
_MOST = 6

_FAMILIES: dict[str, frozenset[str]] = {
    "bars": frozenset({"bar", "barh", "hist", "stem", "errorbar", "rule"}),
    "lines or points": frozenset({
        "line", "scatter", "point", "errorbar", "stem", "fill_between", "area", "stackplot", "fill", "density", "regression",
        "strip", "tick", "rule", "axhline", "axvline",
    }),
    "slices": frozenset({"pie", "arc"}),
    "a heatmap": frozenset({"imshow", "rect", "contourf", "contour", "image"}),
    "boxes": frozenset({"boxplot"}),
    "violins": frozenset({"violin"}),
}  # fmt: skip
_UNJUDGED = frozenset({"other", "text", "image", "surface", "treemap"})
"""Marks of a Chart that say too little."""
_TOLD = frozenset({"bar", "barh", "hist", "line", "scatter", "pie", "imshow", "boxplot", "violin"})
"""Marks of a picture that are well told from others."""


def contradictions(reading: Reading, chart: Chart | None, given: Any = None, drawn: Any = None) -> tuple[Finding, ...]:
    """What the drawn chart contradicts.

    Parameters
    ----------
    chart
        What was read from the drawn figure; None leaves only the colours to judge.
    given, drawn
        Pixels of both pictures.
    """
    found = []
    if chart is not None:
        found += [*_layout(reading, chart), *_kinds(reading, chart), *_texts(reading, chart), *_scales(reading, chart)]
        found += [*_legend(reading, chart)]
    if given is not None and drawn is not None:
        found += _colours(reading, given, drawn)
    return tuple(found[:_MOST])


def ranges(reading: Reading, drawn: Reading) -> tuple[Finding, ...]:
    """Axes of the only panel that run elsewhere, both read from pixels."""
    if len(reading.panels) != 1 or len(drawn.panels) != 1:
        return ()
    one, two = reading.panels[0], drawn.panels[0]
    if one.kind != "cartesian" or two.kind != "cartesian":
        return ()
    return tuple(f for name in ("x", "y") if (f := _range(name, reading, one, drawn, two)) is not None)


def _range(name: str, reading: Reading, one: Panel, drawn: Reading, two: Panel) -> Finding | None:
    axis, other = (getattr(panel, name) for panel in (one, two))
    if axis.scale not in ("linear", "log") or axis.scale != other.scale:
        return None
    if chance("range", reading, axis) < SURE or chance("range", drawn, other) < SURE:
        return None
    (low, high), (low2, high2) = _ends(name, one), _ends(name, two)
    span = abs(high - low)
    if not span or max(abs(low2 - low), abs(high2 - high)) <= _APART * span:
        return None
    a, b = (f"{10.0**v if axis.scale == 'log' else v:.4g}" for v in (low, high))
    return _finding("range", f"The {name} axis of the picture runs from {a} to {b}, the one drawn does not.")


def _ends(name: str, panel: Panel) -> tuple[float, float]:
    """Where an axis begins and ends; as logarithms where it is logarithmic."""
    box, axis = panel.box, panel.x if name == "x" else panel.y
    first, last = (box.x0, box.x1) if name == "x" else (box.y1, box.y0)
    return axis.slope * first + axis.offset, axis.slope * last + axis.offset


def _finding(rule: str, message: str) -> Finding:
    return Finding(f"picture-{rule}", message)


def _layout(reading: Reading, chart: Chart) -> Iterator[Finding]:
    there, drawn = len(reading.panels), max(1, len(chart.panels))
    if there != drawn and chance("layout", reading) >= SURE:
        yield _finding("layout", f"The picture has {_count(there, 'panel')}, the drawn chart {_count(drawn, 'panel')}.")


def _kinds(reading: Reading, chart: Chart) -> Iterator[Finding]:
    """Marks of which none is of a kind with those of the picture, and bars that lie where they should stand."""
    marks = [m for panel in reading.panels for m in panel.marks if m.kind in _TOLD and chance("marks", reading, m) >= SURE]
    parts = list(_parts(chart))
    drawn = {part.mark for part in parts}
    if drawn & _UNJUDGED or not drawn:
        return
    # Of several kinds that were read one is often a misreading, so that the drawn chart need agree with one only.
    families = [name for name, kinds in _FAMILIES.items() if kinds & {mark.kind for mark in marks}]
    if families and not any(drawn & _FAMILIES[name] for name in families):
        yield _finding("type", f"The picture shows {' and '.join(families)}, the drawn chart {_listed(drawn)}.")
        return
    lying = {kind == "barh" for kind in (m.kind for m in marks) if kind in ("bar", "barh")}
    ways = {way for part in parts if part.mark == "bar" and (way := _lies(part)) is not None}
    if len(lying) == 1 and len(ways) == 1 and lying != ways:
        said = ("horizontal", "vertical") if lying == {True} else ("vertical", "horizontal")
        yield _finding("type", f"The bars of the picture are {said[0]}, those drawn {said[1]}.")


def _lies(part: Chart) -> bool | None:
    x, y = part.encodings.get("x"), part.encodings.get("y")
    if x is None or y is None or (x.type == "quantitative") == (y.type == "quantitative"):
        return None
    return x.type == "quantitative"


def _parts(chart: Chart) -> Iterator[Chart]:
    """The chart, its layers and panels, those that draw something."""
    if not chart.panels:
        yield chart
    for part in (*chart.layers, *chart.panels):
        yield from _parts(part)


def _texts(reading: Reading, chart: Chart) -> Iterator[Finding]:
    """Titles that stand nowhere in the drawn chart; which part they play there is not asked."""
    drawn = [text for part in (chart, *_parts(chart)) for text in _said(part) if text.strip()]
    labels = [*reading.labels, *(label for panel in reading.panels for label in panel.labels)]
    names = {"title": "title", "suptitle": "title", "xlabel": "label of the x axis", "ylabel": "label of the y axis"}
    for label in labels:
        if label.role not in names or sum(map(str.isalpha, label.text)) < 3 or chance("text", reading, label) < SURE:
            continue
        if not any(_alike(label.text, text) for text in drawn):
            yield _finding("text", f"The {names[label.role]} of the picture is {_quote(label.text)}; nothing drawn says so.")


def _said(part: Chart) -> list[str]:
    said = [part.title, part.subtitle]
    said += [text for encoding in part.encodings.values() for text in (encoding.title or "", encoding.field or "")]
    return said + [annotation.text for annotation in part.annotations]


def _scales(reading: Reading, chart: Chart) -> Iterator[Finding]:
    """A logarithmic axis that is drawn linear, or the other way round, where there is one panel."""
    parts = list(_parts(chart))
    if len(reading.panels) != 1 or chart.panels:
        return
    for name in ("x", "y"):
        axis: Axis = getattr(reading.panels[0], name)
        if axis.scale not in ("linear", "log") or len(axis.ticks) < 3 or chance("scale", reading, axis) < SURE:
            continue
        scales = [encoding.scale for part in parts if (encoding := part.encodings.get(name)) is not None]
        drawn = any(scale is not None and scale.type in ("log", "symlog") for scale in scales)
        if scales and drawn != (axis.scale == "log"):
            said = ("logarithmic", "linear") if axis.scale == "log" else ("linear", "logarithmic")
            yield _finding("scale", f"The {name} axis of the picture is {said[0]}, the one drawn {said[1]}.")


def _legend(reading: Reading, chart: Chart) -> Iterator[Finding]:
    """Series that the legend lists and the drawn chart lacks, or as many unnamed ones."""
    if len(reading.panels) != 1 or chart.panels or chance("legend", reading) < SURE:
        return
    legend = reading.panels[0].legend or reading.legend
    listed = [text for text, _ in legend.entries if len(_fold(text)) > 0] if legend is not None else []
    drawn = _series(chart)
    if len(listed) < 2 or drawn is None:
        return
    if len(drawn) < len(listed):
        named = ", ".join(map(_quote, listed[:_MOST]))
        yield _finding("series", f"The legend of the picture lists {len(listed)} series ({named}); {len(drawn)} are drawn.")
        return
    missing = [text for text in listed if len(_fold(text)) > 2 and not any(_alike(text, name) for name in drawn)]
    if len(missing) > len(listed) / 2:
        named = ", ".join(map(_quote, missing[:_MOST]))
        yield _finding("series", f"Series of the picture are called {named}; nothing drawn is.")


def _series(chart: Chart) -> list[str] | None:
    """Names of all series; None when they cannot be told."""
    names: list[str] = []
    for part in _parts(chart):
        colour = part.encodings.get("color")
        if part.mark in _UNJUDGED:
            return None
        if (
            colour is not None
            and colour.field is not None
            and colour.type != "quantitative"
            and colour.field in (part.data or {})
        ):
            names += [str(name) for name in dict.fromkeys((part.data or {})[colour.field])]
        else:
            names.append(" ".join(_said(part)))
    return names


def _colours(reading: Reading, given: Any, drawn: Any) -> Iterator[Finding]:
    """Colours of marks that cover something in the picture and nothing in the drawn one."""
    marks = [m for panel in reading.panels for m in panel.marks if not m.cmap]
    for colour in list(dict.fromkeys(c.lower() for m in marks for c in m.colors[:_MOST]))[:_MOST]:
        if re.fullmatch("#[0-9a-f]{6}", colour) is None:
            continue
        there = _share(given, colour)
        if there >= _INK and _share(drawn, colour) < _LEFT * there:
            yield _finding("colour", f"The picture has marks in {colour}; nothing in a colour like it is drawn.")


def _share(pixels: Any, colour: str) -> float:
    """Share of pixels near a colour, of those of a coarse copy."""
    import numpy as np

    step = max(1, max(pixels.shape[:2]) // 500)
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.int16)
    off = np.abs(pixels[::step, ::step, :3].astype(np.int16) - wanted).max(axis=2)
    return float((off <= _NEAR).mean())


# -- words -------------------------------------------------------------------------------------------------------------


def _fold(text: str) -> str:
    """A text without what OCR and markup add or lose: case, spaces, punctuation."""
    return re.sub(r"[\W_]+", "", re.sub(r"\\[a-z]+", "", text)).casefold()


def _alike(one: str, two: str) -> bool:
    a, b = _fold(one), _fold(two)
    if not a or not b:
        return False
    return a in b or (len(b) > 2 and b in a) or difflib.SequenceMatcher(a=a, b=b, autojunk=False).ratio() >= _SAME


def _quote(text: str) -> str:
    from jupyter_viscode.context.render import quote

    return quote(text if len(text) <= 80 else text[:80] + "…")


def _listed(names: Any) -> str:
    return ", ".join(sorted(names))


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' if number != 1 else ''}"
