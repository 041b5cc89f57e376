"""Correlations of many columns: an instruction goes in; a heat map of each two comes out, if that was asked for."""

from __future__ import annotations

import re

from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.ask import Ask
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Table
from jupyter_viscode.spec import Annotation, Chart, Correlate, Encoding, Scale, Style

_ASKED = re.compile(
    r"\bcorr(?:elations?|s)? (?:heat ?map|matrix|plot|table|chart|grid)|\b(?:heat ?map|matrix) of (?:the "
    r"|all )*(?:pairwise )?correlations?\b|\bcorr matrix\b"
    r"|\b(?:pairwise )?correlations? (?:between|of|among|across) (?:the |all )*(?:numeric(?:al)?|number|quantitative)\b"
    r"|\bpairwise correlations?\b|\bcorrelations? (?:between|of|among|across) (?:the |all )+(?:columns|variables|features)\b"
)
MOST = 20
"""Columns of one heat map."""
LABELLED = 10
"""From more columns on, the cells are too small for their values."""


def correlations(ask: Ask, instruction: str, catalogue: Catalogue, linker: Linker, mentions: list[Mention]) -> Chart | None:
    """The heat map, of the columns that were named or of all numbers of the frame."""
    if not _ASKED.search(instruction.lower()):
        return None
    table = _table(catalogue, linker, mentions)
    if table is None:
        return None
    numbers = [c for c in table.cols if c.kind == "number" and not catalogue.keyed(c) and c.distinct > 1]
    named = _named(mentions, numbers)
    columns = (named if len(named) > 1 else numbers)[:MOST]
    if len(columns) < 2:
        return None
    encodings = {
        "x": Encoding("column", "nominal", title=""),
        "y": Encoding("other", "nominal", title=""),
        "color": Encoding("correlation", "quantitative", scale=Scale(scheme=ask.scheme or "RdBu", domain=(-1, 1))),
    }
    notes = (Annotation("value labels"),) if len(columns) <= LABELLED else ()
    width, height = ask.size or (None, None)
    style = Style(width=width, height=height, theme=ask.theme)
    fields = tuple(c.name for c in columns)
    return Chart("rect", encodings, table.name, (Correlate(fields),), title=ask.title, annotations=notes, style=style)


def _table(catalogue: Catalogue, linker: Linker, mentions: list[Mention]) -> Table | None:
    """The frame that is named, that has the columns which are named, or that is at hand."""
    named = sorted(((s, t) for token in linker.tokens if token.content for s, t in linker.tables([token])), key=lambda p: -p[0])
    if named and named[0][0] >= 0.7:
        return named[0][1]
    held: dict[str, int] = {}
    for mention in mentions:
        for name in {c.table for s, c in mention.columns if s >= 0.7 and c.kind == "number"}:
            held[name] = held.get(name, 0) + 1
    best = max(held, key=lambda n: held[n], default=None)
    return catalogue.tables.get(best or catalogue.active or "")


def _named(mentions: list[Mention], numbers: list[Col]) -> list[Col]:
    """The numbers that the instruction lists."""
    found = [next((c for s, c in m.columns if c in numbers and s >= 0.6), None) for m in mentions]
    return list(dict.fromkeys(c for c in found if c is not None))
