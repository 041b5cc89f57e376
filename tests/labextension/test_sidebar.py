"""The sidebar: what it knows of the notebook and its kernel, and a question from Enter to the chart in the notebook."""

from __future__ import annotations

from typing import Any


def test_it_names_the_notebook_the_kernel_and_the_frames(window: Any) -> None:
    window.open().show()
    assert window.name in window.sidebar.locator("h2").inner_text()
    assert "Python 3" in window.sidebar.locator(".jp-VisCode-kernel").inner_text()
    window.run(0)
    frame = window.sidebar.locator(".jp-VisCode-frame").first
    frame.wait_for()
    assert "sales" in frame.inner_text()
    assert "480 × 4" in frame.inner_text()
    frame.locator("summary").click()
    assert "revenue" in frame.locator("table").inner_text()


def test_a_question_becomes_a_cell_with_a_chart(window: Any) -> None:
    window.open().show()
    window.run(0)
    turn = window.ask("mean revenue by region as a bar chart")
    assert turn.locator(".jp-VisCode-reading").inner_text() == "mean of revenue by region (bar)"
    assert 'groupby("region"' in turn.locator(".jp-VisCode-code").first.inner_text()
    picture = turn.locator(".jp-VisCode-chart img")
    picture.wait_for()
    assert picture.evaluate("image => image.naturalWidth") > 100
    window.button(turn, "Insert and run").click()
    window.cell(2).locator(".jp-OutputArea img").wait_for(timeout=60_000)
    assert "groupby" in window.sources()[1] or "groupby" in window.sources()[2]
