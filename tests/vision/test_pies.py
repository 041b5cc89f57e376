"""Names and per cents around a pie belong to its slices."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

from jupyter_viscode.vision.pies import name_slices
from jupyter_viscode.vision.reading import Box, Label, Mark, Panel, Reading

DISC = Box(100, 100, 300, 300)
SHARES = (0.4014, 0.2986, 0.2014, 0.0986)


def label(text: str, share_before: float, share: float, radii: float) -> Label:
    turn = 2 * math.pi * (share_before + share / 2)
    x, y = 200 + 100 * radii * math.cos(turn), 200 - 100 * radii * math.sin(turn)
    wide = 0.0 if radii < 1 else 20.0 if math.cos(turn) > 0 else -20.0
    return Label(text, "annotation", Box(x + wide - 20, y - 8, x + wide + 20, y + 8))


def texts(radii: float, *said: str) -> tuple[Label, ...]:
    before = 0.0
    out = []
    for text, share in zip(said, SHARES, strict=True):
        if text:
            out.append(label(text, before, share, radii))
        before += share
    return tuple(out)


def reading(labels: tuple[Label, ...], loose: tuple[Label, ...] = (), **data: tuple[float, ...]) -> Reading:
    mark = Mark("pie", {"fractions": SHARES, "start": (0.0,), **data}, "", ("#111111", "#222222", "#333333", "#444444"))
    return name_slices(Reading((400, 400), (Panel(DISC, "pie", marks=(mark,), labels=labels),), loose))


def test_names_and_per_cents_become_one_call() -> None:
    found = reading(texts(0.6, "40%", "30%", "20%", "10%"), texts(1.1, "Web", "Shop", "Phone", "Mail"), ring=(0.4,))
    assert found.panels[0].marks[0].names == ("Web", "Shop", "Phone", "Mail")
    assert found.panels[0].labels == found.labels == ()
    code = found.code()
    assert (
        "ax.pie([40, 30, 20, 10], labels=['Web', 'Shop', 'Phone', 'Mail'], autopct='%.0f%%', wedgeprops={'width': 0.4}" in code
    )


def test_digits_and_places_of_per_cents_are_kept() -> None:
    code = reading(texts(0.8, "40.0%", "30.0%", "20.0%", "10.0%")).code()
    assert "autopct='%.1f%%'" in code
    assert "pctdistance=0.8" in code


def test_per_cents_that_contradict_the_slices_stay_texts() -> None:
    found = reading(texts(0.6, "10%", "20%", "30%", "40%"))
    assert len(found.panels[0].labels) == 4
    assert "autopct" not in found.code()


def test_a_text_far_from_the_pie_is_no_name() -> None:
    note = Label("Source: survey", "figure", Box(10, 380, 120, 395))
    found = reading((), (*texts(1.1, "Web", "Shop", "Phone", "Mail"), note))
    assert found.labels == (note,)
    assert found.panels[0].marks[0].data["fractions"] == (0.4, 0.3, 0.2, 0.1)


def test_slices_that_run_clockwise_have_their_names() -> None:
    around = tuple(
        Label(t.text, t.role, Box(t.box.x0, 400 - t.box.y1, t.box.x1, 400 - t.box.y0)) for t in texts(1.1, "a", "b", "c", "d")
    )
    assert reading((), around, clockwise=(1.0,)).panels[0].marks[0].names == ("a", "b", "c", "d")
