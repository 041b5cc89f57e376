"""Reading: instruction, context and frames go in; the readings come out, best first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jupyter_viscode.intent import Reading
from jupyter_viscode.intent.choosing.choose import Choice, Chooser
from jupyter_viscode.intent.choosing.narrowing import narrow
from jupyter_viscode.intent.choosing.playing import doubt, parts_named, parts_said, play, played_by_rows, prefer
from jupyter_viscode.intent.composing.compose import Composer
from jupyter_viscode.intent.composing.correlations import correlations
from jupyter_viscode.intent.composing.matrices import matrix
from jupyter_viscode.intent.composing.seasons import seasons
from jupyter_viscode.intent.grammar.meaning import Condition, Meaning, Slot
from jupyter_viscode.intent.grammar.reader import interpret
from jupyter_viscode.intent.grammar.tallies import tallied_beside
from jupyter_viscode.intent.judging.agreement import Rival as Neighbour
from jupyter_viscode.intent.judging.agreement import rivals
from jupyter_viscode.intent.judging.confidence import confidence, threshold
from jupyter_viscode.intent.judging.evidence import Rival, gather
from jupyter_viscode.intent.judging.hearing import Hearing
from jupyter_viscode.intent.judging.holdings import names_in
from jupyter_viscode.intent.language.words import likeness, stem
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spans import Mention, all_named
from jupyter_viscode.intent.linking.spellings import in_quotes, spelt_apart
from jupyter_viscode.intent.linking.tokens import tokens_of
from jupyter_viscode.intent.request.ask import Ask, Text
from jupyter_viscode.intent.request.clauses import PARTS_OF_WHOLE, read_clauses
from jupyter_viscode.intent.request.units import and_unit, each_unit, is_unit, unit_named
from jupyter_viscode.intent.rewriting.everyday import plainly
from jupyter_viscode.intent.rewriting.phrasing import said_plainly
from jupyter_viscode.intent.rewriting.ratios import with_ratio
from jupyter_viscode.intent.rewriting.roles import of_anybody, reporting, with_roles
from jupyter_viscode.intent.rewriting.wide import with_long
from jupyter_viscode.intent.schema.catalogue import catalogue_of
from jupyter_viscode.intent.schema.keys import PERSONS_MEANT
from jupyter_viscode.intent.schema.tables import Catalogue
from jupyter_viscode.intent.sentence import sentence_of
from jupyter_viscode.spec import Chart, JoinTransform
from jupyter_viscode.types import Context

MOST = 6
RUNNING = ("cumulative", "rolling", "difference", "percent change")
"""Windows that run along something: along time, when nothing else is named."""
LEAST = -3.5
"""A reading that scores less is a guess."""
NEAR = 4
"""So many neighbours of the best reading are offered at most."""
NEAR_LEAD = -3.0
"""A neighbour that fits the words so much worse is not offered."""
LEAD = 3.0
"""How much better a neighbour must fit the words to take the place of a reading that leaves doubts."""
PLACES = frozenset(("group", "colour", "no colour", "colour alone", "turned", "order"))
"""Neighbours that place what was named otherwise; of figures and conditions the grammar knows more."""
LIKELIER = 0.2
"""How much likelier a later reading must be to take the place of one in doubt."""
A_GUESS = 0.01
"""So far below certainty stays what took the place of another."""
OTHER = 0.5
"""How much less a chart is worth that another sense of the same words gives."""
LONG = 12
"""No name of a month or a weekday has so many letters."""
LIKELY = 0.8
"""A word names a table or a date when it is so alike."""
_SAID = re.compile(r"[a-z]+\b(?! (?:ids?|numbers?|codes?)\b)")
"""Words that may name a part that rows play; a "boss id" is a column."""
_PER = r"\b(?:by|per|each|every|across|over)\s+(?:the )?"
_OF_YEAR = re.compile(rf"{_PER}(?P<unit>months?|quarters?|weeks?) of (?:the |a )?year\b")
_UNIT_OF = re.compile(
    rf"{_PER}(years?|months?|quarters?|week ?days?|days? of (?:the )?week|weeks?) of (?:the |their |its )?"
    rf"([a-z_]+(?: [a-z_]+)?)"
)
_THING_DATE = re.compile(
    rf"(?:{_PER}|\b(?:for|on|at) (?:each |every )?)(?:dates? of (?:the )?(?P<after>[a-z_]+)|(?P<before>[a-z_]+) dates?)\b"
)
_NAMED_UNIT = re.compile(rf"{_PER}([a-z_]+(?: [a-z_]+)?) (years?|months?|quarters?|week ?days?|weeks?)\b")
_DENSITY = re.compile(r"\b(?:kde|density|densities)\b(?: of)?")


class Read:
    """Everything known of one instruction before a choice is made."""

    def __init__(self, instruction: str, context: Context, frames: Mapping[str, Any]) -> None:
        catalogue = catalogue_of(context, frames)
        instruction = in_quotes(instruction, (c.name for c in catalogue.columns()))
        instruction = of_anybody(reporting(instruction, catalogue))
        said = {stem(w) for w in _SAID.findall(instruction.lower())}
        said -= played_by_rows(catalogue, instruction)
        self.catalogue: Catalogue = with_roles(catalogue, sorted(said))
        instruction, self.catalogue, self.long = with_long(instruction, self.catalogue)
        instruction, self.catalogue, self.ratios = with_ratio(instruction, self.catalogue)
        names = [*(c.name for c in self.catalogue.columns()), *(t.frame for t in self.catalogue.tables.values())]
        self.ask: Ask = read_clauses(plainly(said_plainly(instruction), self.catalogue), names, self._held())
        seasons(self.ask, self.catalogue)
        self._words_of_columns()
        self._each_unit()
        self.linker = Linker(self.catalogue, self.ask.text)
        self.mentions: list[Mention] = self.linker.mentions()
        if all_named(PARTS_OF_WHOLE, self.linker.tokens, self.mentions):
            self.ask.share = self.ask.parts = False
        self.parts = parts_said(self.linker)
        self.named = parts_named(self.linker, self.parts)
        prefer(self.mentions, self.parts, self.catalogue)
        self.meaning: Meaning = interpret(self.ask, self.linker, self.mentions)
        meaning = self.meaning
        if not (meaning.selects or meaning.measures or meaning.groups or meaning.colors or meaning.facets):
            meaning.selects = [Slot(m) for m in meaning.hints if m.column_score >= 0.9]
        if self.ask.window in RUNNING and not (self.meaning.groups or self.meaning.colors or self.ask.histogram):
            self.ask.over_time = self.ask.over_time or not self.ask.distribution
        self.frames = frames
        self.ask.tally = tallied_beside(self.ask.text.work, self.mentions)
        for unit, op, value in self.ask.moments:
            self.meaning.years.append(Condition([], op, value, unit=unit))
        if self.ask.recent is not None:
            self.meaning.years.append(Condition([], ">=", self.ask.recent, unit="recent"))

    def _held(self) -> frozenset[str]:
        """The words that are values of the data, or in its names."""
        columns = list(self.catalogue.columns())
        short = (v for c in columns for v in c.spelt if len(v) < LONG)
        return frozenset((*short, *(s for c in columns for s in c.stems)))

    def _words_of_columns(self) -> None:
        """ "By time" may name a column; "density" is a kind of chart unless a column is called so."""
        if self.ask.by_time is not None and self._has_column("time"):
            self.ask.text.put_back(self.ask.by_time[0], "by time")
            self.ask.over_time = False
        if self.ask.mark is None and not any("density" in c.stems for c in self.catalogue.columns()):
            self.ask.mark = "density" if self.ask.text.take(_DENSITY) else None

    def _each_unit(self) -> None:
        """ "per month" is a time unit, unless a column is called so."""
        dated = any(c.kind == "temporal" for c in self.catalogue.columns())
        if dated and (match := self.ask.text.take(_OF_YEAR)) is not None:
            self.ask.unit, self.ask.any_year = unit_named(match["unit"]), True
            return
        match = each_unit(self.ask.text)
        if match is None:
            self._named_unit()
            return
        words = match["unit"].removesuffix("s").replace(" ", "")
        if words.startswith(("hour", "minute")) and not any(c.timed for c in self.catalogue.columns()):
            return
        listed = "part" in match.re.groupindex
        alone = len(self.catalogue.tables) == 1
        whole = [c for c in self.catalogue.columns() if listed and words in c.stems and (alone or len(c.stems) == 1)]
        named = bool(whole) or self._has_column(words)
        if named or not any(c.kind == "temporal" or c.year for c in self.catalogue.columns()):
            return
        if self.ask.unit is None:
            self.ask.unit = unit_named(match["unit"])
            self._second_unit(match)
        self.ask.text.drop(*match.span("part" if listed else 0))

    def _second_unit(self, first: re.Match[str]) -> None:
        """ "By month and year": two units of one date."""
        match = and_unit(self.ask.text, first.end())
        if match is None or self._has_column(match["unit"].removesuffix("s").replace(" ", "")):
            return
        if (unit := unit_named(match["unit"])) != self.ask.unit:
            self.ask.second_unit = unit
            self.ask.text.drop(match.start(), match.end())

    def _has_column(self, unit: str) -> bool:
        """Whether a unit's word is the name of a column, of the frames that the rest of the words speak of."""
        named = [
            c
            for c in self.catalogue.columns()
            if unit in c.stems
            and (("per", unit) != c.stems[-2:] or all(d.kind != "temporal" for d in self.catalogue.tables[c.table].cols))
            and (c.kind != "temporal" or "".join(c.stems) == unit or len(c.stems) == 1)
        ]
        if not named or len(self.catalogue.tables) == 1:
            return bool(named)
        spoken = self._spoken_tables()
        words = {stem(w) for w in re.findall(r"[a-z]+", self.ask.text.work)}
        dated = {t for t in spoken if any(c.kind == "temporal" for c in self.catalogue.tables[t].cols)}
        if dated:
            events = max(dated, key=lambda t: self.catalogue.tables[t].rows or 0)
            return any(c.table == events or (c.table in spoken and words.issuperset(c.stems)) for c in named)
        edges = self.catalogue.edges
        reached = spoken | {t for e in edges for t in (e.left, e.right) if {e.left, e.right} & spoken}
        return any(c.table in reached or (not spoken and words.issuperset(c.stems)) for c in named)

    def _spoken_tables(self) -> set[str]:
        """The frames whose columns, values or names the words other than the units clearly name."""
        found: set[str] = set()
        for mention in Linker(self.catalogue, self.ask.text).mentions():
            if all(is_unit(t.text) for t in mention.tokens if t.content):
                continue
            found.update(c.table for s, c in mention.columns if s >= max(0.5, 0.9 * mention.column_score, mention.table_score))
            found.update(t.name for s, t in mention.tables[:1] if s >= 0.6 and s >= mention.column_score)
            found.update(t.name for s, t in mention.tables if s >= 0.8)
            found.update(c.table for s, c, _ in mention.values if s >= 0.75)
        return found

    def _dated_thing(self) -> bool:
        """ "By lecture date", where the date has another name than that: held_on of the lectures."""
        match = _THING_DATE.search(self.ask.text.work)
        if match is None:
            return False
        linker = Linker(self.catalogue, self.ask.text)
        thing = match["before"] or match["after"]
        columns = linker.phrase(f"{thing} date")
        named = [t for s, t in linker.tables(tokens_of(Text(thing))) if s >= LIKELY]
        known = named[:1] if columns or named else self.catalogue.tables.values()
        dates = [c for t in known for c in t.cols if c.kind == "temporal"]
        if not named and len(dates) > 1:
            return False
        if not dates or any(c.kind == "temporal" and s >= LIKELY for s, c in columns):
            return False
        self.ask.unit, self.ask.unit_phrase = "yearmonthdate", dates[0].name if len(dates) == 1 else ""
        self.ask.text.drop(*match.span())
        return True

    def _named_unit(self) -> None:
        """ "by hire month": the month of a date whose name stands before."""
        if self.ask.unit is not None or self._dated_thing():
            return
        if (after := _UNIT_OF.search(self.ask.text.work)) is not None:
            self._unit_of(after)
            return
        match = _NAMED_UNIT.search(self.ask.text.work)
        if match is None:
            return
        linker = Linker(self.catalogue, self.ask.text)
        columns, whole = linker.phrase(match[1]), linker.phrase(f"{match[1]} {match[2]}")
        if not columns or columns[0][1].kind != "temporal" or (whole and whole[0][1].kind != "temporal" and whole[0][0] > 0.7):
            return
        self.ask.unit, self.ask.unit_phrase = unit_named(match[2]), match[1]
        self.ask.text.drop(match.start(), match.end())

    def _unit_of(self, match: re.Match[str]) -> None:
        """ "by weekday of order date"."""
        linker = Linker(self.catalogue, self.ask.text)
        columns, whole = linker.phrase(match[2]), linker.phrase(f"{match[1]} {match[2]}")
        dated = [c for s, c in columns if c.kind == "temporal" and s > 0.3 and s >= columns[0][0] - 0.1]
        if dated and not (whole and whole[0][0] > 0.95):
            self.ask.unit, self.ask.unit_phrase = unit_named(match[1]), match[2]
            self.ask.text.drop(match.start(), match.end())
        elif not columns and not self._has_column(match[1].removesuffix("s")):
            dates = [c for c in self.catalogue.columns() if c.kind == "temporal"]
            if dates:
                self.ask.unit = unit_named(match[1])
                self.ask.text.drop(match.start(), match.end(1))

    def unread(self, choice: Choice) -> tuple[str, ...]:
        """The words that neither the grammar nor the chosen columns and tables account for."""
        known: set[str] = set()
        for pick in choice.picks.values():
            if pick.column is not None:
                known.update(pick.column.stems)
            if pick.table is not None:
                known.update(self.catalogue.tables[pick.table].stems)
        keys = {name for step in choice.plan.steps for name in (step.left_on, step.right_on)} if choice.plan else set()
        known.update(s for c in self.catalogue.columns() if c.name in keys for s in c.stems)
        words = dict.fromkeys(self.meaning.unread)
        return tuple(w for w in words if w in self.ask.unmet or not any(likeness(stem(w), k) >= 0.7 for k in known))

    def choices(self) -> list[Choice]:
        """The joint choices of columns, best first."""
        chooser = Chooser(self.ask, self.linker, self.meaning, self.mentions)
        found = chooser.choices()
        for choice in found:
            narrow(choice, self.meaning, chooser)
            play(choice, self.meaning, self.parts, chooser)
            doubt(choice, self.meaning, self.named, self.catalogue)
        return found


_Found = tuple[Reading, Choice, Composer]
"""A reading, the choice that it was made of, and what made it."""


def read(instruction: str, context: Context, frames: Mapping[str, Any], library: str | None = None) -> tuple[Reading, ...]:
    """All fair readings of an instruction, best first."""
    if not instruction.strip():
        return ()
    state = Read(instruction, context, frames)
    if not state.catalogue.tables:
        return ()
    whole = correlations(state.ask, instruction, state.catalogue, state.linker, state.mentions)
    whole = whole or matrix(state.ask, instruction, state.catalogue, state.mentions)
    if whole is not None:
        return (Reading(whole, sentence_of(whole), library=state.ask.library or library),)
    found: list[_Found] = []
    seen: set[str] = set()
    for choice in state.choices():
        composer = Composer(state.ask, state.meaning, choice, state.catalogue, state.linker)
        composer.ratios, composer.long = state.ratios, state.long
        chart = composer.chart()
        if chart is None or (key := repr(chart)) in seen:
            continue
        seen.add(key)
        words = state.unread(choice)
        if _fair(choice, words, state):
            undated = ("date",) if state.meaning.years and choice.years is None else ()
            score = choice.score - composer.penalty
            left_out = tuple(dict.fromkeys((*words, *choice.played.unused, *undated, *composer.left_out)))
            reading = Reading(
                chart, sentence_of(chart), score, left_out, state.ask.library or library, remarks=_taken(state, chart)
            )
            found.append((reading, choice, composer))
            found += [(replace(_changed(reading, c), score=score - OTHER), choice, composer) for c in composer.others]
    found.sort(key=lambda f: -f[0].score)
    return _weighed(state, found[:MOST], instruction) if found else ()


def _weighed(state: Read, found: list[_Found], instruction: str) -> tuple[Reading, ...]:
    """The readings, the best with its confidence; one in doubt gives way to a neighbour that fits the words much better."""
    found, first = _likeliest(state, found)
    best = first
    near = [r for r in rivals(best.chart, Hearing(instruction, state.catalogue))[:NEAR] if r.lead > NEAR_LEAD]
    if best.doubts and near and near[0].lead > LEAD and near[0].kind in PLACES and not _unsays(state, best.chart, near[0]):
        best = _judged(state, found, near[0].chart)
        best = replace(best, confidence=min(best.confidence, first.confidence))  # what mends a guess is one, too
    known: dict[str, Reading] = {}
    for reading in (best, first, *(_changed(first, r.chart) for r in near), *(r for r, _, _ in found)):
        known.setdefault(repr(reading.chart), reading)
    return tuple(known.values())[:MOST]


def _likeliest(state: Read, found: list[_Found]) -> tuple[list[_Found], Reading]:
    """The readings and the best of them, judged: one in doubt gives way to a later one that much more speaks for.

    The score of a choice is the sum of how well its parts are named; the evidence looks at the whole of what is drawn.
    """
    best = _judged(state, found, found[0][0].chart)
    for place in range(1, len(found)) if not best.certain else ():
        if set(names_in(found[place][0].chart)) < set(names_in(best.chart)):
            continue  # what leaves something out has less to be wrong about
        if _renamed(found[0][1], found[place][1], state.meaning):
            continue
        order = [found[place], *found[:place], *found[place + 1 :]]
        other = _judged(state, order, order[0][0].chart)
        if other.confidence > best.confidence + LIKELIER:
            found, best = order, other
            best = replace(best, confidence=min(best.confidence, threshold("certain") - A_GUESS))
    return found, best


def _renamed(choice: Choice, other: Choice, meaning: Meaning) -> bool:
    """Whether another choice gives up a group that is named outright, for a column whose name only resembles the word."""
    for slot in (*meaning.groups, *meaning.colors):
        scores = {id(c): s for s, c in slot.mention.columns}
        now, then = (scores.get(id(c.column(slot)), 0.0) for c in (choice, other))
        if now >= LIKELY > then and slot.mention.table_score < LIKELY:
            return True
    return False


def _unsays(state: Read, chart: Chart, rival: Neighbour) -> bool:
    """Whether a neighbour gives up what is said outright: what to sort by, what has the colours, that time runs along."""
    wish, meaning = state.ask.sort, state.meaning
    if rival.kind == "order" and wish is not None and wish.target:
        return True
    if rival.kind == "turned" and meaning.colors and meaning.groups:
        return True
    timed, kept = (any(e.time_unit for e in c.encodings.values()) for c in (chart, rival.chart))
    return timed and not kept and (state.ask.over_time or state.ask.unit is not None)


def _judged(state: Read, found: list[_Found], chart: Chart) -> Reading:
    """The best reading, or a neighbour of it, with its confidence."""
    best, choice, composer = found[0]
    best = _changed(best, chart)
    others = [Rival(r.chart, r.score) for r, _, _ in found[1:]]
    evidence = gather(state, choice, composer, best, [Rival(chart, best.score), *others])
    likely = confidence(evidence.figures)
    if choice.played.unused:
        likely = min(likely, threshold("least") - A_GUESS)  # those who are meant are not told from the others
    return replace(best, confidence=likely, doubts=evidence.doubts, evidence=evidence.figures)


def _changed(reading: Reading, chart: Chart) -> Reading:
    """A reading with another chart."""
    return replace(reading, chart=chart, sentence=sentence_of(chart))


def _taken(state: Read, chart: Chart) -> tuple[str, ...]:
    """How dates are read whose texts do not prove it, keys that only their values speak for, groups that may be one."""
    names = set(names_in(chart))
    unproven = [c for c in state.catalogue.columns() if c.name in names and c.writing is not None and not c.writing.proven]
    orders = {c.name: "day/month" if c.writing and c.writing.day_first else "month/day" for c in unproven}
    steps = [t for t in chart.transforms if isinstance(t, JoinTransform)]
    weak = [e for e in state.catalogue.edges if e.score <= PERSONS_MEANT]
    keys = [e for e in weak if any({t.left_on, t.right_on} == {e.left_on, e.right_on} for t in steps)]
    grouped = {e.field for e in chart.encodings.values() if e.type in ("nominal", "ordinal") and not e.aggregate}
    here = {chart.frame, *(t.frame for t in steps)}
    drawn = [c for c in state.catalogue.columns() if c.name in grouped and c.table in here]
    return (
        *(f"{name} read as {order}" for name, order in orders.items()),
        *(f"{e.left_on} of {e.left} taken as {e.right_on} of {e.right}" for e in keys),
        *(f"{one!r} and {other!r} count as two" for one, other in filter(None, map(spelt_apart, drawn))),
    )


def _fair(choice: Choice, words: tuple[str, ...], state: Read) -> bool:
    """Whether enough was understood to draw something: most of the words with content, and no far-fetched choice."""
    nouns = {stem(w) for w in words if not w.endswith(("ed", "ing", "en"))}
    return choice.score > LEAST and (len(nouns) < 2 or len(nouns) <= len(state.mentions))


def unread(instruction: str, context: Context, frames: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of an instruction that name nothing in the data."""
    if not instruction.strip():
        return ()
    return tuple(dict.fromkeys(Read(instruction, context, frames).meaning.unread))
