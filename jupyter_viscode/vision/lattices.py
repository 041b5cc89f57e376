"""Round numbers near measured ones: lattices, even rows, and the digits that an error supports.

Enters: values with the error that each may have. Leaves: values moved by no more than that error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

CHANCE = 0.02
"""How likely values may be near a lattice by accident for the lattice to be believed."""
SHARE = 0.35
"""An error above this share of a step tells nothing about the step."""


def decimal(value: float, error: float) -> float:
    """A value with the digits that its error supports."""
    if error <= 0 or not math.isfinite(value):
        return value
    digits = max(-300, min(300, -math.floor(math.log10(error))))
    return float(round(value, digits))


def nearest_round(value: float, error: float) -> float:
    """The roundest value within the error: of one digit rather than of two, then of halves of the last digit."""
    if error <= 0 or not math.isfinite(value) or value == 0:
        return value
    power = math.floor(math.log10(abs(value))) + 1
    while 10.0**power > error:
        for step in (10.0**power, 0.5 * 10.0**power):
            near = round(value / step) * step
            if near and abs(near - value) <= error:
                return float(round(near, max(0, 1 - power)))
        power -= 1
    return decimal(value, error)


def step_of(values: Sequence[float], error: float, spare: float = 0.0) -> float:
    """One or five of a power of ten of which all values are multiples within the error, where that is no accident; or zero.

    Parameters
    ----------
    spare
        Share of the values that may be off, as ends that something hides are.
    """
    if error <= 0 or not values or not all(math.isfinite(v) for v in values):
        return 0.0
    size = max(abs(v) for v in values)
    if size == 0:
        return 0.0
    distinct = len({round(v / error) for v in values if v})
    for power in range(math.floor(math.log10(size)), math.floor(math.log10(error)) - 1, -1):
        for step in (10.0**power, 0.5 * 10.0**power):
            if error > SHARE * step or min(1.0, 2 * error / step) ** distinct > CHANCE:
                continue
            off = sum(abs(round(v / step) * step - v) > error for v in values)
            if off <= spare * distinct and math.comb(distinct, off) * min(1.0, 2 * error / step) ** (distinct - off) <= CHANCE:
                return step
    return 0.0


def to_step(values: Sequence[float], step: float) -> list[float]:
    """Values as multiples of a step."""
    return [float(round(round(v / step) * step, max(0, 1 - math.floor(math.log10(step))))) for v in values]


def near_step(values: Sequence[float], step: float, error: float) -> list[float]:
    """Values as multiples of a step where they are near one; others keep what the error supports."""
    moved = to_step(values, step)
    return [m if abs(m - v) <= error else decimal(v, error / 2) for m, v in zip(moved, values, strict=True)]


def on_lattice(values: Sequence[float], error: float) -> list[float] | None:
    """The values as multiples of a power of ten (wholes, tenths, hundreds), where all are so within the error."""
    step = step_of(values, error)
    return to_step(values, step) if step else None


def even_row(values: Sequence[float], error: float) -> list[float] | None:
    """The values as an even row with round ends, where they are one within the error."""
    n = len(values)
    if n < 4 or error <= 0:
        return None
    mean = sum(values) / n
    slope = sum((i - (n - 1) / 2) * (v - mean) for i, v in enumerate(values)) / (n * (n * n - 1) / 12)
    first = mean - slope * (n - 1) / 2
    if abs(slope) < 2 * error or any(abs(first + slope * i - v) > error for i, v in enumerate(values)):
        return None
    step = nearest_round(slope, error / n)
    start = nearest_round(first, error / 2) if abs(first) > error / 2 else 0.0
    row = [start + step * i for i in range(n)]
    return row if all(abs(r - v) <= 1.5 * error for r, v in zip(row, values, strict=True)) else None


def snapped(values: Sequence[float], error: float) -> tuple[float, ...]:
    """Values on a lattice, else with the digits that the error supports."""
    found = on_lattice(values, error)
    return tuple(found) if found is not None else tuple(decimal(v, error) for v in values)
