"""What a reader of marks gets to see: the inside of one plot area, its ground, axes, legend entries, and what to leave out.

Enters: pixels, a box, axes and texts. Leaves: a `Plot` with masks that several readers share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import cv2
import numpy as np

from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.pixels import (
    Segment,
    border_color,
    channel_max,
    channel_min,
    dark_lines,
    distance,
    hex_of,
    mode_color,
    pack,
    rgb_of,
    runs,
    thin_lines,
    unpack,
)
from jupyter_viscode.vision.reading import Axis, Box, Text

Found = TypeVar("Found")

ROW = 34
"""Pixels of a plot area with room for one row of bars, which may fill it."""


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
    crop = image[y0:y1, x0:x1].copy()
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
                _letter(plot, t.box)
            inside.append(t)
    plot.texts = tuple(inside)
    _rule(plot)
    return plot


def _letter(plot: Plot, box: Box) -> None:
    """Pixels under a text; of dark letters on open ground not the coloured ones, as of a point that has its name above it."""
    rows = slice(max(0, int(box.y0) - plot.top), max(0, int(box.y1) - plot.top))
    columns = slice(max(0, int(box.x0) - plot.left), max(0, int(box.x1) - plot.left))
    here = plot.image[rows, columns]
    under = np.ones(here.shape[:2], bool)
    gaps = distance(here, plot.face)
    if gaps.size and (gaps <= 12).mean() > 0.4:
        tints = channel_max(here).astype(int) - channel_min(here)
        if np.median(tints[gaps >= 0.8 * gaps.max()]) < 30:
            under = tints < 40
    plot.lettered[rows, columns] |= under


def _paint(mask: np.ndarray, box: Box, x0: int, y0: int, margin: int) -> None:
    mask[
        max(0, int(box.y0) - y0 - margin) : max(0, int(box.y1) - y0 + margin),
        max(0, int(box.x0) - x0 - margin) : max(0, int(box.x1) - x0 + margin),
    ] = True


def _ground(crop: np.ndarray, back: tuple[int, int, int]) -> tuple[int, int, int]:
    """Colour of the ground: the figure's where much of it is seen, else the commonest along the rim, unless rare inside."""
    if (distance(crop, back) <= 3).mean() > 0.2 or _open(crop, back) or min(crop.shape[:2]) < ROW:
        return back
    d = min(4, crop.shape[0] // 4, crop.shape[1] // 4)
    rim = np.concatenate([crop[d], crop[-1 - d], crop[:, d], crop[:, -1 - d]])
    first = mode_color(rim[None])
    inside = mode_color(crop)
    share = (distance(crop, first) <= 4).mean()
    return first if share > 0.1 or first == inside else inside


def _open(crop: np.ndarray, back: tuple[int, int, int]) -> bool:
    """Whether the figure's ground reaches into a plot area in a piece broader than lines are."""
    mask = (distance(crop, back) <= 3).astype(np.uint8)
    core = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=4)
    rim = set(np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])).tolist()) - {0}
    return sum(int(stats[k, 4]) for k in rim) > 0.03 * mask.size


def _rule(plot: Plot) -> None:
    """Finds grid lines and other straight lines that cross the whole area."""
    plot.ruled = np.zeros(plot.image.shape[:2], bool)
    rest: dict[str, list[Segment]] = {}
    grids: dict[str, list[Segment]] = {}
    for along in ("x", "y"):
        for members in _crossing(plot, along):
            (grids if _is_grid(plot, along, members) else rest).setdefault(along, []).extend(members)
    for along, other in (("x", "y"), ("y", "x")):
        shades = [m.color for m in grids.get(other, [])]
        alike = [m for m in rest.get(along, []) if any(np.abs(np.subtract(m.color, c)).max() <= 6 for c in shades)]
        if alike and max(max(m.color) - min(m.color) for m in alike) <= 30:  # a gray grid runs both ways
            grids.setdefault(along, []).extend(alike)
            rest[along] = [m for m in rest[along] if m not in alike]
    for along in ("x", "y"):
        if not grids.get(along):
            grids.setdefault(along, []).extend(_broken(plot, along))
        grids.setdefault(along, []).extend(_faint(plot, along, grids.get(along, [])))
    grids = {along: members + _covered(plot, along, members) for along, members in grids.items() if members}
    for m in (m for members in grids.values() for m in members):
        _strike(plot, m)
        _heal(plot, m)
    plot.lines = tuple(m for members in rest.values() for m in members)
    if grids:
        shades = [m.color for members in grids.values() for m in members]
        plot.grid = hex_of(max(shades, key=lambda c: int(np.abs(np.subtract(c, plot.face)).max())))
        plot.grid_axes = "both" if len(grids) == 2 else "y" if "x" in grids else "x"


def _crossing(plot: Plot, along: str) -> list[list[Segment]]:
    """Straight lines from edge to edge, by colour."""
    extent = plot.width if along == "x" else plot.height
    crossing = [s for s in thin_lines(plot.image, along, int(0.5 * extent), 8) if s.length >= 0.9 * extent]  # type: ignore[arg-type]
    crossing += [
        s for s in dark_lines(plot.image, along, int(0.9 * extent), 120)  # type: ignore[arg-type]
        if s.length >= 0.95 * extent and not any(abs(s.at - c.at) < 3 for c in crossing)
    ]  # fmt: skip
    groups: dict[tuple[int, ...], list[Segment]] = {}
    for s in _unique(crossing):
        home = next((g for g in groups if np.abs(np.subtract(g, s.color)).max() <= 40), s.color)
        groups.setdefault(home, []).append(s)
    return list(groups.values())


def _is_grid(plot: Plot, along: str, members: list[Segment]) -> bool:
    """Whether lines of one colour stand at ticks, or are many gray ones."""
    axis, start = (plot.y, plot.top) if along == "x" else (plot.x, plot.left)
    marks = [t[0] - start for t in axis.ticks]
    shade = members[0].color
    at_ticks = sum(any(abs(m.at - t) <= 3 for t in marks) for m in members)
    gray = max(shade) - min(shade) <= 30
    placed = at_ticks >= 0.6 * len(members)
    several = (len(members) >= 2 or (gray and min(shade) > 90)) and (gray or len(members) >= 3)
    return (placed and several) or (len(members) >= 4 and gray)


def _covered(plot: Plot, along: str, members: list[Segment]) -> list[Segment]:
    """Lines of a grid that are seen in part only, as marks lie on them."""
    image = plot.image if along == "x" else plot.image.transpose(1, 0, 2)
    same = distance(image, members[0].color) <= 6
    share = same.mean(1)
    out: list[Segment] = []
    for at in np.flatnonzero(share > 0.4):
        low, high = max(0, at - 3), min(len(share) - 1, at + 3)
        if share[low] < 0.2 and share[high] < 0.2 and all(abs(m.at - at) > 2 for m in members + out):
            out.append(Segment(members[0].along, float(at), 0, image.shape[1], members[0].color, members[0].thickness))
    return out


def _broken(plot: Plot, along: str) -> list[Segment]:
    """Lines of dots or dashes at ticks, from edge to edge: at least two of one gray."""
    axis, start = (plot.y, plot.top) if along == "x" else (plot.x, plot.left)
    image = plot.image if along == "x" else plot.image.transpose(1, 0, 2)
    contrast = distance(image, plot.face)
    ink = contrast > 20
    found: list[Segment] = []
    for tick, _ in axis.ticks:
        low, high = max(0, int(tick - start) - 2), min(len(ink), int(tick - start) + 4)
        if high <= low:
            continue
        row = low + int(ink[low:high].sum(1).argmax())
        ends = [(0, 0), *runs(ink[row]), (ink.shape[1], ink.shape[1])]
        gaps = np.array([b[0] - a[1] for a, b in pairwise(ends)])
        regular = len(gaps) > 12 and int(gaps.max()) < 0.08 * ink.shape[1] and int(np.median(gaps)) <= 12
        if not regular or not 0.15 < ink[row].mean() < 0.85:
            continue
        strong = image[row][contrast[row] >= np.percentile(contrast[row][ink[row]], 75)]
        r, g, b = (int(v) for v in np.median(strong, axis=0))
        if max(r, g, b) - min(r, g, b) <= 30:
            found.append(Segment("x" if along == "x" else "y", float(row), 0, ink.shape[1], (r, g, b)))
    alike = [m for m in found if all(np.abs(np.subtract(m.color, o.color)).max() <= 40 for o in found)]
    return alike if len(alike) >= 2 else []


def _faint(plot: Plot, along: str, known: list[Segment]) -> list[Segment]:
    """Gray lines at ticks of which much lies under marks: at least two of one colour."""
    axis, start = (plot.y, plot.top) if along == "x" else (plot.x, plot.left)
    image = plot.image if along == "x" else plot.image.transpose(1, 0, 2)
    bare = distance(image, plot.face) <= 4
    found = []
    for at in (round(t[0] - start) for t in axis.ticks):
        if not 4 <= at < len(image) - 4 or any(abs(m.at - at) <= 3 for m in known):
            continue
        rows = list(range(at - 1, at + 2))
        seen = [bare[r - 3] & bare[r + 3] & ~bare[r] for r in rows]
        row, mask = max(zip(rows, seen, strict=True), key=lambda p: int(p[1].sum()))
        if mask.mean() < 0.12 or mask.sum() < 0.9 * (bare[row - 3] & bare[row + 3]).sum():
            continue
        color = mode_color(image[row][mask][None])
        if max(color) - min(color) <= 12 and (distance(image[row][mask][None], color) <= 6).mean() > 0.8:
            found.append(Segment("x" if along == "x" else "y", float(row), 0, image.shape[1], color))
    return [f for f in found if sum(np.abs(np.subtract(f.color, o.color)).max() <= 6 for o in found + known) >= 2]


def _heal(plot: Plot, line: Segment) -> None:
    """Takes a grid line away where it shines through a mark."""
    image = plot.image if line.along == "x" else plot.image.transpose(1, 0, 2)
    low, high = int(np.floor(line.at - line.thickness / 2)), int(np.ceil(line.at + line.thickness / 2))
    if low < 3 or high + 3 >= len(image):
        return
    before, after = image[low - 2].astype(float), image[high + 2].astype(float)
    middle = (before + after) / 2
    span = np.asarray(line.color, float) - np.asarray(plot.face, float)
    even = (np.abs(before - after).max(-1) <= 8) & (distance(middle[None], plot.face)[0] > 8)
    for row in range(low, high + 1):
        wide = image[row] - middle
        share = (wide @ span) / max(1.0, float(span @ span))
        faint = even & (share > 0) & (share < 1.0) & (np.abs(wide - share[:, None] * span).max(-1) < 14)
        image[row][faint] = middle[faint].astype(np.uint8)


def _strike(plot: Plot, line: Segment) -> None:
    """Marks the pixels of a grid line, also where they are a mixture with the ground."""
    low, high = int(np.floor(line.at - line.thickness / 2 - 0.5)), int(np.ceil(line.at + line.thickness / 2 + 0.5)) + 1
    near = plot.image[max(0, low) : high] if line.along == "x" else plot.image[:, max(0, low) : high]
    face = np.asarray(plot.face, float)
    span = np.asarray(line.color, float) - face
    share = ((near - face) @ span) / max(1.0, float(span @ span))
    off = channel_max(np.abs(near - (face + share[..., None] * span)))
    like = (off < 24) & (share < 1.5)
    if line.along == "x":
        plot.ruled[max(0, low) : high] |= like
    else:
        plot.ruled[:, max(0, low) : high] |= like


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
