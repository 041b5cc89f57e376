"""What a program drew: figures enter, a list of marks with their counts and totals and a fingerprint of the picture leave."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

_COUNTERS = re.compile(r"\b(param|view|concat|layer|data-[0-9a-f]+)_?\d+|\"(?:name)\": \"[a-z]+_\d+\"")


def marks(namespace: dict[str, Any]) -> list[str]:
    """One entry a series: its kind, the number of its marks, and the total of its values where these are numbers."""
    import matplotlib.pyplot as plt

    found = [mark for number in plt.get_fignums() for ax in plt.figure(number).axes for mark in _axes(ax)]
    for figure in others(namespace):
        found += list(_traces(figure) if hasattr(figure, "data") and hasattr(figure, "layout") else _layers(figure.to_dict()))
    return found


def fingerprint(namespace: dict[str, Any]) -> str:
    """Equal for equal pictures."""
    import matplotlib.pyplot as plt

    digest = hashlib.sha256()
    for number in plt.get_fignums():
        figure = plt.figure(number)
        figure.set_dpi(40)
        figure.canvas.draw()
        digest.update(bytes(figure.canvas.buffer_rgba()))
    for other in others(namespace):
        text = other.to_json() if hasattr(other, "layout") else json.dumps(other.to_dict(), sort_keys=True, default=str)
        digest.update(_COUNTERS.sub("", text).encode())
    return digest.hexdigest()


def others(namespace: dict[str, Any]) -> list[Any]:
    """The finished figures of plotly, each once, and the last chart of Altair: the ones before are its parts."""
    found: dict[int, Any] = {}
    for value in namespace.values():
        module = type(value).__module__
        if module.startswith("plotly.graph_objs") and hasattr(value, "layout") and hasattr(value, "data"):
            found[id(value)] = value
        if module.startswith("altair.vegalite") and type(value).__name__.endswith("Chart") and _is_complete(value):
            found[id(value)] = value
    charts = [key for key, value in found.items() if not hasattr(value, "layout")]
    return [value for key, value in found.items() if key not in charts[:-1]]


def _is_complete(chart: Any) -> bool:
    """False for a chart without a mark, from which others are made."""
    return type(chart).__name__ != "Chart" or isinstance(chart.mark, str) or hasattr(chart.mark, "to_dict")


def _axes(ax: Any) -> Iterator[str]:
    for container in ax.containers:
        if type(container).__name__ == "BarContainer":
            sizes = [p.get_height() if container.orientation == "vertical" else p.get_width() for p in container]
            yield f"bar {len(sizes)}{_total(sizes)}"
    barred = {id(patch) for container in ax.containers for patch in container if hasattr(patch, "get_path")}
    loose = [patch for patch in ax.patches if id(patch) not in barred]
    for kind in sorted({type(patch).__name__ for patch in loose}):
        yield f"{kind} {sum(type(patch).__name__ == kind for patch in loose)}"
    for line in ax.lines:
        yield f"line {len(line.get_xdata())}{_total(line.get_ydata())}"
    for collection in ax.collections:
        yield _collection(collection)
    for image in ax.images:
        yield f"image {'x'.join(map(str, image.get_array().shape))}{_total(image.get_array().ravel())}"


def _collection(collection: Any) -> str:
    kind = type(collection).__name__
    if kind in ("PathCollection", "Path3DCollection"):
        return f"points {len(collection.get_offsets())}{_total(collection.get_offsets()[:, 1])}"
    array = collection.get_array()
    return f"{kind} {len(collection.get_paths()) if array is None else array.size}"


def _traces(figure: Any) -> Iterator[str]:
    for trace in figure.data:
        held = trace.to_plotly_json()
        for name in ("y", "x", "values", "z", "lat", "dimensions"):
            if held.get(name) is not None and len(held[name]):
                yield f"{trace.type} {len(held[name])}{_total(held[name])}"
                break
        else:
            yield trace.type


def _layers(chart: dict[str, Any]) -> Iterator[str]:
    for part in ("layer", "hconcat", "vconcat", "concat"):
        for inner in chart.get(part, []):
            yield from _layers({"datasets": chart.get("datasets", {}), "data": chart.get("data", {})} | inner)
    if isinstance(chart.get("spec"), dict):
        yield from _layers(chart["spec"])
    if "mark" in chart:
        mark = chart["mark"]["type"] if isinstance(chart["mark"], dict) else chart["mark"]
        rows = len(chart.get("datasets", {}).get(chart.get("data", {}).get("name"), []))
        shown = ", ".join(f"{name} {_encoded(e)}" for name, e in sorted(chart.get("encoding", {}).items()))
        yield f"{mark} {rows} ({shown})"


def _encoded(encoding: Any) -> str:
    first = encoding[0] if isinstance(encoding, list) and encoding else encoding
    if not isinstance(first, dict):
        return "-"
    return " ".join(str(first[key]) for key in ("aggregate", "field", "value", "condition") if key in first) or "-"


def _total(values: Any) -> str:
    import numpy as np

    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        return ""
    total = float(np.nansum(array))
    return f" Σ{total:.5g}" if array.size and array.size < 2000 else ""
