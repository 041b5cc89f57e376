"""Playing: the words of an instruction and a joint choice of columns enter; the parts that rows must play in others leave.

The captains of clubs are players. Where the words speak of captains and no join of the choice goes by ``captain_no``, only
the players that it names are meant, however the sentence is built: "club captains", "players who captain a club".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jupyter_viscode.intent.choosing.choose import Choice, Chooser
from jupyter_viscode.intent.choosing.narrowing import movable, shown
from jupyter_viscode.intent.grammar.meaning import Absence, Meaning
from jupyter_viscode.intent.language.words import likeness, participle
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.naming import part_words
from jupyter_viscode.intent.linking.spans import Mention
from jupyter_viscode.intent.linking.tokens import Token
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.rewriting.roles import own_parts
from jupyter_viscode.intent.schema.keys import PLAYED, TAILS, plays
from jupyter_viscode.intent.schema.tables import Catalogue, Col

LEAST_SAID = 0.79
"""How alike a word of the instruction and that of a key must be."""
NAMED = 0.6
"""How well a word must name a table."""
OF_IT = 0.3
"""What it speaks for a key that its own table is named beside the word: "bosses of units", "unit bosses"."""
TOLD = 0.6
"""How well a word names a key at least when the words around it say that it is one."""
NEARLY = 0.1
"""How much less likely a key may be and still be meant as well."""
LEAST_POINTING = 0.5
"""How likely a key must be for its part to be one that can be spoken of at all."""
MOST_BETWEEN = 8
_HAD = re.compile(
    r"\b(?:have|has|had|having|with|without|lack(?:s|ing)?|get|got|by)\s+(?:(?:an?|any|some|no|one|the|more than one)\s+)*$"
)
"""Who has a boss is none."""
_THEIRS = re.compile(
    r"\b(?:their|its|his|her|whose|than|same|own)\s+(?:(?:the|own|an?)\s+)*$|\b(?:than|as) (?:the|that of) [a-z ]*$"
)
_DENIED = re.compile(r"\b(?:not|n't|never|no|nor|neither|without|excluding|except(?: for)?|other than|nobody)\b|n't\b")
_DENIED_AFTER = re.compile(r"\s*(?:of |to |for )?(?:no|nobody|none|nothing|not (?:an?|any)|neither)\b")
_TURNED = re.compile(r"[;.,?!]|\b(?:but|who|that|which)\b")
_NAME_OF = re.compile(r"(?:names?|titles?) of\b")
_WHO = frozenset(("who", "that", "which", "those"))
_AUXILIARY = frozenset("have has had do does did don doesn didn haven hasn".split())
_LIGHT_WORDS = """
are is were was be been being have has had do does did not never n t don doesn didn haven hasn isn aren ever also both either
neither nor or and but a an the once already only other but of any no at least one themselves still currently indeed some
"""
_LIGHT = frozenset(_LIGHT_WORDS.split())
"""Words that may stand between "who" and the part that somebody plays."""
_OBJECT = frozenset("a an the any no of at least one some other another their its for every each".split())
_PERSONS = frozenset("people person persons who".split())
_EACH = re.compile(r"\b(?:each|every|by|per|under|to)\s+(?:the )?(?:different )?$")
_ANYONE = frozenset("anyone anybody someone somebody nobody others".split())
"""Whoever stands for rows of the same table."""


_Known = tuple[str, Col, frozenset[str]]
"""Whose rows play a part, the key that says so, and the words for it."""


@dataclass(frozen=True)
class Part:
    """A part that a word may name."""

    owner: str
    """The table whose rows play it."""
    column: Col
    """The key that says who plays it."""
    token: Token
    worth: float
    """How likely it is meant."""
    negate: bool
    told: bool
    """The words around it say that rows play it."""
    placed: bool
    """The words beside it say in the rows of which table."""


def parts_said(linker: Linker) -> list[list[Part]]:
    """The parts that each word of an instruction may name, the likeliest first."""
    known = list(_known(linker.catalogue))
    return [parts for parts in _Finder(linker, known).all() if parts] if known else []


def parts_named(linker: Linker, said: Sequence[Sequence[Part]]) -> list[list[Part]]:
    """The parts that other words name, of which a choice must make something too: "goals by captain"."""
    known = [*_known(linker.catalogue, LEAST_POINTING), *_unled(linker.catalogue)]
    taken = [parts[0].token for parts in said]
    return [parts for parts in _Finder(linker, known).loose() if parts and parts[0].token not in taken] if known else []


def played_by_rows(catalogue: Catalogue, instruction: str) -> set[str]:
    """The stems of words that only say which part rows play: in "employees who manage a store" nobody's manager is meant."""
    if not any(any(own_parts(table, catalogue)) for table in catalogue.tables.values()):
        return set()
    said = parts_said(Linker(catalogue, Text(instruction)))
    return {stem for parts in said if parts[0].told for stem in parts[0].token.stems}


def prefer(mentions: Sequence[Mention], said: Sequence[Sequence[Part]], catalogue: Catalogue) -> None:
    """Let mentions of parts name the keys of those parts before others: the ward head is a head, and no ward."""
    for parts in said:
        worth = {id(p.column): p.worth / parts[0].worth for p in reversed(parts)}
        label = catalogue.tables[parts[0].owner].label
        for mention, following in pairwise(mentions):
            whole = parts[0].token in following.tokens and not following.gap.strip() and _NAME_OF.match(mention.text.lower())
            if whole and parts[0].told and label is not None:
                mention.columns = [(mention.column_score, label)]  # "name of the boat owners"
        for mention in mentions:
            named = [c for _, c in mention.columns]
            if parts[0].token in mention.tokens and any(id(c) in worth for c in named) and catalogue.keyed(named[0]):
                best = max(mention.column_score, TOLD if parts[0].placed else 0.0)
                scored = [(best * worth[id(c)] if id(c) in worth else 0.5 * s, c) for s, c in mention.columns]
                mention.columns = sorted(scored, key=lambda p: -p[0])


def play(choice: Choice, meaning: Meaning, said: Sequence[Sequence[Part]], chooser: Chooser) -> None:
    """Say of a choice which parts its rows play that neither a join nor a condition has used."""
    for parts in said:
        likeliest = [p for p in parts if p.worth >= parts[0].worth - NEARLY]
        if _open(likeliest, choice) or _mixed(parts[0], choice):
            choice.played.unused.append(parts[0].token.text)
        if any(_used(part, choice, meaning) for part in likeliest):
            continue
        tables = choice.plan.tables if choice.plan is not None else set()
        part = next((p for p in parts if p.owner in tables), None)
        if part is None:
            choice.played.unused.append(parts[0].token.text)
            continue
        table = chooser.catalogue.tables[part.column.table]
        thing = Mention(0, 0, part.token.text, tables=[(1.0, table)], tokens=(part.token,))
        absence = Absence(thing, part.negate, owner=part.owner, part=part.column)
        choice.played.absences.append(absence)
        if table.name != part.owner and table.name in tables and table.name not in shown(choice, meaning):
            _take_along(choice, meaning, absence, chooser)


def _open(likeliest: Sequence[Part], choice: Choice) -> bool:
    """Whether a word may as well speak of the rows of several tables, and nothing else does of just one of them."""
    tables = {p.column.table for p in likeliest if p.column.table != p.owner}
    spoken = tables & (choice.plan.tables if choice.plan is not None else set())
    return len(tables) > 1 and len(spoken) != 1 and not any(p.placed for p in likeliest)


def _mixed(part: Part, choice: Choice) -> bool:
    """Whether rows of another table are joined by a part that is said of those of one: "dept managers in Oslo"."""
    steps = choice.plan.steps if choice.plan is not None else ()
    others = [s for s in steps if s.frame != part.column.table and part.column.name in (s.left_on, s.right_on)]
    return part.placed and part.owner != part.column.table and any(s.frame != part.owner for s in others)


def doubt(choice: Choice, meaning: Meaning, named: Sequence[Sequence[Part]], catalogue: Catalogue) -> None:
    """Note the parts that are spoken of and that nothing in a choice is about."""
    steps = choice.plan.steps if choice.plan is not None else ()
    keys = {name for s in steps for name in (s.left_on, s.right_on)}
    joined = [catalogue.tables[name] for name in (choice.plan.tables if choice.plan is not None else ())]
    drawn = {stem for table in joined for stem in table.stems}
    for parts in named:
        token = parts[0].token
        about = any(p.column.name in keys or _used(p, choice, meaning) for p in parts) or drawn.intersection(token.stems)
        if not about and token.text not in choice.played.unused:
            choice.played.unused.append(token.text)


def _take_along(choice: Choice, meaning: Meaning, absence: Absence, chooser: Chooser) -> None:
    """Let the conditions on a table that is joined for them alone be met by the rows in which the part is played."""
    name = absence.mention.tables[0][1].name
    inside = [c for c in meaning.conditions if choice.of(c).table == name and movable(c) and c.aggregate is None]
    moved = {*map(id, inside), *choice.within}
    if len(inside) > 1 and any(c.joined == "or" for c in meaning.conditions):
        return
    plan = chooser.plan_of(choice, list({p.table: None for key, p in choice.picks.items() if p.table and key not in moved}))
    if plan is not None and name not in plan.tables:
        choice.plan, absence.conditions = plan, inside
        choice.played.moved.update(map(id, inside))


def _used(part: Part, choice: Choice, meaning: Meaning) -> bool:
    """Whether a choice has a join, a column or a condition for the part."""
    plan, token = choice.plan, part.token
    if any(part.column in (a.part, a.through) or token in a.mention.tokens for a in meaning.absences):
        return True
    if any(c.mention is not None and token in c.mention.tokens and c.values for c in meaning.conditions):
        return True
    if any(column is part.column for a in meaning.absences for c in a.conditions for _, column in c.columns[:1]):
        return True
    own = part.owner == part.column.table  # the mentors of whom there are so many are those at whom the key points
    counted = {id(s) for s in meaning.measures if own and s.aggregate == "count"}
    picked = [p.column for key, p in choice.picks.items() if p.column is not None and not p.label and key not in counted]
    if any(c is part.column or set(token.stems) & set(c.stems) for c in picked):
        return True
    table, name = part.column.table, part.column.name
    if any((e.right, e.right_on) == (table, name) for road in choice.within.values() for e in road):
        return True
    drawn = shown(choice, meaning)
    if plan is None or (table not in drawn and (part.negate or (part.placed and part.owner in drawn))):
        return False  # rows that are joined are there, and are counted as often as they play it
    here = plan.names.get((table, name))
    return any((s.frame, s.right_on) == (table, name) or (s.frame, s.left_on) == (part.owner, here) for s in plan.steps)


def _known(catalogue: Catalogue, least: float = PLAYED) -> Iterator[_Known]:
    """The keys by which rows play parts, as far as they are so likely at least."""
    for table in catalogue.tables.values():
        identity = table.identity
        if identity is None or table.copy_of is not None:
            continue
        edges = (e for other in catalogue.neighbours(table.name) for e in catalogue.edges_between(table.name, other))
        for edge in edges:
            other = catalogue.tables[edge.right]
            column = other.col(edge.right_on)
            if edge.left_on == identity.name and edge.score >= least and column is not None and other.copy_of is None:
                yield table.name, column, part_words(column, identity, table) - set(other.stems)
        yield from ((table.name, column, words) for column, words in own_parts(table, catalogue))


def _unled(catalogue: Catalogue) -> Iterator[_Known]:
    """The keys called by a part that lead nowhere: whose rows play it is not known."""
    tied = {end for e in catalogue.edges for end in ((e.left, e.left_on), (e.right, e.right_on))}
    for column in catalogue.columns():
        table = catalogue.tables[column.table]
        words = frozenset(s for s in column.stems[:-1] if plays(s)) - set(table.stems)
        pointer = column.stems[-1:] and column.stems[-1] in TAILS and column is not table.identity
        if words and pointer and table.copy_of is None and (table.name, column.name) not in tied:
            yield table.name, column, words


class _Finder:
    """Looks at each word of an instruction, and at those around it."""

    def __init__(self, linker: Linker, known: Sequence[_Known]) -> None:
        self.linker, self.tokens, self.work = linker, linker.tokens, linker.text.work
        self.alike = [self._alike(token, known) for token in linker.tokens]

    def all(self) -> Iterator[list[Part]]:
        """The parts that each word may name, the likeliest first."""
        for place in range(len(self.tokens)):
            yield sorted(self._named(place), key=lambda p: -p.worth)

    def loose(self) -> Iterator[list[Part]]:
        """The parts that each word for a person may name, whatever is said of them."""
        for place, token in enumerate(self.tokens):
            if any(map(plays, token.stems)) and not participle(token.text):
                yield [Part(owner, column, token, like, False, False, False) for like, owner, column in self.alike[place]]

    def _alike(self, token: Token, known: Sequence[_Known]) -> list[tuple[float, str, Col]]:
        """The keys that a word resembles, unless it names the rows themselves."""
        if not token.content:
            return []
        scored = ((max((likeness(s, w) for s in token.stems for w in words), default=0.0), o, c) for o, c, words in known)
        found = [(like, owner, column) for like, owner, column in scored if like >= LEAST_SAID]
        return [f for f in found if f[1] not in self._things(token)] if found else []

    def _named(self, place: int) -> Iterator[Part]:
        for like, owner, column in self.alike[place]:
            if self._meant(place, owner, column):
                beside = self._beside(place, owner, column)
                told = beside > 0 or self._in_clause(place) or self._alone(place, owner)
                yield Part(owner, column, self.tokens[place], like + beside, self._denied(place), told, beside > 0)

    def _meant(self, place: int, owner: str, column: Col) -> bool:
        """Whether a word says what rows are or do, not what belongs to them."""
        token, before = self.tokens[place], self.work[: self.tokens[place].start]
        if self._in_clause(place):
            return participle(token.text) or not _HAD.search(before) or not plays(token.stems[-1])
        if _HAD.search(before) or _THEIRS.search(before):
            return False
        if any(map(plays, token.stems)) and not participle(token.text):
            return True
        return self._thing_after(place, column.table) and (self._denied(place) or self._acts(place, owner, column))

    def _acts(self, place: int, owner: str, column: Col) -> bool:
        """Whether a word says what rows do with those of a table: "how many members moderate a club"."""
        before = [name for token in self.tokens[:place] for name in self._things(token)]
        return owner in before and column.table not in before

    def _in_clause(self, place: int) -> bool:
        """Whether only small words, parts and names of tables stand between "who" and a word."""
        verb = not any(map(plays, self.tokens[place].stems))
        for before in range(place - 1, max(-1, place - 1 - MOST_BETWEEN), -1):
            token = self.tokens[before]
            if token.text in _WHO or (token.text in _AUXILIARY and verb):
                return True
            if not (token.text in _LIGHT or token.text == "'" or self.alike[before] or self._things(token)):
                return False
        return False

    def _thing_after(self, place: int, table: str) -> bool:
        """Whether a table is named behind a word: the unit of "bosses of a unit"."""
        following = self.tokens[place + 1 : place + MOST_BETWEEN]
        first = next((t for t in following if t.text not in _OBJECT), None)
        return first is not None and table in self._things(first)

    def _things(self, token: Token) -> list[str]:
        """The tables that one word names."""
        return [t.name for s, t in self.linker.tables([token]) if s >= NAMED] if token.content else []

    def _beside(self, place: int, owner: str, column: Col) -> float:
        """What the words beside a part speak for one key: its table named there, or whoever stands for the same table."""
        if self._thing_after(place, column.table) or (place and column.table in self._things(self.tokens[place - 1])):
            return OF_IT
        after = [t.text for t in self.tokens[place + 1 : place + 4]]
        return OF_IT if column.table == owner and _ANYONE.intersection(after) else 0.0

    def _alone(self, place: int, owner: str) -> bool:
        """Whether those who play a part are all that is spoken of: "the average pay of bosses"."""
        token = self.tokens[place]
        others = [t for t in self.tokens if t is not token and (owner in self._things(t) or t.text in _PERSONS)]
        return token.text != token.stems[0] and not others and not _EACH.search(self.work[: token.start])

    def _denied(self, place: int) -> bool:
        """Whether a part is said not to be played: "never captain", "mentors of nobody", "neither own nor sail"."""
        token = self.tokens[place]
        if _DENIED_AFTER.match(self.work, token.end):
            return True
        clause = _TURNED.split(self.work[: token.start])[-1]
        return bool(_DENIED.search(" ".join(clause.split()[-MOST_BETWEEN:])))
