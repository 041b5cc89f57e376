"""What the host has seen of its engine's speed: ends of streams enter, figures for the status leave."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_TAIL = 8192
_EVENT = b"data:"
_DONE = b"data: [DONE]"


@dataclass
class Seen:
    """One answer as it passes through."""

    started: float = field(default_factory=time.monotonic)
    first: float | None = None
    events: int = 0
    tail: bytes = b""
    complete: bool = False

    def take(self, data: bytes) -> None:
        """Look at a piece of the stream; costs a microsecond."""
        if self.first is None:
            self.first = time.monotonic()
        self.events += data.count(_EVENT)
        self.tail = data if len(data) > _TAIL else (self.tail + data)[-_TAIL:]
        self.complete = _DONE in self.tail


@dataclass
class Figures:
    """All answers so far."""

    served: int = 0
    failed: int = 0
    last: dict[str, Any] = field(default_factory=dict)
    """Of the last answer: seconds to its first token, tokens a second, tokens of the prompt, how many of them were new."""

    def add(self, seen: Seen) -> None:
        """Count an answer that came to its end."""
        self.served += 1
        usage, timings = _reported(seen.tail)
        now = time.monotonic()
        writing = now - (seen.first or now)
        tokens = _number(usage.get("completion_tokens")) or max(0, seen.events - 2)
        self.last = {
            "first_token_seconds": round((seen.first or now) - seen.started, 4),
            "tokens": tokens,
            "tokens_per_second": _rate(timings.get("predicted_per_second"), tokens, writing),
            "prompt_tokens": _number(usage.get("prompt_tokens")),
            "prompt_tokens_evaluated": _evaluated(usage, timings),
            "prompt_tokens_per_second": _round(timings.get("prompt_per_second")),
        }


def _rate(reported: Any, tokens: int, seconds: float) -> float | None:
    if isinstance(reported, int | float):
        return round(float(reported), 1)
    return round(tokens / seconds, 1) if tokens and seconds > 0 else None


def _evaluated(usage: Mapping[str, Any], timings: Mapping[str, Any]) -> int | None:
    """Tokens of the prompt that were not kept from the one before, when the engine says it."""
    if _number(timings.get("prompt_n")) is not None:
        return _number(timings["prompt_n"])
    details = usage.get("prompt_tokens_details")
    kept = _number(details.get("cached_tokens")) if isinstance(details, dict) else None
    prompt = _number(usage.get("prompt_tokens"))
    return prompt - kept if prompt is not None and kept is not None else None


def _reported(tail: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The last ``usage`` and ``timings`` that an engine sent, in a stream or in a whole answer."""
    usage: dict[str, Any] = {}
    timings: dict[str, Any] = {}
    for line in reversed(tail.split(b"\n")):
        text = line.strip().removeprefix(_EVENT).strip()
        if not text.startswith(b"{"):
            continue
        try:
            event = json.loads(text)
        except ValueError:
            continue
        usage = usage or _mapping(event.get("usage"))
        timings = timings or _mapping(event.get("timings"))
        if usage and timings:
            break
    return usage, timings


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _round(value: Any) -> float | None:
    return round(float(value), 1) if isinstance(value, int | float) else None
