"""What the parts of composing share: the ask, the meaning, one choice of columns, and what it cost.

Nothing enters or leaves here; `filters`, `shape` and `compose` build on it.
"""

from __future__ import annotations

from jupyter_viscode.intent.choosing.choose import Choice
from jupyter_viscode.intent.grammar.meaning import Meaning
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.request.ask import Ask
from jupyter_viscode.intent.schema.joins import Plan
from jupyter_viscode.intent.schema.tables import Catalogue, Col
from jupyter_viscode.spec import Chart


class Composition:
    """One choice of columns, about to become a chart."""

    def __init__(self, ask: Ask, meaning: Meaning, choice: Choice, catalogue: Catalogue, linker: Linker) -> None:
        self.ask = ask
        self.meaning = meaning
        self.choice = choice
        self.catalogue = catalogue
        self.linker = linker
        assert choice.plan is not None
        self.plan: Plan = choice.plan
        self.penalty = 0.0
        self.left_out: list[str] = []
        """Figures that were asked for and not drawn."""
        self.others: list[Chart] = []
        """Other fair charts of the same choice."""
        self.odd_unit = ask.odd_unit
        """A stretch of time that was asked for and is not drawn."""
        self.guessed_date = ""
        """The column of dates for which no unit was said, and which may well be meant in another one."""

    def _name(self, column: Col) -> str:
        return self.plan.name(column)
