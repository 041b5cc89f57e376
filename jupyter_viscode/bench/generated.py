"""Charts whose data are known: a seed goes in; pictures in several libraries and styles, with their true values, come out.

Matplotlib (several of its styles, seaborn's, a dark theme, one like an office program's) and Vega-Lite draw; some pictures are
then made worse as users' are: JPEG artefacts, twice the pixels, a window's border.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from jupyter_viscode.bench.drawn import Drawn
from jupyter_viscode.bench.image_rules import shared

STYLES = (
    "default",
    "seaborn-v0_8-whitegrid",
    "seaborn-v0_8-darkgrid",
    "ggplot",
    "bmh",
    "dark_background",
    "fivethirtyeight",
    "office",
)
NEAR = 0.02
"""Share of an axis within which a point counts as found."""
_WORDS = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa")
_PLACES = ("North", "South", "East", "West", "Centre", "Coast", "Hills", "Valley")
_THINGS = ("Revenue", "Cost", "Weight", "Score", "Distance", "Rainfall", "Users", "Energy", "Speed")
_UNITS = ("", " (kg)", " (%)", " (EUR)", " (mm)")


@dataclass(frozen=True)
class Truth:
    """What a generated chart shows."""

    family: str
    """``bar``, ``barh``, ``line``, ``scatter``, ``hist``, ``pie``."""
    series: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    """(positions, values) of each series; for slices the values are fractions."""
    texts: tuple[str, ...]
    """Title, axis titles, legend labels."""
    spans: tuple[float, float] = (1.0, 1.0)
    """Lengths of both axes, in their units."""
    names: tuple[str, ...] = ()
    """Of bars or slices."""


@dataclass(frozen=True)
class Chart:
    """A generated picture."""

    key: str
    library: str
    style: str
    png: bytes = field(repr=False)
    truth: Truth


def charts(count: int, seed: int = 0) -> Iterator[Chart]:
    """`count` charts, families and styles in turn."""
    makers: list[tuple[str, Callable[[random.Random], Chart]]] = [("matplotlib", _matplotlib)]
    if find_spec("vl_convert") is not None:
        makers.append(("vega", _vega))
    for number in range(count):
        library, make = makers[1] if number % 3 == 2 and len(makers) > 1 else makers[0]
        r = random.Random(f"{seed} {number}")
        chart = make(r)
        yield Chart(f"{library}-{number}", library, chart.style, _worsened(chart.png, r), chart.truth)


# -- data --------------------------------------------------------------------------------------------------------------


def _truth(r: random.Random, families: tuple[str, ...]) -> Truth:
    family = r.choice(families)
    thing = r.choice(_THINGS)
    scale = 10 ** r.uniform(0, 4)
    count = r.choice((1, 1, 2, 3)) if family in ("bar", "line", "scatter") else 1
    names = tuple(r.sample(_WORDS, count)) if count > 1 else ()
    if family in ("bar", "barh", "pie"):
        labels = r.sample(_PLACES, r.randint(3, 7))
        values = tuple(tuple(round(scale * r.uniform(0.15, 1), 2) for _ in labels) for _ in range(count))
        if family == "pie":
            whole = sum(values[0])
            values = (tuple(v / whole for v in values[0]),)
        places = tuple(float(i) for i in range(len(labels)))
        texts = (f"{thing} by region", *((thing + r.choice(_UNITS), "Region") if family != "pie" else ()), *names)
        return Truth(family, tuple((places, v) for v in values), texts, names=tuple(labels))
    if family == "hist":
        sample = tuple(r.gauss(scale, scale / 4) for _ in range(r.randint(60, 400)))
        return Truth(family, (((), sample),), (f"Distribution of {thing.lower()}", thing, "Count"))
    length = r.randint(5, 14) if family == "line" else r.randint(8, 45)
    series = []
    for _ in range(count):
        x = (
            sorted(r.uniform(0, 100) for _ in range(length))
            if family == "scatter"
            else [float(2000 + i) for i in range(length)]
        )
        y = [scale * r.uniform(0.3, 1)]
        for _ in x[1:]:
            y.append(y[-1] + scale * r.uniform(-0.2, 0.22) if family == "line" else scale * r.uniform(0.1, 1))
        series.append((tuple(x), tuple(y)))
    texts = (f"{thing} over {'time' if family == 'line' else 'size'}", thing, "Year" if family == "line" else "Size", *names)
    return Truth(family, tuple(series), texts)


# -- libraries ---------------------------------------------------------------------------------------------------------


def _matplotlib(r: random.Random) -> Chart:
    import matplotlib as mpl
    import numpy as np
    from matplotlib import pyplot as plt

    mpl.use("agg")
    truth, style = _truth(r, ("bar", "barh", "line", "line", "scatter", "hist", "pie")), r.choice(STYLES)
    with plt.style.context("default" if style == "office" else style):
        figure, axes = plt.subplots(figsize=(r.uniform(4.5, 8), r.uniform(3.2, 5.5)))
        _DRAW[truth.family](axes, truth, r)
        title, *titles = truth.texts
        axes.set_title(title)
        if truth.family != "pie":
            across, up = (titles[1], titles[0]) if truth.family not in ("barh", "hist") else (titles[0], titles[1])
            axes.set_xlabel(across)
            axes.set_ylabel(up)
            if r.random() < 0.3:
                axes.grid(visible=True, alpha=0.4)
        if style == "office":
            axes.spines[["top", "right", "left"]].set_visible(False)
            axes.tick_params(length=0)
        if len(truth.series) > 1:
            axes.legend()
        spans = (float(np.ptp(axes.get_xlim())), float(np.ptp(axes.get_ylim())))
        figure.tight_layout()
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=r.choice((72, 100, 100, 150)))
        plt.close(figure)
    return Chart("", "matplotlib", style, out.getvalue(), replace(truth, spans=spans))


def _bars(axes: Any, truth: Truth, r: random.Random) -> None:
    count = len(truth.series)
    stacked = count > 1 and r.random() < 0.4
    bottom = [0.0] * len(truth.names)
    wide = r.uniform(0.6, 0.85) / count
    for number, (places, values) in enumerate(truth.series):
        label = truth.texts[3 + number] if count > 1 else None
        if stacked:
            axes.bar(truth.names, values, bottom=bottom, label=label)
            bottom = [b + v for b, v in zip(bottom, values, strict=True)]
        else:
            axes.bar([p + (number - (count - 1) / 2) * wide for p in places], values, wide, label=label)
    if not stacked:
        axes.set_xticks(range(len(truth.names)), truth.names)


def _level_bars(axes: Any, truth: Truth, r: random.Random) -> None:
    axes.barh(truth.names, truth.series[0][1], color=f"C{r.randrange(4)}")


def _lines(axes: Any, truth: Truth, r: random.Random) -> None:
    for number, (x, y) in enumerate(truth.series):
        label = truth.texts[3 + number] if len(truth.series) > 1 else None
        axes.plot(x, y, r.choice(("-", "-", "--", "-.")), marker=r.choice(("", "", "o", "s", "^")), label=label)


def _points(axes: Any, truth: Truth, r: random.Random) -> None:
    for number, (x, y) in enumerate(truth.series):
        label = truth.texts[3 + number] if len(truth.series) > 1 else None
        axes.scatter(x, y, s=r.choice((20, 36, 60)), marker=r.choice(("o", "o", "s", "^")), label=label)


def _histogram(axes: Any, truth: Truth, r: random.Random) -> None:
    axes.hist(truth.series[0][1], bins=r.randint(6, 20), edgecolor=r.choice(("none", "white", "black")))


def _slices(axes: Any, truth: Truth, r: random.Random) -> None:
    axes.pie(truth.series[0][1], labels=truth.names, autopct=r.choice((None, "%.1f%%")), startangle=r.choice((0, 90)))


_DRAW: dict[str, Callable[..., Any]] = {
    "bar": _bars, "barh": _level_bars, "line": _lines, "scatter": _points, "hist": _histogram, "pie": _slices,
}  # fmt: skip


def _vega(r: random.Random) -> Chart:
    import vl_convert

    truth = _truth(r, ("bar", "barh", "line", "scatter"))
    title, up, across, *names = truth.texts
    rows = [
        {"x": truth.names[int(x)] if truth.names else x, "y": y, "c": names[n] if names else ""}
        for n, (xs, ys) in enumerate(truth.series)
        for x, y in zip(xs, ys, strict=True)
    ]
    kind = "nominal" if truth.names else "quantitative"
    ends = [min(v for s in truth.series for v in s[0]), max(v for s in truth.series for v in s[0])] if not truth.names else []
    x: dict[str, Any] = {"field": "x", "type": kind, "title": across}
    if truth.names:
        x["sort"] = None
    else:
        x |= {"scale": {"domain": ends, "zero": False}, "axis": {"format": "d"}}
    y: dict[str, Any] = {"field": "y", "type": "quantitative", "title": up}
    encoding: dict[str, Any] = {"x": y, "y": x} if truth.family == "barh" else {"x": x, "y": y}
    if names:
        encoding["color"] = {"field": "c", "type": "nominal", "title": None, "sort": None}
        if truth.family == "bar":
            encoding["xOffset"] = {"field": "c", "sort": None}
    style = r.choice(("default", "dark", "quartz", "ggplot2", "excel"))
    mark = {"bar": "bar", "barh": "bar", "line": "line", "scatter": "point"}[truth.family]
    spec = {
        "data": {"values": rows}, "title": title, "mark": {"type": mark, **({"filled": True} if mark == "point" else {})},
        "width": r.randrange(300, 520), "height": r.randrange(220, 380), "encoding": encoding,
    }  # fmt: skip
    theme: Any = None if style == "default" else style
    png = vl_convert.vegalite_to_png(json.dumps(spec), scale=r.choice((1, 1.5, 2)), theme=theme)
    most = max(v for s in truth.series for v in s[1])
    spans = (ends[1] - ends[0], most) if ends else (float(len(truth.names)), most)
    return Chart("", "vega", style, png, replace(truth, spans=spans))


def _worsened(png: bytes, r: random.Random) -> bytes:
    """Every third picture as it might come from a chat or a screenshot."""
    from PIL import Image, ImageDraw

    chance = r.random()
    if chance < 0.67:
        return png
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    out = io.BytesIO()
    if chance < 0.85:
        picture.save(out, "JPEG", quality=r.randrange(60, 92))
        return out.getvalue()
    framed = Image.new("RGB", (picture.width + 8, picture.height + 36), "#d0d4da")
    framed.paste(picture, (4, 32))
    draw = ImageDraw.Draw(framed)
    for place, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        draw.ellipse((12 + 20 * place, 10, 24 + 20 * place, 22), fill=colour)
    framed.save(out, "PNG")
    return out.getvalue()


# -- scores ------------------------------------------------------------------------------------------------------------

_FOUND = {
    "bar": ("bar",),
    "barh": ("barh",),
    "line": ("line",),
    "scatter": ("scatter",),
    "hist": ("hist", "bar"),
    "pie": ("pie",),
}


def scores(drawn: Drawn, truth: Truth) -> dict[str, float | None]:
    """``type`` and ``text`` (0 to 100), ``error`` of values in percent (bars, lines, slices), ``recall`` of points."""
    right = any(kind in drawn.calls for kind in _FOUND[truth.family])
    found: dict[str, float | None] = {"type": 100.0 * right, "text": 100 * shared(_said(drawn, truth), truth.texts)}
    found["error"] = found["recall"] = None
    if truth.family == "scatter":
        found["recall"] = 100 * recall(drawn, truth)
    elif truth.family != "hist":
        found["error"] = 100 * _median(errors(drawn, truth))
    return found


def _said(drawn: Drawn, truth: Truth) -> list[str]:
    """What was drawn, without the names of slices and their figures."""
    return [t for t in drawn.texts if not (truth.family == "pie" and (t in truth.names or t.rstrip().endswith("%")))]


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 1.0


def errors(drawn: Drawn, truth: Truth) -> list[float]:
    """Relative error of each true value; 1 where its series was not found."""
    name = {"bar": "heights", "barh": "widths", "pie": "fractions", "line": "y"}[truth.family]
    places = {"bar": "x", "barh": "y", "line": "x"}.get(truth.family, "")
    have: list[tuple[list[float], list[float]]] = []
    for number, (kind, values) in enumerate(drawn.numbers):
        if kind == name:
            before = drawn.numbers[number - 1] if number else ("", [])
            have.append((before[1] if before[0] == places and len(before[1]) == len(values) else [], values))
    found: list[float] = []
    for at, wanted in truth.series:
        rated = [_distance(truth, at, wanted, *other) for other in have]
        found += min(rated, key=lambda e: _median(list(e)), default=[1.0] * len(wanted))
    return found


def _distance(truth: Truth, at: tuple[float, ...], values: tuple[float, ...], x: list[float], y: list[float]) -> list[float]:
    import numpy as np

    floor = 0.05 * max(abs(v) for v in values)
    if truth.family == "line" and len(x) == len(y) > 1 and len(set(x)) == len(x):
        order = np.argsort(x)
        got = np.interp(at, np.array(x)[order], np.array(y)[order]).tolist()
    elif len(y) == len(values):
        # Bars along an axis of names may be counted from either end.
        ways = [y, y[::-1]] if truth.family in ("barh", "pie") else [y]
        got = min(ways, key=lambda w: sum(abs(a - b) for a, b in zip(w, values, strict=True)))
    else:
        return [1.0] * len(values)
    return [min(1.0, abs(g - v) / max(abs(v), floor)) for g, v in zip(got, values, strict=True)]


def recall(drawn: Drawn, truth: Truth) -> float:
    """Share of the true points that have a drawn one near; each drawn point serves once."""
    import numpy as np

    points = []
    for (kind, x), (other, y) in pairwise(drawn.numbers):
        if kind == "x" and other == "y" and len(x) == len(y):
            points += list(zip(x, y, strict=True))
    wanted = np.array([p for xs, ys in truth.series for p in zip(xs, ys, strict=True)])
    if not points:
        return 0.0
    from scipy.optimize import linear_sum_assignment

    apart = np.abs(wanted[:, None, :] - np.array(points)[None]) / np.array(truth.spans)
    far = apart.max(axis=2)
    rows, columns = linear_sum_assignment(np.minimum(far, 10 * NEAR))
    return float((far[rows, columns] <= NEAR).sum()) / len(wanted)
