"""What a server's refusal means: a status, headers and body enter, a BackendError with cause and next step leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from jupyter_viscode.errors import BackendError

OVERFLOW = re.compile(
    r"context[ _-]?(length|size|window)|exceed\w* (the )?(available |maximum )?context|context_length_exceeded"
    r"|too many tokens|prompt is too long|maximum (context|sequence|prompt) length",
    re.IGNORECASE,
)
"""How servers say that a prompt is too long."""
_SAID = 300


def said(body: bytes) -> str:
    """The server's own words in one line, whichever of the usual shapes its error has."""
    text = body.decode("utf-8", errors="replace").strip()
    try:
        text = _words(json.loads(text)) or text
    except ValueError:
        if text.startswith("<"):
            title = re.search(r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
            text = f"a web page titled {title[1].strip()!r}" if title else "a web page"
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= _SAID else text[:_SAID] + "…"


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_words, value)))
    if isinstance(value, dict):
        return next((w for key in ("error", "message", "detail", "msg") if (w := _words(value.get(key)))), "")
    return ""


def _told(body: bytes) -> BackendError | None:
    """The error that this package's own host sent, which has its cause and next step already."""
    try:
        error = json.loads(body)["error"]
        if error["type"] != "viscode":
            return None
        return BackendError(str(error["message"]), hint=str(error["hint"]), retryable=bool(error["retryable"]))
    except (ValueError, KeyError, TypeError):
        return None


def refusal(where: str, status: int, headers: Mapping[str, str], body: bytes) -> BackendError:
    """The error for an answer that is no success; 404 is told apart by the caller, who can ask for the list of models."""
    told = _told(body)
    if told is not None:
        return told
    words = said(body)
    tail = f" It says: {words}" if words else ""
    if status in (400, 413, 422, 500) and OVERFLOW.search(words):
        return BackendError(
            f"The prompt is longer than the context of the model at {where}.{tail}",
            hint="Send less (--context schema or none, fewer frames with -d, a shorter program), or start the server with a "
            "larger context.",
        )
    if status == 401:
        return BackendError(
            f"The server at {where} wants a valid API key (401).{tail}", hint="Set VISCODE_API_KEY and try again."
        )
    if status == 403:
        return BackendError(
            f"The server at {where} forbids this with the given API key (403).{tail}",
            hint="Check the key's rights for this model.",
        )
    if status == 429:
        return BackendError(
            f"The server at {where} has too many requests at the moment (429).{tail}",
            hint="Wait a little and try again.",
            retryable=True,
        )
    if 300 <= status < 400:
        target = headers.get("location", "another address")
        return BackendError(f"The server at {where} redirects to {target} ({status}).", hint="Use that address as base URL.")
    if status >= 500:
        return BackendError(
            f"The server at {where} failed ({status}).{tail}",
            hint="Look at the server's log, or try again.",
            retryable=status in (502, 503, 504),
        )
    return BackendError(
        f"The server at {where} refused the request ({status}).{tail}", hint="Check the base URL and the model's name."
    )
