"""Instructions on small tables of the tests' own: the reading, what it never does, and odd frames."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from asked import best_reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intent_cases import FIRM, SHOP
from intent_frames import firm, shop

from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.intent import Reading, readings, unread_words
from jupyter_viscode.spec import (
    AggregateTransform,
    Calculate,
    Chart,
    Correlate,
    Filter,
    Fold,
    JoinTransform,
    Scale,
    TopN,
    Window,
)
from jupyter_viscode.types import Context, JoinKey


def best(instruction: str, frames: dict[str, Any]) -> Reading:
    return best_reading(instruction, frames)


@pytest.mark.parametrize(("instruction", "sentence"), SHOP)
def test_shop(instruction: str, sentence: str) -> None:
    assert best(instruction, shop()).sentence == sentence


@pytest.mark.parametrize(("instruction", "sentence"), FIRM)
def test_firm(instruction: str, sentence: str) -> None:
    assert best(instruction, firm()).sentence == sentence


@pytest.mark.parametrize("instruction", [q for q, _ in SHOP[::4]])
def test_every_reading_runs(instruction: str) -> None:
    """The code of a reading runs on the frames it was read for."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    frames = shop()
    code = write(best(instruction, frames).chart, "matplotlib", build(frames, instruction))
    namespace = {"__name__": "__main__", **frames}
    exec(compile(code.replace("plt.show()", ""), "<answer>", "exec"), namespace)
    assert plt.get_fignums()
    plt.close("all")


# -- what a chart looks like -------------------------------------------------------------------------------------------


def test_titles_are_literal() -> None:
    chart = best('revenue by region, title "Total {x} by [region]"', shop()).chart
    assert chart.title == "Total {x} by [region]"


def test_legend_library_and_size() -> None:
    reading = best("revenue by region and product, legend at the bottom, with altair, figure size 8x4", shop())
    assert reading.library == "altair"
    assert reading.chart.style.legend == "bottom"
    assert (reading.chart.style.width, reading.chart.style.height) == (8.0, 4.0)


def test_log_scale_goes_to_the_measure() -> None:
    chart = best("bar chart of total revenue by region on a log scale", shop()).chart
    assert chart.encoding("y").scale == Scale(type="log")


def test_bins_and_steps() -> None:
    assert best("histogram of unit price with 20 bins", shop()).chart.encoding("x").bin == 20
    assert best("histogram of unit price with bins of 5", shop()).chart.encoding("x").bin_step == 5.0


def test_arrangements() -> None:
    stacked = best("stacked bar chart of revenue by region and product", shop()).chart
    grouped = best("grouped bar chart of revenue by region and product", shop()).chart
    assert stacked.encoding("y").stack == "zero" and "xOffset" not in stacked.encodings
    assert "xOffset" in grouped.encodings


def test_horizontal_bars_have_the_measure_on_x() -> None:
    chart = best("horizontal bar chart of revenue by region, sorted descending", shop()).chart
    assert chart.encoding("x").aggregate == "sum"
    assert chart.encoding("y").sort is not None and chart.encoding("y").sort.by == "x"


def test_donut_trend_and_dual_axis() -> None:
    assert best("donut of revenue by region", shop()).chart.style.inner_radius
    assert best("scatter of price and quantity with a trend line", shop()).chart.layers[0].mark == "regression"
    dual = best("total revenue and average quantity by month on dual axes", shop()).chart
    assert dual.layers and dual.layers[0].secondary


def test_top_with_the_rest() -> None:
    chart = best("top 3 products by revenue, the rest as other", shop()).chart
    top = next(t for t in chart.transforms if isinstance(t, TopN))
    assert (top.n, top.field, top.by, top.other) == (3, "product", "revenue", "Other")


def test_windows() -> None:
    chart = best("cumulative revenue over time", shop()).chart
    assert Window("cumulative") in chart.transforms


def test_recent_days_count_from_the_last_day_of_the_data() -> None:
    chart = best("revenue by region in the last 90 days", shop()).chart
    where = next(t for t in chart.transforms if isinstance(t, Filter)).where
    last = shop()["sales"]["order_date"].max()
    assert pd.Timestamp(where.value) == (last - pd.Timedelta(days=90)).normalize()


def test_other_readings_differ() -> None:
    found = readings("salary by department", build(firm()), firm())
    assert len({repr(r.chart) for r in found}) == len(found) > 1


# -- what is not understood --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "instruction",
    [
        "",
        "   ",
        "?!",
        "blorb the frumious wibble",
        "umsatz pro filiale",
        "what is the meaning of life",
        "12345",
        "\u0000\ud7ff",
    ],
)
def test_nonsense_is_declined(instruction: str) -> None:
    assert readings(instruction, build(shop()), shop()) == ()


def test_unread_words_are_named() -> None:
    assert "flooble" in unread_words("revenue by flooble", build(shop()), shop())
    assert "flooble" in best("average revenue by region for flooble", shop()).unread


def test_text_of_a_value_is_data() -> None:
    frame = pd.DataFrame({"name": ["drop the legend", "sort descending", "b"], "x": [1, 2, 3]})
    chart = best('x by name where name is "sort descending"', {"df": frame}).chart
    assert chart.style.legend is None
    assert all(e.sort is None for e in chart.encodings.values())


# -- frames ------------------------------------------------------------------------------------------------------------


def columns_of(chart: Chart, frames: dict[str, Any]) -> set[str]:
    """Every name that the chart may use: columns, columns with the suffix of a join, names that a transform makes."""
    names = {str(c) for f in frames.values() for c in f.columns}
    for transform in chart.transforms:
        if isinstance(transform, JoinTransform):
            names |= {f"{c}_{transform.frame}" for c in frames[transform.frame].columns}
        elif isinstance(transform, AggregateTransform):
            names |= {m.name for m in transform.measures}
        elif isinstance(transform, Fold):
            names |= {transform.key, transform.value}
        elif isinstance(transform, Calculate):
            names.add(transform.name)
        elif isinstance(transform, Correlate):
            names |= {"column", "other", "correlation"}
    return names


WORDS = [
    "average",
    "total",
    "number",
    "of",
    "how",
    "many",
    "by",
    "per",
    "for",
    "each",
    "show",
    "bar",
    "chart",
    "line",
    "pie",
    "scatter",
    "histogram",
    "top",
    "5",
    "sorted",
    "descending",
    "in",
    "order",
    "salary",
    "gender",
    "job",
    "title",
    "department",
    "name",
    "city",
    "employees",
    "age",
    "hire",
    "date",
    "project",
    "hours",
    "where",
    "with",
    "more",
    "than",
    "less",
    "30",
    "2008",
    "not",
    "and",
    "or",
    "between",
    "the",
    "highest",
    "lowest",
    "over",
    "time",
    "month",
    "weekday",
    "stacked",
    "grouped",
    "colored",
    "M",
    "Anna",
    "Sales",
    "quarter",
    "without",
    "any",
    "like",
    "'x'",
    '"A',
    'b"',
    ",",
    ".",
    "?",
    ";",
    "(",
    ")",
    "%",
    "$",
    "{x}",
    "[y]",
    "range",
    "of",
    "null",
    "is",
    "whose",
    "letters",
    "D",
    "don't",
    "employee's",
    "x",
    "axis",
    "y",
    "first",
    "last",
    "90",
    "days",
    "cumulative",
    "rolling",
    "compare",
    "versus",
    "correlation",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=16).map(" ".join))
def test_random_words_never_raise_and_never_invent(instruction: str) -> None:
    frames = firm()
    for reading in readings(instruction, Context(), frames):
        names = columns_of(reading.chart, frames)
        assert set(reading.chart.fields()) <= names
        for transform in reading.chart.transforms:
            if isinstance(transform, Filter):
                fields = [v for k, v in _walk(asdict(transform.where)) if k == "field"]
                assert set(fields) <= names


def _walk(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(k, v) for k, v in value.items()] + [p for v in value.values() for p in _walk(v)]
    return [p for v in value for p in _walk(v)] if isinstance(value, (list, tuple)) else []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60))
def test_any_text_is_survived(instruction: str) -> None:
    for reading in readings(instruction, Context(), shop()):
        assert set(reading.chart.fields()) <= columns_of(reading.chart, shop())


ODD = {
    "empty": pd.DataFrame(),
    "no rows": pd.DataFrame({"a": pd.Series(dtype="float"), "b": pd.Series(dtype="str")}),
    "numbers for names": pd.DataFrame({0: [1, 2], 1: ["x", "y"]}),
    "twice": pd.DataFrame([[1, 2, "z"]], columns=["a", "a", "b"]),
    "all null": pd.DataFrame({"a": [None, None], "b": [np.nan, np.nan]}),
    "nested": pd.DataFrame({"a": [[1], {"b": 2}], "b": [1, 2]}),
    "long names": pd.DataFrame({"x" * 200: [1, 2], 'a "quoted" [name]': ["u", "v"], "préços 🎉": [3, 4]}),
    "mixed": pd.DataFrame({"a": [1, "x", None], "b": [1.5, 2.5, 3.5]}),
    "two levels": pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("b", "y")])),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize(
    "instruction", ["average b by a", "bar chart", "a over time", "top 3 a by b where a is 'x'", "histogram of b"]
)
def test_odd_frames(name: str, instruction: str) -> None:
    frames = {"df": ODD[name]}
    for context in (Context(), build(frames)):
        assert isinstance(readings(instruction, context, frames), tuple)


def test_a_frame_changed_in_place_is_read_again() -> None:
    frame = pd.DataFrame({"kind": ["tea", "milk"] * 5, "price": range(10)})
    assert "tea" in best("average price of tea by kind", {"df": frame}).sentence
    frame.loc[:, "kind"] = ["rum", "gin"] * 5
    frame["weight"] = 1.0
    assert "rum" in best("average weight of rum by kind", {"df": frame}).sentence


def test_stated_joins_are_used() -> None:
    orders = pd.DataFrame({"who": [7, 7, 9], "amount": [1.0, 2.0, 3.0]})
    people = pd.DataFrame({"number": [7, 9], "nickname": ["Bo", "Al"]})
    frames = {"orders": orders, "people": people}
    context = build(frames)
    stated = Context(context.frames, context.active, joins=(JoinKey("orders", "who", "people", "number"),))
    chart = readings("total amount by nickname", stated, frames)[0].chart
    assert JoinTransform("people", "who", "number") in chart.transforms


def test_the_named_frame_is_taken() -> None:
    frames = {"spring": pd.DataFrame({"city": ["A"], "rain": [1]}), "autumn": pd.DataFrame({"city": ["A"], "rain": [2]})}
    assert best("rain by city in autumn", frames).chart.frame == "autumn"
    assert best("rain by city in spring", frames).chart.frame == "spring"


def test_a_million_rows_are_read_quickly() -> None:
    count = 1_000_000
    frame = pd.DataFrame(
        {"region": np.resize(["N", "S", "E", "W"], count), "price": np.arange(count) % 97, "day": pd.Timestamp("2020-01-01")}
    )
    frames = {"sales": frame}
    context = build(frames)
    readings("price by region", context, frames)
    started = time.perf_counter()
    for _ in range(10):
        assert readings("average price by region, sorted descending", context, frames)
    assert time.perf_counter() - started < 5.0
