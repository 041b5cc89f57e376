"""What the host says of itself as lines to read: its status enters, text leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jupyter_viscode.errors import printable

_STATES = {
    "empty": "no model is loaded",
    "loading": "is being loaded",
    "ready": "is loaded",
    "ended": "ended; the next question loads it anew",
}


def text(status: Mapping[str, Any] | None) -> str:
    """The report of ``viscode host status``."""
    if status is None:
        return "No model host is running; the first question to a local model starts it."
    return printable("\n".join(_lines(status)))


def _lines(status: Mapping[str, Any]) -> Iterator[str]:
    limit = f"ends after {_time(status['idle_limit'])} without a question" if status["idle_limit"] else "stays until stopped"
    yield f"host     process {status['pid']}, version {status['version']}, up {_time(status['seconds'])}, {limit}"
    state = _STATES[status["state"]]
    if status["model"] is None:
        yield f"model    {state}"
    else:
        yield f"model    {status['model']} ({status['engine']}) {state}"
        yield f"         {status['path']}"
        if status["hash"]:
            yield f"         sha256 {status['hash']}"
    if status["engine_pid"]:
        size = f"{status['memory'] / 2**20:,.0f} MB"
        yield f"engine   process {status['engine_pid']}, {size}, loaded in {status['load_seconds']:.1f} s"
    answers = {"served": "given", "failed": "failed", "running": "under way", "waiting": "waiting"}
    yield f"answers  {', '.join(f'{status[key]} {said}' for key, said in answers.items())}"
    yield from _last(status["last"])
    yield f"log      {status['log']}"
    if status["state"] == "ended":
        yield from (f"       | {line}" for line in status["last_log"])


def _last(last: Mapping[str, Any]) -> Iterator[str]:
    """Of the last answer, what the engine reported."""
    if not last:
        return
    parts = [f"first token after {1000 * last['first_token_seconds']:.0f} ms", f"{last['tokens']} tokens"]
    if last["tokens_per_second"]:
        parts.append(f"{last['tokens_per_second']:,.0f} tokens/s")
    if last["prompt_tokens"] and last["prompt_tokens_evaluated"] is not None:
        parts.append(f"{last['prompt_tokens_evaluated']} of {last['prompt_tokens']} tokens of the prompt were new")
    yield f"last     {', '.join(parts)}"


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
