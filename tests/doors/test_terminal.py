"""The magic in plain IPython, without a kernel: the same as text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SETUP = """
import pandas as pd
sales = pd.DataFrame({"region": ["North", "South"] * 20, "revenue": range(40)})
%load_ext jupyter_viscode
"""


def ipython(code: str, folder: Path) -> str:
    script = folder / "session.ipy"
    script.write_text(SETUP + code)
    environment = {**os.environ, "MPLBACKEND": "Agg", "IPYTHONDIR": str(folder / "ipython"), "JUPYTER_DATA_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", str(script)],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_text_instead_of_html(tmp_path: Path) -> None:
    said = ipython("get_ipython().run_cell_magic('viscode', '-d sales', 'mean revenue by region as a bar chart')\n", tmp_path)
    assert "✓" in said
    assert "40 rows × 2 columns" in said
    assert "import matplotlib.pyplot as plt" in said
    assert "<div" not in said


def test_figure_is_in_the_session(tmp_path: Path) -> None:
    code = (
        "get_ipython().run_cell_magic('viscode', '-d sales', 'mean revenue by region as a bar chart')\n"
        "print('axes:', len(_viscode.figure.axes), _viscode.status)\n"
    )
    assert "axes: 1 ok" in ipython(code, tmp_path)


def test_no_keyboard_means_no_risky_run(tmp_path: Path) -> None:
    code = (
        "get_ipython().run_line_magic('config', 'VisCode.consent = \"always-confirm\"')\n"
        "get_ipython().run_cell_magic('viscode', '-d sales', 'mean revenue by region as a bar chart')\n"
        "print('status:', _viscode.status)\n"
    )
    said = ipython(code, tmp_path)
    assert "status: pending" in said
    assert "%viscode accept" in said
