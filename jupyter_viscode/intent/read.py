"""Reading: instruction, context and frames go in; the readings come out, best first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_viscode.intent import Reading
from jupyter_viscode.intent.catalogue import Catalogue, catalogue_of
from jupyter_viscode.intent.choose import Choice, Chooser
from jupyter_viscode.intent.clauses import Ask, each_unit, read_clauses, unit_named
from jupyter_viscode.intent.compose import Composer
from jupyter_viscode.intent.grammar import Meaning, interpret
from jupyter_viscode.intent.link import Linker, Mention
from jupyter_viscode.intent.sentence import sentence_of
from jupyter_viscode.types import Context

MOST = 6


class Read:
    """Everything known of one instruction before a choice is made."""

    def __init__(self, instruction: str, context: Context, frames: Mapping[str, Any]) -> None:
        self.catalogue: Catalogue = catalogue_of(context, frames)
        self.ask: Ask = read_clauses(instruction)
        self._each_unit()
        self.linker = Linker(self.catalogue, self.ask.text)
        self.mentions: list[Mention] = self.linker.mentions()
        self.meaning: Meaning = interpret(self.ask, self.linker, self.mentions)

    def _each_unit(self) -> None:
        """ "per month" is a time unit, unless a column is called so."""
        match = each_unit(self.ask.text)
        if match is None:
            return
        words = match["unit"].removesuffix("s").replace(" ", "")
        for column in self.catalogue.columns():
            if words in column.stems and (
                column.kind != "temporal" or "".join(column.stems) == words or len(column.stems) == 1
            ):
                return
        if not any(c.kind == "temporal" or c.year for c in self.catalogue.columns()):
            return
        if self.ask.unit is None:
            self.ask.unit = unit_named(match["unit"])
        self.ask.text.drop(match.start(), match.end())

    def choices(self) -> list[Choice]:
        """The joint choices of columns, best first."""
        return Chooser(self.ask, self.linker, self.meaning, self.mentions).choices()


def read(instruction: str, context: Context, frames: Mapping[str, Any], library: str | None = None) -> tuple[Reading, ...]:
    """All fair readings of an instruction, best first."""
    if not instruction.strip():
        return ()
    state = Read(instruction, context, frames)
    if not state.catalogue.tables:
        return ()
    unread_words = tuple(dict.fromkeys(state.meaning.unread))
    found: list[Reading] = []
    seen: set[str] = set()
    for choice in state.choices():
        composer = Composer(state.ask, state.meaning, choice, state.catalogue, state.linker)
        chart = composer.chart()
        if chart is None or (key := repr(chart)) in seen:
            continue
        seen.add(key)
        found.append(
            Reading(chart, sentence_of(chart), choice.score - composer.penalty, unread_words, state.ask.library or library)
        )
    found.sort(key=lambda r: -r.score)
    return tuple(found[:MOST])


def unread(instruction: str, context: Context, frames: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of an instruction that name nothing in the data."""
    if not instruction.strip():
        return ()
    return tuple(dict.fromkeys(Read(instruction, context, frames).meaning.unread))
