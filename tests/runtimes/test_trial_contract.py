"""What every executor promises: one outcome for each way a program can end."""

# ruff: noqa: F401, F811

import base64
import threading
import time

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from trial_session import SMALL, Session, auto, folder, session

from jupyter_viscode.runtimes.python import PythonRuntime
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Runtime

PLOT = "import matplotlib.pyplot as plt\n"


@pytest.fixture(params=["fork", "clean", "spawn"])
def every(request, folder):
    session = Session(request.param, folder)
    session.runtime.prepare(["matplotlib"])
    return session


def test_contract(every):
    assert isinstance(every.runtime, Runtime)
    good = every.trial(PLOT + "fig, ax = plt.subplots()\nax.bar(df['c'], df['b'])\nax.set_title('Good')")
    assert good.status == "ok", good
    assert base64.b64decode(good.outputs[0]["image/png"]).startswith(b"\x89PNG")
    blank = every.trial("total = df['b'].sum()\nprint(total)")
    assert (blank.status, blank.stdout) == ("no-plot", "6.0\n")
    assert [finding.rule for finding in blank.findings] == ["nothing-drawn"]
    assert not blank.good
    broken = every.trial(PLOT + "\nplt.plot(df['nope'])")
    assert broken.status == "error"
    assert broken.error.name == "KeyError"
    assert broken.error.line == 3
    assert "<viscode>" in broken.error.traceback
    assert "jupyter_viscode" not in broken.error.traceback
    endless = every.quick("print('so far')\nwhile True:\n    pass")
    assert endless.stdout == "so far\n"
    assert (endless.status, endless.error.line) in (("timeout", 2), ("timeout", 3))
    assert endless.executor == ("fork" if every.runtime._executor == "fork" else "clean")


def test_syntax_error(session):
    outcome = session.trial("x = 1\ny = (\n")
    assert outcome.status == "error"
    assert (outcome.error.name, outcome.error.line) == ("SyntaxError", 2)


def test_the_called_function_is_named(session):
    outcome = session.trial(PLOT + "fig, ax = plt.subplots()\nax.bar(df['a'], df['b'], nonsense=3)")
    assert outcome.error.function == "matplotlib.axes._axes.Axes.bar"
    outcome = session.trial("def draw(x):\n    return int(x)\n\n\ndraw('no')")
    assert (outcome.error.line, outcome.error.function) == (2, "builtins.int")


def test_exit_is_told(session):
    outcome = session.trial("import sys\nsys.exit(3)")
    assert (outcome.status, outcome.error.name) == ("error", "SystemExit")
    assert "sys.exit(3)" in outcome.error.message


def test_show_displays_each_figure_once(session):
    outcome = session.trial(PLOT + "plt.plot([1, 2])\nplt.show()\nplt.figure()\nplt.bar([1], [2])")
    assert [sorted(bundle)[0] for bundle in outcome.outputs] == ["image/png", "image/png", "text/plain"]
    displayed = session.trial(PLOT + "fig, ax = plt.subplots()\nax.plot([1])\ndisplay(fig)\nfig")
    assert sum("image/png" in bundle for bundle in displayed.outputs) == 2


def test_pictures_come_first(session):
    outcome = session.trial(PLOT + "display(df)\nplt.plot([1, 2]);")
    assert ["image/png" in bundle for bundle in outcome.outputs] == [True, False]
    assert "text/html" in outcome.outputs[1]


def test_the_last_expression_is_displayed_unless_a_semicolon_ends_it(session):
    assert "text/html" in session.trial("df.head()").outputs[0]
    assert session.trial("df.head();").outputs == ()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import plotly.express as px\npx.bar(df, x='a', y='b')", "application/vnd.plotly.v1+json"),
        ("import plotly.express as px\nfig = px.bar(df, x='a', y='b')\nfig.show()", "application/vnd.plotly.v1+json"),
        ("import altair as alt\nalt.Chart(df).mark_bar().encode(x='a', y='b')", "application/vnd.vegalite.v"),
        ("import seaborn as sns\nsns.lineplot(data=df, x='a', y='b')", "image/png"),
    ],
)
def test_every_library_is_captured(session, source, kind):
    pytest.importorskip(source.split()[1].partition(".")[0])
    outcome = session.trial(source)
    assert outcome.status == "ok", outcome
    assert any(key.startswith(kind) for key in outcome.outputs[0])


@pytest.mark.parametrize(
    "source",
    [
        "import seaborn.objects as so\nso.Plot(df, x='a', y='b').add(so.Bar())",
        "from IPython.display import HTML\nHTML('<svg></svg>')",
        "from IPython.display import display, SVG\ndisplay(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))",
    ],
)
@pytest.mark.filterwarnings("default")  # a fork inherits the filters of its session
def test_pictures_without_a_figure_count(session, source):
    outcome = session.trial(source)
    assert (outcome.status, outcome.findings) == ("ok", ()), outcome


def test_a_figure_that_is_not_shown_is_named(session):
    outcome = session.trial("import plotly.express as px\nfigure = px.bar(df, x='a', y='b')")
    assert outcome.status == "no-plot"
    assert "figure.show()" in outcome.findings[0].message


def test_output_is_capped(session):
    outcome = session.trial("for _ in range(100):\n    print('x' * 1_000_000)")
    assert len(outcome.stdout) < 2 * SMALL.output
    assert "more characters" in outcome.stdout


def test_streams_are_kept_apart(session):
    outcome = session.trial("import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.stdout.buffer.write(b'raw')")
    assert outcome.stdout == "out\nraw"
    assert outcome.stderr == "err\n"


def test_files_of_the_working_directory_can_be_read(session):
    outcome = session.trial(PLOT + "import pandas as pd\nplt.plot(pd.read_csv('data.csv')['x'])")
    assert outcome.status == "ok", outcome


def test_the_sessions_settings_and_open_figures(session):
    plt.figure(77)
    with plt.rc_context({"figure.figsize": (1, 1), "savefig.dpi": 50}):
        outcome = session.trial(PLOT + "print(plt.rcParams['figure.figsize'], plt.get_fignums())")
    plt.close(77)
    assert outcome.stdout == "[1.0, 1.0] []\n"


def test_cancel_stops_at_once(session):
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    while threading.active_count() < 2:
        time.sleep(0.01)
    outcome = session.trial("while True:\n    pass", cancel=cancel)
    assert outcome.status == "cancelled"
    assert outcome.seconds < 10


def test_changes_are_told(session):
    assert session.trial("df['new'] = 1").changes == ("df",)
    assert session.trial("df.loc[0, 'a'] = 9").changes == ("df",)
    assert session.trial("df = 1").changes == ("df",)
    assert session.trial("del df").changes == ("df",)
    assert session.trial("other = df.copy()\nother['n'] = 1\nprint(df.sum())").changes == ()


def test_async_code_runs(session):
    source = "import asyncio\nasync def f():\n    return await asyncio.to_thread(lambda: 5)\n"
    assert session.trial(source + "print(asyncio.run(f()))").stdout == "5\n"
    assert session.trial(source + "print(await f())").stdout == "5\n"


def test_blas_before_and_in_the_trial(auto):
    matrix = np.random.default_rng(0).random((400, 400))
    np.linalg.svd(matrix)
    outcome = auto.trial("import numpy as np\nprint(np.linalg.svd(np.ones((300, 300)))[1].shape)")
    assert (outcome.stdout, outcome.executor) == ("(300,)\n", "fork")


def test_a_failing_check_never_breaks_a_trial(session):
    outcome = session.trial(PLOT + "plt.plot([1, 2])", expected=Chart("bar", encodings={"x": 3}))  # type: ignore[dict-item]
    assert outcome.status == "ok"


def test_prepare_imports_known_libraries_only(tmp_path, monkeypatch):
    import sys

    (tmp_path / "surprise.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    PythonRuntime().prepare("import surprise\nimport plotly.express")
    assert "surprise" not in sys.modules
    assert "plotly.express" in sys.modules


def test_large_frames_are_sampled_and_it_is_said(folder, monkeypatch):
    from jupyter_viscode.runtimes import parcel

    monkeypatch.setattr(parcel, "WHOLE", 10_000)
    session = Session("clean", folder)
    session.frames = {"big": pd.DataFrame({"n": np.arange(10_000)})}
    outcome = session.trial("print(len(big), big['n'].is_monotonic_increasing)")
    assert outcome.stdout.endswith(" True\n")
    assert int(outcome.stdout.split()[0]) < 10_000
    assert "of 10,000 rows" in outcome.notes[0]
