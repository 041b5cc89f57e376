"""Which column of a frame stands on which axis of a chart that was read: a Chart and a frame go in, a `Matching` comes out.

An axis is known by its title, by a title of the chart that names the column, by the categories that are values of the
column, or by being the only one of its kind. What none of them tells stays open, with a proposal.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.intent.language.words import name_stems
from jupyter_viscode.intent.schema.tables import Col, Table
from jupyter_viscode.spec import Chart, Encoding

SURE = 0.8
"""Evidence from which a column is taken without asking."""
MARGIN = 0.05
"""By which the best column must lead."""
CHANNELS = ("x", "y", "theta", "color")
MEASURES = ("theta", "y", "x")
MOST_SERIES = 20
"""A column with more values than this is no series of colours."""
_COUNTS = re.compile(r"\b(counts?|frequency|number of|no\. of|how many|anzahl|nombre)\b|^(n|#)$", re.IGNORECASE)
_DATE = re.compile(
    r"^\s*(\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|"
    r"(\d{1,2} )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?( \d{1,2},?)?( ?'?\d{2,4})?|\d{4}-?Q[1-4])\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Matching:
    """The columns by channel."""

    columns: Mapping[str, str] = field(default_factory=dict)
    counted: str = ""
    """The channel that counts rows; empty when none does."""
    open: tuple[str, ...] = ()
    """Channels for which no column is certain."""
    proposal: Mapping[str, str] = field(default_factory=dict)
    """The most likely columns of all channels, where there is one for each."""


def matched(chart: Chart, table: Table) -> Matching:
    """Columns of `table` by channel of `chart` as far as they are certain."""
    wanted = [c for c in CHANNELS if _needs_column(chart.encoding(c))]
    counted = next((c for c in wanted if c in MEASURES and _COUNTS.search(chart.encoding(c).title or "")), "")
    wanted = [c for c in wanted if c != counted]
    fair = {c: [col for col in table.cols if _fits(chart, c, col)] for c in wanted}
    rated = {c: {col.name: _evidence(chart, c, col) for col in fair[c]} for c in wanted}
    columns = _certain(rated)
    for channel in (c for c in wanted if c not in columns):
        left = [name for name in rated[channel] if name not in columns.values()]
        if len(left) == 1:
            columns[channel] = left[0]
    left_open = [c for c in wanted if c not in columns]
    if left_open == ["theta"]:
        return Matching(columns, "theta")  # the slices of a pie without a word on their measure are shares of rows
    return Matching(columns, counted, tuple(left_open), _proposal(rated, columns, left_open))


def _certain(rated: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """The best pairs first; a column stands on one channel only, and must lead the others of its channel."""
    columns: dict[str, str] = {}
    pairs = sorted(((score, c, name) for c, names in rated.items() for name, score in names.items()), reverse=True)
    for score, channel, name in pairs:
        if score < SURE or channel in columns or name in columns.values():
            continue
        others = [s for n, s in rated[channel].items() if n != name and n not in columns.values()]
        if not others or max(others) <= score - MARGIN:
            columns[channel] = name
    return columns


def _proposal(
    rated: Mapping[str, Mapping[str, float]], columns: Mapping[str, str], left_open: Sequence[str]
) -> Mapping[str, str]:
    """Fair columns for what is open, the likeliest first."""
    out = dict(columns)
    for channel in left_open:
        names = [n for n in sorted(rated[channel], key=lambda n: -rated[channel][n]) if n not in out.values()]
        if not names:
            return {}
        out[channel] = names[0]
    return out


def _needs_column(encoding: Encoding) -> bool:
    return encoding.field is not None and encoding.aggregate != "count"


def _evidence(chart: Chart, channel: str, column: Col) -> float:
    """How likely the column stands on the channel, 0 to 1: its title says most, then its values, then a heading."""
    encoding = chart.encoding(channel)
    title = encoding.title if encoding.title is not None else encoding.field
    return max(
        alike(title or "", column.name),
        0.88 * _share(_drawn(chart, encoding), column),
        0.82 if _named_in(chart.title, column) else 0.0,
    )


def alike(title: str, name: str) -> float:
    """Likeness of two names, units in brackets and the way words are joined left aside."""
    a, b = (re.sub(r"[\W_]+", " ", re.sub(r"\(.*?\)|\[.*?\]", "", text)).strip().lower() for text in (title, name))
    if not a or not b:
        return 0.0
    within = set(b.split()) <= set(a.split()) or set(a.split()) <= set(b.split())
    return max(0.9 if within else 0.0, difflib.SequenceMatcher(None, a, b).ratio())


def _share(drawn: Iterable[Any], column: Col) -> float:
    """The share of the drawn categories that are values of the column; 0 for numbers, which prove nothing."""
    texts = {str(v).strip().lower() for v in drawn if isinstance(v, str) and not _DATE.match(v)}
    few = column.values if column.distinct <= MOST_SERIES else ()
    own = {str(v) for v in few} if column.kind == "number" else set(column.spelt)
    return len(texts & own) / len(texts) if len(texts) > 1 else 0.0


def _named_in(heading: str, column: Col) -> bool:
    """Whether a title of the chart names the column."""
    said, named = set(name_stems(heading)), name_stems(column.name)
    return bool(named) and any(len(s) > 2 for s in named) and set(named) <= said


def _drawn(chart: Chart, encoding: Encoding) -> Sequence[Any]:
    if encoding.scale is not None and encoding.scale.domain and encoding.type != "quantitative":
        return encoding.scale.domain
    return list(dict.fromkeys((chart.data or {}).get(encoding.field or "", ())))


def _fits(chart: Chart, channel: str, column: Col) -> bool:
    """Whether the column is of the kind that the channel shows."""
    encoding = chart.encoding(channel)
    drawn = _drawn(chart, encoding)
    texts = [v for v in drawn if isinstance(v, str)]
    if encoding.type == "temporal" or (len(texts) > 1 and all(_DATE.match(t) for t in texts)):
        return column.kind == "temporal"
    if encoding.type == "quantitative":
        return column.kind == "number" and not column.identifier
    if channel == "color":
        return column.kind != "temporal" and not (column.kind == "number" and not column.integer) and _few(column, MOST_SERIES)
    if encoding.type in ("nominal", "ordinal"):
        return (column.kind != "number" or column.integer) and _few(column, max(30, 5 * len(drawn)))
    return True


def _few(column: Col, most: int) -> bool:
    return column.kind == "temporal" or 0 < column.distinct <= most or column.kind == "boolean"
