"""Charts of a few points, tables of numbers and titles of one letter, as Vega-Lite draws them at their own size."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("vl_convert")

import numpy as np
import vl_convert

from jupyter_viscode.bench.drawn import Drawn
from jupyter_viscode.bench.vega_rules import type_right
from jupyter_viscode.vision import ocr, read
from jupyter_viscode.vision.reading import Box, Reading, Text

NAMES = ["Oak", "Elm", "Ash"]


def reading(spec: dict[str, Any], rows: list[dict[str, Any]]) -> Reading:
    from PIL import Image

    picture = vl_convert.vegalite_to_png({"data": {"values": rows}, **spec})
    return read(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")))


def test_a_strip_of_one_point_a_row_is_read() -> None:
    found = reading({"mark": "point", "encoding": {"y": {"field": "tree"}}}, [{"tree": n} for n in NAMES])
    (panel,) = found.panels
    assert [text for _, text in panel.y.ticks] == sorted(NAMES)
    assert [m.kind for m in panel.marks] == ["scatter"]
    assert sum(len(m.data["x"]) for m in panel.marks) == 3


def test_few_points_and_titles_of_one_letter() -> None:
    rows = [{"u": 3, "b": 20, "n": "Oak"}, {"u": 17, "b": 44, "n": "Elm"}, {"u": 29, "b": 31, "n": "Ash"}]
    place = {"x": {"field": "u", "type": "quantitative"}, "y": {"field": "b", "type": "quantitative"}}
    named = {"mark": {"type": "text", "align": "left", "dx": 7}, "encoding": {"text": {"field": "n"}}}
    found = reading({"encoding": place, "layer": [{"mark": "point"}, named]}, rows)
    (panel,) = found.panels
    (mark,) = panel.marks
    assert mark.kind == "scatter"
    assert sorted(round(x) for x in mark.data["x"]) == [3, 17, 29]
    assert {"u", "b", *NAMES} == {t.text for t in (*panel.labels, *found.labels)}


def table() -> tuple[list[dict[str, Any]], Reading]:
    rows = [{"tree": n, "year": str(y), "z": 37 * k + 11 * y % 97} for k, n in enumerate(NAMES) for y in range(2014, 2019)]
    encoding = {k: {"field": f, "type": "ordinal"} for k, f in (("x", "year"), ("y", "tree"))}
    return rows, reading({"mark": "text", "encoding": {**encoding, "text": {"field": "z"}}}, rows)


def test_numbers_in_the_cells_of_a_table_are_texts_of_their_own() -> None:
    rows, found = table()
    said = [t.text for p in found.panels for t in p.labels]
    assert len({str(r["z"]) for r in rows} & set(said)) >= 0.8 * len({r["z"] for r in rows})
    assert not any(p.marks for p in found.panels)


@pytest.mark.parametrize(("above", "below"), [(1, 1), (3, 0), (0, 3)])
def test_numbers_in_boxes_that_are_tight_are_no_bars(above: int, below: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much room a box leaves around the letters differs from machine to machine."""
    read_texts = ocr.read_texts

    def tight(image: np.ndarray) -> tuple[Text, ...]:
        return tuple(_lower(t, above, below) if abs(t.angle) < 8 else t for t in read_texts(image))

    monkeypatch.setattr(ocr, "read_texts", tight)
    assert not any(p.marks for p in table()[1].panels)


def _lower(text: Text, above: int, below: int) -> Text:
    b = text.box
    return replace(text, box=Box(b.x0, b.y0 + above, b.x1, b.y1 - below))


def test_ranges_have_the_dash_that_is_drawn() -> None:
    rows = [{"u": k, "b": k * k % 37, "w": 4 + k % 19} for k in range(40)]
    place = {"x": {"field": "u", "type": "quantitative"}, "y": {"field": "b", "type": "quantitative"}}
    found = reading(
        {"mark": "circle", "encoding": {**place, "size": {"bin": True, "field": "w", "type": "quantitative"}}}, rows
    )
    assert "10 – 15" in found.code()
    assert "10 - 15" not in found.code()


def test_a_picture_of_texts_is_right_where_only_texts_were_drawn() -> None:
    assert type_right(Drawn(texts=["7"]), {"mark": "text"})
    assert not type_right(Drawn(texts=["7"], calls={"scatter": 1}), {"mark": "text"})
    assert not type_right(Drawn(texts=["7"]), {"mark": "point"})
