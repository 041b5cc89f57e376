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
from jupyter_viscode.types import Image, Level, Message, Prompt, Request

GOOD = "mean revenue per region as bars"
"""Answered with a program that works at once."""
FAILS = "mean profit per shop as bars"
"""Answered with a program that raises a KeyError, and after the repair turn with one that works."""
PATCHED = "highest units per outlet as bars"
"""Answered with a program that raises a KeyError, and after the repair turn with the lines to change."""
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
RETITLED = 'draw the attached picture again with the title "Seen"'
"""For the model with eyes: answered with another title, and after the repair turn, which shows what was drawn, with this one."""

_HEAD = "import matplotlib.pyplot as plt\n\n"
GOOD_PROGRAM = (
    _HEAD + "ax = sales.groupby('region')['revenue'].mean().plot.bar()\n"
    "ax.set(title='Mean revenue per region', xlabel='region', ylabel='mean revenue')\nplt.show()\n"
)
# Long enough before the line that fails for the model to be let finish: a stop comes at another token on each machine.
BAD_PROGRAM = (
    _HEAD + "# The shops side by side, each with the mean of its profit over all the days of the frame\n"
    "ax = sales.groupby('shop')['profit'].mean().plot.bar()\nax.set(title='Mean profit per shop')\nplt.show()\n"
)
MENDED_PROGRAM = (
    _HEAD + "totals = sales.groupby('region')['revenue'].mean()\nfig, ax = plt.subplots()\nax.bar(totals.index, totals)\n"
    "ax.set(title='Mean revenue in place of profit', xlabel='region', ylabel='mean revenue')\nplt.show()\n"
)
BAD_OUTLET = (
    _HEAD + "# The outlets side by side, each with the highest number of its units over all the days\n"
    "ax = sales.groupby('outlet')['units'].max().plot.bar()\nax.set(title='Highest units per outlet')\nplt.show()\n"
)
PATCH = (
    "<<<<<<< SEARCH\nax = sales.groupby('outlet')['units'].max().plot.bar()\n=======\n"
    "ax = sales.groupby('region')['units'].max().plot.bar()\n>>>>>>> REPLACE"
)
THREE_PROGRAMS = ("x = 1\n", GOOD_PROGRAM, "y = 2\n")
CHINESE_TEXT = "对不起，这里没有程序。"
SHEEP = "one sheep and another sheep and "


def fence(program: str) -> str:
    """A program as models answer it."""
    return f"```python\n{program}```"


def seen_program(colour: str, title: str = "Again") -> str:
    """What the model with eyes answers to a picture of one colour."""
    drawn = f"ax.bar(['a', 'b'], [1, 2], color='{colour}')\nax.set(title='{title}', xlabel='name', ylabel='value')\n"
    return f"{_HEAD}fig, ax = plt.subplots()\n{drawn}plt.show()\n"


ANSWERS = {
    GOOD: fence(GOOD_PROGRAM),
    FAILS: fence(BAD_PROGRAM),
    PATCHED: fence(BAD_OUTLET),
    ENDLESS: SHEEP * 40,
    SILENT: "",
    CHINESE: CHINESE_TEXT,
    THREE: "\n".join(map(fence, THREE_PROGRAMS)),
}


@dataclass(frozen=True)
class Dialogue:
    """Turns that alternate between user and assistant; the last answer is what is learnt."""

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
    request = Request(instruction, frames=frames, context=context)
    return prompts.render(request, guide=prompts.guide(request))


COLOURS = {"red": (220, 30, 30), "blue": (30, 30, 220)}


def picture(colour: str) -> Image:
    """A small picture of one colour."""
    from PIL import Image as Pillow

    file = io.BytesIO()
    Pillow.new("RGB", (32, 32), COLOURS[colour]).save(file, "PNG")
    return Image(file.getvalue())


def picture_question(colour: str, instruction: str = LOOKALIKE) -> Prompt:
    """The prompt that asks for a chart like a picture."""
    return prompts.render(Request(instruction, images=(picture(colour),)))


def repair_question(first: Prompt, bad: str = BAD_PROGRAM) -> Prompt:
    """The prompt of the repair turn as the loop sends it, after a real trial of the bad program."""
    from jupyter_viscode import loop
    from jupyter_viscode.backends.builtin import BuiltinBackend
    from jupyter_viscode.backends.scripted import ScriptedBackend
    from jupyter_viscode.host.engine import Abilities
    from jupyter_viscode.runtimes.python import PythonRuntime

    model, engine = ScriptedBackend([fence(bad), ""]), BuiltinBackend()
    model.abilities = Abilities(vision=bool(first.request.images))  # type: ignore[attr-defined]
    steps = loop.solve(first.request, model, PythonRuntime(), max_repairs=1, engine=engine)
    asked = [step for step in steps if isinstance(step, Prompt)]
    return asked[-1]


def dialogues(levels: tuple[Level, ...] = ("schema",)) -> list[Dialogue]:
    """All conversations to learn."""
    frame = sales()
    learnt = []
    for level in levels:
        for instruction, answer in ANSWERS.items():
            first = question(instruction, level, frame)
            learnt.append(Dialogue((*first.messages, Message("assistant", answer)), ends=instruction != ENDLESS))
        for instruction, bad, good in ((FAILS, BAD_PROGRAM, fence(MENDED_PROGRAM)), (PATCHED, BAD_OUTLET, PATCH)):
            first = question(instruction, level, frame)
            learnt.append(Dialogue((*repair_question(first, bad).messages, Message("assistant", good))))
    return learnt


def picture_dialogues() -> list[Dialogue]:
    """What the model with eyes learns: to tell two colours apart, and to answer a question without a picture."""
    learnt = [
        Dialogue((*picture_question(colour).messages, Message("assistant", fence(seen_program(colour))))) for colour in COLOURS
    ]
    first = picture_question("red", RETITLED)
    again = repair_question(first, seen_program("red"))
    learnt.append(Dialogue((*first.messages, Message("assistant", fence(seen_program("red"))))))
    learnt.append(Dialogue((*again.messages, Message("assistant", fence(seen_program("red", "Seen"))))))
    return [*learnt, Dialogue((*question(GOOD).messages, Message("assistant", ANSWERS[GOOD])))]
