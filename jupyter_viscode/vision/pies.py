"""Names and per cents of a pie: texts around and on it belong to its slices.

Enters: a `Reading` whose pies have slices and whose texts lie where they were found. Leaves: the same with names and shares
of slices, and without the texts that these draw.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from jupyter_viscode.vision import lattices
from jupyter_viscode.vision.reading import Box, Label, Mark, Panel, Reading

PERCENT = re.compile(r"(\d{1,3}(?:[.,](\d+))?) ?%")
AGREE = 0.02
"""By how much a printed share may differ from the slice."""
NAMED_AT = 1.1
"""Where matplotlib writes names, in radii."""
PRINTED_AT = 0.6
"""Where it writes per cents."""


def name_slices(reading: Reading) -> Reading:
    """A reading whose pies know their names and shares."""
    loose = list(reading.labels)
    panels = []
    for panel in reading.panels:
        pies = [k for k, m in enumerate(panel.marks) if m.kind == "pie" and m.data.get("fractions")]
        if panel.kind != "pie" or not pies:
            panels.append(panel)
            continue
        panel, loose = _named(panel, pies[0], loose)
        panels.append(panel)
    return replace(reading, panels=tuple(panels), labels=tuple(loose))


def _named(panel: Panel, at: int, loose: list[Label]) -> tuple[Panel, list[Label]]:
    """One pie, and the figure's texts that are none of its own."""
    mark = panel.marks[at]
    texts = [t for t in panel.labels if t.role not in ("title",)] + loose
    single = sum(m.kind == "pie" for m in panel.marks) == 1
    printed = _printed(panel.box, mark, texts) if single else {}
    names = _names(panel.box, mark, [t for t in texts if not PERCENT.fullmatch(t.text.strip())])
    used = {id(t) for t in names.values()} if 2 * len(names) >= len(mark.data["fractions"]) else set()
    if used:
        mark = replace(mark, names=tuple(names[k].text if k in names else "" for k in range(len(mark.data["fractions"]))))
    shares = _shares(mark, printed)
    data = {**mark.data, "fractions": shares or _round(mark.data["fractions"])}
    if shares:
        used |= {id(t) for t in printed.values()}
        found = [PERCENT.fullmatch(t.text.strip()) for t in printed.values()]
        data["digits"] = (float(max(len(f.group(2) or "") for f in found if f)),)
        away = sum(_polar(panel.box, t.box.cx, t.box.cy)[0] for t in printed.values()) / len(printed)
        if abs(away - PRINTED_AT) > 0.04:
            data["printed_at"] = (round(away, 2),)
    marks = (*panel.marks[:at], replace(mark, data=data), *panel.marks[at + 1 :])
    labels = tuple(t for t in panel.labels if id(t) not in used)
    return replace(panel, marks=marks, labels=labels), [t for t in loose if id(t) not in used]


def _polar(disc: Box, x: float, y: float) -> tuple[float, float]:
    """Radii from the middle, and degrees anticlockwise from the right."""
    right, up = x - disc.cx, disc.cy - y
    return math.hypot(right, up) / (disc.width / 2), math.degrees(math.atan2(up, right)) % 360


def _spans(mark: Mark) -> list[tuple[float, float]]:
    """First angle and width of each slice, in degrees."""
    angle = mark.data.get("start", (0.0,))[0]
    turn = -1 if mark.data.get("clockwise") else 1
    out = []
    for share in mark.data["fractions"]:
        out.append((angle, 360 * share * turn))
        angle += 360 * share * turn
    return out


def _printed(disc: Box, mark: Mark, texts: Sequence[Label]) -> dict[int, Label]:
    """The per cents that stand on or by each slice."""
    out: dict[int, Label] = {}
    for text in texts:
        found = PERCENT.fullmatch(text.text.strip())
        radii, angle = _polar(disc, text.box.cx, text.box.cy)
        if found is None or radii > 1.35:
            continue
        share = float(found.group(1).replace(",", ".")) / 100
        fits = [
            (abs((angle - first - width / 2 + 180) % 360 - 180), k)
            for k, (first, width) in enumerate(_spans(mark))
            if abs(mark.data["fractions"][k] - share) <= AGREE and k not in out
        ]
        if fits and min(fits)[0] <= 12:
            out[min(fits)[1]] = text
    return out


def _names(disc: Box, mark: Mark, texts: Sequence[Label]) -> dict[int, Label]:
    """The text that begins (or ends) where a slice's name has its place."""
    radius = disc.width / 2 * mark.data.get("radius", (1.0,))[0]
    found: list[tuple[float, int, Label]] = []
    for k, (first, width) in enumerate(_spans(mark)):
        turn = math.radians(first + width / 2)
        x, y = disc.cx + NAMED_AT * radius * math.cos(turn), disc.cy - NAMED_AT * radius * math.sin(turn)
        for text in texts:
            b = text.box
            edge = b.x0 if math.cos(turn) > 0 else b.x1
            away = math.hypot(edge - x, b.cy - y) / radius
            if away <= 0.12:
                found.append((away, k, text))
    out: dict[int, Label] = {}
    for _, k, text in sorted(found, key=lambda f: f[0]):
        if k not in out and all(text is not t for t in out.values()):
            out[k] = text
    return out


def _shares(mark: Mark, printed: dict[int, Label]) -> tuple[float, ...]:
    """The printed shares, where every slice has one and they make up the whole."""
    count = len(mark.data["fractions"])
    if len(printed) < count:
        return ()
    found = [PERCENT.fullmatch(printed[k].text.strip()) for k in range(count)]
    shares = [float(f.group(1).replace(",", ".")) / 100 for f in found if f]
    return tuple(shares) if abs(sum(shares) - 1) <= 0.012 else ()


def _round(fractions: Sequence[float]) -> tuple[float, ...]:
    """Whole per cents where all are near some that make up the whole."""
    cents = lattices.on_lattice([100 * f for f in fractions], 0.3)
    if cents is None or round(sum(cents), 6) != 100:
        return tuple(fractions)
    return tuple(c / 100 for c in cents)
