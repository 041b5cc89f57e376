"""Filters: what enters is one choice of columns for the conditions of an instruction; what leaves are the Chart's filters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from jupyter_viscode.intent.composing.channels import aggregate_of
from jupyter_viscode.intent.composing.composition import Composition
from jupyter_viscode.intent.composing.days import as_days, compared
from jupyter_viscode.intent.grammar.meaning import LEAST_ABSENT, Absence, Condition, Sameness
from jupyter_viscode.intent.schema.joins import way
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Edge, Table
from jupyter_viscode.spec import Aggregate, Comparison, Filter, Logic, Membership, Predicate, Ref, Statistic, Tally, TimeUnit


class Filtering(Composition):
    """Turns conditions into predicates on the joined frame."""

    def filters(self) -> list[Filter]:
        """The conditions on rows."""
        parts: list[tuple[str, Col | None, Predicate]] = []
        for condition in self.meaning.conditions:
            elsewhere = id(condition) in self.choice.within or id(condition) in self.choice.played.moved
            if condition.aggregate is not None or condition.than or elsewhere:
                continue
            predicate = self._predicate(condition)
            if predicate is None:
                self.penalty += 0.5
            else:
                how = f"tight {condition.joined}" if condition.tight else condition.joined
                parts.append((how, self.choice.column(condition), predicate))
        kept = sorted(_joined(parts), key=lambda p: not _of_all(p))
        found = [Filter(p) for p in (*self._thresholds(), *kept)]
        if self.choice.years is not None and id(self.meaning) not in self.choice.within:
            found.extend(map(Filter, self._in_years(self.meaning.years, self.choice.years)))
        found.extend(Filter(m) for s in self.meaning.samenesses if (m := self._sameness(s)) is not None)
        found.extend(Filter(m) for m in self._narrowed())
        found.extend(Filter(Comparison(self._name(c), "not null")) for c in self._counted_keys())
        found = list(dict.fromkeys(found))
        self.penalty += 0.5 * len(self.choice.played.unused)
        if self.choice.years is None:
            self.penalty += len(self.meaning.years)  # there is no date to be in July
        for absence in (*self.meaning.absences, *self.choice.played.absences):
            membership = self._membership(absence)
            if membership is not None and (bare := self._of_own_key(absence, membership)) is not None:
                found.append(Filter(bare))
                continue
            if membership is not None and absence.either and found:
                found[-1] = Filter(Logic("or", (found[-1].where, membership)))
            elif membership is not None and Filter(membership) not in found:
                found.append(Filter(membership))
                if absence.negate and absence.through is not None and absence.through.nulls:
                    found.append(
                        Filter(Comparison(membership.field, "not null"))
                    )  # who has no mentor has none who is no captain
        found = [f for f in found if not self._said_with_more(f.where, found)]
        return [f for f in found if not (isinstance(f.where, Membership) and _said_closer(f.where, found))]

    def _counted_keys(self) -> Iterator[Col]:
        """Keys that are counted and may be empty: a game that follows no other is no sequel."""
        played = [a.part for a in (*self.meaning.absences, *self.choice.played.absences)]
        columns = (self.choice.column(s) for s in self.meaning.measures if s.aggregate == "count")
        yield from (c for c in columns if c is not None and c.nulls and self.catalogue.keyed(c) and c not in played)

    def _thresholds(self) -> list[Predicate]:
        """Comparisons with one row's value: they come first, for that row may be left out by the others."""
        found: list[Predicate] = []
        for condition in self.meaning.conditions:
            if not condition.than:
                continue
            column = self.choice.column(condition)
            near = [(c, v) for _, c, v in condition.than if column is not None and c.table in self.plan.tables]
            near.sort(key=lambda p: column is not None and p[0].table != column.table)
            if column is None or not near:
                self.penalty += 1.0
                continue
            row = Comparison(self._name(near[0][0]), "==", near[0][1])
            figure: Aggregate = "min" if condition.statistic == "min" else "max"
            name = self._name(column)
            found.append(Comparison(name, condition.op, Statistic(figure, name, row)))  # type: ignore[arg-type]
        return found

    def _narrowed(self) -> Iterator[Membership]:
        """The conditions that are met in tables which are not joined: one membership for all that one row of it meets."""
        meaning = self.meaning
        reached: dict[tuple[Edge, ...], list[Condition]] = {}
        for condition in meaning.conditions:
            if (roads := self.choice.within.get(id(condition))) is not None:
                reached.setdefault(roads, []).append(condition)
        if (roads := self.choice.within.get(id(meaning))) is not None:
            reached.setdefault(roads, [])
        for roads, conditions in reached.items():
            date = self.choice.years if self.choice.within.get(id(meaning)) == roads else None
            rows = self._in_years(meaning.years, date, bare=True) if date is not None else []
            told = [(c, p) for c in conditions if c.aggregate is None and (p := self._predicate(c, bare=True)) is not None]
            denied = [(c, p) for c, p in told if isinstance(p, Comparison) and _of_no_row(c, conditions)]
            yield from (replace(self._reached(roads, [*rows, _turned(p)], None), negate=True) for _, p in denied)
            told = [t for t in told if t not in denied]
            if denied and not told and all(c.aggregate is None for c in conditions):
                continue
            rows += [p for c, p in told if not c.both]
            each = [_one_by_one(p) for c, p in told if c.both]
            tallies: list[Tally | None] = [self._tally(c) for c in conditions if c.aggregate is not None]
            for tally, several in product(tallies or [None], product(*each)):
                yield self._reached(roads, [*rows, *several], tally)

    def _tally(self, condition: Condition) -> Tally:
        """What the rows of one key must come to."""
        aggregate: Any = aggregate_of(condition.aggregate) or "count"
        column = self.choice.column(condition)
        named = column.name if column is not None and aggregate != "count" else None
        return Tally(condition.op, condition.value, aggregate, named)  # type: ignore[arg-type]

    def _reached(self, roads: Sequence[Edge], parts: Sequence[Predicate], tally: Tally | None) -> Membership:
        """The membership in the first table of a way, whose rows must themselves be among those of the next."""
        where = _both(parts)
        for edge in reversed(roads[1:]):
            frame = self.catalogue.tables[edge.right].frame
            where, tally = Membership(edge.left_on, frame, edge.right_on, where, having=tally), None
        first = roads[0]
        outer = self.catalogue.tables[first.left].col(first.left_on)
        name = self._name(outer) if outer is not None else first.left_on
        return Membership(name, self.catalogue.tables[first.right].frame, first.right_on, where, having=tally)

    def _predicate(self, condition: Condition, *, bare: bool = False) -> Predicate | None:
        pick = self.choice.of(condition)
        return self._of_column(condition, pick.column, pick.value, bare=bare) if pick.column is not None else None

    def _of_column(self, condition: Condition, column: Col, known: Any, *, bare: bool = False) -> Predicate | None:
        """A condition on a column; its name is bare where its table is not joined. `known` is the value that was recognised."""
        name = column.name if bare else self._name(column)
        if condition.statistic is not None:
            statistic = Statistic("median" if condition.statistic == "median" else "mean", name)
            return Comparison(name, condition.op, statistic)  # type: ignore[arg-type]
        if condition.other:
            other = next((c for _, c in condition.other if c.table == column.table and c is not column), condition.other[0][1])
            if other.table != column.table if bare else other.table not in self.plan.tables:
                return None
            return Comparison(name, condition.op, Ref(other.name if bare else self._name(other)))  # type: ignore[arg-type]
        if condition.truth is not None:
            flag = column.flag
            return Comparison(name, "==", flag[0 if condition.truth else 1]) if flag else None
        if condition.op == "not between":
            return Logic("not", (Comparison(name, "between", condition.value),))
        if condition.op in ("is null", "not null"):
            return Comparison(name, condition.op)  # type: ignore[arg-type]
        op, value = _compared(condition, column, known)
        if column.kind == "temporal" and not column.iso_text and (value := as_days(value)) is not None and not _is_year(value):
            return compared(name, op, value, column)
        unit: TimeUnit | None = "year" if column.kind == "temporal" and _is_year(value) else None
        return Comparison(name, op, value, unit)

    def _in_years(self, conditions: Iterable[Condition], column: Col, *, bare: bool = False) -> list[Predicate]:
        """Conditions on the date whose column was not named, as they hang together."""
        return _joined([(c.joined, column, self._yearly(c, column, bare=bare)) for c in conditions])

    def _yearly(self, condition: Condition, column: Col, *, bare: bool = False) -> Predicate:
        name = column.name if bare else self._name(column)
        turned = condition.op == "not between"
        op: Any = "between" if turned else condition.op
        value = condition.value
        unit: Any = condition.unit
        if unit == "recent" and (column.kind == "temporal" or value[1] == "year"):
            return Comparison(name, ">=", self._since(column, *value))
        if unit == "calendar" and (column.kind == "temporal" or value[1] == "year"):
            return self._within(name, column, *value)
        if column.kind != "temporal" and unit not in (None, "year"):
            return self._of_part(condition, column, bare=bare)
        unit = unit if column.kind == "temporal" else None
        if column.kind != "temporal":
            self.odd_unit = "month" if _within_year(value) else self.odd_unit
            value = tuple(_year_of(v) for v in value) if isinstance(value, tuple) else _year_of(value)
        elif unit is None and _is_year(value):
            unit = "year"
        elif unit is None and not column.iso_text:
            value = as_days(value)
        predicate = compared(name, op, value, column) if unit is None else Comparison(name, op, value, unit)
        return Logic("not", (predicate,)) if turned else predicate

    def _of_part(self, condition: Condition, years: Col, *, bare: bool) -> Predicate:
        """A part of a date where its year has a column of its own: the month may have one, too."""
        parts = [c for c in self.catalogue.tables[years.table].cols if c.kind == "number"]
        own = next((c for c in parts if condition.unit in c.stems), None)
        month = next((c for c in parts if "month" in c.stems), None) if condition.unit == "quarter" else None
        column, op, value = own or month or years, condition.op, condition.value
        if own is None and month is not None:
            quarters = value if isinstance(value, tuple) else (value,)
            op = "in" if op in ("==", "in") else "not in"
            value = tuple(m for q in quarters for m in range(3 * q - 2, 3 * q + 1))
        elif own is None:
            self.odd_unit, op, value = condition.unit or "", "not null", None
        return Comparison(column.name if bare else self._name(column), op, value)  # type: ignore[arg-type]

    def _within(self, name: str, column: Col, offset: int, unit: str) -> Predicate:
        """This week, month, quarter or year, or the one before, as seen from the last day in the data."""
        said = self.catalogue.last_day(column) or datetime.date.today().isoformat()
        if unit == "year":
            return Comparison(name, "==", int(said[:4]) + offset, "year" if column.kind == "temporal" else None)
        last = datetime.date.fromisoformat(said[:10])
        if unit == "week":
            monday = last - datetime.timedelta(days=last.weekday() - 7 * offset)
            first, after = monday, monday + datetime.timedelta(days=7)
        else:
            months = {"month": 1, "quarter": 3}[unit]
            count = last.year * 12 + (last.month - 1) // months * months + months * offset
            first, after = (datetime.date(n // 12, n % 12 + 1, 1) for n in (count, count + months))
        days = (first.isoformat(), after.isoformat()) if column.iso_text else (first, after)
        return Logic("and", (Comparison(name, ">=", days[0]), Comparison(name, "<", days[1])))

    def _since(self, column: Col, count: int, unit: str) -> Any:
        """The day so long before the last one in the data; the first of so many years, where it has years alone."""
        if column.kind != "temporal":
            return int((self.catalogue.last_day(column) or datetime.date.today().isoformat())[:4]) - count + 1
        last = self.catalogue.last_day(column) or datetime.date.today().isoformat()
        day = datetime.date.fromisoformat(last[:10])
        days = {"day": 1, "week": 7, "month": 30.4375, "quarter": 91.3125, "year": 365.25}[unit]
        start = day - datetime.timedelta(days=round(count * days))
        return start.isoformat() if column.iso_text else start

    def _sameness(self, sameness: Sameness) -> Membership | None:
        """In the same department as Anna."""
        for _, column, value in sameness.values:
            for _, shared in sameness.columns:
                if shared.table == column.table and column.table in self.plan.tables and column.table in self.catalogue.tables:
                    where = Comparison(column.name, "==", value)
                    return Membership(self._name(shared), self.catalogue.tables[shared.table].frame, shared.name, where)
        return None

    def _membership(self, absence: Absence) -> Membership | None:
        """Rows of the joined tables that have no match in the table that was named, maybe through others."""
        idle: Membership | None = None
        for roads in self._ways_to(absence):
            membership = self._inside(absence, roads)
            if membership is not None and (membership.where or membership.having or not _always(self.catalogue, roads[0])):
                self.penalty += 0.4 * (idle is not None)
                return membership
            idle = idle or membership
        self.penalty += idle is not None
        return idle

    def _of_own_key(self, absence: Absence, membership: Membership) -> Comparison | None:
        """Whether a key is empty, where all that is said of rows is whether they have another of their table: "no boss"."""
        copied = absence.part is None and any(t.copy_of is not None for _, t in absence.mention.tables[:1])
        if not copied or absence.either or membership.where is not None or membership.having is not None:
            return None
        return Comparison(membership.field, "is null" if membership.negate else "not null")

    def _ways_to(self, absence: Absence) -> Iterator[list[Edge]]:
        """The ways from the joined tables to those that an absence may name, likeliest first."""
        asked = {s for c in absence.conditions for _, column in c.columns[:1] for s in column.stems}
        hints = [s for t in self.linker.tokens for s in t.stems if s not in asked]  # "whose boss id is": no key is meant
        others = [t for s, t in absence.mention.tables if s >= LEAST_ABSENT and t.name not in self.plan.tables]
        starts = [absence.owner] if absence.owner in self.plan.tables else [self.plan.base, *sorted(self.plan.tables)]
        if absence.part is not None:
            if played := self._played(absence, absence.part):
                yield self._onwards(absence, played, hints)
            return
        for table in others:
            for roads in filter(None, (way(self.catalogue, outer, table.name, hints) for outer in starts)):
                yield self._onwards(absence, roads, hints)
        yield from (roads for table in others for outer in starts for roads in self._tied(outer, table.name))

    def _tied(self, outer: str, table: str) -> Iterator[list[Edge]]:
        """The ways by a table whose rows belong to those of one table and point at another: the roles that one had."""
        whole = self.catalogue.tables[outer].identity
        for between in self.catalogue.neighbours(table):
            for first in self.catalogue.edges_between(outer, between):
                second = self.catalogue.edge(between, table)
                if whole is not None and first.left_on == whole.name and second is not None:
                    yield [first, second]

    def _played(self, absence: Absence, part: Col) -> list[Edge]:
        """The key by which rows play a part in those of another table."""
        owner = self.catalogue.tables[absence.owner] if absence.owner is not None else None
        if owner is not None and absence.through is not None:
            return [Edge(owner.name, absence.through.name, part.table, part.name, 1.0)]
        if owner is not None and owner.name == part.table and owner.identity is not None:
            return [Edge(owner.name, owner.identity.name, part.table, part.name, 1.0)]
        keys = self.catalogue.edges_between(owner.name, part.table) if owner is not None else ()
        return [e for e in keys if e.right_on == part.name][:1]

    def _onwards(self, absence: Absence, roads: list[Edge], hints: Sequence[str]) -> list[Edge]:
        """A way, gone on to the table in which a condition of the absence is met: who picked, and it was wheat."""
        passed = {e.left for e in roads} | {e.right for e in roads}
        asked = [c.values[0][1].table for c in absence.conditions if c.values]
        further = next((t for t in asked if t not in passed), None)
        return [*roads, *way(self.catalogue, roads[-1].right, further, hints)] if further is not None else roads

    def _inside(self, absence: Absence, roads: Sequence[Edge]) -> Membership | None:
        """The membership in the first table of a way, whose rows must themselves be among those of the next."""
        outer = self.catalogue.tables[roads[0].left].col(roads[0].left_on)
        if outer is None:
            return None
        wanted = {e.right: self._met(absence, e.right) for e in roads}
        wanted[roads[-1].right] += self._of_its_date(absence, roads[-1].right)
        last = max((i for i, e in enumerate(roads) if wanted[e.right]), default=0)
        where: Predicate | None = None
        for edge, following in zip(reversed(roads[: last + 1]), [None, *reversed(roads[1 : last + 1])], strict=True):
            parts = list(wanted[edge.right])
            if following is not None:
                parts.append(
                    Membership(following.left_on, self.catalogue.tables[following.right].frame, following.right_on, where)
                )
            where = _both(parts)
        return Membership(
            self._name(outer),
            self.catalogue.tables[roads[0].right].frame,
            roads[0].right_on,
            where,
            absence.negate,
            self._tally(absence.tally) if absence.tally is not None and len(roads) == 1 else None,
        )

    def _of_its_date(self, absence: Absence, name: str) -> list[Predicate]:
        """The conditions of an absence on the date of its rows, where they have one."""
        if not absence.years and (shared := self._dated_roads()) is not None and shared[-1].right == name:
            return self._of_shared_date()
        columns = self.catalogue.tables[name].cols
        date = next((c for c in columns if c.kind == "temporal"), None) or next((c for c in columns if c.year), None)
        if date is None:
            self.penalty += len(absence.years)
            return []
        return self._in_years(absence.years, date, bare=True)

    def _dated_roads(self) -> tuple[Edge, ...] | None:
        """The way to the table of the date that was asked for, where nothing of that is drawn."""
        return self.choice.within.get(id(self.meaning))

    def _of_shared_date(self) -> list[Predicate]:
        """The conditions on that date: "both web and phone orders in 2021" are both of that year."""
        return self._in_years(self.meaning.years, self.choice.years, bare=True) if self.choice.years is not None else []

    def _said_with_more(self, predicate: Predicate, found: Sequence[Filter]) -> bool:
        """Whether all that is asked of other rows is a date, which is asked of those of a kind as well."""
        roads, dates = self._dated_roads(), self._of_shared_date()
        if roads is None or not dates or predicate != self._reached(roads, dates, None):
            return False
        others = [f.where.where for f in found if isinstance(f.where, Membership) and f.where != predicate]
        return any(isinstance(o, Logic) and o.op == "and" and all(d in o.parts for d in dates) for o in others)

    def _met(self, absence: Absence, name: str) -> list[Predicate]:
        """The conditions of an absence that a table can answer."""
        return [p for c in absence.conditions if (p := self._answered(c, self.catalogue.tables[name])) is not None]

    def _answered(self, condition: Condition, table: Table) -> Predicate | None:
        """A condition on the rows of a membership's table; None when it speaks of none of its columns."""
        here = [(c, v) for _, c, v in condition.values if c.table == table.name]
        here += [(c, None) for _, c in condition.columns[: 1 if condition.truth is not None else None] if c.table == table.name]
        return self._of_column(condition, here[0][0], here[0][1], bare=True) if here else None


def _always(catalogue: Catalogue, edge: Edge) -> bool:
    """Whether every row of the left table has a match in the right one, so that having one says nothing of it."""
    left, right = catalogue.tables[edge.left].col(edge.left_on), catalogue.tables[edge.right].col(edge.right_on)
    known = left is not None and right is not None and left.complete and right.complete and not left.nulls
    return bool(known and left is not None and right is not None and left.values <= right.values)


def _both(parts: Sequence[Predicate]) -> Predicate | None:
    """All of some conditions; None of none."""
    return parts[0] if len(parts) == 1 else Logic("and", tuple(parts)) if parts else None


def _one_by_one(predicate: Predicate) -> list[Predicate]:
    """A condition on several values, of which each must be met by a row."""
    if isinstance(predicate, Comparison) and predicate.op == "in" and isinstance(predicate.value, tuple):
        return [replace(predicate, op="==", value=v) for v in predicate.value]
    return [predicate]


def _of_no_row(condition: Condition, others: Sequence[Condition]) -> bool:
    """Whether no row of a thing may have a value: "stayed in A but not in B" says it, since no row has both."""
    own = {id(c) for _, c, _ in condition.values}
    apart = any(o.op == "==" and own & {id(c) for _, c, _ in o.values} for o in others)
    return condition.op in ("!=", "not in") and (condition.whole or apart)


def _turned(predicate: Comparison) -> Comparison:
    """What a comparison denies."""
    return replace(predicate, op="==" if predicate.op == "!=" else "in")


def _said_closer(bare: Membership, found: Sequence[Filter]) -> bool:
    """Whether the same rows of another table are meant by a membership that says more of them: "won no bid"."""
    return (bare.where or bare.having) is None and any(
        isinstance(f.where, Membership) and f.where.where is not None and replace(f.where, where=None) == bare for f in found
    )


def _compared(condition: Condition, column: Col, value: Any) -> tuple[Any, Any]:
    """(operator, value) with the value as the column holds it."""
    op: Any = condition.op
    wanted = condition.value
    if op in ("in", "not in"):
        by_text = {str(v).lower(): v for _, c, v in condition.values if c is column}
        listed = tuple(dict.fromkeys(by_text.get(str(w).lower(), _spelt(column, w)) for w in wanted))
        return op, listed
    if value is not None:
        return op, value
    if isinstance(wanted, str) and op in ("==", "!="):
        return op, _spelt(column, wanted)
    return op, wanted


def _spelt(column: Col, text: Any) -> Any:
    """A value as the column spells it."""
    if not isinstance(text, str):
        return text
    if column.kind == "number":
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    return column.spelt.get(text.lower(), text)


def _year_of(value: Any) -> Any:
    return int(value[:4]) if isinstance(value, str) and value[:4].isdigit() else value


def _within_year(value: Any) -> bool:
    """Whether a day is written out that does not begin a year."""
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and not value.endswith("-01-01")


def _is_year(value: Any) -> bool:
    values = value if isinstance(value, tuple) else (value,)
    return bool(values) and all(isinstance(v, int) and not isinstance(v, bool) and 1000 <= v <= 2500 for v in values)


def _of_all(predicate: Predicate) -> bool:
    """Whether rows are compared with a figure of all of them: that comes before any are left out."""
    return isinstance(predicate, Comparison) and isinstance(predicate.value, Statistic)


def _joined(parts: list[tuple[str, Col | None, Predicate]]) -> list[Predicate]:
    """Conditions on end, with "or" binding as in SQL, but closest between conditions on the same column."""
    terms: list[tuple[str, Col | None, Predicate]] = []
    for how, column, predicate in parts:
        last = terms[-1] if terms else None
        if last is not None and (how.startswith("tight") or (how == "or" and column is not None and column is last[1])):
            op: Any = "and" if how.endswith("and") else "or"
            before = last[2].parts if isinstance(last[2], Logic) and last[2].op == op else (last[2],)
            terms[-1] = (last[0], last[1], Logic(op, (*before, predicate)))
        else:
            terms.append((how, column, predicate))
    if all(how != "or" for how, _, _ in terms[1:]):
        return [p for _, _, p in terms]
    clauses: list[list[Predicate]] = [[]]
    for number, (how, _, predicate) in enumerate(terms):
        if how == "or" and number:
            clauses.append([])
        clauses[-1].append(predicate)
    return [Logic("or", tuple(c[0] if len(c) == 1 else Logic("and", tuple(c)) for c in clauses))]
