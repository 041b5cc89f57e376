"""Several charts in one figure: written panel by panel, read back as they were, refused with a sentence where nothing writes them."""

from __future__ import annotations

from dataclasses import replace

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from jupyter_viscode.chart.read import read
from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Chart, Encoding
from jupyter_viscode.types import Context

matplotlib.use("Agg")

SHOP = pd.DataFrame(
    {
        "region": [("North", "South", "East")[i % 3] for i in range(36)],
        "day": pd.date_range("2024-01-01", periods=36, freq="10D"),
        "price": [5.0 + (i * 7) % 23 for i in range(36)],
        "units": [1 + (i * 5) % 11 for i in range(36)],
    }
)
BARS = Chart(
    "bar",
    {"x": Encoding("region", "nominal"), "y": Encoding("price", "quantitative", aggregate="mean")},
    "shop",
    title="Prices",
)
LINES = Chart(
    "line",
    {
        "x": Encoding("day", "temporal", time_unit="yearmonth"),
        "y": Encoding("units", "quantitative", aggregate="sum"),
        "color": Encoding("region", "nominal"),
    },
    "shop",
)
POINTS = Chart("point", {"x": Encoding("units", "quantitative"), "y": Encoding("price", "quantitative")}, "shop")
ALL = Chart("bar", {}, panels=(BARS, LINES, POINTS), panel_columns=2, title="The shop")


def figure_of(chart: Chart, context: Context) -> Chart:
    plt.close("all")
    exec(write(chart, "matplotlib", context).replace("plt.show()", ""), {"shop": SHOP})
    found = read(plt.gcf())
    plt.close("all")
    return found


def test_panels_of_matplotlib_come_back() -> None:
    found = figure_of(ALL, build({"shop": SHOP}))
    assert [p.mark for p in found.panels] == ["bar", "line", "point"]
    assert (found.panel_columns, found.title, found.panels[0].title) == (2, "The shop", "Prices")
    again = figure_of(found, Context())
    assert [p.data for p in again.panels] == [p.data for p in found.panels]


def test_a_panel_can_be_changed_alone() -> None:
    found = figure_of(ALL, build({"shop": SHOP}))
    changed = replace(found, panels=(replace(found.panels[0], title="Other"), *found.panels[1:]))
    again = figure_of(changed, Context())
    assert [p.title for p in again.panels] == ["Other", *(p.title for p in found.panels[1:])]


def test_panels_of_altair() -> None:
    program = {"shop": SHOP}
    exec(write(ALL, "altair", build({"shop": SHOP})), program)
    found = read(program["charts"])
    assert [p.mark for p in found.panels] == ["bar", "line", "point"]
    assert found.panel_columns == 2


@pytest.mark.parametrize("library", ["plotly", "vega-lite"])
def test_panels_that_are_not_written(library: str) -> None:
    with pytest.raises(InputError, match="Several charts in one figure"):
        write(ALL, library, build({"shop": SHOP}))
