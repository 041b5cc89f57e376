"""What the sidebar is told: steps of the loop, frames and attempts go in, JSON comes out.

Data only, in the terms of the types; the front end finds the words for it, in the user's language.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_viscode import export
from jupyter_viscode.errors import ViscodeError

if TYPE_CHECKING:
    from jupyter_viscode.context import Size
    from jupyter_viscode.types import (
        Attempt,
        Completion,
        FrameSummary,
        Outcome,
        Progress,
        Prompt,
        Request,
    )

TEXT_SECONDS = 0.1
"""Least time between two pieces of a streamed answer: each makes the front end draw again."""
MOST_COLUMNS = 300
LARGEST_PICTURE = 8_000_000
"""Characters of a chart that still goes into one message."""
LONGEST_TRACEBACK = 6_000
LONGEST_CALL = 160

Send = Callable[[dict[str, Any]], None]


class Steps:
    """Steps of the loop to messages; text is sent in pieces of TEXT_SECONDS."""

    def __init__(self, turn: str, send: Send) -> None:
        self._turn, self._send = turn, send
        self._text = ""
        self._sent = 0.0

    def on_step(self, event: Request | Progress | Prompt | Completion | Attempt | Outcome) -> None:
        """Take in one step."""
        from jupyter_viscode.types import Attempt, Completion, Progress, Prompt, Request

        self._flush()
        match event:
            case Request():
                self._tell("frame", frame=about(event))
            case Progress():
                self._tell("status", status="preparing", text=str(event))
            case Prompt():
                self._tell("status", status="repairing" if event.attempt else "thinking", text="")
            case Completion():
                self._tell("completion", reading=event.reading, code=code(event.text))
            case Attempt():
                self._tell("attempt", **attempt(event))

    def on_token(self, text: str) -> None:
        """Take in a piece of a model's answer."""
        self._text += text
        if time.monotonic() - self._sent >= TEXT_SECONDS:
            self._flush()

    def _flush(self) -> None:
        if self._text:
            text, self._text = self._text, ""
            self._sent = time.monotonic()
            self._tell("text", text=text)

    def _tell(self, kind: str, **what: Any) -> None:
        self._send({"type": kind, "id": self._turn, **what})


# -- data to JSON ------------------------------------------------------------------------------------------------------


def frame(size: Size, name: str) -> dict[str, Any]:
    """A frame as the sidebar lists it."""
    return {"name": name, "library": size.library, "rows": size.rows, "width": size.columns}


def columns(summary: FrameSummary) -> list[dict[str, Any]]:
    """A frame's columns, as the sidebar shows them on expanding."""
    return [{"name": c.name, "dtype": c.dtype, "kind": c.kind} for c in summary.columns[:MOST_COLUMNS]]


def risks(made: Attempt) -> list[dict[str, Any]]:
    """What the user should agree to, with the lines of code that it is about."""
    from jupyter_viscode.consent import wishes

    lines = made.code.source.splitlines()
    named = []
    for risk in wishes(made):
        known = risk.line is not None and 0 < risk.line <= len(lines)
        call = lines[(risk.line or 1) - 1].strip()[:LONGEST_CALL] if known else ""
        named.append({"what": risk.what, "line": risk.line if known else None, "call": call})
    return named


def about(request: Request) -> dict[str, Any] | None:
    """Which frame the question was taken to be about, and why."""
    frame = request.context.frame(request.context.active)
    if frame is None:
        return None
    return {"name": frame.name, "rows": frame.rows, "width": len(frame.columns), "reason": request.context.reason}


def attempt(made: Attempt) -> dict[str, Any]:
    """A program and what became of it."""
    outcome = made.outcome
    error = outcome.error
    return {
        "index": made.index,
        "origin": made.origin,
        "candidate": made.candidate,
        "good": outcome.good,
        "status": outcome.status,
        "code": made.code.source,
        "notes": list(made.notes),
        "findings": [finding.message for finding in outcome.findings],
        "blocked": list(outcome.blocked),
        "error": {
            "name": error.name,
            "message": error.message,
            "line": error.line,
            "traceback": plain(error.traceback)[-LONGEST_TRACEBACK:],
        }
        if error is not None
        else None,
    }


def pictures(attempt: Attempt) -> tuple[list[dict[str, Any]], bool]:
    """What a trial drew, in the forms that run nothing when they are shown; and whether something was too large to send."""
    return passive(attempt.outcome.outputs)


def passive(outputs: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """Of displayed data what runs nothing when it is shown; and whether something was too large to send."""
    from jupyter_viscode.types import PASSIVE

    shown, too_large = [], False
    for output in outputs:
        kept = _with_picture({kind: data for kind, data in output.items() if kind.startswith(PASSIVE)})
        size = sum(len(str(data)) for data in kept.values())
        too_large = too_large or size > LARGEST_PICTURE
        if kept and size <= LARGEST_PICTURE:
            shown.append(kept)
    return shown, too_large


def _with_picture(bundle: dict[str, Any]) -> dict[str, Any]:
    """A Vega-Lite chart with a PNG beside it: JupyterLab may know older versions of Vega-Lite alone.

    The chart's description came out of a trial, so it may load nothing.
    """
    spec = next((data for kind, data in bundle.items() if kind.startswith("application/vnd.vegalite")), None)
    if spec is None or any(kind.startswith("image/") for kind in bundle):
        return bundle
    try:
        png = export.vega_png(spec)
    except ViscodeError:  # not installed, or a chart that it cannot draw: then the page may be able to
        return bundle
    return {**bundle, "image/png": base64.b64encode(png).decode()}


def code(text: str) -> str:
    """The program in an answer; the whole of it when there is none."""
    from jupyter_viscode import prompts

    code = prompts.extract(text, "python")
    return code.source if code is not None else text


def plain(text: str) -> str:
    """Without the escapes that colour a traceback."""
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)
