"""What a drawn figure shows, read from the figure itself: one look for matplotlib, seaborn, plotly, altair and Vega-Lite."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.spec import Chart, Encoding, Scale

_PARTS = ("x", "y")


@dataclass
class Look:
    """What can be seen."""

    title: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    """Of x, y and color."""
    log: dict[str, bool] = field(default_factory=dict)
    limits: dict[str, tuple[Any, Any] | None] = field(default_factory=dict)
    """Stated ones; in matplotlib the ones in force."""
    reverse: dict[str, bool] = field(default_factory=dict)
    legend: bool = False
    width: float | None = None
    height: float | None = None
    colors: set[str] = field(default_factory=set)
    series: dict[str, str] = field(default_factory=dict)
    """Colour by name of the series."""
    background: str = "#ffffff"
    grid: bool | None = None
    angle: float | None = None
    font: float | None = None
    opacity: float | None = None
    line_width: float | None = None
    dash: bool = False
    markers: bool = False
    panels: int = 1
    texts: int = 0
    """Value labels and notes."""
    rules: list[float] = field(default_factory=list)
    """Places of reference lines."""
    ticks: dict[str, list[str]] = field(default_factory=dict)
    """Labels, or the format that makes them."""
    names: list[str] = field(default_factory=list)
    """Categories in the order in which they stand."""
    trend: bool = False


def hexed(color: Any) -> str:
    """A colour as ``#rrggbb``."""
    from matplotlib.colors import to_hex

    if isinstance(color, str) and color.startswith("rgb"):
        parts = color[color.index("(") + 1 : -1].split(",")
        return to_hex([float(p) / 255 for p in parts[:3]])
    return to_hex(color)


def dark(color: str) -> bool:
    """Whether white text is read on it."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return red + green + blue < 200


# -- matplotlib --------------------------------------------------------------------------------------------------------


def look_matplotlib(figure: Any) -> Look:
    """A matplotlib or seaborn figure, drawn once."""
    axes = [a for a in figure.axes if a.get_visible() and a.get_label() != "<colorbar>"]
    ax = axes[0]
    found = Look(title=ax.get_title() if len(axes) == 1 else figure.get_suptitle())
    found.panels = len(axes)
    found.titles = {"x": ax.get_xlabel() or figure.get_supxlabel(), "y": ax.get_ylabel() or figure.get_supylabel()}
    found.log = {c: getattr(ax, f"get_{c}scale")() == "log" for c in _PARTS}
    found.limits = {"x": ax.get_xlim(), "y": ax.get_ylim()}
    found.reverse = {c: getattr(ax, f"{c}axis_inverted")() for c in _PARTS}
    legend = ax.get_legend() or (figure.legends[0] if figure.legends else None)
    found.legend = legend is not None
    if legend is not None:
        found.titles["color"] = legend.get_title().get_text()
        handles = getattr(legend, "legend_handles", [])
        found.series = {
            t.get_text(): hexed(c) for t, h in zip(legend.get_texts(), handles, strict=False) if (c := _color(h)) is not None
        }
    found.width, found.height = figure.get_size_inches()
    lines = [line for line in ax.lines if len(line.get_xdata()) > 2]
    artists = [*ax.patches, *lines, *ax.collections]
    found.colors = {hexed(c) for a in artists if (c := _color(a)) is not None}
    found.background = hexed(ax.get_facecolor())
    found.grid = any(g.get_visible() for axis in (ax.xaxis, ax.yaxis) for g in axis.get_gridlines()[:1])
    labels = [t for t in ax.get_xticklabels() if t.get_text()]
    found.angle = labels[0].get_rotation() if labels else None
    found.font = labels[0].get_fontsize() if labels else None
    alphas = [a.get_alpha() for a in artists if a.get_alpha() is not None]
    found.opacity = alphas[0] if alphas else None
    if lines:
        found.line_width, found.dash = lines[0].get_linewidth(), lines[0].get_linestyle() not in ("-", "solid")
        found.markers = lines[0].get_marker() not in ("None", "", None)
    found.texts = len(ax.texts)
    found.rules = [float(v) for line in ax.lines if line.get_transform() != ax.transData for v in _constant(line)]
    found.ticks = {c: [t.get_text() for t in getattr(ax, f"get_{c}ticklabels")()] for c in _PARTS}
    shown = found.ticks["y" if found.reverse["y"] else "x"]
    found.names = shown
    found.trend = any(_straight(line) for line in ax.lines if line.get_transform() == ax.transData)
    return found


def _straight(line: Any) -> bool:
    """Whether a line of several points goes straight on, neither level nor upright."""
    points = [(float(x), float(y)) for x, y in zip(line.get_xdata(orig=False), line.get_ydata(orig=False), strict=True)]
    if len(points) < 2:
        return False
    (x0, y0), (x1, y1) = min(points), max(points)
    if x0 == x1 or y0 == y1:
        return False
    slope, reach = (y1 - y0) / (x1 - x0), max(abs(y) for _, y in points)
    return all(abs(y0 + slope * (x - x0) - y) <= 1e-6 * reach for x, y in points)


def _constant(line: Any) -> list[float]:
    for values in (line.get_xdata(), line.get_ydata()):
        if len(values) == 2 and values[0] == values[1]:
            return [values[0]]
    return []


def _color(artist: Any) -> Any:
    for name in ("get_facecolor", "get_color"):
        if hasattr(artist, name):
            color = getattr(artist, name)()
            if getattr(color, "ndim", 1) == 2:
                return color[0] if len(color) else None
            return color
    return None


# -- plotly ------------------------------------------------------------------------------------------------------------


def look_plotly(figure: Any) -> Look:
    """A plotly figure."""
    layout, traces = figure.layout, figure.data
    found = Look(title=(layout.title.text or "") if layout.title else "")
    axes = {"x": layout.xaxis, "y": layout.yaxis}
    found.titles = {c: a.title.text or "" for c, a in axes.items()}
    found.titles["color"] = (layout.legend.title.text or "") if layout.legend.title else ""
    found.log = {c: a.type == "log" for c, a in axes.items()}
    found.limits = {c: _plotly_limits(a) for c, a in axes.items()}
    found.reverse = {c: a.autorange == "reversed" for c, a in axes.items()}
    named = [t for t in traces if t.showlegend]
    found.legend = layout.showlegend is not False and bool(named or any(t.type == "pie" for t in traces))
    found.width, found.height = (layout.width or 0) / 100 or None, (layout.height or 0) / 100 or None
    for trace in traces:
        color = _plotly_color(trace)
        if isinstance(color, str):
            found.colors.add(hexed(color))
            found.series[str(trace.name)] = hexed(color)
        elif isinstance(color, (list, tuple)):
            found.series.update({str(k): hexed(c) for k, c in zip(trace.labels, color, strict=False)})
    found.background = hexed(layout.plot_bgcolor or (layout.template.layout.plot_bgcolor or "white"))
    found.grid = layout.xaxis.showgrid or layout.yaxis.showgrid
    found.angle = -layout.xaxis.tickangle if layout.xaxis.tickangle is not None else None
    found.font = layout.font.size
    first = traces[0]
    found.opacity = (
        first.opacity if first.opacity is not None else getattr(first.marker, "opacity", None) if "marker" in first else None
    )
    if first.type == "scatter":
        found.line_width, found.dash = first.line.width, (first.line.dash or "solid") != "solid"
        found.markers = "markers" in (first.mode or "")
    found.panels = len({t.xaxis for t in traces if "xaxis" in t} | {t.domain.x for t in traces if t.type == "pie"}) or 1
    found.texts = len([a for a in layout.annotations if a.yref != "paper"]) + sum(
        bool(getattr(t, "texttemplate", None)) for t in traces
    )
    found.rules = [float(s.y0 if s.y0 == s.y1 and s.yref != "y domain" else s.x0) for s in layout.shapes if s.type == "line"]
    found.ticks = {c: [(a.tickprefix or "") + (a.tickformat or "")] for c, a in axes.items()}
    found.trend = any((t.name or "") == "Trend" for t in traces)
    bars = [t for t in traces if t.type == "bar"]
    if bars:
        values = bars[0].y if bars[0].orientation == "h" else bars[0].x
        given = layout.yaxis.categoryarray if bars[0].orientation == "h" else layout.xaxis.categoryarray
        found.names = [str(v) for v in (given if given is not None else values)]
        if bars[0].orientation == "h" and layout.yaxis.autorange != "reversed":
            found.names.reverse()
    return found


def _plotly_limits(axis: Any) -> tuple[Any, Any] | None:
    if axis.range is not None:
        low, high = axis.range
        return (10**low, 10**high) if axis.type == "log" else (low, high)
    return (0, None) if axis.rangemode == "tozero" else None


def _plotly_color(trace: Any) -> Any:
    if trace.type == "pie":
        return trace.marker.colors
    if trace.type == "scatter" and trace.mode and "lines" in trace.mode:
        return trace.line.color
    return trace.marker.color if "marker" in trace else None


# -- altair, Vega-Lite -------------------------------------------------------------------------------------------------


def look_spec(spec: dict[str, Any]) -> Look:
    """A Vega-Lite specification."""
    layers = spec.get("layer") or spec.get("spec", {}).get("layer") or [spec.get("spec", spec)]
    main = layers[0]
    mark = main["mark"] if isinstance(main.get("mark"), dict) else {"type": main.get("mark")}
    encodings = {**spec.get("encoding", {}), **spec.get("spec", {}).get("encoding", {}), **main.get("encoding", {})}
    config = spec.get("config", {})
    title = spec.get("title", main.get("title", ""))
    found = Look(title=f"{title['text']} {title.get('subtitle', '')}" if isinstance(title, dict) else title or "")
    for channel in ("x", "y", "color"):
        one = encodings.get(channel, {})
        scale, axis = one.get("scale") or {}, one.get("axis") or {}
        found.titles[channel] = (one.get("title") or "") if "title" in one else one.get("field") or ""
        found.log[channel] = scale.get("type") == "log"
        domain = scale.get("domain")
        found.limits[channel] = (
            tuple(domain) if isinstance(domain, list) and channel != "color" else (0, None) if scale.get("zero") else None
        )
        found.reverse[channel] = bool(scale.get("reverse"))
        found.ticks[channel] = [axis.get("format", "") or "".join(re.findall(r"'(.*?)'", axis.get("labelExpr", "")))]
    color = encodings.get("color", {})
    found.legend = "field" in color and color.get("legend", {}) is not None
    scale = color.get("scale") or {}
    if scale.get("range") and scale.get("domain"):
        found.series = {str(k): hexed(c) for k, c in zip(scale["domain"], scale["range"], strict=False)}
    found.colors = {hexed(c) for c in (mark.get("color"), color.get("value")) if c}
    sizes = {**spec, **spec.get("spec", {}), **main}
    found.width, found.height = (
        sizes[s] / 100 if isinstance(sizes.get(s), (int, float)) else None for s in ("width", "height")
    )
    found.background = hexed(spec.get("background") or config.get("background") or "white")
    axis = encodings.get("x", {}).get("axis") or {}
    found.grid = axis.get("grid", config.get("axis", {}).get("grid"))
    found.angle = -axis["labelAngle"] if "labelAngle" in axis else None
    found.font = config.get("axis", {}).get("labelFontSize")
    found.opacity, found.line_width = mark.get("opacity"), mark.get("strokeWidth")
    found.dash, found.markers = bool(mark.get("strokeDash")), bool(mark.get("point"))
    facets = ("facet", "row", "column")
    found.panels = 2 if any(f in encodings for f in facets) or "facet" in spec else 1
    kinds = [part["mark"]["type"] if isinstance(part.get("mark"), dict) else part.get("mark") for part in layers]
    found.texts = kinds.count("text")
    found.trend = any("regression" in t for part in layers for t in part.get("transform", []))
    for part in layers:
        if (part["mark"]["type"] if isinstance(part.get("mark"), dict) else part.get("mark")) == "rule":
            found.rules += [float(e["datum"]) for c, e in part.get("encoding", {}).items() if c in _PARTS and "datum" in e]
    return found


def look(figure: Any, library: str) -> Look:
    """What the figure shows."""
    if library in ("matplotlib", "seaborn"):
        return look_matplotlib(figure)
    if library == "plotly":
        return look_plotly(figure)
    return look_spec(figure if isinstance(figure, dict) else figure.to_dict())


# -- what must be seen -------------------------------------------------------------------------------------------------


def missing(before: Chart, after: Chart, seen: Look, library: str) -> list[str]:
    """What changed from one Chart to the other and cannot be seen in the figure of the other."""
    found = [
        *_words(before, after, seen),
        *_scales(before, after, seen, library),
        *_ink(before, after, seen),
        *_style(before, after, seen, library),
    ]
    return [*found, *_notes(before, after, seen), *_labels(before, after, seen, library)]


def unlike(before: Chart, after: Chart, drawn: Chart | None) -> list[str]:
    """What changed in mark or order and is not found in the Chart that was read back from the figure."""
    if drawn is None:
        return ["unread"]
    found = []
    if after.mark != before.mark and after.mark not in (drawn.mark, "violin", "boxplot"):
        found.append("mark")
    base, measure = ("y", "x") if after.encoding("x").aggregate else ("x", "y")
    sort = after.encoding(base).sort
    if after.mark != "bar" or sort is None or sort == before.encoding(base).sort or after.encoding("color").field:
        return found
    values = drawn.data.get(drawn.encoding(measure if sort.by == measure else base).field or "", ())
    if sort.by in ("", measure) and list(values) != sorted(values, reverse=sort.order == "descending"):
        found.append("sort")
    return found


def _words(before: Chart, after: Chart, seen: Look) -> list[str]:
    found = []
    if after.title != before.title and (after.title not in seen.title or (not after.title and seen.title)):
        found.append("title")
    if after.subtitle != before.subtitle and after.subtitle not in seen.title:
        found.append("subtitle")
    for channel in ("x", "y", "color"):
        old, new = before.encodings.get(channel), after.encodings.get(channel)
        if old is None or new is None or old.field != new.field or new.title in (old.title, None):
            continue
        if seen.titles.get(channel, "") != new.title:
            found.append(f"{channel}.title")
    facets = any(c in after.encodings and c not in before.encodings for c in ("facet", "row", "column"))
    if facets and seen.panels < 2:
        found.append("facet")
    return found


def _scales(before: Chart, after: Chart, seen: Look, library: str) -> list[str]:
    found = []
    for channel in _PARTS:
        old = before.encoding(channel).scale or Scale()
        new = after.encoding(channel).scale or Scale()
        if new.type != old.type and seen.log[channel] != (new.type == "log"):
            found.append(f"{channel}.scale.type")
        limits = seen.limits[channel]
        if (
            new.zero
            and not old.zero
            and (limits is None or limits[0] != 0)
            and not (library in ("altair", "vega-lite") and limits is None)
        ):
            found.append(f"{channel}.scale.zero")
        if new.domain != old.domain and (limits is None or tuple(limits) != new.domain):
            found.append(f"{channel}.scale.domain")
        if new.reverse != old.reverse and seen.reverse[channel] != new.reverse:
            found.append(f"{channel}.scale.reverse")
    return found


def _ink(before: Chart, after: Chart, seen: Look) -> list[str]:
    old, new = before.encoding("color"), after.encoding("color")
    found = []
    if new.value != old.value and new.value and hexed(new.value) not in seen.colors:
        found.append(f"color {new.value}")
    old_range = old.scale.range if old.scale else ()
    if new.scale and new.scale.range != old_range:
        wrong = {v: c for v, c in zip(new.scale.domain, new.scale.range, strict=True) if seen.series.get(str(v)) != hexed(c)}
        found += [f"color of {v}" for v in wrong]
    return found


def _style(before: Chart, after: Chart, seen: Look, library: str) -> list[str]:
    old, new, found = before.style, after.style, []

    def near(name: str, shown: float | None) -> None:
        wanted = getattr(new, name)
        if (
            wanted != getattr(old, name)
            and wanted is not None
            and (shown is None or abs(shown - wanted) > 0.02 * max(1.0, abs(wanted)))
        ):
            found.append(f"style.{name}")

    near("width", seen.width)
    near("height", seen.height)
    near("opacity", seen.opacity)
    near("line_width", seen.line_width)
    near("label_angle", seen.angle)
    near("font_size", seen.font)
    if new.theme != old.theme and (new.theme == "dark") != dark(seen.background):
        found.append("style.theme")
    if new.background != old.background and new.background and seen.background != hexed(new.background):
        found.append("style.background")
    if new.grid != old.grid and bool(seen.grid) != bool(new.grid):
        found.append("style.grid")
    if new.legend == "none" and seen.legend:
        found.append("style.legend")
    if new.legend not in (None, "none") and not seen.legend:
        found.append("style.legend")
    if new.line_style != old.line_style and not seen.dash:
        found.append("style.line_style")
    if bool(new.point) != bool(old.point) and seen.markers != bool(new.point):
        found.append("style.point")
    return found


def _notes(before: Chart, after: Chart, seen: Look) -> list[str]:
    added = [n for n in after.annotations if n not in before.annotations]
    found = [n.kind for n in added if n.kind in ("value labels", "maximum", "minimum", "text") and not seen.texts]
    found += [n.kind for n in added if n.kind in ("hline", "vline") and (n.y if n.kind == "hline" else n.x) not in seen.rules]
    gone = [n for n in before.annotations if n not in after.annotations and n.kind == "value labels"]
    found += [f"no {n.kind}" for n in gone if seen.texts]
    trend = after.mark == "regression" or any(layer.mark == "regression" for layer in after.layers)
    return [*found, *(["trend"] if trend and not seen.trend else [])]


def _labels(before: Chart, after: Chart, seen: Look, library: str) -> list[str]:
    found = []
    for channel in _PARTS:
        old, new = before.encoding(channel), after.encoding(channel)
        if new.format != old.format and new.format and not _formatted(new, seen.ticks[channel], library):
            found.append(f"{channel}.format")
    return found


def _formatted(encoding: Encoding, labels: list[str], library: str) -> bool:
    if library not in ("matplotlib", "seaborn"):
        return encoding.format in labels or f"{encoding.format}f" in labels
    wanted = encoding.format
    if wanted.startswith("$"):
        return all(label.startswith("$") for label in labels if label)
    if "%b" in wanted:
        return any(label[:3].isalpha() for label in labels)
    if wanted.startswith("."):
        return any("." in label for label in labels) or wanted.startswith(".0")
    return any(label for label in labels)
