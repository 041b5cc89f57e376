"""The part that each text plays: tick label, axis label, title, legend entry, or a note on the plot.

Enters: texts, plot areas, what the axes and legends used up. Leaves: `Label` tuples for panels and the figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from jupyter_viscode.vision.pixels import distance, hex_of, mode_color
from jupyter_viscode.vision.reading import Box, Label, Text, TextRole
from jupyter_viscode.vision.text_sizes import em_of


def assign(image: np.ndarray, texts: Sequence[Text], boxes: Sequence[Box], dpi: float) -> tuple[list[list[Label]], list[Label]]:
    """Labels of each plot area, and those of the figure; `texts` are those that are neither ticks nor legend entries."""
    per_panel: list[list[Label]] = [[] for _ in boxes]
    loose: list[Label] = []
    taken: set[tuple[int, TextRole]] = set()
    blocks = join_lines([t for t in texts if legible(t) or (_home(t.box, boxes) is None and _is_letter(image, t))])
    rest: list[Text] = []
    for text in blocks:
        home = _home(text.box, boxes)
        if home is not None:
            per_panel[home].append(_label(image, text, "annotation", dpi))
        else:
            rest.append(text)
    for text in sorted(rest, key=lambda t: -len(t.text)):
        choice = _outside(text, boxes, taken, rest)
        if choice is None:
            loose.append(_label(image, text, "figure", dpi))
            continue
        index, role = choice
        if role != "annotation":
            taken.add((index, role))
        per_panel[index].append(_label(image, text, role, dpi))
    return per_panel, loose


def legible(text: Text) -> bool:
    """Whether something is a text at all, and not a marker or a stroke taken for one."""
    words = text.text.strip()
    if not words or text.score < 0.5:
        return False
    if set(words) <= set("oO0QD°8@") and (text.score < 0.8 or any(c in "oO°@QD" for c in words)):
        return False
    if len(words) == 1 and not words.isdigit():
        return words.isascii() and words.isalpha() and text.score > 0.9 and words not in "oOlIiXxvVcCtT"
    odd = sum(not (c.isascii() or c in "°±×·µαβγδεθλμπρστφχψωΔΣΩ→←↑↓≤≥≈²³⁻⁰¹⁴⁵⁶⁷⁸⁹éèüöäñçáíóúâêô–—…€£") for c in words)
    return odd <= 0.3 * len(words) or (text.score > 0.9 and len(words) > 2)


def _is_letter(image: np.ndarray, text: Text) -> bool:
    """Whether one letter beside the plot areas is the name of an axis and no marker: it is not coloured."""
    if not re.fullmatch(r"[A-Za-z]", text.text) or text.score < 0.6:
        return False
    shades = [int(text_color(image, text.box)[i : i + 2], 16) for i in (1, 3, 5)]
    return max(shades) - min(shades) < 30


def join_lines(texts: Sequence[Text]) -> list[Text]:
    """Lines that belong together (centred or aligned under each other, close) become one text."""
    todo = sorted(_join_words(texts), key=lambda t: (t.box.y0, t.box.x0))
    out: list[Text] = []
    used: set[int] = set()
    for i, text in enumerate(todo):
        if i in used:
            continue
        block = text
        if abs(text.angle) < 8:
            size = text.box.height
            grown = True
            while grown:
                grown = False
                for j in range(i + 1, len(todo)):
                    other = todo[j]
                    if j in used or abs(other.angle) >= 8 or abs(other.box.height - size) > 0.35 * size:
                        continue
                    gap = other.box.y0 - block.box.y1
                    aligned = abs(other.box.cx - block.box.cx) < 0.35 * size or abs(other.box.x0 - block.box.x0) < 0.2 * size
                    if -0.45 * size < gap < 0.16 * size and aligned and not _values(block, other):
                        box = Box(min(block.box.x0, other.box.x0), block.box.y0, max(block.box.x1, other.box.x1), other.box.y1)
                        block = Text(f"{block.text}\n{other.text}", box, min(block.score, other.score), 0.0, block.corners, ())
                        used.add(j)
                        grown = True
                        break
        elif abs(abs(text.angle) - 90) < 12:
            for j in range(len(todo)):
                other = todo[j]
                if j == i or j in used or abs(other.angle - text.angle) > 8 or j < i:
                    continue
                gap = max(other.box.x0, block.box.x0) - min(other.box.x1, block.box.x1)
                if (
                    -0.45 * text.box.width < gap < 0.25 * text.box.width
                    and abs(other.box.cy - block.box.cy) < 0.6 * text.box.width
                ):
                    first, second = (block, other) if block.box.x0 < other.box.x0 else (other, block)
                    box = Box(first.box.x0, min(block.box.y0, other.box.y0), second.box.x1, max(block.box.y1, other.box.y1))
                    block = Text(
                        f"{first.text}\n{second.text}", box, min(block.score, other.score), text.angle, block.corners, ()
                    )
                    used.add(j)
        out.append(block)
    return out


def _join_words(texts: Sequence[Text]) -> list[Text]:
    """Pieces of one line that were found apart become one."""
    pieces = list(texts)
    joined = True
    while joined:
        joined = False
        for a in pieces:
            for b in pieces:
                if a is b or abs(a.angle - b.angle) > 8 or _values(a, b):
                    continue
                upright = abs(abs(a.angle) - 90) < 12
                if not upright and abs(a.angle) > 8:
                    continue
                p, q = a.box, b.box
                size = min(p.width, q.width) if upright else min(p.height, q.height)
                off = abs(p.cx - q.cx) if upright else abs(p.cy - q.cy)
                gap = p.y0 - q.y1 if upright and a.angle > 0 else q.y0 - p.y1 if upright else q.x0 - p.x1
                likely = 0.75 if upright else 0.3
                if off < 0.3 * size and -0.3 * size < gap < likely * size:
                    box = Box(min(p.x0, q.x0), min(p.y0, q.y0), max(p.x1, q.x1), max(p.y1, q.y1))
                    word = Text(f"{a.text} {b.text}", box, min(a.score, b.score), a.angle, a.corners, ())
                    pieces = [t for t in pieces if t is not a and t is not b] + [word]
                    joined = True
                    break
            if joined:
                break
    return pieces


def _values(a: Text, b: Text) -> bool:
    """Whether two texts are both plain numbers, which are seldom lines of one text."""
    plain = re.compile(r"[-+]?[\d.,]+%?$")
    return bool(plain.match(a.text.split("\n")[-1]) and plain.match(b.text))


def _home(box: Box, boxes: Sequence[Box]) -> int | None:
    """The smallest plot area that a text lies in."""
    inside = [i for i, b in enumerate(boxes) if b.x0 <= box.cx <= b.x1 and b.y0 <= box.cy <= b.y1]
    return min(inside, key=lambda i: boxes[i].width * boxes[i].height, default=None)


def _outside(
    text: Text, boxes: Sequence[Box], taken: set[tuple[int, TextRole]], texts: Sequence[Text]
) -> tuple[int, TextRole] | None:
    """Which plot area a text beside it labels, and as what."""
    t = text.box
    upright = abs(abs(text.angle) - 90) < 15
    best: tuple[float, int, TextRole] | None = None
    for i, b in enumerate(boxes):
        options: list[tuple[float, TextRole]] = []
        within = b.x0 - 0.15 * b.width < t.cx < b.x1 + 0.15 * b.width
        beside = b.y0 - 0.15 * b.height < t.cy < b.y1 + 0.15 * b.height
        if upright and beside:
            if t.x1 <= b.x0 + 2:
                options.append((b.x0 - t.x1 + 0.3 * abs(t.cy - b.cy), "ylabel"))
            elif t.x0 >= b.x1 - 2:
                options.append((t.x0 - b.x1 + 0.3 * abs(t.cy - b.cy), "y2label"))
        elif not upright and within and abs(text.angle) < 15:
            if t.y1 <= b.y0 + 3:
                options.append((b.y0 - t.y1 + 0.5 * min(abs(t.cx - b.cx), abs(t.x0 - b.x0)), "title"))
            elif t.y0 >= b.y1 - 3:
                options.append((t.y0 - b.y1 + 0.5 * abs(t.cx - b.cx), "xlabel"))
        for cost, role in options:
            if (i, role) in taken or cost > 0.6 * max(b.height, b.width) + 60:
                continue
            if best is None or cost < best[0]:
                best = (cost, i, role)
    return None if best is None else (best[1], best[2])


def _label(image: np.ndarray, text: Text, role: TextRole, dpi: float) -> Label:
    """A Label with the look of the text."""
    size = max(5.0, round(em_of(image, text) / dpi * 72, 1))
    return Label(text.text, role, text.box, text_color(image, text.box), size, text.angle)


def text_color(image: np.ndarray, box: Box) -> str:
    """The colour of the letters: what differs most from their ground."""
    crop = image[max(0, int(box.y0)) : int(box.y1) + 1, max(0, int(box.x0)) : int(box.x1) + 1]
    if not crop.size:
        return "#000000"
    back = mode_color(crop)
    gap = distance(crop, back).astype(float)
    strong = crop[gap >= max(30.0, 0.85 * float(gap.max()))]
    return hex_of(np.median(strong, axis=0)) if len(strong) else "#000000"
