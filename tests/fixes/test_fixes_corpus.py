"""The corpus under the installed libraries: every program fails, most are mended, and a mended one draws."""

from __future__ import annotations

import pytest
from corpus import CASES, Case
from meant import MEANT, is_drawn
from session import frames, run, trial

from jupyter_viscode.fixes import mend
from jupyter_viscode.types import Code, Context, ErrorInfo, Request

FRAMES = frames()


def solve(case: Case) -> tuple[str | None, ErrorInfo | None]:
    """The mended program, or None and the error that is left."""
    source = case.code
    for _ in range(6):
        error = run(source)
        if error is None:
            return source, None
        fix = mend(Code(source), error, Request("plot", frames=FRAMES, context=Context(active="df")))
        if fix is None:
            return None, error
        assert fix.source != source
        assert fix.notes and all(note.endswith(".") for note in fix.notes)
        source = fix.source
    return None, run(source)


@pytest.fixture(scope="module")
def solved() -> dict[str, str | None]:
    return {case.name: solve(case)[0] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_program_fails_before(case: Case) -> None:
    assert run(case.code) is not None
    assert case.origin


def test_names_are_unique_and_both_halves_are_large() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 250
    assert sum(case.reserved for case in CASES) > 100


def test_mended_programs_draw_what_they_meant(solved: dict[str, str | None]) -> None:
    """The kinds, the numbers and the totals of the marks."""
    mended = {name: source for name, source in solved.items() if source is not None and name in MEANT}
    assert len(mended) > 250
    wrong = {name: drawn for name, source in mended.items() if not is_drawn(MEANT[name], drawn := trial(source).marks)}
    assert not wrong


@pytest.mark.parametrize("reserved", [False, True])
def test_share_that_is_mended(solved: dict[str, str | None], reserved: bool) -> None:
    half = [case.name for case in CASES if case.reserved is reserved]
    failed = [name for name in half if solved[name] is None]
    assert len(failed) <= 0.1 * len(half), failed


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("mpl-style-seaborn", "plt.style.use('seaborn-v0_8')"),
        ("mpl-axes-2d-index", "fig, axes = plt.subplots(1, 2, squeeze=False)"),
        ("mpl-plot-date", "plt.plot(df['date'], df['sales'], 'b-')"),
        ("pd-append-row", "more = pd.concat([df, pd.DataFrame([{'Region': 'X', 'sales': 5}])], ignore_index=True)"),
        ("pd-corr", "plt.imshow(df.corr(numeric_only=True))"),
        ("pd-resample-m", "df.set_index('date')['sales'].resample('ME').sum().plot()"),
        ("pd-bad-lines", "t = pd.read_csv(io.StringIO('a,b\\n1,2\\n3,4,5\\n'), on_bad_lines='skip')"),
        ("np-ninf", "plt.plot(df['sales'].clip(lower=-np.inf))"),
        ("sns-box-series", "sns.boxplot(x=df['Region'], y=df['sales'])"),
        ("px-pointcloud", "fig = go.Figure(go.Scattergl(x=df['sales'], y=df['profit'], mode='markers'))"),
        ("alt-colour", "chart = alt.Chart(df).mark_bar().encode(x='Region', y='sales', color='Region')"),
        ("txt-dt", "df.groupby(pd.to_datetime(df['date_text']).dt.month)['sales'].sum().plot()"),
        ("col-space", "plt.plot(df['unit_price'])"),
    ],
)
def test_what_was_meant_is_drawn(solved: dict[str, str | None], name: str, line: str) -> None:
    assert line in (solved[name] or "").splitlines()
