"""Bokeh 1 to 3: renamed properties, ``legend``, glyphs of the plot itself, moved models (release notes of 2.0, 3.0 and 3.4)."""

from __future__ import annotations

import re

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

PROPERTIES = {
    "plot_width": "width",
    "plot_height": "height",
    "colour": "color",
    "linewidth": "line_width",
    "linestyle": "line_dash",
    "xlabel": "x_axis_label",
    "ylabel": "y_axis_label",
    "x_label": "x_axis_label",
    "y_label": "y_axis_label",
    "figsize": "",
}
"""Property to its present name; an empty one is known and has none."""
MODELS = {"Panel": "TabPanel", "widgetbox": "column", "WidgetBox": "Column", "vform": "", "VBox": "Column", "HBox": "Row"}


def _property(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    known = re.findall(r"\w+", match[2].replace(" or ", " "))
    new = PROPERTIES.get(name, edits.nearest(name, known))
    if not new or new == name:
        return None
    source = edits.rename_keyword(failure, name, new) or edits.rename_attribute(failure, name, new)
    return Change(source, f"Bokeh calls {name} {new}.") if source else None


def _legend(failure: Failure, match: re.Match[str]) -> Change | None:
    source = edits.rename_keyword(failure, "legend", "legend_label")
    return Change(source, "Glyphs of Bokeh have no legend any more: used legend_label.") if source else None


def _model(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    new = MODELS.get(name)
    if not new:
        return None
    source = re.sub(rf"(?<![\w.]){name}(?!\w)", new, failure.source)
    if new == "TabPanel":
        source = source.replace("from bokeh.models.widgets import", "from bokeh.models import")
    return Change(source, f"Bokeh's {name} is called {new} now.") if source != failure.source else None


def _tool(failure: Failure, match: re.Match[str]) -> Change | None:
    """One of a list of tools that is given as a text."""
    new = edits.nearest(match[1], re.findall(r"\w+", match[2].replace(" or ", " ")))
    source = re.sub(rf"\b{re.escape(match[1])}\b", new, failure.source) if new else failure.source
    return Change(source, f"Bokeh has no tool {match[1]!r}: used {new!r}.") if source != failure.source else None


def _value(failure: Failure, match: re.Match[str]) -> Change | None:
    """A value near to one of those that the message lists."""
    alike = {"date": "datetime", "time": "datetime", "dates": "datetime"}
    listed = re.findall(r"'([\w-]+)'", match[1])
    new = alike.get(match[2]) if alike.get(match[2]) in listed else edits.nearest(match[2], listed)
    source = edits.replace_text(failure, match[2], new) if new else None
    return Change(source, f"Bokeh calls {match[2]!r} {new!r}.") if source else None


RULES = (
    Rule(
        ("AttributeError",), r"^unexpected attribute '(\w+)' to \w+, (?:similar|possible) attributes are ([\w, ]+)", _property
    ),
    Rule(("KeyError",), r"^'legend'$", lambda f, m: _legend(f, m) if f.uses("bokeh") else None),
    Rule(("ImportError",), r"cannot import name '(\w+)' from 'bokeh", _model),
    Rule(("ValueError",), r"^unexpected tool name '(\w+)', similar tools are ([\w, ]+)", _tool),
    Rule(("ValueError",), r"^failed to validate .*?expected (.*), got '([^']+)'$", _value),
)
