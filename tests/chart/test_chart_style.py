"""Every wish about looks gives code that runs, in every library."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chart_cases import CASES, COUNT, MEAN, MONTH, REGION, TOTAL, context, sales
from test_chart_read import LIBRARIES, draw

from jupyter_viscode.chart.check import check
from jupyter_viscode.chart.read import read
from jupyter_viscode.chart.write import write
from jupyter_viscode.spec import Annotation, Chart, Encoding, Scale, Sort, Style

STYLES = {
    "size": Style(width=9, height=4),
    "dark": Style(theme="dark", font_size=14),
    "minimal": Style(theme="minimal", grid=True),
    "unknown theme": Style(theme="nobody's theme"),
    "grid": Style(grid=False, label_angle=90),
    "background": Style(background="#eeeeee", opacity=0.5),
    "line": Style(line_width=3, line_style="dashed", point=True),
    **{f"legend {place}": Style(legend=place) for place in ("outside", "right", "left", "top", "bottom", "inside", "none")},
}

ANNOTATIONS = (
    Annotation("hline", y=100, text="goal"),
    Annotation("vline", x=1),
    Annotation("text", "here", x=1, y=50),
    Annotation("maximum"),
    Annotation("minimum", "lowest"),
    Annotation("value labels"),
)

SCALES = {
    "log": Scale(type="log"),
    "symlog": Scale(type="symlog"),
    "sqrt": Scale(type="sqrt"),
    "domain": Scale(domain=(0, 2000)),
    "log domain": Scale(type="log", domain=(1, 10000)),
    "reverse": Scale(reverse=True),
    "zero": Scale(zero=True),
    "no zero": Scale(zero=False),
}

COLORS = {
    "range": Scale(range=("#ff0000", "green", "navy", "black")),
    "scheme": Scale(scheme="tab20"),
    "order": None,
}


def run(chart, library):
    frame = sales()
    code = write(chart, library, context(sales=frame))
    figure = draw(code, library, sales=frame)
    errors = [f for f in check(figure, expected=chart) if f.severity == "error"]
    assert not errors, (errors, code)
    seen = read(figure)
    assert seen is not None
    return seen


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("style", STYLES)
def test_styles(style, library):
    for name in ("bar stacked", "line series"):
        seen = run(replace(CASES[name], style=STYLES[style]), library)
        assert seen.mark == CASES[name].mark
    if style == "size" and library != "altair":
        assert (seen.style.width, seen.style.height) == (9, 4)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("kind", [a.kind for a in ANNOTATIONS])
def test_annotations(kind, library):
    note = next(a for a in ANNOTATIONS if a.kind == kind)
    for name in ("bar sorted", "line year"):
        run(replace(CASES[name], annotations=(note,)), library)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("scale", SCALES)
def test_scales(scale, library):
    total = replace(TOTAL, scale=SCALES[scale])
    seen = run(Chart("bar", {"x": REGION, "y": total}, "sales"), library)
    run(Chart("line", {"x": MONTH, "y": total}, "sales"), library)
    run(Chart("point", {"x": Encoding(field="price"), "y": Encoding(field="units", scale=SCALES[scale])}, "sales"), library)
    if SCALES[scale].type == "log":
        assert seen.encoding("y").scale.type == "log"


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("color", COLORS)
def test_colours(color, library):
    scale = COLORS[color]
    sort = Sort(values=("West", "East")) if scale is None else None
    split = Encoding(field="region", scale=scale, sort=sort)
    for mark, y in (("line", TOTAL), ("bar", TOTAL), ("area", TOTAL)):
        run(Chart(mark, {"x": MONTH, "y": y, "color": split}, "sales"), library)
    run(Chart("arc", {"theta": COUNT, "color": split}, "sales"), library)
    run(Chart("bar", {"x": REGION, "y": COUNT, "color": Encoding(value="#336699")}, "sales"), library)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("d3", [",.0f", ".0%", "$,.2f", ",d", ".2f", "~s", ".3~g"])
def test_formats(d3, library):
    run(Chart("bar", {"x": REGION, "y": replace(MEAN, format=d3)}, "sales"), library)


@pytest.mark.parametrize("library", LIBRARIES)
def test_date_formats_and_titles(library):
    x = replace(MONTH, format="%b %Y", title="Month of sale")
    seen = run(Chart("line", {"x": x, "y": replace(TOTAL, title="Units sold (pieces)")}, "sales", title="All"), library)
    assert seen.encoding("x").title == "Month of sale"
    assert seen.encoding("y").title == "Units sold (pieces)"
    bare = run(Chart("bar", {"x": replace(REGION, title=""), "y": replace(TOTAL, title="")}, "sales"), library)
    assert not bare.encoding("x").title


@pytest.mark.parametrize("library", LIBRARIES)
def test_layers_and_facets(library):
    line = Chart("line", {"y": MEAN})
    seen = run(Chart("bar", {"x": MONTH, "y": TOTAL}, "sales", layers=(line,)), library)
    assert [layer.mark for layer in seen.layers] == ["line"]
    seen = run(Chart("line", {"x": MONTH, "y": TOTAL}, "sales", layers=(replace(line, secondary=True),)), library)
    assert seen.layers
    both = {"row": Encoding(field="product"), "column": Encoding(field="online")}
    run(Chart("point", {"x": Encoding(field="price"), "y": Encoding(field="rating"), **both}, "sales"), library)
    run(Chart("bar", {"x": Encoding(field="price", bin=True), "y": COUNT, "facet": REGION}, "sales"), library)
    stacked = {"x": Encoding(field="date", time_unit="year"), "y": TOTAL, "color": REGION, "column": Encoding(field="product")}
    run(Chart("bar", stacked, "sales"), library)


def test_names_that_vega_would_misread_are_drawn():
    converter = pytest.importorskip("vl_convert")
    import json

    import pandas as pd

    for name in ("a.b", "c[0]", "d:Q", "e\\f", 'g"h', "i'j", "k\nl", ""):
        frame = pd.DataFrame({name: ["one", "two"], "n.n": [3.0, 4.0]})
        chart = Chart("bar", {"x": Encoding(field=name), "y": Encoding(field="n.n", aggregate="sum")}, "sales")
        figure = draw(write(chart, "altair", context(sales=frame)), "altair", sales=frame)
        svg = converter.vegalite_to_svg(json.loads(figure.to_json()))
        assert svg.count('aria-roledescription="bar"') == 2, name
        assert ">two<" in svg, name
