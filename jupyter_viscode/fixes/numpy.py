"""NumPy 1.20 to 2.x: what was removed (release notes of 1.24 and 2.0 to 2.4, migration guide of 2.0)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

MOVED = {
    "float": "float", "int": "int", "bool": "bool", "object": "object", "str": "str", "complex": "complex", "long": "int",
    "unicode": "str", "float_": "{m}.float64", "complex_": "{m}.complex128", "int_": "{m}.int64", "bool8": "{m}.bool_",
    "object0": "{m}.object_", "str0": "{m}.str_", "int0": "{m}.intp", "unicode_": "{m}.str_", "string_": "{m}.bytes_",
    "longfloat": "{m}.longdouble", "singlecomplex": "{m}.complex64", "cfloat": "{m}.complex128", "NaN": "{m}.nan",
    "NAN": "{m}.nan", "Inf": "{m}.inf", "Infinity": "{m}.inf", "infty": "{m}.inf", "PINF": "{m}.inf", "NINF": "-{m}.inf",
    "PZERO": "0.0", "NZERO": "-0.0", "product": "{m}.prod", "cumproduct": "{m}.cumprod", "alltrue": "{m}.all",
    "sometrue": "{m}.any", "trapz": "{m}.trapezoid", "in1d": "{m}.isin", "row_stack": "{m}.vstack", "round_": "{m}.round",
    "asfarray": "{m}.asarray", "msort": "{m}.sort", "rank": "{m}.ndim", "asscalar": "{m}.ndarray.item",
    "issubclass_": "issubclass", "find_common_type": "{m}.result_type", "mat": "{m}.asmatrix", "safe_eval": "eval",
}  # fmt: skip
"""Name in `numpy` to what stands for it now; ``{m}`` is the module as the program writes it."""


def _moved(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    template = MOVED.get(name)
    source = edits.replace_qualified(failure, f"numpy.{name}", template) if template else None
    return (
        Change(source, f"NumPy has no {name} any more: used {template.replace('{m}', 'np')}.") if source and template else None
    )


def _ptp(failure: Failure, match: re.Match[str]) -> Change | None:
    source = edits.method_template(failure, "ptp", "({o}.max({a}) - {o}.min({a}))")
    return Change(source, "Arrays have no method ptp any more: used max minus min.") if source else None


def _normed(failure: Failure, match: re.Match[str]) -> Change | None:
    source = edits.rename_keyword(failure, "normed", "density")
    return Change(source, "normed is called density now.") if source else None


def _whole(failure: Failure, match: re.Match[str]) -> Change | None:
    """A count that was written as a float; only where a count is meant, so that no other figure changes."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Call):
            return None
        name = called(node)
        args = [_counted(a) if _is_count(a, name, i) else a for i, a in enumerate(node.args)]
        return node.with_changes(args=args) if any(a is not b for a, b in zip(args, node.args, strict=True)) else None

    source = failure.rewrite(replace)
    return Change(source, "A count must be a whole number: wrote it as one.") if source else None


def _is_count(arg: cst.Arg, function: str, position: int) -> bool:
    if arg.keyword is not None:
        return arg.keyword.value in ("num", "bins", "nrows", "ncols", "n", "periods", "size")
    return function in ("range", "zeros", "ones", "subplots", "eye") or (function == "linspace" and position == 2)


def _counted(arg: cst.Arg) -> cst.Arg:
    import libcst as cst

    value = arg.value
    if isinstance(value, cst.Float) and float(value.value).is_integer():
        return arg.with_changes(value=cst.Integer(str(int(float(value.value)))))
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Divide):
        return arg.with_changes(value=value.with_changes(operator=cst.FloorDivide()))
    return arg


def _ragged(failure: Failure, match: re.Match[str]) -> Change | None:
    source = edits.add_keyword(failure, ("array", "asarray"), "dtype", "object")
    return Change(source, "Lists of different lengths make an array only with dtype=object: added it.") if source else None


RULES = (
    Rule(("AttributeError",), r"module 'numpy' has no attribute '(\w+)'", _moved),
    Rule(("AttributeError",), r"`np\.(\w+)` was removed in the NumPy", _moved),
    Rule(
        ("AttributeError",),
        r"`?(?:ndarray\.)?ptp`? was removed|'(?:numpy\.)?(?:ndarray|Series)' object has no attribute 'ptp'",
        _ptp,
    ),
    Rule(("TypeError",), r"unexpected keyword argument 'normed'", _normed),
    Rule(("TypeError",), r"'float' object cannot be interpreted as an integer", _whole),
    Rule(("ValueError",), r"inhomogeneous shape", _ragged),
)
