"""The grammar: what enters are mentions and the words between them; what leaves is a Meaning: what is grouped, measured, kept.

Roles come from the words before a mention ("average", "for each", "more than"); which column a mention is stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_viscode.intent.catalogue import Col
from jupyter_viscode.intent.clauses import FACET_MARK, SIZE_MARK, Ask, is_unit
from jupyter_viscode.intent.comparing import verbal
from jupyter_viscode.intent.completing import Completing, qualifying
from jupyter_viscode.intent.doing import VerbReader
from jupyter_viscode.intent.figures import figure_said, ranks, utmost_listed
from jupyter_viscode.intent.link import Linker, Mention
from jupyter_viscode.intent.meaning import Meaning, Slot
from jupyter_viscode.intent.parts import PartReader
from jupyter_viscode.intent.words import UNITS

_GROUP = re.compile(
    r"(?:\b(?:for|of|in|from|to|with|on|at|within|by|among|across|over|per|grouped by|group by|grouping by|based on)\b\s*"
    r"(?:the )?(?:each|every|different|various|individual|distinct|all different)(?: (?:of )?(?:the|different|kind of|kinds of"
    r"|type of))*"
    r"|\b(?:for|across|over|by) all(?: the)?|\band (?:in|at|on|by|for|per) (?:which|what)"
    r"|\b(?:by|per|across|each|every|over|groups? by|grouped by|grouping by|groups? (?:them|it|the result) (?:by|using)"
    r"|according to|depending on|among|as a function of|respect to)(?: (?:the|their|its|different|each|attribute|column|field"
    r"|various|all))*)\s*(?:\b(?!in\b|with|where|for\b|by\b|and\b|or\b|to\b|from|that|which|who|whose|on\b|at\b|per\b|has\b"
    r"|have\b|is\b|are\b|was|were)[a-z]+\s+)?$"
)
_COLOR = re.compile(
    r"\b(?:colou?red|colou?r(?:ing)?|split|stacked|stack|broken down|break down|segmented|separated|coded|hue|shaded"
    r"|differentiated|divided)(?: (?:it|them|the bars?|the lines?|up|out))?(?: (?:by|with|on|for|into|=))(?: (?:the|each"
    r"|different))*\s*$"
    r"|\b(?:one|a|separate|different|individual|multiple) (?:lines?|bars?|colou?rs?|series|areas?|curves?) (?:per|for|by|of)"
    r"(?: (?:the|each|every|different))*\s*$"
    r"|\band (?:then )?(?:also )?(?:grouped|group|colou?r|stack|split)(?:ed)? (?:them )?by(?: (?:the|each))*\s*$"
)
_GROUPED_TOO = re.compile(r"\band (?:then )?(?:also )?group")
_BAR_PER = re.compile(r"\b(?:one|a|a separate|individual|separate) bars? (?:per|for|by|of)\b[a-z ]*$")
_SHOWN = re.compile(
    r"\s*[,.;:]\s*(?:please )?(?:show|list|find|give|display|plot|draw|name|return)(?: me)?(?: the| all| all the)? "
)
"""The words before the thing that a sentence is about, where another clause leads it: "excluding Peru, show directors"."""
_COLORED = re.compile(
    r"\s*(?:is |are |being |shown |used )?(?:stacked\b(?! (?:by|on|with|bar|column|area))|(?:as|for|in|on|by) (?:the |a "
    r"|different |separate )*(?:stacks?|colou?rs?|hues?|legend|series|lines|groups)\b"
    r"|colou?red\b(?! (?:by|with)))"
)
_FACET = re.compile(rf"{FACET_MARK}[\s;,]*(?:(?:by|per|for|each|the|every|of)\s+)*$")
_LISTED = re.compile(
    r"(?:^|[;,.?!:&/+(]|\b(?:and|show|shows|showing|find|list|lists|listing|return|give|tell|what|which|(?:what|which|who|it"
    r"|this|that) (?:is|are|was|were)|about|of|between|with|versus|vs|against|their|its|the|me|plot|visuali[sz]e|display"
    r"|together|for|compute|along|display|on|also|draw|see|compare|count|all|corresponding|relative|how|by|over|'s)\b)(?:\s|\b"
    r"(?:the|a|an|all|of|me|is|are|their|its|those|these|different|corresponding|respectively|each|every|s)\b|')*$"
)
_NO_SELECT = re.compile(
    r"\b(?:(?:what|how much|how) (?:do|does|did)|that|which|who|whose|where|when|in|having|with|have|has|had|been|made|from|to"
    r"|at|on|who)\s*(?:\b(?:the|a|an|is|are|was|were|have|has|had|be|been)\b\s*)*$"
)
_MOST = re.compile(
    r"\b(?:with|have|has|having|had|that have|which has|which have|got|by)?\s*(?:the )?(most|highest number of|largest number "
    r"of|greatest number of|maximum number of|fewest|least|lowest number of|smallest number of|minimum number of)\s*$"
)
_FIGURES = r"(average|mean|avg|median|minimum|min|maximum|max|total|sum|lowest|highest|smallest|largest|standard deviation)"
_TWO = re.compile(rf"\b{_FIGURES}(?: of)?(?: the)? and (?:the )?{_FIGURES}(?: (?:number|amount))?(?: of)?(?: the| all)?\s*$")
_THREE = re.compile(rf"\b{_FIGURES}(?: of)?(?: the)?\s*,(?: and)? (?:the )?$")
_EACH_AFTER = re.compile(r"\s*(?:for|of|in|at|by|per|on)? ?(?:each|every|per)\b")
_JUDGED = re.compile(r"\b(?:best|worst)\b")
_COUNT_AFTER = re.compile(r"\s*'?s?\s+(?:counts?|numbers?|totals?)\b(?! (?:of|the|all|how)\b)")
_COMPOUND = re.compile(
    r"((?:\band|,)\s+(?:the |their |its )?)(?!in\b|with\b|where\b|for\b|by\b|and\b|or\b|to\b|from\b|that\b|which\b|who\b"
    r"|whose\b|on\b|at\b|per\b|has\b|have\b|having\b|is\b|are\b|was\b|were\b|only\b|also\b|not\b|no\b|sort|order|group"
    r"|rank)[a-z]+ $"
)
"""A word that nothing is called like, before one that is: "and elevation gain"."""
_PAID_IN = re.compile(
    r"\b(?:pays?|paid|spends?|spent|earn(?:s|ed)?|collect(?:s|ed)?|owe[sd]?|raised?|receive[sd]?|charged?|los[et]|gain(?:s"
    r"|ed)?|mak(?:es?|ing)|made) (?:in|as) (?:the |their |its )?$"
)
SURE = 0.8
"""From this likeness on, a word that looks like a verb is a column's name all the same."""
LEAST_LISTED = 0.33
"""A column of less likeness is not listed unasked."""
_TIME_IN = re.compile(r"\s*(?:(?:time|duration|length|distance) )?in\s*")
_PARTS_OF = re.compile(r"\b(?:proportion|share|percentage|breakdown|composition|ratio)s? of\s*(?:the |all |our |total )*$")
_OF_UTMOST = re.compile(r"\bof (?:the|their|its) ([a-z]+est|most [a-z]+)\s*$")
CLASSES = 12
"""A column of so many whole numbers still tells groups apart."""
_COMMON = re.compile(r"\b(most|least) (?:common|frequent|popular|often|used)(?: kinds? of| types? of)?\s*$")
_ASKED_OF = re.compile(r"\bhow (?:much|many) (?:did|do|does|have|has|is|are|was|were) (?:each|every)(?: of the| single)?\s*$")
_RANKED = re.compile(
    r"\s*(?:by|in terms of|according to|with the most)\s*(?:the |their )?(?:(?:total|average|mean|sum|number|count|overall"
    r"|highest|maximum)\s+(?:of )?)*"
)
_AND = re.compile(r"[\s,]*(?:and|&|/|,|then)\s*(?:by |the |per |then |also |for each )*")


def interpret(ask: Ask, linker: Linker, mentions: Sequence[Mention]) -> Meaning:
    """Give each mention its role."""
    return _Reader(ask, linker, list(mentions)).read()


class _Reader(Completing, PartReader, VerbReader):
    """One pass over the mentions, left to right."""

    def read(self) -> Meaning:
        averages = self._bare_averages()
        while self.at < len(self.items):
            before = self.at
            item = self.items[before]
            while averages and item.tokens and averages[0].start() < item.tokens[0].start:
                self._bare_average(averages.pop(0))
            if self._aside(item) or self._measured_in(item) or self._unit_of(item) or self._adjunct(item):
                del self.items[self.at]
                continue
            if self._qualifies(item):
                self.meaning.contexts.append(item)
                self.at += 1
                continue
            if re.search(r"[.;,]", item.gap) and not re.search(r"^\s*,?\s*(?:and|or)\b", item.gap) and not self._goes_on(item):
                self.absence = None
            if not self.condition():
                self.role(item)
                self.at += 1
            elif self.at == before:
                self.at += 1
        for match in averages:
            self._bare_average(match)
        self.finish()
        return self.meaning

    def _unit_of(self, item: Mention) -> bool:
        """In "more than 5 years of experience" the unit says nothing that the column does not."""
        number, column = self.item(-1), self.item(1)
        if number is None or number.number is None or item.gap.strip() or column is None or column.gap.strip() != "of":
            return False
        unit = len(item.tokens) == 1 and (set(item.tokens[0].stems) & UNITS or is_unit(item.text.lower()))
        if not unit or column.column_score < SURE or column.columns[0][1].kind != "number":
            return False
        column.gap = item.gap
        return True

    def _aside(self, item: Mention) -> bool:
        """A column in brackets says which one the words before it mean: "the session length (hours)"."""
        before = self.item(1)
        if before is None or before.column_score < 0.85 or item.number is not None or item.quote:
            return False
        figure = figure_said(item.gap) in ("mean", "sum", "median", "max", "min") and before.columns[0][1].kind == "number"
        if before.gap.strip() != "(" and not (figure and re.fullmatch(r"\s*(?:[a-z]+ ){1,2}\(", before.gap)):
            return False
        end = before.tokens[-1].end
        if not self.linker.text.work[end:].lstrip().startswith(")") or before.value_score > before.column_score:
            return False
        named = before.columns[0][1]
        if item.column_score >= 1.0 and item.columns[0][1].table == named.table and item.columns[0][1].kind == named.kind:
            return False
        if (
            item.table_score >= 0.6
            and not figure
            and (named.kind == "number" or named.table not in {t.name for _, t in item.tables[:1]})
        ):
            return False
        before.gap = item.gap
        return True

    def _measured_in(self, item: Mention) -> bool:
        """In "the lowest time in minutes" the minutes are the column that is meant."""
        following = self.item(1)
        if following is None or not _TIME_IN.fullmatch(following.gap) or not item.columns or len(following.tokens) != 1:
            return False
        unit, named = following.columns[:1], item.columns[0][1]
        if (
            not unit
            or following.column_score < 0.9
            or unit[0][1].kind != "number"
            or not set(following.tokens[0].stems) & UNITS
        ):
            return False
        if item.column_score >= SURE and named.kind == "number":
            return False
        following.gap = item.gap
        return True

    def _qualifies(self, item: Mention) -> bool:
        """Whether the mention only says whose the column right after it is; the column then takes its place."""
        following = self.item(1)
        if (
            following is None
            or following.gap.strip()
            or item.table_score < 0.6
            or (item.column_score > 0.85 and not self._numbered(following))
            or not following.columns
        ):
            return False
        if verbal(following) and following.column_score < SURE:
            return False
        score, column = following.columns[0]
        owners = {t.name for s, t in item.tables if s > 0.6}
        if column.table not in owners or score < 0.5 or following.value_score > score or self.linker.catalogue.keyed(column):
            return False
        if _GROUP.search(item.gap) and column.kind == "number":
            return False
        following.gap = item.gap
        return True

    def _is_thing(self, item: Mention) -> bool:
        """Whether a table is meant: it is named better than any column, or the column is but the key of its rows."""
        if item.table_score >= item.column_score:
            return True
        words = {s for t in item.tokens for s in t.stems}
        keyed = self.linker.catalogue.keyed(item.columns[0][1]) and not words & {"id", "code", "key", "number", "identifier"}
        return item.table_score >= 0.6 and keyed and item.column_score < SURE

    def _numbered(self, item: Mention) -> bool:
        """Whether a column says how many of the thing there are: ``num_of_members`` for "members"."""
        return (
            bool(item.columns)
            and item.columns[0][1].kind == "number"
            and {"number", "count"} & set(item.columns[0][1].stems) != set()
        )

    def strong_role(self, gap: str) -> bool:
        return _strong(gap)

    def listed(self, gap: str) -> bool:
        return bool(_LISTED.search(_COMPOUND.sub(r"\1", gap))) and not _NO_SELECT.search(gap) and not qualifying(gap)

    # -- roles --

    def role(self, item: Mention) -> None:
        meaning, gap = self.meaning, item.gap
        if item.number is not None and not item.columns:
            meaning.unread.append(item.text)
            return
        if self._part(item):
            return
        if self._tying(item) or self._owned(item):
            return
        if self._each_does(item):
            meaning.hints.append(item)
            return
        slot = Slot(item, entity=self._is_thing(item), axis=self._axis(item))
        text_only = item.columns and not item.tables and all(c.kind == "text" for _, c in item.columns)
        if re.search(r"\b(?:versus|vs|against)\b\.?\s*(?:the )?$", gap):
            meaning.versus = True
        if gap.strip() == "(" and meaning.groups and meaning.groups[-1].mention is self.item(-1) and meaning.groups[-1].entity:
            owners = {t.name for _, t in meaning.groups[-1].mention.tables}
            own = [(s, c) for s, c in item.columns if c.table in owners]
            if own:
                item.columns, item.tables = own, []
            meaning.groups[-1] = Slot(item, cued=True)
            return
        most = _MOST.search(gap)
        if _FACET.search(gap):
            meaning.facets.append(slot)
        elif SIZE_MARK in gap and item.columns:
            meaning.sizes.append(slot)
        elif (common := _COMMON.search(gap)) is not None:
            meaning.superlative = "ascending" if common[1] == "least" else "descending"
            slot.cued = True
            meaning.groups.append(slot)
        elif (item.columns and _COLORED.match(self.linker.text.work[item.tokens[-1].end :])) or self._coloured(gap):
            slot.cued = True
            meaning.colors.append(slot)
        elif (
            most
            and (meaning.groups or meaning.selects or self._limited())
            and re.search(r"number|most|fewest|least", most[1])
            and not _GROUP.search(gap)
            and not (item.column_score > item.table_score and utmost_listed(gap, self.linker.text.work[item.tokens[0].start :]))
        ):
            meaning.superlative = "ascending" if re.search(r"few|least|low|small|min", most[1]) else "descending"
            quantity = item.columns and item.table_score < item.column_score and item.columns[0][1].kind == "number"
            keyed = bool(item.columns) and self.linker.catalogue.keyed(item.columns[0][1])
            slot.aggregate = self._most_of(item) if quantity and not keyed else "count"
            meaning.measures.append(slot)
        elif (
            item.columns
            and ranks(gap, self.linker.text.work[item.tokens[0].start :])
            and (meaning.groups or meaning.selects or meaning.contexts)
        ):
            meaning.superlative = "ascending" if re.search(r"lowest|smallest|least|fewest|minimum", gap) else "descending"
            inner = figure_said(
                re.sub(r"\b(?:highest|largest|biggest|greatest|lowest|smallest|least|most|maximum|minimum)\b", "", gap)
            )
            slot.aggregate = inner
            (meaning.measures if inner else meaning.selects).append(slot)
            if meaning.selects and not meaning.groups:
                meaning.selects[0].cued = True
            elif not meaning.groups:
                self._limited()
        elif _PAID_IN.search(gap) and item.column_score >= 0.6 and item.columns[0][1].kind == "number":
            meaning.measures = [s for s in meaning.measures if not (s.entity and s.aggregate == "sum")]
            slot.aggregate = "mean" if self.ask.average else "sum"
            meaning.measures.append(slot)
        elif (both := _TWO.search(gap)) is not None:
            first = _THREE.search(gap[: both.start()])
            for words in (*(first.groups() if first else ()), *both.groups()):
                meaning.measures.append(Slot(item, figure_said(f"{words} "), slot.axis))
        elif slot.entity and _COUNT_AFTER.match(self.linker.text.work[item.tokens[-1].end :]):
            slot.aggregate = "count"
            meaning.measures.append(slot)
        elif slot.entity and item.table_score > item.column_score and self._utmost(item):
            return
        elif slot.entity and self.ask.limit and self._ranked_by(item):
            slot.aggregate = "count"
            meaning.measures.append(slot)
        elif slot.entity and _ASKED_OF.search(gap):
            slot.cued = True
            meaning.groups.append(slot)
        elif (aggregate := figure_said(gap)) is not None and not (
            (text_only and aggregate in ("mean", "sum", "median", "stdev")) or (slot.entity and _JUDGED.search(gap))
        ):
            slot.aggregate = aggregate
            meaning.measures.append(slot)
            if self.ask.limit:
                self._ranked_by(item)
        elif _GROUP.search(gap) and not (slot.entity and (self._doer(item) or self._narrowing(item) or self._rows_of(item))):
            slot.cued = True
            owner, played = self._owner(item), self._played(item)
            if played is not None:
                meaning.groups.append(Slot(played, cued=True, entity=True))
                self.at += 1
            elif owner is not None:
                meaning.groups.append(Slot(owner, cued=True, entity=True))
                meaning.selects.append(slot)
            else:
                meaning.groups.append(slot)
        elif slot.entity and item.table_score > 0.5 and not (item.column_score > 0.85):
            self._entity(item, slot)
        elif item.column_score > 0:
            last = meaning.groups[-1] if meaning.groups else None
            if (
                last is not None
                and last.mention is self.item(-1)
                and _AND.fullmatch(gap)
                and (item.columns[0][1].kind != "number" or (meaning.measures and self._classes(item.columns[0][1])))
            ):
                slot.cued = True
                meaning.groups.append(slot)
            elif (another := self._another(item)) is not None:
                slot.aggregate = another
                meaning.measures.append(slot)
            elif item.column_score < SURE and (self._verb(item) or item.column_score < LEAST_LISTED) and not slot.axis:
                meaning.hints.append(item)
            elif slot.axis or (_LISTED.search(_COMPOUND.sub(r"\1", gap)) and not qualifying(gap)):
                meaning.selects.append(slot)
            else:
                meaning.hints.append(item)

    def _coloured(self, gap: str) -> bool:
        """Whether the words before a mention give it the colours; "a bar per hut" is but a group where nothing is grouped."""
        if not _COLOR.search(gap):
            return False
        known = self.meaning.groups or self.meaning.colors or self.ask.unit
        return bool(known or self.meaning.selects) if _GROUPED_TOO.search(gap) else bool(known or not _BAR_PER.search(gap))

    def _most_of(self, item: Mention) -> str:
        """The figure of a quantity: "the largest number of seats for each hall" is the utmost, "the most seats" adds up."""
        utmost = figure_said(re.sub(r"\b(?:number|count) of\b", "", item.gap))
        if utmost in ("max", "min") and _EACH_AFTER.match(self.linker.text.work, item.tokens[-1].end):
            return utmost
        return "mean" if self.ask.average else "sum"

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

    def _utmost(self, item: Mention) -> bool:
        """In "the age of the oldest member": the age, at its most."""
        meaning = self.meaning
        match = _OF_UTMOST.search(item.gap)
        last = meaning.selects[-1] if meaning.selects else None
        if match is None or last is None or last.mention is not self.item(-1) or not last.mention.columns:
            return False
        if last.mention.columns[0][1].kind not in ("number", "temporal"):
            return False
        meaning.selects.pop()
        last.aggregate = figure_said(f"{match[1]} ")
        meaning.measures.append(last)
        meaning.contexts.append(item)
        return True

    def _part(self, item: Mention) -> bool:
        """Whether a mention is no thing of its own: "home" in "home matches", "blood" in "ml of blood"."""
        following, last = self.item(1), self.meaning.measures[-1] if self.meaning.measures else None
        if item.table_score >= 0.5 or item.values or item.column_score >= SURE or self._axis(item):
            return False
        if (
            following is not None
            and not following.gap.strip()
            and following.table_score >= 0.8
            and figure_said(item.gap) == "count"
        ):
            following.gap = item.gap
            self.meaning.hints.append(item)
            return True
        if (
            last is not None
            and last.mention is self.item(-1)
            and item.gap.strip() == "of"
            and last.aggregate in ("count", "sum")
        ):
            self.meaning.hints.append(item)
            return True
        return False

    def _another(self, item: Mention) -> str | None:
        """In "average height and weight", the aggregate of the second."""
        last = self.meaning.measures[-1] if self.meaning.measures else None
        if last is None or last.mention is not self.item(-1) or last.aggregate in (None, "count", "distinct"):
            return None
        column = item.columns[0][1]
        alike = any(set(c.stems) & set(column.stems) for _, c in last.mention.columns[:1])
        return last.aggregate if alike and column.kind == "number" and _AND.fullmatch(item.gap) else None

    def _classes(self, column: Col) -> bool:
        """Whether whole numbers divide the rows into few classes: cylinders, stars, years."""
        few = column.integer and column.complete and 1 < column.distinct <= CLASSES
        return column.year or (few and not column.unique and not self.linker.catalogue.keyed(column))

    def _owner(self, item: Mention) -> Mention | None:
        """In "each editor's age": the editor."""
        column = item.columns[0][1] if item.columns else None
        if (
            column is None
            or column.kind != "number"
            or column.year
            or len(item.tokens) < 2
            or self.linker.catalogue.keyed(column)
        ):
            return None
        words = [t for t in item.tokens if t.content]
        tables = self.linker.tables(words[:1]) if words else []
        if not tables or tables[0][0] < 0.6 or words[0].stems[0] in column.stems:
            return None
        return Mention(item.start, item.start + 1, words[0].text, tables=tables, tokens=(words[0],), gap=item.gap)

    def _entity(self, item: Mention, slot: Slot) -> None:
        self.meaning.contexts.append(item)
        if _PARTS_OF.search(item.gap):
            slot.aggregate = "count"
            self.meaning.measures.append(slot)
            return
        if (
            slot.axis
            or (
                re.match(r"^[\s;]*(?:show|list|find|what|which|return|give|display|plot)?[\s\w]*$", item.gap)
                and not re.match(r"^[\s;]*(?:for|of|among|from|in|with|group)\b", item.gap)
                and self.at == 0
            )
            or _SHOWN.fullmatch(item.gap)
            or (re.search(r"(?:\band|,)\s*(?:the |their |its )*$", item.gap) and self.meaning.selects)
        ):
            self.meaning.selects.append(slot)

    def _axis(self, item: Mention) -> str:
        work = self.linker.text.work
        start, end = item.tokens[0].start, item.tokens[-1].end
        before = re.search(r"(?:.*\b)?\b([xy])[- ]?(?:axis|axes)?\b[\s\w=:,]{0,40}$", work[max(0, start - 60) : start])
        after = re.match(
            r"\s*(?:is |are |should be |shown |plotted |values? )*(?:on|along|as|in|to|at|for)(?: the)? ([xy])\b",
            work[end : end + 40],
        )
        if after:
            return after[1]
        if before and not re.search(
            r"\b(?:on|along|as|in|at)(?: the)? [xy][- ]?(?:axis)?\b[^;]*$", work[max(0, start - 60) : start]
        ):
            between = before[0][before.end(1) - before.start() :]
            if not re.search(r"[;.]", between):
                return before[1]
        return ""


def _strong(gap: str) -> bool:
    return bool(figure_said(gap) or _GROUP.search(gap) or _COLOR.search(gap))
