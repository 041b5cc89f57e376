"""What the host and the kernel's side add to an engine's own server: a local model's name enters, two rows leave.

The engine is started as the host starts it and asked by the plainest client; then the same question goes through the host.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_viscode import registry
from jupyter_viscode.bench.overhead import Row
from jupyter_viscode.bench.replies import Bare, bare, cost
from jupyter_viscode.host.backend import HostBackend
from jupyter_viscode.host.engine import Address
from jupyter_viscode.host.selection import select
from jupyter_viscode.host.service.worker import Worker
from jupyter_viscode.host.wanted import Wanted
from jupyter_viscode.types import GenerationConfig, Message, Prompt, Request

_RUNS = 9
_ASKED = "Count from one to one hundred in words."


def overhead(name: str, config: GenerationConfig) -> Iterator[Row]:
    """Time to the first token and CPU of a token, over those of the bare engine."""
    from jupyter_viscode.backends.openai import body

    wanted, prompt = select(name), Prompt((Message("user", _ASKED),), Request(_ASKED))
    with running(wanted) as worker:
        server = Bare(worker.launch.key, _place(worker.launch.address))
        content = body(prompt, config, worker.launch.model)

        def plain(take: Callable[[str], None]) -> None:
            for text in bare(server, content):
                take(text)

        plain(lambda _: None)
        alone = [cost(plain) for _ in range(_RUNS)]
    backend = HostBackend(wanted)
    host = backend.load()

    def ours(take: Callable[[str], None]) -> None:
        backend.generate(prompt, config, take)

    ours(lambda _: None)
    before = _cpu_of(host.pid)
    through = [cost(ours) for _ in range(_RUNS)]
    hosts = (_cpu_of(host.pid) - before) / sum(one.pieces for one in through) if through[0].pieces else 0.0
    # The quickest of each: whatever else the machine does only adds.
    first = min(one.first for one in through) - min(one.first for one in alone)
    note = f"{1000 * min(one.first for one in alone):.1f} ms from the engine alone"
    yield Row("host and backend to first token", 1000 * first, "ms", 10, note=note)
    spent = min(one.cpu / max(1, one.pieces) for one in through) - min(one.cpu / max(1, one.pieces) for one in alone)
    note = f"of it the host's {1000 * hosts:.3f} ms; {through[0].pieces} tokens"
    yield Row("host and backend, CPU of a token", 1000 * (spent + hosts), "ms", 0.3, note=note)


@contextmanager
def running(wanted: Wanted) -> Iterator[Worker]:
    """The engine with its model loaded, without a host."""
    engine = registry.load("engines", wanted.engine)()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="viscode-bench", daemon=True)
    thread.start()
    with tempfile.TemporaryDirectory(prefix="viscode-", ignore_cleanup_errors=True) as folder:
        private = Path(folder)
        worker = Worker(wanted, engine, engine.launch(wanted.source, wanted.options, private), private)
        try:
            asyncio.run_coroutine_threadsafe(worker.start(), loop).result()
            yield worker
        finally:
            asyncio.run_coroutine_threadsafe(worker.stop(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


def _place(address: Address) -> Path | tuple[str, int]:
    return address.socket if address.socket is not None else ("127.0.0.1", address.port or 0)


def _cpu_of(pid: int) -> float:
    """Seconds of CPU of one process, its children aside."""
    import psutil

    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
