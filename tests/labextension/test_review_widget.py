"""The review as a widget, in Notebook 7 with a real kernel: seen, run by the user's keys, and put into the next cell."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("anywidget", reason='pip install "jupyter_viscode[widgets]"')

OLD = "import matplotlib.pyplot as plt\nplt.scatter(sales['units'], sales['revenue'])\nplt.show()"
NEW = OLD.replace("plt.show()", "plt.yscale('log')\nplt.savefig('out.png')\nseen = '<img src=x onerror=alert(1)>'\nplt.show()")


def test_a_change_is_reviewed_run_and_inserted_in_notebook_7(window: Any) -> None:
    show = f"import jupyter_viscode\nreview = jupyter_viscode.Review({NEW!r}, {OLD!r})\nreview"
    window.lab.write(f"{window.name}.ipynb", [window.frames(), show, "review.insert()", "print(seen, review.accepted)"])
    window.open(classic=True)
    window.run(0)
    window.run(1)
    review = window.page.locator(".viscode-review")
    review.wait_for(timeout=60_000)
    window.expect(review.locator("[data-kind=added] code")).to_have_text(NEW.split("\n")[2:5])
    assert "3 lines added" in review.inner_text()
    window.expect(review.locator(".viscode-consent")).to_contain_text("plt.savefig('out.png')")
    window.picture("review-widget")
    review.focus()
    window.page.keyboard.press("Shift+Enter")
    window.expect(review.get_by_role("status")).to_contain_text("Accepted and run", timeout=60_000)
    review.locator("img").first.wait_for()
    assert review.locator("img[src=x]").count() == 0
    assert (window.lab.files / "out.png").exists()
    window.run(2)
    window.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.length === 5")
    assert window.sources()[3] == NEW
    window.run(4)
    window.expect(window.cell(4).locator(".jp-OutputArea")).to_contain_text("onerror=alert(1)> True")
