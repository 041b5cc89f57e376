"""Altair 4 to 6: marks and methods of other libraries, renderers, themes, selections (release notes of 5 and 6)."""

from __future__ import annotations

import re

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

METHODS = {
    "mark_scatter": "mark_point",
    "mark_pie": "mark_arc",
    "mark_donut": "mark_arc",
    "mark_box": "mark_boxplot",
    "mark_histogram": "mark_bar",
    "mark_hist": "mark_bar",
    "mark_column": "mark_bar",
    "mark_heatmap": "mark_rect",
    "mark_lines": "mark_line",
    "mark_bars": "mark_bar",
    "mark_points": "mark_point",
    "add_selection": "add_params",
}
MODULE = {
    "selection_single": "{m}.selection_point",
    "selection_multi": "{m}.selection_point",
    "themes": "{m}.theme",
}
_KEYWORDS = {"colour": "color", "hue": "color", "label": "tooltip", "width_": "width"}


def _method(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if name == "title" or name == "set_title":
        source = edits.method_template(failure, name, "{o}.properties(title={a})")
        return Change(source, "A chart's title is one of its properties.") if source else None
    new = METHODS.get(name)
    source = edits.rename_attribute(failure, name, new) if new else None
    return Change(source, f"Altair has no {name}: used {new}.") if source else None


def _module(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    source = edits.replace_qualified(failure, f"altair.{name}", MODULE[name]) if name in MODULE else None
    return Change(source, f"Altair has no {name} any more: used {MODULE[name].replace('{m}.', '')}.") if source else None


def _encode(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    new = _KEYWORDS.get(name)
    source = edits.rename_keyword(failure, name, new) if new else None
    return Change(source, f"The channel {name} is called {new}.") if source else None


def _parameter(failure: Failure, match: re.Match[str]) -> Change | None:
    known = re.findall(r"\b[a-z]\w+\b", failure.error.message.partition("are:")[2].partition("See the help")[0])
    new = edits.nearest(match[1], [n for n in known if n != "kwargs"])
    source = edits.rename_keyword(failure, match[1], new) if new else None
    return Change(source, f"There is no parameter {match[1]!r}: used {new!r}.") if source else None


def _rows(failure: Failure, match: re.Match[str]) -> Change | None:
    alias = next((name for name, module in failure.imports.items() if module == "altair"), None)
    if alias is None:
        return None
    lines = failure.source.splitlines(keepends=True)
    position = next(i for i, line in enumerate(lines) if re.match(r"\s*(import|from)\s+altair", line)) + 1
    source = "".join([*lines[:position], f"{alias}.data_transformers.disable_max_rows()\n", *lines[position:]])
    return Change(source, "The frame has more rows than Altair takes by default: lifted that limit.")


def _renderer(failure: Failure, match: re.Match[str]) -> Change | None:
    source = edits.drop_statement(failure)
    return Change(source, "This renderer is not there and not needed: left the line out.") if source else None


RULES = (
    Rule(
        ("AttributeError",),
        r"'(?:Chart|LayerChart|HConcatChart|VConcatChart|FacetChart)' object has no attribute '(\w+)'",
        _method,
    ),
    Rule(("AttributeError",), r"module 'altair' has no attribute '(\w+)'", _module),
    Rule(("TypeError",), r"encode\(\) got an unexpected keyword argument '(\w+)'", _encode),
    Rule(("SchemaValidationError",), r"has no parameter named '(\w+)'", _parameter),
    Rule(("MaxRowsError",), "", _rows),
    Rule(("ValueError", "NoSuchEntryPoint"), r"renderer", _renderer),
)
