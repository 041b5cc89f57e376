"""Chart to code: a Chart, a library's name and the Context go in, source text comes out."""

from __future__ import annotations

from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Context


def write(chart: Chart, library: str, context: Context) -> str:
    """The program that draws `chart` with `library`.

    Parameters
    ----------
    library
        A name of the registry's group ``emitters``: matplotlib, seaborn, plotly, altair, vega-lite.
    context
        Says what holds each frame and what its columns are.

    Raises
    ------
    InputError
        The library cannot draw such a chart, or the chart names no frame.
    ConfigError
        No such library.
    """
    from jupyter_viscode.registry import load

    emit = load("emitters", library)
    source: str = emit(chart, context)
    return source


def unsupported(chart: Chart, library: str, hint: str = "Try another library, e.g. --lib plotly.") -> InputError:
    """The error for a mark that a library has no form of."""
    return InputError(f"{library} has no simple form of a {chart.mark} chart.", hint=hint)
