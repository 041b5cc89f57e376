"""Joins: what enters are the tables that a reading needs; what leaves is a base frame, join steps, and each column's name after them."""  # noqa: E501

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jupyter_viscode.intent.catalogue import Catalogue, Col, Edge
from jupyter_viscode.spec import JoinTransform


@dataclass
class Plan:
    """How the tables come together."""

    base: str
    steps: tuple[JoinTransform, ...] = ()
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    """(table, column) → the column's name in the joined frame."""
    cost: float = 0.0

    def name(self, column: Col) -> str:
        """What a column is called in the joined frame."""
        return self.names.get((column.table, column.name), column.name)

    @property
    def tables(self) -> set[str]:
        """All tables of the plan."""
        return {self.base, *(s.frame for s in self.steps)}


def plan(catalogue: Catalogue, needed: Iterable[str], base: str, hints: Sequence[str] = ()) -> Plan | None:
    """Join the needed tables, through others if they must; None when they do not hang together.

    Parameters
    ----------
    needed
        Tables whose columns are used.
    base
        The table to start from.
    hints
        Lower-case words of the instruction: they choose among several keys of the same two tables.
    """
    wanted = list(dict.fromkeys([base, *needed]))
    joined = [base]
    edges: list[Edge] = []
    cost = 0.0
    for target in wanted[1:]:
        if target in joined:
            continue
        path = _path(catalogue, joined, target, set(wanted), hints)
        if path is None:
            return None
        for edge in path:
            if edge.right not in joined:
                edges.append(edge)
                joined.append(edge.right)
                cost += 1.0 + 1.5 * (1.0 - min(edge.score, 1.0)) + (0.0 if edge.right in wanted else 0.35)
    return _named(catalogue, base, edges, cost)


def _path(
    catalogue: Catalogue, joined: Sequence[str], target: str, wanted: set[str], hints: Sequence[str]
) -> list[Edge] | None:
    """The cheapest way from any joined table to the target."""
    best: dict[str, tuple[float, list[Edge]]] = {t: (0.0, []) for t in joined}
    frontier = list(joined)
    for _ in range(4):
        following: list[str] = []
        for here in frontier:
            for there in catalogue.tables:
                edge = _choose(catalogue, here, there, hints) if there not in joined else None
                if edge is None:
                    continue
                step = 1.0 + 1.5 * (1.0 - min(edge.score, 1.0)) - (0.3 if there in wanted else _tying(catalogue, there, wanted))
                total = best[here][0] + step
                if there not in best or total < best[there][0] - 1e-9:
                    best[there] = (total, [*best[here][1], edge])
                    following.append(there)
        frontier = following
    return best[target][1] if target in best else None


def _tying(catalogue: Catalogue, name: str, wanted: set[str]) -> float:
    """What a table is worth that is named after those it ties together: ``customer_addresses``."""
    stems = set(catalogue.tables[name].stems)
    named = sum(bool(stems & set(catalogue.tables[w].stems)) for w in wanted)
    return 0.35 if named >= 2 else 0.1 if named else 0.0


def _choose(catalogue: Catalogue, here: str, there: str, hints: Sequence[str]) -> Edge | None:
    """The best edge of two tables; a word of the instruction that names the key's role decides among equals."""
    found = catalogue.edges_between(here, there)
    if not found:
        return None

    def worth(edge: Edge) -> float:
        stems: set[str] = set()
        for table, name in ((edge.left, edge.left_on), (edge.right, edge.right_on)):
            column = catalogue.tables[table].col(name)
            stems.update(column.stems if column else ())
        stems -= {"id", "code", "name", "key", *catalogue.tables[here].stems, *catalogue.tables[there].stems}
        return edge.score + (0.35 if any(s in hints for s in stems) else 0.0)

    return max(found, key=worth)


def _named(catalogue: Catalogue, base: str, edges: Sequence[Edge], cost: float) -> Plan:
    """Names after each merge: clashing columns of the right frame get ``_<frame>``."""
    result = Plan(base, cost=cost)
    present: dict[str, None] = {}
    for column in catalogue.tables[base].cols:
        result.names[(base, column.name)] = column.name
        present[column.name] = None
    steps = []
    for edge in edges:
        left_on = result.names[(edge.left, edge.left_on)]
        shared = left_on == edge.right_on
        for column in catalogue.tables[edge.right].cols:
            if shared and column.name == edge.right_on:
                result.names[(edge.right, column.name)] = left_on
                continue
            name = f"{column.name}_{edge.right}" if column.name in present else column.name
            result.names[(edge.right, column.name)] = name
            present[name] = None
        steps.append(JoinTransform(edge.right, left_on, edge.right_on))
    result.steps = tuple(steps)
    return result
