"""Roles: a catalogue enters; what leaves has one more table for each part that rows play for others of the same table.

The mentors of a table of tailors are tailors themselves. Where the instruction speaks of mentors and a column points
from tailors to tailors, the mentors become a table to link to, which is joined as a second copy of the tailors.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from jupyter_viscode.intent.language.vocabulary import GENERIC
from jupyter_viscode.intent.language.words import likeness
from jupyter_viscode.intent.schema.keys import LEAST_REACH, SUPERIORS, points
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Edge, Table

LEAST_SAID = 0.85
"""How alike a word of the instruction and the name of a role must be."""
_CALLED = ("manager", "supervisor", "boss", "superior", "leader")
"""What those are called to whom others report."""
_REPORTING = re.compile(
    r"\b(?:(?:who|that|which) )?(?P<not>(?:(?:do|does|did)(?: not|n['’]t)|not|never) )?report(?:s|ed|ing)? to "
    r"(?P<who>nobody|no[- ]?one|none|any(?:one|body)|some(?:one|body))\b(?: else)?",
    re.IGNORECASE,
)

_OF_ANYBODY = re.compile(
    r"\b(?P<are>is|are|was|were) (?:(?P<none>nobody|no[- ]?one)|somebody|someone)(?: else)?['’]s ",
    re.IGNORECASE,
)


def reporting(instruction: str, catalogue: Catalogue) -> str:
    """ "Staff who report to nobody" → "staff with no boss", where a key tells whose boss is who."""
    if any("report" in column.stems for column in catalogue.columns()):
        return instruction
    called = (w for t in catalogue.tables.values() for _, words in own_parts(t, catalogue) for w in sorted(words & SUPERIORS))
    superior = next(called, None)
    if superior is None:
        return instruction

    def said(match: re.Match[str]) -> str:
        none = bool(match["not"]) or match["who"].lower().startswith("no")
        return f"with {'no' if none else 'a'} {superior}"

    return _REPORTING.sub(said, instruction)


def of_anybody(instruction: str) -> str:
    """ "Who are nobody's boss" → "who are not a boss": it says which part they play, not whom they have."""
    return _OF_ANYBODY.sub(lambda match: f"{match['are']} {'not ' if match['none'] else ''}a ", instruction)


def with_roles(catalogue: Catalogue, said: Collection[str]) -> Catalogue:
    """The catalogue, with a table for each role that is spoken of.

    Parameters
    ----------
    catalogue
        The tables as they are.
    said
        Stems of the instruction's words.
    """
    catalogue.keys |= {(t.name, c.name) for t in catalogue.tables.values() for c, _ in own_parts(t, catalogue)}
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
    parted = Catalogue(tables, tuple(edges), catalogue.active, frames)
    parted.keys |= catalogue.keys
    return parted


def _played(table: Table, catalogue: Catalogue, said: Collection[str]) -> Iterator[tuple[Col, str]]:
    """The columns of a table that point at its own rows, with the word of the instruction for those."""
    for column, names in own_parts(table, catalogue):
        role = next((s for s in said if any(likeness(s, n) >= LEAST_SAID for n in names)), None)
        if role is not None:
            yield column, role


def own_parts(table: Table, catalogue: Catalogue) -> Iterator[tuple[Col, frozenset[str]]]:
    """The columns of a table that point at its own rows, with the words for those."""
    identity = table.identity
    if identity is None or not identity.complete:
        return
    whole = [e for e in catalogue.edges if catalogue.tables[e.right].copy_of is None]
    other = {end: e.score for e in whole for end in ((e.left, e.left_on), (e.right, e.right_on))}
    taken = {s for c in catalogue.columns() if catalogue.tables[c.table].copy_of is None for s in c.stems}
    for column in table.cols:
        if column is identity or column.unique or column.kind != identity.kind:
            continue
        tied = other.get((table.name, column.name), 0.0)
        if tied >= LEAST_SAID or (tied and not (column.nulls and _reaches(column, identity))):
            continue
        if not column.values or not column.values <= identity.values or not points(column, identity):
            continue
        others = {s for c in table.cols if c is not column for s in c.stems}
        words = set(column.stems) - GENERIC - set(table.stems) - (others - SUPERIORS)
        yield column, frozenset((*words, *(n for n in _CALLED if words & SUPERIORS and n not in taken)))


def _reaches(pointer: Col, identity: Col) -> bool:
    """Whether the numbers of a pointer go far into those of the rows: twelve teachers advise forty students."""
    numbers, own = ([v for v in c.values if not isinstance(v, str)] for c in (pointer, identity))
    return not numbers or not own or max(numbers) >= LEAST_REACH * max(own)
