"""The oldest JupyterLab that is supported: a question becomes a chart, a change is reviewed, alone and with others.

VISCODE_OLDEST_LAB names a Python with that JupyterLab, jupyter-collaboration and this package; without it there is nothing to
try.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from labextension.conftest import Lab, Window

SOURCE = "index => window.jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel"
OLDEST = os.environ.get("VISCODE_OLDEST_LAB", "")


PLOT = "import matplotlib.pyplot as plt\nplt.scatter(sales['units'], sales['revenue'])\nplt.show()"

pytestmark = pytest.mark.skipif(not OLDEST, reason="VISCODE_OLDEST_LAB names no Python with an old JupyterLab")


def test_the_oldest_jupyterlab_asks_draws_and_reviews(chromium: Any, tmp_path: Path) -> None:
    lab = Lab(tmp_path / "oldest", python=OLDEST, more=("--YDocExtension.disable_rtc=True",))
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


def test_reviews_go_through_the_model_that_others_edit_at_the_same_time(chromium: Any, tmp_path: Path) -> None:
    lab = Lab(tmp_path / "shared", python=OLDEST)
    contexts = [chromium.new_context(viewport={"width": 1280, "height": 900}) for _ in range(2)]
    try:
        lab.write("shared.ipynb", [Window.frames(), PLOT])
        ours, theirs = (Window(context.new_page(), lab, "shared") for context in contexts)
        ours.open()
        ours.run(0)
        ours.run(1)
        theirs.open()
        ours.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1 }")
        ours.command("viscode:edit-cell")
        ours.ready()
        ours.ask("log scale on y")
        review = ours.cell(1).locator(".jp-VisCode-review")
        review.wait_for()
        _write(theirs, 1, "mine = 1")
        ours.expect(review.get_by_role("alert")).to_contain_text("was changed since")
        _write(theirs, 1, PLOT)
        accept = ours.button(review, "Accept")
        ours.expect(accept).to_be_enabled()
        _write(theirs, 0, f"{Window.frames()}\n# theirs")
        accept.click()
        theirs.page.wait_for_function(f"() => ({SOURCE})(1).getSource().includes('log')")
        ours.button(ours.cell(1).locator(".jp-VisCode-undo"), "Undo").click()
        theirs.page.wait_for_function(f"text => ({SOURCE})(1).getSource() === text", arg=PLOT)
        assert theirs.sources()[0].endswith("# theirs")
        assert not ours.errors
    finally:
        for context in contexts:
            context.close()
        lab.stop()


def _write(window: Window, index: int, text: str) -> None:
    window.page.evaluate(f"([index, text]) => ({SOURCE})(index).setSource(text)", [index, text])
