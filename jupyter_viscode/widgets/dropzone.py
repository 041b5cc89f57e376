"""The drop zone as a widget: a chart picture comes in from the page; tested code that draws it again comes out.

Pictures travel as buffers of messages, both ways: nothing of them is in the widget's state, which notebooks save.
"""

from __future__ import annotations

import contextvars
from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from jupyter_viscode.errors import InputError, ViscodeError
from jupyter_viscode.panel import messages
from jupyter_viscode.panel.door import Panel
from jupyter_viscode.widgets import front_end, idle, style

if TYPE_CHECKING:
    from jupyter_viscode.settings import Settings


class DropZone(anywidget.AnyWidget):  # type: ignore[misc]
    """Draws a chart picture again: drop, paste or choose one in the page.

    ``zone.code`` is the program of the last answer and ``zone.result`` the whole of it; both can be observed.

    Parameters
    ----------
    frames
        The data that charts can be drawn of, by name; None takes the frames of the session.
    model
        Which engine or model answers; None takes the session's.
    """

    _esm = front_end("dropzone")
    _css = style("dropzone")

    code = traitlets.Unicode("", help="The program of the last answer.")
    result = traitlets.Any(None, help="The last answer.")

    def __init__(self, frames: Mapping[str, Any] | None = None, *, model: str | None = None) -> None:
        self._shell, self._model = idle.shell(), model
        self._context = contextvars.copy_context()
        super().__init__()
        self._panel = Panel(self._tell, _host(self._shell, frames))
        self.on_msg(lambda widget, content, buffers: self._receive(content, buffers))
        self._idle = idle.Idle(self._shell, lambda: self._panel.receive({"type": "frames"}))

    def insert(self) -> None:
        """Put the code of the last answer into the next cell, where the front end takes it.

        Raises
        ------
        InputError
            There is no code yet, or no notebook.
        """
        if not self.code:
            raise InputError("There is no code yet.", hint="Drop a picture on the widget first.")
        if self._shell is None:
            raise InputError("There is no next cell here.", hint="The code is in the widget's .code.")
        self._shell.set_next_input(self.code, replace=False)

    def close(self) -> None:
        """End the widget and what it works on."""
        self._panel.close()
        self._idle.close()
        super().close()

    # -- messages ------------------------------------------------------------------------------------------------------

    def _receive(self, content: Mapping[str, Any], buffers: list[Any]) -> None:
        # The kernel answers over a comm to where it was last sent from: all is sent as from here, perhaps a subshell.
        self._context = contextvars.copy_context()
        kind = content.get("type")
        if kind == "hello":
            self._tell({**self._panel.greeting(), "runs": self._shell is not None})
            self._panel.receive({"type": "frames"})
        elif kind == "run":
            self._idle.do(lambda: self._run(str(content.get("id", ""))))
        else:
            chosen = {"model": self._model} if self._model is not None else {}
            self._panel.receive({**content, **chosen}, buffers)

    def _tell(self, message: dict[str, Any]) -> None:
        if message["type"] == "answer":
            self.result = self._panel.answer(str(message["id"]))
            self.code = message["code"]
        self._context.copy().run(self.send, message)

    # -- running -------------------------------------------------------------------------------------------------------

    def _run(self, turn: str) -> None:
        """Run an answer's code in the session, by the user's click."""
        from jupyter_viscode import assistant

        result = self._panel.answer(turn)
        session = self._panel.session
        try:
            if result is None or self._shell is None:
                raise InputError("The answer is no longer known.", hint="Ask for it again.")
            assistant.accept(result, assistant.Door(session, self._panel.history))
            shown, too_large = messages.passive(idle.bundle(output) for output in session.take_outputs())
            said = {"status": result.status, "message": result.message, "pictures": shown, "too_large": too_large}
        except ViscodeError as error:
            said = {"status": "failed", "message": str(error), "pictures": [], "too_large": False}
        self._tell({"type": "ran", "id": turn, **said})


class Alone:
    """Stands in for a kernel's session where there is none, as in marimo: frames, and no place to run code in."""

    history = None

    def __init__(self, frames: Mapping[str, Any]) -> None:
        self._frames = dict(frames)
        self.session = self
        self.config_traits = SimpleNamespace(fixed=frozenset())

    def namespace(self) -> Mapping[str, Any]:
        """The frames by name."""
        return self._frames

    def own(self) -> frozenset[str]:
        """Nothing is ever bound here."""
        return frozenset()

    def settings(self, options: Mapping[str, Any], variant: int = 0) -> Settings:
        """The defaults with what the front end chose."""
        from jupyter_viscode.settings import Settings

        return Settings(
            options.get("model"),
            options.get("lib"),
            options.get("lang") or "python",
            options.get("context") or "schema",
            execute=False,
            reuse=False,
            variant=variant,
        )


def _host(shell: Any, frames: Mapping[str, Any] | None) -> Any:
    """Whose frames, settings and history are used."""
    if shell is None or frames is not None:
        return Alone(frames or {})
    from jupyter_viscode import magics

    magics.load(shell)
    return magics.of(shell)
