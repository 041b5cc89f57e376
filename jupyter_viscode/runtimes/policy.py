"""What a program does that needs the user's consent, decided on its syntax tree.

Source and Request enter; risks leave. What cannot be parsed is risky.
"""

from __future__ import annotations

import ast

from jupyter_viscode.types import Finding, Request, Risk


def risks(source: str, request: Request) -> tuple[Risk, ...]:
    """Everything in the program that a user should agree to, in the order of its lines."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return (Risk("run code that cannot be read as Python"),)
    return ()


def findings(source: str) -> tuple[Finding, ...]:
    """What ran in the trial and cannot run in a live kernel."""
    return ()
