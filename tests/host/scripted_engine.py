"""An engine for tests: its "weights" are a GGUF file that holds, as JSON, what the server is to do and when it is to die."""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_viscode.errors import ModelError
from jupyter_viscode.host.engine import Abilities, Address, EngineOptions, Launch, ModelSource

SERVER = Path(__file__).with_name("scripted_server.py")


class ScriptedEngine:
    name = "scripted-engine"
    extra = "test"

    def installed(self) -> bool:
        return True

    def accepts(self, source: ModelSource) -> bool:
        return source.format == "gguf"

    def abilities(self, source: ModelSource) -> Abilities:
        return Abilities(batch=True, context=2048)

    def launch(self, source: ModelSource, options: EngineOptions, folder: Path) -> Launch:
        if not source.path.is_file():
            raise ModelError(f"There is no {source.path}.", hint="Check the path.")
        address = Address(socket=folder / "engine.sock")
        argv = (sys.executable, "-I", "-S", str(SERVER), str(source.path), str(address.socket), str(options.slots))
        return Launch(argv, address, key="engine-key", health="/health", model=f"served-{source.name}")
