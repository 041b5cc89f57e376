"""PDF drawings, read as vectors: a file's bytes go in; a `Reading` with the values as they were drawn comes out.

A PDF names nothing, so what its shapes are is told by their places: a rectangle with short strokes along its sides and
texts beside these is a plot area; rectangles, lines, symbols and outlines in it are its marks. Drawings that hold
anything else are left to be read as pixels.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jupyter_viscode.vision.reading import Box, Label, Reading, TextRole
from jupyter_viscode.vision.shapes import Axes, OtherError, Shape, around, reading_of

_MOST = 20_000
"""Objects of a page."""
_TICK = 8.0
"""Points of the longest tick mark."""
Place = tuple[float, float]


@dataclass(frozen=True)
class _Part:
    """One object of the page, in points from its top left."""

    kind: str
    """``path``, ``symbol`` or ``text``."""
    points: tuple[Place, ...] = ()
    """Corners; the middle of a symbol."""
    text: str = ""
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    bent: bool = False
    fill: str = ""
    stroke: str = ""
    alpha: float = 1.0
    width: float = 1.0
    dash: tuple[float, ...] = ()
    upright: bool = False
    """Of a text: it reads upwards."""


def read_pdf(data: bytes) -> Reading | None:
    """What the first page of a PDF draws; None when it holds anything that is not read here."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        page = document[0]
        size = page.get_size()
        parts = _joined(list(_parts(page, size[1])))
        found = [_axes(area, parts) for area in _areas(parts, size)]
        if not found:
            return None
        used = [a.box for a in found]
        loose = tuple(_label(p, "suptitle") for p in parts if p.kind == "text" and _is_heading(p, used))
        ground = next((p.fill for p in parts if p.fill and p.box.width > 0.98 * size[0]), "#ffffff")
        return reading_of(size, (size[0] / 72, size[1] / 72), found, loose, ground)
    except (OtherError, ValueError, IndexError, StopIteration, pypdfium2.PdfiumError):
        return None
    finally:
        document.close()


# -- objects of the page -----------------------------------------------------------------------------------------------


def _parts(page: Any, height: float) -> Iterator[_Part]:
    import pypdfium2.raw as pdfium

    words = page.get_textpage()
    symbol: tuple[float, float] | None = None
    for number, item in enumerate(page.get_objects(max_depth=2)):
        if number > _MOST or item.type in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            raise OtherError("object")
        matrix = item.get_matrix().get()
        if item.type == pdfium.FPDF_PAGEOBJ_FORM:
            symbol = (matrix[4], height - matrix[5])
        elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            left, low, right, high = item.get_bounds()
            said = _said(item, words)
            if said.strip():
                box = Box(left, height - high, right, height - low)
                yield _Part("text", text=said, box=box, upright=abs(matrix[1]) > abs(matrix[0]))
        elif item.type == pdfium.FPDF_PAGEOBJ_PATH:
            if item.level > 0:
                if symbol is not None:
                    fill, stroke, alpha, _ = _paint(item)
                    yield _Part("symbol", (symbol,), fill=fill or stroke, alpha=alpha)
                symbol = None
                continue
            yield from _path(item, matrix, height)


def _said(item: Any, words: Any) -> str:
    """The letters of a text object."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFTextObj_GetText(item.raw, words.raw, None, 0)
    room = ctypes.create_string_buffer(max(2, count))
    pdfium.FPDFTextObj_GetText(item.raw, words.raw, ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR)), count)
    return room.raw.decode("utf-16-le", "replace").rstrip("\x00")


def _path(item: Any, matrix: Sequence[float], height: float) -> Iterator[_Part]:
    """Each stretch of a path."""
    import pypdfium2.raw as pdfium

    fill, stroke, alpha, width = _paint(item)
    if not fill and not stroke:
        return
    dash = _dash(item)
    stretch: list[Place] = []
    bent = False
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    count = pdfium.FPDFPath_CountSegments(item.raw)
    if count > _MOST:
        raise OtherError("path")
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item.raw, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and stretch:
            yield _Part("path", tuple(stretch), "", around(stretch), bent, fill, stroke, alpha, width, dash)
            stretch, bent = [], False
        bent |= bool(kind == pdfium.FPDF_SEGMENT_BEZIERTO)
        stretch.append((a * x.value + c * y.value + e, height - (b * x.value + d * y.value + f)))
    if stretch:
        yield _Part("path", tuple(stretch), "", around(stretch), bent, fill, stroke, alpha, width, dash)


def _paint(item: Any) -> tuple[str, str, float, float]:
    """Colours of the inside and the line, how much covers, and the line's width."""
    import pypdfium2.raw as pdfium

    mode, lined = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item.raw, mode, lined)
    out = []
    covers = 255
    for asked, on in ((pdfium.FPDFPageObj_GetFillColor, mode.value), (pdfium.FPDFPageObj_GetStrokeColor, lined.value)):
        rgba = [ctypes.c_uint() for _ in range(4)]
        if not on or not asked(item.raw, *rgba):
            out.append("")
            continue
        out.append("#" + "".join(f"{v.value:02x}" for v in rgba[:3]))
        covers = min(covers, rgba[3].value)
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(item.raw, width)
    return out[0], out[1], covers / 255, width.value


def _dash(item: Any) -> tuple[float, ...]:
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPageObj_GetDashCount(item.raw)
    if count <= 0 or count > 16:
        return ()
    room = (ctypes.c_float * count)()
    pdfium.FPDFPageObj_GetDashArray(item.raw, room, count)
    return tuple(room)


def _joined(parts: list[_Part]) -> list[_Part]:
    """Pieces of one line of text as one: a sign, and the number after it."""
    out: list[_Part] = []
    for part in parts:
        last = out[-1] if out else part
        level = last.kind == part.kind == "text" and not last.upright and not part.upright
        size = max(part.box.height, last.box.height)
        middle = last.box.y0 - 0.5 * size <= part.box.cy <= last.box.y1 + 0.5 * size
        if out and level and middle and -0.5 < part.box.x0 - last.box.x1 < 0.35 * size:
            box = Box(last.box.x0, last.box.y0, part.box.x1, last.box.y1)
            out[-1] = replace(last, text=_continued(last, part), box=box)
        else:
            out.append(part)
    return [replace(p, text=p.text.strip()) for p in out]


def _continued(last: _Part, part: _Part) -> str:
    """Two pieces as one text; what is raised is a power."""
    if part.box.cy < last.box.cy - 0.28 * last.box.height and re.match(r"[-−]?1?0", last.text.strip()):
        power = f"{last.text.strip()}^{{{part.text.strip()}}}"
        return power.replace("}^{", "")
    blank = " " if last.text.endswith(" ") or part.text.startswith(" ") else ""
    return f"{last.text.strip()}{blank}{part.text.strip()}"


# -- plot areas --------------------------------------------------------------------------------------------------------


def _areas(parts: Sequence[_Part], size: tuple[float, float]) -> list[_Part]:
    """Rectangles with tick marks along two of their sides."""
    strokes = [p for p in parts if _is_straight(p)]
    found: list[_Part] = []
    for part in parts:
        b = part.box
        whole = b.width > 0.98 * size[0] and b.height > 0.98 * size[1]
        if not _is_rectangle(part) or whole or b.width < 30 or b.height < 30:
            continue
        if len(_ticks(b, strokes, "x")) > 1 and len(_ticks(b, strokes, "y")) > 1 and not any(_same(b, f.box) for f in found):
            found.append(part)
    return found


def _is_rectangle(part: _Part) -> bool:
    corners = {(round(x, 2), round(y, 2)) for x, y in part.points}
    level = len({x for x, _ in corners}) == 2 and len({y for _, y in corners}) == 2
    return part.kind == "path" and len(part.points) in (4, 5) and len(corners) == 4 and level


def _is_straight(part: _Part) -> bool:
    return part.kind == "path" and len(part.points) == 2 and bool(part.stroke)


def _same(a: Box, b: Box) -> bool:
    return max(abs(a.x0 - b.x0), abs(a.y0 - b.y0), abs(a.x1 - b.x1), abs(a.y1 - b.y1)) < 1


def _ticks(box: Box, strokes: Sequence[_Part], letter: str) -> list[float]:
    """Where short strokes stand across the lower or the left side."""
    out = []
    for s in strokes:
        b = s.box
        if letter == "x" and b.width < 0.01 < b.height <= _TICK and b.y0 - 1 <= box.y1 <= b.y1 + 1:
            out += [b.cx] if box.x0 - 1 <= b.cx <= box.x1 + 1 else []
        elif letter == "y" and b.height < 0.01 < b.width <= _TICK and b.x0 - 1 <= box.x0 <= b.x1 + 1:
            out += [b.cy] if box.y0 - 1 <= b.cy <= box.y1 + 1 else []
    return out


def _axes(area: _Part, parts: Sequence[_Part]) -> Axes:
    box = area.box
    out = Axes(box, area.fill or "#ffffff")
    strokes = [p for p in parts if _is_straight(p)]
    texts = [p for p in parts if p.kind == "text"]
    said: set[int] = set()
    for letter in ("x", "y"):
        for at in _ticks(box, strokes, letter):
            text = _beside(box, at, texts, letter)
            if text is not None and id(text) not in said:
                said.add(id(text))
                out.ticks[letter].append((at, text.text))
    legend = next((p for p in parts if p is not area and _is_room(p, box)), None)
    ticks = {letter: [at for at, _ in out.ticks[letter]] for letter in "xy"}
    keyed: list[_Part] = []
    for part in parts[next(i for i, p in enumerate(parts) if p is area) + 1 :]:
        if legend is not None and part is not legend and _within(part, legend.box):
            keyed.append(part)
        elif part.kind != "text" and part is not legend and _within(part, box):
            _mark(part, out, ticks)
    if legend is not None:
        _legend(keyed, legend, out)
    said |= {id(p) for p in keyed}
    for text in texts:
        role = _role(text, box) if id(text) not in said else None
        if role in ("title", "xlabel") and re.match(r"[-+×]?\d*[×x]?(1e|10\^|\d+$)", text.text):
            raise OtherError("offset")  # a factor of all tick labels
        if role is not None:
            out.labels.append(_label(text, role))
    return out


def _beside(box: Box, at: float, texts: Sequence[_Part], letter: str) -> _Part | None:
    """What is said at a tick."""

    def off(t: _Part) -> float:
        return abs(t.box.cx - at) if letter == "x" else abs(t.box.cy - at)

    if letter == "x":
        near = [t for t in texts if 0 <= t.box.y0 - box.y1 < 14 and off(t) < 0.5 * t.box.width + 2]
    else:
        near = [t for t in texts if 0 <= box.x0 - t.box.x1 < 14 and off(t) < 0.6 * t.box.height + 2 and not t.upright]
    return min(near, key=off, default=None)


def _within(part: _Part, box: Box) -> bool:
    points = part.points or ((part.box.x0, part.box.cy), (part.box.x1, part.box.cy))
    return all(box.x0 - 1 <= x <= box.x1 + 1 and box.y0 - 1 <= y <= box.y1 + 1 for x, y in points)


def _is_room(part: _Part, box: Box) -> bool:
    """Whether a shape is the frame of a legend: round corners, pale, in or right of the plot area."""
    inside = box.x0 <= part.box.x0 and box.y0 <= part.box.y0 and part.box.y1 <= box.y1 + 1
    return part.kind == "path" and part.bent and bool(part.fill) and bool(part.stroke) and 8 < len(part.points) < 24 and inside


def _mark(part: _Part, out: Axes, ticks: dict[str, list[float]]) -> None:
    """A bar, line, symbol or area; spines, ticks and the grid are none."""
    b, box = part.box, out.box
    if part.kind == "symbol":
        last = out.shapes[-1] if out.shapes else None
        if last is not None and last.kind == "line" and last.color == part.fill and _on(last.points, part.points[0]):
            last.marker = True
        elif last is not None and last.kind == "scatter" and last.color == part.fill:
            last.points.append(part.points[0])
        else:
            out.shapes.append(Shape("scatter", [part.points[0]], part.fill, alpha=part.alpha))
    elif _is_straight(part) and _is_grey(part.stroke) and _is_ruled(b, box, ticks):
        return
    elif part.fill and (_is_rectangle(part) or (len(part.points) in (4, 5) and min(b.width, b.height) < 1e-6)):
        out.shapes.append(Shape("bar", [(b.x0, b.y0), (b.x1, b.y1)], part.fill, alpha=part.alpha))
    elif part.fill and not part.bent and len(part.points) > 3:
        out.shapes.append(Shape("area", list(part.points), part.fill, alpha=part.alpha))
    elif part.stroke and not part.fill and not part.bent:
        out.shapes.append(Shape("line", list(part.points), part.stroke, _style(part), part.width))
    elif not _same(b, box):
        raise OtherError("shape")


def _on(points: Sequence[Place], place: Place) -> bool:
    """Whether a symbol stands at a corner of a line; its place may have fewer digits."""
    return any(abs(place[0] - x) < 0.01 and abs(place[1] - y) < 0.01 for x, y in points)


def _is_grey(color: str) -> bool:
    shades = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return max(shades) - min(shades) <= 30


def _is_ruled(b: Box, box: Box, ticks: dict[str, list[float]]) -> bool:
    """Whether a straight stroke is a spine, a tick or a line of the grid."""
    if b.width < 0.01:
        short = b.height <= _TICK and (abs(b.y0 - box.y1) < 1 or abs(b.y1 - box.y1) < 1)
        across = b.height > 0.99 * box.height and any(abs(b.cx - at) < 0.1 for at in (*ticks["x"], box.x0, box.x1))
        return short or across
    if b.height < 0.01:
        short = b.width <= _TICK and (abs(b.x1 - box.x0) < 1 or abs(b.x0 - box.x0) < 1)
        return short or (b.width > 0.99 * box.width and any(abs(b.cy - at) < 0.1 for at in (*ticks["y"], box.y0, box.y1)))
    return False


def _style(part: _Part) -> str:
    """What a dash pattern is called."""
    if not part.dash:
        return "-"
    longest = max(part.dash) / max(part.width, 0.1)
    return ":" if longest < 2 else "-." if len(part.dash) > 3 else "--"


def _legend(parts: Sequence[_Part], frame: _Part, out: Axes) -> None:
    """Each text of a legend with the shape at its left."""
    out.legend_box = frame.box
    for text in (p for p in parts if p.kind == "text"):
        level = [p for p in parts if p.kind != "text" and _middle(p)[0] < text.box.x0 and abs(_middle(p)[1] - text.box.cy) < 6]
        colour = next((c for p in level for c in (p.fill, p.stroke) if c), "")
        if colour:
            out.legend.append((text.text, colour))
        elif not out.legend:
            out.legend_title = text.text
        else:
            raise OtherError("legend")


def _middle(part: _Part) -> Place:
    return part.points[0] if part.kind == "symbol" else (part.box.cx, part.box.cy)


def _role(text: _Part, box: Box) -> TextRole | None:
    """What a text at a plot area is; None where it belongs to another, or to none."""
    b = text.box
    level = box.y0 <= b.cy <= box.y1
    under = box.x0 <= b.cx <= box.x1
    if level and under:
        return "annotation"
    if text.upright and level and 0 <= box.x0 - b.x1 < 60:
        return "ylabel"
    if under and not text.upright and 0 <= b.y0 - box.y1 < 60:
        return "xlabel"
    return "title" if under and not text.upright and -1 <= box.y0 - b.y1 < 14 else None


def _is_heading(text: _Part, boxes: Sequence[Box]) -> bool:
    """Whether a text stands above all plot areas and is the title of none."""
    return text.box.y1 < min(b.y0 for b in boxes) and all(_role(text, b) is None for b in boxes)


def _label(text: _Part, role: TextRole) -> Label:
    return Label(text.text, role, text.box, angle=90.0 if text.upright else 0.0)
