"""What the programs of the corpus run in: frames, a drawing surface that shows nothing, and the error as an ErrorInfo."""

from __future__ import annotations

import sys
import traceback
import warnings
from typing import Any

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


def run(source: str) -> ErrorInfo | None:
    """Run a program as a trial would; the error, or None when it ran and drew something."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    namespace = {name: frame.copy() for name, frame in frames().items()}
    try:
        with warnings.catch_warnings(), plt.rc_context():
            warnings.simplefilter("ignore")
            exec(compile(source, "<program>", "exec"), namespace)
            drawn = _draw(namespace)
    except BaseException as error:
        return _info(error, source)
    finally:
        plt.close("all")
        _reset()
    return None if drawn else ErrorInfo("NothingDrawn", "")


def _draw(namespace: dict[str, Any]) -> bool:
    import matplotlib.pyplot as plt

    drawn = False
    for number in plt.get_fignums():
        figure = plt.figure(number)
        figure.canvas.draw()
        drawn |= any(ax.has_data() for ax in figure.axes)
    for value in list(namespace.values()):
        if type(value).__module__.startswith("altair") and hasattr(value, "to_dict") and hasattr(value, "mark"):
            drawn |= bool(value.to_dict())
        if type(value).__module__.startswith("plotly.graph_objs") and hasattr(value, "to_json"):
            drawn |= bool(value.to_json()) and bool(value.data)
    return drawn


def _reset() -> None:
    if "altair" in sys.modules:
        import altair as alt

        alt.data_transformers.enable("default")
        alt.theme.enable("default")
    import pandas as pd

    pd.reset_option("display.max_colwidth")


def _info(error: BaseException, source: str) -> ErrorInfo:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == "<program>"]
    line = lines[-1] if lines else getattr(error, "lineno", None)
    message = str(error)
    return ErrorInfo(type(error).__name__, message, "".join(traceback.format_exception(error)), line)
