"""Hearing: an instruction and a catalogue go in; where its words name columns and tables or speak of an order comes out.

Nothing is decided here. Unlike the grammar, which sets words aside as it understands them, this keeps the whole
sentence, so that any chart can be held against it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.schema.tables import Catalogue, Col

FAR = 999
"""A distance, in letters, between what is not both there."""
LIKELY = 0.55
"""What a mention must score to be taken for a column's or table's name."""
_ORDERS = re.compile(
    r"\b(?:order|sort|rank|arrang|organi[sz]|ascend|descend|asc|desc|alphabet|increas|decreas|[az] to [az]|from [az]"
    r"|(?:low|high|small|larg|big)(?:est)? to|first)\w*\b"
)
_BEFORE, _AFTER = 20, 45
"""Letters around a word of order that belong to it."""
_SHORT = (
    (re.compile(r"(?:low|small|few|least|short|earl|cheap|young)\w* (?:one|bar|value)?s? ?(?:to|first)\b"), " UPWARD "),
    (re.compile(r"(?:high|larg|big|most|great|long|lat|top)\w* (?:one|bar|value)?s? ?(?:to|first)\b"), " DOWNWARD "),
    (re.compile(r"\ba (?:to|-) z\b"), " ATOZ "),
    (re.compile(r"\bz (?:to|-) a\b"), " ZTOA "),
)
"""Turns of several words that count as one."""
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class Said:
    """How well a column is named."""

    score: float = 0.0
    mention: Mention | None = None
    label: bool = False
    """By the table whose rows it names."""


class Hearing:
    """One instruction, heard against one catalogue."""

    def __init__(self, instruction: str, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.text = instruction.lower()
        linker = Linker(catalogue, Text(instruction))
        self.mentions = linker.mentions()
        self.spots = {id(m): (linker.tokens[m.start].start, linker.tokens[m.end - 1].end) for m in self.mentions}
        """First and last place of each mention, in letters."""
        self.words = [(m.start(), m[0]) for m in _WORD.finditer(self.text)]
        self.bag = frozenset(word for _, word in self.words)
        self.orders = [m.start() for m in _ORDERS.finditer(self.text)]
        self.order_words = self._order_words()
        self._columns: dict[int, Said] = {}
        self._tables: dict[str, tuple[float, Mention]] = {}
        self._best()

    def _best(self) -> None:
        """The mention that names each column, and each table, best."""
        for mention in self.mentions:
            for score, column in mention.columns[:10]:
                if score > self._columns.get(id(column), Said()).score:
                    self._columns[id(column)] = Said(score, mention)
            for score, table in mention.tables[:3]:
                if table.name not in self._tables or score > self._tables[table.name][0]:
                    self._tables[table.name] = (score, mention)

    def _order_words(self) -> frozenset[str]:
        around = " ".join(self.text[max(0, at - _BEFORE) : at + _AFTER] for at in self.orders)
        for pattern, word in _SHORT:
            around = pattern.sub(word, around)
        return frozenset(_WORD.findall(around))

    def said(self, column: Col) -> Said:
        """How well a column is named, by itself or by its table."""
        known = self._columns.get(id(column), Said())
        table = self._tables.get(column.table)
        if table is not None and column is self.catalogue.tables[column.table].label and 0.95 * table[0] > known.score:
            return Said(0.95 * table[0], table[1], label=True)
        return known

    def table_said(self, name: str) -> float:
        """How well a table is named."""
        return self._tables[name][0] if name in self._tables else 0.0

    def at(self, mention: Mention) -> int:
        """Where a mention begins."""
        return self.spots[id(mention)][0]

    def before(self, place: int, letters: int = 28) -> list[str]:
        """The words just before a place, the last one first."""
        return _WORD.findall(self.text[max(0, place - letters) : place])[::-1]

    def after(self, mention: Mention, letters: int = 24) -> list[str]:
        """The words just behind a mention."""
        end = self.spots[id(mention)][1]
        return _WORD.findall(self.text[end : end + letters])

    def from_order(self, column: Col | None, words: Collection[str] = ()) -> int:
        """How far the nearest word of order is from where a column, or one of some words, is named."""
        places = [at for at, word in self.words if word in words]
        if column is not None:
            places += [self.at(m) for m in self.mentions if self._names(m, column)]
        return min((abs(at - order) for at in places for order in self.orders), default=FAR)

    def _names(self, mention: Mention, column: Col) -> bool:
        if any(c is column and s > LIKELY and s >= 0.8 * mention.best for s, c in mention.columns[:4]):
            return True
        labels = column is self.catalogue.tables[column.table].label
        return labels and any(t.name == column.table and s > LIKELY for s, t in mention.tables[:2])
