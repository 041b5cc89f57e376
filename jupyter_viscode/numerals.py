"""Numbers written as text: a column's values enter, the signs beside their digits leave, and code that reads them as numbers.

"$1,250.00", "12.5 %" and "3,400 €" are numbers; what stands for a missing value is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_CURRENCIES = "$€£¥₹"
_NUMERAL = re.compile(
    rf"""
    [-+]? [{_CURRENCIES}]? \s? [-+]?
    (0 | [1-9]\d{{0,2}}(,\d{{3}})+ | [1-9]\d*)? (\.\d+)? (e[-+]?\d+)?
    \s? [%{_CURRENCIES}]?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SIGNS = f"{_CURRENCIES}%, "
_MISSING = frozenset(("", "-", "–", "n/a", "na", "nan", "null", "none", "unknown", "missing", "?", "."))
LEAST = 0.9
"""So large a share of the values must be numbers."""


def known(texts: Iterable[str]) -> list[str]:
    """The texts that stand for a value."""
    return [text for text in texts if text.strip().lower() not in _MISSING]


def numeral(text: str) -> bool:
    """Whether a text is a number."""
    text = text.strip()[:40]
    return any(c.isdigit() for c in text) and _NUMERAL.fullmatch(text) is not None


def numerals(texts: Iterable[str]) -> bool:
    """Whether a column's texts are numbers."""
    said = known(texts)
    return bool(said) and sum(map(numeral, said)) >= LEAST * len(said)


def signs_of(texts: Iterable[str]) -> str:
    """What stands beside the digits and would keep them from being read."""
    found = {sign for text in texts if numeral(text) for sign in text.strip() if sign in _SIGNS}
    return "".join(sign for sign in _SIGNS if sign in found)


def parsed(values: pd.Series) -> pd.Series:
    """The numbers of a column of texts, missing where a text is none."""
    import pandas as pd

    if values.dtype.kind not in "OUT":
        return pd.to_numeric(values, errors="coerce")
    plain = values.astype(object).where(values.isna(), values.astype(str).str.replace(f"[{_SIGNS}]", "", regex=True))
    return pd.to_numeric(plain, errors="coerce")


def source_of(column: str, signs: str) -> str:
    """The expression that reads a column's source as numbers."""
    bare = f'{column}.str.replace("[{signs}]", "", regex=True)' if signs else column
    return f'pd.to_numeric({bare}, errors="coerce")'
