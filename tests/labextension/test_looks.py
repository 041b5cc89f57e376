"""How the sidebar looks and how quick it is: themes, Notebook 7, bundle, start, a long stream."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

BUNDLE = 500_000
"""Bytes that the front end may add to a page."""
LUMINANCE = """node => {
  const [r, g, b] = getComputedStyle(node).%s.match(/[\\d.]+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""


def test_the_bundle_is_small() -> None:
    static = Path(__file__).parents[2] / "jupyter_viscode" / "labextension" / "static"
    assert sum(path.stat().st_size for path in static.glob("*.js")) <= BUNDLE


def test_it_follows_the_dark_theme(window: Any) -> None:
    window.open(theme="JupyterLab Dark").show()
    window.run(0)
    turn = window.ask("mean revenue by region as a bar chart")
    turn.locator(".jp-VisCode-chart img").wait_for()
    window.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    for part in (window.sidebar, turn.locator(".jp-VisCode-question"), window.prompt):
        assert part.evaluate(LUMINANCE % "color") - part.evaluate(LUMINANCE % "backgroundColor") > 0.4
    window.picture("dark")
    window.command("apputils:change-theme", {"theme": "JupyterLab Light"})  # the server remembers it
    window.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'true'")


def test_it_works_in_notebook_7(window: Any) -> None:
    window.open(classic=True)
    window.run(0)
    window.show()
    turn = window.ask("mean revenue by region as a bar chart")
    turn.locator(".jp-VisCode-chart img").wait_for()
    window.button(turn, "Insert and run").click()
    window.cell(1).locator(".jp-OutputArea img").wait_for(timeout=60_000)


def test_it_starts_and_answers_at_once(window: Any) -> None:
    window.open().show()
    window.run(0)
    window.ask("histogram of revenue")
    activated = window.page.evaluate("() => performance.getEntriesByName('viscode-activate')[0].duration")
    seconds = []
    for text in ("histogram of units", "scatter of units against revenue", "mean revenue by region as a bar chart"):
        window.command("viscode:new-chart")
        window.prompt.fill(text)
        before = window.turns.count()
        shown = window.page.evaluate_handle(
            """count => new Promise(resolve => {
                 const root = document.querySelector('#jp-viscode');
                 let begun = 0;
                 root.addEventListener('keydown', () => { begun = performance.now(); }, { capture: true, once: true });
                 new MutationObserver((_, observer) => {
                   const code = root.querySelectorAll('.jp-VisCode-turn')[count]?.querySelector('.jp-VisCode-code');
                   if (code?.textContent) { observer.disconnect(); window.viscodeShown = performance.now() - begun; }
                 }).observe(root, { subtree: true, childList: true, characterData: true });
                 resolve(null);
               })""",
            before,
        )
        del shown
        window.prompt.press("Enter")
        window.page.wait_for_function("() => window.viscodeShown !== undefined")
        seconds.append(window.page.evaluate("() => { const it = window.viscodeShown; delete window.viscodeShown; return it }"))
        window.answered(window.turns.nth(before))
    _report(f"activate {activated:.1f} ms; Enter to code {', '.join(f'{s:.0f}' for s in seconds)} ms")
    # Far above what is aimed at (20 and 100 ms), as the machine of the tests may be busy.
    assert activated < 200
    assert min(seconds) < 1_000


def test_a_long_stream_does_not_stall_the_page(window: Any, model_server: Any) -> None:
    model_server.delay = 0.01
    model_server.answers = ["```python\n" + "# 0123456789 0123456789 0123456789\n" * 300 + "```"]
    window.lab.write(
        f"{window.name}.ipynb",
        [
            window.frames(),
            f"%load_ext jupyter_viscode\n%config VisCode.model = '{model_server.url}'\n%config VisCode.max_repairs = 0",
        ],
    )
    window.open()
    window.run(0)
    window.run(1)
    window.show()
    window.page.evaluate(
        """() => { window.viscodeLong = []; window.viscodeUpdates = 0;
             new PerformanceObserver(list => window.viscodeLong.push(...list.getEntries().map(entry => entry.duration)))
               .observe({ entryTypes: ['longtask'] });
             new MutationObserver(() => { window.viscodeUpdates += 1; })
               .observe(document.querySelector('.jp-VisCode-turns'), { subtree: true, childList: true, characterData: true }); }"""
    )
    begun = time.monotonic()
    turn = window.ask("write a lot", wait=False)
    longest = 0
    while turn.get_attribute("data-state") == "running":
        status = turn.locator(".jp-VisCode-status")
        text = status.inner_text() if status.count() else ""
        longest = max([longest, *(int(word) for word in text.split() if word.isdigit())])
        window.page.wait_for_timeout(100)
    seconds = time.monotonic() - begun
    long, updates = window.page.evaluate("() => [window.viscodeLong, window.viscodeUpdates]")
    _report(f"stream of 10k characters: {updates / seconds:.1f} updates/s, longest task {max(long, default=0):.0f} ms")
    assert longest > 5_000
    assert updates / seconds < 25
    assert max(long, default=0) < 1_000


def _report(line: str) -> None:
    """Keep a figure beside the screenshots."""
    folder = os.environ.get("VISCODE_SCREENSHOTS")
    if folder:
        with (Path(folder) / "figures.txt").open("a") as file:
            file.write(line + "\n")
