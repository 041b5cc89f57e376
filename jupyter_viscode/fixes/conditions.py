"""Conditions on whole columns that are written as if they were single values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst


def _ambiguous(failure: Failure, match: re.Match[str]) -> Change | None:
    """Conditions on whole columns: ``and`` for ``&``, or ``&`` that binds more tightly than the comparisons."""
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import expression, text_of

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.BooleanOperation) and _compares(node.left) and _compares(node.right):
            sign = "&" if isinstance(node.operator, cst.And) else "|"
            return expression(f"({text_of(node.left)}) {sign} ({text_of(node.right)})")
        if not isinstance(node, cst.Comparison) or node.lpar or len(node.comparisons) != 2:
            return None
        middle = node.comparisons[0].comparator
        if (
            not isinstance(middle, cst.BinaryOperation)
            or not isinstance(middle.operator, cst.BitAnd | cst.BitOr)
            or middle.lpar
        ):
            return None
        sign = "&" if isinstance(middle.operator, cst.BitAnd) else "|"
        first = node.with_changes(comparisons=[node.comparisons[0].with_changes(comparator=middle.left)])
        second = cst.Comparison(middle.right, [node.comparisons[1]])
        return expression(f"({text_of(first)}) {sign} ({text_of(second)})")

    source = failure.rewrite(replace)
    return (
        Change(source, "Conditions on whole columns are joined by & and |, each in brackets: wrote them so.")
        if source
        else None
    )


def _compares(node: cst.CSTNode) -> bool:
    import libcst as cst

    joined = isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitAnd | cst.BitOr)
    return isinstance(node, cst.Comparison) or joined


RULES = (Rule(("ValueError",), r"^The truth value of a (?:Series|DataFrame) is ambiguous", _ambiguous),)
