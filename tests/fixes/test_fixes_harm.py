"""Programs that run and draw: a fix of an error that has nothing to do with them leaves their picture as it was.

The whole set takes minutes: it runs with ``VISCODE_FIXES_ALL=1``; else a share of it, chosen by hash, always the same.
"""

from __future__ import annotations

import os

import pytest
from corpus import CASES
from running import ADDED, OWN, chosen, written
from session import Drawn, frames, run, trial
from test_fixes_corpus import solve

from jupyter_viscode.fixes import mend
from jupyter_viscode.types import Code, Context, ErrorInfo, Request

REQUEST = Request("plot", frames=frames(), context=Context(active="df"))
WHOLE = bool(os.environ.get("VISCODE_FIXES_ALL"))


@pytest.fixture(scope="module")
def programs() -> list[str]:
    fixed = [source for case in CASES if (WHOLE or chosen(case.name, 24)) and (source := solve(case)[0])]
    made = list(dict.fromkeys(written()))
    assert len(OWN) + len(made) + sum(1 for case in CASES if not chosen(case.name, 40)) >= 300
    return [p for p in (*OWN, *made, *fixed) if WHOLE or p in fixed or chosen(p, 6)]


def test_harm_of_errors_after_the_picture(programs: list[str]) -> None:
    """A statement that fails is added at the end; whatever is made of it, the picture before it stays."""
    harmed, tried = [], 0
    for program in programs:
        before = Before(program)
        for added in (a for a in ADDED if chosen(program + a, 8 if WHOLE else 16)):
            source = f"{program.rstrip()}\n{added}\n"
            error = run(source)
            if error is None or error.name == "NothingDrawn":
                continue
            tried += 1
            fix = mend(Code(source), error, REQUEST)
            if fix is not None and not before.is_drawn_by(fix.source, unless_after=added):
                harmed.append((source, error.message, fix.source))
    assert tried > (3000 if WHOLE else 150)
    assert not harmed


def test_harm_of_errors_of_other_programs(programs: list[str]) -> None:
    """The program runs and is told of an error that it cannot have: at no line, at its last, at its first."""
    errors = [e for case in CASES if chosen(case.name, 1 if WHOLE else 4) and (e := run(case.code)) is not None]
    harmed, tried = [], 0
    for program in programs:
        before = Before(program)
        for error in (e for e in errors if chosen(program + e.message, 32 if WHOLE else 16)):
            for line in (None, 1, program.count("\n") + 1):
                tried += 1
                fix = mend(Code(program), ErrorInfo(error.name, error.message, line=line), REQUEST)
                if fix is not None and not before.is_drawn_by(fix.source):
                    harmed.append((program, error.message, line, fix.source))
    assert tried > (3000 if WHOLE else 150)
    assert not harmed


class Before:
    """The picture of a program, drawn when it is first asked for."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.drawn: Drawn | None = None

    def is_drawn_by(self, source: str, unless_after: str = "") -> bool:
        """True when `source` draws the same; it may still fail in its last lines, those of `unless_after`."""
        after = trial(source, picture=True)
        if after.error is not None:
            last = len(source.rstrip().splitlines()) - unless_after.count("\n")
            return bool(unless_after) and (after.error.line or 0) >= last
        self.drawn = self.drawn or trial(self.program, picture=True)
        return self.drawn.error is None and after.picture == self.drawn.picture
