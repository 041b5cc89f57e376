"""Sizes: mentions in their roles enter; figures of what only an adjective or a verb names leave: "how long do they take"."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.comparing import Columns
from jupyter_viscode.intent.grammar.meaning import Slot
from jupyter_viscode.intent.grammar.mentions import MentionReader
from jupyter_viscode.intent.linking.adjectives import Graded, base_of, graded, in_unit, measured_by
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.additivity import SUMMED, adds_up

_HOW = re.compile(r"\bhow (?!many\b|much\b|often\b)(?P<size>[a-z]+)\b")
_WORD = re.compile(r"[a-z]+")


class SizeReader(MentionReader):
    """Settles which quantity is drawn where no column's name is said, only how it is felt: long, heavy, earned."""

    def _utmost_things(self) -> None:
        """The heaviest animal of each kind: what is heavy about the animals, at its most."""
        for slot in self.meaning.measures:
            if not slot.entity or slot.aggregate not in ("max", "min"):
                continue
            word = next((w for w in reversed(_WORD.findall(slot.mention.gap)) if base_of(w)), "")
            told = graded(self.linker, word, {t.name for _, t in slot.mention.tables[:1]}) if word else []
            if told:
                slot.aggregate = "max" if told[0][2] else "min"
                slot.entity = False
                slot.mention = self._naming(word, _columns(told), slot.mention)
                asked = {id(c) for _, c, _ in told}
                self.meaning.selects[:] = [s for s in self.meaning.selects if not self._asked_how(s, asked)]

    def _units_of(self) -> None:
        """ "How many kilos did every farm pick" adds up what is measured in kilos."""
        for slot in self.meaning.measures:
            item = slot.mention
            if slot.aggregate != "count" or slot.entity or item.column_score >= 0.8 or len(item.tokens) != 1:
                continue
            spoken = {t.name for m in self.items for s, t in m.tables if s >= 0.6}
            told = [g for g in in_unit(self.linker, item.text.lower(), spoken) if g[1].kind == "number"] or self._so_many(item)
            if told:
                slot.aggregate = "mean" if self.ask.average else "sum"
                slot.mention = Mention(item.start, item.end, item.text, _columns(told), tokens=item.tokens, gap=item.gap)
                self.items[self.items.index(item)] = slot.mention

    def _so_many(self, item: Mention) -> Graded:
        """How many sheets they printed, where a column holds `sheets_printed`."""
        said = {s for t in item.tokens for s in t.stems}
        made = [(s, c) for s, c in item.columns if c.kind == "number" and adds_up(c) and not set(c.stems) & SUMMED]
        return [(s, c, True) for s, c in made if s >= 0.5 and c.stems[0] in said]

    def _asked_how(self, slot: Slot, columns: set[int]) -> bool:
        """Whether a column is listed only because "how heavy" sounds like it."""
        said = slot.mention.columns[:1]
        return bool(said) and id(said[0][1]) in columns and slot.mention.gap.strip().endswith("how")

    def _felt(self) -> None:
        """ "How long does a visit take on average", "what do they earn in total": an adjective or a verb names the quantity."""
        meaning, work = self.meaning, self.linker.text.work
        if meaning.measures or not (self.ask.average or self.ask.total) or any(c.statistic for c in meaning.conditions):
            return
        if any(s.mention.columns and s.mention.columns[0][1].kind == "number" and not s.entity for s in meaning.selects):
            return
        owners = {t.name for m in self.items for s, t in m.tables[:1] if s >= 0.6}
        owners |= {c.table for m in self.items for s, c in m.columns[:1] if s >= 0.85}
        how = _HOW.search(work)
        words = [how["size"]] if how else _WORD.findall(work)
        for word in words:
            told = (graded if how else measured_by)(self.linker, word, owners) or measured_by(self.linker, word)
            if found := _columns([t for t in told if t[1].kind == "number"]):
                meaning.measures.append(Slot(self._naming(word, found), "mean" if self.ask.average else "sum"))
                return

    def _naming(self, word: str, columns: Columns, within: Mention | None = None) -> Mention:
        """A mention of the columns that a word speaks of; it takes the place of the mention that held it."""
        end = within.start if within is not None else len(self.linker.tokens)
        place = next((i for i in range(end - 1, -1, -1) if self.linker.tokens[i].text == word), max(0, end - 1))
        last = within.end if within is not None else place + 1
        item = Mention(place, last, word, columns=columns, tokens=tuple(self.linker.tokens[place:last]))
        if within is not None:
            item.gap = within.gap
            self.items[self.items.index(within)] = item
        else:
            self.items[:] = [m for m in self.items if m.start != place]
            self.items.append(item)
            self.meaning.hints[:] = [m for m in self.meaning.hints if m.start != place]
        return item


def _columns(told: Graded) -> Columns:
    return [(score, column) for score, column, _ in told]
