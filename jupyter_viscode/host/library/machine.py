"""What this machine has for a model: memory, graphics memory, disk. Nothing goes in, a `Machine` comes out.

Everything is read from the system itself (``/proc``, control groups, ``sysctl``, ``nvidia-smi``, ``rocm-smi``, Windows' own
calls); what cannot be read is 0 or absent, never an error.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

GIB = 1 << 30
_UNIFIED_SHARE = 0.7
"""Share of an Apple chip's memory that its GPU may use by default."""
_PATIENCE = 5.0
"""Seconds that a program which is asked may take."""

Kind = Literal["cuda", "rocm", "metal"]


@dataclass(frozen=True)
class Gpu:
    """One graphics processor."""

    name: str
    kind: Kind
    memory: int
    """Bytes it has."""
    free: int
    """Bytes that nobody uses now."""
    unified: bool = False
    """True when its memory is the machine's own."""


@dataclass(frozen=True)
class Machine:
    """What there is for a model."""

    memory: int
    """Bytes of main memory that this process may use: the machine's, or its control group's where that is less."""
    free: int
    """Bytes of it that could be had now."""
    gpus: tuple[Gpu, ...] = ()
    cores: int = 1

    @property
    def gpu_memory(self) -> int:
        """Bytes of all graphics processors together: engines split a model over them."""
        return sum(gpu.memory for gpu in self.gpus)

    @property
    def gpu_free(self) -> int:
        """Bytes of graphics memory that nobody uses now."""
        return sum(gpu.free for gpu in self.gpus)

    def __str__(self) -> str:
        parts = [f"{gib(self.memory)} memory ({gib(self.free)} free)", f"{self.cores} cores"]
        parts += [f"{gpu.name}, {gib(gpu.memory)} ({gib(gpu.free)} free)" for gpu in self.gpus]
        return " · ".join(parts if self.gpus else [*parts, "no GPU"])


def look() -> Machine:
    """What this machine has now."""
    memory, free = _memory()
    return Machine(memory=memory, free=free, gpus=_gpus(memory, free), cores=_cores())


def disk_free(path: Path) -> int:
    """Bytes that may be written where `path` is or would be; 0 when that cannot be found out."""
    with contextlib.suppress(OSError, StopIteration):
        return shutil.disk_usage(next(place for place in (path, *path.parents) if place.exists())).free
    return 0


def gib(size: float) -> str:
    """Bytes as ``3.5 GiB``, or ``120 MiB`` where that says more."""
    if size < GIB / 10:
        return f"{size / (1 << 20):.0f} MiB"
    return f"{size / GIB:.1f} GiB"


# -- main memory -------------------------------------------------------------------------------------------------------


def _memory() -> tuple[int, int]:
    """Bytes that there are, and bytes that could be had now."""
    try:
        if sys.platform == "linux":
            return _linux_memory(Path("/"))
        if sys.platform == "darwin":
            return _darwin_memory()
        if sys.platform == "win32":
            return _windows_memory()
    except (OSError, ValueError, KeyError, AttributeError):
        pass
    return 0, 0


def _linux_memory(root: Path) -> tuple[int, int]:
    """From ``/proc/meminfo``, bounded by the control group, which is what a container may use."""
    lines = (root / "proc/meminfo").read_text().splitlines()
    values = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}
    total, free = values["MemTotal"], values.get("MemAvailable", values["MemFree"])
    for limit, used in _group_limits(root):
        total, free = min(total, limit), min(free, max(0, limit - used))
    return total, free


def _group_limits(root: Path) -> list[tuple[int, int]]:
    """(limit, used without what can be dropped) of the control groups that hold this process, version 2 or 1."""
    found = []
    base = root / "sys/fs/cgroup"
    with contextlib.suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if not controllers:
                place = base / path.lstrip("/")
                held = [each for each in (place, *place.parents) if each == base or base in each.parents]
                found += [_limits(each, "memory.max", "memory.current") for each in held]
            elif "memory" in controllers.split(","):
                found.append(_limits(base / "memory" / path.lstrip("/"), "memory.limit_in_bytes", "memory.usage_in_bytes"))
    return [limits for limits in found if limits is not None]


def _limits(place: Path, limit: str, used: str) -> tuple[int, int] | None:
    try:
        bound = int((place / limit).read_text())
        spent = int((place / used).read_text())
    except (OSError, ValueError):  # absent, or "max"
        return None
    with contextlib.suppress(OSError):
        stats = (place / "memory.stat").read_text()
        droppable = re.search(r"^inactive_file (\d+)$", stats, re.MULTILINE)
        spent -= int(droppable.group(1)) if droppable else 0
    return bound, max(0, spent)


def _darwin_memory() -> tuple[int, int]:
    total = int(_said("sysctl", "-n", "hw.memsize"))
    pages = {name.strip(): count for name, count in re.findall(r"^(.+?):\s+(\d+)\.$", _said("vm_stat"), re.MULTILINE)}
    size = re.search(r"page size of (\d+) bytes", _said("vm_stat"))
    free = sum(int(pages.get(f"Pages {kind}", 0)) for kind in ("free", "inactive", "speculative", "purgeable"))
    return total, min(total, free * (int(size.group(1)) if size else 4096))


class _MemoryStatus(ctypes.Structure):
    """Windows' ``MEMORYSTATUSEX``."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "free", "page", "page_free", "virtual", "virtual_free", "extended")),
    )


def _windows_memory() -> tuple[int, int]:
    status = _MemoryStatus()
    status.length = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the attribute exists on Windows only
    if not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return 0, 0
    return int(status.total), int(status.free)


def _cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# -- graphics memory ---------------------------------------------------------------------------------------------------


def _gpus(memory: int, free: int) -> tuple[Gpu, ...]:
    if sys.platform == "darwin":
        if platform.machine() != "arm64":
            return ()
        usable = round(memory * _UNIFIED_SHARE)
        return (Gpu(_said("sysctl", "-n", "machdep.cpu.brand_string").strip(), "metal", usable, min(usable, free), True),)
    return _visible(_nvidia()) or _amd()


def _nvidia() -> tuple[Gpu, ...]:
    said = _said("nvidia-smi", "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits")
    return _read_nvidia(said)


def _read_nvidia(said: str) -> tuple[Gpu, ...]:
    """The lines ``name, MiB in all, MiB free``."""
    found = []
    for line in said.splitlines():
        name, _, numbers = line.partition(",")
        with contextlib.suppress(ValueError):
            total, free = (int(float(number)) << 20 for number in numbers.split(","))
            found.append(Gpu(name.strip(), "cuda", total, free))
    return tuple(found)


def _visible(gpus: tuple[Gpu, ...]) -> tuple[Gpu, ...]:
    """Those that ``CUDA_VISIBLE_DEVICES`` leaves, when it numbers them."""
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if chosen is None:
        return gpus
    if not chosen.strip() or chosen.strip() == "-1":
        return ()
    numbers = [part.strip() for part in chosen.split(",")]
    if not all(number.isdigit() for number in numbers):
        return gpus
    return tuple(gpus[int(number)] for number in numbers if int(number) < len(gpus))


def _amd() -> tuple[Gpu, ...]:
    return _read_amd(_said("rocm-smi", "--showproductname", "--showmeminfo", "vram", "--json"))


def _read_amd(said: str) -> tuple[Gpu, ...]:
    """An object with one part for each card."""
    import json

    found = []
    with contextlib.suppress(ValueError, AttributeError):
        for card in json.loads(said or "{}").values():
            total = int(card.get("VRAM Total Memory (B)", 0))
            used = int(card.get("VRAM Total Used Memory (B)", 0))
            name = card.get("Card Series") or card.get("Card series") or "AMD GPU"
            if total:
                found.append(Gpu(str(name), "rocm", total, max(0, total - used)))
    return tuple(found)


def gpu_processes() -> dict[int, int]:
    """Bytes of graphics memory by process, as far as NVIDIA's driver tells; empty in most containers."""
    return _read_processes(_said("nvidia-smi", "--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits"))


def _read_processes(said: str) -> dict[int, int]:
    """The lines ``process, MiB``."""
    found: dict[int, int] = {}
    for line in said.splitlines():
        with contextlib.suppress(ValueError):
            process, used = (int(part) for part in line.split(","))
            found[process] = found.get(process, 0) + (used << 20)
    return found


def _said(*command: str) -> str:
    """What a program prints; "" when it is not there, fails or takes too long."""
    path = shutil.which(command[0])
    if path is None:
        return ""
    try:
        done = subprocess.run([path, *command[1:]], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout if done.returncode == 0 else ""
