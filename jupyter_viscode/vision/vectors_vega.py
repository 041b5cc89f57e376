"""SVG drawings of Vega, read as vectors: a tree goes in; a `Reading` with the values as they were drawn comes out.

Vega names the role of each group (axis, mark, legend, title). Plot areas with axes of their own are read where they hold
bars, lines, areas, points and texts; drawings that hold anything else are left to be read as pixels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import numpy as np

from jupyter_viscode.vision import outlines
from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.outlines import Placed, below
from jupyter_viscode.vision.reading import Box, Label, Reading, TextRole
from jupyter_viscode.vision.shapes import Axes, OtherError, Shape, around, reading_of

_MARKS = {"mark-rect": "bar", "mark-line": "line", "mark-area": "area", "mark-symbol": "scatter", "mark-text": "text"}
_HALF = 0.5
"""Axes stand half a pixel off, so that their lines are sharp."""
_PARTS = {"role-axis", "role-mark", "role-legend", "role-title", "role-scope"}
_SAID = ("role-axis-tick", "role-axis-label", "role-axis-title")


def read_vega(root: Element) -> Reading | None:
    """What a Vega SVG draws; None when it is another's, or holds marks that are not read here."""
    if "marks" not in root.get("class", "").split():
        return None
    try:
        size = [float(v) for v in root.get("viewBox", "").split()[2:]]
        frame = next(p for p in below((root, np.eye(3))) if "role-frame" in _roles(p[0]))
        found = [_axes(p) for p in _areas(frame)]
        ground = next((outlines.color(e.get("fill", "")) for e in root if e.tag.endswith("}rect")), "")
        width, height = size
        return reading_of((width, height), (width / 100, height / 100), found, (), ground or "#ffffff")
    except (OtherError, ValueError, IndexError, StopIteration):
        return None


def _roles(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def _parts(group: Placed) -> Iterator[Placed]:
    """The marks, axes and legends of a group: those that are in none of its inner groups."""
    for child, own in below((group[0], group[1])):
        if any(role.endswith("pathgroup") for role in _roles(child)):
            continue  # one line or area of several
        if _roles(child) & _PARTS:
            yield child, own


def _inner(group: Placed) -> list[Placed]:
    """Parts that no other part holds."""
    every = list(_parts(group))
    held = {id(e) for part, _ in every for e in part.iter() if e is not part}
    return [p for p in every if id(p[0]) not in held]


def _areas(frame: Placed) -> list[Placed]:
    """The groups with axes and marks: the frame itself, or the groups in it."""
    parts = _inner(frame)
    scopes = [p for p in parts if "role-scope" in _roles(p[0])]
    if not scopes:
        return [frame]
    if any(_roles(p[0]) & {"role-mark", "role-axis"} for p in parts):
        raise OtherError("scope")  # layers, or axes that several areas share
    return [child for scope in scopes for child in _children(scope)]


def _children(scope: Placed) -> Iterator[Placed]:
    for child in scope[0]:
        yield child, scope[1] @ outlines.transform(child)


def _axes(area: Placed) -> Axes:
    ground = next(p for p in below(area) if "background" in _roles(p[0]))
    room = around(outlines.moved(ground[1], _corners(ground[0])))
    box = Box(room.x0 - _HALF, room.y0 - _HALF, room.x1 - _HALF, room.y1 - _HALF)
    out = Axes(box, outlines.color(ground[0].get("fill", "")) or "#ffffff")
    if box.width < 2 or box.height < 2:
        raise OtherError("area")
    for part in _inner(area):
        roles = _roles(part[0])
        if "role-axis" in roles:
            _axis(part, out)
        elif "role-legend" in roles:
            _legend(part, out)
        elif "role-title" in roles:
            said = [t for t, _ in _texts(part)]
            if said:
                out.labels.append(_label("\n".join(said), "title", (box.cx, box.y0)))
        elif "role-mark" in roles:
            _mark(part, out)
        else:
            raise OtherError("part")
    return out


def _corners(element: Element) -> list[outlines.Place]:
    return [p for part, _ in outlines.paths(element.get("d", "")) for p in part]


def _axis(part: Placed, out: Axes) -> None:
    """Ticks at the places of their marks, with what is said there; the title. A grid stands in an axis of its own."""
    lines = {role: [p for p in below(part) if role in _roles(p[0])] for role in _SAID}
    said = [t for group in lines["role-axis-label"] for t in _texts(group, empty=True)]
    marks = [own[:2, 2] for group in lines["role-axis-tick"] for child, own in below(group) if child.tag.endswith("}line")]
    if not said:
        return
    if len(marks) != len(said):
        raise OtherError("ticks")
    at = np.array(marks)
    letter = "x" if np.ptp(at[:, 0]) > np.ptp(at[:, 1]) else "y"
    off = at[0, 1] - out.box.y1 if letter == "x" else at[0, 0] - out.box.x0
    if out.ticks[letter] or abs(off) > 3:
        raise OtherError("second axis")
    ends = (out.box.x0, out.box.x1) if letter == "x" else (out.box.y1, out.box.y0)
    ticks = [(float(p[0 if letter == "x" else 1]) - _HALF, t) for p, (t, _) in zip(at, said, strict=True) if t]
    out.ticks[letter] += _exact(ticks, part[0].get("aria-label", ""), ends)
    for group in lines["role-axis-title"]:
        words = [t for t, _ in _texts(group)]
        if words:
            out.labels.append(_label("\n".join(words), "xlabel" if letter == "x" else "ylabel", _texts(group)[0][1]))


def _exact(ticks: list[tuple[float, str]], said: str, ends: tuple[float, float]) -> list[tuple[float, str]]:
    """Ticks where they would stand had they not been put on whole pixels, if the axis' description agrees with them."""
    found = re.search(r"for a (linear|log) scale with values from (\S+) to (\S+)$", said)
    low, high = (number(v) for v in found.groups()[1:]) if found else (None, None)
    values = [number(t) for _, t in ticks]
    if found is None or low is None or high is None or low == high or None in values:
        return ticks
    shown = np.array([low, high, *values], float)
    if found.group(1) == "log":
        if (shown <= 0).any():
            return ticks
        shown = np.log10(shown)
    for start, end in (ends, ends[::-1]):
        at = start + (shown[2:] - shown[0]) / (shown[1] - shown[0]) * (end - start)
        if np.abs(at - [p for p, _ in ticks]).max() <= 1:
            return [(float(p), t) for p, (_, t) in zip(at, ticks, strict=True)]
    return ticks


def _texts(part: Placed, empty: bool = False) -> list[tuple[str, outlines.Place]]:
    """What is said in a part, with its places; lines of one text are one."""
    out = []
    for child, own in below(part):
        if not str(child.tag).endswith("}text"):
            continue
        lines = [span.text or "" for span in child if str(span.tag).endswith("}tspan")] or [child.text or ""]
        text = "\n".join(lines).strip().replace("−", "-") if empty else "\n".join(lines).strip()
        if text or empty:
            out.append((text, (float(own[0, 2]), float(own[1, 2]))))
    return out


def _label(text: str, role: TextRole, at: outlines.Place) -> Label:
    x, y = at
    return Label(text, role, Box(x, y - 10, x + 10, y))


def _legend(part: Placed, out: Axes) -> None:
    """What stands for each colour; scales of colours or sizes are not read here."""
    every = list(below(part))
    if any("role-legend-gradient" in _roles(e) for e, _ in every) or out.legend:
        raise OtherError("legend")
    said = [t for e, own in every if "role-legend-label" in _roles(e) for t, _ in _texts((e, own))]
    symbols = [e for s, _ in every if "role-legend-symbol" in _roles(s) for e in s.iter() if str(e.tag).endswith("}path")]
    colours = [outlines.color(e.get("fill", "")) or outlines.color(e.get("stroke", "")) for e in symbols]
    if not said or len(said) != len(colours) or len(set(colours)) != len(colours):
        raise OtherError("legend")
    titles = [t for e, own in every if "role-legend-title" in _roles(e) for t, _ in _texts((e, own))]
    out.legend, out.legend_title = list(zip(said, colours, strict=True)), " ".join(titles)
    x, y = float(part[1][0, 2]), float(part[1][1, 2])
    places = [own[:2, 2] for _, own in every]
    out.legend_box = Box(x, y, max(float(p[0]) for p in places) + 30, max(float(p[1]) for p in places) + 10)


def _mark(part: Placed, out: Axes) -> None:
    kind = next((k for name, k in _MARKS.items() if name in _roles(part[0])), None)
    if kind is None:
        raise OtherError(part[0].get("class", ""))
    if kind == "text":
        out.labels += [_label(said, "annotation", at) for said, at in _texts(part)]
        return
    points: dict[str, list[outlines.Place]] = {}
    for child, own in below(part):
        if not str(child.tag).endswith("}path"):
            raise OtherError(str(child.tag))
        fill, stroke = outlines.color(child.get("fill", "")), outlines.color(child.get("stroke", ""))
        alpha = float(child.get("opacity", "1")) * float(child.get("fill-opacity", "1"))
        if kind == "scatter":
            points.setdefault(fill or stroke, []).append((float(own[0, 2]), float(own[1, 2])))
            continue
        for corners, _ in outlines.paths(child.get("d", "")):
            placed = outlines.moved(own, corners)
            if kind == "line":
                dash = "--" if child.get("stroke-dasharray") else "-"
                out.shapes.append(Shape("line", placed, stroke, dash, float(child.get("stroke-width", "1"))))
            elif kind == "area":
                out.shapes.append(Shape("area", placed, fill, alpha=alpha))
            else:
                room = around(placed)
                out.shapes.append(Shape("bar", [(room.x0, room.y0), (room.x1, room.y1)], fill))
    out.shapes += [Shape("scatter", places, colour) for colour, places in points.items()]
    if kind == "bar":
        _check_bars(out)


def _check_bars(out: Axes) -> None:
    """Rectangles of a heatmap stand on nothing: neither all upright nor all lying on a common line or on each other."""
    rooms = [around(s.points) for s in out.shapes if s.kind == "bar"]
    both_vary = len({round(r.x0, 1) for r in rooms}) > 1 and len({round(r.y1, 1) for r in rooms}) > 1
    like = len({(round(r.width, 1), round(r.height, 1)) for r in rooms}) == 1
    if len(rooms) > 3 and both_vary and like:
        raise OtherError("cells")
