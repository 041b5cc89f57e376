"""The runtime file: what a running host says of itself goes in, and comes out again as long as that host is alive.

A file of yesterday, of a process that died, or of one whose number another process has now, counts as none.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from jupyter_viscode.host.place import write_private

PROTOCOL = 1
"""Changes when a client of one version cannot talk to a host of another."""
FILE = "host.json"


@dataclass(frozen=True)
class Running:
    """A host process and how to reach it."""

    port: int
    token: str
    pid: int
    born: str
    """When the process started, in the system's own terms: tells it from a later one with the same number."""
    nonce: str = ""
    """What the starter of the host gave it, to know its own again."""
    version: str = ""
    protocol: int = PROTOCOL
    python: str = ""
    model: str | None = None
    engine: str | None = None

    @property
    def alive(self) -> bool:
        """True while the very process that wrote this runs."""
        return born(self.pid) == self.born

    def __repr__(self) -> str:
        return f"<host {self.pid} on port {self.port}>"  # a token is never shown


def read(place: Path) -> Running | None:
    """The host of the folder's runtime file, if it is alive."""
    try:
        fields = json.loads((place / FILE).read_text(encoding="utf-8"))
        running = Running(**{name: fields[name] for name in Running.__dataclass_fields__ if name in fields})
    except (OSError, ValueError, TypeError):
        return None
    return running if running.alive else None


def write(place: Path, running: Running) -> None:
    """Publish a host."""
    write_private(place / FILE, json.dumps(asdict(running), indent=1))


def remove(place: Path, pid: int) -> None:
    """Take the runtime file away, unless another host has written it since."""
    with suppress(OSError, ValueError):
        if json.loads((place / FILE).read_text(encoding="utf-8")).get("pid") == pid:
            (place / FILE).unlink()


def born(pid: int) -> str:
    """When process `pid` started; "" when there is none or it has ended and only waits to be collected."""
    if sys.platform == "linux":
        try:
            state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            return ""
        # Ticks since the machine's start do not move when its clock is set; the start itself has a name.
        return "" if state in "ZX" else f"{_boot()}:{fields[18]}"
    import psutil

    try:
        process = psutil.Process(pid)
        return "" if process.status() == psutil.STATUS_ZOMBIE else f"{process.create_time():.2f}"
    except psutil.Error:
        return ""


def _boot() -> str:
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""
