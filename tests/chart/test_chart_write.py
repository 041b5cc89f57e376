"""What the statements compute: transforms, odd columns, every kind of frame."""

from __future__ import annotations

import datetime as dt
import re
import time

import numpy as np
import pandas as pd
import pytest
from chart_cases import CASES, context, sales, summary
from test_chart_read import LIBRARIES, draw, figures

from jupyter_viscode.chart.figures import marks
from jupyter_viscode.chart.read import read
from jupyter_viscode.chart.write import write
from jupyter_viscode.context.build import build
from jupyter_viscode.errors import ConfigError, InputError
from jupyter_viscode.spec import (
    AggregateTransform,
    Calculate,
    Chart,
    Comparison,
    Encoding,
    Filter,
    JoinTransform,
    Logic,
    Measure,
    Membership,
    Ref,
    Sort,
    Statistic,
    Tally,
    TopN,
    Window,
)
from jupyter_viscode.types import Context

REGION, COUNT = Encoding(field="region"), Encoding(aggregate="count")
TOTAL = Encoding(field="units", aggregate="sum")


def drawn(chart, library="matplotlib", **frames):
    frames = frames or {"sales": sales()}
    code = write(chart, library, context(**frames))
    seen = read(draw(code, library, **frames))
    assert seen is not None, code
    return seen


def bars(*transforms, x=REGION, y=COUNT, **frames):
    seen = drawn(Chart("bar", {"x": x, "y": y}, "sales", transforms), **frames)
    return figures(seen, "x", "y")


def counts(frame):
    return frame["region"].value_counts().to_dict()


def where(*args, **kwargs):
    return Filter(Comparison(*args, **kwargs))


CONDITIONS = {
    "equal": (Comparison("product", "==", "Tea"), lambda f: f["product"] == "Tea"),
    "unequal": (Comparison("product", "!=", "Tea"), lambda f: f["product"] != "Tea"),
    "greater": (Comparison("price", ">", 50), lambda f: f["price"] > 50),
    "number as text": (Comparison("price", ">", "50"), lambda f: f["price"] > 50),
    "in": (Comparison("product", "in", ("Tea", "Cocoa")), lambda f: f["product"].isin(["Tea", "Cocoa"])),
    "not in": (Comparison("product", "not in", ("Tea",)), lambda f: ~f["product"].isin(["Tea"])),
    "like": (Comparison("product", "like", "%co%"), lambda f: f["product"].isin(["Cocoa", "Coffee"])),
    "like start": (Comparison("product", "like", "C%"), lambda f: f["product"] != "Tea"),
    "like end": (Comparison("product", "like", "%ee"), lambda f: f["product"] == "Coffee"),
    "like one": (Comparison("product", "like", "T_a"), lambda f: f["product"] == "Tea"),
    "like whole": (Comparison("product", "like", "tea"), lambda f: f["product"] == "Tea"),
    "not like": (Comparison("product", "not like", "%co%"), lambda f: f["product"] == "Tea"),
    "like number": (Comparison("year", "like", "%21"), lambda f: f["year"] == 2021),
    "between": (Comparison("units", "between", (5, 20)), lambda f: f["units"].between(5, 20)),
    "not null": (Comparison("price", "not null"), lambda f: f["price"].notna()),
    "date": (Comparison("date", ">=", dt.date(2024, 1, 1)), lambda f: f["date"] >= "2024-01-01"),
    "text date": (Comparison("when", "<", dt.date(2024, 1, 1)), lambda f: f["date"] < "2024-01-01"),
    "month": (Comparison("date", "==", 3, "month"), lambda f: f["date"].dt.month == 3),
    "month name": (Comparison("when", "==", "March", "month"), lambda f: f["date"].dt.month == 3),
    "weekday": (Comparison("date", "in", ("monday", "Tue"), "day"), lambda f: f["date"].dt.day_of_week < 2),
    "year": (Comparison("when", "==", 2023, "year"), lambda f: f["date"].dt.year == 2023),
    "above average": (Comparison("price", ">", Statistic("mean", "price")), lambda f: f["price"] > f["price"].mean()),
    "boolean": (Comparison("online", "==", True), lambda f: f["online"]),
    "or": (
        Logic("or", (Comparison("product", "==", "Tea"), Comparison("price", ">", 90))),
        lambda f: (f["product"] == "Tea") | (f["price"] > 90),
    ),
    "not": (Logic("not", (Comparison("product", "==", "Tea"),)), lambda f: f["product"] != "Tea"),
    "nested": (
        Logic(
            "and",
            (
                Logic("or", (Comparison("product", "==", "Tea"), Comparison("product", "==", "Cocoa"))),
                Logic("not", (Logic("and", (Comparison("units", ">", 10), Comparison("price", "<", 60))),)),
            ),
        ),
        lambda f: f["product"].isin(["Tea", "Cocoa"]) & ~((f["units"] > 10) & (f["price"] < 60)),
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions_keep_the_right_rows(name):
    predicate, keep = CONDITIONS[name]
    frame = sales()
    expected = frame[keep(frame)]
    assert len(expected) > 0
    assert bars(Filter(predicate)) == counts(expected)


def test_membership_of_another_frame():
    frame, shops = sales(), pd.DataFrame({"area": ["North", "West", "East"], "size": [1, 5, 9]})
    condition = Membership("region", "shops", "area", Comparison("size", ">", 3))
    assert bars(Filter(condition), sales=frame, shops=shops) == counts(frame[frame["region"].isin(["West", "East"])])
    absent = Membership("region", "shops", "area", negate=True)
    assert bars(Filter(absent), sales=frame, shops=shops) == counts(frame[frame["region"] == "South"])


@pytest.mark.parametrize(
    ("tally", "regions"),
    [
        (Tally(">=", 2), {"West", "East"}),
        (Tally("==", 1), {"North"}),
        (Tally(">", 6, "sum", "size"), {"East"}),
        (Tally("<", 4, "mean", "size"), {"North", "West"}),
    ],
)
def test_membership_by_what_the_rows_of_another_frame_come_to(tally, regions):
    frame, shops = sales(), pd.DataFrame({"area": ["North", "West", "West", "East", "East"], "size": [1, 2, 4, 9, 9]})
    condition = Membership("region", "shops", "area", having=tally)
    assert bars(Filter(condition), sales=frame, shops=shops) == counts(frame[frame["region"].isin(regions)])
    chart = Chart("bar", {"x": REGION, "y": COUNT}, "sales", (Filter(condition),))
    told = marks(chart, {"sales": frame, "shops": shops})
    assert told is not None and set(told["x"]) == regions & set(frame["region"])


def test_membership_counts_only_the_rows_that_are_meant():
    frame, shops = sales(), pd.DataFrame({"area": ["North", "North", "West", "West"], "size": [1, 5, 5, 9]})
    condition = Membership("region", "shops", "area", Comparison("size", ">", 3), having=Tally(">", 1))
    assert bars(Filter(condition), sales=frame, shops=shops) == counts(frame[frame["region"] == "West"])


def test_join_suffixes_clashes_and_matches_unlike_types():
    frame = sales()
    frame["code"] = frame["units"] % 3
    codes = pd.DataFrame({"id": ["0", "1", "2"], "region": ["a", "b", "c"]})
    chart = Chart("bar", {"x": Encoding(field="region_codes"), "y": COUNT}, "sales", (JoinTransform("codes", "code", "id"),))
    seen = drawn(chart, sales=frame, codes=codes)
    expected = frame["code"].map({0: "a", 1: "b", 2: "c"}).value_counts().to_dict()
    assert figures(seen, "x", "y") == expected


def test_join_on_the_same_name_does_not_match_missing_keys():
    left = pd.DataFrame({"key": ["a", "b", None], "region": ["x", "y", "z"]})
    right = pd.DataFrame({"key": ["a", None], "size": [3, 4]})
    from dataclasses import replace

    frames = []
    for name, frame in (("sales", left), ("other", right)):
        described = summary(name, frame)
        frames.append(replace(described, columns=tuple(replace(c, null_share=0.4) for c in described.columns)))
    chart = Chart(
        "bar", {"x": REGION, "y": Encoding(field="size", aggregate="sum")}, "sales", (JoinTransform("other", "key", "key"),)
    )
    seen = read(draw(write(chart, "matplotlib", Context(tuple(frames))), "matplotlib", sales=left, other=right))
    assert figures(seen, "x", "y") == {"x": 3}


def test_calculate():
    frame = sales()
    revenue = Calculate("revenue", "*", Ref("price"), Ref("units"))
    seen = bars(revenue, y=Encoding(field="revenue", aggregate="sum"))
    assert seen == pytest.approx((frame["price"] * frame["units"]).groupby(frame["region"]).sum().to_dict())
    days = Calculate("wait", "days between", Ref("when"), Ref("date"))
    assert set(bars(days, y=Encoding(field="wait", aggregate="max")).values()) == {0}
    half = Calculate("half", "/", Ref("units"), 2)
    assert bars(half, y=Encoding(field="half", aggregate="max")) == (frame.groupby("region")["units"].max() / 2).to_dict()


def test_having():
    frame = sales()
    group = AggregateTransform(("region",), (Measure("count", None, "n"), Measure("mean", "price", "mean price")))
    few = frame["region"].value_counts().min()
    seen = bars(group, where("n", ">", int(few)), y=Encoding(field="n"))
    assert seen == {k: v for k, v in counts(frame).items() if v > few}


def test_aggregate_of_aggregates():
    frame = sales()
    group = AggregateTransform(("region", "product"), (Measure("sum", "units", "total"),))
    seen = bars(group, y=Encoding(field="total", aggregate="max"))
    assert seen == frame.groupby(["region", "product"])["units"].sum().groupby("region").max().to_dict()


@pytest.mark.parametrize(
    "aggregate", ["count", "sum", "mean", "median", "min", "max", "distinct", "stdev", "variance", "q1", "q3"]
)
def test_every_aggregate(aggregate):
    method = {"distinct": "nunique", "stdev": "std", "variance": "var"}.get(aggregate, aggregate)
    groups = sales().groupby("region")["units"]
    quartile = {"q1": 0.25, "q3": 0.75}.get(aggregate)
    expected = groups.quantile(quartile) if quartile else getattr(groups, method)()
    assert bars(y=Encoding(field="units", aggregate=aggregate)) == pytest.approx(expected.to_dict())


def test_top_n():
    frame = sales()
    by_units = frame.groupby("region")["units"].sum()
    assert bars(TopN(2, "region", "units", "sum"), y=TOTAL) == by_units.nlargest(2).to_dict()
    rest = bars(TopN(2, "region", "units", "sum", other="Other"), y=TOTAL)
    assert rest["Other"] == by_units.sum() - by_units.nlargest(2).sum()
    assert len(bars(TopN(3, "region"))) == 3
    lowest = bars(TopN(1, "region", "units", "sum", "ascending"), y=TOTAL)
    assert lowest == by_units.nsmallest(1).to_dict()
    rows = drawn(
        Chart("point", {"x": Encoding(field="price"), "y": Encoding(field="units")}, "sales", (TopN(5, "product", "price"),))
    )
    assert sorted(rows.data["price"]) == sorted(frame["price"].nlargest(5))


def lines(window, **encodings):
    base = {"x": Encoding(field="date", time_unit="yearmonth"), "y": TOTAL}
    return drawn(Chart("line", {**base, **encodings}, "sales", (window,)))


def test_windows():
    frame = sales()
    monthly = frame.groupby(frame["date"].dt.to_period("M"))["units"].sum()
    for window, expected in (
        (Window("cumulative"), monthly.cumsum()),
        (Window("rolling", 3), monthly.rolling(3, min_periods=1).mean()),
        (Window("difference"), monthly.diff().dropna()),
        (Window("percent change"), 100 * monthly.pct_change().dropna()),
        (Window("percent of total"), 100 * monthly / monthly.sum()),
        (Window("rank"), monthly.rank(ascending=False, method="min")),
    ):
        seen = lines(window)
        assert seen.data[seen.encoding("y").field] == pytest.approx(tuple(expected)), window


def test_windows_run_within_each_series():
    frame = sales()
    seen = lines(Window("cumulative"), color=Encoding(field="product"))
    last = {}
    for name, value in zip(seen.data["product"], seen.data[seen.encoding("y").field], strict=True):
        last[name] = value
    assert last == frame.groupby("product")["units"].sum().to_dict()


def test_orders():
    asked = Encoding(field="product", sort=Sort(values=("Tea", "Cocoa")))
    assert list(bars(x=asked)) == ["Tea", "Cocoa", "Coffee"]
    assert list(bars(x=Encoding(field="product", sort=Sort(order="descending")))) == ["Tea", "Coffee", "Cocoa"]
    assert list(bars(x=Encoding(field="date", time_unit="day"))) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    frame = sales()
    by_price = frame.groupby("product")["price"].max().sort_values(ascending=False)
    other = Encoding(field="product", sort=Sort("price", "descending", "max"))
    assert list(bars(x=other)) == list(by_price.index)


def test_weekdays_without_rows_count_nothing():
    frame = sales()
    frame = frame[frame["date"].dt.day_of_week != 2]
    assert bars(x=Encoding(field="date", time_unit="day"), sales=frame)["Wed"] == 0


UNITS = {
    "year": ["2023", "2024"],
    "quarter": ["Q1", "Q2", "Q3", "Q4"],
    "yearquarter": ["2023Q1", "2023Q2"],
    "yearmonth": ["2023-01"],
    "yearweek": ["2023-01-02"],
    "yearmonthdate": ["2023-01-03"],
    "month": ["Jan", "Feb"],
    "week": ["1", "2"],
    "date": ["1", "2"],
    "hours": ["0"],
    "minutes": ["0"],
    "yearmonthdatehours": ["2023-01-03 00:00"],
    "day": ["Mon"],
}


@pytest.mark.parametrize("field", ["date", "when"])
@pytest.mark.parametrize("unit", UNITS)
def test_time_units_of_bars(unit, field):
    seen = bars(x=Encoding(field=field, time_unit=unit))
    assert list(seen)[: len(UNITS[unit])] == UNITS[unit]
    assert sum(seen.values()) == len(sales())


def test_dates_that_are_none_and_time_zones():
    frame = sales()
    frame["when"] = [*["someday", None, ""], *frame["when"][3:]]
    assert sum(bars(x=Encoding(field="when", time_unit="yearmonth"), sales=frame).values()) == len(frame) - 3
    frame["date"] = frame["date"].dt.tz_localize("Europe/Berlin")
    assert sum(bars(x=Encoding(field="date", time_unit="yearquarter"), sales=frame).values()) == len(frame)


def test_numbers_stored_as_text():
    frame = sales()
    frame["price"] = frame["price"].astype(str)
    expected = sales().groupby("region")["price"].mean()
    assert bars(y=Encoding(field="price", aggregate="mean"), sales=frame) == pytest.approx(expected.to_dict())


def test_missing_categories_and_values_are_left_out():
    frame = sales()
    frame.loc[:20, "region"] = None
    frame.loc[30:40, "price"] = np.nan
    assert bars(sales=frame) == counts(frame.dropna(subset=["region"]))
    seen = bars(y=Encoding(field="price", aggregate="count"), sales=frame)
    assert seen == frame.groupby("region")["price"].count().to_dict()


ODD = [
    "plain",
    "with space",
    'quo"te',
    "apo'strophe",
    "{braces}",
    "%s",
    "dot.ted",
    "brack[et]s",
    "new\nline",
    "emoji 🙂",
    "back\\slash",
    "colon:Q",
    "class",
    "data",
    "x",
    "",
    "size",
    "count",
    "a" * 200,
    "$tex_x$",
]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", ODD)
def test_odd_column_names(name, library):
    frame = pd.DataFrame({name: ["a", "b", "a", "c"], "value 1": [1.0, 2.0, 3.0, 4.0]})
    for mark, encodings in (
        ("bar", {"x": Encoding(field=name), "y": Encoding(field="value 1", aggregate="sum")}),
        ("line", {"x": Encoding(field="value 1"), "y": Encoding(field="value 1"), "color": Encoding(field=name)}),
        ("arc", {"theta": COUNT, "color": Encoding(field=name)}),
    ):
        chart = Chart(mark, encodings, "sales", (where(name, "!=", 'it\'s "c"'),), title=name)
        seen = drawn(chart, library, sales=frame)
        assert seen.mark == mark
        if mark == "bar" and encodings["y"].field:
            assert figures(seen, "x", "y") == {"a": 4.0, "b": 2.0, "c": 4.0}


@pytest.mark.parametrize("library", LIBRARIES)
def test_labels_that_are_no_text(library):
    values = [["a", 1.0, 2.0], ["b", 2.0, 3.0], ["a", 3.0, 4.0]]
    for columns, names in (
        ([0, 1, 2], ("0", "1")),
        (pd.MultiIndex.from_tuples([("g", "name"), ("g", "size"), ("h", "size")]), ("('g', 'name')", "('g', 'size')")),
        (["name", "size", "size"], ("name", "size")),
        ([pd.Timestamp("2024-01-01"), 1.5, None], ("2024-01-01 00:00:00", "1.5")),
    ):
        frame = pd.DataFrame(values)
        frame.columns = columns
        described = summary("sales", frame)
        chart = Chart("bar", {"x": Encoding(field=names[0]), "y": Encoding(field=names[1], aggregate="sum")}, "sales")
        code = write(chart, library, Context((described,)))
        seen = read(draw(code, library, sales=frame))
        assert figures(seen, "x", "y") == {"a": 4.0, "b": 2.0}, code


def test_every_kind_of_frame():
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    pyarrow, dask = pytest.importorskip("pyarrow"), pytest.importorskip("dask.dataframe")
    frame = sales()[["region", "units"]]
    expected = frame.groupby("region")["units"].sum().to_dict()
    relation = duckdb.from_df(frame)
    for library, lazy, value in (
        ("pandas", False, frame),
        ("polars", False, polars.from_pandas(frame)),
        ("polars", True, polars.from_pandas(frame).lazy()),
        ("pyarrow", False, pyarrow.Table.from_pandas(frame)),
        ("duckdb", True, relation),
        ("dask", True, dask.from_pandas(frame, npartitions=2)),
        ("records", False, frame.to_dict("records")),
        ("arrays", False, {c: frame[c].to_numpy() for c in frame}),
    ):
        described = summary("sales", frame, library, lazy)
        code = write(CASES["bar sorted"], "matplotlib", Context((described,)))
        seen = read(draw(code, "matplotlib", sales=value))
        assert figures(seen, "x", "y") == expected, library


@pytest.mark.parametrize("library", LIBRARIES)
def test_frames_named_like_our_variables(library):
    frame = sales()
    for name in ("data", "totals", "ax", "fig", "chart"):
        from dataclasses import replace

        code = write(replace(CASES["bar month"], frame=name), library, context(**{name: frame}))
        before = frame.copy()
        namespace = {name: frame}
        exec(code, namespace)
        assert namespace[name] is frame, code
        pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("library", LIBRARIES)
def test_code_is_short_and_needs_nothing_of_ours(library):
    for name, chart in CASES.items():
        code = write(chart, library, context(sales=sales()))
        assert "viscode" not in code
        assert len(code.splitlines()) <= 46, name
        assert "\n\n\n\n" not in code


def test_refusals_say_what_to_do():
    with pytest.raises(InputError, match="frame"):
        write(Chart("bar"), "matplotlib", Context())
    with pytest.raises(InputError, match="treemap"):
        write(Chart("treemap", {"theta": TOTAL, "color": REGION}, "sales"), "matplotlib", context(sales=sales()))
    with pytest.raises(ConfigError, match="matplotlib"):
        write(CASES["bar"], "matplotlip", Context())
    with pytest.raises(InputError):
        write(Chart("bar", {"x": REGION, "y": COUNT}, "sales; import os"), "matplotlib", Context())


def test_writing_is_quick():
    described = context(sales=sales())
    write(CASES["bar"], "matplotlib", described)
    start = time.process_time()
    for chart in CASES.values():
        write(chart, "matplotlib", described)
    assert (time.process_time() - start) / len(CASES) < 0.05


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("backend", ["pyarrow", "numpy_nullable"])
def test_arrow_and_nullable_types(backend, library):
    plain = sales()
    frame = plain.convert_dtypes(dtype_backend=backend)
    for name in ("line series", "area stacked", "heatmap", "scatter size", "scatter gradient", "line raw", "box"):
        seen = read(draw(write(CASES[name], library, context(sales=frame)), library, sales=frame))
        assert seen.mark == CASES[name].mark
    seen = read(draw(write(CASES["bar"], library, context(sales=frame)), library, sales=frame))
    assert figures(seen, "x", "y") == pytest.approx(plain.groupby("region")["price"].mean().to_dict())


def test_few_texts_are_text_whatever_they_are_called():
    from dataclasses import replace

    frame = sales()
    described = summary("sales", frame)
    columns = tuple(replace(c, kind="category") if c.kind == "text" else c for c in described.columns)
    chart = Chart("bar", {"x": REGION, "y": COUNT}, "sales", (where("product", "like", "%co%"),))
    code = write(chart, "matplotlib", Context((replace(described, columns=columns),)))
    assert "astype(str)" not in code
    seen = read(draw(code, "matplotlib", sales=frame))
    assert figures(seen, "x", "y") == counts(frame[frame["product"] != "Tea"])


@pytest.mark.parametrize("library", ["matplotlib", "seaborn", "altair"])
def test_as_many_colours_are_written_as_there_are_groups(library: str) -> None:
    frame = pd.DataFrame({"day": list("aabbcc"), "kind": list("xyxyxy"), "n": range(6)})
    chart = Chart("bar", {"x": Encoding("day", "nominal"), "y": Encoding("n", "quantitative", "sum"),
                          "color": Encoding("kind", "nominal")}, frame="frame")  # fmt: skip
    code = write(chart, library, build({"frame": frame}))
    assert len(re.findall("#[0-9A-F]{6}", code)) == 2
