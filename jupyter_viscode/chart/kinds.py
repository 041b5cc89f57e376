"""Which library a drawn object belongs to, told by its type's own module, so that none has to be imported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_viscode.spec import Chart

_SPECIFICATION = frozenset({"mark", "layer", "hconcat", "vconcat", "concat", "facet", "repeat", "spec"})


def kind_of(drawn: Any) -> str:
    """``matplotlib``, ``plotly``, ``altair``, ``vega-lite``, or nothing for what is none of them."""
    if isinstance(drawn, dict):
        return "vega-lite" if _SPECIFICATION & set(drawn) else ""
    for base in type(drawn).__mro__:
        root = base.__module__.partition(".")[0]
        if root in ("matplotlib", "plotly", "altair"):
            return root
    return ""


def figure_of(drawn: Any) -> Any:
    """The matplotlib Figure of an Axes, an artist, or a seaborn grid; anything else as it is."""
    if kind_of(drawn) == "matplotlib" and not hasattr(drawn, "axes_dict") and not hasattr(drawn, "get_size_inches"):
        return getattr(drawn, "figure", None) or drawn
    if type(drawn).__module__.startswith("seaborn"):
        return getattr(drawn, "figure", drawn)
    return drawn


def parts_of(chart: Chart) -> Iterator[Chart]:
    """A chart, its layers and its panels, and theirs."""
    yield chart
    for part in (*chart.layers, *chart.panels):
        yield from parts_of(part)


def texts_of(drawn: Any) -> list[str]:
    """What is written on a picture beside its axes: titles, subtitles, notes."""
    kind = kind_of(drawn)
    if kind == "matplotlib" and hasattr(drawn, "get_suptitle"):
        texts = [t.get_text() for ax in drawn.axes for t in (ax.title, ax._left_title, ax._right_title, *ax.texts)]
        return [*texts, *(t.get_text() for t in drawn.texts), drawn.get_suptitle()]
    if kind == "plotly":
        return [str(drawn.layout.title.text or ""), *(str(note.text or "") for note in drawn.layout.annotations)]
    return list(_titles(drawn)) if isinstance(drawn, dict) else list(_titles({"title": getattr(drawn, "title", None)}))


def _titles(view: dict[str, Any]) -> Iterator[str]:
    """Titles and subtitles of a specification's views."""
    title = view.get("title")
    told = [title.get(name) for name in ("text", "subtitle")] if isinstance(title, dict) else [title]
    yield from (" ".join(map(str, part)) if isinstance(part, list) else part for part in told if isinstance(part, (str, list)))
    for name in ("layer", "hconcat", "vconcat", "concat"):
        for part in view.get(name, ()):
            yield from _titles(part)
    if isinstance(view.get("spec"), dict):
        yield from _titles(view["spec"])


def axis_limits(drawn: Any, seen: Chart, channel: str) -> tuple[float, float] | None:
    """Where an axis of numbers begins and ends; None where the front end chooses, or it is none of numbers."""
    kind = kind_of(drawn)
    limits: Any = None
    if kind == "matplotlib" and getattr(drawn, "axes", None) and drawn.axes[0].name == "rectilinear":
        axis = drawn.axes[0].xaxis if channel == "x" else drawn.axes[0].yaxis
        limits = tuple(axis.get_view_interval())
    elif kind == "plotly":
        axis = drawn.layout[f"{channel}axis"]
        limits = axis.range
        if limits is not None and axis.type == "log":
            limits = tuple(10.0**v for v in limits)
    elif kind == "vega-lite":
        scale = seen.encoding(channel).scale
        limits = scale.domain if scale is not None else None
    if limits is None or len(limits) != 2 or not all(isinstance(v, (int, float)) for v in limits):
        return None
    return float(limits[0]), float(limits[1])
