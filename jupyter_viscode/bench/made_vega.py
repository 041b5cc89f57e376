"""Generated charts in Vega-Lite, in several of its themes.

Enters: a random generator. Leaves: a `Chart`.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

from jupyter_viscode.bench.made_data import PALETTES, Chart, Truth, draw_truth, some_texts

THEMES = (
    "default",
    "default",
    "dark",
    "quartz",
    "ggplot2",
    "excel",
    "fivethirtyeight",
    "latimes",
    "vox",
    "googlecharts",
    "powerbi",
)
_FAMILIES = ("bar", "bar", "barh", "line", "line", "scatter", "scatter")


def make(r: random.Random) -> Chart:
    """A chart of any family and theme."""
    import vl_convert

    truth, style = draw_truth(r, _FAMILIES), r.choice(THEMES)
    truth = replace(truth, texts=some_texts(r, truth))
    spec = {
        "data": {"values": _rows(truth)}, "mark": _mark(truth, r), "encoding": _encoding(truth, r),
        "width": r.randrange(240, 560), "height": r.randrange(180, 400),
        **({"title": truth.texts[0]} if truth.texts[0] else {}),
    }  # fmt: skip
    theme: Any = None if style == "default" else style
    png = vl_convert.vegalite_to_png(json.dumps(spec), scale=r.choice((1, 1, 1.5, 2)), theme=theme)
    return Chart("", "vega", style, png, replace(truth, spans=_spans(truth)))


def _rows(truth: Truth) -> list[dict[str, Any]]:
    return [
        {"x": truth.names[int(x)] if truth.names else x, "y": y, "c": truth.labels[n] if truth.labels else ""}
        for n, (xs, ys) in enumerate(truth.series)
        for x, y in zip(xs, ys, strict=True)
    ]


def _mark(truth: Truth, r: random.Random) -> dict[str, Any]:
    if truth.family == "line":
        return {"type": "line", "strokeWidth": r.choice((1.5, 2, 3)), **({"point": True} if r.random() < 0.3 else {})}
    if truth.family == "scatter":
        return {"type": "point", "filled": r.random() < 0.5, "size": r.choice((30, 30, 60, 100)), "opacity": r.choice((1, 0.7))}
    return {"type": "bar"}


def _encoding(truth: Truth, r: random.Random) -> dict[str, Any]:
    _, up, across, *labels = truth.texts
    x: dict[str, Any] = {"field": "x", "type": "nominal" if truth.names else "quantitative", "title": across or None}
    if truth.names:
        x["sort"] = None
    else:
        places = [v for s in truth.series for v in s[0]]
        x |= {"scale": {"domain": [min(places), max(places)], "zero": False}}
        x |= {"axis": {"format": "d"}} if across == "Year" else {}
    y: dict[str, Any] = {"field": "y", "type": "quantitative", "title": up or None}
    lying = truth.family == "barh"
    encoding: dict[str, Any] = {"x": y, "y": x} if lying else {"x": x, "y": y}
    if labels:
        tints = {"scale": {"range": list(r.choice(PALETTES))}} if r.random() < 0.4 else {}
        place = {"legend": {"orient": r.choice(("right", "right", "bottom", "top-left"))}} if r.random() < 0.5 else {}
        encoding["color"] = {"field": "c", "type": "nominal", "title": None, "sort": None, **tints, **place}
        if truth.names and truth.family != "line" and r.random() < 0.6:
            encoding["yOffset" if lying else "xOffset"] = {"field": "c", "sort": None}
    elif r.random() < 0.3:
        encoding["color"] = {"value": r.choice(r.choice(PALETTES))}
    return encoding


def _spans(truth: Truth) -> tuple[float, float]:
    places = [v for s in truth.series for v in s[0]]
    values = [v for s in truth.series for v in s[1]]
    across = float(len(truth.names)) if truth.names else max(places) - min(places)
    return across, max(values) - min(0.0, *values)
