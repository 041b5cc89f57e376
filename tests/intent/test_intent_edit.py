"""Edits: of each instruction of the table, what was asked for is done and drawn, and everything else stays as it was."""

from __future__ import annotations

import json
import warnings
from dataclasses import fields, replace

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest
from drawn import look, missing, unlike
from edit_cases import BASES, CASES, WORDINGS, Case, context, sales

from jupyter_viscode.chart.read import read
from jupyter_viscode.chart.write import write
from jupyter_viscode.chart.write.amend import amend
from jupyter_viscode.errors import InputError
from jupyter_viscode.intent import Edited, edit
from jupyter_viscode.spec import Chart, Encoding
from jupyter_viscode.types import Context

FRAME = sales()
CONTEXT = context(FRAME)
LIBRARIES = ("matplotlib", "seaborn", "plotly", "altair", "vega-lite")
IMPOSSIBLE = {("vega-lite", "violin instead of box")}
"""What a library has no form of: refused with a hint."""


def edited(base: str | Chart, instruction: str) -> Edited:
    chart = BASES[base] if isinstance(base, str) else base
    found = edit(chart, instruction, CONTEXT, {"sales": FRAME})
    assert found is not None
    return found


def flat(chart: Chart) -> dict[str, object]:
    """A Chart as paths and values; what says nothing is left out."""
    found: dict[str, object] = {}
    for channel, encoding in chart.encodings.items():
        found |= {f"{channel}.{f.name}": getattr(encoding, f.name) for f in fields(encoding)}
    found |= {f"style.{f.name}": getattr(chart.style, f.name) for f in fields(chart.style)}
    found |= {f.name: getattr(chart, f.name) for f in fields(chart) if f.name not in ("encodings", "style")}
    plain = {f"{f.name}": getattr(Encoding(), f.name) for f in fields(Encoding)}
    return {
        k: v
        for k, v in found.items()
        if v not in (None, "", ()) and (k.startswith("style") or v != plain.get(k.split(".")[-1], ...))
    }


def changed(before: Chart, after: Chart) -> set[str]:
    one, other = flat(before), flat(after)
    return {k for k in one.keys() | other.keys() if one.get(k) != other.get(k)}


def adheres(case: Case) -> bool:
    found = edited(case.base, case.instruction)
    try:
        return bool(case.holds(found.chart)) and found.library == case.library and not found.refused
    except (AttributeError, IndexError, ValueError, TypeError):
        return False


def preserves(case: Case) -> bool:
    paths = changed(BASES[case.base], edited(case.base, case.instruction).chart)
    return all(any(p == t or p.startswith(f"{t}.") for t in case.touched.split()) for p in paths)


@pytest.mark.parametrize("unseen", [False, True])
def test_shares_of_the_table(unseen):
    cases = [c for c in CASES if c.unseen == unseen]
    assert len(CASES) >= 60 and len(cases) > len(CASES) // 4
    assert sum(map(adheres, cases)) / len(cases) >= 0.9
    assert sum(map(preserves, cases)) / len(cases) >= 0.95


@pytest.mark.parametrize(("base", "loose", "plain"), WORDINGS, ids=[w[1] for w in WORDINGS])
def test_looser_words_mean_the_same(base, loose, plain):
    meant, found = edited(base, plain), edited(base, loose)
    assert (found.chart, found.library) == (meant.chart, meant.library)
    assert (meant.library or changed(BASES[base], meant.chart)) and not found.unread and not found.refused


@pytest.mark.parametrize("library", LIBRARIES)
def test_edits_are_drawn(library):
    """Of all edits in all libraries at least 90 % are seen in the figure itself."""
    lost = []
    for case in CASES:
        chart = edited(case.base, case.instruction).chart
        try:
            figure = draw(chart, library)
        except InputError:
            if (library, case.instruction) not in IMPOSSIBLE:
                lost.append(case.instruction)
            continue
        gone = missing(BASES[case.base], chart, look(figure, library), library)
        if library != "vega-lite":
            gone += unlike(BASES[case.base], chart, read(figure))
        if gone:
            lost.append(f"{case.instruction}: {', '.join(gone)}")
    assert len(lost) <= 0.02 * len(CASES), lost


def draw(chart: Chart, library: str):
    code = write(chart, library, CONTEXT)
    if library == "vega-lite":
        return json.loads(code)
    return run(code, library)


def run(code: str, library: str):
    plt.close("all")
    names = {"sales": FRAME}
    with warnings.catch_warnings():  # seaborn calls matplotlib in its old ways
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        exec(compile(code, "<chart>", "exec"), names)
    if library in ("matplotlib", "seaborn"):
        figure = plt.gcf()
        figure.draw_without_rendering()
        return figure
    return names.get("fig") or names.get("chart")


# -- honesty -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "instruction"),
    [
        ("bar", "mark the outliers in red"),
        ("scatter", "make it 3d"),
        ("bar", "sort by weight"),
        ("bar", "colour by planet"),
        ("line", "only Atlantis"),
        ("bar", "don't make it horizontal"),
        ("bar", "make the title bigger"),
        ("pie", "explode the largest slice"),
        ("bar", "undo"),
        ("bar", "save it as out.png"),
        ("line", "shade the area under the curve with stripes"),
        ("line", "never use a log scale on Tuesdays' planet"),
    ],
)
def test_what_is_not_understood_changes_nothing_and_is_named(base, instruction):
    found = edited(base, instruction)
    assert found.chart == BASES[base] or set(changed(BASES[base], found.chart)) == set()
    assert found.unread or found.refused


@pytest.mark.parametrize(
    ("base", "instruction", "word"),
    [
        ("pie", "log scale", "pie"),
        ("bar", "trend line", "trend"),
        ("scatter", "as a pie", "share"),
        ("bar", "heat map", "groupings"),
        ("lines", "make it red", "colour of its own"),
        ("hist", "cumulative", "histogram"),
        ("line", "y axis in percent", "shares"),
        ("bar", "log scale on x", "names"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(base, instruction, word):
    found = edited(base, instruction)
    assert found.chart == BASES[base] and not found.understood
    assert any(word in sentence for sentence in found.refused)


def test_a_part_that_is_not_understood_is_named_beside_what_is_done():
    found = edited("bar", "sort descending and sprinkle it with glitter")
    assert found.chart.encoding("x").sort is not None
    assert found.unread == ("sprinkle it with glitter",)


@pytest.mark.parametrize("title", ["'; import os; os.system('x') #", '"""', "{0}{frame}", "a\\b", "Umsätze 2024 – ß"])
def test_titles_are_data(title):
    quote = '"' if '"' not in title else "'"
    found = edited("bar", f"title {quote}{title}{quote}") if quote not in title else edited("bar", f"title “{title}”")
    assert found.chart.title == title
    figure = draw(found.chart, "matplotlib")
    assert figure.axes[0].get_title() == title


def test_opposites_undo_each_other():
    for base, there, back in [
        ("bar", "horizontal", "vertical"),
        ("bar", "show the values on the bars", "remove the value labels"),
        ("line", "log scale", "linear scale"),
        ("line", "add a grid", None),
        ("scatter", "add a trend line", "remove the trend line"),
        ("line", "one panel per region", "no panels"),
        ("bar", "only Tea", "show all products"),
        ("line", "cumulative", "not cumulative"),
        ("scatter", "colour by region", "no colours"),
        ("line", "mark the maximum", "without the maximum mark"),
    ]:
        found = edited(base, there)
        assert found.chart != BASES[base], there
        if back is not None:
            assert not changed(BASES[base], edited(found.chart, back).chart), back


def test_the_same_edit_twice_changes_nothing_more():
    for case in CASES:
        if any(
            w in case.instruction
            for w in ("flip", "swap", "reverse", "twice", "wider", "thicker", "larger", "line at", "axes", "vertical line")
        ):
            continue
        once = edited(case.base, case.instruction).chart
        again = edit(once, case.instruction, CONTEXT, {"sales": FRAME})
        assert again is not None
        assert not changed(once, again.chart), case.instruction


def test_long_and_odd_instructions_end_soon():
    for instruction in (
        "make it " * 400,
        "North in red and " * 60,
        "'" * 50,
        "sort " + "by price " * 200,
        "((((" * 30,
        "a, " * 300,
    ):
        edit(BASES["bar"], instruction, CONTEXT, {"sales": FRAME})


# -- figures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("library", ["matplotlib", "plotly", "altair"])
@pytest.mark.parametrize(
    "base", ["line", "lines", "bar", "sorted", "hbar", "stacked", "grouped", "scatter", "scatterc", "pie", "area", "logged"]
)
def test_a_figure_is_edited_by_what_it_draws(base, library):
    before = read(draw(BASES[base], library))
    assert before is not None and before.frame is None
    found = edited(before, "title 'Changed here'")
    after = read(draw(found.chart, library))
    assert after is not None
    assert (after.mark, after.title) == (before.mark, "Changed here")
    assert {k: sorted(map(str, v)) for k, v in after.data.items()} == {k: sorted(map(str, v)) for k, v in before.data.items()}


def test_a_figure_becomes_another_chart():
    before = read(draw(BASES["bar"], "matplotlib"))
    assert before is not None
    found = edited(before, "horizontal, sorted descending, in plotly")
    after = read(draw(found.chart, "plotly"))
    assert found.library == "plotly" and after is not None
    figures = after.data[after.encoding("x").field or ""]
    assert list(figures) == sorted(figures, reverse=True)


@pytest.mark.parametrize("base", ["hist", "box"])
def test_values_that_a_figure_does_not_hold_are_not_made_up(base):
    before = read(draw(BASES[base], "matplotlib"))
    assert before is not None
    found = edit(before, "title 'x'", Context(), {})
    assert found is not None
    assert "cannot be read back" in found.unwritable


PROGRAMS = {
    "matplotlib": """import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(5, 3))
totals = sales.groupby("region")["units"].sum()
ax.bar(totals.index, totals, color="#884422", hatch="//")
ax.set_title("By hand")
plt.show()
""",
    "plotly": """import plotly.express as px

fig = px.histogram(sales, x="price", nbins=12, title="By hand", color_discrete_sequence=["#884422"])
fig.show()
""",
}


@pytest.mark.parametrize("library", PROGRAMS)
@pytest.mark.parametrize(
    "instruction",
    [
        "title 'New'",
        "log scale on y",
        "y axis 'Pieces' and no grid",
        "y axis from 0 to 900",
        "line at 100",
        "in teal",
        "10x4 inches",
        "rotate the labels by 30 degrees",
        "half transparent",
        "thousands separators",
    ],
)
def test_a_foreign_program_keeps_all_but_the_change(library, instruction):
    code = PROGRAMS[library]
    if library == "plotly":
        code = code.replace("fig.show()", "fig")
    before = read(run(code, library))
    assert before is not None
    found = edited(before, instruction)
    amended = amend(code, found.before, found.chart, library)
    assert amended is not None and found.understood
    assert [line for line in code.splitlines() if line] == [
        line for line in amended.splitlines() if line in code.splitlines() and line
    ]
    seen = look(run(amended, library), library)
    assert not missing(found.before, found.chart, seen, library)


def test_a_foreign_program_is_not_amended_for_another_kind_of_chart():
    code = PROGRAMS["matplotlib"]
    before = read(run(code, "matplotlib"))
    found = edited(before, "as a line chart")
    assert amend(code, found.before, found.chart, "matplotlib") is None
    assert read(draw(found.chart, "matplotlib")).mark == "line"


def test_a_comment_behind_what_shows_the_figure_stays_behind_it():
    code = "import matplotlib.pyplot as plt\nplt.bar(['a', 'b'], [1, 2])\nplt.show()\n# the end\n"
    before = Chart("bar", {"x": Encoding(field="x"), "y": Encoding(field="y")}, data={"x": ("a", "b"), "y": (1, 2)})
    changed = amend(code, before, replace(before, title="T"), "matplotlib")
    assert changed is not None
    assert changed.index("set_title") < changed.index("plt.show()") < changed.index("# the end")
