"""Live frames and an instruction enter, the `Context` of the request leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_viscode.context.frames import choose, find, is_frame, mentions, no_frame, unknown_frame
from jupyter_viscode.context.joins import joins
from jupyter_viscode.context.summary import summarise
from jupyter_viscode.errors import InputError
from jupyter_viscode.types import Context, Level

_FRAMES = 8
"""So many frames are summarised when none is named: the active one, those mentioned, then the newest."""
_COLUMNS = 1_000
"""After so many columns no further frame is looked at that was neither named nor mentioned."""


def resolve(namespace: Mapping[str, Any], named: Sequence[str] = ()) -> dict[str, Any]:
    """The frames of a namespace; raises when there is none, or when a named one is none.

    Parameters
    ----------
    namespace
        Variables by name, oldest first.
    named
        Names that the user gave (``-d``).

    Raises
    ------
    InputError
        With the nearest name, or with how to make a frame.
    """
    frames = find(namespace)
    for name in named:
        if name in frames:
            continue
        value = namespace.get(name)
        if is_frame(value):
            frames[name] = value
        elif name in namespace:
            raise InputError(
                f"{name} is a {type(value).__name__}, not a frame.",
                hint=f"Make one of it first, for example: {name}_df = pd.DataFrame({name})",
            )
        else:
            raise unknown_frame(name, frames)
    if not frames:
        raise no_frame()
    return frames


def build(
    frames: Mapping[str, Any], instruction: str = "", named: Sequence[str] = (), level: Level = "schema", *, look: bool = False
) -> Context:
    """What an engine may know of the user's frames.

    With names given, only those frames (and others that the instruction mentions) are in the context.

    Parameters
    ----------
    frames
        Frames by name, the newest last.
    instruction
        The user's words.
    named
        Names that the user gave (``-d``), the active one first.
    level
        What may leave this process. The summaries hold kinds and figures at every level, for the embedded engine.
    look
        Compute the first rows of lazy frames that the question is about, at any level.

    Raises
    ------
    InputError
        There is no frame, or a named one does not exist.
    """
    active, reason = choose(instruction, frames, named)
    if active is None:
        raise no_frame()
    wanted = dict.fromkeys((active, *named, *mentions(instruction, frames)))
    summaries = [summarise(frames[name], name, level, look=look) for name in wanted]
    others = [name for name in reversed(list(frames)) if name not in wanted] if not named else []
    for name in others[: max(0, _FRAMES - len(summaries))]:
        if sum(len(summary.columns) for summary in summaries) < _COLUMNS:
            summaries.append(summarise(frames[name], name, level))
    return Context(
        frames=tuple(summaries),
        active=active,
        reason=reason,
        joins=joins(frames, summaries),
        level=level,
    )
