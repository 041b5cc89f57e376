"""Ranking: mentions enter; what leaves are the things of which the first few are asked for, and what they are ranked by."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.meaning import Slot
from jupyter_viscode.intent.grammar.mentions import MentionReader
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.additivity import RATES

_NEVER_ADDED = RATES | {"rating", "score", "star"}
"""Of what things are ranked by, what makes no sum; prices of what somebody has do."""
SURE = 0.8
"""From this likeness on, a word names what things are ranked by."""
_RANKED = re.compile(
    r"\s*(?:by|in terms of|according to|with the most)\s*(?:the |their )?(?:(?:total|average|mean|sum|number|count|overall"
    r"|highest|maximum)\s+(?:of )?)*"
)


class RankReader(MentionReader):
    """Tells the things that are ranked from what they are ranked by."""

    def _limited(self) -> bool:
        """In "the three dogs used in the most entries": the dogs are shown."""
        if self.ask.limit is None or not self.meaning.contexts:
            return False
        thing = self.meaning.contexts.pop()
        self.meaning.groups.append(Slot(thing, cued=True, entity=True))
        return True

    def _ranked_by(self, item: Mention) -> bool:
        """In "top 3 members by callouts": the members are shown, the callouts counted."""
        before = self.item(-1)
        if before is None or before.table_score < 0.8 or not _RANKED.fullmatch(item.gap) or self.meaning.groups:
            return False
        self.meaning.contexts = [m for m in self.meaning.contexts if m is not before]
        self.meaning.selects = [s for s in self.meaning.selects if s.mention is not before]
        self.meaning.groups.append(Slot(before, cued=True, entity=True))
        return True

    def _ranking(self, slot: Slot) -> bool:
        """In "top 3 members by age", "top 5 sorts by tonnes": the members are shown, with what they are ranked by."""
        item, thing = slot.mention, self.item(-1)
        figure = item.columns[0][1] if self.ask.limit and item.column_score >= SURE and not slot.entity else None
        if figure is None or thing is None or figure.kind != "number" or figure.year:
            return False
        if self.linker.catalogue.keyed(figure) or self.meaning.measures or not self._ranked_by(item):
            return False
        if figure.table == thing.tables[0][1].name:
            self.meaning.selects.append(slot)
            return True
        averaged = self.ask.average or bool(set(figure.stems) & _NEVER_ADDED)  # "top 3 writers by rating", of their books
        slot.aggregate = "mean" if averaged else "sum"
        self.meaning.measures.append(slot)
        return True
