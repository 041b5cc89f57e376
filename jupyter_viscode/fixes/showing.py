"""A figure that is made and never shown: plotly's and Altair's appear only as the last expression of a cell.

The error that stands for a trial without a picture is called ``NothingDrawn``.
"""

from __future__ import annotations

import ast
import re

from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

_LIBRARIES = ("plotly", "altair")


def _last(failure: Failure, match: re.Match[str]) -> Change | None:
    """Show the figure that the program bound last, when it bound one and shows none."""
    body = failure.tree.body if failure.tree else []
    made: dict[str, int] = {}
    for position, statement in enumerate(body):
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        target = statement.targets[0]
        if isinstance(target, ast.Name) and _is_figure(failure, statement.value, set(made)):
            made[target.id] = position
    if not made:
        return None
    name = max(made, key=lambda n: made[n])
    return Change(f"{failure.source.rstrip()}\n{name}\n", f"The figure was never shown: made {name} the last line.")


def _is_figure(failure: Failure, value: ast.expr, made: set[str]) -> bool:
    """True for a call of a plotting library, or of a method of something that came from one."""
    if not isinstance(value, ast.Call | ast.BinOp):
        return False
    first = _root(value)
    if first in made:
        return True
    module = failure.imports.get(first, "")
    return module.partition(".")[0] in _LIBRARIES and _makes_figure(value)


def _root(node: ast.expr) -> str:
    """The name that a chain of calls, attributes and operators begins with."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.BinOp):
            node = node.left
        else:
            return ""
    return node.id


def _makes_figure(value: ast.expr) -> bool:
    """False for parts of a figure: a trace, a selection, a scale."""
    text = ast.unparse(value)
    parts = r"\.(Scatter|Bar|Pie|Heatmap|Histogram|Box|Layout|selection\w*|param|binding\w*|Scale|Axis|X|Y|Color|condition)\("
    return not re.match(rf"\w+{parts}", text)


RULES = (Rule(("NothingDrawn",), "", _last),)
