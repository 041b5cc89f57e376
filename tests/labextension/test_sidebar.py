"""The sidebar: what it knows of the notebook and its kernel, and a question from Enter to the chart in the notebook."""

from __future__ import annotations

import json
import sys
from typing import Any

BARE_KERNEL = """\
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "jupyter_viscode":
            raise ModuleNotFoundError("No module named 'jupyter_viscode'")
sys.meta_path.insert(0, Absent())
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""


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
    window.expect(frame.locator("table")).to_contain_text("revenue")


def test_a_question_becomes_a_cell_with_a_chart_and_undo_takes_it_away(window: Any) -> None:
    window.open().show()
    window.run(0)
    turn = window.ask("mean revenue by region as a bar chart")
    assert turn.locator(".jp-VisCode-reading").inner_text() == "mean of revenue by region (bar)"
    assert 'groupby("region"' in turn.locator(".jp-VisCode-code").first.inner_text()
    picture = turn.locator(".jp-VisCode-chart img")
    picture.wait_for()
    assert picture.evaluate("image => image.naturalWidth") > 100
    assert window.button(turn, "Insert and run").is_visible()
    before = window.sources()
    window.button(turn, "Insert and run").click()
    window.cell(1).locator(".jp-OutputArea img").wait_for(timeout=60_000)
    assert "groupby" in window.sources()[1]
    metadata = window.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.getMetadata('viscode')"
    )
    assert metadata["instruction"] == "mean revenue by region as a bar chart"
    # What the inserted cell made for itself is no frame to ask about.
    window.expect(window.sidebar.locator(".jp-VisCode-frame")).to_have_count(1)
    window.command("notebook:undo-cell-action")
    window.page.wait_for_function(
        "count => window.jupyterapp.shell.currentWidget.content.widgets.length === count", arg=len(before)
    )
    assert window.sources() == before


def test_a_follow_up_changes_the_last_chart_unless_told_otherwise(window: Any) -> None:
    window.open().show()
    window.run(0)
    window.ask("histogram of units")
    changed = window.ask("log scale on y")
    assert "Change of: histogram of units" in changed.inner_text()
    assert 'set_yscale("log")' in changed.locator(".jp-VisCode-code").first.inner_text()
    # A question that is no change of it gets a chart of its own.
    other = window.ask("scatter of units against revenue")
    assert "so this is a new one" in other.inner_text()
    assert "scatter" in other.locator(".jp-VisCode-code").first.inner_text()
    window.sidebar.get_by_role("button", name="New chart").click()
    window.expect(window.sidebar.locator(".jp-VisCode-subject")).to_have_count(0)
    anew = window.ask("histogram of revenue")
    assert "Change of" not in anew.inner_text()
    window.button(window.turns.nth(0), "Edit").click()
    assert "histogram of units" in window.sidebar.locator(".jp-VisCode-subject").inner_text()


def test_it_answers_while_a_cell_runs_and_stops_nothing_of_it(window: Any, model_server: Any) -> None:
    model_server.delay, model_server.answers = 0.2, ["thinking aloud " * 200]
    window.lab.write(f"{window.name}.ipynb", [window.frames(), "while not globals().get('done'): time.sleep(0.1)"])
    window.open().show()
    window.run(0)
    window.run(1, wait=False)
    window.expect(window.cell(1).locator(".jp-InputPrompt")).to_have_text("[*]:")
    turn = window.ask("mean revenue by region as a bar chart")
    turn.locator(".jp-VisCode-chart img").wait_for()
    window.sidebar.get_by_label("Engine").evaluate(
        "(node, url) => { const option = new Option(url, url); node.add(option); }", model_server.url
    )
    window.sidebar.get_by_label("Engine").select_option(model_server.url)
    slow = window.ask("something slow", wait=False)
    window.expect(slow.locator(".jp-VisCode-status")).to_contain_text("Writing", timeout=20_000)
    window.sidebar.get_by_role("button", name="Stop").click()
    window.answered(slow, timeout=10_000)
    assert slow.get_attribute("data-state") == "stopped"
    assert window.cell(1).locator(".jp-InputPrompt").inner_text() == "[*]:"


def test_a_model_is_streamed_repaired_and_folded(window: Any, model_server: Any) -> None:
    model_server.delay = 0.02
    bad = "import matplotlib.pyplot as plt\nplt.bar(sales['Nowhere'], sales['revenue'])\nplt.show()\n" + "# more\n" * 60
    good = "import matplotlib.pyplot as plt\nplt.scatter(sales['units'], sales['revenue'])\nplt.show()\n"
    model_server.answers = [f"Sure.\n```python\n{bad}```", f"```python\n{good}```"]
    window.lab.write(f"{window.name}.ipynb", [window.frames(), _use(model_server.url)])
    window.open()
    window.run(0)
    window.run(1)
    window.show()
    turn = window.ask("units against revenue", wait=False)
    window.expect(turn.locator(".jp-VisCode-status")).to_contain_text("characters", timeout=20_000)
    window.answered(turn)
    attempts = turn.locator(".jp-VisCode-attempts")
    assert "KeyError: 'Nowhere' → repaired" in attempts.locator("summary").first.inner_text()
    assert not attempts.locator(".jp-VisCode-attempt").first.is_visible()
    attempts.locator("summary").first.click()
    first = attempts.locator(".jp-VisCode-attempt").first
    first.locator("summary").click()
    assert "Nowhere" in first.locator(".jp-VisCode-code").inner_text()
    turn.locator(".jp-VisCode-chart img").wait_for()


def test_a_restart_in_the_middle_ends_the_question_and_the_next_is_answered(window: Any, model_server: Any) -> None:
    model_server.delay, model_server.answers = 0.3, ["word " * 1000]
    window.lab.write(f"{window.name}.ipynb", [window.frames(), _use(model_server.url)])
    window.open()
    window.run(0)
    window.run(1)
    window.show()
    turn = window.ask("anything", wait=False)
    window.expect(turn.locator(".jp-VisCode-status")).to_contain_text("Writing", timeout=20_000)
    window.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    window.answered(turn)
    assert "The kernel was restarted" in turn.inner_text()
    window.ready()
    window.expect(window.sidebar.locator(".jp-VisCode-frame")).to_have_count(0)
    window.run(0)
    window.expect(window.sidebar.locator(".jp-VisCode-frame")).to_have_count(1)
    assert window.ask("histogram of units").locator(".jp-VisCode-chart img").count() == 1


def test_two_notebooks_keep_their_kernels_and_conversations_apart(window: Any) -> None:
    other = f"{window.name}-other.ipynb"
    window.lab.write(other, ["import pandas as pd\npeople = pd.DataFrame({'age': [1, 2, 3], 'name': list('abc')})"])
    window.open().show()
    window.run(0)
    window.ask("histogram of units")
    window.command("docmanager:open", {"path": other})
    window.expect(window.sidebar.locator("h2")).to_have_text(other)
    assert window.turns.count() == 0
    window.ready()
    window.expect(window.sidebar.locator(".jp-VisCode-frame")).to_have_count(0)
    window.run(0)
    window.expect(window.sidebar.locator(".jp-VisCode-name")).to_have_text(["people"])
    answer = window.ask("histogram of age")
    assert "people (3 rows × 2 columns)" in answer.inner_text()
    window.command("docmanager:open", {"path": f"{window.name}.ipynb"})
    window.expect(window.sidebar.locator("h2")).to_have_text(f"{window.name}.ipynb")
    window.expect(window.sidebar.locator(".jp-VisCode-name")).to_have_text(["sales"])
    assert "histogram of units" in window.turns.nth(0).inner_text()
    assert window.turns.count() == 1


def test_without_the_package_it_says_what_to_type(window: Any) -> None:
    folder = window.lab.home / "data" / "kernels" / "bare"
    folder.mkdir(parents=True, exist_ok=True)
    argv = [sys.executable, "-c", BARE_KERNEL, "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Bare", "language": "python"}))
    window.lab.write(f"{window.name}.ipynb", ["1"], kernel="bare")
    window.open().show(ready=False)
    trouble = window.sidebar.locator(".jp-VisCode-trouble")
    window.expect(trouble).to_contain_text("is not installed where this kernel runs", timeout=30_000)
    assert trouble.locator("code").inner_text() == "%pip install jupyter_viscode"
    window.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.changeKernel({ name: 'python3' })")
    window.ready()
    window.expect(trouble).to_have_count(0)


def test_what_the_engine_cannot_read_is_said_and_asked_again_in_another_reading(window: Any) -> None:
    window.open().show()
    window.run(0)
    turn = window.ask("frobnicate the quux")
    assert "could not read" in turn.inner_text()
    assert turn.get_by_role("button", name="Insert below").count() == 0
    empty = window.sidebar.get_by_role("button", name="Send")
    assert empty.is_disabled()


def test_the_keyboard_is_enough(window: Any) -> None:
    window.open().show()
    window.run(0)
    window.expect(window.sidebar.locator(".jp-VisCode-frame")).to_have_count(1)
    window.command("viscode:open")
    window.expect(window.prompt).to_be_focused()
    keyboard = window.page.keyboard
    keyboard.type("mean revenue of @sa")
    options = window.sidebar.locator(".jp-VisCode-completions").get_by_role("option")
    window.expect(options).to_have_text(["sales"])
    assert window.prompt.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    keyboard.press("Tab")
    window.expect(window.prompt).to_have_value("mean revenue of @sales ")
    keyboard.press("Shift+Enter")
    keyboard.type("by region as a bar chart")
    window.expect(window.prompt).to_have_value("mean revenue of @sales \nby region as a bar chart")
    keyboard.press("Enter")
    turn = window.answered(window.turns.first)
    assert "sales (480 rows × 4 columns)" in turn.inner_text()
    keyboard.press("ArrowUp")
    window.expect(window.prompt).to_have_value("mean revenue of @sales \nby region as a bar chart")
    keyboard.press("Escape")
    window.expect(window.prompt).not_to_be_focused()
    button = window.button(turn, "Insert below")
    button.focus()
    keyboard.press("Enter")
    window.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.length === 3")


def test_what_is_typed_right_after_a_completion_stays_in_its_place(window: Any) -> None:
    window.open().show()
    window.run(0)
    window.expect(window.sidebar.locator(".jp-VisCode-frame")).to_have_count(1)
    window.prompt.focus()
    # As on a machine that is busy, and paints late.
    window.page.evaluate("() => { window.requestAnimationFrame = then => setTimeout(() => then(performance.now()), 300); }")
    keyboard = window.page.keyboard
    keyboard.type("mean revenue of @sa")
    keyboard.press("Tab")
    keyboard.press("Shift+Enter")
    keyboard.type("by ")
    window.page.wait_for_timeout(600)
    keyboard.type("region")
    window.expect(window.prompt).to_have_value("mean revenue of @sales \nby region")


def test_every_control_has_a_name(window: Any) -> None:
    window.open().show()
    window.run(0)
    window.ask("histogram of units")
    nameless = window.sidebar.evaluate(
        """root => [...root.querySelectorAll('button, textarea, select, [role=img], [role=log]')].filter(node =>
             !(node.textContent.trim() || node.getAttribute('aria-label') || node.closest('label')))
           .map(node => node.outerHTML)"""
    )
    assert nameless == []


def test_markup_of_data_and_of_a_model_is_text(window: Any, model_server: Any) -> None:
    markup = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    code = f"import matplotlib.pyplot as plt\nfrom IPython.display import HTML, display\n# {markup}\ndisplay(HTML('{markup}'))\nplt.plot([1, 2])\nplt.show()\n"
    model_server.answers = [f"{markup}\n```python\nraise ValueError('{markup}')\n```", f"{markup}\n```python\n{code}```"]
    frame = f"import pandas as pd\nevil = pd.DataFrame({{{markup!r}: [1, 2], '[x](javascript:alert(3))': [3, 4]}})"
    window.lab.write(f"{window.name}.ipynb", [frame, _use(model_server.url)])
    window.open()
    window.run(0)
    window.run(1)
    window.show()
    window.sidebar.locator(".jp-VisCode-frame summary").click()
    window.expect(window.sidebar.locator(".jp-VisCode-frame table")).to_contain_text(markup)
    turn = window.ask(f"{markup} as a line")
    turn.locator(".jp-VisCode-attempts summary").first.click()
    window.page.wait_for_timeout(500)
    assert window.sidebar.locator("script").count() == 0
    assert window.sidebar.locator("img[src=x]").count() == 0
    assert window.sidebar.locator("a").count() == 0
    assert markup in turn.inner_text()


def test_the_library_is_picked_and_its_chart_is_drawn_by_the_page(window: Any) -> None:
    window.open().show()
    window.run(0)
    window.sidebar.get_by_label("Library").select_option("altair")
    turn = window.ask("mean revenue by region as a bar chart")
    assert "alt.Chart" in turn.locator(".jp-VisCode-code").first.inner_text()
    drawn = turn.locator(".jp-VisCode-chart").locator("svg, canvas, img").first
    drawn.wait_for()
    assert drawn.bounding_box()["width"] > 100


def test_another_try_asks_the_same_and_the_conversation_is_cleared(window: Any, model_server: Any) -> None:
    program = "```python\nimport matplotlib.pyplot as plt\nplt.scatter(sales['units'], sales['revenue'])\nplt.show()\n```"
    model_server.answers = [program]
    window.lab.write(f"{window.name}.ipynb", [window.frames(), _use(model_server.url)])
    window.open()
    window.run(0)
    window.run(1)
    window.show()
    turn = window.ask("units against revenue")
    window.button(turn, "Try again").click()
    window.expect(window.turns).to_have_count(2)
    window.answered(window.turns.nth(1))
    assert len(model_server.bodies) == 2
    assert window.turns.nth(1).locator(".jp-VisCode-question").inner_text() == "units against revenue"
    window.prompt.fill("/clear")
    window.prompt.press("Enter")
    window.expect(window.turns).to_have_count(0)


def test_other_readings_are_drawn_on_request_and_code_is_copied(window: Any) -> None:
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.open().show()
    window.run(0)
    turn = window.ask("average revenue by region with at least three frobs who are older than the glorbs")
    others = turn.locator(".jp-VisCode-alternatives")
    others.locator("summary").click()
    reading = others.get_by_role("button").first
    offered = reading.inner_text()
    reading.click()
    window.expect(window.turns).to_have_count(2)
    drawn = window.answered(window.turns.nth(1))
    assert drawn.locator(".jp-VisCode-reading").inner_text().startswith(offered)
    window.button(drawn, "Copy").click()
    shown = drawn.locator(".jp-VisCode-code").first.inner_text()
    assert window.page.evaluate("() => navigator.clipboard.readText()").split() == shown.split()


def _use(url: str) -> str:
    return f"%load_ext jupyter_viscode\n%config VisCode.model = '{url}'"
