"""Choosing columns: a Meaning with open mentions enters; the best joint choices of columns, tables and joins leave."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jupyter_viscode.intent.grammar.comparing import verbal, yearly
from jupyter_viscode.intent.grammar.meaning import Condition, Meaning, Played, Slot
from jupyter_viscode.intent.language.vocabulary import GENERIC
from jupyter_viscode.intent.language.words import participle
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.request.ask import Ask
from jupyter_viscode.intent.schema.joins import Plan, plan
from jupyter_viscode.intent.schema.keys import PLAYED, plays
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Edge, Table

BEAM = 48
HINTED = 0.12
"""What it speaks for a choice that words said in passing name its columns."""
_FIGURE = re.compile(r"\b(?:number|count|how many|total|sum|average|avg|mean|maximum|minimum|max|min|amount|frequency)\b")
_PEOPLE = re.compile(r"\b(?:person|persons|people|someone|anyone|everyone)\b")
_OF_PEOPLE = ({"full", "name"}, {"first", "name"}, {"last", "name"}, {"birth", "date"}, {"birth", "year"})
"""Names of columns that people have."""
ONE_EACH = 0.4
"""What it speaks against a choice that every group would have one row."""
NEARLY = 0.7
"""How well words must name a table, beside the one that they name best, to speak of it too."""
NAMED_THING = 0.1
"""What it speaks for a choice that "names" are those of the things that are grouped by."""
OTHER_DATE = 0.4
"""What it speaks against a choice that the date which is listed is not the one that is divided into months or years."""
OUT_OF_YEARS = 0.1
"""What is left of the likeness of a date that has no row in the year that was asked for."""
NAMED_OUTRIGHT = 0.95
"""From this likeness on, a word is the name of a table."""
NAMED_ALIKE = 0.8
"""A column that is named so much worse than the best is only called alike: a region where there is a country."""
ONLY_ALIKE = 0.7
"""What such a column is worth where another one is called outright."""
UNNAMED_YEAR = 0.7
"""The likeness of a column of years whose name is no word for them, where there are no dates."""
JOIN_PRICE = 0.30
"""What one more table costs, in the same coin as the logarithm of a linking score."""


@dataclass(frozen=True)
class Pick:
    """One choice for one slot: a column, or the rows of a table."""

    score: float
    column: Col | None = None
    rows: str | None = None
    value: Any = None
    label: bool = False
    """The column stands for the table that was named."""
    via: Edge | None = None
    """The key that was named, where the column is the name of what it points at."""

    @property
    def table(self) -> str | None:
        """The table that this choice needs."""
        return self.column.table if self.column is not None else self.rows


@dataclass
class Choice:
    """A joint choice for all slots."""

    picks: dict[int, Pick] = field(default_factory=dict)
    """By id of the slot or condition."""
    unit: Col | None = None
    years: Col | None = None
    plan: Plan | None = None
    within: dict[int, tuple[Edge, ...]] = field(default_factory=dict)
    """The keys that lead to the table of a condition which is not joined, by id of the condition."""
    played: Played = field(default_factory=Played)
    """The parts that its rows must play."""
    score: float = 0.0

    def of(self, slot: Slot | Condition) -> Pick:
        """The choice for a slot."""
        return self.picks.get(id(slot), Pick(0.0))

    def column(self, slot: Slot | Condition) -> Col | None:
        """The column chosen for a slot."""
        return self.of(slot).column


class Chooser:
    """Finds the joint choices for one meaning."""

    def __init__(self, ask: Ask, linker: Linker, meaning: Meaning, mentions: Sequence[Mention]) -> None:
        self.ask = ask
        self.linker = linker
        self.meaning = meaning
        self.catalogue: Catalogue = linker.catalogue
        self.spoken = self._spoken(mentions)
        elsewhere = {t for a in meaning.absences if a.negate or a.through for t in a.mention.tokens}
        self.words = tuple(s for t in linker.tokens if t not in elsewhere for s in t.stems)
        self._plans: dict[tuple[frozenset[str], str, tuple[Edge, ...]], Plan | None] = {}

    def _spoken(self, mentions: Sequence[Mention]) -> dict[str, float]:
        """How clearly each table is spoken of anywhere."""
        spoken: dict[str, float] = {}
        for mention in mentions:
            for score, table in _nearly_best(mention.tables):
                spoken[table.name] = max(spoken.get(table.name, 0.0), score)
            for token in mention.tokens:
                if token.content:
                    for score, table in _nearly_best(self.linker.tables([token])):
                        spoken[table.name] = max(spoken.get(table.name, 0.0), 0.9 * score)
        if _PEOPLE.search(self.linker.text.work):
            for table in self.catalogue.tables.values():
                if any(set(c.stems) in _OF_PEOPLE or "surname" in c.stems for c in table.cols):
                    spoken[table.name] = max(spoken.get(table.name, 0.0), 0.7)
        return spoken

    # -- options of one slot --

    def _likeliest(self, picks: list[Pick]) -> list[Pick]:
        """The best picks; of those that are alike (a bare "id" or "name"), those of the tables that are spoken of."""
        return _best(sorted(picks, key=lambda p: -self.spoken.get(p.table or "", 0.0)))

    def _grouping(self, slot: Slot) -> list[Pick]:
        mention = slot.mention
        clearly = mention.table_score - 0.25 if slot.entity else 0.0
        outright = NAMED_ALIKE * mention.column_score if mention.column_score >= NAMED_OUTRIGHT else 0.0
        named = ((s * (ONLY_ALIKE if s < outright else 1.0), c) for s, c in mention.columns)
        picks = [Pick(s * self._keyed(c, mention) * (0.6 if s < clearly else 1.0), c) for s, c in named if s > 0.3]
        picks.extend(p for s, c in mention.columns[:4] if s > 0.3 for p in self._pointed(s, c, mention))
        for score, table in mention.tables[:2]:
            picks.extend(self._stand_ins(score, table))
        return self._likeliest(picks)

    def _keyed(self, column: Col, mention: Mention) -> float:
        """The thing asked about is its name, not its key, unless the key was asked for."""
        if not self.catalogue.keyed(column):
            return 1.0
        if _key_asked(mention):
            return 1.0
        if not mention.tables:
            return 0.7 if column.kind == "number" and self._pointed(1.0, column, mention) else 1.0
        return 0.55 if column.kind == "number" else 0.8

    def _pointed(self, score: float, column: Col, mention: Mention) -> list[Pick]:
        """The names of what a key points at: of the leader for ``leader_id``."""
        if _key_asked(mention):
            return []
        found = []
        things = {t.name for s, t in mention.tables if s >= score}
        for edge in self.catalogue.targets(column):
            label = self.catalogue.tables[edge.right].label
            if label is not None:  # a key called like what it points at says nothing of how they are tied
                found.append(Pick(0.93 * score, label, label=True, via=None if edge.right in things else edge))
        return found

    def _players(self, column: Col, mention: Mention) -> list[Edge]:
        """Whose rows are counted when those who play a part are: the number of captains is one of players."""
        heads = [t for t in mention.tokens if t.content]
        if _key_asked(mention) or not heads or not any(map(plays, heads[-1].stems)):
            return []
        return [edge for edge in self.catalogue.targets(column) if edge.score >= PLAYED]

    def _stand_ins(self, score: float, table: Table) -> list[Pick]:
        """The columns that can stand for a table that was named."""
        if score < 0.5:
            return []
        found = []
        if table.label is not None:
            found.append(Pick(0.95 * score, table.label, label=True))
        if table.identity is not None and table.identity is not table.label:
            found.append(Pick(0.5 * score, table.identity, label=True))
        return found

    def _measuring(self, slot: Slot) -> list[Pick]:
        mention, aggregate = slot.mention, slot.aggregate
        picks: list[Pick] = []
        if aggregate in ("count", "distinct"):
            for score, table in mention.tables[:2]:
                if score > 0.45:
                    picks.append(Pick(score, rows=table.name))
            picks.extend(Pick(1.0, rows=t.name) for t in self._done_to(mention))
            for score, column in mention.columns[:5]:
                penalty = 0.75 if _keyish(column) and aggregate == "count" else 1.0
                picks.append(Pick(score * penalty, column))
                picks.extend(Pick(score, rows=edge.right) for edge in self._players(column, mention))
        else:
            for score, column in mention.columns[:6]:
                if column.kind == "number" and slot.entity and self.catalogue.keyed(column) and not _key_asked(mention):
                    continue  # the biggest orchard has not the greatest number
                if column.kind == "number":
                    picks.append(Pick(score * (0.5 if column.identifier else 1.0), column))
                elif aggregate in ("max", "min") and column.kind == "temporal":
                    picks.append(Pick(score * 0.9, column))
            for score, table in mention.tables[:1]:
                if aggregate == "sum" and score > 0.5 and re.search(r"\bsum\b", mention.gap):
                    plain = [c for c in table.cols if c.kind == "number" and not c.year and not self.catalogue.keyed(c)]
                    picks.extend(Pick(0.85 * score, c) for c in plain[:1] if len(plain) == 1)
                if aggregate == "sum" and score > 0.5:
                    picks.append(Pick(score * (0.8 if not picks else 0.6), rows=table.name))
        return _best(picks)

    def _done_to(self, mention: Mention) -> list[Table]:
        """The things in "events attended", where a column is called by what is done to them, in another form: attendance."""
        words = [t for t in mention.tokens if t.content]
        doing = [t for t in words if participle(t.text.lower())]
        things = [t for t in words if t not in doing]
        named = any(set(t.stems) & set(c.stems) for t in doing for _, c in mention.columns)
        if len(doing) != 1 or len(things) != 1 or mention.tables or named:
            return []
        return [t for s, t in self.linker.tables(things)[:1] if s >= NAMED_OUTRIGHT]

    def _conditional(self, condition: Condition) -> list[Pick]:
        if condition.aggregate == "count":
            mention = condition.mention
            tables = [Pick(s, rows=t.name) for s, t in (mention.tables if mention else []) if s > 0.4]
            return _best(tables + [Pick(s * 0.8, c) for s, c in condition.columns[:3]])
        if condition.values and condition.op in ("==", "!=", "in", "not in"):
            near = {id(c): s for s, c in condition.columns}
            best: dict[int, Pick] = {}
            for score, column, value in condition.values:
                if id(column) in near or not condition.columns:
                    pick = Pick(min(1.0, score) * self._valued_well(column), column, value=value)
                    if id(column) not in best or best[id(column)].score < pick.score:
                        best[id(column)] = pick
            if best:
                return _best(list(best.values()))
        return _best([Pick(min(1.0, s), c) for s, c in condition.columns if _fits(c, condition)])

    def _valued_well(self, column: Col) -> float:
        """Among columns that hold the value, one whose table or name is near in the text is likelier."""
        spoken = self.spoken.get(column.table, 0.0)
        named = any(s in self.words for s in column.stems)
        return 0.7 + 0.15 * spoken + 0.15 * named

    def _timed(self) -> list[Pick]:
        """Columns that the time unit may be of."""
        picks: dict[int, Pick] = {}

        def offer(score: float, column: Col) -> None:
            counts_years = score == 0.99 and self.ask.unit == "year" and yearly(column) and not self.catalogue.keyed(column)
            dated = column.kind == "temporal" or (column.year and self.ask.unit in (None, "auto", "year"))
            if (dated or counts_years) and (id(column) not in picks or picks[id(column)].score < score):
                picks[id(column)] = Pick(score, column)

        if self.ask.unit_phrase:
            for score, column in self.linker.phrase(self.ask.unit_phrase):
                offer(0.99 if score > 0.9 else score, column)
        slots = [*self.meaning.selects, *self.meaning.groups, *self.meaning.measures, *self.meaning.colors]
        for mention in [*[s.mention for s in slots], *self.meaning.hints]:
            for score, column in mention.columns:
                offer(0.9 * score, column)
        for token in self.linker.tokens:
            if token.content:
                for score, column in self.linker.columns([token]):
                    offer(0.7 * score, column)
        counted = self._counted()
        for column in self.catalogue.columns():
            near = 0.12 * self.spoken.get(column.table, 0.0) + 0.18 * (column.table in counted)
            offer(0.16 + near + 0.05 * (column.table == self.catalogue.active), column)
        return _best(list(picks.values()), 6)

    def _of_years(self, column: Col) -> bool:
        """Whether a number is one of years, whatever its name: ``vintage``."""
        return column.kind == "number" and column.integer and not self.catalogue.keyed(column) and yearly(column)

    def _counted(self) -> set[str]:
        """The tables of which rows are counted or figures drawn."""
        shown = [*self.meaning.measures, *self.meaning.selects]
        numbers = {c.table for s in shown for _, c in s.mention.columns[:1] if c.kind == "number" and not s.entity}
        return numbers | {t.name for s in self.meaning.measures for _, t in s.mention.tables[:1]}

    def _dated_so(self, pick: Pick) -> Pick:
        """A date of which no row can be in the years that are asked for is hardly meant."""
        assert pick.column is not None
        return replace(pick, score=OUT_OF_YEARS * pick.score) if self._out_of_years(pick.column) else pick

    def _out_of_years(self, column: Col) -> bool:
        known = column.years
        asked = [c.value for c in self.meaning.years if c.op == "==" and isinstance(c.value, int) and c.unit in (None, "year")]
        return known is not None and any(not known[0] <= year <= known[1] for year in asked)

    def _ordering(self, choice: Choice) -> list[Pick]:
        """A column to order by that is drawn nowhere."""
        wish = self.ask.sort
        if wish is None or wish.target or not wish.phrase or _FIGURE.search(wish.phrase):
            return []
        drawn = {id(p.column) for p in choice.picks.values()}
        head = re.split(r"\b(?:of|for|that|which|they|their|are|is|in)\b", wish.phrase)[0]
        found = self.linker.phrase(head)
        if not found or found[0][0] < 0.7 or any(id(c) in drawn for s, c in found if s > 0.5):
            return []
        if any(id(c) in drawn for c in self.catalogue.names_of(found[0][1])):
            return []
        return [Pick(s, c) for s, c in found[:3] if s >= 0.7]

    # -- all together --

    def choices(self) -> list[Choice]:
        """Joint choices, best first."""
        meaning = self.meaning
        beam = [Choice()]
        for slot in [*meaning.groups, *meaning.colors, *meaning.facets, *meaning.sizes, *meaning.selects]:
            beam = self._extend(beam, id(slot), self._grouping(slot))
        for slot in meaning.measures:
            beam = self._extend(beam, id(slot), self._measuring(slot))
        for condition in meaning.conditions:
            if condition.columns or condition.values or condition.aggregate:
                beam = self._extend(beam, id(condition), self._conditional(condition))
        if self.ask.unit or (self.ask.over_time and not self._has_time(beam[0])):
            beam = self._extend(beam, id(self.ask), self._timed())
        if meaning.years:
            dated = self._timed() or [Pick(UNNAMED_YEAR, c) for c in self.catalogue.columns() if self._of_years(c)]
            beam = self._extend(beam, id(meaning), _best([self._dated_so(p) for p in dated]))
        if self.ask.sort is not None:
            beam = self._extend(beam, id(self.ask.sort), self._ordering(beam[0]))
        finished = []
        for choice in beam:
            choice.unit = choice.picks[id(self.ask)].column if id(self.ask) in choice.picks else None
            choice.years = choice.picks[id(meaning)].column if id(meaning) in choice.picks else None
            if self._join(choice):
                finished.append(choice)
        finished.sort(key=lambda c: -c.score)
        return finished

    def _has_time(self, choice: Choice) -> bool:
        return any(p.column is not None and _temporal(p.column) for p in choice.picks.values())

    def _extend(self, beam: list[Choice], key: int, picks: list[Pick]) -> list[Choice]:
        if not picks:
            return beam
        grown = []
        for choice in beam:
            for pick in picks:
                near = 0.0
                if pick.table is not None:
                    tables = {p.table for p in choice.picks.values()}
                    near = 0.0 if not tables or pick.table in tables else -JOIN_PRICE
                score = choice.score + math.log(max(0.05, min(pick.score, 1.3))) + near * 0.5
                if any(p.column is not None and p.column is pick.column for p in choice.picks.values()):
                    score -= 0.02
                grown.append(Choice({**choice.picks, key: pick}, score=score))
        grown.sort(key=lambda c: -c.score)
        return grown[:BEAM]

    def _join(self, choice: Choice) -> bool:
        """Add the joins and what they cost, and how well the tables fit what is spoken of."""
        score = sum(math.log(max(0.05, min(self._worth(key, choice), 1.3))) for key in choice.picks)
        needed = [p.table for p in choice.picks.values() if p.table is not None]
        if not needed:
            needed = [t for t in [self._spoken_best(), self.catalogue.active] if t][:1]
        if not needed:
            return False
        owners = [a.owner for a in self.meaning.absences if a.owner is not None]
        others = [c.table for condition in self.meaning.conditions for _, c in condition.other[:1]]
        copies = [t for t in others if self.catalogue.tables[t].copy_of is not None]
        required = list(dict.fromkeys([*needed, *self._tied(needed), *owners, *copies]))
        choice.plan = self.plan_of(choice, required)
        if choice.plan is None:
            return False
        score -= JOIN_PRICE * choice.plan.cost
        for name, spoken in self.spoken.items():
            if name in choice.plan.tables:
                score += 0.25 * spoken
        picked = {id(p.column) for p in choice.picks.values() if p.column is not None}
        for hint in self.meaning.hints:
            if any(s >= 0.4 and id(c) in picked for s, c in hint.columns[:3]):
                score += HINTED
        for absence in self.meaning.absences:
            if absence.mention.tables and absence.mention.tables[0][1].name in choice.plan.tables:
                score -= 0.8 if absence.negate else 0.2
        score -= ONE_EACH * self._one_each(choice) + OTHER_DATE * self._other_date(choice)
        score += NAMED_THING * self._names_things(choice)
        if self.catalogue.active in choice.plan.tables:
            score += 0.05
        choice.score = score
        return True

    def plan_of(self, choice: Choice, required: Sequence[str]) -> Plan | None:
        """How some tables come together for a choice; None when they do not."""
        counted = [t for s in self.meaning.measures if (t := choice.of(s).rows) in required]
        base = next((t for t in counted if t), None) or _most_rows(self.catalogue, required)
        roads = tuple(dict.fromkeys(p.via for p in choice.picks.values() if p.via is not None))
        return self._planned(tuple(required), base, roads)

    def _one_each(self, choice: Choice) -> bool:
        """Whether rows would be counted by their own names, of which each has one."""
        counted = {choice.of(s).rows for s in self.meaning.measures} - {None}
        shown = [p.column for s in (*self.meaning.groups, *self.meaning.selects) if (p := choice.of(s)).column is not None]
        told = [c for c in shown if c is not None and c.kind != "number"]
        return bool(told) and all(c.unique and c.table in counted for c in told)

    def _names_things(self, choice: Choice) -> bool:
        """Whether a bare "names" is taken for the names of the things that are shown."""
        slots = [*self.meaning.groups, *self.meaning.selects]
        bare = [s for s in slots if all(t.stems[-1] in GENERIC for t in s.mention.tokens if t.stems)]
        labels = [p.column for s in slots if s not in bare and (p := choice.of(s)).label]
        return any(c is choice.column(s) for s in bare for c in labels)

    def _other_date(self, choice: Choice) -> bool:
        """Whether one date is listed and another one divided into units."""
        listed = [p.column for s in self.meaning.selects if (p := choice.of(s)).column is not None]
        return choice.unit is not None and any(c is not choice.unit and c.kind == "temporal" for c in listed if c is not None)

    def _planned(self, required: tuple[str, ...], base: str, roads: tuple[Edge, ...] = ()) -> Plan | None:
        """The joins of some tables, worked out once."""
        key = (frozenset(required), base, roads)
        if key not in self._plans:
            self._plans[key] = plan(self.catalogue, required, base, self.words, self.spoken, roads)
        return self._plans[key]

    def _worth(self, key: int, choice: Choice) -> float:
        """A pick's score; a date that nobody named is sure where it is the only one of a table that is needed anyway."""
        pick = choice.picks[key]
        implied = {id(self.ask): choice.unit, id(self.meaning): choice.years}.get(key)
        if implied is None or (key == id(self.meaning) and self._out_of_years(implied)):
            return pick.score
        if key == id(self.meaning) and choice.unit is implied:
            return max(pick.score, 0.9)
        needed = {p.table for k, p in choice.picks.items() if k not in (id(self.ask), id(self.meaning))}
        dates = [c for c in self.catalogue.tables[implied.table].cols if _temporal(c)]
        # the dates of what is drawn come before those of what it belongs to
        others = self._counted() - {implied.table} if key == id(self.ask) else set()
        dated = any(c.kind == "temporal" for t in others for c in self.catalogue.tables[t].cols)
        return max(pick.score, 0.5) if implied.table in needed and dates == [implied] and not dated else pick.score

    def _tied(self, needed: Sequence[str]) -> list[str]:
        """Tables that the counted things are said to stand in relation to: counting is then counting the pairs."""
        absent = {t.name for a in self.meaning.absences for _, t in a.mention.tables[:1]}
        if not self.ask.count_them or any(s.aggregate == "count" for s in self.meaning.measures):
            return []
        things = [m for m in self.meaning.contexts if m.tables and m.table_score > 0.75 and not verbal(m)]
        spoken = {m.tables[0][1].name for m in things} - absent - set(needed)
        return [t for t in spoken if self._planned((*needed, t), needed[0]) is not None]

    def _spoken_best(self) -> str | None:
        return max(self.spoken, key=lambda n: self.spoken[n]) if self.spoken else None


def _best(picks: list[Pick], most: int = 5) -> list[Pick]:
    return sorted(picks, key=lambda p: -p.score)[:most]


def _nearly_best(tables: Sequence[tuple[float, Table]]) -> list[tuple[float, Table]]:
    """The tables that some words name about as well as the best: "events" speaks of ``events``, not of ``event_guests``."""
    best = max((s for s, _ in tables), default=0.0)
    return [(s, t) for s, t in tables if s >= NEARLY * best]


def _key_asked(mention: Mention) -> bool:
    """Whether a mention says that a key is meant, not what it stands for."""
    return bool({s for t in mention.tokens for s in t.stems} & {"id", "code", "key", "number", "identifier"})


def _fits(column: Col, condition: Condition) -> bool:
    if condition.op in ("like", "not like"):
        return column.kind in ("text", "temporal")
    if isinstance(condition.value, (int, float)) or condition.op in ("<", "<=", ">", ">=", "between"):
        return column.kind == "number" or (condition.statistic is None and column.kind == "temporal")
    return True


def _keyish(column: Col) -> bool:
    """A key of its own table: counting it is counting rows."""
    return column.identifier or (column.unique and column.integer)


def _temporal(column: Col) -> bool:
    return column.kind == "temporal" or column.year


def _most_rows(catalogue: Catalogue, names: Sequence[str]) -> str:
    return max(names, key=lambda n: (catalogue.tables[n].rows or 0, -names.index(n)))
