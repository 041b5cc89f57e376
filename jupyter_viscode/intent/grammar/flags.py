"""Flags: what enters are mentions that resemble yes/no columns; conditions leave, or colours where both kinds are meant."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.absences import AbsenceReader
from jupyter_viscode.intent.grammar.comparing import LACKING, NEGATED
from jupyter_viscode.intent.grammar.meaning import Absence, Condition, Slot
from jupyter_viscode.intent.language.words import stem
from jupyter_viscode.intent.linking.functional import FUNCTION_WORDS
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.tables import Col

_WITH = re.compile(
    r"\s*(?:(?:that|which|who) )?(?:with|without|and have|and has|have|has|had|having|offering)\s*(?:an? |any )?"
)
_AMONG = re.compile(r"\bamong(?:st)?\s*(?:the |all )*$")
SURE = 0.85
"""From this likeness on, a word names a yes/no column."""
_DENIED = re.compile(r"\s*(?:and|or|vs\.?|versus)\s*(?:non|not)\b")


class FlagReader(AbsenceReader):
    """Reads what a yes/no column says of the things that are spoken of."""

    def _flags(self) -> None:
        """Dogs that were abandoned, remote workers: a yes/no column named by a verb or an adjective."""
        meaning = self.meaning
        meaning.hints = [m for m in meaning.hints if not self._flag(m)]
        meaning.groups = [s for s in meaning.groups if not self._only(s.mention) and not self._among(s.mention)]
        meaning.selects = [s for s in meaning.selects if s.axis or not self._only(s.mention)]
        for slot in meaning.groups:
            self._qualified_group(slot)
        timed = self.ask.unit is not None or self.ask.over_time
        if len(meaning.selects) + len(meaning.measures) + len(meaning.groups) + timed > 1:
            tellers = (self._adjective, self._bearers, self._clause, self._equipped, self._kept_out)
            meaning.selects = [
                s
                for s in meaning.selects
                if s.axis or not any(told(s.mention) for told in tellers) or not self._flag(s.mention)
            ]
        for slot in meaning.measures:
            if slot.aggregate in ("count", "distinct") and (self._bearers(slot.mention) or self._adjective(slot.mention)):
                flagged = self._flag(slot.mention)
                words = [t for t in slot.mention.tokens if t.content]
                if flagged and len(words) > 1 and (tables := self.linker.tables(words[-1:])):
                    slot.mention = Mention(slot.mention.start, slot.mention.end, words[-1].text, tables=tables,
                                           tokens=slot.mention.tokens, gap=slot.mention.gap)  # fmt: skip

    def _only(self, mention: Mention) -> bool:
        """In "by name, premium members only": a condition, not one more group."""
        after = self.linker.text.work[mention.tokens[-1].end :] if mention.tokens else ""
        if not re.match(r"\s*(?:[a-z]+ )?only\b", after) or not re.search(r"[,;(]\s*$", mention.gap):
            return False
        return self._flag(mention, said=True)

    def _among(self, mention: Mention) -> bool:
        """In "among playable organs": those of which the yes/no column says yes, no group."""
        words = [t for t in mention.tokens if t.content]
        if len(words) != 2 or not _AMONG.search(mention.gap) or not mention.columns or mention.columns[0][1].flag is None:
            return False
        tables = self.linker.tables(words[-1:])
        if mention.column_score < SURE or not tables or tables[0][0] < SURE:
            return False
        return self._flag(mention, said=True)

    def _qualified_group(self, slot: Slot) -> None:
        """In "each premium solver": the solvers, of whom the yes/no column says yes."""
        mention = slot.mention
        words = [t for t in mention.tokens if t.content]
        if len(words) != 2 or not mention.columns or mention.columns[0][1].flag is None or mention.column_score < SURE:
            return
        column = mention.columns[0][1]
        tables = [(s, t) for s, t in self.linker.tables(words[-1:]) if s >= SURE]
        if not tables or column.table not in {t.name for _, t in tables} or set(words[-1].stems) & set(column.stems):
            return
        if not re.search(r"\b(?:each|every|per)\s*$", mention.gap):
            return
        self.meaning.conditions.append(Condition([(1.0, column)], "==", None, mention, truth=True))
        slot.mention = Mention(
            mention.end - 1, mention.end, words[-1].text, tables=tables, tokens=(words[-1],), gap=mention.gap
        )
        slot.entity = True

    def _equipped(self, mention: Mention) -> bool:
        """In "rooms with a balcony": what the column says the things have."""
        if mention not in self.items or mention.column_score < SURE or mention.columns[0][1].flag is None:
            return False
        place = self.items.index(mention)
        before = self.items[place - 1] if place else None
        known = before is not None and max(before.table_score, before.column_score, before.value_score) >= 0.6
        return known and _WITH.fullmatch(mention.gap) is not None

    def _kept_out(self, mention: Mention) -> bool:
        """In "goals per month, without penalties" and "trips by port, not the cancelled ones": what is kept out."""
        sure = mention.column_score >= SURE and mention.columns[0][1].flag is not None
        return sure and mention.table_score < mention.column_score and LACKING.search(mention.gap) is not None

    def _clause(self, mention: Mention) -> bool:
        """A verb whose subject stands before it: "where the team escaped", "did each solver complete"."""
        if mention not in self.items or mention.gap.strip() or len(mention.tokens) != 1:
            return False
        place = self.items.index(mention)
        before = self.items[place - 1] if place else None
        if before is None or (before.columns and before.table_score < 0.6 and not self._adjective(before)):
            return False
        if re.search(r"\b(?:where|when|whose|in which|that)\s*(?:the |an? |their )?$", before.gap):
            return True
        return bool(
            re.search(r"\b(?:did|do|does|has|have)\s*(?:each |every |the |all )*$", before.gap)
        ) and not mention.text.endswith("s")

    def _adjective(self, mention: Mention) -> bool:
        """Whether the mention goes on to name the thing it qualifies."""
        following = next((m for m in self.items if m.start == mention.end), None)
        if following is not None and max(following.table_score, following.column_score) > 0.6 and not following.gap.strip():
            return True
        words = [t for t in mention.tokens if t.content]
        tables = self.linker.tables(words[-1:]) if len(words) > 1 else []
        return (bool(tables) and tables[0][0] > 0.6) or (following is None and self._before_noun(mention))

    def _before_noun(self, mention: Mention) -> bool:
        """Whether a plural stands right behind a word that the data do not know: "insured patients" in a frame of visits."""
        after = self.linker.tokens[mention.end] if mention.end < len(self.linker.tokens) else None
        if after is None or not after.content or self.linker.text.work[mention.tokens[-1].end : after.start].strip():
            return False
        return stem(after.text) != after.text and after.text not in FUNCTION_WORDS

    def _bearers(self, mention: Mention) -> bool:
        """Survivors, smokers: those of whom a yes/no column says yes."""
        word = mention.text.lower()
        flags = [c for s, c in mention.columns[:1] if c.flag is not None and s > 0.6]
        named = len(mention.tokens) == 1 or mention.column_score >= SURE
        if not flags or not named or mention.table_score >= 0.6:
            return False
        before = self.linker.text.work[: mention.tokens[0].start]
        if word.endswith("ed") and self.meaning.groups and re.search(r"\bhow many\b", before):
            return True
        after = self.linker.text.work[mention.tokens[-1].end :]
        if not word.endswith("s") or word in flags[0].name.lower() or _DENIED.match(after):
            return False
        return bool(re.search(r"\b(?:of|for|among|from|only|many)\s*(?:the |all )*(?:successful |positive )?$", mention.gap))

    def _flag(self, mention: Mention, *, said: object = False) -> bool:
        flags = [(s, c) for s, c in mention.columns if c.flag is not None]
        if not flags or flags[0][0] < 0.4:
            return False
        if self._both(mention):
            self._split(mention, flags)
            return True
        said = said or re.search(r"\b(?:that|which|who|is|are|was|were|been|have|has|not|n't|only|non)\b[^;]*$", mention.gap)
        said = said or (mention.tokens and re.match(r"\s*(?:ones )?only\b", self.linker.text.work[mention.tokens[-1].end :]))
        said = said or re.search(r"[a-z]{3}ly$", mention.text.lower()) or LACKING.search(mention.gap)
        if not (said or any(told(mention) for told in (self._adjective, self._bearers, self._clause, self._equipped))):
            return False
        denied = bool(NEGATED.search(mention.gap))
        owner = self._subject(self.items.index(mention)) if denied and mention in self.items else None
        table = flags[0][1].table
        if owner is not None and table not in self._measured_tables() and self._many(owner, table):
            thing = Mention(mention.start, mention.end, mention.text, tables=[(1.0, self.linker.catalogue.tables[table])])
            inner = Condition(flags, "==", None, mention, truth=True)
            self.meaning.absences.append(Absence(thing, conditions=[inner], owner=owner))
            return True
        self.meaning.conditions.append(Condition(flags, "==", None, mention, truth=not denied))
        return True

    def _both(self, mention: Mention) -> bool:
        """Seasonal and non seasonal; whether they are seasonal: both kinds are of interest."""
        work = self.linker.text.work
        if mention.tokens and re.search(r"\bwhether\b[^;,.]*$", work[: mention.tokens[0].start]):
            return True
        word = re.escape(mention.tokens[0].text)
        if re.search(rf"\bwith(?: an?)? ?(?:and|or|vs\.?|versus|compared to|against) without (?:an? )?{word}", work):
            return True
        either = (
            rf"\b(?:{word}\b[a-z ]{{0,20}}\b(?:and|or|vs\.?|versus) (?:(?:one|a line|another)? ?(?:for )?)?(?:non"
            rf"|not|un|in)[- ]?(?:{word})?|(?:non|not|un|in)[- ]?{word} (?:and|or|vs\.?|versus) {word})"
        )
        return re.search(either, work) is not None

    def _split(self, mention: Mention, flags: list[tuple[float, Col]]) -> None:
        """A colour or a group for each of two kinds."""
        if any(c is flags[0][1] for s in (*self.meaning.colors, *self.meaning.groups) for _, c in s.mention.columns[:1]):
            return
        slot = Slot(Mention(mention.start, mention.end, mention.text, columns=flags, tokens=mention.tokens), cued=True)
        known = self.meaning.groups or self.meaning.selects or self.ask.unit or self.ask.over_time
        (self.meaning.colors if known else self.meaning.groups).append(slot)
