"""The web of a polar plot: its spokes and rings as thin grey lines, and the scale that the numbers along one ray give.

Enters: pixels and a `Disc`. Leaves: angles of spokes in degrees, radii of rings in pixels, values along the radius.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision.axes import robust_line
from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.reading import Text
from jupyter_viscode.vision.rounds import Disc


@dataclass(frozen=True)
class Web:
    """Spokes in degrees anticlockwise from the right; rings in pixels from the middle."""

    spokes: tuple[float, ...] = ()
    rings: tuple[float, ...] = ()


def read_web(image: np.ndarray, disc: Disc) -> Web:
    """The grid of a polar plot, as far as it is seen."""
    steps = 1440
    turn = np.radians(np.arange(steps) * 360 / steps).astype(np.float32)
    radii = np.arange(1, int(disc.radius * 1.02) + 1, dtype=np.float32)
    x = (disc.x + radii[None] * np.cos(turn)[:, None]).astype(np.float32)
    y = (disc.y - radii[None] * np.sin(turn)[:, None]).astype(np.float32)
    flat = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    level = flat.mean(-1)
    return Web(_spokes(level, steps), _rings(level))


def _spokes(level: np.ndarray, steps: int) -> tuple[float, ...]:
    """Evenly spaced angles along which most of the radius is darker or lighter than what lies to both sides."""
    outer = level[:, int(0.3 * level.shape[1]) : int(0.97 * level.shape[1])]
    side = 4 * steps // 360
    gaps = np.stack([outer - np.roll(outer, side, 0), outer - np.roll(outer, -side, 0)])
    thin = (np.sign(gaps[0]) == np.sign(gaps[1])) & (np.abs(gaps).min(0) > 6)
    score = thin.mean(1)
    score = np.maximum(score, np.maximum(np.roll(score, 1), np.roll(score, -1)))
    best: tuple[float, int, int] | None = None
    for n in range(3, 25):
        for start in (0, steps // 4):
            at = (start + np.round(np.arange(n) * steps / n).astype(int)) % steps
            hits = np.array([score[(a + np.arange(-3, 4)) % steps].max() for a in at])
            if (hits > 0.4).mean() < 0.85:
                continue
            found = float(np.minimum(hits, 0.8).sum())
            if best is None or found > best[0] + 0.3:
                best = (found, n, start)
    if best is None:
        return ()
    _, n, start = best
    return tuple(sorted(round((start * 360 / steps + k * 360 / n) % 360, 2) for k in range(n)))


def _rings(level: np.ndarray) -> tuple[float, ...]:
    """Radii at which most of the circle is darker or lighter than what lies inside and outside."""
    thin = np.zeros(level.shape[1])
    inner, outer, here = level[:, :-6], level[:, 6:], level[:, 3:-3]
    same = np.sign(here - inner) == np.sign(here - outer)
    thin[3:-3] = (same & (np.minimum(np.abs(here - inner), np.abs(here - outer)) > 5)).mean(0)
    out: list[float] = []
    for k in range(6, len(thin) - 3):
        if thin[k] > 0.5 and thin[k] >= thin[max(0, k - 5) : k + 6].max() and (not out or k + 1 - out[-1] > 5):
            out.append(float(k + 1))
    return tuple(out)


def web_scale(disc: Disc, rings: Sequence[float], numbers: Sequence[Text]) -> tuple[float, float] | None:
    """Slope and offset of the value along the radius, each number taken to the ring that it stands at."""
    points = []
    step = float(np.median(np.diff(rings))) if len(rings) > 1 else 0.0
    for t in numbers:
        value = number(t.text)
        radius = float(np.hypot(t.box.cx - disc.x, t.box.cy - disc.y))
        if value is not None:
            near = min((*rings, disc.radius), key=lambda r: abs(r - radius))
            points.append((near if abs(near - radius) < max(10.0, 0.42 * step) else radius, value))
    if len(points) == 1 and points[0][1] > 0:
        return points[0][1] / points[0][0], 0.0
    if len({r for r, _ in points}) < 2:
        return None
    line = robust_line(points)
    return (line[0], line[1]) if line is not None and line[0] > 0 and line[3] >= max(2, 0.5 * len(points)) else None


def noted_scale(disc: Disc, rings: Sequence[float], notes: Sequence[Text]) -> tuple[float, float] | None:
    """The same from values written at the corners of a line, where no ring has a number: rings stand at round values."""
    shares = []
    for t in notes:
        value, radius = number(t.text), float(np.hypot(t.box.cx - disc.x, t.box.cy - disc.y))
        if value is not None and value > 0 and 0.15 * disc.radius < radius < 1.05 * disc.radius:
            shares.append(value / radius)
    if len(shares) < 4:
        return None
    slope = float(np.median(shares))
    if float(np.median(np.abs(np.array(shares) - slope))) > 0.15 * slope:
        return None
    if len(rings) > 2:
        step = float(np.median(np.diff(rings)))
        power = 10.0 ** np.floor(np.log10(slope * step))
        near = min((a * power for a in (1, 2, 2.5, 5, 10)), key=lambda v: abs(v - slope * step))
        if abs(near - slope * step) < 0.15 * near:
            slope = near / step
    return slope, 0.0
