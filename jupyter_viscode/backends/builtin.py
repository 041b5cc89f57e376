"""The embedded engine: the request of a Prompt goes in, a program for its best reading comes out. It needs no weights.

It answers the same way every time; on a repair or another variant it gives its next reading, and when it has none, or
cannot read the instruction, it declines and names the words.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from jupyter_viscode.errors import InputError
from jupyter_viscode.intent import Edited, Reading
from jupyter_viscode.types import Cancel, Completion, GenerationConfig, OnToken, Prompt, Request

_DEFAULT = "matplotlib"
LONGEST = 4_000
"""Characters of an instruction that are read: a pasted document is none, and reading it would take minutes."""


class BuiltinBackend:
    """Reads plain instructions about the frames at hand and writes the code of a chart.

    Parameters
    ----------
    guess
        Draw the best reading even when it is more likely wrong than the engine cares to be.
    """

    def __init__(self, *, guess: bool = False) -> None:
        self.name = "builtin"
        self.guess = guess

    def generate(
        self, prompt: Prompt, config: GenerationConfig, on_token: OnToken | None = None, cancel: Cancel | None = None
    ) -> Completion:
        """The program of the best reading, of the next one on a repair, or a refusal that says why."""
        started = time.perf_counter()
        request = prompt.request
        if cancel is not None and cancel.is_set():
            completion = Completion("", "cancelled")
        elif request.images and request.chart is None and request.code is None:
            from jupyter_viscode.backends import pictures

            completion = pictures.answered(request, prompt.attempt + config.variant, cancel)
        elif not request.instruction.strip():
            completion = _declined("There is nothing to read: the instruction is empty.")
        elif len(request.instruction) > LONGEST:
            completion = _declined(
                f"The instruction has {len(request.instruction):,} characters; the embedded engine reads up to {LONGEST:,}. "
                "Say in a few sentences what to draw, or take a model with %viscode model NAME ('viscode models' lists them)."
            )
        elif request.chart is not None:
            completion = _edited(request, prompt.attempt + config.variant)
        else:
            completion = _answered(request, prompt.attempt + config.variant, guess=self.guess)
        if on_token is not None and completion.text:
            on_token(completion.text)
        return replace(completion, model=_model(), seconds=time.perf_counter() - started)


def _answered(request: Request, number: int, *, guess: bool = False) -> Completion:
    """The n-th reading as a program; a first one that is not sure is offered instead, and is then number 1."""
    from jupyter_viscode import intent

    found = intent.readings(request.instruction, request.context, request.frames, request.library)
    if not found:
        return _declined(_misread(request))
    if not guess and not found[0].sure:
        if number == 0:
            return _offered(found)
        number -= 1
    if number >= len(found):
        return _declined(f"There is no other fair reading of this: {_listed(r.sentence for r in found)} is all.")
    refused = ""
    for place in range(number, len(found)):
        reading = found[place]
        library = request.library or reading.library or _DEFAULT
        try:
            code = code_of(reading, library, request)
        except InputError as error:
            refused = refused or str(error)
            continue
        others = tuple(r.sentence for i, r in enumerate(found) if i != place)
        return Completion(_fenced(code), reading=_said(reading), alternatives=others, chart=reading.chart)
    return _declined(refused)


def _offered(found: Sequence[Reading]) -> Completion:
    """Nothing is drawn; what was and was not understood is said, and the readings are offered."""
    best = found[0]
    doubts = f" What speaks against it: {'; '.join(best.doubts[:3])}." if best.doubts else ""
    said = f'The best reading is not sure enough to draw: "{best.sentence}".{doubts}'
    more = " (2, 3, ... the others)" if len(found) > 1 else ""
    return replace(
        _declined(
            f"{said} Draw it with '%viscode alternatives 1'{more}, in a shell with '--alternative 1', "
            "or say it with the names of the columns."
        ),
        reading=best.sentence,
        alternatives=tuple(r.sentence for r in found),
    )


def _edited(request: Request, number: int) -> Completion:
    """The chart of the request, changed as the instruction says."""
    from jupyter_viscode import intent
    from jupyter_viscode.intent.sentence import sentence_of

    assert request.chart is not None
    edited = intent.edit(request.chart, request.instruction, request.context, request.frames)
    if edited is None or not edited.understood:
        return _declined(_unedited(edited))
    if number > 0:
        return _declined(f"There is no other fair reading of this change: {', '.join(edited.understood)} is all.")
    try:
        code = _amended(edited, request) or _rewritten(edited, request)
    except InputError as error:
        return _declined(str(error))
    said = [f"changed: {', '.join(edited.understood)}"]
    said += [f"not understood: {', '.join(map(repr, edited.unread))}"] if edited.unread else []
    said += [f"not done: {'; '.join(edited.refused)}"] if edited.refused else []
    return Completion(_fenced(code), reading=f"{sentence_of(edited.chart)} ({'; '.join(said)})", chart=edited.chart)


def _amended(edited: Edited, request: Request) -> str | None:
    """The program of the request with the change made on its figure: the rest of a foreign program stays as it is."""
    from jupyter_viscode.chart.write.amend import amend

    drawn = _library_of(request.code)
    wanted = edited.library or request.library or drawn
    if edited.before is None or request.code is None or drawn is None or wanted != drawn:
        return None
    return amend(request.code, edited.before, edited.chart, drawn)


def _rewritten(edited: Edited, request: Request) -> str:
    """A new program for the changed chart."""
    if edited.unwritable:
        raise InputError(edited.unwritable)
    library = edited.library or request.library or _library_of(request.code) or _DEFAULT
    return code_of(Reading(edited.chart, ""), library, request)


def _unedited(edited: Edited | None) -> str:
    """Why nothing was changed."""
    refused = edited.refused if edited is not None else ()
    unread = edited.unread if edited is not None else ()
    if refused:
        also = f" Not understood: {', '.join(map(repr, unread))}." if unread else ""
        return f"{'. '.join(refused)}.{also}"
    words = f": {', '.join(map(repr, unread))}" if unread else ""
    return (
        f"The embedded engine did not understand the change{words}. "
        'What works: "make it horizontal", "sort descending", "log scale", "title "Sales"", "only 2024", "with plotly".'
    )


def code_of(reading: Reading, library: str, request: Request) -> str:
    """The program of a reading, with names that are not taken."""
    from jupyter_viscode.chart.write import write
    from jupyter_viscode.chart.write.fresh import with_fresh_names

    taken = (request.namespace.keys() | request.frames.keys()) - request.own
    return with_fresh_names(write(reading.chart, library, request.context), taken)


def _library_of(code: str | None) -> str | None:
    """The library that the program to be changed draws with."""
    for name in ("altair", "plotly", "seaborn", "matplotlib"):
        if code and f"import {name}" in code:
            return name
    return None


def _fenced(code: str) -> str:
    return f"```python\n{code.rstrip()}\n```"


def _said(reading: Reading) -> str:
    said = list(reading.remarks)
    if reading.unread:
        said.append(f"not understood: {', '.join(reading.unread)}")
    elif not reading.certain:
        said.append(f"not sure: {reading.doubts[0] if reading.doubts else 'it may be meant otherwise'}")
    return f"{reading.sentence} ({'; '.join(said)})" if said else reading.sentence


def _listed(sentences: object) -> str:
    return "; ".join(map(repr, list(sentences)[:3]))  # type: ignore[call-overload]


def _misread(request: Request) -> str:
    from jupyter_viscode import intent

    words = intent.unread_words(request.instruction, request.context, request.frames)
    return f"The embedded engine could not read this as a chart{_quoted(words)}. {_example(request)}"


def _quoted(words: Sequence[str]) -> str:
    return f": nothing in the data matches {', '.join(map(repr, words))}" if words else ""


def _example(request: Request) -> str:
    """An instruction that works on the frame at hand."""
    frame = request.context.frame(request.context.active) or next(iter(request.context.frames), None)
    if frame is None:
        return 'Try for example "mean of price by region as a bar chart".'
    names = [c.name for c in frame.columns]
    category, number, date = _telling(request, frame.name)
    if number and date and not category:
        asked = f"{number} over time"
    elif category and number:
        asked = f"mean of {number} by {category} as a bar chart"
    elif number:
        asked = f"histogram of {number}"
    elif category:
        asked = f"number of rows by {category} as a bar chart"
    else:
        return f"The frame {frame.name!r} has the columns {', '.join(map(repr, names[:8]))}."
    return f'Try for example "{asked}".'


def _telling(request: Request, frame: str) -> tuple[str | None, str | None, str | None]:
    """A column of few values, a quantity and a date that an example may speak of: no key, no column of names."""
    from jupyter_viscode.intent.schema.catalogue import catalogue_of

    catalogue = catalogue_of(request.context, request.frames)
    cols = [c for c in (catalogue.tables[frame].cols if frame in catalogue.tables else ()) if not catalogue.keyed(c)]
    few = [c.name for c in cols if c.kind in ("text", "boolean") and 1 < c.distinct <= 30]
    numbers = [c for c in cols if c.kind == "number" and not c.year]
    number = next((c.name for c in numbers if c.distinct > 12), numbers[0].name if numbers else None)
    return next(iter(few), None), number, next((c.name for c in cols if c.kind == "temporal"), None)


def _declined(message: str) -> Completion:
    return Completion("", "declined", message=message)


def _model() -> str:
    try:
        return f"builtin {version('jupyter_viscode')}"
    except PackageNotFoundError:
        return "builtin"
