"""SVG drawings of plotly, read as vectors: a tree goes in; a `Reading` with the values as they were drawn comes out.

Plotly names its layers, traces and ticks. Flat plots of bars, lines, points and filled areas are read; drawings that hold
anything else are left to be read as pixels. Of a line with many points plotly draws only those that can be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import numpy as np

from jupyter_viscode.vision import outlines
from jupyter_viscode.vision.outlines import Placed, below
from jupyter_viscode.vision.reading import Box, Label, Reading, TextRole
from jupyter_viscode.vision.shapes import Axes, OtherError, Shape, around, reading_of


def read_plotly(root: Element) -> Reading | None:
    """What a plotly SVG draws; None when it is another's, or holds marks that are not read here."""
    if "main-svg" not in _names(root):
        return None
    try:
        width, height = (float(v) for v in root.get("viewBox", "").split()[2:])
        every = list(below((root, np.eye(3))))
        found = [_axes(p, every) for p in every if "subplot" in _names(p[0])]
        if len(found) == 1:
            _legend(every, found[0])
        elif any("legend" in _names(e) for e, _ in every):
            raise OtherError("legend")
        heading: TextRole = "title" if len(found) == 1 else "suptitle"
        titles = [_label(_said(e), heading, own) for e, own in every if "gtitle" in _names(e)]
        if len(found) == 1:
            found[0].labels += titles
        ground = next((_style(e).get("fill", "") for e, _ in every if str(e.tag).endswith("}rect")), "")
        loose = tuple(titles) if len(found) != 1 else ()
        return reading_of((width, height), (width / 100, height / 100), found, loose, outlines.color(ground) or "#ffffff")
    except (OtherError, ValueError, IndexError, StopIteration):
        return None


def _names(element: Element) -> list[str]:
    return element.get("class", "").split()


def _style(element: Element) -> dict[str, str]:
    pairs = (part.partition(":") for part in element.get("style", "").split(";"))
    return {key.strip(): value.strip() for key, _, value in pairs if value}


def _named(whole: Placed, name: str) -> Iterator[Placed]:
    return (p for p in below(whole) if name in _names(p[0]))


def _said(element: Element) -> str:
    """The words of a text; its lines stand in parts of their own."""
    lines = [span.text or "" for span in element if str(span.tag).endswith("}tspan")] or [element.text or ""]
    return "\n".join(lines).strip()


def _label(text: str, role: TextRole, own: np.ndarray) -> Label:
    x, y = float(own[0, 2]), float(own[1, 2])
    return Label(text, role, Box(x, y - 10, x + 10, y))


def _axes(subplot: Placed, every: list[Placed]) -> Axes:
    name = next(n for n in _names(subplot[0]) if re.fullmatch(r"x\d*y\d*", n))
    plot = next(p for p in below(subplot) if f"{name}plot)" in p[0].get("clip-path", ""))
    clip = next(e for e, _ in every if str(e.tag).endswith("}clipPath") and e.get("id", "").endswith(f"{name}plot"))
    x, y = float(plot[1][0, 2]), float(plot[1][1, 2])
    box = Box(x, y, x + float(clip[0].get("width", "")), y + float(clip[0].get("height", "")))
    face = next((_style(e).get("fill", "") for layer in _named(subplot, "bglayer") for e, _ in below(layer)), "")
    out = Axes(box, outlines.color(face) or "#ffffff")
    for letter, place in (("x", 0), ("y", 1)):
        for tick in (t for group, own in _named(subplot, f"{letter}tick") for t in below((group, own))):
            if str(tick[0].tag).endswith("}text") and _said(tick[0]):
                out.ticks[letter].append((float(tick[1][place, 2]), _said(tick[0])))
        if any(re.search(r"\d[mµμnpf]$", said) for _, said in out.ticks[letter]):
            raise OtherError("thousandths")
    letters = re.fullmatch(r"(x\d*)(y\d*)", name)
    across, up = letters.groups() if letters else ("x", "y")
    out.labels += [_label(_said(e), "xlabel", own) for e, own in every if f"{across}title" in _names(e)]
    out.labels += [_label(_said(e), "ylabel", own) for e, own in every if f"{up}title" in _names(e)]
    for layer in plot[0]:
        if len(layer) and "mlayer" in _names(layer):
            _layer((layer, plot[1]), out)
    return out


def _layer(layer: Placed, out: Axes) -> None:
    for trace in _named(layer, "trace"):
        names = _names(trace[0])
        if "bars" in names:
            _bars(trace, out)
        elif "scatter" in names:
            _scatter(trace, out)
        else:
            raise OtherError(names[-1])


def _bars(trace: Placed, out: Axes) -> None:
    for element, own in below(trace):
        if str(element.tag).endswith("}path"):
            for corners, _ in outlines.paths(element.get("d", "")):
                room = around(outlines.moved(own, corners))
                colour = outlines.color(_style(element).get("fill", ""))
                out.shapes.append(Shape("bar", [(room.x0, room.y0), (room.x1, room.y1)], colour))
        elif "errorbar" in _names(element):
            raise OtherError("errors")


def _scatter(trace: Placed, out: Axes) -> None:
    """Lines, areas under them and points of one trace."""
    if any("errorbar" in _names(e) for e, _ in below(trace)):
        raise OtherError("errors")
    for element, own in _named(trace, "js-fill"):
        style = _style(element)
        for corners, _ in outlines.paths(element.get("d", "")):
            alpha = float(style.get("fill-opacity", "1"))
            out.shapes.append(Shape("area", outlines.moved(own, corners), outlines.color(style.get("fill", "")), alpha=alpha))
    lined: Shape | None = None
    for element, own in _named(trace, "js-line"):
        style = _style(element)
        for corners, bent in outlines.paths(element.get("d", "")):
            if bent:
                raise OtherError("curve")
            dash = "--" if style.get("stroke-dasharray") else "-"
            width = float(style.get("stroke-width", "2px").removesuffix("px"))
            lined = Shape("line", outlines.moved(own, corners), outlines.color(style.get("stroke", "")), dash, width)
            out.shapes.append(lined)
    points = [(float(own[0, 2]), float(own[1, 2]), e) for e, own in _named(trace, "point")]
    if lined is not None:
        lined.marker = bool(points)
        return
    colours: dict[str, list[outlines.Place]] = {}
    for x, y, element in points:
        colours.setdefault(outlines.color(_style(element).get("fill", "")), []).append((x, y))
    out.shapes += [Shape("scatter", places, colour) for colour, places in colours.items()]


def _legend(every: list[Placed], out: Axes) -> None:
    for legend in (p for p in every if "legend" in _names(p[0])):
        for entry in _named(legend, "traces"):
            text = next(e for e, _ in _named(entry, "legendtext"))
            shown = [_style(e) for e, _ in below(entry) if str(e.tag).endswith("}path")]
            colours = [outlines.color(s.get(k, "")) for s in shown for k in ("fill", "stroke")]
            out.legend.append((_said(text), next((c for c in colours if c), "")))
        x, y = float(legend[1][0, 2]), float(legend[1][1, 2])
        rooms = [e for e, _ in below(legend) if "bg" in _names(e)]
        wide, high = (float(rooms[0].get(k, "0")) if rooms else 60.0 for k in ("width", "height"))
        out.legend_box = Box(x, y, x + wide, y + high)
    colours = [colour for _, colour in out.legend]
    if len(set(colours)) != len(colours):
        raise OtherError("legend")
