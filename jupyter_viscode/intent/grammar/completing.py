"""Completing: what enters are mentions that have their roles; what leaves is the Meaning with what was left unsaid.

What is counted when nothing is, which groups a condition on groups means, what is measured by "how much".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jupyter_viscode.intent.grammar.arranging import Arranging
from jupyter_viscode.intent.grammar.conditions import ConditionReader
from jupyter_viscode.intent.grammar.flags import FlagReader
from jupyter_viscode.intent.grammar.meaning import Condition, Slot
from jupyter_viscode.intent.grammar.sizes import SizeReader
from jupyter_viscode.intent.language.words import stem
from jupyter_viscode.intent.linking.spans import Mention

_BOTH = re.compile(r"\b(?:who|that|which|with)\b[^;,.?]*\bboth\b[^;,.?]*\Z|\bboth (?:(?:the|an?|of|in|on|at) )*\Z")
_HAVING_A = re.compile(r"\b(?:who|that|which|with|having)\b(?: [a-z]+)? an? $")
_AND_A = re.compile(r"(?:\band|,)\s+(?:(?:also|with|own|owns|have|has)\s+)?an? $")
_BY = re.compile(r"\s*(?:by|per|for each|for every|in each|across)\s*(?:the )?")
_MONEY = re.compile(
    r"(?<=\w )\b(?:spend|spent|pay|paid)\b(?! by\b)|\b(?:revenues?|income|turnover|takings|earnings|proceeds|money|sales)\b"
)
_PAID = frozenset("price fee amount payment revenue income total cost charge fare sale paid".split())
"""Stems of columns that hold sums of money."""
_TALLY = re.compile(r"\b(?:total|overall) (?:count|number) of\b")
_FIGURE_AGAIN = re.compile(r"\b(?:and|with|beside) (?:the |their |its |that )*(?:averages?|means?|totals?|sums?)\b(?! of)")
_HOW_OFTEN = re.compile(r"\bhow (?:often|many times|frequently)\b|\bnumber of times\b")
_OF_WHOM = re.compile(r"\b(?:of|for|among|from)(?: (?:the|all|those|these|such))*\s*$")
_ROWS = re.compile(r"\s*(?:an?|the|any|one|some)\s*")
_OF_ROWS = re.compile(r"\s*of(?: an?| the| all)?\s*")
_WITH_THE = re.compile(r"\bwith (?:the|their|its)\s*$")
NAMED = 0.9
"""How well a figure must be named to be drawn for what is said in passing."""
SURE = 0.8
"""From this likeness on, a word is a table's name."""
_FOR = re.compile(r"\b(?:for|of|in|which|what|the|those|only)\s*(?:the |all |those |only )*$|^\s*$")


class Completing(ConditionReader, FlagReader, SizeReader, Arranging):
    """Settles, when all mentions are read, what no single one of them says."""

    def finish(self) -> None:
        """What follows from all of the sentence."""
        self._populations()
        self._with_figure()
        self._judged_groups()
        self._respectively()
        self._flags()
        self._gather()
        self._complete()
        self._utmost_things()
        self._units_of()
        self._done_to()
        self._called_parts()
        self._how_much()
        self._felt()
        self._shown_as_judged()
        self._how_often()
        self._count_subject()
        self._averaged_groups()
        self._coloured_values()
        self._parted()
        self._theirs()
        self._each_one()
        self._coloured_twice()
        self._figures_twice()
        self._tallied()
        self.meaning.unread = self._unread()

    def _populations(self) -> None:
        """In "wage by name of the store managers" those are no further thing to show: they say of whom."""
        meaning = self.meaning
        slots = [s for s in (*meaning.groups, *meaning.selects) if not s.axis]
        whose = [s for s in slots if self._says_whose(s.mention)]
        texts = {id(s) for s in slots if s.mention.columns and s.mention.columns[0][1].kind == "text"}
        if meaning.measures or any(s.cued or id(s) in texts for s in slots if s not in whose):
            meaning.groups = [s for s in meaning.groups if s not in whose]
            meaning.selects = [s for s in meaning.selects if s not in whose]
            meaning.contexts.extend(s.mention for s in whose)

    def _says_whose(self, mention: Mention) -> bool:
        """Whether a mention names those who play a part, or in the rows of which table: "of the bosses", "bosses of units"."""
        place = next((i for i, m in enumerate(self.items) if m is mention), 0)
        before, after = (self.items[p] if 0 <= p < len(self.items) else None for p in (place - 1, place + 1))
        if self.plays(mention) and _OF_WHOM.search(mention.gap):
            return True
        if after is not None and not mention.gap.strip() and self._keyed_to(mention, after):
            return _ROWS.fullmatch(after.gap) is not None  # "members per category moderate a club"
        if before is None or not self._keyed_to(before, mention):
            return False
        return bool(_OF_ROWS.fullmatch(mention.gap) and self.plays(before)) or (
            _ROWS.fullmatch(mention.gap) is not None and not before.gap.strip()
        )

    def _with_figure(self) -> None:
        """In "store names with the wage of the manager" the wage is drawn where no other figure is asked for."""
        meaning, keyed = self.meaning, self.linker.catalogue.keyed
        figures = [m for m in meaning.hints if m.column_score >= NAMED and m.columns[0][1].kind == "number"]
        figures = [m for m in figures if _WITH_THE.search(m.gap) and not keyed(m.columns[0][1])]
        drawn = [s.mention.columns[0][1] for s in meaning.selects if s.mention.columns and not s.entity]
        if len(figures) == 1 and drawn and not meaning.measures and all(c.kind == "text" or keyed(c) for c in drawn):
            meaning.hints.remove(figures[0])
            meaning.selects.append(Slot(figures[0]))

    def _respectively(self) -> None:
        """In "the wage of workers who picked wheat and barley" each crop is a group: its rows are drawn, not looked up."""
        meaning = self.meaning
        named = [s for s in meaning.selects if s.entity or not s.mention.columns or s.mention.columns[0][1].kind != "number"]
        if meaning.groups or meaning.colors or meaning.facets or self.ask.unit or named:
            return
        for presence in [a for a in meaning.absences if not a.negate and any(c.apart and not c.both for c in a.conditions)]:
            meaning.absences.remove(presence)
            meaning.conditions.extend(presence.conditions)

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

    def _gather(self) -> None:
        """Two values that one column cannot have at once are both of interest."""
        kept: list[Condition] = []
        for condition in self.meaning.conditions:
            last = next((k for k in kept if k.op in ("==", "in") and k.values and self._excludes(k, condition)), None)
            if last is None or condition.joined == "or":
                kept.append(condition)
                continue
            last.both = _one_of_each(last, condition)
            said = last.value if isinstance(last.value, list) else [last.value]
            last.value, last.op, last.apart = [*said, condition.value], "in", True
            last.values = [*last.values, *condition.values]
        self.meaning.conditions = kept
        for condition in kept:
            start = condition.mention.tokens[0].start if condition.mention is not None and condition.mention.tokens else 0
            told = condition.apart and _BOTH.search(self.linker.text.work, 0, start) is not None
            condition.both = condition.both or told

    def _count_subject(self) -> None:
        """ "Rentals by tier of the member": what is spoken of first is counted when nothing else is shown."""
        meaning = self.meaning
        grouped = [*meaning.groups, *meaning.colors]
        if self._led(grouped) or self._counted_by():
            return
        if (
            meaning.measures
            or meaning.selects
            or not grouped
            or self.ask.mark in ("point", "boxplot", "violin", "strip", "density")
        ):
            return
        first = next((m for m in meaning.contexts if self._countable(m, grouped[0].mention)), None)
        absent = [a.mention for a in meaning.absences]
        if first is None or first in absent or first.start > min(s.mention.start for s in grouped):
            return
        if first is self.items[0] and not qualifying(first.gap):
            meaning.measures.append(Slot(first, "count", entity=True))

    def _led(self, grouped: Sequence[Slot]) -> bool:
        """Farmers with a stone barn by town: the farmers that lead the sentence are counted, however many barns they have."""
        meaning, lead = self.meaning, self.meaning.selects[0] if self.meaning.selects else None
        others = [*meaning.measures, *meaning.selects[1:], *(s for s in grouped if not s.cued)]
        if lead is None or others or not grouped or not lead.entity or lead.axis or lead.mention is not self.items[0]:
            return False
        own = lead.mention.tables[0][1].name
        said = [c for c in meaning.conditions if c.aggregate is None and not any(k.table == own for _, k in c.columns)]
        had = any(a.conditions and a.owner == own for a in meaning.absences)
        if not (said or had) or lead.mention.table_score < SURE:
            return False
        meaning.selects.remove(lead)
        lead.aggregate = "count"
        meaning.measures.append(lead)
        return True

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
        asked = re.search(r"\bhow much\b", work) or self.ask.total or self.ask.average
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
        named = tokens and any(m.start <= self.linker.tokens.index(tokens[0]) < m.end for m in self.items)
        if paid and tokens and not named and not self.ask.count_them:
            place = self.linker.tokens.index(tokens[0])
            item = Mention(place, place + 1, money[0], columns=paid, tokens=tokens)
            self.items.append(item)
            meaning.measures.append(Slot(item, "mean" if self.ask.average else "sum"))

    def _called_parts(self) -> None:
        """In "for each bride, show her name" and "each owner, with the owners' names": the name of those who play the part."""
        meaning, catalogue = self.meaning, self.linker.catalogue
        for slot in meaning.groups:
            if not slot.mention.columns or slot.mention.table_score >= slot.mention.column_score:
                continue
            said = {s for t in slot.mention.tokens for s in t.stems}
            names = [c for edge in catalogue.targets(slot.mention.columns[0][1]) if (c := catalogue.tables[edge.right].label)]
            for item in [*meaning.hints, *(s.mention for s in meaning.selects)]:
                words = {s for t in item.tokens if t.content for s in t.stems}
                called = [c for _, c in item.columns if any(c is n for n in names)]
                if called and words & {"name", *called[0].stems} and words <= said | {"name", *called[0].stems}:
                    item.columns, slot.mention = [(1.0, called[0])], item
                    meaning.hints[:] = [m for m in meaning.hints if m is not item]
                    meaning.selects[:] = [s for s in meaning.selects if s.mention is not item]
                    break

    def _done_to(self) -> None:
        """In "what sells the most tickets" the verb and the thing name one column, `tickets_sold`."""
        for slot in self.meaning.measures:
            if slot.entity or slot.mention.column_score >= 0.8:
                continue
            near = [c for s, c in slot.mention.columns if s >= slot.mention.column_score - 0.1]
            for verb in [s for s in self.meaning.selects if s.mention.column_score < 0.8 and not s.entity and not s.axis]:
                shared = [(s, c) for s, c in verb.mention.columns[:1] if any(c is k for k in near)]
                if shared and verb.mention is not slot.mention:
                    slot.mention.columns = shared
                    self.meaning.selects.remove(verb)

    def _shown_as_judged(self) -> None:
        """In "clients whose average order is above 68: their name and average" the average is the one they are judged by."""
        meaning = self.meaning
        judged = [c for c in meaning.conditions if c.aggregate not in (None, "count") and c.columns and c.mention is not None]
        numbers = [
            s for s in meaning.selects if not s.entity and s.mention.columns and s.mention.columns[0][1].kind == "number"
        ]
        if len(judged) != 1 or meaning.measures or numbers or not meaning.selects:
            return
        item = judged[0].mention
        if item is not None and _FIGURE_AGAIN.search(self.linker.text.work, item.tokens[-1].end):
            shown = Mention(item.start, item.end, item.text, columns=judged[0].columns, tokens=item.tokens, gap=item.gap)
            meaning.measures.append(Slot(shown, judged[0].aggregate))

    def _tallied(self) -> None:
        """ "The total count of animals seen for each species", where a column holds how many there were each time."""
        if not _TALLY.search(self.linker.text.work):
            return
        for slot in self.meaning.measures:
            if slot.aggregate != "count" or slot.mention.table_score >= 0.6:
                continue
            tables = {c.table for s in self.meaning.groups for _, c in s.mention.columns[:1]}
            held = [
                (0.8, c)
                for c in self.linker.catalogue.columns()
                if c.table in tables and c.kind == "number" and c.stems in (("count",), ("number",), ("quantity",))
            ]
            if held and not self.linker.catalogue.keyed(held[0][1]):
                item = slot.mention
                slot.mention = Mention(item.start, item.end, item.text, columns=held, tokens=item.tokens, gap=item.gap)
                slot.aggregate = "mean" if self.ask.average else "sum"

    def _how_often(self) -> None:
        """ "How often does each title appear in the history": the rows of the history are counted, by title."""
        meaning = self.meaning
        counts = [s for s in meaning.measures if s.aggregate == "count" and s.mention.columns and not s.entity]
        if len(counts) != 1 or len(meaning.measures) > 1 or not _HOW_OFTEN.search(self.linker.text.work):
            return
        own = counts[0].mention.columns[0][1].table
        for thing in meaning.contexts:
            if thing.start > counts[0].mention.start and thing.table_score >= 0.6 and self._many(own, thing.tables[0][1].name):
                meaning.measures[:] = [Slot(thing, "count", entity=True)]
                meaning.groups.insert(0, Slot(counts[0].mention, cued=True))
                return

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
        while place and self.items[place - 1] in self.ties:
            place -= 1
        before = self.items[place - 1] if place else None
        if before is None or before not in meaning.contexts or not _BY.fullmatch(group.gap):
            return False
        if not self._countable(before, group):
            return False
        named = {id(c) for _, c in group.columns[:2]}
        if any(not s.mention.columns or id(s.mention.columns[0][1]) not in named for s in meaning.selects):
            return False
        meaning.measures.append(Slot(before, "count", entity=True))
        return True

    def _countable(self, thing: Mention, group: Mention) -> bool:
        """Whether a mention is of rows to count: a table's name, or a part of it where the groups have many of those rows."""
        if thing.table_score >= 0.8 or not group.columns or thing.table_score <= max(0.6, thing.column_score):
            return thing.table_score >= 0.8
        return self._many(group.columns[0][1].table, thing.tables[0][1].name)

    def _complete(self) -> None:
        """A comparison with nothing before it is of the only number that is shown: "price by brand for those over 5"."""
        slots = [*self.meaning.selects, *(s for s in self.meaning.measures if s.aggregate != "count")]
        numbers = [s.mention.columns for s in slots if s.mention.columns and s.mention.columns[0][1].kind == "number"]
        sizes = [c for c in numbers if not self.linker.catalogue.keyed(c[0][1])]
        for condition in self.meaning.conditions:
            if condition.columns or condition.values or condition.aggregate:
                continue
            if condition.statistic and sizes:
                condition.columns = sizes[0]
            elif isinstance(condition.value, (int, float)) and len(numbers) == 1:
                condition.columns = numbers[0]
                if condition.mention is not None and any(s.mention.columns is numbers[0] for s in self.meaning.measures):
                    condition.aggregate = self._figure_near(condition.mention, condition.mention)

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
        self.ask.unmet += self._half_listed()
        taken = {i for m in self.items for i in range(m.start, m.end)}
        words = [
            t.text
            for i, t in enumerate(self.linker.tokens)
            if i not in taken and t.content and t.text not in KNOWN and stem(t.text) not in KNOWN and len(t.text) > 1
        ]
        return [*self.meaning.unread, *self.ask.unmet, *words]

    def _half_listed(self) -> list[str]:
        """The letters of a list that are no values where the one before is: "grades a and z"."""
        letters = {m.start for m in self.items if m.values and len(m.tokens) == 1 and len(m.text) == 1}
        tokens, known = self.linker.tokens, {m.start for m in self.items}
        listed = (i for i in range(2, len(tokens)) if tokens[i - 1].text in ("and", "or", ",") and i - 2 in letters)
        return [tokens[i].text for i in listed if i not in known and len(tokens[i].text) == 1 and tokens[i].text.isalpha()]


def _one_of_each(first: Condition, other: Condition) -> bool:
    """Whether things are said to have one of either kind: "who own a dog and a cat"."""
    gaps = [c.mention.gap if c.mention is not None else "" for c in (first, other)]
    return bool(_HAVING_A.search(gaps[0]) and _AND_A.search(gaps[1]))


KNOWN = frozenset(
    """
    but no nobody own owns owning owned
    number numbers count counts show average avg mean median sum total totals overall combined maximum max minimum
    min highest lowest largest smallest biggest greatest top bottom longest shortest earliest latest oldest youngest
    fewest group grouped grouping groups color colored colour coloured split stacked stack broken down versus vs
    against axis y x between above below over under greater larger bigger higher smaller lower fewer older younger
    longer shorter taller heavier before after since until exceed exceeds exceeding equal equals exactly least not
    never without excluding except contains containing contain starts start starting begins ends ending like
    substring letter word percentage percent proportion share ratio please value values across named called based
    respect attribute attributes column interval time first last order sort sorted year month week day weekday date
    quarter hour data dataset table chart type types kind kinds visualization present histogram bar line pie scatter
    different relation per want compare comparing comparison distribution each belong belongs located made work
    working related associated involved times frequency often standard deviation variance standing letters letter
    amount change changes changed missing null range colors colours took take takes taken taking got gets getting
    gave given give went made make led won ran held happen happened occur occurred place places there here him them
    us both together altogether each depending develop developed develops relate relating dots become became leaving
    leave leftmost up summed recorded nobody should must ever still records rows entries results result items
    observations row record entry thing things name whether either both neither overall level come comes many much
    long old tall high big often worth outside weigh weighs weighing cost costs costing lasting lasts aged non nor
    separate skip forget omit ignore rank another free put point points left right earn earns earning going heavier
    higher category categories also only well rather people person persons dont don doesn didn isn aren wasn weren
    hue one common frequent popular mm cm km kg lb mph degree dollar euro
    """.split()
)
"""Words of the grammar itself: never reported as not understood."""


def qualifying(gap: str) -> bool:
    """Whether the words before a mention make it say more of something else: "whose", "with", "that has"."""
    if re.fullmatch(r"[\s;.,?!]*(?:which|what|who)\s*(?:the )?", gap):
        return False
    return bool(
        re.search(
            r"\b(?:whose|where|with|who|which|that|having|when)\s*(?:the |a |an |is |are |have |has |had |was |were )*$", gap
        )
    ) and not re.search(r"(?:together|along|charts?|;)\s*with", gap)
