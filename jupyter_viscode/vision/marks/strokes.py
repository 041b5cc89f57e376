"""Lines, scatters and error bars: thin or spotty ink of one colour, told apart by how it runs.

Enters: a `Plot`, after bars and areas are known. Leaves: `Mark` calls.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np

from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.marks.errors import Reach, reaches
from jupyter_viscode.vision.marks.lines import (
    Path,
    band,
    broken_style,
    filled,
    find_markers,
    fit,
    is_dashed,
    joined,
    member_masks,
    trace,
    vertices,
)
from jupyter_viscode.vision.marks.plot import Plot, key_color
from jupyter_viscode.vision.marks.points import Spot, marker_shape, read_points
from jupyter_viscode.vision.marks.stroked import read_stroked
from jupyter_viscode.vision.pixels import channel_max, channel_min, distance, hex_of, runs
from jupyter_viscode.vision.reading import Mark

Color = tuple[int, int, int]


@dataclass
class Thread:
    """The ink of one colour and what it looks like."""

    color: Color
    key: Key | None
    mask: np.ndarray
    path: Path
    points: list[Spot]
    spots: list[tuple[float, float, float]] = field(default_factory=list)


def read_strokes(plot: Plot, taken: np.ndarray, skip: list[Color]) -> list[Mark]:
    """Marks of thin ink; `taken` are pixels that other marks explain, `skip` colours that are not to be followed."""
    colors = _colors(plot, taken, skip)
    threads = []
    for (color, key), mask in zip(colors, member_masks(plot, [c for c, _ in colors]), strict=True):
        own = _names_stroke(key) and all(not _close(color, c, 60) for c in skip)
        visible = mask & (~taken | (distance(plot.image, color) < 24)) if own else mask & ~taken
        if key is None:
            visible &= ~plot.lettered
        if visible.sum() < 14:
            continue
        for own_key, own_mask in _strands(plot, color, key, visible):
            path = trace(own_mask)
            if path is not None and len(path.columns) >= 3:
                threads.append(Thread(color, own_key, own_mask, path, read_points(plot, own_mask)))
    lines = []
    marks: list[Mark] = []
    for thread in threads:
        stroked = read_stroked(thread.mask)
        if stroked is not None:
            px, py = np.array([s.x for s in stroked[0]]), np.array([s.y for s in stroked[0]])
            marks.append(_errorbar(plot, thread, px, py, stroked[1], "none", marker_shape(thread.mask, stroked[0])))
        elif (both := _line_and_spots(plot, thread)) is not None:
            marks += _scatter(plot, both[1])
            lines.append(both[0])
        elif _is_scatter(thread):
            marks += _scatter(plot, thread)
        elif _is_line(thread):
            thread.spots = find_markers(thread.mask, thread.path)
            lines.append(thread)
    shared = _shared(lines)
    marks += [_line(plot, thread, shared) for thread in lines]
    if any(m.kind == "errorbar" and m.label for m in marks):
        # Those of the other series are often shorter than their markers are high.
        hidden = [k for k, m in enumerate(marks) if m.kind == "line" and m.marker and m.label]
        for k in hidden:
            thread = next(t for t in lines if t.key is not None and t.key.text.text == marks[k].label)
            marks[k] = _line(plot, thread, shared, 0.1)
    return marks


def _strands(plot: Plot, color: Color, key: Key | None, mask: np.ndarray) -> list[tuple[Key | None, np.ndarray]]:
    """A mask, cut into a whole and a dashed line where the legend has both in one colour."""
    twins = [k for k in plot.keys if k.handle.startswith("line") and _close(key_color(k), color, 12)]
    if key is None or len(twins) != 2 or twins[0].dashed == twins[1].dashed:
        return [(key, mask)]
    whole, dashed = sorted(twins, key=lambda k: k.dashed)
    path = trace(mask)
    if path is None or path.covered < 0.9:
        return [(key, mask)]
    rest = mask & ~band(mask, path, 2.0)
    return [(whole, mask & ~rest), (dashed, rest)] if rest.sum() > 0.15 * mask.sum() else [(key, mask)]


def _line_and_spots(plot: Plot, thread: Thread) -> tuple[Thread, Thread] | None:
    """A straight line through spots of its own colour, as of a fit through a scatter; both apart."""
    path, mask = thread.path, thread.mask
    if len(thread.points) < 6 or path.covered < 0.9 or path.high - path.low < 0.25 * plot.width:
        return None
    if joined(mask, find_markers(mask, path)):
        return None
    at = np.linspace(path.low, path.high, 4)
    rows, off = fit(path, at)
    if float(np.percentile(off, 70)) > 1.5 + 0.3 * path.width:
        return None
    straight = Path(np.arange(path.low, path.high + 1), np.interp(np.arange(path.low, path.high + 1), at, rows), path.thick[:1])
    rest = mask & ~band(mask, straight, path.width / 2 + 1)
    if rest.sum() < 0.35 * mask.sum():
        return None
    size = max(3, round(path.width) + 3)
    core = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((size, size), np.uint8)).astype(bool)
    points = read_points(plot, core)
    line = Path(straight.columns, straight.middles, np.full(len(straight.columns), path.width))
    if len(points) < 4:
        return None
    return Thread(thread.color, thread.key, mask, line, []), Thread(thread.color, thread.key, core, path, points)


def _colors(plot: Plot, taken: np.ndarray, skip: list[Color]) -> list[tuple[Color, Key | None]]:
    """The legend's colours, then those of other thin ink."""
    colors: list[tuple[Color, Key | None]] = []
    for key in sorted(plot.keys, key=lambda k: not _names_stroke(k)):  # a shade of both is rather of the first one
        color = key_color(key)
        drawn = key.handle == "patch" and any(_close(color, c, 24) for c in skip)
        if not drawn and all(not _close(color, c, 6) for c, _ in colors):
            colors.append((color, key))
    ink = plot.ink(40) & ~taken & ~plot.lettered
    for color in stroke_colors(plot, ink):
        gray = max(color) - min(color) < 26
        if gray and distance(np.array([[color]]), plot.face)[0, 0] < 140:
            continue
        if any(_close(color, c, 60) for c, _ in colors) or any(_close(color, c, 24) for c in skip):
            continue
        colors.append((color, None))
    return colors


def _names_stroke(key: Key | None) -> bool:
    """Whether a legend entry says that its colour is that of a line or a marker; a patch stands for anything."""
    return key is not None and key.handle != "patch"


def _close(a: tuple[int, ...], b: tuple[int, ...], limit: int) -> bool:
    return max(abs(p - q) for p, q in zip(a, b, strict=True)) <= limit


def stroke_colors(plot: Plot, ink: np.ndarray) -> list[Color]:
    """Colours of thin ink, strongest first: pixels whose contrast no neighbour beats."""
    gap = distance(plot.image, plot.face).astype(np.uint8)
    peak = gap >= cv2.dilate(gap, np.ones((3, 3), np.uint8))
    core = ink & peak
    pixels = plot.image[core].astype(np.int32)
    if len(pixels) < 12:
        return []
    keys = (pixels[:, 0] >> 4 << 8) | (pixels[:, 1] >> 4 << 4) | (pixels[:, 2] >> 4)
    counts = np.bincount(keys, minlength=4096)
    out: list[Color] = []
    floor = max(14, 0.02 * len(pixels))
    for code in np.argsort(-counts)[:24]:
        if counts[code] < floor:
            break
        middle = np.median(pixels[keys == code], axis=0)
        color = (int(middle[0]), int(middle[1]), int(middle[2]))
        if any(_mixture(color, c, plot.face) for c in out):
            continue
        weaker = next((c for c in out if _mixture(c, color, plot.face)), None)
        if weaker is not None:
            out[out.index(weaker)] = color
            continue
        out.append(color)
        if len(out) >= 10:
            break
    return out


def _mixture(color: Color, other: Color, face: Color) -> bool:
    """Whether a colour is another one, or a thinner coat of it."""
    span = np.subtract(other, face).astype(float)
    wide = np.subtract(color, face).astype(float)
    share = float(wide @ span) / max(1.0, float(span @ span))
    return float(np.abs(wide - share * span).max()) < 30 and share < 1.25


def _is_scatter(thread: Thread) -> bool:
    """Whether the ink is spots that nothing joins."""
    points, mask, path, key = thread.points, thread.mask, thread.path, thread.key
    if not points:
        return False
    if joined(mask, find_markers(mask, path)) or _runs_on(mask, path):
        return False
    inked = min(sum(p.area for p in points), float(mask.sum()))
    spotty = inked > 0.75 * mask.sum()
    if key is not None and _names_stroke(key):
        crowded = spotty and key.handle != "line" and len(points) >= 3 and _crowded(mask, path.columns)
        return crowded or (key.handle == "marker" and inked > 0.6 * mask.sum())
    torn = _torn(mask)
    if spotty and len(points) >= 3 and (path.covered < 0.85 or _crowded(mask, path.columns) or torn > 0.07):
        return True
    if len(points) >= 8 and (torn > 0.1 or _crowded(mask, path.columns)):
        return True
    large = spotty and float(np.median([p.area for p in points])) >= 18
    return large and (path.covered < 0.85 or len(points) == 1)


def _runs_on(mask: np.ndarray, path: Path) -> bool:
    """Whether dashes or dots follow one smooth way closely."""
    if path.covered < 0.35 or path.high - path.low < 40 or len(path.columns) < 20:
        return False
    if float((mask & band(mask, path, path.width / 2 + 2)).sum()) < 0.92 * float(mask.sum()):
        return False
    at = np.linspace(path.low, path.high, 6)
    return float(np.percentile(fit(path, at)[1], 90)) < 1.5


def _is_line(thread: Thread) -> bool:
    """Whether the ink runs on as a line does."""
    color, path, mask = thread.color, thread.path, thread.mask
    if mask.sum() < 24:
        return False
    if _names_stroke(thread.key):
        return path.high - path.low >= 8
    gray = max(color) - min(color) < 26
    middle = float(np.median(path.middles))
    if gray and path.width <= 4 and not 3 <= middle <= len(mask) - 4 and float(np.ptp(path.middles)) <= 2:
        return False  # a side of the frame
    loose = gray and (path.covered < 0.7 or _crowded(mask, path.columns))
    return path.high - path.low >= 12 and path.covered >= 0.35 and not loose


def _torn(mask: np.ndarray) -> float:
    """How often the largest piece of a column is away from that of its neighbour."""
    largest = [max(runs(mask[:, x]), key=lambda p: p[1] - p[0]) if mask[:, x].any() else None for x in range(mask.shape[1])]
    pairs = [(a, b) for a, b in pairwise(largest) if a is not None and b is not None]
    return sum(b[0] - a[1] > 2 or a[0] - b[1] > 2 for a, b in pairs) / len(pairs) if pairs else 1.0


def _crowded(mask: np.ndarray, columns: np.ndarray) -> bool:
    """Whether many columns hold several separate pieces."""
    some = columns[:: max(1, len(columns) // 60)]
    return sum(len(runs(mask[:, int(x)])) > 1 for x in some) > 0.3 * len(some)


def _shared(lines: list[Thread]) -> list[float]:
    """Columns at which at least two lines have a marker."""
    every = sorted((s[0], k) for k, t in enumerate(lines) for s in t.spots)
    out: list[float] = []
    group: list[tuple[float, int]] = []
    for spot in [*every, (np.inf, -1)]:
        if group and spot[0] - group[-1][0] > 3:
            if len({k for _, k in group}) >= 2:
                out.append(float(np.median([x for x, _ in group])))
            group = []
        group.append(spot)
    return out


def _scatter(plot: Plot, thread: Thread) -> list[Mark]:
    """Spots without a line, with their strokes if they have some."""
    points = sorted(thread.points, key=lambda p: p.x)
    px, py = np.array([p.x for p in points]), np.array([p.y for p in points])
    size = float(np.median([p.area for p in points]))
    label = thread.key.text.text if thread.key else ""
    shape = marker_shape(thread.mask, points)
    if len(points) <= 40:
        reach = _strokes(plot, thread, px, py, 1.13 * size**0.5, False)
        if reach:
            return [_errorbar(plot, thread, px, py, reach, "none", shape)]
    data = {"x": plot.xs(px), "y": plot.ys(py)}
    return [Mark("scatter", data, label, (hex_of(thread.color),), marker=shape, marker_size=size)]


def _strokes(
    plot: Plot, thread: Thread, px: np.ndarray, py: np.ndarray, size: float, joined: bool, share: float = 0.5
) -> dict[str, Reach]:
    """Error strokes of one colour or of any dark one, upright and, where no line joins the markers, level."""
    places = list(zip(px.tolist(), py.tolist(), strict=True))
    found: dict[str, Reach] = {}
    solid = filled(thread.mask.astype(np.uint8)).astype(bool)
    for name, upright in (("y", True), ("x", False)):
        if joined and not upright:
            continue
        reach = (
            reaches(solid, places, size, upright, share)
            or reaches(_strong(plot), places, size, upright, 0.8)
            or reaches(plot.ink(30) & ~plot.lettered, places, size, upright, 0.9)
        )
        if reach is not None:
            found[name] = reach
    return found


def _strong(plot: Plot) -> np.ndarray:
    """Ink of any strong colour, for error bars that have another colour than their markers."""
    tinted = channel_max(plot.image).astype(int) - channel_min(plot.image) > 90
    return plot.ink(90) & (tinted | (channel_max(plot.image) < 100)) & ~plot.lettered  # type: ignore[no-any-return]


def _errorbar(
    plot: Plot, thread: Thread, px: np.ndarray, py: np.ndarray, reach: dict[str, Reach], style: str, shape: str
) -> Mark:
    """Markers with strokes, in the order of the axis that the strokes do not run along."""
    order = np.argsort(plot.ys(py) if "y" not in reach else plot.xs(px), kind="stable")
    px, py = px[order], py[order]
    reach = {name: ([a[k] for k in order], [b[k] for k in order]) for name, (a, b) in reach.items()}
    x, y = np.array(plot.xs(px)), np.array(plot.ys(py))
    data = {"x": tuple(x.tolist()), "y": tuple(y.tolist())}
    for name, (before, after) in reach.items():
        if name == "y":
            ends = np.array(plot.ys(py - np.array(before))), np.array(plot.ys(py + np.array(after)))
            middle = y
        else:
            ends = np.array(plot.xs(px - np.array(before))), np.array(plot.xs(px + np.array(after)))
            middle = x
        low, high = np.minimum(*ends), np.maximum(*ends)
        data[f"{name}err_low"] = tuple(np.maximum(0.0, middle - low).tolist())
        data[f"{name}err_high"] = tuple(np.maximum(0.0, high - middle).tolist())
    label = thread.key.text.text if thread.key else ""
    return Mark("errorbar", data, label, (hex_of(thread.color),), line_style=style, marker=shape or "o")


def _line(plot: Plot, thread: Thread, shared: list[float], share: float = 0.5) -> Mark:
    """One line with its points; `share` is how many of them must have a stroke that makes it one with errors."""
    path, key = thread.path, thread.key
    ticks = [t[0] - plot.left for t in plot.x.ticks]
    px, py, marked = vertices(plot, path, [s[0] for s in thread.spots], shared, ticks)
    dashed = is_dashed(path)
    shape = ""
    if marked:
        size = float(np.median([s[2] for s in thread.spots])) * 1.13
        shape = marker_shape(thread.mask, [Spot(x, y, a * a) for x, y, a in thread.spots])
        joined = path.covered > 0.7
        reach = _strokes(plot, thread, px, py, size, joined, share)
        if reach:
            style = broken_style(thread.mask, path) if dashed and joined else "-" if joined else "none"
            return _errorbar(plot, thread, px, py, reach, style, shape)
    elif key is not None and key.handle == "line+marker":
        shape = "o"
    broken = dashed or (key is not None and key.dashed)
    style = broken_style(thread.mask, path) if broken else "-"
    thick = float(np.percentile(path.thick, 60)) if style == ":" else path.width  # columns at the rims of dots are thin

    level = not shape and path.high - path.low > 0.97 * plot.width and float(np.ptp(path.middles)) <= 1.5
    rule = {"at": plot.ys([float(np.median(path.middles))]), "span": (abs(plot.y.slope * plot.height),)}
    return Mark(
        "axhline" if level else "line",
        rule if level else {"x": plot.xs(px), "y": plot.ys(py)},
        key.text.text if key else "",
        (hex_of(thread.color),),
        line_style=style,
        line_width=max(0.8, round(thick * 0.65, 1)),
        marker=shape,
    )
