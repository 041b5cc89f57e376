"""The picture benchmark: programs and facts written here; a small benchmark in a folder, run, stopped and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_viscode.bench import image, image_report, image_rules, image_samples, vega_rules
from jupyter_viscode.bench.drawn import Drawn
from jupyter_viscode.bench.image_samples import Picture, held_out, load

pytest.importorskip("skimage", reason='pip install "jupyter_viscode[image]"')

PROGRAM = """
import matplotlib.pyplot as plt
fig, (left, right) = plt.subplots(1, 2, figsize=(6, 3))
left.bar([0, 1, 2], [3.0, 1.0, 2.0], color="#ff0000", label="sold")
left.plot([0, 1, 2], [1.0, 2.0, 3.0], color="#00ff00")
left.set_title("Sales")
left.legend()
right.hist([1, 1, 2, 3, 3, 3], bins=3, color="#0000ff")
right.set_xlabel("price")
plt.show()
"""


def drawn(program: str) -> Drawn:
    result = image.confined(lambda: image._drawn(program), 60)
    assert "drawn" in result, result
    return Drawn.from_json(result["drawn"])


def facts_of(found: Drawn) -> dict:
    """The figure in the form in which a benchmark tells it."""
    return {
        "figure": {"n_axes": found.axes},
        "texts": [{"text": t} for t in found.texts],
        "layout": [list(cell) for cell in found.layout],
        "chart_types": {"calls": found.calls},
        "colours": [
            {"kind": kind, **({"cmap": c.removeprefix("cmap:")} if c.startswith("cmap:") else {"hex": c})}
            for kind, some in found.colours.items()
            for c in some
        ],
        "axes": [{"series": [{name: values} for name, values in found.numbers]}],
    }


def test_a_figure_is_read_by_calls_texts_cells_colours_and_numbers() -> None:
    found = drawn(PROGRAM)
    assert sorted(found.texts) == ["Sales", "price", "sold"]
    assert found.layout == [(1, 2, 0, 0, 0, 0), (1, 2, 0, 0, 1, 1)]
    assert found.calls == {"bar": 1, "line": 1, "hist": 1}
    assert found.colours["line"] == ["#00ff00"]
    assert "#0000ff" in found.colours["hist"]
    assert ("heights", [3.0, 1.0, 2.0]) in found.numbers
    assert ("counts", [2.0, 1.0, 3.0]) in found.numbers


def test_a_call_inside_another_counts_once_and_what_was_removed_not_at_all() -> None:
    found = drawn(
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.errorbar([1, 2], [3, 4], yerr=1)\nax.plot([1, 2])[0].remove()\n"
        "ax.add_patch(plt.Rectangle((0, 0), 1, 2, color='red'))\nax.imshow([[1, 2], [3, 4]], cmap='magma')\n"
    )
    assert found.calls == {"errorbar": 1, "imshow": 1}
    assert found.colours["imshow"] == ["cmap:magma"]
    assert ("box", [0.0, 0.0, 1.0, 2.0]) in found.numbers


def test_the_same_figure_scores_full_and_an_empty_one_next_to_nothing() -> None:
    found = drawn(PROGRAM)
    same = image_rules.scores(found, facts_of(found))
    assert same == {"text": 100, "layout": 100, "type": 100, "colour": 100, "low": 100, "series": 100}
    empty = image_rules.scores(drawn("import matplotlib.pyplot as plt\nplt.figure()"), facts_of(found))
    assert empty["low"] == 0
    assert empty["series"] == 0


def test_colours_are_paired_by_nearness_within_their_kind() -> None:
    assert image_rules.colour({"bar": ["#ff0000", "#0000ff"]}, {"bar": ["#0000ff", "#ff0000"]}) == pytest.approx(1)
    near = image_rules.colour({"bar": ["#fe0000"]}, {"bar": ["#ff0000"]})
    far = image_rules.colour({"bar": ["#00ff00"]}, {"bar": ["#ff0000"]})
    assert near > 0.99 > 0.5 > far > 0
    assert image_rules.colour({"line": ["#ff0000"]}, {"bar": ["#ff0000"]}) == 0
    assert image_rules.colour({"imshow": ["cmap:magma"]}, {"imshow": ["cmap:magma"]}) == 1


def test_series_need_their_name_and_their_course() -> None:
    wanted = [("y", [0.0, 5.0, 10.0])]
    assert image_rules.series([("y", [0.1, 5.1, 10.0])], wanted) == 1
    assert image_rules.series([("heights", [0.0, 5.0, 10.0])], wanted) == 0
    assert image_rules.series([("y", [0.0, 8.0, 10.0])], wanted) == 0
    assert image_rules.series([], []) is None


@pytest.mark.parametrize(
    ("spec", "calls", "right"),
    [
        ({"mark": "bar"}, {"barh": 1}, True),
        ({"mark": {"type": "line", "point": True}}, {"line": 2}, True),
        ({"layer": [{"mark": "bar"}, {"mark": "text"}]}, {"bar": 1}, True),
        ({"layer": [{"mark": "bar"}, {"mark": "line"}]}, {"bar": 1}, False),
        ({"mark": "tick"}, {"scatter": 1}, True),
        ({"mark": "circle"}, {"line": 1}, False),
        ({"hconcat": [{"mark": "area"}, {"mark": "rect"}]}, {"fill_between": 1, "imshow": 1}, True),
        ({"mark": "geoshape"}, {"fill": 3}, False),
    ],
)
def test_types_of_vega_lite_pictures(spec: dict, calls: dict, right: bool) -> None:
    assert vega_rules.type_right(Drawn(calls=calls), spec) is right


_RANGED = {"encoding": {"x": {}, "x2": {}, "y": {}}}


@pytest.mark.parametrize(
    ("spec", "calls", "right"),
    [
        ({"mark": {"type": "area", "line": True}}, {"fill_between": 1, "line": 1}, True),
        ({"mark": {"type": "area", "line": True}}, {"fill_between": 1}, True),
        ({"mark": "area"}, {"fill_between": 1, "line": 1}, False),
        ({"mark": "boxplot"}, {"boxplot": 1, "scatter": 1}, True),
        ({"mark": {"type": "boxplot", "extent": "min-max"}}, {"boxplot": 1, "scatter": 1}, False),
        ({"mark": "boxplot"}, {"scatter": 1}, False),
        ({"layer": [{"mark": "bar", **_RANGED}, {"mark": "rule", **_RANGED}, {"mark": "tick"}]}, {"boxplot": 1}, True),
        ({"layer": [{"mark": "bar"}, {"mark": "rule"}, {"mark": "tick"}]}, {"boxplot": 1}, False),
        ({"layer": [{"mark": "bar"}, {"mark": "tick"}]}, {"bar": 1, "hlines": 1}, True),
        ({"layer": [{"mark": "bar"}, {"mark": "tick"}]}, {"bar": 1, "axhline": 1}, False),
        ({"layer": [{"mark": "tick"}, {"mark": "point"}]}, {"scatter": 1}, False),
        ({"layer": [{"mark": "line"}, {"mark": "bar", "encoding": {"x": {}}}]}, {"line": 1, "axvspan": 2}, True),
        ({"layer": [{"mark": "line"}, {"mark": "bar", "encoding": {"x": {}, "y": {}}}]}, {"line": 1, "axvspan": 2}, False),
        ({"mark": "rect", "encoding": {"x": {}, "x2": {}, "y": {}}}, {"bar": 1}, True),
        ({"mark": "rect", "encoding": {"x": {}, "y": {}}}, {"bar": 1}, False),
    ],
)
def test_what_comes_with_a_mark_and_what_is_drawn_in_several_ways(spec: dict, calls: dict, right: bool) -> None:
    assert vega_rules.type_right(Drawn(calls=calls), spec) is right


def test_error_bars_with_middles_stand_for_points_and_straight_lines_for_rules() -> None:
    layers = {"layer": [{"mark": "errorbar"}, {"mark": "point"}]}
    middles = [("x", [1.0, 2.0, 3.0]), ("y", [1.0, 2.0, 3.0])]
    assert vega_rules.type_right(Drawn(calls={"errorbar": 1}, numbers=middles), layers)
    assert not vega_rules.type_right(Drawn(calls={"errorbar": 1}), layers)
    assert not vega_rules.type_right(Drawn(calls={"line": 1}, numbers=middles), {"mark": "rule"})
    assert vega_rules.type_right(Drawn(calls={"line": 1}, numbers=[("x", [1.0, 2.0])]), {"mark": "rule"})


def test_texts_of_a_vega_lite_picture_leave_tick_labels_out() -> None:
    pytest.importorskip("vl_convert", reason='pip install "jupyter_viscode[altair]"')
    spec = {
        "data": {"values": [{"a": "A", "b": 28, "c": "u"}, {"a": "B", "b": 55, "c": "v"}]},
        "mark": "bar", "title": "Sold & kept",
        "encoding": {"x": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}, "color": {"field": "c", "title": "kind"}},
    }  # fmt: skip
    assert sorted(vega_rules.texts(spec)) == sorted(["Sold & kept", "a", "b", "kind", "u", "v"])


# -- a run -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pictures of one chart, some of them held out."""
    import base64

    folder = tmp_path_factory.mktemp("bench")
    (folder / "chartmimic").mkdir()
    result = image.confined(lambda: image._drawn(PROGRAM), 60)
    (folder / "picture.png").write_bytes(base64.b64decode(result["png"]))
    facts = facts_of(drawn(PROGRAM))
    names = [f"{task}/bar_{n}" for task in ("direct", "customized") for n in range(3)]
    tasks = [
        {
            "id": n,
            "task": n.partition("/")[0],
            "chart_type": "bar",
            "image": "picture.png",
            "figsize_in": [6, 3],
            "facts": facts,
        }
        for n in names
    ]
    (folder / "chartmimic" / "tasks.jsonl").write_text("\n".join(map(json.dumps, tasks)))
    return folder


def test_pairs_are_held_out_together(benchmark: Path) -> None:
    pictures = load("chartmimic", benchmark)
    assert {p.held_out for p in pictures} == {True, False}
    for picture in pictures:
        assert picture.held_out == held_out(picture.key.partition("/")[2])


def test_a_run_scores_goes_on_and_shows_no_held_out_picture(
    benchmark: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[bytes] = []

    def generate(data: bytes, inches: object) -> image.Answer:
        asked.append(data)
        return image.Answer(PROGRAM) if len(asked) % 2 else image.Answer(refusal="This is no chart.")

    monkeypatch.setattr(image, "generate", generate)
    arguments = ["--data", str(benchmark), "--out", str(tmp_path)]
    assert image.run([*arguments, "-n", "3"]) == 0
    assert image.run(arguments) == 0
    assert len(asked) == 6
    report = json.loads((tmp_path / "report.json").read_text())
    whole = report["lines"][0]
    assert whole["scores"]["low"] == pytest.approx(50, abs=0.1)
    assert whole["scores"]["series"] == pytest.approx(50, abs=0.1)
    assert whole["refused"] == 3
    assert {line["what"] for line in report["lines"]} >= {"tuned pictures", "held-out pictures", "direct", "customized"}
    assert report["gap"] is not None
    records = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    for record in records:
        assert not (record["held_out"] and (record["code"] or record["why"] or record["given"] or record["redrawn"]))
    page = (tmp_path / "report.html").read_text()
    assert page.count("<h3>") == sum(not r["held_out"] for r in records)
    assert "tuned pictures" in capsys.readouterr().out


def test_code_that_fails_or_hangs_is_a_zero(benchmark: Path) -> None:
    picture = load("chartmimic", benchmark)[0]
    assert "ZeroDivisionError" in image.score("1 / 0", picture, 30)["why"]
    assert "timeout" in image.score("while True: pass", picture, 1)["why"]
    assert "no figure" in image.score("x = 1", picture, 30)["why"]


def test_a_folder_without_the_benchmark_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert image.run(["--data", str(tmp_path)]) == 2
    assert "--data" in capsys.readouterr().err


def test_the_gap_between_folds_has_an_interval() -> None:
    rows = [{"name": str(n), "held_out": n % 3 == 0, "scores": {"low": 90.0 if n % 3 else 60.0}} for n in range(30)]
    gap = image_report._gap(rows, "low")
    assert gap == {"points": 30.0, "interval": [30.0, 30.0]}


def test_a_picture_is_simple_when_it_has_one_panel_of_a_common_kind() -> None:
    facts = {"figure": {"n_axes": 1}}
    assert Picture("k", "chartmimic", "n", "direct", "bar", Path("x"), facts=facts).simple
    assert not Picture("k", "chartmimic", "n", "direct", "radar", Path("x"), facts=facts).simple


def test_generated_charts_are_the_same_each_time_and_their_truth_scores_full() -> None:
    from jupyter_viscode.bench import generated

    charts = list(generated.charts(12, seed=3))
    assert [c.png for c in charts] == [c.png for c in generated.charts(12, seed=3)]
    assert {c.library for c in charts} >= {"matplotlib"}
    for truth in (c.truth for c in charts):
        names = {
            "bar": ("x", "heights"),
            "barh": ("y", "widths"),
            "line": ("x", "y"),
            "scatter": ("x", "y"),
            "pie": ("", "fractions"),
            "hist": ("bin_edges", "counts"),
        }
        at, value = names[truth.family]
        numbers = [pair for xs, ys in truth.series for pair in ((at, list(xs)), (value, list(ys)))]
        kind = {"hist": "hist"}.get(truth.family, truth.family)
        scores = generated.scores(Drawn(texts=[t for t in truth.texts if t], calls={kind: 1}, numbers=numbers), truth)
        assert scores["type"] == 100
        assert scores["text"] == pytest.approx(100)
        assert scores["error"] in (0.0, None)
        assert scores["recall"] in (100.0, None)
        nothing = generated.scores(Drawn(), truth)
        assert nothing["type"] == 0
        assert nothing["error"] in (100.0, None)
        assert nothing["recall"] in (0.0, None)


def test_a_value_that_is_off_is_an_error_and_a_point_that_is_far_is_lost() -> None:
    from jupyter_viscode.bench import generated, made_data

    bars = made_data.Truth("bar", (((0.0, 1.0, 2.0), (10.0, 20.0, 40.0)),), ())
    drawn = Drawn(calls={"bar": 1}, numbers=[("x", [0, 1, 2]), ("heights", [11.0, 22.0, 44.0])])
    assert generated.scores(drawn, bars)["error"] == pytest.approx(10)
    drawn = Drawn(calls={"bar": 1}, numbers=[("x", [0.1, 2.1]), ("heights", [10.0, 41.0])])
    assert generated.errors(drawn, bars) == pytest.approx([0, 1, 0.025])  # one is missing, the others are at their places
    points = made_data.Truth("scatter", (((0.0, 50.0), (0.0, 50.0)),), (), spans=(100.0, 100.0))
    drawn = Drawn(calls={"scatter": 1}, numbers=[("x", [1.0, 57.0]), ("y", [0.0, 50.0])])
    assert generated.scores(drawn, points)["recall"] == 50


def test_another_seed_makes_other_pictures_of_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_samples, "MADE", 4)
    usual, other = load("not-charts", None), load("not-charts", None, 7)
    assert len(usual) == len(other)
    assert not {p.key for p in usual} & {p.key for p in other}
    assert usual[0].data != other[0].data


def test_pictures_that_are_no_charts_are_the_same_each_time_and_of_all_kinds() -> None:
    from jupyter_viscode.bench import not_charts

    made = list(not_charts.pictures(9, seed=1))
    assert [k for k, _ in made] == list(not_charts.KINDS)
    assert all(p.shape[2] == 3 and p.dtype.name == "uint8" and p.std() > 2 for _, p in made)
    assert all((a[1] == b[1]).all() for a, b in zip(made, not_charts.pictures(9, seed=1), strict=True))
