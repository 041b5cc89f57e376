"""Colours as readers with a colour vision deficiency see them: the colours of a legend go in, pairs that look alike come out.

The simulation is that of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", IEEE TVCG 15(6), 2009, severity 1.0, applied to linear RGB; distances are CIE76 in CIELAB under D65.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from jupyter_viscode.chart.kinds import kind_of, parts_of
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Finding

ALIKE = 10.5
"""CIE76 distance below which two colours are hard to match with a legend, for small marks that do not touch."""
MOST_COLORS = 12
"""Of more colours nobody can tell all apart; that is another matter."""

_DEFICIENCIES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)

Color = tuple[float, float, float]


def colors(drawn: Any, seen: Chart) -> Iterator[Finding]:
    """Series whose colours some readers cannot tell apart, where nothing but colour does."""
    if not any(_tells(part) for part in parts_of(seen)):
        return
    named = list(dict(_named(drawn, seen)).items())
    if not 2 <= len(named) <= MOST_COLORS or _is_default([color for _, color in named], drawn):
        return
    for (first, one), (second, two) in itertools.combinations(named, 2):
        who = confusing(one, two)
        if who:
            yield Finding(
                "colours-alike",
                f"{first!r} and {second!r} have colours that readers with {who} cannot tell apart: "
                "use a colour-blind-safe palette."
                if who != "any eyes"
                else f"{first!r} and {second!r} have the same colour: give each series its own.",
                "warning",
            )
            return


def _tells(part: Chart) -> bool:
    """Whether colour says something that is not written at the axis as well."""
    color = part.encoding("color")
    values = part.data.get(color.field or "")
    return bool(values) and all(part.data.get(part.encoding(c).field or "") != values for c in ("x", "y"))


def confusing(one: Color, two: Color) -> str:
    """Who cannot tell two colours apart: the deficiency, ``any eyes``, or nobody."""
    if _distance(_lab(_linear(one)), _lab(_linear(two))) < ALIKE / 2:
        return "any eyes"
    for name, matrix in _DEFICIENCIES.items():
        seen = [_lab(tuple(min(1.0, max(0.0, v)) for v in _times(matrix, _linear(c)))) for c in (one, two)]
        if _distance(*seen) < ALIKE:
            return name
    return ""


def _linear(color: Color) -> tuple[float, ...]:
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color)


def _times(matrix: Sequence[Sequence[float]], values: Sequence[float]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix)


def _lab(linear: Sequence[float]) -> tuple[float, ...]:
    x, y, z = (_curve(v / w) for v, w in zip(_times(_XYZ, linear), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _curve(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116


def _distance(one: Sequence[float], two: Sequence[float]) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, two, strict=True)) ** 0.5)


# -- whose colours -----------------------------------------------------------------------------------------------------


def _named(drawn: Any, seen: Chart) -> Iterator[tuple[str, Color]]:
    kind = kind_of(drawn)
    if kind == "matplotlib" and hasattr(drawn, "axes"):
        yield from _legends(drawn)
    elif kind == "plotly":
        yield from _traces(drawn)
    elif kind == "vega-lite":
        yield from _ranges(drawn, seen)


def _is_default(found: Sequence[Color], drawn: Any) -> bool:
    """Whether the colours are the first of the library's own cycle: the author chose none."""
    cycle: Sequence[Any] = ()
    if kind_of(drawn) == "matplotlib":
        from matplotlib import rcParams
        from matplotlib.colors import to_rgb

        cycle = [to_rgb(c) for c in rcParams["axes.prop_cycle"].by_key().get("color", ())]
    elif kind_of(drawn) == "plotly":
        cycle = [_css(c) for c in drawn.layout.template.layout.colorway or ()]
    first = cycle[: len(found)]
    return len(first) == len(found) and all(
        c is not None and all(abs(a - b) < 0.01 for a, b in zip(c, f, strict=True)) for c, f in zip(first, found, strict=True)
    )


def _legends(figure: Any) -> Iterator[tuple[str, Color]]:
    from matplotlib.colors import to_rgb

    from jupyter_viscode.chart.read.artists import colors_of

    for legend in [*(a.get_legend() for a in figure.axes if a.get_legend() is not None), *figure.legends]:
        pairs = list(zip(legend.legend_handles, legend.get_texts(), strict=False))
        looks = {_look(handle) for handle, _ in pairs}
        if len(looks) > 1:
            continue  # markers, dashes or hatches tell them apart
        for handle, text in pairs:
            for color in colors_of(handle)[:1]:
                yield text.get_text(), to_rgb(color)


def _look(handle: Any) -> tuple[str, ...]:
    found = [type(handle).__name__]
    for method in ("get_marker", "get_linestyle", "get_hatch", "get_sizes", "get_paths"):
        if hasattr(handle, method):
            value = getattr(handle, method)()
            found.append(str(len(value[0]) if method == "get_paths" and value else value))
    return tuple(found)


def _traces(figure: Any) -> Iterator[tuple[str, Color]]:
    traces = [t for t in figure.data if t.name and getattr(t, "showlegend", None) is not False]
    if len({(getattr(getattr(t, "line", None), "dash", None), str(_symbol(t))) for t in traces}) > 1:
        return
    for trace in traces:
        for part in ("marker", "line"):
            color = _css(getattr(getattr(trace, part, None), "color", None))
            if color is not None:
                yield str(trace.name), color
                break


def _symbol(trace: Any) -> Any:
    return getattr(getattr(trace, "marker", None), "symbol", None)


def _ranges(drawn: Any, seen: Chart) -> Iterator[tuple[str, Color]]:
    from jupyter_viscode.chart.read.vega_lite import color_ranges

    for part in parts_of(seen):
        values = part.data.get(part.encoding("color").field or "", ())
        if values and part.encoding("color").type == "quantitative":
            return
        present = sorted({str(v) for v in values if v is not None})
        if present:
            break
    else:
        return
    for domain, listed in color_ranges(drawn):
        names = [str(name) for name in domain] or present
        for name, text in zip(names, listed, strict=False):
            color = _css(text)
            if color is not None and name in present:
                yield name, color


def _css(text: Any) -> Color | None:
    """A colour as CSS writes it; None for what is no single colour."""
    import re

    if not isinstance(text, str):
        return None
    match = re.fullmatch(r"rgba?\(([\d.]+), ?([\d.]+), ?([\d.]+)(?:, ?[\d.]+)?\)", text.strip())
    if match:
        red, green, blue = (float(v) / 255 for v in match.groups())
        return red, green, blue
    match = re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text.strip())
    if match:
        digits = match.group(1) if len(match.group(1)) == 6 else "".join(2 * c for c in match.group(1))
        red, green, blue = (int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4))
        return red, green, blue
    return _NAMED.get(text.strip().lower())


_NAMED: dict[str, Color] = {
    "red": (1.0, 0.0, 0.0),
    "green": (0.0, 0.502, 0.0),
    "lime": (0.0, 1.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
    "yellow": (1.0, 1.0, 0.0),
    "orange": (1.0, 0.647, 0.0),
    "purple": (0.502, 0.0, 0.502),
    "pink": (1.0, 0.753, 0.796),
    "brown": (0.647, 0.165, 0.165),
    "black": (0.0, 0.0, 0.0),
    "gray": (0.502, 0.502, 0.502),
    "grey": (0.502, 0.502, 0.502),
    "cyan": (0.0, 1.0, 1.0),
    "magenta": (1.0, 0.0, 1.0),
    "olive": (0.502, 0.502, 0.0),
    "teal": (0.0, 0.502, 0.502),
    "navy": (0.0, 0.0, 0.502),
    "maroon": (0.502, 0.0, 0.0),
}
"""CSS's names that people write."""
