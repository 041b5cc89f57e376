"""The ``viscode`` command, run as a user runs it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CSV = "month,region,revenue\n" + "\n".join(
    f"2024-{m:02d}-01,{r},{m * 10 + len(r)}" for m in range(1, 7) for r in ("North", "South")
)


def viscode(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command, environment = [sys.executable, "-m", "jupyter_viscode", *arguments], {**os.environ, **variables}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sales 2024.csv").write_text(CSV)
    return tmp_path


def test_ask_writes_picture_program_and_page(folder: Path) -> None:
    done = viscode(
        "ask",
        "sales 2024.csv",
        "total revenue by region as a bar chart",
        "-o",
        "a.png",
        "-o",
        "a.py",
        "-o",
        "a.html",
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    assert "read as:" in done.stderr
    assert (folder / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "data:image/png" in (folder / "a.html").read_text()
    (folder / "show.py").write_text("import matplotlib\nmatplotlib.use('Agg')\n" + (folder / "a.py").read_text())
    # The written program stands alone: it reads the file and imports nothing of this package.
    assert "viscode" not in (folder / "a.py").read_text()
    alone = subprocess.run([sys.executable, "show.py"], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert alone.returncode == 0, alone.stderr


def test_ask_without_an_output_prints_the_program(folder: Path) -> None:
    done = viscode("ask", "sales 2024.csv", "total revenue by region as a bar chart", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("import pandas as pd")


def test_the_instruction_may_stand_behind_an_option(folder: Path) -> None:
    done = viscode("ask", "sales 2024.csv", "--context", "none", "total revenue by region", cwd=folder)
    assert done.returncode == 0, done.stderr
    done = viscode("ask", "sales 2024.csv", "--context", "none", "total revenue by region", "more", cwd=folder)
    assert done.returncode == 2
    assert "unrecognized arguments" in done.stderr


@pytest.mark.parametrize("asked", ["total revenue by region", "total revenue by region and month, grouped bars"])
def test_filters_that_leave_no_row_are_named(folder: Path, asked: str) -> None:
    done = viscode("ask", "sales 2024.csv", f"{asked}, for revenue above 99999999", "-o", "a.png", cwd=folder)
    assert done.returncode == 1
    assert "check the columns and the filters" in done.stderr or "check the filters" in done.stderr
    assert not (folder / "a.png").exists()


def test_altair_writes_png_and_page(folder: Path) -> None:
    done = viscode(
        "ask", "sales 2024.csv", "total revenue by region as bars", "--lib", "altair", "-o", "a.png", "-o", "a.html", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "a.png").read_bytes().startswith(b"\x89PNG")
    page = (folder / "a.html").read_text()
    assert 'iframe sandbox="allow-scripts"' in page
    assert "https://" not in page.partition("srcdoc")[0]


def test_plotly_writes_a_page_that_stands_alone(folder: Path) -> None:
    done = viscode("ask", "sales 2024.csv", "total revenue by region as bars", "--lib", "plotly", "-o", "a.html", cwd=folder)
    assert done.returncode == 0, done.stderr
    page = (folder / "a.html").read_text()
    assert 'iframe sandbox="allow-scripts"' in page
    assert "Plotly.newPlot" in page
    assert "fig.show()" in page
    refused = viscode("ask", "sales 2024.csv", "total revenue by region as bars", "--lib", "plotly", "-o", "a.png", cwd=folder)
    assert refused.returncode == 1
    assert "-o chart.html" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "missing.csv", "bars"], "no file missing.csv"),
        (["ask", "notes.txt", "bars"], ".csv"),
        (["ask", "sales 2024.csv", "bars", "-o", "a.gif"], ".png"),
        (["ask", "sales 2024.csv", " "], "instruction is empty"),
        (["ask", "sales 2024.csv", "frobnicate the quux"], "quux"),
        (["ask", "broken.xlsx", "bars"], "cannot be read"),
        (["ask", "sales 2024.csv", "bars", "--model", "x.gguf"], "x.gguf"),
        (["fix", "missing.py"], "missing.py"),
        (["ask", "sales 2024.csv", "total revenue by region", "-o", "no such folder/a.png"], "No such file or directory"),
        (["ask", "sales 2024.csv", "total revenue by region", "--alternative", "-1"], "numbered from 1"),
    ],
)
def test_bad_input_is_a_sentence(folder: Path, arguments: list[str], said: str) -> None:
    (folder / "notes.txt").write_text("hello")
    (folder / "broken.xlsx").write_text("hello")
    done = viscode(*arguments, cwd=folder)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_fix_repairs_a_program(folder: Path) -> None:
    program = "import pandas as pd\ndata = pd.DataFrame({'a': [1, 2]})\nplt.plot(data['a'])\n"
    (folder / "plot.py").write_text(program)
    done = viscode("fix", "plot.py", "-o", "fixed.py", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "import matplotlib.pyplot as plt" in (folder / "fixed.py").read_text()
    assert (folder / "plot.py").read_text() == program


def test_fix_leaves_a_good_program_alone(folder: Path) -> None:
    program = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
    (folder / "plot.py").write_text(program)
    done = viscode("fix", "plot.py", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == program


def test_doctor_lists_what_works(folder: Path) -> None:
    done = viscode("doctor", cwd=folder)
    assert "matplotlib" in done.stdout
    assert "python" in done.stdout.lower()


@pytest.mark.needs("nbclient", 'pip install "jupyter_viscode[demo]"')
def test_demo_runs_the_quickstart(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    done = viscode("demo", "-o", "report.html", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    report = (tmp_path / "report.html").read_text()
    assert report.count("data:image/png") >= 4


def test_wrong_call_exits_with_two(folder: Path) -> None:
    assert viscode("nonsense", cwd=folder).returncode == 2


def test_a_doubtful_reading_can_be_asked_for(folder: Path) -> None:
    question = ["ask", "sales 2024.csv", "frobnicated revenue of the quux by region"]
    offered = viscode(*question, cwd=folder)
    assert offered.returncode == 1 and "--alternative 1: " in offered.stderr
    drawn = viscode(*question, "--alternative", "1", cwd=folder)
    assert drawn.returncode == 0, drawn.stderr
    assert "sales_2024" in drawn.stdout


def test_what_a_pipe_cannot_encode_is_escaped(folder: Path) -> None:
    (folder / "s.csv").write_text("städte,preis\nKöln,1\n東京,2\n", encoding="utf-8")
    for arguments in (["doctor"], ["models"], ["ask", "s.csv", "preis by städte as bars"]):
        done = viscode(*arguments, cwd=folder, PYTHONIOENCODING="ascii")
        assert "Traceback" not in done.stderr and done.stdout, done.stderr


def test_names_give_the_terminal_no_orders(folder: Path) -> None:
    (folder / "s.csv").write_text("city,price \x1b[31m\na,1\nb,2\n", encoding="utf-8")
    done = viscode("ask", "s.csv", "price by city as bars", cwd=folder)
    assert done.returncode == 0 and "read as: price" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout


def test_a_reader_that_has_seen_enough_is_no_error(folder: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m jupyter_viscode doctor | true"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert not done.stderr
