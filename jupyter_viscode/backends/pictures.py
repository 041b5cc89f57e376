"""The embedded engine on pictures: a request with a picture goes in, a program that redraws or follows it comes out.

Three questions can be asked of a picture: the same chart again, the same with a change, or such a chart of the user's own
data. Words inside the picture are data; they are never read as an instruction.
"""

from __future__ import annotations

import re
import threading
from concurrent.futures import Future, wait

from jupyter_viscode.backends.adopt import adopted, speaks_of_data
from jupyter_viscode.errors import InputError, MissingDependencyError
from jupyter_viscode.types import Cancel, Completion, Request

_AGAIN = frozenset({
    "please", "redraw", "draw", "recreate", "create", "remake", "make", "rebuild", "build", "reproduce", "produce",
    "replot", "plot", "copy", "code", "imitate", "convert", "turn", "show", "give", "write", "me", "i", "want", "the",
    "this", "that", "attached", "same", "a", "an", "it", "of", "for", "from", "in", "into", "as", "to", "with", "using",
    "is", "what", "chart", "picture", "figure", "graph", "image", "screenshot", "diagram", "again", "python", "matplotlib",
    "plotly", "altair", "seaborn", "program", "exactly", "just", "like", "one",
})  # fmt: skip
"""An instruction of nothing but these words asks for the same chart again."""


def answered(request: Request, number: int, cancel: Cancel | None = None) -> Completion:
    """The n-th answer to a picture: its own program where it carries one, then what is read from its pixels.

    Reading takes seconds and cannot be interrupted: who may want to stop it waits for another thread.
    """
    if cancel is None:
        return _read(request, number)
    answer: Future[Completion] = Future()

    def work() -> None:
        try:
            answer.set_result(_read(request, number))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=work, name="viscode-picture", daemon=True).start()
    while not wait([answer], timeout=0.05).done:
        if cancel.is_set():
            return Completion("", "cancelled")
    return answer.result()


def _read(request: Request, number: int) -> Completion:
    try:
        return _answered(request, number)
    except MissingDependencyError:
        raise
    except InputError as error:
        return Completion("", "declined", message=str(error))


def _answered(request: Request, number: int) -> Completion:
    from jupyter_viscode.vision import intake, redraw

    data = request.images[0].data
    again = asks_again(request.instruction)
    carried = intake.decode(data).code if again and not _named(request) else ""
    if carried and number == 0:
        return _completion(carried, "the program that the picture carries; it was tried like any other")
    number -= bool(carried)
    if speaks_of_data(request) or _named(request):
        reading = redraw.look(data)[1]
        return adopted(request, reading.chart, redraw.sentence_of(reading), number)
    if number > 0:
        return Completion("", "declined", message="There is no other fair reading of this picture.")
    library = request.library or "matplotlib"
    redrawn = redraw.redraw(data, library)
    said = "".join(f" {note}" for note in redrawn.notes)
    if again:
        return _completion(redrawn.code, f"{redrawn.sentence}{said}", redrawn)
    return _changed(request, redrawn, said)


def asks_again(instruction: str) -> bool:
    """Whether an instruction asks for nothing but the same chart."""
    return set(re.findall(r"\w+", instruction.lower())) <= _AGAIN


def redraws(request: Request) -> bool:
    """Whether what is drawn is to look like the request's picture: neither changed nor of the user's own data."""
    if not request.images or request.chart is not None or request.code is not None:
        return False
    return asks_again(request.instruction) and not _named(request) and not speaks_of_data(request)


def _named(request: Request) -> bool:
    """Whether a frame was named with the question."""
    return request.context.active is not None and request.context.reason.startswith("named")


def _changed(request: Request, redrawn: object, said: str) -> Completion:
    """The picture's chart, changed as the instruction says."""
    from jupyter_viscode import intent
    from jupyter_viscode.chart.write import write
    from jupyter_viscode.intent.sentence import sentence_of
    from jupyter_viscode.vision.redraw import Redrawn

    assert isinstance(redrawn, Redrawn)
    edited = intent.edit(redrawn.chart, request.instruction, request.context, request.frames)
    if edited is None or not edited.understood or edited.unwritable:
        why = "; ".join(edited.refused) if edited is not None and edited.refused else ""
        message = (
            f"The picture was read ({redrawn.sentence}), but not the change that is asked for{': ' + why if why else ''}. "
            "Leave the instruction empty to redraw it, name a frame with -d to draw it with your data, or say the change "
            'as in "make it horizontal", "log scale", "title "Sales"".'
        )
        return Completion("", "declined", message=message, reading=redrawn.sentence)
    library = edited.library or request.library or "matplotlib"
    heading = redrawn.code.partition("\n")[0]
    code = f"{heading}\n{write(edited.chart, library, request.context)}"
    notes = [f"changed: {', '.join(edited.understood)}"]
    notes += [f"not understood: {', '.join(map(repr, edited.unread))}"] if edited.unread else []
    notes += [f"not done: {'; '.join(edited.refused)}"] if edited.refused else []
    reading = f"{sentence_of(edited.chart)}; {redrawn.sentence} ({'; '.join(notes)}){said}"
    return Completion(f"```python\n{code.rstrip()}\n```", reading=reading, chart=edited.chart)


def _completion(code: str, reading: str, redrawn: object = None) -> Completion:
    return Completion(
        f"```python\n{code.rstrip()}\n```", reading=reading, chart=getattr(redrawn, "chart", None), redraws=redrawn is not None
    )
