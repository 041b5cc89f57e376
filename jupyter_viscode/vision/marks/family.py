"""All marks of one plot area, by the readers of this folder in turn: each takes what the earlier ones left.

Enters: a `Plot`. Leaves: its `Mark` calls in drawing order.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jupyter_viscode.vision.attempts import attempt
from jupyter_viscode.vision.colorbars import ColorBar
from jupyter_viscode.vision.legends import Key
from jupyter_viscode.vision.marks.areas import read_areas
from jupyter_viscode.vision.marks.bars import cover_foot, read_bars
from jupyter_viscode.vision.marks.boxes import read_boxes
from jupyter_viscode.vision.marks.contours import read_contours
from jupyter_viscode.vision.marks.errors import with_stems
from jupyter_viscode.vision.marks.heatmaps import read_heatmap, read_smooth
from jupyter_viscode.vision.marks.hists import read_hists
from jupyter_viscode.vision.marks.loners import read_loners
from jupyter_viscode.vision.marks.needles import read_needles
from jupyter_viscode.vision.marks.overlays import lines_over, read_overlays
from jupyter_viscode.vision.marks.plot import Plot, flat_colors
from jupyter_viscode.vision.marks.points import read_bubbles
from jupyter_viscode.vision.marks.regions import Region, find_regions
from jupyter_viscode.vision.marks.rings import read_rings
from jupyter_viscode.vision.marks.rules import read_rules, read_spans
from jupyter_viscode.vision.marks.strips import read_strips
from jupyter_viscode.vision.marks.strokes import read_strokes, stroke_colors
from jupyter_viscode.vision.marks.violins import read_violins
from jupyter_viscode.vision.pixels import distance, hex_of, rgb_of
from jupyter_viscode.vision.reading import Mark

_RULES = ("axhline", "axvline", "axhspan", "axvspan")
"""Marks that accompany others."""
_MANY = 8
"""Points, of which some may lie on each other."""
_REMNANT = 0.2
"""How much of a plot's width and height a piece of a few points has at most."""


def read_marks(plot: Plot, bar: ColorBar | None = None) -> list[Mark]:
    """The plotting calls that explain a plot area."""
    heat = attempt(lambda: read_heatmap(plot, bar), None)
    if heat is not None:
        return [heat]
    bands = attempt(lambda: read_contours(plot, bar), [])
    if bands:
        return bands
    smooth = attempt(lambda: read_smooth(plot, bar), None)
    if smooth is not None:
        return [smooth]
    taken = plot.taken.copy()
    rings = attempt(lambda: read_rings(plot, taken), [])
    rings += attempt(lambda: read_strips(plot, taken, stroke_colors(plot, plot.ink(30) & ~taken)), [])
    if not rings:
        free = attempt(lambda: read_loners(plot, taken, 0.85, True), [])
        if free:
            return _gathered(plot, free + attempt(lambda: read_rules(plot, taken), []))
        rings = attempt(lambda: read_needles(plot, taken, stroke_colors(plot, plot.ink(30) & ~taken)), [])
    plot = replace(plot, keys=tuple(k for k in plot.keys if not any(_drawn_by(k, m) for m in rings)))
    regions = attempt(lambda: find_regions(plot), [])
    hists = attempt(lambda: read_hists(plot, taken), [])
    dots: list[Mark] = attempt(lambda: _bubbles(plot, taken, 8), []) if not hists else []
    shaped = not hists and not dots
    violins = attempt(lambda: read_violins(plot, taken), []) if shaped else []
    boxes = attempt(lambda: read_boxes(plot, taken, regions), []) if shaped and not violins else []
    marks: list[Mark] = [*rings, *hists, *dots, *violins, *boxes]
    regions = [] if hists else _left(plot, regions, taken)
    none: tuple[list[Mark], list[Region]] = ([], [])
    spans, used = attempt(lambda: read_spans(plot, regions), none)
    marks += spans
    regions = [r for r in regions if not any(r is u for u in used)]
    areas: list[Mark] = []
    if not hists and not boxes:
        marks += attempt(lambda: _bubbles(plot, taken), [])
        regions = _left(plot, regions, taken)
        _, used = attempt(lambda: read_bars(plot, regions), none)
        if len(used) < 3 or sum(r.area for r in used) < 0.8 * sum(r.area for r in regions):
            areas, used = attempt(lambda: read_areas(plot, regions, taken), none)
        else:
            used = []
        marks += areas
        plot = replace(plot, keys=_unfilled(plot.keys, areas))
        regions = [r for r in regions if not any(r is u for u in used)]
    bars, used = attempt(lambda: read_bars(plot, _bodies(plot, regions)), none)
    grounds = list({r.color for r in used}) if _is_cut(plot, used) else []
    if ((boxes or violins) and len(used) < 3) or _are_spots(used) or _are_scraps(plot, used) or grounds:
        bars, used = [], []
    over: list[Mark] = []
    if bars and not any(m.data.get("error") for m in bars):
        over = attempt(lambda: read_overlays(plot, taken, used, bars[0].kind != "barh"), [])
    run_on = attempt(lambda: lines_over(plot, used, bars[0].kind != "barh") & ~taken, None) if bars else None
    _cover(taken, used)
    if run_on is not None:
        taken &= ~run_on
    _cover_stubs(plot, taken, used, bars)
    marks += bars + over
    marks += attempt(lambda: read_rules(plot, taken, spans), [])
    _cover_feet(plot, taken, bars)
    if boxes:
        return marks
    skip = [rgb_of(c) for m in [*bars, *hists] for c in m.colors] + _tints(plot, areas) + grounds
    strokes = attempt(lambda: read_strokes(plot, taken, skip), [])
    strokes = [m for m in strokes if not any(_is_same_rule(plot, m, o) for o in marks)]
    marks = with_stems(plot, marks) + strokes
    if all(m.kind in _RULES for m in marks):
        marks += attempt(lambda: read_loners(plot, taken, 0.6, False), [])
    return _gathered(plot, _without_remnants(plot, marks))


def _without_remnants(plot: Plot, marks: list[Mark]) -> list[Mark]:
    """Marks without a short piece of line or a lone small bar beside many points: these lie so close there that they join."""
    if sum(len(m.data["x"]) for m in marks if m.kind == "scatter") < _MANY:
        return marks

    spotted = {m.label for m in marks if m.kind == "scatter"}

    def small(m: Mark) -> bool:
        if (m.label and m.label not in spotted) or not (
            m.kind == "line" or (m.kind in ("bar", "barh") and len(m.data["thickness"]) == 1)
        ):
            return False
        if m.kind == "line":
            wide, high = (float(np.ptp(m.data[k])) for k in ("x", "y"))
        else:
            along = m.data["heights" if m.kind == "bar" else "widths"]
            if len(along) > 1:
                return False
            wide, high = (m.data["thickness"][0], abs(along[0]))[:: 1 if m.kind == "bar" else -1]
        return wide < _REMNANT * plot.width * abs(plot.x.slope) and high < _REMNANT * plot.height * abs(plot.y.slope)

    return [m for m in marks if not small(m)]


def _drawn_by(key: Key, mark: Mark) -> bool:
    """Whether a legend entry has the colour of a mark."""
    return max(abs(a - b) for a, b in zip(rgb_of(key.color), rgb_of(mark.colors[0]), strict=True)) < 40


def _unfilled(keys: tuple[Key, ...], areas: list[Mark]) -> tuple[Key, ...]:
    """The legend without the spots that stand for areas: when some do, all do."""
    filled = [k for k in keys if k.handle == "marker" and any(_drawn_by(k, m) for m in areas)]
    return tuple(k for k in keys if k.handle != "marker") if filled else keys


def _left(plot: Plot, regions: list[Region], taken: np.ndarray) -> list[Region]:
    """Regions that nothing explains yet."""
    return [
        r
        for r in regions
        if not taken[int(min(plot.height - 1, r.y0 + r.height / 2)), int(min(plot.width - 1, r.x0 + r.width / 2))]
    ]


def _are_spots(used: list[Region]) -> bool:
    """Whether all are as small as markers: bars are longer, some of them at least."""
    return all(max(r.width, r.height) <= 14 for r in used)


def _are_scraps(plot: Plot, used: list[Region]) -> bool:
    """Whether short thin pieces are but a small part of all that has their colour, as of curves that a grid cuts."""
    if (
        not used
        or np.median([max(r.width, r.height) for r in used]) > 14
        or np.median([min(r.width, r.height) for r in used]) > 4
    ):
        return False
    ink = sum(int(((distance(plot.image, c) <= 9) & ~plot.taken).sum()) for c in {r.color for r in used})
    return sum(r.area for r in used) < 0.4 * ink


def _is_cut(plot: Plot, used: list[Region]) -> bool:
    """Whether most are pieces of one ground that grid lines cut in both directions; those of a hatched bar are smaller."""

    def beside(r: Region, o: Region) -> bool:
        return abs(r.y0 - o.y0) < 3 and abs(r.y1 - o.y1) < 3 and 0 < o.x0 - r.x1 <= 4

    def under(r: Region, o: Region) -> bool:
        return abs(r.x0 - o.x0) < 3 and abs(r.x1 - o.x1) < 3 and 0 < o.y0 - r.y1 <= 4

    ends = [
        any(r.x0 < 4 for r in used),
        any(r.y0 < 4 for r in used),
        any(r.x1 > plot.width - 4 for r in used),
        any(r.y1 > plot.height - 4 for r in used),
    ]
    if sum(ends) < 3:
        return False  # bars start at one side
    cut = [
        min(r.width, r.height) >= 25
        and any(beside(r, o) for o in used if o.color == r.color)
        and any(under(r, o) for o in used if o.color == r.color)
        for r in used
    ]
    return sum(cut) > 0.4 * len(used)


def _bodies(plot: Plot, regions: list[Region]) -> list[Region]:
    """Regions that bars may be: no markers, and no pale patches of a band or a legend that stand free."""
    groups: list[list[Region]] = []
    for r in regions:
        home = next((g for g in groups if np.abs(np.subtract(g[0].color, r.color)).max() <= 9), None)
        if home is None:
            groups.append([r])
        else:
            home.append(r)
    keyed = [rgb_of(k.color) for k in plot.keys]
    out = []
    for group in groups:
        color = group[0].color
        tiny = all(max(r.width, r.height) <= 14 for r in group)
        pale = np.abs(np.subtract(color, plot.face)).max() < 45
        named = any(np.abs(np.subtract(color, k)).max() < 16 for k in keyed)
        free = len(group) <= 2 and all(r.y1 < plot.height - 5 and r.x0 > 5 for r in group)
        rims = pale and all(min(r.width, r.height) <= 5 for r in group)  # the soft edges of thin lines
        if not (tiny and len(group) > 1) and not (pale and (free or rims) and not named):
            out += group
    return out


def _gathered(plot: Plot, marks: list[Mark]) -> list[Mark]:
    """Several scatters of a point or two in colours of their own, without a legend, are one call with a list of colours."""
    single = [m for m in marks if m.kind == "scatter" and not m.label and len(m.data["x"]) <= 2]
    if len(single) < 3:
        return marks
    data = {k: tuple(v for m in single for v in m.data[k]) for k in ("x", "y")}
    if all(m.data.get("sizes") for m in single):
        data["sizes"] = tuple(v for m in single for v in m.data["sizes"])
    colors = tuple(m.colors[0] for m in single for _ in m.data["x"])
    rest = [m for m in marks if not any(m is s for s in single)]
    size = float(np.median([m.marker_size for m in single]))
    return [*rest, Mark("scatter", data, "", colors, marker_size=size)]


def _is_same_rule(plot: Plot, one: Mark, other: Mark) -> bool:
    """Whether a level line is another one's edge."""
    if one.kind != "axhline" or other.kind != "axhline":
        return False
    return abs(one.data["at"][0] - other.data["at"][0]) < 4 * abs(plot.y.slope)


def _bubbles(plot: Plot, taken: np.ndarray, least: int = 1) -> list[Mark]:
    """Scatters of at least so many large discs; their pixels are then explained."""
    out = []
    colors = [c for c, n in flat_colors(plot, 150)][:12]
    for color, spots in read_bubbles(plot, colors, taken):
        if len(spots) < least:
            continue
        for s in spots:
            reach = (s.area / 3.14159) ** 0.5 + 2
            taken[max(0, int(s.y - reach)) : int(s.y + reach) + 1, max(0, int(s.x - reach)) : int(s.x + reach) + 1] = True
        sizes = tuple(s.area * 4 / 3.14159 * (72 / 110) ** 2 for s in spots)
        key = next(
            (k.text.text for k in plot.keys if max(abs(a - b) for a, b in zip(rgb_of(k.color), color, strict=True)) < 14), ""
        )
        out.append(
            Mark(
                "scatter",
                {"x": plot.xs([s.x for s in spots]), "y": plot.ys([s.y for s in spots]), "sizes": sizes},
                key,
                (hex_of(color),),
            )
        )
    return out


def _tints(plot: Plot, areas: list[Mark]) -> list[tuple[int, int, int]]:
    """The colours that areas have on the picture."""
    out = []
    for m in areas:
        r, g, b = (round(f * (1 - m.alpha) + c * m.alpha) for f, c in zip(plot.face, rgb_of(m.colors[0]), strict=True))
        out.append((r, g, b))
    return out


def _cover(taken: np.ndarray, used: list[Region]) -> None:
    """Marks the pixels of regions, and their edges, as explained."""
    for r in used:
        taken[max(0, int(r.y0) - 2) : int(np.ceil(r.y1)) + 3, max(0, int(r.x0) - 2) : int(np.ceil(r.x1)) + 3] = True


def _cover_feet(plot: Plot, taken: np.ndarray, bars: list[Mark]) -> None:
    """The line that bars stand on is theirs: bars too short to be seen as such, and the edges of all."""
    for m in bars:
        upright = m.kind == "bar"
        axis, start = (plot.y, plot.top) if upright else (plot.x, plot.left)
        base = m.data.get("bottom" if upright else "left", ())
        if axis.scale != "linear" or not axis.slope or not base or len(set(base)) > 1:
            continue
        at = round((base[0] - axis.offset) / axis.slope - start)
        strip = slice(max(0, at - 3), max(0, at + 4))
        taken[(strip, slice(None)) if upright else (slice(None), strip)] = True


def _cover_stubs(plot: Plot, taken: np.ndarray, used: list[Region], bars: list[Mark]) -> None:
    """Explains the bars of next to no length where the others stand."""
    if not used or not bars:
        return
    upright = bars[0].kind != "barh"
    ends = np.array([(r.y0, r.y1) if upright else (r.x0, r.x1) for r in used])
    foot = min(ends.T, key=lambda e: float(np.abs(e - np.median(e)).mean()))
    at = round(float(np.median(foot)))
    for color in {r.color for r in used}:
        cover_foot(plot, taken, at, upright, color)
