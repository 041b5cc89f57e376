"""``viscode bench overhead``: the verdicts of its lines, what is said of a missing figure, and real measurements."""

import json

import pytest

from jupyter_viscode.bench import measures, overhead
from jupyter_viscode.bench.overhead import Row


@pytest.mark.parametrize(
    ("row", "ratio", "verdict"),
    [
        (Row("a", 0.1, "s", 0.2), 0.5, "ok"),
        (Row("a", 0.3, "s", 0.2), 1.5, "over"),
        (Row("a", 40, "×", 20, at_least=True), 0.5, "ok"),
        (Row("a", 10, "×", 20, at_least=True), 2.0, "over"),
        (Row("a", 0, "×", 20, at_least=True), float("inf"), "over"),
        (Row("a", 0, "", 0), 0.0, "ok"),
        (Row("a", 2, "", 0), 3.0, "over"),
        (Row("a", 2, "ms"), None, ""),
        (Row("a", None, "ms", 25), None, "not measured"),
    ],
)
def test_verdicts(row, ratio, verdict):
    assert row.ratio == (pytest.approx(ratio) if ratio is not None else None)
    assert row.verdict == verdict


def test_the_table_has_targets_and_ratios_in_columns():
    lines = overhead.table([Row("load", 0.05, "s", 0.1), Row("x", None, "ms", 25, note="skipped")]).splitlines()
    assert lines[0].split() == ["what", "measured", "target", "ratio", "note"]
    assert lines[2].split() == ["load", "0.05", "s", "≤", "0.1", "s", "0.50", "ok"]
    assert lines[3].endswith("not measured  skipped")


def parts(monkeypatch, *rows):
    for name in ("_loading", "_summaries", "_trials", "_charts", "engine"):
        monkeypatch.setattr(overhead, name, lambda quick: iter(()))
    monkeypatch.setattr(overhead, "_loading", lambda quick: iter(rows))


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (Row("a", 1, "s", 2), 0),
        (Row("a", 3, "s", 2), 1),
        (Row("a", None, "s", 2, note="skipped: it needs 8 GB of memory, 1 GB are free"), 0),
        (Row("a", None, "s", 2, note="ImportError: x"), 1),
    ],
)
def test_exit_status_and_json(monkeypatch, capsys, tmp_path, row, status):
    parts(monkeypatch, row)
    assert overhead.run(["--json", str(tmp_path / "f.json")]) == status
    (figures,) = json.loads((tmp_path / "f.json").read_text())
    assert (figures["what"], figures["measured"], figures["verdict"]) == ("a", row.measured, row.verdict)
    assert row.what in capsys.readouterr().out


def test_too_little_memory_skips_and_says_so(monkeypatch):
    monkeypatch.setattr(overhead, "_free_memory", lambda: 3 * 2**30)
    monkeypatch.setattr(overhead, "_measure", lambda name, **arguments: {"seconds": 0.01, "slowest": 0.02, "executor": "fork"})
    rows = {row.what: row for row in overhead._trials(quick=False)}
    assert rows["empty trial, 0.01 GB numeric"].verdict == "ok"
    assert rows["empty trial, 6 GB arrow"].measured is None
    assert "needs 9.8 GB of memory, 3.0 GB are free" in rows["empty trial, 6 GB arrow"].note


def test_a_measurement_that_fails_is_a_line_with_its_reason():
    (row,) = overhead._rows([Row("a", None, "ms", 1)], "trial", {"gigabytes": None, "kind": "", "repeats": 1}, lambda seen: [])
    assert row.measured is None
    assert "TypeError" in row.note


def test_loading_is_measured_in_a_fresh_process():
    figures = overhead._measure("load_ext")
    assert figures["heavy"] == []
    assert 0 <= figures["cpu"] < 30


def test_a_summary_is_measured():
    figures = overhead._measure("summary", rows=3000, columns=10, describe=True)
    assert figures["seconds"] > 0
    assert figures["describe"] > 0
    assert 0 <= figures["extra"] < 2**30


def test_a_trial_and_a_chart_are_measured():
    figures = overhead._measure("trial", gigabytes=0.001, kind="arrow", repeats=2)
    assert 0 < figures["seconds"] <= figures["slowest"]
    figures = overhead._measure("chart")
    assert figures["trial_cpu"] > 0
    assert figures["kernel_cpu"] > 0


def test_the_frame_has_the_size_that_is_asked_for():
    for kind in ("numeric", "arrow"):
        frame = measures._frame_of(0.002, kind)
        assert frame.memory_usage().sum() == pytest.approx(0.002 * 2**30, rel=0.01)
