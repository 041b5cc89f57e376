"""SVG drawings of plotly give their values back; others are left to be read as pixels.

The drawing is made here in the form that plotly 3 saves, as a browser is needed to let plotly draw.
"""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.vision import svg
from jupyter_viscode.vision.reading import Reading
from jupyter_viscode.vision.vectors_plotly import read_plotly

BARS = """<g class="barlayer mlayer"><g class="trace bars"><g class="points">
<g class="point"><path d="M10.93,220V185.6H98.4V220Z" style="fill: rgb(31, 119, 180);"/></g>
<g class="point"><path d="M120.27,220V11H207.73V220Z" style="fill: rgb(31, 119, 180);"/></g>
<g class="point"><path d="M229.6,220V129.43H317.07V220Z" style="fill: rgb(31, 119, 180);"/></g></g></g></g>"""
LINE = """<g class="trace scatter t1"><g class="fills"/><g class="lines">
<path class="js-line" d="M54.67,164.27L164,105.05L273.33,52.8" style="fill: none; stroke: rgb(255, 127, 14); stroke-width: 2px;"/></g>
<g class="points"><path class="point" transform="translate(54.67,164.27)" d="M3,0A3,3 0 1,1 0,-3Z"/></g></g>"""
POINTS = """<g class="trace scatter t2"><g class="points">
<path class="point" transform="translate(54.67,128.04)" d="M3,0A3,3 0 1,1 0,-3Z" style="fill: rgb(44, 160, 44);"/>
<path class="point" transform="translate(164,97.39)" d="M3,0A3,3 0 1,1 0,-3Z" style="fill: rgb(44, 160, 44);"/></g></g>"""

LAYER = '<g class="scatterlayer mlayer">{}</g>'


def tick(letter: str, said: str, x: float, y: float) -> str:
    return f'<g class="{letter}tick"><text x="0" y="4" transform="translate({x},{y})">{said}</text></g>'


def entry(said: str, color: str) -> str:
    return f'<g class="traces"><text class="legendtext">{said}</text><path d="M6,6H-6V-6H6Z" style="fill: {color};"/></g>'


def drawn(layers: str, ups: tuple[str, ...] = ("0", "2", "4", "6"), names: tuple[str, ...] = ("u", "v", "w")) -> Reading | None:
    across = "".join(tick("x", said, x, 0) for said, x in zip(names, (134.67, 244, 353.33), strict=True))
    up = "".join(tick("y", said, 0, 320 - 55.733 * i) for i, said in enumerate(ups))
    keys = entry("sold", "rgb(31, 119, 180)") + entry("trend", "rgb(255, 127, 14)") + entry("points", "rgb(44, 160, 44)")
    said = f"""<svg class="main-svg" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 400"><rect style="fill: rgb(255, 255, 255);"/>
<defs><clipPath id="clip1xyplot"><rect width="328" height="220"/></clipPath></defs>
<g class="cartesianlayer"><g class="subplot xy"><g class="overplot">
<g class="xy" transform="translate(80,100)" clip-path="url(#clip1xyplot)">{layers}</g></g>
<g class="xaxislayer-above">{across}</g><g class="yaxislayer-above">{up}</g></g></g>
<g class="infolayer"><g class="legend" transform="translate(414,100)">{keys}</g><g class="g-gtitle"><text class="gtitle">Sales</text></g>
<g class="g-xtitle"><text class="xtitle">Region</text></g><g class="g-ytitle"><text class="ytitle">EUR</text></g></g></svg>"""
    return read_plotly(svg.parse(said.encode()))


def test_values_texts_and_legend_are_exact() -> None:
    reading = drawn(BARS + LAYER.format(LINE + POINTS))
    assert reading is not None
    panel = reading.panels[0]
    bars, line, points = panel.marks
    assert (bars.kind, bars.label, bars.colors) == ("bar", "sold", ("#1f77b4",))
    assert bars.data["heights"] == pytest.approx([1.2345, 7.5, 3.25], rel=1e-3)
    assert bars.data["bottom"] == (0, 0, 0)
    assert (line.kind, line.label, line.marker) == ("line", "trend", "o")
    assert line.data["y"] == pytest.approx([2, 4.125, 6], rel=1e-3)
    assert (points.kind, points.label) == ("scatter", "points")
    assert points.data["y"] == pytest.approx([3.3, 4.4], rel=1e-3)
    assert [said for _, said in panel.x.ticks] == ["u", "v", "w"]
    assert {(t.role, t.text) for t in panel.labels} == {("title", "Sales"), ("xlabel", "Region"), ("ylabel", "EUR")}


def test_numbers_on_both_axes_and_areas() -> None:
    area = """<g class="scatterlayer mlayer"><g class="trace scatter t1"><g class="fills">
<path class="js-fill" d="M273.33,220L54.67,220L54.67,164.27L164,105.05L273.33,52.8" style="fill: rgb(255, 127, 14); fill-opacity: 0.5;"/>
</g></g></g>"""
    reading = drawn(area, names=("10", "20", "30"))
    assert reading is not None
    mark = reading.panels[0].marks[0]
    assert (mark.kind, mark.alpha) == ("fill_between", 0.5)
    assert mark.data["x"] == pytest.approx([10, 20, 30], rel=1e-3)
    assert mark.data["high"] == pytest.approx([2, 4.125, 6], rel=1e-3)
    assert mark.data["low"] == pytest.approx([0, 0, 0], abs=1e-3)


@pytest.mark.parametrize(
    "layers",
    [
        '<g class="heatmaplayer mlayer"><g class="trace heatmap"/></g>',
        '<g class="boxlayer mlayer"><g class="trace boxes"/></g>',
        LAYER.format(LINE.replace("M54.67,164.27L164", "M54.67,164.27Q60,60 164")),
        LAYER.format(LINE.replace("L164,", "L140,")),
        "",
    ],
    ids=["cells", "boxes", "a curve", "between names", "nothing"],
)
def test_what_is_not_known_is_left_to_the_pixels(layers: str) -> None:
    assert drawn(layers) is None


def test_thousandths_are_left_to_the_pixels() -> None:
    assert drawn(BARS, ("0", "200m", "400m", "600m")) is None
    assert drawn(BARS, ("0", "200", "400", "600")) is not None
