"""Confidence: the evidence for a reading goes in; the chance that it is what was meant comes out.

The weights were fitted on questions whose right chart is known (see `jupyter_viscode.bench.confidence`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

GUESSED = 0.7
"""The most that a reading is worth in which something was settled that nobody said, or left out that was.

It is never drawn as certain."""
_GUESSES = ("unit not said", "wishes unmet", "denial lost", "size or filter", "undrawn")
MISSED = 0.45
"""The most that a reading is worth that leaves out which rows are meant, or what they are a share of.

It is never drawn unasked."""
_MISSES = ("calendar lost", "share lost", "operation lost", "rows lost")


@lru_cache(maxsize=1)
def _fitted() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("jupyter_viscode.intent.judging").joinpath("confidence.json").read_text(encoding="utf-8")
    )
    return found


def confidence(figures: Mapping[str, float]) -> float:
    """The chance, between 0 and 1, that a reading with this evidence is right."""
    fitted = _fitted()
    most = MISSED if any(figures.get(n) for n in _MISSES) else GUESSED if any(figures.get(n) for n in _GUESSES) else 1.0
    total = fitted["constant"] + sum(w * figures.get(name, 0.0) for name, w in fitted["weights"].items())
    return min(most, 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))))


def threshold(name: str) -> float:
    """The confidence below which a reading is offered rather than drawn (``least``), or drawn with its doubts (``certain``)."""
    return float(_fitted()[name])
