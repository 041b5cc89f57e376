"""Data of generated charts: a random generator goes in; what a chart shows, its true values and texts, comes out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

_WORDS = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa")
_PLACES = ("North", "South", "East", "West", "Centre", "Coast", "Hills", "Valley", "Lake District", "Old Town", "Harbour")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_THINGS = ("Revenue", "Cost", "Weight", "Score", "Distance", "Rainfall", "Users", "Energy", "Speed", "Orders shipped")
_UNITS = ("", " (kg)", " (%)", " (EUR)", " (mm)")
PALETTES = (
    ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2"),
    ("#66c2a5", "#fc8d62", "#8da0cb", "#e78ac3", "#a6d854", "#ffd92f", "#e5c494"),
    ("#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#e6ab02", "#a6761d"),
    ("#440154", "#31688e", "#35b779", "#b8a415", "#7b3f00", "#888888", "#cc4778"),
    ("#003f5c", "#bc5090", "#ffa600", "#58508d", "#ff6361", "#2f9e8f", "#7a7a7a"),
)
"""Colours of series, in order."""


@dataclass(frozen=True)
class Truth:
    """What a generated chart shows."""

    family: str
    """``bar``, ``barh``, ``line``, ``scatter``, ``hist``, ``pie``."""
    series: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    """(positions, values) of each series; for slices the values are fractions."""
    texts: tuple[str, ...]
    """Title, titles of the measure and of the other axis, legend labels; one that is not drawn is empty."""
    spans: tuple[float, float] = (1.0, 1.0)
    """Lengths of both axes, in their units."""
    names: tuple[str, ...] = ()
    """Of bars, slices, or of a line's places."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Legend labels, one for each series where there are several."""
        return self.texts[3:]


@dataclass(frozen=True)
class Chart:
    """A generated picture."""

    key: str
    library: str
    style: str
    png: bytes = field(repr=False)
    truth: Truth


def draw_truth(r: random.Random, families: Sequence[str]) -> Truth:
    """A family, its numbers, its words."""
    family, thing = r.choice(families), r.choice(_THINGS)
    scale = 10 ** r.uniform(-1, 5)
    count = r.choice((1, 1, 2, 3, 4)) if family in ("bar", "barh", "line", "scatter") else 1
    labels = tuple(r.sample(_WORDS, count)) if count > 1 else ()
    unit = r.choice(_UNITS)
    if family in ("bar", "barh", "pie"):
        return _of_names(r, family, thing, unit, scale, labels, count)
    if family == "hist":
        sample = tuple(r.gauss(scale, scale / 4) for _ in range(r.randint(60, 400)))
        return Truth(family, (((), sample),), (f"Distribution of {thing.lower()}", "Count", thing))
    if family == "line":
        return _of_time(r, thing + unit, scale, labels, count)
    length = r.choice((r.randint(8, 45), r.randint(8, 45), r.randint(45, 150))) // (1 if count < 3 else 2)
    series = []
    for _ in range(count):
        middle, spread = r.uniform(20, 80), r.uniform(8, 40)
        x = sorted(r.gauss(middle, spread) if length % 2 else r.uniform(0, 100) for _ in range(length))
        y = [scale * (r.uniform(0.1, 1) + 0.004 * v) for v in x]
        series.append((tuple(x), tuple(y)))
    return Truth(family, tuple(series), (f"{thing} over size", thing + unit, "Size", *labels))


def _of_names(r: random.Random, family: str, thing: str, unit: str, scale: float, labels: tuple[str, ...], count: int) -> Truth:
    """One value, or one for each series, at each of some names."""
    names = tuple(r.sample(_PLACES, r.randint(3, 8))) if r.random() < 0.75 else _MONTHS[: r.randint(4, 12)]
    names = names[:7] if family == "pie" else names
    signed = family != "pie" and r.random() < 0.12
    values = tuple(
        tuple(round(scale * r.uniform(0.15, 1) * (-1 if signed and r.random() < 0.4 else 1), 3) for _ in names)
        for _ in range(count)
    )
    if family == "pie":
        whole = sum(values[0])
        values = (tuple(v / whole for v in values[0]),)
    places = tuple(float(i) for i in range(len(names)))
    axes = ("", "") if family == "pie" else (thing + unit, "Region")
    return Truth(family, tuple((places, v) for v in values), (f"{thing} by region", *axes, *labels), names=names)


def _of_time(r: random.Random, thing: str, scale: float, labels: tuple[str, ...], count: int) -> Truth:
    """Courses over years, over the names of months, or over any numbers."""
    length = r.choice((r.randint(4, 14), r.randint(4, 14), r.randint(15, 60)))
    names: tuple[str, ...] = ()
    if length <= 12 and r.random() < 0.35:
        names = _MONTHS[:length]
        x = [float(k) for k in range(length)]
    elif r.random() < 0.6:
        x = [float(2020 - length + k) for k in range(length)]
    else:
        step = r.choice((0.1, 0.5, 1, 5, 20))
        x = [step * k for k in range(length)]
    series = []
    for _ in range(count):
        y = [scale * r.uniform(0.3, 1)]
        for _ in x[1:]:
            y.append(y[-1] + scale * r.uniform(-0.2, 0.22))
        series.append((tuple(x), tuple(y)))
    across = "Month" if names else "Year" if x[-1] == 2019 else "Step"
    return Truth("line", tuple(series), (f"{thing.split(' (')[0]} over time", thing, across, *labels), names=names)


def some_texts(r: random.Random, truth: Truth) -> tuple[str, ...]:
    """The texts, now and then without a title or titles of axes."""
    title, up, across, *labels = truth.texts
    if r.random() < 0.1:
        title = ""
    if r.random() < 0.15:
        up = across = ""
    return (title, up, across, *labels)
