"""Findings: a drawn figure and what was wanted go in, what is wrong with the picture comes out.

A finding of severity error is repaired; rules report an error only where a careful reader would call the picture wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Finding


def check(drawn: Any, *, expected: Chart | None = None, instruction: str = "", png: bytes | None = None) -> tuple[Finding, ...]:
    """All findings about one picture.

    Parameters
    ----------
    drawn
        A matplotlib Figure, a plotly Figure, an altair chart, a Vega-Lite specification, or None when nothing was drawn.
    expected
        The chart that was asked for, when it is known.
    instruction
        The user's words.
    png
        The picture as it came out.
    """
    from jupyter_viscode.chart.rules import blank, empty, nothing

    found: list[Finding] = []
    found.extend(nothing(drawn))
    if not found:
        found.extend(empty(drawn))
    if not found:
        found.extend(_rest(drawn, expected, instruction))
    if png is not None and not any(f.severity == "error" for f in found):
        found.extend(blank(png))
    return tuple(found)


def _rest(drawn: Any, expected: Chart | None, instruction: str) -> Iterator[Finding]:
    yield from ()
