"""Bars: upright, lying, grouped, stacked; and histograms, whose bars touch.

Enters: a `Plot` and its rectangles. Leaves: `Mark` calls with centres, lengths, bases and thickness in axis units.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.marks.errors import bar_errors
from jupyter_viscode.vision.marks.plot import ROW, Plot, key_color, unmix
from jupyter_viscode.vision.marks.regions import Region
from jupyter_viscode.vision.marks.rules import is_bar
from jupyter_viscode.vision.pixels import distance, hex_of
from jupyter_viscode.vision.reading import Mark


@dataclass(frozen=True)
class Bar:
    """A rectangle with the meaning of its edges: along is the measure, across the thickness; pixels of the plot area."""

    color: tuple[int, int, int]
    low: float
    high: float
    base: float
    tip: float

    @property
    def middle(self) -> float:
        """Across the bar."""
        return (self.low + self.high) / 2

    @property
    def thickness(self) -> float:
        """Across the bar."""
        return self.high - self.low


def read_bars(plot: Plot, regions: list[Region]) -> tuple[list[Mark], list[Region]]:
    """Bars of a plot and the regions that they used."""
    options = []
    for way in (True, False):
        mended = _mended(plot, _healed(plot, _mended(plot, regions, way), way), way)
        mended = [r for r in mended if r.square >= 0.72 and r.width >= 2.5 and r.height >= 1.5]
        mended = _whole(mended, way)
        rects = [
            r for r in mended if max(r.width, r.height) >= 6 and r.area >= 16
            and not (_spans(plot, r, mended) or _letters(plot, r) or _is_marker(plot, r, mended))
        ]  # fmt: skip
        rects = [r for r in rects if not any(_speck(r, o) for o in rects)]
        options.append((_evidence(plot, rects, way) if rects else 0.0, rects))
    upright = options[0][0] >= options[1][0]
    score, rects = options[0 if upright else 1]
    if score < 1.1:
        return [], []
    bars, kept = _as_bars(plot, rects, upright)
    used = [r for r in regions if any(_holds(u, r) for u in kept)]
    if not bars:
        return [], []
    marks = _calls(plot, bars, upright)
    return marks, used


def runs_down(marks: Sequence[Mark], keys: Sequence[Key]) -> bool:
    """Whether lying bars were listed from the top: where groups stand in the legend's order, or several calls share places."""
    order = [k.text.text for k in keys]
    lying = [m for m in marks if m.kind == "barh"]
    named = sorted((m for m in lying if m.label in order), key=lambda m: order.index(m.label))
    if len(named) < 2:
        return len(lying) > 1
    first, last = (float(np.mean(m.data["y"])) for m in (named[0], named[-1]))
    apart = abs(first - last) > 0.3 * named[0].data["thickness"][0]
    return first > last if apart and len(named[0].data["y"]) == len(named[-1].data["y"]) else True


def _holds(outer: Region, inner: Region) -> bool:
    """Whether a piece belongs to a rectangle of its colour."""
    return (
        np.abs(np.subtract(outer.color, inner.color)).max() <= 9
        and outer.x0 - 1.7 <= inner.x0
        and inner.x1 <= outer.x1 + 1.7
        and outer.y0 - 1.7 <= inner.y0
        and inner.y1 <= outer.y1 + 1.7
    )


def _speck(one: Region, other: Region) -> bool:
    """Whether a rectangle is a small part of another's inside, as where strokes of a hatch cross."""
    return (
        one.area < 0.04 * other.area
        and other.x0 - 1 <= one.x0
        and one.x1 <= other.x1 + 1
        and other.y0 - 1 <= one.y0
        and one.y1 <= other.y1 + 1
    )


def _mended(plot: Plot, regions: list[Region], upright: bool) -> list[Region]:
    """Pieces of one bar that grid lines or curves cut apart, put together."""
    out: list[Region] = []
    for r in sorted(regions, key=lambda r: r.y0 if upright else r.x0):
        share = r.area / max(1.0, r.width * r.height)
        r = replace(r, square=min(1.0, share)) if share > 0.9 else r
        for k, o in enumerate(out):
            sides = (o.x0 - r.x0, o.x1 - r.x1) if upright else (o.y0 - r.y0, o.y1 - r.y1)
            gap = r.y0 - o.y1 if upright else r.x0 - o.x1
            crossed = gap <= 4 or (gap <= 10 and _inked(plot, o, r, upright))
            if (
                max(abs(v) for v in sides) <= (2.6 if gap <= 4 else 1.6)
                and crossed
                and np.abs(np.subtract(o.color, r.color)).max() <= 9
            ):
                x1, y1, area = max(o.x1, r.x1), max(o.y1, r.y1), o.area + r.area
                full = min(1.0, area / max(1.0, (x1 - o.x0) * (y1 - o.y0)))
                out[k] = replace(o, x1=x1, y1=y1, area=area, square=full)
                break
        else:
            out.append(r)
    return out


def _inked(plot: Plot, first: Region, second: Region, upright: bool) -> bool:
    """Whether something is drawn all over the gap between two rectangles, as a curve that crosses a bar."""
    if upright:
        strip = plot.image[int(first.y1) : int(np.ceil(second.y0)), int(first.x0) + 1 : int(first.x1)]
    else:
        strip = plot.image[int(first.y0) + 1 : int(first.y1), int(first.x1) : int(np.ceil(second.x0))]
    return bool(strip.size) and float((distance(strip, plot.face) > 20).mean()) > 0.9


def _whole(rects: list[Region], upright: bool) -> list[Region]:
    """Pieces of one bar that a stroke or a letter cut along, put together as long as no bar gets thicker than usual."""
    if len(rects) < 3:
        return rects
    sizes = np.array([r.width if upright else r.height for r in rects])
    order = np.argsort(sizes)
    weight = np.cumsum(np.array([r.area for r in rects], float)[order])
    usual = float(sizes[order][np.searchsorted(weight, 0.5 * weight[-1])])
    out: list[Region] = []
    for r in sorted(rects, key=lambda r: r.x0 if upright else r.y0):
        for k, o in enumerate(out):
            span = max(o.x1, r.x1) - o.x0 if upright else max(o.y1, r.y1) - o.y0
            gap = r.x0 - o.x1 if upright else r.y0 - o.y1
            ends = (o.y0 - r.y0, o.y1 - r.y1) if upright else (o.x0 - r.x0, o.x1 - r.x1)
            alike = max(abs(e) for e in ends) <= 2 and np.abs(np.subtract(o.color, r.color)).max() <= 9
            if alike and -2 < gap <= 0.5 * usual and span <= usual + 2:
                x1, y1 = max(o.x1, r.x1), max(o.y1, r.y1)
                out[k] = replace(o, x1=x1, y0=min(o.y0, r.y0), y1=y1, x0=min(o.x0, r.x0), area=o.area + r.area)
                break
        else:
            out.append(r)
    return out


def _healed(plot: Plot, regions: list[Region], upright: bool) -> list[Region]:
    """Halves of one bar that the grid line of its own tick runs through lengthwise, put together."""
    axis, start = (plot.x, plot.left) if upright else (plot.y, plot.top)
    if axis.scale != "category":
        return regions
    ticks = np.array([at - start for at, _ in axis.ticks])
    out: list[Region] = []
    for r in sorted(regions, key=lambda r: r.x0 if upright else r.y0):
        for k, o in enumerate(out):
            near, far = (o.x1, r.x0) if upright else (o.y1, r.y0)
            ends = (o.y0 - r.y0, o.y1 - r.y1) if upright else (o.x0 - r.x0, o.x1 - r.x1)
            cut = -1 <= far - near <= 4 and np.abs(ticks - (near + far) / 2).min(initial=9.0) <= 2.5
            if cut and max(abs(v) for v in ends) <= 2 and np.abs(np.subtract(o.color, r.color)).max() <= 9:
                x1, y1, area = max(o.x1, r.x1), max(o.y1, r.y1), o.area + r.area
                out[k] = replace(o, x1=x1, y1=y1, area=area, square=min(o.square, r.square))
                break
        else:
            out.append(r)
    return out


def _spans(plot: Plot, r: Region, others: list[Region]) -> bool:
    """Whether a rectangle crosses the whole area, as a shaded span does, and is not the longest of several bars."""
    if min(plot.width, plot.height) < ROW:
        return False
    tall = r.height > 0.97 * plot.height and r.y0 < 3
    wide = r.width > 0.97 * plot.width and r.x0 < 3 and r.height > 0.2 * plot.height
    return (tall or wide) and not (tall != wide and is_bar(plot, r, others, tall))


def _is_marker(plot: Plot, r: Region, others: list[Region]) -> bool:
    """Whether a small square has the colour of a line or of markers in the legend, and no bar has it."""
    if max(r.width, r.height) > 24 and min(r.width, r.height) > 4:
        return False
    strokes = [key_color(k) for k in plot.keys if k.handle != "patch"]
    barred = any(
        o.color == r.color and o.square > 0.9 and max(o.width, o.height) > 40 and min(o.width, o.height) > 8 for o in others
    )
    return not barred and any(np.abs(np.subtract(c, r.color)).max() < 24 for c in strokes)


def _letters(plot: Plot, r: Region) -> bool:
    """Whether a rectangle is a stroke of a text."""
    part = plot.lettered[int(r.y0) : int(r.y1) + 1, int(r.x0) : int(r.x1) + 1]
    return bool(part.size) and part.mean() > 0.9 and r.area < 400


def _evidence(plot: Plot, rects: list[Region], upright: bool) -> float:
    """How much speaks for bars that stand (or lie)."""
    sizes = np.array([r.width if upright else r.height for r in rects])
    lengths = np.array([r.height if upright else r.width for r in rects])
    middle = float(np.median(sizes))
    even = float((np.abs(sizes - middle) <= max(1.6, 0.06 * middle)).mean())
    feet = [(r.y1, r.y0) if upright else (r.x0, r.x1) for r in rects]
    base = _baseline(plot, feet, upright)
    footed = []
    for r, foot in zip(rects, feet, strict=True):
        grounded = min(abs(foot[0] - base), abs(foot[1] - base)) <= 3.5
        stacked = any(o is not r and _on_top(o, r, upright) for o in rects)
        footed.append(grounded or stacked)
    discrete = plot.x.scale == "category" if upright else plot.y.scale == "category"
    other = plot.y.scale == "category" if upright else plot.x.scale == "category"
    spread = 0.15 if len(set(np.round(lengths / 3).tolist())) > 1 or len(rects) == 1 else 0.0
    return 0.8 * even + float(np.mean(footed)) + 0.35 * discrete - 0.35 * other + spread


def _on_top(one: Region, other: Region, upright: bool) -> bool:
    """Whether two rectangles of one bar's place touch end to end, as stacked bars do."""
    (start, low, high), (other_start, other_low, other_high) = (
        (r.x0, r.y0, r.y1) if upright else (r.y0, r.x0, r.x1) for r in (one, other)
    )
    return abs(start - other_start) < 3 and (abs(low - other_high) < 3.5 or abs(high - other_low) < 3.5)


def _baseline(plot: Plot, feet: list[tuple[float, float]], upright: bool) -> float:
    """Where most bars stand: a value of zero if it is in sight, else the edge or the commonest end."""
    ends = np.array([e for pair in feet for e in pair])
    axis, start, size = (plot.y, plot.top, plot.height) if upright else (plot.x, plot.left, plot.width)
    edge = float(size) if upright else 0.0
    candidates = [edge + (2 if upright else -2), *ends.tolist()]
    if axis.scale == "linear" and axis.slope:
        zero = -axis.offset / axis.slope - start
        if -5 <= zero <= size + 5 and (np.abs(ends - zero) <= 3.5).sum() >= 0.3 * len(feet):
            return float(zero)
    counts = [(np.abs(ends - c) <= 2.5).sum() for c in candidates]
    return float(candidates[int(np.argmax(counts))])


def _as_bars(plot: Plot, rects: list[Region], upright: bool) -> tuple[list[Bar], list[Region]]:
    """Bars of the commonest thicknesses; slivers and spots are left out."""
    feet = [(r.y1, r.y0) if upright else (r.x0, r.x1) for r in rects]
    base = _baseline(plot, feet, upright)
    bars, used = [], []
    for r, (low, high) in zip(rects, feet, strict=True):
        across = (r.x0, r.x1) if upright else (r.y0, r.y1)
        foot, tip = (low, high) if abs(low - base) <= abs(high - base) else (high, low)
        if abs(foot - base) <= 4.5:
            foot = base
        bars.append(Bar(r.color, across[0], across[1], foot, tip))
        used.append(r)
    sizes = np.array([b.thickness for b in bars])
    middle = float(np.median(sizes))
    keep = [k for k, b in enumerate(bars) if b.thickness > 0.35 * middle]
    return [bars[k] for k in keep], [used[k] for k in keep]


def _calls(plot: Plot, bars: list[Bar], upright: bool) -> list[Mark]:
    """One call for each colour; bars of many colours at places of their own are one call."""
    groups: dict[tuple[int, int, int], list[Bar]] = {}
    for bar in bars:
        home = next((c for c in groups if max(abs(a - b) for a, b in zip(c, bar.color, strict=True)) <= 9), bar.color)
        groups.setdefault(home, []).append(bar)
    labelled = [c for c in groups if _label(plot, c)]
    apart = _apart(bars)
    if not labelled and apart and len(groups) > 1:
        return [_mark(plot, _filled(plot, bars, upright), upright, "")]
    few = 1 if len(labelled) > 1 and len(labelled) == len(groups) else 0
    return [
        _mark(plot, _filled(plot, members, upright, few), upright, _label(plot, color)) for color, members in groups.items()
    ]


def _filled(plot: Plot, bars: list[Bar], upright: bool, few: int = 0) -> list[Bar]:
    """The bars of one call in their order, with those of no length at the places that are left free between categories.

    At least half of the places must have a bar, or `few` where that is more than none.
    """
    bars = sorted(bars, key=lambda b: b.middle)
    axis, start = (plot.x, plot.left) if upright else (plot.y, plot.top)
    ticks = np.array(sorted(at - start for at, _ in axis.ticks))
    if axis.scale != "category" or len(ticks) < 3 or not (few or 0.5 * len(ticks)) <= len(bars) < len(ticks):
        return bars
    middles = np.array([b.middle for b in bars])
    nearest = np.abs(middles[:, None] - ticks[None]).argmin(1)
    offsets = middles - ticks[nearest]
    offset = float(np.median(offsets))
    if len(set(nearest.tolist())) < len(bars) or np.abs(offsets - offset).max() > 0.1 * float(np.diff(ticks).min()) + 2:
        return bars
    half = float(np.median([b.thickness for b in bars])) / 2
    base = float(np.median([b.base for b in bars]))
    free = [float(ticks[k]) + offset for k in range(len(ticks)) if k not in nearest]
    bars += [Bar(bars[0].color, at - half, at + half, base, base) for at in free]
    return sorted(bars, key=lambda b: b.middle)


def _apart(bars: list[Bar]) -> bool:
    """Whether no two bars share a place, and all are as far from each other."""
    places = sorted(bars, key=lambda b: b.middle)
    if any(b.low - a.high < -1.5 for a, b in itertools.pairwise(places)):
        return False
    gaps = np.diff([b.middle for b in places])
    return len(gaps) == 0 or float(np.ptp(gaps)) <= 0.25 * float(np.median(gaps)) + 2


def _label(plot: Plot, color: tuple[int, int, int]) -> str:
    """The legend entry of this colour."""
    best = min(plot.keys, key=lambda k: np.abs(np.subtract(key_color(k), color)).max(), default=None)
    if best is None or np.abs(np.subtract(key_color(best), color)).max() > 14:
        return ""
    return best.text.text


def _mark(plot: Plot, bars: list[Bar], upright: bool, label: str) -> Mark:
    """The numbers of one call."""
    across, along = (plot.xs, plot.ys) if upright else (plot.ys, plot.xs)
    low, high = np.array(across([b.low for b in bars])), np.array(across([b.high for b in bars]))
    base, tip = np.array(along([b.base for b in bars])), np.array(along([b.tip for b in bars]))
    span = abs((plot.y.slope * plot.height) if upright else (plot.x.slope * plot.width)) or 1.0
    axis = plot.y if upright else plot.x
    ends = (plot.height, 0.0) if upright else (0.0, plot.width)
    hidden_zero = axis.scale == "linear" and min(along([ends[0]])[0], along([ends[1]])[0]) > 0
    at_edge = np.array([min(abs(b.base - ends[0]), abs(b.base - ends[1])) < 6 for b in bars])
    if hidden_zero or axis.scale == "log":
        base = np.where(at_edge, 0.0, base)
    base = np.where(np.abs(base) < 0.008 * span, 0.0, base) if (plot.y if upright else plot.x).scale != "log" else base
    order = np.argsort((low + high) / 2)
    middle, width = ((low + high) / 2)[order], np.abs(high - low)[order]
    colors = tuple(dict.fromkeys(hex_of(bars[k].color) for k in order))
    all_colors = tuple(hex_of(bars[k].color) for k in order)
    lengths = (tip - base)[order]
    data = {
        ("x" if upright else "y"): tuple(float(v) for v in middle),
        ("heights" if upright else "widths"): tuple(float(v) for v in lengths),
        ("bottom" if upright else "left"): tuple(float(v) for v in base[order]),
        "thickness": (float(np.median(width)),),
    }
    halves = bar_errors(
        plot, upright, [(bars[k].middle, bars[k].tip) for k in order], float(np.median([b.thickness for b in bars]))
    )
    if halves is not None and axis.scale == "linear":
        data["error"] = tuple(float(abs(axis.slope) * h) for h in halves)
    if upright and _is_histogram(plot, [bars[k] for k in order]) and float(np.ptp(base)) < 0.02 * span:
        edges = (
            np.append(low[order], high[order][-1]) if low[order][0] < high[order][0] else np.append(high[order], low[order][-1])
        )
        return histogram(lengths, edges, label, colors)
    return Mark("bar" if upright else "barh", data, label, colors if len(colors) == 1 else all_colors)


def histogram(counts: np.ndarray, edges: np.ndarray, label: str, colors: tuple[str, ...]) -> Mark:
    """A call whose edges rise, also where the axis falls."""
    if edges[0] > edges[-1]:
        counts, edges = counts[::-1], edges[::-1]
    data = {"counts": tuple(float(v) for v in counts), "edges": tuple(float(v) for v in edges)}
    return Mark("hist", data, label, colors)


def _is_histogram(plot: Plot, bars: list[Bar]) -> bool:
    """Many touching bars of one colour on a numeric axis."""
    if len(bars) < 6 or plot.x.scale == "category" or len({b.color for b in bars}) > 1:
        return False
    gaps = [abs(b.low - a.high) for a, b in itertools.pairwise(bars)]
    return float(np.median(gaps)) <= 2.5


def cover_foot(plot: Plot, taken: np.ndarray, at: int, upright: bool, color: tuple[int, int, int]) -> None:
    """Marks a colour as explained along the line that bars stand on: those of next to no length are but a stroke there."""
    strip = np.s_[max(0, at - 4) : at + 5, :] if upright else np.s_[:, max(0, at - 4) : at + 5]
    share, off = unmix(plot, color)
    taken[strip] |= ((off < 30) & (share > 0.1))[strip]
