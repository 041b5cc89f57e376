"""Numbers and texts as code shows them.

Enters: values. Leaves: short literals that keep what the picture can tell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_UP, _DOWN, _FLAT = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "₀₁₂₃₄₅₆₇₈₉₋₊", "0123456789-+"
_SHIFTED = re.compile(f"[{_UP}]+|[{_DOWN}]+")


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
    if "$" in text:
        return text.replace("$", r"\$") if text.count("$") >= 2 else text
    return _SHIFTED.sub(lambda found: _shifted(found[0]), text)


def _shifted(small: str) -> str:
    """Small signs as mathematics, as people type them; squares and cubes are on the keyboard."""
    if small in ("²", "³"):
        return small
    up = small[0] in _UP
    signs = small.translate(str.maketrans(_UP if up else _DOWN, _FLAT))
    return f"${'^' if up else '_'}{signs if len(signs) == 1 else '{' + signs + '}'}$"
