"""Charts that were written, drawn and read back say what was asked."""

from __future__ import annotations

import io
import warnings

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_cases import CASES, context, sales

from jupyter_viscode.chart.check import check
from jupyter_viscode.chart.read import read
from jupyter_viscode.chart.write import write
from jupyter_viscode.spec import Chart, Encoding

LIBRARIES = ("matplotlib", "seaborn", "plotly", "altair")


def png(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def draw(code, library, **frames):
    """Run a program; returns the figure that it leaves."""
    matplotlib.use("Agg")
    plt.close("all")
    namespace = dict(frames)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*non-interactive.*")
        warnings.filterwarnings("ignore", message=".*vert: bool.*")  # seaborn's own call

        exec(compile(code, "<chart>", "exec"), namespace)
    if library == "plotly":
        return namespace["fig"]
    if library == "altair":
        return namespace["chart"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*Glyph .* missing.*")  # the font's own lack
        plt.gcf().canvas.draw()
    return plt.gcf()


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def titles(chart: Chart) -> dict[str, str]:
    return {c: e.title or "" for c, e in chart.encodings.items() if c in ("x", "y")}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", CASES)
def test_charts_come_back_and_raise_no_alarm(name, library):
    asked = CASES[name]
    frame = sales()
    before = frame.copy()
    figure = draw(write(asked, library, context(sales=frame)), library, sales=frame)
    picture = png(figure) if hasattr(figure, "savefig") and name in ("bar", "line series", "pie", "heatmap") else None
    assert check(figure, expected=asked, instruction=f"{name} of sales", png=picture) == ()
    seen = read(figure)
    assert seen is not None
    assert seen.mark == asked.mark
    assert seen.title == asked.title
    pd.testing.assert_frame_equal(frame, before)
    if "facet" in asked.encodings:
        assert len(seen.panels) == frame[asked.encoding("facet").field].nunique() or seen.encoding("facet").field
    if asked.encoding("y").stack == "normalize":
        assert seen.encoding("y").stack == "normalize"
    if "xOffset" in asked.encodings:
        assert "xOffset" in seen.encodings


def figures(chart: Chart, key: str, value: str) -> dict:
    """Value by category of a read chart."""
    names = chart.data[chart.encoding(key).field]
    return dict(zip(names, chart.data[chart.encoding(value).field], strict=True))


@pytest.mark.parametrize("library", LIBRARIES)
def test_values_of_bars(library):
    frame = sales()
    seen = read(draw(write(CASES["bar"], library, context(sales=frame)), library, sales=frame))
    assert figures(seen, "x", "y") == pytest.approx(frame.groupby("region")["price"].mean().to_dict())
    assert titles(seen) == {"x": "region", "y": "Mean of price"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_sorted_bars_keep_their_order(library):
    frame = sales()
    seen = read(draw(write(CASES["bar sorted"], library, context(sales=frame)), library, sales=frame))
    expected = frame.groupby("region")["units"].sum().sort_values(ascending=False)
    assert seen.data[seen.encoding("x").field] == tuple(expected.index)
    assert seen.data[seen.encoding("y").field] == tuple(expected)


@pytest.mark.parametrize("library", LIBRARIES)
def test_values_of_stacked_bars(library):
    frame = sales()
    seen = read(draw(write(CASES["bar stacked"], library, context(sales=frame)), library, sales=frame))
    columns = (seen.data[seen.encoding(c).field] for c in ("x", "color", "y"))
    drawn = {(x, c): v for x, c, v in zip(*columns, strict=True)}
    assert drawn == frame.groupby(["region", "product"])["units"].sum().to_dict()


@pytest.mark.parametrize("library", LIBRARIES)
def test_values_of_lines(library):
    frame = sales()
    seen = read(draw(write(CASES["line series"], library, context(sales=frame)), library, sales=frame))
    columns = (seen.data[seen.encoding(c).field] for c in ("x", "color", "y"))
    drawn = {(pd.Timestamp(x), c): v for x, c, v in zip(*columns, strict=True)}
    month = frame["date"].dt.to_period("M").dt.to_timestamp()
    assert drawn == frame.groupby([month, "region"])["units"].sum().to_dict()


@pytest.mark.parametrize("library", LIBRARIES)
def test_shares_of_a_pie(library):
    frame = sales()
    seen = read(draw(write(CASES["pie"], library, context(sales=frame)), library, sales=frame))
    drawn = figures(seen, "color", "theta")
    total = sum(drawn.values())
    expected = frame.groupby("region")["units"].sum() / frame["units"].sum()
    assert {k: v / total for k, v in drawn.items()} == pytest.approx(expected.to_dict(), abs=1e-6)


@pytest.mark.parametrize("library", LIBRARIES)
def test_points_come_back(library):
    frame = sales()
    seen = read(draw(write(CASES["scatter"], library, context(sales=frame)), library, sales=frame))
    assert np.allclose(sorted(seen.data["price"]), sorted(frame["price"]))


@pytest.mark.parametrize("library", LIBRARIES)
def test_log_scale_comes_back(library):
    from jupyter_viscode.spec import Scale

    frame = sales()
    chart = CASES["scatter"].with_encoding("x", Encoding(field="price", scale=Scale(type="log")))
    seen = read(draw(write(chart, library, context(sales=frame)), library, sales=frame))
    assert seen.encoding("x").scale is not None
    assert seen.encoding("x").scale.type == "log"


def test_figures_by_other_hands():
    matplotlib.use("Agg")
    _, ax = plt.subplots()
    ax.plot([1, 2, 3], [1, 4, 9], label="squares")
    ax.plot([1, 2, 3], [1, 8, 27], label="cubes")
    ax.legend()
    ax.axhline(5)
    seen = read(plt.gcf())
    assert seen.mark == "line"
    assert seen.data["color"] == ("squares",) * 3 + ("cubes",) * 3
    assert read(plt.figure()) is None
    assert read(None) is None
    assert read(3) is None
    assert read({"mark": "bar", "encoding": {"x": {"field": "a\\.b", "type": "nominal"}}}).encoding("x").field == "a.b"


def test_reading_imports_no_plotting_library():
    import subprocess
    import sys

    code = (
        "import sys; from jupyter_viscode.chart.read import read; from jupyter_viscode.chart.check import check; "
        "from jupyter_viscode.chart.write import write; read({'mark': 'bar'}); check({'mark': 'bar'}); "
        "heavy = {'matplotlib', 'pandas', 'plotly', 'altair', 'numpy'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("mark", ["violin", "strip"])
@pytest.mark.parametrize("turned", [False, True])
def test_split_distributions_of_matplotlib(mark: str, turned: bool) -> None:
    """Violins and points beside each other, one for each colour, are written and read; a group may lack a colour."""
    from jupyter_viscode.context.build import build

    rows = [("a", "x", float(i % 7)) for i in range(20)] + [("b", "x", 3.0 + i % 5) for i in range(20)]
    rows += [("b", "y", 1.0 + (i * 3) % 8) for i in range(20)]
    frames = {"tests": pd.DataFrame(rows, columns=["kind", "group", "score"])}
    base, value = ("y", "x") if turned else ("x", "y")
    encodings = {
        base: Encoding("kind", "nominal"),
        value: Encoding("score", "quantitative"),
        "color": Encoding("group", "nominal"),
    }
    chart = Chart(mark, encodings, "tests")
    exec(write(chart, "matplotlib", build(frames)).replace("plt.show()", ""), dict(frames))
    found = read(plt.gcf())
    wrong = check(plt.gcf(), expected=chart, frames=frames)
    plt.close("all")
    assert (found.mark, found.encoding("color").field) == (mark, "group")
    assert set(found.data["group"]) == {"x", "y"}
    assert not wrong


@pytest.mark.parametrize("places", [pd.date_range("2022-02-01", periods=5, freq="MS"), ["a", "b", "c", "d", "e"]])
def test_a_line_of_five_points_is_no_box(places):
    """Five dates or names were taken for the corners of a box, and could not be read as numbers."""
    figure, axes = plt.subplots()
    axes.plot(places, [1.0, 5.0, 2.0, 7.0, 3.0])
    found = read(figure)
    plt.close(figure)
    assert found is not None
    assert found.mark == "line"
