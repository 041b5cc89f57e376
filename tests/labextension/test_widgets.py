"""The widgets where there is no sidebar: in Notebook 7, with a real kernel and a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from driving import chart

from labextension.pictures import drop, paste, photograph

pytest.importorskip("rapidocr", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("cv2", reason='pip install "jupyter_viscode[image]"')
pytest.importorskip("anywidget", reason='pip install "jupyter_viscode[widgets]"')

ZONE = "import jupyter_viscode\nzone = jupyter_viscode.DropZone()\nzone"


def opened(window: Any, classic: bool = True, theme: str = "") -> Any:
    """A notebook with the drop zone."""
    window.lab.write(
        f"{window.name}.ipynb",
        [window.frames(), ZONE, "print('code:', zone.code.count('bar'), zone.result.ok, 'fig' in dir())"],
    )
    window.open(classic=classic, theme=theme)
    window.run(0)
    window.run(1)
    zone = window.page.locator(".viscode-drop")
    zone.wait_for(timeout=60_000)
    return zone


def answered(window: Any, zone: Any, count: int = 0) -> Any:
    turn = zone.locator(".viscode-turn").nth(count)
    turn.wait_for(timeout=30_000)
    window.expect(zone.locator(".viscode-turn").nth(count)).not_to_have_attribute("data-state", "running", timeout=120_000)
    return zone.locator(".viscode-turn").nth(count)


def test_a_picture_becomes_code_that_runs_in_notebook_7(window: Any, tmp_path: Path) -> None:
    zone = opened(window)
    window.picture("widget-empty")
    zone.locator(".viscode-choose").focus()
    paste(window, chart())
    zone.locator(".viscode-given").wait_for()
    window.expect(zone.get_by_label("Draw it with").locator("option")).to_have_text(["its own values", "sales"])
    window.picture("widget-given")
    window.page.keyboard.press("Enter")
    turn = answered(window, zone)
    assert "4 bars" in turn.locator(".viscode-reading").inner_text()
    images = turn.locator(".viscode-beside img")
    window.expect(images).to_have_count(2)
    assert all(images.nth(index).evaluate("image => image.naturalWidth") > 300 for index in range(2))
    assert "% alike" in turn.locator(".viscode-alike").inner_text()
    turn.locator(".viscode-values summary").click()
    assert "South" in turn.locator(".viscode-values").inner_text()
    window.picture("widget-answer")
    turn.get_by_role("button", name="Run in this notebook").click()
    window.expect(turn.locator(".viscode-ran")).to_have_attribute("data-status", "ok", timeout=60_000)
    turn.locator(".viscode-ran img").wait_for()
    turn.locator(".viscode-ran").scroll_into_view_if_needed()
    window.picture("widget-ran")
    window.run(2)
    output = window.cell(2).locator(".jp-OutputArea")
    window.expect(output).to_contain_text("True True")
    assert "code: 0" not in output.inner_text()
    # Words change the chart; a photograph is refused in a sentence.
    zone.locator("textarea").fill("make it horizontal")
    zone.locator("textarea").press("Enter")
    assert "barh" in answered(window, zone, 1).locator("code").first.inner_text()
    (tmp_path / "photo.png").write_bytes(photograph())
    drop(window, tmp_path / "photo.png", zone)
    zone.locator(".viscode-given").wait_for()
    zone.get_by_role("button", name="Redraw").click()
    assert "not like a chart" in answered(window, zone, 2).inner_text()
    # What is saved holds no picture of the widget.
    window.command("docmanager:save")
    window.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    saved = json.dumps(window.lab.read(f"{window.name}.ipynb"))
    assert "image/png" not in saved
    assert "iVBOR" not in saved
    assert "DropZone" in saved


def test_it_is_readable_in_the_dark_and_draws_the_users_data(window: Any, tmp_path: Path) -> None:
    (tmp_path / "revenue.png").write_bytes(chart())
    zone = opened(window, classic=False, theme="JupyterLab Dark")
    try:
        window.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
        drop(window, tmp_path / "revenue.png", zone)
        zone.locator(".viscode-given").wait_for()
        zone.get_by_label("Draw it with").select_option("sales")
        window.picture("widget-given-dark")
        zone.get_by_role("button", name="Redraw").click()
        turn = answered(window, zone)
        assert "in the look of the picture" in turn.inner_text()
        assert "sales" in turn.locator("code").first.inner_text()
        window.picture("widget-answer-dark")
    finally:
        window.command("apputils:change-theme", {"theme": "JupyterLab Light"})  # the server remembers it
        window.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'true'")
