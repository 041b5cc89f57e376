"""Dates written as text are read as they are written, by all who meet them."""

import io
from collections import Counter
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import jupyter_viscode
from jupyter_viscode.context.build import build
from jupyter_viscode.dates import parsed, source_of, writing_of
from jupyter_viscode.intent import readings

DAYS = pd.date_range("2024-01-01", periods=60, freq="2D")


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["03.01.2024", "04.02.2024", ""], "%d.%m.%Y"),
        (["03.13.2024", "04.02.2024"], "%m.%d.%Y"),
        (["13/01/2024", "04/02/2024", "unknown"], "%d/%m/%Y"),
        (["1-13-24", "1-2-24"], "%m-%d-%y"),
        (["2024/01/03", "2024/1/4"], "%Y/%m/%d"),
        (["03.01.2024 10:15", "04.01.2024 11:15"], "%d.%m.%Y %H:%M"),
        (["1/2/2024 1:05:07 pm", "1/20/2024 11:05:09 PM"], "%m/%d/%Y %I:%M:%S %p"),
        (["3 Jan 2024", "4 May 2024"], "%d %b %Y"),
        (["January 3, 2024", "May 4, 2024"], "%B %d, %Y"),
        (["Jan 2024", "May 2024"], "%b %Y"),
    ],
)
def test_the_one_form_of_all_values(texts: list[str], form: str) -> None:
    writing = writing_of(texts)
    assert writing is not None and writing.form == form and writing.proven
    assert parsed(pd.Series(texts[:2]), writing).notna().all()


@pytest.mark.parametrize("texts", [["2024-01-03", "2024-02"], ["2024-01-03T10:00:00Z"], ["red", "blue"], []])
def test_iso_and_other_texts_need_none(texts: list[str]) -> None:
    assert writing_of(texts) is None
    assert 'format="mixed"' in source_of("t", None)


@pytest.mark.parametrize("texts", [["03/01/2024", "04/02/2024"], ["13/01/2024", "01/13/2024"]])
def test_what_the_values_do_not_prove_is_known(texts: list[str]) -> None:
    writing = writing_of(texts)
    assert writing is not None and not writing.proven and not writing.day_first


@pytest.mark.parametrize(
    "texts",
    [
        ["03.01.2024", "2024-03-05", None],
        ["03.01.2024", "04.01.2024 11:15"],
        [" 03.01.2024", "05.03.2024"],
        ["03/01/2024", "13/01/24"],
    ],
)
def test_several_forms_are_read_by_what_proves_the_order(texts: list[str]) -> None:
    writing = writing_of(t for t in texts if t)
    assert writing is not None and not writing.form
    values = parsed(pd.Series(texts), writing)
    assert values[0] == pd.Timestamp("2024-01-03")
    assert values.isna().sum() == texts.count(None)  # type: ignore[arg-type]
    again = eval(source_of("t", writing), {"pd": pd, "t": pd.Series(texts)})
    pd.testing.assert_series_equal(values, again)


def test_values_beyond_a_sample_are_not_lost() -> None:
    writing = writing_of(["13.01.2024"])
    values = parsed(pd.Series(["13.01.2024", "04.03.2024 10:00"]), writing, whole=False)
    assert values.dt.month.tolist() == [1, 3]


def drawn(frame: pd.DataFrame, instruction: str) -> tuple[Any, dict[str, float]]:
    """The result, and the line's heights by their places."""
    import matplotlib.pyplot as plt

    result = jupyter_viscode.ask(instruction, {"orders": frame})
    assert result.ok and result.code is not None, result.message
    space: dict[str, Any] = {"orders": frame}
    exec(result.code.source.replace("plt.show()", ""), space)
    axes = space["ax"]
    line = axes.lines[0]
    x = line.get_xdata(orig=True)
    plt.gcf().savefig(io.BytesIO())
    plt.close("all")
    return result, dict(zip(map(str, x), map(float, line.get_ydata()), strict=True))


@pytest.mark.parametrize("form", ["%d.%m.%Y", "%d/%m/%Y", "%d.%m.%Y %H:%M", "%Y-%m-%d"])
def test_months_are_counted_right(form: str) -> None:
    frame = pd.DataFrame({"order_date": DAYS.strftime(form), "amount": np.arange(60.0)})
    result, counts = drawn(frame, "number of orders per month as a line")
    assert counts == Counter(DAYS.strftime("%b"))
    assert "read as" not in (result.reading or "")


def test_an_unproven_order_is_said() -> None:
    frame = pd.DataFrame({"order_date": ["03/01/2024", "04/02/2024", "05/02/2024"] * 3, "amount": range(9)})
    result, _ = drawn(frame, "line of total amount by month")
    assert "order_date read as month/day" in (result.reading or "")


@pytest.mark.parametrize("said", ["5 March 2024", "05.03.2024", "05/03/2024", "2024-03-05"])
def test_days_that_are_compared_with_agree(said: str) -> None:
    frame = pd.DataFrame({"order_date": DAYS.strftime("%d/%m/%Y"), "amount": np.arange(60.0)})
    best = readings(f"line of amount by order date after {said}", build({"orders": frame}), {"orders": frame})[0]
    assert "order_date > '2024-03-05'" in best.sentence
    assert not any("number" in doubt or "march" in doubt for doubt in best.doubts)


def test_the_last_weeks_are_those_of_the_calendar() -> None:
    frame = pd.DataFrame({"order_date": DAYS.strftime("%d.%m.%Y"), "amount": np.arange(60.0)})
    _, heights = drawn(frame, "amount by order date in the last 2 weeks as a line")
    assert sum(heights.values()) == sum(range(52, 60))  # from the day two weeks before the last one on


def lazy(library: str, frame: pd.DataFrame) -> Any:
    module = pytest.importorskip(library)
    if library == "polars":
        return module.from_pandas(frame).lazy()
    return module.from_arrow(pa.Table.from_pandas(frame)) if library == "duckdb" else module.from_pandas(frame, npartitions=1)


@pytest.mark.parametrize("library", ["polars", "duckdb", "dask.dataframe"])
def test_lazy_sources_read_them_as_their_first_rows_write_them(library: str) -> None:
    frame = pd.DataFrame({"sold": ["03.01.2024", "05.01.2024", "03.02.2024", "28.02.2024"], "cost": [1, 2, 30, 40]})
    source = lazy(library, frame)
    for _ in range(2):  # what is kept of the first question serves the second
        answer = jupyter_viscode.ask("total cost by month as bars", {"d": source})
        assert answer.ok, answer.message
    ran: dict[str, Any] = {"d": source}
    exec(answer.code.source, ran)
    assert [bar.get_height() for bar in plt.gca().patches] == [3, 70]
    plt.close("all")
