"""SVG drawings of matplotlib, read as vectors: a tree goes in; a `Reading` with the values as they were drawn comes out.

The groups that matplotlib names (axes, ticks, patches, lines, collections, legend) tell what everything is, and places have
six digits: values are exact to what the tick labels tell. Drawings that hold anything else are left to be read as pixels.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.reading import Box, Label, Reading, TextRole
from jupyter_viscode.vision.shapes import Axes, OtherError, Shape, around, reading_of

_STYLES = {"": "-", "5.55": "--", "1.5": ":", "9.6": "-."}
"""Beginning of a dash pattern at the default width, by what it is called."""


def read_vectors(root: Element) -> Reading | None:
    """What a matplotlib SVG draws; None when it is another's, or holds marks that are not read here."""
    figure = next((g for g in root.iter() if g.get("id") == "figure_1"), None)
    if figure is None:
        return None
    try:
        width, height = (float(v) for v in root.get("viewBox", "").split()[2:])
        found = [_axes(g) for g in figure if re.fullmatch(r"axes_\d+", g.get("id", ""))]
        texts = tuple(_label(g, "suptitle") for g in figure if g.get("id", "").startswith("text_"))
        grounds = (_style(p).get("fill", "#ffffff") for g in figure if g.get("id") == "patch_1" for p in g)
        return reading_of((width, height), (width / 72, height / 72), found, texts, next(grounds, "#ffffff"))
    except (OtherError, ValueError, IndexError, StopIteration):
        return None


# -- from groups to shapes ---------------------------------------------------------------------------------------------


def _axes(group: Element) -> Axes:
    ground = next(g for g in group if g.get("id", "").startswith("patch_"))
    corners = _points(_path(ground).get("d", ""))
    out = Axes(around(corners), _style(_path(ground)).get("fill", "#ffffff"))
    for part in group:
        kind, _, _ = part.get("id", "").rpartition("_")
        if part is ground:
            continue
        if kind == "patch":
            _patch(part, out)
        elif kind == "line2d":
            _line(part, out)
        elif kind == "PathCollection":
            out.shapes.append(_scatter(part))
        elif kind == "matplotlib.axis":
            _axis(part, out)
        elif kind == "text":
            out.labels.append(_label(part, "title" if _place(part)[1] <= out.box.y0 else "annotation"))
        elif kind == "legend":
            _legend(part, out)
        elif kind:
            raise OtherError(kind)
    return out


def _patch(part: Element, out: Axes) -> None:
    """A bar; spines are strokes without a clip, and other shapes are not read here."""
    path = _path(part)
    style = _style(path)
    if path.get("clip-path") is None:
        return
    points = _points(path.get("d", ""))
    if style.get("fill", "") == "none" or len(points) not in (4, 5) or "C" in path.get("d", ""):
        raise OtherError("patch")
    box = around(points)
    out.shapes.append(Shape("bar", [(box.x0, box.y0), (box.x1, box.y1)], style["fill"]))


def _line(part: Element, out: Axes) -> None:
    path = next((p for p in part if p.tag.endswith("}path")), None)
    uses = [u for u in part.iter() if str(u.tag).endswith("}use")]
    if path is None:  # markers alone
        colour = _style(uses[0]).get("fill", "#000000") if uses else "#000000"
        out.shapes.append(Shape("line", [_xy(u) for u in uses], colour, "None", marker=True))
        return
    if path.get("clip-path") is None:
        return
    style = _style(path)
    dash = _STYLES.get(style.get("stroke-dasharray", "").partition(",")[0].strip(), "--")
    width = float(style.get("stroke-width", "1.5"))
    out.shapes.append(Shape("line", _points(path.get("d", "")), style.get("stroke", "#000000"), dash, width, bool(uses)))


def _scatter(part: Element) -> Shape:
    uses = [u for u in part.iter() if str(u.tag).endswith("}use")]
    if not uses:
        raise OtherError("collection")
    return Shape("scatter", [_xy(u) for u in uses], _style(uses[0]).get("fill", "#000000"))


def _axis(part: Element, out: Axes) -> None:
    for group in part:
        kind, _, _ = group.get("id", "").rpartition("_")
        if kind in ("xtick", "ytick"):
            lines = (g for g in group if g.get("id", "").startswith("line2d"))
            at = next((_xy(u) for g in lines for u in g.iter() if str(u.tag).endswith("}use")), None)
            said = next((_said(g) for g in group if g.get("id", "").startswith("text_")), "")
            if at is not None and said:
                out.ticks[kind[0]].append((at[0] if kind == "xtick" else at[1], said))
        elif kind == "text":
            across = part.get("id") == "matplotlib.axis_1"
            if number(_said(group)) is not None or _said(group).startswith("1e"):
                raise OtherError("offset")  # a factor of all tick labels
            out.labels.append(_label(group, "xlabel" if across else "ylabel"))


def _legend(part: Element, out: Axes) -> None:
    colour = ""
    for group in part:
        kind = group.get("id", "").rpartition("_")[0]
        if kind == "text":
            if not colour:
                raise OtherError("legend title")
            out.legend.append((_said(group), colour))
            colour = ""
        else:
            style: dict[str, str] = {}
            for element in group.iter():
                if str(element.tag).endswith(("}path", "}use")) and element.get("style"):
                    style = _style(element)
            if not out.legend_box.width:
                out.legend_box = around(_points(_path(group).get("d", "")))
            else:
                colour = next((style[k] for k in ("fill", "stroke") if style.get(k, "none") != "none"), "")


# -- small parts -------------------------------------------------------------------------------------------------------


def _said(group: Element) -> str:
    """The text of a group: its own words, or the comment before its outlines."""
    for part in group.iter():
        if callable(part.tag):
            said = html.unescape((part.text or "").strip())
            return re.sub(r"^\$\\mathdefault\{(.*)\}\$$", r"\1", said)
        if part.tag.endswith("}text"):
            return "".join(part.itertext()).strip()
    raise OtherError("text")


def _label(group: Element, role: TextRole) -> Label:
    x, y = _place(group)
    return Label(_said(group), role, Box(x, y - 10, x + 10, y))


def _place(group: Element) -> tuple[float, float]:
    for part in group.iter():
        if not isinstance(part.tag, str):
            continue
        match = re.search(r"translate\(([-\d.e]+)[ ,]+([-\d.e]+)\)", part.get("transform", ""))
        if match:
            return float(match.group(1)), float(match.group(2))
        if part.tag.endswith("}text") and part.get("x"):
            return float(part.get("x", "0")), float(part.get("y", "0"))
    return 0.0, 0.0


def _path(group: Element) -> Element:
    return next(p for p in group.iter() if str(p.tag).endswith("}path"))


def _points(outline: str) -> list[tuple[float, float]]:
    numbers = [float(v) for v in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", outline)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _xy(use: Element) -> tuple[float, float]:
    return float(use.get("x", "0")), float(use.get("y", "0"))


def _style(element: Element) -> dict[str, str]:
    pairs = (part.partition(":") for part in element.get("style", "").split(";") if ":" in part)
    return {key.strip(): value.strip() for key, _, value in pairs}
