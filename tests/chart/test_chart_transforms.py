"""Figures under each other, correlations, truth values, seasons: each library draws what the chart says, with no finding."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from jupyter_viscode.chart.check import check
from jupyter_viscode.chart.figures import marks
from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.spec import (
    AggregateTransform,
    Annotation,
    Calculate,
    Chart,
    Correlate,
    Encoding,
    Fold,
    Measure,
    Ref,
    Scale,
    Sort,
)

SHOP = pd.DataFrame(
    {
        "region": [("North", "South", "East")[i % 3] for i in range(60)],
        "day": pd.date_range("2024-01-01", periods=60, freq="6D"),
        "price": [5.0 + (i * 7) % 23 for i in range(60)],
        "units": [1 + (i * 5) % 11 for i in range(60)],
        "paid": ["Yes" if i % 4 else "No" for i in range(60)],
    }
)
NAMES = ("min", "mean", "max")
GROUPED = AggregateTransform(("region",), tuple(Measure(n, "price", n) for n in NAMES))  # type: ignore[arg-type]

CHARTS = {
    "several figures": Chart(
        "bar",
        {
            "x": Encoding("region", "nominal"),
            "y": Encoding("price", "quantitative"),
            "color": Encoding("figure", "nominal", sort=Sort(values=NAMES)),
            "xOffset": Encoding("figure", "nominal"),
        },
        "shop",
        (GROUPED, Fold(NAMES, "figure", "price")),
    ),
    "one figure": Chart(
        "bar",
        {"x": Encoding("figure", "nominal", title=""), "y": Encoding("value", "quantitative", title="")},
        "shop",
        (AggregateTransform((), (Measure("mean", "price", "mean of price"),)), Fold(("mean of price",))),
        annotations=(Annotation("value labels"),),
    ),
    "correlations": Chart(
        "rect",
        {
            "x": Encoding("column", "nominal", title=""),
            "y": Encoding("other", "nominal", title=""),
            "color": Encoding("correlation", "quantitative", scale=Scale(scheme="RdBu", domain=(-1, 1))),
        },
        "shop",
        (Correlate(("price", "units")),),
        annotations=(Annotation("value labels"),),
    ),
    "a share": Chart(
        "bar",
        {"x": Encoding("region", "nominal"), "y": Encoding("is paid", "quantitative", aggregate="mean", format=".0%")},
        "shop",
        (Calculate("is paid", "==", Ref("paid"), "Yes"),),
    ),
    "seasons": Chart(
        "bar",
        {
            "x": Encoding("season", "nominal", sort=Sort(values=("Winter", "Spring", "Summer", "Autumn"))),
            "y": Encoding("units", "quantitative", aggregate="sum"),
        },
        "shop",
        (Calculate("season", "season", Ref("day")),),
    ),
    "decades": Chart(
        "bar",
        {"x": Encoding("decade", "ordinal"), "y": Encoding("units", "quantitative", aggregate="sum")},
        "shop",
        (Calculate("decade", "decade", Ref("day")),),
    ),
    "half-years": Chart(
        "bar",
        {"x": Encoding("half-year", "nominal"), "y": Encoding(None, "quantitative", aggregate="count")},
        "shop",
        (Calculate("half-year", "half-year", Ref("day")),),
    ),
    "a second figure beside bars": Chart(
        "bar",
        {"x": Encoding("region", "nominal"), "y": Encoding("price", "quantitative", aggregate="mean")},
        "shop",
        layers=(
            Chart(
                "point",
                {"x": Encoding("region", "nominal"), "y": Encoding(None, "quantitative", aggregate="count")},
                secondary=True,
            ),
        ),
    ),
}


@pytest.mark.parametrize("library", ["matplotlib", "seaborn", "plotly", "altair"])
@pytest.mark.parametrize("name", CHARTS)
def test_drawn_as_asked(name: str, library: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    frames = {"shop": SHOP}
    source = write(CHARTS[name], library, build(frames)).replace("plt.show()", "").replace("fig.show()", "")
    program: dict[str, Any] = {"__name__": "__main__", **frames}
    exec(compile(source, "<chart>", "exec"), program)
    drawn = plt.gcf() if library in ("matplotlib", "seaborn") else program.get("chart", program.get("fig"))
    found = check(drawn, expected=CHARTS[name], frames=frames)
    plt.close("all")
    assert [f.rule for f in found] == []


def test_what_they_stand_for() -> None:
    frames = {"shop": SHOP}
    several = marks(CHARTS["several figures"], frames)
    assert several is not None and len(several) == 9
    north = SHOP[SHOP["region"] == "North"]["price"]
    assert set(several[several["x"] == "North"]["y"]) == {north.min(), north.mean(), north.max()}
    one = marks(CHARTS["one figure"], frames)
    assert one is not None and one["y"].tolist() == [SHOP["price"].mean()]
    pairs = marks(CHARTS["correlations"], frames)
    assert pairs is not None and len(pairs) == 4 and pairs["color"].max() == pytest.approx(1.0)
    share = marks(CHARTS["a share"], frames)
    assert share is not None and share["y"].between(0.5, 1).all()


def test_a_specification_folds_itself() -> None:
    assert '"fold"' in write(CHARTS["several figures"], "vega-lite", build({"shop": SHOP}))
