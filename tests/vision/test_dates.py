"""Labels of dates become days, days become dates in code and Charts."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.vision import dates
from jupyter_viscode.vision.axes import Tick, _fit
from jupyter_viscode.vision.reading import Axis, Box, Mark, Panel, Reading


def day(text: str) -> float:
    return float((dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days)


@pytest.mark.parametrize(
    ("labels", "first", "last"),
    [
        (["2023-01", "2023-04", "2023-07"], "2023-01-01", "2023-07-01"),
        (["2023-O1-05", "2023-01-12"], "2023-01-05", "2023-01-12"),
        (["Nov 2022", "Jan 2023"], "2022-11-01", "2023-01-01"),
        (["Oct", "2024", "Apr"], "2023-10-01", "2024-04-01"),
        (["Jan\n2024", "Feb", "Mar"], "2024-01-01", "2024-03-01"),
        (["12.03.2021", "19.03.2021"], "2021-03-12", "2021-03-19"),
        (["Mar '19", "Jun '19"], "2019-03-01", "2019-06-01"),
    ],
)
def test_labels_are_read_as_days(labels: list[str], first: str, last: str) -> None:
    found = dates.days_of(labels)
    assert found[0] == day(first)
    assert found[-1] == day(last)


@pytest.mark.parametrize("labels", [["2019", "2020", "2021"], ["Jan", "Feb", "Mar"], ["2023-13", "2023-99"], ["A-1", "B-2"]])
def test_years_and_bare_months_are_no_dates(labels: list[str]) -> None:
    assert dates.days_of(labels) == [None] * len(labels)


def ticks(labels: list[str], at: list[float]) -> list[Tick]:
    return [Tick(a, t, ()) for a, t in zip(at, labels, strict=True)]


def test_ticks_that_follow_the_calendar_are_an_axis_of_time() -> None:
    labels = ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05"]
    at = [100 + 4 * (day(f"{t}-01") - day("2023-01-01")) for t in labels]
    axis = _fit(ticks(labels, at), "bottom", [])
    assert axis.scale == "time"
    assert axis.value(at[2]) == pytest.approx(day("2023-03-01"), abs=0.01)


def test_months_at_even_places_are_names() -> None:
    labels = ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05"]
    assert _fit(ticks(labels, [100, 220, 340, 460, 580]), "bottom", []).scale == "category"


def test_points_near_the_first_of_months_stand_there() -> None:
    months = [day(f"2022-{m:02d}-01") for m in range(1, 13)]
    off = [1.4, -1.2, 0.8, -0.5, 1.1, -1.6, 0.2, 0.9, -0.7, 1.3, -1.1, 0.4]
    found = dates.snapped([m + o for m, o in zip(months, off, strict=True)], 0.9)
    assert list(found) == months
    assert dates.row_code(found) == "pd.date_range('2022-01-01', periods=12, freq='MS')"


def test_days_that_follow_no_rule_are_listed() -> None:
    assert dates.row_code([day("2022-01-03"), day("2022-01-04"), day("2022-01-09")]).startswith("pd.to_datetime(['2022-01-03'")


def reading() -> Reading:
    first = day("2024-05-06")
    x = Axis("time", 0.02, first - 0.84, ((42.0, "2024-05-06"), (142.0, "2024-05-08")))
    line = Mark("line", {"x": tuple(first + k for k in range(6)), "y": (1.0, 3.0, 2.0, 4.0, 5.0, 3.0)}, "", ("#ff0000",))
    return Reading((400, 300), (Panel(Box(0, 0, 300, 200), x=x, y=Axis("linear", -0.05, 8.0, side="left"), marks=(line,)),))


def test_code_writes_dates_and_runs() -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    code = reading().code()
    assert "pd.date_range('2024-05-06', periods=6, freq='D')" in code
    plt.close("all")
    exec(code.replace("plt.show()", ""), {})
    assert plt.gca().lines[0].get_xdata(orig=False)[0] == day("2024-05-06")
    plt.close("all")


def test_the_chart_is_temporal_with_iso_dates() -> None:
    chart = reading().chart
    encoding = chart.encodings["x"]
    assert encoding.type == "temporal"
    assert chart.data is not None
    assert chart.data[encoding.field][:2] == ("2024-05-06", "2024-05-07")


def test_drawings_tell_dates_exactly() -> None:
    import io

    import pandas as pd
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    from jupyter_viscode.vision.redraw import redraw

    figure = Figure()
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.plot(pd.date_range("2022-01-01", periods=18, freq="MS"), range(18))
    data = io.BytesIO()
    figure.savefig(data, format="svg")
    assert "pd.date_range('2022-01-01', periods=18, freq='MS')" in redraw(data.getvalue()).code
