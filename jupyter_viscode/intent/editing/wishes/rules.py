"""Wishes: one thing that is asked for, as a change of a Chart, and the forms of words that rules read it from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.words.lexicon import MACROS
from jupyter_viscode.spec import Chart

FORM, DATA, DETAIL, LAST = 1, 0, 2, 3
"""Stages: what is drawn of which rows comes before the mark, and both before how it looks."""


class Refusal(Exception):
    """A wish that was understood and cannot be met; the text says why, in a sentence."""


@dataclass(frozen=True)
class Wish:
    """One thing that is asked for."""

    said: str
    """What is done, in a few words."""
    act: Callable[[Chart], Chart]
    """Changes the Chart; raises Refusal."""
    stage: int = DETAIL
    cost: float = 0.0
    """How far-fetched the reading is, in unread words."""
    library: str | None = None
    final: bool = False
    """It is known that it cannot be done: its words say nothing else."""
    remedy: bool = False
    """It mends what was only complained of: a wish beside it says how it is to be mended."""


Reader = Callable[[Facts, re.Match[str]], Wish | None]


@dataclass(frozen=True)
class Rule:
    """A form of words and what it means."""

    pattern: re.Pattern[str]
    read: Reader
    phrase: bool = False
    """It ends in words of the user's own: all ends are tried."""


class Rules:
    """A module's rules, gathered by a decorator."""

    def __init__(self) -> None:
        self._found: list[Rule] = []

    def add(self, *patterns: str, phrase: bool = False) -> Callable[[Reader], Reader]:
        """Let the function read what one of the patterns matches. Macros in braces are those of `lexicon`."""

        def register(read: Reader) -> Reader:
            self._found += [Rule(_compiled(pattern), read, phrase) for pattern in patterns]
            return read

        return register

    def all(self) -> tuple[Rule, ...]:
        """The rules, in the order of their definition."""
        return tuple(self._found)


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, source in MACROS.items():
        first, *others = pattern.split("{" + name + "}")
        pattern = first
        for number, other in enumerate(others):
            again = source.replace("(?P<", f"(?P<also_{number}_") if number else source
            pattern += again + other
    return re.compile(pattern)
