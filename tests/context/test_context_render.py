"""What leaves: levels on bytes with planted values, the budget, untrusted names, join keys."""

import datetime

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from jupyter_viscode import context

SECRET, NUMBER = "zq-secret-7731", 918273645


def planted():
    """Frames with the same planted cells in every place that could leak one."""
    texts = [SECRET, SECRET + "2", SECRET]
    plain = {"name": texts, "amount": [NUMBER, NUMBER + 1, NUMBER]}
    pandas = pd.DataFrame(
        {
            **plain,
            "cat": pd.Categorical(texts),
            "obj": pd.Series([[SECRET], {SECRET: NUMBER}, None], dtype=object),
            "sparse": pd.arrays.SparseArray([NUMBER, 1, 2], fill_value=NUMBER),
            "interval": pd.Categorical(pd.cut([NUMBER, NUMBER + 5, NUMBER + 9], 2)),
            "cmp": [complex(NUMBER, 1)] * 3,
            "when": [f"{SECRET}", "2024-01-01", "x"],
        },
        index=pd.Index(texts, name="who"),
    )
    enum = pl.Enum(sorted(set(texts)))
    polars = pl.DataFrame(
        {**plain, "e": pl.Series(texts, dtype=enum), "l": pl.Series([[t] for t in texts], dtype=pl.List(enum))}
    )
    relation = duckdb.sql(
        f"select '{SECRET}'::ENUM('{SECRET}', 'b') as e, {{'a': '{SECRET}'::ENUM('{SECRET}')}} as st, {NUMBER} as n"
    )
    return {
        "p": pandas,
        "l": polars.lazy(),
        "e": polars,
        "q": relation,
        "t": pa.table({**plain, "d": pa.array(texts).dictionary_encode()}),
        "r": [{"name": text, "amount": NUMBER} for text in texts],
        "a": {"name": texts, "amount": np.array([NUMBER] * 3), "u": np.array(texts)},
    }


@pytest.mark.parametrize("level", ["none", "schema"])
def test_no_cell_value_leaves(level):
    built = context.build(planted(), "names by amount", level=level)
    data = context.render(built).encode()
    assert len(built.frames) == 7
    assert b"zq-secret" not in data
    assert str(NUMBER).encode() not in data
    assert b"918" not in data
    assert (b'"amount"' in data) == (level == "schema")


def test_stats_tell_figures_but_no_texts():
    data = context.render(context.build(planted(), level="stats"))
    assert str(NUMBER) in data
    assert "2 different" in data
    assert "zq-secret" not in data


def test_samples_tell_examples():
    assert SECRET in context.render(context.build(planted(), level="sample"))


def test_level_none_names_frames_and_libraries_only():
    text = context.render(context.build({"df": pd.DataFrame({"x": [1]}), "q": pl.LazyFrame({"y": [1]})}, level="none"))
    assert text == "- q (polars, lazy) is the frame to use\n- df (pandas)"


def test_sampled_figures_are_marked():
    frame = pd.DataFrame({"n": np.arange(10_000)})
    assert "≈0 to ≈9999" in context.render(context.build({"df": frame}, level="stats"))
    assert "≈" not in context.render(context.build({"df": frame.head(50)}, level="stats"))


@pytest.mark.parametrize(
    "name", ["a\nb", "```python", "x\u2028y", "\u202eevil", "\x1b[31m", 'q"t\\', "emoji 🎉", "\ud800", "tab\there", "\x00"]
)
def test_names_stay_on_their_line_and_inside_their_quotes(name):
    frame = pd.DataFrame([[1, 2]], columns=pd.Index([name, "z"], dtype=object))
    text = context.render(context.build({"df": frame}))
    lines = text.split("\n")
    assert len(lines) == 3
    assert lines[1].startswith('- "')
    assert "`" not in text
    assert text.isprintable() or text.replace("\n", "").isprintable()
    assert text.encode()


def test_a_long_name_is_cut_visibly():
    text = context.render(context.build({"df": pd.DataFrame({"n" * 200: [1]})}))
    assert '"… (200 characters)' in text
    assert "n" * 121 not in text


def wide(columns, prefix="c"):
    return pd.DataFrame(np.zeros((3, columns)), columns=[f"{prefix}{i}" for i in range(columns)])


def test_the_budget_holds_and_says_what_was_cut():
    built = context.build({"other": wide(500, "o"), "df": wide(2000)}, "c1777 over c3", named=["df", "other"], level="sample")
    text = context.render(built, budget=600, instruction="c1777 over c3")
    assert context.tokens(text) <= 600
    assert '"c1777"' in text
    assert '"c3"' in text
    assert "more columns" in text
    assert "different" not in text


def test_what_is_cut_first():
    frames = {"old": wide(40, "o"), "df": pd.DataFrame({"k": ["aa", "bb", "aa"], "v": [1, 2, 3]})}
    built = context.build(frames, "v by k", level="sample")
    whole = context.render(built)
    assert 'e.g. "aa"' in whole
    size = context.tokens(whole)
    seen = [context.render(built, budget) for budget in range(size, 20, -5)]
    gone = {
        "examples": next(i for i, text in enumerate(seen) if "e.g." not in text),
        "figures": next(i for i, text in enumerate(seen) if "different" not in text),
        "others' columns": next(i for i, text in enumerate(seen) if '"o39"' not in text),
        "others": next(i for i, text in enumerate(seen) if "old (" not in text),
        "columns": next(i for i, text in enumerate(seen) if '"v"' not in text),
    }
    assert list(gone.values()) == sorted(gone.values())
    assert len(set(gone.values())) == len(gone)
    assert "… and 1 more frame" in seen[gone["others"]]


def test_named_frames_and_mentioned_ones_are_the_context():
    frames = {name: wide(1) for name in ("alpha", "beta", "gamma")}
    built = context.build(frames, "join with beta", named=["alpha"])
    assert [frame.name for frame in built.frames] == ["alpha", "beta"]
    assert (built.active, built.reason) == ("alpha", "named with -d")


def test_many_frames_are_bounded():
    built = context.build({f"f{i}": wide(1) for i in range(30)}, "use f3")
    assert built.active == "f3"
    assert len(built.frames) == 8
    assert {"f29", "f3"} <= {frame.name for frame in built.frames}


ORDERS = pd.DataFrame({"id": range(10, 16), "customer_id": [1, 2, 2, 1, 3, 3], "amount": [5.0] * 6, "city": list("xyxyxy")})
CUSTOMERS = pd.DataFrame({"id": [1, 2, 3], "name": ["Ann", "Bo", "Cy"], "country_code": ["DE", "FR", "DE"]})
COUNTRIES = pl.DataFrame({"code": ["DE", "FR", "IT"], "country": ["Germany", "France", "Italy"]})


def test_join_keys():
    built = context.build({"orders": ORDERS, "customers": CUSTOMERS, "countries": COUNTRIES})
    keys = {(key.left, key.left_on, key.right, key.right_on) for key in built.joins}
    assert ("orders", "customer_id", "customers", "id") in keys
    assert ("customers", "country_code", "countries", "code") in keys
    assert len(keys) == 2
    assert all(0.5 <= key.score <= 1 for key in built.joins)
    assert 'orders["customer_id"] = customers["id"]' in context.render(built)


def test_no_join_key_without_shared_values():
    built = context.build({"orders": ORDERS, "customers": CUSTOMERS.assign(id=[100, 200, 300])})
    assert built.joins == ()


def test_join_keys_of_lazy_and_nested_frames_need_no_values():
    frames = {
        "orders": pl.LazyFrame({"customer_id": [1]}),
        "customers": CUSTOMERS,
        "n": pd.DataFrame({"customer_id": [[1], [2]]}),
    }
    built = context.build(frames)
    assert [(key.left, key.right) for key in built.joins] == [("orders", "customers")] or [
        (key.right, key.left) for key in built.joins
    ] == [("orders", "customers")]


def test_measures_and_shared_categories_are_no_keys():
    facts = {"region": ["a", "b"] * 3, "amount": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
    assert context.build({"sales": pd.DataFrame(facts), "costs": pd.DataFrame(facts)}).joins == ()
    regions = pd.DataFrame({"region": ["a", "b"], "manager": ["Ann", "Bo"]})
    (key,) = context.build({"regions": regions, "sales": pd.DataFrame(facts)}).joins
    assert (key.left, key.left_on, key.right, key.right_on) == ("sales", "region", "regions", "region")


def test_wide_frames_are_compared_in_bounded_work():
    names = [f"key_{i}_id" for i in range(300)]
    frames = {f"t{j}": pd.DataFrame(np.arange(600).reshape(2, 300), columns=names) for j in range(8)}
    built = context.build(frames, named=list(frames))
    assert len(built.joins) == 28
    assert len(context.build(frames).frames) == 4, "frames that nobody named are looked at up to a thousand columns"


def test_dates_join_dates():
    days = [datetime.date(2024, 1, day) for day in range(1, 5)]
    built = context.build({"w": pd.DataFrame({"date": days, "t": range(4)}), "s": pd.DataFrame({"date": days, "v": range(4)})})
    assert [(key.left_on, key.right_on) for key in built.joins] == [("date", "date")]
