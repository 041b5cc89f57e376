"""A cell that is run at once or part by part: source enters, the namespace changes, the last value is displayed.

It runs as IPython runs a cell: the value of a last expression is displayed, unless a semicolon ends it.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import linecache
from typing import Any

from jupyter_viscode.runtimes.capture import Capture
from jupyter_viscode.runtimes.failure import FILENAME


class Cell:
    """One cell, whose parts follow each other line by line.

    Parameters
    ----------
    namespace
        Where it runs.
    capture
        Takes the value of the last expression.
    """

    def __init__(self, namespace: dict[str, Any], capture: Capture) -> None:
        self._namespace = namespace
        self._capture = capture
        self._last: ast.Expr | None = None
        self._value: Any = None
        self.source = ""
        """What has been run."""

    def run(self, part: str) -> None:
        """Run the lines that follow; raises whatever they raise."""
        before = self.source.count("\n")
        self.source += part
        lines = self.source.splitlines(keepends=True)
        linecache.cache[FILENAME] = (len(self.source), None, lines, FILENAME)
        tree = ast.parse("\n" * before + part, FILENAME)
        if not tree.body:
            return  # a comment behind the last expression leaves it the last
        self._last = self._value = None
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        if tree.body:
            self._evaluate(compile(tree, FILENAME, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True))
        if isinstance(last, ast.Expr):
            code = compile(ast.Expression(last.value), FILENAME, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
            self._value = self._evaluate(code)
            self._last = last

    def end(self) -> None:
        """Display the value of the last expression."""
        if self._last is not None and not _ends_with_semicolon(self.source, self._last):
            self._capture.show_value(self._value)

    def _evaluate(self, code: Any) -> Any:
        value = eval(code, self._namespace)  # the program under trial; this process is confined
        return asyncio.run(_wait(value)) if waits(code) else value


def waits(code: Any) -> bool:
    """True for code with an ``await`` outside of functions."""
    return bool(code.co_flags & inspect.CO_COROUTINE)


async def _wait(value: Any) -> Any:
    return await value


def _ends_with_semicolon(source: str, last: ast.Expr) -> bool:
    rest = source.encode().splitlines()[(last.end_lineno or 1) - 1 :]
    rest[0] = rest[0][last.end_col_offset :]
    return rest[0].strip().startswith(b";")
