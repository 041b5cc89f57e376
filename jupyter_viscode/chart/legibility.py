"""The rules of `jupyter_viscode.chart.check` about what can be read: a drawn figure goes in, findings come out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jupyter_viscode.chart.kinds import kind_of
from jupyter_viscode.types import Finding

SMALLEST = 6.0
"""Points of a font that can just be read at the size of a notebook."""
MOST_LABELS = 60
"""Tick labels of one axis that anybody reads."""
_CUT = 0.25
"""Share of a text beyond the picture's edge from which it counts as cut."""


def legibility(drawn: Any, png: bytes | None = None) -> Iterator[Finding]:
    """Labels that run into each other, that are cut off, that are too small or too many.

    Parameters
    ----------
    png
        The picture of `drawn`. With it the figure has been laid out, which is the dearest part of a look, and the size tells
        whether it was cut to what is drawn.
    """
    if kind_of(drawn) != "matplotlib":
        sizes = sorted(_sizes(drawn))
        if sizes and sizes[0] < SMALLEST:
            yield _small(sizes[0])
        return
    if not hasattr(drawn.canvas, "get_renderer"):
        return
    try:
        if png is None:
            drawn.draw_without_rendering()
        renderer = drawn.canvas.get_renderer()
    except (ValueError, RuntimeError, TypeError, AttributeError):
        return  # what cannot be drawn has failed already
    yield from _labels(drawn, renderer)
    yield from _cut(drawn, renderer, png)
    yield from _panels(drawn, renderer)


def _ticks(axis: Any) -> list[Any]:
    """The tick labels within the axis's limits; matplotlib keeps some beyond."""
    if not axis.get_visible():
        return []
    low, high = sorted(axis.get_view_interval())
    slack, along = 1e-6 * (high - low), 0 if axis.axis_name == "x" else 1
    texts = [t for t in axis.get_ticklabels() if t.get_visible() and t.get_text().strip()]
    return [t for t in texts if low - slack <= t.get_position()[along] <= high + slack]


def _labels(figure: Any, renderer: Any) -> Iterator[Finding]:
    sizes: list[float] = []
    said = False
    for axes in figure.axes:
        if not axes.get_visible() or not axes.axison or axes.name != "rectilinear":
            continue
        sizes += [t.get_fontsize() for t in (axes.title, axes.xaxis.label, axes.yaxis.label) if t.get_text()]
        for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
            texts = _ticks(axis)
            sizes += [t.get_fontsize() for t in texts[:1]]
            if len(texts) < 2 or said:
                continue
            if _collisions(texts, renderer, name) * 4 > len(texts):
                advice = (
                    "rotate them, show fewer, or widen the figure" if name == "x" else "show fewer, or make the figure higher"
                )
                yield Finding("labels-overlap", f"Labels of the {name} axis overlap: {advice}.", "warning")
                said = True
            elif len(texts) > MOST_LABELS:
                yield Finding(
                    "too-many-labels", f"The {name} axis has {len(texts)} labels: show fewer, or the largest only.", "warning"
                )
                said = True
    sizes += [t.get_fontsize() for a in figure.axes if a.get_legend() is not None for t in a.get_legend().get_texts()[:1]]
    if sizes and min(sizes) < SMALLEST:
        yield _small(min(sizes))


def _small(size: float) -> Finding:
    return Finding(
        "small-text", f"Some text is {size:.3g} points high, which nobody can read: use 8 points or more.", "warning"
    )


def _cut(figure: Any, renderer: Any, png: bytes | None) -> Iterator[Finding]:
    """Texts beyond the edge of a picture that is as large as its figure; one cut to what is drawn shows them all."""
    if png is not None and not _whole_figure(figure, png):
        return
    low = figure.bbox
    for text, what in _outer_texts(figure):
        box = text.get_window_extent(renderer)
        size = box.width * box.height
        if not size:
            continue
        inside = max(0.0, min(box.x1, low.x1) - max(box.x0, low.x0)) * max(0.0, min(box.y1, low.y1) - max(box.y0, low.y0))
        if 1 - inside / size > _CUT:
            yield Finding(
                "labels-cut",
                f"{what} {text.get_text()!r} is cut off at the edge: use a tight layout or a larger figure.",
                "warning",
            )
            return


def _outer_texts(figure: Any) -> Iterator[tuple[Any, str]]:
    for axes in figure.axes:
        if not axes.get_visible() or not axes.axison or axes.name != "rectilinear":
            continue
        for text, what in ((axes.title, "The title"), (axes.xaxis.label, "The label"), (axes.yaxis.label, "The label")):
            if text.get_text().strip() and text.get_visible():
                yield text, what
        for axis in (axes.xaxis, axes.yaxis):
            yield from ((t, "The label") for t in _ticks(axis))


def _whole_figure(figure: Any, png: bytes) -> bool:
    """Whether a picture is as large as its figure."""
    if png[:8] != b"\x89PNG\r\n\x1a\n":
        return False
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    across, up = float(figure.bbox.width), float(figure.bbox.height)
    return abs(width / height - across / up) < 0.005 and width % max(1, round(across)) <= 1


def _panels(figure: Any, renderer: Any) -> Iterator[Finding]:
    """Titles and labels of small multiples that run into their neighbours'."""
    shown = [a for a in figure.axes if a.get_visible() and a.axison and a.name == "rectilinear"]
    if not 2 <= len(shown) <= 30:
        return
    boxes = []
    for number, axes in enumerate(shown):
        texts = [t for t in (axes.title, axes.xaxis.label, axes.yaxis.label) if t.get_text().strip() and t.get_visible()]
        boxes += [(number, t.get_window_extent(renderer)) for t in texts]
    for (first, a), (second, b) in itertools.combinations(boxes, 2):
        if first == second or shown[first] in shown[second]._twinned_axes.get_siblings(shown[second]):
            continue
        across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > 2 and up > 0.25 * min(a.height, b.height):
            yield Finding("labels-overlap", "Titles and labels of neighbouring panels overlap: use a tight layout.", "warning")
            return


def _sizes(drawn: Any) -> Iterator[float]:
    """Sizes of text that plotly and Vega-Lite are told, in points."""
    if kind_of(drawn) == "plotly":
        layout = drawn.layout
        fonts = [layout.font, layout.title.font, layout.legend.font]
        for axis in (layout.xaxis, layout.yaxis):
            fonts += [axis.tickfont, axis.title.font]
        yield from (0.75 * font.size for font in fonts if font.size)
    elif kind_of(drawn) == "vega-lite":
        yield from _told(drawn)


def _told(spec: Mapping[str, Any]) -> Iterator[float]:
    for name, value in spec.items():
        if name in ("labelFontSize", "titleFontSize") and isinstance(value, (int, float)):
            yield 0.75 * value
        elif isinstance(value, Mapping) and name not in ("data", "datasets"):
            yield from _told(value)


def _collisions(texts: Sequence[Any], renderer: Any, axis: str) -> int:
    """How many neighbours overlap by more than a hair."""
    boxes = [(t.get_window_extent(renderer), t) for t in texts]
    boxes.sort(key=lambda pair: (pair[0].x0 + pair[0].x1) if axis == "x" else (pair[0].y0 + pair[0].y1))
    count = 0
    for (a, first), (b, second) in itertools.pairwise(boxes):
        angle = abs(math.sin(math.radians(first.get_rotation())))
        if (axis == "x" and 0.05 < angle < 0.95) or (axis == "y" and 0.05 < angle < 0.95):
            anchor = abs(second.get_position()[0] - first.get_position()[0]) if axis == "x" else None
            if anchor is None:
                continue
            step = abs(b.x1 - a.x1) * angle
            count += step < 0.6 * first.get_fontsize() * renderer.points_to_pixels(1.0)
        elif axis == "x":
            count += a.x1 - b.x0 > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
        else:
            count += a.y1 - b.y0 > 0.25 * min(a.height, b.height) and min(a.x1, b.x1) - max(a.x0, b.x0) > 1
    return count
