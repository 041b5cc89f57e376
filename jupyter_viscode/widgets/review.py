"""A suggested change as a widget: new code and the code before go in; what the user decided comes out.

Nothing of it is in the widget's state, which notebooks save: the page asks for the change when it is shown.
"""

from __future__ import annotations

import contextvars
from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from jupyter_viscode.errors import InputError, ViscodeError
from jupyter_viscode.panel import messages
from jupyter_viscode.types import Attempt, Code, Outcome, Request, Result
from jupyter_viscode.widgets import front_end, idle, style


class Review(anywidget.AnyWidget):  # type: ignore[misc]
    """Shows a change line by line, to accept, to accept and run, or to reject it.

    ``review.accepted`` is None while the user has not decided; it can be observed.

    Parameters
    ----------
    code
        The new program, or an answer of `jupyter_viscode.ask` or `jupyter_viscode.fix`.
    previous
        The program that it would take the place of.
    """

    _esm = front_end("review")
    _css = style("review")

    accepted = traitlets.Bool(None, allow_none=True, help="What the user decided; None while it is open.")

    def __init__(self, code: str | Result, previous: str = "") -> None:
        self._shell, self._context = idle.shell(), contextvars.copy_context()
        self._idle = idle.Idle(self._shell)
        self._result = code if isinstance(code, Result) else Result("not-executed", code=Code(code, "python"))
        if self._result.code is None:
            raise InputError("The answer has no code to review.", hint="Ask again, in other words.")
        self.code, self.previous = self._result.code.source, previous
        super().__init__()
        self.on_msg(lambda widget, content, buffers: self._receive(content))

    def insert(self) -> None:
        """Put the code into the next cell, where the front end takes it; to be called in a cell.

        Raises
        ------
        InputError
            The change is not accepted, or there is no notebook.
        """
        if not self.accepted:
            raise InputError("The change is not accepted.", hint="Accept it in the widget first.")
        if self._shell is None:
            raise InputError("There is no next cell here.", hint="The code is in the widget's .code.")
        self._shell.set_next_input(self.code, replace=False)

    def close(self) -> None:
        """End the widget."""
        self._idle.close()
        super().close()

    def _receive(self, content: Mapping[str, Any]) -> None:
        # The kernel answers over a comm to where it was last sent from: all is sent as from here, perhaps a subshell.
        self._context = contextvars.copy_context()
        kind = content.get("type")
        if kind == "hello":
            self._tell(self._change())
        elif kind in ("accept", "run", "reject") and self.accepted is None:
            self.accepted = kind != "reject"
            if kind == "run":
                self._idle.do(self._run)

    def _change(self) -> dict[str, Any]:
        from jupyter_viscode.consent import wishes

        made = self._attempt()
        return {
            "type": "change",
            "code": self.code,
            "previous": self.previous,
            "title": self._result.reading,
            "accepted": self.accepted,
            "runs": self._shell is not None,
            "risks": messages.risks(made) if wishes(made) else [],
        }

    def _attempt(self) -> Attempt:
        """The trial of the code, or as much as its text alone tells."""
        from jupyter_viscode.runtimes import policy

        known, code = self._result.best, self._result.code
        if known is not None or code is None:
            return known or Attempt(0, Code("", "python"), Outcome("ok"), "given")
        risks = policy.risks(code.source, Request(""))
        return Attempt(0, code, Outcome("ok"), "given", risks=risks)

    def _run(self) -> None:
        """Run the code in the session, by the user's click."""
        from jupyter_viscode import assistant, magics

        host = magics.of(self._shell)
        try:
            assistant.accept(self._result, assistant.Door(host.session, host.history))
            shown, too_large = messages.passive(idle.bundle(output) for output in host.session.take_outputs())
            said = {"status": self._result.status, "message": self._result.message, "pictures": shown, "too_large": too_large}
        except ViscodeError as error:
            said = {"status": "failed", "message": str(error), "pictures": [], "too_large": False}
        self._tell({"type": "ran", **said})

    def _tell(self, message: dict[str, Any]) -> None:
        self._context.copy().run(self.send, message)
