"""The oldest JupyterLab that is supported: a question becomes a chart, and a change is reviewed.

VISCODE_OLDEST_LAB names a Python with that JupyterLab and this package; without it there is nothing to try.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from labextension.conftest import Lab, Window

OLDEST = os.environ.get("VISCODE_OLDEST_LAB", "")


@pytest.mark.skipif(not OLDEST, reason="VISCODE_OLDEST_LAB names no Python with an old JupyterLab")
def test_the_oldest_jupyterlab_asks_draws_and_reviews(chromium: Any, tmp_path: Path) -> None:
    lab = Lab(tmp_path / "oldest", python=OLDEST)
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    try:
        lab.write("oldest.ipynb", [Window.frames(), ""])
        window = Window(context.new_page(), lab, "oldest")
        window.open()
        window.run(0)
        window.show()
        turn = window.ask("mean revenue by region as a bar chart")
        turn.locator(".jp-VisCode-chart img").wait_for()
        window.button(turn, "Insert and run").click()
        window.cell(1).locator(".jp-OutputArea img").wait_for(timeout=60_000)
        window.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1 }")
        window.command("viscode:edit-cell")
        window.ask("title 'Regions'")
        review = window.cell(1).locator(".jp-VisCode-review")
        window.button(review, "Accept").click()
        window.expect(review).to_have_count(0)
        assert "Regions" in window.sources()[1]
        window.picture("oldest")
        assert not window.alerts
        assert not window.errors
    finally:
        context.close()
        lab.stop()
