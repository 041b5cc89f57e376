"""The engine vLLM: models in Hugging Face's form on a GPU, for many users at once, by vLLM's own server."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

from jupyter_viscode.host.engine import Abilities, EngineOptions, Launch, ModelSource
from jupyter_viscode.host.engines.common import OFFLINE, address, checked, is_there
from jupyter_viscode.host.library.weights import read

_SLOTS = 8
"""Answers at once: they share the cache that is taken anyway."""
_NO_REPORT = {"VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}


class Vllm:
    """vLLM's OpenAI server. It takes up to a minute to start and then most of a GPU's memory, so it is not the default."""

    name = "vllm"
    extra = "vllm"

    def installed(self) -> bool:
        """True when ``vllm`` can be imported."""
        return is_there("vllm")

    def accepts(self, source: ModelSource) -> bool:
        """Folders with ``config.json``."""
        return source.format == "transformers"

    def abilities(self, source: ModelSource) -> Abilities:
        """Of the model as it would be loaded."""
        weights = read(source)
        return Abilities(
            vision=weights.vision, lookup=True, prefix=True, batch=True, slots=_SLOTS, context=weights.context(None)
        )

    def launch(self, source: ModelSource, options: EngineOptions, folder: Path) -> Launch:
        """The command; raises ModelError."""
        weights, where, key = checked(source), address(folder), secrets.token_urlsafe(24)
        argv = [sys.executable, "-P", "-m", "vllm.entrypoints.openai.api_server"]
        argv += ["--model", str(source.path.resolve()), "--served-model-name", source.name]
        argv += ["--uds", str(where.socket)] if where.socket else ["--host", "127.0.0.1", "--port", str(where.port)]
        argv += ["--max-model-len", str(weights.context(options.context)), "--max-num-seqs", str(max(options.slots, _SLOTS))]
        # The model's own habits of sampling, such as a penalty for repetition, would change programs.
        argv += ["--generation-config", "vllm", "--enable-prefix-caching", "--enable-prompt-tokens-details"]
        if options.lookup:
            lookup = {"method": "ngram", "num_speculative_tokens": 8, "prompt_lookup_max": 4}
            argv += ["--speculative-config", json.dumps(lookup)]
        env = OFFLINE | _NO_REPORT | {"VLLM_API_KEY": key}
        return Launch(tuple(argv), where, key, env, health="/health", model=source.name)
