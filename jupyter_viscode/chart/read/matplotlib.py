"""A matplotlib Figure goes in, the Chart that its artists draw comes out; seaborn's figures are such figures too."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jupyter_viscode.chart.read.artists import Axis, Legend, colors_of, scales_of, series_name, titles_of, written
from jupyter_viscode.chart.read.boxes import read_boxes
from jupyter_viscode.chart.read.values import build, thinning, with_options
from jupyter_viscode.spec import Chart, Encoding, Style

MOST_CELLS = 100
"""Rows, and columns, of a grid that are read."""


def read_figure(figure: Any) -> Chart | None:
    """The figure's Chart: one axes, several as panels, twins as secondary layers."""
    axes = [a for a in _all_axes(figure) if a.get_visible() and a.get_label() != "<colorbar>"]
    axes = [a for a in axes if not hasattr(a, "_colorbar")]
    groups: list[list[Any]] = []
    for one in axes:
        twins = next((g for g in groups if one in g[0]._twinned_axes.get_siblings(g[0]) and one is not g[0]), None)
        if twins is not None:
            twins.append(one)
        else:
            groups.append([one])
    charts = [c for c in (_with_twins(group, figure) for group in groups) if c is not None]
    if not charts:
        return None
    title = written(figure.get_suptitle())
    if len(charts) == 1:
        return replace(charts[0], title=charts[0].title or title, style=_style(figure))
    columns = len({round(g[0].get_position().x0, 2) for g in groups})
    return Chart(charts[0].mark, title=title, panels=tuple(charts), panel_columns=max(1, columns), style=_style(figure))


def _all_axes(figure: Any) -> list[Any]:
    return list(figure.axes)


def _style(figure: Any) -> Style:
    width, height = figure.get_size_inches()
    return Style(width=float(width), height=float(height))


def _with_twins(group: Sequence[Any], figure: Any) -> Chart | None:
    charts = [c for c in (_read_axes(axes, figure) for axes in group) if c is not None]
    if not charts:
        return None
    layers = tuple(replace(c, secondary=True) for c in charts[1:])
    return replace(charts[0], layers=charts[0].layers + layers)


def _read_axes(ax: Any, figure: Any) -> Chart | None:
    legend = Legend(ax, figure)
    x, y = Axis(ax.xaxis), Axis(ax.yaxis)
    readers = (_pie, _grid, read_boxes, _errorbars, _bars, _violins, _areas, _points, _lines)
    found: list[Chart] = []
    used: set[int] = set()
    for reader in readers:
        chart = reader(ax, x, y, legend, used)
        if chart is not None:
            found.append(chart)
    if not found:
        return None
    main = _regression(found)
    return replace(main[0], title=written(ax.get_title() or ax.get_title(loc="left")), layers=tuple(main[1:]))


def _regression(found: list[Chart]) -> list[Chart]:
    """Points with one straight, unnamed line through them are a regression, those with a stroke each error bars."""
    marks = [c.mark for c in found]
    if marks[:2] == ["point", "line"] and _bars_only(found[1]):
        return [replace(found[0], mark="errorbar"), *found[2:]]
    if marks[:2] == ["point", "line"] and not found[1].encoding("color").field:
        xs, ys = (found[1].data[found[1].encoding(c).field or ""] for c in ("x", "y"))
        if len(xs) > 1 and _straight(xs, ys):
            return [replace(found[0], mark="regression"), *found[2:]]
    return found


def _bars_only(lines: Chart) -> bool:
    """Whether each line is one upright or level stroke with its caps, as error bars are drawn."""
    names = lines.encoding("color").field
    xs, ys = (lines.data[lines.encoding(c).field or ""] for c in ("x", "y"))
    series = lines.data[names] if names else ("",) * len(xs)
    for values in (xs, ys):
        spread: dict[Any, set[Any]] = {}
        for name, value in zip(series, values, strict=True):
            spread.setdefault(name, set()).add(value)
        if len(spread) > 1 and all(len(found) == 1 for found in spread.values()):
            return True
    return False


def _straight(xs: Sequence[Any], ys: Sequence[Any]) -> bool:
    if not all(isinstance(v, (int, float)) for v in (*xs, *ys)) or xs[-1] == xs[0]:
        return False
    slope = (ys[-1] - ys[0]) / (xs[-1] - xs[0])
    reach = max(abs(v) for v in ys) or 1
    return all(abs(ys[0] + slope * (x - xs[0]) - y) < 1e-6 * reach for x, y in zip(xs, ys, strict=True))


# -- one reader a mark -------------------------------------------------------------------------------------------------


def _pie(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    wedges = [p for p in ax.patches if type(p).__name__ == "Wedge"]
    if not wedges:
        return None
    used.update(id(w) for w in wedges)
    shares = tuple(round((w.theta2 - w.theta1) / 360, 9) for w in wedges)
    names = tuple(_wedge_name(w, legend) for w in wedges)
    chart = build("arc", {"theta": shares, "color": names}, {"theta": "share", "color": legend.title})
    width = wedges[0].width
    if width is not None:
        chart = replace(chart, style=Style(inner_radius=round(1 - width / wedges[0].r, 6)))
    return chart


def _wedge_name(wedge: Any, legend: Legend) -> str:
    label = str(wedge.get_label())
    return legend.name_of(wedge.get_facecolor(), label) if label.startswith("_") or not label else label


def _grid(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    images = list(ax.images)
    meshes = [c for c in ax.collections if type(c).__name__ in ("QuadMesh", "PolyQuadMesh")]
    if not images and not meshes:
        return None
    used.update(id(m) for m in meshes)
    drawn = (images or meshes)[0]
    array = drawn.get_array()
    if array is None or (images and array.ndim == 3):
        return build("image", {}, {}) if images else None
    if meshes and array.ndim == 1:
        rows = drawn.get_coordinates().shape[0] - 1
        array = array.reshape(rows, -1)
    height, width = array.shape
    rows_read, columns_read = (range(count)[thinning(count, MOST_CELLS)] for count in (height, width))
    if meshes and not x.labels:
        corners = drawn.get_coordinates()
        across = [float((corners[0, c, 0] + corners[0, c + 1, 0]) / 2) for c in columns_read]
        up = [float((corners[r, 0, 1] + corners[r + 1, 0, 1]) / 2) for r in rows_read]
        names_x, names_y, binned = [x.value(v) for v in across], [y.value(v) for v in up], True
    else:
        shift = 0.5 if meshes else 0.0
        names_x, names_y = [x.category(c + shift) for c in columns_read], [y.category(r + shift) for r in rows_read]
        binned = False
    cells = [
        (a, b, array[r, c]) for b, r in zip(names_y, rows_read, strict=True) for a, c in zip(names_x, columns_read, strict=True)
    ]
    cells = [(a, b, float(v)) for a, b, v in cells if str(v) != "--" and not math.isnan(float(v))]
    titles = titles_of(x, y, legend)
    bar = getattr(drawn, "colorbar", None)
    titles["color"] = (bar.ax.get_ylabel() or bar.ax.get_xlabel()) if bar is not None else ""
    columns = tuple(zip(*cells, strict=True)) or ((), (), ())
    chart = build("rect", {"x": columns[0], "y": columns[1], "color": columns[2]}, titles)
    if binned:
        chart = with_options(with_options(chart, "x", bin=True), "y", bin=True)
    return chart


def _errorbars(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    bars = [c for c in ax.containers if type(c).__name__ == "ErrorbarContainer"]
    if not bars:
        return None
    xs: list[Any] = []
    ys: list[Any] = []
    for container in bars:
        line, caps, stems = container.lines
        used.update(id(artist) for artist in (line, *caps, *stems))
        if line is not None:
            xs += [x.category(v) if x.labels else x.value(v) for v in line.get_xdata()]
            ys += [y.category(v) if y.labels else y.value(v) for v in line.get_ydata()]
    return build("errorbar", {"x": tuple(xs), "y": tuple(ys)}, titles_of(x, y, legend), scales=scales_of(x, y))


def _bars(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    containers = [c for c in ax.containers if type(c).__name__ == "BarContainer" and len(c)]
    held = {id(p) for c in containers for p in c}
    loose = [
        p for p in ax.patches if type(p).__name__ == "Rectangle" and id(p) not in held and p.get_transform() != ax.transAxes
    ]
    polygons = [p for p in ax.patches if type(p).__name__ == "Polygon"]
    if polygons and not containers and not loose:
        return _step_histogram(polygons, x, y, legend, used)
    if loose:
        containers = [*containers, loose]
    if not containers:
        return None
    lying = [getattr(c, "orientation", None) == "horizontal" for c in containers]
    horizontal = sum(lying) * 2 > len(lying)
    base, value = (y, x) if horizontal else (x, y)
    rows: list[tuple[Any, float, str]] = []
    offsets, bottoms, widths, centres = set(), False, [], []
    for number, container in enumerate(containers):
        for patch in container:
            used.add(id(patch))
            place, size, start, extent = _rectangle(patch, horizontal)
            if math.isnan(extent):
                continue
            middle = place + size / 2
            name = base.category(middle) if base.labels else base.value(middle)
            rows.append((name, extent, series_name(container, patch, legend, number)))
            offsets.add((name, round(middle, 6)))
            bottoms = bottoms or (start != 0 and not value.log)
            widths.append(size)
            centres.append(middle)
    if not rows:
        return None
    several = len({s for _, _, s in rows}) > 1 or bool(legend.texts and len(legend.texts) > 1)
    same = several and all(s == n for n, _, s in rows)
    names, figures, series = (tuple(part) for part in zip(*rows, strict=True))
    channels: dict[str, tuple[Any, ...]] = {"y": names, "x": figures} if horizontal else {"x": names, "y": figures}
    if several and not same:
        channels["color"] = series
    chart = build("bar", channels, titles_of(x, y, legend), scales=scales_of(x, y))
    measure = "x" if horizontal else "y"
    if several and not same:
        grouped = len({n for n, _ in offsets}) < len(offsets)
        if grouped:
            chart = chart.with_encoding(
                "yOffset" if horizontal else "xOffset", Encoding(field=chart.encoding("color").field, type="nominal")
            )
        elif bottoms:
            totals: dict[Any, float] = {}
            for name, figure, _ in rows:
                totals[name] = totals.get(name, 0) + figure
            whole = all(abs(t - 1) < 1e-6 or abs(t - 100) < 1e-4 or t == 0 for t in totals.values())
            chart = with_options(chart, measure, stack="normalize" if whole else "zero")
    touching = _touching(sorted(set(zip(centres, widths, strict=True))))
    if not base.labels and touching:
        chart = with_options(chart, "y" if horizontal else "x", bin=True)
        chart = with_options(chart, measure, aggregate="count")
    return chart


def _rectangle(patch: Any, horizontal: bool) -> tuple[float, float, float, float]:
    """Place and size along the categories, start and extent along the measure."""
    if horizontal:
        return patch.get_y(), patch.get_height(), patch.get_x(), patch.get_width()
    return patch.get_x(), patch.get_width(), patch.get_y(), patch.get_height()


def _touching(bars: list[tuple[float, float]]) -> bool:
    """Whether bars stand side by side without gaps, as those of a histogram do."""
    centres = sorted({round(c, 9): w for c, w in bars}.items())
    if len(centres) < 2:
        return False
    pairs = list(itertools.pairwise(centres))
    gaps = [abs((b - a) - (wa + wb) / 2) <= 0.02 * max(wa, wb) for (a, wa), (b, wb) in pairs]
    return all(gaps)


def _step_histogram(polygons: list[Any], x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    rows: list[tuple[Any, float, str]] = []
    for number, polygon in enumerate(polygons):
        corners = polygon.get_xy()
        name = series_name(polygon, polygon, legend, number)
        edges = sorted({float(v) for v in corners[:, 0]})
        for low, high in itertools.pairwise(edges):
            tops = [
                float(b[1])
                for a, b in itertools.pairwise(corners)
                if (a[0] == low and b[0] == low) or (a[1] == b[1] and a[0] == low)
            ]
            rows.append((x.value((low + high) / 2), max(tops, default=0.0), name))
    if not rows:
        return None
    names, figures, series = (tuple(part) for part in zip(*rows, strict=True))
    channels: dict[str, tuple[Any, ...]] = {"x": names, "y": figures}
    if len(set(series)) > 1:
        channels["color"] = series
    chart = build("bar", channels, titles_of(x, y, legend), scales=scales_of(x, y))
    return with_options(with_options(chart, "x", bin=True), "y", aggregate="count")


def _violins(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    bodies = [c for c in ax.collections if "PolyCollection" in type(c).__name__ and id(c) not in used]
    if not bodies or not (x.labels or y.labels):
        return None
    boxes = [b.get_paths()[0].get_extents() for b in bodies if len(b.get_paths()) == 1]
    if len(boxes) != len(bodies):
        return None
    for base, vertical in ((x, True), (y, False)):
        middles = [(b.x0 + b.x1) / 2 if vertical else (b.y0 + b.y1) / 2 for b in boxes]
        spans = [b.width if vertical else b.height for b in boxes]
        if (
            base.labels
            and all(s <= 1 for s in spans)
            and all(_mirrored(b, m, vertical) for b, m in zip(bodies, middles, strict=True))
        ):
            used.update(id(b) for b in bodies)
            used.update(id(c) for c in ax.collections if type(c).__name__ == "LineCollection")
            used.update(id(line) for line in ax.lines if str(line.get_label()).startswith("_"))
            names = tuple(base.category(m) for m in middles)
            tops = tuple(float(b.y1 if vertical else b.x1) for b in boxes)
            channels: dict[str, tuple[Any, ...]] = {"x": names, "y": tops} if vertical else {"x": tops, "y": names}
            colors = [colors_of(b) for b in bodies]
            series = tuple(legend.name_of(c[0], "") if c and legend.texts else "" for c in colors)
            if all(series) and len(set(series)) > 1:
                channels["color"] = series
            return build("violin", channels, titles_of(x, y, legend), scales=scales_of(x, y))
    return None


def _mirrored(body: Any, middle: float, vertical: bool) -> bool:
    across = body.get_paths()[0].vertices[:, 0 if vertical else 1]
    return bool(abs((across.max() - middle) - (middle - across.min())) < 1e-6)


def _areas(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    bodies = [c for c in ax.collections if "PolyCollection" in type(c).__name__ and id(c) not in used and len(c.get_paths())]
    bodies = [b for b in bodies if len(b.get_paths()) == 1]
    if not bodies:
        return None
    used.update(id(b) for b in bodies)
    rows: list[tuple[Any, float, str]] = []
    raised = False
    for number, body in enumerate(bodies):
        bounds: dict[float, list[float]] = {}
        corners = body.get_paths()[0].vertices
        for place, height in corners[thinning(len(corners), 4 * MOST_CELLS**2)].tolist():
            bounds.setdefault(float(place), []).append(float(height))
        name = series_name(body, body, legend, number)
        for place in sorted(bounds):
            low, high = min(bounds[place]), max(bounds[place])
            raised = raised or abs(low) > 1e-9
            rows.append((x.category(place) if x.labels else x.value(place), high - min(low, high) if raised else high, name))
    places, figures, series = (tuple(part) for part in zip(*rows, strict=True))
    channels: dict[str, tuple[Any, ...]] = {"x": places, "y": figures}
    if len(bodies) > 1:
        channels["color"] = series
    mark: Any = "density" if y.title.strip().lower() == "density" else "area"
    if mark == "area" and raised and len(bodies) == 1 and ax.lines:
        return None  # a band around a line
    chart = build(mark, channels, titles_of(x, y, legend), scales=scales_of(x, y))
    if mark == "area" and len(bodies) > 1:
        totals: dict[Any, float] = {}
        for place, figure, _ in rows:
            totals[place] = totals.get(place, 0) + figure
        whole = all(abs(t - 1) < 1e-6 or abs(t - 100) < 1e-4 for t in totals.values())
        chart = with_options(chart, "y", stack=("normalize" if whole else "zero") if raised else "none")
    return chart


def _points(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    clouds = [c for c in ax.collections if type(c).__name__ == "PathCollection" and id(c) not in used and len(c.get_offsets())]
    dotted = [
        line
        for line in ax.lines
        if id(line) not in used
        and line.get_linestyle() in ("None", "", " ", "none")
        and line.get_marker() not in ("None", "", None)
        and len(line.get_xdata())
    ]
    if not clouds and not dotted:
        return None
    xs: list[Any] = []
    ys: list[Any] = []
    series: list[str] = []
    shades: list[Any] = []
    sizes: list[float] = []
    jitter = False
    tints: set[tuple[float, ...]] = set()
    for number, cloud in enumerate(clouds):
        offsets = cloud.get_offsets()
        kept = thinning(len(offsets))
        places, heights = offsets[kept, 0], offsets[kept, 1]
        xs += x.column(places)
        ys += y.column(heights)
        jitter = jitter or _between(places, x) or _between(heights, y)
        colors = _each(cloud.get_facecolors(), len(offsets), kept)
        tints.update(colors)
        series += _cloud_names(cloud, colors, len(places), legend, number)
        if cloud.get_array() is not None:
            shades += [float(v) for v in cloud.get_array()[kept]]
        sizes += [area[0] for area in _each(cloud.get_sizes(), len(offsets), kept)] or [0.0] * len(places)
    for number, line in enumerate(dotted):
        used.add(id(line))
        kept = thinning(len(line.get_xdata()))
        found = x.column(line.get_xdata(orig=False)[kept])
        xs += found
        ys += y.column(line.get_ydata(orig=False)[kept])
        series += [series_name(line, line, legend, number)] * len(found)
        sizes += [0.0] * len(found)
    used.update(id(c) for c in clouds)
    channels: dict[str, tuple[Any, ...]] = {"x": tuple(xs), "y": tuple(ys)}
    titles = titles_of(x, y, legend)
    if len(shades) == len(xs) and shades:
        channels["color"] = tuple(shades)
        bar = getattr(clouds[0], "colorbar", None)
        titles["color"] = bar.ax.get_ylabel() if bar is not None else titles["color"]
    elif len(set(series)) > 1 and _told_apart(series, legend, jitter) and (not legend.texts or len(tints) <= len(legend.texts)):
        channels["color"] = tuple(series)
    if len(set(sizes)) > 1 and not dotted:
        channels["size"] = tuple(sizes)
    return build("strip" if jitter else "point", channels, titles, scales=scales_of(x, y))


def _told_apart(series: list[str], legend: Legend, jitter: bool) -> bool:
    """Whether colours mean something: those of jittered points may only repeat the categories."""
    return not jitter or (bool(legend.texts) and set(series) <= set(legend.texts))


def _between(places: Any, axis: Axis) -> bool:
    """Whether points stand beside the categories' own places, as jittered ones do."""
    import numpy as np

    return bool(axis.labels and np.any(np.abs(places - np.round(places)) > 0.01))


def _each(values: Any, count: int, kept: slice) -> list[tuple[float, ...]]:
    """The colour or size of each point that is kept; matplotlib repeats a shorter array."""
    import numpy as np

    rows = np.atleast_1d(values)
    rows = rows.reshape(len(rows), -1)
    if not len(rows):
        return []
    whole = range(count)[kept]
    if len(rows) == 1:
        return [tuple(rows[0].tolist())] * len(whole)
    return [tuple(row) for row in rows[[place % len(rows) for place in whole]].tolist()]


def _cloud_names(cloud: Any, colors: list[tuple[float, ...]], count: int, legend: Legend, number: int) -> list[str]:
    """The series of each point: the cloud's label, or what the legend calls the point's colour."""
    label = str(cloud.get_label())
    if not label.startswith("_"):
        return [label] * count
    otherwise = f"series {number + 1}"
    names = {color: legend.name_of(color, otherwise) for color in set(colors)}
    return [names[color] for color in colors] or [otherwise] * count


def _lines(ax: Any, x: Axis, y: Axis, legend: Legend, used: set[int]) -> Chart | None:
    lines = [
        line
        for line in ax.lines
        if id(line) not in used and line.get_transform() == ax.transData and len(line.get_xdata()) and line.get_visible()
    ]
    if not lines:
        return None
    rows: list[tuple[Any, Any, str]] = []
    for number, line in enumerate(lines):
        name = series_name(line, line, legend, number)
        kept = thinning(len(line.get_xdata()))
        xs, ys = x.column(line.get_xdata(orig=False)[kept]), y.column(line.get_ydata(orig=False)[kept])
        rows += [(a, b, name) for a, b in zip(xs, ys, strict=False) if not (isinstance(b, float) and math.isnan(b))]
    if not rows:
        return None
    places, figures, series = (tuple(part) for part in zip(*rows, strict=True))
    channels: dict[str, tuple[Any, ...]] = {"x": places, "y": figures}
    if len(lines) > 1:
        channels["color"] = series
    return build("line", channels, titles_of(x, y, legend), scales=scales_of(x, y))
