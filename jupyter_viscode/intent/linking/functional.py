"""Function words: a word and the text around it go in; whether it belongs to the grammar there, not to a name, comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_viscode.intent.language.words import likeness
from jupyter_viscode.intent.linking.tokens import Token
from jupyter_viscode.intent.schema.tables import Catalogue, Col

_AND_FIGURE = re.compile(
    r"\s*(?:and|&|,|or)\s*(?:the )?(?:average|mean|avg|median|max|maximum|min|minimum|highest|lowest|sum)\b(?!_)"
)
FUNCTION_WORDS = frozenset(
    """
    number numbers count counts counting total average mean maximum minimum max min sum highest lowest kind kinds
    type types sort share shares percentage percent proportion ratio start starts starting begin begins beginning
    end ends ending group grouped grouping groups stack stacked split
    """.split()
)
_BIDDEN = re.compile(r"(?:^|[,;.:?!]|\b(?:and|then|please|also|to))\s*$")
_LAST = re.compile(r"\s*(?:$|[,.;?!)]|for each\b|of each\b|of them\b|in a\b|with a\b|as a\b|using\b)")
_FIGURES_AGAIN = {
    "number": r"\bhow many\b|\bnumbers? of\b|\bcounts? of\b",
    "numbers": r"\bhow many\b|\bnumbers? of\b|\bcounts? of\b",
    "count": r"\bhow many\b|\bnumbers? of\b|\bcounts? of\b",
    "counts": r"\bhow many\b|\bnumbers? of\b|\bcounts? of\b",
    "total": r"\btotal\b|\bsum\b|\bhow much\b|\bhow many\b",
    "average": r"\baverage\b|\bmean\b",
}
"""Words for a figure, and what asks for it: "how many ... show the name and the number"."""


def kinds_of(stretch: Sequence[Token], catalogue: Catalogue) -> list[tuple[float, Col]]:
    """ "Kind of crop" where the table of crops has a column that is called "kind", and nothing more."""
    things = [s for t in stretch[2:] for s in t.stems]
    tables = [
        t for t in catalogue.tables.values() if t.stems and all(any(likeness(s, n) >= 0.9 for n in t.stems) for s in things)
    ]
    return [(1.0, c) for t in tables if things for c in t.cols if c.kind == "text" and c.stems == stretch[0].stems]


def functional(token: Token, work: str) -> bool:
    """ "total" before a noun, "number" before "of": words of the grammar, not of a name."""
    rest = work[token.end : token.end + 24]
    if token.text in (
        "kind",
        "type",
        "sort",
        "kinds",
        "types",
        "share",
        "shares",
        "percentage",
        "percent",
        "proportion",
        "ratio",
    ):
        return bool(re.match(r"\s+of\b", rest))
    if token.text.startswith(("group", "stack", "split")):
        return bool(re.match(r"\s+(?:(?:it|them|the [a-z]+) )?by\b", rest))
    if token.text.startswith(("start", "begin", "end")):
        return bool(re.match(r"\s+(?:with|by)\b", rest))
    if token.text in _FIGURES_AGAIN and _said_before(token, work) and _LAST.match(rest):
        return True
    if token.text in ("count", "counting") and _BIDDEN.search(work[: token.start]) and re.match(r"\s+[a-z]", rest):
        return True
    if token.stems == ("number",) or token.text in ("count", "counts"):
        return bool(re.match(r"\s+(?:of|from|in|for|across|over|per|by)\b", rest))
    return bool(_AND_FIGURE.match(rest)) or bool(
        re.match(
            r"\s+(?!and\b|or\b|in\b|by\b|for\b|on\b|per\b|over\b|across\b|from\b|is\b|as\b"
            r"|vs\b|versus\b|against\b|with\b)[a-z0-9_]",
            rest,
        )
    )


def _said_before(token: Token, work: str) -> bool:
    """Whether the figure that a bare "number" or "total" means was asked for already."""
    before = work[: token.start]
    return bool(re.search(_FIGURES_AGAIN[token.text], before))
