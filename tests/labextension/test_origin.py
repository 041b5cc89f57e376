"""Where a chart came from, what an administrator has locked, and what remains of us in a notebook without the extension."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from labextension.conftest import Lab, Window

EVIL = "<img src=x onerror=alert(1)>"


def test_a_chart_tells_where_it_came_from(window: Any) -> None:
    window.open().show()
    window.run(0)
    turn = window.ask("mean revenue by region as a bar chart")
    window.button(turn, "Insert and run").click()
    window.cell(1).locator(".jp-OutputArea img").wait_for(timeout=60_000)
    badge = window.cell(1).locator(".jp-VisCode-badge")
    window.expect(badge).to_have_accessible_name("Origin of this chart: builtin 0.1.0")
    badge.hover()
    tip = window.page.get_by_role("tooltip")
    for text in ("mean revenue by region as a bar chart", "embedded engine", "Seed", "Attempts"):
        window.expect(tip).to_contain_text(text)
    window.page.wait_for_timeout(200)
    window.picture("origin")
    window.page.mouse.move(5, 5)
    window.expect(tip).to_have_count(0)
    # By keyboard as well, and what is not ours has no badge.
    badge.focus()
    window.expect(tip).to_be_visible()
    window.page.keyboard.press("Escape")
    window.expect(tip).to_have_count(0)
    window.expect(window.cell(0).locator(".jp-VisCode-badge")).to_have_count(0)
    window.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets[1].model.sharedModel.setSource('1')")
    badge.hover()
    window.expect(tip).to_contain_text("changed since it was written")


def test_records_of_untrusted_notebooks_are_text(window: Any) -> None:
    import nbformat

    record = {"engine": EVIL, "instruction": EVIL, "seed": EVIL, "attempts": [{"status": EVIL, "error": EVIL}]}
    output = nbformat.v4.new_output("display_data", {"text/plain": "1"}, metadata={"viscode": record})
    cell = nbformat.v4.new_code_cell("1", outputs=[output])
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), window.lab.files / f"{window.name}.ipynb")
    window.page.goto(f"{window.lab.url}/lab/workspaces/{window.name}/tree/{window.name}.ipynb")
    badge = window.cell(0).locator(".jp-VisCode-badge")
    badge.hover(timeout=60_000)
    window.expect(window.page.get_by_role("tooltip")).to_contain_text(EVIL)
    assert window.page.locator("img[src=x]").count() == 0


def test_what_administrators_lock_is_shown_and_asked_for_as_locked(window: Any) -> None:
    def override(route: Any) -> None:
        # What JupyterLab's server does with overrides.json: other defaults in the schema.
        answer = route.fetch()
        told = answer.json()
        for plugin in told.get("settings", [told]):
            if plugin.get("id") == "jupyter-viscode:plugin" and "schema" in plugin:
                properties = plugin["schema"]["properties"]
                properties["library"]["default"], properties["locked"]["default"] = "seaborn", ["library"]
                plugin["raw"] = '{"library": "plotly", "locked": []}'
        route.fulfill(response=answer, body=json.dumps(told))

    window.page.route(re.compile("/lab/api/settings"), override)
    lock = "get_ipython().config.VisCode.locked = ['consent']\nget_ipython().config.VisCode.consent = 'always-confirm'"
    window.lab.write(f"{window.name}.ipynb", [window.frames(), lock])
    window.open()
    window.run(0)
    window.run(1)
    window.show()
    locks = window.sidebar.locator(".jp-VisCode-locks")
    window.expect(locks).to_contain_text("Library: seaborn, locked by JupyterLab's administrator")
    window.expect(locks).to_contain_text("Consent: always ask, locked by the kernel's configuration")
    picker = window.sidebar.get_by_label("Library")
    assert picker.is_disabled()
    window.expect(picker).to_have_value("seaborn")
    turn = window.ask("histogram of units")
    assert "seaborn" in turn.locator(".jp-VisCode-code").first.inner_text()
    window.expect(turn.locator(".jp-VisCode-consent")).to_contain_text("Policy: always ask.")


def test_without_the_extension_notebooks_open_cleanly(window: Any, chromium: Any, tmp_path: Path) -> None:
    window.open().show()
    window.run(0)
    turn = window.ask("mean revenue by region as a bar chart")
    window.button(turn, "Insert and run").click()
    window.cell(1).locator(".jp-OutputArea img").wait_for(timeout=60_000)
    window.command("docmanager:save")
    window.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.model.dirty")
    saved = (window.lab.files / f"{window.name}.ipynb").read_text()
    assert window.lab.read(f"{window.name}.ipynb").cells[1].metadata["viscode"]
    bare = Lab(tmp_path / "bare", extended=False)
    try:
        (bare.files / f"{window.name}.ipynb").write_text(saved)
        page = chromium.new_context().new_page()
        seen = Window(page, bare, window.name)
        seen.open()
        assert "jupyter-viscode:plugin" not in page.evaluate("() => window.jupyterapp.listPlugins()")
        assert seen.cell(1).locator(".jp-OutputArea img").is_visible()
        assert page.locator(".jp-Dialog").count() == 0
        assert "groupby" in seen.sources()[1]
        page.context.close()
    finally:
        bare.stop()
