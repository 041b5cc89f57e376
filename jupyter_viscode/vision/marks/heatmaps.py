"""Heat maps: a plot area tiled with cells of many colours.

Enters: a `Plot` and, if there is one, its colour bar. Leaves: an ``imshow`` call with a value for each cell.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from jupyter_viscode.vision.colorbars import ColorBar
from jupyter_viscode.vision.colormaps import name_cells, name_ramp, place
from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.mosaics import find_mosaics
from jupyter_viscode.vision.pixels import channel_max, distance, mode_color, pack
from jupyter_viscode.vision.reading import Axis, Box, Mark

_FINE = 40
"""Rows and columns in which a smooth surface is told."""


def read_heatmap(plot: Plot, bar: ColorBar | None) -> Mark | None:
    """The cells, when the area is tiled with them."""
    shape = _tiles(plot, bar is not None)
    if shape is None:
        return None
    rows, columns = shape
    if rows * columns < 6 or rows > 80 or columns > 80:
        return None
    cells = np.array([_cell(plot, r, c, rows, columns) for r in range(rows) for c in range(columns)], float)
    if len({tuple((v // 10).astype(int)) for v in cells}) < 4:
        return None
    if bar is None and _are_bars(cells.reshape(rows, columns, 3), plot.face):
        return None
    written = _written(plot, rows, columns)
    if bar is not None:
        name, _error = name_ramp(bar.ramp)
        places, off = place(cells, bar.ramp)
        if off > 30:
            places, off = place(cells, name)
        if off > 40:
            return None
        low, high = (bar.low, bar.high) if bar.known else (0.0, 1.0)
        values = (
            low + places * (high - low) if not bar.log else 10 ** (np.log10(low) + places * (np.log10(high) - np.log10(low)))
        )
    else:
        known = [k for k, v in enumerate(written) if v is not None]
        numbers = np.array([written[k] for k in known], float) if len(known) >= 4 else None
        name, _cost = name_cells(cells[known] if numbers is not None else cells, numbers)
        places, off = place(cells, name)
        if off > 22:
            return None
        low, high = 0.0, 1.0
        values = places
        if numbers is not None and np.ptp(places[known]) > 0.05:
            slope, offset = np.polyfit(places[known], numbers, 1)
            values, low, high = slope * places + offset, float(offset), float(slope + offset)
    values = np.array([v if w is None else w for v, w in zip(values.tolist(), written, strict=True)], float)
    data = {"values": tuple(values.tolist()), "limits": (float(low), float(high))}
    if plot.x.scale == "linear" and plot.x.ticks and plot.y.scale == "linear" and plot.y.ticks:
        x = plot.xs([-2, plot.width + 1])
        y = plot.ys([plot.height + 1, -2])
        if not (abs(abs(x[1] - x[0]) - columns) < 0.3 and abs(abs(y[1] - y[0]) - rows) < 0.3):
            data["extent"] = (x[0], x[1], y[0], y[1])
    if bar is not None:
        data["bar"] = (0.0 if bar.upright else 1.0,)
    return Mark("imshow", data, "", (), cmap=name, shape=(rows, columns))


def as_mesh(mark: Mark, x: Axis, y: Axis, box: Box) -> Mark:
    """The cells of a heat map without a frame as a mesh, which is how seaborn draws them: images come with the frame."""
    counted = all(
        axis.scale in ("category", "unknown") or (axis.scale == "linear" and abs(axis.value(start) + 0.5) < 0.3)
        for axis, start in ((x, box.x0), (y, box.y0))
    )
    if mark.kind != "imshow" or mark.data.get("smooth") or not counted:
        return mark
    return replace(mark, data={**{k: v for k, v in mark.data.items() if k != "extent"}, "cells": (1.0,)})


def read_smooth(plot: Plot, bar: ColorBar | None) -> Mark | None:
    """A surface whose cells are too many to tell apart, when nearly all of an area has colours of the colour bar."""
    if bar is None:
        return None
    sample = plot.image[1::3, 1::3][~plot.lettered[1::3, 1::3]].astype(float)
    gaps = np.abs(sample[:, None] - bar.ramp[None, :: max(1, len(bar.ramp) // 64)]).sum(-1)
    steps = np.bincount(gaps.argmin(1) * 16 // gaps.shape[1], minlength=16) / max(1, len(sample))
    if (gaps.min(1) <= 36).mean() < 0.92 or (steps > 0.01).sum() < 8 or steps.max() > 0.5:
        return None
    rows, columns = (min(_FINE, size // 4) for size in plot.image.shape[:2])
    cells = cv2.resize(plot.image, (columns, rows), interpolation=cv2.INTER_AREA).reshape(-1, 3).astype(float)
    places, _ = place(cells, bar.ramp)
    low, high = (bar.low, bar.high) if bar.known else (0.0, 1.0)
    if bar.log and low > 0:
        places = (10 ** (np.log10(low) + places * np.log10(high / low)) - low) / (high - low)
    data = {
        "values": tuple((low + places * (high - low)).tolist()),
        "limits": (float(low), float(high)),
        "smooth": (1.0,),
        "bar": (0.0 if bar.upright else 1.0,),
    }
    if plot.x.known and plot.y.known and "log" not in (plot.x.scale, plot.y.scale):
        data["extent"] = (*plot.xs([-2, plot.width + 1]), *plot.ys([plot.height + 1, -2]))
    return Mark("imshow", data, cmap=name_ramp(bar.ramp)[0], shape=(rows, columns))


def _are_bars(cells: np.ndarray, face: tuple[int, int, int]) -> bool:
    """Whether each column has one colour from some row down, and the ground above it."""
    bare = np.abs(cells - np.asarray(face, float)).max(-1) <= 10
    for column, empty in zip(cells.transpose(1, 0, 2), bare.T, strict=True):
        full = column[~empty]
        if empty[len(empty) - len(full) :].any() or (len(full) and np.ptp(full, axis=0).max() > 10):
            return False
    return bool(bare.any())


def _tiles(plot: Plot, certain: bool) -> tuple[int, int] | None:
    """Rows and columns of cells, if flat cells fill the area."""
    cells = _mosaic(plot)
    if cells is not None:
        return cells
    image = plot.image.astype(np.int16)
    steps_x = (channel_max(np.abs(np.diff(image, axis=1))) > 6) & ~plot.lettered[:, 1:]
    steps_y = (channel_max(np.abs(np.diff(image, axis=0))) > 6) & ~plot.lettered[1:]
    columns = _count(steps_x.mean(0), plot.width, [t[0] - plot.left for t in plot.x.ticks], plot.x.scale)
    rows = _count(steps_y.mean(1), plot.height, [t[0] - plot.top for t in plot.y.ticks], plot.y.scale)
    if columns is None or rows is None:
        return None
    flat = 1 - np.maximum(steps_x[1:], steps_y[:, 1:]).mean()
    distinct = len(np.unique(pack(plot.image[:: max(1, plot.height // 60), :: max(1, plot.width // 60)]) >> 4 & 0x0F0F0F))
    colored = (distance(plot.image, plot.face) > 8).mean()
    if flat < 0.6 or distinct < 5 or colored < (0.35 if certain else 0.6):
        return None
    pure = 0
    for r in range(rows):
        for c in range(columns):
            block = _block(plot, r, c, rows, columns)
            mode = mode_color(block)
            pure += (distance(block, mode) <= 8).mean() > 0.55
    return (rows, columns) if pure >= 0.8 * rows * columns else None


def _mosaic(plot: Plot) -> tuple[int, int] | None:
    """Rows and columns, where flat cells of one size fill the area."""
    texts = [Box(b.x0 - plot.left, b.y0 - plot.top, b.x1 - plot.left, b.y1 - plot.top) for b in (t.box for t in plot.texts)]
    rim = np.concatenate([plot.image[0], plot.image[-1], plot.image[:, 0], plot.image[:, -1]])
    padded = np.full((plot.height + 8, plot.width + 8, 3), 255 if rim.mean() < 128 else 0, np.uint8)
    padded[4:-4, 4:-4] = plot.image
    shifted = [Box(b.x0 + 4, b.y0 + 4, b.x1 + 4, b.y1 + 4) for b in texts]
    for m in find_mosaics(padded, shifted)[:1]:
        if m.box.width > 0.93 * plot.width and m.box.height > 0.93 * plot.height:
            return m.rows, m.columns
    return None


def _count(profile: np.ndarray, extent: int, ticks: list[float], scale: str) -> int | None:
    """How many cells lie along a direction, from where the colour changes."""
    if len(profile) < 8:
        return None
    level = max(0.12, 0.35 * float(np.sort(profile)[-3:].mean()))
    peaks = [k for k in range(1, len(profile) - 1) if profile[k] >= level and profile[k] >= profile[k - 1 : k + 2].max()]
    merged: list[int] = []
    for k in peaks:
        if not merged or k - merged[-1] > 3:
            merged.append(k)
    merged = [k for k in merged if 4 < k < extent - 5]
    if scale == "category" and len(ticks) >= 2:
        gap = float(np.median(np.diff(sorted(ticks))))
        count = round((extent + 4) / gap)
        if count >= 1 and abs(count * gap - extent - 4) < 0.2 * gap:
            return int(count)
    if not merged:
        return 1 if len(ticks) <= 1 else None
    gaps = np.diff([-2, *merged, extent + 1])
    for count in range(len(merged) + 1, 61):
        size = (extent + 4) / count
        if size < 4:
            break
        off = np.abs((np.array(merged) + 2.5) / size - np.round((np.array(merged) + 2.5) / size)) * size
        if np.mean(off < max(2.0, 0.08 * size)) > 0.9:
            return count if count <= 3 * (len(merged) + 1) else None
    return len(gaps) if float(np.ptp(gaps)) < 4 else None


def _block(plot: Plot, r: int, c: int, rows: int, columns: int) -> np.ndarray:
    """The inner part of a cell."""
    height, width = plot.height + 4, plot.width + 4
    y0, y1 = r * height / rows - 2, (r + 1) * height / rows - 2
    x0, x1 = c * width / columns - 2, (c + 1) * width / columns - 2
    dy, dx = 0.18 * (y1 - y0), 0.18 * (x1 - x0)
    return plot.image[
        max(0, int(y0 + dy)) : max(1, int(np.ceil(y1 - dy))), max(0, int(x0 + dx)) : max(1, int(np.ceil(x1 - dx)))
    ]


def _cell(plot: Plot, r: int, c: int, rows: int, columns: int) -> tuple[int, int, int]:
    """A cell's colour, without what is written on it."""
    return mode_color(_block(plot, r, c, rows, columns))


def _written(plot: Plot, rows: int, columns: int) -> list[float | None]:
    """The number written on each cell."""
    out: list[float | None] = [None] * (rows * columns)
    for t in plot.texts:
        value = number(t.text)
        r = int((t.box.cy - plot.top + 2) / (plot.height + 4) * rows)
        c = int((t.box.cx - plot.left + 2) / (plot.width + 4) * columns)
        if value is not None and 0 <= r < rows and 0 <= c < columns:
            out[r * columns + c] = value
    full = sum(v is not None for v in out)
    return out if full >= 0.6 * len(out) else [None] * len(out)
