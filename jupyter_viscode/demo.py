"""``viscode demo``: a notebook goes in, is executed in a real kernel, and one HTML report with its charts comes out."""

from __future__ import annotations

import time
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import MissingDependencyError, ViscodeError

_CARDS = ("✓", "✗", "?", "■", "–")
"""How the text form of an answer begins, see `jupyter_viscode.display`."""
INSTALL = 'pip install "jupyter_viscode[demo]"'


def run(out: Path) -> int:
    """Execute the quickstart, print what happened cell by cell, write the report; 1 when a cell failed."""
    try:
        nbformat, nbclient, nbconvert = map(import_module, ("nbformat", "nbclient", "nbconvert"))
    except ImportError as error:
        raise MissingDependencyError(str(error.name), INSTALL) from None
    notebook = nbformat.read(quickstart(), as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", allow_errors=True)
    print(f"viscode demo: {quickstart().name}, {len(notebook.cells)} cells, in a real kernel")
    failed = 0
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            start = time.perf_counter()
            client.execute_cell(cell, index)
            ok, said = _summary(cell)
            failed += not ok
            print(f"{'✓' if ok else '✗'} {said} ({time.perf_counter() - start:.1f} s)", flush=True)
    body, _ = nbconvert.HTMLExporter(template_name="classic").from_notebook_node(notebook)
    out.write_text(body, encoding="utf-8")
    print(f"{_charts(notebook)} charts; report: {out}")
    return 1 if failed else 0


def quickstart() -> Path:
    """The quickstart notebook: in the checkout, or as installed with the package."""
    checkout = Path(__file__).parent.parent / "examples" / "quickstart.ipynb"
    if checkout.is_file():
        return checkout
    installed = Path(str(resources.files("jupyter_viscode"))) / "examples" / "quickstart.ipynb"
    if not installed.is_file():
        raise ViscodeError("The quickstart notebook was not installed.", hint="Install the package again.")
    return installed


def _summary(cell: Any) -> tuple[bool, str]:
    """Whether a cell did what it should, and the first line of what it said."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "error":
            # A cell that is there to fail says so with Jupyter's own tag.
            expected = "raises-exception" in cell.metadata.get("tags", [])
            return expected, f"{'as meant, ' if expected else ''}{output.ename}: {output.evalue}"
        if output.output_type == "stream" and output.name == "stderr" and output.text.startswith("viscode:"):
            return False, output.text.strip()
        texts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
    card = next((t for t in texts if t.startswith(_CARDS)), "")
    if card:
        return card.startswith("✓"), card.splitlines()[0].lstrip("✓ ")
    return True, cell.source.strip().splitlines()[0]


def _charts(notebook: Any) -> int:
    kinds = ("image/png", "application/vnd.plotly.v1+json", "application/vnd.vegalite")
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", []) if "data" in o]
    return sum(any(kind.startswith(kinds) for kind in o.data) for o in outputs)
