"""Tallies: an instruction's text enters; whether rows are to be counted besides a figure leaves: "count and average fee"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_viscode.intent.linking.spans import Mention

_COUNT = r"(?P<tally>numbers?|counts?)(?: of (?:the |all |their )?(?P<noun>[a-z]+))?"
_FIGURE = r"(?:average|mean|avg|median|total|sum|maximum|minimum|max|min)"
_BESIDE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_COUNT},? (?:and|as well as|plus) (?:the |their |its )?{_FIGURE}\b",
        rf"\b{_FIGURE} [^,;.?]{{2,40}}?,? (?:and|as well as|plus) (?:the |their |its )?{_COUNT}\b",
    )
)

NAMED = 0.8
"""A word names something in the data when it is so alike."""


def tallied_beside(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether the number of rows is asked for besides another figure, under a name that nothing in the data has."""
    known = {t.text for m in mentions for t in m.tokens if m.best >= NAMED}
    found = (m for p in _BESIDE if (m := p.search(text)) is not None)
    return any(m["noun"] not in known and m["tally"].removesuffix("s") not in known for m in found)
