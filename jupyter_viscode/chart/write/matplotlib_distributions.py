"""Matplotlib's calls for distributions, from boxes to error bars: an open Axes goes in, lines are added to its program."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_viscode.chart.write import unsupported
from jupyter_viscode.chart.write.axes import Axes, cycle, palette
from jupyter_viscode.chart.write.items import Item, vertical
from jupyter_viscode.chart.write.labels import ACCENT
from jupyter_viscode.chart.write.series import axes_items, options, tint
from jupyter_viscode.chart.write.source import literal
from jupyter_viscode.spec import Encoding


@dataclass(frozen=True)
class Groups:
    """Values by category, as a variable of the program."""

    var: str
    base: Item | None
    value: Item
    stands: bool


def _groups(axes: Axes) -> Groups:
    """``groups``: a list of pairs of name and values."""
    made, program = axes.made, axes.program
    axes_items(axes)
    x, y = axes.x, axes.y
    stands = vertical(axes.chart, made.table)
    value, base = (y, x) if stands else (x, y)
    if value is None and base is not None:
        value, base, stands = base, None, not stands
    if value is None:
        raise unsupported(axes.chart, "matplotlib", "It needs a column of numbers.")
    base = base or made.items.get("color")
    program.before(f"known = {made.var}.dropna(subset={literal([value.key])})")
    name = program.name("groups", "parts")
    if base is None:
        program.before(f"{name} = {{{literal(value.title)}: {value.of('known')}}}")
        return Groups(name, None, value, stands)
    pairs = f"known.groupby({literal(base.key)}{', observed=True' if base.ordered else ''})[{literal(value.key)}]"
    program.before(f"{name} = {{str(name): values for name, values in {pairs}}}")
    asked = base.encoding.sort
    if asked is not None and not asked.values:
        if not made.chart.keeps_own_order(base.channel):
            turned = ", reverse=True" if asked.order == "descending" else ""
            program.before(f"{name} = dict(sorted({name}.items(), key=lambda group: group[1].median(){turned}))")
        elif asked.order == "descending":
            program.before(f"{name} = dict(reversed({name}.items()))")
    return Groups(name, base, value, stands)


def _series(axes: Axes, groups: Groups) -> Item | None:
    """The colour that splits each group, when it is not the group itself."""
    color = axes.made.items.get("color")
    return color if color is not None and groups.base is not None and color.key != groups.base.key else None


def _side_by_side(axes: Axes, series: Item) -> None:
    """The room of each series, their colours, and a loop over them."""
    program, color = axes.program, literal(series.key)
    program.before(f"width = 0.8 / known[{color}].nunique()")
    program.before(f"colors = {palette(axes.made, True)}")
    program.add(f"for number, (name, part) in enumerate(known.groupby({color})):")
    axes.legend = series.title


def _sideways() -> str:
    """How the installed matplotlib is told to lay boxes down."""
    from importlib.metadata import version

    major, minor = (int(part) for part in version("matplotlib").split(".")[:2])
    return 'orientation="horizontal"' if (major, minor) >= (3, 10) else "vert=False"


def _name_groups(axes: Axes, groups: Groups, first: int = 1) -> None:
    program, ax = axes.program, axes.ax
    channel = "x" if groups.stands else "y"
    if groups.base is None:
        program.add(f"{ax}.set_{channel}ticks([])")
        if groups.stands:
            axes.x = None
        else:
            axes.y = None
        return
    start = f"range({first}, len({groups.var}) + {first})" if first else f"range(len({groups.var}))"
    program.add(f"{ax}.set_{channel}ticks({start}, {groups.var})")
    if groups.stands:
        axes.labels = groups.var
        axes.x = groups.base
    else:
        program.add(f"{ax}.invert_yaxis()")
        axes.y = groups.base
    groups.base.discrete = True


def box(axes: Axes) -> None:
    """Boxes with whiskers; with a colour, one beside the other for each of its values."""
    groups = _groups(axes)
    series = _series(axes, groups)
    if series is not None and groups.base is not None:
        _split_box(axes, groups, groups.base, series)
        return
    sideways = "" if groups.stands else _sideways()
    color = palette(axes.made, False) or literal(ACCENT)
    face = f'boxprops={{"facecolor": {color}, "alpha": 0.6}}'
    line = 'medianprops={"color": "black"}'
    axes.program.call(f"{axes.ax}.boxplot", [f"{groups.var}.values()", sideways, "widths=0.6", "patch_artist=True", face, line])
    _name_groups(axes, groups)


def _split_box(axes: Axes, groups: Groups, base: Item, series: Item) -> None:
    program = axes.program
    sideways = "" if groups.stands else f", {_sideways()}"
    _side_by_side(axes, series)
    program.before(
        f'look = dict(widths=0.9 * width, patch_artist=True, manage_ticks=False, medianprops={{"color": "black"}}{sideways})'
    )
    value = literal(groups.value.key)
    program.add(f"    values = [part.loc[{base.of('part')}.astype(str) == group, {value}] for group in {groups.var}]")
    program.add("    places = [place - 0.4 + (number + 0.5) * width for place in range(len(values))]")
    program.add('    face = {"facecolor": colors[number % len(colors)], "alpha": 0.6}')
    program.add(f"    {axes.ax}.boxplot(values, positions=places, boxprops=face, label=str(name), **look)")
    _name_groups(axes, groups, first=0)


def violin(axes: Axes) -> None:
    """Violins with their medians; with a colour, one beside the other for each of its values."""
    groups = _groups(axes)
    series = _series(axes, groups)
    if series is not None and groups.base is not None:
        _split_violin(axes, groups, groups.base, series)
        return
    sideways = "" if groups.stands else _sideways()
    axes.program.call(f"{axes.ax}.violinplot", [f"list({groups.var}.values())", sideways, "showmedians=True", "widths=0.8"])
    _name_groups(axes, groups)


def _split_violin(axes: Axes, groups: Groups, base: Item, series: Item) -> None:
    program = axes.program
    _side_by_side(axes, series)
    rows = f"part.loc[{base.of('part')}.astype(str) == group, {literal(groups.value.key)}]"
    program.add(f"    values = [{rows} for group in {groups.var}]")
    program.add("    places = [place - 0.4 + (number + 0.5) * width for place in range(len(values))]")
    program.add("    places, values = zip(*((p, v) for p, v in zip(places, values) if len(v)))  # no empty ones")
    sideways = "" if groups.stands else f", {_sideways()}"
    program.add(f"    drawn = {axes.ax}.violinplot(values, places, widths=0.9 * width, showmedians=True{sideways})")
    program.add('    for body in drawn["bodies"]:\n        body.set(facecolor=colors[number % len(colors)], alpha=0.6)')
    program.add('    drawn["bodies"][0].set_label(str(name))')
    _name_groups(axes, groups, first=0)


def strip(axes: Axes) -> None:
    """Every value as a point, spread within its category; with a colour, beside each other for each of its values."""
    groups = _groups(axes)
    program = axes.program
    program.use("import numpy as np")
    program.before("spread = np.random.default_rng(0)")
    series = _series(axes, groups)
    if series is not None and groups.base is not None:
        _side_by_side(axes, series)
        place = f"{groups.base.of('part')}.astype(str).map(list({groups.var}).index)"
        program.add(f"    places = {place} - 0.4 + (number + spread.uniform(0.2, 0.8, len(part))) * width")
        pair = ["places", groups.value.of("part")]
        look = "s=12, color=colors[number % len(colors)], alpha=0.6, label=str(name)"
        program.add(f"    {axes.ax}.scatter({', '.join(pair if groups.stands else pair[::-1])}, {look})")
        _name_groups(axes, groups, first=0)
        return
    program.add(f"for place, values in enumerate({groups.var}.values()):")
    program.add("    places = place + spread.uniform(-0.2, 0.2, len(values))")
    pair = ["places", "values"] if groups.stands else ["values", "places"]
    program.call(f"    {axes.ax}.scatter", [*pair, "s=12", *options(axes, literal(ACCENT), "alpha=0.6")])
    _name_groups(axes, groups, first=0)


def density(axes: Axes) -> None:
    """Smoothed densities."""
    made, program = axes.made, axes.program
    item = next((made.items[c] for c in ("x", "y") if made.has(c)), None)
    if item is None:
        raise unsupported(axes.chart, "matplotlib", "A density needs a column of numbers.")
    program.use("import numpy as np")
    program.use("from matplotlib.mlab import GaussianKDE")
    series = made.items.get("color")
    program.before(f"known = {made.var}.dropna(subset={literal([item.key])})")
    program.before(f"grid = np.linspace({item.of('known')}.min(), {item.of('known')}.max(), 200)")
    if series is None:
        color = palette(made, False) or literal(ACCENT)
        program.call(
            f"{axes.ax}.fill_between", ["grid", f"GaussianKDE({item.of('known')})(grid)", *options(axes, color, "alpha=0.5")]
        )
    else:
        cycle(axes)
        program.add(f"for name, values in known.groupby({literal(series.key)})[{literal(item.key)}]:")
        program.add("    if values.nunique() > 1:")
        program.call(
            f"        {axes.ax}.fill_between",
            ["grid", "GaussianKDE(values)(grid)", "label=name", *tint(axes), *options(axes, "", "alpha=0.4")],
        )
        axes.legend = series.title
    program.add(f"{axes.ax}.set_ylim(bottom=0)")
    axes.x, axes.y = item, Item("y", Encoding(), "", "quantitative", "Density")


def errorbar(axes: Axes) -> None:
    """Means with standard deviations."""
    groups = _groups(axes)
    program = axes.program
    program.before(f"means = [values.mean() for values in {groups.var}.values()]")
    program.before(f"spreads = [values.std() for values in {groups.var}.values()]")
    pair = [f"range(len({groups.var}))", "means"] if groups.stands else ["means", f"range(len({groups.var}))"]
    error = "yerr=spreads" if groups.stands else "xerr=spreads"
    program.call(f"{axes.ax}.errorbar", [*pair, error, 'fmt="o"', "capsize=4", f"color={literal(ACCENT)}"])
    _name_groups(axes, groups, first=0)
    value = groups.value
    if value.encoding.title is None:
        value.title = f"Mean of {value.encoding.field} ± standard deviation"
