"""Drawn figures to Charts: a matplotlib Figure, plotly Figure, altair chart or Vega-Lite specification goes in.

What comes out has no frame but `data`, the drawn values. No plotting library is imported unless the object is its own.
"""

from __future__ import annotations

from typing import Any

from jupyter_viscode.chart.kinds import figure_of, kind_of
from jupyter_viscode.spec import Chart


def read(drawn: Any) -> Chart | None:
    """The Chart that a figure shows; None when nothing is drawn or it cannot be told.

    A figure of several axes has them in `panels`; a second axes on the same place is a secondary layer.
    """
    drawn = figure_of(drawn)
    kind = kind_of(drawn)
    try:
        if kind == "matplotlib":
            from jupyter_viscode.chart.read.matplotlib import read_figure

            return read_figure(drawn)
        if kind == "plotly":
            from jupyter_viscode.chart.read.plotly import read_traces

            return read_traces(drawn)
        if kind in ("altair", "vega-lite"):
            from jupyter_viscode.chart.read.vega_lite import read_spec, specification

            return read_spec(specification(drawn))
    except (AttributeError, TypeError, ValueError, KeyError, IndexError):
        return None  # an artist of a form that nobody thought of: unread is better than wrong
    return None
