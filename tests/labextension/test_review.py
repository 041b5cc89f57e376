"""A suggested change in its cell: seen, accepted, rejected and taken back, by mouse and by keys, and never over other work."""

from __future__ import annotations

from typing import Any

PLOT = "import matplotlib.pyplot as plt\nplt.scatter(sales['units'], sales['revenue'])\nplt.show()"
SOURCE = "index => window.jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel"


def _suggest(window: Any, *more: str) -> Any:
    """A notebook whose second cell draws, and a suggestion to draw it with a log scale."""
    window.lab.write(f"{window.name}.ipynb", [window.frames(), PLOT, *more])
    window.open()
    window.run(0)
    window.run(1)
    return _change(window)


def _change(window: Any) -> Any:
    window.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1 }")
    window.command("viscode:edit-cell")
    window.ready()
    window.ask("log scale on y")
    return window.cell(1).locator(".jp-VisCode-review")


def _is_source(window: Any, index: int, text: str) -> None:
    window.page.wait_for_function(f"([index, text]) => ({SOURCE})(index).getSource() === text", arg=[index, text])


def test_a_change_is_shown_line_by_line_and_undone_in_one_step(window: Any) -> None:
    review = _suggest(window)
    review.wait_for()
    assert window.sources()[1] == PLOT
    window.expect(review.locator("[data-kind=added] code").first).to_contain_text("log")
    # In words for who hears the page, beside colours and signs.
    assert "added:" in review.locator(".jp-VisCode-line[data-kind=added]").first.inner_text()
    assert "lines added" in review.inner_text() or "One line added" in review.inner_text()
    assert not window.cell(1).locator(".jp-InputArea-editor").is_visible()
    window.page.wait_for_timeout(300)
    window.picture("review-light")
    window.button(review, "Accept").click()
    window.expect(review).to_have_count(0)
    accepted = window.sources()[1]
    assert "log" in accepted
    assert window.cell(1).locator(".jp-InputArea-editor").is_visible()
    assert window.cell(1).evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.getMetadata('viscode')"
    )
    strip = window.cell(1).locator(".jp-VisCode-undo")
    window.button(strip, "Undo").click()
    _is_source(window, 1, PLOT)
    window.expect(strip).to_have_count(0)
    window.page.evaluate(f"() => ({SOURCE})(1).redo()")
    _is_source(window, 1, accepted)


def test_undo_of_the_editor_takes_the_change_back_and_not_what_was_typed_before(window: Any) -> None:
    window.lab.write(f"{window.name}.ipynb", [window.frames(), PLOT])
    window.open()
    window.run(0)
    window.run(1)
    window.cell(1).locator(".cm-content").click()
    window.page.keyboard.press("Control+Home")
    window.page.keyboard.type("# mine\n")
    review = _change(window)
    window.button(review, "Accept").click()
    window.expect(review).to_have_count(0)
    assert "log" in window.sources()[1]
    window.cell(1).locator(".cm-content").click()
    window.page.keyboard.press("Control+z")
    _is_source(window, 1, "# mine\n" + PLOT)


def test_the_keys_alone_accept_run_and_reject(window: Any) -> None:
    review = _suggest(window)
    review.wait_for()
    window.expect(review).to_be_focused()
    keyboard = window.page.keyboard
    keyboard.press("Escape")
    window.expect(review).to_have_count(0)
    assert window.sources()[1] == PLOT
    window.command("viscode:open")
    window.expect(window.prompt).to_be_focused()
    button = window.button(window.turns.first, "Replace cell")
    button.focus()
    keyboard.press("Enter")
    window.expect(review).to_be_focused()
    for name in ("Changed lines", "Accept", "Accept and run", "Reject"):
        keyboard.press("Tab")
        assert name in window.page.evaluate(
            "() => document.activeElement.ariaLabel ?? document.activeElement.firstChild.textContent"
        )
    review.focus()
    keyboard.press("Shift+Enter")
    window.expect(review).to_have_count(0)
    assert "log" in window.sources()[1]
    window.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.executionCount === 3")
    # The notebook has the focus again, so its own keys work.
    keyboard.press("b")
    window.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.length >= 3")


def test_a_cell_that_changes_under_a_suggestion_is_left_alone(window: Any) -> None:
    review = _suggest(window)
    review.wait_for()
    window.page.evaluate(f"() => ({SOURCE})(1).setSource('mine = 1')")
    window.expect(review.get_by_role("alert")).to_contain_text("was changed since")
    assert window.button(review, "Accept").is_disabled()
    review.focus()
    window.page.keyboard.press("Enter")
    window.page.wait_for_timeout(200)
    assert window.sources()[1] == "mine = 1"
    # What comes back to what it was can be accepted again.
    window.page.evaluate(f"source => ({SOURCE})(1).setSource(source)", PLOT)
    window.expect(window.button(review, "Accept")).to_be_enabled()
    window.page.evaluate(f"() => ({SOURCE})(1).setSource('mine = 2')")
    window.button(review, "Close").click()
    window.expect(review).to_have_count(0)
    assert window.sources()[1] == "mine = 2"


def test_cells_and_notebooks_that_may_not_be_changed_are_not(window: Any) -> None:
    review = _suggest(window)
    review.wait_for()
    window.page.evaluate(
        "() => { window.jupyterapp.shell.currentWidget.content.widgets[1].model.setMetadata('editable', false) }"
    )
    window.expect(review.get_by_role("alert")).to_contain_text("may not be edited")
    window.button(review, "Close").click()
    window.button(window.turns.first, "Replace cell").click()
    window.expect(window.sidebar.get_by_role("alert")).to_contain_text("may not be edited")
    window.expect(review).to_have_count(0)
    window.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.deleteMetadata('editable')")
    window.button(window.turns.first, "Replace cell").click()
    review.wait_for()
    window.page.evaluate("() => { window.jupyterapp.shell.currentWidget.model.readOnly = true }")
    window.button(review, "Accept").click()
    window.expect(review.get_by_role("alert")).to_contain_text("read-only")
    assert window.sources()[1] == PLOT


def test_an_untrusted_notebook_stays_so(window: Any) -> None:
    review = _suggest(window, "1")
    review.wait_for()
    window.page.evaluate(
        "() => { for (const cell of window.jupyterapp.shell.currentWidget.content.widgets) { cell.model.trusted = false } }"
    )
    window.button(review, "Accept").click()
    window.expect(review).to_have_count(0)
    trusted = window.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.trusted)"
    )
    assert not any(trusted)


def test_a_new_question_drops_what_waits(window: Any) -> None:
    review = _suggest(window)
    review.wait_for()
    window.sidebar.get_by_role("button", name="New chart").click()
    window.ask("histogram of units")
    window.expect(review).to_have_count(0)
    assert window.sources()[1] == PLOT
