"""Charts whose data are known: a seed goes in; pictures in several libraries and styles, with their true values, come out.

Matplotlib (its styles, seaborn's, and looks of other programs), Vega-Lite (its themes) and an own drawing of what spreadsheets
and dashboards make; some pictures are then made worse as users' are: JPEG artefacts, another size, a window's border.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise

from jupyter_viscode.bench import made_drawn, made_matplotlib, made_vega
from jupyter_viscode.bench.drawn import Drawn
from jupyter_viscode.bench.image_rules import shared
from jupyter_viscode.bench.made_data import Chart, Truth

NEAR = 0.02
"""Share of an axis within which a point counts as found."""


def charts(count: int, seed: int = 0) -> Iterator[Chart]:
    """`count` charts; libraries in turn, families and styles by chance."""
    makers: list[tuple[str, Callable[[random.Random], Chart]]] = [("matplotlib", made_matplotlib.make)]
    if find_spec("vl_convert") is not None:
        makers = [*makers, ("vega", made_vega.make), *makers, ("drawn", made_drawn.make)]
    for number in range(count):
        library, make = makers[number % len(makers)]
        r = random.Random(f"{seed} {number}")
        chart = make(r)
        yield Chart(f"{library}-{number}", library, chart.style, _worsened(chart.png, r), chart.truth)


def _worsened(png: bytes, r: random.Random) -> bytes:
    """Every third picture as it might come from a chat or a screenshot."""
    from PIL import Image, ImageDraw

    chance = r.random()
    if chance < 0.65:
        return png
    drawn = Image.open(io.BytesIO(png)).convert("RGBA")
    ground = Image.new("RGBA", drawn.size, "white")  # as a page's: black letters on no ground would be lost on black
    ground.alpha_composite(drawn)
    picture = ground.convert("RGB")
    out = io.BytesIO()
    if chance < 0.8:
        picture.save(out, "JPEG", quality=r.randrange(60, 92))
        return out.getvalue()
    if chance < 0.88:
        scale = r.uniform(0.8, 1.6)
        picture.resize((round(scale * picture.width), round(scale * picture.height)), Image.Resampling.BICUBIC).save(out, "PNG")
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
    found: dict[str, float | None] = {"type": 100.0 * right, "text": 100 * shared(_said(drawn, truth), _wanted(truth))}
    found["error"] = found["recall"] = None
    if truth.family == "scatter":
        found["recall"] = 100 * recall(drawn, truth)
    elif truth.family != "hist":
        found["error"] = 100 * _median(errors(drawn, truth))
    return found


def _said(drawn: Drawn, truth: Truth) -> list[str]:
    """What was drawn, without the names of slices and their figures."""
    return [t for t in drawn.texts if not (truth.family == "pie" and (t in truth.names or t.rstrip().endswith("%")))]


def _wanted(truth: Truth) -> list[str]:
    return [t for t in truth.texts if t]


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
    elif truth.family in ("bar", "barh") and len(x) == len(y) > 0:
        ways = [_placed(at, values, x, y), _placed([len(at) - 1 - a for a in at], values, x, y)]
        return min(ways[: 1 + (truth.family == "barh")], key=sum)
    else:
        return [1.0] * len(values)
    return [min(1.0, abs(g - v) / max(abs(v), floor)) for g, v in zip(got, values, strict=True)]


def _placed(at: Sequence[float], values: Sequence[float], x: Sequence[float], y: Sequence[float]) -> list[float]:
    """Errors of bars that are not all there: each true one has the drawn one at its place, or none."""
    floor = 0.05 * max(abs(v) for v in values)
    out = []
    for place, value in zip(at, values, strict=True):
        near = min(range(len(x)), key=lambda k, p=place: abs(x[k] - p))  # type: ignore[misc]
        off = abs(y[near] - value) / max(abs(value), floor) if abs(x[near] - place) < 0.5 else 1.0
        out.append(min(1.0, off))
    return out


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
