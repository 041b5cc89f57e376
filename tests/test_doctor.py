"""``viscode doctor``: what is there, what is missing with its install line, and that it never fails itself."""

import os
import subprocess
import sys

import pytest

from jupyter_viscode import doctor, process, registry


def by_name(name):
    return next(check for check in doctor.report() if check.name == name)


def test_what_is_here_has_its_version():
    import pandas

    check = by_name("pandas")
    assert (check.status, check.detail, str(check)) == ("ok", pandas.__version__, f"✓ pandas: {pandas.__version__}")
    groups = dict.fromkeys(check.group for check in doctor.report())
    assert list(groups) == [
        "Versions", "Languages", "Plotting libraries", "Frames", "Notebook", "Engines", "Local models", "Sandbox", "History",
    ]  # fmt: skip


def gone(monkeypatch, *modules):
    real_version, real_spec = doctor.metadata.version, doctor.util.find_spec

    def version(name):
        if name in modules:
            raise doctor.metadata.PackageNotFoundError(name)
        return real_version(name)

    monkeypatch.setattr(doctor.metadata, "version", version)
    monkeypatch.setattr(doctor.util, "find_spec", lambda name: None if name in modules else real_spec(name))


def test_what_is_missing_has_its_install_line(monkeypatch):
    gone(monkeypatch, "plotly", "vl_convert", "vl-convert-python", "polars", "libcst")
    assert str(by_name("plotly")) == '– plotly: not installed; pip install "jupyter_viscode[plotly]"'
    assert by_name("vl-convert-python").install == 'pip install "jupyter_viscode[altair]"'
    assert str(by_name("polars")) == "– polars: not installed; pip install polars"
    assert str(by_name("libcst")) == "✗ libcst: not installed; pip install libcst"


def test_exit_status_tells_whether_something_needed_is_broken(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "report", lambda: [doctor.Check("A", "a", "ok"), doctor.Check("A", "b", "absent")])
    assert doctor.run([]) == 0
    monkeypatch.setattr(doctor, "report", lambda: [doctor.Check("A", "a", "broken", "gone", "pip install a")])
    assert doctor.run([]) == 1
    assert capsys.readouterr().out == "A\n  ✓ a\n  – b\nA\n  ✗ a: gone; pip install a\n"


def test_it_never_fails_itself(monkeypatch):
    def fail(*args):
        raise RuntimeError("ill")

    monkeypatch.setattr(process, "sandbox_report", fail)
    monkeypatch.setattr(registry, "load", fail)
    checks = doctor.report()
    assert any(check.group == "Sandbox" and check.status == "broken" and "ill" in check.detail for check in checks)
    assert any(check.group == "Languages" and check.status == "broken" for check in checks)
    assert doctor.text(checks)


def test_the_sandbox_says_what_it_enforces():
    checks = [check for check in doctor.report() if check.group == "Sandbox"]
    assert [(check.name, check.status == "ok") for check in checks] == [
        (guarantee.name, guarantee.enforced) for guarantee in process.sandbox_report()
    ]


def test_history_place(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    (check,) = [check for check in doctor.report() if check.group == "History"]
    assert check.name == str(tmp_path / "jupyter" / "viscode" / "history.sqlite")
    assert (check.status, check.detail) == ("ok", "writable, not made yet")
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (check,) = [check for check in doctor.report() if check.group == "History"]
    assert check.status == "absent"
    assert "JUPYTER_DATA_DIR" in str(check)


def test_model_of_the_environment(monkeypatch):
    monkeypatch.setenv("VISCODE_MODEL", "http://localhost:1/v1#m")
    assert by_name("model").detail == "http://localhost:1/v1#m (VISCODE_MODEL)"


def test_nothing_heavy_is_imported():
    program = (
        "import sys; from jupyter_viscode import doctor; doctor.report();"
        "print([m for m in ('pandas', 'numpy', 'matplotlib', 'plotly', 'altair', 'polars', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_arguments_are_errors(capsys):
    with pytest.raises(SystemExit):
        doctor.run(["--nonsense"])
    assert "unrecognized" in capsys.readouterr().err
