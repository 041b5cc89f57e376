"""Small questions about pixels: which colours, where are thin straight lines, what is background.

Enters: uint8 pixels, red first. Leaves: arrays, colours as hex, and `Segment` lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class Segment:
    """A thin straight line along a row or a column; `at` is its middle across, `low` and `high` its ends (high outside)."""

    along: Literal["x", "y"]
    at: float
    low: int
    high: int
    color: tuple[int, int, int]
    thickness: int = 1

    @property
    def length(self) -> int:
        """Pixels from end to end."""
        return self.high - self.low


def hex_of(color: np.ndarray | tuple[int, ...]) -> str:
    """``#rrggbb``."""
    r, g, b = (int(np.clip(round(float(v)), 0, 255)) for v in color[:3])
    return f"#{r:02x}{g:02x}{b:02x}"


def rgb_of(code: str) -> tuple[int, int, int]:
    """The numbers of ``#rrggbb``."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def channel_max(values: np.ndarray) -> np.ndarray:
    """Largest value over the channels, for each pixel; numpy's own ``max`` over so short an axis is several times slower."""
    return reduce(np.maximum, (values[..., k] for k in range(values.shape[-1])))


def channel_min(values: np.ndarray) -> np.ndarray:
    """Smallest value over the channels, for each pixel."""
    return reduce(np.minimum, (values[..., k] for k in range(values.shape[-1])))


def distance(image: np.ndarray, color: np.ndarray | tuple[int, ...]) -> np.ndarray:
    """Largest difference over the channels, for each pixel."""
    return channel_max(np.abs(image.astype(np.int16) - np.asarray(color, np.int16)[:3]))


def pack(image: np.ndarray) -> np.ndarray:
    """One number for each pixel's colour."""
    wide = image.astype(np.int32)
    return (wide[..., 0] << 16) | (wide[..., 1] << 8) | wide[..., 2]


def unpack(code: int) -> tuple[int, int, int]:
    """The colour of a packed number."""
    return code >> 16 & 255, code >> 8 & 255, code & 255


def mode_color(image: np.ndarray) -> tuple[int, int, int]:
    """The most frequent colour; near ones are counted together where none is frequent."""
    codes = pack(image).ravel()
    if not codes.size:
        return 255, 255, 255
    values, counts = np.unique(codes, return_counts=True)
    best = int(counts.argmax())
    if counts[best] < 0.1 * codes.size:
        coarse = (image.reshape(-1, 3) >> 3).astype(np.int32)
        keys = (coarse[:, 0] << 10) | (coarse[:, 1] << 5) | coarse[:, 2]
        top = int(np.bincount(keys).argmax())
        mean = np.median(image.reshape(-1, 3)[keys == top], axis=0)
        return int(mean[0]), int(mean[1]), int(mean[2])
    return unpack(int(values[best]))


def border_color(image: np.ndarray) -> tuple[int, int, int]:
    """Background of the figure: the mode of a thin rim."""
    rim = np.concatenate(
        [image[:3].reshape(-1, 3), image[-3:].reshape(-1, 3), image[:, :3].reshape(-1, 3), image[:, -3:].reshape(-1, 3)]
    )
    return mode_color(rim[None])


def runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """Beginnings and ends (outside) of the true stretches of a flat mask."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def thin_lines(image: np.ndarray, along: Literal["x", "y"], shortest: int, contrast: int = 18) -> list[Segment]:
    """Straight thin lines of one colour that differ from what lies on both sides.

    Lines up to 4 pixels thick are found; a line that a thing crosses comes back in one piece when the gap is small.
    """
    picture = image if along == "x" else image.transpose(1, 0, 2)
    height = picture.shape[0]
    wide = picture.astype(np.int16)
    found: list[Segment] = []
    reach = 3
    padded = np.concatenate([wide[:1]] * reach + [wide] + [wide[-1:]] * reach)
    above = channel_max(np.abs(wide - padded[:height])) > contrast
    below = channel_max(np.abs(wide - padded[2 * reach : 2 * reach + height])) > contrast
    ridge = above & below
    steady = channel_max(np.abs(np.diff(wide, axis=1))) <= 45
    candidates = np.flatnonzero(ridge.sum(1) >= shortest)
    rows: dict[int, list[tuple[int, int, tuple[int, int, int]]]] = {}
    for line in candidates:
        row = int(line)
        joined = ridge[row].copy()
        joined[1:] &= steady[row] | ~ridge[row][:-1]
        pieces = [(a, b) for a, b in runs(joined) if b - a >= 6]
        if not pieces:
            continue
        for low, high, color in _join(pieces, wide[row]):
            if high - low >= shortest:
                rows.setdefault(int(row), []).append((low, high, color))
    used: set[tuple[int, int]] = set()
    for row in sorted(int(r) for r in rows):
        for k, (low, high, color) in enumerate(rows[row]):
            if (row, k) in used:
                continue
            members = [(row, low, high, color)]
            step = row
            while step + 1 in rows and step + 1 - row < 5:
                near = [
                    (j, p)
                    for j, p in enumerate(rows[step + 1])
                    if abs(p[0] - low) <= 4 and abs(p[1] - high) <= 4 and (step + 1, j) not in used
                ]
                if not near:
                    break
                used.add((step + 1, near[0][0]))
                members.append((step + 1, *near[0][1]))
                step += 1
            contrasts = [np.abs(np.asarray(m[3]) - padded[max(0, m[0])][(m[1] + m[2]) // 2]).max() for m in members]
            strongest = members[int(np.argmax(contrasts))]
            found.append(
                Segment(along, float(np.mean([m[0] for m in members])), min(m[1] for m in members), max(m[2] for m in members),
                        strongest[3], len(members))
            )  # fmt: skip
    return found


def dark_lines(image: np.ndarray, along: Literal["x", "y"], shortest: int, limit: int = 150) -> list[Segment]:
    """Thin dark lines, whatever touches them: spines have bars and areas at their side."""
    picture = image if along == "x" else image.transpose(1, 0, 2)
    dark = channel_max(picture) < limit
    height = dark.shape[0]
    padded = np.concatenate([dark[:1]] * 4 + [dark] + [dark[-1:]] * 4)  # the rim of a dark picture is no line
    lone = dark & ~(padded[:height] & padded[8 : 8 + height])
    lone &= ~(padded[1 : 1 + height] & padded[7 : 7 + height])
    found: list[Segment] = []
    open_at: dict[int, list[Segment]] = {}
    for row in np.flatnonzero(lone.sum(1) >= shortest):
        line = lone[row].copy()
        gap = ~line
        for a, b in runs(gap):
            if b - a <= 3 and a > 0 and b < len(line):
                line[a:b] = True
        for a, b in runs(line):
            if b - a < shortest:
                continue
            color = np.median(picture[row, a:b], axis=0)
            segment = Segment(along, float(row), a, b, (int(color[0]), int(color[1]), int(color[2])))
            previous = [s for s in open_at.get(int(row) - 1, []) if abs(s.low - a) <= 6 and abs(s.high - b) <= 6]
            if previous and previous[0].thickness < 5:
                old = previous[0]
                thick = old.thickness + 1
                weight = [max(1.0, 255 - sum(s.color) / 3) for s in (old, segment)]  # white ones weigh a little, too
                at = (old.at * weight[0] * old.thickness + row * weight[1]) / (weight[0] * old.thickness + weight[1])
                darker = old.color if sum(old.color) < sum(segment.color) else segment.color
                segment = Segment(along, at, min(old.low, a), max(old.high, b), darker, thick)
                found = [f for f in found if f is not old]
                open_at[int(row) - 1] = [f for f in open_at[int(row) - 1] if f is not old]
            found.append(segment)
            open_at.setdefault(int(row), []).append(segment)
    return found


def _join(pieces: list[tuple[int, int]], line: np.ndarray) -> list[tuple[int, int, tuple[int, int, int]]]:
    """Pieces of like colour with small gaps between them become one."""
    merged: list[list[float]] = []
    colors: list[np.ndarray] = []
    for low, high in pieces:
        color = np.median(line[low:high], axis=0)
        close = 70 if merged and low - merged[-1][1] <= 4 else 40
        if merged and low - merged[-1][1] <= 14 and np.abs(color - colors[-1]).max() <= close:
            merged[-1][1] = high
            merged[-1][2] += high - low
        else:
            merged.append([low, high, high - low])
            colors.append(color)
    return [
        (int(a), int(b), (int(c[0]), int(c[1]), int(c[2])))
        for (a, b, n), c in zip(merged, colors, strict=True)
        if n >= 0.6 * (b - a)
    ]
