"""What `mend` does, and what it must leave alone."""

from __future__ import annotations

import pandas as pd
import pytest
from corpus import CASES
from session import frames, run

from jupyter_viscode.fixes import mend
from jupyter_viscode.types import Code, Context, ErrorInfo, Fix, Request

FRAMES = frames()


def fix(source: str, name: str, message: str, line: int | None = None, **request: object) -> Fix | None:
    given = {"frames": FRAMES, "context": Context(active="df")} | request
    return mend(Code(source), ErrorInfo(name, message, line=line), Request("plot", **given))  # type: ignore[arg-type]


def test_nearest_column_keeps_quotes_and_says_so() -> None:
    result = fix('df["region"].plot()\n', "KeyError", "'region'", 1)
    assert result == Fix('df["Region"].plot()\n', ("Column names corrected: 'region' is 'Region'.",))


def test_column_with_spaces_around() -> None:
    frame = pd.DataFrame({"Region ": [1], "other": [2]})
    result = fix("t['Region'].plot()\n", "KeyError", "'Region'", 1, frames={"t": frame}, context=Context(active="t"))
    assert result is not None and result.source == "t['Region '].plot()\n"


def test_column_with_quotes_is_written_as_a_literal() -> None:
    frame = pd.DataFrame({'it\'s "big"\n': [1]})
    result = fix("t['its big'].plot()\n", "KeyError", "'its big'", 1, frames={"t": frame}, context=Context(active="t"))
    assert result is not None and result.source == "t['it\\'s \"big\"\\n'].plot()\n"


def test_attribute_of_a_column_that_is_no_identifier() -> None:
    frame = pd.DataFrame({"Unit Price": [1]})
    result = fix("t.unit_price.plot()\n", "AttributeError", "'DataFrame' object has no attribute 'unit_price'", 1,
                 frames={"t": frame}, context=Context(active="t"))  # fmt: skip
    assert result is not None and result.source == "t['Unit Price'].plot()\n"


@pytest.mark.parametrize("columns", [["sales_2023", "sales_2024"], ["alpha", "beta"], [1, 2], ["Sales", "SALES"]])
def test_no_column_is_guessed_when_none_is_clearly_best(columns: list[object]) -> None:
    frame = pd.DataFrame({column: [1] for column in columns})
    assert fix("t['sales'].plot()\n", "KeyError", "'sales'", 1, frames={"t": frame}, context=Context(active="t")) is None


def test_key_of_a_dict_is_left_alone() -> None:
    assert fix("d = {}\nd['zzz']\n", "KeyError", "'zzz'", 2) is None


def test_import_goes_below_docstring_and_future() -> None:
    source = '"""Doc."""\nfrom __future__ import annotations\nplt.plot([1])\n'
    result = fix(source, "NameError", "name 'plt' is not defined", 3)
    assert result is not None
    assert result.source.splitlines()[2] == "import matplotlib.pyplot as plt"


def test_frame_of_another_name() -> None:
    result = fix("data['sales'].plot()\n", "NameError", "name 'data' is not defined", 1)
    assert result is not None and result.source == "df['sales'].plot()\n"


def test_frame_is_not_chosen_among_several() -> None:
    assert fix("data['sales'].plot()\n", "NameError", "name 'data' is not defined", 1, context=Context()) is None


def test_unknown_function_is_not_taken_for_a_frame() -> None:
    assert fix("draw(df)\n", "NameError", "name 'draw' is not defined", 1) is None


def test_list_append_is_left_alone() -> None:
    source = "rows = []\nrows.append(1)\nx = df.append(df)\n"
    result = fix(source, "AttributeError", "'DataFrame' object has no attribute 'append'", 3)
    assert result is not None and "rows.append(1)" in result.source and "pd.concat([df, df])" in result.source


def test_file_whose_name_is_a_frame() -> None:
    result = fix("import pandas as pd\nx = pd.read_csv('data/other.csv')\nx.plot()\n", "FileNotFoundError",
                 "[Errno 2] No such file or directory: 'data/other.csv'", 2)  # fmt: skip
    assert result is not None and "x = other" in result.source


def test_truncated_middle_is_not_cut() -> None:
    source = "a = (\nb = 1\n" + "c = 2\n" * 40
    assert fix(source, "SyntaxError", "invalid syntax", 1) is None


def test_other_languages_are_left_alone() -> None:
    assert mend(Code("graph TD", "mermaid"), ErrorInfo("SyntaxError", "x"), Request("plot")) is None


@pytest.mark.parametrize("error", [("ValueError", "something else"), ("KeyError", "'nothing like it'"), ("RuntimeError", ""),
                                   ("TypeError", "'NoneType' object is not callable"), ("NameError", "name 'qqq' is not defined"),
                                   ("AttributeError", "'Thing' object has no attribute 'zzz'")])  # fmt: skip
def test_errors_without_a_sure_repair_change_nothing(error: tuple[str, str]) -> None:
    for case in CASES[::9]:
        assert fix(case.code, error[0], error[1], 3) is None


def test_frames_are_not_changed() -> None:
    before = {name: frame.copy() for name, frame in FRAMES.items()}
    fix("df['num_text'].mean()\n", "TypeError", "dtype 'str' does not support operation 'mean'", 1)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, FRAMES[name])


def test_comments_between_arguments() -> None:
    source = "import pandas as pd\nx = df.append(\n    other,  # more\n    ignore_index=True,  # new numbers\n)\n"
    result = fix(source, "AttributeError", "'DataFrame' object has no attribute 'append'", 2)
    assert result is not None and "pd.concat([df, other], ignore_index=True)" in result.source


def test_any_error_of_any_program_is_survived() -> None:
    errors = [(e.name, e.message) for case in CASES[::3] if (e := run(case.code)) is not None]
    for position, case in enumerate(CASES):
        name, message = errors[position % len(errors)]
        source = case.code if position % 3 else case.code[: -position % len(case.code)]
        for line in (None, 0, 1, 3, 99):
            result = fix(source, name, message, line)
            assert result is None or (result.source != source and compile(result.source, "x", "exec"))


@pytest.mark.parametrize(
    ("source", "name", "message"),
    [
        ("df.cout\n", "AttributeError", "'DataFrame' object has no attribute 'cout'"),
        ("s = df['sales']\ns.sort()\n", "AttributeError", "'Series' object has no attribute 'sort'"),
        ("x = np.interp(a / 2, b, 1.0)\n", "TypeError", "'float' object cannot be interpreted as an integer"),
        ("fig, ax = plt.subplots()\nax_labels[0]\n", "TypeError", "'Axes' object is not subscriptable"),
        (
            "x = canvas.set_window_title('a')\n",
            "AttributeError",
            "'FigureCanvasAgg' object has no attribute 'set_window_title'",
        ),
        ("pd.concat([a], join_axes=[b])\n", "TypeError", "concat() got an unexpected keyword argument 'join_axes'"),
        ("df.slice_shift(1).plot()\n", "AttributeError", "'DataFrame' object has no attribute 'slice_shift'"),
        ("df['sales'].astype(float)\n", "ValueError", "could not convert string to float: 'North'"),
    ],
)
def test_nothing_else_is_drawn_instead(source: str, name: str, message: str) -> None:
    assert fix(source, name, message, len(source.splitlines())) is None


def test_count_as_float() -> None:
    result = fix("np.linspace(0 / 2, 1.0, 6 / 2)\n", "TypeError", "'float' object cannot be interpreted as an integer", 1)
    assert result is not None and result.source == "np.linspace(0 / 2, 1.0, 6 // 2)\n"


@pytest.mark.parametrize(
    ("source", "last"),
    [
        ("import plotly.express as px\nfig = px.bar(df, x='Region', y='sales')\nfig.update_layout(title='T')\n", "fig"),
        ("import plotly.graph_objects as go\nt = go.Bar(x=[1], y=[2])\nfig = go.Figure(t)\n", "fig"),
        ("import altair as alt\nbase = alt.Chart(df).mark_bar()\nboth = base + base.mark_line()\n", "both"),
    ],
)
def test_figure_that_was_never_shown(source: str, last: str) -> None:
    result = fix(source, "NothingDrawn", "")
    assert result is not None and result.source == f"{source}{last}\n"


@pytest.mark.parametrize(
    "source", ["x = 1\n", "import altair as alt\ns = alt.Scale(type='log')\n", "import pandas as pd\nd = pd.DataFrame()\n"]
)
def test_nothing_is_shown_that_is_no_figure(source: str) -> None:
    assert fix(source, "NothingDrawn", "") is None


@pytest.mark.parametrize(
    ("source", "name", "message"),
    [
        ("fig, ax = plt.subplots()\na[0, 0]\n", "IndexError", "too many indices for array: array is 1-dimensional, but 2 were"),
        ("df['sales_2022']\n", "KeyError", "'sales_2022'"),
        ("other = pd.read_csv('more.csv')\nplt.plot(df['sales'], other['x'])\n", "FileNotFoundError",
         "[Errno 2] No such file or directory: 'more.csv'"),
        ("fig, ax = plt.subplots(1, 2)\nax[0].plot_surface(x, y, z)\n", "AttributeError",
         "'Axes' object has no attribute 'plot_surface'"),
        ("sns.kdeplot(x=df['sales'], vertical=True)\nimport seaborn as sns\n", "TypeError",
         "kdeplot() got an unexpected keyword argument 'vertical'"),
        ("df['sales'].dt.year\n", "AttributeError", "Can only use .dt accessor with datetimelike values"),
        ("df.query('sales of North')\n", "SyntaxError", "invalid syntax"),
        ("s = df['sales'].mad(axis=1)\n", "AttributeError", "'Series' object has no attribute 'mad'"),
    ],
)  # fmt: skip
def test_what_would_be_another_thing_is_left_alone(source: str, name: str, message: str) -> None:
    frame = pd.DataFrame({"sales": [1.0], "sales_2023": [2.0], "sales_2024": [2.0]})
    line = 2 if source.startswith(("fig", "other =")) and "more.csv" not in source else 1
    assert fix(source, name, message, line, frames={"df": frame}, context=Context(active="df")) is None


def test_title_is_not_taken_for_a_column() -> None:
    source = "name = 'region'\nplt.title('region')\ndf[name].plot()\n"
    result = fix(source, "KeyError", "'region'", 3)
    assert result is not None and result.source == "name = 'Region'\nplt.title('region')\ndf[name].plot()\n"


@pytest.mark.parametrize(
    ("dates", "form"),
    [
        (["03.01.2024", "19.01.2024"], "%d.%m.%Y"),
        (["01/31/24", "02/01/24"], "%m/%d/%y"),
        (["3 March 2024", "19 April 2024"], "%d %B %Y"),
        (["Jan 3, 2024", "Feb 19, 2024"], "%b %d, %Y"),
    ],
)
def test_dates_are_read_in_the_one_form_that_they_can_have(dates: list[str], form: str) -> None:
    frame = pd.DataFrame({"when": dates})
    given = {"frames": {"t": frame}, "context": Context(active="t")}
    below = fix("t['when'].dt.month\n", "AttributeError", "Can only use .dt accessor with datetimelike values", 1, **given)
    assert below is not None and f"pd.to_datetime(t['when'], format={form!r}).dt.month" in below.source
    message = f'time data "{dates[0]}" doesn\'t match format "%Y-%m-%d"'
    told = fix("import pandas as pd\npd.to_datetime(t['when'], format='%Y-%m-%d')\n", "ValueError", message, 2, **given)
    assert told is not None and f"format={form!r}" in told.source


def test_day_and_month_are_not_guessed() -> None:
    given = {"frames": {"t": pd.DataFrame({"when": ["03/01/2024", "04/01/2024"]})}, "context": Context(active="t")}
    assert (
        fix("t['when'].dt.month\n", "AttributeError", "Can only use .dt accessor with datetimelike values", 1, **given) is None
    )


@pytest.mark.parametrize(
    "program",
    [
        "t = df.groupby('Region')['sales'].sum()\nt.plot()\nplt.bar(t['Region'], t['sales'])\n",
        "t = df.groupby('Region', as_index=False)['sales'].sum()\nplt.bar(t['Region'], t['sales'])\n",
        "t = df.groupby('qty')['sales'].sum()\nplt.bar(t['Region'], t['sales'])\n",
    ],
)
def test_index_stays_where_something_else_needs_it(program: str) -> None:
    assert fix(program, "KeyError", "'Region'", program.count("\n")) is None


@pytest.mark.parametrize("use", ["axes[0, 1].plot([1])\naxes[0].plot([2])", "axes[0].plot([1])\naxes[1][0].plot([2])", "draw(axes)\naxes[0].plot([1])"])  # fmt: skip
def test_axes_in_rows_and_columns_stay_so_where_the_program_uses_both(use: str) -> None:
    source = f"fig, axes = plt.subplots(2, 2)\n{use}\n"
    assert fix(source, "AttributeError", "'numpy.ndarray' object has no attribute 'plot'", 3) is None


def test_an_aggregate_is_renamed_where_it_is_one_only() -> None:
    named = "stats = df.groupby('Region').agg(total=('sales', 'sum'))\nstats['total'].plot(kind='pie', title='total')\n"
    assert fix(named, "AttributeError", "'SeriesGroupBy' object has no attribute 'total'", 2) is None
    given = "t = df.groupby('Region').agg({'total': ['total', 'min'], 'qty': 'total'}, x=('total', 'total'))\n"
    result = fix(given, "AttributeError", "'total' is not a valid function for 'Series' object", 1)
    assert result is not None
    assert result.source == "t = df.groupby('Region').agg({'total': ['sum', 'min'], 'qty': 'sum'}, x=('total', 'sum'))\n"
