"""The rules of `jupyter_viscode.chart.check` about the picture itself: each takes a drawn figure and yields findings."""

from __future__ import annotations

import io
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from jupyter_viscode.chart.kinds import kind_of
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Finding

MOST_SLICES = 12


def nothing(drawn: Any) -> Iterator[Finding]:
    """No figure, or one without anything to draw on."""
    kind = kind_of(drawn)
    missing = drawn is None
    if kind == "matplotlib" and hasattr(drawn, "axes"):
        missing = not drawn.axes and not drawn.images and not drawn.texts and not drawn.lines and not drawn.patches
    elif kind == "plotly":
        missing = not drawn.data and not drawn.layout.annotations and not drawn.layout.shapes and not drawn.layout.images
        if missing and drawn.layout.xaxis.title.text:  # plotly express leaves no trace when there are no rows
            yield Finding("empty-axes", "The axes are empty, no data was drawn: check the columns and the filters.")
            return
    if missing:
        yield Finding("nothing-drawn", "The figure has no axes: draw the data on it.")


# -- emptiness ---------------------------------------------------------------------------------------------------------


def empty(drawn: Any, seen: Chart | None) -> Iterator[Finding]:
    """Axes that hold no data."""
    kind = kind_of(drawn)
    hint = "check the columns and the filters."
    if kind == "matplotlib" and hasattr(drawn, "axes"):
        yield from _empty_axes(drawn, hint)
    elif kind == "plotly" and drawn.data and all(_no_values(trace) for trace in drawn.data):
        yield Finding("empty-axes", f"The figure's traces hold no values: {hint}")
    elif (kind in ("altair", "vega-lite") and seen is not None and seen.data and not any(seen.data.values())) or (
        kind == "altair" and _no_rows(drawn)
    ):
        yield Finding("empty-axes", f"The chart's data has no rows: {hint}")


def _empty_axes(figure: Any, hint: str) -> Iterator[Finding]:
    shown = [a for a in figure.axes if a.get_visible() and a.axison]
    holding = [a for a in figure.axes if _holds(a)]
    if figure.axes and not holding:
        if not figure.texts and not figure.images and not figure.patches and not figure.lines:
            yield Finding("empty-axes", f"The axes are empty, no data was drawn: {hint}")
        return
    empties = [a for a in shown if a not in holding and not any(a in g for g in _twins(a, holding))]
    if empties:
        yield Finding(
            "empty-axes", f"{len(empties)} of {len(figure.axes)} axes are empty: draw on them or remove them.", "warning"
        )


def _twins(axes: Any, holding: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Axes that share the place of one with data."""
    siblings = axes._twinned_axes.get_siblings(axes)
    if any(a in holding for a in siblings if a is not axes):
        yield siblings


def _holds(axes: Any) -> bool:
    """Whether an artist of these axes draws data."""
    if any(_finite(line) for line in axes.lines):
        return True
    if any(
        len(c.get_offsets()) > 1 or _visible_offsets(c) or (any(len(p) for p in c.get_paths()) and not _markers(c))
        for c in axes.collections
    ):
        return True
    if any(_extent(p) for p in axes.patches):
        return True
    return bool(axes.images or axes.tables or axes.texts or axes.artists or axes.child_axes)


def _markers(collection: Any) -> bool:
    return type(collection).__name__ == "PathCollection"


def _visible_offsets(collection: Any) -> bool:
    """Whether a cloud has a point; an empty one still has one masked or zero offset."""
    if not _markers(collection):
        return False
    return _some_finite(*collection.get_offsets().T)


def _missing(value: Any) -> bool:
    try:
        return not math.isfinite(float(value)) or str(value) == "--"
    except (TypeError, ValueError):
        return True


def _finite(line: Any) -> bool:
    return _some_finite(line.get_xdata(orig=False), line.get_ydata(orig=False))


def _some_finite(across: Any, along: Any) -> bool:
    """Whether one of the points can be seen."""
    import numpy as np

    places = [_floats(values) for values in (across, along)]
    return bool(np.any(np.isfinite(places[0]) & np.isfinite(places[1])))


def _floats(values: Any) -> Any:
    """An array of numbers, what is masked as missing."""
    import numpy as np

    return np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)


def _extent(patch: Any) -> bool:
    if type(patch).__name__ != "Rectangle":
        return True
    return not (_missing(patch.get_width()) or _missing(patch.get_height()))


def _no_values(trace: Any) -> bool:
    names = ("x", "y", "z", "values", "labels", "lat", "lon", "locations", "a", "r", "theta", "value", "node", "cells", "open")
    seen = False
    for name in names:
        value = getattr(trace, name, None)
        if value is None:
            continue
        seen = True
        try:
            if len(value):
                return False
        except TypeError:
            return False
    return seen


def _no_rows(chart: Any) -> bool:
    data = getattr(chart, "data", None)
    try:
        return data is not None and not isinstance(data, str) and hasattr(data, "columns") and len(data) == 0
    except TypeError:
        return False


def _dense(png: bytes) -> bool:
    """Whether a PNG holds more than deflate, which packs a thousand to one, makes of one colour: no need to unpack it."""
    if png[:8] != b"\x89PNG\r\n\x1a\n" or len(png) < 24:
        return False
    pixels = int.from_bytes(png[16:20], "big") * int.from_bytes(png[20:24], "big")
    return len(png) > 2_000 + pixels * 8 / 1000


def blank(png: bytes) -> Iterator[Finding]:
    """A picture of one colour."""
    from PIL import Image

    if _dense(png):
        return
    try:
        with Image.open(io.BytesIO(png)) as image:
            extrema = image.convert("RGBA").getextrema()
    except (OSError, ValueError, SyntaxError):
        return  # a picture that cannot be read is not known to be blank
    channels = [pair for pair in extrema if isinstance(pair, tuple)]
    if channels and (all(low == high for low, high in channels) or channels[-1] == (0, 0)):
        yield Finding("blank-picture", "The picture is blank: everything in it has one colour.")


# -- what misleads -----------------------------------------------------------------------------------------------------


def misleading(drawn: Any, seen: Chart, limits: bool) -> Iterator[Finding]:
    """Slices that cannot be read, and bars that do not start at zero although nobody asked for that."""
    for part in (seen, *seen.layers, *seen.panels):
        if part.mark == "arc":
            yield from _slices(drawn, part)
    if kind_of(drawn) == "matplotlib":
        for axes in drawn.axes:
            yield from _covered(axes)
            yield from _out_of_view(axes)
    yield from _unlabelled(drawn)
    if limits:
        return
    if kind_of(drawn) == "matplotlib":
        for axes in drawn.axes:
            yield from _hidden_zero(axes)
            yield from _cut_bars(axes)
    elif kind_of(drawn) == "plotly":
        yield from _hidden_zero_plotly(drawn)
    elif seen.mark == "bar":
        for channel in ("x", "y"):
            scale = seen.encoding(channel).scale
            one = seen.encoding(channel)
            measure = one.type == "quantitative" and not one.bin and (one.aggregate or one.field)
            if measure and scale is not None and scale.type != "log" and (scale.zero is False or _above_zero(scale.domain)):
                yield _zero_finding(channel)


def _bars_of(axes: Any) -> Iterator[tuple[Any, bool]]:
    """Containers of bars, and whether they lie."""
    for container in axes.containers:
        if type(container).__name__ == "BarContainer" and len(container):
            yield container, getattr(container, "orientation", None) == "horizontal"


def _cut_bars(axes: Any) -> Iterator[Finding]:
    """Bars that go on beyond the end of their axis."""
    for container, lying in _bars_of(axes):
        low, high = sorted((axes.xaxis if lying else axes.yaxis).get_view_interval())
        ends = [p.get_x() + p.get_width() if lying else p.get_y() + p.get_height() for p in container]
        beyond = [e for e in ends if not _missing(e) and not low - 0.001 * (high - low) <= e <= high + 0.001 * (high - low)]
        if beyond and high > low:
            yield Finding("bars-cut", f"{len(beyond)} bars end beyond the {'x' if lying else 'y'} axis: widen its limits.")
            return


def _covered(axes: Any) -> Iterator[Finding]:
    """Bars that stand in the same place, so that only the highest is seen."""
    places: dict[tuple[float, float, float], list[tuple[int, float]]] = {}
    opaque = []
    for number, (container, lying) in enumerate(_bars_of(axes)):
        for patch in container:
            start, width = (patch.get_y(), patch.get_height()) if lying else (patch.get_x(), patch.get_width())
            foot, size = (patch.get_x(), patch.get_width()) if lying else (patch.get_y(), patch.get_height())
            if _missing(size) or not size or _missing(start):
                continue
            places.setdefault((round(start, 6), round(width, 6), round(foot, 6)), []).append((number, size))
        opaque.append((container[0].get_alpha() or 1.0) > 0.95 and container[0].get_facecolor()[-1] > 0.95)
    repeated = sum(len(bars) > 1 and len({n for n, _ in bars}) == 1 for bars in places.values())
    if repeated * 2 > len(places) > 0:
        yield Finding(
            "bars-overlap", "Several bars stand in one place, only the highest is seen: aggregate the rows before drawing."
        )
        return
    hidden = [
        1
        for bars in places.values()
        for (n, size), (m, above) in itertools.pairwise(bars)
        if m > n and opaque[m] and size * above > 0 and abs(above) >= abs(size)
    ]
    if len(hidden) * 4 > len(places) > 0 and not any(_many_bins(c) for c, _ in _bars_of(axes)):
        yield Finding("bars-overlap", "Bars of one series hide those of another: stack them or place them side by side.")


def _many_bins(container: Any) -> bool:
    """Whether the bars touch, as those of a histogram do: overlaid on purpose."""
    edges = sorted((p.get_x(), p.get_x() + p.get_width()) for p in container)
    return len(edges) > 2 and all(abs(a[1] - b[0]) < 1e-6 * max(abs(a[1]), 1) for a, b in itertools.pairwise(edges))


def _out_of_view(axes: Any) -> Iterator[Finding]:
    """Lines and clouds of which nothing is within the axes' limits."""
    import numpy as np

    if axes.name != "rectilinear":
        return
    spans = [sorted(axis.get_view_interval()) for axis in (axes.xaxis, axes.yaxis)]
    drawn = 0
    for artist in (*axes.lines, *axes.collections):
        if type(artist).__name__ == "PathCollection":
            offsets = artist.get_offsets()
            columns = [_floats(offsets[:, i]) for i in (0, 1)]
        elif type(artist).__name__ == "Line2D" and artist.get_transform() == axes.transData:
            columns = [_floats(v) for v in (artist.get_xdata(orig=False), artist.get_ydata(orig=False))]
        else:
            return
        if not len(columns[0]):
            continue
        drawn += 1
        # A line may cross the view without a corner in it.
        inside = [
            (np.nanmin(c) <= high) and (np.nanmax(c) >= low)
            for c, (low, high) in zip(columns, spans, strict=True)
            if np.isfinite(c).any()
        ]
        if all(inside):
            return
    if drawn and not axes.patches and not axes.images:
        yield Finding("out-of-view", "All that is drawn lies outside the limits of the axes: correct the limits.")


def _unlabelled(drawn: Any) -> Iterator[Finding]:
    """A second axis that does not say what it measures."""
    bare = False
    if kind_of(drawn) == "matplotlib":
        for axes in drawn.axes:
            twins = [a for a in axes._twinned_axes.get_siblings(axes) if a.get_visible() and a.axison]
            upright = [a for a in twins if a.get_shared_x_axes().joined(a, axes)]
            bare = bare or (
                len(upright) > 1 and any(not a.get_ylabel() and a.yaxis.get_visible() and len(a.get_yticks()) for a in upright)
            )
    elif kind_of(drawn) == "plotly":
        names = {str(getattr(t, "yaxis", None) or "y") for t in drawn.data} - {"y"}
        over = [drawn.layout[f"yaxis{name[1:]}"] for name in names]
        bare = any(a.overlaying and not a.title.text and a.visible is not False for a in over)
    if bare:
        yield Finding("unlabelled-axis", "The figure has two y axes and one has no label: say what each measures.", "warning")


def _above_zero(domain: Sequence[Any]) -> bool:
    return len(domain) == 2 and all(isinstance(v, (int, float)) for v in domain) and min(domain) > 0


def _zero_finding(channel: str) -> Finding:
    return Finding(
        "bars-hide-zero", f"The {channel} axis of the bars does not begin at zero, which exaggerates differences: include zero."
    )


def _slices(drawn: Any, part: Chart) -> Iterator[Finding]:
    field = part.encoding("theta").field or ""
    values = part.data.get(field, ())
    if kind_of(drawn) == "plotly":
        values = tuple(v for t in drawn.data if t.type == "pie" and t.values is not None for v in t.values)
    numbers = [v for v in values if not _missing(v)]
    if any(v < 0 for v in numbers):
        yield Finding("negative-slices", "A pie cannot show negative values: use bars.")
    if len(values) > MOST_SLICES:
        yield Finding("too-many-slices", f"The pie has {len(values)} slices: use bars, or gather the small ones.", "warning")


def _hidden_zero(axes: Any) -> Iterator[Finding]:
    containers = [c for c in axes.containers if type(c).__name__ == "BarContainer" and len(c)]
    for container in containers:
        horizontal = getattr(container, "orientation", None) == "horizontal"
        starts = [p.get_x() if horizontal else p.get_y() for p in container]
        axis = axes.xaxis if horizontal else axes.yaxis
        if axis.get_scale() != "linear" or any(_missing(s) or s != 0 for s in starts):
            continue
        low, high = sorted(axis.get_view_interval())
        reach = high - low
        if low > 1e-9 * reach or high < -1e-9 * reach:
            yield _zero_finding("x" if horizontal else "y")
            return


def _hidden_zero_plotly(figure: Any) -> Iterator[Finding]:
    for trace in figure.data:
        if trace.type != "bar":
            continue
        channel = "x" if trace.orientation == "h" else "y"
        name = getattr(trace, f"{channel}axis") or channel
        axis = figure.layout[f"{channel}axis{name[1:]}"]
        span = axis.range
        if axis.type != "log" and span is not None and _above_zero(tuple(span)) and trace.base is None:
            yield _zero_finding(channel)
            return


# -- names -------------------------------------------------------------------------------------------------------------


def names(drawn: Any, seen: Chart, no_legend: bool) -> Iterator[Finding]:
    """Legends whose entries say nothing."""
    bad: list[str] = []
    if kind_of(drawn) == "matplotlib":
        legends = [a.get_legend() for a in drawn.axes if a.get_legend() is not None] + list(drawn.legends)
        bad = [t.get_text() for legend in legends for t in legend.get_texts()]
        bad = [t for t in bad if re.match(r"_|None$|nan$", t) or not t.strip()]
    elif kind_of(drawn) == "plotly" and len(drawn.data) > 1 and drawn.layout.showlegend is not False:
        traces = [
            t for t in drawn.data if getattr(t, "showlegend", None) is not False and t.type in ("bar", "scatter", "scattergl")
        ]
        bad = (
            [t.name or "(no name)" for t in traces if not t.name or re.match(r"trace \d+$", t.name)] if len(traces) > 1 else []
        )
    if bad:
        shown = ", ".join(repr(t) for t in dict.fromkeys(bad[:3]))
        yield Finding("unnamed-series", f"The legend has entries that name nothing ({shown}): label each series.")
    elif kind_of(drawn) == "matplotlib" and not no_legend:
        yield from _missing_legend(drawn, seen)


def _missing_legend(figure: Any, seen: Chart) -> Iterator[Finding]:
    if figure.legends or any(a.get_legend() is not None for a in figure.axes) or seen.panels:
        return
    color = seen.encoding("color")
    if seen.mark in ("line", "area", "bar") and color.field and color.type == "nominal":
        series = set(seen.data.get(color.field, ()))
        labelled = any(a.texts for a in figure.axes)
        if 1 < len(series) <= 20 and not labelled and all(str(s).startswith("series ") for s in series):
            yield Finding(
                "missing-legend", "Several series are drawn and nothing says which is which: add a legend.", "warning"
            )
