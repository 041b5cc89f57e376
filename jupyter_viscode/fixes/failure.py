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

_CAPTION_KEYWORDS = frozenset(
    ("title", "label", "xlabel", "ylabel", "text", "name", "title_text", "xaxis_title", "yaxis_title")
)
_CAPTION_CALLS = frozenset(
    ("title", "suptitle", "set_title", "xlabel", "ylabel", "set_xlabel", "set_ylabel", "text", "annotate", "print",
     "figtext", "legend")
)  # fmt: skip


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
        arguments = {n.arg for n in ast.walk(self.tree or ast.Module([], [])) if isinstance(n, ast.arg)}
        functions = {n.name for n in self.statements() if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        return stores | arguments | functions | set(self.imports)

    @cached_property
    def captions(self) -> frozenset[tuple[int, int]]:
        """Line and column of the texts that are there to be read: titles, labels, annotations."""
        lines = self.source.splitlines()
        found = set()
        for node in ast.walk(self.tree or ast.Module([], [])):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            shown: list[ast.expr] = [k.value for k in node.keywords if k.arg in _CAPTION_KEYWORDS]
            shown += node.args if name in _CAPTION_CALLS else []
            for text in (part for value in shown for part in ast.walk(value)):
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.lineno <= len(lines):
                    before = lines[text.lineno - 1].encode()[: text.col_offset]
                    found.add((text.lineno, len(before.decode(errors="ignore"))))
        return frozenset(found)

    def uses(self, library: str) -> bool:
        """True when the program or the session draws with that library."""
        return library in self.source or library in self.error.traceback

    def nodes(self) -> Iterator[ast.AST]:
        """The nodes of the failing statement."""
        first, last = self.scope
        return (n for n in ast.walk(self.tree or ast.Module([], [])) if first <= getattr(n, "lineno", 0) <= last)

    def calls(self) -> list[ast.Call]:
        """The calls in the failing statement."""
        return [node for node in self.nodes() if isinstance(node, ast.Call)]

    def contains(self, name: str) -> bool:
        """True when the failing statement has an attribute, a name or a keyword of that name."""
        named = ((getattr(n, "attr", None), getattr(n, "id", None), getattr(n, "arg", None)) for n in self.nodes())
        return any(name in names for names in named)

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

    def rewrite(
        self, replace: Replace, *, everywhere: bool = False, skip: frozenset[tuple[int, int]] = frozenset()
    ) -> str | None:
        """The program with nodes replaced, in the failing statement or everywhere; None when nothing changed.

        Nodes that begin at a line and column of `skip` stay as they are.
        """
        from jupyter_viscode.fixes.rewriting import rewrite

        if not self.parses:
            return None
        return rewrite(self.source, replace, (1, 10**9) if everywhere else self.scope, skip)

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
