"""Findings: a drawn figure and what was wanted go in, what is wrong with the picture comes out.

A finding of severity error is repaired; a rule reports an error only where a careful reader would call the picture wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jupyter_viscode.chart.kinds import figure_of, kind_of
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Finding

_NO_FRAMES: Mapping[str, Any] = {}


def check(
    drawn: Any,
    *,
    expected: Chart | None = None,
    instruction: str = "",
    png: bytes | None = None,
    frames: Mapping[str, Any] = _NO_FRAMES,
) -> tuple[Finding, ...]:
    """All findings about one picture, errors first; the parameters are those of `inspect`."""
    return inspect(drawn, expected=expected, instruction=instruction, png=png, frames=frames)[0]


def inspect(
    drawn: Any,
    *,
    expected: Chart | None = None,
    instruction: str = "",
    png: bytes | None = None,
    frames: Mapping[str, Any] = _NO_FRAMES,
) -> tuple[tuple[Finding, ...], Chart | None]:
    """All findings about one picture, errors first, and what was read from it.

    Parameters
    ----------
    drawn
        A matplotlib Figure, a plotly Figure, an altair chart, a Vega-Lite specification, or None when nothing was drawn.
    expected
        The chart that was asked for, when it is known.
    instruction
        The user's words; what they name in quotes after "title" is looked for, and a log scale, the kind of chart, an order.
    png
        The picture as it came out.
    frames
        The data by name. With `expected` the drawn values are compared with those of the data.
    """
    from jupyter_viscode.chart import rules
    from jupyter_viscode.chart.read import read

    drawn = figure_of(drawn)
    found = list(rules.nothing(drawn))
    seen = None
    if not found:
        view = _specified(drawn)
        seen = read(view)
        found.extend(rules.empty(drawn, seen))
        if not any(f.severity == "error" for f in found) and seen is not None:
            found.extend(_looks(view, seen, expected, instruction, png, frames))
    if png is not None and not any(f.severity == "error" for f in found):
        found.extend(rules.blank(png))
    return _most_severe(found), seen


def _specified(drawn: Any) -> Any:
    """An altair chart's specification, made once for all rules; anything else as it is."""
    if kind_of(drawn) != "altair":
        return drawn
    from jupyter_viscode.chart.read.vega_lite import specification

    try:
        return specification(drawn)
    except (AttributeError, TypeError, ValueError, KeyError):
        return drawn


def _looks(
    drawn: Any, seen: Chart, expected: Chart | None, instruction: str, png: bytes | None, frames: Mapping[str, Any]
) -> Iterator[Finding]:
    from jupyter_viscode.chart import comparison, legibility, orders, palettes, rules, wishes

    asked = wishes.Wishes(expected, instruction)
    for finding in wishes.compare(seen, asked, drawn):
        lone = finding.rule == "missing-series" and expected is not None and comparison.one_series(expected, frames)
        if not lone:
            yield finding
    if expected is not None and frames:
        yield from comparison.differences(drawn, seen, expected, frames)
    yield from orders.order(drawn, seen, expected, instruction)
    yield from rules.misleading(drawn, seen, asked.limits)
    yield from rules.names(drawn, seen, asked.no_legend)
    yield from palettes.colors(drawn, seen)
    yield from legibility.legibility(drawn, png)


def _most_severe(found: list[Finding]) -> tuple[Finding, ...]:
    """Each rule once for what it says, errors first; a warning falls away where its rule is an error as well."""
    errors = {f.rule for f in found if f.severity == "error"}
    kept = [f for f in dict.fromkeys(found) if f.severity == "error" or f.rule not in errors]
    return tuple(sorted(kept, key=lambda f: f.severity != "error"))
