"""Intent: an instruction and the frames it speaks of go in; Charts, best reading first, come out.

`read` leads an instruction through the rooms: `schema` tells what there is to link to, `rewriting` and `request` put the
instruction in plainer words and take the wishes for a chart out of it, `linking` finds what the rest names, `grammar` makes
a Meaning of it, `choosing` settles which columns are meant, `composing` makes the Chart, `judging` tells how sure it is and
what else could be meant. `editing` changes a Chart. Nothing here draws; `jupyter_viscode.chart.write` turns a Chart into code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Context

__all__ = ["Edited", "Reading", "edit", "readings"]


@dataclass(frozen=True)
class Reading:
    """One way to read an instruction."""

    chart: Chart
    sentence: str
    """One line: "mean of price by month, one line per region"."""
    score: float = 0.0
    unread: tuple[str, ...] = ()
    """Words with content that found no place in the chart."""
    library: str | None = None
    """The plotting library that the instruction names."""
    confidence: float = 1.0
    """The chance that this is what was meant; weighed for the best reading only."""
    doubts: tuple[str, ...] = ()
    """What may have been misunderstood, in words."""
    remarks: tuple[str, ...] = ()
    """What was taken to be so in the data, in words."""
    evidence: Mapping[str, float] = field(default_factory=dict)
    """The figures that the confidence was made of."""

    @property
    def sure(self) -> bool:
        """Whether it may be drawn without asking."""
        from jupyter_viscode.intent.judging.confidence import threshold

        return self.confidence >= threshold("least")

    @property
    def certain(self) -> bool:
        """Whether it may be drawn without saying that it may be wrong."""
        from jupyter_viscode.intent.judging.confidence import threshold

        return self.confidence >= threshold("certain")


@dataclass(frozen=True)
class Edited:
    """A changed chart, and what was understood of the instruction."""

    chart: Chart
    understood: tuple[str, ...]
    unread: tuple[str, ...] = ()
    library: str | None = None
    refused: tuple[str, ...] = ()
    """Sentences on what was understood and cannot be done to this chart."""
    before: Chart | None = None
    """The chart that was changed, where it was read from a figure: as far as it can be drawn anew."""
    unwritable: str = ""
    """Why the chart cannot be drawn anew, only its program amended: the figure does not hold the values behind it."""


def readings(
    instruction: str, context: Context, frames: Mapping[str, Any] | None = None, library: str | None = None
) -> tuple[Reading, ...]:
    """All fair readings of an instruction, best first; empty when there is none (see `unread_words`).

    Parameters
    ----------
    instruction
        What the user wrote.
    context
        The summaries of the frames and their likely joins.
    frames
        The live frames by name, for values; nothing is changed in them.
    library
        The plotting library if it is already settled.
    """
    from jupyter_viscode.intent.read import read

    return read(instruction, context, frames or {}, library)


def unread_words(instruction: str, context: Context, frames: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """The words of an instruction that name nothing in the data."""
    from jupyter_viscode.intent.read import unread

    return unread(instruction, context, frames or {})


def edit(chart: Chart, instruction: str, context: Context, frames: Mapping[str, Any] | None = None) -> Edited | None:
    """Change a chart as asked and nothing else; None when nothing of the instruction was understood."""
    from jupyter_viscode.intent.editing import change

    return change(chart, instruction, context, frames or {})
