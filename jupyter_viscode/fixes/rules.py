"""The registry of rules: which module knows how to mend which errors.

A rule has the names of errors, a pattern of their messages, and a function that makes a Change or None. Rules are tried
in order, the first Change wins; a new library is one more module with a ``RULES`` tuple.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.types import Code, ErrorInfo, Fix, Request

_MODULES = (
    "syntax",
    "names",
    "files",
    "columns",
    "numpy",
    "pandas",
    "grouping",
    "filling",
    "conditions",
    "matplotlib",
    "seaborn",
    "factory",
    "plotly",
    "altair",
    "bokeh",
    "values",
    "showing",
    "spelling",
)


SYNTAX_ERRORS = ("SyntaxError", "IndentationError", "TabError")


@dataclass(frozen=True)
class Rule:
    """One kind of failure and its repair."""

    errors: tuple[str, ...]
    """Classes of exceptions; empty for any."""
    pattern: str
    """Searched in the message."""
    change: Callable[[Failure, re.Match[str]], Change | None]


def mend(code: Code, error: ErrorInfo, request: Request) -> Fix | None:
    """A repair of `code`, which failed with `error`; None when no rule is sure.

    An error called ``NothingDrawn`` stands for a program that ran and showed no picture. The result always parses and
    differs from `code`. Nothing is executed; the request's frames are read for the names and types of their columns.
    """
    if code.language != "python":
        return None
    failure = Failure(code.source, error, request)
    if failure.parses == (error.name in SYNTAX_ERRORS):
        return None  # a syntax error inside a program that parses is one of a text that it evaluates
    for name in _MODULES:
        module = importlib.import_module(f"jupyter_viscode.fixes.{name}")
        for rule in module.RULES:
            change = _apply(rule, failure)
            if change is not None and change.source != code.source and Failure(change.source, error, request).parses:
                return Fix(source=change.source, notes=(change.note,))
    return None


def _apply(rule: Rule, failure: Failure) -> Change | None:
    import libcst as cst

    if rule.errors and failure.error.name not in rule.errors:
        return None
    match = re.search(rule.pattern, failure.error.message, re.DOTALL)
    try:
        return rule.change(failure, match) if match else None
    except (cst.ParserSyntaxError, cst.CSTValidationError):
        return None  # the pieces of a program with comments in odd places do not always fit together again
