"""``viscode bench models --shape 7b``: a shape enters; how fast it is written here, against the memory's limit, leaves.

Each token needs all weights once, so that a machine writes at most its memory's bytes a second over the weights' bytes. The
weights are chance. On a GPU with an engine built for it they lie there; else the processor's memory is measured.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from jupyter_viscode.bench.overhead import Row
from jupyter_viscode.bench.random_weights import FORMS, SHAPES, Form, Shape, write
from jupyter_viscode.bench.replies import fresh, timed
from jupyter_viscode.errors import InputError, ViscodeError
from jupyter_viscode.types import Backend, GenerationConfig, Message, Prompt, Request

_ENGINES = ("llama-cpp-python", "xllamacpp")
_RUNS = 3
_SPARE = 2**30
_ASKED = "Draw the mean revenue of each region as bars, sorted, with a title and labels. " * 2
_BANDWIDTHS = {
    "B200": 8000, "H200": 4800, "H100 NVL": 3900, "H100 PCIE": 2000, "H100": 3350, "A100-SXM4-80": 2039, "A100": 1555,
    "L40S": 864, "L40": 864, "L4": 300, "A10G": 600, "A10": 600, "T4": 320, "V100": 900, "RTX 5090": 1792, "RTX 4090": 1008,
    "RTX 4080": 717, "RTX 3090": 936, "RTX 3060": 360, "RTX 6000 ADA": 960, "A6000": 768, "MI300X": 5300,
}  # fmt: skip
"""Published bandwidth of a GPU's memory by a part of its name, GB/s; the longest part that fits counts."""


def rows(name: str, engine: str | None, tokens: int, folder: Path | None = None) -> Iterator[Row]:
    """Rate and ratio for each form of the weights.

    Parameters
    ----------
    name
        One of `SHAPES`.
    engine
        An engine that loads GGUF files; None takes one that is installed, built for the GPU if there is one.
    folder
        Where the weights are written meanwhile.
    """
    shape = SHAPES.get(name)
    if shape is None:
        raise InputError(f"There is no shape {name!r}.", hint=f"Choose one of: {', '.join(SHAPES)}.")
    engine, on_gpu = _engine(engine)
    bandwidth, how = _bandwidth(on_gpu)
    yield Row("bandwidth of the memory that holds the weights", bandwidth / 1e9 if bandwidth else None, "GB/s", note=how)
    with tempfile.TemporaryDirectory(prefix="viscode-shape-", dir=folder) as place:
        for form in FORMS:
            path = Path(place) / f"{name}-{form}.gguf"
            what = f"{name} in {form} by {engine}"
            try:
                _require_room(path.parent, shape.bytes_of_a_token(form))
                write(shape, form, path)
                yield from _measured(what, f"{engine}:{path}?context=2048&lookup=no", shape, form, bandwidth, tokens)
            except (ViscodeError, OSError) as error:
                yield Row(f"decode, {what}", None, "tokens/s", note=str(error))
            finally:
                path.unlink(missing_ok=True)


def _measured(what: str, name: str, shape: Shape, form: Form, bandwidth: float | None, tokens: int) -> Iterator[Row]:
    from jupyter_viscode import models
    from jupyter_viscode.host import client

    backend: Backend = models.resolve(name)
    asked = Prompt((Message("user", _ASKED),), Request(_ASKED))
    config = GenerationConfig(max_tokens=tokens)
    try:
        started = time.perf_counter()
        timed(backend, asked, GenerationConfig(max_tokens=4))
        loaded = time.perf_counter() - started
        runs = [timed(backend, fresh(asked, f"run {n}"), config) for n in range(_RUNS)]
    finally:
        client.unload()
    rate, read = median(run.rate for run in runs), shape.bytes_of_a_token(form)
    prefill = [speed for run in runs if (speed := run.prefill) is not None]
    yield Row(f"load and first answer, {what}", loaded, "s")
    yield Row(f"prefill, {what}", median(prefill) if prefill else None, "tokens/s")
    yield Row(f"decode, {what}", rate, "tokens/s", note=f"{read / 2**30:.2f} GiB of weights a token")
    if bandwidth:
        limit = bandwidth / read
        yield Row(f"decode over the memory's limit, {what}", rate / limit, "", note=f"the limit is {limit:.0f} tokens/s")


def _engine(wanted: str | None) -> tuple[str, bool]:
    """The engine, and whether it works on a GPU."""
    from jupyter_viscode.host import condition
    from jupyter_viscode.host.library import machine
    from jupyter_viscode.host.selection import engines

    there = [one.name for one in engines() if one.name in _ENGINES and one.installed()]
    if wanted is not None and wanted not in there:
        raise InputError(f"The engine {wanted!r} is not installed or loads no GGUF files.", hint="See: viscode doctor")
    if not there:
        raise InputError("No engine for GGUF files is installed.", hint='pip install "jupyter_viscode[llama-prebuilt]"')
    gpus = machine.look().gpus
    using = [name for name in there if gpus and condition.uses_gpu(name)]
    chosen = wanted or (using or there)[0]
    return chosen, chosen in using


def _require_room(folder: Path, size: int) -> None:
    from jupyter_viscode.host.library import machine

    free = machine.disk_free(folder)
    if free < 1.2 * size + _SPARE:
        raise InputError(
            f"The weights take {machine.gib(1.2 * size)}, and {folder} has {machine.gib(free)}.",
            hint="Set TMPDIR to a folder with more room.",
        )


# -- bandwidth ---------------------------------------------------------------------------------------------------------


def _bandwidth(on_gpu: bool) -> tuple[float | None, str]:
    """Bytes a second, and where the figure is from."""
    if not on_gpu:
        return _measured_here(), "measured: this machine's processors read their memory"
    from jupyter_viscode.host.library import machine

    gpu = machine.look().gpus[0].name
    known = published(gpu)
    return (known, f"published for {gpu}") if known else (None, f"not known for {gpu}")


def published(gpu: str) -> float | None:
    """The published bandwidth of a GPU's memory in bytes a second; None for one that is not known."""
    fits = [part for part in _BANDWIDTHS if part in gpu.upper().replace("GEFORCE ", "")]
    return 1e9 * _BANDWIDTHS[max(fits, key=len)] if fits else None


def _measured_here(size: int = 2**27) -> float:
    """How fast as many threads as an engine has read memory, the best of some runs."""
    import numpy as np

    from jupyter_viscode.host.engines.common import threads

    count = threads()
    parts: list[Any] = [np.ones(size // 8) for _ in range(count)]
    best = 0.0
    for _ in range(4):
        # A maximum reads once and writes nothing; numpy looks for it without the interpreter's lock.
        workers = [threading.Thread(target=np.max, args=(part,)) for part in parts]
        started = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        best = max(best, count * size / (time.perf_counter() - started))
    return best
