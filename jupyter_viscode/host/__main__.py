"""The host as a process: ``python -m jupyter_viscode.host FOLDER`` serves until it is idle, and says why when it cannot."""

from __future__ import annotations

import argparse
import asyncio
import errno
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from filelock import FileLock, Timeout

from jupyter_viscode.errors import ConfigError
from jupyter_viscode.host import place
from jupyter_viscode.host.running import Running
from jupyter_viscode.host.service.server import IDLE_SECONDS, Host

LOG_BYTES = 2 * 2**20
"""Size at which a log is put aside; one older one is kept."""


def serve(
    folder: Path,
    *,
    idle: float = IDLE_SECONDS,
    port: int = 0,
    nonce: str = "",
    ready: Callable[[Host, Running], Awaitable[None]] | None = None,
) -> None:
    """Be the one host of this user until it is stopped.

    Parameters
    ----------
    ready
        Runs beside the host once it can be found.

    Raises
    ------
    ConfigError
        Another host is there already, or the port is taken.
    """
    os.umask(0o077)  # what the host and its engines write is nobody else's to read
    logger = _log(folder)
    try:
        # Held for life, and given back by the system whatever kills this process.
        with FileLock(folder / "host.lock", timeout=2.0, mode=0o600):
            place.clean(folder)
            asyncio.run(_serve(folder, idle, port, nonce, ready))
    except Timeout:
        raise ConfigError("A model host is running already.", hint="See 'viscode host status', or: viscode host stop") from None
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise ConfigError(
            f"The model host cannot listen on port {port}: {error.strerror}.", hint="Give another with --port, or none."
        ) from None
    finally:
        for handler in logger.handlers[:]:
            logger.removeHandler(handler)
            handler.close()


async def _serve(
    folder: Path, idle: float, port: int, nonce: str, ready: Callable[[Host, Running], Awaitable[None]] | None
) -> None:
    host = Host(folder, idle=idle, port=port, nonce=nonce)
    await host.run((lambda entry: ready(host, entry)) if ready is not None else None)


def _log(folder: Path) -> logging.Logger:
    handler = RotatingFileHandler(folder / "host.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger("jupyter_viscode.host")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    return logger


def main() -> int:
    """Serve detached, as a client starts it."""
    parser = argparse.ArgumentParser(prog="python -m jupyter_viscode.host")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--idle", type=float, default=IDLE_SECONDS)
    parser.add_argument("--nonce", default="")
    arguments = parser.parse_args()
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        serve(arguments.folder, idle=arguments.idle, nonce=arguments.nonce)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
