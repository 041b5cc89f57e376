"""Names that are free: written code and the user's names go in, code that rebinds none of them comes out."""

from __future__ import annotations

import ast
from collections.abc import Collection


def with_fresh_names(source: str, taken: Collection[str]) -> str:
    """Rename what `source` assigns wherever that name is the user's; what it only reads stays.

    Works on the positions of the syntax tree, so that keywords, attributes and texts of the same spelling are untouched.
    """
    names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    assigned = {node.id for node in names if isinstance(node.ctx, ast.Store)} & set(taken)
    if not assigned:
        return source
    used = {node.id for node in names} | set(taken)
    fresh = {name: _free(name, used) for name in sorted(assigned)}
    lines = source.encode().split(b"\n")  # the tree counts columns in bytes
    for node in sorted(names, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        if node.id in fresh:
            line, start = lines[node.lineno - 1], node.col_offset
            lines[node.lineno - 1] = line[:start] + fresh[node.id].encode() + line[start + len(node.id.encode()) :]
    return b"\n".join(lines).decode()


def _free(name: str, used: Collection[str]) -> str:
    candidate, number = f"plot_{name}", 2
    while candidate in used:
        candidate, number = f"plot_{name}_{number}", number + 1
    return candidate
