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
    "rank": "{m}.ndim",
    "issubclass_": "issubclass", "mat": "{m}.asmatrix", "longcomplex": "{m}.clongdouble", "clongfloat": "{m}.clongdouble",
    "issubsctype": "{m}.issubdtype", "byte_bounds": "{m}.lib.array_utils.byte_bounds", "compare_chararrays":
    "{m}.char.compare_chararrays", "DataSource": "{m}.lib.npyio.DataSource", "disp": "print", "alen": "len",
}  # fmt: skip
"""Name in `numpy` to what stands for it now; ``{m}`` is the module as the program writes it."""

CALLS = {
    "msort": "{m}.sort({a}, axis=0)", "asfarray": "{m}.asarray({a}, dtype=float)", "asscalar": "{m}.asarray({a}).item()",
    "fastCopyAndTranspose": "{m}.asarray({a}).T.copy()", "obj2sctype": "{m}.dtype({a}).type",
    "sctype2char": "{m}.dtype({a}).char", "issctype": "issubclass({a}, {m}.generic)",
    "recfromcsv": "{m}.genfromtxt({a}, delimiter=',', names=True, dtype=None, encoding='utf-8').view({m}.recarray)",
    "recfromtxt": "{m}.genfromtxt({a}, dtype=None, encoding='utf-8').view({m}.recarray)",
}  # fmt: skip
"""Functions that another call stands for; ``{a}`` are the arguments."""
_MODULES = ("math", "warnings")
"""Modules that were reached through `numpy` by chance."""


def _moved(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    if name in CALLS:
        source = edits.method_template(failure, name, CALLS[name].replace("{m}", "{o}"))
        return (
            Change(source, f"NumPy has no {name} any more: used {CALLS[name].partition('(')[0].replace('{m}', 'np')}.")
            if source
            else None
        )
    if name in _MODULES:
        source = edits.replace_qualified(failure, f"numpy.{name}", name)
        return (
            Change(failure.with_import(source, f"import {name}"), f"NumPy has no {name}: used Python's own.")
            if source
            else None
        )
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


def _inner(failure: Failure, match: re.Match[str]) -> Change | None:
    alias = next((name for name, module in failure.imports.items() if module == "numpy"), "np")
    source = edits.replace_qualified(failure, f"numpy.lib.{match[1]}", f"{alias}.{match[1]}")
    return Change(source, f"{match[1]} is a function of numpy itself: used {alias}.{match[1]}.") if source else None


def _renamed(failure: Failure, match: re.Match[str]) -> Change | None:
    function, name = match[1], match[2]
    new = {"newshape": "shape", "interpolation": "method"}[name]
    if name == "interpolation" and function not in _QUANTILES:
        return None
    source = edits.rename_keyword(failure, name, new)
    return Change(source, f"NumPy's keyword {name} is called {new} now.") if source else None


def _copy(failure: Failure, match: re.Match[str]) -> Change | None:
    from jupyter_viscode.fixes.rewriting import argument, keyword, text_of

    def build(call: cst.Call) -> str | None:
        import libcst as cst

        given = keyword(call, "copy")
        if given is None or text_of(given.value) != "False" or not isinstance(call.func, cst.Attribute):
            return None
        return f"{text_of(call.func.value)}.asarray({', '.join(argument(a) for a in call.args if a is not given)})"

    source = edits.replace_call(failure, "array", build)
    return (
        Change(source, "copy=False forbids a copy since NumPy 2: used asarray, which copies where it must.") if source else None
    )


def _generator(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Call) or called(node) not in _OF_SEQUENCES or not node.args:
            return None
        first = node.args[0].value
        if not isinstance(first, cst.GeneratorExp):
            return None
        whole = cst.ListComp(elt=first.elt, for_in=first.for_in)
        return node.with_changes(args=[node.args[0].with_changes(value=whole), *node.args[1:]])

    source = failure.rewrite(replace)
    return Change(source, "NumPy takes lists, not generators: made it a list.") if source else None


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


_QUANTILES = ("percentile", "quantile", "nanpercentile", "nanquantile")
_OF_SEQUENCES = ("sum", "vstack", "hstack", "stack", "column_stack", "dstack", "concatenate")
RULES = (
    Rule(("AttributeError",), r"module 'numpy\.lib' has no attribute '(pad)'", _inner),
    Rule(("TypeError",), r"(\w+)\(\) got an unexpected keyword argument '(newshape|interpolation)'", _renamed),
    Rule(("ValueError",), r"^Unable to avoid copy", _copy),
    Rule(("TypeError",), r"^Calling np\.sum\(generator\)|^arrays to stack must be passed as", _generator),
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
