"""Bokeh 3: programs that fail, mended until they run."""

from __future__ import annotations

import warnings

import pytest
from session import frames

from jupyter_viscode.fixes import mend
from jupyter_viscode.types import Code, Context, ErrorInfo, Request

REQUEST = Request("plot", frames=frames(), context=Context(active="df"))
HEAD = "from bokeh.plotting import figure\n"


@pytest.mark.needs("bokeh", "pip install bokeh")
@pytest.mark.parametrize(
    ("program", "line"),
    [
        ("p = figure(plot_width=400, plot_height=300)", "p = figure(width=400, height=300)"),
        ("p = figure()\np.line([1, 2], [3, 4], legend='a')", "p.line([1, 2], [3, 4], legend_label='a')"),
        ("p = figure()\np.line([1, 2], [3, 4], line_widht=3)", "p.line([1, 2], [3, 4], line_width=3)"),
        ("p = figure(titel='T')", "p = figure(title='T')"),
        ("p = figure(x_axis_type='date')", "p = figure(x_axis_type='datetime')"),
        ("p = figure(tools='hovr,pan')", "p = figure(tools='hover,pan')"),
        ("from bokeh.models.widgets import Panel\nt = Panel", "from bokeh.models import TabPanel"),
    ],
)
def test_bokeh_program_is_mended(program: str, line: str) -> None:
    source = HEAD + program + "\n"
    for _ in range(4):
        error = attempt(source)
        if error is None:
            break
        fix = mend(Code(source), error, REQUEST)
        assert fix is not None, error.message
        source = fix.source
    assert attempt(source) is None
    assert line in source.splitlines()


@pytest.mark.needs("bokeh", "pip install bokeh")
def test_bokeh_glyph_that_is_no_tool() -> None:
    source = HEAD + "p = figure()\np.bar([1], [2])\n"
    error = attempt(source)
    assert error is not None and mend(Code(source), error, REQUEST) is None


def attempt(source: str) -> ErrorInfo | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, "<program>", "exec"), {"df": frames()["df"]})
    except Exception as error:
        return ErrorInfo(type(error).__name__, str(error), line=error.__traceback__.tb_next.tb_lineno)  # type: ignore[union-attr]
    return None
