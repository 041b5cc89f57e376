"""A GGUF model by llama.cpp's own server, from the prebuilt library xllamacpp: settings enter, chat completions leave."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from typing import Any

from jupyter_viscode.host.engines.serving import KEY

_CPU_BATCH = 128
"""Tokens of a prompt that are read in one go on a CPU. Only between two goes does the server see that a client has left; on a
GPU a go of the usual 2,048 is over at once."""


_KEPT_PROMPTS = 1024
"""MiB of memory for the prompts of other conversations, so that kernels that take turns keep theirs; the library's own limit
is 8 GiB."""


def _gpus() -> bool:
    import xllamacpp

    return any("GPU" in str(device.get("type", "")) for device in xllamacpp.get_device_info())


def parameters(settings: dict[str, Any], key: str | None) -> Any:
    """The library's parameters for a launch.

    Parameters
    ----------
    settings
        ``model`` (path), ``name``, ``context``, ``slots``, ``socket`` or ``port``, and optionally ``gpu_layers``, ``threads``,
        ``projector``, ``lookup``.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = settings["model"]
    params.model_alias = {settings["name"]}
    params.hostnames = [settings["socket"]] if settings.get("socket") else ["127.0.0.1"]
    params.port = settings.get("port") or 0
    if key:
        params.api_keys = [key]
    slots = settings.get("slots", 1)
    params.n_parallel = slots
    params.n_ctx = settings["context"] * slots
    if settings.get("gpu_layers") is not None:
        params.n_gpu_layers = settings["gpu_layers"]
    if settings.get("threads"):
        params.cpuparams.n_threads = settings["threads"]
        params.cpuparams_batch.n_threads = settings["threads"]
    if settings.get("projector"):
        params.mmproj.path = settings["projector"]
    if settings.get("lookup"):
        params.speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
    if settings.get("gpu_layers") == 0 or not _gpus():
        params.n_batch = _CPU_BATCH
    params.cache_ram_mib = _KEPT_PROMPTS
    params.ui = False
    params.offline = True
    params.endpoint_slots = False
    params.verbosity = 2
    return params


def main() -> None:
    """Serve the model that the command line describes, until the process is ended."""
    settings = json.loads(sys.argv[1])
    key = os.environ.pop(KEY, None)
    if settings.get("socket"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(settings["socket"])  # noqa: PTH108 - left by a process that was killed
        os.umask(0o177)
    import xllamacpp

    try:
        server = xllamacpp.Server(parameters(settings, key))
    except RuntimeError as error:
        raise SystemExit(f"llama.cpp could not load {settings['model']}: {error}") from None
    sys.stderr.write(f"{settings['name']} is ready at {server.listening_address}\n")
    sys.stderr.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
