"""The limits that matplotlib gives an axis by itself, to tell whether a picture's limits need to be said.

Enters: a `Panel`. Leaves: limits in axis units.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain

from jupyter_viscode.vision.reading import Axis, Mark, Panel

MARGIN = 0.05
SLACK = 3.2
"""Pixels that a limit may be off for it to be the same."""
Reach = tuple[list[float], list[float]]
"""The values that a mark covers along an axis, and those at which the margin ends."""


def shown(axis: Axis, panel: Panel, upright: bool) -> tuple[float, float]:
    """The values at both ends of an axis, as the picture has them."""
    b = panel.box
    low, high = (b.y1 - 1, b.y0) if upright else (b.x0, b.x1 - 1)
    return axis.value(low), axis.value(high)


def automatic(panel: Panel, upright: bool, second: bool = False) -> tuple[float, float] | None:
    """What matplotlib would choose; None where that hangs on more than the marks' values."""
    axis = (panel.y2 or panel.y) if second else panel.y if upright else panel.x
    own = [m for m in panel.marks if not upright or (m.secondary and panel.y2 is not None) == second]
    reaches = [_reach(m, upright) for m in own]
    known = [r for r in reaches if r is not None]
    if not own or len(known) < len(own):
        return None
    values = [v for covered, _ in known for v in covered]
    if not values or not all(map(math.isfinite, values)):
        return None
    stops = sorted({v for _, ends in known for v in ends})
    if axis.scale == "log":
        if min(values) <= 0 or stops:
            return None
        low, high = (math.log10(v) for v in (min(values), max(values)))
        room = MARGIN * (high - low)
        return 10 ** (low - room), 10 ** (high + room)
    low, high = min(values), max(values)
    room, same = MARGIN * (high - low), 1e-5 * (high - low)
    below = max((s for s in stops if s <= low + same), default=-math.inf)
    above = min((s for s in stops if s >= high - same), default=math.inf)
    return (max(low - room, below), min(high + room, above)) if high > low else None


def needed(panel: Panel, upright: bool, second: bool = False) -> tuple[bool, bool]:
    """Whether the limits of an axis have to be said, and whether it runs the other way."""
    axis = (panel.y2 or panel.y) if second else panel.y if upright else panel.x
    ends, own = shown(axis, panel, upright), automatic(panel, upright, second)
    if own is None or axis.scale == "unknown":
        return True, False
    pixels = (panel.box.height if upright else panel.box.width) or 1.0
    turned = ends[0] > ends[1]
    low, high = sorted(ends)
    if axis.scale == "log":
        low, high, *own_logs = (math.log10(max(v, 1e-300)) for v in (low, high, *own))
    else:
        own_logs = list(own)
    edge = SLACK * (high - low) / pixels
    return not (abs(low - own_logs[0]) <= edge and abs(high - own_logs[1]) <= edge), turned


def _reach(mark: Mark, upright: bool) -> Reach | None:
    """What one mark covers."""
    d = mark.data
    if mark.kind in ("bar", "barh"):
        along = upright == (mark.kind == "bar")
        base, length = ("bottom", "heights") if mark.kind == "bar" else ("left", "widths")
        place = "x" if mark.kind == "bar" else "y"
        half = d["thickness"][0] / 2
        if not along:
            return [v + s for v in d[place] for s in (-half, half)], []
        feet = list(d.get(base, ())) or [0.0] * len(d[length])
        tips = [f + v for f, v in zip(feet, d[length], strict=True)]
        errors = list(d.get("error", ())) or [0.0] * len(tips)
        return [*feet, *tips, *(t + s * e for t, e in zip(tips, errors, strict=True) for s in (-1, 1))], feet
    if mark.kind == "hist":
        return ([0.0, *d["counts"]], [0.0]) if upright else (list(d["edges"]), [])
    if mark.kind in ("axhline", "axvline"):
        return (list(d["at"]) if upright == (mark.kind == "axhline") else []), []
    if mark.kind in ("line", "scatter", "errorbar", "fill_between", "fill"):
        return (list(_heights(d)) if upright else list(d["x"])), []
    return None


def _heights(data: object) -> Iterator[float]:
    """All values up and down of points, bands and error bars."""
    d: dict[str, tuple[float, ...]] = dict(data)  # type: ignore[call-overload]
    middles = d.get("y", ())
    low, high = d.get("yerr_low", ()), d.get("yerr_high", ())
    if low and high:
        middles = tuple(
            chain((m - e for m, e in zip(middles, low, strict=False)), (m + e for m, e in zip(middles, high, strict=False)))
        )
    return chain(middles, d.get("low", ()), d.get("high", ())) if not d.get("yerr_low") else iter(middles)
