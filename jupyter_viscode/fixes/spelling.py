"""What nearly exists: attributes, keywords and named values, compared with what the installed libraries really have."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import types
from collections.abc import Sequence
from typing import Any

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

_LIBRARIES = frozenset(("matplotlib", "mpl_toolkits", "pandas", "numpy", "seaborn", "plotly", "altair", "polars"))
_CLASSES = {
    "DataFrame": "pandas.DataFrame",
    "Series": "pandas.Series",
    "Axes": "matplotlib.axes.Axes",
    "Axes3D": "mpl_toolkits.mplot3d.axes3d.Axes3D",
    "Chart": "altair.Chart",
    "PlotAccessor": "pandas.plotting.PlotAccessor",
    "DatetimeProperties": "pandas.core.indexes.accessors.DatetimeProperties",
    "StringMethods": "pandas.core.strings.accessor.StringMethods",
    "DataFrameGroupBy": "pandas.core.groupby.DataFrameGroupBy",
    "SeriesGroupBy": "pandas.core.groupby.SeriesGroupBy",
    "FacetGrid": "seaborn.FacetGrid",
    "LazyFrame": "polars.LazyFrame",
    "Line2D": "matplotlib.lines.Line2D",
    "Text": "matplotlib.text.Text",
    "Rectangle": "matplotlib.patches.Rectangle",
    "Polygon": "matplotlib.patches.Polygon",
    "Wedge": "matplotlib.patches.Wedge",
    "PathCollection": "matplotlib.collections.PathCollection",
    "PolyCollection": "matplotlib.collections.PolyCollection",
    "FillBetweenPolyCollection": "matplotlib.collections.PolyCollection",
    "LineCollection": "matplotlib.collections.LineCollection",
    "Legend": "matplotlib.legend.Legend",
}
"""The classes that messages name, and where they are. Only modules that are imported already are looked into."""
_ONCE_THERE = frozenset(
    ("tshift", "slice_shift", "lookup", "select", "to_panel", "swapaxes", "bool", "first", "last", "distplot")
)
"""Names that were real: the nearest one of today does something else."""
_FRAME_PLOT = frozenset(
    ("x", "y", "kind", "ax", "subplots", "figsize", "title", "grid", "legend", "style", "logx", "logy", "rot",
    "fontsize", "color",
     "colormap", "stacked", "xlabel", "ylabel", "xlim", "ylim", "secondary_y")
)  # fmt: skip
"""Keywords of the method ``plot`` of frames, whose signature does not tell them."""
_WORDS = {
    "colour": "color",
    "colours": "colors",
    "size": "s",
    "location": "loc",
    "position": "loc",
    "nbins": "bins",
    "bin": "bins",
    "transparency": "alpha",
    "opacity": "alpha",
    "thickness": "linewidth",
    "line_style": "linestyle",
    "fill_color": "facecolor",
    "font_color": "color",
}
"""Words of other libraries for a keyword."""


def _attribute(failure: Failure, match: re.Match[str]) -> Change | None:
    owner, name = match[1], match[2]
    if name in _ONCE_THERE or name.lower().endswith("3d"):
        return None
    if owner == "Figure":
        owner = "plotly.graph_objs._figure.Figure" if "plotly" in failure.source else "matplotlib.figure.Figure"
    target = resolve(_CLASSES.get(owner, owner)) or _loaded_class(owner)
    if target is None:
        return None
    if owner in ("DataFrame", "Series", "LazyFrame") and not re.search(rf"\.{name}\s*\(", failure.source):
        return None  # without a call it is a column that is meant, not a method
    known = [n for n in dir(target) if not n.startswith("_")]
    new = _swapped(name, known) or edits.nearest(name, known, cutoff=0.8)
    if new is None:
        return None
    if match[0].startswith("module"):
        source = edits.replace_qualified(failure, f"{_written(match[1])}.{name}", f"{{m}}.{new}")
    else:
        source = edits.rename_attribute(failure, name, new)
    return Change(source, f"{match[1]} has no {name}: used {new}, the nearest name.") if source else None


def _loaded_class(name: str) -> type | None:
    """The one class of that name among the modules of the libraries that are imported already."""
    modules = [m for n, m in list(sys.modules.items()) if n.partition(".")[0] in _LIBRARIES and m is not None]
    found = {c for m in modules if isinstance(c := vars(m).get(name), type) and c.__module__.partition(".")[0] in _LIBRARIES}
    return found.pop() if len(found) == 1 else None


def _written(module: str) -> str:
    """The name that programs import a module by, where it calls itself otherwise."""
    return {"plotly.graph_objs": "plotly.graph_objects"}.get(module, module)


def _swapped(name: str, known: Sequence[str]) -> str | None:
    """The same words in another order, or one of them with another ending."""
    parts = sorted(part.rstrip("s") for part in name.split("_"))
    words = {n: sorted(part.rstrip("s") for part in n.split("_")) for n in known if "_" in n}
    same = [n for n, other in words.items() if other == parts]
    alike = same or [n for n, o in words.items() if len(o) == len(parts) and all(map(_is_one_stem, parts, o))]
    return alike[0] if len(alike) == 1 else None


def _is_one_stem(a: str, b: str) -> bool:
    """True for ``visibility`` and ``visible``: most of the shorter word begins the other."""
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a == b or (shared >= 5 and 3 * shared >= 2 * min(len(a), len(b)))


def _abbreviated(name: str, known: Sequence[str]) -> str | None:
    """The keyword that begins with `name`; others may only go on from it."""
    longer = sorted((n for n in known if n.startswith(name)), key=len) if len(name) > 3 else []
    return longer[0] if longer and all(n.startswith(longer[0]) for n in longer) else None


def _keyword(failure: Failure, match: re.Match[str]) -> Change | None:
    function, name = match[1], match[2]
    given = [call.func for call in failure.calls() if any(k.arg == name for k in call.keywords)]
    if given and all(isinstance(func, ast.Name) and func.id == "dict" for func in given):
        return None  # a dict takes any keyword: the error is another call's
    known = _known(failure, function, name)
    new = _WORDS.get(name) if _WORDS.get(name) in known else edits.nearest(name, known) or _abbreviated(name, known)
    source = edits.rename_keyword(failure, name, new) if new else None
    return Change(source, f"There is no keyword {name}: used {new}.") if source else None


def _known(failure: Failure, function: str, name: str) -> list[str]:
    """The keywords that the call could have meant: of the called function, and of the artists that it passes them to."""
    names: set[str] = set()
    for node in ast.walk(failure.tree or ast.Module([], [])):
        if isinstance(node, ast.Call) and any(k.arg == name for k in node.keywords):
            names |= _parameters(_called(failure, node.func))
    owner, _, method = function.rpartition(".")
    if method in ("set", "__init__") and owner in _CLASSES:
        target = resolve(_CLASSES[owner])
        names |= _parameters(target)
        names |= {n[4:] for n in dir(target) if n.startswith("set_")}
    elif method:
        names |= _parameters(resolve(f"matplotlib.axes.Axes.{method}"))
    if re.search(r"\.plot(\.\w+)?\(", failure.source):
        names |= _FRAME_PLOT
    return sorted(names - {"self", "args", "kwargs"})


def _called(failure: Failure, node: ast.expr) -> Any | None:
    """The function that an expression names, by the program's imports or by what variables are usually called."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        first = failure.imports.get(node.id)
        if first is not None:
            return resolve(".".join([first, *parts]))
        if node.id in failure.request.frames and parts[:1]:
            return resolve(".".join(["pandas.DataFrame", *parts]))
    usual = ("matplotlib.axes.Axes", "matplotlib.figure.Figure", "pandas.DataFrame", "pandas.Series")
    return next((found for owner in usual if parts and (found := resolve(f"{owner}.{parts[-1]}")) is not None), None)


def resolve(dotted: str) -> Any | None:
    """A function, class or module of a known library that is imported already; nothing is imported or evaluated."""
    parts = dotted.split(".")
    if parts[0] not in _LIBRARIES:
        return None
    for length in range(len(parts), 0, -1):
        value: Any = sys.modules.get(".".join(parts[:length]))
        if value is None:
            continue
        for part in parts[length:]:
            if not isinstance(value, types.ModuleType | type):
                return None
            value = inspect.getattr_static(value, part, None)
            if isinstance(value, types.ModuleType) and value.__name__.partition(".")[0] not in _LIBRARIES:
                return None
        return value
    return None


def _parameters(function: Any) -> set[str]:
    try:
        return set(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return set()


def _missing(failure: Failure, match: re.Match[str]) -> Change | None:
    """A required argument that is given by a misspelt keyword."""
    function, wanted = match[1].rpartition(".")[2], match[2]
    calls = [call for call in failure.calls() if function in (getattr(call.func, "attr", ""), getattr(call.func, "id", ""))]
    given = [k.arg for call in calls for k in call.keywords if k.arg is not None]
    near = edits.nearest(wanted, given)
    source = edits.rename_keyword(failure, near, wanted) if near else None
    return Change(source, f"There is no keyword {near}: used {wanted}.") if source else None


def _colormap(failure: Failure, match: re.Match[str]) -> Change | None:
    import matplotlib

    new = edits.nearest(match[1], [n for n in matplotlib.colormaps if not n.endswith("_r")])
    source = edits.replace_text(failure, match[1], new) if new else None
    return Change(source, f"There is no colour map {match[1]!r}: used {new!r}.") if source else None


def _suggested(failure: Failure, match: re.Match[str]) -> Change | None:
    """One of the values that the message offers."""
    wrong = match[1]
    offered = [n for n in re.findall(r"'([^']+)'", failure.error.message[match.end() :]) if n != wrong]
    alike = {"dot": "dotted", "line": "solid", "dash": "dashed"}.get(wrong)
    new = alike if alike in offered else edits.nearest(wrong, list(dict.fromkeys(offered)))
    source = edits.replace_text(failure, wrong, new) if new else None
    return Change(source, f"There is no {wrong!r}: used {new!r}.") if source else None


RULES = (
    Rule(("TypeError",), r"([\w.]+)\(\) missing 1 required (?:positional|keyword-only) argument: '(\w+)'", _missing),
    Rule(("AttributeError",), r"'(\w+)' object has no attribute '(\w+)'", _attribute),
    Rule(("AttributeError",), r"module '([\w.]+)' has no attribute '(\w+)'", _attribute),
    Rule(("TypeError", "AttributeError"), r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'", _keyword),
    Rule(("ValueError",), r"^'([^']+)' is not a valid value for cmap", _colormap),
    Rule(("ValueError",), r"^'([^']+)' is not a (?:valid|recognized)", _suggested),
    Rule(("ValueError", "KeyError"), r"'([^']+)' is not a valid value for \w+", _suggested),
    Rule(("ValueError",), r"^(?:[Ii]nvalid|[Uu]nknown|[Uu]nrecognized)[^'\"]*'([\w -]+)'(?=.*'\w)", _suggested),
)
