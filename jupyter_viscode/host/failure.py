"""How a host's failures reach the user: an engine's last words enter, a sentence with a next command leaves.

Errors cross the wire as JSON with their kind, so that a client raises what the host would have raised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_viscode import errors
from jupyter_viscode.errors import BackendError, ModelError, ViscodeError
from jupyter_viscode.host.wanted import Wanted

_MEMORY = re.compile(
    r"out of memory|failed to allocate|unable to allocate|cannot allocate|cudaMalloc|MemoryError|bad_alloc|OutOfMemory"
    r"|insufficient memory|not enough memory|KV cache .*(too large|larger than)",
    re.IGNORECASE,
)
_WRONG = re.compile(r"error|fail|exception|invalid|corrupt|unsupported|unknown|cannot|can't|not found|no such", re.IGNORECASE)
_NOISE = re.compile(r"^[\s.^~\-=*|]*$|^Traceback |^\s+File \"|^\s+raise |^\s*\^")
_KILLED = 137
_CRASHES = {
    132: "an illegal instruction",
    134: "an abort",
    135: "a bus error",
    136: "a floating point error",
    139: "a segfault",
}


def load_failure(wanted: Wanted, status: int, log: Sequence[str]) -> ModelError:
    """The error for an engine that ended before its model was loaded.

    Parameters
    ----------
    status
        The engine's exit status; 128 and more for a signal.
    """
    words = last_words(log)
    said = f" Its log says: {words.rstrip('.')}." if words else ""
    if status == _KILLED or any(_MEMORY.search(line) for line in log):
        return ModelError(
            f"Memory ran out while {wanted.title} was loading.{'' if status == _KILLED else said}",
            hint=f"Use a smaller or more strongly quantised file, or a shorter context: {_name(wanted)}?context=2048",
        )
    if any("custom code" in line or "trust_remote_code" in line for line in log):
        return ModelError(
            f"{wanted.source.path.name} comes with Python code of its own, which is never run here.",
            hint="Take a GGUF file of the model, or one that the engine knows.",
        )
    how = f"crashed with {_CRASHES[status]}" if status in _CRASHES else f"ended with status {status}"
    return ModelError(
        f"The engine {wanted.engine} {how} while loading {wanted.source.path.name}.{said}",
        hint="Check the file, or try another engine; where the whole log is says: viscode host status",
    )


def answer_failure(wanted: Wanted, status: int | None, log: Sequence[str], *, begun: bool) -> BackendError:
    """The error for an engine that ended, or closed the connection, while it answered."""
    when = "in the middle of its answer" if begun else "while it was reading the prompt"
    words = last_words(log)
    said = f" Its log says: {words.rstrip('.')}." if words and status != _KILLED else ""
    if status == _KILLED:
        how = "was killed, most likely because memory ran out,"
    elif status in _CRASHES:
        how = f"crashed with {_CRASHES[status]}"
    else:
        how = "broke off" if status is None else "ended"
    return BackendError(
        f"The engine of {wanted.title} {how} {when}.{said}",
        hint="Ask again: the model is then loaded anew. If it happens again, use a smaller model or a shorter context.",
    )


def overflow(wanted: Wanted, words: str, context: int | None, most: int | None) -> BackendError:
    """The error for a prompt that does not fit.

    Parameters
    ----------
    context
        Tokens that the model was loaded with.
    most
        Tokens that it was made for.
    """
    size = f" of {context:,} tokens" if context else ""
    cut = "Cut what is sent: --context schema or none, fewer frames with -d, a shorter program"
    more = min(2 * (context or 8192), most or 2**20)
    larger = f"; or load it with more: %viscode model {_name(wanted)}?context={more}" if more > (context or 0) else ""
    return BackendError(
        f"The prompt is longer than the context{size} that {wanted.title} was loaded with. It says: {words.rstrip('.')}.",
        hint=f"{cut}{larger or '; or use a model with a larger context'}.",
    )


def refused(wanted: Wanted, status: int, words: str) -> BackendError:
    """The error for a question that the engine does not answer."""
    said = f" It says: {words.rstrip('.')}." if words else ""
    return BackendError(
        f"The engine of {wanted.title} refused the question ({status}).{said}",
        hint="Try another engine or model; 'viscode models' lists them.",
    )


def _name(wanted: Wanted) -> str:
    return f"{wanted.engine}:{wanted.source.path}"


def last_words(log: Sequence[str]) -> str:
    """The line of a log that most likely says why: the last that names something wrong, else the last with any content."""
    lines = [line.strip() for line in log if not _NOISE.match(line)]
    wrong = [line for line in lines if _WRONG.search(line)]
    words = (wrong or lines or [""])[-1]
    return words if len(words) <= 300 else words[:300] + "…"


# -- across the wire ---------------------------------------------------------------------------------------------------


def to_json(error: ViscodeError) -> dict[str, Any]:
    """An error as a value; ``message`` and ``type`` are where OpenAI's clients look."""
    return {
        "type": "viscode",
        "code": type(error).__name__,
        "message": error.message,
        "hint": error.hint,
        "retryable": getattr(error, "retryable", False),
    }


def from_json(value: Mapping[str, Any]) -> ViscodeError:
    """The error that `to_json` wrote."""
    message, hint = str(value.get("message", "")), str(value.get("hint", ""))
    kind = getattr(errors, str(value.get("code")), BackendError)
    if kind in (errors.ModelError, errors.ConfigError, errors.InputError):
        found: ViscodeError = kind(message, hint=hint)
        return found
    return BackendError(message, hint=hint, retryable=bool(value.get("retryable")))
