"""What was wanted against what is seen: an expected Chart or the user's words, and the Chart read from a picture, go in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jupyter_viscode.chart.kinds import axis_limits, parts_of, texts_of
from jupyter_viscode.spec import Chart, Mark
from jupyter_viscode.types import Finding

_ALIKE: tuple[frozenset[Mark], ...] = (
    frozenset({"point", "strip", "tick", "regression", "text", "errorbar"}),
    frozenset({"density", "area"}),
    frozenset({"density", "line"}),
    frozenset({"boxplot", "violin", "strip"}),
    frozenset({"errorbar", "line", "rule"}),
    frozenset({"rect", "image", "treemap"}),
    frozenset({"violin", "area"}),
    frozenset({"bar", "errorbar"}),
    frozenset({"rule", "line"}),
    frozenset({"arc", "treemap"}),
)
"""Marks that are drawn with the same artists, or answer the same wish."""

_WORDS: tuple[tuple[str, Mark], ...] = (
    (r"\b(pie|donut|doughnut)\b", "arc"),
    (r"\bbar (chart|plot|graph)s?\b|\bbars\b|\bhistogram\b", "bar"),
    (r"\bline (chart|plot|graph)s?\b", "line"),
    (r"\barea (chart|plot|graph)s?\b", "area"),
    (r"\bscatter ?(chart|plot|graph)?s?\b", "point"),
    (r"\bbox ?(plot|chart)s?\b", "boxplot"),
    (r"\bheat ?maps?\b", "rect"),
    (r"\bviolin ?(plot|chart)?s?\b", "violin"),
)
_LIMITS = r"\b(from|start(s|ing)?|zoom|limits?|range|axis|scale|ylim|xlim|truncate[ds]?)\b"


@dataclass(frozen=True)
class Wishes:
    """An expected chart and an instruction, as far as a rule can use them."""

    expected: Chart | None
    instruction: str

    @cached_property
    def title(self) -> str:
        """The title that the picture should have."""
        if self.expected is not None and self.expected.title:
            return self.expected.title
        match = re.search(
            r"""\btitled?\s*(?:it|:|=|of|is|should be)?\s*(["'“‘])(.+?)(["'”’])(?=\W|$)""", self.instruction, re.IGNORECASE
        )
        return match.group(2) if match else ""

    @cached_property
    def log(self) -> tuple[str, ...]:
        """Channels that should be logarithmic; ``any`` when the words do not say which."""
        if self.expected is not None:
            channels = ("x", "y")
            return tuple(c for c in channels for s in [self.expected.encoding(c).scale] if s is not None and s.type == "log")
        wanted = re.search(r"\blog(arithmic)?[- ](scale|axis|y|x)|\blogarithmic\b", self.instruction, re.IGNORECASE)
        return ("any",) if wanted else ()

    @cached_property
    def mark(self) -> Mark | None:
        """The kind of chart, when one and only one is named."""
        if self.expected is not None:
            return self.expected.mark
        found = {mark for pattern, mark in _WORDS if re.search(pattern, self.instruction, re.IGNORECASE)}
        return found.pop() if len(found) == 1 else None

    @property
    def no_legend(self) -> bool:
        """Whether the user wants none."""
        if self.expected is not None and self.expected.style.legend == "none":
            return True
        return bool(re.search(r"\b(no|without|hide|remove|drop)( an?| the| any)? legend", self.instruction, re.IGNORECASE))

    @property
    def limits(self) -> bool:
        """Whether the user has a say about where an axis begins."""
        if self.expected is not None and any(
            e.scale and (e.scale.domain or e.scale.zero is False) for e in self.expected.encodings.values()
        ):
            return True
        return bool(re.search(_LIMITS, self.instruction, re.IGNORECASE))


def compare(seen: Chart, asked: Wishes, drawn: Any) -> Iterator[Finding]:
    """What was asked for and is not in the picture."""
    if asked.title and not _says(seen, drawn, asked.title):
        yield Finding("missing-title", f"The title {asked.title!r} is missing: set it.")
    scales = {c: part.encoding(c).scale for part in parts_of(seen) for c in ("x", "y") if part.encoding(c).scale}
    logs = {c for c, scale in scales.items() if scale is not None and scale.type in ("log", "symlog")}
    for channel in asked.log:
        if (channel == "any" and not logs) or (channel != "any" and channel not in logs):
            name = "an axis" if channel == "any" else f"the {channel} axis"
            yield Finding("missing-log-scale", f"A log scale was asked for: make {name} logarithmic.")
    yield from _limits(seen, asked, drawn)
    yield from _mark(seen, asked)
    expected = asked.expected
    if (
        expected is not None
        and _several(expected)
        and not any({"color", "xOffset", "yOffset"} & set(p.encodings) for p in parts_of(seen))
    ):
        field = expected.encoding("color").field
        yield Finding(
            "missing-series", f"There is one series only: draw one for each {field}, if it has several values.", "warning"
        )


def _several(expected: Chart) -> bool:
    """Whether a series for each colour was wanted; colour that repeats another channel gives none of its own."""
    color = expected.encoding("color").field
    if color is None or expected.mark not in ("bar", "line", "area"):
        return False
    return not any(expected.encoding(c).field == color for c in ("x", "y", "row", "column", "facet"))


def _limits(seen: Chart, asked: Wishes, drawn: Any) -> Iterator[Finding]:
    """Limits of an axis that were asked for and are not those of the picture."""
    if asked.expected is None or seen.panels or asked.expected.panels:
        return
    for channel in ("x", "y"):
        scale = asked.expected.encoding(channel).scale
        wanted = scale.domain if scale is not None else ()
        if len(wanted) != 2 or not all(isinstance(v, (int, float)) for v in wanted):
            continue
        shown = axis_limits(drawn, seen, channel)
        reach = abs(wanted[1] - wanted[0])
        if shown is not None and any(abs(a - b) > 0.02 * reach for a, b in zip(sorted(shown), sorted(wanted), strict=True)):
            yield Finding(
                "missing-limits",
                f"The {channel} axis shows {shown[0]:.6g} to {shown[1]:.6g}, "
                f"{wanted[0]:.6g} to {wanted[1]:.6g} was asked for: set its limits.",
            )


def _mark(seen: Chart, asked: Wishes) -> Iterator[Finding]:
    wanted = asked.mark
    marks = {part.mark for part in parts_of(seen)}
    if wanted is None or wanted == "other" or "other" in marks or wanted in marks:
        return
    if any(wanted in alike and marks & alike for alike in _ALIKE):
        return
    shown = ", ".join(sorted(_word(m) for m in marks))
    yield Finding("wrong-mark", f"A {_word(wanted)} chart was asked for, the picture shows {shown}: use {_word(wanted)}.")


def _word(mark: Mark) -> str:
    names = {"arc": "pie", "rect": "heat map", "point": "scatter", "boxplot": "box plot"}
    return names.get(mark, mark)


def _says(seen: Chart, drawn: Any, title: str) -> bool:
    """Whether the picture has the text as its title, whatever the case and the line breaks."""
    texts = [part.title for part in parts_of(seen)]
    texts += texts_of(drawn)
    wanted = _folded(title)
    return any(wanted in _folded(text) for text in texts)


def _folded(text: str) -> str:
    return " ".join(text.replace("\\$", "$").split()).casefold()
