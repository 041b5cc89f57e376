"""The engine transformers: models in Hugging Face's own form, text and vision, on any device that torch knows."""

from __future__ import annotations

from pathlib import Path

from jupyter_viscode.host.engine import Abilities, EngineOptions, Launch, ModelSource
from jupyter_viscode.host.engines.common import OFFLINE, address, basics, checked, is_there, launch
from jupyter_viscode.host.library.weights import read


class Transformers:
    """transformers and torch behind this package's own small server."""

    name = "transformers"
    extra = "transformers"

    def installed(self) -> bool:
        """True when ``transformers`` and ``torch`` can be imported."""
        return is_there("transformers") and is_there("torch")

    def accepts(self, source: ModelSource) -> bool:
        """Folders with ``config.json``."""
        return source.format == "transformers"

    def abilities(self, source: ModelSource) -> Abilities:
        """Of the model as it would be loaded."""
        weights = read(source)
        return Abilities(vision=weights.vision, lookup=True, prefix=True, context=weights.context(None))

    def launch(self, source: ModelSource, options: EngineOptions, folder: Path) -> Launch:
        """The command; raises ModelError."""
        weights = checked(source)
        settings = basics(source, weights, options) | {"vision": weights.vision, "lookup": options.lookup}
        return launch("run_transformers", settings, address(folder), OFFLINE)
