"""Texts of a letter or two outside plot areas, which the text detector passes over: titles such as x, names such as II.

Enters: pixels, plot areas, the texts known. Leaves: the texts that were missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from jupyter_viscode.vision import ocr
from jupyter_viscode.vision.frames import Frame
from jupyter_viscode.vision.pixels import border_color, distance, mode_color, runs
from jupyter_viscode.vision.reading import Box, Text

_SURE, _PLACED = 0.8, 0.5
"""Least scores, of a piece anywhere and of one where a title is due."""
_MOST = 60
"""More pieces of ink are no letters, but a drawing."""


@dataclass(frozen=True)
class Piece:
    """Ink that may be a letter or two."""

    box: Box
    upright: bool


def missed_letters(image: np.ndarray, frames: Sequence[Frame], texts: Sequence[Text]) -> tuple[Text, ...]:
    """Short dark texts that stand alone outside of plot areas."""
    if not frames or not texts:
        return ()
    tall = float(np.median([min(t.box.width, t.box.height) for t in texts]))
    pieces = _pieces(image, frames, texts, tall)
    if len(pieces) > _MOST:
        return ()
    cap = float(np.median([float(h) for t in texts if (h := ocr.capital_height(image, t))] or [0.55 * tall]))
    said = ocr.recognise([_crop(image, p, tall) for p in pieces])
    out = []
    for piece, (words, score, marks) in zip(pieces, said, strict=True):
        read = _checked(piece, words.strip(), score, cap, frames)
        if read:
            out.append(Text(read, piece.box, score, 0.0 if piece.upright else 90.0, (), marks if piece.upright else ()))
    return tuple(out)


def _checked(piece: Piece, words: str, score: float, cap: float, frames: Sequence[Frame]) -> str:
    """What a piece says, in the case that its height tells; empty where that is unsure."""
    high, wide = (piece.box.height, piece.box.width) if piece.upright else (piece.box.width, piece.box.height)
    if len(words) == 1 and wide < 0.35 * high and abs(high - cap) <= 0.2 * cap:
        over = [f for f in frames if abs(f.box.cx - piece.box.cx) < 3 and piece.box.y1 < f.box.y0 - 0.3 * cap]
        return "I" if over else ""  # a tick mark looks the same
    if not words.isalnum() or len(words) > 4 or score < (_SURE if piece.upright else _PLACED):
        return ""
    return words.lower() if ocr.TWINS.fullmatch(words) and high < 0.84 * cap else words


def without_titles(texts: Sequence[Text], frames: Sequence[Frame]) -> tuple[Text, ...]:
    """Tick labels without the short upright title beside one of them, which was read with it."""
    return tuple(_alone(t, texts, frames) if len(t.marks) == len(t.text) > 1 else t for t in texts)


def _alone(text: Text, texts: Sequence[Text], frames: Sequence[Frame]) -> Text:
    """A label without what stands where a title does, and where no other label of the column begins."""
    box = text.box
    beside = [f for f in frames if 0 < f.box.x0 - box.x1 < 2 * box.height and abs(f.box.cy - box.cy) < 0.6 * box.height]
    column = [t.box for t in texts if t is not text and abs(t.box.x1 - box.x1) < 6 and abs(t.angle) < 8]
    if not beside or len(column) < 2:
        return text
    left = min(b.x0 for b in column)
    first = sum(box.x0 + mark * box.width < left for mark in text.marks)
    rest = text.text[first:].strip()
    if not 1 <= len(text.text[:first].strip()) <= 2 or not rest or left - box.x0 < 0.4 * box.height:
        return text
    return Text(rest, Box(left + 2, box.y0, box.x1, box.y1), text.score, text.angle, (), ())


def without_spots(image: np.ndarray, texts: Sequence[Text]) -> tuple[Text, ...]:
    """Texts without the marker before them that was read with them: its colour is not that of the letters."""
    return tuple(_behind(image, t) if abs(t.angle) < 8 and len(t.marks) == len(t.text) > 1 else t for t in texts)


def _behind(image: np.ndarray, text: Text) -> Text:
    """What follows a leading spot of another colour."""
    b = text.box
    x0, y0 = max(0, int(b.x0)), max(0, int(b.y0))
    crop = image[y0 : int(b.y1) + 1, x0 : int(b.x1) + 1]
    if min(crop.shape[:2]) < 4:
        return text
    gap = distance(crop, mode_color(crop))
    pieces = runs(np.any(gap > 40, axis=0))
    if len(pieces) < 2 or pieces[0][1] - pieces[0][0] < 3 or pieces[0][1] - pieces[0][0] > 1.3 * b.height:
        return text

    def shade(start: int, end: int) -> np.ndarray:
        part, strength = crop[:, start:end].reshape(-1, 3), gap[:, start:end].ravel()
        return np.median(part[strength >= 0.8 * strength.max()], axis=0)  # type: ignore[no-any-return]

    spot, letters = shade(*pieces[0]), shade(pieces[1][0], pieces[-1][1])
    if float(np.abs(spot - letters).max()) < 70 or float(np.ptp(spot)) < 40:
        return text
    cut = x0 + (pieces[0][1] + pieces[1][0]) / 2
    lost = sum(b.x0 + mark * b.width < cut for mark in text.marks)
    rest = text.text[lost:].lstrip()
    if lost > 2 or not rest:
        return text
    return Text(rest, Box(cut, b.y0, b.x1, b.y1), text.score, text.angle)


def _pieces(image: np.ndarray, frames: Sequence[Frame], texts: Sequence[Text], tall: float) -> list[Piece]:
    """Dark ink of a letter's size, apart from texts, lines and the handles of legends."""
    back = np.asarray(border_color(image), np.int16)
    wide = image.astype(np.int16)
    tint = wide.max(-1) - wide.min(-1)
    ink = ((np.abs(wide - back).max(-1) > 60) & (tint < 60)).astype(np.uint8)
    for b in [f.box for f in frames]:
        _clear(ink, b, 1)
    for t in texts:
        _clear(ink, t.box, 2)
    near = 2 * max(1, round(0.12 * tall)) + 1
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((near, near), np.uint8)))
    boxes = []
    for k in range(1, count):
        x, y, w, h = (int(v) for v in stats[k, :4])
        own = (labels[y : y + h, x : x + w] == k) & (ink[y : y + h, x : x + w] > 0)
        rows, columns = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
        box = Box(float(x + columns[0]), float(y + rows[0]), float(x + columns[-1] + 1), float(y + rows[-1] + 1))
        if box.x0 > 0 and box.y0 > 0 and box.x1 < image.shape[1] and box.y1 < image.shape[0]:
            boxes.append(box)
    found = []
    for box in boxes:
        sizes = sorted((box.width, box.height))
        if not (0.3 * tall <= sizes[1] <= 2 * tall and 1 <= sizes[0] <= 0.95 * tall):
            continue
        turned = _stands(box, frames, tall)
        if turned or not _is_handle(box, [*boxes, *(t.box for t in texts)], tall):
            found.append(Piece(box, not turned))
    return [p for p in found if (p.box.height if p.upright else p.box.width) >= 0.3 * tall]


def _clear(ink: np.ndarray, box: Box, room: int) -> None:
    ink[max(0, int(box.y0) - room) : int(box.y1) + room + 1, max(0, int(box.x0) - room) : int(box.x1) + room + 1] = 0


def _is_handle(box: Box, others: Sequence[Box], tall: float) -> bool:
    """Whether a text follows at the right in the same row, closely."""
    return any(0 < o.x0 - box.x1 + 3 < 1.6 * tall and abs(o.cy - box.cy) < 0.4 * tall for o in others if o is not box)


def _stands(box: Box, frames: Sequence[Frame], tall: float) -> bool:
    """Whether a piece is where the title of an upright axis stands: at half the height, beyond the labels."""
    return any(
        f.box.x0 - box.x1 > 0.6 * tall and f.box.y0 < box.cy < f.box.y1 and abs(box.cy - f.box.cy) < 0.5 * tall for f in frames
    )


def _crop(image: np.ndarray, piece: Piece, tall: float) -> np.ndarray:
    """The piece with some ground around, turned as it is read."""
    b, room = piece.box, max(2, round(0.2 * tall))
    high = max(0.0, 0.75 * tall - (b.height if piece.upright else b.width)) / 2
    x_room, y_room = (room, room + high) if piece.upright else (room + high, room)
    crop = image[max(0, int(b.y0 - y_room)) : int(b.y1 + y_room), max(0, int(b.x0 - x_room)) : int(b.x1 + x_room)]
    return np.ascontiguousarray(crop if piece.upright else np.rot90(crop, -1))
