"""The body of a chat completion, streamed or whole: chunks enter, text and figures leave.

Reasoning is counted and left out: it is no part of the answer.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jupyter_viscode.backends.exchange import Head
from jupyter_viscode.backends.refusal import refusal, said
from jupyter_viscode.backends.sse import EventDecoder
from jupyter_viscode.errors import BackendError, EmptyAnswerError
from jupyter_viscode.types import Completion, GenerationConfig, OnToken

_AGAIN = "Try again, or look at the server's log."


@dataclass
class Answer:
    """What has been received so far."""

    config: GenerationConfig
    on_token: OnToken | None
    text: str = ""
    model: str = ""
    thinking: int = 0
    """Characters of reasoning, which is no part of the answer."""
    pieces: int = 0
    stop_reason: Literal["stop", "length", "cancelled"] = "stop"
    complete_since: float | None = None
    retry_after: float = 0.0
    usage: Mapping[str, Any] = field(default_factory=dict)

    def read(self, parts: Iterator[Head | bytes], where: str) -> None:
        """Take the body of a good answer, streamed or whole."""
        first = b""
        for part in parts:
            first += part if isinstance(part, bytes) else b""
            if first.strip():
                break
        start = first.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start:
            raise BackendError(
                f"The server at {where} sent an empty answer.", hint="Try again, or look at its log.", retryable=True
            )
        if start[:1] in (b"{", b"<", b"["):
            self._read_whole(first + b"".join(p for p in parts if isinstance(p, bytes)), where)
        else:
            self._read_stream(first, parts, where)
        if not self.text.strip() and self.stop_reason == "stop":
            thought = " It only thought: raise max_tokens, or switch its thinking off." if self.thinking else ""
            raise EmptyAnswerError(
                f"The server at {where} answered without text.{thought}", hint="Try again, or try another model."
            )

    def _read_stream(self, first: bytes, parts: Iterator[Head | bytes], where: str) -> None:
        decoder = EventDecoder()
        for event in _events(decoder, first, parts):
            if event.strip() == "[DONE]":
                self.complete_since = self.complete_since or time.monotonic()
                return
            self._take(_json(event, where), "delta", where)
            if self._beyond():
                self.stop_reason, self.complete_since = "length", time.monotonic()
                return
        if self.complete_since is None:
            raise cut(where, self) if self.pieces else garbage(first, where)

    def _read_whole(self, content: bytes, where: str) -> None:
        self._take(_json(content.decode("utf-8-sig", errors="replace"), where), "message", where)
        self.complete_since = self.complete_since or time.monotonic()

    def _take(self, event: Any, key: str, where: str) -> None:
        if not isinstance(event, dict):
            raise garbage(repr(event).encode(), where)
        if event.get("error"):
            status = event["error"].get("code") if isinstance(event["error"], dict) else None
            raise refusal(where, status if isinstance(status, int) else 500, {}, json.dumps(event).encode())
        self.model = event.get("model") or self.model
        self.usage = event.get("usage") or self.usage
        for choice in event.get("choices") or ():
            if choice.get("index", 0) == 0:
                self._choose(choice, key)

    def _choose(self, choice: Mapping[str, Any], key: str) -> None:
        part = choice.get(key) or choice.get("message") or choice.get("delta") or {}
        self.pieces += 1
        self.thinking += len(part.get("reasoning_content") or part.get("reasoning") or "")
        text = _text(part.get("content")) or (choice.get("text") or "")
        if text:
            self.text += text
            if self.on_token is not None:
                self.on_token(text)
        if choice.get("finish_reason"):
            self.stop_reason = "length" if choice["finish_reason"] == "length" else "stop"
            self.complete_since = self.complete_since or time.monotonic()

    def _beyond(self) -> bool:
        """True when a server goes on far beyond ``max_tokens``."""
        limit = self.config.max_tokens
        return self.pieces > 2 * limit + 64 or len(self.text) + self.thinking > 32 * limit + 1024

    def completion(self, model: str, seconds: float) -> Completion:
        """The answer as the rest of the package knows it."""
        return Completion(
            text=self.text,
            stop_reason=self.stop_reason,
            model=self.model or model,
            prompt_tokens=_count(self.usage.get("prompt_tokens")),
            cached_tokens=_count((self.usage.get("prompt_tokens_details") or {}).get("cached_tokens")),
            completion_tokens=_count(self.usage.get("completion_tokens")),
            seconds=seconds,
        )


def _events(decoder: EventDecoder, first: bytes, parts: Iterator[Head | bytes]) -> Iterator[str]:
    yield from decoder.feed(first)
    for part in parts:
        if isinstance(part, bytes):
            yield from decoder.feed(part)
    yield from decoder.close()


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise garbage(text.encode(), where) from None


def garbage(content: bytes, where: str) -> BackendError:
    """The error for what is no chat completion."""
    words = said(content)
    return BackendError(
        f"The server at {where} did not answer as a chat API does; it sent {words[:120]!r}.",
        hint="Check the base URL; it usually ends with /v1.",
    )


def cut(where: str, answer: Answer) -> BackendError:
    """The error for an answer without its end."""
    return BackendError(
        f"The server at {where} broke off in the middle of its answer, after {len(answer.text)} characters.",
        hint=_AGAIN,
        retryable=True,
    )


def _text(content: Any) -> str:
    """The text of a message, which is a string or a list of parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) else None
