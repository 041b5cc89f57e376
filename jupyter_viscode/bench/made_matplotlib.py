"""Generated charts in matplotlib: its styles, seaborn's, and the looks of other programs as far as it can draw them.

Enters: a random generator. Leaves: a `Chart`.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jupyter_viscode.bench.made_data import PALETTES, Chart, Truth, draw_truth, some_texts

FAMILIES = ("bar", "bar", "barh", "line", "line", "scatter", "scatter", "hist", "pie")
_OWN: dict[str, dict[str, Any]] = {
    "office": {"axes.edgecolor": "#bfbfbf", "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
               "xtick.major.size": 0, "ytick.major.size": 0, "axes.grid": True, "axes.grid.axis": "y", "grid.color": "#d9d9d9",
               "axes.axisbelow": True},
    "minimal": {"axes.edgecolor": "white", "axes.grid": True, "grid.color": "#ebebeb", "xtick.major.size": 0,
                "ytick.major.size": 0, "axes.axisbelow": True},
    "express": {"axes.facecolor": "#e5ecf6", "axes.edgecolor": "#e5ecf6", "axes.grid": True, "grid.color": "white",
                "xtick.major.size": 0, "ytick.major.size": 0, "axes.axisbelow": True, "text.color": "#2a3f5f",
                "xtick.color": "#2a3f5f", "ytick.color": "#2a3f5f", "axes.labelcolor": "#2a3f5f"},
    "express_dark": {"figure.facecolor": "#111111", "savefig.facecolor": "#111111", "axes.facecolor": "#111111",
                     "axes.edgecolor": "#506784", "axes.grid": True, "grid.color": "#283442", "text.color": "#f2f5fa",
                     "xtick.color": "#f2f5fa", "ytick.color": "#f2f5fa", "axes.labelcolor": "#f2f5fa", "axes.axisbelow": True},
}  # fmt: skip
STYLES = (
    "default", "default", "default", "classic", "seaborn-v0_8-whitegrid", "seaborn-v0_8-darkgrid", "seaborn-v0_8-ticks",
    "ggplot", "bmh", "dark_background", "fivethirtyeight", "Solarize_Light2", "grayscale", *_OWN,
)  # fmt: skip
_FONTS = ("DejaVu Sans", "DejaVu Sans", "DejaVu Serif", "STIXGeneral", "DejaVu Sans Mono")
_ROOMS: tuple[dict[str, Any], ...] = (
    {}, {}, {"loc": "upper left", "bbox_to_anchor": (1.01, 1)}, {"loc": "center left", "bbox_to_anchor": (1.01, 0.5)},
    {"loc": "lower center", "bbox_to_anchor": (0.5, 1.01), "ncols": 4}, {"frameon": False}, {"loc": "upper right"},
)  # fmt: skip


def make(r: random.Random) -> Chart:
    """A chart of any family and style."""
    import matplotlib as mpl
    import numpy as np
    from matplotlib import pyplot as plt

    mpl.use("agg")
    truth, style = draw_truth(r, FAMILIES), r.choice(STYLES)
    truth = replace(truth, texts=some_texts(r, truth))
    look: dict[str, Any] = {"font.family": r.choice(_FONTS), "font.size": r.choice((9, 10, 10, 11, 12, 13))}
    if style in ("default", *_OWN) and r.random() < 0.6:
        look["axes.prop_cycle"] = mpl.rcsetup.cycler(color=r.choice(PALETTES))
    settings: Any = _OWN.get(style, {}) | look
    with plt.style.context("default" if style in _OWN else style), mpl.rc_context(settings):
        figure, axes = plt.subplots(figsize=(r.uniform(4.5, 9), r.uniform(3.2, 6)))
        _DRAW[truth.family](axes, truth, r)
        _dress(axes, truth, r, style)
        spans = (float(np.ptp(axes.get_xlim())), float(np.ptp(axes.get_ylim())))
        figure.tight_layout()
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=r.choice((72, 80, 100, 100, 100, 120, 150, 200)))
        plt.close(figure)
    return Chart("", "matplotlib", style, out.getvalue(), replace(truth, spans=spans))


def _dress(axes: Any, truth: Truth, r: random.Random, style: str) -> None:
    """Titles, grid, legend, figures on the axis of the measure."""
    title, up, across = truth.texts[:3]
    lying = truth.family == "barh"
    axes.set_title(title, loc=r.choice(("center", "center", "left")), fontweight=r.choice(("normal", "normal", "bold")))
    if truth.family != "pie":
        axes.set_xlabel(up if lying else across)
        axes.set_ylabel(across if lying else up)
        if r.random() < 0.3:
            axes.grid(visible=True, alpha=r.choice((0.3, 0.6)), linestyle=r.choice(("-", "--", ":")))
        if style == "default" and r.random() < 0.3:
            axes.spines[["top", "right"]].set_visible(False)
        largest = max(abs(v) for _, values in truth.series for v in values)
        if truth.family not in ("hist", "scatter") and largest > 2000 and r.random() < 0.6:
            (axes.xaxis if lying else axes.yaxis).set_major_formatter(r.choice(("{x:,.0f}", "${x:,.0f}", "{x:.0f}")))
    if truth.labels:
        axes.legend(**r.choice(_ROOMS))


def _label(truth: Truth, number: int) -> str | None:
    return truth.labels[number] if truth.labels else None


def _bars(axes: Any, truth: Truth, r: random.Random) -> None:
    import numpy as np

    count, lying = len(truth.series), truth.family == "barh"
    # Bars to both sides of zero are drawn beside each other: stacked, they would hide each other's ends.
    stacked = count > 1 and r.random() < 0.4 and all(v > 0 for _, values in truth.series for v in values)
    wide = r.uniform(0.5, 0.9) / (1 if stacked else count)
    look: dict[str, Any] = {"edgecolor": r.choice(("none", "none", "white", "black")), "alpha": r.choice((1, 1, 0.8))}
    axes.set_axisbelow(r.random() < 0.8)
    foot = np.zeros(len(truth.names))
    draw = axes.barh if lying else axes.bar
    for number, (places, values) in enumerate(truth.series):
        shift = 0.0 if stacked else (number - (count - 1) / 2) * wide
        base = {"left" if lying else "bottom": foot} if stacked else {}
        drawn = draw(np.array(places) + shift, values, wide, label=_label(truth, number), **base, **look)
        foot = foot + np.array(values)
        if count == 1 and r.random() < 0.25:
            axes.bar_label(drawn, fmt="%.4g", fontsize=8)
    turn = {} if lying else {"rotation": r.choice((0, 45, 90)) if len(truth.names) > 5 else 0}
    (axes.set_yticks if lying else axes.set_xticks)(range(len(truth.names)), truth.names, **turn)


def _lines(axes: Any, truth: Truth, r: random.Random) -> None:
    mark = r.choice(("", "", "o", "s", "^", "D"))
    for number, (x, y) in enumerate(truth.series):
        look = {"linewidth": r.choice((1, 1.5, 2, 3)), "markersize": r.choice((4, 6, 8)), "marker": mark}
        axes.plot(
            truth.names or x, y, linestyle=r.choice(("-", "-", "-", "--", "-.", ":")), label=_label(truth, number), **look
        )


def _points(axes: Any, truth: Truth, r: random.Random) -> None:
    look: dict[str, Any] = {"alpha": r.choice((1, 1, 0.8, 0.6)), "s": r.choice((12, 20, 36, 36, 60, 90))}
    hollow = r.random() < 0.15
    edge = r.choice((None, None, "white", "black"))
    for number, (x, y) in enumerate(truth.series):
        tint = {"facecolors": "none", "edgecolors": f"C{number}"} if hollow else {"edgecolors": edge} if edge else {}
        axes.scatter(x, y, marker=r.choice(("o", "o", "o", "s", "^", "D")), label=_label(truth, number), **look, **tint)


def _histogram(axes: Any, truth: Truth, r: random.Random) -> None:
    axes.hist(truth.series[0][1], bins=r.randint(6, 20), edgecolor=r.choice(("none", "white", "black")))


def _slices(axes: Any, truth: Truth, r: random.Random) -> None:
    ring = {"wedgeprops": {"width": r.uniform(0.3, 0.6)}} if r.random() < 0.3 else {}
    axes.pie(truth.series[0][1], labels=truth.names, autopct=r.choice((None, "%.1f%%")), startangle=r.choice((0, 90)), **ring)


_DRAW: dict[str, Callable[..., Any]] = {
    "bar": _bars, "barh": _bars, "line": _lines, "scatter": _points, "hist": _histogram, "pie": _slices,
}  # fmt: skip
