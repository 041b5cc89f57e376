"""Altair 4 to 6: marks and methods of other libraries, renderers, themes, selections (release notes of 5 and 6)."""

from __future__ import annotations

import re

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

METHODS = {
    "mark_scatter": "mark_point",
    "mark_pie": "mark_arc",
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
_CHANNELS = (
    "x", "y", "x2", "y2", "color", "fill", "stroke", "size", "shape", "opacity", "tooltip", "text", "theta", "radius",
    "row", "column", "facet", "order", "detail", "latitude", "longitude", "url", "angle", "xOffset", "yOffset",
)  # fmt: skip
_KEYWORDS = {"colour": "color", "hue": "color", "width_": "width"}


def _method(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if name == "title" or name == "set_title":
        source = edits.method_template(failure, name, "{o}.properties(title={a})")
        return Change(source, "A chart's title is one of its properties.") if source else None
    if name == "mark_donut":
        source = edits.method_template(failure, name, "{o}.mark_arc(innerRadius=50)")
        return (
            Change(source, "Altair draws a donut as an arc with an inner radius: used mark_arc(innerRadius=50).")
            if source
            else None
        )
    if name in ("mark_hist", "mark_histogram") and "bin" not in failure.source:
        return None  # bars of unbinned values are no histogram
    new = METHODS.get(name)
    source = edits.rename_attribute(failure, name, new) if new else None
    return Change(source, f"Altair has no {name}: used {new}.") if source else None


def _title(failure: Failure, match: re.Match[str]) -> Change | None:
    """``title`` is a method of channels and a property of charts."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import argument, text_of

    def build(call: cst.Call) -> str | None:
        if not isinstance(call.func, cst.Attribute):
            return None
        owner = text_of(call.func.value)
        is_chart = re.search(r"\b\w*Chart\(|\.(?:mark_\w+|encode|properties)\(", owner)
        if not is_chart and (not owner.isidentifier() or owner in failure.imports):
            return None
        args = ", ".join(argument(a) for a in call.args)
        return f"{owner}.properties(title={args})"

    source = edits.replace_call(failure, "title", build)
    return Change(source, "A chart's title is one of its properties.") if source else None


def _module(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    source = edits.replace_qualified(failure, f"altair.{name}", MODULE[name]) if name in MODULE else None
    return Change(source, f"Altair has no {name} any more: used {MODULE[name].replace('{m}.', '')}.") if source else None


def _encode(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    new = _KEYWORDS.get(name) or edits.nearest(name, _CHANNELS)
    source = edits.rename_keyword(failure, name, new) if new else None
    return Change(source, f"The channel {name} is called {new}.") if source else None


def _parameter(failure: Failure, match: re.Match[str]) -> Change | None:
    alike = {"operation": "op", "fontsize": "fontSize", "colour": "color"}
    known = re.findall(r"\b[a-z]\w+\b", failure.error.message.partition("are:")[2].partition("See the help")[0])
    new = alike[match[1]] if alike.get(match[1]) in known else edits.nearest(match[1], [n for n in known if n != "kwargs"])
    source = edits.rename_keyword(failure, match[1], new) if new else None
    return Change(source, f"There is no parameter {match[1]!r}: used {new!r}.") if source else None


def _aggregate(failure: Failure, match: re.Match[str]) -> Change | None:
    """The name of an aggregate in another language than Vega-Lite's."""
    alike = {"total": "sum", "avg": "mean", "nunique": "distinct", "std": "stdev", "var": "variance", "size": "count"}
    names = ("sum", "mean", "median", "min", "max", "count", "distinct", "stdev", "variance", "average")
    new = alike.get(match[2]) or edits.nearest(match[2], names)
    old, field = match[1], match[1][len(match[2]) :]
    source = edits.replace_text(failure, old, f"{new}{field}", everywhere=True) if new else None
    return Change(source, f"Altair's aggregate for {match[2]} is called {new}.") if source else None


def _unpacked(failure: Failure, match: re.Match[str]) -> Change | None:
    """Charts given as one list."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called

    name = {"VConcat": "vconcat", "HConcat": "hconcat", "Layer": "layer", "Concat": "concat"}.get(match[1])

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Call) and called(node) == name and node.args and isinstance(node.args[0].value, cst.List):
            return node.with_changes(args=[node.args[0].with_changes(star="*"), *node.args[1:]])
        return None

    source = failure.rewrite(replace)
    return Change(source, f"{name} takes the charts one by one: unpacked the list.") if source else None


def _rows(failure: Failure, match: re.Match[str]) -> Change | None:
    alias = next((name for name, module in failure.imports.items() if module == "altair"), None)
    if alias is None:
        return None
    lines = failure.source.splitlines(keepends=True)
    position = next(i for i, line in enumerate(lines) if re.match(r"\s*(import|from)\s+altair", line)) + 1
    source = "".join([*lines[:position], f"{alias}.data_transformers.disable_max_rows()\n", *lines[position:]])
    return Change(source, "The frame has more rows than Altair takes by default: lifted that limit.")


def _renderer(failure: Failure, match: re.Match[str]) -> Change | None:
    source = edits.drop_statement(failure, "renderers")
    return Change(source, "This renderer is not there and not needed: left the line out.") if source else None


RULES = (
    Rule(
        ("AttributeError",),
        r"'(?:Chart|LayerChart|HConcatChart|VConcatChart|FacetChart)' object has no attribute '(\w+)'",
        _method,
    ),
    Rule(("TypeError",), r"^'UndefinedType' object is not callable", _title),
    Rule(("AttributeError",), r"module 'altair' has no attribute '(\w+)'", _module),
    Rule(("TypeError",), r"encode\(\) got an unexpected keyword argument '(\w+)'", _encode),
    Rule(("SchemaValidationError",), r"has no parameter named '(\w+)'", _parameter),
    Rule(("ValueError",), r"^Unable to determine data type for the field \"((\w+)\([^\"]*\))\"", _aggregate),
    Rule(("TypeError",), r"Only chart objects can be used in (\w+)Chart", _unpacked),
    Rule(("MaxRowsError",), "", _rows),
    Rule(("ValueError", "NoSuchEntryPoint"), r"renderer", _renderer),
)
