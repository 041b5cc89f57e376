"""Whether a picture shows a chart at all: pixels and texts go in; a sentence that refuses, or None, comes out.

What speaks for a chart above all is a scale: numbers in a row or a column whose values grow evenly with their places. Where
there is none (pies, graphs, heatmaps of words), the ground, the colours and the texts are weighed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.frames import Frame, find_frames
from jupyter_viscode.vision.reading import Text

_SIDE = 320
"""Pixels of the longer side at which colours are looked at."""


@dataclass(frozen=True)
class Signs:
    """What speaks for or against a chart; all figures are about 0 to 1."""

    scale: float
    """Numbers on the longest even scale, tenths."""
    second: float
    """Those on a scale along the other direction."""
    downward: float
    """Numbers of a column that grow downward by one: lines of a program, rows of a list."""
    ground: float
    """Share of the most frequent colour."""
    flat: float
    """Share of the twelve most frequent colours."""
    texture: float
    """Share of places where neighbours differ a little, as in photos."""
    texts: float
    """Lines of text, fortieths."""
    long: float
    """Share of texts with more than four words."""
    cover: float
    """Share of the picture that texts cover."""
    words: float
    """Share of texts that are no numbers."""
    colourful: float
    """Share of strong colours."""
    ticks: float
    """Tick marks along the frame that has most, twelfths."""
    evidence: float
    """What speaks for axes at the best frame, twentieths."""
    row: float
    """Texts that stand evenly in a row, tenths."""
    ring: float
    """How evenly texts stand around a middle: 1 where all are equally far from it."""


def signs(pixels: Any, texts: Sequence[Text], frames: Sequence[Frame] | None = None) -> Signs:
    """Weigh a picture, with the plot areas in it where they are known."""
    height, width = pixels.shape[:2]
    numbers = [(t, value) for t in texts if (value := number(t.text)) is not None and math.isfinite(value)]
    across, up, down = _scales(numbers)
    small = _small(pixels)
    keys = (small // 16).astype(np.int32) @ np.array([256, 16, 1])
    shares = np.sort(np.bincount(keys.ravel(), minlength=4096))[::-1] / keys.size
    steps = np.abs(np.diff(small.astype(np.int16), axis=1)).max(axis=2)
    strong = small.max(axis=2).astype(np.int16) - small.min(axis=2)
    area = sum(t.box.width * t.box.height for t in texts) / (height * width)
    count = max(1, len(texts))
    frames = find_frames(np.ascontiguousarray(pixels), texts) if frames is None else frames
    return Signs(
        scale=min(1.0, max(across, up) / 10),
        second=min(1.0, min(across, up) / 10),
        downward=min(1.0, down / 10),
        ground=float(shares[0]),
        flat=float(shares[:12].sum()),
        texture=float(((steps > 1) & (steps < 24)).mean()),
        texts=min(1.0, len(texts) / 40),
        long=sum(len(t.text.split()) > 4 for t in texts) / count,
        cover=min(1.0, 3 * area),
        words=sum(number(t.text) is None for t in texts) / count if texts else 1.0,
        colourful=float((strong > 60).mean()),
        ticks=min(1.0, max((sum(f.ticks) for f in frames), default=0) / 12),
        evidence=min(1.0, max((f.evidence for f in frames), default=0.0) / 20),
        row=min(1.0, _row(texts) / 10),
        ring=_ring(texts),
    )


def _row(texts: Sequence[Text]) -> int:
    """Texts in the longest row whose middles (or turned ends) are evenly apart."""
    best = 0
    for lane in _lanes([(t, 0.0) for t in texts], lambda t: t.box.y0):
        middles = np.sort([t.box.cx for t, _ in lane])
        gaps = np.diff(middles)
        if len(gaps) > 1 and gaps.std() <= 0.06 * gaps.mean():
            best = max(best, len(lane))
    return best


def _ring(texts: Sequence[Text]) -> float:
    """One less the spread of the distances of texts from their middle, where there are enough of them."""
    if len(texts) < 5:
        return 0.0
    places = np.array([(t.box.cx, t.box.cy) for t in texts])
    low, high = places.min(axis=0), places.max(axis=0)
    apart = np.hypot(*(places - (low + high) / 2).T)
    return max(0.0, 1 - float(apart.std() / max(1.0, apart.mean())) * 2)


def _small(pixels: Any) -> Any:
    """A copy whose every pixel is one of the picture's: means would make colours that are not there."""
    step = max(1, math.ceil(max(pixels.shape[:2]) / _SIDE))
    return pixels[::step, ::step]


def _scales(numbers: Sequence[tuple[Text, float]]) -> tuple[int, int, int]:
    """Numbers on the longest even scale across, upward, and downward in steps of one."""
    across = up = down = 0
    rows = _lanes(numbers, lambda t: t.box.cy)
    columns = _lanes(numbers, lambda t: t.box.x1) + _lanes(numbers, lambda t: t.box.x0) + _lanes(numbers, lambda t: t.box.cx)
    for lane in rows:
        across = max(across, _even([(t.box.cx, v) for t, v in lane])[0])
    for lane in columns:
        count, slope, step = _even([(t.box.cy, v) for t, v in lane])
        if slope > 0 and abs(step - 1) < 0.01:
            down = max(down, count)
        else:
            up = max(up, count)
    return across, up, down


def _lanes(numbers: Sequence[tuple[Text, float]], place: Any) -> list[list[tuple[Text, float]]]:
    """Numbers that stand in line, within half of their height."""
    lanes: list[list[tuple[Text, float]]] = []
    for text, value in sorted(numbers, key=lambda n: place(n[0])):
        if lanes and abs(place(text) - place(lanes[-1][-1][0])) <= max(3.0, 0.4 * min(text.box.height, text.box.width)):
            lanes[-1].append((text, value))
        else:
            lanes.append([(text, value)])
    return [lane for lane in lanes if len(lane) > 2]


def _even(points: list[tuple[float, float]]) -> tuple[int, float, float]:
    """How many points lie on the best line (or line of logarithms), its slope, and the step of their values."""
    best = (0, 0.0, 0.0)
    points = sorted(points)[:40]
    for logs in (False, True):
        if logs:
            if any(v <= 0 for _, v in points):
                break
            points = [(p, math.log10(v)) for p, v in points]
        reach = max(p for p, _ in points) - min(p for p, _ in points)
        for (p, v), (q, w) in combinations(points[:14], 2):
            if abs(q - p) < 0.02 * reach or v == w:
                continue
            slope = (w - v) / (q - p)
            fit = [(a, b) for a, b in points if abs(v + slope * (a - p) - b) <= 0.012 * reach * abs(slope)]
            values = sorted({round(b, 9) for _, b in fit})
            if len(values) > best[0]:
                best = (len(values), slope, min((b - a for a, b in pairwise(values)), default=0.0))
    return best if best[0] > 2 else (0, 0.0, 0.0)


def glance(pixels: Any) -> str | None:
    """A sentence for what is plainly a photo or noise, before any text is looked for; None for all else.

    Neighbours are nowhere equal there and no colour is the ground, unlike in any drawing, saved however badly.
    """
    small = _small(pixels)
    keys = (small // 16).astype(np.int32) @ np.array([256, 16, 1])
    shares = np.sort(np.bincount(keys.ravel(), minlength=4096))[::-1] / keys.size
    steps = np.abs(np.diff(small.astype(np.int16), axis=1)).max(axis=2)
    restless = float(((steps > 1) & (steps < 24)).mean()) > 0.55 or float(shares[:12].sum()) < 0.3
    if restless and float((steps == 0).mean()) < 0.15 and float(shares[0]) < 0.5:
        return _PHOTO
    return None


_PHOTO = "The picture looks like a photo, not like a chart: nothing was drawn."
LEAST = 0.25
"""Chance of a chart below which a picture is refused."""


def chance(found: Signs) -> float:
    """How likely these are the signs of a chart, by boosted trees (fitted by `jupyter_viscode.bench.judging`)."""
    model = _model()
    values = astuple(found)
    total = float(model["start"]) + float(model["rate"]) * sum(_leaf(tree, values) for tree in model["trees"])
    return 1 / (1 + math.exp(-total))


def refusal(pixels: Any, texts: Sequence[Text], frames: Sequence[Frame] | None = None) -> str | None:
    """A sentence that says what the picture shows instead of a chart; None for a chart."""
    found = signs(pixels, texts, frames)
    if chance(found) >= LEAST or _framed(found) or _sliced(pixels):
        return None
    if found.texture > 0.25 or (found.flat < 0.6 and found.texts < 0.2):
        return _PHOTO
    if found.long > 0.4 or (found.texts > 0.5 and found.evidence < 0.3):
        return "The picture shows text or a table, not a chart: nothing was drawn."
    return "No axis, scale or slices can be read in the picture, so it is taken for no chart: nothing was drawn."


def _framed(found: Signs) -> bool:
    """Whether there is a frame with tick marks and labels along two sides: axes, even if no number on them could be read."""
    return found.ticks >= 0.5 and found.evidence >= 1.0


def _sliced(pixels: Any) -> bool:
    """Whether there is a large disc of several flat colours: a pie needs no scale."""
    small = np.ascontiguousarray(_small(pixels))
    keys = (small // 16).astype(np.int32) @ np.array([256, 16, 1])
    ground = np.median(small[keys == np.bincount(keys.ravel()).argmax()], axis=0)
    drawn = (np.abs(small.astype(np.int16) - ground).max(axis=2) > 24).astype(np.uint8)
    drawn = cv2.morphologyEx(drawn, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(drawn, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for outline in outlines:
        (x, y), radius = cv2.minEnclosingCircle(outline)
        round_enough = cv2.contourArea(outline) > 0.9 * math.pi * radius**2
        if radius < 0.12 * min(small.shape[:2]) or not round_enough:
            continue
        disc = cv2.circle(np.zeros_like(drawn), (round(x), round(y)), round(0.95 * radius), 1, -1).astype(bool)
        colours = (small[disc & (drawn > 0)] // 32).astype(np.int32) @ np.array([64, 8, 1])
        shares = np.sort(np.bincount(colours))[::-1] / max(1, len(colours))
        # Few colours, of which at least two are slices, fill the disc; a photo's round thing has hundreds.
        if len(shares) > 1 and shares[1] > 0.05 and shares[:16].sum() > 0.9:
            return True
    return False


def _leaf(tree: Any, values: Sequence[float]) -> float:
    while isinstance(tree, list):
        tree = tree[2] if values[tree[0]] <= tree[1] else tree[3]
    return float(tree)


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads((Path(__file__).parent / "judge.json").read_text(encoding="utf-8"))
    return model
