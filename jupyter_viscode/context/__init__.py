"""What a model may see of the user's data: live frames enter, summaries and bounded text leave.

`find` and `choose` pick frames from a namespace, `build` makes the `Context` of a request, `render` its text for a model.
"""

from __future__ import annotations

from jupyter_viscode.context.build import build, resolve
from jupyter_viscode.context.frames import choose, find, is_frame
from jupyter_viscode.context.joins import joins
from jupyter_viscode.context.render import render, tokens
from jupyter_viscode.context.summary import Size, size, summarise

__all__ = ["Size", "build", "choose", "find", "is_frame", "joins", "render", "resolve", "size", "summarise", "tokens"]
