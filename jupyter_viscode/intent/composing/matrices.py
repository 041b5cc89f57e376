"""Matrices: a frame of numbers with a name for each row goes in; the heat map of all of it comes out, if that was asked for."""

from __future__ import annotations

import re

from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.ask import Ask
from jupyter_viscode.intent.schema.tables import Catalogue
from jupyter_viscode.spec import Chart, Encoding, Fold, Scale, Sort, Style

_ASKED = re.compile(
    r"^\s*(?:(?:show|plot|draw|make|a|me|the)\s+)*(?:heat ?map|matrix plot|cluster ?map)\b(?: (?:of|for) [a-z_ ]+)?\s*[.!]?\s*$"
)
MOST_ROWS = 80
MOST_COLUMNS = 40
LEAST = 0.6
"""A word names a column when it is so like."""


def matrix(ask: Ask, instruction: str, catalogue: Catalogue, mentions: list[Mention]) -> Chart | None:
    """The heat map of the frame at hand, where no column is spoken of."""
    table = catalogue.tables.get(catalogue.active or "")
    if table is None or not _ASKED.match(instruction.lower()):
        return None
    if any(m.column_score >= LEAST and m.column_score > m.table_score for m in mentions):
        return None
    numbers = [c for c in table.cols if c.kind == "number" and not catalogue.keyed(c)]
    names = [c for c in table.cols if c.kind in ("text", "temporal") and c.unique]
    if len(names) != 1 or len(numbers) + 1 != len(table.cols) or not 2 <= len(numbers) <= MOST_COLUMNS:
        return None
    if (table.rows or MOST_ROWS + 1) > MOST_ROWS:
        return None
    fields = tuple(c.name for c in numbers)
    encodings = {
        "x": Encoding("column", "nominal", title="", sort=Sort(values=fields)),
        "y": Encoding(names[0].name, "nominal"),
        "color": Encoding(
            "value", "quantitative", aggregate="mean", title="", scale=Scale(scheme=ask.scheme) if ask.scheme else None
        ),
    }
    width, height = ask.size or (None, None)
    style = Style(width=width, height=height, theme=ask.theme)
    return Chart("rect", encodings, table.name, (Fold(fields, "column", "value"),), title=ask.title, style=style)
