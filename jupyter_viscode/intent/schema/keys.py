"""Keys: what enters are tables; what leaves are the pairs of columns by which they can be joined, and how likely each is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, permutations, product

from jupyter_viscode.intent.language.words import likeness, name_stems, participle, split_name, stem
from jupyter_viscode.intent.schema.tables import Col, Edge, Table

_Ends = tuple[str, str, str, str]
"""The tables and columns at both ends of a key."""

PLAINER = 0.15
"""A column that is called so much more like a key of one table points at no other."""
LEAST_LIKELY = 0.4
"""How much must speak for a pointer whose values are keys of a table, when the names do not agree."""
LEAST_REACH = 0.5
"""How far into the keys of a table the values of a pointer must go whose name does not say that it is one."""

TAILS = frozenset("id code number key reference".split())
"""How the names of columns end that identify rows or point at rows elsewhere."""
_BARE_TAILS = frozenset((t,) for t in TAILS)
_PEOPLE_WORDS = """
guest recipient patient tenant boss head lead chief coach guide judge captain chair host pilot mentor
parent sibling friend mechanic critic nurse cook clerk agent president secretary dean deputy spouse champion
"""
_PEOPLE = frozenset(_PEOPLE_WORDS.split())
"""Words for people's parts that do not end as most of them do."""
SUPERIORS = frozenset("report manager supervisor boss superior lead leader head".split())
_QUANTITIES = frozenset(
    """
    number order floor quarter letter counter corner factor error power water degree fee paper layer semester
    chapter character parameter tier meter center theater door sensor motor server router printer container
    """.split()
)
"""Words that end as people's parts do and are none."""
_MEASURE_WORDS = """
age rank rating score point place position number count amount quantity total size length width height depth weight
price cost fee year month week day hour minute second round lap season episode volume version edition capacity seat room bed
star level grade degree class stage phase step floor row speed power temperature share percent distance area population
priority win loss goal draw latitude longitude index order sequence duration
budget salary wage pay capacity
"""
_MEASURES = frozenset(_MEASURE_WORDS.split())
"""Words for figures: whole numbers that are called so point at nothing, whatever else holds the same numbers."""
_ATTRIBUTES = frozenset(
    "name title description details date year age type rank status gender sex address city price comments".split()
)
"""What tables of different things may both have: no key."""
_OPPOSED_WORDS = """
home away, from to, source target, source destination, origin destination, winner loser, host guest, buyer seller, white black,
sender recipient, sender receiver, giver taker, attacker defender, departure arrival, start end, parent child, boss worker
"""
_OPPOSITES = frozenset((stem(a), stem(b)) for a, b in (pair.split() for pair in _OPPOSED_WORDS.split(",")))
"""Parts that two rows of one table play in a row of another."""
LAST_RESORT = 0.45
"""How likely a key is that nothing but its values speaks for: less than what makes a column count as a key."""
PLAYED = 0.65
"""From this likelihood on, a key leads to those who play a part: its values are not all that speaks for it."""
PERSONS_MEANT = 0.55
"""The same where it leads to persons, of whom figures seldom are numbered."""
SAME_THINGS = 0.85
"""How likely texts are a key that are all the names of another table's rows."""
CALLED = 0.7
"""The same where they are most of those names."""
MOSTLY = 0.5
"""So much of the names of a table's rows a column must hold to call them by it."""
LEAST_SIBLING = 0.6
"""How likely a key must be for another column of its table to be held for one beside it."""
HOMED = 0.75
"""How likely a key leads where another of its name does."""
NO_RIVAL = 0.15
"""How much more must speak for one table than for any other that may be meant."""
FEWEST = 3
"""So many texts that two columns share are no accident."""
_PERSON = re.compile(r"[^\W\d_]+\.?(?:[ '-][^\W\d_]+\.?){0,3}")
MOST_NAMES = 0.9
"""The share of a column's values that must look like the names of persons: a few words, letters only."""


def edges_of(tables: Mapping[str, Table], stated: Sequence[Edge]) -> tuple[Edge, ...]:
    """The keys by which some tables can be joined: those that names or values speak for, and those that were `stated`."""
    found: dict[_Ends, Edge] = {}
    listed = list(tables.values())
    _note(found, _by_names(listed))
    _note(found, _by_values(listed, found.values()))
    _note(found, (e for e in list(_called(listed, found.values())) if _ends(e.turned()) not in found))
    found = _led_home(_without_own_numbers(_plainest(found, tables), tables), tables)
    linked = {t for e in found.values() for t in (e.left, e.right)}
    led = {(e.left, e.left_on) for e in found.values() if e.score == HOMED}
    for edge in stated:
        if _counters(edge, tables) and {edge.left, edge.right} & linked:
            continue  # each numbers its own rows, and there are other keys
        if {(edge.left, edge.left_on), (edge.right, edge.right_on)} <= led:
            continue  # both lead to rows of a third table
        if edge.left in tables and edge.right in tables and _ends(edge.turned()) not in found:
            _note(found, (edge,))
    _note(found, list(_opposed(listed, found.values())))
    _note(found, _siblings(tables, found.values()))
    return (*found.values(), *_last_resort(listed, found.values()))


def _ends(edge: Edge) -> _Ends:
    return (edge.left, edge.left_on, edge.right, edge.right_on)


def _note(found: dict[_Ends, Edge], edges: Iterable[Edge]) -> None:
    """Add keys; what is known of one already stays."""
    for edge in edges:
        found.setdefault(_ends(edge), edge)


def _by_names(tables: Sequence[Table]) -> Iterator[Edge]:
    """Keys whose names speak for them."""
    for one, other in combinations(tables, 2):
        for left, right in product(one.cols, other.cols):
            score = _joinable(left, right, one, other)
            if score >= 0.5:
                yield Edge(one.name, left.name, other.name, right.name, score)


def _siblings(tables: Mapping[str, Table], known: Iterable[Edge]) -> list[Edge]:
    """Further columns that point where another of their table does: ``RecipientNo`` beside ``SenderNo``."""
    known = [e for e in known if e.score >= LEAST_SIBLING]
    tied = {end for e in known for end in ((e.left, e.left_on), (e.right, e.right_on))}
    found = []
    for edge in (turned for e in known for turned in (e, e.turned())):
        table, pointer, key = tables[edge.left], tables[edge.left].col(edge.left_on), tables[edge.right].col(edge.right_on)
        if pointer is None or key is None or not (key.unique and key.complete) or pointer.unique:
            continue
        for column in table.cols:
            inside = bool(column.values) and column.kind == key.kind and column.values <= key.values
            if inside and (table.name, column.name) not in tied and _plays_alike(column, pointer, table, tables[edge.right]):
                found.append(Edge(table.name, column.name, edge.right, edge.right_on, edge.score))
    return found


def _plays_alike(column: Col, pointer: Col, table: Table, other: Table) -> bool:
    """Whether a column is another part of the same kind as one that points elsewhere: it ends alike, or says who."""
    if column in (table.identity, table.label) or column.flag or column.year or column.dated_text:
        return False
    if column.kind == "text":
        return len(column.values) >= FEWEST
    if not (_persons(other) or _done(pointer) or any(map(plays, pointer.stems))):
        return False
    ends, own = split_name(column.name), split_name(pointer.name)
    alike = len(ends) > 1 and len(own) > 1 and ends[-1].lower() == own[-1].lower() and any(map(plays, column.stems[:-1]))
    return alike or _done(column) or _bare_part(column)


def _plainest(found: Mapping[_Ends, Edge], tables: Mapping[str, Table]) -> dict[_Ends, Edge]:
    """The keys without those of a pointer called after other rows: ``tool_id`` points at tools, at no tool categories."""
    best: dict[tuple[str, str], float] = {}
    for edge in (turned for e in found.values() for turned in (e, e.turned())):
        pointer, key = tables[edge.left].col(edge.left_on), tables[edge.right].col(edge.right_on)
        if pointer is not None and key is not None and key.unique and not pointer.unique:
            best[edge.left, edge.left_on] = max(best.get((edge.left, edge.left_on), 0.0), edge.score)
    return {
        ends: e
        for ends, e in found.items()
        if e.score > max(best.get((e.left, e.left_on), 0.0), best.get((e.right, e.right_on), 0.0)) - PLAINER
    }


def _led_home(found: Mapping[_Ends, Edge], tables: Mapping[str, Table]) -> dict[_Ends, Edge]:
    """The keys, with those that two pointers share turned to whom both point: ``boss_id`` of units and of staff are staff."""
    ends = [(t, c, tables[o].col(k)) for e in found.values() for t, c, o, k in (_ends(e), _ends(e.turned()))]
    homed = {(t, c) for t, c, key in ends if key is not None and key.unique}
    turned: dict[_Ends, Edge] = {}
    for edge in found.values():
        if third := _third(edge, found.values(), tables):
            _note(turned, third)
            continue
        home = next((h for one in (edge, edge.turned()) if (h := _home(one, tables)) is not None), None)
        kept = edge if home is None or (home.left, home.left_on) in homed else home
        turned.setdefault(_ends(kept), kept)
    return turned


def _home(edge: Edge, tables: Mapping[str, Table]) -> Edge | None:
    """The key of the right table at which both ends of a key point; None where they do not."""
    owner, pointer = tables[edge.right], tables[edge.left].col(edge.left_on)
    key, own = owner.identity, owner.col(edge.right_on)
    if (
        key is None
        or own is None
        or pointer is None
        or own is key
        or own.unique
        or pointer is tables[edge.left].identity
        or pointer.stems != own.stems
    ):
        return None
    held = key.complete and pointer.values and own.values and pointer.values | own.values <= key.values
    score = max(edge.score, HOMED)
    return Edge(edge.left, edge.left_on, owner.name, key.name, score) if held and points(own, key) else None


def _third(edge: Edge, known: Iterable[Edge], tables: Mapping[str, Table]) -> list[Edge]:
    """The keys of a third table at which both ends of a key point: ``manager_id`` of two tables are persons of another."""
    ends = {(edge.left, edge.left_on), (edge.right, edge.right_on)}
    cols = [(tables[t], tables[t].col(c)) for t, c in sorted(ends)]
    parts = [(t, c) for t, c in cols if c is not None and c is not t.identity and c.values and not _measured(c)]
    if len(parts) < 2 or parts[0][1].stems != parts[1][1].stems or not any(map(plays, parts[0][1].stems)):
        return []
    others = [t for t in tables.values() if t.name not in (edge.left, edge.right)]
    led = (k for e in known for k in (e, e.turned()) if (k.left, k.left_on) in ends)
    if any((key := other.col(k.right_on)) is not None and key.unique for k in led for other in others if other.name == k.right):
        return []  # it is known already where one of them leads
    ranked = sorted(((min(_likely(c, t) for _, c in parts), t) for t in others), key=lambda r: -r[0])
    if not ranked or ranked[0][0] < LEAST_LIKELY or any(s > ranked[0][0] - NO_RIVAL for s, _ in ranked[1:]):
        return []
    other = ranked[0][1]
    return [Edge(t.name, c.name, other.name, other.identity.name, HOMED) for t, c in parts if other.identity is not None]


def points(column: Col, identity: Col) -> bool:
    """Whether a name is that of a key: it ends as the identity's does, or says who does something."""
    alike = column.stems[-1:] == identity.stems[-1:] or split_name(column.name)[-1] in ("by", "to")
    return alike or bool(set(column.stems) & SUPERIORS) or (plays(column.stems[-1]) and not _measured(column))


def _counters(edge: Edge, tables: Mapping[str, Table]) -> bool:
    """Whether both ends of a key are called by nothing but ``id`` or ``code``, and each numbers or codes its own rows."""
    if name_stems(edge.left_on) == name_stems(edge.right_on) == ("id",):
        return True
    pairs = ((tables[t].col(c) if t in tables else None) for t, c in ((edge.left, edge.left_on), (edge.right, edge.right_on)))
    ends = [c for c in pairs if c is not None and c.unique and c.stems in _BARE_TAILS]
    return len(ends) == 2 and (all(c.integer for c in ends) or _shared(*ends) == 0.0)


def _without_own_numbers(found: Mapping[_Ends, Edge], tables: Mapping[str, Table]) -> dict[_Ends, Edge]:
    """The keys without those of two counters of rows, ``code`` to ``code``, where one of the two tables has another key."""
    counters = {ends for ends, edge in found.items() if _counters(edge, tables)}
    linked = {t for ends, edge in found.items() if ends not in counters for t in (edge.left, edge.right)}
    return {ends: e for ends, e in found.items() if ends not in counters or not {e.left, e.right} & linked}


def _last_resort(tables: Sequence[Table], known: Iterable[Edge]) -> list[Edge]:
    """Keys between tables that no way leads between: the columns of one whose values are all keys of the other."""
    part = {t.name: t.name for t in tables}

    def tie(one: str, other: str) -> None:
        old, new = part[one], part[other]
        part.update({name: new for name, at in part.items() if at == old})

    for edge in known:
        tie(edge.left, edge.right)
    apart = [(t, o) for t in tables for o in tables if part[t.name] != part[o.name]]
    taken = {end for e in known for end in ((e.left, e.left_on), (e.right, e.right_on)) if e.score >= LEAST_SIBLING}
    free = [(t, o, p) for t, o in apart for p in t.cols if (t.name, p.name) not in taken or p in (t.identity, t.label)]
    scored = [(s, t, pointer, o, key) for t, o, pointer in free for key, s in _held(pointer, t, o)]
    found: dict[tuple[str, str, str], list[Edge]] = {}
    for _, table, pointer, other, key in sorted(scored, key=lambda f: -f[0]):
        way = (table.name, other.name, key.name)
        if way in found or part[table.name] != part[other.name]:
            tie(table.name, other.name)
            likely = PERSONS_MEANT if _persons(other) else LAST_RESORT
            found.setdefault(way, []).append(Edge(table.name, pointer.name, other.name, key.name, likely))
    return [edge for edges in found.values() for edge in edges]  # several from one table are parts: ``home``, ``guest``


def _opposed(tables: Sequence[Table], known: Iterable[Edge]) -> Iterator[Edge]:
    """Two columns with opposite names that hold keys of one table, to which nothing else points: ``home`` and ``away``."""
    tied = {frozenset((e.left, e.right)) for e in known}
    for table, other in permutations(tables, 2):
        key = other.identity
        if frozenset((table.name, other.name)) in tied or key is None or not (key.identifier and key.unique and key.complete):
            continue
        held = [c for c in table.cols if c.values and c.kind == key.kind and len(c.stems) == 1 and c.values <= key.values]
        for one, two in permutations(held, 2):
            most = len(one.values | two.values) >= MOSTLY * len(key.values)  # small numbers are keys of every larger table
            if most and (one.stems[0], two.stems[0]) in _OPPOSITES:
                yield from (Edge(table.name, c.name, other.name, key.name, CALLED) for c in (one, two))


def _called(tables: Sequence[Table], known: Iterable[Edge]) -> Iterator[Edge]:
    """Texts that call the rows of another table by their names, whatever the column is called: a host among presenters."""
    tied = {frozenset((e.left, e.right)) for e in known}
    for table, other in permutations(tables, 2):
        direct = frozenset((table.name, other.name)) in tied
        for pointer, key in product(_callers(table) if direct else table.cols, _callers(other)):
            if pointer.kind != "text" or pointer.dated_text or pointer.flag or len(pointer.values) < FEWEST:
                continue
            least = len(key.values) * (1.0 if direct else MOSTLY)
            if pointer.values <= key.values and len(pointer.values) >= least:
                likely = SAME_THINGS if pointer.values == key.values else CALLED
                yield Edge(table.name, pointer.name, other.name, key.name, likely)


def _callers(table: Table) -> list[Col]:
    """The columns of texts that tell the rows of a table apart."""
    columns = {id(c): c for c in (table.identity, table.label) if c is not None}
    return [c for c in columns.values() if c.kind == "text" and c.unique and c.complete and len(c.values) >= FEWEST]


def _held(pointer: Col, table: Table, other: Table) -> Iterator[tuple[Col, float]]:
    """The keys of another table that hold all values of a column, and what speaks for each."""
    if not pointer.values or pointer.flag or pointer.dated_text or pointer.year:
        return
    keys = {id(k): k for k in (other.identity, other.label if pointer.kind == "text" else None) if k is not None}
    for key in keys.values():
        if key.kind != pointer.kind or not (key.unique and key.complete and pointer.values <= key.values):
            continue
        if pointer.kind == "text" and len(pointer.values) >= FEWEST:
            yield key, 1.0 + len(pointer.values) / len(key.values)
        elif pointer.integer and key.identifier and pointer is not table.identity and not _measured(pointer):
            reach = max(pointer.values) / max(1, *key.values)
            steps = max(pointer.values) - min(pointer.values) + 1 == len(pointer.values) < LEAST_REACH * len(key.values)
            if reach >= LEAST_REACH and not steps:  # small figures are keys of every table that numbers its rows
                yield key, reach + 0.5 * _persons(other)


def _measured(column: Col) -> bool:
    """Whether the name of whole numbers says that they are figures: "age", "wins"."""
    last = (split_name(column.name) or [""])[-1].lower()
    return bool(_MEASURES & {*column.stems}) or last in _QUANTITIES or (last.endswith("s") and not last.endswith("ss"))


def _by_values(tables: Sequence[Table], named: Iterable[Edge]) -> list[Edge]:
    """Where keys point whose names do not say it (``found_by``, ``white_id``): to the keys that hold their values."""
    tied = {(e.left, e.left_on) for e in named} | {(e.right, e.right_on) for e in named}
    near = {frozenset((e.left, e.right)) for e in named if e.score > HOMED}  # staff of a museum direct it, not artists
    found = []
    for table in tables:
        for pointer in table.cols:
            points = pointer.identifier or bool(TAILS & {*pointer.stems[-1:]}) or _done(pointer)
            points = points or _bare_part(pointer) or (pointer.kind == "text" and any(map(plays, pointer.stems)))
            if not points or pointer is table.identity or (table.name, pointer.name) in tied or not pointer.values:
                continue
            scored = ((_likely(pointer, o, near=frozenset((table.name, o.name)) in near), o) for o in tables)
            ranked = sorted(scored, key=lambda r: -r[0])
            likely, other = ranked[0]
            rivals = sum(s > likely - 0.15 and o is not table for s, o in ranked[1:])
            if likely - 0.15 * rivals < LEAST_LIKELY or other is table or other.identity is None:
                continue  # what points at its own table is a role
            found.append(Edge(table.name, pointer.name, other.name, other.identity.name, 0.5 + 0.3 * min(1.0, likely)))
            for s, rival in ranked[1:] if _persons(other) else ():
                if s > likely - 0.15 and rival is not table and rival.identity is not None and _persons(rival):
                    found.append(Edge(table.name, pointer.name, rival.name, rival.identity.name, 0.5))
    return found


def _likely(pointer: Col, table: Table, *, near: bool = False) -> float:
    """What speaks for a pointer at the rows of a table that has all of its values; 0 when it has not."""
    target = table.identity
    if target is None or target is pointer or target.kind != pointer.kind or not target.complete:
        return 0.0
    if not pointer.values <= target.values:
        return 0.0
    role = set(pointer.stems) - TAILS
    names = {*table.stems, *target.stems} - TAILS
    spoken = any(likeness(r, n) >= 0.8 for r in role for n in names)
    apart = target.kind == "text" or not _consecutive(target)  # letters and numbers from afar agree by no accident
    doers = any(map(plays, table.stems)) and bool(TAILS & {*pointer.stems[-1:]}) and any(map(plays, role))
    person = doers or (_persons(table) and (_done(pointer) or any(map(plays, role)) or _numbered_alike(pointer, target)))
    reach = len(pointer.values) / len(target.values) if apart else max(pointer.values) / max(1, *target.values)
    called = target.identifier or target.kind == "text" or TAILS & {*target.stems[-1:]}
    if not called and not (person and apart):
        return 0.0
    if _bare_part(pointer) and not (person and (apart or reach >= LEAST_REACH)):
        return 0.0
    return 0.2 + 0.3 * reach + 0.3 * apart + 0.5 * spoken + 0.35 * person + 0.2 * (near and person)


def _numbered_alike(pointer: Col, target: Col) -> bool:
    """Whether a name ends as that of the key, spelt alike: ``BrideNo`` and ``MemberNo``."""
    ends, own = split_name(pointer.name), split_name(target.name)
    return len(ends) > 1 and ends[-1] == own[-1] and ends[-1].lower() != "id"


def _done(column: Col) -> bool:
    """Whether a name says by whom or to whom something was done: ``found_by``, ``assigned_to``."""
    words = [w.lower() for w in split_name(column.name)]
    return words[-1:] == ["by"] or (words[-1:] == ["to"] and len(words) > 1 and participle(words[-2]))


def _bare_part(column: Col) -> bool:
    """Whether whole numbers are called by nothing but a part that persons play (``referee``), so that they can only be keys."""
    own = name_stems(column.table)
    words = [s for s in column.stems if s not in own]  # the ``site_manager`` of a site is its manager
    return column.integer and len(words) == 1 and plays(words[0]) and not _measured(column)


def _persons(table: Table) -> bool:
    """Whether its rows are persons, by its columns or by what they are called."""
    return table.of_people or _called_people(table)


def _called_people(table: Table) -> bool:
    """Whether rows are called by what persons do, and have the names of persons: skippers such as "Eva Lund"."""
    if not any(plays(s) for s in table.stems) or (label := table.label) is None or not label.values:
        return False
    return sum(bool(_PERSON.fullmatch(str(v))) for v in label.values) >= MOST_NAMES * len(label.values)


def plays(word: str) -> bool:
    """Whether a word says what a person does: sender, supervisor, referee."""
    if word in _QUANTITIES or word in TAILS:
        return False
    ended = len(word) > 4 and word.endswith(("er", "or", "ist", "ee", "ian", "man", "person", "by"))
    return ended or word in _PEOPLE or word == "by"


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
        pointers = TAILS & {*left.stems[-1:]} and TAILS & {*right.stems[-1:]}
        named *= 0.75 if pointers or left.identifier or right.identifier else 0.5
    if left.kind == "number" and not (left.identifier or right.identifier) and not (left.unique or right.unique):
        named *= 0.6
    if {left.name.lower(), right.name.lower()} <= _ATTRIBUTES:
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
    return _pointing(pointer, target, table) if target.unique or not target.values else 0.0


def _pointing(pointer: Col, target: Col, table: Table) -> float:
    """How well a name says that it points at `target`: by the name of its table, of the column itself, or of both."""
    entity, tail = table.stems, target.stems
    if pointer.stems == entity + tail or pointer.stems == entity[-1:] + tail:
        return 0.97
    if target.unique and tail[-1] in TAILS and split_name(pointer.name) == split_name(target.name)[:-1]:
        return 0.9  # ``tr`` of the rows that ``tr_id`` numbers
    if pointer.stems == entity or (len(entity) == 1 and pointer.stems[-1:] == entity):
        return 0.85 if (target.identifier or target.unique) and not _number_of(pointer) else 0.0
    if len(pointer.stems) > len(tail) and pointer.stems[-len(tail) :] == tail:
        if len(tail) > 1:
            return 0.85
        return 0.8 if entity and pointer.stems[0] in entity else 0.0
    if tail[-1] in TAILS and len(tail) > 1 and _subset(pointer, target):
        if pointer.stems[-1] in TAILS and pointer.stems[:-1] == tail[:-1]:
            return 0.95
        if len(pointer.stems) > 1 and pointer.stems[-1] == tail[-2] == split_name(pointer.name)[-1]:
            return 0.85
    return 0.0


def _number_of(column: Col) -> bool:
    """Whether whole numbers are called by things in the plural: ``home_goals`` says how many, not which."""
    last = (split_name(column.name) or ("",))[-1].lower()
    return column.integer and last.endswith("s") and not last.endswith("ss") and stem(last) != last


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
    whole = bool(numbers) and len(numbers) == len(column.values)
    return whole and max(numbers) - min(numbers) < 1.5 * len(numbers) + 3 and min(numbers) <= 2
