"""Editing: what enters is a Chart and an instruction; what leaves is the Chart with what was asked for changed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent import Edited
from jupyter_viscode.intent.clauses import Ask, read_clauses
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Context


def change(chart: Chart, instruction: str, context: Context, frames: Mapping[str, Any]) -> Edited | None:
    """Change a chart as asked and nothing else."""
    ask = read_clauses(instruction)
    changed, understood = _titled(chart, ask)
    if not understood and ask.library is None:
        return None
    return Edited(changed, tuple(understood), (), ask.library)


def _titled(chart: Chart, ask: Ask) -> tuple[Chart, list[str]]:
    if not ask.title:
        return chart, []
    return replace(chart, title=ask.title), [f"title {ask.title!r}"]
