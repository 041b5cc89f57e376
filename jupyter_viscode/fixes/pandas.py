"""pandas 0.20 to 3: what was removed, renamed, or made keyword-only (what's-new pages of 1.0, 2.0, 2.2 and 3.0)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.grouping import aggregate_resampled, group_by_level, group_transposed
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

METHODS = {
    "iteritems": "{o}.items({a})",
    "applymap": "{o}.map({a})",
    "as_matrix": "{o}.to_numpy()",
    "get_values": "{o}.to_numpy()",
    "order": "{o}.sort_values({a})",
    "sort": "{o}.sort_values({a})",
    "mad": "({o} - {o}.mean()).abs().mean()",
    "nonzero": "{o}.to_numpy().nonzero({a})",
    "convert_objects": "{o}.infer_objects()",
    "get_value": "{o}.at[{a}]",
    "pad": "{o}.ffill({a})",
    "backfill": "{o}.bfill({a})",
    "ravel": "{o}.to_numpy()",
    "first": "{o}[{o}.index < {o}.index[0] + pd.Timedelta({a})]",
    "last": "{o}[{o}.index > {o}.index[-1] - pd.Timedelta({a})]",
    "tshift": "{o}.shift({a}, freq='infer')",
}
"""Method to its present form; ``{o}`` is the object, ``{a}`` the arguments."""
ATTRIBUTES = {
    "ix": "loc",
    "is_monotonic": "is_monotonic_increasing",
    "weekofyear": "isocalendar().week",
    "week": "isocalendar().week",
    "weekday_name": "day_name()",
}
_OF_DATES = frozenset(("year", "month", "day", "hour", "minute", "quarter", "weekday", "dayofweek", "dayofyear", "day_name",
                       "month_name", "strftime", "date"))  # fmt: skip
_OF_TEXTS = frozenset(("upper", "lower", "title", "capitalize", "strip", "lstrip", "rstrip", "split", "contains", "startswith",
                       "endswith", "zfill", "len"))  # fmt: skip
"""What columns have below the accessors ``dt`` and ``str``."""
MODULE = {
    "np": ("np", "import numpy as np"),
    "datetime": ("datetime", "from datetime import datetime"),
    "scatter_matrix": ("{m}.plotting.scatter_matrix", ""),
    "Int64Index": ("{m}.Index", ""),
    "UInt64Index": ("{m}.Index", ""),
    "Float64Index": ("{m}.Index", ""),
    "TimeGrouper": ("{m}.Grouper", ""),
}
KEYWORDS: dict[str, tuple[str | None, str | None]] = {
    "error_bad_lines": ("on_bad_lines", "'skip'"),
    "warn_bad_lines": (None, None),
    "infer_datetime_format": (None, None),
    "datetime_is_numeric": (None, None),
    "line_terminator": ("lineterminator", None),
    "delim_whitespace": ("sep", "r'\\s+'"),
    "closed": ("inclusive", None),
    "mangle_dupe_cols": (None, None),
    "verbose": (None, None),
    "keep_date_col": (None, None),
    "null_counts": ("show_counts", None),
}
"""Keyword to its new name (None: dropped) and a new value (None: as given)."""
POSITIONS = {
    "pivot": ("index", "columns", "values"),
    "drop": ("", "axis"),
    "concat": ("", "axis"),
    "set_index": ("", "drop"),
    "reset_index": ("", "drop"),
    "fillna": ("", "method"),
    "sort_values": ("by", "axis", "ascending"),
    "dropna": ("axis", "how"),
    "replace": ("", "", "inplace"),
    "rename": ("",),
    "drop_duplicates": ("subset", "keep"),
    "ffill": ("axis",),
    "interpolate": ("method", "axis"),
    "read_csv": ("", "sep"),
    "melt": ("id_vars", "value_vars", "var_name", "value_name"),
    "merge": ("right", "how", "on"),
    "sum": ("axis",),
    "mean": ("axis",),
    "groupby": ("by",),
    "set_axis": ("labels", "axis"),
}
_ONLY_OF = {
    "closed": r"(date_range|DatetimeIndex|DatetimeArray)", "verbose": r"read_\w+\(\)", "line_terminator": r"to_csv\(\)",
    "null_counts": r"info\(\)", "infer_datetime_format": r"(to_datetime|read_\w+)\(\)",
    "datetime_is_numeric": r"describe\(\)",
}  # fmt: skip
"""Keywords that other libraries have as well, and the functions of pandas that lost them."""
FREQUENCIES = {
    "M": "ME", "Q": "QE", "Y": "YE", "A": "YE", "BM": "BME", "BQ": "BQE", "BY": "BYE", "BA": "BYE", "SM": "SME", "CBM": "CBME",
    "AS": "YS", "BAS": "BYS", "H": "h", "BH": "bh", "CBH": "cbh", "T": "min", "S": "s", "L": "ms", "U": "us", "N": "ns",
}  # fmt: skip


def _append(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import argument, text_of

    pandas = next((name for name, module in failure.imports.items() if module == "pandas"), "pd")

    def build(call: cst.Call) -> str | None:
        if not isinstance(call.func, cst.Attribute) or not call.args or call.args[0].keyword is not None:
            return None
        other = call.args[0].value
        added = text_of(other)
        if isinstance(other, cst.Dict):
            added = f"{pandas}.DataFrame([{added}])"
        rest = [argument(a) for a in call.args[1:]]
        parts = f"*{added}" if isinstance(other, cst.List) else added
        return f"{pandas}.concat([{text_of(call.func.value)}, {parts}]{''.join(f', {a}' for a in rest)})"

    source = edits.replace_call(failure, "append", build)
    if source is None:
        return None
    if pandas not in failure.imports:
        source = failure.with_import(source, "import pandas as pd")
    return Change(source, f"{match[1]}.append was removed in pandas 2: used concat.")


def _method(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[2]
    if name == "swapaxes":
        transposed = re.sub(r"\.swapaxes\((?:0, ?1|1, ?0|'index', ?'columns'|'columns', ?'index')\)", ".T", failure.source)
        return Change(transposed, "pandas has no swapaxes any more: used the transposed frame.")
    if name == "fillna" and match[1].endswith("GroupBy"):
        return _fill(failure)
    if match[1] == "Series" and (name in _OF_DATES or name in _OF_TEXTS):
        return _accessed(failure, name)
    if name in ("to_datetime", "to_numeric"):
        template = f"pd.{name}({{o}})" if f".{name}()" in failure.source else f"pd.{name}({{o}}, {{a}})"
        called = edits.method_template(failure, name, template)
        return Change(called, f"{name} is a function of pandas, not a method: gave it the column.") if called else None
    if name in ("first", "last") and not re.search(rf"\.{name}\(\s*['\"]\d*(?:D|[hH]|min|[sS])['\"]", failure.source):
        return None  # months and years begin and end at days of the calendar
    if name in ("sort", "order") and edits.is_whole_statement(failure, name):
        return None  # it sorted in place then, and what stands for it now does not
    source = edits.method_template(failure, name, METHODS[name]) if METHODS.get(name) else None
    if source is None and name in ATTRIBUTES:
        source = edits.rename_attribute(failure, name, "_viscode_") or ""
        source = source.replace("._viscode_", "." + ATTRIBUTES[name])
    new = METHODS.get(name) or ATTRIBUTES.get(name, "")
    return (
        Change(source, f"pandas has no {name} any more: used {new.replace('{o}.', '').partition('(')[0]}.") if source else None
    )


def _accessed(failure: Failure, name: str) -> Change | None:
    import libcst as cst

    accessor = "dt" if name in _OF_DATES else "str"

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Attribute) and node.attr.value == name:
            return node.with_changes(value=cst.Attribute(node.value, cst.Name(accessor)))
        return None

    source = failure.rewrite(replace)
    return Change(source, f"A column has {name} below .{accessor}: added that.") if source else None


def _module(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    rolling = re.fullmatch(r"(rolling|expanding)_(\w+)", name)
    if rolling:
        return _rolling(failure, name, rolling[1], rolling[2])
    if name == "value_counts":
        return _value_counts(failure)
    if name == "ewma":
        return _rolling(failure, name, "ewm", "mean")
    if name not in MODULE:
        return None
    template, line = MODULE[name]
    source = edits.replace_qualified(failure, f"pandas.{name}", template)
    if source is None:
        return None
    if name == "TimeGrouper":
        source = edits.name_positions(Failure(source, failure.error, failure.request), "Grouper", ("freq",)) or source
    return Change(
        failure.with_import(source, line) if line else source,
        f"pandas has no {name} any more: used {template.replace('{m}', 'pd')}.",
    )


def _value_counts(failure: Failure) -> Change | None:
    from jupyter_viscode.fixes.rewriting import argument, text_of

    def build(call: cst.Call) -> str | None:
        import libcst as cst

        if not call.args or call.args[0].keyword is not None or not isinstance(call.func, cst.Attribute):
            return None
        rest = ", ".join(argument(a) for a in call.args[1:])
        return f"{text_of(call.func.value)}.Series({text_of(call.args[0].value)}).value_counts({rest})"

    source = edits.replace_call(failure, "value_counts", build)
    return Change(source, "pd.value_counts was removed: used the method of a Series.") if source else None


def _rolling(failure: Failure, name: str, window: str, what: str) -> Change | None:

    from jupyter_viscode.fixes.rewriting import argument, text_of

    def build(call: cst.Call) -> str | None:
        if not call.args:
            return None
        rest = ", ".join(argument(a) for a in call.args[1:])
        return f"{text_of(call.args[0].value)}.{window}({rest}).{what}()"

    source = edits.replace_call(failure, name, build)
    return Change(source, f"pd.{name} was removed: used the method {window}(...).{what}().") if source else None


def _keyword(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if name == "squeeze":
        return _squeeze(failure)
    if not re.search(_ONLY_OF.get(name, ""), failure.error.message):
        return None  # another library's function, whose keyword means something
    if name == "level":
        return group_by_level(failure)
    if name == "method":
        return _fill(failure)
    if name == "how":
        return aggregate_resampled(failure)
    if name == "axis":
        return group_transposed(failure)
    if name not in KEYWORDS:
        return None
    new, value = KEYWORDS[name]
    if value == "'skip'" and re.search(rf"{name}\s*=\s*True", failure.source):
        value = "'error'"
    source = edits.rename_keyword(failure, name, new, value)
    done = f"is called {new} now" if new else "is gone and was left out"
    return Change(source, f"The keyword {name} of pandas {done}.") if source else None


def _squeeze(failure: Failure) -> Change | None:
    source = edits.rename_keyword(failure, "squeeze", None)
    if source is None:
        return None
    if "groupby()" in failure.error.message:
        return Change(source, "groupby has no squeeze any more: left it out.")
    step = Failure(source, failure.error, failure.request)
    source = edits.method_template(step, "read_csv", "{o}.read_csv({a}).squeeze('columns')")
    return Change(source, "read_csv has no squeeze any more: called squeeze on its result.") if source else None


def _fill(failure: Failure) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import argument, keyword, literal, text_of

    names = {"ffill": "ffill", "pad": "ffill", "bfill": "bfill", "backfill": "bfill"}

    def build(call: cst.Call) -> str | None:
        given = keyword(call, "method")
        method = names.get(literal(given.value) or "") if given else None
        if method is None or not isinstance(call.func, cst.Attribute):
            return None
        rest = ", ".join(argument(a) for a in call.args if a is not given)
        return f"{text_of(call.func.value)}.{method}({rest})"

    source = edits.replace_call(failure, "fillna", build)
    return Change(source, "fillna has no method any more: used ffill or bfill.") if source else None


def _frequency(failure: Failure, match: re.Match[str]) -> Change | None:
    old = match[1]
    parts = re.fullmatch(r"(-?\d*)([A-Z]+)(-[A-Z]{3})?", old)
    of_periods = {v: k for k, v in FREQUENCIES.items() if k in ("M", "Q", "Y")}
    periods = "for Period" in failure.error.message
    if periods and not re.search(r"\bto_period\b|\bPeriod|\bperiod_range\b|\basfreq\b", failure.source):
        return None
    known = of_periods if periods else FREQUENCIES
    new = known.get(parts[2]) if parts else None
    if parts is None or new is None:
        return None
    full = f"{parts[1]}{new}{parts[3] or ''}"
    source = edits.replace_text(failure, old, full, captions=False)
    source = source or edits.replace_text(failure, old, full, everywhere=True, captions=False)
    return Change(source, f"The frequency {old!r} is called {full!r} now.") if source else None


def _positions(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1].rpartition(".")[2]
    source = edits.name_positions(failure, name, POSITIONS[name]) if name in POSITIONS else None
    return Change(source, f"The arguments of {name} must be given by name now: named them.") if source else None


def _inclusive(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import keyword, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        given = keyword(node, "inclusive") if isinstance(node, cst.Call) else None
        value = {"True": "'both'", "False": "'neither'"}.get(text_of(given.value)) if given else None
        if given is None or value is None or not isinstance(node, cst.Call):
            return None
        changed = given.with_changes(value=cst.SimpleString(value))
        return node.with_changes(args=[changed if a is given else a for a in node.args])

    source = failure.rewrite(replace)
    return Change(source, "inclusive takes a word now: 'both' or 'neither'.") if source else None


def _option(failure: Failure, match: re.Match[str]) -> Change | None:
    source = edits.drop_statement(failure, "option")
    return Change(source, "This option of pandas is gone: left the line out.") if source else None


def _colwidth(failure: Failure, match: re.Match[str]) -> Change | None:
    source = re.sub(r"(max_colwidth['\"]\s*,\s*)-1", r"\1None", failure.source)
    return Change(source, "No limit is written None, not -1.") if source != failure.source else None


def _moved_module(failure: Failure, match: re.Match[str]) -> Change | None:
    source = failure.source.replace("pandas.tools.plotting", "pandas.plotting").replace("pandas.tools", "pandas.plotting")
    return Change(source, "pandas.tools.plotting is called pandas.plotting now.") if source != failure.source else None


def _kind(failure: Failure, match: re.Match[str]) -> Change | None:
    kinds = ("line", "bar", "barh", "kde", "density", "area", "hist", "box", "pie", "scatter", "hexbin")
    alike = {"column": "bar", "columns": "bar", "histogram": "hist", "boxplot": "box", "lineplot": "line", "points": "scatter"}
    new = alike.get(match[1]) or edits.nearest(match[1], kinds, cutoff=0.6)
    source = edits.replace_text(failure, match[1], new) if new else None
    return Change(source, f"There is no kind of plot {match[1]!r}: used {new!r}.") if source else None


_CLASSES = "DataFrame|Series|DatetimeProperties|Index|DatetimeIndex|RangeIndex|DataFrameGroupBy|SeriesGroupBy"
_FRAME = rf"'({_CLASSES})' object has no attribute"
RULES = (
    Rule(("AttributeError",), rf"{_FRAME} 'append'", _append),
    Rule(("AttributeError",), rf"{_FRAME} '(\w+)'", _method),
    Rule(("AttributeError",), r"module 'pandas' has no attribute '(\w+)'", _module),
    Rule(("ModuleNotFoundError", "ImportError"), r"pandas\.tools", _moved_module),
    Rule(("TypeError", "AttributeError", "ValueError"), r"unexpected keyword argument '(\w+)'", _keyword),
    Rule(("ValueError",), r"Invalid frequency: ([\w-]+)[.,]?", _frequency),
    Rule(("ValueError",), r"^invalid unit abbreviation: (\w+)", _frequency),
    Rule(("TypeError",), r"([\w.]+)\(\) takes (?:from \d+ to )?\d+ positional arguments? but", _positions),
    Rule(("ValueError",), r"Inclusive has to be", _inclusive),
    Rule(("OptionError",), r"No such keys", _option),
    Rule(("ValueError",), r"Value must be a nonnegative integer or None", _colwidth),
    Rule(("ValueError",), r"^(\w+) is not a valid plot kind", _kind),
)
