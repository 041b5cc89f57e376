"""A chart picture in the sidebar: pasted, dropped, dragged out of a notebook or chosen; read, drawn again, inserted and run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from driving import chart

from labextension.pictures import drop, paste, photograph

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')

PLOT = "import matplotlib.pyplot as plt\nplt.bar(['a', 'b', 'c'], [3, 5, 4])\nplt.title('Mine')\nplt.show()"


@pytest.fixture
def ready(window: Any) -> Any:
    """A window with a frame and the sidebar."""
    window.open().show()
    window.run(0)
    window.expect(window.sidebar.locator(".jp-VisCode-frame")).to_have_count(1)
    return window


def redrawn(window: Any, count: int = 0) -> Any:
    """Send the picture that waits; returns its turn when it has ended."""
    window.sidebar.locator(".jp-VisCode-given").wait_for()
    window.prompt.press("Enter")
    turn = window.turns.nth(count)
    turn.wait_for(timeout=30_000)
    return window.answered(turn, timeout=120_000)


def test_a_pasted_picture_is_redrawn_beside_itself_and_runs_as_a_cell(ready: Any) -> None:
    ready.prompt.focus()
    paste(ready, chart())
    given = ready.sidebar.locator(".jp-VisCode-given")
    ready.expect(given).to_contain_text("600 × 400")
    assert given.locator("img").evaluate("image => image.naturalWidth") == 600
    ready.expect(ready.prompt).to_be_focused()
    ready.picture("drop-given")
    turn = redrawn(ready)
    ready.expect(given).to_have_count(0)
    beside = turn.locator(".jp-VisCode-beside img")
    ready.expect(beside).to_have_count(2)
    assert all(beside.nth(index).evaluate("image => image.naturalWidth") > 300 for index in range(2))
    assert int(re.search(r"(\d+) % alike", turn.inner_text())[1]) > 70
    assert "bar chart, 4 bars read from the picture; values estimated" in turn.locator(".jp-VisCode-reading").inner_text()
    values = turn.locator(".jp-VisCode-values")
    assert not values.locator("table").is_visible()
    values.locator("summary").click()
    assert "Estimated values (4 rows)" in values.inner_text()
    name, value = values.locator("tbody tr").nth(1).inner_text().split()
    assert name == "South"
    assert abs(float(value) - 30) < 0.5
    turn.scroll_into_view_if_needed()
    ready.picture("drop-answer")
    beside.first.click()
    large = ready.page.locator(".jp-VisCode-large img")
    ready.expect(large).to_have_count(2)
    ready.picture("drop-large")
    ready.page.keyboard.press("Escape")
    ready.expect(large).to_have_count(0)
    ready.button(turn, "Insert and run").click()
    ready.cell(1).locator(".jp-OutputArea img").wait_for(timeout=60_000)
    assert "Revenue by region" in ready.sources()[1]
    # The next question changes that chart.
    changed = ready.ask("make it horizontal")
    assert "barh" in changed.locator(".jp-VisCode-code").first.inner_text()
    assert changed.locator(".jp-VisCode-beside").count() == 0
    saved = ready.page.evaluate("() => JSON.stringify(window.jupyterapp.shell.currentWidget.model.toJSON().cells[1].metadata)")
    assert "base64" not in saved


def test_a_dropped_file_is_drawn_with_the_users_data_and_an_output_as_well(window: Any, tmp_path: Path) -> None:
    (tmp_path / "revenue.png").write_bytes(chart())
    window.lab.write(f"{window.name}.ipynb", [window.frames(), PLOT])
    window.open(theme="JupyterLab Dark").show()
    window.run(0)
    try:
        window.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
        window.expect(window.sidebar.locator(".jp-VisCode-frame")).to_have_count(1)
        drop(window, tmp_path / "revenue.png", window.sidebar, "drop-over-dark")
        given = window.sidebar.locator(".jp-VisCode-given")
        window.expect(given).to_contain_text("revenue.png")
        given.get_by_label("Draw it with").select_option("sales")
        window.picture("drop-given-dark")
        turn = redrawn(window)
        code = turn.locator(".jp-VisCode-code").first.inner_text()
        assert "sales" in code
        assert "#2a9d8f" in code.lower()
        assert "in the look of the picture" in turn.inner_text()
        assert "sales (480 rows × 4 columns)" in turn.inner_text()
        # An output of the notebook is one as well, dragged with the mouse.
        window.run(1)
        output = window.cell(1).locator(".jp-OutputArea img")
        output.wait_for(timeout=60_000)
        output.drag_to(window.sidebar.locator(".jp-VisCode-turns"))
        turn = redrawn(window, 1)
        assert "Mine" in turn.locator(".jp-VisCode-code").first.inner_text()
        window.picture("drop-answer-dark")
    finally:
        window.command("apputils:change-theme", {"theme": "JupyterLab Light"})  # the server remembers it
        window.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'true'")


def test_large_pictures_are_made_smaller_vectors_are_exact_and_pages_are_shown(ready: Any, tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(chart(size=(24, 5)))
    for kind in ("svg", "pdf"):
        (tmp_path / f"revenue.{kind}").write_bytes(chart(kind))
    given = ready.sidebar.locator(".jp-VisCode-given")
    ready.sidebar.locator("input[type=file]").set_input_files(str(tmp_path / "large.png"))
    ready.expect(given).to_contain_text("2400 × 500 → 2000 × 417", timeout=30_000)
    assert "4 bars" in redrawn(ready).locator(".jp-VisCode-reading").inner_text()
    drop(ready, tmp_path / "revenue.svg", ready.sidebar)
    drawing = redrawn(ready, 1)
    drawing.locator(".jp-VisCode-values summary").click()
    assert "Values of the drawing" in drawing.locator(".jp-VisCode-values").inner_text()
    drop(ready, tmp_path / "revenue.pdf", ready.sidebar)
    ready.expect(given).to_contain_text("PDF")
    page = redrawn(ready, 2)
    for turn in (drawing, page):
        shown = turn.locator(".jp-VisCode-beside img")
        ready.expect(shown).to_have_count(2)
        assert all(shown.nth(index).evaluate("image => image.naturalWidth") > 300 for index in range(2))


def test_what_is_no_chart_is_refused_in_a_sentence_and_text_stays_text(ready: Any, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(photograph())
    (tmp_path / "notes.txt").write_text("no picture")
    drop(ready, tmp_path / "notes.txt", ready.sidebar)
    ready.expect(ready.sidebar.locator(".jp-VisCode-error")).to_contain_text("no picture that can be read")
    given = ready.sidebar.locator(".jp-VisCode-given")
    drop(ready, tmp_path / "photo.png", ready.sidebar)
    given.get_by_role("button", name="Remove the picture").press("Enter")
    ready.expect(given).to_have_count(0)
    assert ready.sidebar.get_by_role("button", name="Send").is_disabled()
    with ready.page.expect_file_chooser() as chooser:
        ready.sidebar.get_by_role("button", name="Chart picture").press("Enter")
    chooser.value.set_files(str(tmp_path / "photo.png"))
    turn = redrawn(ready)
    assert ready.button(turn, "Insert below").count() == 0
    assert "not like a chart" in turn.locator("[role=status]").inner_text()
    ready.picture("drop-refused")
    ready.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ready.lab.url)
    ready.page.evaluate("() => navigator.clipboard.writeText('histogram of units')")
    ready.prompt.focus()
    ready.page.keyboard.press("Control+v")
    ready.expect(ready.prompt).to_have_value("histogram of units")


def test_a_reading_is_stopped_and_what_is_missing_is_named(window: Any) -> None:
    slow = (
        "import time\nfrom jupyter_viscode.vision import redraw\nlook = redraw.look\n"
        "def slow(data):\n    time.sleep(60)\n    return look(data)\nredraw.look = slow"
    )
    absent = (
        "redraw.look, found = look, redraw.find_spec\n"
        "redraw.find_spec = lambda name, *more: None if name == 'rapidocr' else found(name, *more)"
    )
    window.lab.write(f"{window.name}.ipynb", [window.frames(), slow, absent])
    window.open().show()
    window.run(1)
    window.prompt.focus()
    paste(window, chart())
    window.sidebar.locator(".jp-VisCode-given").wait_for()
    window.prompt.press("Enter")
    turn = window.turns.first
    window.expect(turn.locator(".jp-VisCode-status")).to_contain_text("Reading the picture", timeout=20_000)
    window.expect(turn.locator(".jp-VisCode-stations [data-state=now]")).to_have_text("Reading")
    window.picture("drop-reading")
    window.sidebar.get_by_role("button", name="Stop").click()
    window.answered(turn, timeout=10_000)
    assert turn.get_attribute("data-state") == "stopped"
    window.run(2)
    window.prompt.focus()
    window.page.keyboard.press("Control+v")
    assert redrawn(window, 1).locator(".jp-VisCode-error code").inner_text() == '%pip install "jupyter_viscode[image]"'
