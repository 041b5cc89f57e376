"""What a matplotlib program drew: source text goes in; its texts, grid cells, plotting calls, colours and numbers come out.

Made for scoring: `record` changes matplotlib's classes for good, so it is called in a child process that ends afterwards.
The names follow those of ChartMimic's low-level rules (arXiv 2406.09961, section 4.2 and appendix).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

MOST_POINTS = 200
MOST_COLOURS = 40
"""Of one kind and role; a surface has thousands."""

_KINDS = {
    "line": "plot step semilogx semilogy loglog triplot ecdf",
    "imshow": "imshow matshow spy",
    "pcolormesh": "pcolor pcolormesh pcolorfast",
    "hist": "hist stairs",
    "boxplot": "boxplot bxp",
    "violin": "violinplot violin",
    "fill_between": "fill_between fill_betweenx",
    "contour": "contour tricontour",
    "contourf": "contourf tricontourf",
    "surface": "plot_surface plot_trisurf",
    "wireframe": "plot_wireframe",
}
_PLAIN = (
    "scatter bar barh broken_barh stem pie hist2d hexbin fill stackplot tripcolor errorbar quiver barbs streamplot eventplot "
    "axhline axvline axline axhspan axvspan hlines vlines table bar3d voxels"
)
CALLS = {name: kind for kind, names in _KINDS.items() for name in names.split()} | {name: name for name in _PLAIN.split()}
"""Plotting methods and the kind that each counts as."""
_SOLID = {"plot3D": "line", "scatter3D": "scatter", "contour3D": "contour", "contourf3D": "contourf", "quiver3D": "quiver"}
_HELPERS = {
    "networkx": ("graph", "draw_networkx_nodes draw_networkx_edges draw draw_networkx draw_circular draw_spring"),
    "networkx.drawing.nx_pylab": (
        "graph",
        "draw_networkx_nodes draw_networkx_edges draw draw_networkx draw_circular draw_spring",
    ),
    "squarify": ("treemap", "plot"),
    "matplotlib_venn": ("venn", "venn2 venn3 venn2_circles venn3_circles"),
}
"""Functions of other libraries that draw through matplotlib, by module."""


@dataclass
class Drawn:
    """What a figure shows, as the rules count it."""

    texts: list[str] = field(default_factory=list)
    """Every string that was drawn, tick labels and offsets left out."""
    layout: list[tuple[int, ...]] = field(default_factory=list)
    """(rows, columns, first row, last row, first column, last column) of each axes of a grid; no colour bars."""
    calls: dict[str, int] = field(default_factory=dict)
    """Outermost plotting calls whose artists are still there, by kind."""
    colours: dict[str, list[str]] = field(default_factory=dict)
    """By kind of call: ``#rrggbb``, or ``cmap:name`` of what is coloured by a map."""
    numbers: list[tuple[str, list[float]]] = field(default_factory=list)
    """Numeric series with their names (``x``, ``heights``, ``fractions``), thinned to 200 values."""
    axes: int = 0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Drawn:
        """What `dataclasses.asdict` made of it, after a way through JSON."""
        return cls(
            **{
                **data,
                "layout": [tuple(cell) for cell in data["layout"]],
                "numbers": [(name, values) for name, values in data["numbers"]],
            }
        )


@dataclass
class _Call:
    kind: str
    axes: Any
    artists: list[Any]
    answer: Any


class _Recorder:
    """Notes which call made which artist."""

    def __init__(self) -> None:
        self.calls: list[_Call] = []
        self.saved: list[Any] = []
        self._inside = False

    def install(self) -> None:
        import matplotlib as mpl

        mpl.use("agg", force=True)
        import matplotlib.pyplot as plt
        from matplotlib.axes import Axes
        from matplotlib.figure import Figure
        from mpl_toolkits.mplot3d import Axes3D

        for name, kind in CALLS.items():
            for owner in (Axes, Axes3D):
                if name in vars(owner):
                    setattr(owner, name, self._method(vars(owner)[name], kind))
        for name, kind in _SOLID.items():
            if name in vars(Axes3D):
                setattr(Axes3D, name, self._method(vars(Axes3D)[name], kind))
        for module, (kind, names) in _HELPERS.items():
            if find_spec(module.partition(".")[0]) is not None:
                library = import_module(module)
                for name in names.split():
                    setattr(library, name, self._function(getattr(library, name), kind))
        Figure.savefig = lambda figure, *args, **options: self.saved.append(figure)  # type: ignore[method-assign]
        for name in ("show", "close"):
            setattr(plt, name, lambda *args, **options: None)

    def _method(self, original: Callable[..., Any], kind: str) -> Callable[..., Any]:
        @functools.wraps(original)
        def noted(axes: Any, *args: Any, **options: Any) -> Any:
            return self._note(lambda: original(axes, *args, **options), kind, lambda: [axes], always=axes)

        return noted

    def _function(self, original: Callable[..., Any], kind: str) -> Callable[..., Any]:
        @functools.wraps(original)
        def noted(*args: Any, **options: Any) -> Any:
            import matplotlib.pyplot as plt

            return self._note(lambda: original(*args, **options), kind, lambda: plt.gcf().axes if plt.get_fignums() else [])

        return noted

    def _note(self, call: Callable[[], Any], kind: str, where: Callable[[], list[Any]], always: Any = None) -> Any:
        if self._inside:
            return call()
        before = {id(a) for axes in where() for a in _artists(axes)}
        self._inside = True
        try:
            answer = call()
        finally:
            self._inside = False
        for axes in where():
            fresh = [a for a in _artists(axes) if id(a) not in before]
            if fresh or axes is always:
                self.calls.append(_Call(kind, axes, fresh, answer))
        return answer


def record(source: str) -> Drawn:
    """Run a program and read the figure that it saved last, or that is current at its end.

    Raises
    ------
    Exception
        Whatever the program raises; ValueError when it leaves no figure.
    """
    import matplotlib.pyplot as plt

    recorder = _Recorder()
    recorder.install()
    exec(compile(source, "<answer>", "exec"), {"__name__": "__main__"})
    if not recorder.saved and not plt.get_fignums():
        raise ValueError("the program leaves no figure")
    figure = recorder.saved[-1] if recorder.saved else plt.figure(plt.get_fignums()[-1])
    return _drawn(figure, recorder.calls)


def _drawn(figure: Any, calls: list[_Call]) -> Drawn:
    shown = _texts(figure)  # draws, which also settles what depends on limits
    every = list(_all_axes(figure.axes))
    ticks = {id(label) for axes in every for label in _tick_labels(axes)}
    drawn = Drawn(texts=[t.get_text() for t in shown if id(t) not in ticks], axes=len(every))
    colours: dict[tuple[str, str, str, float], None] = {}
    counts: Counter[str] = Counter()
    for axes in every:
        if getattr(axes, "_colorbar", None) is not None:
            continue
        cell = _cell(axes)
        drawn.layout += [cell] if cell else []
        for kind, artists, answer in _parts(axes, calls):
            if not kind.startswith("added_"):
                counts[kind] += 1
            drawn.numbers += _numbers(kind, artists, answer)
            for artist in artists:
                colours |= dict.fromkeys((kind, *c) for c in _colours(artist))
    drawn.calls = dict(counts)
    room: Counter[tuple[str, str]] = Counter()
    for kind, role, colour, _alpha in colours:
        room[kind, role] += 1
        if room[kind, role] <= MOST_COLOURS and colour not in drawn.colours.setdefault(kind, []):
            drawn.colours[kind].append(colour)
    return drawn


def _parts(axes: Any, calls: list[_Call]) -> Iterator[tuple[str, list[Any], Any]]:
    """(kind, artists, the call's answer) of what is in the axes now; what no call made comes last, one by one."""
    from matplotlib.collections import Collection
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    here, made = _artists(axes), set()
    alive = {id(a) for a in here}
    for call in calls:
        if call.axes is axes:
            left = [a for a in call.artists if id(a) in alive]
            made |= {id(a) for a in left}
            if left or call.kind == "table":
                yield call.kind, left, call.answer
    for artist in here:
        if id(artist) not in made and artist.get_visible() and isinstance(artist, (Line2D, Patch, Collection, AxesImage)):
            yield f"added_{type(artist).__name__}", [artist], None


def _artists(axes: Any) -> list[Any]:
    lists = (axes.lines, axes.patches, axes.collections, axes.images, axes.texts, axes.tables, axes.artists)
    return [artist for some in lists for artist in some]


def _all_axes(some: Any) -> Iterator[Any]:
    for axes in some:
        yield axes
        yield from _all_axes(axes.child_axes)


def _cell(axes: Any) -> tuple[int, ...] | None:
    place = axes.get_subplotspec()
    if place is None:
        return None
    return (*place.get_gridspec().get_geometry(), place.rowspan.start, place.rowspan.stop - 1,
            place.colspan.start, place.colspan.stop - 1)  # fmt: skip


# -- texts -------------------------------------------------------------------------------------------------------------


def _texts(figure: Any) -> list[Any]:
    """The texts that were drawn, in the order of drawing."""
    from matplotlib.text import Text

    found: dict[int, Any] = {}
    original = Text.draw

    def draw(text: Any, *args: Any, **options: Any) -> Any:
        if text.get_visible() and text.get_text().strip():
            found.setdefault(id(text), text)
        return original(text, *args, **options)

    Text.draw = draw  # type: ignore[method-assign, assignment]
    try:
        figure.canvas.draw()
    finally:
        Text.draw = original  # type: ignore[method-assign]
    return list(found.values())


def _tick_labels(axes: Any) -> Iterator[Any]:
    for name in ("xaxis", "yaxis", "zaxis"):
        axis = getattr(axes, name, None)
        if axis is not None:
            yield axis.offsetText
            for tick in (*axis.majorTicks, *axis.minorTicks):
                yield from (tick.label1, tick.label2)


# -- colours -----------------------------------------------------------------------------------------------------------


def _colours(artist: Any) -> list[tuple[str, str, float]]:
    """(role, colour, opacity) of what can be seen of an artist."""
    from matplotlib.collections import Collection
    from matplotlib.image import AxesImage
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if not artist.get_visible():
        return []
    if isinstance(artist, Line2D):
        return _solid(_line_colours(artist))
    if isinstance(artist, Patch):
        faces = [("face", artist.get_facecolor())] if artist.get_fill() else []
        edges = [("edge", artist.get_edgecolor())] if artist.get_linewidth() > 0 and _on(artist.get_linestyle()) else []
        return _solid([*faces, *edges])
    if isinstance(artist, AxesImage):
        values = artist.get_array()
        return [("cmap", f"cmap:{artist.get_cmap().name if values is not None and values.ndim == 2 else 'rgb image'}", 1.0)]
    if isinstance(artist, Collection):
        if artist.get_array() is not None:
            return [("cmap", f"cmap:{artist.get_cmap().name}", 1.0)]
        return _solid(_collection_colours(artist))
    return []


def _line_colours(line: Any) -> list[tuple[str, Any]]:
    from matplotlib.colors import to_rgba

    found = []
    if _on(line.get_linestyle()) and line.get_linewidth() > 0:
        found.append(("line", to_rgba(line.get_color(), line.get_alpha())))
    if not _on(line.get_marker()):
        return found
    face, edge = line.get_markerfacecolor(), line.get_markeredgecolor()
    filled = line.get_fillstyle() != "none" and line.get_marker() not in (*"+x|_1234,", *range(12))
    if filled and not _is_none(face):
        found.append(("marker_face", to_rgba(face, line.get_alpha())))
    if line.get_markeredgewidth() and not _is_none(edge):
        found.append(("marker_edge", to_rgba(edge, line.get_alpha())))
    return found


def _collection_colours(collection: Any) -> list[tuple[str, Any]]:
    from matplotlib.collections import LineCollection
    from matplotlib.contour import ContourSet

    stroked = isinstance(collection, LineCollection) or (isinstance(collection, ContourSet) and not collection.filled)
    if stroked:
        return [("line", c) for c in _distinct(collection.get_edgecolor())]
    found = [("face", c) for c in _distinct(collection.get_facecolor())]
    if np.max(np.atleast_1d(collection.get_linewidth()), initial=0) > 0:
        found += [("edge", c) for c in _distinct(collection.get_edgecolor())]
    return found


def _distinct(colours: Any) -> list[Any]:
    rows = np.asarray(colours)
    return [] if rows.ndim != 2 else list(dict.fromkeys(tuple(row) for row in np.round(rows, 4).tolist()))


def _solid(found: list[tuple[str, Any]]) -> list[tuple[str, str, float]]:
    """What is not wholly transparent, as hex."""
    from matplotlib.colors import to_hex, to_rgba

    out = []
    for role, colour in found:
        try:
            rgba = to_rgba(colour)
        except (ValueError, TypeError):
            continue
        if rgba[3] > 0:
            out.append((role, to_hex(rgba[:3]), round(rgba[3], 3)))
    return out


def _on(style: Any) -> bool:
    return not (style is None or (isinstance(style, str) and style.strip().lower() in ("", "none")))


def _is_none(colour: Any) -> bool:
    return isinstance(colour, str) and colour.lower() == "none"


# -- numbers -----------------------------------------------------------------------------------------------------------

Named = list[tuple[str, list[float]]]


def _numbers(kind: str, artists: list[Any], answer: Any) -> Named:
    """The numeric series of one call."""
    try:
        found = list(_series(kind, artists, answer))
    except (ValueError, TypeError, AttributeError, IndexError):
        return []
    return [(name, values) for name, raw in found if (values := _plain(raw))]


def _plain(raw: Any) -> list[float]:
    """A flat, thinned list; empty when a value is missing."""
    values: Any = np.ma.filled(np.ma.asarray(raw, dtype=float), np.nan).ravel()
    if values.size > MOST_POINTS:
        values = values[np.linspace(0, values.size - 1, MOST_POINTS).round().astype(int)]
    return [float(v) for v in values] if np.isfinite(values).all() else []


def _series(kind: str, artists: list[Any], answer: Any) -> Iterator[tuple[str, Any]]:
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle, Wedge

    lines = [a for a in artists if isinstance(a, Line2D)]
    collections = [a for a in artists if isinstance(a, Collection)]
    rectangles = [a for a in artists if isinstance(a, Rectangle)]
    if kind in ("line", "added_Line2D", "hlines", "vlines", "eventplot", "streamplot", "stem"):
        for line in lines:
            yield from _line(line)
    elif kind == "errorbar":
        if answer[0] is not None:
            yield from _line(answer[0])
    elif kind in ("bar", "barh"):
        yield from _bars(rectangles, level=kind == "barh")
    elif kind == "hist":
        counts, edges, _ = answer
        for row in counts if isinstance(counts, list) else np.atleast_2d(np.asarray(counts, float)):
            yield from (("counts", row), ("bin_edges", edges))
    elif kind == "scatter":
        for points in collections:
            yield from _points(points)
    elif kind == "pie":
        yield "fractions", [abs(w.theta2 - w.theta1) / 360 for w in artists if isinstance(w, Wedge)]
    elif kind == "graph":
        for nodes in (c for c in collections if hasattr(c, "get_sizes")):
            places = np.asarray(nodes.get_offsets())
            yield from (("x", places[:, 0]), ("y", places[:, 1]), ("size", _range(nodes.get_sizes())))
    elif kind == "added_Rectangle":
        for box in rectangles:
            yield "box", [box.get_x(), box.get_y(), box.get_width(), box.get_height()]
    else:
        yield from _fields(kind, artists, collections)


def _fields(kind: str, artists: list[Any], collections: list[Any]) -> Iterator[tuple[str, Any]]:
    """Series of what fills the plane or space: images, meshes, contours, arrows, surfaces."""
    from matplotlib.contour import ContourSet
    from matplotlib.image import AxesImage
    from matplotlib.quiver import Quiver

    if kind == "imshow":
        for image in (a for a in artists if isinstance(a, AxesImage)):
            values: Any = np.ma.asarray(image.get_array())
            yield from (("shape", values.shape), ("range", _range(values)), ("extent", image.get_extent()))
            if values.ndim == 2:
                yield "clim", image.get_clim()
    elif kind in ("pcolormesh", "hist2d", "hexbin", "tripcolor"):
        for mesh in (c for c in collections if c.get_array() is not None):
            values = np.ma.asarray(mesh.get_array())
            yield from (("shape", values.shape), ("range", _range(values)), ("clim", mesh.get_clim()))
            if hasattr(mesh, "get_coordinates"):
                yield "x_range", _range(mesh.get_coordinates()[..., 0])
                yield "y_range", _range(mesh.get_coordinates()[..., 1])
    elif kind in ("contour", "contourf"):
        contours: list[Any] = [a for a in artists if isinstance(a, ContourSet)]
        for levels in contours:
            yield from (("levels", levels.levels), ("z_range", [levels.zmin, levels.zmax]))
    elif kind == "quiver":
        for arrows in (a for a in artists if isinstance(a, Quiver)):
            yield from (("x", arrows.X), ("y", arrows.Y), ("u", arrows.U), ("v", arrows.V))
    elif kind in ("surface", "bar3d", "voxels", "wireframe") or "3D" in kind:
        for solid in collections:
            corners = _corners(solid)
            if len(corners):
                for axis, name in enumerate("xyz"):
                    yield f"{name}_range", _range(corners[:, axis])


def _line(line: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(line, "get_data_3d"):
        yield from zip("xyz", line.get_data_3d(), strict=True)
    else:
        yield from (("x", line.get_xdata(orig=False)), ("y", line.get_ydata(orig=False)))


def _bars(boxes: list[Any], *, level: bool) -> Iterator[tuple[str, Any]]:
    """Centres and lengths; where bars begin and how thick they are only when it differs between them."""
    x, y, width, height = (
        np.array([(b.get_x(), b.get_y(), b.get_width(), b.get_height()) for b in boxes], float).reshape(-1, 4).T
    )
    if level:
        found, rest = [("y", y + height / 2), ("widths", width)], [("left", x), ("thickness", height)]
    else:
        found, rest = [("x", x + width / 2), ("heights", height)], [("bottom", y), ("thickness", width)]
    yield from found
    for name, values in rest:
        if len({float(f"{v:.4g}") for v in values}) > 1:
            yield name, values


def _points(points: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(points, "_offsets3d"):
        yield from zip("xyz", points._offsets3d, strict=True)
    else:
        offsets = np.ma.asarray(points.get_offsets())
        yield from (("x", offsets[:, 0]), ("y", offsets[:, 1]))
    sizes = points.get_sizes()
    if len(set(map(float, sizes))) > 1:
        yield "size", _range(sizes)
    if points.get_array() is not None:
        yield "colour_values", _range(points.get_array())


def _corners(solid: Any) -> Any:
    """Points of a 3D collection, n x 3."""
    faces = getattr(solid, "_faces", None)
    if faces is not None:
        return np.ma.asarray(faces).reshape(-1, 3)
    segments = getattr(solid, "_segments3d", None)
    if segments is not None and len(segments):
        return np.concatenate([np.asarray(s, float) for s in segments])
    vectors = getattr(solid, "_vec", None)
    return np.zeros((0, 3)) if vectors is None else np.asarray(vectors)[:3].T


def _range(values: Any) -> list[float]:
    kept: Any = np.ma.masked_invalid(np.ma.asarray(values, dtype=float))
    return [float(kept.min()), float(kept.max())] if kept.count() else []
