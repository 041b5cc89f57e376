"""What the programs of the corpus run in: frames, a drawing surface that shows nothing, and the error as an ErrorInfo."""

from __future__ import annotations

import contextlib
import io
import sys
import traceback
import warnings
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np

from jupyter_viscode.types import ErrorInfo


def frames() -> dict[str, Any]:
    import pandas as pd

    df = pd.DataFrame(
        {
            "Region": ["North", "South", "East", "West", "Upper", "Lower"],
            "sales": [100.0, 250.0, 300.0, 120.0, 410.0, 90.0],
            "profit": [10.0, 40.0, 35.0, 12.0, 60.0, 4.0],
            "qty": [1, 2, 3, 4, 5, 6],
            "date": pd.date_range("2024-01-01", periods=6, freq="D"),
            "date_text": ["2024-01-01", "2024-01-02", "2024-02-03", "2024-02-04", "2024-03-05", "2024-03-06"],
            "price_text": ["$1,200.50", "$300.00", "$45.10", "$8.00", "$99.99", "$1.00"],
            "pct_text": ["12%", "13.5%", "9%", "1%", "50%", "2%"],
            "num_text": ["1.5", "2.5", "3", "4", "5", "6"],
            "gaps": [1.0, None, 3.0, None, 5.0, 6.0],
            "unit_price": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        }
    )
    other = pd.DataFrame({"Region": ["Far"], "sales": [77.0], "profit": [7.0]})
    return {"other": other, "df": df}


@dataclass(frozen=True)
class Drawn:
    """What became of a program."""

    error: ErrorInfo | None
    marks: tuple[str, ...] = ()
    picture: str = ""
    """A fingerprint, when one was asked for."""


def run(source: str) -> ErrorInfo | None:
    """Run a program as a trial would; the error, or None when it ran and drew something."""
    return trial(source).error


def trial(source: str, *, picture: bool = False) -> Drawn:
    """Run a program as a trial would, and look at what it drew."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from drawing import fingerprint, marks

    namespace = {name: frame.copy() for name, frame in frames().items()}
    try:
        with _same_chance(), warnings.catch_warnings(), plt.rc_context(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            exec(compile(source, "<program>", "exec"), namespace)
            drawn = _draw(namespace)
            seen = tuple(marks(namespace))
            shown = fingerprint(namespace) if picture else ""
    except BaseException as error:
        return Drawn(_info(error, source))
    finally:
        plt.close("all")
        _reset()
    return Drawn(None if drawn else ErrorInfo("NothingDrawn", ""), seen, shown)


_SEEDED = np.random.default_rng


def _same_chance() -> Any:
    """Random numbers that are the same in every run: seaborn resamples for its intervals."""
    np.random.seed(0)
    return mock.patch("numpy.random.default_rng", lambda seed=None: _SEEDED(0 if seed is None else seed))


def _draw(namespace: dict[str, Any]) -> bool:
    import matplotlib.pyplot as plt

    drawn = False
    for number in plt.get_fignums():
        figure = plt.figure(number)
        figure.canvas.draw()
        drawn |= any(ax.has_data() for ax in figure.axes)
    from drawing import others

    for value in others(namespace):
        drawn |= bool(value.to_json() and value.data) if hasattr(value, "layout") else bool(value.to_dict())
    return drawn


def _reset() -> None:
    if "altair" in sys.modules:
        import altair as alt

        alt.data_transformers.enable("default")
        alt.theme.enable("default")
    import matplotlib
    import pandas as pd

    if "mine" in matplotlib.colormaps:
        matplotlib.colormaps.unregister("mine")
    pd.reset_option("display.max_colwidth")


def _info(error: BaseException, source: str) -> ErrorInfo:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == "<program>"]
    line = lines[-1] if lines else getattr(error, "lineno", None)
    message = str(error)
    return ErrorInfo(type(error).__name__, message, "".join(traceback.format_exception(error)), line)
