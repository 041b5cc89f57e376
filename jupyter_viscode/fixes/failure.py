"""A failed program as the rules see it: its syntax tree, the statement that failed, its imports, and the frames."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from jupyter_viscode.types import ErrorInfo, Request

if TYPE_CHECKING:
    import libcst as cst

Replace = Callable[["cst.CSTNode"], "cst.CSTNode | None"]
"""Given a node, its replacement; None leaves it."""


@dataclass(frozen=True)
class Change:
    """A program after a repair."""

    source: str
    note: str
    """What was done, one sentence."""


@dataclass
class Failure:
    """What failed, and how it is changed."""

    source: str
    error: ErrorInfo
    request: Request

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree, None when the program does not parse."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.source)
        except (SyntaxError, ValueError, RecursionError):
            return None

    @property
    def parses(self) -> bool:
        """True when the program is Python."""
        return self.tree is not None

    @cached_property
    def scope(self) -> tuple[int, int]:
        """First and last line of the statement that failed, without its body; the whole program when unknown."""
        line = self.error.line
        inside = [s for s in self.statements() if line is not None and s.lineno <= line <= (s.end_lineno or s.lineno)]
        if not inside:
            return 1, 10**9
        innermost = max(inside, key=lambda s: (s.lineno, -(s.end_lineno or 0)))
        body = getattr(innermost, "body", None)
        end = body[0].lineno - 1 if isinstance(body, list) and body else innermost.end_lineno or innermost.lineno
        return innermost.lineno, max(end, innermost.lineno)

    def statements(self) -> Iterator[ast.stmt]:
        """All statements of the program."""
        return (node for node in ast.walk(self.tree or ast.Module([], [])) if isinstance(node, ast.stmt))

    @cached_property
    def imports(self) -> dict[str, str]:
        """Local name to the dotted name that it was imported as."""
        found: dict[str, str] = {}
        for node in self.statements():
            if isinstance(node, ast.Import):
                for alias in node.names:
                    found[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return found

    @cached_property
    def bound(self) -> set[str]:
        """The names that the program binds."""
        stores = {
            n.id for n in ast.walk(self.tree or ast.Module([], [])) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        functions = {n.name for n in self.statements() if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        return stores | functions | set(self.imports)

    @property
    def frame(self) -> str | None:
        """The frame that the program is most likely about."""
        if self.request.context.active in self.request.frames:
            return self.request.context.active
        return next(iter(self.request.frames)) if len(self.request.frames) == 1 else None

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """Names of the columns of each frame."""
        found = {summary.name: [c.name for c in summary.columns] for summary in self.request.context.frames}
        for name, frame in self.request.frames.items():
            columns = getattr(frame, "columns", None)
            if callable(columns) or columns is None:
                continue
            found[name] = [column for column in columns if isinstance(column, str)]
        return found

    # -- rewriting -----------------------------------------------------------------------------------------------------

    def rewrite(self, replace: Replace, *, everywhere: bool = False) -> str | None:
        """The program with nodes replaced, in the failing statement or everywhere; None when nothing changed."""
        from jupyter_viscode.fixes.rewriting import rewrite

        if not self.parses:
            return None
        return rewrite(self.source, replace, (1, 10**9) if everywhere else self.scope)

    def with_import(self, source: str, line: str) -> str:
        """`source` with an import statement above the first statement, if it is not there already."""
        if any(existing.strip() == line for existing in source.splitlines()):
            return source
        lines = source.splitlines(keepends=True)
        position = _after_docstring(source)
        return "".join([*lines[:position], line + "\n", *lines[position:]])


def _after_docstring(source: str) -> int:
    """The number of lines that must stay on top: a docstring and imports from the future."""
    position = 0
    for statement in ast.parse(source).body:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        is_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not (is_text or is_future):
            break
        position = statement.end_lineno or position
    return position
