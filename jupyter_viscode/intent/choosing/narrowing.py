"""Narrowing: a joint choice of columns enters; the conditions leave that are met in tables of which nothing is drawn.

Keepers with a hive that is ill are keepers all the same, however many of their hives are ill: joining the hives would show
and count each of them several times. Such conditions become memberships, and the tables leave the plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_viscode.intent.choosing.choose import Choice, Chooser
from jupyter_viscode.intent.grammar.meaning import Condition, Meaning
from jupyter_viscode.intent.schema.joins import way
from jupyter_viscode.intent.schema.tables import Catalogue, Edge


def narrow(choice: Choice, meaning: Meaning, chooser: Chooser) -> None:
    """Say of each condition of a choice by which keys it is reached, where its table is not to be joined.

    Parameters
    ----------
    choice
        What was chosen; its `within` and its plan are changed.
    chooser
        What chose it: it knows the keys, and makes the plan of fewer tables.
    """
    drawn = shown(choice, meaning)
    either = any(c.joined == "or" for c in meaning.conditions)
    if (
        not drawn
        or either
        or not (_told(choice, meaning) or any(c.both for c in meaning.conditions))
        or _each_by_itself(choice, meaning, chooser.catalogue)
    ):
        return
    held = _held(choice, meaning, drawn)
    figures = {id(c) for c in meaning.conditions if c.aggregate is not None}
    for name, keys in held.items():
        roads = [r for s in drawn if (r := way(chooser.catalogue, s, name, chooser.words))]
        roads.sort(key=lambda r: (len(r), any(_many(chooser.catalogue, edge) for edge in r)))
        if not roads or not any(_many(chooser.catalogue, edge) for edge in roads[0]):
            continue
        road = _counted_way(chooser.catalogue, roads[0]) if figures.issuperset(keys) else roads[0]
        if len(road) > 1 and figures.intersection(keys):
            continue  # rows would be counted for each of what lies between
        fewer = tuple(dict.fromkeys([*drawn, *(t for t in held if t != name and not set(held[t]) <= set(choice.within))]))
        plan = chooser.plan_of(choice, fewer)
        if plan is None or name in plan.tables:
            continue
        choice.plan = plan
        choice.within.update((key, tuple(road)) for key in keys)


def shown(choice: Choice, meaning: Meaning) -> dict[str, None]:
    """The tables of which something is drawn or counted."""
    return dict.fromkeys(t for t in _shown(choice, meaning) if t is not None)


def _shown(choice: Choice, meaning: Meaning) -> Iterator[str | None]:
    for slot in (*meaning.groups, *meaning.colors, *meaning.facets, *meaning.sizes, *meaning.selects, *meaning.measures):
        yield choice.of(slot).table
    yield choice.unit.table if choice.unit is not None else None
    yield from (a.owner for a in meaning.absences)
    parted = choice.unit is not None or any((meaning.groups, meaning.colors, meaning.facets)) or _named(choice, meaning)
    for condition in meaning.conditions:  # values in a list are the groups where nothing else is
        listed = condition.op == "in" and isinstance(condition.value, list) and len(condition.value) > 1
        if not condition.both and (condition.apart or (listed and not parted)):
            yield choice.of(condition).table


def _named(choice: Choice, meaning: Meaning) -> bool:
    """Whether something is shown by its name, for each of which there is a figure."""
    picks = [choice.of(slot) for slot in meaning.selects]
    return any(p.column is None or p.column.kind != "number" for p in picks)


def _told(choice: Choice, meaning: Meaning) -> bool:
    """Whether it is said what is drawn, so that no rows are counted unasked."""
    picks = [choice.of(slot) for slot in meaning.selects]
    return bool(meaning.measures) or any(p.column is not None and p.column.kind == "number" for p in picks)


def _each_by_itself(choice: Choice, meaning: Meaning, catalogue: Catalogue) -> bool:
    """Whether things are counted by what they are called: that asks how many rows there are for each, not for ones."""
    counts = [choice.of(s) for s in meaning.measures if s.aggregate == "count"]
    slots = meaning.groups or meaning.selects
    groups = [c for s in slots if (c := choice.column(s)) is not None and c.kind == "text"]
    groups = groups or [p.column for p in counts if p.column is not None]  # "the number of the names of editors"
    named = [c for c in groups if c.unique or c is catalogue.tables[c.table].label]
    return not {c.table for c in named}.isdisjoint(p.table for p in counts)


def _held(choice: Choice, meaning: Meaning, shown: dict[str, None]) -> dict[str, list[int]]:
    """The tables that only conditions speak of, with these conditions."""
    found: dict[str, list[int]] = {}
    for condition in meaning.conditions:
        table = choice.of(condition).table
        if table is not None and table not in shown:
            found.setdefault(table, []).append(id(condition) if movable(condition) else 0)
    if choice.years is not None and meaning.years and choice.years.table not in shown:
        found.setdefault(choice.years.table, []).append(id(meaning))
    return {table: keys for table, keys in found.items() if 0 not in keys}


def movable(condition: Condition) -> bool:
    """Whether a condition speaks of one row, or of all rows of one key, and of nothing else."""
    return not (condition.statistic or condition.than or condition.other)


def _counted_way(catalogue: Catalogue, road: list[Edge]) -> list[Edge]:
    """A way without the steps at its end that lead to one row each: the rows before them are as many."""
    while len(road) > 1 and not _many(catalogue, road[-1]):
        road = road[:-1]
    return road


def _many(catalogue: Catalogue, edge: Edge) -> bool:
    """Whether one row of the left table may have many in the right one."""
    column = catalogue.tables[edge.right].col(edge.right_on)
    return column is None or not column.unique
