"""What matplotlib draws above a chart: reference lines, texts, labels of values, marked extremes; an Axes goes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_viscode.chart.write.items import measure_of
from jupyter_viscode.chart.write.plans import histogram2d
from jupyter_viscode.chart.write.source import caption, literal
from jupyter_viscode.spec import Annotation

if TYPE_CHECKING:
    from jupyter_viscode.chart.write.axes import Axes


_AVERAGES = ("mean", "median", "stdev", "variance")
"""Figures that have more digits than anybody reads."""


def annotate(axes: Axes) -> None:
    """Write the chart's annotations."""
    for note in axes.chart.annotations:
        if note.kind in ("hline", "vline"):
            _rule(axes, note)
        elif note.kind == "band":
            _band(axes, note)
        elif note.kind == "text":
            place = f"{axes.program.value(note.x)}, {axes.program.value(note.y)}"
            axes.program.add(f"{axes.ax}.text({place}, {caption(note.text)}{_ink(axes, note)}, clip_on=True)")
        elif note.kind == "value labels":
            _labels(axes)
        elif note.kind in ("maximum", "minimum") and axes.x is not None and axes.y is not None and axes.frame:
            _extreme(axes, note)


def _ink(axes: Axes, note: Annotation | None = None) -> str:
    """The colour of what is written: the figure's style is left again when it comes to this."""
    if note is not None and note.color:
        return f", color={literal(note.color)}"
    return ', color="white"' if axes.chart.style.theme == "dark" else ""


def _rule(axes: Axes, note: Annotation) -> None:
    lying = note.kind == "hline"
    place = axes.program.value(note.y if lying else note.x)
    color = literal(note.color or "gray")
    axes.program.add(f'{axes.ax}.{"axhline" if lying else "axvline"}({place}, color={color}, linestyle="--")')
    if not note.text:
        return
    where = f"0.01, {place}" if lying else f"{place}, 0.98"
    frame = f'transform={axes.ax}.get_{"y" if lying else "x"}axis_transform(), va="{"bottom" if lying else "top"}"'
    axes.program.add(f"{axes.ax}.text({where}, {caption(note.text)}, {frame}{_ink(axes)})")


def _band(axes: Axes, note: Annotation) -> None:
    lying = note.y is not None
    low, high = (axes.program.value(v) for v in ((note.y, note.y2) if lying else (note.x, note.x2)))
    looks = f"color={literal(note.color or 'gray')}, alpha=0.2"
    axes.program.add(f"{axes.ax}.{'axhspan' if lying else 'axvspan'}({low}, {high}, {looks})")
    if note.text:
        where = f"0.01, {high}" if lying else f"{low}, 0.98"
        frame = f'transform={axes.ax}.get_{"y" if lying else "x"}axis_transform(), va="top"'
        axes.program.add(f"{axes.ax}.text({where}, {caption(note.text)}, {frame}{_ink(axes)})")


def _labels(axes: Axes) -> None:
    program, ax = axes.program, axes.ax
    if axes.chart.mark == "bar":
        measure = measure_of(axes.made)
        program.add(f"{ax}.margins({measure.channel if measure is not None else 'y'}=0.1)")
        shown = ",.2f" if measure is not None and measure.encoding.aggregate in _AVERAGES else ",.6g"
        program.add(f'for bars in {ax}.containers:\n    {ax}.bar_label(bars, fmt="{{:{shown}}}", padding=2{_ink(axes)})')
    elif axes.chart.mark == "rect" and not axes.labelled and not histogram2d(axes.chart):
        program.use("import numpy as np")
        program.add(
            "for (row, column), value in np.ndenumerate(image.get_array().filled(np.nan)):\n"
            '    shade = "white" if sum(image.cmap(image.norm(value))[:3]) < 1.5 else "black"\n'
            "    if value == value:  # no missing one\n"
            f'        {ax}.text(column, row, f"{{value:,.3g}}", ha="center", va="center", color=shade)'
        )


def _extreme(axes: Axes, note: Annotation) -> None:
    x, y, made, program = axes.x, axes.y, axes.made, axes.program
    assert x is not None and y is not None
    measure, other = (y, x) if not y.discrete and not (x.measure and not y.measure) else (x, y)
    name = program.name("peak" if note.kind == "maximum" else "low")
    method = "idxmax" if note.kind == "maximum" else "idxmin"
    program.add(f"{name} = {made.var}.loc[{made.var}[{literal(measure.key)}].{method}()]")
    point = {measure.channel: f"{name}[{literal(measure.key)}]", other.channel: f"{name}[{literal(other.key)}]"}
    if other.discrete and not other.as_text:
        point[other.channel] = f"str({point[other.channel]})"
    word = note.kind.capitalize()
    label = caption(note.text) if note.text else f'f"{word}: {{{name}.loc[{literal(measure.key)}]:,.6g}}"'
    if not note.text and '"' in literal(measure.key):
        label = f'"{word}: {{:,.6g}}".format({name}[{literal(measure.key)}])'
    dark = axes.chart.style.theme == "dark"
    program.call(
        f"{axes.ax}.annotate",
        [
            label,
            f"({point['x']}, {point['y']})",
            "xytext=(0, 12)",
            'textcoords="offset points"',
            'ha="center"',
            'arrowprops={"arrowstyle": "->", "color": "white"}' if dark else 'arrowprops={"arrowstyle": "->"}',
            'color="white"' if dark else "",
        ],
    )
