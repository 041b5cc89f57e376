"""plotly 3 to 7: removed traces, properties and modules (migration guide of 4, release notes of 6 and 7)."""

from __future__ import annotations

import ast
import contextlib
import re

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

TRACES = {
    "Heatmapgl": "Heatmap",
    "Pointcloud": "Scattergl",
    "Scattermapbox": "Scattermap",
    "Densitymapbox": "Densitymap",
    "Choroplethmapbox": "Choroplethmap",
}
EXPRESS = {
    "scatter_mapbox": "scatter_map",
    "line_mapbox": "line_map",
    "density_mapbox": "density_map",
    "choropleth_mapbox": "choropleth_map",
    "lineplot": "line",
    "barplot": "bar",
    "boxplot": "box",
    "scatterplot": "scatter",
    "hist": "histogram",
    "histplot": "histogram",
    "violinplot": "violin",
    "heatmap": "imshow",
    "area_chart": "area",
    "pie_chart": "pie",
    "bar_chart": "bar",
    "line_chart": "line",
    "scatter_plot": "scatter",
}
KEYWORDS: dict[str, str | None] = {
    "hue": "color",
    "bins": "nbins",
    "n_bins": "nbins",
    "palette": "color_discrete_sequence",
    "style": "symbol",
    "cmap": "color_continuous_scale",
    "colour": "color",
    "mapbox_style": "map_style",
}
PROPERTIES = {
    "mapbox": "map",
    "titlefont": "title_font",
    "titleside": "title_side",
    "titleposition": "title_position",
    "titleoffset": "title_standoff",
    "xlabel": "xaxis_title",
    "ylabel": "yaxis_title",
    "x_title": "xaxis_title",
    "y_title": "yaxis_title",
    "bargroup_gap": "bargroupgap",
    "colour": "color",
    "fontsize": "font_size",
}
METHODS = {
    "set_title": "update_layout(title={a})",
    "append_trace": "add_trace({a})",
    "savefig": "write_image({a})",
    "plot": "show({a})",
    "iplot": "show({a})",
}
MODULES = {
    "plotly.plotly": "plotly.offline",
    "plotly.graph_objs.graph_objs": "plotly.graph_objs",
    "plotly.widgets": "plotly.graph_objs",
}


def _trace(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[2]
    new = TRACES.get(name)
    source = edits.replace_qualified(failure, f"{match[1]}.{name}", f"{{m}}.{new}") if new else None
    if source and name == "Pointcloud":
        source = (
            edits.add_keyword(Failure(source, failure.error, failure.request), ("Scattergl",), "mode", "'markers'") or source
        )
    return Change(source, f"plotly has no {name} any more: used {new}.") if source else None


def _express(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    new = EXPRESS.get(name)
    source = edits.replace_qualified(failure, f"plotly.express.{name}", f"{{m}}.{new}") if new else None
    return Change(source, f"plotly.express has no {name}: used {new}.") if source else None


def _keyword(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    new = KEYWORDS.get(name)
    if name == "nbins" and re.search(r"density_(contour|heatmap)\(\)", failure.error.message):
        new = "nbinsx"
    source = edits.rename_keyword(failure, name, new) if new and failure.uses("plotly") else None
    return Change(source, f"plotly's keyword for {name} is {new}.") if source else None


def _property(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    near = re.search(r'Did you mean "(\w+)"', failure.error.message)
    new = PROPERTIES.get(name) or (near[1] if near and edits.nearest(name, [near[1]]) else None)
    if name == "color" and re.search(r"plotly\.graph_objs\.(Bar|Scatter|Histogram|Box|Violin|Scattergl):", match[0]):
        new = "marker_color"
    if new is None or not failure.uses("plotly") or _is_express(failure, name):
        return None
    source = edits.rename_keyword(failure, name, new)
    if source is None:
        source = _prefixed(failure, name, new)
    if source is not None and new.startswith("title_"):
        source = _joined_title(Failure(source, failure.error, failure.request), new)
    return Change(source, f"plotly's property {name} is called {new.replace('_', '.')} now.") if source else None


def _is_express(failure: Failure, name: str) -> bool:
    """True when the keyword is one of a function of plotly.express: those complain otherwise."""
    roots = [ast.unparse(call.func).partition(".")[0] for call in failure.calls() if any(k.arg == name for k in call.keywords)]
    return any(failure.imports.get(root) == "plotly.express" for root in roots)


def _prefixed(failure: Failure, name: str, new: str) -> str | None:
    """A keyword that goes on above or below the property, such as ``titlefont_size`` or ``marker_colour``."""
    if new == "marker_color":
        return None
    for found in re.finditer(rf"\b((?:\w+_)?){name}((?:_\w+)?)(?=\s*=)", failure.source):
        source = edits.rename_keyword(failure, found[0], f"{found[1]}{new}{found[2]}")
        if source is not None:
            return source
    return None


def _joined_title(failure: Failure, new: str) -> str:
    """A title that is a text and has properties as well is written as ``title_text``."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import keyword

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Call) or not any(
            a.keyword is not None and a.keyword.value.startswith(new) for a in node.args
        ):
            return None
        title = keyword(node, "title")
        if title is None or isinstance(title.value, cst.Dict | cst.Call):
            return None
        changed = title.with_changes(keyword=cst.Name("title_text"))
        return node.with_changes(args=[changed if a is title else a for a in node.args])

    return failure.rewrite(replace) or failure.source


def _path(failure: Failure, match: re.Match[str]) -> Change | None:
    """A keyword that names a property within others, with underscores where plotly has none, or the other way round."""
    written, before = match[1], len(match[2])
    rest, known = written[before:], _properties(failure.error.message)
    begun = [name for name in known if _behind(rest, name) is not None]
    longest = max(begun, key=len, default="")
    if longest:
        new = written[:before] + f"{longest}_{_behind(rest, longest)}".strip("_")
    elif known:
        return None
    else:  # goes on below a property that has none below it: the two words are one
        new = written[: before - 1] + rest if before else rest.replace("_", "", 1)
    source = edits.rename_keyword(failure, written, new) if new != written else None
    return Change(source, f"plotly writes the property {written} as {new}.") if source else None


def _properties(message: str) -> list[str]:
    """The properties of the object that the message is about: the message lists them too, but may be cut."""
    from importlib import import_module

    found = re.search(r"for object of type (plotly\.graph_objs[\w.]*)\.(\w+):", message)
    owner = None
    with contextlib.suppress(ImportError):  # a program can raise any message
        owner = getattr(import_module(found[1]), found[2], None) if found else None
    return sorted(getattr(owner, "_valid_props", ()))


def _behind(path: str, name: str) -> str | None:
    """What follows in `path` when `name` begins it, whichever underscores it has; else None."""
    found = re.match("_?".join(re.escape(letter) for letter in name.replace("_", "")) + "(?:_|$)", path)
    return path[found.end() :] if found else None


def _value(failure: Failure, match: re.Match[str]) -> Change | None:
    """A value near to one of those that the message lists."""
    received = match[1]
    listed = re.findall(r"'([\w-]+)'", failure.error.message[match.end() :])
    alike = {"line": "lines", "marker": "markers", "point": "markers", "points": "markers", "dashed": "dash", "dotted": "dot",
             "horizontal": "h", "vertical": "v", "smooth": "spline", "smoothed": "spline"}  # fmt: skip
    new = alike.get(received) if alike.get(received) in listed or not listed else None
    new = new or edits.nearest(received, list(dict.fromkeys(listed)))
    source = edits.replace_text(failure, received, new) if new else None
    return Change(source, f"plotly calls {received!r} {new!r}.") if source else None


def _template(failure: Failure, match: re.Match[str]) -> Change | None:
    from importlib import import_module

    names = list(import_module("plotly.io").templates)
    found = re.search(r"template\s*=\s*['\"]([^'\"]+)['\"]", failure.source)
    new = edits.nearest(found[1], names) if found else None
    source = edits.replace_text(failure, found[1], new, everywhere=True) if found and new else None
    return Change(source, f"The template {found[1]!r} is called {new!r}.") if source and found else None


def _method(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if "plotly" not in failure.source or name not in METHODS:
        return None
    source = edits.method_template(failure, name, "{o}." + METHODS[name])
    return Change(source, f"Figures of plotly have no {name}: used {METHODS[name].partition('(')[0]}.") if source else None


def _module(failure: Failure, match: re.Match[str]) -> Change | None:
    old = match[1]
    new = MODULES.get(old)
    source = failure.source.replace(old, new) if new else failure.source
    return Change(source, f"The module {old} is gone: used {new}.") if source != failure.source else None


RULES = (
    Rule(("AttributeError",), r"module '(plotly\.graph_obj(?:ect)?s)' has no attribute '(\w+)'", _trace),
    Rule(("AttributeError",), r"module 'plotly\.express' has no attribute '(\w+)'", _express),
    Rule(("TypeError",), r"unexpected keyword argument '(\w+)'", _keyword),
    Rule(("ValueError",), r"Invalid property specified for object of type plotly[\w.]*: '(\w+)'", _property),
    Rule(("ValueError",), r"(?:Bad property path|does not support subscripting):\n(\w+)\n( *)\^", _path),
    Rule(("ValueError",), r"Received value: '([^']+)'", _value),
    Rule(("ValueError",), r"layout\.Template", _template),
    Rule(("AttributeError",), r"'Figure' object has no attribute '(\w+)'", _method),
    Rule(("ModuleNotFoundError", "ImportError"), r"No module named '(plotly[\w.]*)'", _module),
)
