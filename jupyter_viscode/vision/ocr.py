"""Texts of a picture: RapidOCR's detector and recogniser, with own turning of upright text and positions of characters.

Enters: pixels. Leaves: `Text` lines. The engine is made on first use and kept; it is the only thing here with weights.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from jupyter_viscode.vision.pixels import distance, mode_color, runs
from jupyter_viscode.vision.reading import Box, Text

_LOCK = threading.Lock()
_HEIGHT = 48
_HANDLE = re.compile(r"(?:[-.·_=~•●■○*+]\s?){2,}\s*(?=[A-Za-z]{2})|[●■○★▲◆]\s*(?=\w)")
_RANGE = re.compile(r"\d ?- ?\d")
_CUT = re.compile(r"(?<=\w\w|\w )(?:\.{3}|…+)$")
"""The end of a text that had no room."""
_STROKES = re.compile(r"[Il1|ⅠⅡⅢ]{1,4}")
TWINS = re.compile(r"[cosuvwxzCOSUVWXZ]{1,2}")
"""Letters whose two cases differ in nothing but size."""
_TALL = re.compile(r"(?=.*[A-Z0-9bdfhkl])(?![CcOoSsUuVvWwXxZz]{1,2}$)[A-PR-Za-fhiklmnorstuvwxz0-9 .-]+")
"""Texts as high as their capital letters: nothing hangs below the line."""
_ROUND = re.compile(r"[0oO8QDqC@°*·.2 ]{1,5}")
"""What rings are taken for."""
_CAPITAL = re.compile(r"(?<=\bA)l(?= [A-Za-z]{2})|(?<=% C)l(?![a-z])|(?<=%C)l(?![a-z])")
"""AI before a word, and CI after a percentage."""
_BATCH = 8
_ROOM = 64.0
"""Ratio of width and height of all lines of a batch together."""
_PIXELS = 2.2e6
"""Pixels in which lines are looked for at most: each costs memory."""
_WIDE = str.maketrans(
    "（）［］｛｝：；，．！？％＋－＝＜＞＆＃＠＊／～“”‘’—–−·",
    "()[]{}:;,.!?%+-=<>&#@*/~\"\"''---·",
)


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The two networks; making them takes a fraction of a second."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def detect(image: np.ndarray) -> np.ndarray:
    """Corners of text lines, n x 4 x 2, clockwise from the top left."""
    height, width = image.shape[:2]
    scale = min(1.0, 2000 / max(height, width), (_PIXELS / (height * width)) ** 0.5)
    if scale == 1.0 and min(height, width) < 30:
        return np.zeros((0, 4, 2), np.float32)
    picture = image if scale == 1.0 else cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = _padded(picture)
    with _LOCK:
        found = _engine()._load_det_model()(np.ascontiguousarray(picture[:, :, ::-1]))
    if found.boxes is None:
        return np.zeros((0, 4, 2), np.float32)
    corners: np.ndarray = np.asarray(found.boxes, np.float32) / scale
    return corners


def _padded(picture: np.ndarray) -> np.ndarray:
    """A strip gets room at its end: the detector enlarges by the shorter side, which would blow a strip up."""
    height, width = picture.shape[:2]
    short = max(height, width) // 3
    down, across = max(0, short - height), max(0, short - width)
    return cv2.copyMakeBorder(picture, 0, down, 0, across, cv2.BORDER_REPLICATE) if down or across else picture


def recognise(crops: list[np.ndarray]) -> list[tuple[str, float, tuple[float, ...]]]:
    """Text, score and where each character stands (0 to 1), for upright crops."""
    results: list[tuple[str, float, tuple[float, ...]]] = [("", 0.0, ())] * len(crops)
    ratios = [min(40.0, max(2.0, crop.shape[1] / max(1, crop.shape[0]))) for crop in crops]
    for part in _batches(ratios):
        ratio = max(ratios[i] for i in part)
        batch = np.zeros((len(part), 3, _HEIGHT, math.ceil(_HEIGHT * ratio)), np.float32)
        shares = []
        for k, i in enumerate(part):
            crop = crops[i][:, :, ::-1]
            width = min(batch.shape[3], max(1, math.ceil(_HEIGHT * crop.shape[1] / max(1, crop.shape[0]))))
            resized = cv2.resize(np.ascontiguousarray(crop), (width, _HEIGHT)).astype(np.float32)
            batch[k, :, :, :width] = (resized.transpose(2, 0, 1) / 255 - 0.5) / 0.5
            shares.append(width / batch.shape[3])
        with _LOCK:
            model = _engine()._load_rec_model()
            guesses = model.session(batch)
        for k, i in enumerate(part):
            results[i] = _decode(guesses[k], model.postprocess_op.character, shares[k])
    return results


def _batches(ratios: list[float]) -> Iterator[list[int]]:
    """Lines that are recognised together, narrow ones first; few long ones, as each pixel of a batch costs memory."""
    part: list[int] = []
    for i in sorted(range(len(ratios)), key=ratios.__getitem__):
        if part and (len(part) == _BATCH or (len(part) + 1) * ratios[i] > _ROOM):
            yield part
            part = []
        part.append(i)
    if part:
        yield part


def _decode(guess: np.ndarray, characters: list[str], share: float) -> tuple[str, float, tuple[float, ...]]:
    """The best path of a CTC output; `share` is how much of the width the crop fills."""
    best = guess.argmax(1)
    keep = best != 0
    keep[1:] &= best[1:] != best[:-1]
    at = np.flatnonzero(keep)
    if not len(at):
        return "", 0.0, ()
    letters = [characters[i].translate(_WIDE) for i in best[at]]
    letters = ["µ" if a == "μ" and b[:1] in "gmslALVFWNPS" else a for a, b in zip(letters, [*letters[1:], " "], strict=True)]
    places = [(a + 0.5) / (len(best) * share) for a in at]
    marks = tuple(float(p) for letter, p in zip(letters, places, strict=True) for _ in letter)
    return "".join(letters), float(guess[at, best[at]].mean()), marks


def read_texts(image: np.ndarray) -> tuple[Text, ...]:
    """All lines of text in a picture."""
    quads = [_ordered(q) for q in _columns([_ordered(q) for q in detect(image)])]
    crops, turns = [], []
    for quad in quads:
        crop, turn = _crop(image, quad)
        crops.append(crop)
        turns.append(turn)
    texts = []
    for quad, turn, (words, score, marks) in zip(*_turned_back(quads, crops, turns, recognise(crops)), strict=True):
        if not words.strip() or score < 0.4:
            continue
        line = _line(quad, _spelled(words), score, marks, turn)
        texts += _stacked(image, line) if turn and score < 0.95 and len(words) <= 6 else [_without_handle(line)]
    return tuple(with_dashes(image, without_rings(image, in_case(image, texts))))


def _stacked(image: np.ndarray, text: Text) -> list[Text]:
    """A column of single letters (the names in a legend) as such; others as they were read."""
    b = text.box
    crop = image[max(0, int(b.y0)) : int(b.y1) + 1, max(0, int(b.x0)) : int(b.x1) + 1]
    lines = runs(np.any(distance(crop, mode_color(crop)) > 60, axis=1)) if crop.size else []
    apart = [c - b for (_, b), (c, _) in pairwise(lines)]
    high = max((y1 - y0 for y0, y1 in lines), default=0)
    if len(lines) < 2 or min(apart) < 0.6 * high or high > 1.2 * b.width:
        return [text]
    boxes = [Box(b.x0, b.y0 + y0 - 3, b.x1, b.y0 + y1 + 3) for y0, y1 in lines]
    read = [t for box in boxes if (t := read_crop(image, box)) is not None]
    sure = len(read) == len(lines) and all(len(t.text) <= 3 for t in read)
    return read if sure and float(np.mean([t.score for t in read])) > text.score else [text]


def with_dashes(image: np.ndarray, texts: list[Text]) -> list[Text]:
    """Dashes between numbers as long as they are drawn: those of ranges are longer than hyphens."""
    return [
        _dashed(image, t) if abs(t.angle) < 8 and _RANGE.search(t.text) and len(t.marks) == len(t.text) else t for t in texts
    ]


def _dashed(image: np.ndarray, text: Text) -> Text:
    """A range whose dash is wider than half of what its figures are high."""
    b, at = text.box, text.text.index("-", 1)
    crop = image[max(0, int(b.y0)) : int(b.y1) + 1, max(0, int(b.x0)) : int(b.x1) + 1]
    ink = (distance(crop, mode_color(crop)) > 30).astype(np.uint8) if crop.size else np.zeros((1, 1), np.uint8)
    high = _ink_height(image, b)
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    flat = [k for k in range(1, len(stats)) if stats[k, 2] >= 2 * stats[k, 3] and stats[k, 3] <= 0.3 * high]
    near = min(flat, key=lambda k: abs(middles[k][0] - text.marks[at] * b.width), default=None)
    if near is None or stats[near, 2] < 0.54 * high:
        return text
    low, end = int(stats[near, 0]), int(stats[near, 0] + stats[near, 2])
    others = [(int(s[0]), int(s[0] + s[2])) for k, s in enumerate(stats) if k not in (0, near)]
    free = max((e for _, e in others if e <= low), default=0), min((s for s, _ in others if s >= end), default=end)
    dash = " – " if min(low - free[0], free[1] - end) > 0.25 * high else "–"
    return replace(text, text=text.text[:at].rstrip() + dash + text.text[at + 1 :].lstrip(), marks=())


def _spelled(words: str) -> str:
    """A capital I for the l that looks like it, where only that makes sense; the Greek letter for the sign of a difference."""
    return _CAPITAL.sub("I", words).replace("∆", "Δ")


def _turned_back(
    quads: list[np.ndarray], crops: list[np.ndarray], turns: list[int], found: list[tuple[str, float, tuple[float, ...]]]
) -> tuple[list[np.ndarray], list[int], list[tuple[str, float, tuple[float, ...]]]]:
    """The same with one-digit labels read as they stand: a tick mark over a digit makes it look like an upright line."""
    short = [k for k, c in enumerate(crops) if turns[k] and c.shape[1] < 2.4 * c.shape[0] and found[k][1] < 0.97]
    turns, found = list(turns), list(found)
    for k, other in zip(short, recognise([np.ascontiguousarray(np.rot90(crops[k])) for k in short]), strict=True):
        digit = re.fullmatch(r"['`´’.,-]?(\d)", other[0].strip())
        if digit is not None and other[1] > 0.5:
            turns[k], found[k] = 0, (digit[1], other[1], ())
    return quads, turns, found


def _columns(quads: list[np.ndarray]) -> list[np.ndarray]:
    """Pieces of one upright line as one: words such as "of" are as wide as high, and would be read as if they lay."""
    boxes = [(*q.min(0), *q.max(0)) for q in quads]
    flat = [float(np.abs(np.diff(np.vstack([q, q[:1]]), axis=0)).min(1).max()) < 0.2 * min(np.ptp(q, axis=0)) for q in quads]
    groups: list[list[int]] = []
    for i in sorted(range(len(quads)), key=lambda k: boxes[k][1]):
        x0, y0, x1, y1 = boxes[i]
        wide = x1 - x0
        for group in groups:
            a0, _, a1, b1 = boxes[group[-1]]
            like = abs(x0 + x1 - a0 - a1) < 0.5 * wide and abs(wide - (a1 - a0)) < 0.5 * wide
            if flat[i] and flat[group[-1]] and like and -0.6 * wide < y0 - b1 < 0.5 * wide and y1 - y0 > 0.6 * wide:
                group.append(i)
                break
        else:
            groups.append([i])
    out = []
    for group in groups:
        whole = np.array([boxes[i] for i in group])
        x0, y0, x1, y1 = whole[:, 0].min(), whole[:, 1].min(), whole[:, 2].max(), whole[:, 3].max()
        tall = any(boxes[i][3] - boxes[i][1] >= 1.5 * (boxes[i][2] - boxes[i][0]) for i in group)
        if len(group) > 1 and tall:
            out.append(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32))
        else:
            out += [quads[i] for i in group]
    return out


def in_case(image: np.ndarray, texts: list[Text]) -> list[Text]:
    """Letters that look alike in both cases, told apart by their height beside that of other texts."""
    tall = {i: _ink_height(image, t.box) for i, t in enumerate(texts) if abs(t.angle) < 8}
    usual = [h for t in texts if (h := capital_height(image, t))]
    if len(usual) < 3:
        return texts
    cap = float(np.median(usual))
    out = []
    for i, text in enumerate(texts):
        if i in tall and _STROKES.fullmatch(text.text):
            text = _numeral(image, text, tall[i])
        if i in tall and tall[i] and TWINS.fullmatch(text.text):
            small = tall[i] < 0.84 * cap
            words = text.text.lower() if small else text.text.upper() if tall[i] < 1.3 * cap else text.text
            text = replace(text, text=words)
        out.append(text)
    return out


def _numeral(image: np.ndarray, text: Text, high: int) -> Text:
    """I, II or III where the text is bare strokes side by side."""
    b = text.box
    crop = image[max(0, int(b.y0)) : int(b.y1) + 1, max(0, int(b.x0)) : int(b.x1) + 1]
    gap = distance(crop, mode_color(crop)) if crop.size else np.zeros((1, 1))
    strokes = runs(np.any(gap > 0.5 * gap.max(), axis=0))
    bare = all(end - start <= max(1, 0.25 * high) for start, end in strokes)
    return replace(text, text="I" * len(strokes), marks=()) if bare and 1 <= len(strokes) <= 3 else text


def capital_height(image: np.ndarray, text: Text) -> int:
    """Rows that the letters of a level text take where all are as high as capitals; else zero."""
    return _ink_height(image, text.box) if abs(text.angle) < 8 and _TALL.fullmatch(text.text) else 0


def _ink_height(image: np.ndarray, box: Box) -> int:
    """Rows that the letters of a level text take."""
    crop = image[max(0, int(box.y0)) : int(box.y1) + 1, max(0, int(box.x0)) : int(box.x1) + 1]
    if crop.size == 0:
        return 0
    gap = distance(crop, mode_color(crop))
    inked = runs(np.any(gap > max(40, 0.33 * int(gap.max(initial=0))), axis=1))
    return max((end - start for start, end in inked), default=0)  # a tick mark may reach into the box


def without_rings(image: np.ndarray, texts: list[Text]) -> list[Text]:
    """Texts without the coloured circles of a scatter that were taken for zeros and eights."""
    numbers = [t.box for t in texts if re.search(r"[1-9]", t.text) and not _ROUND.fullmatch(t.text)]

    def is_ring(text: Text) -> bool:
        if not _ROUND.fullmatch(text.text):
            return False
        box = text.box
        if (
            any(abs(box.x1 - b.x1) < 3 or abs(box.cx - b.cx) < 2 for b in numbers)
            or sum(abs(box.cy - b.cy) < 2 for b in numbers) > 2
        ):
            return False  # a tick label
        crop = image[max(0, int(box.y0)) : int(box.y1) + 1, max(0, int(box.x0)) : int(box.x1) + 1]
        gap = distance(crop, mode_color(crop)) if crop.size else np.zeros((1, 1))
        ink = np.median(crop[gap >= 0.7 * max(1, int(gap.max(initial=0)))], axis=0) if crop.size else np.zeros(3)
        return float(ink.max() - ink.min()) > 50

    rings = [t for t in texts if is_ring(t)]
    return [t for t in texts if not any(t is r for r in rings)] if len(rings) > 2 else texts


def _without_handle(text: Text) -> Text:
    """A text without the dashes or dots of a legend handle that were read with it."""
    lead = _HANDLE.match(text.text)
    if lead is None or abs(text.angle) > 8 or len(text.marks) < len(text.text):
        return text
    start = lead.end()
    box = text.box
    left = box.x0 + (text.marks[start] - 0.6 / len(text.text)) * box.width
    return Text(text.text[start:], Box(left, box.y0, box.x1, box.y1), text.score, text.angle, (), ())


def read_crop(image: np.ndarray, box: Box, angle: float = 0.0) -> Text | None:
    """One line at a known place, for what the detector missed."""
    x0, y0, x1, y1 = (round(v) for v in (box.x0, box.y0, box.x1, box.y1))
    crop = image[max(0, y0) : y1, max(0, x0) : x1]
    if crop.shape[0] < 4 or crop.shape[1] < 3:
        return None
    if angle == 90:
        crop = np.rot90(crop, -1)
    elif angle == -90:
        crop = np.rot90(crop)
    words, score, marks = recognise([np.ascontiguousarray(crop)])[0]
    return Text(words.strip(), box, score, angle, (), marks) if words.strip() else None


def _ordered(quad: np.ndarray) -> np.ndarray:
    """Corners clockwise, beginning with the one nearest the top left."""
    middle = quad.mean(0)
    around = np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))
    ring = quad[around]
    return np.roll(ring, -int(np.argmin(ring.sum(1))), axis=0).astype(np.float32)


def _crop(image: np.ndarray, quad: np.ndarray) -> tuple[np.ndarray, int]:
    """The line as a flat strip, and how it was turned: 90 when it read upwards, -90 downwards."""
    width = int(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[2] - quad[3])))
    height = int(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2])))
    width, height = max(width, 2), max(height, 2)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, target)
    strip = cv2.warpPerspective(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    if height >= 1.5 * width:
        return np.ascontiguousarray(np.rot90(strip, -1)), 90
    return strip, 0


def _line(quad: np.ndarray, words: str, score: float, marks: tuple[float, ...], turn: int) -> Text:
    """A Text from its corners."""
    side = quad[1] - quad[0]
    angle = float(turn) if turn else -math.degrees(math.atan2(float(side[1]), float(side[0])))
    if turn:
        up = quad[0] - quad[3]
        angle = -math.degrees(math.atan2(float(up[1]), float(up[0])))
    low, high = quad.min(0), quad.max(0)
    box = Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    lead = len(words) - len(words.lstrip())
    clean = words.strip()
    corners = tuple((float(x), float(y)) for x, y in quad)
    cut = _CUT.search(clean)
    clean = clean[: cut.start()] + "…" if cut else clean
    return Text(clean, box, score, round(angle, 1), corners, marks[lead : lead + len(clean)])
