"""Joins: the tables that a reading needs enter; a base frame, join steps, and each column's name after them leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations

from jupyter_viscode.intent.language.words import likeness, stem
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Edge
from jupyter_viscode.spec import JoinTransform

MOST_ORDERED = 3
"""So many tables are tied to the first one in every order, to find the cheapest tree."""
LONGEST_WAY = 4
UNSAID_ROLE = 0.4
"""What a key costs more whose name says a role that the instruction does not: ``leader_id`` when no leader is spoken of."""

TIED_ELSEWHERE = 0.8
"""What such a key costs more where a table of nothing but pairs ties the same two tables."""
WORSE = 0.1
"""How much worse a key may be that leads through a table that is spoken of than the one that leads there directly."""

BY_IDENTITY = 0.4
"""What a key is worth that tells the rows of one of its tables apart: two tables that both point at a third share no rows."""
SAID_ROLE = 0.35
"""What a key is worth whose role the instruction says."""

SIDES = tuple(frozenset(map(stem, s.split())) for s in ("from origin departure source", "to destination arrival target"))
"""Words for the two ends of a way: who speaks of destinations means the port that a voyage goes to."""
LIKE_ROLE = 0.9
"""A word of the instruction with the root of that of a role names it."""
LIKE_SHORT = 0.8
"""The same for parts of three letters: they are abbreviations (``src``, ``tgt``)."""


@dataclass
class Plan:
    """How the tables come together."""

    base: str
    steps: tuple[JoinTransform, ...] = ()
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    """(table, column) → the column's name in the joined frame."""
    cost: float = 0.0
    said: frozenset[frozenset[str]] = frozenset()
    """Pairs of tables that are joined by the part that the instruction names: by ``leader_id`` where leaders are spoken of."""

    def name(self, column: Col) -> str:
        """What a column is called in the joined frame."""
        return self.names.get((column.table, column.name), column.name)

    @property
    def tables(self) -> set[str]:
        """All tables of the plan."""
        return {self.base, *(table for table, _ in self.names)}


def plan(
    catalogue: Catalogue,
    needed: Iterable[str],
    base: str,
    hints: Sequence[str] = (),
    spoken: Mapping[str, float] | None = None,
    forced: Sequence[Edge] = (),
) -> Plan | None:
    """Join the needed tables by the cheapest tree of keys, through others if they must; None when they do not hang together.

    Parameters
    ----------
    needed
        Tables whose columns are used.
    base
        The table to start from.
    hints
        Lower-case words of the instruction: they choose among several keys of the same two tables.
    spoken
        How clearly each table is spoken of: a path through one that is named is likelier than through one that is not.
    forced
        Keys that must be used where their two tables are joined: the role that was named.
    """
    wanted = list(dict.fromkeys(needed))
    base = catalogue.tables[base].frame  # a copy is joined to what it is a copy of
    targets = [t for t in (*wanted, *(catalogue.tables[w].frame for w in wanted)) if t != base]
    targets = list(dict.fromkeys(targets))
    roads = _Roads(catalogue, {base, *targets}, frozenset(hints), spoken or {}, forced)
    best: tuple[float, list[Edge]] | None = None
    for order in permutations(targets) if len(targets) <= MOST_ORDERED else [targets]:
        tree = roads.tree(base, order)
        if tree is not None and (best is None or tree[0] < best[0] - 1e-9):
            best = tree
    if best is None:
        return None
    joined = {base, *targets}
    cost = sum(1.0 + 1.5 * (1.0 - min(e.score, 1.0)) + (0.0 if e.right in joined else 0.35) for e in best[1])
    said = frozenset(frozenset((e.left, e.right)) for e in best[1] if roads.says(e))
    return replace(_named(catalogue, base, best[1], cost), said=said)


def way(catalogue: Catalogue, start: str, target: str, hints: Sequence[str] = ()) -> list[Edge]:
    """The keys that lead from one table to another, cheapest first; empty when none do."""
    found = _Roads(catalogue, {start, target}, frozenset(hints), {}, ()).tree(start, [target])
    return found[1] if found is not None else []


class _Roads:
    """The keys between tables as roads: what each costs for one instruction."""

    def __init__(
        self,
        catalogue: Catalogue,
        wanted: set[str],
        hints: frozenset[str],
        spoken: Mapping[str, float],
        forced: Sequence[Edge],
    ) -> None:
        self.catalogue = catalogue
        self.wanted = wanted
        self.hints = hints
        self.spoken = spoken
        self.forced = {frozenset((e.left, e.right)): e for e in forced}
        self._chosen: dict[tuple[str, str], tuple[float, Edge] | None] = {}

    def tree(self, base: str, targets: Sequence[str]) -> tuple[float, list[Edge]] | None:
        """The targets tied to the base one after the other, each by its cheapest way to what is there already."""
        joined, edges, total = [base], list[Edge](), 0.0
        for target in targets:
            if target in joined:
                continue
            found = self._path(joined, target)
            if found is None:
                return None
            total += found[0]
            for edge in self._said_way(found[1], joined):
                if edge.right not in joined:
                    edges.append(edge)
                    joined.append(edge.right)
        return total, edges

    def _said_way(self, path: list[Edge], joined: Sequence[str]) -> list[Edge]:
        """A direct step, gone through a table that is spoken of and has one row for each of the first."""
        if len(path) != 1:
            return path
        here, there = path[0].left, path[0].right
        for middle in self.catalogue.neighbours(here):
            if self.spoken.get(middle, 0.0) < 0.95 or middle in joined or middle == there:
                continue
            first, second = self._road(here, middle), self._road(middle, there)
            single = first and second and self._single(first[1]) and self._single(second[1])
            if first and second and single and second[1].score >= max(0.7, path[0].score - WORSE):
                return [first[1], second[1]]
        return path

    def _single(self, edge: Edge) -> bool:
        """Whether the right table has at most one row for each of the left."""
        column = self.catalogue.tables[edge.right].col(edge.right_on)
        return column is not None and column.unique

    def _path(self, joined: Sequence[str], target: str) -> tuple[float, list[Edge]] | None:
        """The cheapest way from any joined table to the target."""
        best: dict[str, tuple[float, list[Edge]]] = {t: (0.0, []) for t in joined}
        frontier = list(joined)
        for _ in range(LONGEST_WAY):
            following: list[str] = []
            for here in frontier:
                for there in self.catalogue.neighbours(here):
                    road = self._road(here, there) if there not in joined else None
                    if road is None:
                        continue
                    total = best[here][0] + road[0]
                    if there not in best or total < best[there][0] - 1e-9:
                        best[there] = (total, [*best[here][1], road[1]])
                        following.append(there)
            frontier = following
        return best.get(target)

    def _road(self, here: str, there: str) -> tuple[float, Edge] | None:
        """The best key of two tables and what the step costs."""
        if (here, there) not in self._chosen:
            edge = self._choose(here, there)
            self._chosen[here, there] = None if edge is None else (self._cost(edge), edge)
        return self._chosen[here, there]

    def _cost(self, edge: Edge) -> float:
        there = edge.right
        cost = 1.0 + 1.5 * (1.0 - min(edge.score, 1.0))
        roles = self._roles(edge)
        if frozenset((edge.left, edge.right)) in self.forced:
            cost -= 0.5
        elif roles and not self._hinted(roles):
            cost += UNSAID_ROLE + (TIED_ELSEWHERE if self._tied_by_pairs(edge) else 0.0)
        said = 0.5 * self.spoken.get(there, 0.0)
        return max(0.05, cost - (0.3 if there in self.wanted else max(_tying(self.catalogue, there, self.wanted), said)))

    def _tied_by_pairs(self, edge: Edge) -> bool:
        """Whether a table of nothing but pairs ties the same two: who serves on a ship is crew, not her captain alone."""
        tables, tied = self.catalogue.tables, self.catalogue.neighbours
        pairs = [t for t in tied(edge.left) if t in tied(edge.right) and tables[t].identity is None]
        return any(all(self._plainly_tied(t, end) for end in (edge.left, edge.right)) for t in pairs)

    def _plainly_tied(self, pairs: str, thing: str) -> bool:
        """Whether a key leads from a table of pairs to the rows of a table, and says no part that they play."""
        edge, whole = self.catalogue.edge(pairs, thing), self.catalogue.tables[thing].identity
        return edge is not None and whole is not None and edge.right_on == whole.name and not self._roles(edge)

    def says(self, edge: Edge) -> bool:
        """Whether the instruction says the part that a key is called by."""
        return self._hinted(self._roles(edge))

    def _roles(self, edge: Edge) -> set[str]:
        """The words of a key that say which part a row plays: "leader" in ``leader_id``, "from" in ``from_port``."""
        tables = self.catalogue.tables
        ends = [(tables[t], tables[t].col(c)) for t, c in ((edge.left, edge.left_on), (edge.right, edge.right_on))]
        pointing = [c for t, c in ends if c is not None and c is not t.identity] or [c for _, c in ends if c is not None]
        stems = {s for c in pointing for s in c.stems}
        return stems - {"id", "code", "name", "key", "number", "by", *tables[edge.left].stems, *tables[edge.right].stems}

    def _choose(self, here: str, there: str) -> Edge | None:
        """The best key of two tables; a word of the instruction that names the key's role decides among equals."""
        if (edge := self.forced.get(frozenset((here, there)))) is not None:
            return edge if edge.left == here else edge.turned()
        found = self.catalogue.edges_between(here, there)
        return max(found, key=self._worth) if found else None

    def _worth(self, edge: Edge) -> float:
        """How likely a key is meant among those of the same two tables."""
        tables = self.catalogue.tables
        ends = ((tables[edge.left], edge.left_on), (tables[edge.right], edge.right_on))
        telling = any(t.identity is not None and t.identity.name == name for t, name in ends)
        return edge.score + (SAID_ROLE if self.says(edge) else 0.0) + (BY_IDENTITY if telling else 0.0)

    def _hinted(self, roles: set[str]) -> bool:
        """Whether the instruction says one of these words, or a form of it: "sent" of a sender."""
        roles = roles.union(*(side for side in SIDES if side & roles))
        alike = ((likeness(h, r), len(r)) for r in roles for h in self.hints)
        return bool(roles & self.hints) or any(s >= (LIKE_SHORT if n <= 3 else LIKE_ROLE) for s, n in alike)


def _tying(catalogue: Catalogue, name: str, wanted: set[str]) -> float:
    """What a table is worth that is named after those it ties together: ``customer_addresses``."""
    stems = set(catalogue.tables[name].stems)
    named = sum(bool(stems & set(catalogue.tables[w].stems)) for w in wanted)
    return 0.35 if named >= 2 else 0.1 if named else 0.0


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
        frame = catalogue.tables[edge.right].frame
        for column in catalogue.tables[edge.right].cols:
            if shared and column.name == edge.right_on:
                result.names[(edge.right, column.name)] = left_on
                continue
            name = f"{column.name}_{frame}" if column.name in present else column.name
            result.names[(edge.right, column.name)] = name
            present[name] = None
        steps.append(JoinTransform(frame, left_on, edge.right_on))
    result.steps = tuple(steps)
    return result
