"""``viscode serve``: a model's name enters, and this process is the host until it is stopped.

Every kernel of this user finds it like one that was started on first use.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_viscode.errors import ViscodeError
from jupyter_viscode.host import place
from jupyter_viscode.host.__main__ import serve as serve_host
from jupyter_viscode.host.running import FILE, Running
from jupyter_viscode.host.selection import select, split
from jupyter_viscode.host.service.server import Host

Say = Callable[[str], Any]


def serve(name: str, *, port: int = 0, idle: float = 0.0, say: Say) -> None:
    """Load a model and serve it until Ctrl-C or ``viscode host stop``.

    Raises
    ------
    ViscodeError
        The model cannot be loaded, another host is running, or the port is taken.
    """
    wanted = select(name)
    failures: list[ViscodeError] = []
    home = place.folder()

    async def ready(host: Host, entry: Running) -> None:
        shown = -1.0

        async def tell(line: dict[str, Any]) -> None:
            nonlocal shown
            seconds = float(line.get("seconds", 0.0))
            if seconds - shown >= 1.0:
                shown = seconds
                said = f": {line['log']}" if line.get("log") else ""
                say(f"loading {wanted.title}, {seconds:.0f} s{said[:100]}")

        try:
            await host.load(wanted, "serve", tell)
        except ViscodeError as error:
            failures.append(error)
            host.stop()
            return
        say(f"{wanted.title} is loaded, on http://127.0.0.1:{entry.port}/v1 with the token in {home / FILE}")
        say(f"In a notebook: %viscode model {_shown(name)}")
        say("Ctrl-C stops it.")

    serve_host(home, idle=idle, port=port, ready=ready)
    if failures:
        raise failures[0]


def _shown(name: str) -> str:
    """The name as it works from any folder."""
    _, model, _ = split(name)
    path = Path(model).expanduser()
    return name.replace(model, str(path.absolute())) if path.exists() else name
