"""A real JupyterLab with the built extension, a real kernel and a real Chromium.

VISCODE_CHROMIUM names the browser where it is not on the path; VISCODE_SCREENSHOTS a folder that keeps what was seen.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "jupyter_viscode" / "labextension"

FRAMES = """\
import numpy as np, pandas as pd, time
rng = np.random.default_rng(0)
sales = pd.DataFrame({
    "date": pd.date_range("2024-01-01", periods=240, freq="D").repeat(2),
    "region": ["North", "South"] * 240,
    "revenue": rng.uniform(10, 100, 480).round(2),
    "units": rng.integers(1, 20, 480),
})"""

_QUIET = {"fetchNews": "false", "checkForUpdates": False}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            for program in ("jupyterlab", "notebook", "playwright"):
                item.add_marker(pytest.mark.needs(program, 'pip install "jupyter_viscode[test-lab]"'))


def _browser() -> str:
    found = os.environ.get("VISCODE_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None:
        reason = "there is no Chromium; install it with: apt-get install chromium"
        if os.environ.get("VISCODE_REQUIRE") == "all":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


class Lab:
    """A JupyterLab server with the extension as it was built, or without it."""

    def __init__(self, home: Path, extended: bool = True, python: str = sys.executable, more: Sequence[str] = ()) -> None:
        self.home, self.files = home, home / "files"
        self.files.mkdir(parents=True)
        extensions = home / "labextensions"
        extensions.mkdir()
        if extended:
            (extensions / "jupyter-viscode").symlink_to(BUILT)
        # Without it, also without what is installed where the tests run.
        others = [*more, *([] if extended else [f"--LabServerApp.labextensions_path={extensions}"])]
        settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(_QUIET))
        exposed = {"JupyterNotebookApp": {"expose_app_in_browser": True}}
        (home / "config" / "jupyter_notebook_config.json").write_text(json.dumps(exposed))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {
            **os.environ,
            "PATH": os.pathsep.join([str(Path(python).parent), os.environ["PATH"]]),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "IPYTHONDIR": str(home / "ipython"),
        }
        environment.pop("MPLBACKEND", None)
        environment.pop("VISCODE_MODEL", None)
        self.log = (home / "lab.log").open("w")
        self.process = subprocess.Popen(
            [
                *(
                    python,
                    "-m",
                    "jupyterlab",
                    "--no-browser",
                    "--allow-root",
                    "--expose-app-in-browser",
                    f"--port={self.port}",
                ),
                *("--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={self.files}"),
                *(
                    f"--LabServerApp.extra_labextensions_path={extensions}",
                    "--LabApp.workspaces_dir=" + str(home / "workspaces"),
                    *others,
                ),
            ],
            env=environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            cwd=self.files,
        )
        deadline = time.monotonic() + 90
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/api", timeout=5).close()
                break
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError((home / "lab.log").read_text()[-3000:])
            time.sleep(0.3)

    def write(self, name: str, cells: list[str], kernel: str = "python3") -> None:
        """A notebook file."""
        import nbformat

        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells],
            metadata={"kernelspec": {"name": kernel, "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(notebook, self.files / name)

    def read(self, name: str) -> Any:
        """What is saved of a notebook."""
        import nbformat

        return nbformat.read(self.files / name, as_version=4)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One server for all tests; each test has notebooks of its own."""
    if not (BUILT / "package.json").is_file():
        pytest.fail("The extension is not built: run 'jlpm install && jlpm build' in labextension/.", pytrace=False)
    server = Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser; gone at a module's end, as playwright keeps an event loop running that other tests would meet."""
    from playwright.sync_api import sync_playwright

    program = _browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield browser
        browser.close()


class Window:
    """A browser window on a notebook, with the sidebar."""

    def __init__(self, page: Any, lab: Lab, name: str) -> None:
        self.page, self.lab, self.name = page, lab, name
        self.alerts: list[str] = []
        self.errors: list[str] = []
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", self._error)

    def _dialog(self, dialog: Any) -> None:
        self.alerts.append(dialog.message)
        dialog.dismiss()

    def _error(self, error: Any) -> None:
        """Notebook 7 has errors of its own; what passes through our files is ours."""
        if "jupyter-viscode" in (error.stack or ""):
            self.errors.append(f"{error}\n{error.stack}")

    def _console(self, message: Any) -> None:
        """An error that a framework has caught is one as well, when it is ours."""
        if message.type == "error" and "jupyter-viscode" in message.text:
            self.errors.append(message.text)

    # -- the notebook --------------------------------------------------------------------------------------------------

    def open(self, file: str = "", theme: str = "", classic: bool = False) -> Window:
        """Open a notebook, in JupyterLab or in Notebook 7, and wait for its kernel."""
        file = file or f"{self.name}.ipynb"
        place = f"notebooks/{file}" if classic else f"lab/workspaces/{self.name}/tree/{file}"
        self.page.goto(f"{self.lab.url}/{place}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        if theme:
            self.command("apputils:change-theme", {"theme": theme})
        self.page.wait_for_function(
            "() => { const panel = window.jupyterapp?.shell.currentWidget;"
            " return panel?.sessionContext?.session?.kernel?.status === 'idle' }",
            timeout=60_000,
        )
        return self

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Run a command of the application, without waiting for what it starts."""
        self.page.evaluate(
            "([name, given]) => { void window.jupyterapp.commands.execute(name, given); }", [name, arguments or {}]
        )

    def run(self, index: int, wait: bool = True) -> None:
        """Run a cell."""
        self.page.evaluate(
            "index => { const panel = window.jupyterapp.shell.currentWidget;"
            " panel.content.deselectAll(); panel.content.activeCellIndex = index;"
            " void window.jupyterapp.commands.execute('notebook:run-cell'); }",
            index,
        )
        if wait:
            self.wait_run(index)

    def wait_run(self, index: int) -> None:
        """Wait until a cell has its number."""
        self.page.wait_for_function(
            "index => { const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];"
            " return cell && /\\[\\d+\\]/.test(cell.promptNode?.textContent ?? cell.node.querySelector('.jp-InputPrompt').textContent) }",
            arg=index,
            timeout=60_000,
        )

    def sources(self) -> list[str]:
        """The cells' code."""
        found = self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.sharedModel.getSource())"
        )
        return [str(source) for source in found]

    def cell(self, index: int) -> Any:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell").nth(index)

    @staticmethod
    def expect(locator: Any) -> Any:
        """Playwright's assertions, which wait."""
        from playwright.sync_api import expect

        return expect(locator)

    # -- the sidebar ---------------------------------------------------------------------------------------------------

    @staticmethod
    def frames() -> str:
        """The source of the cell that makes `sales`."""
        return FRAMES

    @property
    def sidebar(self) -> Any:
        return self.page.locator("#jp-viscode")

    @property
    def turns(self) -> Any:
        return self.sidebar.locator(".jp-VisCode-turn")

    @property
    def prompt(self) -> Any:
        return self.sidebar.locator("textarea")

    def show(self, ready: bool = True) -> Window:
        """Open the sidebar; wait until it talks to the kernel."""
        self.command("viscode:open")
        self.sidebar.wait_for(state="visible", timeout=30_000)
        if ready:
            self.ready()
        return self

    def ready(self) -> None:
        self.sidebar.locator(".jp-VisCode-kernel[data-state=ready]").wait_for(timeout=60_000)

    def ask(self, text: str, wait: bool = True) -> Any:
        """Type a question and send it with Enter; returns its turn."""
        count = self.turns.count()
        self.prompt.fill(text)
        self.prompt.press("Enter")
        turn = self.turns.nth(count)
        turn.wait_for(timeout=30_000)
        return self.answered(turn) if wait else turn

    def answered(self, turn: Any, timeout: float = 60_000) -> Any:
        """The turn when it has ended."""
        self.page.wait_for_function("node => node.dataset.state !== 'running'", arg=turn.element_handle(), timeout=timeout)
        return turn

    def button(self, turn: Any, label: str) -> Any:
        return turn.get_by_role("button", name=label, exact=True)

    def picture(self, name: str) -> None:
        """Keep what is seen."""
        folder = os.environ.get("VISCODE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.fixture
def window(lab: Lab, chromium: Any, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A fresh window; its notebook has a cell that makes frames and an empty one. The page must not fail by itself."""
    name = re.sub(r"\W+", "-", request.node.name)
    lab.write(f"{name}.ipynb", [FRAMES, ""])
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    seen = Window(page, lab, name)
    try:
        yield seen
        seen.picture(name)
        assert not seen.alerts
        assert not seen.errors
    finally:
        _shut_kernels(lab, context)
        context.close()


def _shut_kernels(lab: Lab, context: Any) -> None:
    """End what the test's notebooks started, as the browser that it was: the server refuses others."""
    token = next((cookie["value"] for cookie in context.cookies() if cookie["name"] == "_xsrf"), "")
    for session in context.request.get(f"{lab.url}/api/sessions").json():
        answer = context.request.delete(f"{lab.url}/api/sessions/{session['id']}", headers={"X-XSRFToken": token})
        assert answer.status in (204, 404, 410), answer.text()
