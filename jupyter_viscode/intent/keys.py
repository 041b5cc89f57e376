"""Keys: what enters are tables; what leaves are the pairs of columns by which they can be joined, and how likely each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jupyter_viscode.intent.tables import Col, Edge, Table
from jupyter_viscode.intent.words import name_stems, split_name, stem

LEAST_COVERED = 0.4
"""Share of a table's keys that a column must hold to be taken for a pointer at it, when its name does not say so."""

_POINTING = (("id",), ("code",), ("number",), ("key",))
"""How the names of columns end that point at rows elsewhere."""


def edges_of(tables: Mapping[str, Table], stated: Sequence[Edge]) -> tuple[Edge, ...]:  # noqa: D103
    found: dict[tuple[str, str, str, str], Edge] = {}
    listed = list(tables.values())
    for i, one in enumerate(listed):
        for other in listed[i + 1 :]:
            for left in one.cols:
                for right in other.cols:
                    score = _joinable(left, right, one, other)
                    if score >= 0.5:
                        found.setdefault((one.name, left.name, other.name, right.name),
                                         Edge(one.name, left.name, other.name, right.name, score))  # fmt: skip
    for edge in _by_values(listed, found.values()):
        found.setdefault((edge.left, edge.left_on, edge.right, edge.right_on), edge)
    tied = {frozenset((e.left, e.right)) for e in found.values()}
    linked = {t for pair in tied for t in pair}
    for edge in stated:
        if name_stems(edge.left_on) == name_stems(edge.right_on) == ("id",) and {edge.left, edge.right} & linked:
            continue  # each numbers its own rows, and there are other keys
        turned = (edge.right, edge.right_on, edge.left, edge.left_on)
        if edge.left in tables and edge.right in tables and turned not in found:
            found.setdefault((edge.left, edge.left_on, edge.right, edge.right_on), edge)
    return tuple(found.values())


def _by_values(tables: Sequence[Table], named: Iterable[Edge]) -> list[Edge]:
    """Where keys may point whose names say nothing of it (``found_by``, ``white_id``): to the keys that hold their values."""
    tied = {(e.left, e.left_on) for e in named} | {(e.right, e.right_on) for e in named}
    found = []
    for table in tables:
        own = table.identity
        for pointer in table.cols:
            points = pointer.identifier or split_name(pointer.name)[-1:] == ("by",)
            if not points or pointer.unique or (table.name, pointer.name) in tied or not pointer.values:
                continue
            best: tuple[float, Edge] | None = None
            for other in tables:
                target = other.identity
                if other is table or target is None or target is own or target.kind != pointer.kind:
                    continue
                if not target.identifier and target.kind != "text":  # letters that agree say more than small numbers do
                    continue
                if not target.complete or not pointer.values <= target.values:
                    continue
                covered = len(pointer.values) / len(target.values)
                if covered >= LEAST_COVERED and (best is None or covered > best[0]):
                    best = (covered, Edge(table.name, pointer.name, other.name, target.name, 0.5 + 0.2 * covered))
            if best is not None:
                found.append(best[1])
    return found


def _joinable(left: Col, right: Col, one: Table, other: Table) -> float:
    """How likely two columns hold the same key: by names first, by values against."""
    if (
        left.kind != right.kind
        or left.kind not in ("number", "text")
        or (left.kind == "number" and not (left.integer and right.integer))
    ):
        return 0.0
    named = max(_named_alike(left, right, other), _named_alike(right, left, one))
    if named < 0.85:
        plain, target = _as_named(left), _as_named(right)
        named = max(named, _named_alike(plain, target, other), _named_alike(target, plain, one))
    if named == 0.0:
        return 0.0
    keyed = left.unique or right.unique or not left.values or not right.values
    shared = _shared(left, right)
    if shared is not None:
        if shared < 0.05 and named < 1.0:
            return 0.0
        named *= 0.6 + 0.4 * shared
    if not keyed:
        pointers = left.stems[-1:] in _POINTING and right.stems[-1:] in _POINTING
        named *= 0.75 if pointers or left.identifier or right.identifier else 0.5
    if left.kind == "number" and not (left.identifier or right.identifier) and not (left.unique or right.unique):
        named *= 0.6
    if {left.name.lower(), right.name.lower()} <= {"name", "title", "description", "details", "date", "year", "age", "type", "rank",  # noqa: E501
                                                  "status", "gender", "sex", "address", "city", "price", "comments"}:  # fmt: skip  # noqa: E501
        named *= 0.55
    return named


def _as_named(column: Col) -> Col:
    """The column with the stems of its bare name, whatever its table is called."""
    stems = name_stems(column.name)
    return column if stems == column.stems else replace(column, stems=stems)


def _named_alike(pointer: Col, target: Col, table: Table) -> float:
    """By names alone: `pointer` refers to `target`, a column of `table`."""
    if not pointer.stems or not target.stems:
        return 0.0
    if pointer.name.lower() == target.name.lower() or pointer.stems == target.stems:
        return 0.0 if pointer.stems == ("id",) else 1.0
    entity = tuple(s for s in table.stems)
    if target.unique or not target.values:
        tail = target.stems
        if pointer.stems == entity + tail or pointer.stems == entity[-1:] + tail:
            return 0.97
        if pointer.stems == entity or (len(entity) == 1 and pointer.stems[-1:] == entity):
            return 0.85 if target.identifier or target.unique else 0.0
        if len(pointer.stems) > len(tail) and pointer.stems[-len(tail) :] == tail:
            if len(tail) > 1:
                return 0.85
            return 0.8 if entity and pointer.stems[0] in entity else 0.0
        if pointer.stems[-1] == tail[-1] and tail[-1] in ("id", "code", "number", "key") and _subset(pointer, target):
            scattered = bool(target.values) and not _consecutive(target)
            if scattered:
                return 0.75
            return 0.6 if any(stem(s) in entity for s in pointer.stems[:-1]) else 0.0
        if pointer.identifier and target.identifier and _subset(pointer, target) and not _consecutive(target):
            return 0.7
        if pointer.kind == "number" and target.identifier and _subset(pointer, target) and not _consecutive(target):
            return 0.6
    return 0.0


def _shared(left: Col, right: Col) -> float | None:
    """Share of the smaller column's values found in the other; None when unknown."""
    if not left.values or not right.values or not (left.complete and right.complete):
        return None
    small, large = sorted((left.values, right.values), key=len)
    return len(small & large) / len(small)


def _subset(pointer: Col, target: Col) -> bool:
    if not pointer.values or not target.values or not target.complete:
        return False
    return len(pointer.values & target.values) >= 0.9 * len(pointer.values) and target.unique


def _consecutive(column: Col) -> bool:
    """Numbers 1, 2, 3, ...: their being contained in another column says nothing."""
    numbers = [v for v in column.values if not isinstance(v, str)]
    return (
        bool(numbers)
        and len(numbers) == len(column.values)
        and max(numbers) - min(numbers) < 1.5 * len(numbers) + 3
        and min(numbers) <= 2
    )
