"""Where the host keeps what belongs to one user on one machine: nothing enters, a private folder leaves.

It holds the runtime file, the locks, the log and the engine's socket; no other user may look into it.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from jupyter_viscode.errors import ConfigError

SOCKET_PATH_LIMIT = 90
"""Longest path of a folder that is to hold a Unix socket: the system's limit is about 104 bytes, its name included."""


def path() -> Path:
    """Where the host's folder is or would be; makes nothing.

    Home directories are often shared by several machines, so each machine has a folder of its own.
    """
    from jupyter_core.paths import jupyter_runtime_dir

    machine = re.sub(r"[^A-Za-z0-9.-]", "_", socket.gethostname())[:64] or "localhost"
    return Path(jupyter_runtime_dir()) / f"viscode-{machine}"


def folder() -> Path:
    """The host's folder, made when it is missing.

    Raises
    ------
    ConfigError
        When the folder belongs to somebody else or cannot be made.
    """
    place = path()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _guard(place)
    except OSError as error:
        raise ConfigError(
            f"The folder {place} for the model host cannot be used: {error.strerror}.",
            hint="Set JUPYTER_RUNTIME_DIR to a folder that you may write to.",
        ) from None
    return place


def _guard(place: Path) -> None:
    """Keep everybody else out; a folder that another user put there is refused."""
    if sys.platform == "win32":
        return  # what lies in the user's profile is private there by its access list
    state = place.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid():
        what = "belongs to another user" if state.st_uid != os.getuid() else "is no folder but a link or a file"
        raise ConfigError(
            f"The folder {place} for the model host {what}.",
            hint="Set JUPYTER_RUNTIME_DIR to a folder of your own.",
        )
    if state.st_mode & 0o077:
        place.chmod(0o700)


def engine_folder(place: Path) -> Path:
    """A fresh private folder for one engine, with a path short enough for a socket in it."""
    if len(os.fsencode(place)) <= SOCKET_PATH_LIMIT - 16:
        return Path(tempfile.mkdtemp(prefix="engine-", dir=place))
    folder = Path(tempfile.mkdtemp(prefix="viscode-engine-"))
    with suppress(OSError):  # so that it is found when the host was killed
        (place / f"engine-{folder.name}").symlink_to(folder)
    return folder


def clean(place: Path) -> None:
    """Remove what earlier engines have left; only the one host of the folder may do so, while it runs none."""
    for left in place.glob("engine-*"):
        if left.is_symlink():
            shutil.rmtree(left.readlink(), ignore_errors=True)
            left.unlink(missing_ok=True)
        else:
            shutil.rmtree(left, ignore_errors=True)


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user can read, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
