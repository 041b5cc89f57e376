"""Counting: numbers and the things they are of enter; conditions on how many rows there are, or on their figures, leave."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.comparing import Columns, verbal, yearly
from jupyter_viscode.intent.grammar.meaning import Condition
from jupyter_viscode.intent.grammar.thresholds import ThresholdReader
from jupyter_viscode.intent.linking.spans import Mention

NAMED = 0.95
"""From this likeness on, a word is the name of a table."""
_OF_THEM = re.compile(
    r"\s*(?:or more |or fewer |such )?(?:people|persons|records|rows|entries|items|cases|of them|instances)\b"
)
THEM = re.compile(r"\s*(?:or (?:more|fewer|less) )?(?:of (?:the )?)?(?:different |distinct )?")
_HAVING_MANY = re.compile(r"\b(?:with|having|have|has|had|who|that)\b[^;,.]*$")
ANEW = re.compile(r"^\s*(?:of [\w ]+ )?(?:that|which|who|\w{3,}ing)\b(?! (?:is|are|was|were)\b)")
"""What begins like this says more of something that was listed already."""
_ON_AVERAGE = re.compile(r"\s*(?:[a-z%]+ )?on average\b")
_IN_ALL = re.compile(r"\s*(?:[a-z%]+ )?(?:in (?:total|sum|all)|altogether|overall|combined)\b")
_BEFORE_THING = re.compile(
    r"""
    ^\s*
    (?:(?:mm|cm|m|km|in|inch(?:es)?|miles?|met(?:er|re)s?|feet|kg|g|lbs?|pounds?|tons?|tonnes?|ml|l|hl|lit(?:er|re)s?
        |dollars?|euros?|\$|€|%|percent|pct|degrees?|°c?|mph|km/h|watts?|points?
        |hours?|minutes?|seconds?|days?|weeks?|months?|years?)[ ])?
    (?:in[ ]|of[ ])?
    (?:different[ ]|distinct[ ]|separate[ ]|individual[ ]|such[ ]|total[ ]|summed[ ]|or[ ]more[ ]|or[ ]less[ ]|or[ ]fewer[ ])*
    (?:of[ ])?$
    """,
    re.VERBOSE,
)
"""What may stand between a number and what it is of: its unit, "different", "or more"."""


class CountReader(ThresholdReader):
    """Reads how many rows there must be of something; each method says whether it took what stands at `at`."""

    def _of_them(self, item: Mention) -> bool:
        """In "titles with over three people": a number of rows that are called otherwise."""
        if not _OF_THEM.match(self.linker.text.work[item.tokens[-1].end :]) or not _HAVING_MANY.search(item.gap):
            return False
        before = self.item(-1)
        keyed = self.linker.catalogue.keyed
        return before is None or not any(c.kind == "number" and s >= 0.9 and not keyed(c) for s, c in before.columns[:1])

    def _in_named(self, item: Mention, op: str) -> bool:
        """At least 40 in fees, 500 in fees altogether: the column stands after the number."""
        after = self.item(1)
        if after is None or op == "==" or not re.fullmatch(r"\s*(?:in|for)(?: their| its| the)?\s*", after.gap):
            return False
        numbers = [(s, c) for s, c in self._quantities(after) if s >= 0.9 and c.kind == "number" and not yearly(c)]
        before = self.item(-1)
        if not numbers or (before is not None and self._quantities(before)):
            return False
        self.at += 2
        if figure := self._figure_near(item, after):
            self.meaning.conditions.append(self._turn(Condition(numbers, op, item.number, item, aggregate=figure)))
            return True
        return self._add(Condition(numbers, op, item.number, item))

    def _figure_near(self, item: Mention, last: Mention) -> str | None:
        """What is made of the groups before it is compared: averaging over 400 pax, above 8 hours in total."""
        gap = re.split(r"[;,]", item.gap)[-1]
        between = "" if last is item else last.gap
        after = self.linker.text.work[last.tokens[-1].end :]
        if re.search(r"\baverag(?:e|es|ed|ing)\b", gap) or _ON_AVERAGE.match(after):
            return "mean"
        if re.search(
            r"\btotal(?:s|led|ling|ed|ing)?\b|\bsum(?:s|med|ming)?\b|\bcombined\b", f"{gap} {between}"
        ) or _IN_ALL.match(after):
            return "sum"
        return None

    def _counted(self, item: Mention, op: str, *, only_columns: bool = False) -> bool:
        """More than 2 bedrooms (a column), more than 2 students (rows of a group)."""
        after = self._things_after() or self.item(1)
        if after is None or not _BEFORE_THING.match(after.gap):
            return False
        keyed = self.linker.catalogue.keyed
        things = after.table_score >= 0.6
        numeric = [(s, c) for s, c in after.columns if c.kind == "number" and not c.identifier and not (things and keyed(c))]
        united = self._in_unit(item)
        if outdone(numeric, united):
            return False
        spoken = [c for m in self.items[: self.at] for _, c in m.columns[:1] if m.text == after.text]
        if numeric and after.table_score >= NAMED and not {s for t in after.tokens for s in t.stems} & set(numeric[0][1].stems):
            numeric = []  # "more than 3 ratings" are no scores where there is a table of ratings
        clear = bool(numeric) and (numeric[0][0] >= 0.45 or any(c is numeric[0][1] for c in (*spoken, *(c for _, c in united))))
        if clear and numeric[0][0] >= after.table_score - 0.3:
            before = self.item(-1)
            if before is not None and not ANEW.search(item.gap) and any(c is numeric[0][1] for _, c in before.columns[:2]):
                self._forget(before)
            self.at += 2
            figure = self._figure_near(item, after) or self._figure_near(item, item)
            if figure is not None and not {"total", "average", "sum"} & set(numeric[0][1].stems):
                self.meaning.conditions.append(
                    Condition(numeric, self._turned(op, item.tokens[0].start), item.number, item, aggregate=figure)
                )
                return True
            return self._add(Condition(numeric, op, item.number, item))
        if only_columns or (not after.tables and not after.columns):
            return False
        if (sort := self.item(1)) is not None and sort is not after:
            sort.gap = " "  # the words before it belong to the number
        self.at += 2 if sort is after else 1
        if after.table_score > 0.5:
            self.meaning.contexts.append(after)
        return self._number_of_rows(
            Condition(after.columns, self._turned(op, item.tokens[0].start), item.number, after, aggregate="count")
        )

    def _things_after(self) -> Mention | None:
        """The things that a number is of, right behind it or behind what sort they are: "two battery repairs"."""
        sort, things = self.item(1), self.item(2)
        if sort is None or sort.table_score >= 0.8:
            return sort
        if things is None or things.gap.strip() or not THEM.fullmatch(sort.gap) or things.table_score < 0.8:
            return None
        owner = things.tables[0][1].name
        return things if sort.value_score >= 0.6 and any(c.table == owner for s, c, _ in sort.values if s >= 0.6) else None

    def _number_of_rows(self, condition: Condition) -> bool:
        """Add a number of rows: of those that are there for the part that was named before, or of the groups."""
        absence, thing = self.absence, condition.mention
        tables = {t.name for _, t in absence.mention.tables} if absence is not None else set()
        its = thing is None or not thing.tables or thing.tables[0][1].name in tables
        if absence is not None and its and (absence.part or not condition.columns):
            absence.tally = condition
            return True
        self.meaning.conditions.append(condition)
        return True

    def _done_often(self, item: Mention) -> Mention:
        """In "repaired more than 3 times", the repairs; the number itself where nothing is known of what was done."""
        for place in range(self.at - 1, max(0, self.at - 3), -1):
            before, owner = self.items[place], self._subject(place)
            if owner is None:
                continue
            if before.table_score >= 0.6 and self._many(owner, before.tables[0][1].name):
                return before
            if verbal(before) and before.column_score >= 0.6 and self._many(owner, table := before.columns[0][1].table):
                self._forget(before)
                things = [(before.column_score, self.linker.catalogue.tables[table])]
                return Mention(before.start, before.end, before.text, tables=things, tokens=before.tokens, gap=before.gap)
        return item


def outdone(columns: Columns, united: Columns) -> bool:
    """Whether the unit of a number speaks of other columns than the words beside it do, which are not clear."""
    return bool(columns and united) and columns[0][0] < 0.95 and not any(c is k for _, c in columns for _, k in united)
