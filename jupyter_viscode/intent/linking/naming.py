"""Naming: a catalogue enters; what leaves is what the rows of its tables are called beside the names of the tables."""

from __future__ import annotations

from jupyter_viscode.intent.language.vocabulary import GENERIC, STOP
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Table

_KEY_TAILS = ("id", "code", "number", "key")


def redundant(table: Table) -> frozenset[str]:
    """Stems that say no more than the table's name does, or that most of its columns begin with."""
    found = {*table.stems, "full"} if any(c.stems == ("full", "name") for c in table.cols) else set(table.stems)
    if table.identity is not None and table.identity.stems[-1:] in (("id",), ("code",), ("number",)):
        found.update(table.identity.stems[:-1])  # what its rows are called in short: the "lh" of ``lh_id``
    firsts = [c.stems[0] for c in table.cols if len(c.stems) > 1]
    for first in set(firsts):
        if len(table.cols) >= 3 and firsts.count(first) >= max(3, 0.6 * len(table.cols)):
            found.add(first)
    return frozenset(found)


def short_names(catalogue: Catalogue) -> dict[str, str]:
    """What rows are called by their own keys, where no other table is: the cache of a geocache's ``cache_code``."""
    found: dict[str, str] = {}
    taken = {t.name: {t.stems, t.stems[-1:]} for t in catalogue.tables.values()}
    for name, table in catalogue.tables.items():
        key = table.identity
        if key is None or table.copy_of is not None or len(key.stems) != 2 or key.stems[-1] not in _KEY_TAILS:
            continue
        if key.stems[:1] != table.stems and not any(key.stems[:1] in names for n, names in taken.items() if n != name):
            found[name] = key.stems[0]
    return {n: s for n, s in found.items() if list(found.values()).count(s) == 1}


def part_words(pointer: Col, target: Col, table: Table) -> frozenset[str]:
    """The words of a key for the part that the rows play at which it points."""
    return frozenset(set(pointer.stems) - set(target.stems) - GENERIC - set(table.stems) - STOP)


def roles(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """What the rows of a table are called by the keys that point at it: leader by ``leader_id``, home by ``home_branch``."""
    found: dict[str, set[str]] = {}
    for edge in catalogue.edges:
        for one in (edge, edge.turned()):
            pointer, target = catalogue.tables[one.left].col(one.left_on), catalogue.tables[one.right].col(one.right_on)
            if pointer is not None and target is not None and target.unique and pointer.stems != target.stems:
                found.setdefault(one.right, set()).update(part_words(pointer, target, catalogue.tables[one.right]))
    return {name: frozenset(words) for name, words in found.items()}
