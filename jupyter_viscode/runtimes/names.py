"""Which names a program uses, mentions and needs.

Source enters, sets of names leave. Nothing is run.
"""

from __future__ import annotations

import ast
import contextlib
import re
import sys
from collections.abc import Iterator


def parsed(source: str) -> ast.Module:
    """The program's tree; an empty one when it cannot be parsed."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def as_cell(source: str) -> str:
    """The program as IPython would run it, when it holds magics and IPython is there to translate them."""
    module = sys.modules.get("IPython.core.interactiveshell")
    if module is None or not module.InteractiveShell.initialized() or parsed(source).body:
        return source
    with contextlib.suppress(Exception):
        translated: str = module.InteractiveShell.instance().transform_cell(source)
        if parsed(translated).body:
            return translated
    return source


def program_names(source: str) -> set[str]:
    """All names that a program uses, and the packages that it imports."""
    found: set[str] = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def bound_names(source: str) -> set[str]:
    """Names that a program binds, near enough: those of functions in it do no harm."""
    return {node.id for node in ast.walk(parsed(source)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def mentioned_names(source: str) -> set[str]:
    """Words in the strings of a program: SQL and ``query`` name variables there."""
    texts = (node.value for node in ast.walk(parsed(source)) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {word for text in texts for word in re.findall(r"[^\W\d]\w*", text)}


def needed_names(source: str) -> set[str]:
    """Names that a program reads before it has bound them itself."""
    bound: set[str] = set()
    needed: set[str] = set()
    for name, binds in _occurrences(parsed(source), sure=True):
        if not binds and name not in bound:
            needed.add(name)
        elif binds:
            bound.add(name)
    return needed


def _occurrences(node: ast.AST, *, sure: bool) -> Iterator[tuple[str, bool]]:
    """Names in the order in which they are evaluated; True for a binding that surely happens."""
    if isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Store):
            yield node.id, False
        elif sure:
            yield node.id, True
        return
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            if sure:
                yield alias.asname or alias.name.partition(".")[0], True
        return
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
        yield from _free_names(node)
        if not isinstance(node, ast.Lambda) and sure:
            yield node.name, True
        return
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        yield node.target.id, False
    certain = sure and not isinstance(node, (ast.If, ast.Try, ast.While, ast.IfExp, ast.BoolOp, ast.Match))
    for child in _in_order(node):
        yield from _occurrences(child, sure=certain)


def _in_order(node: ast.AST) -> list[ast.AST]:
    """Children as they are evaluated: values before the targets that take them."""
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
        return children[::-1]
    if isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        return [node.iter, *(child for child in children if child is not node.iter)]
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
        return [*node.generators, *(child for child in children if not isinstance(child, ast.comprehension))]
    return children


def _free_names(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef) -> Iterator[tuple[str, bool]]:
    """What a function or class takes from outside, seen as read where it is defined."""
    inside = list(ast.walk(node))
    own = {child.arg for child in inside if isinstance(child, ast.arg)}
    own |= {child.id for child in inside if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)}
    for child in inside:
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load) and child.id not in own:
            yield child.id, False
