"""What one question to a model costs: a backend and a prompt go in, seconds and tokens come out."""

from __future__ import annotations

import http.client
import json
import resource
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jupyter_viscode.types import Attempt, Backend, Completion, GenerationConfig, Message, Prompt


@dataclass(frozen=True)
class Timing:
    """One answer."""

    first: float
    """Seconds to the first token."""
    last: float
    """Seconds to the last token."""
    pieces: int
    """How often text came."""
    completion: Completion

    @property
    def rate(self) -> float:
        """Tokens a second after the first."""
        count = self.completion.completion_tokens or self.pieces
        return (count - 1) / (self.last - self.first) if count > 1 and self.last > self.first else 0.0

    @property
    def prefill(self) -> float | None:
        """Tokens of the prompt that were evaluated in a second."""
        if self.completion.prompt_tokens is None or not self.first:
            return None
        return (self.completion.prompt_tokens - (self.completion.cached_tokens or 0)) / self.first

    @property
    def evaluated(self) -> float | None:
        """The share of the prompt that was evaluated, where the server says it."""
        done, known = self.completion.prompt_tokens, self.completion.cached_tokens
        return None if not done or known is None else (done - known) / done


def timed(backend: Backend, prompt: Prompt, config: GenerationConfig) -> Timing:
    """Ask once."""
    times: list[float] = []
    start = time.perf_counter()
    completion = backend.generate(prompt, config, lambda _: times.append(time.perf_counter() - start))
    times = times or [time.perf_counter() - start]
    return Timing(times[0], times[-1], len(times), completion)


def fresh(prompt: Prompt, mark: str) -> Prompt:
    """The same question with another beginning, so that nothing that a server has kept fits it."""
    head, *rest = prompt.messages
    return replace(prompt, messages=(Message(head.role, f"({mark})\n{head.content}", head.images), *rest))


# -- the same without this package -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bare:
    """A server for the plainest client."""

    key: str | None
    place: Path | tuple[str, int]
    """A Unix socket, or host and port."""
    path: str = "/v1/chat/completions"


def bare(server: Bare, content: bytes) -> Iterator[str]:
    """The pieces of an answer as the plainest client reads them."""
    connection = http.client.HTTPConnection("localhost")
    connection.sock = _connected(server.place)
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {server.key}"} if server.key else {})
    connection.request("POST", server.path, content, headers)
    with connection.getresponse() as response:
        for line in response:
            if line.startswith(b"data: {"):
                event = json.loads(line[6:])
                text = event["choices"][0]["delta"].get("content") if event.get("choices") else None
                if text:
                    yield text
    connection.close()


def _connected(place: Path | tuple[str, int]) -> socket.socket:
    if isinstance(place, tuple):
        return socket.create_connection(place)
    found = socket.socket(socket.AF_UNIX)
    found.connect(str(place))
    return found


@dataclass(frozen=True)
class Cost:
    """What a client spends on one answer."""

    first: float
    """Seconds to the first token."""
    cpu: float
    """Seconds of CPU for the whole answer, children aside."""
    pieces: int


def cost(ask: Callable[[Callable[[str], None]], Any]) -> Cost:
    """Run `ask` with a receiver of tokens."""
    times: list[float] = []
    before, start = _cpu(), time.perf_counter()
    ask(lambda _: times.append(time.perf_counter() - start))
    return Cost(times[0] if times else 0.0, _cpu() - before, len(times))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def attempts_in(events: Iterator[Any]) -> list[Attempt]:
    """Those events of a loop that are attempts, run to the end."""
    return [event for event in events if isinstance(event, Attempt)]
