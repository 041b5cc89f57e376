"""The engine xllamacpp: GGUF by llama.cpp's own server, from a prebuilt wheel."""

from __future__ import annotations

from pathlib import Path

from jupyter_viscode.host.engine import Abilities, EngineOptions, Launch, ModelSource
from jupyter_viscode.host.engines.common import address, basics, checked, is_there, launch
from jupyter_viscode.host.library.weights import read


class XLlamaCpp:
    """llama.cpp's server: several answers at once, prompt-lookup, pictures, and a start without a compiler."""

    name = "xllamacpp"
    extra = "llama-prebuilt"

    def installed(self) -> bool:
        """True when ``xllamacpp`` can be imported."""
        return is_there("xllamacpp")

    def accepts(self, source: ModelSource) -> bool:
        """GGUF files."""
        return source.format == "gguf"

    def abilities(self, source: ModelSource) -> Abilities:
        """Of the model as it would be loaded."""
        weights = read(source)
        return Abilities(
            vision=weights.vision, grammar=True, lookup=True, prefix=True, batch=True, context=weights.context(None)
        )

    def launch(self, source: ModelSource, options: EngineOptions, folder: Path) -> Launch:
        """The command; raises ModelError."""
        settings = basics(source, checked(source), options)
        settings["projector"] = str(source.projector.resolve()) if source.projector else None
        settings |= {"slots": options.slots, "lookup": options.lookup}
        return launch("run_xllamacpp", settings, address(folder))
