"""Figures: the words before a mention enter; the aggregate that they ask for leaves."""

from __future__ import annotations

import re

_FILL = (
    r"(?:\s+[a-z]+ in(?= ))?(?:\s|\b(?:the|an?|all|of|these|those|its|their|his|her|our|different|various"
    r"|distinct|unique|in|is|are|for|both|such|'s|on|each|every|any|kinds? of|types? of|values?)\b|')*(?:\b"
    r"(?!in\b|with|where|for\b|by\b|and\b|or\b|to\b|from|that|which|who|whose|on\b|at\b"
    r"|per\b)[a-z]+\s+){0,2}$"
)
_AGGREGATES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{words}){_FILL}"))
    for name, words in (
        ("mean", r"\b(?:average|mean|avg) (?:of (?:the )?)?(?:number|count|amount) of\b"),
        (
            "distinct",
            r"\b(?:numbers?|counts?) of (?:distinct|unique|different)\b|\bcount(?:ing)? (?:the )?(?:distinct|unique"
            r"|different)\b|\bhow many (?:distinct|unique|different)\b|\b(?:distinct|unique) (?:number|count)\b",
        ),
        (
            "count",
            r"\b(?:total |overall )?(?:number|numbers|counts?|frequenc(?:y|ies)|occurrences?|tally)\b(?: of)?|\bhow "
            r"many\b|\bhow often\b|\bamount of\b|\bquantity of\b|\bcounting\b|# of|\bnum of\b|\bcounts\b",
        ),
        ("mean", r"\b(?:average|averages|avg|mean|means|typical)\b(?: (?:of|number of))?"),
        ("median", r"\bmedian\b"),
        (
            "sum",
            r"\b(?:total|totals|sum|sums|summed|overall|combined|aggregate|how much|accumulated|sum up|add up|adding "
            r"up)\b(?: (?:of|up|number of))?",
        ),
        (
            "max",
            r"\b(?:max|maximum|maximal|highest|largest|biggest|greatest|latest|most recent|oldest|longest|tallest"
            r"|heaviest|fastest|richest|top|peak|best)\b",
        ),
        (
            "min",
            r"\b(?:min|minimum|minimal|lowest|smallest|least|earliest|youngest|shortest|lightest|slowest|fewest"
            r"|cheapest|worst)\b",
        ),
        ("stdev", r"\bstandard deviations?\b|\bstd(?: dev)?\b"),
        ("variance", r"\bvariances?\b"),
    )
)


def figure_said(gap: str) -> str | None:
    """The figure that the words before a mention ask for: "the average", "how many"."""
    clause = re.split(r"[;.?!]", gap)[-1].replace("(", " ")
    for name, pattern in _AGGREGATES:
        if pattern.search(clause):
            return name
    return None


_UTMOST = r"(?:maximum|minimum|highest|lowest|largest|smallest|greatest)"
_SUPERLATIVE = re.compile(
    r"\b(?:has|have|had|with) (?:the )?(?:highest|largest|biggest|greatest|lowest|smallest|least|most|maximum|minimum) (?:"
    r"(?:total|average|mean|overall|median)\s*(?:of )?)?$"
)
_OF_ITS_OWN = re.compile(r"\w+(?: \w+){0,2} (?:of|among|over|in|for) (?:all )?(?:its|their)\b")
_UTMOST_LISTED = re.compile(rf"\s*(?:,|and|, and) (?:the |their |its )?{_UTMOST}(?: of)?(?: the)? number of\s*")


def ranks(gap: str, thing: str) -> bool:
    """Whether "with the highest" ranks by the thing behind it; "with the highest price of its wines" shows the price."""
    return _SUPERLATIVE.search(gap) is not None and _OF_ITS_OWN.match(thing) is None


def utmost_listed(gap: str, thing: str) -> bool:
    """Whether an utmost number is listed, or each has one of its own; "with the highest number of" ranks."""
    return _UTMOST_LISTED.fullmatch(gap) is not None or _OF_ITS_OWN.match(thing) is not None
