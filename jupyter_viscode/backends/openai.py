"""Any server that speaks OpenAI's chat completions: llama.cpp, vLLM, Ollama, LM Studio, transformers, hosted ones.

A Prompt enters, a Completion leaves; `body` gives the exact bytes that are sent. Nothing is sent anywhere but to the URL
that the user configured.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from jupyter_viscode.backends.answer import Answer
from jupyter_viscode.backends.exchange import Exchange, Head
from jupyter_viscode.backends.loopback import LoopbackExchange
from jupyter_viscode.backends.refusal import refusal, said
from jupyter_viscode.backends.wire import Cancelled, Wire
from jupyter_viscode.errors import BackendError, ConfigError
from jupyter_viscode.types import Cancel, Completion, GenerationConfig, Message, OnToken, Prompt

_OPTIONAL = ("stream_options", "seed")
"""What is left out when a server says that it does not know it."""


def body(prompt: Prompt, config: GenerationConfig, model: str | None) -> bytes:
    """The JSON that is sent for `prompt`, to the byte; ``--dry-run`` shows the same.

    Parameters
    ----------
    model
        The server's name of the model; None leaves it out, and the server takes the one it has.
    """
    fields: dict[str, Any] = {"model": model} if model is not None else {}
    fields |= {
        "messages": [_message(message) for message in prompt.messages],
        "temperature": config.temperature,
        "seed": config.seed,
        "max_tokens": config.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    return _dump(fields)


def dry_run(prompt: Prompt, config: GenerationConfig, model: str | None = None) -> str:
    """What `body` sends, as text."""
    return body(prompt, config, model).decode("utf-8")


def _dump(fields: Mapping[str, Any]) -> bytes:
    # A lone surrogate has no UTF-8; it is sent as "?" rather than failing the request.
    return json.dumps(fields, ensure_ascii=False, indent=1).encode("utf-8", errors="replace")


def _message(message: Message) -> dict[str, Any]:
    if not message.images:
        return {"role": message.role, "content": message.content}
    pictures = [
        {"type": "image_url", "image_url": {"url": f"data:{i.mime};base64,{base64.b64encode(i.data).decode('ascii')}"}}
        for i in message.images
    ]
    return {"role": message.role, "content": [*pictures, {"type": "text", "text": message.content}]}


class OpenAIBackend:
    """Ask a server with an OpenAI-compatible ``/chat/completions``.

    Parameters
    ----------
    base_url
        Up to and with the version, as in ``http://127.0.0.1:8080/v1``; a fragment names the model (``…/v1#qwen``).
    model
        The server's name of the model; None takes the first that the server lists.
    api_key
        Sent as a bearer token and never shown.
    connect
        Seconds to connect.
    total
        Seconds for a whole answer, however lively the server is.
    retries
        How often a request is repeated that may succeed a moment later.
    patience
        The longest wait before a repetition, whatever the server's ``Retry-After`` says.
    exchange
        How one request is carried out.
    """

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        api_key: str | None = None,
        *,
        connect: float = 10.0,
        total: float = 1800.0,
        retries: int = 2,
        patience: float = 20.0,
        exchange: type[Exchange | LoopbackExchange] = Exchange,
    ) -> None:
        address, _, fragment = base_url.partition("#")
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(
                f"{_shown(base_url)!r} is no address of a model server.", hint="Give one such as http://127.0.0.1:8080/v1#name."
            )
        if api_key is not None and not (api_key.isascii() and api_key.isprintable()):
            raise ConfigError("The API key holds a character that no key has.", hint="Copy it again, without line breaks.")
        self._base = address.rstrip("/").removesuffix("/chat/completions")
        self._where = parts.netloc.rpartition("@")[2]
        self._key = api_key
        self._model = model or fragment or None
        self._total = total
        self._wire = Wire(self._base, self._where, _is_loopback(parts.hostname), api_key, connect, total, exchange)
        self._retries = retries
        self._patience = patience
        self._left_out: frozenset[str] = frozenset()
        self.name = f"openai:{self._model or self._where}"

    def generate(
        self, prompt: Prompt, config: GenerationConfig, on_token: OnToken | None = None, cancel: Cancel | None = None
    ) -> Completion:
        """Answer `prompt`; repeats the request only when nothing was shown yet and a moment may help.

        Raises
        ------
        BackendError
            With the cause, what to do, and whether trying again can help.
        """
        started = time.monotonic()
        cancel = cancel or threading.Event()
        for attempt in range(self._retries + 1):
            answer = Answer(config, on_token)
            try:
                self._ask(prompt, config, answer, cancel, started + self._total)
            except Cancelled:
                answer.stop_reason = "cancelled"
            except BackendError as error:
                if not error.retryable or answer.text or attempt == self._retries:
                    raise self._error(error) from error.__cause__
                if cancel.wait(min(self._patience, max(answer.retry_after, 0.5 * 2**attempt))):
                    answer.stop_reason = "cancelled"
                else:
                    continue
            return answer.completion(self._model or "", time.monotonic() - started)
        raise AssertionError("the last repetition returns or raises")

    def models(self, cancel: Cancel | None = None, timeout: float = 10.0) -> list[str]:
        """The names of the models that the server lists."""
        deadline = time.monotonic() + timeout
        waiting = Answer(GenerationConfig(), None)
        with closing(self._wire.parts("GET", "/models", b"", cancel or threading.Event(), timeout, deadline, waiting)) as parts:
            head = next(parts)
            assert isinstance(head, Head)
            content = b"".join(part for part in parts if isinstance(part, bytes))
        if head.status != 200:
            raise refusal(self._where, head.status, head.headers, content)
        try:
            return [str(entry["id"]) for entry in json.loads(content)["data"]]
        except (ValueError, KeyError, TypeError):
            raise BackendError(
                f"The server at {self._where} has no list of models.", hint="Name the model after a #, as in …/v1#name."
            ) from None

    # -- one request ---------------------------------------------------------------------------------------------------

    def _ask(self, prompt: Prompt, config: GenerationConfig, answer: Answer, cancel: Cancel, deadline: float) -> None:
        if self._model is None:
            self._model = self._first_model(cancel)
        while True:
            content = self._without(body(prompt, config, self._model))
            with closing(
                self._wire.parts("POST", "/chat/completions", content, cancel, config.timeout, deadline, answer)
            ) as parts:
                head = next(parts)
                assert isinstance(head, Head)
                if head.status == 200:
                    answer.read(parts, self._where)
                    return
                refused = b"".join(part for part in parts if isinstance(part, bytes))
            unknown = self._unknown(head.status, refused)
            if not unknown:
                answer.retry_after = _seconds(head.headers.get("retry-after", ""))
                raise self._refused(head, refused, cancel)
            self._left_out |= unknown

    def _first_model(self, cancel: Cancel) -> str | None:
        """The first listed model; None when the server has no list but may answer all the same."""
        try:
            names = self.models(cancel)
        except BackendError as error:
            if error.__cause__ is not None:
                raise
            return None
        return names[0] if names else None

    def _unknown(self, status: int, refused: bytes) -> frozenset[str]:
        if status not in (400, 422):
            return frozenset()
        text = refused.decode("utf-8", errors="replace")
        return frozenset(name for name in _OPTIONAL if name in text) - self._left_out

    def _without(self, content: bytes) -> bytes:
        if not self._left_out:
            return content
        return _dump({name: value for name, value in json.loads(content).items() if name not in self._left_out})

    def _refused(self, head: Head, content: bytes, cancel: Cancel) -> BackendError:
        if head.status == 404:
            return self._missing(content, cancel)
        return refusal(self._where, head.status, head.headers, content)

    def _missing(self, content: bytes, cancel: Cancel) -> BackendError:
        try:
            names = self.models(cancel)
        except BackendError:
            return BackendError(
                f"There is no chat API at {self._where}{urlsplit(self._base).path} (404).",
                hint="The base URL usually ends with /v1.",
            )
        if self._model in names:
            return BackendError(f"The server at {self._where} refused the request (404). It says: {said(content)}")
        listed = ", ".join(names[:20]) or "none"
        return BackendError(
            f"The server at {self._where} has no model {self._model!r} (404).", hint=f"Choose one that it has: {listed}."
        )

    def _error(self, error: BackendError) -> BackendError:
        """The same error without the API key, should a server have repeated it."""
        if not self._key or self._key not in f"{error.message}{error.hint}":
            return error
        message, hint = (text.replace(self._key, "<API key>") for text in (error.message, error.hint))
        return type(error)(message, hint=hint, retryable=error.retryable)


def _seconds(text: str) -> float:
    """``Retry-After`` in seconds; its form with a date is rare and counts as none."""
    try:
        return max(0.0, float(text))
    except ValueError:
        return 0.0


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(url: str) -> str:
    """A URL without the user name and password that it may hold."""
    head, at, tail = url.rpartition("@")
    return f"{head.partition('//')[0]}//{tail}" if at else url
