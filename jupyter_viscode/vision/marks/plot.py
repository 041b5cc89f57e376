"""What a reader of marks gets to see: the inside of one plot area, its ground, axes, legend entries, and what to leave out.

Enters: pixels, a box, axes and texts. Leaves: a `Plot` with masks that several readers share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.pixels import (
    Segment,
    border_color,
    dark_lines,
    distance,
    mode_color,
    pack,
    rgb_of,
    thin_lines,
    unpack,
)
from jupyter_viscode.vision.reading import Axis, Box, Text

Found = TypeVar("Found")


@dataclass
class Plot:
    """The inside of a plot area."""

    image: np.ndarray
    """Pixels inside the frame."""
    left: int
    top: int
    x: Axis
    y: Axis
    face: tuple[int, int, int]
    keys: tuple[Key, ...] = ()
    hidden: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))
    """Pixels that belong to a legend or an inset."""
    lettered: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))
    """Pixels under a text."""
    ruled: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))
    """Pixels of grid lines."""
    lines: tuple[Segment, ...] = ()
    """Straight lines across the whole area that are no grid lines."""
    grid: str = ""
    grid_axes: str = ""
    texts: tuple[Text, ...] = ()
    y2: Axis | None = None
    taken: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), bool))
    """Pixels that a reader has already explained."""

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.image.shape[0])

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.image.shape[1])

    def ink(self, least: int = 30) -> np.ndarray:
        """What stands out from the ground and is neither legend nor grid."""
        return (distance(self.image, self.face) > least) & ~self.hidden & ~self.ruled  # type: ignore[no-any-return]

    def values(self, axis: Axis, pixels: np.ndarray, start: int) -> tuple[float, ...]:
        """Values at pixels of the area."""
        numbers = axis.slope * (np.asarray(pixels, float) + start) + axis.offset
        if axis.scale == "log":
            numbers = 10.0 ** np.clip(numbers, -300, 300)
        return tuple(float(v) for v in numbers)

    def xs(self, pixels: Sequence[float] | np.ndarray) -> tuple[float, ...]:
        """Values of columns."""
        return self.values(self.x, np.asarray(pixels, float), self.left)

    def ys(self, pixels: Sequence[float] | np.ndarray) -> tuple[float, ...]:
        """Values of rows."""
        return self.values(self.y, np.asarray(pixels, float), self.top)


def open_plot(
    image: np.ndarray, box: Box, x: Axis, y: Axis, keys: Sequence[Key], hide: Sequence[Box], texts: Sequence[Text]
) -> Plot:
    """The inside of a plot area, with its masks."""
    x0, y0, x1, y1 = int(np.ceil(box.x0)) + 2, int(np.ceil(box.y0)) + 2, int(box.x1) - 2, int(box.y1) - 2
    x1, y1 = max(x1, x0 + 4), max(y1, y0 + 4)
    crop = image[y0:y1, x0:x1]
    plot = Plot(crop, x0, y0, x, y, _ground(crop, border_color(image)), tuple(keys))
    shape = crop.shape[:2]
    plot.hidden, plot.lettered = np.zeros(shape, bool), np.zeros(shape, bool)
    plot.taken = np.zeros(shape, bool)
    for b in hide:
        _paint(plot.hidden, b, x0, y0, 3)
    inside = []
    for t in texts:
        if box.x0 < t.box.cx < box.x1 and box.y0 < t.box.cy < box.y1:
            if len(t.text) > 1 or t.text.isdigit():  # a lone letter may be a marker
                _paint(plot.lettered, t.box, x0, y0, 0)
            inside.append(t)
    plot.texts = tuple(inside)
    _rule(plot)
    return plot


def _paint(mask: np.ndarray, box: Box, x0: int, y0: int, margin: int) -> None:
    mask[
        max(0, int(box.y0) - y0 - margin) : max(0, int(box.y1) - y0 + margin),
        max(0, int(box.x0) - x0 - margin) : max(0, int(box.x1) - x0 + margin),
    ] = True


def _ground(crop: np.ndarray, back: tuple[int, int, int]) -> tuple[int, int, int]:
    """Colour of the ground: the figure's where much of it is seen, else the commonest along the rim, unless rare inside."""
    if (distance(crop, back) <= 3).mean() > 0.2:
        return back
    d = min(4, crop.shape[0] // 4, crop.shape[1] // 4)
    rim = np.concatenate([crop[d], crop[-1 - d], crop[:, d], crop[:, -1 - d]])
    first = mode_color(rim[None])
    inside = mode_color(crop)
    share = (distance(crop, first) <= 4).mean()
    return first if share > 0.1 or first == inside else inside


def _rule(plot: Plot) -> None:
    """Finds grid lines and other straight lines that cross the whole area."""
    plot.ruled = np.zeros(plot.image.shape[:2], bool)
    others: list[Segment] = []
    ways = []
    color = None
    for along, extent, axis, start in (("x", plot.width, plot.y, plot.top), ("y", plot.height, plot.x, plot.left)):
        crossing = [s for s in thin_lines(plot.image, along, int(0.5 * extent), 8) if s.length >= 0.9 * extent]  # type: ignore[arg-type]
        crossing += [
            s for s in dark_lines(plot.image, along, int(0.9 * extent), 120)  # type: ignore[arg-type]
            if s.length >= 0.95 * extent and not any(abs(s.at - c.at) < 3 for c in crossing)
        ]  # fmt: skip
        marks = [t[0] - start for t in axis.ticks]
        groups: dict[tuple[int, ...], list[Segment]] = {}
        for s in _unique(crossing):
            home = next((g for g in groups if np.abs(np.subtract(g, s.color)).max() <= 40), s.color)
            groups.setdefault(home, []).append(s)
        for shade, members in groups.items():
            at_ticks = sum(any(abs(m.at - t) <= 3 for t in marks) for m in members)
            gray = max(shade) - min(shade) <= 30
            is_grid = (
                at_ticks >= 0.6 * len(members)
                and (len(members) >= 2 or (gray and min(shade) > 90))
                and (gray or len(members) >= 3)
            )
            is_grid = is_grid or (len(members) >= 4 and gray)
            if not is_grid:
                others += members
                continue
            ways.append("y" if along == "x" else "x")
            if color is None or np.abs(np.subtract(shade, plot.face)).max() > np.abs(np.subtract(color, plot.face)).max():
                color = shade
            for m in members:
                low, high = int(np.floor(m.at - m.thickness / 2 - 0.5)), int(np.ceil(m.at + m.thickness / 2 + 0.5)) + 1
                near = plot.image[max(0, low) : high] if along == "x" else plot.image[:, max(0, low) : high]
                face, tint = np.asarray(plot.face, float), np.asarray(shade, float)
                span = tint - face
                share = ((near - face) @ span) / max(1.0, float(span @ span))
                off = np.abs(near - (face + share[..., None] * span)).max(-1)
                like = (off < 24) & (share < 1.5)
                if along == "x":
                    plot.ruled[max(0, low) : high] |= like
                else:
                    plot.ruled[:, max(0, low) : high] |= like
    plot.lines = tuple(others)
    if ways and color is not None:
        from jupyter_viscode.vision.pixels import hex_of

        plot.grid = hex_of(color)
        plot.grid_axes = "both" if len(set(ways)) == 2 else ways[0]


def _unique(lines: list[Segment]) -> list[Segment]:
    """One line where neighbouring rows were found as two."""
    out: list[Segment] = []
    for line in sorted(lines, key=lambda s: s.at):
        if out and line.at - out[-1].at <= 2.5:
            if sum(line.color) < sum(out[-1].color):
                out[-1] = line
            continue
        out.append(line)
    return out


def flat_colors(plot: Plot, least: int = 40) -> list[tuple[tuple[int, int, int], int]]:
    """Colours that whole regions have, most frequent first; near ones count as one."""
    free = ~plot.hidden & ~plot.ruled & ~plot.taken
    codes, counts = np.unique(pack(plot.image)[free], return_counts=True)
    order = np.argsort(-counts)
    out: list[tuple[tuple[int, int, int], int]] = []
    total = int(counts.sum()) or 1
    limit = max(least, int(0.00025 * total))
    for k in order[:400]:
        if counts[k] < limit:
            break
        color = unpack(int(codes[k]))
        if max(abs(a - b) for a, b in zip(color, plot.face, strict=True)) <= 11:
            continue
        if any(max(abs(a - b) for a, b in zip(color, c, strict=True)) <= 9 for c, _ in out):
            continue
        out.append((color, int(counts[k])))
        if len(out) >= 60:
            break
    return out


def unmix(plot: Plot, color: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel, how much of a colour lies over the ground, and how far the pixel is from any such mixture."""
    face, tint = np.asarray(plot.face, float), np.asarray(color, float)
    span = tint - face
    wide = plot.image.astype(float) - face
    share = (wide @ span) / max(1.0, float(span @ span))
    off = np.sqrt(((wide - np.clip(share, 0, 1)[..., None] * span) ** 2).sum(-1))
    return share, off


def key_color(key: Key) -> tuple[int, int, int]:
    """A legend entry's colour as numbers."""
    return rgb_of(key.color)


def fuller_way(find: Callable[[Plot, bool], list[Found]], plot: Plot) -> tuple[list[Found], bool]:
    """What is found standing or, where that is more, lying; and whether it stands."""
    standing, lying = find(plot, True), find(plot, False)
    return (standing, True) if len(standing) >= len(lying) else (lying, False)
