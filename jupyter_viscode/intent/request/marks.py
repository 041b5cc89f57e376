"""Marks: what enters is an Ask; the kind of chart that was asked for is taken out of its text."""

from __future__ import annotations

import re

from jupyter_viscode.intent.request.ask import Ask

_NOUN = r"(?:charts?|graphs?|plots?|diagrams?|figures?|visuali[sz]ations?|grams?)"


_MARKS: tuple[tuple[str, str, str | None, bool], ...] = (
    (r"(?:100 ?%|percent(?:age)?|normali[sz]ed|proportional) stacked (?:bars?|columns?)", "bar", "normalize", True),
    (r"(?:100 ?%|percent(?:age)?|normali[sz]ed) stacked areas?", "area", "normalize", True),
    (r"stack(?:ed|ing)? horizontal bars?|horizontal stack(?:ed|ing)? bars?", "hbar", "stacked", True),
    (r"stack(?:ed|ing)? (?:bars?|columns?|histogram)", "bar", "stacked", True),
    (r"(?:group(?:ed|ing)?|clustered|dodged|side[- ]by[- ]side) (?:bars?|columns?)", "bar", "grouped", True),
    (r"stack(?:ed|ing)? areas?", "area", "stacked", True),
    (r"(?:group(?:ed|ing)?|multi(?:ple)?[- ]?(?:series)?) lines?", "line", None, True),
    (r"(?:group(?:ed|ing)?|colou?red) scatter", "point", None, True),
    (r"horizontal (?:bars?|histogram)", "hbar", None, True),
    (r"do(?:ugh)?nuts?", "donut", None, True),
    (r"ring", "donut", None, False),
    (r"pies?", "arc", None, True),
    (r"histograms?", "hist", None, True),
    (r"bar[- ]?(?=chart|graph|plot)|bars?|columns?", "bar", None, False),
    (r"scatter[- ]?(?:plots?)?", "point", None, True),
    (r"bubble", "point", None, False),
    (r"box[- ]?(?:plots?)(?: ?and ?whiskers?)?|box-and-whisker", "boxplot", None, True),
    (r"box", "boxplot", None, False),
    (r"violins?", "violin", None, True),
    (r"(?:strip|swarm|jitter|dot)", "strip", None, False),
    (r"heat ?maps?", "rect", None, True),
    (r"areas?", "area", None, False),
    (r"kde|density|densities", "density", None, False),
    (r"tree ?maps?", "treemap", None, True),
    (r"regression", "point", None, False),
    (r"lines?", "line", None, False),
    (r"step", "line", None, False),
)
"""Words, mark, arrangement, and whether the words mean the chart without "chart" or "plot" after them."""


_COLUMNS_TOO = ("areas?", "step")
"""Charts whose names columns have too: "sales by area"."""


_DETERMINERS = "a an each every one per by the of any this that which what"
_NO_THING = "".join(f"(?<!{word} )" for word in _DETERMINERS.split())
"""Not behind these words, which make a thing of what could be an order: "each show", "per plot"."""


_BEFORE = (
    r"(?:(?:[,.;?]|^| )?\s*(?:\b(?:and|then|please|can|could|you|i|want|we|let|us|to|see|now)\s+)*"
    rf"{_NO_THING}\b(?:show|shows|showing|visuali[sz]e[sd]?|plot|plotted|draw|return|give|display|displays"
    r"|present|make|create|use|using|build|generate|represent|illustrate|render|put)\b"
    r"(?: (?:me|them|it|us|this|that|these|all|the|results?|data|in|your|for))*\s*)?"
    r"(?:\b(?:in|by|with|as|using|into|on|through|via|of|to|for)\s+)?(?:\b(?:the form of|form of|a form "
    r"of)\s+)?(?:\b(?:a|an|the|some|one|simple|nice|single|type of)\s+)*"
)


_AFTER = (
    r"(?:\s+(?:about|on|that (?:shows?|displays?|represents?|illustrates?)|which (?:shows?|displays?)"
    r"|showing|shows?|displays?|displaying|to show|to display|to visuali[sz]e|to represent|to compare|to "
    r"illustrate|representing|illustrating|depicting|comparing|for showing|for returning|for listing|for "
    r"finding|for visuali[sz]ing|what|listing|returning)\b(?:(?: me| the result| us)\b)?)*"
)


def _marks() -> tuple[tuple[re.Pattern[str], str, str | None], ...]:
    full = [(re.compile(rf"{_BEFORE}\b(?:{w})[- ]?\s*{_NOUN}\b{_AFTER}"), mark, how) for w, mark, how, _ in _MARKS]
    short = []
    for words, mark, how, alone in _MARKS:
        if alone:
            short.append((re.compile(rf"{_BEFORE}\b(?:{words})\b{_AFTER}"), mark, how))
        elif mark not in ("density", "strip"):
            end = r"(?=\s*(?:[,.;?]|$|for\b|by\b|of\b|and\b|with\b|to\b))"
            cue = "as|in|with|using" if words in _COLUMNS_TOO else "as|in|with|using|by"
            short.append((re.compile(rf"\b(?:{cue})\s+(?:a |an |the )?(?:{words})\b{end}"), mark, how))
    return (*full, *short)


_MARK_PATTERNS = _marks()


_THE_RESULT = re.compile(
    r"\b(?:show|give|return|display|tell|visuali[sz]e|plot|draw|group)(?: me| us)? (?:the |all )?results?\b"
    r"(?=\s*(?:[;,.?]|$|in\b|with\b|as\b|using\b|by\b))"
)


_BARE_MARK = re.compile(
    r"(?:(?:^|[,.;:!?])\s*(?:(?:please|just|then|and)\s+)*(?:(?:show|use|draw|plot|display|give|make|with|as"
    r"|in)\s+(?:it |them |me |us |the |this )*)?(?:as |in |with |a |an )*"
    r"|\b(?:show|use|draw|plot|return)\s+(?:an? )?)\b(?P<mark>bars?|lines?|pies?|scatter|points|dots)\b(?=\s*(?:[,.;:!?]|$"
    r"|please\b|pls\b|by\b|of\b|with\b|for\b|on\b|about\b|over\b|and show\b|and sort\b))"
)


_LAST_MARK = re.compile(
    r"(?<=[a-z)] )(?<!\bof )(?<!\bthe )(?<!\bby )(?<!\bper )(?P<mark>bars?|pie|scatter)\b(?=\s*(?:[,.;:!?]|$))"
)


_ONE_EACH = re.compile(r"\b(?:one|a|a single|a separate) bar (?:per|for|each)\b")
"""What tells the form without naming a chart."""


_WHOLE = re.compile(
    r",? ?\b(?:and )?(?:stacked (?:to|as|up to) (?:100 ?%|percent(?:age)?s?|shares?)|normali[sz]ed(?: "
    r"stacked| to 100 ?%)?(?=\s*(?:[,.;]|$|by\b|per\b)))"
    r"|,? ?(?:and )?(?<!\d)100 ?%[ -]stack(?:ed|ing)?(?: bars?)?"
)
"""Parts of each bar as shares of it."""


_SIDEWAYS = re.compile(r",? ?\b(?:and )?(?:horizontal(?:ly)?|sideways)\b(?: bars?)?")
_SIDE_BY_SIDE = re.compile(r",? ?\bside[- ]by[- ]side\b")
_MARK_WORDS = {"bar": "bar", "lin": "line", "pie": "arc", "sca": "point", "poi": "point", "dot": "point"}
"""Marks by the first letters of their names."""


def read_mark(ask: Ask) -> None:
    """Take the kind of chart out of an instruction, and how its bars are arranged."""
    for pattern, mark, arrangement in _MARK_PATTERNS:
        match = ask.text.take(pattern)
        if match is None:
            continue
        ask.mark = {"hist": "bar", "hbar": "bar", "donut": "arc"}.get(mark, mark)
        ask.histogram, ask.horizontal, ask.donut = mark == "hist", mark == "hbar", mark == "donut"
        ask.arrangement = arrangement
        if "regression" in match[0]:
            ask.trend = True
        break
    for pattern in (_BARE_MARK, _LAST_MARK):
        if ask.mark is None and (match := ask.text.take(pattern)):
            ask.mark = _MARK_WORDS[match["mark"][:3]]
    if ask.mark is None and _ONE_EACH.search(ask.text.work):
        ask.mark = "bar"
    _read_arrangement(ask)
    for pattern, _, _ in _MARK_PATTERNS[: len(_MARKS)]:
        ask.text.take(pattern)
    ask.text.take(_THE_RESULT)


def _read_arrangement(ask: Ask) -> None:
    """Take out that bars lie, are stacked, or stand side by side; where no kind of chart is named, bars are meant."""
    arranged = ask.mark in ("bar", "area", None)
    if arranged and ask.text.take(_WHOLE):
        ask.arrangement, ask.mark = "normalize", ask.mark or "bar"
    if ask.text.take(_SIDEWAYS):
        ask.horizontal, ask.mark = True, ask.mark or "bar"
    if not arranged or ask.arrangement is not None:
        return
    if re.search(r"\bstack", ask.text.work):
        ask.arrangement, ask.mark = "stacked", ask.mark or "bar"
    elif ask.text.take(_SIDE_BY_SIDE):
        ask.arrangement, ask.mark = "grouped", ask.mark or "bar"
