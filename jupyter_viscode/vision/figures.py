"""Numbers as charts write them: signs, thousands, units, powers of ten.

Enters: a text as recognised. Leaves: its value, or None.
"""

from __future__ import annotations

import re

_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺º°", "0123456789-+00")
_UNITS = {"k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "B": 1e9, "b": 1e9, "G": 1e9, "T": 1e12, "%": 1.0}
_PLAIN = re.compile(r"[+-]?(\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
_POWER = re.compile(r"(?:([\d.]+)\s*[x×*]\s*)?10\^?\{?([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺º°]+\d*|[-−+]\d{1,3}|\^\d+)\}?$")
_OTHER = re.compile(r"(?:(\d(?:\.\d+)?)[x×*])?10(\d{1,2})$")


def tidy(text: str) -> str:
    """Signs as ASCII, no blanks, letters that stand for digits put right."""
    out = (
        text.strip()
        .replace("−", "-")
        .replace("–", "-")
        .replace("—", "-")
        .replace("一", "-")
        .replace("_", "-")
        .replace("~", "-")
    )
    out = out.replace(" ", "").rstrip(".。").lstrip("†'`´‘’")
    if re.fullmatch(r"[-+]?[\dOoIl|SB.,%]+", out) and re.search(r"\d", out):
        out = re.sub(r"[Oo]", "0", out)
        out = re.sub(r"[Il|]", "1", out)
        if out[-1] != "B":
            out = out.replace("B", "8")
        out = out.replace("S", "5")
    return {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"}.get(out, out)


def number(text: str) -> float | None:
    """The value of a text that is a number with or without a unit."""
    out = tidy(text)
    if not out:
        return None
    sign = 1.0
    if out[0] == "-":
        sign, out = -1.0, out[1:]
    out = out.lstrip("$€£+")
    if out.startswith("-"):
        sign, out = -1.0, out[1:]
    unit = 1.0
    if len(out) > 1 and out[-1] in _UNITS:
        unit, out = _UNITS[out[-1]], out[:-1]
    if not _PLAIN.match(out):
        power = exponent(text)
        return None if power is None else 10.0**power
    return sign * float(out.replace(",", "")) * unit


def exponent(text: str, loose: bool = False) -> float | None:
    """The power of ten that a label like 10⁻² shows; `loose` also takes 102 for 10²."""
    import math

    out = text.strip().replace("−", "-").replace("–", "-").replace(" ", "")
    found = _POWER.match(out)
    if found:
        digits = found.group(2).translate(_SUPER).lstrip("^")
        if re.fullmatch(r"[+-]?\d+", digits):
            lead = float(found.group(1)) if found.group(1) and re.fullmatch(r"\d+(\.\d+)?", found.group(1)) else 1.0
            return float(digits) + (math.log10(lead) if lead > 0 else 0.0)
    if loose and (plain := _OTHER.match(out)):
        return float(plain.group(2)) + (
            math.log10(float(plain.group(1))) if plain.group(1) and float(plain.group(1)) > 0 else 0.0
        )
    return None
