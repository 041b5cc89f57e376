"""What a traceback does not say: the real signature, the nearest names. An ErrorInfo enters, sentences leave.

Functions are looked up among modules that are imported already and belong to well-known libraries; nothing that a model
wrote is evaluated or imported.
"""

from __future__ import annotations

import difflib
import inspect
import re
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

from jupyter_viscode.context.render import quote
from jupyter_viscode.types import ErrorInfo, Request

LIBRARIES = frozenset(
    ("matplotlib", "mpl_toolkits", "pandas", "numpy", "seaborn", "plotly", "altair", "polars", "scipy", "sklearn", "pyarrow",
     "duckdb", "narwhals", "bokeh", "dask", "statsmodels")
)  # fmt: skip
ALIASES = {
    "plt": "matplotlib.pyplot",
    "mpl": "matplotlib",
    "pd": "pandas",
    "np": "numpy",
    "sns": "seaborn",
    "px": "plotly.express",
    "go": "plotly.graph_objects",
    "alt": "altair",
    "pl": "polars",
    "ax": "matplotlib.axes.Axes",
    "axs": "matplotlib.axes.Axes",
    "axes": "matplotlib.axes.Axes",
    "fig": "matplotlib.figure.Figure",
    "df": "pandas.DataFrame",
}
_CLASSES = ("pandas.DataFrame", "pandas.Series", "matplotlib.axes.Axes", "matplotlib.figure.Figure", "polars.DataFrame",
            "polars.LazyFrame", "altair.Chart", "plotly.graph_objects.Figure", "seaborn.axisgrid.FacetGrid")  # fmt: skip
_SIGNATURE = 600
_KEYWORD = re.compile(r"(?:([\w.]+)\(\) )?got an unexpected keyword argument '(\w+)'")
_NO_ATTRIBUTE = re.compile(r"'?(\w[\w. ]*?)'? (?:object )?has no attribute '(\w+)'")


def facts(request: Request, error: ErrorInfo, sources: Sequence[str]) -> list[str]:
    """Sentences for the model, the most telling first."""
    found = [_signature(error), _attribute(error), _columns(request, error, "\n".join(sources))]
    return [sentence for sentence in found if sentence]


def resolve(dotted: str) -> Any | None:
    """The function or class that a dotted name stands for, or None; looks only into imported, well-known modules."""
    first, _, rest = dotted.partition(".")
    dotted = ALIASES.get(first, first) + ("." + rest if rest else "")
    parts = dotted.split(".")
    if parts[0] not in LIBRARIES:
        return None
    for length in range(len(parts), 0, -1):
        module = sys.modules.get(".".join(parts[:length]))
        if module is not None:
            return _walk(module, parts[length:])
    return None


def _walk(value: Any, names: Sequence[str]) -> Any | None:
    for name in names:
        if not isinstance(value, types.ModuleType | type):
            return None
        value = inspect.getattr_static(value, name, None)
        if isinstance(value, staticmethod | classmethod):
            value = value.__func__
        if isinstance(value, types.ModuleType) and value.__name__.partition(".")[0] not in LIBRARIES:
            return None
    return value


def parameters(function: Any) -> dict[str, inspect.Parameter]:
    """The parameters of a function by name; empty when it has no readable signature."""
    try:
        return dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return {}


def _signature(error: ErrorInfo) -> str:
    keyword = _KEYWORD.search(error.message)
    target, name = None, ""
    for name in filter(None, (error.function, keyword[1] if keyword else "")):
        target = resolve(name) or resolve(f"matplotlib.axes.{name}")
        if callable(target):
            break
    # A name that is not in the data is no matter of how the function is called, and every token counts.
    if not callable(target) or error.name not in ("TypeError", "ValueError", "AttributeError"):
        return ""
    known = parameters(target)
    if not known:
        return ""
    text = _text(name, known)
    near = difflib.get_close_matches(keyword[2], known, n=3) if keyword else []
    return f"The installed signature is {text}" + (f" Near {keyword[2]!r}: {', '.join(near)}." if near and keyword else "")


def _text(name: str, known: dict[str, inspect.Parameter]) -> str:
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in known.values()]
    text = f"{name}{inspect.Signature(bare)}"
    return text if len(text) <= _SIGNATURE else text[:_SIGNATURE] + "…)"


def _attribute(error: ErrorInfo) -> str:
    match = _NO_ATTRIBUTE.search(error.message) if error.name == "AttributeError" else None
    if not match:
        return ""
    owner = match[1].removeprefix("module '").removeprefix("module ").strip("'")
    for name in (owner, *(c for c in _CLASSES if c.rpartition(".")[2] == owner)):
        target = resolve(name)
        if target is not None:
            near = difflib.get_close_matches(match[2], [n for n in dir(target) if not n.startswith("_")], n=3)
            return f"{owner} of the installed version has instead: {', '.join(near)}." if near else ""
    return ""


def _columns(request: Request, error: ErrorInfo, seen: str) -> str:
    """The column names nearest to the key that was not found."""
    if error.name not in ("KeyError", "AttributeError", "ValueError", "ColumnNotFoundError", "BinderException"):
        return ""
    if request.context.level == "none":
        return ""
    wanted = [name for name in _quoted(error.message) if name in seen]
    lines = []
    for frame in request.context.frames:
        names = [column.name for column in frame.columns]
        near = dict.fromkeys(n for name in wanted if name not in names for n in nearest(name, names))
        if near:
            lines.append(f"{quote(frame.name)[1:-1]}: {', '.join(map(quote, near))}")
    return "Nearest column names: " + "; ".join(lines) + "." if lines else ""


def _quoted(message: str) -> Iterator[str]:
    for match in re.finditer(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", message):
        yield next(part for part in match.groups() if part is not None)
    if not re.search(r"['\"]", message):
        yield message.strip()


def nearest(name: str, names: Sequence[str], count: int = 3) -> list[str]:
    """The names most like `name`, letters' case and separators aside."""
    by_fold: dict[str, str] = {}
    for candidate in names:
        by_fold.setdefault(fold(candidate), candidate)
    return [by_fold[key] for key in difflib.get_close_matches(fold(name), by_fold, n=count, cutoff=0.6)]


def fold(name: str) -> str:
    """A name without case and separators."""
    return re.sub(r"[\W_]+", "", name).casefold() or name.casefold()
