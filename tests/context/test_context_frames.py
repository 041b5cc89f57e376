"""Which objects are frames, and which of them an instruction is about."""

import subprocess
import sys

import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from jupyter_viscode import context
from jupyter_viscode.errors import InputError

PANDAS = pd.DataFrame({"a": [1, 2]})


@pytest.mark.parametrize(
    ("obj", "library"),
    [
        (PANDAS, "pandas"),
        (type("Sub", (pd.DataFrame,), {})({"a": [1]}), "pandas"),
        (pl.DataFrame({"a": [1]}), "polars"),
        (pl.LazyFrame({"a": [1]}), "polars"),
        (pa.table({"a": [1]}), "pyarrow"),
        (duckdb.sql("select 1 as a"), "duckdb"),
        (dd.from_pandas(PANDAS, npartitions=1), "dask"),
        ([{"a": 1}, {"a": 2, "b": 3}], "records"),
        ({"a": [1, 2], "b": np.arange(2)}, "arrays"),
        ({"a": np.zeros((3, 2)), "b": ["x", "y", None]}, "arrays"),
    ],
)
def test_frames_are_known(obj, library):
    assert context.is_frame(obj) == library


@pytest.mark.parametrize(
    "obj",
    [
        PANDAS["a"],
        np.arange(3),
        {},
        [],
        [1, 2],
        [{}, {}],
        [{1: 2}],
        [{"a": 1}, {"b": 2}],
        [{"a": 1}, 3],
        {"a": 1},
        {"a": [1], "b": [2]},
        {"a": [1, 2], "b": [1]},
        {1: [1, 2]},
        {"a": "xy", "b": "zw"},
        {"a": [print, print]},
        {"a": [{}, {}]},
        {"a": np.array(3)},
        "text",
        None,
        pd.DataFrame,
    ],
    ids=lambda obj: repr(obj)[:30],
)
def test_other_objects_are_no_frames(obj):
    assert context.is_frame(obj) is None


def test_looking_imports_no_library():
    program = (
        "import sys; from jupyter_viscode import context; context.find({'a': [{'b': 1}], 'c': 3});"
        "print([m for m in ('numpy', 'pandas', 'polars', 'narwhals', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_find_keeps_the_order_and_skips_private_names():
    found = context.find({"z": PANDAS, "_1": PANDAS, "n": 3, "a": [{"b": 1}]})
    assert list(found) == ["z", "a"]


FRAMES = dict.fromkeys(["sales", "customers", "a", "df"], PANDAS)


@pytest.mark.parametrize(
    ("instruction", "chosen", "reason"),
    [
        ("revenue by region of Sales", "sales", "named in the instruction"),
        ("number of customers", "customers", "named in the instruction"),
        ("a bar chart of salesmen", "df", "the newest frame"),
        ("a bar chart from a", "a", "named in the instruction"),
        ("draw `a` please, not customers", "a", "named in the instruction"),
        ("customers per month, from sales", "sales", "named in the instruction"),
        ("", "df", "the newest frame"),
    ],
)
def test_choose(instruction, chosen, reason):
    assert context.choose(instruction, FRAMES) == (chosen, reason)


def test_names_that_are_words_of_charts_need_emphasis():
    frames = dict.fromkeys(["total", "sales_df", "df_stock", "other"], PANDAS)
    assert context.choose("total revenue", frames)[0] == "other"
    assert context.choose("revenue from total", frames)[0] == "total"
    assert context.choose("sales by month", frames)[0] == "sales_df"
    assert context.choose("stock per day", frames)[0] == "df_stock"


def test_a_title_names_no_frame():
    assert context.choose('number of customers, title "sales per day"', FRAMES)[0] == "customers"


def test_choose_named_wins():
    assert context.choose("plot sales", FRAMES, ["df", "a"]) == ("df", "named with -d")


def test_choose_only_and_none():
    assert context.choose("x", {"t": PANDAS}) == ("t", "the only frame")
    assert context.choose("x", {})[0] is None


def test_a_wrong_name_suggests_the_nearest():
    with pytest.raises(InputError, match=r"no frame called 'Sale'\. Did you mean sales\?"):
        context.choose("", FRAMES, ["Sale"])
    with pytest.raises(InputError, match="Frames here: sales, customers"):
        context.choose("", FRAMES, ["qqqq"])


def test_no_frame_says_how_to_make_one():
    with pytest.raises(InputError, match=r"no DataFrame.*pd\.read_csv"):
        context.build({}, "bar chart")
    with pytest.raises(InputError, match="no DataFrame"):
        context.resolve({"x": 1}, ["y"])


def test_resolve_names_what_is_no_frame():
    with pytest.raises(InputError, match="s is a Series, not a frame"):
        context.resolve({"df": PANDAS, "s": PANDAS["a"]}, ["s"])
    assert list(context.resolve({"df": PANDAS, "_p": PANDAS}, ["_p"])) == ["df", "_p"]


def test_summarise_refuses_what_is_no_frame():
    with pytest.raises(InputError, match="x is a int, not a frame"):
        context.summarise(3, "x")
