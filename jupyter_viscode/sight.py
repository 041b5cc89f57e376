"""The picture of a request beside what a model draws: a Request enters, a Sight leaves, which judges attempts.

A drawn chart is held against what was read in the picture, and its picture against the one that was given. Where what
reads pictures is not installed, or nothing can be read, the model answers as it would without.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_viscode.backends.pictures import redraws
from jupyter_viscode.errors import ViscodeError
from jupyter_viscode.types import Attempt, Cancel, Finding, Outcome, Prompt, Request

if TYPE_CHECKING:
    from jupyter_viscode.vision.reading import Reading

T = TypeVar("T")

UNLIKE = 0.6
"""Likeness below which a picture goes back although nothing is known to contradict the one that was given."""
_TICK = 0.05


@dataclass(frozen=True)
class Sight:
    """What is known of the picture that a question is about."""

    reading: Reading | None
    """What was read; None when it is no chart, or cannot be read here."""
    given: Any
    """Its pixels; None when they are not to be compared."""

    def judged(self, attempt: Attempt, cancel: Cancel | None = None) -> Attempt:
        """The attempt with its likeness, and with findings about what it draws otherwise than the picture."""
        if self.given is None or attempt.outcome.status != "ok":
            return attempt
        drawn = drawn_pixels(attempt.outcome)
        alike = _alike(self.given, drawn) if drawn is not None else 0.0
        found = self._contradictions(attempt.outcome, drawn, cancel)
        unexplained = self.reading is not None and drawn is not None and not (found or attempt.outcome.findings)
        if unexplained and alike is not None and alike < UNLIKE:
            found = (Finding("picture-unlike", f"The picture drawn is only {alike:.0%} like the one given."),)
        outcome = replace(attempt.outcome, findings=(*attempt.outcome.findings, *found))
        return replace(attempt, outcome=outcome, likeness=alike)

    def _contradictions(self, outcome: Outcome, drawn: Any, cancel: Cancel | None) -> tuple[Finding, ...]:
        if self.reading is None:
            return ()
        from jupyter_viscode.vision.contradictions import contradictions, ranges

        found = contradictions(self.reading, outcome.chart, self.given, drawn)
        if found or outcome.findings or drawn is None or len(self.reading.panels) != 1:
            return found
        # Reading a picture takes seconds, so the axes are looked at last, when all else is as it should be.
        again = _patiently(lambda: _read(_png(outcome) or b""), cancel)
        return ranges(self.reading, again) if again is not None else ()


def look(request: Request, cancel: Cancel | None = None) -> Sight | None:
    """What is known of the request's picture; None without one."""
    if not request.images:
        return None
    data = request.images[0].data
    reading = _patiently(lambda: _read(data), cancel)
    return Sight(reading, given_pixels(request) if redraws(request) else None)


def sees(backend: object, prompt: Prompt) -> bool:
    """Whether the model behind a backend takes pictures: it says so, or it has answered a question with one."""
    abilities = getattr(backend, "abilities", None)
    if abilities is not None:
        return bool(getattr(abilities, "vision", False))
    return any(message.images for message in prompt.messages)


def given_pixels(request: Request) -> Any:
    """Pixels of the request's picture; None when there are none."""
    if not request.images:
        return None
    try:
        from jupyter_viscode.vision.intake import decode

        return decode(request.images[0].data).pixels
    except (ViscodeError, ImportError):
        return None  # what cannot be unpacked was refused, and said, by whoever should have read it


def drawn_pixels(outcome: Outcome) -> Any:
    """Pixels of what a program drew; None when there are none."""
    data = _png(outcome)
    if data is None:
        return None
    try:
        from jupyter_viscode.vision.intake import decode

        return decode(data).pixels
    except (ViscodeError, ImportError):
        return None


def _png(outcome: Outcome) -> bytes | None:
    data = next((o["image/png"] for o in outcome.outputs if "image/png" in o), None)
    with suppress(ValueError):
        return base64.b64decode(str(data)) if data is not None else None
    return None


def _alike(given: Any, drawn: Any) -> float | None:
    try:
        from jupyter_viscode.vision.compare import similarity
    except ImportError:
        return None
    return similarity(given, drawn)


def _read(data: bytes) -> Reading | None:
    try:
        from jupyter_viscode.vision.redraw import look

        return look(data)[1]
    except (ViscodeError, ImportError):
        return None


def _patiently(action: Callable[[], T], cancel: Cancel | None) -> T | None:
    """What a slow action gives, done by another thread, so that a stop need not wait for it; None when it was stopped."""
    found: Future[T] = Future()

    def work() -> None:
        try:
            found.set_result(action())
        except BaseException as error:
            found.set_exception(error)

    threading.Thread(target=work, name="viscode-sight", daemon=True).start()
    while not wait([found], timeout=_TICK).done:
        if cancel is not None and cancel.is_set():
            return None
    return found.result()
