"""What a library's server is asked and what it answers, without HTTP: fields of a request enter, an `Ask` leaves.

`Text` turns the bytes of tokens into text that may be shown: whole characters, up to the first stop string.
"""

from __future__ import annotations

import base64
import binascii
import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Stopped = Callable[[], bool]
"""True once nobody waits for the answer any more."""


class Refused(Exception):
    """A request that cannot be answered.

    Parameters
    ----------
    message
        For the client.
    code
        OpenAI's word for the cause, where there is one.
    """

    def __init__(self, message: str, status: int = 400, code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Abandoned(Exception):
    """The client is gone; raised within an engine's work to end it."""


@dataclass(frozen=True)
class Ask:
    """One request, checked."""

    messages: list[dict[str, Any]]
    max_tokens: int | None = None
    temperature: float = 0.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    pictures: list[bytes] = field(default_factory=list)


@dataclass
class Tally:
    """What an answer took; filled by the answerer while it writes."""

    prompt: int = 0
    cached: int = 0
    written: int = 0
    finish: Literal["stop", "length"] = "stop"


class Answerer(Protocol):
    """A loaded model."""

    name: str

    def answer(self, ask: Ask, tally: Tally, stopped: Stopped) -> Iterator[str]:
        """The answer's text, piece by piece; raises Refused, or Abandoned when `stopped`."""
        ...


def read_ask(body: Any) -> Ask:
    """A chat completion request; raises Refused for what is none."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list) or not body["messages"]:
        raise Refused("The request has no messages.")
    stop = body.get("stop") or ()
    ask = Ask(
        messages=[_message(message) for message in body["messages"]],
        max_tokens=_number(body, "max_completion_tokens", int) or _number(body, "max_tokens", int),
        temperature=_number(body, "temperature", float) or 0.0,
        seed=_number(body, "seed", int),
        stop=tuple(filter(None, map(str, [stop] if isinstance(stop, str) else stop))),
        grammar=body.get("grammar") or None,
    )
    for message in ask.messages:
        if not isinstance(message["content"], str):
            ask.pictures.extend(part["data"] for part in message["content"] if part["type"] == "image")
    return ask


def _number(body: dict[str, Any], name: str, kind: Callable[[Any], Any]) -> Any:
    value = body.get(name)
    try:
        return None if value is None else kind(value)
    except (TypeError, ValueError):
        raise Refused(f"The field {name} is no number.") from None


def _message(message: Any) -> dict[str, Any]:
    """A message whose content is text, or a list of texts and pictures where it has pictures."""
    if not isinstance(message, dict) or message.get("role") not in ("system", "user", "assistant", "developer"):
        raise Refused("A message has no role.")
    content = message.get("content") or ""
    if isinstance(content, str):
        return {"role": message["role"], "content": content}
    parts = [_part(part) for part in content]
    if all(part["type"] == "text" for part in parts):
        return {"role": message["role"], "content": "".join(part["text"] for part in parts)}
    return {"role": message["role"], "content": parts}


def _part(part: Any) -> dict[str, Any]:
    try:
        if part["type"] == "text":
            return {"type": "text", "text": str(part["text"])}
        if part["type"] == "image_url":
            scheme, _, data = part["image_url"]["url"].partition(";base64,")
            if not scheme.startswith("data:"):
                raise Refused("Pictures are taken within the request only, as data: URLs.")
            return {"type": "image", "data": base64.b64decode(data, validate=True)}
    except (KeyError, TypeError, AttributeError, binascii.Error):
        raise Refused("A part of a message cannot be read.") from None
    raise Refused(f"Parts of the type {part['type']!r} are not read here.")


def room(tally: Tally, ask: Ask, context: int) -> int:
    """How many tokens the answer may have; raises Refused when the prompt alone is too long."""
    left = context - tally.prompt
    if left < 1:
        raise Refused(
            f"The prompt has {tally.prompt} tokens, which exceeds the context size of {context} tokens.",
            code="context_length_exceeded",
        )
    return left if ask.max_tokens is None else max(1, min(left, ask.max_tokens))


def shared(before: Sequence[int], now: Sequence[int]) -> int:
    """How many tokens of two prompts are the same from the start; at least one of the new one is left to evaluate."""
    limit = min(len(before), len(now) - 1)
    return next((i for i in range(limit) if before[i] != now[i]), max(0, limit))


class Text:
    """Bytes of tokens become text; what could be the beginning of a stop string is held back."""

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        self._stop = stop
        self._held = ""
        self.ended = False
        """True once a stop string has come."""

    def feed(self, data: bytes) -> str:
        """The text that may be shown now."""
        return self.show(self._decode(data))

    def rest(self) -> str:
        """What is left at the end of the answer."""
        last = self.show(self._decode(b"", True))
        held, self._held = self._held, ""
        return last if self.ended else last + held

    def show(self, text: str) -> str:
        """Of text that came whole, what may be shown now."""
        if self.ended:
            return ""
        text = self._held + text
        cut = min((at for each in self._stop if (at := text.find(each)) >= 0), default=-1)
        if cut >= 0:
            self.ended, self._held = True, ""
            return text[:cut]
        keep = max((_overlap(text, each) for each in self._stop), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]


def _overlap(text: str, stop: str) -> int:
    """How many characters at the end of `text` could begin `stop`."""
    longest = min(len(text), len(stop) - 1)
    return next((size for size in range(longest, 0, -1) if text.endswith(stop[:size])), 0)
