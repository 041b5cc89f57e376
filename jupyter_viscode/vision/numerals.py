"""Numbers and texts as code shows them.

Enters: values. Leaves: short literals that keep what the picture can tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable


def short(value: float, span: float = 0.0) -> str:
    """A number with the digits that a picture can hold: a thousandth of the span, or four digits."""
    if not math.isfinite(value):
        return "0"
    size = span if span > 0 and math.isfinite(span) else abs(value)
    if size == 0:
        return "0"
    digits = 3 - math.floor(math.log10(size))
    rounded = round(value, max(-300, min(300, digits)))
    if rounded == int(rounded) and abs(rounded) < 1e15:
        return str(int(rounded))
    return repr(float(rounded))


def listing(values: Iterable[float], span: float = 0.0) -> str:
    """A list literal."""
    numbers = [float(v) for v in values]
    finite = [v for v in numbers if math.isfinite(v)]
    reach = span or (max(finite) - min(finite) if finite else 0.0)
    if not span and finite and min(finite) > 0 and max(finite) > 1000 * min(finite):
        reach = 0.0  # along a logarithmic axis each value has digits of its own
    return "[" + ", ".join(short(v, reach) for v in numbers) + "]"


def plain(text: str) -> str:
    """A text that matplotlib draws letter by letter: dollars do not start mathematics."""
    return text.replace("$", r"\$") if text.count("$") >= 2 else text
