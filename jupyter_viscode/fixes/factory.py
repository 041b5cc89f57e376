"""plotly.figure_factory before plotly 7: the functions that have an equal in today's plotly (release notes of 7).

Left alone is what would be drawn otherwise: distplot's density curve, bullet charts, two-dimensional densities.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

_GO, _PX = "import plotly.graph_objects as go", "import plotly.express as px"


def _removed(failure: Failure, match: re.Match[str]) -> Change | None:
    if match[1] not in _BUILDERS:
        return None
    build, line, present = _BUILDERS[match[1]]
    source = edits.replace_call(failure, match[1], build)
    return Change(failure.with_import(source, line), f"{match[1]} was removed in plotly 7: used {present}.") if source else None


def _given(call: cst.Call, names: tuple[str, ...]) -> dict[str, str] | None:
    """The arguments by name as source; None when there are others."""
    from jupyter_viscode.fixes.rewriting import text_of

    found: dict[str, str] = {}
    for position, arg in enumerate(call.args):
        name = arg.keyword.value if arg.keyword else names[position] if position < len(names) else ""
        if arg.star or name not in names:
            return None
        found[name] = text_of(arg.value)
    return found


def _listed(given: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in given.items())


def _annotated(call: cst.Call) -> str | None:
    given = _given(call, ("z", "x", "y", "annotation_text", "colorscale", "showscale", "reversescale"))
    if given is None or "z" not in given:
        return None
    text = given.pop("annotation_text", given["z"])
    given |= {"text": text, "texttemplate": "'%{text}'", "showscale": given.get("showscale", "False")}
    return f"go.Figure(go.Heatmap({_listed(given)})).update_xaxes(side='top')"


def _gantt(call: cst.Call) -> str | None:
    given = _given(call, ("df", "index_col", "title", "height", "width", "show_colorbar", "group_tasks"))
    if given is None or "df" not in given or given.get("group_tasks", "True") != "True":
        return None
    given.pop("show_colorbar", None)
    given.pop("group_tasks", None)
    first = given.pop("df")
    color = f", color={given.pop('index_col')}" if "index_col" in given else ""
    rest = f", {_listed(given)}" if given else ""
    return f"px.timeline({first}, x_start='Start', x_end='Finish', y='Task'{color}{rest}).update_yaxes(autorange='reversed')"


def _candles(trace: str, call: cst.Call) -> str | None:
    given = _given(call, ("open", "high", "low", "close", "dates"))
    if given is None or len(given) < 4:
        return None
    if "dates" in given:
        given["x"] = given.pop("dates")
    return f"go.Figure(go.{trace}({_listed(given)}))"


_BUILDERS = {
    "create_annotated_heatmap": (_annotated, _GO, "go.Heatmap with its texts"),
    "create_gantt": (_gantt, _PX, "px.timeline"),
    "create_candlestick": (lambda call: _candles("Candlestick", call), _GO, "go.Candlestick"),
    "create_ohlc": (lambda call: _candles("Ohlc", call), _GO, "go.Ohlc"),
}
"""Function to what writes its present form, the import for that, and its name."""


def _hexbin(failure: Failure, match: re.Match[str]) -> Change | None:
    source = edits.rename_attribute(failure, "create_hexbin_mapbox", "create_hexbin_map")
    return Change(source, "create_hexbin_mapbox is called create_hexbin_map now.") if source else None


_FACTORY = r"(?:module 'plotly\.figure_factory' has no attribute|cannot import name)"
RULES = (
    Rule(("AttributeError", "ImportError"), rf"{_FACTORY} 'create_hexbin_mapbox'", _hexbin),
    Rule(("AttributeError",), rf"{_FACTORY} '(create_\w+)'", _removed),
)
