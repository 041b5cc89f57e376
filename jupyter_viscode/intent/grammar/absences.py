"""Absences: mentions of things that rows do not have enter; conditions on the rows of other tables leave."""

from __future__ import annotations

import re
from typing import Any

from jupyter_viscode.intent.grammar.comparing import ITS_NAME, LACKING, NEGATED, OR, OWNING, verbal
from jupyter_viscode.intent.grammar.meaning import LEAST_ABSENT, Absence, Condition
from jupyter_viscode.intent.grammar.mentions import THING, MentionReader
from jupyter_viscode.intent.language.vocabulary import LEAVING_OUT
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.schema.tables import Col

_PLAYING = re.compile(
    r"\b(?:who|that|which)(?: (?:have|has|had|is|are|was|were|been|ever|also|both|already|once|an?|the))*\s*$"
)
_OF_NONE = re.compile(r"\s*(?:of |to )?(?:no|none|nobody|nothing)\b")
"""Who leads no project leads none."""
_BUT = re.compile(r"\b(?:and|but|yet|though|or|nor)\b")
_NOT_DONE = re.compile(r"\b(?:never|not|n't) $")
_WHOSE = re.compile(r"\bwhose (?:own )?$")
_WHICH = re.compile(r"\b(?:which|what)\s*$")
_IS_ONE = re.compile(r"\s*(?:is|are|was|were)(?: (?:also|not|never|itself|himself|herself))*(?: (?:an?|the))?\s*")
_HAVE = re.compile(r"\s*(?:(?:have|has|had|is|are|was|were|been|also)\s+)*")
_AND_A = re.compile(r"\s*(?:,|and|as well as)(?: (?:also|an?|the|been|were|was))*\s*")
_BOTH = re.compile(r"\bboth (?:an? |the |of )?(?:[a-z]+ )?$")
_ITS_ROWS = re.compile(r"\s*(?:(?:of|in|for|at|on|to) )?(?:an?|any|the|some|one|at least one|(?P<no>no|not an?|not any))?\s*")
_NO_ROWS = re.compile(r"\s*no\s*")
LIKELY = 0.5
"""From this likeness on, a word names the part that rows play."""
WHOLE = 0.95
"""So alike are words and the name of a column that they name it to the end."""
SURE = 0.8
"""From this likeness on, a word names a key and is no verb."""
_OWNING = re.compile(
    r"\b(?:who|that|which) (?:(?:have|has|had|own|owns)(?: both)?\s*(?:an?|any|some|at least one)?|[a-z]+ (?:any|some))\s*$"
    r"|^\s*any\s*$"
)
_WITH_ONE = re.compile(r"\b(?:with|having) (?:an?|any|some)\s*$")
_ANYONE = re.compile(r"\s*(?:(?:of|for|to) )?(?:nobody|no ?one|any(?:one|body)|some(?:one|body)|(?:each )?others?)\b")
_WHO_ARE = re.compile(r"\s*(?:who|that|which) (?:are|is|were|was)(?: an?)?\s*")
_THOSE = r"(?:all |the )?(?:those |ones |anyone )?(?:(?:who|that|which) (?:have|has|had|own|owns|owned)|with|having|owning)"
"""Who is kept out for what they have."""
_NONE = re.compile(
    r"\b(?:no|without(?: any| an?)?|(?:was|were|is|are) never(?: an?| any)?|never(?: [a-z]+){0,4}|(?:do|does"
    r"|did|have|has|had) ?(?:n't|not)(?: [a-z]+){1,3}|lacking(?: any| an?)?|not (?:having|owning)(?: any| an?| the)?"
    rf"|(?:{LEAVING_OUT}) {_THOSE}(?: an?| any| the)?)\s*$"
)


class AbsenceReader(MentionReader):
    """Reads what rows must not have; each method says whether it took what stands at `at`."""

    def _without(self, item: Mention, gap: str | None = None) -> bool:
        """Breweries with no IPA: none of the rows that stand for many has the value."""
        if not _NONE.search(item.gap if gap is None else gap):
            return False
        place = self.at if gap is None else self.at - 1
        owner = self._subject(place)
        if owner is not None and any(s >= 0.6 and c.table == owner for s, c, _ in item.values) and _BUT.search(item.gap):
            owner = self._bearer(owner, place)
        if owner is None:
            return False
        held = self._held_by_many(item, owner)
        if held is None:
            return False
        score, column, value = held
        self.meaning.absences.append(self._having(item, column, value, score, owner))
        self.at += 1
        after = self.item(0)
        its = after is not None and not after.gap.strip() and any(c is column for s, c in after.columns if s >= 0.8)
        if its or (after is not None and any(t.name == column.table for s, t in after.tables if s >= 0.6)):
            self.at += 1
        return True

    def _has_both(self, item: Mention) -> bool:
        """Brewers of both a stout and an ale: some of the rows that stand for many has the one value, and some the other."""
        following, owner = self.item(1), self._subject(self.at)
        if following is None or owner is None or not _BOTH.search(item.gap) or not _AND_A.fullmatch(following.gap):
            return False
        first, second = self._held_by_many(item, owner), self._held_by_many(following, owner)
        if first is None or second is None or first[1] is not second[1]:
            return False
        for mention, (score, column, value) in ((item, first), (following, second)):
            self.meaning.absences.append(self._having(mention, column, value, score, owner, negate=False))
        self.at += 2
        after = self.item(0)
        self.at += after is not None and not after.gap.strip() and any(t.name == first[1].table for _, t in after.tables)
        return True

    def _held_by_many(self, item: Mention, owner: str) -> tuple[float, Col, Any] | None:
        """The value that a mention is in a table of which many rows belong to one of the owner's own."""
        if any(s >= 0.6 and c.table == owner for s, c, _ in item.values):
            return None
        for score, column, value in item.values:
            if score >= 0.6 and column.table not in self._measured_tables() and self._many(owner, column.table):
                return score, column, value
        return None

    def _having(self, item: Mention, column: Col, value: Any, score: float, owner: str, *, negate: bool = True) -> Absence:
        """That none of the rows that belong to the owner's has a value; or that one has."""
        thing = Mention(
            item.start, item.end, item.text, tables=[(1.0, self.linker.catalogue.tables[column.table])], tokens=item.tokens
        )
        inner = Condition([(1.0, column)], "==", value, item, values=[(score, column, value)])
        return Absence(thing, negate, conditions=[inner], owner=owner)

    def _bearer(self, thing: str, place: int) -> str | None:
        """Who has the things last spoken of: in "farmers with a wood barn but no steel barn", the farmers."""
        held = (i for i, m in enumerate(self.items[:place]) if m.table_score >= THING and m.tables[0][1].name == thing)
        return self._subject(next(held, place))

    def _absent(self) -> bool:
        """Ships that do not have a captain."""
        item = self.items[self.at]
        if self._partless(item) or self._present(item):
            return True
        owning = _OWNING.search(item.gap) or (item.tables and item.tables[0][1].copy_of and _WITH_ONE.search(item.gap))
        if item.table_score >= 0.6 > item.column_score - 0.15 and owning and not self._narrowed():
            self.absence = Absence(item, negate=False)
            self.meaning.absences.append(self.absence)
            self.at += 1
            return True
        gap, owner = self._reach(item), self._lacking()
        if item.table_score >= SURE and item.tables[0][1].copy_of is not None and not OWNING.search(gap):
            return False  # who is no boss has one all the same
        done = verbal(item) or _NOT_DONE.search(item.gap)
        if done and item.tables and item.tables[0][1].name == self._subject(self.at):
            return False  # players that "played" lack no players
        words = [t for t in item.tokens if t.content]
        if (
            item.table_score < LEAST_ABSENT
            and len(words) == 2
            and LACKING.search(gap)
            and (things := self.linker.tables(words[-1:]))
        ):
            item.tables = things if things[0][0] >= 0.8 else item.tables  # "never found a specimen"
        if item.table_score < LEAST_ABSENT or not LACKING.search(gap) or len(gap.split()) > 10:
            return False
        following = self.item(1)
        named = following is not None and ITS_NAME.fullmatch(following.gap) and self._names(following, item)
        if named and not (owner is not None and self._many(owner, item.tables[0][1].name)):
            return False
        if (
            following is not None
            and following.table_score >= 0.8
            and re.fullmatch(r"\s*(?:in|on|for|with|by|to|at)?(?: an?| any| the)?\s*", following.gap)
            and (verbal(item) or following.gap.split()[:1] != ["by"])  # "without a mentor by club"
        ):
            linked = self.linker.catalogue.edge(item.tables[0][1].name, following.tables[0][1].name) is not None
            item = item if linked else following
            self.at += 1
        self.absence = Absence(item, owner=owner, either=bool(OR.search(gap) and self.meaning.conditions))
        self.meaning.absences.append(self.absence)
        self.at += 1
        return True

    def _lacking(self) -> str | None:
        """Whose rows lack something: in "potters whose pieces were never shown", the potters."""
        place = self.at
        while place > 1 and _WHOSE.search(self.items[place - 1].gap) and self.items[place - 1].table_score >= 0.6:
            place -= 1
        return self._subject(place)

    def _partless(self, item: Mention) -> bool:
        """Rowers who were never the stroke of an entry, players that did not play black: rows that play no such part."""
        if _thing(item) or item.value_score >= 0.6 or not self._lacked(item):
            return False
        return self._part_of(item, 0.4, self._subject(self.at), negate=True)

    def _owned(self, item: Mention) -> bool:
        """In "who have a kayak with a sail and a kayak with a motor", the things that they have: they are not shown."""
        if item.table_score < SURE:
            return False
        before = [m for m in self.items[: self.at] if m.table_score >= SURE and m.tables[0][1] is item.tables[0][1]]
        again = before and _AND_A.fullmatch(item.gap) and _OWNING.search(before[-1].gap)
        if not again and not _OWNING.search(item.gap):
            return False
        self.meaning.contexts.append(item)
        return True

    def _goes_on(self, item: Mention) -> bool:
        """Whether a value behind a comma goes on with the list that an absence began: "picked wheat, barley and maize"."""
        last = self.absence.conditions[-1] if self.absence is not None and self.absence.conditions else None
        held = {id(c) for _, c, _ in last.values} if last is not None else set()
        return item.gap.strip() == "," and any(id(c) in held for _, c, _ in item.values)

    def _present(self, item: Mention) -> bool:
        """Members who were the host of a visit, who have been both a host and a guest: rows that play such a part."""
        if _thing(item) or item.value_score >= 0.6 or self.strong_role(item.gap):
            return False
        another = self.absence is not None and self.absence.part is not None and _AND_A.fullmatch(item.gap)
        if another and self.absence is not None:
            return self._part_of(item, LIKELY, self.absence.owner, negate=self.absence.negate)
        before = self.item(-1)
        asked = before is not None and before.table_score >= SURE and _WHICH.search(before.gap) and _HAVE.fullmatch(item.gap)
        following = self.item(1)
        none = following is not None and _NO_ROWS.fullmatch(following.gap) and self._keyed_to(item, following)
        theirs = before is not None and before.table_score >= SURE and _WHOSE.search(before.gap) and _IS_ONE.fullmatch(item.gap)
        playing = asked or none or theirs or _PLAYING.search(item.gap)
        denied = _OF_NONE.match(self.linker.text.work, item.tokens[-1].end) is not None
        denied = denied or bool(theirs and NEGATED.search(item.gap))
        return bool(playing) and self._part_of(item, LIKELY, self._subject(self.at), negate=denied)

    def _keyed_to(self, item: Mention, thing: Mention) -> bool:
        """Whether a mention names a key of the table that the next one names: "led no trip"."""
        column = item.columns[0][1] if item.columns else None
        rows = {t.name for s, t in thing.tables if s >= 0.6}
        return column is not None and column.table in rows and self.linker.catalogue.keyed(column)

    def _part_of(self, item: Mention, least: float, owner: str | None, *, negate: bool) -> bool:
        """Take a key as the part that the rows of a table play in those of its own, or do not play."""
        catalogue = self.linker.catalogue
        owner, through = self._pointing(owner)
        own = any(c.table == owner and catalogue.keyed(c) for _, c in item.columns)
        if own and _ANYONE.match(self.linker.text.work, item.tokens[-1].end):
            return False  # who bosses nobody may head a unit
        for score, column in item.columns[:3]:
            if score < least or owner is None or column.table == owner:
                continue
            whole = catalogue.tables[owner].identity
            edges = [e for e in catalogue.edges_between(column.table, owner) if e.left_on == column.name]
            if not edges or (whole is not None and all(e.right_on != whole.name for e in edges)):
                continue  # a key to a third table is no part that rows play
            thing = Mention(item.start, item.end, item.text, tables=[(1.0, catalogue.tables[column.table])], tokens=item.tokens)
            following = self.item(1)
            self.at += 1
            if following is not None and (its := _ITS_ROWS.fullmatch(following.gap)):
                rows = any(t.name == column.table for s, t in following.tables if s >= 0.6)
                negate = negate or (rows and its["no"] is not None)
                self.at += rows
            either = bool(OR.search(item.gap) and self.meaning.conditions)
            self.absence = Absence(thing, negate, owner=owner, either=either, part=column, through=through)
            self.meaning.absences.append(self.absence)
            return True
        return False

    def _pointing(self, owner: str | None) -> tuple[str | None, Col | None]:
        """Whose rows are meant where those at whom they point were spoken of, and the key that does: "whose mentor is"."""
        table = self.linker.catalogue.tables[owner] if owner is not None else None
        if table is None or table.copy_of is None or owner is None:
            return owner, None
        if not self._spoken_of(owner):
            return table.copy_of, None
        edges = self.linker.catalogue.edges_between(table.copy_of, owner)
        return table.copy_of, self.linker.catalogue.tables[table.copy_of].col(edges[0].left_on) if edges else None

    def _spoken_of(self, copied: str) -> bool:
        """Whether what is said here is said of those at whom rows point: not in "who have a mentor but are no captain"."""
        pointed = next((m for m in reversed(self.items[: self.at]) if m.tables and m.tables[0][1].name == copied), None)
        if pointed is None or not OWNING.search(pointed.gap):
            return True
        between = self.linker.text.work[pointed.tokens[-1].end : self.items[self.at].tokens[0].start]
        return not _BUT.search(between)

    def _lacked(self, item: Mention) -> bool:
        """Whether what is said of a part is that it is not played: "never played", "excluding those who are"."""
        gap, before = self._reach(item), self.item(-1)
        denied = LACKING.search(gap) or (NEGATED.search(gap) and re.search(r"\b(?:those|ones|anyone) who (?:are|were)\b", gap))
        if denied and len(gap.split()) <= 8:
            return True
        known = before is not None and before.table_score >= 0.6 and _WHO_ARE.fullmatch(item.gap)
        return bool(known and before is not None and NEGATED.search(before.gap))

    def _names(self, value: Mention, thing: Mention) -> bool:
        """Whether a mention is a value in the columns of a table that was named."""
        owners = {t.name for s, t in thing.tables if s >= 0.6}
        known = value.value_score >= 0.6 and value.value_score > value.column_score
        return known and any(c.table in owners for s, c, _ in value.values if s >= 0.6)

    def _narrowed(self) -> bool:
        """Whether more is said of the thing named here than that it is there."""
        for following in self.items[self.at + 1 : self.at + 4]:
            if re.search(r"[;.,]|\b(?:show|find|list|count|give|plot)\b", following.gap):
                return False
            if following.number is not None or following.quote is not None or following.value_score >= 0.6:
                return True
        return False

    def _reach(self, item: Mention) -> str:
        """The words before a mention, through a verb that happens to resemble a column: "do not work in departments"."""
        before = self.item(-1)
        if before is None or before.number is not None or re.search(r"[.;,]", item.gap):
            return item.gap
        if self.absence is not None and set(before.tokens) & set(self.absence.mention.tokens):
            return item.gap  # "is no captain by club"
        if self.strong_role(item.gap) and not verbal(before):
            return item.gap  # "is not a captain by club"
        keys = self.linker.catalogue.keyed
        doing = ((verbal(before) or _NOT_DONE.search(before.gap)) and not before.values) or (
            before.best < SURE and before.columns and keys(before.columns[0][1])
        )  # "send": sender_no
        if before.best >= 0.6 and not doing:
            return item.gap
        return f"{before.gap}{before.text.lower()} {item.gap.lstrip()}"


def _thing(item: Mention) -> bool:
    """Whether a mention names a table, and is no key's whole name in which that is but one word: "man of the match"."""
    words = [t for t in item.tokens if t.content]
    return item.table_score >= 0.6 and not (len(words) > 1 and item.column_score >= max(WHOLE, item.table_score))
