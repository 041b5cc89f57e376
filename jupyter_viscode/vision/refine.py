"""Analysis by synthesis: a program and the picture that it should redraw go in; programs that may be nearer come out.

Nothing here runs a program. Who asks draws each candidate, tells how alike it came out, and the search goes on from the best
one; it ends when a round brings no gain. It knows no more of a program than that it draws with pyplot, so it serves a
model's code as well as the embedded engine's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jupyter_viscode.vision.compare import similarity
from jupyter_viscode.vision.limits import needed
from jupyter_viscode.vision.reading import Reading

GAIN = 0.004
"""Less is not worth a line of code."""
MOST = 6
"""Programs that are drawn at most."""

Draw = Callable[[str], Any]
"""Pixels of what a program draws; None when it fails."""


@dataclass(frozen=True)
class Refined:
    """The best program that was found."""

    code: str
    score: float
    """0 to 1."""
    first: float
    """The score of the program that the search began with."""
    changes: tuple[str, ...] = ()
    """What was changed, few words each."""


def refine(code: str, given: Any, draw: Draw, drawn: Any = None, reading: Reading | None = None, most: int = MOST) -> Refined:
    """Search for a program that draws the picture more exactly.

    Parameters
    ----------
    given
        Pixels of the picture.
    draw
        Draws a program.
    drawn
        Pixels of what `code` draws, where they are known already.
    reading
        What was read in the picture, for its limits.
    """
    drawn = draw(code) if drawn is None else drawn
    if drawn is None:
        return Refined(code, 0.0, 0.0)
    first = score = similarity(given, drawn)
    changes: tuple[str, ...] = ()
    tried = 0
    for steps in _steps(code, given, drawn, reading):
        gained = True
        for what, line in steps:
            if tried >= most or not gained:
                break
            candidate = with_line(code, line)
            pixels = draw(candidate)
            tried += 1
            new = similarity(given, pixels) if pixels is not None else 0.0
            gained = new > score + GAIN
            if gained:
                code, score, changes = candidate, new, (*changes, what)
    return Refined(code, score, first, changes)


def _steps(code: str, given: Any, drawn: Any, reading: Reading | None) -> list[list[tuple[str, str]]]:
    """Rounds of changes: within a round each goes further the same way, and the first without gain ends it."""
    height, width = given.shape[:2]
    rounds: list[list[tuple[str, str]]] = []
    if abs(width / height / (drawn.shape[1] / drawn.shape[0]) - 1) > 0.02:
        inches = (round(width / 100, 2), round(height / 100, 2))
        if reading is not None and reading.inches is not None:
            inches = reading.inches
        rounds.append([("figure size", f"plt.gcf().set_size_inches({inches[0]!r}, {inches[1]!r})")])
    places = _places(reading)
    if places:
        rounds.append([("place of the axes", places)])
    limits = _limits(reading)
    if limits and not _has_limits(code, limits):
        rounds.append([("axis limits", limits)])
    return rounds


def _places(reading: Reading | None) -> str:
    """Where the only plot area stands in the figure, or the room between those of an even grid."""
    if reading is None or reading.inches is None or any(p.kind != "cartesian" or p.grid[0] < 0 for p in reading.panels):
        return ""
    boxes = [p.box for p in reading.panels]
    if len(boxes) != reading.rows * reading.columns:
        return ""
    width, height = reading.size
    ends = {
        "left": min(b.x0 for b in boxes) / width,
        "right": max(b.x1 for b in boxes) / width,
        "bottom": 1 - max(b.y1 for b in boxes) / height,
        "top": 1 - min(b.y0 for b in boxes) / height,
    }
    for name, count, low, high, sizes in (
        ("wspace", reading.columns, ends["left"] * width, ends["right"] * width, [b.width for b in boxes]),
        ("hspace", reading.rows, (1 - ends["top"]) * height, (1 - ends["bottom"]) * height, [b.height for b in boxes]),
    ):
        if count > 1:
            size = sum(sizes) / len(sizes)
            ends[name] = max(0.0, (high - low - count * size) / (count - 1) / size)
    return f"plt.subplots_adjust({', '.join(f'{name}={value:.3g}' for name, value in ends.items())})"


def _limits(reading: Reading | None) -> str:
    """The limits of the only panel, as far as they are not those that matplotlib chooses by itself."""
    if reading is None or len(reading.panels) != 1:
        return ""
    panel = reading.panels[0]
    if panel.kind != "cartesian":
        return ""
    calls = []
    for name, axis, ends in (("x", panel.x, (panel.box.x0, panel.box.x1)), ("y", panel.y, (panel.box.y1, panel.box.y0))):
        if axis.scale in ("linear", "log") and needed(panel, name == "y")[0]:
            low, high = (float(f"{axis.value(end):.4g}") for end in ends)
            calls.append(f"plt.gca().set_{name}lim({low!r}, {high!r})")
    return "; ".join(calls)


def _has_limits(code: str, limits: str) -> bool:
    """Whether a program sets these limits already: drawing it once more would tell nothing."""
    call = r"set_([xy])lim\(([-+.\de]+), ([-+.\de]+)\)"
    own = [(name, float(low), float(high)) for name, low, high in re.findall(call, code)]
    for name, low, high in re.findall(call, limits):
        ends = float(low), float(high)
        near = 0.01 * abs(ends[1] - ends[0])
        if not any(n == name and abs(a - ends[0]) <= near and abs(b - ends[1]) <= near for n, a, b in own):
            return False
    return True


def with_line(code: str, line: str) -> str:
    """`code` with a line that sees the finished figure: before it is shown; instead of a layout that it undoes."""
    lines = code.rstrip().splitlines()
    if line.startswith("plt.subplots_adjust("):
        lines = [one for one in lines if not re.fullmatch(r"(plt|fig|figure)\.tight_layout\(\)", one)]
    for place in range(len(lines) - 1, -1, -1):
        if re.match(r"(plt|fig|figure)\.(show|savefig|close)\(", lines[place]):
            return "\n".join([*lines[:place], line, *lines[place:]]) + "\n"
    return "\n".join([*lines, line]) + "\n"
