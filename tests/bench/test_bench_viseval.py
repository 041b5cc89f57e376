"""The benchmark runner on a benchmark of three tiny charts, and its rules on charts right and wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_viscode.bench import embedded
from jupyter_viscode.bench.report import interval, pass_rate, summary
from jupyter_viscode.bench.samples import Gold, held_out, load
from jupyter_viscode.bench.viseval import answer, in_child, run
from jupyter_viscode.bench.viseval_rules import broken, drawn_rows
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import Chart, Encoding

CITIES = "city,country,people\nOslo,Norway,7\nBergen,Norway,3\nRome,Italy,28\nTurin,Italy,9\nBari,Italy,3\n"
VISITS = "visit,city,year\n1,Oslo,2020\n2,Oslo,2021\n3,Rome,2020\n4,Bari,2020\n"


def task(number: int, chart: str, questions: list[str], xs: list, ys: list, tables: list[str], **more: object) -> dict:
    shown = {"chart": chart.lower(), "x_name": "x", "y_name": "y", "x_data": [xs], "y_data": [ys], "classify": [], "sort": None}
    shown.update(more)  # type: ignore[arg-type]
    return {"id": str(number), "db_id": "atlas", "chart": chart, "nl_queries": questions, "vis_obj": shown, "tables": tables,
            "irrelevant_tables": ["tables/visits.csv"] if len(tables) == 1 else [], "usable": True,
            "query_meta": [{"channel_specified": ["x", "y"], "sort_by": "axis"}] * len(questions)}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "viseval").mkdir()
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "cities.csv").write_text(CITIES)
    (tmp_path / "tables" / "visits.csv").write_text(VISITS)
    tasks = [
        task(1, "Bar", ["Bar chart of the number of cities per country, sort x in descending order"], ["Norway", "Italy"], [2, 3],
             ["tables/cities.csv"], sort={"channel": "x", "order": "descending"}),
        task(2, "Pie", ["Pie chart of total people by country", "blorb the frumious"], ["Norway", "Italy"], [10, 40], ["tables/cities.csv"]),
        task(3, "Bar", ["Bar chart of the number of visits per country"], ["Norway", "Italy"], [2, 2],
             ["tables/cities.csv", "tables/visits.csv"]),
    ]  # fmt: skip
    unusable = {**tasks[0], "id": "4", "usable": False}
    (tmp_path / "viseval" / "tasks.jsonl").write_text("".join(json.dumps(t) + "\n" for t in [*tasks, unusable]))
    return tmp_path


def test_samples_are_read(folder: Path) -> None:
    samples = load("viseval", folder)
    assert [s.key for s in samples] == ["1#0", "2#0", "2#1", "3#0"]
    assert samples[0].gold == Gold("Bar", (("Norway", 2, None), ("Italy", 3, None)), "x", "descending", ("x", "y"), False, True)
    assert samples[3].several and not samples[0].several


def test_nvbench_has_its_order_in_the_id(tmp_path: Path) -> None:
    (tmp_path / "nvbench").mkdir()
    values = [{"x_data": "a", "y_data": 1}, {"x_data": "b", "y_data": 2}]
    one = {
        "id": "7@y_name@DESC",
        "db_id": "d",
        "chart": "Bar",
        "nl_queries": ["q"],
        "tables": [],
        "vegalite": {"data": {"values": values}},
    }
    (tmp_path / "nvbench" / "tasks.jsonl").write_text(json.dumps(one) + "\n")
    gold = load("nvbench", tmp_path)[0].gold
    assert (gold.sort_channel, gold.sort_order) == ("y", "descending")


def test_a_missing_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match=r"tasks\.jsonl"):
        load("viseval", tmp_path)
    assert run(["viseval", "--data", str(tmp_path)]) == 2
    assert "--data DIR" in capsys.readouterr().err


def test_a_run_scores_and_goes_on_where_it_stopped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "out"
    assert run(["viseval", "--data", str(folder), "--out", str(out), "-n", "2"]) == 0
    assert len((out / "results.jsonl").read_text().splitlines()) == 2
    with (out / "results.jsonl").open("a") as file:
        file.write('{"key": "3#0", "id"')  # a line cut short by a kill
    assert run(["viseval", "--data", str(folder), "--out", str(out), "--others"]) == 0
    report = json.loads((out / "report.json").read_text())
    assert report["questions"] == 4 and report["failures"] == {"declined": 1}
    assert report["pass"] == pytest.approx(100 * (1 + 0.5 + 1) / 3)
    assert report["confident_share"] == 0
    assert "<table>" in (out / "report.html").read_text()
    assert "several tables" in capsys.readouterr().out


@pytest.mark.parametrize("library", ["seaborn", "plotly", "altair"])
def test_other_libraries_are_read_back(folder: Path, library: str) -> None:
    pytest.importorskip(library)
    record = answer(load("viseval", folder)[0], library)
    assert record.fail is None, record


def test_children_that_die_or_linger_are_failures() -> None:
    import os

    assert in_child(lambda: {"fail": None}, 10.0) == {"fail": None}
    assert in_child(lambda: os._exit(3), 10.0)["fail"] == "error"
    assert in_child(lambda: __import__("time").sleep(60), 0.3) == {"fail": "timeout"}


# -- rules -------------------------------------------------------------------------------------------------------------

GOLD = Gold("Bar", (("Sun", 4, None), ("Mon", 2, None), ("Tue", 0, None)), "y", "descending", ("x",))


def bars(xs: tuple, ys: tuple, mark: str = "bar", **more: tuple) -> Chart:
    encodings = {"x": Encoding("x", "nominal"), "y": Encoding("y", "quantitative")}
    if more:
        encodings["color"] = Encoding("c", "nominal")
    return Chart(mark, encodings, data={"x": xs, "y": ys, **more})  # type: ignore[arg-type]


def test_the_right_chart_passes() -> None:
    assert broken(bars(("Sunday", "Monday"), (4.0001, 2.0)), GOLD) is None


@pytest.mark.parametrize(
    ("chart", "rule"),
    [
        (None, "nothing"),
        (bars(("Sunday", "Monday"), (4, 2), "line"), "type"),
        (bars(("Sunday", "Monday"), (4, 3)), "data"),
        (bars(("Sunday",), (4,)), "data"),
        (bars(("Sunday", "Monday", "Friday"), (4, 2, 1)), "data"),
        (bars(("Monday", "Sunday"), (2, 4)), "order"),
    ],
)
def test_each_rule_can_break(chart: Chart | None, rule: str) -> None:
    assert broken(chart, GOLD) == rule


def test_open_channels_may_be_swapped() -> None:
    turned = Gold("Scatter", ((1, 10, None), (2, 20, None)))
    chart = bars((10.0, 20.0), (1.0, 2.0), "point")
    assert broken(chart, turned) is None
    assert broken(chart, replace(turned, fixed_channels=("x", "y"))) == "data"


def test_series_and_stacks() -> None:
    gold = Gold("Stacked Bar", (("a", 1, "u"), ("a", 2, "v")), stacked=True)
    chart = bars(("a", "a"), (1, 2), c=("u", "v"))
    assert broken(chart, gold) is None
    assert broken(chart.with_encoding("xOffset", Encoding("c", "nominal")), gold) == "type"
    assert broken(bars(("a", "a"), (1, 2)), gold) == "type"


def test_slices_are_shares() -> None:
    pie = Chart("arc", {"theta": Encoding("share", "quantitative"), "color": Encoding("name", "nominal")},
                data={"share": (0.25, 0.75), "name": ("a", "b")})  # fmt: skip
    assert broken(pie, Gold("Pie", (("a", 5, None), ("b", 15, None)))) is None
    assert broken(pie, Gold("Pie", (("a", 5, None), ("b", 5, None)))) == "data"


def test_horizontal_bars_are_read_along_their_categories() -> None:
    chart = Chart(
        "bar", {"x": Encoding("n", "quantitative"), "y": Encoding("k", "nominal")}, data={"n": (1, 2), "k": ("a", "b")}
    )
    assert drawn_rows(chart) == [("a", 1, None), ("b", 2, None)]


# -- reports -----------------------------------------------------------------------------------------------------------


def record(chart: str, database: str, fail: str | None, **more: object) -> dict:
    return {"id": chart, "database": database, "family": "Bar", "several": False, "held_out": held_out(database), "question": "<b>q</b>",
            "fail": fail, "seconds": 0.01, "reading": "", "why": "", "code": "", "picture": "", "hedged": False, **more}  # fmt: skip


def test_rates_are_means_over_charts() -> None:
    rows = [record("1", "a", None), record("1", "a", "data"), record("2", "b", None)]
    assert pass_rate(rows) == 75.0
    low, high = interval(rows)
    assert low <= 75.0 <= high and (low, high) == interval(rows)


def test_confident_failures_are_counted_apart() -> None:
    rows = [
        record("1", "a", "declined"),
        record("2", "a", "data"),
        record("3", "a", "data", hedged=True),
        record("4", "a", None),
    ]
    report = summary(rows, "viseval", "matplotlib")
    assert report["confident_share"] == pytest.approx(1 / 3)
    assert report["hedged"] == 1


def test_the_engine_is_measured_and_scored_on_each_benchmark_of_a_folder(folder: Path, tmp_path: Path, capsys) -> None:
    assert embedded.run(["--quick", "--data", str(folder), "--fold", "all", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert (tmp_path / "out" / "viseval" / "report.html").is_file()
    assert "instruction → code, 100k rows, p50" in said and "viseval through matplotlib: 4 questions" in said
    with pytest.raises(InputError, match=r"no viseval/tasks\.jsonl"):
        embedded.run(["--data", str(tmp_path / "nothing")])
