"""Chart to matplotlib: a Chart and the Context go in, a program that ends in ``plt.show()`` comes out."""

from __future__ import annotations

from jupyter_viscode.chart.write.axes import Axes, finish, open_figure
from jupyter_viscode.chart.write.matplotlib_marks import draw
from jupyter_viscode.chart.write.panels import facet_item, facets, layers, panels
from jupyter_viscode.chart.write.series import name_colors
from jupyter_viscode.chart.write.tidy import order_before_grouping, start, tidy
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Context


def write(chart: Chart, context: Context) -> str:
    """The program."""
    if chart.panels:
        return panels(chart, context)
    program, table = start(chart, context)
    program.use("import matplotlib.pyplot as plt")
    from jupyter_viscode.chart.write.plans import plan

    how = plan(chart, table)
    order = order_before_grouping(chart, table) if how.group else None
    made = tidy(chart, table, discrete=how.discrete, group=how.group, sort=how.group)
    made.order = order or made.order
    program.mark()
    if facet_item(made) is not None:
        facets(made, context)
    else:
        axes = Axes(program, chart, made)
        name_colors(axes)
        open_figure(axes)
        draw(axes)
        finish(axes)
        layers(axes, context)
    program.add("plt.show()")
    return program.text()
