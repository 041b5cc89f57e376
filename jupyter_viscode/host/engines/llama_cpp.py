"""The engine llama-cpp-python: GGUF, compiled on the machine, with pictures by llama.cpp's multimodal part."""

from __future__ import annotations

from pathlib import Path

from jupyter_viscode.host.engine import Abilities, EngineOptions, Launch, ModelSource
from jupyter_viscode.host.engines.common import address, basics, checked, is_there, launch
from jupyter_viscode.host.library.weights import read


class LlamaCpp:
    """llama-cpp-python behind this package's own small server.

    It has prompt-lookup as well, but with it the library keeps the scores of every token of the context (5 GB for 8,192 tokens
    of a vocabulary of 150,000), so that is left off.
    """

    name = "llama-cpp-python"
    extra = "llama"

    def installed(self) -> bool:
        """True when ``llama_cpp`` can be imported."""
        return is_there("llama_cpp")

    def accepts(self, source: ModelSource) -> bool:
        """GGUF files."""
        return source.format == "gguf"

    def abilities(self, source: ModelSource) -> Abilities:
        """Of the model as it would be loaded."""
        weights = read(source)
        return Abilities(vision=weights.vision, grammar=True, prefix=True, context=weights.context(None))

    def launch(self, source: ModelSource, options: EngineOptions, folder: Path) -> Launch:
        """The command; raises ModelError."""
        settings = basics(source, checked(source), options)
        settings["projector"] = str(source.projector.resolve()) if source.projector else None
        return launch("run_llama_cpp", settings, address(folder))
