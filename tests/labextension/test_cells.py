"""What the sidebar does with the user's own cells: repairs those that failed, changes those that draw."""

from __future__ import annotations

from typing import Any

BROKEN = "import matplotlib.pyplot as plt\nplt.scatter(sales['Units'], sales['revenue'])\nplt.show()"


def _notebook(window: Any, *cells: str) -> None:
    window.lab.write(f"{window.name}.ipynb", [window.frames(), *cells])
    window.open()
    window.run(0)
    for index in range(1, len(cells) + 1):
        window.run(index)


def test_an_error_is_fixed_in_its_cell(window: Any) -> None:
    _notebook(window, BROKEN)
    button = window.cell(1).get_by_role("button", name="Fix with VisCode")
    button.click()
    turn = window.turns.first
    turn.wait_for(timeout=60_000)
    window.answered(turn)
    assert "KeyError: 'Units' → repaired" in turn.locator(".jp-VisCode-attempts summary").first.inner_text()
    review = window.cell(1).locator(".jp-VisCode-review")
    assert window.sources()[1] == BROKEN
    assert "removed:−plt.scatter(sales['Units']" in review.inner_text().replace("\n", "")
    assert "added:+plt.scatter(sales['units']" in review.inner_text().replace("\n", "")
    window.button(review, "Accept and run").click()
    window.cell(1).locator(".jp-OutputArea img").wait_for(timeout=60_000)
    assert "sales['units']" in window.sources()[1].replace('"', "'")
    window.expect(button).to_have_count(0)
    # Native undo of the editor brings the user's code back.
    window.cell(1).locator(".cm-content").click()
    window.page.keyboard.press("Control+z")
    window.page.wait_for_function(
        "source => window.jupyterapp.shell.currentWidget.content.widgets[1].model.sharedModel.getSource() === source",
        arg=BROKEN,
    )


def test_code_that_draws_nothing_is_fixed_as_well(window: Any) -> None:
    _notebook(window, "total = sum(sales['Units'])\ntotal")
    window.cell(1).get_by_role("button", name="Fix with VisCode").click()
    turn = window.turns.first
    turn.wait_for(timeout=60_000)
    window.answered(turn)
    assert "sum(sales['units'])" in turn.locator(".jp-VisCode-code").first.inner_text().replace('"', "'")


def test_a_cell_that_was_changed_meanwhile_is_left_alone(window: Any) -> None:
    _notebook(window, BROKEN)
    window.cell(1).get_by_role("button", name="Fix with VisCode").click()
    turn = window.turns.first
    turn.wait_for(timeout=60_000)
    window.answered(turn)
    window.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.sharedModel.setSource('mine = 1')"
    )
    window.expect(window.cell(1).locator(".jp-VisCode-review").get_by_role("alert")).to_contain_text("was changed since")
    window.button(turn, "Replace cell").click()
    window.expect(window.sidebar.get_by_role("alert")).to_contain_text("was changed since you asked")
    assert window.sources()[1] == "mine = 1"


def test_a_read_only_notebook_is_not_changed(window: Any) -> None:
    _notebook(window, "1")
    window.show()
    turn = window.ask("histogram of units")
    window.page.evaluate("() => { window.jupyterapp.shell.currentWidget.model.readOnly = true }")
    before = window.sources()
    window.button(turn, "Insert and run").click()
    window.expect(window.sidebar.get_by_role("alert")).to_contain_text("read-only")
    assert window.sources() == before


def test_the_spark_lets_the_next_question_change_a_cell(window: Any) -> None:
    _notebook(window, BROKEN.replace("Units", "units"))
    window.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1 }")
    window.cell(1).locator(".jp-cell-toolbar").get_by_role("button", name="Let the next question").click()
    window.ready()
    window.expect(window.sidebar.locator(".jp-VisCode-subject")).to_contain_text("cell [2]")
    turn = window.ask("log scale on y")
    assert "log" in turn.locator(".jp-VisCode-code").first.inner_text()
    assert "Change of: cell [2]" in turn.inner_text()
    review = window.cell(1).locator(".jp-VisCode-review")
    window.expect(review.locator("[data-kind=added] code").first).to_contain_text("log")
    window.button(review, "Accept").click()
    window.page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.sharedModel.getSource().includes('log')"
    )


def test_what_needs_consent_is_named_and_does_not_run_by_itself(window: Any, model_server: Any) -> None:
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('out.png')\nplt.show()\n"
    model_server.answers = [f"```python\n{code}```"]
    _notebook(window, f"%load_ext jupyter_viscode\n%config VisCode.model = '{model_server.url}'")
    window.show()
    turn = window.ask("a line, saved to out.png")
    bar = turn.locator(".jp-VisCode-consent")
    window.expect(bar).to_contain_text("Policy: ask if risky.")
    window.expect(bar.locator("li")).to_contain_text("write")
    assert bar.locator("li code").inner_text() == "plt.savefig('out.png')"
    assert not (window.lab.files / "out.png").exists()
    window.expect(window.button(turn, "Insert and run")).to_have_count(0)
    window.picture("consent")
    window.button(turn, "Run once").click()
    window.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.length === 3")
    window.wait_run(2)
    assert (window.lab.files / "out.png").exists()


def test_what_is_not_agreed_to_stays_unrun(window: Any) -> None:
    _notebook(window, "%load_ext jupyter_viscode\n%config VisCode.consent = 'always-confirm'")
    window.show()
    turn = window.ask("histogram of units")
    bar = turn.locator(".jp-VisCode-consent")
    window.expect(bar).to_contain_text("Policy: always ask.")
    window.button(bar, "Don't run").focus()
    window.page.keyboard.press("Enter")
    window.expect(bar).to_have_count(0)
    window.expect(turn).to_contain_text("Not run.")
    window.button(turn, "Insert below").click()
    window.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.length === 3")
    count = "() => window.jupyterapp.shell.currentWidget.content.activeCell.model.executionCount"
    assert window.page.evaluate(count) is None
