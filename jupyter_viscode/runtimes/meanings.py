"""What the names of a program stand for: modules, the user's objects, literals.

A syntax tree and a Request enter; dotted paths, constants and the user's objects leave. Nothing is run.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from jupyter_viscode.runtimes import dangers
from jupyter_viscode.types import Request


class Meanings:
    """The names of one program."""

    def __init__(self, tree: ast.Module, request: Request) -> None:
        self.user: dict[str, Any] = {**request.namespace, **request.frames}
        self._own = request.own
        self.origins: dict[str, str] = {}
        """What names stand for, as dotted paths: modules and what was imported from them."""
        self.values: dict[str, ast.expr] = {}
        """The expression of names that are assigned once."""
        self.globals: set[str] = set()
        """Names that functions bind outside themselves."""
        self._aliases: dict[str, str] = {}
        self._bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        self._bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
        for name, value in self.user.items():
            origin = _origin(value)
            if origin:
                self.origins[name] = origin
        self._learn(tree)

    def _learn(self, tree: ast.Module) -> None:
        seen: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.origins[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.origins[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        if target.id in seen:
                            self.values.pop(target.id, None)
                        else:
                            self.values[target.id] = node.value
                        seen.add(target.id)
            elif isinstance(node, ast.Global):
                self.globals |= set(node.names)
        for name, value in self.values.items():
            dotted = self.dotted(value)
            if dotted and (dotted.partition(".")[0] in sys.stdlib_module_names or dotted in dangers.NAMES):
                self.origins.setdefault(name, dotted)
            if isinstance(value, ast.Name) and value.id in self.user and name not in self.user:
                self._aliases[name] = value.id

    def dotted(self, node: ast.AST) -> str:
        """The dotted path that an expression names, imports followed; "" when it is no such thing."""
        if isinstance(node, ast.Name):
            return self.origins.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and self._is_variable(node.value.id):
                return ""
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base else ""
        if isinstance(node, ast.Call) and is_name(node.func, "getattr") and len(node.args) >= 2:
            attribute = node.args[1]
            base = self.dotted(node.args[0])
            if base and isinstance(attribute, ast.Constant) and isinstance(attribute.value, str):
                return f"{base}.{attribute.value}"
        return ""

    def _is_variable(self, name: str) -> bool:
        """True for a name that holds some object; it may well be called as a module is: ``signal = df["signal"]``."""
        return name not in self.origins and (name in self._bound or name in self.user)

    def root(self, node: ast.AST) -> str | None:
        """The user's object that an assignment target or receiver belongs to."""
        while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        name = self._aliases.get(node.id, node.id)
        rebound = node.id in self.values and node.id not in self._aliases
        return name if name in self.user and name not in self._own and not rebound else None

    def constant(self, node: ast.AST | None, depth: int = 0) -> Any:
        """The value of a literal, of a name assigned a literal, or of a Path of one; None when it cannot be told."""
        if isinstance(node, ast.Constant):
            return node.value
        if depth > 5:
            return None
        if isinstance(node, ast.Name):
            if node.id in self.values:
                return self.constant(self.values[node.id], depth + 1)
            held = self.user.get(node.id)
            return str(held) if isinstance(held, (str, Path)) else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Div)):
            left, right = self.constant(node.left, depth + 1), self.constant(node.right, depth + 1)
            if isinstance(left, str) and isinstance(right, str):
                return left + right if isinstance(node.op, ast.Add) else f"{left}/{right}"
        if isinstance(node, ast.Call) and self.dotted(node.func) in ("pathlib.Path", "os.path.join", "os.path.expanduser"):
            parts = [self.constant(part, depth + 1) for part in node.args]
            if all(isinstance(part, str) for part in parts):
                return "/".join(parts)
        if isinstance(node, ast.Call) and self.dotted(node.func) in ("pathlib.Path.home",):
            return "~"
        return None

    def is_buffer(self, node: ast.AST) -> bool:
        """True for an in-memory file."""
        if isinstance(node, ast.Name) and node.id in self.values:
            node = self.values[node.id]
        if isinstance(node, ast.Name) and node.id in self.user:
            return type(self.user[node.id]).__name__ in ("StringIO", "BytesIO")
        return isinstance(node, ast.Call) and self.dotted(node.func) in dangers.BUFFERS

    def is_data(self, node: ast.AST) -> bool:
        """True for an argument that is no path: a frame, an array, a literal list."""
        if isinstance(node, (ast.List, ast.Dict, ast.Tuple, ast.ListComp, ast.DictComp)):
            return True
        if isinstance(node, ast.Name) and node.id in self.user:
            return not isinstance(self.user[node.id], (str, bytes, Path))
        return False

    def shown(self, node: ast.AST | None) -> str:
        """A file's name, if it can be told."""
        text = self.constant(node)
        if isinstance(text, str) and text:
            return text[:120]
        return "a file"


def _origin(value: Any) -> str | None:
    """The dotted path of a module, or of a function of an installed module, in the user's namespace."""
    if isinstance(value, ModuleType):
        return value.__name__
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if callable(value) and isinstance(module, str) and isinstance(name, str) and module not in ("__main__", "builtins"):
        return f"{module}.{name}" if "<" not in name else None
    return None


def is_name(node: ast.AST, name: str) -> bool:
    """True for the plain name."""
    return isinstance(node, ast.Name) and node.id == name


def library(value: Any) -> str:
    """The package that an object comes from."""
    return type(value).__module__.partition(".")[0].lstrip("_")
