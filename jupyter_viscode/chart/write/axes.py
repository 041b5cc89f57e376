"""One matplotlib axes under construction: how it opens, and what every mark gets in the end (titles, scales, ticks, legend)."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from jupyter_viscode.chart.write.items import Item, Tidy
from jupyter_viscode.chart.write.labels import LONGEST, PALETTE, QUALITATIVE, date_format, python_format
from jupyter_viscode.chart.write.matplotlib_notes import annotate
from jupyter_viscode.chart.write.source import Program, call, caption, literal
from jupyter_viscode.spec import Chart

STYLES = {
    "dark": "dark_background",
    "dark_background": "dark_background",
    "ggplot": "ggplot",
    "bmh": "bmh",
    "fivethirtyeight": "fivethirtyeight",
    "grayscale": "grayscale",
    "classic": "classic",
    "whitegrid": "seaborn-v0_8-whitegrid",
    "darkgrid": "seaborn-v0_8-darkgrid",
}


MANY_SERIES = 9
"""A legend of more names stands beside the axes."""


@dataclass
class Axes:
    """An axes of the program and what is drawn on it."""

    program: Program
    chart: Chart
    made: Tidy
    fig: str = "fig"
    ax: str = "ax"
    legend: str | None = None
    """The legend's title, when there is something to name."""
    legend_arguments: tuple[str, ...] = ()
    x: Item | None = None
    """What the horizontal axis shows; None leaves it without ticks of ours."""
    y: Item | None = None
    labels: str | None = None
    """Source of the text labels along x, which may be too long to stand side by side."""
    crowded: bool = False
    """True when marks fill the axes, so that a legend inside would cover some."""
    tints: str | None = None
    """Variable that gives each series its colour, where several axes share them."""
    frame: bool = True
    """False for a pie."""
    alone: bool = True
    """False where other charts stand in the same figure."""
    labelled: bool = False
    """True when the library has written the values itself."""


def open_figure(axes: Axes, *, subplots: str = "") -> None:
    """``fig, ax = plt.subplots(...)``."""
    program, style = axes.program, axes.chart.style
    axes.fig, axes.ax = program.name("fig", "figure"), program.name("ax" if not subplots else "axes", "plot")
    arguments = [subplots] if subplots else []
    size = figure_size(axes.chart)
    if size:
        arguments.append(f"figsize={size}")
    arguments.append('layout="constrained"')
    line = call(f"{axes.fig}, {axes.ax} = plt.subplots", arguments)
    managers = []
    if style.theme in STYLES:
        managers.append(f"plt.style.context({literal(STYLES[style.theme])})")
    if style.font_size:
        managers.append(f'plt.rc_context({{"font.size": {literal(style.font_size)}}})')
    if managers:
        program.add(f"with {', '.join(managers)}:", *(f"    {part}" for part in line.splitlines()))
    else:
        program.add(line)
    if style.background:
        program.add(f"{axes.fig}.set_facecolor({literal(style.background)})")


def figure_size(chart: Chart) -> str:
    """The figure's size in inches, when it is asked for."""
    width, height = chart.style.width, chart.style.height
    return f"({width or 6.4:g}, {height or 4.8:g})" if width or height else ""


def palette(made: Tidy, several: bool) -> str:
    """Source of the colours, for several series or for one."""
    scale = made.chart.encoding("color").scale
    constant = made.chart.encoding("color").value
    item = made.items.get("color")
    colors = list(scale.range) if scale and scale.range else list(item.shades() if item is not None else PALETTE)
    if not several:
        return literal(constant) if constant else literal(colors[0]) if scale and scale.range else ""
    if scale and scale.scheme:
        return f"plt.get_cmap({literal(scale.scheme)}).colors" if scale.scheme in QUALITATIVE else literal(colors)
    if (
        not (scale and scale.range)
        and item is not None
        and item.column is not None
        and (item.column.distinct or 0) > len(PALETTE)
    ):
        return 'plt.get_cmap("tab20").colors'
    return literal(colors)


def cycle(axes: Axes) -> None:
    """Give the axes the palette for several series; in small multiples each series has its own colour already."""
    if axes.tints is not None:
        return
    axes.program.add(f"{axes.ax}.set_prop_cycle(color={palette(axes.made, True)})")


def finish(axes: Axes, *, title: bool = True, labels: bool = True) -> None:
    """Titles, scales, ticks, legend, annotations."""
    chart, program, ax = axes.chart, axes.program, axes.ax
    if axes.frame:
        _scales(axes)
    settings = []
    if title and chart.title:
        settings.append(f"title={caption(_titles(chart))}")
    if axes.frame and labels:
        for channel, item in (("x", axes.x), ("y", axes.y)):
            if item is not None and (item.title or item.encoding.title is not None):
                settings.append(f"{channel}label={caption(item.title)}")
    if settings:
        program.call(f"{ax}.set", settings)
    if axes.frame:
        _ticks(axes)
        if chart.style.grid is not None:
            program.add(f"{ax}.grid({'alpha=0.3' if chart.style.grid else 'False'})")
        if chart.style.theme == "minimal":
            program.add(f'{ax}.spines[["top", "right"]].set_visible(False)')
        if chart.style.background:
            program.add(f"{ax}.set_facecolor({literal(chart.style.background)})")
    _legend(axes)
    annotate(axes)


def _titles(chart: Chart) -> str:
    title = wrapped(chart.title)
    return f"{title}\n{wrapped(chart.subtitle)}" if chart.subtitle else title


def wrapped(title: str) -> str:
    """A title in lines that fit above an axes."""
    return title if len(title) <= LONGEST else "\n".join(textwrap.wrap(title, LONGEST))


def _scales(axes: Axes) -> None:
    for channel, item in (("x", axes.x), ("y", axes.y)):
        if item is None:
            continue
        scale = item.encoding.scale
        if scale is not None:
            if scale.type in ("log", "symlog") and not item.discrete:
                axes.program.add(f'{axes.ax}.set_{channel}scale("{scale.type}")')
            elif scale.type == "sqrt" and not item.discrete:
                axes.program.use("import numpy as np")
                root = "lambda values: np.sqrt(np.maximum(values, 0))"
                axes.program.add(f'{axes.ax}.set_{channel}scale("function", functions=({root}, np.square))')
            if len(scale.domain) == 2 and not item.discrete:
                low, high = (axes.program.value(v) for v in scale.domain)
                axes.program.add(f"{axes.ax}.set_{channel}lim({low}, {high})")
            elif scale.zero and axes.chart.mark not in ("bar", "area") and not item.discrete and scale.type != "log":
                axes.program.add(f"{axes.ax}.set_{channel}lim({'left' if channel == 'x' else 'bottom'}=0)")
            if scale.reverse:
                axes.program.add(f"{axes.ax}.invert_{channel}axis()")


def _ticks(axes: Axes) -> None:
    program, ax = axes.program, axes.ax
    for channel, item in (("x", axes.x), ("y", axes.y)):
        if item is None or item.discrete:
            continue
        wanted = item.encoding.format
        axis = f"{ax}.{channel}axis"
        if wanted and item.type == "temporal" and date_format(wanted):
            program.use("import matplotlib.dates as mdates")
            program.add(f"{axis}.set_major_formatter(mdates.DateFormatter({literal(wanted)}))")
        elif wanted and python_format(wanted):
            program.add(f"{axis}.set_major_formatter({literal(python_format(wanted))})")
        elif wanted.endswith("s"):
            program.use("from matplotlib.ticker import EngFormatter")
            program.add(f'{axis}.set_major_formatter(EngFormatter(sep=""))')
        elif item.type == "quantitative" and large(item):
            program.add(f'{axis}.set_major_formatter("{{x:,.10g}}")')
        if item.type == "ordinal" or (item.encoding.time_unit == "year"):
            program.add(f"{axis}.set_major_locator(plt.MaxNLocator(integer=True))")
    angle = axes.chart.style.label_angle
    if angle is not None:
        program.add(f'{ax}.tick_params(axis="x", rotation={angle:g})')
    elif not axes.alone and axes.x is not None and (axes.labels is not None or axes.x.type == "temporal"):
        _turn(axes)
    elif axes.x is not None and axes.x.type == "temporal" and not axes.x.discrete and not program.indent:
        program.add(f"{axes.fig}.autofmt_xdate()")
    elif axes.labels is not None:
        room = 34 if axes.chart.mark == "rect" else 50
        program.add(f'if len("".join({axes.labels})) > {room}:  # too long to stand side by side')
        program.add(f"    {axes.fig}.autofmt_xdate(rotation=45)")


def _turn(axes: Axes) -> None:
    """Turn long labels of one axes of several, which have less room."""
    turned = f'{axes.ax}.tick_params(axis="x", rotation=45)'
    if axes.labels is None:
        axes.program.add(turned)
    else:
        axes.program.add(f'if len("".join({axes.labels})) > 24:  # too long to stand side by side', f"    {turned}")


def large(item: Item) -> bool:
    """Whether the figures are known to be so large that digits need grouping."""
    column = item.column
    if column is None or not isinstance(column.maximum, (int, float)) or isinstance(column.maximum, bool):
        return False
    return abs(column.maximum) >= 1_000_000


def _many(axes: Axes) -> bool:
    """Whether there are more series than a legend can name without hiding what is drawn."""
    color = axes.made.items.get("color")
    distinct = color.column.distinct if color is not None and color.column is not None else None
    return distinct is not None and distinct > MANY_SERIES


def _legend(axes: Axes) -> None:
    place = axes.chart.style.legend
    if axes.legend is None or place == "none":
        return
    title = [f"title={caption(axes.legend)}"] if axes.legend else []
    title += axes.legend_arguments
    if place in ("outside", "right") or (place is None and (axes.crowded or _many(axes))):
        axes.program.call(f"{axes.ax}.legend", [*title, "bbox_to_anchor=(1.02, 1)", 'loc="upper left"'])
    elif place in ("left", "top", "bottom"):
        where = {"left": "outside left upper", "top": "outside upper center", "bottom": "outside lower center"}[place]
        columns = [] if place == "left" else ["ncols=4"]
        axes.program.call(f"{axes.fig}.legend", [*title, f'loc="{where}"', *columns])
    else:
        axes.program.call(f"{axes.ax}.legend", title)
