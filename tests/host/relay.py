"""A loopback port that leads to an engine's Unix socket, so that the package's own backend can be the client."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from pathlib import Path


class Relay:
    """Pass bytes both ways; a side that closes closes the other, as the host's proxy does."""

    def __init__(self, target: Path | int) -> None:
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), self._connect() as engine, selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, engine)
            ready.register(engine, selectors.EVENT_READ, client)
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if not data:
                        return
                    key.data.sendall(data)

    def _connect(self) -> socket.socket:
        if isinstance(self.target, int):
            return socket.create_connection(("127.0.0.1", self.target))
        engine = socket.socket(socket.AF_UNIX)
        engine.connect(str(self.target))
        return engine

    def close(self) -> None:
        self.listener.close()
