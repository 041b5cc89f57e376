"""seaborn 0.8 to 0.13: renamed functions, size to height, data and variables by keyword only (release notes of 0.9 to 0.13)."""

from __future__ import annotations

import ast
import re

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

FUNCTIONS = {
    "factorplot": "catplot",
    "lvplot": "boxenplot",
    "tsplot": "lineplot",
    "scatter": "scatterplot",
    "bar": "barplot",
    "line": "lineplot",
    "box": "boxplot",
    "hist": "histplot",
    "violin": "violinplot",
    "histogram": "histplot",
    "density": "kdeplot",
    "densityplot": "kdeplot",
    "areaplot": "",
}
_VARIABLES = ("x", "y", "hue")
_FUNCTIONS = (
    "scatterplot", "lineplot", "relplot", "barplot", "boxplot", "boxenplot", "violinplot", "stripplot", "swarmplot",
    "pointplot",
    "countplot", "catplot", "histplot", "kdeplot", "ecdfplot", "displot", "regplot", "lmplot", "residplot", "jointplot",
)  # fmt: skip
_GRIDS = ("catplot", "lmplot", "displot", "pairplot", "jointplot", "FacetGrid", "PairGrid", "JointGrid")
"""What draws a figure of its own: its ``size`` is the height of one picture of it."""
_DATA_THIRD = ("regplot", "lmplot", "residplot", "jointplot")
KINDS = {
    "barplot": "bar",
    "boxplot": "box",
    "violinplot": "violin",
    "stripplot": "strip",
    "swarmplot": "swarm",
    "lineplot": "line",
    "scatterplot": "scatter",
    "pointplot": "point",
    "countplot": "count",
    "histplot": "hist",
    "kdeplot": "kde",
}
KEYWORDS: dict[str, str | None] = {
    "size": "height",
    "stat_func": None,
    "vertical": None,
    "shade": "fill",
    "scale": "density_norm",
    "ci": "errorbar",
    "bw": "bw_method",
    "nbins": "bins",
    "n_bins": "bins",
    "norm_hist": "stat",
    "annotate": "annot",
    "split": "dodge",
}


def _function(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if name == "distplot":
        source = edits.method_template(failure, name, "{o}.histplot({a}, kde=True, stat='density')")
        return Change(source, "distplot was removed: used histplot with a density curve.") if source else None
    new = FUNCTIONS.get(name)
    source = edits.replace_qualified(failure, f"seaborn.{name}", f"{{m}}.{new}") if new else None
    return Change(source, f"seaborn has no {name}: used {new}.") if source else None


def _keyword(failure: Failure, match: re.Match[str]) -> Change | None:
    function, name = match[1].rpartition(".")[2], match[2]
    if name not in KEYWORDS or "seaborn" not in failure.source:
        return None
    if name == "size" and function not in ("__init__", *_FUNCTIONS, *_GRIDS) and not _is_given_to(failure, name, _GRIDS):
        return None
    if name == "scale" and "violin" not in failure.source:
        return None  # other functions mean something else by it
    new = KEYWORDS[name]
    written = _written(failure, name)
    if name == "vertical" and written != "False":
        return None  # the axes would be swapped
    if name in _VALUES:
        new, value = _VALUES[name](written)
        source = edits.rename_keyword(failure, name, new, value)
    else:
        source = edits.rename_keyword(failure, name, new)
    return (
        Change(source, f"The keyword {name} of seaborn " + (f"is called {new} now." if new else "is gone and was left out."))
        if source
        else None
    )


def _is_given_to(failure: Failure, name: str, functions: tuple[str, ...]) -> bool:
    """True when the failing statement gives that keyword to one of the functions, and to nothing else."""
    given = [ast.unparse(call.func) for call in failure.calls() if any(k.arg == name for k in call.keywords)]
    return bool(given) and all(written.rpartition(".")[2] in functions for written in given)


def _written(failure: Failure, name: str) -> str:
    """The source of what the keyword is given in the failing statement."""
    return next((ast.unparse(k.value) for call in failure.calls() for k in call.keywords if k.arg == name), "")


def _errorbar(written: str) -> tuple[str | None, str | None]:
    return "errorbar", f"('ci', {written})" if written.isdigit() else None


def _stat(written: str) -> tuple[str | None, str | None]:
    return ("stat", "'density'") if written == "True" else (None, None)


_VALUES = {"ci": _errorbar, "norm_hist": _stat}
"""Keywords whose value changes as well, by what was written."""


def _positions(failure: Failure, match: re.Match[str]) -> Change | None:
    name = next((n for n in match.groups() if n), "")
    if name not in _FUNCTIONS or "seaborn" not in failure.source:
        return None
    names = ("x", "y", "data") if name in _DATA_THIRD else _VARIABLES
    source = edits.name_positions(failure, name, names)
    return Change(source, f"{name} takes its variables by name now: named them x, y.") if source else None


def _module(failure: Failure, match: re.Match[str]) -> Change | None:
    source = failure.source.replace("seaborn.apionly", "seaborn")
    return Change(source, "seaborn.apionly is seaborn itself now.") if source != failure.source else None


def _kind(failure: Failure, match: re.Match[str]) -> Change | None:
    found = re.search(r"kind\s*=\s*['\"](\w+)['\"]", failure.source)
    new = KINDS.get(found[1]) if found else None
    source = edits.replace_text(failure, found[1], new) if found and new else None
    return Change(source, f"The kind {found[1]!r} is called {new!r}.") if source and found else None


def _style(failure: Failure, match: re.Match[str]) -> Change | None:
    names = ("white", "dark", "whitegrid", "darkgrid", "ticks")
    found = re.search(r"(?:set_style|set_theme|set|axes_style)\(\s*(?:style\s*=\s*)?['\"]([^'\"]+)['\"]", failure.source)
    new = edits.nearest(found[1], names) if found else None
    source = edits.replace_text(failure, found[1], new, everywhere=True) if found and new else None
    return Change(source, f"The style {found[1]!r} is called {new!r}.") if source and found else None


def _palette(failure: Failure, match: re.Match[str]) -> Change | None:
    import matplotlib

    names = [n for n in matplotlib.colormaps if not n.endswith("_r")] + [
        "deep",
        "muted",
        "bright",
        "pastel",
        "dark",
        "colorblind",
        "husl",
    ]
    new = edits.nearest(match[1], names)
    source = edits.replace_text(failure, match[1], new) if new else None
    return Change(source, f"There is no palette {match[1]!r}: used {new!r}.") if source else None


RULES = (
    Rule(("AttributeError",), r"module 'seaborn' has no attribute '(\w+)'", _function),
    Rule(("TypeError", "AttributeError"), r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'", _keyword),
    Rule(
        ("TypeError",),
        r"(\w+)\(\) takes (?:from \d+ to )?\d+ positional arguments?|(\w+)\(\) got multiple values for argument 'data'",
        _positions,
    ),
    Rule(("ModuleNotFoundError", "ImportError"), r"seaborn\.apionly", _module),
    Rule(("ValueError",), r"[Ii]nvalid `?kind`?|not a valid kind|Plot kind|Invalid plot kind|kind", _kind),
    Rule(("ValueError",), r"^style must be one of", _style),
    Rule(("ValueError",), r"^'([^']+)' is not a valid palette name", _palette),
)
