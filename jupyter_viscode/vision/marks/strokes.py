"""Lines, scatters and error bars: thin or spotty ink of one colour, told apart by how it runs.

Enters: a `Plot`, after bars and areas are known. Leaves: `Mark` calls.
"""

from __future__ import annotations

import cv2
import numpy as np

from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.marks.errors import marker_errors
from jupyter_viscode.vision.marks.lines import find_markers, is_dashed, member_masks, trace, vertices
from jupyter_viscode.vision.marks.plot import Plot, key_color
from jupyter_viscode.vision.marks.points import read_points
from jupyter_viscode.vision.pixels import distance, hex_of, runs
from jupyter_viscode.vision.reading import Mark


def read_strokes(plot: Plot, taken: np.ndarray, skip: list[tuple[int, int, int]]) -> list[Mark]:
    """Marks of thin ink; `taken` are pixels that other marks explain, `skip` colours that are not to be followed."""
    keyed = [(key_color(k), k) for k in plot.keys if k.handle != "patch"]
    colors: list[tuple[tuple[int, int, int], Key | None]] = []
    for color, key in keyed:
        if all(max(abs(a - b) for a, b in zip(color, c, strict=True)) > 6 for c, _ in colors):
            colors.append((color, key))
    ink = plot.ink(40) & ~taken & ~plot.lettered
    for color in _stroke_colors(plot, ink):
        gray = max(color) - min(color) < 26
        if gray and distance(np.array([[color]]), plot.face)[0, 0] < 140:
            continue
        if any(_close(color, c, 60) for c, _ in colors) or any(_close(color, c, 24) for c in skip):
            continue
        colors.append((color, None))
    masks = member_masks(plot, [c for c, _ in colors])
    marks: list[Mark] = []
    for (color, entry), mask in zip(colors, masks, strict=True):
        visible = mask & ~taken
        if entry is None:
            visible &= ~plot.lettered
        if visible.sum() < 14:
            continue
        found = _one(plot, visible, color, entry)
        if found is not None:
            marks += found
    return marks


def _close(a: tuple[int, ...], b: tuple[int, ...], limit: int) -> bool:
    return max(abs(p - q) for p, q in zip(a, b, strict=True)) <= limit


def _stroke_colors(plot: Plot, ink: np.ndarray) -> list[tuple[int, int, int]]:
    """Colours of thin ink, strongest first: pixels whose contrast no neighbour beats."""
    gap = distance(plot.image, plot.face).astype(np.uint8)
    peak = gap >= cv2.dilate(gap, np.ones((3, 3), np.uint8))
    core = ink & peak
    pixels = plot.image[core].astype(np.int32)
    if len(pixels) < 12:
        return []
    keys = (pixels[:, 0] >> 4 << 8) | (pixels[:, 1] >> 4 << 4) | (pixels[:, 2] >> 4)
    counts = np.bincount(keys, minlength=4096)
    out: list[tuple[int, int, int]] = []
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


def _mixture(color: tuple[int, int, int], other: tuple[int, int, int], face: tuple[int, int, int]) -> bool:
    """Whether a colour is another one, or a thinner coat of it."""
    span = np.subtract(other, face).astype(float)
    wide = np.subtract(color, face).astype(float)
    share = float(wide @ span) / max(1.0, float(span @ span))
    return float(np.abs(wide - share * span).max()) < 30 and share < 1.25


def _one(plot: Plot, mask: np.ndarray, color: tuple[int, int, int], key: Key | None) -> list[Mark] | None:
    """The marks of one colour."""
    columns, middles, thick = trace(mask)
    if len(columns) < 3:
        return None
    low, high = columns[0], columns[-1]
    label = key.text.text if key else ""
    points = read_points(plot, mask)
    covered = len(columns) / (high - low + 1)
    inked = min(sum(p.area for p in points), float(mask.sum()))
    torn = _torn(columns, middles, thick)
    spotty = bool(points) and inked > 0.75 * mask.sum()
    scattered = key is not None and key.handle == "marker" and spotty
    if key is None and spotty and len(points) >= 3:
        scattered = covered < 0.85 or _crowded(mask, columns) or torn > 0.07
    elif key is None and len(points) >= 8 and (torn > 0.1 or _crowded(mask, columns)):
        scattered = True
    elif key is None and spotty and float(np.median([p.area for p in points])) >= 18:
        scattered = covered < 0.85 or len(points) == 1
    elif key is not None and spotty and key.handle != "line" and len(points) >= 3 and _crowded(mask, columns):
        scattered = True
    if scattered:
        xs = plot.xs([p.x for p in points])
        ys = plot.ys([p.y for p in points])
        size = float(np.median([p.area for p in points]))
        return [Mark("scatter", {"x": xs, "y": ys}, label, (hex_of(color),), marker="o", marker_size=size)]
    if (high - low < 12 and key is None) or mask.sum() < 24:
        return None
    if key is None and (covered < 0.35 or (max(color) - min(color) < 26 and (covered < 0.7 or _crowded(mask, columns)))):
        return None
    return [_line(plot, mask, columns, middles, thick, color, key, label)]


def _torn(columns: np.ndarray, middles: np.ndarray, thick: np.ndarray) -> float:
    """How often the path jumps between neighbouring columns."""
    near = np.diff(columns) == 1
    gaps = np.abs(np.diff(middles)) - (thick[1:] + thick[:-1]) / 2
    return float((gaps[near] > 2).mean()) if near.any() else 1.0


def _crowded(mask: np.ndarray, columns: np.ndarray) -> bool:
    """Whether many columns hold several separate pieces."""
    many = sum(len(runs(mask[:, int(x)])) > 1 for x in columns[:: max(1, len(columns) // 60)])
    return many > 0.3 * len(columns[:: max(1, len(columns) // 60)])


def _strokes_of_any(plot: Plot) -> np.ndarray:
    """Ink of any strong colour, for error bars that have another colour than their markers."""
    tinted = plot.image.max(-1).astype(int) - plot.image.min(-1) > 90
    return plot.ink(90) & (tinted | (plot.image.max(-1) < 100)) & ~plot.lettered  # type: ignore[no-any-return]


def _errorbar(
    plot: Plot,
    px: np.ndarray,
    py: np.ndarray,
    reach: tuple[list[float], list[float]],
    color: tuple[int, int, int],
    label: str,
    columns: np.ndarray,
) -> Mark:
    """Markers with strokes."""
    y = np.array(plot.ys(py))
    low, high = np.array(plot.ys(py + np.array(reach[0]))), np.array(plot.ys(py - np.array(reach[1])))
    data = {
        "x": plot.xs(px),
        "y": tuple(y.tolist()),
        "yerr_low": tuple(np.abs(y - low).tolist()),
        "yerr_high": tuple(np.abs(high - y).tolist()),
    }
    joined = len(columns) > 0.7 * (columns[-1] - columns[0] + 1)
    return Mark("errorbar", data, label, (hex_of(color),), line_style="-" if joined else "none", marker="o")


def _line(
    plot: Plot,
    mask: np.ndarray,
    columns: np.ndarray,
    middles: np.ndarray,
    thick: np.ndarray,
    color: tuple[int, int, int],
    key: Key | None,
    label: str,
) -> Mark:
    """One line with its points."""
    width = float(np.percentile(thick, 30))
    spots = find_markers(mask, width)
    ticks = [t[0] - plot.left for t in plot.x.ticks]
    px, py, marked = vertices(plot, columns, middles, spots, ticks)
    if marked:
        size = float(np.median([s[2] for s in spots])) * 1.13
        places = list(zip(px.tolist(), py.tolist(), strict=True))
        reach = marker_errors(mask, places, size) or marker_errors(_strokes_of_any(plot), places, size, share=0.85)
        if reach is not None:
            return _errorbar(plot, px, py, reach, color, label, columns)
    dashed = (key is not None and key.dashed) or is_dashed(columns, columns[0], columns[-1])
    marker = "o" if marked or (key is not None and key.handle == "line+marker") else ""
    style = "--" if dashed else "-"
    return Mark(
        "line",
        {"x": plot.xs(px), "y": plot.ys(py)},
        label,
        (hex_of(color),),
        line_style=style,
        line_width=max(0.8, round(width * 0.65, 1)),
        marker=marker,
    )
