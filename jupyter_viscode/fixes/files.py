"""A file that is not there, read although the frame is."""

from __future__ import annotations

import ast
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from jupyter_viscode.fixes.edits import fold
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

_READERS = ("read_csv", "read_excel", "read_parquet", "read_json", "read_table", "read_feather", "scan_csv", "scan_parquet")


def _frame(failure: Failure, match: re.Match[str]) -> Change | None:
    import libcst as cst

    from jupyter_viscode.fixes.rewriting import called

    stem = fold(PurePath(match[1]).stem)
    named = [name for name in failure.request.frames if fold(name) == stem]
    frame = named[0] if len(named) == 1 else failure.frame
    if frame is None or (not named and _is_second_table(failure, frame)):
        return None

    def replace(node: cst.CSTNode) -> cst.CSTNode | None:
        if isinstance(node, cst.Call) and called(node) in _READERS:
            return cst.Name(frame)
        return None

    source = failure.rewrite(replace)
    if source is None:
        return None
    source = re.sub(rf"^([ \t]*){frame}\s*=\s*{frame}[ \t]*\n?", "", source, count=1, flags=re.MULTILINE)
    return Change(source, f"There is no file {match[1]!r}: used the frame {frame!r}, which is there already.")


def _is_second_table(failure: Failure, frame: str) -> bool:
    """True when the program has the frame already, or reads several files: this one is another table then."""
    nodes = list(ast.walk(failure.tree or ast.Module([], [])))
    readers = [n for n in nodes if isinstance(n, ast.Call) and getattr(n.func, "attr", getattr(n.func, "id", "")) in _READERS]
    files = {ast.unparse(n.args[0]) for n in readers if n.args}
    stores = [n.lineno for n in nodes if isinstance(n, ast.Name) and n.id == frame and isinstance(n.ctx, ast.Store)]
    loads = [n.lineno for n in nodes if isinstance(n, ast.Name) and n.id == frame and isinstance(n.ctx, ast.Load)]
    first = min(stores, default=10**9)
    return len(files) > 1 or any(line <= first for line in loads)


RULES = (
    Rule(("FileNotFoundError",), r"(?:No such file or directory|does not exist|not found)[^'\"]*['\"]([^'\"]+)['\"]", _frame),
)
