"""Asking the engine: an instruction and frames go in; its best reading comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_viscode.context.build import build
from jupyter_viscode.intent import Reading, readings


def best_reading(instruction: str, frames: Mapping[str, Any]) -> Reading:
    """The best reading; one that is declined fails the test."""
    found = readings(instruction, build(frames, instruction), frames)
    assert found, f"declined: {instruction}"
    return found[0]


def sure_sentence(instruction: str, frames: Mapping[str, Any]) -> str:
    """What the best reading says in one line, "" where it would not be drawn."""
    found = readings(instruction, build(frames, instruction), frames)
    return found[0].sentence if found and found[0].sure else ""
