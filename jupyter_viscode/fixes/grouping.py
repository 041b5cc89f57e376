"""Groups, counts and reductions of pandas: what other versions understood differently, and columns that are no numbers."""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes import edits
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

_REDUCTIONS = (
    "mean",
    "median",
    "sum",
    "std",
    "var",
    "sem",
    "prod",
    "quantile",
    "corr",
    "cov",
    "skew",
    "kurt",
    "corrwith",
    "min",
    "max",
)


def group_by_level(failure: Failure) -> Change | None:
    """A reduction over a level of the index."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, keyword, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        level = keyword(node, "level") if isinstance(node, cst.Call) else None
        if isinstance(node, cst.Call) and called(node) not in (*_REDUCTIONS, "count", "any", "all"):
            return None
        if level is None or not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute) or len(node.args) != 1:
            return None
        return cst.parse_expression(f"{text_of(node.func.value)}.groupby(level={text_of(level.value)}).{called(node)}()")

    source = failure.rewrite(replace)
    return Change(source, "Reductions have no level any more: grouped by it instead.") if source else None


def group_transposed(failure: Failure) -> Change | None:
    """Groups of columns."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import argument, keyword, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and isinstance(node.func.value, cst.Call)):
            return None
        group = node.func.value
        if not (isinstance(group.func, cst.Attribute) and group.func.attr.value == "groupby") or node.args:
            return None
        axis = keyword(group, "axis")
        if axis is None or text_of(axis.value) not in ("1", "'columns'", '"columns"'):
            return None
        rest = ", ".join(argument(a) for a in group.args if a is not axis)
        return cst.parse_expression(f"{text_of(group.func.value)}.T.groupby({rest}).{node.func.attr.value}().T")

    source = failure.rewrite(replace)
    if source is None:
        return None
    return Change(source, "groupby has no axis any more: grouped the transposed frame.")


def _tuple(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Subscript) and isinstance(node.value, cst.Call)):
            return None
        items = [element.slice.value for element in node.slice if isinstance(element.slice, cst.Index)]
        if len(items) == 1 and isinstance(items[0], cst.Tuple):
            elements = list(items[0].elements)
        elif len(items) > 1 and len(items) == len(node.slice):
            elements = [cst.Element(item) for item in items]
        else:
            return None
        return node.with_changes(slice=[cst.SubscriptElement(cst.Index(cst.List(elements)))])

    source = failure.rewrite(replace)
    return Change(source, "Several columns of a group are chosen with a list: wrote [[...]].") if source else None


def _numeric(failure: Failure, match: re.Match[str]) -> Change | None:
    """Reductions over a whole frame skip text only when told to."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, keyword, literal, named, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute) or keyword(node, "numeric_only"):
            return None
        name = called(node)
        if _is_one_column(node.func.value) or text_of(node.func.value) in failure.imports:
            return None  # a column, or a function of a module
        if name in _REDUCTIONS:
            return node.with_changes(args=[*node.args, named("numeric_only", "True")])
        if name in ("agg", "aggregate") and len(node.args) == 1 and literal(node.args[0].value) in _REDUCTIONS:
            return node.with_changes(args=[*node.args, named("numeric_only", "True")])
        return None

    source = failure.rewrite(replace)
    return (
        Change(source, "Columns that are no numbers are left out of the calculation (numeric_only=True).") if source else None
    )


def _is_one_column(node: cst.CSTNode) -> bool:
    import libcst as cst

    if isinstance(node, cst.Subscript) and len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
        return not isinstance(node.slice[0].slice.value, cst.List)
    return False


def _renamer(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, literal, text_of

    def build(call: cst.Call) -> str | None:
        if len(call.args) != 1 or not isinstance(call.args[0].value, cst.Dict) or not isinstance(call.func, cst.Attribute):
            return None
        if isinstance(call.func.value, cst.Call) and called(call.func.value) == "groupby":
            return None  # of several columns: the dict names columns, not results
        pairs = [e for e in call.args[0].value.elements if isinstance(e, cst.DictElement) and literal(e.key) is not None]
        if len(pairs) != len(call.args[0].value.elements):
            return None
        items = ", ".join(f"({text_of(p.key)}, {text_of(p.value)})" for p in pairs)
        return f"{text_of(call.func)}([{items}])"

    source = edits.replace_call(failure, "agg", build) or edits.replace_call(failure, "aggregate", build)
    return Change(source, "agg names its results with pairs now, not with a dict.") if source else None


def _counts(failure: Failure, match: re.Match[str]) -> Change | None:
    """value_counts().reset_index() had other column names before pandas 2; the program reads the old ones."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, literal, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not (isinstance(node, cst.Call) and called(node) == "reset_index" and not node.args):
            return None
        counts = node.func.value if isinstance(node.func, cst.Attribute) else None
        if not (isinstance(counts, cst.Call) and called(counts) == "value_counts" and isinstance(counts.func, cst.Attribute)):
            return None
        column = counts.func.value
        name = None
        if isinstance(column, cst.Subscript) and len(column.slice) == 1 and isinstance(column.slice[0].slice, cst.Index):
            name = literal(column.slice[0].slice.value)
        elif isinstance(column, cst.Attribute):
            name = column.attr.value
        if name is None:
            return None
        return cst.parse_expression(f"{text_of(counts)}.rename_axis('index').reset_index(name={name!r})")

    source = failure.rewrite(replace, everywhere=True)
    return (
        Change(source, "value_counts names its columns differently since pandas 2: gave them the names that the program reads.")
        if source
        else None
    )


AGGREGATES = {
    "total": "sum",
    "average": "mean",
    "avg": "mean",
    "maximum": "max",
    "minimum": "min",
    "distinct": "nunique",
    "count_distinct": "nunique",
    "stdev": "std",
    "stddev": "std",
    "variance": "var",
}
"""Aggregates by their names in other languages."""


def _aggregate(failure: Failure, match: re.Match[str]) -> Change | None:
    name = next(n for n in match.groups() if n)
    new = AGGREGATES.get(name.lower())
    if new is None:
        return None
    source = _given_aggregate(failure, name, new) or _called_aggregate(failure, name, new)
    return Change(source, f"pandas calls the aggregate {name!r} {new!r}.") if source else None


def _given_aggregate(failure: Failure, name: str, new: str) -> str | None:
    """The aggregate given to ``agg`` and its like: alone, in a list, at the end of a pair, behind a column; no other text."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called, literal

    class Renamer(cst.CSTTransformer):
        def visit_DictElement(self, node: cst.DictElement) -> None:
            kept.add(id(node.key))

        def visit_Tuple(self, node: cst.Tuple) -> None:
            kept.update(id(element.value) for element in node.elements[:-1])

        def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.BaseExpression:
            same = literal(original_node) == name and id(original_node) not in kept
            return updated_node.with_changes(value=repr(new)) if same else updated_node

    kept: set[int] = set()

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if not isinstance(node, cst.Call):
            return None
        whole = called(node) in ("agg", "aggregate", "transform")
        args = [
            a.visit(Renamer()) if (a.keyword.value if a.keyword else "") in ("aggfunc", "estimator", "func") or whole else a
            for a in node.args
        ]
        return node.with_changes(args=args) if not all(map(operator.is_, args, node.args)) else None

    return failure.rewrite(replace)


def _called_aggregate(failure: Failure, name: str, new: str) -> str | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Call) and called(node) == name and isinstance(node.func, cst.Attribute):
            return node.with_changes(func=node.func.with_changes(attr=cst.Name(new)))
        return None

    return failure.rewrite(replace)


def aggregate_resampled(failure: Failure) -> Change | None:
    """What is done with the pieces of a resampled column is a method, not a keyword."""
    source = edits.rename_keyword(failure, "how", "how") and edits.replace_call(failure, "resample", _by_method)
    return Change(source, "resample has no how any more: called the aggregate on its result.") if source else None


def _by_method(call: cst.Call) -> str | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import argument, keyword, text_of

    how = keyword(call, "how")
    if how is None or not isinstance(call.func, cst.Attribute):
        return None
    rest = ", ".join(argument(a) for a in call.args if a is not how)
    return f"{text_of(call.func)}({rest}).agg({text_of(how.value)})"


def _level_as_column(failure: Failure, match: re.Match[str]) -> Change | None:
    """A table that is indexed by what it was grouped by, read as if that were a column of it."""
    name = match[1]
    made = [s for s in failure.statements() if isinstance(s, ast.Assign) and _is_indexed_by(s.value, name)]
    tables = {s.targets[0].id: s for s in made if len(s.targets) == 1 and isinstance(s.targets[0], ast.Name)}
    here = {table for table in tables if _is_asked_for(failure, table, name)}
    if len(here) != 1 or not _is_read_by_columns(failure, table := here.pop()):
        return None
    source = _with_reset(failure, tables[table])
    return Change(source, f"What {table} is grouped by is its index, not a column: called reset_index.") if source else None


def _is_asked_for(failure: Failure, table: str, name: str) -> bool:
    """True when the failing statement reads that column of the table, or gives both to a function."""
    for node in failure.nodes():
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == table:
            if any(isinstance(n, ast.Constant) and n.value == name for n in ast.walk(node.slice)):
                return True
        elif isinstance(node, ast.Call):
            given = [*node.args, *(k.value for k in node.keywords)]
            if any(isinstance(a, ast.Name) and a.id == table for a in given) and any(
                isinstance(a, ast.Constant) and a.value == name for a in given
            ):
                return True
    return False


def _is_indexed_by(value: ast.expr, name: str) -> bool:
    """True when a call in the expression makes an index of that column, and none makes a column of it again."""
    calls = [n for n in ast.walk(value) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    keywords = {k.arg for call in calls for k in call.keywords}
    if "as_index" in keywords or any(getattr(call.func, "attr", "") == "reset_index" for call in calls):
        return False
    keys = [
        given
        for call in calls
        if getattr(call.func, "attr", "") in ("groupby", "set_index", "pivot_table", "pivot")
        for given in (*call.args[:1], *(k.value for k in call.keywords if k.arg in ("by", "keys", "index")))
    ]
    return any(isinstance(n, ast.Constant) and n.value == name for key in keys for n in ast.walk(key))


_WITHOUT_INDEX = ("values", "to_numpy", "tolist", "astype", "max", "min", "sum", "mean", "round")
"""What columns have that is the same whatever their index."""


def _is_read_by_columns(failure: Failure, table: str) -> bool:
    """True when nothing uses the table otherwise than by a column's name, or given as a whole to the statement that failed."""
    loads = {
        id(n): n for s in failure.statements() for n in ast.walk(s)
        if isinstance(n, ast.Name) and n.id == table and isinstance(n.ctx, ast.Load)
    }  # fmt: skip
    nodes = [n for s in failure.statements() for n in ast.walk(s)]
    by_index = {id(n.value) for n in nodes if isinstance(n, ast.Attribute) and n.attr not in _WITHOUT_INDEX}
    columns = [n for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Constant | ast.List)]
    named = {id(n.value) for n in columns if id(n) not in by_index}
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    given = {
        id(a) for c in calls for a in (*c.args, *(k.value for k in c.keywords if k.arg in ("data", "data_frame", "source")))
    }
    return all(key in named | given for key in loads)


def _with_reset(failure: Failure, made: ast.Assign) -> str | None:
    lines = failure.source.splitlines(keepends=True)
    end = made.value.end_lineno
    if end is None or made.value.end_col_offset is None:
        return None
    line = lines[end - 1].encode()
    lines[end - 1] = (line[: made.value.end_col_offset] + b".reset_index()" + line[made.value.end_col_offset :]).decode()
    return "".join(lines)


RULES = (
    Rule(
        ("AttributeError",),
        r"^'(\w+)' is not a valid function for|'(?:Series|DataFrame)\w*' object has no attribute '(\w+)'",
        _aggregate,
    ),
    Rule(("KeyError",), r"^'([^']+)'$", _level_as_column),
    Rule(("ValueError",), r"is not the name of a column in 'data_frame'.* but received: (.*?)(?:\n|$)", _level_as_column),
    Rule(("TypeError", "ValueError"), r"Cannot subset columns with a tuple", _tuple),
    Rule(
        ("TypeError", "ValueError", "ArrowNotImplementedError", "DataError"),
        r"could not convert string to float|does not support operation|Cannot perform reduction|no kernel matching"
        r"|agg function failed|Could not convert|unsupported operand type|not supported for dtype|does not support",
        _numeric,
    ),
    Rule(("SpecificationError",), r"nested renamer", _renamer),
    Rule(("KeyError",), r"^'index'$", _counts),
)
