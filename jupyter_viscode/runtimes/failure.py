"""An exception of a program, told in the program's own lines.

An exception, the source and the namespace enter; an ErrorInfo leaves: without frames of this package, with the line, and
with the dotted name of the function that was called there.
"""

from __future__ import annotations

import ast
import builtins
import sys
import traceback
from collections.abc import Mapping
from types import FrameType, TracebackType
from typing import Any

from jupyter_viscode.types import ErrorInfo

FILENAME = "<viscode>"
_MOST_TRACEBACK = 20_000
_MOST_MESSAGE, _MESSAGE_END = 4_000, 1_000


def describe(error: BaseException, source: str, namespace: Mapping[str, Any]) -> ErrorInfo:
    """What happened, for the user and for repair."""
    name = type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        text = "".join(traceback.format_exception_only(error))
        return ErrorInfo(name, error.msg or "invalid syntax", text, error.lineno)
    place = _innermost(error.__traceback__)
    line = place.tb_lineno if place else None
    function = ""
    if place is not None:
        scope = {**namespace, **place.tb_frame.f_locals}
        function = _called(place, source, scope)
    return ErrorInfo(name, _message(error), _traceback(error), line, function)


def _message(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"The program called sys.exit({'' if error.code is None else repr(error.code)}), which would end the session."
    try:
        text = str(error)
        # Plotly lists all that is valid in between, and says at the end what was not.
        cut = len(text) - _MOST_MESSAGE
        return text if cut <= 0 else f"{text[: _MOST_MESSAGE - _MESSAGE_END]}\n…\n{text[-_MESSAGE_END:]}"
    except BaseException:  # the program's own exception class may be broken
        return ""


def _innermost(trace: TracebackType | None) -> TracebackType | None:
    """The deepest step that is in the program's own text."""
    found = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILENAME:
            found = trace
        trace = trace.tb_next
    return found


def _traceback(error: BaseException) -> str:
    told = traceback.TracebackException.from_exception(error, limit=-60)
    for one in _members(told):
        steps = list(one.stack)
        own = [index for index, step in enumerate(steps) if step.filename == FILENAME]
        one.stack = traceback.StackSummary.from_list(steps[own[0] :] if own else steps[-3:])
    text = "".join(told.format())
    if len(text) > _MOST_TRACEBACK:
        half = _MOST_TRACEBACK // 2
        text = f"{text[:half]}\n…\n{text[-half:]}"
    return text


def _members(told: traceback.TracebackException) -> list[traceback.TracebackException]:
    found: list[traceback.TracebackException] = []
    waiting: list[traceback.TracebackException | None] = [told]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, *(one.exceptions or ())]
    return found


def _called(place: TracebackType, source: str, scope: Mapping[str, Any]) -> str:
    """Dotted name of the call that was running: as it can be imported if that is known, else as it is written."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ""
    span = _span(place.tb_frame, place.tb_lasti)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    exact = [node for node in calls if span == (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)]
    if not exact and span[2] is None:
        exact = [node for node in calls if node.lineno == place.tb_lineno][:1]
    if not exact:
        return ""
    function = exact[0].func
    found = _resolve(function, scope)
    module, name = getattr(found, "__module__", None), getattr(found, "__qualname__", None)
    if isinstance(module, str) and isinstance(name, str) and "<locals>" not in name and module in sys.modules:
        return f"{module}.{name}"
    return ast.unparse(function)[:200]


def _span(frame: FrameType, instruction: int) -> tuple[Any, ...]:
    for index, position in enumerate(frame.f_code.co_positions()):
        if index == instruction // 2:
            return position
    return (None, None, None, None)


def _resolve(node: ast.expr, scope: Mapping[str, Any]) -> Any:
    """The object that a dotted expression names, found without running anything but attribute access."""
    if isinstance(node, ast.Name):
        return scope.get(node.id, getattr(builtins, node.id, None))
    if isinstance(node, ast.Attribute):
        base = _resolve(node.value, scope)
        try:
            return None if base is None else getattr(base, node.attr, None)
        except Exception:  # properties may raise anything
            return None
    return None
