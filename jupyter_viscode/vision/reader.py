"""The order of reading a picture: texts, plot areas, axes, legends, marks, the parts of texts, the grid of panels.

Enters: pixels. Leaves: a `Reading`; a part that cannot be read is left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from jupyter_viscode.vision import axes, frames, judge, legends, letters, ocr, panels, rounds, text_roles, twins
from jupyter_viscode.vision.attempts import attempt
from jupyter_viscode.vision.cells import cut_at_cells
from jupyter_viscode.vision.colorbars import ColorBar, find_color_bars
from jupyter_viscode.vision.evened import evened
from jupyter_viscode.vision.figures import number
from jupyter_viscode.vision.marks.bars import runs_down
from jupyter_viscode.vision.marks.family import read_marks
from jupyter_viscode.vision.marks.heatmaps import as_mesh
from jupyter_viscode.vision.marks.plot import open_plot
from jupyter_viscode.vision.marks.rings import find_rings
from jupyter_viscode.vision.marks.valued import with_bar
from jupyter_viscode.vision.marks.written import written_scale
from jupyter_viscode.vision.missed import missed_labels
from jupyter_viscode.vision.pies import name_slices
from jupyter_viscode.vision.pixels import border_color, hex_of, rgb_of
from jupyter_viscode.vision.reading import SIDES, Axis, Box, Label, Legend, Panel, Reading, Text
from jupyter_viscode.vision.snapping import snap
from jupyter_viscode.vision.spines import drawn_sides
from jupyter_viscode.vision.veiled import unveiled
from jupyter_viscode.vision.windows import inside_window
from jupyter_viscode.vision.working import at_working_size

_STROKED = frozenset("HITl工|エ ")
"""Letters that error bars with caps are read as."""

_SURE = 0.8
"""Least score of a coloured text on a plot area."""
_SPOTTY = re.compile(r"(?:[^B-NP-Zb-np-z]|[A-Za-z](?![A-Za-z]))+")
"""No word has letters like these: rings and triangles are taken for a, o, zeros, eights and fours."""


def read_picture(image: Any, size: tuple[float, float] | None = None) -> Reading:
    """A chart picture as a `Reading`."""
    pixels = np.ascontiguousarray(np.asarray(image)[..., :3], np.uint8)
    height, width = pixels.shape[:2]
    refused = judge.glance(pixels)
    if refused is not None:
        return Reading((width, height), refusal=refused)
    if size is None:
        pixels = np.ascontiguousarray(inside_window(pixels))
        height, width = pixels.shape[:2]
    dpi = 100.0 if max(width, height) < 1600 else 200.0
    inches = (float(size[0]), float(size[1])) if size else (round(width / dpi, 2), round(height / dpi, 2))
    whole, said = pixels, tuple(_words(ocr.read_texts(pixels)))
    pixels, texts = at_working_size(whole, said)
    same = pixels is whole
    pixels = attempt(partial(evened, pixels), pixels)
    height, width = pixels.shape[:2]
    dpi = width / inches[0]
    found = attempt(lambda: frames.find_frames(pixels, texts), ())
    texts += attempt(lambda: missed_labels(pixels, found, texts), ())
    texts = attempt(lambda: letters.without_spots(pixels, texts), texts)
    texts = attempt(lambda: cut_at_cells(pixels, found, texts), texts)
    texts = attempt(lambda: letters.without_titles(texts, found), texts)
    texts += attempt(lambda: letters.missed_letters(pixels, found, texts), ())
    # Made smaller, flat drawings lose what tells them from charts: their colours mix.
    refused = judge.refusal(whole, texts, found) if same else judge.refusal(whole, said)
    if refused is not None:
        return Reading((width, height), refusal=refused)
    found, discs = attempt(lambda: rounds.find_round(pixels, texts, found), (found, ()))
    found = attempt(lambda: frames.with_mosaics(pixels, texts, found), found)
    bars = attempt(lambda: find_color_bars(pixels, texts, [f.box for f in found]), [])
    plots = [f for f in found if not any(_overlap(f.box, b.box) and f.area < 3 * b.box.width * b.box.height for b in bars)]
    taken = [f.box for f in plots] + [d.box for d in discs] + [b.box for b in bars]
    patches = attempt(lambda: frames.leftover(pixels, texts, taken), ())
    deep = attempt(lambda: panels.are_solid(texts, patches), False) if not plots and not discs else False
    plots += [] if deep else list(patches)
    boxes = [f.box for f in plots]
    texts = attempt(lambda: _apart(pixels, texts, boxes), texts)
    every = boxes + [b.box for b in discs] + [b.box for b in bars]
    used: set[int] = {i for b in bars for i in b.used}
    for disc in discs:
        used |= attempt(partial(rounds.round_ticks, disc, texts), set())
    scales: list[dict[str, Axis]] = [{} for _ in plots]
    keys: tuple[legends.Keys, ...] = ()
    ways: tuple[tuple[axes.Side, axes.Side], ...] = (("bottom", "left"), ("right", "top"))
    for sides in ways:
        for k, frame in enumerate(plots):
            around = [b for b in every if b is not frame.box]
            for side in sides:
                free = [t for t in texts if id(t) not in used]
                axis, ticks = attempt(partial(axes.read_axis, pixels, frame.box, free, side, around), (Axis(side=side), ()))
                if side == "top" and scales[k]["bottom"].known and not _ticked(pixels, frame.box):
                    axis, ticks = Axis(side="top"), ()
                scales[k][side] = axis
                used |= {id(t) for t in ticks} | {id(t) for t in texts if any(_within(t, k) for k in ticks)}
        if not keys:
            free = [t for t in texts if id(t) not in used and not _noted(t, discs)]
            keys = attempt(partial(legends.find_legends, pixels, free, boxes), ())
            keys = tuple(ks for ks in keys if ks.framed or not any(_on_slice(k.box, discs) for k in ks.entries))
            used |= {id(k.text) for ks in keys for k in ks.entries} | {id(ks.title) for ks in keys if ks.title}
            real = [k for k, f in enumerate(plots) if not panels.is_legend(f.box, scales[k], keys)]
            plots, scales = [plots[k] for k in real], [scales[k] for k in real]
            boxes = [f.box for f in plots]
    scales = attempt(lambda: panels.share_axes(boxes, scales), scales)
    open_texts = [t for t in texts if id(t) not in used]
    keyed = {id(k.text) for ks in keys for k in ks.entries} | {id(ks.title) for ks in keys if ks.title}
    tints = [rgb_of(k.color) for ks in keys for k in ks.entries]
    notes = [t for t in open_texts if id(t) not in keyed and not _is_marker(pixels, t, tints)]
    homes = boxes + [d.box for d in discs]
    per_panel, loose = attempt(lambda: text_roles.assign(pixels, notes, homes, dpi), ([[] for _ in homes], []))
    owners = [panels.owner(ks.box, homes) for ks in keys]
    made: list[Panel] = []
    for i, frame in enumerate(plots):
        mine = [ks for ks, o in zip(keys, owners, strict=True) if o in (i, None)]
        hide = [ks.box for ks in keys if _overlap(ks.box, frame.box)] + [
            b for b in homes if b is not frame.box and _inside(b, frame.box)
        ]
        for ks in keys:
            hide += [k.box for k in ks.entries]
        bar = attempt(partial(panels.bar_of, frame.box, bars, boxes), None)
        panel = partial(_panel, pixels, frame.box, scales[i], mine, hide, texts, per_panel[i], keys, bar)
        made.append(attempt(panel, Panel(frame.box, labels=tuple(per_panel[i]))))
    for j, disc in enumerate(discs):
        entries = tuple(k for ks in keys for k in ks.entries)
        rooms = [ks.box for ks in keys]
        panel = partial(rounds.read_round, pixels, disc, texts, entries, per_panel[len(plots) + j], rooms)
        made.append(attempt(panel, Panel(disc.box, "pie")))
    if not made and texts:
        made, loose = _blanks(pixels, texts, loose, [f.box for f in patches])
    made, rows, columns = attempt(lambda: panels.lay_out(made), (made, 1, max(1, len(made))))
    figure_legend = None
    for ks, owner in zip(keys, owners, strict=True):
        legend = _legend(ks)
        if owner is None or owner >= len(homes):
            figure_legend = _joined(figure_legend, legend)
        else:
            at = next((n for n, p in enumerate(made) if p.box == homes[owner]), None)
            if at is not None:
                made[at] = replace(made[at], legend=legend if made[at].legend is None else _joined(made[at].legend, legend))
    reading = Reading(
        (width, height),
        tuple(made),
        tuple(loose),
        rows,
        columns,
        inches,
        hex_of(border_color(pixels)),
        figure_legend,
        _confidence(texts, made),
    )
    reading = attempt(lambda: name_slices(reading), reading)
    return attempt(lambda: snap(reading), reading)


def _panel(
    pixels: np.ndarray,
    box: Box,
    scale: dict[str, Axis],
    mine: list[legends.Keys],
    hide: list[Box],
    texts: tuple[Text, ...],
    labels: list[Label],
    every: tuple[legends.Keys, ...],
    bar: ColorBar | None,
) -> Panel:
    """One plot area with its marks."""
    x = scale["bottom"] if scale["bottom"].known or not scale["top"].known else scale["top"]
    y = scale["left"] if scale["left"].known or not scale["right"].known else scale["right"]
    second = (
        scale["right"]
        if scale["right"].scale in ("linear", "log") and scale["left"].known and len(scale["right"].ticks) >= 2
        else None
    )
    keys = legends.of_series(mine) or legends.of_series(every)
    plot = open_plot(pixels, box, x, y, keys, hide, texts)
    plot.y2 = second
    marks = attempt(lambda: read_marks(plot, bar), [])
    told = attempt(lambda: written_scale(plot, marks), None)
    if told is not None:
        x, y = (x, told[1]) if told[0] else (told[1], y)
        plot.x, plot.y = x, y
        plot.taken[:] = False
        marks = attempt(lambda: read_marks(plot, bar), marks)
    covers = [ks.box for ks in mine]
    marks = attempt(lambda: unveiled(pixels, marks, covers, x, y), marks)
    if y.scale == "category" and (any(m.kind == "imshow" for m in marks) or runs_down(marks, keys)):
        last = round(max(y.value(at) for at, _ in y.ticks)) if y.ticks else 0
        y = replace(y, slope=-y.slope, offset=last - y.offset)
        plot.y = y
        plot.taken[:] = False
        marks = attempt(lambda: read_marks(plot, bar), marks)
    if bar is not None:
        marks = attempt(partial(with_bar, plot, marks, bar), marks)
        title = next((t for t in labels if t.role == "y2label"), None) if bar.upright and second is None else None
        marks = [replace(m, label=title.text) if title is not None and m.data.get("bar") else m for m in marks]
        labels = [t for t in labels if t is not title or not any(m.data.get("bar") for m in marks)]
    if second is not None:
        tints = (_tick_color(pixels, texts, y), _tick_color(pixels, texts, second))
        marks = attempt(partial(twins.assign, marks, y, second, labels, tints), marks)
    grid = f"{plot.grid_axes} {plot.grid}" if plot.grid else ""
    sides = attempt(lambda: drawn_sides(pixels, box), SIDES)
    face = hex_of(plot.face)
    if not sides and (bar is None or not drawn_sides(pixels, bar.box)):
        marks = [as_mesh(m, x, y, box) for m in marks]
    return Panel(box, "cartesian", (0, 0, 0, 0), x, y, second, tuple(marks), tuple(labels), None, face, grid, sides)


def _noted(text: Text, discs: tuple[rounds.Disc, ...]) -> bool:
    """Whether a text is a number on a round plot, which is no legend entry."""
    b = text.box
    return number(text.text) is not None and any(np.hypot(b.cx - d.x, b.cy - d.y) < d.radius for d in discs)


def _on_slice(handle: Box, discs: tuple[rounds.Disc, ...]) -> bool:
    """Whether what was taken for a handle is a piece of a pie, beside which a name stands."""
    return any(
        d.kind == "pie"
        and np.hypot(np.clip(d.x, handle.x0, handle.x1) - d.x, np.clip(d.y, handle.y0, handle.y1) - d.y) < d.radius
        for d in discs
    )


def _words(texts: tuple[Text, ...]) -> tuple[Text, ...]:
    """Texts without what marks are read as: ●, ▲, HIT upright, a huge letter, 中 or 十 where no more is Chinese."""
    wide = any(sum("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in t.text) > 1 for t in texts)

    usual = float(np.median([min(t.box.width, t.box.height) for t in texts])) if texts else 0.0

    def drawn(t: Text) -> bool:
        if len(t.text) <= 2 and min(t.box.width, t.box.height) > 4 * usual:
            return True  # a disc or a block
        shape = len(t.text) == 1 and "\u2580" <= t.text <= "\u27bf"
        stroked = abs(t.angle) > 60 and set(t.text) <= _STROKED and (len(t.text) > 1 or t.score < 0.95)
        return (
            shape
            or stroked
            or (t.text == "T" and t.score < 0.7)
            or (not wide and len(t.text) == 1 and "\u3040" <= t.text <= "\u9fff" and t.text != "一")
        )

    return tuple(t for t in texts if not drawn(t))


def _apart(pixels: np.ndarray, texts: tuple[Text, ...], boxes: list[Box]) -> tuple[Text, ...]:
    """Texts without those that are marks on a plot area: hollow markers taken for zeros and the like, what is read unsurely."""
    out = tuple(t for t in texts if not _is_doubtful(pixels, t, boxes))
    for box in boxes:
        inside = [t for t in out if box.x0 < t.box.cx < box.x1 and box.y0 < t.box.cy < box.y1]
        odd = [t for t in inside if _SPOTTY.fullmatch(t.text)]
        if not odd:
            continue
        words = [t for t in inside if not any(t is o for o in odd)]
        plot = open_plot(pixels, box, Axis(), Axis(), (), (), words)
        spots = [(r.x + plot.left, r.y + plot.top, r.size) for r in find_rings(plot, plot.taken)[0]]
        out = tuple(t for t in out if not any(t is o for o in odd) or not _made_of(t, spots))
    return out


def _is_doubtful(pixels: np.ndarray, text: Text, boxes: list[Box]) -> bool:
    """Whether something on a plot area is coloured as marks are and hardly reads as a text."""
    b = text.box
    if text.score >= _SURE or not any(f.x0 < b.cx < f.x1 and f.y0 < b.cy < f.y1 for f in boxes):
        return False
    shades = rgb_of(text_roles.text_color(pixels, b))
    return max(shades) - min(shades) > 40


def _made_of(text: Text, spots: list[tuple[float, float, float]]) -> bool:
    """Whether a text is as high as a few markers and has one under about each letter or two."""
    b = text.box
    own = [size for x, y, size in spots if b.x0 < x < b.x1 and b.y0 < y < b.y1]
    return len(own) >= max(1, 0.4 * len(text.text.replace(" ", ""))) and sum(own) > 0.4 * max(b.width, b.height)


def _is_marker(pixels: np.ndarray, text: Text, tints: list[tuple[int, int, int]]) -> bool:
    """Whether a lone letter is a marker of a legend's colour that was read as one."""
    if text.text not in legends.SPOTS:
        return False
    color = rgb_of(text_roles.text_color(pixels, text.box))
    return max(color) - min(color) > 40 and any(max(abs(a - b) for a, b in zip(color, t, strict=True)) < 40 for t in tints)


def _tick_color(pixels: np.ndarray, texts: tuple[Text, ...], axis: Axis) -> str:
    """The colour of the labels along an axis, empty where there are none."""
    names = {t for _, t in axis.ticks}
    own = [t for t in texts if t.text in names and any(abs(t.box.cy - at) < 6 for at, _ in axis.ticks)]
    own.sort(key=lambda t: t.box.cx, reverse=axis.side == "right")
    shades = [rgb_of(text_roles.text_color(pixels, t.box)) for t in own[: max(1, len(axis.ticks))]]
    return hex_of(np.median(shades, axis=0)) if shades else ""


def _blanks(
    pixels: np.ndarray, texts: tuple[Text, ...], labels: list[Label], areas: list[Box]
) -> tuple[list[Panel], list[Label]]:
    """A picture without a flat plot area: plots in three dimensions or a drawing, of which the texts are kept."""
    height, width = pixels.shape[:2]
    areas = areas or [Box(0.12 * width, 0.12 * height, 0.9 * width, 0.88 * height)]
    numbers = {t.text for t in texts if number(t.text) is not None}
    solid = panels.are_solid(texts, ())
    kept = [
        replace(t, role="annotation")
        for t in labels
        if not solid or (t.text not in numbers and number(t.text.split("\n")[0]) is None)
    ]
    made = [Panel(b, "3d" if solid else "blank", axis_off=not solid) for b in areas]
    for label in kept:
        near = min(range(len(made)), key=lambda k: abs(made[k].box.cx - label.box.cx) + abs(made[k].box.cy - label.box.cy))
        made[near] = replace(made[near], labels=(*made[near].labels, label))
    return made, []


def _ticked(pixels: np.ndarray, box: Box) -> bool:
    """Whether the upper side has tick marks of its own."""
    return len(frames.tick_marks(pixels, box, "top")) >= 2


def _legend(keys: legends.Keys) -> Legend:
    rows: list[float] = []
    for key in keys.entries:
        if all(abs(key.text.box.cy - r) > 0.6 * key.text.box.height for r in rows):
            rows.append(key.text.box.cy)
    columns = max(1, round(len(keys.entries) / max(1, len(rows))))
    ordered = sorted(
        keys.entries,
        key=lambda k: (
            (round(k.text.box.x0 / 8), k.text.box.cy) if columns > 1 and len(rows) > 1 else (k.text.box.cy // 6, k.text.box.x0)
        ),
    )
    return Legend(
        keys.box, tuple((k.text.text, k.color) for k in ordered), keys.title.text if keys.title else "", keys.framed, columns
    )


def _joined(a: Legend | None, b: Legend) -> Legend:
    """Two legends as one: the second one's title stands among the entries, without a handle."""
    if a is None or not a.entries:
        return b
    heading = ((b.title, "none"),) if b.title and a.title else ()
    box = Box(min(a.box.x0, b.box.x0), min(a.box.y0, b.box.y0), max(a.box.x1, b.box.x1), max(a.box.y1, b.box.y1))
    return replace(a, box=box, title=a.title or b.title, entries=a.entries + heading + b.entries)


def _overlap(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)


def _inside(a: Box, b: Box) -> bool:
    return b.x0 < a.cx < b.x1 and b.y0 < a.cy < b.y1 and a.width < b.width


def _within(text: Text, tick: Text) -> bool:
    """Whether a text is one of the lines that were joined into a tick label."""
    return (
        "\n" in tick.text
        and tick.box.x0 - 1 <= text.box.x0
        and text.box.x1 <= tick.box.x1 + 1
        and tick.box.y0 - 1 <= text.box.y0
        and text.box.y1 <= tick.box.y1 + 1
    )


def _confidence(texts: tuple[Text, ...], made: list[Panel]) -> dict[str, float]:
    """How sure each part is, 0 to 1."""
    words = float(np.mean([t.score for t in texts])) if texts else 0.0
    known = [float(p.kind != "cartesian" or p.x.known) * 0.5 + float(p.kind != "cartesian" or p.y.known) * 0.5 for p in made]
    scale = float(np.mean(known)) if known else 0.0
    drawn = float(np.mean([bool(p.marks) for p in made])) if made else 0.0
    return {
        "texts": round(words, 3),
        "axes": round(scale, 3),
        "marks": round(drawn, 3),
        "overall": round((words + scale + drawn) / 3, 3),
    }
