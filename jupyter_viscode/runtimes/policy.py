"""What a program does that needs the user's consent, decided on its syntax tree.

Source and Request enter; risks leave, in the order of the lines. What cannot be parsed is risky. This is no wall (the
sandbox is): it tells the user beforehand what the code is about to do.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from jupyter_viscode.runtimes import dangers
from jupyter_viscode.runtimes.meanings import Meanings, is_name, library
from jupyter_viscode.runtimes.names import as_cell
from jupyter_viscode.types import Finding, Request, Risk

_URL = re.compile(r"^\s*(https?|ftps?|s3|gs|gcs|az|abfs|hdfs|ssh|sftp|postgres(ql)?|mysql)://", re.I)
_READING_SQL = re.compile(
    r"^\s*(--[^\n]*\n\s*)*\(*\s*(select|with|from|describe|summarize|show|values|explain|pivot|unpivot)\b", re.I
)
_WRITING_SQL = re.compile(
    r"\b(copy\b.*\bto|insert\s+into|delete\s+from|drop\s+\w+|create\s+\w+|alter\s+\w+|attach|install|load|export|update\s+\w+\s+set"
    r"|pragma|set\s+\w+\s*=)\b",
    re.I | re.S,
)
_HARMLESS_DUNDERS = {"__name__", "__version__", "__doc__", "__len__", "__file__"}
_PATH_READERS = {"read_text", "read_bytes", "iterdir"}
_INSIDES = {"_getframe", "f_globals", "f_locals", "f_back", "gi_frame", "tb_frame"}
_CUSTOMARY = {"plt", "np", "pd", "sns", "px", "alt"}
"""Names that the next cells expect to be modules."""
_HARMLESS_MAGICS = {"matplotlib", "config", "time", "timeit", "precision", "pylab"}


def risks(source: str, request: Request) -> tuple[Risk, ...]:
    """Everything in the program that a user should agree to."""
    try:
        tree = ast.parse(as_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (Risk("run code that cannot be read as Python"),)
    reader = _Reader(tree, request)
    try:
        reader.visit(tree)
    except RecursionError:
        return (Risk("run code that is nested too deeply to be read"),)
    found = dict.fromkeys(reader.found)
    return tuple(sorted(found, key=lambda risk: risk.line or 0))


def findings(source: str) -> tuple[Finding, ...]:
    """What ran in the trial and cannot run inside a live kernel, whose event loop is running already."""
    shell = sys.modules.get("IPython.core.interactiveshell")
    if shell is None or not shell.InteractiveShell.initialized():
        return ()
    if getattr(shell.InteractiveShell.instance(), "kernel", None) is None:
        return ()
    return tuple(_event_loop_findings(source))


def _event_loop_findings(source: str) -> Iterator[Finding]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("run_until_complete", "run_forever"):
            yield Finding("asyncio-run", f"{node.attr} fails in a notebook, whose event loop is running: call plain functions.")
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("asyncio.run", "asyncio.Runner"):
            yield Finding("asyncio-run", "asyncio.run fails in a notebook, whose event loop is running: call plain functions.")
    for statement in tree.body:
        if any(isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for node in _same_scope(statement)):
            yield Finding("top-level-await", "Top-level await cannot run inside the magic: call plain functions instead.")
            return


def _same_scope(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is below it, without the bodies of functions and classes."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _same_scope(child)


class _Reader(ast.NodeVisitor):
    """Walks a program and notes what it does."""

    def __init__(self, tree: ast.Module, request: Request) -> None:
        self.found: list[Risk] = []
        self._names = Meanings(tree, request)
        self._user = self._names.user
        self._own = request.own
        self._depth = 0

    def _add(self, what: str, node: ast.AST) -> None:
        self.found.append(Risk(what, getattr(node, "lineno", None)))

    # -- references ----------------------------------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            dotted = self._names.dotted(node)
            self._check_reference(dotted, node)
            if dotted in dangers.MODULES_AS_VALUES and node.id in self._names.origins:
                self._add(f"hand the module {dotted} around, so that it cannot be seen what is done with it", node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        dotted = self._names.dotted(node)
        if not self._check_reference(dotted, node):
            if node.attr in dangers.ATTRIBUTES and isinstance(node.ctx, ast.Load):
                self._add(dangers.ATTRIBUTES[node.attr], node)
            elif _is_inside(node.attr):
                self._add(f"reach the insides of Python ({node.attr})", node)
        base: ast.AST = node.value
        if not isinstance(base, ast.Name):
            self.visit(base)  # a plain name before the dot was judged as part of the path
        elif base.id not in self._names.origins:
            self.visit(base)

    def _check_reference(self, dotted: str, node: ast.AST) -> bool:
        phrase = _danger(dotted)
        if phrase:
            self._add(phrase, node)
        return bool(phrase)

    # -- calls ---------------------------------------------------------------------------------------------------------

    def visit_Call(self, node: ast.Call) -> None:
        dotted = self._names.dotted(node.func)
        last = node.func.attr if isinstance(node.func, ast.Attribute) else dotted.rpartition(".")[2]
        if self._is_shell(node):
            self._check_magic(node)
        elif dotted in ("getattr", "setattr", "delattr", "hasattr"):
            self._check_attribute_call(dotted, node)
        elif last == "open" or dotted in ("codecs.open", "gzip.open", "bz2.open", "lzma.open"):
            self._check_open(node)
        elif last in dangers.WRITERS or (last in dangers.MAYBE_WRITERS and _target(node) is not None):
            self._check_write(last, node)
        elif last in dangers.READERS or last.startswith(("read_", "scan_")):
            self._check_read(node)
        elif last in ("sql", "execute", "executemany", "executescript", "query", "eval"):
            self._check_text(last, node)
        elif last == "connect" and dotted.startswith("duckdb"):
            self._check_duckdb(node)
        if last == "load" and any(k.arg == "allow_pickle" and not _is_false(k.value) for k in node.keywords):
            self._add("load pickled objects, which can run any code", node)
        if last == "basicConfig" and any(k.arg == "filename" for k in node.keywords):
            self._add("write a log file", node)
        self._check_in_place(last, node)
        self.generic_visit(node)

    def _is_shell(self, node: ast.Call) -> bool:
        function = node.func
        return (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Call)
            and is_name(function.value.func, "get_ipython")
        )

    def _check_magic(self, node: ast.Call) -> None:
        first = node.args[0] if node.args else None
        name = first.value if isinstance(first, ast.Constant) else None
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("system", "getoutput"):
            self._add(f"run another program{f' ({name})' if isinstance(name, str) else ''}", node)
        elif name not in _HARMLESS_MAGICS:
            self._add(f"use IPython's shell{f' (%{name})' if isinstance(name, str) else ''}", node)

    def _check_attribute_call(self, function: str, node: ast.Call) -> None:
        name = node.args[1] if len(node.args) > 1 else None
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
            self._add("use attributes whose names are made while it runs", node)
        elif function == "getattr":
            dotted = self._names.dotted(node)
            if not self._check_reference(dotted, node) and name.value.startswith("__"):
                self._add(f"reach the insides of Python ({name.value})", node)
        elif function in ("setattr", "delattr"):
            self._check_target(node.args[0], node, deep=True)

    def _check_open(self, node: ast.Call) -> None:
        is_method = isinstance(node.func, ast.Attribute) and not self._names.dotted(node.func).startswith(
            ("io.", "os.", "codecs.", "gzip.", "bz2.", "lzma.", "PIL.", "Image.")
        )
        arguments = node.args if is_method else node.args[1:]
        mode: ast.expr | None = arguments[0] if arguments else None
        mode = next((k.value for k in node.keywords if k.arg == "mode"), mode)
        path = node.func.value if is_method and isinstance(node.func, ast.Attribute) else _target(node)
        constant = self._names.constant(mode) if mode is not None else "r"
        if not isinstance(constant, str) or set(constant) & set("wax+"):
            self._add(f"write {self._names.shown(path)}", node)
        elif not is_method:
            self._check_read(node)

    def _check_write(self, function: str, node: ast.Call) -> None:
        target = _target(node)
        if target is None or not self._names.is_buffer(target):
            self._add(f"write {self._names.shown(target)}", node)

    def _check_read(self, node: ast.Call) -> None:
        target = _target(node)
        if target is None and isinstance(node.func, ast.Attribute) and node.func.attr in _PATH_READERS:
            target = node.func.value
        if target is None or self._names.is_buffer(target):
            return
        text = self._names.constant(target)
        if isinstance(text, bytes):
            text = text.decode(errors="replace")
        if not isinstance(text, str):
            if not isinstance(text, (int, float)) and not self._names.is_data(target):
                self._add("read a file whose name is made while it runs", node)
        elif _URL.match(text):
            self._add(f"open a network connection to {text[:80]}", node)
        elif _outside(text):
            self._add(f"read {text[:120]}, outside the working directory", node)

    def _check_text(self, function: str, node: ast.Call) -> None:
        text = self._names.constant(node.args[0]) if node.args else None
        if function in ("query", "eval") and isinstance(text, str):
            if ("@" in text and "(" in text) or "__" in text:
                self._add(f"run code inside the text of {function}", node)
        elif function != "eval" and isinstance(text, str):
            if not _READING_SQL.match(text) or _WRITING_SQL.search(_without_strings(text)):
                self._add("change a database or files with SQL", node)
            for literal in re.findall(r"'([^']*)'", text):
                if _URL.match(literal):
                    self._add(f"open a network connection to {literal[:80]}", node)
                elif re.search(r"\.(csv|parquet|json|db|xlsx?|txt|arrow|feather)\b", literal) and _outside(literal):
                    self._add(f"read {literal[:120]}, outside the working directory", node)
        elif function in ("execute", "executemany", "executescript"):
            self._add("run SQL that is made while it runs", node)

    def _check_duckdb(self, node: ast.Call) -> None:
        target = _target(node)
        if target is not None and self._names.constant(target) not in (":memory:", ""):
            self._add("open a database", node)

    def _check_in_place(self, function: str, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Attribute):
            return
        receiver = node.func.value
        root = self._names.root(receiver)
        if root is None:
            return
        value = self._user[root]
        if any(k.arg == "inplace" and not _is_false(k.value) for k in node.keywords):
            self._add(f"change {root} in place", node)
        elif isinstance(value, ModuleType):
            return
        elif function in dangers.MUTATORS and isinstance(receiver, ast.Name):
            if not self._returns_copy(function, value):
                self._add(f"change {root} in place", node)
        elif function.startswith(("set_", "update_", "add_")) and library(value) in ("matplotlib", "plotly"):
            self._add(f"change {root} in place", node)

    @staticmethod
    def _returns_copy(function: str, value: Any) -> bool:
        """Members that change a list or dict and leave a frame alone."""
        if library(value) in ("pandas", "polars", "pyarrow", "duckdb", "dask"):
            return function not in ("insert", "pop", "update", "insert_column", "replace_column", "extend", "drop_in_place")
        return False

    # -- binding -------------------------------------------------------------------------------------------------------

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._check_target(target, node)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._check_target(node.target, node)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._check_target(node.target, node)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._check_target(node.target, node)
        self.generic_visit(node)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._check_target(node.target, node)
        self.generic_visit(node)

    visit_AsyncFor = visit_For

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self._check_target(item.optional_vars, node)
        self.generic_visit(node)

    visit_AsyncWith = visit_With

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id in self._user and target.id not in self._own and not self._depth:
                self._add(f"delete the name {target.id}", node)
            else:
                self._check_target(target, node)
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name is not None:
            self._check_name(node.name, node)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self._check_name(node.name, node)
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            module = sys.modules.get(alias.name if alias.asname else name)
            self._check_import(name, module, node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = sys.modules.get(node.module or "")
        for alias in node.names:
            if alias.name == "*":
                if node.module not in dangers.PLAIN_STAR:
                    self._add(f"import names from {node.module} that cannot be told beforehand", node)
                continue
            full = f"{node.module}.{alias.name}"
            self._check_import(alias.asname or alias.name, getattr(module, alias.name, sys.modules.get(full)), node)

    def _check_import(self, name: str, value: Any, node: ast.AST) -> None:
        if value is None or self._user.get(name) is not value:
            self._check_name(name, node)

    def _check_name(self, name: str, node: ast.AST) -> None:
        if self._depth and name not in self._names.globals:
            return
        known = name in _CUSTOMARY and not isinstance(node, (ast.Import, ast.ImportFrom))
        if known or (name in self._user and name not in self._own):
            self._add(f"bind the name {name} to something else", node)

    def _check_target(self, target: ast.AST, node: ast.AST, *, deep: bool = False) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self._check_target(element, node)
        elif isinstance(target, ast.Starred):
            self._check_target(target.value, node)
        elif isinstance(target, ast.Name) and not deep:
            self._check_name(target.id, node)
        else:
            self._check_inside(target, node)

    def _check_inside(self, target: ast.AST, node: ast.AST) -> None:
        """An attribute or item of something is set: of the user's objects, or of a module."""
        dotted = self._names.dotted(target.value if isinstance(target, ast.Subscript) else target)
        if dotted in ("os.environ", "os.environb"):
            self._add("change environment variables", node)
            return
        base = target
        while isinstance(base, (ast.Attribute, ast.Subscript)):
            base = base.value
        origin = self._names.origins.get(base.id) if isinstance(base, ast.Name) else None
        if origin is not None:
            if not set(dotted.split(".")) & dangers.SETTINGS:
                self._add(f"change the module {origin}", node)
            return
        root = self._names.root(target)
        if root is not None:
            self._add(f"change {root} in place", node)


def _danger(dotted: str) -> str:
    """The phrase for a dotted path, found by itself or by what it is below of."""
    if not dotted or dotted in dangers.SAFE:
        return ""
    if dotted in dangers.NAMES:
        return dangers.NAMES[dotted]
    parts = dotted.split(".")
    for end in range(len(parts) - 1, 0, -1):
        head = ".".join(parts[:end])
        phrase = dangers.NAMES.get(head + ".") or (dangers.NAMES.get(head) if "." in head else None)
        if phrase:
            return phrase
    return ""


def _target(node: ast.Call) -> ast.expr | None:
    """The argument that names the file of a reading or writing call."""
    names = (
        "path",
        "path_or_buf",
        "filepath_or_buffer",
        "fname",
        "filename",
        "file",
        "buf",
        "fp",
        "io",
        "source",
        "excel_writer",
    )
    if node.args:
        return node.args[0]
    return next((k.value for k in node.keywords if k.arg in names), None)


def _is_false(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _outside(text: str) -> bool:
    """True for a path that leaves the working directory, by itself or through a link."""
    if not text or "\n" in text or len(text) > 1000:
        return False
    if text.startswith("~") or re.match(r"^[A-Za-z]:[\\/]|^\\\\", text):
        return True
    try:
        here = Path.cwd().resolve()
        return not Path(here, text).resolve().is_relative_to(here)
    except (OSError, ValueError):
        return True


def _without_strings(sql: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "''", sql)


def _is_inside(attribute: str) -> bool:
    dunder = attribute.startswith("__") and attribute.endswith("__")
    return attribute in _INSIDES or (dunder and attribute not in _HARMLESS_DUNDERS)
