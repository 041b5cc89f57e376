"""A chart assistant for notebooks: ask in plain words, get tested chart code.

In a notebook: ``%load_ext jupyter_viscode``, then ``%%viscode``. In a program: `ask` and `fix`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_viscode.types import Level, Result
    from jupyter_viscode.widgets.dropzone import DropZone as DropZone
    from jupyter_viscode.widgets.review import Review as Review

__version__ = "0.1.0"
__all__ = ["DropZone", "Review", "ask", "fix", "load_ipython_extension", "unload_ipython_extension"]

_WIDGETS = {"DropZone": "jupyter_viscode.widgets.dropzone", "Review": "jupyter_viscode.widgets.review"}


def ask(
    instruction: str,
    frames: Mapping[str, Any] | None = None,
    *,
    image: Any = None,
    code: str | None = None,
    library: str | None = None,
    language: str = "python",
    model: str | None = None,
    context: Level = "schema",
    execute: bool = True,
    max_repairs: int = 3,
    seed: int = 0,
    timeout: float = 30.0,
    **more: Any,
) -> Result:
    """Answer an instruction with tested chart code.

    Parameters
    ----------
    instruction
        What to draw, in plain words.
    frames
        The data by the names that the code will use; None takes those of the current session.
    image
        A picture that goes with the instruction: a path, or bytes of a PNG.
    code
        A program to edit instead of starting anew.
    library
        ``matplotlib``, ``seaborn``, ``plotly`` or ``altair``; None leaves it open.
    model
        ``builtin``, ``http(s)://host:port/v1#name``, a path, or a catalogue name.
    context
        What a model may see of the frames: ``none``, ``schema``, ``stats`` or ``sample``.
    execute
        Run the tested code in the current session too, if there is one.
    timeout
        Seconds that a trial may take.
    **more
        Further fields of `jupyter_viscode.settings.Settings`.

    Raises
    ------
    ViscodeError
        With a sentence that names the cause and what to do.
    """
    from jupyter_viscode import assistant
    from jupyter_viscode.settings import Settings

    settings = Settings(
        model, library, language, context, execute=execute, max_repairs=max_repairs, seed=seed, timeout=timeout, **more
    )
    return assistant.ask(instruction, frames, image=image, code=code, settings=settings)


def fix(
    code: str,
    error: Any = None,
    frames: Mapping[str, Any] | None = None,
    *,
    instruction: str = "",
    model: str | None = None,
    context: Level = "schema",
    execute: bool = True,
    max_repairs: int = 3,
    timeout: float = 30.0,
    **more: Any,
) -> Result:
    """Repair a program; `error` is the exception or its traceback, None to try the program first.

    The other parameters are those of `ask`.
    """
    from jupyter_viscode import assistant
    from jupyter_viscode.settings import Settings

    settings = Settings(model, level=context, execute=execute, max_repairs=max_repairs, timeout=timeout, **more)
    return assistant.fix(code, error, frames, instruction=instruction, settings=settings)


def __getattr__(name: str) -> Any:
    """The widgets, on use: what shows them is heavy, and an extra."""
    if name not in _WIDGETS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module
    from importlib.util import find_spec

    from jupyter_viscode.errors import MissingDependencyError
    from jupyter_viscode.widgets import INSTALL

    if find_spec("anywidget") is None:
        raise MissingDependencyError("anywidget", INSTALL)
    return getattr(import_module(_WIDGETS[name]), name)


def load_ipython_extension(shell: Any) -> None:
    """Hook of ``%load_ext jupyter_viscode``."""
    from jupyter_viscode import magics

    magics.load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Hook of ``%unload_ext jupyter_viscode``."""
    from jupyter_viscode import magics

    magics.unload(shell)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Hook of ``jupyter labextension develop``: where the built front end lies."""
    return [{"src": "labextension", "dest": "jupyter-viscode"}]
