"""All marks of one plot area, by the readers of this folder in turn: each takes what the earlier ones left.

Enters: a `Plot`. Leaves: its `Mark` calls in drawing order.
"""

from __future__ import annotations

import numpy as np

from jupyter_viscode.vision.colorbars import ColorBar
from jupyter_viscode.vision.marks.areas import read_areas
from jupyter_viscode.vision.marks.bars import read_bars
from jupyter_viscode.vision.marks.boxes import read_boxes
from jupyter_viscode.vision.marks.heatmaps import read_heatmap
from jupyter_viscode.vision.marks.hists import read_hists
from jupyter_viscode.vision.marks.plot import Plot
from jupyter_viscode.vision.marks.regions import Region, find_regions
from jupyter_viscode.vision.marks.rules import read_rules, read_spans
from jupyter_viscode.vision.marks.strokes import read_strokes
from jupyter_viscode.vision.pixels import rgb_of
from jupyter_viscode.vision.reading import Mark


def read_marks(plot: Plot, bar: ColorBar | None = None) -> list[Mark]:
    """The plotting calls that explain a plot area."""
    marks: list[Mark] = []
    heat = read_heatmap(plot, bar)
    if heat is not None:
        return [heat]
    taken = plot.taken.copy()
    regions = find_regions(plot)
    hists = read_hists(plot, taken)
    boxes = read_boxes(plot, taken) if not hists else []
    marks += hists + boxes
    if hists:
        regions = []
    regions = [r for r in regions if not taken[int(min(plot.height - 1, r.y0 + r.height / 2)), int(min(plot.width - 1, r.x0 + r.width / 2))]]
    spans, used = read_spans(plot, regions)
    if spans:
        marks += spans
        regions = [r for r in regions if not any(r is u for u in used)]
    areas: list[Mark] = []
    if not hists and not boxes:
        areas, used = read_areas(plot, regions, taken)
        marks += areas
        regions = [r for r in regions if not any(r is u for u in used)]
    bars, used = read_bars(plot, regions)
    if bars:
        _cover(taken, used)
        marks += bars
    marks += read_rules(plot, taken)
    if boxes:
        return marks
    marks += read_strokes(plot, taken, [rgb_of(c) for m in [*bars, *hists] for c in m.colors] + _tints(plot, areas))
    return marks


def _tints(plot: Plot, areas: list[Mark]) -> list[tuple[int, int, int]]:
    """The colours that areas have on the picture."""
    out = []
    for m in areas:
        r, g, b = (round(f * (1 - m.alpha) + c * m.alpha) for f, c in zip(plot.face, rgb_of(m.colors[0]), strict=True))
        if m.alpha < 0.95:
            out.append((r, g, b))
    return out


def _cover(taken: np.ndarray, used: list[Region]) -> None:
    """Marks the pixels of regions, and their edges, as explained."""
    for r in used:
        taken[max(0, int(r.y0) - 2) : int(np.ceil(r.y1)) + 3, max(0, int(r.x0) - 2) : int(np.ceil(r.x1)) + 3] = True
