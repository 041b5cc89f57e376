"""The engine vLLM: models in Hugging Face's form on a GPU, for many users at once, by vLLM's own server.

The command follows vLLM's published sources and documentation (0.11 and later); the tests check the command, and no test has
run it, as it needs a GPU.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

from jupyter_viscode.errors import ModelError
from jupyter_viscode.host.engine import Abilities, EngineOptions, Launch, ModelSource
from jupyter_viscode.host.engines.common import OFFLINE, address, checked, is_there
from jupyter_viscode.host.library.weights import read

_SLOTS = 8
"""Answers at once: they share the cache that is taken anyway."""
_IMAGES = 5
"""Pictures of a question and its repairs."""
_QUIET = {"VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1", "VLLM_HOST_IP": "127.0.0.1"}
"""Nobody is told, and what its processes say to each other stays on this machine."""


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
        if where.socket is None:
            # Its key guards only what is under /v1; other paths of the same port answer anybody on the machine.
            raise ModelError(
                "vLLM is started only on a Unix socket, as its key does not guard all its paths, and there can be none here.",
                hint="Set JUPYTER_RUNTIME_DIR to a folder with a shorter path, or give the address of a vLLM server.",
            )
        # The module behind `vllm serve`; running openai.api_server as a module is deprecated.
        argv = [sys.executable, "-P", "-m", "vllm.entrypoints.cli.main", "serve", str(source.path.resolve())]
        argv += ["--served-model-name", source.name, "--uds", str(where.socket)]
        argv += ["--max-model-len", str(weights.context(options.context)), "--max-num-seqs", str(max(options.slots, _SLOTS))]
        if weights.vision:
            argv += ["--limit-mm-per-prompt", json.dumps({"image": _IMAGES})]
        # The model's own habits of sampling, such as a penalty for repetition, would change programs.
        argv += ["--generation-config", "vllm", "--enable-prefix-caching", "--enable-prompt-tokens-details"]
        if options.lookup:
            lookup = {"method": "ngram", "num_speculative_tokens": 8, "prompt_lookup_max": 4}
            argv += ["--speculative-config", json.dumps(lookup)]
        env = OFFLINE | _QUIET | {"VLLM_API_KEY": key}
        return Launch(tuple(argv), where, key, env, health="/health", model=source.name)
