"""Wide frames: a catalogue enters in which months, quarters or years are columns; what leaves has a column of them instead.

"Spending per month" of a frame with the columns Jan to Dec is drawn of the frame turned long: one row for each name and month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jupyter_viscode.intent.grammar.completing import KNOWN
from jupyter_viscode.intent.language.words import name_stems, stem
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Table
from jupyter_viscode.spec import AggregateTransform, Encoding, Fold, Transform

LEAST = 3
"""So many columns make a series."""
LIKE = 0.6
"""A word names what it is so like."""
_KINDS = (
    ("month", re.compile(r"(19|20)\d\d[-/_. ]?(0\d|1[0-2])|[a-z]{3,9}[-/_. ]?((19|20)?\d\d)", re.IGNORECASE)),
    ("quarter", re.compile(r"((19|20)\d\d[-/_. ]?)?q[1-4]([-/_. ]?(19|20)?\d\d)?", re.IGNORECASE)),
    ("year", re.compile(r"(fy|y)?(19|20)\d\d", re.IGNORECASE)),
)
_MONTHS = re.compile(
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?",
    re.IGNORECASE,
)
_OVER = re.compile(r"\b(?:over|across|through(?:out)?|during) (?:the )?(?:whole )?(?:time|years?|months?|quarters?)\b")
_FIGURE = re.compile(r"\b(?P<what>[a-z]{4,}) (?:by|per|over|for each|across)\b")
_WHOLE = re.compile(r"\b(?:heat ?map|correlations?|pair ?plot|histogram|distribution|box ?plots?|scatter)\b")


@dataclass(frozen=True)
class Long:
    """How a wide frame is turned long."""

    frame: str
    fold: Fold


def with_long(instruction: str, catalogue: Catalogue) -> tuple[str, Catalogue, Long | None]:
    """The instruction and the catalogue with the frame at hand turned long, where it is wide and no single column is named."""
    table = catalogue.tables.get(catalogue.active or "")
    found = _series(table) if table is not None else None
    if table is None or found is None or _WHOLE.search(instruction.lower()):
        return instruction, catalogue, None
    unit, columns = found
    said = set(re.findall(r"\w+", instruction.lower()))
    if any(c.name.lower() in said for c in columns):
        return instruction, catalogue, None
    names = {c.name for c in table.cols}
    key, value = _fresh(unit, names), _fresh(_called(instruction, catalogue), names)
    fields = tuple(c.name for c in columns)
    stems = ("amount",) if value == "value" else name_stems(value)
    amount = Col(table.name, value, "number", stems, value, distinct=10_000)
    made = (Col(table.name, key, "text", name_stems(unit), key, distinct=len(fields), values=frozenset(fields)), amount)
    kept = tuple(replace(c, unique=False) for c in table.cols if c.name not in fields)
    tables = {**catalogue.tables, table.name: replace(table, cols=(*kept, *made), rows=(table.rows or 1) * len(fields))}
    text = _OVER.sub(f"by {unit} as a line chart", instruction)
    text = re.sub(rf"^(.*)\b{'annual' if unit == 'year' else f'{unit}ly'} (\w.*)$", rf"\1\2 by {unit}", text)
    return text, replace(catalogue, tables=tables), Long(table.name, Fold(fields, key, value))


def summed(encodings: dict[str, Encoding], long: Long, *, averaged: bool) -> dict[str, Encoding]:
    """Amounts of a frame turned long are added up, unless their average was asked for; its rows are not counted."""
    found = dict(encodings)
    for channel, encoding in encodings.items():
        counted = encoding.aggregate == "count" and encoding.field is None
        if counted or (encoding.field == long.fold.value and encoding.aggregate == "mean" and not averaged):
            found[channel] = replace(encoding, field=long.fold.value, aggregate="sum")
    return found


def unfolded(encodings: dict[str, Encoding], transforms: list[Transform], long: Long | None) -> list[Transform]:
    """The transforms, with the one before them that turns the frame long where its new columns are drawn."""
    if long is None:
        return transforms
    fields = {e.field for e in encodings.values()}
    fields |= {m.field for t in transforms if isinstance(t, AggregateTransform) for m in t.measures}
    return [long.fold, *transforms] if fields & {long.fold.key, long.fold.value} else transforms


def _series(table: Table) -> tuple[str, list[Col]] | None:
    """The columns that are the months, quarters or years of one quantity, and which of these they are."""
    numbers = [c for c in table.cols if c.kind == "number" and not c.year]
    months = [c for c in numbers if _MONTHS.fullmatch(c.name)]
    if len(months) >= LEAST:
        return "month", months
    for unit, pattern in _KINDS:
        columns = [c for c in numbers if pattern.fullmatch(c.name)]
        if len(columns) >= LEAST:
            return unit, columns
    return None


def _called(instruction: str, catalogue: Catalogue) -> str:
    """What the amounts are called: "enrolment per year" of a frame that knows no other enrolment."""
    match = _FIGURE.search(instruction.lower())
    if match is None or {match["what"], stem(match["what"])} & KNOWN:
        return "value"
    mentions = Linker(catalogue, Text(match["what"])).mentions()
    known = any(max(m.column_score, m.table_score, m.value_score) >= LIKE for m in mentions)
    return "value" if known else match["what"]


def _fresh(wanted: str, taken: set[str]) -> str:
    return next(n for n in (wanted, *(f"{wanted}_{i}" for i in range(2, 99))) if n not in taken)
