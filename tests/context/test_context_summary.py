"""Kinds and figures of frames of every library, ordinary and odd."""

import datetime
import decimal
import threading
import time

import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_viscode import context
from jupyter_viscode.context import summary as summaries

DATA = {
    "n": [1, 2, 2, None, 5],
    "f": [1.5, None, 2.5, 3.0, -1.0],
    "b": [True, False, True, True, False],
    "s": ["x", "y", "x", None, "y"],
    "t": [datetime.datetime(2024, 1, day) for day in range(1, 6)],
}
KINDS = {"n": "integer", "f": "number", "b": "boolean", "s": "category", "t": "datetime"}


def pandas_frame():
    return pd.DataFrame(DATA).astype({"n": "Int64"})


EAGER = {
    "pandas": pandas_frame,
    "polars": lambda: pl.DataFrame(DATA),
    "pyarrow": lambda: pa.table(DATA),
    "records": lambda: [dict(zip(DATA, row, strict=True)) for row in zip(*DATA.values(), strict=True)],
    "arrays": lambda: DATA,
}


@pytest.mark.parametrize("library", EAGER)
def test_eager_frames_have_kinds_and_exact_figures(library):
    frame = EAGER[library]()
    summary = context.summarise(frame, "df")
    assert (summary.library, summary.rows, summary.lazy) == (library, 5, False)
    columns = {column.name: column for column in summary.columns}
    assert {name: column.kind for name, column in columns.items()} == KINDS
    assert not any(column.approximate or column.examples for column in summary.columns)
    assert (columns["n"].minimum, columns["n"].maximum, columns["n"].distinct) == (1, 5, 3)
    assert columns["n"].null_share == pytest.approx(0.2)
    assert (columns["f"].minimum, columns["f"].maximum) == (-1.0, 3.0)
    assert (columns["s"].distinct, columns["s"].minimum) == (2, None)
    assert columns["t"].minimum == datetime.datetime(2024, 1, 1)


@pytest.mark.parametrize("library", EAGER)
def test_examples_at_level_sample_only(library):
    columns = {column.name: column for column in context.summarise(EAGER[library](), "df", "sample").columns}
    assert columns["s"].examples == ("x", "y")
    assert columns["n"].examples == (1, 2, 5)


def lazy_frames():
    table = pa.table(DATA)
    return {
        "polars": pl.DataFrame(DATA).lazy(),
        "duckdb": duckdb.from_arrow(table),
        "dask": dd.from_pandas(pandas_frame(), npartitions=2),
    }


@pytest.mark.parametrize("library", ["polars", "duckdb", "dask"])
def test_lazy_frames_give_their_schema_only(library):
    summary = context.summarise(lazy_frames()[library], "q", "schema")
    assert (summary.library, summary.lazy, summary.rows) == (library, True, None)
    assert [column.name for column in summary.columns] == list(DATA)
    assert {column.name: column.kind for column in summary.columns} == KINDS | {"s": "text"}
    assert all(column.minimum is None and column.distinct is None for column in summary.columns)


@pytest.mark.parametrize("library", ["polars", "duckdb", "dask"])
def test_lazy_frames_compute_the_first_rows_when_stats_are_asked_for(library):
    summary = context.summarise(lazy_frames()[library], "q", "stats")
    columns = {column.name: column for column in summary.columns}
    assert summary.lazy
    assert columns["n"].minimum == 1
    assert columns["n"].approximate == (library == "dask")


def test_schema_of_a_lazy_frame_computes_nothing():
    calls = []

    def touch(frame):
        calls.append(1)
        return frame

    frame = pl.LazyFrame(DATA).map_batches(touch, schema={"n": pl.Int64})
    context.build({"q": frame}, level="schema")
    assert calls == []


def test_a_slow_lazy_frame_is_given_up(monkeypatch):
    monkeypatch.setattr(summaries, "LAZY_SECONDS", 0.2)
    release = threading.Event()

    def wait(frame):
        release.wait(20)
        return frame

    frame = pl.LazyFrame({"a": [1]}).map_batches(wait, schema={"a": pl.Int64})
    start = time.monotonic()
    summary = context.summarise(frame, "q", "stats")
    release.set()
    assert time.monotonic() - start < 10
    assert summary.columns[0].minimum is None
    assert "no figures" in summary.notes[0]


def test_a_lazy_frame_whose_file_is_gone_is_described(tmp_path):
    summary = context.summarise(pl.scan_parquet(tmp_path / "gone.parquet"), "q")
    assert summary.columns == ()
    assert "schema cannot be read" in summary.notes[0]


def test_large_frames_are_sampled_and_say_so():
    rows = 300_000
    frame = pd.DataFrame({"n": np.arange(rows), "s": pd.array(["a", "b", "c"] * (rows // 3), dtype="str")})
    summary = context.summarise(frame, "df")
    assert summary.rows == rows
    assert all(column.approximate for column in summary.columns)
    assert summary.columns[0].minimum == 0
    assert summary.columns[0].maximum == rows - 1
    assert summary.columns[1].distinct == 3, "a stride in step with the data would see one value"


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_many_chunks_are_sampled(library):
    table = pa.concat_tables([pa.table({"s": [f"v{i % 7}"] * 1000, "n": [i] * 1000}) for i in range(50)])
    frame = {"pandas": lambda: table.to_pandas(types_mapper=pd.ArrowDtype), "polars": lambda: pl.from_arrow(table)}
    summary = context.summarise(frame.get(library, lambda: table)(), "df")
    assert (summary.columns[0].kind, summary.columns[0].distinct) == ("category", 7)
    assert (summary.columns[1].minimum, summary.columns[1].maximum) == (0, 49)


def kind(series, index=0):
    return context.summarise(pd.DataFrame({"c": series}), "df").columns[index]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], "integer"),
        ([1, 2.5], "number"),
        ([decimal.Decimal("1.1"), decimal.Decimal(2)], "number"),
        ([True, None], "boolean"),
        ([datetime.date(2024, 1, 1), None], "date"),
        ([datetime.time(12, 30)], "time"),
        ([datetime.timedelta(1)], "duration"),
        ([[1], [2, 3]], "nested"),
        ([{"a": 1}, None], "nested"),
        ([np.arange(2), np.arange(3)], "nested"),
        ([{1}, 2], "other"),
        ([1, "x"], "other"),
        ([None, None], "other"),
        ([b"x"], "other"),
        ([], "other"),
    ],
    ids=str,
)
def test_kinds_of_python_objects(values, expected):
    column = kind(pd.Series(values, dtype=object))
    assert column.kind == expected


@pytest.mark.parametrize(
    ("series", "expected", "dtype"),
    [
        (pd.Series(["a", "b"], dtype="category"), "category", "category"),
        (pd.Series(pd.period_range("2020", periods=3, freq="M")), "datetime", "period[M]"),
        (pd.Series(pd.interval_range(0, 3)), "other", "interval[int64, right]"),
        (pd.Series([1 + 2j]), "other", "complex128"),
        (pd.Series(pd.arrays.SparseArray([0, 77])), "integer", "Sparse"),
        (pd.Series([[1]], dtype=pd.ArrowDtype(pa.list_(pa.int64()))), "nested", "list<item: int64>[pyarrow]"),
        (pd.Series(["1"], dtype=pd.ArrowDtype(pa.string())), "text", "string[pyarrow]"),
        (pd.Series(["2024-01-01"]).astype("datetime64[ns, Europe/Berlin]"), "datetime", "datetime64[ns, Europe/Berlin]"),
    ],
    ids=str,
)
def test_kinds_of_special_types(series, expected, dtype):
    column = kind(series)
    assert (column.kind, column.dtype) == (expected, dtype)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2024-01-01", "2024-02-29"], ("text", "datetime")),
        (["31/12/2024", "01/02/2025"], ("text", "datetime")),
        (["Jan 2024", "February 2024"], ("text", "datetime")),
        (["2024Q1", "2024-Q2"], ("text", "datetime")),
        (["1,200", "$3.50", "12%"], ("text", "number")),
        (["00123", "01067"], ("category", None)),
        (["north", "south"], ("category", None)),
        (["may", "mar"], ("category", None)),
        ([f"item {i}" for i in range(200)], ("text", None)),
        (["prose " * 30, "more " * 40], ("text", None)),
        (["", " "], ("category", None)),
    ],
)
def test_texts(texts, expected):
    column = kind(pd.Series(texts))
    assert (column.kind, column.parses_as) == expected


def test_dates_that_python_cannot_hold_keep_their_kind():
    frame = pd.DataFrame({"t": np.array(["20000-01-01", "2024-01-01"], dtype="datetime64[s]")})
    (column,) = context.summarise(frame, "df").columns
    assert (column.kind, column.distinct, column.minimum) == ("datetime", 2, None)


def test_mixed_time_zones_are_noted():
    zones = [pd.Timestamp("2024-01-01", tz="UTC"), pd.Timestamp("2024-01-01", tz="Asia/Tokyo"), pd.Timestamp("2024-01-02")]
    summary = context.summarise(pd.DataFrame({"when": pd.Series(zones, dtype=object)}), "df")
    assert summary.columns[0].kind == "datetime"
    assert summary.notes == ('"when" holds times of several time zones',)


def test_duplicate_and_odd_labels():
    frame = pd.DataFrame([[1, "x", 2.0, True]], columns=["a", "a", 7, "q\"{}'\n"])
    summary = context.summarise(frame, "df")
    assert [column.key for column in summary.columns] == ["a", "a", 7, "q\"{}'\n"]
    assert [column.name for column in summary.columns] == ["a", "a", "7", "q\"{}'\n"]
    assert [column.kind for column in summary.columns] == ["integer", "category", "number", "boolean"]
    assert any("same name" in note for note in summary.notes)


def test_multiindex_columns_and_rows():
    frame = pd.DataFrame({"g": ["a", "b"], "h": [1, 2], "v": [3, 4]}).groupby(["g", "h"]).agg({"v": ["sum", "mean"]})
    summary = context.summarise(frame, "df")
    assert [(column.name, column.key) for column in summary.columns] == [("v / sum", ("v", "sum")), ("v / mean", ("v", "mean"))]
    assert any('MultiIndex ("g", "h")' in note for note in summary.notes)


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame(index=range(3)), pl.DataFrame()])
def test_empty_frames(frame):
    summary = context.summarise(frame, "df")
    assert summary.rows == len(frame)
    assert len(summary.columns) == frame.shape[1]
    assert context.render(context.build({"df": frame}, level="sample"))


def test_records_with_missing_keys_and_nested_values():
    summary = context.summarise([{"a": 1, "b": [1]}, {"a": None, "c": "x"}], "r")
    assert [(column.name, column.kind, column.null_share) for column in summary.columns] == [
        ("a", "integer", 0.5),
        ("b", "nested", 0.5),
        ("c", "category", 0.5),
    ]


def test_two_thousand_columns():
    frame = pd.DataFrame(np.zeros((1000, 2000)), columns=[f"c{i}" for i in range(2000)])
    assert len(context.summarise(frame, "df").columns) == 2000


class Hostile(pd.api.extensions.ExtensionDtype):
    """A third party's type that fails when it is looked at."""

    name = "hostile"
    type = object

    @classmethod
    def construct_array_type(cls):
        return HostileArray


class HostileArray(pd.api.extensions.ExtensionArray):
    dtype = Hostile()

    def __len__(self):
        return 3

    def __getitem__(self, item):
        raise RuntimeError("no")

    def isna(self):
        raise RuntimeError("no")

    def copy(self):
        return self


def test_a_type_that_fails_costs_only_its_figures():
    summary = context.summarise(pd.DataFrame({"bad": pd.Series(HostileArray()), "good": [1, 2, 3]}), "df")
    assert [(column.kind, column.dtype) for column in summary.columns] == [("other", "hostile"), ("integer", "int64")]


def test_the_frame_is_left_as_it_was():
    frame = pandas_frame()
    before = frame.copy(deep=True)
    context.render(context.build({"df": frame}, level="sample"))
    pd.testing.assert_frame_equal(frame, before)


LABELS = st.one_of(
    st.text(max_size=200), st.integers(), st.tuples(st.text(max_size=5), st.integers()), st.none(), st.floats(), st.dates()
)
CELLS = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.datetimes(),
    st.decimals(),
    st.complex_numbers(),
    st.binary(max_size=4),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_odd_frames_are_summarised_and_rendered(data):
    rows = data.draw(st.integers(0, 6))
    labels = data.draw(st.lists(LABELS, max_size=5))
    columns = [pd.Series(data.draw(st.lists(CELLS, min_size=rows, max_size=rows)), dtype=object) for _ in labels]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=range(rows))
    frame.columns = pd.Index(labels, dtype=object, tupleize_cols=False)
    built = context.build({"df": frame}, "plot it", level="sample")
    assert len(built.frames[0].columns) == len(labels)
    text = context.render(built, budget=300)
    assert text.encode()
    assert all(ord(character) >= 32 or character == "\n" for character in text)
    assert "`" not in text
