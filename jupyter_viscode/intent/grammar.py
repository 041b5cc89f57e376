"""The grammar: what enters are mentions and the words between them; what leaves is a Meaning: what is grouped, measured, kept.

Roles come from the words before a mention ("average", "for each", "more than"); which column a mention is stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_viscode.intent.catalogue import Col
from jupyter_viscode.intent.clauses import FACET_MARK, SIZE_MARK, Ask
from jupyter_viscode.intent.comparing import DOING, verbal
from jupyter_viscode.intent.conditions import ConditionReader
from jupyter_viscode.intent.flags import FlagReader
from jupyter_viscode.intent.link import Linker, Mention
from jupyter_viscode.intent.meaning import Condition, Meaning, Slot
from jupyter_viscode.intent.words import stem

_FILL = r"(?:\s|\b(?:the|an?|all|of|these|those|its|their|his|her|our|different|various|distinct|unique|in|is|are|for|both|such|'s|on|each|every|any|kinds? of|types? of|values?)\b|')*(?:\b(?!in\b|with|where|for\b|by\b|and\b|or\b|to\b|from|that|which|who|whose|on\b|at\b|per\b)[a-z]+\s+){0,2}$"  # fmt: skip  # noqa: E501
_AGGREGATES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{words}){_FILL}"))
    for name, words in (
        ("mean", r"\b(?:average|mean|avg) (?:number|count|amount) of\b"),
        (
            "distinct",
            r"\b(?:numbers?|counts?) of (?:distinct|unique|different)\b|\bcount(?:ing)? (?:the )?(?:distinct|unique|different)\b|\bhow many (?:distinct|unique|different)\b|\b(?:distinct|unique) (?:number|count)\b",  # noqa: E501
        ),
        (
            "count",
            r"\b(?:total |overall )?(?:number|numbers|counts?|frequenc(?:y|ies)|occurrences?|tally)\b(?: of)?|\bhow many\b|\bhow often\b|\bamount of\b|\bquantity of\b|\bcounting\b|# of|\bnum of\b|\bcounts\b",  # noqa: E501
        ),
        ("mean", r"\b(?:average|averages|avg|mean|means|typical)\b(?: (?:of|number of))?"),
        ("median", r"\bmedian\b"),
        (
            "sum",
            r"\b(?:total|totals|sum|sums|summed|overall|combined|aggregate|how much|accumulated|sum up|add up|adding up)\b(?: (?:of|up|number of))?",  # noqa: E501
        ),
        (
            "max",
            r"\b(?:max|maximum|maximal|highest|largest|biggest|greatest|latest|most recent|oldest|longest|tallest|heaviest|fastest|richest|top|peak)\b",  # noqa: E501
        ),
        (
            "min",
            r"\b(?:min|minimum|minimal|lowest|smallest|least|earliest|youngest|shortest|lightest|slowest|fewest|cheapest)\b",
        ),
        ("stdev", r"\bstandard deviations?\b|\bstd(?: dev)?\b"),
        ("variance", r"\bvariances?\b"),
    )
)
_GROUP = re.compile(
    r"(?:\b(?:for|of|in|from|to|with|on|at|within|by|among|across|over|per|grouped by|group by|grouping by|based on)\b\s*(?:the )?(?:each|every|different|various|individual|distinct|all different)(?: (?:of )?(?:the|different|kind of|kinds of|type of))*"  # noqa: E501
    r"|\b(?:for|across|over|by) all(?: the)?"
    r"|\b(?:by|per|across|each|every|over|groups? by|grouped by|grouping by|groups? (?:them|it|the result) (?:by|using)|according to|depending on|among|as a function of|respect to)(?: (?:the|their|its|different|each|attribute|column|field|various|all))*)\s*(?:\b(?!in\b|with|where|for\b|by\b|and\b|or\b|to\b|from|that|which|who|whose|on\b|at\b|per\b|has\b|have\b|is\b|are\b|was|were)[a-z]+\s+)?$"  # noqa: E501
)
_COLOR = re.compile(
    r"\b(?:colou?red|colou?r(?:ing)?|split|stacked|stack|broken down|break down|segmented|separated|coded|hue|shaded|differentiated|divided)(?: (?:it|them|the bars?|the lines?|up|out))?(?: (?:by|with|on|for|into|=))(?: (?:the|each|different))*\s*$"  # noqa: E501
    r"|\b(?:one|a|separate|different|individual|multiple) (?:lines?|bars?|colou?rs?|series|areas?|curves?) (?:per|for|by|of)(?: (?:the|each|every|different))*\s*$"  # noqa: E501
    r"|\band (?:then )?(?:also )?(?:grouped|group|colou?r|stack|split)(?:ed)? (?:them )?by(?: (?:the|each))*\s*$"
)
_COLORED = re.compile(
    r"\s*(?:is |are |being |shown |used )?(?:stacked\b(?! (?:by|on|with|bar|column|area))|(?:as|for|in|on|by) (?:the |a |different |separate )*(?:stacks?|colou?rs?|hues?|legend|series)\b"  # noqa: E501
    r"|colou?red\b(?! (?:by|with)))"
)
_FACET = re.compile(rf"{FACET_MARK}[\s;,]*(?:(?:by|per|for|each|the|every|of)\s+)*$")
_LISTED = re.compile(
    r"(?:^|[;,.?!:&/+(]|\b(?:and|show|shows|showing|find|list|lists|listing|return|give|tell|what|which|(?:what|which|who|it|this|that) (?:is|are|was|were)|about|of|between|with|versus|vs|against|their|its|the|me|plot|visuali[sz]e|display|together|for|compute|along|display|on|also|draw|see|compare|count|all|corresponding|relative|how|by|over|'s)\b)(?:\s|\b(?:the|a|an|all|of|me|is|are|their|its|those|these|different|corresponding|respectively|each|every|s)\b|')*$"  # noqa: E501
)
_NO_SELECT = re.compile(
    r"\b(?:that|which|who|whose|where|when|in|having|with|have|has|had|been|made|from|to|at|on|who)\s*(?:\b(?:the|a|an|is|are|was|were|have|has|had|be|been)\b\s*)*$"
)
_PASSIVE = re.compile(r"\b(?!grouped|ordered|sorted|colou?red|broken|divided|separated|binned|ranked|split|stacked|segmented|followed)(?:\w{2,}(?:ed|en|wn)|made|taught|built|bought|sold|won|held|led|run|sent|paid|done|put|written) by(?: the| an?| all)*\s*$")  # fmt: skip  # noqa: E501
_MOST = re.compile(r"\b(?:with|have|has|having|had|that have|which has|which have|got|by)?\s*(?:the )?(most|highest number of|largest number of|greatest number of|maximum number of|fewest|least|lowest number of|smallest number of|minimum number of)\s*$")  # fmt: skip  # noqa: E501
_FIGURES = r"(average|mean|avg|median|minimum|min|maximum|max|total|sum|lowest|highest|smallest|largest|standard deviation)"
_TWO = re.compile(rf"\b{_FIGURES}(?: of)?(?: the)? and (?:the )?{_FIGURES}(?: (?:number|amount))?(?: of)?(?: the| all)?\s*$")
_THREE = re.compile(rf"\b{_FIGURES}(?: of)?(?: the)?\s*,(?: and)? (?:the )?$")
_COUNT_AFTER = re.compile(r"\s*'?s?\s+(?:counts?|numbers?|totals?)\b(?! of)")
_SUPERLATIVE = re.compile(
    r"\b(?:has|have|had|with) (?:the )?(?:highest|largest|biggest|greatest|lowest|smallest|least|most|maximum|minimum) (?:(?:total|average|mean|overall|median)\s*(?:of )?)?$"  # noqa: E501
)
_VERB_GOES_ON = re.compile(r"\s*(?:$|[,.;?!]|(?:by|in|at|on|to|from|for|with|of|during|after|before|since|between)\b)")
SURE = 0.8
"""From this likeness on, a word that looks like a verb is a column's name all the same."""
LEAST_LISTED = 0.33
"""A column of less likeness is not listed unasked."""
_FURTHER = re.compile(r"\s*(?:whose|who|that|which|with|having|aged|older|younger|from|over|under|above|below)\b")
_PARTS_OF = re.compile(r"\b(?:proportion|share|percentage|breakdown|composition|ratio)s? of\s*(?:the |all |our |total )*$")
_OF_UTMOST = re.compile(r"\bof (?:the|their|its) ([a-z]+est|most [a-z]+)\s*$")
CLASSES = 12
"""A column of so many whole numbers still tells groups apart."""
_COMMON = re.compile(r"\b(most|least) (?:common|frequent|popular|often|used)(?: kinds? of| types? of)?\s*$")
_BY = re.compile(r"\s*(?:by|per|for each|for every|in each|across)\s*(?:the )?")
_MONEY = re.compile(r"\b(?:revenues?|income|turnover|takings|earnings|proceeds|money|sales)\b")
_PAID = frozenset("price fee amount payment revenue income total cost charge fare sale paid".split())  # noqa: SIM905
"""Stems of columns that hold sums of money."""
_ASKED_OF = re.compile(r"\bhow (?:much|many) (?:did|do|does|have|has|is|are|was|were) (?:each|every)(?: of the| single)?\s*$")
_FOR = re.compile(r"\b(?:for|of|in|which|what|the|those|only)\s*(?:the |all |those |only )*$|^\s*$")
_AND = re.compile(r"[\s,]*(?:and|&|/|,|then)\s*(?:by |the |per |then |also |for each )*")


def interpret(ask: Ask, linker: Linker, mentions: Sequence[Mention]) -> Meaning:
    """Give each mention its role."""
    return _Reader(ask, linker, list(mentions)).read()


class _Reader(ConditionReader, FlagReader):
    """One pass over the mentions, left to right."""

    def read(self) -> Meaning:
        while self.at < len(self.items):
            before = self.at
            item = self.items[before]
            if self._aside(item):
                del self.items[self.at]
                continue
            if self._qualifies(item):
                self.meaning.contexts.append(item)
                self.at += 1
                continue
            if re.search(r"[.;,]", item.gap) and not re.search(r"^\s*,?\s*(?:and|or)\b", item.gap):
                self.absence = None
            if not self.condition():
                self.role(item)
                self.at += 1
            elif self.at == before:
                self.at += 1
        self._judged_groups()
        self._flags()
        self._gather()
        self._complete()
        self._how_much()
        self._count_subject()
        self._averaged_groups()
        self._coloured_values()
        self.meaning.unread = self._unread()
        return self.meaning

    def _aside(self, item: Mention) -> bool:
        """A column in brackets says which one the words before it mean: "the session length (hours)"."""
        before = self.item(1)
        if before is None or before.gap.strip() != "(" or before.column_score < 0.85 or item.number is not None or item.quote:
            return False
        end = before.tokens[-1].end
        if not self.linker.text.work[end:].lstrip().startswith(")") or before.value_score > before.column_score:
            return False
        named = before.columns[0][1]
        if item.column_score >= 1.0 and item.columns[0][1].table == named.table and item.columns[0][1].kind == named.kind:
            return False
        if item.table_score >= 0.6 and (named.kind == "number" or named.table not in {t.name for _, t in item.tables[:1]}):
            return False
        before.gap = item.gap
        return True

    def _judged_groups(self) -> None:
        """In "for vessels whose average load is over 400, how many trips": the vessels are the groups."""
        meaning = self.meaning
        judged = [c for c in meaning.conditions if c.aggregate is not None and c.mention is not None]
        if not judged or meaning.groups or meaning.selects or meaning.colors or self.ask.unit or self.ask.over_time:
            return
        first = judged[0].mention
        assert first is not None
        things = [m for m in self.items if m.start < first.start and _FOR.search(m.gap) and (m.table_score >= 0.6 or m.columns)]
        if not things:
            return
        thing = things[0]
        meaning.contexts = [m for m in meaning.contexts if m is not thing]
        meaning.hints = [m for m in meaning.hints if m is not thing]
        meaning.groups.append(Slot(thing, cued=True, entity=thing.table_score >= thing.column_score))

    def _averaged_groups(self) -> None:
        """The number of keepers of towns that have more than 12 years on average: the average is of each town."""
        figures = {s.aggregate for s in self.meaning.measures}
        if not self.ask.average or figures != {"count"}:
            return
        compared = [
            c for c in self.meaning.conditions if c.op in ("<", "<=", ">", ">=") and not c.aggregate and not c.statistic
        ]
        if len(compared) == 1 and compared[0].columns and compared[0].columns[0][1].kind == "number":
            compared[0].aggregate = "mean"

    def _qualifies(self, item: Mention) -> bool:
        """Whether the mention only says whose the column right after it is; the column then takes its place."""
        following = self.item(1)
        if (
            following is None
            or following.gap.strip()
            or item.table_score < 0.6
            or item.column_score > 0.85
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

    def strong_role(self, gap: str) -> bool:
        return _strong(gap)

    def listed(self, gap: str) -> bool:
        return bool(_LISTED.search(gap)) and not _NO_SELECT.search(gap) and not _qualifying(gap)

    # -- roles --

    def role(self, item: Mention) -> None:
        meaning, gap = self.meaning, item.gap
        if item.number is not None and not item.columns:
            meaning.unread.append(item.text)
            return
        if self._part(item):
            return
        slot = Slot(item, entity=item.table_score >= item.column_score, axis=self._axis(item))
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
        elif item.columns and _COLORED.match(self.linker.text.work[item.tokens[-1].end :]):
            slot.cued = True
            meaning.colors.append(slot)
        elif _COLOR.search(gap) and (
            meaning.groups or meaning.selects or not re.search(r"\band (?:then )?(?:also )?group", gap)
        ):
            slot.cued = True
            meaning.colors.append(slot)
        elif (
            most
            and (meaning.groups or meaning.selects)
            and re.search(r"number|most|fewest|least", most[1])
            and not _GROUP.search(gap)
        ):
            meaning.superlative = "ascending" if re.search(r"few|least|low|small|min", most[1]) else "descending"
            quantity = item.columns and item.table_score < item.column_score and item.columns[0][1].kind == "number"
            keyed = bool(item.columns) and self.linker.catalogue.keyed(item.columns[0][1])
            slot.aggregate = ("mean" if self.ask.average else "sum") if quantity and not keyed else "count"
            meaning.measures.append(slot)
        elif item.columns and _SUPERLATIVE.search(gap) and (meaning.groups or meaning.selects or meaning.contexts):
            meaning.superlative = "ascending" if re.search(r"lowest|smallest|least|fewest|minimum", gap) else "descending"
            inner = _aggregate(
                re.sub(r"\b(?:highest|largest|biggest|greatest|lowest|smallest|least|most|maximum|minimum)\b", "", gap)
            )
            slot.aggregate = inner
            (meaning.measures if inner else meaning.selects).append(slot)
            if meaning.selects and not meaning.groups:
                meaning.selects[0].cued = True
        elif (both := _TWO.search(gap)) is not None:
            first = _THREE.search(gap[: both.start()])
            for words in (*(first.groups() if first else ()), *both.groups()):
                meaning.measures.append(Slot(item, _aggregate(f"{words} "), slot.axis))
        elif slot.entity and _COUNT_AFTER.match(self.linker.text.work[item.tokens[-1].end :]):
            slot.aggregate = "count"
            meaning.measures.append(slot)
        elif slot.entity and item.table_score > item.column_score and self._utmost(item):
            return
        elif slot.entity and _ASKED_OF.search(gap):
            slot.cued = True
            meaning.groups.append(slot)
        elif (aggregate := _aggregate(gap)) is not None and not (text_only and aggregate in ("mean", "sum", "median", "stdev")):
            slot.aggregate = aggregate
            meaning.measures.append(slot)
        elif _GROUP.search(gap) and not (slot.entity and (self._doer(item) or self._narrowing(item))):
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
            elif slot.axis or (_LISTED.search(gap) and not _qualifying(gap)):
                meaning.selects.append(slot)
            else:
                meaning.hints.append(item)

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
        last.aggregate = _aggregate(f"{match[1]} ")
        meaning.measures.append(last)
        meaning.contexts.append(item)
        return True

    def _doer(self, item: Mention) -> bool:
        """In "driven by staff": those who do it, not a group; unless each of them is meant."""
        verb = self.item(-1)
        if verb is not None and (verb.values or verb.table_score >= 0.6 or len(verb.tokens) > 1):
            return bool(_PASSIVE.search(item.gap))
        before = self.linker.text.work[: item.tokens[0].start]
        return bool(_PASSIVE.search(item.gap) or (_PASSIVE.search(before) and not re.search(r"\b(?:each|every)\b", item.gap)))

    def _narrowing(self, item: Mention) -> bool:
        """In "bookings per course by members whose age is over 30": whose bookings, where the groups are known already."""
        if not self.meaning.groups or re.search(r"\b(?:each|every|per)\b", item.gap):
            return False
        return bool(_FURTHER.match(self.linker.text.work[item.tokens[-1].end :]))

    def _part(self, item: Mention) -> bool:
        """Whether a mention is no thing of its own: "home" in "home matches", "blood" in "ml of blood"."""
        following, last = self.item(1), self.meaning.measures[-1] if self.meaning.measures else None
        if item.table_score >= 0.5 or item.values or item.column_score >= SURE or self._axis(item):
            return False
        if (
            following is not None
            and not following.gap.strip()
            and following.table_score >= 0.8
            and _aggregate(item.gap) == "count"
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

    def _verb(self, item: Mention) -> bool:
        """In "amount paid by each member", "which own two ships": a verb that a column's name happens to resemble."""
        after = self.linker.text.work[item.tokens[-1].end :]
        if verbal(item) and (DOING.search(item.gap) or (not item.gap.strip(" ,") and _VERB_GOES_ON.match(after))):
            return True
        last = self.meaning.measures[-1] if self.meaning.measures else None
        if (
            verbal(item)
            and last is not None
            and last.mention is self.item(-1)
            and not item.gap.strip()
            and last.aggregate == "count"
        ):
            return True
        return len(item.tokens) == 1 and bool(DOING.search(item.gap)) and not item.text.endswith("s")

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

    def _played(self, item: Mention) -> Mention | None:
        """In "each target user": the user, when "target" names only the key by which users play that part."""
        following = self.item(1)
        if (
            following is None
            or following.gap.strip()
            or following.table_score < 0.6
            or not item.columns
            or item.column_score > 0.85
        ):
            return None
        table = following.tables[0][1].name
        column = item.columns[0][1]
        joined = any({(e.left, e.left_on), (e.right, e.right_on)} & {(column.table, column.name)} and table in (e.left, e.right)
                     for e in self.linker.catalogue.edges)  # fmt: skip
        return following if joined else None

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
                and not re.match(r"^[\s;]*(?:for|of|among|from|in|with)\b", item.gap)
                and self.at == 0
            )
            or (re.search(r"(?:\band|,)\s*(?:the |their |its )*$", item.gap) and self.meaning.selects)
        ):
            self.meaning.selects.append(slot)

    def _axis(self, item: Mention) -> str:
        work = self.linker.text.work
        start, end = item.tokens[0].start, item.tokens[-1].end
        before = re.search(r"\b([xy])[- ]?(?:axis|axes)?\b[\s\w=:,]{0,40}$", work[max(0, start - 60) : start])
        after = re.match(
            r"\s*(?:is |are |should be |shown |plotted |values? )*(?:on|along|as|in|to|at|for)(?: the)? ([xy])\b",
            work[end : end + 40],
        )
        if after:
            return after[1]
        if before and not re.search(
            r"\b(?:on|along|as|in|at)(?: the)? [xy][- ]?(?:axis)?\b[^;]*$", work[max(0, start - 60) : start]
        ):
            between = before[0][2:]
            if not re.search(r"[;.]", between):
                return before[1]
        return ""

    def _gather(self) -> None:
        """Two values that one column cannot have at once are both of interest."""
        kept: list[Condition] = []
        for condition in self.meaning.conditions:
            last = next((k for k in kept if k.op in ("==", "in") and k.values and self._excludes(k, condition)), None)
            if last is None or condition.joined == "or":
                kept.append(condition)
                continue
            said = last.value if isinstance(last.value, list) else [last.value]
            last.value, last.op, last.apart = [*said, condition.value], "in", True
            last.values = [*last.values, *condition.values]
        self.meaning.conditions = kept

    def _count_subject(self) -> None:
        """ "Rentals by tier of the member": what is spoken of first is counted when nothing else is shown."""
        meaning = self.meaning
        grouped = [*meaning.groups, *meaning.colors]
        if self._counted_by():
            return
        if (
            meaning.measures
            or meaning.selects
            or not grouped
            or self.ask.mark in ("point", "boxplot", "violin", "strip", "density")
        ):
            return
        first = next((m for m in meaning.contexts if m.table_score >= 0.8), None)
        absent = [a.mention for a in meaning.absences]
        if first is None or first in absent or first.start > min(s.mention.start for s in grouped):
            return
        if first is self.items[0] and not _qualifying(first.gap):
            meaning.measures.append(Slot(first, "count", entity=True))

    def _how_much(self) -> None:
        """ "How much did each customer pay in fees", "yearly rental income": a quantity, or money that is called otherwise."""
        meaning, work = self.meaning, self.linker.text.work
        plain = [s for s in meaning.selects if s.mention.columns and not s.entity]
        listed = [s for s in plain if s.mention.columns[0][1].kind == "number"]
        if len(listed) == 1 and not meaning.measures and (meaning.groups or self.ask.unit) and re.search(r"\bhow much\b", work):
            meaning.selects.remove(listed[0])
            listed[0].aggregate = "mean" if self.ask.average else "sum"
            meaning.measures.append(listed[0])
        if meaning.measures or listed:
            return
        asked = re.search(r"\bhow much\b", work)
        keyed = self.linker.catalogue.keyed
        for hint in meaning.hints if asked else ():
            if hint.column_score >= 0.5 and hint.columns[0][1].kind == "number" and not keyed(hint.columns[0][1]):
                meaning.hints.remove(hint)
                meaning.measures.append(Slot(hint, "mean" if self.ask.average else "sum"))
                return
        money = _MONEY.search(work)
        if money is None or not (meaning.groups or meaning.selects or self.ask.unit or self.ask.over_time):
            return
        spoken = {t.name for m in self.items for s, t in m.tables[:1] if s >= 0.6}
        spoken |= {c.table for m in self.items for s, c in m.columns[:1] if s >= 0.85}
        paid = [
            (0.6, c) for c in self.linker.catalogue.columns() if _PAID & set(c.stems) and c.kind == "number" and not keyed(c)
        ]
        paid = [(s, c) for s, c in paid if c.table in spoken] or paid
        tokens = tuple(t for t in self.linker.tokens if t.start >= money.start() and t.end <= money.end())
        if paid and tokens and not any(m.tokens and m.tokens[0].start == tokens[0].start for m in self.items):
            place = self.linker.tokens.index(tokens[0])
            item = Mention(place, place + 1, money[0], columns=paid, tokens=tokens)
            self.items.append(item)
            meaning.measures.append(Slot(item, "mean" if self.ask.average else "sum"))

    def _coloured_values(self) -> None:
        """In "one line for constructors from the UK and one for India": the countries have the colours."""
        for slot in self.meaning.colors:
            if not slot.entity:
                continue
            owners = {t.name for _, t in slot.mention.tables[:1]}
            for condition in self.meaning.conditions:
                own = [(s, c) for s, c, _ in condition.values if c.table in owners]
                if condition.op == "in" and own and isinstance(condition.value, list) and len(condition.value) > 1:
                    item = slot.mention
                    slot.mention = Mention(item.start, item.end, item.text, columns=own[:1], tokens=item.tokens, gap=item.gap)
                    slot.entity = False
                    break

    def _counted_by(self) -> bool:
        """ "Which styles do people try? Pie of attempts by style": the attempts are counted."""
        meaning = self.meaning
        if meaning.measures or not meaning.groups or self.ask.mark in ("point", "boxplot", "violin", "strip", "density"):
            return False
        group = meaning.groups[0].mention
        place = self.items.index(group) if group in self.items else 0
        before = self.items[place - 1] if place else None
        if before is None or before.table_score < 0.8 or before not in meaning.contexts or not _BY.fullmatch(group.gap):
            return False
        named = {id(c) for _, c in group.columns[:2]}
        if any(not s.mention.columns or id(s.mention.columns[0][1]) not in named for s in meaning.selects):
            return False
        meaning.measures.append(Slot(before, "count", entity=True))
        return True

    def _complete(self) -> None:
        """A comparison with nothing before it is of the only number that is shown: "price by brand for those over 5"."""
        slots = [*self.meaning.selects, *self.meaning.measures]
        numbers = [s.mention.columns for s in slots if s.mention.columns and s.mention.columns[0][1].kind == "number"]
        for condition in self.meaning.conditions:
            bare = not (condition.columns or condition.values or condition.aggregate or condition.statistic)
            if bare and isinstance(condition.value, (int, float)) and len(numbers) == 1:
                condition.columns = numbers[0]

    def _excludes(self, one: Condition, other: Condition) -> bool:
        if (
            other.op != "=="
            or not other.values
            or other.aggregate
            or not isinstance(other.value, str)
            or other.value == one.value
        ):
            return False
        return {id(c) for _, c, _ in one.values} == {id(c) for _, c, _ in other.values}

    def _unread(self) -> list[str]:
        taken = {i for m in self.items for i in range(m.start, m.end)}
        words = [
            t.text
            for i, t in enumerate(self.linker.tokens)
            if i not in taken and t.content and t.text not in KNOWN and stem(t.text) not in KNOWN and len(t.text) > 1
        ]
        return [*self.meaning.unread, *words]


KNOWN = frozenset(
    """number numbers count counts show average avg mean median sum total totals overall combined maximum max minimum min highest lowest
    largest smallest biggest greatest top bottom longest shortest earliest latest oldest youngest fewest group grouped grouping groups
    color colored colour coloured split stacked stack broken down versus vs against axis y x between above below over under greater
    larger bigger higher smaller lower fewer older younger longer shorter taller heavier before after since until exceed exceeds exceeding
    equal equals exactly least not never without excluding except contains containing contain starts start starting begins ends ending
    like substring letter word percentage percent proportion share ratio please value values across named called based respect attribute
    attributes column interval time first last order sort sorted year month week day weekday date quarter hour data dataset table chart type types kind kinds
    visualization present histogram bar line pie scatter different relation per want compare comparing comparison distribution each
    belong belongs located made work working related associated involved times frequency often standard deviation variance standing
    letters letter amount change changes changed missing null range colors colours took take takes taken taking got gets getting gave given give went made make led won ran held happen happened occur occurred place places
    there here him them us both together altogether each
    leaving leave leftmost
    records rows entries results result items observations row record entry thing things name whether either both neither overall level come comes
    many much long old tall high big often category categories also only well rather people person persons dont doesn didn isn aren wasn weren hue one common frequent popular mm cm km kg lb mph degree dollar euro
    """.split()  # noqa: E501, SIM905
)
"""Words of the grammar itself: never reported as not understood."""


def _aggregate(gap: str) -> str | None:
    clause = re.split(r"[;.?!]", gap)[-1].replace("(", " ")
    for name, pattern in _AGGREGATES:
        if pattern.search(clause):
            return name
    return None


def _strong(gap: str) -> bool:
    return bool(_aggregate(gap) or _GROUP.search(gap) or _COLOR.search(gap))


def _qualifying(gap: str) -> bool:
    if re.fullmatch(r"[\s;.,?!]*(?:which|what|who)\s*(?:the )?", gap):
        return False
    return bool(
        re.search(
            r"\b(?:whose|where|with|who|which|that|having|when)\s*(?:the |a |an |is |are |have |has |had |was |were )*$", gap
        )
    ) and not re.search(r"(?:together|along|charts?|;)\s*with", gap)
