"""Lines of a grid that marks out a plot area by itself: whole lines out of pieces, their reach, what lies past the outermost.

Enters: thin lines, texts. Leaves: the same lines, mended; boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from jupyter_viscode.vision.pixels import Segment
from jupyter_viscode.vision.reading import Box, Text


def rejoined(lines: Sequence[Segment]) -> list[Segment]:
    """Each line as one, where marks that cross it cut it into pieces of one colour."""
    out: list[Segment] = []
    for line in sorted(lines, key=lambda s: (round(s.at), s.low)):
        last = out[-1] if out else line
        alike = abs(last.at - line.at) <= 1 and np.abs(np.subtract(last.color, line.color)).max() <= 40
        if out and alike and 0 <= line.low - last.high <= last.length:
            out[-1] = replace(last, high=line.high)
        else:
            out.append(line)
    return out


def freed(line: Segment, texts: Sequence[Text]) -> Segment:
    """A line without its end in a label: the ground between two digits goes on as a line does."""
    for text in texts:
        b = text.box
        if line.along == "y" and b.x0 < line.at < b.x1 and b.y0 <= line.high <= b.y1 + 2 and line.low < b.y0 - 4:
            return replace(line, high=int(b.y0) - 4)
    return line


def evenly(places: Sequence[float]) -> bool:
    """Whether lines stand at whole steps of each other, as those of a grid do; edges in a view of space do not."""
    steps = np.diff(places)
    steps = steps[steps > 3]
    return bool(len(steps)) and bool((np.abs(steps / steps.min() - np.round(steps / steps.min())) < 0.15).all())


def beyond(box: Box, step: float, level: bool, texts: Sequence[Text]) -> Box:
    """An area that goes on past the outermost grid lines, as far as no text stands there."""
    if level:
        over = [t.box for t in texts if t.box.x1 > box.x0 + 4 and t.box.x0 < box.x1 - 4]
        top = max([box.y0 - step, 0.0, *(b.y1 for b in over if b.y1 < box.y0 + 2)])
        under = min([box.y1 + step, *(b.y0 for b in over if b.cy > box.y1)])
        return Box(box.x0, min(top, box.y0), box.x1, max(under - 4, box.y1) if under < box.y1 + step else under)
    beside = [t.box for t in texts if t.box.y1 > box.y0 + 4 and t.box.y0 < box.y1 - 4]
    left = max([box.x0 - step, 0.0, *(b.x1 for b in beside if b.x1 < box.x0 + 2)])
    right = min([box.x1 + step, *(b.x0 for b in beside if b.cx > box.x1)])
    return Box(min(left + 4 if left > box.x0 - step else left, box.x0), box.y0, max(right, box.x1), box.y1)
