"""Findings: a drawn figure and what was wanted go in, what is wrong with the picture comes out.

A finding of severity error is repaired; a rule reports an error only where a careful reader would call the picture wrong.
"""

from __future__ import annotations

from typing import Any

from jupyter_viscode.chart.kinds import figure_of
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Finding


def check(drawn: Any, *, expected: Chart | None = None, instruction: str = "", png: bytes | None = None) -> tuple[Finding, ...]:
    """All findings about one picture, errors first; the parameters are those of `inspect`."""
    return inspect(drawn, expected=expected, instruction=instruction, png=png)[0]


def inspect(
    drawn: Any, *, expected: Chart | None = None, instruction: str = "", png: bytes | None = None
) -> tuple[tuple[Finding, ...], Chart | None]:
    """All findings about one picture, errors first, and what was read from it.

    Parameters
    ----------
    drawn
        A matplotlib Figure, a plotly Figure, an altair chart, a Vega-Lite specification, or None when nothing was drawn.
    expected
        The chart that was asked for, when it is known.
    instruction
        The user's words; what they name in quotes after "title" is looked for, and a log scale, and the kind of chart.
    png
        The picture as it came out.
    """
    from jupyter_viscode.chart import rules, wishes
    from jupyter_viscode.chart.read import read

    drawn = figure_of(drawn)
    found = list(rules.nothing(drawn))
    seen = None
    if not found:
        seen = read(drawn)
        found.extend(rules.empty(drawn, seen))
    if not any(f.severity == "error" for f in found) and seen is not None:
        asked = wishes.Wishes(expected, instruction)
        found.extend(wishes.compare(seen, asked, drawn))
        found.extend(rules.misleading(drawn, seen, asked.limits))
        found.extend(rules.names(drawn, seen))
        found.extend(rules.labels(drawn))
    if png is not None and not any(f.severity == "error" for f in found):
        found.extend(rules.blank(png))
    unique = list(dict.fromkeys(found))
    return tuple(sorted(unique, key=lambda f: f.severity != "error")), seen
