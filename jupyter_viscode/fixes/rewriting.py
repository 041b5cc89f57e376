"""LibCST at work: source and a replacement function enter, the changed source leaves; plus what rules ask of nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider


class _Rewriter(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(
        self, replace: Callable[[cst.CSTNode], cst.CSTNode | None], scope: tuple[int, int], skip: frozenset[tuple[int, int]]
    ) -> None:
        super().__init__()
        self.skip = skip
        self.replace = replace
        self.scope = scope
        self.changed = False

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.RemovalSentinel:
        place = self.get_metadata(PositionProvider, original_node, None)
        if place is None or place.start.line < self.scope[0] or place.start.line > self.scope[1]:
            return updated_node
        if (place.start.line, place.start.column) in self.skip:
            return updated_node
        new = self.replace(updated_node)
        if new is None:
            return updated_node
        self.changed = True
        return new


def rewrite(
    source: str,
    replace: Callable[[cst.CSTNode], cst.CSTNode | None],
    scope: tuple[int, int],
    skip: frozenset[tuple[int, int]] = frozenset(),
) -> str | None:
    """`source` with the nodes that begin in `scope`, and not in `skip`, replaced; None when `replace` changed nothing."""
    try:
        rewriter = _Rewriter(replace, scope, skip)
        module = MetadataWrapper(cst.parse_module(source)).visit(rewriter)
    except (cst.ParserSyntaxError, cst.CSTValidationError):
        return None
    return module.code if rewriter.changed else None


def text_of(node: cst.CSTNode) -> str:
    """The source of a node."""
    return cst.Module([]).code_for_node(node)


def argument(arg: cst.Arg) -> str:
    """The source of an argument, without its comma and what follows that."""
    return text_of(arg.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=cst.SimpleWhitespace("")))


def dotted(node: cst.CSTNode) -> str:
    """``a.b.c`` of a chain of attributes of a name, else an empty text."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr.value}" if head else ""
    return ""


def called(node: cst.Call) -> str:
    """The last name of what is called: ``bar`` of ``ax.bar(...)``."""
    if isinstance(node.func, cst.Attribute):
        return node.func.attr.value
    return node.func.value if isinstance(node.func, cst.Name) else ""


def literal(node: cst.CSTNode) -> str | None:
    """The text of a string literal."""
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    """The argument given by that name."""
    return next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == name), None)


def expression(text: str) -> cst.BaseExpression:
    """Parse an expression."""
    return cst.parse_expression(text)


def call_with(call: cst.Call, args: Sequence[cst.Arg]) -> cst.Call:
    """The call with other arguments, without a comma left over at its end."""
    if args and not isinstance(args[-1].comma, cst.MaybeSentinel) and args[-1] is not (call.args[-1] if call.args else None):
        args = [*args[:-1], args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)]
    return call.with_changes(args=args)


def named(name: str, value: cst.BaseExpression | str) -> cst.Arg:
    """A keyword argument in the usual form."""
    return cst.Arg(
        value=expression(value) if isinstance(value, str) else value,
        keyword=cst.Name(name),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
