"""Roles: a catalogue enters; what leaves has one more table for each part that rows play for others of the same table.

The mentors of a table of tailors are tailors themselves. Where the instruction speaks of mentors and a column points
from tailors to tailors, the mentors become a table to link to, which is joined as a second copy of the tailors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from jupyter_viscode.intent.tables import Catalogue, Col, Edge, Table
from jupyter_viscode.intent.words import GENERIC, likeness, split_name

LEAST_SAID = 0.85
"""How alike a word of the instruction and the name of a role must be."""
_SUPERIORS = frozenset("report manager supervisor boss superior lead leader head".split())
_CALLED = ("manager", "supervisor", "boss", "superior", "leader")
"""What those are called to whom others report."""


def with_roles(catalogue: Catalogue, said: Collection[str]) -> Catalogue:
    """The catalogue, with a table for each role that is spoken of.

    Parameters
    ----------
    catalogue
        The tables as they are.
    said
        Stems of the instruction's words.
    """
    found = [(table, pointer, role) for table in catalogue.tables.values() for pointer, role in _played(table, catalogue, said)]
    if not found:
        return catalogue
    tables, edges, frames = dict(catalogue.tables), list(catalogue.edges), dict(catalogue.frames)
    for table, pointer, role in found:
        name = f"{table.name} as {pointer.name}"
        cols = tuple(replace(c, table=name) for c in table.cols)
        tables[name] = Table(name, (role,), cols, table.rows, table.name)
        identity = table.identity
        assert identity is not None
        edges = [e for e in edges if (e.left, e.left_on) != (table.name, pointer.name) or e.score >= LEAST_SAID]
        edges.append(Edge(table.name, pointer.name, name, identity.name, 1.0))
        if table.name in frames:
            frames[name] = frames[table.name]
    return Catalogue(tables, tuple(edges), catalogue.active, frames)


def _played(table: Table, catalogue: Catalogue, said: Collection[str]) -> Iterator[tuple[Col, str]]:
    """The columns of a table that point at its own rows, with the word of the instruction for those."""
    identity = table.identity
    if identity is None or not identity.complete:
        return
    other = {end: e.score for e in catalogue.edges for end in ((e.left, e.left_on), (e.right, e.right_on))}
    taken = {s for c in catalogue.columns() for s in c.stems}
    for column in table.cols:
        if column is identity or column.unique or column.kind != identity.kind:
            continue
        tied = other.get((table.name, column.name), 0.0)
        if tied >= LEAST_SAID or (tied and not column.nulls):
            continue
        if not column.values or not column.values <= identity.values or not _points(column, identity):
            continue
        others = {s for c in table.cols if c is not column for s in c.stems}
        words = set(column.stems) - GENERIC - set(table.stems) - (others - _SUPERIORS)
        names = {*words, *(n for n in _CALLED if words & _SUPERIORS and n not in taken)}
        role = next((s for s in said if any(likeness(s, n) >= LEAST_SAID for n in names)), None)
        if role is not None:
            yield column, role


def _points(column: Col, identity: Col) -> bool:
    """Whether a name is that of a key: it ends as the identity's does, or in by or to, or says who leads."""
    return (
        column.stems[-1:] == identity.stems[-1:]
        or split_name(column.name)[-1] in ("by", "to")
        or bool(set(column.stems) & _SUPERIORS)
    )
