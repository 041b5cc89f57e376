"""What comes back from a child: equal values, and nothing else."""

import contextlib
import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_viscode.codec import CodecError, decode, encode
from jupyter_viscode.spec import Chart, Comparison, Encoding, Filter, Scale, Sort, TopN
from jupyter_viscode.types import ErrorInfo, Finding, Outcome

CHART = Chart(
    "bar",
    {"x": Encoding("a", "nominal", sort=Sort("y", "descending")), "y": Encoding("b", scale=Scale("log", domain=(1, 10.5)))},
    frame="df",
    transforms=(Filter(Comparison("d", "between", (dt.date(2024, 1, 1), dt.datetime(2024, 2, 1, 3)))), TopN(5, "a")),
    layers=(Chart("rule", title="ü 🎉"),),
    data={"a": ("x", None, 3, float("inf"), dt.timedelta(days=1), dt.time(3))},
)


def test_an_outcome_comes_back_equal():
    outcome = Outcome(
        "ok",
        ({"image/png": "abc", "application/json": {"is": "Outcome", "of": [1, None]}},),
        error=ErrorInfo("E", "m", line=3),
        findings=(Finding("rule", "message", "warning"),),
        chart=CHART,
    )
    assert decode(encode(outcome)) == outcome


def test_values_of_numpy_and_pandas_become_plain():
    value = (np.int64(3), np.float32(0.5), np.bool_(True), pd.Timestamp("2024-01-02"), pd.NaT, np.array([1, 2]), {1: 2})
    assert decode(encode(value)) == (3, 0.5, True, dt.datetime(2024, 1, 2), None, [1, 2], {1: 2})


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.dates(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=10,
)


@given(plain)
def test_plain_values_come_back_equal(value):
    assert decode(encode(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"is": "os.system", "of": "ls"}',
        '{"is": "Outcome", "of": {"status": "splendid"}}',
        '{"is": "Outcome", "of": {"status": "ok", "outputs": 5}}',
        '{"is": "Outcome", "of": {"status": "ok", "extra": 5}}',
        '{"is": "Outcome", "of": {}}',
        '{"is": "Outcome", "of": {"status": "ok", "findings": {"is": "tuple", "of": ["no finding"]}}}',
        '{"is": ["unhashable"], "of": 1}',
        '{"is": "datetime", "of": "yesterday"}',
        '{"is": "map", "of": [[[1], 2]]}',
        '{"is": "bytes", "of": "%%%"}',
        "[" * 100_000,
        json.dumps({"is": "Finding"}),
    ],
)
def test_what_is_nothing_of_ours_is_refused(text):
    with pytest.raises(CodecError):
        decode(text)


@given(st.text() | st.binary())
def test_any_text_is_decoded_or_refused(text):
    with contextlib.suppress(CodecError):
        decode(text)
