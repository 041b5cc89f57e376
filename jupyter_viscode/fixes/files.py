"""A file that is not there, read although the frame is."""

from __future__ import annotations

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
    if frame is None:
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


RULES = (
    Rule(("FileNotFoundError",), r"(?:No such file or directory|does not exist|not found)[^'\"]*['\"]([^'\"]+)['\"]", _frame),
)
