"""The sidebar's door: questions come in over a comm, steps of the loop and answers go out as plain data.

The front end is a view: it words and draws what arrives, and it inserts and runs accepted code as a cell. It opens its comm
on a subshell where the kernel has them, so that messages are handled off the main thread, while a cell runs as well.
"""

from __future__ import annotations

import contextvars
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_viscode.magics import VisCodeMagics
    from jupyter_viscode.panel.door import Panel

TARGET = "jupyter_viscode"


def register() -> int:
    """Make this kernel answer to the sidebar; harmless when it does already. Returns the protocol's number."""
    from comm import get_comm_manager
    from IPython import get_ipython

    from jupyter_viscode import magics
    from jupyter_viscode.panel.door import PROTOCOL

    shell = get_ipython()
    magics.load(shell)
    get_comm_manager().register_target(TARGET, lambda comm, message: _open(comm, magics.of(shell)))
    if _tell_all not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _tell_all)
    return PROTOCOL


_panels: dict[str, Panel] = {}
"""The open ones by the ids of their comms."""


def _open(comm: Any, magics: VisCodeMagics) -> None:
    from jupyter_viscode.panel.door import Panel

    # A kernel takes what comes next over a comm to where it was last sent from. All is sent as from here, the front end's
    # subshell, or questions would wait for the main thread's cell as soon as another thread has spoken.
    here = contextvars.copy_context()
    panel = Panel(lambda message: here.copy().run(comm.send, message), magics)
    _panels[comm.comm_id] = panel

    def close(message: Any) -> None:
        _panels.pop(comm.comm_id, None)
        panel.close()

    # In place of `on_msg`, whose caller fires `post_execute`: from this thread the inline backend would then close the
    # figures of the cell that is running.
    comm.handle_msg = lambda message: panel.receive(message["content"]["data"], message.get("buffers", ()))
    comm.on_close(close)
    panel.send(panel.greeting())


def _tell_all(execution: Any = None) -> None:
    """Hook on ``post_run_cell``: the frames may have changed, perhaps by accepted code."""
    source = str(getattr(getattr(execution, "info", None), "raw_cell", None) or "")
    for panel in list(_panels.values()):
        panel.ran(source)
        panel.send({"type": "changed"})
