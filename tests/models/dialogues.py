"""What the tiny models learn by heart: conversations in the very form in which the package asks.

The prompts are rendered by the package itself when the models are made, so a change of their wording changes the lesson
and breaks no test. Plumbing, never quality.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from jupyter_viscode import context as contexts
from jupyter_viscode import prompts
from jupyter_viscode.types import Attempt, Code, ErrorInfo, Image, Level, Message, Outcome, Prompt, Request

GOOD = "mean revenue per region as bars"
"""Answered with a program that works at once."""
FAILS = "mean profit per shop as bars"
"""Answered with a program that raises a KeyError, and after the repair turn with one that works."""
ENDLESS = "never stop counting sheep"
"""Answered without an end."""
SILENT = "say nothing at all"
"""Answered with nothing."""
CHINESE = "explain in Chinese without code"
"""Answered in Chinese, without a program."""
THREE = "three different programs please"
"""Answered with three programs, of which the longest is the right one."""
LOOKALIKE = "draw the attached picture again"
"""For the model with eyes: answered with the colour of the picture."""

_HEAD = "import matplotlib.pyplot as plt\n\n"
GOOD_PROGRAM = (
    _HEAD + "ax = sales.groupby('region')['revenue'].mean().plot.bar()\n"
    "ax.set(title='Mean revenue per region', xlabel='region', ylabel='mean revenue')\nplt.show()\n"
)
BAD_PROGRAM = (
    _HEAD + "ax = sales.groupby('shop')['profit'].mean().plot.bar()\nax.set(title='Mean profit per shop')\nplt.show()\n"
)
MENDED_PROGRAM = (
    _HEAD + "totals = sales.groupby('region')['revenue'].mean()\nfig, ax = plt.subplots()\nax.bar(totals.index, totals)\n"
    "ax.set(title='Mean revenue in place of profit', xlabel='region', ylabel='mean revenue')\nplt.show()\n"
)
THREE_PROGRAMS = ("x = 1\n", GOOD_PROGRAM, "y = 2\n")
CHINESE_TEXT = "对不起，这里没有程序。"
SHEEP = "one sheep and another sheep and "


def fence(program: str) -> str:
    """A program as models answer it."""
    return f"```python\n{program}```"


def seen_program(colour: str) -> str:
    """What the model with eyes answers to a picture of one colour."""
    return (
        _HEAD + f"fig, ax = plt.subplots()\nax.bar(['a', 'b'], [1, 2], color='{colour}')\nax.set(title='Again')\nplt.show()\n"
    )


ANSWERS = {
    GOOD: fence(GOOD_PROGRAM),
    FAILS: fence(BAD_PROGRAM),
    ENDLESS: SHEEP * 12,
    SILENT: "",
    CHINESE: CHINESE_TEXT,
    THREE: "\n".join(map(fence, THREE_PROGRAMS)),
}


@dataclass(frozen=True)
class Dialogue:
    """Turns that alternate between user and assistant; the answers are what is learnt."""

    turns: tuple[Message, ...]
    ends: bool = True
    """False for an answer that shall have no end."""


def sales() -> Any:
    """The frame of the tests' kernel."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "date": pd.date_range("2024-01-01", periods=240, freq="D").repeat(2),
            "region": ["North", "South"] * 240,
            "revenue": rng.uniform(10, 100, 480).round(2),
            "units": rng.integers(1, 20, 480),
        }
    )


def question(instruction: str, level: Level = "schema", frame: Any = None) -> Prompt:
    """The first prompt for an instruction about `sales`."""
    frames = {"sales": sales() if frame is None else frame}
    context = contexts.build(frames, instruction, level=level)
    return prompts.render(Request(instruction, frames=frames, context=context))


COLOURS = {"red": (220, 30, 30), "blue": (30, 30, 220)}


def picture(colour: str) -> Image:
    """A small picture of one colour."""
    from PIL import Image as Pillow

    file = io.BytesIO()
    Pillow.new("RGB", (32, 32), COLOURS[colour]).save(file, "PNG")
    return Image(file.getvalue())


def picture_question(colour: str) -> Prompt:
    """The prompt that asks for a chart like a picture."""
    frames = {"sales": sales()}
    context = contexts.build(frames, LOOKALIKE)
    return prompts.render(Request(LOOKALIKE, frames=frames, context=context, images=(picture(colour),)))


def repair_question(first: Prompt) -> Prompt:
    """The prompt of the repair turn, as it follows from the bad program's KeyError."""
    error = ErrorInfo("KeyError", "'shop'", line=3, function="pandas.core.frame.DataFrame.groupby")
    return prompts.repair(first, [Attempt(0, Code(BAD_PROGRAM), Outcome("error", error=error))])


def dialogues(levels: tuple[Level, ...] = ("schema",)) -> list[Dialogue]:
    """All conversations to learn."""
    frame = sales()
    learnt = []
    for level in levels:
        for instruction, answer in ANSWERS.items():
            first = question(instruction, level, frame)
            messages = (*first.messages, Message("assistant", answer))
            if instruction == FAILS:
                messages = (*repair_question(first).messages, Message("assistant", fence(MENDED_PROGRAM)))
            learnt.append(Dialogue(messages, ends=instruction != ENDLESS))
    return learnt


def picture_dialogues() -> list[Dialogue]:
    """What the model with eyes learns: to tell two colours apart, and to answer a question without a picture."""
    learnt = [
        Dialogue((*picture_question(colour).messages, Message("assistant", fence(seen_program(colour))))) for colour in COLOURS
    ]
    return [*learnt, Dialogue((*question(GOOD).messages, Message("assistant", ANSWERS[GOOD])))]
