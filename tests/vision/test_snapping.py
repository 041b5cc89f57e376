"""Measured numbers become round ones within their error, and code says only what matplotlib would not do by itself."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.vision import lattices
from jupyter_viscode.vision.code_places import row
from jupyter_viscode.vision.reading import Axis, Box, Mark, Panel, Reading
from jupyter_viscode.vision.snapping import snap

BOX = Box(0, 0, 401, 301)
NAMES = Axis("category", 0.01, -0.55, ((55.0, "a"), (155.4, "b"), (255.0, "c")))
UP = Axis("linear", -0.04, 12.0, side="left")


def read(*marks: Mark, x: Axis = NAMES, y: Axis = UP, box: Box = BOX) -> Reading:
    return snap(Reading((500, 400), (Panel(box, x=x, y=y, marks=marks),)))


def bars(x: tuple[float, ...], heights: tuple[float, ...], bottom: tuple[float, ...] = (), wide: float = 0.792) -> Mark:
    return Mark("bar", {"x": x, "heights": heights, "bottom": bottom or (0.0,) * len(x), "thickness": (wide,)})


def test_a_lattice_is_believed_only_where_it_is_no_accident() -> None:
    assert lattices.on_lattice([11.98, 17.97, 9.01, 14.02], 0.05) == [12, 18, 9, 14]
    assert lattices.on_lattice([12.3, 17.7, 9.1], 0.4) is None
    assert lattices.on_lattice([3.112, 3.409, 3.205, 3.921], 0.03) is None
    assert lattices.on_lattice([3.112, 3.409, 3.205, 3.911], 0.015) == [3.1, 3.4, 3.2, 3.9]
    assert lattices.nearest_round(0.7922, 0.01) == 0.8
    assert lattices.nearest_round(0.2667, 0.002) == 0.265
    assert lattices.even_row([0.01, 2.49, 5.02, 7.5], 0.03) == [0, 2.5, 5, 7.5]


def test_bars_stand_at_their_names_with_round_widths() -> None:
    mark = read(bars((0.009, 1.009, 2.007), (4.93, 7.02, 3.05), (0.08, 0.0, 0.0))).panels[0].marks[0]
    assert mark.data["x"] == (0, 1, 2)
    assert mark.data["heights"] == (5, 7, 3)
    assert not any(mark.data["bottom"])
    assert mark.data["thickness"] == (0.8,)


def test_groups_stand_symmetrically() -> None:
    left, right = bars((-0.199, 0.801, 1.801), (4, 5, 6), wide=0.3986), bars((0.203, 1.199, 2.199), (3, 4, 8), wide=0.3986)
    first, second = read(right, left).panels[0].marks
    assert first.data["x"] == (-0.2, 0.8, 1.8)
    assert second.data["x"] == (0.2, 1.2, 2.2)
    assert first.data["thickness"] == second.data["thickness"] == (0.4,)


def test_stacks_meet_where_one_ends() -> None:
    lower = bars((0.0, 1.0, 2.0), (4.94, 6.93, 2.95))
    upper = bars((0.0, 1.0, 2.0), (3.93, 1.95, 5.94), (5.03, 7.03, 3.02))
    first, second = read(upper, lower).panels[0].marks
    assert first.data["heights"] == second.data["bottom"] == (5, 7, 3)
    assert second.data["heights"] == (4, 2, 6)


def test_values_far_from_round_ones_keep_what_a_pixel_tells() -> None:
    line = Mark("line", {"x": (0.0, 1.0, 2.0), "y": (4.6512, 5.3398, 7.1274)})
    assert read(line).panels[0].marks[0].data["y"] == (4.65, 5.34, 7.13)


def test_lines_at_the_same_places_share_them() -> None:
    x = Axis("linear", 0.1, 0.0)
    one = Mark("line", {"x": (0.1, 5.3, 9.9, 15.2), "y": (1.0, 2.0, 3.0, 2.0)})
    two = Mark("line", {"x": (-0.1, 5.1, 10.1, 15.4), "y": (2.0, 3.0, 1.0, 2.0)})
    reading = read(one, two, x=x)
    assert reading.panels[0].marks[0].data["x"] == reading.panels[0].marks[1].data["x"]
    assert reading.code().count("x = [") == 1
    assert reading.code().count("ax.plot(x, ") == 2


def test_code_names_categories_and_leaves_automatic_limits_out() -> None:
    axis = Axis("category", 0.008, -0.54, ((67.5, "a"), (192.5, "b"), (317.5, "c")))
    up = Axis("linear", -0.0245, 7.35, side="left")
    code = read(bars((0.0, 1.0, 2.0), (5.0, 7.0, 3.0)), x=axis, y=up, box=Box(0, 0, 386, 301)).code()
    assert "ax.bar(['a', 'b', 'c'], [5, 7, 3]" in code
    assert "lim(" not in code
    assert "ticks(" not in code


def test_limits_that_are_not_automatic_are_said_with_zero_as_zero() -> None:
    code = read(bars((0.0, 1.0, 2.0), (5.0, 7.0, 3.0)), y=Axis("linear", -0.04, 11.95, side="left")).code()
    assert "ax.set_ylim(0, 12)" in code


def test_an_axis_that_runs_down_is_turned() -> None:
    side = Axis("category", 0.01, -0.55, ((55.0, "a"), (155.0, "b"), (255.0, "c")), side="left")
    lying = Mark("barh", {"y": (0.0, 1.0, 2.0), "widths": (5.0, 7.0, 3.0), "left": (0.0,) * 3, "thickness": (0.8,)})
    code = read(lying, x=Axis("linear", 0.0184, 0.0), y=side, box=Box(0, 0, 401, 310)).code()
    assert "ax.invert_yaxis()" in code or "ax.set_ylim(2" in code


def test_no_value_moves_further_than_its_error() -> None:
    given = (4.63, 7.11, 3.37)
    mark = read(bars((0.0, 1.0, 2.0), given)).panels[0].marks[0]
    assert all(abs(a - b) <= 0.04 * 2.4 for a, b in zip(mark.data["heights"], given, strict=True))


def test_one_bar_that_something_hides_keeps_the_others_round() -> None:
    left = bars((-0.2, 0.8, 1.8, 2.8), (4.01, 4.99, 6.02, 2.01), wide=0.4)
    right = bars((0.2, 1.2, 2.2, 3.2), (3.02, 3.99, 0.98, 7.31), wide=0.4)
    first, second = read(left, right, y=Axis("linear", -0.02, 8.0, side="left")).panels[0].marks
    assert first.data["heights"] == (4, 5, 6, 2)
    assert second.data["heights"] == (3, 4, 1, 7.31)


@pytest.mark.parametrize(("first", "step", "count"), [(9395, 1590, 20), (0, 1, 30), (8600, 1590, 21), (-5, 2.5, 12)])
def test_an_even_row_has_as_many_values_as_were_read(first: float, step: float, count: int) -> None:
    values = [first + step * k for k in range(count)]
    assert eval(row(values), {"np": np}) == pytest.approx(values)
