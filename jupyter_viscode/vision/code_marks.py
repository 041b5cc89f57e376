"""One plotting call as matplotlib code.

Enters: a `Mark`. Leaves: lines of code.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from jupyter_viscode.vision.code_places import row
from jupyter_viscode.vision.numerals import listing, plain, short
from jupyter_viscode.vision.reading import Mark


def mark_lines(mark: Mark, name: str, places: str = "") -> list[str]:
    """The call that draws a mark; `places` says where, as code, where the listed numbers would tell less."""
    placed: dict[str, Callable[[Mark, str, str], list[str]]] = {
        "bar": _bar, "barh": _barh, "line": _line, "scatter": _scatter, "fill_between": _between, "errorbar": _errorbar,
    }  # fmt: skip
    if mark.kind in placed:
        return placed[mark.kind](mark, name, places or _even(mark.data["y" if mark.kind == "barh" else "x"]))
    writer = {
        "hist": _hist, "pie": _pie, "fill": _fill, "boxplot": _boxplot, "violin": _violin, "imshow": _imshow,
        "axhline": _across, "axvline": _across, "axhspan": _span, "axvspan": _span, "stackplot": _stack,
        "contourf": _contour, "contour": _contour, "surface": _surface, "colorbar": _colorbar,
    }.get(mark.kind)  # fmt: skip
    return writer(mark, name) if writer else []


def _color(mark: Mark, word: str = "color") -> str:
    if not mark.colors:
        return ""
    return f", {word}={mark.colors[0]!r}" if len(mark.colors) == 1 else f", {word}={list(mark.colors)!r}"


def _label(mark: Mark) -> str:
    return f", label={plain(mark.label)!r}" if mark.label else ""


def _alpha(mark: Mark) -> str:
    return f", alpha={round(mark.alpha, 2)}" if mark.alpha < 0.98 else ""


def _even(values: Sequence[float]) -> str:
    """A list of values."""
    return listing(values)


def _bar(mark: Mark, name: str, at: str) -> list[str]:
    d = mark.data
    base = "" if not any(d.get("bottom", ())) else f", bottom={_even(d['bottom'])}"
    if base and len(set(d["bottom"])) == 1:
        base = f", bottom={short(d['bottom'][0])}"
    error = f", yerr={_even(d['error'])}, capsize=3" if d.get("error") else ""
    edge = f", edgecolor={mark.edge!r}" if mark.edge else ""
    hatch = f", hatch={mark.hatch!r}" if mark.hatch else ""
    return [
        f"{name}.bar({at}, {_even(d['heights'])}, width={short(d['thickness'][0])}{base}"
        f"{error}{_color(mark)}{edge}{hatch}{_alpha(mark)}{_label(mark)})"
    ]


def _barh(mark: Mark, name: str, at: str) -> list[str]:
    d = mark.data
    base = "" if not any(d.get("left", ())) else f", left={_even(d['left'])}"
    error = f", xerr={_even(d['error'])}, capsize=3" if d.get("error") else ""
    edge = f", edgecolor={mark.edge!r}" if mark.edge else ""
    hatch = f", hatch={mark.hatch!r}" if mark.hatch else ""
    return [
        f"{name}.barh({at}, {_even(d['widths'])}, height={short(d['thickness'][0])}{base}"
        f"{error}{_color(mark)}{edge}{hatch}{_alpha(mark)}{_label(mark)})"
    ]


def _hist(mark: Mark, name: str) -> list[str]:
    d = mark.data
    edges = list(d["edges"])
    middles = [(a + b) / 2 for a, b in itertools.pairwise(edges)]
    edge = f", edgecolor={mark.edge!r}" if mark.edge else ""
    return [
        f"{name}.hist({row(middles)}, bins={row(edges)}, weights={_even(d['counts'])}"
        f"{_color(mark)}{edge}{_alpha(mark)}{_label(mark)})"
    ]


def _line(mark: Mark, name: str, at: str) -> list[str]:
    d = mark.data
    style = f", linestyle={mark.line_style!r}" if mark.line_style not in ("-", "") else ""
    marker = f", marker={mark.marker!r}" if mark.marker else ""
    return [
        f"{name}.plot({at}, {_even(d['y'])}{_color(mark)}{style}{marker}, linewidth={round(mark.line_width, 1)}"
        f"{_alpha(mark)}{_label(mark)})"
    ]


def _scatter(mark: Mark, name: str, at: str) -> list[str]:
    d = mark.data
    sizes = f", s={_even(d['sizes'])}" if d.get("sizes") else f", s={short(max(4.0, mark.marker_size * 0.55))}"
    if d.get("values"):
        low, high = d["limits"]
        look = f"c={_even(d['values'])}, cmap={mark.cmap!r}, vmin={short(low)}, vmax={short(high)}"
        return [f"points = {name}.scatter({at}, {_even(d['y'])}{sizes}, {look})", *_bar_beside(mark, name, "points")]
    sizes += f", marker={mark.marker!r}" if mark.marker in ("|", "_") else ""
    look = f", facecolors='none', edgecolors={mark.edge!r}" if mark.edge else _color(mark)
    return [f"{name}.scatter({at}, {_even(d['y'])}{sizes}{look}{_alpha(mark)}{_label(mark)})"]


def _pie(mark: Mark, name: str) -> list[str]:
    d = mark.data
    labels = f", labels={[plain(n) for n in mark.names]!r}" if any(mark.names) else ""
    start = f", startangle={short(d['start'][0])}" if any(d.get("start", ())) else ""
    start += ", counterclock=False" if d.get("clockwise") else ""
    radius = f", radius={short(d['radius'][0])}" if d.get("radius") else ""
    ring = f", wedgeprops={{'width': {short(d['ring'][0])}}}" if d.get("ring") else ""
    printed = f", autopct='%.{int(d['digits'][0])}f%%'" if d.get("digits") else ""
    printed += f", pctdistance={short(d['printed_at'][0])}" if d.get("printed_at") else ""
    cents = [round(100 * f, 6) for f in d["fractions"]]
    whole = abs(sum(cents) - 100) < 1.3 and all(round(c, 2) == c for c in cents)
    shares = listing(cents) if whole else _even(d["fractions"])
    return [f"{name}.pie({shares}{labels}{printed}{start}{radius}{ring}, colors={list(mark.colors)!r})"]


def _between(mark: Mark, name: str, at: str) -> list[str]:
    d = mark.data
    return [f"{name}.fill_between({at}, {_even(d['low'])}, {_even(d['high'])}{_color(mark)}{_alpha(mark)}{_label(mark)})"]


def _fill(mark: Mark, name: str) -> list[str]:
    d = mark.data
    return [f"{name}.fill({_even(d['x'])}, {_even(d['y'])}{_color(mark)}{_alpha(mark)}{_label(mark)})"]


def _stack(mark: Mark, name: str) -> list[str]:
    return []


def _errorbar(mark: Mark, name: str, at: str) -> list[str]:
    d = mark.data
    parts = ""
    if d.get("yerr_low"):
        parts += f", yerr=[{_even(d['yerr_low'])}, {_even(d['yerr_high'])}]"
    if d.get("xerr_low"):
        parts += f", xerr=[{_even(d['xerr_low'])}, {_even(d['xerr_high'])}]"
    style = mark.line_style or "none"
    ecolor = f", ecolor={mark.edge!r}" if mark.edge else ""
    return [
        f"{name}.errorbar({at}, {_even(d['y'])}{parts}, linestyle={style!r}, "
        f"marker={(mark.marker or 'o')!r}, capsize=3{_color(mark)}{ecolor}{_alpha(mark)}{_label(mark)})"
    ]


def _boxplot(mark: Mark, name: str) -> list[str]:
    d = mark.data
    stats = []
    for k in range(len(d["position"])):
        one = ", ".join(f"'{n}': {short(d[n][k], abs(d['high'][k] - d['low'][k]))}" for n in ("q1", "q3"))
        low, high, mid = (short(d[n][k], abs(d["high"][k] - d["low"][k])) for n in ("low", "high", "median"))
        stats.append(f"{{'med': {mid}, {one}, 'whislo': {low}, 'whishi': {high}, 'fliers': []}}")
    lying = ", orientation='horizontal'" if mark.hatch == "lying" else ""
    filled = bool(mark.colors)
    middle = f", medianprops={{'color': {mark.edge!r}}}" if mark.edge else ""
    out = [
        f"boxes = {name}.bxp([{', '.join(stats)}], positions={_even(d['position'])}, widths={short(d['thickness'][0])}{lying}, "
        f"showfliers=False, patch_artist={filled}{middle})"
    ]
    if filled:
        out += [f"for box, color in zip(boxes['boxes'], {list(mark.colors)!r}):", "    box.set_facecolor(color)"]
    return out


def _violin(mark: Mark, name: str) -> list[str]:
    d = mark.data
    n = int(d["count"][0])
    out = []
    stats = []
    for k in range(n):
        stats.append(
            f"{{'coords': {_even(d[f'coords{k}'])}, 'vals': {_even(d[f'vals{k}'])}, "
            f"'mean': {short(d['mean'][k])}, 'median': {short(d['mean'][k])}, 'min': {short(d['low'][k])}, "
            f"'max': {short(d['high'][k])}}}"
        )
    out.append(
        f"violins = {name}.violin([{', '.join(stats)}], positions={_even(d['position'])}, "
        f"widths={short(d['thickness'][0])}, showextrema=False)"
    )
    if mark.colors:
        out += [f"for body, color in zip(violins['bodies'], {list(mark.colors)!r}):", "    body.set_facecolor(color)"]
    return out


def _imshow(mark: Mark, name: str) -> list[str]:
    rows, columns = mark.shape
    values = list(mark.data["values"])
    span = max(values) - min(values) if values else 0.0
    table = (
        "[\n"
        + "".join(
            "    [" + ", ".join(short(v, span) for v in values[r * columns : (r + 1) * columns]) + "],\n" for r in range(rows)
        )
        + "]"
    )
    limits = f", vmin={short(mark.data['limits'][0])}, vmax={short(mark.data['limits'][1])}" if mark.data.get("limits") else ""
    extent = f", extent={_even(mark.data['extent'])}" if mark.data.get("extent") else ""
    if mark.data.get("cells"):
        return [f"image = {name}.pcolormesh({table}, cmap={mark.cmap!r}{limits})", *_bar_beside(mark, name, "image")]
    smooth = ", interpolation='bilinear'" if mark.data.get("smooth") else ""
    out = [f"image = {name}.imshow({table}, cmap={mark.cmap!r}, aspect='auto'{limits}{extent}{smooth})"]
    return out + _bar_beside(mark, name, "image")


def _colorbar(mark: Mark, name: str) -> list[str]:
    low, high = mark.data["limits"]
    scale = f"plt.cm.ScalarMappable(plt.Normalize({short(low)}, {short(high)}), {mark.cmap!r})"
    return _bar_beside(mark, name, scale)


def _bar_beside(mark: Mark, name: str, source: str) -> list[str]:
    """The colour bar of a mark, where it has one."""
    if not mark.data.get("bar"):
        return []
    where = ", orientation='horizontal'" if mark.data["bar"][0] else ""
    title = f", label={plain(mark.label)!r}" if mark.label else ""
    return [f"fig.colorbar({source}, ax={name}{where}{title})"]


def _across(mark: Mark, name: str) -> list[str]:
    style = f", linestyle={mark.line_style!r}" if mark.line_style != "-" else ""
    return [
        f"{name}.{mark.kind}({short(mark.data['at'][0], mark.data['span'][0])}{_color(mark)}{style}, "
        f"linewidth={round(mark.line_width, 1)}{_label(mark)})"
    ]


def _span(mark: Mark, name: str) -> list[str]:
    low, high = mark.data["low"][0], mark.data["high"][0]
    return [f"{name}.{mark.kind}({short(low)}, {short(high)}{_color(mark)}{_alpha(mark)}{_label(mark)})"]


def _contour(mark: Mark, name: str) -> list[str]:
    rows, columns = mark.shape
    d = mark.data
    levels = list(d["levels"])
    span = max(levels) - min(levels)
    across, up = f"{_even(d['x'])}", f"{_even(d['y'])}"
    if mark.kind == "contour":
        look = f"colors={mark.colors[0]!r}, linewidths={mark.line_width}"
        return [f"{name}.contour(across, up, heights, levels={_even(levels)}, {look})"]
    table = "".join(
        "    [" + ", ".join(short(v, span) for v in d["z"][r * columns : (r + 1) * columns]) + "],\n" for r in range(rows)
    )
    out = [f"across, up = {across}, {up}", f"heights = [\n{table}]"]
    out.append(f"bands = {name}.contourf(across, up, heights, levels={_even(levels)}, cmap={mark.cmap!r})")
    return out + _bar_beside(mark, name, "bands")


def _surface(mark: Mark, name: str) -> list[str]:
    return []
