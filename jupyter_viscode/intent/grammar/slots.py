"""Slots: mentions and the words around them enter; each leaves in the slot of the Meaning that it fills.

Every filler knows one way to speak of a slot ("by", "average", "coloured by"); the first one that takes a mention decides.
"""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.comparing import yearly
from jupyter_viscode.intent.grammar.completing import Completing, qualifying
from jupyter_viscode.intent.grammar.doing import VerbReader
from jupyter_viscode.intent.grammar.figures import figure_said, ranks, utmost_listed
from jupyter_viscode.intent.grammar.meaning import Slot
from jupyter_viscode.intent.grammar.parts import PartReader
from jupyter_viscode.intent.grammar.ranking import RankReader
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.ask import FACET_MARK, SIZE_MARK
from jupyter_viscode.intent.schema.tables import Col

GROUP = re.compile(
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
    r"|differentiated|divided|break|divide|segment)(?: (?:it|them|(?:the|each|every) (?:bars?|lines?|columns?)|up|out|down))*"
    r"(?: (?:by|with|on|for|into|=))(?: (?:the|each|different))*\s*$"
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
_BY = re.compile(r"\s*(?:by|for) (?:the )?")
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
OUTRIGHT = 0.95
"""From this likeness on, a word is a column's name and nothing else."""
SURE = 0.8
"""From this likeness on, a word that looks like a verb is a column's name all the same."""
LEAST_LISTED = 0.33
"""A column of less likeness is not listed unasked."""
_PARTS_OF = re.compile(r"\b(?:proportion|share|percentage|breakdown|composition|ratio)s? of\s*(?:the |all |our |total )*$")
_OF_UTMOST = re.compile(r"\bof (?:the|their|its) ([a-z]+est|most [a-z]+)\s*$")
CLASSES = 12
"""A column of so many whole numbers still tells groups apart."""
_COMMON = re.compile(r"\b(most|least) (?:common|frequent|popular|often|used)(?: kinds? of| types? of)?\s*$")
_ASKED_OF = re.compile(r"\bhow (?:much|many) (?:did|do|does|have|has|is|are|was|were) (?:each|every)(?: of the| single)?\s*$")
_AND = re.compile(r"[\s,]*(?:and|&|/|,|then)\s*(?:by |the |per |then |also |for each )*")
_VERSUS = re.compile(r"\b(?:versus|vs|against)\b\.?\s*(?:the )?$")
_EXTREMES = re.compile(r"\b(?:highest|largest|biggest|greatest|lowest|smallest|least|most|maximum|minimum)\b")


_WHERE_THEY = re.compile(r"\bwhere (?:they|he|she|it)\s*$")
"""The verb behind it says more of the place that was named before."""


class SlotFiller(Completing, PartReader, RankReader, VerbReader):
    """Fills the slots of the Meaning, left to right."""

    def _is_thing(self, item: Mention) -> bool:
        """Whether a table is meant: it is named better than any column, or the column is but the key of its rows."""
        if item.table_score >= item.column_score:
            return True
        words = {s for t in item.tokens for s in t.stems}
        keyed = self.linker.catalogue.keyed(item.columns[0][1]) and not words & {"id", "code", "key", "number", "identifier"}
        return item.table_score >= 0.6 and keyed and item.column_score < SURE

    def strong_role(self, gap: str) -> bool:
        """Whether the words before a mention give it a role in the chart."""
        return bool(figure_said(gap) or GROUP.search(gap) or _COLOR.search(gap))

    def listed(self, gap: str) -> bool:
        """Whether the words before a mention make it one of the things to show."""
        return bool(_LISTED.search(_COMPOUND.sub(r"\1", gap))) and not _NO_SELECT.search(gap) and not qualifying(gap)

    def role(self, item: Mention) -> None:
        """Put a mention into the slot that the words around it speak of; the first filler that takes it decides."""
        if item.number is not None and not item.columns:
            self.meaning.unread.append(item.text)
            return
        if self._part(item) or self._tying(item) or self._owned(item):
            return
        if self._each_does(item):
            self.meaning.hints.append(item)
            return
        slot = Slot(item, entity=self._is_thing(item), axis=self._axis(item))
        if _VERSUS.search(item.gap):
            self.meaning.versus = True
        fillers = (
            self._in_brackets,
            self._fill_panel_or_size,
            self._fill_commonest,
            self._fill_color,
            self._fill_most,
            self._fill_ranked,
            self._fill_paid,
            self._fill_two_figures,
            self._fill_thing_counted,
            self._fill_figure,
            self._fill_group,
            self._fill_thing,
            self._fill_column,
        )
        for fill in fillers:
            if fill(slot):
                return

    # -- fillers: each says whether it took the slot --

    def _in_brackets(self, slot: Slot) -> bool:
        """In "each member (name)": the column by which the things that were named are told apart."""
        groups, item = self.meaning.groups, slot.mention
        if item.gap.strip() != "(" or not groups or groups[-1].mention is not self.item(-1) or not groups[-1].entity:
            return False
        owners = {t.name for _, t in groups[-1].mention.tables}
        own = [(s, c) for s, c in item.columns if c.table in owners]
        if own:
            item.columns, item.tables = own, []
        groups[-1] = Slot(item, cued=True)
        return True

    def _fill_panel_or_size(self, slot: Slot) -> bool:
        """The words of panels and of sizes left a mark where they stood."""
        if _FACET.search(slot.mention.gap):
            self.meaning.facets.append(slot)
        elif SIZE_MARK in slot.mention.gap and slot.mention.columns:
            self.meaning.sizes.append(slot)
        else:
            return False
        return True

    def _fill_commonest(self, slot: Slot) -> bool:
        """The most common colours, the least used rooms: groups, in the order of their counts."""
        common = _COMMON.search(slot.mention.gap)
        if common is None:
            return False
        self.meaning.superlative = "ascending" if common[1] == "least" else "descending"
        return self._group(slot)

    def _fill_color(self, slot: Slot) -> bool:
        """Coloured by rank, stacked by rank, rank as the colour."""
        item, following = slot.mention, self.item(1)
        called = following is not None and _BY.fullmatch(following.gap) and following.column_score >= OUTRIGHT
        shown = item.columns and _COLORED.match(self._after(item)) and not called  # "price by colour", where there is one
        if not shown and not self._coloured(item.gap):
            return False
        slot.cued = True
        self.meaning.colors.append(slot)
        return True

    def _fill_most(self, slot: Slot) -> bool:
        """With the most orders, with the fewest seats: rows are counted, or a quantity is added up, to find the utmost."""
        meaning, item = self.meaning, slot.mention
        most = _MOST.search(item.gap)
        if most is None or not (meaning.groups or meaning.selects or self._limited()):
            return False
        if not re.search(r"number|most|fewest|least", most[1]) or GROUP.search(item.gap):
            return False
        if item.column_score > item.table_score and utmost_listed(item.gap, self._from(item)):
            return False
        meaning.superlative = "ascending" if re.search(r"few|least|low|small|min", most[1]) else "descending"
        quantity = item.columns and item.table_score < item.column_score and item.columns[0][1].kind == "number"
        keyed = bool(item.columns) and self.linker.catalogue.keyed(item.columns[0][1])
        return self._measure(slot, self._most_of(item) if quantity and not keyed else "count")

    def _fill_ranked(self, slot: Slot) -> bool:
        """With the highest average price: what is shown is ranked by it."""
        meaning, item = self.meaning, slot.mention
        ranked = item.columns and ranks(item.gap, self._from(item))
        if not ranked or not (meaning.groups or meaning.selects or meaning.contexts):
            return False
        meaning.superlative = "ascending" if re.search(r"lowest|smallest|least|fewest|minimum", item.gap) else "descending"
        slot.aggregate = figure_said(_EXTREMES.sub("", item.gap))
        (meaning.measures if slot.aggregate else meaning.selects).append(slot)
        if meaning.selects and not meaning.groups:
            meaning.selects[0].cued = True
        elif not meaning.groups:
            self._limited()
        return True

    def _fill_paid(self, slot: Slot) -> bool:
        """What members paid in fees: the amount is added up, not the members."""
        meaning, item = self.meaning, slot.mention
        if not _PAID_IN.search(item.gap) or item.column_score < 0.6 or item.columns[0][1].kind != "number":
            return False
        meaning.measures = [s for s in meaning.measures if not (s.entity and s.aggregate == "sum")]
        return self._measure(slot, "mean" if self.ask.average else "sum")

    def _fill_two_figures(self, slot: Slot) -> bool:
        """The lowest and highest price; the minimum, average and maximum age."""
        both = _TWO.search(slot.mention.gap)
        if both is None:
            return False
        first = _THREE.search(slot.mention.gap[: both.start()])
        for words in (*(first.groups() if first else ()), *both.groups()):
            self.meaning.measures.append(Slot(slot.mention, figure_said(f"{words} "), slot.axis))
        return True

    def _fill_thing_counted(self, slot: Slot) -> bool:
        """Order counts; the age of the oldest member; top 3 members by callouts; how much did each member pay."""
        item = slot.mention
        if not slot.entity:
            return False
        if _COUNT_AFTER.match(self._after(item)):
            return self._measure(slot, "count")
        if item.table_score > item.column_score and self._utmost(item):
            return True
        if self.ask.limit and self._ranked_by(item):
            return self._measure(slot, "count")
        return _ASKED_OF.search(item.gap) is not None and self._group(slot)

    def _fill_figure(self, slot: Slot) -> bool:
        """The average age, the number of members, the total."""
        item = slot.mention
        aggregate = figure_said(self._figure_words(item))
        if aggregate is None or (slot.entity and _JUDGED.search(item.gap)):
            return False
        texts = item.columns and not item.tables and all(c.kind == "text" for _, c in item.columns)
        if texts and aggregate in ("mean", "sum", "median", "stdev"):
            return False
        thing = self._thing_done(item) if aggregate == "count" and item.columns and yearly(item.columns[0][1]) else None
        if thing is not None:  # "the number of shops opened": of shops, of which the year is known
            slot.mention, slot.entity = thing, True
        self._measure(slot, aggregate)
        if self.ask.limit:
            self._ranked_by(item)
        return True

    def _figure_words(self, item: Mention) -> str:
        """The words before a mention, or before the value right before it: "median phone bill" is the median of bills."""
        before = self.item(-1)
        valued = before is not None and before is self.valued and not item.gap.strip()
        return before.gap if before is not None and valued and figure_said(before.gap) != "count" else item.gap

    def _fill_group(self, slot: Slot) -> bool:
        """By rank, for each rank; "each editor's age" groups by the editors, "each target user" by the users."""
        meaning, item = self.meaning, slot.mention
        if not GROUP.search(item.gap):
            return False
        if self._ranking(slot):
            return True
        if slot.entity and (self._doer(item) or self._rows_of(item)):
            return False
        if slot.entity and self._grouped_elsewhere() and self._narrowing(item):
            meaning.contexts.append(item)
            return True
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
        return True

    def _fill_thing(self, slot: Slot) -> bool:
        """A table that is only spoken of, or whose rows are shown."""
        item = slot.mention
        if not slot.entity or item.table_score <= 0.5 or item.column_score > 0.85:
            return False
        self._entity(item, slot)
        return True

    def _fill_column(self, slot: Slot) -> bool:
        """A column that nothing more is said of: listed, another of a list, or named in passing."""
        meaning, item = self.meaning, slot.mention
        if item.column_score <= 0:
            return False
        if self._joins_group(item):
            return self._group(slot)
        if (another := self._another(item)) is not None:
            return self._measure(slot, another)
        unlikely = item.column_score < SURE and (self._verb(item) or item.column_score < LEAST_LISTED)
        if slot.axis or (not unlikely and _LISTED.search(_COMPOUND.sub(r"\1", item.gap)) and not qualifying(item.gap)):
            meaning.selects.append(slot)
        else:
            meaning.hints.append(item)
        return True

    def _grouped_elsewhere(self) -> bool:
        """Whether a group is named before this place or after it."""
        known = self.meaning.groups or self.ask.unit or any(s.axis for s in self.meaning.selects)
        return bool(known or any(GROUP.search(m.gap) for m in self.items[self.at + 1 :]))

    def _group(self, slot: Slot) -> bool:
        slot.cued = True
        self.meaning.groups.append(slot)
        return True

    def _measure(self, slot: Slot, aggregate: str) -> bool:
        slot.aggregate = aggregate
        self.meaning.measures.append(slot)
        return True

    # -- what speaks for a slot --

    def _from(self, item: Mention) -> str:
        """The instruction from a mention on."""
        return self.linker.text.work[item.tokens[0].start :]

    def _after(self, item: Mention) -> str:
        """The instruction behind a mention."""
        return self.linker.text.work[item.tokens[-1].end :]

    def _joins_group(self, item: Mention) -> bool:
        """In "by rank and sex" the second is a group, too."""
        last = self.meaning.groups[-1] if self.meaning.groups else None
        if last is None or last.mention is not self.item(-1) or not _AND.fullmatch(item.gap):
            return False
        column = item.columns[0][1]
        return column.kind != "number" or (bool(self.meaning.measures) and self._classes(column))

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
            r"\s*(?:is |are |should be |shown |plotted |values? |where (?:they|he|she|it) [a-z]+ )*"
            r"(?:(?:on|along|as|in|to|at|for)(?: the)? |\((?=[xy][^()]*\)))([xy])\b",
            work[end : end + 40],
        )
        if after:
            return after[1] if not _WHERE_THEY.search(item.gap) else ""
        if before and not re.search(
            r"\b(?:on|along|as|in|at)(?: the)? [xy][- ]?(?:axis)?\b[^;]*$", work[max(0, start - 60) : start]
        ):
            between = before[0][before.end(1) - before.start() :]
            if not re.search(r"[;.]", between):
                return before[1]
        return ""
