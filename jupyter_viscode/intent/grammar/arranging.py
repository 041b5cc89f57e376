"""Arranging: roles enter; what leaves is which of two things runs along x and which has the colours, where the words tell."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.comparing import verbal
from jupyter_viscode.intent.grammar.meaning import Slot
from jupyter_viscode.intent.grammar.mentions import MentionReader
from jupyter_viscode.intent.linking.link import THEIRS

_OF_EACH = re.compile(r"\s*of (?:each|every|the different)\s*(?:the )?$")
_AT_EACH = re.compile(
    r"\b(?:for|in|at|per|by|on|across|within|do|does|did) (?:each|every|all|the|the different|different)\s*(?:the )?$"
)
_EACH_ONE = re.compile(r"\b(?:each|every)(?: (?:one|single one|of (?:them|these|those)))?\s*(?=\S)")
_JUDGED = re.compile(r"\b(?:has|have|had|gets?|got|is|are) the (?:best|worst|most|highest|lowest)\s*$")


class Arranging(MentionReader):
    """Settles, when all mentions are read, what stands along the axis."""

    def _parted(self) -> None:
        """ "How many plots of each soil are there at the different sites": the sites stand along x, the soils have colours."""
        meaning = self.meaning
        if len(meaning.groups) < 2 or meaning.colors or not meaning.measures:
            return
        parts, places = meaning.groups[0].mention, meaning.groups[1].mention
        counted = self.items[self.items.index(parts) - 1] if parts in self.items[1:] else None
        if counted is not meaning.measures[0].mention or not _OF_EACH.fullmatch(parts.gap):
            return
        if _AT_EACH.search(places.gap):
            meaning.colors.append(meaning.groups.pop(0))

    def _theirs(self) -> None:
        """ "For captains on call, count their crossings": those of each captain."""
        meaning = self.meaning
        if meaning.groups or meaning.selects or meaning.colors or self.ask.unit or len(meaning.measures) != 1:
            return
        counted = meaning.measures[0].mention
        before = [m for m in meaning.contexts if m.start < counted.start and m.table_score >= 0.8]
        if not THEIRS.search(counted.gap) or not before or counted.table_score < 0.6:
            return
        if self._many(before[-1].tables[0][1].name, counted.tables[0][1].name):
            meaning.contexts.remove(before[-1])
            meaning.groups.append(Slot(before[-1], cued=True, entity=True))

    def _each_one(self) -> None:
        """ "For vessels with a cafe, how many passengers did each carry": for each vessel."""
        meaning = self.meaning
        if meaning.groups or meaning.colors or self.ask.unit or not meaning.measures:
            return
        match = _EACH_ONE.search(self.linker.text.work)
        things = [m for m in meaning.contexts if m.table_score >= 0.8 and match and m.tokens[-1].end <= match.start()]
        named = [m for m in self.items if match and m.tokens and m.tokens[0].start == match.end() and not verbal(m)]
        if match is None or not things or named:
            return
        meaning.contexts.remove(things[-1])
        meaning.groups.append(Slot(things[-1], cued=True, entity=True))

    def _coloured_twice(self) -> None:
        """What has the colours does not stand along the axis, too, where time does."""
        meaning = self.meaning
        if not (self.ask.unit or self.ask.over_time) or not meaning.colors or not meaning.colors[0].mention.columns:
            return
        hue = meaning.colors[0].mention.columns[0][1]
        meaning.groups[:] = [s for s in meaning.groups if not s.mention.columns or s.mention.columns[0][1] is not hue]

    def _figures_twice(self) -> None:
        """ "Which mode gets the best ratings? Bars of the average rating": the figure that is named last is the one to draw."""
        named: dict[int, list[Slot]] = {}
        for slot in self.meaning.measures:
            if slot.mention.columns and not slot.entity:
                named.setdefault(id(slot.mention.columns[0][1]), []).append(slot)
        for slots in named.values():
            last = slots[-1]
            if len(slots) > 1 and last.aggregate in ("mean", "sum", "median"):
                asked = [s for s in slots[:-1] if s.aggregate == "count" or _JUDGED.search(s.mention.gap)]
                self.meaning.measures[:] = [s for s in self.meaning.measures if all(s is not a for a in asked)]
