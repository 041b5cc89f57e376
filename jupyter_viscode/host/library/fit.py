"""Whether a model fits this machine: a catalogue entry and a machine go in, where it would run and how comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jupyter_viscode.host.library.catalogue import Entry, entries
from jupyter_viscode.host.library.machine import GIB, Machine

CONTEXTS = (16_384, 8_192, 4_096)
"""Tokens of context that are tried, longest first: the charting models were trained on 16,384."""
GPU_OVERHEAD = round(1.2 * GIB)
"""Bytes that an engine takes beside weights and context: its compute buffers and the driver's part. An estimate."""
CPU_OVERHEAD = round(0.6 * GIB)
GPU_SHARE = 0.95
"""Share of graphics memory that one model may take; the desktop keeps the rest."""
CPU_SHARE = 0.75
"""Share of main memory: the kernel, its frames and the system live there too."""
CPU_LARGEST = 9 * 10**9
"""Parameters above which a model on a CPU answers too slowly to be recommended: a token reads all weights once."""
CPU_LARGEST_FEW_CORES = 4 * 10**9
_FEW_CORES = 4

Where = Literal["gpu", "split", "cpu", "no"]


@dataclass(frozen=True)
class Fit:
    """How a model would run here."""

    where: Where
    """On the GPU, split between GPU and CPU, on the CPU, or not at all."""
    quantization: str
    context: int
    """Tokens; 0 when it does not fit."""
    memory: int
    """Bytes it needs for that: weights, context and what the engine takes; an estimate."""
    gpu_layers: int = 0
    """Layers that go to the GPU."""
    now: bool = True
    """False when it fits only after other programs give memory back."""

    def __bool__(self) -> bool:
        return self.where != "no"


@dataclass(frozen=True)
class Load:
    """What decides whether a model fits."""

    weights: int
    """Bytes."""
    token: int
    """Bytes that a token of context takes."""
    layers: int
    form: str
    """The quantization, or ``bf16``."""
    longest: int = CONTEXTS[0]
    """Tokens of context that the model was made for."""


def fit(entry: Entry, machine: Machine, quantization: str | None = None, size: int | None = None) -> Fit:
    """Where a model of the catalogue would run on this machine, and with how much context.

    Parameters
    ----------
    quantization
        A key of `catalogue.BITS`; None takes the entry's own.
    size
        Bytes of its files, when they are known.
    """
    chosen = (quantization or entry.quantization).lower()
    weights = entry.file_size(chosen) if size is None else size
    return place(Load(weights, entry.context_size(1), entry.shape.layers, chosen, entry.shape.context), machine)


def place(load: Load, machine: Machine) -> Fit:
    """Where a model would run on this machine, and with how much context."""
    contexts = [tokens for tokens in CONTEXTS if tokens <= load.longest] or [load.longest]
    for context in contexts:
        needed = load.weights + load.token * context + GPU_OVERHEAD
        if needed <= machine.gpu_memory * GPU_SHARE:
            return Fit("gpu", load.form, context, needed, load.layers, needed <= machine.gpu_free)
    for context in contexts:
        needed = load.weights + load.token * context + CPU_OVERHEAD
        layers = _layers_on_gpu(load, machine, context)
        moved = _moved(machine, (needed - CPU_OVERHEAD) * layers // max(1, load.layers))
        if needed - moved <= machine.memory * CPU_SHARE:
            return Fit("split" if layers else "cpu", load.form, context, needed, layers, needed - moved <= machine.free)
    return Fit("no", load.form, 0, load.weights + load.token * contexts[-1] + CPU_OVERHEAD, now=False)


def _moved(machine: Machine, size: int) -> int:
    """Bytes that layers on the GPU take off the main memory: none where both are one."""
    return 0 if any(gpu.unified for gpu in machine.gpus) else size


def _layers_on_gpu(load: Load, machine: Machine, context: int) -> int:
    """Layers that a GPU too small for the whole can hold."""
    if load.form == "bf16" or not load.layers:  # original weights that are not on the GPU as a whole answer too slowly
        return 0
    room = machine.gpu_memory * GPU_SHARE - GPU_OVERHEAD
    one = (load.weights + load.token * context) / load.layers
    return max(0, min(load.layers - 1, int(room / one)))


def recommend(machine: Machine, *, vision: bool = False) -> tuple[Entry, Fit] | None:
    """The best model that runs well here; None when not even the smallest fits.

    Parameters
    ----------
    vision
        True asks for a model that reads pictures.
    """
    kinds = [entry for entry in entries() if bool(entry.vision) == vision]
    fits = [(entry, fit(entry, machine)) for entry in kinds]
    on_gpu = next((pair for pair in fits if pair[1].where == "gpu"), None)
    if on_gpu is not None:
        return on_gpu
    largest = CPU_LARGEST if machine.cores >= _FEW_CORES else CPU_LARGEST_FEW_CORES
    # Original weights on a CPU are four times as slow as a quantized file, so only GGUF is recommended there.
    good = [pair for pair in fits if pair[1] and pair[0].gguf and pair[0].shape.parameters <= largest]
    return good[0] if good else None
