"""Numbers and dates stored as text, missing values: converted where the program needs them, never in the user's frame."""

from __future__ import annotations

import ast
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from jupyter_viscode.dates import writing_of
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

_NUMBER = re.compile(r"\s*[-+]?\s*[$€£¥]?\s*[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\s*[%$€£¥]?\s*")
_PLAIN = re.compile(r"\s*[-+]?\d+(\.\d+)?\s*")
_DATE = re.compile(r"\s*\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}.*)?\s*")
_SAMPLE = 20_000
"""Rows looked at: one value of another form would be made another number silently."""


def _astype(failure: Failure, match: re.Match[str]) -> Change | None:
    """``astype(float)`` and ``to_numeric`` of text with currency, percent or thousands signs."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, text_of

    if not _NUMBER.fullmatch(match[1]) or not _mentioned(failure) & {"amount", "number"}:
        return None

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute) or not node.args:
            return None
        if called(node) == "astype" and text_of(node.args[0].value).strip("'\"") in (
            "float",
            "int",
            "float64",
            "int64",
            "np.float64",
        ):
            return cst.parse_expression(_numbers(text_of(node.func.value)))
        if called(node) == "to_numeric":
            return cst.parse_expression(_numbers(text_of(node.args[0].value)))
        return None

    source = failure.rewrite(replace)
    source = source and _with_pandas(failure, source)
    return (
        Change(source, "The numbers are stored as text with signs: removed the signs and converted them.") if source else None
    )


def _mentioned(failure: Failure) -> set[str]:
    """What the columns that the program mentions hold as text: ``number``, ``amount``, ``date``."""
    nodes = ast.walk(failure.tree or ast.Module([], []))
    words = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    words |= {n.attr for n in ast.walk(failure.tree or ast.Module([], [])) if isinstance(n, ast.Attribute)}
    kinds = {text_kind(frame, name) for frame in failure.request.frames.values() for name in words}
    return {kind for kind in kinds if kind is not None}


def _numbers(text: str) -> str:
    return f"pd.to_numeric({text}.str.replace(r'[^\\d.+-]', '', regex=True))"


def _dates(text: str, kind: str) -> str:
    form = kind.partition(" ")[2]
    return f"pd.to_datetime({text}, format={form!r})" if form else f"pd.to_datetime({text})"


def _with_pandas(failure: Failure, source: str) -> str:
    return source if failure.imports.get("pd") == "pandas" else failure.with_import(source, "import pandas as pd")


def _converted(failure: Failure, match: re.Match[str]) -> Change | None:
    """Columns in the failing statement that hold numbers or dates as text, converted in a copy of the frame."""

    from jupyter_viscode.fixes.rewriting import literal

    seen: list[str] = []

    def collect(node: cst.CSTNode) -> cst.CSTNode | None:
        text = literal(node)
        if text is not None:
            seen.append(text)
        return None

    failure.rewrite(collect)
    for frame, value in failure.request.frames.items():
        columns = {
            name: kind for name in seen if (kind := text_kind(value, name)) is not None and not _is_treated(failure, name)
        }
        source = _assign(failure, frame, columns) if columns else None
        if source is not None:
            listed = ", ".join(f"{name} ({kind.partition(' ')[0]}s)" for name, kind in columns.items())
            return Change(_with_pandas(failure, source), f"Stored as text and converted, in a copy: {listed}.")
    return None


def _is_treated(failure: Failure, name: str) -> bool:
    """True when the program works on the text itself, or converts it already."""
    return re.search(rf"\[['\"]{re.escape(name)}['\"]\]\.(?:str|astype|dt)\b", failure.source) is not None


def _assign(failure: Failure, frame: str, columns: dict[str, str]) -> str | None:
    import libcst as cst

    if not all(name.isidentifier() for name in columns):
        inner = ", ".join(f"{n!r}: {_converter(frame, n, kind)}" for n, kind in columns.items())
        expression = f"{frame}.assign(**{{{inner}}})"
    else:
        expression = f"{frame}.assign({', '.join(f'{n}={_converter(frame, n, kind)}' for n, kind in columns.items())})"

    whole = _used_whole(failure, frame, columns)

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not whole:
            name = _column(node, frame)
            return cst.parse_expression(_converter(frame, name, columns[name])) if name in columns else None
        owner = node.value if isinstance(node, cst.Attribute | cst.Subscript) else None
        if isinstance(owner, cst.Name) and owner.value == frame and isinstance(node, cst.Attribute | cst.Subscript):
            if isinstance(node, cst.Attribute) and node.attr.value in columns:
                return None
            return node.with_changes(value=cst.parse_expression(expression))
        if isinstance(node, cst.Arg) and isinstance(node.value, cst.Name) and node.value.value == frame:
            return node.with_changes(value=cst.parse_expression(expression))
        return None

    return failure.rewrite(replace)


def _column(node: cst.CSTNode, frame: str) -> str:
    """The name of the column in ``frame["name"]``, else an empty text."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import literal

    if not (isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name) and node.value.value == frame):
        return ""
    index = node.slice[0].slice
    return (literal(index.value) or "") if isinstance(index, cst.Index) else ""


def _used_whole(failure: Failure, frame: str, columns: dict[str, str]) -> bool:
    """True when the failing statement takes the columns not only as ``frame["name"]``: the frame itself is converted then."""

    single: list[str] = []
    texts: list[str] = []

    def collect(node: cst.CSTNode) -> None:
        from jupyter_viscode.fixes.rewriting import literal

        single.append(_column(node, frame))
        texts.append(literal(node) or "")

    failure.rewrite(collect)
    return any(texts.count(name) != single.count(name) for name in columns)


def _converter(frame: str, name: str, kind: str) -> str:
    column = f"{frame}[{name!r}]"
    if kind.startswith("date"):
        return _dates(column, kind)
    return f"pd.to_numeric({column})" if kind == "number" else _numbers(column)


def text_kind(frame: Any, name: str) -> str | None:
    """``number``, ``amount`` (a number with signs) or ``date`` for a column that holds these as text; else None.

    Dates that do not begin with the year have their form behind a space: ``date %d.%m.%Y``.
    """
    try:
        values = [v for v in islice(iter(frame[name]), _SAMPLE) if v is not None and v == v]
    except Exception:  # a frame of any library, asked for any name
        return None
    if not values or not all(isinstance(v, str) for v in values):
        return None
    for kind, pattern in (("number", _PLAIN), ("amount", _NUMBER), ("date", _DATE)):
        if all(pattern.fullmatch(v) for v in values):
            return kind
    writing = writing_of(values)
    return f"date {writing.form}" if writing is not None and writing.form and writing.proven else None


def _accessor(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import text_of

    name = match[1]
    dates = {kind for kind in _mentioned(failure) if kind.startswith("date")}
    if name == "dt" and len(dates) != 1:
        return None  # figures would become instants of 1970
    template = _dates("{}", dates.pop()) if name == "dt" else "{}.astype(str)"

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Attribute) and node.attr.value == name:
            return node.with_changes(value=cst.parse_expression(template.format(text_of(node.value))))
        return None

    source = failure.rewrite(replace)
    if source is None:
        return None
    what = "The dates are stored as text" if name == "dt" else "The column holds no text"
    return Change(_with_pandas(failure, source) if name == "dt" else source, f"{what}: converted them for .{name}.")


def _periods(failure: Failure, match: re.Match[str]) -> Change | None:
    """Months and other spans, which Matplotlib cannot place on an axis: it can their beginnings."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, expression, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Call) and called(node) == "to_period" and isinstance(node.func, cst.Attribute)):
            return None
        column = isinstance(node.func.value, cst.Attribute) and node.func.value.attr.value == "dt"
        return expression(f"{text_of(node)}{'.dt' if column else ''}.to_timestamp()")

    source = failure.rewrite(replace, everywhere=True)
    return Change(source, "Matplotlib places no periods: used the times at which they begin.") if source else None


def _form(failure: Failure, match: re.Match[str]) -> Change | None:
    """Dates that are written in another form than the program says."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, expression, keyword

    dates = {kind for kind in _mentioned(failure) if kind.startswith("date")}
    form = dates.pop().partition(" ")[2] if len(dates) == 1 else ""

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        given = keyword(node, "format") if isinstance(node, cst.Call) and called(node) == "to_datetime" else None
        if given is None or not isinstance(node, cst.Call):
            return None
        right = given.with_changes(value=expression(repr(form or "ISO8601")))
        return node.with_changes(args=[right if a is given else a for a in node.args])

    source = failure.rewrite(replace) if form or match[1][:4].isdigit() else None
    return Change(source, f"The dates are written as {match[1]!r}: used that form.") if source else None


def _missing(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Call) and called(node) == "astype" and node.args and "int" in text_of(node.args[0].value):
            return node.with_changes(args=[cst.Arg(cst.SimpleString("'Int64'"))])
        return None

    source = failure.rewrite(replace)
    return Change(source, "Whole numbers with missing values are of the type Int64: used it.") if source else None


_TYPES = (
    "TypeError",
    "ValueError",
    "DTypePromotionError",
    "UFuncTypeError",
    "ArrowNotImplementedError",
    "DataError",
    "UFuncNoLoopError",
)
RULES = (
    Rule(("ValueError",), r"(?:could not convert string to float|Unable to parse string)[: ]+['\"]([^'\"]+)['\"]", _astype),
    Rule(("AttributeError",), r"Can only use \.(dt|str) accessor", _accessor),
    Rule(("ValueError",), r"time data \"([^\"]+)\" doesn't match format", _form),
    Rule(("TypeError",), r"float\(\) argument must be a string or a real number, not 'Period'", _periods),
    Rule(("IntCastingNaNError",), "", _missing),
    Rule(_TYPES, r"(?<!builtins\.)\bstr\b|string|no numeric data|DatetimeIndex|concatenat|dtype.*object", _converted),
)  # fmt: skip
